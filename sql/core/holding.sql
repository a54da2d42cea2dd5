/*
description: >
  How many figures the editions hold of each series and period, so that nobody has to look through all figures for it.
  One row per indicator, breakdown, dataset, frequency, unit, valuation, kind of partner, edition and period.
key: [indicator, breakdown, source, freq, unit_measure, valuation, counterpart_area, vintage, time_period]
nullable_key: true
columns:
  indicator: indicator of the figures
  breakdown: breakdown of the figures
  source: dataset
  freq: frequency
  unit_measure: unit
  valuation: FOB, CIF, or NULL
  counterpart_area: >
    NULL of figures of one area; of pairs the partner where readings ask for it by name (W00 is trade with the world),
    and an empty text for all other partners together
  vintage: edition
  time_period: first day of the period
  figures: {unit: figures, meaning: figures that are not empty}
*/
with partner as (
    select distinct counterpart_area
    from input.reading_term
    where counterpart_area is not null
)

select
    o.indicator,
    o.breakdown,
    o.source,
    o.freq,
    o.unit_measure,
    o.valuation,
    case when o.counterpart_area is not null then coalesce(p.counterpart_area, '') end as counterpart_area,
    o.vintage,
    o.time_period,
    count(o.obs_value) as figures
from core.observation as o
left join partner as p on p.counterpart_area = o.counterpart_area
group by
    o.indicator, o.breakdown, o.source, o.freq, o.unit_measure, o.valuation,
    case when o.counterpart_area is not null then coalesce(p.counterpart_area, '') end, o.vintage, o.time_period
