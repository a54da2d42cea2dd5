"""Whether a sentence was read whole: the one place that says of a claim what of its sentence was not read."""

from datetime import date
from typing import TYPE_CHECKING

from pipelines.reader.reading import Reading, Skipped, read
from pipelines.reader.unread import UNREAD

if TYPE_CHECKING:
    from pipelines.claims.model import Claim

STATES_NOTHING = ("heading", "opinion", "language")
"""Reasons of what has no claim to be missed."""


def told(found: Reading) -> Reading:
    """Only claims that can be computed with, each with what of its sentence is among what was not read."""
    from pipelines.claims import articles

    problems = [articles.unreadable(item.claim) for item in found.claims]
    both = list(zip(found.claims, problems, strict=True))
    skipped = [*found.skipped, *(Skipped(item.sentence, UNREAD, why) for item, why in both if why)]
    kept = []
    for item in (item for item, why in both if not why):
        claim = item.claim.model_copy(update={"unread": left_of(item.sentence, skipped)})
        kept.append(item._replace(claim=claim))
    return Reading(kept, skipped, found.tokens)


def left_of(sentence: str, skipped: list[Skipped]) -> str | None:
    """What of a sentence was not read, in words; None where it was read whole."""
    left = [
        each.words if each.reason == UNREAD else f"the rest ({each.reason}: {each.words})"
        for each in skipped
        if each.text and each.reason not in STATES_NOTHING and each.text in sentence
    ]
    return "; ".join(dict.fromkeys(left)) or None


def left_of_quote(claim: "Claim", said_on: date) -> str | None:
    """What of the sentence that a claim is stated with nothing bears; None where it has none, or none can be read."""
    found = read(claim.quote, said_on)
    return left_of(claim.quote, found.skipped) if found.claims else None
