"""Whose figure it is and with whom, where the match does not say: looked up along the clauses, then in the text.

Belongs here: areas of other clauses and sentences. Does not belong here: when (when.py), refusing for a word that
nobody used (verifier.py).
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from pipelines.reader import vocabulary
from pipelines.reader.clauses import ASIDES, Clause, has_verb, is_verb
from pipelines.reader.sentence import LEVELS, Context, Draft, Refused, Sentence, amount_of, figure_of
from pipelines.reader.spans import Span, has
from pipelines.reader.values import FLOWS

Areas = tuple[str, ...]
WORLD = ("WLD",)
HERE, BEFORE, TEXT, SAYS = "another clause", "the sentence before", "the country of the text", "who says it"
UNSAID = ("no subject", "whose figure it is is not said", "owner")
WITHOUT = ("no subject", "with whom is not said", "partner")
AMOUNTS = (*LEVELS, "change")
LINKS = ("of", "by", "from", "to", "with", "for")
THEY = re.compile(r"\b(?:they|their|both|the (?:two|three))\b")
EVERYWHERE = 10**6


class Owner(NamedTuple):
    """Whose it is, and where that was said if not in the clause itself."""

    areas: Areas = ()
    where: str = ""


def owned(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """The draft with owner and partner; raises Refused where one of them is meant and not said."""
    if draft.match.pattern.name == "partner" and not draft.partner:
        draft = _as_partner(draft, sentence)
    figure, opened = figure_of(draft), has(draft.clause.row[0], "with")
    alone = figure is not None and not (figure.owner or figure.owner_word or figure.partner)
    if opened and alone and draft.indicator in FLOWS and any(has(s, "partner") for s in sentence.spans):
        raise Refused(*WITHOUT)  # “China was its biggest supplier, with shipments of $112 billion”
    draft = draft if draft.ref else _with_owner(draft, sentence)
    draft = _with_partner(_with_pronoun(draft, sentence, before), sentence, before)
    if not draft.ref or draft.ref == draft.partner:
        raise Refused(*UNSAID)
    return draft


# --- areas along the clauses ---


def area_of(span: Span | None) -> Areas:
    """The area that a span names: itself, or the owner of its figure."""
    if span is None:
        return ()
    if span.kind == "area":
        return span.ids
    return span.figure.owner if span.figure is not None else ()


def is_list(areas: Areas) -> bool:
    return len(areas) > 1 and not set(areas) & vocabulary.groups()


def line(clause: Clause) -> Iterator[Clause]:
    """A clause and those that it hangs on, nearest first."""
    each: Clause | None = clause
    while each is not None:
        yield each
        each = each.parent


def subject(clause: Clause, place: int = EVERYWHERE, but: Areas = ()) -> Areas | None:
    """The area that a clause is about before `place`: its first, or the owner of its first figure.

    () where it is about somebody else (“Siemens”, “Mexico's largest state”), None where it does not say.
    """
    others = False
    for n, span in enumerate(clause.row):
        if span.start >= place or (others and is_verb(span)):
            break
        before = clause.row[n - 1] if n else None
        others = others or (span.kind in ("unknown", "place") and not has(before, *LINKS))
        found = area_of(span)
        if found and found not in (but, WORLD) and not _hangs(clause, n):
            return () if _is_of_its_own(clause, n) else found
    return () if others else None


def _hangs(clause: Clause, n: int) -> bool:
    """Whether an area stands behind a link, or before an office: “in Japan”, “than Japan”, “Japan's minister”."""
    before = clause.row[n - 1] if n else None
    linked = has(before, *LINKS, "than", "that", "as", "unknown") or (n > 1 and has(before, "in"))
    return linked or any(has(s, "office") for s in clause.row[n + 1 : n + 3])


def _is_of_its_own(clause: Clause, n: int) -> bool:
    """Whether the clause is about something of the area: “Mexico's largest state”, “Mexico Ltd”."""
    behind = clause.row[n + 1 : n + 2]
    if not behind or clause.row[n].kind != "area":
        return False
    return has(behind[0], "'s") or (has(behind[0], "unknown") and not str(behind[0].low).endswith("ed"))


def _with_owner(draft: Draft, sentence: Sentence) -> Draft:
    """With whose GDP an amount is a share of, else who is meant."""
    figure, amount = figure_of(draft) or figure_of(draft, "whole"), amount_of(draft)
    word = figure.owner_word if figure else ""
    if amount is not None and amount.whose_gdp and not word:
        return draft.but(ref=amount.whose_gdp)
    named = draft.says("ref") or draft.says("part")
    if named is not None and has(named, "pronoun") and not (word and draft.says("part")):
        word = named.values["pronoun"]
    found = meant(draft, sentence, word, draft.partner if word else ())
    where = (("area", found.where),) if found.where else ()
    return draft.but(ref=found.areas, inherited=(*draft.inherited, *where))


def meant(draft: Draft, sentence: Sentence, word: str = "", but: Areas = ()) -> Owner:
    """Whom a pronoun means, or without one the noun that nobody owns: the nearest who can be.

    `but` is who cannot be, as the other side of a trade.
    """
    if word == "we":
        return _we(sentence)
    several = any(has(s, "they", "we") for s in draft.clause.row)
    for areas, where in _candidates(draft, sentence, word, but):
        if areas is None or (word and (not areas or areas == but)):
            continue
        many = is_list(areas) and not several and (where == BEFORE or not THEY.search(sentence.low))
        if not (word and many):
            return Owner(areas, where)
    return Owner()


def _candidates(draft: Draft, sentence: Sentence, word: str, but: Areas) -> Iterator[tuple[Areas | None, str]]:
    """Who can be meant and where that is said: None where nobody is named, () where somebody else is."""
    clause, context = draft.clause, sentence.context
    if clause.kind in ASIDES:
        yield area_of(clause.host), ""
    alone = len({area_of(s) for s in sentence.spans if area_of(s) and s.start < draft.place}) == 1
    for each in line(clause):
        where = "" if each is clause else HERE
        yield subject(each, draft.place, but), where
        if not word or but or alone:
            yield (_first_named(each, draft.place, but) if word else area_of(each.host) or None), where
    if not word:
        yield _behind(draft) or None, ""
    yield (office,) if (office := _office(sentence.spans)) else None, SAYS
    yield from _from_before(draft, context, word)


def _from_before(draft: Draft, context: Context, word: str) -> Iterator[tuple[Areas | None, str]]:
    """Who is meant by what was said before, or by the text as a whole."""
    if word or _takes_over(draft, context.topic):
        yield context.topic or None, BEFORE
    yield (context.country,) if context.country else None, TEXT


def _first_named(clause: Clause, place: int, but: Areas) -> Areas | None:
    """“New Zealand's biggest customer, China, took a quarter of its exports”: the other country that is named."""
    found = {each for s in clause.row if s.start < place and (each := area_of(s))} - {but, WORLD}
    return found.pop() if len(found) == 1 else None


def _behind(draft: Draft) -> Areas:
    """“With exports of $1.2 trillion, the Netherlands …”, “unemployment was 5 per cent in Kenya”."""
    row = draft.clause.row
    opened = pairwise(row[draft.match.last + 1 :]) if draft.match.first < 3 else ()
    found = (area_of(thing) for comma, thing in opened if has(comma, ","))
    within = (area_of(thing) for link, thing in pairwise(row) if has(link, "in") and thing.kind == "area")
    area = next((each for each in found if each), ())
    return area or (next(within, ()) if draft.indicator != "armed_forces" else ())


def _takes_over(draft: Draft, topic: Areas) -> bool:
    """Whether a noun of nobody can be of whom the sentence before was about: no other country in its clause."""
    named = any(area_of(s) not in ((), WORLD) and s not in draft.used for s in draft.clause.row)
    return not named and not is_list(topic) and (figure_of(draft) is not None or draft.clause.kind == "next")


def _we(sentence: Sentence) -> Owner:
    """The country of who is quoted, or of the text."""
    context, spans = sentence.context, sentence.spans
    who = context.speaker or _office(spans) or context.country
    return Owner((who,), TEXT) if who else Owner()


def _office(spans: list[Span]) -> str | None:
    """The country of “the Chilean president”, “India's commerce minister”, “the president of Chile”."""
    for n, span in enumerate(spans):
        if has(span, "office"):
            before = [s for s in spans[max(0, n - 3) : n] if s.kind != "unknown" and not has(s, "'s")]
            behind = spans[n + 2 : n + 3] if has(next(iter(spans[n + 1 : n + 2]), None), "of") else []
            beside = [s for s in (*before[-1:], *behind) if s.kind == "area" and len(s.ids) == 1]
            if beside:
                return beside[0].ids[0]
    return None


# --- with whom ---


def _as_partner(draft: Draft, sentence: Sentence) -> Draft:
    """“… and its largest export market”, “Kenya, Uganda's largest partner”: the partner is who the clause is about."""
    aside = draft.clause.kind in ASIDES
    found = (subject(each, draft.place) for each in line(draft.clause))
    who = area_of(draft.clause.host) if aside else next((each for each in found if each), ())
    topic = sentence.context.topic
    if not draft.ref and topic != who:
        draft = draft.but(ref=topic, inherited=(("area", BEFORE),))
    if not who or not draft.ref or who == draft.ref:
        raise Refused(*UNSAID)
    return draft.but(partner=who)


def _with_pronoun(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """“… and bought goods worth $255 billion from it”: whom the pronoun means."""
    named = draft.says("partner") or draft.says("other")
    said = named.values.get("pronoun", "") if named is not None else ""
    figure = figure_of(draft) or figure_of(draft, "whole")
    word = said or (figure.partner_word if figure else "")
    return draft if draft.partner or not word else _meant_by(draft, sentence, before, word, said)


def _meant_by(draft: Draft, sentence: Sentence, before: list[Draft], word: str, said: str) -> Draft:
    told = [d.partner for d in before if d.partner and d.partner != draft.ref]
    partner = told[-1] if told and word != "we" else meant(draft, sentence, word, draft.ref).areas
    if said and not partner:
        raise Refused(*WITHOUT)
    same = draft.match.pattern.name == "compare-flows" and draft.base and not draft.base_partner
    return draft.but(partner=partner, base_partner=partner if same else draft.base_partner)


def _with_partner(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """The partner of a flow that goes on from one with a partner: “exports to Japan rose, and its imports fell”."""
    if draft.clause.link == "where" and draft.indicator == "armed_forces":
        return draft.but(indicator="troops", partner=area_of(draft.clause.host))
    if draft.partner == WORLD:
        return draft.but(partner=())
    if draft.partner or draft.indicator not in FLOWS:
        return draft
    if draft.operation == "share" and draft.ref and has(draft.says("part"), "pronoun"):
        return draft.but(partner=meant(draft, sentence, "it", draft.ref).areas)
    if _sells_beside(draft, sentence, told := _flows_told(draft, before)):
        raise Refused(*WITHOUT)  # “… sold China oil worth $54 billion and bought goods worth $43 billion”
    goes_on = told and draft.clause.kind in ("main", "next") and draft.operation in AMOUNTS
    return _with_partner_of(draft, told[-1]) if goes_on else draft


def _with_partner_of(draft: Draft, told: Draft) -> Draft:
    figure = figure_of(draft)
    if figure is not None and figure.owner_word:
        return draft.but(partner=told.partner, inherited=(*draft.inherited, ("partner", HERE)))
    if figure is None or not figure.owner:
        raise Refused(*WITHOUT)
    return draft


def _flows_told(draft: Draft, before: list[Draft]) -> list[Draft]:
    """What was told before of the owner's flows with a partner."""
    with_partner = [each for each in before if each.partner and each.ref == draft.ref]
    return [each for each in with_partner if each.indicator in FLOWS and each.operation in AMOUNTS]


def _sells_beside(draft: Draft, sentence: Sentence, told: list[Draft]) -> bool:
    named = any(s.kind == "area" and s.end < draft.place and set(s.ids) - set(draft.ref) for s in sentence.spans)
    return named and not told and draft.match.pattern.name == "sells" and draft.clause.kind == "next"


# --- to the next sentence ---


def _begins_with_pronoun(clause: Clause) -> bool:
    span = next(iter(clause.row), None)
    owner = span.figure.owner_word if span and span.figure else ""
    return has(span, "it", "they") or owner in ("it", "they")


def topic_after(sentence: Sentence, drafts: list[Draft]) -> Areas:
    """Whom the next sentence can be about: the subject of this one; a country only compared with is none."""
    first, old = next(iter(sentence.clauses), None), sentence.context.topic
    told = list(dict.fromkeys(d.ref for d in drafts if len(d.ref) == 1 and d.clause.kind in ("main", "next")))
    if len(told) > 1 or first is None:
        return () if told else old
    about, stays = subject(first), _begins_with_pronoun(first)
    if told:
        return about if about and told[0] != old and not stays else told[0]
    if stays or (about and not has_verb(first.row)):
        return old
    if area_of(next(iter(first.row), None)) == about:
        return about
    names_one = any(len(area_of(span)) == 1 for span in sentence.spans)
    return () if names_one or about is not None else old
