"""Sentences that state several things: one verdict for each, and one headline that says which of them hold.

Belongs here: which claims are propositions of one sentence, and what they come to together. Does not belong here: the
verdicts of claims (sql/factcheck/), the messages (messages.py).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from pipelines.reports import messages, words

Row = dict[str, Any]
IN_PART = "READ_IN_PART"
"""What is shown in place of a verdict where a part of the sentence was not read (reader/whole.py says which)."""


def shown(verdict: str, unread: str | None) -> str:
    """The verdict as pages colour and count it: one on a part of a sentence stands for no sentence."""
    return IN_PART if unread else verdict


def before_publishing(claim: Mapping[str, Any], late: Mapping[str, date]) -> list[str]:
    """What to see to before a verdict is published; `late` are sources whose next figures are overdue.

    A claim has `unread`, `verdict` and `readings`.
    """
    first = [f"Part of the sentence was not read: {claim['unread']}."] if claim["unread"] else []
    if claim["verdict"] == "NOT_CHECKABLE":
        first.append("No figure decides it.")
    voting = [reading for reading in claim["readings"] if reading["type"] == "E"] or claim["readings"]
    return first + [
        f"Figures of {source} have been due since {late[source]}: look at the publisher's page."
        for source in sorted({reading["source"] for reading in voting} & late.keys())
    ]


def together(claims: Sequence[Mapping[str, Any]], quoted: str = "quote") -> list[Row]:
    """Each sentence that several claims in a row quote: its words, its claims by number, verdicts and headline.

    A claim has `quoted` (the sentence), `in_words`, `verdict` and `verdict_now`.
    """
    groups = [list(group) for _, group in groupby(enumerate(claims, 1), key=lambda numbered: numbered[1][quoted])]
    return [
        _together([number for number, _ in group], [claim for _, claim in group], quoted)
        for group in groups
        if len(group) > 1
    ]


def _together(numbers: list[int], claims: list[Mapping[str, Any]], quoted: str) -> Row:
    return {
        "text": claims[0][quoted],
        "claims": numbers,
        "verdict": _verdict([claim["verdict"] for claim in claims]),
        "verdict_now": _verdict([claim["verdict_now"] for claim in claims]),
        "unread": claims[0].get("unread"),
        "headline": _headline(claims),
    }


def _verdict(found: list[str]) -> str:
    """That of all; where they differ in kind it depends on which of them is meant, else the weaker one."""
    kinds = {messages.LIKE.get(verdict, verdict) for verdict in found}
    if len(kinds) > 1:
        return "DEPENDS"
    return found[0] if len(set(found)) == 1 else next(verdict for verdict in messages.WEAKER if verdict in found)


def _headline(claims: list[Mapping[str, Any]]) -> str:
    by_kind: dict[str, list[str]] = {kind: [] for kind in messages.JOINED}
    for claim in claims:
        by_kind[messages.LIKE.get(claim["verdict"], claim["verdict"])].append(
            claim["in_words"] or words.plain(claim["quote"])
        )
    said = (
        message.format(claims="; ".join(by_kind[kind])) for kind, message in messages.JOINED.items() if by_kind[kind]
    )
    return " ".join(words.capital(f"{each}.") for each in said)
