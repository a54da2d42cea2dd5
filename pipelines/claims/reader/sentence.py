"""One sentence under way: its segments, its row, its clauses, who speaks, and what earlier sentences have named.

Belongs here: the state that the resolver, the guards and the verifier share.
Does not belong here: what any of them does with it.
"""

import itertools
import re
from dataclasses import dataclass, field
from datetime import date

from pipelines.claims import periods
from pipelines.claims.lexicon import SAID, WORDS
from pipelines.claims.reader import clauses, eras, phrases, segments, topics, vocabulary
from pipelines.claims.reader.clauses import Clause
from pipelines.claims.reader.rewriting import Text
from pipelines.claims.reader.segments import Area, Place, Rank, Segment, Sign, When, is_unknown

UNREAD = "not read"
"""The reason of what stands beside a claim and that no claim states."""


class Refused(Exception):  # noqa: N818
    """A proposition was recognized and cannot be settled: the reason, and the same in words."""

    def __init__(self, reason: str, words: str, guard: str = "") -> None:
        super().__init__(reason, words)
        self.reason, self.words, self.guard = reason, words, guard


@dataclass(slots=True)
class Draft:
    """A claim under way, with the place of its number and the words that gave it."""

    indicator: str
    operation: str
    ref: tuple[str, ...]
    counterpart: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    base_counterpart: tuple[str, ...] = ()
    hedge: str = "none"
    value: str | None = None
    value_high: str | None = None
    unit: str | None = None
    period: str | None = None
    base_period: str | None = None
    back: int = 0
    """Years from base_period to the newest figure, where the words count back from the day."""
    cumulative: bool = False
    """Whether it is about what the years of the period come to together, or the last `back` years."""
    era: str = ""
    """How its time is said, where that is by what was then (periods.Period)."""
    order: str = "desc"
    universe: str | None = None
    parts: str | None = None
    not_checkable: str | None = None
    reason: str | None = None
    bar: dict[str, str | None] | None = None
    """What those who are counted have to meet."""
    event: dict[str, list[str]] | None = None
    """Kinds of events.csv and the areas that took part."""
    place: int = -1
    """Where its number or its words begin."""
    clause: Clause | None = None
    pattern: str = ""
    inherited: dict[str, str] = field(default_factory=dict)
    """What the clause left unsaid, and where it was taken from."""
    words: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    """What its number counts: money, percent, count, of_gdp, rank."""
    slot: str = "ref"
    """Where the area stands that its clause is about: a clause that follows puts another one there."""
    counted: str = ""
    """What the words say is meant, where more may be: "goods" or "services", or a definition of the catalogue."""
    product: str = ""
    """What the figure is restricted to: exports of a product are understood, and not held."""

    def not_held(self, why: str) -> "Draft":
        """The same as a claim for which no figure is held."""
        self.not_checkable, self.reason = "no data", why
        return self


@dataclass(slots=True)
class Context:
    """What the sentences before have named, and what the caller has said of the text."""

    country: tuple[str, ...] = ()
    """Whose “we”, “our” and “the economy” are."""
    topic: tuple[str, ...] = ()
    firm: bool = False
    """Whether a sentence had it as its subject or owner: else a figure that nobody owns can be anybody's."""
    fresh: bool = False
    """Whether the sentence just before is about the topic: else “it” can be anything."""
    pair: tuple[str, ...] = ()
    """The two countries that the sentences before have named, and no other since: between whom bilateral trade is."""
    between: bool = False
    """Whether the sentence just before speaks of what is between them: trade can be that with the other one."""
    with_one: bool = False
    """Whether the trade that the claims so far last stated was that with a partner."""
    strayed: bool = False
    """Whether a sentence since was about something else: figures of a branch can be meant, but no fertility rate."""
    output: bool = True
    """Whether what grew last, if anything, was output: else “growth” can be that of sales."""
    sent: bool = False
    """Whether the text speaks of remittances that go out."""
    others: int = 0
    """For how many sentences more figures may be of the countries, none of them the text's, that one before named."""
    claimed: set[tuple[str, ...]] = field(default_factory=set)
    """Whose figures the claims so far state."""
    lists: list[tuple[str, ...]] = field(default_factory=list)
    listed: list[tuple[str, ...]] = field(default_factory=list)
    """Those of the sentence just before: who “they” are."""
    speaker: tuple[str, ...] = ()
    last: Draft | None = None
    ranked: Draft | None = None
    """The place that was told of before, and nothing else since: “Brunei is second” goes on with the same ranking."""
    heading: tuple[str, ...] = ()
    group: bool = False
    """Whether a group was named within the paragraph, and no rank among all since: “third” may be a place in it."""
    period: str | None = None
    """The month or quarter that flows of the sentences before were said of."""
    partial: bool = False
    """Whether they were said of a part of a year."""
    year: str | None = None
    """The year in which the trade of the sentences before was, within a paragraph."""
    then: bool = False
    """Whether the paragraph tells of a time that it names only by “back then”."""
    dated: str | None = None
    """The one period that the sentence just before names, or ends with: what “in that year” goes back to."""
    window: periods.Window = (None, None)
    """The period of the last change of the sentence before, and that which it is compared with."""
    about: "Draft | None" = None
    """The figure that the sentence before begins with, as a claim without an amount: what “it was” goes on about."""
    spoken_of: str = ""
    """What the text has spoken of, military spending or arms, and of no other figure since (topics.py)."""
    at_parity: bool = False
    """Whether the text has spoken of purchasing power parity, and not of market exchange rates since."""
    periods: tuple[str, ...] = ()
    """The last that were named: a sentence without one may go on about them."""


@dataclass(slots=True)
class Sentence:
    text: str
    low: str
    said_on: date
    context: Context
    segments: list[Segment]
    row: list[Segment]
    clauses: list[Clause]
    periods: list[periods.Period]
    speaker: tuple[str, ...] = ()
    speaker_words: str | None = None
    drafts: list[Draft] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    classes: frozenset[str] = frozenset()
    """Every class of words and kind of area in it; place and rank where it has such."""
    inherited: dict[str, str] = field(default_factory=dict)
    """What the claim under way takes from outside of its clause, and from where."""
    places: dict[int, Clause] = field(default_factory=dict)
    """Where a period begins -> the clause that it belongs to."""

    words: set[str] = field(default_factory=set)
    """Its words and signs in small letters."""
    named: list[Area] = field(default_factory=list)
    """The areas of its segments, in order."""

    def hit(self, name: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """What the expression of this name in wordings.csv finds between two places."""
        return SAID[name].search(self.low, start, len(self.low) if end is None else end)

    def said(self, name: str, start: int = 0, end: int | None = None) -> bool:
        return self.hit(name, start, end) is not None


def build(text: str, said_on: date, context: Context, georgia_is_state: bool = False) -> Sentence:
    scanner = segments.Scanner(text, said_on, georgia_is_state)
    found, low = scanner.segments(), scanner.low
    if (dateline := DATELINE.match(text)) is not None:
        found = [s for s in found if s.start >= dateline.end()]
    found = eras.placed(found, text, low, said_on, (*context.topic, *context.country))
    speech = Speech(text, low)
    whole = Text(text, low, said_on, context.spoken_of)
    row = topics.answered(phrases.row_of(found, whole, speech.taken_out))
    areas = [s for s in row if isinstance(s, Area)]
    ours = (s for s in areas if SAID["ourselves"].match(text, s.start) or SAID["here in"].search(low, 0, s.start))
    own = next(ours, None)
    speech.who = speech.who or (own.ids if own is not None else ())
    named = [
        s
        for s, behind in itertools.pairwise([*found, None])
        if isinstance(s, Area) and not (s.kind == "group" and behind is not None and behind.low in WORDS["one state"])
    ]  # "the Southeast Asian country" names no group, but one of its members
    spans = [s.period for s in found if isinstance(s, When) and s.period.end]
    last = context.last.period if context.last else context.dated
    amounts = [(s.start, s.end) for s in row if isinstance(s, segments.Amount)]
    settled = periods.settled(spans, low, amounts, (context.period, context.partial), last, context.window)
    cut = clauses.dealt(clauses.split(row), periods.listed(settled, low))
    for earlier, later in itertools.pairwise(cut):
        later.after = earlier
    under_way = Sentence(text, low, said_on, context, found, row, cut, settled, speech.who, speech.words)
    under_way.words = scanner.words
    under_way.named = named
    kinds = [KINDS[type(s)] for s in row if type(s) in KINDS]
    under_way.classes = frozenset().union(kinds, [area.kind for area in named], *[s.classes for s in row])
    return under_way


KINDS: dict[type[Segment], str] = {Place: "place", Rank: "rank"}

LABELS = r"(?:The )?(?:[Cc]laim|[Vv]erdict|[Ff]act|[Rr]esult|[Aa]nswer|[Rr]eality|[Tt]ruth|[Cc]onclusion)(?: \d+)?[:?] "
DATELINE = re.compile(r"[A-Z][A-Z .,]{2,}(?:\([A-Za-z ]+\) )?[-–—]+ |[A-F]\d{1,2} (?=[A-Z])|" + LABELS)
"""“PARIS (Reuters) - …”, “A12 Exports rose”, of a numbered paragraph, “Claim 2: …”, “The result? …”."""


class Speech:
    """Who says it, taken out of the row: “Malaysian Prime Minister Anwar Ibrahim said”, “according to Fiji's bank”."""

    def __init__(self, text: str, low: str) -> None:
        self.text, self.low = text, low
        self.who: tuple[str, ...] = ()
        self.words: str | None = None

    def taken_out(self, row: list[Segment]) -> list[Segment]:
        out: list[Segment] = []
        place = 0
        while place < len(row):
            segment = row[place]
            if "office" in segment.classes:
                place = self.office(row, place, out)
            elif "say" in segment.classes:
                place = self.saying(row, place, out)
                out.append(Sign(segment.start, segment.end, "said", frozenset(("stop",))))
            else:
                out.append(segment)
            place += 1
        return out

    def office(self, row: list[Segment], place: int, out: list[Segment]) -> int:
        """An office with the country before or behind it; the place of its last word."""
        country = row[place].values["office"]
        says = any("say" in s.classes for s in row[place + 1 : place + 5])
        if country and says:  # not "As the Federal Reserve raised rates, exports fell"
            self.who, self.words = (country,), row[place].low
        while out and isinstance(out[-1], segments.Concept | Rank) and out[-1].end + 1 == row[place].start:
            out.pop()  # "the Principal Trade Economist"
        if len(out) > 1 and is_unknown(out[-1]) and (isinstance(out[-2], Area) or out[-2].low == "'s"):
            out.pop()
        if len(out) > 1 and out[-1].low == "'s" and isinstance(out[-2], Area):
            out.pop()
        dated = re.search(r"\d", self.text[out[-1].end : row[place].start]) if out else None
        if out and isinstance(last := out[-1], Area) and dated is None:  # not "of Croatia at the 2011 census"
            out.pop()
            if len(last.ids) == 1 and (says or not country):
                self.speaks(last, last.start, row[place].end)
        elif place + 2 < len(row) and not row[place + 1].classes.isdisjoint(("of", "in", "for")):
            behind = row[place + 2]
            if isinstance(behind, Area):
                self.speaks(behind, row[place].start, behind.end)
                place += 2
        while place + 1 < len(row) and (
            "office" in row[place + 1].classes
            or (is_unknown(row[place + 1]) and self.text[row[place + 1].start].isupper())
        ):
            place += 1
        return place

    def saying(self, row: list[Segment], place: int, out: list[Segment]) -> int:
        segment = row[place]
        if out and isinstance(last := out[-1], Area) and not self.who and len(last.ids) == 1:
            self.speaks(last, last.start, last.end)
        if segment.low not in WORDS["said by"]:
            return place
        end = place + 1
        while end < len(row) and row[end].classes.isdisjoint((",", "stop")):
            here, behind = row[end], row[end + 1 : end + 2]
            if isinstance(here, segments.Amount | segments.Concept) or not here.classes.isdisjoint(clauses.VERBS):
                return place
            goes_on = bool(behind) and behind[0].classes.isdisjoint((",", "stop"))
            if goes_on and isinstance(here, Area) and here.ids[0] not in vocabulary.groups():
                self.who = here.ids
            if country := here.values.get("office"):
                self.who = (country,)
            end += 1
        self.words = self.words or self.text[segment.end : row[end - 1].end].strip() or None
        return end - 1

    def speaks(self, area: Area, start: int, end: int) -> None:
        if area.ids[0] in vocabulary.groups() - {"EU"}:
            return  # "world leaders say …", "African leaders say that our income has tripled"
        self.who, self.words = area.ids, self.text[start:end]
