"""Pages: from evidence to self-contained HTML that reads without scripts, network or colours.

Belongs here: what a page shows and in which order; the Jinja environment. Does not belong here: queries
(evidence.py), scales (charts.py), words (words.py).

Charts are SVG drawn by templates/charts.html and not by altair: vl-convert draws at a fixed width with fixed
colours, which neither a phone nor a dark page forgives, and the import alone takes longer than a report.
"""

import base64
import hashlib
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.reports import charts, words
from pipelines.reports.evidence import course_sql, quoted

Row = dict[str, Any]

_BANDS = {"band": "the claim holds", "slackband": "true, but understated", "nearband": "comes near"}

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Any:
    """Jinja with autoescape on, no text that steers the reader, and the words of this package as filters."""
    import jinja2
    from markupsafe import Markup

    # S701 would be autoescape off
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=_harmless,
        auto_reload=False,
    )
    filters: dict[str, Callable[..., Any]] = {
        "number": words.number,
        "exact": words.exact,
        "day": words.day,
        "age": words.age,
        "gap": words.gap,
        "shorten": words.shorten,
        "web_address": words.web_address,
        "file_name": words.file_name,
        "capital": words.capital,
        "month": lambda day: f"{day:%B %Y}",
        "edition": edition_words,
    }
    env.filters |= filters
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    script = (TEMPLATES / "copy.js").read_text(encoding="utf-8")
    env.globals |= {
        "style": Markup(style),  # noqa: S704 (a file of this package)
        "script": Markup(script),  # noqa: S704 (a file of this package)
        "policy": policy(),
        "verdicts": words.VERDICTS,
        "meanings": words.VERDICT_MEANINGS,
        "outcomes": words.OUTCOMES,
        "types": words.TYPES,
        "statuses": words.STATUSES,
        "root": "../",
    }
    return env


def _harmless(value: Any) -> Any:
    """Every text that a template prints, before it is escaped."""
    return words.plain(value) if type(value) is str else value


@cache
def policy() -> str:
    """Content-Security-Policy under which a page's own style and script run and nothing else does."""
    hashes = {
        name: base64.b64encode(hashlib.sha256((TEMPLATES / name).read_bytes()).digest()).decode()
        for name in ("style.css", "copy.js")
    }
    return (
        f"default-src 'none'; style-src 'sha256-{hashes['style.css']}'; script-src 'sha256-{hashes['copy.js']}'; "
        "base-uri 'none'; form-action 'self'"
    )


def page(template: str, **content: Any) -> str:
    return environment().get_template(template).render(**content)


def article(doc: Row) -> str:
    """The report of one article (evidence.documents)."""
    names = names_of(doc["sources"])
    groups = [
        list(dict.fromkeys(row["source"] for row in (*claim["readings"], *claim["course"]))) for claim in doc["claims"]
    ]
    colours = charts.colours(groups)
    joined = {source: " and ".join(names.get(part, part) for part in source.split(" + ")) for source in colours}
    view = doc | {"claims": [_claim_view(claim, doc) for claim in doc["claims"]]}
    return page(
        "article.html",
        title=f"Fact check: {words.plain(doc['article']['title'])}",
        doc=view,
        names=names | joined,
        colours=colours,
        lede=lede(doc),
        hedges=_hedge_rows(view["claims"]),
    )


def names_of(sources: list[Row]) -> dict[str, str]:
    """Source id -> its publisher, or its title where a publisher stands behind several."""
    publishers = [source["publisher"] for source in sources]
    return {
        s["id"]: s["publisher"] if s["publisher"] and publishers.count(s["publisher"]) == 1 else s["title"] or s["id"]
        for s in sources
    }


def lede(doc: Row) -> str:
    """How many claims got which verdict, in a sentence."""
    counts = count_verdicts([claim["verdict"] for claim in doc["claims"]])
    if not counts:
        return "No claims are listed for this article."
    said = {
        "SUPPORTED": "supported by published figures",
        "SUPPORTED_LOOSELY": "supported loosely",
        "DEPENDS": "true or not depending on a choice",
        "CONTRADICTED": "contradicted by published figures",
        "OUT_OF_DATE": "out of date",
        "TOO_CLOSE": "too close to call",
        "NOT_CHECKABLE": "not checkable with figures",
    }
    total = len(doc["claims"])
    parts = [f"{count} {'is' if count == 1 else 'are'} {said[verdict]}" for verdict, count in counts]
    turned = sum(claim["verdict"] != claim["verdict_now"] for claim in doc["claims"])
    tail = f" On today’s figures {turned} of them {'reads' if turned == 1 else 'read'} differently." if turned else ""
    return f"Of {total} claim{'s' if total > 1 else ''}, {words.listing(parts)}, as known on the day of each.{tail}"


def count_verdicts(verdicts: list[str]) -> list[tuple[str, int]]:
    return [(verdict, verdicts.count(verdict)) for verdict in words.VERDICTS if verdict in verdicts]


def interval_words(interval: Row | None, unit: str | None, near: bool = False) -> str:
    """An interval as people say it: "above $24 trillion, up to $25 trillion"."""
    if not interval:
        return ""
    prefix = "near_" if near else ""
    low, high = interval[f"{prefix}low"], interval[f"{prefix}high"]
    if low is None and high is None:
        return ""
    left = "above" if interval.get(f"{prefix}low_open") else "from"
    low_text, high_text = words.edge(low, unit), words.edge(high, unit)
    if high is None:
        return f"{left} {low_text}" + ("" if left == "above" else " upwards")
    right = "to just below" if interval.get(f"{prefix}high_open") else "up to"
    if low is None:
        return f"below {high_text}" if interval.get(f"{prefix}high_open") else f"{right} {high_text}"
    return f"exactly {low_text}" if low == high else f"{left} {low_text} {right} {high_text}"


def _claim_view(claim: Row, doc: Row) -> Row:
    limits = charts.limits_of(claim["interval"])
    said_on, today = claim["said_on"], doc["today"]
    held = sum(part["verdict"] in ("SUPPORTED", "SUPPORTED_LOOSELY") for part in claim["parts"])
    drawn = {
        "readings": charts.readings_chart(claim) if claim["indicator"] != "event" else None,
        "definitions": charts.definitions_chart(claim)
        if claim["indicator"] == "troops" and claim["operation"] == "level"
        else None,
        "ranking": charts.ranking_chart(claim["ranking"]) if claim["ranking"] else None,
        "course": charts.course_chart(claim["course"], said_on, _own_scale(claim)),
        "editions": charts.editions_chart(claim["course"], said_on, _own_scale(claim), today)
        if claim["course"]
        else None,
    }
    _describe(drawn, claim)
    pairs = pairs_of(claim)
    references = sorted({r["published_on"] for r in claim["readings"] if r["is_reference"] and r["published_on"]})
    return claim | {
        "limits": limits,
        "reason": _own_reason(claim),
        "parts": [
            part | {"reason": (part["reason"] or "").removeprefix(f"{part['part_name']}: ")} for part in claim["parts"]
        ],
        # a claim about several areas has as many closest figures: they stand with its parts
        "closest": None if claim["parts"] or claim["indicator"] == "event" else claim["closest"],
        "parts_held": f"holds for {held} of {len(claim['parts'])}"
        if claim["parts"] and claim["verdict"] != "NOT_CHECKABLE"
        else "",
        "charts": drawn,
        "rows": charts.by_value(claim["readings"]),
        "readings": [r | {"heading": reading_heading(r)} for r in claim["readings"]],
        "pairs": [{"file": pair_file(pair), "name": f"{a} and {b}"} for pair, a, b in pairs],
        "course_sql": course_sql(
            f"m.article_id = {quoted(doc['article']['article_id'])} and m.claim_id = {quoted(claim['claim_id'])}"
        ).strip()
        if claim["course"]
        else "",
        "course_sources": sorted({line["source"] for line in claim["course"]}),
        "reference_dates": " to ".join(dict.fromkeys(words.day(day) for day in (references[:1] + references[-1:]))),
    }


def _own_reason(claim: Row) -> str:
    """Without the reasons of its parts, which stand in a table of their own."""
    of_parts = " ".join(part["reason"] for part in claim["parts"] if part["reason"])
    return claim["reason"].removesuffix(of_parts).strip() or claim["reason"]


def reading_heading(reading: Row) -> str:
    about = f"{reading['part_name']}: " if reading["part_name"] else ""
    known = "as known when said" if reading["known"] == "then" else "as known now"
    return f"{about}{reading['label']}, {reading['period_label']}, {reading['source']} {reading['vintage']}, {known}"


def edition_words(reading: Row) -> str:
    """Which edition, and when it came out; an edition that is named by its day is said once."""
    vintage, day = reading["vintage"] or "", reading["published_on"]
    if day is None:
        return f"edition {vintage}"
    if vintage.startswith(day.isoformat()):
        return f"edition of {words.day(day)}"
    return f"edition {vintage}, {words.day(day)}"


def pairs_of(claim: Row) -> list[tuple[tuple[str, str], str, str]]:
    """Pairs of countries between which the claim's figure runs; groups and the world make none."""
    out = []
    for ref in claim["areas"]["ref"]:
        for other in claim["areas"]["counterpart"]:
            if is_country(ref["id"]) and is_country(other["id"]) and ref["id"] != other["id"]:
                first, second = sorted((ref, other), key=lambda area: area["id"])
                out.append(((first["id"], second["id"]), first["name"], second["name"]))
    return list(dict.fromkeys(out))


def is_country(area: str) -> bool:
    return len(area) == 3 and area.isascii() and area.isalpha() and area.isupper() and area != "WLD"


def pair_file(pair: tuple[str, str]) -> str:
    return words.file_name("-".join(pair))


def _own_scale(claim: Row) -> Row | None:
    """The claimed interval where the figure over time is in the claim's own unit."""
    same = claim["operation"] in ("level", "sum")
    return claim["interval"] if same else None


def _hedge_rows(claims: list[Row]) -> list[Row]:
    rows = []
    for claim in claims:
        if claim["interval"] and claim["value_text"]:
            hedge = "" if claim["hedge"] in (None, "none") else f"{claim['hedge'].replace('_', ' ')} "
            slack = next((side for side in ("slack_low", "slack_high") if claim["interval"].get(side)), None)
            match = interval_words(claim["interval"], claim["unit"])
            if slack:
                match += f"; {'less' if slack == 'slack_low' else 'more'} is true but understated"
            rows.append(
                {
                    "claim": words.file_name(claim["claim_id"]),
                    "words": f"{hedge}{claim['value_text']}",
                    "match": match,
                    "near": interval_words(claim["interval"], claim["unit"], near=True),
                }
            )
    return rows


def _describe(drawn: dict[str, Row | None], claim: Row) -> None:
    """Text alternatives: what a reader who does not see the chart needs to know."""
    said = words.shorten(words.plain(claim["quote"]), 80)
    if chart := drawn["readings"]:
        readings = [r for r in claim["readings"] if r["known"] == "then" and r["obs_value"] is not None]
        holds = sum(r["outcome"] in ("MATCH", "MATCH_SLACK") for r in readings)
        values = sorted(r["obs_value"] for r in readings) or [0.0]
        reach = f"from {words.number(values[0], chart['unit'])} to {words.number(values[-1], chart['unit'])}"
        chart["label"] = (
            f"Chart of {len(readings)} readings known when it was said, {reach}; {holds} of them agree with the claim "
            f"“{said}”. The table of readings below lists each."
        )
        chart["sources"] = list(dict.fromkeys(row["source"] for row in chart["rows"]))
        kinds = {band["kind"] for band in chart["bands"]}
        chart["legend"] = [(kind, text) for kind, text in _BANDS.items() if kind in kinds]
        chart["any_later"] = any(row["now"] and not row["then"] for row in chart["rows"])
        chart["any_hollow"] = any(m and m["hollow"] for row in chart["rows"] for m in (row["then"], row["now"]))
    for name in ("definitions", "ranking"):
        if chart := drawn[name]:
            parts = [
                f"{row['name']} {row['text']}" + (f", place {row['place']}" if row.get("place") else "")
                for row in chart["rows"]
            ]
            chart["label"] = f"Bar chart: {'; '.join(parts)}."
    if chart := drawn["course"]:
        first, last = chart["lines"][0]["points"][0], chart["lines"][0]["points"][-1]
        chart["label"] = (
            f"Line chart from {first['period'].year} to {last['period'].year}: from {first['text']} to {last['text']}."
        )
        chart["sources"] = list(dict.fromkeys(line["source"] for line in chart["lines"]))
        chart["any_hollow"] = any(p["status"] in ("E", "F") for line in chart["lines"] for p in line["points"])
    if chart := drawn["editions"]:
        moves = [
            f"{len(line['points'])} editions from {line['points'][0]['text']} to {line['points'][-1]['text']}"
            for line in chart["lines"]
        ]
        chart["label"] = f"Step chart of the figure for {chart['period']}: {'; '.join(moves)}."


def index(articles: list[Row], indicators: list[Row], pairs: list[Row], today: date) -> str:
    claims = sum(entry["claims"] for entry in articles)
    return page(
        "index.html",
        title="Fact checks",
        root="",
        articles=articles,
        indicators=indicators,
        pairs=pairs,
        today=today,
        lede=f"{len(articles)} article{'' if len(articles) == 1 else 's'} with {claims} "
        f"claim{'' if claims == 1 else 's'}, checked against published figures as known when they were made and now.",
    )
