"""Why a part has its verdict, what would be true, and what turned it since: codes that reports put into words.

Belongs here: choosing the reason and the advice. Does not belong here: their words (reports/messages.py).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from pipelines.verdict import comparison
from pipelines.verdict.comparison import Interval
from pipelines.verdict.editions import Pick, place_of
from pipelines.verdict.held import Edition
from pipelines.verdict.parts import LESS, Part
from pipelines.verdict.readings import Reading
from pipelines.verdict.vote import TRUE, Vote

Row = dict[str, Any]
Votes = Mapping[str, Vote]
YEARS_BESIDE = 10


class Beside(NamedTuple):
    """What would bear out a level of a named year: the nearest other year, and the same year in the edition before."""

    period: date | None = None
    value: float | None = None
    superseded_on: date | None = None
    superseded: float | None = None


def beside(part: Part, then: Vote, interval: Interval | None) -> Beside:
    """Of a level that no reading bears out, what is held beside it and would."""
    best = then.best
    if then.verdict != "CONTRADICTED" or best is None or interval is None or not _is_plain_level(part, best):
        return Beside()
    pick = best.figure.picks[0]
    other = [
        (abs(period.year - best.period.year), -period.toordinal(), period, value)
        for period, value in _other_years(best, pick)
        if _is_within(interval, value)
    ]
    earlier = [
        (-day.toordinal(), day, value) for day, value in _other_editions(best, pick) if _is_within(interval, value)
    ]
    year, edition = min(other, default=None), min(earlier, default=None)
    return Beside(
        year[2] if year else None,
        year[3] if year else None,
        edition[1] if edition else None,
        edition[2] if edition else None,
    )


def _is_plain_level(part: Part, best: Reading) -> bool:
    """Whether a figure is that of one term, as published by who is asked, of a year that the claim names."""
    definition = best.view.definition
    terms: list[Row] = [*definition["terms"], *definition.get("per", ())]
    term = terms[0]
    is_plain = len(terms) == 1 and not term.get("mirror") and not term.get("lag_months") and term.get("weight", 1) == 1
    is_level = part.operation in ("level", "sum") and part.claim.period is not None and part.years == 1
    in_its_unit = part.unit in (None, best.unit)
    return is_plain and is_level and "counterpart" not in term and best.view.freq == "A" and in_its_unit


def _is_within(interval: Interval, value: float) -> bool:
    return comparison.outcome(interval, value) == "MATCH"


def _other_years(best: Reading, pick: Pick) -> list[tuple[date, float]]:
    found = []
    for back in range(-YEARS_BESIDE, YEARS_BESIDE + 1):
        period = best.period.replace(year=best.period.year + back)
        value = _sum_in(best, pick, period, pick.edition)
        if back and value is not None:
            found.append((period, value))
    return found


def _other_editions(best: Reading, pick: Pick) -> list[tuple[date, float]]:
    """Editions before; levels in the prices of another year are no earlier state of the same figure."""
    held = best.view.totals("claim", pick.term, pick.series, best.period)
    members = best.part.members["claim"]
    return [
        (total.published_on, total.amount)
        for (vintage, prices), total in held.items()
        if vintage != pick.edition[0]
        and prices in ("", "current")
        and total.amount is not None
        and total.present == members
        and best.period.year < total.published_on.year
        and total.published_on < best.published_on
    ]


def _sum_in(best: Reading, pick: Pick, period: date, edition: Edition) -> float | None:
    """What the members come to in another year of the edition, estimates and forecasts left out."""
    values = []
    for pair in best.part.own:
        cell = best.view.held.of(pick.series, place_of(pick.term, pair)).get(period, {}).get(edition)
        if cell is None or cell.value is None or cell.status in ("E", "F"):
            if pair.awaited:
                return None
            continue
        values.append(cell.value)
    return sum(values) if values else None


# Reasons


def reason(part: Part, votes: Votes, found: Beside) -> str | None:
    """Why the part has its verdict, a code of factcheck.part_verdict."""
    if part.claim.not_checkable:
        return "NO_FIGURE_DECIDES"
    then, now = votes["then"], votes["now"]
    doubts = then.doubts
    for name, code in (("overtaken", "OVERTAKEN"), ("nearing", "NEARING"), ("aged", "AGED")):
        if doubts.get(name) and (name != "nearing" or then.judged in ("CONTRADICTED", "OUT_OF_DATE")):
            return code
    if doubts.get("next_edition"):
        return "EDITIONS"
    if awaited(votes):
        return "AWAITED"
    if then.verdict == "NOT_CHECKABLE":
        return _reason_of_none(then, now)
    return _reason_of(part, then, found)


def _reason_of_none(then: Vote, now: Vote) -> str:
    if then.doubts.get("outrun") or (not then.voting and now.doubts.get("outrun")):
        return "OUTRUN"
    if now.doubts.get("unseen"):
        return "UNSEEN"
    if then.unusable + now.unusable:
        return "NOTHING_USABLE"
    if now.verdict != "NOT_CHECKABLE" and not then.arguable:
        return "NOT_YET_PUBLISHED"
    return "ONLY_ARGUABLE" if then.arguable + now.arguable else "NO_FIGURE"


def _reason_of(part: Part, then: Vote, found: Beside) -> str | None:
    if then.verdict == "DEPENDS":
        return "SPLIT" if then.holds else "SOME_NEARLY_NONE_HOLDS"
    if then.verdict == "TOO_CLOSE":
        is_missed = then.best is not None and then.best.outcome == "MISS"
        return "FAR_DOWN" if part.operation == "rank" and is_missed else "WITHIN_REVISION"
    if then.verdict == "CONTRADICTED":
        return "ONLY_SUPERSEDED_HOLDS" if found.superseded_on else "NONE_HOLDS"
    return {
        "SUPPORTED": "ALL_HOLD", "SUPPORTED_LOOSELY": "SOME_NEARLY_HOLD", "OUT_OF_DATE": "ONLY_EARLIER_HOLDS",
    }.get(then.verdict)  # fmt: skip


def awaited(votes: Votes) -> str | None:
    """Labels of the equivalent definitions, or the publisher named, that might bear it out and are not held."""
    then, now = votes["then"], votes["now"]
    own = then.doubts.get("named") or then.doubts.get("awaited")
    if own or then.voting or then.verdict != now.verdict:
        return own
    return now.doubts.get("named") or now.doubts.get("awaited")


# What would be true


def as_far_back(part: Part, readings: list[Reading]) -> Reading | None:
    """Of a record, the reading whose complete figures reach back furthest and that none of them beats."""
    if part.operation != "extreme":
        return None
    found = [
        reading
        for reading in readings
        if reading.type == "E" and reading.missing in ("NO_BEGINNING", "WINDOW_GAPS") and _is_unbeaten(reading)
    ]
    return min(found, key=lambda r: (r.known != "then", r.past and r.past.first, r.name), default=None)


def _is_unbeaten(reading: Reading) -> bool:
    past = reading.past
    if past is None or past.first is None or past.beaten_in is not None or past.first >= reading.period:
        return False
    months = {"A": 12, "Q": 3}.get(reading.view.freq, 1)
    held = ((reading.period.year - past.first.year) * 12 + reading.period.month - past.first.month) // months
    return reading.missing_found == held


def would_be_true(part: Part, votes: Votes, limit: Reading | None) -> str | None:
    """The nearest true sentence, a code of factcheck.part_verdict."""
    then, now = votes["then"], votes["now"]
    best = then.best or now.best
    if part.claim.not_checkable or then.verdict == "SUPPORTED":
        return None
    if then.doubts.get("next_edition"):
        return "LATER"
    if then.verdict == "DEPENDS" and (then.holding or now.holding):
        return "SAY_WHICH"
    if then.verdict == "OUT_OF_DATE" and (then.earlier or now.earlier):
        return "OTHER_PERIOD"
    if then.verdict == "NOT_CHECKABLE":
        code, is_told = _of_none(then, now, limit)
        if is_told:
            return code
    if then.verdict == "TOO_CLOSE" and (code := _of_level(part, best)) is not None:
        return code or None
    rule = _NEAREST.get(part.operation)
    code = rule(part, best) if rule else "OTHER_NUMBER"
    return None if code == "OTHER_NUMBER" and _is_as_said(part, best) else code


def _is_as_said(part: Part, best: Reading | None) -> bool:
    """Whether the closest number is the one stated, rounded as that was: then it is no other."""
    number = part.number
    if number is None or number.x_high is not None or best is None or best.value is None or number.kind != "level":
        return False
    return abs(abs(best.value) - abs(number.x)) < number.u / 2


def _of_none(then: Vote, now: Vote, limit: Reading | None) -> tuple[str | None, bool]:
    """The advice where nothing decides, and whether there is any more to be said."""
    if now.verdict in TRUE:
        return "LATER", True
    if any(then.doubts.get(name) for name in ("overtaken", "aged", "outrun")):
        return None, True  # neither of two figures that differ is told as what would be true
    if not then.voting and now.doubts.get("outrun"):
        return None, True
    if limit:
        return "AS_FAR_BACK", True
    if not then.voting and (then.otherwise or now.otherwise):
        return "SAY_SO", True
    if then.voting or now.voting:
        return None, False
    arguable = then.arguable_reading or now.arguable_reading
    reasons = (arguable.type_reason or "") if arguable else ""
    # what is of another time than the claim names would not make it true
    is_of_then = reasons != "FISCAL_YEAR" and "STALE" not in reasons and "WHOLE_YEAR" not in reasons
    return ("ARGUABLE" if arguable and arguable.value and is_of_then else None), True


def _of_level(part: Part, best: Reading | None) -> str | None:
    """What is about equal; an empty text where nothing is told."""
    if part.operation == "rank" and best is not None and best.outcome != "MISS":
        return "NECK_AND_NECK"
    if part.operation == "count":
        return ""
    return "LEVEL" if part.operation in ("compare", "order", "next") else None


def _nearest_direction(_: Part, best: Reading | None) -> str:
    return "UNCHANGED" if best and best.value == 0 else "OPPOSITE"


def _nearest_comparison(part: Part, best: Reading | None) -> str:
    if best is not None and best.unit != "TIMES":
        return "OTHER_WAY"
    if part.operation == "compare":
        return "RATIO"
    return "OF_SMALLEST" if part.hedge in LESS else "OF_LARGEST"


def _nearest_record(_: Part, best: Reading | None) -> str:
    past = best.past if best else None
    if best is None or past is None or past.beaten_in is None or past.first is None or past.beaten_in < past.first:
        return "BARELY"
    return "SINCE" if past.beaten_in < best.period - timedelta(366) else "OTHER_RECORD"


def _nearest_change(part: Part, best: Reading | None) -> str:
    sign = -1 if part.is_falling or (part.x or 0) < 0 else 1
    return "OTHER_WAY" if best and best.value is not None and sign * best.value < 0 else "OTHER_NUMBER"


def _nearest_streak(_: Part, best: Reading | None) -> str:
    return "OPPOSITE" if best and best.value == 0 else "UNBROKEN"


def _nearest_rule(part: Part, best: Reading | None) -> str:
    if best is not None and best.unit == "PERIODS":
        return "UNBROKEN"
    return "WORST_PERIOD" if part.x is None else "RANGE"


_NEAREST = {
    "rank": lambda *_: "OTHER_RANK", "direction": _nearest_direction, "compare": _nearest_comparison,
    "order": _nearest_comparison, "next": lambda *_: "OF_NEXT", "extreme": _nearest_record, "change": _nearest_change,
    "growth": _nearest_change, "difference": _nearest_change, "exists": lambda *_: "NONE",
    "first": lambda *_: "FIRST_SINCE", "streak": _nearest_streak, "always": _nearest_rule,
}  # fmt: skip


# What turned the verdict since


def turned(readings: list[Reading]) -> tuple[Reading | None, Reading | None]:
    """The reading whose figure was revised most and turned, and that of the newest figure published since."""
    then = {(r.view.name, r.source, r.period): r for r in readings if r.known == "then"}
    revised: list[tuple[float, str, Reading]] = []
    added: list[tuple[str, Reading]] = []
    for reading in readings:
        if reading.known != "now" or reading.type != "E" or reading.value is None:
            continue
        before = then.get((reading.view.name, reading.source, reading.period))
        if before is None:
            added.append((f"{reading.period} {reading.name}", reading))
        elif before.type == "E" and before.outcome != reading.outcome and before.value not in (None, reading.value, 0):
            revised.append((abs(reading.value - before.value) / abs(before.value), reading.name, reading))
    most = max(revised, key=lambda each: each[:2], default=None)
    newest = max(added, key=lambda each: each[0], default=None)
    return (most[2] if most else None), (newest[1] if newest else None)
