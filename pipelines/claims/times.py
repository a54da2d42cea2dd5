"""Time phrases that are no years: "before the pandemic", "when it became independent", "back then".

Belongs here: finding them in a sentence whose years and months have been taken out. Does not belong here: years,
months and quarters (periods.py), when they were (catalogue/eras.py).
"""

import re
from functools import cache

from pipelines.claims import lexicon
from pipelines.claims.lexicon import SAID


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
    return (
        any(start <= a < end for a, _ in areas) and not set(re.findall(r"\w+", rest.lower())) - LISTING[word == "under"]
    )


def unread(text: str, read: list[tuple[int, int]], areas: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where time phrases stand that are not among the spans `read`; names of countries (`areas`) are no times."""
    if SAID["time"].search(text.lower()) is None:
        return []
    low = "".join(c.lower() if c.isupper() and not _opens_name(text, n) else c for n, c in enumerate(text))
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


LISTING = frozenset(("the", "and", "or")), frozenset(("the", "and", "or", "s"))


@cache
def _phrase() -> re.Pattern[str]:
    """Compiled when a text first has such a word."""
    known = "|".join(row["expression"] for row in lexicon.rows("times"))
    return re.compile(rf"\b(?:{known})".replace("<event>", SAID["event"].pattern))


def _opens_name(text: str, place: int) -> bool:
    """Whether a capital opens a name: not the first word of the sentence."""
    return place > 0 and text[place - 1] in " ’'-("
