"""The World Bank's bilateral remittance matrix -> observations of money by sending and receiving country.

Belongs here: the matrix and its title. Does not belong here: countries behind its names (economies.csv).
"""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipelines.fetching import containers, formats
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

CORNER = re.compile(
    r"receiving (?:country )?\(across\)\s*[-/]\s*(?:remittance-)?sending (?:country )?\(down\)", re.IGNORECASE
)
"""The matrices of 2016 and of 2017 say it in other words; the earlier one writes World in small letters."""

TITLE = re.compile(r"Remittance Estimates for (\d{4}).*?(?:\((\w+ \d{4})\s+Version\))", re.IGNORECASE | re.DOTALL)
LARGEST = 1_000_000
"""Millions of dollars that all countries together send at the very most; 613,466 in 2017."""


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """The workbook; its edition is the year and the version that its title names, 2017-2018-04."""
    year, version, table = _matrix(body, name)
    with formats.connection(cell=table) as con:
        _gates(con, name)
    published = datetime.strptime(version, "%B %Y").date()
    return Accepted("xlsx", f"{year}-{published:%Y-%m}", published, "estimated")


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Dollars by sending country (ref_area) and receiving country (counterpart) in the year of the matrix."""
    [part] = parts
    year, _, table = _matrix(read(part), part.name)
    with formats.connection(cell=table) as con:
        _gates(con, part.name)
        formats.areas(
            con, part.source,
            "select sending as code, 'sent' as measure, millions as amount, false as is_reporter from cell"
            " where receiving <> 'WORLD' union all select receiving, 'received', millions, false from cell"
            " where sending <> 'WORLD'",
        )  # fmt: skip
        return observations.conform(con.sql(_OBSERVATIONS.format(year=int(year))), **formats.identity(part))


def _matrix(body: bytes, name: str) -> tuple[str, str, "pa.Table"]:
    """Year, version and the cells that hold a number, as table(sending, receiving, millions)."""
    book = containers.workbook(body, name)
    for sheet in book.sheet_names:
        rows = containers.rows(book, sheet, name)
        starts = [place for place, row in enumerate(rows) if row and CORNER.search(str(row[0]))]
        if starts:
            year, version = _title(rows[: starts[0]], name)
            return year, version, _long(rows[starts[0] :])
    raise BrokenContract(
        f"{name}: expected a sheet with 'receiving (across) / sending (down)' in its corner, found"
        f" {', '.join(book.sheet_names)}"
    )


def _title(rows: list[list[Any]], name: str) -> tuple[str, str]:
    above = " ".join(str(cell) for row in rows for cell in row if cell not in (None, ""))
    found = TITLE.search(above)
    if found is None or "million" not in above.lower():
        raise BrokenContract(
            f"{name}: expected a title such as 'Remittance Estimates for 2017 (millions of US$) (April 2018 Version)',"
            f" found {above[:120]!r}"
        )
    return found[1], found[2]


def _long(rows: list[list[Any]]) -> "pa.Table":
    import pyarrow as pa

    def name(cell: Any) -> str:
        label = str(cell).strip()
        return "WORLD" if label == "World" else label

    across = [name(cell) for cell in rows[0]]
    cells = [
        (name(row[0]), across[place], cell)
        for row in rows[1:] if str(row[0]).strip()
        for place, cell in enumerate(row[1:], 1)
        if isinstance(cell, int | float) and across[place]
    ]  # fmt: skip
    sending, receiving, millions = zip(*cells, strict=True) if cells else ((), (), ())
    return pa.table({
        "sending": pa.array(sending, pa.string()), "receiving": pa.array(receiving, pa.string()),
        "millions": pa.array(millions, pa.float64()),
    })  # fmt: skip


# A zero in the matrix is a pair without migrants, not a measured nothing.
_OBSERVATIONS = f"""
select
    'remittances' as indicator, s.iso3 as ref_area, r.iso3 as counterpart_area, '_T' as breakdown, 'A' as freq,
    make_date({{year}}, 1, 1) as time_period, sum(millions) * 1e6 as obs_value, 'E' as obs_status,
    'USD' as unit_measure, 'current' as price_base,
    'matrix' || coalesce('{formats.UNMAPPED}' || string_agg(distinct coalesce(s.unmapped, r.unmapped), ', ') || ']', '')
        as series
from cell
join area as s on s.source_code = sending
join area as r on r.source_code = receiving
where s.iso3 is not null and r.iso3 is not null and millions > 0
group by s.iso3, r.iso3
"""


def _gates(con: "duckdb.DuckDBPyConnection", name: str) -> None:
    formats.reject(
        con, f"{name}: expected amounts in millions of dollars, found others",
        "select sending, receiving, millions from cell where millions < 0 or not isfinite(millions)",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: figures stand twice",
        "select sending, receiving from cell group by all having count(*) > 1",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: countries that do not add up to the WORLD row and column",
        "with world as (select"
        " coalesce(sum(millions) filter (sending = 'WORLD' and receiving <> 'WORLD'), 0) as by_row,"
        " coalesce(sum(millions) filter (receiving = 'WORLD' and sending <> 'WORLD'), 0) as by_column,"
        " coalesce(sum(millions) filter (sending <> 'WORLD' and receiving <> 'WORLD'), 0) as pairs from cell)"
        f" select * from world where pairs not between 1e5 and {LARGEST}"
        " or abs(by_row - pairs) > 1e-3 * pairs or abs(by_column - pairs) > 1e-3 * pairs",
    )  # fmt: skip
