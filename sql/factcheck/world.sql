/*
description: >
  World totals of figures that add up, where a publisher's edition has none of its own: the sum of all economies,
  given only when economies with at least 95 % of the total are in it. What is missing is weighed by the latest
  figure that any edition of the same publisher has. One row per series, edition and period.
nothing_without: factcheck.member where ref_area = 'W00' and counterpart_area = ''
key: [series_id, vintage, time_period, price_base]
columns:
  series_id: series (factcheck.series)
  vintage: edition
  published_on: day on which the total could first be computed
  time_period: period
  price_base: price base; '' where it has no meaning
  amount: {unit: unit_measure, meaning: sum of all economies}
  coverage: {unit: share, meaning: part of the total that the economies with a figure make up}
  obs_status: worst status
  is_reference: rests on transcribed reference figures
*/
with wanted as (
    select distinct indicator
    from factcheck.member as m
    inner join factcheck.claim as c on c.article_id = m.article_id and c.claim_id = m.claim_id
    where m.ref_area = 'W00' and m.counterpart_area = ''
),

cell as (
    select c.*, s.indicator, s.source
    from factcheck.cell as c
    inner join factcheck.series as s on s.series_id = c.series_id
    inner join wanted as w on w.indicator = s.indicator
    inner join input.indicator as i on i.id = s.obs_indicator and i.aggregation = 'sum'
    where c.counterpart_area = ''
),

-- each economy's latest figure: what it would weigh where it is missing
latest as (
    select indicator, series_id, source, ref_area, arg_max(amount, concat(time_period, ' ', published_on, ' ', vintage)) as amount
    from cell
    where amount is not null and ref_area not in ('W00', '_X')
    group by indicator, series_id, source, ref_area
),

expected as (
    select series_id, sum(amount) as amount
    from latest
    group by series_id
),

total as (
    select
        c.series_id, c.vintage, c.time_period, c.price_base,
        max(c.indicator) as indicator,
        max(c.source) as source,
        max(c.published_on) as published_on,
        sum(c.amount) as amount,
        sum(l.amount) as covered,
        max(case c.obs_status when 'F' then 3 when 'E' then 2 when 'P' then 1 else 0 end) as worst,
        bool_or(c.is_reference) as is_reference
    from cell as c
    inner join latest as l on l.series_id = c.series_id and l.ref_area = c.ref_area
    where c.amount is not null
    group by c.series_id, c.vintage, c.time_period, c.price_base
),

published as (
    select distinct series_id, vintage, time_period, price_base
    from cell
    where ref_area = 'W00' and amount is not null
)

select
    t.series_id,
    t.vintage,
    t.published_on,
    t.time_period,
    t.price_base,
    t.amount,
    t.covered / e.amount as coverage,
    case t.worst when 3 then 'F' when 2 then 'E' when 1 then 'P' else 'A' end as obs_status,
    t.is_reference
from total as t
inner join expected as e on e.series_id = t.series_id
left join published as p
    on p.series_id = t.series_id and p.vintage = t.vintage and p.time_period = t.time_period and p.price_base = t.price_base
-- a publisher with a handful of economies has no world total
inner join (
    select indicator, count(distinct ref_area) as economies from latest group by indicator
) as n on n.indicator = t.indicator
inner join (
    select indicator, source, count(distinct ref_area) as economies from latest group by indicator, source
) as s on s.indicator = t.indicator and s.source = t.source and s.economies >= 0.8 * n.economies
inner join (select count(*) as economies from core.economy where is_economy) as a on s.economies >= 0.6 * a.economies
where p.series_id is null and t.covered >= 0.95 * e.amount
