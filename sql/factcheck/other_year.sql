/*
description: >
  Of a level that a claim gives to a named year and that no reading bears out, the nearest year, up to ten away, of which
  it would hold, in the edition of the closest reading. One row per part that has one.
nothing_without: factcheck.vote where verdict = 'CONTRADICTED'
key: [part_id]
columns:
  part_id: part of a claim (factcheck.part)
  time_period: first day of that year
  obs_value: {unit: unit of the indicator, meaning: its figure}
*/
with term as (
    select indicator, definition, max(obs_indicator) as obs_indicator, max(breakdown) as breakdown
    from input.reading_term
    group by indicator, definition
    having count(*) = 1 and max(side) = 'value' and not bool_or(mirror) and max(lag_months) = 0 and max(weight) = 1
        and max(counterpart_area) is null
),

asked as (
    select
        p.part_id, r.definition, r.source, r.vintage, r.unit_measure, r.time_period, t.obs_indicator, t.breakdown,
        i.low, i.high, i.low_open, i.high_open
    from factcheck.vote as v
    inner join factcheck.part as p on p.part_id = v.part_id
    inner join factcheck.reading as r on r.part_id = v.part_id and r.reading_id = v.best_id
    inner join term as t on t.indicator = p.indicator and t.definition = r.definition
    inner join factcheck.interval as i on i.article_id = p.article_id and i.claim_id = p.claim_id
    where v.known = 'then' and v.verdict = 'CONTRADICTED' and p.operation in ('level', 'sum') and p.period is not null
        and r.freq = 'A' and r.unit_measure = coalesce(p.unit, r.unit_measure)
),

figure as (
    select
        a.part_id, o.time_period, sum(o.obs_value) as obs_value,
        abs(date_diff('year', a.time_period, o.time_period)) as years
    from asked as a
    inner join factcheck.member as m on m.part_id = a.part_id and m.side = 'claim'
    inner join core.observation as o
        on o.indicator = a.obs_indicator and o.breakdown = a.breakdown and o.source = a.source and o.vintage = a.vintage
        and o.unit_measure = a.unit_measure and o.freq = 'A' and o.ref_area = m.ref_area
        and coalesce(o.counterpart_area, '') = m.counterpart_area
    where o.obs_value is not null and o.obs_status not in ('E', 'F')
        and abs(date_diff('year', a.time_period, o.time_period)) between 1 and 10
    group by a.part_id, a.time_period, o.time_period
    having count(*) = max(m.members)
),

fitting as (
    select f.*, row_number() over (partition by f.part_id order by f.years, f.time_period desc) as place
    from figure as f
    inner join asked as a on a.part_id = f.part_id
    where (a.low is null or f.obs_value > a.low or (f.obs_value = a.low and not a.low_open))
        and (a.high is null or f.obs_value < a.high or (f.obs_value = a.high and not a.high_open))
)

select part_id, time_period, obs_value
from fitting
where place = 1
