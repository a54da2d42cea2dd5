/*
description: >
  Flows of more than a billion dollars that both countries report, those first whose reports lie furthest apart, with
  one reconciled value.
*/
select
    exporter,
    importer,
    year(time_period) as year,
    round(export_fob / 1e9, 1) as exporter_says_billion_usd,
    round(import_cif / 1e9, 1) as importer_says_billion_usd,
    round(gap_pct, 1) as gap_per_cent,
    round(reconciled / 1e9, 1) as reconciled_billion_usd,
    method
from marts.bilateral_trade
where reported_by = 'both' and product = '_T' and freq = 'A' and reconciled >= 1e9 and not self_trade
order by abs(gap_pct) desc, exporter, importer, year
limit 20
