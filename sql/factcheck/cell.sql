/*
description: >
  Figures as the definitions of the claimed indicators need them: seen from the area that the claim is about
  (a mirror figure with its roles exchanged) and moved to the period that it serves. One row per definition,
  term, pair, period and vintage.
key: [indicator, definition, side, term, source, vintage, freq, time_period, ref_area, counterpart_area, unit_measure, price_base]
columns:
  indicator: indicator of the claim
  definition: way of reading it
  side: value, or per for what it is divided by
  term: number of the term within the side
  source: dataset
  vintage: edition
  published_on: day on which the figure became public
  freq: frequency
  time_period: period that the figure serves
  ref_area: area that the claim is about
  counterpart_area: partner or host; '' for one-country figures
  unit_measure: unit
  price_base: price base; '' where it has no meaning
  amount: {unit: unit_measure, meaning: weighted figure; NULL when missing}
  obs_status: status
  obs_indicator: indicator of the figure itself
  is_reference: transcribed reference figure
*/
with term as (
    select t.*, i.valuation
    from input.reading_term as t
    inner join (select distinct indicator from factcheck.claim) as c on c.indicator = t.indicator
    inner join input.indicator as i on i.id = t.obs_indicator
)

select
    t.indicator,
    t.definition,
    t.side,
    t.term,
    o.source,
    o.vintage,
    o.published_on,
    o.freq,
    cast(o.time_period + to_months(t.lag_months) as date) as time_period,
    case when t.mirror then o.counterpart_area else o.ref_area end as ref_area,
    coalesce(case when t.mirror then o.ref_area else o.counterpart_area end, '') as counterpart_area,
    o.unit_measure,
    coalesce(o.price_base, '') as price_base,
    t.weight * o.obs_value as amount,
    o.obs_status,
    t.obs_indicator,
    o.is_reference
from core.observation as o
inner join term as t
    on t.obs_indicator = o.indicator
    and t.breakdown = o.breakdown
    and (t.unit_measure is null or t.unit_measure = o.unit_measure)
    and (o.valuation is null or t.valuation is null or o.valuation = t.valuation)
where not t.mirror or o.counterpart_area is not null
