"""Which series a claim is of, and what of it is not held or not settled: prices, products, arms, aid, trade with whom.

Belongs here: what holds for claims of an indicator, whichever operation makes them. Does not belong here: its value and
times (claiming.py).
"""

from dataclasses import replace

from pipelines.claims import lexicon
from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.periods import year_before
from pipelines.claims.reader import vocabulary, windows
from pipelines.claims.reader.clauses import finite
from pipelines.claims.reader.found import LEVELS, SINCE, Found
from pipelines.claims.reader.phrases import OVER_GDP, is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Place, Pronoun, Rank, Word
from pipelines.claims.reader.sentence import Draft, Refused
from pipelines.claims.reader.timing import Times


def restricted(figure: Figure | None, draft: Draft) -> Draft:
    """What makes the figure another than the country's: refused, but for goods of which only the total is held."""
    if figure is not None and figure.foreign:
        reason = "sub-national" if figure.foreign == "sub-national" else "no indicator"
        raise Refused(reason, "it is not a country's figure")
    if figure is not None and figure.indicator == draft.indicator:
        draft.counted = next((flag for flag in figure.flags if flag in ("goods", "services")), draft.counted)
    if figure is None or not (words := figure.restricted):
        return draft
    if figure.indicator in KIND["trade"] and not vocabulary.products().isdisjoint(words.split()):
        draft.product = words
        return draft
    name = " ".join(f"{words} {figure.word}".split())
    raise Refused("no indicator", f"“{name}” is not among the indicators")


SEVERAL = "the amount runs over several years; the method compares single periods"


def finished(found: Found, draft: Draft) -> Draft:
    """What every operation ends with: prices, parts of trade, words."""
    figure = found.figure
    if not draft.counterpart:
        of_all(draft)
    with_services(found, draft)
    in_prices(found, draft)
    if draft.indicator.startswith("trade_balance") and draft.operation in WORDS["moved"] and found.negative:
        draft.order = "desc" if draft.order == "asc" else "asc"  # a deficit that rises is a balance that falls
    for segment in found.inside:
        if isinstance(segment, Figure) and segment is not figure:
            restricted(segment, draft)
    if draft.indicator in KIND["of a year"]:
        of_a_year(found, draft)
    elif draft.operation == "level" and found.said("averaged"):
        averaged_over(draft, found.times(found.amount))
    settled(found, draft)
    given_in_all(found, draft)
    if draft.indicator in KIND["arms"]:
        delivered(found, draft)
    elif draft.indicator in KIND["goods"] and (of_arms(found) or of_a_product(found, draft)):
        raise Refused("no indicator", "whether all goods or those of one kind are meant is not said")
    if draft.indicator in KIND["position"] and not (draft.operation == "rank" and draft.counterpart):
        at_a_year_s_end(found, draft)
    if draft.product:
        draft = seafood(draft.not_held(f"only goods in total are held, not {draft.product}"))
    undated = draft.indicator in KIND["growth"] and draft.operation in LEVELS and draft.period is None
    if undated and found.amount is not None and abs(found.amount.size) > 15:  # hardly any a year
        raise Refused("no period", "over how many years it grew by so much is not said")
    if draft.counterpart and draft.indicator in KIND["rate"] | KIND["output"] | {"gdp_ppp_per_capita"}:
        raise Refused("no indicator", "trade with one partner as a share of output is not held")
    if set(draft.ref) & set(draft.counterpart):
        raise Refused("no subject", "a country has no figure with itself")
    draft.words["operation"] = found.words
    if figure is not None:
        draft.words["indicator"] = found.sentence.text[slice(*figure.noun)]
    meant = {*draft.ref, *draft.counterpart, *draft.base}
    named = [found.sentence.text[a.start : a.end] for a in found.sentence.named if not meant.isdisjoint(a.ids)]
    draft.words["areas"] = ", ".join(dict.fromkeys(named))
    return draft


def with_services(found: Found, draft: Draft) -> None:
    """“Trade with Japan, in goods and services, …”, “exports … (goods and services)”, or of the same trade before."""
    if draft.indicator not in KIND["goods"] or draft.counted or draft.product:
        return
    others = (s.start for s in found.sentence.row if isinstance(s, Figure | Amount) and s.start >= found.end)
    said = [hit["services"] for hit in SAID["goods or services"].finditer(found.low, 0, next(others, len(found.low)))]
    last = found.sentence.context.last
    if last is not None and not said and (last.ref, last.counterpart) == (draft.ref, draft.counterpart):
        said = [last.counted == "services" or last.indicator in KIND["with services"]]
    if said and said[-1]:
        draft.counted = "services"
        if draft.indicator in ("goods_exports", "goods_imports"):
            draft.indicator = draft.indicator.replace("goods", "goods_services")


def at_parity(found: Found) -> bool:
    """“the sixth largest by nominal GDP and the third largest by PPP”, but not “$5 billion, or $9 billion at PPP”."""
    low, number = SAID["a head at parity"].sub(lambda hit: " " * len(hit[0]), found.low), found.number or found.first
    numbers = (s.start for s in found.sentence.row if isinstance(s, Amount | Rank) and s.start >= number.end)
    end = min(numbers, default=len(low)) if isinstance(number, Rank) else 0
    said = SAID["at parity"].search(low, number.end, end) or ("nominal" not in low and SAID["at parity"].search(low))
    other = SAID["or so much at parity"].match(low, number.end) or SAID["at market rates"].search(low, number.end, end)
    return bool(said) and not other


def in_prices(found: Found, draft: Draft) -> None:
    """The series in the prices that the words name: of this or another year, at purchasing power, over output."""
    real = found.said("in real terms")
    told_at_parity = found.sentence.context.at_parity and not found.said("at market rates")
    if draft.indicator == "gdp" and at_parity(found):
        draft.indicator = "gdp_ppp"
    elif draft.indicator.endswith("per_capita") and found.said("at parity"):
        # "GDP per capita (PPP) of $32,000": refused where another amount may be the one at purchasing power
        amounts = [s for s in found.sentence.row if isinstance(s, Amount) and s.kind == "money"]
        if draft.indicator not in PER_HEAD or (len(amounts) > 1 and draft.indicator != PER_HEAD[1]):
            raise Refused("no indicator", "whether it is at purchasing power, or that is not held")
        draft.indicator = PER_HEAD[1]
        draft.unit = "INTL_USD" if draft.unit == "USD" else draft.unit
    elif told_at_parity and draft.indicator in ("gdp", "gdp_per_capita"):
        draft.not_held("whether it is at purchasing power parity, of which the text speaks before, is not said")
    behind = next(
        (d.start for d in found.sentence.clauses if d.after is found.clause and finite(d.row)), len(found.low)
    )
    by_share = found.said("as a share of output", 0, max(behind, found.end))  # not "…, while Mali got most for its GDP"
    if draft.operation in ("rank", "compare", "ratio", "extreme") and by_share:
        draft.indicator = OVER_GDP.get(draft.indicator, draft.indicator)
    if draft.operation in ("change", "growth", "ratio") and not draft.base and real:
        constant = {"gdp": "gdp_constant", "military_expenditure": "military_expenditure_constant"}
        draft.indicator = constant.get(draft.indicator, draft.indicator)
    over_time = draft.indicator == "gdp_growth" or (draft.indicator, draft.operation) == ("gdp", "streak")
    if over_time and found.said("in current prices", found.start, found.end + 40):
        draft.not_held("growth in current prices is not held")
    by_so_much = draft.operation in LEVELS and found.said("moved in real terms")
    if real and draft.indicator in KIND["money"] and not by_so_much:
        draft.not_held("an amount in real terms needs the year whose prices it is in")
    moved = draft.operation in SINCE and draft.indicator in KIND["trade"] - KIND["computed"]
    # not "the volume of exports to Iraq rose", which officials say of money
    if moved and not draft.counterpart and found.said("a volume of trade", max(0, found.start - 24), found.end + 24):
        draft.not_held("how much is sold or bought is said, and for how much is held")


PER_HEAD = ("gdp_per_capita", "gdp_ppp_per_capita")


def settled(found: Found, draft: Draft) -> None:
    """Raises Refused where the sentence does not settle whose or which figure it is, or when it was so."""
    figure = found.figure
    if draft.indicator == "armed_forces" and (found.said("deployed") or in_another_country(found, draft)):
        raise Refused("no indicator", "whether they are its own soldiers or another country's is not said")
    shipped = figure is not None and figure.word == "shipments" and not (draft.counterpart or "export" in found.low)
    beside = found.clause.row[found.match.start - 1] if found.match.start and found.first is figure else None
    linked = is_word(beside, "in") and len(found.left) > 1 and is_word(found.left[-2], "move")
    moves = linked or (beside is not None and is_word(beside, "move") and found.low.startswith(" in ", beside.end))
    by_how_much = moves and draft.operation in LEVELS and not found.low.endswith("to ", 0, draft.place)
    if shipped or by_how_much:  # of a firm's telephones; "the total decrease in all exports was $2.8 billion"
        raise Refused("no indicator", "it is said of another figure")
    if len(draft.counterpart) > 1 and "WLD" in draft.counterpart:
        raise Refused("no subject", PARTNER)  # "Peru's trade with China and the world"
    unnamed_partner(found, draft, figure)


def in_another_country(found: Found, draft: Draft) -> bool:
    """“contractors in Iraq, compared to 157,000 U.S. military personnel”: those there, or all?"""
    alone = found.first is found.amount and draft.operation == "level"
    areas = (a for a in found.sentence.named if alone and a.ids != draft.ref and a.kind == "name")
    return any(found.low.endswith(" in ", 0, a.start) and not found.low.startswith("'", a.end) for a in areas)


def unnamed_partner(found: Found, draft: Draft, figure: Figure | None) -> None:
    """Raises Refused where trade is read without a partner and the text speaks of that with somebody.

    “with trade of $7 billion” behind the place of a partner is the trade with that one.
    """
    sentence, at = found.sentence, figure.noun[0] if figure is not None else found.start
    end = figure.noun[1] if figure is not None else at
    if draft.counterpart or draft.indicator not in KIND["trade"] | {"trade_gdp"} or draft.operation == "rank":
        return
    traded = [d for d in sentence.drafts if d.counterpart and d.indicator in KIND["goods"] | {"trade_partner"}]
    if traded and part_of_it(found, figure, traded[0], at):
        draft.ref, draft.counterpart = traded[0].ref, traded[0].counterpart
        return
    of_all = found.said("of all", 0, at) or (figure is not None and figure.low.startswith("total "))
    # "X is Y's largest partner, and trade rose by 5 per cent"
    both = figure is not None and figure.owner is None and traded[-1:] and traded[-1].indicator == "trade_partner"
    beside = found.said("with", 0, found.start) or (both and draft.indicator == "goods_trade" and not of_all)
    # "exports to Peru of $2 billion, against imports of $4 billion": where nobody else is named
    sides = {*traded[-1].ref, *traded[-1].counterpart} if traded else set[str]()
    # "exported goods worth $2 billion to Peru, but imported only $1 billion"
    contrasted = found.says.operation == "flow" and found.clause.link in ("but", "yet", "while", "whereas")
    against = (found.said("set against", 0, at) or contrasted) and not of_all and len(sides) == 2
    against &= all(sides.issuperset(a.ids) for a in sentence.named)
    if traded and (against or (beside and draft.indicator in ("goods_trade", traded[-1].indicator))):
        draft.ref, draft.counterpart = traded[-1].ref, traded[-1].counterpart
        return
    link, one, behind = [*sentence.row, None, None][:3]
    opens = link is not None and link.low == "with" and (is_word(behind, ",") or isinstance(behind, Area | Pronoun))
    if opens and isinstance(one, Area) and one.ids != draft.ref and not found.said("set against another", 0, one.start):
        draft.counterpart = one.ids  # "With China we have a deficit of $5 billion"
        return
    placed = any(is_word(s, "partner") or (beside and isinstance(s, Rank) and s.kinds()) for s in found.earlier)
    placed |= found.said("a market of another", 0, found.start)  # "Togo is Mali's largest market, and exports rose"
    last = sentence.context.last if not sentence.drafts else None
    goes_on = last is not None and bool(last.counterpart) and last.indicator in KIND["goods"]
    after = [s for s in sentence.row if figure is not None and s.start >= figure.end][:2]
    to_somebody = len(after) > 1 and is_word(after[0], "to", "from", "with") and isinstance(after[1], Word | Place)
    with_one = traded or placed or goes_on or to_somebody or found.said("to which", 0, end) or partner_before(found, at)
    foreign = any(isinstance(s, Figure) and s.foreign and s.indicator in KIND["goods"] for s in found.earlier)
    unnamed = foreign or any(refused.words == PARTNER for refused in sentence.refused)
    # "With trade of $1 billion, Togo is Mali's main partner"
    unnamed |= found.clause.waits and any(is_word(s, "partner") for s in sentence.row if s.start > end)
    if unnamed or of_either(found, draft, figure, placed) or (with_one and not (of_all and not both)):
        raise Refused("no subject", PARTNER)


def part_of_it(found: Found, figure: Figure | None, trade: Draft, at: int) -> bool:
    """“Peru's trade with Chile came to $9 billion, with exports of $5 billion and imports of $4 billion”: the flows."""
    opening = found.clause.after if found.clause.link == "and" and found.clause.after is not None else found.clause
    nobody_s = figure is not None and figure.owner is None
    stated = trade.indicator == "goods_trade" and trade.operation in LEVELS and trade.place < at
    told = is_word(opening.row[0], "with") and nobody_s and stated
    return told and not found.said("of all", 0, at) and " between " not in found.low[:at]


def of_either(found: Found, draft: Draft, figure: Figure | None, placed: bool) -> bool:
    """“Sino-Peruvian exchange came to $9 billion, with Peruvian exports of $5 billion”: whether two are spoken of."""
    sentence, nobody_s = found.sentence, figure is not None and figure.owner is None
    # "China became Peru's main partner, with total imports of $5 billion"
    told = placed and nobody_s and draft.indicator != "goods_trade"
    # "Exports through the port were $5 billion, with imports of $4 billion"
    unread = [s for s in found.earlier if getattr(s, "indicator", "") in KIND["goods"] and not sentence.drafts]
    told |= nobody_s and is_word(found.clause.row[0], "with") and bool(unread)
    # "The partnership of the two countries grows. Last year, exports were $5 billion"
    before = sentence.context.between and "--country" in sentence.inherited.get("area", "")
    # "Peru's exports to Chile rose. They are large. In 2019, exports had reached $5 billion"
    before |= sentence.context.with_one and not sentence.drafts and not found.said("of all", 0, found.start)
    first = next((s for s in sentence.row if isinstance(s, Area)), None)
    both = first.ids if first is not None and "-" in sentence.text[first.start : first.end] else ()
    return told or (nobody_s and before) or (len(both) == 2 and set(draft.ref) < set(both))


def partner_before(found: Found, at: int) -> bool:
    """“exports to Peru fell, while imports …”, “sold China oil and bought …”: whether trade with somebody is named."""
    goods = KIND["goods"]
    trades = [s for s in found.earlier if is_word(s, "export", "import") or getattr(s, "indicator", "") in goods]
    owners = [s.owner for s in trades if isinstance(s, Figure)]
    others = [a for a in found.sentence.named if trades and a.end <= at and a not in owners]
    ends = {s.end + 1 for s in trades if not isinstance(s, Figure)}
    return any(a.start in ends or found.said("behind a link", 0, a.start) for a in others)


GROUPED_BY_PARTNER = {"trade_partner": "goods_trade"}

PARTNER = "which country the trade is with is not said"


def of_a_year(found: Found, draft: Draft) -> None:
    """The rate that is held is the average of a year: what else is said of it is understood, and not held."""
    average = found.said("averaged")
    times = found.times(found.amount)
    if average and draft.operation == "level" and averaged_over(draft, times):
        return
    monthly = draft.indicator in KIND["monthly"]
    several = (draft.operation != "extreme" and times.base) or (monthly and " ago" in " ".join(times.words))
    otherwise = lexicon.counted_otherwise() if draft.indicator == "unemployment_rate" else {}
    other = next((otherwise[area] for area in (*draft.ref, *draft.base) if area in otherwise), None)
    words = found.clause.row  # "peaked at"
    peaks = any(is_word(s, "move", "prices") or s.low.partition(" ")[0] in WORDS["peaks"] for s in words)
    moved = draft.operation in WORDS["moved"] or peaks
    compared = draft.indicator == "inflation" and draft.operation != "level"
    if several or not (windows.YEAR.fullmatch(draft.period or "") or (draft.period is None and not monthly)):
        draft.not_held("the rate of no single named year, and averages of years are held")
    elif other is not None:
        draft.not_held(f"{other['reason']}; the rate held is modelled by the ILO from surveys")
    elif monthly and found.said("at the end of a year"):
        draft.not_held("the rate of a month or a quarter, and averages of years are held")
    elif monthly and not average and draft.operation != "extreme" and (moved or compared):
        draft.not_held("the average of the year or the rate in one of its months: which is not said")


def averaged_over(draft: Draft, times: Times) -> bool:
    """“Inflation averaged 4 per cent between 2010 and 2015”, “over the last five years”: the mean of whole years."""
    years = windows.YEAR.fullmatch(times.base or "") and windows.YEAR.fullmatch(times.period or "2000")
    decade = SAID["in a decade"].fullmatch(" ".join(times.words).lower())
    if not decade and (not times.base or not years or times.partial or times.loose):
        return False
    draft.operation, draft.not_checkable, draft.reason = "average", None, None
    if decade:
        draft.period = f"{decade[1]}/{int(decade[1]) + 9}"
    elif times.period is None:
        draft.base_period, draft.back = times.base, times.back
    else:  # of a term, and of "the decade to 2022", the base is the year before it
        behind = times.era == "throughout" or SAID["years up to"].search(" ".join(times.words).lower()) is not None
        draft.period = f"{int(str(times.base)) + behind}/{times.period}"
    return True


def at_a_year_s_end(found: Found, draft: Draft) -> None:
    """What is held in another country is a stock; what was invested there in a year is not held by pair."""
    level, stock = draft.operation == "level", found.said("in stock")
    alone = not draft.counterpart and (found.figure is None or found.figure.owner is None)
    told = draft.operation in ("level", "rank", "compare", "extreme")
    came_in = alone and told and found.said("came in") and not stock
    if not draft.counterpart and not came_in:
        raise Refused("no data", "direct investment is held by pair, and in which country it was made is not said")
    draft.indicator = "fdi_inflows" if came_in else draft.indicator
    if level and found.times(found.amount).base and not (came_in and draft.cumulative):
        draft.cumulative, draft.period = False, None
        draft.not_held(SEVERAL)
    elif not (came_in or stock):
        draft.not_held("whether it was invested in a year or is held at its end is not said, and the latter is held")


def delivered(found: Found, draft: Draft) -> None:
    """Deliveries of arms are no price; SIPRI itself compares what they come to in five years."""
    together = draft.operation in ("level", "share", "rank") and found.times(found.number).base is not None
    told = [d for d in found.sentence.drafts if d.cumulative and d.indicator in KIND["arms"]]
    moved = draft.operation in WORDS["moved"]
    told = [d for d in told if d.base_period or not moved]
    if told and not together and draft.period in (None, told[-1].period):
        # "In 2015-19 … was its main supplier", "rose between 2010-14 and 2015-19, while Spain's fell by 4 per cent"
        draft.period, draft.back, draft.cumulative = told[-1].period, told[-1].back, True
        draft.base_period = told[-1].base_period if moved else draft.base_period
    if not draft.cumulative and (together or found.said("of several years")):
        raise Refused("no data", "it is of several years, and which of them come together is not said")
    if draft.unit not in (None, "PT", "RANK", "TIMES") or SAID["sales"].search(found.words.lower()):
        draft.not_held("deliveries of arms are held in SIPRI's trend-indicator value, which is no price")
    elif not (draft.cumulative or windows.YEAR.fullmatch(draft.period or "")):
        draft.not_held("of which year is not said: SIPRI speaks of periods of five years, and single years are held")


def given_in_all(found: Found, draft: Draft) -> None:
    """“spends £14 billion a year on foreign aid”: also through international bodies; of others it is what they get."""
    if draft.indicator != "official_aid" or draft.counterpart not in ((), ("WLD",)) or draft.operation == "rank":
        return
    donors = {iso for iso, _, _ in lexicon.members()["OECD"]}
    if not donors.issuperset(draft.ref) or any(is_word(s, "receive") for s in found.earlier):
        raise Refused("no subject", "whether the aid is given or received is not said")
    draft.counterpart = ("WLD",)
    draft.not_held("what a country gives in all, through international bodies too; what it gives to countries is held")


def seafood(draft: Draft) -> Draft:
    """The one product whose trade is held: exports of fish and seafood from one country to another."""
    period, change = draft.period or "", draft.operation == "change" and draft.unit == "PT"
    if draft.product not in WORDS["seafood"] or draft.indicator != "goods_exports" or not draft.counterpart:
        return draft
    if (draft.operation == "level" and not draft.cumulative) or (change and windows.YEAR.fullmatch(period)):
        return replace(draft, indicator="seafood_exports", not_checkable=None, reason=None)
    if change and len(period) == 7 and draft.base_period == year_before(period):
        value = ("-" if draft.order == "asc" else "") + (draft.value or "")
        changed = replace(draft, indicator="seafood_change", operation="level", order="desc", value=value)
        return replace(changed, base_period=None, not_checkable=None, reason=None)
    return draft


def of_all(draft: Draft) -> None:
    """“Spain's immigrant population”: from everywhere in Spain; “gave $60 billion in aid”: to all."""
    if draft.indicator == "migrants":
        draft.ref, draft.counterpart, draft.slot = ("WLD",), draft.ref, "counterpart"
        draft.base, draft.base_counterpart = draft.base and ("WLD",), draft.base
    elif draft.indicator in KIND["to all"] and draft.operation == "level":
        draft.counterpart = ("WLD",)


def of_a_product(found: Found, draft: Draft) -> bool:
    """“Steel exports fell by 4 per cent in May. In June exports rose”, “… and imports by 6”: those of steel, too?"""
    sentence, figure = found.sentence, found.figure
    last = sentence.drafts[-1] if sentence.drafts else sentence.context.last
    whole = draft.counted or (figure is not None and sentence.said("of all", 0, figure.noun[0]))
    if draft.product or draft.counterpart or whole or last is None or not last.product:
        return sentence.context.spoken_of == "tonnes"
    return last.ref == draft.ref and (bool(sentence.drafts) or last.indicator == draft.indicator)


def of_arms(found: Found) -> bool:
    """Whether it is arms that the sentence or the one before speaks of."""
    named = ({getattr(s, "indicator", ""), s.values.get("ranker")} for s in found.sentence.row)
    told = any(is_word(s, "arms") for s in found.sentence.row) or any(not KIND["arms"].isdisjoint(n) for n in named)
    before = ("arms", "once arms") if found.has("partner") else ("arms",)
    return told or found.sentence.context.spoken_of in before
