/*
description: >
  Why China reports more imports from South Korea than South Korea exports to China: freight, what may pass through Hong
  Kong, and whose reports are whole.
*/
select
    year(time_period) as year,
    round(export_fob / 1e9, 1) as exporter_says_billion_usd,
    round(import_cif / 1e9, 1) as importer_says_billion_usd,
    round(cif_fob_ratio, 2) as ratio,
    round((margin - 1) * export_fob / 1e9, 1) as freight_billion_usd,
    margin_method,
    entrepot,
    round(exports_to_entrepot / 1e9, 1) as at_most_through_it_billion_usd,
    exporter_filed,
    importer_filed,
    special_territories,
    taiwan_490,
    confidential,
    quarantined
from marts.bilateral_trade
where exporter = 'KOR' and importer = 'CHN' and freq = 'A' and product = '_T' and reported_by = 'both'
order by year
