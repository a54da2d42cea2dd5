"""Claims that a dated event happened or was the first of its kind, and figures that only officials state.

Belongs here: the words of the events that warehouse/reference/events.csv dates,
of ships in contested waters, of demands.
Does not belong here: statistics of countries (patterns/).
"""

import re

from pipelines.claims import lexicon
from pipelines.claims.lexicon import SAID
from pipelines.claims.reader.segments import Amount
from pipelines.claims.reader.sentence import Draft, Sentence

TRILATERAL = frozenset(("CHN", "JPN", "KOR"))


def propose(sentence: Sentence) -> tuple[list[Draft], set[int]]:
    """Drafts about events, and where the numbers begin that they state."""
    if not sentence.said("happening"):
        return [], set()
    areas = list(dict.fromkeys(iso for area in sentence.named for iso in area.ids))
    found = meeting(sentence, areas) + agreed(sentence, areas) + in_waters(sentence, areas) + demanded(sentence, areas)
    at = [draft.place for draft in found if draft.value]
    numbers = [s.start for s in sentence.segments if isinstance(s, Amount) and any(s.start <= n < s.end for n in at)]
    return found, set(numbers)


def so(sentence: Sentence, hit: re.Match[str] | None, ahead: int = 0) -> bool:
    """Whether the words are there and nothing in them, or so far ahead of them, denies or only plans it."""
    return hit is not None and not sentence.said("not so", max(0, hit.start() - ahead), hit.end())


def meeting(sentence: Sentence, areas: list[str]) -> list[Draft]:
    """“the first meeting of their leaders since 2019”."""
    low, hit = sentence.low, sentence.hit("first since")
    if hit is None or not sentence.said("meeting") or len(areas) < 2 or sentence.said("not so", 0, hit.start()):
        return []
    base = next((p.base for p in sentence.periods if p.base and p.start >= hit.start()), None)
    if not base or not ("time" in hit["between"] or SAID["meeting"].search(hit["between"])):
        return []
    kinds = ["trilateral_ministers", "trilateral_summit"] if set(areas) == TRILATERAL else []
    if kinds and re.search(r"\bsummit\b|\bleaders\b", low) and not re.search(r"\bministers?\b", low):
        kinds = ["trilateral_summit"]
    return [event(sentence, hit, "first", kinds, areas, base)]


DEALS = {"cost_sharing_agreement": SAID["sharing of costs"], "defense_agreement": SAID["defence"]}


def agreed(sentence: Sentence, areas: list[str]) -> list[Draft]:
    """“signed a cost-sharing agreement”, “banned imports of seafood”."""
    ban, deal, found = sentence.hit("ban"), sentence.hit("deal"), []
    if ban is not None and sentence.said("of the sea") and not sentence.said("not so", 0, ban.start()):
        found.append((ban, "seafood_ban"))
    if deal is not None and so(sentence, deal, 30):
        found += [(deal, kind) for kind, about in DEALS.items() if about.search(deal["object"])][:1]
    return [event(sentence, hit, "exists", [kind], areas[:2]) for hit, kind in found if len(areas) > 1]


def in_waters(sentence: Sentence, areas: list[str]) -> list[Draft]:
    """Chinese ships in Japanese waters: on how many days, how many, else that they were."""
    days, count, ships = sentence.hit("days of ships"), sentence.hit("ships counted"), sentence.hit("ships in waters")
    if "JPN" not in areas:
        return []
    stated = [(days, "vessel_days")] if "CHN" in areas and so(sentence, days) else []
    stated += [(count, "vessels")] if not sentence.said("not so") else []
    drafts = [figure(sentence, hit, what, ["CHN"], ["JPN"], "level") for hit, what in stated if hit is not None]
    for draft in drafts:
        draft.period = year(sentence)
    if drafts or ships is None or "CHN" not in areas or not so(sentence, ships):
        return drafts
    return [figure(sentence, ships, "vessel_days", ["CHN"], ["JPN"], "exists")]


def demanded(sentence: Sentence, areas: list[str]) -> list[Draft]:
    """“demanded that South Korea raise its payments by 50 per cent”."""
    low, hosts = sentence.low, [iso for iso in areas if iso != "USA"]
    hit = sentence.hit("increase demanded") or sentence.hit("raise demanded")
    pays = sentence.said("sharing of costs") or re.search(r"\bpay|contribut|\bcosts?\b", low)
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
        draft.hedge = lexicon.hedges()[0].get(tuple((hit.groupdict().get("hedge") or "").split()), "none")
    return draft
