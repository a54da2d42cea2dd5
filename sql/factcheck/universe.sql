/*
description: >
  Among whom an area is ranked: every other area of the universe with its figure in the edition that serves the
  claim. An area of which something is missing has bounds: at most what the published total leaves unallocated,
  or one and a half times its latest known figure. One row per part, definition, source, period, day of knowledge
  and area.
key: [article_id, claim_id, part, definition, source, freq, time_period, unit_measure, known, area]
columns:
  article_id: article
  claim_id: claim
  part: part of the claim
  definition: way of reading the indicator
  source: dataset
  freq: frequency
  time_period: period
  unit_measure: unit
  known: then or now
  area: area that is ranked beside the claim's
  amount: {unit: unit_measure, meaning: "its figure; NULL when something is missing"}
  low: {unit: unit_measure, meaning: "the figure, or the least that it can be"}
  high: {unit: unit_measure, meaning: "the figure, or the most that it can be; NULL when nothing bounds it"}
  total: {unit: unit_measure, meaning: "published or computed total of the universe; for figures that do not add up, the number of its areas"}
  covered: {unit: unit_measure, meaning: "the part of the total that is known, the claim's own figure included"}
*/
with claim as (
    select
        c.article_id, c.claim_id, c.indicator, c.universe, c.said_on,
        coalesce(c.parts, max(case when a.role = 'counterpart' then 'counterpart' end), 'ref') as ranked
    from factcheck.claim as c
    left join input.claim_area as a on a.article_id = c.article_id and a.claim_id = c.claim_id and a.side = 'claim'
    where c.operation = 'rank'
    group by c.article_id, c.claim_id, c.indicator, c.universe, c.said_on, c.parts
),

-- the edition of each term in each period that the claim may mean
term as (
    select
        t.article_id, t.claim_id, t.part, t.definition, t.source, t.freq, t.time_period, t.unit_measure, t.known,
        c.indicator, c.ranked, c.universe, c.said_on,
        p.side, p.term, p.source as term_source, p.vintage, p.unit_measure as term_unit, f.unit_measure as figure_unit
    from factcheck.timing as t
    inner join claim as c on c.article_id = t.article_id and c.claim_id = t.claim_id
    inner join factcheck.figure as f
        on f.article_id = t.article_id and f.claim_id = t.claim_id and f.part = t.part and f.operand = 'claim'
        and f.definition = t.definition and f.source = t.source and f.freq = t.freq and f.time_period = t.time_period
        and f.unit_measure = t.unit_measure and f.known = t.known
    inner join factcheck.pick as p
        on p.article_id = t.article_id and p.claim_id = t.claim_id and p.part = t.part and p.operand = 'claim'
        and p.definition = t.definition and p.freq = t.freq and p.time_period = t.time_period and p.known = t.known
        and p.source = case p.side when 'value' then f.source else f.per_source end
),

definition as (
    select
        indicator, definition,
        sum(case when side = 'value' then 1 else 0 end) as value_terms,
        sum(case when side = 'per' then 1 else 0 end) as per_terms,
        min(weight) > 0 and sum(case when side = 'per' then 1 else 0 end) = 0 as adds_up
    from input.reading_term
    group by indicator, definition
),

fixed as (
    select m.article_id, m.claim_id, m.part, c.ranked,
        case c.ranked when 'ref' then m.counterpart_area else m.ref_area end as area,
        case c.ranked when 'ref' then m.ref_area else m.counterpart_area end as own
    from factcheck.member as m
    inner join claim as c on c.article_id = m.article_id and c.claim_id = m.claim_id
    where m.side = 'claim'
),

fixed_area as (
    select distinct article_id, claim_id, part, area from fixed
),

fixed_count as (
    select article_id, claim_id, part, count(*) as areas from fixed_area group by article_id, claim_id, part
),

cell as (
    select *, 'ref' as ranked, ref_area as area, counterpart_area as other from factcheck.cell
    union all
    select *, 'counterpart' as ranked, counterpart_area as area, ref_area as other from factcheck.cell
    where counterpart_area <> ''
),

-- every area's figure in that edition
here as (
    select
        t.article_id, t.claim_id, t.part, t.definition, t.source, t.freq, t.time_period, t.unit_measure, t.known, c.area,
        sum(case when t.side = 'value' then c.amount end) as value_amount,
        sum(case when t.side = 'per' then c.amount end) as per_amount,
        sum(case when t.side = 'value' and c.amount is not null then 1 else 0 end) as value_present,
        sum(case when t.side = 'per' and c.amount is not null then 1 else 0 end) as per_present
    from term as t
    inner join fixed_area as x on x.article_id = t.article_id and x.claim_id = t.claim_id and x.part = t.part
    inner join cell as c
        on c.ranked = t.ranked and c.other = x.area and c.area <> x.area
        and c.indicator = t.indicator and c.definition = t.definition and c.side = t.side and c.term = t.term
        and c.source = t.term_source and c.vintage = t.vintage and c.freq = t.freq and c.time_period = t.time_period
        and c.unit_measure = t.term_unit
    group by
        t.article_id, t.claim_id, t.part, t.definition, t.source, t.freq, t.time_period, t.unit_measure, t.known, c.area
),

-- what each area had at any time in the same source, to weigh and bound what is missing
ever as (
    select
        t.article_id, t.claim_id, t.part, t.definition, t.source, t.freq, t.time_period, t.unit_measure, t.known, c.area,
        c.side, c.term, c.other,
        arg_max(c.amount, c.time_period) as amount
    from term as t
    inner join fixed_area as x on x.article_id = t.article_id and x.claim_id = t.claim_id and x.part = t.part
    inner join cell as c
        on c.ranked = t.ranked and c.other = x.area and c.area <> x.area
        and c.indicator = t.indicator and c.definition = t.definition and c.side = t.side and c.term = t.term
        and c.source = t.term_source and c.freq = t.freq and c.unit_measure = t.term_unit
    where c.amount is not null and c.time_period <= t.time_period
        and c.time_period >= cast(t.time_period - interval 12 year as date)
    group by
        t.article_id, t.claim_id, t.part, t.definition, t.source, t.freq, t.time_period, t.unit_measure, t.known, c.area,
        c.side, c.term, c.other
),

usual as (
    select
        article_id, claim_id, part, definition, source, freq, time_period, unit_measure, known, area,
        sum(case when side = 'value' then amount end) as value_amount,
        sum(case when side = 'per' then amount end) as per_amount,
        sum(case when side = 'value' then 1 else 0 end) as value_present,
        sum(case when side = 'per' then 1 else 0 end) as per_present
    from ever
    group by article_id, claim_id, part, definition, source, freq, time_period, unit_measure, known, area
),

area as (
    select
        u.article_id, u.claim_id, u.part, u.definition, u.source, u.freq, u.time_period, u.unit_measure, u.known, u.area,
        d.adds_up, rd.scale, rd.minus, d.per_terms > 0 as has_per,
        coalesce(h.value_present, 0) = d.value_terms * n.areas and coalesce(h.per_present, 0) = d.per_terms * n.areas as is_whole,
        h.value_amount, h.per_amount,
        -- a term that was never known bounds nothing
        case when u.value_present = d.value_terms * n.areas then u.value_amount end as usual_value,
        case when u.per_present = d.per_terms * n.areas then u.per_amount end as usual_per
    from usual as u
    inner join claim as c on c.article_id = u.article_id and c.claim_id = u.claim_id
    inner join definition as d on d.indicator = c.indicator and d.definition = u.definition
    inner join input.reading_definition as rd on rd.indicator = c.indicator and rd.definition = u.definition
    inner join fixed_count as n on n.article_id = u.article_id and n.claim_id = u.claim_id and n.part = u.part
    left join here as h
        on h.article_id = u.article_id and h.claim_id = u.claim_id and h.part = u.part and h.definition = u.definition
        and h.source = u.source and h.freq = u.freq and h.time_period = u.time_period
        and h.unit_measure = u.unit_measure and h.known = u.known and h.area = u.area
),

valued as (
    select
        *,
        case when is_whole then value_amount / case when has_per then per_amount else 1 end * scale - minus end as amount,
        case when adds_up then coalesce(value_amount, 0) end as known_part,
        usual_value / case when has_per then usual_per else 1 end * scale - minus as usual_amount
    from area
),

total as (
    select
        article_id, claim_id, part, definition, source, freq, time_period, unit_measure, known,
        sum(case when area = 'W00' then amount end) as published,
        sum(case when area not in ('W00', '_X') then coalesce(amount, usual_amount, known_part) end) as usual,
        sum(case when area not in ('W00', '_X') then coalesce(amount, known_part, 0) end) as allocated,
        sum(case when area not in ('W00', '_X') and amount is not null then 1 else 0 end) as present,
        sum(case when area not in ('W00', '_X') then 1 else 0 end) as areas
    from valued
    group by article_id, claim_id, part, definition, source, freq, time_period, unit_measure, known
)

select
    v.article_id,
    v.claim_id,
    v.part,
    v.definition,
    v.source,
    v.freq,
    v.time_period,
    v.unit_measure,
    v.known,
    v.area,
    v.amount,
    coalesce(v.amount, v.known_part, case when v.usual_amount >= 0 then 0 end) as low,
    case
        when v.amount is not null then v.amount
        when v.adds_up and t.published is not null
            then least(
                v.known_part + greatest(t.published - t.allocated, 0),
                case when v.usual_amount is null then t.published else greatest(1.5 * v.usual_amount, v.known_part) end
            )
        else 1.5 * v.usual_amount
    end as high,
    case when v.adds_up then coalesce(t.published, t.usual) else t.areas end as total,
    case when v.adds_up then t.allocated else t.present end as covered
from valued as v
inner join claim as c on c.article_id = v.article_id and c.claim_id = v.claim_id
inner join total as t
    on t.article_id = v.article_id and t.claim_id = v.claim_id and t.part = v.part and t.definition = v.definition
    and t.source = v.source and t.freq = v.freq and t.time_period = v.time_period
    and t.unit_measure = v.unit_measure and t.known = v.known
left join core.economy_group as g
    on g.group_id = c.universe and g.iso3 = v.area
    and g.valid_from <= c.said_on and (g.valid_to is null or g.valid_to >= c.said_on)
left join (select distinct article_id, claim_id, part, own from fixed) as o
    on o.article_id = v.article_id and o.claim_id = v.claim_id and o.part = v.part and o.own = v.area
where v.area not in ('W00', '_X')
    and o.own is null
    and (c.universe is null or c.universe = 'WLD' or g.iso3 is not null)
