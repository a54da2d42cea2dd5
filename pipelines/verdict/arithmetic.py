"""What figures come to under the operation of a claim, and what stands in the way.

Belongs here: one short function per operation, and the reasons why a figure cannot be judged at all. Does not belong
here: what a number makes of the claim (comparison.py), the query that gives it again (queries.py).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from pipelines.verdict import readings
from pipelines.verdict.comparison import HOLDS, Interval, gap_pct, outcome, ruled
from pipelines.verdict.parts import Part, bar_of, months_between
from pipelines.verdict.readings import Reading

INCOHERENT = frozenset(
    ("NOT_CUMULATIVE", "MIXED_PRICES", "MIXED_SIGNS", "SERIES_BREAK", "NOT_ADDITIVE", "UNIT_MISMATCH")
)
MORE = (" more", " larger", " higher", " bigger", " greater")


def computed(reading: Reading, interval: Interval | None) -> Iterator[Reading]:
    """The reading with its number and its outcome; twice where "three times more" may mean three or four times."""
    obstacle = _obstacle(reading)
    own = replace(reading, value=_value(reading), unit=_unit(reading))
    for each in _variants(own):
        yield _judged(each, obstacle, interval)


def _variants(reading: Reading) -> Iterator[Reading]:
    yield reading
    text = reading.part.claim.value or ""
    if reading.part.operation == "ratio" and any(word in text for word in MORE):
        less = None if reading.value is None else reading.value - 1
        yield replace(reading, variant="-more", value=less)


def _judged(reading: Reading, obstacle: "Obstacle | None", interval: Interval | None) -> Reading:
    if obstacle:
        reading.missing, reading.missing_note = obstacle.code, obstacle.note
        reading.missing_found, reading.missing_expected = obstacle.found, obstacle.expected
        if obstacle.code == "NO_FIGURE":
            reading.missing_areas = areas = readings.absent(reading)
            reading.missing_count = len(areas)
        if obstacle.code in ("NO_FIGURE", "NO_DIVISOR", "NO_TERM"):
            reading.missing_status = reading.figure.absent_status
        reading.outcome = "INCOHERENT" if obstacle.code in INCOHERENT else "INCOMPLETE"
        if reading.outcome == "INCOHERENT":
            reading.value = None
    elif ruling := ruled(reading, interval):
        reading.outcome, reading.missing = ruling.outcome, ruling.missing
        reading.missing_areas, reading.missing_found = ruling.areas, ruling.found
        reading.missing_expected = ruling.expected
    elif reading.value is None or interval is None:
        reading.outcome = "INCOMPLETE"
    else:
        reading.outcome = outcome(interval, reading.value)
    reading.gap_pct = gap_pct(reading.part, interval, reading.value)
    return reading


# Numbers


def _value(reading: Reading) -> float | None:
    operation = _OPERATIONS.get(reading.part.operation)
    return operation(reading) if operation else None


def _level(reading: Reading) -> float | None:
    return reading.figure.amount


def _mean(reading: Reading) -> float | None:
    amount, members = reading.figure.amount, reading.figure.members
    return amount / members if amount is not None and reading.part.aggregation == "sum" and members else amount


def _ratio(reading: Reading) -> float | None:
    amount, against = reading.figure.amount, reading.against
    if amount is None or against is None:
        return None
    if reading.is_apart:
        return amount - against
    return amount / against if against else None


def _share(reading: Reading) -> float | None:
    share = _ratio(reading)
    return None if share is None else 100 * share


def _difference(reading: Reading) -> float | None:
    amount, against = reading.figure.amount, reading.against
    return None if amount is None or against is None else amount - against


def _is_relative(part: Part, unit: str) -> bool:
    """Whether a change is told in per cent of what it was."""
    of_points = part.kind in ("rate", "change") and unit == "PT"
    return part.operation == "change" and part.unit == "PT" and not of_points


def _change(reading: Reading) -> float | None:
    change = _difference(reading)
    if change is None or not _is_relative(reading.part, reading.view.unit_measure):
        return change
    base = reading.figure.base_amount
    return 100 * change / abs(base) if base else None


def _growth(reading: Reading) -> float | None:
    """Compounded, by the year, in per cent."""
    amount, base, begin = reading.figure.amount, reading.figure.base_amount, reading.figure.base_period
    if amount is None or not base or begin is None or amount / base <= 0:
        return None
    return float(100 * ((amount / base) ** (12 / months_between(begin, reading.period)) - 1))


def _direction(reading: Reading) -> float | None:
    return _difference(reading) if reading.needs_base_period else reading.figure.amount


def _average(reading: Reading) -> float | None:
    return reading.past.average if reading.past else None


def _always(reading: Reading) -> float | None:
    """What holds in every period holds in the one that fits least."""
    past, part = reading.past, reading.part
    if past is None:
        return None
    if part.x is None:
        return float(past.streak) if part.kind != "change" else past.top if part.is_falling else past.bottom
    if part.hedge in ("over", "at_least", "just_over"):
        return past.bottom
    if part.hedge in ("under", "at_most", "just_under", "up_to"):
        return past.top
    return past.top if abs(past.top - part.x) > abs(past.bottom - part.x) else past.bottom


def _streak(reading: Reading) -> float | None:
    return float(reading.past.streak) if reading.past else None


def _rank(reading: Reading) -> float | None:
    return float(reading.place.place) if reading.place else None


def _next(reading: Reading) -> float | None:
    after, amount = reading.following, reading.figure.amount
    return amount / after.amount if after and after.amount and amount is not None else None


def _count(reading: Reading) -> float | None:
    tally = reading.tally
    if tally is None:
        return None
    return 100.0 * tally.met / tally.members if reading.part.unit == "PT" else float(tally.met)


_OPERATIONS = {
    "level": _level, "sum": _level, "exists": _level, "extreme": _level, "mean": _mean, "share": _share,
    "ratio": _ratio, "compare": _ratio, "order": _ratio, "difference": _difference, "change": _change,
    "growth": _growth, "direction": _direction, "average": _average, "always": _always, "streak": _streak,
    "rank": _rank, "next": _next, "count": _count,
}  # fmt: skip


def _unit(reading: Reading) -> str:
    part, operation, own = reading.part, reading.part.operation, reading.view.unit_measure
    if operation in ("share", "growth") or _is_relative(part, own):
        return "PT"
    if operation in ("ratio", "compare", "order", "next") and not reading.is_apart:
        return "TIMES"
    if operation == "rank":
        return "RANK"
    if operation == "count":
        return "PT" if part.unit == "PT" else "COUNTRIES"
    if operation == "streak" or (operation == "always" and part.x is None and part.kind != "change"):
        return "PERIODS"
    is_moved = operation == "direction" and reading.needs_base_period
    is_difference = operation in ("change", "difference") or is_moved or reading.is_apart
    return "PP" if is_difference and own == "PT" else own


# What stands in the way


class Obstacle(NamedTuple):
    code: str
    found: float | None = None
    expected: float | None = None
    note: str | None = None


def _obstacle(reading: Reading) -> Obstacle | None:
    """Why a figure cannot be judged at all: it does not go together, or is not all there. The first that applies."""
    for check in (_incoherent, _lacking, _base_lacking, _window_lacking, _ranking_lacking):
        if found := check(reading):
            return found
    return None


def _incoherent(reading: Reading) -> Obstacle | None:
    part, figure = reading.part, reading.figure
    several = figure.members > 1
    if part.years > 1 and (part.kind != "flow" or part.aggregation != "sum"):
        return Obstacle("NOT_CUMULATIVE")
    if figure.price_bases > 1:
        return Obstacle("MIXED_PRICES")
    if note := readings.series_break(reading):
        return Obstacle("SERIES_BREAK", note=note)
    is_plain = figure.per_source is None
    if several and part.aggregation in ("none", "ratio") and is_plain and part.operation not in ("exists", "count"):
        return Obstacle("NOT_ADDITIVE")
    if several and part.aggregation == "weighted_mean" and part.operation in ("sum", "average", "always"):
        return Obstacle("NOT_ADDITIVE")
    if _is_of_level(part) and part.unit is not None and not _is_unit(part.unit, _unit(reading)):
        return Obstacle("UNIT_MISMATCH")
    return None


def _is_of_level(part: Part) -> bool:
    return part.operation in ("level", "sum", "mean", "average") or (part.operation == "change" and part.unit != "PT")


def _is_unit(stated: str, own: str) -> bool:
    return stated == own or (stated == "USD" and own == "INTL_USD")


def _lacking(reading: Reading) -> Obstacle | None:
    part, figure = reading.part, reading.figure
    if figure.amount is None and part.years > 1:
        if figure.years_held < part.years:
            return Obstacle("YEARS_MISSING", figure.years_held, part.years)
        return Obstacle("MIXED_EDITIONS")
    if part.operation == "count":
        bar = bar_of(part)
        unit = bar and bar.unit
        if reading.tally is None:
            return Obstacle("NO_MEMBERS")
        return Obstacle("UNIT_MISMATCH") if unit and not _is_unit(unit, reading.view.unit_measure) else None
    if figure.amount is None:
        if readings.absent(reading):
            return Obstacle("NO_FIGURE")
        return Obstacle("NO_DIVISOR" if "per" in reading.view.definition else "NO_TERM")
    is_rotating = reading.fit_reason == "ROTATING" or (figure.amount == 0 and _is_of_rotating(reading))
    return Obstacle("NO_COUNT") if figure.amount == 0 and is_rotating else None


def _is_of_rotating(reading: Reading) -> bool:
    return reading.view.name not in reading.part.claim.definitions and readings.is_rotating(reading.part)


def _base_lacking(reading: Reading) -> Obstacle | None:
    part, figure = reading.part, reading.figure
    if reading.needs_base_period and figure.base_period is None:
        return Obstacle("NO_BASE")
    if reading.needs_base_period and figure.base_amount is None:
        return Obstacle("NO_BASE_PERIOD")
    if part.against == "area" and reading.against is None:
        return Obstacle("NO_BASE_AREA")
    if part.operation == "ratio" and (figure.amount or 0) * (reading.against or 0) < 0:
        return Obstacle("MIXED_SIGNS")
    return None


def _window_lacking(reading: Reading) -> Obstacle | None:
    past, part = reading.past, reading.part
    if part.operation not in ("average", "always"):
        return None
    if past is None or past.expected is None:
        return Obstacle("NO_BEGINNING")
    if past.present < past.expected:
        return Obstacle("WINDOW_GAPS", past.present, past.expected)
    return None


def _ranking_lacking(reading: Reading) -> Obstacle | None:
    part, place = reading.part, reading.place
    if part.operation == "next" and part.aggregation != "sum":
        return Obstacle("NOT_ADDITIVE")
    if part.operation not in ("rank", "next"):
        return None
    if place is None or (part.operation == "next" and reading.following is None):
        return Obstacle("NOTHING_TO_RANK")
    if reading.is_behind_fuller:
        return Obstacle("FULLER_SOURCE", place.areas, reading.fullest)
    if place.areas < place.needed:
        return Obstacle("TOO_FEW_AREAS", place.areas, place.needed)
    if part.operation != "rank" or place.coverage is None or place.coverage >= 0.95:
        return None
    # whoever is missing can only stand before or behind: a place that is too low already stays so. Where many are
    # missing, how much they grew before says nothing of where they stand
    best = place.firm_low if part.kind == "change" else place.low
    last = part.x if part.x_high is None else part.x_high
    return Obstacle("LOW_COVERAGE", 100 * place.coverage) if last is None or best <= last else None


def holds(reading: Reading) -> bool:
    return reading.outcome in HOLDS
