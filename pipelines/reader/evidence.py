"""Whether the words of a text bear a claim that somebody else has stated: every quote stands there, and says it.

Belongs here: what each field needs of the sentence, by the same spans, guards and time phrases with which the patterns
read. Does not belong here: who states claims (model.py).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.claims import hedges, periods
from pipelines.claims.text import sentences
from pipelines.reader import guards, reading, spans
from pipelines.reader.clauses import Clause
from pipelines.reader.patterns import Match, Pattern
from pipelines.reader.sentence import Context, Draft, Refused, Sentence
from pipelines.reader.spans import Span

if TYPE_CHECKING:
    from pipelines.claims.model import Claim

WE = re.compile(r"\b(?:we|us|ours?|the economy|the country|the nation|here|at home)\b", re.IGNORECASE)
PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|both|there|he|she|his|her|the (?:two )?(?:country|countries|nation|nations|kingdom|"
    r"republic|bloc|union|economy|economies|pair|former|latter))\b",
    re.IGNORECASE,
)
FLOWS = {"export": "goods_exports", "import": "goods_imports"}
"""What verbs such as “sells” and “buys” measure."""
GENERAL = frozenset(("goods", "services", "general", "central", "government", "total", "net"))
"""Words of an indicator's id that do not say what is measured."""
STATED = Pattern("stated", "", "", (), {"operation": "stated"})
DIGITS = re.compile(r"\d[\d.,]*")
YEAR = re.compile(r"(?:19|20)\d\d")
SUPERLATIVE = re.compile(r"\b(?:\w+est|most|least|top|first)\b", re.IGNORECASE)
FALLS = ("change", "growth", "direction")
QUOTATION = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "\u00a0": " "})
NEAR = 1500
"""Letters before a sentence within which a pronoun finds whom it means."""


class Stated(NamedTuple):
    """A claim, the words that are said to bear it, and the sentence in which they stand."""

    claim: "Claim"
    quotes: Mapping[str, Any]
    sentence: Sentence
    before: str
    """What stands before the sentence."""
    country: str | None
    records: frozenset[str]
    """Times since which other claims of the sentence say that something is a record."""


def understood(
    entry: Mapping[str, Any], plain: str, part: tuple[int, int], said_on: date, country: str | None,
    records: frozenset[str] = frozenset(),
) -> reading.Understood:  # fmt: skip
    """The claim that an entry states, if the words of its sentence bear it; else raises Refused.

    `entry` has `sentence`, `claim` (fields of claims/model.py) and `quotes`; `part` is the stretch of the text in
    which the sentence stands.
    """
    start, end = _place(entry.get("sentence"), plain, part)
    quotes, claim = _quotes(entry.get("quotes")), _claim(entry.get("claim"), plain[start:end], said_on)
    sentence = reading.taken(reading.SPACES.sub(" ", plain[start:end]), said_on, Context(country))
    stated = Stated(claim, quotes, sentence, plain[:start], country, records - {claim.base_period or ""})
    for check in (_words, _number, _areas, _times, _indicator):
        check(stated)
    guards.check(_draft(stated), sentence)
    told = {name: said for name, said in quotes.items() if isinstance(said, str)}
    told["area"] = ", ".join(each["words"] for each in quotes["areas"])
    return reading.Understood(plain[start:end], claim, told, (start, end), (("read by", "model"),))


def _expect(fits: object, words: str, guard: str, reason: str = "not read") -> None:
    if not fits:
        raise Refused(reason, words, guard)


# --- what was stated ---


def _place(stated: Any, plain: str, part: tuple[int, int]) -> tuple[int, int]:
    """From and to which letter the sentence stands in the text."""
    wanted = _spaced(stated) if isinstance(stated, str) else ""
    for start, end in sentences(plain):
        stands = _spaced(plain[start:end])
        inside = part[0] <= start < part[1]
        if inside and wanted and (wanted in stands or (stands in wanted and len(stands) > len(wanted) / 2)):
            return start, end
    raise Refused("not read", "the sentence does not stand in the text", "sentence")


def _spaced(words: str) -> str:
    return " ".join(words.translate(QUOTATION).split()).lower()


def _quotes(stated: Any) -> dict[str, Any]:
    """The quotes as the form has them."""
    given = dict(stated) if isinstance(stated, Mapping) else {}
    areas = given.get("areas")
    whole = isinstance(areas, list) and all(
        isinstance(each, Mapping) and isinstance(each.get("area"), str) and isinstance(each.get("words"), str)
        for each in areas
    )
    _expect(whole, "`quotes.areas`: expected a list of {area, words}", "quotes")
    kept = {name: given[name] for name in ("value", "period", "base_period", "indicator") if given.get(name)}
    words = all(isinstance(each, str) for each in kept.values())
    _expect(words, "`quotes`: expected words of the sentence", "quotes")
    return kept | {"areas": areas}


def _claim(fields: Any, quote: str, said_on: date) -> "Claim":
    from pipelines.claims import articles

    _expect(isinstance(fields, Mapping), "`claim`: expected the fields of a claim", "claim")
    try:
        claim = articles.one({**fields, "quote": quote, "said_on": said_on}, said_on)
    except articles.InvalidArticle as error:
        raise Refused("not read", str(error), "claim") from None
    _expect(not claim.not_checkable, claim.reason or "it is said to be not checkable", "claim")
    return claim


def _words(stated: Stated) -> None:
    """Every quote stands in the sentence."""
    stands, quotes = _spaced(stated.sentence.text), stated.quotes
    single = (words for name, words in quotes.items() if name != "areas")
    for words in (*single, *(each["words"] for each in quotes["areas"])):
        _expect(_spaced(words) in stands, f"“{words}” does not stand in the sentence", "quotes")


def _within(words: str, sentence: Sentence) -> list[Span]:
    """The spans of the sentence that the quoted words touch."""
    stands, wanted = sentence.text.translate(QUOTATION).lower(), _spaced(words)
    start = stands.find(wanted)
    return [s for s in sentence.spans if s.start < start + len(wanted) and start < s.end] if start >= 0 else []


# --- its number ---


def size_of(claim: "Claim") -> tuple[float | None, str | None]:
    """The size and the unit of the number that a claim states, whichever way it went."""
    from pipelines.claims import articles

    try:
        number = articles.stated(claim)
    except ValueError:
        return None, None
    return (abs(number.x), articles.unit(claim, number)) if number else (None, None)


def _number(stated: Stated) -> None:
    """The number of the quote is the value, in its currency and with its hedge, and it went the way that is said."""
    claim, quote = stated.claim, stated.quotes.get("value", "")
    if claim.value is None:
        return
    _expect(quote, "`quotes.value`: expected the words of the number", "number")
    found = _within(quote, stated.sentence)
    amounts = [s.amount for s in found if s.amount is not None]
    size, unit = size_of(claim)
    sizes = _sizes(claim, quote, found)
    same = size is not None and any(abs(size - each) <= 1e-9 * max(size, each) for each in sizes)
    _expect(same, f"the number in “{quote}” is not {claim.value}", "number")
    written = {{"dollars": "USD"}.get(each.unit or "", each.unit) for each in amounts if each.kind == "money"}
    of_it = not written or unit in written
    _expect(of_it, f"“{quote}” is in {', '.join(map(str, written))}, and not in {unit}", "currency")
    hedged = [each.hedge for each in amounts if each.hedge != "none"] or [claim.hedge]
    _expect(claim.hedge in hedged, f"the words say `{hedged[0]}`, and not `{claim.hedge}`", "hedge")
    ways = {s.values["move"] for s in stated.sentence.spans if s.values.get("move") in ("+", "-")}
    if claim.operation in FALLS and len(ways) == 1:
        fell = claim.value.lstrip().startswith(("-", "−")) or claim.order == "asc"
        _expect(fell == (ways == {"-"}), f"the sentence tells of a {'fall' if ways == {'-'} else 'rise'}", "way")


def _sizes(claim: "Claim", quote: str, found: list[Span]) -> Iterator[float]:
    """The numbers that the quoted words can be read as."""
    written = [s.amount.text for s in found if s.amount is not None]
    written += [s.values["rank"] for s in found if "rank" in s.values]
    written += ["1"] if claim.operation == "rank" and SUPERLATIVE.search(quote) else []
    for each in (*written, quote):
        try:
            yield abs(hedges.stated(each, claim.unit).x)
        except ValueError:
            continue


# --- its areas ---


def _areas(stated: Stated) -> None:
    """Each area is named by its quote, is who speaks, or was named before and is meant by a pronoun."""
    claim = stated.claim
    quoted = [(each["area"], each["words"]) for each in stated.quotes["areas"]]
    for area in (*claim.areas.ref, *claim.areas.counterpart, *claim.base.ref, *claim.base.counterpart):
        words = [said for name, said in quoted if name == area]
        _expect(words or area == "WLD", f"`quotes.areas`: expected the words that name {area}", "area")
        is_named = not words or any(_names(said, area, stated) for said in words)
        _expect(is_named, f"“{(*words, '')[0]}” does not name {area}", "area")


def _names(said: str, area: str, stated: Stated) -> bool:
    if area in _named(_within(said, stated.sentence)) or (area == stated.country and WE.search(said)):
        return True
    place = stated.sentence.low.find(said.lower())
    here = [s for s in stated.sentence.spans if s.end <= place]
    before = spans.read(stated.before[-NEAR:], stated.sentence.said_on) if PRONOUN.search(said) else []
    return bool(PRONOUN.search(said)) and area in _named([*here, *before])


def _named(found: list[Span]) -> set[str]:
    owners = (s.figure for s in found if s.figure is not None)
    shares = (s.amount.whose_gdp or () for s in found if s.amount is not None)
    named = {each for s in found for each in s.ids} | {each for f in owners for each in (*f.owner, *f.partner)}
    return named.union(*shares)


# --- its times, and what is measured ---


def _times(stated: Stated) -> None:
    """Each period is one that the sentence says, and none that it says with or ahead of the figure is left out."""
    claim, sentence = stated.claim, stated.sentence
    for start, end in sentence.times:
        words = sentence.text[start:end].strip()
        raise Refused("no period", f"“{words}” is a time of which nothing is known", "time")
    stands = [*sentence.spans, *(s for clause in sentence.clauses for s in clause.periods)]
    said = [
        (s.start, s.period) for s in stands if s.period and (s.period.period or s.period.base not in stated.records)
    ]
    known = _known([period for _, period in said])
    if claim.operation in FALLS and claim.period in known:
        known.add(periods.year_before(str(claim.period)))
    listed = ", ".join(sorted(known)) or "none"
    told = [each for each in (claim.period, claim.base_period) if each]
    for each in told:
        is_said = each in known or known.issuperset(each.split("/"))
        _expect(is_said, f"{each} is not said; the times of the sentence are {listed}", "time", "no period")
    back = not claim.span or claim.span in {period.back for _, period in said}
    _expect(back, f"the last {claim.span} years are not said", "time", "no period")
    end = _clause(stated).end
    near = ", ".join(sorted(_known([period for start, period in said if start < end])))
    _expect(told or claim.span or not near, f"the sentence says when: {near}", "time", "no period")
    future = any(int(each[:4]) > sentence.said_on.year for each in told)
    _expect(not future, "it speaks of a plan, a target or the future", "time", "forecast")


def _known(said: list[periods.Period]) -> set[str]:
    """The periods, and the first and last one of each window."""
    known = {str(each) for p in said for each in (p.period, p.base) if each}
    return known | {part for each in known for part in each.split("/")}


def _indicator(stated: Stated) -> None:
    """Where the vocabulary knows the quoted noun it is of the same thing, and no word makes it another figure."""
    quote = stated.quotes.get("indicator", "")
    found = _within(quote, stated.sentence)
    figures = [s.figure for s in found if s.figure is not None]
    known = {each for s in found for each in s.values.get("concept", "").split()} | {f.indicator for f in figures}
    known |= {FLOWS[each] for s in found for each in FLOWS if each in s.values}
    fits = not known or _measured(stated.claim.indicator) in map(_measured, known)
    _expect(fits, f"“{quote}” names {', '.join(sorted(known))}", "indicator", "no indicator")
    narrowed = next((f.narrowed for f in figures if f.narrowed), "")
    _expect(not narrowed, f"“{narrowed}” makes it another figure", "narrowed", "no indicator")


def _measured(indicator: str | None) -> str:
    """The word of its id that says what is measured: “exports” of goods_exports, “gdp” of gdp_growth."""
    word = next((each for each in (indicator or "").split("_") if each not in GENERAL), "")
    return "military" if word == "armed" else word


# --- as the guards ask for it ---


def _draft(stated: Stated) -> Draft:
    """The claim with its clause, and from and to which letter its words stand in it."""
    clause, quotes, claim = _clause(stated), stated.quotes, stated.claim
    words = (*(quotes.get(name, "") for name in ("indicator", "value")), *(each["words"] for each in quotes["areas"]))
    within = [s for said in words if said for s in _within(said, stated.sentence)]
    used = [s for s in within if clause.start <= s.start < clause.end] or clause.row or clause.periods
    first = next((n for n, s in enumerate(clause.row) if s.start >= used[0].start), 0)
    match = Match(STATED, {}, first, len(clause.row) - 1)
    place, end = min(s.start for s in used), max(s.end for s in used)
    draft = Draft(match, clause, place, end, used=tuple(used))
    return draft.but(indicator=claim.indicator or "", operation=claim.operation or "")


def _clause(stated: Stated) -> Clause:
    """The clause in which the number stands, or what is measured."""
    quotes, every = stated.quotes, stated.sentence.clauses
    words = quotes.get("value") or quotes.get("indicator") or ""
    starts = {s.start for s in _within(words, stated.sentence)}
    found = (c for c in every if any(s.start in starts for s in c.row))
    return next(found, every[0] if every else Clause("main"))


def numbers_left(sentence: str, quoted: list[str]) -> list[str]:
    """The numbers of a sentence that no quote has, but for years."""
    rest = sentence.translate(QUOTATION)
    for words in sorted(quoted, key=len, reverse=True):
        for part in words.translate(QUOTATION).split(", "):
            rest = re.sub(re.escape(part), " ", rest, flags=re.IGNORECASE) if part.strip() else rest
    return [each for each in DIGITS.findall(rest) if not YEAR.fullmatch(each.strip(".,"))]
