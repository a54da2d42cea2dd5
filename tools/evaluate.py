"""How rightly a reader reads, on sentences that somebody has labelled.

    python tools/evaluate.py tests/data/evaluation.jsonl
    python tools/evaluate.py FILE --reader model
    python tools/evaluate.py FILE --reader READ.jsonl --json

FILE has one JSON object per line: `text`, `said_on`, `country` (ISO3 of “we”, or null), `claims` (each with the fields
of `check_claim`; [] where nothing can be checked) and, if somebody has judged them, `verdicts` in the order of
`claims`. READ.jsonl has the claims of another reader in the same form and order. docs/accuracy.md says how ours were
made.
"""

import argparse
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.apps import check
from pipelines.claims import articles
from pipelines.claims.articles import InvalidArticle
from pipelines.claims.model import Claim
from pipelines.config import Settings
from pipelines.reader.evidence import size_of

SAME = ("indicator", "areas", "base", "universe")
BESIDE = ("period", "hedge")
"""Told apart: a claim that is right but for them is right, and counted here."""


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file; ValueError names the line that has none, or lacks a field."""
    out = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line) if line.strip() else None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise ValueError(f"{path}, line {number}: expected an object with `text`; found {line[:60]!r}")
        out.append(row)
    return out


def labelled(row: dict[str, Any]) -> list[Claim]:
    """The claims of a row; ValueError where one is no valid claim."""
    try:
        return [stated(fields, row) for fields in row.get("claims", [])]
    except InvalidArticle as error:
        raise ValueError(f"{row['text']!r}: {error}") from None


def stated(fields: dict[str, Any], row: dict[str, Any]) -> Claim:
    day = date.fromisoformat(row["said_on"])
    return articles.one({**fields, "quote": row["text"], "said_on": day}, day)


def read(row: dict[str, Any], reader: str) -> list[Claim]:
    day = date.fromisoformat(row["said_on"])
    found = check.read_text(row["text"], day, row.get("country"), read_by=reader)
    return [each.claim for each in found.claims if not each.claim.not_checkable]


def is_same(one: Claim, other: Claim) -> bool:
    """Whether both state the same of the same figure; period and hedge are counted apart."""
    alike = all(_plain(getattr(one, name)) == _plain(getattr(other, name)) for name in SAME)
    size, unit = size_of(one)
    told, its_unit = size_of(other)
    close = size == told if size is None or told is None else abs(size - told) <= 1e-3 * max(size, told)
    return alike and close and unit == its_unit and _said(one) == _said(other) and _falls(one) == _falls(other)


def _said(claim: Claim) -> str | None:
    """The operation; what one group comes to is its level, its sum and its mean alike."""
    return "level" if claim.operation in ("sum", "mean") and len(claim.areas.ref) == 1 else claim.operation


def _plain(value: Any) -> Any:
    """Areas in any order."""
    return (
        {role: sorted(codes) for role, codes in value.model_dump().items()} if hasattr(value, "model_dump") else value
    )


def _falls(claim: Claim) -> bool:
    return claim.order == "asc" or (claim.value or "").startswith("-")


def compared(rows: list[dict[str, Any]], found: list[list[Claim]]) -> dict[str, Any]:
    """Counts over all rows, what was read wrongly and what was missed, each with its text."""
    right, beside = 0, dict.fromkeys(BESIDE, 0)
    wrong, missed = list[dict[str, Any]](), list[dict[str, Any]]()
    pairs = list[tuple[Claim, str | None]]()
    for row, claims in zip(rows, found, strict=True):
        left = list(zip(labelled(row), row.get("verdicts") or [None] * len(row["claims"]), strict=True))
        for claim in claims:
            match = next((pair for pair in left if is_same(claim, pair[0])), None)
            if match is None:
                wrong.append({"text": row["text"], "claim": _told(claim)})
                continue
            left.remove(match)
            right += 1
            pairs.append((claim, match[1]))
            for name in BESIDE:
                beside[name] += getattr(claim, name) != getattr(match[0], name)
        missed += [{"text": row["text"], "claim": _told(claim)} for claim, _ in left]
    return {
        "sentences": len(rows), "right": right, "wrong": len(wrong), "missed": len(missed),
        "precision": _part(right, right + len(wrong)), "recall": _part(right, right + len(missed)),
        "right but for the period": beside["period"], "right but for the hedge": beside["hedge"],
        **_agreement(pairs), "read wrongly": wrong, "not read": missed,
    }  # fmt: skip


def _agreement(pairs: list[tuple[Claim, str | None]]) -> dict[str, Any]:
    """How many claims that were read get the verdict that the file states."""
    judged = [(claim, verdict) for claim, verdict in pairs if verdict]
    if not judged:
        return {}
    verdicts = check.judge(Settings(), [claim for claim, _ in judged])
    same = sum(found["verdict"] == verdict for found, (_, verdict) in zip(verdicts, judged, strict=True))
    return {"verdicts": len(judged), "same verdict": same, "agreement": _part(same, len(judged))}


def _part(some: int, all_: int) -> float | None:
    return round(some / all_, 3) if all_ else None


def _told(claim: Claim) -> dict[str, Any]:
    return claim.model_dump(exclude_defaults=True, exclude={"id", "quote", "said_on"}, mode="json")


def shown(result: dict[str, Any]) -> Iterator[str]:
    for name, value in result.items():
        if not isinstance(value, list):
            yield f"{name:26} {value}"
    for name in ("read wrongly", "not read"):
        yield f"\n{name}"
        yield from (f"  {each['text']}\n    {json.dumps(each['claim'])}" for each in result[name])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--reader", default="patterns", help="patterns, model, or a file with the claims of another")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows = lines(given.file)
    if given.reader in check.READERS:
        found = [read(row, given.reader) for row in rows]
    else:
        found = [labelled(row) for row in lines(Path(given.reader))]
    result = compared(rows, found)
    print(json.dumps(result, ensure_ascii=False) if given.json else "\n".join(shown(result)))


if __name__ == "__main__":
    main()
