/*
description: >
  Slices of trade figures that are in quarantine: left out of ranks, shares and reconciled values until the
  publisher corrects them or a correction with its reason does.
severity: warn
*/
select ref_area, counterpart_area, flow, freq, time_period, source, vintage, rule, amount
from marts.trade_anomaly
order by source, ref_area, time_period, flow, rule, counterpart_area
