"""Bare “spending” is military spending where the text speaks of that, and of nothing else since.

Belongs here: what a word means by the sentences before. Does not belong here: whose figure it is (test_resolver.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 1)
BEFORE = "World military spending rose again in 2022. "


def military(text: str) -> list[tuple[str | None, list[str], str | None]]:
    claims = [item.claim for item in read(text, DAY).claims if item.claim.areas.ref != ["WLD"]]
    return [(c.operation, c.areas.ref, c.value) for c in claims if (c.indicator or "").startswith("military")]


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Peru's spending came to $2 billion.", [("level", ["PER"], "2 billion")]),
        ("Peru spent $2 billion.", [("level", ["PER"], "2 billion")]),
        ("In 2022 the expenditure in Peru was $2 billion.", [("level", ["PER"], "2 billion")]),
        ("Peru spent 1.2 per cent in 2022.", [("level", ["PER"], "1.2")]),
        ("Peru remains the biggest spender in South America.", [("rank", ["PER"], "1")]),
        ("By contrast, spending by Peru fell by 3 per cent in 2022.", [("change", ["PER"], "3")]),
    ],
)
def test_spending_is_what_the_text_speaks_of(text: str, reads: list[tuple[str, list[str], str]]) -> None:
    assert military(BEFORE + text) == reads
    assert military(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Peru spent $2 billion on schools.",
        "Peru's spending on schools came to $2 billion.",
        "Peru spent 12 per cent on schools.",
        "Of its budget, Peru spent 12 per cent.",
        "Government spending in Peru came to $20 billion.",
        "Peru's exports were worth $60 billion. It spent $5 billion.",
    ],
)
def test_other_spending_is_not(text: str) -> None:
    assert military(BEFORE + text) == []


def test_spending_of_another_in_the_same_sentence() -> None:
    text = "Military spending by Chile rose in 2022, while spending by Peru fell by 5 per cent."
    assert military(text)[-1] == ("change", ["PER"], "5")


def test_who_spends_on_armies_is_told_of_spending_on_them() -> None:
    text = "The USA was the largest spender on defence, accounting for 36% of global spending."
    assert [c.claim.indicator for c in read(text, DAY).claims] == ["military_expenditure"] * 2


def test_a_list_of_spenders_has_its_heading_s_year() -> None:
    text = "Top 3 spenders in 2019: China ($261 billion), India ($71 billion) and Russia ($65 billion)."
    found = [item.claim for item in read(BEFORE + text, DAY).claims if item.claim.value]
    assert [(c.indicator, c.areas.ref, c.period) for c in found] == [
        ("military_expenditure", [iso], "2019") for iso in ("CHN", "IND", "RUS")
    ]


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Mali's military spending as a share of its economy was 3 per cent in 2022.", ("level", ["MLI"], "3")),
        ("Mali's military spending as a percentage of GDP has fallen since 2014.", ("direction", ["MLI"], None)),
    ],
)
def test_what_is_put_as_a_share_of_output_is_one(text: str, reads: tuple[str, list[str], str | None]) -> None:
    claim = read(text, DAY).claims[0].claim
    assert (claim.indicator, claim.operation, claim.areas.ref, claim.value) == ("military_expenditure_gdp", *reads)


def test_output_that_something_is_measured_against_is_not_meant() -> None:
    assert read("Israel's military spending relative to GDP is the highest in the OECD.", DAY).claims == []


@pytest.mark.parametrize(
    ("before", "arms"),
    [
        ("France is the second largest exporter of arms.", True),
        ("France is the second largest exporter of arms. German exports shrank by 5 per cent.", True),
        ("France is the second largest exporter of arms. It has 68 million people.", False),
        ("France is the second largest exporter of arms. That is an old story.", False),
    ],
)
def test_exports_in_a_text_on_arms_need_not_be_all_exports(before: str, arms: bool) -> None:
    read_of = [c.claim.indicator for c in read(f"{before} French exports grew by 44 per cent in 2022.", DAY).claims]
    assert ("goods_exports" not in read_of) == arms
