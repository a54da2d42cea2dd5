"""How many members of a group are said to meet a bar: what is counted, what is refused."""

from datetime import date

import pytest

from pipelines.claims.reader import read

SAID = date(2023, 9, 1)


def counts(text: str, said_on: date = SAID) -> list[str]:
    """ "NATO none seven: military_expenditure_gdp at_least 2 @2022" of each count."""
    found = [item.claim for item in read(text, said_on).claims]
    return [
        f"{c.areas.ref[0]} {c.hedge} {c.value}: {c.indicator} {c.bar.hedge} {c.bar.value}"
        + (f" @{c.period}" if c.period else "")
        for c in found
        if c.bar
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Only nine of NATO's 31 members spent 2 per cent of GDP on defence in 2022.", "NATO none nine: military_expenditure_gdp at_least 2 @2022"),
        ("Only 7 out of the 31 countries in NATO spend 2 percent or more of their GDP on defense.", "NATO none 7: military_expenditure_gdp at_least 2"),
        ("28 out of 31 NATO allies met the 1.5% GDP target.", "NATO none 28: military_expenditure_gdp at_least 1.5"),
        ("In 2021 just six NATO allies met the alliance's target.", "NATO none six: military_expenditure_gdp at_least 2 @2021"),
        ("Eleven NATO members reached the 2 per cent target in 2022.", "NATO none Eleven: military_expenditure_gdp at_least 2 @2022"),
        ("Only two countries have more than a billion people.", "WLD none two: population over a billion"),
        ("There are only three countries with more than 300 million inhabitants.", "WLD none three: population over 300 million"),
        ("Fourteen African economies shrank in 2020.", "AFRICA none Fourteen: gdp_growth under 0 @2020"),
        ("More than ten African countries grew by more than 5 per cent in 2022.", "AFRICA over ten: gdp_growth over 5 @2022"),
        ("Most G20 economies grew in 2022.", "G20 over half: gdp_growth over 0 @2022"),
        ("All G7 economies shrank in 2020.", "G7 exactly 7: gdp_growth under 0 @2020"),
        ("More than half of EU members had unemployment below 6 per cent in 2022.", "EU over half: unemployment_rate under 6 @2022"),
        ("A third of the EU's members had a GDP per capita above $50,000 in 2022.", "EU none A third: gdp_per_capita over 50,000 @2022"),
        ("Fewer than five South American countries had a GDP per capita above $10,000 in 2022.", "SOUTH_AMERICA under five: gdp_per_capita over 10,000 @2022"),
    ],
)  # fmt: skip
def test_what_is_counted(text: str, wanted: str) -> None:
    assert counts(text) == [wanted]


def test_the_target_is_named_with_its_number() -> None:
    text = "Only five of NATO's 28 members last year met the alliance goal of spending at least 2 percent of GDP on defense."
    assert counts(text, date(2017, 3, 1)) == ["NATO none five: military_expenditure_gdp at_least 2 @2016"]


def test_one_of_only_so_many_is_a_count_and_a_claim_of_its_own() -> None:
    said = read("The US is one of only five countries that spend more than 3 per cent of GDP on defence.", SAID).claims
    count, own = (item.claim for item in said)
    assert (count.operation, count.areas.ref, count.value) == ("count", ["WLD"], "five")
    assert (own.operation, own.areas.ref, own.hedge, own.value) == ("level", ["USA"], "over", "3")


@pytest.mark.parametrize(
    "text",
    [
        "Seven out of 40 NATO members spent 2 per cent of GDP on defence in 2022.",
        "29 out of 33 countries in the region with available data had unemployment of over 5% in 2022.",
        "Seven of NATO's 40 members spent 2 per cent of GDP on defence in 2022.",  # it had 31
        "Five countries in the region have more than 100 million people.",
        "The two countries have more than a billion people.",
        "Five African countries have more than 300 million people.",  # each, or all together
        "All African countries combined have a GDP of more than $2 trillion.",
        "Three EU countries had unemployment of 6 per cent in 2022.",  # as much, or more
        "Six NATO members pledged to meet the target.",
        "Twenty NATO members will meet the target in 2024.",
        "Six ASEAN members met the target in 2021.",
        "Eleven NATO members met the target in 2026.",  # which was another by then
        "Germany exported goods worth $5 billion to five African countries in 2022.",
        "Seven cities in the EU have more than 2 million people.",
        "Three German states have more than 10 million people.",
        "Ten African countries saw their exports fall in 2020.",
        "About half of NATO's members spent about 2 per cent of GDP on defence in 2022.",
        "In the EU, five countries have more than 40 million people.",
    ],
)
def test_what_is_not_counted(text: str) -> None:
    assert counts(text, date(2026, 9, 1)) + counts(text) == []


def test_some_members_are_not_what_the_text_is_about() -> None:
    text = "Seven NATO members spent 2 per cent of GDP on defence in 2022. Their GDP was $30 trillion."
    assert [item.claim.operation for item in read(text, SAID).claims] == ["count"]
