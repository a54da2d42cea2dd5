"""Past editions of World Development Indicators -> observations, in the series and units of today's."""

import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pipelines.fetching import formats, http
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.sources.worldbank_wdi import normalize as wdi
from pipelines.stores.snapshots import Snapshot

if TYPE_CHECKING:
    import pyarrow as pa

ZIP_NAME = re.compile(r"WDI_CSV_(\d{4})_(\d\d)_(\d\d)\.zip")
MAIN_FILE = "WDICSV"


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """The whole database as of the day in its name (`bulk_csv`). Answers of the API make an edition only together."""
    if dataset != "bulk_csv":
        raise BrokenContract(
            f"{name}: answers of the API belong together and are fetched together; expected WDI_CSV_YYYY_MM_DD.zip as"
            " dataset bulk_csv"
        )
    named = ZIP_NAME.fullmatch(name)
    if named is None:
        raise BrokenContract(
            f"{name}: expected the publisher's name, WDI_CSV_YYYY_MM_DD.zip: the file has no date in it"
        )
    with TemporaryDirectory() as folder:
        for start in (MAIN_FILE, wdi.COUNTRY_FILES):
            wdi.csv_in_zip(body, name, start, Path(folder))
    day = date(int(named[1]), int(named[2]), int(named[3]))
    return Accepted("zip", day.isoformat(), day)


def envelope(body: bytes, where: str) -> tuple[wdi.Meta, list[dict[str, Any]]]:
    """Header and rows. Unlike the API of current figures this one answers with an object."""
    answer = http.as_json(body, where)
    if isinstance(answer, list) or "message" in answer:
        # Errors come in the shape of the other API, which raises for them.
        wdi.envelope(body, where)
    try:
        rows = answer["source"]["data"]
        meta = wdi.Meta(int(answer["page"]), int(answer["pages"]), int(answer["total"]), answer.get("lastupdated"))
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenContract(
            f"{where}: expected an object with page, pages, total and source.data, found {http.describe(body)}"
            f" ({error!r}); see Quirks in the README of the source"
        ) from error
    return meta, rows or []


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Observations of one edition: pages of source 57 behind the list of economies, or one zip."""
    if parts[0].dataset == "bulk_csv":
        return wdi.to_observations(wdi.zip_rows(parts[0], MAIN_FILE), parts, "worldbank_archives")
    return wdi.to_observations(page_rows(parts), parts, "worldbank_archives")


_COUNTRY = '[{"id": "VARCHAR", "region": {"id": "VARCHAR"}}]'
_CELL = '[{"variable": [{"concept": "VARCHAR", "id": "VARCHAR"}], "value": "VARCHAR"}]'


def page_rows(parts: list[Snapshot]) -> "pa.Table":
    """Columns series, code, year, value, snapshot without aggregates other than the world.

    A cell names its country, series and time in a list whose order is not fixed.
    """
    country, page = wdi.answers(parts[:1], "$[1]", _COUNTRY), wdi.answers(parts[1:], "$.source.data", _CELL)
    with formats.connection(country=country, page=page) as con:
        con.execute(
            "create temp table found as with cell as (select row_number() over () as n, r, snapshot from page),"
            " named as (select n, r.value as value, snapshot, unnest(r.variable) as v from cell)"
            " select max(v.id) filter (lower(v.concept) = 'series') as series,"
            " max(v.id) filter (lower(v.concept) = 'country') as code,"
            " max(v.id) filter (lower(v.concept) = 'time') as year, value, snapshot"
            " from named group by n, value, snapshot"
        )
        formats.reject(
            con,
            "expected cells with Series, Country, Time, and a number as value; found others on the pages",
            "select * from found where series is null or code is null"
            " or not coalesce(regexp_full_match(year, 'YR[0-9]{4}'), false)"
            " or (value is not null and not coalesce(isfinite(try_cast(value as double)), false))",
        )
        return con.sql(
            "select series, code, cast(year[3:] as integer) as year, cast(value as double) as value, snapshot"
            " from found where code = 'WLD' or code not in (select r.id from country where r.region.id = 'NA')"
        ).to_arrow_table()
