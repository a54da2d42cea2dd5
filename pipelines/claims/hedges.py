"""Stated numbers and the intervals that their hedges commit to: hedges.yml, applied.

Belongs here: the intervals of MATCH and NEAR, their outcome for one value, and the tables made of them.
sql/factcheck/interval.sql and outcome.sql compute the same from `table()`.
Does not belong here: how numbers are written (numbers.py), finding numbers and hedges in sentences
(lexicon/), verdicts over several readings (sql/factcheck/).

`python -m pipelines.claims.method` rewrites the generated tables of docs/method.md.
"""

import difflib
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from pipelines.claims import numbers, ranges
from pipelines.claims.numbers import Kind

FOLDER = Path(__file__).parent

Outcome = Literal["MATCH", "MATCH_SLACK", "NEAR", "MISS"]

TOLERANCE = Decimal("1e-12")
"""Share of x within which a value lies on an edge: above the noise of doubles, below figures' precision."""

BOUNDS = ("low", "high", "near_low", "near_high")


@dataclass(frozen=True, slots=True)
class Stated:
    """A number as written, in base units; per cent and shares in points."""

    x: float
    u: float
    """Unit of the last significant digit as written."""
    kind: Kind
    x_high: float | None = None
    u_high: float | None = None
    unit: str | None = None
    """As given, or as the text shows it: USD, KRW, PT, PP, TIMES, RANK, PS; None when it shows none."""


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


# Numbers as written


def stated(value_text: str, unit: str | None = None, value_high: str | None = None) -> Stated:
    """Read a number as written: "28,500", "1.40bn", "half a million", "a third", "twice", "top 10", "11th".

    `unit` is the unit that the claim declares (PT, PP, TIMES and RANK also say how a bare number is meant);
    `value_high` the upper end of a range, whose magnitude and unit the lower end shares where it names none
    ("5" and "6 billion"). Raises ValueError that says what was expected.
    """
    if value_high is None:
        number = numbers.read(_bare(value_text), unit)
        x_high, u_high = number.x_high, None if number.x_high is None else number.u
        return _stated(number.x, number.u, number.kind, x_high, u_high, unit or number.unit)
    low, high, kind, shown, _ = ranges.read(_bare(value_text), _bare(value_high), unit)
    return _stated(low.x, low.u, kind, high.x, high.u, unit or shown)


def _stated(
    x: Decimal, u: Decimal, kind: Kind, x_high: Decimal | None, u_high: Decimal | None, unit: str | None
) -> Stated:
    return Stated(
        float(x),
        float(u),
        kind,
        None if x_high is None else float(x_high),
        None if u_high is None else float(u_high),
        unit,
    )


def _bare(text: str) -> str:
    """The text, which a hedge must not start."""
    for wording, hedge in words().items():
        if text.strip().lower().startswith(f"{wording} " if wording.isascii() and wording != "~" else wording):
            raise ValueError(
                f"expected a bare number, found the hedge {wording!r} in {text!r}: put it into hedge ({hedge})"
            )
    return text


# The table


@cache
def _definitions() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Any] = yaml.load((FOLDER / "hedges.yml").read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
    return found


@cache
def hedges() -> dict[str, dict[str, Any]]:
    """Hedge id -> entry of hedges.yml, in the file's order."""
    return {entry["id"]: entry for entry in _definitions()["hedges"]}


@cache
def words() -> dict[str, str]:
    """Every wording that leads to a hedge, and every hedge's own id -> hedge id."""
    return {word: name for name, entry in hedges().items() for word in (name, *entry["words"])}


def named(wording: str) -> str:
    """Hedge id of a wording: "more than" -> "over". Raises ValueError with the nearest one."""
    key = " ".join(wording.lower().split())
    if key in words():
        return words()[key]
    close = difflib.get_close_matches(key, words(), n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"one of {', '.join(hedges())}"
    raise ValueError(f"unknown hedge {wording!r}; {hint}")


_BOUND = (
    r"(?:[xab](?: [-+] (?P<{0}times>\d*)(?P<{0}width>[reR])(?P<{0}half>/2)?)?"
    r"|(?P<{0}step>step(?: down)?)|(?P<{0}none>-?∞))"
)
_NOTATION = re.compile(rf"(?P<left>[\[(]){_BOUND.format('low_')}, {_BOUND.format('high_')}(?P<right>[\])])")


@cache
def table(profile: str = "default") -> list[dict[str, Any]]:
    """Rows of input.hedge, one per hedge and kind of number.

    Each bound lies `greatest(least(<bound>_u * u, <bound>_x * abs(x)), <bound>_min)` outwards from x (NULLs
    ignored), or a step away where `<bound>_step`, or nowhere where `<bound>_none`.
    """
    definitions = _definitions()
    if profile not in definitions["profiles"]:
        raise ValueError(f"unknown profile {profile!r}; one of {', '.join(definitions['profiles'])}")
    factor = Decimal(definitions["profiles"][profile])
    rows = []
    for name, entry in hedges().items():
        for kind, widths in definitions["widths"].items():
            if kind == "rank" and name not in ("none", "exactly"):
                continue
            row: dict[str, Any] = {"hedge": name, "kind": kind, "words": ", ".join(entry["words"])}
            for prefix, notation in (("", entry["match"]), ("near_", entry["near"])):
                found = _NOTATION.fullmatch(notation)
                if not found:
                    raise ValueError(f"hedges.yml, {name}: expected a notation like [x - 2r, x), found {notation!r}")
                for side, bracket in (("low", "left"), ("high", "right")):
                    row |= _bound(prefix + side, side, found, widths, factor)
                    row[f"{prefix}{side}_open"] = found[bracket] in "()"
            row["slack_low"], row["slack_high"] = entry.get("slack") == "low", entry.get("slack") == "high"
            rows.append(row)
    return rows


def _bound(name: str, side: str, found: re.Match[str], widths: dict[str, Any], factor: Decimal) -> dict[str, Any]:
    letter = found[f"{side}_width"]
    width = widths[letter] if letter else {"units": "0"}
    times = Decimal(found[f"{side}_times"] or 1) / (2 if found[f"{side}_half"] else 1)
    strictness = factor if letter in ("r", "R") else 1
    units, share = width.get("units"), width.get("share")
    return {
        f"{name}_u": None if units is None else float(times * Decimal(units)),
        f"{name}_x": None if share is None else float(times * strictness * Decimal(share)),
        f"{name}_min": float(times * Decimal(width.get("points", 0))),
        f"{name}_step": bool(found[f"{side}_step"]),
        f"{name}_none": bool(found[f"{side}_none"]),
    }


@cache
def _rows(profile: str) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["hedge"], row["kind"]): row for row in table(profile)}


# Intervals


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
        kinds = ", ".join(_definitions()["widths"])
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
        steps = {int(n): Decimal(step) for n, step in _definitions()["steps"][side].items()}
        moved: Decimal = x + sign * u * steps.get(round(x / u, 6), Decimal(1))  # type: ignore[call-overload]
        return moved
    units, share = row[f"{name}_u"], row[f"{name}_x"]
    limits = [_exact(units) * u] if units is not None else []
    limits += [_exact(share) * abs(x)] if share is not None else []
    return x + sign * max(min(limits), _exact(row[f"{name}_min"]))


def _other_side(name: str) -> str:
    return name.replace("low", "HIGH").replace("high", "low").replace("HIGH", "high")


def method_table() -> list[dict[str, str]]:
    """The published table, in words and notation: hedge, match, near, beyond, literature."""
    rows = []
    for entry in hedges().values():
        beyond = {"high": "above: MATCH_SLACK", "low": "below: MATCH_SLACK"}.get(entry.get("slack", ""), "")
        rows.append(
            {
                "hedge": ", ".join(entry["words"]) if entry["words"] else "(a bare number)",
                "match": entry["match"],
                "near": entry["near"],
                "beyond": beyond,
                "literature": "; ".join(entry["literature"]),
            }
        )
    return rows + [
        {"hedge": row["words"], "match": row["match"], "near": row["near"], "beyond": "", "literature": ""}
        for row in _definitions()["other"]
    ]


def widths() -> dict[str, dict[str, dict[str, str]]]:
    """Kind of number -> r, R and e."""
    found: dict[str, dict[str, dict[str, str]]] = _definitions()["widths"]
    return found


def literature() -> dict[str, str]:
    """Short reference -> full one with what it found."""
    return {name: " ".join(text.split()) for name, text in _definitions()["literature"].items()}
