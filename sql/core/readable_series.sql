/*
description: >
  Series of figures that readings of claims can take, and in which valuation. One row per indicator, breakdown, dataset,
  frequency and unit.
key: [indicator, breakdown, source, freq, unit_measure]
columns:
  indicator: indicator of the figures
  breakdown: breakdown of the figures
  source: dataset
  freq: frequency
  unit_measure: unit
  valuation: valuation that is taken where figures come in several; NULL where the dataset has none of the one that is wanted
*/
select
    h.indicator, h.breakdown, h.source, h.freq, h.unit_measure,
    max(case when h.valuation = i.valuation then i.valuation end) as valuation
from core.holding as h
inner join input.indicator as i on i.id = h.indicator
inner join (select distinct obs_indicator, breakdown from input.reading_term) as t
    on t.obs_indicator = h.indicator and t.breakdown = h.breakdown
group by h.indicator, h.breakdown, h.source, h.freq, h.unit_measure
