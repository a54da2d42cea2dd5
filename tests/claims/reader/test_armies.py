"""What think tanks and the press say of armies, peacekeepers and allies that is in the words, and in no one pattern.

Belongs here: the target of NATO for one country, names of what the United Nations has, money sent home, blocs.
Does not belong here: how many members meet the target (test_members.py), a pattern's own sentences (patterns/).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 1)


def said(text: str) -> list[str]:
    out = []
    for claim in (item.claim for item in read(text, DAY).claims):
        areas = "+".join(claim.areas.ref) + (f">{'+'.join(claim.areas.counterpart)}" if claim.areas.counterpart else "")
        parts = (claim.indicator, claim.operation, areas, claim.hedge, claim.value, claim.period)
        out.append(" ".join(str(part) for part in parts if part))
    return out


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Togo received 6 per cent of all arms imports in 2015-19.", ["arms_imports share TGO none 6 2015/2019"]),
        (
            "Spain's arms exports rose by 14% between 2013-17 and 2018-22, and Spain accounted for 3% of global arms exports in 2018-22.",
            ["arms_transfers change ESP none 14 2018/2022", "arms_transfers share ESP none 3 2018/2022"],
        ),
        (
            "Italy's share of global arms exports rose from 3 to 5 per cent between 2013-17 and 2018-22.",
            ["arms_transfers share ITA none 3 2013/2017", "arms_transfers share ITA none 5 2018/2022"],
        ),
        ("Spain met NATO's 2 per cent target in 2024.", ["military_expenditure_gdp level ESP at_least 2 2024"]),
        (
            "Estonia has met the alliance's target of spending 2% of GDP on defence.",
            ["military_expenditure_gdp level EST at_least 2"],
        ),
        ("Italy missed NATO's 2% target in 2023.", ["military_expenditure_gdp level ITA under 2 2023"]),
        (
            "Norway's defence spending reached the NATO goal of 2% of GDP in 2023.",
            ["military_expenditure_gdp level NOR none 2 2023"],
        ),
        ("Nine NATO members missed the 2% target in 2023.", ["military_expenditure_gdp count NATO none Nine 2023"]),
        ("Nepal took in $9 billion in remittances in 2022.", ["remittances_received level NPL none 9 billion 2022"]),
        ("Nepal gathered $9 billion in remittances in 2022.", ["remittances_received level NPL none 9 billion 2022"]),
        (
            "Ethiopia was the largest contributor to UN peacekeeping in May 2023 with 6,500 uniformed personnel.",
            ["peacekeepers rank ETH none 1 2023-05", "peacekeepers level ETH>WLD none 6,500 2023-05"],
        ),
        (
            "Greece had the highest military spending in NATO at 3.8% of GDP, with Poland second at 3.5%.",
            [
                "military_expenditure_gdp rank GRC none 1",
                "military_expenditure_gdp level GRC none 3.8",
                "military_expenditure_gdp rank POL none second",
                "military_expenditure_gdp level POL none 3.5",
            ],
        ),
        (
            "APEC's 21 economies account for 60 per cent of the world's GDP and 38 per cent of its people.",
            ["gdp share APEC none 60", "population share APEC none 38"],
        ),
        (
            "RCEP covers 15 countries with 2.3 billion people or almost a third of the world's population.",
            ["population sum RCEP none 2.3 billion", "population share RCEP nearly a third"],
        ),
        (
            "The 55 members of the African Union have a combined GDP of $3 trillion.",
            ["gdp sum AFRICAN_UNION none 3 trillion"],
        ),
        (
            "In 2019 Filipinos in Japan remitted $5 billion, 3 percent more than in 2018, while inflows from Qatar"
            " were $4.6 billion, or 6 percent higher.",
            ["remittances level JPN>PHL none 5 billion 2019", "remittances change JPN>PHL none 3 2019"],
        ),
        (
            "The institute told of a 7% growth in Peru's military spending in 2022.",
            ["military_expenditure change PER none 7 2022"],
        ),
        (
            "Peru and Chile stayed the top spenders on armies, with Chile notably raising its military spending by 24%.",
            ["military_expenditure change CHL none 24"],
        ),
        (
            "There are 7,000 American soldiers in Bahrain. Kuwait: 13,000",
            ["troops level USA>BHR none 7,000"],
        ),
        (
            "The UN states that Ghana was the top contributing country in terms of personnel deployed in May 2023 with 7,100"
            " peacekeepers, while Togo provided the second largest contribution with 6,200 and Chad ranked third with 6,000.",
            [
                "peacekeepers rank GHA none 1 2023-05",
                "peacekeepers level GHA>WLD none 7,100 2023-05",
                "peacekeepers rank TGO none second",
                "peacekeepers level TGO>WLD none 6,200",
                "peacekeepers rank TCD none third",
                "peacekeepers level TCD>WLD none 6,000",
            ],
        ),
        (
            "In 2023 Peru's military spending fell by 7% to $3 billion, while Chile saw a 2% decrease to $5 billion.",
            [
                "military_expenditure change PER none 7 2023",
                "military_expenditure level PER none 3 billion 2023",
                "military_expenditure change CHL none 2 2023",
                "military_expenditure level CHL none 5 billion 2023",
            ],
        ),
        (
            "Mali was the third largest arms importer in 2019-23. The country's main suppliers: Spain (8 per cent).",
            ["arms_imports rank MLI none third 2019/2023", "arms_imports share MLI>ESP none 8"],
        ),
        (
            "Spain and Italy supplied 8 per cent of all arms exports in 2019-23.",
            ["arms_transfers share ESP+ITA none 8 2019/2023"],
        ),
        (
            "The three largest arms importers in 2019-23 were India, Qatar and Poland.",
            ["arms_imports rank IND+QAT+POL none top three 2019/2023"],
        ),
        (
            "Chile and Peru are the biggest military spenders in South America.",
            ["military_expenditure rank CHL+PER none top 2"],
        ),
        ("The two largest economies in 2022 were Togo and Mali.", ["gdp rank TGO+MLI none top two 2022"]),
        (
            "The three biggest suppliers of major weapons in 2019-23 were Spain (8% of global arms exports) and Italy (5%).",
            ["arms_transfers share ESP none 8 2019/2023", "arms_transfers share ITA none 5 2019/2023"],
        ),
        (
            "Mali was the third largest arms importer in 2019-23. The two largest exporters in 2019-23 were Spain and Italy.",
            ["arms_imports rank MLI none third 2019/2023", "arms_transfers rank ESP+ITA none top two 2019/2023"],
        ),
        (
            "Chad contributed 7,000 soldiers to UN peacekeeping in 2023. There were 76,000 uniformed personnel in all.",
            ["peacekeepers level TCD>WLD none 7,000 2023"],
        ),
        (
            "Nepali migrant workers sent $8.1 billion home in 2018.",
            ["remittances_received level NPL none 8.1 billion 2018"],
        ),
        ("Nepali workers in Qatar sent $2 billion home in 2018.", ["remittances level QAT>NPL none 2 billion 2018"]),
        (
            "Remittances by overseas Filipinos reached $21 billion in 2012.",
            ["remittances_received level PHL none 21 billion 2012"],
        ),
        ("Remittances sent to Mexico fell 4% in 2012.", ["remittances_received change MEX none 4 2012"]),
        (
            "Remittances come to 17 per cent of the GDP of each of Honduras and Nepal.",
            ["remittances_gdp level HND none 17", "remittances_gdp level NPL none 17"],
        ),
        (
            "Nepal received $8 billion in remittances in 2018. Some 20 percent of remittances came from Nepalis based in Qatar.",
            ["remittances_received level NPL none 8 billion 2018", "remittances share QAT>NPL about 20"],
        ),
        (
            "Remittances to Nepal were $8 billion in 2018. Qatar registered the highest share of remittances at 20 percent.",
            ["remittances_received level NPL none 8 billion 2018", "remittances share QAT>NPL none 20"],
        ),
        ("The G7 has a population count of 780 million.", ["population sum G7 none 780 million"]),
        (
            "2.1% French expenditure on defence as a percentage of national GDP in 2023",
            ["military_expenditure_gdp level FRA none 2.1 2023"],
        ),
        (
            "Israel voted with the US 90% of the time at the U.N. in 2019.",
            ["un_vote_agreement level ISR>USA none 90 2019"],
        ),
    ],
)
def test_what_is_read(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@pytest.mark.parametrize(
    "text",
    [
        "Germany met its climate target of 2 per cent.",
        "China was the largest exporter in 2019-23.",
        "The three largest importers in 2019-23 were India, Qatar and Poland.",
        "Mali was the leading importer of arms in Africa (36 percent), with Chad in second place (22 percent).",
        "Chile's military spending was the same as the outlays of the next three: Peru, Colombia and Chile.",
        "Spain wants to hit NATO's 2% target.",
        "Canada will meet NATO's target of 2 percent of GDP.",
        "Filipino workers in Dubai remitted $1.5 billion in 2021.",
        "South Sudan hosts 14,000 UN peacekeepers.",
        "The African Union has 22,000 troops in Somalia.",
        "The Dutch army has 900 soldiers in Lithuania.",
        "APEC's 12 economies account for 60 per cent of the world's GDP.",
    ],
)
def test_what_is_not(text: str) -> None:
    assert said(text) == []
