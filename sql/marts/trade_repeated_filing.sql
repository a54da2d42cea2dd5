/*
description: >
  Files that repeat, figure by figure, those of another reporter or of an earlier period (the rules same_as_other and
  same_as_earlier of marts.trade_anomaly). One row per slice and rule.
key: [source, ref_area, flow, freq, time_period, rule]
columns:
  rule: same_as_other or same_as_earlier
  source: dataset
  ref_area: ISO3 of the reporter
  flow: X exports, M imports
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  vintage: edition; the newest where the slice holds several
  shared: {unit: figures, meaning: large figures that both files have}
  amount: {unit: USD, meaning: trade in the slice}
  other_area: ISO3 of the reporter whose figures it repeats
  other_period: period whose figures it repeats
*/
with large as (
    select r.source, r.ref_area, r.counterpart_area, r.flow, r.freq, r.time_period, r.obs_value as v
    from marts.trade_report as r
    inner join core.economy as e on e.iso3 = r.counterpart_area and e.is_economy
    inner join marts.trade_slice as s using (source, ref_area, flow, freq, time_period)
    where r.counterpart_area <> r.ref_area and r.obs_value >= 100 * s.unit
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
    inner join marts.trade_slice as j using (source, ref_area, flow, freq, time_period)
    inner join marts.trade_slice as o
        on o.source = a.source
        and o.ref_area = a.other_area
        and o.flow = a.flow
        and o.freq = a.freq
        and o.time_period = a.other_period
    where a.shared >= 0.8 * s.figures
)

select
    case when other_area = ref_area then 'same_as_earlier' else 'same_as_other' end as rule,
    source,
    ref_area,
    flow,
    freq,
    time_period,
    max(vintage) as vintage,
    cast(max(shared) as double) as shared,
    max(amount) as amount,
    min(other_area) as other_area,
    arg_min(other_period, concat(other_area, ' ', other_period)) as other_period
from repeated
-- of two reporters with the same file the one that departs further from its own periods around has the copy
where other_area = ref_area or departs is null or other_departs is null or departs >= other_departs
group by
    case when other_area = ref_area then 'same_as_earlier' else 'same_as_other' end,
    source, ref_area, flow, freq, time_period
