/*
description: >
  What claims need the figures of every area of: of which partner or host everybody, or of which country all partners,
  to rank them, and every country to add up the world. One row per indicator, role that is taken by everybody and area
  in the other.
key: [indicator, ranked, fixed]
columns:
  indicator: indicator of the claims
  ranked: role that everybody takes, ref or counterpart
  fixed: area in the other role; '' for one-country figures
*/
select p.indicator, p.ranked, case p.ranked when 'ref' then m.counterpart_area else m.ref_area end as fixed
from factcheck.part as p
inner join factcheck.member as m on m.part_id = p.part_id and m.side = 'claim'
where p.operation = 'rank'
union
select p.indicator, 'ref' as ranked, '' as fixed
from factcheck.member as m
inner join factcheck.part as p on p.part_id = m.part_id
where m.ref_area = 'W00' and m.counterpart_area = ''
