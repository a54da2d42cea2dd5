"""Writes the tables of patterns and guards, from pipelines/reader/, into docs/reader.md.

    python tools/list_patterns.py

tests/reader/test_patterns.py compares.
"""

from collections.abc import Iterator
from pathlib import Path

from pipelines.reader import guards, patterns

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reader.md"
MARK = "<!-- generated: patterns and guards -->\n"


def listed() -> Iterator[str]:
    """A row for each pattern with a sentence that it reads, and for each guard with one that it refuses."""
    yield from ("", "| pattern | what it says | a sentence |", "| --- | --- | --- |")
    for entry in patterns.entries():
        sentence = next(iter(entry["reads"]))
        yield f"| `{entry['pattern']}` ({entry['file']}) | {entry['meaning']} | {sentence} |"
    yield from ("", "| guard | why it refuses | a sentence |", "| --- | --- | --- |")
    for entry in guards.entries():
        yield f"| `{entry['guard']}` | {entry['because']} | {entry['refuses']} |"


def page(text: str) -> str:
    """The page with its tables as they are now."""
    head, _, _ = text.partition(MARK)
    return head + MARK + "\n".join(listed()) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
