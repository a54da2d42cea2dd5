"""From a text to the claims that an article file holds, and a reason for every sentence that gives none.

Belongs here: who and when. A sentence becomes a row of marked words (marks.py); noun phrases are closed (phrases.py);
rules match whole propositions on the row of codes (grammar.py). What no rule matches in full is skipped: a wrong parse
is worse than none.
Does not belong here: words (lexicon/), numbers (quantities.py, numbers.py), intervals (hedges.py),
evaluation (sql/factcheck/).
"""

# ruff: noqa: SIM905 - lists of words are read more easily in one piece

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.claims import events, lexicon, periods, phrases
from pipelines.claims.accounted import unknown_word
from pipelines.claims.marks import GEORGIA, Word, mark
from pipelines.claims.periods import Period, step_back
from pipelines.claims.phrases import PRODUCTS, TRADE, TRADE_AND_SERVICES
from pipelines.claims.text import clean, sentences

if TYPE_CHECKING:
    from pipelines.claims.model import Claim

MONEY = frozenset(
    "gdp gdp_ppp gdp_per_capita gni_per_capita goods_exports goods_imports goods_trade trade_balance "
    "military_expenditure goods_services_exports goods_services_imports host_contribution".split()
)
PERSONS = frozenset("population armed_forces troops".split())
OVER_GDP = {
    "military_expenditure": "military_expenditure_gdp",
    "goods_exports": "exports_gdp",
    "goods_services_exports": "exports_gdp",
    "goods_imports": "imports_gdp",
    "goods_services_imports": "imports_gdp",
    "goods_trade": "trade_gdp",
    "trade_balance": "trade_balance_gdp",
}
"""What is said in per cent of GDP, and the indicator that answers it."""
FLOWS = TRADE_AND_SERVICES | {"gdp_growth"}
DATED = frozenset("level sum mean change".split())
FINE = re.compile(r"\b(?:monthly|quarterly|weekly|daily|rolling|half-yearly)(?: [\w-]+)? $")
"""How often a figure is taken, where it stands before the indicator."""
RATES = frozenset(["gdp_growth", *OVER_GDP.values()])
AVERAGED = RATES | {"gdp_per_capita", "gni_per_capita"}
PLACES = frozenset("us_state us_city nation city region".split())
OFTEN = re.compile(r"(?: worth)?(?: of goods)? (?:a|per|each|every) (?:day|week|month|hour|minute|second|quarter)\b")
NUMBER = re.compile(r"\d[\d.,]*")
LETTERS = re.compile(r"[^\W\d_]{2,}")
NOW = re.compile(r"\b(?:now|today|currently|at present)\b")
INSERTED = re.compile(r"\bwith$|^(?:worth|valued at|which|who|whose|home to|with an?|a (?:country|nation|state) of)\b")
BARE = frozenset(("it", "its", "it's"))
TITLES = frozenset(("the republic", "the kingdom", "the state", "the union", "the nation", "the country"))
CLAUSE = re.compile(r"\b(?:but|while|whereas|although|though|whilst|yet)\b")
RELATIVE = re.compile(r", (?:which|who|whose|where|when)\b[^,;]*,")
LEADING = re.compile(r"(?:^|(?<=;))[_yR]{0,3}w[^,;]*,A(?!s)")
INSERTION = re.compile(r"[AI],(?!A[,n])[^,;!?~#YUI^z]{1,9},(?=[ve]{0,2}[uekvlGS])")
SUPERLATIVE = re.compile(
    r"\b(?:worst|best|(?:sharp|steep|deep|fast|slow|weak|strong|high|low|larg|bigg|small|quick)est)\b"
)
SEAFOOD = frozenset(("seafood", "fish", "fish and seafood"))
REAL = re.compile(r"\b(?:in real terms|in constant prices|(?:inflation[- ]adjusted|adjusted for inflation))\b")
DOLLARS = {"AUS": "AUD", "CAN": "CAD", "NZL": "NZD", "HKG": "HKD", "SGP": "SGD"}
"""Countries whose own press writes $ for their own dollar."""
US_DOLLARS = re.compile(r"\bu\.?s\.? ?\$|\bus(?: |-)dollars?\b|\bu\.s\. dollars?\b|\busd\b|\bamerican dollars?\b")
OWN_DOLLARS = re.compile(
    r"\b(?:[ac]|au|ca|nz|hk|s)\$|\b(?:australian|canadian|new zealand|hong kong|singapore) dollars?\b"
    r"|\bstatistics canada|\bstats ?nz|\baustralian bureau|\bbank of canada|\breserve bank of (?:australia|new zealand)"
)
GROW = r"gr[eo]w|expand|shr[aiu]nk|contract"
"""Verbs that say of an economy what it did in a year."""
OUTPUT = re.compile(r"gdp|econom|output")
PPP = re.compile(r"\b(?:ppp|purchasing[ -]power)\b")
ONE_OF_THEM = frozenset("country nation state member kingdom sultanate emirate".split())
ALL_OF_THEM = frozenset("allies members countries nations states governments".split())
NOUNS_OF_STATE = ("countries", "nations", "country", "nation")
SOME_OF = frozenset(
    "the rest of;rest of;much of;most of;parts of;part of;large parts of;fellow;several;many;certain;developing;"
    "emerging;elsewhere in;all other;other;outside;rest".split(";")
)
AMONG_A_FEW = re.compile(
    r"\b(?:out of|of|among) (?:the|these|those|its|all|all the) "
    r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:countries|nations|states|economies|members)\b"
)
RESULT = re.compile(r"to(?: an?| the)?(?: record| new| high| total| all-time| of)*")
OTHER_SIDE = re.compile(r"\b(?:than|that of|those of|with|against|like|unlike) (?:the )?$")
PAIRED = frozenset("bilateral mutual two-way".split())
PAIR = re.compile(r"\b(?:bilateral|mutual|two-way) (?:trade|commerce|turnover|exports?|imports?)\b")
OVER_YEARS = "the amount runs over several years; the method compares single periods"
FORECAST = ("forecast", "it speaks of a plan, a target or the future")
COUNTERFACTUAL = ("counterfactual", "it depends on an “if”")
MANY = {"two": 2, "three": 3, "four": 4, "both": 2, "each other": 2, "pair": 2, "trio": 3}


class Understood(NamedTuple):
    """A claim, the sentence it stands in, and which words became which part of it."""

    sentence: str
    claim: "Claim"
    words: dict[str, str]
    span: tuple[int, int]


class Skipped(NamedTuple):
    """A sentence, or a proposition in it, that gives no claim: the reason, and the same in words."""

    text: str
    reason: str
    words: str


class Reading(NamedTuple):
    claims: list[Understood]
    skipped: list[Skipped]


class Refused(Exception):  # noqa: N818
    """A proposition was recognized and cannot be settled: reason and explanation."""


class Context:
    """What the sentences before have named."""

    __slots__ = ("fresh", "last", "lists", "period", "speaker", "topic")

    def __init__(self) -> None:
        self.topic: tuple[str, ...] = ()
        self.lists: list[tuple[str, ...]] = []
        self.speaker: tuple[str, ...] = ()
        self.last: dict[str, Any] | None = None
        """The figure of one country that the sentence just before ended with."""
        self.fresh = False
        """Whether the sentence just before is about the topic: else “it” can be anything."""
        self.period: dict[str, Any] = {}
        """The month, quarter or part of a year that flows of the sentences before were said of."""


def read(text: str, said_on: date) -> Reading:
    """Every claim of the text, in order, and what was skipped and why. Never raises on any text."""
    from pipelines.claims.model import Areas, Claim, Event

    plain = clean(text)
    found = Reading([], [])
    context = Context()
    state = "Georgia" in plain and GEORGIA.search(plain) is not None
    for start, end in sentences(plain):
        sentence = plain[start:end]
        if is_table(sentence):
            found.skipped.append(Skipped(text[start:end], "heading", "a row of numbers"))
            continue
        row = Row(sentence, said_on, context, state)
        drafts = row.propositions()
        for draft in drafts:
            words = draft.pop("words")
            for role in ("areas", "base"):
                draft[role] = Areas(**draft.get(role, {}))
            if "event" in draft:
                draft["event"] = Event(**draft["event"])
            claim = Claim(
                id=f"c{len(found.claims) + 1}",
                quote=text[start:end],
                said_on=said_on,
                speaker=row.speaker_words,
                **draft,
            )
            found.claims.append(Understood(text[start:end], claim, words, (start, end)))
        if not drafts or row.refused:
            reason, words = row.refused[0] if row.refused else row.why_nothing()
            if reason == "no subject" and "!" in row.codes:
                reason, words = FORECAST
            if drafts and not row.refused:
                continue
            found.skipped.append(Skipped(text[start:end], reason, words))
        row.remember(context)
    return found


def is_table(sentence: str) -> bool:
    """Whether there are many numbers and hardly a word: nothing that the rules could read."""
    numbers = sum(1 for _ in NUMBER.finditer(sentence))
    return numbers > 1 and numbers > 2 * sum(1 for _ in LETTERS.finditer(sentence))


def lower(text: str) -> str:
    """Small letters, place by place: some capitals have two small letters."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


class Row:
    """One sentence as a row of marked words, and the propositions that the rules find on it."""

    def __init__(self, sentence: str, said_on: date, context: Context, georgia_is_state: bool) -> None:
        self.text, self.low, self.said_on, self.context = sentence, lower(sentence), said_on, context
        marked, spans = mark(sentence, self.low, said_on, georgia_is_state)
        self.periods = periods.settled(spans, self.low, context.period.get("period"))
        self.dropped = {self.low[w.start : w.end] for w in marked if w.code == "-"}
        self.refused: list[tuple[str, str]] = []
        self.drafts: list[dict[str, Any]] = []
        self.used: set[int] = set()
        """Where the numbers begin that belong to a claim or to a refusal."""
        self.claimed: list[tuple[int, int]] = []
        self.speaker: tuple[str, ...] = ()
        self.speaker_words: str | None = None
        self.named = [w for w in marked if w.code == "A"]
        self.items = self.shorten(marked)
        self.named = [w for w in self.named if w.code == "A" and isinstance(w.data, dict)]
        self.has_number = any(w.code in "MPQCXVO" for w in self.items)
        codes = {w.code for w in self.items}
        self.has_indicator = (
            {"u", "P", "A"} <= codes
            or {"y", "C", "A"} <= codes
            or any(w.code in "IKTEGHxmkd" or (w.code == "O" and w.data["indicator"]) for w in self.items)
        )
        if context.last is not None and [w.code for w in self.items[:2]] == ["A", "s"]:
            self.has_indicator = True  # "Sweden's is $56,000."
        if context.last is not None and context.last.get("indicator") == "gdp_growth" and {"R", "u", "P"} <= codes:
            self.has_indicator = True  # "In the first quarter it grew 1.4 per cent."
        self.codes = ""

    # --- closing noun phrases -------------------------------------------------------------------------------------

    def shorten(self, marked: list[Word]) -> list[Word]:
        """The row without periods, particles and speakers; ranges, ranks and lists of areas as one word each."""
        items: list[Word] = []
        for place, w in enumerate(marked):
            if w.code in (".", "-", "Y4", "-sign"):
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
            if w.code == "y" and items and self.low[w.start : w.end] in ONE_OF_THEM:
                last = items[-1]
                if (last.code == "U" and last.data == "region") or (last.code == "A" and last.data[1] == "group"):
                    items[-1] = Word("R", last.start, w.end, "it")  # "the West African country"
                    continue
            if w.code == "A" and items and items[-1].data == "it" and items[-1].end > w.start - 3:
                items.pop()  # "the NATO member Turkey"
            if w.code == "A" and items and self.some_of(items[-1], w):
                w.code, w.data = "U", "part"
            if w.code == "A" and len(items) > 1 and items[-1].code == "o":
                del items[len(items) - self.title_before(items) :]
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
        items = self.without_speakers(abroad(items))
        if [w.code for w in items[:3]] == ["R", "i", "A"] and items[0].data == "we":
            self.speaker = items[2].data["ids"]  # "We in Kenya saw our economy grow"
            del items[1:3]
        items = phrases.join_ranges(items, self.low)
        items = phrases.join_ranks(items, self.low)
        items = phrases.join_balances(items, self.low)
        phrases.settle(items)
        return self.without_appositions(phrases.join_areas(items, self.text, self.said_on))

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

    def title_before(self, items: list[Word]) -> int:
        """How many of the last words only say what the area behind them is: “the Kingdom of”, “the Gulf state of”."""
        noun, before = items[-2], items[-3] if len(items) > 2 else None
        if noun.code == "R":
            return 2 if self.low[noun.start : noun.end] in TITLES else 0
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
                        if items[j].code == "A" and j + 1 < count and items[j + 1].code in "_Js":
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

    # --- who -------------------------------------------------------------------------------------------------------

    def who(self, w: Word | None, at: int | None = None) -> tuple[str, ...]:
        """Areas that a name or a pronoun stands for."""
        if w is None:
            return ()
        if w.code == "A":
            return w.data["ids"]
        text = self.low[w.start : w.end]
        before = [
            x
            for x in self.named
            if x.end <= w.start and x.code == "A" and not OTHER_SIDE.search(self.low, max(0, x.start - 16), x.start)
        ]
        singles = [x.data["ids"] for x in before if len(x.data["ids"]) == 1]
        if w.data == "we" or text in WE:
            number = count_of(text)
            if number:
                for group in reversed(self.context.lists):
                    if len(group) == number and (not self.speaker or self.speaker[0] in group):
                        return group
                raise Refused("no subject", f"which {text} is meant is not said before")
            speaker = self.speaker or self.context.speaker
            if speaker:
                return speaker
            raise Refused("no subject", f"“{self.text[w.start : w.end]}” names no country")
        if text in IT or w.data == "it":
            distinct = list(dict.fromkeys(singles))
            if len(distinct) == 1:
                return distinct[0]
            if distinct and before and before[0].start <= 25:
                return before[0].data["ids"]
            if not distinct and self.speaker and text in IT:
                return self.speaker
            if not distinct and len(self.context.topic) == 1 and (self.context.fresh or text not in BARE):
                return self.context.topic
            raise Refused("no subject", f"“{self.text[w.start : w.end]}” can mean more than one country, or none")
        number = count_of(text)
        lists = [x.data["ids"] for x in self.items if x.code == "A" and x.end <= w.start and len(x.data["ids"]) > 1]
        for group in [*reversed(lists), *reversed(self.context.lists)]:
            if not number or len(group) == number:
                return group
        distinct = list(dict.fromkeys(singles))
        if number and len(distinct) == number:
            return tuple(x[0] for x in distinct)
        if not number and len(distinct) == 1:
            return distinct[0]
        if not number and not distinct and self.speaker:
            return self.speaker
        raise Refused("no subject", f"“{self.text[w.start : w.end]}” can mean more than one country, or none")

    def subject(self, index: int, but: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The area that the clause around the word at `index` is about."""
        for ahead in LEADING.finditer(self.codes):
            if ahead.start() < index < ahead.end() - 2:
                return self.who(self.items[ahead.end() - 1])  # "With a GDP of …, Malawi is …"
        if index > 1 and self.codes[index - 2 : index] == "Ae":
            holder, verb = self.items[index - 2], self.items[index - 1]
            if re.search(r"\b(?:which|that)\b", self.low[holder.end : verb.start]):
                return self.who(holder)  # "three million live in Colombia, which has a population of …"
        found: list[Word] = []
        objects: list[Word] = []
        others: list[Word] = []
        for place in range(index - 1, -1, -1):
            w = self.items[place]
            if w.code == ";" and (found or w.data not in ("said", '"')):
                if not found and w.data in (":", "-") and self.codes[:place].strip(";") == "A":
                    found.append(self.items[self.codes.index("A")])  # "Ecuador: trade balance: …"
                elif not found and w.data == ":" and re.match(r",?A[ve]", self.codes[:place]):
                    continue  # "Germany is flat: the economy shrank …"
                break
            if w.code == "U":
                if w.data == "region" and place and self.items[place - 1].code == "i":
                    continue
                raise Refused("sub-national", f"“{self.text[w.start : w.end]}” is no country")
            if w.code == "A" and self.low[w.start : w.end] in ("global", "worldwide"):
                continue
            if w.code == "A" or (w.code == "R" and self.low[w.start : w.end] != "there"):
                if place + 1 < len(self.items) and self.items[place + 1].code == "s" and place + 1 != index:
                    if but:
                        objects.append(w)
                    continue
                if place > 1 and self.items[place - 1].code == "|" and self.items[place - 2].code == "A":
                    raise Refused("no subject", "it is about one or another country")
                # behind a preposition stands no subject, except in "In Kenya, the population …"
                behind = self.items[place - 1].code if place else ""
                if behind == "^" and not found and self.opens_clause(place):
                    found.append(w)  # "…, while Indonesia chalked up a surplus"
                    break
                if behind == "o" and re.search(r"[tF]_?o$", self.codes[:place]):
                    others.append(w)  # "exports to all of Asia"
                elif behind and behind in "tFwbh=>%z":
                    others.append(w)
                else:
                    (objects if behind and behind in "oif^" else found).append(w)
            elif w.code == "I" and isinstance(w.data, dict) and w.data["own"] is not None:
                found.append(w.data["own"])
        areas = [ids for ids in dict.fromkeys(self.who(w) for w in found) if not set(ids) & set(but)]
        areas = areas or [ids for ids in dict.fromkeys(self.who(w) for w in objects) if not set(ids) & set(but)]
        if len(areas) == 1:
            return areas[0]
        if not areas and others and not self.speaker:
            topic = self.context.topic
            if len(topic) == 1 and self.context.fresh and len(others) == 1 and topic != self.who(others[0]):
                return topic  # "Taiwan's exports rose. Shipments to China fell"
            raise Refused("no subject", "the only country named is the other side of something")
        if len(areas) > 1:
            raise Refused("no subject", "more than one country could be meant")
        if self.speaker:
            return self.speaker
        named = {w.data["ids"] for w in self.named}
        if len(self.context.topic) == 1 and (not named or (self.context.fresh and named == {but})):
            return self.context.topic
        raise Refused("no subject", "the sentence does not say which country is meant")

    def opens_clause(self, place: int) -> bool:
        """Whether the area at `place` stands between “while” and a verb."""
        link = self.items[place - 1]
        return bool(CLAUSE.fullmatch(self.low, link.start, link.end)) and self.codes[place + 1 : place + 2] in tuple(
            "veuclkxm"
        )

    def owner(self, index: int) -> tuple[str, ...]:
        own = self.items[index].data["own"]
        partner = self.items[index].data["partner"]
        traded = self.items[index].data["indicator"] in TRADE
        if traded and own is None and partner is None and index and self.codes[index - 1] == "w":
            holders = {iso for w in self.named for iso in w.data["ids"]}
            if len(holders) > 1 and not LEADING.match(self.codes):
                raise Refused("no subject", "which of the countries is meant is not said")
        if own is None and partner is None and not self.named and self.items[index].data["indicator"] == "goods_trade":
            pair = self.context.lists[-1] if self.context.lists else ()
            before = self.low[: self.items[index].data["start"]].rstrip().rpartition(" ")[2]
            if len(pair) == 2 and (before in PAIRED or self.items[index].data["word"].startswith(("two", "2"))):
                return pair
        if index and self.codes[index - 1] == "O" and own is not None and not self.items[index - 1].data["bare"]:
            raise Refused("no subject", "the figure of whoever holds a rank")
        if traded and partner is None and self.paired(index):
            raise Refused("no subject", "between which two countries is not said")
        head = self.items[0]
        if traded and own is None and head.code in "_#" and self.low[head.start : head.end] in PRODUCTS:
            raise Refused("no indicator", f"it is about {self.low[head.start : head.end]}")
        if traded and own is None and partner is None and self.elided_partner(index):
            raise Refused("no subject", "whether it is the trade with the partner named before is not said")
        return (
            self.who(own) if own is not None else self.subject(index, self.who(partner) if partner is not None else ())
        )

    def paired(self, index: int) -> bool:
        """“With bilateral trade hitting $187 billion, …”: of one country with another, and never all of its trade."""
        data = self.items[index].data
        before = self.low[: data["start"]].rstrip().rpartition(" ")[2]
        holders = self.who(data["own"]) if data["own"] is not None else ()
        two_sided = before in PAIRED or (data["own"] is None and PAIR.search(self.low) is not None)
        return len(holders) < 2 and (two_sided or data["word"].startswith(("two way", "2 way", "bilateral")))

    def elided_partner(self, index: int) -> bool:
        """“Exports to the UK dropped by 12.2 per cent, while imports plummeted”: from the UK, or from all?"""
        indicator = self.items[index].data["indicator"]
        for w in reversed(self.items[:index]):
            if w.code == ";":
                return False
            if w.code == "I" and isinstance(w.data, dict) and w.data["indicator"] in TRADE:
                return w.data["partner"] is not None and w.data["indicator"] != indicator
        return False

    def checked(self, index: int) -> dict[str, Any]:
        """The closed indicator at `index`, or why it is no national statistic."""
        data = self.items[index].data
        words = self.text[self.items[index].start : self.items[index].end]
        if data["own"] is None and data["partner"] is None and data["indicator"] in TRADE:
            self.pair_of_rank(data)
        if data["own"] is None and data["indicator"] == "gdp_growth" and not OUTPUT.search(data["word"]):
            others = [w.data["indicator"] for w in self.items[:index] if w.code == "I" and isinstance(w.data, dict)]
            if set(others) - {"gdp", "gdp_growth", "gdp_per_capita", "population"}:
                raise Refused("no indicator", f"“{data['word']}” of something other than output")
        if index and self.codes[index - 1] == "t" and data["word"] == "gdp" and data["own"] is None:
            raise Refused("no indicator", "a ratio to GDP that is not understood")
        if data["bad"] == "sub-national":
            raise Refused("sub-national", f"“{words}” is not about a country")
        if data["bad"] == "owner":
            raise Refused("no indicator", f"“{words}” is not a country's")
        if data["modifier"]:
            if data["indicator"] == "population":
                raise Refused("no indicator", f"“{data['modifier']}” is a part of the population")
            if data["indicator"] in TRADE and set(data["modifier"].split()) & PRODUCTS:
                return data
            raise Refused("no indicator", f"“{data['modifier']} {data['word']}” is not among the indicators")
        own = data["own"]
        if (
            own is not None
            and own.code == "A"
            and own.data["kind"] == "seat"
            and data["indicator"] in ("population", "gdp", "gdp_growth", "gdp_per_capita")
        ):
            raise Refused("sub-national", f"“{words}” can be the city's")
        return data

    def pair_of_rank(self, data: dict[str, Any]) -> None:
        """“China remained Australia's top trading partner, with two-way trade of …”: trade of those two."""
        last = self.drafts[-1] if self.drafts else None
        if last is None or last.get("operation") != "rank" or len(last["areas"]["counterpart"]) != 1:
            return
        if data["indicator"] not in ("goods_trade", last["indicator"]):
            raise Refused("no subject", "which of the two countries is meant is not said")
        word = self.items[0]
        data["own"] = phrases.named(last["areas"]["ref"][0], word)
        data["partner"] = phrases.named(last["areas"]["counterpart"][0], word)

    # --- when ------------------------------------------------------------------------------------------------------

    def when(self, number: Word | None, start: int, end: int) -> dict[str, Any]:
        """Period and period compared with, of the number at its place in the sentence."""
        mine = list(self.periods) if number is None else self.periods_of(number)
        out: dict[str, Any] = {"words": [self.text[p.start : p.end] for p in mine]}
        for p in mine:
            if p.later:
                named_before = [q.period for q in self.periods if q.period and q.start < p.start]
                if named_before:
                    out.setdefault("period", str(int(named_before[-1][:4]) + p.later))
            if p.same and "period" not in out:
                finer = [q.period for q in self.periods if q.period and len(q.period) > 4]
                out["period"] = p.same + (finer[0][4:] if finer else "")
            if p.period and "period" not in out and "partial" not in out:
                out["period"] = p.period
            if p.base and "base_period" not in out:
                out["base_period"] = p.base
            if p.yearly:
                out["yearly"] = True
            if p.before:
                out["before"] = True
            if p.partial:
                out["partial"] = True
            if p.loose:
                out["loose"] = True
        if out.get("period") and int(out["period"][:4]) > self.said_on.year:
            raise Refused("forecast", f"{out['period']} lies in the future")
        return out

    def between(self, start: int, end: int) -> str:
        """The words of a stretch without its periods and commas."""
        kept, place = "", start
        for p in self.periods:
            if start <= p.start < end:
                kept, place = kept + self.low[place : p.start], p.end
        return (kept + self.low[place:end]).strip(" ,")

    def periods_of(self, number: Word) -> list[Period]:
        """The periods that belong to a number: behind it, else before it, else those that open the sentence."""
        codes = "MPQCXV" if number.code != "O" else "MPQCXVO"
        numbers = [
            w for w in self.items if w.code in codes and not (w.code == "O" and w.data["bare"] and w.data["n"] == 1)
        ]
        place = next((n for n, w in enumerate(numbers) if w.start >= number.start), len(numbers) - 1)
        previous = numbers[place - 1].end if place > 0 else 0
        last = number
        while place + 1 < len(numbers) and RESULT.fullmatch(self.between(last.end, numbers[place + 1].start)):
            place += 1
            last = numbers[place]
        following = numbers[place + 1].start if place + 1 < len(numbers) else len(self.text)
        stop = next(
            (
                w.start
                for w in self.items
                if w.start >= number.end and w.code == ";" and w.data not in ("said", '"', "(", ")")
            ),
            len(self.text),
        )
        inserted = self.low[: number.start].rpartition(",")[2].strip()
        if number.code == "O" or INSERTED.search(inserted):
            stop = min(stop, (self.text.find(",", number.end) + 1 or stop + 1) - 1)
        if clause := CLAUSE.search(self.low, number.end):
            stop = min(stop, clause.start())
        after = [p for p in self.periods if number.end <= p.start < min(following, stop)]
        if number.code != "O":  # "…, the fastest pace since 2022": the year belongs to the superlative
            superlative = next((w.start for w in self.items if w.code == "O" and w.start >= number.end), len(self.text))
            if most := SUPERLATIVE.search(self.low, number.end):
                superlative = min(superlative, most.start())
            after = [p for p in after if p.start < superlative or not p.base]
        before = [p for p in self.periods if previous <= p.start < number.start and not self.aside(p, number)]
        dates = [p for p in before if p.period and not p.base]
        before = [p for p in before if p not in dates[:-1]]  # "… in 2021, and by 2022 the deficit reached …"
        if previous:
            gap = self.between(previous, number.start)
            before = [p for p in before if re.search(r",| and |;| than ", self.text[previous : p.start])]
            if not after and not before and gap.startswith("to"):
                return self.periods_of(numbers[numbers.index(number) - 1]) if number in numbers[1:] else []
            if not after and not before and re.search(r"^[^,;]*\bto $", self.text[previous : number.start]):
                before = [p for p in self.periods if previous <= p.start < number.start]
            if not after and not before and NOW.search(self.low, previous, number.start):
                return []
        first = numbers[0].start if numbers else 0
        leading = [p for p in self.periods if p.start <= 3 or (p.start < first and previous)]
        if after and not before and all(p.yearly for p in after):
            return [p for p in leading[:1] if p.period] + after
        if after and before and not any(p.period or p.partial for p in after):
            return before + after
        return after or before or leading[:1]

    def aside(self, period: Period, number: Word) -> bool:
        """“Under the deal, which expires in March, Tokyo pays …”: the date of what the commas enclose."""
        return any(
            hit.start() < period.start < hit.end() <= number.start
            for hit in RELATIVE.finditer(self.low, 0, number.start)
        )

    def date_the_rest(self) -> None:
        """“A surplus of $8 billion in May, with exports falling 7 per cent”: the one month that the sentence names."""
        flows = [d for d in self.drafts if d.get("indicator") in FLOWS and d["operation"] in DATED]
        named = {p.period for p in self.periods if not p.yearly and not p.before}
        period = named.pop() if len(named) == 1 else None
        if not period or len(period) != 7 or period.endswith("FY") or period not in {d.get("period") for d in flows}:
            return
        for d in flows:
            if not {"period", "base_period", "not_checkable"} & set(d):
                d["period"] = period
                if d["operation"] == "change":
                    d["base_period"] = year_before(period)

    def in_part(self, number: Word) -> bool:
        """“In the first half of the year exports rose from $3 billion in 2017 to …”: no figures of years."""
        for p in self.periods:
            if not p.partial or p.end > number.start:
                continue
            between = self.low[p.end : number.start].lstrip(",")
            ended = r";|, and\b" if p.start <= 3 else r"[,;]|\band\b"
            if not re.search(ended, between) and not CLAUSE.search(between):
                return True
        return False

    # --- rules -----------------------------------------------------------------------------------------------------

    def propositions(self) -> list[dict[str, Any]]:
        self.drafts = events.find(self)
        if self.has_indicator:
            phrases.close(self.items, self.low)
            self.apply_rules()
            plain = without_insertions(self.items)
            if len(plain) < len(self.items):
                self.items = plain
                self.apply_rules()
        self.date_the_rest()
        self.drafts.sort(key=lambda draft: draft.pop("at"))
        return self.drafts

    def apply_rules(self) -> None:
        """Every rule wherever it matches; a number belongs to the first rule that takes or refuses it."""
        self.codes = "".join(w.code for w in self.items)
        present = set(self.codes)
        for needed, pattern, rule in rules():
            if not needed <= present:
                continue
            for match in pattern.finditer(self.codes):
                numbers = [self.items[n] for n in numbers_of(match)]
                if any(w.start in self.used for w in numbers) or any(
                    w.start <= at < w.end for w in numbers for at, _ in self.claimed
                ):
                    continue
                try:
                    done = rule(self, match)
                except Refused as refusal:
                    self.refused.append(refusal.args)
                    done = True
                if done:
                    self.used |= {w.start for w in numbers}

    def clause(self, start: int, end: int) -> tuple[int, int]:
        codes = self.codes
        while (
            start and codes[start - 1] != ";" and not (codes[start - 1] == "," and codes[start : start + 1] in ("n",))
        ):
            start -= 1
        while end < len(codes) and codes[end] not in ",;^":
            end += 1
        return start, end

    def veto(self, match: re.Match[str], presupposed: bool = False) -> None:
        before, behind = self.codes[: match.start()], self.codes[match.end() :]
        if match.group()[0] == "A" and before.endswith("z"):
            raise Refused("no subject", "it is about a group with some left out, and the group is not known")
        if match.group()[0] == "A" and re.search(r"A,?\|$", before):
            raise Refused("no subject", "it is about one or another country")
        if match.group()[0] == "A" and re.search(r"(?<![itFwob])A,?n$", before):
            raise Refused("no subject", "it is about the last of several countries in a list")
        if match.group()[0] == "I" and re.search(r"j[oi](?:[^,;^]{0,3}[oi])?$", before):
            raise Refused("no indicator", "it is about a share of it")
        if match.group()[0] in "AI" and re.search(r"(?:[CPV]o|N)C?$", before):
            raise Refused("no indicator", "it is about some of them, not all")
        if match.group()[0] in "AI" and re.search(r"(?:^|[A,;^])_{1,2}n$", before):
            raise Refused("no subject", "it is about a list that names more than countries")
        if match.group()[-1] == "A" and re.match(rf",{match.group()[-2:]}", behind):
            raise Refused("no subject", "it is about the first of several countries in a list")
        if match.group()[-1] == "A" and re.match(r"(?:;[MPC];)?[,n]{0,2}A", behind) and ";" in behind:
            raise Refused("no subject", "it is about the first of several countries in a list")
        if (
            match.group()[-1] == "A"
            and behind.startswith("n_")
            and self.text[self.items[match.end() + 1].start].isupper()
        ):
            raise Refused("no subject", "it is about a list that names more than countries")
        if (place := re.match(r"[^,;^n]*?[itF]U", behind)) and self.items[match.end() + place.end() - 1].data in PLACES:
            raise Refused("sub-national", "it is about a part of a country or a region")
        if (ours := re.match(r"[li]R_", behind)) and self.items[match.end() + ours.end() - 2].data == "we":
            raise Refused("no indicator", "it is about something of the speaker's own, not a country")
        start, end = self.clause(match.start(), match.end())
        left, whole = self.codes[start : match.end()], self.codes[start:end]
        if match.group()[0] == "I" and before.endswith("n"):
            start, whole = (
                match.start(),
                self.codes[match.start() : end],
            )  # "its debt is 120% of GDP and its population …"
        if match.group()[-1] != "r" and re.match(r"[^;]*r", behind):
            raise Refused("no indicator", "“respectively” deals the numbers out in an order that is not followed")
        if "?" in self.codes[: match.start()] + whole and not presupposed:
            raise Refused(*COUNTERFACTUAL)
        if "!" in left and not presupposed:
            raise Refused(*FORECAST)
        if re.search(r"t(?:[uk]|[xm](?=A))?$", before) and (before[-1:] != "t" or match.group()[0] in "uk"):
            raise Refused(*FORECAST)  # "to increase trade to 30 billion" is an aim
        if "z" in left or re.match(r"[^;,]{0,5},?z", behind):
            raise Refused("no indicator", "something is left out of it that no figure leaves out")
        if re.match(r",?%g", behind):
            raise Refused("no data", "services are counted in, and the figures are those of goods")
        if "~" in left:
            raise Refused("no indicator", "the sentence denies it")
        if match.group()[0] == "I" and self.items[match.start()].data["indicator"] == "population":
            whole = match.group()  # "21 deaths in a population of 5 million"
        elif match.group()[-1] == "H":
            whole = self.codes[start : match.end()]  # "has 4.9 million people and took in 3,000 refugees"
        whole = re.sub(r",\^[^,;]*(?=,)", "", whole)  # "In Laos, where debt exceeds …, growth was 3.7 per cent"
        if "#" in whole:
            w = next(w for w in self.items[start:end] if w.code == "#")
            raise Refused("no indicator", f"“{self.text[w.start : w.end]}” is not among the indicators ({w.data})")

    def add(
        self,
        match: re.Match[str],
        indicator: str,
        ref: tuple[str, ...],
        operation: str,
        number: int | None = None,
        *,
        partner: tuple[str, ...] = (),
        base: tuple[str, ...] = (),
        base_partner: tuple[str, ...] = (),
        order: str = "desc",
        value: str | None = None,
        unit: str | None = None,
        hedge: str | None = None,
        at: int | None = None,
        presupposed: bool = False,
        things: bool = False,
        when: dict[str, Any] | None = None,
        **more: Any,
    ) -> bool:
        """One claim from the words that a rule matched, unless something forbids it."""
        self.veto(match, presupposed)
        if unknown := unknown_word(self, match, things):
            raise Refused("no indicator", f"what “{unknown}” changes is not understood")
        if set(ref) & set(partner):
            raise Refused("no subject", "a country has no figure with itself")
        if indicator == "gdp_growth" and re.match(r"_?w[^,;]*,A!", self.codes):
            raise Refused(*FORECAST)  # "With growth of 8.3 per cent, Ghana will be …"
        if indicator == "gdp" and "/" in self.codes[slice(*self.clause(match.start(), match.end()))]:
            indicator = "gdp_per_capita"
        if indicator == "gdp" and PPP.search(self.low) and "nominal" not in self.low:
            indicator = "gdp_ppp"
        if indicator == "military_expenditure" and operation in ("change", "growth", "ratio") and REAL.search(self.low):
            indicator = "military_expenditure_constant"
        word = self.items[number] if number is not None else None
        if word is not None and (rate := OFTEN.match(self.low, word.end)):
            raise Refused("no indicator", f"an amount{rate.group()}, and the figures are those of a year or a month")
        start, end = self.items[match.start()].start, self.items[match.end() - 1].end
        times = self.when(word, start, end) if when is None else when
        if word is not None and self.in_part(word):
            times = {"words": times.get("words", ()), "partial": True}
        if indicator in FLOWS and operation in DATED and all(p.yearly or p.before for p in self.periods):
            times |= self.context.period
        if indicator in FLOWS and any(p.partial for p in self.periods):
            times |= {"partial": True} if all(p.partial or p.yearly for p in self.periods) else {}
        if when is None and word is not None and indicator in TRADE_AND_SERVICES and operation in ("level", "sum"):
            spans = [p for p in self.periods_of(word) if p.base and p.period]
            more = ({"not_checkable": "no data", "reason": OVER_YEARS} if spans else {}) | more
        if word is not None and re.match(r"-\d", self.low[word.end :]) and not word.data[0].high:
            raise Refused("no indicator", "a range whose end is not understood")
        if len(times.get("period", "")) <= 4 and self.is_fine(match):
            times |= {"partial": True, "period": ""}
        draft: dict[str, Any] = {
            "indicator": indicator,
            "areas": {"ref": list(ref), "counterpart": list(partner)},
            "operation": operation,
            "at": word.start if word else start,
        }
        if base or base_partner:
            draft["base"] = {"ref": list(base), "counterpart": list(base_partner)}
        if order == "asc":
            draft["order"] = "asc"
        draft |= self.stated(word, (ref, partner), value, unit, hedge) | dated(operation, times, bool(base))
        draft |= unheld(draft, times, self.product_in(match)) | more
        draft = seafood(draft, self.product_in(match))
        draft["words"] = self.words_of(match, word, times, {*ref, *partner, *base, *base_partner})
        self.drafts.append({key: v for key, v in draft.items() if v is not None})
        return True

    def is_fine(self, match: re.Match[str]) -> bool:
        """“monthly exports”: figures of months, and which month is not said."""
        starts = [
            w.data["start"] if isinstance(w.data, dict) and w.code == "I" else w.start
            for w in self.items[match.start() : match.end()]
        ]
        return any(FINE.search(self.low, max(0, start - 24), start) for start in starts)

    def stated(
        self,
        word: Word | None,
        areas: tuple[tuple[str, ...], tuple[str, ...]],
        value: str | None,
        unit: str | None,
        hedge: str | None,
    ) -> dict[str, Any]:
        """Value, hedge and unit of a claim: those of its number, unless the rule knows better."""
        if word is None or word.code not in "MPQCXV":
            return {"value": value, "hedge": hedge or "none", "unit": unit}
        quantity, bound = word.data
        out = {
            "value": value or quantity.text,
            "hedge": hedge or bound,
            "unit": self.currency(unit or quantity.unit, *areas) or ("PT" if word.code == "V" else None),
        }
        return out | ({"value_high": quantity.high, "hedge": "between"} if quantity.high else {})

    def product_in(self, match: re.Match[str]) -> str | None:
        """“rice” of “rice exports”."""
        for w in self.items[match.start() : match.end()]:
            if w.code == "I" and isinstance(w.data, dict) and w.data["modifier"] and w.data["indicator"] in TRADE:
                modifier: str = w.data["modifier"]
                return modifier
        return None

    def words_of(
        self, match: re.Match[str], word: Word | None, times: dict[str, Any], areas: set[str]
    ) -> dict[str, str]:
        """Which words of the sentence became which part of the claim."""
        whole = self.text[self.items[match.start()].start : self.items[match.end() - 1].end]
        named = dict.fromkeys(self.text[w.start : w.end] for w in self.named if areas & set(w.data["ids"]))
        words = {
            "indicator": self.named_by(match) or whole,
            "value": self.text[word.start : word.end] if word else "",
            "areas": ", ".join(named),
            "period": ", ".join(times.get("words", ())),
            "operation": whole,
        }
        return {key: found for key, found in words.items() if found}

    def named_by(self, match: re.Match[str]) -> str | None:
        """The words that name the indicator: a noun for it, else the troops, people, partners or spending."""
        words = self.items[match.start() : match.end()]
        for w in words:
            if w.code == "I" and isinstance(w.data, dict):
                return self.text[w.data["start"] : w.data["end"]]
        for code in "KETHdG":
            for w in words:
                if w.code == code:
                    return self.text[w.start : w.end]
        return None

    def currency(self, unit: str | None, ref: tuple[str, ...], partner: tuple[str, ...]) -> str | None:
        """The code of a currency that several countries call by the same name."""
        if unit == "dollars":
            return self.dollars(ref, partner)
        codes = lexicon.currencies().get(unit or "")
        if codes is None:
            return unit
        named = [iso for w in self.named for iso in w.data["ids"]]
        for areas in (ref, named):
            meant = {codes[iso] for iso in areas if iso in codes}
            if len(meant) == 1:
                return meant.pop()
        if "" in codes and not set(codes) & {*ref, *named}:
            return codes[""]
        raise Refused("no subject", f"whose {unit} are meant is not said")

    def dollars(self, ref: tuple[str, ...], partner: tuple[str, ...]) -> str:
        """“$5 billion” of a country that has a dollar of its own: its own where the context says so, else unsettled."""
        own = {DOLLARS[iso] for iso in ref if iso in DOLLARS}
        if len(own) != 1 or len(ref) > 1:
            return "USD"
        if US_DOLLARS.search(self.low):
            return "USD"
        local = own.pop()
        if self.speaker == ref or OWN_DOLLARS.search(self.low):
            return local
        if {iso for w in self.named for iso in w.data["ids"]} - {*ref, *partner}:
            return "USD"  # beside other countries dollars are those of the United States
        raise Refused("no subject", "whose dollars are meant is not said")

    def has_near_number(self, place: int) -> bool:
        return re.match(r"[^,;]{0,3}[MPCXVQ]", self.codes[place:]) is not None

    # --- between sentences -------------------------------------------------------------------------------------------

    def remember(self, context: Context) -> None:
        owners = [w.data["own"] for w in self.items if w.code == "I" and isinstance(w.data, dict)]
        singles = list(
            dict.fromkeys(
                w.data["ids"]
                for w in self.named
                if isinstance(w.data, dict) and len(w.data["ids"]) == 1 and (w.data["ids"] != ("WLD",) or w in owners)
            )
        )
        within = [
            w.data["ids"] for n, w in enumerate(self.items) if w.code == "A" and n and self.items[n - 1].code == "i"
        ]
        if any(ids[0] not in phrases.GROUPS for ids in singles):  # "Ethiopia is the largest in Africa. It …"
            singles = [ids for ids in singles if ids[0] not in phrases.GROUPS or ids not in within]
        if self.speaker:
            context.speaker = self.speaker
        if not all(p.yearly or p.before for p in self.periods):
            context.period = self.fine_period()
        if len(singles) == 1 and self.is_about(singles[0]):
            context.topic = singles[0]
        elif singles and singles != [context.topic] and not (len(singles) == 1 and self.only_partner()):
            context.topic = ()
        context.fresh = (bool(singles) and not self.is_of_another()) or any(
            d["areas"].ref == [*context.topic] for d in self.drafts
        )
        for w in self.items:
            if w.code == "A" and len(w.data["ids"]) > 1:
                context.lists.append(w.data["ids"])
            elif w.code == "I" and isinstance(w.data, dict):
                for role in ("own", "partner"):
                    if w.data[role] is not None and w.data[role].code == "A" and len(w.data[role].data["ids"]) > 1:
                        context.lists.append(w.data[role].data["ids"])
        last = self.drafts[-1] if self.drafts else {}
        context.last = last | {"areas": last["areas"].model_dump()} if last.get("operation") == "level" else None
        if 2 <= len(singles) <= 4:
            context.lists.append(tuple(x[0] for x in singles))
        del context.lists[:-8]

    def fine_period(self) -> dict[str, Any]:
        """What the sentences behind are said of too, when they name no period: a month, a quarter, a part of a year."""
        flows = [d for d in self.drafts if d.get("indicator") in FLOWS]
        named = {d.get("period", "") for d in flows} or {p.period or "" for p in self.periods if not p.yearly}
        told = any(
            w.code == "I" and isinstance(w.data, dict) and w.data["indicator"] in FLOWS | {"gdp"} for w in self.items
        )
        if not flows and not told and {"period": min(named)} != self.context.period:
            return {}
        if any(p.partial for p in self.periods) and not any(d.get("period") for d in flows):
            return {"partial": True}
        if len(named) > 1:
            return {}
        period = named.pop()
        if len(period) == 7 and not period.endswith("FY"):
            return {"period": period}
        return {}

    def is_of_another(self) -> bool:
        """“Embraer is Brazil's third-largest exporter”: the sentence behind speaks of Embraer."""
        codes = "".join(w.code for w in self.items)
        return re.match(r"_{1,3}[ve]", codes) is not None and re.search(r"A(?!s)", codes) is None

    def is_about(self, area: tuple[str, ...]) -> bool:
        """Whether the one country named is more than the other side of something."""
        if self.only_partner():
            return False
        behind = [
            self.items[place - 1].code if place else ""
            for place, w in enumerate(self.items)
            if w.code == "A" and w.data["ids"] == area
        ]
        return not behind or any(not code or code not in "tFwbho%!>=" for code in behind)

    def only_partner(self) -> bool:
        """Whether the one country named is only the other side: “Exports to Argentina plunged”."""
        closed = [w.data for w in self.items if w.code == "I" and isinstance(w.data, dict)]
        return any(
            (data["own"] is None or data["own"].code == "R") and data["partner"] is not None for data in closed
        ) and not any(w.code == "A" for w in self.items)

    def why_nothing(self) -> tuple[str, str]:
        codes = "".join(w.code for w in self.items)
        if "#" in codes:
            w = next(w for w in self.items if w.code == "#")
            return "no indicator", f"“{self.text[w.start : w.end]}” is not among the indicators ({w.data})"
        if "U" in codes and self.has_indicator and self.has_number:
            return "sub-national", "it is about a part of a country or a city"
        if "?" in codes:
            return COUNTERFACTUAL
        if "!" in codes:
            return FORECAST
        if self.has_indicator and self.has_number:
            return "no indicator", "its words were not understood as a statistic of a country"
        if self.has_number:
            return "no indicator", "the number measures nothing that is held here"
        count = len(self.text.split())
        if count < 3 or (count < 9 and self.text[:1].isupper() and self.text[-1:].isalnum()):
            return "heading", "no sentence that states something"
        return "opinion", "it states no figure"


def abroad(items: list[Word]) -> list[Word]:
    """“170,000 troops abroad”: in the world."""
    out: list[Word] = []
    for w in items:
        if w.data == "abroad" and out and out[-1].code in "TS":
            out.append(Word("i", w.start, w.start))
            w = Word("A", w.start, w.end, {"ids": ("WLD",), "kind": "name", "pair": False})
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


def dated(operation: str, times: dict[str, Any], beside_others: bool) -> dict[str, str]:
    """Period and period compared with, where the operation compares with one."""
    period, base_period = times.get("period"), times.get("base_period")
    out = {"period": period} if period else {}
    if operation not in ("change", "ratio", "growth", "extreme", "direction", "streak"):
        return out
    if base_period is None and period and times.get("before") and len(period) > 4:
        base_period = step_back(period)
    if base_period is None and period and (operation == "change" or times.get("yearly")):
        base_period = year_before(period)
    if base_period and not (operation == "ratio" and beside_others):
        out["base_period"] = base_period
    return out


def unheld(draft: dict[str, Any], times: dict[str, Any], product: str | None) -> dict[str, str]:
    """Why no figure can answer a claim that is understood."""
    since = ("change", "ratio", "growth", "extreme")
    if product:
        return {"not_checkable": "no data", "reason": f"only goods in total are held, not {product}"}
    rate = draft["operation"] in since or draft["indicator"] == "gdp_growth"
    if times.get("before") and rate and "base_period" not in draft:
        return {"not_checkable": "no data", "reason": "a rate against the month or the quarter before is not held"}
    if times.get("partial") and "period" not in draft:
        return {"not_checkable": "no data", "reason": "the words name no single year, quarter or month"}
    if times.get("loose") and draft["operation"] in since and "base_period" not in draft:
        return {"not_checkable": "no data", "reason": "the words give no date for the beginning"}
    return {}


def seafood(draft: dict[str, Any], product: str | None) -> dict[str, Any]:
    """The one product whose trade is held: exports of fish and seafood from one country to another."""
    month = len(draft.get("period", "")) == 7
    if product not in SEAFOOD or draft["indicator"] != "goods_exports" or not draft["areas"]["counterpart"]:
        return draft
    held = {key: value for key, value in draft.items() if key not in ("not_checkable", "reason")}
    if draft["operation"] == "level":
        return held | {"indicator": "seafood_exports"}
    if draft["operation"] != "change" or draft.get("unit") != "PT" or not month:
        return draft
    if draft.get("base_period") != year_before(draft["period"]):
        return draft
    sign = "-" if held.pop("order", "desc") == "asc" else ""
    held.pop("base_period")
    return held | {"indicator": "seafood_change", "operation": "level", "value": sign + draft["value"]}


def year_before(period: str) -> str:
    return f"{int(period[:4]) - 1}{period[4:]}"


def numbers_of(match: re.Match[str]) -> Iterator[int]:
    """Places of the numbers that a rule takes: n, n1, n2, the rank o, and all in a list."""
    for name in match.re.groupindex:
        if match.start(name) >= 0 and (name.startswith("n") or name == "o"):
            yield match.start(name)
        elif name == "list":
            yield from (n for n, code in enumerate(match.group(name), match.start(name)) if code in "MPCO")


WE = frozenset(
    phrase for row in lexicon.rows("words") if row["payload"] == "we" for phrase in row["phrases"].split(";")
)
IT = frozenset(
    phrase for row in lexicon.rows("words") if row["payload"] == "it" for phrase in row["phrases"].split(";")
)


@cache
def rules() -> list[tuple[frozenset[str], re.Pattern[str], Callable[[Row, re.Match[str]], bool]]]:
    from pipelines.claims.grammar import RULES

    return [(needs(pattern), re.compile(pattern), rule) for pattern, rule in RULES]


def needs(pattern: str) -> frozenset[str]:
    """Codes without which a rule cannot match, so that most rules need not be tried."""
    left = re.sub(r"(?<=[)\]])\+", "", pattern)
    left = re.sub(r"\(\?<?[=!](?:\([^()]*\)|[^()])*\)", "", left)
    left = re.sub(r"\{[^}]*\}\??", "", re.sub(r"\{0[^}]*\}\??", "*", left))
    while (plain := re.sub(r"\((?:\?P<\w+>|\?:)?([^()]*)\)([?*])?", certain, left)) != left:
        left = plain
    left = re.sub(r"\[[^]]*\][?*]?|\\?.[?*]", "", left)
    return frozenset(re.findall(r"[A-Za-z,;~%<>=/+&^]", left.removeprefix("^")))


def certain(group: re.Match[str]) -> str:
    return "" if group[2] or "|" in group[1] else group[1]


def to_yaml(reading: Reading, title: str, published: date) -> str:
    """An article file with the claims of a text, for a person to correct and keep."""
    import yaml

    claims = []
    for understood in reading.claims:
        claim = understood.claim.model_dump(exclude_defaults=True, mode="json")
        claim.setdefault("hedge", understood.claim.hedge)
        claims.append(claim)
    article = {"title": title, "published": published, "claims": claims}
    return yaml.safe_dump(article, sort_keys=False, allow_unicode=True, width=110)
