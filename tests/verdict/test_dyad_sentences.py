"""What one country does to another: stated claims and their verdicts, on figures as a person adds them.

Belongs here: investment, arms, alliances, geography, votes. Does not belong here: the words
alone (tests/reader), each publisher's file (tests/sources).
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from relations import figure
from verdicts import Found, judge

from pipelines.claims.model import Claim

DAY = date(2024, 6, 1)
STATED = Path(__file__).parents[1] / "data" / "dyads.json"
"""What each sentence states, whether or not the reader reads it."""


def of_pair(indicator: str, one: str, other: str, year: int, value: float, source: str, **more: Any) -> dict[str, Any]:
    return figure(indicator, one, str(year), value, counterpart_area=other, source=source, **more)


def both_reports(investor: str, host: str, year: int, outward: float, inward: float) -> list[dict[str, Any]]:
    return [
        of_pair("fdi_positions_outward", investor, host, year, outward, "imf_dip"),
        of_pair("fdi_positions_inward", host, investor, year, inward, "imf_dip"),
    ]


def on_day(one: str, other: str, day: str) -> dict[str, Any]:
    dated = {"freq": "D", "time_period": date.fromisoformat(day), "breakdown": "defense_begun"}
    return of_pair("alliance_date", one, other, int(day[:4]), 1, "cow_alliances", **dated)


HELD = [
    *both_reports("JPN", "USA", 2022, 700e9, 712e9),
    *both_reports("KOR", "USA", 2022, 150e9, 77e9),
    *[of_pair("arms_transfers", *row, "sipri_arms") for row in (
        ("USA", "KOR", 2022, 300), ("DEU", "KOR", 2022, 60), ("W00", "KOR", 2022, 360),
        ("USA", "KOR", 2023, 450), ("DEU", "KOR", 2023, 50), ("W00", "KOR", 2023, 500),
    )],
    *[of_pair("alliance", "JPN", "USA", year, 1, "cow_alliances", breakdown=kind)
      for year in (2010, 2012) for kind in ("_T", "defense")],
    of_pair("alliance", "CHN", "RUS", 2010, 1, "cow_alliances"),
    on_day("JPN", "USA", "1951-09-08"),
    of_pair("un_vote_agreement", "CAN", "USA", 2019, 68.9, "un_votes"),
    of_pair("un_vote_agreement", "CAN", "USA", 2019, 55.6, "un_votes", breakdown="identical"),
    *[of_pair("remittances", *row, "knomad_remittances") for row in (
        ("RUS", "TJK", 2023, 60e6), ("KAZ", "TJK", 2023, 20e6), ("W00", "TJK", 2023, 80e6), ("RUS", "W00", 2023, 300e6),
    )],
    of_pair("common_border", "ESP", "FRA", 2011, 1, "cepii_geodist"),
    of_pair("common_border", "ESP", "DEU", 2011, 0, "cepii_geodist"),
    of_pair("common_language", "AUT", "DEU", 2011, 1, "cepii_geodist"),
    of_pair("distance", "KOR", "JPN", 2011, 1157, "cepii_geodist"),
    of_pair("distance", "KOR", "JPN", 2011, 1160, "cepii_geodist", breakdown="capitals"),
]  # fmt: skip
SAID = {
    "Japan's stock of direct investment in the United States was about $700 billion at the end of 2022.": "SUPPORTED",
    "Japanese companies have invested $700 billion in the United States.": "SUPPORTED",
    # the two reports of one position
    "South Korean firms have invested $150 billion in the United States.": "DEPENDS",
    "Japan invested $700 billion in the United States in 2022.": "NOT_CHECKABLE",
    "The United States was the largest supplier of arms to South Korea in 2022.": "SUPPORTED",
    "Germany was the largest supplier of arms to South Korea in 2022.": "CONTRADICTED",
    "South Korea bought 90 per cent of its arms from the United States in 2023.": "SUPPORTED",
    "The United States supplied 90 per cent of South Korea's arms in 2023.": "SUPPORTED",
    "South Korea's arms imports from the United States rose by 50 per cent in 2023.": "SUPPORTED",
    "The United States is the largest supplier of arms to South Korea.": "NOT_CHECKABLE",
    "South Korea bought $450 million of arms from the United States in 2023.": "NOT_CHECKABLE",
    "In 2010 Japan was a treaty ally of the United States.": "SUPPORTED",
    # the file ends in 2012
    "Japan is a treaty ally of the United States.": "NOT_CHECKABLE",
    # a promise to consult is no pact of defence
    "In 2010 China and Russia had a defence pact.": "NOT_CHECKABLE",
    "Japan and the United States have been treaty allies since 1951.": "SUPPORTED",
    # what an abstention counts decides
    "The United States voted with Canada 69 per cent of the time at the UN in 2019.": "DEPENDS",
    "The United States voted with Canada 30 per cent of the time at the UN in 2019.": "CONTRADICTED",
    # of what the one receives, and of what the other sends
    "In 2023, 75 per cent of Tajikistan's remittances came from Russia.": "SUPPORTED",
    "In 2023, 20 per cent of Tajikistan's remittances came from Russia.": "CONTRADICTED",
    "In 2023, 20 per cent of Russian remittances went to Tajikistan.": "SUPPORTED",
    "Russia was the main source of Tajikistan's remittances in 2023.": "SUPPORTED",
    "Kazakhstan was the main source of Tajikistan's remittances in 2023.": "CONTRADICTED",
    "Spain and France share a land border.": "SUPPORTED",
    "Spain borders Germany.": "CONTRADICTED",
    "Austria and Germany share an official language.": "SUPPORTED",
    "Seoul is 1,160 kilometres from Tokyo as the crow flies.": "SUPPORTED",
    "In a straight line, the distance between Seoul and Tokyo is 3,000 km.": "CONTRADICTED",
    # by road it is more
    "Moscow is 870 kilometres from Tallinn.": "NOT_CHECKABLE",
    "Japan is 1,160 km from South Korea.": "NOT_CHECKABLE",
}


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Found]:
    stated = json.loads(STATED.read_text(encoding="utf-8"))
    claims = [
        Claim.model_validate(stated[text] | {"id": f"c{n}", "quote": text, "said_on": DAY})
        for n, text in enumerate(SAID)
    ]
    found = judge(claims, HELD, by_models=True)
    return {text: found[f"c{n}"] for n, text in enumerate(SAID)}


@pytest.mark.parametrize("text", SAID)
def test_a_sentence_gets_its_verdict(verdicts: dict[str, Found], text: str) -> None:
    assert verdicts[text].verdict == SAID[text], verdicts[text].reason


def test_the_two_counts_of_votes_are_told_apart(verdicts: dict[str, Found]) -> None:
    found = verdicts["The United States voted with Canada 69 per cent of the time at the UN in 2019."]
    assert found.decided_by == "definition" and "what an abstention counts" in found.reason
    labels = {r.definition: r.obs_value for r in found.readings if r.known == "then"}
    assert labels == {"voeten_other_way": 68.9, "identical_other_way": 55.6}


def test_the_reasons_name_the_trap(verdicts: dict[str, Found]) -> None:
    for text, reason in {
        "Japan invested $700 billion in the United States in 2022.": "invested in a year or is held at its end",
        "South Korea bought $450 million of arms from the United States in 2023.": "trend-indicator value, which is no price",
        "The United States is the largest supplier of arms to South Korea.": "SIPRI speaks of periods of five years",
        "Japan is a treaty ally of the United States.": "newest figure held is of 2012",
        "Moscow is 870 kilometres from Tallinn.": "by road or in a straight line",
        "Japan is 1,160 km from South Korea.": "from where to where is not said",
    }.items():
        assert reason in verdicts[text].reason
