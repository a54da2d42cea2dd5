"""Time phrases that are no years: "under Merkel", "since it joined the EU", "before the pandemic", "back then".

Belongs here: those that the table of eras knows as periods of a sentence, and finding those that nobody knows.
Does not belong here: years, months and quarters (periods.py), what years an era has (catalogue/eras.py).
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from pipelines.catalogue import eras
from pipelines.claims import lexicon
from pipelines.claims.lexicon import SAID
from pipelines.claims.periods import Period
from pipelines.claims.reader.segments import Area, Segment, When, is_unknown

WORDS = re.compile(r"[\w.'’-]+")
LONGEST = 10
"""Words of the longest phrase: "since the start of the full-scale invasion of Ukraine"."""


def placed(found: list[Segment], text: str, low: str, said_on: date, also: Sequence[str]) -> list[Segment]:
    """The segments with a period in place of each phrase; `also` are the countries that may be meant and not named."""
    names = eras.named_at(low)
    areas = [s for s in found if isinstance(s, Area)] if names else []
    for start in eras.starts(low) if names else ():
        than = SAID["than it was"].search(low, max(0, start - 24), start)
        if start > names[-1] or (than is None and is_another(text, start)):
            continue
        period = next((p for p in at(areas, text, start, said_on, also, names) if is_free(found, text, p)), None)
        if than is not None and period is not None:  # "is larger than it was before the pandemic": than in 2019
            period = Period(than.start(), period.end, base=period.period) if period.period and not period.base else None
        if period is not None:
            left = [s for s in found if s.end <= period.start or s.start >= period.end]
            words = low[period.start : period.end]
            found = sorted([*left, When(*period[:2], words, period=period)], key=lambda s: s.start)
    return found


def is_another(text: str, start: int) -> bool:
    """Whether what stands before a phrase makes another time of it: “two years before the pandemic”."""
    return SAID["another time"].search(text, max(0, start - 24), start) is not None


def at(
    areas: list[Area], text: str, start: int, said_on: date, also: Sequence[str], names: list[int]
) -> Iterator[Period]:
    """The periods that phrases mean which begin at a place, the longest first; `names` are where something is named."""
    stop = END.search(text, start)
    words = WORDS.finditer(text, start, stop.start() if stop else len(text))
    ends = [hit.end() for hit in itertools.islice(words, LONGEST + 1)]
    for end in reversed(ends[1:]):
        end -= text.startswith(".", end - 1) and end == len(text)
        if any(start < name < end for name in names):
            named = [iso for s in areas if not start <= s.start < end for iso in s.ids]
            if meant := period_of(eras.resolve(text[start:end], (*named, *also), said_on), start, end, said_on):
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
    return not (beside and period.era in ("at", "since")) and not (is_unknown(behind))


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


# --- phrases that nobody knows ---


def opening(text: str, read: list[tuple[int, int]], areas: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Where the time phrase stands that opens the sentence, if it is not among the spans `read`.

    “After Germany, …” is an order, and what holds a number is more than a time.
    """
    when = SAID["opening when"].match(text)
    if when is not None and not re.search(r"\d", when["thing"]):
        return None if SAID["told behind"].match(text, when.end()) else when.span("phrase")
    hit = SAID["opening time"].match(text)
    if hit is None or any(hit.start() <= a < hit.end() for a, _ in read) or re.search(r"\d", hit["thing"]):
        return None
    if SAID["told behind"].match(text, hit.end()):
        return None  # "During the visit, Xi said …": the time of speaking
    return None if is_listed(text, hit.span("thing"), areas) else hit.span("phrase")


def is_listed(text: str, thing: tuple[int, int], areas: list[tuple[int, int]], word: str = "") -> bool:
    """“After Germany”, “before Chad and the Niger”, “under China's influence”, but not “before Russia's attack”."""
    start, end = thing
    rest = "".join(" " if any(a <= n < b for a, b in areas) else text[n] for n in range(start, end))
    named = any(start <= a < end for a, _ in areas)
    return named and not set(re.findall(r"\w+", rest.lower())) - {"the", "and", "or", "s" * (word == "under")}


def unread(text: str, read: list[tuple[int, int]], areas: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where time phrases stand that are not among the spans `read`; names of countries (`areas`) are no times."""
    if SAID["time"].search(text.lower()) is None:
        return []
    # a capital opens a name, but for that of the first word
    low = "".join(c if n and text[n - 1] in " ’'-(" else c.lower() for n, c in enumerate(text))
    found = []
    for hit in _phrase().finditer(low):
        start, end = hit.span()
        if any(a < end and start < b for a, b in read):
            continue
        word = hit.group().split(" ", 1)[0]
        if word in ("under", "since", "before", "after") and is_listed(text, (start + len(word), end), areas, word):
            continue  # "after Germany", "before the United States": an order, not a time
        found.append((start, end))
    return found


@cache
def _phrase() -> re.Pattern[str]:
    """Compiled when a text first has such a word."""
    known = "|".join(row["expression"] for row in lexicon.rows("times"))
    return re.compile(rf"\b(?:{known})".replace("<event>", SAID["event"].pattern))
