"""The index of pairs of countries: the most connected ones, by the figures held, each leading to its page.

Belongs here: which pairs are on the index, in which order, and what is told of each there. Does not belong here: the
page of a pair (topics.py).
"""

from pipelines.reports import words
from pipelines.reports.evidence import Connection, Row
from pipelines.reports.findings import rows
from pipelines.reports.html import page, pair_file

SHOWN = 16
OF_ONE_COUNTRY = 8
"""A country stands in the index with as many of its pairs, so that one whose publishers tell most does not fill it."""

_CONNECTED = f"""
with figure as (
    select ref_area, counterpart_area, time_period, obs_value,
        case
            when measure like '%aid%' then 'aid'
            when measure = 'arms_transfers' then 'arms'
            when measure = 'military_sites' then 'military sites'
            else measure
        end as kind
    from marts.dyad_figure
    where obs_value > 0 and measure not in (
        'un_vote_agreement', 'distance', 'distance_of_capitals', 'common_border', 'common_language', 'colonial_tie',
        'goods_flow_reconciled'
    )
    union all
    select exporter, importer, time_period, coalesce(reconciled, export_fob, import_fob, import_cif), 'trade'
    from marts.bilateral_trade
    where freq = 'A' and product = '_T'
    union all
    select ref_area, counterpart_area, time_period, obs_value, 'troops'
    from marts.troop_deployment
    where obs_value > 0 and component = 'active_duty'
),

-- the newest year of each kind and direction
newest as (
    select ref_area, counterpart_area, kind, arg_max(obs_value, time_period) as obs_value
    from figure
    where obs_value > 0 and ref_area not in ('W00', '_X') and counterpart_area not in ('W00', '_X')
    group by ref_area, counterpart_area, kind
),

both_ways as (
    select
        least(ref_area, counterpart_area) as one, greatest(ref_area, counterpart_area) as other, kind,
        sum(obs_value) as amount
    from newest
    group by all
),

-- a pact has no size, and so no place
tie as (
    select *, case when kind not like 'pact %' then rank() over (partition by kind order by amount desc) end as place
    from both_ways
),

pair as (
    select
        one, other,
        sum(1 / place) as closeness,
        string_agg(replace(kind, '_', ' '), ', ' order by place nulls last, kind) as what,
        max(amount) filter (where kind = 'migrants') as people,
        max(amount) filter (where kind = 'trade') as trade
    from tie
    group by all
),

-- how close it is to either, among the pairs of that country
placed as (
    select *, row_number() over (partition by country order by closeness desc, one, other) as place
    from (select *, unnest([one, other]) as country from pair)
)

select one, other, closeness, what, people, trade
from placed
group by all
having max(place) <= {OF_ONE_COUNTRY}
order by closeness desc, one, other
limit {SHOWN}
"""


def connected(connection: Connection) -> list[Row]:
    """The pairs on the index: `one` and `other` in alphabetical order, what is held between them, people and trade."""
    return rows(connection, _CONNECTED)


def index(found: list[Row], with_claims: list[tuple[str, str]], shared: Row) -> str:
    """The page of all pairs that have a page: the most connected ones, and those that claims are about."""
    names = {iso3: words.in_text(name) for iso3, name in shared["names"].items()}

    def entry(pair: tuple[str, str]) -> Row:
        return {"file": pair_file(pair), "name": named(pair, names)}

    return page(
        "pairs.html",
        title="Pairs of countries",
        connected=[row | entry((row["one"], row["other"])) for row in found],
        claimed=sorted(map(entry, with_claims), key=lambda each: str(each["name"])),
        of_one_country=OF_ONE_COUNTRY,
        sql=_CONNECTED.strip(),
    )


def named(pair: tuple[str, str], names: dict[str, str]) -> str:
    """The two countries as a heading has them: "South Korea and the United States"."""
    return words.capital(" and ".join(names.get(iso3, iso3) for iso3 in pair))
