"""What a language model proposes, in the place of what patterns match: which words of a sentence play which role.

Belongs here: finding the quoted words among the segments of the sentence. Does not belong here: asking the model
(endpoint.py), or believing it: whose, when and how much is read from the quoted words by the same resolver, and the
same guards and verifier refuse (propositions.py, guards.py, verifier.py).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pipelines.claims.reader.clauses import Clause
from pipelines.claims.reader.patterns import Match, Pattern, Says
from pipelines.claims.reader.segments import Amount, Area, Figure, Pronoun, Rank, Segment
from pipelines.claims.reader.sentence import Refused, Sentence


class Proposal(NamedTuple):
    """An operation, and for each slot the words of the sentence that fill it."""

    operation: str
    quotes: dict[str, str]


Proposer = Callable[[Sequence[str]], list[list[Proposal]]]
"""What is proposed in each of the sentences."""

FITTING: dict[str, tuple[type[Segment], ...]] = {
    "figure": (Figure, Segment),
    "amount": (Amount,),
    "rank": (Rank,),
    "area": (Area, Pronoun),
    "partner": (Area, Pronoun),
    "base": (Figure, Area, Pronoun),
    "group": (Area,),
    "verb": (Segment,),
}
"""The kinds of segments that a slot can quote, the likeliest first."""
OPERATIONS = {
    "level": Says("level"),
    "change": Says("change", order="move"),
    "share": Says("share"),
    "rank": Says("rank"),
    "ratio": Says("ratio"),
    "compare": Says("compare"),
    "troops": Says("between_two", "troops"),
}
OF_PEOPLE = {"people": "population", "migrants": "migrants", "troops": "armed_forces"}
ROLES = {
    "change": {"verb": "move"}, "compare": {"verb": "more"}, "rank": {"group": "universe"},
}  # fmt: skip
"""Slots that the operations of patterns know by another name."""


def matches(sentence: Sentence, proposed: Sequence[Proposal]) -> Iterator[tuple[Clause, Match]]:
    """The proposals as matches; one that quotes what does not stand there is refused."""
    for proposal in proposed:
        try:
            yield match(sentence, proposal)
        except Refused as refusal:
            sentence.refused.append(refusal)


def match(sentence: Sentence, proposal: Proposal) -> tuple[Clause, Match]:
    says = OPERATIONS.get(proposal.operation)
    if says is None:
        raise Refused("no indicator", f"the model proposes “{proposal.operation}”, which is no operation")
    names = ROLES.get(proposal.operation, {})
    roles: dict[str, Segment] = {}
    for slot, words in proposal.quotes.items():
        found = quoted(sentence, slot, words)
        if found is not None and slot == "figure" and not isinstance(found, Figure):  # by a noun: people, spenders
            people = [each for each in OF_PEOPLE if each in found.classes]
            counted = Figure(found.start, found.end, found.low, indicator=OF_PEOPLE[people[0]]) if people else found
            roles["figure" if people else "ranker"] = counted
        elif found is not None:
            roles[names.get(slot, slot)] = found
    if not roles:
        raise Refused("no indicator", "the model quotes no words for its claim")
    clause = joined(sentence, list(roles.values()))
    places = [place for place, segment in enumerate(clause.row) if segment in roles.values()]
    pattern = Pattern(f"model: {proposal.operation}", "model", "", "", says)
    return clause, Match(pattern, min(places), max(places) + 1, roles)


def quoted(sentence: Sentence, slot: str, words: str) -> Segment | None:
    """The segment that the words name; None where a figure has them already: “Peru's exports”."""
    start = sentence.low.find(words.lower()) if words.strip() else -1
    if start < 0 or slot not in FITTING:
        raise Refused("no indicator", f"the model quotes “{words}” as {slot}, and the sentence does not say that")
    end = start + len(words)
    over = [s for s in sentence.row if s.start < end and start < s.end]
    for kind in FITTING[slot]:
        if fitting := next((s for s in over if isinstance(s, kind)), None):
            return fitting
    owned = [part for s in over if isinstance(s, Figure) for part in (s.owner, s.partner)]
    if any(part is not None and part.start < end and start < part.end for part in owned):
        return None
    raise Refused("no indicator", f"the model quotes “{words}” as {slot}, and that is not what the words are")


def joined(sentence: Sentence, segments: Sequence[Segment]) -> Clause:
    """The clause in which all of them stand; where they stand in several, those and what is between them."""
    touched = [c for c in sentence.clauses if any(s in c.row for s in segments)]
    if len(touched) == 1:
        return touched[0]
    start, end = min(s.start for s in segments), max(s.end for s in segments)
    start = min([start, *(c.start for c in touched)])
    end = max([end, *(c.end for c in touched)])
    first = touched[0] if touched else None
    row = [s for s in sentence.row if start <= s.start and s.end <= end]
    clause = Clause(row, host=first.host if first else None, after=first.after if first else None)
    for place, owner in list(sentence.places.items()):
        if any(owner is c for c in touched):
            sentence.places[place] = clause
    return clause
