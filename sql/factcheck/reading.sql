/*
description: >
  Every reading of every claim: one defensible way to compute what it says, with its number, its outcome against
  the stated one and the query that gives the number again. One row per claim, part and reading.
key: [part_id, reading_id]
columns:
  part_id: part of a claim (factcheck.part)
  article_id: article
  claim_id: claim
  part: area that the part is about; '' when the claim is not taken apart
  reading_id: name of the reading within the part
  position: order for people - votes first, as known then before as known now, latest period first
  known: then, as published by the day of the claim; now, as published by today
  indicator: what the claim is about (core.indicator)
  definition: way of reading it
  variant: "-more when three times more is read as an increase by three times, else ''"
  label: the definition in words
  source: dataset (core.source); two joined by ' + ' where a ratio takes two
  vintage: edition
  published_on: day on which the last of its figures became public
  freq: frequency
  time_period: first day of the period
  base_period: first day of the period compared with
  period_label: the period in words
  type: E equivalent, U uncertain, N shown and never voting
  type_reason: why it is not a plain E
  is_earlier: true for an earlier period that holds while the current one may not
  obs_status: "worst status of its figures: A normal, P provisional, E estimated, F forecast"
  obs_value: {unit: unit_measure, meaning: the number of this reading}
  obs_text: the number as a newspaper would write it
  unit_measure: unit of the number
  outcome: MATCH, MATCH_SLACK, NEAR, MISS, TOO_CLOSE, INCOMPLETE or INCOHERENT
  gap_pct: {unit: per cent, meaning: distance of the number from the stated one}
  low: {unit: unit_measure, meaning: "lower end of MATCH; NULL when open"}
  high: {unit: unit_measure, meaning: "upper end of MATCH; NULL when open"}
  low_open: true when low itself is outside
  high_open: true when high itself is outside
  slack_low: true when the wording stays true below low
  slack_high: true when the wording stays true above high
  near_low: {unit: unit_measure, meaning: lower end of NEAR}
  near_high: {unit: unit_measure, meaning: upper end of NEAR}
  missing: what is missing or does not fit
  detail: what the number rests on
  is_reference: rests on reference figures transcribed into the warehouse
  sql: a SELECT over this file that returns obs_value
*/
with ordered as (
    select
        a.part_id, a.reading_id, c.article_id, c.claim_id, c.part, c.operation, d.label,
        cast(row_number() over (
            partition by c.article_id, c.claim_id
            order by c.part, case a.known when 'then' then 0 else 1 end,
                case a.reading_type when 'E' then 0 when 'U' then 1 else 2 end,
                coalesce(d.position, 1), a.time_period desc, a.source, a.reading_id
        ) as integer) as position
    from factcheck.answer as a
    inner join factcheck.part as c on c.part_id = a.part_id
    left join input.reading_definition as d on d.indicator = c.indicator and d.definition = a.definition
),

joined as (
    select
        v.*, o.operation, o.article_id, o.claim_id, o.part, o.position,
        a.is_earlier, a.outcome, a.gap_pct, a.low, a.high, a.near_low, a.near_high,
        b.low_open, b.high_open, b.slack_low, b.slack_high,
        concat(coalesce(o.label, replace(v.definition, '_', ' ')), case v.variant when '-more' then ', as an increase by so many times' else '' end) as label,
        q.sql
    from factcheck.answer as a
    inner join factcheck.value as v
        on v.part_id = a.part_id and v.reading_id = a.reading_id
    inner join ordered as o on o.part_id = a.part_id and o.reading_id = a.reading_id
    left join factcheck.interval as b on b.article_id = o.article_id and b.claim_id = o.claim_id
    left join factcheck.query as q
        on q.part_id = v.part_id and q.reading_id = v.reading_id
),

worded as (
    select
        *,
        case
            when obs_value is null then null
            when abs(obs_value) >= 1e12 then printf('%.2f trillion', abs(obs_value) / 1e12)
            when abs(obs_value) >= 1e10 then printf('%.1f billion', abs(obs_value) / 1e9)
            when abs(obs_value) >= 1e9 then printf('%.3f billion', abs(obs_value) / 1e9)
            when abs(obs_value) >= 1e6 then printf('%.1f million', abs(obs_value) / 1e6)
            when abs(obs_value) >= 1000
                then concat(cast(cast(floor(round(abs(obs_value)) / 1000) as bigint) as varchar), ',', lpad(cast(cast(round(abs(obs_value)) % 1000 as bigint) as varchar), 3, '0'))
            when unit_measure = 'EVENTS' and operation = 'first' and obs_value = 0 then 'none'
            when unit_measure in ('RANK', 'PERIODS', 'EVENTS', 'DAYS', 'VESSELS', 'PS')
                then cast(cast(round(abs(obs_value)) as bigint) as varchar)
            else printf('%.1f', abs(obs_value))
        end as digits
    from joined
)

select
    part_id,
    article_id,
    claim_id,
    part,
    reading_id,
    position,
    known,
    indicator,
    definition,
    variant,
    label,
    source,
    vintage,
    published_on,
    freq,
    time_period,
    base_period,
    concat(
        case when base_period is null then ''
            when freq = 'A' then concat(strftime(base_period, '%Y'), ' to ')
            when freq = 'Q' then concat('Q', quarter(base_period), ' ', strftime(base_period, '%Y'), ' to ')
            else concat(strftime(base_period, '%B %Y'), ' to ') end,
        case freq
            when 'A' then strftime(time_period, '%Y')
            when 'Q' then concat('Q', quarter(time_period), ' ', strftime(time_period, '%Y'))
            when 'M' then strftime(time_period, '%B %Y')
            else strftime(time_period, '%-d %B %Y')
        end
    ) as period_label,
    reading_type as type,
    type_reason,
    is_earlier,
    case worst when 3 then 'F' when 2 then 'E' when 1 then 'P' else 'A' end as obs_status,
    obs_value,
    concat(
        case when obs_value < 0 then '-' else '' end,
        case unit_measure when 'USD' then '$' when 'INTL_USD' then 'int$' when 'RANK' then 'rank ' else '' end,
        digits,
        case unit_measure
            when 'PT' then ' %' when 'PP' then ' points' when 'TIMES' then ' times' when 'DAYS' then ' days'
            when 'KRW' then ' won' when 'JPY' then ' yen' when 'CNY' then ' yuan'
            when 'EVENTS' then case when operation = 'first' then ' in between' when obs_value = 1 then ' event' else ' events' end
            when 'VESSELS' then ' vessels' when 'PERIODS' then ' in a row' else ''
        end
    ) as obs_text,
    unit_measure,
    outcome,
    gap_pct,
    low,
    high,
    low_open,
    high_open,
    slack_low,
    slack_high,
    near_low,
    near_high,
    missing,
    detail,
    is_reference,
    sql
from worded
order by article_id, claim_id, position
