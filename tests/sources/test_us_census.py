"""The Census Bureau's trade by country against a local server and, where present, against real editions."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from publisher import Publisher, cases
from servers.census import HEADER, Census, rows, workbook

from pipelines.catalogue import economies

SOURCE = "us_census"


def cell(place: int, value: Any) -> bytes:
    changed = rows()
    changed[-3][place] = value
    return workbook(changed)


def without(code: str) -> bytes:
    return workbook([row for row in rows() if row[1] != code])


def renamed(code: str) -> bytes:
    return workbook([["9999" if cell == code else cell for cell in row] for row in rows()])


def times(factor: float, only: str | None = None) -> bytes:
    return workbook(
        [[*row[:3], *(cell * factor for cell in row[3:])] if only in (None, row[1]) else row for row in rows()]
    )


@cases("body, expected", {
    "months and whole years, in dollars": (workbook(rows()), {
        "goods_imports USA JPN 2024-12": {"obs_value": 12_000_500_000, "valuation": "FOB", "vintage": "2025-02",
                                          "published_on": date(2025, 4, 5)},
        "goods_exports USA JPN 2024": 12 * 6_500_250_000, "goods_exports USA W00 2024": 12 * 40_000_750_000,
        "goods_imports USA PSE 2024-12": 1_500_000}),
    "zeros of months to come": (workbook(rows()), {"goods_exports USA PSE 2025-02": 500_000,
        "goods_exports USA PSE 2025-03": "absent", "goods_exports USA W00 2025-03": "absent",
        "goods_exports USA W00 2025": "absent"}),
    "zero of one partner alone": (workbook([row for row in [
        [*row[:3], *([0] * 26)] if row[1] == "5083" else row for row in rows()] if row[1] != "5082"]), {
        "goods_imports USA PSE 2024-03": 0}),
    "codes as numbers, another sheet": (workbook(rows(codes=int), sheet="Sheet1"), {
        "goods_imports USA JPN 2024-12": {"vintage": "2025-02"}}),
    "a new partner with little trade": (renamed("5083"), {"goods_imports USA _X 2024-12": 500_000}),
    "a new partner that matters": (renamed("5800"), "unreadable: 9999"),
    "a column renamed": (workbook(rows(), header=[name.replace("IYR", "IMP") for name in HEADER]),
        "refused: column IYR is missing"),
    "a month that does not add up": (cell(3, 99.0),
        "refused: months that do not add up to the printed year: 5800 Korea, South 2025 I"),
    "text": (cell(4, "n/a"), "refused: expected numbers in millions"),
    "a row twice": (workbook([*rows(), rows()[-1]]), "refused: a partner and year stand twice: 5083 2025"),
    "a partner is gone": (without("1220"), "refused: partners that do not add up"),
    "no world": (without("0015"), "refused: partners that do not add up"),
    "in dollars": (times(1e6), "refused: not in millions"),
    "empty": (times(0), "refused: expected trade in at least one month"),
    "cut": (b"PK no zip", "refused: expected a whole xlsx workbook"),
})  # fmt: skip
def test_what_becomes_of_a_workbook(publisher: Publisher, body: bytes, expected: Any) -> None:
    publisher.sends(server := Census(body), expected)
    assert server.requests == ["/publisher/country.xlsx"]
    if not isinstance(expected, str):
        assert publisher.distinct("counterpart_area") - {"_X"} == {"CAN", "JPN", "KOR", "PSE", "W00"}, "no groups"


def test_a_revision_is_a_vintage_of_its_own(publisher: Publisher) -> None:
    publisher.read(Census(workbook(rows())))
    assert publisher.refresh().state == "unchanged"
    assert publisher.read(Census(times(1.01), etag='"two"')).state == "new"
    values = {row["obs_value"] for row in publisher.rows("key = 'goods_imports USA JPN 2024-12'")}
    assert values == {12_000_500_000, 12_120_505_000}


@pytest.mark.parametrize("through", ["2016-11", "2022-01", "2025-02"])
def test_real_editions(shared: Path, publisher: Publisher, through: str) -> None:
    """Editions that people had committed pass every gate; known values come out (millions as printed)."""
    name = f"us_census_country_monthly_{'2025-02' if through == '2025-02' else 'older_editions'}.parquet"
    where = "year >= 2020" if through == "2025-02" else f"data_through = '{through}'"
    printed = duckdb.execute(
        f"select {', '.join(HEADER)} from '{shared / 'world' / name}' where {where} order by year, CTY_CODE"
    ).fetchall()
    year = int(through[:4]) - 1
    expected: dict[str, Any] = {}
    if through == "2025-02":
        expected["goods_imports USA VNM 2023"] = pytest.approx(114.4e9, rel=1e-3)
    for row in printed:
        if row[1] in ("5880", "5520", "0015", "1220") and row[0] == year:
            cells, area = dict(zip(HEADER, row, strict=True)), economies.to_iso3(SOURCE, row[1])
            for flow, indicator in (("I", "goods_imports"), ("E", "goods_exports")):
                expected[f"{indicator} USA {area} {year}-12"] = pytest.approx(cells[f"{flow}DEC"] * 1e6, abs=1)
                expected[f"{indicator} USA {area} {year}"] = pytest.approx(cells[f"{flow}YR"] * 1e6, abs=1)
    publisher.brings("country", "country.xlsx", workbook([list(row) for row in printed]), expected)
    assert publisher.distinct("vintage") == {through}


def test_a_real_file_without_a_year_for_each_country(publisher: Publisher, shared: Path) -> None:
    body = (shared / "recorded" / "december" / "country.xlsx").read_bytes()
    assert publisher.add("country", "country.xlsx", body).edition == "2018-08"
