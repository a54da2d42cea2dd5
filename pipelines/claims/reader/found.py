"""What every operation is given: the roles of a match, the clause and sentence around it, and levels in general.

Belongs here: `Found`, what can be asked of it, and what an amount can be the level of. Does not belong here: making a
claim of it (claiming.py), what of it is held (series.py).
"""

from pipelines.claims.lexicon import KIND, SAID
from pipelines.claims.reader import resolver, timing, vocabulary
from pipelines.claims.reader.clauses import Clause
from pipelines.claims.reader.patterns import Match
from pipelines.claims.reader.phrases import OVER_GDP, is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Holder, Pronoun, Rank, Segment
from pipelines.claims.reader.sentence import Draft, Sentence
from pipelines.claims.reader.timing import Times

LEVELS = ("level", "sum", "mean")

SINCE = frozenset(("change", "ratio", "growth", "extreme", "direction", "streak"))

AMOUNTS = ("amount", "money", "percent", "count", "portion", "multiple_of", "points", "of_gdp")
"""Roles that an amount can have, and which is taken first."""


class Found:
    """A match with the clause and the sentence around it."""

    def __init__(self, match: Match, clause: Clause, sentence: Sentence) -> None:
        self.match, self.clause, self.sentence = match, clause, sentence
        self.says, self.role = match.pattern.says, match.roles.get
        self.low, self.said = sentence.low, sentence.said
        row, start, end = clause.row, match.start, match.end
        self.left, self.inside, self.behind = row[:start], row[start:end], row[end:]
        self.first, self.last, self.upto = row[start], row[end - 1], row[:end]
        self.start, self.end = self.first.start, self.last.end
        figure, rank = self.role("figure"), self.role("rank")
        self.figure = figure if isinstance(figure, Figure) else None
        self.amount = next((s for name in AMOUNTS if isinstance(s := self.role(name), Amount)), None)
        self.number = rank if isinstance(rank, Rank) else self.amount
        """The number that the claim states; another pattern may state the others of the match."""
        self.it: Draft | None = None
        """The claim before, where the match goes on about its figure."""
        self.draft = Draft("", "", ())
        """What the match was made."""

    @property
    def negative(self) -> bool:
        return self.is_deficit(self.figure, self.it is not None and (self.it.value or "").startswith("-"))

    def is_deficit(self, figure: Figure | None, otherwise: bool = False) -> bool:
        """Whether a figure is a deficit, by a word beside it or its own: “fell from a $3 billion deficit”."""
        beside = {s.values.get("balance") for s in (*self.inside, *self.behind[:1]) if is_word(s, "balance")} - {None}
        return "fall" in (beside or (figure.flags if figure is not None else ())) or (otherwise and not beside)

    @property
    def behind_a_deficit(self) -> bool:
        """Whether the figure before is a deficit: “the largest deficit in Africa, at $2 billion”."""
        named = next((s for s in reversed(self.earlier) if isinstance(s, Figure)), None)
        return self.figure is None and self.is_deficit(named)

    @property
    def less(self) -> bool:
        """Whether the word that compares says less: “fewer”, “fell behind”."""
        if (word := self.role("more")) is None:
            return False
        fewer = "less" in (word.values.get("more"), word.values.get("richer")) or is_word(word, "behind")
        return fewer != self.low.startswith(" slowly", word.end)  # "more slowly than"

    @property
    def ranked(self) -> bool:
        """Whether a place stands in the match."""
        return any(isinstance(s, Rank) and not is_word(s, "streak") for s in self.inside)

    @property
    def earlier(self) -> list[Segment]:
        """What stands before it in the sentence."""
        return [s for s in self.sentence.row if s.end <= self.start]

    def has(self, *classes: str) -> bool:
        """Whether a word of one of these classes stands in the match."""
        return any(is_word(s, *classes) for s in self.inside)

    @property
    def words(self) -> str:
        return self.sentence.text[self.start : self.end]

    def holder(self, name: str) -> tuple[str, ...]:
        found = self.role(name)
        if isinstance(found, Figure):
            return resolver.owner(found, self.clause, self.sentence)
        if isinstance(found, Area | Pronoun):
            return resolver.who(found, self.sentence)
        return ()

    @property
    def next(self) -> Segment | None:
        return self.behind[0] if self.behind else None

    def ends(self, *classes: str) -> bool:
        """Whether nothing follows in the clause, or a word of one of these classes."""
        return self.next is None or is_word(self.next, *classes)

    def sides(self, indicator: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Whose figure, and with which partner; trade between two has one of them on each side."""
        partner = self.partner
        return two_sided(self.ref(partner), partner, indicator)

    def times(self, number: Segment | None, last: Draft | None = None) -> Times:
        """The periods of a number; those of the claim before it where it has none."""
        found = timing.times_of(number, self.clause, self.sentence)
        if number is None and self.said("for the first time"):
            found.base, found.back = None, 0  # "fell in 2021, for the first time since 1949"
        if "share" in (self.says.operation, self.says.of) and isinstance(number, Amount):
            self.of_one_end(found, number)
        if last is not None and not found.period:
            now = number is not None and timing.at_another_time(number, self.sentence, SAID["now"])
            found.period = None if now else last.period
        return found

    def of_one_end(self, times: Times, number: Amount) -> None:
        """“fell from 22 to 16 per cent between 2013 and 2018”: the first is of 2013, the second of 2018."""
        ends = self.sentence.hit("from so much to so much")
        if ends is None or not ends.start() <= number.start < ends.end():
            return
        if not times.words:  # "fell by 31 per cent between 2013-17 and 2018-22, and its share from 22 to 16"
            both = next((p for p in self.sentence.periods if "/" in (p.base or "")), None)
            times.base, times.period = (both.base, both.period) if both is not None else (None, times.period)
        if times.base and times.period:
            first = self.low.endswith("from ", 0, number.start)
            times.period, times.base = times.base if first else times.period, None

    def subject(self, but: tuple[str, ...], at: Segment | None) -> tuple[str, ...]:
        return resolver.subject(self.clause, self.sentence, but, at)

    def owner(self, figure: Figure) -> tuple[str, ...]:
        return resolver.owner(figure, self.clause, self.sentence)

    def who(self, holder: Holder | None) -> tuple[str, ...]:
        return resolver.who(holder, self.sentence) if holder is not None else ()

    @property
    def indicator(self) -> str:
        """That of the pattern, by the class of its verb where it names several; else that of the figure."""
        says = self.says
        if not says.indicator:
            named = self.figure or self.it or self.role("base")  # "twice the population of France"
            return named.indicator if isinstance(named, Figure | Draft) else ""
        ids = says.indicator.split()
        verb = self.role("verb")
        by_verb = zip(ids[::2], ids[1::2], strict=False)
        found = next((each for word, each in by_verb if verb is not None and word in verb.classes), None)
        if found is not None:
            return found
        return ids[-1] if len(ids) % 2 else self.figure.indicator if self.figure is not None else ""

    @property
    def partner(self) -> tuple[str, ...]:
        says, figure = self.says, self.figure
        named = self.holder("partner") or ((says.partner,) if says.partner else ())
        if named:
            return named
        if self.it is not None:
            return self.it.counterpart
        if figure is not None and figure.partner is not None:
            return resolver.who(figure.partner, self.sentence)
        return resolver.other_side(figure, self.sentence) if figure is not None else ()

    @property
    def order(self) -> str:
        """Whether it falls: by the pattern, or by its verb."""
        move = self.role("move") if self.says.order == "move" else None
        falls = move is not None and move.values.get("move") == "-"
        return "asc" if falls or self.less else "desc"

    def ref(self, partner: tuple[str, ...]) -> tuple[str, ...]:
        """Whose figure: a role of the pattern, the figure's owner, else the subject of the clause."""
        says, figure = self.says, self.figure
        named = self.role(says.ref)
        if self.it is not None:
            whose = self.clause.host if self.clause.link == "whose" else None
            return next((s.ids for s in (named, whose) if isinstance(s, Area)), self.it.ref)
        whose = self.amount.whose if self.amount is not None else None
        if whose is not None:
            return whose.ids
        if isinstance(named, Area | Pronoun) or (isinstance(named, Figure) and named.owner is not None):
            return self.holder(says.ref)
        possessor = [s for s in self.left if not isinstance(s, Amount)][-2:]
        if len(possessor) == 2 and isinstance(possessor[0], Area) and is_word(possessor[1], "'s"):
            return possessor[0].ids  # "Germany's $4 trillion economy", "Mali's 4 per cent growth"
        if figure is not None:
            return resolver.owner(figure, self.clause, self.sentence, partner)
        return resolver.subject(self.clause, self.sentence, partner, self.clause.row[self.match.start])


def two_sided(
    ref: tuple[str, ...], partner: tuple[str, ...], indicator: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Trade between two has one of them on each side."""
    if len(ref) == 2 and not partner and indicator in ("goods_trade", "trade_balance"):
        return ref[:1], ref[1:]
    return ref, partner


def of_the_same(one: Draft, other: Draft) -> bool:
    return all(getattr(one, key) == getattr(other, key) for key in ("indicator", "ref", "counterpart"))


def kind_of(amount: Amount) -> str:
    """What a number counts; a part is a share in words."""
    return "of_gdp" if amount.of_gdp else "percent" if amount.kind == "part" else amount.kind


def together(ref: tuple[str, ...], partner: tuple[str, ...], indicator: str) -> str:
    """A level, or what several countries have together, or one has with several partners."""
    if len(partner) > 1:
        return "sum"
    if len(ref) == 1 and (ref[0] not in vocabulary.groups() or ref[0] == "WLD"):
        return "level"
    return "mean" if indicator in KIND["averaged"] else "sum"


def level_of(indicator: str, ref: tuple[str, ...], partner: tuple[str, ...] = ()) -> Draft:
    return Draft(indicator, together(ref, partner, indicator), ref, partner)


def measured_in(indicator: str, amount: Amount) -> str:
    """The indicator that such an amount can be the level of; "" where there is none."""
    if amount.of_gdp:
        return indicator if indicator in OVER_GDP.values() else OVER_GDP.get(indicator, "")
    if amount.kind == "money":
        return indicator if indicator in KIND["money"] else ""
    if amount.kind == "births" or (amount.kind == "count" and indicator == "fertility_rate"):
        return indicator if indicator == "fertility_rate" and amount.size < 15 else ""
    if amount.kind == "percent":
        if indicator == "migrants":
            return "migrants_population"
        return "gdp_growth" if indicator == "gdp" else indicator if indicator in KIND["rate"] else ""
    if amount.kind == "count":
        if indicator in KIND["people"]:
            fewest = {"population": 700, "troops": 0}.get(indicator, 300)  # fewer count something else
            return indicator if amount.size >= fewest else ""
        return indicator if indicator in KIND["money"] and amount.size >= 1e6 else ""
    return ""
