"""Claims that a dated event happened or was the first of its kind, and figures that only officials state.

Belongs here: the drafts of events.py as drafts of the reader. Does not belong here: their words (events.py).
"""

from typing import Any

from pipelines.claims import events
from pipelines.claims.reader.segments import Amount
from pipelines.claims.reader.sentence import Draft, Sentence


def propose(sentence: Sentence) -> tuple[list[Draft], set[int]]:
    """Drafts about events, and where the numbers begin that they state."""
    if not events.CUE.search(sentence.low):
        return [], set()
    areas = list(dict.fromkeys(iso for area in sentence.named for iso in area.ids))
    around = events.Around(sentence.text, sentence.low, sentence.said_on, sentence.periods, areas, areas)
    found = [as_draft(each) for each in events.find(around)]
    numbers = [s for s in sentence.segments if isinstance(s, Amount)]
    return found, {s.start for s in numbers if any(s.start <= at < s.end for at, _ in around.claimed)}


def as_draft(data: dict[str, Any]) -> Draft:
    areas = data.get("areas", {})
    draft = Draft(data.get("indicator", ""), data["operation"], tuple(areas.get("ref", ())))
    draft.counterpart = tuple(areas.get("counterpart", ()))
    for key in ("hedge", "value", "unit", "period", "base_period", "not_checkable", "reason", "event"):
        if key in data:
            setattr(draft, key, data[key])
    draft.place, draft.words, draft.pattern = data["at"], data["words"], "event"
    return draft
