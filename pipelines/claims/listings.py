"""Rules for lists: numbers dealt out “respectively”, shares behind names, tables put into a sentence.

Belongs here: rows of word classes that say the same of several countries or flows. Does not belong here: the patterns
(grammar.py), one amount of one country or group (amounts.py).
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pipelines.claims import terms as t
from pipelines.claims.amounts import level, stated
from pipelines.claims.changes import grown
from pipelines.claims.parts import Match, fits, is_defence, item, plural, signed
from pipelines.claims.phrases import TRADE, with_magnitude
from pipelines.claims.ranks import place, scope

if TYPE_CHECKING:
    from pipelines.claims.propositions import Row

EACH_WAY = {
    "exports and imports": ("goods_exports", "goods_imports"),
    "imports and exports": ("goods_imports", "goods_exports"),
}


class Figure(NamedTuple):
    """What one number of a list measures."""

    indicator: str
    ref: tuple[str, ...]
    partner: tuple[str, ...] = ()


def numbers_in(row: "Row", m: Match) -> list[int]:
    return [n for n in range(m.start("list"), m.end("list")) if row.items[n].code in "MCP"]


def one_each(row: "Row", m: Match, figures: Sequence[Figure], operation: str = "level", order: str = "desc") -> bool:
    """A claim for each number; “19.6 and 18.1 million” share the magnitude and the unit of the last."""
    numbers = numbers_in(row, m)
    last = row.items[numbers[-1]]
    size = last.data[0]
    when = row.when(last)
    for figure, n in zip(figures, numbers, strict=True):
        quantity = row.items[n].data[0]
        row.add(
            m,
            figure.indicator,
            figure.ref,
            operation,
            n,
            partner=figure.partner,
            value=with_magnitude(quantity.text, size.text) if quantity.amount < size.amount else None,
            unit=quantity.unit or size.unit,
            order=order,
            when=when,
        )
    return True


def dealt_out(row: "Row", m: Match) -> bool:
    """The populations of Chile and Ecuador are 19.6 and 18.1 million, respectively: one number each."""
    figures = figures_of(row, m)
    numbers = numbers_in(row, m)
    last = row.items[numbers[-1]].code
    if len(figures) != len(numbers) or len({row.items[n].code for n in numbers} - {"C", last}) > 0:
        return False
    verb = next((w for w in row.items[m.start() : m.start("list")] if w.code == "u"), None)
    if last != "P" or fits(figures[0].indicator, last):
        return fits(figures[0].indicator, last) and one_each(row, m, figures)
    if verb is None:
        return False
    if figures[0].indicator == "gdp":
        return all(grown(row, m, n, f.ref, verb.data == "-") for f, n in zip(figures, numbers, strict=True))
    return one_each(row, m, figures, "change", "asc" if verb.data == "-" else "desc")


def figures_of(row: "Row", m: Match) -> list[Figure]:
    """What the numbers are of: two flows of one country, partners of one country, or several countries."""
    i = m.start("i")
    data = row.checked(i)
    partner = row.who(data["partner"]) if data["partner"] is not None else ()
    if data["word"] in EACH_WAY:
        return [Figure(way, row.owner(i), partner) for way in EACH_WAY[data["word"]]]
    if data["indicator"] == "trade_balance" and not {"fall", "rise"} & set(data["flags"]):
        return []
    if len(partner) > 1 and data["indicator"] != "trade_balance":
        return [Figure(data["indicator"], row.owner(i), (area,)) for area in partner]
    own = item(row, m, "a") or data["own"]
    if own is None or own.code != "A" or partner or data["indicator"] == "trade_balance":
        return []
    return [Figure(data["indicator"], (area,)) for area in own.data["ids"]]


def people_dealt_out(row: "Row", m: Match) -> bool:
    """Colombia and Peru, with 52 million and 34 million people respectively: one number each."""
    areas, numbers = row.who(row.items[m.start("own")]), numbers_in(row, m)
    if len(areas) != len(numbers) or row.items[numbers[-1]].data[0].amount < 1000:
        return False
    return one_each(row, m, [Figure("population", (area,)) for area in areas])


def growth_dealt_out(row: "Row", m: Match) -> bool:
    """Chile and Peru grew by 2 and 3 per cent respectively: one rate each."""
    verb = row.items[m.start("u")]
    areas, numbers = row.who(row.items[m.start("own")]), numbers_in(row, m)
    if len(areas) != len(numbers) or row.items[numbers[-1]].code != "P":
        return False
    if not re.match(t.GROW, row.low[verb.start : verb.end]):
        return False
    return all(grown(row, m, n, (area,), verb.data == "-") for area, n in zip(areas, numbers, strict=True))


def spending_dealt_out(row: "Row", m: Match) -> bool:
    """Germany and France spend 1.5 and 1.9 per cent of GDP on defence, respectively."""
    areas, numbers = row.who(row.items[m.start("own")]), numbers_in(row, m)
    if len(areas) != len(numbers) or not is_defence(row, m.start("d")):
        return False
    share = row.items[numbers[-1]].code == "P"
    if share != bool(m.groupdict().get("g")) or (share and row.items[m.start("g")].data["indicator"] != "gdp"):
        return False
    indicator = "military_expenditure_gdp" if share else "military_expenditure"
    return one_each(row, m, [Figure(indicator, (area,)) for area in areas])


def troops_dealt_out(row: "Row", m: Match) -> bool:
    """Kuwait and Qatar host 13,500 and 10,000 U.S. troops respectively; the other way round too."""
    hosts, sender, numbers = row.who(row.items[m.start("h")]), row.who(row.items[m.start("a")]), numbers_in(row, m)
    if len(hosts) != len(numbers) or set(hosts) & set(sender) or len(sender) != 1:
        return False
    return one_each(row, m, [Figure("troops", sender, (host,)) for host in hosts])


def ranks_dealt_out(row: "Row", m: Match) -> bool:
    """By nominal GDP, Poland and Switzerland rank 21st and 20th respectively: one place each."""
    areas = row.who(row.items[m.start("own")])
    ranks = [n for n in range(m.start("list"), m.end("list")) if row.items[n].code == "O"]
    noun = item(row, m, "i")
    if len(areas) != len(ranks) or noun is None:
        return False
    indicator = row.checked(row.items.index(noun))["indicator"] if noun.code == "I" else noun.data
    order = row.items[ranks[-1]].data["order"]
    among = scope(row, item(row, m, "w"), noun.data["own"] if noun.code == "I" else None)
    for area, o in zip(areas, ranks, strict=True):
        row.add(m, indicator, (area,), "rank", o, value=place(row, o), unit="RANK", order=order, **among)
    return True


def shares_listed(row: "Row", m: Match) -> bool:
    """Vietnam's main markets were the US (28 per cent), China (17 per cent) and Korea (7 per cent)."""
    numbers = numbers_in(row, m)
    noun, reporter = item(row, m, "k"), item(row, m, "r")
    if noun is not None and noun.code == "K":
        indicator = "goods_trade" if noun.data == "trade_partner" else noun.data
        ref = row.who(reporter) if reporter is not None else row.subject(m.start())
    else:
        closed = row.checked(m.start("k"))
        indicator = closed["indicator"]
        ref = row.owner(m.start("k")) if reporter is None else row.who(reporter)
        if closed["partner"] is not None or closed["modifier"]:
            return False
    partners = [row.who(w) for w in row.items[m.start("list") : m.end("list")] if w.code == "A"]
    if indicator not in TRADE - {"trade_balance"} or len(ref) != 1 or len(partners) != len(numbers):
        return False
    when = row.when(row.items[numbers[-1]])
    for partner, n in zip(partners, numbers, strict=True):
        row.add(m, indicator, ref, "share", n, partner=partner, when=when)
    return True


def figures_listed(row: "Row", m: Match) -> bool:
    """Nominal GDP: Indonesia $1.37 trillion, Turkey $1.11 trillion: the heading is the indicator."""
    i, numbers = m.start("i"), numbers_in(row, m)
    data = row.checked(i)
    areas = [row.who(w) for w in row.items[m.start("list") : m.end("list")] if w.code == "A"]
    codes = {row.items[n].code for n in numbers}
    if data["own"] is not None or data["partner"] is not None or len(areas) != len(numbers) or len(codes) != 1:
        return False
    indicator = "gdp_growth" if data["indicator"] == "gdp" and codes == {"P"} else data["indicator"]
    if not fits(indicator, *codes) or indicator == "trade_balance":
        return False
    named = {p.period for p in row.periods if p.period}
    for area, n in zip(areas, numbers, strict=True):
        times = {"period": next(iter(named))} if len(named) == 1 else row.when(row.items[n])
        sign = row.items[n - 1].data if row.items[n - 1].code == "u" else None
        if sign and indicator != "gdp_growth":
            return False
        row.add(m, indicator, area, plural(row, area, indicator), n, value=signed(row, n, sign == "-"), when=times)
    return True


def profile(row: "Row", m: Match) -> bool:
    """Vietnam: GDP $430 billion, population 100 million, exports $355 billion: the heading is the country."""
    ref = row.who(row.items[m.start("a")])
    done = False
    for n in numbers_in(row, m):
        i = n - 1
        data = row.checked(i)
        indicator, code = data["indicator"], row.items[n].code
        if indicator == "gdp" and code == "P":
            indicator = "gdp_growth"
        sign = {"trade_balance"} & {indicator}
        if data["own"] is not None or data["partner"] is not None or sign or not fits(indicator, code):
            continue
        done = row.add(m, indicator, ref, plural(row, ref, indicator), n) or done
    return done


def listed(row: "Row", m: Match) -> bool:
    """GDP of Pakistan: $340bn; Luxembourg (population 660,000)."""
    i, n = m.start("i"), m.start("n")
    between = row.items[i + 1] if n > i + 1 else row.items[i - 1]
    if between.data not in (":", "(", "-", "="):
        return False
    if row.items[n].code == "P" and row.items[i].data["indicator"] == "gdp":
        return False
    if row.items[i].data["indicator"] == "goods_trade" and re.match("[oi]I", row.codes[n + 1 :]):
        return False  # "trade with China: $427bn of imports"
    if n == i + 1:
        if (
            row.items[i].data["indicator"] != "population"
            or row.items[i].data["own"] is not None
            or between.data != "("
        ):
            return False
        if i < 2 or row.items[i - 2].code != "A":
            return False
        row.checked(i)
        return stated(row, m, i, n, row.who(row.items[i - 2]))
    return level(row, m)


def headline(row: "Row", m: Match) -> bool:
    """Ghana: population 33 million; Zimbabwe inflation 57%, GDP growth 2%: no verb at all."""
    i = m.start("i")
    data, code = row.items[i].data, row.items[m.start("n")].code
    heading = m.groupdict().get("a")
    if data["own"] is not None and data["own"].code == "A" and not heading:
        return level(row, m)
    if code == "P":
        named = data["own"] is not None or data["word"] != "growth"
        return not heading and data["indicator"] == "gdp_growth" and named and level(row, m)
    if data["own"] is not None or not heading:
        return False
    if data["indicator"] != "population" and row.items[m.start("a") + 1].data != ":":
        return False
    if not fits(data["indicator"], code):
        return False
    row.checked(i)
    return stated(row, m, i, m.start("n"), row.who(row.items[m.start("a")]))
