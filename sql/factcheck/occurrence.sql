/*
description: >
  Dated events that a claim is about: how many of a kind happened in the period that it names, or, for a first
  since, between that period and the event itself. One row per claim, kind of event and day of knowledge.
nothing_without: input.claim_event
key: [article_id, claim_id, kind, known]
columns:
  article_id: article
  claim_id: claim
  kind: kind of event
  known: then or now
  events: {unit: events, meaning: events counted}
  event_date: day of the latest event that was counted, else of the event that the claim is about
  event_ids: events counted
  what: what happened
  is_known: "false when the table of events lacks what the claim is about, so that nothing can be counted"
  published_on: day of the latest event that the answer rests on
*/
with claim as (
    select
        c.article_id, c.claim_id, c.operation, c.said_on, c.period, c.period_from, c.period_to, c.base_from, c.base_to,
        v.known,
        case v.known when 'then' then c.said_on else r.today end as as_of
    from factcheck.claim as c
    cross join input.run as r
    cross join (select 'then' as known union all select 'now' as known) as v
    where c.indicator = 'event'
),

area as (
    select article_id, claim_id, count(distinct area) as areas
    from input.claim_area
    where side = 'claim' and role = 'ref'
    group by article_id, claim_id
),

-- events in which every area of the claim takes part
joined as (
    select k.article_id, k.claim_id, k.kind, e.event_id, e.event_date, e.what
    from input.claim_event as k
    inner join core.event as e on e.kind = k.kind
    inner join area as n on n.article_id = k.article_id and n.claim_id = k.claim_id
    inner join input.claim_area as a
        on a.article_id = k.article_id and a.claim_id = k.claim_id and a.side = 'claim' and a.role = 'ref'
        and contains(concat(';', e.areas, ';'), concat(';', a.area, ';'))
    group by k.article_id, k.claim_id, k.kind, e.event_id, e.event_date, e.what, n.areas
    having count(distinct a.area) = n.areas
),

-- the event of which a claim says that it is the first: the latest of any of its kinds, within two months
present as (
    select c.article_id, c.claim_id, max(j.event_date) as event_date, max(j.what) as what
    from claim as c
    inner join joined as j on j.article_id = c.article_id and j.claim_id = c.claim_id
    where c.operation = 'first' and c.known = 'then'
        and j.event_date between cast(c.said_on - interval 60 day as date) and c.said_on
    group by c.article_id, c.claim_id
),

counted as (
    select
        c.article_id, c.claim_id, k.kind, c.known, c.operation,
        max(p.event_date) as present_date,
        max(p.what) as present_what,
        count(distinct j.event_id) as events,
        max(j.event_date) as event_date,
        string_agg(distinct j.event_id, ', ' order by j.event_id) as event_ids,
        arg_max(j.what, j.event_date) as what
    from claim as c
    inner join input.claim_event as k on k.article_id = c.article_id and k.claim_id = c.claim_id
    left join present as p on p.article_id = c.article_id and p.claim_id = c.claim_id
    left join joined as j
        on j.article_id = c.article_id and j.claim_id = c.claim_id and j.kind = k.kind
        and j.event_date <= c.as_of
        and case
            when c.operation = 'first'
                then j.event_date > coalesce(c.base_to, date '1800-01-01') and j.event_date < p.event_date
            else c.period is null or j.event_date between c.period_from and c.period_to
        end
    group by c.article_id, c.claim_id, k.kind, c.known, c.operation
)

select
    article_id,
    claim_id,
    kind,
    known,
    cast(events as integer) as events,
    coalesce(event_date, present_date) as event_date,
    event_ids,
    coalesce(what, present_what) as what,
    case operation when 'first' then present_date is not null else events > 0 end as is_known,
    coalesce(event_date, present_date) as published_on
from counted
