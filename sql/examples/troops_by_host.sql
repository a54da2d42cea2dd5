/*
description: >
  Where the United States has most active-duty troops abroad, in the latest quarter held: persons, their share, the
  change on a year before, and the strength that governments state.
*/
select
    rank_foreign,
    host,
    obs_value as active_duty,
    round(share_foreign, 1) as per_cent_of_foreign_total,
    change,
    stated,
    time_period as quarter_from
from marts.troop_deployment
where
    ref_area = 'USA'
    and component = 'active_duty'
    and source = 'us_dmdc'
    and time_period = (select max(time_period) from marts.troop_deployment where source = 'us_dmdc')
    and rank_foreign <= 10
order by rank_foreign
