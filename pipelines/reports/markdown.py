# ruff: noqa: S704 (what becomes Markup here was escaped for Markdown before)
"""The report as Markdown, for a content management system or a pull request: templates/report.md with what it shows.

Belongs here: CommonMark with GitHub's tables. Outside text is escaped, so that it can hold neither markup nor HTML.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pipelines.reports import charts, html, sentences, words

if TYPE_CHECKING:
    import jinja2

Row = dict[str, Any]

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-!|~>^$@:])")


def text(value: Any) -> str:
    """Outside text on one line, with every character that Markdown or HTML could read as markup made literal."""
    line = " ".join(words.plain(value).split())
    escaped = _MARKUP.sub(r"\\\1", line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    # "1." at the start of a line would begin a list, "www." a link
    return re.sub(r"^(\d+)\.", r"\1\\.", escaped).replace("www.", "www\\.")


def report(doc: Row) -> str:
    shown = [
        claim | {name: sentences.shown(claim[name], claim["unread"]) for name in ("verdict", "verdict_now")}
        for claim in doc["claims"]
    ]
    return (
        _template().render(doc=doc | {"claims": shown}, names=html.names_of(doc["sources"]), lede=html.lede(doc)) + "\n"
    )


@cache
def _template() -> "jinja2.Template":
    """Whatever it shows that is not marked as safe is escaped."""
    from markupsafe import Markup

    env = html.environment().overlay(finalize=lambda value: value if isinstance(value, Markup) else Markup(text(value)))
    env.filters["plain"] = words.plain
    used = {
        "verdicts": words.VERDICTS, "types": words.TYPES, "limits_of": charts.limits_of, "by_value": charts.by_value,
        "unnamed_choice": html.unnamed_choice, "unnamed_closest": html.unnamed_closest,
        "interval_words": html.interval_words, "closest": _closest, "figure": _figure,
    }  # fmt: skip
    template: jinja2.Template = env.get_template("report.md", globals=used)
    return template


def _closest(closest: Row | None, limits: list[float]) -> Any:
    from markupsafe import Markup

    if not closest:
        return ""
    parts = (
        words.number(closest["value"], closest["unit_measure"], limits),
        *(() if closest["is_named"] else (closest["label"], closest["period_label"])),
        words.gap(closest["gap_pct"]),
    )
    return Markup(", ".join(text(part) for part in parts if part))


def _figure(reading: Row | None, limits: list[float], before: Row | None = None) -> Any:
    from markupsafe import Markup

    if reading is None:
        return ""
    if before and all(before[name] == reading[name] for name in ("obs_value", "outcome", "vintage")):
        return "the same"
    value = words.number(reading["obs_value"], reading["unit_measure"], limits)
    notes = (
        words.outcome(reading["outcome"], reading["type"]), words.STATUSES.get(reading["obs_status"] or ""),
        f"edition {reading['vintage']}",
    )  # fmt: skip
    return Markup(f"{text(value)} ({text(', '.join(note for note in notes if note))})")
