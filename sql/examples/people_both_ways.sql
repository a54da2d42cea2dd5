/*
description: >
  Asymmetry of people: pairs of countries with a million migrants in one direction, and how many there are in the other.
*/
select
    y.ref_area as origin,
    y.counterpart_area as destination,
    y.migrants as people,
    back.migrants as people_the_other_way,
    round(y.migrants / nullif(back.migrants, 0), 1) as times_as_many
from marts.dyad_year as y
left join marts.dyad_year as back using (year)
where
    back.ref_area = y.counterpart_area
    and back.counterpart_area = y.ref_area
    and y.year = 2020
    and y.migrants > 1e6
order by y.migrants desc
