"""Each pattern reads its own sentences, and each guard refuses the sentence that it names and no other."""

import runpy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import score_sentences

from pipelines.reader import guards, patterns, read

ROOT = Path(__file__).resolve().parents[2]

DAY = date(2024, 6, 1)
READS = [
    pytest.param(entry, text, expected, id=f"{entry['pattern']}: {text}")
    for entry in patterns.entries()
    for text, expected in entry["reads"].items()
]


@pytest.mark.parametrize(("entry", "text", "expected"), READS)
def test_a_pattern_reads_its_sentences(entry: dict[str, Any], text: str, expected: str) -> None:
    found = read(text, DAY).claims
    assert [score_sentences.said(each.claim) for each in found] == expected.split(" ; ")
    assert any(each.how[0][1].startswith(f"{entry['pattern']} (") for each in found)


def test_each_pattern_has_a_sentence_and_an_operation_that_is_known() -> None:
    names = [entry["pattern"] for entry in patterns.entries()]
    assert len(names) == len(set(names)) <= 50
    assert all(entry["reads"] and entry["meaning"] for entry in patterns.entries())


@pytest.mark.parametrize("entry", guards.entries(), ids=lambda entry: entry["guard"])
def test_a_guard_refuses_its_sentence_and_accepts_its_other(entry: dict[str, Any]) -> None:
    refused, accepted = read(entry["refuses"], DAY), read(entry["accepts"], DAY)
    assert refused.claims == []
    assert entry["guard"] in [each.guard for each in refused.skipped]
    assert accepted.claims, [each.words for each in accepted.skipped]


def test_there_are_few_guards() -> None:
    names = [entry["guard"] for entry in guards.entries()]
    assert len(names) == len(set(names)) <= 50


@pytest.mark.parametrize(
    ("words", "row", "found"),
    [
        ("{area:ref} have {count:amount}", "Peru has 34 million", True),
        ("{area:ref} have ( figure )? {count:amount}", "Peru has 34 million", True),
        ("^ have {count:amount}", "Peru has 34 million", False),
        ("have {count/percent:amount} $", "Peru has 34 million", True),
        ("{area:ref} be {count:amount}", "Peru has 34 million", False),
    ],
)
def test_the_notation_of_patterns(words: str, row: str, found: bool) -> None:
    from pipelines.reader import spans

    encoded = "".join(span.encoded() for span in spans.read(row, DAY))
    import re

    assert (re.search(patterns.expression(words), encoded) is not None) is found


def test_the_page_lists_patterns_and_guards_as_they_are() -> None:
    page = runpy.run_path(str(ROOT / "tools" / "list_patterns.py"))["page"]
    text = (ROOT / "docs" / "reader.md").read_text(encoding="utf-8")
    assert page(text) == text, "run tools/list_patterns.py"
