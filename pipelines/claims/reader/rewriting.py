"""Rules that rewrite a row of segments: what a rule finds, and the row under way.

Belongs here: finding what rules ask for, and putting what they make in its place. Does not belong here: the rules
(rules.csv) and what they make (phrases.py, members.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipelines.claims.reader.matching import Expressions, Hit
from pipelines.claims.reader.segments import Amount, Area, Segment


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    low: str
    said_on: date
    topic: str = ""
    """What the sentences before have spoken of, and of nothing else since (topics.BESIDES)."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule has found in a row, by role; `every` are all segments of it, with those before and behind it."""

    roles: dict[str, Segment]
    every: list[Segment]
    before: list[Segment]
    behind: list[Segment]
    text: Text

    def area(self, role: str = "area") -> Area:
        found = self.roles[role]
        assert isinstance(found, Area)
        return found

    def amount(self, role: str = "amount") -> Amount:
        found = self.roles[role]
        assert isinstance(found, Amount)
        return found


Rule = tuple[str, Callable[[Found], list[Segment] | None]]
"""Words as patterns are written, and what they become; None leaves them as they are."""


@cache
def expressions(rules: tuple[Rule, ...]) -> Expressions:
    return Expressions([words for words, _ in rules])


class Rewriting:
    """The row of a text under way, and the same row in the letters that all rules share."""

    def __init__(self, text: Text, rules: tuple[Rule, ...]) -> None:
        self.text, self.rules, self.known = text, rules, expressions(rules)
        self.row: list[Segment] = []
        self.letters = ""

    def rewritten(self, row: list[Segment], which: range) -> list[Segment]:
        """The row with what each of these rules finds replaced, rule by rule from left to right."""
        if row != self.row:
            self.row, self.letters = row, self.known.text(row)
        n = which.start - 1
        while ahead := [each for each in self.known.fitting(self.letters) if n < each < which.stop]:
            n, place = ahead[0], 0
            while (hit := self.known.first(n, self.letters, self.row, place)) is not None:
                place = self.replaced(hit, self.rules[n][1])
        return self.row

    def replaced(self, hit: Hit, becomes: Callable[[Found], list[Segment] | None]) -> int:
        """Put what a rule makes in the place of what it has found; returns from where on to look for more."""
        row, (start, end, roles) = self.row, hit
        new = becomes(Found(roles, row[start:end], row[:start], row[end:], self.text))
        if new is None:
            return start + 1
        self.row = [*row[:start], *new, *row[end:]]
        self.letters = f"{self.letters[:start]}{self.known.text(new)}{self.letters[end:]}"
        return start + bool(new)
