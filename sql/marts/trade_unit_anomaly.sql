/*
description: >
  Slices of reported trade in another unit than dollars, as the partners' reports, other datasets of the same flow or
  the output of the country tell (the rule other_unit of marts.trade_anomaly; what the periods around tell is in
  marts.trade_slice_anomaly). One row per slice.
key: [source, ref_area, flow, freq, time_period]
columns:
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
  held_against: "what it was held against: other_reports or output"
*/
with output as (
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
        a.obs_value as v,
        b.obs_value as other_v,
        a.obs_value / b.obs_value as ratio
    from marts.trade_report as a
    inner join marts.trade_report as b
        on b.ref_area = a.counterpart_area
        and b.counterpart_area = a.ref_area
        and b.flow <> a.flow
        and b.freq = a.freq
        and b.time_period = a.time_period
    where a.freq = 'A' and a.obs_value > 0 and b.obs_value > 0 and a.ref_area <> a.counterpart_area
    union all
    select a.source, a.ref_area, a.flow, a.freq, a.time_period, a.obs_value, b.obs_value, a.obs_value / b.obs_value
    from marts.trade_report as a
    inner join marts.trade_report as b
        on b.source <> a.source
        and b.ref_area = a.ref_area
        and b.counterpart_area = a.counterpart_area
        and b.flow = a.flow
        and b.freq = a.freq
        and b.time_period = a.time_period
    where a.freq = 'A' and a.obs_value > 0 and b.obs_value > 0
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
    from marts.trade_slice as s
    inner join output as o on o.ref_area = s.ref_area and o.y = year(s.time_period)
    where s.freq = 'A'
        and (s.world is not null or s.partners >= 50)
        and not s.amount between 0.0005 * o.gdp and 100 * o.gdp
        and s.amount > 0
),

seen as (
    select
        w.source, w.ref_area, w.flow, w.freq, w.time_period, s.vintage, w.ratio as found, 1.0 as expected,
        'ratio' as measure, coalesce(s.amount, w.largest) as amount, 'other_reports' as held_against
    from off_by_others as w
    inner join marts.trade_slice as s using (source, ref_area, flow, freq, time_period)
    union all
    select source, ref_area, flow, freq, time_period, vintage, amount, gdp, 'USD', amount, 'output'
    from off_by_output
),

-- one finding of a slice is enough; that of other reports says by what factor
placed as (
    select
        *,
        row_number() over (partition by source, ref_area, flow, freq, time_period order by held_against) as place
    from seen
)

select
    source,
    ref_area,
    flow,
    freq,
    time_period,
    vintage,
    cast(found as double) as found,
    cast(expected as double) as expected,
    measure,
    amount,
    held_against
from placed
where place = 1
