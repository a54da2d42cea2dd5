"""A sentence as a row of words: brackets, speakers, titles and particles are gone, lists and ranges are one word each.

Belongs here: what makes the row shorter before any rule looks at it.
Does not belong here: marking single words (marks.py), noun phrases (phrases.py), who and when (subjects.py, dating.py).
"""

# ruff: noqa: SIM905 - lists of words are read more easily in one piece

import re
from datetime import date
from typing import Any

from pipelines.claims import lexicon, periods, phrases
from pipelines.claims.marks import Word, mark
from pipelines.claims.terms import Context

ONE_OF_THEM = frozenset("country nation state member kingdom sultanate emirate".split())
ALL_OF_THEM = frozenset("allies members countries nations states governments".split())
NOUNS_OF_STATE = ("countries", "nations", "country", "nation")
TITLES = frozenset(("the republic", "the kingdom", "the state", "the union", "the nation", "the country"))
SOME_OF = frozenset(
    "the rest of;rest of;much of;most of;parts of;part of;large parts of;fellow;several;many;certain;developing;"
    "emerging;elsewhere in;all other;other;outside;rest".split(";")
)
INSERTION = re.compile(r"[AI],(?!A[,n])(?:\^[^,;!?]{1,14}|[^,;!?~#YUI^z]{1,9}),(?=[ve]{0,2}[uekvlxmGS])")
OWN_WILL = re.compile(r"\b(?:its|their|his|her|my|our|political|good|free) will$")
"""“has been unable to impose its will”: no future."""
MANY = {"two": 2, "three": 3, "four": 4, "both": 2, "each other": 2, "pair": 2, "trio": 3}


class Words:
    """The words of one sentence, the periods taken out of them, and who speaks."""

    def __init__(self, sentence: str, said_on: date, context: Context, georgia_is_state: bool) -> None:
        self.text, self.low, self.said_on, self.context = sentence, lower(sentence), said_on, context
        marked, spans = mark(sentence, self.low, said_on, georgia_is_state)
        self.periods = periods.settled(spans, self.low, context.period.get("period"), context.year)
        self.dropped = {self.low[w.start : w.end] for w in marked if w.code == "-"}
        self.refused: list[tuple[str, str]] = []
        self.drafts: list[dict[str, Any]] = []
        self.used: set[int] = set()
        """Where the numbers begin that belong to a claim or to a refusal."""
        self.read: set[int] = set()
        """Where the numbers begin that a claim states."""
        self.claimed: list[tuple[int, int]] = []
        self.speaker: tuple[str, ...] = ()
        self.speaker_words: str | None = None
        self.named = [w for w in marked if w.code == "A"]
        self.items = self.shorten(marked)
        self.whole = self.items
        self.named = [w for w in self.named if w.code == "A" and isinstance(w.data, dict)]
        self.has_number = any(w.code in "MPQCXVO" for w in self.items)
        codes = {w.code for w in self.items}
        self.has_indicator = (
            {"u", "P", "A"} <= codes
            or {"q", "h", "w", "A"} <= codes
            or [w.code for w in self.items[:4]] == ["R", "v", "C", "A"]
            or {"y", "C", "A"} <= codes
            or any(w.code in "IKTEGHxmkd" or (w.code == "O" and w.data["indicator"]) for w in self.items)
        )
        if context.last is not None and [w.code for w in self.items[:2]] == ["A", "s"]:
            self.has_indicator = True  # "Sweden's is $56,000."
        if context.last is not None and [w.code for w in self.items[:3]] == ["i", "A", "R"]:
            self.has_indicator = True  # "In Zambia it was $1,400."
        if context.last is not None and re.fullmatch("A;[MCP]", "".join(w.code for w in self.items[:4])):
            self.has_indicator = True  # "Germany: 1.6%."
        if context.last is not None and [w.code for w in self.items[:1]] == ["R"] and {"l", "v"} & codes:
            self.has_indicator = True  # "By 2020 it had reached 52 million."
        if context.last is not None and context.last.get("indicator") == "gdp_growth" and {"R", "u", "P"} <= codes:
            self.has_indicator = True  # "In the first quarter it grew 1.4 per cent."
        self.codes = ""

    def shorten(self, marked: list[Word]) -> list[Word]:
        """The row without periods, particles and speakers; ranges, ranks and lists of areas as one word each."""
        items: list[Word] = []
        for place, w in enumerate(marked):
            if w.code in (".", "-", "Y4", "-sign"):
                continue
            if w.code == "," and items and items[-1].code == ",":
                items.pop()  # "grew, on average, by 5 per cent": what the commas enclosed is gone
                continue
            following = marked[place + 1] if place + 1 < len(marked) else None
            if (
                w.code == ","
                and following is not None
                and following.code == "-"
                and self.low[following.start : following.end] in ("which", "who")
            ):
                continue  # "Poland, which spends …"
            if (
                self.low[w.start : w.end] in ALL_OF_THEM
                and len(items) > 1
                and items[-1].code == "s"
                and items[-2].code == "A"
                and items[-2].data[1] == "group"
            ):
                items.pop()  # "NATO's allies"
                continue
            if (
                w.code == "^"
                and items
                and items[-1].code == "e"
                and following is not None
                and following.code == "u"
                and marked[place + 2 : place + 3]
                and marked[place + 2].code == "F"
            ):
                continue  # "has since grown"
            if self.low[w.start : w.end] in ALL_OF_THEM and (size := self.members_before(items)):
                del items[-size:]
                continue
            if (
                w.code == "y"
                and len(items) > 1
                and items[-1].code == "v"
                and items[-2].code == "A"
                and (following is not None and self.low[following.start : following.end] in ("that", "which"))
            ):
                items.pop()  # "Italy is a country that has grown"
                continue
            member = w.code == "y" and items and self.low[w.start : w.end] in ONE_OF_THEM
            if member and not (len(items) > 1 and items[-2].code == "+"):
                last = items[-1]
                if (last.code == "U" and last.data == "region") or (last.code == "A" and last.data[1] == "group"):
                    items[-1] = Word("R", last.start, w.end, "it")  # "the West African country"
                    continue
            if w.code == "A" and items and items[-1].data == "it" and items[-1].end > w.start - 3:
                items.pop()  # "the NATO member Turkey"
            if w.code == "A" and items and self.some_of(items[-1], w):
                w.code, w.data = "U", "part"
            if w.code == "A" and len(items) > 1 and items[-1].code == "o":
                del items[len(items) - self.title_before(items, w) :]
            items.append(w)
        for i in range(len(items) - 1):  # "Is China …?"
            if items[i].code in "ve" and items[i + 1].code == "A" and (not i or items[i - 1].code == ";"):
                items[i], items[i + 1] = items[i + 1], items[i]
        while items and items[0].code == ";":
            items.pop(0)
        items = phrases.without_conversions(phrases.without_brackets(items), self.low)
        for w in items:
            if w.code == "A":
                w.data = {"ids": phrases.on_the_day(w.data[0], self.said_on), "kind": w.data[1], "pair": False}
            elif (w.code == "!" and self.low[w.start : w.end] == "may" and w.start and self.text[w.start] == "M") or (
                w.code == "#" and w.data == "homonym"
            ):
                w.code = "_"
            elif w.code == "!" and OWN_WILL.search(self.low, max(0, w.start - 8), w.end):
                w.code, w.data = "_", "known"
        items = self.without_speakers(abroad(items))
        if (own := self.own_country(items)) is not None:
            self.speaker = items[own.stop - 1].data["ids"]
            del items[own]
        items = phrases.join_ranges(items, self.low)
        items = phrases.join_ranks(items, self.low)
        items = phrases.join_balances(items, self.low)
        phrases.settle(items, self.low)
        return self.without_appositions(phrases.join_areas(items, self.text, self.said_on))

    def unread(self) -> list[str]:
        """Amounts, percentages and ranks that no claim states, as written; a reader has to see what was left out."""
        left, streak = [], any(d.get("operation") == "streak" for d in self.drafts)
        for w in self.whole:
            quantity = w.data[0] if isinstance(w.data, list) else None
            amount = w.code in "MPQXV" or (w.code in "C_" and quantity is not None and quantity.amount >= 1000)
            ranked = w.code == "O" and w.data["n"] > 1 and not streak
            known = w.start in self.read or any(w.start <= at < w.end for at, _ in self.claimed)
            if (amount or ranked) and not known:
                left.append(self.text[w.start : w.end])
        return left

    def own_country(self, items: list[Word]) -> slice | None:
        """“We in Kenya saw our economy grow”, “we Poles spend”, “here in Peru our economy grew”: whose is told."""
        codes = "".join(w.code for w in items[:3])
        if not items or not (area := next((w for w in items[:3] if w.code == "A"), None)):
            return None
        if len(area.data["ids"]) != 1:
            return None
        if items[0].data == "we":
            if codes == "RiA":
                return slice(1, 3)
            plural = area.data["kind"] == "demonym" and self.low[area.start : area.end].endswith("s")
            return slice(1, 2) if codes.startswith("RA") and plural else None
        here = codes == "_iA" and self.low[items[0].start : items[0].end] == "here"
        return slice(0, 3) if here else None

    def some_of(self, before: Word, area: Word) -> bool:
        """“the rest of Africa”, “the five African economies”: not the area, and not the whole group."""
        if self.low[before.start : before.end] in SOME_OF:
            return True
        if before.code != "C" or area.data[1] != "group" or area.start - before.end > 1:
            return False
        members = lexicon.members().get(area.data[0][0], ())
        year_ago = f"{self.said_on.year - 1}{self.said_on.isoformat()[4:]}"  # BRICS were called five for some months
        counts = [sum(a <= day <= b for _, a, b in members) for day in (self.said_on.isoformat(), year_ago)]
        return before.data[0].amount < 100 and before.data[0].amount not in counts

    def members_before(self, items: list[Word]) -> int:
        """How many words before “members” only lead there: “ASEAN, whose members”, “the EU's 27 members”."""
        codes = "".join(w.code for w in items[-4:])
        if hit := re.search(r"A,?(\^)C?$", codes):  # "the Quad, whose four members", "a NATO whose members"
            tail = items[len(items) - len(hit.group()) :]
            link, number = tail[hit.start(1) - hit.start()], tail[-1]
            whose = self.low[link.start : link.end] == "whose" and tail[0].data[1] == "group"
            if whose and (number is link or self.counted(number, tail[0])):
                return len(tail) - 1
        if len(items) < 3 or items[-3].code != "A" or items[-3].data[1] != "group":
            return 0
        one, other = items[-2], items[-1]
        if one.code + other.code == ",^" and self.low[other.start : other.end] == "whose":
            return 2
        return 2 if one.code + other.code == "sC" and self.counted(other, items[-3]) else 0

    def counted(self, number: Word, group: Word) -> bool:
        """Whether a number is that of all members of a group."""
        day, members = self.said_on.isoformat(), lexicon.members().get(group.data[0][0], ())
        return bool(number.data[0].amount == sum(a <= day <= b for _, a, b in members))

    def all_members(self, noun: Word, area: Word) -> bool:
        """“the four countries of the Quad”: the group itself."""
        day, words = self.said_on.isoformat(), self.low[noun.start : noun.end]
        members = lexicon.members().get(area.data[0][0], ()) if area.data[1] == "group" else ()
        return words.endswith(NOUNS_OF_STATE) and count_of(words) == sum(a <= day <= b for _, a, b in members) > 0

    def title_before(self, items: list[Word], area: Word) -> int:
        """How many of the last words only say what the area behind them is: “the Kingdom of”, “the Gulf state of”."""
        noun, before = items[-2], items[-3] if len(items) > 2 else None
        opens = len(items) == 3 and before is not None and area.data[1] == "group"
        if opens and before and self.low[before.start : noun.end] in ("among the members", "among the countries"):
            before.code, before.data = "i", None  # "Among the members of ASEAN, …"
            return 2
        if noun.code == "R":
            return 2 if self.low[noun.start : noun.end] in TITLES or self.all_members(noun, area) else 0
        if self.low[noun.start : noun.end] in ALL_OF_THEM and before is not None and before.code == "C":
            return 3 if area.data[1] == "group" and self.counted(before, area) else 0
        if noun.code != "y" or (before is not None and before.code in "COMN"):
            return 0
        region = before is not None and ((before.code == "U" and before.data == "region") or before.code == "A")
        return 3 if region else 2

    def without_appositions(self, items: list[Word]) -> list[Word]:
        """“our two countries, India and France, …”: the names say who is meant."""
        codes = "".join(w.code for w in items)
        if hit := re.search(r"(?<=[tFw])y,(?=A(?:[,;n]|$))", codes):  # "to a single country, the United States"
            del items[hit.start() : hit.end()]
            return items
        if "R,A" not in codes:
            return items
        out, place = [], 0
        for hit in re.finditer(r"R,A(?=,|$)", codes):
            pronoun, names = items[hit.start()], items[hit.start() + 2]
            words = self.low[pronoun.start : pronoun.end]
            if count_of(words) in (0, len(names.data["ids"])) and words.endswith(NOUNS_OF_STATE):
                out += [*items[place : hit.start()], names]
                place = hit.end() + 1
        return out + items[place:]

    def without_speakers(self, items: list[Word]) -> list[Word]:
        out: list[Word] = []
        i, count = 0, len(items)
        while i < count:
            w = items[i]
            if w.code == "J":
                if len(out) > 1 and out[-1].code == "_" and out[-2].code in "As":
                    out.pop()
                if out and out[-1].code == "s" and len(out) > 1 and out[-2].code == "A":
                    out.pop()
                if out and out[-1].code == "A":
                    area = out.pop()
                    if len(area.data["ids"]) == 1:
                        self.speaker = area.data["ids"]
                        self.speaker_words = self.text[area.start : w.end]
                elif i + 2 < count and items[i + 1].code in "oif" and items[i + 2].code == "A":
                    self.speaker = items[i + 2].data["ids"]
                    self.speaker_words = self.text[w.start : items[i + 2].end]
                    i += 2
                while i + 1 < count and (
                    items[i + 1].code == "J" or (items[i + 1].code == "_" and self.text[items[i + 1].start].isupper())
                ):
                    i += 1
            elif w.code == "Y":
                if out and out[-1].code == "A" and not self.speaker and len(out[-1].data["ids"]) == 1:
                    self.speaker = out[-1].data["ids"]
                    self.speaker_words = self.text[out[-1].start : out[-1].end]
                text = self.low[w.start : w.end]
                if text in ("according to", "data from", "figures from", "as reported by"):
                    j = i + 1
                    while j < count and items[j].code not in ",;" and j - i < 12:
                        if items[j].code == "A" and (
                            (j + 1 < count and items[j + 1].code in "_Js")
                            or re.search("[J_]o$", "".join(x.code for x in items[i:j]))
                        ):
                            self.speaker = items[j].data["ids"]
                        elif items[j].code in "IvelukxmMPC":
                            break
                        j += 1
                    if not self.speaker_words:
                        self.speaker_words = self.text[w.end : items[j - 1].end].strip() or None
                    i = j - 1
                out.append(Word(";", w.start, w.end, "said"))
            else:
                out.append(w)
            i += 1
        return out


def abroad(items: list[Word]) -> list[Word]:
    """“170,000 troops abroad”, “in more than 100 countries”: in the world."""
    out: list[Word] = []
    for w in items:
        if w.code == "y" and re.search(r"[TSI]iC$", "".join(x.code for x in out[-3:])):
            world = {"ids": ("WLD",), "kind": "name", "pair": False}
            out[-1] = Word("A", out[-1].start, w.end, world)
            continue
        if w.data == "abroad" and out and out[-1].code in "TS":
            out.append(Word("i", w.start, w.start))
            out.append(Word("A", w.start, w.end, {"ids": ("WLD",), "kind": "name", "pair": False}))
        elif w.data != "abroad" or not any(x.code in "xm" for x in out):  # "sold goods worth $18 billion abroad"
            out.append(w)
    return out


def without_insertions(items: list[Word]) -> list[Word]:
    """“Peru, the world's second-largest copper producer, grew”: the row without what the commas enclose."""
    codes = "".join(w.code for w in items)
    out, place = [], 0
    for hit in INSERTION.finditer(codes):
        out += items[place : hit.start() + 1]
        place = hit.end()
    return out + items[place:]


def count_of(text: str) -> int:
    return next((n for word, n in MANY.items() if word in text), 0)


def lower(text: str) -> str:
    """Small letters, place by place: some capitals have two small letters."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
