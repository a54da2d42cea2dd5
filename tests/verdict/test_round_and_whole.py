"""What round percentages, all and none commit a sentence to, on the figures of the clone."""

from datetime import date

import pytest
from verdicts import claim, judge

from pipelines.claims.model import Bar, Claim

DAY = date(2025, 5, 1)


def said(indicator: str, value: str, ref: str, year: str, **fields: object) -> Claim:
    return claim(indicator, "level", value, ref=[ref], period=year, said_on=DAY, **fields)  # type: ignore[arg-type]


CASES = {
    "about 100 % of GDP, with 65": (
        said("government_debt", "100%", "DEU", "2022", hedge="about"), "CONTRADICTED",
    ),
    "about 70 % of GDP, with 65": (
        said("government_debt", "70%", "DEU", "2022", hedge="about"), "SUPPORTED",
    ),
    "about 20 %, with 12": (said("unemployment_rate", "20%", "ESP", "2023", hedge="about"), "CONTRADICTED"),
    "nearly 10 %, with 4": (said("inflation", "10%", "USA", "2023", hedge="nearly"), "NOT_CHECKABLE"),  # nor any year, a month may
    "about 10 %, with 5": (said("gdp_growth", "10%", "CHN", "2023", hedge="about"), "CONTRADICTED"),
    "about 5 %, with 5.2": (said("gdp_growth", "5%", "CHN", "2023", hedge="about"), "SUPPORTED"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_round_percentage_is_meant_to_a_tenth_of_itself(case: str) -> None:
    stated, verdict = CASES[case]
    found = judge([stated])["c0"]
    assert found.verdict == verdict, found.reason


G20_SHRANK = {"unit": "PT", "ref": ["G20"], "bar": Bar(hedge="under", value="0%"), "period": "2020", "said_on": DAY}
OTHERS = {
    "all, with 16 of 19": (claim("gdp_growth", "count", "100%", **G20_SHRANK), "CONTRADICTED"),
    "none, with 16 of 19": (claim("gdp_growth", "count", "0%", **G20_SHRANK), "CONTRADICTED"),
    "a comparison without a hedge": (
        claim("gdp", "compare", ref=["DEU"], base=["FRA"], period="2023", said_on=DAY), "SUPPORTED",
    ),
    "and the other way round": (
        claim("gdp", "compare", ref=["FRA"], base=["DEU"], period="2023", said_on=DAY), "CONTRADICTED",
    ),
    "an average from a year on has that year": (
        claim("gdp_growth", "average", "5.7%", ref=["IND"], base_period="2017", period="2019", said_on=DAY),
        "SUPPORTED",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", OTHERS)
def test_all_is_all_and_what_is_compared_is_larger(case: str) -> None:
    stated, verdict = OTHERS[case]
    found = judge([stated])["c0"]
    assert found.verdict == verdict, found.reason
