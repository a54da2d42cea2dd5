"""From a match to a claim under way: which indicator, which operation, whose, how much, when.

Belongs here: one function per operation, and what holds for all of them (units, signs, groups, what is not held).
Does not belong here: which words match (patterns/), whose and when (resolver.py), what forbids it (guards.py,
verifier.py).
"""

# ruff: noqa: SIM905 - lists of words are read more easily in one piece

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

from pipelines.claims.reader import resolver, vocabulary
from pipelines.claims.reader.clauses import Clause
from pipelines.claims.reader.patterns import Match
from pipelines.claims.reader.phrases import TRADE, TRADE_AND_SERVICES, is_word
from pipelines.claims.reader.resolver import Times
from pipelines.claims.reader.segments import Amount, Area, Figure, Place, Pronoun, Rank, Segment
from pipelines.claims.reader.sentence import Draft, Refused, Sentence

MONEY = frozenset(
    "gdp gdp_ppp gdp_per_capita gni_per_capita goods_exports goods_imports goods_trade trade_balance "
    "military_expenditure goods_services_exports goods_services_imports host_contribution".split()
)
PERSONS = frozenset("population armed_forces troops".split())
OVER_GDP = {
    "military_expenditure": "military_expenditure_gdp", "military_expenditure_gdp": "military_expenditure_gdp",
    "goods_exports": "exports_gdp", "goods_services_exports": "exports_gdp", "goods_imports": "imports_gdp",
    "goods_services_imports": "imports_gdp", "goods_trade": "trade_gdp", "trade_balance": "trade_balance_gdp",
}  # fmt: skip
"""What is said in per cent of GDP, and the indicator that answers it."""
RATES = frozenset(["gdp_growth", *OVER_GDP.values()])
AVERAGED = RATES | {"gdp_per_capita", "gni_per_capita"}
DATED = frozenset("level sum mean change".split())
SINCE = frozenset("change ratio growth extreme direction streak".split())
SEAFOOD = frozenset(("seafood", "fish", "fish and seafood"))
REAL = re.compile(r"\b(?:in real terms|(?:in|at) constant prices|(?:inflation[- ]adjusted|adjusted for inflation))\b")
PPP = re.compile(r"\b(?:ppp|purchasing[ -]power)\b")
NOMINAL = re.compile(
    r"\b(?:in (?:cash|nominal|dollar|money) terms|(?:at|in) current prices|nominal (?:gdp|economic|growth|output))\b"
)
AVERAGE = re.compile(
    r"\b(?:on average|an? (?:annual |yearly )?average|averag(?:ed|ing|es)|a year|annually|per year|every year|"
    r"per annum|each year|annuali[sz]ed|(?:annual|average) (?:rate|pace|growth))\b"
)
AS_SHARE = re.compile(
    r"\b(?:(?:as an? )?(?:share|percentage|proportion) of|relative to|in (?:relation|proportion) to) "
    r"(?:its |their |the )?(?:gdp|national income|national output|economy|economic output)\b"
)
PRODUCT = "only goods in total are held, not "


@dataclass(slots=True)
class Found:
    """A match with the clause and the sentence around it."""

    match: Match
    clause: Clause
    sentence: Sentence

    def role(self, name: str) -> Segment | None:
        place = self.match.roles.get(name)
        return self.clause.row[place] if place is not None else None

    @property
    def figure(self) -> Figure | None:
        found = self.role("figure")
        return found if isinstance(found, Figure) else None

    @property
    def amount(self) -> Amount | None:
        for name in (
            self.match.pattern.says.amount,
            "amount",
            "money",
            "percent",
            "count",
            "portion",
            "multiple_of",
            "points",
            "of_gdp",
        ):
            found = self.role(name)
            if isinstance(found, Amount):
                return found
        return None

    @property
    def number(self) -> Amount | Rank | None:
        """The number that the claim states; another pattern may state the others of the match."""
        rank = self.role("rank")
        return rank if isinstance(rank, Rank) else self.amount

    @property
    def words(self) -> str:
        row = self.clause.row
        return self.sentence.text[row[self.match.start].start : row[self.match.end - 1].end]

    def holder(self, name: str) -> tuple[str, ...]:
        found = self.role(name)
        if isinstance(found, Figure):
            return resolver.owner(found, self.clause, self.sentence)
        if isinstance(found, Area | Pronoun):
            return resolver.who(found, self.sentence)
        return ()


def propose(found: Found) -> Draft | None:
    """The claim that a match makes; None where the match is none of its kind. Raises Refused."""
    says = found.match.pattern.says
    make = OPERATIONS.get(says.operation)
    if make is None:
        raise ValueError(f"{found.match.pattern.id}: `operation` {says.operation} is none of {', '.join(OPERATIONS)}")
    draft = make(found)
    if draft is None:
        return None
    draft.pattern = found.match.pattern.id
    draft.clause = found.clause
    return draft


# --- parts ---


def indicator_of(found: Found) -> str:
    """That of the pattern, by the class of its verb where it names several; else that of the figure."""
    says = found.match.pattern.says
    if not says.indicator:
        return found.figure.indicator if found.figure is not None else ""
    named = says.indicator.split()
    if len(named) == 1:
        return named[0]
    verb = found.role("verb")
    for word, indicator in zip(named[::2], named[1::2], strict=True):
        if verb is not None and word in verb.classes:
            return indicator
    return ""


def ref_of(found: Found, partner: tuple[str, ...]) -> tuple[str, ...]:
    """Whose figure: a role of the pattern, the figure's owner, else the subject of the clause."""
    says, figure = found.match.pattern.says, found.figure
    named = found.role(says.ref)
    if (
        figure is not None
        and figure.owner is not None
        and not (isinstance(figure.owner, Pronoun) and named is not None)
    ):
        return resolver.who(figure.owner, found.sentence)
    if isinstance(named, Area | Pronoun):
        return resolver.who(named, found.sentence)
    if isinstance(named, Figure) and named.owner is not None:
        return resolver.who(named.owner, found.sentence)
    if figure is not None:
        return resolver.owner(figure, found.clause, found.sentence)
    return resolver.subject(found.clause, found.sentence, partner, found.clause.row[found.match.start])


def partner_of(found: Found) -> tuple[str, ...]:
    says, figure = found.match.pattern.says, found.figure
    named = found.holder(says.counterpart)
    if named and figure is not None and not fits_link(figure, found.role("link")):
        return ()
    if named:
        return named
    if figure is not None and figure.partner is not None:
        return resolver.who(figure.partner, found.sentence)
    return ()


def fits_link(figure: Figure, link: Segment | None) -> bool:
    """Whether the partner stands behind the word of its direction: exports to, imports from, trade with."""
    if link is None:
        return True
    flow = figure.indicator.replace("goods_services", "goods")
    wanted = {"goods_exports": "to", "goods_imports": "from", "goods_trade": "with", "trade_balance": "with"}.get(flow)
    return wanted is not None and is_word(link, wanted)


def order_of(found: Found) -> str:
    """Whether it falls: by the pattern, or by its verb."""
    order = found.match.pattern.says.order
    word = found.role("move") if order == "move" else found.role("more") if order == "more" else None
    if word is not None:
        value = word.values.get("move") if order == "move" else word.values.get("more")
        return "asc" if value in ("-", "less") else "desc"
    return "asc" if order == "asc" else "desc"


def negative(figure: Figure | None) -> bool:
    return figure is not None and "fall" in figure.flags


def grouped(areas: tuple[str, ...], indicator: str) -> str:
    """One area's level, or what several have together."""
    if len(areas) == 1 and (areas[0] not in vocabulary.groups() or areas[0] == "WLD"):
        return "level"
    return "mean" if indicator in AVERAGED else "sum"


def together(ref: tuple[str, ...], partner: tuple[str, ...], indicator: str) -> str:
    """A level, or a sum where several countries or several partners are named."""
    return "sum" if len(partner) > 1 else grouped(ref, indicator)


def measured_in(indicator: str, amount: Amount) -> str:
    """The indicator that such an amount can be the level of; "" where there is none."""
    if amount.of_gdp:
        return OVER_GDP.get(indicator, "")
    if amount.kind == "money":
        return indicator if indicator in MONEY else ""
    if amount.kind == "percent":
        return "gdp_growth" if indicator == "gdp" else indicator if indicator in RATES else ""
    if amount.kind == "count":
        if indicator in PERSONS:
            return indicator if amount.size >= 300 or indicator == "troops" else ""
        return indicator if indicator in MONEY and amount.size >= 1e6 else ""
    return ""


def stated(found: Found, draft: Draft, amount: Amount | None, flip: bool = False) -> Draft:
    """Value, hedge and unit of the claim: those of its number."""
    draft.place = amount.start if amount is not None else found.clause.row[found.match.start].start
    if amount is None:
        return draft
    sign = "-" if flip and not amount.text.startswith("-") else ""
    draft.value, draft.hedge = sign + amount.text, amount.hedge
    if amount.high:
        draft.value_high, draft.hedge = sign + amount.high, "between"
    unit = amount.unit or ("PT" if amount.kind == "part" else None)
    if amount.kind == "count" and draft.indicator in MONEY:
        unit = unit_before(found, amount)
    draft.unit = resolver.currency(unit, draft.ref, draft.counterpart, found.sentence)
    if (
        amount.kind == "money"
        and abs(amount.size) < 1e6
        and draft.indicator in MONEY
        and "per_capita" not in draft.indicator
    ):
        raise Refused("no indicator", "too small an amount for a country: something is left out")
    draft.words["value"] = found.sentence.text[amount.start : amount.end]
    return draft


def unit_before(found: Found, amount: Amount) -> str | None:
    """“28.9 billion euros in April; imports were 28.4 billion”."""
    units = [
        s.unit for s in found.sentence.row if isinstance(s, Amount) and s.kind == "money" and s.start < amount.start
    ]
    return units[-1] if units else None


def restricted(figure: Figure | None, draft: Draft) -> Draft:
    """What makes the figure another than the country's: refused, but for goods of which only the total is held."""
    if figure is None:
        return draft
    if figure.foreign == "sub-national":
        raise Refused("sub-national", "it is not about a country")
    if figure.foreign:
        raise Refused("no indicator", "it is not a country's figure")
    words = figure.restricted
    if not words:
        return draft
    if figure.indicator in TRADE_AND_SERVICES and not vocabulary.products().isdisjoint(words.split()):
        draft.product = words
        return draft
    raise Refused("no indicator", f"“{words} {figure.word}” is not among the indicators")


def timed(found: Found, draft: Draft, number: Segment | None, times: Times | None = None) -> Draft:
    """The claim with its periods, or the reason why no figure answers for them."""
    times = times or resolver.times_of(number, found.clause, found.sentence)
    draft.period = times.period
    if draft.operation in SINCE and not (draft.operation == "ratio" and draft.base):
        draft.base_period = resolver.compared_with(draft.operation, times)
    if times.words:
        draft.words["period"] = ", ".join(times.words)
    if draft.operation in SINCE and times.before and draft.base_period is None:
        return unheld(draft, "a rate against the month or the quarter before is not held")
    if times.partial and draft.period is None:
        return unheld(draft, "the words name no single year, quarter or month")
    if times.loose and draft.operation in SINCE and draft.base_period is None:
        return unheld(draft, "the words give no date for the beginning")
    if draft.operation in ("level", "sum") and times.base and draft.indicator in TRADE_AND_SERVICES:
        return unheld(draft, "the amount runs over several years; the method compares single periods")
    return draft


def unheld(draft: Draft, why: str) -> Draft:
    draft.not_checkable, draft.reason = "no data", why
    return draft


def finished(found: Found, draft: Draft) -> Draft:
    """What every operation ends with: prices, parts of trade, words."""
    low, figure = found.sentence.low, found.figure
    if draft.indicator == "gdp" and PPP.search(low) and "nominal" not in low:
        draft.indicator = "gdp_ppp"
    if draft.operation in ("change", "growth", "ratio") and not draft.base and REAL.search(low):
        constant = {"gdp": "gdp_constant", "military_expenditure": "military_expenditure_constant"}
        draft.indicator = constant.get(draft.indicator, draft.indicator)
    if draft.operation in ("rank", "compare", "ratio", "extreme") and AS_SHARE.search(low):
        draft.indicator = OVER_GDP.get(draft.indicator, draft.indicator)
    if draft.product:
        draft = seafood(unheld(draft, PRODUCT + draft.product))
    if set(draft.ref) & set(draft.counterpart):
        raise Refused("no subject", "a country has no figure with itself")
    draft.words["operation"] = found.words
    if figure is not None:
        draft.words["indicator"] = found.sentence.text[slice(*figure.noun)]
    named = dict.fromkeys(
        found.sentence.text[a.start : a.end]
        for a in found.sentence.named
        if {*draft.ref, *draft.counterpart, *draft.base} & set(a.ids)
    )
    draft.words["areas"] = ", ".join(named)
    return draft


def seafood(draft: Draft) -> Draft:
    """The one product whose trade is held: exports of fish and seafood from one country to another."""
    if draft.product not in SEAFOOD or draft.indicator != "goods_exports" or not draft.counterpart:
        return draft
    if draft.operation == "level" or (
        draft.operation == "change" and draft.unit == "PT" and draft.period and len(draft.period) == 4
    ):
        draft.indicator, draft.not_checkable, draft.reason = "seafood_exports", None, None
    elif (
        draft.operation == "change"
        and draft.unit == "PT"
        and draft.period
        and len(draft.period) == 7
        and draft.base_period == resolver.year_before(draft.period)
    ):
        draft.value = ("-" if draft.order == "asc" else "") + (draft.value or "")
        draft.indicator, draft.operation, draft.order = "seafood_change", "level", "desc"
        draft.base_period, draft.not_checkable, draft.reason = None, None, None
    return draft


# --- operations ---


def level(found: Found) -> Draft | None:
    """GDP is $5 trillion; a population of 48 million; growth was 5 per cent."""
    amount = found.amount
    if amount is None:
        return None
    indicator = measured_in(indicator_of(found), amount)
    if not indicator:
        return None
    if indicator == "gdp_growth":
        return grown(found)
    indicator = per_head(found, indicator)
    partner = partner_of(found)
    ref = ref_of(found, partner)
    if len(ref) == 2 and not partner and indicator in ("goods_trade", "trade_balance"):
        ref, partner = ref[:1], ref[1:]
    draft = Draft(indicator, together(ref, partner, indicator), ref, partner)
    return finished(
        found, timed(found, restricted(found.figure, stated(found, draft, amount, negative(found.figure))), amount)
    )


def per_head(found: Found, indicator: str) -> str:
    if not any(is_word(s, "per_head") for s in found.clause.row):
        return indicator
    if indicator == "gdp":
        return "gdp_per_capita"
    if indicator in MONEY - {"gdp_per_capita", "gni_per_capita"}:
        raise Refused("no indicator", "an amount per head, and the figures are those of countries")
    return indicator


def grown(found: Found) -> Draft | None:
    """A rate of growth of output: of one year, on average over years, or all in all since a year."""
    amount, sentence = found.amount, found.sentence
    if amount is None or amount.kind not in ("percent", "part"):
        return None
    if NOMINAL.search(sentence.low):
        raise Refused("no indicator", "growth in current prices, and the rates held are real ones")
    ref = ref_of(found, ())
    falls = order_of(found) == "asc" or negative(found.figure)
    times = resolver.times_of(amount, found.clause, sentence)
    averaged = AVERAGE.search(sentence.low) is not None
    span = int((times.period or str(sentence.said_on.year))[:4]) - int(times.base[:4]) if times.base else 0
    since = (times.loose or span > 1) and not times.yearly
    if since or amount.kind == "part":
        indicator, operation = ("gdp_constant", "growth") if averaged and not times.loose else ("gdp", "change")
        draft = Draft(indicator, operation, ref, order="asc" if falls else "desc")
        return finished(found, timed(found, restricted(found.figure, stated(found, draft, amount)), amount, times))
    if averaged and not times.period and re.search(r"\baverag|on average", sentence.low):
        raise Refused("no indicator", "an average over a period that is not named")
    draft = Draft("gdp_growth", grouped(ref, "gdp_growth"), ref)
    times.base = None
    return finished(found, timed(found, restricted(found.figure, stated(found, draft, amount, falls)), amount, times))


def change(found: Found) -> Draft | None:
    """Exports rose 5 per cent; a fall of 21 per cent in military spending."""
    amount, indicator = found.amount, indicator_of(found)
    if amount is None or not changes(indicator, amount):
        return None
    if indicator == "gdp" and amount.kind in ("percent", "part"):
        return grown(found)
    partner = partner_of(found)
    ref = ref_of(found, partner)
    if len(ref) == 2 and not partner and indicator in ("goods_trade", "trade_balance"):
        ref, partner = ref[:1], ref[1:]
    draft = Draft(indicator, "change", ref, partner, order=order_of(found))
    times = resolver.times_of(amount, found.clause, found.sentence)
    if amount.kind == "percent" and AVERAGE.search(found.sentence.low):
        if not times.base:
            unheld(draft, "a yearly rate over a period that is not named")
        else:
            draft.operation = "growth"
    return finished(found, timed(found, restricted(found.figure, stated(found, draft, amount)), amount, times))


def changes(indicator: str, amount: Amount) -> bool:
    """Whether an indicator can change by such an amount."""
    if amount.of_gdp or indicator in ("", "event", "gdp_growth"):
        return False
    if amount.kind == "money":
        return indicator in MONEY
    if amount.kind == "count":
        return indicator in PERSONS
    if amount.kind == "points":
        return indicator == "military_expenditure_gdp"
    return amount.kind in ("percent", "part")


def ratio(found: Found) -> Draft | None:
    """GDP doubled; twice that of Germany; four times as many people."""
    amount, indicator = found.amount, indicator_of(found)
    if amount is None or indicator in RATES | {"", "event"} - {"military_expenditure_gdp"}:
        return None
    partner = partner_of(found)
    ref, base = ref_of(found, partner), found.holder(found.match.pattern.says.base)
    draft = Draft(per_head(found, indicator), "ratio", ref, partner, base)
    if partner and base:
        draft.base_counterpart = partner
    draft = stated(found, draft, amount)
    draft.unit = "TIMES"
    draft = finished(found, timed(found, restricted(found.figure, draft), amount))
    if not draft.base and draft.base_period is None and not draft.not_checkable:
        unheld(draft, "the words give no date for the beginning")
        draft.base_period = None
    return draft


def share(found: Found) -> Draft | None:
    """China takes 30 per cent of Chile's exports; the United States have a quarter of the world's output."""
    amount, indicator = found.amount, indicator_of(found)
    if amount is None or amount.of_gdp or indicator in RATES | {"", "event", "trade_balance", "trade_partner"}:
        return None
    says = found.match.pattern.says
    partner = found.holder(says.counterpart)
    if partner:
        ref = ref_of(found, partner)
        draft = Draft(indicator, "share", ref, partner)
    else:
        whole, ref = found.figure, found.holder(says.ref) or resolver.subject(found.clause, found.sentence, (), amount)
        base = resolver.who(whole.owner, found.sentence) if whole is not None and whole.owner is not None else ()
        if base in ((), ref):
            return None
        draft = Draft(indicator, "share", ref, base=() if base == ("WLD",) else base)
    draft = stated(found, draft, amount)
    draft.unit = "PT"
    return finished(found, timed(found, restricted(found.figure, draft), amount))


def rank(found: Found) -> Draft | None:
    """The world's third-largest economy; Chile's largest trading partner."""
    place = found.role("rank")
    if not isinstance(place, Rank):
        return None
    indicator, figure = ranked_by(found, place), found.figure
    if not indicator:
        return None
    falls = place.falling != (negative(figure) and indicator == "trade_balance")
    partner = found.holder(found.match.pattern.says.counterpart)
    ref = ref_of_rank(found, partner)
    draft = Draft(indicator, "rank", ref, partner, order="asc" if falls else "desc", unit="RANK")
    draft.value = place.text if place.bare or place.n > 1 else after_others(found, place)
    draft.place = place.start
    among(found, draft)
    times = resolver.times_of(place, found.clause, found.sentence)
    since = times.base and not times.yearly and place.n == 1 and not place.bare and not partner and not draft.universe
    if since:
        draft.operation, draft.value, draft.unit = "extreme", None, None
    else:
        times.base = None
    return finished(found, timed(found, restricted(figure, draft), place, times))


def ranked_by(found: Found, place: Rank) -> str:
    """The indicator of a rank: its own ("most populous"), that of its noun, that of the pattern."""
    noun = found.role("ranker") or found.role("partner_word")
    figure = found.figure
    if place.indicator:
        return place.indicator if figure is None or figure.indicator in ("gdp", "population") else ""
    if noun is not None:
        return noun.values.get("ranker") or noun.values.get("partner") or ""
    return indicator_of(found)


def ref_of_rank(found: Found, partner: tuple[str, ...]) -> tuple[str, ...]:
    """Who holds the rank; of partners, whose partners they are."""
    says = found.match.pattern.says
    named = found.holder(says.ref)
    ref = named or resolver.subject(found.clause, found.sentence, partner, found.role("rank"))
    if len(ref) != 1:
        raise Refused("no subject", "a rank is of one country")
    return ref


def after_others(found: Found, place: Rank) -> str:
    """“the largest after the United States and China” is the third."""
    row = found.clause.row
    behind = [s for s in row if s.start >= place.end]
    for link, area in itertools.pairwise(behind):
        if link.low in ("after", "behind") and isinstance(area, Area):
            return str(1 + len(area.ids))
    follows = next(
        (c for c in found.sentence.clauses if c.after is found.clause and c.link in ("after", "behind")), None
    )
    if follows is not None and isinstance(follows.row[0], Area) and len(follows.row) == 1:
        return str(1 + len(follows.row[0].ids))
    return "1"


def among(found: Found, draft: Draft) -> None:
    """The group within which a rank is meant; the world where none is named."""
    named = found.role(found.match.pattern.says.universe)
    figure = found.figure
    if named is None and figure is not None and isinstance(figure.owner, Area) and figure.owner.kind == "group":
        named = figure.owner
    if isinstance(named, Place):
        if named.kind != "region":
            raise Refused("sub-national", f"“{named.low}” is no country")
        unheld(draft, f"the members of “{named.low}” are not held")
        return
    ids = resolver.who(named, found.sentence) if isinstance(named, Area | Pronoun) else ()
    if ids in ((), ("WLD",)) or ids == draft.ref:
        return
    if len(ids) == 1 and ids[0] in vocabulary.groups():
        draft.universe = ids[0]
        return
    raise Refused("sub-national", "a rank within a country or among a few")


def compare(found: Found) -> Draft | None:
    """Russia's economy is smaller than Italy's; China overtook Japan."""
    indicator = indicator_of(found)
    if not indicator or indicator == "event":
        return None
    partner = partner_of(found)
    ref, base = ref_of(found, partner), found.holder(found.match.pattern.says.base)
    if not base or set(ref) & set(base):
        return None
    says = found.match.pattern.says
    more = found.role("more")
    under = says.hedge == "under" or (more is not None and more.values.get("more") == "less")
    draft = Draft(per_head(found, indicator), "compare", ref, partner, base, hedge="under" if under else "over")
    base_figure = found.role(says.base)
    if isinstance(base_figure, Figure) and base_figure.partner is not None:
        draft.base_counterpart = resolver.who(base_figure.partner, found.sentence)
    elif partner:
        draft.base_counterpart = partner
    draft.place = found.clause.row[found.match.start].start
    return finished(found, timed(found, restricted(found.figure, draft), None))


def extreme(found: Found) -> Draft | None:
    """Imports fell to their lowest level since 2014."""
    place, indicator = found.role("rank"), indicator_of(found)
    if not isinstance(place, Rank) or place.bare or place.n > 1 or not indicator:
        return None
    times = resolver.times_of(place, found.clause, found.sentence)
    if not times.base:
        return None
    if indicator == "gdp" and place.indicator == "gdp_growth":
        indicator = "gdp_growth"
    falls = place.falling != (negative(found.figure) and indicator == "trade_balance")
    draft = Draft(
        indicator, "extreme", ref_of(found, partner_of(found)), partner_of(found), order="asc" if falls else "desc"
    )
    draft.place = place.start
    return finished(found, timed(found, restricted(found.figure, draft), place, times))


def streak(found: Found) -> Draft | None:
    """Exports fell for the fourth straight month."""
    place, indicator = found.role("rank") or found.role("count"), indicator_of(found)
    if not indicator or place is None:
        return None
    draft = Draft(indicator, "streak", ref_of(found, partner_of(found)), partner_of(found), order=order_of(found))
    draft.value = place.text if isinstance(place, Rank | Amount) else None
    draft.place = place.start
    return finished(found, timed(found, restricted(found.figure, draft), None))


def direction(found: Found) -> Draft | None:
    """Exports have risen since 2010."""
    indicator = indicator_of(found)
    times = resolver.times_of(None, found.clause, found.sentence)
    if not indicator or indicator == "event" or not times.base:
        return None
    draft = Draft(indicator, "direction", ref_of(found, partner_of(found)), partner_of(found), order=order_of(found))
    draft.place = found.clause.row[found.match.start].start
    return finished(found, timed(found, restricted(found.figure, draft), None, times))


def part(found: Found) -> Draft | None:
    """A share of a figure: of the world's, or of a country's trade with one partner."""
    figure, amount = found.figure, found.amount
    if amount is None or amount.of_gdp or figure is None:
        return None
    indicator = figure.indicator
    if indicator in RATES | {"event", "trade_balance", "gdp_growth"}:
        return None
    says, area = found.match.pattern.says, found.holder("area")
    partner = found.holder("partner") or (resolver.who(figure.partner, found.sentence) if figure.partner else ())
    owner = resolver.who(figure.owner, found.sentence) if figure.owner is not None else ()
    if partner and partner == owner:
        return None
    if partner and says.ref == "nobody":
        if indicator not in TRADE:
            return None
        draft = Draft(indicator, "share", owner or resolver.owner(figure, found.clause, found.sentence), partner)
    elif partner:
        if indicator not in TRADE or (owner and area and owner != area):
            return None
        draft = Draft(
            indicator,
            "share",
            owner or area or resolver.subject(found.clause, found.sentence, partner, amount),
            partner,
        )
    elif (
        (says.counterpart == "partner" and says.ref == "area" and found.match.pattern.words.find("{area:partner}") >= 0)
        or not owner
        or owner == area
    ):
        return None
    elif owner == ("WLD",) or (len(owner) == 1 and owner[0] in vocabulary.groups() and indicator not in TRADE):
        draft = Draft(indicator, "share", area, base=() if owner == ("WLD",) else owner)
    elif indicator in TRADE:
        draft = Draft(indicator, "share", owner, area)
    else:
        draft = Draft(indicator, "share", area, base=owner)
    draft = stated(found, draft, amount)
    draft.unit = "PT"
    return finished(found, timed(found, restricted(figure, draft), amount))


def partnered(found: Found) -> Draft | None:
    """China is Brazil's largest trading partner."""
    place = found.role("rank")
    noun = next((s for s in found.clause.row[found.match.start : found.match.end] if is_word(s, "partner")), None)
    if not isinstance(place, Rank) or noun is None:
        return None
    figure = found.figure
    ref = found.holder("owner") or (resolver.owner(figure, found.clause, found.sentence) if figure is not None else ())
    named = next((s for k, s in ((k, found.role(k)) for k in ("partner",)) if isinstance(s, Area | Pronoun)), None)
    partner = (
        resolver.who(named, found.sentence)
        if named is not None
        else resolver.subject(found.clause, found.sentence, ref, place)
    )
    if not ref or len(ref) != 1:
        return None
    draft = Draft(noun.values["partner"], "rank", ref, partner, unit="RANK", order="asc" if place.falling else "desc")
    draft.value = place.text if place.bare or place.n > 1 else after_others(found, place)
    draft.place = place.start
    if len(partner) > 1:
        draft.parts = "counterpart"
    times = resolver.times_of(place, found.clause, found.sentence)
    times.base = None
    return finished(found, timed(found, restricted(figure, draft), place, times))


# --- levels that are put as verbs ---


def flow(found: Found) -> Draft | None:
    """Chile exported goods worth $98 billion; China sells the United States $480 billion worth of goods."""
    amount, indicator = found.amount, indicator_of(found)
    verb = found.role("verb")
    if amount is None or not indicator or amount.kind not in ("money", "count") or abs(amount.size) < 1e6:
        return None
    words = found.clause.row[found.match.start : found.match.end]
    plain = verb is not None and "port" in verb.low  # "bought $94 billion" of what?
    if (amount.kind == "count" or not plain) and not any(is_word(s, "goods") for s in words):
        return None
    noun = verb if isinstance(verb, Figure) else None
    ref = resolver.who(noun.owner, found.sentence) if noun is not None and noun.owner is not None else ()
    partner = resolver.who(noun.partner, found.sentence) if noun is not None and noun.partner is not None else ()
    link = found.role("link")
    if link is not None and is_word(link, "from" if indicator == "goods_exports" else "to"):
        return None  # "exported goods from Chile", "bought goods to …"
    partner = partner or found.holder("object") or found.holder("partner")
    ref = ref or found.holder("area") or resolver.subject(found.clause, found.sentence, partner, verb)
    draft = Draft(indicator, together(ref, partner, indicator), ref, partner)
    return finished(found, timed(found, restricted(noun, stated(found, draft, amount)), amount))


def spent(found: Found) -> Draft | None:
    """Norway spent 1.6 per cent of GDP on defence; Turkey spent $16 billion on its military."""
    amount = found.amount
    if (
        amount is None
        or amount.kind not in ("money", "percent", "part")
        or (amount.kind != "money" and not amount.of_gdp)
    ):
        return None
    noun = next((s for s in found.clause.row[found.match.start : found.match.end] if isinstance(s, Figure)), None)
    ref = found.holder("area") or resolver.subject(found.clause, found.sentence, (), amount)
    indicator = "military_expenditure_gdp" if amount.of_gdp else "military_expenditure"
    draft = Draft(indicator, grouped(ref, indicator), ref)
    return finished(found, timed(found, restricted(noun, stated(found, draft, amount)), amount))


def stationed(found: Found) -> Draft | None:
    """28,500 American soldiers in South Korea: of whom and where."""
    amount = found.amount
    if amount is None or amount.kind != "count":
        return None
    host = found.holder("host") or resolver.subject(found.clause, found.sentence, found.holder("sender"), amount)
    ref = found.holder("sender") or resolver.subject(found.clause, found.sentence, host, amount)
    draft = Draft("troops", "level", ref, host)
    if len(host) > 1:
        draft.operation = "sum"
    return finished(found, timed(found, stated(found, draft, amount), amount))


def abroad(found: Found) -> Draft | None:
    """The United States has about 170,000 troops stationed overseas."""
    amount = found.amount
    if amount is None or amount.kind != "count":
        return None
    draft = Draft("troops", "level", found.holder("sender"), ("WLD",))
    return finished(found, timed(found, stated(found, draft, amount), amount))


def forces(found: Found) -> Draft | None:
    """Germany's army has 181,000 soldiers; a standing army of 1.2 million."""
    amount, figure = found.amount, found.figure
    if amount is None or amount.kind != "count" or amount.size < 300:
        return None
    ref = ref_of(found, ())
    draft = Draft("armed_forces", grouped(ref, "armed_forces"), ref)
    return finished(found, timed(found, restricted(figure, stated(found, draft, amount)), amount))


OPERATIONS: dict[str, Callable[[Found], Draft | None]] = {
    "level": level, "grown": grown, "change": change, "ratio": ratio, "share": share, "rank": rank, "compare": compare,
    "extreme": extreme, "streak": streak, "direction": direction, "flow": flow, "spent": spent, "stationed": stationed,
    "forces": forces, "abroad": abroad, "part": part, "partner": partnered,
}  # fmt: skip
