"""What figures come to under the operation of a claim, and what stands in the way.

Belongs here: the ways to compute a number, and the reasons why a figure cannot be judged at all. Does not belong
here: what a number makes of the claim (comparison.py), the query that gives it again (queries.py).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from pipelines.verdict import readings
from pipelines.verdict.comparison import Interval, gap_pct, outcome, ruled
from pipelines.verdict.held import Rate
from pipelines.verdict.parts import Part, months_between
from pipelines.verdict.readings import Reading, Ruling

MORE = (" more", " larger", " higher", " bigger", " greater")


def computed(reading: Reading, interval: Interval | None) -> Iterator[Reading]:
    """The reading with its number and its outcome; twice where "three times more" may mean three or four times."""
    reading = replace(reading, rate=_rate(reading))
    obstacle = _obstacle(reading)
    value, stated = value_of(reading), reading.part.claim.value or ""
    yield _judged(replace(reading, value=value, unit=unit_of(reading)), obstacle, interval)
    if reading.part.operation == "ratio" and any(word in stated for word in MORE):
        less = None if value is None else value - 1
        yield _judged(replace(reading, variant="-more", value=less, unit=unit_of(reading)), obstacle, interval)


def _judged(reading: Reading, obstacle: Ruling | None, interval: Interval | None) -> Reading:
    reading.ruling = obstacle or _within_rate(reading, interval) or ruled(reading, interval)
    if reading.outcome == "INCOHERENT":
        reading.value = None
    reading.gap_pct = gap_pct(reading.part, interval, reading.value)
    return reading


def _within_rate(reading: Reading, interval: Interval | None) -> Ruling | None:
    """What misses by less than the rate moved in the year is not decided by its average."""
    if reading.rate is None or interval is None or reading.value is None:
        return None
    spread = reading.rate.spread * abs(reading.value)
    nearest = min(max(interval.x, reading.value - spread), reading.value + spread)
    if outcome(interval, reading.value) != "MISS" or outcome(interval, nearest) == "MISS":
        return None
    return Ruling("INCOMPLETE", "RATE_MOVED", None, 100 * reading.rate.spread)


# Numbers


class Measure(NamedTuple):
    """A way to make a number of a figure and what it is compared with or divided by."""

    value: Callable[[Reading, float, float], float | None]
    sql: str
    """The same in SQL, of {own}, {base} and what else is named."""
    unit: str | None = None
    """None for the unit of the definition."""
    is_of_two: bool = True


def _compounded(reading: Reading, own: float, base: float) -> float | None:
    months = months_between(reading.figure.base_period or reading.period, reading.period)
    return float(100 * ((own / base) ** (12 / months) - 1)) if base and own / base > 0 else None


MEASURES = {
    "figure": Measure(lambda _, own, __: own, "{own}", is_of_two=False),
    "mean": Measure(lambda r, own, _: own / r.figure.members, "({own}) / {members}", is_of_two=False),
    "quotient": Measure(lambda _, own, base: own / base if base else None, "({own}) / ({base})", "TIMES"),
    "share": Measure(lambda _, own, base: 100 * own / base if base else None, "100 * ({own}) / ({base})", "PT"),
    "difference": Measure(lambda _, own, base: own - base, "({own}) - ({base})"),
    "change": Measure(
        lambda _, own, base: 100 * (own - base) / abs(base) if base else None,
        "100 * (({own}) - ({base})) / abs({base})", "PT",
    ),
    "growth": Measure(_compounded, "100 * (power(({own}) / ({base}), 12.0 / {months}) - 1)", "PT"),
}  # fmt: skip
OF_FIGURES = {
    "level": "figure", "sum": "figure", "exists": "figure", "extreme": "figure", "mean": "figure", "share": "share",
    "ratio": "quotient", "compare": "quotient", "order": "quotient", "difference": "difference",
    "change": "difference", "growth": "growth", "direction": "difference",
}  # fmt: skip
"""Operation -> how its number is made; others count or rank (OF_ROWS)."""
IN_OTHER_MONEY = ("level", "sum", "mean", "difference")
"""What can be turned by a rate of exchange: never a change over years, in which the rate has a part."""


def measure_of(reading: Reading) -> Measure:
    """How the number of a reading is made of its figure and the one it is compared with."""
    part, name = reading.part, OF_FIGURES[reading.part.operation]
    if part.operation == "mean" and part.aggregation == "sum":
        name = "mean"
    elif part.operation == "direction" and not reading.needs_base_period:
        name = "figure"
    elif part.operation == "change" and _is_relative(part, reading.view.unit_measure):
        name = "change"
    elif name == "quotient" and reading.is_apart:
        name = "difference"
    return MEASURES[name]


def _is_relative(part: Part, unit: str) -> bool:
    """Whether a change is told in per cent of what it was."""
    return part.unit == "PT" and not (part.kind in ("rate", "change") and unit == "PT")


def value_of(reading: Reading) -> float | None:
    """The number that the claim speaks of; None where something is missing."""
    if counted := OF_ROWS.get(reading.part.operation):
        return counted(reading)
    measure, own, base = measure_of(reading), reading.figure.amount, reading.against
    if own is None or (base is None and measure.is_of_two):
        return None
    value = measure.value(reading, own, base or 0.0)
    return value * reading.rate.per_dollar if reading.rate and value is not None else value


def _rate(reading: Reading) -> Rate | None:
    """The rate of the reading's year, once it is over, where a claim about dollars names another money."""
    part, view = reading.part, reading.view
    is_current = all(pick.edition[1] in ("", "current") for pick in reading.figure.picks)
    if part.operation not in IN_OTHER_MONEY or view.unit_measure != "USD" or not is_current or part.unit is None:
        return None
    is_over = reading.known == "now" or reading.period.year < part.said_on.year
    return part.world.rate(part.unit, reading.period.year) if is_over and part.unit != "USD" else None


def _next(reading: Reading) -> float | None:
    after, amount = reading.following, reading.figure.amount
    return amount / after.amount if after and after.amount and amount is not None else None


def _count(reading: Reading) -> float | None:
    tally = reading.tally
    if tally is None:
        return None
    return 100.0 * tally.met / tally.counted if reading.part.unit == "PT" else float(tally.met)


OF_ROWS: dict[str, Callable[[Reading], float | None]] = {
    "average": lambda reading: reading.past.average if reading.past else None,
    "streak": lambda reading: float(reading.past.streak) if reading.past else None,
    "rank": lambda reading: float(reading.place.place) if reading.place else None,
    "next": _next,
    "count": _count,
}


def unit_of(reading: Reading) -> str:
    """The unit of that number."""
    part, operation, own = reading.part, reading.part.operation, reading.view.unit_measure
    if operation in OF_ROWS:
        counts = {"rank": "RANK", "next": "TIMES", "streak": "PERIODS", "count": "COUNTRIES"}
        return "PT" if operation == "count" and part.unit == "PT" else counts.get(operation, own)
    measure = measure_of(reading)
    if reading.rate:
        return reading.rate.currency
    return measure.unit or ("PP" if own == "PT" and measure is MEASURES["difference"] else own)


# What stands in the way


def _obstacle(reading: Reading) -> Ruling | None:
    """Why a figure cannot be judged at all: it does not go together, or is not all there. The first that applies."""
    for check in (_incoherent, _lacking, _base_lacking, _window_lacking, _ranking_lacking):
        if found := check(reading):
            return found
    return None


def _incoherent(reading: Reading) -> Ruling | None:
    part, figure = reading.part, reading.figure
    if part.years > 1 and (part.kind != "flow" or part.aggregation != "sum"):
        return Ruling("INCOHERENT", "NOT_CUMULATIVE")
    if figure.is_mixed:
        return Ruling("INCOHERENT", "MIXED_PRICES")
    if note := readings.series_break(reading):
        return Ruling("INCOHERENT", "SERIES_BREAK", missing_note=note)
    if figure.members > 1 and not _adds_up(reading):
        return Ruling("INCOHERENT", "NOT_ADDITIVE")
    of_level = part.operation in ("level", "sum", "mean", "average") or (
        part.operation == "change" and part.unit != "PT"
    )
    if of_level and part.unit is not None and not _is_unit(part.unit, unit_of(reading)):
        return Ruling("INCOHERENT", "UNIT_MISMATCH")
    return None


def _adds_up(reading: Reading) -> bool:
    part, is_plain = reading.part, "per" not in reading.view.definition
    if part.aggregation in ("none", "ratio") and is_plain:
        return part.operation in ("exists", "count")
    return part.aggregation != "weighted_mean" or part.operation not in ("sum", "average")


def _is_unit(stated: str, own: str) -> bool:
    return stated == own or (stated == "USD" and own == "INTL_USD")


def _lacking(reading: Reading) -> Ruling | None:
    part, figure = reading.part, reading.figure
    if figure.amount is None and figure.years_held < part.years:
        return Ruling("INCOMPLETE", "YEARS_MISSING", None, figure.years_held, part.years)
    if part.operation == "count":
        unit = part.bar and part.bar.unit
        if reading.tally is None:
            return Ruling("INCOMPLETE", "NO_MEMBERS")
        mismatched = unit and not _is_unit(unit, reading.view.unit_measure)
        return Ruling("INCOHERENT", "UNIT_MISMATCH") if mismatched else None
    if figure.amount is None:
        absent, status = readings.absent(reading), figure.absent_status
        if absent:
            return Ruling("INCOMPLETE", "NO_FIGURE", absent, missing_status=status)
        return Ruling(
            "INCOMPLETE", "NO_DIVISOR" if "per" in reading.view.definition else "NO_TERM", missing_status=status
        )
    is_rotating = reading.view.name not in part.claim.definitions and readings.is_rotating(part)
    return Ruling("INCOMPLETE", "NO_COUNT") if figure.amount == 0 and is_rotating else None


def _base_lacking(reading: Reading) -> Ruling | None:
    part, figure = reading.part, reading.figure
    if reading.needs_base_period and figure.base_period is None:
        return Ruling("INCOMPLETE", "NO_BASE")
    if reading.needs_base_period and figure.base_amount is None:
        return Ruling("INCOMPLETE", "NO_BASE_PERIOD")
    if part.against == "area" and reading.against is None:
        return Ruling("INCOMPLETE", "NO_BASE_AREA")
    if part.operation == "ratio" and (figure.amount or 0) * (reading.against or 0) < 0:
        return Ruling("INCOHERENT", "MIXED_SIGNS")
    return None


def _window_lacking(reading: Reading) -> Ruling | None:
    past = reading.past
    if reading.part.operation != "average":
        return None
    if past is None or past.expected is None:
        return Ruling("INCOMPLETE", "NO_BEGINNING")
    if past.present < past.expected:
        return Ruling("INCOMPLETE", "WINDOW_GAPS", None, past.present, past.expected)
    return None


def _ranking_lacking(reading: Reading) -> Ruling | None:
    part, place = reading.part, reading.place
    if part.operation not in ("rank", "next"):
        return None
    if part.operation == "next" and part.aggregation != "sum":
        return Ruling("INCOHERENT", "NOT_ADDITIVE")
    if place is None or (part.operation == "next" and reading.following is None):
        return Ruling("INCOMPLETE", "NOTHING_TO_RANK")
    if place.ranked_areas < place.needed:
        return Ruling("INCOMPLETE", "TOO_FEW_AREAS", None, place.ranked_areas, place.needed)
    if part.operation == "next" or place.coverage is None or place.coverage >= 0.95:
        return None
    # whoever is missing can only stand before or behind: a place that is too low already stays so. Where many are
    # missing, how much they grew before says nothing of where they stand
    best = place.firm_low if part.kind == "change" else place.rank_low
    is_open = part.last_place is None or best <= part.last_place
    return Ruling("INCOMPLETE", "LOW_COVERAGE", None, 100 * place.coverage) if is_open else None
