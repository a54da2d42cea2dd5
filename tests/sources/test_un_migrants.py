"""UN DESA's migrants by destination and origin: a workbook that a person adds."""

import io
from pathlib import Path
from typing import Any

import duckdb
import pytest
from added import added, columns
from openpyxl import Workbook

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.un_migrants import normalize

SOURCE, DATASET = "un_migrants", "destination_origin"
NAME = "undesa_pd_2020_ims_stock_by_sex_destination_and_origin.xlsx"
contract = pytest.mark.contract
YEARS = (2015, 2020)
HEADER = [
    "Index", "Region, development group, country or area of destination", "Notes of destination",
    "Location code of destination", "Type of data of destination",
    "Region, development group, country or area of origin", "Location code of origin", *YEARS, *YEARS, *YEARS,
]  # fmt: skip
Cells = dict[tuple[int, int], tuple[Any, ...]]
"""(destination, origin) -> people by year."""


def cells() -> Cells:
    return {
        (840, 484): (11_000_000, 10_853_105), (840, 156): (2_100_000, 2_184_110), (840, 2003): (40_000_000, 37_595_621),
        (840, 900): (53_100_000, 50_632_836), (842, 484): (11_000_000, 10_853_105), (156, 410): (100_000, ".."),
        (156, 2003): (200_000_000, 229_967_269), (156, 900): (200_100_000, 229_967_269), (900, 484): (11_000_000, 10_853_105),
        (900, 156): (2_100_000, 2_184_110), (900, 900): (253_200_000, 280_600_105), (1830, 900): (1, 1), (840, 1834): (5, 5),
        (840, 410): (0, 0),
    }  # fmt: skip


def workbook(found: Cells, header: list[Any] = HEADER, sheet: str = "Table 1") -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.title = sheet
    for _ in range(9):
        book.active.append(["United Nations", None])
    book.active.append(header)
    for number, ((destination, origin), people) in enumerate(found.items(), 1):
        halves = [n // 2 if isinstance(n, int) else n for n in people]
        book.active.append(
            [
                number,
                f"Land {destination}",
                None,
                destination,
                "B R",
                f"Land {origin}",
                origin,
                *people,
                *halves,
                *halves,
            ]
        )
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@contract(
    SOURCE, "three columns of each year, groups among the places", "both sexes; groups left out, Others unallocated"
)
def test_a_revision(settings: Settings, tmp_path: Path) -> None:
    held = added(settings, SOURCE, DATASET, tmp_path, NAME, workbook({k: v for k, v in cells().items() if k[0] != 842}))
    assert held["migrants", "MEX", "USA", "_T", 2020] == 10_853_105
    assert held["migrants", "W00", "USA", "_T", 2020] == 50_632_836
    assert held["migrants", "_X", "USA", "_T", 2020] == 37_595_621
    assert held["migrants", "MEX", "W00", "_T", 2020] == 10_853_105
    assert held["migrants", "KOR", "USA", "_T", 2020] == 0, "printed as zero"
    assert ("migrants", "KOR", "CHN", "_T", 2020) not in held, "two dots are no figure"
    assert columns(settings, SOURCE, "vintage, obs_status, published_on::varchar") == [("2020", "E", "2021-01-15")]


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        pytest.param(workbook(cells()), "migrants.xlsx", "under its own name", id="renamed"),
        pytest.param(workbook(cells(), sheet="Table 2"), NAME, "expected a sheet 'Table 1', found Table 2", id="sheet"),
        pytest.param(workbook(cells(), [str(c).replace("Location", "LOC") for c in HEADER]), NAME, "expected a header with", id="header"),
        pytest.param(workbook(cells() | {(840, 484): (11.5, 1)}), NAME, "expected whole numbers of people", id="half"),
        pytest.param(workbook(cells() | {(900, 900): (253_200, 280_600)}), NAME, "100 to 400 million", id="thousands"),
        pytest.param(workbook(cells() | {(156, 900): (100, 229_967_269)}), NAME, "do not add up to the world", id="sum"),
    ],
)  # fmt: skip
def test_workbooks_that_are_refused(body: bytes, name: str, expected: str) -> None:
    with pytest.raises(BrokenContract, match=expected):
        normalize.accept(DATASET, body, name)


def test_an_unknown_destination_that_counts_others(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(datasets.IngestError, match="unmapped code '842'"):
        unknown = cells() | {(842, 900): (10, 10)}
        unknown[900, 900] = (253_200_010, 280_600_115)
        added(settings, SOURCE, DATASET, tmp_path, NAME, workbook(unknown))


def test_the_real_figures_of_2020(shared: Path, settings: Settings, tmp_path: Path) -> None:
    """Every pair of the revision of 2020 in the workbook's form: all places are known, known totals come out."""
    m49 = {row["iso3"]: row["m49"] for row in economies.economies()} | {"XXX": 2003, "CHI": 830}
    file = shared / "world" / "un_migrant_stock_2020_origin_destination.parquet"
    printed = duckdb.execute(
        f"select destination, origin, year, total from '{file}' where year in (2015, 2020)"
    ).fetchall()
    found: dict[tuple[int, int], list[Any]] = {}
    for destination, origin, year, people in printed:
        for key in ((m49[destination], m49[origin]), (m49[destination], 900), (900, m49[origin]), (900, 900)):
            place = found.setdefault(key, ["..", ".."])
            index = YEARS.index(year)
            place[index] = people + (0 if place[index] == ".." else place[index])
    held = added(settings, SOURCE, DATASET, tmp_path, NAME, workbook({k: tuple(v) for k, v in found.items()}))
    assert held["migrants", "MEX", "USA", "_T", 2020] == 10_853_105
    assert held["migrants", "W00", "USA", "_T", 2020] == 50_632_836
    assert held["migrants", "W00", "W00", "_T", 2020] == 280_598_105
