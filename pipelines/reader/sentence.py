"""A sentence under way, and what a pattern makes of it before it is a claim.

Belongs here: the records that the stages hand on. Does not belong here: what any stage does.
"""

from datetime import date
from typing import Any, NamedTuple

from pipelines.reader.clauses import Clause
from pipelines.reader.patterns import Match
from pipelines.reader.spans import Amount, Figure, Span

LEVELS = ("level", "sum", "mean")
MOVED = frozenset({"change", "direction", "ratio", "extreme", "growth", "average", "always", "streak"})


class Refused(Exception):  # noqa: N818 (says what happened to a proposition)
    """Why a proposition is no claim: the reason of the model, the same in words, and the guard that says so."""

    def __init__(self, reason: str, words: str, guard: str = "") -> None:
        super().__init__(words)
        self.reason, self.words, self.guard = reason, words, guard


class Context(NamedTuple):
    """What the sentences before say, and who “we” are."""

    country: str | None = None
    speaker: str | None = None
    """Who “we” are in a quotation."""
    topic: tuple[str, ...] = ()
    """The country that the sentences before are about."""
    period: str | None = None
    last: "Draft | None" = None


class Sentence(NamedTuple):
    text: str
    low: str
    said_on: date
    spans: list[Span]
    clauses: list[Clause]
    context: Context
    times: list[tuple[int, int]]
    """Time phrases of which nothing is known."""


class Draft(NamedTuple):
    """A proposition on its way to a claim: its fields, and where they come from."""

    match: Match
    clause: Clause
    place: int
    end: int
    indicator: str = ""
    operation: str = ""
    ref: tuple[str, ...] = ()
    partner: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    base_partner: tuple[str, ...] = ()
    hedge: str = "none"
    value: str | None = None
    value_high: str | None = None
    unit: str | None = None
    period: str | None = None
    base_period: str | None = None
    span: int | None = None
    cumulative: bool = False
    order: str = "desc"
    universe: str | None = None
    parts: str | None = None
    definitions: tuple[str, ...] = ()
    narrowed: str = ""
    not_held: str = ""
    """Why no figure answers it, if so."""
    used: tuple[Span, ...] = ()
    inherited: tuple[tuple[str, str], ...] = ()
    """What another clause or sentence says, and which."""

    def but(self, **fields: Any) -> "Draft":
        return self._replace(**fields)

    @property
    def goes_on(self) -> bool:
        """Whether it says more of a claim before it."""
        return self.match.pattern.says["operation"].startswith("next")

    def says(self, role: str) -> Span | None:
        return self.match.roles.get(role)


def amount_of(draft: Draft, role: str = "amount") -> Amount | None:
    span = draft.says(role)
    return span.amount if span is not None else None


def figure_of(draft: Draft, role: str = "figure") -> Figure | None:
    span = draft.says(role)
    return span.figure if span is not None else None


def ids(draft: Draft, role: str) -> tuple[str, ...]:
    span = draft.says(role)
    return span.ids if span is not None else ()
