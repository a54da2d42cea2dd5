/*
description: >
  Readings with their outcome, without the earlier periods that say nothing: of those only the latest that holds
  stays, to tell what is out of date from what never was. One row per claim, part and reading.
key: [part_id, reading_id]
columns:
  part_id: part of a claim (factcheck.part)
  reading_id: name of the reading within the part
  known: then or now
  definition: way of reading the indicator
  source: dataset
  freq: frequency
  time_period: period
  reading_type: E, U or N
  is_earlier: true for an earlier period that holds, or nearly holds where the one after it was not due by the day of the claim
  outcome: MATCH, MATCH_SLACK, NEAR, MISS, TOO_CLOSE, INCOMPLETE or INCOHERENT
  low: {unit: unit_measure, meaning: "lower end of MATCH; NULL when open or when there is no interval"}
  high: {unit: unit_measure, meaning: upper end of MATCH}
  near_low: {unit: unit_measure, meaning: lower end of NEAR}
  near_high: {unit: unit_measure, meaning: upper end of NEAR}
  gap_pct: {unit: per cent, meaning: distance of the number from the stated one}
*/
with judged as (
    select
        v.part_id, v.reading_id, v.known, v.definition, v.source, v.freq, v.time_period,
        v.reading_type, v.period_type = 'N' as is_earlier,
        o.outcome, o.low, o.high, o.near_low, o.near_high, o.gap_pct
    from factcheck.value as v
    inner join factcheck.outcome as o
        on o.part_id = v.part_id and o.reading_id = v.reading_id
),

-- figures in another unit step aside where some are in the claim's
coherent as (
    select distinct part_id, definition, known
    from judged
    where outcome <> 'INCOHERENT'
),

-- where a current reading holds, the past adds nothing
current as (
    select part_id, known
    from judged
    where reading_type = 'E' and outcome in ('MATCH', 'MATCH_SLACK', 'NEAR')
    group by part_id, known
),

last_true as (
    select j.part_id, j.known, j.definition, j.source, max(j.time_period) as time_period
    from judged as j
    inner join factcheck.part as p on p.part_id = j.part_id
    left join input.reading_definition as d on d.indicator = p.indicator and d.definition = j.definition
    left join current as c
        on c.part_id = j.part_id and c.known = j.known
    -- a rise of long ago is none that anybody speaks of today
    where (p.operation not in ('change', 'growth', 'direction') or j.time_period >= p.said_on - interval 4 year)
        and j.is_earlier and c.part_id is null and (
            j.outcome in ('MATCH', 'MATCH_SLACK')
            -- what nearly held of the last period that must have been published by then was said of that
            or (j.outcome = 'NEAR' and cast(
                j.time_period + to_months(2 * case j.freq when 'A' then 12 when 'Q' then 3 else 1 end + p.usual_lag_months) as date
            ) > p.said_on)
        )
        -- “an $8 trillion economy” is not out of date because some year's was at purchasing power parity
        and coalesce(d.reading_type, 'E') <> 'N'
    group by j.part_id, j.known, j.definition, j.source
)

select
    j.part_id,
    j.reading_id,
    j.known,
    j.definition,
    j.source,
    j.freq,
    j.time_period,
    j.reading_type,
    j.is_earlier,
    j.outcome,
    j.low,
    j.high,
    j.near_low,
    j.near_high,
    j.gap_pct
from judged as j
left join last_true as t
    on t.part_id = j.part_id and t.known = j.known
    and t.definition = j.definition and t.source = j.source and t.time_period = j.time_period
left join coherent as c
    on j.outcome = 'INCOHERENT' and c.part_id = j.part_id and c.definition = j.definition and c.known = j.known
where (not j.is_earlier or t.part_id is not null) and c.part_id is null
