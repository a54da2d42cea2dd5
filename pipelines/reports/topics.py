"""Pages that cut across articles: one per indicator and one per pair of countries that claims are about.

Belongs here: which tables such a page holds, each with the SQL that fills it. Does not belong here: articles.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from pipelines.reports import charts, words
from pipelines.reports.evidence import Connection, Row, latest, sources_of
from pipelines.reports.findings import rows
from pipelines.reports.html import is_country, names_of, page, pair_file, repeated
from pipelines.stores.database import quoted

_PAIR_ROWS = 15
_OTHER_ROWS = 40
_LINES = 6
_OUTPUT = ("population", "gdp", "gdp_ppp", "military_expenditure")

Pair = tuple[str, str]
Column = tuple[str, str, str | None]
"""Name in the query, head, and what it is: a unit, "period", "source", or None for text."""


def indicators(connection: Connection, article_id: str | None) -> dict[str, list[Row]]:
    """Indicator -> claims about it, of those that the article (or any) is about."""
    found = rows(connection, _CLAIMS + " where c.indicator is not null and c.indicator <> 'event'" + _ORDER)
    return _by_topic(((row["indicator"], row) for row in found), article_id)


def pairs(connection: Connection, article_id: str | None) -> dict[Pair, list[Row]]:
    """Pair of ISO3 codes in alphabetical order -> claims whose figure runs between the two."""
    found = rows(connection, _CLAIMS_OF_PAIRS + _ORDER + ", ref, other")
    return _by_topic(
        (
            (tuple(sorted((row["ref"], row["other"]))), row)
            for row in found
            if is_country(row["ref"]) and is_country(row["other"])
        ),
        article_id,
    )


_CLAIMS = """
select c.article_id, a.title, c.claim_id, c.position, c.quote, c.in_words, c.said_on, c.indicator,
    coalesce(v.verdict, 'NOT_CHECKABLE') as verdict, coalesce(v.verdict_now, 'NOT_CHECKABLE') as verdict_now
from factcheck.claim as c
inner join factcheck.article as a on a.article_id = c.article_id
left join factcheck.verdict as v on v.article_id = c.article_id and v.claim_id = c.claim_id
"""
_CLAIMS_OF_PAIRS = f"""
select distinct c.*, r.area as ref, o.area as other
from ({_CLAIMS}) as c
inner join (
    select article_id, claim_id, unnest(string_split(ref_areas, ';')) as area from factcheck.claim
) as r on r.article_id = c.article_id and r.claim_id = c.claim_id
inner join (
    select article_id, claim_id, unnest(string_split(counterpart_areas, ';')) as area from factcheck.claim
) as o on o.article_id = c.article_id and o.claim_id = c.claim_id and o.area <> r.area
"""
_ORDER = " order by said_on desc, article_id, position, claim_id"


def _by_topic(found: Any, article_id: str | None) -> dict[Any, list[Row]]:
    topics: dict[Any, list[Row]] = {}
    for topic, row in found:
        topics.setdefault(topic, []).append(row)
    if article_id is None:
        return topics
    return {topic: held for topic, held in topics.items() if any(row["article_id"] == article_id for row in held)}


def indicator_page(connection: Connection, indicator: str, claims: list[Row], shared: Row) -> str:
    known = shared["indicators"][indicator]
    readings = shared["definitions"].get(indicator, [])
    sql = _latest_sql(indicator)
    found = rows(connection, sql)
    names = shared["names"]
    for row in found:
        row["area"] = " and ".join(names.get(row[n], row[n]) for n in ("ref_area", "counterpart_area") if row[n])
    unit = known["unit_measure"]
    latest = (
        _table(
            "latest",
            "Latest figures of the countries that claims name",
            sql,
            found,
            [
                ("area", "Countries" if known["bilateral"] else "Country", None),
                ("label", "Definition", None),
                ("time_period", "Period", "period"),
                ("obs_value", "Figure", unit),
                ("source", "Source", "source"),
                ("vintage", "Edition", None),
            ],
        )
        if found
        else None
    )
    course = _course_table(connection, indicator, unit, names) if found and not known["bilateral"] else None
    return _topic_page(
        "Indicator",
        known["name"],
        known["definition"],
        claims,
        [t for t in (course, latest) if t],
        shared,
        readings=readings,
    )


def pair_pages(connection: Connection, pairs: Mapping[Pair, list[Row]], shared: Row) -> Iterator[tuple[Pair, str]]:
    """The page of each pair, with the claims about it."""
    names = {iso3: words.in_text(name) for iso3, name in shared["names"].items()}
    for (pair, claims), tables in zip(pairs.items(), pair_tables(connection, list(pairs), names), strict=True):
        both = " and ".join(names.get(iso3, iso3) for iso3 in pair)
        yield pair, _topic_page("Two countries", words.capital(both), "", claims, tables, shared)


def pair_tables(connection: Connection, pairs: list[Pair], names: dict[str, str]) -> Iterator[list[Row]]:
    """The tables of each pair, its codes in alphabetical order, as far as figures are held.

    Rows of all pairs come from one query per kind: to plan it takes longer than to run it for all. The SQL that a table
    shows is the same query for its pair alone.
    """
    ways = [way for pair in pairs for way in (pair, pair[::-1])]
    if not ways:
        return
    trade, troops, measured = (_by_way(rows(connection, _of(query, ways))) for query in (_TRADE, _TROOPS, _MEASURED))
    others = _by_way(rows(connection, _of(_OTHERS, ways)), both=True)
    events = rows(connection, _EVENTS)
    output = rows(connection, _of(_SIZES, [area for way in ways for area in way]))
    for pair in pairs:
        both_ways = (pair, pair[::-1])
        tables = [
            *(_trade_table(*way, trade[way], names) for way in both_ways),
            *(_troops_table(*way, troops[way], names) for way in both_ways),
            *_measure_tables(pair, measured, names),
            _others_table(pair, others[pair], names),
            _events_table(pair, events),
            _output_table(pair, output, names),
        ]
        yield [table for table in tables if table]


def _by_way(found: list[Row], *, both: bool = False) -> dict[Pair, list[Row]]:
    """Pair in one direction, or for `both` in alphabetical order -> its rows."""
    held: dict[Pair, list[Row]] = defaultdict(list)
    for row in found:
        way = (row["ref_area"], row["counterpart_area"])
        held[min(way, way[::-1]) if both else way].append(row)
    return held


def _of(query: str, which: Iterable[str] | Iterable[Pair]) -> str:
    """A query that has {of} for the areas, or the pairs in one direction, that it is about."""
    listed = (quoted(each) if isinstance(each, str) else f"({quoted(each[0])}, {quoted(each[1])})" for each in which)
    return query.format(of=", ".join(dict.fromkeys(listed)))


def _topic_page(
    kicker: str,
    title: str,
    lede: str,
    claims: list[Row],
    tables: list[Row],
    shared: Row,
    readings: list[Row] | None = None,
) -> str:
    sources = sources_of({edition: {} for table in tables for edition in table["editions"]}, shared)
    return page(
        "topic.html",
        kicker=kicker,
        title=title,
        lede=lede,
        claims=claims,
        repeated=repeated(claims),
        readings=readings or [],
        tables=tables,
        sources=sources,
        names=names_of(sources),
        figures_as_of=latest([], sources),
    )


def _lines_chart(series: dict[str, list[Row]], column: str, unit: str) -> Row | None:
    """Lines over time, one per name, from rows with time_period, freq and a figure; None where they are too few."""
    lines = [
        {
            "source": name,
            "vintage": "",
            "published_on": found[-1]["time_period"],
            "freq": found[-1]["freq"],
            "unit_measure": unit,
            "points": [(row["time_period"], row[column], row.get("obs_status") or "A") for row in found],
        }
        for name, found in series.items()
        if any(row[column] is not None for row in found)
    ]
    chart = charts.course_chart(lines, None, None) if lines else None
    if chart:
        colours = {name: place for place, name in enumerate(series)}
        chart |= {
            "label": f"Line chart of {words.listing(list(series))}; the table below lists every figure.",
            "colours": colours,
            "legend": [(name, colours[name]) for name in (line["source"] for line in lines)],
            "any_hollow": any(p["status"] in ("E", "F") for line in chart["lines"] for p in line["points"]),
        }
    return chart


def _table(
    identifier: str,
    title: str,
    sql: str,
    found: list[Row],
    columns: list[Column],
    note: str = "",
    chart: Row | None = None,
    glance: str | None = None,
) -> Row:
    """A table for the template; a column in which every cell is empty is left out.

    `glance` is the column whose newest figure and course stand at the head of the page.
    """
    shown = [column for column in columns if any(row[column[0]] is not None for row in found)]
    editions = list(
        dict.fromkeys(
            edition
            for row in found
            for edition in row.get("editions") or [(row["source"], row["vintage"])]
            if edition[0]
        )
    )
    return {
        "id": identifier,
        "title": title,
        "sql": sql.strip(),
        "note": note,
        "chart": chart,
        "glance": _glance(found, glance, columns) if glance else None,
        "heads": [{"text": head, "right": kind not in (None, "period", "source")} for _, head, kind in shown],
        "rows": [[_cell(row, name, kind) for name, _, kind in shown] for row in found],
        "editions": editions,
        "sources": list(dict.fromkeys(source for source, _ in editions)),
    }


def _glance(found: list[Row], column: str, columns: list[Column]) -> Row | None:
    unit = next(kind for name, _, kind in columns if name == column)
    small = charts.small(found, column)
    return small and small | {"text": words.number(small["value"], unit)}


def _cell(row: Row, name: str, kind: str | None) -> Row:
    """What the template shows: a text, or a source to link to, or a rounded number with all its digits."""
    value = row[name]
    is_number = kind not in (None, "period", "source")
    cell = {
        "text": "" if value is None else str(value),
        "source": None,
        "exact": None,
        "note": None,
        "right": is_number,
        "short": kind == "period" or name in ("vintage", "method"),
    }
    if value is None or kind is None:
        return cell
    if kind == "source":
        return cell | {"text": "", "source": value}
    if kind == "period":
        return cell | {"text": charts.period_name(value, row.get("freq") or "A")}
    note = words.STATUSES.get(row.get("obs_status") or "") if name == "obs_value" else None
    return cell | {"text": words.number(value, kind), "exact": words.exact(value, kind), "note": note}


def _named_pairs(indicator: str) -> str:
    """SQL for the countries, or pairs of countries, that claims about an indicator name."""
    return f"""select distinct
        string_split(pair, '-')[1] as ref_area, coalesce(string_split(pair, '-')[2], '') as counterpart_area
    from (select unnest(string_split(pairs, ';')) as pair from factcheck.claim where indicator = {quoted(indicator)})"""


def _latest_sql(indicator: str) -> str:
    return f"""
with named as (
    {_named_pairs(indicator)}
),

figure as (
    select
        t.definition, d.label, d.position, m.ref_area, m.counterpart_area, o.freq,
        cast(o.time_period + to_months(t.lag_months) as date) as time_period, o.source, o.vintage,
        o.unit_measure, max(o.published_on) as published_on, sum(t.weight * o.obs_value) as obs_value,
        count(*) as terms, max(case o.obs_status when 'F' then 2 when 'E' then 1 else 0 end) as status
    from input.reading_term as t
    inner join input.reading_definition as d
        on d.indicator = t.indicator and d.definition = t.definition and d.reading_type = 'E' and not d.has_per
    inner join core.readable_series as s
        on s.indicator = t.obs_indicator and s.breakdown = t.breakdown
        and (t.unit_measure is null or t.unit_measure = s.unit_measure)
    inner join core.observation as o
        on o.indicator = s.indicator and o.breakdown = s.breakdown and o.source = s.source and o.freq = s.freq
        and o.unit_measure = s.unit_measure
        and (o.valuation is null or s.valuation is null or o.valuation = s.valuation)
    inner join named as m
        on m.ref_area = if(t.mirror, o.counterpart_area, o.ref_area)
        and if(t.counterpart_area is null,
            m.counterpart_area = coalesce(if(t.mirror, o.ref_area, o.counterpart_area), ''),
            o.counterpart_area = t.counterpart_area)
    where t.indicator = {quoted(indicator)} and t.side = 'value' and o.obs_value is not null
    group by all
)

select f.ref_area, f.counterpart_area, f.label, f.freq, f.time_period, f.obs_value, f.source, f.vintage
from figure as f
where f.status < 2 and f.terms = (
    select count(*) from input.reading_term as t
    where t.indicator = {quoted(indicator)} and t.definition = f.definition and t.side = 'value'
)
qualify row_number() over (
    partition by f.definition, f.ref_area, f.counterpart_area, f.source
    order by f.time_period desc, f.published_on desc, f.vintage desc
) = 1
order by f.ref_area, f.counterpart_area, f.position, f.source
limit 200
"""


def _course_table(connection: Connection, indicator: str, unit: str, names: dict[str, str]) -> Row | None:
    """The figure of the countries that claims name, year by year, of the catalogue's first source that holds it."""
    sql = f"""
with named as (
    select distinct ref_area from ({_named_pairs(indicator)}) where ref_area <> 'W00'
),

figure as (
    select
        o.ref_area, o.freq, o.time_period, o.obs_value, o.obs_status, o.source, o.vintage, o.published_on, s.preference
    from core.observation as o
    inner join named as n on n.ref_area = o.ref_area
    inner join input.indicator_source as s on s.indicator = o.indicator and s.source = o.source
    where o.indicator = {quoted(indicator)} and o.breakdown = '_T' and o.counterpart_area is null
        and o.freq = 'A' and o.obs_value is not null
)

select ref_area, freq, time_period, obs_value, obs_status, source, vintage, published_on
from figure
qualify preference = min(preference) over (partition by ref_area)
    and row_number() over (partition by ref_area, source, time_period order by published_on desc, vintage desc) = 1
order by ref_area, time_period desc
"""
    found = rows(connection, sql)
    areas = list(dict.fromkeys(row["ref_area"] for row in found))[:_LINES]
    periods = sorted({row["time_period"] for row in found}, reverse=True)[:_PAIR_ROWS]
    held = {(row["ref_area"], row["time_period"]): row for row in found}
    shown = []
    for period in periods:
        figures = [held[area, period] for area in areas if (area, period) in held]
        editions = list(dict.fromkeys((row["source"], row["vintage"]) for row in figures))
        shown.append(
            {
                "time_period": period,
                "freq": "A",
                "source": " + ".join(dict.fromkeys(source for source, _ in editions)),
                "editions": editions,
            }
            | {area: held.get((area, period), {}).get("obs_value") for area in areas}
        )
    chart = _lines_chart(
        {
            names.get(area, area): [held[area, period] for period in periods[::-1] if (area, period) in held]
            for area in areas
        },
        "obs_value",
        unit,
    )
    return _table(
        "course",
        "Year by year",
        sql,
        shown,
        [
            ("time_period", "Year", "period"),
            *((area, names.get(area, area), unit) for area in areas),
            ("source", "Source", "source"),
        ],
        chart=chart,
    )


def _edition(side: str, indicator: str, ref: str, counterpart: str) -> str:
    return f"""(
        select max(o.vintage) from core.observation as o
        where o.source = t.{side}_source and o.indicator = '{indicator}' and o.ref_area = t.{ref}
            and o.counterpart_area = t.{counterpart} and o.breakdown = t.product and o.freq = t.freq
            and o.time_period = t.time_period and o.obs_value in (t.export_fob, t.import_cif, t.import_fob)
    )"""


_TRADE = f"""
select
    t.exporter as ref_area, t.importer as counterpart_area, t.time_period, t.freq, t.export_fob,
    coalesce(t.import_cif, t.import_fob) as import_reported,
    case when t.import_cif is not null then 'CIF' when t.import_fob is not null then 'FOB' end as import_valuation,
    t.gap_pct, t.reconciled,
    replace(t.method, '_', ' ') as method, t.export_source, t.import_source,
    {_edition("export", "goods_exports", "exporter", "importer")} as export_vintage,
    {_edition("import", "goods_imports", "importer", "exporter")} as import_vintage
from marts.bilateral_trade as t
where (t.exporter, t.importer) in ({{of}}) and t.freq = 'A' and t.product = '_T'
order by t.time_period desc
"""


def _trade_table(exporter: str, importer: str, found: list[Row], names: dict[str, str]) -> Row | None:
    sql, found = f"{_of(_TRADE, [(exporter, importer)])}limit {_PAIR_ROWS}", found[:_PAIR_ROWS]
    if not found:
        return None
    for row in found:
        row["editions"] = [
            (row[f"{side}_source"], row[f"{side}_vintage"] or "")
            for side in ("export", "import")
            if row[f"{side}_source"]
        ]
        row["source"] = " + ".join(dict.fromkeys(source for source, _ in row["editions"])) or None
    a, b = names.get(exporter, exporter), names.get(importer, importer)
    reports = {
        f"as {a} reports its exports": ("export_fob", ("export_source",)),
        f"as {b} reports its imports": ("import_reported", ("import_source", "import_valuation")),
    }
    series = {name: _with_breaks(found[::-1], *columns) for name, columns in reports.items()}
    return _table(
        f"trade-{exporter}-{importer}",
        f"Goods from {a} to {b}",
        sql,
        found,
        [
            ("time_period", "Year", "period"),
            ("export_fob", f"As {a} reports its exports", "USD"),
            ("import_reported", f"As {b} reports its imports", "USD"),
            ("import_valuation", "Imports valued", None),
            ("gap_pct", "Imports above exports", "PT"),
            ("reconciled", "Reconciled", "USD"),
            ("method", "From", None),
            ("source", "Source", "source"),
        ],
        note="Exports are valued free on board, imports with cost, insurance and freight: a few per cent more. "
        "The two reports are never added up. A line breaks where the publisher or the valuation is another.",
        chart=_lines_chart({name: held for name, held in series.items() if held}, "figure", "USD"),
        glance="reconciled",
    )


def _with_breaks(found: list[Row], column: str, of_series: tuple[str, ...]) -> list[Row]:
    """The rows that have a figure, the first of another series than the one before with the status of a break."""
    held = [row | {"figure": row[column]} for row in found if row[column] is not None]
    for before, row in pairwise(held):
        if any(before[name] != row[name] for name in of_series):
            row["obs_status"] = "B"
    return held


_TROOPS = """
select
    ref_area, counterpart_area, time_period, 'Q' as freq, source, max(vintage) as vintage,
    max(obs_value) filter (where component = 'active_duty') as active_duty,
    max(obs_value) filter (where component = 'reserve') as reserve,
    max(obs_value) filter (where component = 'civilian') as civilian,
    max(obs_value) filter (where component = 'stated') as stated
from marts.troop_deployment
where (ref_area, counterpart_area) in ({of})
    and component in ('active_duty', 'reserve', 'civilian', 'stated') and obs_value is not null
group by ref_area, counterpart_area, time_period, source
order by time_period desc, source
"""


def _troops_table(sender: str, host: str, found: list[Row], names: dict[str, str]) -> Row | None:
    sql, found = f"{_of(_TROOPS, [(sender, host)])}limit {_PAIR_ROWS}", found[:_PAIR_ROWS]
    if not found:
        return None
    a, b = names.get(sender, sender), names.get(host, host)
    return _table(
        f"troops-{sender}-{host}",
        f"Military personnel of {a} in {b}",
        sql,
        found,
        [
            ("time_period", "End of", "period"),
            ("active_duty", "Active duty", "PS"),
            ("reserve", "Reserve", "PS"),
            ("civilian", "Civilians", "PS"),
            ("stated", "Stated by governments", "PS"),
            ("source", "Source", "source"),
            ("vintage", "Edition", None),
        ],
        chart=_lines_chart(
            {"active duty": [row for row in found[::-1] if row["active_duty"] is not None]}, "active_duty", "PS"
        ),
        glance="active_duty",
    )


_MEASURES = {
    "migrants": "People from {a} who live in {b}",
    "remittances": "Money that migrants in {a} send to {b}",
    "official_aid": "Development aid from {a} to {b}",
    "official_aid_constant": "Development aid from {a} to {b}, in constant prices",
    "us_aid_obligated": "Assistance of {a} to {b}, obligated in the fiscal year",
    "us_aid_disbursed": "Assistance of {a} to {b}, disbursed in the fiscal year",
    "un_vote_agreement": "Agreement of {a} and {b} in the UN General Assembly, one abstention counting half",
    "ideal_point_distance": "Distance of {a} and {b} in the UN General Assembly",
    "peacekeepers": "UN peacekeepers of {a} in {b}, December",
    "arms_transfers": "Arms from {a} to {b}",
    "fdi_positions_outward": "Direct investment of {a} in {b}, as {a} reports",
    "fdi_positions_inward": "Direct investment of {b} in {a}, as {a} reports",
    "military_sites": "Military sites of {a} in {b}",
    "goods_flow_reconciled": "Goods from {a} to {b}, reconciled by CEPII",
}
"""Measure of marts.dyad_figure -> what its table is called."""
_OF_BOTH = ("un_vote_agreement", "ideal_point_distance")
_MUTUAL = (*_OF_BOTH, "alliance", "distance", "common_border", "common_language", "colonial_tie")
"""What is the same in both directions: told once."""


_MEASURED = f"""
select
    ref_area, counterpart_area, measure, time_period, 'A' as freq, obs_value, obs_status, unit_measure, source, vintage
from marts.dyad_figure
where (ref_area, counterpart_area) in ({{of}}) and obs_value is not null
qualify row_number() over (partition by ref_area, counterpart_area, measure order by time_period desc) <= {_PAIR_ROWS}
order by measure, time_period desc
"""


def _measure_tables(pair: Pair, held: Mapping[Pair, list[Row]], names: dict[str, str]) -> list[Row]:
    """One small table with its line for each measure and direction, as far as figures are held."""
    return [
        _measure_table(measure, title, found, *way, names)
        for measure, title in _MEASURES.items()
        for way in ((pair,) if measure in _OF_BOTH else (pair, pair[::-1]))
        if (found := [row for row in held[way] if row["measure"] == measure])
    ]


def _measure_table(measure: str, title: str, held: list[Row], ref: str, counterpart: str, names: dict[str, str]) -> Row:
    """Its SQL gives the same rows again."""
    sql = f"""
select time_period, 'A' as freq, obs_value, obs_status, unit_measure, source, vintage
from marts.dyad_figure
where measure = {quoted(measure)} and ref_area = {quoted(ref)} and counterpart_area = {quoted(counterpart)}
    and obs_value is not null
order by time_period desc
limit {_PAIR_ROWS}
"""
    unit = str(held[0]["unit_measure"])
    columns: list[Column] = [("time_period", "Year", "period"), ("obs_value", "Figure", unit)]
    return _table(
        f"{measure.replace('_', '-')}-{ref}-{counterpart}",
        words.capital(title.format(a=names.get(ref, ref), b=names.get(counterpart, counterpart))),
        sql,
        held,
        [*columns, ("source", "Source", "source"), ("vintage", "Edition", None)],
        chart=_lines_chart({"figure": held[::-1]}, "obs_value", unit) if len(held) > 2 else None,
        glance="obs_value",
    )


_OTHERS = f"""
select
    i.name, o.breakdown, o.unit_measure, o.ref_area, o.counterpart_area, o.freq, o.time_period, o.obs_value,
    o.obs_status, o.source, o.vintage, o.indicator in ({", ".join(map(quoted, _MUTUAL))}) as is_mutual
from core.observation as o
inner join core.indicator as i on i.id = o.indicator
where (o.ref_area, o.counterpart_area) in ({{of}})
    and o.indicator not in ('goods_exports', 'goods_imports', 'troops', 'foreign_assistance', 'alliance_date')
    and o.obs_value is not null
    and not (o.breakdown = '_T' and o.freq = 'A' and o.indicator in ({", ".join(map(quoted, _MEASURES))}))
qualify row_number() over (
    partition by
        o.indicator, o.breakdown, o.unit_measure, o.freq, o.source, least(o.ref_area, o.counterpart_area),
        greatest(o.ref_area, o.counterpart_area), if(is_mutual, '', o.ref_area)
    order by o.time_period desc, o.published_on desc, o.vintage desc
) = 1
order by i.name, o.breakdown, o.ref_area, o.source, o.freq, o.unit_measure
"""


def _others_table(pair: Pair, found: list[Row], names: dict[str, str]) -> Row | None:
    sql, found = f"{_of(_OTHERS, (pair, pair[::-1]))}limit {_OTHER_ROWS}", found[:_OTHER_ROWS]
    if not found:
        return None
    for row in found:
        row["what"] = (
            row["name"] if row["breakdown"] == "_T" else f"{row['name']}: {row['breakdown'].replace('_', ' ')}"
        )
        sides = [names.get(iso3, iso3) for iso3 in (str(row["ref_area"]), str(row["counterpart_area"]))]
        row["about"] = "both" if row["is_mutual"] else ", towards ".join(sides)
        row["figure"] = words.number(row["obs_value"], row["unit_measure"])
        if row["unit_measure"] == "FLAG":
            row["figure"] = "yes" if row["obs_value"] else "no"
    about = {row["about"] for row in found}
    table = _table(
        f"others-{pair_file(pair)}",
        f"Other figures: {about.pop()}" if len(about) == 1 else "Other figures between the two",
        sql,
        found,
        [
            ("what", "What", None),
            *([("about", "Of", None)] if len(about) else []),
            ("time_period", "Period", "period"),
            ("figure", "Figure", None),
            ("source", "Source", "source"),
            ("vintage", "Edition", None),
        ],
    )
    for cells, row in zip(table["rows"], found, strict=True):
        cells[-3] |= {"exact": words.exact(row["obs_value"], row["unit_measure"])}
    return table


_EVENTS = """
select
    event_date as time_period, case date_precision when 'day' then 'D' else 'M' end as freq, kind, what, areas,
    source as reported_by
from core.event
where true
order by event_date desc, event_id
"""


def _events_table(pair: Pair, events: list[Row]) -> Row | None:
    """Meetings, agreements, measures and alliances in which both take part, the newest first."""
    both = " and ".join(f"contains(concat(';', areas, ';'), ';{iso3};')" for iso3 in pair)
    sql = f"{_EVENTS.replace('true', both)}limit {_PAIR_ROWS}"
    found = [
        row | {"what": words.happened(row["kind"], row["what"]), "source": None, "vintage": None}
        for row in events if {*pair} <= {*row["areas"].split(";")}
    ][:_PAIR_ROWS]  # fmt: skip
    columns: list[Column] = [
        ("time_period", "Day", "period"),
        ("what", "What", None),
        ("reported_by", "Reported by", None),
    ]
    return _table(f"events-{pair_file(pair)}", "What happened between the two", sql, found, columns) if found else None


_SIZES = """
select
    ref_area, time_period, 'A' as freq, population, gdp, gdp_ppp, military_expenditure,
    population_source, population_vintage, gdp_source, gdp_vintage, gdp_ppp_source, gdp_ppp_vintage,
    military_expenditure_source, military_expenditure_vintage
from marts.country_year
where ref_area in ({of}) and coalesce(gdp, population) is not null
qualify row_number() over (partition by ref_area order by time_period desc) <= 8
order by ref_area, time_period desc
"""


def _output_table(pair: Pair, output: list[Row], names: dict[str, str]) -> Row | None:
    sql = _of(_SIZES, pair)
    found = [row for row in output if row["ref_area"] in pair]
    if not found:
        return None
    for row in found:
        row["area"] = names.get(row["ref_area"], row["ref_area"])
        row["editions"] = [(row[f"{name}_source"], row[f"{name}_vintage"]) for name in _OUTPUT if row[f"{name}_source"]]
        row["source"] = " + ".join(dict.fromkeys(source for source, _ in row["editions"]))
    return _table(
        f"output-{pair_file(pair)}",
        "Population and output",
        sql,
        found,
        [
            ("area", "Country", None),
            ("time_period", "Year", "period"),
            ("population", "Population", "PS"),
            ("gdp", "GDP", "USD"),
            ("gdp_ppp", "GDP at purchasing power parity", "INTL_USD"),
            ("military_expenditure", "Military expenditure", "USD"),
            ("source", "Source", "source"),
        ],
    )
