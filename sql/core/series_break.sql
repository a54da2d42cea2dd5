/*
description: >
  Days at which a publisher's series changes its meaning: nothing is compared across them. One row per
  indicator, source and break.
key: [indicator, source, break_on]
columns:
  indicator: indicator (core.indicator)
  source: dataset (core.source)
  break_on: first day of the new meaning
  reason: what changes
*/
select indicator, source, cast(break_on as date) as break_on, reason
from input.series_break
order by indicator, source, break_on
