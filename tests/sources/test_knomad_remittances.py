"""The World Bank's bilateral remittance matrix: a workbook that a person adds."""

import io
from pathlib import Path
from typing import Any

import duckdb
import pytest
from added import added, columns
from openpyxl import Workbook

from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.sources.knomad_remittances import normalize

SOURCE, DATASET, NAME = "knomad_remittances", "matrix", "WB_Bilateral_Remittance_Estimates_2017.xlsx"
contract = pytest.mark.contract
TITLE = (
    "Bilateral Remittance Estimates for 2017 using Migrant Stocks, Host Country Incomes, and Origin Country Incomes"
    " (millions of US$) (April 2018 Version)"
)
Cells = dict[tuple[str, str], float]


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
        book.active.append([name, *(whole.get((name, other), 0) for other in names), whole.get((name, "WORLD"), 0)])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


CELLS: Cells = {("United States", "Mexico"): 30_019.5, ("United States", "India"): 11_715.0, ("Mexico", "India"): 1.25,
                ("Russian Federation", "Ukraine"): 90_000.0}  # fmt: skip


@contract(SOURCE, "down sends, across receives, in millions", "dollars; a zero is missing; the margins are the world")
def test_a_matrix(settings: Settings, tmp_path: Path) -> None:
    held = added(settings, SOURCE, DATASET, tmp_path, NAME, workbook(CELLS))
    assert held["remittances", "USA", "MEX", "_T", 2017] == 30_019_500_000
    assert held["remittances", "USA", "W00", "_T", 2017] == 41_734_500_000
    assert ("remittances", "MEX", "USA", "_T", 2017) not in held
    assert columns(settings, SOURCE, "vintage, obs_status, published_on::varchar") == [
        ("2017-2018-04", "E", "2018-04-01")
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            workbook(CELLS, corner="sending (across) / receiving (down)"), "in its corner", id="the other way round"
        ),
        pytest.param(workbook(CELLS, title="Remittances 2017"), "expected a title such as", id="title"),
        pytest.param(workbook({k: v / 1000 for k, v in CELLS.items()}), "do not add up", id="in billions"),
        pytest.param(workbook(CELLS | {("United States", "WORLD"): 5.0}), "do not add up", id="margin"),
        pytest.param(workbook(CELLS | {("India", "Mexico"): -1.0}), "expected amounts in millions", id="negative"),
    ],
)
def test_workbooks_that_are_refused(body: bytes, expected: str) -> None:
    with pytest.raises(BrokenContract, match=expected):
        normalize.accept(DATASET, body, NAME)


def test_the_real_matrix_of_2017(shared: Path, settings: Settings, tmp_path: Path) -> None:
    """All 214 names are known; what India and the Philippines received, and all together, is what the margins print."""
    printed: list[Any] = duckdb.execute(
        "select sending, receiving, usd_million from read_csv($file) where sending <> 'WORLD' and receiving <> 'WORLD'",
        {"file": str(shared / "world" / "wb_bilateral_remittances_2017.csv.gz")},
    ).fetchall()
    held = added(settings, SOURCE, DATASET, tmp_path, NAME, workbook({(s, r): v for s, r, v in printed}))
    assert held["remittances", "W00", "IND", "_T", 2017] == pytest.approx(68_968e6, rel=1e-4)
    assert held["remittances", "W00", "PHL", "_T", 2017] == pytest.approx(32_808e6, rel=1e-4)
    pairs = sum(value or 0 for key, value in held.items() if "W00" not in key)
    assert pairs == pytest.approx(613_466e6, rel=1e-4)
