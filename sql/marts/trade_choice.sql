/*
description: >
  Where a reporter's flow of a period stands in several editions, or a partner of it is in quarantine
  (marts.trade_anomaly): the one figure that is taken for each partner and product. The publisher and valuation of which
  most periods of this reporter's flow are held go first, so that a series is of one, not of several by turns; then the
  catalogue's order decides. Nearly all flows need no choice
  and have no row here: marts.bilateral_trade takes them as they stand. One row per reporter, partner, flow, period
  and product.
key: [ref_area, counterpart_area, indicator, freq, time_period, product]
columns:
  indicator: goods_exports or goods_imports
  ref_area: ISO3 of the reporter
  counterpart_area: ISO3 of the partner; _X not specified
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  product: HS code; _T all products
  obs_value: {unit: USD, meaning: the figure that is taken}
  obs_status: SDMX status of the figure
  valuation: FOB or CIF; NULL where the publisher does not say
  source: dataset
  published_on: day on which the figure became public
  quarantined: true when every figure to choose from is quarantined
*/
with bad as (
    select distinct source, ref_area, counterpart_area, flow, freq, time_period
    from marts.trade_anomaly
),

reach as (
    select ref_area, flow, freq, source, valuation, count(distinct time_period) as periods
    from marts.trade_filing
    group by ref_area, flow, freq, source, valuation
),

-- A flow of a period that stands in one edition, with no partner in quarantine, needs no choice: nearly all do.
filing as (
    select
        f.ref_area,
        case when f.flow = 'X' then 'goods_exports' else 'goods_imports' end as indicator,
        f.flow,
        f.freq,
        f.time_period,
        f.source,
        f.vintage,
        coalesce(f.valuation, '') as valuation,
        f.preference,
        f.place,
        r.periods,
        max(case when b.source is not null and b.counterpart_area is null then 1 else 0 end) = 1 as quarantined,
        f.editions > 1 or max(case when b.counterpart_area is not null then 1 else 0 end) = 1 as needs_choice
    from marts.trade_filing as f
    inner join reach as r
        on r.ref_area = f.ref_area
        and r.flow = f.flow
        and r.freq = f.freq
        and r.source = f.source
        and coalesce(r.valuation, '') = coalesce(f.valuation, '')
    left join bad as b
        on b.source = f.source
        and b.ref_area = f.ref_area
        and b.flow = f.flow
        and b.freq = f.freq
        and b.time_period = f.time_period
    group by
        f.ref_area, f.flow, f.freq, f.time_period, f.source, f.vintage, f.valuation, f.preference, f.place, f.editions,
        r.periods
),

several as (
    select
        o.indicator,
        o.ref_area,
        o.counterpart_area,
        o.freq,
        o.time_period,
        o.breakdown,
        o.obs_value,
        o.obs_status,
        o.valuation,
        o.source,
        o.published_on,
        f.quarantined or b.source is not null as quarantined,
        f.preference,
        f.place,
        f.periods,
        row_number() over (
            partition by
                o.indicator, o.ref_area, o.counterpart_area, o.freq, o.time_period, o.breakdown, o.source,
                coalesce(o.valuation, '')
            order by o.published_on desc, o.retrieved_at desc, o.vintage desc
        ) as age
    from core.observation as o
    inner join filing as f
        on f.needs_choice
        and f.indicator = o.indicator
        and f.ref_area = o.ref_area
        and f.freq = o.freq
        and f.time_period = o.time_period
        and f.source = o.source
        and f.vintage = o.vintage
        and f.valuation = coalesce(o.valuation, '')
    left join bad as b
        on b.source = o.source
        and b.ref_area = o.ref_area
        and b.counterpart_area = o.counterpart_area
        and b.flow = f.flow
        and b.freq = o.freq
        and b.time_period = o.time_period
    where
        o.indicator in ('goods_exports', 'goods_imports')
        and o.unit_measure = 'USD'
        and coalesce(o.price_base, 'current') = 'current'
        and o.counterpart_area is not null
        and o.counterpart_area <> 'W00'
),

-- Figures that are the same to the million are one figure, and the one that is not rounded shows it.
precise as (
    select
        *,
        min(preference) over (
            partition by indicator, ref_area, counterpart_area, freq, time_period, breakdown, quarantined,
                round(obs_value / 1e6)
        ) as best,
        max(periods) over (
            partition by indicator, ref_area, counterpart_area, freq, time_period, breakdown, quarantined,
                round(obs_value / 1e6)
        ) as longest,
        case when obs_value >= 1e6 and obs_value = 1e6 * round(obs_value / 1e6) then 1 else 0 end as rounded
    from several
    where age = 1
),

chosen as (
    select
        *,
        row_number() over (
            partition by indicator, ref_area, counterpart_area, freq, time_period, breakdown
            order by
                case when quarantined then 2 when obs_value is null then 1 else 0 end,
                longest desc,
                best,
                rounded,
                preference,
                source,
                place
        ) as choice
    from precise
)

select
    indicator,
    ref_area,
    counterpart_area,
    freq,
    time_period,
    breakdown as product,
    obs_value,
    obs_status,
    valuation,
    source,
    published_on,
    quarantined
from chosen
where choice = 1
