/*
description: >
  Quarters whose counts of troops doubled for many hosts at once; they are left out of marts.troop_deployment and of claims
  until the right report takes their place.
severity: warn
*/
select source, ref_area, time_period, vintage, rule, component, hosts_doubled, hosts_compared
from marts.troop_anomaly
order by source, ref_area, time_period, vintage
