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

OPERATIONS: dict[str, Callable[[Found], Draft | None]] = {
    "level": levels.level, "balance": levels.balance, "gained": levels.gained, "listed": levels.listed, "headline": levels.headline, "under_heading": levels.under_heading, "with_article": levels.with_article, "at_all": levels.at_all,
    "also": levels.also, "hosted": levels.hosted,
    "flow": levels.flow, "shipped": levels.shipped, "in_balance": levels.in_balance, "withdrawn": levels.withdrawn, "spent": levels.spent, "stationed": levels.stationed,
    "abroad": levels.abroad, "forces": levels.forces,
    "grown": changes.grown, "that_grew": changes.that_grew, "change": changes.change, "higher": changes.higher, "extreme": changes.extreme, "streak": changes.streak,
    "direction": changes.direction,
    "ratio": comparisons.ratio, "compare": comparisons.compare,
    "rank": ranks.rank, "by_figure": ranks.by_figure, "rank_moved": ranks.rank_moved, "partner": ranks.partnered,
    "flows": comparisons.flows, "than_the_next": comparisons.than_the_next,
    "than_population": comparisons.than_population, "surplus": comparisons.surplus, "as_large": comparisons.as_large,
    "share": shares.share, "listed_share": shares.listed, "share_of_own": shares.of_own, "living": shares.living,
    "ranked": additions.ranked, "ranked_too": additions.ranked_too, "multiplied": additions.multiplied, "compared": additions.compared,
    "changed": additions.changed, "lasted": additions.lasted, "shared": additions.shared,
    "of_them": additions.of_them, "most": additions.most, "amounted": additions.amounted, "of_its_gdp": additions.of_its_gdp, "of_another": additions.of_another, "partnered_too": additions.partnered_too,
    "partner_then": additions.partner_then,
    "again": elisions.again, "share_then": elisions.share_then, "taken": elisions.taken,
}  # fmt: skip


def propose(found: Found) -> Draft | None:
    """The claim that a match makes; None where the match is none of its kind. Raises Refused."""
    says = found.match.pattern.says
    make = OPERATIONS.get(says.operation)
    if make is None:
        raise ValueError(f"{found.match.pattern.id}: `operation` {says.operation} is none of {', '.join(OPERATIONS)}")
    draft = make(found)
    if draft is None:
        return None
    draft.pattern = found.match.pattern.id
    if found.match.pattern.says.operation not in ("again", "taken", "share_then"):
        draft.slot = slot_of(found, draft) if draft.slot == "ref" else draft.slot
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
