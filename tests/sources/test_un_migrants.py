"""UN DESA's migrants by destination and origin: a workbook that a person adds."""

import io
from pathlib import Path
from typing import Any

import duckdb
from openpyxl import Workbook
from publisher import Publisher, cases

from pipelines.catalogue import economies

SOURCE = "un_migrants"
NAME = "undesa_pd_2020_ims_stock_by_sex_destination_and_origin.xlsx"
YEARS = (2015, 2020)
HEADER = [
    "Index", "Region, development group, country or area of destination", "Notes of destination",
    "Location code of destination", "Type of data of destination",
    "Region, development group, country or area of origin", "Location code of origin", *YEARS, *YEARS, *YEARS,
]  # fmt: skip
Cells = dict[tuple[int, int], Any]
"""(destination, origin) -> people by year."""
CELLS: Cells = {
    (840, 484): (11_000_000, 10_853_105), (840, 156): (2_100_000, 2_184_110), (840, 2003): (40_000_000, 37_595_621),
    (840, 900): (53_100_000, 50_632_836), (156, 410): (100_000, ".."), (156, 2003): (200_000_000, 229_967_269),
    (156, 900): (200_100_000, 229_967_269), (900, 484): (11_000_000, 10_853_105), (900, 156): (2_100_000, 2_184_110),
    (900, 900): (253_200_000, 280_600_105), (1830, 900): (1, 1), (840, 1834): (5, 5), (840, 410): (0, 0),
}  # fmt: skip


def workbook(cells: Cells, header: list[Any] = HEADER, sheet: str = "Table 1") -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.title = sheet
    for _ in range(9):
        book.active.append(["United Nations", None])
    book.active.append(header)
    for number, ((to, origin), people) in enumerate(cells.items(), 1):
        halves = [n // 2 if isinstance(n, int) else n for n in people]
        book.active.append([number, f"To {to}", None, to, "B R", f"From {origin}", origin, *people, *halves, *halves])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def migrants(**places: Any) -> dict[str, Any]:
    return {f"migrants {key.replace('__', ' ')} 2020": value for key, value in places.items()}


@cases("name, body, expected", {
    "both sexes beside each, groups among the places": (NAME, workbook(CELLS), migrants(
        MEX__USA={"obs_value": 10_853_105, "obs_status": "E", "vintage": "2020"}, W00__USA=50_632_836,
        MEX__W00=10_853_105, KOR__USA=0, KOR__CHN="absent") | {"migrants _X USA 2020": 37_595_621}),
    "another name": ("migrants.xlsx", workbook(CELLS), "under its own name"),
    "another sheet": (NAME, workbook(CELLS, sheet="Table 2"), "expected a sheet 'Table 1', found Table 2"),
    "another header": (NAME, workbook(CELLS, [str(c).replace("Location", "LOC") for c in HEADER]),
        "expected a header with"),
    "half a person": (NAME, workbook(CELLS | {(840, 484): (11.5, 1)}), "expected whole numbers of people"),
    "thousands": (NAME, workbook(CELLS | {(900, 900): (253_200, 280_600)}), "100 to 400 million"),
    "a sum that is wrong": (NAME, workbook(CELLS | {(156, 900): (100, 229_967_269)}), "do not add up to the world"),
    "an unknown destination": (NAME, workbook(CELLS | {
        (842, 484): (10, 10), (842, 900): (10, 10), (900, 900): (253_200_010, 280_600_115)}), "unmapped code '842'"),
})  # fmt: skip
def test_what_becomes_of_a_workbook(publisher: Publisher, name: str, body: bytes, expected: Any) -> None:
    publisher.brings("destination_origin", name, body, expected)


def test_the_real_figures_of_2020(shared: Path, publisher: Publisher) -> None:
    """Every pair of the revision of 2020 in the workbook's form: all places are known, known totals come out."""
    m49 = {row["iso3"]: row["m49"] for row in economies.economies()} | {"XXX": 2003, "CHI": 830}
    file = shared / "world" / "un_migrant_stock_2020_origin_destination.parquet"
    printed = duckdb.execute(
        f"select destination, origin, year, total from '{file}' where year in (2015, 2020)"
    ).fetchall()
    cells: Cells = {}
    for to, origin, year, people in printed:
        for key in ((m49[to], m49[origin]), (m49[to], 900), (900, m49[origin]), (900, 900)):
            held, index = cells.setdefault(key, ["..", ".."]), YEARS.index(year)
            held[index] = people + (0 if held[index] == ".." else held[index])
    expected = migrants(MEX__USA=10_853_105, W00__USA=50_632_836, W00__W00=280_598_105)
    publisher.brings("destination_origin", NAME, workbook(cells), expected)
