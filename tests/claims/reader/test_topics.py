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
        "Government spending in Peru came to $20 billion.",
        "Peru's exports were worth $60 billion. It spent $5 billion.",
    ],
)
def test_other_spending_is_not(text: str) -> None:
    assert military(BEFORE + text) == []


def test_spending_of_another_in_the_same_sentence() -> None:
    text = "Military spending by Chile rose in 2022, while spending by Peru fell by 5 per cent."
    assert military(text)[-1] == ("change", ["PER"], "5")
