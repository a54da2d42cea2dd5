/*
description: >
  Every way of reading the first claim that figures can decide, and what each comes to.
*/
select r.known, r.type, r.label, r.source, r.vintage, r.freq, r.time_period, r.obs_value, r.outcome, r.gap_pct
from claim_readings((select min_by(claim_id, position) from factcheck.claim where indicator is not null)) as r
