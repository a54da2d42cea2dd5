/*
description: Which dataset is preferred where several carry an indicator. One row per indicator and source.
key: [indicator, source]
columns:
  indicator: indicator (core.indicator)
  source: dataset (core.source)
  preference: place in the order of preference; 1 is taken first
*/
select indicator, source, preference
from input.indicator_source
order by indicator, preference
