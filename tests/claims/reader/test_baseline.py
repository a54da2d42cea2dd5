"""The labelled sets as a whole: how much is read, how much of it is right, and what is right beyond the labels.

Belongs here: precision and recall of the reader on tests/data/sentences*.csv. Does not belong here: one pattern
(test_patterns.py).
"""

import baseline
import pytest

from pipelines.claims.reader import read

EXPLAINED = baseline.reasons()
TEXTS = {(name, row["id"]): row for name, row in baseline.rows()}


def test_precision_and_recall_do_not_fall() -> None:
    scores = baseline.scores(read)
    assert {
        name for name, (right, found, wanted) in scores.items() if right < 0.97 * found or right < 0.9 * wanted
    } <= {"prose"}
    right, found, wanted = (sum(column) for column in zip(*scores.values(), strict=True))
    assert right / found >= 0.99
    assert right / wanted >= 0.955


def test_what_is_read_is_of_the_times_that_are_labelled() -> None:
    assert baseline.misdated(read) == []


@pytest.mark.parametrize("key", sorted({(name, row) for name, row, _ in EXPLAINED}), ids="-".join)
def test_what_is_explained_is_still_read(key: tuple[str, str]) -> None:
    now = {baseline.core(claim) for claim in baseline.reads(read, TEXTS[key])}
    assert {core for name, ident, core in EXPLAINED if (name, ident) == key} <= now


def test_what_is_no_longer_read_has_its_reason() -> None:
    listed, _ = baseline.differences(read)
    lost = {tuple(line.split()[1:3]) for line in listed if line.startswith("LOST")}
    assert lost <= baseline.lost(), "write the reason into tests/data/baseline_lost.csv"
