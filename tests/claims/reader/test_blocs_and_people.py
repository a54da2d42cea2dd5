"""Members of blocs, and people: one of a group is not the group, a fall by so many is not how many there are.

Belongs here: populations, migrants and what blocs have together. Does not belong here: newspapers at large
(test_newspapers.py), parts of one country (test_somebody_else.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 1)


def said(text: str) -> list[str]:
    """Each claim: indicator, operation, areas, value, period, group."""
    out = []
    for claim in (item.claim for item in read(text, DAY).claims):
        areas = ">".join(filter(None, ("+".join(claim.areas.ref), "+".join(claim.areas.counterpart))))
        parts = (claim.indicator, claim.operation, areas, claim.value, claim.period and f"@{claim.period}")
        out.append(" ".join(str(part) for part in (*parts, claim.universe) if part))
    return out


READ = {
    "The smallest EU member, Malta, has 540,000 inhabitants.": ["population level MLT 540,000"],
    "The most populous African country, Nigeria, exported goods worth $60 billion in 2022.": [
        "population rank NGA 1 AFRICA", "goods_exports level NGA 60 billion @2022",
    ],
    "Africa's largest economy, South Africa, grew by 0.6 per cent in 2023.": [
        "gdp rank ZAF 1 AFRICA", "gdp_growth level ZAF 0.6 @2023",
    ],
    "The poorest African economy, Burundi, has 13 million people.": [
        "gdp_per_capita rank BDI 1 AFRICA", "population level BDI 13 million",
    ],
    "The US is the world's largest economy, China, the next one.": ["gdp rank USA 1"],
    "With a GDP of $85 billion and an income per head of $2,200, Ghana has passed Tunisia ($48 billion).": [
        "gdp level GHA 85 billion", "income_per_capita level GHA 2,200", "gdp level TUN 48 billion",
    ],
    "Latvia's population fell in 2023, shrinking by 11,000 people.": [
        "population direction LVA @2023", "population change LVA 11,000 @2023",
    ],
    "Some 8 million Canadians, or 21 per cent of the country's population, were born abroad.": [
        "migrants level WLD>CAN 8 million", "migrants_population level CAN 21",
    ],
    "Malta is full: a quarter of its people were born in another country.": ["migrants_population level MLT a quarter"],
    "Norway has a foreign-born population of 16 per cent.": ["migrants_population level NOR 16"],
    "Qatar had 2.2 million migrants in 2020, who made up 77 per cent of its population.": [
        "migrants level WLD>QAT 2.2 million @2020", "migrants_population level QAT 77 @2020",
    ],
    "Luxembourg has the highest proportion of foreign-born residents in the EU.": ["migrants_population rank LUX 1 EU"],
    "The share of immigrants is higher in Sweden than in Denmark.": ["migrants_population compare SWE"],
    "The largest immigrant community in Switzerland is the Italians, followed by Germans and Portuguese.": [
        "migrants rank ITA>CHE 1", "migrants rank DEU>CHE 2", "migrants rank PRT>CHE 3",
    ],
    "Turks are Germany's second-largest group of foreign-born residents.": ["migrants rank TUR>DEU second"],
    "Some 450 million people live in one of the EU's member states.": ["population sum EU 450 million"],
    "In 2012 Turkey ranked 17th among the largest economies, while Spain was 13th.": [
        "gdp rank TUR 17th @2012", "gdp rank ESP 13th @2012",
    ],
    "Vietnam is 15th among the most populous countries in the world.": ["population rank VNM 15th"],
    "Chad has one of the highest fertility rates in the world, and Niger has the highest fertility rate in Africa.": [
        "fertility_rate rank NER 1 AFRICA",
    ],
    "ASEAN, a bloc of ten countries with a combined population of 680 million, is growing.": ["population sum ASEAN 680 million"],
    "Spain's exports were $400 billion in 2020, 5 per cent higher than ten years ago.": [
        "goods_exports level ESP 400 billion @2020", "goods_exports change ESP 5 @2020",
    ],
    "The Americas host the largest number of migrants (74 million), followed by Africa (25 million).": [
        "migrants sum WLD>AMERICAS 74 million", "migrants level WLD>AFRICA 25 million",
    ],
    "Canada hosts the largest number of immigrants, followed by Spain and Italy having 6 million migrants each.": [
        "migrants rank WLD>CAN 1", "migrants rank WLD>ESP 2", "migrants rank WLD>ITA 3",
        "migrants level WLD>ESP 6 million", "migrants level WLD>ITA 6 million",
    ],
    "Half of them live in ten countries, with Canada having the third-largest army.": ["armed_forces rank CAN third"],
    "Spain (47 million people), Italy (59 million) and Malta (0.5 million) are the most populous EU states.": [
        "population level ESP 47 million", "population level ITA 59 million", "population level MLT 0.5 million",
    ],
    "Ghana has 33 million people. The South American country overtook Peru as the most populous in the region.": [
        "population level GHA 33 million",
    ],
    "Mexico had the second-largest diaspora (11.8 million), followed by Peru (10.7 million).": [
        "migrants rank MEX>WLD second", "migrants level MEX>WLD 11.8 million", "migrants rank PER>WLD 3",
        "migrants level PER>WLD 10.7 million",
    ],
    "Peru is in third place with 3 million Peruvians living overseas. Chile with 2 million and Mali (4 million) follow.": [
        "migrants level PER>WLD 3 million",
    ],
    "Germany is the most populous EU state, ahead of Italy (59 million) and Spain (47 million), and 40 per cent of the EU's people live in those.": [
        "population rank DEU 1 EU", "population level ITA 59 million", "population level ESP 47 million",
    ],
    "Mali has 23 million people. The South American nation overtook Chad when it became a nation of 33 million.": [
        "population level MLI 23 million",
    ],
    "Japan was the largest donor of aid to Laos in 2012. Among Baltic countries, Latvia ranked 18th.": [
        "official_aid rank JPN>LAO 1 @2012",
    ],
    "Mexico had the second-largest diaspora in 2019. Peru came in third place.": [
        "migrants rank MEX>WLD second @2019", "migrants rank PER>WLD third @2019",
    ],
    "Mali (2 million) is the top source of international migrants, followed by Chad and Togo.": [
        "migrants rank MLI>WLD 1", "migrants rank TCD>WLD 2", "migrants rank TGO>WLD 3",
    ],
    "Mali was the leading country of origin of international migrants in 2019.": ["migrants rank MLI>WLD 1 @2019"],
    "People born in Syria made up the largest group of Sweden's foreign-born population in 2022.": [
        "migrants rank SYR>SWE 1 @2022",
    ],
    "Peruvians are the largest group of immigrants living in Chile.": ["migrants rank PER>CHL 1"],
    "The population of Malta fell by 4,427 units in 2018.": ["population change MLT 4,427 @2018"],
    "Since 2015, Malta's population has increased from 450,000 to 520,000 in 2022.": [
        "population level MLT 450,000 @2015", "population level MLT 520,000 @2022",
    ],
    "If the EU were one country, it would be the third most populous in the world.": ["population rank EU third"],
    "If ASEAN were a single entity, it would rank as the world's fifth-largest economy.": ["gdp rank ASEAN fifth"],
}  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), READ.items(), ids=READ)
def test_each_is_read_of_whom_it_is_said(text: str, wanted: list[str]) -> None:
    assert said(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "A quarter of German teachers were born abroad.",
        "Among Indians 29 per cent are migrants, and 22 per cent of Indian immigrants in America are engineers.",
        "The share of migrants in the workforce of Qatar is 94 per cent.",
        "The share of migrants from Poland in Germany is 14 per cent.",
        "One in five people in Stockholm was born abroad.",
        "Indians are the largest immigrant group in London.",
        "Proud days for India to pip the UK, our old ruler, as the fifth-largest economy.",
        "The party came second among the largest parties in Germany.",
        "Poles are the largest group of new immigrants in Norway.",
        "If Germany were a country of 50 million people, it would be poor.",
        "The largest number of migrants came from Togo (12 million), Ghana (7 million) and Mali (5 million).",
        "It is a source of migrants, with 17 million international migrants coming from Mali.",
        "Next are Peruvian nationals, at 600,000 people, and Colombians, at 411,000.",
        "In Chile the Peruvian population is the largest, reaching 250,000.",
        "They came from Togo, followed by Ghanaians with 330,000 residents and Mali with 271,000.",
        "Money sent by Ghanaians grew 2.5 percent in January.",
        "If ASEAN were one country, it would become the fourth-largest economy by 2030.",
    ],
)
def test_what_is_of_some_people_or_not_yet_so_is_not_read(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The smallest ASEAN state has 450,000 inhabitants.",
        "The second-largest EU economy grew by 1 per cent in 2023.",
        "Romania's population fell in 2023, by 60,000 people.",
        "Croatia's population fell for a second year, down 20,000.",
    ],
)
def test_what_is_of_a_member_or_a_fall_is_no_level(text: str) -> None:
    assert not any(claim.split()[1] in ("level", "sum") for claim in said(text)), said(text)
