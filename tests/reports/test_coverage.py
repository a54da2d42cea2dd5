"""What is held, asked and pictured: years, editions and sources as they are, and what is missing by name."""

import re
from datetime import date
from typing import Any

import pytest
from published import TODAY, project

from pipelines.reports import coverage
from pipelines.warehouse import published


@pytest.fixture(scope="module")
def made() -> str:
    with published.connect(project()) as connection:
        return coverage.page(connection)


def held(*names: str) -> list[dict[str, Any]]:
    with published.connect(project()) as connection:
        return coverage.held(connection, names, TODAY)


def test_a_country_has_its_indicators_years_and_editions() -> None:
    rows = {(row["indicator"], row["source"]): row for row in held("NGA")}
    population = rows["population", "worldbank_wdi"]
    assert (population["years"], population["editions"], population["newest"]) == ("2015-2025", 14, "2026-07-13")
    assert population["age_days"] == (TODAY - date(2026, 7, 13)).days
    assert rows["goods_exports", None]["missing"] == "all; imf_imts, un_comtrade, worldbank_wdi would answer"
    assert rows["military_expenditure", None]["missing"].startswith("all; sipri_milex")


def test_years_without_a_figure_are_named() -> None:
    [row] = [row for row in held("migrants") if row.get("ref_area") == "MEX"]
    assert (row["years"], row["missing"]) == ("2015-2020", "2016-2018")


def test_a_pair_is_seen_from_both_sides() -> None:
    rows = held("USA", "MEX")
    seen = {(row["indicator"], row["ref_area"], row["counterpart_area"]) for row in rows if row["source"]}
    assert {("goods_exports", "USA", "MEX"), ("goods_imports", "USA", "MEX")} <= seen


def test_everything_is_one_row_for_each_dataset() -> None:
    rows = held()
    keys = [(row["indicator"], row["source"]) for row in rows]
    assert len(keys) == len(set(keys))
    [exports] = [row for row in rows if (row["indicator"], row["source"]) == ("goods_exports", "us_census")]
    assert exports["partners"] > 20 and exports["editions"] == 6


@pytest.mark.parametrize(
    ("names", "expected"),
    [(["NGX"], "nearest known: NG"), (["inflatoin"], "nearest indicator: inflation"), (["USA", "MEX", "CAN"], "a pair"),
     (["gdp", "inflation"], "expected an indicator")],
)  # fmt: skip
def test_a_name_that_nobody_knows_is_told(names: list[str], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        held(*names)


def test_a_strip_has_its_gaps(made: str) -> None:
    [cell] = re.findall(r'<span title="[^"]*, Mexico: 2015, 2019–2020; 2 editions".*?</span>', made)
    assert re.findall(r'<rect x="(\d+)" width="(\d+)"', cell) == [("25", "1"), ("29", "2")]
    assert len(made) < 1_600_000
