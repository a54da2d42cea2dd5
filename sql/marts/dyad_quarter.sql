/*
description: >
  Directed pairs of states by quarter: troops at the end of the quarter and trade in goods. The pairs come
  first, as in marts.dyad_year, by the days of independence, of all countries with those that publish figures
  by quarter or month (a pair of which neither does has no row); nothing that is joined adds or drops a row;
  missing is NULL and zero is zero. Trade is what is published by quarter, else the sum of the three months
  where all three are held. What is published by year stands in marts.dyad_year. One row per directed pair and
  quarter.
key: [ref_area, counterpart_area, time_period]
columns:
  ref_area: ISO3 of the country that the figures are about
  counterpart_area: ISO3 of the other country
  time_period: first day of the quarter
  year: {unit: year, meaning: calendar year (marts.dyad_year)}
  quarter: {unit: quarter, meaning: 1 to 4}
  goods_exports: {unit: USD, meaning: "exports of goods to the counterpart as the country reports them, FOB"}
  goods_imports: {unit: USD, meaning: "imports of goods from the counterpart as the country reports them, CIF unless FOB only"}
  goods_exports_reconciled: {unit: USD, meaning: "exports reconciled from both reports, FOB (marts.bilateral_trade)"}
  goods_imports_reconciled: {unit: USD, meaning: "imports reconciled from both reports, FOB (marts.bilateral_trade)"}
  troops: {unit: persons, meaning: "the country's active duty personnel in the counterpart, end of the quarter"}
  troops_status: SDMX status of the troops; Q suppressed, L not reported; NULL without a row
  troops_hosted: {unit: persons, meaning: "the counterpart's active duty personnel in the country, end of the quarter"}
*/
with months as (
    select
        exporter,
        importer,
        cast(date_trunc('quarter', time_period) as date) as time_period,
        case when count(export_fob) = 3 then sum(export_fob) end as export_fob,
        case when count(coalesce(import_cif, import_fob)) = 3 then sum(coalesce(import_cif, import_fob)) end
            as import_value,
        case when count(reconciled) = 3 then sum(reconciled) end as reconciled
    from marts.bilateral_trade
    where freq = 'M' and product = '_T'
    group by exporter, importer, cast(date_trunc('quarter', time_period) as date)
),

quarters as (
    select
        exporter,
        importer,
        time_period,
        export_fob,
        coalesce(import_cif, import_fob) as import_value,
        reconciled
    from marts.bilateral_trade
    where freq = 'Q' and product = '_T'
),

trade as (
    select
        coalesce(q.exporter, m.exporter) as exporter,
        coalesce(q.importer, m.importer) as importer,
        coalesce(q.time_period, m.time_period) as time_period,
        coalesce(q.export_fob, m.export_fob) as export_fob,
        coalesce(q.import_value, m.import_value) as import_value,
        coalesce(q.reconciled, m.reconciled) as reconciled
    from quarters as q
    full join months as m
        on m.exporter = q.exporter and m.importer = q.importer and m.time_period = q.time_period
),

stationed as (
    select ref_area, counterpart_area, time_period, obs_value, obs_status
    from marts.troop_deployment
    where component = 'active_duty' and is_preferred
),

publisher as (
    select ref_area, cast(date_trunc('quarter', time_period) as date) as time_period
    from marts.trade_filing
    where freq in ('Q', 'M') and totals > 0
    union
    select ref_area, time_period
    from stationed
),

member as (
    select
        g.iso3,
        p.time_period,
        max(case when p.ref_area = g.iso3 then 1 else 0 end) = 1 as publishes
    from core.economy_group as g
    inner join publisher as p
        on g.valid_from < cast(p.time_period + interval 3 month as date)
        and (g.valid_to is null or g.valid_to >= p.time_period)
    where g.group_id in ('STATES', 'CUSTOMS')
    group by g.iso3, p.time_period
),

pair as (
    select r.iso3 as ref_area, c.iso3 as counterpart_area, r.time_period
    from member as r
    inner join member as c
        on c.time_period = r.time_period and c.iso3 <> r.iso3 and (c.publishes or r.publishes)
)

select
    p.ref_area,
    p.counterpart_area,
    p.time_period,
    cast(year(p.time_period) as integer) as year,
    cast(quarter(p.time_period) as integer) as quarter,
    x.export_fob as goods_exports,
    m.import_value as goods_imports,
    x.reconciled as goods_exports_reconciled,
    m.reconciled as goods_imports_reconciled,
    s.obs_value as troops,
    s.obs_status as troops_status,
    h.obs_value as troops_hosted
from pair as p
left join trade as x
    on x.exporter = p.ref_area and x.importer = p.counterpart_area and x.time_period = p.time_period
left join trade as m
    on m.exporter = p.counterpart_area and m.importer = p.ref_area and m.time_period = p.time_period
left join stationed as s
    on s.ref_area = p.ref_area and s.counterpart_area = p.counterpart_area and s.time_period = p.time_period
left join stationed as h
    on h.ref_area = p.counterpart_area and h.counterpart_area = p.ref_area and h.time_period = p.time_period
order by p.time_period, p.ref_area, p.counterpart_area
