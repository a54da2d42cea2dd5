"""What a clause adds to the claim before it, about the same figure: its place, its change, its share, its multiple.

Belongs here: “…, the highest share in NATO”, “…, twice that of Germany”, “…, up 20 per cent”, “…, its lowest since
2005”. Does not belong here: the same claim of another area or time (elisions.py).
"""

import re
from dataclasses import replace

from pipelines.claims.reader import ranks, resolver
from pipelines.claims.reader.common import RATES, YEAR, Found, claim, restricted
from pipelines.claims.reader.elisions import before_it
from pipelines.claims.reader.phrases import TRADE, TRADE_AND_SERVICES, is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Pronoun, Rank
from pipelines.claims.reader.sentence import Draft

EXCEPT = re.compile(r"[a-z ]{0,20}\b(?:but|except|besides|apart)\b")
LEVELS = ("level", "sum", "mean")
GROUPED_BY_PARTNER = {"trade_partner": "goods_trade"}


def levelled(found: Found) -> Draft | None:
    """The level that stands before the match in the sentence, or the place of its figure."""
    number = found.number
    start = number.start if number is not None else found.first.start
    drafts = [d for d in found.sentence.drafts if d.place < start]
    last = max(drafts, key=lambda d: d.place) if drafts else before_it(found)
    return last if last is not None and last in found.sentence.drafts else None


def copied(last: Draft, operation: str) -> Draft:
    return replace(
        last, operation=operation, inherited={"figure": last.pattern}, words={}, hedge="none", value=None,
        value_high=None, unit=None, base=(), base_counterpart=(), base_period=None, order="desc", universe=None,
        parts=None, not_checkable=None, reason=None,
    )  # fmt: skip


# --- its place ---


def ranked(found: Found) -> Draft | None:
    """“4.2 per cent of its GDP, the highest share in NATO”; “… $296 billion, second only to the United States”."""
    place, last = found.role("rank"), levelled(found) or beside(found)
    if not isinstance(place, Rank) or last is None or last.operation not in (*LEVELS, "rank", "extreme"):
        return None
    if not found.ends(",", "stop", "and", "joint", "relative", "be", "verb", "with", "for"):
        return None
    times = found.times(place)
    record = ranks.RECORD.search(found.low, place.end) is not None
    ahead = found.role("ahead")
    named = found.role("universe") is not None or ahead is not None
    rest = found.behind
    if isinstance(ahead, Area) and (place.n != 1 + len(ahead.ids) or any(isinstance(s, Area) for s in rest[:3])):
        return None
    if not (named or times.base or record) or len(last.ref) != 1 or (place.indicator or last.indicator) is None:
        return None
    if place.indicator and place.indicator != last.indicator:
        return None
    draft = copied(last, "rank")
    draft.place, draft.unit = place.start, "RANK"
    draft.order = "asc" if place.falling != (last.indicator == "trade_balance" and minus(last)) else "desc"
    move = found.role("move")
    if move is not None:  # "the steepest fall since 1991"
        if last.indicator != "gdp_growth" or place.bare:
            return None
        draft.order = found.order if move.values.get("move") == "+" else "asc"
    draft.value = place.text if place.bare or place.n > 1 else ranks.after_others(found, place)
    ranks.among(found, draft)
    if draft.universe is None and not named:
        if place.bare:
            return None  # "its first in two years"
        draft.operation, draft.value, draft.unit = "extreme", None, None
    elif times.base and not named:
        return None
    else:
        times.base = None
    times.period = times.period or last.period
    return claim(found, draft, place, times)


def ranked_too(found: Found) -> Draft | None:
    """“Nigeria ranks sixth and Ethiopia tenth”; “Today India is the fifth largest”."""
    place, last, ref = found.role("rank"), before_it(found), found.holder("area")
    if last is not None and isinstance(found.role("area"), Pronoun):
        ref = last.ref
    if not isinstance(place, Rank) or last is None or last.operation != "rank" or last.counterpart or len(ref) != 1:
        return None
    if not found.ends(",", "stop", "and", "joint") or place.indicator:
        return None
    draft = replace(last, ref=ref, value=place.text, place=place.start, inherited={"figure": last.pattern}, words={})
    if not place.bare:
        draft.value = place.text if place.n > 1 else "1"
        draft.order = "asc" if place.falling else "desc"
    draft.period = None
    ranks.among(found, draft)
    times = found.times(place)
    times.base = None
    return claim(found, draft, place, times)


def beside(found: Found) -> Draft | None:
    """The figure that an aside stands behind: “Ireland's GDP per head, the second-highest in the world, is …”."""
    before = [s for s in found.sentence.row if s.end <= found.clause.start and not is_word(s, ",")]
    figure = before[-1] if before else None
    if not found.clause.aside or not isinstance(figure, Figure) or figure.partner is not None or figure.owner is None:
        return None
    draft = Draft(figure.indicator, "level", found.who(figure.owner), pattern=figure.low)
    return restricted(figure, draft) if figure.indicator != "event" else None


def most(found: Found) -> Draft | None:
    """“54,000 soldiers in Japan, more than in any other foreign country”."""
    last, others, more = levelled(found), found.role("others"), found.role("more")
    if last is None or others is None or more is None or last.operation not in LEVELS or len(last.ref) != 1:
        return None
    before = found.clause.row[found.clause.row.index(others) - 1]
    if any(isinstance(s, Amount) and last.place < s.start < more.start for s in found.sentence.row):
        return None  # "exports of $7 billion, of which Uganda took 12 per cent, more than any other"
    if (last.counterpart != ()) != is_word(before, "in") or EXCEPT.match(found.low, others.end):
        return None
    draft = copied(last, "rank")
    draft.value, draft.unit, draft.place = "1", "RANK", more.start
    draft.order = "asc" if found.less else "desc"
    draft.universe = "NATO" if "nato" in others.low else None
    return claim(found, draft, times=resolver.Times(period=last.period))


def most_since(found: Found) -> Draft | None:
    """“grew 6.2 per cent in 2022, the most in 20 years”: of 2022 and the years that are counted back from it."""
    last = levelled(found)
    if last is None or last.operation not in LEVELS or len(last.ref) != 1 or not YEAR.fullmatch(last.period or "2000"):
        return None
    times = found.times(None)
    if not times.base or not found.ends(",", "stop", "and", "joint"):
        return None
    draft = copied(last, "extreme")
    draft.place = found.first.start
    draft.order = "asc" if minus(last) else "desc"
    times.period = last.period
    return claim(found, draft, times=times)


def amounted(found: Found) -> Draft | None:
    """“the second-largest military spender, spent $296 billion”; “…, whose outlays came to $296 billion”."""
    amount, last = found.amount, levelled(found)
    if amount is None or last is None or last.indicator != "military_expenditure":
        return None
    whose = found.clause.host if found.clause.link == "whose" else None
    if last.operation not in ("rank", "ratio", "extreme") and whose is None:
        return None
    if not found.ends(",", "stop", "joint"):
        return None
    draft = copied(last, "level")
    draft.ref = found.holder("area") or (whose.ids if isinstance(whose, Area) else last.ref)
    return claim(found, draft, amount, found.times(amount, last))


def minus(last: Draft) -> bool:
    return (last.value or "").startswith("-")


# --- its multiple ---


def multiplied(found: Found) -> Draft | None:
    """“$84 billion, a quarter of what China spent”; “1.3 million soldiers, three times as many as Germany”."""
    amount, last, base = found.amount, levelled(found), found.holder("base")
    if amount is None or last is None or not base or last.operation not in LEVELS:
        return None
    if last.indicator in RATES - {"military_expenditure_gdp"} or base in (last.ref, ("WLD",)):
        return None
    if last.counterpart and isinstance(found.role("base"), Area) and last.indicator not in TRADE:
        return None  # "36,000 troops in Germany and twice as many in all of Europe"
    draft = copied(last, "ratio")
    draft.base, draft.base_counterpart = base, last.counterpart
    return claim(found, draft, amount, found.times(amount, last), unit="TIMES")


def compared(found: Found) -> Draft | None:
    """“worth $4.2 trillion, less than Germany's”."""
    last, base, more = levelled(found), found.holder("base"), found.role("more")
    if last is None or not base or more is None or last.operation not in LEVELS or base == last.ref:
        return None
    draft = copied(last, "compare")
    draft.base, draft.base_counterpart = base, last.counterpart
    between = found.low[more.end : found.clause.row[found.clause.row.index(more) + 1].start].strip()
    if between not in ("", "rapidly", "quickly", "slowly"):
        return None
    less = found.less != (between == "slowly")
    draft.hedge = "under" if less else "over"
    draft.place = more.start
    times = resolver.Times(period=last.period)
    return claim(found, draft, times=times)


# --- its change ---


def changed(found: Found) -> Draft | None:
    """“$9 billion, up 20 per cent”; “… in 2023, 1.5 per cent more than in 2022”."""
    amount, last = found.amount, levelled(found) or headed(found)
    if amount is None or last is None or last.operation not in LEVELS or amount.of_gdp:
        return None
    if last.indicator in (*RATES, "gdp_growth", "trade_balance_gdp") or isinstance(found.next, Area | Figure | Pronoun):
        return None
    if amount.kind not in ("percent", "part", last.kind):
        return None
    word = found.role("move") or found.role("more")
    draft = copied(last, "change")
    falls = word is not None and (word.values.get("move") == "-" or word.values.get("more") == "less")
    draft.order = "asc" if falls else "desc"
    draft.product = last.product
    times = found.times(amount)
    if found.clause.link == "since" and times.base is None and last.period:
        times.base, times.period = last.period, None  # "peaked in 2023, have since dropped by a third"
        return claim(found, draft, amount, times)
    earlier = [d.period for d in found.sentence.drafts if d.period and d.indicator == last.indicator]
    if not times.words and len(set(earlier)) == 2 and earlier[-1] == last.period and earlier[0] < earlier[-1]:
        times.base = earlier[0]  # "$1.48 billion in 2004, which increased to $36 billion in 2013, an increase of …"
    if times.period and last.period and times.period < last.period and times.base is None:
        times.base, times.period = times.period, last.period  # "an increase of 3.5 per cent on 2022"
    times.period = times.period or last.period
    return claim(found, draft, amount, times)


def headed(found: Found) -> Draft | None:
    """“German imports from Russia: down 90 per cent”: the figure before the colon."""
    before = found.clause.after
    figure = before.row[-1] if before is not None and found.clause.link == ":" else None
    if not isinstance(figure, Figure) or before is None or figure.indicator == "event":
        return None
    partner = found.who(figure.partner)
    draft = Draft(
        figure.indicator, "level", resolver.owner(figure, before, found.sentence), partner, pattern=figure.low
    )
    return restricted(figure, draft)


def lasted(found: Found) -> Draft | None:
    """“China's population fell by 2.08 million, its second straight annual decline”."""
    place, last = found.role("rank"), levelled(found)
    if not isinstance(place, Rank) or last is None or last.operation not in (*LEVELS, "change"):
        return None
    draft = copied(last, "streak")
    draft.value, draft.place, draft.order = place.text, place.start, found.order
    return claim(found, draft, times=resolver.Times(period=last.period))


# --- its share ---


def shared(found: Found) -> Draft | None:
    """“Germany is the largest market for Polish goods, taking 28 per cent of the total”."""
    amount, last, figure = found.amount, levelled(found), found.figure
    if (
        amount is None
        or last is None
        or last.product
        or not last.counterpart
        or last.operation not in (*LEVELS, "rank")
    ):
        return None
    if figure is not None and isinstance(figure.owner, Area) and figure.owner.ids != last.ref:
        return None
    indicator = figure.indicator if figure is not None else GROUPED_BY_PARTNER.get(last.indicator, last.indicator)
    if indicator not in TRADE or (figure is not None and figure.partner is not None):
        return None
    draft = copied(last, "share")
    draft.indicator = indicator
    draft.slot, times = "counterpart", found.times(amount, last)
    times.base = None
    return claim(found, draft, amount, times, unit="PT")


def of_them(found: Found) -> Draft | None:
    """“exports of $67 billion, of which 36 per cent went to China”, “…, half of them to Germany”."""
    amount, last, partner = found.amount, levelled(found), found.holder("partner")
    if amount is None or last is None or not partner or last.operation not in (*LEVELS, "share"):
        return None
    meant = found.clause.link == "of which" or found.role("them") is not None or last.pattern == found.match.pattern.id
    if not meant or last.indicator not in TRADE_AND_SERVICES or (last.counterpart and last.operation != "share"):
        return None
    portion = amount.kind in ("percent", "part")
    draft = copied(last, "share" if portion else "level" if last.operation == "level" else "sum")
    draft.counterpart = partner
    return claim(found, draft, amount, found.times(amount, last), unit="PT" if portion else "")


def of_another(found: Found) -> Draft | None:
    """“4 per cent of the world's people, 26 per cent of its GDP”: the share of the same whole in another figure."""
    amount, last, indicator = found.amount, levelled(found), found.indicator
    if amount is None or last is None or last.counterpart or indicator in ("", *RATES, "event", "trade_balance"):
        return None
    owner = found.figure.owner if found.figure is not None else None
    whole = found.who(owner) if isinstance(owner, Area) else ()
    of_world = whole == ("WLD",) and last.operation in LEVELS  # "NATO: 960 million people, half of the world's GDP"
    if not of_world and (last.operation != "share" or last.indicator == indicator):
        return None
    base = last.base if last.operation == "share" and not whole else () if whole == ("WLD",) else whole
    draft = replace(copied(last, "share"), base=base, indicator=indicator)
    return claim(found, draft, amount, unit="PT")


def partnered_too(found: Found) -> Draft | None:
    """“Germany is Poland's biggest trade partner and its most important export market”."""
    place, last = found.role("rank"), levelled(found)
    noun = next((s for s in found.inside if is_word(s, "partner")), None)
    if not isinstance(place, Rank) or noun is None or last is None or last.operation != "rank" or not last.counterpart:
        return None
    draft = copied(last, "rank")
    draft.indicator, draft.unit, draft.place = noun.values["partner"], "RANK", place.start
    draft.value, draft.order = place.text if place.bare or place.n > 1 else "1", "asc" if place.falling else "desc"
    draft.parts = last.parts
    return claim(found, draft, place, resolver.Times(period=last.period))


def partner_then(found: Found) -> Draft | None:
    """“In 2000 the largest trading partner of Brazil was the United States; in 2023 it was China”."""
    last, partner = levelled(found), found.holder("partner")
    times = found.times(None)
    if last is None or last.operation != "rank" or not last.counterpart or not partner or last.value != "1":
        return None
    if times.period in (None, last.period):
        return None
    draft = replace(last, counterpart=partner, inherited={"figure": last.pattern}, words={})
    draft.place = found.first.start
    return claim(found, draft, times=times)
