"""The defensible readings of a claim: definition, source and edition as known then or now, and period.

Belongs here: which periods a claim may mean, what weight a reading has and why, and what its number rests on. Does not
belong here: which edition answers (editions.py), the number itself (arithmetic.py), what it makes of the claim
(comparison.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from pipelines import catalogue
from pipelines.verdict import places
from pipelines.verdict.editions import VIEWS, Figure, View, place_of
from pipelines.verdict.parts import OVER_TIME, RANKED, WINDOWED, WORLD, Part, add_months, months_between, months_of

Row = dict[str, Any]


class Meant(NamedTuple):
    """A period in which a claim may be meant, with the weight of it."""

    known: str
    period: date
    figure: Figure
    weight: str
    """E a fair reader could mean it, U arguable, N an earlier period that does not vote."""
    reason: str | None
    """Why it is not simply the latest published, a code of factcheck.reading."""


class Past(NamedTuple):
    """The other periods of a window in the same edition."""

    highest: float | None
    lowest: float | None
    expected: int | None
    """Periods in the window; None where it has no beginning."""
    present: int
    first: date | None
    average: float
    top: float
    bottom: float
    record_in: date | None
    beaten_in: date | None
    """The last period before whose figure is at least as high (as low, where the lowest is meant)."""
    streak: int
    """Periods in a row up to this one in which it moved as claimed."""
    streak_nearly: int
    """The same where what moves slowly and stayed within a thousandth ends no row: other counts may differ."""
    streak_is_open: bool


@dataclass(eq=False)
class Reading:
    """One defensible way to compute what a claim says, and what came of it."""

    part: Part
    view: View
    known: str
    period: date
    figure: Figure
    period_weight: str
    period_reason: str | None
    fit: str
    fit_reason: str | None
    base: Figure | None = None
    """Of the area that it is compared with or divided by."""
    past: Past | None = None
    place: Any = None
    following: Any = None
    tally: Any = None
    variant: str = ""
    value: float | None = None
    unit: str = ""
    outcome: str = ""
    missing: str | None = None
    missing_areas: Sequence[str] | None = None
    missing_count: int | None = None
    missing_status: str | None = None
    missing_found: float | None = None
    missing_expected: float | None = None
    missing_note: str | None = None
    gap_pct: float | None = None
    fullest: int = 0
    """How many areas the fullest source ranks."""
    voted: str | None = None
    """Its weight in the vote, where that is another than its type."""

    @property
    def is_earlier(self) -> bool:
        return self.period_weight == "N"

    @property
    def is_behind_fuller(self) -> bool:
        """Whether another source ranks far more areas."""
        return self.place is not None and bool(self.place.areas < 0.8 * self.fullest)

    @property
    def type(self) -> str:
        """E equivalent, U uncertain, N shown and never voting."""
        if self.part.claim.not_checkable == "context" or "N" in (self.fit, self.period_weight) or self.is_behind_fuller:
            return "N"
        return "U" if "U" in (self.fit, self.period_weight) else "E"

    @property
    def type_reason(self) -> str | None:
        """Why it is not a plain E, codes separated by semicolons."""
        if self.fit_reason is None and self.is_behind_fuller:
            return "FULLER_SOURCE"
        return ";".join(filter(None, (self.fit_reason, self.period_reason))) or None

    @property
    def needs_base_period(self) -> bool:
        return needs_base_period(self.part)

    @property
    def against(self) -> float | None:
        """The figure that this one is compared with or divided by."""
        if self.part.against == "period" or self.needs_base_period:
            return self.figure.base_amount
        return self.base.amount if self.base else None

    @property
    def is_apart(self) -> bool:
        """Whether two figures are compared by their difference: below zero a quotient says nothing."""
        if self.part.operation not in ("compare", "order"):
            return False
        return self.part.kind == "change" or (self.figure.amount or 0) < 0 or (self.against or 0) < 0

    @property
    def ahead(self) -> float:
        """By how much the one is larger than the other, as a part of the other."""
        if self.value is None or self.figure.amount is None:
            return 0.0
        if self.unit == "TIMES":
            return self.value - 1
        return self.value / max(abs(self.figure.amount - self.value), 1e-9) if self.value else 0.0

    @property
    def source(self) -> str:
        per = self.figure.per_source
        return self.view.source if per in (None, self.view.source) else f"{self.view.source} + {per}"

    @property
    def vintage(self) -> str:
        """The edition, or the editions joined by ' + '."""
        f, base = self.figure, self.base
        if f.per_vintage is not None and (f.per_vintage != f.vintage or f.per_source != self.view.source):
            return f"{f.vintage} + {f.per_vintage}"
        if f.base_vintage is not None and f.base_vintage != f.vintage:
            return f"{f.vintage} + {f.base_vintage}"
        if self.part.against == "area" and base and base.vintage != f.vintage:
            return f"{f.vintage} + {base.vintage}"
        return f.vintage

    @property
    def published_on(self) -> date:
        return max(self.figure.published_on, self.base.published_on if self.base else date.min)

    @property
    def name(self) -> str:
        unit = f"-{self.view.unit_measure}" if self.view.unit_measure in ("KRW", "JPY", "CNY") else ""
        return f"{self.known}-{self.view.name}-{self.view.source}-{self.period}{unit}{self.variant}"


def needs_base_period(part: Part) -> bool:
    """Whether the number takes the figure of another period, too."""
    if part.operation == "direction":
        # without a base a rate of growth says by its own sign whether it grew
        return part.kind != "change" or part.base_first is not None or part.span is not None
    return part.operation in ("change", "growth") or part.against == "period"


# Periods


class _Timed(NamedTuple):
    known: str
    period: date
    figure: Figure
    is_whole: bool
    is_projected: bool
    end: date


def meant(view: View) -> Iterator[Meant]:
    """The periods in which the claim may be meant, seen through one definition and source, then and now."""
    timed = _usable(view)
    if not timed:
        return
    latest = _latest(view.part, timed)
    for each in timed:
        weight, reason = _weighed(view, each, latest)
        if weight is not None:
            yield Meant(each.known, each.period, each.figure, weight, reason)


def _usable(view: View) -> list[_Timed]:
    """A definition of which no period is whole is shown at its latest period, as incomplete."""
    part = view.part
    first = part.first.replace(month=1, day=1) if view.freq == part.wider_freq else part.first
    periods = [period for period in view.periods if first <= period <= part.last]
    needs_base = part.operation in ("change", "growth") or part.against == "period"
    found: list[_Timed] = []
    for known in VIEWS:
        figures = [(p, f) for p in periods if (f := view.figure("claim", p, known)) is not None]
        # "since November 2012": the year 2012 says nothing of it
        figures = [(p, f) for p, f in figures if f.base_period is None or f.base_period < p]
        most = max((figure.present for _, figure in figures), default=0)
        timed = []
        for period, figure in figures:
            # of a newest period that few have reported there is less to count
            is_held = figure.present >= 0.8 * most if part.operation == "count" else figure.amount is not None
            is_whole = is_held and (figure.base_amount is not None or not needs_base)
            recent = period.year >= part.said_on.year - 1
            is_projected = figure.worst == 3 or (figure.worst == 2 and recent)
            end = add_months(period, months_of(view.freq)) - timedelta(1)
            timed.append(_Timed(known, period, figure, is_whole, is_projected, end))
        any_whole = any(each.is_whole for each in timed)
        found += [each for each in timed if each.is_whole or not any_whole or part.claim.period is not None]
    return found


class _Latest(NamedTuple):
    published_then: date | None
    ended_by_then: date | None
    named: dict[str, date | None]


def _latest(part: Part, timed: list[_Timed]) -> _Latest:
    def last(periods: Iterator[date]) -> date | None:
        return max(periods, default=None)

    return _Latest(
        last(t.period for t in timed if t.known == "then" and not t.is_projected),
        last(t.period for t in timed if t.known == "now" and t.figure.worst < 3 and t.end <= part.said_on),
        {known: last(t.period for t in timed if t.known == known) for known in VIEWS},
    )


def _weighed(view: View, timed: _Timed, latest: _Latest) -> tuple[str | None, str | None]:
    """Weight and reason of a period; no weight where the claim cannot mean it."""
    part = view.part
    if part.is_fiscal:
        return _of_fiscal_year(view, timed.period)
    if _is_wider(view, timed.figure):
        return ("E" if part.is_slow else "U"), "WHOLE_YEAR"
    if part.claim.period is None:
        return _of_no_year(view, timed, latest)
    within = view.freq != "A" and (part.last - part.first).days > 300
    return _of_named_year(part, timed, latest), "WITHIN_PERIOD" if within else None


def _is_wider(view: View, figure: Figure) -> bool:
    """Whether a year answers for a month or a quarter."""
    part = view.part
    if view.freq == part.wider_freq:
        return True
    if figure.base_period is None or view.freq != "A" or not (part.base_first and part.base_last):
        return False
    return (part.base_last - part.base_first).days < 300


def _of_named_year(part: Part, timed: _Timed, latest: _Latest) -> str | None:
    if part.is_window and part.operation in ("average", "always"):
        return "E" if timed.period == date(part.last.year, 1, 1) else None
    return "E" if part.is_window or timed.period == latest.named[timed.known] else "U"


def _of_fiscal_year(view: View, period: date) -> tuple[str | None, str]:
    """Where a publisher's years are fiscal years: the one named, which ends in the later year or the only one named.

    One that ends before June bears the number of the year in which it begins.
    """
    ends = _fiscal_ends(view, period)
    if not ends:
        return "U", "FISCAL_YEAR"
    part, is_early = view.part, max(ends) < 6
    has_three = part.first.year + 1 < part.last.year
    own = part.last.year - has_three - is_early
    if period.year == own:
        return "E", "OWN_FISCAL_YEAR"
    may_begin = is_early and has_three and period.year == own + 1
    return ("U" if may_begin else None), "FISCAL_YEAR_BEGUN"


def _fiscal_ends(view: View, period: date) -> list[int]:
    """The months in which the fiscal years end; none unless all figures are of such years, and of one kind."""
    part = view.part
    if part.operation in RANKED or part.against == "area":
        return []
    months: list[int] = []
    for term in view.definition["terms"]:
        for pair in part.own:
            held = (
                [] if term.get("mirror") else view.held.world.fiscal.get((term["indicator"], view.source, pair.ref), [])
            )
            of_then = [month for month, begin in held if begin is None or begin <= period]
            if not of_then:
                return []
            months += of_then
    return months if len({month < 6 for month in months}) == 1 else []


def _of_no_year(view: View, timed: _Timed, latest: _Latest) -> tuple[str | None, str | None]:
    """The latest published then or that had ended since; the source's own estimate; earlier periods have no vote."""
    if timed.known == "then":
        return _as_known_then(view, timed, latest)
    return _as_known_now(view, timed, latest)


def _as_known_then(view: View, timed: _Timed, latest: _Latest) -> tuple[str | None, str | None]:
    said_on = view.part.said_on
    if timed.period == latest.published_then:
        return ("U", "STALE") if _is_stale(view, timed) else ("E", None)
    if timed.is_projected:
        if timed.period.year == said_on.year:
            return "E", "RUNNING_YEAR"
        if timed.period.year == said_on.year - 1:
            return "E", "YEAR_JUST_ENDED"
    newest = latest.published_then or latest.ended_by_then
    if newest is None or timed.period >= newest:
        return None, None
    return "N", "YEAR_JUST_ENDED" if timed.is_projected else "EARLIER"


def _as_known_now(view: View, timed: _Timed, latest: _Latest) -> tuple[str | None, str | None]:
    if timed.period == latest.ended_by_then:
        reason = None if latest.ended_by_then == latest.published_then else "PUBLISHED_SINCE"
        return ("U", "STALE") if _is_stale(view, timed) else ("E", reason)
    if timed.period == latest.published_then:
        return "U", "SUPERSEDED"
    if timed.period <= view.part.said_on <= timed.end:
        return "U", "SAID_WITHIN"
    newest = latest.ended_by_then or latest.published_then
    return ("N", "EARLIER") if newest is not None and timed.period < newest else (None, None)


def _is_stale(view: View, timed: _Timed) -> bool:
    """Whether nobody would look it up any more: older than usual by more than one period.

    By one more for every ten periods that it is compared over.
    """
    part, months = view.part, months_of(view.freq)
    if part.operation == "exists":
        return False
    over_time = part.operation in ("change", "growth") or part.against == "period"
    base = timed.figure.base_period
    compared = months_between(base, timed.period) if over_time and base else 0
    usual = part.lag + months + months * (compared // (10 * months))
    return add_months(timed.end, usual) < part.said_on


# Weights of definitions


def fit(view: View, figure: Figure, period: date, known: str, others: Sequence[View]) -> tuple[str, str | None]:
    """How well a definition answers the claim in this period, and why it is no plain E."""
    part, definition = view.part, view.definition
    if view.name in part.claim.definitions:
        return "E", None
    if definition.get("permanent") and definition["type"] == "E" and is_rotating(part):
        return ("E" if figure.amount == 0 else "U"), "ROTATING"
    of_usual = part.fit(definition)
    is_unlike = _is_unlike(view, period)
    if is_unlike and of_usual == "E" and any(t["indicator"] == "population" for t in definition.get("per", ())):
        return "U", "OTHER_TERRITORY"
    if not is_unlike and _is_recomputed(view, figure, period, known, others):
        return "U", "OLDER_EDITION"
    return of_usual, None if of_usual == "E" else "DEFINITION"


def is_rotating(part: Part) -> bool:
    """Whether most forces there rotate, so that those permanently assigned are not the presence that is spoken of."""
    pairs = {(pair.ref, pair.counterpart) for pair in part.own}
    return part.operation != "rank" and any(
        (row["sender"], row["host"]) in pairs and row["from"] <= part.last and (row.get("to") or date.max) >= part.first
        for row in part.entry.get("rotating", ())
    )


@cache
def _unlike_output() -> tuple[Row, ...]:
    return tuple(row for entry in catalogue.indicators().values() for row in entry.get("unlike_output", ()))


def _is_unlike(view: View, period: date) -> bool:
    """Whether the output of one territory would be divided by the people of another."""
    if view.part.members["claim"] != 1:
        return False
    refs = {pair.ref for pair in view.part.own}
    return any(
        row["source"] == view.source
        and row["area"] in refs
        and row.get("from", date.min) <= period <= row.get("to", date.max)
        for row in _unlike_output()
    )


def _is_recomputed(view: View, figure: Figure, period: date, known: str, others: Sequence[View]) -> bool:
    """Of one publisher what is published and what its parts come to are the same: the newer edition has it."""
    repeated = view.definition.get("repeats")
    for other in others if repeated else ():
        if other.name != repeated or (other.source, other.freq) != (view.source, view.freq):
            continue
        computed = other.figure("claim", period, known)
        if computed is None or computed.per_source != view.source:
            continue
        is_held = computed.amount is not None or view.part.operation == "count"
        if is_held and computed.published_on > figure.published_on:
            return True
    return False


def of(view: View, meant: Meant, others: Sequence[View]) -> Reading:
    """The reading of a period, with what its number rests on."""
    part, figure, known, period = view.part, meant.figure, meant.known, meant.period
    weight, reason = fit(view, figure, period, known, others)
    reading = Reading(part, view, known, period, figure, meant.weight, meant.reason, weight, reason)
    if part.against == "area":
        reading.base = view.figure("base", period, known)
    if part.operation in WINDOWED:
        reading.past = _past(view, figure, period, known)
    if part.operation in RANKED:
        _see_places(reading)
    return reading


def _see_places(reading: Reading) -> None:
    of_it = reading.view, reading.figure, reading.period
    if reading.part.operation == "count":
        reading.tally = places.tally(*of_it)
        return
    reading.place = places.place(*of_it)
    if reading.part.operation == "next":
        reading.following = places.following(*of_it)


def series_break(reading: Reading) -> str | None:
    """What changed in the series between the periods that are compared."""
    begin = _compared_since(reading)
    if begin is None:
        return None
    return next(
        (
            str(each["reason"])
            for each in reading.part.entry.get("breaks", ())
            if each["source"] == reading.view.source and begin < each["from"] <= reading.period
        ),
        None,
    )


def _compared_since(reading: Reading) -> date | None:
    part = reading.part
    if part.operation in OVER_TIME:
        return reading.figure.base_period
    if part.operation == "streak":
        return add_months(reading.period, -12 * int(part.x or 0))
    if part.operation in WINDOWED and reading.past:
        return reading.past.first
    return None


def absent(reading: Reading) -> list[str]:
    """Members without a figure in the editions that answer."""
    found: set[str] = set()
    figure, members = reading.figure, reading.part.members["claim"]
    for pick in (*figure.picks, *figure.per_picks):
        if pick.total.present >= members:
            continue
        period = add_months(reading.period, -int(pick.term.get("lag_months", 0)))
        for pair in reading.part.own:
            held = reading.view.held.of(pick.series, place_of(pick.term, pair)).get(period, {})
            cell = held.get(pick.edition)
            if pair.awaited and (cell is None or cell.value is None):
                found.add(pair.ref if pair.counterpart in ("", WORLD) else pair.counterpart)
    return sorted(found)


# Windows


def _past(view: View, figure: Figure, period: date, known: str) -> Past | None:
    if figure.amount is None:
        return None
    held = [(p, f) for p in view.periods if p <= period and (f := view.figure("claim", p, known)) is not None]
    history = [
        (p, f.amount) for p, f in held if f.amount is not None and (f.vintage == figure.vintage or view.is_single)
    ]
    part, months = view.part, months_of(view.freq)
    start = part.window_start(period, view.freq)
    window = [(p, v) for p, v in history if start is None or p >= start]
    before = [(p, v) for p, v in window if p < period]
    values = [value for _, value in window] or [figure.amount]
    record = (min if part.is_falling else max)(values)
    sign = -1 if part.is_falling else 1
    margin = 0.001 if part.is_slow else 0.0
    streak, is_open = _streak(history, sign, 0.0, months)
    nearly, _ = _streak(history, sign, margin, months)
    return Past(
        max((value for _, value in before), default=None),
        min((value for _, value in before), default=None),
        None if start is None else max(months_between(start, period) // months, int(not window)),
        len(before),
        window[0][0] if window else None,
        sum(values) / len(values),
        max(values),
        min(values),
        max((p for p, v in window if v == record), default=None),
        max((p for p, v in history if p < period and sign * v >= sign * figure.amount), default=None),
        streak,
        nearly,
        is_open,
    )


def _streak(history: list[tuple[date, float]], sign: int, margin: float, months: int) -> tuple[int, bool]:
    """How many periods in a row it moved so, and whether the figures end before the row does."""
    count = 0
    for (before, last), (period, value) in zip(history[-2::-1], history[:0:-1], strict=True):
        if before < add_months(period, -months):
            return count, True
        if sign * (value - last) <= -margin * abs(last) if margin else sign * (value - last) <= 0:
            return count, False
        count += 1
    return count, True
