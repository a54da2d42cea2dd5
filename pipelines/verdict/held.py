"""What is held, as the rest of the room has it: the world that is published, and the figures that claims need.

Belongs here: the shapes, and what can be looked up in them. Does not belong here: where they come from (figures.py),
which edition answers (editions.py).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

Row = dict[str, Any]
Place = tuple[str, str]
"""Who reports, and the partner; '' for figures of one country."""
Edition = tuple[str, str]
"""The publisher's edition, and the price base ('' where prices have no meaning)."""


class Series(NamedTuple):
    indicator: str
    breakdown: str
    source: str
    freq: str
    unit: str


class Cell(NamedTuple):
    """A figure in one edition."""

    value: float | None
    """None where it is missing or in quarantine."""
    published_on: date
    status: str
    is_reference: bool
    is_summed: bool = False
    """Of the world: added up over all economies, as the edition has no total of its own."""


class Slice(NamedTuple):
    """Everybody's figures in one edition and period, with one area fixed in the other role."""

    series: Series
    vintage: str
    period: date
    is_of_partners: bool
    """Whether the partners are ranked, and the reporter is fixed."""
    fixed: str


LEAST_SPREAD = 0.05
"""Publishers turn figures of fiscal years, and at official rates, by other averages than that of the calendar year."""


class Rate(NamedTuple):
    """What a dollar cost on average of a year, and how far that is from the years beside it."""

    currency: str
    per_dollar: float
    spread: float
    """Half of the larger step to the year before or behind, as a part of the rate, and no less than LEAST_SPREAD."""


@dataclass
class World:
    """What is published and does not depend on a claim: groups, series, editions, fiscal years, events, rates."""

    groups: dict[str, list[tuple[str, date, date | None, bool]]] = field(default_factory=dict)
    """Group -> member, first and last day, whether sums wait for it."""
    continents: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    """Area or group -> its name."""
    economies: int = 0
    series: dict[tuple[str, str], list[tuple[Series, str | None]]] = field(default_factory=dict)
    """Indicator and breakdown -> the series that are held, each with the valuation that is taken of it."""
    areas: dict[tuple[Series, bool, str | None], dict[tuple[str, date], int]] = field(default_factory=dict)
    """Series, mirror and partner -> edition and period -> how many areas have a figure."""
    fullest: dict[tuple[Series, bool, str | None], int] = field(default_factory=dict)
    single: set[str] = field(default_factory=set)
    """Publishers whose editions each hold one period."""
    fiscal: dict[tuple[str, str, str], list[tuple[int, date | None]]] = field(default_factory=dict)
    """Indicator, dataset and economy -> the month in which its fiscal year ends, since when."""
    events: list[Row] = field(default_factory=list)
    rates: dict[tuple[str, int], float] = field(default_factory=dict)
    """Currency and year -> units of it to the dollar, on average of the year."""

    def members(self, group: str, said_on: date, member_on: date) -> dict[str, bool]:
        """Who was a member on both days, or joined or left in between; these are not awaited."""
        found: dict[str, bool] = {}
        for iso3, begin, end, awaited in self.groups.get(group, ()):
            ended = date.max if end is None else end
            if begin > said_on or ended < member_on or (begin > member_on and ended < said_on):
                continue
            throughout = begin <= member_on and ended >= said_on
            found[iso3] = found.get(iso3, False) or (awaited and throughout)
        return found

    def rate(self, currency: str, year: int) -> Rate | None:
        per_dollar = self.rates.get((currency, year))
        if per_dollar is None:
            return None
        beside = (self.rates.get((currency, year + step), per_dollar) for step in (-1, 1))
        steps = [abs(other / per_dollar - 1) / 2 for other in beside]
        return Rate(currency, per_dollar, max(LEAST_SPREAD, *steps))

    def on(self, group: str, day: date) -> set[str]:
        return set(self.members(group, day, day))

    def is_full(self, series: Series, term: Row, vintage: str, period: date) -> bool:
        """Whether an edition has four fifths of the areas that the fullest ever had in a period."""
        key = (series, bool(term.get("mirror")), term.get("counterpart"))
        if key not in self.fullest:
            self.fullest[key] = max(self._areas(key).values(), default=0)
        return self._areas(key).get((vintage, period), 0) >= 0.8 * self.fullest[key]

    def _areas(self, key: tuple[Series, bool, str | None]) -> dict[tuple[str, date], int]:
        if key not in self.areas:
            series, mirror, counterpart = key
            found: dict[tuple[str, date], int] = defaultdict(int)
            for (of, partner), counts in self.holdings.items():
                if of == series and (partner is not None if mirror else counterpart in (None, partner)):
                    for edition, figures in counts.items():
                        found[edition] += figures
            self.areas[key] = found
        return self.areas[key]

    holdings: dict[tuple[Series, str | None], dict[tuple[str, date], int]] = field(default_factory=dict)


@dataclass
class Held:
    """All that the claims were found to need."""

    world: World
    cells: dict[Series, dict[Place, dict[date, dict[Edition, Cell]]]] = field(default_factory=dict)
    everybody: dict[Slice, dict[str, float]] = field(default_factory=dict)
    latest: dict[tuple[Series, bool, str], dict[str, float]] = field(default_factory=dict)
    """Series, whether partners are ranked, and who is fixed -> area -> its last known figure."""
    today: date = date.max
    universes: dict[Any, Any] = field(default_factory=dict)
    """Who stands where, for claims that rank the same areas (places.py)."""
    parts: dict[int, list[Any]] = field(default_factory=dict)
    """Claim, by its identity, -> its parts, with all that they remember (parts.py)."""
    views: dict[int, list[Any]] = field(default_factory=dict)
    """Part, by its identity, -> its definitions and sources (editions.py)."""

    def of(self, series: Series, place: Place) -> dict[date, dict[Edition, Cell]]:
        return self.cells.get(series, {}).get(place, {})
