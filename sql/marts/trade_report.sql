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
with edition as (
    select
        ref_area,
        counterpart_area,
        case when indicator = 'goods_exports' then 'X' else 'M' end as flow,
        freq,
        time_period,
        source,
        vintage,
        published_on,
        obs_value,
        obs_status,
        valuation,
        row_number() over (
            partition by ref_area, counterpart_area, indicator, freq, time_period, source, valuation
            order by published_on desc, retrieved_at desc, vintage desc
        ) as age
    from core.observation
    where
        indicator in ('goods_exports', 'goods_imports')
        and breakdown = '_T'
        and unit_measure = 'USD'
        and coalesce(price_base, 'current') = 'current'
        and counterpart_area is not null
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
order by v.source, v.ref_area, v.flow, v.freq, v.time_period, v.counterpart_area
