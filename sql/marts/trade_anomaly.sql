/*
description: >
  Slices of reported trade that must be wrong, found by rule and kept out of ranks, shares and reconciled
  figures (quarantined); the figures themselves stay where they are. A slice is a reporter's flow in a period
  of a source, or one partner in it. Only the latest figures are judged (marts.trade_report). Rules:
  doubled - every figure is an even number of the reporter's units, which twenty figures are by chance once in
  a million, or the half dozen there are is even and half as large again as in the years around;
  partners_over_world, partners_under_world - partners add up to more than the world total (by 0.5 %) or, where
  thirty or more are listed, to less (by 5 %, or 10 % where partners are withheld); told of one edition only;
  no_world - partners without a world total, which a complete filing has;
  truncated - a third of the partners, or of the total, is missing against the periods around, in a slice that means to
  be whole: fewer partners than its own world total needs are the answer to a narrower question;
  other_unit - figures are about a thousand or a million times too small or too large: against the periods around,
  against the partners' reports and other datasets of the same flow and period (the one of the two that GDP contradicts),
  or the total against GDP itself;
  pasted_flow - the imports equal the exports to the last digit, in five digits or in three periods; of the two
  the flow that departs half as far again from the periods around is taken for the copy, both where neither does so, and
  the imports where no period around tells them apart;
  same_as_other - the file repeats another reporter's; same_as_earlier - it repeats an earlier period.
  One row per slice and rule.
key: [source, ref_area, counterpart_area, flow, freq, time_period, rule]
nullable_key: true
columns:
  rule: "doubled, partners_over_world, partners_under_world, no_world, truncated, other_unit, pasted_flow, same_as_other or same_as_earlier"
  ref_area: ISO3 of the reporter
  counterpart_area: ISO3 of the partner; NULL when the whole flow of the period is meant
  flow: X exports, M imports
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  source: dataset
  vintage: edition; the newest where the slice holds several
  found: {unit: measure, meaning: what the slice says}
  expected: {unit: measure, meaning: what it was held against}
  measure: "unit of found and expected: USD, partners, ratio (to the periods around) or figures (shared with the other file)"
  amount: {unit: USD, meaning: trade in the slice}
  explanation: what is wrong in words
  released_by: what would take the slice out of quarantine
*/
with figure as (
    select
        r.source,
        r.ref_area,
        r.counterpart_area,
        r.flow,
        r.freq,
        r.time_period,
        r.vintage,
        r.obs_value as v,
        coalesce(e.is_economy, false) and r.counterpart_area <> r.ref_area as is_partner,
        year(r.time_period) * 12 + month(r.time_period) as m,
        case r.freq when 'A' then 12 when 'Q' then 3 else 1 end as step,
        -- trailing zeros of the figure in thousandths of a dollar
        case when r.obs_value > 0 then
            length(cast(cast(round(r.obs_value * 1000) as decimal(20, 0)) as varchar))
            - length(rtrim(cast(cast(round(r.obs_value * 1000) as decimal(20, 0)) as varchar), '0'))
        end as zeros
    from marts.trade_report as r
    left join core.economy as e on e.iso3 = r.counterpart_area
),

-- the unit in which a slice is written: most figures end in it; a few may end in dust of a conversion
written as (
    select source, ref_area, flow, freq, time_period, power(10, floor(median(zeros))) / 1000 as unit
    from figure
    group by source, ref_area, flow, freq, time_period
),

-- each figure beside the same figure one period before and after
beside as (
    select
        f.source,
        f.ref_area,
        f.counterpart_area,
        f.flow,
        f.freq,
        f.time_period,
        f.vintage,
        f.v,
        f.is_partner,
        f.m,
        f.step,
        w.unit,
        case when lag(f.m) over series = f.m - f.step then lag(f.v) over series end as v_before,
        case when lead(f.m) over series = f.m + f.step then lead(f.v) over series end as v_after
    from figure as f
    inner join written as w using (source, ref_area, flow, freq, time_period)
    window series as (
        partition by f.source, f.ref_area, f.counterpart_area, f.flow, f.freq order by f.m
    )
),

slice as (
    select
        source,
        ref_area,
        flow,
        freq,
        time_period,
        m,
        step,
        max(vintage) as vintage,
        min(vintage) = max(vintage) as is_one_edition,
        max(unit) as unit,
        max(case when counterpart_area = 'W00' then v end) as world,
        sum(case when counterpart_area <> 'W00' then v end) as allocated,
        count(case when is_partner and v > 0 then 1 end) as partners,
        count(case when is_partner and v is null then 1 end) as withheld,
        -- figures of more than fifteen digits are not exact and say nothing about parity
        count(case when v > 0 and v / unit < 1e15 then 1 end) as figures,
        count(case when v > 0 and v / unit < 1e15 and abs(v / unit - 2 * round(v / unit / 2)) > 0.5 then 1 end)
            as odd,
        median(case when is_partner and v > 0 and v_before > 0 then v / v_before end) as on_before,
        median(case when is_partner and v > 0 and v_after > 0 then v / v_after end) as on_after,
        count(case when is_partner and v > 0 and v_before > 0 then 1 end) as common_before,
        count(case when is_partner and v > 0 and v_after > 0 then 1 end) as common_after
    from beside
    group by source, ref_area, flow, freq, time_period, m, step
),

judged as (
    select
        *,
        coalesce(world, allocated) as amount,
        max(case when world is not null then 1 else 0 end) over (partition by source) as source_has_world,
        case when lag(m) over series = m - step then lag(partners) over series end as partners_before,
        case when lead(m) over series = m + step then lead(partners) over series end as partners_after,
        case when lag(m) over series = m - step then lag(coalesce(world, allocated)) over series end
            as amount_before,
        case when lead(m) over series = m + step then lead(coalesce(world, allocated)) over series end
            as amount_after,
        -- with a world total, partners that add up to it; without one, what the same edition holds around it
        case
            when world is not null then allocated >= 0.95 * world
            else coalesce(lag(vintage) over series, lead(vintage) over series) = vintage
                and coalesce(lead(vintage) over series, lag(vintage) over series) = vintage
        end as means_to_be_whole,
        case
            when common_before < 5 then null
            when on_before between 0.0005 and 0.002 then -1
            when on_before between 500 and 2000 then 1
            else 0
        end as scale_before,
        case
            when common_after < 5 then null
            when on_after between 0.0005 and 0.002 then -1
            when on_after between 500 and 2000 then 1
            else 0
        end as scale_after
    from slice
    window series as (partition by source, ref_area, flow, freq order by m)
),

-- the lesser of the periods around, and whether the only neighbour at an end of the series is itself in the wrong unit
scaled as (
    select
        *,
        least(coalesce(partners_before, partners_after), coalesce(partners_after, partners_before)) as partners_around,
        least(coalesce(amount_before, amount_after), coalesce(amount_after, amount_before)) as amount_around,
        coalesce(scale_before = scale_after and scale_before <> 0, false) as off_both,
        coalesce(lag(scale_before = scale_after and scale_before <> 0) over series, false) as before_is_off,
        coalesce(lead(scale_before = scale_after and scale_before <> 0) over series, false) as after_is_off
    from judged
    window series as (partition by source, ref_area, flow, freq order by m)
),

rule as (
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
                -- told by the partners already, or a matter of units
                and 3 * s.partners > 2 * s.partners_around
                and coalesce(s.scale_before, 0) = 0
                and coalesce(s.scale_after, 0) = 0
            when r.rule = 'other_unit'
                then s.off_both
                or (s.scale_before <> 0 and s.scale_after is null and not s.before_is_off)
                or (s.scale_after <> 0 and s.scale_before is null and not s.after_is_off)
        end as is_broken
    from scaled as s
    cross join rule as r
),

of_slices as (
    select
        rule,
        source,
        ref_area,
        flow,
        freq,
        time_period,
        vintage,
        case
            when measure = 'partners' then partners
            when measure = 'ratio' then coalesce(case when scale_before <> 0 then on_before end, on_after)
            when rule in ('doubled', 'truncated') then amount
            else allocated
        end as found,
        case
            when rule = 'doubled' then amount / 2
            when rule in ('partners_over_world', 'partners_under_world') then world
            when measure = 'partners' then partners_around
            when rule = 'truncated' then amount_around
            when rule = 'other_unit' then 1
        end as expected,
        measure,
        amount,
        case
            when rule = 'doubled' then concat(
                'all ', cast(figures as varchar), ' figures are even multiples of the unit in which they are written'
            )
            when rule = 'partners_over_world' then 'partners add up to more than the world total'
            when rule = 'partners_under_world' then 'partners add up to less than the world total'
            when rule = 'no_world'
                then concat(cast(partners as varchar), ' partners without a world total: the filing is not complete')
            when measure = 'partners' then 'a third of the partners is missing against the periods around'
            when rule = 'truncated' then 'a third of the total is missing against the years around'
            when coalesce(nullif(scale_before, 0), scale_after) < 0
                then 'figures are a thousandth of those around: thousands mistaken for units'
            else 'figures are a thousand times those around: units mistaken for thousands'
        end as explanation
    from tried
    where is_broken
),

-- output in dollars, as published last by whoever did
output as (
    select ref_area, year(time_period) as y, arg_max(obs_value, published_on) as gdp
    from core.observation
    where indicator = 'gdp' and unit_measure = 'USD' and freq = 'A' and obs_value > 0 and ref_area <> 'W00'
    group by ref_area, year(time_period)
),

-- each figure of a year beside what others hold of the same flow: the partner, or another dataset
witness as (
    select
        a.source,
        a.ref_area,
        a.flow,
        a.freq,
        a.time_period,
        a.v,
        b.v as other_v,
        a.v / b.v as ratio
    from beside as a
    inner join beside as b
        on b.ref_area = a.counterpart_area
        and b.counterpart_area = a.ref_area
        and b.flow <> a.flow
        and b.freq = a.freq
        and b.time_period = a.time_period
    where a.freq = 'A' and a.v > 0 and b.v > 0 and a.ref_area <> a.counterpart_area
    union all
    select a.source, a.ref_area, a.flow, a.freq, a.time_period, a.v, b.v, a.v / b.v
    from beside as a
    inner join beside as b
        on b.source <> a.source
        and b.ref_area = a.ref_area
        and b.counterpart_area = a.counterpart_area
        and b.flow = a.flow
        and b.freq = a.freq
        and b.time_period = a.time_period
    where a.freq = 'A' and a.v > 0 and b.v > 0
),

witnessed as (
    select
        w.source,
        w.ref_area,
        w.flow,
        w.freq,
        w.time_period,
        count(*) as witnesses,
        median(w.ratio) as ratio,
        max(w.v) as largest,
        max(w.other_v) as largest_other,
        max(o.gdp) as gdp
    from witness as w
    left join output as o on o.ref_area = w.ref_area and o.y = year(w.time_period)
    group by w.source, w.ref_area, w.flow, w.freq, w.time_period
),

-- A factor of a thousand between two small flows may be real, one between whole lists is not. Of the two figures the
-- smaller one is wrong, unless the larger is more than a country puts out in two years.
off_by_others as (
    select *
    from witnessed
    where (
        (ratio between 0.0005 and 0.002 and (witnesses >= 3 or largest_other >= 1e9))
        or (ratio between 0.0000005 and 0.000002 and (witnesses >= 3 or largest_other >= 1e8))
    ) and coalesce(largest_other <= 2 * gdp, true)
    or (
        (ratio between 500 and 2000 and (witnesses >= 3 or largest >= 1e9))
        or (ratio between 500000 and 2000000 and (witnesses >= 3 or largest >= 1e8))
    ) and largest > 2 * gdp
),

-- The trade of a whole country is never a two-thousandth of its output, nor a hundred times it.
off_by_output as (
    select s.*, o.gdp
    from slice as s
    inner join output as o on o.ref_area = s.ref_area and o.y = year(s.time_period)
    where s.freq = 'A'
        and (s.world is not null or s.partners >= 50)
        and not coalesce(s.world, s.allocated) between 0.0005 * o.gdp and 100 * o.gdp
        and coalesce(s.world, s.allocated) > 0
),

-- imports equal to exports, partner by partner
equal_flows as (
    select
        x.source,
        x.ref_area,
        x.counterpart_area,
        x.freq,
        x.time_period,
        x.m,
        x.vintage as vintage_x,
        i.vintage as vintage_m,
        x.v,
        greatest(x.unit, i.unit) as unit,
        x.v_before as x_before,
        x.v_after as x_after,
        i.v_before as m_before,
        i.v_after as m_after,
        count(*) over (partition by x.source, x.ref_area, x.counterpart_area, x.freq) as times
    from beside as x
    inner join beside as i using (source, ref_area, counterpart_area, freq, time_period, v)
    where x.flow = 'X' and i.flow = 'M' and x.counterpart_area <> x.ref_area and x.v >= 10 * greatest(x.unit, i.unit)
),

-- how far each flow lies from the nearer of the periods around in which the two differ
pasted as (
    select
        *,
        least(
            abs(ln(v / nullif(case when x_before <> m_before then x_before end, 0))),
            abs(ln(v / nullif(case when x_after <> m_after then x_after end, 0)))
        ) as departs_x,
        least(
            abs(ln(v / nullif(case when x_before <> m_before then m_before end, 0))),
            abs(ln(v / nullif(case when x_after <> m_after then m_after end, 0)))
        ) as departs_m
    from equal_flows
    where v >= 10000 * unit or times >= 3
),

-- half as far again tells the copy; where neither departs clearly, either may be it
of_partners as (
    select
        p.source,
        p.ref_area,
        p.counterpart_area,
        f.flow,
        p.freq,
        p.time_period,
        case when f.flow = 'X' then p.vintage_x else p.vintage_m end as vintage,
        p.v,
        count(*) over (partition by p.source, p.ref_area, p.counterpart_area, p.freq, p.time_period) as suspects
    from pasted as p
    cross join (select 'X' as flow union all select 'M') as f
    where case
        when p.departs_x is null or p.departs_m is null then f.flow = 'M'
        when p.departs_x > p.departs_m + ln(1.5) then f.flow = 'X'
        when p.departs_m > p.departs_x + ln(1.5) then f.flow = 'M'
        else true
    end
),

-- whole files
large as (
    select source, ref_area, counterpart_area, flow, freq, time_period, v
    from beside
    where is_partner and v >= 100 * unit
),

large_slice as (
    select source, ref_area, flow, freq, time_period, count(*) as figures
    from large
    group by source, ref_area, flow, freq, time_period
),

alike as (
    select
        a.source,
        a.flow,
        a.freq,
        a.ref_area,
        a.time_period,
        b.ref_area as other_area,
        b.time_period as other_period,
        count(*) as shared
    from large as a
    inner join large as b
        on b.source = a.source
        and b.flow = a.flow
        and b.freq = a.freq
        and b.counterpart_area = a.counterpart_area
        and b.v = a.v
    where b.ref_area <> a.ref_area or b.time_period < a.time_period
    group by a.source, a.flow, a.freq, a.ref_area, a.time_period, b.ref_area, b.time_period
    having count(*) >= 8
),

repeated as (
    select
        a.*,
        s.figures,
        j.vintage,
        j.amount,
        least(abs(ln(j.on_before)), abs(ln(j.on_after))) as departs,
        least(abs(ln(o.on_before)), abs(ln(o.on_after))) as other_departs
    from alike as a
    inner join large_slice as s using (source, ref_area, flow, freq, time_period)
    inner join judged as j using (source, ref_area, flow, freq, time_period)
    inner join judged as o
        on o.source = a.source
        and o.ref_area = a.other_area
        and o.flow = a.flow
        and o.freq = a.freq
        and o.time_period = a.other_period
    where a.shared >= 0.8 * s.figures
),

anomaly as (
    select
        rule,
        source,
        ref_area,
        cast(null as varchar) as counterpart_area,
        flow,
        freq,
        time_period,
        vintage,
        found,
        expected,
        measure,
        amount,
        explanation
    from of_slices
    union all
    select
        'other_unit',
        by_others.source,
        by_others.ref_area,
        cast(null as varchar),
        by_others.flow,
        by_others.freq,
        by_others.time_period,
        max(by_others.vintage),
        max(by_others.found),
        max(by_others.expected),
        max(by_others.measure),
        max(by_others.amount),
        max(by_others.explanation)
    from (
        select
            w.source, w.ref_area, w.flow, w.freq, w.time_period, s.vintage, w.ratio as found, 1.0 as expected,
            'ratio' as measure, coalesce(s.world, s.allocated, w.largest) as amount,
            'figures are ' || case
                when w.ratio < 0.00001 then 'a millionth of those that partners or other datasets hold'
                when w.ratio < 1 then 'a thousandth of those that partners or other datasets hold'
                when w.ratio > 100000 then 'a million times those that partners or other datasets hold'
                else 'a thousand times those that partners or other datasets hold'
            end as explanation
        from off_by_others as w
        inner join slice as s using (source, ref_area, flow, freq, time_period)
        union all
        select
            source, ref_area, flow, freq, time_period, vintage, coalesce(world, allocated), gdp, 'USD',
            coalesce(world, allocated), 'the total does not fit the output of the country: the unit is another one'
        from off_by_output
    ) as by_others
    -- told by the periods around already
    left join of_slices as told
        on told.rule = 'other_unit'
        and told.source = by_others.source
        and told.ref_area = by_others.ref_area
        and told.flow = by_others.flow
        and told.freq = by_others.freq
        and told.time_period = by_others.time_period
    where told.rule is null
    group by by_others.source, by_others.ref_area, by_others.flow, by_others.freq, by_others.time_period
    union all
    select
        'pasted_flow',
        source,
        ref_area,
        counterpart_area,
        flow,
        freq,
        time_period,
        vintage,
        v,
        null,
        'USD',
        v,
        case
            when suspects = 2 then 'imports and exports are the same: either may be the copy'
            when flow = 'M' then 'the imports are the exports again'
            else 'the exports are the imports again'
        end
    from of_partners
    union all
    select
        case when other_area = ref_area then 'same_as_earlier' else 'same_as_other' end,
        source,
        ref_area,
        null,
        flow,
        freq,
        time_period,
        max(vintage),
        cast(max(shared) as double),
        null,
        'figures',
        max(amount),
        'repeats the figures of ' || min(other_area || ' ' || cast(other_period as varchar))
    from repeated
    -- of two reporters with the same file the one that departs further from its own periods around has the copy
    where other_area = ref_area or departs is null or other_departs is null or departs >= other_departs
    group by
        case when other_area = ref_area then 'same_as_earlier' else 'same_as_other' end,
        source,
        ref_area,
        flow,
        freq,
        time_period
)

select
    rule,
    ref_area,
    counterpart_area,
    flow,
    freq,
    time_period,
    source,
    vintage,
    cast(found as double) as found,
    cast(expected as double) as expected,
    measure,
    amount,
    explanation,
    case rule
        when 'other_unit' then 'the same edition in dollars (remove this file, add the right one), or a later one'
        when 'doubled' then 'an edition in which the figures are not doubled'
        when 'no_world' then 'an edition with the total of all partners'
        when 'truncated' then 'the whole file of this period'
        when 'partners_over_world' then 'an edition whose partners add up to its total'
        when 'partners_under_world' then 'an edition with all partners'
        when 'pasted_flow' then 'an edition in which imports and exports differ'
        else 'the right file of this reporter and period'
    end as released_by
from anomaly
order by source, ref_area, time_period, flow, rule, counterpart_area
