"""Stated numbers, the hedge table at its edges, the properties that the method promises, SQL and Python."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from intervals import Interval, describe, describe_near, interval, named, number, outcome

from pipelines.claims import hedges
from pipelines.claims.hedges import stated, words
from pipelines.claims.numbers import last_digit

KINDS = ("level", "percent", "words", "words_share", "ratio")


@pytest.mark.parametrize(("written", "unit", "x", "u", "kind", "shown"), [
    ("1.6 billion", None, 1.6e9, 1e8, "level", None),
    ("28,500", "PS", 28_500, 100, "level", "PS"),
    ("28 500 troops", None, 28_500, 100, "level", "PS"),
    ("1.40bn", None, 1.4e9, 1e7, "level", None),
    ("$24 trillion", None, 24e12, 1e12, "level", "USD"),
    ("$5bn", "CAD", 5e9, 1e9, "level", "CAD"),
    ("£1.2m", None, 1.2e6, 1e5, "level", "GBP"),
    ("1.04 trillion won", None, 1.04e12, 1e10, "level", "KRW"),
    ("5bn USD", "USD", 5e9, 1e9, "level", "USD"),
    ("-$500 billion", None, -500e9, 100e9, "level", "USD"),
    ("5 lakh crore", None, 5e12, 1e12, "level", None),
    ("1,40,00,000", None, 14e6, 1e6, "level", None),
    ("400", None, 400, 100, "level", None),
    ("1,000", None, 1000, 1000, "level", None),
    ("30", None, 30, 10, "level", None),
    ("0", None, 0, 1, "level", None),
    ("twenty-eight thousand", None, 28_000, 1000, "level", None),
    ("three hundred thousand", None, 300_000, 100_000, "level", None),
    ("two dozen", None, 24, 1, "level", None),
    ("2.5 per cent", None, 2.5, 0.1, "percent", "PT"),
    ("400", "PT", 400, 40, "percent", "PT"),
    ("10 per cent", None, 10, 1, "percent", "PT"),
    ("-100%", None, -100, 10, "percent", "PT"),
    ("20", "PT", 20, 2, "percent", "PT"),
    ("30", "PT", 30, 3, "percent", "PT"),
    ("0 per cent", None, 0, 1, "percent", "PT"),
    ("3 percentage points", None, 3, 1, "percent", "PP"),
    ("half a percentage point", None, 0.5, 0.1, "percent", "PP"),
    ("−2.1 %", None, -2.1, 0.1, "percent", "PT"),
    ("minus 75.7 percent", None, -75.7, 0.1, "percent", "PT"),
    ("half a million", "PS", 500_000, 100_000, "words", "PS"),
    ("a quarter of a billion", None, 250e6, 10e6, "words", None),
    ("one and a half million", None, 1.5e6, 1e5, "words", None),
    ("a million and a half", None, 1.5e6, 1e5, "words", None),
    ("a third", None, 100 / 3, 10, "words_share", "PT"),
    ("two-thirds", "PT", 200 / 3, 10, "words_share", "PT"),
    ("half", "PT", 50, 10, "words_share", "PT"),
    ("three quarters", None, 75, 1, "words_share", "PT"),
    ("half", "TIMES", 0.5, 0.1, "ratio", "TIMES"),
    ("twice", None, 2, 1, "ratio", "TIMES"),
    ("tripled", None, 3, 1, "ratio", "TIMES"),
    ("2.5 times as much as", None, 2.5, 0.1, "ratio", "TIMES"),
    ("two and a half times", None, 2.5, 0.1, "ratio", "TIMES"),
    ("four times more", None, 4, 1, "ratio", "TIMES"),
    ("tenfold", None, 10, 10, "ratio", "TIMES"),
    ("11th", None, 11, 1, "rank", "RANK"),
    ("third-largest", None, 3, 1, "rank", "RANK"),
    ("largest", None, 1, 1, "rank", "RANK"),
    ("10", "RANK", 10, 1, "rank", "RANK"),
])  # fmt: skip
def test_reads_numbers_as_written(written, unit, x, u, kind, shown):
    found = stated(written, unit)
    assert (found.kind, found.unit) == (kind, shown)
    assert (found.x, found.u) == pytest.approx((x, u), rel=1e-15)


def test_reads_ranges():
    assert (stated("top 10").x, stated("top ten").x_high) == (1, 10)
    both = stated("5", value_high="6 billion")
    assert (both.x, both.u, both.x_high, both.u_high) == (5e9, 1e9, 6e9, 1e9)
    assert stated("900,000", value_high="1.2 million").x == 900_000
    assert stated("5", value_high="6.5 per cent").kind == "percent"


@pytest.mark.parametrize(("arguments", "says"), [
    (("1,3 Mrd",), "English notation"),
    (("1,3",), "English notation"),
    (("1.300.000",), "English notation"),
    (("28.500 troops",), "English notation"),
    (("two three",), "such as 1.6 billion"),
    (("a two",), "such as 1.6 billion"),
    (("three times", "PT"), "is a multiple: its unit is TIMES"),
    (("2 million", "TIMES", "5 %"), "unit is TIMES"),
    (("1.5", "RANK"), "expected a place"),
    (("about 400",), "given as the hedge"),
    (("more than 24 trillion",), "given as the hedge"),
    (("5 to 6 billion",), "value_high"),
    (("thousands",), "such as 1.6 billion"),
    (("",), "such as 1.6 billion"),
    (("banana",), "such as 1.6 billion"),
    (("12 apples",), "such as 1.6 billion"),
    (("$5", "KRW"), "unit is KRW, but '\\$5' is in USD"),
    (("5 %", "USD"), "unit is USD"),
    (("a third", "USD"), "is a share"),
    (("third", "PT"), "is a place"),
    (("25 basis points",), "0.25 points"),
    (("6", None, "5"), "lower end"),
    (("5 million", None, "6 %"), "of one kind"),
])  # fmt: skip
def test_refuses_what_it_would_read_wrongly(arguments, says):
    with pytest.raises(ValueError, match=says):
        stated(*arguments)


@given(
    st.integers(1, 99_999),
    st.integers(0, 3),
    st.sampled_from(["", " thousand", " million", "bn", " trillion"]),
)
def test_digits_come_back_as_they_were_written(digits, decimals, magnitude):
    number = Decimal(digits).scaleb(-decimals)
    assume(magnitude or decimals < 3)  # 28.500 is refused
    power = {"": 0, " thousand": 3, " million": 6, "bn": 9, " trillion": 12}[magnitude]
    found = stated(f"{number:,f}{magnitude}")
    assert found.x == float(number.scaleb(power))
    steps = Decimal(repr(found.x)) / Decimal(repr(found.u))
    assert steps == int(steps)
    assert decimals or int(steps) % 10


# The table. 1.6 billion: u = 0.1, r = min(0.05, 0.08) = 0.05, R = min(0.1, 0.16) = 0.1, e = 0.005 x = 0.008


@pytest.mark.parametrize(("hedge", "match", "slack", "near", "miss"), [
    ("exactly", [1.592, 1.608], [], [1.5919, 1.55, 1.65], [1.5499, 1.6501]),
    ("none", [1.55, 1.65], [], [1.5499, 1.5, 1.7], [1.4999, 1.7001]),
    ("about", [1.5, 1.7], [], [1.4999, 1.45, 1.75], [1.4499, 1.7501]),
    ("nearly", [1.5, 1.5999], [], [1.6, 1.625, 1.45], [1.4499, 1.6251]),
    ("just_under", [1.55, 1.5999], [], [1.6, 1.625, 1.5], [1.4999, 1.6251]),
    ("just_over", [1.65, 1.6001], [], [1.6, 1.575, 1.7], [1.5749, 1.7001]),
    ("over", [1.6001, 1.7], [1.7001, 99], [1.6, 1.575], [1.5749]),
    ("at_least", [1.6, 1.7], [1.7001], [1.5999, 1.575], [1.5749]),
    ("under", [1.5999, 1.5], [1.4999, 0], [1.6, 1.625], [1.6251]),
    ("at_most", [1.6, 1.5], [1.4999], [1.6001, 1.625], [1.6251]),
    ("up_to", [1.6, 1.5], [1.4999], [1.6001, 1.625], [1.6251]),
])  # fmt: skip
def test_every_hedge_at_its_edges(hedge, match, slack, near, miss):
    for x, u, base in ((1.6, 0.1, 1), (1.6e9, 1e8, 1e9)):
        promised = interval(hedge, x, u, "level")
        found = [[outcome(promised, value * base) for value in values] for values in (match, slack, near, miss)]
        expected = zip(("MATCH", "MATCH_SLACK", "NEAR", "MISS"), (match, slack, near, miss), strict=True)
        assert found == [[name] * len(values) for name, values in expected]


def test_the_table_has_every_hedge_and_no_hedge_went_untested():
    tested = {"between"} | {case[0] for case in test_every_hedge_at_its_edges.pytestmark[0].args[1]}
    assert tested == set(hedges.hedges())


@pytest.mark.parametrize(("arguments", "low", "high", "near_low", "near_high"), [
    (("none", 28_500, 100, "level"), 28_450, 28_550, 28_400, 28_600),
    (("none", 1.4e9, 1e7, "level"), 1.395e9, 1.405e9, 1.39e9, 1.41e9),
    (("none", 2e6, 1e6, "level"), 1.9e6, 2.1e6, 1.8e6, 2.2e6),  # the caps of 5 and 10 per cent
    (("none", 400, 100, "percent"), 350, 450, 300, 500),
    (("none", 2.5, 0.1, "percent"), 2.45, 2.55, 2.4, 2.6),
    (("exactly", 40, 10, "percent"), 39.8, 40.2, 35, 45),
    (("none", 500_000, 100_000, "words"), 475_000, 525_000, 450_000, 550_000),
    (("none", 50, 10, "words_share"), 47.5, 52.5, 45, 55),
    (("none", 10, 10, "words_share"), 9, 11, 8, 12),  # at least a point
    (("none", 2, 1, "ratio"), 1.9, 2.1, 1.8, 2.2),
    (("none", 11, 1, "rank"), 11, 11, 11, 11),
    (("none", 1, 1, "rank", 10, 1), 1, 10, 1, 10),
    (("between", 5e9, 1e9, "level", 6.5e9, 1e8), 5e9, 6.5e9, 4.75e9, 6.55e9),
    (("none", -2.1, 0.1, "percent"), -2.15, -2.05, -2.2, -2),
    (("between", -3, 1, "percent", -2, 0.5), -3, -2, -3.5, -1.75),
    (("between", -2, 1, "percent", -3, 1), -3, -2, -3.5, -1.5),
    (("between", -1, 1, "percent", 2, 1), -1, 2, -1.5, 2.5),
])  # fmt: skip
def test_widths_of_every_kind_of_number(arguments, low, high, near_low, near_high):
    found = interval(*arguments)
    assert (found.low, found.high, found.near_low, found.near_high) == (low, high, near_low, near_high)
    assert not (found.low_open or found.high_open or found.near_low_open or found.near_high_open)


@pytest.mark.parametrize(("x", "u", "up", "down"), [
    (1, 1, 1.5, 0.9), (2e6, 1e6, 2.5e6, 1.5e6), (3, 1, 4, 2.5), (9, 1, 10, 8), (1.5, 0.1, 2, 1),
    (250, 10, 300, 200), (75, 1, 80, 70), (7.5, 0.1, 8, 7), (24e12, 1e12, 25e12, 23e12),
    (28_500, 100, 28_600, 28_400), (2.0, 0.1, 2.1, 1.9), (150, 1, 151, 149),
])  # fmt: skip
def test_steps_to_the_next_round_number(x, u, up, down):
    assert interval("over", x, u, "level").high == up
    assert interval("under", x, u, "level").low == down


def test_the_steps_are_the_rungs_that_the_method_names():
    rungs = [Decimal(str(rung)).scaleb(power) for power in (-2, -1, 0, 1) for rung in (1, 1.5, 2, 2.5, *range(3, 10))]
    for n in [*range(1, 10), 15, 25, 75]:
        x = Decimal(n) / 10 if n > 9 else Decimal(n)
        u = 0.1 if n > 9 else 1
        assert interval("over", float(x), u, "level").high == float(min(rung for rung in rungs if rung > x))
        assert interval("under", float(x), u, "level").low == float(max(rung for rung in rungs if rung < x))


def test_strict_halves_the_caps_and_nothing_else():
    assert interval("none", 2e6, 1e6, "level", profile="strict").low == 1.95e6
    assert interval("none", 28_500, 100, "level", profile="strict") == interval("none", 28_500, 100, "level")
    assert interval("none", 2.5, 0.1, "percent", profile="strict") == interval("none", 2.5, 0.1, "percent")
    assert interval("none", 2, 1, "ratio", profile="strict").high == 2.05
    with pytest.raises(ValueError, match="unknown profile 'lax'; one of default, strict"):
        interval("none", 1, 1, "level", profile="lax")


def test_below_zero_a_hedge_speaks_of_the_magnitude():
    fall = interval("over", -75, 1, "percent")  # fell by more than 75 per cent
    assert [outcome(fall, value) for value in (-75.7, -80, -90, -75, -74.75, -74.7, 75.7)] == [
        "MATCH", "MATCH", "MATCH_SLACK", "NEAR", "NEAR", "MISS", "MISS"]  # fmt: skip
    less = interval("under", -5, 1, "percent")  # fell by less than 5 per cent
    assert [outcome(less, value) for value in (-4.5, -3, -0.1, 0, 10, -5, -5.6)] == [
        "MATCH", "MATCH_SLACK", "MATCH_SLACK", "MISS", "MISS", "NEAR", "MISS"]  # fmt: skip
    rise = interval("under", 5, 1, "percent", is_change=True)  # rose by less than 5 per cent
    assert [outcome(rise, value) for value in (4.5, 3, 0, -3)] == ["MATCH", "MATCH_SLACK", "MISS", "MISS"]
    rate = interval("under", 5, 1, "percent")  # growth was below 5 per cent
    assert outcome(rate, -3) == "MATCH_SLACK"


def test_nothing_lies_near_an_end_at_zero():
    grew = interval("over", 0, 1, "percent")  # "grew slowly"
    assert [outcome(grew, value) for value in (0.2, 3, -0.2)] == ["MATCH", "MATCH_SLACK", "MISS"]
    shrank = interval("under", 0, 1, "percent")  # "contracted"
    assert [outcome(shrank, value) for value in (-0.2, -3, 0.2)] == ["MATCH", "MATCH_SLACK", "MISS"]


def test_seed_claims_of_the_method():
    people = interval("nearly", *_xu("1.6 billion"), "level")
    assert [outcome(people, value) for value in (1.5869e9, 1.5859e9, 1.5847e9)] == ["MATCH"] * 3
    output = interval("over", *_xu("$24 trillion"), "level")
    assert [outcome(output, value * 1e12) for value in (23.72, 23.82, 24.21, 24.65, 25.1)] == [
        "MISS", "NEAR", "MATCH", "MATCH", "MATCH_SLACK"]  # fmt: skip
    troops = interval("none", *_xu("28,500"), "level")
    assert [outcome(troops, value) for value in (23_111, 26_556, 28_500)] == ["MISS", "MISS", "MATCH"]


def _xu(written: str) -> tuple[float, float]:
    found = stated(written)
    return found.x, found.u


def test_errors_name_the_nearest_choice():
    with pytest.raises(ValueError, match="the hedge is called 'over'"):
        interval("more than", 1, 1, "level")
    with pytest.raises(ValueError, match="did you mean 'nearly'"):
        interval("nearley", 1, 1, "level")
    with pytest.raises(ValueError, match="a rank takes no hedge"):
        interval("about", 10, 1, "rank")


def test_a_wording_leads_to_one_hedge():
    listed = [word for entry in hedges.hedges().values() for word in entry["words"]]
    assert len(listed) == len(set(listed))
    assert (named("More  than"), named("at_least"), named("~")) == ("over", "at_least", "about")
    assert set(words().values()) == set(hedges.hedges())


def test_descriptions():
    assert describe(interval("nearly", 1.6e9, 1e8, "level")) == "[1.5, 1.6) bn"
    assert describe(interval("over", 24e12, 1e12, "level"), "USD") == "(24, 25] tn USD or more"
    assert describe(interval("up_to", 28_500, 100, "level")) == "[28,400, 28,500] or less"
    assert describe(interval("none", 2.1, 0.1, "percent"), "PT") == "[2.05, 2.15] %"
    assert describe(interval("none", 3, 1, "rank"), "RANK") == "place 3"
    assert describe(interval("none", 1, 1, "rank", 10), "RANK") == "places 1 to 10"
    assert describe_near(interval("nearly", 1.6e9, 1e8, "level")) == "[1.45, 1.625] bn"
    assert describe_near(interval("over", 24e12, 1e12, "level"), "USD") == "[23.75, ∞) tn USD"
    assert describe_near(interval("under", -5, 1, "percent"), "PT") == "[-5.25, 0) %"
    shown = [number(*case) for case in ((23.72e12, 1e12), (0, 1), (-0.05, 1), (1e5, 1))]
    assert shown == ["23.72", "0", "-0.05", "100,000"]


def test_no_wording_means_one_thing_here_and_another_in_sentences():
    lexicon = Path(hedges.FOLDER) / "lexicon" / "hedges.csv"
    in_sentences = {
        phrase: row["hedge"]
        for row in csv.DictReader(lexicon.open(encoding="utf-8"))
        for phrase in f"{row['before']};{row['after'] or ''}".split(";")
    }
    shared = words().keys() & in_sentences.keys()
    assert len(shared) > 50
    assert {word: words()[word] for word in shared} == {word: in_sentences[word] for word in shared}


# Properties

number_as_written = st.builds(
    lambda digits, power: (Decimal(digits).scaleb(power), Decimal(10) ** power * last_digit(str(digits))),
    st.integers(1, 9999), st.integers(-3, 12),
)  # fmt: skip
sign = st.sampled_from([1, -1])
kind = st.sampled_from(KINDS)
profile = st.sampled_from(["default", "strict"])
hedge = st.sampled_from(sorted(hedges.hedges()))
MANY = settings(max_examples=1500, deadline=None)


def _edges(found: Interval) -> list[float]:
    """Every end, and values a millionth of x to either side of it."""
    ends = [end for end in (found.low, found.high, found.near_low, found.near_high) if end is not None]
    away = found.tolerance * 1e6
    return [value for end in ends for value in (end - away, end, end + away)]


@MANY
@given(number_as_written, sign, kind, profile)
def test_exact_lies_within_bare_within_about(number, sign, kind, profile):
    x, u = sign * float(number[0]), float(number[1])
    exact, bare, about = (interval(hedge, x, u, kind, profile=profile) for hedge in ("exactly", "none", "about"))
    assert about.low <= bare.low <= exact.low <= x <= exact.high <= bare.high <= about.high
    assert about.near_low <= bare.near_low <= exact.near_low <= exact.near_high <= bare.near_high <= about.near_high


@MANY
@given(number_as_written, sign, kind, profile)
def test_nearly_and_over_are_disjoint(number, sign, kind, profile):
    x, u = sign * float(number[0]), float(number[1])
    pairs = [
        ("nearly", "over"),
        ("nearly", "at_least"),
        ("just_under", "just_over"),
        ("under", "over"),
        ("under", "at_least"),
    ]
    for below, above in pairs:
        first, second = (
            interval(below, x, u, kind, profile=profile),
            interval(above, x, u, kind, profile=profile),
        )
        for value in _edges(first) + _edges(second) + [x]:
            assert not (outcome(first, value).startswith("MATCH") and outcome(second, value).startswith("MATCH"))


@MANY
@given(number_as_written, sign, kind, profile, hedge)
def test_one_more_significant_digit_never_widens(number, sign, kind, profile, hedge):
    x, u = sign * float(number[0]), number[1]
    coarse = interval(hedge, x, float(u), kind, profile=profile)
    fine = interval(hedge, x, float(u / 10), kind, profile=profile)
    assert coarse.low <= fine.low and fine.high <= coarse.high
    for wide, narrow in ((coarse.near_low, fine.near_low), (fine.near_high, coarse.near_high)):
        assert wide is None or narrow is None or wide <= narrow


@MANY
@given(
    number_as_written,
    sign,
    st.sampled_from(["level", "percent", "words", "ratio"]),
    hedge,
    st.integers(-9, 9),
)
def test_rescaling_units_changes_nothing(number, sign, kind, hedge, power):
    x, u = sign * number[0], number[1]
    first = interval(hedge, float(x), float(u), kind)
    second = interval(hedge, float(x.scaleb(power)), float(u.scaleb(power)), kind)
    for end in ("low", "high", "near_low", "near_high"):
        value = getattr(first, end)
        assert getattr(second, end) == (None if value is None else float(Decimal(repr(value)).scaleb(power)))


@MANY
@given(number_as_written, sign, kind, profile, hedge, st.booleans())
def test_match_lies_inside_near_and_contains_what_it_says(number, sign, kind, profile, hedge, is_change):
    x, u = sign * float(number[0]), float(number[1])
    found = interval(hedge, x, u, kind, profile=profile, is_change=is_change)
    assert found.near_low is None or found.near_low <= found.low
    assert found.near_high is None or found.high <= found.near_high
    assert found.low <= found.high
    assert outcome(found, (found.low + found.high) / 2) == "MATCH"
    for end, is_open in ((found.low, found.low_open), (found.high, found.high_open)):
        assert (outcome(found, end) == "MATCH") is not is_open
        assert outcome(found, end) != "MISS"


@MANY
@given(number_as_written, kind, profile, hedge)
def test_a_fall_is_the_mirror_of_a_rise(number, kind, profile, hedge):
    x, u = float(number[0]), float(number[1])
    rise = interval(hedge, x, u, kind, profile=profile, is_change=True)
    fall = interval(hedge, -x, u, kind, profile=profile, is_change=True)
    assert [outcome(rise, value) for value in _edges(rise)] == [outcome(fall, -value) for value in _edges(rise)]


@MANY
@given(number_as_written, kind, hedge)
def test_strict_lies_inside_default(number, kind, hedge):
    x, u = float(number[0]), float(number[1])
    loose, strict = interval(hedge, x, u, kind), interval(hedge, x, u, kind, profile="strict")
    assert loose.low <= strict.low and strict.high <= loose.high
