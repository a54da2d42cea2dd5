"""Every guard refuses its own sentence, by its name, and lets the one like it pass.

Belongs here: guards/*.yml as tests. Does not belong here: patterns (test_patterns.py), labelled sets (test_baseline.py).
"""

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.claims.reader import guards, read

DAY = date(2024, 6, 1)
CASES = [case for file in guards.FILES for case in yaml.safe_load(file.read_text(encoding="utf-8"))]


def sentences(key: str) -> list[tuple[str, str]]:
    """Each guard with a sentence of this key, which has one or a list of them."""
    texts = ((case["guard"], case[key]) for case in CASES)
    return [(guard, text) for guard, each in texts for text in ([each] if isinstance(each, str) else each)]


REFUSED, ACCEPTED = sentences("refuses"), sentences("accepts")


def test_every_guard_has_its_sentences() -> None:
    assert [guard.guard for guard in guards.load()] == [case["guard"] for case in CASES]
    assert len({case["guard"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize(("guard", "text"), REFUSED, ids=[guard for guard, _ in REFUSED])
def test_a_guard_refuses_its_sentences(guard: str, text: str) -> None:
    refused = read(text, DAY)
    assert not refused.claims and guard in {skipped.guard for skipped in refused.skipped}


@pytest.mark.parametrize(("guard", "text"), ACCEPTED, ids=[guard for guard, _ in ACCEPTED])
def test_a_guard_lets_those_like_them_pass(guard: str, text: str) -> None:
    assert read(text, DAY).claims, guard


def test_each_alternative_of_a_guard_refuses_one_of_its_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    hits: dict[str, list[tuple[str, int, int]]] = {}

    def compiled(place: str, words: str) -> Callable[..., object]:
        expression = re.compile(words)
        find = expression.match if place == "behind" else expression.search

        def found(*where: Any) -> object:
            if hit := find(*where):
                hits.setdefault(words, []).append(where)
            return hit

        return found

    monkeypatch.setattr(guards, "compiled", compiled)
    for _, text in REFUSED:
        read(text, DAY)
    listed = [(case["guard"], place, case[place]) for case in CASES for place in guards.PLACES if place in case]
    unshown = [
        (guard, each)
        for guard, place, alternatives in listed
        if isinstance(alternatives, list)
        for each in alternatives
        if not any(compiled(place, each)(*where) for where in hits.get("|".join(alternatives), []))
    ]
    assert unshown == [], "expected a sentence among `refuses` that each of these forbids"


def test_a_guard_that_is_not_asked_would_not_forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    sets = sorted((Path(__file__).parents[2] / "data").glob("sentences*.csv"))
    rows = [row for path in sets for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(keepends=True))]
    texts = [row["text"] for row in rows[::4]] + [text for _, text in REFUSED]
    found = [read(text, DAY) for text in texts]
    all_asked = tuple(
        replace(guard, ways=[frozenset(filter(of_its_end, way)) for way in guard.ways]) for guard in guards.load()
    )
    kept = (guards.ways, guards.letters, guards.met, guards.met_by, guards.asked)
    with monkeypatch.context() as patched:
        patched.setattr(guards, "load", lambda: all_asked)
        for each in kept:
            each.cache_clear()
        assert [read(text, DAY) for text in texts] == found
    for each in kept:
        each.cache_clear()


def of_its_end(need: frozenset[str]) -> bool:
    """What a guard is said of forbids by itself."""
    return all(each.startswith("ends ") for each in need)
