"""Patterns: expressions over the spans of a clause, read from patterns/*.yml and found in a row of spans.

Belongs here: the notation and how it is matched. Does not belong here: what a match states (operations.py).

A word of an expression is a label of a span (`figure`, `be`, `percent`) or, where there is no such label, the word
itself; a|b is either of them, {a|b:role} keeps the span under a name, ( ) ? * + group and repeat, ^ and $ are the edges
of the clause.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from pipelines.claims import lexicon
from pipelines.reader.spans import Span

FOLDER = Path(__file__).parent / "patterns"
TOKEN = re.compile(r"\{[^}]+\}|[()^$?*+|]|[^\s()^$?*+|]+")
FIXED = frozenset([
    "area", "amount", "money", "percent", "count", "portion", "multiple", "times", "part", "points", "births",
    "number", "of_gdp", "rank", "streak", "figure", "place", "unknown", "when", "stop", ",", "'s", "it", "they",
    "we", "there",
])  # fmt: skip


class Pattern(NamedTuple):
    """One entry of the files: what it is called, what it looks for and what that says."""

    name: str
    file: str
    meaning: str
    expressions: tuple[re.Pattern[str], ...]
    wanted: tuple[frozenset[str], ...]
    """Labels of which a clause must have one, for each expression."""
    says: dict[str, str]


class Match(NamedTuple):
    """A pattern found in a row, with the spans of its roles and the place of its first and last span in the row."""

    pattern: Pattern
    roles: dict[str, Span]
    first: int
    last: int


@cache
def labels() -> frozenset[str]:
    return FIXED | {row["class"] for row in lexicon.rows(Path(__file__).parent / "words.csv")}


@cache
def patterns() -> tuple[Pattern, ...]:
    """All patterns, in the order in which they are tried."""
    out = []
    for entry in entries():
        words = entry["words"] if isinstance(entry["words"], list) else [entry["words"]]
        compiled = tuple(re.compile(expression(each)) for each in words)
        wanted = tuple(needed(each) for each in words)
        out.append(Pattern(entry["pattern"], entry["file"], entry["meaning"], compiled, wanted, entry["says"]))
    return tuple(out)


@cache
def entries() -> tuple[dict[str, Any], ...]:
    """The entries of the files as they stand there."""
    files = (FOLDER / f"{name}.yml" for name in ("amount", "share", "compare", "rank", "move", "next"))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return tuple(
        entry | {"file": path.name}
        for path in files
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
    )


def expression(words: str) -> str:
    """The regular expression over encoded spans that an expression over labels stands for."""
    out, counts = [], dict[str, int]()
    for token in TOKEN.findall(words):
        if token in "()^$?*+|":  # noqa: S105
            out.append("(?:" if token == "(" else token)  # noqa: S105
        elif token.startswith("{"):
            choices, role = token[1:-1].rsplit(":", 1)
            counts[role] = counts.get(role, 0) + 1
            out.append(f"(?P<{role}_{counts[role]}>{span_of(choices)})")
        else:
            out.append(span_of(token))
    return "".join(out)


def span_of(choices: str) -> str:
    """A span that has one of the labels."""
    known = "|".join(
        re.escape(each if is_label(each) else f"w={each.replace('_', ' ')}") for each in choices.split("/")
    )
    return f"(?:<[^>]*,(?:{known}),[^>]*>)"


def is_label(word: str) -> bool:
    return word in labels() or "." in word


def needed(words: str) -> frozenset[str]:
    """Labels one of which every match has: those of the first role that nothing makes optional."""
    depth, found = 0, frozenset[str]()
    tokens = TOKEN.findall(words)
    for place, token in enumerate(tokens):
        depth += (token == "(") - (token == ")")  # noqa: S105
        optional = place + 1 < len(tokens) and tokens[place + 1] in "?*"
        if token.startswith("{") and not depth and not optional and "|" not in top_level(tokens):
            choices = token[1:-1].rsplit(":", 1)[0].split("/")
            each = frozenset(choice if is_label(choice) else f"w={choice}" for choice in choices)
            found = each if not found or len(each) < len(found) else found
    return found


def top_level(tokens: list[str]) -> list[str]:
    depth, out = 0, []
    for token in tokens:
        depth += (token == "(") - (token == ")")  # noqa: S105
        if not depth:
            out.append(token)
    return out


def located(words: re.Pattern[str], row: list[Span]) -> Iterator[tuple[re.Match[str], int, int]]:
    """Where an expression fits a row of spans, with the place of its first and last span."""
    encoded = [span.encoded() for span in row]
    starts = [0, *accumulate(map(len, encoded))]
    for hit in words.finditer("".join(encoded)):
        yield hit, bisect_left(starts, hit.start()), bisect_left(starts, hit.end()) - 1


def find(row: list[Span]) -> Iterator[Match]:
    """Every match in a row of spans; of one expression none that overlap."""
    encoded = [span.encoded() for span in row]
    text = "".join(encoded)
    starts = [0, *accumulate(map(len, encoded))]
    there = frozenset[str]().union(*(span.labels for span in row))
    for pattern in patterns():
        for expression_, wanted in zip(pattern.expressions, pattern.wanted, strict=True):
            if wanted and wanted.isdisjoint(there):
                continue
            for hit in expression_.finditer(text):
                if hit.end() == hit.start():
                    continue
                roles = {
                    name.rsplit("_", 1)[0]: row[bisect_left(starts, hit.start(name))]
                    for name in hit.groupdict()
                    if hit[name] is not None
                }
                yield Match(pattern, roles, bisect_left(starts, hit.start()), bisect_left(starts, hit.end()) - 1)
