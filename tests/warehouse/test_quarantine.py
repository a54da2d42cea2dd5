"""Figures that cannot be are kept apart: whatever slips into a file, it stops no publication and reaches no mart."""

from datetime import date, datetime
from typing import Any

import pytest
from relations import build, exports, figure, imports, rows

from pipelines.stores import observations

POPULATION = figure("population", "JPN", "2023", 124e6)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (exports("KOR", "CHN", 2022, 155.8e15), "BEYOND_UNIT"),
        (exports("KOR", "CHN", 2022, 1e308), "BEYOND_UNIT"),
        (imports("KOR", "CHN", 2022, -1e308), "BEYOND_UNIT"),
        (figure("population", "JPN", "2022", 124e12), "BEYOND_UNIT"),
        (figure("population", "JPN", "2022", -1), "BEYOND_UNIT"),
        (figure("population", "JPN", "0022", 124e6), "PERIOD"),
        (figure("population", "JPN", "2202", 124e6), "PERIOD"),
        (figure("population", "JPN", "2202", 124e6, obs_status="F"), "PERIOD"),
        (POPULATION | {"published_on": date(2240, 1, 1)}, "PUBLICATION_DAY"),
        (POPULATION | {"published_on": date(204, 1, 1)}, "PUBLICATION_DAY"),
    ],
)
def test_what_cannot_be_is_kept_apart_and_told(wrong: dict[str, Any], reason: str) -> None:
    good = [figure("population", "KOR", "2023", 51e6), exports("KOR", "VNM", 2022, 60e9)]
    con = build([*good, wrong], "core.quarantine", "core.observation", "marts.trade_anomaly", "marts.country_year")
    [(why, value)] = rows(con, "select reason, obs_value from core.quarantine")
    assert reason == why and value == wrong["obs_value"]
    assert rows(con, "select count(*) from core.observation") == [(2,)]


def test_forecasts_as_far_as_publishers_make_them_stay() -> None:
    far = figure("population", "JPN", "2100", 74e6, source="un_wpp", obs_status="F")
    near = figure("gdp", "JPN", "2026", 4e12, obs_status="A")
    con = build([far, near, figure("gdp", "JPN", "1900", None)], "core.quarantine", "core.observation")
    assert rows(con, "select * from core.quarantine") == []
    assert rows(con, "select count(*) from core.observation") == [(3,)]


def test_every_unit_has_bounds() -> None:
    con = build([POPULATION], "core.bound")
    assert {unit for (unit,) in rows(con, "select unit_measure from core.bound")} == set(observations.UNITS)


def test_what_is_taken_over_by_hand_has_a_day_that_can_be() -> None:
    late = POPULATION | {"retrieved_at": datetime(2024, 1, 2), "published_on": date(2026, 12, 31)}
    con = build([late], "core.quarantine")
    assert rows(con, "select count(*) from core.quarantine") == [(0,)], "announced for the year after next"
