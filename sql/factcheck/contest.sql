/*
description: >
  Which comparison each reading of a rank takes part in: the same editions, period, partner and universe make one
  contest, whoever is ranked in it. One row per part, definition, source, period and day of knowledge.
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
  indicator: indicator of the claim
  contest: name of the comparison
  ranked: role that is ranked, ref or counterpart
  fixed: areas in the other role, separated by semicolons; '' for one-country figures
  universe: group within which the rank is meant; NULL for everybody
  member_on: day on which membership of the universe counts
  terms: editions of the terms, in words
*/
with claim as (
    select
        c.article_id, c.claim_id, c.indicator, c.universe,
        case when c.universe is not null and c.universe <> 'WLD' then c.said_on end as member_on,
        coalesce(c.parts, max(case when a.role = 'counterpart' then 'counterpart' end), 'ref') as ranked
    from factcheck.claim as c
    left join input.claim_area as a on a.article_id = c.article_id and a.claim_id = c.claim_id and a.side = 'claim'
    where c.operation = 'rank'
    group by c.article_id, c.claim_id, c.indicator, c.universe, c.said_on, c.parts
),

fixed as (
    select
        m.article_id, m.claim_id, m.part, c.ranked,
        string_agg(distinct case c.ranked when 'ref' then m.counterpart_area else m.ref_area end, ';'
            order by case c.ranked when 'ref' then m.counterpart_area else m.ref_area end) as fixed
    from factcheck.member as m
    inner join claim as c on c.article_id = m.article_id and c.claim_id = m.claim_id
    where m.side = 'claim'
    group by m.article_id, m.claim_id, m.part, c.ranked
),

edition as (
    select
        t.article_id, t.claim_id, t.part, t.definition, t.source, t.freq, t.time_period, t.unit_measure, t.known,
        string_agg(concat(p.side, ' ', p.term, ' ', p.source, ' ', p.vintage, ' ', p.unit_measure), '; ' order by p.side, p.term)
            as terms
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
    group by
        t.article_id, t.claim_id, t.part, t.definition, t.source, t.freq, t.time_period, t.unit_measure, t.known
)

select
    e.article_id,
    e.claim_id,
    e.part,
    e.definition,
    e.source,
    e.freq,
    e.time_period,
    e.unit_measure,
    e.known,
    c.indicator,
    concat_ws(' | ', c.indicator, e.definition, e.freq, e.time_period, e.unit_measure, c.ranked, x.fixed, c.universe, c.member_on, e.terms)
        as contest,
    c.ranked,
    x.fixed,
    c.universe,
    c.member_on,
    e.terms
from edition as e
inner join claim as c on c.article_id = e.article_id and c.claim_id = e.claim_id
inner join fixed as x on x.article_id = e.article_id and x.claim_id = e.claim_id and x.part = e.part
