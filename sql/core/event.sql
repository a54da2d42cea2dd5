/*
description: >
  Dated meetings, agreements and measures between countries, each cited, and the days on which alliances began and ended
  (Correlates of War), where that file was added. One row per event.
key: [event_id]
columns:
  event_id: date and kind, for an alliance also who
  event_date: day of the event; the first of the month where only the month is known
  date_precision: day or month
  kind: trilateral_ministers, trilateral_summit, economic_dialogue, defense_agreement, cost_sharing_agreement, seafood_ban, alliance_begun or alliance_ended
  areas: ISO3 codes of the countries, in alphabetical order, separated by semicolons
  what: "what happened; of an alliance what it promises - defense, entente, neutrality or nonaggression, separated by semicolons"
  source: who reports it
  url: where
*/
with dated as (
    select
        time_period,
        case when right(breakdown, 6) = '_begun' then 'alliance_begun' else 'alliance_ended' end as kind,
        ref_area,
        counterpart_area,
        left(breakdown, length(breakdown) - 6) as promise,
        source
    from core.observation
    where indicator = 'alliance_date' and obs_value = 1
),

alliance as (
    select
        concat(d.time_period, '-', d.kind, '-', d.ref_area, '-', d.counterpart_area) as event_id,
        d.time_period as event_date,
        'day' as date_precision,
        d.kind,
        concat(d.ref_area, ';', d.counterpart_area) as areas,
        string_agg(distinct d.promise, ';' order by d.promise) as what,
        max(s.publisher) as source,
        max(s.url) as url
    from dated as d
    left join core.source as s on s.id = d.source
    group by d.time_period, d.kind, d.ref_area, d.counterpart_area
)

select event_id, event_date, date_precision, kind, areas, what, source, url
from input.event
union all
select event_id, event_date, date_precision, kind, areas, what, source, url
from alliance
order by event_date, event_id
