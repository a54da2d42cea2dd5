"""Real files spoilt at random, each through the whole way in: of 200, at least 95 % are stopped or set aside.

What is spoilt: publishers' own workbooks and tables, cell by cell, and editions of the figures that come with the project
as tables of areas by periods. How: values or rows doubled, the end cut off, another unit, values a row too low, two
columns swapped. Held are the other editions of the source as they were before.
"""

import csv
import io
import random
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pytest
import python_calamine
from openpyxl import Workbook
from relations import build

from pipelines.config import Settings
from pipelines.fetching.http import FetchError
from pipelines.ingest import datasets, likeness, reference
from pipelines.stores import observations, snapshots

pytestmark = pytest.mark.slow

Grid = list[list[Any]]
MUTATIONS = 200


def cells(grid: Grid) -> list[int]:
    """Columns that hold figures in most rows."""
    return [c for c in range(len(grid[0])) if 3 * sum(number(row[c]) is not None for row in grid) > len(grid)]


def number(cell: Any) -> float | None:
    try:
        return float(cell) if cell not in (None, "") and not isinstance(cell, bool) else None
    except (TypeError, ValueError):
        return None


def times(grid: Grid, columns: list[int], factor: float) -> Grid:
    return [
        [n * factor if c in columns and (n := number(v)) is not None else v for c, v in enumerate(row)] for row in grid
    ]


def doubled(grid: Grid, columns: list[int], draw: random.Random) -> Grid:
    if draw.random() < 0.3:
        start = draw.randrange(len(grid) // 2)
        return grid[: start + len(grid) // 4] + grid[start:]
    return times(grid, columns if draw.random() < 0.5 else [draw.choice(columns)], 2)


def cut(grid: Grid, columns: list[int], draw: random.Random) -> Grid:
    return grid[: int(len(grid) * draw.uniform(0.3, 0.7))]


def other_unit(grid: Grid, columns: list[int], draw: random.Random) -> Grid:
    return times(grid, columns if draw.random() < 0.5 else [draw.choice(columns)], draw.choice([1000, 0.001]))


def shifted(grid: Grid, columns: list[int], draw: random.Random) -> Grid:
    above = [grid[-1], *grid[:-1]]
    return [[up[c] if c in columns else row[c] for c in range(len(row))] for row, up in zip(grid, above, strict=True)]


def swapped(grid: Grid, columns: list[int], draw: random.Random) -> Grid:
    a, b = draw.sample(columns, 2)
    places = {a: b, b: a}
    return [[row[places.get(c, c)] for c in range(len(row))] for row in grid]


WAYS: list[Callable[[Grid, list[int], random.Random], Grid]] = [doubled, cut, other_unit, shifted, swapped]


class Case(NamedTuple):
    """A table, which columns a mutation may take, and what says why it is stopped or set aside, or None."""

    name: str
    grid: Grid
    columns: list[int]
    stopped: Callable[[Grid], str | None]


class File(NamedTuple):
    source: str
    dataset: str
    name: str
    sheet: str
    lines: int
    """Lines above the table."""
    labels: int
    before: str = ""
    day: date | None = None
    """Of publication, where the file does not say."""


FILES = [
    File("us_dmdc", "location_report", "DMDC_Website_Location_Report_2512.xlsx", "LOCATION COUNTRY REPORT", 6, 2),
    File("us_census", "country", "december/country.xlsx", "country", 1, 3),
    File("us_foreign_assistance", "country", "december/us_foreign_aid_country.csv", "", 1, 9, day=date(2022, 10, 1)),
    File("sipri_milex", "milex", "SIPRI-Milex-data-1949-2025_v1.2.xlsx", "Current US$", 6, 2, "SIPRI-Milex-data-1949-2024_2.xlsx"),
]  # fmt: skip


def of_file(file: File, shared: Path, folder: Path) -> Case:
    settings = Settings(warehouse_dir=folder / file.name.replace("/", "-"))
    settings.warehouse.mkdir()
    settings.reference.symlink_to(Settings().reference)
    recorded = shared / "recorded"
    if file.before:
        datasets.add_file(settings, file.source, file.dataset, recorded / file.before)
    pages = sheets(recorded / file.name)
    grid = pages[file.sheet][file.lines :]

    def stopped(spoilt: Grid) -> str | None:
        path = settings.warehouse / Path(file.name).name
        write(path, pages | {file.sheet: pages[file.sheet][: file.lines] + spoilt})
        try:
            held = datasets.add_file(settings, file.source, file.dataset, path, published_on=file.day)
        except (ValueError, FetchError, datasets.IngestError) as error:
            return str(error)
        try:
            return set_aside(settings, file.source, held.vintage) if file.source == "us_dmdc" else None
        finally:
            snapshots.forget(held, held.retrieved_at)
            observations.path(settings, held.source, held.dataset, held.vintage).unlink()

    return Case(file.name, grid, [c for c in cells(grid) if c >= file.labels], stopped)


def sheets(path: Path) -> dict[str, Grid]:
    if path.suffix == ".csv":
        return {"": list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))}
    book = python_calamine.CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def write(path: Path, pages: dict[str, Grid]) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(pages[""])
        return
    book = Workbook(write_only=True)
    for name, rows in pages.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append([None if cell == "" else cell for cell in row])
    book.save(path)


def set_aside(settings: Settings, source: str, vintage: str) -> str | None:
    files = ", ".join(f"'{path}'" for path in observations.files(settings, source))
    figures = (
        f"select *, false as is_reference from read_parquet([{files}]) union all"
        f" select *, true from ({reference.query(settings)}) where source = '{source}'"
    )
    con = build(figures, "marts.quarantined_figure")
    found = con.sql(f"select count(*) from marts.quarantined_figure where vintage = '{vintage}'").fetchall()[0][0]
    return f"{found} in quarantine" if found else None


@cache
def came_along() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(f"create table figure as select * from ({reference.query(Settings())}) where obs_value is not null")
    con.execute("""
        create table edition as
        select source, indicator, unit_measure, price_base, breakdown, freq, vintage, max(published_on) as day
        from figure where freq <> 'D' group by source, indicator, unit_measure, price_base, breakdown, freq, vintage
        having count(distinct coalesce(counterpart_area, ref_area)) >= 150
            and count(*) >= 4 * count(distinct coalesce(counterpart_area, ref_area))
        -- the first edition of all has none to be held against
        qualify row_number() over (partition by source, indicator, unit_measure, price_base, breakdown, freq order by day) > 1
        order by all
    """)
    return con


def of_edition(place: int, folder: Path) -> Case:
    """An edition of one indicator as a table of areas by periods, while those published before are held."""
    con = came_along()
    row = con.sql(f"select * from edition limit 1 offset {place}").fetchall()[0]
    source, indicator, unit, base, breakdown, freq, vintage, day = row
    of = (
        f"indicator = '{indicator}' and unit_measure = '{unit}' and breakdown = '{breakdown}'"
        f" and coalesce(price_base, '') = '{base or ''}' and source = '{source}' and freq = '{freq}'"
    )
    settings = Settings(warehouse_dir=folder / f"edition-{place}")
    held = observations.path(settings, source, "held", "before")
    held.parent.mkdir(parents=True)
    con.execute(f"copy (from figure where {of} and published_on < date '{day}' and vintage <> '{vintage}') to '{held}'")
    table = con.sql(
        f"from figure where {of} and vintage = '{vintage}' order by ref_area, counterpart_area, time_period"
    )
    found = table.to_arrow_table().to_pylist()
    periods = sorted({each["time_period"] for each in found})
    forecast = {each["time_period"] for each in found if each["obs_status"] == "F"}
    values = {(each["ref_area"], each["counterpart_area"], each["time_period"]): each["obs_value"] for each in found}
    pairs = list(dict.fromkeys(key[:2] for key in values))
    grid = [[*pair, *(values.get((*pair, period)) for period in periods)] for pair in pairs]

    def stopped(spoilt: Grid) -> str | None:
        rows = [
            found[0] | {"ref_area": area, "counterpart_area": other, "time_period": period, "obs_value": value,
                        "obs_status": "F" if period in forecast else "A"}
            for area, other, *cells in spoilt for period, value in zip(periods, cells, strict=True) if value is not None
        ]  # fmt: skip
        table = pa.Table.from_pylist(rows, schema=observations.schema())
        try:
            observations.validate(table)
            likeness.expect_alike(settings, source, table, held.with_name("new"))
        except ValueError as error:
            return str(error)
        return None

    return Case(f"{source} {indicator} {vintage}", grid, list(range(2, len(periods) + 2)), stopped)


def test_of_real_files_spoilt_at_random_nearly_all_are_stopped(
    shared: Path, tmp_path: Path, tables: dict[str, list[dict[str, Any]]]
) -> None:
    draw = random.Random(20261202)
    (editions,) = came_along().sql("select count(*) from edition").fetchall()[0]
    cases = [of_file(file, shared, tmp_path) for file in FILES]
    cases += [of_edition(place, tmp_path) for place in draw.sample(range(editions), 36)]
    untouched = [{"case": case.name, "way": "untouched", "said": case.stopped(case.grid)} for case in cases]
    spoilt = [
        {"case": case.name, "way": way.__name__, "said": case.stopped(way(case.grid, case.columns, draw))}
        for _ in range(MUTATIONS // len(cases) // len(WAYS)) for case in cases for way in WAYS
    ]  # fmt: skip
    missed = [each for each in spoilt if not each["said"]]
    alarms = [each for each in untouched if each["said"]]
    tables["spoilt files that were taken, untouched ones that were not"] = [
        {**each, "said": (each["said"] or "nothing")[:150]} for each in (*missed, *alarms)
    ] or [{"none": ""}]
    tables["spoilt files by way"] = [
        {"way": way.__name__, "spoilt": len(of), "stopped": sum(bool(each["said"]) for each in of)}
        for way in WAYS if (of := [each for each in spoilt if each["way"] == way.__name__])
    ]  # fmt: skip
    assert len(spoilt) == MUTATIONS
    assert len(missed) <= 0.05 * len(spoilt) and len(alarms) <= 0.01 * len(untouched)
