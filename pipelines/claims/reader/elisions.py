"""What a clause takes over from the claim before it: “…, Japan 7 per cent”, “up from 1.3 per cent in 2019”.

Belongs here: the claim before with another area, partner, flow, amount or time. Does not belong here: which area a
clause without one is about (resolver.py).
"""

from dataclasses import replace

from pipelines.claims.reader import resolver
from pipelines.claims.reader.common import Found, finished, kind_of, order_of, restricted, stated, timed, together
from pipelines.claims.reader.phrases import TRADE_AND_SERVICES, is_word
from pipelines.claims.reader.segments import Amount
from pipelines.claims.reader.sentence import Draft, Refused


def again(found: Found) -> Draft | None:
    """“…, Japan 7 per cent”, “and 54,000 in Germany”, “up from 1.3 per cent”: the claim before, changed."""
    amount, last = found.amount, before_it(found)
    if amount is None or last is None or not same_kind(last, amount):
        return None
    draft = replace(last, inherited={}, words={}, not_checkable=None, reason=None, value_high=None)
    if not moved(found, draft, last):
        return None
    compared = any(is_word(s, "from") for s in found.clause.row[found.match.start : found.match.end])  # "up from 4"
    falls = order_of(found) == "asc" if found.role("move") is not None and not compared else None
    signed = draft.operation in ("level", "sum", "mean") and (last.value or "").startswith("-")
    if draft.indicator == "gdp_growth" and falls is not None:
        signed = falls
    elif falls is not None and draft.operation in ("change", "growth"):
        draft.order = "asc" if falls else "desc"
    draft.unit = None
    draft = stated(found, draft, amount, signed)
    draft.unit = draft.unit or last.unit
    if last.operation == "share":
        draft.unit = "PT"
    times = resolver.times_of(amount, found.clause, found.sentence)
    if times.yearly and times.period is None and last.period and draft.operation in ("level", "sum", "mean", "share"):
        times.period = resolver.year_before(last.period)
    if found.match.pattern.says.ref == "then" and times.period in (None, last.period):
        return None
    draft.inherited = {"figure": last.pattern}
    return finished(found, timed(found, restricted(found.figure, draft), amount, times))


def before_it(found: Found) -> Draft | None:
    """The claim that stands before a match: in the sentence, else at the end of the sentence before."""
    start = found.clause.row[found.match.start].start
    drafts = [d for d in found.sentence.drafts if d.place < start]
    if drafts:
        return max(drafts, key=lambda d: d.place)
    first = found.clause is found.sentence.clauses[0]
    return found.sentence.context.last if first else None


def same_kind(last: Draft, amount: Amount) -> bool:
    """Whether an amount can be another figure of the same: money of money, also a bare number."""
    kind = kind_of(amount)
    if last.operation in ("rank", "extreme", "streak", "compare", "direction", "ratio"):
        return False
    if kind == last.kind:
        return kind != "count" or amount.size >= 300 or last.indicator == "troops"
    if {kind, last.kind} == {"percent", "of_gdp"}:
        return True
    return kind == "count" and last.kind == "money" and amount.size >= 1e6


def moved(found: Found, draft: Draft, last: Draft) -> bool:
    """Put the new area or figure where the old one stood; whether anything differs."""
    figure, area, link = found.figure, found.holder("area"), found.role("link")
    if figure is not None:
        if figure.partner is None and figure.owner is None and last.counterpart and figure.indicator != last.indicator:
            raise Refused("no subject", "whether it is the trade with the partner named before is not said")
        draft.indicator = figure.indicator
        draft.counterpart = resolver.who(figure.partner, found.sentence) if figure.partner is not None else ()
        if figure.owner is not None:
            draft.ref = resolver.who(figure.owner, found.sentence)
        return True
    if not area:
        return True
    if link is not None:
        if draft.counterpart and not is_word(link, "for"):
            draft.counterpart = area
        elif draft.indicator in TRADE_AND_SERVICES and not is_word(link, "in", "for"):
            return False
        else:
            draft.ref = area
    elif last.slot == "counterpart":
        draft.counterpart = area
    else:
        draft.ref = area
    if draft.operation in ("level", "sum", "mean"):
        draft.operation = together(draft.ref, draft.counterpart, draft.indicator)
    return True
