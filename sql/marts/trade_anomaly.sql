/*
description: >
  Reported flows that must be copies, kept out of ranks, shares and reconciled figures (quarantined); the figures themselves
  stay where they are. Only the latest figures are judged (marts.trade_report). A flow with a partner is one where the
  imports equal the exports to the last digit, in five digits or in three periods. Of the two the flow that departs half
  as far again from the periods around is taken for the copy, both where neither does so, and the imports where no period
  around tells them apart. Whole files that are in another unit, cut off or copied are refused before they are read.
  One row per source, reporter, partner, flow and period.
key: [source, ref_area, counterpart_area, flow, freq, time_period]
columns:
  rule: pasted_flow
  source: dataset
  ref_area: ISO3 of the reporter
  counterpart_area: ISO3 of the partner
  flow: X exports, M imports
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  vintage: edition
  amount: {unit: USD, meaning: the figure that both flows have}
  suspects: {unit: flows, meaning: "2 when either may be the copy, else 1"}
*/
-- the unit in which a flow of a period is written: most figures end in it; a few may end in dust of a conversion
with written as (
    select
        source, ref_area, flow, freq, time_period,
        power(10, floor(median(
            length(cast(cast(round(obs_value * 1000) as decimal(20, 0)) as varchar))
            - length(rtrim(cast(cast(round(obs_value * 1000) as decimal(20, 0)) as varchar), '0'))
        ))) / 1000 as unit
    from marts.trade_report
    where obs_value > 0
    group by source, ref_area, flow, freq, time_period
),

equal as (
    select
        x.source, x.ref_area, x.counterpart_area, x.freq, x.time_period,
        cast(x.time_period - to_months(case x.freq when 'A' then 12 when 'Q' then 3 else 1 end) as date) as before,
        cast(x.time_period + to_months(case x.freq when 'A' then 12 when 'Q' then 3 else 1 end) as date) as after,
        x.vintage as vintage_x,
        i.vintage as vintage_m,
        x.obs_value as v,
        greatest(sx.unit, si.unit) as unit
    from marts.trade_report as x
    inner join marts.trade_report as i using (source, ref_area, counterpart_area, freq, time_period, obs_value)
    inner join written as sx
        on sx.source = x.source and sx.ref_area = x.ref_area and sx.flow = 'X' and sx.freq = x.freq
        and sx.time_period = x.time_period
    inner join written as si
        on si.source = x.source and si.ref_area = x.ref_area and si.flow = 'M' and si.freq = x.freq
        and si.time_period = x.time_period
    where x.flow = 'X' and i.flow = 'M' and x.counterpart_area <> x.ref_area
        and x.obs_value >= 10 * greatest(sx.unit, si.unit)
),

-- both flows one period before and after
equal_flows as (
    select
        e.*,
        count(*) over (partition by e.source, e.ref_area, e.counterpart_area, e.freq) as times,
        n.x_before, n.x_after, n.m_before, n.m_after
    from equal as e
    left join (
        select
            e.source, e.ref_area, e.counterpart_area, e.freq, e.time_period,
            max(case when r.flow = 'X' and r.time_period = e.before then r.obs_value end) as x_before,
            max(case when r.flow = 'X' and r.time_period = e.after then r.obs_value end) as x_after,
            max(case when r.flow = 'M' and r.time_period = e.before then r.obs_value end) as m_before,
            max(case when r.flow = 'M' and r.time_period = e.after then r.obs_value end) as m_after
        from equal as e
        inner join marts.trade_report as r
            on r.source = e.source and r.ref_area = e.ref_area and r.counterpart_area = e.counterpart_area
            and r.freq = e.freq and r.time_period in (e.before, e.after)
        group by e.source, e.ref_area, e.counterpart_area, e.freq, e.time_period
    ) as n using (source, ref_area, counterpart_area, freq, time_period)
),

-- how far each flow lies from the nearer of the periods around in which the two differ
pasted as (
    select
        *,
        least(
            abs(ln(v / nullif(case when x_before <> m_before then x_before end, 0))),
            abs(ln(v / nullif(case when x_after <> m_after then x_after end, 0)))
        ) as departs_x,
        least(
            abs(ln(v / nullif(case when x_before <> m_before then m_before end, 0))),
            abs(ln(v / nullif(case when x_after <> m_after then m_after end, 0)))
        ) as departs_m
    from equal_flows
    where v >= 10000 * unit or times >= 3
)

-- half as far again tells the copy; where neither departs clearly, either may be it
select
    'pasted_flow' as rule,
    p.source,
    p.ref_area,
    p.counterpart_area,
    f.flow,
    p.freq,
    p.time_period,
    case when f.flow = 'X' then p.vintage_x else p.vintage_m end as vintage,
    p.v as amount,
    count(*) over (partition by p.source, p.ref_area, p.counterpart_area, p.freq, p.time_period) as suspects
from pasted as p
cross join (select 'X' as flow union all select 'M') as f
where case
    when p.departs_x is null or p.departs_m is null then f.flow = 'M'
    when p.departs_x > p.departs_m + ln(1.5) then f.flow = 'X'
    when p.departs_m > p.departs_x + ln(1.5) then f.flow = 'M'
    else true
end
order by p.source, p.ref_area, p.time_period, f.flow, p.counterpart_area
