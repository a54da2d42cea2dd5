"""From the characters of a sentence to a row of marked words: areas, hedged quantities, periods, word classes.

Belongs here: what can be known of a word from the words next to it.
Does not belong here: propositions (sentence.py).
"""

# ruff: noqa: SIM905 - lists of words are read more easily in one piece

import re
from datetime import date
from functools import cache
from typing import Any

from pipelines.claims import lexicon, periods, quantities

TIMEY = re.compile(r"\d|year|decade|quarter|month|centur|since|yoy|\bago\b|/y")
QUANTITIES = {
    "money": "M",
    "percent": "P",
    "points": "Q",
    "count": "C",
    "times": "X",
    "part": "V",
    "vague": "N",
    "rank": "O",
    "other": "_",
}
SIGNS = frozenset("$€£¥₹₩₦₽₺₱฿₫₴₪")
PREFIXES = frozenset(
    "us u.s. u.s u c ca a au nz hk s nt r mx rs ksh kshs sh tsh ush n rp rm tk rmb cn ghs".split()
) | frozenset(code.lower() for code in quantities.CODES)
BEFORE_HEDGE = frozenset(
    "a an the some total of whopping staggering mere dangerous massive record combined its their our "
    "only just roughly about an us u.s. $ such".split()
)
CLIMBING = frozenset("picked went moved edged inched ticked goes gone going shot drove pushed sped".split())
SMALL = frozenset("one a an".split())
ADJECTIVAL = frozenset(
    "speaking language born american americans based made owned backed led style occupied held controlled "
    "flagged educated trained origin allied funded built bound educated era sponsored listed ethnic "
    "registered linked aligned friendly brokered supplied administered like only wide".split()
)
GEORGIA = re.compile(
    r"\b(?:Atlanta|Savannah|Kemp|Abrams|Warnock|Ossoff|governor|counties|county|statehouse|GOP|Senate|peach|"
    r"state of|state's|Republicans?|Democrats?|ballots?|Fulton|US state|U\.S\. state|Medicaid)\b"
)
NAMED = frozenset("jordan chad georgia ireland holland israel cyprus india kenya france paris washington".split())


class Word:
    """One marked stretch of the sentence. `code` is its class (see lexicon/words.csv), `data` what it stands for."""

    __slots__ = ("also", "code", "data", "end", "glued", "start")

    def __init__(
        self,
        code: str,
        start: int,
        end: int,
        data: Any = None,
        also: list[tuple[str, Any]] | None = None,
        glued: bool = False,
    ) -> None:
        self.code, self.start, self.end, self.data, self.also, self.glued = code, start, end, data, also, glued

    def __repr__(self) -> str:
        return f"{self.code}{self.data if self.data is not None else ''}"


def mark(text: str, low: str, said_on: date, georgia_is_state: bool) -> tuple[list[Word], list[periods.Period]]:
    """Marked words of a sentence in order, and the periods that it names (taken out of the row)."""
    found = [(m.group(), m.start(), m.end()) for m in lexicon.TOKEN.finditer(low)]
    root = lexicon.tree()
    opening = quantities.OPENING
    timey = TIMEY.search(low) is not None
    row: list[Word] = []
    spans: list[periods.Period] = []
    starts = [token[1] for token in found]
    count, i, glue = len(found), 0, False
    while i < count:
        token, start, end = found[i]
        glued, glue = glue, False
        first = token[0]
        if token == "-":  # noqa: S105
            if (
                i
                and i + 1 < count
                and found[i - 1][2] == start
                and found[i + 1][1] == end
                and found[i - 1][0] not in ";,"
            ):
                glue = True
            elif i + 1 < count and found[i + 1][1] == end and (found[i + 1][0][0].isdigit() or found[i + 1][0] == "$"):
                row.append(Word("-sign", start, end))
            else:
                row.append(Word(";", start, end, "-"))
            i += 1
            continue
        if timey and not glued and (token in periods.OPENING or (first.isdigit() and dated(token, found, i))):
            period = periods.find(low, start, said_on)
            if period:
                spans.append(period)
                row.append(Word(".", start, period.end, period))
                while i < count and starts[i] < period.end:
                    i += 1
                continue
        if not (token in quantities.OPENING and token in root and phrase_ahead(root, found, i)) and (
            first.isdigit()
            or token in opening
            or first in SIGNS
            or (
                token in PREFIXES
                and i + 1 < count
                and not (token in ("us",) and text[start] == "u")
                and (found[i + 1][0][0].isdigit() or found[i + 1][0][0] in SIGNS or found[i + 1][0] == ".")
            )
        ):
            quantity = quantities.find(text, start, low)
            if quantity and (quantity.end > end or token not in SMALL):
                place = i
                while i < count and starts[i] < quantity.end:
                    i += 1
                word = Word(
                    "Y4" if quantity.kind == "year" else QUANTITIES[quantity.kind],
                    start,
                    quantity.end,
                    [quantity, quantity.hedge or "none"],
                    glued=glued,
                )
                if word.code in "MPQCXVN":
                    hedge_before(found, place, row, word)
                    i = hedge_after(found, i, word)
                if word.code == "O":
                    word.data = {
                        "n": int(quantity.amount),
                        "order": "desc",
                        "indicator": None,
                        "bare": True,
                        "text": quantity.text,
                    }
                if row and row[-1].code == "-sign":
                    row.pop()
                    if word.code in "MPC":
                        word.data[0] = quantity._replace(text="-" + quantity.text, amount=-quantity.amount)
                row.append(word)
                continue
        if token in quantities.TIMES:
            row.append(Word("X", start, end, [quantities.Quantity(start, end, "times", token, 0.0, "TIMES"), "none"]))
            hedge_before(found, i, row[:-1], row[-1], row)
            i += 1
            continue
        if token in quantities.ORDINALS:
            row.append(
                Word(
                    "O",
                    start,
                    end,
                    {
                        "n": quantities.ORDINALS[token],
                        "order": "desc",
                        "indicator": None,
                        "bare": True,
                        "text": text[start:end],
                    },
                    glued=glued,
                )
            )
            i += 1
            continue
        node, best, j = root.get(token), None, i
        while node is not None:
            j += 1
            if "" in node and (entries := [e for e in node[""] if written(e, text, start, found[j - 1][2])]):
                best = (j, entries)
            if j + 1 < count and found[j][0] == "-" and found[j - 1][2] == found[j][1]:
                j += 1
            node = node.get(found[j][0]) if j < count else None
        if best:
            j, entries = best
            code, payload, _ = entries[0]
            word = Word(code, start, found[j - 1][2], payload, entries[1:], glued)
            if code == "A":
                word = area(word, text, found, i, j, row, georgia_is_state)
                j += word.code == "_" and j < count and word.end > found[j - 1][2]
            elif code == "O":
                n, order, *indicator = payload.split()
                word.data = {
                    "n": int(n),
                    "order": order,
                    "indicator": indicator[0] if indicator else None,
                    "bare": False,
                    "text": text[start : word.end],
                }
            row.append(word)
            i = j
            continue
        if first == "'":
            if i + 1 < count and found[i + 1][1] == end and found[i + 1][0] == "s":
                row.append(Word("s", start, found[i + 1][2]))
                i += 2
            else:
                if row and row[-1].end == start and row[-1].code in "A_UT" and text[start - 1] == "s":
                    row.append(Word("s", start, end))
                i += 1
            continue
        if first == "+":
            row.append(Word("n", start, end))
        elif first in ";:()[]?!/|*•►—―":
            row.append(Word(";", start, end, token))
        elif first == ",":
            row.append(Word(",", start, end))
        elif first.isalpha():
            if token.endswith("ly") and len(token) > 4:
                row.append(Word("-", start, end))
            else:
                row.append(Word("_", start, end, glued=glued))
        elif first.isdigit():
            row.append(Word("_", start, end))
        i += 1
    return row, spans


def dated(token: str, found: list[tuple[str, int, int]], i: int) -> bool:
    """Whether a period can begin with these digits: 2023, "10 years ago"."""
    return len(token) == 4 or (i + 1 < len(found) and found[i + 1][0] in ("years", "decades"))


def phrase_ahead(root: dict[str, Any], found: list[tuple[str, int, int]], i: int) -> bool:
    """Whether a phrase of several words begins here: "two-way trade" is no number."""
    node, j = root.get(found[i][0]), i + 1
    while node is not None and j < len(found):
        if found[j][0] != "-":
            node = node.get(found[j][0])
            if node is not None and "" in node:
                return True
        j += 1
    return False


def written(entry: tuple[str, Any, str], text: str, start: int, end: int) -> bool:
    how = entry[2]
    if not how or how == "any":
        return True
    if how == "Capital":
        return text[start].isupper()
    return text[start:end] == how


def area(
    word: Word, text: str, found: list[tuple[str, int, int]], i: int, j: int, row: list[Word], state: bool
) -> Word:
    """The area that a name means here: no person, no city or state of the same name, no part of an adjective."""
    count = len(found)
    if j + 1 < count and found[j][0] == "-" and found[j][1] == word.end and found[j + 1][0] in ADJECTIVAL:
        return Word("_", word.start, found[j][2])
    if (
        word.glued
        and row
        and row[-1].code in "_-"
        and text[row[-1].start : row[-1].end].lower() in ("non", "anti", "pro", "ex")
    ):
        return Word("_", word.start, word.end)
    token = found[i][0]
    if token in NAMED:
        before = row[-1] if row else None
        if before is not None and before.code == "_" and text[before.start].isupper() and row.index(before) > 0:
            return Word("_", word.start, word.end)
        if token == "georgia" and state:  # noqa: S105
            return Word("U", word.start, word.end, "us_state")
    if j + 1 < count and found[j][0] == "," and (node := lexicon.tree().get(found[j + 1][0])):
        is_state = any(entry[0] == "U" and entry[1] == "us_state" for entry in node.get("", []))
        return Word("U", word.start, word.end, "us_city") if is_state and text[found[j + 1][1]].isupper() else word
    return word


@cache
def hedge_ends() -> frozenset[str]:
    """Words that can stand directly before a hedged number."""
    return frozenset(phrase[-1] for phrase in lexicon.hedges()[0]) | BEFORE_HEDGE | {"-"}


@cache
def hedge_starts() -> frozenset[str]:
    """Words that can stand directly behind one."""
    return frozenset(phrase[0] for phrase in lexicon.hedges()[1]) | {"-"}


def hedge_before(
    found: list[tuple[str, int, int]], i: int, row: list[Word], word: Word, whole: list[Word] | None = None
) -> None:
    """Bind the hedge that stands directly before a number to it, and take its words out of the row."""
    before, _ = lexicon.hedges()
    if not i or found[i - 1][0] not in hedge_ends():
        return
    j = i
    if j and found[j - 1][0] == "-":
        j -= 1
    while j:
        hedge = None
        for length in (4, 3, 2, 1):
            if j >= length and (hedge := before.get(tuple(token[0] for token in found[j - length : j]))):
                break
        if hedge is None:
            behind = next(
                (h for n in (3, 2, 1) if j > n and (h := before.get(tuple(t[0] for t in found[j - 1 - n : j - 1])))),
                None,
            )
            if found[j - 1][0] in BEFORE_HEDGE and behind:
                j -= 1
                continue
            return
        j -= length
        if (
            hedge in ("over", "under")
            and word.code in "MPC"
            and j + length < i
            and [
                found[j + length - 1][0],
                found[j + length][0],
            ]
            == ["than", "the"]
        ):
            word.code = "_"  # "lower than the 3.5 per cent of 2022": another figure
            return
        if hedge == "none":
            continue
        if hedge == "up_to" and j and found[j - 1][0] in CLIMBING:
            return  # "growth picked up to 3.9 per cent"
        if hedge == "nearly" and j and found[j - 1][0] in ("not",):
            return
        start = found[j][1]
        target = whole if whole is not None else row
        keep = [w for w in target if w.end <= start or w is word]
        target[:] = keep
        word.data[1] = hedge
        word.start = start
        return


def hedge_after(found: list[tuple[str, int, int]], i: int, word: Word) -> int:
    """Bind "or more", "or so", "-plus" after a number to it; the place after those words."""
    _, after = lexicon.hedges()
    if i >= len(found) or found[i][0] not in hedge_starts():
        return i
    for length in (4, 3, 2, 1):
        if i + length <= len(found) and (hedge := after.get(tuple(token[0] for token in found[i : i + length]))):
            if word.data[1] == "none":
                word.data[1] = hedge
                word.end = found[i + length - 1][2]
                return i + length
            return i
    if (
        i + 1 < len(found)
        and found[i][0] == "-"
        and (hedge := after.get((found[i + 1][0],)))
        and found[i + 1][0] in ("plus", "odd")
    ):
        word.data[1] = hedge
        return i + 2
    return i
