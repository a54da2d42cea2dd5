"""What a clause takes over from the claim before it: “…, Japan 7 per cent”, “up from 1.3 per cent in 2019”.

Belongs here: the claim before with another area, partner, flow, amount or time. Does not belong here: another amount of
a figure that stands beside it (beside.py), what is added about its figure (additions.py), which area a clause without
one is about (resolver.py).
"""

from dataclasses import replace

from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.reader import claiming, resolver, series, timing, vocabulary, windows
from pipelines.claims.reader.before import (
    before_it,
    by_so_much,
    came_to,
    of_a_part,
    otherwise,
    parallel,
    passed_over,
    refuse_later,
    same_kind,
)
from pipelines.claims.reader.claiming import claim, stated
from pipelines.claims.reader.comparisons import of_its_sources
from pipelines.claims.reader.found import LEVELS, Found, kind_of, level_of, measured_in, together, two_sided
from pipelines.claims.reader.phrases import OVER_GDP, is_word
from pipelines.claims.reader.ranks import with_those_ahead
from pipelines.claims.reader.segments import Amount, Area, Figure, Pronoun, Rank, Segment, is_unknown
from pipelines.claims.reader.sentence import Draft, Refused, Sentence
from pipelines.claims.reader.timing import Times


def again(found: Found, amount: Amount) -> Draft | None:
    """“…, Japan 7 per cent”, “and 54,000 in Germany”, “up from 1.3 per cent”: the claim before, changed."""
    last = found.it or before_it(found, amount)
    # "They were worth $60 billion", "The deficit in 1990 was $10 billion"
    came = found.match.pattern.id == "it-came-to" or is_word(found.first, "balance")
    if came and not (last and (otherwise(last, amount) or same_kind(last, amount))):
        last = spoken_of(found, amount)
    with_each = last is None and is_word(found.first, "with")  # "… is lower, with Bosnia at $7,041"
    if last is None and found.clause.link not in (":", "(") and not with_each:
        return None
    listed = last is None or (found.clause.link == "(" and last not in found.sentence.drafts)
    heading = headed(found, amount) if listed else None
    if last is None or heading is not None:
        return heading
    counted = any(isinstance(s, Amount) and s.end <= amount.start for s in found.sentence.row)
    if counted and last not in found.sentence.drafts and found.clause.dealt is None:
        return None  # "Growth was 3 per cent. Some 800,000 work abroad, 90 per cent in the Middle East."
    if last.operation == "rank" and found.role("area") is None and found.figure is None:
        return of_the_first(found, last, amount)
    # "China bought 50 per cent while India bought 40 per cent of its crude oil"
    elsewhere = last.operation == "share" and last not in found.sentence.drafts
    # "There were 76,000 personnel in all", "Its 58,000 personnel", "followed by Koreans with 426,908"
    other = found.first.low == "there" and is_word(found.next, "troops", "people")
    of_people = is_word(found.next, "troops") or getattr(found.role("area"), "kind", "") == "demonym"
    other |= last.indicator == "population" and of_people
    # "the 13 per cent of 2021"
    of_a_time = any(amount.end < p.start <= amount.end + len(" of ") for p in found.sentence.periods)
    of_them = amount.kind == "percent" and found.low.startswith(" of ", amount.end) and not of_a_time
    # "is Peru's largest partner with 30 per cent of its trade, and with 9 per cent of its debt"
    same = any(getattr(s, "indicator", "") == last.indicator for s in found.behind[:4])
    of_them &= last.operation != "share" or (found.says.ref == "then" and not same)
    part = of_a_part(found, amount) and found.role("link") is None
    part |= last.operation == "ratio" and amount.kind == "percent"  # "65 % the size of Italy's, down from 90 %"
    # "Its exports were 35 per cent above the $15 billion of May"
    part |= amount.kind == "percent" and getattr(found.next, "hedge", "none") in ("over", "under")
    part |= last.operation == "share" and (by_so_much(found) or found.low.startswith(" share of ", amount.end))
    # "Spending was $50 billion. An increase of $5 billion since 2015"; "it rose by 6 since 2010, when it was 25"
    stood = came or found.first.low == "it" or amount.hedge == "exactly"
    came_to_it = last.operation == "change" and stood and found.role("move") is None
    part |= amount.kind in ("money", "count") and (came_to_it or (found.says.ref == "then" and by_so_much(found)))
    part |= last.indicator == "unemployment_rate" and found.has("by")
    # "Peru's economy grew by 3 per cent. The share rose to 15 per cent."
    shares = last.operation == "share" or last.indicator.endswith(("_gdp", "_population"))
    part |= found.has("proportion") and not shares
    indicator = otherwise(last, amount)
    other |= of_them or elsewhere or part or of_another_figure(found, last)
    if other or not (indicator or same_kind(last, amount)):
        return None
    if found.has("spend") and not last.indicator.startswith("military_expenditure"):
        return None  # "Its exports were worth $60 billion. It spent $5 billion."
    nameless = not (found.role("area") or found.role("partner") or found.figure) and last in found.sentence.drafts
    read_already = {d.place for d in found.sentence.drafts}
    ranks = (s.start for s in found.earlier if isinstance(s, Rank) and s.start > last.place)
    if found.clause.link == "(" and not read_already.issuperset(ranks):
        return None  # "the largest import partner of Cyprus (18 %) and the largest market for Palau (82 %)"
    first = [*found.left, None][0]  # "and is followed by Chile with a jump of 11 per cent"
    others = isinstance(first, Area) and set(first.ids).isdisjoint({*last.ref, *last.counterpart})
    if nameless and (others or passed_over(found, last.place, amount)):
        return None
    draft = replace(last, inherited={}, words={}, not_checkable=None, reason=None, value_high=None, unit=None)
    moved(found, draft, last)
    draft.indicator = indicator or draft.indicator
    balance = next((s for s in (found.next, *found.inside[::-1], *found.left[::-1]) if is_word(s, "balance")), None)
    if not draft.indicator or (balance is not None and last.indicator != "trade_balance"):
        return None
    falls = below(found, draft, last, balance)
    if falls and draft.indicator == "gdp_growth" and last not in found.sentence.drafts and found.role("move") is None:
        return None  # "It shrank by 1 per cent in 2022. It came back, with 2 per cent in 2023."
    draft = stated(found, draft, amount, falls)
    draft.unit = draft.unit or last.unit
    now = timing.at_another_time(amount, found.sentence)
    times = times_again(found, draft, last, amount, now)
    refuse_later(found, amount, times)
    same = (draft.ref, draft.counterpart) == (last.ref, last.counterpart)
    of_parts = times.partial and last.not_checkable and times.start > last.place  # "…, against $8 million a year ago"
    if found.says.ref == "then" and times.period in (None, last.period) and same and not (now or of_parts):
        times.period = parallel(found, last)
        if times.period is None:
            return None
    draft.inherited = {"figure": last.pattern}
    draft = claiming.timed(found, series.restricted(found.figure, draft), amount, times)
    # "5 per cent in May, well below the 6 per cent in April"
    exact = draft.period != last.period and SAID["below or above"].match(found.low, amount.start)
    draft.hedge = "none" if exact else draft.hedge
    # "grew 1.3% on the quarter, more than the EU (+0.3%)", "by 5 per cent in the first quarter, compared to 6 in 2022"
    of_last = draft.period == last.period or last.reason == claiming.ON_THE_LAST
    alike = last.not_checkable and not (last.product or now) and (indicator or of_last)
    partly = len(last.period or "") == 7 or (last.reason == claiming.PART_OF_A_YEAR and found.says.ref == "then")
    partly &= windows.YEAR.fullmatch(draft.period or "") is not None and not found.said("averaged")
    on_quarter = times.before and draft.indicator == "gdp_growth"
    if on_quarter or alike or partly:
        why = claiming.PART_OF_A_YEAR if partly else last.reason or ""
        draft.not_held(claiming.ON_THE_LAST if on_quarter else why)
    return series.finished(found, draft)


def of_another_figure(found: Found, last: Draft) -> bool:
    """“Unemployment was 5 per cent; inflation is no problem, but it was at 2 per cent”: whether one stands between."""
    here = last in found.sentence.drafts
    figures = [s for s in found.earlier if isinstance(s, Figure) and (not here or s.start > last.place)]
    # "Output grew by 3 per cent. Youth unemployment, at 9 per cent, …", "… Chilean output grew, at 4 per cent"
    owners = [s.owner.ids for s in figures if isinstance(s.owner, Area) and not here]
    other = any(s.indicator != last.indicator for s in figures) or any(ids != last.ref for ids in owners)
    return other and (found.first.low == "it" or is_word(found.first, "grow") or not here)


def about(sentence: Sentence) -> Draft | None:
    """The figure that a sentence begins with, as a level without its amount: if it names no other, and no one else."""
    figures = [s for s in sentence.row if isinstance(s, Figure)]
    if len(figures) != 1 or figures[0] is not sentence.clauses[0].row[0] or figures[0].restricted or figures[0].foreign:
        return None
    clause, figure = sentence.clauses[0], figures[0]
    if any(is_unknown(s) for s in clause.row[1:3]):
        return None  # "The unemployment rate among graduates is low. It's 4 per cent for …"
    try:
        ref = resolver.owner(figure, clause, sentence)
        partner = resolver.who(figure.partner, sentence) if figure.partner is not None else ()
    except Refused:
        return None
    known = vocabulary.groups().union(ref, partner)
    if any(area.kind == "seat" or not known.issuperset(area.ids) for area in sentence.named):
        return None
    period = next((d.period for d in reversed(sentence.drafts) if d.indicator.startswith(figure.indicator)), None)
    draft = level_of(figure.indicator, *two_sided(ref, partner, figure.indicator))
    draft.value, draft.period, draft.words = "-" if "fall" in figure.flags else None, period, {"noun": figure.word}
    return draft


def spoken_of(found: Found, amount: Amount) -> Draft | None:
    """“Peru's exports have risen. They were worth $60 billion in 2022”: an amount of what the sentence is about."""
    first = found.clause is found.sentence.clauses[0]
    meant = found.sentence.context.about if first else about(found.sentence)
    several = any(isinstance(s, Pronoun) and s.kind == "they" for s in found.inside)
    neutral = found.has("the_same", "balance")
    if meant is None or not (neutral or several == meant.words["noun"].endswith("s")):
        return None
    if meant.indicator == "gdp" and amount.kind == "percent" and not amount.of_gdp:
        return None
    shares = amount.kind == "percent" and meant.indicator in OVER_GDP.values()
    indicator = meant.indicator if shares else measured_in(meant.indicator, amount)
    return replace(meant, indicator=indicator, kind=kind_of(amount), pattern="it-came-to") if indicator else None


def of_the_first(found: Found, last: Draft, amount: Amount) -> Draft | None:
    """“the largest population in Africa with 220 million”, “Chile's top market (38 %)”: the amount behind a place."""
    portion = amount.kind in ("percent", "part") and not amount.of_gdp
    indicator = series.GROUPED_BY_PARTNER.get(last.indicator, last.indicator)
    indicator = indicator if portion and last.counterpart else measured_in(indicator, amount)
    held = not last.not_checkable or last.indicator in KIND["of a year"]
    of_it = last in found.sentence.drafts and held and not last.product
    move = found.role("move")  # "has the slowest growth in Asia, contracting by 1 per cent"
    moved_by = move is not None and not (is_word(move, "grow") and indicator == "gdp_growth" and not came_to(found))
    if not indicator or not of_it or len(last.ref) != 1 or moved_by:
        return None
    if portion and found.low.startswith(" of ", amount.end):
        return None  # "and an estimated 5 per cent of its residents are Americans"
    host = found.clause.host if found.clause.link == "(" else None
    beside_it = isinstance(host, Area) and host.ids in (last.ref, last.counterpart)
    if last.counterpart and found.clause.link == "(" and not beside_it:
        return None  # "is its largest partner, followed by the rest of the world ($18 billion)"
    whole = (last.counterpart, ("WLD",), (last.universe,))  # "the fastest growth in Africa (8 per cent)"
    ref = host.ids if isinstance(host, Area) and host.ids not in whole else last.ref
    operation = "share" if portion and last.counterpart else together(ref, last.counterpart, indicator)
    draft = Draft(indicator, operation, ref, last.counterpart, slot=last.slot)
    draft.slot, unit = ("counterpart", "PT") if operation == "share" else (last.slot, "")
    falls = found.order == "asc" or found.behind_a_deficit
    return claim(found, draft, amount, found.times(amount, last), flip=falls, unit=unit)


def below(found: Found, draft: Draft, last: Draft, balance: Segment | None) -> bool:
    """Whether the amount is under nothing: a deficit, a fall of output. A change takes its direction from the verb."""
    compared = found.has("from")  # "up from 4"
    falls = found.order == "asc" if found.role("move") is not None and not compared else None
    if draft.operation == "change" and found.role("move") is None:  # "…, compared to falls of 3 per cent in Peru"
        since = (s.values["move"] for s in reversed(found.earlier) if s.start > last.place and "move" in s.values)
        falls = next((move == "-" for move in since), None)
    if falls is not None and (draft.indicator == "gdp_growth" or (draft.indicator == "inflation" and found.has("of"))):
        return falls and not came_to(found)  # "growth was 6 % and fell to 1 %"
    if falls is not None and draft.operation == "change":
        draft.order = "asc" if falls else "desc"
    if balance is not None:
        return balance.values["balance"] == "fall"
    # "-1.6% in 1999, 0.8% in 2000", "fell 0.6% in May, but were up 1.6% on the year"
    written = found.low.startswith(("-", "minus", "negative"), last.place) or falls is False
    return draft.operation in LEVELS and (last.value or "").startswith("-") and not written


def times_again(found: Found, draft: Draft, last: Draft, amount: Amount, now: bool) -> Times:
    times = found.times(amount)
    if not times.words and last.period is None:
        times.base = last.base_period  # "fallen by two-thirds since 2021, and those to China have risen by half"
    in_sentence = last in found.sentence.drafts
    it = any(isinstance(s, Pronoun) for s in found.inside)
    if it and not (in_sentence or times.words) and found.has("move") and last.period:
        raise Refused("no period", "when it came to that is not said")  # "It rose to 7 per cent."
    if otherwise(last, amount) and not (times.words or now or found.has("from", "move")):
        times.period = last.period
    now |= found.said("at present", found.start, amount.end)
    if not (in_sentence or times.words or times.period or now):
        times.period = last.period  # but "(Recently, the share has risen to 11 per cent.)"
    from_to = found.says.of == "share" and found.said("from so much to so much")
    if in_sentence and last.period and times.words and times.start < last.place and not from_to:
        times.period, times.base = last.period, last.base_period  # not what opens the sentence
    return times


def headed(found: Found, amount: Amount) -> Draft | None:
    """“Nominal GDP: Indonesia $1.37 trillion”, “the fastest-growing were Ireland (13.5%)”: the figure before."""
    host, before = found.clause.host, found.earlier
    area = found.holder("area") or (host.ids if isinstance(host, Area) and found.clause.link == "(" else ())
    figure = next((s for s in reversed(before) if isinstance(s, Figure) or named_by(s)), None)
    if figure is not None and (passed_over(found, figure.start, amount) or of_its_sources(figure, before)):
        return None
    if isinstance(figure, Rank) and found.clause.link == "(" and isinstance(host, Area) and host.kind == "group":
        return None  # "was among the fastest in Europe (8.4 per cent in 2008)"
    if figure is None or not area or (isinstance(figure, Figure) and figure.owner is not None):
        return None
    indicator = measured_in(figure.indicator if isinstance(figure, Figure) else named_by(figure), amount)
    times = found.times(amount)
    dated = [p for p in found.sentence.periods if p.start < found.start]
    if dated and not times.words:
        times.period = dated[0].period  # "saw faster growth than the US in 2021 were Ireland (13.5%)"
    # "Q1 GDP: Spain +0.7%", "the fastest-growing economies", "growth": what makes a percentage one of growth
    grows = indicator != "gdp_growth" or any(
        getattr(s, "indicator", "") == "gdp_growth" or s.low == "+" or is_word(s, "grow") for s in found.sentence.row
    )
    if not indicator or not grows:
        return None  # "first by what it spends for the size of its economy, Estonia second (3.4 %)"
    slower = isinstance(figure, Figure) and figure.indicator == "gdp_growth"  # "growth slowed, with Peru at 2 per cent"
    behind = [s.values for s in before if s.start >= figure.start]
    fell = not slower and any("-" in (values.get("move"), values.get("grow")) for values in behind)
    fell |= isinstance(figure, Figure) and "fall" in figure.flags  # "a contraction: Thailand (6.1 %)"
    fell &= indicator in ("gdp_growth", "trade_balance")
    return claim(found, level_of(indicator, area), amount, times, flip=fell)


def named_by(segment: Segment) -> str:
    """What “the fastest-growing” and “the largest exporters” are counted by."""
    ranked = segment.indicator if isinstance(segment, Rank) else segment.values.get("ranker")
    return ranked or ""


def moved(found: Found, draft: Draft, last: Draft) -> None:
    """Put the new area or figure where the old one stood."""
    figure, area, link = found.figure, found.holder("area"), found.role("link")
    if figure is not None:
        draft.indicator = OVER_GDP.get(figure.indicator, "") if last.kind == "of_gdp" else figure.indicator
        if last.indicator == "gdp_growth" and figure.indicator != "gdp":
            draft.operation, draft.order = "change", found.order
        draft.counterpart = found.who(figure.partner)
        draft.ref = found.who(figure.owner) or draft.ref
        return
    host = found.clause.host
    if not area and isinstance(host, Area) and (draft.indicator not in KIND["trade"] or found.clause.link == "("):
        area = host.ids
    partner = found.holder("partner")
    if not area:
        return
    at = host.start if host is not None and found.clause.link == "(" else -1
    # "…, followed by Chile ($5 billion) and Peru ($4 billion)"
    listed = next((d.slot for d in found.sentence.drafts if d.pattern == "followed-by" and d.place == at), "")
    if found.clause.link in WORDS["comes next"] and last.counterpart:
        before = [a for a in found.sentence.named if a.end <= found.clause.start and a.kind != "demonym"]
        draft.slot = listed = "counterpart" if before and before[-1].ids == last.counterpart else listed or last.slot
    abroad = last.counterpart == ("WLD",) and draft.indicator == "migrants"  # "9 million Poles abroad. Peru has 3"
    open_side = abroad or (draft.indicator == "troops" and last.slot == "ref")
    unsaid = link is None and open_side and last not in found.sentence.drafts
    in_list = bool(last.counterpart) and last.slot == "ref" and at >= 0 and not listed
    of_two = last.indicator == "goods_trade" and area in (last.ref, last.counterpart) and last.operation in LEVELS
    if unsaid or of_two or (in_list and area not in (last.ref, last.counterpart)):
        raise Refused("no subject", "of which of the two sides it is said is open")
    if partner and draft.counterpart:
        draft.ref, draft.counterpart = area, partner
    elif last.operation == "share" and last.base_counterpart:
        draft.ref = area  # of what the same one receives
    elif draft.counterpart if link is not None and not is_word(link, "for") else (listed or last.slot) == "counterpart":
        draft.counterpart = area
    else:
        draft.ref = area
    if draft.operation in LEVELS:
        draft.operation = together(draft.ref, draft.counterpart, draft.indicator)


def spread(found: Found, draft: Draft) -> list[Draft]:
    """“China and India each have 1.4 billion people”, “Spain and Italy spend less than 2 %”: one claim for each."""
    if draft.operation in ("exists", "direction") and len(draft.counterpart) > 1:
        return one_by_one(draft, "counterpart")  # "borders Russia and China"
    if draft.operation == "rank" and draft.pattern != "followed-by":
        return with_those_ahead(found, draft)
    if draft.pattern == "followed-by":
        places = enumerate(one_by_one(draft, draft.slot), int(draft.value or 2))
        return [replace(each, value=str(n)) for n, each in places]
    side = "counterpart" if draft.ref == ("WLD",) else "ref"  # "Spain and Italy, with 6 million migrants each"
    areas = getattr(draft, side)
    if len(areas) < 2:
        return [draft]
    low, end = found.low, found.end
    each = found.said("each of them", max(0, found.clause.start - 12), end) or SAID["apiece"].match(low[end:].lstrip())
    lists = [s.ids for s in found.sentence.row if isinstance(s, Area) and len(s.sides) > 1]
    listed = side == "ref" and areas in lists
    rate = listed and draft.operation == "mean" and not found.said("as a group")
    # "Egypt and South Africa have bigger economies than Nigeria": each of them
    alone = draft.operation == "compare" and not draft.counterpart
    # "China and Russia tripled their military expenditure": each its own
    alone |= draft.operation == "ratio" and not draft.base and draft.indicator not in ("goods_trade", "trade_balance")
    compared = listed and alone and not found.said("all together")
    if not (each or rate or compared):
        return [draft]
    draft.operation = "level" if draft.operation in LEVELS else draft.operation
    return one_by_one(draft, side)


def one_by_one(draft: Draft, side: str) -> list[Draft]:
    out = [(replace(draft), iso) for iso in getattr(draft, side)]
    for each, iso in out:
        setattr(each, side, (iso,))
    return [each for each, _ in out]
