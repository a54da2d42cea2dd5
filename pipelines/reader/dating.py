"""When: the time of a draft among those that the sentence names, and what it means for the operation.

Belongs here: which period belongs to which amount. Does not belong here: what a time phrase means (claims/periods.py),
refusing for one that nobody knows (verifier.py).
"""

import re
from typing import Any

from pipelines.claims.lexicon import KIND
from pipelines.claims.periods import Period, step_back
from pipelines.reader.clauses import Clause, has_verb
from pipelines.reader.owners import BEFORE, HERE, parents
from pipelines.reader.sentence import LEVELS, Draft, Sentence
from pipelines.reader.spans import Span, has
from pipelines.reader.values import AID, FLOWS

MOVED = frozenset({"change", "direction", "ratio", "extreme", "growth", "average", "always", "streak"})
CONSTANT = re.compile(r"\b(?:in constant prices|at constant prices|in real terms|adjusted for inflation)\b")
DOLLARS = re.compile(r"\bin (?:u\.?s\.? )?dollars?\b(?! each)")
YEARLY = re.compile(
    r"\b(?:averag(?:e|ed|ing)|a year|per year|per annum|annual(?:ly)?|annuali[sz]ed|(?:each|every) year|yearly)\b"
)
A_YEAR = re.compile(r" (?:a|per) (?:year|annum)\b")
SUMMED = FLOWS | AID | {"military_expenditure", "remittances", "remittances_received", "fdi_inflows"}
NOW = re.compile(r"\b(?:today|then|now|currently|at present|since then|these days)\b", re.IGNORECASE)
PAST = re.compile(r"\b(?:was|were|had|came|bought|sold|sent|fell|rose|grew|shrank|stood|\w+ed)\b")
PRESENT = re.compile(r"\b(?:has|have|is|are)\b(?! (?:\w+ed|risen|fallen|grown|been|shrunk)\b)")
STEPS = ("month", "quarter", "week")
TRADED = ("figure.flow", "figure.trade", "export", "import")
UNNAMED = "the words name no single year, quarter or month"


def dated(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """The draft with its time and its prices; not held where the words name a part of a year or a span without ends."""
    if draft.indicator == "gdp_growth" and draft.operation in LEVELS and DOLLARS.search(sentence.low):
        draft = _as_change(draft, "gdp")
    spans, where = _periods_of(draft, sentence)
    time = _as_one([s.period for s in spans if s.period])
    if time is None or (where and _is_now(draft, sentence)):
        return _undated(_carried(draft, sentence, before), sentence)
    draft = draft.but(inherited=(*draft.inherited, ("period", where))) if where else draft
    if _is_first_of_two(draft) and time.base and time.period:
        return draft.but(period=time.base)
    if time.partial or (time.loose and not time.base):
        return _unnamed(draft, sentence, spans[0])
    if time.later and before and before[-1].period:
        return draft.but(period=str(int(before[-1].period[:4]) + time.later))
    if not time.period and not (time.base and draft.operation not in ("rank", "change", "level")):
        draft = _carried(draft, sentence, before)
    return _since(draft.but(period=time.period or draft.period), time, sentence)


def _as_one(periods: list[Period]) -> Period | None:
    """“In May from a year earlier”, “in 2023 than in 2014”: the point, with what it is compared with."""
    point = next((p for p in periods if p.period or p.partial), None)
    move = next((p for p in periods if p is not point and (p.base or p.yearly or p.before)), None)
    if point is None or move is None or point.base:
        return point or move or next(iter(periods), None)
    return point._replace(base=move.base, yearly=move.yearly, before=move.before, back=move.back)


def _undated(draft: Draft, sentence: Sentence) -> Draft:
    """What no time means: inflation that stands at so much is that of a month, “2 per cent a year” is a yearly rate."""
    if draft.operation in ("change", "direction") and draft.period:
        return _of_one_year(draft, sentence)
    if draft.operation == "change" and draft.unit == "PT" and A_YEAR.match(sentence.low, draft.end):
        return draft.but(operation="growth")
    if draft.operation == "streak" and any(word in draft.match.roles["streak"].low for word in STEPS):
        return draft.but(not_held="up to which month or quarter is not said")
    if draft.operation == "change" and draft.indicator in KIND["people"]:
        return draft.but(not_held="since when is not said")
    if draft.period or draft.operation not in (*LEVELS, "rank", "ratio", "compare"):
        return draft
    if draft.indicator in KIND["monthly"]:
        return draft.but(not_held="of which month or year it is is not said")
    aid = draft.indicator in AID and draft.operation in LEVELS
    return draft.but(not_held="in which years it was is not said, and amounts of single years are held") if aid else draft


def _is_first_of_two(draft: Draft) -> bool:
    return "before" in draft.match.roles and draft.place == draft.match.roles["before"].start


def _unnamed(draft: Draft, sentence: Sentence, span: Span) -> Draft:
    draft = draft.but(not_held=UNNAMED, period=None)
    whole = draft.match.pattern.name == "growth" and span.low.startswith("since")
    return _as_change(draft, "gdp") if whole and not YEARLY.search(sentence.low) else draft


def _as_change(draft: Draft, indicator: str) -> Draft:
    """“The economy shrank by 40 per cent since 2018”: all of it, and no yearly rate."""
    value = draft.value or ""
    order = "asc" if value.startswith("-") else "desc"
    return draft.but(indicator=indicator, operation="change", value=value.lstrip("-"), order=order)


def _since(draft: Draft, period: Period, sentence: Sentence) -> Draft:
    """With the beginning of the time over which it moved, or as an average where it says “a year”."""
    base, back = period.base, period.back
    if draft.operation in LEVELS and base and draft.indicator in SUMMED and not _is_dropped(draft):
        return _added_up(draft, period, sentence)
    if draft.operation not in MOVED and draft.indicator not in KIND["rate"]:
        return draft
    if period.before and draft.indicator == "gdp_growth":
        return draft.but(not_held="growth against the quarter before is not held")
    if draft.period and _is_a_year_before(period, draft.period):
        return draft if draft.operation in LEVELS else draft.but(base_period=_earlier(draft.period, period.before))
    if period.before:
        return draft.but(not_held=UNNAMED)
    if not base:
        return _of_one_year(draft, sentence)
    start = {"span": back} if back and not draft.period else {"base_period": base}
    several = not (draft.period and int(draft.period[:4]) - int(base[:4]) < 2)
    yearly = YEARLY.search(sentence.low) is not None
    if draft.indicator == "gdp_growth" and draft.operation in LEVELS:
        whole = several and not yearly and draft.match.pattern.name in ("growth", "change")
        return _grew(draft, sentence, start) if whole else _on_average(draft, base, start)
    if several and yearly and draft.operation == "change" and draft.unit == "PT":
        return draft.but(operation="growth", base_period=base)
    is_rate = draft.indicator in KIND["rate"] and draft.operation not in MOVED
    return draft if is_rate else draft.but(**start)


def _is_dropped(draft: Draft) -> bool:
    """“Has risen to $5 billion since 2015” is a level of today."""
    return draft.says("level_move") is not None or "before" in draft.match.roles


def _added_up(draft: Draft, period: Period, sentence: Sentence) -> Draft:
    """“Between 2010 and 2020 it exported goods worth …” adds those years up; “since 2015” has no end."""
    if YEARLY.search(sentence.low):
        return draft.but(period=None, not_held="an average of several years is not what is held")
    if not (period.period and len(period.period) == 4 and len(period.base or "") == 4):
        return draft.but(period=None, not_held=UNNAMED)
    return draft.but(period=f"{period.base}/{period.period}", cumulative=True)


def _is_a_year_before(time: Period, period: str) -> bool:
    """Whether what it is compared with is the same period of the year before, or the step before."""
    same = time.base and len(period) > 4 and time.base[:4] == str(int(period[:4]) - 1)
    return time.yearly or time.before or bool(same)


def _earlier(period: str, by_step: bool) -> str:
    """The same period of the year before, or the month, quarter or year before."""
    return step_back(period) if by_step else f"{int(period[:4]) - 1}{period[4:]}"


def _of_one_year(draft: Draft, sentence: Sentence) -> Draft:
    """“Rose by 5 per cent in 2023” is against the year before; “grows by 2 per cent a year” names no time."""
    if draft.operation not in ("change", "direction") and (draft.operation != "ratio" or draft.base):
        return draft
    if draft.period and len(draft.period) == 4:
        return draft.but(base_period=str(int(draft.period) - 1))
    yearly = draft.operation == "change" and not draft.period and YEARLY.search(sentence.low)
    return draft.but(not_held="a yearly rate over a period that is not named") if yearly else draft


def _grew(draft: Draft, sentence: Sentence, start: dict[str, Any]) -> Draft:
    indicator = "gdp_constant" if CONSTANT.search(sentence.low) else "gdp"
    return _as_change(draft, indicator).but(**start)


def _on_average(draft: Draft, base: str, start: dict[str, Any]) -> Draft:
    window = {"period": f"{int(base[:4]) + 1}/{draft.period[:4]}"} if draft.period else start
    return draft.but(operation="average", **window)


def _periods_of(draft: Draft, sentence: Sentence) -> tuple[list[Span], str]:
    """The times of a draft: behind it before the next amount, else before it, else those that it shares.

    What is shared stands elsewhere in its clause, opens the clause that it hangs on, or ends a row of the same.
    """
    if "before" in draft.match.roles:
        return [s for s in [_of_two(draft)] if s is not None], ""
    number = draft.says("amount") or draft.says("rank") or draft.says("change")
    place = number.start if number is not None else draft.place
    amounts = [s.start for s in draft.clause.row if s.kind in ("amount", "rank") and s.start > place]
    until = min(amounts, default=draft.clause.end + 1)
    goes_on = draft.match.pattern.says["operation"].startswith("next")
    own = [s for s in draft.clause.periods if s.period is not None and (goes_on or not s.period.beside)]
    behind = [s for s in own if place <= s.start < until]
    ahead = [s for s in own if s.start < place][-1:]
    shared = [s for s in own if s.start >= until] if draft.operation not in LEVELS or _is_moved_to(draft) else []
    if not any(_is_point(s) for s in behind):
        behind = [*behind, *ahead]
    if not any(_is_point(s) for s in behind):
        behind = [*behind, *shared]
    if behind or (len(own) == 1 and len(amounts) <= 1):
        return behind or own, ""
    if draft.clause.kind not in ("main", "next"):
        return [], ""
    found = _of_others(draft, sentence) or _of_beside(draft, sentence)
    return ([found] if found is not None else []), HERE


def _is_moved_to(draft: Draft) -> bool:
    return draft.match.pattern.name == "change-to"


def _is_point(span: Span) -> bool:
    return span.period is not None and bool(span.period.period or span.period.partial)


def _of_others(draft: Draft, sentence: Sentence) -> Span | None:
    """The time that opens the clause before it, or stands alone: “Since he took office, …”, “When … in 2017, …”."""
    for each in parents(draft.clause):
        begin = each.row[0].start if each.row else 10**6
        if opening := [s for s in each.periods if s.start < begin]:
            return opening[0]
    bare = [
        c for c in sentence.clauses
        if not any(s.kind in ("area", "figure", "amount") for s in c.row) or sentence.low.startswith("when ", c.start)
    ]  # fmt: skip
    found = [s for c in bare for s in c.periods]
    return found[0] if len(found) == 1 and found[0].start < draft.place else None


def _of_beside(draft: Draft, sentence: Sentence) -> Span | None:
    """The time of “Kenya's grew by 5.6 per cent and Uganda's by 5.2 in 2023”, “income, $600 in 2022, is a third of …”."""
    around = (draft.clause, draft.clause.parent)
    kinds = ("next", "main") if draft.operation in LEVELS else ("apposition",)
    hanging = [c for c in sentence.clauses if c.kind in kinds and c.parent in around and c is not draft.clause]
    found = [s for c in hanging for s in c.periods if _has_amount(c) and (c.kind == "apposition" or not has_verb(c.row))]
    alone = sum(1 for s in sentence.spans if s.period is not None) == 1
    behind = bool(found) and (kinds == ("apposition",) or found[0].start > draft.place)
    return found[0] if alone and behind else None


def _has_amount(clause: Clause) -> bool:
    return any(s.amount is not None for s in clause.row)


def _of_two(draft: Draft) -> Span | None:
    """The time of one of “from 4 billion in 2010 to 9 in 2020”; “in 2020, from 4 to 9 billion” is of the end."""
    roles = draft.match.roles
    first, last = sorted((roles["before"].start, roles.get("end", roles["amount"]).start))
    between = [s for s in draft.clause.periods if first < s.start < last]
    behind = [s for s in draft.clause.periods if s.start > last]
    ahead = [s for s in draft.clause.periods if s.start < first]
    if draft.place == first:
        spanning = [s for s in (*ahead, *behind) if s.period and s.period.base]
        return next(iter([*between, *spanning]), None)
    return next(iter([*behind, *ahead]), None)


def _is_now(draft: Draft, sentence: Sentence) -> bool:
    """“Today”, “now” and “since then” set the time anew."""
    first = min(draft.clause.start, draft.place)
    start = max((s.end for s in sentence.spans if s.end <= first and s.kind != "sign"), default=0)
    return NOW.search(sentence.text[start : max(draft.clause.end, draft.end) + 12]) is not None


def _carried(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """“Exports fell by 11 per cent in 2023 and imports by 6”: the time of what was told just before."""
    if draft.period or _is_now(draft, sentence):
        return draft
    last = before[-1] if before else None
    near = last is not None and last.clause in (draft.clause, draft.clause.parent)
    is_now = PRESENT.search(sentence.low[draft.clause.start : draft.end])
    told = last.period if last is not None and near and not (is_now and last.indicator != draft.indicator) else None
    period = (told or _of_a_flow(draft, sentence)) if _goes_on(draft.clause) else None
    where = HERE if period else BEFORE
    if not period and _is_of_the_same(draft, sentence):
        period = sentence.context.period
        if sentence.context.last is not None and sentence.context.last.not_held == UNNAMED:
            return draft.but(not_held=UNNAMED)
    return draft.but(period=period, inherited=(*draft.inherited, ("period", where))) if period else draft


def _goes_on(clause: Clause) -> bool:
    joined = clause.link in ("joint", "stop") or not has_verb(clause.row) or has(clause.row[0], "with")
    return clause.kind == "next" or (clause.kind == "main" and joined)


def _of_a_flow(draft: Draft, sentence: Sentence) -> str | None:
    """“Exports were $23 billion in 2023, and imports from China 13”: the time of the flow beside it."""
    if draft.operation not in (*LEVELS, "change") or not _is_past_flow(draft, sentence):
        return None
    flows = [c for c in sentence.clauses if c.start < draft.clause.start and any(has(s, *TRADED) for s in c.row)]
    periods = {s.period.period for c in flows for s in c.periods if s.period is not None and s.period.period}
    return periods.pop() if len(periods) == 1 else None


def _is_of_the_same(draft: Draft, sentence: Sentence) -> bool:
    """“Its exports came to $63 billion in 2022. It bought …”: whether the time is that of the flow just told of."""
    last = sentence.context.last
    alike = last is not None and last.indicator in FLOWS and last.ref == draft.ref
    same = alike or any(what == "area" for what, _ in draft.inherited)
    named = any(_is_point(s) for s in sentence.spans)
    return same and draft.operation in (*LEVELS, "change") and not named and _is_past_flow(draft, sentence)


def _is_past_flow(draft: Draft, sentence: Sentence) -> bool:
    return draft.indicator in FLOWS and PAST.search(sentence.low[draft.clause.start : draft.end]) is not None
