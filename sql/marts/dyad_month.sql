/*
description: >
  Directed pairs of states by month: trade in goods and UN peacekeepers. The pairs come first, as in
  marts.dyad_quarter, of all countries with those that publish figures by month (a pair of which neither does has no
  row); nothing that is joined adds or drops a row; missing is NULL and zero is zero. One row per directed pair
  and month.
key: [ref_area, counterpart_area, time_period]
columns:
  ref_area: ISO3 of the country that the figures are about
  counterpart_area: ISO3 of the other country
  time_period: first day of the month
  year: {unit: year, meaning: calendar year (marts.dyad_year)}
  month: {unit: month, meaning: 1 to 12}
  goods_exports: {unit: USD, meaning: "exports of goods to the counterpart as the country reports them, FOB"}
  goods_exports_source: dataset of goods_exports
  goods_imports: {unit: USD, meaning: "imports of goods from the counterpart as the country reports them, CIF unless FOB only"}
  goods_imports_source: dataset of goods_imports
  goods_exports_reconciled: {unit: USD, meaning: "exports reconciled from both reports, FOB (marts.bilateral_trade)"}
  goods_imports_reconciled: {unit: USD, meaning: "imports reconciled from both reports, FOB (marts.bilateral_trade)"}
  peacekeepers: {unit: persons, meaning: "uniformed personnel of the country in UN missions in the counterpart, end of the month"}
  peacekeepers_source: dataset of peacekeepers
  peacekeepers_vintage: edition of peacekeepers
*/
with trade as (
    select exporter, importer, time_period, export_fob, import_cif, import_fob, reconciled, export_source, import_source
    from marts.bilateral_trade
    where freq = 'M' and product = '_T'
),

sent as (
    select ref_area, counterpart_area, time_period, obs_value, source, vintage
    from (
        select
            ref_area, counterpart_area, time_period, obs_value, source, vintage,
            row_number() over (
                partition by ref_area, counterpart_area, time_period
                order by published_on desc, retrieved_at desc, vintage desc, source
            ) as age
        from core.observation
        where indicator = 'peacekeepers' and breakdown = '_T' and freq = 'M' and counterpart_area is not null
    ) as edition
    where age = 1
),

publisher as (
    select ref_area, time_period
    from marts.trade_filing
    where freq = 'M' and totals > 0
    union
    select ref_area, time_period
    from sent
    where ref_area <> 'W00'
),

member as (
    select
        g.iso3,
        p.time_period,
        max(case when p.ref_area = g.iso3 then 1 else 0 end) = 1 as publishes
    from core.economy_group as g
    inner join publisher as p
        on g.valid_from < cast(p.time_period + interval 1 month as date)
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
    cast(month(p.time_period) as integer) as month,
    x.export_fob as goods_exports,
    x.export_source as goods_exports_source,
    coalesce(m.import_cif, m.import_fob) as goods_imports,
    m.import_source as goods_imports_source,
    x.reconciled as goods_exports_reconciled,
    m.reconciled as goods_imports_reconciled,
    s.obs_value as peacekeepers,
    s.source as peacekeepers_source,
    s.vintage as peacekeepers_vintage
from pair as p
left join trade as x
    on x.exporter = p.ref_area and x.importer = p.counterpart_area and x.time_period = p.time_period
left join trade as m
    on m.exporter = p.counterpart_area and m.importer = p.ref_area and m.time_period = p.time_period
left join sent as s
    on s.ref_area = p.ref_area and s.counterpart_area = p.counterpart_area and s.time_period = p.time_period
order by p.time_period, p.ref_area, p.counterpart_area
