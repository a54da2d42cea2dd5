"""What a number makes of a claim: the interval of its wording, and what no interval decides.

Belongs here: intervals, and rules for records, ranks, comparisons, directions and counts. Does not belong here: the
table of hedges (claims/hedges.yml), what several readings say together (vote.py).
"""

from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from pipelines.claims.hedges import definitions, table
from pipelines.verdict.parts import Part
from pipelines.verdict.readings import Reading, Ruling

Row = dict[str, Any]
TOLERANCE = Decimal("1e-12")
"""Share of x within which a value lies on an edge: above the noise of doubles, below figures' precision."""
BOUNDS = ("low", "high", "near_low", "near_high")
HOLDS = ("MATCH", "MATCH_SLACK")
WITH_INTERVAL = (
    "level", "sum", "mean", "share", "ratio", "change", "growth", "rank", "average", "difference", "count",
)  # fmt: skip
EQUAL = ("about", "nearly")
WHOLE: dict[float, tuple[str, ...]] = {100: ("none", "exactly", "at_least"), 0: ("none", "exactly", "at_most")}
"""What a count says of all and of none, with its hedges: neither has a width."""


class Interval(NamedTuple):
    """MATCH from low to high, NEAR around it; None is unbounded. Beyond a slack side the wording is true."""

    x: float
    x_high: float | None
    low: float
    high: float
    low_open: bool
    high_open: bool
    near_low: float | None
    near_high: float | None
    near_low_open: bool
    near_high_open: bool
    slack_low: bool
    slack_high: bool
    tolerance: float
    """How far from an edge a value still lies on it."""


@cache
def _rows(profile: str) -> dict[tuple[str, str], Row]:
    return {(row["hedge"], row["kind"]): row for row in table(profile)}


@lru_cache(maxsize=10_000)
def interval(
    hedge: str,
    x: float,
    u: float,
    kind: str,
    x_high: float | None = None,
    u_high: float | None = None,
    profile: str = "default",
    is_change: bool = False,
) -> Interval | None:
    """What a hedge makes of a stated number; None where the number takes no such hedge.

    Below zero everything is mirrored, so that "fell by more than 75 per cent" is `over` with x = -75. `is_change`: x
    is a rise or fall, which "less than" bounds at zero: what rose has not fallen by less than 5 per cent.
    """
    row = _rows(profile).get((hedge, kind))
    if row is None:
        return None
    first = _exact(x), _exact(u)
    last = _exact(x if x_high is None else x_high), _exact(u if u_high is None else u_high)
    mirrored = first[0] < 0 and last[0] <= 0
    if mirrored:
        first, last = sorted(((-first[0], first[1]), (-last[0], last[1])), key=lambda end: end[0])
    tolerance = TOLERANCE * max(abs(first[0]), abs(last[0]), first[1], last[1])
    at: Row = {name: _at(row, name, *(first if name.endswith("low") else last)) for name in BOUNDS}
    at |= {f"{name}_open": row[f"{name}_open"] and at[name] is not None for name in BOUNDS}
    at |= {"slack_low": row["slack_low"], "slack_high": row["slack_high"]}
    at |= _near_nothing(row, at, tolerance, mirrored or is_change)
    if mirrored:
        at = {_other_side(name): -value if isinstance(value, Decimal) else value for name, value in at.items()}
    at |= {name: None if at[name] is None else float(at[name]) for name in BOUNDS}
    return Interval(x=x, x_high=x_high, **at, tolerance=float(tolerance))


def _near_nothing(row: Row, at: Row, tolerance: Decimal, is_change: bool) -> Row:
    """Ends of NEAR at zero: what shrank a little did not nearly grow."""
    found: Row = {}
    for end in ("low", "high"):
        if at[end] == 0 and at[f"{end}_open"]:
            found |= {f"near_{end}": at[end], f"near_{end}_open": True}
    if row["slack_low"] and is_change:
        found |= {"near_low": min(Decimal(0), at["low"]), "near_low_open": at["low"] > tolerance}
    return found


def outcome(interval: Interval, value: float) -> str:
    """MATCH, MATCH_SLACK, NEAR or MISS. A value within the tolerance of an edge lies on it."""
    i, edge = interval, interval.tolerance

    def within(low: float | None, high: float | None, low_open: bool, high_open: bool) -> bool:
        above = low is None or (value > low + edge if low_open else value >= low - edge)
        below = high is None or (value < high - edge if high_open else value <= high + edge)
        return above and below

    if within(i.low, i.high, i.low_open, i.high_open):
        return "MATCH"
    if not within(i.near_low, i.near_high, i.near_low_open, i.near_high_open):
        return "MISS"
    beyond = (i.slack_low and value < i.low) or (i.slack_high and value > i.high)
    return "MATCH_SLACK" if beyond else "NEAR"


def _exact(value: float) -> Decimal:
    """The decimal number that the double prints as: edges lie where they are written, 1.6 - 0.1 is 1.5."""
    return Decimal(repr(float(value)))


def _at(row: Row, name: str, x: Decimal, u: Decimal) -> Decimal | None:
    if row[f"{name}_none"]:
        return None
    side, sign = ("down", -1) if name.endswith("low") else ("up", 1)
    if row[f"{name}_step"]:
        steps = {int(n): Decimal(step) for n, step in definitions()["steps"][side].items()}
        moved: Decimal = x + sign * u * steps.get(round(x / u, 6), Decimal(1))  # type: ignore[call-overload]
        return moved
    units, share = row[f"{name}_u"], row[f"{name}_x"]
    limits = [_exact(units) * u] if units is not None else []
    limits += [_exact(share) * abs(x)] if share is not None else []
    return x + sign * max(min(limits), _exact(row[f"{name}_min"]))


def _other_side(name: str) -> str:
    return name.replace("low", "HIGH").replace("high", "low").replace("HIGH", "high")


def interval_of(part: Part, profile: str) -> Interval | None:
    """That of the number of a claim; None where the operation compares with none."""
    number = part.number
    if number is None or part.operation not in WITH_INTERVAL:
        return None
    is_change = part.operation in ("change", "growth", "difference")
    x, x_high = number.x, number.x_high
    if is_change and part.is_falling:
        x, x_high = -abs(x), None if x_high is None else -abs(x_high)
    if part.operation == "count" and part.unit == "PT" and part.hedge in WHOLE.get(x, ()):
        return interval("none", x, 0.0, number.kind, profile=profile)
    return interval(part.hedge, x, number.u, number.kind, x_high, number.u_high, profile, is_change)


def gap_pct(part: Part, interval: Interval | None, value: float | None) -> float | None:
    """How far a number lies from the stated one, in per cent of it; 0 within a range, None for ranks."""
    if interval is None or value is None or (part.number and part.number.kind == "rank"):
        return None
    ends = sorted(end for end in (interval.x, interval.x_high) if end is not None)
    nearest = min(max(value, ends[0]), ends[-1])
    return 100 * (value - nearest) / abs(nearest) if nearest else None


# What no interval decides


def ruled(reading: Reading, interval: Interval | None) -> Ruling:
    """The outcome of a reading: by the rule of its operation where it has one, else by the interval."""
    part = reading.part
    rule = _RULES.get(part.operation)
    found = None if rule is None else rule(reading, interval)
    if found is None and (reading.value is None or interval is None):
        return Ruling("INCOMPLETE")
    return found or Ruling(outcome(interval, reading.value))  # type: ignore[arg-type]


def _rank(reading: Reading, _: Interval | None) -> Ruling:
    place, part = reading.place, reading.part
    assert place is not None
    if part.x is None:
        return Ruling("TOO_CLOSE")  # said to give the context, without a place
    first = 1 if part.hedge in ("at_most", "up_to") else part.x
    last = part.last_place
    assert last is not None
    if place.rank_low >= first and place.rank_high <= last:
        return Ruling("MATCH")
    if place.rank_high < first or place.rank_low > last:
        return Ruling("MISS")
    is_firm = place.firm_low >= first and place.firm_high <= last
    if is_firm or place.firm_high < first or place.firm_low > last:
        return Ruling("INCOMPLETE", "RANK_OPEN", place.rivals_open, place.rank_low, place.rank_high)
    return Ruling("TOO_CLOSE")


def _extreme(reading: Reading, _: Interval | None) -> Ruling:
    past, amount, part = reading.past, reading.figure.amount, reading.part
    assert past is not None and amount is not None
    sign = -1 if part.is_falling else 1
    record = past.window_low if part.is_falling else past.window_high
    margin = 0.0 if record is None else part.revision_pct / 100 * abs(record)
    if record is not None and sign * amount < sign * record - margin:
        return Ruling("MISS")
    if record is None or past.expected is None or past.present < past.expected:
        code = "NO_BEGINNING" if past.expected is None else "WINDOW_GAPS"
        return Ruling("INCOMPLETE", code, None, past.present, past.expected)
    return Ruling("MATCH" if sign * amount > sign * record + margin else "TOO_CLOSE")


def _streak(reading: Reading, _: Interval | None) -> Ruling:
    past, x = reading.past, reading.part.x
    assert past is not None and x is not None
    if past.streak >= x:
        return Ruling("MATCH")
    if past.streak_is_open:
        return Ruling("INCOMPLETE", "STREAK_OPEN", None, past.streak)
    return Ruling("TOO_CLOSE" if past.streak_nearly >= x else "MISS")


def _compare(reading: Reading, _: Interval | None) -> Ruling:
    part, ahead = reading.part, reading.ahead
    if part.operation == "compare" and part.hedge in EQUAL:
        return Ruling("MATCH" if abs(ahead) <= 0.05 else "NEAR" if abs(ahead) <= 0.1 else "MISS")
    if part.claim.is_of_deficits and (reading.figure.amount or 0) >= 0:
        return Ruling("MISS")  # what is no deficit is neither a larger nor a smaller one
    if abs(ahead) <= part.revision_pct / 100:
        return Ruling("TOO_CLOSE")
    return Ruling("MATCH" if (ahead > 0) != part.is_less else "MISS")


def _next(reading: Reading, _: Interval | None) -> Ruling:
    after, amount, part = reading.following, reading.figure.amount, reading.part
    assert after is not None and amount is not None
    more, less = 1 + part.revision_pct / 100, 1 - part.revision_pct / 100
    if amount > after.high * more or amount < after.low * less:
        return Ruling("MATCH" if (amount < after.low * less) == part.is_less else "MISS")
    if after.high * less <= amount <= after.low * more:
        return Ruling("TOO_CLOSE")
    return Ruling("INCOMPLETE", "NEXT_OPEN", after.open_areas)


def _exists(reading: Reading, _: Interval | None) -> Ruling:
    return Ruling("MATCH" if (reading.value or 0) > 0 else "MISS")


def _direction(reading: Reading, _: Interval | None) -> Ruling:
    value = reading.value or 0
    return Ruling("MATCH" if value and (value < 0) == reading.part.is_falling else "MISS")


def _count(reading: Reading, interval: Interval | None) -> Ruling | None:
    tally = reading.tally
    if tally is None or interval is None:
        return None
    at_most = allows(reading.part, interval, tally.counted, *tally.leeway["MISSING"])
    if at_most == "NEAR":
        return Ruling("NEAR")
    if at_most != "OPEN":
        return None
    if allows(reading.part, interval, tally.counted, *tally.leeway["REVISION"]) == "OPEN":
        return Ruling("TOO_CLOSE")
    fewest, most = tally.leeway["MISSING"]
    return Ruling("INCOMPLETE", "COUNT_OPEN", tally.open_areas, fewest, most)


_RULES = {
    "rank": _rank, "extreme": _extreme, "streak": _streak, "order": _compare, "compare": _compare,
    "next": _next, "exists": _exists, "direction": _direction, "count": _count,
}  # fmt: skip


def allows(part: Part, interval: Interval, members: int, fewest: int, most: int) -> str:
    """What a claim comes to with the fewest and with the most that can meet the bar.

    HOLD or NEAR where it does with each of these numbers, MISS where it does with none, else OPEN.
    """
    each = 100.0 / members if part.unit == "PT" else 1.0
    outcomes = [outcome(interval, each * number) for number in range(fewest, most + 1)]
    if all(found in HOLDS for found in outcomes):
        return "HOLD"
    if "MISS" not in outcomes:
        return "NEAR"
    return "MISS" if all(found == "MISS" for found in outcomes) else "OPEN"
