"""What an expression cannot be found without, so that it is tried only where a text has that.

Belongs here: going through the groups, alternatives and repetitions of an expression. Does not belong here: what its
tokens are (reader/matching.py, periods.py).
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from re import _constants as parts  # type: ignore[attr-defined]  # the parser of `re` has no public name
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

REPEATS = ("?", "*", "+")
GROUPS = ("(", "(?=", "(?!")
Way = frozenset[frozenset[str]]
"""Sets of labels, of each of which a text has one."""
NOTHING: Way = frozenset()


def needed(left: list[str], labels: Callable[[str], Collection[str]]) -> list[Way]:
    """The ways in which a text can have what the expression asks for; it cannot be in one that has none of them.

    `left` are the tokens from the last to the first, used up to the next closing bracket; what looks ahead is left out.
    """
    ways, alternatives = [NOTHING], list[Way]()
    while left and (part := left.pop()) != ")":
        found = [NOTHING]
        if part == "|":
            alternatives, ways = alternatives + ways, [NOTHING]
        elif part in GROUPS:
            inner = needed(left, labels)
            found = inner if part == "(" else found
        elif named := labels(part):
            found = [frozenset([frozenset(named)])]
        if left and left[-1] in REPEATS and left.pop() != "+":
            found = [NOTHING]
        ways = [way | more for way in ways for more in found]
    return fewest(alternatives + ways)


def fewest(ways: Sequence[Way]) -> list[Way]:
    """The same with the ways of one need as one, and without those that need more than another."""
    single = frozenset[str]().union(*(label for way in ways if len(way) == 1 for label in way))
    different = {way for way in ways if len(way) != 1} | ({frozenset([single])} if single else set())
    return [way for way in different if not any(other < way for other in different)]


MOST = 24
"""Strings that are told apart: of what can be put in more ways, each piece is asked for by itself."""
LETTERS = re.compile(r"[a-z]+|[^a-z\d\s.,]")
"""What a word has for certain: points and commas can be within a number, whose digits no text is asked for."""


def spelled(expression: str) -> list[Way]:
    """The ways in which a text can have what a regular expression asks for: letters, or a sign, of one of its words."""
    items = [item for item in parser.parse(expression) if item[0] is not parts.AT]
    alone = len(items) == 1 and items[0][0] is parts.BRANCH
    found = [_sequence(each) for each in (items[0][1][1] if alone else [items])]
    return [
        frozenset(map(_letters, needs if strings is None else [*needs, strings])) - WITHOUT for strings, needs in found
    ]


def _letters(strings: set[str]) -> frozenset[str]:
    found = frozenset(max(LETTERS.findall(string), key=len, default="") for string in strings)
    return frozenset([""]) if "" in found else found


WITHOUT = {frozenset([""])}


Strings = set[str] | None
"""All that a part of an expression can match, where that is little."""


def _sequence(items: Iterable[tuple[Any, Any]]) -> tuple[Strings, list[set[str]]]:
    run, needs, whole = {""}, list[set[str]](), True
    for kind, inner in items:
        strings, more = _part(kind, inner)
        needs += more
        if strings is not None and len(run) * len(strings) <= MOST:
            run = {before + string for before in run for string in strings}
        else:
            needs, run, whole = [*needs, run], strings or {""}, False
    return (run, needs) if whole else (None, [*needs, run])


def _part(kind: Any, inner: Any) -> tuple[Strings, list[set[str]]]:
    if kind is parts.LITERAL:
        return {chr(inner)}, []
    if kind is parts.SUBPATTERN:
        return _sequence(inner[-1])
    if kind is parts.BRANCH:
        return _alternatives([_sequence(each) for each in inner[1]])
    if kind in (parts.MAX_REPEAT, parts.MIN_REPEAT):
        strings, needs = _sequence(inner[2])
        if inner[0] == 0:
            return (strings | {""} if inner[1] == 1 and strings is not None else None), []
        return None, needs if strings is None else [*needs, strings]
    if kind is parts.ASSERT:
        strings, needs = _sequence(inner[1])
        return {""}, needs if strings is None else [*needs, strings]
    if kind is parts.IN and all(each is parts.LITERAL for each, _ in inner):
        return {chr(each) for _, each in inner}, []
    return ({""} if kind in (parts.AT, parts.ASSERT_NOT) else None), []


def _alternatives(found: list[tuple[Strings, list[set[str]]]]) -> tuple[Strings, list[set[str]]]:
    """What each of them needs most: of the needs of one, the longest letters."""
    if all(strings is not None for strings, _ in found):
        return {string for strings, _ in found for string in strings or ()}, []
    needs = [needs if strings is None else [*needs, strings] for strings, needs in found]
    best = [max(each, key=lambda need: min(map(len, _letters(need))), default={""}) for each in needs]
    return None, [set().union(*best)]


class Needs:
    """What each of many expressions needs, as bits: all that a text can have are told at once."""

    def __init__(self, expressions: Sequence[Iterable[Iterable[Collection[str]]]]) -> None:
        ways = [(n, list(way)) for n, each in enumerate(expressions) for way in each]
        self.of, self.depth = [n for n, _ in ways], max(len(way) for _, way in ways)
        """The expression of each way, and how much a way needs at most."""
        self.bits: dict[str, int] = {}
        """For a label a bit for the n-th need of each way that it meets; first those of all first needs."""
        self.unasked = 0
        for place, (_, way) in enumerate(ways):
            for n in range(self.depth):
                bit = 1 << n * len(ways) + place
                for label in way[n] if n < len(way) else ():
                    self.bits[label] = self.bits.get(label, 0) | bit
                self.unasked |= bit * (n >= len(way))

    def met(self, labels: Iterable[str]) -> int:
        met, bits = self.unasked, self.bits
        for label in labels:
            if label in bits:
                met |= bits[label]
        return met

    def fitting(self, met: int) -> list[int]:
        """The places of the expressions of which every need of a way is met."""
        count = len(self.of)
        every = (1 << count) - 1
        for _ in range(self.depth):
            every &= met
            met >>= count
        places = dict[int, None]()
        while every:
            lowest = every & -every
            places[self.of[lowest.bit_length() - 1]] = None
            every ^= lowest
        return list(places)
