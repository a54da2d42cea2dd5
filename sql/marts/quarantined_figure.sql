/*
description: >
  Figures that are in quarantine (marts.trade_anomaly, marts.troop_anomaly), in the one list that everybody reads: they
  answer nothing, no level, share, sum, rank nor pair. One row per indicator, dataset, reporter, frequency, period, edition and partner.
key: [indicator, source, ref_area, freq, time_period, vintage, counterpart_area]
columns:
  indicator: indicator of the figures
  source: dataset
  ref_area: ISO3 of the country that reports
  freq: frequency
  time_period: first day of the period
  vintage: edition
  counterpart_area: partner; '' where the whole slice is in quarantine, its total with it
*/
select distinct
    case flow when 'X' then 'goods_exports' else 'goods_imports' end as indicator,
    source, ref_area, freq, time_period, vintage,
    coalesce(counterpart_area, '') as counterpart_area
from marts.trade_anomaly
union
select 'troops' as indicator, source, ref_area, 'Q' as freq, time_period, vintage,
    coalesce(counterpart_area, '') as counterpart_area
from marts.troop_anomaly
