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

ROWS = lexicon.rows("happenings")
ZONES = {"contiguous": "contiguous_zone", "territorial": "territorial_sea"}
"""By the words for it, the waters that days with ships are counted in."""


def propose(sentence: Sentence) -> tuple[list[Draft], set[int]]:
    """Drafts about events, and where the numbers begin that they state."""
    if not sentence.said("happening"):
        return [], set()
    areas = list(dict.fromkeys(iso for area in sentence.named for iso in area.ids))
    areas += ["JPN"] if sentence.said("senkaku") and "JPN" not in areas else []
    found = meeting(sentence, areas)
    for row in ROWS:
        if not any(draft.pattern in row["unless"].split() for draft in found):
            found += told(sentence, areas, row)
    at = [draft.place for draft in found if draft.value]
    numbers = [s.start for s in sentence.segments if isinstance(s, Amount) and any(s.start <= n < s.end for n in at)]
    return found, set(numbers)


def meeting(sentence: Sentence, areas: list[str]) -> list[Draft]:
    """“the first meeting of their leaders since 2019”."""
    hit = sentence.hit("first since")
    if hit is None or not sentence.said("meeting") or len(areas) < 2 or sentence.said("not so", 0, hit.start()):
        return []
    base = next((p.base for p in sentence.periods if p.base and p.start >= hit.start()), None)
    if not base or not ("time" in hit["between"] or SAID["meeting"].search(hit["between"])):
        return []
    kinds = ["trilateral_ministers", "trilateral_summit"] if set(areas) == {"CHN", "JPN", "KOR"} else []
    return [event(sentence, hit, "first", kinds, areas, base)]


def told(sentence: Sentence, areas: list[str], row: dict[str, str]) -> list[Draft]:
    """What a row of happenings.csv names, where its words are there and nothing before them denies or only plans it."""
    hit = re.search(row["expression"], sentence.low)
    if hit is None or sentence.said("not so", 0, hit.end()):
        return []
    if re.search(row["about"], hit.groupdict().get("object") or sentence.low) is None:
        return []
    named = [iso for iso in (row["ref"], row["partner"]) if iso]
    others = [iso for iso in areas if iso not in named]
    if not set(named) <= set(areas) or len(areas) < 2 or (len(named) == 1 and len(others) != 1):
        return []
    if not named:
        return [event(sentence, hit, row["operation"], [row["what"]], areas[:2])]
    return [figure(sentence, hit, row, row["ref"] or others[0])]


def year(sentence: Sentence) -> str | None:
    period = next((p.period for p in sentence.periods if p.period), None)
    return period[:4] if period and int(period[:4]) <= sentence.said_on.year else None


def event(
    sentence: Sentence, hit: re.Match[str], operation: str, kinds: list[str], areas: list[str], base: str | None = None
) -> Draft:
    draft = Draft(
        "", operation, (), event={"kinds": kinds, "areas": areas}, place=hit.start(), pattern=next(iter(kinds), "event")
    )
    draft.base_period, draft.period = base, year(sentence) if base is None else None
    draft.words = {"operation": sentence.text[hit.start() : hit.end()]}
    if not kinds:
        draft.not_checkable, draft.reason = "no data", "no dated events between these countries are held"
    return draft


def figure(sentence: Sentence, hit: re.Match[str], row: dict[str, str], ref: str) -> Draft:
    draft = Draft(row["what"], row["operation"], (ref,), (row["partner"],), place=hit.start(), pattern=row["what"])
    draft.words = dict.fromkeys(("indicator", "operation"), sentence.text[hit.start() : hit.end()])
    if draft.operation == "level":
        draft.place, draft.value, draft.period = hit.start("number"), hit["number"], year(sentence)
        draft.hedge = lexicon.hedges()[0].get(tuple((hit.groupdict().get("hedge") or "").split()), "none")
        draft.unit = "PT" if draft.indicator == "demanded_increase" else None
        said = draft.words["indicator"].lower()
        draft.counted = next((zone for word, zone in ZONES.items() if word in said), "")
    return draft
