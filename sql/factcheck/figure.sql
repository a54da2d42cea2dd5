/*
description: >
  The terms of a definition put together: added up, divided by what they are per, scaled. What it is divided by
  comes from the same source where that has it, else from the first source that the catalogue names. One row per
  part, operand, definition, source, unit, period and day of knowledge.
key: [figure_id]
columns:
  figure_id: number by which the models know the figure
  part_id: part of a claim (factcheck.part)
  operand: claim or base
  side_id: what it is but for area, period and edition (factcheck.series)
  definition: way of reading the indicator
  source: dataset of the value
  freq: frequency
  time_period: period
  unit_measure: unit of the definition, or of its one term
  known: then or now
  amount: {unit: unit_measure, meaning: "the figure; NULL unless every member of every term is there, of years that are added up in one edition"}
  years_held: {unit: years, meaning: how many of the years that are added up are there}
  base_period: period compared with
  base_amount: {unit: unit_measure, meaning: "the figure of the period compared with; NULL unless whole"}
  members: {unit: pairs, meaning: members of the sum}
  present: {unit: pairs, meaning: members with a figure of every term}
  worst: {unit: "0 to 3", meaning: "3 a forecast among them, 2 an estimate, 1 provisional, 0 none"}
  absent_status: status of a figure that is listed without a value
  vintage: edition, or the editions of its terms
  base_vintage: edition of the figure compared with
  per_source: dataset of what it is divided by
  per_vintage: edition of what it is divided by
  price_bases: {unit: count, meaning: "number of different price bases in it; more than one is incoherent"}
  published_on: day on which the last figure became public
  oldest_on: day on which the oldest of the editions became public that its terms are from
  is_reference: rests on transcribed reference figures
*/
-- a publisher whose editions each hold one period: figures of several of them may be added up
with single as (
    select source, bool_and(single_period) as single_period from factcheck.edition group by source
),

definition as (
    select
        d.indicator, d.definition, d.scale, d.minus, d.unit_measure, d.has_per,
        sum(case when t.side = 'value' then 1 else 0 end) as value_terms,
        sum(case when t.side = 'per' then 1 else 0 end) as per_terms
    from input.reading_definition as d
    inner join input.reading_term as t on t.indicator = d.indicator and t.definition = d.definition
    group by d.indicator, d.definition, d.scale, d.minus, d.unit_measure, d.has_per
),

summed as (
    select
        part_id, operand, side_id, time_period, known,
        count(*) as terms,
        sum(amount) as amount,
        bool_and(present = members) as whole,
        sum(case when present = members then 1 else 0 end) as whole_terms,
        count(distinct concat(term, '|', vintage)) as editions,
        max(members) as members,
        min(present) as present,
        max(worst) as worst,
        max(absent_status) as absent_status,
        min(vintage) as vintage_low,
        max(vintage) as vintage,
        max(base_period) as base_period,
        sum(base_amount) as base_amount,
        count(base_amount) as base_terms,
        bool_and(coalesce(base_present, 0) = members) as base_whole,
        max(base_vintage) as base_vintage,
        min(price_base) as price_base_low,
        max(price_base) as price_base,
        max(published_on) as published_on,
        min(published_on) as oldest_on,
        bool_or(is_reference) as is_reference
    from factcheck.pick
    group by part_id, operand, side_id, time_period, known
),

side as (
    select s.*, k.indicator, k.definition, k.side, k.source, k.freq, k.unit_measure, k.years, e.single_period
    from summed as s
    inner join (
        select distinct side_id, indicator, definition, side, source, freq, unit_measure, years from factcheck.series
    ) as k on k.side_id = s.side_id
    inner join single as e on e.source = k.source
),

divisor as (
    select
        v.part_id, v.operand, v.side_id, v.time_period, v.known,
        s.source as per_source, s.vintage as per_vintage, s.terms, s.amount, s.whole, s.present, s.worst, s.base_amount,
        s.base_terms, s.base_whole, s.price_base, s.published_on, s.oldest_on, s.is_reference,
        row_number() over (
            partition by v.part_id, v.operand, v.side_id, v.time_period, v.known
            order by
                case when s.whole then 0 else 1 end, case when s.source = v.source then 0 else 1 end,
                coalesce(q.preference, 99), s.published_on desc, s.source
        ) as place
    from side as v
    inner join side as s
        on s.side = 'per'
        and s.part_id = v.part_id and s.operand = v.operand
        and s.definition = v.definition and s.freq = v.freq and s.time_period = v.time_period and s.known = v.known
    left join input.indicator_source as q on q.indicator = v.indicator and q.source = s.source
    where v.side = 'value'
),

joined as (
    select
        v.*,
        d.scale, d.minus, d.has_per, d.value_terms, d.per_terms, d.unit_measure as defined_unit,
        p.per_source, p.per_vintage, p.amount as per_amount, p.present as per_present, p.base_amount as per_base_amount,
        v.whole and v.terms = d.value_terms * v.years and (v.years = 1 or v.editions = d.value_terms or v.single_period)
            and (not d.has_per or (coalesce(p.whole, false) and p.terms = d.per_terms and p.amount <> 0)) as is_whole,
        v.base_whole and v.base_terms = d.value_terms * v.years
            and (not d.has_per or (coalesce(p.base_whole, false) and p.base_terms = d.per_terms and p.base_amount <> 0))
            as is_base_whole,
        p.price_base as per_price_base, p.worst as per_worst, p.published_on as per_published_on, p.oldest_on as per_oldest_on,
        p.is_reference as per_is_reference
    from side as v
    inner join definition as d on d.indicator = v.indicator and d.definition = v.definition
    left join divisor as p
        on p.place = 1
        and p.part_id = v.part_id and p.operand = v.operand and p.side_id = v.side_id and p.time_period = v.time_period
        and p.known = v.known
    where v.side = 'value'
)

select
    -- the key put together as one number, which costs less than counting
    ((cast(part_id as bigint) * 10000 + side_id) * 1000000 + date_diff('day', date '1000-01-01', time_period)) * 4
        + case operand when 'base' then 2 else 0 end + case known when 'now' then 1 else 0 end as figure_id,
    part_id,
    operand,
    side_id,
    definition,
    source,
    freq,
    time_period,
    case when has_per or value_terms > 1 then defined_unit else unit_measure end as unit_measure,
    known,
    case when is_whole then amount / case when has_per then per_amount else 1 end * scale - minus end as amount,
    cast(floor(whole_terms / value_terms) as integer) as years_held,
    base_period,
    case
        when is_base_whole then base_amount / case when has_per then per_base_amount else 1 end * scale - minus
    end as base_amount,
    members,
    case when has_per then least(present, coalesce(per_present, 0)) else present end as present,
    greatest(worst, coalesce(per_worst, 0)) as worst,
    absent_status,
    case when vintage_low = vintage then vintage else concat(vintage_low, ' + ', vintage) end as vintage,
    base_vintage,
    per_source,
    per_vintage,
    case
        when price_base_low <> price_base then 2
        when has_per and price_base <> '' and per_price_base <> '' and per_price_base <> price_base then 2
        else 1
    end as price_bases,
    greatest(published_on, coalesce(per_published_on, published_on)) as published_on,
    least(oldest_on, coalesce(per_oldest_on, oldest_on)) as oldest_on,
    is_reference or coalesce(per_is_reference, false) as is_reference
from joined
