"""Reading a text: sentence by sentence, what was read, what was skipped and why.

Belongs here: what goes from stage to stage and from sentence to sentence, and from a draft to a claim.
Does not belong here: words, patterns, guards.
"""

import logging
import re
import time
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines import catalogue
from pipelines.claims import periods, publishers
from pipelines.claims.text import clean, is_english, sentences
from pipelines.reader import (
    clauses,
    guards,
    nouns,
    operations,
    patterns,
    quotations,
    residue,
    spans,
    times,
    unread,
    verifier,
)
from pipelines.reader.attach import attach
from pipelines.reader.following import following
from pipelines.reader.sentence import Context, Draft, Refused, Sentence
from pipelines.reader.throughout import year_by_year
from pipelines.reader.whose import topic_after

if TYPE_CHECKING:
    from pipelines.claims.model import Claim

NUMBER = re.compile(r"\d[\d.,]*")
SPACES = re.compile(r" {2,}")
LETTERS = re.compile(r"[^\W\d_]{2,}")
SECONDS = 20.0
"""For one text: twice what 100,000 characters of speeches take. What is left then is told as not read."""


class Understood(NamedTuple):
    """A claim, the sentence it stands in, and which words became which part of it."""

    sentence: str
    claim: "Claim"
    words: dict[str, str]
    span: tuple[int, int]
    how: tuple[tuple[str, str], ...] = ()
    """The pattern that read it with its file, and what was taken over from where."""


class Skipped(NamedTuple):
    """A sentence, or a proposition in it, that gives no claim: the reason, and the same in words."""

    text: str
    reason: str
    words: str
    guard: str = ""
    """The guard that refused, by its name."""


class Reading(NamedTuple):
    claims: list[Understood]
    skipped: list[Skipped]
    tokens: int = 0
    """What a language model that read along counted."""


def read(text: str, said_on: date, country: str | None = None, speakers: Mapping[str, str] | None = None) -> Reading:
    """Every claim of the text, in order, and what was skipped and why. Never raises on any text.

    `country` (ISO3) says who “we”, “our” and “the economy” are, and `speakers` (name -> ISO3) whose they are in what a
    speaker is quoted with.
    """
    plain, found = clean(text), Reading([], [])
    if not is_english(plain):
        return Reading([], [Skipped(text.strip(), "language", "it is not in English, and only English is read")])
    context, quoted = Context(country), quotations.said_by(plain, speakers or {})
    behind, until = 0, time.monotonic() + SECONDS
    for start, end in sentences(plain):
        if time.monotonic() > until:
            words = f"the text before it took {SECONDS:g} seconds; check it in parts"
            found.skipped.append(Skipped(text[start:], unread.UNREAD, words))
            break
        if "\n\n" in plain[behind:start]:
            context = context._replace(period=None, last=None)
        behind, words = end, SPACES.sub(" ", plain[start:end])
        if (numbers := len(NUMBER.findall(words))) > 1 and numbers > 2 * len(LETTERS.findall(words)):
            found.skipped.append(Skipped(text[start:end], "heading", "a row of numbers"))
            continue
        who = {each.country for each in quoted if each.start < end and start < each.end}
        here = context._replace(speaker=who.pop() if len(who) == 1 else None)
        try:
            told, context = _of_sentence(text[start:end], words, (start, end), said_on, here, len(found.claims))
        except Exception as error:  # whatever a sentence does to the reader costs that sentence alone
            logging.getLogger(__name__).error("not read for a fault: %r", words, exc_info=error)
            told, context = Reading([], [Skipped(text[start:end], unread.UNREAD, FAULT)]), Context(country)
        found.claims.extend(told.claims)
        found.skipped.extend(told.skipped)
    return found


FAULT = "a fault of bilateral's own kept it from being read; the log says which"


def _of_sentence(
    quote: str, words: str, place: tuple[int, int], said_on: date, context: Context, before: int
) -> tuple[Reading, Context]:
    """The claims of a sentence, what of it gives none, and beside what the next one is read; `before` stand so many."""
    sentence = taken(words, said_on, context)
    drafts, refused = propose(sentence)
    claims: list[Understood] = []
    for draft in drafts:
        try:
            claim = as_claim(draft, sentence, f"c{before + len(claims) + 1}", quote)
        except ValueError as error:
            refused.append(Refused("no indicator", f"it says too little to compute with: {error}", "incomplete"))
            continue
        claims.append(Understood(quote, claim, words_of(draft, sentence), place, how(draft)))
    skipped = [Skipped(quote, *why) for why in unread.skipped(sentence, drafts, refused)]
    period = max((d.period for d in drafts if d.period), default=context.period)
    behind = Context(context.country, None, topic_after(sentence, drafts), period, drafts[-1] if drafts else None)
    return Reading(claims, skipped), behind


def taken(words: str, said_on: date, context: Context) -> Sentence:
    """The sentence as spans and clauses."""
    low = words.lower()
    found, unknown = times.with_eras(spans.read(words, said_on), words, said_on, context)
    named = [s.period for s in found if s.period is not None]
    amounts = [(s.start, s.end) for s in found if s.amount is not None]
    meant = {period.start: period for period in periods.settled(named, low, amounts, context.period)}
    settled = [
        s._replace(period=meant[s.period.start]) if s.period else s
        for s in found if s.period is None or s.period.start in meant
    ]  # fmt: skip
    joined = nouns.joined(settled)
    return Sentence(words, low, said_on, joined, clauses.tree(joined), context, unknown)


OPEN = ("owner", "before it", "behind it", "base", "universe")
"""Refusals after which another pattern may still take the number."""


def propose(sentence: Sentence) -> tuple[list[Draft], list[Refused]]:
    """The claims of a sentence, and why others were refused; a number belongs to the first pattern that takes it."""
    drafts: list[Draft] = []
    refused: list[Refused] = []
    lost: list[tuple[int, Refused]] = []
    used: set[int] = set()
    for clause, match in ((each, match) for each in sentence.clauses for match in patterns.find(each.row)):
        number = next((match.roles[r] for r in ("amount", "multiple", "rank", "streak") if r in match.roles), None)
        if number is not None and number.start in used:
            continue
        told, why = _told(match, clause, sentence, drafts)
        if why is not None and told:
            refused.append(why)
        elif why is not None:
            lost.append(((number or clause.row[match.first]).start, why))
        if number is not None and (told or (why is not None and why.guard not in OPEN)):
            used.update(_taken_by(match, number, bool(told)))
        drafts = _with(drafts, told)
    read = used.union(draft.place for draft in drafts)
    refused += [why for place, why in lost if place not in read or why.guard not in OPEN]
    drafts = verifier.without_rivals(drafts, refused, sentence.text)
    drafts = verifier.without_undated(drafts, refused, sentence)
    return residue.without_left_times(drafts, refused), refused


def _with(drafts: list[Draft], told: list[Draft]) -> list[Draft]:
    """The drafts with those that say something else, in the order of their places."""
    new = [each for each in told if not any(same(each, other) for other in drafts)]
    return sorted([*drafts, *new], key=lambda draft: draft.place) if new else drafts


def _taken_by(match: patterns.Match, number: spans.Span, is_told: bool) -> set[int]:
    """The places of the numbers that a match takes: its own, and the one that it came from."""
    before = match.roles.get("before")
    return {number.start, before.start} if is_told and before is not None else {number.start}


def _told(
    match: patterns.Match, clause: clauses.Clause, sentence: Sentence, before: list[Draft]
) -> tuple[list[Draft], Refused | None]:
    """All that a match states, and why the last of it is refused; nothing where the first is.

    What it came to stands before where it came from. `before` are the drafts of the sentence so far.
    """
    told: list[Draft] = []
    operation = match.pattern.says["operation"]
    try:
        draft = operations.framed(match, clause)
        stated = (
            following(operation, draft, sentence, before) if draft.goes_on else operations.OPERATIONS[operation](draft)
        )
        for each in (single for said in stated for single in year_by_year(said)):
            if each.indicator:
                whole = attach(each, sentence, before)
                guards.check(whole, sentence)
                told.append(verifier.checked(whole, sentence))
    except Refused as why:
        return told, why.with_traceback(None)
    return told, None


def same(one: Draft, other: Draft) -> bool:
    keys = ("indicator", "operation", "ref", "partner", "base", "base_partner", "value", "universe", "order")
    return all(getattr(one, key) == getattr(other, key) for key in keys)


# --- to the model ---


def as_claim(draft: Draft, sentence: Sentence, claim_id: str, quote: str) -> "Claim":
    from pipelines.claims.model import Claim

    not_held = {"not_checkable": "no data", "reason": draft.not_held} if draft.not_held else {}
    fields = {name: getattr(draft, name) for name in COPIED}
    return Claim.model_validate(
        fields | not_held | {
            "id": claim_id, "quote": quote, "said_on": sentence.said_on,
            "areas": {"ref": list(draft.ref), "counterpart": list(draft.partner)},
            "base": {"ref": list(draft.base), "counterpart": list(draft.base_partner)},
            "definitions": definitions(draft), "publishers": publishers.named(sentence.low),
        }
    )  # fmt: skip


COPIED = (
    "indicator", "operation", "hedge", "value", "value_high", "unit", "period", "base_period", "span", "cumulative",
    "order", "universe", "parts",
)  # fmt: skip


def definitions(draft: Draft) -> list[str]:
    """“Exports of goods”, “a deficit in goods and services”: the readings of the catalogue that the words leave."""
    if not draft.definitions:
        return []
    named = [each["definition"] for each in catalogue.indicators()[draft.indicator]["readings"] if "terms" in each]
    if "nominal" in draft.definitions:
        return ["nominal"]
    services = "goods_services" in draft.definitions
    return [name for name in named if (name == "goods_services") == services]


def words_of(draft: Draft, sentence: Sentence) -> dict[str, str]:
    """Which words became which part of the claim."""
    parts = {
        "ref": "area", "part": "area", "partner": "partner", "figure": "indicator", "whole": "indicator",
        "amount": "value", "rank": "value", "base": "base", "noun": "indicator", "universe": "universe",
    }  # fmt: skip
    return {parts[role]: sentence.text[s.start : s.end] for role, s in draft.match.roles.items() if role in parts}


def how(draft: Draft) -> tuple[tuple[str, str], ...]:
    pattern = draft.match.pattern
    return (
        ("pattern", f"{pattern.name} ({pattern.file})"),
        *((f"{what} from", where) for what, where in draft.inherited),
    )


# --- for people ---


def taken_apart(text: str, said_on: date) -> Iterator[tuple[str, list[str]]]:
    """Each sentence with its clauses as spans, as `bilateral check --explain` shows them."""
    plain = clean(text)
    for start, end in sentences(plain):
        sentence = taken(SPACES.sub(" ", plain[start:end]), said_on, Context())
        yield text[start:end], [shown(clause) for clause in sentence.clauses]


def shown(clause: clauses.Clause) -> str:
    every = sorted([*clause.row, *clause.periods], key=lambda s: s.start)
    return f"{clause.kind}: " + " ".join(f"[{s.low}: {kind_of(s)}]" for s in every)


def kind_of(span: spans.Span) -> str:
    """ "figure gdp", "percent", "move", "unknown"."""
    if span.figure is not None:
        return f"figure {span.figure.indicator}"
    if span.amount is not None:
        return span.amount.kind if span.amount.hedge == "none" else f"{span.amount.hedge} {span.amount.kind}"
    if span.kind == "area":
        return " ".join(("area", *span.ids))
    return "/".join(sorted(span.values)) or {"when": "period"}.get(span.kind, span.kind)


def to_yaml(reading: Reading, about: Mapping[str, Any]) -> str:
    """An article file with the claims of a text, for a person to correct and keep.

    `about` has its other fields: title, published, and what else claims/model.py knows of an article.
    """
    import yaml

    claims = []
    for understood in reading.claims:
        claim = understood.claim.model_dump(exclude_defaults=True, mode="json")
        claim.setdefault("hedge", understood.claim.hedge)
        claims.append(claim)
    article = {name: value for name, value in about.items() if value} | {"claims": claims}
    return yaml.safe_dump(article, sort_keys=False, allow_unicode=True, width=110)
