"""When: which time of the sentence is that of a draft, and what it means for its operation.

Belongs here: period, base period, span and window. Does not belong here: what words are a time (claims/periods.py,
times.py), refusing for a time that nobody knows (verifier.py).
"""

import re
from collections.abc import Iterator

from pipelines.claims.lexicon import KIND
from pipelines.claims.periods import Period, step_back, year_before
from pipelines.reader.clauses import Clause, has_verb, is_verb
from pipelines.reader.sentence import LEVELS, MOVED, Draft, Refused, Sentence
from pipelines.reader.spans import Span, has
from pipelines.reader.values import AID, FLOWS, OVER_YEARS
from pipelines.reader.whose import BEFORE, HERE, line

NOW = re.compile(r"\b(?:today|then|now|currently|at present|since then|these days)\b", re.IGNORECASE)
PAST = re.compile(r"\b(?:was|were|had|came|bought|sold|sent|fell|rose|grew|shrank|stood|\w+ed)\b")
PRESENT = re.compile(r"\b(?:has|have|is|are)\b(?! (?:\w+ed|risen|fallen|grown|been|shrunk)\b)")
CONSTANT = re.compile(r"\b(?:in constant prices|at constant prices|in real terms|adjusted for inflation)\b")
YEARLY = re.compile(
    r"\b(?:averag(?:e|ed|ing)|a year|per year|per annum|annual(?:ly)?|annuali[sz]ed|(?:each|every) year|yearly)\b"
)
IN_DOLLARS = re.compile(r"\bin (?:u\.?s\.? )?dollars?\b(?! each)")
A_YEAR = re.compile(r" (?:a|per) (?:year|annum)\b")
AT_PRICES = {True: "gdp_constant", False: "gdp"}
STEPS = ("month", "quarter", "week")
UNNAMED = "the words name no single year, quarter or month"
SINCE_WHEN = "since when is not said"


def dated(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """The draft with its time; not held where the words name a part of a year or a span without ends."""
    if IN_DOLLARS.search(sentence.low):
        draft = _of_current_prices(draft)
    found, where = _times(draft), ""
    if not found and "before" not in draft.match.roles and not _is_now(draft, sentence):
        found, where = _elsewhere(draft, sentence), HERE
    time = _as_one([s.period for s in found if s.period])
    if time is None:
        draft = _carried(draft, sentence, before)
        if _is_first_of_two(draft) and not draft.period:  # “rose to 126 billion from 97”
            raise Refused("no period", "when it was so much is not said", "from")
        return _undated(draft, sentence)
    draft = draft.but(inherited=(*draft.inherited, ("period", where))) if where else draft
    if time.partial or (time.loose and not time.base):
        whole = draft.match.pattern.name == "growth" and found[0].low.startswith("since")
        draft = draft.but(not_held=UNNAMED, period=None)
        return _whole(draft, "gdp") if whole and not YEARLY.search(sentence.low) else draft
    return _meaning(_with_point(draft, time, sentence, before), time, sentence)


# --- which time ---


def is_point(span: Span) -> bool:
    return span.period is not None and bool(span.period.period or span.period.partial)


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
    place = next((said.start for role in ("amount", "rank", "change") if (said := draft.says(role))), draft.place)
    amounts = [s.start for s in draft.clause.row if s.kind in ("amount", "rank") and s.start > place]
    until = min(amounts, default=draft.clause.end + 1)
    own = _own(draft)
    ahead = [s for s in own if s.start < place]
    points = [n for n, s in enumerate(ahead) if is_point(s)]
    found = list[Span]()
    for spans in (
        [s for s in own if place <= s.start < until],
        ahead[points[-1] if points else -1 :],
        [s for s in own if s.start >= until and _reaches_on(draft)],
    ):
        found += [] if any(map(is_point, found)) else spans
    return found or (own if len(own) == 1 and len(amounts) <= 1 else [])


def _reaches_on(draft: Draft) -> bool:
    """Whether a time behind the next amount may be of it."""
    return draft.operation not in LEVELS or draft.match.pattern.name == "change-to"


def _own(draft: Draft) -> list[Span]:
    """The times of its clause; those in a row beside amounts only where it has one amount or goes on."""
    goes_on = draft.goes_on or sum(s.amount is not None for s in draft.clause.row) == 1
    return [s for s in draft.clause.periods if s.period is not None and (goes_on or not s.period.beside)]


def _of_two(draft: Draft) -> list[Span]:
    """The time of one of “from 4 billion in 2010 to 9 in 2020”; “in 2020, from 4 to 9 billion” is of the end."""
    roles = draft.match.roles
    first, last = sorted((roles["before"].start, roles.get("end", roles["amount"]).start))
    every = draft.clause.periods
    between, behind = [s for s in every if first < s.start < last], [s for s in every if s.start > last]
    ahead = [s for s in every if s.start < first]
    if draft.place == first:
        return [*between, *(s for s in (*ahead, *behind) if s.period and s.period.base)][:1]
    return [*behind, *ahead][:1]


def _elsewhere(draft: Draft, sentence: Sentence) -> list[Span]:
    """The time of another clause that is meant for this one, too: one that opens the sentence, or hangs beside."""
    if draft.clause.kind not in ("main", "next"):
        return []
    for each in line(draft.clause):
        begin = each.row[0].start if each.row else 10**6
        opening = [s for s in each.periods if s.start < begin and each is not draft.clause]
        if opening:
            return opening[:1]
    bare = [s for c in sentence.clauses if _is_bare(c, sentence) for s in c.periods]
    if len(bare) == 1 and bare[0].start < draft.place:
        return bare
    return list(_beside(draft, sentence))[:1] if sum(s.period is not None for s in sentence.spans) == 1 else []


def _is_bare(clause: Clause, sentence: Sentence) -> bool:
    """“Since he took office, …”, “When … in 2017, …”."""
    states = any(s.kind in ("area", "figure", "amount") for s in clause.row)
    return not states or sentence.low.startswith("when ", clause.start)


def _beside(draft: Draft, sentence: Sentence) -> Iterator[Span]:
    """The time of “Kenya's grew by 5.6 per cent and Uganda's by 5.2 in 2023”, “$600 in 2022, is a third of”."""
    kinds = ("next", "main") if draft.operation in LEVELS else ("apposition",)
    for c in sentence.clauses:
        hangs = c.kind in kinds and c.parent in (draft.clause, draft.clause.parent) and c is not draft.clause
        if hangs and any(s.amount for s in c.row) and (c.kind == "apposition" or not has_verb(c.row)):
            yield from (s for s in c.periods if c.kind == "apposition" or s.start > draft.place)


def _is_now(draft: Draft, sentence: Sentence) -> bool:
    """“Today”, “now” and “since then” set the time anew."""
    first = min(draft.clause.start, draft.place)
    start = max((s.end for s in sentence.spans if s.end <= first and s.kind != "sign"), default=0)
    return NOW.search(sentence.text[start : max(draft.clause.end, draft.end) + 12]) is not None


# --- the time of what was told before ---


def _carried(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """“Exports fell by 11 per cent in 2023 and imports by 6”: the time of what was told just before."""
    if draft.period or _is_now(draft, sentence):
        return draft
    told = _told(draft, sentence, before)
    if told is not None:
        not_held = told.not_held if told.indicator == draft.indicator else ""
        return draft.but(period=told.period, not_held=not_held, inherited=(*draft.inherited, ("period", HERE)))
    context = sentence.context
    alike = context.last is not None and context.last.indicator in FLOWS and context.last.ref == draft.ref
    same = alike or any(what == "area" for what, _ in draft.inherited)
    if not same or any(map(is_point, sentence.spans)) or not _is_past_flow(draft, sentence):
        return draft
    if context.last is not None and context.last.not_held == UNNAMED:
        return draft.but(not_held=UNNAMED)
    where = (*draft.inherited, ("period", BEFORE))
    return draft.but(period=context.period, inherited=where) if context.period else draft


def _goes_on(clause: Clause) -> bool:
    joined = clause.link in ("joint", "stop") or not _is_finite(clause) or has(clause.row[0], "with")
    return clause.kind == "next" or (clause.kind == "main" and joined)


def _is_finite(clause: Clause) -> bool:
    return any(is_verb(s) and s.low not in ("up", "down") for s in clause.row)


def _told(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft | None:
    """The claim before, if it stands in this clause or the one that this hangs on; or is of the same, “with …”."""
    last = before[-1] if before and _goes_on(draft.clause) else None
    if last is None or not last.period:
        return None
    same = last.indicator == draft.indicator
    near = last.clause in (draft.clause, draft.clause.parent) or (same and has(draft.clause.row[0], "with"))
    present = PRESENT.search(sentence.low[draft.clause.start : draft.end]) is not None
    return last if near and (same or not present) else None


def _is_past_flow(draft: Draft, sentence: Sentence) -> bool:
    """A flow that is told of as past, or in a heading, without a verb."""
    if draft.indicator not in FLOWS or draft.operation not in (*LEVELS, "change", "direction"):
        return False
    return PAST.search(sentence.low[draft.clause.start : draft.end]) is not None or not _is_finite(draft.clause)


# --- what it means ---


def _with_point(draft: Draft, time: Period, sentence: Sentence, before: list[Draft]) -> Draft:
    if _is_first_of_two(draft) and time.base and time.period:
        return draft.but(period=time.base)
    if time.later and before and before[-1].period:
        return draft.but(period=str(int(before[-1].period[:4]) + time.later))
    moved = time.base and draft.operation not in ("rank", "change", "level")
    return draft.but(period=time.period) if time.period else draft if moved else _carried(draft, sentence, before)


def _meaning(draft: Draft, time: Period, sentence: Sentence) -> Draft:
    """With the beginning of the time over which it moved, or as an average where it says “a year”."""
    if time.base and _is_of_years(draft):
        return _added_up(draft, time, sentence)
    if draft.operation not in MOVED and draft.indicator not in KIND["rate"]:
        return draft
    parted = len(draft.period or "") > 4 and (time.base or "")[:4] == str(int((draft.period or "")[:4]) - 1)
    if not (time.yearly or time.before or parted):
        return _over(draft, time, sentence) if time.base else _over_one_year(draft, sentence)
    if time.before and draft.indicator == "gdp_growth":
        return draft.but(not_held="growth against the quarter before is not held")
    return draft if draft.operation in LEVELS else _against_the_one_before(draft, time)


def _is_of_years(draft: Draft) -> bool:
    """Whether it is a flow that is added up; one that “has risen to … since 2015” is of the last year."""
    risen = draft.says("level_move") is not None or "before" in draft.match.roles
    return draft.operation in LEVELS and draft.indicator in OVER_YEARS and not risen


def _against_the_one_before(draft: Draft, time: Period) -> Draft:
    if not draft.period:
        return draft.but(not_held=UNNAMED) if time.before else draft
    return draft.but(base_period=step_back(draft.period) if time.before else year_before(draft.period))


def _added_up(draft: Draft, time: Period, sentence: Sentence) -> Draft:
    """“Between 2010 and 2020 it exported goods worth …” adds those years up; “since 2015” has no end."""
    if YEARLY.search(sentence.low) or len(time.period or "") != 4 or len(time.base or "") != 4:
        return draft.but(period=None, not_held=UNNAMED)
    return draft.but(period=f"{time.base}/{time.period}", cumulative=True)


def _over(draft: Draft, time: Period, sentence: Sentence) -> Draft:
    """Over the years from the base on."""
    base, ended = time.base or "", draft.period
    start = draft.but(span=time.back) if time.back and not ended else draft.but(base_period=base)
    several = not (ended and int(ended[:4]) - int(base[:4]) < 2)
    yearly = YEARLY.search(sentence.low) is not None
    if draft.indicator == "gdp_growth" and draft.operation in LEVELS:
        if several and not yearly and draft.match.pattern.name in ("growth", "change"):
            return _whole(start, AT_PRICES[CONSTANT.search(sentence.low) is not None])
        return _on_average(draft, start, base)
    if several and yearly and draft.operation == "change" and draft.unit == "PT":
        return draft.but(operation="growth", base_period=base)
    return draft if draft.indicator in KIND["rate"] and draft.operation not in MOVED else start


def _on_average(draft: Draft, start: Draft, base: str) -> Draft:
    """Growth of each year behind the base, on average."""
    window = draft.but(period=f"{int(base[:4]) + 1}/{draft.period[:4]}") if draft.period else start
    return window.but(operation="average")


def _over_one_year(draft: Draft, sentence: Sentence) -> Draft:
    """“Rose by 5 per cent in 2023” is against the year before; “grows by 2 per cent a year” names no time."""
    if draft.operation not in ("change", "direction") and (draft.operation != "ratio" or draft.base):
        return draft
    if draft.period and len(draft.period) == 4:
        return draft.but(base_period=str(int(draft.period) - 1))
    yearly = draft.operation == "change" and not draft.period and YEARLY.search(sentence.low)
    return draft.but(not_held="a yearly rate over a period that is not named") if yearly else draft


def _whole(draft: Draft, indicator: str) -> Draft:
    """“The economy shrank by 40 per cent since 2018”: all of it, and no yearly rate."""
    value = draft.value or ""
    order = "asc" if value.startswith("-") else "desc"
    return draft.but(indicator=indicator, operation="change", value=value.lstrip("-"), order=order)


def _of_current_prices(draft: Draft) -> Draft:
    """Output in dollars moves with prices and the rate of exchange, unlike what is called growth."""
    moved = _whole(draft, "gdp") if draft.indicator == "gdp_growth" and draft.operation in LEVELS else draft
    is_output = moved.indicator == "gdp" and moved.operation in MOVED
    return moved.but(definitions=("nominal",)) if is_output else moved


def _undated(draft: Draft, sentence: Sentence) -> Draft:
    """What no time means: “2 per cent a year” is a yearly rate; some figures say nothing without one."""
    if draft.operation in ("change", "direction") and draft.period:
        return _over_one_year(draft, sentence)
    a_year = A_YEAR.match(sentence.low, draft.end) is not None
    if draft.operation == "change" and draft.unit == "PT" and a_year:
        return draft.but(operation="growth")
    return draft.but(not_held=draft.not_held or _why_not_held(draft, a_year))


def _why_not_held(draft: Draft, a_year: bool) -> str:
    """Inflation that stands at so much is that of a month; the rates of named years and months are held."""
    if draft.operation == "streak":
        steps = any(word in draft.match.roles["streak"].low for word in STEPS)
        return "up to which month or quarter is not said" if steps else ""
    if draft.operation == "change":
        has_moved = not draft.period and draft.unit == "PT" and any(has(s, "have") for s in draft.used)
        return SINCE_WHEN if has_moved or (draft.indicator in KIND["people"] and not a_year) else ""
    if draft.period or draft.operation not in (*LEVELS, "rank", "ratio", "compare"):
        return ""
    if draft.indicator in AID and draft.operation in LEVELS:
        return "in which years it was is not said, and amounts of single years are held"
    return "of which month or year it is is not said" if draft.indicator in KIND["monthly"] else ""
