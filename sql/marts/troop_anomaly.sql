/*
description: >
  Counts of troops that must be wrong, found by rule and kept out of marts.troop_deployment and of claims
  (quarantined); an earlier edition of the same quarter serves instead, where one is held. Rule: doubled - ten
  hosts or more, and half of those with twenty people, hold about twice as many as in the quarter before, or, at
  the beginning of a series, as in the quarter after: deployments change one by one, a file that adds components
  up twice doubles all. One row per dataset, sender, quarter and edition.
key: [source, ref_area, time_period, vintage]
columns:
  source: dataset
  ref_area: ISO3 of the sender
  time_period: first day of the quarter
  vintage: the publisher's edition
  rule: doubled
  component: component in which most hosts doubled
  hosts_doubled: number of hosts with about twice as many people
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
        lag(obs_value) over series as before,
        lead(obs_value) over series as after,
        lag(obs_value) over series is null and lead(obs_value) over series is not null as is_first
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
        cast(count(case when obs_value between 1.9 * before and 2.1 * before then 1
            when is_first and obs_value between 1.9 * after and 2.1 * after then 1 end) as bigint) as hosts_doubled,
        cast(count(case when before >= 20 or (is_first and after >= 20) then 1 end) as bigint) as hosts_compared
    from beside
    where before >= 20 or (is_first and after >= 20)
    group by source, ref_area, time_period, vintage, breakdown
)

select
    source,
    ref_area,
    time_period,
    vintage,
    'doubled' as rule,
    arg_max(breakdown, hosts_doubled) as component,
    max(hosts_doubled) as hosts_doubled,
    arg_max(hosts_compared, hosts_doubled) as hosts_compared
from compared
where hosts_doubled >= 10 and 2 * hosts_doubled >= hosts_compared
group by source, ref_area, time_period, vintage
order by source, ref_area, time_period, vintage
