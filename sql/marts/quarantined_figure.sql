/*
description: >
  Figures that are in quarantine: nothing in it has a vote, neither a slice whose figures are wrong, nor one pair, nor,
  where partners are missing or do not add up, the total (marts.trade_anomaly, marts.troop_anomaly). One row per indicator,
  dataset, reporter, frequency, period, edition and partner.
key: [indicator, source, ref_area, freq, time_period, vintage, counterpart_area]
columns:
  indicator: indicator of the figures
  source: dataset
  ref_area: ISO3 of the country that reports
  freq: frequency
  time_period: first day of the period
  vintage: edition
  counterpart_area: partner, W00 for trade with the world; '' where the figures with all partners are wrong
*/
select distinct
    case flow when 'X' then 'goods_exports' else 'goods_imports' end as indicator,
    source, ref_area, freq, time_period, vintage,
    case
        when counterpart_area is not null then counterpart_area
        when rule in ('other_unit', 'doubled', 'same_as_other', 'same_as_earlier') then ''
        else 'W00'
    end as counterpart_area
from marts.trade_anomaly
union
select 'troops' as indicator, source, ref_area, 'Q' as freq, time_period, vintage, '' as counterpart_area
from marts.troop_anomaly
