"""Trade between two countries as ministries, embassies and chambers of commerce tell of it.

Belongs here: whose flow it is and with whom, where several flows, partners or times stand beside each other.
Does not belong here: places among partners (test_partners.py), where a flow comes from or goes to (test_from_and_to.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 1)


def told(text: str, country: str | None = None) -> list[str]:
    """The claims of a text in short: indicator, operation, sides, value, period and what it is compared with."""
    out = []
    for claim in (item.claim for item in read(text, DAY, country).claims):
        sides = ">".join("+".join(each) for each in (claim.areas.ref, claim.areas.counterpart) if each)
        times = [f"@{claim.period}"] if claim.period else []
        times += [f"^{claim.base_period}"] if claim.base_period else []
        out.append(" ".join([claim.indicator or "", claim.operation, sides, claim.value or "-", *times]))
    return out


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "Mali's trade with Togo came to $9 million in 2019, with exports of $5 million and imports of $4 million.",
            [
                "goods_trade level MLI>TGO 9 million @2019",
                "goods_exports level MLI>TGO 5 million @2019",
                "goods_imports level MLI>TGO 4 million @2019",
            ],
        ),
        (
            "Mali's trade with Togo came to $9 million in 2019, with exports growing 5 per cent to $6 million.",
            [
                "goods_trade level MLI>TGO 9 million @2019",
                "goods_exports change MLI>TGO 5 @2019 ^2018",
                "goods_exports level MLI>TGO 6 million @2019",
            ],
        ),
        ("Peruvian imports to Chile were $5 billion in 2019.", ["goods_imports level CHL>PER 5 billion @2019"]),
        ("Peruvian exports from Chile were $5 billion in 2019.", []),
        ("U.S. world trade rose by 5 per cent in 2019.", ["goods_trade change USA 5 @2019 ^2018"]),
        ("Chile takes 5 per cent of Peru's global exports.", ["goods_exports share PER>CHL 5"]),
        ("There was a 5 per cent growth in Peru's exports in 2019.", ["goods_exports change PER 5 @2019 ^2018"]),
        ("New Zealand's exports to Fiji were 900 million NZ dollars in 2019.", ["goods_exports level NZL>FJI 900 million @2019"]),
        (
            "The ministry noted that last year imports of Peru from Chile rose by 5 per cent.",
            ["goods_imports change PER>CHL 5 @2023 ^2022"],
        ),
        (
            "Peru exported $60 billion in goods and services in 2019 and imported $50 billion.",
            ["goods_services_exports level PER 60 billion @2019", "goods_services_imports level PER 50 billion @2019"],
        ),
        ("The EU as a bloc is Peru's largest trading partner.", ["trade_partner rank PER>EU 1"]),
        (
            "Chile takes a third of Peru's exports as well as imports last year.",
            ["goods_exports share PER>CHL a third @2023"],
        ),
        (
            "Chile is Peru's second-largest trading partner for exports and third-largest for imports.",
            ["goods_exports rank PER>CHL second"],
        ),
        (
            "In 2019 trade between Peru and Chile came to $6 billion, with Peru's exports to Chile making up 80 per cent of the total trade.",
            ["goods_trade level PER>CHL 6 billion @2019"],
        ),
        ("Some $6 billion trade was done between Peru and Chile in 2019.", ["goods_trade level PER>CHL 6 billion @2019"]),
        (
            "In 2019 Chile was Peru's largest partner, with trade of $9 billion, followed by Fiji ($7 billion) and Togo ($6 billion).",
            [
                "trade_partner rank PER>CHL 1 @2019",
                "goods_trade level PER>CHL 9 billion @2019",
                "trade_partner rank PER>FJI 2 @2019",
                "goods_trade level PER>FJI 7 billion @2019",
                "trade_partner rank PER>TGO 3 @2019",
                "goods_trade level PER>TGO 6 billion @2019",
            ],
        ),
        (
            "China grew by 5 per cent in 2019. Peru received $14 billion in imports from the country in 2019.",
            ["gdp_growth level CHN 5 @2019", "goods_imports level PER>CHN 14 billion @2019"],
        ),
        (
            "In 2012 Mali took 8 per cent of China's weapons exports, while Chad received 7 per cent of the arms.",
            ["arms_transfers share CHN>MLI 8 @2012", "arms_transfers share CHN>TCD 7 @2012"],
        ),
        (
            "Peru's trade with Chile has grown since the two countries set up ties in 1950, when bilateral trade was $5 million.",
            ["goods_trade direction PER>CHL - ^1950", "goods_trade level PER>CHL 5 million @1950"],
        ),
    ],
)  # fmt: skip
def test_whose_trade_it_is_and_with_whom(text: str, claims: list[str]) -> None:
    assert told(text) == claims


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The exports are dominated by crude oil, which makes up 90 per cent of Mali's exports to Togo.", None),
        ("Exports through the port were $5 billion in 2019, with imports of $4 billion.", "PER"),
        ("Sino-Peruvian exchange is large, with Peruvian exports totalling $5 billion in 2019.", None),
        ("Chile became Peru's main import partner, with total exports up 5 per cent from 2018.", None),
        ("The partnership of the two countries, Peru and Chile, grows. Last year trade came to $5 billion.", "PER"),
        ("By far the biggest partner is Chile. Half of the exports went to EU countries.", "PER"),
        ("Exports to non-EU countries rose. Half of exports went to Chile.", None),
    ],
)
def test_whose_trade_it_is_can_be_open(text: str, country: str | None) -> None:
    assert [claim for claim in told(text, country) if "level" in claim or "share" in claim or "change" in claim] == []


def test_goods_and_services_are_no_goods() -> None:
    text = "Peru exported $5 billion of goods and services to Chile in 2019, 10 per cent of all exports."
    assert told(text) == ["goods_services_exports level PER>CHL 5 billion @2019"]


def test_who_comes_next_stands_behind_the_first() -> None:
    text = "Chile was Peru's largest trading partner, followed by the rest of Asia ($8 billion), Fiji and Togo."
    assert told(text) == ["trade_partner rank PER>CHL 1"]
    text = "Peru's trade surplus with Chile ranked first at $8 billion, followed by Fiji ($5 billion) and Togo ($4 billion)."
    assert told(text) == ["trade_balance level PER>CHL 8 billion"]


def test_the_two_countries_are_named_with_each_other() -> None:
    text = "Peru is edging out Chile as a market. Trade between the two countries rose by 5 per cent in 2019."
    assert told(text) == []
    assert told(text, "FJI") == []
    assert told(text.replace("edging out", "a partner of")) == ["goods_trade change PER>CHL 5 @2019 ^2018"]


def test_an_amount_that_was_not_read_leaves_the_change_behind_it_unread() -> None:
    text = "Peru exported goods worth $9 billion to Chile in 2019, and imported $4 billion worth, 5 per cent more than in 2018."
    assert told(text) == ["goods_exports level PER>CHL 9 billion @2019"]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "Peru's exports to Chile fell by 5 per cent to $4 billion, below FY14 levels.",
            ["goods_exports change PER>CHL 5", "goods_exports level PER>CHL 4 billion"],
        ),
        (
            "Peru's surplus with Chile was $5 billion, higher than the surplus reached throughout 2019.",
            ["trade_balance level PER>CHL 5 billion"],
        ),
        (
            "Peru's exports to Chile came to $6 billion in the first half of 2019, against $4 billion in 2018, a growth of 50%.",
            [
                "goods_exports level PER>CHL 6 billion",
                "goods_exports level PER>CHL 4 billion @2018",
                "goods_exports change PER>CHL 50",
            ],
        ),
    ],
)  # fmt: skip
def test_what_it_is_compared_with_has_a_time_of_its_own(text: str, claims: list[str]) -> None:
    assert told(text) == claims


def test_what_is_said_today_is_of_the_time_that_it_names() -> None:
    text = "The office said today that $5 billion worth of goods were imported last year."
    assert told(text, "PER") == ["goods_imports level PER 5 billion @2023"]


def test_who_trades_with_several_is_whom_the_text_is_about() -> None:
    text = "Peru's exports to Chile rose by 5 per cent in 2019, while trade with Fiji fell by 3 per cent."
    assert told(f"{text} Imports from Togo fell by 8 per cent in 2018.")[2:] == [
        "goods_imports change PER>TGO 8 @2018 ^2017"
    ]
    text = "Chile is Peru's largest trading partner, followed by Fiji."
    assert told(f"{text} Imports from Togo fell by 8 per cent in 2018.")[2:] == []


def test_that_year_is_not_where_a_span_began() -> None:
    text = "Peru's deficit doubled in the past four years. During the year, imports rose by 5 per cent."
    assert [claim for claim in told(text, "PER") if "2020" in claim] == []


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "Chile is Peru's largest trading partner, and is also the country's main source of imports.",
            ["trade_partner rank PER>CHL 1", "goods_imports rank PER>CHL 1"],
        ),
        (
            "Peru's exports to Chile came to $5 billion in 2019. They matter. In 2018, exports had reached $4 billion.",
            ["goods_exports level PER>CHL 5 billion @2019"],
        ),
        ("Chile was Peru's largest trading partner in terms of border trade, followed by Fiji.", []),
    ],
)
def test_who_is_meant_says_what_was_told_before(text: str, claims: list[str]) -> None:
    assert told(text, "PER") == claims


@pytest.mark.parametrize(
    "text",
    [
        "Peru's trade rose by 6 per cent in the first 10 months this year.\n\nThe export value was $5 billion.",
        "For the year so far, Chile remained the largest market for Peru's exports.",
        "Peru's exports to Chile came to $6 billion in the first half of 2019, compared to $9 billion in 2018.",
        "The envoy praised what was done in the first half of this year, saying that Peru's economy grew by 5 per cent year-on-year.",
    ],
)  # fmt: skip
def test_a_part_of_a_year_stays_one(text: str) -> None:
    assert all(item.claim.not_checkable for item in read(text, DAY, "PER").claims)
