"""World Development Indicators as received -> observations."""

import csv
import re
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines import catalogue
from pipelines.fetching import containers, formats, http
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.stores import observations, snapshots
from pipelines.stores.snapshots import Snapshot

if TYPE_CHECKING:
    import duckdb
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
    """The publisher's codes of the series that every release is asked for."""
    with SERIES_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(row["series"] for row in csv.DictReader(file))


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """A zip of the site with one series (`indicator_csv`). Answers of the API make an edition only together."""
    if dataset != "indicator_csv":
        raise BrokenContract(
            f"{name}: answers of the API belong together and are fetched together; expected the CSV download of one"
            " series from data.worldbank.org as dataset indicator_csv"
        )
    return _accept_csv(body, name)


def _accept_csv(body: bytes, name: str) -> Accepted:
    """Day and series are the edition, such as 2026-04-08-SP.POP.TOTL."""
    with TemporaryDirectory() as folder, formats.connection() as con:
        csv_in_zip(body, name, COUNTRY_FILES, Path(folder))
        file = csv_in_zip(body, name, "API_", Path(folder))
        _scan(con, "data", file, name, ("Country Code", "Indicator Code"))
        codes = con.execute('select distinct "Indicator Code" from data').fetchall()
        updated = re.search(rb'"Last Updated Date","(\d{4}-\d\d-\d\d)"', _preamble(file, name))
    code = codes[0][0] if len(codes) == 1 else None
    if updated is None or code not in definitions()["series"].to_pylist():
        raise BrokenContract(
            f"{name}: expected a Last Updated Date and one series of {SERIES_FILE.name} or of the catalogue, found"
            f" {updated and updated[1].decode()} and {', '.join(str(each[0]) for each in codes[:5]) or 'none'}"
        )
    day = updated[1].decode()
    return Accepted("zip", f"{day}-{code}", date.fromisoformat(day))


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
    "date": "VARCHAR", "value": "VARCHAR", "obs_status": "VARCHAR"}]"""
_COUNTRY = '[{"id": "VARCHAR", "iso2Code": "VARCHAR", "region": {"id": "VARCHAR"}}]'


def page_rows(parts: list[Snapshot]) -> "pa.Table":
    """Columns series, code, year, value, mark, snapshot of the pages, without aggregates other than the world.

    The first part lists the countries. `code` is countryiso3code, or where that is blank the three letters
    which the list gives for the two of country.id. Data rows do not say what is an aggregate: the list does.
    """
    if len(parts) < 2:
        raise BrokenContract(f"{parts[0].name}: expected the list of countries and at least one page of figures")
    country, page = answers(parts[:1], "$[1]", _COUNTRY), answers(parts[1:], "$[1]", _ROW)
    with formats.connection(country=country, page=page) as con:
        con.execute(
            "create temp table found as select p.r.indicator.id as series, p.r.date as year, p.r.value, p.snapshot,"
            " coalesce(upper(trim(p.r.obs_status)), '') as mark,"
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
        formats.reject(
            con,
            f"expected obs_status blank or one of {', '.join(MARKS)}, found others",
            f"select distinct series, mark from found where value is not null and mark not in {('', *MARKS)}",
        )
        return con.sql(
            "select series, code, cast(year as integer) as year, cast(value as double) as value, mark, snapshot"
            " from found where code = 'WLD' or code not in (select r.id from country where r.region.id = 'NA')"
        ).to_arrow_table()


MARKS = ("A", "B", "E", "F", "P")
"""What obs_status may say of a figure, in SDMX's letters. In this database it has been blank in every row seen."""


def answers(parts: list[Snapshot], place: str, shape: str) -> "pa.Table":
    """Rows that stand at a place (JSON path) of answers, as table(r, snapshot).

    DuckDB reads them three times as fast as Python makes objects of them.
    """
    import pyarrow as pa

    query = "select unnest(from_json(json_extract($body, $place), $shape)) as r, $sha256 as snapshot"
    with formats.connection() as con:
        return pa.concat_tables(
            con.sql(
                query,
                params={
                    "body": http.as_text(snapshots.read(part), part.name),
                    "place": place,
                    "shape": shape,
                    "sha256": part.sha256,
                },
            ).to_arrow_table()
            for part in parts
        )


def zip_rows(part: Snapshot, main: str) -> "pa.Table":
    """The same columns, without marks, from a zip of CSV files; `main` begins the name of the one with the data.

    The data has one column per year. Aggregates are the codes whose Region is blank in the file that
    describes the countries. The whole database has 280 MB, so that it is read from disk and only in part.
    """
    body = snapshots.read(part)
    with TemporaryDirectory() as folder, formats.connection(definition=definitions()) as con:
        data, countries = (csv_in_zip(body, part.name, start, Path(folder)) for start in (main, COUNTRY_FILES))
        _scan(con, "country", countries, part.name, ("Country Code", "Region"))
        con.register("data", _by_year(data, part.name))
        con.execute(
            'create temp table wanted as select * from data where "Indicator Code" in (select series from definition)'
        )
        return con.sql(
            "with long as (unpivot wanted on columns('^[0-9]{4}$') into name year value value)"
            ' select "Indicator Code" as series, "Country Code" as code, cast(year as integer) as year,'
            f" cast(value as double) as value, '{part.sha256}' as snapshot from long"
            ' where "Country Code" = \'WLD\' or "Country Code" not in'
            ' (select "Country Code" from country where "Region" is null)'
        ).to_arrow_table()


COUNTRY_FILES = ("Metadata_Country", "WDICountry.csv")
"""How the file that describes the countries begins in a zip of one series, and in one of everything."""
_HEADER = re.compile(rb'\A(.*?)^"?(?:Country Name|Country Code)"?,', re.MULTILINE | re.DOTALL)


def csv_in_zip(body: bytes, name: str, start: str | tuple[str, ...], folder: Path) -> Path:
    """The one CSV file of the zip whose name begins so, unpacked. BrokenContract if there is not one."""
    wanted = f"CSV file that begins with {start!r} (was it downloaded from the World Bank's site?)"
    target = folder / f"{len(list(folder.iterdir()))}.csv"
    return containers.member_to(body, name, lambda m: m.startswith(start) and m.endswith(".csv"), wanted, target)


def _scan(con: "duckdb.DuckDBPyConnection", table: str, file: Path, name: str, columns: tuple[str, ...]) -> None:
    """A view of a CSV file from its header on: downloads of one series have a preamble of four lines."""
    lines = _preamble(file, name).count(b"\n")
    con.execute(
        f"create temp view {table} as from read_csv('{file}', skip = {lines}, header = true, all_varchar = true,"
        " delim = ',', quote = '\"', escape = '\"')"
    )
    formats.require(con.table(table).limit(0).to_arrow_table(), columns, name)


def _by_year(file: Path, name: str) -> "pa.Table":
    """The codes and the years of the file with the data, which has more columns."""
    lines = _preamble(file, name).count(b"\n")
    names, _ = formats.csv_start(file, lines)
    years = [column for column in names if re.fullmatch("[0-9]{4}", column)]
    return formats.csv_columns(file, ["Country Code", "Indicator Code", *years], name, lines)


def _preamble(file: Path, name: str) -> bytes:
    with file.open("rb") as opened:
        start = opened.read(2000).removeprefix(b"\xef\xbb\xbf")
    found = _HEADER.search(start)
    if found is None:
        raise BrokenContract(f"{name}: expected a header with Country Code, found {start[:80]!r}")
    return found[1]


def to_observations(rows: "pa.Table", parts: list[Snapshot], source: str) -> "pa.Table":
    """Canonical table from series, code, year, value, perhaps mark, snapshot. A year without a value is no observation.

    Rows outside the years that were asked for are left out: a filter that the publisher cannot apply is
    dropped in silence, and everything is sent. BrokenContract for figures that stand twice, UnmappedCode for
    a country with a value that no map knows.
    """
    latest = max(parts, key=lambda part: (part.published_on, part.retrieved_at))
    first_year, last_year = _years(parts[-1].params.get("date"))
    marked = "coalesce(nullif(v.mark, ''), 'A')" if "mark" in rows.column_names else "'A'"
    with formats.connection(row=rows, definition=definitions(latest.published_on or date.max)) as con:
        con.execute(
            "create temp table valued as select * from row where value is not null"
            f" and year between {first_year} and {last_year}"
        )
        formats.reject(
            con,
            "figures that stand more than once",
            "select series, code, year, string_agg(value, ' and ' order by value) from valued semi join"
            " (select series, code, year from valued group by all having count(*) > 1) using (series, code, year)"
            " group by series, code, year order by all",
        )
        formats.areas(con, source, _FIGURES)
        con.execute(_CHOICE)
        relation = con.sql(
            "select d.indicator, a.iso3 as ref_area, d.counterpart_area, '_T' as breakdown, 'A' as freq,"
            " make_date(v.year, 1, 1) as time_period, v.value as obs_value,"
            f" {marked} as obs_status,"
            f" d.unit_measure, d.price_base, d.valuation, {formats.labelled('v.series', 'a')} as series, v.snapshot"
            " from valued as v join definition as d using (series) join place as a on a.source_code = v.code"
            " left join choice as c on c.series = v.series and c.year = v.year and c.iso3 = a.iso3"
            " where a.unmapped is not null or c.place is null or c.place = a.place"
        )
        return observations.conform(
            formats.together(con, relation),
            source=source,
            vintage=latest.vintage,
            published_on=latest.published_on,
            published_basis=latest.published_basis,
            retrieved_at=max(part.retrieved_at for part in parts).replace(tzinfo=None),
        )


# Archives have Andorra as ADO and as AND in one edition: the code in use stands. Few areas have several codes.
_CHOICE = """
create temp table place as
select source_code, iso3, unmapped,
    row_number() over (partition by iso3 order by source_code <> iso3, source_code) as place,
    count(*) over (partition by iso3) > 1 as is_shared
from area where iso3 is not null;

create temp table choice as
select v.series, v.year, p.iso3, min(p.place) as place
from valued as v join place as p on p.source_code = v.code
where p.is_shared
group by all
"""
_FIGURES = """
    select code, series as measure, false as is_reporter,
        case when unit_measure in ('USD', 'INTL_USD', 'PS') and indicator not like '%_per_capita' then value::double end
            as amount
    from valued join definition using (series)
"""


def _years(window: str | None) -> tuple[int, int]:
    """'1960:2026' as numbers; everything without a window."""
    first, _, last = (window or "0:9999").partition(":")
    return int(first), int(last or first)


def definitions(on: date = date.max) -> "pa.Table":
    """Series and what they are in the catalogue, as an edition of that day means them."""
    text = SERIES_FILE.read_text(encoding="utf-8")
    columns = text.partition("\n")[0].split(",")
    entries = [entry for entry in catalogue.series_of("worldbank_wdi") if (entry["since"] or on) <= on]
    more = (",".join(str(entry.get(column, "")) for column in columns) for entry in entries)
    return formats.csv("\n".join([text.rstrip("\n"), *more, ""]))
