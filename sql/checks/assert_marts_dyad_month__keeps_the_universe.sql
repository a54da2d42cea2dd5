/*
description: >
  A month of marts.dyad_month holds each pair once in each direction: nothing that was joined added or dropped one.
severity: error
*/
select a.ref_area, a.counterpart_area, a.time_period
from marts.dyad_month as a
left join marts.dyad_month as b
    on b.ref_area = a.counterpart_area and b.counterpart_area = a.ref_area and b.time_period = a.time_period
group by a.ref_area, a.counterpart_area, a.time_period
having count(*) <> 1 or count(b.ref_area) <> 1
