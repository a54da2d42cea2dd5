"""The report as Markdown, for a content management system or a pull request.

Belongs here: CommonMark with GitHub's tables. Outside text is escaped, so that it can hold neither markup nor HTML.
"""

import re
from typing import Any

from pipelines.reports import charts, words
from pipelines.reports.html import interval_words, lede, names_of, unnamed_choice, unnamed_closest

Row = dict[str, Any]

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-!|~>^$@:])")


def text(value: Any) -> str:
    """Outside text on one line, with every character that Markdown or HTML could read as markup made literal."""
    line = " ".join(words.plain(value).split())
    escaped = _MARKUP.sub(r"\\\1", line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    # "1." at the start of a line would begin a list, "www." a link
    return re.sub(r"^(\d+)\.", r"\1\\.", escaped).replace("www.", "www\\.")


def report(doc: Row) -> str:
    article = doc["article"]
    names = names_of(doc["sources"])
    url = words.web_address(article["url"])
    outlet = text(article["outlet"] or "")
    where = ", ".join(
        part
        for part in (
            text(article["author"] or ""),
            f"[{outlet or 'article'}](<{url}>)" if url else outlet,
            words.day(article["published"]),
        )
        if part
    )
    lines = [
        f"# Fact check: {text(article['title'])}",
        "",
        where,
        "",
        text(lede(doc)),
        "",
        "| # | What the article says | When said | Now |",
        "|---|---|---|---|",
        *(
            f"| {n} | {text(words.shorten(words.plain(c['quote']), 130))} | {words.VERDICTS[c['verdict']]} "
            f"| {_now(c)} |"
            for n, c in enumerate(doc["claims"], 1)
        ),
        "",
    ]
    for n, claim in enumerate(doc["claims"], 1):
        lines += _claim(n, claim, names, doc)
    lines += ["## Sources", ""]
    for source in doc["sources"]:
        lines.append(_source(source))
    reach = words.day(doc["figures_as_of"])
    lines += [
        "",
        f"Figures published up to {reach}; intervals of the {text(doc['profile'])} profile. "
        "[How a verdict comes about](../method.html).",
    ]
    return "\n".join(lines) + "\n"


def _claim(n: int, claim: Row, names: dict[str, str], doc: Row) -> list[str]:
    limits = charts.limits_of(claim["interval"])
    reason = claim["own_reason"]
    speaker = f"{text(claim['speaker'])}, " if claim["speaker"] else ""
    lines = [
        f"## Claim {n}",
        "",
        f"> {text(claim['quote'])}",
        "",
        f"{speaker}{words.day(claim['said_on'])}",
        "",
        *([f"**The sentence as a whole:** {text(claim['together']['headline'])}", ""] if claim["together"] else []),
        f"**{_verdicts(claim)}.** {text(reason)}",
        "",
    ]
    facts = {
        "The choice that decides": text(unnamed_choice(claim, reason) or ""),
        "Closest figure": _closest(unnamed_closest(claim, reason), limits),
        "The claim holds": text(interval_words(claim["interval"], claim["unit"])),
        "What would make it true": text(claim["would_be_true"]) if claim["would_be_true"] else "",
        "What changed since": text(claim["turned_by"]) if claim["turned_by"] else "",
    }
    lines += [f"- {name}: {value}" for name, value in facts.items() if value]
    if any(facts.values()):
        lines.append("")
    if claim["parts"]:
        lines += ["| About | When said | Now | Why |", "|---|---|---|---|"]
        lines += [
            f"| {text(p['part_name'])} | {words.VERDICTS[p['verdict']]} | {_now(p)} | {text(p['reason'])} |"
            for p in claim["parts"]
        ]
        lines.append("")
    if claim["readings"]:
        lines += ["| Reading | Source | Known when said | Known now |", "|---|---|---|---|"]
        for row in charts.by_value(claim["readings"]):
            about = f"{text(row['part_name'])}: " if row["part_name"] else ""
            source = " and ".join(names.get(part, part) for part in row["source"].split(" + "))
            lines.append(
                f"| {about}{text(row['label'])}, {text(row['period_label'])} ({words.TYPES[row['type']]}) "
                f"| {text(source)} | {_figure(row['then'], limits)} | {_figure(row['now'], limits, row['then'])} |"
            )
        lines.append("")
    for event in claim["events"]:
        url = words.web_address(event["url"])
        reported = f"[{text(event['source'])}](<{url}>)" if url else text(event["source"])
        when = words.day(event["event_date"]) if event["date_precision"] == "day" else f"{event['event_date']:%B %Y}"
        lines.append(f"- {when}: {text(event['what'])} ({reported})")
    if claim["events"]:
        lines.append("")
    return lines


def _verdicts(claim: Row) -> str:
    then, now = (words.VERDICTS[claim[name]] for name in ("verdict", "verdict_now"))
    return f"{then}, when said and now" if then == now else f"When said: {then}. Now: {now}"


def _now(judged: Row) -> str:
    return "the same" if judged["verdict"] == judged["verdict_now"] else words.VERDICTS[judged["verdict_now"]]


def _closest(closest: Row | None, limits: list[float]) -> str:
    if not closest:
        return ""
    parts = (
        words.number(closest["value"], closest["unit_measure"], limits),
        *(() if closest["is_named"] else (closest["label"], closest["period_label"])),
        words.gap(closest["gap_pct"]),
    )
    return ", ".join(text(part) for part in parts if part)


def _figure(reading: Row | None, limits: list[float], before: Row | None = None) -> str:
    if reading is None:
        return ""
    if before and all(before[name] == reading[name] for name in ("obs_value", "outcome", "vintage")):
        return "the same"
    status = words.STATUSES.get(reading["obs_status"] or "")
    value = words.number(reading["obs_value"], reading["unit_measure"], limits)
    notes = [
        words.outcome(reading["outcome"], reading["type"]),
        *([status] if status else []),
        f"edition {reading['vintage']}",
    ]
    return f"{text(value)} ({text(', '.join(notes))})"


def _source(source: Row) -> str:
    url = words.web_address(source["url"])
    title = text(source["title"] or source["id"])
    editions = ", ".join(
        f"{text(e['vintage'])} ({words.day(e['published_on'])}{', transcribed' if e['is_reference'] else ''})"
        for e in source["editions"]
    )
    return (
        f"- {text(source['publisher'] or '')}: {f'[{title}](<{url}>)' if url else title}. "
        f"Licence: {text(source['licence'] or 'not recorded')}. Editions: {editions}."
        + (f" Not allocated to a country: {text('; '.join(source['unmapped']))}." if source["unmapped"] else "")
    )
