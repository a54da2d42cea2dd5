"""What stands beside a figure is used or refuses it: an area that opens the sentence, numbers that run on, a difference.

Belongs here: sentences whose number once went to another figure than the one that was meant.
Does not belong here: time phrases (tests/claims/test_times.py), guards (test_guards.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("In Germany, America has 35,000 troops.", ("troops", ["USA"], ["DEU"])),
        ("In Germany, we have 35,000 troops.", ("troops", ["USA"], ["DEU"])),
        ("In Germany, the army has 181,000 soldiers.", ("armed_forces", ["DEU"], [])),
        ("In Poland, exports reached $380 billion in 2023.", ("goods_exports", ["POL"], [])),
        ("In Africa, Nigeria has the largest population.", ("population", ["NGA"], [])),
    ],
)
def test_an_area_that_opens_the_sentence_is_used(text: str, reads: tuple[str, list[str], list[str]]) -> None:
    [found] = read(text, DAY, "USA").claims
    assert (found.claim.indicator, found.claim.areas.ref, found.claim.areas.counterpart) == reads


@pytest.mark.parametrize(
    "text",
    [
        "In Africa, China had a trade surplus of $60 billion in 2023.",
        "In Germany, Poland exported goods worth $30 billion last year.",
        "The Baha'i population of Zambia is over 160,000.",
        "The total population of Nepal is 2 crore 66 lakhs.",
        "The population of Eswatini is 1,018 449.",
        "We import $300 billion more from China than we export.",
        "Britain imported £10 billion less in 2023.",
    ],
)
def test_what_it_cannot_account_for_refuses(text: str) -> None:
    assert read(text, DAY, "USA").claims == []


def test_a_growth_rate_beside_a_population_is_nobodys() -> None:
    found = read("Nigeria has 230 million people and a growth rate of 2.4 percent.", DAY)
    assert [item.claim.indicator for item in found.claims] == ["population"]
    assert "whether the population or the economy grew" in found.skipped[0].words
