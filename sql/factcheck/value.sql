/*
description: >
  Every reading of every claim with its number, its weight, and the outcome where none comes from an interval. One row
  per claim, part and reading.
key: [part_id, reading_id]
columns:
  part_id: part of a claim (factcheck.part)
  reading_id: name of the reading within the part
  known: then, as published by the day of the claim; now, as published by today
  indicator: what the claim is about
  definition: way of reading it
  variant: "-more when three times more is read as an increase by three times, else ''"
  figure_id: its figure (factcheck.figure); NULL for events
  source: dataset, or two joined by ' + '
  vintage: edition
  published_on: day on which the last figure became public
  freq: frequency
  time_period: period
  base_period: period compared with
  reading_type: E equivalent, U uncertain, N shown and never voting
  type_reason: >-
    why it is not a plain E, codes separated by ;: DEFINITION (input.reading_definition says why), ROTATING (most forces there are not permanently assigned),
    OTHER_TERRITORY (the people of another territory), OLDER_EDITION (a newer one has the parts of it),
    FULLER_SOURCE, or
    those of factcheck.timing
  period_type: weight of the period alone
  place: counted backwards from the latest period of its kind
  worst: {unit: "0 to 3", meaning: "3 a forecast among its figures, 2 an estimate, 1 provisional, 0 none"}
  obs_value: {unit: unit_measure, meaning: the number of this reading}
  unit_measure: unit of obs_value
  fixed_outcome: outcome where it does not come from an interval
  missing: what is missing or does not fit, a code (factcheck.obstacle, factcheck.ruling, factcheck.event_value)
  missing_areas: areas meant by the code, ISO3 separated by ;
  missing_count: {unit: pairs, meaning: how many they are}
  missing_status: status of a figure that is listed without a value
  missing_found: {unit: depends on the code, meaning: what is held}
  missing_expected: {unit: depends on the code, meaning: what it takes}
  missing_note: what the catalogue says of it
  is_reference: rests on transcribed reference figures
*/
select
    f.part_id,
    concat(
        f.known, '-', f.definition, '-', f.source, '-', f.time_period,
        case when f.unit_measure in ('KRW', 'JPY', 'CNY') then concat('-', f.unit_measure) else '' end, n.variant
    ) as reading_id,
    f.known,
    c.indicator,
    f.definition,
    n.variant,
    f.figure_id,
    f.source_name as source,
    f.vintage,
    f.published_on,
    f.freq,
    f.time_period,
    case when f.needs_base_period then f.base_period end as base_period,
    case
        when c.not_checkable = 'context' or f.definition_type = 'N' or f.period_type = 'N' then 'N'
        when f.ranked_areas < 0.8 * f.fullest_areas then 'N'
        when f.definition_type = 'U' or f.period_type = 'U' then 'U'
        else 'E'
    end as reading_type,
    case
        when f.definition_code is not null and f.period_reason is not null then concat(f.definition_code, ';', f.period_reason)
        when f.definition_code is not null then f.definition_code
        when f.ranked_areas < 0.8 * f.fullest_areas then 'FULLER_SOURCE'
        else f.period_reason
    end as type_reason,
    f.period_type,
    f.place,
    f.worst,
    case when coalesce(o.outcome, '') <> 'INCOHERENT' then n.obs_value end as obs_value,
    n.unit_measure,
    coalesce(o.outcome, r.outcome) as fixed_outcome,
    coalesce(o.missing, r.missing) as missing,
    coalesce(o.missing_areas, r.missing_areas) as missing_areas,
    o.missing_count,
    o.missing_status,
    coalesce(o.missing_found, r.missing_found) as missing_found,
    coalesce(o.missing_expected, r.missing_expected) as missing_expected,
    o.missing_note,
    f.is_reference
from factcheck.basis as f
inner join factcheck.part as c on c.part_id = f.part_id
inner join factcheck.number as n on n.figure_id = f.figure_id
left join factcheck.obstacle as o on o.figure_id = f.figure_id
left join factcheck.ruling as r on r.figure_id = n.figure_id and r.variant = n.variant
union all
select
    part_id,
    reading_id,
    known,
    indicator,
    definition,
    '' as variant,
    cast(null as bigint) as figure_id,
    'event' as source,
    'events' as vintage,
    published_on,
    'D' as freq,
    time_period,
    cast(null as date) as base_period,
    reading_type,
    cast(null as varchar) as type_reason,
    'E' as period_type,
    1 as place,
    0 as worst,
    obs_value,
    'EVENTS' as unit_measure,
    outcome as fixed_outcome,
    missing,
    cast(null as varchar) as missing_areas,
    cast(null as integer) as missing_count,
    cast(null as varchar) as missing_status,
    cast(null as double) as missing_found,
    cast(null as double) as missing_expected,
    cast(null as varchar) as missing_note,
    true as is_reference
from factcheck.event_value
