"""What a clause leaves unsaid, looked up along the tree: whose figure it is, when, and than what.

Belongs here: `attach`, the one place that looks outside a match. Does not belong here: refusing for what was found
(guards.py, verifier.py), but for a figure that nobody owns.
"""

from collections.abc import Iterator
from itertools import chain

from pipelines.claims import lexicon
from pipelines.claims.lexicon import KIND
from pipelines.reader import propositions, vocabulary
from pipelines.reader.clauses import Clause, is_verb
from pipelines.reader.sentence import Context, Draft, Refused, Sentence
from pipelines.reader.spans import Span

MOVED = frozenset({"change", "direction", "ratio", "extreme", "growth", "average", "always", "streak"})
UNSAID = ("no subject", "whose figure it is is not said")


def attach(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """The draft with owner, partner and period; raises Refused where nobody owns the figure."""
    draft = _owned(draft, sentence)
    draft = _dated(draft, sentence, before)
    draft = _one_by_one(draft, sentence)
    draft = _paid(_extreme(draft, sentence), sentence)
    undated = draft.operation == "ratio" and not (draft.base or draft.base_period or draft.span)
    return draft.but(not_held=draft.not_held or "the words give no date for the beginning") if undated else draft


# --- whose ---


def _owned(draft: Draft, sentence: Sentence) -> Draft:
    inherited = list(draft.inherited)
    figure = propositions.figure_of(draft, "figure") or propositions.figure_of(draft, "whole")
    if not draft.ref:
        ref, where = _owner(draft, sentence, figure.owner_word if figure else "")
        draft = draft.but(ref=ref)
        if where:
            inherited.append(("area", where))
    partner = draft.says("partner") or draft.says("other")
    word = figure.partner_word if figure else ""
    if not draft.partner and ((partner is not None and "pronoun" in partner.labels) or word):
        draft = draft.but(partner=_antecedent(draft, sentence, but=draft.ref)[0])
    if draft.ref == draft.partner or not draft.ref:
        raise Refused(*UNSAID, "owner")
    pair = ("goods_trade", "trade_balance", "trade_partner")
    if len(draft.ref) == 2 and not draft.partner and draft.indicator in pair and _is_list(draft):
        draft = draft.but(ref=draft.ref[:1], partner=draft.ref[1:], operation="level" if draft.operation == "sum" else draft.operation)
    if draft.operation in propositions.LEVELS:
        draft = draft.but(operation=propositions.level_of(draft))
    if draft.operation in ("compare", "ratio", "share") and draft.says("base") is not None and not draft.base:
        raise Refused("no subject", "what it is set against is not said", "base")
    return draft.but(inherited=tuple(inherited))


def _is_list(draft: Draft) -> bool:
    return not set(draft.ref) & vocabulary.groups()


def _owner(draft: Draft, sentence: Sentence, word: str) -> tuple[tuple[str, ...], str]:
    """Whose figure it is, and where that was said if not in this clause."""
    named = draft.says("ref") or draft.says("part")
    if named is not None and "pronoun" in named.labels:
        word = named.values["pronoun"]
    if word == "we":
        context = sentence.context
        return ((context.speaker or context.country or ""),) if context.speaker or context.country else (), "the country of the text"
    if word:
        return _antecedent(draft, sentence)
    clause = draft.clause
    if clause.kind in ("relative", "apposition"):
        return _of_span(clause.host), ""
    own = _subject(clause, draft.place)
    if own:
        return own, ""
    for each in _parents(clause):
        subject = _subject(each, draft.place) or _of_span(each.host)
        if subject:
            return subject, "another clause"
    behind = _in_area(clause)
    if behind:
        return behind, ""
    economy = propositions.figure_of(draft)
    if sentence.context.topic and (economy is not None or draft.clause.kind == "next"):
        return sentence.context.topic, "the sentence before"
    country = sentence.context.country
    return ((country,), "the country of the text") if country else ((), "")


def _antecedent(draft: Draft, sentence: Sentence, but: tuple[str, ...] = ()) -> tuple[tuple[str, ...], str]:
    """Whom “it”, “its” or “they” means: the subject before it in this sentence, else that of the sentence before."""
    clause: Clause | None = draft.clause
    if clause is not None and clause.kind in ("relative", "apposition") and _of_span(clause.host):
        return _of_span(clause.host), ""
    for each in chain([draft.clause], _parents(draft.clause)):
        subject = _subject(each, draft.place, but)
        if subject and subject != but:
            return subject, "" if each is draft.clause else "another clause"
    topic = sentence.context.topic
    if topic and topic != but:
        return topic, "the sentence before"
    return ((sentence.context.country,), "the country of the text") if sentence.context.country and sentence.context.country not in but else ((), "")


def _parents(clause: Clause) -> Iterator[Clause]:
    parent = clause.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _subject(clause: Clause, place: int, but: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The area that a clause is about: its first area, or owner of a figure, before `place`."""
    for n, span in enumerate(clause.row):
        if span.start >= place:
            break
        found = _of_span(span)
        if found and found != but and found != ("WLD",):
            behind = clause.row[n + 1] if n + 1 < len(clause.row) else None
            before = clause.row[n - 1] if n else None
            if span.kind == "area" and behind is not None and behind.kind == "unknown" and not is_verb(behind):
                return ()
            if before is not None and before.kind == "unknown" or (before is not None and {"of", "by", "from", "to", "with", "for"} & before.labels):
                continue
            return found
    return ()


def _in_area(clause: Clause) -> tuple[str, ...]:
    """“Unemployment was 5 per cent in Kenya.”"""
    for link, thing in zip(clause.row, clause.row[1:], strict=False):
        if "in" in link.labels and thing.kind == "area":
            return thing.ids
    return ()


def _of_span(span: Span | None) -> tuple[str, ...]:
    if span is None:
        return ()
    if span.kind == "area":
        return span.ids
    return span.figure.owner if span.figure is not None else ()


# --- when ---


def _dated(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    span, where = _period_of(draft, sentence)
    if span is None or span.period is None:
        if draft.period is None and where is None and before and draft.clause.kind in ("main", "next"):
            return _carried(draft, sentence, before)
        return draft
    period = span.period
    if where:
        draft = draft.but(inherited=(*draft.inherited, ("period", where)))
    if period.partial or (period.loose and not period.base):
        return draft.but(not_held="the words name no single year, quarter or month", period=None)
    if period.later and before and before[-1].period:
        return draft.but(period=str(int(before[-1].period[:4]) + period.later))
    draft = draft.but(period=period.period or draft.period)
    if draft.operation in MOVED or draft.indicator in KIND["rate"]:
        return _since(draft, period.base, period.back, period.yearly or period.before)
    return draft


def _since(draft: Draft, base: str | None, back: int, yearly: bool) -> Draft:
    if yearly and draft.period:
        return draft.but(base_period=f"{int(draft.period[:4]) - 1}{draft.period[4:]}")
    if draft.indicator == "gdp_growth" and draft.operation in propositions.LEVELS and base:
        if draft.period:
            return draft.but(operation="average", period=f"{int(base) + 1}/{draft.period}")
        return draft.but(operation="average", base_period=None if back else base, span=back or None)
    if draft.indicator in KIND["rate"] and draft.operation not in MOVED:
        return draft
    if back and not draft.period:
        return draft.but(span=back)
    return draft.but(base_period=base) if base else draft


def _period_of(draft: Draft, sentence: Sentence) -> tuple[Span | None, str | None]:
    """The time of a draft: behind it before the next amount, else before it, else that of a clause that it hangs on."""
    number = draft.says("amount") or draft.says("rank") or draft.says("change")
    place = number.start if number is not None else draft.place
    amounts = [s.start for s in draft.clause.row if s.kind in ("amount", "rank") and s.start > place]
    until = amounts[0] if amounts else draft.clause.end + 1
    own = [s for s in draft.clause.periods if s.period is not None]
    behind = [s for s in own if place <= s.start < until]
    ahead = [s for s in own if s.start < place]
    late = [s for s in own if s.start >= until]
    if behind:
        single = [s for s in behind if s.period and (s.period.period or s.period.partial)]
        return (single or behind)[0], None
    if ahead:
        return ahead[-1], None
    if late and len({s.start for s in own}) == 1 and draft.operation not in propositions.LEVELS:
        return late[0], None
    if late and len(own) == 1 and len(amounts) <= 1:
        return late[0], None
    if draft.clause.kind in ("main", "next"):
        for each in _parents(draft.clause):
            opening = [s for s in each.periods if s.start < (each.row[0].start if each.row else 1e9)]
            if opening:
                return opening[0], "another clause"
    return None, None


def _carried(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """“Exports fell by 11 per cent in 2023 and imports by 6”: the time of what was told just before."""
    last = before[-1]
    if last.period and draft.clause.kind == "next" and last.clause in (draft.clause, draft.clause.parent):
        return draft.but(period=last.period, inherited=(*draft.inherited, ("period", "another clause")))
    return draft


# --- than what, and one by one ---


def _one_by_one(draft: Draft, sentence: Sentence) -> Draft:
    """A list is judged one by one unless a word adds it up."""
    several = len(draft.ref) > 1 and _is_list(draft)
    added = any(word in sentence.low for word in propositions.ADDED_UP)
    each = " each " in f"{sentence.low.rstrip('.')} "
    if several and each and not added and draft.operation in (*propositions.LEVELS, "change", "compare", "rank"):
        operation = "level" if draft.operation in propositions.LEVELS else draft.operation
        return draft.but(parts="ref", operation=operation)
    if several and draft.operation == "rank":
        return draft.but(parts="ref")
    if len(draft.partner) > 1 and draft.operation == "rank":
        return draft.but(parts="counterpart")
    return draft


def _extreme(draft: Draft, sentence: Sentence) -> Draft:
    """“The lowest since 1990” is no place among countries but the lowest of those years."""
    if draft.operation != "rank" or draft.value != "1" or draft.universe or draft.partner and draft.indicator in KIND["bilateral"]:
        return draft
    rank = draft.says("rank")
    behind = [s for s in draft.clause.periods if s.period is not None and s.period.base and rank is not None and s.start > rank.start]
    if not behind or "rank.own" in (rank.labels if rank else ()) and draft.says("noun") is not None:
        return draft
    period = behind[0].period
    if period is None:
        return draft
    own = draft.period if draft.period and len(draft.period) == 4 else draft.period
    back = period.back or None
    return draft.but(operation="extreme", value=None, unit=None, base_period=None if back and not own else period.base, span=None if own else back)


# --- in whose money ---


def _paid(draft: Draft, sentence: Sentence) -> Draft:
    """The code of a currency that several countries call by the same name: “pesos”, “dollars”."""
    if draft.unit == "dollars":
        return draft.but(unit=_dollars(draft, sentence))
    codes = lexicon.currencies().get(draft.unit or "")
    if codes is None:
        return draft
    named = [iso for s in sentence.spans for iso in (s.ids or (s.figure.owner if s.figure else ()))]
    for areas in (draft.ref, named):
        meant = {codes[iso] for iso in areas if iso in codes}
        if len(meant) == 1:
            return draft.but(unit=meant.pop())
    raise Refused("no subject", f"whose {draft.unit} are meant is not said", "currency")


def _dollars(draft: Draft, sentence: Sentence) -> str:
    """Those of the United States, unless the country has its own and nobody else is named."""
    own = {row["dollar_of"]: row["unit"] for row in lexicon.rows("money") if row["dollar_of"]}
    others = {iso for s in sentence.spans if s.kind == "area" for iso in s.ids} - {*draft.ref, *draft.partner}
    speaker = sentence.context.speaker or sentence.context.country
    if len(draft.ref) == 1 and draft.ref[0] in own and own[draft.ref[0]] != "USD" and not others and speaker != "USA":
        raise Refused("no subject", "whose dollars are meant is not said", "currency")
    return "USD"


def context_after(sentence: Sentence, drafts: list[Draft]) -> Context:
    """What the next sentence can take over."""
    topic = next((d.ref for d in drafts if len(d.ref) == 1 and d.clause.kind in ("main", "next")), ())
    named = [s.ids for s in sentence.spans if s.kind == "area" and len(s.ids) == 1] + [
        s.figure.owner for s in sentence.spans if s.figure is not None and s.figure.owner
    ]
    old = sentence.context
    singles = list(dict.fromkeys(n for n in named if len(n) == 1 and n[0] != "WLD"))
    topic = topic or (singles[0] if singles and (len(singles) == 1 or not old.topic) else old.topic if not singles else singles[0])
    last = next((d for d in reversed(drafts)), None)
    period = next((d.period for d in reversed(drafts) if d.period), old.period)
    return Context(old.country, None, topic, period, last)
