/*
description: >
  pair_on(ref_area, counterpart_area, as_of): everything that was known of two countries on a day, in either
  direction: of each indicator, breakdown, frequency and source the newest period that had been published by then.
*/
create or replace macro pair_on(ref_area, counterpart_area, as_of) as table
with known as (
    select
        o.*,
        row_number() over (
            partition by
                o.indicator, o.ref_area, o.counterpart_area, o.breakdown, o.freq, o.unit_measure, o.price_base, o.valuation,
                o.source
            order by o.time_period desc, o.published_on desc, o.retrieved_at desc, o.vintage desc
        ) as age
    from core.observation as o
    where
        o.published_on <= cast(as_of as date)
        and o.obs_value is not null
        and (
            (o.ref_area = ref_area and o.counterpart_area = counterpart_area)
            or (o.ref_area = counterpart_area and o.counterpart_area = ref_area)
        )
)

select
    k.indicator,
    i.name,
    k.ref_area,
    k.counterpart_area,
    k.breakdown,
    k.freq,
    k.time_period,
    k.obs_value,
    k.unit_measure,
    k.obs_status,
    k.price_base,
    k.valuation,
    k.source,
    k.vintage,
    k.published_on
from known as k
inner join core.indicator as i on i.id = k.indicator
where k.age = 1
order by k.indicator, k.ref_area, k.breakdown, k.freq, k.source;

comment on macro table pair_on is
'Everything known of two countries on the day as_of, in either direction: the newest period published by then of each indicator, breakdown, frequency and source';
