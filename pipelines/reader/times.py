"""Time phrases that are no years: "under Merkel", "since it joined the EU", "before the pandemic", "back then".

Belongs here: those that the table of eras knows as periods of a sentence, and finding those that nobody knows.
Does not belong here: years, months and quarters (claims/periods.py), what years an era has (catalogue/eras.py).
"""

import itertools
import re
from datetime import date
from functools import cache

from pipelines.catalogue import eras
from pipelines.claims import lexicon
from pipelines.claims.periods import Period
from pipelines.reader.sentence import Context
from pipelines.reader.spans import Span, has

WORDS = re.compile(r"[\w.'’-]+")
END = re.compile(r'[,;:()"?!]|\. |$')
LONGEST = 10
"""Words of the longest phrase: "since the start of the full-scale invasion of Ukraine"."""
EVENTS = (
    r"(?:the )?(?:[\w-]+ )?(?:war|crisis|pandemic|revolution|independence|reform|reforms|recession|lockdown|coup"
    r"|election|invasion|sanctions|partition|merger|brexit|covid|embargo|old regime|union)"
)
OFFSET = re.compile(
    r"\b(?:(?:an?|\w+) )?(?:years?|months?|weeks?|days?|decades?) (?:after|before|into|prior to|following)"
    r" (?!that\b|the (?:first|previous|same)\b)[\w' ]+"
)
"""“Two years before independence”: some time off one that may be known."""
OPENING = re.compile(
    r"^(?:before|after|during|until|since|under|following|amid) (?!all\b|the (?:deal|pact|agreement)\b)[^,.;]{2,60},"
)
"""What opens a sentence with such a word is a time, if it names no other country."""
PREPOSITION = re.compile(r"\w+ (?:the )?")
Stretch = tuple[int, int]


def with_eras(found: list[Span], text: str, said_on: date, context: Context) -> tuple[list[Span], list[Stretch]]:
    """The spans with a period in place of each known phrase, and where phrases stand of which nothing is known."""
    low = text.lower()
    also = (*context.topic, *([context.country] if context.country else []))
    for start in eras.starts(low) if eras.named_at(low) else ():
        period = _at(found, text, start, said_on, also)
        if period is not None and not any(_stands(s, period) for s in found):
            words = low[period.start : period.end]
            span = Span(period.start, period.end, words, "when", frozenset(["when"]), period=period)
            left = [s for s in found if s.end <= period.start or s.start >= period.end]
            found = sorted([*left, span], key=lambda s: s.start)
    return found, _unknown(low, text, found)


def _stands(span: Span, period: Period) -> bool:
    """Whether a span is a time there already; “since …” alone gives way to what it is since."""
    told = span.period is not None and not (span.period.loose and not span.period.base)
    return told and span.start < period.end and period.start < span.end


def _at(found: list[Span], text: str, start: int, said_on: date, also: tuple[str, ...]) -> Period | None:
    """The period of the longest known phrase that begins at a place."""
    stop = END.search(text, start)
    words = WORDS.finditer(text, start, stop.start() if stop else len(text))
    ends = [hit.end() for hit in itertools.islice(words, LONGEST + 1)]
    for end in reversed(ends[1:]):
        end -= text.startswith(".", end - 1) and end == len(text)
        named = [iso for s in found if s.kind == "area" and not start <= s.start < end for iso in s.ids]
        meant = eras.resolve(text[start:end], (*named, *also), said_on)
        if meant is not None:
            return _period(meant, start, end, said_on)
    return None


def _period(meant: eras.Resolved, start: int, end: int, said_on: date) -> Period | None:
    """What it says of the years; None where in which of several years is not said."""
    if meant.base_period or not meant.period:
        return Period(start, end, base=meant.base_period, era=meant.relation) if meant.base_period else None
    first, _, last = meant.period.partition("/")
    if not last:
        return Period(start, end, period=first, era=meant.relation)
    if meant.era.kind not in eras.TERMS:
        return None
    is_over = meant.era.end is not None and meant.era.end <= said_on
    return Period(start, end, period=last if is_over else None, base=str(int(first) - 1), era="throughout")


@cache
def _phrase() -> re.Pattern[str]:
    known = "|".join(row["expression"] for row in lexicon.rows("times"))
    return re.compile(rf"\b(?:{known})".replace("<event>", EVENTS))


def _unknown(low: str, text: str, found: list[Span]) -> list[Stretch]:
    """Where time phrases stand that are not read; “after Germany” is an order, and no time."""
    out = [hit.span() for hit in OFFSET.finditer(low)]
    opening = OPENING.match(low)
    if opening is not None and not any(
        has(s, "say") or (s.start < opening.end() and s.kind in ("area", "when", "amount")) for s in found
    ):
        out.append((0, opening.end() - 1))
    areas, times = {s.start for s in found if s.kind == "area"}, [s for s in found if s.kind == "when"]
    for hit in _phrase().finditer(CAPITAL.sub(lambda c: c[0].lower(), text)):
        start, end = hit.span()
        order = PREPOSITION.match(hit[0])
        ordered = order is not None and start + order.end() in areas
        if not ordered and not any(s.start < end and start < s.end for s in times):
            out.append((start, end))
    return out


CAPITAL = re.compile(r"(?<![ ’'(-])[A-Z]")
"""Of the first word; names keep theirs."""
