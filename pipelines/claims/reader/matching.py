"""The notation of patterns, and matching it on a row of segments.

A pattern is written in words:

    "{area} have? {count} people"             {kind} takes a segment of that kind, and hands it on under its name
    "{figure:first} be {times} {figure:base}" {kind:role} under another name; {money|percent:amount} takes either
    "spend|export"                            a word of one of these classes (words.csv), else the word itself
    "( in | of )? .."                         groups and alternatives; ? * + as in regular expressions;
                                              .. is up to three words that are no figure, amount, comma or stop
    "^ {area}"                                ^ is where a clause begins, or behind a comma, an “and”, a conjunction

Periods, adverbs and articles are no part of a clause's row, so that no pattern has to allow for them.
Kinds: see `kinds` of the segments.

Belongs here: notation and matching. Does not belong here: the patterns (patterns.py, phrases.py) and what they say.
"""

# ruff: noqa: SIM905 - lists of words are read more easily in one piece

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipelines.claims.needs import REPEATS, Needs, needed
from pipelines.claims.reader import vocabulary
from pipelines.claims.reader.segments import Segment, Word

FIRST = 0x21
"""Characters from here on stand for sets of labels: classes of those below 256 are compiled several times faster."""

ROWS = 4096
"""Rows of which it is remembered what matches them: other words of the same kinds are the same row."""

KINDS = frozenset(
    "area pronoun there it they we amount money percent points count births times part portion place multiple_of "
    "of_gdp number rank figure concept named so_many unknown stop opening closing".split()
)

# --- the notation ---

TOKEN = re.compile(r"\{[^}]*\}|\^|\.\.|\s\|\s|[()?*+]|[^\s(){}?*+]+")
SIGNS = ("..", "(", ")", "^", "|", *REPEATS)
GAP_ENDS = ("figure", "amount", "number", "portion", "multiple_of", "stop", ",", "of_gdp", "area")
STARTS = (",", "and", "joint", "relative")


def tokens(words: str) -> list[str]:
    return [part.strip() or part for part in TOKEN.findall(words)]


def labels(token: str) -> tuple[str, ...]:
    """The kinds, classes or words of which a segment must have one where the token stands."""
    around = {"..": GAP_ENDS, "^": STARTS}
    if token in SIGNS:
        return around.get(token, ())
    return tuple((token[1:-1].partition(":")[0] if token[0] == "{" else token).split("|"))


def required(token: str) -> tuple[str, ...]:
    return () if token in SIGNS else labels(token)


class Hit(NamedTuple):
    """Where an expression matches, and which segment plays which role."""

    start: int
    end: int
    roles: dict[str, Segment]


Place = tuple[int, int, int, list[tuple[str, int]]]
"""Which pattern matches from where to where, and where its roles are."""


class Expressions:
    """Patterns as expressions over an alphabet that has a character for each set of labels met so far."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self.tokens = [tokens(words) for words in patterns]
        self.labels = [frozenset(label for token in words for label in labels(token)) for words in self.tokens]
        self.known = frozenset().union(*self.labels)
        self.words = self.known - vocabulary.classes() - KINDS
        """Those that stand for themselves."""
        self.needs = Needs([needed(words[::-1], required) for words in self.tokens])
        self.compiled: dict[int, tuple[re.Pattern[str], dict[str, str]]] = {}
        """The expressions tried so far, and the role of each of their groups."""
        self.newer = [set[str]() for _ in self.tokens]
        """Characters that each expression asks for and that were not yet met when it was compiled."""
        self.alike: list[dict[frozenset[str], str]] = [{} for _ in self.tokens]
        """By the labels that each expression asks for, a character that it was compiled with."""
        self.letters: dict[tuple[tuple[str, ...] | None, frozenset[str], str], str] = {}
        self.chars: dict[frozenset[str], str] = {}
        self.sets: dict[str, frozenset[str]] = {}
        """The set that each character stands for."""
        self.labelled: dict[str, str] = {}
        """The characters of the sets with a label."""
        self.met: dict[str, int] = {}
        """What each character meets of what the patterns need."""
        self.fitting = lru_cache(ROWS)(self._fitting)
        self.places = lru_cache(ROWS)(self._places)

    def text(self, row: list[Segment]) -> str:
        """A character for each segment: of the same kinds, classes and words it is always the same."""
        letters, words, out = self.letters, self.words, ""
        for segment in row:
            word = segment.low if segment.low in words else ""
            key = (None if type(segment) is Word else segment.kinds(), segment.classes, word)
            char = letters.get(key)
            if char is None:
                char = letters[key] = self.char(self.known & {*segment.kinds(), *segment.classes, word})
            out += char
        return out

    def char(self, found: frozenset[str]) -> str:
        """The character of a set of labels."""
        if found not in self.chars:
            char = self.chars[found] = chr(FIRST + len(self.chars))
            self.sets[char] = found
            for label in found:
                self.labelled[label] = self.labelled.get(label, "") + char
            for asked, newer in zip(self.labels, self.newer, strict=True):
                if not asked.isdisjoint(found):
                    newer.add(char)
            self.met[char] = self.needs.met(found)
        return self.chars[found]

    def having(self, wanted: tuple[str, ...], but: str = "") -> str:
        """Characters of the sets with one of these labels, as a class of an expression."""
        chars = {char for label in wanted for char in self.labelled.get(label, "")}
        return f"[{but}{re.escape(''.join(sorted(chars)))}]" if chars else ("." if but else "(?!)")

    def expression(self, n: int, text: str) -> tuple[re.Pattern[str], dict[str, str], str]:
        """The n-th expression, and the text in characters that it knows: compiled again where others are like none."""
        newer, labels, alike = self.newer[n], self.labels[n], self.alike[n]
        known = {char: alike.get(self.sets[char] & labels) for char in newer.intersection(text)}
        if n not in self.compiled or None in known.values():
            newer.clear()
            self.compiled[n] = self.compile(n)
            self.alike[n] = {found & labels: char for found, char in self.chars.items()}
        else:
            for char, same in known.items():
                text = text.replace(char, str(same))
        return *self.compiled[n], text

    def compile(self, n: int) -> tuple[re.Pattern[str], dict[str, str]]:
        out, roles = [], dict[str, str]()
        signs = {
            "..": f"{self.having(GAP_ENDS, '^')}{{0,3}}?", "^": f"(?:^|(?<={self.having(STARTS)}))", "(": "(?:",
        }  # fmt: skip
        for token in self.tokens[n]:
            if token[0] == "{":
                kind, _, role = token[1:-1].partition(":")
                name = f"g{len(roles)}"
                roles[name] = role or kind.partition("|")[0]
                out.append(f"(?P<{name}>{self.having(labels(token))})")
            else:
                out.append(signs.get(token, token) if token in SIGNS else self.having(labels(token)))
        return re.compile("".join(out)), roles

    def _fitting(self, text: str) -> list[int]:
        """The places of the patterns whose every need something in the row meets."""
        met = 0
        for char in text:
            met |= self.met[char]
        return self.needs.fitting(met)

    def _places(self, text: str) -> list[Place]:
        """Every match of each pattern, in their order."""
        found = []
        for n in self.fitting(text):
            expression, roles, letters = self.expression(n, text)
            found += [(n, *hit.span(), roles_in(hit, roles)) for hit in expression.finditer(letters)]
        return found

    def first(self, n: int, text: str, row: list[Segment], place: int) -> Hit | None:
        """Where the n-th pattern first matches from a place on in a row that `text` writes in the alphabet."""
        expression, roles, letters = self.expression(n, text)
        hit = expression.search(letters, place)
        return Hit(*hit.span(), {role: row[at] for role, at in roles_in(hit, roles)}) if hit else None

    def find(self, row: list[Segment]) -> Iterator[tuple[int, Hit]]:
        for n, start, end, roles in self.places(self.text(row)):
            yield n, Hit(start, end, {role: row[at] for role, at in roles})


def roles_in(hit: re.Match[str], roles: dict[str, str]) -> list[tuple[str, int]]:
    return [(role, hit.start(name)) for name, role in roles.items() if hit.start(name) >= 0]
