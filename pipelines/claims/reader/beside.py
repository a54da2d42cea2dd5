"""Another amount of the figure that stands beside it: “…, to €8.9 billion”, “Serbia's GDP, $75 billion, …”.

Belongs here: which figure that is, and when it came to the amount. Does not belong here: the claim before with another
area or partner (elisions.py).
"""

from pipelines.claims.lexicon import WORDS
from pipelines.claims.reader import claiming, resolver, series, timing, verifier
from pipelines.claims.reader.before import (
    before_it,
    by_so_much,
    came_to,
    of_a_part,
    otherwise,
    parallel,
    passed_over,
    refuse_later,
)
from pipelines.claims.reader.claiming import claim, stated
from pipelines.claims.reader.clauses import Clause
from pipelines.claims.reader.elisions import again, of_the_first
from pipelines.claims.reader.found import Found, kind_of, level_of, measured_in, two_sided
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Rank, is_unknown
from pipelines.claims.reader.sentence import Draft, Refused, Sentence
from pipelines.claims.reader.timing import Times


def taken(found: Found, amount: Amount) -> Draft | None:
    """“…, to €8.9 billion”, “Serbia's GDP, $75 billion, …”: another amount of the figure beside it."""
    if restates(found, amount):
        return again(found, amount)
    if of_a_part(found, amount):
        return None
    if (source := beside(found)) is None:
        return behind_another(found, amount)
    figure, clause = source
    between = (s.low for s in found.sentence.row if figure.end <= s.start < found.start)
    told = found.first is amount and "said" in between
    told |= amount.kind in ("count", "money") and by_so_much(found)
    told |= figure.indicator == "population" and is_word(found.next, "troops", "peacekeepers")
    told |= figure.indicator != "trade_balance" and is_word(found.next, "balance")  # "up from a $70 million surplus"
    if told or passed_over(found, figure.start, amount):  # "The military says that 900 were killed"
        return None
    within = clause.link in WORDS["joins an aside"] and clause is not found.clause
    if within and not found.clause.aside and found.clause.link not in WORDS["joins an aside"]:
        return None  # "The services sector, which is a third of Peru's economy, grew by 8 per cent"
    if figure.indicator == "gdp_growth" and found.said("on average", found.start, amount.end):
        return None  # "Over the past decade it has seen rapid growth, averaging 10 % annually": of those years
    stated_of = next((d for d in found.sentence.drafts if d.clause is clause and d.operation in WORDS["taken"]), None)
    indicator = measured_in(figure.indicator, amount)
    grew = (stated_of is not None and stated_of.indicator == "gdp_growth") or is_word(found.role("move"), "grow")
    if not indicator or (figure.indicator == "gdp" and indicator == "gdp_growth" and not grew):
        return None
    whose = amount.whose.ids if amount.whose is not None else resolver.owner(figure, clause, found.sentence)
    ref, partner = two_sided(whose, found.who(figure.partner), indicator)
    draft = level_of(indicator, ref, partner)
    series.unnamed_partner(found, draft, figure)
    fell_by = found.order == "asc" and not came_to(found)  # not "growth, which fell to 1.2 per cent"
    # "shrank by 4 per cent on the quarter, or 2 on the year"
    fell_by |= is_word(found.first, "or") and stated_of is not None and (stated_of.value or "").startswith("-")
    rose = indicator == "inflation" and found.role("move") is not None and found.order == "desc"
    falls = found.is_deficit(figure, indicator == "gdp_growth" and fell_by) and not rose
    draft = series.restricted(figure, stated(found, draft, amount, falls))
    draft.inherited = {"figure": figure.low}
    draft = series.finished(found, claiming.timed(found, draft, amount, times_taken(found, amount, clause, stated_of)))
    if stated_of is not None and stated_of.reason == claiming.PART_OF_A_YEAR:
        draft.not_held(claiming.PART_OF_A_YEAR)  # "in July and August the deficit shrank by 2 per cent to $12 billion"
    return draft


def behind_another(found: Found, amount: Amount) -> Draft | None:
    """“has the lowest income in Africa at $238”, “while Mali saw a 2 per cent fall to $5 billion”."""
    drafts = [d for d in found.sentence.drafts if d.clause is found.clause and d.place < found.start]
    last = drafts[-1] if drafts else None
    if last is None or passed_over(found, last.place, amount):
        return None
    if last.operation == "rank" and found.first.low == "at":
        return of_the_first(found, last, amount)
    indicator = measured_in(last.indicator, amount) if last.operation == "change" and found.first.low == "to" else ""
    if not indicator or indicator == "gdp_growth" or kind_of(amount) not in ("money", "count"):
        return None
    draft = level_of(indicator, last.ref, last.counterpart)
    draft.inherited = {"figure": last.pattern}
    draft = claim(found, draft, amount, Times(period=last.period))
    return draft.not_held(last.reason or "") if last.not_checkable else draft


def restates(found: Found, amount: Amount) -> bool:
    """“… on defence, 3.2 per cent of its GDP”, “This was equivalent to $5 billion”: the same in another measure."""
    last = before_it(found, amount)
    if last is None or last.operation != "level":
        return False
    # "US troops in Germany fell from 60,000 to 35,000", "rose from 1.8 per cent of GDP to 2.5"
    went_on = last.clause is found.clause and found.first.low == "to"
    went_on &= last.indicator == "troops" or (last.kind, amount.kind) == ("of_gdp", "percent")
    between = (s for s in found.earlier if s.start > last.place)
    other = any(isinstance(s, Area | Amount | Rank) or is_unknown(s) or is_word(s, "more") for s in between)
    return not other and bool(went_on or otherwise(last, amount))


def times_taken(found: Found, amount: Amount, clause: Clause, stated_of: Draft | None) -> Times:
    """When the amount was: its own periods, else those of the amount that is stated of the same figure."""
    times, low, periods = found.times(amount), found.low, found.sentence.periods
    start = "from" in low[max(0, amount.start - 6) : amount.start]
    beside = (low[amount.end : p.start] for p in periods if 0 <= p.start - amount.end < 12)
    if start and all(" to " in between for between in beside):
        times.period = times.base  # "Between 2000 and 2022 … rose from $5 billion to $164 billion"
    if start and times.period is None:
        # "Since 2015 it has risen from $5 billion to $9 billion", "by 13 % between 2018 and 2022, from $90 billion"
        since = [p.base for p in periods if p.start == 0 and p.base and not (p.period or p.back)]
        begun = stated_of.base_period if stated_of is not None and stated_of.period else None
        times.period = next(iter(since), begun) or parallel(found, stated_of)
    if start and times.period is None and not (times.partial and stated_of and stated_of.not_checkable):
        raise Refused("no period", "from when it was so is not said")
    later = stated_of is not None and "from" in low[max(0, stated_of.place - 6) : stated_of.place]
    later = later and not (times.base and times.period)  # "Between 2000 and 2022 … from $5 billion to $164 billion"
    later = later or timing.at_another_time(amount, found.sentence)
    if times.period is None and not later and (times.base or times.yearly or not times.words):
        # "fell by 39 per cent in 2023, to €8.9 billion"
        times.period = stated_of.period if stated_of else timing.times_of(None, clause, found.sentence).period
    times.base = None
    refuse_later(found, amount, times)
    return times


def beside(found: Found) -> tuple[Figure, Clause] | None:
    """The figure before the match with nothing between that could be meant instead; else the one that follows it."""
    start, end = found.start, found.end
    inside = any(isinstance(s, Figure) for s in found.left)
    row = found.clause.row if inside else found.sentence.row
    before = [s for s in row if s.start < start]
    if found.clause.link == "(" and any(isinstance(s, Rank) for s in found.earlier[-2:]):
        return None  # "of its exports, the highest ($129 billion) was to China"
    for n, segment in reversed(list(enumerate(before))):
        if isinstance(segment, Figure):
            # "the highest exports, with $1 billion": whose? "half the world's population, or some 4 billion": of them
            last = row[n - 1] if n else None
            part = isinstance(last, Amount) and last.kind == "part"
            portion = n > 1 and is_word(last, "of") and isinstance(row[n - 2], Amount)  # "20 % of exports and"
            ranked = isinstance(last, Rank) or found.said("measured by", 0, segment.start)
            such = is_word(last, "of") and is_unknown(row[n - 2])  # "in some areas of trade, with $41 billion"
            such |= is_word(last, "than")  # "Exports were higher than imports, at $5 billion"
            of_another = part or portion or ranked or such
            return None if of_another else with_clause(segment, found.sentence)
        if segment.low in (";", "'s") or is_word(segment, "as", "that", "than"):
            return None
        placed = found.clause.link != "(" and isinstance(segment, Area) and resolver.among_whom(segment, found.sentence)
        if (isinstance(segment, Area) and not placed) or is_unknown(segment):
            return None  # but "is among the lowest in Asia, at 5 per cent"
    following = next((s for s in row if s.start >= end and not is_word(s, ",")), None)
    source = with_clause(following, found.sentence) if isinstance(following, Figure) else None
    if source is not None and verifier.behind(found.sentence, source[1], source[1].row.index(source[0]) + 1):
        return None  # "At $73 billion in 2004, trade in energy was …"
    return source


def with_clause(figure: Figure, sentence: Sentence) -> tuple[Figure, Clause] | None:
    return next(((figure, c) for c in sentence.clauses if any(s is figure for s in c.row)), None)
