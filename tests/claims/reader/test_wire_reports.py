"""How wires, central banks and business pages put inflation, work, output and trade."""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 5, 10)


def said(text: str) -> list[str]:
    return [
        " ".join(filter(None, (c.indicator, c.operation, *c.areas.ref, c.value, c.period, c.base_period)))
        for c in (item.claim for item in read(text, DAY).claims)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Consumer prices in Peru rose by 7 per cent in 2022, the steepest increase since 1990.",
            ["inflation level PER 7 2022", "inflation extreme PER 2022 1990"],
        ),
        ("Peru's consumer price index was down by 0.3 per cent in 2022.", ["inflation level PER -0.3 2022"]),
        (
            "Peru's CPI rose by 8 per cent in 2022, after rising 4 per cent in 2021.",
            ["inflation level PER 8 2022", "inflation level PER 4 2021"],
        ),
        (
            "Peru's inflation was 7 per cent in 2022, the fastest pace since 1990.",
            ["inflation level PER 7 2022", "inflation extreme PER 2022 1990"],
        ),
        (
            "Peru's consumer prices rose by 7 per cent in 2022, the fastest pace since 1990.",
            ["inflation level PER 7 2022", "inflation extreme PER 2022 1990"],
        ),
        ("Consumer prices in Peru have risen by 40 per cent since 2015.", []),
        ("Consumer prices for food in Peru rose by 8 per cent in 2022.", []),
        ("Consumer prices in Peru are expected to rise by 4 per cent.", []),
    ],
)
def test_consumer_prices_rise_by_inflation(text: str, wanted: list[str]) -> None:
    assert said(text) == wanted


def test_what_prices_did_in_a_year_is_no_average_that_is_held() -> None:
    claim = read("Peru's consumer prices rose by 7 per cent in 2022.", DAY).claims[0].claim
    assert claim.not_checkable == "no data"
