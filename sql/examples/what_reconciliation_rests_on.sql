/*
description: >
  How far the reports of a country usually lie from those of its partners, the least reliable first; an error that is
  assumed weighs both reports alike.
*/
select
    e.name,
    r.flow,
    r.mirrored as flows_compared,
    round(100 * (exp(r.error) - 1), 1) as usual_gap_per_cent,
    r.basis
from marts.reporter_reliability as r
inner join core.economy as e on e.iso3 = r.ref_area
where r.mirrored > 0
order by r.basis desc, r.error desc, e.name, r.flow
limit 20
