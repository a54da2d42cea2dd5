/*
description: >
  What weighs the two reports of a flow against each other and what is known to set them apart, the same for
  all products of a pair and period: transport margin, reliability of the two reporters, who filed, and the
  known reasons for gaps. One row per exporter, importer and period.
key: [exporter, importer, freq, time_period]
columns:
  exporter: ISO3 of the exporter; _X not specified
  importer: ISO3 of the importer; _X not specified
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  margin: {unit: factor, meaning: value CIF over value FOB}
  margin_method: "stated (the importer publishes both valuations), fitted or default (marts.transport_margin)"
  weight_exporter: {unit: "0 to 1", meaning: "weight of the exporter's report where both report: the importer's squared error over the sum of both squared errors (marts.reporter_reliability)"}
  weights_measured: true when the errors of both reporters are measured and not assumed
  exporter_filed: true when the exporter's filing of this period covers 95 % of its exports to the world, so that no figure means no trade
  importer_filed: true when the importer's filing of this period covers 95 % of its imports from the world, so that no figure means no trade
  export_quarantined: true when every report of the exporter on this pair is quarantined
  import_quarantined: true when every report of the importer on this pair is quarantined
  self_trade: true when both are the same country (returned goods)
  not_specified: true when one side is not allocated to a country
  entrepot: "ISO3 of the port through which goods of this pair may pass: HKG for China, SGP for Malaysia and Indonesia, NLD for Germany and Belgium, or the port itself when it is one of the two"
  exports_to_entrepot: {unit: USD, meaning: "what the exporter says it sends to that port: at most so much may appear in the importer's report only"}
  taiwan_490: true when Taiwan is one of the two; the United Nations files it as Other Asia, not elsewhere specified (490)
  special_territories: true when one of the two files for territories that others may list apart (United States 842, France 251, Switzerland 757, Norway 579)
  export_months_missing: {unit: months, meaning: months of the year without a filing of the exporter; NULL when no month is held}
  import_months_missing: {unit: months, meaning: months of the year without a filing of the importer; NULL when no month is held}
*/
with port as (
    select 'HKG' as entrepot, 'CHN' as served
    union all select 'SGP', 'IDN'
    union all select 'SGP', 'MYS'
    union all select 'NLD', 'BEL'
    union all select 'NLD', 'DEU'
),

-- periods in which somebody filed products without a total over them
without_totals as (
    select ref_area, flow, freq, time_period
    from marts.trade_filing
    group by ref_area, flow, freq, time_period
    having max(totals) = 0
),

pair as (
    select exporter, importer, freq, time_period
    from marts.trade_mirror
    union
    select
        case when w.flow = 'X' then o.ref_area else o.counterpart_area end,
        case when w.flow = 'X' then o.counterpart_area else o.ref_area end,
        o.freq,
        o.time_period
    from core.observation as o
    inner join without_totals as w
        on w.ref_area = o.ref_area
        and w.flow = case when o.indicator = 'goods_exports' then 'X' else 'M' end
        and w.freq = o.freq
        and w.time_period = o.time_period
    where
        o.indicator in ('goods_exports', 'goods_imports')
        and o.counterpart_area is not null
        and o.counterpart_area <> 'W00'
),

filed as (
    select distinct ref_area, flow, freq, time_period
    from marts.trade_filing
    where coverage >= 95
),

months as (
    select
        ref_area,
        flow,
        cast(date_trunc('year', time_period) as date) as time_period,
        12 - cast(count(distinct time_period) as integer) as missing
    from marts.trade_filing
    where freq = 'M' and coverage >= 95
    group by ref_area, flow, cast(date_trunc('year', time_period) as date)
),

routed as (
    select
        p.exporter,
        p.importer,
        p.freq,
        p.time_period,
        case
            when p.exporter in ('HKG', 'NLD', 'SGP') then p.exporter
            when p.importer in ('HKG', 'NLD', 'SGP') then p.importer
            else coalesce(i.entrepot, x.entrepot)
        end as entrepot
    from pair as p
    left join port as x on x.served = p.exporter
    left join port as i on i.served = p.importer
)

select
    r.exporter,
    r.importer,
    r.freq,
    r.time_period,
    case
        when m.import_cif > 0 and m.import_fob > 0 then m.import_cif / m.import_fob
        else coalesce(t.margin, 1.06)
    end as margin,
    case
        when m.import_cif > 0 and m.import_fob > 0 then 'stated'
        else coalesce(t.method, 'default')
    end as margin_method,
    case
        when x.error is null or i.error is null then 0.5
        else i.error * i.error / (x.error * x.error + i.error * i.error)
    end as weight_exporter,
    coalesce(x.basis = 'measured' and i.basis = 'measured', false) as weights_measured,
    fx.ref_area is not null as exporter_filed,
    fi.ref_area is not null as importer_filed,
    coalesce(m.export_quarantined, false) as export_quarantined,
    coalesce(m.import_quarantined, false) as import_quarantined,
    r.exporter = r.importer as self_trade,
    r.exporter = '_X' or r.importer = '_X' as not_specified,
    r.entrepot,
    e.export_fob as exports_to_entrepot,
    r.exporter = 'TWN' or r.importer = 'TWN' as taiwan_490,
    r.exporter in ('USA', 'FRA', 'CHE', 'NOR') or r.importer in ('USA', 'FRA', 'CHE', 'NOR') as special_territories,
    case when r.freq = 'A' then mx.missing end as export_months_missing,
    case when r.freq = 'A' then mi.missing end as import_months_missing
from routed as r
left join marts.trade_mirror as m
    on m.exporter = r.exporter
    and m.importer = r.importer
    and m.freq = r.freq
    and m.time_period = r.time_period
left join marts.trade_mirror as e
    on r.importer <> r.entrepot
    and e.exporter = r.exporter
    and e.importer = r.entrepot
    and e.freq = r.freq
    and e.time_period = r.time_period
left join marts.transport_margin as t on t.exporter = r.exporter and t.importer = r.importer
left join marts.reporter_reliability as x on x.ref_area = r.exporter and x.flow = 'X'
left join marts.reporter_reliability as i on i.ref_area = r.importer and i.flow = 'M'
left join filed as fx
    on fx.ref_area = r.exporter and fx.flow = 'X' and fx.freq = r.freq and fx.time_period = r.time_period
left join filed as fi
    on fi.ref_area = r.importer and fi.flow = 'M' and fi.freq = r.freq and fi.time_period = r.time_period
left join months as mx on mx.ref_area = r.exporter and mx.flow = 'X' and mx.time_period = r.time_period
left join months as mi on mi.ref_area = r.importer and mi.flow = 'M' and mi.time_period = r.time_period
