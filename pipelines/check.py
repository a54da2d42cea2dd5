"""`bilateral check`: from a text to verdicts, on the published figures.

Belongs here: parsing a text, judging its claims in one pass, the document that describes the result (the form of
`bilateral check --json`). Does not belong here: grammar (claims/sentence.py), verdicts (sql/factcheck/), tables for
people (terminal.py).
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.config import Settings

if TYPE_CHECKING:
    from pipelines.claims.model import Claim
    from pipelines.claims.sentence import Understood

ARTICLE = "text"
"""Id of the article that the text stands for while it is judged."""


def check(
    settings: Settings, text: str, said_on: date | None = None, *, profile: str = "default", as_of: date | None = None
) -> dict[str, Any]:
    """Every checkable statement of a text with its verdict, and everything else with the reason why not.

    Raises warehouse.NotPublished when there are no figures yet.
    """
    from pipelines import inputs
    from pipelines.claims import sentence

    day = said_on or inputs.today()
    found = sentence.read(text, day)
    verdicts = judge(settings, [item.claim for item in found.claims], profile=profile, as_of=as_of)
    return {
        "said_on": day.isoformat(),
        "claims": [_document(item, verdict) for item, verdict in zip(found.claims, verdicts, strict=True)],
        "skipped": [{"text": item.text, "reason": item.reason} for item in found.skipped],
    }


def judge(
    settings: Settings, claims: "list[Claim]", *, profile: str = "default", as_of: date | None = None
) -> list[dict[str, Any]]:
    """Verdict, parts and readings of each claim, in the order given."""
    if not claims:
        return []
    from pipelines import inputs, warehouse
    from pipelines.claims.model import Article

    numbered = [claim.model_copy(update={"id": f"c{place}"}) for place, claim in enumerate(claims)]
    article = Article(id=ARTICLE, title="text", published=max(c.said_on for c in claims), claims=numbered)
    run = inputs.run(as_of or inputs.today(), profile)
    given = inputs.claims(settings, [article], profile) | inputs.tables(settings, {"run": [run]})
    with warehouse.evaluate(settings, given) as connection:
        verdicts = _rows(connection, "select * from factcheck.verdict")
        parts = _rows(connection, "select * from factcheck.part_verdict order by position")
        readings = _rows(connection, "select * from factcheck.reading order by position")
    by_claim = {row["claim_id"]: row | {"parts": [], "readings": []} for row in verdicts}
    for row in parts:
        by_claim[row["claim_id"]]["parts"].append(row)
    for row in readings:
        by_claim[row["claim_id"]]["readings"].append(row)
    return [by_claim[claim.id] for claim in numbered]


def _document(item: "Understood", verdict: dict[str, Any]) -> dict[str, Any]:
    claim = item.claim
    return {
        "text": claim.quote,
        "sentence": item.sentence,
        "understood": item.words,
        "indicator": "event" if claim.event else claim.indicator,
        "areas": {"ref": claim.event.areas if claim.event else claim.areas.ref, "counterpart": claim.areas.counterpart},
        "operation": claim.operation,
        "order": claim.order,
        "hedge": claim.hedge,
        "value": claim.value,
        "value_high": claim.value_high,
        "unit": claim.unit,
        "period": claim.period,
        "base": claim.base.model_dump() | {"period": claim.base_period},
        "verdict": verdict["verdict"],
        "verdict_now": verdict["verdict_now"],
        "reason": verdict["reason"],
        "decided_by": verdict["decided_by"],
        "choice": verdict["choice"],
        "would_be_true": verdict["would_be_true"],
        "turned_by": verdict["turned_by"],
        "parts": [
            {key: part[key] for key in ("part", "part_name", "verdict", "verdict_now", "reason")}
            for part in verdict["parts"]
            if part["part"]
        ],
        "readings": [_reading(row) for row in verdict["readings"]],
    }


def _reading(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "known": row["known"],
        "part": row["part"],
        "type": row["type"],
        "source": row["source"],
        "vintage": row["vintage"],
        "period": row["period_label"],
        "definition": row["definition"],
        "label": row["label"],
        "value": row["obs_value"],
        "text": row["obs_text"],
        "unit": row["unit_measure"],
        "outcome": row["outcome"],
        "gap_pct": row["gap_pct"],
        "missing": row["missing"],
        "sql": row["sql"],
    }


def _rows(connection: Any, query: str) -> list[dict[str, Any]]:
    found = connection.execute(query)
    columns = [column[0] for column in found.description]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
