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

filed as (
    select
        ref_area,
        counterpart_area,
        time_period,
        indicator,
        obs_value,
        obs_status,
        source,
        vintage,
        published_on,
        retrieved_at,
        is_reference,
        row_number() over (
            partition by ref_area, counterpart_area, time_period, indicator, source, vintage
            order by
                case
                    when valuation = case when indicator = 'goods_exports' then 'FOB' else 'CIF' end then 1
                    when valuation is null then 2
                    else 3
                end
        ) as choice
    from core.observation
    where
        indicator in ('goods_exports', 'goods_imports')
        and freq = 'A'
        and breakdown = '_T'
        and unit_measure = 'USD'
        and coalesce(price_base, 'current') = 'current'
        and counterpart_area is not null
),

judged as (
    select
        f.ref_area,
        f.counterpart_area,
        f.time_period,
        f.indicator,
        f.obs_value,
        f.obs_status,
        f.source,
        f.vintage,
        f.published_on,
        f.retrieved_at,
        f.is_reference,
        s.source is not null or p.source is not null as quarantined
    from filed as f
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
    ref_area,
    counterpart_area,
    time_period,
    source,
    vintage,
    max(case when indicator = 'goods_exports' and not quarantined then obs_value end) as exports,
    max(case when indicator = 'goods_imports' and not quarantined then obs_value end) as imports,
    max(case when indicator = 'goods_exports' then obs_status end) as exports_status,
    max(case when indicator = 'goods_imports' then obs_status end) as imports_status,
    max(published_on) as published_on,
    max(retrieved_at) as retrieved_at,
    max(case when is_reference then 1 else 0 end) = 1 as is_reference,
    max(case when quarantined then 1 else 0 end) = 1 as quarantined
from judged
group by ref_area, counterpart_area, time_period, source, vintage
