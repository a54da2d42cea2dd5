"""When the claims of a sentence are: what one takes from another, and from a period that none has taken.

Belongs here: the sentence as a whole, once its claims are made. Does not belong here: the periods of one clause
(resolver.py), words and what they mean (periods.py, eras.py).
"""

import itertools
import re

from pipelines.catalogue import eras as known
from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.periods import Period, year_before
from pipelines.claims.reader import changes, claiming, eras, timing, windows
from pipelines.claims.reader.clauses import finite
from pipelines.claims.reader.found import LEVELS, SINCE, of_the_same
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.sentence import Draft, Refused, Sentence


def between_levels(under_way: Sentence) -> None:
    """“grew 2.5 times from $140 billion in 1994 to $349 billion in 2017”: from the one year to the other."""
    for n, draft in enumerate(under_way.drafts[:-2]):
        begin, end = under_way.drafts[n + 1 : n + 3]
        of_it = all(d.operation in LEVELS and d.period and of_the_same(draft, d) for d in (begin, end))
        began = SAID["from before"].search(under_way.low, max(0, begin.place - 24), begin.place) is not None
        untold = draft.base_period is None or (draft.period and draft.base_period == year_before(draft.period))
        moved = draft.operation in ("ratio", "change", "growth") and untold and not draft.base
        if of_it and began and moved:
            draft.base_period, draft.period = begin.period, end.period
            draft.operation = "growth" if draft.reason == changes.UNNAMED else draft.operation
            if draft.reason in (claiming.NO_BEGINNING, changes.UNNAMED):
                draft.not_checkable = draft.reason = None


def carry_periods(under_way: Sentence) -> None:
    """“exports fell by 11 per cent in 2023 and its imports by 6.6 per cent”: of the same year."""
    listed = under_way.said("year in brackets")
    for last, draft in itertools.pairwise(under_way.drafts):
        compares = last.operation == "level" and draft.operation in ("ratio", "compare")
        if compares and of_the_same(last, draft) and timeless(draft, under_way):
            windows.goes_on(draft, last)  # "Its income per head, $600 in 2022, is a third of Nigeria's"
    levels = (d for d in under_way.drafts if d.operation in WORDS["alike"])
    alike = [d for d in levels if not under_way.said("compared with", 0, d.place)]
    for last, draft in itertools.pairwise(alike):
        if not (follows(last, draft, under_way) and timeless(draft, under_way)):
            continue
        if last.period:
            windows.goes_on(draft, last)
        # "In May exports fell by 2 per cent, while imports grew by 1", "by 2 per cent on the month, and imports by 1"
        monthly = next((d.reason for d in alike if d.reason in (claiming.ON_WHICH, claiming.ON_THE_LAST)), None)
        if draft.operation == "change" and monthly:
            draft.not_held(monthly)
    for draft, following in reversed(list(itertools.pairwise(under_way.drafts))):
        back = following.pattern in ("amount-in-area", "partner-with-share") or listed
        back &= follows(draft, following, under_way)
        behind = following.clause  # "Its GDP was $200 billion and its population 30 million in 2014": both were so then
        shares_verb = behind is not None and behind.link == "and" and not finite(behind.row)
        stated = behind is not None and behind.after is draft.clause and draft.operation in LEVELS
        # "$6.7 billion, or 8.8 per cent of GDP, in 2020"
        restated = {draft.kind, following.kind} == {"money", "of_gdp"} and "figure" in following.inherited
        # "GDP grew annually by 5 and quarterly by 1 per cent in May"
        between = max(0, draft.place - 24), following.place
        restated |= following.pattern == "amount-then" and under_way.said("on another basis", *between)
        if (back or (shares_verb and stated) or restated) and timeless(draft, under_way) and following.period:
            windows.goes_on(draft, following)


def take_left_period(under_way: Sentence) -> None:
    """“ASEAN was formed in 1967 with a combined GDP of …”, “Prices fell in May, while its surplus widened to …”."""
    flows = [d.place for d in under_way.drafts if d.indicator in KIND["trade"]]
    for draft in under_way.drafts:
        most = draft.operation == "extreme" and not draft.period  # "fell to 3 billion from 4 in May, the least since"
        alone = draft.operation in WORDS["alike"] and timeless(draft, under_way)
        if draft.not_checkable or not (most or alone):
            continue
        part = any(
            (p.partial and not p.period and (p.start < draft.place or "same" in under_way.low[p.start : p.end]))
            # "Exports rose by 17 per cent while imports rose by 2 in the first nine months of the year": both in those
            or (p.partial and not p.period and len(flows) > 1 and flows[0] <= draft.place < flows[-1] < p.start)
            # "rose to 5 billion from 4 billion in May", "was 5 billion, up 9% from May": of a month, too
            or (p.beside and len(p.period or "") == 7)
            or (not p.period and len(p.base or "") == 7 and p.start > draft.place)
            for p in under_way.periods
        )
        if part and draft.indicator in KIND["flowing"]:
            draft.not_held(claiming.PART_OF_A_YEAR)  # "the July-March import bill, which was …"
        if most or draft.not_checkable:
            continue
        then = (d for d in under_way.drafts if d.pattern == "amount-then" and of_the_same(d, draft))
        others = {d.period for d in (*then, *(d for d in under_way.drafts if rivals(d, draft, under_way)))}
        # not "up from 16% in 2010"
        left = (p for p in under_way.periods if p.period and not p.beside and p.period not in others)
        free = [
            p for p in left
            if not under_way.said("before a year", max(0, p.start - 12), p.start)
            and not under_way.said("than the one", 0, p.start)
        ]  # fmt: skip
        own = [p for p in free if under_way.places.get(p.start) is draft.clause and p.start < draft.place]
        beside = [p for p in free if of_its_time(p, draft, under_way)]
        found = {(p.period, None if p.yearly else p.base) for p in own or beside}
        if not found:
            refuse_older(draft, free, under_way)
        if len(found) == 1:
            draft.period, base = found.pop()  # "exports rose by 60 and imports by 63 per cent from 2019 to 2023"
            if draft.operation == "change":
                draft.base_period = base or year_before(str(draft.period))
            elif base and not draft.cumulative:
                draft.not_held(windows.UNSAID)  # "Mali: from 2012 to 2014, …, and exports were $4 billion"


def of_its_time(period: Period, draft: Draft, under_way: Sentence) -> bool:
    """“The population, as estimated in late 2010, is …”, “Output was … when we took office in 2014”: of that time."""
    clause, counted = under_way.places.get(period.start), under_way.said("counted in", 0, period.start)
    if clause is None or counted:
        return bool(counted)
    along = draft.indicator in KIND["flowing"] or (period.start < draft.place and told(draft, under_way))
    aside = clause.aside or clause.link in ASIDES
    return (clause.link == "when" and clause.after is draft.clause) or (along and not aside)


def refuse_older(draft: Draft, free: list[Period], under_way: Sentence) -> None:
    """“It pursued trade, by 1960, making up 40 per cent of the world's output”: of the time that nothing else is of."""
    newest = under_way.said_on.year - 3
    of_output = draft.indicator in KIND["flowing"] or draft.indicator.startswith("gdp")
    for p in [*free, *(p for p in under_way.periods if p.partial and not p.period and of_output)]:
        clause = under_way.places.get(p.start)
        aside = clause is None or clause.aside or clause.link in ASIDES
        older = p.period and not p.base and int(p.period[:4]) < newest
        part = p.partial or (of_output and "-" in (p.period or ""))
        before = p.start < draft.place and (older or (part and clause is not draft.clause))
        if not aside and (before or (part and draft.unit == "PT")):  # "GDP grew 3 and trade 6 per cent in May"
            draft.not_held(f"whether it is of the time that “{under_way.text[p.start : p.end]}” names is not said")


def told(draft: Draft, under_way: Sentence) -> bool:
    """“By a count in 2020, France had …”, “in 2020, with …”: what was so, or is told along, is of the time named."""
    clause = draft.clause
    if clause is None:
        return False
    opening = clause.after if clause.link == "and" and clause.after is not None else clause
    along = is_word(opening.row[0], "with") or clause.row[0].low.endswith("ing")
    return along or under_way.said("in the past", clause.start, clause.end)


ASIDES = (";", "which", "who", "whose", "that", "where")


def follows(last: Draft, draft: Draft, under_way: Sentence) -> bool:
    """Whether a claim goes on with the one before it: the same figure elsewhere, or another flow of the country."""
    if rivals(last, draft, under_way):
        return False  # "from 15 million in 2000 to 19.6 million"
    flows = last.indicator in KIND["trade"] and draft.indicator in KIND["trade"] and last.ref == draft.ref
    return flows or ("figure" in draft.inherited and last.indicator == draft.indicator and draft.clause is not None)


def rivals(one: Draft, other: Draft, under_way: Sentence) -> bool:
    """Whether both give the same figure another amount, and none corrects the other: not both can be so at one time."""
    first, last = sorted((one.place, other.place))
    bases = one.indicator in KIND["growth"] and under_way.said("on another basis", first)
    another = alike(one, other, SAME_FIGURE) and one.value != other.value
    return another and not (bases or under_way.said("corrected", first, last))


def alike(one: Draft, other: Draft, fields: tuple[str, ...]) -> bool:
    return all(getattr(one, field) == getattr(other, field) for field in fields)


FIGURE = ("indicator", "operation", "ref", "counterpart", "base", "universe", "order")

SAME = (*FIGURE, "value", "hedge")

SAME_FIGURE = (*FIGURE, "base_counterpart", "unit", "kind")


def timeless(draft: Draft, under_way: Sentence) -> bool:
    said = draft.words.get("period", "")
    bases = (under_way.text[p.start : p.end] for p in under_way.periods if p.yearly or p.before)
    dated = draft.period or draft.base_period or (said and said not in bases)
    return not (dated or at_another_time(draft, under_way, SAID["later"]))


def at_another_time(draft: Draft, under_way: Sentence, words: re.Pattern[str]) -> bool:
    """“At independence it was $190, whereas today it has grown to $3,295”."""
    number = next((s for s in under_way.row if s.start == draft.place), None)
    return number is not None and timing.at_another_time(number, under_way, words)


def dated(draft: Draft, under_way: Sentence) -> Draft:
    """The draft with the period that an era means ("before the pandemic"); refused where nobody knows it."""
    if draft.era:
        draft.words["era"] = draft.words.get("period", "")
        if draft.era in ("since", "throughout") and draft.operation not in SINCE | {"average", "always"}:
            # "Under Merkel, Germany had 82 million people"
            raise Refused("no period", f"in which of the years “{draft.words['era']}” is not said", "time")
    if draft.period or draft.base_period or draft.not_checkable:
        opening = SAID["before or after"].match(under_way.text)
        if opening and known.resolve(opening[0], draft.ref, under_way.said_on) is None:
            raise Refused("no period", known.unknown(opening[0]), "time")  # "Before the war, Japan had … in 2013"
        behind = draft.place + len(draft.words.get("value", ""))
        for start, end in eras.unread(under_way.text, [(p.start, p.end) for p in under_way.periods], []):
            if 0 <= start - behind <= 2:  # "Last year it was $280 billion, not far off the 347 before he took office"
                raise Refused("no period", known.unknown(under_way.text[start:end]), "time")
        return draft
    if (year := year_of_source(under_way)) and int(year) < under_way.said_on.year - 1:
        raise Refused("no period", f"whether it is of {year}, the year of its source, is not said", "time")
    read_already = [(p.start, p.end) for p in under_way.periods]
    areas = [(a.start, a.end) for a in under_way.named]
    opens = eras.opening(under_way.text, read_already, areas)
    span = opens or next(iter(eras.unread(under_way.text, read_already, areas)), None)
    if span is None or (span[1] < draft.place and at_another_time(draft, under_way, SAID["now"])):
        return draft
    phrase = draft.words["era"] = under_way.text[slice(*span)]
    found = None if eras.is_another(under_way.text, span[0]) else known.resolve(phrase, draft.ref, under_way.said_on)
    if opens is None and any(draft.place < clause.start <= span[0] for clause in under_way.clauses):
        raise Refused("no period", f"whether it is of “{phrase}” is not said", "time")
    if found is None or not found.period:
        raise Refused("no period", known.unknown(phrase), "time")
    first, _, last = found.period.partition("/")
    if last and draft.operation not in SINCE:
        raise Refused("no period", f"in which of the years “{phrase.strip()}” is not said", "time")
    if last:  # "Under Merkel, exports rose by 50 per cent": from the year before to its last
        draft.base_period = str(int(first) - 1)
    draft.period = last or first
    return draft


def year_of_source(under_way: Sentence) -> str | None:
    """“According to the 2015 census”, “a 2015 report says”: what a figure without a period may be of."""
    source = under_way.speaker_words or ""
    place = under_way.text.find(source)
    years = [p.period[:4] for p in under_way.periods if p.period and place <= p.start < place + len(source)]
    report = under_way.hit("report of a year")
    return next(filter(None, [*years, *(report.groups() if report else ())]), None)
