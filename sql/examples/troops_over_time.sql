/*
description: >
  Active-duty troops in Japan and South Korea, quarter by quarter; figures with different days in comparable_since do
  not compare.
*/
select
    time_period as quarter_from,
    max(obs_value) filter (where counterpart_area = 'JPN') as japan,
    max(obs_value) filter (where counterpart_area = 'KOR') as south_korea,
    max(comparable_since) as comparable_since
from marts.troop_deployment
where ref_area = 'USA' and component = 'active_duty' and source = 'us_dmdc'
group by time_period
order by time_period
