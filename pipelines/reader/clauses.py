"""The clauses of a sentence as a tree: main clauses, relative clauses, appositions, what goes on behind a comma.

Belongs here: where a clause begins and ends, and what it hangs on. Does not belong here: what a clause states
(patterns/), whose figure is meant (whose.py).
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.reader.spans import Span, has

VERBS = (
    "have", "be", "reach", "move", "spend", "export", "import", "account", "depend", "station", "go", "come",
    "overtake", "live", "give", "receive", "verb", "grow", "take", "home", "supply", "do", "future", "behind",
)  # fmt: skip
SUBJECTS = ("it", "they", "we", "there", "export", "import")
MAKING = ("making", "makes", "made", "placing")
ORDERS = ("after", "behind", "ahead of", "before")
OPENING = ("with", "reach", "in", "joint", "from")
ASIDES = ("relative", "apposition")
NAMING = ("home", "state", "with", "rank", "rank.most", "ranker", "partner", "such", "some", "one")
"""How an apposition begins."""


@dataclass(slots=True, eq=False)
class Clause:
    """A stretch of the sentence that can state something."""

    kind: str
    """main, relative, apposition, next (goes on with the subject of its parent), aside (says only why or when)"""
    row: list[Span] = field(default_factory=list)
    """Its spans without periods and dropped words."""
    periods: list[Span] = field(default_factory=list)
    parent: "Clause | None" = None
    host: Span | None = None
    """What a relative clause or an apposition is about."""
    link: str = ""
    """The word or sign that joins it to what stands before."""
    start: int = 0

    @property
    def end(self) -> int:
        return max([s.end for s in (*self.row, *self.periods)], default=self.start)


class Piece(NamedTuple):
    """What stands between two signs or joining words."""

    row: list[Span]
    periods: list[Span]
    sign: str
    """What stands before it: a comma, a bracket, "stop", "relative", "joint"."""
    start: int
    before: list[Span]
    """The piece before."""
    following: Span | None
    """The first span of the piece behind."""

    @property
    def first(self) -> Span | None:
        return self.row[0] if self.row else None

    @property
    def joined(self) -> list[Span]:
        """The row without “and”, “but”, “while” before it."""
        row = self.row
        while row and row[0].kind == "word" and has(row[0], "and", "joint", "or") and not has(row[0], "behind"):
            row = row[1:]
        return row

    @property
    def is_beside_area(self) -> bool:
        return bool(self.before) and self.before[-1].kind == "area"


def is_verb(span: Span) -> bool:
    return span.kind == "word" and has(span, *VERBS) and not has(span, "concept") and span.low not in ("at", "to")


def has_verb(row: list[Span]) -> bool:
    return any(is_verb(s) or has(s, "relative") for s in row)


def tree(spans: list[Span]) -> list[Clause]:
    """All clauses of a sentence, in the order in which they begin."""
    clauses: list[Clause] = []
    found, before = _cut(spans), list[Span]()
    for n, (whole, sign) in enumerate(found):
        row, periods = [s for s in whole if s.kind != "when"], [s for s in whole if s.kind == "when"]
        following = found[n + 1][0][0] if n + 1 < len(found) else None
        _hang(Piece(row, periods, sign, whole[0].start, before, following), clauses)
        before = whole
    return [each for each in clauses if each.row or each.periods]


# --- cutting ---


def _cut(spans: list[Span]) -> list[tuple[list[Span], str]]:
    """The stretches between signs and joining words, each with what stands before it."""
    pieces: list[tuple[list[Span], str]] = [([], "")]
    for i, span in enumerate(spans):
        current = pieces[-1][0]
        if has(span, "stop", ","):
            pieces.append(([], span.low if span.low in ",()" else "stop"))
        elif has(span, "relative") and len(current) == 1 and has(current[0], "to", "of", "in", "from", "with"):
            pieces[-1] = ([span], "relative")  # “to which China has lent”
        elif current and _begins(spans, i):
            pieces.append(([span], "relative" if has(span, "relative") else "joint"))
        else:
            current.append(span)
    return [piece for piece in pieces if piece[0]]


def _begins(spans: list[Span], i: int) -> bool:
    """Whether a clause begins with this word without a comma before it."""
    span, before, behind = spans[i], spans[i - 1], spans[i + 1 : i + 3]
    if has(span, "relative"):
        return span.low != "that" or before.kind in ("area", "figure") or has(before, "say", "state")
    if has(span, "joint") and not has(span, "behind", "with"):
        order = span.low in ORDERS and len(behind) == 2 and behind[0].kind == "area" and has(behind[1], ",", "stop")
        return not order  # “the second largest after Germany, …”
    return has(span, "and", "or") and _goes_on(spans, i)


def _goes_on(spans: list[Span], i: int) -> bool:
    """Whether what stands behind “and” states something: a verb, a place, an amount after another, or a subject."""
    behind = spans[i + 1 : i + 7]
    stop = next((n for n, s in enumerate(behind) if has(s, ",", "stop", "and", "joint", "relative")), len(behind))
    if not stop:
        return False
    first, behind = behind[0], behind[1:stop]
    if is_verb(first) or has(first, "export", "import") or (first.kind == "rank" and not has(first, "streak")):
        return True
    if first.kind == "amount" or (has(first, "by") and any(s.amount is not None for s in behind[:2])):
        return any(s.kind == "amount" for s in spans[:i])
    subject = first.kind in ("area", "figure") or has(first, *SUBJECTS, "pronoun", "in", "that", "that_with")
    return subject and any(is_verb(s) or s.kind in ("amount", "rank") for s in behind)


# --- hanging ---


def _hang(piece: Piece, clauses: list[Clause]) -> None:
    """Adds a piece to the clause that it goes on with, or as a clause of its own; the first that fits."""
    main = next((c for c in reversed(clauses) if c.kind in ("main", "next")), None)
    last = clauses[-1] if clauses else None
    if main is None or last is None:
        clauses.append(_clause("main", piece, main))
    elif _is_aside(piece, last) or (piece.sign == "(" and piece.row):
        clauses.append(_clause("apposition", piece, last, _host(last)))
    elif has(piece.first, "relative"):
        clauses.append(_relative(piece, main, last))
    elif (going_on := _goes_on_with(piece, main, last)) is not None:
        comma = going_on.row and piece.row and piece.sign == "," and not is_verb(piece.row[0])  # “In 2023, Peru …”
        sign = [Span(piece.start, piece.start, ",", "sign", frozenset([","]))] if comma else []
        going_on.row = going_on.row + sign + piece.row
        going_on.periods = going_on.periods + piece.periods
    elif piece.sign == "stop":
        clauses.append(_clause("main", piece, main))
    else:
        clauses.append(_of_its_own(piece, main, last))


def _clause(kind: str, piece: Piece, parent: Clause | None, host: Span | None = None) -> Clause:
    row = piece.row if kind in ("apposition", "aside") else piece.joined
    link = "joint" if len(row) < len(piece.row) else piece.sign
    return Clause(kind, row, piece.periods, parent, host, link, piece.start)


def _host(clause: Clause) -> Span | None:
    found = (s for s in reversed(clause.row) if s.kind in ("area", "figure") or has(s, "partner"))
    return next(found, clause.host)


def _is_aside(piece: Piece, main: Clause) -> bool:
    """“Kosovo, Europe's youngest state, has …”: what stands between commas behind a subject that its verb follows."""
    following, first = piece.following, piece.first
    if piece.sign != "," or main.kind != "main" or not main.row or following is None or has_verb(main.row):
        return False
    subject = main.row[-1].kind in ("area", "figure") and (len(main.row) == 1 or has(main.row[0], "joint"))
    town = has(first, "place") and len(piece.row) == 1
    finite = is_verb(following) or has(following, "export", "import")
    return subject and finite and not town and not has(first, "relative")


def _relative(piece: Piece, main: Clause, last: Clause) -> Clause:
    """A relative clause, about the noun before it; “making it …” is about the subject."""
    word = piece.row[0].low
    if any(each in word for each in MAKING):
        return Clause("next", piece.row[1:], piece.periods, main, None, word, piece.start)
    host = next((s for s in reversed(piece.before) if s.kind in ("area", "figure")), None) or _host(last)
    return Clause("relative", piece.row[1:], piece.periods, main, host, word, piece.start)


def _goes_on_with(piece: Piece, main: Clause, last: Clause) -> Clause | None:
    """The clause that a piece is the rest of."""
    states = has(piece.first, "joint", "and") or (_has_subject(piece.row) and has_verb(piece.row))
    if piece.sign == ")" and last.link == "(" and not states:
        return last.parent
    if piece.sign == "stop":
        return None
    if not has_verb(main.row) and (_opens(piece, main) if last is main else _ends(piece, main, last)):
        return main
    return None if piece.row else last


def _opens(piece: Piece, main: Clause) -> bool:
    """Whether the main clause has only been opened (“In 2023, …”), and is no heading (“Poland: population 38m”)."""
    opened = bool(main.row) and has(main.row[0], *OPENING)
    heading = not opened and {"figure", "amount"} <= {s.kind for s in main.row}
    return main.kind == "main" and not heading and not (piece.is_beside_area and _is_apposition(piece.row))


def _ends(piece: Piece, main: Clause, last: Clause) -> bool:
    """Whether it is the verb of a main clause behind a relative clause or an apposition."""
    verb = bool(piece.row) and (is_verb(piece.row[0]) or has(piece.row[0], "export", "import", "'s"))
    return verb and not _is_of_relative(piece, main, last)


def _is_of_relative(piece: Piece, main: Clause, last: Clause) -> bool:
    """“…, which spends 3 per cent of GDP on defence and hosts 9,000 troops, …”."""
    joined = piece.joined
    verb = len(joined) < len(piece.row) and bool(joined) and is_verb(joined[0])
    return last.kind == "relative" and verb and not has_verb(main.row)


def _of_its_own(piece: Piece, main: Clause, last: Clause) -> Clause:
    if _is_of_relative(piece, main, last):
        return Clause("relative", piece.joined, piece.periods, main, last.host, last.link, piece.start)
    states = has_verb(piece.row[1:]) or any(s.kind in ("amount", "rank") for s in piece.row)
    if has(piece.first, "joint") and not states:
        return _clause("aside", piece, last)
    added = has(piece.first, "with", "home") and has_verb(last.row) and last.kind == "main"
    if piece.sign == "," and piece.is_beside_area and not added and _is_apposition(piece.row):
        return _clause("apposition", piece, last, piece.before[-1])
    named = has(piece.first, "pronoun", "rank", "rank.most") and not has_verb(piece.row)
    return _clause("main" if _has_subject(piece.joined) and not named else "next", piece, main)


def _has_subject(row: list[Span]) -> bool:
    """Whether a piece says itself whom it is about: an area or a figure before its verb."""
    for n, span in enumerate(row):
        if is_verb(span) or span.kind == "amount":
            return False
        inside = n > 1 and has(row[n - 1], "in", "of")
        if (span.kind in ("area", "figure") and not inside) or has(span, *SUBJECTS):
            return True
    return False


def _is_apposition(row: list[Span]) -> bool:
    """“The world's third-largest economy”, “a country of 50 million people”, “home to …”, “with 5 million people”."""
    first = row[0] if row else None
    if has(first, *NAMING) or has_verb(row):
        return has(first, *NAMING)
    if has(first, "area", "pronoun"):
        return any(has(s, "rank", "rank.most") for s in row[1:4])
    return has(first, "count") and len(row) < 3
