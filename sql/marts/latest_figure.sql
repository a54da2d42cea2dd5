/*
description: >
  What is known last of each area, or pair of areas: the newest period, in the edition published last, of the series that
  readings of claims take. Figures in quarantine are left out. One row per series and area or pair.
key: [indicator, breakdown, source, freq, unit_measure, ref_area, counterpart_area]
columns:
  indicator: what is measured
  breakdown: breakdown of the figures
  source: dataset
  freq: A yearly, Q quarterly, M monthly
  unit_measure: unit of obs_value
  ref_area: ISO3 of the country that the figure is about
  counterpart_area: ISO3 of the partner or host; '' for one-country figures
  obs_value: {unit: unit_measure, meaning: the figure}
*/
select
    o.indicator,
    o.breakdown,
    o.source,
    o.freq,
    o.unit_measure,
    o.ref_area,
    coalesce(o.counterpart_area, '') as counterpart_area,
    arg_max(o.obs_value, struct_pack(a := o.time_period, b := o.published_on, c := o.vintage)) as obs_value
from core.observation as o
inner join core.readable_series as s
    on s.indicator = o.indicator
    and s.breakdown = o.breakdown
    and s.source = o.source
    and s.freq = o.freq
    and s.unit_measure = o.unit_measure
    and (o.valuation is null or s.valuation is null or o.valuation = s.valuation)
left join marts.quarantined_figure as q
    on q.indicator = o.indicator and q.source = o.source and q.ref_area = o.ref_area and q.freq = o.freq
    and q.time_period = o.time_period and q.vintage = o.vintage
    and q.counterpart_area in ('', coalesce(o.counterpart_area, ''))
where o.obs_value is not null and q.indicator is null
group by o.indicator, o.breakdown, o.source, o.freq, o.unit_measure, o.ref_area, coalesce(o.counterpart_area, '')
