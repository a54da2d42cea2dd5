"""How many members of a group meet a bar: worked out by hand and by another way of counting, over made-up figures."""

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from relations import figure
from verdicts import Found, claim, judge

from pipelines.catalogue import economies
from pipelines.claims.model import Bar

G7 = {"USA": 2.9, "CAN": 1.3, "JPN": 1.9, "FRA": 0.9, "ITA": 0.8, "GBR": 0.1, "DEU": -0.9}
STATES = sorted(
    {row["iso3"] for row in economies.groups() if row["group_id"] == "STATES"}
    & {row["iso3"] for row in economies.economies() if row["is_economy"]}
)


def rates(values: dict[str, float], indicator: str = "gdp_growth", year: str = "2023") -> list[dict[str, Any]]:
    return [figure(indicator, area, year, value, unit_measure="PT") for area, value in values.items()]


def counted(value: str, side: str, limit: str, rows: list[dict[str, Any]], ref: str = "G7", **fields: Any) -> Found:
    fields = {"indicator": "gdp_growth", "period": "2023"} | fields
    indicator = fields.pop("indicator")
    bar = Bar(hedge=side, value=limit)  # type: ignore[arg-type]
    return judge([claim(indicator, "count", value, ref=[ref], bar=bar, **fields)], rows)["c0"]


@pytest.mark.parametrize(
    ("value", "side", "limit", "verdict"),
    [
        ("four", "over", "0.5", "TOO_CLOSE"),  # five lie above it, two of them by less than 0.4 points
        ("three", "over", "1.35", "TOO_CLOSE"),  # two by more than that, and Canada may be the third
        ("two", "over", "1.4", "TOO_CLOSE"),  # Canada again, which lies 0.1 below
        ("one", "over", "2.4", "SUPPORTED"),
        ("two", "over", "2.4", "CONTRADICTED"),
        ("one", "under", "-0.4", "SUPPORTED"),  # Germany, and the United Kingdom 0.5 above it
        ("seven", "under", "4", "SUPPORTED"),
        ("six", "under", "4", "CONTRADICTED"),
    ],
)
def test_members_above_and_below_a_bar(value: str, side: str, limit: str, verdict: str) -> None:
    found = counted(value, side, limit, rates(G7))
    assert (found.verdict, found.verdict_now) == (verdict, verdict)


def test_a_bar_that_is_met_by_as_much() -> None:
    rows = rates({"USA": 2.0, **dict.fromkeys(("CAN", "JPN", "FRA", "ITA", "GBR", "DEU"), 9.0)})
    for side, number in (("over", 6), ("at_least", 7), ("under", 0), ("at_most", 1)):
        assert counted("6", side, "2", rows).reading("then").obs_value == number


def test_a_part_of_all_members() -> None:
    assert counted("half", "over", "-2", rates(G7), hedge="over", unit="PT").verdict == "SUPPORTED"
    assert counted("half", "over", "2.4", rates(G7), hedge="over", unit="PT").verdict == "CONTRADICTED"
    # nobody can be half of seven: three are 43 per cent, four are 57
    assert counted("half", "over", "1.35", rates({**G7, "CAN": 8.0}), unit="PT").verdict == "CONTRADICTED"


def test_who_meets_it_who_is_close_and_who_has_no_figure_is_named() -> None:
    without = {area: value for area, value in G7.items() if area != "FRA"}
    found = counted("five", "over", "1", rates(without))
    assert found.verdict == "NOT_CHECKABLE"
    assert "2 to 5 of them, as figures of France are missing" in found.reason
    reading = found.reading("then")
    assert reading.cited.startswith("3 of 7: Canada, Japan and the United States; within a usual revision of it Canada")
    assert "open for France" in reading.cited
    assert (reading.met_by, reading.close_areas, reading.open_areas) == ("CAN;JPN;USA", "CAN;ITA", "FRA")


def test_whoever_is_missing_opens_the_count_and_never_lowers_it() -> None:
    without = {area: value for area, value in G7.items() if area != "USA"}
    assert counted("one", "over", "2.4", rates(without)).verdict == "NOT_CHECKABLE"
    assert counted("0", "over", "2.4", rates(without)).verdict == "NOT_CHECKABLE"
    assert counted("two", "over", "2.4", rates(without)).verdict == "CONTRADICTED"  # at most one
    assert counted("five", "over", "-3", rates(without)).verdict == "CONTRADICTED"  # six at least
    assert counted("five", "over", "-3", rates(without), hedge="over").verdict == "SUPPORTED"


def test_an_amount_that_is_missing_is_at_most_half_as_much_again_as_the_last() -> None:
    def people(year: str, left_out: str = "") -> list[dict[str, Any]]:
        sizes = {"USA": 330e6, "JPN": 125e6, "DEU": 83e6, "FRA": 67e6, "GBR": 67e6, "ITA": 59e6, "CAN": 38e6}
        return [figure("population", area, year, size) for area, size in sizes.items() if area != left_out]

    rows = [*people("2021"), *people("2022", left_out="CAN")]
    fields = {"indicator": "population", "period": "2022"}
    assert counted("two", "over", "100 million", rows, **fields).verdict == "SUPPORTED"  # Canada has 57 million at most
    assert counted("six", "over", "50 million", rows, **fields).verdict == "NOT_CHECKABLE"  # or it has 50


def test_a_rate_is_bounded_by_nothing_that_came_before() -> None:
    rows = [*rates(G7, year="2022"), *rates({area: value for area, value in G7.items() if area != "FRA"})]
    assert counted("one", "under", "-0.4", rows).verdict == "NOT_CHECKABLE"


def test_the_newest_period_that_most_members_have() -> None:
    rows = [*rates(G7, year="2022"), *rates({"USA": 9.0}, year="2023")]
    found = counted("one", "over", "2.4", rows, period=None, said_on=date(2024, 2, 1))
    assert found.verdict == "SUPPORTED"
    assert found.reading("then", type="E").period_label == "2022"


def test_states_are_counted_and_territories_open_the_count() -> None:
    values = dict.fromkeys(STATES, 3.0) | {"ZWE": -5.0}
    assert counted("one", "under", "0", rates(values), ref="WLD").verdict == "SUPPORTED"
    assert counted("one", "under", "0", rates(values | {"ABW": -5.0}), ref="WLD").verdict == "NOT_CHECKABLE"
    assert counted("three", "under", "0", rates(values | {"ABW": -5.0}), ref="WLD").verdict == "CONTRADICTED"


def test_whoever_joined_since_opens_the_count() -> None:
    values = dict.fromkeys({row["iso3"] for row in economies.groups() if row["group_id"] == "NATO"}, 3.5)
    fields: dict[str, Any] = {"indicator": "military_expenditure_gdp", "ref": "NATO"}
    rows = rates(values, "military_expenditure_gdp", "2022")
    found = counted("12", "at_least", "2", rows, period="2022", **fields)
    assert (found.reading("then").counted, found.reading("then").open_areas) == (30, "FIN;SWE")
    assert found.verdict == "CONTRADICTED"
    assert counted("31", "at_least", "2", rows, period="2022", **fields, hedge="exactly").verdict == "NOT_CHECKABLE"
    assert counted("12", "at_least", "2", rows, period="1947", **fields).verdict == "NOT_CHECKABLE"


def test_what_nato_counts_contradicts_nobody_where_it_is_not_held() -> None:
    members = sorted({row["iso3"] for row in economies.groups() if row["group_id"] == "NATO"})
    fields: dict[str, Any] = {"indicator": "military_expenditure_gdp", "period": "2022", "ref": "NATO"}
    values = {area: 3.5 if n < 7 else 1.7 if n < 12 else 1.0 for n, area in enumerate(members)}
    rows = rates(values, "military_expenditure_gdp", "2022")
    assert counted("seven", "at_least", "2", rows, **fields).verdict == "SUPPORTED"
    eleven = counted("eleven", "at_least", "2", rows, **fields)
    assert eleven.verdict == "NOT_CHECKABLE"
    assert "as NATO counts it" in eleven.reason
    assert counted("20", "at_least", "2", rows, **fields).verdict == "CONTRADICTED"  # not even 1.35 times as much


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
def test_against_a_count_by_hand(seed: int) -> None:
    """Made-up rates of all states, of which some have none: each count lies between what is known and what may be."""
    chance = random.Random(seed)
    values = {area: round(chance.uniform(-8, 12), 2) + 0.003 for area in STATES if chance.random() < 0.9}
    said, expected = [], {}
    groups = ("WLD", "AFRICA", "EU", "OECD", "G20", "ASEAN", "SOUTH_AMERICA")
    for n in range(60):
        group, limit, below = chance.choice(groups), chance.randint(-6, 9), chance.random() < 0.5
        members = [area for area in states_of(group) if area in values]
        missing = len(states_of(group)) - len(members)
        ahead = [(limit - values[area]) if below else (values[area] - limit) for area in members]
        margin = max(0.1 * abs(limit), 0.4)
        fewest = sum(each > margin for each in ahead)
        most = sum(each >= -margin for each in ahead) + missing
        number = max(0, chance.choice((fewest, most, most + 2, fewest - 2, (fewest + most) // 2)))
        bar = Bar(hedge="under" if below else "over", value=str(limit))
        said.append(
            claim(
                "gdp_growth", "count", f"{number}.0", ref=[group], period="2023", bar=bar, hedge="exactly", id=f"c{n}"
            )
        )
        expected[f"c{n}"] = (number, fewest, most, sum(each > 0 for each in ahead))
    for name, found in judge(said, rates(values)).items():
        number, fewest, most, met = expected[name]
        assert found.reading("then").obs_value == met
        if fewest == most:
            assert found.verdict == ("SUPPORTED" if number == met else "CONTRADICTED"), expected[name]
        elif fewest <= number <= most:
            assert found.verdict in ("NOT_CHECKABLE", "TOO_CLOSE"), expected[name]
        else:
            assert found.verdict == "CONTRADICTED", expected[name]


def states_of(group: str) -> set[str]:
    """Those of the day on which the claims were made."""
    day = date(2025, 3, 22)
    spells = [row for row in economies.groups() if row["group_id"] == group and (row["valid_from"] or day) <= day]
    members = {row["iso3"] for row in spells if row["valid_to"] is None or row["valid_to"] >= day}
    states = {row["iso3"] for row in economies.groups() if row["group_id"] == "STATES"}
    return members & states
