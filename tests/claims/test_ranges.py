"""Ranges with mixed forms: whatever forms the two ends have, they are what they say, or nothing is read."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import reader
from pipelines.claims import hedges, numbers, ranges

NAMES = {3: "thousand", 6: "million", 9: "billion", 12: "trillion"}


@pytest.mark.parametrize(
    ("low", "high", "unit", "expected"),
    [
        ("half a million", "1 million", None, (500_000, 1_000_000)),
        ("one", "two million", None, (1_000_000, 2_000_000)),
        ("900", "1.2 million", None, (900_000, 1_200_000)),
        ("900", "1.2bn", None, (900_000_000, 1_200_000_000)),
        ("900,000", "1.2 million", None, (900_000, 1_200_000)),
        ("50", "60,000", None, (50_000, 60_000)),
        ("$4", "$5 trillion", None, (4e12, 5e12)),
        ("a hundred", "a hundred and fifty million", None, (1e8, 1.5e8)),
        ("two and a half", "three million", None, (2_500_000, 3_000_000)),
        ("a quarter", "half a million", None, (250_000, 500_000)),
        ("a quarter of a million", "half a million", None, (250_000, 500_000)),
        ("28,500", "half a million", None, (28_500, 500_000)),
        ("500", "1 thousand", None, (500, 1000)),
        ("90 lakh", "1 crore", None, (9_000_000, 10_000_000)),
        ("1", "100 million", None, (1e6, 1e8)),
        ("0", "2 million", None, (0, 2_000_000)),
        ("half", "one per cent", None, (0.5, 1)),
        ("half", "two thirds", None, (50, 200 / 3)),
        ("a third", "50 per cent", None, (100 / 3, 50)),
        ("-3", "-2 per cent", None, (-3, -2)),
        ("two", "three times", None, (2, 3)),
        ("10", "12th", None, (10, 12)),
        ("2", "3", "PT", (2, 3)),
    ],
)
def test_ends_of_mixed_forms_are_read(low: str, high: str, unit: str | None, expected: tuple[float, float]) -> None:
    found = hedges.stated(low, unit, high)
    assert (found.x, found.x_high) == pytest.approx(expected)
    alone = hedges.stated(ranges.read(low, high, unit).written, unit or found.unit)
    assert alone.x == pytest.approx(expected[0]) or "half" in low or "quarter" in low or "ird" in low


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("5", "half a million", "more than one way"),
        ("5", "60,000", "more than one way"),
        ("1,200", "1.5 billion", "more than one way"),
        ("60,000", "50,000", "lower end of the range first"),
        ("5 per cent", "1 million", "of one kind"),
        ("$5 billion", "€6 billion", "of one kind"),
        ("1" + "0" * 310, "2 million", "at most 30 digits"),
    ],
)
def test_what_can_be_read_in_two_ways_is_not_read(low: str, high: str, expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        ranges.read(low, high)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, Decimal]:
    """A number in one of the forms of a newspaper, and what it is."""
    power = draw(st.sampled_from(sorted(NAMES)))
    figure = Decimal(draw(st.integers(10, 9999))) / 10
    x = figure.scaleb(power)
    forms = [f"{figure.normalize():f} {NAMES[power]}", f"{figure.normalize():f}-{NAMES[power]}", f"{int(x):,}"]
    if figure == int(figure) and figure < 20:
        words = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        named = [*words.split(), "seventeen", "eighteen", "nineteen"]
        forms.append(f"{named[int(figure)]} {NAMES[power]}")
    return draw(st.sampled_from(forms)), x


@given(written(), written())
def test_two_whole_numbers_are_a_range_of_both(first: tuple[str, Decimal], last: tuple[str, Decimal]) -> None:
    (low, x), (high, x_high) = sorted((first, last), key=lambda each: each[1])
    if x == x_high:
        return
    try:
        found = ranges.read(low, high)
    except ValueError as error:
        assert "more than one way" in str(error) and low[-1].isdigit() and 10 * x < x_high, (low, high)
        return
    assert (found.low.x, found.high.x) == (x, x_high), (low, high)
    assert numbers.read(found.written).x == x


@given(st.integers(1, 999), st.integers(1, 9999), st.sampled_from(sorted(NAMES)))
def test_a_shared_magnitude_is_that_of_both_or_of_the_next_below(low: int, tenths: int, power: int) -> None:
    high = Decimal(tenths) / 10
    try:
        found = ranges.read(str(low), f"{high} {NAMES[power]}")
    except ValueError:
        return
    assert found.low.x in {Decimal(low).scaleb(power - down) for down in (0, 3)} | {Decimal(low)}
    assert found.low.x < found.high.x
    if low < high:
        assert found.low.x == Decimal(low).scaleb(power), "what can share all of it does"
    else:
        assert found.high.x <= ranges.FAR * found.low.x


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("between half a million and 1 million", ("half a million", "1 million")),
        ("between one and two million", ("one million", "two million")),
        ("one to two million", ("one million", "two million")),
        ("between two and three million", ("two million", "three million")),
        ("900 to 1.2 million", ("900 thousand", "1.2 million")),
        ("between 50,000 and half a million", ("50,000", "half a million")),
        ("40,000 to 60,000", ("40,000", "60,000")),
        ("between 40 and 60 thousand", ("40 thousand", "60 thousand")),
    ],
)
def test_a_sentence_states_both_ends_and_nothing_is_left_over(words: str, expected: tuple[str, str]) -> None:
    found = reader.read(f"The US has {words} troops in Japan.", date(2025, 3, 22))
    [understood] = found.claims
    assert (understood.claim.value, understood.claim.value_high, understood.claim.hedge) == (*expected, "between")
    assert found.skipped == []


def test_money_shares_its_magnitude() -> None:
    [understood] = reader.read("Japan's GDP is between $4 and $5 trillion.", date(2025, 3, 22)).claims
    assert (understood.claim.value, understood.claim.value_high) == ("4 trillion", "5 trillion")
