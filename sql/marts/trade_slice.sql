/*
description: >
  What a reporter's flow in a period of a source looks like as a whole, and beside the periods around: its totals, its
  partners, the unit in which it is written, and how many times those around it is. The step before the gates
  (marts.trade_anomaly). Only the latest figures count (marts.trade_report). One row per source, reporter, flow and
  period.
key: [source, ref_area, flow, freq, time_period]
columns:
  source: dataset
  ref_area: ISO3 of the reporter
  flow: X exports, M imports
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  vintage: edition; the newest where the slice holds several
  is_one_edition: true when all its figures are of one edition
  unit: {unit: USD, meaning: unit in which most of its figures are written}
  world: {unit: USD, meaning: total over all partners as published}
  allocated: {unit: USD, meaning: sum over the partners}
  amount: {unit: USD, meaning: "the total as published, else the sum over the partners"}
  partners: {unit: partners, meaning: partner countries with trade}
  withheld: {unit: partners, meaning: partner countries without a figure}
  figures: {unit: figures, meaning: figures of at most fifteen digits}
  odd: {unit: figures, meaning: those of them that are odd numbers of the unit}
  on_before: {unit: ratio, meaning: median of its figures over those one period before}
  on_after: {unit: ratio, meaning: median of its figures over those one period after}
  scale_before: "1 when it is about a thousand times the period before, -1 when a thousandth, else 0; NULL with few figures in common"
  scale_after: the same against the period after
  source_has_world: 1 when the source publishes totals over all partners
  means_to_be_whole: "true when its partners add up to its total or, without one, when the periods around are of its edition"
  partners_before: {unit: partners, meaning: partners one period before}
  partners_after: {unit: partners, meaning: partners one period after}
  partners_around: {unit: partners, meaning: the lesser of the two}
  amount_before: {unit: USD, meaning: amount one period before}
  amount_after: {unit: USD, meaning: amount one period after}
  amount_around: {unit: USD, meaning: the lesser of the two}
  off_both: true when both periods around say that it is in another unit
  before_is_off: true when both periods around the one before say that of it
  after_is_off: true when both periods around the one after say that of it
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
)

-- the lesser of the periods around, and whether the only neighbour at an end of the series is itself in the wrong unit
select
    source,
    ref_area,
    flow,
    freq,
    time_period,
    vintage,
    is_one_edition,
    unit,
    world,
    allocated,
    amount,
    partners,
    withheld,
    figures,
    odd,
    on_before,
    on_after,
    scale_before,
    scale_after,
    source_has_world,
    means_to_be_whole,
    partners_before,
    partners_after,
    least(coalesce(partners_before, partners_after), coalesce(partners_after, partners_before)) as partners_around,
    amount_before,
    amount_after,
    least(coalesce(amount_before, amount_after), coalesce(amount_after, amount_before)) as amount_around,
    coalesce(scale_before = scale_after and scale_before <> 0, false) as off_both,
    coalesce(lag(scale_before = scale_after and scale_before <> 0) over series, false) as before_is_off,
    coalesce(lead(scale_before = scale_after and scale_before <> 0) over series, false) as after_is_off
from judged
window series as (partition by source, ref_area, flow, freq order by m)
