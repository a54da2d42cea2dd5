"""Intervals for people: what a hedge makes of a stated number, as the examples of docs/method.md print it."""

import difflib
from decimal import Decimal

from pipelines.claims.hedges import definitions, hedges, words
from pipelines.claims.numbers import Kind
from pipelines.verdict import comparison
from pipelines.verdict.comparison import BOUNDS, Interval, outcome

__all__ = ["BOUNDS", "Interval", "describe", "describe_near", "interval", "named", "number", "outcome"]


def named(wording: str) -> str:
    """Hedge id of a wording: "more than" -> "over". Raises ValueError with the nearest one."""
    key = " ".join(wording.lower().split())
    if key in words():
        return words()[key]
    close = difflib.get_close_matches(key, words(), n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"one of {', '.join(hedges())}"
    raise ValueError(f"unknown hedge {wording!r}; {hint}")


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
    if hedge not in hedges():
        named(hedge)  # says which are known
        raise ValueError(f"{hedge!r} is a wording; the hedge is called {named(hedge)!r}")
    found = comparison.interval(hedge, x, u, kind, x_high, u_high, profile, is_change)
    if found is None:
        kinds = ", ".join(definitions()["widths"])
        raise ValueError(
            f"no interval for hedge {hedge!r} with a number of kind {kind!r}; kinds are {kinds}, "
            "and a rank takes no hedge (write the value as 'top 10')"
        )
    return found


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
