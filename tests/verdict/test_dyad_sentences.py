"""What one country does to another: stated claims and their verdicts, on figures as a person adds them.

Belongs here: arms, remittances, geography, votes. Does not belong here: the words
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


HELD = [
    *[of_pair("arms_transfers", *row, "sipri_arms") for row in (
        ("USA", "KOR", 2022, 300), ("DEU", "KOR", 2022, 60), ("W00", "KOR", 2022, 360),
        ("USA", "KOR", 2023, 450), ("DEU", "KOR", 2023, 50), ("W00", "KOR", 2023, 500),
    )],
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
    "The United States was the largest supplier of arms to South Korea in 2022.": "SUPPORTED",
    "Germany was the largest supplier of arms to South Korea in 2022.": "CONTRADICTED",
    "South Korea bought 90 per cent of its arms from the United States in 2023.": "SUPPORTED",
    "The United States supplied 90 per cent of South Korea's arms in 2023.": "SUPPORTED",
    "South Korea's arms imports from the United States rose by 50 per cent in 2023.": "SUPPORTED",
    "The United States is the largest supplier of arms to South Korea.": "NOT_CHECKABLE",
    "South Korea bought $450 million of arms from the United States in 2023.": "NOT_CHECKABLE",
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
        "South Korea bought $450 million of arms from the United States in 2023.": "trend-indicator value, which is no price",
        "The United States is the largest supplier of arms to South Korea.": "SIPRI speaks of periods of five years",
        "Moscow is 870 kilometres from Tallinn.": "by road or in a straight line",
        "Japan is 1,160 km from South Korea.": "from where to where is not said",
    }.items():
        assert reason in verdicts[text].reason
