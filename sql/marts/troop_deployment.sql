/*
description: >
  Military personnel by sender, host, quarter and component, with the sender's foreign total (without its own
  territories and without people whose location is not given), the host's place in it, and the strength that
  governments stated beside the counts. Of each source the edition published last counts. Suppressed and
  unreported counts keep their rows without a value; a host without a row has none. One row per sender, host,
  quarter, component and source.
key: [ref_area, counterpart_area, time_period, component, source]
columns:
  ref_area: ISO3 of the sender
  counterpart_area: ISO3 of the host; W00 is the publisher's own total, _X a location that is not given
  host: everyday English name of the host
  host_kind: "foreign, territory (of the sender: group TERRITORIES_USA), home, not_allocated or total"
  time_period: first day of the quarter at whose end people were counted
  component: "who is counted: active_duty, reserve, civilian, stated, or one service of it such as active_duty.army"
  category: "active_duty, reserve, civilian or stated"
  service: "army, navy, marine_corps, air_force, space_force or coast_guard; _T all together"
  obs_value: {unit: persons, meaning: people counted; NULL when suppressed or not reported}
  obs_status: "A normal, Q suppressed, L not reported, O missing, M cannot exist, B break"
  missing: "why there is no value: suppressed, not_reported, missing or cannot_exist; NULL with a value"
  source: dataset
  vintage: edition
  published_on: day on which the count became public
  comparable_since: first day since which the series means the same; NULL when it never changed
  basis: what changed at that day
  change: {unit: persons, meaning: change on the same quarter a year before; NULL across a break}
  foreign_total: {unit: persons, meaning: people of this component in all foreign hosts with a count}
  foreign_hosts_missing: {unit: hosts, meaning: foreign hosts whose count is suppressed or not reported}
  share_foreign: {unit: per cent, meaning: host's share of the foreign total; NULL outside foreign hosts}
  rank_foreign: {unit: place, meaning: "place of the host among foreign hosts, 1 is the largest"}
  stated: {unit: persons, meaning: "strength that governments stated last for this sender and host, rotating forces included; beside active_duty only"}
  stated_since: first day of the quarter of that statement
  is_preferred: true in the one row of a sender, host, quarter and component whose source the catalogue prefers
*/
with edition as (
    select
        o.ref_area,
        o.counterpart_area,
        o.time_period,
        o.breakdown as component,
        split_part(o.breakdown, '.', 1) as category,
        case when o.breakdown like '%.%' then split_part(o.breakdown, '.', 2) else '_T' end as service,
        o.obs_value,
        o.obs_status,
        o.source,
        o.vintage,
        o.published_on,
        row_number() over (
            partition by o.ref_area, o.counterpart_area, o.time_period, o.breakdown, o.source
            order by o.published_on desc, o.retrieved_at desc, o.vintage desc
        ) as age
    from core.observation as o
    left join marts.troop_anomaly as q
        on q.source = o.source
        and q.ref_area = o.ref_area
        and q.time_period = o.time_period
        and q.vintage = o.vintage
        and (q.counterpart_area is null or q.counterpart_area = o.counterpart_area)
    where o.indicator = 'troops' and o.freq = 'Q' and o.counterpart_area is not null and q.source is null
),

broken as (
    select source, max(break_on) as break_on, arg_max(reason, break_on) as reason
    from core.series_break
    where indicator = 'troops'
    group by source
),

counted as (
    select
        e.ref_area,
        e.counterpart_area,
        h.name as host,
        case
            when e.counterpart_area = 'W00' then 'total'
            when e.counterpart_area = '_X' then 'not_allocated'
            when e.counterpart_area = e.ref_area then 'home'
            when t.iso3 is not null then 'territory'
            else 'foreign'
        end as host_kind,
        e.time_period,
        e.component,
        e.category,
        e.service,
        e.obs_value,
        e.obs_status,
        e.source,
        e.vintage,
        e.published_on,
        case when e.time_period >= b.break_on then b.break_on end as comparable_since,
        case when e.time_period >= b.break_on then b.reason end as basis,
        coalesce(e.time_period >= b.break_on, false) as after_break,
        row_number() over (
            partition by e.ref_area, e.counterpart_area, e.time_period, e.component
            order by coalesce(p.preference, 1000), e.source
        ) = 1 as is_preferred
    from edition as e
    left join core.economy as h on h.iso3 = e.counterpart_area
    left join core.economy_group as t
        on t.group_id = concat('TERRITORIES_', e.ref_area)
        and t.iso3 = e.counterpart_area
        and t.valid_from <= e.time_period
        and (t.valid_to is null or t.valid_to >= e.time_period)
    left join broken as b on b.source = e.source
    left join core.indicator_source as p on p.indicator = 'troops' and p.source = e.source
    where e.age = 1
),

total as (
    select
        ref_area,
        time_period,
        component,
        source,
        sum(obs_value) as foreign_total,
        cast(count(*) - count(obs_value) as bigint) as foreign_hosts_missing
    from counted
    where host_kind = 'foreign'
    group by ref_area, time_period, component, source
),

placed as (
    select
        ref_area,
        counterpart_area,
        time_period,
        component,
        source,
        cast(rank() over (
            partition by ref_area, time_period, component, source order by obs_value desc
        ) as bigint) as rank_foreign
    from counted
    where host_kind = 'foreign' and obs_value is not null
),

stated as (
    select
        ref_area,
        counterpart_area,
        time_period as since,
        lead(time_period) over (partition by ref_area, counterpart_area order by time_period) as until,
        obs_value as strength
    from (
        select ref_area, counterpart_area, time_period, max(obs_value) as obs_value
        from counted
        where component = 'stated' and obs_value is not null
        group by ref_area, counterpart_area, time_period
    ) as statement
)

select
    c.ref_area,
    c.counterpart_area,
    c.host,
    c.host_kind,
    c.time_period,
    c.component,
    c.category,
    c.service,
    c.obs_value,
    c.obs_status,
    case
        when c.obs_value is not null then null
        when c.obs_status = 'Q' then 'suppressed'
        when c.obs_status = 'L' then 'not_reported'
        when c.obs_status = 'M' then 'cannot_exist'
        else 'missing'
    end as missing,
    c.source,
    c.vintage,
    c.published_on,
    c.comparable_since,
    c.basis,
    case when y.after_break = c.after_break then c.obs_value - y.obs_value end as change,
    t.foreign_total,
    t.foreign_hosts_missing,
    case when c.host_kind = 'foreign' then 100 * c.obs_value / nullif(t.foreign_total, 0) end as share_foreign,
    p.rank_foreign,
    s.strength as stated,
    s.since as stated_since,
    c.is_preferred
from counted as c
left join counted as y
    on y.ref_area = c.ref_area
    and y.counterpart_area = c.counterpart_area
    and y.component = c.component
    and y.source = c.source
    and y.time_period = cast(c.time_period - interval 1 year as date)
left join total as t
    on t.ref_area = c.ref_area
    and t.time_period = c.time_period
    and t.component = c.component
    and t.source = c.source
left join placed as p
    on p.ref_area = c.ref_area
    and p.counterpart_area = c.counterpart_area
    and p.time_period = c.time_period
    and p.component = c.component
    and p.source = c.source
left join stated as s
    on c.component = 'active_duty'
    and s.ref_area = c.ref_area
    and s.counterpart_area = c.counterpart_area
    and s.since <= c.time_period
    and (s.until is null or s.until > c.time_period)
order by c.ref_area, c.time_period, c.component, c.counterpart_area, c.source
