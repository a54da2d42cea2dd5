/*
description: Partners and what is left to no partner add up to the world total of the reporter.
severity: error
*/
with flow as (
    select ref_area, time_period, source, vintage, counterpart_area, 'exports' as flow, exports as amount
    from marts.trade_partner
    union all
    select ref_area, time_period, source, vintage, counterpart_area, 'imports' as flow, imports as amount
    from marts.trade_partner
),

summed as (
    select
        ref_area,
        time_period,
        source,
        vintage,
        flow,
        max(case when counterpart_area = 'W00' then amount end) as world,
        sum(case when counterpart_area <> 'W00' then amount end) as partners
    from flow
    group by ref_area, time_period, source, vintage, flow
)

select ref_area, time_period, source, vintage, flow, world, partners
from summed
where abs(world - coalesce(partners, 0)) > 1e-6 * abs(world)
