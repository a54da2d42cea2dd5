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
*/
select
    group_id,
    group_name,
    iso3,
    coalesce(valid_from, date '1800-01-01') as valid_from,
    valid_to
from input.economy_group
order by group_id, iso3, valid_from
