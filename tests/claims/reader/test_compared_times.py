"""Times of what something is compared with: a month with a month, a quarter with a quarter, a part with a part.

Belongs here: “a year ago”, “in the same period”, “from 4 billion in May”. Does not belong here: words of a period
(test_periods.py), time that is named elsewhere in the sentence (test_periods_left.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 30)


def dated(text: str) -> list[tuple[str | None, str | None]]:
    """The value and the period of each claim; no data where none is held."""
    return [(c.value, c.not_checkable or c.period) for c in (item.claim for item in read(text, DAY).claims)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Peru's trade deficit widened to $4 billion in April from $2 billion in March and $3 billion a year ago.",
            [("-4 billion", "2024-04"), ("-2 billion", "2024-03"), ("-3 billion", "2023-04")],
        ),
        (
            "Chile's exports rose to $8 billion in May from $6 billion a year earlier and $7 billion in April.",
            [("8 billion", "2024-05"), ("6 billion", "2023-05"), ("7 billion", "2024-04")],
        ),
        (
            "Chile's exports came to $22 billion in the first quarter of 2024 from $20 billion a year ago.",
            [("22 billion", "2024-Q1"), ("20 billion", "2023-Q1")],
        ),
        (
            "Kenya's imports fell to $1.6 billion in March 2023 from $1.9 billion in the same month a year earlier.",
            [("1.6 billion", "2023-03"), ("1.9 billion", "2022-03")],
        ),
        (
            "Ghana's trade surplus was $1 billion in March, against $2 billion in the same month of 2021.",
            [("1 billion", "2024-03"), ("2 billion", "2021-03")],
        ),
        (
            "Ghana's exports in the first quarter fell to $3 billion from $4 billion in the same 2022 period.",
            [("3 billion", "2024-Q1"), ("4 billion", "2022-Q1")],
        ),
        (
            "Ghana's exports came to $2 billion in December, from $1 billion in the year-ago month.",
            [("2 billion", "2023-12"), ("1 billion", "2022-12")],
        ),
        (
            "For fiscal 2022-23, India's exports came to $450 billion, up from $422 billion in the year before.",
            [("450 billion", "2022-23-FY"), ("422 billion", "2021-22-FY")],
        ),
        ("Peru's exports rose to $60 billion, above the 2010 level of $40 billion.", [("60 billion", None)]),
        ("Peru's exports were $60 billion, twice the 2010 level.", [("60 billion", None)]),
        (
            "Kenya's economy grew by 5.3 per cent in the first quarter of 2023, compared to 6.2 per cent in 2022.",
            [("5.3", "2023-Q1"), ("6.2", "no data")],
        ),
        (
            "Peru's exports came to $63 billion in 2022, up from $43 billion 10 years earlier.",
            [("63 billion", "2022"), ("43 billion", "2012")],
        ),
        (
            "Peru's exports came to $5 billion in May against $4 billion twelve months earlier.",
            [("5 billion", "2024-05"), ("4 billion", "2023-05")],
        ),
        (
            "In 2021 Peru's exports rose to $63 billion from $43 billion the previous year.",
            [("63 billion", "2021"), ("43 billion", "2020")],
        ),
    ],
)
def test_a_year_ago_is_the_same_part_of_that_year(text: str, expected: list[tuple[str, str]]) -> None:
    assert dated(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Peru had a trade surplus of $3 billion in the first five months of 2023, against a surplus of $2 billion in the same"
        " period of 2022.",
        "Chad's exports were worth $2 billion in the first two months of 2023 compared with $1 billion a year ago.",
        "Peru's exports rose from the year-ago month by 6.6 per cent.",
        "Peru's exports hit $9 billion in the first nine months of 2023 compared with $8 billion a year earlier.",
        "Peru's exports in the first four months fell to $6 billion from $7 billion in the same period last year.",
        "Peru's inflation for the 12 months ending March 2024 was 7 per cent compared with 8 for the 12 months ending March 2023.",
        "Taking the first two months of 2024 together, Peru's imports fell by 14 per cent compared with a year earlier.",
    ],
)
def test_several_months_are_compared_with_several_months(text: str) -> None:
    assert {said for _, said in dated(text)} == {"no data"}


@pytest.mark.parametrize(
    "text",
    [
        "Peru's exports came to $9 billion in the first nine months of 2023 compared with $8 billion a year earlier.",
        "Peru's exports in the first four months fell to $9 billion from $8 billion in the same period last year.",
    ],
)
def test_what_several_months_are_compared_with_is_read(text: str) -> None:
    assert [value for value, _ in dated(text)] == ["9 billion", "8 billion"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kenya's imports rose to $2.3 billion from $2.2 billion in January.", [("2.3 billion", "no data")]),
        (
            "Spain's trade deficit narrowed to $5 billion compared with $6 billion in January.",
            [("-5 billion", "no data")],
        ),
        ("Peru's exports fell to $36 billion from $38 billion in 2020.", [("36 billion", None)]),
        ("Peru's exports fell to $36 billion from the 2020/21 level of $38 billion.", [("36 billion", None)]),
        (
            "Peru's exports at $2.6 billion were up 19 per cent compared with February last year.",
            [("2.6 billion", "no data")],
        ),
    ],
)
def test_what_something_is_compared_with_gives_it_no_period(text: str, expected: list[tuple[str, str]]) -> None:
    assert dated(text)[:1] == expected[:1] and dated(text)[2:] == expected[2:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Kenya's exports fell to $3.2 billion in March from $3.4 billion in February while imports rose to $2.3 billion from"
            " $1.7 billion.",
            ["2024-03", "2024-02", "2024-03", "2024-02"],
        ),
        (
            "In 2022 Kenya's exports fell to $3 billion from $4 billion in 2021, while imports rose to $6 billion from $5 billion.",
            ["2022", "2021", "2022", "2021"],
        ),
        (
            "Kenya's exports were $3 billion in 2022 against $4 billion in 2021, and imports were $6 billion against $5 billion.",
            ["2022", "2021", "2022", "2021"],
        ),
        (
            "Kenya's exports fell to $3 billion in May from $4 billion in April, while imports rose to $6 billion in March from"
            " $5 billion.",
            ["2024-05", "2024-04", "2024-03"],
        ),
    ],
)
def test_a_second_comparison_is_with_the_time_of_the_first(text: str, expected: list[str]) -> None:
    assert [period for _, period in dated(text)] == expected


@pytest.mark.parametrize(
    "behind",
    [
        "4 per cent higher than the $1.9 billion spent in 2019",
        "an increase of 4 per cent in real terms on 2019",
        "a 4 per cent increase in real terms over 2019",
    ],
)
def test_a_change_is_counted_from_the_year_that_it_is_set_against(behind: str) -> None:
    level, change = (
        item.claim for item in read(f"Peru's military budget was $2 billion in 2020, {behind}.", DAY).claims
    )
    assert (level.period, level.not_checkable) == ("2020", None)
    assert (change.operation, change.period, change.base_period) == ("change", "2020", "2019")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peru's exports fell to $3 billion in June 2022 from $4 billion in May.", ["2022-06", "2022-05"]),
        ("Peru's exports fell to $3 billion in January 2022 from $4 billion in December.", ["2022-01", "2021-12"]),
        (
            "Peru's exports fell to $3 billion in May from $4 billion (revised from $5 billion) in April.",
            ["2024-05", "2024-04"],
        ),
        ("Peru's exports were $3 billion in 2022, below the $4 billion of 2021.", ["2022", "2021"]),
        ("Peru's exports rose above the $3 billion mark in 2022.", ["2022"]),
        ("Peru's exports were $3 billion in April, up from $2 billion the month before.", ["2024-04", "2024-03"]),
        ("Peru's exports fell to $3 billion in April from $4 billion a month earlier.", ["2024-04", "2024-03"]),
        (
            "Peru's GDP grew by 3 per cent in the first quarter, from 2 per cent a quarter earlier.",
            ["2024-Q1", "2023-Q4"],
        ),
        (
            "Peru's GDP grew by 3 per cent in the first quarter, after growth of 2 per cent in the previous three months.",
            ["2024-Q1", "2023-Q4"],
        ),
        (
            "In the year to April exports were worth $9 billion in Peru, after $8 billion a month earlier.",
            ["no data", "no data"],
        ),
        ("Peru's exports were $5 billion in April, up from $4 billion in the previous year.", ["2024-04", "2023-04"]),
        (
            "Peru's exports were $5 billion in April, up from $4 billion in the previous quarter.",
            ["2024-04"],
        ),
        (
            "Peru's exports were $5 billion in the first quarter, up from $4 billion in the previous three months.",
            ["2024-Q1", "2023-Q4"],
        ),
        (
            "Peru's exports were $5 billion in the quarter ended March 31, up from $4 billion recorded in the fourth quarter.",
            ["2024-Q1", "2023-Q4"],
        ),
        ("Peru's trade deficit came to $3 billion in March and April.", ["no data"]),
        ("Peru's exports rose to $5 billion from $4 billion in the previous month.", [None]),
        (
            "Peru's exports rose by 2 per cent, in contrast to a 5 per cent fall in March. The trade surplus was $3 billion.",
            ["no data", "2024-03", None],
        ),
        ("Exports of Peru rose to $9 billion last year in comparison with about $7 billion in 2020.", ["2023", "2020"]),
        (
            "Peru's exports rose by 8 per cent to $6 billion in April compared with $5 billion a year ago.",
            ["2024-04", "2024-04", "2023-04"],
        ),
        ("Since the beginning of this year Peru's exports reached $30 billion.", ["no data"]),
        ("In the two years to 2009-10, Peru's exports rose by 7 per cent.", ["no data"]),
        ("Peru's exports fell to $2 billion from 2015's $3 billion.", [None, "2015"]),
        ("Peru's exports fell to $2 billion from the 2015/16 level of $3 billion.", [None]),
        (
            "In April Peru's exports were $3 billion, and the figure for May last year was $2 billion.",
            ["2024-04", "2023-05"],
        ),
    ],
)
def test_a_month_before_is_counted_from_the_month_it_stands_beside(text: str, expected: list[str]) -> None:
    assert [period for _, period in dated(text)] == expected


def test_a_change_to_a_year_from_another_is_between_the_two() -> None:
    text = "Peru's trade with Chile jumped 64 per cent to $14 billion in 2017 from $9 billion in 2011."
    change, *levels = (item.claim for item in read(text, DAY).claims)
    assert (change.operation, change.period, change.base_period) == ("change", "2017", "2011")
    assert [(level.operation, level.period) for level in levels] == [("level", "2017"), ("level", "2011")]


def test_a_month_goes_on_into_the_next_sentence() -> None:
    text = "Peru's trade surplus was $4 billion in May, down from $5 billion in April. Imports fell to $3 billion from"
    assert dated(f"{text} $4 billion a year earlier and $2 billion in April.")[2:] == [
        ("3 billion", "2024-05"), ("4 billion", "2023-05"), ("2 billion", "2024-04"),
    ]  # fmt: skip


def test_unemployment_was_lowest_since_a_month() -> None:
    found = read("Peru's unemployment rate was 6.1 per cent in May, the lowest since last July.", DAY).claims
    assert [item.claim.base_period for item in found] == [None, "2023-07"]


def test_both_of_two_that_moved_in_a_month_may_be_on_the_month() -> None:
    text = (
        "Figures from the Census Bureau for May showed exports down 2.1% to $90bn, while imports grew 1.1% to $150bn."
    )
    before = "The US trade deficit has widened to a record $60bn. "
    found = [(c.value, c.not_checkable) for c in (item.claim for item in read(before + text, DAY, "USA").claims)]
    assert found[-4:] == [("2.1", "no data"), ("90bn", None), ("1.1", "no data"), ("150bn", None)]
