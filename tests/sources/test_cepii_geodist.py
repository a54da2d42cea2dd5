"""GeoDist: the real file, which a person adds, and what is refused."""

from pathlib import Path

import duckdb
import pytest
from added import added, columns

from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.sources.cepii_geodist import normalize

SOURCE, DATASET, NAME = "cepii_geodist", "dyads", "dist_cepii.csv"
contract = pytest.mark.contract


@pytest.fixture
def real(shared: Path) -> bytes:
    """The copy with CEPII's own names of columns, as CSV."""
    rows = duckdb.read_parquet(str(shared / "world" / "cepii_geodist_dyads.parquet"))
    return (
        "\n".join(
            [
                ",".join(rows.columns),
                *(",".join("" if cell is None else str(cell) for cell in row) for row in rows.fetchall()),
            ]
        ).encode()
        + b"\n"
    )


@contract(
    SOURCE, "pairs with distances and marks, in codes of 2011", "both orders, old codes mapped, no country with itself"
)
def test_the_real_file(real: bytes, settings: Settings, tmp_path: Path) -> None:
    held = {key[:4]: value for key, value in added(settings, SOURCE, DATASET, tmp_path, NAME, real).items()}
    assert held["distance", "KOR", "JPN", "capitals"] == pytest.approx(1157, rel=0.02)
    assert held["common_border", "FRA", "DEU", "_T"] == 1 and held["common_border", "KOR", "JPN", "_T"] == 0
    assert ("common_border", "SDN", "KEN", "_T") not in held and held["common_border", "SDN", "EGY", "_T"] == 1
    assert held["common_language", "GBR", "USA", "_T"] == 1 and held["colonial_tie", "USA", "GBR", "_T"] == 1
    assert ("distance", "ROU", "FRA", "_T") in held and ("distance", "COD", "FRA", "_T") in held
    assert not [key for key in held if key[1] == key[2]]
    assert set(columns(settings, SOURCE, "unit_measure")) == {("KM",), ("FLAG",)}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(lambda b: b.replace(b"contig", b"border", 1), "column contig is missing", id="column"),
        pytest.param(lambda b: b + b.splitlines()[5] + b"\n", "figures stand twice", id="twice"),
    ],
)
def test_files_that_are_refused(real: bytes, change: object, expected: str) -> None:
    with pytest.raises(BrokenContract, match=expected):
        normalize.accept(DATASET, change(real), NAME)  # type: ignore[operator]
