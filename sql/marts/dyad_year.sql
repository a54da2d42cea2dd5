/*
description: >
  Every directed pair of states in every year since 1990 for which a figure about pairs is held, and what is known
  of the pair beside it (earlier troops and votes stand in marts.troop_deployment and marts.dyad_figure). The pairs come first: states by the days of their independence (group STATES) and the
  customs territories that file trade of their own (CUSTOMS), each with each, if both exist on a day of the
  year. Nothing that is joined adds or drops a row; missing is NULL, and zero is what a publisher printed as
  zero. Trade both ways and by both reports, people, money, arms, votes and sites each bring their dataset and
  edition. The macro dyad_year(from_year, to_year, directed) selects from here. One row per directed pair and
  year.
key: [ref_area, counterpart_area, year]
view: true
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
  goods_exports_source: dataset of goods_exports
  goods_imports_source: dataset of goods_imports
  goods_imports_valuation: CIF or FOB, as goods_imports is valued
  goods_exports_mirror_source: dataset of goods_exports_mirror
  goods_exports_mirror_valuation: CIF or FOB, as goods_exports_mirror is valued
  goods_imports_mirror_source: dataset of goods_imports_mirror
  goods_exports_break: "true where goods_exports is of another dataset than the year before: the two do not make one series"
  goods_imports_break: true where goods_imports is of another dataset or valuation than the year before
  goods_exports_mirror_break: true where goods_exports_mirror is of another dataset or valuation than the year before
  goods_imports_mirror_break: true where goods_imports_mirror is of another dataset than the year before
  troops_source: dataset of troops
  troops_vintage: edition of troops
  migrants: {unit: persons, meaning: "people from the country who live in the counterpart, mid-year; every fifth year"}
  migrants_source: dataset of migrants
  migrants_vintage: edition of migrants
  remittances: {unit: USD, meaning: "money that migrants in the country send to the counterpart, estimated"}
  remittances_source: dataset of remittances
  remittances_vintage: edition of remittances
  official_aid: {unit: USD, meaning: "net ODA of the country to the counterpart, current dollars"}
  official_aid_source: dataset of official_aid
  official_aid_vintage: edition of official_aid
  official_aid_constant: {unit: USD, meaning: "the same in dollars of a base year"}
  official_aid_constant_source: dataset of official_aid_constant
  official_aid_constant_vintage: edition of official_aid_constant
  us_aid_obligated: {unit: USD, meaning: "US assistance to the counterpart, obligated in the fiscal year (October to September)"}
  us_aid_obligated_source: dataset of us_aid_obligated
  us_aid_obligated_vintage: edition of us_aid_obligated
  us_aid_disbursed: {unit: USD, meaning: "US assistance to the counterpart, disbursed in the fiscal year"}
  us_aid_disbursed_source: dataset of us_aid_disbursed
  us_aid_disbursed_vintage: edition of us_aid_disbursed
  un_vote_agreement: {unit: per cent, meaning: "votes in the UN General Assembly that both cast alike; an abstention against a yes or no counts half"}
  un_vote_agreement_source: dataset of un_vote_agreement
  un_vote_agreement_vintage: edition of un_vote_agreement
  peacekeepers: {unit: persons, meaning: "uniformed personnel of the country in UN missions in the counterpart, December"}
  peacekeepers_source: dataset of peacekeepers
  peacekeepers_vintage: edition of peacekeepers
  arms_transfers: {unit: millions of TIV, meaning: "major weapons delivered to the counterpart, SIPRI trend-indicator value"}
  arms_transfers_source: dataset of arms_transfers
  arms_transfers_vintage: edition of arms_transfers
  military_sites: {unit: sites, meaning: "sites of the country's forces in the counterpart, 30 September; US only"}
  military_sites_source: dataset of military_sites
  military_sites_vintage: edition of military_sites
  goods_flow_reconciled: {unit: USD, meaning: "goods that went to the counterpart, FOB, as CEPII reconciles both reports (BACI)"}
  goods_flow_reconciled_source: dataset of goods_flow_reconciled
  goods_flow_reconciled_vintage: edition of goods_flow_reconciled
  distance: {unit: km, meaning: "between the largest cities"}
  distance_of_capitals: {unit: km, meaning: "between the capitals"}
  common_border: {unit: 0 or 1, meaning: "1 where the two touch"}
  common_language: {unit: 0 or 1, meaning: "1 with a common official language"}
  colonial_tie: {unit: 0 or 1, meaning: "1 where one was ever a colony of the other"}
  geography_source: dataset of distance, border, language and colonial tie
  population: {unit: persons, meaning: residents of the country at mid-year}
  gdp: {unit: USD, meaning: GDP of the country in current dollars}
  gdp_ppp: {unit: INTL_USD, meaning: GDP of the country in international dollars}
  military_expenditure: {unit: USD, meaning: military expenditure of the country}
  counterpart_population: {unit: persons, meaning: residents of the counterpart at mid-year}
  counterpart_gdp: {unit: USD, meaning: GDP of the counterpart in current dollars}
  counterpart_gdp_ppp: {unit: INTL_USD, meaning: GDP of the counterpart in international dollars}
  counterpart_military_expenditure: {unit: USD, meaning: military expenditure of the counterpart}
*/
with held as (
    select time_period
    from marts.bilateral_trade
    where freq = 'A' and product = '_T'
    union
    select cast(date_trunc('year', time_period) as date) as time_period
    from marts.troop_deployment
    where obs_value is not null
    union
    select time_period
    from marts.dyad_figure
    where measure not in ('distance', 'distance_of_capitals', 'common_border', 'common_language', 'colonial_tie')
),

period as (
    select time_period
    from held
    where year(time_period) >= 1990
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
    -- five columns are sorted here in a tenth of the time that the eighty of the result take; joins keep it roughly
    order by r.time_period, r.iso3, c.iso3
),

counted as (
    select
        exporter, importer, time_period, reconciled, quarantined, export_source, import_source,
        case when not export_quarantined then export_fob end as exported,
        case when not import_quarantined then coalesce(import_cif, import_fob) end as imported,
        case
            when import_quarantined then null
            when import_cif is not null then 'CIF'
            when import_fob is not null then 'FOB'
        end as valuation
    from marts.bilateral_trade
    where freq = 'A' and product = '_T'
),

-- what a year is of, beside what the year before is of
trade as (
    select
        *,
        case when exported is not null then coalesce(
            export_source <> lag(export_source) over (partition by exporter, importer order by time_period), false
        ) end as export_break,
        case when imported is not null then coalesce(
            concat(import_source, valuation)
            <> lag(concat(import_source, valuation)) over (partition by exporter, importer order by time_period), false
        ) end as import_break
    from counted
),

-- one figure per pair at the end of the year
stationed as (
    select ref_area, counterpart_area, cast(date_trunc('year', time_period) as date) as time_period, obs_value, obs_status, source, vintage
    from marts.troop_deployment
    where component = 'active_duty' and is_preferred and month(time_period) = 10
),

figure as (
    select
        ref_area,
        counterpart_area,
        time_period,
        max(case when measure = 'migrants' then obs_value end) as migrants,
        max(case when measure = 'migrants' and obs_value is not null then source end) as migrants_source,
        max(case when measure = 'migrants' and obs_value is not null then vintage end) as migrants_vintage,
        max(case when measure = 'remittances' then obs_value end) as remittances,
        max(case when measure = 'remittances' and obs_value is not null then source end) as remittances_source,
        max(case when measure = 'remittances' and obs_value is not null then vintage end) as remittances_vintage,
        max(case when measure = 'official_aid' then obs_value end) as official_aid,
        max(case when measure = 'official_aid' and obs_value is not null then source end) as official_aid_source,
        max(case when measure = 'official_aid' and obs_value is not null then vintage end) as official_aid_vintage,
        max(case when measure = 'official_aid_constant' then obs_value end) as official_aid_constant,
        max(case when measure = 'official_aid_constant' and obs_value is not null then source end) as official_aid_constant_source,
        max(case when measure = 'official_aid_constant' and obs_value is not null then vintage end) as official_aid_constant_vintage,
        max(case when measure = 'us_aid_obligated' then obs_value end) as us_aid_obligated,
        max(case when measure = 'us_aid_obligated' and obs_value is not null then source end) as us_aid_obligated_source,
        max(case when measure = 'us_aid_obligated' and obs_value is not null then vintage end) as us_aid_obligated_vintage,
        max(case when measure = 'us_aid_disbursed' then obs_value end) as us_aid_disbursed,
        max(case when measure = 'us_aid_disbursed' and obs_value is not null then source end) as us_aid_disbursed_source,
        max(case when measure = 'us_aid_disbursed' and obs_value is not null then vintage end) as us_aid_disbursed_vintage,
        max(case when measure = 'un_vote_agreement' then obs_value end) as un_vote_agreement,
        max(case when measure = 'un_vote_agreement' and obs_value is not null then source end) as un_vote_agreement_source,
        max(case when measure = 'un_vote_agreement' and obs_value is not null then vintage end) as un_vote_agreement_vintage,
        max(case when measure = 'peacekeepers' then obs_value end) as peacekeepers,
        max(case when measure = 'peacekeepers' and obs_value is not null then source end) as peacekeepers_source,
        max(case when measure = 'peacekeepers' and obs_value is not null then vintage end) as peacekeepers_vintage,
        max(case when measure = 'arms_transfers' then obs_value end) as arms_transfers,
        max(case when measure = 'arms_transfers' and obs_value is not null then source end) as arms_transfers_source,
        max(case when measure = 'arms_transfers' and obs_value is not null then vintage end) as arms_transfers_vintage,
        max(case when measure = 'military_sites' then obs_value end) as military_sites,
        max(case when measure = 'military_sites' and obs_value is not null then source end) as military_sites_source,
        max(case when measure = 'military_sites' and obs_value is not null then vintage end) as military_sites_vintage,
        max(case when measure = 'goods_flow_reconciled' then obs_value end) as goods_flow_reconciled,
        max(case when measure = 'goods_flow_reconciled' and obs_value is not null then source end) as goods_flow_reconciled_source,
        max(case when measure = 'goods_flow_reconciled' and obs_value is not null then vintage end) as goods_flow_reconciled_vintage
    from marts.dyad_figure
    where counterpart_area not in ('W00', '_X') and ref_area not in ('W00', '_X')
    group by ref_area, counterpart_area, time_period
),

geography as (
    select
        ref_area,
        counterpart_area,
        max(case when measure = 'distance' then obs_value end) as distance,
        max(case when measure = 'distance_of_capitals' then obs_value end) as distance_of_capitals,
        max(case when measure = 'common_border' then obs_value end) as common_border,
        max(case when measure = 'common_language' then obs_value end) as common_language,
        max(case when measure = 'colonial_tie' then obs_value end) as colonial_tie,
        max(source) as geography_source
    from marts.dyad_figure
    where measure in ('distance', 'distance_of_capitals', 'common_border', 'common_language', 'colonial_tie')
    group by ref_area, counterpart_area
)

select
    p.ref_area,
    p.counterpart_area,
    cast(year(p.time_period) as integer) as year,
    p.time_period,
    p.ref_is_state,
    p.counterpart_is_state,
    x.exported as goods_exports,
    m.imported as goods_imports,
    x.imported as goods_exports_mirror,
    m.exported as goods_imports_mirror,
    x.reconciled as goods_exports_reconciled,
    m.reconciled as goods_imports_reconciled,
    case when x.exporter is not null or m.exporter is not null
        then coalesce(x.quarantined, false) or coalesce(m.quarantined, false) end as trade_quarantined,
    s.obs_value as troops,
    s.obs_status as troops_status,
    h.obs_value as troops_hosted,
    x.export_source as goods_exports_source,
    m.import_source as goods_imports_source,
    m.valuation as goods_imports_valuation,
    x.import_source as goods_exports_mirror_source,
    x.valuation as goods_exports_mirror_valuation,
    m.export_source as goods_imports_mirror_source,
    x.export_break as goods_exports_break,
    m.import_break as goods_imports_break,
    x.import_break as goods_exports_mirror_break,
    m.export_break as goods_imports_mirror_break,
    s.source as troops_source,
    s.vintage as troops_vintage,
    f.migrants, f.migrants_source, f.migrants_vintage,
    f.remittances, f.remittances_source, f.remittances_vintage,
    f.official_aid, f.official_aid_source, f.official_aid_vintage,
    f.official_aid_constant, f.official_aid_constant_source, f.official_aid_constant_vintage,
    f.us_aid_obligated, f.us_aid_obligated_source, f.us_aid_obligated_vintage,
    f.us_aid_disbursed, f.us_aid_disbursed_source, f.us_aid_disbursed_vintage,
    f.un_vote_agreement, f.un_vote_agreement_source, f.un_vote_agreement_vintage,
    f.peacekeepers, f.peacekeepers_source, f.peacekeepers_vintage,
    f.arms_transfers, f.arms_transfers_source, f.arms_transfers_vintage,
    f.military_sites, f.military_sites_source, f.military_sites_vintage,
    f.goods_flow_reconciled, f.goods_flow_reconciled_source, f.goods_flow_reconciled_vintage,
    g.distance,
    g.distance_of_capitals,
    g.common_border,
    g.common_language,
    g.colonial_tie,
    g.geography_source,
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
left join figure as f
    on f.ref_area = p.ref_area and f.counterpart_area = p.counterpart_area and f.time_period = p.time_period
left join geography as g
    on g.ref_area = p.ref_area and g.counterpart_area = p.counterpart_area
left join marts.country_year as r on r.ref_area = p.ref_area and r.time_period = p.time_period
left join marts.country_year as c on c.ref_area = p.counterpart_area and c.time_period = p.time_period
