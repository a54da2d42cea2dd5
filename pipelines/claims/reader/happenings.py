"""Claims that a dated event happened or was the first of its kind, and figures that only officials state.

Belongs here: the words of the events that warehouse/reference/events.csv dates,
of ships in contested waters, of demands.
Does not belong here: statistics of countries (patterns/).
"""

# ruff: noqa: E501 - patterns are read more easily in one piece

import re

from pipelines.claims.reader.segments import Amount
from pipelines.claims.reader.sentence import Draft, Sentence

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


def propose(sentence: Sentence) -> tuple[list[Draft], set[int]]:
    """Drafts about events, and where the numbers begin that they state."""
    if not CUE.search(sentence.low):
        return [], set()
    areas = list(dict.fromkeys(iso for area in sentence.named for iso in area.ids))
    found = meeting(sentence, areas) + agreed(sentence, areas) + in_waters(sentence, areas) + demanded(sentence, areas)
    at = [draft.place for draft in found if draft.value]
    numbers = [s.start for s in sentence.segments if isinstance(s, Amount) and any(s.start <= n < s.end for n in at)]
    return found, set(numbers)


def meeting(sentence: Sentence, areas: list[str]) -> list[Draft]:
    """“the first meeting of their leaders since 2019”."""
    low, hit = sentence.low, FIRST.search(sentence.low)
    if hit is None or not MEETING.search(low) or len(areas) < 2 or DENIED.search(low, 0, hit.start()):
        return []
    base = next((p.base for p in sentence.periods if p.base and p.start >= hit.start()), None)
    if not base or not ("time" in hit["between"] or MEETING.search(hit["between"])):
        return []
    kinds = ["trilateral_ministers", "trilateral_summit"] if set(areas) == TRILATERAL else []
    if kinds and re.search(r"\bsummit\b|\bleaders\b", low) and not re.search(r"\bministers?\b", low):
        kinds = ["trilateral_summit"]
    return [event(sentence, hit, "first", kinds, areas, base)]


def agreed(sentence: Sentence, areas: list[str]) -> list[Draft]:
    """“signed a cost-sharing agreement”, “banned imports of seafood”."""
    low, ban, deal = sentence.low, BAN.search(sentence.low), DEAL.search(sentence.low)
    found = []
    if ban is not None and SEAFOOD.search(low) and not DENIED.search(low, 0, ban.start()):
        found.append((ban, "seafood_ban"))
    if deal is not None and not DENIED.search(low, max(0, deal.start() - 30), deal.end()):
        kind = "cost_sharing" if COST.search(deal["object"]) else "defense" if DEFENCE.search(deal["object"]) else ""
        found += [(deal, f"{kind}_agreement")] if kind else []
    return [event(sentence, hit, "exists", [kind], areas[:2]) for hit, kind in found if len(areas) > 1]


def in_waters(sentence: Sentence, areas: list[str]) -> list[Draft]:
    """Chinese ships in Japanese waters: on how many days, how many, else that they were."""
    low, chinese = sentence.low, "CHN" in areas
    if "JPN" not in areas:
        return []
    days = DAYS.search(low) if chinese else None
    days = days if days and not DENIED.search(low, days.start(), days.end()) else None
    count = COUNTED.search(low) if not DENIED.search(low) else None
    stated = [(hit, what) for hit, what in ((days, "vessel_days"), (count, "vessels")) if hit]
    drafts = [figure(sentence, hit, what, ["CHN"], ["JPN"], "level") for hit, what in stated]
    for draft in drafts:
        draft.period = year(sentence)
    ships = SHIPS.search(low) if chinese and not drafts else None
    if ships is None or DENIED.search(low, ships.start(), ships.end()):
        return drafts
    return [figure(sentence, ships, "vessel_days", ["CHN"], ["JPN"], "exists")]


def demanded(sentence: Sentence, areas: list[str]) -> list[Draft]:
    """“demanded that South Korea raise its payments by 50 per cent”."""
    low, hosts = sentence.low, [iso for iso in areas if iso != "USA"]
    hit = DEMAND.search(low) or RAISED.search(low)
    pays = COST.search(low) or re.search(r"\bpay|contribut|\bcosts?\b", low)
    if hit is None or not pays or "USA" not in areas or len(hosts) != 1:
        return []
    draft = figure(sentence, hit, "demanded_increase", hosts, ["USA"], "level")
    draft.unit, draft.period = "PT", year(sentence)
    return [draft]


def year(sentence: Sentence) -> str | None:
    period = next((p.period for p in sentence.periods if p.period), None)
    return period[:4] if period and int(period[:4]) <= sentence.said_on.year else None


def event(
    sentence: Sentence, hit: re.Match[str], operation: str, kinds: list[str], areas: list[str], base: str | None = None
) -> Draft:
    draft = Draft("", operation, (), event={"kinds": kinds, "areas": areas}, place=hit.start(), pattern="event")
    draft.base_period, draft.period = base, year(sentence) if base is None else None
    draft.words = {"operation": sentence.text[hit.start() : hit.end()]}
    if not kinds:
        draft.not_checkable, draft.reason = "no data", "no dated events between these countries are held"
    return draft


def figure(
    sentence: Sentence, hit: re.Match[str], indicator: str, ref: list[str], partner: list[str], operation: str
) -> Draft:
    place = hit.start("number" if operation == "level" else 0)
    draft = Draft(indicator, operation, tuple(ref), tuple(partner), place=place, pattern="event")
    draft.words = dict.fromkeys(("indicator", "operation"), sentence.text[hit.start() : hit.end()])
    if operation == "level":
        draft.value = hit["number"]
        draft.hedge = HEDGED.get((hit.groupdict().get("hedge") or "").strip(), "none")
    return draft
