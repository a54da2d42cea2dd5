"""Stated numbers in base units, and the table of what their hedges commit to: hedges.yml, read.

Belongs here: the rows from which sql/factcheck/interval.sql and outcome.sql compute intervals and outcomes.
Does not belong here: how numbers are written (numbers.py), finding numbers and hedges in sentences (lexicon/), verdicts
(sql/factcheck/).
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.claims import numbers, ranges
from pipelines.claims.numbers import Kind

FOLDER = Path(__file__).parent


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


@lru_cache(maxsize=20_000)
def stated(value_text: str, unit: str | None = None, value_high: str | None = None) -> Stated:
    """Read a number as written: "28,500", "1.40bn", "half a million", "a third", "twice", "top 10", "11th".

    `unit` is the unit that the claim declares (PT, PP, TIMES and RANK also say how a bare number is meant);
    `value_high` the upper end of a range, whose magnitude and unit the lower end shares where it names none
    ("5" and "6 billion"). Raises ValueError that says what was expected.
    """
    if value_high is None:
        number = numbers.read(value_text, unit)
        one = Stated(float(number.x), float(number.u), number.kind, unit=unit or number.unit)
        if number.x_high is None:
            return one
        return replace(one, x_high=float(number.x_high), u_high=float(number.u))
    low, high, kind, shown, _ = ranges.read(value_text, value_high, unit)
    return Stated(float(low.x), float(low.u), kind, float(high.x), float(high.u), unit or shown)


@cache
def definitions() -> dict[str, Any]:
    """hedges.yml."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Any] = yaml.load((FOLDER / "hedges.yml").read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
    return found


@cache
def hedges() -> dict[str, dict[str, Any]]:
    """Hedge id -> entry of hedges.yml, in the file's order."""
    return {entry["id"]: entry for entry in definitions()["hedges"]}


@cache
def words() -> dict[str, str]:
    """Every wording that leads to a hedge, and every hedge's own id -> hedge id."""
    return {word: name for name, entry in hedges().items() for word in (name, *entry["words"])}


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
    profiles = definitions()["profiles"]
    if profile not in profiles:
        raise ValueError(f"unknown profile {profile!r}; one of {', '.join(profiles)}")
    factor = Decimal(profiles[profile])
    rows = []
    for name, entry in hedges().items():
        for kind, widths in definitions()["widths"].items():
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
