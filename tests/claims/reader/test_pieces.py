"""What whole pieces of wires and columns showed: balances, owners and months that are not what stands nearest."""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Kenya's imports grew, and its global exports fell by 5 per cent.", ("goods_exports", "KEN", None)),
        ("Kenya's deficit in the trade of goods with India narrowed to $2 billion.", ("trade_balance", "KEN", None)),
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
