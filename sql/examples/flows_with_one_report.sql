/*
description: >
  Trade that only one side reports, largest first, valued FOB: what the other side says is not known.
*/
select
    exporter,
    importer,
    year(time_period) as year,
    reported_by,
    round(reconciled / 1e9, 1) as reconciled_billion_usd,
    coalesce(export_source, import_source) as source
from marts.bilateral_trade
where
    reported_by in ('exporter', 'importer')
    and product = '_T'
    and freq = 'A'
    and reconciled is not null
    and not self_trade
    and not not_specified
order by reconciled desc, exporter, importer, year
limit 20
