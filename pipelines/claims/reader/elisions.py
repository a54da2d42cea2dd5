"""What a clause takes over from the claim before it: “…, Japan 7 per cent”, “up from 1.3 per cent in 2019”.

Belongs here: the claim before with another area, partner, flow, amount or time. Does not belong here: which area a
clause without one is about (resolver.py).
"""

import re
from dataclasses import replace

from pipelines.claims.reader import resolver
from pipelines.claims.reader.clauses import Clause, verbal
from pipelines.claims.reader.common import (
    OVER_GDP,
    PERSONS,
    RATES,
    Found,
    claim,
    finished,
    kind_of,
    measured_in,
    restricted,
    stated,
    timed,
    together,
    unnamed_partner,
)
from pipelines.claims.reader.guards import OF_CITIES
from pipelines.claims.reader.phrases import TRADE, TRADE_AND_SERVICES, is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Pronoun, Rank, Segment, Word
from pipelines.claims.reader.sentence import Draft, Refused, Sentence


def again(found: Found) -> Draft | None:
    """“…, Japan 7 per cent”, “and 54,000 in Germany”, “up from 1.3 per cent”: the claim before, changed."""
    amount, last = found.amount, before_it(found)
    if amount is None or (last is None and found.clause.link != ":"):
        return None
    if last is None:
        return headed(found)
    if not same_kind(last, amount) or of_something_else(found, last, amount):
        return None
    draft = replace(last, inherited={}, words={}, not_checkable=None, reason=None, value_high=None)
    if not moved(found, draft, last):
        return None
    compared = any(is_word(s, "from") for s in found.inside)  # "up from 4"
    falls = found.order == "asc" if found.role("move") is not None and not compared else None
    signed = draft.operation in ("level", "sum", "mean") and (last.value or "").startswith("-")
    balance = next((s for s in found.inside if is_word(s, "balance")), None)
    if balance is not None and last.indicator != "trade_balance":
        return None
    signed = balance.values["balance"] == "fall" if balance is not None else signed
    if draft.indicator == "gdp_growth" and falls is not None:
        signed = falls
    elif falls is not None and draft.operation in ("change", "growth"):
        draft.order = "asc" if falls else "desc"
    draft.unit = None
    draft = stated(found, draft, amount, signed)
    draft.unit = draft.unit or last.unit
    if last.operation == "share":
        draft.unit = "PT"
    times = found.times(amount)
    if draft.operation == "change" and not times.words and last.period is None:
        times.base = last.base_period  # "fallen by two-thirds since 2021, and those to China have risen by half"
    if times.yearly and draft.indicator == "gdp_growth" and times.period is None:
        times.period, times.yearly = last.period, False  # "contracted 0.1% … and grew 2.4% from a year earlier"
    now = resolver.NOW.search(found.low, found.first.start - 9, amount.end + 12) is not None
    came_to = found.match.pattern.id == "it-came-to" and not now
    if came_to and last not in found.sentence.drafts and not times.words:
        times.period = last.period
    if last in found.sentence.drafts and last.period and times.words and times.start < last.place:
        times.period = last.period  # not what opens the sentence
    if times.yearly and times.period is None and last.period and draft.operation in ("level", "sum", "mean", "share"):
        times.period = resolver.year_before(last.period)
    other = draft.ref != last.ref or now
    if found.says.ref == "then" and times.period in (None, last.period) and not other:
        return None
    draft.inherited = {"figure": last.pattern}
    return finished(found, timed(found, restricted(found.figure, draft), amount, times))


def of_something_else(found: Found, last: Draft, amount: Amount) -> bool:
    """Whether it is a part of the claim before, or of what comes later, that the amount belongs to."""
    apart = found.role("link") is not None  # "100,000 are in Europe, 10,000 of them in Poland"
    if does_something(found) or (some_of_it(found, amount) and not apart):
        return True
    if found.clause.link == "(" and ranked_before(found):
        return True  # "of its exports, the second-highest ($66 billion) was to India"
    # "China bought 50 per cent while India bought 40 per cent of its crude oil"
    return last.operation == "share" and last not in found.sentence.drafts


def ranked_before(found: Found) -> bool:
    before = [s for s in found.sentence.row if s.end <= found.clause.start and s.low != "("]
    return bool(before) and isinstance(before[-1], Rank)


def share_then(found: Found) -> Draft | None:
    """“… rose from 2 per cent in 2000 to 31 per cent in 2023”, of a share."""
    last = before_it(found)
    return again(found) if last is not None and last.operation == "share" and last.clause is found.clause else None


def headed(found: Found) -> Draft | None:
    """“Nominal GDP: Indonesia $1.37 trillion, Turkey $1.11 trillion”: the figure before the colon."""
    heading, amount, area = found.clause.after, found.amount, found.holder("area")
    figure = next((s for s in heading.row if isinstance(s, Figure)), None) if heading is not None else None
    if figure is None or figure.owner is not None or amount is None or not area:
        return None
    indicator = measured_in(figure.indicator, amount)
    if not indicator:
        return None
    draft = Draft(indicator, together(area, (), indicator), area)
    return claim(found, draft, amount, flip=found.order == "asc")


def before_it(found: Found) -> Draft | None:
    """The claim that stands before a match: in the sentence, else at the end of the sentence before."""
    start = found.first.start
    drafts = [d for d in found.sentence.drafts if d.place < start]
    if drafts:
        amount = found.amount
        fits = [d for d in drafts if amount is not None and same_kind(d, amount)]
        return max(fits or drafts, key=lambda d: d.place)
    earlier = found.sentence.clauses[: found.sentence.clauses.index(found.clause)]
    first = all(len(c.row) == 1 and isinstance(c.row[0], Area) for c in earlier)  # "Japan: 124 million."
    return found.sentence.context.last if first else None


def same_kind(last: Draft, amount: Amount) -> bool:
    """Whether an amount can be another figure of the same: money of money, also a bare number."""
    kind = kind_of(amount)
    if last.operation in ("rank", "extreme", "streak", "compare", "direction", "ratio"):
        return False
    if kind == last.kind:
        return kind != "count" or amount.size >= 300 or last.indicator == "troops"
    if {kind, last.kind} == {"percent", "of_gdp"}:
        return True
    return kind == "count" and last.kind == "money" and amount.size >= 1e6


def moved(found: Found, draft: Draft, last: Draft) -> bool:
    """Put the new area or figure where the old one stood; whether anything differs."""
    figure, area, link = found.figure, found.holder("area"), found.role("link")
    if figure is not None:
        own = figure.owner is None or isinstance(figure.owner, Pronoun)
        if figure.partner is None and own and last.counterpart and figure.indicator != last.indicator:
            raise Refused("no subject", "whether it is the trade with the partner named before is not said")
        over_gdp = last.kind == "of_gdp" and last.indicator in RATES
        draft.indicator = OVER_GDP.get(figure.indicator, "") if over_gdp else figure.indicator
        if not draft.indicator:
            return False
        if last.indicator == "gdp_growth" and figure.indicator not in ("gdp", "gdp_growth"):
            draft.operation, draft.order = "change", found.order
        draft.counterpart = found.who(figure.partner)
        if figure.owner is not None:
            draft.ref = found.who(figure.owner)
        return True
    host = found.clause.host
    if not area and isinstance(host, Area) and (draft.indicator not in TRADE_AND_SERVICES or found.clause.link == "("):
        area = host.ids
    if not area:
        return True
    partner = found.holder("partner")
    if partner and draft.counterpart:
        draft.ref, draft.counterpart = area, partner
        return True
    named = found.role("area")
    if isinstance(named, Area) and named.kind == "seat" and draft.indicator in OF_CITIES:
        raise Refused("sub-national", "the city can be meant")
    if link is not None:
        if draft.counterpart and not is_word(link, "for"):
            draft.counterpart = area
        elif draft.indicator in TRADE_AND_SERVICES and not is_word(link, "in", "for"):
            return False
        else:
            draft.ref = area
    elif last.slot == "counterpart":
        draft.counterpart = area
    else:
        draft.ref = area
    if draft.operation in ("level", "sum", "mean"):
        draft.operation = together(draft.ref, draft.counterpart, draft.indicator)
    return True


# --- the same of each ---

EACH_OF = re.compile(r"\b(?:both|each)\b")
APIECE = re.compile(r"[a-z ]{0,16}\b(?:each|apiece)\b")


def spread(found: Found, draft: Draft) -> list[Draft]:
    """“China and India each have 1.4 billion people”: one claim for each."""
    low, end = found.low, found.inside[-1].end
    several = [s for s in found.clause.row if isinstance(s, Area) and len(s.ids) > 1]
    each = any(EACH_OF.search(low, max(0, s.start - 12), max(s.end, end)) for s in several) or EACH_OF.search(
        low, found.first.start, end
    )
    if not each and APIECE.match(low[end:].lstrip()) is None:
        return [draft]
    single = "level" if draft.operation in ("sum", "mean") else draft.operation
    if len(draft.ref) > 1:
        return [replace(draft, ref=(iso,), operation=single) for iso in draft.ref]
    if len(draft.counterpart) > 1:
        return [replace(draft, counterpart=(iso,), operation=single) for iso in draft.counterpart]
    return [draft]


# --- another amount of the figure that stands beside it ---


def of_another(found: Found, figure: Figure, clause: Clause) -> bool:
    """“India, now having the largest population, has nearly 1.5 million”: soldiers, of whom the text speaks."""
    verb, amount = found.role("move"), found.amount
    counted = amount is not None and amount.kind in ("money", "count")
    if verb is not None and counted and not TO.match(found.low, verb.end):
        return True  # "…, down $51.7 billion from 2015": by so much
    if found.clause.link == "(" and ranked_before(found):
        return True  # "of its exports, the highest ($129 billion) was to China"
    holds = clause is not found.clause and is_word(found.clause.row[0], "have")
    return holds and any(isinstance(s, Rank) and s.end <= figure.start for s in clause.row[-3:])


def taken(found: Found) -> Draft | None:
    """“…, to €8.9 billion”, “Serbia's GDP, $75 billion, …”: another amount of the figure beside it."""
    amount = found.amount
    source = beside(found) if amount is not None and not does_something(found) else None
    if amount is None or source is None or of_another(found, *source):
        return None
    figure, clause = source
    stated_of = next((d for d in found.sentence.drafts if d.clause is clause and d.operation in TAKEN_FROM), None)
    if stated_of is not None and stated_of.kind == "of_gdp" and amount.kind == "percent":
        amount = replace(amount, of_gdp=True)  # "from 4.7 per cent of GDP to 3.1 per cent"
    indicator = measured_in(figure.indicator, amount)
    if (
        not indicator and stated_of is not None
    ):  # "spent $75.8 billion on its military, equivalent to 7.1 per cent of GDP"
        indicator = measured_in(stated_of.indicator, amount)
    verb = found.role("move")
    grew = (stated_of is not None and stated_of.indicator == "gdp_growth") or is_word(verb, "grow")
    if (
        not indicator
        or some_of_it(found, amount)
        or (figure.indicator == "gdp" and indicator == "gdp_growth" and not grew)
    ):
        return None
    if isinstance(figure.owner, Area) and figure.owner.kind == "seat" and indicator in OF_CITIES:
        raise Refused("sub-national", "the city can be meant")
    if stated_of is not None:
        ref, partner = stated_of.ref, stated_of.counterpart
    else:
        partner = found.who(figure.partner)
        if not partner and figure.indicator in TRADE and resolver.elided_partner(figure, found.sentence):
            return None
        ref = resolver.owner(figure, clause, found.sentence)
    if len(ref) == 2 and not partner and indicator in ("goods_trade", "trade_balance"):
        ref, partner = ref[:1], ref[1:]
    draft = Draft(indicator, together(ref, partner, indicator), ref, partner)
    unnamed_partner(found, draft, figure)
    falls = "fall" in figure.flags or (
        indicator == "gdp_growth" and found.role("move") is not None and found.order == "asc"
    )
    draft = restricted(figure, stated(found, draft, amount, falls))
    times = found.times(amount)
    if is_word(before_amount(found), "from") and not dated(amount, found.sentence):
        times.period, times.base = times.base, None  # "Between 2000 and 2022 … rose from $5 billion to $164 billion"
    if is_word(before_amount(found), "from") and times.period is None:
        raise Refused("no period", "from when it was so is not said")
    low = found.low
    later = stated_of is not None and "from" in low[max(0, stated_of.place - 6) : stated_of.place]
    later = later or resolver.NOW.search(low, amount.end, amount.end + 12) is not None
    if later and not any(p.start >= amount.end for p in resolver.periods_of(amount, found.clause, found.sentence)):
        times.period = times.base = None
    if times.base and times.period:
        times.base = None  # "Between 2000 and 2022 … rose from $5 billion to $164 billion"
    if times.period is None and not times.words and not later:  # "fell by 39 per cent in 2023, to €8.9 billion"
        times.period = stated_of.period if stated_of else resolver.times_of(None, clause, found.sentence).period
    if indicator == "gdp_growth":
        times.base = None
    draft.inherited = {"figure": figure.low}
    return finished(found, timed(found, draft, amount, times))


TO = re.compile(r" (?:\w+ )?(?:from|to|at|reach\w*)\b")


def before_amount(found: Found) -> Segment | None:
    place = next(n for n, s in enumerate(found.clause.row) if found.amount is s)
    return found.clause.row[place - 1] if place else None


def dated(amount: Amount, sentence: Sentence) -> bool:
    """Whether a period stands beside the number: “from $40 billion in 2020”."""
    return any(0 <= p.start - amount.end < 12 or 0 <= amount.start - p.end < 12 for p in sentence.periods)


def some_of_it(found: Found, amount: Amount) -> bool:
    """“…, of whom 2 million live in Montevideo”, “but only 3 million of them”."""
    low = found.low
    counted = amount.kind == "count" and PEOPLE.match(low, amount.end) is not None
    population = found.says.operation == "again" and last_is_population(found)
    of_whom = OF_WHOM.search(low, max(0, amount.start - 18), amount.start) is not None
    return of_whom or low.startswith((" of them", " of it"), amount.end) or (counted and not population)


OF_WHOM = re.compile(r"\bof (?:whom|which|them|these|those)\W+(?:\w+ )?$")


def does_something(found: Found) -> bool:
    """“3.5 million went to fight”, “$5 billion went to China”: the amount is the subject of another verb."""
    behind = found.next
    stays = behind is not None and behind.low in ("remain", "remained")
    return found.inside[-1] is found.amount and verbal(behind) and not stays


PEOPLE = re.compile(r" (?:people|inhabitants|residents|citizens|troops|soldiers)\b")


def last_is_population(found: Found) -> bool:
    last = before_it(found)
    return last is not None and last.indicator in PERSONS


TAKEN_FROM = ("level", "sum", "mean", "change", "growth", "rank", "extreme", "direction", "share", "streak")


def beside(found: Found) -> tuple[Figure, Clause] | None:
    """The figure before the match with nothing between that could be meant instead; else the one that follows it."""
    start = found.first.start
    end = found.inside[-1].end
    inside = any(isinstance(s, Figure) for s in found.clause.row[: found.match.start])
    row, place = found.clause.row if inside else found.sentence.row, 0
    while place < len(row) and row[place].start < start:
        place += 1
    for n in range(place - 1, -1, -1):
        segment = row[n]
        if isinstance(segment, Figure):
            return owned_by_clause(segment, found.sentence)
        wide = isinstance(segment, Area) and segment.kind == "group" and n and is_word(row[n - 1], "in")
        if segment.low in (";", "'s") or is_word(segment, "as", "that", "than") or unknown(segment):
            return None
        if isinstance(segment, Area) and not wide:
            return None
    while place < len(row) and row[place].start < end:
        place += 1
    following = row[place : place + 2]
    if following and is_word(following[0], ","):
        following = following[1:]
    return owned_by_clause(following[0], found.sentence) if following and isinstance(following[0], Figure) else None


def unknown(segment: Segment) -> bool:
    return isinstance(segment, Word) and not segment.classes


def owned_by_clause(figure: Figure, sentence: Sentence) -> tuple[Figure, Clause] | None:
    return next(((figure, c) for c in sentence.clauses if any(s is figure for s in c.row)), None)
