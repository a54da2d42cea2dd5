"""What a clause adds to the claim before it, about the same figure: which claim that is, and its shares.

Belongs here: “…, twice that of Germany”, “…, of which 36 per cent went to China”. Does not belong here: the same claim
of another area or time (elisions.py), what is said of the figure (ranks.py, changes.py, comparisons.py).
"""

from pipelines.claims.reader import vocabulary
from pipelines.claims.reader.changes import changes
from pipelines.claims.reader.common import GROUPED_BY_PARTNER, LEVELS, RATES, Found, claim, kind_of
from pipelines.claims.reader.phrases import TRADE, TRADE_AND_SERVICES
from pipelines.claims.reader.resolver import Times
from pipelines.claims.reader.segments import Amount, Area, Figure
from pipelines.claims.reader.sentence import Draft


def before_it(found: Found) -> Draft | None:
    """The claim that a match goes on about: the last one before it of the kinds that its pattern names."""
    number = found.number
    start = number.start if number is not None else found.start
    drafts = [d for d in found.sentence.drafts if d.place < start]
    goes_on = found.clause is found.sentence.clauses[0] and found.low.startswith(("that", "this"))
    earlier = found.sentence.context.last if found.says.of == "rank" or goes_on else None
    last = max(drafts, key=lambda d: d.place) if drafts else earlier
    if last is None or (len(last.ref) != 1 and found.says.operation in ("rank", "extreme")):
        return None
    between = [s for s in found.sentence.row if last.place < s.start < found.start]
    figures = (n for n, s in enumerate(between) if isinstance(s, Figure) and s.indicator != last.indicator)
    if any(isinstance(s, Amount) for s in between[next(figures, len(between)) :]):
        return None  # "3.6 million people, and a GDP of KD 38 billion, an increase of 13 per cent"
    kind = "level" if last.operation in LEVELS else last.operation
    return last if kind in found.says.of.split() else None


def restated(found: Found, amount: Amount, last: Draft) -> Draft | None:
    """“rose by $1.7 billion, or 14.1 per cent”: the same change, counted otherwise."""
    if kind_of(amount) == last.kind or not changes(last.indicator, amount):
        return None
    draft = Draft(last.indicator, "change", last.ref, last.counterpart, order=last.order)
    return claim(found, draft, amount, Times(period=last.period, base=last.base_period))


def shared(found: Found, amount: Amount, last: Draft) -> Draft | None:
    """“Germany is the largest market for Polish goods, taking 28 per cent of the total”."""
    figure = found.figure
    indicator = figure.indicator if figure is not None else GROUPED_BY_PARTNER.get(last.indicator, last.indicator)
    if last.product or not last.counterpart or indicator not in TRADE:
        return None
    times = found.times(amount, last)
    times.base = None
    draft = Draft(indicator, "share", last.ref, last.counterpart, slot="counterpart")
    return claim(found, draft, amount, times, unit="PT")


def of_them(found: Found, amount: Amount, last: Draft) -> Draft | None:
    """“exports of $67 billion, of which 36 per cent went to China”, “…, half of them to Germany”."""
    partner, meant = found.holder("partner"), found.clause.link == "of which" or found.role("them") is not None
    of_all = last.indicator in TRADE_AND_SERVICES and (not last.counterpart or last.operation == "share")
    if not (partner and meant and of_all):
        return None
    portion = amount.kind in ("percent", "part")
    draft = Draft(last.indicator, "share" if portion else last.operation, last.ref, partner)
    return claim(found, draft, amount, unit="PT" if portion else "")


def of_another(found: Found, amount: Amount, last: Draft) -> Draft | None:
    """“4 per cent of the world's people, 26 per cent of its GDP”: the share of the same whole in another figure."""
    indicator = found.indicator
    if last.counterpart or indicator in ("", *RATES, "event", "trade_balance"):
        return None
    owner = found.figure.owner if found.figure is not None else None
    whole = found.who(owner) if isinstance(owner, Area) else ()
    groups = vocabulary.groups() if last.indicator == indicator and indicator not in TRADE_AND_SERVICES else ("WLD",)
    of_group = bool(whole) and whole[0] in groups and whole != last.ref and last.operation in LEVELS
    if not of_group and (last.operation != "share" or last.indicator == indicator):
        return None
    base = last.base if last.operation == "share" and not whole else () if whole == ("WLD",) else whole
    draft = Draft(indicator, "share", last.ref, base=base)
    return claim(found, draft, amount, unit="PT")
