"""The report for machines: JSON after schema/report.schema.json, and CSV of the readings.

Belongs here: field names and order. They are an interface: renaming one is a breaking change.
"""

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipelines.reports import words

Row = dict[str, Any]

SCHEMA = Path(__file__).parent / "schema" / "report.schema.json"

CLAIM_FIELDS = (
    "claim_id", "position", "quote", "in_words", "speaker", "speaker_type", "said_on", "indicator",
    "operation", "hedge", "value_text", "x", "x_high", "unit", "period", "areas", "verdict",
    "verdict_now", "decided_by", "choice", "reason", "reason_code", "closest", "would_be_true",
    "turned_by", "interval", "not_checkable", "note", "unread",
)  # fmt: skip
READING_FIELDS = (
    "reading_id", "part", "known", "definition", "label", "source", "vintage", "published_on", "freq",
    "time_period", "years", "base_period", "period_label", "type", "type_reason", "type_reason_code",
    "obs_status", "obs_value", "unit_measure", "outcome", "gap_pct", "low", "high", "near_low",
    "near_high", "missing", "missing_code", "is_reference", "sql",
)  # fmt: skip
PART_FIELDS = ("part", "part_name", "verdict", "verdict_now", "decided_by", "closest", "reason", "reason_code")


def report(doc: Row) -> Row:
    """The document of an article as JSON values."""
    article = {
        name: doc["article"][name]
        for name in ("article_id", "title", "outlet", "author", "url", "published", "language")
    }
    return {
        "$schema": "../report.schema.json",
        "article": article,
        "figures_as_of": doc["figures_as_of"],
        "profile": doc["profile"],
        "claims": [
            {name: claim[name] for name in CLAIM_FIELDS}
            | {
                "parts": [{name: part[name] for name in PART_FIELDS} for part in claim["parts"]],
                "readings": [{name: reading[name] for name in READING_FIELDS} for reading in claim["readings"]],
                "events": claim["events"],
            }
            for claim in doc["claims"]
        ],
        "sentences": doc["sentences"],
        "sources": doc["sources"],
    }


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain, allow_nan=False) + "\n"


def readings_csv(doc: Row) -> str:
    """One line per reading. Text that a spreadsheet would run as a formula is set off with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["article_id", "claim_id", *READING_FIELDS])
    for claim in doc["claims"]:
        for reading in claim["readings"]:
            row = [doc["article"]["article_id"], claim["claim_id"], *(reading[name] for name in READING_FIELDS)]
            writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        text = words.plain(value)
        return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
    return "" if value is None else _plain(value) if isinstance(value, date) else value


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a report")
