"""Whose figure it is where the sentence says who published it, and whom it sets the country against.

Belongs here: offices and central banks by their own names, countries that another is compared with.
Does not belong here: who is quoted with “we” (test_quotations.py), publishers of many countries (test_publishers.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 1)


def whose(text: str, country: str | None = None) -> list[list[str]]:
    return [item.claim.areas.ref for item in read(text, DAY, country).claims if item.claim.operation == "level"]


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("Growth was 1.1 per cent in 2023, according to Statistics Canada.", [["CAN"]]),
        ("Growth was 1.9 per cent in 2023, figures from Statistics Sweden show.", [["SWE"]]),
        ("The Bank of Japan said that inflation was 3.3 per cent in 2023.", [["JPN"]]),
        ("Unemployment was 3.6 per cent in 2023, the US Labor Department reported.", [["USA"]]),
        ("Inflation was 53.9 per cent in 2023, Turkey's statistical institute said.", [["TUR"]]),
        ("The Bank of Japan says that Vietnam's inflation was 3.3 per cent in 2023.", [["VNM"]]),
        ("Growth was 4 per cent in 2023 despite the higher rates of the Federal Reserve.", [["GHA"]]),
        ("As the US Federal Reserve raised rates, growth fell to 3 per cent in 2023.", []),
        ("Inflation was 5.4 per cent in 2023, Eurostat said.", []),
        ("Growth was 4 per cent in 2023, the European Commission said.", []),
        ("Growth was 4 per cent in 2023, the International Monetary Fund said.", [["GHA"]]),
    ],
)
def test_whose_office_publishes_a_figure(text: str, owners: list[list[str]]) -> None:
    assert whose(text, "GHA") == owners


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("Compared with Norway, Latvia is poor: its population is 1.9 million.", [["LVA"]]),
        ("In contrast to Norway, Latvia is poor, and its exports were worth $24 billion in 2022.", [["LVA"]]),
        ("Unlike Norway, Latvia grew: its economy expanded by 3 per cent in 2022.", [["LVA"]]),
        ("Latvia trails Norway, with GDP per head of $22,000.", [["LVA"]]),
        ("Latvia comes after Norway with exports of $24 billion in 2022.", [["LVA"]]),
        ("Latvia is ahead of Malta, with exports of $24 billion in 2022.", [["LVA"]]),
        ("Latvia borders Estonia, with exports of $22 billion in 2022.", [["EST"]]),
        ("It is Latvia, and not Estonia, whose economy grew by 3 per cent in 2022.", []),
        ("While Norway grew by 3 per cent in 2022, Latvia did well. Growth was 2 per cent in 2021.", [["NOR"]]),
        ("Norway grew by 3 per cent in 2022, but Latvia suffered. Growth was 2 per cent in 2021.", [["NOR"]]),
        ("Norway grew by 3 per cent in 2022, but oil did not. Growth was 2 per cent in 2021.", [["NOR"], ["NOR"]]),
    ],
)
def test_whoever_is_compared_with_has_no_figure(text: str, owners: list[list[str]]) -> None:
    assert whose(text) == owners
