"""Whose figure a sentence says it is: “according to the United Nations”, “per the CIA Factbook”, “the 2006 census”.

Belongs here: the publishers that sentences name as their source (lexicon/publishers.csv). Does not belong here: who is
quoted (reader/quotations.py), which datasets answer a claim (catalogue/).
"""

import re
from collections.abc import Iterable
from functools import cache

from pipelines.claims import lexicon
from pipelines.claims.lexicon import SAID


@cache
def table() -> dict[str, dict[str, str]]:
    return {row["publisher"]: row for row in lexicon.rows("publishers")}


@cache
def names() -> dict[str, str]:
    """Publishers and their works, by their names in small letters."""
    return lexicon.column("publishers", "names", "publisher") | works()


@cache
def works() -> dict[str, str]:
    return lexicon.column("publishers", "works", "publisher")


@cache
def expression() -> re.Pattern[str]:
    """A publisher where something is said to be from it; its works and a census are its however they are spoken of."""
    anyone, work = ("|".join(map(re.escape, sorted(each, key=len, reverse=True))) for each in (names(), works()))
    before, behind = SAID["from a publisher"].pattern, SAID["a publisher says"].pattern
    named = rf"{before}(?P<before>{anyone})(?![\w-])|(?<![\w-])(?P<behind>{anyone}){behind}"
    return re.compile(rf"{named}|\b(?P<anyhow>{work})\b(?! bureau)")


@cache
def first_words() -> frozenset[str]:
    return frozenset(lexicon.tokens(name)[0] for name in names())


def named(low: str, words: Iterable[str] | None = None) -> list[str]:
    """Publishers that a sentence in small letters, of these words, names as where its figures are from: their ids."""
    if (words is not None and first_words().isdisjoint(words)) or not any(name in low for name in names()):
        return []
    found = (hit[hit.lastgroup or 0] for hit in expression().finditer(low))
    return list(dict.fromkeys(names()[name] for name in found))


def described(publishers: Iterable[str]) -> dict[str, str | float | None]:
    """What the tables say of the publishers that a claim names: names, datasets, how far off they can lie."""
    rows = [table()[publisher] for publisher in publishers]
    return {
        "publisher": f"the figure of {' or '.join(row['label'] for row in rows)}, which it names" if rows else None,
        "publisher_sources": ";".join(filter(None, (row["sources"] for row in rows))) or None,
        "publisher_from": min((float(row["from"]) for row in rows), default=None),
        "publisher_to": max((float(row["to"]) for row in rows), default=None),
    }
