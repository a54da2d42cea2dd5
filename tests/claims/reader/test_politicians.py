"""How politicians speak of their own country: since they took office, as it never was, as others do not have it.

Belongs here: sentences of which the caller says whose “we” and “our” are. Does not belong here: who is quoted
(test_quotations.py), eras that have names (test_eras_in_sentences.py).
"""

from datetime import date

import baseline
import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 1)


def said(text: str, country: str | None = "CHL") -> str:
    return " ; ".join(baseline.said(found.claim) for found in read(text, DAY, country).claims)


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("When we came to power in 2018, our exports were worth $75 billion.", "goods_exports level CHL none 7.5e+10 USD @2018"),
        ("When we took office in 2018 we were the 43rd largest economy.", "gdp rank CHL none 43 RANK @2018"),
        ("When we came to office, our exports were worth $75 billion.", "goods_exports level CHL none 7.5e+10 USD n:x"),
        ("Since I was elected our exports have doubled.", "goods_exports ratio CHL none 2 TIMES n:x"),
        ("Since this government came to power, our exports have doubled.", "goods_exports ratio CHL none 2 TIMES n:x"),
        ("Our exports have doubled since the Liberals took office.", "goods_exports ratio CHL none 2 TIMES n:x"),
        ("Since the Liberals took office in 2018, our exports have doubled.", "goods_exports ratio CHL none 2 TIMES ^2018"),
        ("In my second term our exports doubled.", "goods_exports ratio CHL none 2 TIMES n:x"),
        ("Under this government the economy has grown by 4 per cent a year.", "gdp_constant growth CHL none 4 PT n:x"),
        ("In 2018 we were the 45th largest economy; today we are the 43rd.",
         "gdp rank CHL none 45 RANK @2018 ; gdp rank CHL none 43 RANK"),
        ("In 2018 we had the 45th largest economy in the world, and today we have come to 43rd place.",
         "gdp rank CHL none 45 RANK @2018 ; gdp rank CHL none 43 RANK"),
    ],
)  # fmt: skip
def test_since_or_when_somebody_took_office_is_a_time(text: str, reads: str) -> None:
    assert said(text) == reads


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("I have doubled our trade surplus with Peru since 2015.", "trade_balance ratio CHL>PER none 2 TIMES ^2015"),
        ("The government doubled the defence budget in 2019.", "military_expenditure ratio CHL none 2 TIMES @2019 ^2018"),
        ("The Liberals doubled our defence budget in 2019.", "military_expenditure ratio CHL none 2 TIMES @2019 ^2018"),
        ("Codelco raised our exports to China by 5 per cent in 2019.", "goods_exports change CHL>CHN none 5 PT @2019 ^2018"),
        ("Codelco doubled exports to China in 2019.", ""),
        ("Codelco doubled its exports to China in 2019.", ""),
    ],
)  # fmt: skip
def test_who_did_it_does_not_say_whose_it_is(text: str, reads: str) -> None:
    assert said(text) == reads


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Our exports to Peru are double what they were in 2010.", "goods_exports ratio CHL>PER none 2 TIMES ^2010"),
        ("Our exports to Peru are twice as large as a decade ago.", "goods_exports ratio CHL>PER none 2 TIMES ^2014"),
        ("Our exports were 3 times higher in 2020 than in 2000.", "goods_exports ratio CHL none 3 TIMES @2020 ^2000"),
        ("We spend twice as much on defence as we did in 2010.", "military_expenditure ratio CHL none 2 TIMES ^2010"),
        ("We have 80,000 soldiers, twice as many as in 1990.",
         "armed_forces level CHL none 80000 - ; armed_forces ratio CHL none 2 TIMES ^1990"),
        ("Our exports to Peru are twice as large as Argentina's.", "goods_exports ratio CHL>PER/ARG>PER none 2 TIMES"),
        ("We grew three times faster than Peru in 2010.", "gdp_growth ratio CHL/PER none 3 TIMES @2010"),
        ("Peru spends twice as much on defence as we do.", "military_expenditure ratio PER/CHL none 2 TIMES"),
        ("Peru spends twice as much on defence as we did in 2010.", ""),
        ("Our GDP is half what it was in 2014.", "gdp ratio CHL none 0.5 TIMES ^2014"),
    ],
)  # fmt: skip
def test_a_multiple_of_what_it_was(text: str, reads: str) -> None:
    assert said(text) == reads


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Our exports are higher than ever.", "goods_exports extreme CHL none - -"),
        ("Exports to Peru are at record highs.", "goods_exports extreme CHL>PER none - -"),
        ("Population growth is at its lowest since the Great Depression.", "population_growth extreme CHL none - - asc n:x"),
        ("The economy shrank by 6 per cent in 2020, the worst since the war.",
         "gdp_growth level CHL none -6 PT @2020 ; gdp_growth extreme CHL none - - @2020 asc n:x"),
        ("The foreign-born share of our population is the highest since 1910.",
         "migrants_population extreme CHL none - - ^1910"),
    ],
)  # fmt: skip
def test_as_it_never_was(text: str, reads: str) -> None:
    assert said(text) == reads


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("In 1970 we were poorer than Peru.", "gdp_per_capita compare CHL/PER under - - @1970"),
        ("We have a global trade deficit of $5 billion.", "trade_balance level CHL none -5000000000 USD"),
        ("We sell more to Peru than we do to Bolivia.", "goods_exports compare CHL>PER/CHL>BOL over - -"),
        ("We have had 12 years of consecutive economic growth.", "gdp streak CHL none 12 -"),
        ("It is true that unemployment is 8 per cent.", "unemployment_rate level CHL none 8 PT n:x"),
        ("Smith is right that national unemployment is 8 per cent.", "unemployment_rate level CHL none 8 PT n:x"),
        ("Price inflation is soaring at a two-year high of 4 per cent.",
         "inflation level CHL none 4 PT n:x ; inflation extreme CHL none - - ^2022 n:x"),
        ("The goods price inflation rate was 4 per cent.", ""),
        ("Our exports will recover and rise by 5 per cent.", ""),
        ("Growth expectations have declined and reached 1 per cent.", ""),
        ("We give $90 million in aid a year.", "official_aid level CHL>WLD none 90000000 USD n:x"),
        ("Spain is one of 22 NATO countries that meet the 2 per cent target.",
         "military_expenditure_gdp count NATO none 22 COUNTRIES ; military_expenditure_gdp level ESP at_least 2 PT"),
        ("Spain fails to meet NATO's 2 per cent target.", "military_expenditure_gdp level ESP under 2 PT"),
        ("Spain had the fastest growth in Europe (6 per cent) in 2022.",
         "gdp_growth rank ESP none 1 RANK @2022 u:EUROPE ; gdp_growth level ESP none 6 PT @2022"),
        ("We have the highest inflation in South America, at 12 per cent.",
         "inflation rank CHL none 1 RANK u:SOUTH_AMERICA n:x ; inflation level CHL none 12 PT n:x"),
        ("The economy grew by 3 per cent in 2022. The rural unemployment rate, at 8 per cent, is high.",
         "gdp_growth level CHL none 3 PT @2022"),
        ("China is our largest trading partner, with 30 per cent of our trade in 2021 and 9 per cent of Chile's debt in 2020.",
         "trade_partner rank CHL>CHN none 1 RANK ; goods_trade share CHL>CHN none 30 PT @2021"),
    ],
)  # fmt: skip
def test_as_politicians_put_it(text: str, reads: str) -> None:
    assert said(text) == reads
