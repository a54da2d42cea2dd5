"""Whose figure it is, where the match does not say: the subject of a clause, and whom “it” or “we” mean.

Belongs here: looking for an area along the clauses and in the sentences before. Does not belong here: when (dating.py).
"""

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import NamedTuple

from pipelines.reader import vocabulary
from pipelines.reader.clauses import Clause, is_verb
from pipelines.reader.sentence import Draft, Sentence, figure_of
from pipelines.reader.spans import Span, has

Areas = tuple[str, ...]
WORLD = ("WLD",)


class Owner(NamedTuple):
    """Whose it is, and where that was said if not in the clause itself."""

    areas: Areas = ()
    where: str = ""


LINKS = ("of", "by", "from", "to", "with", "for")
HERE, BEFORE, TEXT, SAYS = "another clause", "the sentence before", "the country of the text", "who says it"


def area_of(span: Span | None) -> Areas:
    """The area that a span names: itself, or the owner of its figure."""
    if span is None:
        return ()
    if span.kind == "area":
        return span.ids
    return span.figure.owner if span.figure is not None else ()


def owner(draft: Draft, sentence: Sentence, word: str) -> Owner:
    """Whose the figure of a draft is; `word` is the pronoun that owns it."""
    named = draft.says("ref") or draft.says("part")
    if named is not None and has(named, "pronoun") and not (word and draft.says("part")):
        word = named.values["pronoun"]
    if word == "we":
        return we(sentence)
    if word:
        return antecedent(draft, sentence, but=draft.partner)
    if draft.clause.kind in ("relative", "apposition"):
        return Owner(area_of(draft.clause.host))
    return _of_clauses(draft) or _of_the_rest(draft, sentence)


def _of_clauses(draft: Draft) -> Owner | None:
    """The subject of the clause, else of those that it hangs on; of nobody where that is somebody else."""
    own = subject(draft.clause, draft.place)
    if own is not None:
        return Owner(own)
    for each in parents(draft.clause):
        found = subject(each, draft.place)
        found = found if found is not None else area_of(each.host) or None
        if found is not None:
            return Owner(found, HERE)
    return None


def _of_the_rest(draft: Draft, sentence: Sentence) -> Owner:
    behind = _behind(draft) or (_in_area(draft.clause) if draft.indicator != "armed_forces" else ())
    if behind:
        return Owner(behind)
    if office := _office(sentence.spans):
        return Owner((office,), SAYS)
    context = sentence.context
    takes_over = figure_of(draft) is not None or draft.clause.kind == "next"
    if context.topic and not _is_list(context.topic) and takes_over and not _names_another(draft):
        return Owner(context.topic, BEFORE)
    return Owner((context.country,), TEXT) if context.country else Owner()


def _names_another(draft: Draft) -> bool:
    """“A jobless rate of 7.3 per cent is what France had”: a country in the clause that the match does not take."""
    return any(area_of(s) not in ((), WORLD) and s not in draft.used for s in draft.clause.row)


def we(sentence: Sentence) -> Owner:
    """Who “we” are: the country of who is quoted, or of the text."""
    context = sentence.context
    who = context.speaker or _office(sentence.spans) or context.country or _we_in(sentence.spans)
    return Owner((who,), TEXT) if who else Owner()


def _we_in(spans: list[Span]) -> str | None:
    """“Here in South Africa our economy”, “we in Kenya”."""
    place = next((n for n, s in enumerate(spans) if has(s, "we")), 0)
    near = spans[max(0, place - 2) : place + 3]
    pairs = pairwise(near)
    return next((thing.ids[0] for link, thing in pairs if has(link, "in") and len(thing.ids) == 1), None)


def _office(spans: list[Span]) -> str | None:
    """The country of “the Chilean president”, “India's commerce minister”, “the president of Chile”."""
    for n, span in enumerate(spans):
        if not has(span, "office"):
            continue
        before = [s for s in spans[max(0, n - 3) : n] if s.kind != "unknown" and not has(s, "'s")]
        behind = spans[n + 1 : n + 3]
        beside = [*before[-1:], *(behind[1:] if has(next(iter(behind), None), "of") else [])]
        for each in beside:
            if each.kind == "area" and len(each.ids) == 1:
                return each.ids[0]
    return None


THEY = re.compile(r"\b(?:they|their|both|the (?:two|three))\b")


def antecedent(draft: Draft, sentence: Sentence, but: Areas = ()) -> Owner:
    """Whom “it”, “its” or “they” mean: the subject before it in this sentence, else that of the sentence before.

    `but` is who is not meant, as the other side of the trade.
    """
    clause = draft.clause
    if clause.kind in ("relative", "apposition") and area_of(clause.host):
        return Owner(area_of(clause.host))
    alone = len({area_of(s) for s in sentence.spans if area_of(s) and s.start < draft.place}) == 1
    several = any(has(s, "they", "we") for s in clause.row)
    for each in chain([clause], parents(clause)):
        found = subject(each, draft.place, but) or (_first_named(each, draft.place, but) if but or alone else ())
        if found and found != but and (several or not _is_list(found) or THEY.search(sentence.low)):
            return Owner(found, "" if each is clause else HERE)
    return _told_before(sentence, but, several)


def _told_before(sentence: Sentence, but: Areas, several: bool) -> Owner:
    context = sentence.context
    if office := _office(sentence.spans):
        return Owner((office,), SAYS)
    if context.topic and context.topic != but and (several or not _is_list(context.topic)):
        return Owner(context.topic, BEFORE)
    return Owner((context.country,), TEXT) if context.country and context.country not in but else Owner()


def _is_list(areas: Areas) -> bool:
    return len(areas) > 1 and not set(areas) & vocabulary.groups()


def _first_named(clause: Clause, place: int, but: Areas) -> Areas:
    """“New Zealand's biggest customer, China, took a quarter of its exports”: the other country that is named."""
    found = (area_of(s) for s in clause.row if s.start < place)
    return next((each for each in found if each and each not in (but, WORLD)), ())


def parents(clause: Clause) -> Iterator[Clause]:
    parent = clause.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def subject(clause: Clause, place: int = 10**6, but: Areas = ()) -> Areas | None:
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
        behind = clause.row[n + 1 : n + 3]
        if not found or found in (but, WORLD) or _is_beside(clause.row, n) or any(has(s, "office") for s in behind):
            continue  # “Chile's central bank said”
        return () if span.kind == "area" and _owns_another(behind) else found
    return () if others else None


def _is_beside(row: list[Span], n: int) -> bool:
    """Whether an area hangs on what stands before it: “of Peru”, “than Peru”."""
    before = row[n - 1] if n else None
    return has(before, *LINKS, "than", "that", "as", "unknown") or (n > 1 and has(before, "in"))


def _owns_another(behind: list[Span]) -> bool:
    """“Mexico's largest state”, “India Airlines”: who acts is what stands behind the area."""
    first = next(iter(behind), None)
    if first is None:
        return False
    return has(first, "'s") or (first.kind == "unknown" and not first.low.endswith("ed"))


def _behind(draft: Draft) -> Areas:
    """“With exports of $1.2 trillion, the Netherlands …”: whom a clause is about that begins with its figure."""
    if draft.match.first > 2:
        return ()
    rest = draft.clause.row[draft.match.last + 1 :]
    pairs = pairwise(rest)
    return next((area_of(thing) for comma, thing in pairs if has(comma, ",") and area_of(thing)), ())


def _in_area(clause: Clause) -> Areas:
    """“Unemployment was 5 per cent in Kenya.”"""
    pairs = zip(clause.row, clause.row[1:], strict=False)
    return next((thing.ids for link, thing in pairs if has(link, "in") and thing.kind == "area"), ())
