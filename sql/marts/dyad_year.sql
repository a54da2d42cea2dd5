/*
description: >
  Every directed pair of states in every year for which a figure about pairs is held, and what is known of the
  pair beside it. The pairs come first: states by the days of their independence (group STATES) and the
  customs territories that file trade of their own (CUSTOMS), each with each, if both exist on a day of the
  year. Nothing that is joined adds or drops a row; missing is NULL, and zero is what a publisher printed as
  zero. The macro dyad_year(from_year, to_year, directed) selects from here. One row per directed pair and
  year.
key: [ref_area, counterpart_area, year]
columns:
  ref_area: ISO3 of the country that the figures are about
  counterpart_area: ISO3 of the other country
  year: {unit: year, meaning: calendar year}
  time_period: first day of the year
  ref_is_state: false for a customs territory
  counterpart_is_state: false for a customs territory
  goods_exports: {unit: USD, meaning: "exports of goods to the counterpart as the country reports them, FOB"}
  goods_imports: {unit: USD, meaning: "imports of goods from the counterpart as the country reports them, CIF unless FOB only"}
  goods_exports_mirror: {unit: USD, meaning: "the same exports as the counterpart reports them, CIF unless FOB only"}
  goods_imports_mirror: {unit: USD, meaning: "the same imports as the counterpart reports them, FOB"}
  goods_exports_reconciled: {unit: USD, meaning: "exports reconciled from both reports, FOB (marts.bilateral_trade)"}
  goods_imports_reconciled: {unit: USD, meaning: "imports reconciled from both reports, FOB (marts.bilateral_trade)"}
  trade_quarantined: true when a report of this trade is in quarantine; NULL without trade
  troops: {unit: persons, meaning: "the country's active duty personnel in the counterpart, end of December"}
  troops_status: SDMX status of the troops; Q suppressed, L not reported; NULL without a row
  troops_hosted: {unit: persons, meaning: "the counterpart's active duty personnel in the country, end of December"}
  population: {unit: persons, meaning: residents of the country at mid-year}
  gdp: {unit: USD, meaning: GDP of the country in current dollars}
  gdp_ppp: {unit: INTL_USD, meaning: GDP of the country in international dollars}
  military_expenditure: {unit: USD, meaning: military expenditure of the country}
  counterpart_population: {unit: persons, meaning: residents of the counterpart at mid-year}
  counterpart_gdp: {unit: USD, meaning: GDP of the counterpart in current dollars}
  counterpart_gdp_ppp: {unit: INTL_USD, meaning: GDP of the counterpart in international dollars}
  counterpart_military_expenditure: {unit: USD, meaning: military expenditure of the counterpart}
*/
with period as (
    select time_period
    from marts.bilateral_trade
    where freq = 'A' and product = '_T'
    union
    select cast(date_trunc('year', time_period) as date) as time_period
    from marts.troop_deployment
    where obs_value is not null
),

member as (
    select
        g.iso3,
        p.time_period,
        max(case when g.group_id = 'STATES' then 1 else 0 end) = 1 as is_state
    from core.economy_group as g
    inner join period as p
        on g.valid_from < cast(p.time_period + interval 1 year as date)
        and (g.valid_to is null or g.valid_to >= p.time_period)
    where g.group_id in ('STATES', 'CUSTOMS')
    group by g.iso3, p.time_period
),

pair as (
    select
        r.iso3 as ref_area,
        c.iso3 as counterpart_area,
        r.time_period,
        r.is_state as ref_is_state,
        c.is_state as counterpart_is_state
    from member as r
    inner join member as c on c.time_period = r.time_period and c.iso3 <> r.iso3
),

trade as (
    select exporter, importer, time_period, export_fob, import_cif, import_fob, reconciled, quarantined
    from marts.bilateral_trade
    where freq = 'A' and product = '_T'
),

-- one figure per pair at the end of the year
stationed as (
    select ref_area, counterpart_area, cast(date_trunc('year', time_period) as date) as time_period, obs_value, obs_status
    from marts.troop_deployment
    where component = 'active_duty' and is_preferred and month(time_period) = 10
)

select
    p.ref_area,
    p.counterpart_area,
    cast(year(p.time_period) as integer) as year,
    p.time_period,
    p.ref_is_state,
    p.counterpart_is_state,
    x.export_fob as goods_exports,
    coalesce(m.import_cif, m.import_fob) as goods_imports,
    coalesce(x.import_cif, x.import_fob) as goods_exports_mirror,
    m.export_fob as goods_imports_mirror,
    x.reconciled as goods_exports_reconciled,
    m.reconciled as goods_imports_reconciled,
    case when x.exporter is not null or m.exporter is not null
        then coalesce(x.quarantined, false) or coalesce(m.quarantined, false) end as trade_quarantined,
    s.obs_value as troops,
    s.obs_status as troops_status,
    h.obs_value as troops_hosted,
    r.population,
    r.gdp,
    r.gdp_ppp,
    r.military_expenditure,
    c.population as counterpart_population,
    c.gdp as counterpart_gdp,
    c.gdp_ppp as counterpart_gdp_ppp,
    c.military_expenditure as counterpart_military_expenditure
from pair as p
left join trade as x
    on x.exporter = p.ref_area and x.importer = p.counterpart_area and x.time_period = p.time_period
left join trade as m
    on m.exporter = p.counterpart_area and m.importer = p.ref_area and m.time_period = p.time_period
left join stationed as s
    on s.ref_area = p.ref_area and s.counterpart_area = p.counterpart_area and s.time_period = p.time_period
left join stationed as h
    on h.ref_area = p.counterpart_area and h.counterpart_area = p.ref_area and h.time_period = p.time_period
left join marts.country_year as r on r.ref_area = p.ref_area and r.time_period = p.time_period
left join marts.country_year as c on c.ref_area = p.counterpart_area and c.time_period = p.time_period
order by p.time_period, p.ref_area, p.counterpart_area
