"""Every guard refuses its own sentence, by its name, and lets the one like it pass.

Belongs here: guards.yml as tests. Does not belong here: patterns (test_patterns.py), labelled sets (test_baseline.py).
"""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from pipelines.claims.reader import guards, patterns, read

DAY = date(2024, 6, 1)
CASES = yaml.safe_load((patterns.FOLDER.parent / "guards.yml").read_text(encoding="utf-8"))


def test_every_guard_has_its_sentences() -> None:
    assert [case["guard"] for case in CASES if case["guard"] not in {guard.guard for guard in guards.load()}] == []
    assert {guard.guard for guard in guards.load()} == {case["guard"] for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["guard"])
def test_a_guard_refuses_its_sentence_and_lets_the_other_pass(case: dict[str, str]) -> None:
    refused = read(case["refuses"], DAY)
    assert not refused.claims and case["guard"] in {skipped.guard for skipped in refused.skipped}
    assert read(case["accepts"], DAY).claims


def test_a_guard_that_is_not_asked_would_not_forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    sets = sorted((Path(__file__).parents[2] / "data").glob("sentences*.csv"))
    rows = [row for path in sets for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(keepends=True))]
    texts = [row["text"] for row in rows[::4]] + [case["refuses"] for case in CASES]
    found = [read(text, DAY) for text in texts]
    all_asked = tuple(replace(guard, needs=frozenset(), words=frozenset()) for guard in guards.load())
    monkeypatch.setattr(guards, "load", lambda: all_asked)
    for known in (guards.needs, guards.met, guards.spelled, guards.asked):
        known.cache_clear()
    assert [read(text, DAY) for text in texts] == found
