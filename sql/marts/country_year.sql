/*
description: >
  Population, output, prices, public finance, trade balance and military expenditure of every economy. Of each source the edition published last
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
  gdp_growth: {unit: per cent, meaning: "growth of GDP in constant prices"}
  gdp_growth_source: dataset it comes from
  gdp_growth_vintage: edition it comes from
  gdp_per_capita: {unit: USD, meaning: "GDP per head in current dollars"}
  gdp_per_capita_source: dataset it comes from
  gdp_per_capita_vintage: edition it comes from
  gdp_ppp_per_capita: {unit: INTL_USD, meaning: "GDP per head in international dollars"}
  gdp_ppp_per_capita_source: dataset it comes from
  gdp_ppp_per_capita_vintage: edition it comes from
  gdp_ppp_share: {unit: per cent, meaning: "share of world output at purchasing power parity"}
  gdp_ppp_share_source: dataset it comes from
  gdp_ppp_share_vintage: edition it comes from
  inflation: {unit: per cent, meaning: "consumer prices, average of the year"}
  inflation_source: dataset it comes from
  inflation_vintage: edition it comes from
  unemployment_rate: {unit: per cent, meaning: "unemployed of the labour force, as modelled by the ILO"}
  unemployment_rate_source: dataset it comes from
  unemployment_rate_vintage: edition it comes from
  government_debt: {unit: per cent of GDP, meaning: "gross debt of general government"}
  government_debt_source: dataset it comes from
  government_debt_vintage: edition it comes from
  budget_balance: {unit: per cent of GDP, meaning: "net lending or borrowing of general government"}
  budget_balance_source: dataset it comes from
  budget_balance_vintage: edition it comes from
  government_revenue: {unit: per cent of GDP, meaning: "revenue of general government"}
  government_revenue_source: dataset it comes from
  government_revenue_vintage: edition it comes from
  government_expenditure: {unit: per cent of GDP, meaning: "expenditure of general government"}
  government_expenditure_source: dataset it comes from
  government_expenditure_vintage: edition it comes from
  current_account: {unit: USD, meaning: "balance of the current account"}
  current_account_source: dataset it comes from
  current_account_vintage: edition it comes from
  current_account_gdp: {unit: per cent of GDP, meaning: "balance of the current account"}
  current_account_gdp_source: dataset it comes from
  current_account_gdp_vintage: edition it comes from
  exchange_rate: {unit: national currency to the dollar, meaning: "average of the year"}
  exchange_rate_source: dataset it comes from
  exchange_rate_vintage: edition it comes from
*/
with newest as (
    select
        o.indicator,
        o.ref_area,
        o.time_period,
        o.source,
        arg_max(
            struct_pack(value := o.obs_value, status := o.obs_status, vintage := o.vintage),
            struct_pack(a := o.published_on, b := o.retrieved_at, c := o.vintage)
        ) as figure
    from core.observation as o
    where
        o.indicator in (
            'population', 'gdp', 'gdp_ppp', 'military_expenditure',
            'gdp_growth', 'gdp_per_capita', 'gdp_ppp_per_capita', 'gdp_ppp_share',
            'inflation', 'unemployment_rate', 'government_debt', 'budget_balance',
            'government_revenue', 'government_expenditure', 'current_account', 'current_account_gdp',
            'exchange_rate'
        )
        and o.counterpart_area is null
        and o.breakdown = '_T'
        and o.freq = 'A'
        and coalesce(o.price_base, 'current') = 'current'
    group by o.indicator, o.ref_area, o.time_period, o.source
),

preferred as (
    select
        n.indicator,
        n.ref_area,
        n.time_period,
        n.figure.value as obs_value,
        n.figure.status as obs_status,
        n.source,
        n.figure.vintage as vintage,
        row_number() over (
            partition by n.indicator, n.ref_area, n.time_period order by coalesce(p.preference, 1000), n.source
        ) as place
    from newest as n
    left join core.indicator_source as p on p.indicator = n.indicator and p.source = n.source
    where n.figure.value is not null
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
    max(case when p.indicator = 'military_expenditure' then p.vintage end) as military_expenditure_vintage,
    max(case when p.indicator = 'gdp_growth' then p.obs_value end) as gdp_growth,
    max(case when p.indicator = 'gdp_growth' then p.source end) as gdp_growth_source,
    max(case when p.indicator = 'gdp_growth' then p.vintage end) as gdp_growth_vintage,
    max(case when p.indicator = 'gdp_per_capita' then p.obs_value end) as gdp_per_capita,
    max(case when p.indicator = 'gdp_per_capita' then p.source end) as gdp_per_capita_source,
    max(case when p.indicator = 'gdp_per_capita' then p.vintage end) as gdp_per_capita_vintage,
    max(case when p.indicator = 'gdp_ppp_per_capita' then p.obs_value end) as gdp_ppp_per_capita,
    max(case when p.indicator = 'gdp_ppp_per_capita' then p.source end) as gdp_ppp_per_capita_source,
    max(case when p.indicator = 'gdp_ppp_per_capita' then p.vintage end) as gdp_ppp_per_capita_vintage,
    max(case when p.indicator = 'gdp_ppp_share' then p.obs_value end) as gdp_ppp_share,
    max(case when p.indicator = 'gdp_ppp_share' then p.source end) as gdp_ppp_share_source,
    max(case when p.indicator = 'gdp_ppp_share' then p.vintage end) as gdp_ppp_share_vintage,
    max(case when p.indicator = 'inflation' then p.obs_value end) as inflation,
    max(case when p.indicator = 'inflation' then p.source end) as inflation_source,
    max(case when p.indicator = 'inflation' then p.vintage end) as inflation_vintage,
    max(case when p.indicator = 'unemployment_rate' then p.obs_value end) as unemployment_rate,
    max(case when p.indicator = 'unemployment_rate' then p.source end) as unemployment_rate_source,
    max(case when p.indicator = 'unemployment_rate' then p.vintage end) as unemployment_rate_vintage,
    max(case when p.indicator = 'government_debt' then p.obs_value end) as government_debt,
    max(case when p.indicator = 'government_debt' then p.source end) as government_debt_source,
    max(case when p.indicator = 'government_debt' then p.vintage end) as government_debt_vintage,
    max(case when p.indicator = 'budget_balance' then p.obs_value end) as budget_balance,
    max(case when p.indicator = 'budget_balance' then p.source end) as budget_balance_source,
    max(case when p.indicator = 'budget_balance' then p.vintage end) as budget_balance_vintage,
    max(case when p.indicator = 'government_revenue' then p.obs_value end) as government_revenue,
    max(case when p.indicator = 'government_revenue' then p.source end) as government_revenue_source,
    max(case when p.indicator = 'government_revenue' then p.vintage end) as government_revenue_vintage,
    max(case when p.indicator = 'government_expenditure' then p.obs_value end) as government_expenditure,
    max(case when p.indicator = 'government_expenditure' then p.source end) as government_expenditure_source,
    max(case when p.indicator = 'government_expenditure' then p.vintage end) as government_expenditure_vintage,
    max(case when p.indicator = 'current_account' then p.obs_value end) as current_account,
    max(case when p.indicator = 'current_account' then p.source end) as current_account_source,
    max(case when p.indicator = 'current_account' then p.vintage end) as current_account_vintage,
    max(case when p.indicator = 'current_account_gdp' then p.obs_value end) as current_account_gdp,
    max(case when p.indicator = 'current_account_gdp' then p.source end) as current_account_gdp_source,
    max(case when p.indicator = 'current_account_gdp' then p.vintage end) as current_account_gdp_vintage,
    max(case when p.indicator = 'exchange_rate' then p.obs_value end) as exchange_rate,
    max(case when p.indicator = 'exchange_rate' then p.source end) as exchange_rate_source,
    max(case when p.indicator = 'exchange_rate' then p.vintage end) as exchange_rate_vintage
from preferred as p
inner join core.economy as e on e.iso3 = p.ref_area and e.is_economy
where p.place = 1
group by p.ref_area, e.name, p.time_period
order by p.ref_area, p.time_period
