"""Sites of the US armed forces by country: a list that a person adds."""

import gzip
from pathlib import Path
from typing import Any

from publisher import Publisher, cases

SOURCE = "us_base_structure"
NAME = "Base-Structure-Report-FY25.csv"
PLACES = {"California": 400, "Texas": 300, "Georgia": 300, "Germany": 101, "Guam": 46, "Diego Garcia": 1,
          "Guantanamo Bay Naval Base": 1}  # fmt: skip


def text(places: dict[str, int], header: str = "Country/State,Site,Component") -> bytes:
    rows = [f'"{place}",Site {place} {n},Army Active' for place, number in places.items() for n in range(number)]
    return "\n".join([header, *rows]).encode()


def sites(**areas: Any) -> dict[str, Any]:
    return {f"military_sites USA {area} 2024": value for area, value in areas.items()}


@cases("name, body, expected", {
    "states of the USA, territories and leases": (NAME, text(PLACES), sites(
        DEU={"obs_value": 101, "vintage": "FY25", "unit_measure": "SITES"}, GUM=46, IOT=1, CUB=1, W00=149, GEO="absent")),
    "another name": ("sites.csv", text(PLACES), "expected the fiscal year in the name"),
    "another header": (NAME, text(PLACES, "Country,Site,Component"), "column Country/State is missing"),
    "abroad only": (NAME, text({"Germany": 101}), "1,000 to 10,000 sites"),
    "no site": (NAME, text(PLACES) + b"\nJapan,,x", "a place and a site in every row"),
})  # fmt: skip
def test_what_becomes_of_a_list(publisher: Publisher, name: str, body: bytes, expected: Any) -> None:
    publisher.brings("sites", name, body, expected)


def test_the_real_list(shared: Path, publisher: Publisher) -> None:
    body = gzip.decompress((shared / "world" / "us_base_structure_report_fy25.csv.gz").read_bytes())
    known = sites(DEU=101, JPN=77, KOR=64, USA="absent", GEO="absent", _X="absent")
    publisher.brings("sites", NAME, body, known)
