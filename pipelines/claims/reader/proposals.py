"""What a language model proposes beside what patterns match: which words of a sentence play which role.

Belongs here: finding the quoted words among the segments of the sentence. Does not belong here: asking the model
(endpoint.py), or believing it: whose, when and how much is read from the quoted words by the same resolver, and the
same guards and verifier refuse (propositions.py, guards.py, verifier.py).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipelines.claims.lexicon import KIND, SAID
from pipelines.claims.reader.clauses import Clause
from pipelines.claims.reader.found import Found
from pipelines.claims.reader.patterns import Match, Pattern, Says
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Pronoun, Rank, Segment, gap
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
    "area": (Area, Pronoun, Figure),
    "partner": (Area, Pronoun),
    "base": (Figure, Area, Pronoun),
    "group": (Area,),
    "verb": (Segment,),
}
"""The kinds of segments that a slot can quote, the likeliest first."""
OPERATIONS = {
    "level": Says("level", order="move"),
    "change": Says("change", order="move"),
    "share": Says("share"),
    "rank": Says("rank"),
    "extreme": Says("extreme"),
    "streak": Says("streak", ref="owner", order="move"),
    "ratio": Says("ratio"),
    "compare": Says("compare"),
}
GOES_ON = {
    "level": Says("again", ref="then", order="move"),
    "share": Says("again", ref="then", order="move"),
    "change": Says("change", of="level share direction streak change", order="move"),
    "rank": Says("rank", of="rank"),
}
"""The same where no figure is quoted: of that of the claim before."""
FLOW = Says("flow", "export goods_exports import goods_imports traded goods_trade")
NOUNS = {
    "people": ("figure", Says("level", "population")),
    "troops": ("figure", Says("level", "armed_forces")),
    "migrants": ("figure", Says("between_two", "migrants", ref="WLD")),
    "peacekeepers": ("figure", Says("between_two", "peacekeepers", partner="WLD")),
    "transfer": ("noun", Says("between_two")),
    **dict.fromkeys(("export", "import", "traded"), ("verb", FLOW)),
}
"""By the class of a measured noun or verb that is no figure: its role, and what an amount of it says."""
ABROAD = {"troops": Says("between_two", "troops"), "migrants": Says("between_two", "migrants")}
"""The same of people of one country who are in another."""
ROLES = {
    "level": {"verb": "move"}, "change": {"verb": "move"}, "streak": {"verb": "move", "area": "owner"},
    "compare": {"verb": "more"}, "rank": {"group": "universe"},
}  # fmt: skip
"""Slots that the operations of patterns know by another name."""


def matches(sentence: Sentence, proposed: Sequence[Proposal]) -> Iterator[Found]:
    """The proposals as matches; one that quotes what does not stand there is refused."""
    for proposal in proposed:
        try:
            yield match(sentence, proposal)
        except Refused as refusal:
            sentence.refused.append(refusal)


def match(sentence: Sentence, proposal: Proposal) -> Found:
    if proposal.operation not in OPERATIONS:
        raise Refused("no indicator", f"the model proposes “{proposal.operation}”, which is no operation")
    found = {slot: quoted(sentence, slot, words) for slot, words in proposal.quotes.items()}
    number = next((found[slot][0] for slot in ("amount", "rank", "figure") if found.get(slot)), None)
    if number is None:
        raise Refused("no indicator", "the model quotes no words for its claim")
    slots = {slot: min(those, key=lambda s: gap(s, number)) for slot, those in found.items() if those}
    refuse_open(sentence, proposal, slots)
    says, names = said(proposal.operation, slots)
    if is_word(slots.get("verb"), "more"):
        names = names | {"verb": "more"}  # "3 per cent lower than in 2012"
    roles = {names.get(slot, slot): segment for slot, segment in slots.items()}
    clause, whole = joined(sentence, list(roles.values()))
    places = [place for place, segment in enumerate(clause.row) if segment in roles.values()]
    pattern = Pattern(f"model: {proposal.operation}", "model", "", "", says)
    return Found(Match(pattern, min(places), max(places) + 1, roles), clause, whole)


def quoted(sentence: Sentence, slot: str, words: str) -> list[Segment]:
    """The segments that the words can name, which may stand there twice.

    None where they only stand for an area, or belong to another segment: “the country”, “Peru's exports”.
    """
    hits = [hit.span() for hit in re.finditer(re.escape(words.lower()), sentence.low)] if words.strip() else []
    if not hits or slot not in FITTING:
        raise Refused("no indicator", f"the model quotes “{words}” as {slot}, and the sentence does not say that")

    def over(segment: Segment | None) -> bool:
        return segment is not None and any(segment.start < end and start < segment.end for start, end in hits)

    here = [s for s in sentence.row if over(s)]
    for kind in FITTING[slot]:
        if fitting := [s for s in here if isinstance(s, kind)]:
            return fitting
    parts = [part for s in here if isinstance(s, Figure) for part in (s.owner, s.partner)]
    parts += [s.whose for s in here if isinstance(s, Amount)]
    if any(map(over, parts)) or (slot == "area" and SAID["a country unnamed"].fullmatch(words.lower())):
        return []
    raise Refused("no indicator", f"the model quotes “{words}” as {slot}, and that is not what the words are")


def refuse_open(sentence: Sentence, proposal: Proposal, slots: Mapping[str, Segment]) -> None:
    """Raises Refused where the quoted words leave open what patterns settle by the words between them."""
    figure, amount, rank, operation = *map(slots.get, ("figure", "amount", "rank")), proposal.operation
    if operation == "share" and not (isinstance(amount, Amount) and amount.kind in ("percent", "part")):
        raise Refused("no indicator", "a share is a percentage or a part")
    if operation in ("ratio", "compare") and {"partner", "base"} <= proposal.quotes.keys():
        raise Refused("no subject", "which of two sides it is set against is not said")
    bare = operation == "rank" and isinstance(rank, Rank) and rank.bare
    if bare and not {"group", "partner"} & proposal.quotes.keys():
        raise Refused("no subject", "among whom is not settled")
    if operation == "change" and not (is_word(slots.get("verb"), "move", "more") or is_rate(figure, slots)):
        raise Refused("no indicator", "whether it rose or fell is not said")
    grows = isinstance(figure, Figure) and figure.indicator.startswith("gdp") and "grow" in sentence.classes
    if grows and operation in ("compare", "rank", "ratio"):
        raise Refused("no indicator", "whether its size or its growth is meant is not said")


def said(operation: str, slots: Mapping[str, Segment]) -> tuple[Says, dict[str, str]]:
    """What an operation says of the measured noun, and the roles of the slots in it."""
    figure, amount, names = slots.get("figure"), slots.get("amount"), ROLES.get(operation, {})
    if operation == "rank" and is_word(figure, "partner"):
        return Says("partner", ref="owner"), {"figure": "noun", "area": "owner", "group": "universe"}
    if figure is None:
        return GOES_ON.get(operation, OPERATIONS[operation]), names
    if not isinstance(figure, Figure):
        return of_noun(operation, figure, "partner" in slots)
    if operation == "change" and amount is None:
        return Says("direction", order="move"), names
    if figure.indicator == "remittances_received" and operation == "level" and "partner" in slots:
        return Says("between_two", "remittances"), {
            "figure": "noun",
            "area": "partner",
            "partner": "area",
        }  # who receives
    rate = operation == "change" and is_rate(figure, slots)
    of_output = operation == "share" and isinstance(amount, Amount) and amount.of_gdp
    return OPERATIONS["level" if rate or of_output else operation], names


def is_rate(figure: Segment | None, slots: Mapping[str, Segment]) -> bool:
    """“a growth of 5 per cent”, but not “growth fell by 1 per cent”."""
    return isinstance(figure, Figure) and figure.indicator in KIND["growth"] and slots.get("verb", figure) is figure


def of_noun(operation: str, noun: Segment, abroad: bool) -> tuple[Says, dict[str, str]]:
    """“4 million people”, “the largest exporter”: what is said of a noun or a verb that is no figure."""
    kind = next((each for each in NOUNS if each in noun.classes), "")
    if operation != "level" or not kind:
        return OPERATIONS[operation], ROLES.get(operation, {}) | ({"figure": "ranker"} if operation == "rank" else {})
    role, says = NOUNS[kind]
    if abroad:
        return ABROAD.get(kind, says), {"figure": role}
    return says, {"figure": role, **({"area": "partner"} if kind == "migrants" else {})}


def joined(sentence: Sentence, segments: Sequence[Segment]) -> tuple[Clause, Sentence]:
    """The clause in which all of them stand; where they stand in several, those and what is between them are one."""
    places = [n for n, c in enumerate(sentence.clauses) if any(s in c.row for s in segments)]
    touched = sentence.clauses[places[0] : places[-1] + 1] if places else []
    if len(touched) == 1:
        return touched[0], sentence
    row = [s for s in sentence.row if touched and touched[0].start <= s.start < touched[-1].end]
    if not any(s in row for s in segments):
        raise Refused("no indicator", "what the model quotes is no part of a statement")
    clause = replace(touched[0], row=row)
    owners = {start: clause if any(owner is c for c in touched) else owner for start, owner in sentence.places.items()}
    clauses = [*sentence.clauses[: places[0]], clause, *sentence.clauses[places[-1] + 1 :]]
    return clause, replace(sentence, clauses=clauses, places=owners)
