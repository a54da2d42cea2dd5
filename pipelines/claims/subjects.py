"""Who is meant: by a pronoun, by a clause that names no country, by an indicator without an owner.

Belongs here: settling areas, or saying why they cannot be settled, and what makes an indicator no country's.
Does not belong here: names of areas (lexicon/), lists of them (phrases.py).
"""

import re
from typing import Any

from pipelines.claims import lexicon, phrases
from pipelines.claims.marks import Word
from pipelines.claims.phrases import PRODUCTS, TRADE
from pipelines.claims.row import Words, count_of
from pipelines.claims.terms import Refused

OBJECT = re.compile(r"I[vle]{1,2}[MPC](?:oI)?,?_?(?P<v>&)(?P<a>A)(?!s)")
NO_SUBJECT = frozenset(("there", "us", "them"))
ABOUT = frozenset(("leave", "leaves", "left", "place", "places", "placed", "put", "puts"))
CLAUSE = re.compile(r"\b(?:but|while|whereas|although|though|whilst|yet)\b")
OUTPUT = re.compile(r"gdp|econom|output")
OTHER_SIDE = re.compile(r"\b(?:than|that of|those of|with|against|like|unlike) (?:the )?$")
LEADING = re.compile(r"(?:^|(?<=;))[_yR]{0,3}w[^,;]*,A(?!s)")
PAIRED = frozenset(("bilateral", "mutual", "two-way"))
PAIR = re.compile(r"\b(?:bilateral|mutual|two-way) (?:trade|commerce|turnover|exports?|imports?)\b")
BARE = frozenset(("it", "its", "it's"))
WE = frozenset(
    phrase for row in lexicon.rows("words") if row["payload"] == "we" for phrase in row["phrases"].split(";")
)
IT = frozenset(
    phrase for row in lexicon.rows("words") if row["payload"] == "it" for phrase in row["phrases"].split(";")
)


class Subjects(Words):
    """Areas of a sentence."""

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
            topic = self.context.topic
            demonyms = {x.data["ids"] for x in self.named if x.data["kind"] == "demonym"}
            if self.context.fresh and len(topic) == 1 and {x.data["ids"] for x in self.named} == demonyms == {topic}:
                return topic  # "Let me say something about Ghana. Our economy grew, and every Ghanaian …"
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
            if not distinct and text == "it" and len(self.context.head) == 1:
                return self.context.head  # "The EU is the UK's largest partner. It took 42 per cent of UK exports."
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
                elif not found and w.data == ":" and (re.match(r",?A[ve]", self.codes[:place]) or self.lone(place)):
                    continue  # "Germany is flat: the economy shrank …"
                break
            if w.code == "U":
                if w.data == "region" and place and self.items[place - 1].code == "i":
                    continue
                raise Refused("sub-national", f"“{self.text[w.start : w.end]}” is no country")
            if w.code == "A" and self.low[w.start : w.end] in ("global", "worldwide"):
                continue
            if w.code == "A" or (w.code == "R" and self.low[w.start : w.end] not in NO_SUBJECT):
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
        before = {tuple(d["areas"]["ref"]) for d in self.drafts if "indicator" in d}
        if len(before) == 1 and not others and not before & {but}:
            return before.pop()  # "US imports from China fell; imports from Mexico rose"
        raise Refused("no subject", "the sentence does not say which country is meant")

    def lone(self, place: int) -> bool:
        """“Jordan buys its fuel abroad: the deficit was …”: one country, and what it does before the colon."""
        named = {w.data["ids"] for w in self.named}
        return len(named) == 1 and re.match(r"A[mxku&]", self.codes[:place]) is not None

    def opens_clause(self, place: int) -> bool:
        """Whether the area at `place` stands between “while” and a verb."""
        link = self.items[place - 1]
        return bool(CLAUSE.fullmatch(self.low, link.start, link.end)) and self.codes[place + 1 : place + 2] in tuple(
            "veuclkxm,"
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
        if own is None and partner is None and (ref := self.left_with(index)):
            return ref
        return (
            self.who(own) if own is not None else self.subject(index, self.who(partner) if partner is not None else ())
        )

    def left_with(self, index: int) -> tuple[str, ...]:
        """“Income per head was $990, which places Rwanda among the poor”: whose figure, the object says."""
        hit = OBJECT.match(self.codes, index)
        verb = self.items[hit.start("v")] if hit else None
        if hit is None or verb is None or self.low[verb.start : verb.end] not in ABOUT:
            return ()
        ref = self.who(self.items[hit.start("a")])
        if self.speaker or {w.data["ids"] for w in self.named} != {ref} or self.context.topic not in ((), ref):
            return ()
        return ref if len(ref) == 1 else ()

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
        if index and self.codes[index - 1] == "B":
            raise Refused("no indicator", "the difference between two figures")  # "the gap between exports and imports"
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
