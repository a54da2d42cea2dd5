"""From a match to what it states: the function of each operation that patterns name.

Belongs here: which function that is. Does not belong here: whose and when where the match does not say so (attach.py),
whether it may be read (guards.py, verifier.py).
"""

from collections.abc import Callable

from pipelines.reader import against, levels, ranks
from pipelines.reader.clauses import Clause
from pipelines.reader.following import following
from pipelines.reader.patterns import Match
from pipelines.reader.sentence import Draft, Sentence

OPERATIONS: dict[str, Callable[[Draft], list[Draft]]] = {
    "level": levels.level, "of host": levels.about_host, "from to": levels.from_to, "balance": levels.balance,
    "growth": levels.growth, "change": levels.change, "direction": levels.direction, "streak": levels.streak,
    "share": against.share, "share of flow": against.share_of_flow, "ratio": against.ratio,
    "compare": against.compare, "than the next": against.than_next, "compare flows": against.compare_flows,
    "surplus": against.surplus, "rank": ranks.rank, "partner rank": ranks.partner_rank,
}  # fmt: skip


def propose(match: Match, clause: Clause, sentence: Sentence, before: list[Draft]) -> list[Draft]:
    """What the match states; [] where it states nothing. `before` are the drafts of the sentence so far."""
    spans = clause.row[match.first : match.last + 1]
    draft = Draft(match, clause, spans[0].start, spans[-1].end, used=tuple(spans))
    operation = match.pattern.says["operation"]
    if operation.startswith("next"):
        return following(operation, draft, sentence, before)
    return [each for each in OPERATIONS[operation](draft) if each.indicator and each.operation]
