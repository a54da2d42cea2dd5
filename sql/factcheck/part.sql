/*
description: >
  Claims taken apart where one sentence says the same of several areas; a claim that is not taken apart has
  the one part ''. One row per claim and part.
key: [article_id, claim_id, part]
columns:
  article_id: article
  claim_id: claim
  part: area that the part is about, or ''
  position: place of the part in the sentence
*/
with claim as (
    select * from factcheck.claim
    where indicator is not null
)

select
    c.article_id,
    c.claim_id,
    coalesce(a.area, '') as part,
    coalesce(a.position, 1) as position
from claim as c
left join input.claim_area as a
    on a.article_id = c.article_id
    and a.claim_id = c.claim_id
    and a.side = 'claim'
    and a.role = c.parts
order by c.article_id, c.claim_id, position
