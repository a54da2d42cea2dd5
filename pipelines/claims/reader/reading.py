"""Reading a text: sentence by sentence, what was read, what was skipped and why.

Belongs here: what goes from sentence to sentence, and from a draft to a claim of the model.
Does not belong here: words, patterns, guards.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pipelines import catalogue
from pipelines.catalogue import eras as known
from pipelines.claims import publishers
from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.periods import Period, year_before
from pipelines.claims.reader import (
    changes,
    common,
    counts,
    elisions,
    eras,
    guards,
    happenings,
    memory,
    patterns,
    proposals,
    propositions,
    quotations,
    resolver,
    sentence,
    unread,
    verifier,
    vocabulary,
    windows,
)
from pipelines.claims.reader.clauses import Clause, finite
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Place, Rank, Segment
from pipelines.claims.reader.sentence import Context, Draft, Refused, Sentence
from pipelines.claims.text import clean, is_english, sentences

if TYPE_CHECKING:
    from pipelines.claims.model import Claim

NUMBER = re.compile(r"\d[\d.,]*")
SPACES = re.compile(r" {2,}")
LETTERS = re.compile(r"[^\W\d_]{2,}")
ANSWER = re.compile(r"\?[\"')]*$"), re.compile(r"(?:A(?:nswer)?: )?(?:[^,;:]|,(?=\d)){1,40}(?:, [a-z]+)?[.!]?")


class Understood(NamedTuple):
    """A claim, the sentence it stands in, and which words became which part of it."""

    sentence: str
    claim: "Claim"
    words: dict[str, str]
    span: tuple[int, int]
    how: tuple[tuple[str, str], ...] = ()
    """The pattern that read it with its file, and what was taken over from where."""
    named: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """The countries and the periods that the sentence names, or the one before it."""


class Skipped(NamedTuple):
    """A sentence, or a proposition in it, that gives no claim: the reason, and the same in words."""

    text: str
    reason: str
    words: str
    guard: str = ""
    """The guard that refused, by its name; "unaccounted" where a phrase was not understood."""


class Reading(NamedTuple):
    claims: list[Understood]
    skipped: list[Skipped]


def read(
    text: str,
    said_on: date,
    country: str | None = None,
    proposer: proposals.Proposer | None = None,
    speakers: Mapping[str, str] | None = None,
) -> Reading:
    """Every claim of the text, in order, and what was skipped and why. Never raises on any text.

    `country` (ISO3) says who “we”, “our” and “the economy” are, and `speakers` (name -> ISO3) whose they are in what a
    speaker is quoted with. A `proposer` takes the place of the patterns.
    """
    plain = clean(text)
    found = Reading([], [])
    if not is_english(plain):
        return Reading([], [Skipped(text.strip(), "language", "it is not in English, and only English is read")])
    context = Context(country=(country,) if country else ())
    context.sent = SAID["remittances going out"].search(plain.lower()) is not None
    state = "Georgia" in plain and SAID["georgia of the US"].search(plain) is not None
    spans = with_answers(plain, sentences(plain))
    quoted = quotations.said_by(plain, speakers or {})
    proposed = proposer([plain[start:end] for start, end in spans]) if proposer is not None else None
    named: Counter[tuple[str, ...]] = Counter()
    parts: Counter[str | tuple[str, ...]] = Counter()
    behind = 0
    for n, (start, end) in enumerate(spans):
        if "\n\n" in plain[behind:start]:
            context.year, context.group, context.then, context.others = None, False, False, min(context.others, 1)
            context.speaker = context.speaker if plain[start] == '"' else ()
            memory.about_one(context, named)
        behind = end
        words = SPACES.sub(" ", SAID["a revision"].sub("", plain[start:end]))
        if (numbers := len(NUMBER.findall(words))) > 1 and numbers > 2 * len(LETTERS.findall(words)):
            found.skipped.append(Skipped(text[start:end], "heading", "a row of numbers"))
            continue
        under_way = sentence.build(words, said_on, context, state)
        said = {each.country for each in quoted if each.start < end and start < each.end}
        before = context.speaker
        if said:
            under_way.speaker = tuple(said) if len(said) == 1 else ()
            under_way.context = replace(context, speaker=(), country=())
        named.update(area.ids for area in under_way.named if len(area.ids) == 1)
        parts.update(filter(None, map(memory.named_as, under_way.segments)))
        drafts = propose(under_way, None if proposed is None else proposals.matches(under_way, proposed[n]))
        for draft in drafts:
            claim = as_claim(draft, under_way, f"c{len(found.claims) + 1}", text[start:end])
            words_of = {part: said for part, said in draft.words.items() if said}
            found.claims.append(
                Understood(text[start:end], claim, words_of, (start, end), how(draft), named_in(under_way))
            )
        found.skipped.extend(Skipped(text[start:end], *why) for why in unread.skipped(under_way, drafts))
        if end < spans[-1][1]:
            memory.remember(under_way, context)
            context.speaker = before if said else context.speaker
            most = max(named.values(), default=0)
            if most > 5 * named[context.topic] and 2 * most > named.total():
                context.firm = False  # "China slowed. Growth fell to 3 per cent", on a page on Thailand
            first = next(iter(parts), ())
            if isinstance(first, str) and parts[first] > parts[context.topic]:
                context.topic = ()  # a page on Bavaria, which names Germany, too
    return found


def how(draft: Draft) -> tuple[tuple[str, str], ...]:
    file = patterns.files().get(draft.pattern)
    read_by = f"{draft.pattern} ({file})" if file else draft.pattern
    return (("pattern", read_by), *((f"{what} from", where) for what, where in draft.inherited.items()))


def named_in(under_way: Sentence) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The countries and the periods that a claim of the sentence can be of: its own, else those named before."""
    context = under_way.context
    singles = [a.ids for a in under_way.named if len(a.ids) == 1 and a.ids[0] not in vocabulary.groups()]
    periods = [*((p.period for p in under_way.periods) if under_way.periods else context.periods), context.period]
    return tuple(dict.fromkeys(sum([*singles, context.topic], ()))), tuple(dict.fromkeys(filter(None, periods)))


def propose(under_way: Sentence, proposed: Iterator[tuple[Clause, patterns.Match]] | None = None) -> list[Draft]:
    """Every proposition of the sentence; a number belongs to the first pattern that takes or refuses it."""
    found_events, used = happenings.propose(under_way)
    under_way.drafts += found_events
    resolver.place_periods(under_way)
    for clause, match in matches(under_way) if proposed is None else proposed:
        found = common.Found(match, clause, under_way)
        number = found.number
        if number is not None and number.start in used:
            continue
        under_way.inherited.clear()
        drafts: list[Draft] = []
        try:
            draft = propositions.propose(found)
            if draft is None:
                continue
            draft.inherited = draft.inherited | under_way.inherited
            found.draft = draft
            guards.check(found)
            verifier.check(found)
            spread = elisions.spread(found, dated(draft, under_way))
            drafts = [own for each in spread for own in counts.own_claim(found, each)]
        except Refused as refusal:
            under_way.refused.append(refusal.with_traceback(None))
        if number is not None:
            used.add(number.start)
        told = [] if number is not None else list(under_way.drafts)
        under_way.drafts += [d for d in drafts if not any(alike(d, other, SAME) for other in told)]
    under_way.drafts.sort(key=lambda draft: draft.place)
    between_levels(under_way)
    with_services(under_way)
    carry_periods(under_way)
    take_left_period(under_way)
    drop_rivals(under_way)
    for draft in list(under_way.drafts):
        if (why := doubtful(draft, under_way)) is not None:
            under_way.drafts.remove(draft)
            under_way.refused.append(why)
    changes.directed(under_way)
    changes.on_record(under_way)
    changes.first_times(under_way)
    return under_way.drafts


def with_services(under_way: Sentence) -> None:
    """“Exports (goods and services) were worth $102 billion, while imports totaled $97 billion”: both, alike."""
    for last, draft in itertools.pairwise(under_way.drafts):
        flow = draft.indicator.removeprefix("goods_")
        alike = last.indicator in KIND["with services"] and draft.indicator in ("goods_exports", "goods_imports")
        goods = re.search("goods(?! and services)|merchandise", under_way.low[last.place : draft.place])
        if alike and last.ref == draft.ref and not goods:
            draft.indicator = f"goods_services_{flow}"


def doubtful(draft: Draft, under_way: Sentence) -> Refused | None:
    """Why a claim is not settled by the sentence, if so."""
    this, ranges = under_way.said_on.year, draft.indicator == "gdp_growth" and draft.value_high
    if int((draft.period or "0")[:4]) > this or (ranges and draft.period == str(this)):  # "to 2.0-2.5 % in 2001"
        return Refused(*guards.FORECAST)
    told = draft.pattern == "area-rank-too"  # of the ranking that was told of
    if draft.operation == "rank" and not (draft.universe or draft.counterpart or told):
        taken = {area for d in under_way.drafts for area in (*d.ref, *d.counterpart, *d.base, d.universe)}
        groups = vocabulary.groups() - {"WLD", *filter(None, taken)}
        if any(len(area.ids) == 1 and area.ids[0] in groups for area in under_way.named):
            return Refused("no subject", "among whom is not settled")  # "Among all OECD members, it ranks 27th"
    past = under_way.said("back then") or (under_way.context.then and under_way.said("in the past"))
    if draft.period is None and (under_way.said("long ago", 0, draft.place) or (past and not draft.base_period)):
        return Refused("no period", "it is of a year of which no figures are held")
    if draft.operation in (*common.LEVELS, "rank") and SAID["until then"].match(draft.words.get("period", "")):
        return Refused("no period", "until when it was so is said, and not since when")
    if of_several_years(draft, under_way):
        why = "over several years, and the rates of single years are held"
        if draft.operation in common.LEVELS:
            return Refused("no data", why)
        draft.not_held(why)
    if draft.indicator != "trade_balance" or draft.operation not in ("level", "sum") or draft.value == "0":
        return None
    if not draft.counterpart and any(d.counterpart and d.ref == draft.ref for d in under_way.drafts):
        return Refused("no subject", common.PARTNER)  # "a deficit of $105 billion, with U.S. exports to Vietnam at …"
    return None


def of_several_years(draft: Draft, under_way: Sentence) -> bool:
    """“grew from 2008 to 2018, expanding by 80 per cent”, “1.3 children in 2001-05”, “faster than Peru since 2000”."""
    highs = SAID["low or high"]  # "shares were at a five-year high; growth was 3 per cent"
    spans = [p for p in under_way.periods if p.base and not (p.yearly or p.era or highs.match(under_way.low, p.end))]
    if draft.clause is not None and draft.clause.dealt is not None:
        return False  # "grew by 3 and 4 per cent in 2021 and 2022"
    if draft.indicator == "gdp_growth" and draft.operation in ("compare", "order", "difference", "ratio"):
        return bool(spans)
    rate = draft.indicator in KIND["rate"] | {"fertility_rate"} and draft.operation == "level"
    # not "grew by 5 per cent, the most since 2014"
    return rate and any(p.period == draft.period and (p.period or p.start < draft.place + 16) for p in spans)


def drop_rivals(under_way: Sentence) -> None:
    """“had 4.5 million inhabitants and now has 5.8”: of two amounts of one figure not both can be of one time."""
    left = [d for d in under_way.drafts if d.value and not d.not_checkable]
    for one, other in itertools.combinations(left, 2):
        between = under_way.low[one.place : other.place]
        same_time = (one.period, one.base_period) == (other.period, other.base_period)
        if not (same_time and rivals(one, other, under_way)):
            continue
        out = [one] if SAID["now"].search(between) else [one, other]
        under_way.refused.append(Refused("no indicator", "another amount of the same figure stands beside it"))
        under_way.drafts = [d for d in under_way.drafts if all(d is not each for each in out)]


def between_levels(under_way: Sentence) -> None:
    """“grew 2.5 times from $140 billion in 1994 to $349 billion in 2017”: from the one year to the other."""
    for n, draft in enumerate(under_way.drafts[:-2]):
        begin, end = under_way.drafts[n + 1 : n + 3]
        of_it = all(d.operation in common.LEVELS and d.period and common.of_the_same(draft, d) for d in (begin, end))
        began = SAID["from before"].search(under_way.low, max(0, begin.place - 24), begin.place) is not None
        untold = draft.base_period is None or (draft.period and draft.base_period == year_before(draft.period))
        moved = draft.operation in ("ratio", "change", "growth") and untold and not draft.base
        if of_it and began and moved:
            draft.base_period, draft.period = begin.period, end.period
            draft.operation = "growth" if draft.reason == changes.UNNAMED else draft.operation
            if draft.reason in (common.NO_BEGINNING, changes.UNNAMED):
                draft.not_checkable = draft.reason = None


def carry_periods(under_way: Sentence) -> None:
    """“exports fell by 11 per cent in 2023 and its imports by 6.6 per cent”: of the same year."""
    listed = under_way.said("year in brackets")
    for last, draft in itertools.pairwise(under_way.drafts):
        compares = last.operation == "level" and draft.operation in ("ratio", "compare")
        if compares and common.of_the_same(last, draft) and timeless(draft, under_way):
            windows.goes_on(draft, last)  # "Its income per head, $600 in 2022, is a third of Nigeria's"
    levels = (d for d in under_way.drafts if d.operation in WORDS["alike"])
    alike = [d for d in levels if not under_way.said("compared with", 0, d.place)]
    for last, draft in itertools.pairwise(alike):
        if not (follows(last, draft, under_way) and timeless(draft, under_way)):
            continue
        if last.period:
            windows.goes_on(draft, last)
        # "In May exports fell by 2 per cent, while imports grew by 1", "by 2 per cent on the month, and imports by 1"
        monthly = next((d.reason for d in alike if d.reason in (common.ON_WHICH, common.ON_THE_LAST)), None)
        if draft.operation == "change" and monthly:
            draft.not_held(monthly)
    for draft, following in reversed(list(itertools.pairwise(under_way.drafts))):
        back = following.pattern in ("amount-in-area", "partner-with-share") or listed
        back &= follows(draft, following, under_way)
        behind = following.clause  # "Its GDP was $200 billion and its population 30 million in 2014": both were so then
        shares_verb = behind is not None and behind.link == "and" and not finite(behind.row)
        stated = behind is not None and behind.after is draft.clause and draft.operation in common.LEVELS
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
            draft.not_held(common.PART_OF_A_YEAR)  # "the July-March import bill, which was …"
        if most or draft.not_checkable:
            continue
        then = (d for d in under_way.drafts if d.pattern == "amount-then" and common.of_the_same(d, draft))
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
    return number is not None and resolver.at_another_time(number, under_way, words)


def matches(under_way: Sentence) -> Iterator[tuple[Clause, patterns.Match]]:
    """Every match, clause by clause; at the end additions once more, to what elisions have found."""
    found = [(clause, match) for clause in under_way.clauses for match in patterns.matcher().find(clause.row)]
    yield from found
    yield from (each for each in found if each[1].pattern.family == "addition")


def dated(draft: Draft, under_way: Sentence) -> Draft:
    """The draft with the period that an era means ("before the pandemic"); refused where nobody knows it."""
    if draft.era:
        draft.words["era"] = draft.words.get("period", "")
        if draft.era in ("since", "throughout") and draft.operation not in common.SINCE | {"average", "always"}:
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
    if found is None and opens is not None and draft.operation in common.SINCE:
        return draft.not_held(known.unknown(phrase))  # "During my administration, exports grew by …"
    if found is None or not found.period:
        raise Refused("no period", known.unknown(phrase), "time")
    first, _, last = found.period.partition("/")
    if last and draft.operation not in common.SINCE:
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


TAKEN_OVER = (
    "event", "operation", "hedge", "value", "value_high", "unit", "period", "order", "universe", "parts",
    "not_checkable", "reason", "bar",
)  # fmt: skip


def as_claim(draft: Draft, under_way: Sentence, claim_id: str, quote: str) -> "Claim":
    from pipelines.claims.model import Claim

    draft = by_yearly_rates(draft)
    # a window counted back from the day moves as a whole with the newest figure
    moving = draft.back and draft.base_period and draft.period is None
    # words were not understood, or another sentence says whose figure it is
    loose = "area" in draft.inherited or any(verifier.unknown(segment) for segment in under_way.row)
    return Claim.model_validate(
        {name: getattr(draft, name) for name in TAKEN_OVER}
        | {
            "id": claim_id, "quote": quote, "said_on": under_way.said_on, "speaker": under_way.speaker_words,
            "areas": {"ref": list(draft.ref), "counterpart": list(draft.counterpart)},
            "base": {"ref": list(draft.base), "counterpart": list(draft.base_counterpart)},
            "span": draft.back if moving or (draft.cumulative and draft.back) else None,
            "base_period": None if moving else draft.base_period, "cumulative": draft.cumulative,
            "indicator": draft.indicator or None, "loose": loose,
            "definitions": definitions(draft),
            "publishers": publishers.named(under_way.low, under_way.words),
        }
    )  # fmt: skip


def definitions(draft: Draft) -> list[str]:
    """“Exports of goods”, “a deficit in goods and services”: the readings of the catalogue that the words leave."""
    if not draft.counted:
        return []
    named = [each["definition"] for each in catalogue.indicators()[draft.indicator]["readings"] if "terms" in each]
    if draft.counted in named:
        return [draft.counted]
    return [name for name in named if (name == "goods_services") == (draft.counted == "services")]


def by_yearly_rates(draft: Draft) -> Draft:
    """“Grew by an average of 3 per cent a year”: more editions of rates are kept than of constant prices."""
    if (draft.indicator, draft.operation) != ("gdp_constant", "growth") or len(draft.ref) != 1 or not draft.base_period:
        return draft
    if draft.ref[0] in vocabulary.groups() or not all(map(str.isdigit, (draft.base_period, draft.period or "1"))):
        return draft
    value = ("-" if draft.order == "asc" else "") + (draft.value or "")
    averaged = replace(draft, indicator="gdp_growth", operation="average", value=value, order="desc")
    if draft.period:
        averaged.period, averaged.base_period = f"{int(draft.base_period) + 1}/{draft.period}", None
    return averaged


def with_answers(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """“Who is Germany's largest trading partner? China.”: a question and its short answer are one sentence."""
    out: list[tuple[int, int]] = []
    question, answer = ANSWER
    for start, end in spans:
        asked = bool(out) and question.search(text, max(out[-1][0], out[-1][1] - 4), out[-1][1]) is not None
        short = end - start < 50 and answer.fullmatch(text, start, end) and len(text[start:end].split()) < 6
        if asked and short and "\n" not in text[out[-1][1] : start]:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def taken_apart(text: str, said_on: date) -> list[tuple[str, list[str]]]:
    """Each sentence with its clauses as typed segments, as `bilateral check --explain` shows them."""
    plain = clean(text)
    out = []
    for start, end in with_answers(plain, sentences(plain)):
        under_way = sentence.build(plain[start:end], said_on, Context())
        shown = [" ".join(f"[{s.low}: {kind_of_segment(s)}]" for s in clause.row) for clause in under_way.clauses]
        periods = [f"[{under_way.text[p.start : p.end]}: period]" for p in under_way.periods]
        out.append((text[start:end], shown + ([" ".join(periods)] if periods else [])))
    return out


def kind_of_segment(segment: Segment) -> str:
    """ "figure gdp", "percent", "word move", "unknown"."""
    if isinstance(segment, Figure):
        return f"figure {segment.indicator}"
    if isinstance(segment, Amount):
        return segment.kind if segment.hedge == "none" else f"{segment.hedge} {segment.kind}"
    if isinstance(segment, Area):
        return " ".join(("area", *segment.ids))
    if isinstance(segment, Rank | Place):
        return type(segment).__name__.lower()
    return " or ".join(sorted(segment.classes)) or "unknown"


def to_yaml(
    reading: Reading,
    title: str,
    published: date,
    country: str | None = None,
    speakers: Mapping[str, str] | None = None,
) -> str:
    """An article file with the claims of a text, for a person to correct and keep."""
    import yaml

    claims = []
    for understood in reading.claims:
        claim = understood.claim.model_dump(exclude_defaults=True, mode="json")
        claim.setdefault("hedge", understood.claim.hedge)
        claims.append(claim)
    said = ({"country": country} if country else {}) | ({"speakers": dict(speakers)} if speakers else {})
    article = {"title": title, "published": published, **said, "claims": claims}
    return yaml.safe_dump(article, sort_keys=False, allow_unicode=True, width=110)
