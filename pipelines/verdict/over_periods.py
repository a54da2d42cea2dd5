"""What is said of several periods: true of each, of one of them, or of one and not of that before.

Each period is judged by itself, as if the claim named it, in the newest edition that has it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from pipelines.verdict import arithmetic, readings
from pipelines.verdict.comparison import HOLDS, Interval
from pipelines.verdict.editions import View
from pipelines.verdict.parts import Part, add_months, months_of
from pipelines.verdict.readings import Meant, Over, Reading, Ruling

WEAKEST_FIRST = ("MISS", "INCOHERENT", "INCOMPLETE", "TOO_CLOSE", "NEAR", "MATCH_SLACK", "MATCH")
PASSING = ("over", "at_least", "just_over", "under", "at_most", "just_under", "up_to")
UNLIKE = ("MISS", "NEAR")
"""What a period that comes near is not yet: a number that is nearly reached is not passed."""


def judged(view: View, meant: Meant, views: Sequence[View], interval: Interval | None) -> Iterator[Reading]:
    """The reading of a window that ends in a period; nothing where nothing of it is held."""
    found = [each for one in meant_with(view, meant) for each in _read(view, one, views, interval)]
    if found:
        last = readings.of(view, meant, views)
        yield _RULES[view.part.over or ""](view.part, last, found, _expected(view, meant))


def meant_with(view: View, meant: Meant) -> list[Meant]:
    """Those periods of the window that ends in one of which something is held, the earliest first."""
    wanted = _expected(view, meant) or [each for each in view.periods if each <= meant.period]
    figures = ((period, view.figure("claim", period, meant.known)) for period in wanted)
    return [meant._replace(period=period, figure=figure) for period, figure in figures if figure is not None]


def _expected(view: View, meant: Meant) -> list[date]:
    """The periods of the window; none where it has no beginning."""
    part, last, months = view.part, meant.period, months_of(view.freq)
    first = part.window_start(last, view.freq)
    if part.over == "became" and part.claim.period and first is None:
        whole = 12 if part.freq == "A" else months
        return [add_months(last, -whole), last]
    if part.over == "became" and part.claim.period is None and first is None:
        return []
    found = [last]
    while first and add_months(found[0], -months) >= first:
        found.insert(0, add_months(found[0], -months))
    return found


def _read(view: View, meant: Meant, views: Sequence[View], interval: Interval | None) -> list[Reading]:
    return list(arithmetic.computed(readings.of(view, meant, views), interval))[:1]


# What the periods come to


def _always(part: Part, last: Reading, found: list[Reading], expected: list[date]) -> Reading:
    """False as soon as one fails; not to be told while one is missing."""

    def weakness(each: Reading) -> tuple[float, ...]:
        # of what is to pass a number the one that does so by least, else the one that is furthest from it
        passes = each.outcome in HOLDS and part.hedge in PASSING
        away = _distance(each) if passes else -_distance(each)
        return WEAKEST_FIRST.index("MATCH" if passes else each.outcome), away, -each.period.toordinal()

    weakest = min(found, key=weakness)
    broken = [each for each in found if each.outcome == "MISS"]
    if not broken and len(found) < len(expected):
        return _put(last, weakest, found, expected, _gaps(found, expected))
    return _put(last, weakest, found, expected, weakest.ruling, broken)


def _ever(part: Part, last: Reading, found: list[Reading], expected: list[date]) -> Reading:
    """True as soon as one holds; not to be denied while one is missing."""
    order = ("MATCH", "MATCH_SLACK", "NEAR", "TOO_CLOSE", "INCOMPLETE", "INCOHERENT", "MISS")
    best = min(found, key=lambda each: (order.index(each.outcome), _distance(each), -each.period.toordinal()))
    if best.outcome == "MISS" and len(found) < len(expected):
        return _put(last, best, found, expected, _gaps(found, expected))
    return _put(last, best, found, expected, best.ruling)


def _became(part: Part, last: Reading, found: list[Reading], expected: list[date]) -> Reading:
    """So in the last, and not in that before; where a first is named, so in that one and in none between."""
    own, before = found[-1], found[:-1]
    if own.period != last.period or own.outcome not in (*HOLDS, "NEAR"):
        broken = [own] if own.outcome == "MISS" else []
        return _put(last, own, found, expected, own.ruling, broken)
    if not expected:
        before = next(([each] for each in reversed(before) if each.outcome in UNLIKE), before)
    elif len(found) < len(expected):
        return _put(last, own, found, expected, _gaps(found, expected))
    if part.window[0]:
        first, *before = before
        if first.outcome not in HOLDS:
            return _put(last, first, found, expected, first.ruling, [first] if first.outcome in UNLIKE else [])
    already = [each for each in before if each.outcome in HOLDS]
    if already and (expected or len(already) == len(before)):
        missed = Ruling("MISS") if expected else Ruling("INCOMPLETE", "NO_BEGINNING")
        return _put(last, already[-1], found, expected, missed, already if expected else [])
    unclear = next((each for each in before if each.outcome not in (*HOLDS, *UNLIKE)), None)
    at = own if unclear is None else unclear
    return _put(last, at, found, expected, at.ruling)


_RULES = {"always": _always, "ever": _ever, "became": _became}


def _distance(reading: Reading) -> float:
    return abs(reading.gap_pct or 0.0)


def _gaps(found: list[Reading], expected: list[date]) -> Ruling:
    return Ruling("INCOMPLETE", "WINDOW_GAPS", None, len(found), len(expected))


def _put(
    last: Reading, at: Reading, found: list[Reading], expected: list[date], ruling: Ruling | None,
    broken: Sequence[Reading] = (),
) -> Reading:  # fmt: skip
    """The reading of the window, with the number of the period that decides."""
    values = [each.value for each in found if each.value is not None]
    of_window = Over(
        at, at.period, expected[0] if expected else found[0].period, min(values, default=None),
        max(values, default=None), [str(each.period) for each in broken],
        sum(each.outcome in HOLDS for each in found), len(expected or found),
    )  # fmt: skip
    return replace(last, over=of_window, value=at.value, unit=at.unit, gap_pct=at.gap_pct, rate=at.rate, ruling=ruling)
