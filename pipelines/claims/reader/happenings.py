"""Claims that a dated event happened or was the first of its kind, and figures that only officials state.

Belongs here: the drafts of events.py as drafts of the reader. Does not belong here: their words (events.py).
"""

# ruff: noqa: SIM905 - lists of words are read more easily in one piece

from typing import Any

from pipelines.claims import events
from pipelines.claims.reader.segments import Amount, Word
from pipelines.claims.reader.sentence import Draft, Sentence


def propose(sentence: Sentence) -> tuple[list[Draft], set[int]]:
    """Drafts about events, and where the numbers begin that they state."""
    if not events.CUE.search(sentence.low):
        return [], set()
    areas = list(dict.fromkeys(iso for area in sentence.named for iso in area.ids))
    around = events.Around(sentence.text, sentence.low, sentence.said_on, sentence.periods, areas, areas)
    found = [draft for draft in map(as_draft, events.find(around)) if not narrowed(draft, sentence)]
    numbers = [s for s in sentence.segments if isinstance(s, Amount)]
    return found, {s.start for s in numbers if any(s.start <= at < s.end for at, _ in around.claimed)}


KNOWN = frozenset(
    "around senkaku senkakus diaoyu diaoyus islands days vessels ships ship boats contiguous zone coast guard entered "
    "territorial sailed sighted seen spotted waters sea counted intruded breached banned new contribution raise".split()
)


def narrowed(draft: Draft, sentence: Sentence) -> bool:
    """Whether a word stands in the phrase, or right before it, that the patterns of events do not know."""
    end = draft.place + len(draft.words["operation"])
    words = [s for s in sentence.segments if isinstance(s, Word) and not s.classes and s.low not in KNOWN]
    inside = any(draft.place <= s.start < end for s in words)
    return inside or any(s.end == draft.place - 1 and sentence.text[s.start].islower() for s in words)


def as_draft(data: dict[str, Any]) -> Draft:
    areas = data.get("areas", {})
    draft = Draft(data.get("indicator", ""), data["operation"], tuple(areas.get("ref", ())))
    draft.counterpart = tuple(areas.get("counterpart", ()))
    for key in ("hedge", "value", "unit", "period", "base_period", "not_checkable", "reason", "event"):
        if key in data:
            setattr(draft, key, data[key])
    draft.place, draft.words, draft.pattern = data["at"], data["words"], "event"
    return draft
