"""Every word of a sentence is used by a claim, is harmless, or is told."""

from datetime import date

import pytest

from pipelines.claims import lexicon
from pipelines.claims.model import Claim
from pipelines.reader import read, residue

DAY = date(2025, 3, 1)
PLAIN = (
    "Germany's population was 84 million in 2023",
    "Kenya is home to 54 million people",
    "Japan is the world's fourth-largest economy",
    "Italy's economy is larger than Spain's",
    "Unemployment in France was 7 percent in 2023",
    "Britain's trade deficit with Germany was $50 billion in 2022",
    "Poland's population fell by 3 percent from 2000 to 2020",
)
BEHIND = (
    " every year", " for six years in a row", " since 2012", ", behind Japan", " again", " at its peak",
    ", the highest ever", ", half that of Egypt", " in cities", " almost every year", " more than once",
    " under three prime ministers", ", as in 1995", " quarter after quarter", " for the first time since 1990",
)  # fmt: skip
BEFORE = (
    "In each year since 2012, ", "Since 2012, ", "In 2020 and 2021, ", "Without services, ", "Unlike Norway, ",
    "Only in peacetime, ", "Among women, ", "From 2005 to 2015, ", "At purchasing power parity, ",
)  # fmt: skip


def stated(text: str) -> tuple[list[dict[str, object]], bool]:
    found = read(text, DAY)
    return [_fields(each.claim) for each in found.claims], bool(found.skipped)


def _fields(claim: Claim) -> dict[str, object]:
    return {name: said for name, said in claim.model_dump().items() if name not in ("id", "quote")}


@pytest.mark.parametrize("plain", PLAIN)
def test_no_word_that_changes_the_truth_is_lost(plain: str) -> None:
    whole, told = stated(f"{plain}.")
    assert whole
    assert not told
    twisted = [*(f"{plain}{phrase}." for phrase in BEHIND), *(f"{phrase}{plain}." for phrase in BEFORE)]
    assert [text for text in twisted if stated(text) == (whole, False)] == []


@pytest.mark.parametrize("row", lexicon.rows(residue.FILE), ids=lambda row: row["kind"])
def test_the_sentence_of_each_harmless_kind_is_read_whole(row: dict[str, str]) -> None:
    claims, told = stated(row["shows"])
    assert claims
    assert not told
