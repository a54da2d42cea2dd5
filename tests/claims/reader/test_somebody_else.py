"""What a text about a country says of a part of it, of somebody or something else, or of a time that is not held.

Belongs here: sentences whose number once became that of the country, with the sentences beside them that are.
Does not belong here: what single guards refuse (test_guards.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2023, 6, 1)


def claims(text: str, country: str | None = "PRT") -> list[tuple[str | None, str, str | None, str | None]]:
    found = [item.claim for item in read(text, DAY, country).claims]
    return [(claim.indicator, claim.operation, claim.value, claim.period) for claim in found if not claim.not_checkable]


@pytest.mark.parametrize(
    "text",
    [
        "The old port is home to 40,000 people.",
        "Seals now number some 3,000 individuals.",
        "Faro, with a population of 67,000, lies by the sea.",
        "Farming has a ratio to GDP of 2.2 per cent.",
        "Of the GDP, 2.2 per cent comes from farms.",
        "Spain accounted for 12 per cent of Portugal's GDP in 2019.",
        "A tenth of Portugal's people are Brazilian.",
        "Cork makes up 2 per cent of exports and 1 per cent of GDP.",
        "Portuguese rents are growing at the fastest pace in a decade.",
        "We have the strongest economy in the world.",
        "The economy shrank by a fifth by 1994.",
        "The economy shrank by 3 per cent in one quarter of 2012.",
        "The economy grew by 0.4 per cent in nine months of 2016.",
        "Output fell by 8 per cent from 4Q 2009 to 1Q 2013.",
        "In the period 2001-10 Portugal had the world's lowest average GDP growth.",
        "The economy has grown by more than 12 per cent over the course of my administration.",
        "Portugal is the only major economy of the south.",
        "New Jersey opened an office in London in 2021 and has seen an 18 per cent rise in exports.",
        "There were 40,000 Americans at the game.",
        "There are 2 million Britons in Spain.",
        "The growth of Portugal's exports was the slowest since 2020.",
        "Portugal had negative growth in its exports in 2022.",
        "The ten biggest defence budgets in 2016 added up to $1.1 trillion.",
        "Portugal's population is 80 per cent of the EU average.",
        "Britain gave $16 billion in aid in 2021.",
        "No African country has a larger economy than Nigeria or Egypt.",
        "Portugal's GDP was 20 per cent higher in 2022 than before the festival.",
        "Per capita, Portugal has the largest army.",
        "Out of the 10 fastest growing economies in the world last year, six were African.",
        "Spain is near, but the neighbouring countries have a population of 170 million.",
        "We are friends, while the Nile countries have a GDP of 400 billion dollars.",
        "Spain left, and these island states have a population of one million.",
        "Portugal's GDP growth was 5.7 per cent during Costa's government.",
        "Portugal's exports rose by 5 per cent during the third year of this plan.",
        "GDP growth was 2 per cent throughout the tenure of that party.",
        "Spain is small but the neighbouring countries are rich, with a GDP of 440 billion dollars.",
        "The economy grew by double digits for a decade.",
        "Our exports have fallen by 5 per cent for the last three years.",
        "Portugal sells more to us than it says.",
        "Output grew faster in 2010, after growth by 1.9 per cent in 2006.",
        "The towns with the highest GDP per capita are Faro (US $26,000) and Evora (US $18,000).",
        "At the start of the 20th century the population of Portugal was about five million.",
        "We failed to bring him into the family of nations; he had the 4th largest army.",
        "You have a $60 billion trade surplus with Spain.",
        "GDP grew. Revenue was 26 billion euros, a growth of about 28 per cent in the year.",
        "GDP grew. The growth in money supply was reduced to 13.2%.",
        "GDP grew. The 14% growth is despite a reduction in tax rates.",
        "5 Trillion Dollar Economy",
        "The share of developing countries' exports has grown and accounts for almost half of all exports in the world.",
        "That is about half of the world's population, and all of its potential.",
        "It is paid for by the strongest economies, those that account for 80 per cent of global GDP.",
        "The world's poorest and most vulnerable communities are at the mercy of others.",
        "We encourage young people, who account for more than 40 per cent of the world's population.",
        "Portugal supports a world where young people, who account for 40 per cent of the world's population, are heard.",
        "The forum brings together economies that represent two thirds of the world's gross domestic product.",
        "We have some 4 million citizens living abroad.",
        "We have more  than 2 million people  living in  extreme poverty.",
        "The poorest are the most vulnerable.",
        "We are set towards double-digit economic growth this year.",
        "We still have more than 2 million people living in poverty.",
        "We had $15 trillion in trade deficits over the last quarter-century.",
        "GDP grew. Industrial growth averaged 4 per cent, as compared with a growth rate of 8 per cent before.",
        "We started the year expecting a growth rate of 6.5%.",
        "Exports rose by 17 per cent while imports rose by 2 per cent in the first nine months of 2022.",
        "Defence is dear. I am budgeting for a revenue of $75 billion and an expenditure of $84 billion.",
        "For trade in goods, when we first began to industrialise, we put up barriers.",
        "GDP growth in Q2 of 2013-14 was 4.8 per cent.",
        "Since then, we have spent almost a trillion dollars on defense.",
    ],
)
def test_what_is_not_of_the_country_is_not_read(text: str) -> None:
    assert claims(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Portugal is a small country of the south, with a population of 10 million.",
            [("population", "level", "10 million", None)],
        ),
        ("The economy grew at its slowest pace since 2012.", [("gdp_growth", "extreme", None, None)]),
        (
            "The economy is strong and its exports rose by 5 per cent in 2018.",
            [("goods_exports", "change", "5", "2018")],
        ),
        ("With 10 million people, Portugal is small.", [("population", "level", "10 million", None)]),
        (
            "Portugal's gross domestic  product per  capita was $24,500 in 2021.",
            [("gdp_per_capita", "level", "24,500", "2021")],
        ),
        (
            "Before the pandemic, our GDP per head was $24,000, whereas today it has grown to $25,500.",
            [("gdp_per_capita", "level", "24,000", "2019"), ("gdp_per_capita", "level", "25,500", None)],
        ),
        ("Portugal's growth, which had fallen to 1.2% in 2012, is low.", [("gdp_growth", "level", "1.2", "2012")]),
        (
            "Our GDP was $185 billion when we formed the government in 2014.",
            [("gdp", "level", "185 billion", "2014")],
        ),
        ("Portugal's economy grew at 3.5 per cent in 2017.", [("gdp_growth", "level", "3.5", "2017")]),
        ("Portugal accounts for 1.5 per cent of the EU's GDP.", [("gdp", "share", "1.5", None)]),
        ("In 2021 Portugal ranked 46th in the world in GDP per capita.", [("gdp_per_capita", "rank", "46th", "2021")]),
        (
            "In 2019 Portugal had a GDP of $240 billion and a GDP per capita (PPP) of $36,000.",
            [("gdp", "level", "240 billion", "2019"), ("gdp_ppp_per_capita", "level", "36,000", "2019")],
        ),
        (
            "Over the period of 2010 to 2015, the population fell by 215,000.",
            [("population", "change", "215,000", "2015")],
        ),
        ("By 2019 Portugal's GDP had doubled from its 1995 level.", [("gdp", "ratio", "doubled", "2019")]),
        (
            "In 2011 the economy shrank by 1.7 per cent and in 2012 by 4.1 per cent.",
            [("gdp_growth", "level", "-1.7", "2011"), ("gdp_growth", "level", "-4.1", "2012")],
        ),
        (
            "In 2010 the fertility rate was 1.4 children per woman, up from 1.3 in the 2001-05 period.",
            [("fertility_rate", "level", "1.4", "2010")],
        ),
    ],
)
def test_what_stands_beside_it_is(text: str, wanted: list[tuple[str, str, str, str | None]]) -> None:
    assert claims(text) == wanted


def test_a_fall_does_not_go_on_in_the_next_sentence() -> None:
    text = "The economy shrank by 0.9 per cent in 2013. It came back with 0.8 per cent in 2014."
    assert claims(text) == [("gdp_growth", "level", "-0.9", "2013")]


@pytest.mark.parametrize(
    "before", ["We met with the US.", "The US was strong.", "They met us in Peru.", "They told us Peru grew."]
)
def test_whoever_is_met_does_not_speak(before: str) -> None:
    found = read(f"{before} Our economy grew by 2 per cent in 2022.", DAY, "PRT").claims
    assert [item.claim.areas.ref for item in found if item.claim.period == "2022"] == [["PRT"]]


def test_a_bank_that_names_a_continent_is_no_country() -> None:
    told = "He told the Inter-American Development Bank of the strength of its economy that grew by 5 per cent in 2018."
    assert read(told, DAY).claims == []


def test_a_rate_that_is_passed_has_another_number() -> None:
    found = read("Growth in 2017 was 3.5 per cent, surpassing the growth rate of Peru.", DAY, "PRT").claims
    assert [item.claim.areas.ref for item in found] in ([], [["PRT"]])


def test_a_country_may_stand_between_a_source_and_a_comma() -> None:
    found = read("The bank said, Peru, with 34 million people, is big.", DAY).claims
    assert [item.claim.areas.ref for item in found] == [["PER"]]


@pytest.mark.parametrize(
    ("text", "country", "wanted"),
    [
        ("We share this planet, a population of 8 billion people, with whales.", "KEN", []),
        ("A billion people were seen to rise from poverty.", "RWA", []),
        ("Our population is 1.4 billion.", "IND", ["IND"]),
        ("Kenya has 8 billion people.", "KEN", ["KEN"]),
    ],
)
def test_half_a_billion_people_need_their_country_named(text: str, country: str, wanted: list[str]) -> None:
    assert [iso for item in read(text, DAY, country).claims for iso in item.claim.areas.ref] == wanted


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("The war in Ukraine hit countries that make up 10 per cent of the world's population.", False),
        ("Russia is sanctioned by states which account for half of the world's GDP.", False),
        ("Peru is one of 21 economies that account for 60 per cent of the world's GDP.", False),
        ("Kenya borders nations with a combined population of 200 million.", False),
        ("Some 828 million people, accounting for 10 per cent of the world's population, were hungry.", False),
        ("There are 400 million young people, making up 20 per cent of the world's population.", False),
        ("We support a migratory population that is 3 per cent of the world's population.", False),
        ("Our region is home to 65 million people.", False),
        ("We empower women, representing half of the world's population.", False),
        ("Our country lives from it, with small shops worldwide, making up 4 per cent of the world's GDP.", False),
        ("They spread the lie that Peru has 20,000 troops in Chile.", False),
        ("We halved the number of people living in poverty since 1990.", False),
        ("Our country is home to 34 million people.", True),
        ("Peru has 34 million people, making up 0.4 per cent of the world's population.", True),
        ("Chad is a country with 17 million people.", True),
        ("Russia is a country that has 144 million people.", True),
    ],
)
def test_countries_that_are_not_named_are_not_the_one_that_is(text: str, reads: bool) -> None:
    assert bool(read(text, DAY, "PER").claims) == reads


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("The population of Portugal is 3 million.", False),
        ("Portugal has 3 million people.", False),
        ("Portugal glows, and it has 3 million people.", True),
        ("Portugal is small. The population is 3 million.", True),
    ],
)
def test_what_is_not_understood_or_said_makes_a_claim_loose(text: str, loose: bool) -> None:
    assert [item.claim.loose for item in read(text, DAY).claims] == [loose]


def test_a_dash_before_a_country_of_so_many_keeps_who_it_is() -> None:
    found = read("We look at Kosovo — a modern country of 2 million people that has grown.", DAY, "PER").claims
    assert [item.claim.areas.ref for item in found] == [["XKX"]]


def test_what_was_spent_over_several_years_is_no_year_s() -> None:
    (found,) = read("We spent 25 billion dollars over the last 4 years on our military.", DAY, "PER").claims
    assert found.claim.cumulative and found.claim.span == 4


@pytest.mark.parametrize("text", [
    "Over the last ten years inflation averaged 3 per cent in advanced economies and 7 in emerging economies.",
    "In 2019 growth was 4 per cent in developing countries.",
    "Emerging economies' exports were worth $2 trillion in 2018.",
])  # fmt: skip
def test_countries_of_a_kind_are_not_the_country_of_the_text(text: str) -> None:
    reading = read(text, date(2024, 6, 1), "TUR")
    assert reading.claims == []
    assert "no group whose countries are known" in reading.skipped[0].words
