"""A time that stands elsewhere: in a clause beside it, in one that opens the sentence, in the sentence before.

Belongs here: looking for the time of a draft outside its clause. Does not belong here: times in its own clause
(dating.py).
"""

import re

from pipelines.reader.clauses import Clause, has_verb, is_verb
from pipelines.reader.owners import BEFORE, HERE, parents
from pipelines.reader.sentence import LEVELS, Draft, Sentence
from pipelines.reader.spans import Span, has
from pipelines.reader.values import FLOWS
from pipelines.reader.windows import UNNAMED

NOW = re.compile(r"\b(?:today|then|now|currently|at present|since then|these days)\b", re.IGNORECASE)
PAST = re.compile(r"\b(?:was|were|had|came|bought|sold|sent|fell|rose|grew|shrank|stood|\w+ed)\b")
PRESENT = re.compile(r"\b(?:has|have|is|are)\b(?! (?:\w+ed|risen|fallen|grown|been|shrunk)\b)")
TRADED = ("figure.flow", "figure.trade", "export", "import")


def is_point(span: Span) -> bool:
    return span.period is not None and bool(span.period.period or span.period.partial)


def shared(draft: Draft, sentence: Sentence) -> Span | None:
    """The time of another clause that is meant for this one, too."""
    if draft.clause.kind not in ("main", "next"):
        return None
    return _opening(draft, sentence) or _of_beside(draft, sentence)


def _opening(draft: Draft, sentence: Sentence) -> Span | None:
    """The time that opens the clause before it, or stands alone: “Since he took office, …”, “When … in 2017, …”."""
    for each in parents(draft.clause):
        begin = each.row[0].start if each.row else 10**6
        if opening := [s for s in each.periods if s.start < begin]:
            return opening[0]
    found = [s for c in sentence.clauses if _is_bare(c, sentence) for s in c.periods]
    return found[0] if len(found) == 1 and found[0].start < draft.place else None


def _is_bare(clause: Clause, sentence: Sentence) -> bool:
    states = any(s.kind in ("area", "figure", "amount") for s in clause.row)
    return not states or sentence.low.startswith("when ", clause.start)


def _of_beside(draft: Draft, sentence: Sentence) -> Span | None:
    """The time of “Kenya's grew by 5.6 per cent and Uganda's by 5.2 in 2023”, “$600 in 2022, is a third of”."""
    around = (draft.clause, draft.clause.parent)
    kinds = ("next", "main") if draft.operation in LEVELS else ("apposition",)
    hanging = [c for c in sentence.clauses if c.kind in kinds and c.parent in around and c is not draft.clause]
    found = [
        s for c in hanging for s in c.periods if _has_amount(c) and (c.kind == "apposition" or not has_verb(c.row))
    ]
    alone = sum(1 for s in sentence.spans if s.period is not None) == 1
    behind = bool(found) and (kinds == ("apposition",) or found[0].start > draft.place)
    return found[0] if alone and behind else None


def _has_amount(clause: Clause) -> bool:
    return any(s.amount is not None for s in clause.row)


def is_now(draft: Draft, sentence: Sentence) -> bool:
    """“Today”, “now” and “since then” set the time anew."""
    first = min(draft.clause.start, draft.place)
    start = max((s.end for s in sentence.spans if s.end <= first and s.kind != "sign"), default=0)
    return NOW.search(sentence.text[start : max(draft.clause.end, draft.end) + 12]) is not None


def carried(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """“Exports fell by 11 per cent in 2023 and imports by 6”: the time of what was told just before."""
    if draft.period or is_now(draft, sentence):
        return draft
    told = _told(draft, sentence, before) if _goes_on(draft.clause) else None
    period = told.period if told is not None else _of_a_flow(draft, sentence)
    if period:
        not_held = told.not_held if told is not None and told.indicator == draft.indicator else ""
        return draft.but(period=period, not_held=not_held, inherited=(*draft.inherited, ("period", HERE)))
    return _of_the_sentence_before(draft, sentence)


def _told(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft | None:
    """The claim before, if it stands in this clause or the one that this hangs on; or is of the same, “with …”."""
    last = before[-1] if before else None
    if last is None or not last.period:
        return None
    same = last.indicator == draft.indicator
    near = last.clause in (draft.clause, draft.clause.parent) or (same and has(draft.clause.row[0], "with"))
    present = PRESENT.search(sentence.low[draft.clause.start : draft.end]) is not None
    return last if near and (same or not present) else None


def _of_the_sentence_before(draft: Draft, sentence: Sentence) -> Draft:
    context = sentence.context
    if not _is_of_the_same(draft, sentence):
        return draft
    if context.last is not None and context.last.not_held == UNNAMED:
        return draft.but(not_held=UNNAMED)
    where = (*draft.inherited, ("period", BEFORE))
    return draft.but(period=context.period, inherited=where) if context.period else draft


def _goes_on(clause: Clause) -> bool:
    joined = clause.link in ("joint", "stop") or not _has_finite_verb(clause) or has(clause.row[0], "with")
    return clause.kind == "next" or (clause.kind == "main" and joined)


def _of_a_flow(draft: Draft, sentence: Sentence) -> str | None:
    """“Exports were $23 billion in 2023, and imports from China 13”: the time of the flow beside it."""
    if not _is_past_flow(draft, sentence) or not _goes_on(draft.clause):
        return None
    flows = [c for c in sentence.clauses if c.start < draft.clause.start and any(has(s, *TRADED) for s in c.row)]
    periods = {s.period.period for c in flows for s in c.periods if s.period is not None and s.period.period}
    return periods.pop() if len(periods) == 1 else None


def _is_of_the_same(draft: Draft, sentence: Sentence) -> bool:
    """“Its exports came to $63 billion in 2022. It bought …”: whether the time is that of the flow just told of."""
    last = sentence.context.last
    alike = last is not None and last.indicator in FLOWS and last.ref == draft.ref
    same = alike or any(what == "area" for what, _ in draft.inherited)
    named = any(is_point(s) for s in sentence.spans)
    return same and not named and _is_past_flow(draft, sentence)


def _is_past_flow(draft: Draft, sentence: Sentence) -> bool:
    """A flow that is told of as past, or in a heading, without a verb."""
    if draft.indicator not in FLOWS or draft.operation not in (*LEVELS, "change", "direction"):
        return False
    return PAST.search(sentence.low[draft.clause.start : draft.end]) is not None or not _has_finite_verb(draft.clause)


def _has_finite_verb(clause: Clause) -> bool:
    return any(is_verb(s) and s.low not in ("up", "down") for s in clause.row)
