"""SIPRI's TIV tables -> observations: one country's by partner, or since 2024 all countries' with the world."""

import csv
import io
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from pipelines.catalogue import economies
from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract, describe
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

TITLE = re.compile(
    r"TIV of arms (exports to|exports from|imports to|imports from) (.+?), (\d{4})-(\d{4})", re.IGNORECASE
)
GENERATED = re.compile(r"generated:?\s*(\d{1,2} \w{3})\w* (\d{4})", re.IGNORECASE)
OF_THE_WORLD = "Volume of transfers of major arms"
"""All of the title of import-export-values_*.csv where no supplier, recipient or weapon was chosen."""
FIRST_CELL = {"imports": "Recipient", "exports": "Supplier"}
DIRECTIONS = {"imports": ("exports to", "imports from"), "exports": ("exports from", "imports to")}
"""Dataset -> how its title begins. SIPRI's table of a recipient's imports is called exports to it."""


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """Whose table it is and the day of generation are the edition: KOR-2024-03-11, W00-2024-10-13."""
    area, generated, table = _table(dataset, body, name)
    with formats.connection(cell=table) as con:
        _gates(con, name)
    return Accepted("csv", f"{area}-{generated}" if generated else None, generated, "estimated")


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Millions of TIV from the supplier (ref_area) to the recipient (counterpart)."""
    [part] = parts
    area, _, table = _table(part.dataset, read(part), part.name)
    with formats.connection(cell=table) as con:
        _gates(con, part.name)
        formats.areas(
            con, part.source,
            "select country as code, 'tiv' as measure, value as amount, false as is_reporter from cell"
            " where country <> 'Total' and not suffix(country, '*') and value > 0",
        )  # fmt: skip
        # a country's imports are listed by supplier, the world's by recipient
        rows_supply = (part.dataset == "imports") != (area == economies.WORLD)
        supplier, recipient = ("a.iso3", f"'{area}'") if rows_supply else (f"'{area}'", "a.iso3")
        return observations.conform(
            con.sql(_OBSERVATIONS.format(supplier=supplier, recipient=recipient)), **formats.identity(part)
        )


def _table(dataset: str, body: bytes, name: str) -> tuple[str, date | None, "pa.Table"]:
    """Country of the table, day of generation, and its cells as table(country, year, raw, value)."""
    import pyarrow as pa

    text = formats.text(body)
    area = _area(dataset, text[:2000], body, name)
    rows = list(csv.reader(io.StringIO(text)))
    starts = [
        place for place, row in enumerate(rows) if [cell for cell in row[1:] if re.fullmatch(r"\d{4}", cell.strip())]
    ]
    if not starts:
        raise BrokenContract(f"{name}: expected a row of years above the table, found none")
    years = [cell.strip() for cell in rows[starts[0]]]
    if area == economies.WORLD and years[0] != FIRST_CELL[dataset]:
        raise BrokenContract(f"{name}: expected a table by {FIRST_CELL[dataset]}, found one by {years[0]!r}")
    cells = [
        (_sipri_name(row[0]), year, cell.strip() or None)
        for row in rows[starts[0] + 1 :] if row and row[0].strip()
        for year, cell in zip(years[1:], row[1:], strict=False) if re.fullmatch(r"\d{4}", year)
    ]  # fmt: skip
    country, year, raw = zip(*cells, strict=True) if cells else ((), (), ())
    found = pa.table({
        "country": pa.array(country, pa.string()), "year": pa.array(year, pa.string()),
        "raw": pa.array(raw, pa.string()),
        "value": pa.array([_number(each) for each in raw], pa.float64()),
    })  # fmt: skip
    day = GENERATED.search(text[:2000])
    return area, datetime.strptime(f"{day[1]} {day[2]}", "%d %b %Y").date() if day else None, found


def _area(dataset: str, text: str, body: bytes, name: str) -> str:
    """Whose table it is: a country's, or the world's."""
    first = next(csv.reader(io.StringIO(text)), [""])[0].strip()
    if first == OF_THE_WORLD:
        return economies.WORLD
    title = TITLE.search(text)
    if title is None or title[1].lower() not in DIRECTIONS[dataset]:
        raise BrokenContract(
            f"{name}: expected a title such as 'TIV of arms {DIRECTIONS[dataset][0]} South Korea, 2000-2023', or"
            f" {OF_THE_WORLD!r} and no more, found {describe(body)}; choose all suppliers, recipients and weapons, and"
            " save import/export values as CSV"
        )
    area = economies.to_iso3("sipri_arms", _sipri_name(title[2]))
    if area is None:
        raise BrokenContract(f"{name}: expected a table of one country, found {title[2]!r}, which is none")
    return area


def _sipri_name(label: str) -> str:
    plain = label.strip()
    return "Total" if plain.startswith("Total") else plain


def _number(cell: str | None) -> float | None:
    """0 stands for under half a million TIV; a blank is no figure, unless the year has a Total."""
    try:
        return None if cell is None else float(cell.replace(",", ""))
    except ValueError:
        return float("nan")


_OBSERVATIONS = f"""
select
    'arms_transfers' as indicator, {{supplier}} as ref_area, {{recipient}} as counterpart_area, '_T' as breakdown,
    'A' as freq, make_date(year::int, 1, 1) as time_period, sum(value) as obs_value, 'E' as obs_status,
    'TIV' as unit_measure,
    'TIV table' || coalesce('{formats.UNMAPPED}' || string_agg(distinct a.unmapped, ', ') || ']', '') as series
from (
    -- countries that are listed add up to the Total: whoever is blank in such a year delivered nothing
    select if(country = 'Total', null, country) as country, year, coalesce(value, if(has_total, 0, null)) as value
    from (
        select *, coalesce(bool_or(country = 'Total' and value is not null) over years, false) as has_total
        from cell window years as (partition by year)
    )
    where value is not null or has_total
) as c
join (
    select source_code, iso3, unmapped from area where iso3 is not null and iso3 not in ('W00')
    union all select null, 'W00', null
    union all select distinct country, '_X', null from cell where suffix(country, '*')
) as a on a.source_code is not distinct from c.country
where {{supplier}} <> {{recipient}}
group by a.iso3, year
"""


def _gates(con: "duckdb.DuckDBPyConnection", name: str) -> None:
    formats.reject(
        con, f"{name}: expected millions of TIV or blanks, found others",
        "select country, year, raw from cell where isnan(value) or value < 0",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: figures stand twice",
        "select country, year from cell group by all having count(*) > 1",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: countries that do not add up to the Total (by more than the rounding of each)",
        "select year, sum(value) filter (country <> 'Total') as countries,"
        " sum(value) filter (country = 'Total') as total from cell group by year having total is not null"
        " and abs(coalesce(countries, 0) - total) > 2 + 0.5 * count(value)",
    )  # fmt: skip
