"""Whether every word around a proposition is accounted for: an unknown word there can change what is claimed.

Belongs here: the words directly before, inside and behind what a rule has matched, and those that open its clause.
“Organic exports rose 5 per cent”, “exports rose 5 per cent in agriculture”, “in cars, exports rose 5 per cent” speak
of something other than exports; a word that the lexicon does not have is taken for one that says so.
Does not belong here: words that are harmless in such a place (code `_`, payload `known` in lexicon/words.csv),
words that turn a statement into a plan or deny it (veto in propositions.py).
"""

import re
from typing import TYPE_CHECKING, Any

from pipelines.claims.phrases import PRODUCTS, TRADE

if TYPE_CHECKING:
    from pipelines.claims.propositions import Row

APART = re.compile(r"[^\w\s'-]|\b(?:the|an?|th[ai]t|these|those|this|which|who|its|as)\b|\b(?:1[89]|20)\d\d\b|--| - ")
"""What stands between a word and a noun that it does not modify."""
HEADS = frozenset("AIMPCQVTGOERgy")
CLAUSE_END = frozenset(",;n^&veklxmuScDY!?~=hGH")
PREPOSITIONS = frozenset("iofbtFwp")


def unknown_word(row: "Row", match: re.Match[str], things: bool) -> str | None:
    """The word that nobody can account for, as written; inside a match that counts `things`, any word may stand."""
    start, end = match.span()
    place = before(row, start)
    if place is None and not things:
        place = inside(row, start, end)
    designated = row.codes[start:end].endswith("yoCH")  # "is a country of 2.8 million people on the Adriatic coast"
    if place is None and not designated:
        place = behind(row, end)
    if place is None:
        place = opening(row, start)
    if place is None:
        return None
    w = row.items[place]
    return row.text[w.start : w.end]


def is_unknown(row: "Row", place: int) -> bool:
    w = row.items[place]
    if w.code != "_" or w.data in ("known", "under", "row"):
        return False
    if w.data == "more":  # "2,500 soldiers in Iraq and another 900 in Syria", but not "another 5,000 soldiers"
        return not re.match("[n,b]_[CP]", row.codes[place - 1 : place + 2])
    if place and row.items[place - 1].data == "under":  # "under Obama"
        return not row.text[w.start].isupper()
    return True


def together(row: "Row", place: int) -> bool:
    """Whether the word at `place` and the next belong to one phrase."""
    return APART.search(row.low, row.items[place].end, row.items[place + 1].start) is None


def links(row: "Row", place: int) -> bool:
    """Whether a preposition stands there: its noun belongs to what stands before it."""
    return row.codes[place] in PREPOSITIONS or row.items[place].data == "under"


def before(row: "Row", start: int) -> int | None:
    """“organic Kenyan exports”, “carmakers in Germany”, “firms posted a surplus”: whose or which is unknown."""
    if not start or row.codes[start] not in HEADS:
        return None
    code = row.codes[start - 1]
    if code == "e" and row.codes[start] == "I" and row.items[start].data["own"] is None:
        holder = start - 2
        return holder if holder >= 0 and is_unknown(row, holder) and together(row, holder) else None
    if not together(row, start - 1):
        return None
    if (
        code == "g"
        and row.codes[start] == "I"
        and start > 1
        and is_unknown(row, start - 2)
        and together(row, start - 2)
    ):
        return start - 2  # "petroleum products exports"
    if row.codes[start] in "AIM" and code in "oi" and start > 1 and is_unknown(row, start - 2):
        return start - 2
    w = row.items[start - 1]
    within = w.code == "U" and w.data != "region"  # "Bavarian exports"
    return start - 1 if within or is_unknown(row, start - 1) else None


def inside(row: "Row", start: int, end: int) -> int | None:
    for place in range(start, end):
        if row.codes[place] == "I" and limited(row.items[place].data):
            return place
        if is_unknown(row, place):
            name = row.codes[place - 1] == "," and row.text[row.items[place].start].isupper()
            if not name:  # "the military, the Tatmadaw, has …"
                return place
    return None


def limited(closed: dict[str, Any]) -> bool:
    """Whether a modifier of an indicator makes it another; exports of a product are understood, and not held."""
    words = set(closed["modifier"].split())
    return bool(words) and not (closed["indicator"] in TRADE and words & PRODUCTS)


def behind(row: "Row", end: int) -> int | None:
    """“rose 5 per cent in agriculture”: an unknown word that follows, or stands behind a preposition."""
    count = len(row.items)
    place = end
    while place < count:
        code = row.codes[place]
        if place and not together(row, place - 1) and not links(row, place) and not links(row, place - 1):
            return None
        if is_unknown(row, place) or (code == "I" and limited(row.items[place].data)):
            return place
        if code in CLAUSE_END:
            return None
        place += 1
    return None


def opening(row: "Row", start: int) -> int | None:
    """“In agriculture, …”: an unknown word in the phrase that opens the clause."""
    first = start
    while first and row.codes[first - 1] != ";":
        first -= 1
    comma = row.codes.find(",", first, start)
    if comma <= first or not (links(row, first) or row.codes.startswith("lb", first)):
        return None
    if row.codes[comma + 1 : comma + 2] in ("^", "n"):
        return None  # "faces claims in the Yellow Sea, yet remains tied to": no opening
    inside_it = range(first, comma)
    return next(
        (n for n in inside_it if is_unknown(row, n) or (row.codes[n] == "I" and limited(row.items[n].data))), None
    )
