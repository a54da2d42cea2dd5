"""SIPRI's TIV tables of one country: files that a person adds."""

from pathlib import Path

import pytest
from added import added, columns

from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.sources.sipri_arms import normalize

SOURCE, NAME = "sipri_arms", "TIV-Import-KOR-2020-2022.csv"
contract = pytest.mark.contract


def table(
    title: str = "TIV of arms exports to South Korea, 2020-2022", rows: str = "", total: str = "Total,451,700,,1151"
) -> bytes:
    preamble = [
        title, "", "Figures are SIPRI Trend Indicator Values (TIVs) expressed in millions.",
        "Figures may not add up due to the conventions of rounding.", "A '0' indicates that the value of deliveries is less than 0.5m",
        "For more information, see http://www.sipri.org", 'Information generated: 11 March 2024', "", ",2020,2021,2022,Total",
    ]  # fmt: skip
    body = [
        "United States,400,650,,1050",
        "Germany,50,50,,100",
        "Israel,0,,,0",
        "Unknown rebel group*,1,,,1",
        *filter(None, [rows]),
        total,
    ]
    return "\n".join([*preamble, *body]).encode()


@contract(
    SOURCE, "a recipient's imports, titled exports to it", "supplier to recipient; blanks are 0 where there is a Total"
)
def test_imports(settings: Settings, tmp_path: Path) -> None:
    held = added(settings, SOURCE, "imports", tmp_path, NAME, table(rows="Norway,,,,0"))
    assert held["arms_transfers", "USA", "KOR", "_T", 2021] == 650
    assert held["arms_transfers", "ISR", "KOR", "_T", 2020] == 0
    assert held["arms_transfers", "ISR", "KOR", "_T", 2021] == 0, "the others add up to the Total"
    assert held["arms_transfers", "NOR", "KOR", "_T", 2021] == 0
    assert not any(year == 2022 for *_, year in held), "a year without a Total"
    assert held["arms_transfers", "W00", "KOR", "_T", 2020] == 451
    assert columns(settings, SOURCE, "vintage, unit_measure, published_on::varchar") == [
        ("KOR-2024-03-11", "TIV", "2024-03-11")
    ]


@contract(SOURCE, "a supplier's exports", "supplier to recipients")
def test_exports(settings: Settings, tmp_path: Path) -> None:
    body = (
        table("TIV of arms exports from South Korea, 2020-2022")
        .replace(b"Unknown rebel group*,1,,,1\n", b"")
        .replace(b"451", b"450")
    )
    held = added(settings, SOURCE, "exports", tmp_path, "TIV-Export-KOR.csv", body)
    assert held["arms_transfers", "KOR", "DEU", "_T", 2020] == 50


@pytest.mark.parametrize(
    ("body", "dataset", "expected"),
    [
        pytest.param(
            table(), "exports", "expected a title such as 'TIV of arms exports from", id="the other direction"
        ),
        pytest.param(
            table(total="Total,900,700,,1600"), "imports", "do not add up to the Total", id="a supplier is gone"
        ),
        pytest.param(table(rows="Norway,x,,,0"), "imports", "expected millions of TIV", id="text"),
        pytest.param(table(rows="Germany,50,50,,100"), "imports", "stand twice|do not add up", id="twice"),
        pytest.param(b"<html>", "imports", "expected a title", id="web page"),
    ],
)
def test_tables_that_are_refused(body: bytes, dataset: str, expected: str) -> None:
    with pytest.raises(BrokenContract, match=expected):
        normalize.accept(dataset, body, NAME)
