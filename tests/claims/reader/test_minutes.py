"""Minutes of central banks: quarters, prices and growth of many kinds, and figures of other countries in between."""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2019, 11, 6)


def told(text: str, country: str = "NOR") -> list[tuple[str, str, str | None, str | None, bool]]:
    claims = [each.claim for each in read(text, DAY, country).claims]
    return [(c.indicator or "", c.areas.ref[0], c.value, c.period, bool(c.not_checkable)) for c in claims]


@pytest.mark.parametrize(
    "text",
    [
        "GDP grew by 5 per cent in Q3: 2017-18.",
        "GDP grew by 5 per cent in Q1FY18.",
        "GDP grew by 5 per cent in 2016/2017 H1.",
        "Growth for the first half of 2016/2017 was 5 per cent.",
        "GDP grew 5 per cent and investment 7 per cent in the first eight months of this year.",
        "GDP grew by 3 per cent in May 2019. Sweden posted growth of 2 per cent.",
    ],
)
def test_a_rate_of_a_part_of_a_year_is_not_judged(text: str) -> None:
    assert told(text)
    assert told(text)[-1][3:] == (None, True)


@pytest.mark.parametrize(
    "text",
    [
        "Retail sales rose by 5 per cent in 2018. Growth was 3 per cent in 2017.",
        "The growth of loans picked up. The annual growth rate was 3 per cent in 2018.",
        "The economy did well. Annual pay growth was 4 per cent in 2018.",
        "The economy did well. Annual M3 growth in Sweden was 4 per cent in 2018.",
        "The economy did well. Money supply (M2) growth was 4 per cent in 2018.",
        "The terms of trade fell in 2018.",
        "Norway's exports slowed in 2018.",
        "Under the assumption that Norway's GDP grew by 3 per cent in 2018, all is well.",
        "The city has grown, and the unemployment rate was 4 per cent in 2018.",
        "Zambo has grown, and the unemployment rate was 4 per cent in 2018.",
        "Prices of fuel had risen by 5 per cent, but the annual inflation rate was 4 per cent in 2018.",
        "The goals are full employment and inflation at a rate of 2 per cent.",
        "A hard landing is avoided, with growth in Sweden slowing to 2.0-2.5 per cent in 2019.",
        "Core goods inflation was weaker in Norway than in Sweden in 2018.",
        "Norway has a small population, and 20,000 peacekeepers have been sent.",
        "Banks cut their 2020 forecasts for global growth to 3 per cent; for US growth, to 2.1 per cent.",
        "The annual growth rate of the core CPI averaged 2 per cent in 2018.",
        "The change in the CPI (all items less food) was 2 per cent in 2018.",
        "The economy grew above potential and inflation was heading towards 3 per cent in 2018.",
        "Prices rose; excluding food, inflation was little changed and continued to run below 2 per cent in 2018.",
        "Services price inflation stayed higher than CPI inflation, at 6.1 per cent in 2018.",
        "What people await is close to the inflation target (3 per cent).",
        "The projected inflation (4.7 per cent) in 2019 is high.",
        "The rise in non-farm payrolls was large, although the unemployment rate ticked up, to 3.6 per cent in 2018.",
        "Demand was strong for exports to major trading partners to expand by 10 per cent for the year to date.",
        "Since the board met in late March this year, the global economy has moderated.",
        "Economists predicted the data would show that annual inflation ticked up in September to 3.1 per cent.",
        "The Bergen boom led to unemployment of 2 per cent in 2018.",
        "The firm cut unemployment to 3 per cent in 2018.",
        "The aim is to have brought inflation down to 2 per cent.",
        "Amid a slump in the city, unemployment rose to 9 per cent in 2018.",
    ],
)
def test_no_growth_of_something_else_is_that_of_output(text: str) -> None:
    assert told(text) == []


def test_potential_growth_is_none_that_was() -> None:
    text = "Growth in Norway rose to 4 per cent in 2018, far above the potential growth rate that is estimated at 1.5 per cent."
    assert "1.5" not in [value for _, _, value, *_ in told(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Sweden saw rain in 2017. Data on prices were mixed. Inflation averaged 4 per cent in 2018.",
            ("inflation", "NOR", "4", "2018", False),
        ),
        ("GDP growth in 2010 (-1.9%) was low.", ("gdp_growth", "NOR", "-1.9", "2010", False)),
        (
            "GDP growth in 2017 at 6.6 per cent was lower than 7.1 per cent in 2016.",
            ("gdp_growth", "NOR", "6.6", "2017", False),
        ),
        ("GDP growth for 2017 is now estimated at 2.2 per cent.", ("gdp_growth", "NOR", "2.2", "2017", False)),
        ("Inflation ended the year 2018 at 3 per cent.", ("inflation", "NOR", "3", "2018", True)),
        ("Annual retail inflation was 5.2 per cent in 2018.", ("inflation", "NOR", "5.2", "2018", False)),
        ("CPI-All Items inflation averaged 2.2% in 2018.", ("inflation", "NOR", "2.2", "2018", False)),
        (
            "The civilian unemployment rate edged back up to 3.9 per cent in 2018.",
            ("unemployment_rate", "NOR", "3.9", "2018", True),
        ),
        ("In this context, inflation fell further to 1.9 per cent in 2017.", ("inflation", "NOR", "1.9", "2017", True)),
        ("Moreover, GDP grew by 2.1 per cent in 2018.", ("gdp_growth", "NOR", "2.1", "2018", False)),
        ("A12 In Sweden, GDP fell by 1.5% in 2018.", ("gdp_growth", "SWE", "-1.5", "2018", False)),
        ("India's GDP grew by 6.1% in Q1.", ("gdp_growth", "IND", "6.1", "2019-Q1", True)),
        (
            "Growth was 6.2% in Q4 2018, above 6% in the previous quarter and 5% in the same quarter a year ago.",
            ("gdp_growth", "NOR", "5", "2017-Q4", False),
        ),
        (
            "In October, inflation rose to 3.6%, below what the August Inflation Report foresaw.",
            ("inflation", "NOR", "3.6", "2019-10", True),
        ),
        (
            "GDP picked up in 2016/2017 Q2, growing by 1.7% against the 1% recorded in the quarter to September 2018.",
            ("gdp_growth", "NOR", "1.7", None, True),
        ),
        (
            "Inflation rose to 7% in July 2018 before moderating somewhat in August to 6%.",
            ("inflation", "NOR", "6", "2018-08", True),
        ),
        ("Exports rose by 5% in 2018, as exports to Sweden fell.", ("goods_exports", "NOR", "5", "2018", False)),
        (
            "GDP grew by 1.1% in Q2 2018 with respect to the previous quarter.",
            ("gdp_growth", "NOR", "1.1", "2018-Q2", True),
        ),
        ("In the recent national accounts, GDP grew by 1.2% in 2018.", ("gdp_growth", "NOR", "1.2", "2018", False)),
        ("The rise in total exports in 2018 came to 2.1 per cent.", ("goods_exports", "NOR", "2.1", "2018", False)),
        ("The increase in GDP for all of 2018 came to 2.2 per cent.", ("gdp_growth", "NOR", "2.2", "2018", False)),
        ("Sweden's GDP rose again in 2018, by 2.3 per cent.", ("gdp_growth", "SWE", "2.3", "2018", False)),
        ("Euro-area HICP inflation averaged 1.8 per cent in 2018.", ("inflation", "EA", "1.8", "2018", False)),
        (
            "Inflation, after moderating to 4 per cent in July, edged up to 5.1 per cent in August 2018.",
            ("inflation", "NOR", "5.1", "2018-08", True),
        ),
        ("GDP, after a long rise, shrank by 0.4 per cent in 2018.", ("gdp_growth", "NOR", "-0.4", "2018", False)),
        ("Inflation moderated to a level of 1.9% in May 2018.", ("inflation", "NOR", "1.9", "2018-05", True)),
        (
            "Inflation in Sweden was 3% in May 2018. US inflation was down a little, to 4.1% in June 2018.",
            ("inflation", "USA", "4.1", "2018-06", True),
        ),
        ("The increase in GDP in 2018 came to 2.4 per cent.", ("gdp_growth", "NOR", "2.4", "2018", False)),
        ("The annual decline in Sweden's GDP was 1.2% in 2018.", ("gdp_growth", "SWE", "-1.2", "2018", False)),
        ("The annual growth of GDP in 2018 was 2.6 per cent.", ("gdp_growth", "NOR", "2.6", "2018", False)),
        ("GDP registered an annual growth of 2.7% in 2018.", ("gdp_growth", "NOR", "2.7", "2018", False)),
        ("The change in exports in 2018 was -11 per cent.", ("goods_exports", "NOR", "11", "2018", False)),
        (
            "Imports in dollars posted an annual variation of 5.5% in 2018.",
            ("goods_imports", "NOR", "5.5", "2018", False),
        ),
        ("The annual growth of consumer prices was 2.8% in 2018.", ("inflation", "NOR", "2.8", "2018", False)),
        ("The headline CPI in Sweden had declined to 2.9% in May 2018.", ("inflation", "SWE", "2.9", "2018-05", True)),
        ("GDP growth had been unrevised at 3.1% in 2018.", ("gdp_growth", "NOR", "3.1", "2018", False)),
        ("Inflation was realized as 3.2% in 2018.", ("inflation", "NOR", "3.2", "2018", False)),
        ("Inflation slowed to register 3.3% in 2018.", ("inflation", "NOR", "3.3", "2018", True)),
        ("In May 2018, year-on-year CPI growth rose to 3.4%.", ("inflation", "NOR", "3.4", "2018-05", True)),
        ("In June 2018, inflation rose to 3.5% vs 3.4% in May 2018.", ("inflation", "NOR", "3.5", "2018-06", True)),
        (
            "Headline CPI fell by 0.2% in May 2018 compared to an increase of 1.4% in April 2018.",
            ("inflation", "NOR", "1.4", "2018-04", True),
        ),
        (
            "The second estimate of Sweden's GDP growth in 2018 was 2.3 per cent.",
            ("gdp_growth", "SWE", "2.3", "2018", False),
        ),
        (
            "The first advance estimate (FAE) of GDP growth for 2018 was 2.4 per cent.",
            ("gdp_growth", "NOR", "2.4", "2018", False),
        ),
        ("The GDP growth print for 2018 was 2.5 per cent.", ("gdp_growth", "NOR", "2.5", "2018", False)),
        ("In US$ terms, exports fell by 7 per cent in 2018.", ("goods_exports", "NOR", "7", "2018", False)),
        (
            "The labour market remains soft - the unemployment rate was 4.4 per cent in 2018.",
            ("unemployment_rate", "NOR", "4.4", "2018", True),
        ),
        (
            "Wages have risen, and the unemployment rate averaged 4.5 per cent in 2018.",
            ("unemployment_rate", "NOR", "4.5", "2018", True),
        ),
        (
            "The number of vacancies rose in every branch and inflation was 4.6 per cent in 2018.",
            ("inflation", "NOR", "4.6", "2018", False),
        ),
        (
            "Global demand fell, and the unemployment rate was 4.7 per cent in 2018.",
            ("unemployment_rate", "NOR", "4.7", "2018", True),
        ),
        (
            "Food inflation at 3.4 per cent in January was behind headline inflation (4.4 per cent) in February.",
            ("inflation", "NOR", "4.4", "2019-02", True),
        ),
        (
            "Most members stated that, in October, headline inflation registered 4.9 per cent.",
            ("inflation", "NOR", "4.9", "2019-10", True),
        ),
        (
            "Sweden's GDP grew annually 5.1 per cent and quarterly 2.1 per cent in the second quarter of 2017.",
            ("gdp_growth", "SWE", "5.1", "2017-Q2", False),
        ),
        (
            "In May 2012, inflation stood at 11.2 per cent, the current account deficit in 2014 at 4 per cent of GDP.",
            ("inflation", "NOR", "11.2", "2012-05", True),
        ),
        (
            "The economy was continuing to expand in the fourth quarter by 2 per cent.",
            ("gdp_growth", "NOR", "2", None, True),
        ),
        ("The economy expanded in the fourth quarter.", ("gdp_growth", "NOR", "0", "2018-Q4", False)),
        (
            "Unemployment in March remained at 5.8 per cent as in the previous month.",
            ("unemployment_rate", "NOR", "5.8", "2019-03", True),
        ),
        ("In the second quarter of 2018, growth weakened worldwide.", ("gdp_growth", "WLD", None, "2018-Q2", True)),
        (
            "After a record in August, Norway's trade deficit narrowed in September.",
            ("trade_balance", "NOR", None, "2019-09", False),
        ),
        (
            "Data for September say that exports and imports increased, offsetting the fall in the previous month.",
            ("goods_trade", "NOR", None, "2019-09", False),
        ),
        ("A6 Euro-area GDP had fallen by 0.2 per cent in 2018 Q4.", ("gdp_growth", "EA", "-0.2", "2018-Q4", False)),
        (
            "GDP grew by 9.1 per cent in the last three years of the previous government.",
            ("gdp_growth", "NOR", "9.1", None, True),
        ),
        ("There was no economic growth during a year and a half.", ("gdp_growth", "NOR", "0.5", None, True)),
        ("GDP grew by 3 per cent in May 2019. Growth is now at 2 per cent.", ("gdp_growth", "NOR", "2", None, False)),
        (
            "It was pointed out that inflation averaged 2.1 per cent in 2018.",
            ("inflation", "NOR", "2.1", "2018", False),
        ),
        ("Unemployment hovered around 4.8 per cent in 2018.", ("unemployment_rate", "NOR", "4.8", "2018", True)),
        ("GDP growth stabilised at 2.3 per cent in 2018.", ("gdp_growth", "NOR", "2.3", "2018", False)),
        ("Inflation remained low and stood at 1.4 per cent in 2018.", ("inflation", "NOR", "1.4", "2018", False)),
        ("Inflation was high in 2018, at 9 per cent.", ("inflation", "NOR", "9", "2018", False)),
        (
            "The Labour Force Survey (LFS) unemployment rate averaged 4.1 per cent in 2018.",
            ("unemployment_rate", "NOR", "4.1", "2018", True),
        ),
        (
            "The annual growth rate of the consumer price index (CPI) averaged 1.3 per cent in 2018.",
            ("inflation", "NOR", "1.3", "2018", False),
        ),
        ("Inflation rose to 4.7 per cent in the first fortnight of June.", ("inflation", "NOR", "4.7", None, True)),
        ("GDP contracted by 9.7 per cent q-o-q SAAR in Q1 2009.", ("gdp_growth", "NOR", "-9.7", "2009-Q1", True)),
        (
            "GDP grew by 0.9 per cent in the second quarter of 2018 compared with the previous period.",
            ("gdp_growth", "NOR", "0.9", "2018-Q2", True),
        ),
        ("Japan's growth was 2.7 per cent in 2009:Q3.", ("gdp_growth", "JPN", "2.7", "2009-Q3", False)),
        (
            "GDP grew by 7.7 per cent in the third quarter of 2011 (1.7 per cent on a quarterly basis).",
            ("gdp_growth", "NOR", "1.7", "2011-Q3", False),
        ),
        (
            "GDP grew by 0.6 per cent in the September quarter and by 2.8 per cent in year-ended terms.",
            ("gdp_growth", "NOR", "2.8", "2019-Q3", False),
        ),
        (
            "GDP rose by 0.2 per cent in Sweden (SE) and by 0.3 in Norway in the second quarter of 2019, compared with the previous quarter.",
            ("gdp_growth", "SWE", "0.2", None, True),
        ),
        (
            "GDP rose by 4 per cent on the year and by 0.3 per cent compared to the previous quarter in the second quarter of 2019.",
            ("gdp_growth", "NOR", "0.3", "2019-Q2", True),
        ),
        (
            "Inflation rose to 3 per cent this September from 2 per cent in August.",
            ("inflation", "NOR", "2", "2019-08", True),
        ),
        ("In the EU28 inflation averaged 1.9 per cent in 2018.", ("inflation", "EU", "1.9", "2018", False)),
        ("Of note, unemployment was stuck at 6 per cent in 2018.", ("unemployment_rate", "NOR", "6", "2018", True)),
        ("The storms slowed GDP growth to 2.4 per cent in 2018.", ("gdp_growth", "NOR", "2.4", "2018", False)),
        (
            "The hiring pushed unemployment down to 3.7 per cent in 2018.",
            ("unemployment_rate", "NOR", "3.7", "2018", True),
        ),
        ("Tight policies led to inflation of 1.3 per cent in 2018.", ("inflation", "NOR", "1.3", "2018", False)),
        (
            "Poor harvests caused high inflation of nearly 30 per cent in 2018.",
            ("inflation", "NOR", "30", "2018", False),
        ),
        (
            "Amid a slump in demand, GDP contracted by 1.6 per cent in 2018.",
            ("gdp_growth", "NOR", "-1.6", "2018", False),
        ),
        (
            "Due to the mix of a drought and a strike, GDP grew by 0.3 per cent in 2018.",
            ("gdp_growth", "NOR", "0.3", "2018", False),
        ),
        (
            "Unemployment rates in Sweden averaged 6.3 per cent in 2018.",
            ("unemployment_rate", "SWE", "6.3", "2018", False),
        ),
        ("Growth surged to 2.6 per cent nationwide in 2018.", ("gdp_growth", "NOR", "2.6", "2018", False)),
        ("Unemployment peaked above 7 per cent in 2018.", ("unemployment_rate", "NOR", "7", "2018", True)),
        ("Inflation peaked at 7 per cent in 2018.", ("inflation", "NOR", "7", "2018", True)),
        (
            "Imports increased by USD 13.5 billion to USD 22.8 billion in 2018.",
            ("goods_imports", "NOR", "22.8 billion", "2018", False),
        ),
    ],
)
def test_what_minutes_say_is_read_of_whom_and_when_they_say_it(text: str, expected: tuple[str, ...]) -> None:
    assert expected in told(text)


def test_both_before_an_article_names_no_two_countries() -> None:
    text = "Sweden's and Finland's exports rose in 2017. Both the trade surplus and exports reached the highest levels ever."
    assert [each.operation for each in (c.claim for c in read(text, DAY).claims)] == ["direction"]


def test_whether_on_the_month_or_the_year_is_said_of_no_british_exports() -> None:
    assert told("Goods exports fell by 0.8 per cent in the three months to September.", "GBR")[0][4]
    assert not told("Goods exports fell by 0.8 per cent in the three months to September.", "PER")[0][4]


@pytest.mark.parametrize(
    ("text", "hedges"),
    [
        ("Inflation was 5 per cent in 2017, well below 6 per cent in 2016.", ["none", "none"]),
        ("Inflation was 5 per cent in 2016, then it fell below 4 per cent in 2017.", ["none", "under"]),
    ],
)
def test_what_a_rate_is_below_is_what_it_was_at_another_time(text: str, hedges: list[str]) -> None:
    assert [each.claim.hedge for each in read(text, DAY, "NOR").claims] == hedges


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "GDP fell by 2.2% in Q3, reversing the 0.6% growth in the preceding quarter.",
            ("gdp_growth", "NOR", "0.6", "2019-Q2", False),
        ),
        (
            "Norway's GDP grew by 3 per cent in 2016. This was slower than the 4.8% growth in 2015.",
            ("gdp_growth", "NOR", "4.8", "2015", False),
        ),
        (
            "Following a growth of 7.5 per cent in 2016, the Norwegian economy has slowed.",
            ("gdp_growth", "NOR", "7.5", "2016", False),
        ),
        (
            "Despite the hostile climate, our GDP growth in 2016 has accelerated to 5.8 per cent.",
            ("gdp_growth", "NOR", "5.8", "2016", False),
        ),
        (
            "Our growth was 2 per cent in 2016, unlike in other advanced economies.",
            ("gdp_growth", "NOR", "2", "2016", False),
        ),
        (
            "Growth rose from 7.5 per cent in 2016 to 9 per cent (quick estimate) in 2017.",
            ("gdp_growth", "NOR", "9", "2017", False),
        ),
        ("Growth in 2016 was a healthy 3 per cent.", ("gdp_growth", "NOR", "3", "2016", False)),
        ("Growth in 2016, at 11 per cent, was lower in nominal terms.", ("gdp_growth", "NOR", "11", "2016", True)),
        ("Inflation, as on 11 February 2017, was 4 per cent.", ("inflation", "NOR", "4", "2017-02", True)),
        (
            "If you look at our inflation, it was 3.3 per cent in 2017.",
            ("inflation", "NOR", "3.3", "2017", False),
        ),
        ("The fertility rate is hovering around 1.6.", ("fertility_rate", "NOR", "1.6", None, False)),
        (
            "On purchasing power parity (PPP) basis, we are the third largest economy.",
            ("gdp_ppp", "NOR", "third", None, False),
        ),
        (
            "Norway is the largest buyer of defence equipment in the world.",
            ("arms_imports", "NOR", "1", None, True),
        ),
        (
            "Norway's direct investment abroad in Vietnam was $3 billion at the end of 2016.",
            ("fdi_positions_outward", "NOR", "3 billion", "2016", False),
        ),
    ],
)
def test_debates_are_read_as_they_speak(text: str, expected: tuple[str, ...]) -> None:
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Following a growth of 7.5 per cent in 2016, the tourist industry has slowed.", "NOR"),
        ("If we had inflation, it was 3.3 per cent in 2017.", "NOR"),
        ("Our growth was 2 per cent in 2016, as in Florida.", "NOR"),
        ("Our resident population is 4 million.", "SGP"),
    ],
)
def test_debates_speak_of_others_too(text: str, country: str) -> None:
    assert told(text, country) == []


@pytest.mark.parametrize(
    ("text", "operation", "base"),
    [
        ("Inflation rose to 4.9 per cent in May, the fastest year-over-year pace since 2014.", "extreme", "2014"),
        ("Inflation in 2018 Q2 was higher than in 2018 Q1.", "direction", "2018-Q1"),
        ("Exports increased on a monthly basis in August.", "direction", "2019-07"),
    ],
)
def test_what_it_is_set_against_is_the_period_that_is_named(text: str, operation: str, base: str) -> None:
    claims = [each.claim for each in read(text, DAY, "NOR").claims]
    assert (operation, base) in [(each.operation, each.base_period) for each in claims]


@pytest.mark.parametrize(
    "text",
    [
        "Sweden's GDP grew in 2017. Data on prices were mixed. Inflation averaged 4 per cent in 2018.",
        "Growth in Sweden had picked up. Demand had improved. Exports fell by 3 per cent in 2018.",
        "Following large increases in July, exports grew only modestly.",
    ],
)
def test_figures_behind_those_of_another_country_may_be_its_own(text: str) -> None:
    assert not [claim for claim in told(text) if claim[1] == "NOR"]


def test_figures_behind_another_country_s_name_are_those_of_the_text() -> None:
    assert told("Trade with Sweden had improved. Demand was strong. Inflation averaged 4 per cent in 2018.")
    apart = "Sweden's GDP grew in 2017.\n\nDemand was strong. Inflation averaged 4 per cent in 2018."
    assert [claim[1] for claim in told(apart)][-1] == "NOR"
