"""What the readings of a part say together: the verdict, and the smallest choice that explains why they differ.

Only equivalent readings with an outcome vote; readings are no sample, and their shares are never counted. What is
CONTRADICTED by them may still be open, for reasons of doubt.py.

Belongs here: counting votes. Does not belong here: why a contradiction is none (doubt.py), words (reports/).
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from pipelines.verdict.comparison import HOLDS
from pipelines.verdict.parts import Part
from pipelines.verdict.readings import Reading

FALSE = ("CONTRADICTED", "OUT_OF_DATE")
TRUE = ("SUPPORTED", "SUPPORTED_LOOSELY")
AS_DEFINED = ("DEFINITION", "DEFINITION;OWN_FISCAL_YEAR")
CHOICES: tuple[tuple[str, ...], ...] = (
    ("definition",), ("period",), ("source",), ("period", "source"), ("definition", "period"),
    ("definition", "source"), ("definition", "period", "source"),
)  # fmt: skip
"""From the smallest to the largest: does fixing these leave one stance?"""


def named(choice: tuple[str, ...]) -> str:
    """A choice as `decided_by` has it: "definition, period and source"."""
    return " and ".join(filter(None, (", ".join(choice[:-1]), choice[-1])))


def stance(reading: Reading) -> str | None:
    """HOLD, NEAR, MISS or TOO_CLOSE; None where a reading has no outcome to vote with."""
    if reading.outcome in HOLDS:
        return "HOLD"
    return reading.outcome if reading.outcome in ("NEAR", "MISS", "TOO_CLOSE") else None


class Vote:
    """What the equivalent readings of a part come to, as known on one day."""

    def __init__(self, known: str, readings: list[Reading]) -> None:
        self.known, self.readings = known, readings
        """All of that day, in their order, whatever their weight."""
        self.voting = [r for r in readings if r.voted == "E" and stance(r) is not None]
        self.stances = [stance(reading) for reading in self.voting]
        self.holds, self.nears, self.misses = (self.stances.count(each) for each in ("HOLD", "NEAR", "MISS"))
        self.best = self._closest(self.voting)
        self.holding = self._closest([r for r in self.voting if stance(r) == "HOLD"])
        self.failing = self._closest([r for r in self.voting if stance(r) != "HOLD"])
        self.arguable = self._closest([r for r in readings if r.voted == "U" and stance(r) is not None])
        self.is_lacking = any(r.voted == "E" and r.ruling and r.ruling.missing for r in readings)
        self.otherwise = self._otherwise()
        self.earlier = self._earlier()
        self.judged = self.verdict = self._verdict()
        self.decided_by = self._decided_by() if self.judged == "DEPENDS" else None
        self.doubt: str | None = None
        """Why a contradiction is none, and what may bear the claim out and is not held (doubt.py)."""
        self.awaited: str | None = None

    def _distance(self, reading: Reading) -> tuple[float, int]:
        return abs(reading.gap_pct or 0.0), self.readings.index(reading)

    def _closest(self, readings: list[Reading]) -> Reading | None:
        return min(readings, key=self._distance, default=None)

    def _otherwise(self) -> Reading | None:
        """Arguable or plainly not meant, but as it is put it would be true of that."""
        holding = [r for r in self.readings if r.voted != "E" and stance(r) == "HOLD" and not r.is_earlier]
        return min(holding, key=lambda r: (r.voted != "U", *self._distance(r)), default=None)

    def _earlier(self) -> Reading | None:
        """One of an earlier period that holds; what was the latest when it was said is earlier by now."""
        holding = [r for r in self.readings if stance(r) == "HOLD"]
        earlier = [r for r in holding if r.is_earlier or (r.type == "U" and r.type_reason == "SUPERSEDED")]
        return max(earlier, key=lambda r: (r.period, r.name), default=None)

    def _verdict(self) -> str:
        if not self.voting:
            return "NOT_CHECKABLE"
        if len(self.voting) == self.misses:
            return "OUT_OF_DATE" if self.earlier else "CONTRADICTED"
        if self.misses and self.holds + self.nears:
            return "DEPENDS"
        if "TOO_CLOSE" in self.stances:
            return "TOO_CLOSE"
        return "SUPPORTED_LOOSELY" if self.nears else "SUPPORTED"

    def _decided_by(self) -> str | None:
        for choice in CHOICES:
            stances: dict[tuple[Any, ...], set[str | None]] = defaultdict(set)
            for reading in self.voting:
                of = {"definition": (reading.view.name, reading.variant), "period": reading.period}
                of["source"] = reading.source
                stances[tuple(of[name] for name in choice)].add(stance(reading))
            if all(len(found) == 1 for found in stances.values()):
                return named(choice)
        return None


def counted(part: Part, readings: list[Reading]) -> dict[str, Vote]:
    """The votes of a part as known then and now, before any doubt."""
    votes = {}
    for known in ("then", "now"):
        of_day = [reading for reading in readings if reading.known == known]
        _weigh(part, of_day)
        votes[known] = Vote(known, of_day)
    return votes


def _weigh(part: Part, readings: list[Reading]) -> None:
    """What each reading weighs: some that are arguable vote where nothing better bears the claim out."""
    strict = [r for r in readings if r.type == "E" and stance(r) is not None]
    holds = any(stance(r) in ("HOLD", "NEAR") for r in strict)
    nearest = min((abs(r.gap_pct) for r in strict if r.gap_pct is not None), default=None)
    agreed = _agreed(part, readings)
    for reading in readings:
        promoted: Callable[..., bool] = _of_definition if reading.type_reason in AS_DEFINED else _of_broken_rule
        is_agreed = (reading.view.name, reading.source) in agreed and reading.type_reason == "FISCAL_YEAR"
        votes = reading.type == "U" and (is_agreed or promoted(reading, bool(strict), holds, nearest))
        reading.voted = "E" if votes else reading.type


def _agreed(part: Part, readings: list[Reading]) -> set[tuple[str, str]]:
    """Definitions and sources by which a fiscal year holds with all calendar years that it has months of."""
    if not part.is_fiscal or part.kind not in ("flow", "stock") or part.operation not in ("level", "sum"):
        return set()
    stances: dict[tuple[str, str], list[str | None]] = defaultdict(list)
    for reading in readings:
        if reading.type_reason == "FISCAL_YEAR":
            stances[reading.view.name, reading.source].append(stance(reading))
    years = part.last.year - part.first.year + 1
    return {key for key, found in stances.items() if found == ["HOLD"] * years}


def _of_definition(reading: Reading, any_strict: bool, holds: bool, nearest: float | None) -> bool:
    definition = reading.view.definition
    if definition.get("stands_in") and not any_strict:
        return True  # a figure that others made of both reports, where neither report is held
    if not definition.get("loosely_meant"):
        return False
    # "exports were $2.2 trillion" is often said with services: where no figure of goods bears it out, the nearer one
    # votes; what is arguable over time alone votes where nothing better is held
    if not any_strict:
        return bool(definition["type"] == "E")
    return not holds and nearest is not None and reading.gap_pct is not None and abs(reading.gap_pct) < nearest


def _of_broken_rule(reading: Reading, *_: Any) -> bool:
    """What a year has broken does not hold of all years, whatever came after."""
    return reading.part.over == "always" and reading.type_reason == "STALE" and stance(reading) == "MISS"
