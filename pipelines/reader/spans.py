"""A sentence as spans: areas, places, amounts, periods, ranks, words of a class, unknown words and signs.

Belongs here: what can be known of a stretch of text from the words next to it.
Does not belong here: nouns with their owner (nouns.py), clauses (clauses.py), what a sentence states (patterns/).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from pipelines.claims import lexicon, numbers, periods, quantities
from pipelines.claims.lexicon import SAID, WORDS
from pipelines.claims.quantities import Quantity
from pipelines.reader import vocabulary

NUMBERS = frozenset("0123456789$€£¥₹₩₦₽₺₱฿₫₴₪")
PREFIXES = WORDS["before digits"] | {code.lower() for code in quantities.CODES}
AMOUNT_LABELS = {
    "percent": ("percent", "amount", "portion"), "times": ("times", "multiple"),
    "part": ("part", "portion", "multiple"),
    **{kind: (kind, "amount") for kind in ("money", "points", "count", "births")},
}  # fmt: skip
MAGNITUDE = re.compile(r"[mbtr]+illion|thousand|\d ?(?:m|bn|tn)\b")
STOPS = frozenset('.;:!?()[]"—–/•|')


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a sentence. `labels` is what a pattern can take it for, `values` what it stands for as each."""

    start: int
    end: int
    low: str
    kind: str
    """area, place, amount, when, rank, figure, word, unknown, sign"""
    labels: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    """Of an area its codes."""
    amount: "Amount | None" = None
    period: periods.Period | None = None
    figure: "Figure | None" = None
    hyphen: bool = False
    """Joined by a hyphen to the word before it."""

    def encoded(self) -> str:
        return f"<,{','.join(sorted(self.labels))},>"


def has(span: Span | None, *labels: str) -> bool:
    """Whether there is a span, and a pattern could take it for one of these."""
    return span is not None and not span.labels.isdisjoint(labels)


class Amount(NamedTuple):
    """A number as written, with its unit and the hedge that is bound to it."""

    kind: str
    text: str
    size: float
    unit: str | None = None
    high: str | None = None
    hedge: str = "none"
    whose_gdp: tuple[str, ...] | None = None
    """Of a share of GDP whose: codes, or () where it is not said; None for what is no share of GDP."""


class Figure(NamedTuple):
    """A noun that names an indicator, with what stands around it: “Germany's car exports to China”."""

    indicator: str
    flags: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    owner_word: str = ""
    """The pronoun that owns it: it, they, we."""
    partner: tuple[str, ...] = ()
    partner_word: str = ""
    narrowed: str = ""
    """Words that make it another figure: “car”, “urban”."""


def read(text: str, said_on: date) -> list[Span]:
    """Every span of the sentence in order; nothing of it is left out."""
    return _merged(list(_Scanner(text, said_on).spans()), text)


class _Scanner:
    """One way through the tokens of a sentence; each `_…` takes a place and gives a span and what is behind."""

    def __init__(self, text: str, said_on: date) -> None:
        low = text.lower()
        self.text, self.low = text, low if len(low) == len(text) else "".join(c.lower()[:1] for c in text)
        self.said_on = said_on
        found = [(m[0], *m.span()) for m in lexicon.TOKEN.finditer(self.low)]
        self.tokens = [t for t in found if t[0] not in "-_" or self._is_minus(t[1])]
        self.words = [t[0] for t in self.tokens]
        self.streaks = not WORDS["on end"].isdisjoint(self.words)

    def _is_minus(self, place: int) -> bool:
        before, after = self.low[place - 1 : place], self.low[place + 1 : place + 2]
        return (not before.strip() and not before.isalpha()) or (not after.strip() and place > 0)

    def spans(self) -> Iterator[Span]:
        place = 0
        while place < len(self.tokens):
            span, place = self._next(place)
            yield span

    def _next(self, i: int) -> tuple[Span, int]:
        """What stands at a place, by the first that takes it."""
        word = self.words[i]
        timed = word in periods.OPENING or word[0].isdigit() or word[0] in "qh"
        counted = (
            (word[0] in NUMBERS and self.words[i + 1 : i + 2] != ["way"])
            or (word in quantities.OPENING and self.words[i + 1 : i + 2] != ["way"])
            or self._is_code(i)
            or word == "-"
        )
        tried = (
            (self.streaks, self._streak), (timed, self._period), (self._is_prefix(i), self._amount),
            (word == "between", self._between), (word in vocabulary.hedges(), self._hedged), (counted, self._amount),
            (True, self._multiple), (True, self._ordinal), (True, self._phrase),
        )  # fmt: skip
        found = (take(i) for can, take in tried if can)
        return next((each for each in found if each is not None), None) or self._other(i)

    def _between(self, i: int) -> tuple[Span, int] | None:
        """“Between 5 and 6 billion” is one amount."""
        found = self._amount(i + 1) if i + 1 < len(self.words) else None
        if found is None or found[0].amount is None or not found[0].amount.high:
            return None
        return replace(found[0], start=self.tokens[i][1]), found[1]

    def _behind(self, i: int, end: int) -> int:
        while i < len(self.tokens) and self.tokens[i][1] < end:
            i += 1
        return i

    def _streak(self, i: int) -> tuple[Span, int] | None:
        start = self.tokens[i][1]
        hit = SAID["in a row"].match(self.low, start)
        if hit is None:
            return None
        digits = re.match(r"\d+", hit["n"])
        n = int(digits[0]) if digits else numbers.ORDINALS.get(hit["n"]) or quantities.WORDS.get(hit["n"])
        if n is None:
            return None
        end = start + len(hit.group().rstrip())
        span = Span(start, end, self.low[start:end], "rank", frozenset(["streak"]), {"streak": str(n)})
        return span, self._behind(i, end)

    def _period(self, i: int) -> tuple[Span, int] | None:
        start = self.tokens[i][1]
        period = periods.find(self.low, start, self.said_on)
        if period is None or period.end <= start:
            return None
        span = Span(start, period.end, self.low[start : period.end], "when", frozenset(["when"]), period=period)
        return span, self._behind(i, period.end)

    def _hedged(self, i: int, before: int = 0) -> tuple[Span, int] | None:
        """A hedge, and the amount that it is bound to; `before` are the hedges before it, “about or nearly”."""
        for words, hedge in vocabulary.hedges()[self.words[i]]:
            behind = i + len(words)
            if tuple(self.words[i:behind]) != words or behind >= len(self.tokens):
                continue
            nested = before < 3 and self.words[behind] in vocabulary.hedges()
            further = self._hedged(behind, before + 1) if nested else None
            found = further or self._amount(behind, hedge) or self._multiple(behind)
            if found is not None and (amount := found[0].amount) is not None:
                bound = amount._replace(hedge=hedge if amount.hedge == "none" else amount.hedge)
                return replace(found[0], start=self.tokens[i][1], amount=bound), found[1]
        return None

    def _amount(self, i: int, hedge: str = "none") -> tuple[Span, int] | None:
        minus = self.words[i] == "-"
        first = i + minus
        if first >= len(self.tokens):
            return None
        found = quantities.find(self.text, self.tokens[first][1], self.low)
        if found is None or (minus and found.kind not in ("percent", "money", "points", "count")):
            return None
        if found.kind == "year" and not self._counts(found):
            return None
        end, found = self._range(found)
        behind = self._behind(first, end)
        if found.kind == "rank":
            return self._place(found, i, behind)
        hedge = found.hedge or ("between" if found.high else hedge)
        behind, hedge = self._hedge_behind(behind, hedge)
        start, end = self.tokens[i][1], max(end, self.tokens[behind - 1][2])
        return self._as_span(found, start, end, ("-" if minus else ""), hedge), behind

    def _counts(self, found: Quantity) -> bool:
        """Whether a number that can be a year counts something: “2000 troops”."""
        return re.match(r" (?:\w+ )?(?:troops|soldiers|people|marines|inhabitants)", self.low[found.end :]) is not None

    def _as_span(self, found: Quantity, start: int, end: int, sign: str, hedge: str) -> Span:
        kind = "count" if found.kind == "year" else found.kind
        labels = AMOUNT_LABELS.get(kind, ("number",))
        amount = Amount(kind, sign + found.text, found.amount, found.unit, found.high, hedge)
        return Span(start, end, self.low[start:end], "amount", frozenset(labels), amount=amount)

    def _range(self, found: Quantity) -> tuple[int, Quantity]:
        """ "5 to 6 billion", "between 5 and 6 per cent": both ends as one amount."""
        between = self.low[: found.start].rstrip().endswith("between")
        before = self.low[: found.start].rstrip()
        plain = found.kind in ("count", "year", "money") and not MAGNITUDE.search(found.text)
        link = re.compile(
            r" and "
            if between
            else r" ?(?:-|–) ?| to (?=[\d$€£]|two|three|four|five|six|seven|eight|nine|ten|half|one)"
        ).match(self.low, found.end)
        if link is None or not (between or plain) or before.endswith(("from", "by", " of")):
            return found.end, found
        other = quantities.find(self.text, link.end(), self.low)
        if (
            other is None
            or other.kind not in ("count", "percent", "money", "times")
            or other.amount <= found.amount % 1e3
        ):
            return found.end, found
        kind, unit = (found.kind, found.unit) if other.kind == "count" else (other.kind, other.unit)
        return other.end, found._replace(kind=kind, unit=unit, high=other.text, end=other.end, amount=other.amount)

    def _hedge_behind(self, i: int, hedge: str) -> tuple[int, str]:
        for words, name in lexicon.hedges()[1].items():
            if tuple(self.words[i : i + len(words)]) == words and hedge in ("none", name):
                return i + len(words), name
        return i, hedge

    def _place(self, found: Quantity, i: int, behind: int) -> tuple[Span, int]:
        return self._ranked(i, behind, int(found.amount))

    def _multiple(self, i: int) -> tuple[Span, int] | None:
        """ "Doubled", "twice"."""
        word, start, end = self.tokens[i]
        if word not in WORDS["multiples"]:
            return None
        amount = Amount("times", word, 0.0, "TIMES")
        return Span(start, end, word, "amount", frozenset(AMOUNT_LABELS["times"]), amount=amount), i + 1

    def _ordinal(self, i: int) -> tuple[Span, int] | None:
        """ "Third largest", "second", "number one", "the top ten"."""
        word = self.words[i]
        if word in numbers.ORDINALS and word not in ("half", "quarter"):
            return self._ranked(i, i + 1, numbers.ORDINALS[word])
        if word in ("number", "no", "no.") and i + 1 < len(self.words):
            following = self.words[i + 1]
            n = int(following) if following.isdigit() else quantities.WORDS.get(following)
            if n and n < 250 and (word == "number" and following != "of"):
                return self._ranked(i, i + 2, n)
        return None

    def _ranked(self, i: int, behind: int, n: int) -> tuple[Span, int]:
        """An ordinal with the superlative behind it."""
        words, start = {"rank": str(n)}, self.tokens[i][1]
        labels = ["rank", "rank.bare"]
        second = self.words[behind] == "most" if behind < len(self.words) else False
        for size, entry in vocabulary.longest(self.words, behind) if behind < len(self.words) else ():
            if entry.kind == "word" and entry.name == "rank":
                _, order, *own = entry.value.split()
                words |= {"order": order, "indicator": own[0] if own else ""}
                labels = ["rank", "rank.most", *(["rank.own"] if own else [])]
                behind += size
                break
        else:
            behind += second
        end = self.tokens[behind - 1][2]
        return Span(start, end, self.low[start:end], "rank", frozenset(labels), words), behind

    def _phrase(self, i: int) -> tuple[Span, int] | None:
        """The longest phrase of the vocabulary, as an area, a place or all the classes that it has."""
        best, entries = 0, list[vocabulary.Entry]()
        start = self.tokens[i][1]
        for size, entry in vocabulary.longest(self.words, i):
            if size < best:
                break
            if entry.fits(self.text[start : self.tokens[i + size - 1][2]]):
                best = size
                entries.append(entry)
        if not entries:
            return None
        end = self.tokens[i + best - 1][2]
        return self._meant(entries, start, end, i), i + best

    def _meant(self, entries: list[vocabulary.Entry], start: int, end: int, i: int) -> Span:
        low, hyphen = self.low[start:end], self.low[start - 1 : start] == "-" and start > 1
        area = next((e for e in entries if e.kind == "area"), None)
        if area is not None:
            capital = self.text[start:end]
            labels = frozenset(["area", f"area.{area.name}"])
            return Span(
                start, end, capital, "area", labels, {"named": area.name}, vocabulary.codes(area.value), hyphen=hyphen
            )
        place = next((e for e in entries if e.kind == "place"), None)
        if place is not None:
            return Span(start, end, low, "place", frozenset(["place"]), {"place": place.name}, hyphen=hyphen)
        values = {e.name: e.value for e in reversed(entries)}
        labels = frozenset(e.name for e in entries) | {f"w={low}"}
        if "pronoun" in values:
            labels |= {"area", values["pronoun"]} if values["pronoun"] != "there" else {"there"}
        if "rank" in values:
            n, order, *own = values["rank"].split()
            values |= {"rank": n, "order": order, "indicator": own[0] if own else ""}
            labels |= {"rank.most", *(["rank.own"] if own else [])}
            return Span(start, end, low, "rank", frozenset(labels), values, hyphen=hyphen)
        return Span(start, end, low, "word", frozenset(labels), values, hyphen=hyphen)

    def _is_code(self, i: int) -> bool:
        """Letters of a currency: “US $5 billion”, but not “gave us $5 billion”."""
        return self.words[i] in PREFIXES and self.text[self.tokens[i][1] : self.tokens[i][2]] != "us"

    def _is_prefix(self, i: int) -> bool:
        """Letters before a sign, as in A$5 billion."""
        following = self.tokens[i + 1] if i + 1 < len(self.tokens) else ("", -1, -1)
        return self.words[i] in PREFIXES and following[1] == self.tokens[i][2] and following[0][:1] in NUMBERS

    def _is_measure(self, i: int) -> bool:
        """Whether a colon stands between a noun and its amount: “population: 38 million”."""
        behind = self.words[i + 1][0] if i + 1 < len(self.words) else ""
        near = range(max(0, i - 4), i)
        before = any(entry.name == "concept" for n in near for _, entry in vocabulary.longest(self.words, n))
        return before and (behind in NUMBERS or behind == "-") and self.tokens[i][1] == self.tokens[i - 1][2]

    def _other(self, i: int) -> tuple[Span, int]:
        low, start, end = self.tokens[i]
        hyphen = self.low[start - 1 : start] == "-" and start > 1
        if low == "'" and self.words[i + 1 : i + 2] == ["s"]:
            end = self.tokens[i + 1][2]
            return Span(start, end, "'s", "sign", frozenset(["'s"])), i + 2
        if low == "'":
            return Span(start, end, "'s", "sign", frozenset(["'s"])), i + 1
        if low == ",":
            return Span(start, end, low, "sign", frozenset([","])), i + 1
        if low == "+" and i + 1 < len(self.words) and not self.words[i + 1][0].isdigit():
            return Span(start, end, low, "word", frozenset(["and"]), {"and": ""}), i + 1
        if low in "=+" or (low == ":" and i and self._is_measure(i)):
            return Span(start, end, low, "word", frozenset(["be"]), {"be": ""}), i + 1
        if low in STOPS or low == "-":
            return Span(start, end, low, "sign", frozenset(["stop"])), i + 1
        return Span(
            start,
            end,
            self.text[start:end],
            "unknown",
            frozenset(["unknown", f"w={low}"] if low.isalpha() else ["unknown"]),
            hyphen=hyphen,
        ), i + 1


DROPPED = re.compile(r"\w{3,}ly")
KEPT = WORDS["no adverbs"] | {"only", "hardly", "nearly", "early", "monthly", "quarterly", "daily", "weekly", "hourly"}


def _merged(found: list[Span], text: str) -> list[Span]:
    """Without what says nothing: articles, adverbs, pictures and harmless words."""
    out: list[Span] = []
    for n, span in enumerate(found):
        following = found[n + 1] if n + 1 < len(found) else None
        if has(span, "filler") and len(span.values) == 1 and _is_before_noun(span, following):
            span = replace(span, kind="unknown", labels=frozenset(["unknown"]), values={})  # “watch exports”
        worth = has(span, "'s") and bool(out) and out[-1].amount is not None  # “115 billion dollars' worth”
        if not worth and not _is_dropped(span):
            out.append(span)
    return out


def _is_before_noun(span: Span, following: Span | None) -> bool:
    return has(following, "concept") and following is not None and following.start == span.end + 1


def _is_dropped(span: Span) -> bool:
    low = span.low.lower()
    if span.kind == "unknown":
        picture = not any(c.isalnum() for c in low) and low not in "%&"
        return picture or (DROPPED.fullmatch(low) is not None and low not in KEPT)
    return has(span, "harmless", "filler") and len(span.values) == 1
