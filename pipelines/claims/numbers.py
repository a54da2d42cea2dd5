"""Numbers as sentences write them, in English notation, read into base units.

Belongs here: one number with its magnitude, sign, currency or per cent, whether in digits or in words.
Does not belong here: ranges (ranges.py), hedges (hedges.py), finding a number in a sentence (lexicon/).
"""

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from pipelines.claims import lexicon
from pipelines.claims.lexicon import SAID

Kind = Literal["level", "percent", "words", "words_share", "ratio", "rank"]


MOST_DIGITS = 30
"""No statistic has more, and beyond 308 a number is infinite to the engine."""


class Number(NamedTuple):
    x: Decimal
    u: Decimal
    """Unit of the last significant digit as written."""
    kind: Kind
    unit: str | None = None
    """As the text shows it: USD, PT, PP, TIMES, RANK, PS, ...; None when it shows none."""
    magnitude: int | None = None
    """Power of ten that the text names: 9 for "1.6 billion", None for "28,500"."""
    x_high: Decimal | None = None
    """10 for "top 10"."""


def valued(kind: str) -> dict[str, str]:
    """The words of one kind in numbers.csv, and what each stands for."""
    rows = (row for row in lexicon.rows("numbers") if row["kind"] == kind)
    return {word: row["value"] for row in rows for word in row["words"].split(";")}


def counted(kind: str) -> dict[str, int]:
    return {word: int(value) for word, value in valued(kind).items()}


MAGNITUDES = counted("magnitude")
"""Powers of ten."""
CARDINALS, ORDINALS = counted("cardinal"), counted("ordinal")
_FRACTIONS = {word: n for word, n in ORDINALS.items() if n > 2} | {"half": 2, "quarter": 4}
ORDINALS |= {
    f"{tens}-{word}": CARDINALS[tens] + n
    for tens in CARDINALS for word, n in counted("ordinal").items() if CARDINALS[tens] >= 20 and n < 10
}  # fmt: skip
_MULTIPLES, _NAMES = valued("multiple"), valued("unit")
_SIGNS = valued("sign")
_SIGN = re.compile(f"(-|minus )?({'|'.join(map(re.escape, _SIGNS))}) ?")
_ALSO = {"$": ("AUD", "CAD", "SGD", "TWD", "HKD", "INTL_USD"), "¥": ("CNY",)}
_CODES = {*_SIGNS.values(), "CNY"}
_PERCENT = re.compile(r" ?(?:%|per ?cent|pct\.?)(?:age points?| points?)?$|[ -](?:percentage )?points?$")

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d+)(?:\.\d+)?|\.\d+"
_PLAIN_DIGITS = re.compile(r"((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(?: ([a-z]+))?")
_NUMERAL = re.compile(rf"({_DIGITS})((?:[ -]?[a-z]+)*)")

_SUPERLATIVE = r"(?:largest|biggest|highest|lowest|smallest|most populous)"


def read(written: str, unit: str | None = None) -> Number:
    """One number as written; `unit` is what the claim declares. ValueError says what was expected."""
    number = _read(written, unit)
    what = {"rank": "place", "ratio": "multiple", "words_share": "share"}.get(number.kind, "number")
    if unit == "RANK" and number.kind != "rank":
        raise ValueError(f"the claim's unit is RANK; expected a place such as 11th or top 10, found {written!r}")
    fitting = {"rank": ("RANK",), "ratio": ("TIMES",), "words_share": ("PT", "PP")}.get(number.kind)
    if unit and fitting and unit not in fitting:
        raise ValueError(f"the claim's unit is {unit}, but {written!r} is a {what}: its unit is {' or '.join(fitting)}")
    return number


def _read(written: str, unit: str | None) -> Number:
    if sum(map(str.isdigit, written)) > MOST_DIGITS:
        raise ValueError(f"expected a number of at most {MOST_DIGITS} digits; found one that begins {written[:20]!r}")
    text = " ".join(re.sub(r"[\u2012-\u2015\u2212]", "-", written.lower().replace("×", "x")).split())
    if rank := _rank(text, unit):
        return rank
    text, seen = _without_unit(text, unit, written)
    is_percent = seen in ("PT", "PP")
    if seen is None and (times := _times(text, unit)):
        return times
    sign = -1 if re.match(r"-|minus ", text) else 1
    text = re.sub(r"^(?:-|\+|minus )", "", text)
    if part := _fraction(text):
        return _of_fraction(sign, *part, seen, unit)
    found = _numeral(text)
    if found is None or SAID["not in english notation"].search(text):
        raise ValueError(
            "expected a number as written in English notation, such as 1.6 billion, 28,500, 2.5 per cent, half a "
            f"million, a third, twice or top 10; found {written!r} (what hedges it is given as the hedge, the upper "
            "end of a range as value_high)"
        )
    x, u, magnitude = found
    if is_percent or unit in ("PT", "PP"):  # "100 per cent" is written to the hundred, and 65 is nowhere near it
        return Number(sign * x, max(Decimal(1), min(u, x / 10)) if u > 1 else u, "percent", seen, magnitude)
    return Number(sign * x, u, "level", seen, magnitude)


def _of_fraction(sign: int, x: Decimal, magnitude: int | None, seen: str | None, unit: str | None) -> Number:
    """ "A third" is a share of something, unlike "three and a half" and "half a million"."""
    if magnitude is None and seen is None and x <= 1:
        return Number(sign * x * 100, _word_unit(x * 100), "words_share", "PT")
    x = x.scaleb(magnitude or 0)
    is_percent = seen in ("PT", "PP") or (magnitude is None and unit in ("PT", "PP"))
    return Number(sign * x, _word_unit(x), "percent" if is_percent else "words", seen, magnitude)


def size(text: str) -> float:
    """Roughly how much a number without unit is, to tell billions from dozens; 0 for what is none."""
    if (plain := _PLAIN_DIGITS.fullmatch(text)) and (plain[2] is None or plain[2] in MAGNITUDES):
        return float(f"{plain[1].replace(',', '')}e{MAGNITUDES[plain[2]] if plain[2] else 0}")
    if found := _numeral(text):
        return float(found[0])
    part = _fraction(text)
    return float(part[0].scaleb(part[1] or 0)) if part else 0.0


def last_digit(digits: str) -> Decimal:
    """Unit of the last significant digit: "28500" -> 100, "1.40" -> 0.01, "30" -> 10, "0" -> 1."""
    if "." in digits:
        return Decimal(1).scaleb(-len(digits.partition(".")[2]))
    stripped = digits.rstrip("0")
    return Decimal(1).scaleb(len(digits) - len(stripped)) if stripped else Decimal(1)


def _word_unit(x: Decimal) -> Decimal:
    """Unit of a number in words: that of its last digit where it has one or two, else of its first."""
    _, digits, exponent = x.normalize().as_tuple()
    return Decimal(1).scaleb(int(exponent) if len(digits) <= 2 else x.adjusted())


def _rank(text: str, unit: str | None) -> Number | None:
    one = Decimal(1)
    text = re.sub(rf"[ -](?:{_SUPERLATIVE}|place)$", "", text.removeprefix("the "))
    if found := re.fullmatch(r"(?:top|bottom)[ -](\w+)", text):
        numeral = _numeral(found[1])
        return Number(one, one, "rank", "RANK", x_high=numeral[0]) if numeral else None
    if found := re.fullmatch(r"(\d+)(?:st|nd|rd|th)|(?:no\.? ?|number |#)(\d+)", text):
        return Number(Decimal(found[1] or found[2]), one, "rank", "RANK")
    if text in ORDINALS or re.fullmatch(_SUPERLATIVE, text):
        return Number(Decimal(ORDINALS.get(text, 1)), one, "rank", "RANK")
    if unit == "RANK" and (numeral := _numeral(text)) and numeral[0] == int(numeral[0]) > 0:
        return Number(numeral[0], one, "rank", "RANK")
    return None


def _times(text: str, unit: str | None) -> Number | None:
    """Multiples: "twice", "2.5 times as much", "four-fold", "3x"; with unit TIMES also "half" and "2"."""
    text = SAID["as many as"].sub("", text)
    found = re.fullmatch(r"(.+?)(?: times|[ -]?fold|x)", text)
    if text in _MULTIPLES and (unit == "TIMES" or text != "half"):
        x = Decimal(_MULTIPLES[text])
        return Number(x, _word_unit(x), "ratio", "TIMES")
    if not found and unit != "TIMES":
        return None
    text = found[1] if found else text
    if part := _fraction(text):
        return Number(part[0], _word_unit(part[0]), "ratio", "TIMES")
    if numeral := _numeral(text):
        return Number(*numeral[:2], "ratio", "TIMES")
    return None


def _fraction(text: str) -> tuple[Decimal, int | None] | None:
    """Value and magnitude of "half a million", "two-thirds", "one and a half billion", "3/4"."""
    magnitude = None
    text = re.sub(r"^(.+?) (million|billion|trillion) and a half$", r"\1 and a half \2", text)
    if found := re.fullmatch(r"(.+?)(?: of)?(?: an?)? (hundred|thousand|million|billion|trillion|lakh|crore)", text):
        text, magnitude = found[1], MAGNITUDES[found[2]]
    text = re.sub(r" an?$| of$", "", text)
    whole = Decimal(0)
    if found := re.fullmatch(r"(.+?) and (.+)|(\d+) (\d/\d)", text):
        numeral = _numeral(re.sub(r"^an?$", "one", found[1] or found[3]))
        if numeral is None:
            return None
        whole, text = numeral[0], found[2] or found[4]
    if found := re.fullmatch(r"(\d{1,2})/(\d{1,4})", text):
        parts, of = int(found[1]), int(found[2])
    elif found := re.fullmatch(r"(?:(\w+)[ -])?(half|[a-z]+?)s?", text):
        if found[1] is None and found[2] not in ("half", "quarter"):
            return None  # "third" alone is a place
        parts, of = CARDINALS.get(found[1] or "a", 0), _FRACTIONS.get(found[2], 0)
    else:
        return None
    return (whole + Decimal(parts) / of, magnitude) if parts and of else None


def _numeral(text: str) -> tuple[Decimal, Decimal, int | None] | None:
    """x, u and the power of ten named: digits or number words, then magnitudes."""
    if found := _NUMERAL.fullmatch(text):
        digits, names = found[1].replace(",", "").replace(" ", ""), found[2].replace("-", " ").split()
        if any(name not in MAGNITUDES for name in names):
            return None
        power = sum(MAGNITUDES[name] for name in names)
        return Decimal(digits).scaleb(power), last_digit(digits).scaleb(power), power if names else None
    return _spelled(re.split("[ -]", text))


def _spelled(names: list[str]) -> tuple[Decimal, Decimal, int | None] | None:
    """ "twenty-eight thousand", "two dozen", "a hundred and fifty million"; None for what is no numeral."""
    total, group, magnitude = 0, 0, None
    below = 100  # what may follow is smaller: anything, after tens a digit, after that nothing
    if names[0] == "and" or names[-1] in ("a", "an", "and"):
        return None
    for name in names:
        if name == "dozen" and group < 100:
            group, below = 12 * max(group, 1), 0
        elif name in CARDINALS and CARDINALS[name] < below:
            group += CARDINALS[name]
            below = 10 if CARDINALS[name] >= 20 else 0
        elif name == "hundred" and 0 < group < 100:
            group, below = group * 100, 100
        elif group and _is_next(name, magnitude):
            magnitude = MAGNITUDES[name]
            total, group, below = total + group * 10**magnitude, 0, 100
        elif name != "and":
            return None
    return Decimal(total + group), last_digit(str(total + group)), magnitude


def _is_next(name: str, magnitude: int | None) -> bool:
    """Whether a word is a magnitude below the one before it: "million", then "thousand"."""
    return len(name) > 3 and name in MAGNITUDES and (magnitude is None or MAGNITUDES[name] < magnitude)


def _without_unit(text: str, unit: str | None, written: str) -> tuple[str, str | None]:
    """The text without its unit, and the unit that it shows."""
    if re.search(r"(?:basis points?|bps)$", text):
        raise ValueError(f"expected percentage points, found {written!r}: 25 basis points are 0.25 points")
    text, seen, sign = _cut_unit(text)
    if seen and unit and seen != unit and unit not in _ALSO.get(sign, ()) and {seen, unit} != {"PT", "PP"}:
        raise ValueError(f"the claim's unit is {unit}, but {written!r} is in {seen}")
    return text.strip(), seen


def _cut_unit(text: str) -> tuple[str, str | None, str]:
    """The text without its unit, the unit, and the sign that stood for it."""
    if found := _PERCENT.search(text):
        return text[: found.start()], "PP" if "point" in found[0] else "PT", ""
    if found := _SIGN.match(text):
        return (found[1] or "") + text[found.end() :], _SIGNS[found[2]], found[2]
    for name, code in _NAMES.items():
        if text.endswith(f" {name}"):
            return text.removesuffix(f" {name}"), code, ""
    if found := re.fullmatch(r"([a-z]{3}) ?(\d.*)|(\d.*) ([a-z]{3})", text):
        code = (found[1] or found[4]).upper()
        if code in _CODES:
            return found[2] or found[3], code, ""
    return text, None, ""
