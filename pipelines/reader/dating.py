"""When: the time of a draft among those that its clause names.

Belongs here: which period belongs to which amount. Does not belong here: times of other clauses and sentences
(carrying.py), what a time means for an operation (windows.py), refusing for one that nobody knows (verifier.py).
"""

from pipelines.claims.periods import Period
from pipelines.reader.carrying import carried, is_now, is_point, shared
from pipelines.reader.owners import HERE
from pipelines.reader.sentence import LEVELS, Draft, Refused, Sentence
from pipelines.reader.spans import Span
from pipelines.reader.windows import DOLLARS, as_change, since, undated, unnamed


def dated(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """The draft with its time and its prices; not held where the words name a part of a year or a span without ends."""
    if draft.indicator == "gdp_growth" and draft.operation in LEVELS and DOLLARS.search(sentence.low):
        draft = as_change(draft, "gdp").but(definitions=("nominal",))
    spans, where = _times(draft), ""
    if not spans and "before" not in draft.match.roles and (found := shared(draft, sentence)) is not None:
        spans, where = [found], HERE
    time = _as_one([s.period for s in spans if s.period])
    if time is None or (where and is_now(draft, sentence)):
        return undated(_said_when(carried(draft, sentence, before)), sentence)
    draft = draft.but(inherited=(*draft.inherited, ("period", where))) if where else draft
    if time.partial or (time.loose and not time.base):
        return unnamed(draft, sentence, spans[0].low)
    return since(_with_point(draft, time, sentence, before), time, sentence)


def _said_when(draft: Draft) -> Draft:
    """“Rose to 126 billion from 97”: when it was 97 is not said."""
    if _is_first_of_two(draft) and not draft.period:
        raise Refused("no period", "when it was so much is not said", "from")
    return draft


def _with_point(draft: Draft, time: Period, sentence: Sentence, before: list[Draft]) -> Draft:
    if _is_first_of_two(draft) and time.base and time.period:
        return draft.but(period=time.base)
    if time.later and before and before[-1].period:
        return draft.but(period=str(int(before[-1].period[:4]) + time.later))
    moved = time.base and draft.operation not in ("rank", "change", "level")
    return draft.but(period=time.period) if time.period else draft if moved else carried(draft, sentence, before)


def _as_one(periods: list[Period]) -> Period | None:
    """“In May from a year earlier”, “in 2023 than in 2014”: the point, with what it is compared with."""
    point = next((p for p in periods if p.period or p.partial), None)
    move = next((p for p in periods if p is not point and (p.base or p.yearly or p.before)), None)
    if point is None or move is None or point.base:
        return point or move or next(iter(periods), None)
    return point._replace(base=move.base, yearly=move.yearly, before=move.before, back=move.back)


def _is_first_of_two(draft: Draft) -> bool:
    return "before" in draft.match.roles and draft.place == draft.match.roles["before"].start


def _times(draft: Draft) -> list[Span]:
    """The times of a draft in its clause: behind it before the next amount, else before it, else behind that.

    One that no amount stands before or behind is of the only amount.
    """
    if "before" in draft.match.roles:
        return _of_two(draft)
    place = _place(draft)
    amounts = [s.start for s in draft.clause.row if s.kind in ("amount", "rank") and s.start > place]
    until = min(amounts, default=draft.clause.end + 1)
    own = _own(draft)
    further = draft.operation not in LEVELS or draft.match.pattern.name == "change-to"
    found = [s for s in own if place <= s.start < until]
    found += [] if any(map(is_point, found)) else _last_point([s for s in own if s.start < place])
    found += [] if any(map(is_point, found)) else [s for s in own if s.start >= until and further]
    return found or (own if len(own) == 1 and len(amounts) <= 1 else [])


def _last_point(spans: list[Span]) -> list[Span]:
    """From the last that names a time on: “in August from a year earlier”."""
    points = [n for n, span in enumerate(spans) if is_point(span)]
    return spans[points[-1] :] if points else spans[-1:]


def _place(draft: Draft) -> int:
    number = draft.says("amount") or draft.says("rank") or draft.says("change")
    return number.start if number is not None else draft.place


def _own(draft: Draft) -> list[Span]:
    """The times of its clause, but for those of what it is compared with."""
    goes_on = draft.match.pattern.says["operation"].startswith("next")
    goes_on = goes_on or sum(s.amount is not None for s in draft.clause.row) == 1  # “…, after growing by 2 in 2022”
    return [s for s in draft.clause.periods if s.period is not None and (goes_on or not s.period.beside)]


def _of_two(draft: Draft) -> list[Span]:
    """The time of one of “from 4 billion in 2010 to 9 in 2020”; “in 2020, from 4 to 9 billion” is of the end."""
    roles = draft.match.roles
    first, last = sorted((roles["before"].start, roles.get("end", roles["amount"]).start))
    between = [s for s in draft.clause.periods if first < s.start < last]
    behind = [s for s in draft.clause.periods if s.start > last]
    ahead = [s for s in draft.clause.periods if s.start < first]
    if draft.place == first:
        return [*between, *(s for s in (*ahead, *behind) if s.period and s.period.base)][:1]
    return [*behind, *ahead][:1]
