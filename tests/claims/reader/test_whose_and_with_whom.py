"""Pages on two countries or a group: whose figure it is, with whom, of which time, where the words leave it open.

Belongs here: sentences of which something else was once read, each kind beside one that is read.
Does not belong here: single guards (test_guards.py), a part of trade (test_trade_of_two.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2020, 7, 10)


def said(text: str, country: str | None, day: date = DAY) -> list[str]:
    """Each claim that can be checked: indicator, operation, areas, value, period."""
    out = []
    for item in read(text, day, country).claims:
        claim = item.claim
        areas = "+".join(claim.areas.ref) + (f">{'+'.join(claim.areas.counterpart)}" if claim.areas.counterpart else "")
        parts = (claim.indicator, claim.operation, areas, claim.value, claim.period and f"@{claim.period}")
        if not claim.not_checkable:
            out.append(" ".join(str(part) for part in parts if part))
    return out


NOTHING = [
    ("Egypt has run a trade deficit worth $2 billion, with Turkey.", None),
    ("They trade in timber, where Finland contributes 40% of Estonia's total imports.", None),
    ("Togo is Ghana's third largest market, and exports rose by 10 per cent in 2018.", None),
    ("Trade with Laos fell by $1 billion, Chad slid to $2 billion, while trade with Peru came to $3 billion.", None),
    ("Georgia accounts for 60 percent of Spain's total trade with the South Caucasus countries.", None),
    ("Peru is the largest export market for Bolivian products in South America.", None),
    ("Among EU countries, Laos likes Italy, while Italy's exports to the Asian nation hit $694 million.", None),
    ("China's exports to the five countries reached $9 billion in 2019.", None),
    ("Remittances flowed to Mexico. Mexico saw growth of 10 per cent in 2017.", None),
    ("Russian arms exports fell. Russia lost traction. India was its main customer.", None),
    ("GDP growth of trading partners was 3.5 per cent in 2014.", "CHL"),
    ("ASEAN has ten members. We are now the third largest economy in Asia.", "SGP"),
    ("ASEAN has to stay united. Our combined GDP is $2.5 trillion.", "SGP"),
    ("Siemens: trade surplus of 5 billion euros.", "DEU"),
    ("Volkswagen: exports rose 5 per cent in 2018.", "DEU"),
    ("The armed forces of most countries have 200,000 soldiers.", "DEU"),
    ("Many countries saw exports fall by 5 per cent in 2018.", "DEU"),
    ("This year, defence spending is Rs 4,71,378 crore.", "IND"),
    ("In the current year, exports grew by 23 per cent.", "IND"),
]


@pytest.mark.parametrize(("text", "country"), NOTHING)
def test_nothing_is_read_where_whose_or_when_is_open(text: str, country: str | None) -> None:
    assert said(text, country) == []


NOT_HELD = [
    "During April-October, 2018 exports of Laos came to $3 billion.",
    "Nepal's foreign trade came to $3 billion in the first quarter of the current fiscal year.",
    "It grew in the first five months of the year. This year's trade is lower than in the same period last year. Exports "
    "were $9 billion.",
]


@pytest.mark.parametrize("text", NOT_HELD)
def test_a_part_of_a_year_is_no_year(text: str) -> None:
    assert [(item.claim.period, item.claim.not_checkable) for item in read(text, DAY, "LAO").claims] == [
        (None, "no data")
    ]


READ = [
    ("Egypt has run a trade deficit worth $2 billion with Turkey.", None, ["trade_balance level EGY>TUR -2 billion"]),
    (
        "Laos likes Italy, and Italy's exports to the Asian nation hit $7 million in 2018.",
        None,
        ["goods_exports level ITA>LAO 7 million @2018"],
    ),
    (
        "Remittances flowed to Mexico. Its economic growth was 2 per cent in 2017.",
        None,
        ["gdp_growth level MEX 2 @2017"],
    ),
    (
        "In the 2007 census Fiji had 837,000 people, while the 2017 census counted 885,000.",
        None,
        ["population level FJI 837,000 @2007"],
    ),
    ("Singapore is rich. We are now the third largest economy in Asia.", "SGP", ["gdp rank SGP third"]),
    ("Trade: exports rose 5 per cent in 2018.", "DEU", ["goods_exports change DEU 5 @2018"]),
    ("This year, defence spending is 50 billion euros.", "DEU", ["military_expenditure level DEU 50 billion @2020"]),
    (
        "In Africa, while Egypt received the most remittances, Lesotho was the highest recipient as a share of its GDP.",
        None,
        ["remittances_received rank EGY 1"],
    ),
    (
        "New Zealand: From 2012 to 2014, Canada exported an annual average of $444 million in goods to New Zealand.",
        "CAN",
        ["goods_exports average CAN>NZL 444 million @2012/2014"],
    ),
    (
        "Togo is Ghana's largest trading partner in Africa and Ghana is the largest trading partner of Togo.",
        None,
        ["trade_partner rank GHA>TGO 1", "trade_partner rank TGO>GHA 1"],
    ),
    (
        "Togo is Ghana's largest trading partner while Ghana is its largest trading partner globally.",
        None,
        ["trade_partner rank GHA>TGO 1", "trade_partner rank TGO>GHA 1"],
    ),
    (
        "Peru logged a 10 per cent fall in exports in 2018, followed by a contraction of 6 per cent in Chile.",
        None,
        ["goods_exports change PER 10 @2018"],
    ),
    (
        "Trade between Peru and Chile was $3 billion in 2018, and Peru accounted for $1 billion.",
        None,
        ["goods_trade level PER>CHL 3 billion @2018"],
    ),
]


@pytest.mark.parametrize(("text", "country", "reads"), READ)
def test_what_is_said_whole_is_read(text: str, country: str | None, reads: list[str]) -> None:
    assert said(text, country) == reads
