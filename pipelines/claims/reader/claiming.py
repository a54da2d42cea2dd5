"""What every operation ends with: a claim with the value of its number, its unit and its periods.

Belongs here: value, unit, sign, period, and the times for which no figure is held. Does not belong here: one operation
(levels.py, changes.py, comparisons.py, ranks.py, elisions.py), what else of it is not held (series.py), whose it is
(resolver.py), which periods are whose (timing.py).
"""

import re

from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.periods import in_year, year_before
from pipelines.claims.reader import resolver, timing, windows
from pipelines.claims.reader.found import LEVELS, SINCE, Found
from pipelines.claims.reader.patterns import lacking
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Amount, Segment
from pipelines.claims.reader.sentence import Draft, Refused
from pipelines.claims.reader.series import SEVERAL, finished, restricted
from pipelines.claims.reader.timing import Times


def claim(
    found: Found, draft: Draft, number: Segment | None = None, times: Times | None = None, *, flip: bool = False,
    unit: str = "",
) -> Draft:  # fmt: skip
    """What every operation ends with: the value of its number, its periods, what restricts its figure."""
    if isinstance(number, Amount):
        draft = stated(found, draft, number, flip)
        draft.unit = unit or draft.unit
    elif draft.place < 0:
        draft.place = (number or found.first).start
    if found.it is not None:
        draft.inherited, draft.product = {"figure": found.it.pattern}, found.it.product
        draft.counted = found.it.counted
        if found.it.reason and (draft.operation == "compare" or found.it.reason in lacking()):
            draft.not_held(str(found.it.reason))
    return finished(found, timed(found, restricted(found.figure, draft), number, times))


def stated(found: Found, draft: Draft, amount: Amount, flip: bool = False) -> Draft:
    """Value, hedge and unit of the claim: those of its number."""
    draft.place = amount.start
    sign = "-" if flip and not amount.text.startswith("-") else ""
    fell = draft.operation == "change" and draft.order == "asc"  # "fell by -7.9 per cent"
    draft.value, draft.hedge = sign + amount.text.removeprefix("-" if fell else ""), amount.hedge
    if amount.high:
        draft.value_high, draft.hedge = sign + amount.high, "between"
    unit = amount.unit or ("PT" if amount.kind == "part" else None)
    if amount.kind == "count" and draft.indicator in KIND["money"]:
        unit = unit_before(found, amount)
        if unit is None:
            raise Refused("no indicator", "an amount of money without its currency")
    draft.unit = resolver.currency(unit, draft.ref, draft.counterpart, found.sentence)
    small = amount.kind in ("money", "count") and abs(amount.size) < 1e6
    if small and draft.indicator in KIND["money"] and "per_capita" not in draft.indicator:
        raise Refused("no indicator", "too small an amount for a country: something is left out")
    draft.words["value"] = found.sentence.text[amount.start : amount.end]
    return draft


def unit_before(found: Found, amount: Amount) -> str | None:
    """“28.9 billion euros in April; imports were 28.4 billion”."""
    before = [s for s in found.sentence.row if isinstance(s, Amount) and s.start < amount.start]
    last = found.sentence.context.last
    earlier = last.unit if last is not None and last.operation in LEVELS and last.indicator in KIND["money"] else None
    return next((s.unit for s in reversed(before) if s.kind == "money"), earlier)


def timed(found: Found, draft: Draft, number: Segment | None, times: Times | None = None) -> Draft:
    """The claim with its periods, or the reason why no figure answers for them."""
    times = times or found.times(number, found.it)
    draft.period = times.period
    if draft.operation in SINCE and not (draft.operation == "ratio" and draft.base):
        draft.base_period = timing.compared_with(draft.operation, times)
        draft.back = times.back if draft.base_period == times.base else 0
        base, said_on = times.base or "", found.sentence.said_on
        if draft.operation == "change" and not draft.period and len(base) == 7 and base < f"{said_on.year}":
            later = in_year(base, int(base[:4]) + 1)  # "fell by 8 per cent compared with May 2023", said in June 2024
            draft.period = later if f"{said_on.year}" < later < f"{said_on:%Y-%m}" else None
        if draft.operation == "extreme" and draft.back > 10 and any("decade" in said for said in times.words):
            draft.base_period, draft.back = str(int(str(draft.base_period)) + 4), draft.back - 4  # 26 years are three
        if draft.operation == "extreme" and draft.back and windows.YEAR.fullmatch(draft.period or ""):
            draft.base_period, draft.back = f"{int(str(draft.period)) - draft.back}", 0
        if draft.period and draft.base_period and draft.base_period[:4] > draft.period[:4]:
            raise Refused("no period", "from when to when it changed is not said")
    if times.words:
        draft.words["period"] = ", ".join(times.words)
    draft.era = times.era
    context, flowing = found.sentence.context, draft.indicator in KIND["flowing"]
    flowing &= number is None or not timing.at_another_time(number, found.sentence, SAID["now"])
    silent = flowing and (times.yearly or not times.words) and all(p.yearly or p.beside for p in found.sentence.periods)
    same = context.last is None or context.last.ref == draft.ref
    on_year = times.yearly and draft.operation == "change"
    if draft.period is None and not times.partial and ((silent and same) or on_year):
        opening = {p.period for p in found.sentence.periods if p.period and times.yearly and p.start < found.start}
        draft.period = context.period or (opening.pop() if len(opening) == 1 else None)
        if draft.operation == "change" and draft.period:
            draft.base_period = year_before(draft.period)
    if draft.period is None and not times.words and not (silent and context.partial):
        traded = draft.indicator in KIND["trade"] and draft.operation in ("level", "sum", "share")
        told = traded and not found.sentence.periods and found.said("in the past")
        # "Exports were $63 billion in 2022. We bought goods worth $14 billion …": the year said before
        draft.period = context.year if told and windows.YEAR.fullmatch(context.year or "") else None
    draft.cumulative = False
    added_up = windows.added_up(draft, times, [*found.left[-3:], *found.inside], found.sentence)
    if not added_up and max(windows.years(draft.period), windows.years(draft.base_period)) > 1:
        raise Refused("no data", windows.UNSAID)
    part = context.partial or (draft.period is None and context.period is not None)  # "… in May. In Peru it grew by 5"
    why = unanswered(found, draft, times, silent and part)
    return draft.not_held(why) if why else draft


ON_WHICH = "whether on the month or the year before is not said"

OWN_MONEY = "in the country's own currency, and the figures are in US dollars"


def unanswered(found: Found, draft: Draft, times: Times, partial: bool) -> str | None:
    """Why no figure is of the times that the words name; `partial` where those of the sentence before are meant."""
    operation, period, base = draft.operation, draft.period, draft.base_period
    words, change, flowing = ", ".join(times.words).lower(), operation == "change", draft.indicator in KIND["flowing"]
    since, monthly = operation in SINCE and base is None, len(period or "") == 7 and "-FY" not in str(period)
    on_month = monthly and (WORDS["on month"].issuperset(draft.ref) or found.said("for the season"))
    alone, fiscal = not (times.base or times.yearly or times.before), not WORDS["fiscal"].isdisjoint(draft.ref)
    part = times.partial or partial or found.said("of a month", found.clause.start, found.end)
    of_a_part = change and found.it is not None and found.it.reason == PART_OF_A_YEAR
    of_a_year = "FY" not in (period or "FY") and (flowing or draft.indicator == "military_expenditure")
    counted = change and draft.indicator in KIND["slow"] and not (times.yearly or times.era)
    added_up = draft.indicator in KIND["money"] & (KIND["trade"] | KIND["yearly"] | KIND["paid"])
    several = operation in ("level", "sum") and times.base and added_up and not draft.cumulative
    yearly = operation in ("level", "sum") and draft.indicator in KIND["yearly"]
    of_one = operation in LEVELS and not (several or draft.cumulative) and windows.window_of(times) != (None, 0)
    of_one &= not any(is_word(s, "move") for s in found.clause.row)  # "grew to 84 million between 2010 and 2020"
    moved = operation in ("change", "ratio") and not draft.base and draft.indicator in KIND["nominal"]
    amounts = (s for s in found.sentence.row if isinstance(s, Amount) and s.kind == "money")
    # "Turkey's GDP doubled in 2022 to 15 trillion lira": what is counted in lira goes up with prices
    in_own_money = any(s.unit not in (None, "USD", "dollars", "INTL_USD") for s in amounts)
    compares = draft.base or draft.base_counterpart
    apart = times.era in ("before", "after") and operation in SINCE and not (times.base or compares)
    lasted = times.back > 1 and words.startswith("for ")  # "grew by double digits for a decade"
    # not "overtook Chile's from 2000 to 2015"
    since_then = times.base and (not period or found.role("more") is not None)
    compared_since = compares and (lasted or words.startswith("since "))
    lasting = operation in ("compare", "order", "next") and (since_then or compared_since)
    # not "Under my presidency exports passed $9 billion for the first time"
    loose = times.loose and not (draft.hedge == "over" and "for the first time" in found.low)
    in_all = change and (lasted or (times.era == "throughout" and draft.indicator in ("gdp", "gdp_constant")))
    up_to_now = SAID["over the last year"] if draft.indicator == "gdp_growth" else SAID["past year"]
    reasons = (
        (moved and in_own_money, OWN_MONEY),
        (flowing and up_to_now.search(words), "the year up to that day, and calendar years are held"),
        (of_a_year and fiscal and re.search("q[1-4]|(?:st|d|th) quarter|(?:this|current) year", words), PART_OF_A_YEAR),
        (on_month and alone and operation in ("change", "direction"), ON_WHICH),
        (of_a_part or (period is None and part), PART_OF_A_YEAR),
        (flowing and any(map(SAID["early or late"].match, map(str.lower, times.words))), PART_OF_A_YEAR),
        (operation in ("change", "direction") and period is None and times.before, ON_THE_LAST),
        (change and period is None and len(base or "") == 7, PART_OF_A_YEAR),  # "up by 9 per cent from May"
        (apart, "since when it changed is not said"),
        (in_all, "whether each year, or in all, is not said"),
        (
            change and draft.indicator not in KIND["slow"] and SAID["from month to month"].search(words),
            "from a month to a month, and whole years are compared",
        ),
        (
            counted and not (period or base or found.said("on average")),
            "in which time it changed by so many is not said",
        ),
        (operation in LEVELS and times.base and found.said("every year since"), "of each of several years"),
        (
            operation in LEVELS and times.base and SAID["opens with since"].match(found.low),
            "of which of the years since is not said",
        ),
        (since and (times.loose or times.undated), NO_BEGINNING),
        (loose and (yearly or (operation in LEVELS and flowing)), "in which of several years is not said"),
        (lasting, "of each of several years"),
        (several, SEVERAL),
        (of_one, "in which of several years is not said, and they do not add up"),
    )
    return next((why for holds, why in reasons if holds), None)


ON_THE_LAST = "a rate against the month or the quarter before is not held"

NO_BEGINNING = "the words give no date for the beginning"

PART_OF_A_YEAR = "the words name no single year, quarter or month"
