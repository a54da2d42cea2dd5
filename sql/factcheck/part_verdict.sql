/*
description: >
  Verdict of each part of a claim, then and now, with the reading closest to it and why. A claim that is not taken
  apart has one part. One row per part.
key: [part_id]
columns:
  part_id: part of a claim (factcheck.part)
  article_id: article
  claim_id: claim
  part: area that the part is about; '' when the claim is not taken apart
  part_name: its name
  position: place of the part in the sentence
  verdict: verdict as known when the claim was made
  verdict_now: verdict as known today
  decided_by: choice that splits the readings - definition, period or source, or several
  definition_choice: what the definitions of the indicator differ in, as the catalogue says it
  freq: frequency of the figures that answer it
  votes: {unit: readings, meaning: equivalent readings with an outcome as known then}
  holds: {unit: readings, meaning: those of them that hold}
  nears: {unit: readings, meaning: those of them that nearly hold}
  closest_reading_id: reading closest to the claim
  closest_value: {unit: unit_measure of the reading, meaning: its number}
  gap_pct: {unit: per cent, meaning: its distance from the stated number}
  holding_reading_id: closest reading that holds
  failing_reading_id: closest reading that does not
  earlier_reading_id: reading of an earlier period that holds
  arguable_reading_id: closest of the arguable readings
  current_reading_id: closest reading of today
  reason: >-
    why, a code: SAID_OTHERWISE (it does not hold, and the sentence may make another claim that does), AWAITED (what is held does not hold, and an equivalent definition is not held),
    NO_FIGURE_DECIDES (factcheck.claim says why not), NOTHING_USABLE (the readings say what is missing),
    NEARING (as the newest figure moves, it would have come to the number by then),
    OUTRUN (a later period than that of the newest figure held had ended by then, and is published, but not held),
    OVERTAKEN (the period that had been published is not the last complete
    one, whose figure has come since), UNSEEN (today's figure does not hold, no edition of the day is held, and first
    figures are revised by as much), AGED (the last edition held from before that day is months older, and a later one bears it
    out, or the number lies between the two), NOT_YET_PUBLISHED (no edition of the day is held), ONLY_ARGUABLE, NO_FIGURE, ALL_HOLD, SOME_NEARLY_HOLD, SPLIT,
    SOME_NEARLY_NONE_HOLDS, NONE_HOLDS, ONLY_EARLIER_HOLDS, ONLY_SUPERSEDED_HOLDS (as published before), FAR_DOWN (a place that lists
    differ in) or WITHIN_REVISION
  awaited: labels of the equivalent definitions that might bear it out and are not held
  would_be_true: >-
    the nearest true sentence, a code: SAY_WHICH (the holding reading), SAY_SO (the one without a vote that holds),
    OTHER_PERIOD (that of the earlier reading), LATER (that of the current reading), ARGUABLE (the number of the arguable
    reading), AS_FAR_BACK (since the figures of limit_reading_id begin), NECK_AND_NECK, LEVEL (about equal), BARELY (about as
    much as the record before), OTHER_RANK, OPPOSITE, OTHER_WAY (round), UNCHANGED, RATIO, OF_NEXT, OF_LARGEST, OF_SMALLEST, SINCE (a shorter window),
    OTHER_RECORD (of the period that has it), UNBROKEN (fewer periods), WORST_PERIOD, RANGE, NONE, FIRST_SINCE or OTHER_NUMBER (of the
    closest reading)
  otherwise_reading_id: where no vote holds, the closest of the readings without one that do
  other_period: nearest other year of which it would hold as it is put (factcheck.other_figure)
  other_value: {unit: unit_measure of the closest reading, meaning: the figure of that year}
  superseded_on: day on which the earlier edition that bears it out was published (factcheck.other_figure)
  superseded_value: {unit: unit_measure of the closest reading, meaning: its figure}
  limit_reading_id: of a record, the reading whose complete figures reach back furthest and that none of them beats
  revised_reading_id: reading whose figure was revised since and turned the verdict
  added_reading_id: reading whose figure has become public since
  said_instead: what the sentence may say instead, and holds, in words
*/
with part as (
    select
        p.part_id, p.article_id, p.claim_id, p.part, p.position, p.indicator, p.operation, p.hedge, p.x, p.not_checkable, p.choice, p.freq,
        t.verdict, n.verdict as verdict_now,
        t.votes, t.holds, t.nears, n.votes as votes_now,
        coalesce(t.decided_by, n.decided_by) as decided_by,
        coalesce(t.best_id, n.best_id) as best_id,
        coalesce(t.holding_id, n.holding_id) as holding_id,
        coalesce(t.failing_id, n.failing_id) as failing_id,
        coalesce(t.earlier_id, n.earlier_id) as earlier_id,
        coalesce(t.arguable_id, n.arguable_id) as arguable_id,
        coalesce(t.otherwise_id, n.otherwise_id) as otherwise_id,
        n.best_id as current_id,
        t.is_overtaken,
        coalesce(t.awaited, case when t.votes = 0 and t.verdict = n.verdict then n.awaited end) as awaited,
        t.is_nearing,
        n.is_unseen,
        t.is_aged,
        t.is_outrun or (t.votes = 0 and n.is_outrun) as is_outrun,
        t.unusable + n.unusable > 0 as is_unusable,
        t.arguable + n.arguable > 0 as is_arguable,
        t.arguable > 0 as was_arguable,
        coalesce(e.name, g.group_name, p.part) as part_name
    from factcheck.part as p
    inner join factcheck.vote as t on t.part_id = p.part_id and t.known = 'then'
    inner join factcheck.vote as n on n.part_id = p.part_id and n.known = 'now'
    left join core.economy as e on e.iso3 = p.part
    left join (select distinct group_id, group_name from core.economy_group) as g on g.group_id = p.part
),

reading as (
    select part_id, reading_id, known, definition, source, time_period, type, outcome, obs_value
    from factcheck.reading
),

-- a record that figures bear out as far as they go back
as_far_back as (
    select part_id, arg_min(reading_id, concat(case known when 'then' then '0' else '1' end, window_from, reading_id)) as limit_id
    from factcheck.reading
    where operation = 'extreme' and type = 'E' and missing in ('NO_BEGINNING', 'WINDOW_GAPS')
        and beaten_in is null and window_from < time_period
        and missing_found = date_diff('month', window_from, time_period) / case freq when 'A' then 12 when 'Q' then 3 else 1 end
    group by part_id
),

-- the same of another area or period that the sentence names, or by another measure whose figure lies much nearer:
-- the first that holds, as they are numbered from the likeliest on. What lies between a region and the same with others is
-- of some of them: publishers draw its border in many ways
otherwise_said as (
    select i.article_id, i.claim_id, arg_min(c.in_words, i.instead_claim) as in_words
    from input.claim_instead as i
    inner join input.claim as c on c.article_id = i.instead_article and c.claim_id = i.instead_claim
    inner join factcheck.part as o on o.article_id = c.article_id and o.claim_id = c.claim_id
    inner join factcheck.vote as v on v.part_id = o.part_id
    inner join part as p on p.article_id = i.article_id and p.claim_id = i.claim_id
    left join factcheck.reading as h on h.part_id = o.part_id and h.reading_id = v.holding_id
    left join factcheck.reading as b on b.part_id = p.part_id and b.reading_id = p.best_id
    left join factcheck.reading as m on m.part_id = o.part_id and m.reading_id = v.best_id
    left join (select distinct part_id from factcheck.member where side = 'claim' and members > 1) as s on s.part_id = o.part_id
    where case
        -- a place that another comparison of prices may give is none that the sentence cannot mean
        when v.verdict in ('SUPPORTED', 'SUPPORTED_LOOSELY', 'TOO_CLOSE') or (o.operation = 'rank' and v.awaited is not null)
            then o.indicator = p.indicator or coalesce(abs(h.obs_value - p.x) < abs(b.obs_value - p.x) / 2, true)
        else s.part_id is not null and o.indicator = p.indicator and o.operation = p.operation and p.operation in ('level', 'sum')
            and b.time_period = m.time_period and b.definition = m.definition
            and p.x between least(b.obs_value, m.obs_value) and greatest(b.obs_value, m.obs_value)
            and greatest(abs(b.gap_pct), abs(m.gap_pct)) <= 10
    end
    group by i.article_id, i.claim_id
),

-- each equivalent reading of today beside what the same figure was then
since as (
    select
        n.part_id, n.reading_id, n.obs_value, n.time_period,
        t.reading_id is null as is_new,
        t.type = 'E' and t.outcome <> n.outcome and t.obs_value <> n.obs_value as is_turned,
        abs(n.obs_value - t.obs_value) / nullif(abs(t.obs_value), 0) as revised_by
    from reading as n
    left join reading as t
        on t.part_id = n.part_id and t.known = 'then'
        and t.definition = n.definition and t.source = n.source and t.time_period = n.time_period
    where n.known = 'now' and n.type = 'E'
),

turned as (
    select
        part_id,
        arg_max(case when is_turned then reading_id end, case when is_turned then revised_by end) as revised_id,
        arg_max(
            case when is_new and obs_value is not null then reading_id end,
            case when is_new and obs_value is not null then concat(time_period, ' ', reading_id) end
        ) as added_id
    from since
    group by part_id
)

select
    p.part_id,
    p.article_id,
    p.claim_id,
    p.part,
    p.part_name,
    p.position,
    case
        when p.not_checkable is not null or (p.verdict in ('CONTRADICTED', 'OUT_OF_DATE') and s.in_words is not null)
            then 'NOT_CHECKABLE'
        when p.verdict = 'CONTRADICTED' and o.superseded_on is not null then 'OUT_OF_DATE'
        else p.verdict
    end as verdict,
    case
        when p.not_checkable is not null or (p.verdict_now in ('CONTRADICTED', 'OUT_OF_DATE') and s.in_words is not null)
            then 'NOT_CHECKABLE'
        when p.verdict_now = 'CONTRADICTED' and o.superseded_on is not null then 'OUT_OF_DATE'
        else p.verdict_now
    end as verdict_now,
    case when p.not_checkable is null then p.decided_by end as decided_by,
    p.choice as definition_choice,
    p.freq,
    p.votes,
    p.holds,
    p.nears,
    p.best_id as closest_reading_id,
    b.obs_value as closest_value,
    b.gap_pct,
    p.holding_id as holding_reading_id,
    p.failing_id as failing_reading_id,
    p.earlier_id as earlier_reading_id,
    p.arguable_id as arguable_reading_id,
    p.current_id as current_reading_id,
    case
        when p.not_checkable is not null then 'NO_FIGURE_DECIDES'
        when s.in_words is not null and (
            p.verdict in ('CONTRADICTED', 'OUT_OF_DATE')
            or (p.verdict = 'NOT_CHECKABLE' and p.verdict_now in ('CONTRADICTED', 'OUT_OF_DATE'))
        ) then 'SAID_OTHERWISE'
        when p.is_overtaken then 'OVERTAKEN'
        when p.is_nearing then 'NEARING'
        when p.is_aged then 'AGED'
        when p.awaited is not null then 'AWAITED'
        when p.is_outrun and p.verdict = 'NOT_CHECKABLE' then 'OUTRUN'
        when p.is_unseen and p.verdict = 'NOT_CHECKABLE' then 'UNSEEN'
        when p.verdict = 'NOT_CHECKABLE' and p.is_unusable then 'NOTHING_USABLE'
        when p.verdict = 'NOT_CHECKABLE' and p.verdict_now <> 'NOT_CHECKABLE' and not p.was_arguable then 'NOT_YET_PUBLISHED'
        when p.verdict = 'NOT_CHECKABLE' and p.is_arguable then 'ONLY_ARGUABLE'
        when p.verdict = 'NOT_CHECKABLE' then 'NO_FIGURE'
        when p.verdict = 'SUPPORTED' then 'ALL_HOLD'
        when p.verdict = 'SUPPORTED_LOOSELY' then 'SOME_NEARLY_HOLD'
        when p.verdict = 'DEPENDS' and p.holds = 0 then 'SOME_NEARLY_NONE_HOLDS'
        when p.verdict = 'DEPENDS' then 'SPLIT'
        when p.verdict = 'CONTRADICTED' and o.superseded_on is not null then 'ONLY_SUPERSEDED_HOLDS'
        when p.verdict = 'CONTRADICTED' then 'NONE_HOLDS'
        when p.verdict = 'OUT_OF_DATE' then 'ONLY_EARLIER_HOLDS'
        when p.verdict = 'TOO_CLOSE' and p.operation = 'rank' and b.outcome = 'MISS' then 'FAR_DOWN'
        when p.verdict = 'TOO_CLOSE' then 'WITHIN_REVISION'
    end as reason,
    p.awaited,
    case
        when p.not_checkable is not null or p.verdict = 'SUPPORTED' then null
        when p.verdict = 'DEPENDS' and p.holding_id is not null then 'SAY_WHICH'
        when p.verdict = 'OUT_OF_DATE' and p.earlier_id is not null then 'OTHER_PERIOD'
        when p.verdict = 'NOT_CHECKABLE' and p.verdict_now in ('SUPPORTED', 'SUPPORTED_LOOSELY') then 'LATER'
        -- neither of two figures that differ is told as what would be true
        when p.is_overtaken or p.is_aged or (p.is_outrun and p.verdict = 'NOT_CHECKABLE') then null
        when p.verdict = 'NOT_CHECKABLE' and f.limit_id is not null then 'AS_FAR_BACK'
        when p.verdict = 'NOT_CHECKABLE' and p.votes = 0 and p.otherwise_id is not null then 'SAY_SO'
        -- what is of another time than the claim names would not make it true
        when p.votes + p.votes_now = 0
            then case
                when u.obs_value <> 0 and u.type_reason <> 'FISCAL_YEAR' and u.type_reason not like '%STALE%' and u.type_reason not like '%WHOLE_YEAR%'
                    then 'ARGUABLE'
            end
        when p.verdict = 'TOO_CLOSE' and p.operation = 'rank' and b.outcome <> 'MISS' then 'NECK_AND_NECK'
        when p.verdict = 'TOO_CLOSE' and p.operation = 'count' then null
        when p.verdict = 'TOO_CLOSE' and p.operation in ('compare', 'order', 'next') then 'LEVEL'
        when p.operation = 'rank' then 'OTHER_RANK'
        when p.operation = 'direction' then case when b.obs_value = 0 then 'UNCHANGED' else 'OPPOSITE' end
        when p.operation in ('compare', 'order') and b.unit_measure <> 'TIMES' then 'OTHER_WAY'
        when p.operation = 'compare' then 'RATIO'
        when p.operation = 'next' then 'OF_NEXT'
        when p.operation = 'order'
            then case when p.hedge in ('under', 'at_most', 'just_under') then 'OF_SMALLEST' else 'OF_LARGEST' end
        when p.operation = 'extreme' and coalesce(b.beaten_in < b.window_from, true) then 'BARELY'
        when p.operation = 'extreme'
            then case when b.beaten_in < b.time_period - interval 366 day then 'SINCE' else 'OTHER_RECORD' end
        when p.operation in ('change', 'growth', 'difference')
            and b.obs_value * case when b.sort_order = 'asc' or p.x < 0 then -1 else 1 end < 0 then 'OTHER_WAY'
        when p.operation = 'exists' then 'NONE'
        when p.operation = 'first' then 'FIRST_SINCE'
        when p.operation = 'streak' and b.obs_value = 0 then 'OPPOSITE'
        when p.operation = 'streak' or (p.operation = 'always' and b.unit_measure = 'PERIODS') then 'UNBROKEN'
        when p.operation = 'always' and p.x is null then 'WORST_PERIOD'
        when p.operation = 'always' then 'RANGE'
        else 'OTHER_NUMBER'
    end as would_be_true,
    case
        when p.not_checkable is null and p.verdict in ('CONTRADICTED', 'OUT_OF_DATE', 'TOO_CLOSE', 'NOT_CHECKABLE')
            and (p.verdict <> 'NOT_CHECKABLE' or p.verdict_now not in ('SUPPORTED', 'SUPPORTED_LOOSELY'))
            then p.otherwise_id
    end as otherwise_reading_id,
    f.limit_id as limit_reading_id,
    o.time_period as other_period,
    o.obs_value as other_value,
    o.superseded_on,
    o.superseded_value,
    case when p.not_checkable is null and p.verdict <> p.verdict_now then t.revised_id end as revised_reading_id,
    case when p.not_checkable is null and p.verdict <> p.verdict_now then t.added_id end as added_reading_id,
    s.in_words as said_instead
from part as p
left join factcheck.reading as b on b.part_id = p.part_id and b.reading_id = p.best_id
left join factcheck.reading as u on u.part_id = p.part_id and u.reading_id = p.arguable_id
left join as_far_back as f on f.part_id = p.part_id
left join factcheck.other_figure as o on o.part_id = p.part_id
left join turned as t on t.part_id = p.part_id
left join otherwise_said as s on s.article_id = p.article_id and s.claim_id = p.claim_id
order by p.article_id, p.claim_id, p.position
