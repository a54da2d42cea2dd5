"""What is added about the figure of the claim before: its shares, the same change counted otherwise.

Belongs here: which claim that is, and what is said of it. Does not belong here: places (ranks.py), changes (changes.py)
and multiples (comparisons.py) that go on about it.
"""

from pipelines.claims.lexicon import KIND, SAID
from pipelines.claims.reader import series, vocabulary
from pipelines.claims.reader.before import passed_over
from pipelines.claims.reader.changes import changes
from pipelines.claims.reader.claiming import claim
from pipelines.claims.reader.elisions import of_another_figure
from pipelines.claims.reader.found import LEVELS, Found, kind_of, level_of
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Amount, Area, Rank, Segment, is_unknown
from pipelines.claims.reader.sentence import Draft
from pipelines.claims.reader.timing import Times


def gone_on_about(found: Found) -> Draft | None:
    """The claim that a match goes on about: the last one before it of the kinds that its pattern names."""
    number, before = found.number, found.clause.after
    if found.clause.link in ("which", "that") and before is not None and is_unknown(before.row[-1]):
        return None  # "exports rose to $5 billion and helped shares which have advanced 4 per cent"
    start = number.start if number is not None else found.start
    drafts = [d for d in found.sentence.drafts if d.place < start]
    if found.says.operation in ("change", "rank"):
        drafts = without_compared(found, drafts)
    goes_on = found.clause is found.sentence.clauses[0] and SAID["goes on"].match(found.low)
    earlier = found.sentence.context.last if goes_on else None
    if found.says.of == "rank":
        drafts = [d for d in drafts if d.operation == "rank"]
        # not "it is the biggest archipelago"
        named = isinstance(number, Rank) and (number.bare or number.n > 1 or number.low.endswith("last"))
        follows = found.clause is found.sentence.clauses[0] and found.clause.link.startswith("next")
        earlier = found.sentence.context.ranked if named or follows else None
    last = max(drafts, key=lambda d: d.place) if drafts else earlier
    if last is None or (len(last.ref) != 1 and found.says.operation in ("rank", "extreme")):
        return None
    since = last.place if last in found.sentence.drafts else -1
    between = [s for s in found.sentence.row if since < s.start < found.start]
    if found.says.of == "rank" and isinstance(number, Rank) and number.bare and another_contest(found, between):
        return None
    # "exports of $9 billion, and imported $4 billion worth, 3 per cent more", "a median age of 44 years, the highest"
    of_that = {"change": found.amount, "rank": number}.get(found.says.operation) if since >= 0 else None
    if of_that is not None and passed_over(found, since, of_that, last.kind):
        return None
    if found.says.operation == "change" and since >= 0 and of_another_figure(found, last):
        return None  # "unemployment fell to 4 per cent, and economic growth picked up and grew 1.6 per cent"
    kind = "level" if last.operation in LEVELS else last.operation
    return last if kind in found.says.of.split() else None


def without_compared(found: Found, drafts: list[Draft]) -> list[Draft]:
    """“was $30 billion, against 26 in 2021, a growth of 15 per cent”; but “up from 3 per cent in May, the lowest”."""
    beside = [s.start for s in found.earlier if isinstance(s, Amount) and found.said("compared with", 0, s.start)]
    moves = [s.values["move"] for s in found.earlier if beside and s.start < beside[-1] and is_word(s, "move")]
    if isinstance(found.number, Rank) and moves[-1:] == ["+" if found.number.falling else "-"]:
        return [d for d in drafts if d.place == beside[-1]]
    return [d for d in drafts if d.place not in beside]


def another_contest(found: Found, between: list[Segment]) -> bool:
    """“…, but in happiness Norway is first”, “France was the first to sign”: no place in the ranking told of before."""
    read_already = {draft.place for draft in found.sentence.drafts}
    others = any(is_unknown(s) or (isinstance(s, Rank) and s.start not in read_already) for s in between)
    number = found.number
    the_first = isinstance(number, Rank) and number.n == 1 and found.low.endswith("the ", 0, number.start)
    same = found.said("places", 0, found.start) and found.role("moved") is None  # not "In the FIFA ranking it fell to"
    return the_first or (others and not same)


def restated(found: Found, amount: Amount, last: Draft) -> Draft | None:
    """“rose by $1.7 billion, or 14.1 per cent”: the same change, counted otherwise."""
    if kind_of(amount) == last.kind or not changes(last.indicator, amount):
        return None
    draft = Draft(last.indicator, "change", last.ref, last.counterpart, order=last.order)
    return claim(found, draft, amount, Times(period=last.period, base=last.base_period))


def shared(found: Found, amount: Amount, last: Draft) -> Draft | None:
    """“Germany is the largest market for Polish goods, taking 28 per cent of the total”."""
    figure = found.figure
    indicator = (
        figure.indicator if figure is not None else series.GROUPED_BY_PARTNER.get(last.indicator, last.indicator)
    )
    if last.product or not last.counterpart or indicator not in KIND["flow"] or last.indicator in KIND["with services"]:
        return None
    flows = {getattr(s, "indicator", "") for s in found.earlier if s.start > last.place} & KIND["flow"]
    if last.operation in LEVELS and flows - {indicator}:
        return None  # "Trade with Peru came to $2 billion, with Mali's exports making up 80 per cent of it"
    times = found.times(amount, last)
    times.base = None
    draft = Draft(indicator, "share", last.ref, last.counterpart, slot="counterpart")
    other_way = {indicator, last.indicator} == {"goods_exports", "goods_imports"} and found.first is amount
    if other_way and last.operation in LEVELS:
        # "Chile's exports to Peru were worth $2 billion, or 4 per cent of the country's imports"
        draft.ref, draft.counterpart, draft.slot = last.counterpart, last.ref, "ref"
    return claim(found, draft, amount, times, unit="PT")


def of_them(found: Found, amount: Amount, last: Draft) -> Draft | None:
    """“exports of $67 billion, of which 36 per cent went to China”, “…, half of them to Germany”."""
    partner, meant = found.holder("partner"), found.clause.link == "of which" or found.role("them") is not None
    of_all = last.indicator in KIND["trade"] and (not last.counterpart or last.operation == "share")
    if not (partner and meant and of_all):
        return None
    portion = amount.kind in ("percent", "part")
    draft = Draft(last.indicator, "share" if portion else last.operation, last.ref, partner)
    return claim(found, draft, amount, unit="PT" if portion else "")


def of_another(found: Found, amount: Amount, last: Draft) -> Draft | None:
    """“4 per cent of the world's people, 26 per cent of its GDP”: the share of the same whole in another figure."""
    indicator = found.indicator
    if (last.indicator, last.ref, indicator) == ("migrants", ("WLD",), "population"):
        return claim(found, level_of("migrants_population", last.counterpart), amount, found.times(amount, last))
    owner = found.figure.owner if found.figure is not None else None
    whole = found.who(owner) if isinstance(owner, Area) else ()
    groups = vocabulary.groups() if last.indicator == indicator and indicator not in KIND["trade"] else ("WLD",)
    of_group = bool(whole) and whole[0] in groups and whole != last.ref and last.operation in LEVELS
    if not of_group and (last.operation != "share" or indicator in (last.indicator, "gdp_growth")):
        return None
    base = last.base if last.operation == "share" and not whole else () if whole == ("WLD",) else whole
    draft = Draft(indicator, "share", last.ref, base=base)
    if indicator in KIND["trade"] and base and vocabulary.groups().isdisjoint(base):
        draft = Draft(indicator, "share", base, last.ref)  # "30 per cent of the world's GDP and half of US exports"
    return claim(found, draft, amount, unit="PT")
