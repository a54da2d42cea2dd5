"""What a report shows, read from the published file: one plain dict per article, indicator and pair.

Belongs here: queries over factcheck, core and marts, and the shape that every output form renders from.
Does not belong here: wording (words.py), drawing (charts.py), formats.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from pipelines.reports import findings, sentences, words
from pipelines.reports.findings import rows
from pipelines.stores.database import quoted

Row = dict[str, Any]
Connection = Any

_ARTICLES_AT_A_TIME = 50

# Operations whose claim is about a quantity of its own, so that its course over time says something about it.
_WITH_COURSE = ("level", "sum", "change", "growth", "direction", "extreme", "streak")
_PERIODS_SHOWN = 15
_FEWEST_PERIODS = 4
_RANKS_SHOWN = 10

_FOUND = (
    "verdict", "verdict_now", "decided_by", "choice", "reason", "reason_code", "own_reason", "would_be_true",
    "turned_by",
)  # fmt: skip
INTERVAL_FIELDS = (
    "low", "high", "near_low", "near_high", "low_open", "high_open", "near_low_open", "near_high_open", "slack_low",
    "slack_high",
)  # fmt: skip
"""Of factcheck.claim: what the evaluation compared with, and which of its edges belong to it."""


def article_ids(connection: Connection) -> list[str]:
    return [row["article_id"] for row in rows(connection, "select article_id from factcheck.article order by 1")]


def documents(
    connection: Connection,
    ids: list[str],
    shared: Row | None = None,
    given: findings.Relations | None = None,
) -> Iterator[Row]:
    """One document per article, in the order of `ids`; LookupError names an article that is not published.

    `shared` is common(), where it is at hand; `given` has what was judged, with the articles, where that is not what
    is published.
    """
    shared = shared or common(connection)
    for start in range(0, len(ids), _ARTICLES_AT_A_TIME):
        some = ids[start : start + _ARTICLES_AT_A_TIME]
        yield from _batch(connection, some, shared, given or _published(connection, some))


def _published(connection: Connection, ids: list[str]) -> findings.Relations:
    articles = rows(connection, "select * from factcheck.article")
    return {**findings.relations(connection, ids), "article": articles}


def common(connection: Connection, run: Row | None = None) -> Row:
    """What all pages share: the run, names of areas, datasets with their editions and addresses, indicators, events.

    Nothing in it changes from one day to the next while the figures stay the same, except that an edition falls due.
    `run` is the row of input.run, where that of the file does not count.
    """
    run = run or rows(connection, "select today, profile from input.run")[0]
    names = {row["iso3"]: row["name"] for row in rows(connection, "select iso3, name from core.economy")}
    groups = rows(connection, "select distinct group_id, group_name from core.economy_group")
    return {
        "run": run,
        "names": {row["group_id"]: row["group_name"] for row in groups} | names,
        "sources": {row["id"]: row for row in rows(connection, "select * from core.source")},
        "snapshots": _by(rows(connection, _SNAPSHOTS), "source", "vintage"),
        "editions": {(row["source"], row["vintage"]): row for row in rows(connection, _EDITIONS)},
        "overdue": overdue(connection, run["today"]),
        "unmapped": _by(rows(connection, "select * from core.unmapped_area order by series"), "source", "vintage"),
        "indicators": {row["id"]: row for row in rows(connection, "select * from core.indicator")},
        "choices": dict(connection.execute("select id, choice from input.indicator").fetchall()),
        "definitions": _by(rows(connection, "select * from input.reading_definition order by position"), "indicator"),
        "events": _by(rows(connection, "select * from core.event order by event_date, event_id"), "kind"),
    }


def overdue(connection: Connection, today: date) -> dict[str, date]:
    """Source -> the day on which its next figures should have come, of those that have not."""
    return dict(connection.execute(_OVERDUE, [today]).fetchall())


# a file of reference figures may hold many editions, and each of them leads to its bytes
_SNAPSHOTS = """
select s.* replace (o.vintage as vintage, coalesce(s.published_on, o.published_on) as published_on)
from (
    select source, vintage, snapshot, max(published_on) as published_on
    from core.observation
    group by source, vintage, snapshot
) as o
inner join core.snapshot as s on s.sha256 = o.snapshot
order by published_on desc, sha256
"""
_EDITIONS = """
select source, vintage, max(published_on) as published_on, min(retrieved_at) as retrieved_at,
    bool_and(is_reference) as is_reference
from core.observation
group by source, vintage
"""

# the period after the last one held has ended, and the publisher's usual time has passed since
_OVERDUE = """
with held as (
    select source, freq, max(time_period) as time_period
    from core.observation
    where obs_status not in ('E', 'F') and obs_value is not null
    group by source, freq
    qualify row_number() over (partition by source order by case freq when 'M' then 1 when 'Q' then 2 else 3 end) = 1
)

select
    h.source,
    cast(h.time_period + to_months(2 * case h.freq when 'M' then 1 when 'Q' then 3 else 12 end) + to_days(s.lag_days)
        as date) as due
from held as h
inner join core.source as s on s.id = h.source
where s.lag_days > 0 and due < ?
"""


def _by(found: list[Row], *keys: str) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in found:
        groups[row[keys[0]] if len(keys) == 1 else tuple(row[key] for key in keys)].append(row)
    return groups


def _batch(connection: Connection, ids: list[str], shared: Row, given: findings.Relations) -> Iterator[Row]:
    articles = {row["article_id"]: row for row in given["article"]}
    if missing := [name for name in ids if name not in articles]:
        known = [name for (name,) in connection.execute("select article_id from factcheck.article").fetchall()]
        raise LookupError(
            f"no article {missing[0]!r} in the published file; it has {', '.join(sorted(known)) or 'none'}. `bilateral"
            " run` checks what is in warehouse/articles"
        )
    claims = _by(given["claim"], "article_id")
    judged = findings.of(given, findings.names(connection))
    for article_id in ids:
        built = [
            _claim(connection, row, judged.get((article_id, row["claim_id"])), shared)
            for row in sorted(claims.get(article_id, []), key=lambda row: row["position"])
        ]
        article = articles[article_id]
        told = sentences.together(built)
        first = {sentence["claims"][0]: sentence for sentence in told}
        for number, claim in enumerate(built, 1):
            claim["together"] = first.get(number)
        sources = sources_of(used_editions(built), shared, article["published"])
        yield {
            "article": article,
            "figures_as_of": latest([article["published"], *(claim["said_on"] for claim in built)], sources),
            "profile": shared["run"]["profile"],
            "claims": built,
            "sentences": told,
            "sources": sources,
        }


_NOTHING_FOUND: Row = dict.fromkeys(
    ("decided_by", "choice", "own_reason", "reason", "reason_code", "would_be_true", "turned_by", "closest_value")
) | {"verdict": "NOT_CHECKABLE", "verdict_now": "NOT_CHECKABLE", "parts": [], "readings": []}


def _claim(marts: Connection, row: Row, found: Row | None, shared: Row) -> Row:
    names = shared["names"]
    verdict = found or _NOTHING_FOUND | {"reason": row["reason"], "own_reason": row["reason"]}
    indicator = shared["indicators"].get(row["indicator"]) or {}
    readings = verdict["readings"]
    for reading in readings:
        reading["anchor"] = words.file_name(f"{row['claim_id']}-{reading['part']}-{reading['reading_id']}")
    parts = [part | {"closest": _closest(part, readings, part["part"])} for part in verdict["parts"] if part["part"]]
    # the claim as a whole names the reading of its first part
    closest = _closest(verdict, readings, parts[0]["part"] if parts else "")
    claim = row | {
        "indicator_name": indicator.get("name"),
        "definition": indicator.get("definition"),
        "areas": {
            f"{side}{role}": [
                {"id": area, "name": names.get(area, area)} for area in _codes(row[f"{side}{role}_areas"])
            ]
            for side in ("", "base_")
            for role in ("ref", "counterpart")
        },
        **{name: verdict[name] for name in _FOUND},
        "closest": closest,
        "interval": {name: row[name] for name in INTERVAL_FIELDS} if row["low_open"] is not None else None,
        "parts": parts,
        "readings": [_named(reading, names) for reading in readings],
        "events": _events(row, shared["events"]),
        "course": _course(_courses(marts, row, shared), closest),
    }
    claim["course_sql"] = course_sql(claim, claim["course"][0]["definition"]) if claim["course"] else ""
    claim["ranking"] = _ranking(marts, claim, names)
    claim["counted"] = _counted(claim, names)
    return claim


def _named(row: Row, names: dict[str, str]) -> Row:
    return row | {"part_name": names.get(row["part"], row["part"]) if row["part"] else None}


def _closest(verdict: Row, readings: list[Row], part: str) -> Row | None:
    """The figure nearest to what was said, or None when nothing could be computed."""
    if verdict.get("closest_value") is None:
        return None
    reading = next(r for r in readings if (r["part"], r["reading_id"]) == (part, verdict["closest_reading_id"]))
    return {
        name: reading[name]
        for name in (
            "reading_id",
            "part",
            "definition",
            "label",
            "source",
            "vintage",
            "freq",
            "period_label",
            "unit_measure",
            "anchor",
        )
    } | {"value": verdict["closest_value"], "gap_pct": verdict["gap_pct"]}


def _codes(listed: str | None) -> list[str]:
    return listed.split(";") if listed else []


def _events(claim: Row, by_kind: dict[str, list[Row]]) -> list[Row]:
    """Those in which every area of the claim takes part."""
    areas = set(_codes(claim["ref_areas"]))
    found = [
        {name: claim[name] for name in ("article_id", "claim_id")}
        | {name: event[name] for name in ("event_id", "event_date", "date_precision", "kind", "what", "source", "url")}
        for kind in sorted(_codes(claim["event_kinds"]))
        for event in by_kind.get(kind, [])
        if areas.issubset(event["areas"].split(";"))
    ]
    return sorted(found, key=lambda event: (event["event_date"], event["event_id"]))


def _courses(connection: Connection, claim: Row, shared: Row) -> list[Row]:
    """The figures that a claim is about, period by period and edition by edition, whole sums only.

    Of each equivalent definition, by the query that is shown.
    """
    if claim["years"] != 1 or claim["parts"] or claim["operation"] not in _WITH_COURSE or not claim["pairs"]:
        return []
    definitions = [d for d in shared["definitions"].get(claim["indicator"], []) if d["reading_type"] == "E"]
    about = ("definition", "label", "unit_measure")
    return [
        {name: definition[name] for name in about} | row
        for definition in definitions
        for row in rows(connection, course_sql(claim, definition["definition"]))
    ]


def course_sql(claim: Row, definition: str) -> str:
    """The course of one claim by a definition, over the published file."""
    named = [(*pair.split("-"), "")[:2] for pair in claim["pairs"].split(";")]
    pairs = ", ".join(f"({quoted(ref)}, {quoted(other)})" for ref, other in named)
    chosen = f"indicator = {quoted(claim['indicator'])} and definition = {quoted(definition)}"
    return f"""
with member (ref_area, counterpart_area) as (values {pairs}),

definition as (from input.reading_definition where {chosen}),

term as (
    select t.*, i.valuation
    from input.reading_term as t
    inner join input.indicator as i on i.id = t.obs_indicator
    where t.{chosen.replace(" and ", " and t.")}
),

figure as (
    select
        t.side, o.source, o.vintage, o.freq, cast(o.time_period + to_months(t.lag_months) as date) as time_period,
        o.unit_measure, o.price_base, max(o.published_on) as published_on, sum(t.weight * o.obs_value) as amount,
        max(case o.obs_status when 'F' then 2 when 'E' then 1 else 0 end) as status
    from core.observation as o
    inner join term as t
        on t.obs_indicator = o.indicator and t.breakdown = o.breakdown
        and coalesce(t.unit_measure = o.unit_measure, true) and coalesce(t.valuation = o.valuation, true)
    inner join member as m
        on m.ref_area = if(t.mirror, o.counterpart_area, o.ref_area)
        and if(t.counterpart_area is null,
            m.counterpart_area = coalesce(if(t.mirror, o.ref_area, o.counterpart_area), ''),
            o.counterpart_area = t.counterpart_area)
    group by all
    having count(o.obs_value) = (select count(*) from member) * (select count(*) from term as u where u.side = t.side)
)

select
    v.source, v.vintage, v.published_on, v.freq, v.time_period,
    if(d.has_per, d.scale * v.amount / nullif(p.amount, 0) - d.minus, v.amount) as obs_value,
    case greatest(v.status, coalesce(p.status, 0)) when 2 then 'F' when 1 then 'E' else 'A' end as obs_status
from figure as v
cross join definition as d
left join figure as p
    on p.side = 'per' and (p.source, p.vintage, p.freq, p.time_period) = (v.source, v.vintage, v.freq, v.time_period)
where v.side = 'value' and (not d.has_per or p.amount is not null)
order by v.source, v.published_on, v.vintage, v.time_period
""".strip()


def _course(found: list[Row], closest: Row | None) -> list[Row]:
    """One row per source and edition with its last points, of the definition that came closest if it has a past."""
    if not found:
        return []
    kinds = _by(found, "definition", "freq")
    held = {kind: len({row["time_period"] for row in points}) for kind, points in kinds.items()}
    wanted = (closest["definition"], closest["freq"]) if closest else None
    kind = wanted if held.get(wanted, 0) >= _FEWEST_PERIODS else max(held, key=lambda kind: held[kind])
    kept = kinds[kind]
    periods = sorted({row["time_period"] for row in kept if row["obs_value"] is not None})[-_PERIODS_SHOWN:]
    lines = []
    for (source, vintage), points in sorted(_by(kept, "source", "vintage").items()):
        shown = [(p["time_period"], p["obs_value"], p["obs_status"]) for p in points if p["time_period"] in periods]
        if shown:
            lines.append(
                {
                    "source": source,
                    "vintage": vintage,
                    "published_on": max(p["published_on"] for p in points),
                    "definition": points[0]["definition"],
                    "label": points[0]["label"],
                    "freq": points[0]["freq"],
                    "unit_measure": points[0]["unit_measure"],
                    "points": shown,
                }
            )
    return sorted(lines, key=lambda line: (line["source"], line["published_on"], line["vintage"]))


def _counted(claim: Row, names: dict[str, str]) -> Row | None:
    """Who meets the bar of a count by the closest reading, or the first; who is close to it, and of whom it is open."""
    counts = [reading for reading in claim["readings"] if reading["counted"]]
    closest = claim["closest"]["anchor"] if claim["closest"] else None
    found = next((r for r in counts if r["anchor"] == closest), next(iter(counts), None))
    if found is None:
        return None
    groups = {name: (found[name] or "").split(";") for name in ("met_by", "close_areas", "open_areas")}
    return {name: sorted(names.get(area, area) for area in areas if area) for name, areas in groups.items()} | {
        name: found[name] for name in ("met", "counted", "label", "period_label", "source")
    }


def _ranking(marts: Connection, claim: Row, names: dict[str, str]) -> Row | None:
    """The field in which the claim places a partner or a host: the first ten and the ones it names."""
    known = [r for r in claim["readings"] if r["known"] == "then"]
    # a claim that only gives the context has no reading that votes, yet a ranking to show
    base = next((r for r in known if r["type"] == "E"), known[0] if known else None)
    if not base or not base["time_period"] or base["years"] > 1 or not claim["areas"]["ref"]:
        return None
    ref = claim["areas"]["ref"][0]["id"]
    period = base["time_period"].isoformat()
    named = {area["id"] for area in claim["areas"]["counterpart"]}
    if claim["indicator"] == "trade_partner":
        sql = (
            "select counterpart_area as area, total as value, rank_total as place, source, vintage\n"
            f"from marts.trade_partner\nwhere ref_area = {quoted(ref)} and time_period = date '{period}'"
            f" and source = {quoted(base['source'])}\nqualify vintage = max(vintage) over ()\norder by place, area"
        )
        title = f"Partners of {names.get(ref, ref)} by exports plus imports, {base['period_label']}"
        unit = "USD"
    elif claim["indicator"] == "troops" and claim["operation"] in ("rank", "extreme", "compare"):
        sql = (
            "select counterpart_area as area, obs_value as value, rank_foreign as place, source, vintage\n"
            f"from marts.troop_deployment\nwhere ref_area = {quoted(ref)} and component = 'active_duty'"
            f" and is_preferred and rank_foreign is not null and time_period = date '{period}'\norder by place, area"
        )
        title = f"Where active-duty personnel of {names.get(ref, ref)} are assigned, {base['period_label']}"
        unit = "PS"
    else:
        return None
    found = [row for row in rows(marts, sql) if row["value"] and row["place"]]
    shown = [row for row in found if row["place"] <= _RANKS_SHOWN or row["area"] in named]
    if len(shown) < 2:
        return None
    return {
        "title": title,
        "unit_measure": unit,
        "sql": sql,
        "field": len(found),
        "source": shown[0]["source"],
        "rows": [row | {"name": names.get(row["area"], row["area"]), "named": row["area"] in named} for row in shown],
    }


def used_editions(claims: list[Row]) -> dict[tuple[str, str], Row]:
    """(source, edition) of everything shown, with what a reading says of it."""
    used: dict[tuple[str, str], Row] = {}
    for claim in claims:
        for reading in claim["readings"]:
            vintages = (reading["vintage"] or "").split(" + ")
            for place, source in enumerate((reading["source"] or "").split(" + ")):
                vintage = vintages[min(place, len(vintages) - 1)]
                used.setdefault((source, vintage), {name: reading[name] for name in ("published_on", "is_reference")})
        for line in claim["course"]:
            used.setdefault((line["source"], line["vintage"]), {})
        for row in claim["ranking"]["rows"] if claim["ranking"] else ():
            used.setdefault((row["source"], row["vintage"]), {})
    return used


def sources_of(used: dict[tuple[str, str], Row], shared: Row, beside: date | None = None) -> list[Row]:
    """Datasets with publisher, terms and the editions used, each with the file that holds it.

    The age of an edition is counted to the day `beside`; without one it has none.
    """
    editions: dict[str, list[Row]] = defaultdict(list)
    for (source, vintage), shown in used.items():
        files = shared["snapshots"].get((source, vintage), [])
        held = shared["editions"].get((source, vintage)) or {}
        published_on = (
            shown.get("published_on") or held.get("published_on") or (files[0]["published_on"] if files else None)
        )
        editions[source].append(
            {
                "vintage": vintage,
                "published_on": published_on,
                "age_days": (beside - published_on).days if beside and published_on else None,
                "is_reference": bool(held.get("is_reference", shown.get("is_reference", False))),
                "url": files[0]["url"] if files else None,
                "sha256": files[0]["sha256"] if files else None,
                "retrieved_at": held.get("retrieved_at"),
            }
        )
    return [
        {
            "id": source,
            **{
                name: shared["sources"].get(source, {}).get(name)
                for name in ("publisher", "title", "licence", "citation", "url")
            },
            "overdue_since": shared["overdue"].get(source),
            "unmapped": sorted(
                {row["series"] for e in found for row in shared["unmapped"].get((source, e["vintage"]), [])}
            ),
            "editions": sorted(found, key=lambda e: (e["published_on"] or date.min, e["vintage"])),
        }
        for source, found in sorted(editions.items())
    ]


def latest(days: list[date], sources: list[Row]) -> date | None:
    """The last of these days and of those on which anything used was published: how far a page reaches."""
    published = [e["published_on"] for source in sources for e in source["editions"] if e["published_on"]]
    return max([*days, *published], default=None)
