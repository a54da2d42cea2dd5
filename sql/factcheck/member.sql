/*
description: >
  Pairs of areas whose figures a part of a claim adds up: groups are taken apart by their membership on the
  day of the claim, a trade figure without a partner is trade with the world, and the base of a share is the
  world unless the claim names another. One row per part, side and pair.
key: [article_id, claim_id, part, side, ref_area, counterpart_area]
columns:
  article_id: article
  claim_id: claim
  part: part of the claim
  side: claim for what is stated, base for what it is compared with
  ref_area: ISO3
  counterpart_area: ISO3; '' for one-country figures
  members: {unit: pairs, meaning: number of pairs on this side}
*/
with claim as (
    select c.article_id, c.claim_id, c.said_on, c.operation, c.parts, i.bilateral, p.part
    from factcheck.claim as c
    inner join factcheck.part as p on p.article_id = c.article_id and p.claim_id = c.claim_id
    inner join input.indicator as i on i.id = c.indicator
),

named as (
    select distinct
        c.article_id,
        c.claim_id,
        c.part,
        a.side,
        a.role,
        case when a.area = 'WLD' then 'W00' else coalesce(g.iso3, a.area) end as iso3
    from claim as c
    inner join input.claim_area as a
        on a.article_id = c.article_id
        and a.claim_id = c.claim_id
        and (c.parts is null or a.side <> 'claim' or a.role <> c.parts or a.area = c.part)
    left join core.economy_group as g
        on g.group_id = a.area
        and a.area <> 'WLD'
        and g.valid_from <= c.said_on
        and (g.valid_to is null or g.valid_to >= c.said_on)
),

side as (
    select article_id, claim_id, part, bilateral, 'claim' as side, operation from claim
    union all
    select article_id, claim_id, part, bilateral, 'base' as side, operation
    from claim
    where operation in ('share', 'ratio', 'compare')
),

-- a base that names no area repeats the claim's (a ratio to an earlier period) or is the world (a share)
ref as (
    select s.article_id, s.claim_id, s.part, s.side, coalesce(own.iso3, same.iso3) as iso3
    from side as s
    left join named as own
        on own.article_id = s.article_id
        and own.claim_id = s.claim_id
        and own.part = s.part
        and own.side = s.side
        and own.role = 'ref'
    left join named as same
        on own.iso3 is null
        and same.article_id = s.article_id
        and same.claim_id = s.claim_id
        and same.part = s.part
        and same.side = 'claim'
        and same.role = 'ref'
    where s.side = 'claim' or s.operation <> 'share' or s.bilateral or own.iso3 is not null
    union all
    select s.article_id, s.claim_id, s.part, s.side, 'W00' as iso3
    from side as s
    left join named as own
        on own.article_id = s.article_id
        and own.claim_id = s.claim_id
        and own.part = s.part
        and own.side = 'base'
        and own.role = 'ref'
    where s.side = 'base' and s.operation = 'share' and not s.bilateral and own.iso3 is null
),

counterpart as (
    select
        s.article_id,
        s.claim_id,
        s.part,
        s.side,
        case
            when not s.bilateral then ''
            when own.iso3 is not null then own.iso3
            when s.side = 'base' and s.operation <> 'share' and same.iso3 is not null then same.iso3
            else 'W00'
        end as iso3
    from side as s
    left join named as own
        on own.article_id = s.article_id
        and own.claim_id = s.claim_id
        and own.part = s.part
        and own.side = s.side
        and own.role = 'counterpart'
    left join named as same
        on own.iso3 is null
        and same.article_id = s.article_id
        and same.claim_id = s.claim_id
        and same.part = s.part
        and same.side = 'claim'
        and same.role = 'counterpart'
),

pair as (
    select distinct r.article_id, r.claim_id, r.part, r.side, r.iso3 as ref_area, c.iso3 as counterpart_area
    from ref as r
    inner join counterpart as c
        on c.article_id = r.article_id and c.claim_id = r.claim_id and c.part = r.part and c.side = r.side
    where r.iso3 <> c.iso3
)

select
    article_id,
    claim_id,
    part,
    side,
    ref_area,
    counterpart_area,
    cast(count(*) over (partition by article_id, claim_id, part, side) as integer) as members
from pair
order by article_id, claim_id, part, side, ref_area, counterpart_area
