/*
description: >
  Figures as the definitions of the claimed indicators need them: seen from the area that the claim is about
  (a mirror figure with its roles exchanged) and moved to the period that it serves; of claims of years no months or
  quarters. Figures in quarantine are left out (marts.quarantined_figure). What a series is stands in factcheck.series,
  and the figures of those that an area is ranked among in factcheck.rival. One row per series, pair, period and vintage.
key: [series_id, vintage, time_period, ref_area, counterpart_area, price_base]
columns:
  series_id: series (factcheck.series)
  vintage: edition
  published_on: day on which the figure became public
  time_period: period that the figure serves
  ref_area: area that the claim is about
  counterpart_area: partner or host; '' for one-country figures
  price_base: price base; '' where it has no meaning
  amount: {unit: unit of the series, meaning: "weighted figure; NULL when missing"}
  weight: {unit: unit of the weight, meaning: "what the figure of an area that claims name weighs in a mean; NULL for figures that add up"}
  obs_status: status; K for a figure in quarantine, which has no amount
  is_reference: transcribed reference figure
*/
-- the pairs whose figures are wanted; months and quarters answer no claim of a year, but for what officials said of them
with asked as (
    select distinct p.indicator, p.freq <> 'A' as is_finer, m.ref_area, m.counterpart_area
    from factcheck.member as m
    inner join factcheck.part as p on p.part_id = m.part_id
),

wanted as (
    select distinct
        s.*,
        case when s.mirror then coalesce(s.counterpart_area, a.counterpart_area) else a.ref_area end as reporter,
        case when s.mirror then a.ref_area else coalesce(s.counterpart_area, a.counterpart_area) end as partner
    from factcheck.series as s
    inner join asked as a
        on a.indicator = s.indicator
        and (s.freq = 'A' or a.is_finer or s.source = 'statement')
    where s.counterpart_area is null or a.counterpart_area = ''
),

figure as (
    select
        s.series_id, s.lag_months, s.mirror, s.counterpart_area is not null as has_one_partner, s.weight as factor,
        o.indicator, o.source, o.vintage, o.published_on, o.freq, o.time_period, o.ref_area, o.counterpart_area, o.price_base,
        o.obs_value, o.obs_status, o.is_reference,
        s.weight_indicator
    from core.observation as o
    inner join wanted as s
        on s.obs_indicator = o.indicator
        and s.breakdown = o.breakdown
        and s.source = o.source
        and s.freq = o.freq
        and s.unit_measure = o.unit_measure
        and (o.valuation is null or s.valuation is null or o.valuation = s.valuation)
        and s.reporter = o.ref_area
        and s.partner = coalesce(o.counterpart_area, '')
),

-- the weight of a mean: as the same source had published it by the day of the figure
weight as (
    select
        f.indicator, f.source, f.vintage, f.freq, f.time_period, f.lag_months, f.area,
        arg_max(o.obs_value, o.published_on) as weight
    from (
        select distinct
            indicator, weight_indicator, source, vintage, published_on, freq, time_period, lag_months,
            case when mirror then counterpart_area else ref_area end as area
        from figure
        where weight_indicator is not null
    ) as f
    inner join core.observation as o
        on o.indicator = f.weight_indicator
        and o.source = f.source
        and o.ref_area = f.area
        and o.freq = f.freq
        and o.time_period = cast(f.time_period + to_months(f.lag_months) as date)
        and o.breakdown = '_T'
        and o.published_on <= f.published_on
    where o.obs_value is not null
    group by f.indicator, f.source, f.vintage, f.freq, f.time_period, f.lag_months, f.area
)

select
    f.series_id,
    f.vintage,
    f.published_on,
    cast(f.time_period + to_months(f.lag_months) as date) as time_period,
    case when f.mirror then f.counterpart_area else f.ref_area end as ref_area,
    case
        when f.has_one_partner then ''
        else coalesce(case when f.mirror then f.ref_area else f.counterpart_area end, '')
    end as counterpart_area,
    coalesce(f.price_base, '') as price_base,
    case when q.source is null and a.source is null then f.factor * f.obs_value end as amount,
    w.weight,
    case when q.source is null and a.source is null then f.obs_status else 'K' end as obs_status,
    f.is_reference
from figure as f
left join weight as w
    on w.indicator = f.indicator and w.source = f.source and w.vintage = f.vintage and w.freq = f.freq
    and w.time_period = f.time_period and w.lag_months = f.lag_months
    and w.area = case when f.mirror then f.counterpart_area else f.ref_area end
left join marts.quarantined_figure as q
    on q.indicator = f.indicator and q.source = f.source and q.ref_area = f.ref_area and q.freq = f.freq
    and q.time_period = f.time_period and q.vintage = f.vintage and q.counterpart_area = coalesce(f.counterpart_area, '')
left join marts.quarantined_figure as a
    on a.indicator = f.indicator and a.source = f.source and a.ref_area = f.ref_area and a.freq = f.freq
    and a.time_period = f.time_period and a.vintage = f.vintage and a.counterpart_area = ''
