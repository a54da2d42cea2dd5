/*
description: The shares of foreign hosts with a count add up to all of the foreign total.
severity: error
*/
select ref_area, time_period, component, source, sum(share_foreign) as shares
from marts.troop_deployment
where host_kind = 'foreign' and foreign_total > 0
group by ref_area, time_period, component, source
having abs(sum(share_foreign) - 100) > 1e-6
