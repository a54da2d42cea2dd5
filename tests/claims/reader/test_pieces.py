"""What whole pieces of wires and columns showed: balances, owners and months that are not what stands nearest."""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Kenya's imports grew, and its global exports fell by 5 per cent.", ("goods_exports", "KEN", None)),
        ("U.S. exports rose 0.9 per cent in April.", ("goods_exports", "USA", "no data")),
        ("Kenya's exports are up 9 per cent over the past year.", ("goods_exports", "KEN", "no data")),
    ],
)
def test_trade_is_of_whom_and_when_it_says(text: str, reads: tuple[str, str, str | None]) -> None:
    [found] = [item.claim for item in read(text, DAY).claims]
    assert (found.indicator, found.areas.ref[0], found.not_checkable) == reads


def test_a_share_of_another_s_spending_is_of_the_amount() -> None:
    text = "Peru spends $3 billion (1 per cent of its GDP) on its military. That's 2 per cent of British military spending."
    assert [item.claim.indicator for item in read(text, DAY).claims][-1] == "military_expenditure"


@pytest.mark.parametrize(
    "text",
    [
        "Peru's economy expanded fast from 2008 to 2018, expanding by about 80 per cent.",
        "Peru, by contrast, will avoid recession, increasing real GDP by 1.9 per cent.",
    ],
)
def test_growth_of_many_years_or_to_come_is_none_of_one(text: str) -> None:
    assert read(text, DAY).claims == []


def test_a_month_is_finer_than_its_year() -> None:
    [found] = read(
        "Peru's exports in December 2017 surpassed a billion dollars for the fifth month in 2017.", DAY
    ).claims
    assert found.claim.period == "2017-12"


def test_a_flow_beside_a_purchase_may_be_with_its_partner() -> None:
    text = "Nepal imported goods worth $26 million from Pakistan against exports of $4 million in 2015."
    assert [item.claim.indicator for item in read(text, DAY).claims] == ["goods_imports"]


def test_the_richest_of_a_continent() -> None:
    [found] = read("The richest African country is Seychelles.", DAY).claims
    assert (found.claim.operation, found.claim.universe) == ("rank", "AFRICA")
