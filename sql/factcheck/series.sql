/*
description: >
  Series that the definitions of the claimed indicators are made of, wherever a dataset holds figures for them.
  One row per definition, term, dataset, frequency and unit.
key: [series_id]
columns:
  series_id: number by which the models know the series
  side_id: number that the terms of one side share, which are added up
  indicator: indicator of the claim
  definition: way of reading it
  side: value, or per for what it is divided by
  term: number of the term within the side
  source: dataset
  freq: frequency
  unit_measure: unit
  obs_indicator: indicator of the figures themselves
  counterpart_area: partner of the figures where the claim has none; W00 for trade with the world
  breakdown: breakdown of the figures
  valuation: valuation that is taken where figures come in several; NULL where the dataset has none of that valuation
  mirror: true for figures that the partner reports
  weight: what a figure is multiplied by
  lag_months: {unit: months, meaning: time from the period of the figure to the period that it serves}
  weight_indicator: indicator that weighs the figures in a mean; NULL for figures that add up
*/
select
    cast(row_number() over (
        order by t.indicator, t.definition, t.side, t.term, h.source, h.freq, h.unit_measure
    ) as integer) as series_id,
    cast(dense_rank() over (
        order by t.indicator, t.definition, t.side, h.source, h.freq, h.unit_measure
    ) as integer) as side_id,
    t.indicator,
    t.definition,
    t.side,
    t.term,
    h.source,
    h.freq,
    h.unit_measure,
    t.obs_indicator,
    t.counterpart_area,
    t.breakdown,
    h.valuation,
    t.mirror,
    t.weight,
    t.lag_months,
    i.weight as weight_indicator
from input.reading_term as t
inner join (select distinct indicator from factcheck.claim) as c on c.indicator = t.indicator
inner join input.indicator as i on i.id = t.obs_indicator
inner join core.readable_series as h
    on h.indicator = t.obs_indicator
    and h.breakdown = t.breakdown
    and (t.unit_measure is null or t.unit_measure = h.unit_measure)
