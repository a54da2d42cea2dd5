"""Patterns as data: reading patterns/*.yml and matching their words on the segments of a clause.

Belongs here: the notation of patterns and how it is matched. Does not belong here: what a match says (propositions.py).

A pattern is written in words:

    "{area} have? {count} people"             {kind} takes a segment of that kind, and hands it on under its name
    "{figure:first} be {times} {figure:base}" {kind:role} under another name; {money|percent:amount} takes either
    "spend|export"                            a word of one of these classes (words.csv), else the word itself
    "( in | of )? .."                         groups and alternatives; ? * + as in regular expressions;
                                              .. is up to three words that are no figure, amount, comma or stop
    "^ {area}"                                ^ is where a clause begins, or behind a comma, an “and”, a conjunction

Periods, adverbs and articles are no part of a clause's row, so that no pattern has to allow for them.
Kinds: see `labels`.
"""

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from pipelines.claims.reader import vocabulary
from pipelines.claims.reader.segments import Amount, Area, Figure, Place, Pronoun, Rank, Segment, Sign, Word

FOLDER = Path(__file__).parent / "patterns"
TOKEN = re.compile(r"\{[^}]*\}|\^|\.\.|\s\|\s|[()?*+]|[^\s(){}?*+]+")
TRADE = (
    "goods_exports",
    "goods_imports",
    "goods_trade",
    "trade_balance",
    "goods_services_exports",
    "goods_services_imports",
)
FLOWS = (
    "goods_exports", "goods_imports", "goods_services_exports", "goods_services_imports", "goods_trade",
    "arms_transfers", "arms_imports",
)  # fmt: skip
FIRST = 0xE000
"""Characters from here on stand for sets of labels; none is a letter or a sign."""


class InvalidPattern(ValueError):  # noqa: N818 (says what the entry is)
    """A pattern that cannot be used; the message names file, id and what was expected."""


@dataclass(frozen=True, slots=True)
class Says:
    """How the roles of a match become a claim."""

    operation: str
    indicator: str = ""
    """Empty: that of the figure; else an id, or "export goods_exports import goods_imports" by the verb's class.

    An id behind such pairs is that of any other verb, or of none.
    """
    ref: str = "area"
    """The role that is the area, where the figure itself has no owner; "nobody", "then"."""
    partner: str = ""
    """The code of the partner where the words name none."""
    order: str = ""
    """move, more: the direction of the word of that class; "": none."""
    open: str = ""
    """inside: words that the vocabulary does not have may stand inside, where the operation looks at them."""
    of: str = ""
    """Operations of the claim before, one of which the match goes on about; empty: it names its figure itself."""
    needs: str = ""
    """What has to stand before the match: article, list, figure, relative."""
    lacks: str = ""
    """Why no figure that is held answers such a claim."""


@dataclass(slots=True)
class Pattern:
    id: str
    family: str
    meaning: str
    words: str
    says: Says
    roles: dict[str, str] = field(default_factory=dict)
    """Name of a group of the expression -> role."""
    compiled: re.Pattern[str] | None = None
    needed: tuple[frozenset[str], ...] = ()


@dataclass(slots=True)
class Match:
    """A pattern found in a row: where, and which segment plays which role."""

    pattern: Pattern
    start: int
    end: int
    roles: dict[str, Segment]


# --- labels ---


def labels(segment: Segment, literals: frozenset[str]) -> frozenset[str]:
    """The kinds and classes that a segment can be taken for."""
    own: tuple[str, ...]
    if isinstance(segment, Area):
        own = ("area", f"area.{segment.kind}")
    elif isinstance(segment, Pronoun):
        own = ("there",) if segment.kind == "there" else ("area", "pronoun", segment.kind)
    elif isinstance(segment, Amount):
        own = amount_labels(segment)
    elif isinstance(segment, Rank):
        own = (
            ()
            if "streak" in segment.classes
            else (
                "rank",
                "rank.bare" if segment.bare else "rank.most",
                *(["rank.measured"] if segment.indicator else []),
            )
        )
    elif isinstance(segment, Figure):
        traded = ("figure.trade",) if segment.indicator in TRADE else ()
        flow = ("figure.flow",) if segment.indicator in FLOWS else ()
        owned = ("figure.owned",) if segment.owner is not None else ("figure.free",)
        own = ("figure", f"figure.{segment.indicator}", *traded, *flow, *owned)
    elif isinstance(segment, Place):
        own = ("place",)
    elif isinstance(segment, Sign):
        own = (",",) if segment.low == "," else ("'s",) if segment.low == "'s" else ("stop",)
    else:
        own = () if segment.classes else ("unknown",)
    word = (segment.low,) if segment.low in literals else ()
    return frozenset((*own, *segment.classes, *word))


def detail(segment: Segment) -> Hashable:
    """What the labels of a segment depend on besides its type, its classes and its words."""
    if isinstance(segment, Word):
        return None
    if isinstance(segment, Figure):
        return segment.indicator, segment.owner is None
    if isinstance(segment, Amount):
        return segment.kind, segment.of_gdp
    if isinstance(segment, Rank):
        return segment.bare, segment.indicator is None
    if isinstance(segment, Area | Pronoun):
        return segment.kind
    return segment.low if isinstance(segment, Sign) else None


def amount_labels(amount: Amount) -> tuple[str, ...]:
    """Kinds of an amount; a share of GDP is one of its own."""
    if amount.kind in ("other", "vague"):
        return ("number",)
    if amount.of_gdp:
        return ("amount", "of_gdp")
    more = {
        "money": ("amount",), "percent": ("amount", "portion"), "points": ("amount",), "count": ("amount",),
        "births": ("amount",),
        "times": ("multiple_of",), "part": ("portion", "multiple_of"),
    }  # fmt: skip
    return (amount.kind, *more[amount.kind])


def known_segments(literals: frozenset[str]) -> Iterator[Segment]:
    """One segment for nearly every set of labels, so that the alphabet does not grow while texts are read."""
    for kind in ("name", "demonym", "seat", "group"):
        yield Area(0, 0, "", kind=kind)
    for pronoun in PRONOUNS:
        yield Pronoun(0, 0, "", kind=pronoun)
    for kind in ("money", "percent", "points", "count", "births", "times", "part", "other"):
        yield Amount(0, 0, "", kind=kind)
        yield Amount(0, 0, "", kind=kind, of_gdp=True)
        yield Amount(0, 0, "", frozenset(("multiple",)), kind=kind)
    for sign in (",", "'s", ";"):
        yield Sign(0, 0, sign, frozenset((sign if sign != ";" else "stop",)))
    yield Place(0, 0, "")
    yield Segment(0, 0, "")
    known = dict.fromkeys((p if p in literals else "", c) for p, c in vocabulary.phrases_and_classes())
    for phrase, classes in known:
        if "concept" in classes:
            for indicator in INDICATORS:
                yield Figure(0, 0, phrase, classes - {"concept"}, indicator=indicator)
                yield Figure(0, 0, phrase, classes - {"concept"}, indicator=indicator, owner=Area(0, 0, ""))
        elif "rank" in classes:
            for bare in (True, False):
                yield Rank(0, 0, phrase, classes - {"rank"}, bare=bare)
                yield Rank(0, 0, phrase, classes - {"rank"}, bare=bare, indicator="gdp")
        elif "pronoun" in classes:
            yield Pronoun(0, 0, phrase, classes - {"pronoun"})
        else:
            yield Segment(0, 0, phrase, classes)
    yield Rank(0, 0, "", frozenset(("streak",)))
    yield Word(0, 0, "=", frozenset(("be",)))
    for word in sorted(literals):
        yield Word(0, 0, word)
        yield Word(0, 0, word, frozenset(("partner",)))


PRONOUNS: tuple[Literal["it", "they", "we", "there"], ...] = ("it", "they", "we", "there")
INDICATORS = (
    *TRADE, "population", "gdp", "gdp_ppp", "gdp_growth", "gdp_per_capita", "gni_per_capita", "income_per_capita",
    "military_expenditure",
    "military_expenditure_gdp", "armed_forces", "event", "inflation", "unemployment_rate", "population_growth",
    "fertility_rate", "fdi_inflows",
    "arms_transfers", "arms_imports", "fdi_positions_outward",
)  # fmt: skip


class Alphabet:
    """One character for each set of labels, so that a row of segments is a string and a pattern an expression."""

    def __init__(self, literals: frozenset[str]) -> None:
        self.literals = literals
        self.chars: dict[frozenset[str], str] = {}
        self.labels: dict[str, frozenset[str]] = {}
        self.labelled: dict[str, str] = {}
        """The characters of the sets with a label."""
        self.letters: dict[tuple[type, Hashable, frozenset[str], str], str] = {}
        self.version = 0
        for segment in known_segments(literals):
            self.char(labels(segment, literals))

    def char(self, found: frozenset[str]) -> str:
        known = self.chars.get(found)
        if known is None:
            known = self.chars[found] = chr(FIRST + len(self.chars))
            self.labels[known] = found
            for label in found:
                self.labelled[label] = self.labelled.get(label, "") + known
            self.version += 1
        return known

    def row(self, row: list[Segment]) -> str:
        return "".join([self.letter(segment) for segment in row])

    def letter(self, segment: Segment) -> str:
        """The character of a segment: of one kind with the same classes it is always the same."""
        low = segment.low if segment.low in self.literals else ""
        key = (type(segment), detail(segment), segment.classes, low)
        known = self.letters.get(key)
        if known is None:
            known = self.letters[key] = self.char(labels(segment, self.literals))
        return known

    def having(self, wanted: tuple[str, ...]) -> str:
        """Characters of the sets with one of these labels, as a class of an expression."""
        chars = {char for label in wanted for char in self.labelled.get(label, "")}
        return f"[{''.join(sorted(chars))}]" if chars else "(?!)"

    def lacking(self, unwanted: tuple[str, ...]) -> str:
        chars = [char for found, char in self.chars.items() if found.isdisjoint(unwanted)]
        return f"[{''.join(chars)}]"


# --- the notation ---

GAPS, OPENS, CLOSES, STARTS, BARS, REPEATS = ("..",), ("(",), (")",), ("^",), ("|",), ("?", "*", "+")
GAP_ENDS = ("figure", "amount", "number", "portion", "multiple_of", "stop", ",", "of_gdp", "area")


def tokens(words: str) -> list[str]:
    return [part.strip() or part for part in TOKEN.findall(words)]


def literals_of(words: str, known: frozenset[str]) -> set[str]:
    """Words of a pattern that are no class and no kind: they stand for themselves."""
    out: set[str] = set()
    for token in tokens(words):
        if token[0] in "{(" or token in (")", "|", "?", "*", "+", "..", "^"):
            continue
        out |= {part for part in token.split("|") if part not in known}
    return out


def expression(pattern: Pattern, alphabet: Alphabet) -> re.Pattern[str]:
    out, roles = [], pattern.roles
    roles.clear()
    for token in tokens(pattern.words):
        if token.startswith("{"):
            kinds, _, role = token[1:-1].partition(":")
            name = f"g{len(roles)}"
            roles[name] = role or kinds.partition("|")[0]
            out.append(f"(?P<{name}>{alphabet.having(tuple(kinds.split('|')))})")
        elif token in GAPS:
            out.append(f"{alphabet.lacking(GAP_ENDS)}{{0,3}}?")
        elif token in (")", "|", "?", "*", "+"):
            out.append(token)
        elif token in STARTS:
            out.append(f"(?:^|(?<={alphabet.having((',', 'and', 'joint', 'relative'))}))")
        elif token in OPENS:
            out.append("(?:")
        else:
            out.append(alphabet.having(tuple(token.split("|"))))
    return re.compile("".join(out))


def needed(words: str) -> tuple[frozenset[str], ...]:
    """Sets of kinds or classes: of each of them a row must have one, else the pattern cannot be in it."""
    return tuple(_needed(list(reversed(tokens(words)))))


def _needed(left: list[str]) -> list[frozenset[str]]:
    """Those of the alternatives up to the next closing bracket; of several, one set that any of them meets."""
    alternatives: list[list[frozenset[str]]] = [[]]
    while left and (token := left.pop()) not in CLOSES:
        found: list[frozenset[str]] = []
        if token in BARS:
            alternatives.append([])
        elif token in OPENS:
            found = _needed(left)
        elif token not in (*GAPS, *STARTS):
            found = [frozenset((token[1:-1].partition(":")[0] if token[0] == "{" else token).split("|"))]
        if left and left[-1] in REPEATS:
            found = [] if left.pop() != "+" else found
        alternatives[-1] += found
    if len(alternatives) == 1:
        return alternatives[0]
    return [frozenset().union(*(min(sets, key=len) for sets in alternatives))] if all(alternatives) else []


# --- the files ---


LINE = re.compile(r"(?:- | {2})(id|meaning|words|says): (.*)")
PAIR = re.compile(r"(\w+): (\"[^\"]*\"|[^,}]+)")


def _patterns(path: Path) -> Iterator[Pattern]:
    """What reading needs of a file: its lines of one value; `examples` loads the rest."""
    entry: dict[str, str] = {}
    for line in [*path.read_text(encoding="utf-8").splitlines(), "- id: "]:
        hit = LINE.match(line)
        if hit is None:
            continue
        if hit[1] == "id" and entry:
            yield _pattern(path, entry)
            entry = {}
        entry[hit[1]] = hit[2].removeprefix('"').removesuffix('"')


def _pattern(path: Path, entry: dict[str, str]) -> Pattern:
    name = f"{path.name}: {entry.get('id', entry)}"
    for key in ("id", "meaning", "words", "says"):
        if not entry.get(key):
            raise InvalidPattern(f"{name}: expected `{key}` in one line; found nothing")
    says = {key: value.strip('"') for key, value in PAIR.findall(entry["says"])}
    unknown = set(says) - set(Says.__dataclass_fields__)
    if unknown:
        raise InvalidPattern(f"{name}: `says` has no {', '.join(sorted(unknown))}")
    return Pattern(
        id=entry["id"], family=path.stem, meaning=entry["meaning"], words=entry["words"], says=Says(**says),
        needed=needed(entry["words"]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Examples:
    """The sentences of a pattern, which are its tests: what each must give, and which must give nothing."""

    reads: tuple[tuple[str, str], ...]
    refuses: tuple[str, ...]


@cache
def examples() -> dict[str, Examples]:
    """By the id of a pattern."""
    import yaml

    out: dict[str, Examples] = {}
    for path in sorted(FOLDER.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            reads, refuses = entry.get("reads"), entry.get("refuses")
            if not isinstance(reads, dict) or len(reads) < 2 or not isinstance(refuses, list) or not refuses:
                raise InvalidPattern(
                    f"{path.name}: {entry['id']}: expected `reads` with two sentences or more and what they give,"
                    " and `refuses` with one or more"
                )
            out[entry["id"]] = Examples(tuple(reads.items()), tuple(refuses))
    return out


ORDER = ("ratio", "compare", "share", "rank", "streak", "change", "direction", "pair", "level", "addition", "elision")
"""Families in the order in which they are tried: an amount belongs to the first pattern that takes it."""


@cache
def load() -> tuple[Pattern, ...]:
    """Every pattern, in the order in which they are tried."""
    files = sorted(FOLDER.glob("*.yml"), key=lambda p: (ORDER.index(p.stem) if p.stem in ORDER else len(ORDER), p.stem))
    found = [pattern for path in files for pattern in _patterns(path)]
    twice = {p.id for p in found if sum(q.id == p.id for q in found) > 1}
    if twice:
        raise InvalidPattern(f"expected each id once; found again: {', '.join(sorted(twice))}")
    return tuple(found)


KINDS = frozenset(
    (
        "area",
        "pronoun",
        "there",
        "amount",
        "money",
        "percent",
        "points",
        "count",
        "births",
        "times",
        "part",
        "portion",
        "place",
    )
) | {"multiple_of", "of_gdp", "number", "rank", "figure", "unknown", "stop", ",", "'s"}


@cache
def files() -> dict[str, str]:
    """The file of each pattern."""
    return {pattern.id: f"{pattern.family}.yml" for pattern in load()}


@cache
def alphabet() -> Alphabet:
    literals = {word for pattern in load() for word in literals_of(pattern.words, vocabulary.classes() | KINDS)}
    return Alphabet(frozenset(literals))


class Matcher:
    """Every pattern as an expression over one alphabet; made again when the alphabet has grown."""

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        self.patterns = patterns
        self.version = -1
        self.most = max(len(pattern.needed) for pattern in patterns)
        self.met: dict[str, int] = {}
        """For a character a bit for the n-th need of each pattern that it meets; first those of all first needs."""

    def meets(self, found: frozenset[str]) -> int:
        bits, bit = 0, 1
        for n in range(self.most):
            for pattern in self.patterns:
                if n >= len(pattern.needed) or not pattern.needed[n].isdisjoint(found):
                    bits |= bit
                bit <<= 1
        return bits

    def fitting(self, text: str, letters: Alphabet) -> Iterator[Pattern]:
        """The patterns whose every need something in the row meets."""
        met = 0
        for char in text:
            bits = self.met.get(char)
            if bits is None:
                bits = self.met[char] = self.meets(letters.labels[char])
            met |= bits
        count, every = len(self.patterns), met
        for n in range(1, self.most):
            every &= met >> n * count
        every &= (1 << count) - 1
        while every:
            lowest = every & -every
            yield self.patterns[lowest.bit_length() - 1]
            every ^= lowest

    def find(self, row: list[Segment]) -> Iterator[Match]:
        letters = alphabet()
        text = letters.row(row)
        if letters.version != self.version:
            for pattern in self.patterns:
                pattern.compiled = None
            self.version = letters.version
        for pattern in self.fitting(text, letters):
            if pattern.compiled is None:  # few are needed for a text, and all would take a tenth of a second
                pattern.compiled = expression(pattern, letters)
            for hit in pattern.compiled.finditer(text):
                found = {role: row[hit.start(name)] for name, role in pattern.roles.items() if hit.start(name) >= 0}
                yield Match(pattern, hit.start(), hit.end(), found)


@cache
def matcher() -> Matcher:
    return Matcher(load())
