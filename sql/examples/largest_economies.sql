/*
description: >
  The ten largest economies in 2023, in dollars, with income per head.
*/
select
    name,
    gdp / 1e12 as gdp_trillion_usd,
    gdp / population as gdp_per_head_usd,
    gdp_source,
    gdp_vintage
from marts.country_year
where time_period = date '2023-01-01' and gdp is not null
order by gdp desc
limit 10
