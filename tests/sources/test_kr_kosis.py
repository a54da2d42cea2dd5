"""Korea's trade by partner: a file that a person adds, with imports that only repeat the exports."""

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from publisher import Publisher, cases
from servers.faults import HTML

from pipelines import sources
from pipelines.ingest import datasets

SOURCE = "kr_kosis"
HEADER = "iso3c,country,year,export,import,total_export,total_import,export_kosis,import_kosis,export_cow,updated_at"
Row = tuple[str, int, Any, Any]
OTHERS = [
    "DEU",
    "FRA",
    "GBR",
    "ITA",
    "ESP",
    "AUS",
    "NZL",
    "CAN",
    "MEX",
    "BRA",
    "ARG",
    "CHL",
    "PER",
    "COL",
    "IND",
    "IDN",
    "VNM",
    "THA",
    "MYS",
    "PHL",
    "SGP",
    "TWN",
    "HKG",
    "TUR",
    "POL",
    "CZE",
    "HUN",
    "AUT",
    "CHE",
    "SWE",
    "NOR",
]
ROWS: list[Row] = [
    ("CHN", 2023, 124_817_682_000, 142_857_338_000), ("USA", 2023, 115_696_334_000, 71_272_030_000),
    ("RUS", 2023, 6_133_435_000, 6_133_435_000), ("NAM", 2023, 5_000_000, "NA"), ("NTZ", 2023, 1000, 2000),
    ("ANT", 2023, 10, 20), ("PCI", 2023, "NA", "NA"), ("JPN", 2023, 0, 0),
    *((code, 2023, 1_000_000 + place, 2_000_000) for place, code in enumerate(OTHERS)),
]  # fmt: skip


def text(rows: list[Row] = ROWS, header: str = HEADER, total: int = 632_225_824_000, kosis: bool = True) -> str:
    lines = [
        f"{code},name,{year},{x},{m},{total},{total},{x if kosis else 'NA'},{m if kosis else 'NA'},NA,2025-06-19"
        for code, year, x, m in rows
    ]
    return "\n".join([header, *lines]) + "\n"


def more(*row: Any) -> str:
    return text([*ROWS, row])  # type: ignore[list-item]


@cases("body, expected", {
    "a whole file": (text(), {
        "goods_exports KOR CHN 2023": {"obs_value": 124_817_682_000, "obs_status": "A", "valuation": "FOB", "series": "KOSIS",
            "published_on": date(2024, 2, 14), "published_basis": "estimated", "vintage": "2025-06-19"},
        "goods_imports KOR CHN 2023": {"valuation": "CIF"}, "goods_exports KOR W00 2023": 632_225_824_000}),
    "imports that repeat the exports": (text(), {
        "goods_imports KOR RUS 2023": {"obs_value": None, "obs_status": "O", "series": "KOSIS (repeats the exports)"},
        "goods_exports KOR RUS 2023": (6_133_435_000, "A"), "goods_imports KOR JPN 2023": (0, "A")}),
    "NA as a figure, which is not Namibia": (text(), {
        "goods_imports KOR NAM 2023": (None, "O"), "goods_exports KOR NAM 2023": (5_000_000, "A")}),
    "areas that are no country any more": (text(), {"goods_exports KOR _X 2023": 1010,
        "goods_exports KOR PCI 2023": "absent", "goods_exports KOR NTZ 2023": "absent"}),
    "unknown code with a small value": (more("QQX", 2023, 7, 2), {
        "goods_exports KOR _X 2023": {"obs_value": 1017, "series": "KOSIS [unmapped: QQX]"}}),
    "older years from another compilation": (text(kosis=False), {
        "goods_exports KOR CHN 2023": {"series": "Correlates of War"}}),
    "unknown code that matters": (more("QQX", 2023, 10**9, 2), "unmapped code 'QQX', with 1,000,000,000"),
    "twice": (more(*ROWS[0]), "figures stand twice: CHN 2023"),
    "a copied column": (text([(c, y, x, x) for c, y, x, _ in ROWS]), "one of the columns is not what"),
    "total in thousands": (text(total=632_225_824), "partners add up to more than the total"),
    "two totals": (text().replace("632225824000,632225824000,6133", "1,1,6133"), "more than one total"),
    "renamed": (text(header=HEADER.replace("import,", "imports,", 1)), "column import is missing"),
    "no edition": (text().replace("2025-06-19", ""), "expected the day of the last update"),
    "web page": (HTML, "column iso3c, year"),
})  # fmt: skip
def test_what_becomes_of_a_file(publisher: Publisher, body: str, expected: Any) -> None:
    publisher.brings("trade", "trade.csv", body, expected)


def test_there_is_no_service_to_ask(publisher: Publisher) -> None:
    assert sources.load(SOURCE).datasets["trade"].by_hand
    assert datasets.plan(publisher.settings, [SOURCE]) == []
    assert publisher.refresh().state == "by hand"


def test_the_real_file(publisher: Publisher, shared: Path) -> None:
    """Known values and ranks by total trade in 2023, and the partners whose imports are copies."""
    body = gzip.decompress((shared / "kosis" / "korea_trade_by_partner_1949_2023.csv.gz").read_bytes())
    publisher.brings("trade", "trade.csv", body, {
        "goods_exports KOR CHN 2023": pytest.approx(124.82e9, rel=1e-4),
        "goods_exports KOR USA 2023": pytest.approx(115.70e9, rel=1e-4),
    })  # fmt: skip
    flows: dict[str, list[Any]] = {}
    for key, value in publisher.figures("year(time_period) = 2023 and counterpart_area not in ('W00', '_X')").items():
        flows.setdefault(key.split()[2], []).append(value)
    ranked = sorted((area for area, both in flows.items() if None not in both), key=lambda area: -sum(flows[area]))
    places = {area: ranked.index(area) + 1 for area in ("CHN", "USA", "VNM", "JPN", "QAT")}
    assert places == {"CHN": 1, "USA": 2, "VNM": 3, "JPN": 4, "QAT": 16}
    copied = "counterpart_area in ('RUS', 'SRB', 'PSE') and year(time_period) >= 1996 and indicator = 'goods_imports'"
    assert publisher.distinct("obs_value", copied) == {None}
