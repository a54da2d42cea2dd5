"""What wordings.csv looks for: each row finds its examples, and the code asks for each by its name."""

import re
from pathlib import Path

import pytest

from pipelines.claims import lexicon
from pipelines.claims.reader import eras

ASKED = re.compile(r'\b(?:SAID\[|(?:said|hit)\()"([^"]+)"')


@pytest.mark.parametrize("row", lexicon.rows("wordings"), ids=lambda row: row["name"])
def test_an_expression_finds_its_examples(row: dict[str, str]) -> None:
    for example in row["such_as"].split("; "):
        assert any(lexicon.SAID[row["name"]].search(text) for text in (example, f" {example} ")), example


def test_each_expression_is_asked_for() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(lexicon.__file__).parents[1].rglob("*.py")]
    asked = [name for source in sources for name in ASKED.findall(source)]
    assert set(asked) == set(lexicon.expressions())


@pytest.mark.parametrize("row", lexicon.rows("times"), ids=lambda row: row["such_as"])
def test_a_time_phrase_finds_its_example(row: dict[str, str]) -> None:
    text = f"It was so {row['such_as']}."
    assert [text[slice(*span)] for span in eras.unread(text, [], [])]
    assert re.search(row["expression"].replace("<event>", lexicon.SAID["event"].pattern), text)
