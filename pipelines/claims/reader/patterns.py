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
Kinds: see `kinds`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.claims.reader.phrases import ARMS, TRADE_AND_SERVICES
from pipelines.claims.reader.segments import Amount, Area, Figure, Place, Pronoun, Rank, Segment, Sign, Word

FOLDER = Path(__file__).parent / "patterns"
FLOWS = TRADE_AND_SERVICES - {"trade_balance"} | ARMS
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


@dataclass(frozen=True, slots=True)
class Pattern:
    id: str
    family: str
    meaning: str
    words: str
    says: Says


@dataclass(slots=True)
class Match:
    """A pattern found in a row: where, and which segment plays which role."""

    pattern: Pattern
    start: int
    end: int
    roles: dict[str, Segment]


# --- what a segment can be taken for ---


def kinds(segment: Segment) -> tuple[str, ...]:
    """The kinds of a segment; what else it can be taken for are its classes and its words."""
    if isinstance(segment, Word):
        return () if segment.classes else ("unknown",)
    if isinstance(segment, Sign):
        return (segment.low,) if segment.low in (",", "'s") else ("stop",)
    if isinstance(segment, Area):
        return "area", f"area.{segment.kind}"
    if isinstance(segment, Amount):
        return amount_kinds(segment.kind, segment.of_gdp)
    if isinstance(segment, Figure):
        return figure_kinds(segment.indicator, segment.owner is not None)
    if isinstance(segment, Pronoun):
        return ("there",) if segment.kind == "there" else ("area", "pronoun", segment.kind)
    if isinstance(segment, Rank) and "streak" not in segment.classes:
        measured = ("rank.measured",) if segment.indicator else ()
        return ("rank", "rank.bare" if segment.bare else "rank.most", *measured)
    return ("place",) if isinstance(segment, Place) else ()


MORE = {"percent": ("amount", "portion"), "times": ("multiple_of",), "part": ("portion", "multiple_of")}


def amount_kinds(kind: str, of_gdp: bool) -> tuple[str, ...]:
    """A share of GDP is a kind of its own."""
    if kind in ("other", "vague"):
        return ("number",)
    return ("amount", "of_gdp") if of_gdp else (kind, *MORE.get(kind, ("amount",)))


@cache
def figure_kinds(indicator: str, owned: bool) -> tuple[str, ...]:
    traded = ("figure.trade",) if indicator in TRADE_AND_SERVICES else ()
    flow = ("figure.flow",) if indicator in FLOWS else ()
    return ("figure", f"figure.{indicator}", *traded, *flow, "figure.owned" if owned else "figure.free")


# --- the notation ---

TOKEN = re.compile(r"\{[^}]*\}|\^|\.\.|\s\|\s|[()?*+]|[^\s(){}?*+]+")
REPEATS = ("?", "*", "+")
SIGNS = ("..", "(", ")", "^", "|", *REPEATS)
GAP_ENDS = ("figure", "amount", "number", "portion", "multiple_of", "stop", ",", "of_gdp", "area")
STARTS = (",", "and", "joint", "relative")


def tokens(words: str) -> list[str]:
    return [part.strip() or part for part in TOKEN.findall(words)]


def labels(token: str) -> tuple[str, ...]:
    """The kinds, classes or words of which a segment must have one where the token stands."""
    around = {"..": GAP_ENDS, "^": STARTS}
    if token in SIGNS:
        return around.get(token, ())
    return tuple((token[1:-1].partition(":")[0] if token[0] == "{" else token).split("|"))


def needed(left: list[str]) -> list[frozenset[str]]:
    """Sets of labels: of each of them a row must have one, else the pattern cannot be in it.

    `left` are the tokens from the last to the first, used up to the next closing bracket; of alternatives one set that
    any of them meets.
    """
    alternatives: list[list[frozenset[str]]] = [[]]
    while left and (part := left.pop()) != ")":
        found: list[frozenset[str]] = []
        if part == "|":
            alternatives.append([])
        elif part == "(":
            found = needed(left)
        elif part not in SIGNS:
            found = [frozenset(labels(part))]
        if left and left[-1] in REPEATS:
            found = [] if left.pop() != "+" else found
        alternatives[-1] += found
    if len(alternatives) == 1:
        return alternatives[0]
    return [frozenset().union(*(min(sets, key=len) for sets in alternatives))] if all(alternatives) else []


class Matcher:
    """Patterns as expressions over an alphabet that has a character for each set of labels met so far."""

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        self.patterns = patterns
        self.tokens = [tokens(pattern.words) for pattern in patterns]
        self.labels = [frozenset(label for token in words for label in labels(token)) for words in self.tokens]
        self.known = frozenset().union(*self.labels)
        self.needed = [needed(words[::-1]) for words in self.tokens]
        self.compiled: list[tuple[re.Pattern[str], dict[str, str]] | None] = [None] * len(patterns)
        """The expression, and the role of each of its groups."""
        self.letters: dict[tuple[tuple[str, ...], frozenset[str], str], str] = {}
        self.chars: dict[frozenset[str], str] = {}
        self.labelled: dict[str, str] = {}
        """The characters of the sets with a label."""
        self.met: dict[str, int] = {}
        """For a character a bit for the n-th need of each pattern that it meets; first those of all first needs."""

    def letter(self, segment: Segment) -> str:
        """The character of a segment: of the same kinds, classes and words it is always the same."""
        key = (kinds(segment), segment.classes, segment.low if segment.low in self.known else "")
        char = self.letters.get(key)
        if char is None:
            char = self.letters[key] = self.char(self.known & {*key[0], *key[1], key[2]})
        return char

    def char(self, found: frozenset[str]) -> str:
        """The character of a set of labels; a new one makes expressions that name one of them out of date."""
        if found not in self.chars:
            char = self.chars[found] = chr(FIRST + len(self.chars))
            for label in found:
                self.labelled[label] = self.labelled.get(label, "") + char
            for n, asked in enumerate(self.labels):
                if not asked.isdisjoint(found):
                    self.compiled[n] = None
            self.met[char] = self.meets(found)
        return self.chars[found]

    def meets(self, found: frozenset[str]) -> int:
        bits, bit = 0, 1
        for n in range(max(map(len, self.needed))):
            for sets in self.needed:
                bits |= bit * (n >= len(sets) or not sets[n].isdisjoint(found))
                bit <<= 1
        return bits

    def having(self, wanted: tuple[str, ...], but: str = "") -> str:
        """Characters of the sets with one of these labels, as a class of an expression."""
        chars = {char for label in wanted for char in self.labelled.get(label, "")}
        return f"[{but}{''.join(sorted(chars))}]" if chars else ("." if but else "(?!)")

    def expression(self, n: int) -> tuple[re.Pattern[str], dict[str, str]]:
        out, roles = [], dict[str, str]()
        signs = {
            "..": f"{self.having(GAP_ENDS, '^')}{{0,3}}?", "^": f"(?:^|(?<={self.having(STARTS)}))", "(": "(?:",
        }  # fmt: skip
        for token in self.tokens[n]:
            if token[0] == "{":
                kind, _, role = token[1:-1].partition(":")
                name = f"g{len(roles)}"
                roles[name] = role or kind.partition("|")[0]
                out.append(f"(?P<{name}>{self.having(labels(token))})")
            else:
                out.append(signs.get(token, token) if token in SIGNS else self.having(labels(token)))
        return re.compile("".join(out)), roles

    def fitting(self, text: str) -> Iterator[int]:
        """The places of the patterns whose every need something in the row meets."""
        met, count = 0, len(self.patterns)
        for char in text:
            met |= self.met[char]
        every = (1 << count) - 1
        while met:
            every &= met
            met >>= count
        while every:
            lowest = every & -every
            yield lowest.bit_length() - 1
            every ^= lowest

    def find(self, row: list[Segment]) -> Iterator[Match]:
        text = "".join([self.letter(segment) for segment in row])
        for n in self.fitting(text):
            expression, roles = self.compiled[n] = self.compiled[n] or self.expression(n)
            for hit in expression.finditer(text):
                found = {role: row[hit.start(name)] for name, role in roles.items() if hit.start(name) >= 0}
                yield Match(self.patterns[n], hit.start(), hit.end(), found)


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
    return Pattern(id=entry["id"], family=path.stem, meaning=entry["meaning"], words=entry["words"], says=Says(**says))


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


@cache
def files() -> dict[str, str]:
    """The file of each pattern."""
    return {pattern.id: f"{pattern.family}.yml" for pattern in load()}


@cache
def matcher() -> Matcher:
    return Matcher(load())
