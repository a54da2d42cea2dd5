"""A sentence as typed segments: areas, amounts, periods, concepts, ranks, pronouns, places, role words and signs.

Belongs here: what can be known of a stretch of text from the words next to it.
Does not belong here: phrases of several segments (phrases.py), clauses (clauses.py), propositions (patterns.py).
"""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TypeGuard

from pipelines.claims import lexicon, numbers, periods, quantities
from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.reader import vocabulary

SIGNS = frozenset("$€£¥₹₩₦₽₺₱฿₫₴₪")
OF_NUMBERS = SIGNS | frozenset("0123456789")
PREFIXES = lexicon.WORDS["before digits"] | {code.lower() for code in quantities.CODES}


@dataclass(slots=True, eq=False)
class Segment:
    """A stretch of the sentence; `low` are its words in small letters, `classes` the role words that it can be."""

    start: int
    end: int
    low: str
    classes: frozenset[str] = frozenset()
    glued: bool = False
    """Joined to the word before by a hyphen."""
    values: dict[str, str] = field(default_factory=dict)
    """What it stands for as a word of a class: “rose” is "+" as a move."""

    def kinds(self) -> tuple[str, ...]:
        """What a pattern can take it for, beside its classes and its words."""
        return ()


def gap(one: Segment, other: Segment) -> int:
    """How many letters stand between two segments."""
    return max(one.start - other.end, other.start - one.end)


@dataclass(slots=True, eq=False)
class Area(Segment):
    ids: tuple[str, ...] = ()
    kind: str = "name"
    pair: bool = False
    sides: tuple[tuple[str, ...], ...] = ()

    def kinds(self) -> tuple[str, ...]:
        return "area", "named", f"area.{self.kind}"


@dataclass(slots=True, eq=False)
class Amount(Segment):
    """A number with its unit and the hedge that is bound to it."""

    kind: str = "count"
    text: str = ""
    size: float = 0.0
    unit: str | None = None
    high: str | None = None
    hedge: str = "none"
    of_gdp: bool = False
    whose: Area | None = None
    """The area of whose GDP it is a share: “43 per cent of Germany's GDP”."""

    def kinds(self) -> tuple[str, ...]:
        return KINDS_OF_SHARES if self.of_gdp and self.kind not in UNCOUNTED else KINDS_OF_AMOUNTS[self.kind]


@dataclass(slots=True, eq=False)
class When(Segment):
    period: periods.Period = field(default_factory=lambda: periods.Period(0, 0, None))


@dataclass(slots=True, eq=False)
class Concept(Segment):
    """A noun that names an indicator, before its owner and partner are known."""

    indicator: str = ""
    flags: tuple[str, ...] = ()

    def kinds(self) -> tuple[str, ...]:
        return "concept", f"concept.{self.indicator}"


@dataclass(slots=True, eq=False)
class Rank(Segment):
    n: int = 1
    falling: bool = False
    indicator: str | None = None
    bare: bool = False
    """An ordinal without a superlative ("third")."""
    text: str = ""

    @property
    def of_the_top(self) -> bool:
        """“the top ten”, “the ten largest”: one of so many."""
        return self.text.startswith("top ")

    def kinds(self) -> tuple[str, ...]:
        if "streak" in self.classes:
            return ()
        measured = ("rank.measured",) if self.indicator else ()
        top = ("rank.top",) if self.of_the_top else ()
        return ("rank", "rank.bare" if self.bare else "rank.most", *top, *measured)


@dataclass(slots=True, eq=False)
class Pronoun(Segment):
    kind: str = "it"
    """it, they, we, there"""
    among: str = ""
    """The group whose member it is called: “the African country”."""

    def kinds(self) -> tuple[str, ...]:
        return ("there",) if self.kind == "there" else ("area", "pronoun", self.kind)


@dataclass(slots=True, eq=False)
class Place(Segment):
    """A city, a province, a region: no area for which figures are held."""

    kind: str = ""

    def kinds(self) -> tuple[str, ...]:
        return ("place",)


@dataclass(slots=True, eq=False)
class Word(Segment):
    """A role word, or one that the vocabulary does not have (no classes)."""

    def kinds(self) -> tuple[str, ...]:
        return () if self.classes else ("unknown",)


def is_unknown(segment: Segment | None) -> TypeGuard[Word]:
    """Whether it is a word that the vocabulary does not have."""
    return isinstance(segment, Word) and not segment.classes


@dataclass(slots=True, eq=False)
class Sign(Segment):
    def kinds(self) -> tuple[str, ...]:
        return KINDS_OF_SIGNS.get(self.low, ("stop",))


Holder = Area | Pronoun

KINDS_OF_SIGNS = {
    ",": (",",), "'s": ("'s",), **dict.fromkeys("([", ("stop", "opening")), **dict.fromkeys(")]", ("stop", "closing")),
}  # fmt: skip
UNCOUNTED = ("other", "vague")
KINDS_OF_SHARES = ("amount", "of_gdp")
"""A share of GDP is a kind of its own."""
KINDS_OF_AMOUNTS = {
    "percent": ("percent", "amount", "portion"), "times": ("times", "multiple_of"),
    "part": ("part", "portion", "multiple_of"), **dict.fromkeys(UNCOUNTED, ("number",)),
    **{kind: (kind, "amount") for kind in ("money", "points", "count", "births")},
}  # fmt: skip


@cache
def figure_kinds(indicator: str, owned: bool) -> tuple[str, ...]:
    traded = ("figure.trade",) if indicator in KIND["trade"] else ()
    flow = ("figure.flow",) if indicator in KIND["flow"] else ()
    return ("figure", f"figure.{indicator}", *traded, *flow, "figure.owned" if owned else "figure.free")


@dataclass(slots=True, eq=False)
class Figure(Segment):
    """An indicator with its owner, its partner and what restricts it: “Germany's car exports to China”."""

    indicator: str = ""
    flags: tuple[str, ...] = ()
    owner: Holder | None = None
    partner: Holder | None = None
    restricted: str = ""
    """Words that make it another figure: “car”, “urban”."""
    foreign: str = ""
    """Why it is no country's figure: sub-national, owner."""
    noun: tuple[int, int] = (0, 0)
    word: str = ""

    def kinds(self) -> tuple[str, ...]:
        return figure_kinds(self.indicator, self.owner is not None)


Token = tuple[str, int, int]


def lower(text: str) -> str:
    """Small letters, place by place: a few capitals have two small letters, and places must not shift."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


class Scanner:
    """The segments found so far. Each reader of a kind returns the place behind what it took, or 0."""

    def __init__(self, text: str, said_on: date, georgia_is_state: bool = False) -> None:
        self.text, self.low = text, lower(text)
        self.said_on, self.georgia_is_state = said_on, georgia_is_state
        self.tokens: list[Token] = [(m[0], *m.span()) for m in lexicon.TOKEN.finditer(self.low)]
        self.words = {token[0] for token in self.tokens}
        self.periods = periods.possible(self.low, self.words)
        self.has_streak = not WORDS["on end"].isdisjoint(self.words)
        self.found: list[Segment] = []
        self.glued = False

    def segments(self) -> list[Segment]:
        """Every segment of the sentence in order; nothing of it is left out."""
        place, count = 0, len(self.tokens)
        while place < count:
            place = self.step(place)
        return self.found

    def step(self, i: int) -> int:
        token = self.tokens[i][0]
        if token == DASH:
            return self._dash(i)
        after = self._streak(i) if self.has_streak else 0
        readers = READERS.get(token) or (OF_DIGITS if token[0] in OF_NUMBERS else ())
        for reader in () if after else readers:
            if after := reader(self, i):
                break
        if not after:
            after = self._phrase(i) or self._other(i)
        self.glued = False
        return after

    def _behind(self, i: int, end: int) -> int:
        tokens, count = self.tokens, len(self.tokens)
        while i < count and tokens[i][1] < end:
            i += 1
        return i

    def _sign(self, low: str, start: int, end: int, *classes: str) -> None:
        self.found.append(Sign(start, end, low, frozenset(classes)))

    def _dash(self, i: int) -> int:
        tokens, (_, start, end) = self.tokens, self.tokens[i]
        following = tokens[i + 1] if i + 1 < len(tokens) and tokens[i + 1][1] == end else None
        self.glued = bool(i and following and tokens[i - 1][2] == start and tokens[i - 1][0] not in ";,(")
        if isinstance(self.found[-1] if self.found else None, Rank) and self.found[-1].end == start:
            return i + 1  # "the twelfth- largest", where a line ended
        if not self.glued and following and (following[0][0].isdigit() or following[0] == "$"):
            self._sign("-", start, end, "minus")
        elif not self.glued:
            self._sign("-", start, end, "stop")
        return i + 1

    def _streak(self, i: int) -> int:
        """“for the fourth straight month”, “ten years in a row”: how many periods on end."""
        start = self.tokens[i][1]
        hit = SAID["in a row"].match(self.low, start)
        if hit is None:
            return 0
        number = hit["n"]
        digits = re.match(r"\d+", number)
        n = int(digits[0]) if digits else numbers.ORDINALS.get(number) or quantities.WORDS.get(number)
        if n is None:
            return 0
        end = start + len(hit.group().rstrip())
        self.found.append(Rank(start, end, self.low[start:end], frozenset(("streak",)), n=n, bare=True, text=str(n)))
        return self._behind(i, end)

    def _period(self, i: int) -> int:
        token, start, _ = self.tokens[i]
        if not self.periods or self.glued:
            return 0
        if token not in periods.OPENING and not (token[0].isdigit() and self._dated(token, i)):
            return 0
        period = periods.find(self.low, start, self.said_on, self.periods)
        if period is None:
            return 0
        self.found.append(When(start, period.end, self.low[start : period.end], period=period))
        low = SAID["low or high"].match(self.low, period.end) if period.back else None
        if low is not None and not self.low.startswith(" of ", low.end()):  # "a ten-year low", without what it was
            self.found.append(Rank(period.end + 1, low.end(), low[1], falling=low[1] == "low", text="1"))
            return self._behind(i, low.end())
        return self._behind(i, period.end)

    def _dated(self, token: str, i: int) -> bool:
        return len(token) == 4 or (i + 1 < len(self.tokens) and self.tokens[i + 1][0] in ("years", "decades"))

    def _quantity(self, i: int) -> int:
        token, start, end = self.tokens[i]
        if not self._opens_quantity(i):
            return 0
        quantity = quantities.find(self.text, start, self.low)
        alone = token in WORDS["one"] and not SAID["first of two"].match(self.low, end)
        if not quantity or (quantity.end <= end and alone):
            return 0
        after = self._behind(i, quantity.end)
        low = self.low[start : quantity.end]
        if quantity.kind == "year":
            self.found.append(When(start, quantity.end, low))
            return after
        if quantity.kind == "rank":
            self.found.append(
                Rank(start, quantity.end, low, n=int(quantity.amount), bare=True, text=quantity.text, glued=self.glued)
            )
            return after
        amount = Amount(
            start, quantity.end, low, glued=self.glued, kind=quantity.kind, text=quantity.text, size=quantity.amount,
            unit=quantity.unit, high=quantity.high, hedge=quantity.hedge or "none",
        )  # fmt: skip
        self._hedge_before(i - self._decimal(amount), amount)
        after = self._hedge_after(after, amount)
        self._negative(amount)
        self._run_together(amount)
        self.found.append(amount)
        return after

    def _run_together(self, amount: Amount) -> None:
        """“1,018 449”, “2 crore 66 lakhs”: two numbers with nothing between them are one that was not understood."""
        last = self.found[-1] if self.found else None
        between = self.low[last.end : amount.start] if last is not None else ""
        if isinstance(last, Amount) and last.kind == amount.kind == "count" and between == " ":
            last.kind = amount.kind = "other"

    def _decimal(self, amount: Amount) -> bool:
        """Whether nothing but a point stands before the number: “about .9 per cent”."""
        if not self.low.endswith((" .", "(.", "-."), 0, amount.start):
            return False
        amount.text, amount.start = f"0.{amount.text}", amount.start - 1
        amount.size = numbers.size(amount.text)
        return True

    def _negative(self, amount: Amount) -> None:
        last = self.found[-1] if self.found else None
        if last is not None and ("minus" in last.classes or last.low in ("minus", "negative")):
            self.found.pop()
            amount.text, amount.size, amount.start = "-" + amount.text, -amount.size, last.start

    def _opens_quantity(self, i: int) -> bool:
        tokens, (token, start, _) = self.tokens, self.tokens[i]
        if token[0] in OF_NUMBERS:
            return not (start and self.text[start - 1].isalpha())  # "A6 Euro-area GDP", of a numbered paragraph
        if token in quantities.OPENING:
            phrase = self._longest(i)
            return phrase is None or phrase[0] == i + 1  # "two-way trade" is no number
        if token not in PREFIXES or i + 1 >= len(tokens):
            return False
        following = tokens[i + 1][0]
        named = i and tokens[i - 1][0] == "the" and following[0] not in SIGNS  # not "the US$ 9 billion of 2020"
        if token in ("us",) and (self.text[start].islower() or named):
            return False  # "sold us 2 million tons", "sold the US 2 million tons"; but "grew to US 9 billion"
        return following[0].isdigit() or following[0] in SIGNS or following[0] == "."

    def _multiple(self, i: int) -> int:
        token, start, end = self.tokens[i]
        verb = frozenset(("multiple",)) if token.endswith(("d", "g")) else frozenset[str]()
        amount = Amount(start, end, token, verb, kind="times", text=token, unit="TIMES")
        self._hedge_before(i, amount)
        self.found.append(amount)
        return i + 1

    def _ordinal(self, i: int) -> int:
        token, start, end = self.tokens[i]
        tens = self.found[-1] if self.found and not self.low[self.found[-1].end : start].strip(" -") else None
        if tens is not None and f"{tens.low}-{token}" in numbers.ORDINALS:
            start, token = self.found.pop().start, f"{tens.low}-{token}"
        self.found.append(Rank(start, end, token, n=numbers.ORDINALS[token], bare=True, text=token, glued=self.glued))
        return i + 1

    def _phrase(self, i: int) -> int:
        """The segment of the longest phrase of the vocabulary that begins here."""
        tokens, start = self.tokens, self.tokens[i][1]
        longest = self._longest(i)
        if longest is None:
            return 0
        after, entry, node = longest
        made = self._made(entry, node, start, tokens[after - 1][2])
        if isinstance(made, Area):
            made = self._real_area(made, i, after)
            after = self._behind(after, made.end)
        self.found.append(made)
        return after

    def _longest(self, i: int) -> tuple[int, vocabulary.Entry, vocabulary.Node] | None:
        """The place behind the longest phrase of the vocabulary that begins here, and what it means."""
        tokens, count = self.tokens, len(self.tokens)
        start, j, node = tokens[i][1], i, vocabulary.starting(tokens[i][0])
        longest: tuple[int, vocabulary.Entry, vocabulary.Node] | None = None
        while node is not None:
            j += 1
            for entry in node.entries:
                if not entry.written or entry.counts(self.text[start : tokens[j - 1][2]]):
                    longest = j, entry, node
                    break
            if j >= count or not node.following:
                break
            if j + 1 < count and tokens[j][0] == "-" and tokens[j - 1][2] == tokens[j][1]:
                j += 1
            node = node.following.get(tokens[j][0])
        return longest

    def _made(self, first: vocabulary.Entry, node: vocabulary.Node, start: int, end: int) -> Segment:
        """The segment that the first meaning makes; the other meanings stay as its classes."""
        low, classes, values = self.low[start:end], node.classes, node.values
        if first.kind == "area":
            return Area(start, end, low, glued=self.glued, ids=tuple(first.value.split()), kind=first.name)
        if first.kind == "place":
            return Place(start, end, low, glued=self.glued, kind=first.name)
        if first.name == "concept":
            indicator, *flags = first.value.split()
            more = classes - {"concept"}
            return Concept(start, end, low, more, self.glued, values, indicator, tuple(flags))
        if first.name == "rank":
            n, order, *measured = first.value.split()
            return Rank(
                start, end, low, classes - {"rank"}, self.glued, values, int(n), order == "asc",
                measured[0] if measured else None, False, self.text[start:end],
            )  # fmt: skip
        if first.name == "pronoun":
            return Pronoun(start, end, low, classes - {"pronoun"}, kind=first.value)
        return Word(start, end, low, classes, self.glued, values)

    def _real_area(self, found: Area, i: int, j: int) -> Area | Word | Place:
        """The area that a name means here: no person, no state of the same name, no part of an adjective."""
        tokens, text, count = self.tokens, self.text, len(self.tokens)
        word = tokens[j + 1][0] if j + 1 < count and tokens[j][0] == "-" and tokens[j][1] == found.end else ""
        if word in WORDS["adjectival"] or (len(word) > 4 and word.endswith(("ing", "ed"))):  # "Australia-resenting"
            end = tokens[j + 1][2]
            return Word(found.start, end, self.low[found.start : end])
        if found.ids == ("WLD",) and SAID["of a name"].match(text, found.start, found.end + 3):
            return Word(found.start, found.end, found.low)  # "the World Population Review"
        if tokens[i][0] == "georgia" and self.georgia_is_state:
            return Place(found.start, found.end, found.low, kind="us_state")
        node = vocabulary.starting(tokens[j + 1][0]) if j + 1 < count and tokens[j][0] == "," else None
        if node is not None and any(e.name == "us_state" for e in node.entries):
            return Place(found.start, found.end, found.low, kind="us_city")  # "Lebanon, Pennsylvania"
        return found

    def _other(self, i: int) -> int:
        """Signs, and words that the vocabulary does not have."""
        tokens, (token, start, end) = self.tokens, self.tokens[i]
        first = token[0]
        if first.isalpha() and token.endswith("ly") and len(token) > 4 and token not in WORDS["no adverbs"]:
            self.found.append(Word(start, end, token, FILLER))
        elif first.isalnum():
            self.found.append(Word(start, end, token, glued=self.glued and token[0].isalpha()))
        elif first == "'" and i + 1 < len(tokens) and tokens[i + 1][:2] == ("s", end):
            self._sign("'s", start, tokens[i + 1][2], "'s")
            return i + 2
        elif first == "'" and self.low.endswith("s", 0, start):
            self._sign("'s", start, end, "'s")
        elif first == "+" and i + 1 < len(tokens) and tokens[i + 1][0][0].isdigit():
            self.found.append(Word(start, end, "+", frozenset(("move",)), values={"move": "+"}))
        elif first in SIGN_CLASSES:
            sort, name = SIGN_CLASSES[first]
            self.found.append(sort(start, end, token, name))
        return i + 1

    def _hedge_before(self, i: int, amount: Amount) -> None:
        """Bind the hedge that stands directly before a number to it, and take its words out of the row."""
        before, _ = lexicon.hedges()
        j = i
        while j:
            hit = self._hedge_phrase(j, before)
            if hit is None:
                return
            hedge, length = hit
            j -= length
            beside = SAID["set beside an amount"].search(self.low, 0, amount.start)
            if beside and SAID["of another time"].match(self.low, amount.end):
                return  # "6.6 per cent, lower than 7.1 per cent in 2018"
            if hedge in ("over", "under") and self.low.startswith("than the ", self.tokens[i - 2][1]):
                amount.kind = "other"  # "lower than the 3.5 per cent of 2022": another figure
                return
            if hedge == "none":
                continue
            if self.tokens[j][0] == "top" and amount.kind != "money":
                return  # "the top 10 per cent"
            before_it = self.tokens[j - 1][0] if j else ""
            if (hedge == "up_to" and before_it in WORDS["climbing"]) or (hedge == "nearly" and before_it == "not"):
                return  # "growth picked up to 3.9 per cent", "not nearly $3 trillion"
            start = self.tokens[j][1]
            self.found[:] = [s for s in self.found if s.end <= start or s.classes & {"future", "condition", "not"}]
            amount.hedge, amount.start = hedge, start
            return

    def _hedge_phrase(self, j: int, before: dict[tuple[str, ...], str]) -> tuple[str, int] | None:
        for length in range(min(4, j), 0, -1):
            if hedge := before.get(tuple(token[0] for token in self.tokens[j - length : j])):
                return hedge, length
        return None

    def _hedge_after(self, i: int, amount: Amount) -> int:
        """Bind “or more”, “or so” after a number to it; the place after those words."""
        _, after = lexicon.hedges()
        tokens = self.tokens
        for length in (4, 3, 2, 1):
            if hedge := after.get(tuple(token[0] for token in tokens[i : i + length])):
                amount.hedge, amount.end = hedge, tokens[min(i + length, len(tokens)) - 1][2]
                return i + length
        return i


OF_DIGITS = (Scanner._period, Scanner._quantity)
OPENED = (
    (periods.OPENING, Scanner._period), (quantities.OPENING | PREFIXES, Scanner._quantity),
    (quantities.TIMES, Scanner._multiple), (frozenset(numbers.ORDINALS), Scanner._ordinal),
)  # fmt: skip
READERS = {
    word: tuple(reader for words, reader in OPENED if word in words) for word in frozenset().union(*dict(OPENED))
}
"""Words with which a period, a number, a multiple or a place can begin, and what reads them."""
DASH = "-"
FILLER = frozenset(("filler",))
SIGN_CLASSES: dict[str, tuple[type[Segment], frozenset[str]]] = {
    **dict.fromkeys(';:()[]?!/|*•►—―"', (Sign, frozenset(("stop",)))),
    ",": (Sign, frozenset((",",))), "+": (Word, frozenset(("and",))), "=": (Word, frozenset(("be",))),
}  # fmt: skip
