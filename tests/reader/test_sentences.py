"""Sentences by what is hard about them: time, owner, lists, what narrows, what is denied, what is left unread.

Each row of tests/data/readings.csv is a sentence with the claims that it gives, in the notation of the labels, and with
what is told of the rest. The rows are of 30 June 2024.
"""

import csv
from datetime import date
from pathlib import Path

import pytest
import score_sentences

from pipelines.claims.model import Claim
from pipelines.reader import read

FILE = Path(__file__).parents[1] / "data" / "readings.csv"
ROWS = list(csv.DictReader(FILE.open(encoding="utf-8", newline="")))


def written(claim: Claim) -> str:
    return score_sentences.said(claim) + (f" span:{claim.span}" if claim.span else "")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['kind']}: {row['text']}")
def test_a_sentence_is_read_as_it_is_meant(row: dict[str, str]) -> None:
    found = read(row["text"], date(2024, 6, 30), row["country"] or None)
    assert (" ; ".join(written(each.claim) for each in found.claims) or "none") == row["expected"]
    assert "; ".join(each.words for each in found.skipped) == row["told"]
