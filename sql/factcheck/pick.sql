/*
description: >
  The edition that answers for each term in each period, as known when the claim was made and as known today:
  an edition that has every member goes before one that lacks some, one that also has what is compared with or a full
  universe before one that has not, then the latest published. Of a window all periods come from the latest edition that holds
  the whole of it, or at least its end, and so do years that are added up. For a change both ends come from one edition, unless
  the publisher's editions hold a single period each. One row per part, operand,
  series, period and day of knowledge.
key: [part_id, operand, series_id, time_period, known]
columns:
  part_id: part of a claim (factcheck.part)
  operand: claim or base
  series_id: series (factcheck.series)
  side_id: side of the definition that it belongs to (factcheck.series)
  definition: way of reading the indicator
  side: value or per
  term: number of the term within the side
  source: dataset
  freq: frequency
  time_period: period
  unit_measure: unit
  known: then, as published by the day of the claim; now, as published by today
  vintage: edition
  published_on: day on which the last figure became public
  price_base: price base; '' where it has no meaning
  amount: {unit: unit_measure, meaning: sum over the members}
  members: {unit: pairs, meaning: members of the sum}
  present: {unit: pairs, meaning: members with a figure}
  worst: {unit: "0 to 3", meaning: "3 a forecast among them, 2 an estimate, 1 provisional, 0 none"}
  absent_status: status of a figure that is listed without a value
  is_reference: rests on transcribed reference figures
  is_summed_world: the world total is the sum of all economies, since the edition has none of its own
  base_period: period compared with
  base_vintage: edition of the figure compared with
  base_amount: {unit: unit_measure, meaning: the figure compared with}
  base_present: {unit: pairs, meaning: members with a figure in the period compared with}
*/
-- a publisher whose editions each hold one period: figures of two of them may be compared
with single as (
    select source, bool_and(single_period) as single_period from factcheck.edition group by source
),

with_base as (
    select
        t.*,
        b.vintage as base_vintage,
        b.amount as base_amount,
        b.present as base_present,
        case when o.present = o.members then 1 else 0 end as other_is_whole,
        case when c.operation in ('rank', 'next', 'count') and not e.is_full then 0 else 1 end as serves
    from factcheck.total as t
    inner join factcheck.part as c on c.part_id = t.part_id
    inner join factcheck.edition as e
        on e.series_id = t.series_id and e.vintage = t.vintage and e.time_period = t.time_period
    inner join single as a on a.source = e.source
    left join factcheck.total as b
        on b.part_id = t.part_id and b.operand = t.operand and b.series_id = t.series_id and b.price_base = t.price_base
        and b.time_period = t.base_period
        and b.published_on <= t.published_on
        and (b.vintage = t.vintage or a.single_period)
    -- what a share, a ratio or a comparison is drawn against, in the same edition
    left join factcheck.total as o
        on c.against = 'area'
        and o.part_id = t.part_id and o.operand <> t.operand and o.series_id = t.series_id and o.price_base = t.price_base
        and o.vintage = t.vintage and o.time_period = t.time_period
),

view as (
    select part_id, 'then' as known, said_on as as_of from factcheck.part
    union all
    select p.part_id, 'now' as known, r.today as as_of
    from factcheck.part as p
    cross join input.run as r
),

seen as (
    select
        t.*,
        v.known,
        concat(t.vintage, '|', t.price_base) as edition,
        concat(
            case when t.present = t.members and (t.base_period is null or t.base_present = t.members) then '2'
                when t.present = t.members then '1' else '0' end,
            t.other_is_whole, t.serves
        ) as fullness
    from with_base as t
    inner join view as v on v.part_id = t.part_id and t.published_on <= v.as_of
),

-- years that are added up come from an edition that has all of them, and is as full as the least full
ranked as (
    select
        s.*,
        concat(
            case when p.years = 1 then '' when count(*) over edition = p.years then min(s.fullness) over edition else '000' end,
            s.fullness,
            case when p.years = 1 then s.published_on else max(s.published_on) over edition end, '|', s.vintage, '|', s.base_vintage, '|', s.price_base
        ) as preference
    from seen as s
    inner join factcheck.part as p on p.part_id = s.part_id
    inner join factcheck.series as k on k.series_id = s.series_id
    window edition as (
        partition by s.part_id, s.operand, k.side_id, k.term, s.time_period, s.known, s.edition
    )
),

-- records, streaks and averages: the last period of each, and where the window begins
ending as (
    select
        s.part_id, s.operand, s.series_id, s.known, max(s.time_period) as last_period, max(k.months) as months,
        cast(max(case
            when p.is_window then p.period_from
            when p.span is null then p.base_to + interval 1 day
        end) as date) as named_start,
        max(p.span) as span
    from seen as s
    inner join factcheck.part as p on p.part_id = s.part_id
    inner join (
        select series_id, case freq when 'A' then 12 when 'Q' then 3 else 1 end as months from factcheck.series
    ) as k on k.series_id = s.series_id
    where p.operation in ('extreme', 'streak', 'average', 'always') and s.present = s.members
    group by s.part_id, s.operand, s.series_id, s.known
),

windowed as (
    select
        *,
        coalesce(named_start, cast(last_period - to_years(span) + to_months(months) as date), last_period) as first_period
    from ending
),

whole as (
    select part_id, operand, series_id, known, arg_max(edition, concat(is_whole, published_on, '|', edition)) as edition
    from (
        select
            s.part_id, s.operand, s.series_id, s.known, s.edition,
            max(case when s.time_period = w.last_period then s.published_on end) as published_on,
            case
                when count(*) = max(date_diff('month', w.first_period, w.last_period) / w.months) + 1 then '1' else '0'
            end as is_whole
        from seen as s
        inner join windowed as w
            on w.part_id = s.part_id and w.operand = s.operand and w.series_id = s.series_id and w.known = s.known
        where s.present = s.members and s.time_period between w.first_period and w.last_period
        group by s.part_id, s.operand, s.series_id, s.known, s.edition
    ) as e
    where published_on is not null
    group by part_id, operand, series_id, known
),

preferred as (
    select s.*, concat(case when w.edition = s.edition then '1' else '0' end, s.preference) as preferred
    from ranked as s
    left join whole as w
        on w.part_id = s.part_id and w.operand = s.operand and w.series_id = s.series_id and w.known = s.known
),

best as (
    select part_id, operand, series_id, time_period, known, max(preferred) as preferred
    from preferred
    group by part_id, operand, series_id, time_period, known
)

select
    s.part_id,
    s.operand,
    s.series_id,
    k.side_id,
    k.definition,
    k.side,
    k.term,
    k.source,
    k.freq,
    s.time_period,
    k.unit_measure,
    s.known,
    s.vintage,
    s.published_on,
    s.price_base,
    s.amount,
    s.members,
    s.present,
    s.worst,
    s.absent_status,
    s.is_reference,
    s.is_summed_world,
    s.base_period,
    s.base_vintage,
    s.base_amount,
    s.base_present
from preferred as s
inner join best as b
    on b.part_id = s.part_id and b.operand = s.operand and b.series_id = s.series_id and b.time_period = s.time_period
    and b.known = s.known and b.preferred = s.preferred
inner join factcheck.series as k on k.series_id = s.series_id
