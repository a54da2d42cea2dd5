"""What stands in newspapers between the sentences that state a figure: whose it is, of what and of which time.

Belongs here: constructions that whole articles have and single sentences hardly show, each beside one that is read.
Does not belong here: parts and towns of one country (test_somebody_else.py), single guards (test_guards.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 1)


def said(text: str) -> list[str]:
    """Each claim that can be checked: indicator, operation, areas, value, period."""
    out = []
    for item in read(text, DAY).claims:
        claim = item.claim
        areas = "+".join(claim.areas.ref) + (f">{'+'.join(claim.areas.counterpart)}" if claim.areas.counterpart else "")
        parts = (claim.indicator, claim.operation, areas, claim.value, claim.period and f"@{claim.period}")
        if not claim.not_checkable:
            out.append(" ".join(str(part) for part in parts if part))
    return out


NOBODY = [
    "South Korea is to reduce its bilateral trade surplus, which rose to $7 billion in 2012.",
    "Small, rich; largest South Asian economy; strong growth led by services.",
    "In London, where houses are dear, annual inflation rose to 7.1 per cent in 2012.",
    f"{'Thailand is old. ' * 6}America's economy was weak. GDP growth dropped to 3 per cent in 2009.",
    "American firms report profits in seven jurisdictions that, combined, make up 4 percent of global GDP.",
    "Bavaria is a large state. Bavaria lies in the south of Germany. Its GDP in 2007 was 434 billion euros.",
    "Sindh is not poor. Sindh is a province of Pakistan. In 2017 GDP per head was $1,400.",
    "It was worth 40 million in US currency. It grew by 7.4 per cent in 2018.",
    "GDP per capita was over $22,909 in 2018, one of the highest in Africa.",
    "Economic growth was among the fastest in Europe (8.4% in 2008).",
    "Unemployment was 4% for all of 2018, the lowest in the EU.",
    "With a GDP of $102 billion the wider metropolitan economy is the third-largest in Spain.",
    "Chad is poor. The leadership faced an ethnic Albanian revolt. Output shrank by 4.5 per cent in 2001.",
    "Oman is small. Some 800,000 people work in offices, 90 per cent in the Middle East.",
    "Serbia's citizens are the third poorest there, after Moldova, with a GDP per head of $7,000 in 2022.",
    "Revenue fell in 2009 when Chile went into recession, but growth returned to 3.5 per cent in 2010.",
    "Togo's fertility rate fell by less than 2 children per woman in 30 years and is among the world's highest.",
    "The principal exports of Chad are oil and cotton.",
    "In 2013 the mayor granted a canal to a newly formed Chinese company. The economy grew by 4.6 per cent in 2013.",
    "China is also the island's number one destination for foreign direct investment.",
    "The reforms worked until 2009, when global economic conditions slowed growth to 4.7 per cent.",
    "Moldova's citizens are the poorest in Europe with a GDP per head of $6,000 in 2022.",
    "In 2013 wages in Chile reached 641,000 pesos (about $900), which grew by 20 per cent from the previous year.",
    "The growth in arrivals is driven by markets such as Australia, where the growth was 4.9 per cent in 2023.",
    "Chile's banks lent more. House prices in 12 rich countries fell by 10 per cent in 2022.",
    "Malta is small. Valletta, meanwhile, has seen its population jump by 5 per cent in 2022.",
    "Kenya is poor. Sales by the group rose by 13 per cent, the second year of double-digit growth.",
    "Prices of homes rose in Norway. The volume of imports grew by 6 per cent in 2022.",
    "Like Peru, the country is broke. It was told that its annual growth of 2.6 per cent is too low.",
    "More than 150 countries, making up 75 per cent of the world's population, joined China.",
    "One reason is their number: 15 countries in the EU have populations of under 10 million.",
    "The 120 members of the movement, which include Brazil and India, produced 38 per cent of global GDP in 2022.",
    "Of 38 allies, America had deficits with 26, and 26 spent less than 2 per cent of GDP on defence.",
    "The northern Chinese port, home to 9 million residents, is busy.",
    "Turkey's president spoke in ten provinces, home to 13 million people.",
    "The areas of Syria now under Turkish control are home to some 4 million people.",
    "India met China in the region (which has a population of 26 million).",
    "Marches were held across Germany, numbering over a million people.",
    "One survey says that 29 per cent of Indians (nearly 400 million people) have moved.",
    "Half the world's population, or some 4 billion people, vote this year.",
    "China's working-age population was large, then at 998 million people.",
    "The numbers claiming asylum in France reached a record of 2 million people.",
    "China, angry even at a nation of 113,000, wrote letters.",
    "Chad is rich, and 10 per cent of its 18 million people, more than the population of Malta, are not.",
    "It is a friend of America, but its biggest trading partner is China.",
    "Home to 16 million people, it makes up 20 per cent of Turkey's population.",
    "The Gulf and Israel account for 14 per cent of the world's population.",
    "Hungarians were 12 per cent of Ukraine's population in 2001.",
    "Kenya's music sells. This is the fourth year in a row of double-digit growth.",
    "Texas is the most populous U.S. state with about 30 million residents.",
    "The world's most populous country eats 64 million tons of bread a year, compared to Peru's 38 million.",
    "There were 5,000 contractors in Iraq, compared to 57,000 British military personnel.",
    "Some 411 American troops in Iraq and 37 in Kuwait have had wounds.",
    "The camps are surrounded by an Arab Sudanese population of 1.5 million.",
    "The British military says that in 2007, 901 soldiers and personnel were killed.",
    "Chad is poor. In these villages, there are 32 farmers, hence with a population of more than 2,000 people.",
    "Chad is poor. With a population of more than 2,000, this is the only long stretch of road.",
    "Chad has got 200,000 people who are directly and indirectly dependent on sugar.",
    "Chad is poor.\n\n1,000 population.",
    "It is the home of the British Army which currently has 2,000 active personnel from Fiji.",
    "Fiji is poor. 757 Vanua has an area of 5,581 square miles and a population of 135,965.",
    "India is glad, having had roughly 44 million people like its page.",
    "In Helsinki Somalis have a fertility rate of 3.5.",
    "Lebanon was hit. There were 1,000 wounded, with about 700,000 people already displaced.",
    "Peru's economy has shed six million jobs, with 4.5 million residents now unemployed.",
]


@pytest.mark.parametrize("text", NOBODY)
def test_what_is_somebody_else_s_is_given_to_no_country(text: str) -> None:
    assert said(text) == []


NO_FIGURE = [
    "The American population had the fastest growth rate on earth.",
    "In 2018 Peru's farm sector did not do well and only posted growth of 0.85%.",
    "For the richest 10 per cent in Britain it was little.",
    "In America the poorest fifth has nothing.",
    "In Togo women are the poorest of the poor.",
    "The world's richest countries met in Ghana.",
    "America is still the greatest military and moral power.",
    "Ukraine heard from its top military commander.",
    "India is the world's fastest-growing big country.",
    "They are sold as Bangladeshi garments, the country's biggest export.",
    "In the Paris region, the fastest growth was in the suburbs.",
    "Qatar is a major investor in Rwanda.",
    "Mali imports steel from third countries.",
    "Since October 7th the armed forces of Israel have called up many.",
    "Bavaria is Germany's biggest state by area and its second by population.",
    "In 2019 China drank up 40 per cent of Australia's wine exports.",
    "The deal applied to just $12 million of Uganda's exports in 2022.",
    "In 2023 Ukraine's GDP was 72 per cent of what it was in 2021.",
    "China lent 27 per cent of 2009 GDP.",
    "The EU's share of global GDP has fallen by a third since 1995.",
    "The price Americans pay for imports from China fell by 2 per cent in 2023.",
    "Vietnam could not export its rice, and it is the biggest exporter.",
    "Kenya saw a rise of 5 per cent in the value of these exports, growing to $127 million in 2022.",
    "Angola's exports make up the largest proportion of its Gross Domestic Product.",
    "The soldiers in Iraq are the second largest military force present in Iraq.",
    "Peru raised levies on $20 billion in Chinese imports.",
    "In 2003 companies spent $14.7 billion in the Irish economy.",
    "China has emerged as the world's biggest buyer of both.",
    "Peru's economy is small. It is the first contraction since the war.",
    "In 751 the Chinese armies faced huge defeats.",
    "The economy of Peru expanded modestly in more than half the central bank's 12 districts.",
    "Peru sold less. The total decrease in all exports was $2.8 billion.",
    "U.S. military aid to Israel is about $3 billion a year.",
    "Peru has lost twenty-one Marines in Iraq.",
    "America registered its first trade surplus in over four decades.",
    "Peru's exports grew by 3 per cent in volume in 2022, and its imports by 2 per cent.",
]


@pytest.mark.parametrize("text", NO_FIGURE)
def test_what_only_sounds_like_a_figure_is_none(text: str) -> None:
    assert said(text) == []


NO_TIME = [
    "On July 12, 2016 the office announced that Irish GDP had grown by 26.3%.",
    "Peru's objectives were to have generated real GDP growth of 3.5 percent by 1992.",
    "Following the 1981 recession growth in Peru had averaged 2.7%.",
    "Malaysia saw economic growth, a 1985-86 property market depression, and a boom.",
    "Until 2023 there were about 1,100 American soldiers in Niger.",
    "Togo saw GDP growth averaging at 8 per cent up until 1999.",
    "Vietnam's growth averaged 6.5 per cent through 2019.",
    "Growth in China is struggling to reach 5 per cent this year.",
    "Zhu Rongji vowed in 1998 to keep China's growth at 8 per cent.",
    "The bank's forecast for growth in Spain is just 0.8 per cent.",
    "By contrast, the economy of the world grew by 30 per cent.",
    "The EU's economy has grown by only 4 per cent this decade.",
    "In the decade that followed the accession in 2001, China's exports rose by 460 per cent.",
    "In the ten years before covid-19 struck, Bangladesh grew at an annual rate of 7 per cent.",
    "In 2020 and 2021 combined Russia's population declined by 1.3 million.",
    "Chile spends, so that it can, indeed, have 6 per cent growth in the economy.",
    "In the twelve months to October, 2005 exports from Chile to Peru fell by 5 per cent.",
    "Chile's sales were the lowest since April 2001, when its exports were at $2 billion.",
    "China is also about to overtake Japan as the second largest economy in the world.",
    "In Chad the population has grown over the years.",
    "Peru's merchandise trade deficit totaled $639 million during the month.",
    "It raises the likelihood that the Chinese economy shrank in 2023.",
    "Inflation in Togo was 9.4 per cent, compared with 19.7 per cent two years ago.",
    "Togo's economy is continuing to expand in the second quarter.",
    "Togo's exports for the whole year were worth $5 billion.",
    "Togo's exports rose by 2 per cent on the month, and its imports by 3 per cent.",
    "It was the first time that Togo's exports topped $2 billion in a single month.",
    "Togo's trade shortfall was $5 billion, up by 9 per cent from March.",
    "The figures of May are expected to show that the Chinese economy shrank in 2023.",
]


@pytest.mark.parametrize("text", NO_TIME)
def test_what_is_of_no_known_time_or_of_none_yet_is_not_judged(text: str) -> None:
    assert said(text) == []


READ = {
    "Peru's GDP grew by 1.2 per cent in 2008, -1.6 per cent in 2009 and 0.8 per cent in 2010.": [
        "gdp_growth level PER 1.2 @2008", "gdp_growth level PER -1.6 @2009", "gdp_growth level PER 0.8 @2010"
    ],
    "In 2003, with its 1.3 billion people but a GDP of just $5,000 per capita, China was the second-largest economy in the world.": ["gdp rank CHN second @2003"],
    "In 2010, Laos's economy expanded by 8 per cent, its fastest pace since 1995, as exports rose from their 2009 level.": [
        "gdp_growth level LAO 8 @2010", "gdp_growth extreme LAO @2010"
    ],
    "After the global financial crisis in 2008, Portugal's economy contracted in 2009.": ["gdp_growth level PRT 0 @2009"],
    "Egypt is the most populous country in the Middle East and the third most populous in Africa, behind Nigeria and Ethiopia.": [
        "population rank EGY 1", "population rank NGA+ETH top 2", "population rank EGY third"
    ],
    "Spain, a leading trading power, is the fourth-largest economy in the EU.": ["gdp rank ESP fourth"],
    "Since the deal on free trade that Peru and America signed entered into force in 2009, Peru's exports have doubled.": [
        "goods_exports ratio PER doubled"
    ],
    "In 2012 Peru's growth reached 6 per cent, then it decreased below 5 per cent in 2014.": [
        "gdp_growth level PER 6 @2012", "gdp_growth level PER 5 @2014"
    ],
    "Summing up 2016, the minister said that Kazakhstan attracted $20 billion of foreign direct investment during the year.": [
        "fdi_inflows level KAZ 20 billion @2016"
    ],
    "Togo is small. The country's population fell in 2022 by 2 per cent.": ["population change TGO 2 @2022"],
    "Data show that Togo's economy grew by 5 per cent in 2022.": ["gdp_growth level TGO 5 @2022"],
    "Bhutan, a Himalayan kingdom of 770,000 people, lies there.": ["population level BTN 770,000"],
    "India fell out with the Maldives, which is home to 400,000 people.": ["population level MDV 400,000"],
    "The EU calms relations between Serbia and Kosovo, a republic of under 2 million people.": ["population level XKX 2 million"],
    "France trades with Germany, the world's third-largest economy.": ["gdp rank DEU third"],
    "Chile's exports to China, the world's second-largest economy, rose by 5 per cent in 2022.": [
        "gdp rank CHN second", "goods_exports change CHL>CHN 5 @2022",
    ],
    "When it became independent in 1960, Chad had 3 million people.": ["population level TCD 3 million @1960"],
    "Russia's economy is smaller than Germany's after adjusting for the cost of living.": ["gdp_ppp compare RUS"],
    "Korea's defence exports rose by 5 per cent in 2022.": ["arms_transfers change KOR 5 @2022"],
    "America has less than a quarter of China's population.": ["population share USA a quarter"],
    "Last year China had a surplus with America of $280 billion, not far off the $347 billion before Mr Li took office.": [
        "trade_balance level CHN>USA 280 billion @2023",
    ],
    "Japan's economy contracted by 0.9 per cent in 2023 and a further 0.1 per cent since May.": [
        "gdp_growth level JPN -0.9 @2023",
    ],
    "In Chile there was a cut of 22 per cent in the defence budget in 2023, the largest decline in spending since 1972.": [
        "military_expenditure change CHL 22 @2023",
    ],
    "In the year 2000, the USA was 31 per cent of the world's GDP, and in 2017 it is 25 per cent.": [
        "gdp share USA 31 @2000", "gdp share USA 25 @2017",
    ],
    "Longer term, China's economy is growing at its slowest pace in 30 years.": ["gdp_growth extreme CHN"],
    "Chile's exports fell by 8 per cent in 2023, the biggest contraction since 2009.": ["goods_exports change CHL 8 @2023"],
    "Chile's exports rose by 8 per cent in 2022, the strongest growth since 2009.": ["goods_exports change CHL 8 @2022"],
    "Togo's GDP grew by 2 per cent in the last quarter of 2019, which left growth for the year at 5 per cent.": [
        "gdp_growth level TGO 2 @2019-Q4", "gdp_growth level TGO 5 @2019",
    ],
    "Togo's exports were worth $1 billion in December 2019. Exports for the full year were worth $9 billion.": [
        "goods_exports level TGO 1 billion @2019-12", "goods_exports level TGO 9 billion @2019",
    ],
    "Togo's exports were $1 billion in January 2024. Exports for the full year were $9 billion.": [
        "goods_exports level TGO 1 billion @2024-01",
    ],
    "Peru's trade deficit narrowed to $3.1 billion in 2023 from $3.9 billion in 2022, the lowest since 2009.": [
        "trade_balance level PER -3.1 billion @2023", "trade_balance level PER -3.9 billion @2022",
        "trade_balance extreme PER @2023",
    ],
    "Peru's trade deficit widened to $3.9 billion in 2023, up from $3.1 billion in 2022, the smallest since 2009.": [
        "trade_balance level PER -3.9 billion @2023", "trade_balance level PER -3.1 billion @2022",
        "trade_balance extreme PER @2022",
    ],
    "Peru's trade with Chile came to $590 million in 2014, up by 107 per cent from the year of 2005.": [
        "goods_trade level PER>CHL 590 million @2014", "goods_trade change PER>CHL 107 @2014",
    ],
    "In March Peru's exports fell by 7.5 per cent compared with March 2023, with imports falling by a startling 16.6 per cent.": [
        "goods_exports change PER 7.5 @2024-03", "goods_imports change PER 16.6 @2024-03",
    ],
    "Peru's exports fell by 7.5 per cent compared with March 2023, with imports falling by 16.6 per cent.": [],
    "Peru's exports rose by 7.5 per cent from November 2022.": [],
    "Peru's trade surplus was $3 billion in March. Both exports and imports rose by 13 and 14 per cent, respectively.": [
        "trade_balance level PER 3 billion @2024-03", "goods_exports change PER 13 @2024-03",
        "goods_imports change PER 14 @2024-03",
    ],
    "Peru's trade surplus of $2.9 billion in March was up from $2.1 billion in February, while the cumulative surplus was $8 billion.": [
        "trade_balance level PER 2.9 billion @2024-03", "trade_balance level PER 2.1 billion @2024-02",
    ],
    "Peru's economy grew by a better-than-expected 2.8 per cent in 2023.": ["gdp_growth level PER 2.8 @2023"],
    "Peru saw a 54 per cent decline in FDI inflows to $1.9 billion in 2013.": [
        "fdi_inflows change PER 54 @2013", "fdi_inflows level PER 1.9 billion @2013",
    ],
    "Peru's exports were $5 billion in 2019, helped by mines which have advanced by 4 per cent.": [
        "goods_exports level PER 5 billion @2019",
    ],
    "Peru's trade deficit narrowed to $3.1 billion from $3.9 billion in March, the lowest since 2009.": [
        "trade_balance level PER -3.9 billion @2024-03",
    ],
    "Spain's exports rose by 5 per cent in 2022. EU exports rose by 2 per cent.": ["goods_exports change ESP 5 @2022"],
    "Spain's exports rose by 5 per cent in 2022. The EU's exports rose by 2 per cent.": [
        "goods_exports change ESP 5 @2022", "goods_exports change EU 2",
    ],
    "Peru's imports were worth $5 billion in 2022. Exports in 2022 were 35 per cent above the $2 billion seen in 2019.": [
        "goods_imports level PER 5 billion @2022",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), READ.items(), ids=READ)
def test_what_is_said_of_a_country_is_read(text: str, wanted: list[str]) -> None:
    assert said(text) == wanted


def test_a_balance_with_all_is_not_with_the_partner_named_before() -> None:
    text = "There was a Peruvian trade deficit with Chile of $2 billion in 2012, and a Chilean global trade surplus of $9 billion."
    assert said(text) == ["trade_balance level PER>CHL -2 billion @2012", "trade_balance level CHL 9 billion @2012"]


def test_so_much_down_on_a_year_is_a_fall_since_it() -> None:
    found = read("Peru's exports reached $60 billion in 2013, 5 per cent down on 2012.", DAY).claims[-1].claim
    assert (found.order, found.period, found.base_period) == ("asc", "2013", "2012")


def test_those_who_come_next_are_partners_like_the_first() -> None:
    found = read("In March the main partner country for exports was Chile, followed by Mexico.", DAY, "PER").claims
    assert [(*each.claim.areas.ref, *each.claim.areas.counterpart) for each in found] == [
        ("PER", "CHL"),
        ("PER", "MEX"),
    ]
