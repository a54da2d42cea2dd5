"""Time phrases that are no years: "before the pandemic", "when it became independent", "back then".

Belongs here: finding them in a sentence whose years and months have been taken out. Does not belong here: years,
months and quarters (periods.py), when they were (catalogue/eras.py).
"""

# ruff: noqa: E501 - patterns are read more easily in one piece

import re
from functools import cache

_NAMED = (
    r"(?:the )?(?:pandemic|covid|coronavirus|(?:great )?war|wars|cold war|(?:\w+ ){0,2}(?:war|revolution|crisis|recession|"
    r"invasion|uprising|coup|genocide|famine|occupation|annexation|regime|monarchy|dictatorship|tsunami|attacks?)\b|"
    r"brexit|handover|partition|independence|reunification|unification|apartheid|colonial|colonisation|colonization|"
    r"soviet|communis[mt]|nafta|accession|millennium|enlargement)"
)
_PHRASE = (
    r"\b(?:back then|in (?:those|these|olden|colonial|soviet|his|her|my) (?:days|times?|day)|at (?:that|the) time\b(?! of the 20)|"
    r"formerly\b(?! (?:known|called|named))|once (?:an? )(?:colony|republic|kingdom)|in its (?:heyday|prime)|"
    r"in the (?:post|pre)[ -]?[a-z]+(?: [a-z]+)? (?:period|era|years|age)|"
    r"in the (?:days|times?|years|era|reign) of [^,.;]+|at the (?:turn|dawn|close|height|end|start|beginning|outbreak|time) of "
    r"(?!20|19|the (?:year|month|quarter|20|19|first|second|third|fourth|last)|last|this|january|february|march|april|may|june|july|"
    r"august|september|october|november|december)[^,.;]+|"
    rf"(?:before|after|since|until|during|throughout|amid|upon|following|prior to|ahead of|on the eve of) {_NAMED}[^,.;]{{0,40}}|"
    r"at (?:the )?(?:handover|partition|independence|reunification|unification|accession)\b[^,.;]{0,30}|"
    r"(?:when|before|after|since|until) (?:(?!growing|shrinking)[\w'.-]+ ){1,4}?(?:became (?:independent|president|chancellor|"
    r"prime minister|king)|(?:took|left|came (?:to|into)) (?:office|power)|gained independence|was (?:president|chancellor|prime "
    r"minister|king|in office|in power)|fell\b|collapsed|came down|split up|joined|adopted the euro|invaded|broke out|struck|hit\b|"
    r"began|ended)[^,.;\"“”(]{0,30}|"
    r"(?:in|since|by|around|until|before) 1[0-7]\d\d\b(?![,.]?\d| ?%| (?:troops|soldiers|people|(?:b|m|tr)illion))|"
    r"(?:(?:in|at|by|from|per|since|until|before|after) )?the (?:1\d|20)\d\d (?!and\b|to\b|or\b|-|\d)[a-z][\w-]+|"
    r"(?:before|since|after) (?:joining|leaving|adopting|entering) [^,.;]{2,40}|"
    r"since (?:it|they|we|he|she) [^,.;]{2,40}|"
    r"(?:under|since|before|after) (?:the (?:administration|government|leadership|presidency|premiership|rule|reign) of )?"
    r"(?:former )?(?:(?:president|chancellor|prime minister|king|queen|chairman|the) )?(?:[A-Z][\w'’.-]+(?![\w$€£]) ?){1,3})"
)
_OPENING = re.compile(
    r"[\"“'(]*(?P<phrase>(?:(?:\w+ )?(?:few )?(?:years?|months?|weeks?|days?|decades?|quarters?|generations?|centur(?:y|ies)) )?"
    r"(?:before|after|until|since|during|following|amid|prior to|ahead of|on the eve of|in the wake of) "
    r"(?![\w'-]+ing\b)(?P<thing>[^,;:]{2,60})),",
    re.IGNORECASE,
)
_OPENING_WHEN = re.compile(
    r"[\"“'(]*(?P<phrase>(?:back )?when (?P<thing>(?!it comes\b|you\b|people\b|asked\b|everything\b|all\b|[\w'-]+ed\b|[\w'-]+ing\b|"
    r"(?:seen|taken|put|set|we (?:look|speak|talk|compare|consider|take|add|count|see))\b)[^,;:]{2,80})),",
    re.IGNORECASE,
)
"""“A year after the crash, …”: when a sentence opens so, what follows is of that time, whatever it is."""


_SAID = re.compile(r"[^,;:]{0,50}\b(?:said|says|told|announced|claimed|noted|declared|added)\b")


def opening(text: str, read: list[tuple[int, int]], areas: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Where the time phrase stands that opens the sentence, if it is not among the spans `read`.

    “After Germany, …” is an order, and what holds a number is more than a time.
    """
    when = _OPENING_WHEN.match(text)
    if when is not None and not re.search(r"\d", when["thing"]):
        return None if _SAID.match(text, when.end()) else when.span("phrase")
    hit = _OPENING.match(text)
    if hit is None or any(hit.start() <= a < hit.end() for a, _ in read) or re.search(r"\d", hit["thing"]):
        return None
    if _SAID.match(text, hit.end()):
        return None  # "During the visit, Xi said …": the time of speaking
    place = hit.start("thing")
    if any(a < hit.end() and a <= place + len("the ") for a, _ in areas):
        return None
    return hit.span("phrase")


HINT = re.compile(
    r"\b(?:then|time|times|days?|formerly|once|heyday|prime|years|era|age|period|reign|turn|dawn|close|height|end|start|beginning|outbreak|"
    r"before|after|since|until|during|throughout|amid|upon|following|prior|ahead|eve|handover|partition|independence|"
    r"reunification|unification|accession|when|under|1[0-7]\d\d)\b|\bthe (?:1\d|20)\d\d "
)
"""A word that every such phrase has: without one nothing is looked for."""


def unread(text: str, read: list[tuple[int, int]], areas: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where time phrases stand that are not among the spans `read`; names of countries (`areas`) are no times."""
    if HINT.search(text.lower()) is None:
        return []
    low = "".join(c.lower() if c.isupper() and not _opens_name(text, n) else c for n, c in enumerate(text))
    found = []
    for hit in _phrase().finditer(low):
        start, end = hit.span()
        if any(a < end and start < b for a, b in read):
            continue
        word = hit.group().split(" ", 1)[0]
        if word in ("under", "since", "before", "after") and any(start < a <= start + len(word) + 5 for a, _ in areas):
            continue  # "after Germany", "before the United States": an order, not a time
        found.append((start, end))
    return found


@cache
def _phrase() -> re.Pattern[str]:
    """Compiled when a text first has such a word."""
    return re.compile(_PHRASE)


def _opens_name(text: str, place: int) -> bool:
    """Whether a capital opens a name: not the first word of the sentence."""
    return place > 0 and text[place - 1] in " ’'-("
