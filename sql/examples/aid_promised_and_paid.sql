/*
description: >
  What the United States obligated and what it paid out in 2023, a fiscal year (October 2022 to September 2023), to those
  that were promised most.
*/
select
    e.name as recipient,
    round(y.us_aid_obligated / 1e9, 2) as obligated_billion_usd,
    round(y.us_aid_disbursed / 1e9, 2) as disbursed_billion_usd,
    y.us_aid_obligated_vintage as edition
from marts.dyad_year as y
inner join core.economy as e on e.iso3 = y.counterpart_area
where y.ref_area = 'USA' and y.year = 2023 and y.us_aid_obligated is not null
order by y.us_aid_obligated desc
limit 15
