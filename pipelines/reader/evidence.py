"""Whether the words of a text bear a claim that somebody else has stated: every quote stands there, and says it.

Belongs here: what each field needs of the sentence, by the same spans, guards and time phrases with which the patterns
read. Does not belong here: who states claims (model.py).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.claims import hedges, periods
from pipelines.claims.text import sentences
from pipelines.reader import guards, reading
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
SPENT_ON = {"armed": "military"}
"""Money for the armed forces is military expenditure."""
GENERAL = frozenset(("goods", "services", "general", "central", "government", "total", "net"))
"""Words of an indicator's id that do not say what is measured."""
STATED = Pattern("stated", "", "", (), (), {"operation": "stated"})
DIGITS = re.compile(r"\d[\d.,]*")
SUPERLATIVE = re.compile(r"\b(?:\w+est|most|least|top|first)\b", re.IGNORECASE)
FALLS = ("change", "growth", "direction")


def understood(
    entry: Mapping[str, Any],
    plain: str,
    part: tuple[int, int],
    said_on: date,
    country: str | None,
    records: frozenset[str] = frozenset(),
) -> reading.Understood:
    """The claim that an entry states, if the words of its sentence bear it; else raises Refused.

    `entry` has `sentence`, `claim` (fields of claims/model.py) and `quotes`; `part` is the stretch of the text in
    which the sentence stands.
    """
    start, end = _place(entry.get("sentence"), plain, part)
    words = reading.SPACES.sub(" ", plain[start:end])
    quotes = _quotes(entry.get("quotes"))
    claim = _claim(entry.get("claim"), plain[start:end], said_on)
    sentence = reading.taken(words, said_on, Context(country))
    _expect_words(quotes, sentence)
    _expect_number(claim, quotes, sentence)
    _expect_areas(claim, quotes, sentence, plain[:start], country)
    _expect_times(claim, quotes, sentence, records - {claim.base_period or ""})
    _expect_indicator(claim, quotes, sentence)
    guards.check(_draft(claim, quotes, sentence), sentence)
    told = {name: said for name, said in quotes.items() if isinstance(said, str)}
    told["area"] = ", ".join(each["words"] for each in quotes["areas"])
    return reading.Understood(plain[start:end], claim, told, (start, end), (("read by", "model"),))


# --- where it stands ---


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


QUOTATION = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "\u00a0": " "})


def _quotes(stated: Any) -> dict[str, Any]:
    """The quotes as the form has them."""
    given = dict(stated) if isinstance(stated, Mapping) else {}
    areas = given.get("areas")
    whole = isinstance(areas, list) and all(
        isinstance(each, Mapping) and isinstance(each.get("area"), str) and isinstance(each.get("words"), str)
        for each in areas
    )
    if not whole:
        raise Refused("not read", "`quotes.areas`: expected a list of {area, words}", "quotes")
    kept = {name: given[name] for name in ("value", "period", "base_period", "indicator") if given.get(name)}
    if not all(isinstance(each, str) for each in kept.values()):
        raise Refused("not read", "`quotes`: expected words of the sentence", "quotes")
    return kept | {"areas": areas}


def _claim(fields: Any, quote: str, said_on: date) -> "Claim":
    from pipelines.claims import articles

    if not isinstance(fields, Mapping):
        raise Refused("not read", "`claim`: expected the fields of a claim", "claim")
    try:
        claim = articles.one({**fields, "quote": quote, "said_on": said_on}, said_on)
    except articles.InvalidArticle as error:
        raise Refused("not read", str(error), "claim") from None
    if claim.not_checkable:
        raise Refused("not read", claim.reason or "it is said to be not checkable", "claim")
    return claim


def _expect_words(quotes: Mapping[str, Any], sentence: Sentence) -> None:
    stands = _spaced(sentence.text)
    single = (words for name, words in quotes.items() if name != "areas")
    for words in (*single, *(each["words"] for each in quotes["areas"])):
        if _spaced(words) not in stands:
            raise Refused("not read", f"“{words}” does not stand in the sentence", "quotes")


def _within(words: str, sentence: Sentence) -> list[Span]:
    """The spans of the sentence that the quoted words touch."""
    stands, wanted = sentence.text.translate(QUOTATION).lower(), " ".join(words.translate(QUOTATION).lower().split())
    start = stands.find(wanted)
    return [s for s in sentence.spans if s.start < start + len(wanted) and start < s.end] if start >= 0 else []


# --- what it says ---


def size_of(claim: "Claim") -> tuple[float | None, str | None]:
    """The size and the unit of the number that a claim states, whichever way it went."""
    from pipelines.claims import articles

    try:
        stated = articles.stated(claim)
    except ValueError:
        return None, None
    return (abs(stated.x), articles.unit(claim, stated)) if stated else (None, None)


def _expect_number(claim: "Claim", quotes: Mapping[str, Any], sentence: Sentence) -> None:
    """The number read from the quote is the value, its hedge is the claim's, and it went the way that is said."""
    if claim.value is None:
        return
    quote = quotes.get("value")
    if not quote:
        raise Refused("not read", "`quotes.value`: expected the words of the number", "number")
    spans = _within(quote, sentence)
    if not any(_is_close(size_of(claim)[0], size) for size in _sizes(claim, quote, spans)):
        raise Refused("not read", f"the number in “{quote}” is not {claim.value}", "number")
    _expect_currency(claim, quote, spans)
    hedged = [s.amount.hedge for s in spans if s.amount is not None and s.amount.hedge != "none"]
    if hedged and claim.hedge not in hedged:
        raise Refused("not read", f"the words around the number say `{hedged[0]}`, and not `{claim.hedge}`", "hedge")
    _expect_way(claim, sentence)


def _sizes(claim: "Claim", quote: str, spans: list[Span]) -> Iterator[float]:
    """The numbers that the quoted words can be read as."""
    written = [s.amount.text for s in spans if s.amount is not None]
    written += [s.values["rank"] for s in spans if "rank" in s.values]
    written += ["1"] if claim.operation == "rank" and SUPERLATIVE.search(quote) else []
    for each in (*written, quote):
        try:
            yield abs(hedges.stated(each, claim.unit).x)
        except ValueError:
            continue


def _expect_currency(claim: "Claim", quote: str, spans: list[Span]) -> None:
    """Money is in the currency that is written."""
    amounts = [s.amount for s in spans if s.amount is not None and s.amount.kind == "money"]
    written = {CURRENCIES.get(each.unit or "", each.unit) for each in amounts}
    unit = size_of(claim)[1]
    if written and unit not in written:
        raise Refused("not read", f"“{quote}” is in {', '.join(map(str, written))}, and not in {unit}", "currency")


CURRENCIES = {"dollars": "USD"}


def _is_close(one: float | None, other: float) -> bool:
    return one is not None and abs(one - other) <= 1e-9 * max(one, other)


def _expect_way(claim: "Claim", sentence: Sentence) -> None:
    """A sentence that tells of rises alone bears no fall, and the other way round."""
    ways = {s.values["move"] for s in sentence.spans if s.values.get("move") in ("+", "-")}
    if claim.operation not in FALLS or len(ways) != 1:
        return
    fell = (claim.value or "").lstrip().startswith(("-", "−")) or claim.order == "asc"
    if fell != (ways == {"-"}):
        raise Refused("not read", f"the sentence tells of a {'fall' if ways == {'-'} else 'rise'}", "way")


def _expect_areas(
    claim: "Claim", quotes: Mapping[str, Any], sentence: Sentence, before: str, country: str | None
) -> None:
    """Each area is named by its quote, is who speaks, or was named before and is meant by a pronoun."""
    quoted = [(each["area"], each["words"]) for each in quotes["areas"]]
    for area in (*claim.areas.ref, *claim.areas.counterpart, *claim.base.ref, *claim.base.counterpart):
        words = [said for name, said in quoted if name == area]
        if not words and area != "WLD":
            raise Refused("not read", f"`quotes.areas`: expected the words that name {area}", "area")
        if words and not any(_names(said, area, sentence, before, country) for said in words):
            raise Refused("not read", f"“{words[0]}” does not name {area}", "area")


def _names(said: str, area: str, sentence: Sentence, before: str, country: str | None) -> bool:
    if area in _named(_within(said, sentence)):
        return True
    if area == country and WE.search(said):
        return True
    return bool(PRONOUN.search(said)) and area in _named_before(sentence, before, said)


def _named(spans: list[Span]) -> set[str]:
    owners = (s.figure for s in spans if s.figure is not None)
    shares = (s.amount.whose_gdp or () for s in spans if s.amount is not None)
    named = {each for s in spans for each in s.ids} | {each for f in owners for each in (*f.owner, *f.partner)}
    return named.union(*shares)


def _named_before(sentence: Sentence, before: str, said: str) -> set[str]:
    """Areas named ahead of the words: in the sentence, and in the paragraphs before it."""
    from pipelines.reader import spans

    place = sentence.low.find(said.lower())
    here = [s for s in sentence.spans if s.end <= place]
    last = before[-NEAR:]
    return _named(here) | _named(spans.read(last, sentence.said_on))


NEAR = 1500
"""Letters before a sentence within which a pronoun finds whom it means."""


def _expect_times(claim: "Claim", quotes: Mapping[str, Any], sentence: Sentence, records: frozenset[str]) -> None:
    """Each period is one that the sentence says, and none that it says of the figure is left out.

    `records` are times since which other claims of the sentence say that something is a record.
    """
    for start, end in sentence.times:
        raise Refused("no period", f"“{sentence.text[start:end].strip()}” is a time of which nothing is known", "time")
    said = [p for p in _periods(sentence) if p.period or p.base not in records]
    known = _times(said)
    if claim.operation in FALLS and claim.period in known:
        known.add(periods.year_before(str(claim.period)))
    stated = [each for each in (claim.period, claim.base_period) if each]
    for each in stated:
        if not known.issuperset(each.split("/")) and each not in known:
            raise Refused("no period", f"{each} is not said; the times of the sentence are {_listed(known)}", "time")
    if claim.span and claim.span not in {p.back for p in said}:
        raise Refused("no period", f"the last {claim.span} years are not said", "time")
    _expect_dated(claim, _times([p for p in said if p in _periods(sentence, _end_of_clause(quotes, sentence))]))
    if any(int(each[:4]) > sentence.said_on.year for each in stated):
        raise Refused("forecast", "it speaks of a plan, a target or the future", "time")


def _expect_dated(claim: "Claim", known: set[str]) -> None:
    """A time that is said with or ahead of the figure is not left out; what a later clause says is of that one."""
    if known and not (claim.period or claim.base_period or claim.span):
        raise Refused("no period", f"the sentence says when: {_listed(known)}", "time")


def _periods(sentence: Sentence, end: int | None = None) -> list[periods.Period]:
    """The times that a sentence says, those ahead of a letter if there is one."""
    stands = [s for s in sentence.spans if s.period is not None]
    stands += [s for clause in sentence.clauses for s in clause.periods if s.period is not None]
    return [s.period for s in stands if s.period is not None and (end is None or s.start < end)]


def _times(said: list[periods.Period]) -> set[str]:
    """The periods, and the first and last one of each window."""
    known = {str(each) for p in said for each in (p.period, p.base) if each}
    return known | {part for each in known for part in each.split("/")}


def _listed(known: set[str]) -> str:
    return ", ".join(sorted(known)) or "none"


def _end_of_clause(quotes: Mapping[str, Any], sentence: Sentence) -> int:
    """Where the clause ends in which the number stands, or what is measured."""
    clause = _clause(sentence, _within(_anchor(quotes), sentence))
    return max([clause.end, *(s.end for s in clause.row)])


def _expect_indicator(claim: "Claim", quotes: Mapping[str, Any], sentence: Sentence) -> None:
    """Where the lexicon knows the quoted noun it is of the same thing, and no word makes it another figure."""
    spans = _within(quotes.get("indicator", ""), sentence)
    figures = [s.figure for s in spans if s.figure is not None]
    known = {each for s in spans for each in s.values.get("concept", "").split()} | {f.indicator for f in figures}
    known |= {FLOWS[each] for s in spans for each in FLOWS if each in s.values}
    if known and _subject(claim.indicator) not in {_subject(each) for each in known}:
        raise Refused("no indicator", f"“{quotes['indicator']}” names {', '.join(sorted(known))}", "indicator")
    if narrowed := next((f.narrowed for f in figures if f.narrowed), None):
        raise Refused("no indicator", f"“{narrowed}” makes it another figure", "narrowed")


def _subject(indicator: str | None) -> str:
    """The word of its id that says what is measured: “exports” of goods_exports, “gdp” of gdp_growth."""
    word = next((each for each in (indicator or "").split("_") if each not in GENERAL), "")
    return SPENT_ON.get(word, word)


# --- guards ---


def _draft(claim: "Claim", quotes: Mapping[str, Any], sentence: Sentence) -> Draft:
    """The claim as the guards ask for it: its clause, and from and to which letter its words stand in it."""
    clause = _clause(sentence, _within(_anchor(quotes), sentence))
    words = (*(quotes.get(name, "") for name in ("indicator", "value")), *(each["words"] for each in quotes["areas"]))
    used = [s for said in words if said for s in _within(said, sentence) if clause.start <= s.start < clause.end]
    used = used or list(clause.row)
    first = next((n for n, s in enumerate(clause.row) if s.start >= used[0].start), 0)
    match = Match(STATED, {}, first, len(clause.row) - 1)
    place, end = min(s.start for s in used), max(s.end for s in used)
    return Draft(
        match, clause, place, end, indicator=claim.indicator or "", operation=claim.operation or "", used=tuple(used)
    )


def _anchor(quotes: Mapping[str, Any]) -> str:
    return next((quotes[name] for name in ("value", "indicator") if quotes.get(name)), "")


def _clause(sentence: Sentence, spans: list[Span]) -> Clause:
    starts = {s.start for s in spans}
    return next(
        (c for c in sentence.clauses if any(s.start in starts for s in c.row)),
        sentence.clauses[0] if sentence.clauses else Clause("main"),
    )


def numbers_left(sentence: str, quoted: list[str]) -> list[str]:
    """The numbers of a sentence that no quote has."""
    rest = sentence.translate(QUOTATION)
    for words in sorted(quoted, key=len, reverse=True):
        for part in words.translate(QUOTATION).split(", "):
            rest = re.sub(re.escape(part), " ", rest, flags=re.IGNORECASE) if part.strip() else rest
    years = re.compile(r"(?:19|20)\d\d")
    return [each for each in DIGITS.findall(rest) if not years.fullmatch(each.strip(".,"))]
