/*
description: >
  What each edition says of the areas of a claim, added up. One row per part, operand, series, edition
  and period.
key: [part_id, operand, series_id, vintage, time_period, price_base]
columns:
  part_id: part of a claim (factcheck.part)
  operand: claim for what is stated, base for what it is compared with
  series_id: series (factcheck.series)
  vintage: edition
  time_period: period
  base_period: period that it is compared with, for changes
  price_base: price base; '' where it has no meaning
  amount: >-
    sum over the members with a figure, or their weighted mean; NULL where they are counted; for an order the figure of the one that it is drawn
    against which is hardest to beat
  members: {unit: pairs, meaning: members of the sum}
  present: {unit: pairs, meaning: members with a figure}
  published_on: day on which the last of the figures became public
  worst: {unit: "0 to 3", meaning: "3 a forecast among them, 2 an estimate, 1 provisional, 0 none"}
  absent_status: status of a figure that is listed without a value
  is_reference: rests on transcribed reference figures
  is_summed_world: the world total is the sum of all economies, since the edition has none of its own
*/
with claim as (
    select
        c.*,
        case
            when c.operation in ('extreme', 'streak', 'average', 'always') then date '1900-01-01'
            when c.operation in ('change', 'growth', 'direction', 'ratio')
                then cast(least(
                    coalesce(c.base_from, c.period_from),
                    c.period_from - to_years(coalesce(c.span, 1))
                ) as date)
            else c.period_from
        end as window_from
    from factcheck.part as c
    where c.kind <> 'event' and c.operation is not null
),

-- what is compared one by one, or over time, has to be one figure and not one put together of several
term as (
    select indicator, definition, count(*) as terms
    from input.reading_term
    group by indicator, definition
),

restricted as (
    select distinct article_id, claim_id from input.claim_definition
),

-- what the claim may mean, times what it is about
wanted as (
    select
        m.part_id, m.side as operand, m.ref_area, m.counterpart_area, m.is_awaited, m.members,
        c.indicator, c.freq, c.wider_freq, c.span, c.hedge, c.window_from, c.period_to, c.base_from, c.base_to,
        c.operation, c.against, case when c.operation <> 'count' then c.aggregation end as aggregation, c.years, d.definition
    from factcheck.member as m
    inner join claim as c on c.part_id = m.part_id
    inner join input.reading_definition as d on d.indicator = c.indicator
    inner join term as n on n.indicator = c.indicator and n.definition = d.definition
    left join restricted as r on r.article_id = m.article_id and r.claim_id = m.claim_id
    left join input.claim_definition as k
        on k.article_id = m.article_id and k.claim_id = m.claim_id and k.definition = d.definition
    where (r.claim_id is null or k.definition is not null)
        and (not d.singles_only or m.members = 1 or c.operation = 'count' or (c.operation = 'order' and m.side = 'base'))
        and (n.terms = 1 or c.operation not in ('order', 'average', 'always'))
),

cell as (
    select
        series_id, vintage, published_on, time_period, ref_area, counterpart_area, price_base, amount, weight, obs_status,
        is_reference, false as is_summed_world
    from factcheck.cell
    union all
    select
        series_id, vintage, published_on, time_period, 'W00' as ref_area, counterpart_area, price_base, amount,
        null as weight, obs_status, is_reference, true as is_summed_world
    from factcheck.world
)

select
    w.part_id,
    w.operand,
    c.series_id,
    c.vintage,
    c.time_period,
    -- the same month or quarter of the year compared with; a year before where the claim names none, but no multiple is of that
    case
        when w.operation not in ('change', 'growth', 'direction', 'ratio') or w.against = 'area' then null
        when w.operation = 'ratio' and w.base_from is null and w.span is null then null
        when w.span is not null then cast(c.time_period - to_years(w.span) as date)
        when w.base_from is null then cast(c.time_period - interval 1 year as date)
        when s.freq = 'A' then make_date(year(w.base_from), 1, 1)
        when date_diff('day', w.base_from, w.base_to) > 300 then make_date(year(w.base_from), month(c.time_period), 1)
        else w.base_from
    end as base_period,
    c.price_base,
    case
        when w.operation = 'count' then null
        when w.operation = 'order' and w.operand = 'base'
            then case when w.hedge in ('under', 'at_most', 'just_under') then min(c.amount) else max(c.amount) end
        when max(w.aggregation) = 'weighted_mean' and max(w.members) > 1
            then sum(c.amount * c.weight) / sum(case when c.amount is not null then c.weight end)
        else sum(c.amount)
    end as amount,
    max(w.members) as members,
    case
        when max(w.aggregation) = 'weighted_mean' and max(w.members) > 1
            then cast(count(case when w.is_awaited then c.amount * c.weight end) as integer)
        else cast(count(case when w.is_awaited then c.amount end) as integer)
    end as present,
    max(c.published_on) as published_on,
    max(case c.obs_status when 'F' then 3 when 'E' then 2 when 'P' then 1 else 0 end) as worst,
    max(case when c.amount is null then c.obs_status end) as absent_status,
    bool_or(c.is_reference) as is_reference,
    bool_or(c.is_summed_world) as is_summed_world
from wanted as w
inner join factcheck.series as s
    on s.indicator = w.indicator
    and s.definition = w.definition
    and s.years = w.years
    and (s.freq in (w.freq, w.wider_freq) or s.source = 'statement')
inner join cell as c
    on c.series_id = s.series_id
    and c.ref_area = w.ref_area
    and c.counterpart_area = w.counterpart_area
    and c.time_period between case when s.freq = 'A' then cast(date_trunc('year', w.window_from) as date) else w.window_from end
        and w.period_to
group by
    w.part_id, w.operand, c.series_id, c.vintage, c.time_period, c.price_base, w.operation, w.against, w.hedge,
    w.span, s.freq, w.base_from, w.base_to
