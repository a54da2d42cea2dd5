/*
description: >
  Members of unions, alliances, forums and continents with the days of membership. One row per group, member
  and spell of membership.
key: [group_id, iso3, valid_from]
columns:
  group_id: short name of the group, such as EU, ASEAN or G7
  group_name: name of the group
  iso3: member
  valid_from: first day of membership
  valid_to: last day of membership; NULL while it lasts
  is_continent: true of a continent, a region of one and whatever else has had the same members always
  is_awaited: >-
    false for what is no state in a continent or in the world: sums have its figure where there is one, and wait for none of territories and of
    islands where nobody lives
*/
with grouped as (
    select
        *,
        group_id <> 'WLD' and bool_and(valid_from = date '1900-01-01') over (partition by group_id) as is_continent
    from input.economy_group
),

state as (
    select distinct iso3 from input.economy_group where group_id = 'STATES'
)

select
    g.group_id,
    g.group_name,
    g.iso3,
    coalesce(g.valid_from, date '1800-01-01') as valid_from,
    g.valid_to,
    g.is_continent,
    (not g.is_continent and g.group_id <> 'WLD') or s.iso3 is not null as is_awaited
from grouped as g
left join state as s on s.iso3 = g.iso3
order by g.group_id, g.iso3, g.valid_from
