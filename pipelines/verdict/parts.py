"""What a claim asks: its number, the periods and the areas that it names, part by part.

Belongs here: all that follows from the claim and the catalogue alone. Does not belong here: figures, and which of the
periods that are held is meant (readings.py).
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from pipelines import catalogue
from pipelines.claims import articles, hedges
from pipelines.claims.model import OVER_PERIODS, Claim
from pipelines.verdict.held import Held, World

Row = dict[str, Any]
WORLD, NOBODY = "W00", "_X"
LESS = ("under", "at_most", "just_under")
MONTHS = {"A": 12, "Q": 3}
"""Months of a period by frequency; all others are of a month."""
WINDOWED = ("extreme", "streak", "average")
RANKED = ("rank", "next", "count")
ONE_BY_ONE = (
    "level", "compare", "direction", "extreme", "streak", "always", "ever", "became", "order",
)  # fmt: skip
"""What is said of each of several areas, unless a word adds them up (operation sum); false as soon as one is."""
TOGETHER = "All together"
"""What the part is called in which areas are added up all the same, as the other way to read a list."""
AGAINST = ("share", "ratio", "compare", "order", "difference")
OVER_TIME = ("change", "growth", "direction", "ratio")


class Pair(NamedTuple):
    """A country, or one seen with another ('' where figures are of one)."""

    ref: str
    counterpart: str
    awaited: bool = True
    """False where a sum is whole without it, as with a territory of a continent."""


@lru_cache(maxsize=50_000)
def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def months_of(freq: str) -> int:
    return MONTHS.get(freq, 1)


class Bar(NamedTuple):
    limit: float
    at: float
    """The limit; turned round where it is to be stayed under."""
    is_below: bool
    strict: bool
    """Whether the limit itself does not meet it."""
    unit: str | None


@dataclass(eq=False)
class Part:
    """A claim, or what it says of one of several areas that each get a verdict."""

    claim: Claim
    area: str
    """The area that the part is about; '' where the claim is not taken apart."""
    position: int
    world: World
    role: str | None = None
    """The role of the areas that the claim is taken apart by, if it is."""
    entry: Row = field(init=False)
    """The indicator in the catalogue."""

    def __post_init__(self) -> None:
        claim = self.claim
        self.entry = catalogue.indicators()["event" if claim.event else claim.indicator or ""]
        self.operation: str = claim.measured or ""
        self.over = claim.operation if claim.operation in OVER_PERIODS else None
        """Which periods of a window it is said of (over_periods.py); None of one alone."""
        self.asked: str = self.over or self.operation
        self.said_on, self.hedge = claim.said_on, claim.hedge
        self.number: hedges.Stated | None = articles.stated(claim)
        self.unit = articles.unit(claim, self.number)
        self.x = self.number.x if self.number else None
        self.x_high = self.number.x_high if self.number else None
        self.years = articles.years_added_up(claim)
        self.is_falling = claim.order == "asc"
        self.is_less = (claim.hedge in LESS) != (claim.is_of_deficits and claim.operation != "rank")
        self.kind, self.aggregation = self.entry["kind"], self.entry["aggregation"]
        self.is_slow, self.bilateral = bool(self.entry.get("slow")), bool(self.entry.get("bilateral"))
        self.lag = int(self.entry.get("usual_lag_months", 12))
        self.revision_pct = float(self.entry.get("revision_pct", 0))
        self.revision_points = float(self.entry.get("revision_points", 0))
        self.window = articles.base(claim)
        """First and last day of the period from which on, or how many years back."""
        self.base_first, self.base_last, self.span = (None, None, None) if self.over else self.window
        self._see_periods()

    def _see_periods(self) -> None:
        claim, own = self.claim, self.entry.get("freq", "D")
        self.freq, self.wider_freq = own, None
        if claim.period is None:
            unit = self.entry["unit_measure"]
            back = max(72, self.lag, 1200 if unit == "FLAG" else 0) if self.kind != "event" else 72
            self.first = add_months(self.said_on, -back).replace(month=1, day=1)
            self.last = self.said_on.replace(month=12, day=31)
            return
        self.first, self.last, named = articles.last_of(claim)
        if named != "A" or self.kind != "stock":
            self.freq = named
        if named != "A" and own == "A" and self.kind != "flow":
            self.wider_freq = "A"  # a year answers for its months, but what flows in a month is a part of it

    @property
    def last_place(self) -> float | None:
        """Of a rank the last that is claimed."""
        return self.x if self.x_high is None else self.x_high

    @property
    def first_revision_pct(self) -> float:
        """By how much first figures are revised, in per cent."""
        return min(max(10 * self.revision_pct, 15), 50)

    @property
    def first_revision_points(self) -> float:
        return float(self.entry.get("first_revision_points", 1.5 if self.is_slow else 3))

    @property
    def is_window(self) -> bool:
        """Whether the period named is several years, each of which may be meant."""
        return "/" in (self.claim.period or "") and self.years == 1

    @property
    def is_fiscal(self) -> bool:
        return (self.claim.period or "").endswith("-FY")

    @cached_property
    def against(self) -> str | None:
        """What a share, ratio, comparison or difference is drawn against: area or period."""
        if self.operation not in AGAINST:
            return None
        names_base = bool(self.claim.base.ref or self.claim.base.counterpart)
        of_time = self.base_first or self.span or self.operation == "ratio"
        return "period" if of_time and not names_base else "area"

    @cached_property
    def about(self) -> str:
        """level; change over time, in which prices have no part; or either, as in "doubled since 2010"."""
        if self.operation in ("growth", "direction", "streak"):
            return "change"
        if self.operation == "change" and (self.unit or "PT") == "PT":
            return "change"
        return "either" if self.operation == "ratio" and self.against == "period" else "level"

    @cached_property
    def ranked(self) -> str:
        """The role that a rank is about."""
        return self.claim.parts or self.role or ("counterpart" if self.claim.areas.counterpart else "ref")

    @cached_property
    def member_on(self) -> date:
        """Whoever is counted was a member on this day, too."""
        if self.operation == "count" and self.claim.period:
            return min(self.last, self.said_on)
        return self.said_on

    @cached_property
    def universe(self) -> str | None:
        """The group within which a rank is meant; None where it is everybody."""
        named = self.claim.areas.ref[0] if self.operation == "count" else self.claim.universe
        return None if named == "WLD" and self.operation != "count" else named

    @cached_property
    def choice(self) -> str | None:
        """What the definitions of the indicator differ in, in plain words."""
        over_time = self.entry.get("choice_over_time") if self.against == "period" else None
        return over_time or self.entry.get("choice")

    @cached_property
    def bar(self) -> Bar | None:
        """What those who are counted have to meet."""
        bar, limit = self.claim.bar, articles.bar(self.claim)
        if bar is None or limit is None:
            return None
        is_below = bar.hedge in ("under", "at_most")
        at = -limit.x if is_below else limit.x
        return Bar(limit.x, at, is_below, bar.hedge in ("under", "over"), bar.unit or limit.unit)

    # areas

    @cached_property
    def own(self) -> list[Pair]:
        """The pairs whose figures are added up, or counted."""
        refs = self._members(self._of_part("ref"))
        if not self.bilateral:
            return _pairs(refs, {"": True})
        return _pairs(refs, self._members(self._of_part("counterpart")) or {WORLD: True})

    @cached_property
    def other(self) -> list[Pair]:
        """What a share, a ratio, a comparison or a difference is drawn against; none for other operations."""
        if self.against != "area":
            return []
        base, own_refs = self.claim.base, self._members(self._of_part("ref"))
        counterparts = self._members(base.counterpart)
        if self._is_of_world(own_refs):
            return _pairs({WORLD: True}, {WORLD: True} if self.bilateral else {"": True})
        if not self.bilateral:
            counterparts = {"": True}
        elif not counterparts and self.operation != "share":
            counterparts = self._members(self._of_part("counterpart"))
        found = _pairs(self._members(base.ref) or own_refs, counterparts or {WORLD: True})
        if self.operation == "order":  # nobody is larger than every other member when counted among them
            own = {pair[:2] for pair in self.own}
            return [pair for pair in found if pair[:2] not in own]
        return found

    def pairs(self, operand: str) -> list[Pair]:
        return self.own if operand == "claim" else self.other

    @cached_property
    def members(self) -> dict[str, int]:
        """Operand -> how many pairs a whole sum has."""
        return {operand: sum(pair.awaited for pair in self.pairs(operand)) for operand in ("claim", "base")}

    def _is_of_world(self, own_refs: dict[str, bool]) -> bool:
        """Whether a share that names no base is one of the world's."""
        if self.operation != "share" or self.claim.base.ref or self.claim.base.counterpart:
            return False
        partners = set(self._members(self._of_part("counterpart")))
        return not self.bilateral or WORLD in own_refs or not partners - {WORLD}

    def _of_part(self, role: str) -> list[str]:
        if role == self.role:
            return [self.area]
        if self.claim.event:
            return self.claim.event.areas if role == "ref" else []
        return self.claim.areas.ref if role == "ref" else self.claim.areas.counterpart

    def _members(self, areas: list[str]) -> dict[str, bool]:
        """Area -> whether it is awaited; groups as they were composed on the day of the claim."""
        found: dict[str, bool] = {}
        for area in areas:
            if area == "WLD" and self.operation != "count":
                found[WORLD] = True
                continue
            members = self.world.members(area, self.said_on, self.member_on)
            for iso3, awaited in members.items() if members else ((area, True),):
                if awaited or self.operation != "mean":
                    found[iso3] = found.get(iso3, False) or awaited
        return found

    # definitions

    def definitions(self) -> Iterator[Row]:
        """The ways of reading the indicator that such a claim may mean, as the catalogue has them."""
        for definition in self.entry["readings"]:
            if "terms" not in definition:
                continue
            if self.claim.definitions and definition["definition"] not in self.claim.definitions:
                continue
            # what is compared one by one, or over time, has to be one figure and not one put together of several
            terms = len(definition["terms"]) + len(definition.get("per", ()))
            if self.operation in ("order", "average") and terms > 1:
                continue
            tells = self.operation == "streak" or (self.operation == "direction" and not (self.base_first or self.span))
            if "of_movement" in definition and not tells:
                continue
            if definition.get("singles_only") and self.members["claim"] != 1 and self.operation != "count":
                continue
            yield definition

    def fit(self, definition: Row) -> str:
        """How well a definition answers what the claim asks for: E, U or N."""
        over_time = definition.get("over_time", {}).get("type", definition["type"])
        if self.about == "change":
            return str(over_time)
        return str(min(definition["type"], over_time) if self.about == "either" else definition["type"])

    def reason_of(self, definition: Row) -> str | None:
        """Why a definition is not a plain E, as the catalogue says it."""
        if self.fit(definition) == "E":
            return None
        over_time = definition.get("over_time", {}).get("reason") if self.about == "change" else None
        reason: str | None = over_time or definition.get("reason")
        return reason

    def base_period(self, period: date, freq: str) -> date | None:
        """The period that a figure is compared with, for changes; a year before where the claim names none."""
        if self.operation not in OVER_TIME or self.against == "area":
            return None
        if self.span is not None:
            return add_months(period, -12 * self.span)
        if self.base_first is None or self.base_last is None:
            return None if self.operation == "ratio" else add_months(period, -12)
        if freq == "A":
            return date(self.base_first.year, 1, 1)
        if (self.base_last - self.base_first).days > 300:
            return date(self.base_first.year, period.month, 1)
        return self.base_first

    def window_start(self, last: date, freq: str) -> date | None:
        """The first day of the window of a record, an average or a rule; None where it has no beginning."""
        if self.is_window:
            return self.first
        first, last_of_first, span = self.window
        if span is not None:
            return add_months(last, months_of(freq) - 12 * span)
        if self.over and self.operation != "direction":
            return first  # what has been so since a year was so in it; what has risen since rose from it
        if self.operation == "average" and self.claim.period:
            return first  # "from 2017 to 2019" is of three years
        return None if last_of_first is None else date.fromordinal(last_of_first.toordinal() + 1)


def of(claim: Claim, held: Held) -> list[Part]:
    """The parts of a claim that is about something that figures can decide, taken apart once."""
    if id(claim) in held.parts or (claim.indicator is None and claim.event is None):
        return held.parts.get(id(claim), [])
    world, role = held.world, claim.parts or listed(claim)
    named = list(dict.fromkeys(getattr(claim.areas, role))) if role else []
    found = [Part(claim, area, place, world, role) for place, area in enumerate(named or [""], 1)]
    number = articles.stated(claim)
    if named and claim.parts is None and claim.operation == "level" and number and number.x:
        found.append(Part(claim, "", len(found) + 1, world))  # which may be meant as well
    held.parts[id(claim)] = found
    return found


def listed(claim: Claim) -> str | None:
    """The role of a list whose areas are judged one by one, though the claim does not say so; None without one."""
    if claim.operation not in ONE_BY_ONE or claim.event:
        return None
    for role, areas in (("ref", claim.areas.ref), ("counterpart", claim.areas.counterpart)):
        if len(set(areas)) > 1:
            return role
    return None


def _pairs(refs: dict[str, bool], counterparts: dict[str, bool]) -> list[Pair]:
    return [
        Pair(ref, other, awaited and also)
        for ref, awaited in sorted(refs.items())
        for other, also in sorted(counterparts.items())
        if ref != other or ref == WORLD
    ]
