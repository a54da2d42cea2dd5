"""What is held, asked and pictured: years, editions and sources as they are, and what is missing by name."""

import re
from datetime import date
from typing import Any

import pytest
from published import TODAY, project

from pipelines.reports import coverage, evidence
from pipelines.warehouse import published


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    with published.connect(project()) as connection:
        shared = evidence.common(connection)
        shared["sources"]["worldbank_wdi"]["publisher"] = "World <Bank>"
        return coverage.pages(connection, shared)


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


def test_each_strip_leads_to_its_figures(made: dict[str, str]) -> None:
    picture = made["index.html"]
    links = re.findall(r'href="(\w+\.html)#([A-Z]{3})"', picture)
    assert len(links) > 500
    anchors = {(file, iso3) for file, page in made.items() for iso3 in re.findall(r'<tr id="([A-Z]{3})"', page)}
    assert [link for link in links if link not in anchors] == []


def test_a_strip_has_its_gaps(made: dict[str, str]) -> None:
    [cell] = re.findall(r'<a href="migrants.html#MEX".*?</a>', made["index.html"])
    assert re.findall(r'<rect x="(\d+)" width="(\d+)"', cell) == [("25", "1"), ("29", "2")]
    assert "2015, 2019–2020; 2 editions" in cell


def test_figures_are_the_newest_and_tell_their_edition(made: dict[str, str]) -> None:
    [row] = re.findall(r'<tr id="KOR">.*?</tr>', made["gdp.html"], re.S)
    assert 'title="1,844,800,934,392, World &lt;Bank&gt;, 2026-04-08">$1.84 trillion' in row, "2023 after the rebasing"
    assert "1,712,792,854,202" not in row, "2023 before it"


def test_no_page_is_heavy(made: dict[str, str]) -> None:
    assert max(map(len, made.values())) < 1_600_000
