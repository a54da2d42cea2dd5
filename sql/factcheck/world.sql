/*
description: >
  World totals of figures that add up, where a publisher's edition has none of its own: the sum of all economies,
  given only when economies with at least 95 % of the total are in it. What is missing is weighed by the latest
  figure that any edition of the same publisher has. One row per definition, term, edition and period.
key: [indicator, definition, side, term, source, vintage, freq, time_period, unit_measure, price_base]
columns:
  indicator: indicator of the claim
  definition: way of reading it
  side: value, or per for what it is divided by
  term: number of the term within the side
  source: dataset
  vintage: edition
  published_on: day on which the total could first be computed
  freq: frequency
  time_period: period
  unit_measure: unit
  price_base: price base; '' where it has no meaning
  amount: {unit: unit_measure, meaning: sum of all economies}
  coverage: {unit: share, meaning: part of the total that the economies with a figure make up}
  obs_status: worst status
  obs_indicator: indicator of the figures
  is_reference: rests on transcribed reference figures
*/
with wanted as (
    select distinct indicator
    from factcheck.member as m
    inner join factcheck.claim as c on c.article_id = m.article_id and c.claim_id = m.claim_id
    where m.ref_area = 'W00' and m.counterpart_area = ''
),

cell as (
    select c.*
    from factcheck.cell as c
    inner join wanted as w on w.indicator = c.indicator
    inner join input.indicator as i on i.id = c.obs_indicator and i.aggregation = 'sum'
    where c.counterpart_area = ''
),

-- each economy's latest figure: what it would weigh where it is missing
latest as (
    select indicator, definition, side, term, source, freq, unit_measure, ref_area, arg_max(amount, time_period) as amount
    from cell
    where amount is not null and ref_area not in ('W00', '_X')
    group by indicator, definition, side, term, source, freq, unit_measure, ref_area
),

expected as (
    select indicator, definition, side, term, source, freq, unit_measure, sum(amount) as amount
    from latest
    group by indicator, definition, side, term, source, freq, unit_measure
),

total as (
    select
        c.indicator, c.definition, c.side, c.term, c.source, c.vintage, c.freq, c.time_period, c.unit_measure, c.price_base,
        max(c.published_on) as published_on,
        sum(c.amount) as amount,
        sum(l.amount) as covered,
        max(case c.obs_status when 'F' then 3 when 'E' then 2 when 'P' then 1 else 0 end) as worst,
        max(c.obs_indicator) as obs_indicator,
        bool_or(c.is_reference) as is_reference
    from cell as c
    inner join latest as l
        on l.indicator = c.indicator and l.definition = c.definition and l.side = c.side and l.term = c.term
        and l.source = c.source and l.freq = c.freq and l.unit_measure = c.unit_measure and l.ref_area = c.ref_area
    where c.amount is not null
    group by
        c.indicator, c.definition, c.side, c.term, c.source, c.vintage, c.freq, c.time_period, c.unit_measure, c.price_base
),

published as (
    select distinct indicator, definition, side, term, source, vintage, freq, time_period, unit_measure, price_base
    from cell
    where ref_area = 'W00' and amount is not null
)

select
    t.indicator,
    t.definition,
    t.side,
    t.term,
    t.source,
    t.vintage,
    t.published_on,
    t.freq,
    t.time_period,
    t.unit_measure,
    t.price_base,
    t.amount,
    t.covered / e.amount as coverage,
    case t.worst when 3 then 'F' when 2 then 'E' when 1 then 'P' else 'A' end as obs_status,
    t.obs_indicator,
    t.is_reference
from total as t
inner join expected as e
    on e.indicator = t.indicator and e.definition = t.definition and e.side = t.side and e.term = t.term
    and e.source = t.source and e.freq = t.freq and e.unit_measure = t.unit_measure
left join published as p
    on p.indicator = t.indicator and p.definition = t.definition and p.side = t.side and p.term = t.term
    and p.source = t.source and p.vintage = t.vintage and p.freq = t.freq and p.time_period = t.time_period
    and p.unit_measure = t.unit_measure and p.price_base = t.price_base
-- a publisher with a handful of economies has no world total
inner join (
    select indicator, count(distinct ref_area) as economies from latest group by indicator
) as n on n.indicator = t.indicator
inner join (
    select indicator, source, count(distinct ref_area) as economies from latest group by indicator, source
) as s on s.indicator = t.indicator and s.source = t.source and s.economies >= 0.8 * n.economies
inner join (select count(*) as economies from core.economy where is_economy) as a on s.economies >= 0.6 * a.economies
where p.source is null and t.covered >= 0.95 * e.amount
