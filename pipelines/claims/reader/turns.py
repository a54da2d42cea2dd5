"""“Chile and Ecuador have 19.6 and 18.1 million people, respectively”: a clause for each, in turn.

Belongs here: dealing a list of amounts out to a list of areas of the same length.
Does not belong here: what is said of each of several alike (elisions.spread).
"""

from dataclasses import replace

from pipelines.claims.reader.clauses import Clause
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Holder, Rank, Segment


def dealt(clauses: list[Clause]) -> list[Clause]:
    return [part for clause in clauses for each in with_noun(clause) for part in parts(each)]


def with_noun(clause: Clause) -> list[Clause]:
    """“Spain had 47 million, Peru 34 million and Chile 19 million people”: what is counted stands behind the last."""
    ends = [n + 1 for n, s in enumerate(clause.row) if isinstance(s, Amount) and s.kind == "count"]
    starts = [0, *ends[:-1]]
    tail = clause.row[ends[-1] :] if len(ends) > 1 else []
    if not tail or not any(is_word(s, "people", "troops") for s in tail[:2]):
        return [clause]
    rows = [[s for s in clause.row[a:b] if not is_word(s, ",", "and")] for a, b in zip(starts, ends, strict=True)]
    if any(not isinstance(row[0], Area) or not all(is_word(s, *HOLDS) for s in row[1:-1]) for row in rows):
        return [clause]
    return [replace(clause, row=[*row, *tail]) for row in rows]


HOLDS = ("have", "be", "station")


def parts(clause: Clause) -> list[Clause]:
    """The clause itself, or one for each pair of an area and an amount."""
    if sides(clause.host) < 2 and all(sides(s) < 2 for s in clause.row):
        return [clause]
    first, amounts, end = run_of_amounts(clause.row)
    size = len(amounts) if len({type(a) for a in amounts}) == 1 else 0
    holders = [s for s in clause.row if sides(s) == size]
    if size < 2 or (sides(clause.host) != size and len(holders) != 1):
        return [clause]
    out: list[Clause] = []
    for turn, amount in enumerate(amounts):
        row = [*clause.row[:first], like(amount, amounts[-1]), *clause.row[end:]]
        row = [of_turn(s, turn) if sides(s) == size else s for s in row if not is_word(s, "respectively")]
        host = of_turn(clause.host, turn) if clause.host is not None and sides(clause.host) == size else clause.host
        assert host is None or not isinstance(host, Figure)
        out.append(replace(clause, row=row, host=host if isinstance(host, Holder) else None))
    for part in out[1:]:
        part.dealt_from = out[0]
    return out


def run_of_amounts(row: list[Segment]) -> tuple[int, list[Amount | Rank], int]:
    """The first list of two or more amounts: where it begins, the amounts, where it ends."""
    for first, segment in enumerate(row):
        found: list[Amount | Rank] = []
        place = first
        while place < len(row) and dealt_out(here := row[place]):
            assert isinstance(here, Amount | Rank)
            found.append(here)
            place += 1
            links = 0
            while place + links < len(row) and is_word(row[place + links], ",", "and"):
                links += 1
            if not links or place + links >= len(row) or not dealt_out(row[place + links]):
                break
            place += links
        if len(found) > 1 and dealt_out(segment):
            return first, found, place
    return 0, [], 0


def dealt_out(segment: Segment) -> bool:
    if isinstance(segment, Rank):
        return segment.bare
    return isinstance(segment, Amount) and segment.kind in ("count", "money", "percent")


def sides(segment: Segment | None) -> int:
    """How many areas a list names, or the list that owns a figure or stands on its other side."""
    if isinstance(segment, Figure):
        return max(sides(segment.owner), sides(segment.partner))
    return len(segment.sides) if isinstance(segment, Area) and not segment.pair else 0


def of_turn(segment: Segment, turn: int) -> Segment:
    if isinstance(segment, Figure):
        owner = segment.owner if sides(segment.owner) < 2 else turned(segment.owner, turn)
        partner = segment.partner if sides(segment.partner) < 2 else turned(segment.partner, turn)
        return replace(segment, owner=owner, partner=partner)
    return turned(segment, turn) or segment


def turned(area: Segment | None, turn: int) -> Area | None:
    return replace(area, ids=area.sides[turn], sides=()) if isinstance(area, Area) else None


def like(amount: Amount | Rank, last: Amount | Rank) -> Amount | Rank:
    """“1.5 and 1.9 per cent of GDP”: the first as the last one is."""
    if isinstance(amount, Rank) or isinstance(last, Rank):
        return amount
    return replace(amount, of_gdp=last.of_gdp)
