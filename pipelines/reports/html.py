"""Pages: from evidence to self-contained HTML that reads without scripts, network or colours.

Belongs here: what a page shows and in which order; the Jinja environment. Does not belong here: queries
(evidence.py), scales (charts.py), words (words.py).

Charts are SVG drawn by templates/charts.html and not by altair: vl-convert draws at a fixed width with fixed
colours, which neither a phone nor a dark page forgives, and the import alone takes longer than a report.
"""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipelines.reports import charts, sentences, words

Row = dict[str, Any]

_BANDS = {"band": "the claim holds", "slackband": "true, but understated", "nearband": "comes near"}

_LABEL_ROOM = 42

TEMPLATES = Path(__file__).parent / "templates"
SCRIPTS = ("copy.js", "desk.js")
"""Of every page, and of the inbox of the desk."""


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
        "outcome": words.outcome,
        "month": lambda day: f"{day:%B %Y}",
        "edition": edition_words,
        "short_day": words.short_day,
    }
    env.filters |= filters
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    script, desk_script = ((TEMPLATES / name).read_text(encoding="utf-8") for name in SCRIPTS)
    env.globals |= {
        "style": Markup(style),  # noqa: S704 (a file of this package)
        "script": Markup(script),  # noqa: S704 (a file of this package)
        "desk_script": Markup(desk_script),  # noqa: S704 (a file of this package)
        "policy": policy(),
        "verdicts": words.VERDICTS,
        "meanings": words.VERDICT_MEANINGS,
        "types": words.TYPES,
        "statuses": words.STATUSES,
        "root": "../",
        "version": version("bilateral"),
    }
    return env


def _harmless(value: Any) -> Any:
    """Every text that a template prints, before it is escaped."""
    return words.plain(value) if type(value) is str else value


@cache
def policy(*allowed: str, scripts: tuple[str, ...] = SCRIPTS[:1]) -> str:
    """Content-Security-Policy: a page's own style and scripts run, and nothing else happens but what is allowed."""
    style, *named = (_hash(name) for name in ("style.css", *scripts))
    return f"default-src 'none'; style-src {style}; script-src {' '.join(named)}; " + "; ".join(
        ["base-uri 'none'", "form-action 'self'", *allowed]
    )


def _hash(name: str) -> str:
    digest = base64.b64encode(hashlib.sha256((TEMPLATES / name).read_bytes()).digest()).decode()
    return f"'sha256-{digest}'"


def page(template: str, **content: Any) -> str:
    return str(environment().get_template(template).render(**content))


def article(doc: Row) -> str:
    """The report of one article (evidence.documents)."""
    view = views(doc)
    return page(
        "article.html",
        title=f"Fact check: {words.plain(doc['article']['title'])}",
        doc=doc | {"claims": view["claims"], "all_transcribed": view["all_transcribed"]},
        names=view["names"],
        colours=view["colours"],
        lede=lede(doc),
        tally=tally([claim["verdict"] for claim in view["claims"]]),
        hedges=_hedge_rows(view["claims"]),
        used=[verdict for verdict in words.VERDICTS if _is_given(view, verdict)],
        repeated=repeated(doc["claims"]),
    )


def repeated(claims: list[Row]) -> set[str]:
    """Quotations of several claims, which only what each is understood as tells apart."""
    return {quote for quote, times in Counter(claim["quote"] for claim in claims).items() if times > 1}


def views(doc: Row) -> Row:
    """The claims of a document as the templates show them, with the names and colours of their sources."""
    names = names_of(doc["sources"])
    groups = [
        list(dict.fromkeys(row["source"] for row in (*claim["readings"], *claim["course"]))) for claim in doc["claims"]
    ]
    colours = charts.colours(groups)
    claims = [claim for claim in doc["claims"] if claim["readings"]]
    transcribed = [claim for claim in claims if all(r["is_reference"] for r in claim["readings"])]
    joined = {source: " and ".join(names.get(part, part) for part in source.split(" + ")) for source in colours}
    names |= joined
    views = [_claim_view(claim, names) for claim in doc["claims"]]
    is_all = bool(claims) and len(transcribed) == len(claims)
    reach = _reach(r["published_on"] for c in claims for r in c["readings"] if r["published_on"]) if is_all else ""
    return {
        # what is true of every claim is said once
        "claims": [view | {"reference_dates": ""} for view in views] if is_all else views,
        "names": names,
        "colours": colours,
        "all_transcribed": reach,
    }


def _is_given(doc: Row, verdict: str) -> bool:
    return any(verdict in (claim["verdict"], claim["verdict_now"]) for claim in doc["claims"])


def tally(verdicts: list[str]) -> list[Row]:
    """Segments of a bar, as long as each verdict is frequent."""
    segments, left = [], 0.0
    for verdict, count in count_verdicts(verdicts):
        width = 100 * count / len(verdicts)
        segments.append({"verdict": verdict, "count": count, "x": round(left, 3), "width": round(width, 3)})
        left += width
    return segments


def names_of(sources: list[Row]) -> dict[str, str]:
    """Source id -> its publisher, or its title where a publisher has several."""
    publishers = [source["publisher"] for source in sources]
    return {
        s["id"]: s["publisher"] if s["publisher"] and publishers.count(s["publisher"]) == 1 else s["title"] or s["id"]
        for s in sources
    }


def lede(doc: Row) -> str:
    """How many claims got which verdict, in a sentence."""
    counts = count_verdicts([sentences.shown(claim["verdict"], claim["unread"]) for claim in doc["claims"]])
    if not counts:
        return "No claims are listed for this article."
    said = {
        "SUPPORTED": "supported",
        "SUPPORTED_LOOSELY": "supported loosely",
        "DEPENDS": "true or not depending on a choice",
        "CONTRADICTED": "contradicted",
        "OUT_OF_DATE": "out of date",
        "TOO_CLOSE": "too close to call",
        "NOT_CHECKABLE": "not checkable with figures",
        "READ_IN_PART": "read in part only",
    }
    total = len(doc["claims"])
    parts = [f"{count} {'is' if count == 1 else 'are'} {said[verdict]}" for verdict, count in counts]
    begins = f"Of {total} claim{'s' if total > 1 else ''}, {words.listing(parts)}."
    if len(counts) == 1 and total > 1:
        begins = _of_all(counts[0][0], said[counts[0][0]], total)
    turned = [claim for claim in doc["claims"] if claim["verdict"] != claim["verdict_now"]]
    tail = ""
    if len(turned) == 1:
        quote = words.shorten(words.plain(turned[0]["quote"]), 60)
        tail = f" On today’s figures one reads differently: “{quote}” is {said[turned[0]['verdict_now']]}."
    elif turned:
        tail = f" On today’s figures {len(turned)} of them read differently."
    return begins + tail


def _of_all(verdict: str, said: str, total: int) -> str:
    """What is said of several claims that have the same verdict."""
    if verdict == "NOT_CHECKABLE":
        return (
            f"{'Neither of the two' if total == 2 else f'None of the {total}'} claims is {said.removeprefix('not ')}."
        )
    return f"{'Both' if total == 2 else f'All {total}'} claims are {said}."


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


def _claim_view(claim: Row, names: dict[str, str]) -> Row:
    drawn = _charts(claim, names)
    reason = claim["own_reason"]
    # the choice is mostly part of the reason, which need not be repeated
    joined = claim["together"]
    shown = [sentences.shown(claim[name], claim["unread"]) for name in ("verdict", "verdict_now")]
    return claim | {
        "verdict": shown[0],
        "verdict_now": shown[1],
        "of_part": claim["verdict"] if claim["unread"] else None,
        "together": joined and joined | {"verdict": sentences.shown(joined["verdict"], joined["unread"])},
        "limits": charts.limits_of(claim["interval"]),
        "sub": _in_short(claim),
        "reason": linked(reason, claim["readings"]),
        "would_be_true": linked(claim["would_be_true"] or "", claim["readings"]),
        "turned_by": linked(claim["turned_by"] or "", claim["readings"]),
        "parts": [
            part | {"reason": linked(part["reason"], [r for r in claim["readings"] if r["part"] == part["part"]])}
            for part in claim["parts"]
            if claim["verdict"] != "NOT_CHECKABLE"
        ],
        "choice": unnamed_choice(claim, reason),
        "closest": unnamed_closest(claim, reason),
        "charts": drawn,
        "rows": charts.by_value(claim["readings"]),
        "readings": [
            r | {"heading": reading_heading(r), "sources": (r["source"] or "").split(" + ")} for r in claim["readings"]
        ],
        "pairs": [
            {"file": pair_file(pair), "name": words.capital(f"{words.in_text(a)} and {words.in_text(b)}")}
            for pair, a, b in pairs_of(claim)
        ],
        "course_sources": sorted({line["source"] for line in claim["course"]}),
        "reference_dates": _reach(
            r["published_on"] for r in claim["readings"] if r["is_reference"] and r["published_on"]
        ),
    }


def _reach(days: Iterable[date]) -> str:
    ordered = sorted(days)
    return " to ".join(dict.fromkeys(words.day(day) for day in (ordered[:1] + ordered[-1:])))


def unnamed_choice(claim: Row, reason: str) -> str | None:
    """The choice that decides, unless the reason names it already."""
    is_named = claim["decided_by"] == "part" or (claim["choice"] or "").lower() in reason.lower()
    return None if is_named else claim["choice"]


def unnamed_closest(claim: Row, reason: str) -> Row | None:
    """The closest figure, unless the reason names it and there is no more to say of it.

    A claim about several areas has as many closest figures: they stand with its parts.
    """
    closest = claim["closest"]
    if not closest or claim["parts"] or claim["indicator"] == "event":
        return None
    text = next(r["obs_text"] for r in claim["readings"] if r["anchor"] == closest["anchor"])
    is_named = bool(text) and text in reason
    return closest | {"is_named": is_named} if closest["gap_pct"] is not None or not is_named else None


def _charts(claim: Row, names: dict[str, str]) -> dict[str, Row | None]:
    said_on, scale = claim["said_on"], _own_scale(claim)
    # places that nobody stated are better shown by the ranking itself
    has_readings = claim["indicator"] != "event" and not (claim["ranking"] and claim["verdict"] == "NOT_CHECKABLE")
    drawn = {
        "readings": charts.readings_chart(claim) if has_readings else None,
        "ranking": charts.ranking_chart(claim["ranking"]) if claim["ranking"] else None,
        "course": charts.course_chart(claim["course"], said_on, scale),
    }
    _describe(drawn, claim, names)
    return drawn


def _in_short(claim: Row) -> Row:
    """What the summary adds to a verdict: what decides, how many hold, or the figure closest to the claim."""
    held = sum(part["verdict"] in ("SUPPORTED", "SUPPORTED_LOOSELY") for part in claim["parts"])
    if claim["verdict"] == "NOT_CHECKABLE":
        return {"text": (claim["not_checkable"] or "").replace("_", " "), "closest": None}
    if claim["parts"]:
        return {"text": f"holds for {held} of {len(claim['parts'])}", "closest": None}
    if claim["verdict"] == "DEPENDS" and claim["choice"]:
        return {"text": f"depends on {claim['choice']}", "closest": None}
    return {"text": "", "closest": None if claim["indicator"] == "event" else claim["closest"]}


def linked(text: str, readings: list[Row]) -> list[Row]:
    """A sentence cut at the figures of readings in it: pieces with `text`, and `reading` where it is one."""
    if not text:
        return []
    texts = {r["obs_text"]: r for r in reversed(readings) if r["obs_text"] and r["sql"] and r["obs_text"] in text}
    if not texts:
        return [{"text": text, "reading": None}]
    longest_first = sorted(texts, key=len, reverse=True)
    # no digit before or behind: "rank 1" is no part of "rank 16"
    cut = re.split(rf"(?<![\w.,])({'|'.join(re.escape(t) for t in longest_first)})(?![\w]|[.,]\d)", text)
    return [{"text": piece, "reading": texts.get(piece)} for piece in cut if piece]


def reading_heading(reading: Row) -> str:
    about = f"{reading['part_name']}: " if reading["part_name"] else ""
    known = "as known when said" if reading["known"] == "then" else "as known now"
    return f"{about}{reading['label']}, {reading['period_label']}, {reading['source']} {reading['vintage']}, {known}"


def edition_words(reading: Row) -> str:
    """Which edition, and when it came out; an edition that is named by its day is said once."""
    vintage, day = reading["vintage"] or "", reading["published_on"]
    if day is None:
        return vintage
    if vintage.startswith(day.isoformat()):
        return words.short_day(day)
    return f"{vintage}, {words.short_day(day)}"


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


def _label(line: list[tuple[str, str, bool]], names: dict[str, str]) -> list[Row]:
    """A line beside a chart: what is long gives way."""
    texts = [(kind, names.get(text, text) if kind == "source" else text, strong) for kind, text, strong in line]
    spare = _LABEL_ROOM - sum(len(text) + 2 for _, text, _ in texts)
    longest = max(len(text) for _, text, _ in texts)
    return [
        {
            "kind": kind,
            "text": words.shorten(text, max(longest + spare, 10)) if spare < 0 and len(text) == longest else text,
            "strong": strong,
            "joint": " · " if kind == "definition" else ", ",
        }
        for kind, text, strong in texts
    ]


def _describe(drawn: dict[str, Row | None], claim: Row, names: dict[str, str]) -> None:
    """Text alternatives: what a reader who does not see the chart needs to know."""
    for name in ("readings", "course"):
        if chart := drawn[name]:
            drawn[name] = {"match": None, "moved": False} | chart | {
                "legend": [], "any_later": False, "any_hollow": False, "sources": _key_of(name, chart),
            }  # fmt: skip
    if chart := drawn["readings"]:
        _describe_readings(chart, claim, names)
    if chart := drawn["ranking"]:
        chart["label"] = f"Bar chart: {'; '.join(map(_bar_words, chart['rows']))}."
    if chart := drawn["course"]:
        first, last = chart["lines"][0]["points"][0], chart["lines"][0]["points"][-1]
        chart["label"] = (
            f"Line chart from {first['period'].year} to {last['period'].year}: from {first['text']} to {last['text']}."
        )
        chart["any_hollow"] = any(p["status"] in ("E", "F") for line in chart["lines"] for p in line["points"])


def _key_of(name: str, chart: Row) -> list[str]:
    """The sources in the key of a chart; readings of one source need none."""
    sources = list(dict.fromkeys(row["source"] for row in chart["rows" if name == "readings" else "lines"]))
    return [] if name == "readings" and len(sources) == 1 else sources


def _bar_words(row: Row) -> str:
    place = f", place {row['place']}" if row.get("place") else ""
    return f"{row['name']} {row['text']}{place}"


def _describe_readings(chart: Row, claim: Row, names: dict[str, str]) -> None:
    said = words.shorten(words.plain(claim["quote"]), 80)
    readings = [r for r in claim["readings"] if r["known"] == "then" and r["obs_value"] is not None]
    holds = sum(r["outcome"] in ("MATCH", "MATCH_SLACK") for r in readings)
    values = sorted(r["obs_value"] for r in readings) or [0.0]
    reach = f"from {words.number(values[0], chart['unit'])} to {words.number(values[-1], chart['unit'])}"
    chart["label"] = (
        f"Chart of {len(readings)} readings known when it was said, {reach}; {holds} of them agree with the claim "
        f"“{said}”. The table of readings below lists each."
    )
    for row in chart["rows"]:
        row["lines"] = [_label(line, names) for line in row["lines"]]
    shared = [names.get(text, text) if kind == "source" else text for kind, text in chart["shared"] if text]
    chart["all"] = ", ".join(shared) if len(chart["rows"]) > 1 else ""
    kinds = {band["kind"] for band in chart["bands"]}
    chart["legend"] = [(kind, text) for kind, text in _BANDS.items() if kind in kinds]
    chart["any_later"] = any(row["now"] and not row["then"] for row in chart["rows"])
    chart["any_hollow"] = any(m and m["hollow"] for row in chart["rows"] for m in (row["then"], row["now"]))


def index(articles: list[Row], indicators: list[Row], pairs: list[Row], *, has_pair_index: bool) -> str:
    claims = sum(entry["claims"] for entry in articles)
    return page(
        "index.html",
        title="Fact checks",
        root="",
        articles=articles,
        indicators=indicators,
        pairs=pairs,
        has_pair_index=has_pair_index,
        lede=f"{len(articles)} article{'' if len(articles) == 1 else 's'} with {claims} "
        f"claim{'' if claims == 1 else 's'}, checked against published figures as known when they were made and now.",
    )
