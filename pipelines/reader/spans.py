"""A sentence as spans: areas, places, amounts, periods, ranks, words of a class, unknown words and signs.

Belongs here: what can be known of a stretch of text from the words next to it.
Does not belong here: nouns with their owner (nouns.py), clauses (clauses.py), what a sentence states (patterns/).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from pipelines.claims import lexicon, numbers, periods, quantities
from pipelines.claims.lexicon import SAID, WORDS
from pipelines.claims.quantities import Quantity
from pipelines.reader import vocabulary

NUMBERS = frozenset("0123456789$€£¥₹₩₦₽₺₱฿₫₴₪")
PREFIXES = WORDS["before digits"] | {code.lower() for code in quantities.CODES}
LABELS = {
    "percent": ("percent", "amount", "portion"), "times": ("times", "multiple"), "year": ("count", "amount"),
    "part": ("part", "portion", "multiple"),
    **{kind: (kind, "amount") for kind in ("money", "points", "count", "births")},
}  # fmt: skip
"""What a pattern can take an amount of a kind for."""
MAGNITUDE = re.compile(r"[mbtr]+illion|thousand|\d ?(?:m|bn|tn)\b")
COUNTING = re.compile(r" (?:\w+ )?(?:troops|soldiers|people|marines|inhabitants)")
AND = re.compile(r" and ")
TO = re.compile(r" ?(?:-|–) ?| to (?=[\d$€£]|two|three|four|five|six|seven|eight|nine|ten|half|one)")
SIGNS = {"+": "and", "=": "be", ",": ",", "'": "'s"} | dict.fromkeys('.;:!?()[]"—–/•|-', "stop")
"""What a sign is to a pattern."""
ADVERB = re.compile(r"\w{3,}ly")
KEPT = WORDS["no adverbs"] | {"only", "hardly", "nearly", "early", "monthly", "quarterly", "daily", "weekly", "hourly"}


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


class Span(NamedTuple):
    """A stretch of a sentence. `labels` is what a pattern can take it for, `values` what it stands for as each."""

    start: int
    end: int
    low: str
    kind: str
    """area, place, amount, when, rank, figure, word, unknown, sign"""
    labels: frozenset[str] = frozenset()
    values: Mapping[str, str] = {}
    ids: tuple[str, ...] = ()
    """Of an area its codes."""
    amount: Amount | None = None
    period: periods.Period | None = None
    figure: Figure | None = None

    def encoded(self) -> str:
        """As patterns look at it."""
        return _encoded(self.labels)


@lru_cache(maxsize=20_000)
def _encoded(labels: frozenset[str]) -> str:
    return f"<,{','.join(labels)},>"


def has(span: Span | None, *labels: str) -> bool:
    """Whether there is a span, and a pattern could take it for one of these."""
    return span is not None and not span.labels.isdisjoint(labels)


def read(text: str, said_on: date) -> list[Span]:
    """The spans of the sentence in order, without what says nothing: articles, adverbs and pictures."""
    out: list[Span] = []
    found = list(_Scanner(text, said_on).spans())
    for span, following in zip(found, (*found[1:], None), strict=True):
        if has(span, "filler") and has(following, "concept") and following and following.start == span.end + 1:
            span = Span(span.start, span.end, span.low, "unknown", frozenset(["unknown"]))  # “watch exports”
        worth = has(span, "'s") and bool(out) and out[-1].amount is not None  # “115 billion dollars' worth”
        if not worth and not _says_nothing(span):
            out.append(span)
    return out


def _says_nothing(span: Span) -> bool:
    if span.kind != "unknown":
        return len(span.values) == 1 and has(span, "harmless", "filler")
    low = span.low.lower()
    picture = not any(c.isalnum() for c in low) and low not in "%&"
    return picture or (ADVERB.fullmatch(low) is not None and low not in KEPT)


Found = tuple[Span, int] | None
"""A span, and the place of the token behind it."""


class _Scanner:
    """One way through the tokens of a sentence; each `_…` takes a place and gives a span and what is behind."""

    def __init__(self, text: str, said_on: date) -> None:
        low = text.lower()
        self.text, self.low = text, low if len(low) == len(text) else "".join(c.lower()[:1] for c in text)
        self.said_on, self.hedges = said_on, vocabulary.hedges()
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
        word, behind = self.words[i], self.words[i + 1 : i + 2]
        found = self._streak(i) if self.streaks else None
        if found is None and self._may_be_period(i):
            found = self._period(i)
        if found is None and not self._is_prefix(i) and (word in self.hedges or word == "between"):
            found = self._hedged(i)
        if found is None and behind != ["way"] and self._may_be_amount(i):
            found = self._amount(i)
        return found or self._multiple(i) or self._ordinal(i) or self._phrase(i) or self._other(i)

    def _may_be_period(self, i: int) -> bool:
        word = self.words[i]
        return word in periods.OPENING or word[0].isdigit() or word[0] in "qh"

    def _may_be_amount(self, i: int) -> bool:
        word = self.words[i]
        named = word[0] in NUMBERS or word in quantities.OPENING or word == "-"
        return named or self._is_prefix(i) or self._is_code(i)

    def _token_behind(self, i: int, end: int) -> int:
        while i < len(self.tokens) and self.tokens[i][1] < end:
            i += 1
        return i

    def _span(self, start: int, end: int, kind: str, *labels: str, **values: str) -> Span:
        return Span(start, end, self.low[start:end], kind, frozenset(labels), values)

    # --- times and streaks ---

    def _streak(self, i: int) -> Found:
        start = self.tokens[i][1]
        hit = SAID["in a row"].match(self.low, start)
        digits = re.match(r"\d+", hit["n"]) if hit else None
        n = (numbers.ORDINALS.get(hit["n"]) or quantities.WORDS.get(hit["n"])) if hit else None
        n = int(digits[0]) if digits else n
        if hit is None or n is None:
            return None
        end = start + len(hit.group().rstrip())
        return self._span(start, end, "rank", "streak", streak=str(n)), self._token_behind(i, end)

    def _period(self, i: int) -> Found:
        start = self.tokens[i][1]
        period = periods.find(self.low, start, self.said_on)
        if period is None or period.end <= start:
            return None
        span = self._span(start, period.end, "when", "when")._replace(period=period)
        return span, self._token_behind(i, period.end)

    # --- amounts ---

    def _hedged(self, i: int, before: int = 0) -> Found:
        """A hedge, and the amount that it is bound to; `before` are the hedges before it, “about or nearly”."""
        if self.words[i] == "between":
            return self._between(i)
        for words, hedge in self.hedges[self.words[i]]:
            behind = i + len(words)
            if tuple(self.words[i:behind]) != words or behind >= len(self.tokens):
                continue
            nested = before < 3 and self.words[behind] in self.hedges
            further = self._hedged(behind, before + 1) if nested else None
            found = further or self._amount(behind, hedge) or self._multiple(behind)
            if found is not None and (amount := found[0].amount) is not None:
                bound = amount._replace(hedge=hedge if amount.hedge == "none" else amount.hedge)
                return found[0]._replace(start=self.tokens[i][1], amount=bound), found[1]
        return None

    def _between(self, i: int) -> Found:
        found = self._amount(i + 1) if i + 1 < len(self.words) else None
        ends = found is not None and found[0].amount is not None and found[0].amount.high
        return (found[0]._replace(start=self.tokens[i][1]), found[1]) if found and ends else None

    def _amount(self, i: int, hedge: str = "none") -> Found:
        minus = self.words[i] == "-"
        first = i + minus
        found = quantities.find(self.text, self.tokens[first][1], self.low) if first < len(self.tokens) else None
        if found is None or (minus and found.kind not in ("percent", "money", "points", "count")):
            return None
        if found.kind == "year" and COUNTING.match(self.low, found.end) is None:
            return None
        found = self._with_upper_end(found)
        behind = self._token_behind(first, found.end)
        if found.kind == "rank":
            return self._ranked(i, behind, int(found.amount))
        hedge = found.hedge or ("between" if found.high else hedge)
        behind, hedge = self._hedge_behind(behind, hedge)
        start, end = self.tokens[i][1], max(found.end, self.tokens[behind - 1][2])
        kind = "count" if found.kind == "year" else found.kind
        amount = Amount(kind, "-" * minus + found.text, found.amount, found.unit, found.high, hedge)
        return self._span(start, end, "amount", *LABELS.get(found.kind, ("number",)))._replace(amount=amount), behind

    def _with_upper_end(self, found: Quantity) -> Quantity:
        """ "5 to 6 billion", "between 5 and 6 per cent": both ends as one amount."""
        before = self.low[: found.start].rstrip()
        between = before.endswith("between")
        plain = found.kind in ("count", "year", "money") and not MAGNITUDE.search(found.text)
        link = (AND if between else TO).match(self.low, found.end) if between or plain else None
        other = quantities.find(self.text, link.end(), self.low) if link else None
        if other is None or before.endswith(("from", "by", " of")):
            return found
        if other.kind not in ("count", "percent", "money", "times") or other.amount <= found.amount % 1e3:
            return found
        kind, unit = (found.kind, found.unit) if other.kind == "count" else (other.kind, other.unit)
        return found._replace(kind=kind, unit=unit, high=other.text, end=other.end, amount=other.amount)

    def _hedge_behind(self, i: int, hedge: str) -> tuple[int, str]:
        for words, name in lexicon.hedges()[1].items():
            if i < len(self.words) and self.words[i] == words[0] and tuple(self.words[i : i + len(words)]) == words:
                return (i + len(words), name) if hedge in ("none", name) else (i, hedge)
        return i, hedge

    def _multiple(self, i: int) -> Found:
        """ "Doubled", "twice"."""
        word, start, end = self.tokens[i]
        if word not in WORDS["multiples"]:
            return None
        amount = Amount("times", word, 0.0, "TIMES")
        return self._span(start, end, "amount", *LABELS["times"])._replace(amount=amount), i + 1

    def _is_code(self, i: int) -> bool:
        """Letters of a currency: “US $5 billion”, but not “gave us $5 billion”."""
        return self.words[i] in PREFIXES and self.text[self.tokens[i][1] : self.tokens[i][2]] != "us"

    def _is_prefix(self, i: int) -> bool:
        """Letters before a sign: “A$5 billion”."""
        following, start, _ = self.tokens[i + 1] if i + 1 < len(self.tokens) else (" ", -1, -1)
        return self.words[i] in PREFIXES and start == self.tokens[i][2] and following[0] in NUMBERS

    # --- places in an order ---

    def _ordinal(self, i: int) -> Found:
        """ "Third largest", "second", "number one", "the top ten"."""
        word = self.words[i]
        if word in numbers.ORDINALS and word not in ("half", "quarter"):
            return self._ranked(i, i + 1, numbers.ORDINALS[word])
        following = self.words[i + 1] if word == "number" and i + 1 < len(self.words) else ""
        n = int(following) if following.isdigit() else quantities.WORDS.get(following)
        return self._ranked(i, i + 2, n) if n and n < 250 else None

    def _ranked(self, i: int, behind: int, n: int) -> tuple[Span, int]:
        """An ordinal with the superlative behind it."""
        start, order, own = self.tokens[i][1], "", ""
        entries = vocabulary.longest(self.words, behind) if behind < len(self.words) else iter(())
        size, entry = next(((size, e) for size, e in entries if e.kind == "word" and e.name == "rank"), (0, None))
        if entry is not None:
            _, order, own = (*entry.value.split(), "")[:3]
        labels = ["rank", "rank.most" if entry else "rank.bare", *(["rank.own"] if own else [])]
        behind += size or self.words[behind : behind + 1] == ["most"]
        values = {"rank": str(n)} | ({"order": order, "indicator": own} if entry else {})
        return self._span(start, self.tokens[behind - 1][2], "rank", *labels, **values), behind

    # --- words ---

    def _phrase(self, i: int) -> Found:
        """The longest phrase of the vocabulary, as an area, a place or all the classes that it has."""
        best, entries = 0, list[vocabulary.Entry]()
        start = self.tokens[i][1]
        for size, entry in vocabulary.longest(self.words, i):
            if size < best:
                break
            if entry.fits(self.text[start : self.tokens[i + size - 1][2]]):
                best = size
                entries.append(entry)
        return (self._meant(entries, start, self.tokens[i + best - 1][2]), i + best) if entries else None

    def _meant(self, entries: list[vocabulary.Entry], start: int, end: int) -> Span:
        for kind in ("area", "place"):
            for entry in entries:
                if entry.kind == "area" == kind:
                    span = self._span(start, end, "area", "area", f"area.{entry.name}", named=entry.name)
                    return span._replace(low=self.text[start:end], ids=vocabulary.codes(entry.value))
                if entry.kind == kind:
                    return self._span(start, end, "place", "place", place=entry.name)
        values = {e.name: e.value for e in reversed(entries)}
        labels = {*values, f"w={self.low[start:end]}"}
        if "pronoun" in values:
            labels |= {"area", values["pronoun"]} if values["pronoun"] != "there" else {"there"}
        if "rank" in values:
            values["rank"], values["order"], own = (*values["rank"].split(), "")[:3]
            values["indicator"] = own
            labels |= {"rank.most", *(["rank.own"] if own else [])}
        return self._span(start, end, "rank" if "rank" in values else "word", *labels, **values)

    def _is_measure(self, i: int) -> bool:
        """Whether a colon stands between a noun and its amount: “population: 38 million”."""
        behind = self.words[i + 1][0] if i + 1 < len(self.words) else ""
        near = (vocabulary.longest(self.words, n) for n in range(max(0, i - 4), i))
        before = any(entry.name == "concept" for entries in near for _, entry in entries)
        return before and (behind in NUMBERS or behind == "-") and self.tokens[i][1] == self.tokens[i - 1][2]

    def _other(self, i: int) -> tuple[Span, int]:
        """A sign, or a word that nobody knows."""
        low, start, end = self.tokens[i]
        label, following = SIGNS.get(low), self.words[i + 1] if i + 1 < len(self.words) else ""
        if label is None:
            labels = ["unknown", f"w={low}"] if low.isalpha() else ["unknown"]
            return self._span(start, end, "unknown", *labels)._replace(low=self.text[start:end]), i + 1
        if label == "'s":
            owned = following == "s"
            return Span(start, self.tokens[i + owned][2], "'s", "sign", frozenset(["'s"])), i + 1 + owned
        if (low == "+" and following[:1].isdigit()) or (low == ":" and i and self._is_measure(i)):
            label = "be"
        if label in ("and", "be"):
            return self._span(start, end, "word", label, **{label: ""}), i + 1
        return self._span(start, end, "sign", label), i + 1
