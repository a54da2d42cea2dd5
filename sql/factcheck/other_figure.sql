/*
description: >
  Of a level that a claim gives to a named year and that no reading bears out, what is held beside it and would bear it
  out: the figure of the nearest other year, up to ten away, in the edition of the closest reading, and that of the
  same year in the last edition before. One row per part that has either.
nothing_without: factcheck.vote where verdict = 'CONTRADICTED'
key: [part_id]
columns:
  part_id: part of a claim (factcheck.part)
  time_period: first day of the other year
  obs_value: {unit: unit of the indicator, meaning: its figure}
  superseded_on: day on which the earlier edition of the year was published
  superseded_value: {unit: unit of the indicator, meaning: "its figure, revised since"}
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
        p.part_id, r.definition, r.source, r.vintage, r.published_on, r.unit_measure, r.time_period, t.obs_indicator, t.breakdown,
        i.low, i.high, i.low_open, i.high_open
    from factcheck.vote as v
    inner join factcheck.part as p on p.part_id = v.part_id
    inner join factcheck.reading as r on r.part_id = v.part_id and r.reading_id = v.best_id
    inner join term as t on t.indicator = p.indicator and t.definition = r.definition
    inner join factcheck.interval as i on i.article_id = p.article_id and i.claim_id = p.claim_id
    where v.known = 'then' and v.verdict = 'CONTRADICTED' and p.operation in ('level', 'sum') and p.period is not null and p.years = 1
        and r.freq = 'A' and r.unit_measure = coalesce(p.unit, r.unit_measure)
),

figure as (
    select
        a.part_id, o.time_period, o.vintage = a.vintage as is_same_edition, max(o.published_on) as published_on,
        sum(o.obs_value) as obs_value,
        abs(date_diff('year', a.time_period, o.time_period)) as years
    from asked as a
    inner join factcheck.member as m on m.part_id = a.part_id and m.side = 'claim'
    inner join core.observation as o
        on o.indicator = a.obs_indicator and o.breakdown = a.breakdown and o.source = a.source
        and o.unit_measure = a.unit_measure and o.freq = 'A' and o.ref_area = m.ref_area
        and coalesce(o.counterpart_area, '') = m.counterpart_area
    where o.obs_value is not null and case
        when o.vintage = a.vintage
            then o.obs_status not in ('E', 'F') and abs(date_diff('year', a.time_period, o.time_period)) between 1 and 10
        -- levels in the prices of another year are no earlier state of the same figure
        else o.time_period = a.time_period and coalesce(o.price_base, 'current') = 'current'
            and o.published_on < a.published_on and date_diff('year', o.time_period, o.published_on) > 0
    end
    group by a.part_id, a.time_period, o.time_period, a.vintage, o.vintage
    having count(case when m.is_awaited then 1 end) = max(m.members)
),

fitting as (
    select
        f.*,
        row_number() over (
            partition by f.part_id, f.is_same_edition order by f.years, f.time_period desc, f.published_on desc
        ) as place
    from figure as f
    inner join asked as a on a.part_id = f.part_id
    where (a.low is null or f.obs_value > a.low or (f.obs_value = a.low and not a.low_open))
        and (a.high is null or f.obs_value < a.high or (f.obs_value = a.high and not a.high_open))
)

select
    part_id,
    max(case when is_same_edition then time_period end) as time_period,
    max(case when is_same_edition then obs_value end) as obs_value,
    max(case when not is_same_edition then published_on end) as superseded_on,
    max(case when not is_same_edition then obs_value end) as superseded_value
from fitting
where place = 1
group by part_id
