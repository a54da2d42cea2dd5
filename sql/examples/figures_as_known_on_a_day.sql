/*
description: >
  Populations of three countries in 2023 as each source had them on 22 March 2025.
*/
select ref_area, source, vintage, published_on, obs_value, obs_status
from observation_as_of('2025-03-22')
where indicator = 'population' and ref_area in ('CHN', 'JPN', 'KOR') and time_period = date '2023-01-01'
order by ref_area, source
