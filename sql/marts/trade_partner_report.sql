/*
description: >
  What a reporter publishes about its trade in goods with each partner and year, exports and imports side by side,
  in every edition held. A flow in quarantine (marts.trade_anomaly) keeps its status and loses its value, as if it
  were withheld. The step before ranks and shares (marts.trade_partner). One row per reporter, partner, year, source
  and edition.
key: [ref_area, counterpart_area, time_period, source, vintage]
columns:
  ref_area: ISO3 of the reporter
  counterpart_area: ISO3 of the partner; W00 the world, _X not allocated to a partner
  time_period: first day of the year
  source: dataset
  vintage: edition
  exports: {unit: USD, meaning: "exports of the reporter to the partner, FOB unless stated otherwise"}
  imports: {unit: USD, meaning: "imports of the reporter from the partner, CIF unless stated otherwise"}
  exports_status: SDMX status of the exports; NULL without a row
  imports_status: SDMX status of the imports; NULL without a row
  published_on: day on which the figures became public, the later of the two flows
  retrieved_at: when they were fetched or transcribed, the later of the two flows
  is_reference: true when either flow was transcribed and not read from the publisher's file
  quarantined: true when a flow of this row is in quarantine and left out
*/
with bad as (
    select distinct source, vintage, ref_area, counterpart_area, flow, time_period
    from marts.trade_anomaly
    where freq = 'A'
),

-- what an edition values in several ways; nearly all stands once and is taken as it is
several as (
    select ref_area, flow, time_period, source, vintage
    from marts.trade_filing
    where freq = 'A'
    group by ref_area, flow, time_period, source, vintage
    having count(*) > 1
),

figure as not materialized (
    select
        o.ref_area,
        o.counterpart_area,
        o.time_period,
        o.indicator,
        o.obs_value,
        o.obs_status,
        o.valuation,
        o.source,
        o.vintage,
        o.published_on,
        o.retrieved_at,
        o.is_reference,
        s.source is not null as is_several
    from core.observation as o
    left join several as s
        on s.ref_area = o.ref_area
        and s.flow = case when o.indicator = 'goods_exports' then 'X' else 'M' end
        and s.time_period = o.time_period
        and s.source = o.source
        and s.vintage = o.vintage
    where
        o.indicator in ('goods_exports', 'goods_imports')
        and o.freq = 'A'
        and o.breakdown = '_T'
        and o.unit_measure = 'USD'
        and coalesce(o.price_base, 'current') = 'current'
        and o.counterpart_area is not null
),

chosen as (
    select
        *,
        1 as choice
    from figure
    where not is_several
    union all
    select
        *,
        row_number() over (
            partition by ref_area, counterpart_area, time_period, indicator, source, vintage
            order by
                case
                    when valuation = case when indicator = 'goods_exports' then 'FOB' else 'CIF' end then 1
                    when valuation is null then 2
                    else 3
                end
        ) as choice
    from figure
    where is_several
),

judged as not materialized (
    select
        f.*,
        s.source is not null or p.source is not null as quarantined
    from chosen as f
    left join bad as s
        on s.counterpart_area is null
        and s.source = f.source
        and s.vintage = f.vintage
        and s.ref_area = f.ref_area
        and s.flow = case when f.indicator = 'goods_exports' then 'X' else 'M' end
        and s.time_period = f.time_period
    left join bad as p
        on p.counterpart_area = f.counterpart_area
        and p.source = f.source
        and p.vintage = f.vintage
        and p.ref_area = f.ref_area
        and p.flow = case when f.indicator = 'goods_exports' then 'X' else 'M' end
        and p.time_period = f.time_period
    where f.choice = 1
)

select
    coalesce(x.ref_area, m.ref_area) as ref_area,
    coalesce(x.counterpart_area, m.counterpart_area) as counterpart_area,
    coalesce(x.time_period, m.time_period) as time_period,
    coalesce(x.source, m.source) as source,
    coalesce(x.vintage, m.vintage) as vintage,
    case when not x.quarantined then x.obs_value end as exports,
    case when not m.quarantined then m.obs_value end as imports,
    x.obs_status as exports_status,
    m.obs_status as imports_status,
    greatest(x.published_on, m.published_on) as published_on,
    greatest(x.retrieved_at, m.retrieved_at) as retrieved_at,
    coalesce(x.is_reference, false) or coalesce(m.is_reference, false) as is_reference,
    coalesce(x.quarantined, false) or coalesce(m.quarantined, false) as quarantined
from (select * from judged where indicator = 'goods_exports') as x
full join (select * from judged where indicator = 'goods_imports') as m
    on m.ref_area = x.ref_area
    and m.counterpart_area = x.counterpart_area
    and m.time_period = x.time_period
    and m.source = x.source
    and m.vintage = x.vintage
