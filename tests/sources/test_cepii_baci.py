"""BACI's files as a person adds them: one year by exporter, importer and product, and the list of codes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from publisher import Publisher, cases

from pipelines.catalogue import economies
from pipelines.ingest import datasets

SOURCE = "cepii_baci"
NAME, CODES = "BACI_HS92_Y2022_V202401b.csv", "country_codes_V202501.csv"
AREAS = [
    row["source_code"]
    for row in economies.rows(SOURCE)
    if row["source_code"].isdigit() and row["iso3"] not in ("", "W00", "_X")
]


def year(year: str = "2022") -> str:
    """China to the USA in chapters 01, 85 and 99, and everybody else with everybody at 60 million dollars."""
    lines = ["t,i,j,k,v,q", f"{year},156,842,010121,1500.5,2.5", f"{year},156,842,850440,5000000,",
             f"{year},156,842,9999AA,7,0.068", f"{year},490,842,850440,120000000.25,1", f"{year},842,156,10121,2,1"]  # fmt: skip
    lines += [
        f"{year},{a},{b},270900,600000.125,3" for a in AREAS[:80] for b in AREAS[:80]
        if a != b and {a, b} != {"156", "842"} and (a, b) != ("490", "842")
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


YEAR = year()


def codes(change: dict[str, str], more: str = "") -> str:
    named = {"490": "S19", "697": "R20"} | change
    lines = [
        f'{row["source_code"]},"{row["source_label"]}",,{named.get(row["source_code"], row["iso3"])}\n'
        for row in economies.rows(SOURCE) if row["source_code"] in AREAS
    ]  # fmt: skip
    return "country_code,country_name,country_iso2,country_iso3\n" + "".join(lines) + more


@cases("text, name, expected", {
    "lines by product, in thousands": (YEAR, NAME, {
        "goods_flow_reconciled CHN USA 2022": {"obs_value": pytest.approx(5_001_507_500), "vintage": "V202401b-HS92-2022"},
        "goods_flow_reconciled CHN USA 01 2022": 1_500_500, "goods_flow_reconciled CHN USA 85 2022": 5e9,
        "goods_flow_reconciled CHN USA 99 2022": 7_000, "goods_flow_reconciled USA CHN 01 2022": 2_000,
        "goods_flow_reconciled TWN USA 2022": 120_000_000_250}),
    "another name": (YEAR, "baci.csv", "expected one CSV file out of CEPII's zip under its own name"),
    "columns": (YEAR.replace("t,i,j", "t,o,d"), NAME, "expected the columns t,i,j,k,v,q"),
    "another year": (year("2021"), NAME, "expected the year 2022 of the name"),
    "the zip itself": ("PK\x03\x04", NAME, "expected the columns t,i,j,k,v,q, found a zip archive"),
    "a row of another year": (YEAR + "2021,156,842,850440,1,1\n", NAME, "expected the year 2022 in every row.*2021"),
    "with itself": (YEAR + "2022,156,156,850440,1,1\n", NAME, "expected codes and positive values"),
    "negative": (YEAR + "2022,156,842,850440,-1,1\n", NAME, "expected codes and positive values"),
    "a few lines": ("\n".join(YEAR.splitlines()[:9]), NAME, "out of all proportion"),
    "in millions": (YEAR.replace("600000.125", "600.125"), NAME, "out of all proportion"),
    "an unknown exporter": (YEAR + "2022,9998,842,850440,1,1\n", NAME, "unmapped code '9998'"),
    "text": (YEAR + "2022,156,842,850440,x,1\n", NAME, "expected a number in column v, found 'x', line 6327$"),
    "a line cut short": (YEAR + "2022,156,842,850440\n", NAME, "expected 6 columns, found 4, line 6327$"),
})  # fmt: skip
def test_what_becomes_of_a_year(publisher: Publisher, text: str, name: str, expected: Any) -> None:
    publisher.brings("year", name, text, expected)


def test_two_releases_of_a_year_are_two_vintages(publisher: Publisher) -> None:
    publisher.add("year", NAME, YEAR)
    publisher.add("year", "BACI_HS92_Y2022_V202501.csv", YEAR.replace("5000000,", "5100000,"))
    values = publisher.distinct("vintage, obs_value", "key = 'goods_flow_reconciled CHN USA 85 2022'")
    assert values == {("V202401b-HS92-2022", 5e9), ("V202501-HS92-2022", 5.1e9)}


def test_the_list_of_codes_is_compared_with_the_map(publisher: Publisher) -> None:
    publisher.brings("country_codes", CODES, codes({"156": "TWN"}), re.escape("156 TWN CHN"))
    publisher.brings("country_codes", CODES, codes({}, "9998,New,XY,XYZ\n"), "9998 XYZ not in the map")
    assert publisher.add("country_codes", CODES, codes({})).edition == "V202501"
    assert publisher.rows() == []


def test_the_map_is_comtrades(shared: Path) -> None:
    reporters = json.loads((shared / "recorded" / "comtrade_Reporters.json").read_text("utf-8-sig"))["results"]
    assert {str(each["reporterCode"]) for each in reporters} <= {row["source_code"] for row in economies.rows(SOURCE)}
    assert economies.map_file(SOURCE).parent.name == "un_comtrade"


def test_a_year_in_which_an_exporter_has_half_of_its_partners_is_refused_by_name(
    publisher: Publisher, shared: Path
) -> None:
    whole, cut = (f"BACI_HS92_Y{year}_V202501.csv" for year in (2022, 2023))
    december = shared / "recorded" / "december"
    publisher.add("year", whole, (december / whole).read_bytes())
    with pytest.raises(datasets.IngestError, match="KOR _T A 2023-01-01: of 220 figures 101 are without a figure"):
        publisher.add("year", cut, (december / cut).read_bytes())
