"""Every pattern reads its own sentences and refuses its own, and none could be left out.

Belongs here: patterns/*.yml as tests, and the notation that they are written in.
Does not belong here: labelled sets (test_baseline.py), guards (test_guards.py).
"""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import baseline
import pytest
import score_sentences
import yaml

from pipelines.claims.reader import guards, patterns, propositions, read, sentence
from pipelines.claims.reader.matching import Expressions
from pipelines.claims.text import sentences

DAY = date(2024, 6, 1)
PATTERNS = patterns.load()
READS = [(p.id, text, label) for p in PATTERNS for text, label in patterns.examples()[p.id]["reads"].items()]
REFUSES = [(p.id, text) for p in PATTERNS for text in patterns.examples()[p.id]["refuses"]]


SENTENCES = ("reads", "refuses", "accepts")


def wrong(text: str, label: str) -> str:
    """What is not as the label says; empty where all is."""
    found = [score_sentences.flat(item.claim) for item in read(text, DAY).claims]
    wanted = [score_sentences.label(part) for part in label.split(" ; ")]
    for want in wanted:
        match = next((f for f in found if score_sentences.same(f, want)), None)
        if match is None or match["hedge"] != want["hedge"] or match["period"] != want["period"]:
            return f"wanted {label}; found {[baseline.said(item.claim) for item in read(text, DAY).claims]}"
        found.remove(match)
    return f"also found {found}" if found else ""


@pytest.mark.parametrize(("pattern", "text", "label"), READS, ids=[f"{p}-{n}" for n, (p, _, _) in enumerate(READS)])
def test_a_pattern_reads_its_sentences(pattern: str, text: str, label: str) -> None:
    assert not wrong(text, label), pattern


@pytest.mark.parametrize(("pattern", "text"), REFUSES, ids=[f"{p}-{n}" for n, (p, _) in enumerate(REFUSES)])
def test_a_pattern_refuses_its_sentences(pattern: str, text: str) -> None:
    assert [baseline.said(item.claim) for item in read(text, DAY).claims] == [], pattern


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.id)
def test_no_pattern_can_be_left_out(pattern: patterns.Pattern, monkeypatch: pytest.MonkeyPatch) -> None:
    left = patterns.Matcher(tuple(p for p in PATTERNS if p is not pattern))
    monkeypatch.setattr(patterns, "matcher", lambda: left)
    assert any(wrong(text, label) for text, label in patterns.examples()[pattern.id]["reads"].items()), (
        f"{pattern.id}: its sentences are read without it"
    )


def test_the_page_lists_every_pattern() -> None:
    from tools import list_patterns

    text = list_patterns.PAGE.read_text(encoding="utf-8")
    assert text == list_patterns.page(text), "run tools/list_patterns.py"


def test_every_pattern_has_its_own_name_and_its_sentences() -> None:
    assert len({pattern.id for pattern in PATTERNS}) == len(PATTERNS)
    few = [name for name, entry in patterns.examples().items() if len(entry["reads"]) < 2 or not entry["refuses"]]
    assert few == [], "expected `reads` with two sentences or more, and `refuses` with one or more"


LISTED = [(name, entry) for name, entry in patterns.examples().items() if isinstance(entry["words"], list)]


@pytest.mark.parametrize(("name", "entry"), LISTED, ids=[name for name, _ in LISTED])
def test_each_alternative_of_a_pattern_is_in_one_of_its_sentences(name: str, entry: dict[str, Any]) -> None:
    pieces = [text[slice(*span)] for text in entry["reads"] for span in sentences(text)]
    rows = [c.row for piece in pieces for c in sentence.build(piece, DAY, sentence.Context()).clauses]
    unshown = [each for each in entry["words"] if not any(any(Expressions([each]).find(row)) for row in rows)]
    assert unshown == [], f"{name}: expected a sentence among `reads` that is put so"


def test_there_are_few_patterns() -> None:
    assert len(PATTERNS) <= 120


@pytest.mark.parametrize("file", [*guards.FILES, *sorted(patterns.FOLDER.glob("*.yml"))], ids=lambda file: file.stem)
def test_what_is_read_line_by_line_is_what_yaml_reads(file: Path) -> None:
    loaded = yaml.safe_load(file.read_text(encoding="utf-8"))
    quick = list(patterns.entries(file, "|"))
    assert len(quick) == len(loaded)
    for some, whole in zip(quick, loaded, strict=True):
        joined = {key: "|".join(each) for key, each in whole.items() if key not in SENTENCES and isinstance(each, list)}
        single = {key: each for key, each in whole.items() if isinstance(each, str)}
        assert {key: some[key] for key in some if not isinstance(whole[key], dict)} == joined | single


def test_quotation_marks_inside_of_quotes() -> None:
    assert patterns.unquoted("'its army''s size'") == yaml.safe_load("'its army''s size'") == "its army's size"


def test_an_operation_that_there_is_none_of_is_told() -> None:
    assert {pattern.says.operation for pattern in patterns.load()} <= propositions.operations().keys()
    found = SimpleNamespace(
        says=SimpleNamespace(operation="levels"), match=SimpleNamespace(pattern=SimpleNamespace(id="x"))
    )
    with pytest.raises(ValueError, match=r"x: expected a known `operation`; found levels"):
        propositions.made(found)
