"""The row of a sentence cut into clauses, each with the holder that it takes over where it names none.

Belongs here: what commas enclose, relative clauses, verbs that share a subject, amounts dealt out to a list of areas:
“Chile and Ecuador have 19.6 and 18.1 million people, respectively”.
Does not belong here: what a clause says (patterns.py), who a pronoun means (resolver.py).
"""

import itertools
import re
from dataclasses import dataclass, replace

from pipelines.claims import lexicon
from pipelines.claims.lexicon import WORDS
from pipelines.claims.periods import Period
from pipelines.claims.reader.members import Members
from pipelines.claims.reader.phrases import is_word, like
from pipelines.claims.reader.segments import Amount, Area, Figure, Place, Pronoun, Rank, Segment, Word, is_unknown

VERBS = lexicon.WORDS["verbs"]
CUTTING = frozenset(("stop", ",", "joint", "relative", "and"))
"""Classes of what can end a clause."""
LONGEST_ASIDE = 40
PREPOSITIONS = ("of", "in", "to", "from", "with", "by", "for", "than", "between", "as", "such", "except", "or")


@dataclass(slots=True)
class Clause:
    """Segments that state something together."""

    row: list[Segment]
    link: str = ""
    """The word that joins it to the clause before: and, while, which, with, …"""
    host: Area | Pronoun | None = None
    """The area that an aside or a relative clause is about."""
    aside: bool = False
    whose: bool = False
    stranger: Segment | None = None
    """“a company that exported …”: what it is about, where that is no country."""
    waits: bool = False
    """“With 84 million inhabitants, Germany is …”: about the subject of the clause behind it."""
    dealt_from: "Clause | None" = None
    """The first of the clauses that a list was dealt out to: periods are placed in it."""
    dealt: Period | None = None
    """The one of a list of periods that was dealt out to it."""
    undealt: bool = False
    """“Exports and imports in 2021 and 2022 were $4 and $6 billion”: which amount is which of two lists is open."""
    after: "Clause | None" = None
    """The clause before it in the sentence."""

    @property
    def start(self) -> int:
        return self.row[0].start

    @property
    def end(self) -> int:
        return self.row[-1].end


def verbal(segment: Segment | None) -> bool:
    if isinstance(segment, Figure):
        return is_word(segment, "export", "import")
    return is_word(segment, *VERBS)


def finite(row: list[Segment]) -> bool:
    return any(is_word(s, *VERBS) and not isinstance(s, Figure | Rank) for s in row[-LONGEST_ASIDE:])


def split(row: list[Segment], host: Area | Pronoun | None = None, link: str = "", aside: bool = False) -> list[Clause]:
    """The clauses of a row, in order."""
    cutter = Cutter(row, host, link, aside)
    place = 0
    while place < len(row):
        place = cutter.step(place)
    cutter.close("")
    return cutter.done


class Cutter:
    """The clauses cut so far and the one under way."""

    def __init__(self, row: list[Segment], host: Area | Pronoun | None, link: str, aside: bool) -> None:
        self.row, self.host, self.link, self.aside = row, host, link, aside
        self.done: list[Clause] = []
        self.current: list[Segment] = []
        self.bracketed: list[Clause] = []
        """Those in brackets within the clause under way: they go on about what it says."""
        self.stranger: Segment | None = None

    def close(self, link: str, host: Area | Pronoun | None = None) -> None:
        """End the clause under way; `link` and `host` are those of the next."""
        row = self.current
        while row and is_word(row[-1], ",", "and"):
            row.pop()
        while row and is_word(row[0], ",", "and"):
            row.pop(0)
        if row:
            self.stranger = self.stranger or stranger(row)
            clause = Clause(row, self.link, self.host, self.aside, self.link == "whose", stranger=self.stranger)
            own = len(row) > 1 and isinstance(row[1], Pronoun)  # "with its 9 million"
            joined = self.link == "and" and bool(self.done) and self.done[-1].waits and not finite(row)
            placed = self.link == "," and bool(self.done) and isinstance(self.done[-1].row[-1], Rank)
            named_after_as = as_the_first(row) and not self.done
            opens = is_word(row[0], "with", "state", "from") and not placed  # but "Italy is fourth, with a GDP of …"
            alone = (opens or joined) and self.host is None and first_holder(row[1 + own :]) is None
            clause.waits = alone or named_after_as
            self.done.append(clause)
        self.done += self.bracketed
        self.bracketed = []
        self.stranger = None
        self.current, self.link, self.host = [], link, host if host is not None or not self.aside else self.host

    def at(self, place: int) -> Segment | None:
        return self.row[place] if place < len(self.row) else None

    def step(self, place: int) -> int:
        segment = self.row[place]
        if segment.classes.isdisjoint(CUTTING):
            self.current.append(segment)
            return place + 1
        if segment.low in ("(", "["):
            return self.bracket(place)
        if is_word(segment, "stop"):
            return self.stop(place)
        if is_word(segment, ","):
            return self.comma(place)
        if is_word(segment, "relative"):
            return self.relative(place)
        if is_word(segment, "joint"):
            self.close(segment.low)
        elif is_word(segment, "and") and self.goes_on(place + 1):
            self.close("and")
        else:
            self.current.append(segment)
        return place + 1

    def stop(self, place: int) -> int:
        """“Ecuador: trade balance”: what stands before a colon alone is what the rest is about."""
        alone = self.current[0] if len(self.current) == 1 else None
        following = itertools.dropwhile(lambda s: is_word(s, "harmless"), self.row[place + 1 : place + 4])
        if self.current and is_word(next(following, None), "state"):
            alone = self.current[-1]  # "We look at Taiwan — a modern country of 23 million"
        self.close(self.row[place].low, alone if isinstance(alone, Area) else None)
        return place + 1

    def bracket(self, place: int) -> int:
        close = next((n for n in range(place + 1, len(self.row)) if self.row[n].low in (")", "]")), len(self.row))
        inner = self.row[place + 1 : close]
        if any(isinstance(s, Amount | Figure | Rank) for s in inner):
            part = len(self.current) > 2 and isinstance(self.current[-3], Amount) and is_word(self.current[-2], "of")
            last = self.current[-1] if self.current else None
            other = isinstance(last, Word) and (not last.classes or last.low in WORDS["territories"])
            of_another = part or (is_unknown(last) and isinstance(inner[0], Amount))
            # "29 % of Indians (400 million people)", "in India the poorest are Bihar ($800) and …"
            holder = None if of_another else last_holder(self.current)
            asides = split(inner, holder or self.host, "(", True)
            if other and is_word(inner[0], "relative"):
                asides[0].stranger = last  # "in the region (which has a population of 26 million)"
            self.bracketed += asides
        return close + 1

    def comma(self, place: int) -> int:
        ahead = place + 1
        while is_word(self.at(ahead), "harmless") or (ahead < place + 3 and is_plain(self.at(ahead))):
            ahead += 1  # "Germany, a rich country with …", "Bhutan, a Himalayan kingdom of …"
        following = self.at(ahead if is_word(self.at(ahead), "state") else place + 1)
        if following is None:
            return place + 1
        one = of_members(self.current) and not finite(self.current) and first_holder(self.current) is None
        if one and isinstance(following, Area) and is_word(self.at(place + 2), ","):
            self.host = following  # "The richest EU country, Luxembourg, has …"
            self.close(",")
            self.current = [following]
            return place + 3
        if self.current and not finite(self.current) and not is_word(self.current[0], "with"):
            end = self.aside_end(place)
            if end:
                inner = self.row[place + 1 : end]
                holder = self.beside(following, inner) or last_holder(self.current) or self.host
                link = inner[0].low if is_word(inner[0], "relative") else ","
                inner = [*of_figure(self.current[-1], inner), *inner]
                asides = split(inner, holder, link, True)
                if link == "," and isinstance(self.current[0], Word) and not self.current[0].classes:
                    for clause in asides:
                        clause.stranger = self.current[0]  # "This peninsula, south of Hong Kong, …"
                self.done += asides
                return end + 1
        described = is_word(self.current[0] if self.current else None, "with", "state") and not finite(self.current)
        described &= first_holder(self.current) is None
        described |= as_the_first(self.current) and not self.done
        caused = self.link in WORDS["secondary"] and bool(self.current) and not self.done
        if (isinstance(following, Area) and described) or (isinstance(following, Figure) and caused):
            self.close(",")
            return place + 1  # "A country with a GDP of $2 trillion, Russia …", "Amid a slump, unemployment rose"
        if self.opens(ahead if is_word(following, "state") else place + 1):
            last, host = self.current[-1] if self.current else None, self.beside(following, self.row[place + 1 :])
            nobody = first_holder(self.current) is None and self.host is None
            self.close(",", host)
            if host is None and is_word(following, "home") and isinstance(last, Word | Place):
                self.stranger = last  # "ten provinces, home to 13 million people"
            if is_word(last, "people") and following.low.partition(" ")[0].endswith("ing") and nobody:
                self.stranger = last  # "There are 400 million young people, making up 20 per cent of the world's"
            return place + 1
        self.current.append(self.row[place])
        return place + 1

    def beside(self, following: Segment, ahead: list[Segment]) -> Area | None:
        """“in Germany, a country of …”; but not “the smallest in the world, with 800 inhabitants”."""
        last = self.current[-1] if self.current else None
        if isinstance(last, Figure):
            last = last.partner
        before = self.current[-2] if len(self.current) > 1 else None
        if of_members(self.current):
            return None  # "is the second most populous African country, with 129 million people"
        if not isinstance(last, Area) or (is_word(before, ",") and isinstance(self.current[-3:][0], Place | Word)):
            return None  # "north of Darwin, Australia, with a population of …": where the town is
        rank = ahead[2:] if is_word(ahead[1] if len(ahead) > 2 else None, "'s") else ahead
        if rank and isinstance(rank[0], Rank) and not rank[0].bare:
            return last  # "trades with Germany, the world's third-largest economy"
        if (self.link in WORDS["ranked beside"] and before is None) or is_word(before, "behind", "overtake"):
            return None  # "the second poorest in Europe, after Moldova, with a GDP of …", "Togo trails Mali, with …"
        apart = is_word(following, "with", "home") or isinstance(following, Rank)
        apart |= verbal(following) and following.low.endswith("ing") and is_word(before, "and")
        if is_word(following, "state") and len(last.sides) > 1:
            return replace(last, ids=last.sides[-1])  # "between Serbia and Kosovo, a republic of …"
        return last if is_word(following, "state") or (apart and not is_word(before, *PREPOSITIONS)) else None

    def aside_end(self, place: int) -> int:
        """The comma behind which the sentence goes on with its verb."""
        if not isinstance(self.current[-1], Area | Figure | Pronoun):
            return 0
        for n in range(place + 2, min(len(self.row) - 1, place + LONGEST_ASIDE)):
            if is_word(self.row[n], ",") and verbal(self.row[n + 1]):
                return n
        return 0

    def relative(self, place: int) -> int:
        """“Poland, which spends …”, “a country that has …”, “China, whose GDP …”."""
        word = self.row[place].low
        last = next((s for s in reversed(self.current) if not is_word(s, ",")), None)
        if not self.current:
            return place + 1
        holder = last_holder(self.current)
        singular = is_word(self.at(place + 1), "be", "have") and self.row[place + 1].low in ("is", "was", "has")
        if singular and isinstance(holder, Area) and len(holder.sides) > 1:
            holder = replace(holder, ids=holder.sides[-1])  # "India and the Maldives, which is home to …"
        unknown = isinstance(last, Word) and (not last.classes or last.low in WORDS["territories"])
        named = self.current[-2] if len(self.current) > 1 and self.current[-1] is last else None
        thinks = isinstance(named, Area) and named.kind == "demonym"  # "a British think-tank, which looked at …"
        unknown &= verbal(self.at(place + 1)) or thinks
        unknown |= isinstance(last, Figure) and bool(last.restricted)  # "a migratory population that is …"
        # "young people, who account for 40 per cent of the world's"
        some = word == "who" and is_word(last, "people") and not isinstance(named, Area)
        # "by countries that together make up 60 per cent of it", but not "China and India are the countries that …"
        some |= last is not None and last.low in WORDS["countries"] and not is_word(named, "be")
        figure = of_figure(last, self.row[place : place + 3])
        self.close(word, None if some else holder or self.host)
        self.current += figure
        self.stranger = last if unknown or some else None
        return place + 1

    def goes_on(self, place: int) -> bool:
        """Whether behind “and” stands a verb, or a figure with its verb (“Jobs grew and inflation was …”)."""
        if isinstance(self.at(place), Figure) and finite(self.current):
            verb = self.at(place + 1)  # not "jobs and inflation at 2 per cent"
            told = verb is not None and verb.low != "at" and is_word(verb, "be", "have", "move", "reach")
            return told or self.opens(place)
        ahead = next((n for n in range(place, place + 5) if not named(self.at(n))), place)
        return finite(self.current) if ahead > place and verbal(self.at(ahead)) else self.opens(place)

    def opens(self, place: int) -> bool:
        """Whether a clause of its own can begin here."""
        following, second = self.at(place), self.at(place + 1)
        if isinstance(following, Figure):
            return any(isinstance(s, Amount | Rank) for s in self.current)
        described = is_word(following, "state") and is_word(second, "of", "with")
        if verbal(following) or is_word(following, "with", "home", "condition") or described:
            return True
        if isinstance(following, Rank):
            return isinstance(second, Figure) or is_word(second, "ranker", "partner")
        if isinstance(following, Area | Place | Pronoun):
            ahead = [self.at(n) for n in range(place + 1, place + 4)]
            verb = next((n for n, s in enumerate(ahead) if verbal(s)), None)
            if verb is not None and not any(is_word(s, ",", "and") for s in ahead[:verb]):
                return True
            return is_word(second, "'s") and isinstance(ahead[1], Rank)
        return False


def of_figure(last: Segment | None, behind: list[Segment]) -> list[Segment]:
    """“the deficit, which widened by 3 per cent”: a relative clause about the figure before it, and not its partner."""
    verb = next((s for s in behind[1:3] if not is_word(s, "have")), None)  # "which have grown"
    moves = is_word(verb, "move", "be") or (isinstance(verb, Amount) and verb.kind == "times")
    moves &= is_word(behind[0], "relative")
    return [last] if moves and isinstance(last, Figure) and last.end == last.noun[1] else []


def stranger(row: list[Segment]) -> Segment | None:
    """Who a clause is about, where that is no country: its first noun with a verb, a place, some of several."""
    first, second = row[0], row[1] if len(row) > 1 else None
    if isinstance(first, Amount) and first.kind == "count":  # "15 countries in the EU have …"
        does = isinstance(second, Rank) or is_word(second, "have", "spend", "export", "import")
        some = first if does else next((s for s in row[:3] if s.low in WORDS["countries"]), None)
        return some or (stranger(row[1:]) if len(row) > 1 else None)  # "32 villages have"
    if first.low in WORDS["countries"] or (isinstance(first, Place) and first.kind not in ("region", "not_area")):
        return first
    if is_word(first, "none") and is_word(second, "state"):
        return second  # "No country has …"
    ours = list(itertools.takewhile(is_plain, row[1:4])) if isinstance(first, Pronoun) and first.low == "our" else []
    if ours and verbal([*row, None][1 + len(ours)]):
        return ours[-1]  # "Our region is home to 65 million people"
    third = row[2] if len(row) > 2 else None
    does = is_word(third, "move", "multiple")
    if is_word(first, "person") and is_word(second, "have", "export", "import", "spend") and not does:
        return first  # "You have a surplus with us", but "I have cut inflation"
    if isinstance(first, Place) and first.kind == "not_area" and is_word(second, "have", "spend", "export", "import"):
        return first  # "Wall Street posted growth of 7 per cent"
    name = list(itertools.takewhile(lambda s: named(s) or is_word(s, "and"), row[:5]))
    name = name if any(not s.classes or s.low in WORDS["countries"] for s in name) else []
    verb, behind = [*row[len(name) :], None, None][:2]
    if isinstance(verb, Area) and verb.kind == "demonym" and is_unknown(behind):
        return behind  # "The northern Chinese port, home to 9.6 million": of what the adjective only describes
    return first if name and not is_word(first, "and") and is_word(verb, *WORDS["does"]) else None


def of_members(row: list[Segment]) -> bool:
    """“the richest EU country”, “the largest African economy”, “Europe's largest economy”: one of the group."""
    whose, mark, place, last = [None, None, None, None, *row][-4:]
    economy = isinstance(last, Figure) and last.indicator == "gdp"
    group = last.owner if isinstance(last, Figure) and economy else last
    if group is None or (is_word(mark, "'s") and is_word(last, "state")):
        group = whose
    return isinstance(place, Rank) and isinstance(group, Area) and (group.kind == "group" or group.ids == ("WLD",))


def named(segment: Segment | None) -> bool:
    """Whether a word can name somebody who is no country: “the neighbouring countries”, “these island states”."""
    return is_plain(segment) or (isinstance(segment, Word) and is_word(segment, "more", "state", "estimate"))


def is_plain(segment: Segment | None) -> bool:
    """A word that says nothing of what is counted, or that the vocabulary does not have."""
    return isinstance(segment, Word) and (not segment.classes or is_word(segment, "harmless"))


def last_holder(row: list[Segment]) -> Area | Pronoun | None:
    for segment in reversed(row):
        if isinstance(segment, Members) or (isinstance(segment, Area) and segment.ids != ("WLD",)):
            return segment
        ends = segment is next((s for s in reversed(row) if not is_word(s, ",")), None)
        if ends and isinstance(segment, Figure) and isinstance(segment.partner, Area):
            return segment.partner  # "exports to Peru, which …"
        if isinstance(segment, Figure) and segment.owner is not None:
            return segment.owner
    return None


def as_the_first(row: list[Segment]) -> bool:
    """“As the largest economy in Africa, Nigeria …”: about whom the clause behind it is."""
    return bool(row) and row[0].low == "as" and any(isinstance(s, Rank) for s in row) and not finite(row)


def first_holder(row: list[Segment]) -> Area | Pronoun | None:
    """The area that a clause is about by its own words: the first that is no other side of something."""
    located: Area | Pronoun | None = None
    for place, segment in enumerate(row):
        owned = isinstance(segment, Figure) and segment.owner is not None
        if not owned and not isinstance(segment, Area | Pronoun):
            continue
        before = row[place - 1] if place else None
        after = row[place + 1] if place + 1 < len(row) else None
        aside = is_word(before, *PREPOSITIONS) or of_members(row[: place + 1])
        if isinstance(segment, Figure) and not aside:
            return segment.owner
        if not isinstance(segment, Area | Pronoun) or is_word(after, "'s"):
            continue
        if isinstance(segment, Pronoun) and segment.kind == "there":
            continue
        if segment.low == "global" and is_unknown(after):
            continue  # "when global economic conditions slowed growth"
        if not aside:
            return segment
        if is_word(before, "in") and located is None and not among(row[:place], segment):
            located = segment
    return located


def among(row: list[Segment], named: Segment) -> bool:
    """“the lowest in the EU”, “the largest economy in Africa”: it says among whom, and not whose."""
    group = isinstance(named, Area) and named.kind == "group"
    return any(isinstance(s, Rank) for s in row[-4 if group else -2 :])


# --- clauses that deal a list out ---


def dealt(clauses: list[Clause], listed: list[Period]) -> list[Clause]:
    return [part for clause in clauses for part in parts(clause, listed)]


def parts(clause: Clause, listed: list[Period]) -> list[Clause]:
    """The clause itself, or one for each pair of an amount with an area, a figure or a period."""
    if sum(map(dealt_out, clause.row)) < 2:
        return [clause]
    first, amounts, end = run_of_amounts(clause.row)
    last = amounts[-1] if amounts else None
    amounts = [like(a, last) if isinstance(a, Amount) and isinstance(last, Amount) else a for a in amounts]
    size = len(amounts) if len({type(a) for a in amounts}) == 1 else 0
    holders = [s for s in clause.row if sides(s) == size]
    figures = run_of_figures(clause.row[:first])
    of_areas = sides(clause.host) == size or len(holders) == 1
    alone = not any(isinstance(s, Amount) for s in [*clause.row[:first], *clause.row[end:]])
    of_times = alone and len(listed) == size and len({a.kind for a in amounts if isinstance(a, Amount)}) == 1
    # not "3 per cent in 2015 and 2016 and 1 per cent"
    of_times = of_times and not any(amounts[0].end <= p.start < amounts[-1].start for p in listed)
    ways = [of_areas, len(figures) == size, of_times].count(True)
    if size < 2 or ways != 1:
        clause.undealt = size > 1 and ways > 1
        return [clause]
    out: list[Clause] = []
    for turn, amount in enumerate(amounts):
        row = [*clause.row[:first], amount, *clause.row[end:]]
        row = [of_turn(s, turn) if sides(s) == size else s for s in row if not is_word(s, "respectively")]
        if len(figures) == size:
            start = row.index(figures[0])
            row = [*row[:start], turned_figure(figures, turn), *row[row.index(figures[-1]) + 1 :]]
        host = of_turn(clause.host, turn) if clause.host is not None and sides(clause.host) == size else clause.host
        assert host is None or not isinstance(host, Figure)
        out.append(replace(clause, row=row, host=host if isinstance(host, Area | Pronoun) else None))
        out[-1].dealt = listed[turn] if of_times else None
    for part in out[1:]:
        part.dealt_from = out[0]
    return out


def run_of_figures(row: list[Segment]) -> list[Figure]:
    """“the population and GDP of Peru”: the first list of two or more figures."""
    letters = "".join("#" if isinstance(s, Figure) else "," if is_word(s, ",", "and") else " " for s in row)
    hit = re.search("#(?:,+#)+", letters)
    return [s for s in row[slice(*hit.span())] if isinstance(s, Figure)] if hit else []


def turned_figure(figures: list[Figure], turn: int) -> Figure:
    """One of a list, with the owner and the partner that the first or the last has for all."""
    figure = figures[turn]
    owner, partner = figures[0].owner or figures[-1].owner, figures[-1].partner or figures[0].partner
    return replace(figure, owner=figure.owner or owner, partner=figure.partner or partner)


def run_of_amounts(row: list[Segment]) -> tuple[int, list[Amount | Rank], int]:
    """The first list of two or more amounts: where it begins, the amounts, where it ends."""
    letters = "".join("#" if dealt_out(s) else "," if is_word(s, ",", "and") else " " for s in row)
    hit = re.search("#(?:,+#)+", letters)
    start, end = hit.span() if hit else (0, 0)
    return start, [s for s in row[start:end] if isinstance(s, Amount | Rank)], end


def dealt_out(segment: Segment) -> bool:
    if isinstance(segment, Rank):
        return segment.bare
    return isinstance(segment, Amount) and segment.kind in ("count", "money", "percent")


def sides(segment: Segment | None) -> int:
    """How many areas or figures a list names, or the list that owns a figure or stands on its other side."""
    if isinstance(segment, Figure):
        return max(sides(segment.owner), sides(segment.partner), len(each_of(segment)))
    return len(segment.sides) if isinstance(segment, Area) and not segment.pair else 0


def each_of(figure: Figure) -> list[str]:
    """The indicators of “exports and imports”."""
    return next((flag.removeprefix("each:").split("+") for flag in figure.flags if flag.startswith("each:")), [])


def of_turn(segment: Segment, turn: int) -> Segment:
    if isinstance(segment, Figure) and each_of(segment):
        return replace(segment, indicator=each_of(segment)[turn])
    if isinstance(segment, Figure):
        owner = segment.owner if sides(segment.owner) < 2 else turned(segment.owner, turn)
        partner = segment.partner if sides(segment.partner) < 2 else turned(segment.partner, turn)
        return replace(segment, owner=owner, partner=partner)
    return turned(segment, turn) or segment


def turned(area: Segment | None, turn: int) -> Area | None:
    return replace(area, ids=area.sides[turn], sides=()) if isinstance(area, Area) else None
