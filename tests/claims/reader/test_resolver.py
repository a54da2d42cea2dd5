"""What a sentence takes over from the one before, and what it must not.

Belongs here: pairs of sentences. Does not belong here: a sentence alone (test_patterns.py, test_verifier.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 1)


def pairs(text: str, country: str | None = None) -> list[tuple[str | None, list[str], list[str]]]:
    found = [item.claim for item in read(text, DAY, country).claims]
    return [(claim.indicator, claim.areas.ref, claim.areas.counterpart) for claim in found]


def test_the_figure_taken_up_does_not_drop_its_partner() -> None:
    text = "The U.S. has a large trade deficit with Mexico. The trade deficit reached $152 billion in 2023."
    assert pairs(text) == [("trade_balance", ["USA"], ["MEX"])]


@pytest.mark.parametrize(
    "second",
    [
        "Imports came to 80 billion euros.",
        "Its imports fell by 3 per cent.",
        "In 2022, German figures showed imports of 70 billion euros.",
    ],
)
def test_a_partner_named_before_is_not_dropped(second: str) -> None:
    text = f"Germany exported goods worth 90 billion euros to Poland in 2023. {second}"
    assert pairs(text) == [("goods_exports", ["DEU"], ["POL"])]


@pytest.mark.parametrize(
    ("text", "second"),
    [
        (
            "Kenya is our third-largest export market. It takes 9 per cent of our exports.",
            ("goods_exports", ["UGA"], ["KEN"]),
        ),
        (
            "Chad's main supplier is China. It accounts for a fifth of Chad's imports.",
            ("goods_imports", ["TCD"], ["CHN"]),
        ),
        ("Kenya is our third-largest export market. It takes 9 per cent of Chad's exports.", None),
        ("Kenya is our third-largest export market. It has a population of 54 million.", None),
        (
            "Kenya is our main supplier. Two-way trade came to 1 billion euros in 2022.",
            ("goods_trade", ["UGA"], ["KEN"]),
        ),
        (
            "Spain is Cuba's largest supplier. Trade between the two countries came to 1 billion euros in 2022.",
            ("goods_trade", ["CUB"], ["ESP"]),
        ),
        (
            "Kenya is our main export market. Exports to Kenya rose by 9 per cent in 2022.",
            ("goods_exports", ["UGA"], ["KEN"]),
        ),
        ("Kenya is Mali's main export market. Exports to Kenya rose by 9 per cent in 2022.", None),
        ("Kenya is the largest economy in Africa and our main supplier.", ("goods_imports", ["UGA"], ["KEN"])),
        (
            "Spain is richer than Cuba. Two-way trade came to 1 billion euros in 2022.",
            ("goods_trade", ["ESP"], ["CUB"]),
        ),
    ],
)
def test_the_partner_of_the_sentence_before(text: str, second: tuple[str, list[str], list[str]] | None) -> None:
    assert pairs(text, "UGA")[1:] == ([second] if second else [])


def test_of_which_year_a_rise_before_the_last_was_is_said() -> None:
    text = "Kenya's exports to Uganda rose by 5 per cent in 2022. This came after a fall of 7 per cent."
    assert pairs(text) == [("goods_exports", ["KEN"], ["UGA"])]


def test_the_total_is_the_total() -> None:
    text = "Germany exported goods worth 90 billion euros to Poland in 2023. Its total imports fell by 3 per cent."
    assert pairs(text)[1] == ("goods_imports", ["DEU"], [])


def test_a_partner_is_not_what_the_next_sentence_is_about() -> None:
    text = "The balance of American trade is in the red. The deficit with Vietnam is large. The deficit in goods is $100 billion."
    assert all(ref != ["VNM"] for _, ref, _ in pairs(text))


def test_troops_of_whom_nothing_is_said_are_nobody_s() -> None:
    assert pairs("Japan's capital is Tokyo. There are 10,000 troops in Mali.") == []
    text = "The United States has 53,000 troops in Japan. There are 35,000 troops in Germany."
    assert pairs(text)[1] == ("troops", ["USA"], ["DEU"])
    assert pairs("Shelled from China, Taiwan made the county a garrison, with 100,000 soldiers stationed there.") == []


def test_an_amount_in_brackets_is_of_what_stands_before_them() -> None:
    text = "China was the largest exporter in the world, followed by Germany (€1.5 trillion, 8 %) and Japan (€0.7 trillion, 4 %)."
    assert [ref for indicator, ref, _ in pairs(text)] == [["CHN"], ["DEU"], ["DEU"], ["JPN"], ["JPN"]]


def test_an_amount_behind_a_place_is_of_what_holds_it() -> None:
    text = "Italy is fourth, with a $2 trillion economy, Spain is fifth."
    assert pairs(text) == [("gdp", ["ITA"], [])]


@pytest.mark.parametrize(
    "text",
    [
        "Back in 1750, France had a population of 25 million.",
        "In the 2005 study, France had a population of 60 million.",
        "According to the 2005 census, France has 60 million people.",
        "Italy's birth rate is low, while France's fertility rate is 20 per cent higher.",
        "The island lies north of Darwin, Australia, with a population of 685,000.",
        "The largest groups in Britain by population are the Poles, the Indians and the Irish (336).",
    ],
)
def test_a_year_that_is_read_with_something_else_is_not_dropped(text: str) -> None:
    assert pairs(text) == []


def test_a_text_that_speaks_of_purchasing_power_may_go_on_so() -> None:
    text = "At purchasing power parity, China's economy is the larger one. India's GDP was $9 trillion."
    (found,) = read(text, DAY).claims
    assert "purchasing power" in (found.claim.reason or "")
    nominal = "In nominal terms it is not. India's GDP was $3 trillion."
    assert read(text.split(". ")[0] + ". " + nominal, DAY).claims[-1].claim.reason is None


def test_a_partner_by_imports_is_ranked_by_imports() -> None:
    assert pairs("China was the largest partner for Dutch imports of goods.") == [("goods_imports", ["NLD"], ["CHN"])]
    assert pairs("Dutch-Chinese exports came to 20 billion euros.") == [("goods_exports", ["NLD"], ["CHN"])]


def test_goods_and_services_set_off_from_exports_are_what_is_counted() -> None:
    for text in (
        "Peru's exports, both goods and services, were $70 billion.",
        "Peru's exports (goods and services) were $70 billion.",
    ):
        assert pairs(text) == [("goods_services_exports", ["PER"], [])]


def test_a_direction_in_a_month_needs_to_say_since_when() -> None:
    (found,) = read("America's trade deficit shrank in December 2022.", date(2023, 6, 1)).claims
    assert found.claim.reason == "whether on the month or the year before is not said"


def test_the_country_of_the_text_is_not_that_of_the_sentence_before() -> None:
    text = "Trade between India and Russia has surged. Exports reached $5 billion in 2023."
    assert pairs(text, "USA") == []
    assert pairs("Exports reached $2 trillion in 2023.", "USA") == [("goods_exports", ["USA"], [])]


def test_a_country_named_beside_it_is_not_it() -> None:
    text = "It is our nearest neighbour, second only to New Zealand. It has a population of some 280 million people."
    assert pairs(text, "AUS") == []


def test_neither_amount_of_a_clause_drops_the_partner() -> None:
    text = "Chinese exports to Africa rose by 7.5% to $173 billion in 2023, but imports fell by 7% to $109 billion."
    assert {flow for flow, _, _ in pairs(text)} == {"goods_exports"}


def test_a_quarter_goes_on_for_the_same_country_only() -> None:
    text = (
        "Canada's trade deficit with the world was 6.4 billion Canadian dollars in the first quarter of 2016. "
        "Canada bought almost 19 per cent of US exports."
    )
    assert [item.claim.period for item in read(text, DAY).claims] == ["2016-Q1", None]


def test_it_stays_what_it_was_before_another_country_is_named() -> None:
    text = (
        "Nigeria exports oil. After a recount its economy was found to have overtaken South Africa's. "
        "Its population is about 230 million."
    )
    assert pairs(text)[-1:] in ([], [("population", ["NGA"], [])])


def test_trade_beside_a_partner_is_not_all_trade() -> None:
    text = "In 2022, Malaysia was the 10th largest trading partner of the Philippines, with trade totaling US$8.84 billion."
    assert pairs(text) == [("trade_partner", ["PHL"], ["MYS"]), ("goods_trade", ["PHL"], ["MYS"])]


def test_soldiers_of_a_member_are_not_those_of_the_group() -> None:
    text = (
        "America has the most soldiers out of all NATO members, with the Army and the Navy totaling 1.3 million troops."
    )
    assert (None, ["NATO"], []) not in [(None, ref, partner) for _, ref, partner in pairs(text)]


def test_a_list_in_brackets_has_the_figure_and_the_year_of_what_stands_before() -> None:
    text = "The fastest-growing economies in 2021 were Ireland (13.5%), Chile (11.7%), and Turkey (11%)."
    found = [c.claim for c in read(text, DAY, "USA").claims]
    listed = [(c.indicator, c.areas.ref, c.value, c.period) for c in found if c.value is not None and c.unit == "PT"]
    assert listed == [
        ("gdp_growth", ["IRL"], "13.5", "2021"), ("gdp_growth", ["CHL"], "11.7", "2021"), ("gdp_growth", ["TUR"], "11", "2021"),
    ]  # fmt: skip


def test_what_is_said_of_several_is_said_of_each() -> None:
    found = pairs("Germany, Spain and Italy spend less than 2 per cent of their GDP on defence.")
    assert [ref for _, ref, _ in found] == [["DEU"], ["ESP"], ["ITA"]]
    found = pairs("Germany, Spain and Italy together spend less than 2 per cent of their GDP on defence.")
    assert [ref for _, ref, _ in found] == [["DEU", "ESP", "ITA"]]


def test_the_deficit_with_a_country_is_not_the_deficit() -> None:
    assert (
        pairs("China was the country with the largest US trade deficit at $375 billion, ahead of Mexico ($71 billion).")
        == []
    )


def test_whose_data_it_is_keeps_no_year_to_itself() -> None:
    text = "According to World Bank data, in 2013, Russia's GDP was $2.29 trillion while Italy's was $2.14 trillion."
    assert [(item.claim.areas.ref, item.claim.period) for item in read(text, DAY).claims] == [
        (["RUS"], "2013"),
        (["ITA"], "2013"),
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Its industry is half that of Germany, and its GDP is about the same size as Italy's.", []),
        ("The GDP of the US was $27 trillion in 2023.", [("gdp", ["USA"], [])]),
        (
            "Despite surpassing Britain as the largest economy, India has a population of 1.4 billion.",
            [("population", ["IND"], [])],
        ),
    ],
)
def test_whose_figure_it_is(text: str, wanted: list[tuple[str, list[str], list[str]]]) -> None:
    assert pairs(text) == wanted


def test_what_shrank_is_below_nothing() -> None:
    for heading in ("In 2020 some economies saw a contraction:", "In 2020 the economies that shrank most were"):
        found = [item.claim for item in read(f"{heading} Spain (11 percent) and Italy (9 percent).", DAY).claims]
        assert [(c.areas.ref, c.value, c.period) for c in found] == [
            (["ESP"], "-11", "2020"),
            (["ITA"], "-9", "2020"),
        ]


def test_a_financial_year_is_written_with_a_slash() -> None:
    found = read("The UK spent £52.8 billion on defence in the 2022/23 financial year.", DAY).claims
    assert [item.claim.period for item in found] == ["2022-23-FY"]


def test_an_average_of_a_decade_is_not_of_a_year() -> None:
    assert pairs("Over the past decade, Ethiopia has seen rapid growth, averaging around 10% annually.") == []


@pytest.mark.parametrize("is_so", ["They are", "They stand at", "They now stand at"])
def test_what_is_so_at_present_is_not_of_the_year_before(is_so: str) -> None:
    text = f"Kenya's exports were worth $5 billion in 2011. {is_so} $7 billion."
    assert [item.claim.period for item in read(text, DAY).claims] == ["2011", None]
    assert read(text.replace(is_so, "They were"), DAY).claims[-1].claim.period == "2011"


@pytest.mark.parametrize(
    "before",
    [
        "Our trade with Uganda is growing.",
        "Uganda is a partner of Kenya.",
        "The agreement between Kenya and Uganda is old.",
    ],
)
def test_trade_behind_dealings_with_one_country_may_be_with_it(before: str) -> None:
    assert pairs(f"{before} Imports were worth $1 billion in 2022.", "KEN") == []
    assert pairs("The farms of Kenya had a good year. Imports were worth $18 billion in 2022.", "KEN") != []


def test_a_second_place_is_in_the_group_of_the_first() -> None:
    found = read("In 2014 the UK had the fastest growing economy of the G7. In 2015 it was second.", DAY).claims
    assert [(item.claim.value, item.claim.universe) for item in found] == [("1", "G7"), ("second", "G7")]


def test_what_stands_beside_a_rate_on_the_quarter_is_one() -> None:
    text = "On the previous quarter, Poland's GDP grew by 1.3%, well above the Eurozone (0.2%)."
    assert all(item.claim.not_checkable for item in read(text, DAY).claims)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Kazakhstan's GDP has grown from $22 billion in 1999 to $261 billion.",
            [("$22 billion", "1999"), ("$261 billion", None)],
        ),
        ("China's share of Russia's imports has risen from 25% in 2021 to 36%.", [("25%", "2021"), ("36%", None)]),
        (
            "Kenya's exports rose to 126 billion shillings from 97 billion a year earlier.",
            [("126 billion shillings", None)],
        ),
        ("Lebanon had 4.5 million inhabitants and now has 5.8 million.", [("5.8 million", None)]),
        ("Libya's economy shrank by 9.6 per cent in 2022, then rebounded by 10 per cent.", [("9.6 per cent", "2022")]),
    ],
)
def test_a_figure_has_one_amount_at_a_time(text: str, wanted: list[tuple[str, str | None]]) -> None:
    assert [(item.words["value"], item.claim.period) for item in read(text, DAY).claims] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Slovenia joined the union before Croatia and has 2.1 million people.",
        "Slovenia adopted the euro years ahead of Croatia [and] now has 2.1 million people.",
    ],
)
def test_whoever_another_came_before_or_after_has_nothing(text: str) -> None:
    assert pairs(text) == [("population", ["SVN"], [])]


def test_a_sentence_that_names_no_country_is_of_that_of_the_text() -> None:
    """Remittances come from all countries, and the sentence names none."""
    text = "Diaspora remittances now stand at a record of over KSh400 billion in 2021."
    found = [(item.claim.operation, item.claim.areas.ref, item.claim.unit) for item in read(text, DAY, "KEN").claims]
    assert found == [("level", ["KEN"], "KES"), ("extreme", ["KEN"], None)]
    assert [skipped.reason for skipped in read(text, DAY).skipped] == []


def test_whose_figure_stood_before_has_the_next() -> None:
    found = read("The Peruvian economy expanded in 2021, with growth of 13 per cent.", DAY).claims
    assert [(item.claim.indicator, item.claim.areas.ref) for item in found] == [("gdp_growth", ["PER"])]
    text = "The Fijian economy lives on trade, with imports and exports, respectively, averaging a quarter and half of GDP."
    assert read(text, DAY).claims == []


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("Peru's economy grew 3.6% and 3.3% in 2015 and 2016.", [("gdp_growth", "3.6", "2015"), ("gdp_growth", "3.3", "2016")]),
        (
            "In 2019, 2020 and 2021 Peru spent 1 per cent, 2 per cent and 3 per cent of GDP on defence, respectively.",
            [("military_expenditure_gdp", str(n), str(2018 + n)) for n in (1, 2, 3)],
        ),
        ("Peru's exports and imports grew 2 per cent and 5 per cent in 2019.",
         [("goods_exports", "2", "2019"), ("goods_imports", "5", "2019")]),
        ("The population and GDP of Peru were 33 million and $240 billion in 2022.",
         [("population", "33 million", "2022"), ("gdp", "240 billion", "2022")]),
        ("Peru's exports and imports in 2021 and 2022 were $40 billion and $60 billion.", []),
        ("Peru's GDP grew by 3 and 4 per cent in 2021 and 2022, respectively, and 5 per cent in 2023.", []),
        ("Peru's exports rose from $5 to $7 billion between 2016 and 2019.",
         [("goods_exports", "5 billion", "2016"), ("goods_exports", "7 billion", "2019")]),
        ("Peru's exports were $40 billion in 2016; three years on they had risen to $50 billion.",
         [("goods_exports", "40 billion", "2016"), ("goods_exports", "50 billion", "2019")]),
        ("In 2016 Peru's exports were $40 billion; three years later, they had risen to $50 billion.",
         [("goods_exports", "40 billion", "2016"), ("goods_exports", "50 billion", "2019")]),
        ("The floods of 2016 and 2017 reduced Peru's GDP by $4 billion and $6 billion, respectively.", []),
    ],
)  # fmt: skip
def test_amounts_are_dealt_out_to_years_and_figures(text: str, read_as: list[tuple[str, str, str]]) -> None:
    claims = [item.claim for item in read(text, DAY).claims]
    assert [(claim.indicator, claim.value, claim.period) for claim in claims] == read_as


OPENS = "Vietnam's exports rose by 8 per cent in 2022 although American and Chinese buyers held back."


@pytest.mark.parametrize(
    "later",
    [
        "Imports rose by 5 per cent in 2022.",
        "The country's trade surplus came to $12 billion in 2022.",
        "Exports to Japan rose by 3 per cent in 2022.",
        "Imports fell by 2 per cent in 2023, and Vietnam borrowed.",
        "Many foreign firms came.\n\nImports rose by 5 per cent in 2022.",
        "Samsung makes telephones there.\n\nThe economy grew by 5 per cent in 2023.",
    ],
)
def test_a_text_is_about_the_country_of_its_claims(later: str) -> None:
    assert {tuple(ref) for _, ref, _ in pairs(f"{OPENS} {later}")} == {("VNM",)}
    assert len(pairs(f"{OPENS} {later}")) > 1


@pytest.mark.parametrize(
    "later",
    [
        "Thailand's exports fell by 1 per cent in 2022.\n\nImports rose by 5 per cent in 2022.",
        "Ho Chi Minh City grows. The largest city has a population of 9 million.",
        "Thailand and Laos fared worse, and imports rose by 5 per cent in 2022.",
    ],
)
def test_it_is_about_no_other_once_another_is_its_subject(later: str) -> None:
    assert [indicator for indicator, ref, _ in pairs(f"{OPENS} {later}") if ref == ["VNM"]] == ["goods_exports"]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Russia was strong, but Estonia saw its exports rise by 4 per cent in 2018.", ["EST"]),
        ("Compared with Russia, Estonia saw its exports rise by 4 per cent in 2018.", ["EST"]),
        ("By this measure, Gabon occupies the first position in Africa, its GDP is $18,387 per person.", ["GAB"]),
        ("Kenya's trade deficit, which increased in 2013 by $301 million to $3.4 billion, was large.", ["KEN"]),
        ("Peru saw a decline in its population, which shrank by 200,000 to 32 million in 2018.", ["PER"]),
    ],
)
def test_whose_it_is_stands_nearest(text: str, owner: list[str]) -> None:
    assert {(*ref, *partner) for _, ref, partner in pairs(text)} == {tuple(owner)}


def test_bilateral_trade_is_that_of_the_two_who_are_named() -> None:
    text = (
        "The U.S.-India partnership is an engine of global growth, with bilateral trade exceeding $191 billion in 2022."
    )
    assert pairs(text) == [("goods_trade", ["USA"], ["IND"])]


def test_an_owner_of_a_rank_owns_no_figure() -> None:
    text = (
        "Exports from the world's second-largest economy rose by 8 per cent, while imports rose by 7 per cent in 2022."
    )
    assert pairs(text) == []


def test_an_amount_of_a_flow_is_in_the_money_of_the_sentence_before() -> None:
    text = "Peru's exports were 65 billion dollars in 2022. Imports edged up 1.1 per cent to 57 billion in 2022."
    assert [item.claim.unit for item in read(text, DAY).claims][-1] == "USD"


@pytest.mark.parametrize(
    "text",
    [
        "A 2014 report says that Peru has 31 million people.",
        "A 2014 survey put Peru's GDP at $200 billion.",
        "According to the World Economic Outlook 2014, Peru's GDP was $200 billion.",
    ],
)
def test_the_year_of_a_report_is_not_dropped(text: str) -> None:
    found = read(text, DAY)
    assert not found.claims
    assert "the year of its source" in found.skipped[0].words
    assert read(text, date(2015, 6, 1)).claims  # a report of last year is of the newest figure


def test_whose_figure_the_claim_was_is_what_the_text_is_about() -> None:
    text = "The military budget of Togo was $160 million in 2021. In Kara they spoke of tanks. Its army has 13,000 men."
    first = "The military budget of Togo was $160 million in 2021."
    assert pairs(f"{first} The IISS says that the defence budget was $150 million in 2022.")[1][1] == ["TGO"]
    assert len(pairs(text)) == 1


def test_when_what_a_relative_clause_tells_was_so() -> None:
    text = "The main spenders in 2018 were the US and China, which accounted for 49% of world military spending."
    assert [item.claim.period for item in read(text, DAY).claims] == ["2018"]


def test_the_year_of_a_law_is_not_when_something_was_so() -> None:
    text = "Peru's exports fell to $40 billion, as required by the Fair Trade Act of 2011."
    assert "2011" not in {item.claim.period for item in read(text, DAY).claims}


@pytest.mark.parametrize(
    ("first", "period"),
    [
        ("Peru's exports rose by 5 per cent between 2010 and 2020.", ("2020", "2010")),
        ("Peru's exports rose by 5 per cent in the first half of 2020.", (None, None)),
        ("Peru's exports are large.", (None, None)),
    ],
)
def test_the_same_period_is_that_of_the_change_before(first: str, period: tuple[str | None, str | None]) -> None:
    claim = read(f"{first} Over the same period, its imports fell by 3 per cent.", DAY).claims[-1].claim
    assert (claim.period, claim.base_period) == period


@pytest.mark.parametrize(
    ("between", "same"),
    [
        ("Data for 2017 showed an estimated expense of some kind.", True),
        ("The expenditure on tanks was high.", True),
        ("Petrobras was founded in 1953.", False),
    ],
)
def test_what_is_nobody_does_not_end_what_a_text_is_about(between: str, same: bool) -> None:
    text = f"Greece spent 2.3 per cent of GDP on its army in 2016. {between} Military personnel was 106,000 in 2017."
    assert (len(pairs(text)) == 2) == same


def test_the_year_of_who_is_quoted_opens_the_sentence() -> None:
    text = "According to NATO sources in 2008, Greece spent 2.8 per cent of GDP on its military."
    assert [item.claim.period for item in read(text, DAY).claims] == ["2008"]


def test_the_year_in_which_a_union_fell_is_no_year_of_the_figure() -> None:
    text = "Even after the Soviet Union fell in 1991, U.S. military spending dipped."
    assert "1991" not in {item.claim.period for item in read(text, DAY).claims}


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Greece spent €4 billion on defence in the 2018 fiscal year.", "2018-FY"),
        ("Greece's GDP was €43 billion at 2010 prices.", None),
        ("Greece's GDP was €43 billion in 2018 at 2010 prices.", "2018"),
    ],
)
def test_the_year_of_prices_and_the_fiscal_year(text: str, period: str | None) -> None:
    claim = read(text, DAY).claims[0].claim
    assert (claim.period, claim.not_checkable is not None) == (period, "prices" in text)


@pytest.mark.parametrize(
    ("who", "whose"),
    [
        ("Andean country", ["PER"]),
        ("South American nation", ["PER"]),
        ("Latin American country", ["PER"]),
        ("copper-rich country", ["PER"]),
        ("neighbouring country", []),
        ("host country", []),
        ("Quechua Nation", []),
    ],
)
def test_a_country_is_described_as_it_is_in_papers(who: str, whose: list[str]) -> None:
    text = f"Peru is changing. The {who} has a population of 34 million."
    assert [iso for item in read(text, DAY).claims for iso in item.claim.areas.ref] == whose


def test_a_text_of_one_country_names_its_partners() -> None:
    text = "India is a big buyer of crude oil after China. Imports from China were worth $100 billion in 2022."
    [claim] = [item.claim for item in read(text, DAY, country="IND").claims]
    assert (claim.areas.ref, claim.areas.counterpart) == (["IND"], ["CHN"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Peru passed Chile long ago. Its economy is twice the size of Chile's.", ("PER", "CHL")),
        ("Peru, Chile and Oman met. Its economy is twice the size of Chile's.", None),
    ],
)
def test_it_is_the_one_of_two_that_is_not_compared_with(text: str, told: tuple[str, str] | None) -> None:
    found = [(item.claim.areas.ref[0], item.claim.base.ref[0]) for item in read(text, DAY).claims]
    assert found == ([told] if told else [])


def test_a_bare_deficit_is_that_of_the_balance_spoken_of() -> None:
    text = "Peru's deficit with Chile has grown since 1990. The deficit in 1990 was $2 billion."
    assert pairs(text) == [("trade_balance", ["PER"], ["CHL"])] * 2
    assert pairs("Peru's exports fell. The deficit in 1990 was $2 billion.") == []


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Canadian banks were strong; GDP was growing at 2 per cent.", ["gdp_growth CAN"]),
        ("The Canadian share index was at a six-year high; GDP was growing at 2 per cent.", ["gdp_growth CAN"]),
        ("The unexpectedly good third-quarter 2.1% GDP growth helped.", ["gdp_growth CAN"]),
        ("Our broad-based growth averaged 2% over the last four years.", ["gdp_growth CAN"]),
        ("Canadian mines were strong; exports reached 5 billion dollars.", []),
        ("Canadian mines were strong, and Chile's did well; GDP was growing at 2 per cent.", []),
    ],
)
def test_output_is_that_of_the_country_of_the_text(text: str, reads: list[str]) -> None:
    found = [f"{item.claim.indicator} {'+'.join(item.claim.areas.ref)}" for item in read(text, DAY, "CAN").claims]
    assert found == reads


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Our population has grown to 2 million today.", []),
        ("We have 2 million people.", []),
        ("Our population is 39 million.", ["population"]),
        ("Our population was 3 million in 1850.", ["population"]),
        ("Canada has 2 million people.", ["population"]),
    ],
)
def test_so_few_people_are_those_of_a_part(text: str, reads: list[str]) -> None:
    assert [item.claim.indicator for item in read(text, DAY, "CAN").claims] == reads
