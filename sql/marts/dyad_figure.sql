/*
description: >
  What is known of ordered pairs of countries besides trade and US troops, one figure per row: people, money,
  arms, votes, sites, geography, peacekeepers. Of each source the edition published last counts, of the sources the
  first in the catalogue's order that holds the figure. What two sides report stands twice, as two measures. What is
  the same in both directions and published in one (agreement in votes) stands in both. Zero is what a publisher printed as zero; a pair without a row has no figure. One row per ordered
  pair, measure and year; what holds for any year (distance, border, language, colonial tie) stands once, under the
  year of its publication.
key: [ref_area, counterpart_area, measure, time_period]
columns:
  ref_area: "ISO3 of the country that the figure is about: where people come from, who sends, gives, supplies, invests, contributes"
  counterpart_area: "ISO3 of the other country: where people live, who receives, who hosts; W00 all of them"
  measure: "what is measured, the name of its column in marts.dyad_year"
  time_period: first day of the year
  obs_value: {unit: unit_measure, meaning: "the figure; NULL only with a status that says why"}
  obs_status: "A normal, B break, E estimated, F forecast, P provisional, O missing, L not reported, M cannot exist, Q suppressed"
  unit_measure: unit of obs_value
  price_base: current, or constant with its year; NULL where prices have no meaning
  source: dataset
  vintage: edition
  published_on: day on which the figure became public
*/
with named as (
    select
        ref_area,
        counterpart_area,
        case
            when indicator = 'foreign_assistance' and breakdown = 'obligations' then 'us_aid_obligated'
            when indicator = 'foreign_assistance' and breakdown = 'disbursements' then 'us_aid_disbursed'
            when indicator = 'distance' and breakdown = 'capitals' then 'distance_of_capitals'
            when breakdown = '_T' then indicator
        end as measure,
        indicator,
        time_period,
        obs_value,
        obs_status,
        unit_measure,
        price_base,
        source,
        vintage,
        published_on,
        retrieved_at
    from core.observation
    where
        counterpart_area is not null
        and (
            freq = 'A' and indicator in (
                'migrants', 'remittances', 'official_aid', 'official_aid_constant', 'foreign_assistance',
                'un_vote_agreement', 'arms_transfers', 'military_sites', 'distance', 'common_border',
                'common_language', 'colonial_tie', 'goods_flow_reconciled'
            )
            or freq = 'M' and indicator = 'peacekeepers' and month(time_period) = 12
        )
),

directed as (
    select *, 1 as direction
    from named
    where measure is not null
    union all
    select
        counterpart_area as ref_area,
        ref_area as counterpart_area,
        measure,
        indicator,
        time_period,
        obs_value,
        obs_status,
        unit_measure,
        price_base,
        source,
        vintage,
        published_on,
        retrieved_at,
        2 as direction
    from named
    where measure = 'un_vote_agreement'
),

chosen as (
    select
        d.ref_area,
        d.counterpart_area,
        d.measure,
        cast(date_trunc('year', d.time_period) as date) as time_period,
        d.obs_value,
        d.obs_status,
        d.unit_measure,
        d.price_base,
        d.source,
        d.vintage,
        d.published_on,
        row_number() over (
            partition by d.ref_area, d.counterpart_area, d.measure, date_trunc('year', d.time_period)
            order by coalesce(p.preference, 1000), d.published_on desc, d.retrieved_at desc, d.vintage desc, d.direction
        ) as place
    from directed as d
    left join core.indicator_source as p on p.indicator = d.indicator and p.source = d.source
)

select
    ref_area,
    counterpart_area,
    measure,
    time_period,
    obs_value,
    obs_status,
    unit_measure,
    price_base,
    source,
    vintage,
    published_on
from chosen
where place = 1
order by measure, time_period, ref_area, counterpart_area
