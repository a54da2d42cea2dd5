/*
description: >
  Claims taken apart where one sentence says the same of several areas, with what the models need to know of the
  claim and its indicator; a claim that is not taken apart has the one part ''. One row per claim and part.
key: [part_id]
columns:
  part_id: number by which the models know the part
  article_id: article
  claim_id: claim
  part: area that the part is about, or ''
  position: place of the part in the sentence
  said_on: day on which it was said
  indicator: what it is about (core.indicator)
  operation: what is stated
  hedge: hedge word
  value_text: number as written
  x: {unit: unit, meaning: the number in base units}
  x_high: {unit: unit, meaning: upper end of a range}
  unit: unit of the stated number
  period: period that the claim names; NULL when it names none
  period_from: first day in which to look
  period_to: last day in which to look
  base_from: first day of the period compared with
  base_to: last day of the period compared with
  span: {unit: years, meaning: length of a window that ends with the newest period published}
  is_window: true when the period named is several years, each of which may be meant
  years: {unit: years, meaning: "how many are added up, the one in which to look and those before it; 1 for a single period"}
  freq: frequency of the figures that answer it
  wider_freq: frequency of the figures that answer it where finer ones are not published
  sort_order: desc for the largest and for rises, asc for the smallest and for falls
  universe: group within which a rank is meant, or whose members are counted
  member_on: >-
    day on which whoever is counted has been a member, too: the last of the period where the claim names one, else that of the claim
  bar: {unit: bar_unit, meaning: what those who are counted have to meet}
  bar_hedge: "on which side of it: over, at_least, under or at_most"
  bar_unit: unit of the bar; NULL for that of the indicator
  parts: role whose areas each get a verdict of their own
  ranked: role that a rank is about, ref or counterpart
  against: what a share, ratio, comparison or difference is drawn against - area or period; NULL for other operations
  about: level; change over time, in which prices and exchange rates have no part; or either, as in doubled since a year
  not_checkable: kind of statement that no figure can decide
  reason: why
  aggregation: how figures of the indicator combine over areas
  kind: kind of the indicator
  bilateral: true when a figure belongs to a pair of countries
  revision_pct: {unit: per cent, meaning: usual size of a revision}
  rebased_to: {unit: times, meaning: "what first figures of countries that count anew may have become; 1 where nobody does"}
  rebased_points: {unit: points, meaning: by how much their first rates may have been off}
  rebased_outside: group whose members count anew without such leaps
  revision_points: {unit: points, meaning: "that of a rate where it is more; 0 for all else"}
  usual_lag_months: {unit: months, meaning: from the end of a period to the day on which its figure is usually public}
  is_slow: true when a month is answered by the year that it lies in
  choice: what the definitions of the indicator differ in, in plain words
*/
with named as (
    select
        article_id, claim_id,
        max(case when side = 'claim' and role = 'counterpart' then 1 else 0 end) = 1 as has_counterpart,
        max(case when side = 'base' then 1 else 0 end) = 1 as has_base
    from input.claim_area
    group by article_id, claim_id
),

opposed as (
    select
        c.article_id, c.claim_id,
        case
            when c.operation not in ('share', 'ratio', 'compare', 'order', 'difference') then null
            when (c.base_from is not null or c.span is not null or c.operation = 'ratio') and not coalesce(n.has_base, false)
                then 'period'
            else 'area'
        end as against
    from factcheck.claim as c
    left join named as n on n.article_id = c.article_id and n.claim_id = c.claim_id
)

select
    cast(row_number() over (order by c.article_id, c.position, c.claim_id, a.position) as integer) as part_id,
    c.article_id,
    c.claim_id,
    coalesce(a.area, '') as part,
    coalesce(a.position, 1) as position,
    c.said_on,
    c.indicator,
    c.operation,
    c.hedge,
    c.value_text,
    c.x,
    c.x_high,
    c.unit,
    c.period,
    c.period_from,
    c.period_to,
    c.base_from,
    c.base_to,
    c.span,
    c.is_window,
    c.years,
    c.freq,
    c.wider_freq,
    c.sort_order,
    c.universe,
    case when c.operation = 'count' and c.period is not null then least(c.period_to, c.said_on) else c.said_on end as member_on,
    c.bar,
    c.bar_hedge,
    c.bar_unit,
    c.parts,
    coalesce(c.parts, case when n.has_counterpart then 'counterpart' else 'ref' end) as ranked,
    o.against,
    case
        when c.operation in ('growth', 'direction', 'streak') then 'change'
        when c.operation = 'change' and coalesce(c.unit, 'PT') = 'PT' then 'change'
        when c.operation = 'always' and c.x is null then 'change'
        when c.operation = 'ratio' and o.against = 'period' then 'either'
        else 'level'
    end as about,
    c.not_checkable,
    c.reason,
    i.aggregation,
    i.kind,
    i.bilateral,
    i.revision_pct, i.revision_points, i.rebased_to, i.rebased_points, i.rebased_outside,
    i.usual_lag_months,
    i.is_slow,
    case when o.against = 'period' then coalesce(i.choice_over_time, i.choice) else i.choice end as choice
from factcheck.claim as c
inner join input.indicator as i on i.id = c.indicator
left join named as n on n.article_id = c.article_id and n.claim_id = c.claim_id
left join opposed as o on o.article_id = c.article_id and o.claim_id = c.claim_id
left join input.claim_area as a
    on a.article_id = c.article_id
    and a.claim_id = c.claim_id
    and a.side = 'claim'
    and a.role = c.parts
order by part_id
