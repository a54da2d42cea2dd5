/*
description: >
  Periods in which a claim may be meant, with the weight of each. One row per figure that counts.
key: [figure_id]
columns:
  figure_id: figure (factcheck.figure)
  part_id: part of a claim (factcheck.part)
  known: then or now
  period_type: E a fair reader could mean it, U arguable, N an earlier period that does not vote
  period_reason: >-
    why it is not simply the latest published, a code: FISCAL_YEAR (a calendar year answers), OWN_FISCAL_YEAR (the publisher's year
    is that fiscal year), FISCAL_YEAR_BEGUN (it is the one that begins in the year named), WHOLE_YEAR (it answers for
    a month), WITHIN_PERIOD, STALE (older than usual and one period more), RUNNING_YEAR (its projection),
    YEAR_JUST_ENDED (estimate or projection), PUBLISHED_SINCE (latest that had ended), SUPERSEDED (the latest when it was
    said), SAID_WITHIN (the period in which it was said) or EARLIER; NULL for the latest published
  place: "1 for the latest period of its kind, counted backwards"
*/
with figure as (
    select
        c.operation, c.is_window, c.is_slow, c.usual_lag_months,
        f.freq = c.wider_freq or (f.base_period is not null and f.freq = 'A' and date_diff('day', c.base_from, c.base_to) < 300)
            as is_wider,
        f.figure_id, f.part_id, f.side_id, f.time_period, f.known, f.worst,
        c.said_on,
        c.period,
        c.period_from,
        c.period_to,
        case f.freq when 'A' then 12 when 'Q' then 3 else 1 end as months,
        -- what is compared with an earlier period ends with the newest one that an edition holds beside it
        case c.operation
            -- of a newest period that few have reported there is less to count
            when 'count' then f.present >= 0.8 * max(f.present) over (partition by f.part_id, f.side_id, f.known)
            else f.amount is not null
        end
            and (f.base_amount is not null or not (c.operation in ('change', 'growth') or coalesce(c.against, '') = 'period')) as is_whole,
        case when c.operation in ('change', 'growth') or c.against = 'period' then date_diff('month', f.base_period, f.time_period) else 0 end
            as compared_months,
        f.worst = 3 or (f.worst = 2 and year(f.time_period) >= year(c.said_on) - 1) as is_projected
    from factcheck.figure as f
    inner join factcheck.part as c on c.part_id = f.part_id
    where f.operand = 'claim'
        and f.time_period between
            case when f.freq = c.wider_freq then cast(date_trunc('year', c.period_from) as date) else c.period_from end
            and c.period_to
        -- “since November 2012”: the year 2012 says nothing of it
        and (f.base_period is null or f.base_period < f.time_period)
),

-- a definition of which no period is whole is shown at its latest period, as incomplete
shown as (
    select
        f.*,
        max(case when is_whole then 1 else 0 end) over (
            partition by part_id, side_id, known
        ) as any_whole
    from figure as f
),

usable as (
    select s.*, cast(s.time_period + to_months(s.months) - interval 1 day as date) as period_end
    from shown as s
    where s.is_whole or s.any_whole = 0 or s.period is not null
),

latest as (
    select
        part_id, side_id,
        max(case when known = 'then' and not is_projected then time_period end) as published_then,
        max(case when known = 'now' and worst < 3 and period_end <= said_on then time_period end) as ended_by_then,
        max(case when known = 'then' then time_period end) as named_then,
        max(case when known = 'now' then time_period end) as named_now
    from usable
    group by part_id, side_id
),

-- what nobody would look up any more when it was said: older than usual for the indicator by more than one period, and by
-- one more for every ten that it is compared over
aged as (
    select
        *,
        operation <> 'exists'
            and cast(
                period_end + to_months(usual_lag_months + months + months * cast(floor(coalesce(compared_months, 0) / (10 * months)) as integer))
                as date
            ) < said_on as is_stale
    from usable
),

-- where a publisher's years are fiscal years: the one named, which ends in the later year or in the only one of its name
-- (then the period looked at has three years). One that ends before June bears the number of the year in which it begins
fiscal as (
    select
        u.figure_id,
        year(c.period_to) - case when year(c.period_from) + 1 < year(c.period_to) then 1 else 0 end
            - case when max(y.ends_in) < 6 then 1 else 0 end as fiscal_year,
        max(y.ends_in) < 6 and year(c.period_from) + 1 < year(c.period_to) as may_begin
    from usable as u
    inner join factcheck.figure as f on f.figure_id = u.figure_id
    inner join factcheck.part as c on c.part_id = u.part_id
    inner join factcheck.member as m on m.part_id = u.part_id and m.side = 'claim'
    inner join input.reading_term as t on t.indicator = c.indicator and t.definition = f.definition and t.side = 'value'
    left join input.fiscal_year as y
        on y.indicator = t.obs_indicator and y.source = f.source and y.ref_area = m.ref_area and not t.mirror
        and (y.valid_from is null or y.valid_from <= f.time_period)
    where u.period like '%-FY' and c.operation not in ('rank', 'next', 'count') and coalesce(c.against, '') <> 'area'
    group by u.figure_id, c.period_from, c.period_to
    having count(y.ref_area) = count(*) and (min(y.ends_in) < 6) = (max(y.ends_in) < 6)
),

judged as (
    select
        u.figure_id, u.part_id, u.side_id, u.time_period, u.known,
        case
            when year(u.time_period) = y.fiscal_year then 'E'
            when year(u.time_period) = y.fiscal_year + 1 and y.may_begin then 'U'
            when y.figure_id is not null then null
            when u.period like '%-FY' then 'U'
            when u.is_wider then case when u.is_slow then 'E' else 'U' end
            when u.is_window and u.operation in ('average', 'always')
                then case when u.time_period = date_trunc('year', u.period_to) then 'E' end
            when u.is_window then 'E'
            when u.period is not null and u.time_period = case u.known when 'then' then l.named_then else l.named_now end
                then 'E'
            when u.period is not null then 'U'
            when u.known = 'then' and u.time_period = l.published_then then case when u.is_stale then 'U' else 'E' end
            when u.known = 'then' and u.is_projected and year(u.time_period) between year(u.said_on) - 1 and year(u.said_on)
                then 'E'
            when u.known = 'now' and u.time_period = l.ended_by_then then case when u.is_stale then 'U' else 'E' end
            -- an older period is out of date by now, whatever it was then
            when u.known = 'now' and u.time_period = l.published_then then 'U'
            when u.known = 'now' and u.said_on between u.time_period and u.period_end then 'U'
            when u.time_period < coalesce(case u.known when 'now' then l.ended_by_then end, l.published_then, l.ended_by_then) then 'N'
        end as period_type,
        case
            when y.figure_id is not null
                then case when year(u.time_period) = y.fiscal_year then 'OWN_FISCAL_YEAR' else 'FISCAL_YEAR_BEGUN' end
            when u.period like '%-FY' then 'FISCAL_YEAR'
            when u.is_wider then 'WHOLE_YEAR'
            when u.period is not null then case when u.months < 12 and date_diff('day', u.period_from, u.period_to) > 300 then 'WITHIN_PERIOD' end
            when u.time_period = case u.known when 'then' then l.published_then else l.ended_by_then end and u.is_stale then 'STALE'
            when u.known = 'then' and u.time_period = l.published_then then null
            when u.known = 'then' and u.is_projected and year(u.time_period) = year(u.said_on)
                then 'RUNNING_YEAR'
            when u.known = 'then' and u.is_projected then 'YEAR_JUST_ENDED'
            when u.known = 'now' and u.time_period = l.ended_by_then and l.ended_by_then = l.published_then then null
            when u.known = 'now' and u.time_period = l.ended_by_then then 'PUBLISHED_SINCE'
            when u.known = 'now' and u.time_period = l.published_then then 'SUPERSEDED'
            when u.known = 'now' and u.said_on between u.time_period and u.period_end then 'SAID_WITHIN'
            else 'EARLIER'
        end as period_reason
    from aged as u
    inner join latest as l
        on l.part_id = u.part_id and l.side_id = u.side_id
    left join fiscal as y on y.figure_id = u.figure_id
)

select
    figure_id,
    part_id,
    known,
    period_type,
    period_reason,
    cast(row_number() over (
        partition by part_id, side_id, known, period_type
        order by time_period desc
    ) as integer) as place
from judged
where period_type is not null
