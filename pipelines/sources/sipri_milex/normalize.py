"""SIPRI's workbook of military expenditure to observations."""

import re
from typing import TYPE_CHECKING, NamedTuple

from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


class Sheet(NamedTuple):
    """What a sheet holds, the factor to base units, and the largest figure of any country."""

    name: str
    indicator: str
    unit_measure: str
    price_base: str | None
    factor: int
    highest: float
    first: str = "Country"


SHEETS = (
    Sheet("Current US$", "military_expenditure", "USD", "current", 1_000_000, 5e12),
    Sheet("Share of GDP", "military_expenditure_gdp", "PT", None, 100, 150),
)
_CONSTANT = re.compile(r"Constant \((\d{4})\) US\$", re.IGNORECASE)
"""The sheet in the prices of a year that changes with every edition."""
_TOTALS = "Regional totals"
"""In the same prices; its world has estimates of whom there is no figure of, and is more than the sum of countries."""
_NOT_AVAILABLE = "('...', '…', '. .', '..', '. . .')"
_NOT_A_STATE = "xxx"
_NAME = re.compile(r"SIPRI-Milex-data-(?P<edition>1949-\d{4}[^/]*)\.xlsx")


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    for sheet in _sheets(body):
        _years(_sheet(body, sheet))
    return Accepted("xlsx", accept_name(name))


def accept_name(name: str) -> str | None:
    """The edition that a file's name says, such as 1949-2025_v1.2."""
    named = _NAME.search(name)
    return re.sub(r"[^A-Za-z0-9._-]", "-", named["edition"]) if named else None


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Military expenditure in current and constant dollars and in per cent of GDP, by country and year."""
    (snapshot,) = parts
    body = read(snapshot)
    sheets = _sheets(body)
    with formats.connection() as con:
        for place, sheet in enumerate(sheets):
            table = _sheet(body, sheet)
            con.register("file", table)
            con.execute(f"create table cell_{place} as {_cells(sheet, table)}")
        cells = " union all ".join(f"from cell_{place}" for place in range(len(sheets)))
        con.execute(f"create table cell as {cells}")
        formats.areas(con, snapshot.source, _FIGURES)
        _gates(con)
        found = con.sql(
            "select indicator, iso3 as ref_area, '_T' as breakdown, 'A' as freq, unit_measure, price_base,"
            " make_date(year, 1, 1) as time_period, value as obs_value, case when value is not null then 'A'"
            f" when raw = '{_NOT_A_STATE}' then 'M' else 'O' end as obs_status, {formats.labelled('series')} as series"
            " from cell inner join area on source_code = country where iso3 is not null"
        )
        return observations.conform(formats.together(con, found), **formats.identity(snapshot))


_FIGURES = """
    select country as code, series as measure, case unit_measure when 'USD' then value end as amount,
        false as is_reporter
    from cell where value is not null
"""


def _sheets(body: bytes) -> list[Sheet]:
    """The sheets that are read: those of fixed names, and the one whose name has the year of its prices."""
    names = formats.sheets(body)
    constant = [found for name in names if (found := _CONSTANT.fullmatch(name.strip()))]
    if len(constant) != 1:
        raise BrokenContract(f"expected one sheet such as 'Constant (2024) US$', found {', '.join(names)}")
    in_prices_of = Sheet(
        constant[0][0], "military_expenditure_constant", "USD", f"constant:{constant[0][1]}", 1_000_000, 5e12
    )
    totals = in_prices_of._replace(name=_TOTALS, factor=1_000_000_000, first="Region")
    return [*SHEETS, in_prices_of, *([totals] if _TOTALS in names else [])]


def _sheet(body: bytes, sheet: Sheet) -> "pa.Table":
    return formats.sheet(body, sheet.name, sheet.first)


def _years(table: "pa.Table") -> list[str]:
    years = [name for name in table.column_names if re.fullmatch(r"(19|20)\d{2}", name)]
    if len(years) < 30:
        span = f"{years[0]} to {years[-1]}" if years else "none"
        raise BrokenContract(
            f"expected a column for each year since 1949, found {span}: a part of the database; choose all countries"
            " and all years on SIPRI's page"
        )
    return years


def _cells(sheet: Sheet, table: "pa.Table") -> str:
    """One row per printed cell. Titles of regions have no cells; blanks are no figures and no statement."""
    years = ", ".join(f'"{year}"' for year in _years(table))
    return f"""
        select trim({sheet.first}) as country, year::int as year, trim(raw) as raw,
            (try_cast(raw as decimal(28, 12)) * {sheet.factor})::double as value,
            '{sheet.indicator}' as indicator, '{sheet.unit_measure}' as unit_measure,
            nullif('{sheet.price_base or ""}', '') as price_base,
            {sheet.highest} as highest, '{sheet.name}' as series
        from (unpivot file on {years} into name year value raw)
        where {sheet.first} is not null and trim(raw) <> ''
            and ('{sheet.name}' <> '{_TOTALS}' or trim({sheet.first}) = 'World')
    """


def _gates(con: "duckdb.DuckDBPyConnection") -> None:
    formats.reject(
        con, "SIPRI: cells that are neither figures nor one of the known signs for none",
        "select series, country, year, raw from cell where value is null"
        f" and raw not in {_NOT_AVAILABLE} and raw <> '{_NOT_A_STATE}'",
    )  # fmt: skip
    formats.reject(
        con, "SIPRI: figures stand twice",
        "select series, country, year from cell group by all having count(*) > 1",
    )  # fmt: skip
    formats.reject(
        con, "SIPRI: figures that no country can have, so that the unit of the sheet has changed",
        "select series, country, year, value from cell where not value between 0 and highest",
    )  # fmt: skip
    # Some country has always spent more than 2 per cent, and the largest budget is over 100 billion.
    formats.reject(
        con, "SIPRI: no country's figure is as large as the largest always is, so that the unit has changed",
        "select series, year, max(value) as largest from cell where year >= 1990 group by all"
        " having max(value) < case when series = 'Share of GDP' then 2 else 1e11 end",
    )  # fmt: skip
    # In the year of its prices a figure in constant dollars is the one in current dollars.
    formats.reject(
        con, "SIPRI: constant dollars that are not the current ones in the year of their prices",
        "select 'median of constant / current' as what, median(k.value / c.value) as ratio, k.year"
        " from cell as k inner join cell as c on c.country = k.country and c.year = k.year and c.price_base = 'current'"
        " where k.price_base = 'constant:' || k.year and k.value is not null and c.value > 0"
        " group by k.year having not median(k.value / c.value) between 0.9 and 1.1",
    )  # fmt: skip
