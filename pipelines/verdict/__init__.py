"""Verdicts: pure functions of a claim and figures.

    held = figures.load(connection, claims, today)
    judged = judge(claims, held)                # one Judged per claim, in their order

Belongs here: the way from a claim to its verdict, as docs/method.md tells it. Does not belong here: how sentences are
read (claims/), words for people (reports/), anything that asks a database but figures.py.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.claims.model import Claim

if TYPE_CHECKING:
    import duckdb

    from pipelines.verdict.figures import Held

Row = dict[str, Any]


class Judged(NamedTuple):
    """What came of a claim; the columns of the rows are those of factcheck.verdict and its neighbours."""

    claim: Claim
    verdict: Row
    parts: list[Row]
    readings: list[Row]


def judge(claims: Iterable[Claim], held: "Held", profile: str = "default") -> list[Judged]:
    """The verdict of each claim, as known when it was said and as known today, with its readings.

    `held` has the figures that figures.load() looked up for these claims; `profile` is default or strict.
    """
    from pipelines.verdict import claim_verdict

    return [claim_verdict.of(claim, held, profile) for claim in claims]


def on(
    connection: "duckdb.DuckDBPyConnection", claims: list[Claim], today: date, profile: str = "default"
) -> list[Judged]:
    """The verdicts of claims on the figures of a published file."""
    from pipelines.verdict import figures

    return judge(claims, figures.load(connection, claims, today), profile)
