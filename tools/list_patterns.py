"""Writes the list of patterns, from pipelines/claims/reader/patterns/, into docs/reader.md.

    python tools/list_patterns.py

tests/claims/reader/test_patterns.py compares.
"""

from pathlib import Path

from pipelines.reader import patterns

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reader.md"
MARK = "<!-- generated: patterns -->\n"


def listed() -> str:
    """A table for each family: id, meaning, and the first sentence that the pattern reads."""
    out: list[str] = []
    family = ""
    for pattern in patterns.load():
        if pattern.family != family:
            family = pattern.family
            out += ["", f"### {family}", "", "| pattern | what it says | a sentence |", "| --- | --- | --- |"]
        sentence = next(iter(patterns.examples()[pattern.id]["reads"])).replace("|", "\\|")
        out.append(f"| `{pattern.id}` | {pattern.meaning} | {sentence} |")
    return "\n".join(out) + "\n"


def page(text: str) -> str:
    """The page with its list as it is now."""
    head, _, _ = text.partition(MARK)
    return head + MARK + listed()


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
