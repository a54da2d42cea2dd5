/*
description: Dated meetings, agreements and measures between countries, each cited. One row per event.
key: [event_id]
columns:
  event_id: date and kind
  event_date: day of the event; the first of the month where only the month is known
  date_precision: day or month
  kind: trilateral_ministers, trilateral_summit, economic_dialogue, defense_agreement, cost_sharing_agreement or seafood_ban
  areas: ISO3 codes of the countries, in alphabetical order, separated by semicolons
  what: what happened
  source: who reports it
  url: where
*/
select event_id, event_date, date_precision, kind, areas, what, source, url
from input.event
order by event_date, event_id
