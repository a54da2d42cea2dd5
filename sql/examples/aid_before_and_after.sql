/*
description: >
  What changed after an event: US assistance to Ukraine and its neighbours, the mean of the three fiscal years before the
  invasion of February 2022 and of the two after it.
*/
select
    e.name as recipient,
    round(avg(case when y.year between 2019 and 2021 then y.us_aid_obligated end) / 1e6, 0) as before_million_usd,
    round(avg(case when y.year between 2022 and 2023 then y.us_aid_obligated end) / 1e6, 0) as after_million_usd,
    round(
        avg(case when y.year between 2022 and 2023 then y.us_aid_obligated end)
        / nullif(avg(case when y.year between 2019 and 2021 then y.us_aid_obligated end), 0), 1
    ) as times
from marts.dyad_year as y
inner join core.economy as e on e.iso3 = y.counterpart_area
where y.ref_area = 'USA' and y.counterpart_area in ('UKR', 'MDA', 'POL', 'GEO', 'ROU')
group by e.name
order by after_million_usd desc
