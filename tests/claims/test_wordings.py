"""The tables of the lexicon: each row of wordings.csv finds its examples, and the code asks for all that they have."""

import re
from datetime import date
from pathlib import Path

import pytest

from pipelines import catalogue
from pipelines.claims import lexicon, periods, words
from pipelines.claims.model import OPERATIONS
from pipelines.reader import times
from pipelines.reader.sentence import Context

ASKED = re.compile(r'\b(?:SAID\[|(?:said|hit)\()"([^"]+)"')


@pytest.mark.parametrize("row", lexicon.rows("wordings"), ids=lambda row: row["such_as"])
def test_an_expression_finds_its_examples(row: dict[str, str]) -> None:
    for example in row["such_as"].split("; "):
        assert any(re.search(row["expression"], text) for text in (example, f" {example} ")), example


def test_each_expression_is_asked_for() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(lexicon.__file__).parents[2].rglob("*.py")]
    asked = [name for source in sources for name in ASKED.findall(source)]
    assert set(asked) == set(lexicon.expressions())


def test_each_list_of_words_is_asked_for() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(lexicon.__file__).parents[2].rglob("*.py")]
    assert {name for source in sources for name in re.findall(r'WORDS\["([^"]+)"\]', source)} == set(lexicon.WORDS)


def test_each_kind_of_indicator_is_asked_for_and_has_indicators_that_are_held() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(lexicon.__file__).parents[2].rglob("*.py")]
    assert {kind for source in sources for kind in re.findall(r'KIND\["([^"]+)"\]', source)} == set(lexicon.KIND)
    held = catalogue.indicators().keys()
    assert {kind: unknown for kind, named in lexicon.KIND.items() if (unknown := named - held)} == {}
    assert {row["indicator"] for row in lexicon.rows("figures")} <= held


def test_a_claim_of_each_operation_has_a_sentence_whose_parts_are_known() -> None:
    assert set(OPERATIONS) - {"first"} <= set(words.SENTENCES)  # only an event is the first of its kind
    parts = {part for sentence in words.SENTENCES.values() for part in re.findall(r"\{([^}]+)\}", sentence)}
    assert parts == set(words.PARTS)


@pytest.mark.parametrize("row", lexicon.rows("period_parts"), ids=lambda row: row["part"])
def test_a_part_of_a_period_is_all_of_its_example(row: dict[str, str]) -> None:
    assert re.fullmatch(row["words"].replace("<year>", periods.YEAR), row["such_as"])


@pytest.mark.parametrize("row", lexicon.rows("times"), ids=lambda row: row["such_as"])
def test_a_time_phrase_finds_its_example(row: dict[str, str]) -> None:
    found, unknown = times.with_eras([], f"It was so {row['such_as']}.", date(2024, 6, 1), Context())
    assert unknown or found
    assert re.search(row["expression"].replace("<event>", times.EVENTS), f"It was so {row['such_as']}.")
