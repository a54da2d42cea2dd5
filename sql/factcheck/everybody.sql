/*
description: >
  Indicators of which claims need the figures of every area, to rank them or to add up the world. One row per indicator.
key: [indicator]
columns:
  indicator: indicator of the claims
*/
select p.indicator
from factcheck.part as p
where p.operation = 'rank'
union
select p.indicator
from factcheck.member as m
inner join factcheck.part as p on p.part_id = m.part_id
where m.ref_area = 'W00' and m.counterpart_area = ''
