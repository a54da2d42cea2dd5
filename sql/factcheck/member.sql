/*
description: >
  Pairs of areas whose figures a part of a claim adds up or counts: groups are taken apart by their membership on the
  day of the claim, a trade figure without a partner is trade with the world, and a share that names no base is one of
  all that the country has with everybody, or, where the claim names no two countries, of the world's. One row per part,
  side and pair.
key: [part_id, side, ref_area, counterpart_area]
columns:
  part_id: part of a claim (factcheck.part)
  article_id: article
  claim_id: claim
  part: area that the part is about, or ''
  side: claim for what is stated, base for what it is compared with
  ref_area: ISO3
  counterpart_area: ISO3; '' for one-country figures
  is_awaited: >-
    false where a sum is whole without it, as with a territory of a continent; its figure is added where there is one. Of those who are
    counted, false also of who joined or left between the period and the day of the claim
  members: {unit: pairs, meaning: number of pairs on this side that are awaited}
*/
with claim as (
    select part_id, article_id, claim_id, part, said_on, member_on, operation, parts, bilateral, against
    from factcheck.part
),

named as (
    select
        c.part_id,
        a.side,
        a.role,
        case when a.area = 'WLD' and c.operation <> 'count' then 'W00' else coalesce(g.iso3, a.area) end as iso3,
        bool_or(coalesce(
            g.is_awaited and g.valid_from <= c.member_on and (g.valid_to is null or g.valid_to >= c.said_on), true
        )) as is_awaited
    from claim as c
    inner join input.claim_area as a
        on a.article_id = c.article_id
        and a.claim_id = c.claim_id
        and (c.parts is null or a.side <> 'claim' or a.role <> c.parts or a.area = c.part)
    left join core.economy_group as g
        on g.group_id = a.area
        and (a.area <> 'WLD' or c.operation = 'count')
        and g.valid_from <= c.said_on
        and (g.valid_to is null or g.valid_to >= c.member_on)
        and (g.valid_from <= c.member_on or g.valid_to is null or g.valid_to >= c.said_on)
    where g.is_awaited is null or g.is_awaited or c.operation <> 'mean'
    group by c.part_id, a.side, a.role, case when a.area = 'WLD' and c.operation <> 'count' then 'W00' else coalesce(g.iso3, a.area) end
),

-- what has its part of the world's: a country's figure with everybody, or everybody's with a country
sided as (
    select
        part_id,
        max(case when side = 'base' then 1 else 0 end) = 1 as has_base,
        max(case when side = 'claim' and role = 'ref' and iso3 = 'W00' then 1 else 0 end) = 1 as is_everybodys,
        max(case when side = 'claim' and role = 'counterpart' and iso3 <> 'W00' then 1 else 0 end) = 1 as has_partner
    from named
    group by part_id
),

side as (
    select part_id, bilateral, 'claim' as side, operation, false as is_world from claim
    union all
    select
        c.part_id, c.bilateral, 'base' as side, c.operation,
        c.operation = 'share' and not s.has_base and (not c.bilateral or s.is_everybodys or not s.has_partner) as is_world
    from claim as c
    inner join sided as s on s.part_id = c.part_id
    where c.against is not null
),

-- a base that names no area is the world, repeats the claim's (a ratio to an earlier period) or is all that its partners have
ref as (
    select
        s.part_id, s.side,
        case when s.is_world then 'W00' else coalesce(own.iso3, same.iso3) end as iso3,
        s.is_world or coalesce(own.is_awaited, same.is_awaited) as is_awaited
    from side as s
    left join named as own
        on own.part_id = s.part_id
        and own.side = s.side
        and own.role = 'ref'
    left join named as same
        on own.iso3 is null
        and same.part_id = s.part_id
        and same.side = 'claim'
        and same.role = 'ref'
),

counterpart as (
    select
        s.part_id,
        s.side,
        case
            when not s.bilateral then ''
            when own.iso3 is not null then own.iso3
            when s.side = 'base' and s.operation <> 'share' and same.iso3 is not null then same.iso3
            else 'W00'
        end as iso3,
        case
            when own.iso3 is not null then own.is_awaited
            when s.side = 'base' and s.operation <> 'share' and same.iso3 is not null then same.is_awaited
            else true
        end as is_awaited
    from side as s
    left join named as own
        on own.part_id = s.part_id
        and own.side = s.side
        and own.role = 'counterpart'
    left join named as same
        on own.iso3 is null
        and same.part_id = s.part_id
        and same.side = 'claim'
        and same.role = 'counterpart'
),

pair as (
    select distinct r.part_id, r.side, r.iso3 as ref_area, c.iso3 as counterpart_area, r.is_awaited and c.is_awaited as is_awaited
    from ref as r
    inner join counterpart as c
        on c.part_id = r.part_id and c.side = r.side
    where r.iso3 <> c.iso3 or r.iso3 = 'W00'
),

-- nobody is larger than every other member when counted among them
own_pair as (
    select p.part_id, p.ref_area, p.counterpart_area
    from pair as p
    inner join claim as c on c.part_id = p.part_id
    where p.side = 'claim' and c.operation = 'order'
)

select
    p.part_id,
    c.article_id,
    c.claim_id,
    c.part,
    p.side,
    p.ref_area,
    p.counterpart_area,
    p.is_awaited,
    cast(count(case when p.is_awaited then 1 end) over (partition by p.part_id, p.side) as integer) as members
from pair as p
inner join claim as c on c.part_id = p.part_id
left join own_pair as o
    on p.side = 'base' and o.part_id = p.part_id and o.ref_area = p.ref_area and o.counterpart_area = p.counterpart_area
where o.part_id is null
order by p.part_id, p.side, p.ref_area, p.counterpart_area
