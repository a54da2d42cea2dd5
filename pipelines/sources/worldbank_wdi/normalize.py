"""World Development Indicators as received -> observations.

Belongs here: what an answer of the Indicators API and a CSV download of the site must look like, and what
their rows mean. Does not belong here: asking for them (fetch.py), past editions (worldbank_archives/).
"""

import csv
import io
import re
import zipfile
import zlib
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines import http, observations, snapshots
from pipelines.http import BrokenContract
from pipelines.snapshots import Snapshot
from pipelines.sources import Accepted, formats

if TYPE_CHECKING:
    import pyarrow as pa

SERIES_FILE = Path(__file__).parent / "series.csv"


class Meta(NamedTuple):
    """The first half of an answer. The publisher writes the numbers as numbers or as text."""

    page: int
    pages: int
    total: int
    lastupdated: str | None


@cache
def series() -> tuple[str, ...]:
    """The publisher's codes of the series that the catalogue takes from here."""
    with SERIES_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(row["series"] for row in csv.DictReader(file))


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """One page of the API (`indicators`) or a zip of the site (`indicator_csv`)."""
    if dataset == "indicators":
        meta, _ = envelope(body, name)
        return Accepted("json", meta.lastupdated)
    zip_texts(body, name, "API_")
    edition = _edition_of_csv(body, name)
    return Accepted("zip", edition, date.fromisoformat(edition[:10]))


def envelope(body: bytes, where: str) -> tuple[Meta, list[dict[str, Any]]]:
    """Header and rows of one answer. Errors arrive with status 200: they are a `message` instead of rows."""
    answer = http.as_json(body, where)
    first = answer[0] if isinstance(answer, list) and answer else answer
    if isinstance(first, dict) and "message" in first:
        raise BrokenContract(f"{where}: expected rows, found the message {_messages(first['message'])}")
    try:
        meta = Meta(int(first["page"]), int(first["pages"]), int(first["total"]), first.get("lastupdated"))
        rows = answer[1] or []
        complete = all(isinstance(row, dict) for row in rows)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise BrokenContract(
            f"{where}: expected [header with page, pages and total, rows], found {http.describe(body)}"
            f" ({error!r}); see Quirks in the README of the source"
        ) from error
    if not complete:
        raise BrokenContract(f"{where}: expected rows that are objects, found others; see section Quirks of the README")
    return meta, rows


def _messages(messages: Any) -> str:
    found = messages if isinstance(messages, list) else [messages]
    return "; ".join(f"{m.get('id')} {m.get('key')}: {m.get('value')}" for m in found if isinstance(m, dict))


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Observations of one release: pages of the API behind the list of countries, or one zip of the site."""
    rows = zip_rows(parts[0], "API_") if parts[0].dataset == "indicator_csv" else page_rows(parts)
    return to_observations(rows, parts, "worldbank_wdi")


_ROW = """[{"indicator": {"id": "VARCHAR"}, "country": {"id": "VARCHAR"}, "countryiso3code": "VARCHAR",
    "date": "VARCHAR", "value": "VARCHAR"}]"""
_COUNTRY = '[{"id": "VARCHAR", "iso2Code": "VARCHAR", "region": {"id": "VARCHAR"}}]'


def page_rows(parts: list[Snapshot]) -> "pa.Table":
    """Columns series, code, year, value, snapshot of the pages, without aggregates other than the world.

    The first part lists the countries. `code` is countryiso3code, or where that is blank the three letters
    which the list gives for the two of country.id. Data rows do not say what is an aggregate: the list does.
    """
    if len(parts) < 2:
        raise BrokenContract(f"{parts[0].name}: expected the list of countries and at least one page of figures")
    country, page = _table(parts[:1], _COUNTRY), _table(parts[1:], _ROW)
    with formats.connection(country=country, page=page) as con:
        con.execute(
            "create temp table found as select p.r.indicator.id as series, p.r.date as year, p.r.value, p.snapshot,"
            " coalesce(nullif(p.r.countryiso3code, ''), c.r.id, p.r.country.id) as code"
            " from page as p left join country as c on c.r.iso2Code = p.r.country.id"
        )
        # Values are read as text, because what is no number would silently become NULL, a year without a figure.
        formats.reject(
            con,
            "expected rows with series, country, year, and a number as value; found others on the pages",
            "select snapshot, series, code, year, value from found where series is null or code is null"
            " or not coalesce(regexp_full_match(year, '[0-9]{4}'), false)"
            " or (value is not null and not coalesce(isfinite(try_cast(value as double)), false))",
        )
        return con.sql(
            "select series, code, cast(year as integer) as year, cast(value as double) as value, snapshot from found"
            " where code = 'WLD' or code not in (select r.id from country where r.region.id = 'NA')"
        ).to_arrow_table()


def _table(parts: list[Snapshot], shape: str) -> "pa.Table":
    """Rows of answers as table(r, snapshot). DuckDB reads them three times as fast as Python makes objects."""
    import pyarrow as pa

    query = "select unnest(from_json(json_extract($body, '$[1]'), $shape)) as r, $sha256 as snapshot"
    with formats.connection() as con:
        return pa.concat_tables(
            con.sql(
                query,
                params={
                    "body": http.as_text(snapshots.read(part), part.name),
                    "shape": shape,
                    "sha256": part.sha256,
                },
            ).to_arrow_table()
            for part in parts
        )


def zip_rows(part: Snapshot, main: str) -> "pa.Table":
    """The same columns from a zip of CSV files; `main` begins the name of the one with the data.

    The data has one column per year. Aggregates are the codes whose Region is blank in the file that
    describes the countries.
    """
    data, countries = (formats.csv(text) for text in zip_texts(snapshots.read(part), part.name, main))
    formats.require(data, ("Country Code", "Indicator Code"), part.name)
    formats.require(countries, ("Country Code", "Region"), part.name)
    with formats.connection(data=data, country=countries, definition=definitions()) as con:
        return con.sql(
            'with wanted as (select * from data where "Indicator Code" in (select series from definition)),'
            " long as (unpivot wanted on columns('^[0-9]{4}$') into name year value value)"
            ' select "Indicator Code" as series, "Country Code" as code, cast(year as integer) as year,'
            f" cast(value as double) as value, '{part.sha256}' as snapshot from long"
            ' where "Country Code" = \'WLD\' or "Country Code" not in'
            ' (select "Country Code" from country where "Region" is null)'
        ).to_arrow_table()


def zip_texts(body: bytes, name: str, main: str) -> tuple[str, str]:
    """Data from its header line on, and the description of the countries."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            texts = {member: archive.read(member) for member in archive.namelist() if member.endswith(".csv")}
    except (zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise BrokenContract(f"{name}: expected a whole zip, found {http.describe(body)} ({error})") from error
    data = [text for member, text in texts.items() if member.startswith(main)]
    countries = [text for member, text in texts.items() if "Country" in member and "country-series" not in member]
    if len(data) != 1 or len(countries) != 1:
        raise BrokenContract(
            f"{name}: expected one file {main}*.csv and one that describes countries, found"
            f" {', '.join(texts) or 'no CSV file'}; was it downloaded from data.worldbank.org?"
        )
    return _from_header(http.as_text(data[0], name), name), http.as_text(countries[0], name)


def _from_header(text: str, name: str) -> str:
    """Downloads of one series have a preamble of four lines; the whole database has none."""
    start = re.search(r'^"?Country Name"?,"?Country Code"?,', text, re.MULTILINE)
    if start is None:
        raise BrokenContract(f"{name}: expected a header Country Name, Country Code, …; found {text[:80]!r}")
    return text[start.start() :]


def _edition_of_csv(body: bytes, name: str) -> str:
    """Day and series, such as 2026-04-08-SP.POP.TOTL."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        main = next(member for member in archive.namelist() if member.startswith("API_"))
        text = http.as_text(archive.read(main), name)
    updated = re.search(r'"Last Updated Date","(\d{4}-\d\d-\d\d)"', text[:1000])
    code = next(iter(csv.DictReader(io.StringIO(_from_header(text, name)))), {}).get("Indicator Code")
    if updated is None or code not in series():
        raise BrokenContract(
            f"{name}: expected a Last Updated Date and a series of series.csv, found"
            f" {updated and updated[1]} and {code}; add the series there if it is wanted"
        )
    return f"{updated[1]}-{code}"


def to_observations(rows: "pa.Table", parts: list[Snapshot], source: str) -> "pa.Table":
    """Canonical table from series, code, year, value, snapshot. A year without a value is no observation.

    Rows outside the years that were asked for are left out: a filter that the publisher cannot apply is
    dropped in silence, and everything is sent. BrokenContract for figures that stand twice, UnmappedCode for
    a country with a value that no map knows.
    """
    latest = max(parts, key=lambda part: (part.published_on, part.retrieved_at))
    first_year, last_year = _years(parts[-1].params.get("date"))
    with formats.connection(row=rows, definition=definitions()) as con:
        con.execute(
            "create temp table valued as select * from row where value is not null"
            f" and year between {first_year} and {last_year}"
        )
        formats.reject(
            con,
            "figures that stand more than once",
            "select series, code, year, string_agg(value, ' and ' order by value) from valued"
            " group by series, code, year having count(*) > 1 order by all",
        )
        formats.known_areas(con, source, "select distinct code from valued")
        relation = con.sql(
            "select d.indicator, a.iso3 as ref_area, d.counterpart_area, '_T' as breakdown, 'A' as freq,"
            " make_date(v.year, 1, 1) as time_period, v.value as obs_value, 'A' as obs_status,"
            " d.unit_measure, d.price_base, d.valuation, v.series, v.snapshot"
            " from valued as v join definition as d using (series) join area as a on a.source_code = v.code"
            " where a.iso3 is not null"
        )
        return observations.conform(
            relation,
            source=source,
            vintage=latest.vintage,
            published_on=latest.published_on,
            published_basis=latest.published_basis,
            retrieved_at=max(part.retrieved_at for part in parts).replace(tzinfo=None),
        )


def _years(window: str | None) -> tuple[int, int]:
    """'1960:2026' as numbers; everything without a window."""
    first, _, last = (window or "0:9999").partition(":")
    return int(first), int(last or first)


def definitions() -> "pa.Table":
    """Series and what they are in the catalogue."""
    return formats.csv(SERIES_FILE.read_text(encoding="utf-8"))
