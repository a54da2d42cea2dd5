"""Whose trade with whom an amount is where the partner stands elsewhere in the sentence: beside a place, in the trade of two.

Belongs here: trade whose partner is taken over, or refused because it may be meant. Does not belong here: places among
partners themselves (patterns/rank.yml), what else can narrow a figure (test_verifier.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 1)


def flows(text: str) -> list[tuple[str, str, list[str], list[str]]]:
    claims = [item.claim for item in read(text, DAY).claims]
    return [(c.indicator or "", str(c.value), c.areas.ref, c.areas.counterpart) for c in claims]


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        (
            "Italy is Tunisia's second-largest trading partner with trade of $7 billion.",
            ("goods_trade", "7 billion", ["TUN"], ["ITA"]),
        ),
        (
            "Latvia is Estonia's third-largest export market, with exports of 1.8 billion euros.",
            ("goods_exports", "1.8 billion", ["EST"], ["LVA"]),
        ),
        (
            "China is Kenya's largest trading partner, and the volume of trade was $7 billion in 2018.",
            ("goods_trade", "7 billion", ["KEN"], ["CHN"]),
        ),
        (
            "Germany is the main trading partner of Poland, and the value of trade rose by 5 per cent in 2018.",
            ("goods_trade", "5", ["POL"], ["DEU"]),
        ),
        (
            "China is Kenya's largest trading partner, and trade has doubled since 2010.",
            ("goods_trade", "doubled", ["KEN"], ["CHN"]),
        ),
        (
            "Kenya exported goods worth $0.2 billion to China in 2022, compared with imports of $4 billion.",
            ("goods_imports", "4 billion", ["KEN"], ["CHN"]),
        ),
        (
            "Kenya's exports to China were $0.2 billion in 2022, compared with total imports of $20 billion.",
            ("goods_imports", "20 billion", ["KEN"], []),
        ),
    ],
)
def test_trade_beside_that_of_two_countries_is_with_the_other(
    text: str, reads: tuple[str, str, list[str], list[str]]
) -> None:
    assert flows(text)[-1] == reads


@pytest.mark.parametrize(
    "text",
    [
        "Senegal came at the top of the ranking with exports of $300 million.",
        "In third place came Mali with exports of $300 million.",
        "Spain is the largest exporter of olives, with exports of $60 billion.",
        "Spain shipped goods worth $20 billion to the rest of Africa in 2023.",
        "Poland is Lithuania's largest trading partner in Western Europe.",
        "There are about 70,000 military and customs personnel.",
    ],
)
def test_what_may_be_of_a_part_is_not_read_of_all(text: str) -> None:
    assert flows(text) == []


@pytest.mark.parametrize(
    "behind",
    [
        "with exports of 1.8 billion euros",
        "and the total volume of trade was 7 billion euros",
        "and trade accounts for 40 per cent of its GDP",
    ],
)
def test_trade_of_two_is_not_given_to_one_of_them(behind: str) -> None:
    found = flows(f"Latvia is Estonia's third-largest trading partner, {behind}.")
    assert [each[0] for each in found] == ["trade_partner"]


@pytest.mark.parametrize(
    "behind", ["compared with imports of $4 billion by Mali", "and to India $1 billion, against imports of $2 billion"]
)
def test_what_is_set_beside_trade_with_one_may_be_with_another(behind: str) -> None:
    found = flows(f"Kenya's exports to China were $0.2 billion in 2022, {behind}.")
    assert "goods_imports" not in [each[0] for each in found]


def test_what_we_sell_to_them_is_not_sold_to_us() -> None:
    [claim] = [item.claim for item in read("Germany exports more to us than we do to them.", DAY, "GBR").claims]
    assert (claim.areas.ref, claim.areas.counterpart, claim.base.ref, claim.base.counterpart) == (
        ["DEU"], ["GBR"], ["GBR"], ["DEU"],
    )  # fmt: skip


def test_goods_and_services_that_two_trade_are_not_held() -> None:
    assert flows("In 2013 Malta traded goods and services worth 3 billion euros with Italy.") == []


def test_a_rise_beside_the_trade_of_two_may_be_of_all_trade() -> None:
    text = "Kenya's trade with Uganda came to $1.4 billion, while Kenya's exports grew by 5 per cent."
    assert [found[0] for found in flows(text)] == ["goods_trade"]


def test_money_sent_home_is_set_against_output() -> None:
    text = "Nepal received $11 billion in remittances in 2023 (a quarter of its GDP), and Fiji received $0.5 billion."
    assert [found[:2] for found in flows(text)] == [
        ("remittances_received", "11 billion"), ("remittances_gdp", "a quarter"), ("remittances_received", "0.5 billion"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Spain was the second-largest recipient of Dutch FDI.", ("fdi_positions_outward", "second", ["NLD"], ["ESP"])),
        ("Latvia's trade balance was negative at 3 billion euros.", ("trade_balance", "-3 billion", ["LVA"], [])),
        ("Latvia has a positive trade balance of 3 billion euros.", ("trade_balance", "3 billion", ["LVA"], [])),
        ("Latvia's trade balance is negative.", ("trade_balance", "0", ["LVA"], [])),
    ],
)
def test_other_words_for_trade(text: str, reads: tuple[str, str, list[str], list[str]]) -> None:
    assert flows(text) == [reads]


@pytest.mark.parametrize(
    "text",
    [
        "Mali is the largest importer of Senegalese goods in West Africa.",
        "The stock of foreign direct investment in Senegal was $14 billion in 2018.",
        "Foreign direct investment in Senegal, in stock terms, was $14 billion in 2018.",
        "Senegal's exports are going to double in size.",
    ],
)
def test_what_narrows_or_plans_other_words_for_trade(text: str) -> None:
    assert flows(text) == []


def test_what_somebody_took_in_of_another_s_exports_is_not_all_of_them() -> None:
    assert flows("Each took in over $200 billion in Japanese exports in 2023.") == []


def test_a_record_in_the_trade_of_two_is_of_both() -> None:
    [found] = read("Trade between Chile and Peru reached an all-time high in 2022.", DAY).claims
    assert (found.claim.areas.ref, found.claim.areas.counterpart) == (["CHL"], ["PER"])


def test_until_a_month_is_no_month() -> None:
    [found] = read("Peru's trade with Chile came to $3 billion until November 2023.", DAY).claims
    assert (found.claim.period, found.claim.not_checkable) == (None, "no data")


def test_partners_in_a_row_have_each_their_change() -> None:
    text = "Exports to Japan fell by 4 per cent, to Chile by 7 per cent and to Peru by more than 9 per cent."
    claims = [item.claim for item in read(text, DAY, "AUS").claims]
    assert [(c.areas.ref, c.areas.counterpart, c.value) for c in claims] == [
        (["AUS"], ["JPN"], "4"),
        (["AUS"], ["CHL"], "7"),
        (["AUS"], ["PER"], "9"),
    ]
    assert read("Exports to Japan fell by 4 per cent, and Peru's exports by 7.", DAY, "AUS").claims == []


def test_our_bilateral_trade_is_with_one_country() -> None:
    assert read("Our bilateral trade reached $9 billion in 2022.", DAY, "AUS").claims == []
    assert [item.claim.value for item in read("Our trade reached $900 billion in 2022.", DAY, "AUS").claims] == [
        "900 billion"
    ]


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Latvia's exports stood at about 20 billion euros in 2022.", ("goods_exports", "20 billion", ["LVA"], [])),
        ("Peru's trade balance was in surplus by $9 billion in 2021.", ("trade_balance", "9 billion", ["PER"], [])),
        ("Peru and Chile's total trade turnover was $3 billion.", ("goods_trade", "3 billion", ["PER"], ["CHL"])),
    ],
)
def test_more_words_for_trade(text: str, reads: tuple[str, str, list[str], list[str]]) -> None:
    assert flows(text) == [reads]


def test_a_growth_behind_an_amount_is_of_that() -> None:
    reads = read("Nepalese workers sent $9 billion home in 2021, a growth of 8.2 per cent.", DAY).claims
    assert [r.claim.indicator for r in reads] == ["remittances_received", "remittances_received"]


def test_when_it_was_so_is_said_before() -> None:
    text = "Latvia's exports to Russia have been falling since 2013, when Russia was Latvia's largest trading partner."
    assert [item.claim.period for item in read(text, DAY).claims][-1] == "2013"


@pytest.mark.parametrize(
    "text",
    [
        "Of Chile's total trade, $90 billion were exported goods.",
        "Chile's top ten trading partners brought in trade of $120 billion.",
        "Chile was an important market for Peruvian exports worth $2 billion in 2022.",
        "Japan contributed the highest export value in May, with $2 billion.",
        "The difference between Chile's exports and imports was $4 billion in 2022.",
        "In 2022 Chile's trade with Peru made up 60 per cent of its trade with the Andean countries.",
    ],
)
def test_what_is_of_some_partners_is_not_read_of_all(text: str) -> None:
    assert flows(text) == []


def test_year_on_year_is_of_the_year_that_opens_the_sentence() -> None:
    [found] = read("In 2022, trade between Chile and Peru rose year on year by 8 per cent.", DAY).claims
    assert (found.claim.period, found.claim.base_period) == ("2022", "2021")


def test_member_countries_are_the_group() -> None:
    assert flows("Serbia's trade with EU member countries was worth $30 billion.") == [
        ("goods_trade", "30 billion", ["SRB"], ["EU"])
    ]


def test_imports_from_several_are_those_of_who_speaks() -> None:
    [found] = read("Imports from Chile, Peru and Bolivia came to A$9 billion in 2022.", DAY, "AUS").claims
    assert (found.claim.areas.ref, set(found.claim.areas.counterpart)) == (["AUS"], {"CHL", "PER", "BOL"})


def test_amounts_behind_partners_are_not_of_all_trade() -> None:
    text = "Peru exported goods worth $60 billion in 2022, much of it to China ($20 billion), followed by the US ($9 billion)."
    values = [item.claim.value for item in read(text, DAY).claims if not item.claim.areas.counterpart]
    assert "9 billion" not in values
    text = "Ireland's biggest import partner was the UK, accounting for €26 billion of Irish imports."
    assert [item.claim.operation for item in read(text, DAY).claims] == ["rank"]


def test_a_surplus_of_one_beside_the_trade_of_two_is_with_the_other() -> None:
    assert flows("U.S. trade with Chile was worth $30 billion in 2023, with a U.S. trade surplus of $7 billion.") == [
        ("goods_trade", "30 billion", ["USA"], ["CHL"]),
        ("trade_balance", "7 billion", ["USA"], ["CHL"]),
    ]
    text = "Trade between Chile and Peru was worth $3 billion in 2023, and Chile had an overall surplus of $15 billion."
    assert ("trade_balance", "15 billion", ["CHL"], ["PER"]) not in flows(text)


def test_what_else_makes_up_exports_is_no_partner() -> None:
    assert read("Copper and gold account for 55% of exports to the United States.", DAY, "PER").claims == []


def test_what_grows_is_what_the_sentence_is_about() -> None:
    text = "EU trade with Chile exceeded €20 billion in 2008 and has enjoyed an average growth rate of 7.5% since 2004."
    found = [item.claim for item in read(text, DAY).claims]
    assert [(c.indicator, c.operation) for c in found] == [("goods_trade", "sum"), ("goods_trade", "growth")]
    between = [item.claim for item in read(text.replace("since 2004", "between 2003 and 2006"), DAY).claims]
    assert (between[-1].period, between[-1].base_period) == ("2006", "2003")


def test_we_together_are_not_the_country_of_the_text() -> None:
    assert read("Together, we represent 40% of world GDP.", DAY, "USA").claims == []
    assert read("We represent 26% of world GDP.", DAY, "USA").claims != []


def test_a_number_of_tonnes_or_lari_is_no_money() -> None:
    text = "Georgia's exports were worth $3 billion in 2021 and 2 million tonnes, or 9 billion lari, in 2022."
    assert [value for _, value, _, _ in flows(text)] == ["3 billion"]


@pytest.mark.parametrize(
    "text",
    [
        "China exported goods worth $19 billion in 2005, while importing only some from Barbados.",
        "Among other largest sources of tea for Georgia are: Greece with $144 million, followed by Italy.",
        "Romania's growth was among the fastest in Europe (8.4 per cent in 2008).",
        "At $73.6 billion in 2004, Peru's trade in energy is the largest.",
        "Top exports of Chile",
        "Remittances to Europe and Central Africa came to $56 billion in 2020.",
        "The firms of Peru grew in some areas of trade, with $41 billion in 2022.",
        "China exported goods worth $19 billion in 2005, while importing only some from Barbados.",
        "India and Russia have set a determination in increasing trade to $10 billion.",
        "Peru is first in terms of number of people (500,000) employed there.",
        "In Peru imports are seen increasing by 8.5%.",
        "So far the U.S. has invested $13.6 bn in Azerbaijan's economy.",
        "Bengal accounted for 40% of overall Dutch imports from Asia.",
        "Growth can come from the rise of towns throughout Peru, which has grown 2 percent in the past ten years.",
        "Between the 10th and 11th centuries, the population of China was around 100 million people.",
    ],
)
def test_no_amount_of_whoever_stands_beside_it(text: str) -> None:
    assert read(text, DAY).claims == []


def test_a_place_that_was_not_read_keeps_its_amount() -> None:
    text = "Greece is the largest import partner of Cyprus (18.0%) and the largest export partner of Palau (82.4%)."
    assert [value for _, value, _, _ in flows(text)] == ["1", "18.0"]
    text = "Chile is Peru's largest trading partner, and an estimated 5% of its residents are Chileans."
    assert [value for _, value, _, _ in flows(text)] == ["1"]
    text = "Cuba's primary import partner is Venezuela. The second largest trade partner for many is Canada."
    assert flows(text) == [("goods_imports", "1", ["CUB"], ["VEN"])]


def test_growth_set_beside_that_of_others_is_over_the_same_years() -> None:
    text = "Between 1960 and 1973 the Greek economy grew by an average of 7.7%, in contrast to 4.9% for the OECD."
    found = [item.claim for item in read(text, DAY).claims][-1]
    assert (found.areas.ref, found.period, found.base_period) == (["OECD"], "1973", "1960")


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Kenya and Uganda are neighbours. Their leaders met. Bilateral trade was worth $1 billion.", ("KEN", "UGA")),
        ("India's minister met Bhutan's king. The two countries have a trade of $1 billion.", ("IND", "BTN")),
        ("Kenya and Uganda are neighbours. Trade between the countries was worth $1 billion.", ("KEN", "UGA")),
        ("India's minister met Bhutan's king. They spoke of Peru. Bilateral trade was worth $1 billion.", None),
        ("Kenya and Uganda are neighbours. Trade between nations was worth $1 billion.", None),
        ("Kenya and Uganda are neighbours. Trade between the countries in the EU was worth $1 billion.", None),
    ],
)
def test_trade_of_two_is_that_of_the_only_two_named_before(text: str, reads: tuple[str, str] | None) -> None:
    assert flows(text) == ([("goods_trade", "1 billion", [reads[0]], [reads[1]])] if reads else [])


def test_trade_of_two_is_with_the_country_of_the_text() -> None:
    found = [
        item.claim for item in read("We met Bhutan's king. Two-way trade was worth $1 billion.", DAY, "IND").claims
    ]
    assert [(c.areas.ref, c.areas.counterpart) for c in found] == [(["IND"], ["BTN"])]


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("Peru's exports to Chile (goods and services) were worth $3 billion in 2022.", "goods_services_exports"),
        (
            "Peru and Chile traded $13 billion of goods in 2022. Peru's exports to Chile were $3 billion.",
            "goods_exports",
        ),
        (
            "Trade in goods and services between Peru and Chile was $13 billion in 2022. Of this, Peru's exports to Chile "
            "were $3 billion.",
            "goods_services_exports",
        ),
        (
            "Trade in goods and services between Peru and Chile was $13 billion in 2022. Peru's exports of goods to Chile "
            "were $3 billion.",
            "goods_exports",
        ),
        ("As demand for goods and services fell, Peru's exports to Chile fell to $3 billion in 2022.", "goods_exports"),
    ],
)
def test_services_said_beside_trade_count(text: str, indicator: str) -> None:
    assert (indicator, "3 billion", ["PER"], ["CHL"]) in flows(text)


def test_trade_with_one_and_the_world_adds_nothing_up() -> None:
    assert flows("Peru's trade with China and the world was worth $110 billion in 2022.") == []


@pytest.mark.parametrize("way", ["surplus", "deficit"])
def test_a_balance_in_goods_and_services_trade_is_with_the_partner(way: str) -> None:
    text = f"In 2017 Peru had a $3 billion {way} in goods and services trade with Chile."
    assert flows(text) == [("trade_balance", "3 billion" if way == "surplus" else "-3 billion", ["PER"], ["CHL"])]


def test_imports_beside_exports_of_goods_and_services_are_both() -> None:
    text = "Exports of goods and services fell by 3% in Peru in 2019 while imports rose by 2%."
    assert [indicator for indicator, *_ in flows(text)] == ["goods_services_exports", "goods_services_imports"]
    assert flows(text.replace("imports", "imports of goods"))[-1][0] == "goods_imports"


@pytest.mark.parametrize(
    ("text", "definitions"),
    [
        ("Peru's exports were worth $60 billion in 2022.", []),
        ("Peru's merchandise exports were worth $60 billion in 2022.", ["exporter", "importer", "reconciled"]),
        ("Peru's exports of goods were worth $60 billion in 2022.", ["exporter", "importer", "reconciled"]),
        ("Peru had a deficit in goods and services of $3 billion in 2022.", ["goods_services"]),
        ("Peru's trade in goods and services was worth $130 billion in 2022.", ["goods_services"]),
        ("Peru's trade with Chile, in goods and services, was worth $13 billion in 2022.", ["goods_services"]),
        ("In services and goods, Peru's trade deficit was $3 billion in 2022.", ["goods_services"]),
        ("Peru's trade was worth $130 billion in 2022, counting services.", ["goods_services"]),
        ("Peru's goods deficit was $3 billion in 2022.", ["goods"]),
        ("Peru's trade deficit was $3 billion in 2022.", []),
    ],
)
def test_words_say_whether_services_count(text: str, definitions: list[str]) -> None:
    assert [item.claim.definitions for item in read(text, DAY).claims] == [definitions]
