/*
description: >
  Population, output and military expenditure of every economy. Of each source the edition published last
  counts, of the sources the first in the catalogue's order that holds a figure. A figure that no source
  holds is NULL, never carried over from another year; forecasts keep their status F. One row per economy
  and year.
key: [ref_area, time_period]
columns:
  ref_area: ISO3 of the economy
  name: everyday English name
  time_period: first day of the year
  population: {unit: persons, meaning: residents at mid-year}
  population_status: "status of the figure: A normal, E estimated, F forecast, P provisional"
  population_source: dataset it comes from
  population_vintage: edition it comes from
  gdp: {unit: USD, meaning: GDP in current dollars at market exchange rates}
  gdp_status: "status of the figure: A normal, E estimated, F forecast, P provisional"
  gdp_source: dataset it comes from
  gdp_vintage: edition it comes from
  gdp_ppp: {unit: INTL_USD, meaning: GDP in current international dollars}
  gdp_ppp_status: "status of the figure: A normal, E estimated, F forecast, P provisional"
  gdp_ppp_source: dataset it comes from
  gdp_ppp_vintage: edition it comes from
  military_expenditure: {unit: USD, meaning: military expenditure in current dollars}
  military_expenditure_status: "status of the figure: A normal, E estimated, F forecast, P provisional"
  military_expenditure_source: dataset it comes from
  military_expenditure_vintage: edition it comes from
*/
with edition as (
    select
        o.indicator,
        o.ref_area,
        o.time_period,
        o.obs_value,
        o.obs_status,
        o.source,
        o.vintage,
        coalesce(p.preference, 1000) as preference,
        row_number() over (
            partition by o.indicator, o.ref_area, o.time_period, o.source
            order by o.published_on desc, o.retrieved_at desc, o.vintage desc
        ) as age
    from core.observation as o
    left join core.indicator_source as p on p.indicator = o.indicator and p.source = o.source
    where
        o.indicator in ('population', 'gdp', 'gdp_ppp', 'military_expenditure')
        and o.counterpart_area is null
        and o.breakdown = '_T'
        and o.freq = 'A'
        and coalesce(o.price_base, 'current') = 'current'
),

preferred as (
    select
        indicator,
        ref_area,
        time_period,
        obs_value,
        obs_status,
        source,
        vintage,
        row_number() over (
            partition by indicator, ref_area, time_period order by preference, source
        ) as place
    from edition
    where age = 1 and obs_value is not null
)

select
    p.ref_area,
    e.name,
    p.time_period,
    max(case when p.indicator = 'population' then p.obs_value end) as population,
    max(case when p.indicator = 'population' then p.obs_status end) as population_status,
    max(case when p.indicator = 'population' then p.source end) as population_source,
    max(case when p.indicator = 'population' then p.vintage end) as population_vintage,
    max(case when p.indicator = 'gdp' then p.obs_value end) as gdp,
    max(case when p.indicator = 'gdp' then p.obs_status end) as gdp_status,
    max(case when p.indicator = 'gdp' then p.source end) as gdp_source,
    max(case when p.indicator = 'gdp' then p.vintage end) as gdp_vintage,
    max(case when p.indicator = 'gdp_ppp' then p.obs_value end) as gdp_ppp,
    max(case when p.indicator = 'gdp_ppp' then p.obs_status end) as gdp_ppp_status,
    max(case when p.indicator = 'gdp_ppp' then p.source end) as gdp_ppp_source,
    max(case when p.indicator = 'gdp_ppp' then p.vintage end) as gdp_ppp_vintage,
    max(case when p.indicator = 'military_expenditure' then p.obs_value end) as military_expenditure,
    max(case when p.indicator = 'military_expenditure' then p.obs_status end) as military_expenditure_status,
    max(case when p.indicator = 'military_expenditure' then p.source end) as military_expenditure_source,
    max(case when p.indicator = 'military_expenditure' then p.vintage end) as military_expenditure_vintage
from preferred as p
inner join core.economy as e on e.iso3 = p.ref_area and e.is_economy
where p.place = 1
group by p.ref_area, e.name, p.time_period
order by p.ref_area, p.time_period
