/*
description: >
  Trade that only one side reports, largest first: what the other side says is not known.
*/
select exporter, importer, year(time_period) as year, reported_by, reconciled / 1e9 as billion_usd
from marts.bilateral_trade
where reported_by in ('exporter', 'importer') and product = '_T' and freq = 'A'
order by reconciled desc, exporter, importer, year
limit 20
