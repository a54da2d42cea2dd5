"""The two ends of a range as sentences write them, in base units: "900 to 1.2 million", "half a million and 1 million".

Belongs here: what one end takes over from the other (magnitude, unit, kind), and which pairs cannot be read.
Does not belong here: one number (numbers.py), how wide a range is taken (hedges.py), finding one in a sentence.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from pipelines.claims import numbers
from pipelines.claims.numbers import Kind, Number

FAR = 10
"""Ends further apart than this factor have been written with the magnitude of each: "5 to 60,000" says 5 or 5,000."""
_LOOSER: dict[frozenset[Kind], Kind] = {
    frozenset({"level", "words"}): "words",
    frozenset({"percent", "words"}): "percent",
    frozenset({"percent", "words_share"}): "words_share",
}
_NAMES = {2: "hundred", 3: "thousand", 5: "lakh", 6: "million", 7: "crore", 9: "billion", 12: "trillion"}


class Range(NamedTuple):
    low: Number
    high: Number
    kind: Kind
    """Of both ends: the looser one where one is in digits and the other in words."""
    unit: str | None
    written: str
    """The lower end with the magnitude that it shares, as it would stand alone: "900 thousand"."""


def read(low: str, high: str, unit: str | None = None) -> Range:
    """Both ends; `unit` is what the claim declares. ValueError says which reading is missing and what to write."""
    first, last = numbers.read(low, unit), numbers.read(high, unit)
    first = _of_the_unit(first, last)
    kind = _kind(low, first, high, last)
    first, written = _shared(low, first, high, last)
    if not first.x < last.x:
        raise ValueError(f"expected the lower end of the range first; found {low!r} and {high!r}")
    return Range(first, last, kind, first.unit or last.unit, written)


def _of_the_unit(first: Number, last: Number) -> Number:
    """ "A quarter to half a million", "half to one per cent": a part of the unit that is named behind, no share."""
    power = last.magnitude if last.kind in ("words", "level") else 0
    if first.kind != "words_share" or (not power and (last.kind != "percent" or first.x < last.x)):
        return first
    part = Decimal(1).scaleb(power or 0) / 100
    return first._replace(x=first.x * part, u=first.u * part, kind="words", unit=None, magnitude=power or None)


def _kind(low: str, first: Number, high: str, last: Number) -> Kind:
    if not (first.unit and last.unit and first.unit != last.unit):
        if first.kind == last.kind:
            return first.kind
        if first.kind == "level" and first.unit is None and first.magnitude is None and last.kind != "words":
            return last.kind  # "2 to 3 per cent", "two to three times", "10 to 12th"
        if kind := _LOOSER.get(frozenset({first.kind, last.kind})):
            return kind
    raise ValueError(
        f"the ends of a range are of one kind; found {low!r} ({first.kind}, {first.unit or 'no unit'}) "
        f"and {high!r} ({last.kind}, {last.unit or 'no unit'})"
    )


def _shared(low: str, first: Number, high: str, last: Number) -> tuple[Number, str]:
    """The lower end with the magnitude that it has of the upper one, and as it would be written alone."""
    power, is_named = _power(high, last)
    if not power or not first.x or first.kind not in ("level", "words", "percent"):
        return first, low
    if first.magnitude is not None:
        return first, low if first.magnitude != power or _NAMES[power] in low.lower() else f"{low} {_NAMES[power]}"
    # "4 to 5 trillion" has all of it, "900 to 1.2 million" the next one below
    for shared in (power, power - 3):
        factor = Decimal(1).scaleb(shared)
        is_all = shared == power and is_named and first.unit is None
        if shared not in _NAMES or not _is_below(first.x * factor, last.x, is_all):
            continue
        if abs(first.x) >= 1000:
            break  # "1,200 to 1.5 billion": written in full, and yet
        return first._replace(x=first.x * factor, u=first.u * factor), f"{low} {_NAMES[shared]}"
    else:
        if abs(first.x) >= 1000 or abs(first.x) * FAR >= abs(last.x):
            return first, low
    raise ValueError(
        f"the range from {low!r} to {high!r} can be read in more than one way: "
        f"write the magnitude of both ends, as in {low} {_NAMES[power]} and {high}"
    )


def _is_below(low: Decimal, high: Decimal, is_all: bool) -> bool:
    """Whether one can be the lower end of a range to the other: not far below it, unless `is_all` of it is named."""
    return abs(low) < abs(high) and (is_all or abs(low) * FAR >= abs(high))


def _power(written: str, number: Number) -> tuple[int, bool]:
    """The power of ten of the upper end, and whether a word names it: its zeros do not, as in "50 to 60,000"."""
    if number.magnitude is not None:
        return number.magnitude if number.magnitude in _NAMES else 0, True
    return 3 if re.search(r"\d,000(?!\d|[.,]\d)", written) else 0, False
