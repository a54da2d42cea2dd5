"""Numbers, days and names as a newspaper prints them, and outside text made harmless.

Belongs here: pure functions from a value to a string. Does not belong here: HTML, Markdown, layout.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit

_MAGNITUDES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_FIGURES = (
    (1e12, 1e12, "trillion", 2), (1e10, 1e9, "billion", 1), (1e9, 1e9, "billion", 3),
    (1e7, 1e6, "million", 1), (1e6, 1e6, "million", 3),
)  # fmt: skip
"""From which size on a figure is divided by what, called what, and given how many decimals."""


class Unit(NamedTuple):
    """How figures of a unit are written: spelled out, what stands before and behind them.

    Of small ones no millions are told, whole ones have no fractions.
    """

    name: str = ""
    before: str = ""
    after: str = ""
    is_small: bool = False
    is_whole: bool = False


_UNITS = {
    "USD": Unit("US dollars", "$"),
    "INTL_USD": Unit("international dollars", "int. $"),
    "EUR": Unit("euros", "€"),
    "GBP": Unit("pounds", "£"),
    "KRW": Unit("won", after=" won"),
    "JPY": Unit("yen", after=" yen"),
    "CNY": Unit("yuan", after=" yuan"),
    "XDC_USD": Unit("units of national currency to the dollar", after=" to the dollar"),
    "PS": Unit("persons", is_whole=True),
    "VESSELS": Unit("vessels", after=" vessels", is_whole=True),
    "BIRTHS": Unit("births per woman", after=" births per woman"),
    "RANK": Unit("place"),
    "PT": Unit("per cent", after="%", is_small=True),
    "PP": Unit("percentage points", after=" points", is_small=True),
    "POINTS": Unit("points", after=" points", is_small=True),
    "TIMES": Unit("times", after=" times", is_small=True),
    "YEARS": Unit("years", after=" years", is_small=True),
    "TIV": Unit("millions of SIPRI trend-indicator values", after=" million TIV", is_small=True),
    "FLAG": Unit("1 or 0", is_small=True),
    "DAYS": Unit("days", after=" days", is_small=True, is_whole=True),
    "EVENTS": Unit("events", after=" events", is_small=True, is_whole=True),
    "PERIODS": Unit(after=" in a row", is_small=True, is_whole=True),
    "COUNTRIES": Unit("countries", is_small=True, is_whole=True),
    "SITES": Unit("sites", after=" sites", is_small=True, is_whole=True),
    "KM": Unit("kilometres", after=" km", is_small=True, is_whole=True),
    "KM2": Unit("square kilometres", after=" km²"),
    "PER_1000": Unit("of a thousand", after=" per 1,000", is_small=True),
    "PER_100K": Unit("of a hundred thousand", after=" per 100,000", is_small=True),
    "T": Unit("tonnes", after=" tonnes"),
    "T_HEAD": Unit("tonnes per head", after=" tonnes per head", is_small=True),
}
_PLURALS = (" days", " vessels", " events", " years", " points", " sites")
_MINUS = "−"

# Control characters and the marks that turn the direction of everything after them.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff]")

VERDICTS = {
    "SUPPORTED": "Supported",
    "SUPPORTED_LOOSELY": "Loosely supported",
    "DEPENDS": "Depends",
    "CONTRADICTED": "Contradicted",
    "OUT_OF_DATE": "Out of date",
    "TOO_CLOSE": "Too close to call",
    "NOT_CHECKABLE": "Not checkable",
    "READ_IN_PART": "Read in part",
}
VERDICT_MEANINGS = {
    "SUPPORTED": "Every fair reading of the claim agrees with the figures.",
    "SUPPORTED_LOOSELY": "Every fair reading agrees or comes near.",
    "DEPENDS": "Fair readings disagree; the report names the choice that decides.",
    "CONTRADICTED": "No fair reading agrees with the figures.",
    "OUT_OF_DATE": "No current figure agrees; an earlier one did.",
    "TOO_CLOSE": "It rests on a difference smaller than the usual revision, or on one place in twenty.",
    "NOT_CHECKABLE": "No published figure can decide it.",
    "READ_IN_PART": "A part of the sentence was not read; a verdict on the rest does not stand for it.",
}
OUTCOMES = {
    "MATCH": "holds",
    "MATCH_SLACK": "holds, understated",
    "NEAR": "comes near",
    "MISS": "does not hold",
    "TOO_CLOSE": "too close to call",
    "INCOMPLETE": "incomplete",
    "INCOHERENT": "incoherent",
}
NO_VOTE = "has no vote"
TYPES = {"E": "counts", "U": "arguable", "N": "shown only"}
STATUSES = {"E": "estimate", "F": "forecast", "P": "provisional", "B": "break in series"}


def outcome(code: str, reading_type: str) -> str:
    """What came of a reading. What has no vote comes near nothing."""
    return NO_VOTE if code == "NEAR" and reading_type != "E" else OUTCOMES[code]


def number(value: float | None, unit: str | None = None, beside: Iterable[float | None] = ()) -> str:
    """A value in base units as running text: 1586912345 -> "1.59 billion", 23111 -> "23,111".

    `beside` are limits that the value is compared with: digits are added until the rounded number stands on
    the same side of each of them, so that 23.997 trillion is never printed as 24 trillion, which it missed.
    """
    if value is None:
        return "no figure"
    if unit == "RANK":
        return ordinal(round(value))
    divisor, name = _magnitude(value, unit)
    limits = [limit / divisor for limit in beside if limit is not None]
    shown = value / divisor
    digits = _digits(shown, _decimals(shown, name is not None, unit), limits)
    text = f"{abs(round(shown, digits)):,.{digits}f}"
    if name is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    sign = _MINUS if round(shown, digits) < 0 else ""
    return f"{sign}{_unit(unit).before}{text}{' ' + name if name else ''}{_after(text, name, unit)}"


def _after(text: str, magnitude: str | None, unit: str | None) -> str:
    after = _unit(unit).after
    return after[:-1] if text == "1" and magnitude is None and after in _PLURALS else after


def edge(value: float | None, unit: str | None = None) -> str:
    """A limit as running text, with the digits it needs and no others: "1.625 billion", "$24 trillion"."""
    if value is None or unit == "RANK":
        return number(value, unit)
    divisor, name = _magnitude(value, unit)
    text = tick(round(value / divisor, 6))
    sign, digits = (_MINUS, text[1:]) if text.startswith(_MINUS) else ("", text)
    return f"{sign}{_unit(unit).before}{digits}{' ' + name if name else ''}{_unit(unit).after}"


def scaled(
    value: float, divisor: float, unit: str | None, beside: Iterable[float | None] = (), least: int | None = None
) -> str:
    """A value beside an axis whose title holds magnitude and unit: 23.72e12 over 1e12 -> "23.72"."""
    if unit == "RANK" or divisor == 1.0:
        return number(value, None if _unit(unit).before else unit, beside)
    limits = [limit / divisor for limit in beside if limit is not None]
    least = (2 if abs(value / divisor) < 100 else 1) if least is None else least
    text = f"{abs(value / divisor):,.{_digits(value / divisor, least, limits)}f}"
    return f"{_MINUS}{text}" if value < 0 else text


def figure(value: float, unit: str | None = None, beside: Iterable[float | None] = ()) -> str:
    """A value within a sentence or beside others like it: 1586912345 -> "1.587 billion", 24.21e12 -> "$24.21 trillion".

    One digit more than `number` where values that differ in it stand below each other. `beside` as there.
    """
    entries = () if _unit(unit).is_small else _FIGURES
    divisor, name, least = next((entry[1:] for entry in entries if abs(value) >= entry[0]), (1.0, None, None))
    if least is None:
        least = 2 if unit == "BIRTHS" else 0 if abs(value) >= 1000 or _unit(unit).is_whole else 1
    shown = value / divisor
    digits = _digits(shown, least, [0.0, *(limit / divisor for limit in beside if limit is not None)])
    text = f"{abs(round(shown, digits)):,.{digits}f}"
    if name is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    sign = _MINUS if round(shown, digits) < 0 else ""
    return f"{sign}{_unit(unit).before}{text}{' ' + name if name else ''}{_after(text, name, unit)}"


def exact(value: float | None, unit: str | None = None) -> str:
    """Every digit that is held, with the unit spelled out: for the hover text of a rounded number."""
    if value is None:
        return "no figure"
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6f}".rstrip("0")
    return f"{text.replace('-', _MINUS)} {unit_name(unit)}".rstrip()


def scale(values: Iterable[float], unit: str | None) -> tuple[float, str]:
    """Divisor and title of an axis: (1e12, "$ trillion")."""
    largest = max((abs(v) for v in values), default=0.0)
    divisor, name = _magnitude(largest, unit)
    before = _unit(unit).before
    after = "per cent" if unit == "PT" else "place" if unit == "RANK" else _unit(unit).after.strip()
    return divisor, " ".join(part for part in (before, name or "", after) if part) or unit_name(unit)


def tick(value: float) -> str:
    """A number on an axis whose title holds the magnitude."""
    text = f"{abs(value):,.6f}".rstrip("0").rstrip(".")
    return f"{_MINUS}{text}" if value < 0 else text


def _unit(unit: str | None) -> Unit:
    return _UNITS.get(unit or "", Unit())


def unit_name(unit: str | None) -> str:
    return _unit(unit).name or unit or ""


def ordinal(place: int) -> str:
    """1 -> "1st", 22 -> "22nd", 113 -> "113th"."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place:,}{ending}"


def gap(percent: float | None) -> str:
    """Distance of a figure from the stated number, in words."""
    if percent is None:
        return ""
    size = abs(percent)
    if size < 0.05:
        return "equal to the stated number" if percent == 0 else "within 0.1% of the stated number"
    if percent < -100:
        return "of the other sign"
    digits = 1 if size < 10 else 0
    return f"{size:,.{digits}f}% {'above' if percent > 0 else 'below'} the stated number"


def period(first: date, freq: str, years: int = 1) -> str:
    """A period by its first day: "2023", "Q1 2023", "March 2023", the day itself, or "2019–2023" by its last year."""
    if freq == "A":
        return f"{first.year}" if years == 1 else f"{first.year - years + 1}–{first.year}"
    if freq == "Q":
        return f"Q{(first.month + 2) // 3} {first.year}"
    return f"{first:%B %Y}" if freq == "M" else day(first)


def is_currency(unit: str | None) -> bool:
    """KRW is one; per cent, persons, dollars of purchasing power are none."""
    return len(unit or "") == 3 and unit != "TIV"


def day(value: date | None) -> str:
    """22 March 2025."""
    return f"{value.day} {value:%B %Y}" if value else "no date"


def short_day(value: date | None) -> str:
    """22 Mar 2025, where there is little room."""
    return f"{value.day} {value:%b %Y}" if value else "no date"


def age(days: int) -> str:
    """How old on another day, coarse as people say it: "8 months old", or "3 weeks later" when it came after."""
    for size, name in ((365.25, "year"), (30.4, "month"), (7, "week"), (1, "day")):
        count = int(abs(days) / size)
        if count >= (2 if size > 1 else 1):
            return f"{count} {name}{'s' if count > 1 else ''} {'old' if days > 0 else 'later'}"
    return "new"


def listing(names: list[str], joint: str = "and") -> str:
    """["a", "b", "c"] -> "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joint} {names[-1]}" if names else ""


def capital(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def plain(text: object) -> str:
    """Outside text without characters that steer a terminal or turn the direction of reading."""
    return _UNSAFE.sub("", unicodedata.normalize("NFC", str(text))).replace("\r", "")


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters on one line, cut between words where there is one."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip(" ,;:.") + "…"


def web_address(url: object) -> str | None:
    """The address if a reader can follow it safely, else None: only http and https, no user name in it."""
    text = str(url or "").strip()
    if _UNSAFE.search(text) or re.search(r"\s", text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else None


_WITH_ARTICLE = re.compile(
    r"(United (States|Kingdom|Arab Emirates)|Netherlands|Philippines|Bahamas|Gambia|Maldives|Comoros|Seychelles"
    r"|Holy See|(.+ )?(Islands|Republic|Territory|Territories))( \(.*\))?$"
)


def in_text(name: str) -> str:
    """A country's name within a sentence: the United States, South Korea."""
    return f"the {name}" if _WITH_ARTICLE.match(name) else name


def file_name(identifier: str) -> str:
    """The id as a name for files and anchors; one that could leave its folder is replaced by its hash."""
    if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}", identifier):
        return identifier
    return f"x-{hashlib.sha256(identifier.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _magnitude(value: float, unit: str | None) -> tuple[float, str | None]:
    if unit == "RANK" or _unit(unit).is_small:
        return 1.0, None
    # 999,999,999 would round to 1,000 million: the limit lies where two decimals round up
    return next(((size, name) for size, name in _MAGNITUDES if abs(value) >= size * 0.999995), (1.0, None))


def _decimals(shown: float, has_magnitude: bool, unit: str | None) -> int:
    if has_magnitude:
        return 2 if abs(shown) < 100 else 1
    if float(shown).is_integer():
        return 0
    return 2 if abs(shown) < 10 else 1 if abs(shown) < 1000 or unit in ("PT", "PP") else 0


def _digits(value: float, least: int, limits: list[float]) -> int:
    """Decimals at which the rounded value stands on the same side of every limit as the value itself."""
    if not limits:
        return least
    return next((n for n in range(least, 9) if all(_side(round(value, n), x) == _side(value, x) for x in limits)), 9)


def _side(value: float, limit: float) -> int:
    return (value > limit) - (value < limit)


def need(lacking: Any) -> str:
    """What would answer a claim: the publisher, what of whom, and the years (ingest/needs.py)."""
    from pipelines import catalogue, sources
    from pipelines.catalogue import economies
    from pipelines.claims import words

    first, *others = [sources.load(name) for name in lacking.sources]
    partners = [] if lacking.partners == (economies.WORLD,) else list(lacking.partners)
    what = words.lowered(words.figure_of(lacking.indicator, list(lacking.reporters), partners))
    bilateral = bool(catalogue.indicators()[lacking.indicator].get("bilateral"))
    if lacking.universe:
        everybody = "the world" if lacking.universe == "WLD" else words.listed([lacking.universe])
        other = "" if lacking.reporters == (economies.WORLD,) else "other "
        what += f" and every {other}country of {everybody}"
    elif bilateral and not lacking.partners:
        what += f" {words.LINKS.get(lacking.indicator, ('of', 'with'))[1]} each partner"
    years = f", {lacking.first_year} to {lacking.last_year}"
    if lacking.first_year == lacking.last_year:
        years = f", {lacking.last_year}"
    if catalogue.is_lasting(lacking.indicator):
        years = ""
    or_else = f", or {', '.join(other.publisher for other in others)}" if others else ""
    return f"{first.publisher}, {first.title}: {what}{years}{or_else}"
