"""What stands beside a figure is used or refuses it: an area that opens the sentence, numbers that run on, a difference.

Belongs here: sentences whose number once went to another figure than the one that was meant.
Does not belong here: time phrases (tests/claims/test_times.py), guards (test_guards.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("In Germany, America has 35,000 troops.", ("troops", ["USA"], ["DEU"])),
        ("In Germany, we have 35,000 troops.", ("troops", ["USA"], ["DEU"])),
        ("In Germany, the army has 181,000 soldiers.", ("armed_forces", ["DEU"], [])),
        ("In Poland, exports reached $380 billion in 2023.", ("goods_exports", ["POL"], [])),
        ("The economy grew by 2.5 per cent in 2023 despite a global recession.", ("gdp_growth", ["USA"], [])),
        ("In Africa, Nigeria has the largest population.", ("population", ["NGA"], [])),
        (
            "We trade less with Chile than we do with Peru with a population of 34 million.",
            ("population", ["PER"], []),
        ),
        ("China is close behind Germany's $4 trillion economy.", ("gdp", ["DEU"], [])),
        (
            "Japan is the world's second largest power, whose military spending exceeds that of Italy.",
            ("military_expenditure", ["JPN"], []),
        ),
    ],
)
def test_the_nearest_owner_holds_the_figure(text: str, reads: tuple[str, list[str], list[str]]) -> None:
    [found] = read(text, DAY, "USA").claims
    assert (found.claim.indicator, found.claim.areas.ref, found.claim.areas.counterpart) == reads


@pytest.mark.parametrize(
    "text",
    [
        "In Africa, China had a trade surplus of $60 billion in 2023.",
        "France has 5,000 soldiers in the Sahel.",
        "Peru has 9,000 military and police personnel.",
        "It is surrounded by an Arab Palestinian population of 1.5 million.",
        "Northern Kenya is East Africa's biggest economy.",
        "Kenya Airways sells three-quarters of its exports to Uganda.",
        "Chad or Niger has a population of 26 million.",
        "Mombasa, Kenya, spends 2 per cent of its GDP on defence.",
        "In 2023 Chile's population stood at 19.6 million at Siemens.",
        "At Vale, Peru's exports came to $5 billion in 2023.",
        "Wall Street posted growth of 7.2 per cent in 2023.",
        "No country has a population of 34 million.",
        "The armed forces of most countries have about 290,000 active personnel.",
        "Bhutan's largest firm sells four-fifths of its exports to India.",
        "India posted arms growth of 7.2 per cent in 2023.",
        "In Germany, Poland exported goods worth $30 billion last year.",
        "The total population of Nepal is 2 crore 66 lakhs.",
        "American soldiers in Poland grew by 20 per cent in 2022.",
        "American troop numbers in South Korea have not grown since 2019.",
        "The population of Eswatini is 1,018 449.",
        "We import $300 billion more from China than we export.",
        "Britain imported £10 billion less in 2023.",
        "Trade with Indonesia is large, making it our 12th largest merchandise trade partner.",
        "India is the fastest-growing major economy.",
        "South America's second largest economy was Brazil's fourth trade partner.",
        "Among all 38 developed OECD members, Australia now ranks 27th on GDP.",
        "Of the 31 alliance members, Canada had the eighth-highest defense spending in 2024.",
        "Argentina's trade balance reported a deficit, standing at $176 million.",
        "Romania surpassed Hungary in GNI per capita at purchasing power parity.",
        "Peru's GDP per capita is $7,000, or $15,000 at purchasing power parity.",
        "In 2023 the United States was the world's fastest-growing advanced economy.",
        "South Korea also has a significant garrison, nearly 25,000 active duty personnel.",
        "Japan hosts over 50,000 military personnel.",
        "There are more than two million soldiers in China's Bavarian armed forces.",
        "There are 35,000 troops in the Middle East.",
        "Predictions for German growth, at close to 3%, are no match for that.",
        "China's U.S. exports are just 2.5% of its GDP.",
        "The country's imports in overall trade grew by 17.4 per cent in 2022.",
        "Poland's exports to the neighbouring country fell by 28% to $15 billion, and total imports rose by 4%.",
        "This small peninsula, located just south of Hong Kong, with a population of 700,000, is a money machine.",
        "There are some African countries that have the fastest-growing economies in the world.",
        "By GDP 5-years average growth, Nigeria ranked 132nd.",
        "Ethiopia's 6.86% annual growth in GDP per capita is high.",
        "Vietnam has the third-largest trade surplus with the U.S., after China and Mexico.",
        "America has the largest armed forces of 32 NATO members.",
        "Canada bought nearly $440 billion worth of US exports last year.",
        "According to the U.S. Department of Commerce, the surplus reached $123.5 billion.",
        "Germany's exports to China are 3 per cent of China's GDP.",
        "The GDP of Chad is $700.",
        "Coffee is Ethiopia's largest export.",
        "While the German economy fell in 1993, ours was the only economy in Europe to grow by 2.5 per cent.",
    ],
)
def test_what_it_cannot_account_for_refuses(text: str) -> None:
    assert read(text, DAY, "USA").claims == []


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Germany's exports to Poland rose by 5 per cent and imports by 3 per cent.", ["5"]),
        ("Chile has a GDP of $300 billion; Peru has a surplus of $2 billion.", ["300 billion"]),
        ("Chile has 19 million people, of whom 7 million live in Santiago.", ["19 million"]),
    ],
)
def test_what_goes_on_about_something_else_is_not_read(text: str, reads: list[str]) -> None:
    assert [item.claim.value for item in read(text, DAY).claims] == reads


@pytest.mark.parametrize(
    ("text", "universe"),
    [
        ("Ireland had the fastest growing economy among the eurozone countries in 2022.", "EA"),
        ("Seychelles is the richest African country.", "AFRICA"),
        ("Nigeria's population is the largest of any African country.", "AFRICA"),
        ("In 2022 Britain had the fastest growing economy in the whole of the G7.", "G7"),
    ],
)
def test_the_group_of_a_rank_is_its_universe(text: str, universe: str) -> None:
    [found] = read(text, DAY).claims
    assert (found.claim.operation, found.claim.universe) == ("rank", universe)


def test_a_review_of_the_world_is_not_the_world() -> None:
    found = read(
        "The 2021 World Population Review rates Nigeria as the richest country, with a GDP of $514 billion.", DAY
    )
    assert {item.claim.areas.ref[0] for item in found.claims} <= {"NGA"}


def test_garrisons_listed_after_all_troops_are_not_those_of_the_hosts() -> None:
    text = "America has 170,000 troops abroad. The largest garrisons are in Japan (55,000 soldiers) and Italy (12,000)."
    assert [item.claim.areas.ref for item in read(text, DAY).claims][1:] in ([], [["USA"]] * 2)


@pytest.mark.parametrize("words", ["an increase of 7.5 per cent over 2022", "up 7.5 per cent on 2022"])
def test_over_a_year_is_more_than_in_that_year(words: str) -> None:
    found = read(f"Chinese exports to Africa reached $173 billion, {words}.", DAY).claims[-1].claim
    assert (found.operation, found.base_period, found.period) == ("change", "2022", "2023")


def test_what_brackets_list_is_of_the_same_year() -> None:
    text = "Poland's defence budget of $35 billion in 2023 is the fifth in NATO, behind America ($968 billion)."
    assert [(c.claim.areas.ref, c.claim.period) for c in read(text, DAY).claims][-1] == (["USA"], "2023")


def test_what_an_aside_says_is_of_the_country_before_it() -> None:
    text = "China has two million soldiers, and India, now having the largest population in the world, has fewer."
    found = [(c.claim.indicator, c.claim.operation, c.claim.areas.ref) for c in read(text, DAY).claims]
    assert ("population", "rank", ["IND"]) in found and ("population", "rank", ["CHN"]) not in found


def test_the_army_ranked_in_a_group_is_not_that_of_the_group() -> None:
    text = "Turkey has the second largest armed forces in NATO numbering about 485,000."
    assert [c.claim.areas.ref for c in read(text, DAY).claims] == [["TUR"]]


def test_exports_to_a_country_do_not_give_it_an_output() -> None:
    assert read("With a GDP of $468 billion, those U.S.-bound exports were large.", DAY).claims == []


def test_from_when_to_when_a_figure_changed_has_to_be_said() -> None:
    text = "Mali's exports were $2 billion in 2010, $3 billion in 2015 and $4 billion in 2019, an increase of 100%."
    changes = [item.claim for item in read(text, DAY).claims if item.claim.operation == "change"]
    assert changes == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Mali's exports to Togo rose from $2 million in 2017 to $3 million in 2019, an increase of 50%.", "50"),
        ("Mali's exports to Togo were $3 million in 2019, compared to $2 million in 2017, a growth of 50%.", "50"),
        ("Mali's exports to Togo were $3 million in 2019, up 50 per cent from $2 million in 2017.", "50"),
        ("Mali's exports to Togo were $3 million in 2019, 50 per cent higher than the $2 million of 2017.", "50"),
        (
            "Mali's exports to Togo came to $3 million in 2019, up $1 million from 2017's figure of $2 million.",
            "1 million",
        ),
    ],
)
def test_a_change_is_between_the_two_amounts_that_are_told(text: str, value: str) -> None:
    changes = [item.claim for item in read(text, DAY).claims if item.claim.operation == "change"]
    told = [(claim.value, claim.base_period, claim.period, claim.areas.counterpart) for claim in changes]
    assert told == [(value, "2017", "2019", ["TGO"])]


def test_a_deficit_beside_the_exports_to_one_country_may_be_with_it() -> None:
    text = "In 2023, America recorded a goods deficit of $104.6 billion, with U.S. exports to Vietnam at $9.8 billion."
    assert [item.claim.indicator for item in read(text, DAY).claims] == ["goods_exports"]


@pytest.mark.parametrize(
    ("text", "unit"), [("Our GDP is $1.7 trillion.", "AUD"), ("Our GDP is US$1.7 trillion.", "USD")]
)
def test_dollars_are_those_of_who_speaks(text: str, unit: str) -> None:
    assert [item.claim.unit for item in read(text, DAY, "AUS").claims] == [unit]
    assert read("Indonesia's GDP is $1.2 trillion.", DAY, "AUS").claims == []
    assert [item.claim.unit for item in read("Australia's GDP is $1.2 trillion.", DAY, "USA").claims] == ["USD"]


def test_only_who_speaks_for_fiji_means_its_dollars() -> None:
    text = "Fiji received $0.5 billion in remittances in 2022."
    assert [item.claim.unit for item in read(text, DAY, "FJI").claims] == ["FJD"]
    assert [item.claim.unit for item in read(text, DAY).claims] == ["USD"]
    assert read("Liberia received $0.7 billion in remittances in 2022.", DAY, "LBR").claims == []


@pytest.mark.parametrize(
    "text",
    [
        "Peru's GDP per head reached $7,100 in 2022, up $400 against the year before.",
        "Peru's GDP per head reached $7,100 in 2022, an increase of $400 on 2021.",
    ],
)
def test_by_how_much_it_rose_is_not_what_it_came_to(text: str) -> None:
    found = [(item.claim.operation, item.claim.value, item.claim.base_period) for item in read(text, DAY).claims]
    assert found == [("level", "7,100", None), ("change", "400", "2021")]


def test_no_amount_goes_past_one_that_was_not_understood() -> None:
    text = (
        "Kenya grew 5 per cent as the world shrank 3 per cent, and we grew 7 per cent in spring, 9 per cent in summer."
    )
    assert [item.claim.value for item in read(text, DAY).claims][2:] == []


def test_a_part_of_output_is_no_growth() -> None:
    text = "First by its spending for the size of its economy is Poland (4.1 per cent), then Latvia (3.1 per cent)."
    assert read(text, DAY).claims == []


@pytest.mark.parametrize(
    "text",
    [
        "How many people live in Iceland? About 380,000 per household.",
        "The economies of Spain and Italy both shrank respectively by 1 per cent and 2 per cent.",
        "By one estimate, as of 2017, 12 million people living in Germany are retired.",
        "Peru is the country with the greatest exports, and Peru ranks 60th in exports.",
        "Peru also boasts a growth rate of 3 per cent for its exports.",
        "Coastal African countries have 500 million people.",
        "The top 10 EU countries take 40 per cent of UK exports.",
        "Top African economies have a GDP of $2 trillion.",
        "Poorer OECD countries have 200 million people.",
    ],
)
def test_what_narrows_a_figure_is_not_dropped(text: str) -> None:
    assert read(text, DAY).claims == []


def test_those_who_are_to_sign_are_the_group() -> None:
    [found] = read("Prospective RCEP member states had a population of 2.3 billion in 2018.", DAY).claims
    assert found.claim.areas.ref == ["RCEP"]


def test_a_place_may_be_one_in_the_group_named_before() -> None:
    text = "Egypt has the largest economy in Africa. Nigeria's GDP ranks third at $362 billion."
    assert [item.claim.operation for item in read(text, DAY).claims] == ["rank", "level"]


@pytest.mark.parametrize(
    ("text", "universe"),
    [("Korea had the lowest fertility rate in 2022 when compared to other OECD members.", "OECD")],
)
def test_among_whom_a_rank_is_may_stand_behind_a_comparison(text: str, universe: str) -> None:
    assert [item.claim.universe for item in read(text, DAY).claims] == [universe]


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Kenya's economy grows by 5 per cent, and this time last year, with less rain, nobody hoped for that.", ("KEN", None)),
        ("Kenya surpasses Ethiopia with a GDP of $130 billion.", ("KEN", None)),
        ("Saudi Arabia spent $75 billion on its military (7 per cent of GDP) in 2022.", ("SAU", "2022")),
    ],
)  # fmt: skip
def test_whose_and_when_are_those_of_the_number(text: str, reads: tuple[str, str | None]) -> None:
    found = read(text, DAY).claims
    assert {(item.claim.areas.ref[0], item.claim.period) for item in found} == {reads}


def test_a_rank_among_a_kind_of_countries_is_none() -> None:
    assert read("Kenya's growth was the highest in the world for an African country in 2022.", DAY).claims == []


def test_an_average_of_heads_is_at_purchasing_power() -> None:
    [found] = read("Poland's output per head is 80 per cent of the EU average.", DAY).claims
    assert "purchasing power" in str(found.claim.reason)


@pytest.mark.parametrize(
    "text",
    [
        "Chad is followed by Mali in third place with 5,525 troops.",
        "Chad and Niger are the only ones with more than 20 million inhabitants.",
    ],
)
def test_to_whom_and_among_whom_it_is_said_is_not_dropped(text: str) -> None:
    assert read(text, DAY).claims == []


def test_what_a_rise_comes_to_is_no_level() -> None:
    text = "Peru's exports to India grew by 48 per cent, or 2 billion dollars, in 2023."
    assert [item.claim.operation for item in read(text, DAY).claims] == ["change", "change"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Peru had economic growth of 20 per cent from 2010 to 2014.", "over several years"),
        ("France is the largest economy in the EU other than Germany.", "among a few"),
    ],
)
def test_a_figure_of_other_years_or_of_others_is_refused_with_its_reason(text: str, reason: str) -> None:
    found = read(text, DAY)
    assert found.claims == []
    assert any(reason in skipped.words for skipped in found.skipped)


def test_a_rate_behind_a_rank_is_of_its_country() -> None:
    text = "Oman has the largest military burden in the Middle East, at 11.3 per cent of its GDP."
    assert [item.claim.operation for item in read(text, DAY).claims] == ["rank", "level"]
    text = "In 2010 Oman was the fastest growing major economy in the world, growing at 9 per cent."
    assert read(text, DAY).claims == []


def test_so_many_more_people_a_year_need_no_named_year() -> None:
    found = read("The population of Kenya increases by two million a year.", DAY).claims
    assert [item.claim.not_checkable for item in found] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "Spain hosts some troops, and Italy has 13,000 soldiers stationed on its soil.",
        "There are 1.3 million American soldiers on active duty worldwide.",
        "Canada sold goods worth $4 billion more than it bought from Japan in 2019.",
    ],
)
def test_what_may_be_of_others_too_is_not_read(text: str) -> None:
    assert read(text, DAY).claims == []


def test_in_past_years_is_not_last_year() -> None:
    [found] = read("In the previous years Chile's exports were $90 billion.", DAY).claims
    assert (found.claim.period, found.claim.not_checkable) == (None, "no data")


def test_what_was_so_is_of_the_year_that_opens_the_sentence() -> None:
    [found] = read("By a count made for a journal in 2019, France had 9,000 troops abroad.", DAY).claims
    assert (found.claim.indicator, found.claim.period) == ("troops", "2019")


def test_investment_in_another_country_is_not_that_of_the_country_of_the_text() -> None:
    assert not read("Foreign direct investments in Peru fell by $500 million in 2019.", DAY, "CHL").claims
    [found] = read("Our foreign direct investment in Peru was $5 billion in 2022.", DAY, "CHL").claims
    assert (found.claim.areas.ref, found.claim.areas.counterpart) == (["CHL"], ["PER"])


def test_growth_that_fell_to_a_rate_is_above_nothing() -> None:
    found = read("Chad's growth peaked at 6.5% in 1995 but fell to 1.3% in 1999.", DAY).claims
    assert [(item.claim.value, item.claim.period) for item in found] == [("6.5", "1995"), ("1.3", "1999")]


def test_the_largest_contraction_is_the_lowest_growth() -> None:
    [found] = read("Peru saw its largest economic contraction on record in 2020.", DAY).claims
    assert (found.claim.indicator, found.claim.operation, found.claim.order) == ("gdp_growth", "extreme", "asc")
    assert read("Peru's economy had its largest decline on record in 2020.", DAY).claims == []


@pytest.mark.parametrize(
    "text",
    [
        "The ten biggest defence budgets in 2016 added up to over $1.1 trillion.",
        "The five largest economies grew by 3 per cent in 2016.",
        "Abe's cabinet signed off on a 1.4 percent increase in military spending.",
    ],
)
def test_what_is_of_others_is_not_of_the_country_of_the_text(text: str) -> None:
    assert read(text, DAY, "GBR").claims == []


def test_a_partner_takes_a_share_of_each_flow() -> None:
    text = "The EU is Egypt's biggest trading partner, accounting for 42% of Egyptian exports and 37% of imports."
    shares = [c.claim for c in read(text, DAY).claims if c.claim.operation == "share"]
    assert [(c.indicator, c.areas.counterpart, c.value) for c in shares] == [
        ("goods_exports", ["EU"], "42"),
        ("goods_imports", ["EU"], "37"),
    ]


def test_what_all_have_each_has() -> None:
    found = read("Egypt, South Africa and Kenya all have populations over 50 million.", DAY).claims
    assert [item.claim.areas.ref for item in found] == [["EGY"], ["ZAF"], ["KEN"]]
    [libya] = read("Six-and-a-half million people live in Libya.", DAY).claims
    assert (libya.claim.operation, libya.claim.value) == ("level", "Six and a half million")


def test_a_growth_that_goods_registered_is_not_that_of_output() -> None:
    text = "India's merchandise exports reached $300 billion in 2012, registering a negative growth of 1.8 percent."
    assert [(c.claim.indicator, c.claim.order) for c in read(text, DAY).claims][1:] == [("goods_exports", "asc")]


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("The services sector, which is a third of Peru's economy, grew by 8 per cent.", []),
        ("Cocoa is vital to the Ghanaian economy with exports of some $2 billion in 2018.", []),
        ("Peru received $4.4 billion of FDI from China in 2022.", []),
        ("Lima attracted $4.4 billion of FDI in 2022.", []),
        ("Unemployment in Peru stood at 7 per cent at the end of 2013.", ["unemployment_rate level"]),
        ("Chile has a trade surplus of $2 billion over Peru.", []),
        ("Nigeria has 230 million people and a growth rate of 2.4 percent.", ["population level"]),
        ("Kenya's economy grew by 8 per cent in nominal terms in 2022.", ["gdp change"]),
        ("Kenya's GDP grew by 2% a year over the last six years.", ["gdp_growth average"]),
        ("Kenya's unemployment was 5%; inflation is no problem, but it was at 2%.", ["unemployment_rate level"]),
        ("Kenya's exports, which have grown by 30% since 2010, matter.", ["goods_exports change"]),
        ("Kenya's exports, which have more than doubled since 2010, matter.", ["goods_exports ratio"]),
        ("Kenya has a growing population of 54 million.", ["population level"]),
        ("Kenya's unemployment fell to a record low of 5%.", ["unemployment_rate level", "unemployment_rate extreme"]),
        ("Of China's exports, the highest ($129 billion) was to Japan.", []),
        ("Exports of arms from Germany and imports of $3 billion are controversial.", []),
        ("Germany exported more to China than it imported from it.", ["trade_balance level"]),
        ("Germany is the weakest of the seven.", []),
        ("The EU's largest investor is the United States.", []),
        ("The U.S., to which French exports reached 45 billion euros in 2023, is rich.", []),
        (
            "The U.S. had a $12 billion trade surplus with Canada. A $9 billion U.S. deficit in goods was hidden by it.",
            ["trade_balance level"],
        ),
        ("Greece spends more on defence than Italy as a share of GDP.", ["military_expenditure_gdp compare"]),
        (
            "Africa's trade with China is four times as big as US-Africa trade, which came in at $72.6bn.",
            ["goods_trade ratio", "goods_trade level"],
        ),
    ],
)
def test_a_figure_is_that_of_its_own_words(text: str, reads: list[str]) -> None:
    found = [f"{item.claim.indicator} {item.claim.operation}" for item in read(text, DAY).claims]
    assert found == reads


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("In each of the last five years, Ghana's economy has grown by more than 2 per cent.", "always"),
        ("Poland's economy grew by over 2 per cent every year from 2014 to 2019.", "always"),
        ("Ethiopia's growth has stayed above 6 per cent since 2010.", "always"),
        ("Vietnam's exports have risen every year since 2010.", "always"),
    ],
)
def test_what_is_said_of_every_year(text: str, reads: str) -> None:
    assert [item.claim.operation for item in read(text, DAY).claims] == [reads]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Japan's GDP fell by $1 trillion to $4.2 trillion.", ["1 trillion", "4.2 trillion"]),
        ("Kenya's exports rose by $2 billion to $7 billion in 2022.", ["2 billion", "7 billion"]),
        ("Growth in Malaysia picked up to 3.9 per cent in 2023.", ["3.9", "None"]),
        ("With a growing population of more than 280 million, Indonesia is on the rise.", ["280 million"]),
        ("India's exports rose by 36.6% from $330 billion in 2018 to $451 billion in 2022.", ["36.6", "330 billion", "451 billion"]),
        ("When prices were high, Chile's exports were worth $90 billion.", []),
        ("Before the war, Japan had a GDP of 5.21 trillion dollars in 2013.", []),
        ("Until the crash, Japan had a GDP of 5.21 trillion dollars in 2013.", []),
        ("The world except China has 6 billion people.", []),
        ("Among the EU's partners, the exports of Russia shrank by 4 per cent in 2023.", []),
        ("The IMF expects Ghana to grow 5 per cent in 2023, which is the fastest in Africa.", []),
    ],
)  # fmt: skip
def test_amounts_times_and_names_stay_apart(text: str, values: list[str]) -> None:
    found = read(text, DAY).claims
    assert sorted(values) == sorted(str(item.claim.value) for item in found)
    assert all(item.claim.hedge in ("none", "over") for item in found)


def test_a_deficit_in_the_trade_is_no_trade() -> None:
    [found] = read("The deficit in the trade of goods with China was $300 billion for the US in 2022.", DAY).claims
    assert (found.claim.indicator, found.claim.value) == ("trade_balance", "-300 billion")


def test_a_comparison_that_no_claim_states_is_told() -> None:
    found = read("Kenya has 54 million people, fewer than in neighbouring Tanzania.", DAY)
    assert "fewer than in neighbouring Tanzania" in " ".join(item.words for item in found.skipped)


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("The latest value for GDP growth (annual %) in Kenya was -0.27 as of 2020.", ("gdp_growth", "-0.27", "PT")),
        ("Uganda - Fertility rate, total (births per woman) 2020: 4.69", ("fertility_rate", "4.69", "BIRTHS")),
        ("Population, total of Kenya in 2012 was 43,646,629.", ("population", "43,646,629", None)),
        ("Merchandise exports (current US$) in Kenya was 6,030,000,000 in 2020.", ("goods_exports", "6,030,000,000", "USD")),
        ("GDP, PPP (current international $) in Kenya was 250,000,000,000 in 2020.", ("gdp_ppp", "250,000,000,000", "INTL_USD")),
    ],
)  # fmt: skip
def test_a_statistic_by_its_publisher_s_name_has_the_unit_behind_it(text: str, reads: tuple[str, str, str]) -> None:
    assert [(c.claim.indicator, c.claim.value, c.claim.unit) for c in read(text, DAY).claims] == [reads]


@pytest.mark.parametrize(
    "name",
    [
        "GDP (constant 2015 US$)",
        "GDP (constant 2010 US$)",
        "GDP (current LCU)",
        "GDP per capita (constant 2010 US$)",
        "GDP per capita, PPP (current international $)",
        "GNI per capita, PPP (current international $)",
        "Exports of goods and services (constant 2015 US$)",
        "Population, female",
    ],
)
def test_a_statistic_in_a_unit_that_is_not_held_is_not_read(name: str) -> None:
    for amount in ("$90 billion", "90,000,000,000", "$5,998", "5,998"):
        assert read(f"{name} in Kenya was {amount} in 2021.", DAY).claims == []
        assert read(f"Kenya's {name} was {amount} in 2021.", DAY).claims == []


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Military spending rose by 9 per cent worldwide in 2023.", [("change", ["WLD"], "9")]),
        ("Globally, exports fell by 7 per cent in 2020.", [("change", ["WLD"], "7")]),
        ("The number of migrants globally was 272 million in 2019, with Oman having 2 million of them.", []),
        ("Ghana has had no growth since 2019.", [("change", ["GHA"], "0.5")]),
        ("Norway registered close to zero growth in 2019.", [("level", ["NOR"], "0")]),
        ("It is registering close to zero growth.", []),
        (
            "Kuwait is our third-biggest supplier and our sixth-biggest export market.",
            [("rank", ["USA"], "third"), ("rank", ["USA"], "sixth")],
        ),
        ("Ghana's economy did not grow faster than Togo's in 2022.", []),
        ("In 2019, Chile was third after Brazil as the biggest military spender.", []),
        (
            "Spain was Cuba's main supplier in 2019, with Cuba importing €2 billion of goods and services.",
            [("rank", ["CUB"], "1")],
        ),
        ("Fiji was 2018's largest exporter in Oceania.", [("rank", ["FJI"], "1")]),
        ("Last year's exports from Fiji were worth 1 billion euros.", [("level", ["FJI"], "1 billion")]),
        ("Mali (5 per cent of GDP) and Chad (4 per cent) had the highest military burden in 2018.", []),
        (
            "The largest exporters in 2020 were Fiji (€3 billion) and Mali (€2 billion).",
            [("level", ["FJI"], "3 billion"), ("level", ["MLI"], "2 billion")],
        ),
        ("The Bundeswehr had a strength of 181,512 active soldiers in 2019.", [("level", ["DEU"], "181,512")]),
        ("The People's Liberation Army Navy has 300,000 personnel.", []),
        (
            "Mali is Africa's main military exporter, accounting for 40 per cent of global exports.",
            [("rank", ["MLI"], "1"), ("share", ["MLI"], "40")],
        ),
        (
            "The armed forces of Fiji had 4,200 soldiers in 2010 and 3,600 in 2017, which is a drop of 14 per cent.",
            [("level", ["FJI"], "4,200"), ("level", ["FJI"], "3,600"), ("change", ["FJI"], "14")],
        ),
        (
            "The largest military spenders in 2020 were Mali (950 million euros) and Chad (410).",
            [("level", ["MLI"], "950 million")],
        ),
        (
            "Brazil, which raised its military spending by 16 per cent last year, is followed by Chile with a jump of 11 per cent.",
            [("change", ["BRA"], "16")],
        ),
    ],
)
def test_whose_place_rise_or_standstill_it_is(text: str, reads: list[tuple[str, list[str], str]]) -> None:
    found = [item.claim for item in read(text, DAY, "USA").claims]
    assert [(claim.operation, claim.areas.ref, claim.value) for claim in found] == reads


def test_its_largest_is_that_of_the_group_before() -> None:
    text = "Fiji has Oceania's third-largest economy and its fifth-largest population."
    assert [item.claim.universe for item in read(text, DAY).claims] == ["OCEANIA", "OCEANIA"]


@pytest.mark.parametrize(
    "text",
    [
        "The Hungarian 2nd Army was given the task of defending the front.",
        "The American military remains the greatest in the world.",
        "Approximately 578 United States military personnel are among them.",
        "In total, 649 Argentine military personnel fell in the war.",
        "We have 8,500 troops at the ready.",
    ],
)
def test_some_soldiers_and_armies_by_name_are_no_size_of_an_army(text: str) -> None:
    assert read(text, date(2024, 6, 1), "USA").claims == []


def test_what_something_rose_to_is_not_of_the_year_before() -> None:
    text = "Peru's exports were $50 billion in 2019. They rose to $60 billion."
    assert [item.claim.period for item in read(text, date(2024, 6, 1)).claims] == ["2019"]


def test_the_largest_of_all_is_whose_it_is() -> None:
    text = "The largest army in the world is the army of China with 1.6 million active soldiers."
    assert all(item.claim.areas.ref != ["WLD"] for item in read(text, date(2024, 6, 1)).claims)


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("In Mali the number of people displaced is about 3.3 million.", []),
        ("The Population Division counts large diasporas of Mexico (11 million) and Syria (8 million).", []),
        ("Mali and Chad account for 12 per cent of Africa's trade with Peru.", []),
        ("Mali and Chad trade with Peru and account for 12 per cent of total Africa-Peru trade.", []),
        ("In 1990, Mali's GDP was $3 billion; in 20 years its exports have risen by $2 billion.", ["gdp level"]),
        ("Peru's inflation fell by 0.3 per cent to 4.3 per cent in July 2022.", ["change", "level"]),
        (
            "Peru's exports grew by an average of 7 % a year, from $5 billion in 1995 to $9 billion in 2021.",
            ["growth", "level", "level"],
        ),
    ],
)
def test_what_others_wrote_is_not_taken_for_more(text: str, reads: list[str]) -> None:
    found = [f"{item.claim.indicator} {item.claim.operation}" for item in read(text, DAY).claims]
    assert [each if " " in wanted else each.split()[1] for each, wanted in zip(found, reads, strict=True)] == reads


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Chad received $2 billion in 2022 in remittances sent from Mali.", [("remittances", ["MLI"])]),
        ("Peru leads the world in exports.", [("goods_exports", ["PER"])]),
        ("Peru leads the world in penguins.", []),
        ("One in three people in the world live in China or India.", []),
        ("Claim 2: Peru has 34 million people.", [("population", ["PER"])]),
        ("Peru is rich. The result? Inflation is now 24 per cent.", [("inflation", ["PER"])]),
        ("Peru is suffering 30 per cent inflation, 20 per cent unemployment.", [("unemployment_rate", ["PER"])]),
    ],
)
def test_forms_of_speeches(text: str, reads: list[tuple[str, list[str]]]) -> None:
    assert [(item.claim.indicator, item.claim.areas.ref) for item in read(text, DAY).claims] == reads


@pytest.mark.parametrize(
    "text",
    [
        "The largest economy is that of Peru.",
        "Peru's exports are the size of its economy.",
        "Peru's economy is as large as Chile's and Bolivia's.",
    ],
)
def test_what_is_as_large_as_no_other_s_is_no_comparison(text: str) -> None:
    assert read(text, DAY).claims == []


OPENINGS = ("In agriculture, ", "In Bavaria, ", "In rural areas, ", "For the elderly, ", "In the first week of May, ")
OPENED = (
    "Ireland has the second-highest GDP per capita in the EU.", "Costa Rica sold goods worth $18 billion abroad.",
    "India has 1.4 million soldiers.", "Germany was the destination for 23% of Hungary's exports.",
    "Chile's exports rose by 5 per cent.", "Mali has 23 million people.", "Peru spends 1.2 per cent of GDP on defence.",
)  # fmt: skip


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize("text", OPENED)
def test_what_opens_a_sentence_narrows_whatever_it_says(opening: str, text: str) -> None:
    assert [c for c in read(text, DAY).claims if not c.claim.not_checkable]
    assert not [c for c in read(opening + text, DAY).claims if not c.claim.not_checkable]


@pytest.mark.parametrize(
    "text",
    [
        "Total merchandise trade of the Philippines with Bavaria amounted to $40 billion in 2022.",
        "Finland exported goods worth 7 billion euros to several countries in 2023.",
        "Finland exported goods worth 80 billion euros to 190 countries in 2023.",
        "South Africa imports only $1.2 billion from some neighbouring countries.",
    ],
)
def test_trade_with_some_or_a_part_is_not_all_of_it(text: str) -> None:
    assert read(text, DAY).claims == []
