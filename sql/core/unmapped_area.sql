/*
description: >
  Areas that a publisher names and our map of its codes does not have. Their figures are kept unallocated
  (_X), as together they hold less than a thousandth of what their release counts; one that holds more, or that
  reports, stops the release. A row names what to add to the source's economies.csv. One row per dataset,
  edition, indicator and series.
key: [source, vintage, indicator, series]
columns:
  source: dataset
  vintage: the publisher's edition
  indicator: what is measured
  series: "the publisher's own code, and in brackets the labels of the areas"
  figures: number of figures under _X that hold such an area
  first_period: first day of the earliest of them
  last_period: first day of the latest of them
  largest: {unit: unit of the indicator, meaning: "the largest of them, other unallocated areas included"}
*/
select
    source,
    vintage,
    indicator,
    series,
    cast(count(*) as bigint) as figures,
    min(time_period) as first_period,
    max(time_period) as last_period,
    max(obs_value) as largest
from core.observation
where (ref_area = '_X' or counterpart_area = '_X') and series like '%[unmapped: %'
group by source, vintage, indicator, series
order by source, vintage, indicator, series
