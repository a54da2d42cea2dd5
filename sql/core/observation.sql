/*
description: >
  Every figure held, one-country and two-country, in SDMX terms and base units. Where a publisher's file and
  a transcribed reference figure carry the same vintage, the publisher's file stands and the transcription
  steps back as a whole. What cannot be is left out (core.quarantine). One row per observation and vintage.
key: [indicator, ref_area, counterpart_area, breakdown, freq, time_period, price_base, valuation, unit_measure, source, vintage]
nullable_key: true
columns:
  indicator: what is measured (core.indicator)
  ref_area: ISO3 of the country that the figure is about; the reporter of trade, the sender of troops; W00 is the world
  counterpart_area: ISO3 of the partner or host; W00 all partners, _X not allocated; NULL for one-country figures
  breakdown: HS code, troop component or zone; _T for the total
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  obs_value: {unit: unit_measure, meaning: the figure in base units; NULL only with a status that says why}
  obs_status: "SDMX CL_OBS_STATUS: A normal, B break, E estimated, F forecast, P provisional, O missing, L not reported, M cannot exist, Q suppressed"
  unit_measure: unit of obs_value
  price_base: current, or constant with its year; NULL where prices have no meaning
  valuation: FOB or CIF for trade in goods
  source: dataset (core.source)
  series: the publisher's own code
  vintage: the publisher's edition
  published_on: day on which this value became public
  published_basis: whether the publisher stated that day or it is estimated from the usual lag
  retrieved_at: when the bytes were fetched or transcribed
  snapshot: sha256 of the bytes
  is_reference: true when it was transcribed into warehouse/reference and not read from the publisher's file
*/
with observation as not materialized (
    select o.*
    from input.observation as o
    left join core.bound as b on b.unit_measure = o.unit_measure
    where coalesce(o.obs_value between b.value_from and b.value_to, true)
        and year(o.published_on) between 1900 and year(o.retrieved_at) + 2
        and year(o.time_period) between 1900 and year(o.published_on) + case when o.obs_status = 'F' then 82 else 2 end
),

fetched as (
    select distinct source, vintage, indicator
    from observation
    where not is_reference
)

select
    o.indicator,
    o.ref_area,
    o.counterpart_area,
    o.breakdown,
    o.freq,
    o.time_period,
    o.obs_value,
    o.obs_status,
    o.unit_measure,
    o.price_base,
    o.valuation,
    o.source,
    o.series,
    o.vintage,
    o.published_on,
    o.published_basis,
    o.retrieved_at,
    o.snapshot,
    o.is_reference
from observation as o
left join fetched as f
    on o.is_reference
    and f.source = o.source
    and f.vintage = o.vintage
    and f.indicator = o.indicator
where f.source is null
order by o.indicator, o.ref_area, o.counterpart_area, o.time_period, o.source, o.vintage
