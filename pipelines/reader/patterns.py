"""Patterns: expressions over the spans of a clause, read from patterns/*.yml and found in a row of spans.

Belongs here: the notation and how it is matched. Does not belong here: what a match states (operations.py).

A word of an expression is a label of a span (`figure`, `be`, `percent`) or, where there is no such label, the word
itself; a|b is either of them, {a|b:role} keeps the span under a name, ( ) ? * + group and repeat, ^ and $ are the edges
of the clause.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from pipelines.claims import lexicon
from pipelines.reader.spans import Span

FOLDER = Path(__file__).parent / "patterns"
TOKEN = re.compile(r"\{[^}]+\}|[()^$?*+|]|[^\s()^$?*+|]+")
SIGNS = tuple("()^$?*+|")
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
    expressions: tuple["Expression", ...]
    says: dict[str, str]


class Expression(NamedTuple):
    words: re.Pattern[str]
    """Over the encoded spans of a clause."""
    wanted: tuple[frozenset[str], ...]
    """Labels: of each of these sets a clause must have one."""


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
        compiled = tuple(Expression(re.compile(expression(each)), wanted(each)) for each in words)
        out.append(Pattern(entry["pattern"], entry["file"], entry["meaning"], compiled, entry["says"]))
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
        if token in SIGNS:
            out.append("(?:" if token == "(" else token)  # noqa: S105
            continue
        span = f"(?:<[^>]*,(?:{'|'.join(map(re.escape, choices(token)))}),[^>]*>)"
        role = token[1:-1].rsplit(":", 1)[1] if token.startswith("{") else ""
        counts[role] = counts.get(role, 0) + 1
        out.append(f"(?P<{role}_{counts[role]}>{span})" if role else span)
    return "".join(out)


def choices(token: str) -> list[str]:
    """The labels one of which a span must have."""
    each_of = (token[1:-1].rsplit(":", 1)[0] if token.startswith("{") else token).split("/")
    return [each if each in labels() or "." in each else f"w={each.replace('_', ' ')}" for each in each_of]


def wanted(words: str) -> tuple[frozenset[str], ...]:
    """Labels of what nothing makes optional: of each set every match has one."""
    depth, out, tokens = 0, list[frozenset[str]](), TOKEN.findall(words)
    for token, behind in zip(tokens, (*tokens[1:], ""), strict=True):
        depth += (token == "(") - (token == ")")  # noqa: S105
        if token == "|" and not depth:  # noqa: S105
            return ()
        if not depth and token not in SIGNS and behind not in ("?", "*"):
            out.append(frozenset(choices(token)))
    return tuple(out)


def located(words: re.Pattern[str], row: Sequence[Span]) -> Iterator[tuple[re.Match[str], int, int]]:
    """Where an expression fits a row of spans, with the place of its first and last span."""
    encoded = [span.encoded() for span in row]
    starts = [0, *accumulate(map(len, encoded))]
    for hit in words.finditer("".join(encoded)):
        yield hit, bisect_left(starts, hit.start()), bisect_left(starts, hit.end()) - 1


def find(row: Sequence[Span]) -> Iterator[Match]:
    """Every match in a row of spans; of one expression none that overlap."""
    encoded = [span.encoded() for span in row]
    text, starts = "".join(encoded), [0, *accumulate(map(len, encoded))]
    there = frozenset[str]().union(*(span.labels for span in row))
    every, by_label = _by_label()
    for n in sorted({n for label in there for n in by_label.get(label, ())}):
        pattern, (words, needed) = every[n]
        for hit in () if any(map(there.isdisjoint, needed)) else words.finditer(text):
            if hit.end() > hit.start():
                found = ((name, hit.start(name)) for name in words.groupindex if hit[name] is not None)
                roles = {name.rsplit("_", 1)[0]: row[bisect_left(starts, place)] for name, place in found}
                yield Match(pattern, roles, bisect_left(starts, hit.start()), bisect_left(starts, hit.end()) - 1)


@cache
def _by_label() -> tuple[list[tuple[Pattern, Expression]], dict[str, list[int]]]:
    """All expressions in their order, and by each label those that need it most: whose rarest need it can be."""
    every = [(pattern, each) for pattern in patterns() for each in pattern.expressions]
    common = Counter(label for _, each in every for needed in each.wanted for label in needed)
    out: dict[str, list[int]] = {}
    for n, (_, each) in enumerate(every):
        rarest = min(each.wanted, key=lambda needed: sum(common[label] for label in needed), default=labels())
        for label in rarest:
            out.setdefault(label, []).append(n)
    return every, out
