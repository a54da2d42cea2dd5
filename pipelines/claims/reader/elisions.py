"""What a clause takes over from the claim before it: “…, Japan 7 per cent”, “up from 1.3 per cent in 2019”.

Belongs here: the claim before with another area, partner, flow, amount or time, and what a clause adds about its
figure: which claim that is, and its shares. Does not belong here: which area a clause without one is about
(resolver.py), what else is said of the figure (ranks.py, changes.py, comparisons.py).
"""

from dataclasses import replace

from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.reader import common, resolver, verifier, vocabulary, windows
from pipelines.claims.reader.changes import changes
from pipelines.claims.reader.clauses import Clause, verbal
from pipelines.claims.reader.common import LEVELS, Found, claim, kind_of, level_of, measured_in, stated
from pipelines.claims.reader.comparisons import of_its_sources
from pipelines.claims.reader.phrases import OVER_GDP, is_word
from pipelines.claims.reader.ranks import with_those_ahead
from pipelines.claims.reader.resolver import Times
from pipelines.claims.reader.segments import Amount, Area, Figure, Pronoun, Rank, Segment, is_unknown
from pipelines.claims.reader.sentence import Draft, Refused, Sentence


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
    now = resolver.at_another_time(amount, found.sentence)
    times = times_again(found, draft, last, amount, now)
    refuse_later(found, amount, times)
    same = (draft.ref, draft.counterpart) == (last.ref, last.counterpart)
    of_parts = times.partial and last.not_checkable and times.start > last.place  # "…, against $8 million a year ago"
    if found.says.ref == "then" and times.period in (None, last.period) and same and not (now or of_parts):
        times.period = parallel(found, last)
        if times.period is None:
            return None
    draft.inherited = {"figure": last.pattern}
    draft = common.timed(found, common.restricted(found.figure, draft), amount, times)
    # "5 per cent in May, well below the 6 per cent in April"
    exact = draft.period != last.period and SAID["below or above"].match(found.low, amount.start)
    draft.hedge = "none" if exact else draft.hedge
    # "grew 1.3% on the quarter, more than the EU (+0.3%)", "by 5 per cent in the first quarter, compared to 6 in 2022"
    of_last = draft.period == last.period or last.reason == common.ON_THE_LAST
    alike = last.not_checkable and not (last.product or now) and (indicator or of_last)
    partly = len(last.period or "") == 7 or (last.reason == common.PART_OF_A_YEAR and found.says.ref == "then")
    partly &= windows.YEAR.fullmatch(draft.period or "") is not None and not found.said("averaged")
    on_quarter = times.before and draft.indicator == "gdp_growth"
    if on_quarter or alike or partly:
        why = common.PART_OF_A_YEAR if partly else last.reason or ""
        draft.not_held(common.ON_THE_LAST if on_quarter else why)
    return common.finished(found, draft)


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
    draft = level_of(figure.indicator, *common.two_sided(ref, partner, figure.indicator))
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


def passed_over(found: Found, start: int, amount: Amount | Rank, kind: str = "") -> bool:
    """“… shrank by 3 per cent, and we grew 7 per cent in spring, 22 in summer”: another, not read, stands between."""
    read_already = {draft.place for draft in found.sentence.drafts}
    between = (s for s in found.sentence.row if isinstance(s, Amount) and start < s.start < amount.start)
    left = [s for s in between if s.start not in read_already and not found.low.endswith("from ", 0, s.start)]
    # "64 million tons, compared to 38 million"
    of_amounts = isinstance(amount, Amount) and amount.kind != "count"
    kinds = (kind or (kind_of(amount) if isinstance(amount, Amount) else ""), "" if of_amounts else "other")
    # "2 or 3 per cent", "while those from Peru were $5 billion, or 6 per cent higher"
    beside = left[-1:] if left and found.low[left[-1].end : found.start].strip() in ("", ",") else []
    # but "2 million or 7 per cent of the workforce"
    alike = any(s.kind != "count" or s.size < 1000 or getattr(amount, "kind", "") != "percent" for s in beside)
    either = is_word(found.first, "or") and alike
    return either or any(kind_of(s) in kinds for s in left)


def came_to(found: Found) -> bool:
    verb = found.role("move")
    return verb is not None and SAID["moved to"].match(found.low, verb.end) is not None


def of_the_first(found: Found, last: Draft, amount: Amount) -> Draft | None:
    """“the largest population in Africa with 220 million”, “Chile's top market (38 %)”: the amount behind a place."""
    portion = amount.kind in ("percent", "part") and not amount.of_gdp
    indicator = common.GROUPED_BY_PARTNER.get(last.indicator, last.indicator)
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
    operation = "share" if portion and last.counterpart else common.together(ref, last.counterpart, indicator)
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


def before_it(found: Found, amount: Amount) -> Draft | None:
    """The claim that stands before a match: in the sentence, else at the end of the sentence before."""
    drafts = [d for d in found.sentence.drafts if d.place < found.start]
    if drafts:
        nearest = max(drafts, key=lambda d: d.place)
        fits = [d for d in drafts if same_kind(d, amount)]
        placed = nearest.pattern == "area-rank-too"  # "…, and Italy came second with $29,000"
        return max(fits, key=lambda d: d.place) if fits and not placed else nearest
    earlier = [c for c in found.sentence.clauses if c.end <= found.clause.start]
    first = all(isinstance(c.row[0], Area) for c in earlier)  # "Japan: 124 million."
    return found.sentence.context.last if first else None


def same_kind(last: Draft, amount: Amount) -> bool:
    """Whether an amount can be another figure of the same: money of money, also a bare number."""
    kind = kind_of(amount)
    if kind == "money" and last.indicator.endswith("per_capita") and amount.size >= 1e9:
        return False  # "With a GDP of $400 billion and $2,000 a head, it is behind Egypt ($450 billion)"
    if kind == last.kind:
        return kind != "count" or amount.size >= 300 or last.indicator in ("troops", "fertility_rate")
    large = kind == "count" and last.kind == "money" and amount.size >= 1e6
    return large or {kind, last.kind} == {"percent", "of_gdp"}


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
        draft.operation = common.together(draft.ref, draft.counterpart, draft.indicator)


# --- the same of each ---


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


# --- another amount of the figure that stands beside it ---


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
    ref, partner = common.two_sided(whose, found.who(figure.partner), indicator)
    draft = level_of(indicator, ref, partner)
    common.unnamed_partner(found, draft, figure)
    fell_by = found.order == "asc" and not came_to(found)  # not "growth, which fell to 1.2 per cent"
    # "shrank by 4 per cent on the quarter, or 2 on the year"
    fell_by |= is_word(found.first, "or") and stated_of is not None and (stated_of.value or "").startswith("-")
    rose = indicator == "inflation" and found.role("move") is not None and found.order == "desc"
    falls = found.is_deficit(figure, indicator == "gdp_growth" and fell_by) and not rose
    draft = common.restricted(figure, stated(found, draft, amount, falls))
    draft.inherited = {"figure": figure.low}
    draft = common.finished(found, common.timed(found, draft, amount, times_taken(found, amount, clause, stated_of)))
    if stated_of is not None and stated_of.reason == common.PART_OF_A_YEAR:
        draft.not_held(common.PART_OF_A_YEAR)  # "in July and August the deficit shrank by 2 per cent to $12 billion"
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


def otherwise(last: Draft, amount: Amount) -> str:
    """The indicator of what a claim states in money or in per cent of GDP, in the other of the two."""
    if amount.of_gdp and last.kind == "money":
        return OVER_GDP.get(last.indicator, "")
    return IN_MONEY.get(last.indicator, "") if amount.kind == "money" and last.kind == "of_gdp" else ""


IN_MONEY = {share: money for money, share in OVER_GDP.items() if share in OVER_GDP and share != money}


def by_so_much(found: Found) -> bool:
    """“…, falling by 15,000 people”, “…, down $2 billion”: a change, and no level."""
    return found.has("by") or (found.has("move") and not found.has("to", "at", "reach", "from", "be"))


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
    later = later or resolver.at_another_time(amount, found.sentence)
    if times.period is None and not later and (times.base or times.yearly or not times.words):
        # "fell by 39 per cent in 2023, to €8.9 billion"
        times.period = stated_of.period if stated_of else resolver.times_of(None, clause, found.sentence).period
    times.base = None
    refuse_later(found, amount, times)
    return times


def parallel(found: Found, stated_of: Draft | None) -> str | None:
    """“exports fell to 3 million in May from 4 in April while imports rose to 2 from 1”: of April, too."""
    drafts = (d for d in found.sentence.drafts if d.clause is not found.clause)
    told = [d for d in drafts if d.operation in LEVELS and d.period][-2:]
    if len(told) < 2 or stated_of is None or not common.of_the_same(*told):
        return None
    one, other = told
    began = SAID["compared with"].search(found.low, one.place, other.place) is not None
    return other.period if began and stated_of.period in (None, one.period) else None


def refuse_later(found: Found, amount: Amount, times: Times) -> None:
    """“…, then rebounded by 10 per cent”: raises Refused, as when that was is not said."""
    silent = times.period is None and not times.words
    if silent and found.clause.link == "(" and found.low.endswith("to ", 0, amount.start):
        raise Refused("no period", "when it came to that is not said")  # "halved it in ten years (from six to three)"
    if silent and resolver.at_another_time(amount, found.sentence, SAID["then"]):
        raise Refused("no period", "when that was is not said")


def of_a_part(found: Found, amount: Amount) -> bool:
    """“…, of whom 2 million live in Montevideo”, “3.5 million went to fight”: some of it, or about another verb."""
    low, behind = found.low, found.next
    stays = behind is not None and behind.low in ("remain", "remained")
    other_verb = found.last is amount and verbal(behind) and not stays
    of_whom = found.said("of whom", max(0, amount.start - 18), amount.start)
    return other_verb or of_whom or low.startswith((" of them", " of it", " of that"), amount.end)


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


# --- what is added about the figure of the claim before ---


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
        figure.indicator if figure is not None else common.GROUPED_BY_PARTNER.get(last.indicator, last.indicator)
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
