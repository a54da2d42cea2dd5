"""Patterns as data: reading patterns/*.yml and finding what they match in the segments of a clause.

Belongs here: the files and their errors. Does not belong here: the notation (matching.py), what a match says
(propositions.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.claims.reader.matching import Expressions
from pipelines.claims.reader.segments import Segment

FOLDER = Path(__file__).parent / "patterns"


class InvalidPattern(ValueError):  # noqa: N818 (says what the entry is)
    """A pattern that cannot be used; the message names file, id and what was expected."""


@dataclass(frozen=True, slots=True)
class Says:
    """How the roles of a match become a claim."""

    operation: str
    indicator: str = ""
    """Empty: that of the figure; else an id, or "export goods_exports import goods_imports" by the verb's class.

    An id behind such pairs is that of any other verb, or of none.
    """
    ref: str = "area"
    """The role that is the area, where the figure itself has no owner; "then"."""
    partner: str = ""
    """The code of the partner where the words name none."""
    order: str = ""
    """move, more: the direction of the word of that class; "": none."""
    open: str = ""
    """inside: words that the vocabulary does not have may stand inside, where the operation looks at them."""
    of: str = ""
    """Operations of the claim before, one of which the match goes on about; empty: it names its figure itself."""
    needs: str = ""
    """What has to stand before the match: article, list, figure, relative."""
    lacks: str = ""
    """Why no figure that is held answers such a claim."""


@dataclass(frozen=True, slots=True)
class Pattern:
    id: str
    family: str
    meaning: str
    words: str
    says: Says


@dataclass(slots=True)
class Match:
    """A pattern found in a row: where, and which segment plays which role."""

    pattern: Pattern
    start: int
    end: int
    roles: dict[str, Segment]


# --- the files ---


ENTRY, LINE = re.compile(r"(?m)^- (?=\w+:)"), re.compile(r"(?m)^(?: {2})?(\w+): (.+)$")
LIST = re.compile(r"(?m)^ {2}(?!reads|refuses|accepts)(\w+):\n((?: {4}- .+\n)+)")
ITEM = re.compile(r" {4}- (.+)")
PAIR = re.compile(r"(\w+): (\"[^\"]*\"|[^,}]+)")


def entries(path: Path, between: str) -> Iterator[dict[str, str]]:
    """What reading needs of a YAML file: of each entry the keys with a value in one line, or one in each of several.

    The latter are joined by what stands `between` alternatives. The sentences are left to the tests.
    """
    for entry in ENTRY.split(path.read_text(encoding="utf-8"))[1:]:
        lists = {key: between.join(map(unquoted, ITEM.findall(lines))) for key, lines in LIST.findall(entry)}
        yield {key: unquoted(value) for key, value in LINE.findall(entry)} | lists


def unquoted(value: str) -> str:
    """A value in one line as YAML reads it; in double quotes no file here has a backslash."""
    return value[1:-1].replace("''", "'") if value[:1] == "'" else value.strip('"')


def _pattern(path: Path, entry: dict[str, str]) -> Pattern:
    try:
        says = Says(**{key: value.strip('"') for key, value in PAIR.findall(entry["says"])})
        return Pattern(entry["id"], path.stem, entry["meaning"], entry["words"], says)
    except (KeyError, TypeError) as error:
        raise InvalidPattern(f"{path.name}: {entry.get('id', entry)}: {error}") from error


@cache
def examples() -> dict[str, dict[str, Any]]:
    """By the id of a pattern the sentences that are its tests: `reads` with what each must give, and `refuses`."""
    import yaml

    return {entry["id"]: entry for path in sorted(FOLDER.glob("*.yml")) for entry in yaml.safe_load(path.read_text())}


ORDER = ("ratio", "compare", "share", "rank", "streak", "change", "direction", "pair", "level", "addition", "elision")
"""Families in the order in which they are tried: an amount belongs to the first pattern that takes it."""


@cache
def load() -> tuple[Pattern, ...]:
    """Every pattern, in the order in which they are tried."""
    files = sorted(FOLDER.glob("*.yml"), key=lambda p: (ORDER.index(p.stem) if p.stem in ORDER else len(ORDER), p.stem))
    return tuple(_pattern(path, entry) for path in files for entry in entries(path, " | "))


@cache
def lacking() -> frozenset[str]:
    """What patterns say of claims that no figure that is held answers."""
    return frozenset(pattern.says.lacks for pattern in load() if pattern.says.lacks)


@cache
def files() -> dict[str, str]:
    """The file of each pattern."""
    return {pattern.id: f"{pattern.family}.yml" for pattern in load()}


class Matcher:
    """Patterns, and their matches in a row."""

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        self.patterns = patterns
        self.expressions = Expressions([pattern.words for pattern in patterns])

    def find(self, row: list[Segment]) -> Iterator[Match]:
        for n, hit in self.expressions.find(row):
            yield Match(self.patterns[n], *hit)


@cache
def matcher() -> Matcher:
    return Matcher(load())
