"""Rules for changes: growth, rises and falls with and without a number, multiples, streaks, extremes.

Belongs here: what a matched row of word classes says about a change. Does not belong here: the patterns (grammar.py),
amounts (amounts.py), who and when (subjects.py, dating.py).
"""

import re
from typing import TYPE_CHECKING, Any

from pipelines.claims import quantities as q
from pipelines.claims import terms as t
from pipelines.claims.dating import period_only
from pipelines.claims.parts import Match, item, plural, product_of, said_at, signed, years_between
from pipelines.claims.phrases import TRADE, TRADE_AND_SERVICES

if TYPE_CHECKING:
    from pipelines.claims.propositions import Row

NO_RATIO = t.RATES | {"event"}
"""Of these no ratio is read: "growth doubled" is not."""


STEADY = re.compile(
    r"\b(?:stay(?:ed|s)?|remain(?:ed|s)?|consistently|kept|every year) (?:[a-z]+ )?(?:above|over|at|below)\b"
)
LOST_AT_ONCE = re.compile(
    r"\blost\b.* in (?:a|one|a single|the) (?:days?|hours?|weeks?|night|attack|battle|war|earthquake)\b"
)
NOMINAL = re.compile(r" ?(?:in (?:cash|nominal|dollar|money) terms|(?:at|in) current prices)")
IN_MONEY = re.compile(r"\bnominal (?:gdp|economic|growth|output)\b")
AVERAGED = re.compile(r"\bon average\b|\ban? (?:annual |yearly )?average\b|\baverag(?:ed|ing|es)\b")
AVERAGE = frozenset(
    (
        "on average",
        "average",
        "an average of",
        "average of",
        "a year",
        "annually",
        "per year",
        "every year",
        "per annum",
        "each year",
        "annualised",
        "annualized",
        "at an annualised rate of",
        "at an annualized rate of",
        "at an annual rate of",
    )
)


def grown(row: "Row", m: Match, n: int, ref: tuple[str, ...], negative: bool) -> bool:
    """A rate of growth of output: of one year, on average over years, or all in all since a year."""
    if NOMINAL.match(row.low[row.items[n].end :]) or IN_MONEY.search(row.low):
        raise t.Refused("no indicator", "growth in current prices, and the rates held are real ones")
    times = row.when(row.items[n])
    span = times.get("base_period")
    value = signed(row, n, negative)
    if span and STEADY.search(row.low):
        raise t.Refused("no indicator", "a rate of every year since then")
    if times.get("loose"):
        return row.add(m, "gdp", ref, "change", n, value=value.lstrip("-"), order="asc" if value[0] == "-" else "desc")
    if span and not times.get("yearly") and years_between(span, times.get("period"), row) > 1:
        if AVERAGE & row.dropped or "averaged" in row.low or re.search(r"\b(?:rate|pace)\b", row.low):
            return row.add(
                m, "gdp_constant", ref, "growth", n, value=value.lstrip("-"), order="asc" if value[0] == "-" else "desc"
            )
        return row.add(m, "gdp", ref, "change", n, value=value.lstrip("-"), order="asc" if value[0] == "-" else "desc")
    if AVERAGE & row.dropped and not times.get("period") and AVERAGED.search(row.low):
        raise t.Refused("no indicator", "an average over a period that is not named")
    times = {key: value for key, value in times.items() if key != "base_period"}
    return row.add(m, "gdp_growth", ref, plural(row, ref, "gdp_growth"), n, value=value, when=times)


def change(row: "Row", m: Match) -> bool:
    """Exports rose 5 per cent; a fall of 21 per cent in military spending; China cut imports by 3 per cent."""
    i, n = m.start("i"), m.start("n")
    if re.match(r"h", row.codes[m.end() :]):
        raise t.Refused("no indicator", "so many per cent more than another country: not among the operations")
    verb = row.items[m.start("u")]
    falling = (verb.data == "-") if verb.code == "u" else verb.data == "less"
    data, number = row.items[i].data, row.items[n]
    indicator = data["indicator"]
    if indicator == "armed_forces" and i and row.codes[i - 1] == "i":
        indicator = "military_expenditure"  # "spent $731 billion on its military, up by 5.3 per cent"
    if "," in m.group() and i and row.codes[i - 1] in "Fitwfb" and data["own"] is None:
        return False  # "earned $13 billion from shipments, down 16 per cent"
    if "," in m.group() and re.search(r"I,(?:As)?O$", row.codes[:i]):
        return False  # "exports to Germany, the EU's largest economy, rose 2 per cent"
    if row.codes[n + 1 : n + 2] in ("o", "C") and row.codes[n + 1 : n + 3] != "oi":
        return False
    if number.code == "C" and indicator not in t.PERSONS:
        return False
    if number.code == "M" and indicator not in t.MONEY:
        return False
    if indicator == "armed_forces" and row.low[verb.start : verb.end] in ("lost", "lose", "loses", "losing"):
        raise t.Refused("no indicator", "soldiers lost are casualties")
    if indicator == "population" and number.code == "C" and LOST_AT_ONCE.search(row.low):
        raise t.Refused("no indicator", "people lost in a day are casualties")
    if indicator == "gdp" and number.code == "M" and row.low[verb.start : verb.end] == "lost":
        return False  # "the economy lost $3 trillion in the pandemic": against what it might have been
    row.checked(i)
    owner = m.groupdict().get("a")
    if owner and (data["own"] is None or data["own"].code == "R"):
        ref = row.who(row.items[m.start("a")])
    elif data["own"] is None and (inside := re.match(r"iA", row.codes[m.end() :])):
        ref = row.who(row.items[m.end() + inside.end() - 1])
    else:
        ref = row.owner(i)
    if number.code in "PV" and indicator in ("gdp", "gdp_growth"):
        if indicator == "gdp_growth":
            return False
        if number.code == "V" and falling:  # "shrank by half between 2000 and 2008"
            return row.add(m, "gdp", ref, "change", n, order="asc", unit="PT")
        return grown(row, m, n, ref, falling)
    if number.code == "Q" and indicator not in ("military_expenditure_gdp",):
        return False
    partner = row.who(data["partner"]) if data["partner"] is not None else ()
    if len(ref) == 2 and not partner and indicator in ("goods_trade", "trade_balance"):
        ref, partner = ref[:1], ref[1:]
    operation = "change"
    more: dict[str, Any] = {}
    if number.code == "P" and AVERAGE & row.dropped:
        if row.when(number).get("base_period"):
            operation = "growth"
        else:
            more = {"not_checkable": "no data", "reason": "a yearly rate over a period that is not named"}
    return row.add(m, indicator, ref, operation, n, partner=partner, order="asc" if falling else "desc", **more)


def part_of_it(row: "Row", m: Match) -> bool:
    """Latvia has lost almost a third of its population since 1990."""
    verb = row.items[m.start("u")]
    if row.low[verb.start : verb.end] != "lost":
        return False
    data = row.checked(m.start("i"))
    ref, own = row.who(row.items[m.start("a")]), data["own"]
    if own is None or row.who(own) != ref or data["indicator"] != "population" or data["partner"] is not None:
        return False
    return row.add(m, data["indicator"], ref, "change", m.start("n"), order="asc", unit="PT")


def bare_growth(row: "Row", m: Match) -> bool:
    """China grew 5.2 per cent."""
    verb = row.items[m.start("u")]
    if not re.match(t.GROW, row.low[verb.start : verb.end]):
        return False
    if row.codes[m.start("n") + 1 : m.start("n") + 2] == "o":
        return False
    area = row.items[m.start("a")]
    if area.code == "A" and area.data["kind"] in ("seat", "demonym"):
        return False
    if area.code == "R" and not row.named:
        others = any(w.code == "_" for w in row.items[: m.start()])  # "The company said it grew 5 per cent"
        if others or (row.context.last or {}).get("indicator") != "gdp_growth":
            return False
    return grown(row, m, m.start("n"), row.who(area), verb.data == "-")


def growing(row: "Row", m: Match) -> bool:
    """The German economy narrowly avoided recession last year, growing 0.2 per cent."""
    verb = row.items[m.start("u")]
    word = row.low[verb.start : verb.end]
    if row.checked(m.start("i"))["indicator"] != "gdp" or not (re.match(t.GROW, word) and word.endswith("ing")):
        return False
    return grown(row, m, m.start("n"), row.owner(m.start("i")), verb.data == "-")


def elided_growth(row: "Row", m: Match) -> bool:
    """…, while Spain's expanded by 2.5 per cent: the noun is the one before."""
    before = row.drafts or ([row.context.last] if row.context.last and m.start() == 0 else [])
    if not any(draft.get("indicator") == "gdp_growth" for draft in before):
        return False
    return bare_growth(row, m)


def growth_again(row: "Row", m: Match) -> bool:
    """Peru grew 2.7 per cent in 2022 but shrank 0.6 per cent in 2023: the subject is the one before."""
    last = said_at(row, m.start() - 1, "level", "change")
    if last is None or (last["operation"] == "level") != (last["indicator"] == "gdp_growth"):
        return False
    n, ref, falls = m.start("n"), tuple(last["areas"]["ref"]), row.items[m.start("u")].data == "-"
    if last["operation"] == "level":
        return grown(row, m, n, ref, falls)
    times = row.when(row.items[n])
    if not times.get("period") or times["period"] == last.get("period"):
        return False
    partner, order = tuple(last["areas"]["counterpart"]), "asc" if falls else "desc"
    return row.add(m, last["indicator"], ref, "change", n, partner=partner, order=order, when=times)


def growth_ahead(row: "Row", m: Match) -> bool:
    """After expanding by 9 per cent in 2021, Tunisia's economy grew 2.6 per cent in 2022."""
    verb, n, i = row.items[m.start("u")], m.start("n"), m.start("i")
    if row.checked(i)["indicator"] != "gdp" or not re.match(t.GROW, row.low[verb.start : verb.end]):
        return False
    return "period" in row.when(row.items[n]) and grown(row, m, n, row.owner(i), verb.data == "-")


def growth_on(row: "Row", m: Match) -> bool:
    """Grew by 8 per cent in 2022 and 5 per cent in 2023; shrank by 20 and by a further 6: the same verb."""
    last = said_at(row, m.start() - 1, "level", "change")
    n = m.start("n")
    if last is None or (last["operation"] == "level" and last["indicator"] != "gdp_growth"):
        return False
    times = row.when(row.items[n])
    if not times.get("period") or not last.get("period") or times["period"] == last["period"]:
        return False
    ref, partner = tuple(last["areas"]["ref"]), tuple(last["areas"]["counterpart"])
    if last["operation"] == "change":
        order = last.get("order", "desc")
        return row.add(m, last["indicator"], ref, "change", n, partner=partner, order=order, when=times)
    return grown(row, m, n, ref, last["value"].startswith("-"))


def growth_then(row: "Row", m: Match) -> bool:
    """Contracted by 8 per cent in 2020, then expanded by 6 per cent in 2021."""
    return "then " in row.low[row.items[m.start()].start : row.items[m.start() + 1].start] and growth_again(row, m)


def change_again(row: "Row", m: Match) -> bool:
    """Exports were worth $67bn, up 3.4 per cent; imports of $63bn, 18.9 per cent less than the year before."""
    last = said_at(row, m.start() - 1, "level", "sum")
    if last is None and row.codes[m.start() - 1] in "gA" and row.drafts and row.drafts[-1].get("indicator") in TRADE:
        last = row.drafts[-1]  # "exported $490 billion in goods to the U.S., up 5 per cent"
    if last is None and row.codes[m.start() - 1] in "Id" and row.drafts:
        spent = row.drafts[-1]  # "spent $109 billion on its armed forces, a rise of 24 per cent"
        near = spent["at"] < row.items[m.start("u")].start and spent.get("indicator") == "military_expenditure"
        last = spent if near and re.search(r"M[^,;]*$", row.codes[: m.start()]) else None
    if last is None or last.get("operation") not in ("level", "sum"):
        return False
    if last["indicator"] in ("trade_balance", "gdp", "gdp_growth"):
        return False
    times = row.when(row.items[m.start("n")])
    if "period" in last:
        times["period"] = last["period"]
    return row.add(
        m,
        last["indicator"],
        tuple(last["areas"]["ref"]),
        "change",
        m.start("n"),
        partner=tuple(last["areas"]["counterpart"]),
        order="asc" if row.items[m.start("u")].data in ("-", "less") else "desc",
        when=times,
        **{key: last[key] for key in ("not_checkable", "reason") if key in last},
    )


def others_changed(row: "Row", m: Match) -> bool:
    """Exports to China slid 2.6 per cent and those to Germany 4.1 per cent: the noun is the one before."""
    place = m.start() - 1
    last = next((d for n in range(3) if (d := said_at(row, max(0, place - n), "change"))), None)
    if last is None or not last["areas"]["counterpart"]:
        return False
    word = next((w for w in row.items[m.start() : m.end()] if w.code == "u"), None)
    order = last.get("order", "desc") if word is None else "asc" if word.data == "-" else "desc"
    return row.add(
        m,
        last["indicator"],
        tuple(last["areas"]["ref"]),
        "change",
        m.start("n"),
        partner=row.who(row.items[m.start("p")]),
        order=order,
        when={k: v for k, v in last.items() if k in ("period", "base_period")},
        **product_of(last),
    )


def change_also(row: "Row", m: Match) -> bool:
    """India's exports rose by 40 per cent, Bangladesh's by 80 per cent: the verb is the one before."""
    last, n = row.drafts[-1] if row.drafts else None, m.start("n")
    if last is None or last.get("operation") != "change" or last["areas"]["counterpart"] or "not_checkable" in last:
        return False
    ref = row.who(row.items[m.start("a")])
    if last["at"] > row.items[n].start or set(ref) & set(last["areas"]["ref"]):
        return False
    when = {k: v for k, v in last.items() if k in ("period", "base_period")}
    return row.add(m, last["indicator"], ref, "change", n, order=last.get("order", "desc"), when=when)


def others_reached(row: "Row", m: Match) -> bool:
    """… while those to China fell 8.8 per cent to 97.3 billion euros: the level beside the change."""
    last, partner = row.drafts[-1] if row.drafts else None, row.who(row.items[m.start("p")])
    if last is None or last.get("operation") != "change" or tuple(last["areas"]["counterpart"]) != partner:
        return False
    when = period_only(last)
    ref = tuple(last["areas"]["ref"])
    return row.add(m, last["indicator"], ref, "level", m.start("n"), partner=partner, when=when)


PAIRS = ({"goods_exports", "goods_imports"}, {"goods_services_exports", "goods_services_imports"})


def growth_also(row: "Row", m: Match) -> bool:
    """The euro zone grew 0.3 per cent, with Germany growing 0.2 per cent and Spain 0.7 per cent."""
    last = next((d for d in reversed(row.drafts) if d.get("indicator") == "gdp_growth"), None)
    if last is None:
        return False
    verb = item(row, m, "u")
    if verb is not None and not re.match(t.GROW, row.low[verb.start : verb.end]):
        return False
    falls = verb.data == "-" if verb is not None else last["value"].startswith("-")
    when = period_only(last)
    ref, n = row.who(row.items[m.start("a")]), m.start("n")
    operation = plural(row, ref, "gdp_growth")
    return row.add(m, "gdp_growth", ref, operation, n, value=signed(row, n, falls), when=when)


def change_before(row: "Row", m: Match) -> bool:
    """Exports fell 10.9 per cent in March, compared with a 3.6 per cent rise in February."""
    last = said_at(row, m.start() - 1, "change", "level", "mean")
    if last is None or last["indicator"] not in (*TRADE_AND_SERVICES, "gdp_growth", "military_expenditure"):
        return False
    n, verb = m.start("n"), row.items[m.start("u")]
    times = row.when(row.items[n])
    if "period" not in times or times["period"] == last.get("period"):
        return False
    areas = last["areas"]
    ref, partner, falls = tuple(areas["ref"]), tuple(areas["counterpart"]), verb.data == "-"
    if last["indicator"] == "gdp_growth":
        value = signed(row, n, falls)
        return row.add(m, "gdp_growth", ref, last["operation"], n, value=value, when={"period": times["period"]})
    if last["operation"] != "change":
        return False
    order, held = "asc" if falls else "desc", product_of(last)
    return row.add(m, last["indicator"], ref, "change", n, partner=partner, order=order, when=times, **held)


def verb_before(row: "Row", m: Match) -> bool:
    """Exports rose 5 per cent to $10bn and imports 3 per cent; imports to $8bn: the verb is the one before."""
    i, n = m.start("i"), m.start("n")
    data = row.checked(i)
    code = row.items[n].code
    place = m.start() - 1
    last = said_at(row, place, *(("change",) if code == "P" else ("level", "sum")))
    if last is None and code == "P":
        last = next((d for d in reversed(row.drafts) if d.get("operation") == "change"), None)
    if last is None or {last["indicator"], data["indicator"]} not in PAIRS:
        return False
    ref = row.who(data["own"]) if data["own"] is not None else tuple(last["areas"]["ref"])
    partner = row.who(data["partner"]) if data["partner"] is not None else tuple(last["areas"]["counterpart"])
    when = {k: v for k, v in last.items() if k in ("period", "base_period")}
    order = last.get("order", "desc")
    return row.add(m, data["indicator"], ref, last["operation"], n, partner=partner, order=order, when=when)


def multiplied(row: "Row", m: Match) -> bool:
    """Exports have doubled since 2010."""
    n, i = m.start("n"), m.start("i")
    data = row.checked(i)
    if data["indicator"] in NO_RATIO:
        return False
    owner = item(row, m, "a")
    ref = row.who(owner) if owner is not None and (data["own"] is None or data["own"].code == "R") else row.owner(i)
    times = row.when(row.items[n])
    if times.get("period") and (times.get("yearly") or not times.get("base_period")):
        times["base_period"] = t.year_before(times["period"])
    if not times.get("base_period") and not times.get("loose"):
        raise t.Refused("no data", "since when is not said")
    partner = row.who(data["partner"]) if data["partner"] is not None else ()
    return row.add(m, data["indicator"], ref, "ratio", n, partner=partner, unit="TIMES", when=times)


STREAK = re.compile(
    r"\b(?:for )?(?:an? |the )?(?P<n>\w+)[ -](?:consecutive|straight|successive)(?: (?P<f>year|quarter|month))s?"
    r"|\b(?:an? |the )?(?P<n2>\w+) (?P<f2>year|quarter|month)s? (?:in a row|running|on the trot|in succession)"
)


OF_OTHERS = re.compile(
    r" of (?!(?:export |import |annual |steady |positive )?"
    r"(?:growth|gains?|increases?|rises?|expansions?|declines?|falls?|drops?|contractions?|decreases?)\b)"
)
"""“… the 15th consecutive month of a positive trade balance”: a row of something else."""


def streak(row: "Row", m: Match) -> bool:
    """Exports fell for the fourth straight month."""
    hit = STREAK.search(row.low, row.items[m.start("u")].end)
    if not hit or re.search(
        r"[;^]", row.codes[m.end() : next((n for n, w in enumerate(row.items) if w.start >= hit.start()), 0)]
    ):
        return False
    if OF_OTHERS.match(row.low, hit.end()):
        return False
    count = hit["n"] or hit["n2"]
    word = (q.UNITS | q.ORDINALS).get(count, count.rstrip("stndrh"))
    if not str(word).isdigit() or int(word) < 2:
        return False
    data = row.checked(m.start("i"))
    ref = row.owner(m.start("i"))
    if data["indicator"] in ("gdp_growth", "event"):
        return False
    partner = row.who(data["partner"]) if data["partner"] is not None else ()
    return row.add(
        m,
        data["indicator"],
        ref,
        "streak",
        None,
        partner=partner,
        value=str(word),
        order="asc" if row.items[m.start("u")].data == "-" else "desc",
        when=row.period_of(None),
    )


def extreme_again(row: "Row", m: Match) -> bool:
    """GDP growth of 8 per cent in 2022 was the highest since 1997: the figure before is the extreme."""
    last = said_at(row, m.start() - 1, "level", "sum", "mean")
    rank_word = row.items[m.start("o")].data
    base = next((p for p in row.periods if p.base and p.start >= row.items[m.start("o")].end), None)
    if last is None or base is None or rank_word["bare"] or rank_word["n"] > 1:
        return False
    if rank_word["indicator"] not in (None, last["indicator"]):
        return False
    if rank_word["indicator"] and len(base.base or "") != len(last.get("period", base.base or "")):
        return False  # a quarter among years
    noun = next((w for w in row.items[m.start() : m.end()] if w.code == "I"), None)
    if noun is not None and (noun.data["indicator"] != last["indicator"] or noun.data["modifier"]):
        return False  # "its slowest growth since 2020"
    when = {"base_period": base.base} | period_only(last)
    ref, partner = tuple(last["areas"]["ref"]), tuple(last["areas"]["counterpart"])
    return row.add(m, last["indicator"], ref, "extreme", None, partner=partner, order=rank_word["order"], when=when)


EVER = re.compile(r"(?: [a-z]+)? (?:on record|ever|in history|of all time|in its history)\b")


def extreme(row: "Row", m: Match) -> bool:
    """Imports hit their highest level since 2014."""
    data = row.checked(m.start("i"))
    rank_word = row.items[m.start("o")].data
    if rank_word["bare"] or rank_word["indicator"] not in (None, data["indicator"]) or rank_word["n"] > 1:
        return False
    base = next((p for p in row.periods if p.base and p.start >= row.items[m.start("o")].end), None)
    ever = EVER.match(row.low, row.items[m.start("o")].end)
    if base is None and not ever:
        return False
    order = rank_word["order"]
    if data["indicator"] == "trade_balance" and "fall" in data["flags"]:
        order = "asc" if order == "desc" else "desc"  # the largest deficit is the lowest balance
    ref = row.owner(m.start("i"))
    partner = row.who(data["partner"]) if data["partner"] is not None else ()
    period = next((p.period for p in row.periods if p.period and not p.base), None)
    return row.add(
        m,
        data["indicator"],
        ref,
        "extreme",
        None,
        partner=partner,
        order=order,
        when=({"base_period": base.base} if base else {}) | ({"period": period} if period else {}),
    )


def moved(row: "Row", m: Match) -> bool:
    """Exports to China rose last year; the economy shrank in 2020: which way, and no number."""
    i = m.start("i")
    data, verb = row.items[i].data, row.items[m.start("u")]
    if data["indicator"] != "gdp":
        return rose(row, m)
    if not re.match(t.GROW, row.low[verb.start : verb.end]):
        return False
    if row.codes[m.end() : m.end() + 1] not in ("", ",", ";", "n", "f") or row.has_near_number(m.end()):
        return False
    if re.match(r",b?[PM]", row.codes[m.end() :]):
        return False
    row.checked(i)
    ref = row.owner(i)
    times = row.when(None)
    return row.add(
        m,
        "gdp_growth",
        ref,
        plural(row, ref, "gdp_growth"),
        None,
        value="0",
        unit="PT",
        when=period_only(times),
        hedge="under" if verb.data == "-" else "over",
    )


def rose(row: "Row", m: Match) -> bool:
    """A direction is claimed only where the sentence says when, and where the verb can be no noun."""
    i = m.start("i")
    data, verb = row.items[i].data, row.items[m.start("u")]
    if data["indicator"] in ("event", "trade_balance", "gdp_growth") or verb.also or data["word"] == "shipments":
        return False
    behind = row.low[row.items[m.end() - 1].end :]
    if re.match(r"[^;]{0,40}\bfirst time\b", behind) or re.match(r",{0,2}[^;,]{0,4}[blt][PMC]", row.codes[m.end() :]):
        return False  # "has grown, reaching $166 billion in 2011"
    if not re.match(r"$|[,;]", row.codes[m.end() :]) or any(d["at"] == row.items[m.start()].start for d in row.drafts):
        return False
    row.checked(i)
    times = row.when(None)
    if times.get("loose") or not {"period", "base_period"} & set(times):
        return False
    if "base_period" not in times:
        times["base_period"] = t.year_before(times["period"])
    return row.add(
        m,
        data["indicator"],
        row.owner(i),
        "direction",
        None,
        partner=row.who(data["partner"]) if data["partner"] is not None else (),
        order="asc" if verb.data == "-" else "desc",
        when=times,
    )
