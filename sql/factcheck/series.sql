/*
description: >
  Series that the definitions of the claimed indicators are made of, wherever a dataset holds figures for them. What several years
  come to is made of as many series, each of which serves the last of them. One row per definition, number of years, term, year,
  dataset, frequency and unit.
key: [series_id]
columns:
  series_id: number by which the models know the series
  side_id: number that the terms of one side share, which are added up
  indicator: indicator of the claim
  definition: way of reading it
  side: value, or per for what it is divided by
  term: number of the term within the side
  years: {unit: years, meaning: how many are added up}
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
with back as (
    select indicator, 1 as years, 0 as years_back from factcheck.claim
    union
    select c.indicator, c.years, y.years_back
    from factcheck.claim as c
    inner join input.claim_year as y on y.article_id = c.article_id and y.claim_id = c.claim_id
)

select
    cast(row_number() over (
        order by t.indicator, b.years, t.definition, t.side, t.term, b.years_back, h.source, h.freq, h.unit_measure
    ) as integer) as series_id,
    cast(dense_rank() over (
        order by t.indicator, b.years, t.definition, t.side, h.source, h.freq, h.unit_measure
    ) as integer) as side_id,
    t.indicator,
    t.definition,
    t.side,
    t.term,
    b.years,
    h.source,
    h.freq,
    h.unit_measure,
    t.obs_indicator,
    t.counterpart_area,
    t.breakdown,
    h.valuation,
    t.mirror,
    t.weight,
    cast(t.lag_months + 12 * b.years_back as integer) as lag_months,
    i.weight as weight_indicator
from input.reading_term as t
inner join back as b on b.indicator = t.indicator
inner join input.indicator as i on i.id = t.obs_indicator
inner join core.readable_series as h
    on h.indicator = t.obs_indicator
    and h.breakdown = t.breakdown
    and (t.unit_measure is null or t.unit_measure = h.unit_measure)
    and (b.years = 1 or h.freq = 'A')
