"""Who is quoted where, of speakers whose country the caller has named: “we” in their words is that country.

Belongs here: quotation marks and what attributes them. Does not belong here: speakers whose country the text itself
says (sentence.py), what “we” means otherwise (resolver.py).
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from pipelines.claims.reader import vocabulary

QUOTED = re.compile(r'"[^"]+"')
FAR = 160
"""Characters within which a quotation is attributed."""
SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")


class Said(NamedTuple):
    start: int
    end: int
    country: str


def said_by(text: str, speakers: Mapping[str, str]) -> list[Said]:
    """The stretches of a cleaned text that the named speakers say, quoted or reported."""
    if not speakers:
        return []
    found: list[Said] = []
    last: Said | None = None
    for quote in QUOTED.finditer(text):
        country = attributed(text, quote.start(), quote.end(), speakers)
        if country is None and last is not None and "\n" not in text[last.end : quote.start()]:
            between = text[last.end : quote.start()]
            country = last.country if len(between) < FAR and spoken(between, speakers) == last.country else None
        last = Said(quote.start(), quote.end(), country) if country else None
        found += [last] if last else []
    return found + reported(text, speakers)


def attributed(text: str, start: int, end: int, speakers: Mapping[str, str]) -> str | None:
    """“…,” said Ana Ruiz; Ana Ruiz, the minister, said: “…”."""
    behind = text[end : end + FAR].partition('"')[0]
    if text[end - 2] in ",?!-":  # the sentence goes on behind the quotation
        stop = SENTENCE_END.search(behind)
        return spoken(behind[: stop.start()] if stop else behind, speakers)
    before = text[max(0, start - FAR) : start].rpartition('"')[2]
    stops = [stop.end() for stop in SENTENCE_END.finditer(before)]
    return spoken(before[stops[-1] :] if stops else before, speakers)


def reported(text: str, speakers: Mapping[str, str]) -> list[Said]:
    """Ana Ruiz said that we …: to the end of the sentence."""
    found = []
    for name, country in speakers.items():
        for hit in re.finditer(rf"\b{written(name)}{ASIDE}\s+{verbs()}\s+(?:that\s+)?(?![\"\s])", text):
            stop = SENTENCE_END.search(text, hit.end())
            found.append(Said(hit.start(), stop.end() if stop else len(text), country))
    return found


def spoken(words: str, speakers: Mapping[str, str]) -> str | None:
    """The country of the one speaker who says something in these words."""
    saying = [
        country
        for name, country in speakers.items()
        if re.search(
            rf"\b{written(name)}{ASIDE}\s+{verbs()}\b|\b{verbs()}\s+(?:[\w'-]+\s+){{0,4}}?{written(name)}\b", words
        )
    ]
    return saying[0] if len(set(saying)) == 1 else None


ASIDE = r"(?:,[^,.\"]{1,80},|,)?(?:\s+(?:\w+ly|also|has|had|then))?"
"""What may stand between a name and its verb: “, the minister,”."""


def written(name: str) -> str:
    """The name in full, or its last word where it has several: “Ruiz said”."""
    words = name.split()
    return rf"(?:{re.escape(name)}|{re.escape(words[-1])})" if len(words) > 1 else re.escape(name)


@cache
def verbs() -> str:
    """Words of saying, of the class of words.csv."""
    said = [phrase for phrase in vocabulary.phrases_of("say") if phrase.isalpha()]
    return rf"(?:{'|'.join(sorted(said, key=len, reverse=True))})"
