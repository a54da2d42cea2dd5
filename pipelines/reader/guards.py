"""Guards: wordings with which a proposition is no statement about a country's figure, as data in guards.yml.

Belongs here: reading the file and asking each guard. Does not belong here: insistences that hold for every wording
(verifier.py). A guard has the words that it looks for (`text` in the sentence, `before` and `behind` the match,
`within` the match and its clause, `upto` the next comma or “and” behind it, `stated` the same, but for a verb of which
it is only the subject) or `labels` of spans in the clause before the match ends; `of` restricts it to some indicators
or operations, `but` names what lifts it. Each names a sentence that it refuses and one that it accepts.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from pipelines import catalogue
from pipelines.reader.clauses import is_verb
from pipelines.reader.sentence import Draft, Refused, Sentence

FILE = Path(__file__).parent / "guards.yml"
NOTHING = r"(?!)"
PLACES = ("text", "before", "behind", "within", "upto", "stated")
SIGN = re.compile(r"[,;:()](?!\d)|\.(?= |$)| and | but | while | which | who ")
BOUNDARY = re.compile(r",| and | but | while |;")


class Guard(NamedTuple):
    name: str
    reason: str
    because: str
    expressions: tuple[tuple[str, re.Pattern[str]], ...]
    labels: frozenset[str]
    of: frozenset[str]
    but: re.Pattern[str]


@cache
def entries() -> list[dict[str, Any]]:
    """The file as it stands."""
    loaded: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


@cache
def guards() -> tuple[Guard, ...]:
    out = []
    for entry in entries():
        listed = {place: entry[place] for place in PLACES if entry.get(place)}
        words = {place: said if isinstance(said, list) else [said] for place, said in listed.items()}
        found = tuple((place, re.compile("|".join(f"(?:{each})" for each in said))) for place, said in words.items())
        labels, of = (frozenset(entry.get(name, "").split()) for name in ("labels", "of"))
        lifted = re.compile(entry.get("but") or NOTHING)
        out.append(Guard(entry["guard"], entry["reason"], entry["because"], found, labels, of, lifted))
    return tuple(out)


def check(draft: Draft, sentence: Sentence) -> None:
    """Raises Refused with the reason of the first guard that fires."""
    stretches, clause = _stretches(draft, _without_its_noun(sentence.low, draft.indicator)), draft.clause
    governing = (clause, clause.parent) if clause.kind == "next" and clause.parent is not None else (clause,)
    labels = frozenset[str]().union(*(s.labels for each in governing for s in each.row if s.start < draft.end))
    for guard in guards():
        if guard.of and draft.indicator not in guard.of and draft.operation not in guard.of:
            continue
        fires = not guard.labels.isdisjoint(labels)
        for place, words in guard.expressions:
            fires = fires or words.search(stretches[place]) is not None
        if fires and not guard.but.search(sentence.low):
            raise Refused(guard.reason, guard.because, guard.name)


def _without_its_noun(low: str, indicator: str) -> str:
    """The sentence with blanks where the noun of a series stands: “youth” does not narrow youth unemployment."""
    nouns = str(catalogue.indicators().get(indicator, {}).get("words", "")).split(";")
    for noun in sorted(filter(None, nouns), key=len, reverse=True):
        low = low.replace(noun, " " * len(noun))
    return low


def _stretches(draft: Draft, low: str) -> dict[str, str]:
    """What each place of a guard means of this draft; a clause reaches to the sign behind it, dropped words and all."""
    clause, row = draft.clause, draft.clause.row
    first = min([clause.start, *(s.start for s in (*row, *clause.periods))])
    sign = SIGN.search(low, max(clause.end, draft.end))
    last = sign.start() if sign is not None else len(low)
    boundary = BOUNDARY.search(low, draft.end, last)
    opened = draft.match.first <= 1 and "with" in row[0].labels
    stop = last if opened or boundary is None else boundary.start()
    behind = next(iter(row[draft.match.last + 1 :]), None)
    acts = any(is_verb(s) and "station" not in s.labels for s in draft.used)
    noun = behind is not None and is_verb(behind) and not acts  # “the 28,500 American troops in … are not enough”
    return {
        "text": low, "before": low[: draft.place], "behind": low[draft.end :], "within": low[first:last],
        "upto": low[first:stop], "stated": low[first : draft.end if noun else stop],
    }  # fmt: skip
