"""Why a part has its verdict, what would be true, and what turned it since: codes that reports put into words.

Belongs here: choosing the reason and the advice. Does not belong here: their words (reports/messages.py).
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from pipelines.verdict import comparison
from pipelines.verdict.comparison import Interval
from pipelines.verdict.parts import Part, months_between, months_of
from pipelines.verdict.readings import Reading
from pipelines.verdict.vote import TRUE, Vote

Votes = Mapping[str, Vote]
YEARS_BESIDE = 10
MOST_NAMED = 3
"""So many periods are named as those but for which something holds."""
DOUBTS = {
    "overtaken": "OVERTAKEN", "begun": "ONLY_ARGUABLE", "aged": "AGED", "awaited": "AWAITED", "unseen": "UNSEEN",
    "next_edition": "EDITIONS",
}  # fmt: skip
"""Doubt -> why the part has its verdict (factcheck.part_verdict)."""
VERDICTS = {
    "SUPPORTED": "ALL_HOLD", "SUPPORTED_LOOSELY": "SOME_NEARLY_HOLD", "OUT_OF_DATE": "ONLY_EARLIER_HOLDS",
}  # fmt: skip


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

    def holds(value: float | None) -> bool:
        return value is not None and comparison.outcome(interval, value) == "MATCH"

    view, members, [pick] = best.view, part.members["claim"], best.figure.picks
    near = [best.period.replace(year=best.period.year + n) for n in range(-YEARS_BESIDE, YEARS_BESIDE + 1) if n]
    years = [(period, _published(best, period)) for period in near]
    other = [(abs(p.year - best.period.year), -p.year, p, value) for p, value in years if holds(value)]
    # levels in the prices of another year are no earlier state of the same figure
    earlier = [
        (total.published_on, total.amount)
        for (vintage, prices), total in view.totals("claim", pick.term, pick.series, best.period).items()
        if vintage != pick.edition[0] and prices in ("", "current") and total.present == members
        and best.period.year < total.published_on.year and total.published_on < best.published_on
        and holds(total.amount)
    ]  # fmt: skip
    nearest = min(other)[2:] if other else (None, None)
    return Beside(*nearest, *(max(earlier) if earlier else (None, None)))


def _is_plain_level(part: Part, best: Reading) -> bool:
    """Whether a figure is that of one term, as published by who is asked, of a year that the claim names."""
    definition = best.view.definition
    is_plain = len(definition["terms"]) == 1 and not {"mirror", "lag_months", "weight"} & set(definition["terms"][0])
    is_level = part.asked in ("level", "sum") and part.claim.period is not None and part.years == 1
    return (
        is_plain and "per" not in definition and is_level and best.view.freq == "A" and part.unit in (None, best.unit)
    )


def _published(best: Reading, period: date) -> float | None:
    """What the members come to in another year of the edition, estimates and forecasts left out."""
    [pick] = best.figure.picks
    total = best.view.totals("claim", pick.term, pick.series, period).get(pick.edition)
    is_whole = total is not None and total.present == best.figure.members and total.worst < 2
    return total.amount if total and is_whole else None


# Reasons


def reason(part: Part, votes: Votes, found: Beside) -> str | None:
    """Why the part has its verdict, a code of factcheck.part_verdict."""
    then, now = votes["then"], votes["now"]
    if part.claim.not_checkable:
        return "NO_FIGURE_DECIDES"
    if then.doubt in DOUBTS:
        return DOUBTS[then.doubt]
    if then.verdict == "NOT_CHECKABLE":
        return _reason_of_none(then, now)
    if then.verdict == "DEPENDS":
        return "SPLIT" if then.holds else "SOME_NEARLY_NONE_HOLDS"
    if then.verdict == "TOO_CLOSE":
        is_missed = then.best is not None and then.best.outcome == "MISS"
        return "FAR_DOWN" if part.operation == "rank" and is_missed else "WITHIN_REVISION"
    if then.verdict == "CONTRADICTED":
        return "ONLY_SUPERSEDED_HOLDS" if found.superseded_on else "NONE_HOLDS"
    return VERDICTS.get(then.verdict)


def _reason_of_none(then: Vote, now: Vote) -> str:
    """Why nothing of the day decides."""
    if now.doubt in ("awaited", "unseen"):
        return DOUBTS[now.doubt]
    if then.is_lacking or now.is_lacking:
        return "NOTHING_USABLE"
    if now.verdict != "NOT_CHECKABLE" and not then.arguable:
        return "NOT_YET_PUBLISHED"
    return "ONLY_ARGUABLE" if then.arguable or now.arguable else "NO_FIGURE"


# What would be true


def as_far_back(part: Part, readings: list[Reading]) -> Reading | None:
    """Of a record, the reading whose complete figures reach back furthest and that none of them beats."""
    found = [r for r in readings if part.operation == "extreme" and r.type == "E" and _is_unbeaten(r)]
    return min(found, key=lambda r: (r.known != "then", r.past and r.past.window_from, r.name), default=None)


def _is_unbeaten(reading: Reading) -> bool:
    past, ruling = reading.past, reading.ruling
    if (
        ruling is None
        or ruling.missing not in ("NO_BEGINNING", "WINDOW_GAPS")
        or past is None
        or past.window_from is None
    ):
        return False
    is_record = past.beaten_in is None and past.window_from < reading.period
    return is_record and ruling.missing_found == months_between(past.window_from, reading.period) // months_of(
        reading.view.freq
    )


def would_be_true(part: Part, votes: Votes, limit: Reading | None) -> str | None:
    """The nearest true sentence, a code of factcheck.part_verdict."""
    then, now = votes["then"], votes["now"]
    if part.claim.not_checkable or then.verdict == "SUPPORTED":
        return None
    if then.doubt == "next_edition":
        return "LATER"
    if then.verdict == "DEPENDS" and (then.holding or now.holding):
        return "SAY_WHICH"
    if then.verdict == "OUT_OF_DATE":
        return "OTHER_PERIOD"
    if then.doubt in ("overtaken", "aged") and now.verdict not in TRUE:
        return None  # neither of two figures that differ is told as what would be true
    if then.verdict == "NOT_CHECKABLE" and (code := _of_none(then, now, limit)) is not None:
        return code or None
    return _of_number(part, then, then.best or now.best)


def _of_number(part: Part, then: Vote, best: Reading | None) -> str | None:
    """What the closest number would make true."""
    is_level = then.verdict == "TOO_CLOSE" and not (best and best.outcome == "MISS")
    if then.verdict == "TOO_CLOSE" and part.operation == "count":
        return None
    if is_level and part.operation in _LEVEL:
        return _LEVEL[part.operation]
    code = _over_periods(part, best) if part.over else _NEAREST.get(part.operation, _number)(part, best)
    return None if code == "OTHER_NUMBER" and _is_as_said(part, best) else code


def _over_periods(part: Part, best: Reading | None) -> str | None:
    """Which periods stand against what is said of several, or what all of them have in common."""
    over = best.over if best else None
    if over is None:
        return None
    if part.over == "always":
        is_few = 0 < len(over.broken_in) <= min(MOST_NAMED, over.counted // 2)
        return "BUT_FOR" if is_few else "RANGE" if part.operation == "level" else None
    if part.over == "became":
        return "ALREADY" if best and over.broken_in and over.record_in < best.period else None
    return "OTHER_NUMBER" if part.operation == "level" else None


def _is_as_said(part: Part, best: Reading | None) -> bool:
    """Whether the closest number is the one stated, rounded as that was: then it is no other."""
    number = part.number
    if number is None or number.x_high is not None or best is None or best.value is None or number.kind != "level":
        return False
    return abs(abs(best.value) - abs(number.x)) < number.u / 2


def _of_none(then: Vote, now: Vote, limit: Reading | None) -> str | None:
    """The advice where no vote decides: "" for none, None where the closest number may be told."""
    if now.verdict in TRUE:
        return "LATER"
    if limit:
        return "AS_FAR_BACK"
    if then.voting:
        return None
    if then.otherwise or now.otherwise:
        return "SAY_SO"
    arguable = then.arguable or now.arguable
    if now.voting or arguable is None:
        return None if now.voting else ""
    # what is of another time than the claim names would not make it true
    is_of_then = {"FISCAL_YEAR", "STALE", "WHOLE_YEAR"}.isdisjoint((arguable.type_reason or "").split(";"))
    return "ARGUABLE" if arguable.value and is_of_then else ""


def _number(*_: object) -> str:
    return "OTHER_NUMBER"


def _nearest_direction(_: Part, best: Reading | None) -> str:
    return "UNCHANGED" if best and best.value == 0 else "OPPOSITE"


def _nearest_comparison(part: Part, best: Reading | None) -> str:
    if best is not None and best.unit != "TIMES":
        return "OTHER_WAY"
    if part.operation == "compare":
        return "RATIO"
    return "OF_SMALLEST" if part.is_less else "OF_LARGEST"


def _nearest_record(_: Part, best: Reading | None) -> str:
    past = best.past if best else None
    if (
        best is None
        or past is None
        or past.beaten_in is None
        or past.window_from is None
        or past.beaten_in < past.window_from
    ):
        return "BARELY"
    return "SINCE" if past.beaten_in < best.period - timedelta(366) else "OTHER_RECORD"


def _nearest_change(part: Part, best: Reading | None) -> str:
    sign = -1 if part.is_falling or (part.x or 0) < 0 else 1
    return "OTHER_WAY" if best and best.value is not None and sign * best.value < 0 else "OTHER_NUMBER"


_LEVEL = {"rank": "NECK_AND_NECK", "compare": "LEVEL", "order": "LEVEL", "next": "LEVEL"}
"""Of what is about equal."""
_NEAREST: dict[str, Callable[[Part, Reading | None], str]] = {
    "rank": lambda *_: "OTHER_RANK", "direction": _nearest_direction, "compare": _nearest_comparison,
    "order": _nearest_comparison, "next": lambda *_: "OF_NEXT", "extreme": _nearest_record, "change": _nearest_change,
    "growth": _nearest_change, "difference": _nearest_change, "exists": lambda *_: "NONE",
    "streak": lambda _, best: "OPPOSITE" if best and best.value == 0 else "UNBROKEN",
}  # fmt: skip


# What turned the verdict since


def turned(readings: list[Reading]) -> tuple[Reading | None, Reading | None]:
    """The reading whose figure was revised most and turned, and that of the newest figure published since."""
    then = {(r.view.name, r.source, r.period): r for r in readings if r.known == "then"}
    of_now = [r for r in readings if r.known == "now" and r.type == "E" and r.value is not None]
    before = [(then.get((r.view.name, r.source, r.period)), r) for r in of_now]
    added = [r for old, r in before if old is None]
    revised = [
        (abs(r.value / old.value - 1), r.name, r)
        for old, r in before
        if old and old.type == "E" and old.outcome != r.outcome and r.value and old.value not in (None, r.value, 0)
    ]
    most = max(revised, key=lambda each: each[:2], default=(0, "", None))[2]
    return most, max(added, key=lambda r: (r.period, r.name), default=None)
