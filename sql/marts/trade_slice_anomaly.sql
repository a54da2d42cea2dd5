/*
description: >
  Slices of reported trade (marts.trade_slice) that contradict themselves or the periods around. The rules are those
  of marts.trade_anomaly. One row per slice and rule.
key: [source, ref_area, flow, freq, time_period, rule]
columns:
  rule: doubled, partners_over_world, partners_under_world, no_world, truncated or other_unit
  source: dataset
  ref_area: ISO3 of the reporter
  flow: X exports, M imports
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  vintage: edition; the newest where the slice holds several
  found: {unit: measure, meaning: what the slice says}
  expected: {unit: measure, meaning: what it was held against}
  measure: "unit of found and expected: USD, partners or ratio"
  amount: {unit: USD, meaning: trade in the slice}
  held_against: "what it was held against: itself, total, or periods_around"
  figures: {unit: figures, meaning: "figures, or partners, on which the rule rests"}
*/
with rule as (
    select 'doubled' as rule, 'USD' as measure
    union all select 'partners_over_world', 'USD'
    union all select 'partners_under_world', 'USD'
    union all select 'no_world', 'USD'
    union all select 'truncated', 'partners'
    union all select 'truncated', 'USD'
    union all select 'other_unit', 'ratio'
),

tried as (
    select
        s.*,
        r.rule,
        r.measure,
        case
            when r.rule = 'doubled'
                then s.odd = 0 and (
                    s.figures >= 20
                    or (
                        s.figures >= 6
                        and coalesce(s.on_before, s.on_after) is not null
                        and coalesce(s.on_before, 2) >= 1.5
                        and coalesce(s.on_after, 2) >= 1.5
                    )
                )
            when r.rule = 'partners_over_world'
                then s.is_one_edition and s.allocated > 1.005 * s.world + s.unit * s.partners
            when r.rule = 'partners_under_world'
                then s.is_one_edition and s.partners >= 30 and s.allocated < case when s.withheld > 0 then 0.90 else 0.95 end * s.world
            when r.rule = 'no_world' then s.partners >= 10 and s.world is null and s.source_has_world = 1
            when r.rule = 'truncated' and r.measure = 'partners'
                then s.partners_around >= 15 and 3 * s.partners <= 2 * s.partners_around and s.means_to_be_whole
            when r.rule = 'truncated'
                then s.freq = 'A'
                and s.partners >= 10
                and s.means_to_be_whole
                and 3 * s.amount <= 2 * s.amount_around
                and (
                    (s.amount_before is not null and s.amount_after is not null)
                    -- a collapse in the last year may be real; one with fewer partners is a file that is cut off
                    or s.partners < 0.9 * coalesce(s.partners_before, s.partners_after)
                )
                -- not seen by its partners already, and no matter of units
                and 3 * s.partners > 2 * s.partners_around
                and coalesce(s.scale_before, 0) = 0
                and coalesce(s.scale_after, 0) = 0
            when r.rule = 'other_unit'
                then s.off_both
                or (s.scale_before <> 0 and s.scale_after is null and not s.before_is_off)
                or (s.scale_after <> 0 and s.scale_before is null and not s.after_is_off)
        end as is_broken
    from marts.trade_slice as s
    cross join rule as r
)

select
    rule,
    source,
    ref_area,
    flow,
    freq,
    time_period,
    vintage,
    cast(case
        when measure = 'partners' then partners
        when measure = 'ratio' then coalesce(case when scale_before <> 0 then on_before end, on_after)
        when rule in ('doubled', 'truncated') then amount
        else allocated
    end as double) as found,
    cast(case
        when rule = 'doubled' then amount / 2
        when rule in ('partners_over_world', 'partners_under_world') then world
        when measure = 'partners' then partners_around
        when rule = 'truncated' then amount_around
        when rule = 'other_unit' then 1
    end as double) as expected,
    measure,
    amount,
    case
        when rule in ('doubled', 'no_world') then 'itself'
        when rule in ('partners_over_world', 'partners_under_world') then 'total'
        else 'periods_around'
    end as held_against,
    case when rule = 'doubled' then figures else partners end as figures
from tried
where is_broken
