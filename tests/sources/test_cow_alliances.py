"""Alliances by dyad: the real file, which a person adds, and what is refused."""

import gzip
from pathlib import Path

import pytest
from added import added, columns

from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.sources.cow_alliances import normalize

SOURCE, DATASET, NAME = "cow_alliances", "by_dyad", "alliance_v4.1_by_dyad.csv"
contract = pytest.mark.contract


@pytest.fixture
def real(shared: Path) -> bytes:
    return gzip.decompress((shared / "recorded" / "cow_alliance_v4.1_by_dyad.csv.gz").read_bytes())


@contract(
    SOURCE,
    "alliances with a first day and a last one, or none",
    "1 in each year of both orders; to 2012 where it lasts",
)
def test_the_real_file(real: bytes, settings: Settings, tmp_path: Path) -> None:
    held = added(settings, SOURCE, DATASET, tmp_path, NAME, real)
    assert held["alliance", "USA", "KOR", "defense", 1953] == held["alliance", "KOR", "USA", "_T", 2012] == 1
    assert ("alliance", "USA", "KOR", "_T", 1952) not in held, "the treaty is of October 1953"
    assert held["alliance", "CHN", "PRK", "defense", 1961] == 1
    assert held["alliance", "USA", "DEU", "defense", 2000] == 1
    assert ("alliance", "USA", "CHN", "_T", 2000) not in held
    assert max(key[4] for key in held) == 2012 and min(key[4] for key in held) == 1946
    assert all(held["alliance", other, one, kind, year] == 1 for _, one, other, kind, year in held)
    assert columns(settings, SOURCE, "vintage, unit_measure") == [("v4.1", "FLAG")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(b"dyad_st_year", b"start_year", "column dyad_st_year is missing", id="column"),
        pytest.param(b",4.1\n", b",5.0\n", "expected version 4.1", id="version"),
        pytest.param(b",1953,", b",x,", "codes and years in order", id="year"),
    ],
)
def test_files_that_are_refused(real: bytes, old: bytes, new: bytes, expected: str) -> None:
    changed = real.replace(b"\r\n", b"\n").replace(b'"', b"").replace(old, new)
    with pytest.raises(BrokenContract, match=expected):
        normalize.accept(DATASET, changed, NAME)


def test_a_part_of_the_file(real: bytes) -> None:
    with pytest.raises(BrokenContract, match="thirty states, found fewer"):
        normalize.accept(DATASET, b"\n".join(real.splitlines()[:50]), NAME)
