/*
description: >
  Which choice decides claims whose readings do not agree.
*/
select decided_by, definition_choice, count(*) as claims, string_agg(claim_id, ', ' order by claim_id) as which
from factcheck.verdict
where verdict = 'DEPENDS' or verdict_now = 'DEPENDS'
group by decided_by, definition_choice
order by claims desc, decided_by
