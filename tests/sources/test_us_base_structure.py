"""Sites of the US armed forces by country: a list that a person adds."""

import gzip
from pathlib import Path

import pytest
from added import added, columns

from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.sources.us_base_structure import normalize

SOURCE, DATASET, NAME = "us_base_structure", "sites", "Base-Structure-Report-FY25.csv"
contract = pytest.mark.contract


def text(places: dict[str, int], header: str = "Country/State,Site,Component") -> bytes:
    rows = [f'"{place}",Site {place} {n},Army Active' for place, number in places.items() for n in range(number)]
    return "\n".join([header, *rows]).encode()


PLACES = {
    "California": 400,
    "Texas": 300,
    "Georgia": 300,
    "Germany": 101,
    "Guam": 46,
    "Diego Garcia": 1,
    "Guantanamo Bay Naval Base": 1,
}


@contract(
    SOURCE, "states of the USA among the countries", "left out: Georgia is the state; territories and leases are places"
)
def test_sites(settings: Settings, tmp_path: Path) -> None:
    held = added(settings, SOURCE, DATASET, tmp_path, NAME, text(PLACES))
    assert {key[2]: value for key, value in held.items()} == {"DEU": 101, "GUM": 46, "IOT": 1, "CUB": 1, "W00": 149}
    assert columns(settings, SOURCE, "vintage, year(time_period), unit_measure") == [("FY25", 2024, "SITES")]


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        pytest.param(text(PLACES), "sites.csv", "expected the fiscal year in the name", id="name"),
        pytest.param(text(PLACES, "Country,Site,Component"), NAME, "column Country/State is missing", id="header"),
        pytest.param(text({"Germany": 101}), NAME, "1,000 to 10,000 sites", id="abroad only"),
        pytest.param(text(PLACES) + b"\nJapan,,x", NAME, "a place and a site in every row", id="no site"),
    ],
)
def test_lists_that_are_refused(body: bytes, name: str, expected: str) -> None:
    with pytest.raises(BrokenContract, match=expected):
        normalize.accept(DATASET, body, name)


def test_the_real_list(shared: Path, settings: Settings, tmp_path: Path) -> None:
    """FY25: every place is known; Germany 101, Japan 77, South Korea 64 sites."""
    body = gzip.decompress((shared / "world" / "us_base_structure_report_fy25.csv.gz").read_bytes())
    held = {key[2]: value for key, value in added(settings, SOURCE, DATASET, tmp_path, NAME, body).items()}
    assert (held["DEU"], held["JPN"], held["KOR"]) == (101, 77, 64)
    assert "USA" not in held and "GEO" not in held and "_X" not in held
