"""BACI's files as a person adds them: one year by exporter, importer and product, and the list of codes."""

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.cepii_baci import normalize
from pipelines.stores import observations, snapshots

SOURCE = "cepii_baci"
NAME = "BACI_HS92_Y2022_V202401b.csv"
contract = pytest.mark.contract
AREAS = [
    row["source_code"]
    for row in economies.rows(SOURCE)
    if row["source_code"].isdigit() and row["iso3"] not in ("", "W00", "_X")
]


def year(year: str = "2022", quote: str = "", first: str = "") -> str:
    """China to the USA in chapters 01, 85 and 99, and everybody else with everybody at 60 million dollars."""
    lines = [first] if first else []
    lines += [f"{year},156,842,010121,1500.5,2.5", f"{year},156,842,850440,5000000,", f"{year},156,842,9999AA,7,0.068"]
    lines += [f"{year},490,842,850440,120000000.25,1", f"{year},842,156,10121,2,1"]
    pairs = (
        (a, b)
        for a in AREAS[:80]
        for b in AREAS[:80]
        if a != b and {a, b} != {"156", "842"} and (a, b) != ("490", "842")
    )
    lines += [f"{year},{a},{b},270900,600000.125,3" for a, b in pairs]
    header = ",".join(f"{quote}{name}{quote}" for name in ("t", "i", "j", "k", "v", "q"))
    return "\n".join([header, *lines]) + "\n"


def codes(change: dict[str, str] | None = None) -> str:
    rows = [
        (row["source_code"], row["source_label"], "", row["iso3"])
        for row in economies.rows(SOURCE)
        if row["source_code"] in AREAS
    ]
    rows = [(code, label, iso2, {"490": "S19", "697": "R20"}.get(code, iso3)) for code, label, iso2, iso3 in rows]
    return "country_code,country_name,country_iso2,country_iso3\n" + "".join(
        f'{code},"{label}",{iso2},{(change or {}).get(code, iso3)}\n' for code, label, iso2, iso3 in rows
    )


def add(settings: Settings, tmp_path: Path, text: str, name: str = NAME, dataset: str = "year") -> Any:
    file = tmp_path / name
    file.write_text(text, encoding="latin-1")
    return datasets.add_file(settings, SOURCE, dataset, file)


def figures(settings: Settings, dataset: str = "year") -> dict[tuple[Any, ...], Any]:
    files = [str(path) for path in observations.files(settings, SOURCE, dataset)]
    found = duckdb.read_parquet(files).project(
        "ref_area, counterpart_area, breakdown, year(time_period), vintage, obs_value"
    )
    return {row[:5]: row[5] for row in found.fetchall()}


@contract(SOURCE, "lines by product, in thousands", "dollars by pair and by chapter; the release is the vintage")
def test_a_year(settings: Settings, tmp_path: Path) -> None:
    assert add(settings, tmp_path, year()).vintage == "V202401b-HS92-2022"
    held, rest = figures(settings), (2022, "V202401b-HS92-2022")
    assert held["CHN", "USA", "_T", *rest] == pytest.approx(5_001_507_500)
    assert (held["CHN", "USA", "01", *rest], held["CHN", "USA", "85", *rest]) == (1_500_500, 5e9)
    assert held["CHN", "USA", "99", *rest] == 7_000, "9999AA"
    assert held["USA", "CHN", "01", *rest] == 2_000, "a zero that a spreadsheet has eaten"
    assert held["TWN", "USA", "_T", *rest] == 120_000_000_250, "490 is Taiwan"


@contract(SOURCE, "two releases of a year", "two vintages")
def test_releases(settings: Settings, tmp_path: Path) -> None:
    add(settings, tmp_path, year())
    add(settings, tmp_path, year().replace("5000000,", "5100000,"), "BACI_HS92_Y2022_V202501.csv")
    values = {key[-1]: value for key, value in figures(settings).items() if key[:3] == ("CHN", "USA", "85")}
    assert values == {"V202401b-HS92-2022": 5e9, "V202501-HS92-2022": 5.1e9}


@contract(SOURCE, "the list of codes of a release", "compared with the map, holds no figures")
def test_codes(settings: Settings, tmp_path: Path) -> None:
    assert add(settings, tmp_path, codes(), "country_codes_V202401b.csv", "country_codes").edition == "V202401b"
    assert figures(settings, "country_codes") == {}
    with pytest.raises(BrokenContract, match=re.escape("156 TWN CHN")):
        normalize.accept("country_codes", codes({"156": "TWN"}).encode(), "country_codes_V202501.csv")
    with pytest.raises(BrokenContract, match="9998 XYZ not in the map"):
        normalize.accept("country_codes", (codes() + "9998,New,XY,XYZ\n").encode(), "country_codes_V202501.csv")


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param(year(), "baci.csv", "expected one CSV file out of CEPII's zip under its own name", id="renamed"),
        pytest.param(year().replace("t,i,j", "t,o,d"), NAME, "expected the columns t,i,j,k,v,q", id="columns"),
        pytest.param(year("2021"), NAME, "expected the year 2022 of the name", id="another year"),
        pytest.param("PK\x03\x04", NAME, "expected the columns t,i,j,k,v,q, found a zip archive", id="the zip itself"),
    ],
)
def test_files_that_are_not_taken(settings: Settings, tmp_path: Path, text: str, name: str, expected: str) -> None:
    with pytest.raises(BrokenContract, match=expected):
        add(settings, tmp_path, text, name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(year() + "2021,156,842,850440,1,1\n", "expected the year 2022 in every row.*2021", id="a row of another year"),
        pytest.param(year() + "2022,156,156,850440,1,1\n", "expected codes and positive values", id="with itself"),
        pytest.param(year() + "2022,156,842,850440,-1,1\n", "expected codes and positive values", id="negative"),
        pytest.param("\n".join(year().splitlines()[:9]), "out of all proportion", id="a few lines"),
        pytest.param(year().replace("600000.125", "600.125"), "out of all proportion", id="in millions"),
        pytest.param(year() + "2022,9998,842,850440,1,1\n", "unmapped code '9998'", id="an exporter that nobody knows"),
        pytest.param(year() + "2022,156,842,850440,x,1\n", "expected a number in column v, found 'x', line 6327$", id="text"),
        pytest.param(year() + "2022,156,842,850440\n", "expected 6 columns, found 4, line 6327$", id="a line cut short"),
    ],
)  # fmt: skip
def test_files_that_are_not_read(settings: Settings, tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(datasets.IngestError, match=expected):
        add(settings, tmp_path, text)
    assert snapshots.listing(settings.snapshots, SOURCE) == [], "what cannot be read is not kept"


def test_the_map_is_comtrades_and_its_odd_codes_are_bacis(shared: Path) -> None:
    """Codes of reporters in UN Comtrade's own list are in the map that BACI shares."""
    import json

    reporters = json.loads((shared / "recorded" / "comtrade_Reporters.json").read_text("utf-8-sig"))["results"]
    known = {row["source_code"] for row in economies.rows(SOURCE)}
    assert {str(each["reporterCode"]) for each in reporters} <= known
    assert economies.map_file(SOURCE).parent.name == "un_comtrade"
