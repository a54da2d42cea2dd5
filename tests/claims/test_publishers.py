"""Whose figure a sentence says it is.

Belongs here: sentences that name a publisher as their source, and such that only speak of one. Does not belong here: what a
named publisher does to a verdict (tests/warehouse/test_never_decides.py).
"""

from datetime import date

import pytest

from pipelines.claims import publishers
from pipelines.reader import read


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("according to the latest census, chad has 11 million people.", ["census"]),
        ("the population of chad was estimated by the united nations at 9 million.", ["un"]),
        ("bahrain has 738,000 people, per the cia factbook.", ["cia"]),
        ("the imf says growth was 3 per cent, and un estimates put it at 2.", ["imf", "un"]),
        ("the world bank's latest figures show growth of 4 per cent.", ["world_bank"]),
        ("exports rose by 3 per cent, the u.s. census bureau said.", ["national"]),
        ("china's national bureau of statistics put growth at 5.2 per cent.", ["national"]),
        ("niger sent 900 peacekeepers of the united nations home.", []),
        ("the imf approved a loan to pakistan, whose output is $340 billion.", []),
        ("russia has a censusless village.", []),
        ("ghana ranks ninth (world investment report 2019).", ["unctad"]),
    ],
)
def test_a_publisher_counts_where_it_is_the_source(sentence: str, expected: list[str]) -> None:
    assert publishers.named(sentence) == expected


def test_a_claim_carries_whose_figure_it_is() -> None:
    (item,) = read("According to the IMF, Haiti had 11.5 million people in 2022.", date(2024, 6, 30)).claims
    assert item.claim.publishers == ["imf"]
    assert publishers.described(["imf", "census"]) == {
        "publisher": "the figure of the International Monetary Fund or a census, which it names",
        "publisher_sources": "imf_weo;imf_imts",
        "publisher_from": 0.5,
        "publisher_to": 1.15,
    }


def test_a_publisher_has_one_row_and_a_name_one_publisher() -> None:
    rows = publishers.table()
    names = [name for row in rows.values() for name in f"{row['names']};{row['works']}".split(";") if name]
    assert len(names) == len(set(names)) == len(publishers.names())
