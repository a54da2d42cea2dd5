"""What the readings of a part say together: the verdict, and the smallest choice that explains why they differ.

Only equivalent readings with an outcome vote; readings are no sample, and their shares are never counted. What is
CONTRADICTED by them may still be open, for reasons of doubt.py.

Belongs here: counting votes. Does not belong here: why a contradiction is none (doubt.py), words (reports/).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.verdict.comparison import HOLDS, Interval
from pipelines.verdict.parts import Part
from pipelines.verdict.readings import Reading

Row = dict[str, Any]
FALSE = ("CONTRADICTED", "OUT_OF_DATE")
TRUE = ("SUPPORTED", "SUPPORTED_LOOSELY")
AS_DEFINED = ("DEFINITION", "DEFINITION;OWN_FISCAL_YEAR")
CHOICES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("definition", ("definition",)),
    ("period", ("period",)),
    ("source", ("source",)),
    ("period and source", ("period", "source")),
    ("definition and period", ("definition", "period")),
    ("definition and source", ("definition", "source")),
    ("definition, period and source", ("definition", "period", "source")),
)
"""From the smallest to the largest: does fixing these leave one stance?"""


def stance(reading: Reading) -> str | None:
    """HOLD, NEAR, MISS or TOO_CLOSE; None where a reading has no outcome to vote with."""
    if reading.outcome in HOLDS:
        return "HOLD"
    return reading.outcome if reading.outcome in ("NEAR", "MISS", "TOO_CLOSE") else None


@dataclass
class Vote:
    """What the equivalent readings come to, as known on one day."""

    part: Part
    known: str
    readings: list[Reading]
    """All of that day, in their order, whatever their weight."""
    verdict: str = "NOT_CHECKABLE"
    decided_by: str | None = None
    doubts: dict[str, Any] = field(default_factory=dict)
    """Why a contradiction is none (doubt.py)."""

    def __post_init__(self) -> None:
        self.voting = [r for r in self.readings if r.voted == "E" and stance(r) is not None]
        self.stances = [stance(reading) for reading in self.voting]
        self.best = self._closest(lambda _: True)
        self.holding = self._closest(lambda found: found == "HOLD")
        self.failing = self._closest(lambda found: found != "HOLD")
        values = [abs(r.value) for r in self.voting if r.value is not None]
        self.least, self.most = min(values, default=None), max(values, default=None)
        self.nearest_gap = min((abs(r.gap_pct) for r in self.voting if r.gap_pct is not None), default=None)
        self.last_period = _last(r.period for r in self.voting)
        self.last_holding = _last(r.period for r in self.voting if stance(r) != "MISS")
        unusable = [r for r in self.readings if r.voted == "E" and stance(r) is None]
        self.unusable = sum(r.missing is not None for r in unusable)
        arguable = [r for r in self.readings if r.voted == "U" and stance(r) is not None]
        self.arguable = sum(r.type_reason is not None for r in arguable)
        self.arguable_reading = min(arguable, key=self._distance, default=None)
        self.otherwise = self._otherwise()
        self.earlier = self._earlier()
        self.judged = self._verdict()
        self.verdict = self.judged
        self.decided_by = self._decided_by() if self.judged == "DEPENDS" else None

    @property
    def holds(self) -> int:
        return self.stances.count("HOLD")

    @property
    def nears(self) -> int:
        return self.stances.count("NEAR")

    @property
    def misses(self) -> int:
        return self.stances.count("MISS")

    def _distance(self, reading: Reading) -> float:
        return abs(reading.gap_pct or 0.0) + (self.readings.index(reading) + 1) / 1e9

    def _closest(self, wanted: Callable[[str | None], bool]) -> Reading | None:
        return min((r for r in self.voting if wanted(stance(r))), key=self._distance, default=None)

    def _otherwise(self) -> Reading | None:
        """Arguable or plainly not meant, but as it is put it would be true of that."""
        holding = [r for r in self.readings if r.voted != "E" and stance(r) == "HOLD" and not r.is_earlier]
        return min(holding, key=lambda r: (r.voted != "U", self._distance(r)), default=None)

    def _earlier(self) -> Reading | None:
        """One of an earlier period that holds; what was the latest when it was said is earlier by now."""
        held = [
            r
            for r in self.readings
            if stance(r) == "HOLD" and (r.is_earlier or (r.type == "U" and r.type_reason == "SUPERSEDED"))
        ]
        return max(held, key=lambda r: f"{r.period} {r.name}", default=None)

    def _verdict(self) -> str:
        too_close = "TOO_CLOSE" in self.stances
        if not self.voting:
            return "NOT_CHECKABLE"
        if not self.holds + self.nears and not too_close:
            return "OUT_OF_DATE" if self.earlier else "CONTRADICTED"
        if self.misses and self.holds + self.nears:
            return "DEPENDS"
        if too_close:
            return "TOO_CLOSE"
        return "SUPPORTED_LOOSELY" if self.nears else "SUPPORTED"

    def _decided_by(self) -> str | None:
        for choice, fields in CHOICES:
            stances: dict[tuple[Any, ...], set[str | None]] = defaultdict(set)
            for reading in self.voting:
                fixed = {"definition": (reading.view.name, reading.variant), "period": reading.period}
                fixed["source"] = reading.source
                stances[tuple(fixed[name] for name in fields)].add(stance(reading))
            if all(len(found) == 1 for found in stances.values()):
                return choice
        return None


def _last(periods: Iterable[date]) -> date | None:
    return max(periods, default=None)


def counted(part: Part, readings: list[Reading], interval: Interval | None) -> dict[str, Vote]:
    """The votes of a part as known then and now, before any doubt."""
    votes = {}
    for known in ("then", "now"):
        of_day = [reading for reading in readings if reading.known == known]
        _weigh(part, of_day, interval)
        votes[known] = Vote(part, known, of_day)
    return votes


def _weigh(part: Part, readings: list[Reading], interval: Interval | None) -> None:
    """What each reading weighs: some that are arguable vote where nothing better bears the claim out."""
    strict = [r for r in readings if r.type == "E" and stance(r) is not None]
    holds = any(stance(r) in ("HOLD", "NEAR") for r in strict)
    nearest = min((abs(r.gap_pct) for r in strict if r.gap_pct is not None), default=None)
    spanned = _spanned(part, readings, interval)
    for reading in readings:
        reading.voted = reading.type
        if reading.type != "U":
            continue
        definition = reading.view.definition
        if reading.type_reason in AS_DEFINED and definition.get("stands_in") and not strict:
            reading.voted = "E"  # a figure that others made of both reports, where neither report is held
        elif reading.type_reason in AS_DEFINED and definition.get("loosely_meant"):
            # "exports were $2.2 trillion" is often said with services: where no figure of goods bears it out, the
            # nearer one votes; what is arguable over time alone votes where nothing better is held
            is_nearer = nearest is not None and reading.gap_pct is not None and abs(reading.gap_pct) < nearest
            if (definition["type"] == "E") if not strict else (not holds and is_nearer):
                reading.voted = "E"
        elif reading.type_reason == "FISCAL_YEAR" and (reading.view.name, reading.source) in spanned:
            reading.voted = "E"
        elif part.operation == "always" and reading.type_reason == "STALE" and stance(reading) == "MISS":
            reading.voted = "E"  # what a year has broken does not hold of all years, whatever came after


def _spanned(part: Part, readings: list[Reading], interval: Interval | None) -> set[tuple[str, str]]:
    """Definitions and sources by which a fiscal year holds, or fails, with all calendar years that it has months of.

    Trade of a fiscal year lies in one of fifty between those of its calendar years, or within a fifth of them.
    """
    margin = {"flow": 1.2, "stock": 1.0}.get(part.kind)
    if not part.is_fiscal or margin is None or interval is None or part.operation not in ("level", "sum"):
        return set()
    groups: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.type == "U" and reading.type_reason == "FISCAL_YEAR" and (reading.value or 0) > 0:
            groups[reading.view.name, reading.source].append(reading)
    years = part.last.year - part.first.year + 1
    return {
        key
        for key, found in groups.items()
        if sum(stance(r) is not None for r in found) == years
        and (all(_holds_by_far(r, interval, margin) for r in found) or all(_misses_by_far(r, part) for r in found))
    }


def _holds_by_far(reading: Reading, interval: Interval, margin: float) -> bool:
    low = interval.near_low if interval.slack_low else interval.low
    high = interval.near_high if interval.slack_high else interval.high
    value = reading.value or 0.0
    is_above = low is None or value / margin >= low
    return stance(reading) == "HOLD" and is_above and (high is None or value * margin <= high)


def _misses_by_far(reading: Reading, part: Part) -> bool:
    ends = [end for end in (part.x, part.x_high) if end is not None]
    value = reading.value or 0.0
    return stance(reading) == "MISS" and (min(ends) > 2 * value or 2 * max(ends) < value)
