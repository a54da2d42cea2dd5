"""The World Bank's bilateral remittance matrix: a workbook that a person adds."""

import io
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import Workbook
from publisher import Publisher, cases

from pipelines.sources.knomad_remittances import normalize

SOURCE, NAME = "knomad_remittances", "WB_Bilateral_Remittance_Estimates_2017.xlsx"
TITLE = (
    "Bilateral Remittance Estimates for 2017 using Migrant Stocks, Host Country Incomes, and Origin Country Incomes"
    " (millions of US$) (April 2018 Version)"
)
Cells = dict[tuple[str, str], float]
CELLS: Cells = {("United States", "Mexico"): 30_019.5, ("United States", "India"): 11_715.0, ("Mexico", "India"): 1.25,
                ("Russian Federation", "Ukraine"): 90_000.0}  # fmt: skip


def workbook(cells: Cells, title: str = TITLE, corner: str = "receiving (across) / sending (down) ") -> bytes:
    """The cells with their margins. Pairs without a cell are zero, as in the matrix."""
    names = sorted({name for pair in cells for name in pair} - {"WORLD"})
    margins = {(a, "WORLD"): sum(v for (s, _), v in cells.items() if s == a) for a in names}
    margins |= {("WORLD", b): sum(v for (_, r), v in cells.items() if r == b) for b in names}
    whole = margins | cells
    book = Workbook()
    assert book.active is not None
    book.active.title = "Bilateral_Remittances_2017"
    book.active.append([title])
    book.active.append([corner, *names, "WORLD"])
    for name in [*names, "WORLD"]:
        book.active.append([name, *(whole.get((name, other), 0) for other in [*names, "WORLD"])])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@cases("body, expected", {
    "down sends, across receives, in millions": (workbook(CELLS), {
        "remittances USA MEX 2017": {"obs_value": 30_019_500_000, "obs_status": "E", "vintage": "2017-2018-04"},
        "remittances USA W00 2017": 41_734_500_000, "remittances MEX USA 2017": "absent"}),
    "the other way round": (workbook(CELLS, corner="sending (across) / receiving (down)"), "in its corner"),
    "another title": (workbook(CELLS, title="Remittances 2017"), "expected a title such as"),
    "in billions": (workbook({k: v / 1000 for k, v in CELLS.items()}), "do not add up"),
    "a margin": (workbook(CELLS | {("United States", "WORLD"): 5.0}), "do not add up"),
    "negative": (workbook(CELLS | {("India", "Mexico"): -1.0}), "expected amounts in millions"),
})  # fmt: skip
def test_what_becomes_of_a_matrix(publisher: Publisher, body: bytes, expected: Any) -> None:
    publisher.brings("matrix", NAME, body, expected)


def test_the_real_matrix_of_2017(shared: Path, publisher: Publisher) -> None:
    """All 214 names are known; what India and the Philippines received, and all together, is what the margins print."""
    printed: list[Any] = duckdb.execute(
        "select sending, receiving, usd_million from read_csv($file) where sending <> 'WORLD' and receiving <> 'WORLD'",
        {"file": str(shared / "world" / "wb_bilateral_remittances_2017.csv.gz")},
    ).fetchall()
    publisher.brings("matrix", NAME, workbook({(s, r): v for s, r, v in printed}), {
        "remittances W00 IND 2017": pytest.approx(68_968e6, rel=1e-4),
        "remittances W00 PHL 2017": pytest.approx(32_808e6, rel=1e-4),
    })  # fmt: skip
    pairs = publisher.figures("'W00' not in (ref_area, counterpart_area)")
    assert sum(value or 0 for value in pairs.values()) == pytest.approx(613_466e6, rel=1e-4)


def test_a_real_matrix_with_another_text_in_its_corner(shared: Path) -> None:
    name = "bilateralremittancematrix2016_Nov2017.xlsx"
    body = (shared / "recorded" / "december" / name).read_bytes()
    assert normalize.accept("matrix", body, name).edition == "2016-2017-11"
