/*
description: claim_readings(claim_id) lists the readings of a claim with what each came to, those that count first.
*/
create or replace macro claim_readings(claim_id) as table
select
    r.article_id,
    r.part,
    r.known,
    r.type,
    r.definition,
    coalesce(r.label, r.definition) as label,
    r.source,
    r.vintage,
    r.published_on,
    r.freq,
    r.time_period,
    r.base_period,
    r.obs_value,
    r.unit_measure,
    r.obs_status,
    r.outcome,
    r.gap_pct,
    r.low,
    r.high,
    r.missing,
    r.sql
from factcheck.reading as r
where r.claim_id = claim_id
order by r.article_id, r.part, r.known desc, r.type, r.position, r.source, r.vintage;

comment on macro table claim_readings is
'Readings of a claim: the same figure by definition, source, edition and period, and whether each fits the stated number; known then is as of the day of the claim';
