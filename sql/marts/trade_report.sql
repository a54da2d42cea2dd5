/*
description: >
  What each reporter says about its trade in goods with each partner, all products together, in the edition
  of each source that was published last. The step before the gates (marts.trade_anomaly): nothing is left out
  and nothing is judged here. One row per reporter, partner, flow, period and source.
key: [ref_area, counterpart_area, flow, freq, time_period, source]
columns:
  ref_area: ISO3 of the reporter
  counterpart_area: ISO3 of the partner; W00 the world, _X not allocated to a partner
  flow: X exports, M imports
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  source: dataset
  vintage: edition
  published_on: day on which the figure became public
  obs_value: {unit: USD, meaning: "the figure: exports FOB, imports CIF, where both valuations or no other are published"}
  obs_status: "SDMX status of the figure; Q suppressed, L not reported, O missing have no value"
  valuation: FOB or CIF; NULL where the publisher does not say
  fob_value: {unit: USD, meaning: the same imports valued FOB where the reporter publishes both}
*/
-- what a source holds in several editions or valuations; nearly all stands once and is taken as it is
with several as (
    select ref_area, flow, freq, time_period, source
    from marts.trade_filing
    group by ref_area, flow, freq, time_period, source
    having count(*) > 1
),

figure as (
    select
        o.ref_area,
        o.counterpart_area,
        case when o.indicator = 'goods_exports' then 'X' else 'M' end as flow,
        o.freq,
        o.time_period,
        o.source,
        o.vintage,
        o.published_on,
        o.retrieved_at,
        o.obs_value,
        o.obs_status,
        o.valuation,
        s.source is not null as is_several
    from core.observation as o
    left join several as s
        on s.ref_area = o.ref_area
        and s.flow = case when o.indicator = 'goods_exports' then 'X' else 'M' end
        and s.freq = o.freq
        and s.time_period = o.time_period
        and s.source = o.source
    where
        o.indicator in ('goods_exports', 'goods_imports')
        and o.breakdown = '_T'
        and o.unit_measure = 'USD'
        and coalesce(o.price_base, 'current') = 'current'
        and o.counterpart_area is not null
),

edition as (
    select
        *,
        row_number() over (
            partition by ref_area, counterpart_area, flow, freq, time_period, source, valuation
            order by published_on desc, retrieved_at desc, vintage desc
        ) as age
    from figure
    where is_several
),

valued as (
    select
        *,
        row_number() over (
            partition by ref_area, counterpart_area, flow, freq, time_period, source
            order by
                case
                    when valuation = case when flow = 'X' then 'FOB' else 'CIF' end then 1
                    when valuation is null then 2
                    else 3
                end
        ) as choice
    from edition
    where age = 1
)

select
    ref_area,
    counterpart_area,
    flow,
    freq,
    time_period,
    source,
    vintage,
    published_on,
    obs_value,
    obs_status,
    valuation,
    cast(null as double) as fob_value
from figure
where not is_several
union all
select
    v.ref_area,
    v.counterpart_area,
    v.flow,
    v.freq,
    v.time_period,
    v.source,
    v.vintage,
    v.published_on,
    v.obs_value,
    v.obs_status,
    v.valuation,
    f.obs_value as fob_value
from valued as v
left join valued as f
    on v.flow = 'M'
    and v.choice = 1
    and f.choice > 1
    and f.valuation = 'FOB'
    and f.ref_area = v.ref_area
    and f.counterpart_area = v.counterpart_area
    and f.flow = v.flow
    and f.freq = v.freq
    and f.time_period = v.time_period
    and f.source = v.source
where v.choice = 1
