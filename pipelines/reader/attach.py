"""What a clause leaves unsaid, looked up along the tree: whose figure it is, when, and than what.

Belongs here: `attach`, the one place that looks outside a match. Does not belong here: refusing for what was found
(guards.py, verifier.py), but for a figure that nobody owns.
"""

import re
from collections.abc import Iterator
from functools import cache
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
    draft = _owned(draft, sentence, before)
    draft = _measured(draft, sentence)
    draft = _dated(draft, sentence, before)
    draft = _one_by_one(draft, sentence)
    draft = _paid(_extreme(draft, sentence), sentence)
    undated = draft.operation == "ratio" and not (draft.base or draft.base_period or draft.span)
    return draft.but(not_held=draft.not_held or "the words give no date for the beginning") if undated else draft


# --- whose ---


PARITY = re.compile(r"\b(?:purchasing power parity|ppp)\b")
PER_HEAD = re.compile(r"^per (?:capita|head|person)\b")
CONSTANT = re.compile(r"\b(?:in constant prices|at constant prices|in real terms|adjusted for inflation)\b")
YEARLY = re.compile(
    r"\b(?:average|averaged|averaging|a year|per year|per annum|annually|annual|annuali[sz]ed|each year|every year|yearly)\b"
)


def _measured(draft: Draft, sentence: Sentence) -> Draft:
    """“At purchasing power parity”, “per capita”, “in real terms”: what the sentence says of the measure."""
    indicator, low = draft.indicator, sentence.low
    if PARITY.search(low):
        indicator = {"gdp": "gdp_ppp", "gdp_per_capita": "gdp_ppp_per_capita"}.get(indicator, indicator)
    if PER_HEAD.search(low) and indicator in ("gdp", "gdp_ppp"):
        indicator += "_per_capita"
    if CONSTANT.search(low) and draft.operation in MOVED:
        constant = {"military_expenditure": "military_expenditure_constant", "gdp": "gdp_constant"}
        indicator = constant.get(indicator, indicator)
    unit = None if indicator.startswith("gdp_ppp") and draft.unit in ("dollars", "USD") else draft.unit
    return draft.but(indicator=indicator, unit=unit)


def _owned(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    inherited = list(draft.inherited)
    figure = propositions.figure_of(draft, "figure") or propositions.figure_of(draft, "whole")
    if draft.match.pattern.name == "partner" and not draft.partner:
        draft = _as_partner(draft, sentence, before)
    amount = propositions.amount_of(draft)
    if not draft.ref and amount is not None and amount.whose_gdp and figure is not None and not figure.owner_word:
        draft = draft.but(ref=amount.whose_gdp)
    if not draft.ref:
        ref, where = _owner(draft, sentence, figure.owner_word if figure else "")
        draft = draft.but(ref=ref)
        if where:
            inherited.append(("area", where))
    partner = draft.says("partner") or draft.says("other")
    word = figure.partner_word if figure else ""
    if not draft.partner and ((partner is not None and "pronoun" in partner.labels) or word):
        told = [d.partner for d in before if d.partner and d.partner != draft.ref]
        draft = draft.but(partner=told[-1] if told else _antecedent(draft, sentence, but=draft.ref)[0])
    if partner is not None and "pronoun" in partner.labels and not draft.partner:
        raise Refused("no subject", "with whom is not said", "partner")
    draft = _with_whom(draft, sentence, before)
    if draft.ref == draft.partner or not draft.ref:
        raise Refused(*UNSAID, "owner")
    pair = ("goods_trade", "trade_balance", "trade_partner")
    if len(draft.ref) == 2 and not draft.partner and draft.indicator in pair and _is_list(draft):
        draft = draft.but(
            ref=draft.ref[:1], partner=draft.ref[1:], operation="level" if draft.operation == "sum" else draft.operation
        )
    if draft.operation in propositions.LEVELS:
        draft = draft.but(operation=propositions.level_of(draft))
    if draft.operation in ("compare", "ratio", "share") and draft.says("base") is not None and not draft.base:
        raise Refused("no subject", "what it is set against is not said", "base")
    return draft.but(inherited=tuple(inherited))


def _as_partner(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """“… and its largest export market”, “Kenya, Uganda's largest partner”: the partner is who the clause is about."""
    told = [d for d in before if d.partner and d.operation == "rank"]
    pronoun = draft.says("ref") is None or "pronoun" in draft.match.roles["ref"].labels
    if told and pronoun and draft.clause.kind != "apposition":
        return draft.but(ref=told[-1].ref, partner=told[-1].partner)
    who = (
        _of_span(draft.clause.host)
        if draft.clause.kind in ("apposition", "relative")
        else _subject(draft.clause, draft.place) or ()
    )
    host = draft.clause.host
    if draft.clause.kind == "apposition" and host is not None and host.figure is not None and host.figure.partner:
        return draft.but(ref=host.figure.owner, partner=host.figure.partner)
    if not who:
        who = next((s for s in (_subject(each, draft.place) for each in _parents(draft.clause)) if s), ())
    if not draft.ref and sentence.context.topic and sentence.context.topic != who:
        draft = draft.but(ref=sentence.context.topic, inherited=(("area", "the sentence before"),))
    if not who or who == draft.ref or not draft.ref:
        raise Refused(*UNSAID, "owner")
    return draft.but(partner=who)


IN_RETURN = re.compile(r"\b(?:in return|the other way|in the other direction)\b")


def _with_whom(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """The partner of a flow that goes on from one with a partner: “exports to Japan rose, and its imports fell”."""
    flow = draft.indicator in KIND["flow"] | {"goods_trade", "trade_balance"}
    clause = draft.clause
    if clause.kind == "relative" and clause.link == "where" and draft.indicator == "armed_forces":
        return draft.but(indicator="troops", partner=_of_span(clause.host))
    part = draft.says("part")
    if (
        draft.operation == "share"
        and not draft.partner
        and flow
        and part is not None
        and "pronoun" in part.labels
        and draft.ref
    ):
        return draft.but(partner=_antecedent(draft, sentence, but=draft.ref)[0])
    said = (*propositions.LEVELS, "change")
    told = [
        d
        for d in before
        if d.partner and d.indicator in KIND["flow"] | {"goods_trade"} and d.ref == draft.ref and d.operation in said
    ]
    named = {iso for s in sentence.spans if s.kind == "area" and s.end < draft.place for iso in s.ids} - set(draft.ref)
    if draft.match.pattern.name == "sells" and not draft.partner and clause.kind == "next" and named and not told:
        raise Refused("no subject", "with whom is not said", "partner")
    if draft.partner or not flow or not told or draft.operation not in said or clause.kind not in ("main", "next"):
        return draft
    figure = propositions.figure_of(draft)
    if IN_RETURN.search(sentence.low) or (figure is not None and figure.owner_word):
        return draft.but(partner=told[-1].partner, inherited=(*draft.inherited, ("partner", "another clause")))
    if figure is None or not figure.owner:
        raise Refused("no subject", "with whom is not said", "partner")
    return draft


def _is_list(draft: Draft) -> bool:
    return not set(draft.ref) & vocabulary.groups()


def _owner(draft: Draft, sentence: Sentence, word: str) -> tuple[tuple[str, ...], str]:
    """Whose figure it is, and where that was said if not in this clause."""
    named = draft.says("ref") or draft.says("part")
    if named is not None and "pronoun" in named.labels:
        word = named.values["pronoun"]
    if word == "we":
        return _we(sentence)
    if word:
        return _antecedent(draft, sentence, but=draft.partner)
    clause = draft.clause
    if clause.kind in ("relative", "apposition"):
        return _of_span(clause.host), ""
    own = _subject(clause, draft.place)
    if own is not None:
        return own, ""
    for each in _parents(clause):
        subject = _subject(each, draft.place)
        subject = subject if subject is not None else _of_span(each.host) or None
        if subject is not None:
            return subject, "another clause"
    behind = _behind(clause, draft) or (_in_area(clause) if draft.indicator != "armed_forces" else ())
    if behind:
        return behind, ""
    economy = propositions.figure_of(draft)
    if office := _office(sentence.spans):
        return (office,), "who says it"
    if sentence.context.topic and (economy is not None or draft.clause.kind == "next"):
        return sentence.context.topic, "the sentence before"
    country = sentence.context.country
    return ((country,), "the country of the text") if country else ((), "")


def _we(sentence: Sentence) -> tuple[tuple[str, ...], str]:
    """Who “we” are: the country of who is quoted, or of the text."""
    context = sentence.context
    who = context.speaker or _office(sentence.spans) or context.country or _we_in(sentence.spans)
    return ((who,), "the country of the text") if who else ((), "")


def _we_in(spans: list[Span]) -> str | None:
    """“Here in South Africa our economy”, “we in Kenya”."""
    we = next((n for n, s in enumerate(spans) if "we" in s.labels), 0)
    for n in range(max(0, we - 2), min(we + 2, len(spans) - 1)):
        link, thing = spans[n], spans[n + 1]
        if "in" in link.labels and thing.kind == "area" and len(thing.ids) == 1:
            return thing.ids[0]
    return None


def _office(spans: list[Span]) -> str | None:
    """The country of “the Chilean president”, “India's commerce minister”, “the president of Chile”."""
    for n, span in enumerate(spans):
        if "office" not in span.labels:
            continue
        before = [s for s in spans[max(0, n - 3) : n] if s.kind != "unknown" and "'s" not in s.labels]
        behind = spans[n + 1 : n + 3]
        if before and before[-1].kind == "area" and len(before[-1].ids) == 1:
            return before[-1].ids[0]
        if len(behind) == 2 and "of" in behind[0].labels and behind[1].kind == "area" and len(behind[1].ids) == 1:
            return behind[1].ids[0]
    return None


def _antecedent(draft: Draft, sentence: Sentence, but: tuple[str, ...] = ()) -> tuple[tuple[str, ...], str]:
    """Whom “it”, “its” or “they” means: the subject before it in this sentence, else that of the sentence before."""
    clause: Clause | None = draft.clause
    if clause is not None and clause.kind in ("relative", "apposition") and _of_span(clause.host):
        return _of_span(clause.host), ""
    alone = len({_of_span(s) for s in sentence.spans if _of_span(s) and s.start < draft.place}) == 1
    for each in chain([draft.clause], _parents(draft.clause)):
        subject = _subject(each, draft.place, but) or (_first_named(each, draft.place, but) if but or alone else None)
        if (
            subject
            and len(subject) > 1
            and not set(subject) & vocabulary.groups()
            and not any({"they", "we"} & s.labels for s in draft.clause.row)
            and not ITS.search(sentence.low)
        ):
            continue
        if subject and subject != but:
            return subject, "" if each is draft.clause else "another clause"
    topic = sentence.context.topic
    if office := _office(sentence.spans):
        return (office,), "who says it"
    several = len(topic) > 1 and not any({"they", "we"} & s.labels for s in draft.clause.row)
    if topic and topic != but and not several:
        return topic, "the sentence before"
    return (
        ((sentence.context.country,), "the country of the text")
        if sentence.context.country and sentence.context.country not in but
        else ((), "")
    )


ITS = re.compile(r"\b(?:they|their|both|the (?:two|three))\b")


def _first_named(clause: Clause, place: int, but: tuple[str, ...]) -> tuple[str, ...]:
    """“New Zealand's biggest customer, China, took a quarter of its exports”: the other country that is named."""
    found = (_of_span(s) for s in clause.row if s.start < place)
    return next((each for each in found if each and each != but and each != ("WLD",)), ())


def _parents(clause: Clause) -> Iterator[Clause]:
    parent = clause.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _subject(clause: Clause, place: int, but: tuple[str, ...] = ()) -> tuple[str, ...] | None:
    """The area that a clause is about before `place`: its first, or the owner of its first figure.

    () where it is about somebody else (“Siemens”, “Mexico's largest state”), None where it does not say.
    """
    others = False
    for n, span in enumerate(clause.row):
        if span.start >= place or (is_verb(span) and others):
            break
        found = _of_span(span)
        before = clause.row[n - 1] if n else None
        linked = before is not None and bool({"of", "by", "from", "to", "with", "for"} & before.labels)
        placed = before is not None and "in" in before.labels and n > 1
        others = others or (span.kind in ("unknown", "place") and not linked)
        if (
            not found
            or found == but
            or found == ("WLD",)
            or linked
            or placed
            or (before is not None and before.kind == "unknown")
        ):
            continue
        behind = clause.row[n + 1] if n + 1 < len(clause.row) else None
        named = behind is not None and behind.kind == "unknown" and not behind.low.endswith("ed")
        further = clause.row[n + 2] if n + 2 < len(clause.row) else None
        if "office" in (further.labels if further else ()) or "office" in (behind.labels if behind else ()):
            continue  # “Chile's central bank said”
        if span.kind == "area" and behind is not None and (named or "'s" in behind.labels):
            return ()
        return found
    return () if others else None


def _behind(clause: Clause, draft: Draft) -> tuple[str, ...]:
    """“With exports of $1.2 trillion, the Netherlands …”: whom a clause is about that begins with its figure."""
    if draft.match.first > 2:
        return ()
    rest = clause.row[draft.match.last + 1 :]
    for n, span in enumerate(rest):
        if "," in span.labels and n + 1 < len(rest) and _of_span(rest[n + 1]):
            return _of_span(rest[n + 1])
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
    if where and _is_now(draft, sentence):
        return draft
    if span is None or span.period is None:
        if (
            draft.period is None
            and not _is_now(draft, sentence)
            and where is None
            and before
            and draft.clause.kind in ("main", "next")
        ):
            return _carried(draft, sentence, before)
        return draft
    period = span.period
    if (
        "before" in draft.match.roles
        and draft.place == draft.match.roles["before"].start
        and period.base
        and period.period
    ):
        return draft.but(period=period.base)
    if where:
        draft = draft.but(inherited=(*draft.inherited, ("period", where)))
    if period.partial or (period.loose and not period.base):
        draft = draft.but(not_held="the words name no single year, quarter or month", period=None)
        since = (
            draft.match.pattern.name == "growth" and span.low.startswith("since") and not YEARLY.search(sentence.low)
        )
        if since:
            order = "asc" if (draft.value or "").startswith("-") else "desc"
            return draft.but(indicator="gdp", operation="change", value=(draft.value or "").lstrip("-"), order=order)
        return draft
    if period.later and before and before[-1].period:
        return draft.but(period=str(int(before[-1].period[:4]) + period.later))
    draft = draft.but(period=period.period or draft.period)
    if draft.operation in MOVED or draft.indicator in KIND["rate"]:
        said = YEARLY.search(sentence.low) is not None, CONSTANT.search(sentence.low) is not None
        return _since(draft, period.base, period.back, period.yearly or period.before, *said)
    return draft


def _since(draft: Draft, base: str | None, back: int, yearly: bool, yearly_said: bool, constant: bool) -> Draft:
    if yearly and draft.period:
        return draft.but(base_period=f"{int(draft.period[:4]) - 1}{draft.period[4:]}")
    several = base is not None and not (draft.period and int(draft.period[:4]) - int(base[:4]) < 2)
    if (
        draft.indicator == "gdp_growth"
        and draft.operation in propositions.LEVELS
        and base
        and not yearly_said
        and several
        and draft.match.pattern.name == "growth"
    ):
        value = (draft.value or "").lstrip("-")
        indicator = "gdp_constant" if constant else "gdp"
        order = "asc" if (draft.value or "").startswith("-") else "desc"
        return draft.but(
            indicator=indicator,
            operation="change",
            value=value,
            order=order,
            base_period=None if back and not draft.period else base,
            span=back if back and not draft.period else None,
        )
    if (
        draft.indicator in KIND["flow"] | {"gdp", "population", "military_expenditure"}
        and draft.operation == "change"
        and base
        and yearly_said
        and draft.unit == "PT"
        and several
    ):
        return draft.but(operation="growth", base_period=base)
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
    if "before" in draft.match.roles:
        return _of_two(draft), None
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
        loose = [
            s
            for c in sentence.clauses
            if not any(s.kind in ("area", "figure", "amount") for s in c.row)
            for s in c.periods
        ]
        if len(loose) == 1 and loose[0].start < draft.place:
            return loose[0], "another clause"
    return None, None


def _of_two(draft: Draft) -> Span | None:
    """The time of one of “from 4 billion in 2010 to 9 billion in 2020”; “in 2020, from 4 to 9 billion” is of the end."""
    first, last = draft.match.roles["before"].start, draft.match.roles.get("end", draft.match.roles["amount"]).start
    periods = [s for s in draft.clause.periods if s.period is not None]
    between = [s for s in periods if min(first, last) < s.start < max(first, last)]
    behind = [s for s in periods if s.start > max(first, last)]
    ahead = [s for s in periods if s.start < min(first, last)]
    if draft.place == min(first, last):
        return next(iter(between), None) or next((s for s in (*ahead, *behind) if s.period and s.period.base), None)
    return next(iter(behind), None) or next(iter(ahead), None)


NOW = re.compile(r"\b(?:today|now|currently|at present|since then|these days)\b", re.IGNORECASE)


def _is_now(draft: Draft, sentence: Sentence) -> bool:
    """“Today”, “now” and “since then” set the time anew."""
    return NOW.search(sentence.text[draft.clause.start : max(draft.clause.end, draft.end) + 12]) is not None


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
    listed = several or (len(draft.partner) > 1 and not set(draft.partner) & vocabulary.groups())
    each = re.search(r"\beach\b(?! year)", sentence.low) is not None
    counted = draft.operation in propositions.LEVELS and draft.value is not None
    if listed and counted and not added and not each and draft.value != "0" and draft.parts is None:
        raise Refused("no subject", "whether it is of each of them or of all together is not said", "each")
    side = "ref" if several else "counterpart"
    if listed and not added and counted:
        return draft.but(parts=side, operation="level")
    if several and each and not added and draft.operation in (*propositions.LEVELS, "change", "compare", "rank"):
        operation = "level" if draft.operation in propositions.LEVELS else draft.operation
        return draft.but(parts="ref", operation=operation)
    if several and draft.operation == "rank":
        top = f"top {len(draft.ref)}" if draft.value == "1" else draft.value
        return draft.but(parts="ref", value=top)
    if len(draft.partner) > 1 and draft.operation == "rank":
        return draft.but(parts="counterpart")
    return draft


AFTER = re.compile(r",? (?:only )?(?:after|behind) (?:the )?[a-z]")


def _extreme(draft: Draft, sentence: Sentence) -> Draft:
    """“The lowest since 1990” is no place among countries but the lowest of those years."""
    if draft.operation == "rank" and draft.value == "1" and AFTER.match(sentence.low, draft.end):
        return draft.but(value="2")
    if draft.operation == "compare" and len(draft.base) > 1 and not set(draft.base) & vocabulary.groups():
        added = any(word in sentence.low for word in propositions.ADDED_UP)
        return draft if added else draft.but(operation="order")
    if draft.operation != "rank" or draft.value != "1" or draft.universe or draft.partner:
        return draft
    rank = draft.says("rank")
    behind = [
        s
        for s in draft.clause.periods
        if s.period is not None and s.period.base and rank is not None and s.start > rank.start
    ]
    if (
        not behind
        or "rank.bare" in (rank.labels if rank else ())
        or ("rank.own" in (rank.labels if rank else ()) and draft.says("noun") is not None)
    ):
        return draft
    period = behind[0].period
    if period is None:
        return draft
    own = draft.period if draft.period and len(draft.period) == 4 else draft.period
    back = period.back or None
    return draft.but(
        operation="extreme",
        value=None,
        unit=None,
        base_period=None if back and not own else period.base,
        span=None if own else back,
    )


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


@cache
def _own_dollars() -> dict[str, str]:
    return {row["dollar_of"]: row["unit"] for row in lexicon.rows("money") if row["dollar_of"]}


def _dollars(draft: Draft, sentence: Sentence) -> str:
    """Those of the United States, unless the country has its own and nobody else is named."""
    own = _own_dollars()
    others = {iso for s in sentence.spans for iso in (*s.ids, *(s.figure.owner if s.figure else ()))} - {
        *draft.ref,
        *draft.partner,
    }
    speaker = sentence.context.speaker or sentence.context.country
    if len(draft.ref) == 1 and draft.ref[0] in own and own[draft.ref[0]] != "USD" and not others and speaker != "USA":
        raise Refused("no subject", "whose dollars are meant is not said", "currency")
    return "USD"


def context_after(sentence: Sentence, drafts: list[Draft]) -> Context:
    """What the next sentence can take over."""
    first = _subject(sentence.clauses[0], 10**6) if sentence.clauses and drafts else None
    topic = (
        first
        if first and len(first) == 1
        else next((d.ref for d in drafts if len(d.ref) == 1 and d.clause.kind in ("main", "next")), ())
    )
    named = [s.ids for s in sentence.spans if s.kind == "area" and len(s.ids) == 1] + [
        s.figure.owner for s in sentence.spans if s.figure is not None and s.figure.owner
    ]
    old = sentence.context
    singles = list(dict.fromkeys(n for n in named if len(n) == 1 and n[0] != "WLD"))
    subject = _subject(sentence.clauses[0], 10**6) if sentence.clauses else None
    begins = sentence.clauses[0].row[0] if sentence.clauses and sentence.clauses[0].row else None
    if not topic and subject and len(subject) == 1 and begins is not None and _of_span(begins) == subject:
        topic = subject
    if not topic:
        topic = (
            singles[0] if len(singles) == 1 and subject != () else old.topic if not singles and subject is None else ()
        )
    last = next((d for d in reversed(drafts)), None)
    period = next((d.period for d in reversed(drafts) if d.period), old.period)
    return Context(old.country, None, topic, period, last)
