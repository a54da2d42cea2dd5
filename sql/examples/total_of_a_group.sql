/*
description: >
  People living in the G7 in 2023, by source; a source that lacks a member gives no total and names it.
*/
select source, obs_value, members, members_with_figure, missing, vintage
from group_total('population', 'G7', 2023, '2025-03-22')
