"""Writes the tables of docs/method.md, from hedges.yml and the catalogue, between their markers.

    python tools/method_tables.py

tests/claims/test_method.py compares.
"""

import re
from collections.abc import Iterable
from typing import Any

import intervals

from pipelines import catalogue
from pipelines.claims import hedges, lexicon
from pipelines.claims.words import names
from pipelines.config import METHOD

EXAMPLES: list[tuple[str, str, str | None]] = [  # hedge, number, unit
    ("exactly", "1.6 billion", None),
    ("none", "1.6 billion", None),
    ("about", "1.6 billion", None),
    ("nearly", "1.6 billion", None),
    ("just_under", "1.6 billion", None),
    ("just_over", "1.6 billion", None),
    ("over", "$24 trillion", None),
    ("over", "1.4 billion", None),
    ("at_least", "15 million", None),
    ("under", "28,500", "PS"),
    ("up_to", "28,500", "PS"),
    ("none", "28,500", "PS"),
    ("none", "half a million", None),
    ("none", "2.5 per cent", None),
    ("none", "30 per cent", None),
    ("none", "400 per cent", None),
    ("over", "-75 per cent", None),
    ("none", "a third", None),
    ("none", "a tenth", None),
    ("none", "twice", None),
    ("none", "top 10", None),
]


def write() -> None:
    """Rewrite the generated blocks of docs/method.md in place."""
    METHOD.write_text(fill(METHOD.read_text(encoding="utf-8")), encoding="utf-8")


def fill(text: str) -> str:
    """The document with every generated block as the definitions have it now."""
    for name, block in blocks().items():
        marked = re.compile(rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not marked.search(text):
            raise ValueError(f"docs/method.md: expected a block <!-- generated: {name} --> … <!-- end -->")
        text = marked.sub(lambda found, block=block: f"{found[1]}\n{block}\n\n{found[2]}", text)  # type: ignore[misc]
    return text


def blocks() -> dict[str, str]:
    """Name of each generated block -> its Markdown."""
    return {
        "hedges": _table(
            ["wording", "MATCH", "NEAR", "beyond", "literature"],
            ([row["hedge"], f"`{row['match']}`" if row["literature"] else row["match"],
              f"`{row['near']}`" if row["literature"] else row["near"], row["beyond"], row["literature"]]
             for row in hedge_rows()),
        ),
        "widths": _table(
            ["kind of number", "r", "R", "e"],
            ([kind, *(_width(widths[name]) for name in ("r", "R", "e"))]
             for kind, widths in hedges.definitions()["widths"].items()),
        ),
        "examples": _table(["as written", "MATCH", "NEAR"], map(_example, EXAMPLES)),
        "literature": "\n".join(
            f"- **{name}**: {' '.join(text.split())}." for name, text in hedges.definitions()["literature"].items()
        ),
        "indicators": _table(
            ["indicator", "what it counts", "unit", "sources, preferred first", "usual revision"],
            ([f"`{entry['id']}`", entry["definition"], entry["unit_measure"], ", ".join(entry["sources"]),
              _revision(entry)] for entry in catalogue.indicators().values()),
        ),
        "readings": _table(
            ["indicator", "reading", "type", "computed from", "why not E"],
            ([f"`{entry['id']}`", reading["label"], reading["type"], _made_of(reading), reading.get("reason", "")]
             for entry in catalogue.indicators().values() for reading in entry["readings"]),
        ),
        "unemployment": _table(
            ["country", "what its usual rate counts", "who says so"],
            ([names()[row["iso3"]], row["reason"], row["source"]] for row in lexicon.rows("unemployment")),
        ),
        "breaks": _table(
            ["indicator", "source", "from", "what changed"],
            ([f"`{entry['id']}`", gap["source"], str(gap["from"]), gap["reason"]]
             for entry in catalogue.indicators().values() for gap in entry.get("breaks", [])),
        ),
    }  # fmt: skip


def hedge_rows() -> list[dict[str, str]]:
    """The published table, in words and notation: hedge, match, near, beyond, literature."""
    rows = []
    for entry in hedges.hedges().values():
        beyond = {"high": "above: MATCH_SLACK", "low": "below: MATCH_SLACK"}.get(entry.get("slack", ""), "")
        rows.append(
            {
                "hedge": ", ".join(entry["words"]) if entry["words"] else "(a bare number)",
                "match": entry["match"],
                "near": entry["near"],
                "beyond": beyond,
                "literature": "; ".join(entry["literature"]),
            }
        )
    return rows + [
        {"hedge": row["words"], "match": row["match"], "near": row["near"], "beyond": "", "literature": ""}
        for row in hedges.definitions()["other"]
    ]


def _table(heading: list[str], rows: Iterable[list[str]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _width(width: dict[str, str]) -> str:
    parts = []
    if units := width.get("units"):
        parts.append({"1": "u", "0.5": "u/2", "0": "0"}[units])
    if share := width.get("share"):
        parts.append(f"{float(share) * 100:g} % of x")
    text = f"min({', '.join(parts)})" if len(parts) > 1 else parts[0]
    points = width.get("points")
    return f"max({points} point{'' if points == '1' else 's'}, {text})" if points else text


def _example(example: tuple[str, str, str | None]) -> list[str]:
    hedge, written, unit = example
    number = hedges.stated(written, unit)
    found = intervals.interval(hedge, number.x, number.u, number.kind, number.x_high, number.u_high)
    words = "" if hedge == "none" else hedges.hedges()[hedge]["words"][0] + " "
    if number.x < 0:
        words, written = f"a fall of {words}", written.removeprefix("-")
    return [words + written, intervals.describe(found, number.unit), intervals.describe_near(found, number.unit)]


def _revision(entry: dict[str, Any]) -> str:
    points = f", or {entry['revision_points']:g} points" if "revision_points" in entry else ""
    return f"{entry['revision_pct']:g} %{points}"


def _made_of(reading: dict[str, Any]) -> str:
    """ "goods_exports - goods_imports", "100 × military_expenditure / gdp"."""
    if "terms" not in reading:
        return "not held" if "awaited" in reading else ""
    value, per = (_terms(reading.get(side, [])) for side in ("terms", "per"))
    value = f"({value})" if per and len(reading["terms"]) > 1 else value
    text = f"{value} / {per}" if per else value
    scale, minus = reading.get("scale", 1), reading.get("minus", 0)
    text = f"{scale} × {text}" if scale != 1 else text
    return f"{text} - {minus}" if minus else text


def _terms(terms: list[dict[str, Any]]) -> str:
    text = ""
    for term in terms:
        weight = term.get("weight", 1)
        sign = " - " if weight < 0 else " + "
        notes = [term[key] for key in ("breakdown",) if key in term]
        notes += ["with the world"] if term.get("counterpart") == "W00" else []
        notes += ["as the other side reports it"] if term.get("mirror") else []
        notes += [f"{term['lag_months']} months before"] if term.get("lag_months") else []
        size = "" if abs(weight) == 1 else f"{abs(weight):g} "
        text += (sign if text or weight < 0 else "") + size + term["indicator"]
        text += f" ({', '.join(notes)})" if notes else ""
    return text


if __name__ == "__main__":
    write()
