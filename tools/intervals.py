"""What a hedge makes of a stated number, in Python: the interval of MATCH, that of NEAR, and the outcome of one value.

Belongs here: what the examples of docs/method.md are drawn from, and the tests hold sql/factcheck/interval.sql and
outcome.sql against. Does not belong here: the definitions (pipelines/claims/hedges.yml).
"""

import difflib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from pipelines.claims.hedges import definitions, hedges, table, words
from pipelines.claims.numbers import Kind

Outcome = Literal["MATCH", "MATCH_SLACK", "NEAR", "MISS"]

TOLERANCE = Decimal("1e-12")
"""Share of x within which a value lies on an edge: above the noise of doubles, below figures' precision."""

BOUNDS = ("low", "high", "near_low", "near_high")


@dataclass(frozen=True, slots=True)
class Interval:
    """MATCH from low to high, NEAR around it; None is unbounded. Beyond a slack side the wording is true."""

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


def named(wording: str) -> str:
    """Hedge id of a wording: "more than" -> "over". Raises ValueError with the nearest one."""
    key = " ".join(wording.lower().split())
    if key in words():
        return words()[key]
    close = difflib.get_close_matches(key, words(), n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"one of {', '.join(hedges())}"
    raise ValueError(f"unknown hedge {wording!r}; {hint}")


@cache
def _rows(profile: str) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["hedge"], row["kind"]): row for row in table(profile)}


def interval(
    hedge: str,
    x: float,
    u: float,
    kind: Kind,
    x_high: float | None = None,
    u_high: float | None = None,
    profile: str = "default",
    is_change: bool = False,
) -> Interval:
    """What `hedge` makes of the stated number.

    Below zero everything is mirrored, so that "fell by more than 75 per cent" is `over` with x = -75.
    `is_change`: x is a rise or fall, which "less than" bounds at zero: what rose has not fallen by less than
    5 per cent.
    """
    rows = _rows(profile)
    if hedge not in hedges():
        named(hedge)  # says which are known
        raise ValueError(f"{hedge!r} is a wording; the hedge is called {named(hedge)!r}")
    if (hedge, kind) not in rows:
        kinds = ", ".join(definitions()["widths"])
        raise ValueError(
            f"no interval for hedge {hedge!r} with a number of kind {kind!r}; kinds are {kinds}, "
            "and a rank takes no hedge (write the value as 'top 10')"
        )
    row = rows[hedge, kind]
    first = _exact(x), _exact(u)
    last = _exact(x if x_high is None else x_high), _exact(u if u_high is None else u_high)
    mirrored = first[0] < 0 and last[0] <= 0
    if mirrored:
        first, last = sorted(((-first[0], first[1]), (-last[0], last[1])), key=lambda end: end[0])
    tolerance = TOLERANCE * max(abs(first[0]), abs(last[0]), first[1], last[1])
    at: dict[str, Any] = {name: _at(row, name, *(first if name.endswith("low") else last)) for name in BOUNDS}
    at |= {f"{name}_open": row[f"{name}_open"] and at[name] is not None for name in BOUNDS}
    at |= {"slack_low": row["slack_low"], "slack_high": row["slack_high"]}
    for end in ("low", "high"):
        if at[end] == 0 and at[f"{end}_open"]:
            at |= {f"near_{end}": at[end], f"near_{end}_open": True}  # what shrank a little did not nearly grow
    if row["slack_low"] and (mirrored or is_change):
        at |= {"near_low": min(Decimal(0), at["low"]), "near_low_open": at["low"] > tolerance}
    if mirrored:
        at = {_other_side(name): -value if isinstance(value, Decimal) else value for name, value in at.items()}
    at |= {name: None if at[name] is None else float(at[name]) for name in BOUNDS}
    return Interval(**at, tolerance=float(tolerance))


def outcome(interval: Interval, value: float) -> Outcome:
    """Outcome of one reading. A value within the tolerance of an edge lies on it."""
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


def describe(interval: Interval, unit: str | None = None) -> str:
    """The interval of MATCH for people: "[1.5, 1.6) bn", "(24, 25] tn USD or more", "[29.5, 30.5] %"."""
    i = interval
    slack = " or more" if i.slack_high else " or less" if i.slack_low else ""
    return _span(i.low, i.high, i.low_open, i.high_open, unit) + slack


def describe_near(interval: Interval, unit: str | None = None) -> str:
    """The interval of NEAR for people: "[1.45, 1.625] bn", "[23.75, ∞) tn USD"."""
    i = interval
    return _span(i.near_low, i.near_high, i.near_low_open, i.near_high_open, unit)


def _span(low: float | None, high: float | None, low_open: bool, high_open: bool, unit: str | None) -> str:
    size, scale = _scale(max(abs(end) for end in (low, high) if end is not None))
    lowest = "-∞" if low is None else number(low, size)
    highest = "∞" if high is None else number(high, size)
    if unit == "RANK":
        return f"place {lowest}" if low == high else f"places {lowest} to {highest}"
    left, right = "(" if low is None or low_open else "[", ")" if high is None or high_open else "]"
    name = {"PT": "%", "PP": "points", "TIMES": "times", "PS": "", None: ""}.get(unit, unit)
    return " ".join(part for part in (f"{left}{lowest}, {highest}{right}", scale, name) if part)


def number(value: float, size: float = 1) -> str:
    """A figure with at most six significant digits, in units of `size`: 23750000000000, 1e12 -> "23.75"."""
    scaled = value / size
    text = f"{scaled:,.0f}" if abs(scaled) >= 1e5 else f"{scaled:,.{max(0, 5 - _leading(scaled))}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _leading(value: float) -> int:
    return Decimal(repr(value)).adjusted() if value else 0


def _scale(value: float) -> tuple[float, str]:
    return next(((size, name) for size, name in ((1e12, "tn"), (1e9, "bn"), (1e6, "m")) if value >= size), (1, ""))


def _exact(value: float) -> Decimal:
    """The decimal number that the double prints as: edges lie where they are written, 1.6 - 0.1 is 1.5."""
    return Decimal(repr(float(value)))


def _at(row: dict[str, Any], name: str, x: Decimal, u: Decimal) -> Decimal | None:
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
