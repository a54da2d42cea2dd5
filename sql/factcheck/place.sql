/*
description: >
  Rank of the area of a claim, as a range: firm where nothing within the usual size of a revision and nothing that
  is missing could change it. One row per part, definition, source, period and day of knowledge.
key: [article_id, claim_id, part, definition, source, freq, time_period, unit_measure, known]
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
  place: rank among the areas whose figure is known
  firm_low: best rank that revisions of the usual size could give
  firm_high: worst rank that revisions of the usual size could give
  low: best rank when what is missing is allowed for as well
  high: worst rank when what is missing is allowed for as well
  areas: {unit: areas, meaning: "areas ranked, the claim's own included"}
  coverage: {unit: share, meaning: part of the total of the universe that is known}
  sources_areas: {unit: areas, meaning: areas that the fullest source ranks}
  missing: areas of which something is missing that could change the rank
  neighbour: area next to it, whose figure is closest
  neighbour_gap_pct: {unit: per cent, meaning: distance of that neighbour's figure}
*/
with own as (
    select
        f.article_id, f.claim_id, f.part, f.definition, f.source, f.freq, f.time_period, f.unit_measure, f.known, f.amount,
        c.sort_order,
        i.revision_pct / 100 * abs(f.amount) as margin
    from factcheck.figure as f
    inner join factcheck.claim as c on c.article_id = f.article_id and c.claim_id = f.claim_id
    inner join input.indicator as i on i.id = c.indicator
    where f.operand = 'claim' and c.operation = 'rank' and f.amount is not null
),

-- with the smallest first, everything is turned round
pair as (
    select
        o.article_id, o.claim_id, o.part, o.definition, o.source, o.freq, o.time_period, o.unit_measure, o.known, u.area,
        u.total, u.covered, o.amount as own_amount, o.margin, o.sort_order = 'asc' as is_ascending,
        case o.sort_order when 'asc' then -o.amount else o.amount end as own,
        case o.sort_order when 'asc' then -u.amount else u.amount end as amount,
        case o.sort_order when 'asc' then -u.high else u.low end as low,
        case o.sort_order when 'asc' then -u.low else u.high end as high
    from own as o
    inner join factcheck.contest as k
        on k.article_id = o.article_id and k.claim_id = o.claim_id and k.part = o.part and k.definition = o.definition
        and k.source = o.source and k.freq = o.freq and k.time_period = o.time_period
        and k.unit_measure = o.unit_measure and k.known = o.known
    inner join factcheck.universe as u on u.contest = k.contest
    left join factcheck.member as m
        on m.article_id = o.article_id and m.claim_id = o.claim_id and m.part = o.part and m.side = 'claim'
        and case k.ranked when 'ref' then m.ref_area else m.counterpart_area end = u.area
    where m.claim_id is null
),

counted as (
    select
        article_id, claim_id, part, definition, source, freq, time_period, unit_measure, known,
        max(own_amount) as own_amount,
        max(total) as total,
        max(covered) as covered,
        count(*) + 1 as areas,
        1 + sum(case when case is_ascending when true then amount else coalesce(amount, low) end > own then 1 else 0 end) as place,
        1 + sum(case when amount > own + margin then 1 else 0 end) as firm_low,
        1 + sum(case when amount > own - margin then 1 else 0 end) as firm_high,
        1 + sum(case when coalesce(amount, low) > own + margin then 1 else 0 end) as low,
        1 + sum(case when coalesce(amount, high, own) > own - margin then 1 else 0 end) as high,
        string_agg(case when amount is null and coalesce(high, own) > own - margin and coalesce(low, own) <= own + margin then area end, ', ' order by area)
            as missing,
        arg_min(area, abs(amount - own)) as neighbour,
        min(abs(amount - own)) as neighbour_gap
    from pair
    group by article_id, claim_id, part, definition, source, freq, time_period, unit_measure, known
),

fullest as (
    select article_id, claim_id, part, max(areas) as areas from counted group by article_id, claim_id, part
)

select
    c.article_id,
    c.claim_id,
    c.part,
    c.definition,
    c.source,
    c.freq,
    c.time_period,
    c.unit_measure,
    c.known,
    cast(c.place as integer) as place,
    cast(c.firm_low as integer) as firm_low,
    cast(c.firm_high as integer) as firm_high,
    cast(c.low as integer) as low,
    cast(c.high as integer) as high,
    cast(c.areas as integer) as areas,
    least(c.covered / c.total, 1) as coverage,
    cast(f.areas as integer) as sources_areas,
    c.missing,
    c.neighbour,
    100 * c.neighbour_gap / nullif(abs(c.own_amount), 0) as neighbour_gap_pct
from counted as c
inner join fullest as f on f.article_id = c.article_id and f.claim_id = c.claim_id and f.part = c.part
