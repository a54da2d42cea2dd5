"""Balances that are compared as deficits, on the figures of the clone: the lower one is the larger deficit."""

from datetime import date

import pytest
from verdicts import claim, judge

from pipelines.claims import stating
from pipelines.claims.model import Claim
from pipelines.claims.words import in_words


def said(indicator: str, operation: str, ref: str, base: list[str], **fields: object) -> Claim:
    of = {"ref": [ref], "base": base, "period": "2023", "said_on": date(2025, 3, 1), "order": "asc"}
    return claim(indicator, operation, **of | fields)  # type: ignore[arg-type]


CASES = {
    "the larger": (said("current_account", "compare", "USA", ["GBR"], hedge="over"), "SUPPORTED", "larger"),
    "without a hedge": (said("current_account", "compare", "USA", ["GBR"]), "SUPPORTED", "larger"),
    "the smaller": (said("current_account", "compare", "GBR", ["USA"], hedge="under"), "SUPPORTED", "smaller"),
    "not the larger": (said("budget_balance", "compare", "DEU", ["FRA"], hedge="over"), "CONTRADICTED", "larger"),
    "than each of several": (
        said("budget_balance", "order", "USA", ["FRA", "DEU"], hedge="over"), "SUPPORTED", "larger",
    ),
    "a surplus is none": (said("current_account", "compare", "DEU", ["USA"], hedge="under"), "CONTRADICTED", "smaller"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_deficits_are_compared_as_deficits(case: str) -> None:
    stated, verdict, word = CASES[case]
    assert not list(stating.unused(stated))
    assert f"a {word} deficit than" in in_words(stated)
    found = judge([stated])["c0"]
    assert found.verdict == verdict, found.reason


def test_a_place_among_deficits_says_so() -> None:
    stated = said("current_account", "rank", "USA", [], value="1")
    assert "by deficit" in in_words(stated)


def test_only_balances_are_deficits() -> None:
    assert [told for told in stating.unused(said("gdp", "compare", "USA", ["FRA"])) if told.startswith("order: ")]
