"""Changes: growth, rises and falls with and without a number, streaks, extremes.

Belongs here: claims about one figure at different times. Does not belong here: multiples (comparisons.py).
"""

import re
from dataclasses import replace

from pipelines import catalogue
from pipelines.claims.reader import resolver
from pipelines.claims.reader.common import (
    AVERAGE,
    LEVELS,
    MONEY,
    MOVED,
    NOMINAL,
    OF_A_YEAR,
    PERSONS,
    TOGETHER,
    Found,
    claim,
    finished,
    grouped,
    not_held,
    restricted,
    stated,
)
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.ranks import RECORD
from pipelines.claims.reader.resolver import Times
from pipelines.claims.reader.segments import Amount, Area, Figure, Pronoun, Rank, Segment
from pipelines.claims.reader.sentence import UNREAD, Draft, Refused, Sentence

STAYED = frozenset(("stayed", "remained", "stays", "remains", "kept"))


def grown(found: Found) -> Draft | None:
    """A rate of growth of output: of one year, on average over years, or all in all since a year."""
    amount, sentence = found.amount, found.sentence
    if amount is None or amount.kind not in ("percent", "part") or of_something(found):
        return None
    area, move = found.role("area"), found.role("move")
    finite = move is not None and not move.low.endswith("ing")
    if finite and isinstance(area, Area) and resolver.is_partner(area, sentence):
        return None  # "Our trade (all goods) with Latin America grew by 8 per cent"
    if any(is_word(s, "account") for s in found.inside):
        return None  # "Germany's economy contributes 5 per cent to the world's output"
    if NOMINAL.search(sentence.low):
        raise Refused("no indicator", "growth in current prices, and the rates held are real ones")
    ref = found.ref(())
    falls = found.order == "asc" or found.negative
    times = found.times(amount)
    averaged = AVERAGE.search(sentence.low) is not None
    span = int((times.period or str(sentence.said_on.year))[:4]) - int(times.base[:4]) if times.base else 0
    stayed = any(s.low in STAYED for s in found.inside)
    stayed = stayed and amount.hedge in ("over", "under", "at_least", "at_most")
    if times.base and (stayed or every_year(found)):  # "has stayed above 6 per cent since 2010"
        return always(found, stated(found, Draft("gdp_growth", "always", ref), amount, falls), times)
    since = (times.loose or span > 1) and not times.yearly
    noun = found.figure is not None and found.figure.indicator == "gdp_growth"
    if noun and span > 1 and not averaged and not every_year(found):
        raise Refused("no data", "a rate of growth over several years: of each, or on average, is not said")
    if span and amount.hedge == "between":
        raise Refused("no data", "between which rates it lay over several years")
    if since or amount.kind == "part":
        indicator, operation = ("gdp_constant", "growth") if averaged and not times.loose else ("gdp", "change")
        draft = Draft(indicator, operation, ref, order="asc" if falls else "desc")
        return claim(found, draft, amount, times)
    if averaged and not times.period and re.search(r"\baverag|on average", sentence.low):
        raise Refused("no indicator", "an average over a period that is not named")
    draft = Draft("gdp_growth", grouped(ref, "gdp_growth"), ref)
    if times.before:
        not_held(draft, "a rate against the month or the quarter before is not held")
    times.base = None
    return claim(found, draft, amount, times, flip=falls)


def of_something(found: Found) -> bool:
    """“10 per cent of the EU's GDP” is no rate of growth."""
    return is_word(found.next, "of") and len(found.behind) > 1 and isinstance(found.behind[1], Area | Figure | Pronoun)


def change(found: Found) -> Draft | None:
    """Exports rose 5 per cent; a fall of 21 per cent in military spending."""
    amount, indicator = found.amount, found.indicator
    if amount is None or not changes(indicator, amount):
        return None
    if amount.kind in ("money", "count") and found.low.endswith(" at ", 0, amount.start):
        return None  # "imports were up slightly at $10.8 billion"
    higher = found.role("more") is not None or found.it is not None
    if higher and (isinstance(found.next, Area | Figure | Pronoun) or is_word(found.next, "that")):
        return None  # than another area's
    if indicator == "gdp" and amount.kind in ("percent", "part") and not higher:
        return grown(found)
    if indicator == "population" and amount.kind == "percent" and found.low.endswith(" at ", 0, amount.start):
        return claim(found, Draft("population_growth", "level", found.ref(())), amount, flip=found.order == "asc")
    if described(found):
        return None
    ref, partner = found.sides(indicator)
    draft = Draft(indicator, "change", ref, partner, order=found.order)
    times = spanned(found, amount, found.times(amount))
    if found.it is not None:
        since_it(found, times, found.it)
    elif any(is_word(s, "more") for s in found.inside) and not times.words:
        raise Refused("no subject", "what it is compared with is not said")  # "India's is high, and Pakistan's higher"
    if amount.kind == "percent" and AVERAGE.search(found.low):
        if not times.base:
            not_held(draft, "a yearly rate over a period that is not named")
        else:
            draft.operation = "growth"
    return claim(found, draft, amount, times)


def spanned(found: Found, amount: Amount, times: Times) -> Times:
    """“rose by 36.6% from $330 billion in 2018 to $451 billion in 2022”: between those years."""
    if not times.words and FROM.match(found.low, amount.end):
        later = [p.period for p in found.sentence.periods if p.start > amount.end and p.period]
        if len(later) != 2:
            raise Refused("no period", "from when to when it changed is not said")
        times.base, times.period = later
    return times


def since_it(found: Found, times: Times, last: Draft) -> None:
    """From when to when the figure changed whose amount stands before."""
    if found.clause.link == "since" and times.base is None and last.period:
        times.base, times.period = last.period, None  # "peaked in 2023, have since dropped by a third"
        return
    earlier = [d.period for d in found.sentence.drafts if d.period and d.indicator == last.indicator]
    if not times.words and len(set(earlier)) == 2 and earlier[-1] == last.period and earlier[0] < earlier[-1]:
        times.base = earlier[0]  # "$1.48 billion in 2004, which increased to $36 billion in 2013, an increase of …"
    if not times.words and len(set(earlier)) == 2 and earlier[-1] == last.period and earlier[0] > earlier[-1]:
        times.base, times.period = (
            earlier[-1],
            earlier[0],
        )  # "$5 billion in 2015 from $6 billion a year earlier, a fall of …"
    within = any(re.match(r"(?:in|during) ", words.lower()) for words in times.words)  # "after a fall of 2.5 % in 2013"
    if times.period and last.period and times.period < last.period and times.base is None and not within:
        times.base, times.period = times.period, last.period  # "an increase of 3.5 per cent on 2022"
    if last.period and times.base and times.base < last.period and len(times.words) == 1 and not within:
        times.period = last.period  # "$250 billion in 2014, an increase of 3.5 per cent on 2012"
    times.period = times.period or last.period
    if last.period is None and times.base:
        last.period = times.period  # "$27 billion, up 24 per cent on 2022"


FROM = re.compile(r" from \D{0,6}\d")


def described(found: Found) -> bool:
    """“a growing population of 250 million”: how large it is, and not by how much it grew."""
    move = found.role("move")
    if move is None or not move.low.endswith("ing"):
        return False
    return ARTICLE.search(found.sentence.low, 0, move.start) is not None


ARTICLE = re.compile(r"\b(?:an?|the|its|their|our|with) (?:\w+ly |ever-?|fast-?)?$")


def changes(indicator: str, amount: Amount) -> bool:
    """Whether an indicator can change by such an amount."""
    if amount.of_gdp or indicator in ("", "event", "gdp_growth"):
        return False
    if indicator in OF_A_YEAR and amount.kind != "points":
        return False  # "inflation rose 5 per cent": to that rate, by it, or by a part of it
    if amount.kind == "money":
        return indicator in MONEY
    if amount.kind == "count":
        return indicator in PERSONS
    if amount.kind == "points":
        return indicator in ("military_expenditure_gdp", *OF_A_YEAR)
    return amount.kind in ("percent", "part")


def streak(found: Found) -> Draft | None:
    """Exports fell for the fourth straight month."""
    place, indicator = found.role("rank"), found.indicator
    if not indicator or indicator == "event" or not isinstance(place, Rank):
        return None
    partner = found.partner
    draft = Draft(indicator, "streak", found.ref(partner), partner, order=found.order)
    draft.value, draft.place = place.text, place.start
    times = None if found.it is None else Times(period=found.it.period)
    return claim(found, draft, times=times)


def direction(found: Found) -> Draft | None:
    """Exports have risen since 2010; in every year since."""
    indicator = found.indicator
    times = found.times(None)
    if any(isinstance(s, Amount | Rank) or is_word(s, "than") for s in found.clause.row):
        return None  # by how much is said
    if every_year(found) and indicator != "event" and times.base:
        indicator = "gdp_growth" if indicator in ("", "gdp") else indicator
        draft = Draft(indicator, "always", found.ref(found.partner), found.partner, order=found.order)
        return always(found, draft, times)
    if not indicator or indicator in ("event", "gdp_growth", "gdp") or not (times.base or times.period):
        return None
    partner = found.partner
    draft = Draft(indicator, "direction", found.ref(partner), partner, order=found.order)
    draft.place = found.first.start
    return claim(found, draft, times=times)


def always(found: Found, draft: Draft, times: Times) -> Draft:
    draft.base_period, draft.back, draft.words["period"] = times.base, times.back, ", ".join(times.words)
    draft.period = times.period
    if times.base and times.period and draft.indicator == "gdp_growth":
        draft.base_period, draft.period = None, f"{times.base}/{times.period}"  # it grew in the first year as well
    draft.place = draft.place or found.inside[-1].start
    return finished(found, restricted(found.figure, draft))


def every_year(found: Found) -> bool:
    """Said of each year of a window, before the match or right behind it."""
    behind = EACH.match(found.low, found.inside[-1].end)
    return behind is not None or EACH_FIRST.search(found.low, 0, found.first.start) is not None


YEARLY = r"(?:every|each)(?: single)? year\b"
OF_THEM = r"(?:each|every(?: single)? one) of (?:the|its) (?:last|past)\b"
EACH = re.compile(rf"[ ,]*(?:in |for )?(?:{YEARLY}|{OF_THEM})")
EACH_FIRST = re.compile(rf"\b(?:{YEARLY} (?:since|from|between)|{OF_THEM})")


def directed(under_way: Sentence) -> None:
    """“Japan's population fell to 124 million in 2023”: beside what it came to, that it fell."""
    for draft in list(under_way.drafts):
        before = [s for s in draft.clause.row if s.end <= draft.place] if draft.clause is not None else []
        move = mover(before)
        if move is None or draft.not_checkable or any(moved_by(draft, other) for other in under_way.drafts):
            continue
        if why := no_direction(draft, before):
            under_way.refused.append(Refused(UNREAD, f"“{move.low} to” ({why})"))
            continue
        falls = (move.values["move"] == "-") != (draft.value or "").startswith("-")
        way = replace(
            draft, operation="direction", order="asc" if falls else "desc", hedge="none", value=None, value_high=None,
            unit=None, base_period=resolver.year_before(str(draft.period)), place=move.start,
            words=draft.words | {"operation": move.low, "value": ""},
        )  # fmt: skip
        under_way.drafts.append(way)


def mover(before: list[Segment]) -> Segment | None:
    """The verb behind which an amount stands with “to”."""
    if not before or not is_word(before[-1], "to"):
        return None
    verb = next(
        (s for s in reversed(before) if is_word(s, "move", "verb", "be", "spend") or isinstance(s, Amount)), None
    )
    return verb if verb is not None and is_word(verb, "move") and verb.low != "up" else None


def moved_by(draft: Draft, other: Draft) -> bool:
    """Whether another claim says already by how much, or from what it moved."""
    same = (draft.indicator, draft.ref, draft.counterpart) == (other.indicator, other.ref, other.counterpart)
    return same and other is not draft and other.operation in (*MOVED, "ratio", draft.operation)


def no_direction(draft: Draft, before: list[Segment]) -> str | None:
    """Why it is not judged whether a figure rose or fell to an amount."""
    indicator = catalogue.indicators()[draft.indicator]
    long_ago = any(is_word(s, "have") or s.low == "since" for s in before)
    reasons = (
        (draft.operation not in LEVELS or indicator["kind"] == "change", "what a rate was before is not compared"),
        (long_ago or len(draft.period or "") != 4 or indicator["freq"] != "A", "from what or when is not said"),
        (draft.indicator in OUTPUT, "in which prices is not said"),
        (draft.unit not in (None, "USD", "PT", "BIRTHS"), "in another currency it can have gone the other way"),
    )
    return next((why for holds, why in reasons if holds), None)


OUTPUT = ("gdp", "gdp_ppp", "gdp_per_capita", "gni_per_capita", "income_per_capita")


def faster(found: Found) -> Draft | None:
    """“grew faster in 2022 than in any of the past 10 years”: those ten are before 2022, and not counted from today."""
    times, ref = found.times(None), found.holder("area")
    if not ref or not times.base or times.period is None or len(times.period) > 4:
        return None
    draft = Draft("gdp_growth", "extreme", ref, order="asc" if found.less else "desc", period=times.period)
    first = int(times.period) - times.back if times.back else int(times.base[:4])
    draft.base_period, draft.place, draft.words["period"] = f"{first - 1}", found.first.start, ", ".join(times.words)
    return finished(found, draft)


def extreme(found: Found) -> Draft | None:
    """Imports fell to their lowest level since 2014."""
    place, indicator = found.role("rank"), found.indicator
    if place is None and found.it is not None and found.ends(",", "stop", "and", "joint"):
        place = found.inside[-1]  # "the most in 20 years"
    elif not isinstance(place, Rank) or place.bare or place.n > 1:
        return None
    if is_word(found.next, "move"):
        return None  # "had its largest fall on record": a change, and years are compared by what they came to
    times = found.times(place, found.it)
    if not indicator or (not times.base and RECORD.search(found.low, place.start) is None):
        return None
    if indicator == "gdp" and isinstance(place, Rank) and (place.indicator or "performance" in place.low):
        indicator = "gdp_growth"
    falls = isinstance(place, Rank) and place.falling
    falls = falls != (found.negative and (indicator == "trade_balance" or found.it is not None))
    draft = Draft(indicator, "extreme", *found.sides(indicator), order="asc" if falls else "desc")
    if len(draft.counterpart) > 1 and TOGETHER.search(found.low) is None:
        raise Refused("no subject", "whether each of them or all together are meant is not said")
    draft.place = place.start
    return claim(found, draft, place, times)
