/*
description: >
  For each reading, and each operand and side (value, or what it is divided by) of its figure, the terms put together
  as SQL over core.observation: for the period itself and for the one compared with. One row per part, reading,
  operand and side.
key: [part_id, reading_id, operand, side]
columns:
  part_id: part of a claim (factcheck.part)
  reading_id: name of the reading within the part
  operand: claim, or base for what the claim's figure is compared with
  side: value, or per for the divisor
  now_sql: SQL expression of the period itself
  base_sql: SQL expression of the period compared with; NULL without one
  anywhere: condition for the same terms in any area; NULL where the operation does not ask
  weights: branches of a CASE with the weights of terms other than 1
  edition: condition for the edition and the period
  refs: list of reporters in quotes
  counterparts: list of partners in quotes
  counterpart: a partner; empty where the figure has none
  mirror: true when the partner's figure stands for it
*/
with area as (
    select
        part_id, side as operand,
        concat('''', string_agg(distinct ref_area, ''', ''' order by ref_area), '''') as refs,
        concat('''', string_agg(distinct counterpart_area, ''', ''' order by counterpart_area), '''') as counterparts,
        max(counterpart_area) as counterpart,
        case
            when max(case when ref_area = 'W00' and counterpart_area = 'W00' then 1 else 0 end) = 1 then ''
            else ' and ref_area <> counterpart_area'
        end as apart
    from factcheck.member
    group by part_id, side
),

-- years that are added up follow each other in one edition, unless each has an edition of its own
picked as (
    select
        p.part_id, p.operand, p.definition, p.side, p.term, p.source, p.freq, p.time_period, p.unit_measure, p.known, p.vintage,
        p.price_base, p.is_summed_world, p.members, p.base_period, p.base_vintage,
        max(p.published_on) as published_on, min(s.series_id) as series_id,
        min(s.lag_months) as lag_months, max(s.lag_months) as last_lag
    from factcheck.pick as p
    inner join factcheck.series as s on s.series_id = p.series_id
    group by
        p.part_id, p.operand, p.definition, p.side, p.term, p.source, p.freq, p.time_period, p.unit_measure, p.known, p.vintage,
        p.price_base, p.is_summed_world, p.members, p.base_period, p.base_vintage
),

-- each term as a filter on core.observation, for the period itself and for the one compared with
term as (
    select
        r.part_id, r.reading_id, p.operand, p.side, p.term, t.weight, t.mirror,
        r.aggregation = 'weighted_mean' and p.members > 1 as is_mean,
        w.weight as weight_indicator, p.published_on, p.source, p.freq, p.time_period, r.operation,
        a.refs, a.counterparts, a.counterpart,
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
                else concat(' and ', case when t.mirror then 'ref_area' else 'counterpart_area' end, ' = ''', t.counterpart_area, '''')
            end
        ) as series,
        case
            when p.is_summed_world
                then concat('ref_area not in (''W00'', ''_X'')', case when a.counterpart <> '' then ' and counterpart_area = ''W00''' else '' end)
            when a.counterpart = '' and t.mirror then concat('counterpart_area in (', a.refs, ')')
            when a.counterpart = '' then concat('ref_area in (', a.refs, ')')
            when t.mirror then concat('ref_area in (', a.counterparts, ') and counterpart_area in (', a.refs, ')', a.apart)
            else concat('ref_area in (', a.refs, ') and counterpart_area in (', a.counterparts, ')', a.apart)
        end as areas,
        concat(
            'vintage = ''', p.vintage, ''' and time_period ',
            case when p.last_lag = p.lag_months then '=' else concat('between date ''', cast(p.time_period - to_months(p.last_lag) as date), ''' and') end,
            ' date ''', cast(p.time_period - to_months(p.lag_months) as date), ''''
        ) as edition,
        case
            when p.base_vintage is not null
                then concat(
                    'vintage = ''', p.base_vintage, ''' and time_period ',
                    case when p.last_lag = p.lag_months then '=' else concat('between date ''', cast(p.base_period - to_months(p.last_lag) as date), ''' and') end,
                    ' date ''', cast(p.base_period - to_months(p.lag_months) as date), ''''
                )
        end as base_edition
    from factcheck.query_reading as r
    inner join picked as p
        on p.part_id = r.part_id and p.definition = r.definition
        and p.freq = r.freq and p.time_period = r.time_period and p.known = r.known
        and p.source = case p.side when 'value' then r.source else r.per_source end
        and (p.side = 'per' or r.has_per or r.value_terms > 1 or p.unit_measure = r.unit_measure)
    inner join input.reading_term as t
        on t.indicator = r.indicator and t.definition = r.definition and t.side = p.side and t.term = p.term
    inner join factcheck.series as o on o.series_id = p.series_id
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
            when 'count' then concat('(', series, ' and ', edition, ')')
            when 'next' then concat('(', series, ' and ', edition, ')')
            when 'streak' then concat('(', series, ')')
            when 'average' then concat('(', series, ')')
            when 'always' then concat('(', series, ')')
        end as anywhere,
        case when operation in ('rank', 'next', 'count') and weight <> 1 then concat('when ', series, ' then ', cast(weight as varchar)) end as weights,
        edition, mirror, refs, counterparts, counterpart
    from term
)

select
    part_id, reading_id, operand, side,
    string_agg(now_sql, ' + ' order by term) as now_sql,
    string_agg(base_sql, ' + ' order by term) as base_sql,
    string_agg(anywhere, ' or ' order by term) as anywhere,
    string_agg(weights, ' ' order by term) as weights,
    max(edition) as edition,
    max(refs) as refs,
    max(counterparts) as counterparts,
    max(counterpart) as counterpart,
    bool_or(mirror) as mirror
from term_sql
group by part_id, reading_id, operand, side
