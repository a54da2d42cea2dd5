"""Changes: growth, rises and falls with and without a number, streaks, extremes.

Belongs here: claims about one figure at different times. Does not belong here: multiples (comparisons.py).
"""

import re
from dataclasses import replace

from pipelines import catalogue
from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.periods import year_before
from pipelines.claims.reader import claiming, series, timing, windows
from pipelines.claims.reader.claiming import claim, stated
from pipelines.claims.reader.found import LEVELS, Found, level_of, of_the_same
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Pronoun, Rank, Segment
from pipelines.claims.reader.sentence import UNREAD, Draft, Refused, Sentence
from pipelines.claims.reader.timing import Times


def grown(found: Found, amount: Amount) -> Draft | None:
    """A rate of growth of output: of one year, on average over years, or all in all since a year."""
    sentence = found.sentence
    if amount.kind not in ("percent", "part") or is_word(found.next, "of"):
        return None  # "72 per cent of what it was"
    area = found.role("area")
    # "Money sent by Filipinos grew by 2 per cent"
    of_people = isinstance(area, Area) and area.kind == "demonym" and area.low.endswith("s")
    if of_people or (isinstance(area, Pronoun) and area.low == "it" and not of_output(found)):
        return None  # "It has grown by 24 per cent, to 211,000": a town, a share, a flow
    ref = found.ref(())
    falls = found.order == "asc" or found.negative
    times = found.times(amount)
    if found.role("move") is not None and not times.base and any(map(SAID["by then"].match, times.words)):
        raise Refused("no period", "by when it changed so much is said, and not since when")
    averaged = sentence.said("on average") or sentence.said("at a rate", 0, amount.start)
    span = int((times.period or str(sentence.said_on.year))[:4]) - int(times.base[:4]) if times.base else 0
    stayed = any(s.low in WORDS["stayed"] for s in found.inside)
    if times.base and (stayed or every_year(found)):  # "has stayed above 6 per cent since 2010"
        return always(found, stated(found, Draft("gdp_growth", "always", ref), amount, falls), times)
    nominal = sentence.hit("in current prices")
    if getattr(found.figure, "indicator", "") == "gdp_growth" and span > 1 and not averaged and not every_year(found):
        raise Refused("no data", "a rate of growth over several years: of each, or on average, is not said")
    if nominal or amount.kind == "part" or ((times.loose or span > 1) and not times.yearly):
        operation = "growth" if averaged else "change"
        indicator = "gdp_constant" if operation == "growth" and not nominal else "gdp"
        draft = claim(found, Draft(indicator, operation, ref, order="asc" if falls else "desc"), amount, times)
        draft.counted = "nominal" if nominal else draft.counted
        return draft.not_held(claiming.OWN_MONEY) if nominal and "dollar" not in nominal[0] else draft
    draft = level_of("gdp_growth", ref)
    before = next((p for p in sentence.periods if p.before and p.start > amount.end), None)
    # "rose by 0.3 per cent in Peru and by 0.2 in Chile in the second quarter, compared with the quarter before"
    between = sentence.low[amount.end : before.start] if before is not None else "("
    apart = between.count("(") > between.count(")") or SAID["on another basis"].search(between)
    if times.before or not apart:
        draft.not_held(claiming.ON_THE_LAST)
    elif not (times.period or times.base or draft.operation == "mean") and found.said(
        "averaged", found.start, amount.start
    ):
        draft.not_held(UNNAMED)  # "has had good years, with GDP growing by an average of 4 per cent"
    times.base = None
    return claim(found, draft, amount, times, flip=falls)


def of_output(found: Found) -> bool:
    """Whether what was said before was said of a country's output."""
    drafts = found.sentence.drafts[-1:] or [d for d in [found.sentence.context.last] if d is not None]
    named = [s.indicator for s in found.sentence.row if isinstance(s, Figure) and s.end <= found.start]
    return any(indicator.startswith("gdp") for indicator in (*named, *(d.indicator for d in drafts)))


def change(found: Found, amount: Amount) -> Draft | None:
    """Exports rose 5 per cent; a fall of 21 per cent in military spending."""
    indicator = found.indicator
    of_prices = indicator == "inflation" and "prices" in found.sentence.classes
    if not changes(indicator, amount) or (of_prices and amount.kind == "percent"):
        return None  # "consumer prices rose by 5 per cent, after a rise of 4 per cent in 2021"
    levels = (" at ", " high of ", " low of ", *([" in "] if amount.kind == "part" else []))
    if found.low.endswith(levels, 0, amount.start) or found.low.startswith(("above ", "below "), amount.start):
        return None  # "imports were up slightly at $10.8 billion", "it grew in half the districts", "rose above 3"
    higher = found.role("more") is not None or found.it is not None or is_word(found.last, "than")
    if indicator == "gdp" and amount.kind in ("percent", "part") and not higher:
        return grown(found, amount)
    ref, partner = found.sides(indicator)
    draft = Draft(indicator, "change", ref, partner, order=found.order)
    if found.it is not None and found.it.operation == "direction" and not found.has("move", "more"):
        draft.order = found.it.order  # "have come down (by 32 per cent) since 2015"
    times, last = spanned(found, amount, found.times(amount)), found.it
    if last is not None and not goes_on(found, last, times):
        return None
    if last is not None and not times.base and (not times.words or times.start < last.place):
        from_one_to_the_other(found, last, times)
    if last is not None and found.clause.link == "since" and times.base is None and last.period:
        times.base, times.period = last.period, None  # "peaked in 2023, have since dropped by a third"
    elif last is not None:
        # "an increase of 3.5 per cent on 2012", but not "of 8 per cent between 2003 and 2013"
        spans = any(words.lower().startswith(("between ", "from ")) for words in times.words)
        of_then = not times.base and SAID["than so much"].match(found.low, amount.end) is not None
        if of_then and last.period and times.period:
            times.base, times.period = min(str(times.period), year_before(last.period)), None
        before = last.period and times.base and times.base < last.period and not spans
        times.period = last.period if before or times.period is None else times.period
        if times.back and times.period and not SAID["years to this one"].search(", ".join(times.words).lower()):
            times.base = f"{int(times.period[:4]) - times.back}"  # "245 million in 2010, a rise of 150 % in 49 years"
    elif times.base is None and (is_word(found.last, "than") or (found.has("more") and not times.words)):
        raise Refused("no subject", "what it is compared with is not said")  # "India's is high, and Pakistan's higher"
    if amount.kind == "percent" and found.said("on average"):
        if not times.base:
            draft.not_held(UNNAMED)
        else:
            draft.operation = "growth"
    return claim(found, draft, amount, times)


def from_one_to_the_other(found: Found, last: Draft, times: Times) -> None:
    """“rose from $4 billion in 2021 to $5 billion in 2022, an increase of 25 per cent”: between these years."""
    told = sorted({str(d.period) for d in found.sentence.drafts if d.period and of_the_same(d, last)})
    if len(told) > 2 or (len(told) == 2 and told[1] != last.period):
        raise Refused("no period", "from when to when it changed is not said")
    if len(told) == 2:
        times.base, times.period = told


def goes_on(found: Found, last: Draft, times: Times) -> bool:
    """“0.7 per cent higher than in 2020 and 12 per cent higher than in 2012”, “while Peru saw a rise of 5 per cent”."""
    if found.role("area") is not None:
        return not last.counterpart  # "exports to China fell, while Peru saw a rise of 5 per cent": in which?
    if last.operation == "share":
        return last.pattern == "flow-share-of-own"  # "Exports to Peru are a fifth of the total and rose by 4 per cent"
    return last.operation != "change" or times.base not in (None, last.base_period)


OF_A_QUARTER = "figures of quarters and months are not held"
UNNAMED = "a yearly rate over a period that is not named"


def spanned(found: Found, amount: Amount, times: Times) -> Times:
    """“rose by 36.6% from $330 billion in 2018 to $451 billion in 2022” or the other way round: between those years."""
    if (SAID["to an amount from one"] if times.words else SAID["from an amount"]).match(found.low, amount.end):
        later = [p.period for p in found.sentence.periods if p.start > amount.end and p.period]
        # "$5 billion in 2022, up 25 per cent from $4 billion in 2021"
        later += [found.it.period] if len(later) == 1 and found.it is not None and found.it.period else []
        if len(later) != 2:
            raise Refused("no period", "from when to when it changed is not said")
        times.base, times.period = sorted(map(str, later))
    return times


def changes(indicator: str, amount: Amount) -> bool:
    """Whether an indicator can change by such an amount."""
    if amount.of_gdp or indicator in ("", "event", "gdp_growth"):
        return False
    if amount.kind == "money":
        return indicator in KIND["money"]
    if amount.kind == "count":
        return indicator in KIND["people"]
    if amount.kind == "points":
        return indicator in ("military_expenditure_gdp", *KIND["of a year"])
    return amount.kind in ("percent", "part")


def streak(found: Found, place: Rank) -> Draft | None:
    """Exports fell for the fourth straight month."""
    indicator, partner = found.indicator, found.partner
    if found.role("area") is not None or (found.it is not None and indicator == "gdp_growth"):
        indicator = "gdp"  # "has had ten consecutive years of growth", "grew by 3 per cent, its tenth year of growth"
    draft = Draft(indicator, "streak", found.ref(partner), partner, order="asc" if found.negative else found.order)
    draft.value = place.text
    times = None if found.it is None else Times(period=found.it.period)
    claimed = claim(found, draft, place, times or found.times(None))
    # "the third consecutive drop in GDP"
    unnamed = claimed.indicator in KIND["flowing"] | {"gdp"} and "year" not in found.words.lower()
    if re.search(r"quarter|month", place.low) or unnamed:
        if indicator in (*KIND["output"], "gdp_growth", "population"):
            claimed.not_held(OF_A_QUARTER)
        elif re.fullmatch(r"\d{4}-(?:\d\d|Q\d)", claimed.period or "") is None:
            claimed.not_held("in which month or quarter it ended is not said")
    return claimed


def direction(found: Found) -> Draft | None:
    """Exports have risen since 2010; in every year since."""
    indicator = found.indicator
    times = found.times(None)
    first = found.low.find("first time")  # "fell for the first time"
    if any((isinstance(s, Amount | Rank) and s.start != first) or is_word(s, "than") for s in found.clause.row):
        return None  # by how much is said
    if first >= 0 and times.period is None:  # "In 2021, it fell for the first time in ten years"
        times.period = next((p.period for p in timing.leading(found.sentence, found.clause)), None)
    if every_year(found) and indicator != "event" and times.base:
        indicator = "gdp_growth" if indicator in ("", "gdp") else indicator
        draft = Draft(indicator, "always", found.ref(found.partner), found.partner, order=found.order)
        return always(found, draft, times)
    move = found.role("move")
    if indicator == "gdp" and move is not None and move.low in WORDS["of pace"]:
        indicator = "gdp_growth"  # "Peru's economy slowed in 2023"
    if not indicator or indicator in ("event", "gdp") or not (times.base or times.period):
        return None
    if indicator not in KIND["rate"] and move is not None and move.low in WORDS["of pace"]:
        raise Refused("no indicator", "whether it fell, or rose by less than before, is not said")
    if indicator == "gdp_growth" and times.era:
        return None  # "China's growth slowed after the financial crisis"
    draft = Draft(indicator, "direction", *found.sides(indicator), order=found.order)
    if indicator == "gdp_growth" and not windows.YEAR.fullmatch(times.period or "2000"):
        draft.not_held(OF_A_QUARTER)
    return claim(found, draft, times=times)


def always(found: Found, draft: Draft, times: Times) -> Draft:
    draft.base_period, draft.back, draft.words["period"] = times.base, times.back, ", ".join(times.words)
    draft.period = times.period
    if times.base and times.period and draft.indicator == "gdp_growth":
        draft.base_period, draft.period = None, f"{times.base}/{times.period}"  # it grew in the first year as well
    draft.place = draft.place if draft.place >= 0 else found.start
    return series.finished(found, series.restricted(found.figure, draft))


def every_year(found: Found) -> bool:
    """Said of each year of a window, before the match or right behind it."""
    behind = SAID["each year"].match(found.low, found.end)
    return behind is not None or found.said("each year before", 0, found.start)


def directed(under_way: Sentence) -> None:
    """“Japan's population fell to 124 million in 2023”: beside what it came to, that it fell."""
    for draft in list(under_way.drafts):
        before = [s for s in draft.clause.row if s.end <= draft.place] if draft.clause is not None else []
        move = mover(before)
        others = (d for d in under_way.drafts if d is not draft and d.ref == draft.ref)
        same = (d for d in others if (d.indicator, d.counterpart) == (draft.indicator, draft.counterpart))
        said = any(d.operation in (*WORDS["moved"], "ratio", draft.operation) for d in same)  # by how much
        if move is None or draft.not_checkable or said or draft.operation == "rank":
            continue
        if not has_direction(draft, before):
            why = "from what or when, or in which prices, is not said"
            under_way.refused.append(Refused(UNREAD, f"“{move.low} to” ({why})"))
            continue
        falls = (move.values["move"] == "-") != (draft.value or "").startswith("-")
        way = beside(draft, "direction", falls, move.start, move.low)
        spanned = (p.base for p in under_way.periods if p.period == draft.period and not p.yearly)
        way.base_period = next(filter(None, spanned), year_before(str(draft.period)))
        under_way.drafts.append(way)


def beside(draft: Draft, operation: str, falls: bool, place: int, words: str) -> Draft:
    """What a sentence says of the same figure without its number."""
    return replace(
        draft, operation=operation, order="asc" if falls else "desc", hedge="none", value=None, value_high=None,
        unit=None, place=place, words=draft.words | {"operation": words, "value": ""},
    )  # fmt: skip


def on_record(under_way: Sentence) -> None:
    """“a record $383 billion”, “0.72 in 2023, a record low”: beside it that it never was more, or less."""
    for draft in list(under_way.drafts):
        behind = SAID["then a record"].match(under_way.low, draft.place + len(draft.words.get("value", "")))
        behind = None if under_way.said("compared with", 0, draft.place) else behind
        hit = under_way.hit("at a record", max(0, draft.place - 40), draft.place) or behind
        since = next((p for p in under_way.periods if p.back and hit and hit.start() <= p.end <= hit.end()), None)
        several = draft.operation not in LEVELS or len(draft.ref) > 1 or draft.indicator in KIND["growing"]
        unheld = since is None and (draft.not_checkable or len(draft.period or "2000") > 4)
        if hit is None or several or (unheld and draft.indicator not in KIND["of a year"]):
            continue
        falls = (hit["end"] == "low") != (draft.value or "").startswith("-")
        most = beside(draft, "extreme", falls, hit.start(), hit[0].strip())
        if since is not None:
            most.base_period = f"{int((draft.period or str(under_way.said_on))[:4]) - since.back}"
        extremes = (d.ref for d in under_way.drafts if (d.operation, d.indicator) == ("extreme", most.indicator))
        if most.ref not in extremes:
            under_way.drafts.append(most)


def first_times(under_way: Sentence) -> None:
    """“shrank in 2020, for the first time in 28 years”: beside that, that it did not in the years before."""
    hit = under_way.hit("for the first time")
    window = next((p for p in under_way.periods if hit and 0 <= p.start - hit.end() <= 1 and p.base), None)
    if hit is None or window is None:
        return
    clause = next((c for c in under_way.clauses if c.start <= hit.start() < c.end), None)
    mine = [d for d in under_way.drafts if d.clause is clause] or under_way.drafts[:1]
    for draft in mine:
        told = draft.operation == "direction" or (draft.operation == "level" and draft.hedge in ("over", "under"))
        dated = len(draft.period or "") == 4 and not draft.not_checkable
        if not (told and dated) or draft.indicator in KIND["computed"]:
            continue
        last = int(str(draft.period)) - 1
        start = last + 2 - window.back if window.back else int(str(window.base)[:4]) + 1
        before = replace(
            draft, operation="always", place=hit.start(), words=draft.words | {"operation": hit[0], "value": ""},
            base_period=None, period=f"{start}/{last}", back=0,
            hedge="at_most" if draft.hedge == "over" else "at_least",
        )  # fmt: skip
        if draft.operation == "direction":
            before.hedge, before.base_period, before.period = "none", str(start - 1), str(last)
            before.order = "desc" if draft.order == "asc" else "asc"
        if start < last:
            under_way.drafts.append(before)


def mover(before: list[Segment]) -> Segment | None:
    """The verb behind which an amount stands with “to”."""
    if not before or not is_word(before[-1], "to"):
        return None
    verbs = (s for s in reversed(before) if is_word(s, "move", "verb", "be", "spend") or isinstance(s, Amount))
    verb = next(verbs, None)
    return verb if is_word(verb, "move") else None


def has_direction(draft: Draft, before: list[Segment]) -> bool:
    """Whether it can be judged if a figure rose or fell to an amount: a year's figure, in prices that are known."""
    indicator = catalogue.indicators()[draft.indicator]
    stated = draft.operation in LEVELS and draft.indicator not in KIND["output"]
    long_ago = any(is_word(s, "have") or s.low == "since" for s in before)
    yearly = not long_ago and len(draft.period or "") == 4 and indicator["freq"] == "A"
    return stated and yearly and draft.unit in (None, "USD", "PT", "BIRTHS")


def extreme(found: Found) -> Draft | None:
    """Imports fell to their lowest level since 2014."""
    place, indicator = found.role("rank"), found.indicator
    if place is None and found.it is not None and found.ends(",", "stop", "and", "joint"):
        place = found.last  # "the most in 20 years"
    elif not isinstance(place, Rank) or place.bare or place.n > 1:
        return None
    behind = next((s for s in found.clause.row if place is not None and s.start >= place.end), None)
    if is_word(behind, "move", "partner"):
        return None  # "had its largest fall on record", "exports to its largest partners rose": a change
    if indicator == "gdp" and found.has("grow"):
        indicator = "gdp_growth"  # "The economy is growing at its slowest pace since 2009"
    times = found.times(place, found.it)
    if times.period is None and isinstance([None, *found.left][-1], Amount):  # "its 3 per cent growth in 2020 was …"
        times.period = timing.times_of(None, found.clause, found.sentence).period
    if not indicator or not (times.base or times.undated or found.said("on record", place.start)):
        return None
    worst = place.low == "worst"
    if worst and indicator != "gdp_growth":
        return None
    falls = worst or (isinstance(place, Rank) and place.falling) != found.negative
    draft = Draft(indicator, "extreme", *found.sides(indicator), order="asc" if falls else "desc")
    return claim(found, draft, place, times)


def above_past(found: Found) -> Draft | None:
    """“grew faster in 2022 than in any of the past ten years”: the most of a window; “is larger than in 2019”: rose."""
    more, behind = found.role("more"), found.end + 1
    window = next((p for p in found.sentence.periods if p.base and p.start == behind), None)
    ever, indicator = found.has("ever"), found.indicator  # "higher than ever before"
    if more is None or not (window or ever) or not found.ends(",", "stop", "and"):
        return None
    if window is not None and found.low.startswith("than", window.start):
        times, indicator = found.times(None), "gdp_constant" if indicator == "gdp" else indicator
        past = times.period is None and found.sentence.said("was or had", found.start, found.end)
        if past or indicator in KIND["nominal"] | {"", "event"}:
            return None
        return claim(found, Draft(indicator, "direction", *found.sides(indicator), order=found.order), times=times)
    order = "asc" if (found.order == "asc") != found.negative else "desc"
    draft = Draft(indicator, "extreme", *found.sides(indicator), order=order)
    draft = claim(found, draft, times=replace(found.times(None), base=None) if ever else found.times(None))
    if window is not None and window.back and draft.base_period:
        draft.base_period = str(int(draft.base_period) - 1)  # "any of the past ten": ten, and not nine
    return draft
