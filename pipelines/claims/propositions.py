"""Propositions: every rule wherever it matches, and a claim from what it matched unless something forbids it.

Belongs here: applying the rules, what forbids a claim (plans, denials, parts of a whole, words not accounted for), and
what a claim is made of. Does not belong here: the rules (grammar.py and the modules it names), who (subjects.py), when
(dating.py).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from pipelines.claims import events, lexicon, phrases
from pipelines.claims.accounted import unknown_word
from pipelines.claims.clauses import rewritten
from pipelines.claims.dating import Dates, dated
from pipelines.claims.marks import Word
from pipelines.claims.phrases import PRODUCTS, TRADE, TRADE_AND_SERVICES
from pipelines.claims.row import without_insertions
from pipelines.claims.terms import (
    COUNTERFACTUAL,
    DATED,
    FLOWS,
    FORECAST,
    GOODS_ONLY,
    MONEY,
    OVER_GDP,
    OVER_YEARS,
    PLACES,
    Refused,
    year_before,
)

OFTEN = re.compile(r"(?: worth)?(?: of goods)? (?:a|per|each|every) (?:day|week|month|hour|minute|second|quarter)\b")
REAL = re.compile(r"\b(?:in real terms|in constant prices|(?:inflation[- ]adjusted|adjusted for inflation))\b")
PPP = re.compile(r"\b(?:ppp|purchasing[ -]power)\b")
SEAFOOD = frozenset(("seafood", "fish", "fish and seafood"))
WITH_SERVICES = re.compile(r"[^.;]{0,25}\bincluding (?:[a-z]+ ){0,2}services\b")
AS_SHARE = re.compile(
    r"\b(?:(?:as an? )?(?:share|percentage|proportion) of|relative to|in (?:relation|proportion) to) "
    r"(?:its |their |the )?(?:gdp|national income|national output|economy|economic output)\b"
)
AT_SHARE = re.compile(r"\bat [\w. -]{1,24}(?:%| per ?cent) of (?:its |their )?(?:gdp|gross domestic product|output),")
"""“At 3.5 per cent of GDP, American military spending was the highest”: by its share, and not by its amount."""
NO_COUNTRY = re.compile(
    r"\bno (?:other )?(?:[a-z]+ )?(?:country|nation|state|economy|member|power) (?:in|of|on) (?:the )?$"
)
EACH = re.compile(r"\b(?:both|each)\b")
DOLLARS = {"AUS": "AUD", "CAN": "CAD", "NZL": "NZD", "HKG": "HKD", "SGP": "SGD"}
"""Countries whose own press writes $ for their own dollar."""
US_DOLLARS = re.compile(r"\bu\.?s\.? ?\$|\bus(?: |-)dollars?\b|\bu\.s\. dollars?\b|\busd\b|\bamerican dollars?\b")
OWN_DOLLARS = re.compile(
    r"\b(?:[ac]|au|ca|nz|hk|s)\$|\b(?:australian|canadian|new zealand|hong kong|singapore) dollars?\b"
    r"|\bstatistics canada|\bstats ?nz|\baustralian bureau|\bbank of canada|\breserve bank of (?:australia|new zealand)"
)
# What the codes before, in or behind a proposition say against it, see Row.veto.
TOGETHER_WITH = re.compile(r"\b(?:together|along|jointly) with (?:the )?$")
AFTER_OR = re.compile(r"A,?\|$")
AFTER_AND = re.compile(r"(?<![itFwob])A,?n$")
SHARE_OF = re.compile(r"j[oi](?:[^,;^]{0,3}[oi])?$")
SOME_OF_THEM = re.compile(r"(?:[CPV]o|N)C?$")
AFTER_UNKNOWN = re.compile(r"(?:^|[A,;^])_{1,2}n$")
NEXT_AREA = re.compile(r"(?:;[MPC];)?[,n]{0,2}A(?!C(?:$|[,;n^]))")
WITHIN = re.compile(r"[^,;^n]*?[itF]U")
OF_OURS = re.compile(r"[li]R_")
RESPECTIVELY = re.compile(r"[^;]*r")
VERB = re.compile(r"[veluksxm]")
AIM = re.compile(r"t(?:[uk]|[xm](?=A))?$")
LEFT_OUT = re.compile(r"[^;,]{0,5},?z")
PLANNED = re.compile(r"![HTI]")
ASIDE = re.compile(r",\^[^,;]*(?=,)")


class Row(Dates):
    """One sentence as a row of marked words, and the propositions that the rules find on it."""

    def propositions(self) -> list[dict[str, Any]]:
        areas = list(dict.fromkeys(iso for w in self.items if w.code == "A" for iso in w.data["ids"]))
        named = list(dict.fromkeys(iso for w in self.named for iso in w.data["ids"]))
        around = events.Around(self.text, self.low, self.said_on, self.periods, areas, named, self.claimed)
        self.drafts = events.find(around)
        if self.has_indicator:
            phrases.close(self.items, self.low)
            self.apply_rules()
            plain = without_insertions(self.items)
            if len(plain) < len(self.items):
                self.items = plain
                self.apply_rules()
            whole = self.items
            left = any(w.code in "MPQCXVO" and w.start not in self.used for w in whole)
            for other in rewritten(self) if left or "q" in self.codes else []:
                self.items = other
                self.apply_rules()
            self.items = whole
        self.date_the_rest()
        self.drafts.sort(key=lambda draft: draft.pop("at"))
        return self.drafts

    def apply_rules(self) -> None:
        """Every rule wherever it matches; a number belongs to the first rule that takes or refuses it."""
        self.codes = "".join([w.code for w in self.items])
        for pattern, rule in rules_for(frozenset(self.codes)):
            for match in pattern.finditer(self.codes):
                numbers = [self.items[n] for n in numbers_of(match)]
                if numbers and self.is_taken(numbers):
                    continue
                try:
                    done = rule(self, match)
                except Refused as refusal:
                    self.refused.append(refusal.args)
                    done = True
                if done:
                    self.used.update([w.start for w in numbers])

    def is_taken(self, numbers: list[Word]) -> bool:
        """Whether one of the numbers belongs to a claim or a refusal already."""
        return any(w.start in self.used for w in numbers) or any(
            w.start <= at < w.end for w in numbers for at, _ in self.claimed
        )

    def clause(self, start: int, end: int) -> tuple[int, int]:
        codes = self.codes
        while (
            start
            and codes[start - 1] != ";"
            and not (codes[start - 1] == "," and codes[start : start + 1] in ("n",))
            and codes[max(0, start - 2) : start] != ",^"
        ):
            start -= 1
        while end < len(codes) and codes[end] not in ",;^":
            end += 1
        return start, end

    def veto(self, match: re.Match[str], presupposed: bool = False) -> None:
        before, behind = self.codes[: match.start()], self.codes[match.end() :]
        if match.group()[0] == "A" and before.endswith("z"):
            raise Refused("no subject", "it is about a group with some left out, and the group is not known")
        if before.endswith("w") and TOGETHER_WITH.search(self.low[: self.items[match.start()].start]):
            raise Refused("no subject", "it is said of several countries together")
        if match.group()[0] in "AIR" and NO_COUNTRY.search(self.low[: self.items[match.start()].start]):
            raise Refused("no subject", "it is said of no country")  # "no country in Africa has a larger population"
        if match.group()[0] == "A" and AFTER_OR.search(before):
            raise Refused("no subject", "it is about one or another country")
        if match.group()[0] == "A" and AFTER_AND.search(before):
            raise Refused("no subject", "it is about the last of several countries in a list")
        if match.group()[0] == "I" and SHARE_OF.search(before):
            raise Refused("no indicator", "it is about a share of it")
        head = self.items[match.start()]
        of_them = head.code == "R" and self.low[head.start : head.end] == "them"
        if (head.code in "AI" or of_them) and SOME_OF_THEM.search(before):
            raise Refused("no indicator", "it is about some of them, not all")
        if match.group()[0] in "AI" and AFTER_UNKNOWN.search(before):
            raise Refused("no subject", "it is about a list that names more than countries")
        if match.group()[-1] == "A" and re.match(rf",{match.group()[-2:]}", behind):
            raise Refused("no subject", "it is about the first of several countries in a list")
        if match.group()[-1] == "A" and NEXT_AREA.match(behind) and ";" in behind:
            raise Refused("no subject", "it is about the first of several countries in a list")
        if (
            match.group()[-1] == "A"
            and behind.startswith("n_")
            and self.text[self.items[match.end() + 1].start].isupper()
        ):
            raise Refused("no subject", "it is about a list that names more than countries")
        if (place := WITHIN.match(behind)) and self.items[match.end() + place.end() - 1].data in PLACES:
            raise Refused("sub-national", "it is about a part of a country or a region")
        if (ours := OF_OURS.match(behind)) and self.items[match.end() + ours.end() - 2].data == "we":
            raise Refused("no indicator", "it is about something of the speaker's own, not a country")
        start, end = self.clause(match.start(), match.end())
        left, whole = self.codes[start : match.end()], self.codes[start:end]
        if match.group()[0] == "I" and before.endswith("n"):
            start, whole = (
                match.start(),
                self.codes[match.start() : end],
            )  # "its debt is 120% of GDP and its population …"
        if match.group()[-1] != "r" and RESPECTIVELY.match(behind):
            raise Refused("no indicator", "“respectively” deals the numbers out in an order that is not followed")
        if "?" in self.codes[: match.start()] + whole and not presupposed:
            raise Refused(*COUNTERFACTUAL)
        if "!" in left and not presupposed:
            raise Refused(*FORECAST)
        if not VERB.search(match.group()) and "!" in before.rpartition(";")[2] and not presupposed:
            raise Refused(*FORECAST)  # "… is set to reach $38 billion, including …, and imports of $19 billion"
        if AIM.search(before) and (before[-1:] != "t" or match.group()[0] in "uk"):
            raise Refused(*FORECAST)  # "to increase trade to 30 billion" is an aim
        if "z" in left or LEFT_OUT.match(behind):
            raise Refused("no indicator", "something is left out of it that no figure leaves out")
        last = self.items[match.end() - 1]
        if WITH_SERVICES.match(self.low, last.end):
            raise Refused("no data", "services are counted in, and the figures are those of goods")
        if PLANNED.match(behind):
            raise Refused(*FORECAST)  # "a city of two million planned inhabitants"
        if "~" in left:
            raise Refused("no indicator", "the sentence denies it")
        if match.group()[0] == "I" and self.items[match.start()].data["indicator"] == "population":
            whole = match.group()  # "21 deaths in a population of 5 million"
        elif match.group()[-1] == "H":
            whole = self.codes[start : match.end()]  # "has 4.9 million people and took in 3,000 refugees"
        whole = ASIDE.sub("", whole)  # "In Laos, where debt exceeds …, growth was 3.7 per cent"
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
        if len(ref) > 1 and not partner and number is not None and self.each(match, number):
            if operation not in ("mean", "sum"):
                raise Refused("no subject", "it is said of each of several countries")
            one: dict[str, Any] = {
                "unit": unit,
                "hedge": hedge,
                "value": value,
                "when": when,
                "presupposed": presupposed,
            }
            for area in ref:
                self.add(match, indicator, (area,), "level", number, **one, **more)
            return True
        inside = self.items[match.start() : match.end()]
        if indicator == "population" and any(w.code == "A" and w.data["kind"] == "seat" for w in inside):
            raise Refused("sub-national", "the city can be meant")
        if len(partner) > 1 and re.match(r" (?:each|apiece)\b", self.low[self.items[match.end() - 1].end :]):
            raise Refused("no subject", "it is said of each of several countries")
        if set(ref) & set(partner):
            raise Refused("no subject", "a country has no figure with itself")
        if indicator == "gdp_growth" and re.match(r"_?w[^,;]*,A!", self.codes):
            raise Refused(*FORECAST)  # "With growth of 8.3 per cent, Ghana will be …"
        per_head = "/" in self.codes[slice(*self.clause(match.start(), match.end()))]
        if per_head and indicator == "gdp":
            indicator = "gdp_per_capita"
        elif per_head and indicator in MONEY - {"gdp_per_capita", "gni_per_capita"}:
            raise Refused("no indicator", "an amount per head, and the figures are those of countries")
        beside_others = operation in ("rank", "compare", "ratio", "extreme")
        if beside_others and indicator in OVER_GDP and (AS_SHARE.search(self.low) or AT_SHARE.search(self.low)):
            indicator = OVER_GDP[indicator]
        if indicator == "gdp" and PPP.search(self.low) and "nominal" not in self.low:
            indicator = "gdp_ppp"
        if indicator == "gdp" and operation in ("change", "growth", "ratio") and not base and REAL.search(self.low):
            indicator = "gdp_constant"
        if indicator == "military_expenditure" and operation in ("change", "growth", "ratio") and REAL.search(self.low):
            indicator = "military_expenditure_constant"
        word = self.items[number] if number is not None else None
        if word is not None and word.code == "C" and indicator in MONEY and unit is None:
            amounts = [w.data[0].unit for w in self.items if w.code == "M" and w.start < word.start]
            unit = amounts[-1] if amounts else None  # "28.9 billion euros in April; imports were 28.4 billion"
        small = word is not None and word.code == "M" and abs(word.data[0].amount) < 1e6
        if small and indicator in MONEY and "per_capita" not in indicator:
            raise Refused("no indicator", "too small an amount for a country: something is left out")
        if word is not None and (rate := OFTEN.match(self.low, word.end)):
            raise Refused("no indicator", f"an amount{rate.group()}, and the figures are those of a year or a month")
        start = self.items[match.start()].start
        times = self.when(word) if when is None else when
        if word is not None and self.in_part(word):
            times = {"words": times.get("words", ()), "partial": True}
        if indicator in FLOWS and operation in DATED and all(p.yearly or p.before for p in self.periods):
            times |= self.context.period
        if indicator in FLOWS and any(p.partial for p in self.periods):
            times |= {"partial": True} if all(p.partial or p.yearly for p in self.periods) else {}
        if when is None and word is not None and indicator in TRADE_AND_SERVICES and operation in ("level", "sum"):
            risen = re.search(r"[uX].*t", match.group())  # "doubled to 96 billion in the decade to 2019"
            spans = [] if risen else [p for p in self.periods_of(word) if p.base and p.period]
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
        product = self.product_in(match) or self.product_before(match, indicator)
        draft |= unheld(draft, times, product) | more
        draft = seafood(draft, product)
        draft["words"] = self.words_of(match, indicator, word, times, {*ref, *partner, *base, *base_partner})
        if number is None and any(said(d) == said(draft) for d in self.drafts):
            return True  # read once more on a row without what brackets or commas enclose
        self.drafts.append({key: v for key, v in draft.items() if v is not None})
        if number is not None:
            self.read.add(self.items[number].start)
        if at is not None:
            self.read.add(self.items[at].start)
        return True

    def each(self, match: re.Match[str], number: int) -> bool:
        """“Both Spain and Portugal spend less than 2 per cent”: said of each, and not of both together."""
        word = self.items[number]
        before = EACH.search(self.low, max(0, self.items[match.start()].start - 12), word.start)
        return before is not None or re.match(r"[a-z ]{0,16}\b(?:each|apiece)\b", self.low[word.end :]) is not None

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

    def product_before(self, match: re.Match[str], indicator: str) -> str | None:
        """“Rice exports to China fell 5 per cent and those to India 3 per cent”: what the clause takes over."""
        if indicator not in TRADE or set(match.group()) & set("xmK"):
            return None
        for w in reversed(self.items[: match.end()]):
            if w.code == "I" and isinstance(w.data, dict) and w.data["indicator"] == indicator:
                modifier: str = w.data["modifier"]
                return modifier if set(modifier.split()) & PRODUCTS else None
        return None

    def words_of(
        self, match: re.Match[str], indicator: str, word: Word | None, times: dict[str, Any], areas: set[str]
    ) -> dict[str, str]:
        """Which words of the sentence became which part of the claim."""
        whole = self.text[self.items[match.start()].start : self.items[match.end() - 1].end]
        named = dict.fromkeys(self.text[w.start : w.end] for w in self.named if areas & set(w.data["ids"]))
        words = {
            "indicator": self.named_by(match, indicator) or self.named_before(match, indicator) or whole,
            "value": self.text[word.start : word.end] if word else "",
            "areas": ", ".join(named),
            "period": ", ".join(times.get("words", ())),
            "operation": whole,
        }
        return {key: found for key, found in words.items() if found}

    def named_by(self, match: re.Match[str], indicator: str) -> str | None:
        """The words that name the indicator: a noun for it, else the troops, people, partners or spending."""
        words = self.items[match.start() : match.end()]
        if indicator == "population":  # "1.3 million people, 2.9 per cent of GDP on defence"
            words = [w for w in words if w.code != "I" or w.data["indicator"] == indicator]
        for w in words:
            if w.code == "I" and isinstance(w.data, dict):
                return self.text[w.data["start"] : w.data["end"]]
        for code in "KETHdG":
            for w in words:
                if w.code == code:
                    return self.text[w.start : w.end]
        return None

    def named_before(self, match: re.Match[str], indicator: str) -> str | None:
        """The noun that a clause without one takes over from the clause before it."""
        for w in reversed(self.items[: match.start()]):
            if w.code == "I" and isinstance(w.data, dict) and w.data["indicator"] == indicator:
                return self.text[w.data["start"] : w.data["end"]]
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


def said(draft: dict[str, Any]) -> tuple[Any, ...]:
    """What a claim says, but for when and in which words."""
    keys = ("indicator", "operation", "areas", "base", "value", "hedge", "order", "universe")
    return tuple(draft.get(key) for key in keys)


def unheld(draft: dict[str, Any], times: dict[str, Any], product: str | None) -> dict[str, str]:
    """Why no figure can answer a claim that is understood."""
    since = ("change", "ratio", "growth", "extreme")
    if product:
        return {"not_checkable": "no data", "reason": f"{GOODS_ONLY}{product}"}
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
    if draft["operation"] != "change" or draft.get("unit") != "PT" or len(draft.get("period", "")) not in (4, 7):
        return draft
    if not month:
        return held | {"indicator": "seafood_exports"}
    if draft.get("base_period") != year_before(draft["period"]):
        return draft
    sign = "-" if held.pop("order", "desc") == "asc" else ""
    held.pop("base_period")
    return held | {"indicator": "seafood_change", "operation": "level", "value": sign + draft["value"]}


def numbers_of(match: re.Match[str]) -> Iterator[int]:
    """Places of the numbers that a rule takes: n, n1, n2, the rank o, and all in a list."""
    for name in match.re.groupindex:
        if match.start(name) >= 0 and (name.startswith("n") or name == "o"):
            yield match.start(name)
        elif name == "list":
            yield from (n for n, code in enumerate(match.group(name), match.start(name)) if code in "MPCO")


@cache
def rules() -> list[tuple[int, re.Pattern[str], Callable[[Row, re.Match[str]], bool]]]:
    from pipelines.claims.grammar import RULES

    return [(bits(needs(pattern)), re.compile(pattern), rule) for pattern, rule in RULES]


@lru_cache(1 << 12)
def rules_for(present: frozenset[str]) -> list[tuple[re.Pattern[str], Callable[[Row, re.Match[str]], bool]]]:
    """The rules that a row with these codes can match, in their order."""
    absent = ~bits(present)
    return [(pattern, rule) for needed, pattern, rule in rules() if not needed & absent]


def bits(codes: Iterable[str]) -> int:
    """A set of codes as a number: what a rule needs is compared with what there is 300 times a sentence."""
    return sum(1 << ord(code) for code in codes if ord(code) < 128)


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
