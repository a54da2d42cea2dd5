/*
description: >
  What the equivalent readings of each part come to, as known then and as known now, and the smallest choice that
  explains why they differ. One row per part and day of knowledge.
key: [part_id, known]
columns:
  part_id: part of a claim (factcheck.part)
  known: then or now
  votes: {unit: readings, meaning: equivalent readings with an outcome}
  holds: {unit: readings, meaning: those that hold}
  nears: {unit: readings, meaning: those that nearly hold}
  misses: {unit: readings, meaning: those that do not}
  too_close: {unit: readings, meaning: those that a usual revision could turn}
  verdict: verdict of the part
  awaited: where none that is held bears it out, the labels of equivalent definitions that might and are not held
  is_nearing: true where the newest figure does not hold, and would by the day of the claim if it went on as in the year before
  is_overtaken: true where an earlier period does not hold and the last complete one, published since, does or lies nearer
  is_unseen: >-
    true where today's figure does not hold, no edition of the day of the claim is held, and publishers revise first
    figures by as much
  is_aged: true where the last edition held from before that day is months older and a later one nearly bears it out, or it lies between the two
  is_outrun: true where the newest figure held does not hold by little, and a later period had ended by the day of the claim
  decided_by: definition, period or source, or two of them, when the readings differ
  best_id: reading closest to the claim
  holding_id: closest reading that holds
  failing_id: closest reading that does not hold
  earlier_id: reading of an earlier period that holds
  unusable: {unit: readings, meaning: equivalent readings that have no vote and say what is missing}
  arguable_id: closest of the arguable readings
  otherwise_id: closest of the readings without a vote that hold as the claim is put, not counting earlier periods
  arguable: {unit: readings, meaning: arguable readings with an outcome and a reason why they are only arguable}
*/
with outcome as (
    select
        r.*,
        case
            when outcome in ('MATCH', 'MATCH_SLACK') then 'HOLD'
            when outcome in ('NEAR', 'MISS', 'TOO_CLOSE') then outcome
        end as stance
    from factcheck.reading as r
),

strict as (
    select part_id, known, bool_or(stance in ('HOLD', 'NEAR')) as holds, min(abs(gap_pct)) as nearest
    from outcome
    where type = 'E' and stance is not null
    group by part_id, known
),

-- a fiscal year has months of two calendar years, or of three where it may end or begin in the one named. Trade of a fiscal
-- year lies in one of fifty between those of its calendar years, or within a fifth of them, and never at half or twice
spanned as (
    select
        r.part_id, r.known, r.definition, r.source,
        bool_and(
            r.stance = 'HOLD'
            and coalesce(r.obs_value / m.margin >= case when r.slack_low then i.near_low else r.low end, true)
            and coalesce(r.obs_value * m.margin <= case when r.slack_high then i.near_high else r.high end, true)
        ) as all_hold,
        bool_and(
            r.stance = 'MISS'
            and (least(p.x, p.x_high) > 2 * r.obs_value or 2 * greatest(p.x, p.x_high) < r.obs_value)
        ) as all_miss
    from outcome as r
    inner join factcheck.part as p on p.part_id = r.part_id
    inner join factcheck.outcome as i on i.part_id = r.part_id and i.reading_id = r.reading_id
    inner join (select 'flow' as kind, 1.2 as margin union all select 'stock' as kind, 1.0 as margin) as m on m.kind = p.kind
    where r.type = 'U' and r.type_reason = 'FISCAL_YEAR' and r.obs_value > 0 and p.operation in ('level', 'sum')
    group by r.part_id, r.known, r.definition, r.source, p.period_from, p.period_to
    having count(r.stance) = year(p.period_to) - year(p.period_from) + 1
),

-- "exports were $2.2 trillion" is often said with services: where no figure of goods bears it out, the nearer figure votes
reading as (
    select
        o.*,
        case
            when o.type = 'U' and o.type_reason in ('DEFINITION', 'DEFINITION;OWN_FISCAL_YEAR') and d.is_loosely_meant
                -- what is arguable over time alone votes where nothing better is held
                and case when s.part_id is null then d.reading_type = 'E' else not s.holds and abs(o.gap_pct) < s.nearest end
                then 'E'
            -- what a year has broken does not hold of all years, whatever came after the newest that is held
            when o.type = 'U' and o.type_reason = 'FISCAL_YEAR' and (y.all_hold or y.all_miss) then 'E'
            when o.type = 'U' and o.operation = 'always' and o.type_reason = 'STALE' and o.stance = 'MISS' then 'E'
            else o.type
        end as weight
    from outcome as o
    left join input.reading_definition as d on d.indicator = o.indicator and d.definition = o.definition
    left join strict as s on s.part_id = o.part_id and s.known = o.known
    left join spanned as y
        on y.part_id = o.part_id and y.known = o.known and y.definition = o.definition and y.source = o.source
),

known as (
    select p.part_id, k.known
    from factcheck.part as p
    cross join (select 'then' as known union all select 'now' as known) as k
),

vote as (
    select part_id, known, concat(definition, variant) as definition, source, time_period, stance
    from reading
    where weight = 'E' and stance is not null
),

-- does fixing these choices leave one stance? Tried from the smallest set of choices to the largest
split as (
    select part_id, known, 1 as place, 'definition' as choice, count(distinct stance) as stances
    from vote group by part_id, known, definition
    union all
    select part_id, known, 2 as place, 'period' as choice, count(distinct stance) as stances
    from vote group by part_id, known, time_period
    union all
    select part_id, known, 3 as place, 'source' as choice, count(distinct stance) as stances
    from vote group by part_id, known, source
    union all
    select part_id, known, 4 as place, 'period and source' as choice, count(distinct stance) as stances
    from vote group by part_id, known, time_period, source
    union all
    select part_id, known, 5 as place, 'definition and period' as choice, count(distinct stance) as stances
    from vote group by part_id, known, definition, time_period
    union all
    select part_id, known, 6 as place, 'definition and source' as choice, count(distinct stance) as stances
    from vote group by part_id, known, definition, source
    union all
    select part_id, known, 7 as place, 'definition, period and source' as choice, count(distinct stance) as stances
    from vote group by part_id, known, definition, time_period, source
),

choice as (
    select part_id, known, place, choice
    from split
    group by part_id, known, place, choice
    having max(stances) = 1
),

decided as (
    select part_id, known, arg_min(choice, place) as decided_by
    from choice
    group by part_id, known
),

counted as (
    select
        k.part_id, k.known,
        cast(count(r.stance) as integer) as votes,
        cast(coalesce(sum(case when r.stance = 'HOLD' then 1 else 0 end), 0) as integer) as holds,
        cast(coalesce(sum(case when r.stance = 'NEAR' then 1 else 0 end), 0) as integer) as nears,
        cast(coalesce(sum(case when r.stance = 'MISS' then 1 else 0 end), 0) as integer) as misses,
        cast(coalesce(sum(case when r.stance = 'TOO_CLOSE' then 1 else 0 end), 0) as integer) as too_close,
        arg_min(case when r.stance is not null then r.reading_id end, case when r.stance is not null then coalesce(abs(r.gap_pct), 0) + r.position / 1e9 end) as best_id,
        arg_min(case when r.stance = 'HOLD' then r.reading_id end, case when r.stance = 'HOLD' then coalesce(abs(r.gap_pct), 0) + r.position / 1e9 end) as holding_id,
        arg_min(case when r.stance <> 'HOLD' then r.reading_id end, case when r.stance <> 'HOLD' then coalesce(abs(r.gap_pct), 0) + r.position / 1e9 end) as failing_id,
        min(case when r.stance is not null then abs(r.obs_value) end) as least,
        max(case when r.stance is not null then abs(r.obs_value) end) as most,
        min(case when r.stance is not null then abs(r.gap_pct) end) as nearest_gap_pct,
        max(case when r.stance is not null then r.time_period end) as last_period,
        max(case when r.stance in ('HOLD', 'NEAR', 'TOO_CLOSE') then r.time_period end) as last_holding,
        cast(count(case when r.stance is null then r.missing end) as integer) as unusable
    from known as k
    left join reading as r
        on r.part_id = k.part_id and r.known = k.known and r.weight = 'E'
    group by k.part_id, k.known
),

arguable as (
    select
        part_id, known,
        arg_min(reading_id, coalesce(abs(gap_pct), 0) + position / 1e9) as arguable_id,
        cast(count(type_reason) as integer) as arguable
    from reading
    where weight = 'U' and stance is not null
    group by part_id, known
),

-- arguable or plainly not meant, but as said it would be true of them
otherwise as (
    select
        part_id, known,
        arg_min(
            reading_id, case weight when 'U' then 0 else 1000000 end + coalesce(abs(gap_pct), 0) + position / 1e9
        ) as otherwise_id
    from reading
    where weight <> 'E' and stance = 'HOLD' and not is_earlier
    group by part_id, known
),

earlier as (
    select part_id, known, arg_max(reading_id, concat(time_period, ' ', reading_id)) as earlier_id
    from reading
    -- what was the latest when it was said is an earlier period by now
    where stance = 'HOLD' and (is_earlier or (type = 'U' and type_reason = 'SUPERSEDED'))
    group by part_id, known
),

judged as (
    select
        c.*,
        e.earlier_id,
        a.arguable_id,
        w.otherwise_id,
        coalesce(a.arguable, 0) as arguable,
        case
            when c.votes = 0 then 'NOT_CHECKABLE'
            when c.holds + c.nears = 0 and c.too_close = 0 and e.earlier_id is not null then 'OUT_OF_DATE'
            when c.holds + c.nears + c.too_close = 0 then 'CONTRADICTED'
            when c.misses > 0 and c.holds + c.nears > 0 then 'DEPENDS'
            when c.too_close > 0 then 'TOO_CLOSE'
            when c.nears > 0 then 'SUPPORTED_LOOSELY'
            else 'SUPPORTED'
        end as verdict
    from counted as c
    left join earlier as e
        on e.part_id = c.part_id and e.known = c.known
    left join arguable as a
        on a.part_id = c.part_id and a.known = c.known
    left join otherwise as w
        on w.part_id = c.part_id and w.known = c.known
),

-- what moves slowly goes on as before: a figure of last year contradicts no number that has been reached since
pace as (
    select
        r.part_id, r.known, r.obs_value, o.near_low, o.near_high,
        r.obs_value + (r.obs_value - b.amount) * (date_diff('day', r.time_period, p.said_on) - 183) / 365.25 as reached
    from reading as r
    inner join factcheck.part as p on p.part_id = r.part_id
    inner join factcheck.outcome as o on o.part_id = r.part_id and o.reading_id = r.reading_id
    inner join factcheck.figure as b
        on b.part_id = r.part_id and b.known = r.known and b.definition = r.definition and b.source = r.source
        and b.operand = 'claim' and b.time_period = cast(r.time_period - interval 1 year as date)
    where p.is_slow and p.operation in ('level', 'sum') and p.period is null and r.type = 'E' and r.stance = 'MISS'
),

-- what a count may come to by another definition, or as it was first published
counted_otherwise as (
    select distinct r.part_id, r.known, e.why
    from reading as r
    inner join factcheck.value as v on v.part_id = r.part_id and v.reading_id = r.reading_id
    inner join factcheck.leeway as e on e.figure_id = v.figure_id and e.stance <> 'MISS'
    where r.weight = 'E' and r.stance is not null
),

-- what both sides of a balance come to together
gross as (
    select part_id, known, definition, source, time_period, sum(abs(amount)) as amount
    from factcheck.pick
    where operand = 'claim' and side = 'value'
    group by part_id, known, definition, source, time_period
),

-- definitions that are not held and may bear the claim out, whose number lies near enough to what is held
awaited as (
    select j.part_id, j.known, string_agg(d.label, '; ' order by d.position) as definitions
    from judged as j
    inner join factcheck.part as p on p.part_id = j.part_id
    inner join factcheck.claim as c on c.article_id = p.article_id and c.claim_id = p.claim_id
    inner join (
        select *, exists (select 1 from input.reading_term as t where t.indicator = e.indicator and t.definition = e.definition) as has_terms
        from input.reading_definition as e
    ) as d on d.indicator = p.indicator and d.awaited_to is not null
    left join reading as r
        on r.part_id = j.part_id and r.known = j.known and (r.definition = d.definition or r.source = d.awaited_source)
        and r.stance is not null
        and (r.weight = 'E' or (d.is_loosely_meant and r.type_reason in ('DEFINITION', 'DEFINITION;OWN_FISCAL_YEAR')))
    left join (
        select
            *,
            -- by how much in per cent a flow would have had to move the other way, or a year lies below the record
            100 * case operation
                when 'direction' then abs(obs_value) / greatest(abs(amount), abs(compared_with))
                when 'extreme' then abs(amount - case sort_order when 'asc' then window_bottom else window_top end)
                    / abs(case sort_order when 'asc' then window_bottom else window_top end)
            end as short_by
        from reading
    ) as b on b.part_id = j.part_id and b.reading_id = j.best_id
    left join gross as f on f.part_id = j.part_id and f.known = j.known and f.definition = b.definition
        and f.source = b.source and f.time_period = b.time_period
    left join counted_otherwise as w on w.part_id = j.part_id and w.known = j.known and w.why = d.definition
    left join (select part_id, known, min(reached) as lowest, max(reached) as highest from pace group by part_id, known) as q
        on q.part_id = j.part_id and q.known = j.known
    left join (select part_id, known, min(neighbour_gap_pct) as gap_pct from reading where weight = 'E' group by part_id, known) as g
        on g.part_id = j.part_id and g.known = j.known
    where r.part_id is null
        and j.verdict in (
            'CONTRADICTED', case when d.is_of_part then 'SUPPORTED' end,
            case when d.is_of_unnamed and p.operation in ('compare', 'next') then 'OUT_OF_DATE' end,
            -- what another count of today may bear out is no figure of an earlier year, and what a country's own office counts
            -- may be one: within a third of its reach
            case
                when d.awaited_outside is null and not (d.is_of_unnamed or d.is_of_part or d.is_of_change or d.is_of_own_currency)
                    then 'OUT_OF_DATE'
                when d.awaited_outside is not null and p.operation = 'level'
                    and abs(p.x) between (2 + d.awaited_from) / 3 * j.least and (2 + d.awaited_to) / 3 * j.most then 'OUT_OF_DATE'
            end
        )
        and case
            when p.operation = 'count' then w.part_id is not null
            when d.awaited_group is not null then false
            -- "exports of goods" says that services do not count
            when not (d.is_of_unnamed or d.is_of_part or d.is_of_change or d.is_of_own_currency) and exists (
                select 1 from input.claim_definition as k where k.article_id = p.article_id and k.claim_id = p.claim_id
            ) and not exists (
                select 1 from input.claim_definition as k
                where k.article_id = p.article_id and k.claim_id = p.claim_id and k.definition = d.definition
            ) then false
            when d.is_of_several then p.operation in ('level', 'mean', 'average')
            when d.is_of_part then c.is_loose and p.operation in ('level', 'sum', 'share') and p.x <> 0
            when d.is_of_change and d.reading_type = 'E'
                then p.operation = 'change' and j.nearest_gap_pct < 100  -- and did not move the other way
            when d.is_of_change
                then p.operation = 'ratio' and p.against = 'period' and not exists (
                    select 1 from input.claim_definition as k where k.article_id = p.article_id and k.claim_id = p.claim_id
                )
            when d.awaited_digits is not null then p.operation = 'level' and abs(p.x) >= c.u * power(10, d.awaited_digits - 1)
            when d.is_of_own_currency
                then (
                    (p.operation = 'change' and coalesce(p.unit, 'PT') = 'PT')
                    or p.operation = 'streak'
                    or (p.operation in ('extreme', 'direction') and b.short_by <= d.awaited_points)
                ) and not exists (
                    select 1
                    from input.claim_area as a
                    where a.article_id = p.article_id and a.claim_id = p.claim_id
                        and a.side = 'claim' and a.role = 'ref' and (
                            a.area in ('USA', 'WLD')
                            or (p.operation <> 'change' and concat(';', d.awaited_dollars, ';') like concat('%;', a.area, ';%'))
                        )
                )
            when d.awaited_source is not null and p.operation in ('rank', 'compare', 'next') then d.is_of_unnamed and p.period is null
            when d.awaited_source is not null
                then p.operation = 'level' and p.x is not null and (p.period is null or not d.is_of_unnamed)
            when d.awaited_places is not null and p.operation = 'rank' then true
            -- only where it could be held: figures of the other side, or of goods, tell no record, and no small move
            when p.operation in ('extreme', 'direction', 'streak') and not d.is_of_unnamed
                then d.has_terms and not d.is_loosely_meant
                    and (p.operation = 'streak' or b.short_by <= d.awaited_points)
            when d.is_of_unnamed
                then p.period is null and p.years = 1 and p.operation in ('level', 'sum', 'change', 'extreme', 'direction')
            else p.operation in ('level', 'sum', 'share', 'compare', 'next', 'difference', 'ratio', 'change')
        end
        and (d.awaited_outside is null or not exists (
            select 1
            from input.claim_area as a
            inner join core.economy_group as g on g.iso3 = a.area and g.group_id = d.awaited_outside
            where a.article_id = p.article_id and a.claim_id = p.claim_id and a.side = 'claim'
        ))
        and (d.awaited_only is null or exists (
            select 1
            from input.claim_area as a
            where a.article_id = p.article_id and a.claim_id = p.claim_id and a.side = 'claim' and a.role = 'ref'
                and concat(';', d.awaited_only, ';') like concat('%;', a.area, ';%')
        ))
        and (not d.is_of_pairs or exists (
            select 1
            from input.claim_area as a
            where a.article_id = p.article_id and a.claim_id = p.claim_id
                and a.side = 'claim' and a.role = 'counterpart' and a.area <> 'WLD'
        ))
        and (not d.is_of_several or p.operation = 'mean' or exists (
            select 1
            from input.claim_area as a
            where a.article_id = p.article_id and a.claim_id = p.claim_id and a.side = 'claim' and a.role = 'ref' and a.area = 'WLD'
        ))
        and (
            p.operation = 'count'
            or (
                coalesce(p.x, 0) = 0 and p.operation not in ('compare', 'next')
                and (p.operation not in ('level', 'sum') or coalesce(abs(b.obs_value) <= d.awaited_gross * f.amount, true))
            )
            or (p.operation in ('compare', 'next') and d.awaited_from * j.least <= 1 and d.awaited_to * j.most >= 1)
            -- whoever is next to it within half of that may have changed places with it
            or (p.operation = 'rank' and abs(p.x - j.least) <= 1 and g.gap_pct <= 50 * (d.awaited_to - 1))
            or (
                p.operation = 'rank' and abs(p.x - j.least) <= d.awaited_places
                -- somebody else may stand before it in another estimate, but its own is not twice as much
                and (p.aggregation <> 'sum' or p.x > j.least or coalesce(b.short_by_pct <= 100 * (d.awaited_to - 1), true))
            )
            or (p.operation = 'streak' and (d.is_of_own_currency or d.has_terms))
            or (d.may_turn and p.operation in ('level', 'sum', 'share') and b.obs_value * p.x < 0)
            or (p.operation in ('level', 'sum') and p.x <> 0 and abs(b.gap_pct * p.x) / 100 <= d.awaited_gross * f.amount)
            or (p.operation not in ('rank', 'next') and p.x <> 0 and abs(p.x) >= d.awaited_from * least(j.least, q.lowest) and abs(p.x) <= d.awaited_to * greatest(j.most, q.highest))
            or (p.unit in ('PT', 'PP') and abs(p.x) between j.least - d.awaited_points and j.most + d.awaited_points)
        )
        -- what rose is not what fell, in whatever it is counted
        and (p.operation <> 'change' or d.awaited_from < 0.5 or j.nearest_gap_pct <= 100 or j.nearest_gap_pct * abs(p.x) / 100 <= d.awaited_points)
    group by j.part_id, j.known
),

-- what a publisher is said to have found is no other's to contradict, as long as it may have found that
named as (
    select j.part_id, j.known, c.publisher as definitions
    from judged as j
    inner join factcheck.part as p on p.part_id = j.part_id
    inner join factcheck.claim as c on c.article_id = p.article_id and c.claim_id = p.claim_id
    where j.verdict = 'CONTRADICTED' and c.publisher is not null
        and p.operation in ('level', 'sum', 'mean', 'average', 'share', 'ratio', 'change', 'growth', 'count', 'rank')
        and not exists (
            select 1
            from reading as r
            where r.part_id = j.part_id and r.known = j.known and r.stance is not null
                and concat(';', c.publisher_sources, ';') like concat('%;', r.source, ';%')
        )
        and (
            p.operation = 'count'
            or (p.operation = 'rank' and abs(p.x - j.least) <= 5)
            or (p.operation <> 'rank' and abs(p.x) between c.publisher_from * j.least and c.publisher_to * j.most)
            or (p.unit in ('PT', 'PP') and abs(p.x) between j.least - 1.5 and j.most + 1.5)
        )
),

nearing as (
    select distinct part_id, known
    from pace
    where coalesce(near_low, obs_value) <= greatest(obs_value, reached)
        and coalesce(near_high, obs_value) >= least(obs_value, reached)
),

-- a figure of an earlier period contradicts nothing that the last complete one, published since, bears out or leaves to a
-- definition that is not held, nor what that one lies nearer to than to the earlier
overtaken as (
    select t.part_id
    from judged as t
    inner join judged as n on n.part_id = t.part_id and n.known = 'now'
    left join awaited as a on a.part_id = t.part_id and a.known = 'then'
    left join awaited as w on w.part_id = t.part_id and w.known = 'now'
    left join nearing as g on g.part_id = t.part_id and g.known = 'now'
    left join nearing as h on h.part_id = t.part_id and h.known = 'then'
    inner join factcheck.part as p on p.part_id = t.part_id
    inner join reading as e on e.part_id = t.part_id and e.reading_id = t.best_id
    inner join reading as l on l.part_id = n.part_id and l.reading_id = n.best_id
    where t.known = 'then' and t.verdict in ('CONTRADICTED', 'OUT_OF_DATE') and p.period is null
        and (
            t.last_period < n.last_holding
            or (w.part_id is not null and a.part_id is null and t.last_period < l.time_period)
            or (g.part_id is not null and h.part_id is null)
            or (
                p.operation in ('level', 'sum', 'mean') and t.last_period < l.time_period
                and sign(e.gap_pct) = sign(e.gap_pct - l.gap_pct) and abs(e.gap_pct - l.gap_pct) >= abs(e.gap_pct) / 2
            )
        )
),

-- countries whose output has been counted anew by far, where nothing is held of what was published by the day of the claim
rebased as (
    select distinct p.part_id, p.rebased_to, p.rebased_points
    from factcheck.part as p
    inner join judged as t on t.part_id = p.part_id and t.known = 'then' and t.votes = 0
    inner join factcheck.member as m on m.part_id = p.part_id and m.side = 'claim' and m.members = 1
    left join core.economy_group as g on g.group_id = p.rebased_outside and g.iso3 = m.ref_area
    where p.rebased_outside is not null and g.iso3 is null and p.operation in ('level', 'change')
),

-- so near that another edition or another year may bear it out
not_far as (
    select j.part_id, j.known, b.freq, b.gap_pct, b.unit_measure, b.short_by_pct
    from judged as j
    inner join factcheck.part as p on p.part_id = j.part_id
    inner join reading as b on b.part_id = j.part_id and b.reading_id = j.best_id
    left join counted_otherwise as w on w.part_id = j.part_id and w.known = j.known and w.why = 'FIRST'
    left join rebased as a on a.part_id = j.part_id and j.known = 'now'
    where j.verdict in ('CONTRADICTED', 'OUT_OF_DATE')
        and case
            when p.operation = 'rank' and p.kind in ('change', 'rate') then abs(b.obs_value - p.x) <= 10
            -- two places, where no more than half as much again lies between, and as many as first figures of flows are off by
            when p.operation = 'rank'
                then coalesce(b.short_by_pct, 0) <= case
                    when abs(b.obs_value - p.x) <= greatest(2, p.x / 10) then 50
                    when p.kind = 'flow' then least(greatest(10 * p.revision_pct, 15), 50)
                    else -1
                end
            when p.operation = 'streak' then p.x - b.obs_value <= 2
            when p.operation = 'direction'
                then p.kind = 'flow' and 100 * abs(b.obs_value) <= p.revision_pct * greatest(abs(b.amount), abs(b.compared_with))
            when p.operation = 'count' then w.part_id is not null
            else p.operation in ('level', 'sum', 'mean', 'average', 'change', 'growth', 'share', 'ratio', 'difference')
                and (
                    abs(b.gap_pct) <= least(greatest(10 * p.revision_pct, 15), 50)
                    or (p.operation = 'level' and b.gap_pct between 0 and 100 * (a.rebased_to - 1))
                    or (b.unit_measure = 'PT' and coalesce(abs(b.gap_pct * p.x) / 100, abs(b.obs_value)) <= a.rebased_points)
                    or (
                        p.operation = 'change' and p.is_slow and b.unit_measure not in ('PT', 'PP')
                        and abs(b.gap_pct * p.x) <= 1.5 * greatest(abs(b.amount), abs(b.compared_with))
                    )
                    -- of a part of output, of people or of a total three points can be more than there is
                    or (
                        b.unit_measure in ('PT', 'PP')
                        and coalesce(abs(b.gap_pct * p.x) / 100, abs(b.obs_value)) <= case when p.is_slow then 1.5 else 3 end
                        and not (abs(b.gap_pct) > 50 and (p.operation = 'share' or p.aggregation = 'ratio'))
                    )
                )
        end
),

-- first figures are revised: what was published by the day of the claim may have borne it out where it is not held, and a place
-- that somebody had before may have been lost by that alone
unseen as (
    select n.part_id
    from judged as n
    inner join judged as t on t.part_id = n.part_id and t.known = 'then'
    inner join not_far as f on f.part_id = n.part_id and f.known = 'now'
    left join overtaken as o on o.part_id = n.part_id
    where n.known = 'now' and (n.verdict = 'CONTRADICTED' or (n.verdict = 'OUT_OF_DATE' and f.short_by_pct <= 15))
        and (t.votes = 0 or o.part_id is not null)
),

-- a period that had just ended was not published yet, and what the one before bears out was no figure of an earlier one then
just_over as (
    select n.part_id
    from judged as n
    inner join judged as t on t.part_id = n.part_id and t.known = 'then'
    inner join factcheck.part as p on p.part_id = n.part_id
    inner join reading as l on l.part_id = n.part_id and l.reading_id = n.best_id
    inner join reading as e on e.part_id = n.part_id and e.known = 'now' and e.is_earlier
    inner join (select 'A' as freq, 12 as months union all select 'Q' as freq, 3 as months union all select 'M' as freq, 1 as months) as m
        on m.freq = l.freq
    where n.known = 'now' and n.verdict in ('CONTRADICTED', 'OUT_OF_DATE') and t.votes = 0 and p.period is null and e.freq = l.freq
        and e.time_period = cast(l.time_period - to_months(m.months) as date)
        and cast(l.time_period + to_months(m.months + p.usual_lag_months) as date) > p.said_on
),

-- a later period had ended by the day of the claim, has been published since, and is not held
outrun as (
    select t.part_id, t.known
    from not_far as t
    inner join (
        select
            j.part_id,
            cast(j.last_period + to_months(2 * case n.freq when 'A' then 12 when 'Q' then 3 else 1 end) as date) as next_ended
        from judged as j
        inner join not_far as n on n.part_id = j.part_id and n.known = j.known
        where j.known = 'now'
    ) as e on e.part_id = t.part_id
    inner join factcheck.part as p on p.part_id = t.part_id
    cross join input.run as u
    -- of an amount a year makes no more than a quarter
    where (t.unit_measure in ('PT', 'PP') or abs(t.gap_pct) <= 25)
        and p.period is null and e.next_ended <= p.said_on and cast(e.next_ended + to_months(p.usual_lag_months) as date) <= u.today
),

revised as (
    select r.part_id, r.reading_id, r.freq, p.operation = 'rank' as is_place
    from reading as r
    inner join factcheck.part as p on p.part_id = r.part_id
    where r.stance = 'MISS' and case
        -- points are those of the two rates, and not of how many times the one is the other
        when p.operation = 'ratio'
            then abs(r.gap_pct) <= p.revision_pct or abs(r.gap_pct * p.x / 100 * r.compared_with) <= p.revision_points * (1 + p.x)
        when p.operation in ('level', 'sum', 'mean', 'average', 'share')
            then abs(r.gap_pct) <= p.revision_pct or coalesce(abs(r.gap_pct * p.x) / 100, abs(r.obs_value - p.x)) <= p.revision_points
        -- a rise is what is left of two levels, each of which is revised
        when p.operation = 'change' and r.unit_measure not in ('PT', 'PP')
            then abs(r.gap_pct * p.x) <= p.revision_pct * greatest(abs(r.amount), abs(r.compared_with))
        -- lists differ in whom they count, and far down in how: 72nd on one is 69th on another
        when p.operation = 'rank' and not p.bilateral
            then coalesce(r.is_listed_so, false) or (p.x > 10 and abs(r.obs_value - p.x) <= p.x / 20)
    end
),

-- "fiscal 2023" may begin in that year, too; and what the year bears out in which it was said was true then
begun as (
    select distinct r.part_id, k.known
    from reading as r
    inner join known as k on k.part_id = r.part_id
    where r.stance in ('HOLD', 'NEAR', 'TOO_CLOSE') and (
        (r.type_reason = 'FISCAL_YEAR_BEGUN' and k.known = r.known) or r.type_reason = 'SAID_WITHIN'
    )
),

-- an edition may have been followed by one that is not held: what is older by months contradicts nothing that later ones
-- bear out, and none a number that the figure has passed on its way to what a later one has
aged as (
    select t.part_id
    from judged as t
    inner join judged as n on n.part_id = t.part_id and n.known = 'now'
    inner join factcheck.part as p on p.part_id = t.part_id
    inner join reading as e on e.part_id = t.part_id and e.reading_id = t.best_id
    inner join reading as l on l.part_id = n.part_id and l.reading_id = n.best_id
    inner join factcheck.value as u on u.part_id = e.part_id and u.reading_id = e.reading_id
    left join factcheck.figure as f on f.figure_id = u.figure_id
    left join revised as v on v.part_id = n.part_id and v.reading_id = n.best_id
    where t.known = 'then' and t.verdict = 'CONTRADICTED' and e.time_period = l.time_period
        and p.operation in ('level', 'sum', 'mean', 'average', 'change', 'growth', 'share', 'ratio', 'count')
        and (
            (coalesce(f.oldest_on, e.published_on) < p.said_on - interval 92 day and (n.holds + n.nears > 0 or v.part_id is not null))
            or (
                e.definition = l.definition and e.source = l.source and e.unit_measure = l.unit_measure and p.operation <> 'count'
                and p.x between least(e.obs_value, l.obs_value) and greatest(e.obs_value, l.obs_value)
                and (
                    abs(e.gap_pct) <= least(greatest(10 * p.revision_pct, 15), 50)
                    or (
                        e.unit_measure in ('PT', 'PP')
                        and coalesce(abs(e.gap_pct * p.x) / 100, abs(e.obs_value)) <= case when p.is_slow then 1.5 else 3 end
                        and not (abs(e.gap_pct) > 50 and (p.operation = 'share' or p.aggregation = 'ratio'))
                    )
                )
            )
        )
)

select
    j.part_id,
    j.known,
    j.votes,
    j.holds,
    j.nears,
    j.misses,
    j.too_close,
    case
        when o.part_id is not null then 'NOT_CHECKABLE'
        when j.verdict in ('CONTRADICTED', 'OUT_OF_DATE') and (g.part_id is not null or y.part_id is not null) then 'NOT_CHECKABLE'
        -- whoever is off by no more than publishers themselves revise is not contradicted
        when (j.verdict = 'CONTRADICTED' or (j.verdict = 'OUT_OF_DATE' and b.is_place)) and b.part_id is not null then 'TOO_CLOSE'
        when w.part_id is not null or m.part_id is not null or s.part_id is not null or a.part_id is not null or l.part_id is not null
            or e.part_id is not null
            then 'NOT_CHECKABLE'
        else j.verdict
    end as verdict,
    b.part_id is null and s.part_id is not null as is_unseen,
    b.part_id is null and a.part_id is not null as is_aged,
    b.part_id is null and l.part_id is not null as is_outrun,
    j.verdict in ('CONTRADICTED', 'OUT_OF_DATE') and g.part_id is not null as is_nearing,
    o.part_id is not null as is_overtaken,
    case when b.part_id is null then coalesce(m.definitions, w.definitions) end as awaited,
    case when j.verdict = 'DEPENDS' then d.decided_by end as decided_by,
    j.best_id,
    j.holding_id,
    j.failing_id,
    j.earlier_id,
    j.unusable,
    j.arguable_id,
    j.otherwise_id,
    j.arguable
from judged as j
left join decided as d
    on d.part_id = j.part_id and d.known = j.known
left join overtaken as o
    on o.part_id = j.part_id and j.known = 'then'
left join judged as t
    on t.part_id = j.part_id and t.known = 'then'
-- what held then and was revised since is told as such, but for months and quarters, whose first figures are revised by the way
left join revised as b
    on b.part_id = j.part_id and b.reading_id = j.best_id and (b.freq <> 'A' or t.verdict not in ('SUPPORTED', 'SUPPORTED_LOOSELY'))
left join nearing as g
    on g.part_id = j.part_id and g.known = j.known
left join begun as y
    on y.part_id = j.part_id and y.known = j.known
left join awaited as w
    on w.part_id = j.part_id and w.known = j.known
left join named as m
    on m.part_id = j.part_id and m.known = j.known
left join aged as a
    on a.part_id = j.part_id and j.known = 'then'
left join outrun as l
    on l.part_id = j.part_id and l.known = j.known
left join just_over as e
    on e.part_id = j.part_id and j.known = 'now'
left join unseen as s
    on s.part_id = j.part_id and j.known = 'now'
