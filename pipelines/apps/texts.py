"""The text that somebody wants checked: as it was given, in a file, from standard input, or in a saved web page.

Belongs here: how bytes become a text, articles that are given as text. Does not belong here: its sentences
(claims/text.py), fetching anything.
"""

import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.stores import disk

if TYPE_CHECKING:
    from pipelines.config import Settings

_ADDRESS = re.compile(r"https?://\S+")
_FILE_NAME = re.compile(r"\S*(?:/\S*|\.(?:txt|md|html?|docx?|pdf))")
_PAGE = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype html|html)\b", re.IGNORECASE | re.DOTALL
)
_DECLARATION = re.compile(r"^\s*+<\?xml[^>]*+>")
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "cite", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u")
)
"""All other tags begin or end a paragraph."""
_HIDDEN = ("head", "script", "style", "noscript", "template", "svg", "nav", "select", "button", "textarea")
"""Not a form: some sites put the whole page into one."""


def given(text: str) -> tuple[str, str]:
    """The text to check and a title for it."""
    if text == "-":
        return decoded(sys.stdin.buffer.read(), "stdin"), "Text"
    path = Path(text)
    try:
        is_file = len(text) < 1024 and path.is_file()
    except (OSError, ValueError):  # a text with a NUL, or a name that no file can have
        is_file = False
    if is_file:
        return decoded(path.read_bytes(), str(path)), path.stem
    if _ADDRESS.fullmatch(text):
        raise ValueError(f"{text}: expected a text or a file; no page is fetched. Save the page, and check its file")
    if _FILE_NAME.fullmatch(text):
        raise FileNotFoundError(f"expected a text or a file that holds one; there is no file {text}")
    return text, "Text"


def read_articles(settings: "Settings", reader: str, progress: Callable[[str, int, int], None]) -> list[str]:
    """Write an article file for each text of the articles' folder that has none; gives what could not be read, and why.

    A text is `<id>.txt`: lines such as `published: 2025-03-30` and `title: …`, an empty line, the text. Its file is
    from then on what is checked: people correct it, and no text is read twice.
    """
    from pipelines.reader import ModelError

    texts = (path for path in sorted(settings.articles.glob("*.txt")) if path.is_file())
    waiting = [path for path in texts if not path.with_suffix(".yaml").exists()]
    problems = []
    for number, path in enumerate(waiting):
        progress(f"reading {path.name}", number, len(waiting))
        try:
            disk.write(path.with_suffix(".yaml"), _as_article(path, reader))
        except (ValueError, OSError, ModelError) as error:
            problems.append(f"{path.name}: {error}")
    return problems


def _as_article(path: Path, reader: str) -> str:
    """The article file of a text."""
    from pipelines.apps import check
    from pipelines.reader import to_yaml

    about, text = _with_head(decoded(path.read_bytes(), "the text"))
    country, speakers = check.country_code(about.get("country")), check.speakers_codes(about.get("speakers"))
    read = check.read_text(text, about["published"], country, speakers, read_by=reader)
    return to_yaml(read, {"title": path.stem, **about, "country": country, "speakers": dict(speakers or {})})


def _with_head(content: str) -> tuple[dict[str, Any], str]:
    """The fields above a text, and the text."""
    import yaml

    head, _, text = content.replace("\r\n", "\n").partition("\n\n")
    try:
        about = yaml.safe_load(head)
    except yaml.YAMLError:
        about = None
    if not isinstance(about, dict) or not isinstance(about.get("published"), date):
        raise ValueError(
            "expected lines such as `published: 2025-03-30` and `title: …`, an empty line, then the text;"
            f" found {head[:60]!r}"
        )
    return about, text


def decoded(body: bytes, where: str) -> str:
    """The text in these bytes; of a web page what a reader sees."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        from pipelines.fetching.http import describe

        found = describe(body)
        is_binary = "no text" in found or "workbook" in found
        todo = "save it as plain text" if is_binary else "convert it, as with `iconv -f latin1 -t utf-8`"
        raise ValueError(
            f"{where}: expected text in UTF-8, found {found} (byte {error.start} is no UTF-8): {todo}, or paste the"
            " text"
        ) from None
    return of_page(text) if _PAGE.match(text) else text


def of_page(page: str) -> str:
    """The visible text of a web page, a paragraph to a line."""
    from lxml import etree, html

    try:
        tree = html.document_fromstring(_DECLARATION.sub("", page))
    except etree.ParserError:  # of a page without any element
        return ""
    etree.strip_elements(tree, *_HIDDEN, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    parts = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        words = element.text if event == "start" else element.tail
        parts += ["" if element.tag in _INLINE else "\n", (words or "").replace("\n", " ")]
    return "\n\n".join(line for raw in "".join(parts).split("\n") if (line := " ".join(raw.split())))
