"""UN DESA's workbook of international migrants by destination and origin -> observations."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.fetching import containers, formats
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

FILE = re.compile(r"undesa_pd_(\d{4})_ims_stock.*\.xlsx", re.IGNORECASE)
DESTINATION, ORIGIN = "Location code of destination", "Location code of origin"
PUBLISHED = {"2020": date(2021, 1, 15), "2024": date(2025, 1, 16)}
"""Revision -> day on which it came out, as far as it is known here; of others the end of the year stands."""


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """The workbook by destination and origin; its edition is the revision in its name, 2020."""
    named = FILE.fullmatch(name)
    if named is None:
        raise BrokenContract(
            f"{name}: expected the workbook under its own name, such as"
            " undesa_pd_2020_ims_stock_by_sex_destination_and_origin.xlsx: the revision stands in the name"
        )
    with formats.connection(cell=_cells(body, name)) as con:
        con.execute(_STOCKS)
        _gates(con, name)
    revision = named[1]
    return Accepted("xlsx", revision, PUBLISHED.get(revision, date(int(revision), 12, 31)), "estimated")


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Migrants by origin (ref_area) and destination (counterpart), both sexes, at mid-year."""
    [part] = parts
    with formats.connection(cell=_cells(read(part), part.name)) as con:
        con.execute(_STOCKS)
        _gates(con, part.name)
        formats.areas(
            con, part.source,
            "select destination as code, year as measure, people as amount, true as is_reporter from stock"
            " where origin = '900' and destination <> '900'"
            " union all select origin, year, people, false from stock where destination = '900' and origin <> '900'",
        )  # fmt: skip
        return observations.conform(con.sql(_OBSERVATIONS), **formats.identity(part))


def _cells(body: bytes, name: str) -> "pa.Table":
    """Table 1 as text: codes of destination and origin, and the first column of each year, which counts both sexes."""
    import pyarrow as pa

    book = containers.workbook(body, name)
    if "Table 1" not in book.sheet_names:
        raise BrokenContract(f"{name}: expected a sheet 'Table 1', found {', '.join(book.sheet_names)}")
    rows = containers.rows(book, "Table 1", name)
    starts = [place for place, row in enumerate(rows) if DESTINATION in row and ORIGIN in row]
    if not starts:
        raise BrokenContract(f"{name}: expected a header with {DESTINATION!r} and {ORIGIN!r} in Table 1, found none")
    header = [_text(cell) for cell in rows[starts[0]]]
    places = {"destination": header.index(DESTINATION), "origin": header.index(ORIGIN)}
    for place, cell in enumerate(header):
        if re.fullmatch(r"(19|20)\d\d", cell or "") and cell not in places:
            places[str(cell)] = place
    data = rows[starts[0] + 1 :]
    return pa.table({
        column: pa.array([_text(row[place]) for row in data], pa.string()) for column, place in places.items()
    })  # fmt: skip


def _text(cell: Any) -> str | None:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() or None


# 900 is the world, 2003 "Others"; other codes from 900 on are regions and groups. `..` is no figure.
_STOCKS = """
create table stock as
select destination, origin, year, raw, try_cast(replace(replace(raw, ' ', ''), ',', '') as double) as people
from (unpivot cell on columns('^[0-9]{4}$') into name year value raw)
where destination is not null and origin is not null and raw not in ('..', '')
    and (try_cast(destination as integer) <= 900) and (try_cast(origin as integer) <= 900 or origin = '2003')
"""
_OBSERVATIONS = f"""
select
    'migrants' as indicator, ref_area, counterpart_area, '_T' as breakdown, 'A' as freq,
    make_date(year::int, 1, 1) as time_period, sum(people) as obs_value, 'E' as obs_status, 'PS' as unit_measure,
    'Table 1, both sexes' || coalesce('{formats.UNMAPPED}' || string_agg(distinct unmapped, ', ') || ']', '') as series
from (
    select o.iso3 as ref_area, d.iso3 as counterpart_area, s.year, s.people,
        coalesce(o.unmapped, d.unmapped) as unmapped
    from stock as s
    join area as d on d.source_code = s.destination
    join area as o on o.source_code = s.origin
)
where ref_area is not null and counterpart_area is not null
group by ref_area, counterpart_area, year
"""


def _gates(con: "duckdb.DuckDBPyConnection", name: str) -> None:
    formats.reject(
        con, f"{name}: expected whole numbers of people, found others",
        "select destination, origin, year, raw from stock where people is null or people < 0 or people % 1 <> 0",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: figures stand twice",
        "select destination, origin, year, list(raw) from stock group by all having count(*) > 1",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: expected 100 to 400 million migrants in the world in every year, found others",
        "select year, max(people) filter (destination = '900' and origin = '900') as world from stock group by year"
        " having world is null or world not between 1e8 and 4e8",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: destinations that do not add up to the world",
        "select year, sum(people) filter (destination <> '900') as destinations,"
        " sum(people) filter (destination = '900') as world from stock where origin = '900' group by year"
        " having abs(destinations - world) > 1e-3 * world",
    )  # fmt: skip
