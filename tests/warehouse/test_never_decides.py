"""What must never decide a verdict, on real figures: too old, too short a window, the wrong troops, the wrong universe.

The figures are those of warehouse/reference. All claims are judged in one pass, and the query behind every reading is run
again.
"""

from datetime import date
from typing import NamedTuple

import pytest
from verdicts import Found, claim, judge

from pipelines.claims.model import Claim


class Case(NamedTuple):
    what: str
    claim: Claim
    verdict: str
    verdict_now: str
    figures: dict[tuple[str, str], float]
    """(known, type) -> a number that a reading of that kind has."""
    says: str = ""


JUNE, SEPTEMBER = date(2024, 6, 1), date(2024, 9, 18)

CASES = [
    Case(
        "2022 is too old in June 2024; 2023 came in July",
        claim("gdp", "level", "$1.8 trillion", ref=["MEX"], said_on=JUNE),
        "NOT_CHECKABLE", "SUPPORTED",
        {("then", "U"): 1_465_854_089_286, ("now", "E"): 1_798_317_581_486}, "the newest figure held is of 2022",
    ),
    Case(
        "Germany is third, and was fourth in the last edition of the day",
        claim("gdp", "rank", "third", ref=["DEU"], said_on=JUNE),
        "NOT_CHECKABLE", "SUPPORTED", {("then", "U"): 4, ("now", "E"): 3},
    ),
    Case(
        "fresh figures of an earlier year contradict nothing that the last whole year bears out",
        claim("gdp", "level", "$1.8 trillion", ref=["MEX"], said_on=date(2024, 3, 28)),
        "NOT_CHECKABLE", "SUPPORTED", {("then", "E"): 1_465_854_089_286},
        "What had been published by 28 March 2024 was of an earlier period",
    ),
    Case(
        "seven years are seven years: 2015 to 2022, as 2022 was the newest",
        claim("population", "change", "7 million", hedge="over", ref=["KEN"], span=7, said_on=SEPTEMBER),
        "SUPPORTED", "SUPPORTED", {("then", "E"): 7_175_999, ("now", "E"): 7_199_316},
    ),
    Case(
        "five years of growth are meant in constant prices: 18 %; dollars are arguable",
        claim("gdp", "change", "25%", ref=["IDN"], span=5, said_on=SEPTEMBER),
        "NOT_CHECKABLE", "OUT_OF_DATE", {("then", "U"): 31.556, ("now", "E"): 17.989}, "constant prices",
    ),
    Case(
        "dollars count when the claim names them",
        claim("gdp", "change", "32%", ref=["IDN"], span=5, said_on=SEPTEMBER, definitions=["nominal"]),
        "SUPPORTED", "SUPPORTED", {("then", "E"): 31.556},
    ),
    Case(
        "an average over five years: (6.45 + 3.87 - 5.83 + 9.69 + 7.0) / 5 = 4.2, no 5.6",
        claim("gdp_growth", "average", "4.2%", ref=["IND"], period="2018/2022", said_on=date(2024, 9, 1)),
        "SUPPORTED", "CONTRADICTED", {("then", "E"): 4.2448},
    ),
    Case(
        "and another number does not hold",
        claim("gdp_growth", "average", "5.6%", ref=["IND"], period="2018/2022", said_on=date(2024, 9, 1)),
        "CONTRADICTED", "CONTRADICTED", {},
    ),
    Case(
        "every year since: the worst was 2.55 % in 2021",
        claim("gdp_growth", "always", "2%", hedge="over", ref=["VNM"], period="2011/2023", said_on=SEPTEMBER),
        "SUPPORTED", "SUPPORTED", {("then", "E"): 2.5537},
    ),
    Case(
        "not by more than 3 % in every year",
        claim("gdp_growth", "always", "3%", hedge="over", ref=["VNM"], period="2011/2023", said_on=SEPTEMBER),
        "CONTRADICTED", "CONTRADICTED", {},
    ),
    Case(
        "has grown every year since 2010, without a number",
        claim("population", "always", ref=["NGA"], base_period="2010", said_on=SEPTEMBER),
        "SUPPORTED", "SUPPORTED", {},
    ),
    Case(
        "has not grown every year: Spain in 2020",
        claim("gdp_growth", "always", ref=["ESP"], period="2015/2022", said_on=SEPTEMBER),
        "CONTRADICTED", "CONTRADICTED", {("then", "E"): -11.167},
    ),
    Case(
        "larger than any other member of the G7, Japan being the next: 27.36 / 4.53",
        claim("gdp", "order", ref=["USA"], base=["G7"], hedge="over", period="2023", said_on=SEPTEMBER),
        "SUPPORTED", "SUPPORTED", {},
    ),
    Case(
        "Germany is larger than France and Italy, not than the United States",
        claim("gdp", "order", ref=["DEU"], base=["FRA", "ITA", "USA"], hedge="over", period="2023", said_on=SEPTEMBER),
        "CONTRADICTED", "CONTRADICTED", {},
    ),
    Case(
        "two trillion dollars more: 4,456 - 2,255 = 2,201 billion",
        claim("gdp", "difference", "$2 trillion", hedge="over", ref=["DEU"], base=["ITA"], period="2023", said_on=SEPTEMBER),
        "SUPPORTED", "SUPPORTED", {("then", "E"): 2_201_229_803_974},
    ),
    Case(
        "a month of what moves slowly is answered by its year",
        claim("population", "level", "8 billion", ref=["WLD"], period="2022-06", said_on=SEPTEMBER),
        "SUPPORTED", "SUPPORTED", {("then", "E"): 7_950_946_801},
    ),
    Case(
        "a month of what flows is not",
        claim("gdp", "level", "$27 trillion", ref=["USA"], period="2023-06", said_on=SEPTEMBER),
        "NOT_CHECKABLE", "NOT_CHECKABLE", {},
    ),
    Case(
        "Africa's economies, not its territories",
        claim("population", "rank", "1", ref=["NGA"], universe="AFRICA", said_on=SEPTEMBER),
        "SUPPORTED", "SUPPORTED", {("then", "E"): 1},
    ),
    Case(
        "South America has twelve states",
        claim("gdp", "rank", "1", ref=["BRA"], universe="SOUTH_AMERICA", said_on=SEPTEMBER),
        "SUPPORTED", "SUPPORTED", {("then", "E"): 1},
    ),
    Case(
        "China is not the largest economy of the European Union",
        claim("gdp", "rank", "1", ref=["CHN"], universe="EU", period="2022", said_on=SEPTEMBER),
        "NOT_CHECKABLE", "NOT_CHECKABLE", {},
    ),
    Case(
        "troops that rotate are not counted among 396 permanently assigned",
        claim("troops", "level", "10,000", hedge="about", ref=["USA"], counterpart=["POL"], said_on=date(2024, 7, 1)),
        "NOT_CHECKABLE", "NOT_CHECKABLE", {("then", "U"): 396}, "most forces there rotate",
    ),
    Case(
        "unless the claim says that it means those",
        claim("troops", "level", "299", ref=["USA"], counterpart=["POL"], said_on=date(2024, 7, 1), definitions=["active_duty"]),
        "SUPPORTED", "OUT_OF_DATE", {("then", "E"): 299},
    ),
    Case(
        "Iraq is listed with nobody, which is no count",
        claim("troops", "level", "2,500", ref=["USA"], counterpart=["IRQ"], said_on=date(2024, 1, 15)),
        "NOT_CHECKABLE", "NOT_CHECKABLE", {("then", "U"): 0},
    ),
    # editions: what had been published on the day
    Case(
        "India's growth of 2019 was 5.02 % in October 2020 and 3.87 % in June 2024",
        claim("gdp_growth", "level", "5.0%", ref=["IND"], period="2019", said_on=date(2021, 1, 15)),
        "SUPPORTED", "CONTRADICTED", {("then", "E"): 5.0239, ("now", "E"): 3.8714},
    ),
    Case(
        "Nigeria had 182.2 million people in 2015 by the edition of 2017, 184.0 by that of 2023",
        claim("population", "level", "182.2 million", ref=["NGA"], period="2015", said_on=date(2017, 8, 1)),
        "SUPPORTED", "CONTRADICTED", {("then", "E"): 182_201_962},
    ),
    Case(
        "and 184 million by that of 2023",
        claim("population", "level", "184 million", ref=["NGA"], period="2015", said_on=date(2023, 10, 1)),
        "SUPPORTED", "CONTRADICTED", {("then", "E"): 183_995_785},
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def found() -> dict[str, Found]:
    return judge([case.claim for case in CASES])


@pytest.mark.parametrize("place", range(len(CASES)), ids=[case.what for case in CASES])
def test_on_real_figures(place: int, found: dict[str, Found]) -> None:
    case, result = CASES[place], found[f"c{place}"]
    assert (result.verdict, result.verdict_now) == (case.verdict, case.verdict_now), result.reason
    assert case.says in result.reason
    for (known, kind), number in case.figures.items():
        numbers = [
            r.obs_value for r in result.readings if (r.known, r.type) == (known, kind) and r.obs_value is not None
        ]
        assert any(value == pytest.approx(number, rel=1e-4) for value in numbers), (known, kind, number, numbers)


def test_both_incomes_per_head_are_meant() -> None:
    result = judge(
        [claim("income_per_capita", "level", "$35,500", ref=["KOR"], period="2023", said_on=date(2025, 6, 1))]
    )["c0"]
    assert {reading.definition for reading in result.readings if reading.type == "E"} == {"gdp_published", "gdp", "gni"}
