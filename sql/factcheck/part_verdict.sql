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
  choice: the same in the words of the indicator
  closest_reading_id: reading closest to the claim
  closest_value: {unit: unit_measure of the reading, meaning: its number}
  gap_pct: {unit: per cent, meaning: its distance from the stated number}
  reason: why, in plain English
  would_be_true: what would make it true, in plain English
  turned_by: what changed between then and now, in plain English; NULL when the verdict is the same
*/
with part as (
    select
        p.part_id, p.article_id, p.claim_id, p.part, p.position, p.said_on, p.operation, p.not_checkable, p.reason,
        p.period, p.choice, p.freq,
        t.verdict, n.verdict as verdict_now,
        t.votes, t.holds, t.nears, t.misses, t.too_close, n.votes as votes_now, n.holds as holds_now,
        coalesce(t.decided_by, n.decided_by) as decided_by,
        coalesce(t.best_id, n.best_id) as best_id,
        coalesce(t.holding_id, n.holding_id) as holding_id,
        coalesce(t.failing_id, n.failing_id) as failing_id,
        coalesce(t.earlier_id, n.earlier_id) as earlier_id,
        coalesce(t.unusable, n.unusable) as unusable,
        coalesce(t.arguable_id, n.arguable_id) as arguable_id,
        coalesce(t.arguable, n.arguable) as arguable,
        coalesce(e.name, g.group_name, p.part) as part_name
    from factcheck.part as p
    inner join factcheck.vote as t
        on t.part_id = p.part_id and t.known = 'then'
    inner join factcheck.vote as n
        on n.part_id = p.part_id and n.known = 'now'
    left join core.economy as e on e.iso3 = p.part
    left join (select distinct group_id, group_name from core.economy_group) as g on g.group_id = p.part
),

told as (
    select
        r.part_id, r.reading_id, r.obs_value, r.gap_pct, r.low, r.high, r.obs_text, r.type, r.source, r.time_period,
        r.definition, r.known, r.outcome, r.vintage, r.period_label, r.published_on,
        case
            when r.source = 'event' then concat(r.label, ', ', r.obs_text, case when r.obs_value > 0 then concat(' (', r.period_label, ')') else '' end)
            else concat(
                r.obs_text, case when r.detail is not null and r.unit_measure = 'RANK' then concat(' ', r.detail) else '' end,
                ' (', r.label, ', ', coalesce(s.publisher, r.source), ', ', r.period_label,
                case r.obs_status when 'F' then ', projection' when 'E' then ', estimate' else '' end, ')'
            )
        end as told,
        coalesce(s.publisher, r.source) as publisher
    from factcheck.reading as r
    left join input.source as s on s.id = r.source
),

-- the same reading then and now with another outcome: the revision that turned it
revised as (
    select
        n.part_id,
        arg_max(
            concat(n.publisher, ' revised ', n.period_label, ' from ', t.obs_text, ' to ', n.obs_text, ' (edition ', n.vintage, ')'),
            abs(n.obs_value - t.obs_value) / nullif(abs(t.obs_value), 0)
        ) as told
    from told as n
    inner join told as t
        on t.part_id = n.part_id and t.known = 'then'
        and t.definition = n.definition and t.source = n.source and t.time_period = n.time_period
        and t.outcome <> n.outcome and t.obs_value <> n.obs_value
    where n.known = 'now' and n.type = 'E' and t.type = 'E'
    group by n.part_id
),

added as (
    select
        n.part_id,
        arg_max(concat(n.publisher, ' has since published ', n.period_label, ': ', n.obs_text), n.time_period) as told
    from told as n
    left join told as t
        on t.part_id = n.part_id and t.known = 'then'
        and t.definition = n.definition and t.source = n.source and t.time_period = n.time_period
    where n.known = 'now' and n.type = 'E' and t.reading_id is null and n.obs_value is not null
    group by n.part_id
),

worded as (
    select
        p.*,
        b.obs_value as closest_value, b.gap_pct, b.told as best_told, b.low, b.high, b.obs_text as best_text,
        u.told as arguable_told, h.told as holding_told, f.told as failing_told, x.told as earlier_told,
        v.told as revised_told, a.told as added_told,
        case
            when p.decided_by is null then null
            when p.decided_by = 'definition' then coalesce(p.choice, 'which definition')
            when p.decided_by = 'period' then case p.freq when 'A' then 'which year' when 'Q' then 'which quarter' else 'which month' end
            when p.decided_by = 'source' then 'which source'
            when p.decided_by = 'period and source' then case p.freq when 'A' then 'year and source' else 'period and source' end
            when p.decided_by = 'definition and period'
                then concat(coalesce(p.choice, 'which definition'), case p.freq when 'A' then ', and year' else ', and period' end)
            when p.decided_by = 'definition and source' then concat(coalesce(p.choice, 'which definition'), ', and source')
            else concat(coalesce(p.choice, 'which definition'), ', period and source')
        end as choice_words,
        case when p.part = '' then '' else concat(p.part_name, ': ') end as prefix
    from part as p
    left join told as b on b.part_id = p.part_id and b.reading_id = p.best_id
    left join told as u on u.part_id = p.part_id and u.reading_id = p.arguable_id
    left join told as h on h.part_id = p.part_id and h.reading_id = p.holding_id
    left join told as f on f.part_id = p.part_id and f.reading_id = p.failing_id
    left join told as x on x.part_id = p.part_id and x.reading_id = p.earlier_id
    left join revised as v on v.part_id = p.part_id
    left join added as a on a.part_id = p.part_id
),

explained as (
    select
        *,
        case
            when not_checkable is not null then reason
            when verdict = 'NOT_CHECKABLE' and unusable is not null then concat('nothing to decide it: ', unusable, '.')
            when verdict = 'NOT_CHECKABLE' and verdict_now <> 'NOT_CHECKABLE'
                then concat('no edition published by ', cast(said_on as varchar), ' is held; as known today it is ', best_told, '.')
            when verdict = 'NOT_CHECKABLE' and arguable is not null
                then concat('no reading answers it squarely (', arguable, '); the closest is ', arguable_told, '.')
            when verdict = 'NOT_CHECKABLE'
                then concat('no figure is held', case when period is null then '' else concat(' for ', replace(period, '-FY', ' as a fiscal year')) end, '.')
            when verdict = 'SUPPORTED' and votes = 1 then concat('the one reading holds: ', best_told, '.')
            when verdict = 'SUPPORTED' then concat(case votes when 2 then 'both' else concat('all ', votes) end, ' readings hold; the closest is ', best_told, '.')
            when verdict = 'SUPPORTED_LOOSELY' then concat('no reading is far off, but some hold only nearly; the closest is ', best_told, '.')
            when verdict = 'DEPENDS'
                then concat(
                    'it depends on ', choice_words, '. ',
                    case
                        when holds = 0 then concat('none of ', votes, ' readings holds; ', nears, case nears when 1 then ' comes' else ' come' end, ' near, the closest being ', best_told)
                        else concat(
                            holds, ' of ', votes, ' readings ', case holds when 1 then 'holds: ' else 'hold, such as ' end, holding_told,
                            -- the closest of those that fail stands for all of them: it misses, comes near or is too close to tell
                            '. ', votes - holds, case when votes - holds = 1 then ' does not: ' else ' do not, such as ' end, failing_told,
                            case when nears = 0 then '' when nears = votes - holds then ', which comes near' else concat('; ', nears, ' of them ', case nears when 1 then 'comes' else 'come' end, ' near') end
                        )
                    end,
                    '.'
                )
            when verdict = 'CONTRADICTED' and votes = 1 then concat('the one reading does not hold: ', best_told, '.')
            when verdict = 'CONTRADICTED' then concat(case votes when 2 then 'neither of two' else concat('none of ', votes) end, ' readings holds; the closest is ', best_told, '.')
            when verdict = 'OUT_OF_DATE' then concat('no current reading holds; the closest is ', best_told, '. It held for ', earlier_told, '.')
            when verdict = 'TOO_CLOSE' then concat('a revision of the usual size could turn it: ', best_told, '.')
        end as said
    from worded
)

select
    part_id,
    article_id,
    claim_id,
    part,
    part_name,
    position,
    case when not_checkable is not null then 'NOT_CHECKABLE' else verdict end as verdict,
    case when not_checkable is not null then 'NOT_CHECKABLE' else verdict_now end as verdict_now,
    case when not_checkable is null then decided_by end as decided_by,
    case when not_checkable is null then choice_words end as choice,
    best_id as closest_reading_id,
    closest_value,
    gap_pct,
    case when prefix = '' then concat(upper(substr(said, 1, 1)), substr(said, 2)) else concat(prefix, said) end as reason,
    case
        when not_checkable is not null or votes + votes_now = 0 or verdict = 'SUPPORTED' then null
        when verdict = 'DEPENDS' and holding_told is not null then concat('It would hold if it said what it means: ', holding_told, '.')
        when operation = 'rank' then concat('It would hold of ', best_text, '.')
        when operation in ('compare', 'direction') then 'The opposite holds.'
        when operation in ('level', 'sum', 'mean', 'share', 'ratio', 'change', 'growth', 'streak')
            then concat('It would hold if the figure said were about ', best_text, '.')
    end as would_be_true,
    case
        when not_checkable is not null or verdict = verdict_now then null
        else concat(
            'As known when said: ', lower(replace(verdict, '_', ' ')), '; as known now: ', lower(replace(verdict_now, '_', ' ')),
            '. ', concat_ws('; ', revised_told, added_told), '.'
        )
    end as turned_by
from explained
order by article_id, claim_id, position
