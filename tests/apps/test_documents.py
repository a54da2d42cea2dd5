"""What the documents name exists, and the README stays a page."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FOLDERS = ("bilateral", "docs", "pipelines", "sql", "tests", "tools", "warehouse")
BUILT = re.compile(r"warehouse/(snapshots|observations|marts|reports|desk|store|watch|bilateral|\.)")
"""What a run makes, or a person may lay, in the warehouse."""
OPTIONAL = re.compile(
    r"pipelines/sources/[^/]+/corrections\.yml|warehouse/articles/[^/]+\.(txt|yaml)|warehouse/feeds\.yml"
)
"""No publisher's figures need corrections at every time, and articles and the list of feeds are a person's."""


def named_paths(text: str) -> set[str]:
    """Paths of the project in code marks or links, up to their first placeholder."""
    marked = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    words = {word.rstrip(".,:;") for mark in marked for word in mark.split()}
    return {
        word
        for word in words
        if word.partition("/")[0] in FOLDERS and "/" in word and not BUILT.match(word) and not OPTIONAL.fullmatch(word)
    }


def found(path: str) -> bool:
    """A placeholder or a choice stands for any one name."""
    pattern = re.sub(r"<[^>]*>|…|\{[^}]*\}|NAME", "*", path).rstrip("/")
    return any(ROOT.glob(pattern))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert [path for path in sorted(named_paths(text)) if not found(path)] == []
    links = [target for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text) if "://" not in target]
    assert [target for target in links if not (document.parent / target).exists()] == []


def test_the_readme_is_a_page_with_a_small_picture() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    assert "docs/report.png" in "\n".join(text.splitlines()[:20])
    assert (ROOT / "docs" / "report.png").stat().st_size <= 150_000


def test_the_ten_common_changes_name_what_to_edit_and_what_holds_it() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (?!what|--)[^|]+\| ([^|]+)\| ([^|]+)\|$", text.partition("## Where do I change")[2], re.MULTILINE
    )
    assert len(rows) >= 10
    assert all("`" in edited and named_paths(held) for edited, held in rows)


def test_every_setting_is_explained() -> None:
    """What a program reads from the environment, a page says what it is for."""
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    programs = [*(ROOT / "pipelines").rglob("*.py"), *(ROOT / "bilateral").rglob("*.py")]
    read = {
        name for path in programs for name in re.findall(r"\bBILATERAL_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }
    assert len(read) > 15
    assert not {name for name in read if name not in text}
