"""From the characters of a sentence to a row of marked words: areas, hedged quantities, periods, word classes.

Belongs here: what can be known of a word from the words next to it.
Does not belong here: propositions (propositions.py).
"""

# ruff: noqa: SIM905 - lists of words are read more easily in one piece

import re
from datetime import date
from functools import cache
from typing import Any

from pipelines.claims import lexicon, periods, quantities

TIMEY = re.compile(r"\d|year|decade|quarter|month|centur|since|yoy|\bago\b|/y|\bhalf\b|period")
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
    "us u.s. u.s u c ca a au nz hk s nt t r mx rs ksh kshs sh tsh ush n rp rm tk rmb cn ghs".split()
) | frozenset(code.lower() for code in quantities.CODES)
BEFORE_HEDGE = frozenset(
    "a an the some total of whopping staggering mere dangerous massive record combined its their our "
    "only just roughly about an us u.s. $ such".split()
)
CLIMBING = frozenset("picked went moved edged inched ticked goes gone going shot drove pushed sped".split())
LOWER_IS_PRONOUN = frozenset(("us",))
SMALL = frozenset("one a an".split())
ADJECTIVAL = frozenset(
    "speaking language born american americans based made owned backed led style occupied held controlled "
    "flagged educated trained origin allied funded built bound educated era sponsored listed ethnic "
    "registered linked aligned friendly brokered supplied administered like only wide".split()
)
NO_ADVERBS = frozenset(
    "elderly family supply assembly monopoly anomaly reply apply comply imply multiply rally butterfly friendly costly "
    "cumulatively illegally domestically locally privately regionally directly indirectly internally".split()
)
COMPOUNDS = frozenset("rich torn hit stricken dependent driven oriented starved ravaged wracked powered sized".split())
"""“the oil-rich country”, “an export-driven economy”: says nothing of what is counted."""
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


Token = tuple[str, int, int]
"""A word or sign of the sentence in lower case, where it begins and where it ends."""


def mark(text: str, low: str, said_on: date, georgia_is_state: bool) -> tuple[list[Word], list[periods.Period]]:
    """Marked words of a sentence in order, and the periods that it names (taken out of the row)."""
    marker = Marker(text, low, said_on, georgia_is_state)
    i, count = 0, len(marker.found)
    while i < count:
        i = marker.step(i)
    return marker.row, marker.spans


class Marker:
    """The row under way. Each kind of word has a method: the place behind what it took, or 0 where it is none."""

    def __init__(self, text: str, low: str, said_on: date, georgia_is_state: bool) -> None:
        self.text, self.low, self.said_on, self.georgia_is_state = text, low, said_on, georgia_is_state
        self.found: list[Token] = [(m.group(), m.start(), m.end()) for m in lexicon.TOKEN.finditer(low)]
        self.timey = TIMEY.search(low) is not None
        self.row: list[Word] = []
        self.spans: list[periods.Period] = []
        self.glued = False

    def step(self, i: int) -> int:
        token = self.found[i][0]
        if token == "-":  # noqa: S105
            return self.dash(i)
        after = self.period(i) or self.quantity(i) or self.multiple(i) or self.ordinal(i) or self.phrase(i)
        after = after or self.other(i)
        self.glued = False
        return after

    def behind(self, i: int, end: int) -> int:
        """The first place whose token begins at or behind `end`."""
        found, count = self.found, len(self.found)
        while i < count and found[i][1] < end:
            i += 1
        return i

    def dash(self, i: int) -> int:
        found, (_, start, end) = self.found, self.found[i]
        following = found[i + 1] if i + 1 < len(found) and found[i + 1][1] == end else None
        self.glued = bool(i and following and found[i - 1][2] == start and found[i - 1][0] not in ";,")
        if not self.glued and following and (following[0][0].isdigit() or following[0] == "$"):
            self.row.append(Word("-sign", start, end))
        elif not self.glued:
            self.row.append(Word(";", start, end, "-"))
        return i + 1

    def period(self, i: int) -> int:
        token, start, _ = self.found[i]
        if not self.timey or self.glued:
            return 0
        if token not in periods.OPENING and not (token[0].isdigit() and dated(token, self.found, i)):
            return 0
        period = periods.find(self.low, start, self.said_on)
        if not period:
            return 0
        self.spans.append(period)
        self.row.append(Word(".", start, period.end, period))
        return self.behind(i, period.end)

    def quantity(self, i: int) -> int:
        token, start, end = self.found[i]
        if not self.opens_quantity(i):
            return 0
        quantity = quantities.find(self.text, start, self.low)
        if not quantity or (quantity.end <= end and token in SMALL):
            return 0
        after = self.behind(i, quantity.end)
        code = "Y4" if quantity.kind == "year" else QUANTITIES[quantity.kind]
        word = Word(code, start, quantity.end, [quantity, quantity.hedge or "none"], glued=self.glued)
        if code in "MPQCXVN":
            hedge_before(self.found, i, self.row, word)
            after = hedge_after(self.found, after, word)
        if code == "O":
            word.data = rank_data(int(quantity.amount), quantity.text)
        last = self.row[-1] if self.row else None
        if last is not None and word.code in "MPC" and self.low[last.start : last.end] in ("minus", "negative"):
            self.row[-1] = Word("-sign", last.start, last.end)
        if self.row and self.row[-1].code == "-sign":
            sign = self.row.pop()
            if word.code == "P" and self.row and self.row[-1].code == "I":
                self.row.append(Word("u", sign.start, sign.end, "-"))  # "GDP -0.3%"
            elif word.code in "MPC":
                word.data[0] = quantity._replace(text="-" + quantity.text, amount=-quantity.amount)
        self.row.append(word)
        return after

    def opens_quantity(self, i: int) -> bool:
        found, (token, start, _) = self.found, self.found[i]
        if token[0].isdigit() or token[0] in SIGNS:
            return True
        if token in quantities.OPENING:
            return token not in lexicon.tree() or not phrase_ahead(lexicon.tree(), found, i)
        if token not in PREFIXES or i + 1 >= len(found) or (token in LOWER_IS_PRONOUN and self.text[start].islower()):
            return False
        following = found[i + 1][0]
        return following[0].isdigit() or following[0] in SIGNS or following[0] == "."

    def multiple(self, i: int) -> int:
        token, start, end = self.found[i]
        if token not in quantities.TIMES:
            return 0
        word = Word("X", start, end, [quantities.Quantity(start, end, "times", token, 0.0, "TIMES"), "none"])
        self.row.append(word)
        hedge_before(self.found, i, self.row[:-1], word, self.row)
        return i + 1

    def ordinal(self, i: int) -> int:
        token, start, end = self.found[i]
        if token not in quantities.ORDINALS:
            return 0
        data = rank_data(quantities.ORDINALS[token], self.text[start:end])
        self.row.append(Word("O", start, end, data, glued=self.glued))
        return i + 1

    def phrase(self, i: int) -> int:
        """The longest phrase of the lexicon that begins here."""
        found, text, start, count = self.found, self.text, self.found[i][1], len(self.found)
        node, j = lexicon.tree().get(found[i][0]), i
        after, entries = 0, []
        while node is not None:
            j += 1
            if "" in node and (fitting := [e for e in node[""] if written(e, text, start, found[j - 1][2])]):
                after, entries = j, fitting
            if j + 1 < count and found[j][0] == "-" and found[j - 1][2] == found[j][1]:
                j += 1
            node = node.get(found[j][0]) if j < count else None
        if not after:
            return 0
        code, payload, _ = entries[0]
        word = Word(code, start, found[after - 1][2], payload, entries[1:], self.glued)
        if code == "A":
            word = area(word, text, found, i, after, self.row, self.georgia_is_state)
            after += word.code == "_" and after < count and word.end > found[after - 1][2]
        elif code == "O":
            n, order, *indicator = payload.split()
            word.data = rank_data(
                int(n), text[start : word.end], order, indicator[0] if indicator else None, bare=False
            )
        self.row.append(word)
        return after

    def other(self, i: int) -> int:
        """Signs, and words that the lexicon does not have."""
        found, row, (token, start, end) = self.found, self.row, self.found[i]
        first = token[0]
        if first == "'" and i + 1 < len(found) and found[i + 1][:2] == ("s", end):
            row.append(Word("s", start, found[i + 1][2]))
            return i + 2
        if first == "'":
            if row and row[-1].end == start and row[-1].code in "A_UT" and self.text[start - 1] == "s":
                row.append(Word("s", start, end))
        elif first == "+" and i + 1 < len(found) and found[i + 1][0][0].isdigit() and found[i + 1][1] == end:
            row.append(Word("u", start, end, "+"))  # "GDP +1.1%"
        elif first == "+":
            row.append(Word("n", start, end, "+"))
        elif first == "=":
            row.append(Word("v", start, end))
        elif first in ";:()[]?!/|*•►—―":
            row.append(Word(";", start, end, token))
        elif first == ",":
            row.append(Word(",", start, end))
        elif first.isalpha() and token.endswith("ly") and len(token) > 4 and token not in NO_ADVERBS:
            row.append(Word("-", start, end))
        elif first.isalnum():
            row.append(Word("_", start, end, glued=self.glued and first.isalpha()))
            if self.glued and token in COMPOUNDS and len(row) > 1 and row[-2].code == "_":
                row[-2].data = row[-1].data = "known"
        return i + 1


def rank_data(
    n: int, text: str, order: str = "desc", indicator: str | None = None, bare: bool = True
) -> dict[str, Any]:
    """A place: `bare` is an ordinal without a superlative ("third")."""
    return {"n": n, "order": order, "indicator": indicator, "bare": bare, "text": text}


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
        and text[row[-1].start : row[-1].end].lower() in ("non", "anti", "pro", "ex", "intra")
    ):
        return Word("_", word.start, word.end)
    token = found[i][0]
    if token in NAMED:
        before = row[-1] if row else None
        if before is not None and before.code == "_" and text[before.start].isupper() and row.index(before) > 0:
            return Word("_", word.start, word.end)
        if token == "georgia" and state:  # noqa: S105
            return Word("U", word.start, word.end, "us_state")
    if word.data[1] == "seat" and j < count and found[j][1] == word.end + 1 and part_of_a_name(found, j, text):
        return Word("_", word.start, word.end)  # "the Stockholm International Peace Research Institute"
    if j + 1 < count and found[j][0] == "," and (node := lexicon.tree().get(found[j + 1][0])):
        is_state = any(entry[0] == "U" and entry[1] == "us_state" for entry in node.get("", []))
        return Word("U", word.start, word.end, "us_city") if is_state and text[found[j + 1][1]].isupper() else word
    return word


def part_of_a_name(found: list[tuple[str, int, int]], j: int, text: str) -> bool:
    """Whether a capitalized word that the lexicon does not have stands at `j`."""
    token, start, _ = found[j]
    return text[start].isupper() and text[start + 1 : start + 2].islower() and token not in lexicon.tree()


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
        keep = [w for w in target if w.end <= start or w is word or w.code in "!?~"]  # "is likely to exceed"
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
