/*
description: >
  observation_as_of(as_of) is core.observation as it was known on a day; group_total(indicator, group_id, year,
  as_of) adds up the members of a group, or says who is missing.
*/
create or replace macro observation_as_of(as_of) as table
with edition as (
    select
        o.*,
        row_number() over (
            partition by
                o.indicator, o.ref_area, o.counterpart_area, o.breakdown, o.freq, o.time_period,
                o.unit_measure, o.price_base, o.valuation, o.source
            order by o.published_on desc, o.retrieved_at desc, o.vintage desc
        ) as age
    from core.observation as o
    where o.published_on <= cast(as_of as date)
)

select
    e.indicator,
    e.ref_area,
    e.counterpart_area,
    e.breakdown,
    e.freq,
    e.time_period,
    e.obs_value,
    e.obs_status,
    e.unit_measure,
    e.price_base,
    e.valuation,
    e.source,
    e.series,
    e.vintage,
    e.published_on,
    e.published_basis,
    e.snapshot,
    e.is_reference
from edition as e
where e.age = 1;

comment on macro table observation_as_of is
'core.observation as known on the day as_of: of each figure and source the edition that was the newest then';

/* Members are those of the day as_of. A member without a figure leaves the total empty and is named in
   `missing_areas`; `missing` is NO_FIGURE then, or NOT_ADDITIVE for an indicator whose figures cannot be added. */
create or replace macro group_total(indicator, group_id, year, as_of) as table
with member as (
    select distinct g.iso3
    from core.economy_group as g
    where
        g.group_id = group_id
        and g.valid_from <= cast(as_of as date)
        and (g.valid_to is null or g.valid_to >= cast(as_of as date))
),

figure as (
    select
        o.ref_area, o.obs_value, o.obs_status, o.unit_measure, o.price_base, o.valuation, o.source, o.vintage
    from observation_as_of(as_of) as o
    where
        o.indicator = indicator
        and o.breakdown = '_T'
        and o.freq = 'A'
        and o.time_period = make_date(cast(year as bigint), 1, 1)
        and coalesce(o.counterpart_area, 'W00') = 'W00'
),

cell as (
    select s.source, s.unit_measure, s.price_base, s.valuation, m.iso3, f.obs_value, f.obs_status, f.vintage
    from (select distinct f.source, f.unit_measure, f.price_base, f.valuation from figure as f) as s
    cross join member as m
    left join figure as f
        on f.ref_area = m.iso3
        and f.source = s.source
        and f.unit_measure = s.unit_measure
        and f.price_base is not distinct from s.price_base
        and f.valuation is not distinct from s.valuation
)

select
    group_id as group_id,
    indicator as indicator,
    cast(year as integer) as year,
    c.source,
    case
        when i.aggregation = 'sum' and count(*) = count(c.obs_value) then sum(c.obs_value)
    end as obs_value,
    c.unit_measure,
    c.price_base,
    c.valuation,
    cast(count(*) as integer) as members,
    cast(count(c.obs_value) as integer) as members_with_figure,
    case
        when i.aggregation <> 'sum' then 'NOT_ADDITIVE'
        when count(*) > count(c.obs_value) then 'NO_FIGURE'
    end as missing,
    string_agg(c.iso3, ';' order by c.iso3) filter (where c.obs_value is null) as missing_areas,
    coalesce(bool_or(c.obs_status in ('E', 'F')), false) as has_estimates,
    string_agg(distinct c.vintage, ', ' order by c.vintage) as vintage
from cell as c
inner join core.indicator as i on i.id = indicator
group by c.source, c.unit_measure, c.price_base, c.valuation, i.aggregation, i.name
having count(c.obs_value) > 0
order by c.source, c.unit_measure, c.price_base, c.valuation;

comment on macro table group_total is
'Sum over the members of a group for a year as known on the day as_of, one row per source; empty, with a code in missing and the members in missing_areas, when a member has no figure or the figures cannot be added';
