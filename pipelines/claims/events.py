"""Claims that a dated event happened or was the first of its kind, and figures that only officials state.

Belongs here: the words of the events that warehouse/reference/events.csv dates,
of ships in contested waters, of demands.
Does not belong here: statistics of countries (reader/).
"""

# ruff: noqa: E501 - patterns are read more easily in one piece

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.claims.periods import Period

CUE = re.compile(
    r"\b(?:first|ban|bans|banned|banning|agreements?|pacts?|deal|treaty|treaties|patrols?|vessels?|ships?|coast guard|demand)"
)
MEETING = re.compile(
    r"\b(?:gather(?:ed|ing)?|met|meets?|meetings?|summits?|talks|convened?|sat down|came together|get-together)\b"
)
FIRST = re.compile(r"\b(?:for the )?first\b(?P<between>[^.;]{0,90}?)\b(?:since|in)\b")
BAN = re.compile(r"\b(?:ban(?:s|ned|ning)?|embargo(?:ed)?|halted imports|suspended imports)\b")
SEAFOOD = re.compile(r"\b(?:seafood|fish(?:ery)?(?: products)?|aquatic products|marine products)\b")
DEAL = re.compile(
    r"\b(?:sign(?:ed|ing)?|conclud(?:ed|ing)|negotiat(?:ed|ing)|reach(?:ed|ing)|struck|strike|inked|agreed(?: on)?|sealed|clinched|renewed)\b"
    r"(?P<object>[^.;]{0,60}?)\b(?:agreements?|pacts?|deals?|treaty|treaties|accords?)\b"
)
COST = re.compile(r"\b(?:cost[ -]sharing|special measures|burden[ -]sharing)\b")
DEFENCE = re.compile(r"\b(?:defen[cs]e|security|military)\b")
SHIPS = re.compile(
    r"\b(?:patrols?|vessels?|ships?|coast guard|boats?)\b[^.;]{0,40}?\b(?:breach\w*|enter\w*|intrud\w*|violat\w*|incursions?|sail\w* (?:in|into)|inside|in|into)\b"
    r"[^.;]{0,30}?\b(?:waters|territorial sea|contiguous zone)\b"
)
DAYS = re.compile(
    r"\b(?:ships?|vessels?|coast guard|patrols?|boats?)\b[^.;]{0,80}?\b(?:senkakus?|diaoyus?|contiguous zone|territorial (?:sea|waters))\b"
    r"[^.;]{0,40}?\bon (?P<hedge>about |some |more than |over |nearly |almost )?(?P<number>\d{1,3}) days\b"
)
COUNTED = re.compile(
    r"(?:^|\s)(?P<hedge>about |some |more than |over |nearly |almost )?(?P<number>\d[\d,]*) chinese (?:government |coast guard |official )?"
    r"(?:vessels|ships)\b[^.;]{0,40}?\b(?:contiguous zone|territorial (?:sea|waters))\b"
)
RAISED = re.compile(
    r"\bdemanded that\b(?:[^.;%]|u\.s\.){0,60}?\b(?:raise|increase|lift)\b(?:[^.;%]|u\.s\.){0,80}?\bby (?P<hedge>about |some |more than |over |nearly |almost )?"
    r"(?P<number>\d[\d,.]*)\s?(?:%|per\s?cent)"
)
HEDGED = {
    "about": "about",
    "some": "about",
    "more than": "over",
    "over": "over",
    "nearly": "nearly",
    "almost": "nearly",
}
DEMAND = re.compile(
    r"\bdemand\w*\b[^.;%]{0,60}?(?P<number>\d[\d,.]*)\s?(?:%|per\s?cent)[^.;]{0,20}\b(?:increase|rise|hike|more|jump)\b"
)
TRILATERAL = frozenset(("CHN", "JPN", "KOR"))
DENIED = re.compile(r"\b(?:not|never|no longer|n't|would|will|could|might|plans? to|wants? to|if|unless|may(?! \d))\b")


@dataclass(slots=True)
class Around:
    """What of a sentence counts for events; `claimed` receives where the numbers stand that a claim states."""

    text: str
    low: str
    said_on: date
    periods: list[Period]
    areas: list[str]
    named: list[str]
    """Also those taken for who speaks."""
    claimed: list[tuple[int, int]] = field(default_factory=list)


def find(row: Around) -> list[dict[str, Any]]:
    """Drafts of claims about events; everything else in the sentence is left to the patterns."""
    low = row.low
    if not CUE.search(low):
        return []
    drafts = []
    areas = row.areas
    if len(areas) < 2 and re.search(r"\bleaders of\b", low):  # who leads has been taken for who speaks
        areas = row.named
    if (hit := FIRST.search(low)) and MEETING.search(low) and len(areas) > 1 and not DENIED.search(low[: hit.start()]):
        base = next((p.base for p in row.periods if p.base and p.start >= hit.start()), None)
        if base and ("time" in hit["between"] or MEETING.search(hit["between"])):
            drafts.append(draft(row, hit, "first", meeting_kinds(low, areas), areas, base_period=base))
    if (hit := BAN.search(low)) and SEAFOOD.search(low) and len(areas) > 1 and not DENIED.search(low[: hit.start()]):
        drafts.append(draft(row, hit, "exists", ["seafood_ban"], areas[:2], **year(row)))
    if (hit := DEAL.search(low)) and len(areas) > 1 and not DENIED.search(low[max(0, hit.start() - 30) : hit.end()]):
        kinds = (
            ["cost_sharing_agreement"]
            if COST.search(hit["object"])
            else ["defense_agreement"]
            if DEFENCE.search(hit["object"])
            else []
        )
        if kinds:
            drafts.append(draft(row, hit, "exists", kinds, areas[:2], **year(row)))
    if (hit := SHIPS.search(low)) and {"CHN", "JPN"} <= set(areas) and not DENIED.search(low[hit.start() : hit.end()]):
        drafts.append(figure(row, hit, "vessel_days", ["CHN"], ["JPN"], "exists"))
    if (hit := DAYS.search(low)) and {"CHN", "JPN"} <= set(areas) and not DENIED.search(low[hit.start() : hit.end()]):
        hedge = HEDGED.get((hit["hedge"] or "").strip(), "none")
        days = figure(row, hit, "vessel_days", ["CHN"], ["JPN"], "level") | {"value": hit["number"], "hedge": hedge}
        drafts = [d for d in drafts if d.get("indicator") != "vessel_days"] + [days | year(row)]
        row.claimed.append((hit.start("number"), hit.end("number")))
    if (hit := COUNTED.search(low)) and "JPN" in areas and not DENIED.search(low):
        hedge = HEDGED.get((hit["hedge"] or "").strip(), "none")
        count = figure(row, hit, "vessels", ["CHN"], ["JPN"], "level") | {"value": hit["number"], "hedge": hedge}
        drafts = [d for d in drafts if d.get("indicator") != "vessel_days"] + [count | year(row)]
        row.claimed.append((hit.start("number"), hit.end("number")))
    if (
        (hit := DEMAND.search(low) or RAISED.search(low))
        and (COST.search(low) or re.search(r"\bpay|contribut|\bcosts?\b", low))
        and "USA" in areas
    ):
        hosts = [iso for iso in areas if iso != "USA"]
        if len(hosts) == 1:
            drafts.append(
                figure(row, hit, "demanded_increase", hosts, ["USA"], "level")
                | {"value": hit["number"], "unit": "PT"}
                | ({"hedge": HEDGED[hit["hedge"].strip()]} if "hedge" in hit.re.groupindex and hit["hedge"] else {})
            )
            row.claimed.append((hit.start("number"), hit.end("number")))
    return drafts


def meeting_kinds(low: str, areas: list[str]) -> list[str]:
    if set(areas) != TRILATERAL:
        return []
    if re.search(r"\bsummit\b|\bleaders\b", low) and not re.search(r"\bministers?\b", low):
        return ["trilateral_summit"]
    return ["trilateral_ministers", "trilateral_summit"]


def year(row: Around) -> dict[str, str]:
    period = next((p.period for p in row.periods if p.period), None)
    return {"period": period[:4]} if period and int(period[:4]) <= row.said_on.year else {}


def draft(
    row: Around, hit: re.Match[str], operation: str, kinds: list[str], areas: list[str], **more: Any
) -> dict[str, Any]:
    if not kinds:
        more |= {"not_checkable": "no data", "reason": "no dated events between these countries are held"}
    return {
        "operation": operation,
        "event": {"kinds": kinds, "areas": areas},
        "at": hit.start(),
        "words": {"operation": row.text[hit.start() : hit.end()]},
    } | more


def figure(
    row: Around, hit: re.Match[str], indicator: str, ref: list[str], partner: list[str], operation: str
) -> dict[str, Any]:
    return {
        "indicator": indicator,
        "areas": {"ref": ref, "counterpart": partner},
        "operation": operation,
        "at": hit.start(),
        "words": {"indicator": row.text[hit.start() : hit.end()], "operation": row.text[hit.start() : hit.end()]},
    }
