"""Whose and when, where several countries, years or figures stand in a sentence.

Belongs here: sentences whose number once got the country, the year or the group of something that stands beside it.
Does not belong here: what narrows a figure (test_verifier.py), what is left unsaid (test_resolver.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import Understood, read

DAY = date(2024, 6, 1)


def found(text: str, country: str | None = None) -> list[Understood]:
    return read(text, DAY, country).claims


@pytest.mark.parametrize(
    "text",
    [
        "With around 400 million people, the Sahel has become a market that draws global interest.",
        "Chile's rise of 4 per cent was the strongest gross domestic product expansion among its peers.",
        "Fertility fell across the Balkans. Bosnia had the lowest fertility rate by far.",
        "Oman was the fourth richest although its neighbours grew faster.",
    ],
)
def test_a_region_or_a_circle_that_is_not_held_is_not_the_world(text: str) -> None:
    assert found(text) == []


def test_a_country_larger_than_another_need_not_have_more_people() -> None:
    for text, claims in (
        ("Ghana is a country of 33 million people, slightly larger than Romania.", ["level"]),
        ("Ghana is a country of 33 million people, more than Peru.", ["level", "compare"]),
        ("Ghana has a population of 33 million, larger than Peru.", ["level", "compare"]),
    ):
        assert [item.claim.operation for item in found(text)] == claims


def test_who_follows_behind_another_has_the_figure() -> None:
    [item] = found("Ghana follows closely behind Kenya with a GDP growth rate of 5.1 percent in 2022.")
    assert item.claim.areas.ref == ["GHA"]


def test_what_is_so_since_a_year_or_over_years_is_of_no_single_one() -> None:
    for text in (
        "Since 2010, Ghana has been a country with a GDP per capita of $1,300.",
        "Between 2000 and 2015 Peru's GDP per capita was lower than Chile's.",
    ):
        [item] = found(text)
        assert item.claim.not_checkable
    [overtook] = found("Between 2000 and 2015 Peru's GDP per capita overtook Chile's.")
    assert not overtook.claim.not_checkable


@pytest.mark.parametrize(
    ("behind", "base"),
    [
        ("grew by 6 per cent in 2013, which was the fastest rate since 2008", "2008"),
        ("grew by 6 per cent in 2013, which is the highest figure since 2008", "2008"),
        ("grew by 6 per cent in 2013, which is the highest rate in ten years", "2003"),
    ],
)
def test_what_it_is_the_highest_of_is_of_the_year_before_it(behind: str, base: str) -> None:
    most = found(f"Peru's economy {behind}.")[-1].claim
    assert (most.operation, most.period, most.base_period) == ("extreme", "2013", base)


@pytest.mark.parametrize(
    "opening",
    ["By way of comparison,", "To put this in perspective,", "In accordance with data of the World Bank,"],
)
def test_what_only_opens_a_sentence_changes_nothing(opening: str) -> None:
    assert found(f"{opening} Italy's GDP was USD$2 trillion in 2019.")[-1].claim.unit == "USD"


def test_a_record_of_the_next_clause_makes_no_record_of_a_place() -> None:
    place, _ = found("Qatar was the richest nation in 2011, with its GDP climbing to a record high of $167 billion.")
    assert (place.claim.operation, place.claim.period) == ("rank", "2011")


def test_an_amount_per_head_leaves_the_other_one_alone() -> None:
    items = found("Peru had a per capita of $7,000 as its GDP was estimated at $240 billion.")
    assert [(item.claim.indicator, item.words["value"]) for item in items] == [
        ("income_per_capita", "$7,000"),
        ("gdp", "estimated at $240 billion"),
    ]


@pytest.mark.parametrize(
    ("change", "span"),
    [
        ("after a fall of 2.5% in 2013", ("2013", "2012")),
        ("an increase of 3.5 per cent on 2012", ("2014", "2012")),
        ("an increase of 3.5 per cent on 2013", ("2014", "2013")),
    ],
)
def test_a_change_is_of_the_year_it_lies_in_or_on_the_year_it_is_counted_from(
    change: str, span: tuple[str, str]
) -> None:
    item = found(f"Spain's exports were 250 billion euros in 2014, {change}.")[-1]
    assert (item.claim.period, item.claim.base_period) == span


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("Bahrain's GDP was $24 billion in 2008, with a population of 1.1 million.", ["2008", "2008"]),
        ("Oman's GDP reached $75 billion in 2012 while its population stood at 3.2 million.", ["2012", "2012"]),
        ("Oman's GDP reached $75 billion in 2012 while its population is 5 million.", ["2012", None]),
        ("Peru's GDP is $270 billion and its population was 30 million in 2014.", [None, "2014"]),
        ("Its stores sold 3 crore goats, representing a GDP of $3 billion in Chad last year.", ["2023"]),
        ("A slump came in 2022 when Finland's fertility rate fell to 1.32.", ["2022", "2022"]),
        ("Peru boomed in 1998. In that year, Chile's GDP growth was 4.5%.", ["1998"]),
        ("Peru boomed in 1998 as in 1990, some say. In that year, Chile's GDP growth was 4.5%.", [None]),
        ("In 1990, Peru was poorer than in 1998. In that year, Chile's GDP growth was 4.5%.", ["1998"]),
        ("Peru boomed in 1998, and in the third quarter of that year, Chile's GDP grew by 4.5%.", ["1998-Q3"]),
        ("Peru boomed in 1998. In the third quarter of that year, Chile's GDP grew by 4.5%.", ["1998-Q3"]),
        ("Peru boomed in 1998, and in the first half of that year, Chile's GDP grew by 4.5%.", [None]),
        ("Peru boomed in 2011-12. In that year, Nepal's GDP grew by 4.5%.", ["2011-12-FY"]),
        ("Peru boomed in 2011-12. In the third quarter of that year, Nepal's GDP grew by 4.5%.", [None]),
        ("Nepal's GDP grew by 4.5% in 2021-22, compared with 4.8% last year.", ["2021-22-FY", "2020-21-FY"]),
        ("In 2014 Chad had GDP growth of 2.8 per cent, 2015, the best of all, of 4.", ["2014"]),
        (
            "Last year Chad's GDP growth was 2%, with growth picking up in the final quarter. From 2011 to 2015, it averaged 3%.",
            ["2023", "2023-Q4", "2011/2015"],
        ),
        ("Between 2015 and 2019 Chad recorded growth of 2.4% on average.", ["2016/2019"]),
        ("Chad's central bank reported that in 2018, the country received $4 billion in remittances.", ["2018"]),
        (
            "Chad's trade with Niger was worth $4 million in 2018, an increase of 7 per cent compared to the figure for 2017.",
            ["2018", "2018"],
        ),
        ("Chad's exports rose by 5 per cent this year to date.", [None]),
        ("Half a century ago Chad had 3 million people.", ["1974"]),
        ("Chad's exports, however, rose by 5 per cent in 2018.", ["2018"]),
        ("Chad, on the other hand, had 3 million people in 1960.", ["1960"]),
        ("Chad's exports, last year, rose by 5 per cent.", ["2023"]),
        ("Chad's exports continued to rise in 2018, by 5 per cent.", ["2018"]),
    ],
)
def test_what_is_told_in_one_breath_is_of_one_year(text: str, periods: list[str | None]) -> None:
    assert [item.claim.period for item in found(text)] == periods


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Kuwait was the third-richest Arab country in 2021.", ("gdp_per_capita", "rank", ["KWT"], "ARAB_STATES")),
        ("Haiti is the poorest country in the Western Hemisphere.", ("gdp_per_capita", "rank", ["HTI"], "AMERICAS")),
        ("India has the largest economy in South Asia.", ("gdp", "rank", ["IND"], "SOUTH_ASIA")),
        ("Ghana is the largest recipient of FDI in West Africa.", ("fdi_inflows", "rank", ["GHA"], "WEST_AFRICA")),
        (
            "Kenya has the fifth-largest economy in sub-Saharan Africa.",
            ("gdp", "rank", ["KEN"], "SUB_SAHARAN_AFRICA"),
        ),
        ("Central Asia has a population of 80 million.", ("population", "sum", ["CENTRAL_ASIA"], None)),
        ("Germany's economy contributes 5 per cent to the world's GDP.", ("gdp", "share", ["DEU"], None)),
    ],
)
def test_regions_with_settled_members_are_groups(text: str, reads: tuple[str, str, list[str], str | None]) -> None:
    claim = found(text)[-1].claim
    assert (claim.indicator, claim.operation, claim.areas.ref, claim.universe) == reads


def test_a_member_of_a_group_is_nobody_else() -> None:
    assert found("The Arab nation's trade surplus rose 8 per cent, Kenyan customs data show.") == []


def test_an_adjective_behind_a_place_says_among_whom_and_not_whose() -> None:
    text = "Oman's GDP per head stood at $20,000 with a population of 4 million, the sixth-largest Arab economy."
    assert {tuple(item.claim.areas.ref) for item in found(text)} == {("OMN",)}


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("Malaysia's GDP per capita (PPP) is $32,000, while Thailand's is $21,000.", ["INTL_USD", "INTL_USD"]),
        ("Malaysia's PPP GDP per head was $32,000 in 2022.", ["INTL_USD"]),
        ("Peru's GDP per capita is $7,000. At purchasing power parity it is $15,000.", ["USD", "INTL_USD"]),
    ],
)
def test_output_per_head_at_purchasing_power_is_told_apart(text: str, read_as: list[str]) -> None:
    claims = [item.claim for item in found(text)]
    assert [claim.unit for claim in claims] == read_as
    assert [claim.indicator for claim in claims] == [
        "gdp_ppp_per_capita" if unit == "INTL_USD" else "gdp_per_capita" for unit in read_as
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "GDP per capita is lower next door, with Bosnia at $7,041, Serbia at $8,748 and Albania at $6,285.",
            "BIH SRB ALB",
        ),
        ("Growth slowed in the region, with Peru at 2 per cent and Chile at 1 per cent.", "PER CHL"),
    ],
)
def test_with_each_at_so_much_is_a_list(text: str, values: str) -> None:
    claims = [item.claim for item in found(text)]
    assert [claim.areas.ref for claim in claims] == [[iso] for iso in values.split()]
    assert not any((claim.value or "").startswith("-") for claim in claims)


def test_a_former_name_is_no_time() -> None:
    [item] = found("Sri Lanka, formerly known as Ceylon, has 22 million people.")
    assert item.claim.areas.ref == ["LKA"]
    assert found("Formerly, Sri Lanka had 9 million people.") == []


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("In 2022, Denmark's GDP grew by 2.8%, driven by the strong demand of 2021.", ["2022"]),
        ("A banker explained that 20 years ago, Peru's GDP per capita was 32% lower than Chile's.", ["2004"]),
        ("In 2017, Peru posted a five-year high trade surplus of $11 billion.", ["2017", "2017"]),
        ("In 2010 Ghana's GDP was $43 billion; ten years later it was $70 billion.", ["2010", "2020"]),
    ],
)
def test_a_cause_has_its_own_year_and_a_span_none(text: str, periods: list[str]) -> None:
    assert [item.claim.period for item in found(text)] == periods


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Peru attracted $8 billion in foreign direct investment in 2022.", [("fdi_inflows", ["PER"], False)]),
        ("Peru received $44 billion of FDI between 2010 and 2022.", [("fdi_inflows", ["PER"], False)]),
        ("Peruvian FDI of $44 billion went to Chile between 2010 and 2022.", []),
    ],
)
def test_what_a_country_attracts_are_its_inflows(text: str, wanted: list[tuple[str, list[str], bool]]) -> None:
    claims = [item.claim for item in found(text)]
    assert [(claim.indicator, claim.areas.ref, bool(claim.not_checkable)) for claim in claims] == wanted


def test_who_moved_ahead_of_another_holds_the_place() -> None:
    [item] = found("A year after Peru moved ahead of Chile to become South America's third-largest economy, it shrank.")
    assert item.claim.areas.ref == ["PER"]


def test_a_place_may_be_based_on_a_figure() -> None:
    [item] = found("Based on its GDP, Chile is ranked 45th in the world.")
    assert (item.claim.indicator, item.claim.operation, item.claim.value) == ("gdp", "rank", "45th")


@pytest.mark.parametrize("time", ["since 2009", "since 2009 and ever since", "for 20 years", "ever since independence"])
def test_a_comparison_that_lasted_is_not_that_of_one_year(time: str) -> None:
    found = read(f"Kenya has had more people than Uganda {time}.", date(2022, 9, 25)).claims
    assert all(item.claim.not_checkable for item in found)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("In 2019 the US spent more on defense than the next ten countries put together.", ("2019", None)),
        ("China's exports were smaller than the next three combined in 2010.", ("2010", None)),
        ("Since 2010 the US economy has been larger than the next two combined.", (None, "no data")),
    ],
)
def test_who_comes_next_is_of_the_year_named(text: str, wanted: tuple[str | None, str | None]) -> None:
    (item,) = found(text)
    assert item.claim.operation == "next"
    assert (item.claim.period, item.claim.not_checkable) == wanted


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Chad's GDP grew by 3.4% in 2021, slower than 4.1% in 2020.", [("none", "3.4"), ("none", "4.1")]),
        ("Chad's GDP grew by 3.4% in 2021, slower than the 4.1% a year earlier.", [("none", "3.4"), ("none", "4.1")]),
        ("Chad's GDP grew by 3.4% in 2021, which is lower than 4.1% in 2020.", [("none", "3.4"), ("none", "4.1")]),
        ("Chad's GDP grew by 3.4% in 2021, slower than the 4.1% of Mali.", [("none", "3.4")]),
        ("Chad's GDP growth was higher than 4.1% in 2020.", [("over", "4.1")]),
    ],
)
def test_what_an_amount_is_set_against_is_no_bound(text: str, amounts: list[tuple[str, str]]) -> None:
    assert [(item.claim.hedge, item.claim.value) for item in found(text)] == amounts
