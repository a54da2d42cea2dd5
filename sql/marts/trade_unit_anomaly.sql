/*
description: >
  Slices of reported trade in another unit than dollars, as the partners' reports, other datasets of the same flow, the
  year that a month is part of, or the output of the country tell (the rule other_unit of marts.trade_anomaly; what the periods around tell is in
  marts.trade_slice_anomaly). One row per slice.
key: [source, ref_area, flow, freq, time_period]
columns:
  source: dataset
  ref_area: ISO3 of the reporter
  flow: X exports, M imports
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  vintage: edition; the newest where the slice holds several
  found: {unit: measure, meaning: "what the slice says, at the rate of a year"}
  expected: {unit: measure, meaning: what it was held against}
  measure: "unit of found and expected: USD, partners or ratio"
  amount: {unit: USD, meaning: trade in the slice}
  held_against: "what it was held against: other_reports or output"
*/
with measured as (
    select
        ref_area,
        year(time_period) as y,
        arg_max(case when indicator = 'gdp' then obs_value end, case when indicator = 'gdp' then published_on end) as gdp,
        max(case when indicator = 'population' then obs_value end) as people
    from core.observation
    where freq = 'A' and obs_value > 0 and ref_area <> 'W00' and counterpart_area is null
        and (indicator = 'gdp' and unit_measure = 'USD' or indicator = 'population')
    group by ref_area, year(time_period)
),

-- nobody lives on less than 20 dollars a year: output in millions is no witness against trade in dollars
output as (
    select ref_area, y, gdp
    from measured
    where gdp is not null and coalesce(gdp / people between 20 and 1e6, true)
),

-- every figure at the rate of a year, so that a month can be held against one
yearly as (
    select
        source,
        ref_area,
        counterpart_area,
        flow,
        freq,
        time_period,
        year(time_period) as y,
        obs_value * case freq when 'M' then 12 when 'Q' then 4 else 1 end as v
    from marts.trade_report
    where obs_value > 0 and ref_area <> counterpart_area
),

-- each of them beside what others hold of the same flow: the partner, another dataset, the year it is part of
witness as (
    select a.source, a.ref_area, a.counterpart_area, a.flow, a.freq, a.time_period, a.y, a.v, b.v as other_v
    from yearly as a
    inner join yearly as b
        on b.y = a.y and b.ref_area = a.counterpart_area and b.counterpart_area = a.ref_area and b.flow <> a.flow
    where b.freq = a.freq and b.time_period = a.time_period or b.freq <> a.freq and 'A' in (a.freq, b.freq)
    union all
    select a.source, a.ref_area, a.counterpart_area, a.flow, a.freq, a.time_period, a.y, a.v, b.v
    from yearly as a
    inner join yearly as b
        on b.y = a.y and b.ref_area = a.ref_area and b.counterpart_area = a.counterpart_area and b.flow = a.flow
    where b.freq = a.freq and b.time_period = a.time_period and b.source <> a.source
        or b.freq <> a.freq and 'A' in (a.freq, b.freq)
),

witnessed as (
    select
        w.source,
        w.ref_area,
        w.flow,
        w.freq,
        w.time_period,
        count(distinct w.counterpart_area) as partners,
        median(w.v / w.other_v) as ratio,
        max(w.v) as largest,
        max(w.other_v) as largest_other,
        max(o.gdp) as gdp
    from witness as w
    left join output as o on o.ref_area = w.ref_area and o.y = w.y
    group by w.source, w.ref_area, w.flow, w.freq, w.time_period
),

-- A factor of a thousand between two small flows may be real, one between whole lists is not. Of the two figures the
-- smaller one is wrong, unless the larger is more than a country puts out in two years.
off_by_others as (
    select *
    from witnessed
    where (
        (ratio between 0.0005 and 0.002 and (partners >= 3 or largest_other >= 1e9))
        or (ratio between 0.0000005 and 0.000002 and (partners >= 3 or largest_other >= 1e8))
    ) and coalesce(largest_other <= 2 * gdp, true)
    or (
        (ratio between 500 and 2000 and (partners >= 3 or largest >= 1e9))
        or (ratio between 500000 and 2000000 and (partners >= 3 or largest >= 1e8))
    ) and largest > 2 * gdp
),

-- The trade of a whole country is never a two-thousandth of its output, nor a hundred times it; a month of it may be.
whole as (
    select s.*, o.gdp, s.amount * case s.freq when 'M' then 12 when 'Q' then 4 else 1 end as yearly, o.y
    from marts.trade_slice as s
    inner join output as o on o.ref_area = s.ref_area and o.y = year(s.time_period)
    where (s.world is not null or s.partners >= 50) and s.amount > 0
),

usual as (
    select *, median(yearly) over (partition by source, ref_area, flow, freq, y) as usual_yearly
    from whole
),

off_by_output as (
    select *
    from usual
    where (yearly < 0.0005 * gdp and usual_yearly < 0.0005 * gdp)
        or (yearly > 100 * gdp and usual_yearly > 100 * gdp)
),

seen as (
    select
        w.source, w.ref_area, w.flow, w.freq, w.time_period, s.vintage, w.ratio as found, 1.0 as expected,
        'ratio' as measure, coalesce(s.amount, w.largest) as amount, 'other_reports' as held_against
    from off_by_others as w
    inner join marts.trade_slice as s using (source, ref_area, flow, freq, time_period)
    union all
    select source, ref_area, flow, freq, time_period, vintage, yearly, gdp, 'USD', amount, 'output'
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
