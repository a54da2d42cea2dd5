/*
description: >
  Where the United States has most active-duty troops, in the latest quarter held.
*/
select host, obs_value as active_duty, share_foreign, change, stated, time_period
from marts.troop_deployment
where
    ref_area = 'USA'
    and component = 'active_duty'
    and time_period = (select max(time_period) from marts.troop_deployment where source = 'us_dmdc')
    and rank_foreign <= 10
order by rank_foreign
