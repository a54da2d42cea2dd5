/*
description: >
  The ten largest economies in 2023, in dollars, with income per head, and the edition that each figure is from.
*/
select
    name,
    round(gdp / 1e12, 2) as gdp_trillion_usd,
    round(gdp / population) as gdp_per_head_usd,
    gdp_status,
    gdp_source,
    gdp_vintage
from marts.country_year
where time_period = date '2023-01-01' and gdp is not null
order by gdp desc
limit 10
