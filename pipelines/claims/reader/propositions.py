"""From a match to a claim under way, by the operation that its pattern names.

Belongs here: the table of operations. Does not belong here: any of them.
"""

from collections.abc import Callable

from pipelines.claims.reader import additions, changes, comparisons, elisions, levels, ranks, shares
from pipelines.claims.reader.clauses import first_holder
from pipelines.claims.reader.common import Found, kind_of
from pipelines.claims.reader.resolver import who
from pipelines.claims.reader.segments import Rank
from pipelines.claims.reader.sentence import Draft, Refused

KNOWN: tuple[Callable[[Found], Draft | None], ...] = (
    levels.level, levels.at_all, levels.flow, levels.shipped, levels.between_two, levels.tied, levels.apart,
    changes.grown, changes.that_grew, changes.change, changes.higher, changes.extreme, changes.streak,
    changes.direction, changes.faster,
    comparisons.ratio, comparisons.compare, comparisons.flows, comparisons.than_the_next,
    comparisons.than_population, comparisons.surplus, comparisons.as_large,
    ranks.rank, ranks.by_figure, ranks.rank_moved, ranks.unsurpassed, ranks.partner,
    shares.share, shares.arms_share, shares.listed_share, shares.share_of_own, shares.living,
    additions.ranked, additions.ranked_too, additions.multiplied, additions.compared, additions.changed,
    additions.lasted, additions.most_since, additions.shared,
    additions.of_them, additions.most, additions.amounted,
    additions.of_another, additions.partnered_too, additions.partner_then,
    elisions.again, elisions.share_then, elisions.taken,
)  # fmt: skip
OPERATIONS = {operation.__name__: operation for operation in KNOWN}
"""What `operation` of a pattern names: the function of that name."""


def propose(found: Found) -> Draft | None:
    """The claim that a match makes; None where the match is none of its kind. Raises Refused."""
    says = found.says
    make = OPERATIONS.get(says.operation)
    if make is None:
        raise ValueError(f"{found.match.pattern.id}: `operation` {says.operation} is none of {', '.join(OPERATIONS)}")
    draft = make(found)
    if draft is None:
        return None
    draft.pattern = found.match.pattern.id
    if says.partner and draft.counterpart == (says.partner,):
        draft.slot = "counterpart"  # "170,000 troops abroad. The largest garrisons are in Japan (55,000 soldiers)"
    elif draft.slot == "ref" and says.operation not in ("again", "taken", "share_then"):
        draft.slot = slot_of(found, draft)
    number = found.number
    draft.kind = "rank" if isinstance(number, Rank) else kind_of(number) if number is not None else ""
    draft.clause = found.clause
    return draft


def slot_of(found: Found, draft: Draft) -> str:
    """Whether the clause is about whose figure it is, or about the other country."""
    holder = first_holder(found.clause.row)
    if not draft.counterpart or holder is None:
        return "ref"
    try:
        return "counterpart" if who(holder, found.sentence) == draft.counterpart else "ref"
    except Refused:
        return "ref"
