"""Pages that cut across articles: one per indicator and one per pair of countries that claims are about.

Belongs here: how the tables of such a page are filled. Does not belong here: their queries and columns (topics.yml),
articles.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
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

_OF_BOTH = ("un_vote_agreement",)
_MUTUAL = (*_OF_BOTH, "distance", "common_border", "common_language", "colonial_tie")
"""What is the same in both directions: told once."""

Pair = tuple[str, str]
Column = tuple[str, str, str | None]
"""Name in the query, head, and what it is: a unit, "period", "source", or None for text."""


@cache
def _defined() -> Row:
    """What topics.yml says, with each query of a table as it stands there."""
    import yaml

    read: Row = yaml.safe_load(Path(__file__).with_name("topics.yml").read_text(encoding="utf-8"))
    return read


def _sql(table: str, **given: str) -> str:
    """The query of a table, with {of} left open unless it is given."""
    return str(_defined()["tables"][table]["sql"]).format(**{"of": "{of}"} | given)


def indicators(connection: Connection, article_id: str | None) -> dict[str, list[Row]]:
    """Indicator -> claims about it, of those that the article (or any) is about."""
    found = rows(
        connection, _defined()["claims"] + " where c.indicator is not null and c.indicator <> 'event'" + _ORDER
    )
    return _by_topic(((row["indicator"], row) for row in found), article_id)


def pairs(connection: Connection, article_id: str | None) -> dict[Pair, list[Row]]:
    """Pair of ISO3 codes in alphabetical order -> claims whose figure runs between the two."""
    query = _defined()["claims_of_pairs"].format(claims=_defined()["claims"])
    found = rows(connection, query + _ORDER + ", ref, other")
    return _by_topic(
        (
            (tuple(sorted((row["ref"], row["other"]))), row)
            for row in found
            if is_country(row["ref"]) and is_country(row["other"])
        ),
        article_id,
    )


_ORDER = " order by said_on desc, article_id, position, claim_id"


def _by_topic(found: Any, article_id: str | None) -> dict[Any, list[Row]]:
    topics: dict[Any, list[Row]] = {}
    for topic, row in found:
        topics.setdefault(topic, []).append(row)
    if article_id is None:
        return topics
    return {topic: held for topic, held in topics.items() if any(row["article_id"] == article_id for row in held)}


def indicator_page(connection: Connection, indicator: str, claims: list[Row], shared: Row) -> str:
    known, names = shared["indicators"][indicator], shared["names"]
    of = {"indicator": quoted(indicator), "named": _defined()["named"].format(indicator=quoted(indicator)).rstrip()}
    sql = _sql("latest", **of)
    found = rows(connection, sql)
    for row in found:
        row["area"] = " and ".join(names.get(row[n], row[n]) for n in ("ref_area", "counterpart_area") if row[n])
    tables = []
    if found and not known["bilateral"]:
        tables.append(_course_table(connection, _sql("course", **of), known["unit_measure"], names))
    if found:
        heads = {"countries": "Countries" if known["bilateral"] else "Country", "unit": known["unit_measure"]}
        tables.append(_table("latest", "latest", sql, found, heads))
    readings = shared["definitions"].get(indicator, [])
    return _topic_page("Indicator", known["name"], known["definition"], claims, tables, shared, readings=readings)


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
    queries = (_sql("trade"), _sql("troops"), _defined()["measured"])
    trade, troops, measured = (_by_way(rows(connection, _of(query, ways))) for query in queries)
    others = _by_way(rows(connection, _of(_others_sql(), ways)), both=True)
    events = rows(connection, _sql("events"))
    output = rows(connection, _of(_sql("output"), [area for way in ways for area in way]))
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
    kind: str,
    identifier: str,
    sql: str,
    found: list[Row],
    names: Mapping[str, str],
    columns: list[Column] | None = None,
    chart: Row | None = None,
    glance: str | None = None,
) -> Row:
    """A table of topics.yml for the template; a column in which every cell is empty is left out.

    `names` stand for what braces hold in its title and columns, unless the columns are given. `glance` is the column
    whose newest figure and course stand at the head of the page.
    """
    defined = _defined()["tables"][kind]
    given = columns or [
        (name, head.format(**names), what[0].format(**names) if what else None)
        for name, head, *what in defined["columns"]
    ]
    shown = [column for column in given if any(row[column[0]] is not None for row in found)]
    of_rows = (row.get("editions") or [(row["source"], row["vintage"])] for row in found)
    editions = list(dict.fromkeys(edition for held in of_rows for edition in held if edition[0]))
    return {
        "id": identifier,
        "title": defined["title"].format(**names),
        "sql": sql.strip(),
        "note": defined.get("note", ""),
        "chart": chart,
        "glance": _glance(found, glance, given) if glance else None,
        "heads": [{"text": head, "right": what not in (None, "period", "source")} for _, head, what in shown],
        "rows": [[_cell(row, name, what) for name, _, what in shown] for row in found],
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


def _course_table(connection: Connection, sql: str, unit: str, names: dict[str, str]) -> Row:
    """The figure of the countries that claims name, year by year, of the catalogue's first source that holds it."""
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
    series = {
        names.get(area, area): [held[area, period] for period in periods[::-1] if (area, period) in held]
        for area in areas
    }
    columns: list[Column] = [(area, names.get(area, area), unit) for area in areas]
    columns = [("time_period", "Year", "period"), *columns, ("source", "Source", "source")]
    return _table("course", "course", sql, shown, {}, columns, chart=_lines_chart(series, "obs_value", unit))


def _trade_table(exporter: str, importer: str, found: list[Row], names: dict[str, str]) -> Row | None:
    sql, found = f"{_of(_sql('trade'), [(exporter, importer)])}limit {_PAIR_ROWS}", found[:_PAIR_ROWS]
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
        "trade", f"trade-{exporter}-{importer}", sql, found, {"a": a, "b": b}, glance="reconciled",
        chart=_lines_chart({name: held for name, held in series.items() if held}, "figure", "USD"),
    )  # fmt: skip


def _with_breaks(found: list[Row], column: str, of_series: tuple[str, ...]) -> list[Row]:
    """The rows that have a figure, the first of another series than the one before with the status of a break."""
    held = [row | {"figure": row[column]} for row in found if row[column] is not None]
    for before, row in pairwise(held):
        if any(before[name] != row[name] for name in of_series):
            row["obs_status"] = "B"
    return held


def _troops_table(sender: str, host: str, found: list[Row], names: dict[str, str]) -> Row | None:
    sql, found = f"{_of(_sql('troops'), [(sender, host)])}limit {_PAIR_ROWS}", found[:_PAIR_ROWS]
    if not found:
        return None
    both = {"a": names.get(sender, sender), "b": names.get(host, host)}
    active = {"active duty": [row for row in found[::-1] if row["active_duty"] is not None]}
    chart = _lines_chart(active, "active_duty", "PS")
    return _table("troops", f"troops-{sender}-{host}", sql, found, both, chart=chart, glance="active_duty")


def _measure_tables(pair: Pair, held: Mapping[Pair, list[Row]], names: dict[str, str]) -> list[Row]:
    """One small table with its line for each measure and direction, as far as figures are held."""
    return [
        _measure_table(measure, title, found, *way, names)
        for measure, title in _defined()["measures"].items()
        for way in ((pair,) if measure in _OF_BOTH else (pair, pair[::-1]))
        if (found := [row for row in held[way] if row["measure"] == measure])
    ]


def _measure_table(measure: str, title: str, held: list[Row], ref: str, counterpart: str, names: dict[str, str]) -> Row:
    """Its SQL gives the same rows again."""
    sql = _sql("measure", measure=quoted(measure), ref=quoted(ref), counterpart=quoted(counterpart))
    unit = str(held[0]["unit_measure"])
    called = words.capital(title.format(a=names.get(ref, ref), b=names.get(counterpart, counterpart)))
    return _table(
        "measure", f"{measure.replace('_', '-')}-{ref}-{counterpart}", sql, held, {"measure": called, "unit": unit},
        chart=_lines_chart({"figure": held[::-1]}, "obs_value", unit) if len(held) > 2 else None, glance="obs_value",
    )  # fmt: skip


def _others_sql() -> str:
    listed = (", ".join(map(quoted, each)) for each in (_MUTUAL, _defined()["measures"]))
    return _sql("others", **dict(zip(("mutual", "measures"), listed, strict=True)))


def _others_table(pair: Pair, found: list[Row], names: dict[str, str]) -> Row | None:
    sql, found = f"{_of(_others_sql(), (pair, pair[::-1]))}limit {_OTHER_ROWS}", found[:_OTHER_ROWS]
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
    table = _table("others", f"others-{pair_file(pair)}", sql, found, {})
    if len(about := {row["about"] for row in found}) == 1:
        table |= {"title": f"Other figures: {about.pop()}"}
        table |= {"heads": table["heads"][:1] + table["heads"][2:], "rows": [r[:1] + r[2:] for r in table["rows"]]}
    for cells, row in zip(table["rows"], found, strict=True):
        cells[-3] |= {"exact": words.exact(row["obs_value"], row["unit_measure"])}
    return table


def _events_table(pair: Pair, events: list[Row]) -> Row | None:
    """Meetings, agreements, and measures in which both take part, the newest first."""
    both = " and ".join(f"contains(concat(';', areas, ';'), ';{iso3};')" for iso3 in pair)
    sql = f"{_sql('events').replace('true', both)}limit {_PAIR_ROWS}"
    found = [
        row | {"source": None, "vintage": None}
        for row in events if {*pair} <= {*row["areas"].split(";")}
    ][:_PAIR_ROWS]  # fmt: skip
    return _table("events", f"events-{pair_file(pair)}", sql, found, {}) if found else None


def _output_table(pair: Pair, output: list[Row], names: dict[str, str]) -> Row | None:
    sql = _of(_sql("output"), pair)
    found = [row for row in output if row["ref_area"] in pair]
    if not found:
        return None
    for row in found:
        row["area"] = names.get(row["ref_area"], row["ref_area"])
        row["editions"] = [(row[f"{name}_source"], row[f"{name}_vintage"]) for name in _OUTPUT if row[f"{name}_source"]]
        row["source"] = " + ".join(dict.fromkeys(source for source, _ in row["editions"]))
    return _table("output", f"output-{pair_file(pair)}", sql, found, {})
