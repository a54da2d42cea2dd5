/*
description: >
  All claims with their verdicts, as known on the day of the claim and now.
*/
select c.article_id, c.claim_id, c.said_on, c.quote, v.verdict, v.verdict_now, v.decided_by, v.reason
from factcheck.claim as c
inner join factcheck.verdict as v on v.article_id = c.article_id and v.claim_id = c.claim_id
order by c.article_id, c.position
