"""What a sentence says of several years together: which are added up, and when they are not.

Belongs here: windows of years in text. Does not belong here: what their sums come to
(tests/warehouse/test_years_added_up.py).
"""

from datetime import date

import pytest

from pipelines.claims.model import Claim
from pipelines.claims.reader import read

DAY = date(2025, 3, 12)


def claims(text: str) -> list[Claim]:
    return [item.claim for item in read(text, DAY).claims]


def when(claim: Claim) -> tuple[str | None, str | None, int | None]:
    assert claim.cumulative and not claim.not_checkable, claim
    return claim.period, claim.base_period, claim.span


@pytest.mark.parametrize(
    ("text", "operation", "period"),
    [
        ("Russia supplied 55 per cent of Algeria's arms imports in 2020-24.", "share", "2020/2024"),
        ("Between 2020 and 2024 Algeria bought 55 per cent of its arms from Russia.", "share", "2020/2024"),
        ("In 2020–24 France accounted for 9 per cent of global arms exports.", "share", "2020/2024"),
        ("Qatar was the world's third largest arms importer in the period 2020-24.", "rank", "2020/2024"),
        ("Qatar was the world's third largest arms importer in the five years to 2024.", "rank", "2020/2024"),
        ("Italy was the main supplier of arms to Qatar between 2020 and 2024.", "rank", "2020/2024"),
        ("Ghana attracted $14 billion of FDI between 2018 and 2022.", "level", "2018/2022"),
        ("Ghana received $14 billion in foreign direct investment in the five years to 2022.", "level", "2018/2022"),
        ("The United States gave Jordan $6 billion in aid from 2018 to 2022.", "level", "2018/2022"),
        ("Remittances to Ghana totalled $20 billion from 2018 to 2022.", "level", "2018/2022"),
        ("Ghana was the largest recipient of remittances in Africa between 2018 and 2022.", "rank", "2018/2022"),
        ("Japan exported goods worth $350 billion to Thailand over 2014-22.", "level", "2014/2022"),
        ("Japan's exports to Thailand came to a total of $350 billion in 2014-22.", "level", "2014/2022"),
        ("Poland spent $120 billion on defence between 2015 and 2022.", "level", "2015/2022"),
    ],
)
def test_what_flows_over_a_window_is_added_up(text: str, operation: str, period: str) -> None:
    [claim] = claims(text)
    assert (claim.operation, when(claim)) == (operation, (period, None, None))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Over the past decade, Ghana received $30 billion in remittances.", 10),
        ("Over the past five years Qatar has been the world's third largest arms importer.", 5),
        ("Japan's exports over the last three years totalled $2 trillion.", 3),
    ],
)
def test_the_last_years_end_with_the_newest_figure(text: str, span: int) -> None:
    [claim] = claims(text)
    assert when(claim) == (None, None, span)


@pytest.mark.parametrize(
    "text",
    [
        "Italy's arms exports rose by 138 per cent between 2015-19 and 2020-24.",
        "Italy's arms exports rose by 138 per cent between the periods of 2015-2019 and 2020-2024.",
        "Italy's arms exports rose by 138 per cent between 2020-24 and 2015-19.",
        "Italian arms exports in 2020–24 were 138 per cent higher than in 2015–19.",
        "Italy's arms exports grew by 138 percent in 2020-24 compared with 2015-19.",
        "Between 2015–19 and 2020–24 Italy increased its arms exports by 138 per cent.",
        "Italy's arms exports rose by 138 per cent in 2020-24 compared to the 2015-19 period.",
        "Italy's arms exports rose by 138 per cent in 2020-24 compared with the previous five years.",
        "Italy's export of weapons rose by 138 per cent between the 2015-19 and 2020-24 time frames.",
        "For the 2020-2024 period Italian weapons exports rose by 138 per cent compared to 2015-19.",
        "Italy's overall arms exports rose by 138 per cent when comparing between 2015-2019 and 2020-2024.",
        "The institute noted that between 2015-19 and 2020-24 Italy's arms exports rose by 138 per cent.",
        "Italy's exports of major weapons were 138 per cent higher in 2020–24 than in the preceding five-year period.",
    ],
)
def test_two_windows_are_compared_with_each_other(text: str) -> None:
    [claim] = claims(text)
    assert (claim.operation, when(claim)) == ("change", ("2020/2024", "2015/2019", None))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "Exports of Peru, Chile and Brazil grew by 35, 24 and 16 per cent, respectively, since 2012.",
            [("desc", "35", None, "2012"), ("desc", "24", None, "2012"), ("desc", "16", None, "2012")],
        ),
        (
            "Sales went on last year: over the decade 2010-2019 exports rose by 27% in Peru and 5% in Chile.",
            [("desc", "27", "2019", "2010"), ("desc", "5", "2019", "2010")],
        ),
        (
            "Italy's arms exports rose 138% between 2015-19 and 2020-24, compared to falls of 40% in Spain and 2% in Peru.",
            [
                ("desc", "138", "2020/2024", "2015/2019"),
                ("asc", "40", "2020/2024", "2015/2019"),
                ("asc", "2", "2020/2024", "2015/2019"),
            ],
        ),
        (
            "Italy's arms exports rose 138% between 2015-19 and 2020-24. Peru's arms exports fell by 3% over the two periods.",
            [("desc", "138", "2020/2024", "2015/2019"), ("asc", "3", "2020/2024", "2015/2019")],
        ),
        (
            "Peru's exports rose 5 per cent in 2020, compared with a fall of 3 per cent in Chile and 4 per cent in Togo.",
            [("desc", "5", "2020", "2019"), ("asc", "3", "2020", "2019"), ("asc", "4", "2020", "2019")],
        ),
    ],
)
def test_each_of_a_list_moved_over_the_same_years(text: str, values: list[tuple[str, ...]]) -> None:
    assert [(c.order, c.value, c.period, c.base_period) for c in claims(text)] == values


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        (
            "Italy's share of global arms exports rose from 2 to 5 percent between 2015-19 and 2020-24.",
            [("2", "2015/2019"), ("5", "2020/2024")],
        ),
        (
            "Italy is an exporter, raising its global share of arms exports from 2 to 5% between 2015-19 and 2020-24.",
            [("2", "2015/2019"), ("5", "2020/2024")],
        ),
        (
            "Italian arms exports rose between 2015-19 and 2020-24, and its share of global arms exports from 2% to 5%.",
            [("2", "2015/2019"), ("5", "2020/2024")],
        ),
        (
            "Between 2010 and 2020 Ireland's share of EU GDP rose from 2 per cent to 3 per cent.",
            [("2", "2010"), ("3", "2020")],
        ),
        (
            "Peru's share of Chile's exports fell from 7 to 6 per cent between 2013 and 2018.",
            [("7", "2013"), ("6", "2018")],
        ),
    ],
)
def test_each_end_of_a_share_that_moved_is_of_its_time(text: str, shares: list[tuple[str, str]]) -> None:
    assert [(c.value, c.period) for c in claims(text) if c.operation == "share"] == shares


def test_a_share_is_of_the_same_last_years_as_the_place() -> None:
    first, second = claims(
        "The US was the largest arms exporter in the past five years, accounting for 40% of global arms exports."
    )
    assert when(first) == when(second) == (None, None, 5)


def test_who_goes_on_is_of_the_same_window() -> None:
    first, second = claims(
        "Ghana received $20 billion in remittances from 2018 to 2022, and Kenya received $18 billion."
    )
    assert when(first) == when(second) == ("2018/2022", None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Ghana received $4 billion a year in remittances between 2018 and 2022.",
        "Ghana received an average of $4 billion in remittances between 2018 and 2022.",
        "Ghana received between $3 billion and $5 billion in remittances from 2018 to 2022.",
        "Ghana's remittances grew to $5 billion between 2018 and 2022.",
        "Remittances to Ghana were $5 billion between 2018 and 2022.",
        "Ghana's exports of $14 billion in 2018-22 were mostly gold.",
        "Ghana received $20 billion in remittances from June 2018 to May 2022.",
        "Ghana has received $20 billion in remittances since 2018.",
        "Ghana received $20 billion in remittances in the first five years of the decade.",
        "Between the fiscal years 2018 and 2022 Ghana received $20 billion in remittances.",
        "The United States gave Jordan $6 billion in aid over five years.",
        "Japan's exports to Thailand rose by 10 per cent between 2018 and 2022.",
        "Ghana attracted $14 billion of FDI in 2022-23.",
        "Italy's arms exports rose by 138 per cent in 2020-24 compared with 2019.",
        "Italy's arms exports rose by 138 per cent in 2020-24 compared with 2016-19.",
        "Italy's arms exports rose by 138 per cent in 2020-24 compared with the previous three years.",
        "Italy's exports rose by 138 per cent in 2024 compared with the previous five years.",
        "Over the past 500 years, Ghana received $30 billion in remittances.",
        "Ghana's exports have risen by 30 per cent over the past 500 years.",
        "Thailand was Japan's largest trading partner between 2018 and 2022.",
        "Qatar was the world's third largest arms importer in both 2015-19 and 2020-24.",
    ],
)
def test_a_sum_is_not_what_is_said(text: str) -> None:
    assert not any(claim.cumulative for claim in claims(text))


@pytest.mark.parametrize(
    "text",
    [
        "Kenya had a total of 54 million people between 2018 and 2022.",
        "Kenya's GDP totalled $500 billion between 2018 and 2022.",
        "Turkey had 360,000 soldiers between 2018 and 2022.",
    ],
)
def test_what_stands_at_a_time_is_of_one_of_the_years(text: str) -> None:
    [claim] = claims(text)
    assert claim.not_checkable and not claim.cumulative
    assert "do not add up" in str(claim.reason)
