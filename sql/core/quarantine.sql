/*
description: >
  Figures that are in no other relation because they cannot be: beyond what their unit allows (core.bound), or of a
  period or a day of publication that cannot have been meant. They stay here until the publisher corrects them, or
  corrections.yml does with a reason. One row per observation and vintage.
key: [indicator, ref_area, counterpart_area, breakdown, freq, time_period, price_base, valuation, unit_measure, source, vintage]
nullable_key: true
columns:
  indicator: what is measured
  ref_area: ISO3 of the country that the figure is about
  counterpart_area: ISO3 of the partner or host; NULL for one-country figures
  breakdown: HS code, troop component or zone; _T for the total
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  obs_value: {unit: unit_measure, meaning: the figure as the publisher's file has it}
  obs_status: SDMX CL_OBS_STATUS
  unit_measure: unit of obs_value
  price_base: current, or constant with its year
  valuation: FOB or CIF for trade in goods
  source: dataset
  series: the publisher's own code
  vintage: the publisher's edition
  published_on: day on which this value became public
  snapshot: sha256 of the bytes
  reason: >-
    what cannot be, a code: BEYOND_UNIT (bound_reason says why), PUBLICATION_DAY (a day that cannot be) or PERIOD (before
    1900, or so far ahead that nobody can have known it when it was published)
  bound_reason: why no figure of this unit lies beyond its bounds (core.bound)
*/
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
    o.snapshot,
    case
        when o.obs_value not between b.value_from and b.value_to
            then 'BEYOND_UNIT'
        when year(o.published_on) not between 1900 and year(o.retrieved_at) + 2
            then 'PUBLICATION_DAY'
        else 'PERIOD'
    end as reason,
    case when o.obs_value not between b.value_from and b.value_to then b.why end as bound_reason
from input.observation as o
left join core.bound as b on b.unit_measure = o.unit_measure
-- the same condition, turned round, is in core.observation
where coalesce(o.obs_value not between b.value_from and b.value_to, false)
    or year(o.published_on) not between 1900 and year(o.retrieved_at) + 2
    or year(o.time_period) not between 1900 and year(o.published_on) + case when o.obs_status = 'F' then 82 else 2 end
order by o.indicator, o.ref_area, o.counterpart_area, o.time_period, o.source, o.vintage
