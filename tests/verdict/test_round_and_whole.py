"""What round percentages, all and none commit a sentence to, on the figures of the clone."""

from datetime import date

import pytest
from verdicts import claim, judge

from pipelines.claims.model import Claim

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
