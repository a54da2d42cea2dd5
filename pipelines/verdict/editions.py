"""Which edition answers: the figure of one definition and source in a period, as known on a day.

An edition that has every member goes before one that lacks some, one that also has what is compared with or a full
universe before one that has not, then the latest published. Of a window all periods come from the latest edition that
holds the whole of it, or at least its end, and so do years that are added up.

Belongs here: picking editions, and putting the terms of a definition together. Does not belong here: which period is
meant (readings.py), what a figure comes to under the operation of a claim (arithmetic.py).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from pipelines import catalogue
from pipelines.verdict.held import Cell, Edition, Held, Place, Series
from pipelines.verdict.parts import RANKED, WINDOWED, WORLD, Pair, Part, add_months, months_between, months_of

Row = dict[str, Any]
WORST = {"F": 3, "E": 2, "P": 1}
"""How firm a figure is, by its status: a forecast, an estimate, provisional."""
VIEWS = ("then", "now")


class Total(NamedTuple):
    """What one edition says of the areas of a claim, added up."""

    amount: float | None
    present: int
    published_on: date
    worst: int = 0
    absent_status: str | None = None
    is_reference: bool = False
    is_summed: bool = False
    years: int = 1
    """How many of the years that are added up are there."""
    vintages: tuple[str, ...] = ()
    """Of each year back its edition, where every edition holds one period."""


class Pick(NamedTuple):
    """The edition that answers for one term."""

    term: Row
    series: Series
    edition: Edition
    total: Total
    base: Total | None
    base_vintage: str | None


Picks = tuple[Pick, ...]


class Totals(Mapping[Edition, Total]):
    """What each edition says of the areas, the newest first; added up when it is asked for, as few are."""

    def __init__(self, published: Mapping[Edition, date], added: Callable[[Edition], Total]) -> None:
        self.published = dict(sorted(published.items(), key=lambda item: (item[1], *item[0]), reverse=True))
        self._added, self._known = added, dict[Edition, Total]()

    def __getitem__(self, edition: Edition) -> Total:
        if edition not in self._known:
            if edition not in self.published:
                raise KeyError(edition)
            self._known[edition] = self._added(edition)
        return self._known[edition]

    def __contains__(self, edition: object) -> bool:
        return edition in self.published

    def __iter__(self) -> Iterator[Edition]:
        return iter(self.published)

    def __len__(self) -> int:
        return len(self.published)


NONE_HELD = Totals({}, lambda edition: Total(None, 0, date.min))


class Figure(NamedTuple):
    """The terms of a definition put together."""

    amount: float | None
    """None unless every member of every term is there, of years that are added up in one edition."""
    base_amount: float | None
    """The same of the period that it is compared with."""
    base_period: date | None
    members: int
    present: int
    picks: tuple[Pick, ...]
    per_picks: tuple[Pick, ...] = ()
    """Of what it is divided by."""

    @property
    def totals(self) -> list[Total]:
        return [pick.total for pick in (*self.picks, *self.per_picks)]

    @property
    def years_held(self) -> int:
        return min(pick.total.years for pick in self.picks)

    @property
    def worst(self) -> int:
        return max(total.worst for total in self.totals)

    @property
    def absent_status(self) -> str | None:
        return max((pick.total.absent_status for pick in self.picks if pick.total.absent_status), default=None)

    @property
    def vintage(self) -> str:
        vintages = [pick.edition[0] for pick in self.picks]
        return " + ".join(dict.fromkeys((min(vintages), max(vintages))))

    @property
    def other_vintages(self) -> list[str]:
        """Of what it is compared with or divided by."""
        return [
            *(pick.base_vintage for pick in self.picks if pick.base_vintage),
            *(p.edition[0] for p in self.per_picks),
        ]

    @property
    def per_source(self) -> str | None:
        return self.per_picks[0].series.source if self.per_picks else None

    @property
    def is_mixed(self) -> bool:
        """Whether its terms are in different prices."""
        prices = {pick.edition[1] for pick in self.picks}
        others = {pick.edition[1] for pick in self.per_picks} - prices - {""}
        return len(prices) > 1 or bool(others and "" not in prices)

    @property
    def published_on(self) -> date:
        return max(total.published_on for total in self.totals)

    @property
    def oldest_on(self) -> date:
        return min(total.published_on for total in self.totals)

    @property
    def is_reference(self) -> bool:
        return any(total.is_reference for total in self.totals)


@dataclass(eq=False)
class View:
    """One part of a claim seen through one definition and one source; remembers what it has worked out."""

    part: Part
    held: Held
    definition: Row
    source: str
    freq: str
    unit: str
    meant: list[Any] | None = None
    """The periods in which the claim may be meant (readings.py)."""
    _totals: dict[Any, Totals] = field(default_factory=dict)
    _figures: dict[Any, Figure | None] = field(default_factory=dict)
    _windows: dict[Any, Edition | None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.definition["definition"])

    @property
    def is_of_movement(self) -> bool:
        """Whether the figure is itself a rise or a fall."""
        return bool(self.definition.get("of_movement"))

    @property
    def is_single(self) -> bool:
        """Whether the publisher's editions each hold one period: then figures of two may be compared."""
        return self.source in self.held.world.single

    @property
    def unit_measure(self) -> str:
        """Unit of the definition, or of its one term."""
        if "per" in self.definition or len(self.definition["terms"]) > 1:
            return str(self.definition.get("unit_measure", self.part.entry["unit_measure"]))
        return self.unit

    def as_of(self, known: str) -> date:
        return self.part.said_on if known == "then" else self.held.today

    def years_of(self, term: Row, period: date) -> list[date]:
        """The periods whose figures of a term answer for one, the last first: of years that are added up all."""
        lag = int(term.get("lag_months", 0))
        return [add_months(period, -lag - 12 * back) for back in range(self.part.years)]

    def scaled(self, amount: float) -> float:
        return amount * float(self.definition.get("scale", 1)) - float(self.definition.get("minus", 0))

    @cached_property
    def periods(self) -> list[date]:
        """The periods served in which anything is held of what the claim is about, up to its last day."""
        found = {
            add_months(period, int(term.get("lag_months", 0)) + 12 * back)
            for term in self.definition["terms"]
            for pair in self.part.own
            for period in self.held.of(self._series(term, self.source), place_of(term, pair))
            for back in range(self.part.years)
        }
        return sorted(period for period in found if period <= self.part.last)

    def figure(self, operand: str, period: date, known: str) -> Figure | None:
        """The figure as known on that day, whole or not; None where nothing is held of it."""
        key = operand, period, known
        if key not in self._figures:
            self._figures[key] = self._figure(*key)
        return self._figures[key]

    # terms put together

    def _figure(self, operand: str, period: date, known: str) -> Figure | None:
        singles = self.definition.get("singles_only") and self.part.operation not in ("count", "order")
        if operand == "base" and singles and self.part.members["base"] != 1:
            return None
        picks = self._picks("terms", self.source, operand, period, known)
        if not picks:
            return None
        per = self._divisor(operand, period, known) if "per" in self.definition else ()
        present = min(pick.total.present for pick in picks)
        if "per" in self.definition:
            present = min((present, *(pick.total.present for pick in per))) if per else 0
        base_period = self.part.base_period(period, self.freq)
        amount, base = (self._quotient(picks, per, operand, is_base) for is_base in (False, True))
        return Figure(amount, base, base_period, self.part.members[operand], present, picks, per)

    def _quotient(self, picks: Picks, per: Picks, operand: str, is_base: bool) -> float | None:
        own = self._sum_of("terms", picks, operand, is_base)
        divisor = self._sum_of("per", per, operand, is_base) if "per" in self.definition else 1.0
        return None if own is None or not divisor else self.scaled(own / divisor)

    def _sum_of(self, side: str, picks: Picks, operand: str, is_base: bool) -> float | None:
        """What the terms come to; None unless all of them are there, with every member and year."""
        totals = [pick.base if is_base else pick.total for pick in picks]
        members, years = self.part.members[operand], self.part.years
        amounts = [
            total.amount
            for total in totals
            if total and total.amount is not None and total.present == members and total.years == years
        ]
        return sum(amounts) if len(amounts) == len(self.definition[side]) else None

    def _divisor(self, operand: str, period: date, known: str) -> Picks:
        """From the same source where that has it whole, else from the first that the catalogue names."""
        sources = {
            series.source
            for term in self.definition["per"]
            for series, _ in self.held.world.series.get((term["indicator"], term.get("breakdown", "_T")), ())
            if series.freq == self.freq
        }
        preferred = [self.source, *self.part.entry["sources"], *sorted(sources)]
        lacking: Picks = ()
        for source in sorted(sources, key=preferred.index):
            picks = self._picks("per", source, operand, period, known)
            if self._sum_of("per", picks, operand, False) is not None:
                return picks
            lacking = lacking or picks
        return lacking

    def _picks(self, side: str, source: str, operand: str, period: date, known: str) -> Picks:
        found = (self._pick(term, source, operand, period, known) for term in self.definition[side])
        return tuple(pick for pick in found if pick is not None)

    # the edition of a term

    def _series(self, term: Row, source: str) -> Series:
        unit = self.unit
        if "per" in self.definition or len(self.definition["terms"]) > 1:
            # a side that adds several up takes them in the unit of the first
            is_own = term in self.definition["terms"]
            usual = self.unit if is_own else str(catalogue.indicators()[term["indicator"]]["unit_measure"])
            unit = term.get("unit_measure") or usual
        return Series(term["indicator"], term.get("breakdown", "_T"), source, self.freq, unit)

    def _pick(self, term: Row, source: str, operand: str, period: date, known: str) -> Pick | None:
        series, as_of, members = self._series(term, source), self.as_of(known), self.part.members
        totals = self.totals(operand, term, series, period)
        seen = [edition for edition, day in totals.published.items() if day <= as_of]
        if self.part.operation in WINDOWED and (window := self._window(operand, term, series, known)) in seen:
            return Pick(term, series, window, totals[window], None, None)
        base_period, opposite = self.part.base_period(period, self.freq), "base" if operand == "claim" else "claim"
        bases = self.totals(operand, term, series, base_period) if base_period and seen else NONE_HELD
        others = self.totals(opposite, term, series, period) if self.part.against == "area" and seen else NONE_HELD
        wanted = members[operand], members[opposite] if self.part.against == "area" else None
        best: tuple[tuple[int, int, bool, bool], Pick] | None = None
        for edition in seen:
            pick = Pick(
                term, series, edition, totals[edition], *self._base_of(edition, totals[edition], bases, wanted[0])
            )
            has_base = base_period is not None
            merits = self._merits(pick, wanted, needs_base=has_base, other=others.get(edition), period=period)
            if best is None or merits > best[0]:
                best = merits, pick
            if merits == (self.part.years, 2, True, True):
                break  # no older one is better
        return best[1] if best else None

    def _merits(
        self, pick: Pick, wanted: tuple[int, int | None], *, needs_base: bool, other: Total | None, period: date
    ) -> tuple[int, int, bool, bool]:
        """What makes one edition better than another, by weight: its years, every member, then that it also has what is
        compared with, or everybody who is ranked. `wanted` is how many members a whole one has, and the other side."""
        members, opposite = wanted
        is_whole = pick.total.present == members
        has_base = not needs_base or (pick.base is not None and pick.base.present == members)
        has_other = opposite is None or (other is not None and other.present == opposite)
        serves = self._serves(pick.series, pick.term, pick.edition[0], period)
        return pick.total.years, is_whole + (is_whole and has_base), has_other, serves

    def _serves(self, series: Series, term: Row, vintage: str, period: date) -> bool:
        """Whether an edition has everybody who is ranked."""
        years = self.years_of(term, period) if self.part.operation in RANKED else ()
        return all(self.held.world.is_full(series, term, vintage, year) for year in years)

    def _base_of(self, edition: Edition, total: Total, bases: Totals, members: int) -> tuple[Total | None, str | None]:
        """What the figure is compared with: of the same edition, or of an earlier one where each holds one period."""
        others = [other for other in bases if other[1] == edition[1]] if self.is_single else [edition]
        held = [
            (bases[other].present == members, other[0], bases[other])
            for other in others
            if other in bases and bases.published[other] <= total.published_on
        ]
        _, vintage, base = max(held, key=lambda each: each[:2], default=(False, None, None))
        return base, vintage

    def _window(self, operand: str, term: Row, series: Series, known: str) -> Edition | None:
        """The latest edition that holds the whole window, or at least its end."""
        key = operand, term["indicator"], term.get("breakdown"), known
        if key in self._windows:
            return self._windows[key]
        whole: dict[Edition, dict[date, date]] = {}
        for period in self.periods:
            for edition, total in self.totals(operand, term, series, period).items():
                if total.published_on <= self.as_of(known) and total.present == self.part.members[operand]:
                    whole.setdefault(edition, {})[period] = total.published_on
        last = max((period for days in whole.values() for period in days), default=date.min)
        first = self.part.window_start(last, self.freq) or last if whole else last
        wanted = months_between(first, last) // months_of(self.freq) + 1
        ending = [
            (sum(first <= period <= last for period in days) == wanted, days[last], edition)
            for edition, days in whole.items()
            if last in days
        ]
        self._windows[key] = max(ending)[2] if ending else None
        return self._windows[key]

    # areas added up

    def totals(self, operand: str, term: Row, series: Series, period: date) -> Totals:
        """Edition -> its total of the areas in the period that is served."""
        key = operand, id(term), series, period
        if key not in self._totals:
            each = [self._of_year(operand, term, series, year) for year in self.years_of(term, period)]
            self._totals[key] = each[0] if len(each) == 1 else _over_years(each, self.is_single)
        return self._totals[key]

    def _of_year(self, operand: str, term: Row, series: Series, period: date) -> Totals:
        found: dict[Edition, list[tuple[Pair, Cell]]] = {}
        for pair in self.part.pairs(operand):
            for edition, cell in self.held.of(series, place_of(term, pair)).get(period, {}).items():
                if not (cell.is_summed and (term.get("mirror") or pair.ref != WORLD)):
                    found.setdefault(edition, []).append((pair, cell))
        published = {edition: max(cell.published_on for _, cell in cells) for edition, cells in found.items()}
        return Totals(published, lambda edition: self._added(operand, term, series, period, found[edition]))

    def _added(self, operand: str, term: Row, series: Series, period: date, cells: list[tuple[Pair, Cell]]) -> Total:
        factor = term.get("weight", 1)
        known = [(pair, cell) for pair, cell in cells if cell.value is not None]
        amounts = [factor * cell.value for _, cell in known if cell.value is not None]
        present = sum(pair.awaited for pair, _ in known)
        amount: float | None = sum(amounts) if amounts else None
        operation = self.part.operation
        if operation == "count":
            amount = None
        elif operation == "order" and operand == "base":
            amount = (min if self.part.is_less else max)(amounts, default=None)
        elif self.part.aggregation == "weighted_mean" and self.part.members[operand] > 1:
            amount, present = self._weighed(series, period, known, factor)
        published_on, worst = max(c.published_on for _, c in cells), max(WORST.get(c.status, 0) for _, c in cells)
        absent = max((cell.status for _, cell in cells if cell.value is None), default=None)
        is_reference, is_summed = any(c.is_reference for _, c in cells), any(c.is_summed for _, c in cells)
        return Total(amount, present, published_on, worst, absent, is_reference, is_summed)

    def _weighed(
        self, series: Series, period: date, known: Iterable[tuple[Pair, Cell]], factor: float
    ) -> tuple[float | None, int]:
        """The mean, and how many of its members have a figure and a weight of the same source by that day."""
        weighed, total, present = 0.0, 0.0, 0
        for pair, cell in known:
            weight = self._weight(series, pair.ref, period, cell.published_on)
            if weight is not None and cell.value is not None:
                weighed, total = weighed + factor * cell.value * weight, total + weight
                present += pair.awaited
        return (weighed / total if total else None), present

    def _weight(self, series: Series, area: str, period: date, day: date) -> float | None:
        indicator = catalogue.indicators()[series.indicator]["weight"]
        held = [
            (cell.published_on, cell.value)
            for other, _ in self.held.world.series.get((indicator, "_T"), ())
            if (other.source, other.freq) == (series.source, series.freq)
            for cell in self.held.of(other, (area, "")).get(period, {}).values()
            if cell.value is not None and cell.published_on <= day
        ]
        return max(held)[1] if held else None


def place_of(term: Row, pair: Pair) -> Place:
    """Who reports the figure of a term for a pair, and the partner in it."""
    other = term.get("counterpart") or pair.counterpart
    return (other, pair.ref) if term.get("mirror") else (pair.ref, other)


def views(part: Part, held: Held) -> list[View]:
    """Every definition that the claim may mean, from every source that has it; they remember what they work out."""
    if id(part) not in held.views:
        held.views[id(part)] = list(_views(part, held))
    return held.views[id(part)]


def _views(part: Part, held: Held) -> Iterator[View]:
    for definition in part.definitions():
        found: dict[tuple[str, str, str], None] = {}
        for term in definition["terms"]:
            for series, _ in held.world.series.get((term["indicator"], term.get("breakdown", "_T")), ()):
                if term.get("unit_measure") not in (None, series.unit) or (part.years > 1 and series.freq != "A"):
                    continue
                if series.freq in (part.freq, part.wider_freq) or series.source == "statement":
                    found[series.source, series.freq, series.unit] = None
        for source, freq, unit in found:
            yield View(part, held, definition, source, freq, unit)


def _over_years(each: list[Totals], is_single: bool) -> Totals:
    """What the years come to in each edition, or in the last of each year where every edition holds one period."""
    if is_single:
        best = [max(totals.items(), key=lambda item: item[1].published_on) for totals in each if totals]
        vintages = tuple(edition[0] for edition, _ in best)
        if not each[0]:
            return NONE_HELD
        found = {best[0][0]: _sum_of([total for _, total in best])._replace(vintages=vintages)}
    else:
        editions = {edition for totals in each for edition in totals}
        found = {edition: _sum_of([totals[edition] for totals in each if edition in totals]) for edition in editions}
    return Totals({edition: total.published_on for edition, total in found.items()}, found.__getitem__)


def _sum_of(years: list[Total]) -> Total:
    amounts = [total.amount for total in years if total.amount is not None]
    absent = max((total.absent_status for total in years if total.absent_status), default=None)
    return years[0]._replace(
        amount=sum(amounts) if amounts else None, present=min(total.present for total in years),
        published_on=max(total.published_on for total in years), worst=max(total.worst for total in years),
        absent_status=absent, is_reference=any(total.is_reference for total in years),
        is_summed=any(total.is_summed for total in years), years=len(amounts),
    )  # fmt: skip
