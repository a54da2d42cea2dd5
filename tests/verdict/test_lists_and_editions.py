"""Lists are judged one by one, editions on both sides of a day vote, and nothing is advised that says the same."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from relations import figure
from verdicts import claim, judge

JUNE = date(2024, 6, 1)
PUBLISHED = {"source": "worldbank_wdi", "vintage": "2024-03", "published_on": date(2024, 3, 1)}
PEOPLE = {"ITA": 58.9e6, "ESP": 48.4e6, "PRT": 10.6e6}


def people(**values: float) -> list[dict[str, object]]:
    return [figure("population", area, "2023", value, **PUBLISHED) for area, value in values.items()]


def said(value: str, refs: list[str], **fields: object) -> object:
    return claim("population", "level", value, ref=refs, period="2023", said_on=JUNE, **fields)


@pytest.mark.parametrize(
    ("value", "fields", "verdict", "parts"),
    [
        # 58.9, 48.4 and 10.6 million: two are above 40, all are above 10, none above 80; together they are 117.9
        ("40 million", {}, "DEPENDS", ["SUPPORTED", "SUPPORTED", "CONTRADICTED", "SUPPORTED"]),
        ("10 million", {}, "SUPPORTED", ["SUPPORTED"] * 4),
        ("80 million", {}, "DEPENDS", ["CONTRADICTED"] * 3 + ["SUPPORTED"]),
        ("200 million", {}, "CONTRADICTED", ["CONTRADICTED"] * 4),
        # "each": false as soon as one is
        ("40 million", {"parts": "ref"}, "CONTRADICTED", ["SUPPORTED", "SUPPORTED", "CONTRADICTED"]),
        ("10 million", {"parts": "ref"}, "SUPPORTED", ["SUPPORTED"] * 3),
    ],
)
def test_a_list_is_judged_one_by_one(value: str, fields: dict[str, str], verdict: str, parts: list[str]) -> None:
    found = judge([said(value, list(PEOPLE), hedge="over", **fields)], people(**PEOPLE))["c0"]
    assert (found.verdict, list(found.parts.values())) == (verdict, parts), found.reason


def test_a_word_that_adds_up_adds_up() -> None:
    """58.9 + 48.4 + 10.6 = 117.9 million."""
    together = claim("population", "sum", "118 million", ref=list(PEOPLE), period="2023", said_on=JUNE)
    found = judge([together], people(**PEOPLE))["c0"]
    assert (found.verdict, found.parts) == ("SUPPORTED", {"": "SUPPORTED"})
    assert found.reading("then").obs_value == pytest.approx(117.9e6)


@pytest.mark.parametrize(("balances", "verdict"), [((38, 20, 14), "SUPPORTED"), ((38, -20, 14), "CONTRADICTED")])
def test_a_surplus_with_several_is_one_with_each(balances: tuple[int, ...], verdict: str) -> None:
    """With 38, -20 and 14 billion dollars the three come to a surplus of 32, and with one of them it is a deficit."""
    rows = []
    for partner, balance in zip(("NLD", "BRA", "MEX"), balances, strict=True):
        at = {"counterpart_area": partner, "source": "un_comtrade", "published_on": date(2024, 3, 1)}
        rows += [figure("goods_exports", "USA", "2023", (100 + balance) * 1e9, valuation="FOB", **at),
                 figure("goods_imports", "USA", "2023", 100e9, valuation="CIF", **at)]  # fmt: skip
    surplus = claim("trade_balance", "level", "0", ref=["USA"], counterpart=["NLD", "BRA", "MEX"], hedge="over",
                    period="2023", said_on=JUNE, definitions=["goods"])  # fmt: skip
    found = judge([surplus], rows)["c0"]
    assert found.verdict == verdict and len(found.parts) == 3


@pytest.mark.parametrize(
    ("next_one", "verdict"),
    [
        (date(2017, 2, 28), "DEPENDS"),  # the next edition came within weeks of the sentence
        (date(2018, 6, 1), "CONTRADICTED"),  # and here a year and a half later
    ],
)
def test_the_next_edition_votes_where_a_first_figure_was_revised_by_far(next_one: date, verdict: str) -> None:
    """Ireland's growth of 2015: 7.8 per cent in November 2016, and 25.2 after that."""
    rows = [
        figure("gdp_growth", "IRL", "2015", value, source="worldbank_wdi", vintage=str(day), published_on=day)
        for day, value in ((date(2016, 11, 17), 7.8), (next_one, 25.2))
    ]
    spoke = claim("gdp_growth", "level", "20%", hedge="over", ref=["IRL"], period="2015", said_on=date(2017, 2, 1))
    found = judge([spoke], rows)["c0"]
    assert (found.verdict, found.verdict_now) == (verdict, "SUPPORTED"), found.reason
    assert (found.decided_by == "edition") == (verdict == "DEPENDS")


@pytest.mark.parametrize(("held", "advised"), [(124.7e6, False), (118.4e6, True)])
def test_nothing_is_advised_that_rounds_to_what_was_said(held: float, advised: bool) -> None:
    found = judge([said("125 million", ["JPN"], hedge="over")], people(JPN=held))["c0"]
    assert found.verdict != "SUPPORTED"
    assert (found.would_be_true is not None) == advised


values = st.lists(st.floats(1e6, 1e9), min_size=2, max_size=5)


@settings(deadline=None, max_examples=30)
@given(values, st.randoms())
def test_a_verdict_does_not_depend_on_the_order_of_figures(amounts: list[float], chance) -> None:
    areas = ["ITA", "ESP", "PRT", "FRA", "DEU"][: len(amounts)]
    rows = people(**dict(zip(areas, amounts, strict=True)))
    asked = [claim("population", "sum", "300 million", ref=areas, period="2023", said_on=JUNE)]
    before = judge(asked, rows)["c0"]
    chance.shuffle(rows)
    after = judge(asked, rows)["c0"]
    assert (before.verdict, before.reason) == (after.verdict, after.reason)


@settings(deadline=None, max_examples=30)
@given(st.floats(1e6, 1e9), st.floats(1e6, 1e9))
def test_a_later_edition_leaves_the_figures_of_the_day_as_they_were(first: float, later: float) -> None:
    asked = [said("48 million", ["ESP"])]
    old, new = people(ESP=first), people(ESP=later)
    new[0] |= {"vintage": "2025-03", "published_on": date(2025, 3, 1)}
    alone, both = judge(asked, old)["c0"], judge(asked, old + new)["c0"]
    values = [[r.obs_value for r in found.readings if r.known == "then"] for found in (alone, both)]
    assert values[0] == values[1] == [first]


@settings(deadline=None, max_examples=30)
@given(values, st.integers(0, 4))
def test_a_missing_member_leaves_no_sum(amounts: list[float], place: int) -> None:
    areas = ["ITA", "ESP", "PRT", "FRA", "DEU"][: len(amounts)]
    rows = people(**dict(zip(areas, amounts, strict=True)))
    del rows[place % len(rows)]
    asked = [claim("population", "sum", "300 million", ref=areas, period="2023", said_on=JUNE)]
    found = judge(asked, rows)["c0"]
    assert found.verdict == "NOT_CHECKABLE"
    assert all(reading.obs_value is None for reading in found.readings)


WIDER = {"exactly": 0, "none": 1, "about": 2}
GOES = {"SUPPORTED": 2, "SUPPORTED_LOOSELY": 1}


@given(held=st.floats(1e9, 9e12), off=st.floats(0.7, 1.4), digits=st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_a_wider_hedge_never_turns_what_holds_into_a_miss(held: float, off: float, digits: int) -> None:
    """Of "exactly", nothing and "about" each allows what the one before does."""
    said = f"{held * off / 1e9:.{digits}g}"
    told = [
        claim("gdp", "level", f"${float(said):,.10g} billion", ref=["FRA"], period="2022", hedge=hedge, id=hedge)
        for hedge in WIDER
    ]
    row = figure(
        "gdp", "FRA", "2022", held, source="worldbank_wdi", price_base="current", published_on=date(2024, 1, 1)
    )
    found = judge(told, [row])
    rungs = [GOES.get(found[hedge].verdict, 0) for hedge in sorted(WIDER, key=WIDER.__getitem__)]
    assert rungs == sorted(rungs), {hedge: found[hedge].verdict for hedge in WIDER}
