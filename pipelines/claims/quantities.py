"""Quantities where they stand in a sentence: digits, number words, fractions, currencies, per cent, multiples, ranges.

Belongs here: finding a quantity at a place of a text, its kind and its unit.
Does not belong here: its exact value and precision (numbers.py), its hedge and what it measures (reader/).
"""

# ruff: noqa: E501, SIM905 - patterns and lists of words are read more easily in one piece

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from pipelines.claims import lexicon, numbers
from pipelines.claims.lexicon import SAID
from pipelines.claims.numbers import CARDINALS, MAGNITUDES

WORDS = {word: n for word, n in CARDINALS.items() if word not in ("a", "an", "dozen")}
PARTS = "half third quarter fourth fifth sixth seventh eighth ninth tenth twentieth".split()
TIMES = lexicon.WORDS["multiples"]
SIGNS, MONEY_WORDS, DOLLARS = (lexicon.column("money", column, "unit") for column in ("signs", "words", "dollars"))
CODES = tuple(row["unit"] for row in lexicon.rows("money") if row["unit"].isupper() and len(row["unit"]) == 3)


class Quantity(NamedTuple):
    start: int
    end: int
    kind: str
    """money, percent, points, count, births, times, part (a third), rank, year, vague, other"""
    text: str
    """The number as written with its magnitude, without its unit."""
    amount: float
    unit: str | None = None
    high: str | None = None
    hedge: str | None = None


OPENING = frozenset([*WORDS, *"a an half tens hundreds thousands millions billions dozens double triple".split()])


@cache
def pattern() -> re.Pattern[str]:
    """What a quantity looks like, to be matched at a place of a lower-case text."""
    number_words = "|".join(sorted(WORDS, key=len, reverse=True))
    part_words = "|".join(PARTS)
    long_magnitudes = "|".join(sorted((m for m in [*MAGNITUDES, "dozen"] if len(m) > 1), key=len, reverse=True))
    scale = r"(?:hundred|thousand|million|billion|trillion|lakh|crore|dozen)s?"
    signs = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
    codes = "|".join(CODES).lower()
    shared = "|".join(sorted(lexicon.currencies(), key=len, reverse=True))
    measures = "|".join(f"(?P<unit_{n}>{row['words']})" for n, row in enumerate(lexicon.rows("units")))
    few = "a|an|one|two|three|four|five|six|seven|eight|nine"
    return re.compile(
        rf"""
        (?P<sign>(?:{signs})\s?(?=[\d.])|(?:{codes})\s?(?=\d)|us\s(?=\d[\d.,]*(?:-\d[\d.,]*)?\s?(?:m|b|tr)illion\b))?
        (?P<body>
            (?P<every>one|two|three|four|nine|\d{{1,2}})\s(?:in|out\sof)\s(?:every\s)?(?P<of>two|three|four|five|six|seven|eight|nine|ten|twenty|\d{{1,3}})\b(?!\s?(?:million|billion|thousand|%|per))
            | (?:\d{{1,3}}(?:,\d{{2,3}})+(?!\d)(?:\.\d+)?|\d{{1,3}}(?:\.\d{{3}}){{2,}}(?!\d)|\d{{1,3}}(?:\s\d{{3}})+(?![\d,.]?\d|\s?%)
                |\d+,\d{{1,2}}(?=\s?(?:%|per|bn|(?:m|b|tr)illion))|\d+(?:\.\d+)?[½¼¾]?)
            | (?:(?:{few})[\s-](?:{part_words})s?|half)(?=(?:\sof)?\s(?:an?\s){scale})(?:\sof)?\sa
            | half(?=\sa\sper\s?cent)\sa
            | (?P<fraction>(?:{few})[\s-](?:{part_words})s?(?![a-z-])(?!\s(?:largest|biggest|highest|most|straight|consecutive|year|quarter|time))|half(?=\s(?:of|what|the|that|as|its|our|their|a|since|between|from|over|in\s(?:\d|the\s))\b|\s?[,.;]|\s?$))
            | a\shalf(?=\s{scale})
            | an?(?=[\s-]{scale})
            | (?:{number_words})(?:[\s-](?:{number_words}|hundred(?:\sand(?!\s(?:{few})\shundred))?)(?![a-z]))*(?:\sand\sa\shalf)?(?![a-z])
            | (?P<vague>(?:tens|hundreds|thousands|millions|billions|dozens)(?:\sof\s(?:thousands|millions|billions))?(?=\sof\b)|(?:double|triple)[\s-]digits?)
        )
        (?P<rank>st|nd|rd|th)?(?![a-z]*\d)
        (?P<magnitude>(?:[\s-]?(?:{long_magnitudes})s?(?![a-z])){{1,2}}(?:\sand\sa\shalf\b)?|(?<=\d)[mbkt](?![a-z'])|(?<=\d)\s?[mb](?=\s(?:people|dollars)))?
        (?:(?P<percent>[\s-]?(?:%|per[\s-]?cent\b|pct\b|p\.c\.|pc\b))
           (?P<pp>[\s-]?points?\b)?
          |(?P<points>\s?(?:percentage[\s-]points?|pps?\b|ppts?\b|points?\b))
          |(?P<births>\s(?:children|births|babies|kids)\s(?:per|to\s(?:a|each)|for\s(?:every|each))\swom[ae]n\b)
          |\s(?:{measures})
          |(?P<fold>[\s-]?fold\b|\stimes\b|x\b(?!\w))
          |[\s-](?P<country>{"|".join(re.escape(word) for word in DOLLARS)})?\s?(?P<money>{"|".join(MONEY_WORDS)})s?(?![a-z])
          |(?!\spounds?\sof)[\s-](?:(?P<whose>[a-z]+)\s)?(?P<shared>{shared})(?![a-z])
          |\s?(?P<code>{codes})\b)?
    """,
        re.VERBOSE,
    )


def find(text: str, place: int, low: str) -> Quantity | None:
    """The quantity that begins at `place` of `low` (the text in lower case), or None."""
    match = pattern().match(low, place)
    if not match:
        return None
    part, (start, end) = match.groupdict().__getitem__, match.span()
    body = part("body")
    if part("vague"):
        return vague(body, start, end)
    if part("every"):
        return one_in(part("every"), part("of"), start, end)
    written = plain(text[match.start("body") : match.end("body")], part("magnitude") or "")
    return _measured(part, start, end, written, low)


def _measured(part: Callable[[str], Any], start: int, end: int, written: str, low: str) -> Quantity:
    """A number as written with its kind and its unit, by what stands beside it."""
    body = part("body")
    if part("fraction"):
        return Quantity(start, end, "part", written, 0.0)
    size = numbers.size(written.lower())
    if part("rank"):
        return Quantity(start, end, "rank", body + part("rank"), size)
    if part("percent") and not part("pp") and body.startswith("half"):
        written = f"{written} per cent"  # half a per cent is not half of it
    for group, kind, unit in MEASURED:
        if part(group):
            return Quantity(start, end, kind, written, size, unit)
    if currency := money(part):
        return Quantity(start, end, "money", written, size, currency)
    for n, row in enumerate(lexicon.rows("units")):
        if part(f"unit_{n}"):
            return Quantity(start, end, "count", written, size, row["unit"])
    if not part("magnitude") and re.fullmatch(r"(?:1[5-9]|20)\d\d", body) and not part("shared"):
        return Quantity(start, end, "year", written, size)
    other = part("shared") or SAID["other money"].match(low, end)
    return Quantity(start, end, "other" if other else "count", written, size)


MEASURED = (
    ("pp", "points", "PP"), ("points", "points", "PP"), ("percent", "percent", "PT"), ("births", "births", "BIRTHS"),
    ("fold", "times", "TIMES"),
)  # fmt: skip


def money(part: Callable[[str], Any]) -> str | None:
    """The code of the currency, or its name alone where only the sentence can tell whose it is."""
    if part("money"):
        return DOLLARS.get((part("country") or "").strip(), MONEY_WORDS[part("money")])
    if part("shared"):
        owner = lexicon.areas().get(part("whose") or "", "")
        return lexicon.currencies()[part("shared")].get(owner) if part("whose") else part("shared")
    sign = (part("sign") or part("code") or "").strip()
    return "USD" if sign == "us" else SIGNS.get(sign, sign.upper()) or None


def vague(body: str, start: int, end: int) -> Quantity:
    """ "double-digit", "dozens"."""
    if "digit" not in body:
        return Quantity(start, end, "vague", body, 0.0)
    edge = "10" if body.startswith("double") else "100"
    return Quantity(start, end, "percent", edge, float(edge), "PT", hedge="at_least")


def one_in(first: str, of: str, start: int, end: int) -> Quantity | None:
    """ "one in five"."""
    top, bottom = (word if word.isdigit() else str(WORDS[word]) for word in (first, of))
    if int(bottom) == 0:
        return None
    return Quantity(start, end, "part", f"{top}/{bottom}", int(top) / int(bottom))


GROUPED_BY_POINTS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")
DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")
PLURAL = re.compile(r"(?<=[a-z])s(?=\s|$)")


def plain(body: str, magnitude: str) -> str:
    """The number in the notation that numbers.py reads: a point before decimals, magnitudes in the singular."""
    if GROUPED_BY_POINTS.fullmatch(body):
        body = body.replace(".", "")
    elif DECIMAL_COMMA.fullmatch(body):
        body = body.replace(",", ".")
    for sign, decimals in (("½", ".5"), ("¼", ".25"), ("¾", ".75")) if not body.isascii() else ():
        body = body.replace(sign, decimals)
    return " ".join((body + PLURAL.sub("", magnitude)).split())
