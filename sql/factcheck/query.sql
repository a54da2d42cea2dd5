/*
description: >
  For each reading the query over the published file that gives its number. One row per claim, part and reading.
key: [part_id, reading_id]
columns:
  part_id: part of a claim (factcheck.part)
  reading_id: name of the reading within the part
  sql: a SELECT over core.observation, or core.event, that returns obs_value
*/
with reading as (
    select
        v.part_id, v.reading_id, v.known, v.definition, v.variant, v.freq, v.time_period, v.base_period,
        c.indicator, c.operation, c.unit, c.sort_order, c.universe, c.said_on, c.ranked, c.period, c.period_from, c.period_to,
        c.base_from, c.base_to, c.x, c.hedge, b.window_bottom, b.window_from as window_start, v.obs_value,
        v.figure_id, f.source, f.unit_measure, f.per_source, f.members,
        d.scale, d.minus, d.has_per, d.value_terms, d.adds_up,
        c.kind as indicator_kind, c.aggregation, c.bilateral,
        v.unit_measure as value_unit
    from factcheck.answer as a
    inner join factcheck.value as v
        on v.part_id = a.part_id and v.reading_id = a.reading_id
    inner join factcheck.part as c on c.part_id = v.part_id
    inner join factcheck.figure as f on f.figure_id = v.figure_id
    inner join factcheck.basis as b on b.figure_id = v.figure_id
    inner join (
        select
            rd.indicator, rd.definition, rd.scale, rd.minus, rd.has_per,
            sum(case when t.side = 'value' then 1 else 0 end) as value_terms,
            min(t.weight) > 0 and not rd.has_per as adds_up
        from input.reading_definition as rd
        inner join input.reading_term as t on t.indicator = rd.indicator and t.definition = rd.definition
        group by rd.indicator, rd.definition, rd.scale, rd.minus, rd.has_per
    ) as d on d.indicator = c.indicator and d.definition = v.definition
    where v.obs_value is not null
),

area as (
    select
        part_id, side as operand,
        concat('''', string_agg(distinct ref_area, ''', ''' order by ref_area), '''') as refs,
        concat('''', string_agg(distinct counterpart_area, ''', ''' order by counterpart_area), '''') as counterparts,
        max(counterpart_area) as counterpart
    from factcheck.member
    group by part_id, side
),

-- each term as a filter on core.observation, for the period itself and for the one compared with
term as (
    select
        r.part_id, r.reading_id, p.operand, p.side, p.term, t.weight, t.mirror,
        r.aggregation = 'weighted_mean' and p.members > 1 as is_mean,
        w.weight as weight_indicator, p.published_on, p.source, p.freq, p.time_period, r.operation,
        case
            when r.operation = 'order' and p.operand = 'base'
                then case when r.hedge in ('under', 'at_most', 'just_under') then 'min' else 'max' end
            else 'sum'
        end as put_together,
        concat(
            'indicator = ''', t.obs_indicator, ''' and breakdown = ''', t.breakdown, ''' and freq = ''', p.freq,
            ''' and source = ''', p.source, ''' and unit_measure = ''', p.unit_measure, '''',
            case when p.price_base <> '' then concat(' and price_base = ''', p.price_base, '''') else '' end,
            case
                when o.valuation is not null
                    then concat(' and (valuation is null or valuation = ''', o.valuation, ''')')
                else ''
            end,
            case
                when a.counterpart <> '' then ''
                when t.counterpart_area is null then ' and counterpart_area is null'
                else concat(' and counterpart_area = ''', t.counterpart_area, '''')
            end
        ) as series,
        case
            when p.is_summed_world then 'ref_area not in (''W00'', ''_X'')'
            when a.counterpart = '' then concat('ref_area in (', a.refs, ')')
            when t.mirror then concat('ref_area in (', a.counterparts, ') and counterpart_area in (', a.refs, ') and ref_area <> counterpart_area')
            else concat('ref_area in (', a.refs, ') and counterpart_area in (', a.counterparts, ') and ref_area <> counterpart_area')
        end as areas,
        concat('vintage = ''', p.vintage, ''' and time_period = date ''', cast(p.time_period - to_months(t.lag_months) as date), '''') as edition,
        case
            when p.base_vintage is not null
                then concat('vintage = ''', p.base_vintage, ''' and time_period = date ''', cast(p.base_period - to_months(t.lag_months) as date), '''')
        end as base_edition
    from reading as r
    inner join factcheck.pick as p
        on p.part_id = r.part_id and p.definition = r.definition
        and p.freq = r.freq and p.time_period = r.time_period and p.known = r.known
        and p.source = case p.side when 'value' then r.source else r.per_source end
        and (p.side = 'per' or r.has_per or r.value_terms > 1 or p.unit_measure = r.unit_measure)
    inner join input.reading_term as t
        on t.indicator = r.indicator and t.definition = r.definition and t.side = p.side and t.term = p.term
    inner join factcheck.series as o
        on o.indicator = r.indicator and o.definition = r.definition and o.side = p.side and o.term = p.term
        and o.source = p.source and o.freq = p.freq and o.unit_measure = p.unit_measure
    left join input.indicator as w on w.id = t.obs_indicator and w.aggregation = 'weighted_mean'
    inner join area as a
        on a.part_id = p.part_id and a.operand = p.operand
),

term_sql as (
    select
        part_id, reading_id, operand, side, term,
        concat(
            case weight when 1 then '' when -1 then '- ' else concat(cast(weight as varchar), ' * ') end,
            case
                when is_mean then concat(
                    '(select sum(o.obs_value * w.weight) / sum(w.weight) from core.observation as o inner join (select ref_area, arg_max(obs_value, published_on) as weight',
                    ' from core.observation where indicator = ''', weight_indicator, ''' and source = ''', source, ''' and freq = ''', freq,
                    ''' and breakdown = ''_T'' and obs_value is not null and published_on <= date ''', published_on, '''',
                    ' and time_period = date ''', time_period, '''',
                    ' group by ref_area) as w on w.ref_area = o.ref_area where o.', series, ' and o.', areas, ' and o.', edition, ')'
                )
                else concat(
                    '(select ', put_together, '(obs_value) from core.observation where ', series, ' and ', areas, ' and ', edition, ')'
                )
            end
        ) as now_sql,
        case
            when base_edition is not null then concat(
                case weight when 1 then '' when -1 then '- ' else concat(cast(weight as varchar), ' * ') end,
                '(select sum(obs_value) from core.observation where ', series, ' and ', areas, ' and ', base_edition, ')'
            )
        end as base_sql,
        case operation
            when 'rank' then concat('(', series, ' and ', edition, ')')
            when 'streak' then concat('(', series, ')')
            when 'average' then concat('(', series, ')')
            when 'always' then concat('(', series, ')')
        end as anywhere,
        case when operation = 'rank' and weight <> 1 then concat('when ', series, ' then ', cast(weight as varchar)) end as weights,
        edition, mirror
    from term
),

side as (
    select
        part_id, reading_id, operand, side,
        string_agg(now_sql, ' + ' order by term) as now_sql,
        string_agg(base_sql, ' + ' order by term) as base_sql,
        string_agg(anywhere, ' or ' order by term) as anywhere,
        string_agg(weights, ' ' order by term) as weights,
        max(edition) as edition,
        bool_or(mirror) as mirror
    from term_sql
    group by part_id, reading_id, operand, side
),

figure as (
    select
        v.part_id, v.reading_id, v.operand,
        concat('(', v.now_sql, ')', case when p.now_sql is not null then concat(' / (', p.now_sql, ')') else '' end,
            case when r.scale <> 1 then concat(' * ', cast(r.scale as varchar)) else '' end,
            case when r.minus <> 0 then concat(' - ', cast(r.minus as varchar)) else '' end) as now_sql,
        concat('(', v.base_sql, ')', case when p.base_sql is not null then concat(' / (', p.base_sql, ')') else '' end,
            case when r.scale <> 1 then concat(' * ', cast(r.scale as varchar)) else '' end,
            case when r.minus <> 0 then concat(' - ', cast(r.minus as varchar)) else '' end) as base_sql,
        v.anywhere, v.edition, v.mirror, v.weights,
        p.anywhere as per_anywhere
    from side as v
    inner join reading as r
        on r.part_id = v.part_id and r.reading_id = v.reading_id
    left join side as p
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
            else r.operation
        end as composed_as,
        f.now_sql, f.base_sql, f.anywhere, f.per_anywhere, f.weights, f.edition, f.mirror,
        d.now_sql as divisor_sql,
        a.refs, a.counterparts, a.counterpart,
        s.single_period,
        g.middles,
        -- in the rows of a mirror figure the roles are exchanged
        case when (r.ranked = 'ref') <> f.mirror then 'ref_area' else 'counterpart_area' end as area_column,
        case when (r.ranked = 'ref') <> f.mirror then 'counterpart_area' else 'ref_area' end as other_column,
        case r.ranked when 'ref' then a.refs else a.counterparts end as own_areas,
        case r.ranked when 'ref' then a.counterparts else a.refs end as fixed_areas
    from reading as r
    inner join figure as f
        on f.part_id = r.part_id and f.reading_id = r.reading_id
        and f.operand = 'claim'
    left join figure as d
        on d.part_id = r.part_id and d.reading_id = r.reading_id
        and d.operand = 'base'
    inner join area as a
        on a.part_id = r.part_id and a.operand = 'claim'
    left join single as s on s.source = r.source
    left join factcheck.place as g on g.figure_id = r.figure_id
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
            case when indicator_kind = 'change' then concat('select ', now_sql, ' as obs_value')
                else concat('select (', now_sql, ') - (', base_sql, ') as obs_value') end
        when 'rank' then concat(
            'select 1 + count(*) as obs_value from (', case when middles is null then '' else 'select coalesce(m.area, u.area) as area, coalesce(m.v, u.v) as v from (' end,
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
            case when adds_up and sort_order = 'desc' then '' when has_per then '' else concat(' having count(obs_value) = ', value_terms) end,
            ') as u',
            -- areas of which something is missing stand in the middle of their bounds
            case when middles is null then '' else concat(' full join (values ', middles, ') as m(area, v) on m.area = u.area) as w') end,
            ' where v ', case sort_order when 'asc' then '< (' else '> (' end, now_sql, ') and area not in (''W00'', ''_X'', ', own_areas, ')')
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
