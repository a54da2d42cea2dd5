"""When: the time of a draft among those that the sentence names, and what it means for the operation.

Belongs here: which period belongs to which amount. Does not belong here: what a time phrase means (claims/periods.py),
refusing for one that nobody knows (verifier.py).
"""

import re
from typing import Any

from pipelines.claims.lexicon import KIND
from pipelines.claims.periods import Period
from pipelines.reader.clauses import has_verb
from pipelines.reader.owners import BEFORE, HERE, parents
from pipelines.reader.sentence import LEVELS, Draft, Sentence
from pipelines.reader.spans import Span, has
from pipelines.reader.values import FLOWS

MOVED = frozenset({"change", "direction", "ratio", "extreme", "growth", "average", "always", "streak"})
CONSTANT = re.compile(r"\b(?:in constant prices|at constant prices|in real terms|adjusted for inflation)\b")
DOLLARS = re.compile(r"\bin (?:u\.?s\.? )?dollars?\b(?! each)")
YEARLY = re.compile(
    r"\b(?:averag(?:e|ed|ing)|a year|per year|per annum|annual(?:ly)?|annuali[sz]ed|(?:each|every) year|yearly)\b"
)
A_YEAR = re.compile(r" (?:a|per) (?:year|annum)\b")
NOW = re.compile(r"\b(?:today|now|currently|at present|since then|these days)\b", re.IGNORECASE)
PAST = re.compile(r"\b(?:was|were|had|came|bought|sold|sent|fell|rose|grew|shrank|stood|\w+ed)\b")
TRADED = ("figure.flow", "figure.trade", "export", "import")
UNNAMED = "the words name no single year, quarter or month"


def dated(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """The draft with its time and its prices; not held where the words name a part of a year or a span without ends."""
    if draft.indicator == "gdp_growth" and draft.operation in LEVELS and DOLLARS.search(sentence.low):
        draft = _as_change(draft, "gdp")
    span, where = _period_of(draft, sentence)
    if span is None or span.period is None:
        return _undated(_carried(draft, sentence, before), sentence)
    if where and _is_now(draft, sentence):
        return draft
    period = span.period
    draft = draft.but(inherited=(*draft.inherited, ("period", where))) if where else draft
    if _is_first_of_two(draft) and period.base and period.period:
        return draft.but(period=period.base)
    if period.partial or (period.loose and not period.base):
        return _unnamed(draft, sentence, span)
    if period.later and before and before[-1].period:
        return draft.but(period=str(int(before[-1].period[:4]) + period.later))
    return _since(draft.but(period=period.period or draft.period), period, sentence)


def _undated(draft: Draft, sentence: Sentence) -> Draft:
    """What no time means: inflation that stands at so much is that of a month, “2 per cent a year” is a yearly rate."""
    if draft.operation in ("change", "direction") and draft.period:
        return _of_one_year(draft, sentence)
    if draft.operation == "change" and draft.unit == "PT" and A_YEAR.match(sentence.low, draft.end):
        return draft.but(operation="growth")
    monthly = draft.indicator in KIND["monthly"] and draft.operation in LEVELS and not draft.period
    return draft.but(not_held="of which month or year it is is not said") if monthly else draft


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
    if draft.operation not in MOVED and draft.indicator not in KIND["rate"]:
        return draft
    if (period.yearly or period.before) and draft.period:
        return draft.but(base_period=f"{int(draft.period[:4]) - 1}{draft.period[4:]}")
    if not base:
        return _of_one_year(draft, sentence)
    start = {"span": back} if back and not draft.period else {"base_period": base}
    several = not (draft.period and int(draft.period[:4]) - int(base[:4]) < 2)
    yearly = YEARLY.search(sentence.low) is not None
    if draft.indicator == "gdp_growth" and draft.operation in LEVELS:
        whole = several and not yearly and draft.match.pattern.name == "growth"
        return _grew(draft, sentence, start) if whole else _on_average(draft, base, start)
    if several and yearly and draft.operation == "change" and draft.unit == "PT":
        return draft.but(operation="growth", base_period=base)
    is_rate = draft.indicator in KIND["rate"] and draft.operation not in MOVED
    return draft if is_rate else draft.but(**start)


def _of_one_year(draft: Draft, sentence: Sentence) -> Draft:
    """“Rose by 5 per cent in 2023” is against the year before; “grows by 2 per cent a year” names no time."""
    if draft.operation not in ("change", "direction"):
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


def _period_of(draft: Draft, sentence: Sentence) -> tuple[Span | None, str]:
    """The time of a draft: behind it before the next amount, else before it, else that of a clause that it hangs on."""
    if "before" in draft.match.roles:
        return _of_two(draft), ""
    number = draft.says("amount") or draft.says("rank") or draft.says("change")
    place = number.start if number is not None else draft.place
    amounts = [s.start for s in draft.clause.row if s.kind in ("amount", "rank") and s.start > place]
    until = min(amounts, default=draft.clause.end + 1)
    own = draft.clause.periods
    behind = [s for s in own if place <= s.start < until]
    ahead = [s for s in own if s.start < place]
    if behind:
        return next((s for s in behind if _is_point(s)), behind[0]), ""
    if ahead:
        return ahead[-1], ""
    if own and draft.operation not in LEVELS:
        return next((s for s in own if _is_point(s)), own[0]), ""
    if len(own) == 1 and len(amounts) <= 1:
        return own[0], ""
    if draft.clause.kind not in ("main", "next"):
        return None, ""
    return _of_others(draft, sentence) or _of_beside(draft, sentence), HERE


def _is_point(span: Span) -> bool:
    return span.period is not None and bool(span.period.period or span.period.partial)


def _of_others(draft: Draft, sentence: Sentence) -> Span | None:
    """The time that opens the clause before it, or stands alone: “Since he took office, …”."""
    for each in parents(draft.clause):
        begin = each.row[0].start if each.row else 10**6
        if opening := [s for s in each.periods if s.start < begin]:
            return opening[0]
    bare = [c for c in sentence.clauses if not any(s.kind in ("area", "figure", "amount") for s in c.row)]
    found = [s for c in bare for s in c.periods]
    return found[0] if len(found) == 1 and found[0].start < draft.place else None


def _of_beside(draft: Draft, sentence: Sentence) -> Span | None:
    """The time of “13,500 were in Kuwait and 8,000 in Qatar in 2023”, and of “income, $600 in 2022, is a third of …”."""
    is_level = draft.operation in LEVELS
    kind = ("next", "joint") if is_level else ("apposition", ",")
    hanging = [c for c in sentence.clauses if c.parent is draft.clause and (c.kind, c.link) == kind]
    found = [s for c in hanging for s in c.periods if not has_verb(c.row) and any(s.amount for s in c.row)]
    alone = sum(1 for s in sentence.spans if s.period is not None) == 1
    return found[0] if found and alone else None


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
    return NOW.search(sentence.text[draft.clause.start : max(draft.clause.end, draft.end) + 12]) is not None


def _carried(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """“Exports fell by 11 per cent in 2023 and imports by 6”: the time of what was told just before."""
    if draft.period or _is_now(draft, sentence):
        return draft
    goes_on = draft.clause.kind == "next" or (draft.clause.kind == "main" and draft.clause.link == "joint")
    last = before[-1] if before else None
    told = last.period if last is not None and last.clause in (draft.clause, draft.clause.parent) else None
    period = (told or _of_a_flow(draft, sentence)) if goes_on else None
    where = HERE if period else BEFORE
    period = period or _of_the_sentence_before(draft, sentence)
    return draft.but(period=period, inherited=(*draft.inherited, ("period", where))) if period else draft


def _of_a_flow(draft: Draft, sentence: Sentence) -> str | None:
    """“Exports were $23 billion in 2023, and imports from China 13”: the time of the flow beside it."""
    if draft.operation not in (*LEVELS, "change") or not _is_past_flow(draft, sentence):
        return None
    flows = [c for c in sentence.clauses if c.start < draft.clause.start and any(has(s, *TRADED) for s in c.row)]
    periods = {s.period.period for c in flows for s in c.periods if s.period is not None}
    return periods.pop() if len(periods) == 1 else None


def _of_the_sentence_before(draft: Draft, sentence: Sentence) -> str | None:
    """“Its exports came to $63 billion in 2022. It bought …”: the time of the flow just told of, if it is past."""
    last = sentence.context.last
    alike = last is not None and last.indicator in FLOWS and last.ref == draft.ref
    same = alike or any(what == "area" for what, _ in draft.inherited)
    if not same or draft.operation not in LEVELS or sentence.has_periods or not _is_past_flow(draft, sentence):
        return None
    return sentence.context.period


def _is_past_flow(draft: Draft, sentence: Sentence) -> bool:
    return draft.indicator in FLOWS and PAST.search(sentence.low[draft.clause.start : draft.end]) is not None
