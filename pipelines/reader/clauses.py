"""The clauses of a sentence as a tree: main clauses, relative clauses, appositions, what goes on behind a comma.

Belongs here: where a clause begins and ends, what it hangs on, and whom it is about where it does not say so.
Does not belong here: what a clause states (patterns/), whose figure is meant (attach.py).
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.reader.spans import Span, has

VERBS = frozenset([
    "have", "be", "reach", "move", "spend", "export", "import", "account", "depend", "station", "go", "come",
    "overtake", "live", "give", "receive", "verb", "grow", "take", "home", "supply", "do", "future", "behind",
])  # fmt: skip
NOUNS = frozenset({"concept", "figure", "rank"})
SUBJECTS = ("it", "they", "we", "there")
MAKING = ("making", "makes", "made", "placing")
ASIDES = ("relative", "apposition")
ORDERS = ("after", "behind", "ahead of", "before")


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
    joined: list[Span]
    """The row without “and”, “but”, “while” before it."""
    before: list[Span]
    """The piece before."""

    @property
    def first(self) -> Span | None:
        return self.row[0] if self.row else None

    @property
    def is_beside_area(self) -> bool:
        return bool(self.before) and self.before[-1].kind == "area"


def is_verb(span: Span) -> bool:
    known = span.kind == "word" and not VERBS.isdisjoint(span.labels) and NOUNS.isdisjoint(span.labels)
    return known and span.low not in ("at", "to")


def has_verb(row: list[Span]) -> bool:
    return any(is_verb(s) or has(s, "relative") for s in row)


def tree(spans: list[Span]) -> list[Clause]:
    """All clauses of a sentence, in the order in which they begin."""
    clauses: list[Clause] = []
    found, before = _pieces(spans), list[Span]()
    for n, (whole, sign) in enumerate(found):
        row = [s for s in whole if s.kind != "when"]
        periods = [s for s in whole if s.kind == "when"]
        piece = Piece(row, periods, sign, whole[0].start, _unjoined(row), before)
        following = found[n + 1][0][0] if n + 1 < len(found) else None
        _hang(piece, following, clauses)
        before = whole
    return [each for each in clauses if each.row or each.periods]


# --- cutting ---


def _pieces(spans: list[Span]) -> list[tuple[list[Span], str]]:
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
    span = spans[i]
    if has(span, "relative"):
        before = spans[i - 1]
        return span.low != "that" or before.kind in ("area", "figure") or has(before, "say", "state")
    if has(span, "joint") and not has(span, "behind", "with"):
        return not _is_order(spans, i)
    return has(span, "and", "or") and _goes_on(spans, i)


def _is_order(spans: list[Span], i: int) -> bool:
    """“The second largest after Germany, …” is one phrase."""
    behind = spans[i + 1 : i + 3]
    return spans[i].low in ORDERS and len(behind) == 2 and behind[0].kind == "area" and has(behind[1], ",", "stop")


def _goes_on(spans: list[Span], i: int) -> bool:
    """Whether what stands behind “and” states something: a verb, a place, an amount after another, or a subject."""
    following = spans[i + 1 : i + 7]
    stops = [n for n, s in enumerate(following) if has(s, ",", "stop", "and", "joint", "relative")]
    following = following[: stops[0]] if stops else following
    if not following:
        return False
    first = following[0]
    if is_verb(first) or has(first, "export", "import") or (first.kind == "rank" and not has(first, "streak")):
        return True
    if first.kind == "amount" or (has(first, "by") and any(s.amount is not None for s in following[1:3])):
        return any(s.kind == "amount" for s in spans[:i])
    subject = first.kind in ("area", "figure") or has(first, *SUBJECTS, "pronoun", "in", "that", "that_with")
    states = any(is_verb(s) or s.kind in ("amount", "rank") for s in following[1:])
    return subject and states


def _unjoined(row: list[Span]) -> list[Span]:
    while row and row[0].kind == "word" and has(row[0], "and", "joint", "or") and not has(row[0], "behind"):
        row = row[1:]
    return row


# --- hanging ---


def _hang(piece: Piece, following: Span | None, clauses: list[Clause]) -> None:
    """Adds a piece to the clause that it goes on with, or as a clause of its own; the first that fits."""
    main = next((c for c in reversed(clauses) if c.kind in ("main", "next")), None)
    last = clauses[-1] if clauses else None
    if main is None or last is None:
        clauses.append(_clause("main", piece, main, None))
    elif _is_aside(piece, following, last) or (piece.sign == "(" and piece.row):
        clauses.append(_clause("apposition", piece, last, _host(last)))
    elif has(piece.first, "relative"):
        clauses.append(_relative(piece, main, last))
    elif (going_on := _goes_on_with(piece, main, last)) is not None:
        _extend(going_on, _with_comma(piece, going_on), piece.periods)
    elif piece.sign == "stop":
        clauses.append(_clause("main", piece, main, None))
    else:
        clauses.append(_of_its_own(piece, main, last))


def _goes_on_with(piece: Piece, main: Clause, last: Clause) -> Clause | None:
    """The clause that a piece is the rest of."""
    of_its_own = has(piece.first, "joint", "and") or (_has_subject(piece.row) and has_verb(piece.row))
    if piece.sign == ")" and last.link == "(" and not of_its_own:
        return last.parent
    if piece.sign == "stop":
        return None
    if _opens(piece, main, last) or (piece.row and _ends_the_main(piece, main, last)):
        return main
    return None if piece.row else last


def _with_comma(piece: Piece, clause: Clause) -> list[Span]:
    """The row of a piece, with a comma before it where no verb follows: “In 2023, Peru …”."""
    comma = clause.row and piece.row and piece.sign == "," and not is_verb(piece.row[0])
    sign = [Span(piece.start, piece.start, ",", "sign", frozenset([","]))] if comma else []
    return sign + piece.row


def _clause(kind: str, piece: Piece, parent: Clause | None, host: Span | None) -> Clause:
    row = piece.row if kind in ("apposition", "aside") else piece.joined
    link = "joint" if len(row) < len(piece.row) else piece.sign
    return Clause(kind, row, piece.periods, parent, host, link, piece.start)


def _extend(clause: Clause, row: list[Span], periods: list[Span]) -> None:
    clause.row = clause.row + row
    clause.periods = clause.periods + periods


def _is_aside(piece: Piece, following: Span | None, main: Clause) -> bool:
    """“Kosovo, Europe's youngest state, has …”: what stands between commas behind a subject that its verb follows."""
    if piece.sign != "," or main.kind != "main" or not main.row or following is None or has_verb(main.row):
        return False
    subject = main.row[-1].kind in ("area", "figure") and (len(main.row) == 1 or has(main.row[0], "joint"))
    town = piece.first is not None and piece.first.kind == "place" and len(piece.row) == 1
    finite = is_verb(following) or has(following, "export", "import")
    return subject and finite and not town and not has(piece.first, "relative")


def _relative(piece: Piece, main: Clause | None, last: Clause) -> Clause:
    """A relative clause, about the noun before it; “making it …” is about the subject."""
    word = piece.row[0].low
    if any(each in word for each in MAKING):
        return Clause("next", piece.row[1:], piece.periods, main, None, word, piece.start)
    host = next((s for s in reversed(piece.before) if s.kind in ("area", "figure")), None) or _host(last)
    return Clause("relative", piece.row[1:], piece.periods, main, host, word, piece.start)


def _opens(piece: Piece, main: Clause, last: Clause) -> bool:
    """Whether the main clause has only been opened: “In 2023, …”, “With 9 million people, …”."""
    begun = last is main and main.kind == "main" and not has_verb(main.row) and not _is_whole(main.row)
    return begun and not (piece.is_beside_area and _is_apposition(piece.row))


def _ends_the_main(piece: Piece, main: Clause, last: Clause) -> bool:
    """The verb of a main clause behind a relative clause or an apposition."""
    if last is main or has_verb(main.row) or _is_of_relative(piece, main, last):
        return False
    return is_verb(piece.row[0]) or has(piece.row[0], "export", "import", "'s")


def _is_of_relative(piece: Piece, main: Clause, last: Clause) -> bool:
    """“…, which spends 3 per cent of GDP on defence and hosts 9,000 troops, …”."""
    verb = len(piece.joined) < len(piece.row) and bool(piece.joined) and is_verb(piece.joined[0])
    return last.kind == "relative" and verb and not has_verb(main.row)


def _of_its_own(piece: Piece, main: Clause, last: Clause) -> Clause:
    if _is_of_relative(piece, main, last):
        return Clause("relative", piece.joined, piece.periods, main, last.host, last.link, piece.start)
    states = has_verb(piece.row[1:]) or any(s.kind in ("amount", "rank") for s in piece.row)
    if has(piece.first, "joint") and not states:
        return _clause("aside", piece, last, None)
    added = has(piece.first, "with", "home") and has_verb(last.row) and last.kind == "main"
    if piece.sign == "," and piece.is_beside_area and not added and _is_apposition(piece.row):
        return _clause("apposition", piece, last, piece.before[-1])
    named = has(piece.first, "pronoun", "rank", "rank.most") and not has_verb(piece.row)
    return _clause("main" if _has_subject(piece.joined) and not named else "next", piece, main, None)


def _has_subject(row: list[Span]) -> bool:
    """Whether a piece says itself whom it is about: an area or a figure before its verb."""
    for n, span in enumerate(row):
        if is_verb(span) or span.kind == "amount":
            return False
        inside = n > 1 and has(row[n - 1], "in", "of")
        if (span.kind in ("area", "figure") and not inside) or has(span, *SUBJECTS, "export", "import"):
            return True
    return False


def _is_whole(row: list[Span]) -> bool:
    """A heading such as “Poland: population 38 million”, which states something without a verb."""
    opened = bool(row) and has(row[0], "with", "reach", "in", "joint", "from")
    return not opened and any(s.kind == "figure" for s in row) and any(s.kind == "amount" for s in row)


def _host(clause: Clause) -> Span | None:
    found = (s for s in reversed(clause.row) if s.kind in ("area", "figure") or has(s, "partner"))
    return next(found, clause.host)


def _is_apposition(row: list[Span]) -> bool:
    """“The world's third-largest economy”, “a country of 50 million people”, “home to …”, “with 5 million people”."""
    if not row:
        return False
    first = row[0]
    if has(first, "home", "state", "with", "rank", "rank.most", "ranker", "partner", "such", "some", "one"):
        return True
    if has_verb(row):
        return False
    owned = first.kind == "area" or has(first, "pronoun")
    if owned:
        return any(has(s, "rank", "rank.most") for s in row[1:4])
    return has(first, "count") and len(row) < 3
