"""What encyclopaedias, country profiles and pages on bilateral relations showed: figures beside figures and years.

Belongs here: sentences of such texts whose number once got the year, the indicator or the country of what stands beside
it. Does not belong here: what single guards refuse (test_guards.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2018, 6, 1)


def told(text: str, country: str | None = None) -> list[str]:
    """Each claim in short: indicator, operation, whose, period and what it is compared with."""
    found = [item.claim for item in read(text, DAY, country).claims]
    fields = ((c.indicator, c.operation, "+".join(c.areas.ref), c.period, c.base_period) for c in found)
    return [" ".join(filter(None, each)) for each in fields]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Peru had a crisis in 2003 and 2004, but Peru's economy grew by 5 per cent in 2005 and 6 per cent in 2006.",
            ["gdp_growth level PER 2005", "gdp_growth level PER 2006"],
        ),
        (
            "Malta's GDP fell by 1 per cent in 2008 and by 3 per cent in 2009, the worst year since records began.",
            ["gdp_growth level MLT 2008", "gdp_growth level MLT 2009", "gdp_growth extreme MLT 2009"],
        ),
        (
            "Kenya's population rose to 38 million in 2009, a 40 per cent increase in 10 years.",
            ["population level KEN 2009", "population change KEN 2009 1999"],
        ),
        ("Chile's inflation averaged 3 per cent in the decade to 2016.", ["inflation average CHL 2007/2016"]),
        (
            "From 1950 to 2000 Peru's population increased to 26 million.",
            ["population level PER 2000", "population direction PER 2000 1950"],
        ),
        (
            "As of 2012, Syria's exports had fallen by two-thirds, from $12 billion in 2010 to $4 billion in 2012.",
            ["goods_exports change SYR 2012 2010", "goods_exports level SYR 2010", "goods_exports level SYR 2012"],
        ),
        (
            "As of 1996 Albania spent 1.5 per cent of GDP on defence, only to peak in 2009 at 2 per cent.",
            ["military_expenditure_gdp level ALB 1996"],
        ),
        ("Mongolia's GDP has risen since 2002 at the rate of 7 per cent a year.", ["gdp_growth average MNG 2002"]),
    ],
)
def test_each_amount_is_of_its_own_years(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ghana's GDP was $48 billion in 2014, or $108 billion on a purchasing power parity basis.",
            ["gdp level GHA 2014", "gdp_ppp level GHA 2014"],
        ),
        (
            "Kenya has a population of 48 million (Africa's 7th-largest).",
            ["population level KEN", "population rank KEN"],
        ),
        (
            "Brazil (the largest economy in South America) leads in terms of exports at $200 billion, followed by Chile at $70 billion.",
            ["gdp rank BRA", "goods_exports level BRA", "goods_exports level CHL"],
        ),
        (
            "Greece's fertility rate of 1.3 is low, leading to a median age of 44.2 years, the seventh-highest in the world.",
            ["fertility_rate level GRC"],
        ),
        ("The Chadian population is 14 million, and its growth rate is 3.1 per cent.", ["population level TCD"]),
    ],
)
def test_what_is_said_of_another_figure_is_not_of_this(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Between 2003 and 2007 there were 450 Danish soldiers in Iraq.", None),
        ("By 1980 the Mexican immigrant population exceeded 2 million.", "USA"),
        ("The Greek Cypriot population was 600,000 in 2001.", "CYP"),
        ("The number of international migrants was 258 million in 2017.", "USA"),
        ("GDP per head is $2,000 compared to the global average of $10,000.", "GHA"),
    ],
)
def test_what_no_single_year_or_country_has_is_not_read(text: str, country: str | None) -> None:
    assert told(text, country) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Peru has the 48th largest economy in the world by nominal GDP and the 46th largest by PPP.",
            ["gdp rank PER", "gdp_ppp rank PER"],
        ),
        (
            "Peru has the world's 48th-largest economy by nominal GDP and the world's 46th-largest economy by purchasing power parity.",
            ["gdp rank PER", "gdp_ppp rank PER"],
        ),
        (
            "Peru's GDP was $192 billion ($425 billion at PPP) in 2016.",
            ["gdp level PER 2016", "gdp_ppp level PER 2016"],
        ),
        ("In 1961 the first census counted a total population of 10 million.", ["population level PER 1961"]),
        ("The CIA World Factbook estimated a GDP per head of $6,000 in 2016.", ["gdp_per_capita level PER 2016"]),
    ],
)
def test_profiles_give_both_kinds_of_prices_and_who_has_counted(text: str, expected: list[str]) -> None:
    assert told(text, "PER") == expected


def test_other_members_are_the_group_of_a_member() -> None:
    [found] = read("About 65 per cent of Spain's exports go to other EU members.", DAY).claims
    assert (found.claim.areas.ref, found.claim.areas.counterpart) == (["ESP"], ["EU"])


def test_an_average_without_its_years_is_not_that_of_the_newest() -> None:
    [found] = read("Cameroon has had good years, with GDP growing by an average of 4 per cent a year.", DAY).claims
    assert found.claim.not_checkable == "no data"


def test_a_list_of_partners_is_of_the_year_before_its_colon() -> None:
    text = (
        "Imports which came to $7 billion in 2011 were too many (main import partners in 2012: China 18%, Brazil 6%)."
    )
    assert told(text, "CHL") == ["goods_imports share CHL 2012"] * 2
