/*
description: >
  Flows that both countries report, those first whose reports lie furthest apart, with one reconciled value.
*/
select
    exporter,
    importer,
    year(time_period) as year,
    export_fob / 1e9 as exporter_says_billion_usd,
    import_cif / 1e9 as importer_says_billion_usd,
    gap_pct,
    reconciled / 1e9 as reconciled_billion_usd,
    method
from marts.bilateral_trade
where reported_by = 'both' and product = '_T' and freq = 'A'
order by abs(gap_pct) desc, exporter, importer, year
limit 20
