"""The catalogue: indicators with their readings, as plain data and as relations for the SQL models."""

import re
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def indicators() -> dict[str, dict[str, Any]]:
    """Indicator id -> entry of indicators.yml, and behind these of series.yml, in the files' order."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries, series = (
        yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
        for name in ("indicators.yml", "series.yml")
    )
    return {entry["id"]: entry for entry in [*entries, *map(_of_series, series)]}


def _of_series(entry: dict[str, Any]) -> dict[str, Any]:
    """An indicator that is one published series, with all that an entry of indicators.yml says."""
    term = {"definition": "published", "label": "as published", "type": "E", "terms": [{"indicator": entry["id"]}]}
    near = entry.get("near")
    other = {"definition": "otherwise", "label": "another count of the same year", "type": "E"}
    awaited = [other | {"awaited": {"from": round(1 / near, 3), "to": near}}] if near else []
    return {
        "aggregation": "sum" if entry.get("adds") else "none",
        "kind": "rate",
        "freq": "A",
        "sources": [*entry.get("series", {}), *entry.get("also", [])],
        "readings": [term, *awaited],
    } | entry


def series_of(source: str) -> list[dict[str, Any]]:
    """What a publisher's codes of series.yml are: series, indicator, unit and the day from which they mean it."""
    return [
        {
            "series": code, "indicator": name, "unit_measure": entry["unit_measure"], "since": entry.get("since"),
            "price_base": "current" if entry["unit_measure"] == "USD" else "",
        }
        for name, entry in indicators().items() if (code := entry.get("series", {}).get(source))
    ]  # fmt: skip


LASTING_MONTHS = 1200


def is_lasting(indicator: str) -> bool:
    """Whether it does not change from year to year, as distances and borders."""
    return int(indicators()[indicator].get("usual_lag_months", 0)) >= LASTING_MONTHS


def nearest(words: str, most: int) -> list[dict[str, Any]]:
    """The indicators whose id, name or definition come nearest to some words, nearest first."""
    words = words[:200]  # to compare longer texts takes minutes

    def nearness(entry: dict[str, Any]) -> float:
        named = f"{entry['id'].replace('_', ' ')} {entry['name']}".lower()
        description = f"{named} {entry['definition']} {' '.join(r['label'] for r in entry['readings'])}".lower()
        asked = set(re.findall(r"\w+", words.lower().replace("_", " ")))
        shared = len(asked & set(re.findall(r"\w+", description)))
        return shared + SequenceMatcher(None, words.lower().replace("_", " "), named).ratio()

    return sorted(indicators().values(), key=nearness, reverse=True)[:most]


def relations(reference: Path) -> dict[str, list[dict[str, Any]]]:
    """Rows of the relations of input that are made of the catalogue and of the tables in a folder, by name."""
    from pipelines.catalogue import fiscal

    out: dict[str, list[dict[str, Any]]] = {
        "indicator": [],
        "indicator_source": [],
        "reading_definition": [],
        "reading_term": [],
        "series_break": [],
        "fiscal_year": fiscal.relation(reference / fiscal.FILE),
    }
    for entry in indicators().values():
        out["indicator"].append(
            {
                key: entry.get(key)
                for key in (
                    "id",
                    "name",
                    "unit_measure",
                    "definition",
                    "aggregation",
                    "weight",
                    "kind",
                    "freq",
                    "valuation",
                    "choice",
                    "choice_over_time",
                )
            }
            | {
                "bilateral": bool(entry.get("bilateral")),
                "revision_pct": float(entry["revision_pct"]),
                "revision_points": float(entry.get("revision_points", 0)),
                "usual_lag_months": int(entry.get("usual_lag_months", 12)),
                "is_slow": bool(entry.get("slow")),
            }
        )
        out["indicator_source"] += [
            {"indicator": entry["id"], "source": source, "preference": place}
            for place, source in enumerate(entry["sources"], 1)
        ]
        out["series_break"] += [
            {
                "indicator": entry["id"],
                "source": gap["source"],
                "break_on": gap["from"],
                "reason": gap["reason"],
            }
            for gap in entry.get("breaks", [])
        ]
        for position, reading in enumerate(entry["readings"], 1):
            identity = {"indicator": entry["id"], "definition": reading["definition"]}
            out["reading_definition"].append(
                identity
                | {
                    "label": reading["label"],
                    "reading_type": reading["type"],
                    "reason": reading.get("reason"),
                    "over_time_type": reading.get("over_time", {}).get("type", reading["type"]),
                    "over_time_reason": reading.get("over_time", {}).get("reason"),
                    "scale": float(reading.get("scale", 1)),
                    "minus": float(reading.get("minus", 0)),
                    "has_per": "per" in reading,
                    "repeats": reading.get("repeats"),
                    "singles_only": bool(reading.get("singles_only")),
                    "is_permanent": bool(reading.get("permanent")),
                    "is_loosely_meant": bool(reading.get("loosely_meant")),
                    "unit_measure": reading.get("unit_measure", entry["unit_measure"]),
                    "position": position,
                }
            )
            for side, terms in (("value", reading.get("terms", [])), ("per", reading.get("per", []))):
                out["reading_term"] += [
                    identity
                    | {
                        "side": side,
                        "term": place,
                        "obs_indicator": term["indicator"],
                        "counterpart_area": term.get("counterpart"),
                        "breakdown": term.get("breakdown", "_T"),
                        "weight": float(term.get("weight", 1)),
                        "mirror": bool(term.get("mirror")),
                        "lag_months": term.get("lag_months", 0),
                        "unit_measure": term.get("unit_measure"),
                    }
                    for place, term in enumerate(terms, 1)
                ]
    return out
