"""Time phrases that the table of eras knows ("under Merkel", "since it joined the EU") as periods of a sentence.

Belongs here: finding them among the segments. Does not belong here: what years they are (catalogue/eras.py), phrases
that nobody knows (claims/times.py).
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import date

from pipelines.catalogue import eras
from pipelines.claims.periods import Period
from pipelines.claims.reader.segments import Area, Segment, When, Word

WORDS = re.compile(r"[\w.'’-]+")
LONGEST = 10
"""Words of the longest phrase: "since the start of the full-scale invasion of Ukraine"."""


def placed(found: list[Segment], text: str, said_on: date, also: Sequence[str]) -> list[Segment]:
    """The segments with a period in place of each phrase; `also` are the countries that may be meant and not named."""
    areas = [s for s in found if isinstance(s, Area)]
    for start in eras.starts(text.lower()):
        if is_another(text, start):
            continue
        period = next((p for p in at(areas, text, start, said_on, also) if is_free(found, text, p)), None)
        if period is not None:
            left = [s for s in found if s.end <= period.start or s.start >= period.end]
            low = text[period.start : period.end].lower()
            found = sorted([*left, When(*period[:2], low, period=period)], key=lambda s: s.start)
    return found


def is_another(text: str, start: int) -> bool:
    """Whether what stands before a phrase makes another time of it: “two years before the pandemic”."""
    return NO_TIME.search(text, max(0, start - 24), start) is not None


NO_TIME = re.compile(
    r"(?i)\b(?:years?|months?|weeks?|days?|decades?|quarters?|generations?|century|long|not|than|as|was|were|levels?|even"
    r"|only|from|refugees?) $"
)
"""Behind these it is another time, or none that the sentence is of: “two years before”, “more than under”."""


def at(areas: list[Area], text: str, start: int, said_on: date, also: Sequence[str]) -> Iterator[Period]:
    """The periods that phrases mean which begin at a place, the longest first."""
    stop = END.search(text, start)
    words = WORDS.finditer(text, start, stop.start() if stop else len(text))
    ends = [hit.end() for hit in itertools.islice(words, LONGEST + 1)]
    for end in reversed(ends[1:]):
        end -= text.startswith(".", end - 1) and end == len(text)
        if eras.names_one(phrase := text[start:end]):
            named = [iso for s in areas if not start <= s.start < end for iso in s.ids]
            if meant := period_of(eras.resolve(phrase, (*named, *also), said_on), start, end, said_on):
                yield meant


END = re.compile(r'[,;:()"?!]|\. |$')


def is_dated(segment: Segment) -> bool:
    undated = isinstance(segment, When) and segment.period.loose and segment.period.base is None
    return isinstance(segment, When) and not undated and segment.low != "last year"  # "in Obama's last year"


def is_free(found: list[Segment], text: str, period: Period) -> bool:
    """Not “after Brexit talks” or “when it became independent in 1947”, where what stands behind makes it another."""
    start, end = period[:2]
    if text.startswith(("'", "’", "-"), end) or any(is_dated(s) and s.start < end and start < s.end for s in found):
        return False
    behind = next((s for s in found if s.start >= end), None)
    beside = behind is not None and is_dated(behind) and behind.start == end + 1
    if any(is_dated(s) and text[s.end : start] == ", " for s in found):
        return False  # "in 2016, when Tsai became president"
    return not (beside and period.era in ("at", "since")) and not (isinstance(behind, Word) and not behind.classes)


def period_of(meant: eras.Resolved | None, start: int, end: int, said_on: date) -> Period | None:
    """What it says of the years; None where it is several, and of a war or a pandemic: in which of them is not said."""
    if meant is None:
        return None
    if meant.base_period or not meant.period:
        return Period(start, end, base=meant.base_period, era=meant.relation) if meant.base_period else None
    first, _, last = meant.period.partition("/")
    if not last:
        return Period(start, end, period=first, era=meant.relation)
    if meant.era.kind not in eras.TERMS:
        return None
    is_over = meant.era.end is not None and meant.era.end <= said_on  # else up to the newest figure
    return Period(start, end, period=last if is_over else None, base=str(int(first) - 1), era="throughout")
