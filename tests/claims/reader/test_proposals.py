"""Proposals at random: whatever a model says, reading goes on, and no claim says what the text does not.

Belongs here: what holds for every proposal. Does not belong here: single ones, and the endpoint (test_endpoint.py).
"""

import csv
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from pipelines.claims.reader import read, sentence
from pipelines.claims.reader.proposals import FITTING, OPERATIONS, Proposal, Proposer
from pipelines.claims.reader.segments import Segment
from pipelines.claims.text import clean

DAY = date(2024, 6, 1)
FILES = sorted(Path("tests/data").glob("sentences*.csv"))


def at_random(rng: random.Random) -> Proposer:
    """A model that quotes words that fit their slots, and now and then any other."""

    def slots(text: str, row: Sequence[Segment]) -> dict[str, str]:
        out = {}
        for slot in FITTING:
            fitting = [s for s in row if isinstance(s, FITTING[slot]) and (s.classes or type(s) is not Segment)]
            chosen = rng.choice(fitting) if fitting and rng.random() < 0.95 else None
            if rng.random() < 0.5:
                out[slot] = text[chosen.start : chosen.end] if chosen is not None else rng.choice(text.split())
        return out

    def propose(texts: Sequence[str]) -> list[list[Proposal]]:
        rows = [(text, sentence.build(text, DAY, sentence.Context()).row) for text in texts]
        return [[Proposal(rng.choice([*OPERATIONS]), slots(*each)) for _ in range(12)] for each in rows]

    return propose


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_proposal_breaks_reading_or_adds_what_is_not_said(path: Path) -> None:
    rng = random.Random(path.stem)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rng.sample(rows, 12):
        for found in read(row["text"], DAY, "USA", at_random(rng)).claims:
            assert found.words.get("value", "") in clean(row["text"])
            assert found.claim.areas.ref or found.claim.event


def test_a_model_adds_to_what_patterns_read() -> None:
    text = "Chile has 19.6 million people. What Peru sells, its exports, stood in 2022 at a handsome $60 billion."

    def proposer(texts: Sequence[str]) -> list[list[Proposal]]:
        slots = {"figure": "exports", "area": "Peru", "amount": "$60 billion"}
        return [[], [Proposal("level", slots), Proposal("level", slots)]]

    alone, both = read(text, DAY).claims, read(text, DAY, None, proposer).claims
    assert [found.claim.indicator for found in alone] == ["population"]
    assert [found.claim.indicator for found in both] == ["population", "goods_exports"]
