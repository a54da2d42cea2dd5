"""Which way a figure went, from the words to a verdict, on the figures of warehouse/reference.

Belongs here: rises and falls with and without a number, of deficits too. Does not belong here: the words alone
(tests/reader).
"""

from datetime import date

import pytest
from verdicts import Found, judge

from pipelines.reader import read

DAY = date(2024, 12, 1)

# US census, goods, edition of August 2024, $ billion: exports to China 154.1 (2022), 147.8 (2023); balance with China
# -382.1 (2022), -279.1 (2023); balance with the world -1,070.8 (2021), -1,173.4 (2022).
# IMF, October 2024: inhabitants of Japan 125.1 million (2022), 124.5 (2023).
SAID = {
    "US goods exports to China fell to $148 billion in 2023.": ["SUPPORTED", "SUPPORTED"],
    "US goods exports to China climbed to $148 billion in 2023.": ["SUPPORTED", "CONTRADICTED"],
    "The US trade deficit with China narrowed to $279 billion in 2023.": ["SUPPORTED", "SUPPORTED"],
    "The US trade deficit with China widened to $279 billion in 2023.": ["SUPPORTED", "CONTRADICTED"],
    # from a year that is not named, or in prices that are not
    "US goods exports to China have fallen to $148 billion in 2023.": ["SUPPORTED"],
    "Japan's GDP fell to $4.2 trillion in 2023.": ["SUPPORTED"],
    # the direction is in the amounts; what China counted in 2022 was $179 billion
    "US goods exports to China fell from $154 billion in 2022 to $148 billion in 2023.": ["DEPENDS", "SUPPORTED"],
    # a deficit that widens is a balance that falls
    "The US trade deficit with China narrowed in 2023.": ["SUPPORTED"],
    "The US trade deficit with China widened in 2023.": ["CONTRADICTED"],
    "The US trade deficit with China fell by 27 per cent in 2023.": ["SUPPORTED"],
    "The US trade deficit with China fell by $103 billion in 2023.": ["SUPPORTED"],
    "The trade deficit of the United States rose by 10 per cent in 2022.": ["SUPPORTED"],
    "The trade deficit of the United States widened by $103 billion in 2022.": ["SUPPORTED"],
}


@pytest.fixture(scope="module")
def judged() -> dict[str, list[Found]]:
    claims = {
        f"{n}.{k}": item.claim.model_copy(update={"id": f"s{n}-{k}"})
        for n, text in enumerate(SAID)
        for k, item in enumerate(read(text, DAY).claims)
    }
    found = judge(claims.values(), of_bank=True)
    return {
        text: [found[claim.id] for key, claim in claims.items() if key.startswith(f"{n}.")]
        for n, text in enumerate(SAID)
    }


@pytest.mark.parametrize("text", SAID)
def test_a_direction_is_judged_apart_from_the_amount(text: str, judged: dict[str, list[Found]]) -> None:
    assert [each.verdict for each in judged[text]] == SAID[text]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("US goods exports to China have fallen to $148 billion in 2023.", "“fallen to”"),
        ("US goods exports to China fell to $12 billion in March 2023.", "“fell to”"),
        ("Japan's GDP fell to $4.2 trillion in 2023.", "“fell to”"),
        ("Japan's exports rose to 100 trillion yen in 2023.", "“rose to”"),
    ],
)
def test_what_is_not_judged_is_listed_with_its_reason(text: str, words: str) -> None:
    why = f"{words} (from what or when, or in which prices, is not said)"
    assert why in [skipped.words for skipped in read(text, DAY).skipped]
