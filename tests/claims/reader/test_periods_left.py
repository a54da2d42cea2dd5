"""Time that a sentence names somewhere else than beside the number, and what a month of an earlier sentence is of.

Belongs here: whole sentences with the period that each claim must have. Does not belong here: words of a period (test_times.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 30)


def dated(text: str, country: str | None = None) -> list[tuple[str | None, str | None, str | None]]:
    found = [item.claim for item in read(text, DAY, country).claims]
    return [(claim.indicator, claim.period, claim.base_period) for claim in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chad's growth rate was 4.1%, as per the bank's data in 2019.", [("gdp_growth", "2019", None)]),
        (
            "Chile's exports were worth $94 billion in 2023, down $4 billion from 2022.",
            [("goods_exports", "2023", None), ("goods_exports", "2023", "2022")],
        ),
        (
            "The union began in 2000 with three members, namely Kenya, Uganda and Tanzania with a combined GDP of $30 billion.",
            [("gdp", "2000", None)],
        ),
        (
            "In the first quarter of 2008, Estonia's GDP grew by 0.1%, and by 1.4% in the second quarter.",
            [("gdp_growth", "2008-Q1", None), ("gdp_growth", "2008-Q2", None)],
        ),
        ("Chile's exports fell by 6 per cent in May, compared with April.", [("goods_exports", "2024-05", "2024-04")]),
        ("Ten years on, since 2010, Ghana's population has grown by 6 million.", [("population", None, "2010")]),
        ("Togo's growth was under 3% a year for 1997 and 1998 and 1% in 1999.", [("gdp_growth", "1999", None)]),
        ("In Spain 9 per cent of the population was foreign born in 2001.", [("migrants_population", "2001", None)]),
        (
            "Spain received $5 billion out of $349 billion of foreign direct investment in 2001.",
            [("fdi_inflows", "2001", None)],
        ),
        ("Chile's exports rose by 5% in 2017 May.", [("goods_exports", "2017-05", "2016-05")]),
        ("Fiji's growth averaged 6 per cent in the course of the 2003-2012 period.", [("gdp_growth", "2004/2012", None)]),
        ("On July 12, 2016 the office announced that Ireland's GDP had grown by 26.3% in 2015.", [("gdp_growth", "2015", None)]),
        ("According to bank data for the year 2013, Greece's GDP is $242 billion.", [("gdp", "2013", None)]),
        ("Between 1987 and 1989, Thailand's GDP grew at over 10%.", [("gdp_growth", "1988/1989", None)]),
        ("The population of Croatia at the 2011 census had reached 4.29 million.", [("population", "2011", None)]),
        ("Fiji's exports fell in November.", [("goods_exports", "2023-11", "2022-11")]),
        ("The population of Austria, as estimated in late 2010, is 8,151,000.", [("population", "2010", None)]),
        (
            "Chile has 19 million people, compared to the 1994 census population of 13,950,557.",
            [("population", None, None), ("population", "1994", None)],
        ),
        (
            "Malaysia now has a population of 28.3 million at the end of 2010 compared with 23.3 million in 2000.",
            [("population", "2010", None), ("population", "2000", None)],
        ),
        (
            "The GDP of Bahrain in 1970 was 0.42 billion dollars, ranked 114th in the world.",
            [("gdp", "1970", None), ("gdp", "1970", None)],
        ),
        (
            "In Peru inflation slowed in March, while its trade surplus widened to $1.9 billion.",
            [("inflation", "2024-03", "2023-03"), ("trade_balance", "2024-03", None)],
        ),
        (
            "Since the start of 2021 Oman has said time and again that its GDP has doubled since 2004.",
            [("gdp", None, "2004")],
        ),
        ("Under Merkel, German exports rose by 50 per cent.", [("goods_exports", "2021", "2005")]),
        ("Under Merkel, Germany had 82 million inhabitants.", []),
        ("Japan's imports fell to a five-year low in 2022.", [("goods_imports", "2022", "2017")]),
        ("South Korea's exports hit a record high in 2022.", [("goods_exports", "2022", None)]),
        (
            "Fiji's exports grew by 40% while its imports grew by 30% from 2015 to 2022.",
            [("goods_exports", "2022", "2015"), ("goods_imports", "2022", "2015")],
        ),
        ("Peru's exports rose fourfold over the 15-year period, from 2003 to 2018.", [("goods_exports", "2018", "2003")]),
        ("Peru's Q3 exports fell 2 per cent last year.", [("goods_exports", "2023-Q3", "2022-Q3")]),
        ("Peru's Q3 exports were worth $16 billion last year.", [("goods_exports", "2023-Q3", None)]),
        ("Oman spent $6.5bn on defence and military in 2022.", [("military_expenditure", "2022", None)]),
        ("Iceland, which became a republic in 1944, has 380,000 inhabitants.", [("population", None, None)]),
    ],
)  # fmt: skip
def test_a_period_is_not_dropped(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert dated(text) == expected


def test_the_month_of_a_figure_that_is_not_read_goes_on() -> None:
    text = "Turkey saw a leap in its trade deficit for May, as exports stalled. Imports rose 9% to $31 billion."
    assert dated(text)[-2:] == [("goods_imports", "2024-05", "2023-05"), ("goods_imports", "2024-05", None)]


def test_a_period_of_months_is_no_time_that_is_not_said() -> None:
    [found] = read("Chile's imports from Peru rose by 20% during the period April-August 2023.", DAY).claims
    assert found.claim.reason == "the words name no single year, quarter or month"


def test_a_city_or_a_state_has_its_own_people() -> None:
    assert not read("With 9 million people, London is large.", DAY).claims
    assert not read("At 22 million people, the population of Florida is larger than that of others.", DAY, "USA").claims


def test_whole_years_do_not_answer_from_a_month_to_a_month() -> None:
    [found] = read("Chile's GDP grew by 4% from March 2021 to June 2023.", DAY).claims
    assert found.claim.reason == "from a month to a month, and whole years are compared"
    [found] = read("Chile's population grew by 300,000 from March 2021 to June 2023.", DAY).claims
    assert found.claim.reason is None


@pytest.mark.parametrize(
    "text",
    [
        "The Muslim world has a combined population of 2 billion people.",
        "Our economy is growing twice as fast today as in 2016.",
        "Exports slowed in May, though U.S. President Biden signed an accord.",
    ],
)
def test_what_the_words_do_not_say(text: str) -> None:
    assert dated(text, "GBR") == []


def test_what_stands_at_an_amount_is_there() -> None:
    (claim,) = [item.claim for item in read("Chile's imports were up slightly at $8 billion in May.", DAY).claims]
    assert (claim.operation, claim.period) == ("level", "2024-05")


@pytest.mark.parametrize(
    "text",
    [
        "The minister falsely claimed that Peru spends 5% of its GDP on defence.",
        "He told them that Chile runs a trade deficit with China, which isn't true.",
        "Our trade deficit with Spain was £9 billion in goods and services in 2023.",
    ],
)
def test_what_is_denied_or_counts_services(text: str) -> None:
    assert dated(text, "GBR") == []


def test_what_is_now_is_not_of_the_year_before() -> None:
    assert dated("In 2022, growth was two per cent. It is now 3.3 per cent.", "AUS")[1] == ("gdp_growth", None, None)


def test_an_aside_is_of_the_one_it_stands_behind() -> None:
    text = "Since 1971 Bangladesh has surpassed India, the world's sixth-largest economy, in several ways."
    assert [item.claim.areas.ref for item in read(text, DAY).claims] == [["IND"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The data of 2022 are not out, but in 2021, Peru's GDP was $220 billion.", [("gdp", "2021", None)]),
        (
            "In 2022 Peru's exports were $60 billion, but in 2021, they were $58 billion.",
            [("goods_exports", "2022", None), ("goods_exports", "2021", None)],
        ),
        ("Fiji had the fastest growth in Oceania, although it is not where it was before the pandemic.", []),
    ],
)
def test_what_another_clause_is_of_dates_nothing(text: str, expected: list[tuple[str, str, None]]) -> None:
    assert dated(text) == expected


def test_financial_years_are_not_calendar_years() -> None:
    assert dated("Norway's defence budget for 2017-18 was 55 billion crowns.") == [
        ("military_expenditure", "2017-18-FY", None)
    ]
    assert dated("Between 2017-18 and 2021-22 Iran's exports rose by 30 per cent.") == [("goods_exports", None, None)]


@pytest.mark.parametrize("since", ["from a year earlier", "from the end of 2021"])
def test_what_half_a_year_is_compared_with_is_no_year(since: str) -> None:
    text = f"Peru's exports were $28 billion in the first six months of 2022, a drop of 4.5% {since}."
    assert [item.claim.not_checkable for item in read(text, DAY).claims] == ["no data", "no data"]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Nepal's trade deficit came to $9 billion in the last fiscal year of 2017/18.", "2017-18-FY"),
        ("Nepal's trade deficit came to $9 billion in the last fiscal year.", None),
        ("Look at Nepal's July-March import bill, which was $9 billion.", None),
        ("In July-October Nepal's trade deficit shrank by 2 per cent to $3 billion.", None),
        ("Nepal's exports rose 3 per cent in the first half of 2023, while its imports rose 4 per cent.", None),
    ],
)
def test_a_part_of_a_year_or_a_financial_year_is_not_the_year(text: str, period: str | None) -> None:
    found = [item.claim for item in read(text, DAY).claims]
    assert found and all(claim.period == period for claim in found)
    assert period or all(claim.not_checkable for claim in found)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        (
            "Malta's trade rose 25% in 2021, compared to a 3.3% decrease in 2020, while its exports rose 26%.",
            [("2021", "2020"), ("2020", "2019"), ("2021", "2020")],
        ),
        ("In May 2021 Peru's exports rose 40% compared to May 2020.", [("2021-05", "2020-05")]),
    ],
)
def test_a_change_is_of_the_period_that_it_goes_on_about(text: str, spans: list[tuple[str, str | None]]) -> None:
    assert [(period, base) for _, period, base in dated(text)] == spans


def test_the_same_period_is_one_that_stands_before() -> None:
    text = "Peru's exports to Chile came to $2 billion, while its imports from Chile were $1 billion during the same period."
    assert [item.claim.not_checkable for item in read(text, DAY).claims] == ["no data", "no data"]


def test_a_year_at_the_end_is_that_of_what_is_said_in_one_breath() -> None:
    found = read("Peru's GDP was $200 billion and its population 30 million in 2014.", DAY).claims
    assert [item.claim.period for item in found] == ["2014", "2014"]


def test_a_month_before_the_last_one_leaves_open_which_is_gone_on_about() -> None:
    text = "China's exports fell by 2 per cent in November 2023. China's exports rose by 9 per cent in October."
    found = read(f"{text} Imports fell by 18 per cent year-on-year.", DAY).claims
    assert [item.claim.period for item in found][:2] == ["2023-11", "2023-10"]
    assert found[-1].claim.not_checkable == "no data"


def test_a_flow_of_several_months_is_gone_on_about_also_behind_year_on_year() -> None:
    text = "From January to May 2023, China's trade came to $2 trillion, up 20 per cent year-on-year."
    found = read(f"{text} Exports totalled $1 trillion.", DAY).claims
    assert found[-1].claim.indicator == "goods_exports" and found[-1].claim.not_checkable == "no data"


def test_a_level_beside_a_rise_from_a_year_earlier_is_of_the_same_month() -> None:
    text = (
        "China's imports fell by 2 per cent in March 2023. The trade surplus rose to $18 billion from a year earlier."
    )
    assert dated(text)[-1][:2] == ("trade_balance", "2023-03")


def test_imports_and_exports_together_are_trade() -> None:
    assert dated("China's total import and export value was $162 billion in March 2023.") == [
        ("goods_trade", "2023-03", None)
    ]


def test_what_has_risen_since_is_not_of_the_year_before() -> None:
    text = "In 2010, 13 percent of the population of Spain was foreign born. (Recently, the share has risen to 14 percent.)"
    assert dated(text) == [("migrants_population", "2010", None)]


@pytest.mark.parametrize("text", [
    "Peru's exports fell by 5 per cent in one quarter.",
    "Peru's imports rose by 3 per cent from the previous month.",
    "Peru's exports fell by 5 per cent in one quarter of 2020.",
    "Growth in one quarter of 2020 was 10 per cent in Peru.",
])  # fmt: skip
def test_a_rate_against_the_quarter_before_is_not_that_of_a_year(text: str) -> None:
    assert [item.claim.not_checkable for item in read(text, DAY).claims] == ["no data"]


@pytest.mark.parametrize("text", [
    "Exports from Chile fell late last year.",
    "Growth in Chile slowed early in 2020.",
    "Imports of goods by Chile rose by 5 per cent in late 2022.",
])  # fmt: skip
def test_early_or_late_in_a_year_is_not_that_year(text: str) -> None:
    assert [item.claim.not_checkable for item in read(text, DAY).claims] == ["no data"]


def test_a_population_early_or_late_in_a_year_is_that_of_the_year() -> None:
    assert dated("Chile's population reached 19 million in late 2018.") == [("population", "2018", None)]


def test_back_then_is_no_year_until_one_is_named() -> None:
    then = "Back then, our economy lived on farming."
    assert dated(f"{then} Our population stood at 700,000.", "BTN") == []
    assert dated(f"{then}\n\nOur population stands at 700,000.", "BTN") == [("population", None, None)]
    assert dated(f"{then} In 2010 our population was 700,000.", "BTN") == [("population", "2010", None)]
