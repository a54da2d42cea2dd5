"""Korea's trade by partner: a file that a person adds, with imports that only repeat the exports."""

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from servers.faults import HTML

from pipelines import sources
from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.stores import observations, snapshots

SOURCE = "kr_kosis"
contract = pytest.mark.contract
HEADER = "iso3c,country,year,export,import,total_export,total_import,export_kosis,import_kosis,export_cow,updated_at"
Row = tuple[str, int, Any, Any]
ROWS: list[Row] = [
    ("CHN", 2023, 124_817_682_000, 142_857_338_000),
    ("USA", 2023, 115_696_334_000, 71_272_030_000),
    ("RUS", 2023, 6_133_435_000, 6_133_435_000),
    ("NAM", 2023, 5_000_000, "NA"),
    ("NTZ", 2023, 1000, 2000),
    ("ANT", 2023, 10, 20),
    ("PCI", 2023, "NA", "NA"),
    ("JPN", 2023, 0, 0),
    *((code, 2023, 1_000_000 + place, 2_000_000) for place, code in enumerate((
        "DEU", "FRA", "GBR", "ITA", "ESP", "AUS", "NZL", "CAN", "MEX", "BRA", "ARG", "CHL", "PER", "COL", "IND", "IDN",
        "VNM", "THA", "MYS", "PHL", "SGP", "TWN", "HKG", "TUR", "POL", "CZE", "HUN", "AUT", "CHE", "SWE", "NOR",
    ))),
]  # fmt: skip


def text(rows: list[Row] = ROWS, header: str = HEADER, total: int = 632_225_824_000, kosis: bool = True) -> str:
    lines = [
        f"{code},name,{year},{x},{m},{total},{total},{x if kosis else 'NA'},{m if kosis else 'NA'},NA,2025-06-19"
        for code, year, x, m in rows
    ]
    return "\n".join([header, *lines]) + "\n"


def add(settings: Settings, tmp_path: Path, body: str | bytes) -> None:
    file = tmp_path / "trade.csv"
    file.write_bytes(body.encode() if isinstance(body, str) else body)
    datasets.add_file(settings, SOURCE, "trade", file)
    datasets.normalize(settings, SOURCE)


def figures(settings: Settings) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    files = [str(path) for path in observations.files(settings, SOURCE)]
    found = duckdb.read_parquet(files).project(
        "indicator, counterpart_area, year(time_period), obs_value, obs_status, valuation, published_on,"
        " published_basis, series"
    )
    return {row[:3]: row[3:] for row in found.fetchall()}


@contract(SOURCE, "imports that equal exports to the dollar", "caught by value, marked missing; exports stand")
def test_copied_imports(settings: Settings, tmp_path: Path) -> None:
    add(settings, tmp_path, text())
    held = figures(settings)
    assert held["goods_imports", "RUS", 2023][:2] == (None, "O")
    assert held["goods_imports", "RUS", 2023][-1].endswith("(repeats the exports)")
    assert held["goods_exports", "RUS", 2023][:2] == (6_133_435_000, "A")
    assert held["goods_imports", "JPN", 2023][:2] == (0, "A"), "no trade either way is no copy"


@contract(SOURCE, "a whole file", "exports FOB, imports CIF, the world's total, estimated days of publication")
def test_a_file(settings: Settings, tmp_path: Path) -> None:
    add(settings, tmp_path, text())
    held = figures(settings)
    assert held["goods_exports", "CHN", 2023] == (
        124_817_682_000, "A", "FOB", date(2024, 2, 14), "estimated", "KOSIS",
    )  # fmt: skip
    assert held["goods_imports", "CHN", 2023][2] == "CIF"
    assert held["goods_exports", "W00", 2023][0] == 632_225_824_000
    assert snapshots.listing(settings.snapshots)[0].vintage == "2025-06-19"


@contract(SOURCE, "NA as a figure", "missing, not zero, not Namibia")
def test_missing(settings: Settings, tmp_path: Path) -> None:
    add(settings, tmp_path, text())
    held = figures(settings)
    assert held["goods_imports", "NAM", 2023][:2] == (None, "O")
    assert held["goods_exports", "NAM", 2023][0] == 5_000_000


@contract(SOURCE, "areas that are no country any more", "one partner that is no country; without figures left out")
def test_areas_that_are_no_country(settings: Settings, tmp_path: Path) -> None:
    add(settings, tmp_path, text())
    held = figures(settings)
    assert held["goods_exports", "_X", 2023][0] == 1010
    assert {area for _, area, _ in held} & {"PCI", "NTZ"} == set()


@contract(SOURCE, "unknown code with a small value", "kept unallocated with its label")
def test_unknown_code(settings: Settings, tmp_path: Path) -> None:
    add(settings, tmp_path, text([*ROWS, ("QQX", 2023, 7, 2)]))
    held = figures(settings)["goods_exports", "_X", 2023]
    assert (held[0], held[-1]) == (1017, "KOSIS [unmapped: QQX]")


@contract(SOURCE, "older years from another compilation", "the series says so")
def test_older_years(settings: Settings, tmp_path: Path) -> None:
    add(settings, tmp_path, text(kosis=False))
    assert figures(settings)["goods_exports", "CHN", 2023][-1] == "Correlates of War"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(text([*ROWS, ("QQX", 2023, 10**9, 2)]), "unmapped code 'QQX', with 1,000,000,000", id="unknown"),
        pytest.param(text([*ROWS, ROWS[0]]), "figures stand twice: CHN 2023", id="twice"),
        pytest.param(text([(c, y, x, x) for c, y, x, _ in ROWS]), "one of the columns is not what", id="copied column"),
        pytest.param(text(total=632_225_824), "partners add up to more than the total", id="total in thousands"),
        pytest.param(text().replace("632225824000,632225824000,6133", "1,1,6133"), "more than one total", id="totals"),
        pytest.param(text(header=HEADER.replace("import,", "imports,", 1)), "column import is missing", id="renamed"),
        pytest.param(text().replace("2025-06-19", ""), "expected the day of the last update", id="no edition"),
        pytest.param(HTML, "column iso3c, year", id="web page"),
    ],
)
def test_files_that_are_refused(settings: Settings, tmp_path: Path, body: str, expected: str) -> None:
    with pytest.raises((BrokenContract, datasets.IngestError), match=expected):
        add(settings, tmp_path, body)
    assert observations.files(settings, SOURCE) == []


def test_there_is_no_service_to_ask(settings: Settings) -> None:
    assert sources.load(SOURCE).datasets["trade"].by_hand
    assert datasets.plan(settings, [SOURCE]) == []
    assert datasets.refresh(settings, SOURCE).state == "by hand"


def test_the_real_file(settings: Settings, tmp_path: Path, shared: Path) -> None:
    """Known values and ranks by total trade in 2023, and the partners whose imports are copies."""
    body = gzip.decompress((shared / "kosis" / "korea_trade_by_partner_1949_2023.csv.gz").read_bytes())
    add(settings, tmp_path, body)
    held = figures(settings)
    assert held["goods_exports", "CHN", 2023][0] == pytest.approx(124.82e9, rel=1e-4)
    assert held["goods_exports", "USA", 2023][0] == pytest.approx(115.70e9, rel=1e-4)
    partners = {area for _, area, year in held if year == 2023} - {"W00", "_X"}
    both = {area: [held[flow, area, 2023][0] for flow in ("goods_exports", "goods_imports")] for area in partners}
    total = {area: sum(values) for area, values in both.items() if None not in values}
    ranked = sorted(total, key=lambda area: -total[area])
    places = {area: ranked.index(area) + 1 for area in ("CHN", "USA", "VNM", "JPN", "QAT")}
    assert places == {"CHN": 1, "USA": 2, "VNM": 3, "JPN": 4, "QAT": 16}
    for area in ("RUS", "SRB", "PSE"):
        years = [year for _, partner, year in held if partner == area and year >= 1996]
        assert all(held["goods_imports", area, year][0] is None for year in years)
        assert held["goods_exports", area, 2023][0]
