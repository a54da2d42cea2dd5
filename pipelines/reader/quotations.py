"""Who is quoted where, of speakers whose country the caller has named: “we” in their words is that country.

Belongs here: quotation marks and what attributes them. Does not belong here: what “we” means otherwise (attach.py).
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from pipelines.claims import lexicon
from pipelines.reader import vocabulary

QUOTED = re.compile(r'"[^"]+"')
FAR = 160
"""Characters within which a quotation is attributed."""
SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
ASIDE = r"(?:,[^,.\"]{1,80},|,)?(?:\s+(?:\w+ly|also|has|had|then))?"
"""What may stand between a name and its verb: “, the minister,”."""


class Said(NamedTuple):
    start: int
    end: int
    country: str


def said_by(text: str, speakers: Mapping[str, str]) -> list[Said]:
    """The stretches of a cleaned text that the named speakers say, quoted or reported."""
    return [*_quoted(text, speakers), *_reported(text, speakers)] if speakers else []


def _quoted(text: str, speakers: Mapping[str, str]) -> Iterator[Said]:
    for quote in QUOTED.finditer(text):
        behind = text[quote.end() : quote.end() + FAR].partition('"')[0]
        before = text[max(0, quote.start() - FAR) : quote.start()].rpartition('"')[2]
        goes_on = text[quote.end() - 2] in ",?!-"
        near = SENTENCE_END.split(behind)[0] if goes_on else SENTENCE_END.split(before)[-1]
        saying = {country for name, country in speakers.items() if _told(name).search(near)}
        if len(saying) == 1:
            yield Said(quote.start(), quote.end(), saying.pop())


def _reported(text: str, speakers: Mapping[str, str]) -> Iterator[Said]:
    """Ana Ruiz said that we …: to the end of the sentence."""
    for name, country in speakers.items():
        for hit in re.finditer(rf"\b{_written(name)}{ASIDE}\s+{_verbs()}\s+(?:that\s+)?(?![\"\s])", text):
            stop = SENTENCE_END.search(text, hit.end())
            yield Said(hit.start(), stop.end() if stop else len(text), country)


def _told(name: str) -> re.Pattern[str]:
    who, verb = _written(name), _verbs()
    return re.compile(rf"\b{who}{ASIDE}\s+{verb}\b|\b{verb}\s+(?:[\w'-]+\s+){{0,4}}?{who}\b")


def _written(name: str) -> str:
    """The name in full, or its last word where it has several: “Ruiz said”."""
    return "(?:" + "|".join(map(re.escape, dict.fromkeys((name, *name.split()[-1:])))) + ")"


@cache
def _verbs() -> str:
    said = (row["phrases"].split(";") for row in lexicon.rows(vocabulary.FOLDER / "words.csv") if row["class"] == "say")
    verbs = sorted((each for phrases in said for each in phrases if each.isalpha()), key=len, reverse=True)
    return f"(?:{'|'.join(verbs)})"
