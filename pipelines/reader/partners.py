"""With whom: the other side of a flow, and the partner in “its largest export market”, where the match does not say.

Belongs here: partners that another clause names. Does not belong here: owners (owners.py).
"""

import re

from pipelines.claims.lexicon import KIND
from pipelines.reader.owners import BEFORE, HERE, WORLD, Areas, antecedent, area_of, parents, subject, we
from pipelines.reader.sentence import LEVELS, Draft, Refused, Sentence, figure_of
from pipelines.reader.spans import has

UNSAID = ("no subject", "whose figure it is is not said", "owner")
WITHOUT = ("no subject", "with whom is not said", "partner")
FLOWS = KIND["flow"] | {"goods_trade", "trade_balance"}
IN_RETURN = re.compile(r"\b(?:in return|the other way|in the other direction)\b")


def as_partner(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """“… and its largest export market”, “Kenya, Uganda's largest partner”: the partner is who the clause is about."""
    host = draft.clause.host if draft.clause.kind == "apposition" else None
    told = [d for d in before if d.partner and d.operation == "rank"]
    if told and host is None and (draft.says("ref") is None or has(draft.says("ref"), "pronoun")):
        return draft.but(ref=told[-1].ref, partner=told[-1].partner)
    if host is not None and host.figure is not None and host.figure.partner:
        return draft.but(ref=host.figure.owner, partner=host.figure.partner)
    who = _whom_it_is_about(draft)
    draft = draft if draft.ref else _of_the_topic(draft, sentence, who)
    if not who or not draft.ref or who == draft.ref:
        raise Refused(*UNSAID)
    return draft.but(partner=who)


def _of_the_topic(draft: Draft, sentence: Sentence, who: Areas) -> Draft:
    """Whose partner it is, if the sentence before says so: that whose partner it told of, or its subject."""
    last = sentence.context.last
    ranked = last is not None and last.operation == "rank" and bool(last.partner)
    topic = last.ref if last is not None and ranked else sentence.context.topic
    return draft.but(ref=topic, inherited=(("area", BEFORE),)) if topic and topic != who else draft


def _whom_it_is_about(draft: Draft) -> Areas:
    clause = draft.clause
    if clause.kind in ("apposition", "relative"):
        return area_of(clause.host)
    found = (subject(each, draft.place) for each in (clause, *parents(clause)))
    return next((each for each in found if each), ())


def with_pronoun(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """“… and bought goods worth $255 billion from it”: whom the pronoun means."""
    figure = figure_of(draft, "figure") or figure_of(draft, "whole")
    named = draft.says("partner") or draft.says("other")
    word = named.values.get("pronoun", "") if named is not None else ""
    if draft.partner or not (word or (figure is not None and figure.partner_word)):
        return draft
    partner = _meant(draft, sentence, before, word or (figure.partner_word if figure else ""))
    if word and not partner:
        raise Refused(*WITHOUT)
    same = draft.match.pattern.name == "compare-flows" and draft.base and not draft.base_partner
    return draft.but(partner=partner, base_partner=partner if same else draft.base_partner)


def _meant(draft: Draft, sentence: Sentence, before: list[Draft], word: str) -> Areas:
    if word == "we":
        return we(sentence).areas
    told = [d.partner for d in before if d.partner and d.partner != draft.ref]
    return told[-1] if told else antecedent(draft, sentence, but=draft.ref).areas


def with_whom(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """The partner of a flow that goes on from one with a partner: “exports to Japan rose, and its imports fell”."""
    clause = draft.clause
    if clause.kind == "relative" and clause.link == "where" and draft.indicator == "armed_forces":
        return draft.but(indicator="troops", partner=area_of(clause.host))
    if draft.partner == WORLD:
        return draft.but(partner=())
    if draft.partner or draft.indicator not in FLOWS:
        return draft
    if draft.operation == "share" and draft.ref and has(draft.says("part"), "pronoun"):
        return draft.but(partner=antecedent(draft, sentence, but=draft.ref).areas)
    goes_on = clause.kind in ("main", "next") and draft.operation in (*LEVELS, "change")
    told = [d for d in before if _is_of_a_pair(d) and d.ref == draft.ref]
    if not told:
        return _alone(draft, sentence)
    return _as_told(draft, sentence, told[-1]) if goes_on else draft


def as_shipments(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """“China was its biggest supplier, with shipments of $112 billion”: the flow that was ranked."""
    figure, row = figure_of(draft), draft.clause.row
    alone = figure is not None and not (figure.owner or figure.owner_word or figure.partner)
    if draft.indicator not in FLOWS or not alone or not has(next(iter(row), None), "with"):
        return draft
    told = [d for d in before if d.operation == "rank" and d.partner]
    if told and told[-1].indicator in FLOWS:
        return draft.but(indicator=told[-1].indicator, ref=told[-1].ref, partner=told[-1].partner)
    if told and draft.indicator == "goods_trade":
        return draft.but(ref=told[-1].ref, partner=told[-1].partner)
    if any(has(s, "partner") for s in sentence.spans if s.start < draft.place):
        raise Refused(*WITHOUT)
    return draft


def _is_of_a_pair(draft: Draft) -> bool:
    return bool(draft.partner) and draft.indicator in FLOWS and draft.operation in (*LEVELS, "change")


def _alone(draft: Draft, sentence: Sentence) -> Draft:
    """“… sold China oil worth $54 billion and bought goods worth $43 billion”: perhaps from China."""
    named = {iso for s in sentence.spans if s.kind == "area" and s.end < draft.place for iso in s.ids} - set(draft.ref)
    if draft.match.pattern.name == "sells" and draft.clause.kind == "next" and named:
        raise Refused(*WITHOUT)
    return draft


def _as_told(draft: Draft, sentence: Sentence, told: Draft) -> Draft:
    figure = figure_of(draft)
    if IN_RETURN.search(sentence.low) or (figure is not None and figure.owner_word):
        return draft.but(partner=told.partner, inherited=(*draft.inherited, ("partner", HERE)))
    if figure is None or not figure.owner:
        raise Refused(*WITHOUT)
    return draft
