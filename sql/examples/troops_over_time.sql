/*
description: >
  Active-duty troops in Japan and South Korea, quarter by quarter.
*/
select
    time_period,
    max(obs_value) filter (where counterpart_area = 'JPN') as japan,
    max(obs_value) filter (where counterpart_area = 'KOR') as south_korea
from marts.troop_deployment
where ref_area = 'USA' and component = 'active_duty' and source = 'us_dmdc'
group by time_period
order by time_period
