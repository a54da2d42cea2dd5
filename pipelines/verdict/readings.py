"""The defensible readings of a claim: definition, source and edition as known then or now, and period.

Belongs here: which periods a claim may mean, what weight a reading has and why, and what its number rests on. Does not
belong here: which edition answers (editions.py), the number itself (arithmetic.py), what it makes of the claim
(comparison.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from pipelines import catalogue
from pipelines.verdict import places
from pipelines.verdict.editions import VIEWS, Figure, View, place_of
from pipelines.verdict.held import Rate
from pipelines.verdict.parts import OVER_TIME, RANKED, WINDOWED, WORLD, Part, add_months, months_between, months_of

Row = dict[str, Any]
Weight = tuple[str | None, str | None]
"""E a fair reader could mean it, U arguable, N it does not vote, None it is not meant; and why, a code."""


class Meant(NamedTuple):
    """A period in which a claim may be meant, with the weight of it."""

    known: str
    period: date
    figure: Figure
    weight: str
    reason: str | None
    """Why it is not simply the latest published, a code of factcheck.reading."""


class Past(NamedTuple):
    """The other periods of a window in the same edition."""

    window_high: float | None
    window_low: float | None
    """Before the period itself."""
    window_top: float
    window_bottom: float
    average: float
    """With the period itself."""
    expected: int | None
    """Periods in the window; None where it has no beginning."""
    present: int
    window_from: date | None
    record_in: date | None
    beaten_in: date | None
    """The last period before whose figure is at least as high (as low, where the lowest is meant)."""
    streak: int
    """Periods in a row up to this one in which it moved as claimed."""
    streak_nearly: int
    """The same where a move the other way that is as small as revisions, or in other counts none, ends no row."""
    streak_is_open: bool


class Ruling(NamedTuple):
    """What a reading comes to, and what is missing or does not fit, a code of factcheck.reading with its arguments."""

    outcome: str
    missing: str | None = None
    missing_areas: Sequence[str] | None = None
    missing_found: float | None = None
    missing_expected: float | None = None
    missing_note: str | None = None
    missing_status: str | None = None


class Over(NamedTuple):
    """What the periods of a window say, of which each is a reading of its own."""

    at: "Reading"
    """The one that decides."""
    record_in: date
    window_from: date
    window_bottom: float | None
    window_top: float | None
    broken_in: Sequence[str]
    """Periods that stand against it."""
    met: int
    counted: int


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
    place: places.Place | None = None
    following: places.Following | None = None
    tally: places.Tally | None = None
    rate: Rate | None = None
    """By which dollars are turned into the money that the claim speaks of."""
    variant: str = ""
    value: float | None = None
    unit: str = ""
    ruling: Ruling | None = None
    gap_pct: float | None = None
    over: "Over | None" = None
    """Of a claim about several periods, what each of them says."""
    voted: str | None = None
    """Its weight in the vote, where that is another than its type."""

    @property
    def outcome(self) -> str:
        return self.ruling.outcome if self.ruling else ""

    @property
    def is_earlier(self) -> bool:
        return self.period_weight == "N"

    @property
    def type(self) -> str:
        """E equivalent, U uncertain, N shown and never voting."""
        if self.part.claim.not_checkable == "context":
            return "N"
        return max(self.fit, self.period_weight, key="EUN".index)

    @property
    def type_reason(self) -> str | None:
        """Why it is not a plain E, codes separated by semicolons."""
        return ";".join(filter(None, (self.fit_reason, self.period_reason))) or None

    @property
    def needs_base_period(self) -> bool:
        """Whether the number takes the figure of another period, too."""
        part = self.part
        if part.operation == "direction" and (part.kind == "change" or self.view.is_of_movement):
            # without a base a rate of growth says by its own sign whether it grew
            return part.base_first is not None or part.span is not None
        return part.operation in ("change", "growth", "direction") or part.against == "period"

    @property
    def against(self) -> float | None:
        """The figure that this one is compared with or divided by."""
        if self.needs_base_period:
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
        if self.value is None or self.unit == "TIMES":
            return (self.value or 1) - 1
        return self.value / max(abs((self.figure.amount or 0) - self.value), 1e-9)

    @property
    def source(self) -> str:
        per = self.figure.per_source
        return self.view.source if per in (None, self.view.source) else f"{self.view.source} + {per}"

    @property
    def vintage(self) -> str:
        """The edition, or the editions joined by ' + '."""
        others = [*self.figure.other_vintages, *([self.base.vintage] if self.base else [])]
        return " + ".join(dict.fromkeys((self.figure.vintage, *others[:1])))

    @property
    def published_on(self) -> date:
        return max(self.figure.published_on, self.base.published_on if self.base else date.min)

    @property
    def name(self) -> str:
        unit = f"-{self.view.unit_measure}" if self.view.unit_measure in ("KRW", "JPY", "CNY") else ""
        return f"{self.known}-{self.view.name}-{self.view.source}-{self.period}{unit}{self.variant}"


# Periods


class _Timed(NamedTuple):
    known: str
    period: date
    figure: Figure
    is_whole: bool
    is_projected: bool
    end: date


class _Latest(NamedTuple):
    published_then: date | None
    ended_by_then: date | None
    named: dict[str, date]


def meant(view: View) -> list[Meant]:
    """The periods in which the claim may be meant, seen through one definition and source, then and now."""
    if view.meant is None:
        timed = [each for known in VIEWS for each in _usable(view, known)]
        latest = _latest(view.part, timed)
        weighed = ((each, *_weighed(view, each, latest)) for each in timed)
        view.meant = [Meant(*each[:3], weight, reason) for each, weight, reason in weighed if weight is not None]
    return view.meant


def _usable(view: View, known: str) -> list[_Timed]:
    """The periods held; a definition of which none is whole is shown at its latest, as incomplete."""
    part = view.part
    first = part.first.replace(month=1, day=1) if view.freq == part.wider_freq else part.first
    periods = [period for period in view.periods if first <= period <= part.last]
    held = [(p, figure) for p in periods if (figure := view.figure("claim", p, known)) is not None]
    # "since November 2012": the year 2012 says nothing of it
    held = [(p, figure) for p, figure in held if figure.base_period is None or figure.base_period < p]
    most = max((figure.present for _, figure in held), default=0)
    timed = [_timed(view, known, period, figure, most) for period, figure in held]
    any_whole = any(each.is_whole for each in timed)
    return [each for each in timed if each.is_whole or not any_whole or part.claim.period is not None]


def _timed(view: View, known: str, period: date, figure: Figure, most: int) -> _Timed:
    part = view.part
    needs_base = part.operation in ("change", "growth") or part.against == "period"
    # of a newest period that few have reported there is less to count
    is_held = figure.present >= 0.8 * most if part.operation == "count" else figure.amount is not None
    is_whole = is_held and (figure.base_amount is not None or not needs_base)
    recent = period.year >= part.said_on.year - 1
    is_projected = figure.worst == 3 or (figure.worst == 2 and recent)
    return _Timed(
        known, period, figure, is_whole, is_projected, add_months(period, months_of(view.freq)) - timedelta(1)
    )


def _latest(part: Part, timed: list[_Timed]) -> _Latest:
    published = [t.period for t in timed if t.known == "then" and not t.is_projected]
    ended = [t.period for t in timed if t.known == "now" and t.figure.worst < 3 and t.end <= part.said_on]
    named = {t.known: t.period for t in timed}  # in the order of their periods
    return _Latest(max(published, default=None), max(ended, default=None), named)


def _weighed(view: View, timed: _Timed, latest: _Latest) -> Weight:
    """Weight and reason of a period; no weight where the claim cannot mean it."""
    part = view.part
    if part.is_fiscal:
        return _of_fiscal_year(view, timed.period)
    if _is_wider(view, timed.figure):
        return ("E" if part.is_slow else "U"), "WHOLE_YEAR"
    if part.claim.period is None:
        return (_as_known_then if timed.known == "then" else _as_known_now)(view, timed, latest)
    if part.is_window and (part.over or part.operation == "average"):
        return ("E" if timed.period == date(part.last.year, 1, 1) else None), None
    within = view.freq != "A" and (part.last - part.first).days > 300
    is_named = part.is_window or timed.period == latest.named[timed.known]
    return ("E" if is_named else "U"), "WITHIN_PERIOD" if within else None


def _is_wider(view: View, figure: Figure) -> bool:
    """Whether a year answers for a month or a quarter."""
    part = view.part
    if view.freq == part.wider_freq:
        return True
    if figure.base_period is None or view.freq != "A" or not (part.base_first and part.base_last):
        return False
    return (part.base_last - part.base_first).days < 300


def _of_fiscal_year(view: View, period: date) -> Weight:
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
    part, months = view.part, []
    if part.operation in RANKED or part.against == "area":
        return []
    for term in view.definition["terms"]:
        for pair in part.own:
            held = view.held.world.fiscal.get((term["indicator"], view.source, pair.ref), ())
            of_then = [month for month, begin in held if begin is None or begin <= period]
            if not of_then or term.get("mirror"):
                return []
            months += of_then
    return months if len({month < 6 for month in months}) == 1 else []


def _as_known_then(view: View, timed: _Timed, latest: _Latest) -> Weight:
    """The latest published by then; the source's own estimate; earlier periods have no vote."""
    said_on = view.part.said_on
    if timed.period == latest.published_then:
        return ("U", "STALE") if _is_stale(view, timed) else ("E", None)
    if timed.is_projected and said_on.year - 1 <= timed.period.year <= said_on.year:
        return "E", "RUNNING_YEAR" if timed.period.year == said_on.year else "YEAR_JUST_ENDED"
    newest = latest.published_then or latest.ended_by_then
    return ("N", "EARLIER") if newest is not None and timed.period < newest else (None, None)


def _as_known_now(view: View, timed: _Timed, latest: _Latest) -> Weight:
    """The latest that had ended by then, as published since."""
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
    if WORLD in {pair.ref for pair in part.own} and any(pick.total.is_summed for pick in figure.picks):
        return "U", "OF_REPORTERS"
    if view.name in part.claim.definitions:
        return "E", None
    if definition.get("permanent") and definition["type"] == "E" and is_rotating(part):
        return ("E" if figure.amount == 0 else "U"), "ROTATING"
    usual = part.fit(definition)
    if _is_unlike(view, period):
        per_head = any(term["indicator"] == "population" for term in definition.get("per", ()))
        if usual == "E" and per_head:
            return "U", "OTHER_TERRITORY"
    elif _is_recomputed(view, figure, period, known, others):
        return "U", "OLDER_EDITION"
    return usual, None if usual == "E" else "DEFINITION"


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
    refs = {pair.ref for pair in view.part.own}
    return view.part.members["claim"] == 1 and any(
        row["source"] == view.source
        and row["area"] in refs
        and row.get("from", date.min) <= period <= row.get("to", date.max)
        for row in _unlike_output()
    )


def _is_recomputed(view: View, figure: Figure, period: date, known: str, others: Sequence[View]) -> bool:
    """Of one publisher what is published and what its parts come to are the same: the newer edition has it."""
    for other in others:
        if (other.name, other.source, other.freq) != (view.definition.get("repeats"), view.source, view.freq):
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
    if part.operation == "count":
        reading.tally = places.tally(view, figure, period)
    elif part.operation in RANKED:
        reading.place = places.place(view, figure, period)
    if part.operation == "next":
        reading.following = places.following(view, figure, period)
    return reading


def series_break(reading: Reading) -> str | None:
    """What changed in the series between the periods that are compared."""
    part, begin = reading.part, None
    if part.operation in OVER_TIME:
        begin = reading.figure.base_period
    elif part.operation == "streak":
        begin = add_months(reading.period, -12 * int(part.x or 0))
    elif reading.past:
        begin = reading.past.window_from
    found = (
        str(each["reason"])
        for each in part.entry.get("breaks", ())
        if begin and each["source"] == reading.view.source and begin < each["from"] <= reading.period
    )
    return next(found, None)


def absent(reading: Reading) -> list[str]:
    """Members without a figure in the editions that answer; of pairs the side of which there are several."""
    found: set[str] = set()
    is_of_reporters = len({pair.ref for pair in reading.part.own}) > len(
        {pair.counterpart for pair in reading.part.own}
    )
    figure = reading.figure
    for pick in (*figure.picks, *figure.per_picks):
        if pick.total.present >= figure.members:
            continue
        period = reading.view.years_of(pick.term, reading.period)[0]
        for pair in reading.part.own:
            held = reading.view.held.of(pick.series, place_of(pick.term, pair)).get(period, {})
            cell = held.get(pick.edition)
            if pair.awaited and (cell is None or cell.value is None):
                found.add(pair.ref if is_of_reporters or pair.counterpart in ("", WORLD) else pair.counterpart)
    return sorted(found)


# Windows


def _past(view: View, figure: Figure, period: date, known: str) -> Past | None:
    if figure.amount is None:
        return None
    part, months = view.part, months_of(view.freq)
    history = _history(view, figure, period, known)
    start = part.window_start(period, view.freq)
    window = [(p, v) for p, v in history if start is None or p >= start]
    before, values = [v for p, v in window if p < period], [v for _, v in window] or [figure.amount]
    sign = -1 if part.is_falling else 1
    top, bottom, average = max(values), min(values), sum(values) / len(values)
    expected = None if start is None else max(months_between(start, period) // months, int(not window))
    first = window[0][0] if window else None
    record_in = max((p for p, v in window if v == (bottom if part.is_falling else top)), default=None)
    beaten_in = max((p for p, v in history if p < period and sign * v >= sign * figure.amount), default=None)
    streak, nearly, is_open = _in_a_row(view, history, sign, months)
    highest, lowest = max(before, default=None), min(before, default=None)
    of_window = highest, lowest, top, bottom, average, expected, len(before), first
    return Past(*of_window, record_in, beaten_in, streak, nearly, is_open)


def _history(view: View, figure: Figure, period: date, known: str) -> list[tuple[date, float]]:
    """The figures up to the period, of the same edition."""
    figures = ((p, view.figure("claim", p, known)) for p in view.periods if p <= period)
    whole = [(p, held.amount, held.vintage) for p, held in figures if held is not None and held.amount is not None]
    return [(p, amount) for p, amount, vintage in whole if vintage == figure.vintage or view.is_single]


def _in_a_row(view: View, history: list[tuple[date, float]], sign: int, months: int) -> tuple[int, int, bool]:
    """Periods in a row, the same but for moves as small as revisions, and whether the figures end before the row."""
    run, margin = _streak, 0.001 if view.part.is_slow else 0.0
    if view.is_of_movement:
        moved = catalogue.indicators()[view.definition["terms"][0]["indicator"]]
        run, margin = _run, float(moved.get("revision_points", 0))
    streak, is_open = run(history, sign, 0.0, months)
    return streak, run(history, sign, margin, months)[0], is_open


def _streak(history: list[tuple[date, float]], sign: int, margin: float, months: int) -> tuple[int, bool]:
    """How many periods in a row it moved so, and whether the figures end before the row does."""
    count = 0
    for (before, last), (period, value) in zip(history[-2::-1], history[:0:-1], strict=True):
        if before < add_months(period, -months):
            return count, True
        moved = sign * (value - last)
        if moved <= -margin * abs(last) if margin else moved <= 0:
            return count, False
        count += 1
    return count, True


def _run(history: list[tuple[date, float]], sign: int, margin: float, months: int) -> tuple[int, bool]:
    """The same of figures that are themselves rises or falls: growth below zero is a fall."""
    count = 0
    for period, value in reversed(history):
        if period != add_months(history[-1][0], -months * count):
            return count, True
        if sign * value <= -margin:
            return count, False
        count += 1
    return count, True
