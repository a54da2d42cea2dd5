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

from pipelines.reader.clauses import Clause, is_verb
from pipelines.reader.sentence import Draft, Refused, Sentence

FILE = Path(__file__).parent / "guards.yml"
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
    but: re.Pattern[str] | None


@cache
def entries() -> list[dict[str, Any]]:
    """The file as it stands."""
    loaded: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


@cache
def guards() -> tuple[Guard, ...]:
    out = []
    for entry in entries():
        found = tuple(
            (place, re.compile(each))
            for place in PLACES
            for each in (entry[place] if isinstance(entry.get(place), list) else [entry.get(place)])
            if each
        )
        labels = frozenset(entry.get("labels", "").split())
        lifted = re.compile(entry["but"]) if entry.get("but") else None
        of = frozenset(entry.get("of", "").split())
        out.append(Guard(entry["guard"], entry["reason"], entry["because"], found, labels, of, lifted))
    return tuple(out)


def check(draft: Draft, sentence: Sentence) -> None:
    """Raises Refused with the reason of the first guard that fires."""
    stretches = _stretches(draft, sentence.low)
    ahead = (s.labels for clause in governing(draft.clause) for s in clause.row if s.start < draft.end)
    labels = frozenset[str]().union(*ahead)
    for guard in guards():
        if guard.of and guard.of.isdisjoint({draft.indicator, draft.operation}):
            continue
        said = any(each.search(stretches[place]) for place, each in guard.expressions)
        lifted = guard.but is not None and guard.but.search(sentence.low)
        if not lifted and (said or not guard.labels.isdisjoint(labels)):
            raise Refused(guard.reason, guard.because, guard.name)


def _stretches(draft: Draft, low: str) -> dict[str, str]:
    """What each place of a guard means of this draft; a clause reaches to the sign behind it, dropped words and all."""
    first, last = begin(draft.clause), max(draft.clause.end, draft.end)
    sign = SIGN.search(low, last)
    last = sign.start() if sign is not None else len(low)
    boundary = BOUNDARY.search(low, draft.end, last)
    opened = draft.match.first <= 1 and "with" in draft.clause.row[0].labels
    stop = last if opened or boundary is None else boundary.start()
    return {
        "text": low, "before": low[: draft.place], "behind": low[draft.end :], "within": low[first:last],
        "upto": low[first:stop], "stated": low[first : draft.end if _is_noun(draft) else stop],
    }  # fmt: skip


def _is_noun(draft: Draft) -> bool:
    """“The 28,500 American troops in South Korea are not enough”: what the verb behind says is no part of it."""
    behind = draft.clause.row[draft.match.last + 1 : draft.match.last + 2]
    acts = any(is_verb(s) and "station" not in s.labels for s in draft.used)
    return bool(behind) and is_verb(behind[0]) and not acts


def begin(clause: Clause) -> int:
    return min([clause.start, *(s.start for s in (*clause.row, *clause.periods))])


def governing(clause: Clause) -> list[Clause]:
    """The clause, and that of which it goes on with the verb."""
    out = [clause]
    if clause.kind == "next" and clause.parent is not None:
        out.append(clause.parent)
    return out
