/*
description: >
  Counts of troops that must be wrong, found by rule and kept out of marts.troop_deployment and of claims
  (quarantined); an earlier edition of the same quarter serves instead, where one is held. Deployments change one by
  one and for longer than a quarter. Rules: doubled - ten hosts or more, and half of those with twenty people, hold
  at least one and a half times as many as in the quarter before, or, at the beginning of a series, as in the quarter
  after: a file that adds components up twice; spike - a host with a thousand people or more holds 1.7 times as many
  as in both quarters beside it. One row per dataset, sender, quarter, edition and host.
key: [source, ref_area, time_period, vintage, counterpart_area]
nullable_key: true
columns:
  source: dataset
  ref_area: ISO3 of the sender
  counterpart_area: ISO3 of the host; NULL when all hosts of the quarter are meant
  time_period: first day of the quarter
  vintage: the publisher's edition
  rule: doubled or spike
  component: component in which most hosts doubled, or the host did
  hosts_doubled: number of hosts with half as many people again, or more
  hosts_compared: number of hosts with twenty people or more in both quarters
*/
with counted as (
    select
        source,
        ref_area,
        counterpart_area,
        breakdown,
        time_period,
        vintage,
        obs_value,
        row_number() over (
            partition by source, ref_area, counterpart_area, breakdown, time_period
            order by published_on desc, retrieved_at desc, vintage desc
        ) as age
    from core.observation
    where indicator = 'troops' and freq = 'Q' and counterpart_area not in ('W00', '_X') and breakdown not like '%.%'
),

beside as (
    select
        *,
        case when lag(time_period) over series = cast(time_period - interval 3 month as date)
            then lag(obs_value) over series end as before,
        case when lead(time_period) over series = cast(time_period + interval 3 month as date)
            then lead(obs_value) over series end as after,
        lag(obs_value) over series is null as is_first
    from counted
    where age = 1 and obs_value > 0
    window series as (partition by source, ref_area, counterpart_area, breakdown order by time_period)
),

compared as (
    select
        source,
        ref_area,
        time_period,
        vintage,
        breakdown,
        cast(count(case when obs_value >= 1.5 * coalesce(before, after) then 1 end) as bigint) as hosts_doubled,
        cast(count(*) as bigint) as hosts_compared
    from beside
    where before >= 20 or (is_first and after >= 20)
    group by source, ref_area, time_period, vintage, breakdown
)

select
    source,
    ref_area,
    cast(null as varchar) as counterpart_area,
    time_period,
    vintage,
    'doubled' as rule,
    arg_max(breakdown, hosts_doubled) as component,
    max(hosts_doubled) as hosts_doubled,
    arg_max(hosts_compared, hosts_doubled) as hosts_compared
from compared
where hosts_doubled >= 10 and 2 * hosts_doubled >= hosts_compared
group by source, ref_area, time_period, vintage
union all
select
    source,
    ref_area,
    counterpart_area,
    time_period,
    vintage,
    'spike' as rule,
    min(breakdown) as component,
    1 as hosts_doubled,
    1 as hosts_compared
from beside
where obs_value >= 1000 and obs_value >= 1.7 * before and obs_value >= 1.7 * after
group by source, ref_area, counterpart_area, time_period, vintage
order by source, ref_area, time_period, vintage, counterpart_area
