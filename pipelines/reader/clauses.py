"""The clauses of a sentence as a tree: main clauses, relative clauses, appositions, what goes on behind a comma.

Belongs here: where a clause begins and ends, what it hangs on, and whom it is about where it does not say so.
Does not belong here: what a clause states (patterns/), whose figure is meant (attach.py).
"""

from dataclasses import dataclass, field

from pipelines.reader.spans import Span

VERBS = frozenset({"have", "be", "reach", "move", "spend", "export", "import", "account", "depend", "station", "go", "come",
                   "overtake", "live", "give", "receive", "verb", "grow", "take", "home", "supply", "do", "future", "behind"})  # fmt: skip
NOUNS = frozenset({"concept", "figure", "rank"})


@dataclass(slots=True)
class Clause:
    """A stretch of the sentence that can state something."""

    kind: str
    """main, relative, apposition, next (goes on with the subject of its parent)"""
    row: list[Span] = field(default_factory=list)
    """Its spans without periods and dropped words."""
    periods: list[Span] = field(default_factory=list)
    parent: "Clause | None" = None
    host: Span | None = None
    """What a relative clause or an apposition is about."""
    possessive: bool = False
    """Begun with “whose”."""
    link: str = ""
    """The word that joins it to what stands before: but, while, and."""
    start: int = 0

    @property
    def end(self) -> int:
        return max([s.end for s in (*self.row, *self.periods)], default=self.start)


def is_verb(span: Span) -> bool:
    return (
        span.kind == "word" and bool(VERBS & span.labels) and not (NOUNS & span.labels) and span.low not in ("at", "to")
    )


def has_verb(row: list[Span]) -> bool:
    return any(is_verb(s) or "relative" in s.labels for s in row)


def tree(spans: list[Span]) -> list[Clause]:
    """All clauses of a sentence, in the order in which they begin."""
    clauses: list[Clause] = []
    before: list[Span] = []
    pieces = _pieces(spans)
    for n, (piece, sign) in enumerate(pieces):
        following = pieces[n + 1][0] if n + 1 < len(pieces) else []
        if _is_aside(piece, sign, following, clauses):
            host = _host(clauses[-1])
            row = [s for s in piece if s.kind != "when"]
            clauses.append(
                Clause(
                    "apposition",
                    row,
                    [s for s in piece if s.kind == "when"],
                    clauses[-1],
                    host,
                    False,
                    "",
                    piece[0].start,
                )
            )
        else:
            _hang(piece, sign, clauses, before)
        before = piece
    return [each for each in clauses if each.row or each.periods]


def _is_aside(piece: list[Span], sign: str, following: list[Span], clauses: list[Clause]) -> bool:
    """“Kosovo, Europe's youngest state, has …”: what stands between commas behind a subject that its verb follows."""
    main = clauses[-1] if clauses else None
    if sign != "," or main is None or main.kind != "main" or has_verb(main.row) or not main.row or not following:
        return False
    subject = main.row[-1].kind in ("area", "figure") and (len(main.row) == 1 or "joint" in main.row[0].labels)
    if len(piece) == 1 and piece[0].kind == "place":
        return False
    finite = is_verb(following[0]) or {"export", "import"} & following[0].labels
    return bool(subject and finite and "relative" not in piece[0].labels)


def _pieces(spans: list[Span]) -> list[tuple[list[Span], str]]:
    """The stretches between signs and joining words, each with what stands before it."""
    pieces: list[tuple[list[Span], str]] = [([], "")]
    for i, span in enumerate(spans):
        if "stop" in span.labels or "," in span.labels:
            pieces.append(([], span.low if "," in span.labels or span.low in "()" else "stop"))
        elif (
            "relative" in span.labels
            and len(pieces[-1][0]) == 1
            and {"to", "of", "in", "from", "with"} & pieces[-1][0][0].labels
        ):
            pieces[-1] = ([span], "relative")
        elif _begins(spans, i) and pieces[-1][0]:
            pieces.append(([span], "relative" if "relative" in span.labels else "joint"))
        else:
            pieces[-1][0].append(span)
    return [piece for piece in pieces if piece[0]]


def _begins(spans: list[Span], i: int) -> bool:
    """Whether a clause begins with this word without a comma before it."""
    span = spans[i]
    if "relative" in span.labels:
        before = spans[i - 1] if i else span
        return span.low != "that" or before.kind in ("area", "figure") or bool({"say", "state"} & before.labels)
    if span.kind == "word" and {"joint"} & span.labels and not {"behind", "with"} & span.labels:
        order = (
            span.low in ("after", "behind", "ahead of", "before") and i + 1 < len(spans) and spans[i + 1].kind == "area"
        )
        return not (order and i + 2 < len(spans) and {",", "stop"} & spans[i + 2].labels)
    if not {"and", "or"} & span.labels:
        return False
    following = spans[i + 1 : i + 7]
    stop = next(
        (n for n, s in enumerate(following) if {",", "stop", "and", "joint", "relative"} & s.labels), len(following)
    )
    following = following[:stop]
    if not following:
        return False
    first = following[0]
    if first.kind == "amount" and any(s.kind == "amount" for s in spans[:i]):
        return True
    if is_verb(first) or {"export", "import"} & first.labels or (first.kind == "rank" and "streak" not in first.labels):
        return True
    subject = (
        first.kind in ("area", "figure")
        or {"it", "they", "we", "there", "pronoun", "in", "that", "that_with"} & first.labels
    )
    return bool(subject) and any(
        is_verb(s) or s.kind in ("amount", "rank") or "multiple" in s.labels for s in following[1:]
    )


def _hang(piece: list[Span], sign: str, clauses: list[Clause], before: list[Span]) -> None:
    """Adds a piece to the clause that it goes on with, or as a clause of its own."""
    row = [s for s in piece if s.kind != "when"]
    periods = [s for s in piece if s.kind == "when"]
    main = next((c for c in reversed(clauses) if c.kind in ("main", "next")), None)
    start = piece[0].start
    first = row[0] if row else None
    if first is not None and "relative" in first.labels and clauses:
        host = next((s for s in reversed(before) if s.kind in ("area", "figure")), None) or _host(clauses[-1])
        whose = first.low == "whose"
        if "making" in first.low or "makes" in first.low or "made" in first.low or "placing" in first.low:
            clauses.append(Clause("next", row[1:], periods, main, None, False, first.low, start))
            return
        clauses.append(Clause("relative", row[1:], periods, main, host, whose, first.low, start))
        return
    if main is None or sign == "stop" or (first is not None and {"stop"} & first.labels):
        clauses.append(Clause("main", _unjoined(row), periods, main, None, False, sign, start))
        return
    if sign == "(":
        clauses.append(Clause("apposition", row, periods, clauses[-1], _host(clauses[-1]), False, "(", start))
        return
    last = clauses[-1]
    beside = bool(before) and before[-1].kind == "area"
    if (
        main.kind == "main"
        and not has_verb(main.row)
        and not _is_whole(main.row)
        and last is main
        and not (_is_apposition(row) and beside)
    ):
        comma = (
            [Span(start, start, ",", "sign", frozenset([","]))]
            if main.row and row and sign == "," and not is_verb(row[0])
            else []
        )
        _extend(main, comma + row, periods)
        return
    verb_of_relative = first is not None and last.kind == "relative" and not has_verb(main.row)
    joined = _unjoined(row)
    if verb_of_relative and len(joined) < len(row) and joined and is_verb(joined[0]):
        clauses.append(Clause("relative", joined, periods, main, last.host, False, last.link, start))
        return
    if (
        row
        and "joint" in row[0].labels
        and not has_verb(row[1:])
        and not any(s.kind in ("amount", "rank") for s in row)
    ):
        clauses.append(Clause("aside", row, periods, last, None, False, row[0].low, start))
        return
    if not row:
        last.periods.extend(periods)
        return
    added = {"with", "home"} & row[0].labels and has_verb(last.row) and last.kind == "main"
    if _is_apposition(row) and beside and sign == "," and not added:
        clauses.append(Clause("apposition", row, periods, last, before[-1], False, "", start))
        return
    if (
        last is not main
        and not has_verb(main.row)
        and (is_verb(row[0]) or "export" in row[0].labels or "import" in row[0].labels or "'s" in row[0].labels)
    ):
        _extend(main, row, periods)
        return
    joint = next((s.low for s in row[:1] if {"and", "joint", "or"} & s.labels), "")
    kind = "main" if _has_subject(_unjoined(row)) else "next"
    clauses.append(Clause(kind, _unjoined(row), periods, main, None, False, joint or sign, start))


def _extend(clause: Clause, row: list[Span], periods: list[Span]) -> None:
    clause.row = clause.row + row
    clause.periods = clause.periods + periods


def _unjoined(row: list[Span]) -> list[Span]:
    while row and row[0].kind == "word" and {"and", "joint", "or"} & row[0].labels and not {"behind"} & row[0].labels:
        row = row[1:]
    return row


def _has_subject(row: list[Span]) -> bool:
    """Whether a piece says itself whom it is about: an area or a figure before its verb."""
    for span in row:
        if is_verb(span) or span.kind == "amount":
            return False
        if span.kind in ("area", "figure") or {"it", "they", "we", "there", "export", "import"} & span.labels:
            return True
    return False


def _is_whole(row: list[Span]) -> bool:
    """A heading such as “Poland: population 38 million”, which states something without a verb."""
    opened = {"with", "reach", "in", "joint", "from"} & row[0].labels if row else False
    return not opened and any(s.kind == "figure" for s in row) and any(s.kind == "amount" for s in row)


def _host(clause: Clause) -> Span | None:
    return next((s for s in reversed(clause.row) if s.kind in ("area", "figure") or "partner" in s.labels), clause.host)


def _is_apposition(row: list[Span]) -> bool:
    """“The world's third-largest economy”, “a country of 50 million people”, “home to …”, “with 5 million people”."""
    if not row:
        return False
    first = row[0]
    if {"home", "state", "with", "rank", "rank.most", "ranker", "partner", "such", "some", "one"} & first.labels:
        return True
    if first.kind == "figure" and first.figure is not None and not first.figure.owner and not has_verb(row):
        return False
    owned = first.kind == "area" and any({"rank", "rank.most"} & s.labels for s in row[1:4]) and not has_verb(row)
    pronoun = (
        "pronoun" in first.labels and any({"rank", "rank.most"} & s.labels for s in row[1:3]) and not has_verb(row)
    )
    return (
        owned
        or pronoun
        or (
            first.kind == "amount"
            and first.amount is not None
            and first.amount.kind == "count"
            and not has_verb(row)
            and len(row) < 3
        )
    )
