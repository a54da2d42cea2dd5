/*
description: >
  Readings of claims about events: how many of a kind happened, as known then and now. One row per part and reading.
nothing_without: factcheck.occurrence
key: [part_id, reading_id]
columns:
  part_id: part of a claim (factcheck.part)
  reading_id: name of the reading within the part
  known: then or now
  indicator: event
  definition: kind of event
  published_on: day of the latest event that the answer rests on
  time_period: day of the latest event that was counted, else of the event that the claim is about
  reading_type: E equivalent, N shown and never voting
  obs_value: {unit: events, meaning: events counted}
  outcome: MATCH, MISS or INCOMPLETE
  missing: NO_SUCH_EVENT when the table of events lacks what the claim is about
  event: what happened, as the table of events says it
*/
select
    c.part_id,
    concat(o.known, '-', o.kind) as reading_id,
    o.known,
    c.indicator,
    o.kind as definition,
    o.published_on,
    o.event_date as time_period,
    case when c.not_checkable = 'context' then 'N' else 'E' end as reading_type,
    cast(o.events as double) as obs_value,
    case
        when not o.is_known then 'INCOMPLETE'
        when c.operation = 'first' and o.events > 0 then 'MISS'
        else 'MATCH'
    end as outcome,
    case when not o.is_known then 'NO_SUCH_EVENT' end as missing,
    o.what as event
from factcheck.occurrence as o
inner join factcheck.part as c on c.article_id = o.article_id and c.claim_id = o.claim_id
