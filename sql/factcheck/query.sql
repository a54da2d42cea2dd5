/*
description: >
  For each reading the query over the published file that gives its number. One row per claim, part and reading.
key: [part_id, reading_id]
columns:
  part_id: part of a claim (factcheck.part)
  reading_id: name of the reading within the part
  sql: a SELECT over core.observation, or core.event, that returns obs_value
*/
with figure as (
    select
        v.part_id, v.reading_id, v.operand,
        concat('(', v.now_sql, ')', case when p.now_sql is not null then concat(' / (', p.now_sql, ')') else '' end,
            case when r.scale <> 1 then concat(' * ', cast(r.scale as varchar)) else '' end,
            case when r.minus <> 0 then concat(' - ', cast(r.minus as varchar)) else '' end) as now_sql,
        concat('(', v.base_sql, ')', case when p.base_sql is not null then concat(' / (', p.base_sql, ')') else '' end,
            case when r.scale <> 1 then concat(' * ', cast(r.scale as varchar)) else '' end,
            case when r.minus <> 0 then concat(' - ', cast(r.minus as varchar)) else '' end) as base_sql,
        v.anywhere, v.edition, v.mirror, v.weights, v.refs, v.counterparts, v.counterpart,
        p.anywhere as per_anywhere
    from factcheck.query_side as v
    inner join factcheck.query_reading as r
        on r.part_id = v.part_id and r.reading_id = v.reading_id
    left join factcheck.query_side as p
        on p.part_id = v.part_id and p.reading_id = v.reading_id
        and p.operand = v.operand and p.side = 'per'
    where v.side = 'value'
),

single as (
    select source, bool_and(single_period) as single_period from factcheck.edition group by source
),

composed as (
    select
        r.*,
        case
            when r.operation = 'always' then case r.value_unit when 'PERIODS' then 'streak' else 'average' end
            when r.operation in ('compare', 'order') and r.value_unit <> 'TIMES'
                then case when r.base_period is not null then 'change' else 'difference' end
            when r.operation = 'next' then 'rank'
            else r.operation
        end as composed_as,
        f.now_sql, f.base_sql, f.anywhere, f.per_anywhere, f.weights, f.edition, f.mirror,
        d.now_sql as divisor_sql,
        f.refs, f.counterparts, f.counterpart,
        s.single_period,
        case r.operation when 'next' then w.middles else g.middles end as middles,
        -- in the rows of a mirror figure the roles are exchanged
        case when (r.ranked = 'ref') <> f.mirror then 'ref_area' else 'counterpart_area' end as area_column,
        case when (r.ranked = 'ref') <> f.mirror then 'counterpart_area' else 'ref_area' end as other_column,
        case r.ranked when 'ref' then f.refs else f.counterparts end as own_areas,
        case r.ranked when 'ref' then f.counterparts else f.refs end as fixed_areas
    from factcheck.query_reading as r
    inner join figure as f
        on f.part_id = r.part_id and f.reading_id = r.reading_id
        and f.operand = 'claim'
    left join figure as d
        on d.part_id = r.part_id and d.reading_id = r.reading_id
        and d.operand = 'base'
    left join single as s on s.source = r.source
    left join factcheck.place as g on g.figure_id = r.figure_id
    left join factcheck.following as w on w.figure_id = r.figure_id
)

select
    part_id,
    reading_id,
    case composed_as
        when 'mean' then
            case aggregation when 'sum' then concat('select (', now_sql, ') / ', members, ' as obs_value')
                else concat('select ', now_sql, ' as obs_value') end
        when 'share' then concat('select 100 * (', now_sql, ') / (', divisor_sql, ') as obs_value')
        when 'ratio' then concat('select (', now_sql, ') / (', case when base_period is not null then base_sql else divisor_sql end, ')',
            case when variant = '-more' then ' - 1' else '' end, ' as obs_value')
        when 'order' then concat('select (', now_sql, ') / (', divisor_sql, ') as obs_value')
        when 'difference' then concat('select (', now_sql, ') - (', divisor_sql, ') as obs_value')
        when 'compare' then concat('select (', now_sql, ') / (', case when base_period is not null then base_sql else divisor_sql end, ') as obs_value')
        when 'change' then
            case value_unit
                when 'PT' then concat('select 100 * ((', now_sql, ') - (', base_sql, ')) / abs(', base_sql, ') as obs_value')
                else concat('select (', now_sql, ') - (', base_sql, ') as obs_value')
            end
        when 'growth' then concat(
            'select 100 * (power((', now_sql, ') / (', base_sql, '), 12.0 / ', date_diff('month', base_period, time_period), ') - 1) as obs_value')
        when 'direction' then
            case when base_period is null then concat('select ', now_sql, ' as obs_value')
                else concat('select (', now_sql, ') - (', base_sql, ') as obs_value') end
        when 'rank' then concat(
            case operation when 'rank' then 'select 1 + count(*) as obs_value from (' else concat('select (', now_sql, ') / sum(v) as obs_value from (select v from (') end, case when middles is null then '' else 'select coalesce(m.area, u.area) as area, coalesce(m.v, u.v) as v from (' end,
            'select ', area_column, ' as area, ',
            case when has_per
                then concat('sum(case when ', anywhere, ' then obs_value end) / sum(case when ', per_anywhere, ' then obs_value end)')
                when weights is not null then concat('sum(obs_value * case ', weights, ' else 1 end)')
                else 'sum(obs_value)'
            end,
            ' as v from core.observation where (', anywhere, case when has_per then concat(' or ', per_anywhere) else '' end, ')',
            case when counterpart = '' then ''
                else concat(' and ', other_column, ' in (', fixed_areas, ') and ref_area <> counterpart_area') end,
            case when bilateral and indicator_kind = 'stock'
                then concat(' and ', area_column, ' not in (select iso3 from core.economy_group where group_id in (select ''TERRITORIES_'' || unnest([', fixed_areas, '])))')
                else '' end,
            case when universe is not null and universe <> 'WLD'
                then concat(' and ', area_column, ' in (select iso3 from core.economy_group where group_id = ''', universe, ''' and valid_from <= date ''', said_on,
                    ''' and (valid_to is null or valid_to >= date ''', said_on, '''))')
                else '' end,
            ' group by all',
            case when adds_up and sort_order = 'desc' then '' when has_per then '' else concat(' having count(obs_value) = ', value_terms * years) end,
            ') as u',
            -- areas of which something is missing stand in the middle of their bounds
            case when middles is null then '' else concat(' full join (values ', middles, ') as m(area, v) on m.area = u.area) as w') end,
            ' where v ', case when operation = 'next' then '<= (' when sort_order = 'asc' then '< (' else '> (' end, now_sql,
            ') and area not in (''W00'', ''_X'', ', own_areas, ')',
            case when operation = 'next' then concat(' order by v desc limit ', cast(x as integer), ')') else '' end)
        when 'count' then concat(
            'select ', case when stated_unit = 'PT' then concat('100.0 / ', counted, ' * ') else '' end, 'count(*) as obs_value from (select ',
            area_column, ' as area, ',
            case when has_per
                then concat('sum(case when ', anywhere, ' then obs_value end) / sum(case when ', per_anywhere, ' then obs_value end)')
                when weights is not null then concat('sum(obs_value * case ', weights, ' else 1 end)')
                else 'sum(obs_value)'
            end,
            ' as v from core.observation where (', anywhere, case when has_per then concat(' or ', per_anywhere) else '' end, ')',
            case when counterpart = '' then '' else concat(' and ', other_column, ' in (', fixed_areas, ')') end,
            ' and ', area_column, ' in (select iso3 from core.economy_group where group_id = ''', universe, ''' and is_awaited and valid_from <= date ''',
            member_on, ''' and (valid_to is null or valid_to >= date ''', said_on, ''')) group by all',
            case when has_per then '' else concat(' having count(obs_value) = ', value_terms) end,
            ') where v', case when scale <> 1 then concat(' * ', cast(scale as varchar)) else '' end,
            case when minus <> 0 then concat(' - ', cast(minus as varchar)) else '' end,
            case bar_hedge when 'over' then ' > ' when 'at_least' then ' >= ' when 'under' then ' < ' else ' <= ' end, printf('%.12e', bar))
        when 'average' then concat(
            'select ', case when operation = 'average' then 'avg' when obs_value = window_bottom then 'min' else 'max' end,
            '(v) as obs_value from (select sum(obs_value) as v from core.observation where (', anywhere, ')',
            case when counterpart = '' then concat(' and ref_area in (', refs, ')')
                when mirror then concat(' and ref_area in (', counterparts, ') and counterpart_area in (', refs, ')')
                else concat(' and ref_area in (', refs, ') and counterpart_area in (', counterparts, ')') end,
            case when single_period then '' else concat(' and ', regexp_replace(edition, ' and time_period.*', '')) end,
            ' and time_period between date ''', window_start, ''' and date ''', time_period, ''' group by time_period)')
        when 'streak' then concat(
            'with s as (select time_period, sum(obs_value) as v from core.observation where (', anywhere, ')',
            case when counterpart = '' then concat(' and ref_area in (', refs, ')')
                when mirror then concat(' and ref_area in (', counterparts, ') and counterpart_area in (', refs, ')')
                else concat(' and ref_area in (', refs, ') and counterpart_area in (', counterparts, ')') end,
            case when single_period then '' else concat(' and ', regexp_replace(edition, ' and time_period.*', '')) end,
            ' and time_period <= date ''', time_period, ''' group by time_period), ',
            'w as (select time_period, v, lag(v) over (order by time_period) as before, lag(time_period) over (order by time_period) as previous from s) ',
            'select count(*) as obs_value from w where time_period > (select max(time_period) from w where before is null or previous < time_period - interval ',
            case freq when 'A' then '1 year' when 'Q' then '3 month' else '1 month' end, ' or v ',
            case sort_order when 'asc' then '>=' else '<=' end, ' before)')
        else concat('select ', now_sql, ' as obs_value')
    end as sql
from composed
union all
select
    v.part_id,
    v.reading_id,
    concat('select count(*) as obs_value from core.event where event_id in (''', coalesce(replace(o.event_ids, ', ', ''', '''), ''), ''')') as sql
from factcheck.value as v
inner join factcheck.part as p on p.part_id = v.part_id
inner join factcheck.occurrence as o
    on o.article_id = p.article_id and o.claim_id = p.claim_id and o.kind = v.definition and o.known = v.known
where v.indicator = 'event'
