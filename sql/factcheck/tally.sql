/*
description: >
  How many members of a group meet a bar, and who they are. One row per figure.
nothing_without: factcheck.standing
key: [figure_id]
columns:
  figure_id: figure (factcheck.figure)
  part_id: part of a claim (factcheck.part)
  met: {unit: members, meaning: members that are known to meet it}
  members: {unit: members, meaning: all that are counted}
  met_by: who they are, ISO3 separated by ;
  close_areas: those within a usual revision of the bar, ISO3 separated by ;
  open_areas: those that may meet it as far as is known, and others of whom it is open whether they are counted, ISO3 separated by ;
*/
with placed as (
    select
        *,
        is_known and (low > bar or (low = bar and not is_strict)) as meets,
        coalesce(high >= bar - margin, true) and not coalesce(low > bar + margin, false) as may_turn
    from factcheck.standing
)

select
    figure_id,
    part_id,
    cast(count(case when is_counted and meets then area end) as integer) as met,
    cast(count(case when is_counted then area end) as integer) as members,
    string_agg(case when is_counted and meets then area end, ';' order by area) as met_by,
    string_agg(case when is_counted and is_known and may_turn then area end, ';' order by area) as close_areas,
    string_agg(
        case when (is_counted and not is_known and may_turn) or (not is_counted and is_known and (meets or may_turn)) then area end,
        ';' order by area
    ) as open_areas
from placed
group by figure_id, part_id
having count(case when is_counted then area end) > 0
