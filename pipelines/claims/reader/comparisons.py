"""Comparisons: multiples, larger and smaller than, parts of a whole.

Belongs here: claims that set a figure against another area's, or against its own whole. Does not belong here: places
in an order (ranks.py).
"""

from pipelines.claims.reader import resolver, vocabulary
from pipelines.claims.reader.common import (
    RATES,
    Found,
    finished,
    indicator_of,
    partner_of,
    ref_of,
    restricted,
    stated,
    timed,
    unheld,
)
from pipelines.claims.reader.levels import per_head
from pipelines.claims.reader.phrases import TRADE, is_word
from pipelines.claims.reader.segments import Figure
from pipelines.claims.reader.sentence import Draft


def ratio(found: Found) -> Draft | None:
    """GDP doubled; twice that of Germany; four times as many people."""
    amount, indicator = found.amount, indicator_of(found)
    if amount is None or indicator in RATES | {"", "event"} - {"military_expenditure_gdp"}:
        return None
    partner = partner_of(found)
    ref, base = ref_of(found, partner), found.holder(found.match.pattern.says.base)
    draft = Draft(per_head(found, indicator), "ratio", ref, partner, base)
    against = found.role(found.match.pattern.says.base)
    if isinstance(against, Figure) and against.partner is not None:
        draft.base_counterpart = resolver.who(against.partner, found.sentence)
    elif partner and base:
        draft.base_counterpart = partner
    if draft.ref == draft.base and draft.counterpart == draft.base_counterpart:
        return None
    draft = stated(found, draft, amount)
    if base and any(is_word(s, "account") for s in found.clause.row[found.match.start : found.match.end]):
        draft.operation, draft.unit = "share", "PT"  # "their economies make up half of the euro zone's"
        return finished(found, timed(found, restricted(found.figure, draft), amount))
    draft.unit = "TIMES"
    draft = finished(found, timed(found, restricted(found.figure, draft), amount))
    if not draft.base and draft.base_period is None and not draft.not_checkable:
        unheld(draft, "the words give no date for the beginning")
        draft.base_period = None
    return draft


def compare(found: Found) -> Draft | None:
    """Russia's economy is smaller than Italy's; China overtook Japan."""
    indicator = indicator_of(found)
    if not indicator or indicator == "event":
        return None
    partner = partner_of(found)
    ref, base = ref_of(found, partner), found.holder(found.match.pattern.says.base)
    if not base or set(ref) & set(base):
        return None
    says = found.match.pattern.says
    more = found.role("more")
    under = says.hedge == "under" or (more is not None and more.values.get("more") == "less")
    draft = Draft(per_head(found, indicator), "compare", ref, partner, base, hedge="under" if under else "over")
    base_figure = found.role(says.base)
    if isinstance(base_figure, Figure) and base_figure.partner is not None:
        draft.base_counterpart = resolver.who(base_figure.partner, found.sentence)
    elif partner:
        draft.base_counterpart = partner
    draft.place = found.clause.row[found.match.start].start
    return finished(found, timed(found, restricted(found.figure, draft), None))


def part(found: Found) -> Draft | None:
    """A share of a figure: of the world's, or of a country's trade with one partner."""
    figure, amount = found.figure, found.amount
    if amount is None or amount.of_gdp or figure is None:
        return None
    indicator = figure.indicator
    if indicator in RATES | {"event", "trade_balance", "gdp_growth"}:
        return None
    says, area = found.match.pattern.says, found.holder("area")
    partner = found.holder("partner") or (resolver.who(figure.partner, found.sentence) if figure.partner else ())
    owner = resolver.who(figure.owner, found.sentence) if figure.owner is not None else ()
    if partner and partner == owner:
        return None
    if partner and says.ref == "nobody":
        if indicator not in TRADE:
            return None
        draft = Draft(indicator, "share", owner or resolver.owner(figure, found.clause, found.sentence), partner)
    elif partner:
        if indicator not in TRADE or (owner and area and owner != area):
            return None
        draft = Draft(
            indicator,
            "share",
            owner or area or resolver.subject(found.clause, found.sentence, partner, amount),
            partner,
        )
    elif (
        (says.counterpart == "partner" and says.ref == "area" and found.match.pattern.words.find("{area:partner}") >= 0)
        or not owner
        or owner == area
    ):
        return None
    elif owner == ("WLD",) or (len(owner) == 1 and owner[0] in vocabulary.groups() and indicator not in TRADE):
        draft = Draft(indicator, "share", area, base=() if owner == ("WLD",) else owner)
    elif indicator in TRADE:
        draft = Draft(indicator, "share", owner, area)
    else:
        draft = Draft(indicator, "share", area, base=owner)
    draft = stated(found, draft, amount)
    draft.unit = "PT"
    return finished(found, timed(found, restricted(figure, draft), amount))
