"""Rules: which rows of word classes state which proposition.

Belongs here: one pattern per way of putting a proposition, on the codes of lexicon/words.csv, and what it then means.
Does not belong here: who and when (sentence.py). A rule that matches too little is
better than one that matches too much.

Codes: A area, R pronoun, I closed indicator, T troops, H people, K partner, E rank noun, M money, P per cent,
Q points, C count, X times, V part, O rank, u rise or fall, v be, e have, l reach, k spend, d defence, x and m sell
and buy, q more or less, h than.
"""

import re
from typing import TYPE_CHECKING, Any

from pipelines.claims import quantities as q
from pipelines.claims import sentence as s
from pipelines.claims.phrases import GROUPS, PRODUCTS, TRADE

if TYPE_CHECKING:
    from pipelines.claims.sentence import Row

Match = re.Match[str]
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
    )
)
TAIL = re.compile(r"(?:$|[,;n!?fwh.vbuecltFS%r^&DY]|i[AR]|oA)")
HEDGE_VERB = re.compile(
    r"(?:has |have |had )?(?:exceed|surpass|topp|tops|approach|nearing|pass|cross|breach|broke|stood|stands)|at\b"
)
SCOPES = ("region", "continent")


def plural(row: "Row", areas: tuple[str, ...], indicator: str) -> str:
    if len(areas) == 1 and (areas[0] not in GROUPS or areas[0] == "WLD"):
        return "level"
    return "mean" if indicator in s.AVERAGED else "sum"


def signed(row: "Row", n: int, negative: bool) -> str:
    text = row.items[n].data[0].text
    return f"-{text}" if negative and not text.startswith("-") else text


def too_few(row: "Row", n: int, indicator: str) -> bool:
    """No country has so few people: the number is an age, a rank or a share."""
    return (
        indicator in ("population", "armed_forces") and row.items[n].code == "C" and row.items[n].data[0].amount < 300
    )


def level(row: "Row", m: Match) -> bool:
    """GDP is $5 trillion; population of 48 million; a deficit of $5bn; growth was 5 per cent."""
    i, n = m.start("i"), m.start("n")
    data, number = row.items[i].data, row.items[n]
    indicator, code = data["indicator"], number.code
    if i and row.codes[i - 1] in "io" and n > i and data["own"] is None and indicator != "population":
        return False  # "the rise in exports was $5 billion"
    if i and row.codes[i - 1] == "O" and not row.items[i - 1].data["bare"]:
        return superlative_level(row, m)
    tail = row.codes[n + 1 : n + 3]
    if indicator == "military_expenditure_gdp":
        if code != "P" or (tail[:1] == "o" and not tail.startswith("oI")):
            return False
        row.checked(i)
        ref = row.owner(i)
        return row.add(m, indicator, ref, plural(row, ref, indicator), n)
    if code == "P":
        if tail.startswith("oI"):
            if indicator == "military_expenditure" and row.items[n + 2].data["indicator"] in ("gdp",):
                row.checked(i)
                ref = row.owner(i)
                return row.add(m, "military_expenditure_gdp", ref, plural(row, ref, "military_expenditure_gdp"), n)
            return False
        if tail[:1] in ("u", "q", "o") or not TAIL.match(row.codes[n + 1 :]):
            return False
        if indicator == "gdp":
            if "u" in m.group() and "t" not in m.group():
                return False
            indicator = "gdp_growth"
        if indicator != "gdp_growth":
            return False
        row.checked(i)
        ref = row.owner(i)
        if data["word"] == "growth" and data["modifier"]:
            return False
        return grown(row, m, n, ref, "fall" in data["flags"])
    if code == "M" and indicator not in s.MONEY:
        return False
    if code == "C":
        if indicator in s.MONEY and number.data[0].amount < 1e6:
            return False
        if indicator not in s.MONEY and indicator not in s.PERSONS:
            return False
        follow = row.items[n + 1] if n + 1 < len(row.items) else None
        if too_few(row, n, indicator):
            return False
        if follow is not None and follow.code == "H":
            if indicator == "armed_forces" or not TAIL.match(row.codes[n + 2 :]):
                return False
        elif follow is not None and follow.code == "T" and indicator == "armed_forces":
            pass
        elif not TAIL.match(row.codes[n + 1 :]):
            return False
    row.checked(i)
    ref = row.owner(i)
    return stated(row, m, i, n, ref)


def superlative_level(row: "Row", m: Match) -> bool:
    """… recorded the highest GNI per capita in Africa, at 16,940 dollars: the figure of who holds the rank."""
    indicator, n = row.items[m.start("i")].data["indicator"], m.start("n")
    last = next((d for d in row.drafts if d.get("operation") == "rank" and d["indicator"] == indicator), None)
    fits = {"M": s.MONEY - {"trade_balance"}, "C": s.PERSONS, "P": s.RATES}[row.items[n].code]
    if last is None or indicator not in fits or not TAIL.match(row.codes[n + 1 :]):
        return False
    return row.add(m, indicator, tuple(last["areas"]["ref"]), "level", n)


def partner_behind(row: "Row", n: int, indicator: str) -> tuple[str, ...]:
    """A surplus of 8.7 trillion yen *with the United States*."""
    links = {"goods_exports": "t", "goods_imports": "F", "goods_trade": "w", "trade_balance": "w"}
    found = re.match(rf"(?:po?)?g?[{links.get(indicator, '#')}]([AR])(?!s)", row.codes[n + 1 :])
    return row.who(row.items[n + 1 + found.start(1)]) if found else ()


def listed(row: "Row", m: Match) -> bool:
    """GDP of Pakistan: $340bn; Luxembourg (population 660,000)."""
    i, n = m.start("i"), m.start("n")
    between = row.items[i + 1] if n > i + 1 else row.items[i - 1]
    if between.data not in (":", "(", "-", "="):
        return False
    if row.items[n].code == "P" and row.items[i].data["indicator"] == "gdp":
        return False
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


def from_to(row: "Row", m: Match) -> bool:
    """Exports fell from $31.8 billion in 2022 to $27.7 billion in 2023: two levels, the first only with its period."""
    i, first, second = m.start("i"), m.start("n1"), m.start("n2")
    data = row.checked(i)
    indicator = data["indicator"]
    codes = row.items[first].code, row.items[second].code
    if (
        indicator == "military_expenditure"
        and codes[1] == "P"
        and (row.codes[second + 1 : second + 3] == "oI" or "oI" in m.group())
    ):
        indicator = "military_expenditure_gdp"
    if indicator == "gdp" and codes[1] == "P":
        indicator = "gdp_growth"
    if ("P" in codes) != (indicator in s.RATES) or (codes[1] == "M" and indicator not in s.MONEY):
        return False
    if codes[1] == "C" and indicator not in s.PERSONS:
        return False
    ref = row.owner(i)
    partner = row.who(data["partner"]) if data["partner"] is not None else ()
    flip = indicator == "trade_balance" and "fall" in data["flags"]
    spans = [p for p in row.periods if p.base and p.period]
    done, before_that = False, None
    for n, end in ((first, "base"), (second, "period")):
        times = {k: v for k, v in row.when(row.items[n], 0, 0).items() if k == "period"}
        if spans:
            times = {"period": getattr(spans[0], end)}
        if n == first and not times:
            continue
        if n == second and times == before_that:
            times = {}
        before_that = times
        unit = row.items[n].data[0].unit or row.items[second].data[0].unit
        done = (
            row.add(
                m,
                indicator,
                ref,
                plural(row, ref, indicator),
                n,
                partner=partner,
                value=signed(row, n, flip),
                unit=unit,
                when=times,
            )
            or done
        )
    return done


def exceeding(row: "Row", m: Match) -> bool:
    """An output exceeding $24 trillion: the hedge is the verb."""
    number = row.items[m.start("n")]
    if not HEDGE_VERB.match(row.low[number.start : number.data[0].start]):
        return False
    return level(row, m)


def stated(row: "Row", m: Match, i: int, n: int, ref: tuple[str, ...], presupposed: bool = False) -> bool:
    """One amount of the closed indicator at `i`."""
    data = row.items[i].data
    indicator = data["indicator"]
    if data["word"] == "army" and not row.codes.startswith("o", i + 1):
        raise s.Refused("no indicator", "an army can be the land forces alone")
    if "r" in row.codes:
        raise s.Refused("no indicator", "“respectively” deals the numbers out in an order that is not followed")
    partner: tuple[str, ...] = ()
    if data.get("both"):
        pair = row.who(data["own"])
        ref, partner = pair[:1], pair[1:]
    elif data["partner"] is not None:
        partner = row.who(data["partner"])
    else:
        partner = partner_behind(row, n, indicator)
    if len(ref) == 2 and not partner and indicator in ("goods_trade", "trade_balance"):
        ref, partner = ref[:1], ref[1:]
    if set(ref) & set(partner):
        return False
    value = None
    if row.items[n].code == "M" and "per_capita" not in indicator and abs(row.items[n].data[0].amount) < 1e6:
        raise s.Refused("no indicator", "too small an amount for a country: something is left out")
    if indicator == "trade_balance":
        if not {"fall", "rise"} & set(data["flags"]) and not row.items[n].data[0].text.startswith("-"):
            raise s.Refused("no indicator", "a trade balance without a sign")
        value = signed(row, n, "fall" in data["flags"])
    operation = plural(row, ref, indicator) if len(partner) < 2 else "sum"
    more: dict[str, Any] = {}
    if (
        re.search(r"\bcumulative|\btotall?ing\b|\bracked up\b|in total since", row.low)
        and any(p.base or p.loose for p in row.periods)
    ) or (row.low.lstrip('" ').startswith("since ") and indicator in s.MONEY - {"gdp"}):
        more = {
            "not_checkable": "no data",
            "reason": "the amount runs over several years; the method compares single periods",
        }
    if data.get("services"):
        more = {"not_checkable": "no data", "reason": "only the balance of goods is held"}
    return row.add(m, indicator, ref, operation, n, partner=partner, value=value, presupposed=presupposed, **more)


def grown(row: "Row", m: Match, n: int, ref: tuple[str, ...], negative: bool) -> bool:
    """A rate of growth of output: of one year, on average over years, or all in all since a year."""
    times = row.when(row.items[n], 0, 0)
    span = times.get("base_period")
    value = signed(row, n, negative)
    if times.get("loose"):
        return row.add(m, "gdp", ref, "change", n, value=value.lstrip("-"), order="asc" if value[0] == "-" else "desc")
    if span and not times.get("yearly") and years_between(span, times.get("period"), row) > 1:
        if AVERAGE & row.dropped or "averaged" in row.low or re.search(r"\b(?:rate|pace)\b", row.low):
            return row.add(
                m, "gdp_constant", ref, "growth", n, value=value.lstrip("-"), order="asc" if value[0] == "-" else "desc"
            )
        return row.add(m, "gdp", ref, "change", n, value=value.lstrip("-"), order="asc" if value[0] == "-" else "desc")
    if AVERAGE & row.dropped and not times.get("period") and "average" in row.low:
        raise s.Refused("no indicator", "an average over a period that is not named")
    times = {key: value for key, value in times.items() if key != "base_period"}
    return row.add(m, "gdp_growth", ref, plural(row, ref, "gdp_growth"), n, value=value, when=times)


def years_between(base: str, period: str | None, row: "Row") -> int:
    return int((period or str(row.said_on.year))[:4]) - int(base[:4])


def change(row: "Row", m: Match) -> bool:
    """Exports rose 5 per cent; a fall of 21 per cent in military spending; China cut imports by 3 per cent."""
    i, n = m.start("i"), m.start("n")
    if re.match(r"h", row.codes[m.end() :]):
        raise s.Refused("no indicator", "so many per cent more than another country: not among the operations")
    verb = row.items[m.start("u")]
    falling = (verb.data == "-") if verb.code == "u" else verb.data == "less"
    data, number = row.items[i].data, row.items[n]
    indicator = data["indicator"]
    if indicator == "armed_forces" and i and row.codes[i - 1] == "i":
        indicator = "military_expenditure"  # "spent $731 billion on its military, up by 5.3 per cent"
    if row.codes[n + 1 : n + 2] in ("o", "C") and row.codes[n + 1 : n + 3] != "oi":
        return False
    if number.code == "C" and indicator not in s.PERSONS:
        return False
    if number.code == "M" and indicator not in s.MONEY:
        return False
    row.checked(i)
    owner = m.groupdict().get("a")
    if owner and (data["own"] is None or data["own"].code == "R"):
        ref = row.who(row.items[m.start("a")])
    elif data["own"] is None and (inside := re.match(r"iA", row.codes[m.end() :])):
        ref = row.who(row.items[m.end() + inside.end() - 1])
    else:
        ref = row.owner(i)
    if number.code == "P" and indicator in ("gdp", "gdp_growth"):
        if indicator == "gdp_growth":
            return False
        return grown(row, m, n, ref, falling)
    if number.code == "Q" and indicator not in ("military_expenditure_gdp",):
        return False
    partner = row.who(data["partner"]) if data["partner"] is not None else ()
    if len(ref) == 2 and not partner and indicator in ("goods_trade", "trade_balance"):
        ref, partner = ref[:1], ref[1:]
    operation = "change"
    more: dict[str, Any] = {}
    if number.code == "P" and AVERAGE & row.dropped:
        if row.when(number, 0, 0).get("base_period"):
            operation = "growth"
        else:
            more = {"not_checkable": "no data", "reason": "a yearly rate over a period that is not named"}
    return row.add(m, indicator, ref, operation, n, partner=partner, order="asc" if falling else "desc", **more)


def bare_growth(row: "Row", m: Match) -> bool:
    """China grew 5.2 per cent."""
    verb = row.items[m.start("u")]
    if not re.match(r"gr[eo]w|expand|shr[aiu]nk|contract", row.low[verb.start : verb.end]):
        return False
    if row.codes[m.start("n") + 1 : m.start("n") + 2] == "o":
        return False
    area = row.items[m.start("a")]
    if area.code == "A" and area.data["kind"] in ("seat", "demonym"):
        return False
    return grown(row, m, m.start("n"), row.who(area), verb.data == "-")


def elided_growth(row: "Row", m: Match) -> bool:
    """…, while Spain's expanded by 2.5 per cent: the noun is the one before."""
    if not any(draft.get("indicator") == "gdp_growth" for draft in row.drafts):
        return False
    return bare_growth(row, m)


def growth_again(row: "Row", m: Match) -> bool:
    """Peru grew 2.7 per cent in 2022 but shrank 0.6 per cent in 2023: the subject is the one before."""
    last = said_at(row, m.start() - 1, "level")
    if last is None or last["indicator"] != "gdp_growth":
        return False
    return grown(row, m, m.start("n"), tuple(last["areas"]["ref"]), row.items[m.start("u")].data == "-")


def elided_troops(row: "Row", m: Match) -> bool:
    """28,500 U.S. troops in South Korea, 35,000 in Germany: the same sender."""
    last = row.drafts[-1] if row.drafts else None
    if last is None or last.get("indicator") != "troops" or last["operation"] != "level":
        return False
    partner = row.who(row.items[m.start("h")])
    return row.add(m, "troops", tuple(last["areas"]["ref"]), "level", m.start("n"), partner=partner)


def said_at(row: "Row", place: int, *operations: str) -> dict[str, Any] | None:
    """The claim whose number stands at a place of the row."""
    start = row.items[place].start
    return next((d for d in reversed(row.drafts) if d["at"] == start and d.get("operation") in operations), None)


def level_before(row: "Row", m: Match) -> bool:
    """… rose to $8.9 billion last year from $8.7 billion in 2022: the same figure, earlier."""
    n = m.start("n")
    last = said_at(row, m.start() - 1, "level", "sum") or (row.drafts[-1] if row.drafts else None)
    in_money = last is not None and last.get("indicator") in s.MONEY and row.items[n].data[0].amount >= 1e6
    fits = {"M": s.MONEY, "C": s.MONEY if in_money else s.PERSONS, "P": s.RATES}[row.items[n].code]
    if last is None or last.get("operation") not in ("level", "sum", "mean") or last["indicator"] not in fits:
        return False
    times = row.when(row.items[n], 0, 0)
    if re.search(r"previous|prior|preceding|earlier|before|ago", " ".join(times["words"])):
        times.pop("period", None)
        if "period" in last and (times.get("yearly") or "year" in " ".join(times["words"])):
            times["period"] = s.year_before(last["period"])
    if "period" not in times or times["period"] == last.get("period"):
        return False
    negative = last["value"].startswith("-")
    unit = row.items[n].data[0].unit or last.get("unit")
    areas = last["areas"]
    return row.add(
        m,
        last["indicator"],
        tuple(areas["ref"]),
        last["operation"],
        n,
        partner=tuple(areas["counterpart"]),
        value=signed(row, n, negative),
        unit=unit,
        when={"period": times["period"]},
    )


def change_again(row: "Row", m: Match) -> bool:
    """Exports were worth $67bn, up 3.4 per cent; imports of $63bn, 18.9 per cent less than the year before."""
    last = said_at(row, m.start() - 1, "level", "sum")
    if last is None or last["indicator"] in ("trade_balance", "gdp", "gdp_growth"):
        return False
    times = row.when(row.items[m.start("n")], 0, 0)
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
    )


def others_changed(row: "Row", m: Match) -> bool:
    """Exports to China slid 2.6 per cent and those to Germany 4.1 per cent: the noun is the one before."""
    place = m.start() - 1
    last = said_at(row, place, "change") or said_at(row, place - 1, "change")
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
    )


def verb_before(row: "Row", m: Match) -> bool:
    """Exports rose 5 per cent to $10bn and imports 3 per cent; imports to $8bn: the verb is the one before."""
    i, n = m.start("i"), m.start("n")
    data = row.checked(i)
    code = row.items[n].code
    place = m.start() - 1
    last = said_at(row, place, *(("change",) if code == "P" else ("level", "sum")))
    if last is None and code == "P":
        last = next((d for d in reversed(row.drafts) if d.get("operation") == "change"), None)
    pair = {"goods_exports", "goods_imports"}
    if last is None or {last["indicator"], data["indicator"]} - pair or last["indicator"] == data["indicator"]:
        return False
    ref = row.who(data["own"]) if data["own"] is not None else tuple(last["areas"]["ref"])
    partner = row.who(data["partner"]) if data["partner"] is not None else tuple(last["areas"]["counterpart"])
    when = {k: v for k, v in last.items() if k in ("period", "base_period")}
    order = last.get("order", "desc")
    return row.add(m, data["indicator"], ref, last["operation"], n, partner=partner, order=order, when=when)


def as_share_of_gdp(row: "Row", m: Match) -> bool:
    """Spent $75.8bn on its military, equivalent to 7.1 per cent of GDP."""
    last = next((d for d in reversed(row.drafts) if d.get("indicator") == "military_expenditure"), None)
    closed = row.items[m.start("g")].data
    if last is None or last["operation"] not in ("level", "sum") or closed["indicator"] != "gdp":
        return False
    ref = tuple(last["areas"]["ref"])
    if closed["own"] is not None and row.who(closed["own"]) != ref:
        return False
    when = {k: v for k, v in last.items() if k == "period"}
    return row.add(
        m, "military_expenditure_gdp", ref, plural(row, ref, "military_expenditure_gdp"), m.start("n"), when=when
    )


def spends_again(row: "Row", m: Match) -> bool:
    """…; its neighbour Egypt spends barely 1 per cent."""
    wanted = "military_expenditure_gdp" if row.items[m.start("n")].code == "P" else "military_expenditure"
    if not any(d.get("indicator") == wanted and d["operation"] == "level" for d in row.drafts):
        return False
    ref = row.who(row.items[m.start("a")])
    return row.add(m, wanted, ref, plural(row, ref, wanted), m.start("n"))


def it_is_now(row: "Row", m: Match) -> bool:
    """… were 36 billion dollars; today they are 255 billion: the same figure, later."""
    n = m.start("n")
    if row.low[row.items[m.start()].start : row.items[m.start()].end] not in ("it", "it's", "they"):
        return False
    code = row.items[n].code
    last = next((d for d in reversed(row.drafts) if d.get("operation") in ("level", "sum")), None)
    if last is None or last["at"] > row.items[n].start or not TAIL.match(row.codes[n + 1 :]):
        return False
    indicator = last["indicator"]
    if not {"M": indicator in s.MONEY, "C": indicator in s.PERSONS, "P": indicator in s.RATES}[code]:
        return False
    return row.add(
        m,
        indicator,
        tuple(last["areas"]["ref"]),
        last["operation"],
        n,
        partner=tuple(last["areas"]["counterpart"]),
        value=signed(row, n, last["value"].startswith("-")),
        when={k: v for k, v in row.when(row.items[n], 0, 0).items() if k == "period"},
    )


def headline(row: "Row", m: Match) -> bool:
    """Ghana: population 33 million; France, population 68 million: no verb at all."""
    i, n = m.start("i"), m.start("n")
    data = row.items[i].data
    if data["own"] is not None and data["own"].code == "A" and not m.groupdict().get("a"):
        return level(row, m)
    if data["own"] is not None or data["indicator"] != "population" or not m.groupdict().get("a"):
        return False
    row.checked(i)
    return stated(row, m, i, n, row.who(row.items[m.start("a")]))


def dealt_out(row: "Row", m: Match) -> bool:
    """The populations of Chile and Ecuador are 19.6 and 18.1 million, respectively: one number each."""
    i = m.start("i")
    data = row.checked(i)
    own, indicator = item(row, m, "a") or data["own"], data["indicator"]
    numbers = [n for n in range(m.start("list"), m.end("list")) if row.items[n].code in "MCP"]
    codes = {row.items[n].code for n in numbers}
    fits = {"M": indicator in s.MONEY, "C": indicator in s.PERSONS, "P": indicator in s.RATES}
    if own is None or own.code != "A" or data["partner"] is not None or indicator == "trade_balance":
        return False
    if len(own.data["ids"]) != len(numbers) or len(codes) != 1 or not fits[codes.pop()]:
        return False
    when = row.when(row.items[numbers[-1]], 0, 0)
    for area, n in zip(own.data["ids"], numbers, strict=True):
        unit = row.items[n].data[0].unit or row.items[numbers[-1]].data[0].unit
        row.add(m, indicator, (area,), "level", n, unit=unit, when=when)
    return True


def elided_level(row: "Row", m: Match) -> bool:
    """… while India's is 3.5 trillion dollars: the noun is the one before."""
    last = next(
        (
            d
            for d in reversed(row.drafts)
            if d.get("operation") in ("level", "sum") and d["at"] < row.items[m.start()].start
        ),
        None,
    )
    n = m.start("n")
    if last is None or last["areas"]["counterpart"] or not TAIL.match(row.codes[n + 1 :]):
        return False
    indicator = last["indicator"]
    fits = {"M": indicator in s.MONEY, "C": indicator in s.PERSONS, "P": indicator in s.RATES}[row.items[n].code]
    if not fits or indicator == "trade_balance":
        return False
    ref = row.who(row.items[m.start("a")])
    times = row.when(row.items[n], 0, 0)
    if "period" in last:
        times.setdefault("period", last["period"])
    return row.add(m, indicator, ref, plural(row, ref, indicator), n, when=times)


def level_again(row: "Row", m: Match) -> bool:
    """… and had increased to 3 trillion in 2013: the same figure, later."""
    n = m.start("n")
    first = row.items[m.start()]
    last = next(
        (d for d in reversed(row.drafts) if d["at"] == first.start and d.get("operation") in ("level", "sum")), None
    )
    if last is None or last["indicator"] in ("trade_balance", "gdp_growth") or row.items[n].code != first.code:
        return False
    return row.add(
        m,
        last["indicator"],
        tuple(last["areas"]["ref"]),
        last["operation"],
        n,
        partner=tuple(last["areas"]["counterpart"]),
    )


def before(row: "Row", m: Match) -> bool:
    """A $24 trillion economy; $5bn in exports; a 48 million population; 5.2 per cent growth."""
    i, n = m.start("i"), m.start("n")
    data, number = row.items[i].data, row.items[n]
    indicator, between = data["indicator"], row.codes[n + 1 : i]
    if re.match(r"[_#TS]", row.codes[m.end() :]) and row.items[m.end()].start == row.items[i].end + 1:
        return False  # "750 military bases"
    if number.code == "M" and between and data["own"] is None and n and row.codes[n - 1] == "w":
        return False  # "Germany was the main destination with $2 billion in sales"
    if number.code == "P":
        if indicator != "gdp_growth" or between:
            return False
        row.checked(i)
        return grown(row, m, n, row.owner(i), "fall" in data["flags"])
    if number.code == "M" and indicator not in s.MONEY:
        return False
    if number.code == "C" and (
        indicator not in ("population", "armed_forces") or between or too_few(row, n, indicator)
    ):
        return False
    if indicator == "gdp_per_capita" and between:
        pass
    row.checked(i)
    presupposed = indicator == "population" and not between
    try:
        ref = row.owner(i)
    except s.Refused:
        if not (presupposed and not row.named and re.search(r"\b(?:crore|lakh)", row.low)):
            raise
        ref = ("IND",)
    return stated(row, m, i, n, ref, presupposed)


def makes(row: "Row", m: Match) -> bool:
    """They make $5bn in trade with us: a surplus."""
    verb = row.items[m.start("a") + 1]
    data = row.items[m.start("i")].data
    if not row.low[verb.start : verb.end].startswith(("make", "made", "earn")) or data["indicator"] != "goods_trade":
        return False
    ref = row.who(row.items[m.start("a")])
    partner = row.who(data["partner"])
    return row.add(m, "trade_balance", ref, "level", m.start("n"), partner=partner)


def people(row: "Row", m: Match) -> bool:
    """Home to 48 million people; India's 1.4 billion people; 40 million people live in Canada."""
    n = m.start("n")
    if row.items[n].data[0].amount < 1000:
        return False
    if "o" in m.group()[:1] or not TAIL.match(row.codes[m.end() :]):
        return False
    if "a" in m.groupdict() and m.start("a") >= 0:
        area = row.items[m.start("a")]
        if area.code == "A" and area.data["kind"] == "seat":
            raise s.Refused("sub-national", "the city can be meant")
        if row.low[area.start : area.end] == "there":
            return False
        if m.group()[:2] == "Ro" and area.data != "we":
            return False
        ref = row.who(area)
    else:
        ref = row.subject(n)
    inserted: dict[str, Any] = (
        {"when": {}} if m.group()[1:3] == ",w" else {}
    )  # what follows is dated, not what is inserted
    return row.add(m, "population", ref, plural(row, ref, "population"), n, **inserted)


def people_first(row: "Row", m: Match) -> bool:
    """With 84.5 million inhabitants, Germany is …"""
    if row.codes[m.end() : m.end() + 1] == "s" or row.items[m.start("n")].data[0].amount < 1000:
        return False
    ref = row.who(row.items[m.start("a")])
    return row.add(m, "population", ref, plural(row, ref, "population"), m.start("n"))


def people_again(row: "Row", m: Match) -> bool:
    """… have a combined GDP of $3.8 trillion and 680 million people: of whom the figure before is."""
    last = said_at(row, m.start() - 1, "level", "sum")
    if last is None or last["areas"]["counterpart"]:
        return False
    ref = tuple(last["areas"]["ref"])
    return row.add(m, "population", ref, plural(row, ref, "population"), m.start("n"))


def people_dealt_out(row: "Row", m: Match) -> bool:
    """Colombia and Peru, with 52 million and 34 million people respectively: one number each."""
    areas = row.who(row.items[m.start("own")])
    numbers = [n for n in range(m.start("list"), m.end("list")) if row.items[n].code == "C"]
    if len(areas) != len(numbers) or row.items[numbers[-1]].data[0].amount < 1000:
        return False
    for area, n in zip(areas, numbers, strict=True):
        row.add(m, "population", (area,), "level", n)
    return True


def parallel_people(row: "Row", m: Match) -> bool:
    """In Israel, with a population of 8 million, …, and in Ukraine, out of 40 million."""
    if not any(draft["indicator"] == "population" for draft in row.drafts if "indicator" in draft):
        return False
    return people(row, m)


def troops(row: "Row", m: Match) -> bool:
    """The 28,500 U.S. troops stationed in South Korea; Germany hosts 35,000 American soldiers."""
    n = m.start("n")
    groups = m.groupdict()
    middle = m.group()
    host = row.items[m.start("h")]
    sender = None
    for name in ("a", "s"):
        if groups.get(name):
            sender = row.items[m.start(name)]
            break
    if sender is None or row.low[sender.start : sender.end] == "there":
        raise s.Refused("no subject", "whose troops is not said")
    if sender.code == "A" and sender.data["kind"] == "group":
        raise s.Refused("no subject", "troops under the flag of a group of countries are not counted by country")
    verbs = [w for w in row.items[max(0, m.start() - 2) : m.end()] if w.code == "S"]
    ref = row.who(sender)
    if host.code == "R" and row.low[host.start : host.end] == "there":
        areas = [w.data["ids"] for w in row.items[:n] if w.code == "A"] + [
            w.data[role].data["ids"]
            for w in row.items[:n]
            if w.code == "I"
            for role in ("own", "partner")
            if w.data[role] is not None and w.data[role].code == "A"
        ]
        others = list(dict.fromkeys(iso for ids in areas for iso in ids if iso not in ref))
        if not others and len(row.context.topic) == 1 and row.context.topic != ref:
            others = list(row.context.topic)
        if len(others) != 1:
            raise s.Refused("no subject", "“there” can mean more than one country, or none")
        partner: tuple[str, ...] = tuple(others)
    else:
        if host.code == "A" and host.data["kind"] == "seat":
            raise s.Refused("sub-national", "the city can be meant")
        partner = row.who(host)
    if set(partner) & set(ref):
        return False
    if row.codes[m.end() : m.end() + 1] == "s":
        return False
    moved = any(
        row.low[w.start : w.end] in ("sent", "sends", "dispatched", "sending", "deploying", "deployed") for w in verbs
    )
    if moved and any(p.base for p in row.periods):
        return row.add(m, "troops", ref, "change", n, partner=partner)
    if "u" in middle:
        verb = next(w for w in row.items[m.start() : m.end()] if w.code == "u")
        return row.add(m, "troops", ref, "change", n, partner=partner, order="asc" if verb.data == "-" else "desc")
    return row.add(
        m,
        "troops",
        ref,
        "level" if len(partner) < 2 and plural(row, ref, "troops") == "level" else "sum",
        n,
        partner=partner,
    )


def troops_dealt_out(row: "Row", m: Match) -> bool:
    """Kuwait and Qatar host 13,500 and 10,000 U.S. troops respectively: one number each."""
    hosts, sender = row.who(row.items[m.start("h")]), row.who(row.items[m.start("a")])
    numbers = [n for n in range(m.start("list"), m.end("list")) if row.items[n].code == "C"]
    if len(hosts) != len(numbers) or set(hosts) & set(sender):
        return False
    for host, n in zip(hosts, numbers, strict=True):
        row.add(m, "troops", sender, "level", n, partner=(host,))
    return True


def troops_rumoured(row: "Row", m: Match) -> bool:
    """ "Ten thousand US troops set to invade …?": the headline of a rumour; understood, and nothing to measure yet."""
    if not row.text.rstrip("\"' ").endswith("?"):
        return False
    sender, host = row.who(row.items[m.start("a")]), row.who(row.items[m.start("h")])
    if set(sender) & set(host):
        return False
    row.codes = row.codes[: m.start()] + row.codes[m.start() : m.end()].replace("!", "v") + row.codes[m.end() :]
    return row.add(
        m,
        "troops",
        sender,
        "level",
        m.start("n"),
        partner=host,
        not_checkable="forecast",
        reason="a question about a plan: only troops that are there can be counted",
    )


def army(row: "Row", m: Match) -> bool:
    """Ukraine has 880,000 soldiers: no host, so its own armed forces."""
    n = m.start("n")
    if row.items[n].data[0].amount < 1000 or not re.match(r"$|[,;n]", row.codes[m.end() :]):
        return False
    area = row.items[m.start("a")]
    ref = row.who(area)
    if area.code == "A" and area.data["kind"] == "demonym" and "s" not in m.group():
        return False
    return row.add(m, "armed_forces", ref, plural(row, ref, "armed_forces"), n)


def is_defence(row: "Row", place: int) -> bool:
    w = row.items[place]
    return w.code == "d" or (
        w.code == "I" and w.data["indicator"] in ("armed_forces", "military_expenditure") and not w.data["modifier"]
    )


def spends(row: "Row", m: Match) -> bool:
    """China spends $230 billion, or 1.7 per cent of GDP, on defence."""
    n = m.start("n")
    if not is_defence(row, m.start("d")):
        return False
    ref = row.who(row.items[m.start("a")])
    if row.items[n].code == "P":
        if m.groupdict().get("g") is None or row.items[m.start("g")].data["indicator"] != "gdp":
            return False
        return row.add(m, "military_expenditure_gdp", ref, plural(row, ref, "military_expenditure_gdp"), n)
    if any(p.base for p in row.periods):
        raise s.Refused("no indicator", "an amount over several years")
    return row.add(m, "military_expenditure", ref, plural(row, ref, "military_expenditure"), n)


def scope(row: "Row", *words: Any) -> dict[str, Any]:
    """The group within which a rank is meant; the world where none is named."""
    for w in words:
        if w is None:
            continue
        if w.code == "U":
            if w.data != "region":
                raise s.Refused("sub-national", f"“{row.text[w.start : w.end]}” is no country")
            return {"not_checkable": "no data", "reason": f"the members of “{row.text[w.start : w.end]}” are not held"}
        ids = row.who(w)
        if ids == ("WLD",):
            return {}
        if len(ids) == 1 and ids[0] in GROUPS:
            return {"universe": ids[0]}
        raise s.Refused("sub-national", "a rank within a country or among a few")
    return {}


def place(row: "Row", o: int) -> str:
    """The place as written: third, 164th, top 10; 1 for a plain superlative."""
    data = row.items[o].data
    if data["bare"] or data["n"] > 1:
        return data["text"]
    ahead = re.match(r"[^,;]{0,6}?\^A", row.codes[o:])
    if ahead is None:
        return "1"
    link, ahead_of = row.items[o + ahead.end() - 2], row.items[o + ahead.end() - 1]
    return str(1 + len(ahead_of.data["ids"])) if row.low[link.start : link.end] in ("after", "behind") else "1"


def item(row: "Row", m: Match, name: str) -> Any:
    return row.items[m.start(name)] if m.groupdict().get(name) else None


def rank(row: "Row", m: Match) -> bool:
    """The world's third-largest economy; Africa's most populous country; ranks fourth in military spending."""
    o = m.start("o")
    data = row.items[o].data
    noun = item(row, m, "i")
    indicator = data["indicator"]
    inside = None
    if noun is not None and noun.code == "I":
        closed = row.checked(m.start("i"))
        inside = closed["own"]
        indicator = indicator or closed["indicator"]
        if closed["modifier"] or (closed["indicator"] == "gdp" and data["indicator"] == "gdp_growth" and False):
            raise s.Refused("no indicator", f"“{closed['modifier']}” is not among the indicators")
        if closed["indicator"] == "trade_balance" and "fall" in closed["flags"] and data["order"] == "desc":
            data = dict(data, order="asc")
        if closed["indicator"] == "event" or (
            data["indicator"] in ("population",) and closed["indicator"] != "population"
        ):
            return False
    elif noun is not None and noun.code == "E":
        indicator = noun.data
    if indicator is None:
        return False
    if data["indicator"] == "gdp_growth" and noun is not None and noun.code == "I":
        words = ("strongest", "weakest") if closed["indicator"] == "gdp" else ()
        if not closed["indicator"].startswith("gdp") or row.low[row.items[o].start : row.items[o].end].endswith(words):
            return False  # "the strongest army", "the strongest economy"
    if data["bare"] and noun is None:
        return False
    end = m.end()
    is_per_head = row.codes[end : end + 1] == "/" and indicator == "gdp_per_capita"
    if row.codes[end : end + 1] == "/" and indicator == "gdp":
        return False
    if re.match(r"nI[_K]|[KTIEHgd]|(?:og)?[Ft]A", row.codes[end:]):
        return False  # "the biggest export and import market", "the largest importer of goods from Brazil"
    if row.codes[end : end + 1] in ("_", "/") and (noun is None or row.items[end].glued) and not is_per_head:
        return False
    if re.match(r"[io][_U]", row.codes[end:]):
        nxt = row.items[end + 1]
        if row.low[nxt.start : nxt.end] not in ("dollar", "dollars", "terms", "value"):
            raise s.Refused("no subject", "the group within which the rank is meant is not named")
    owner = item(row, m, "a")
    left = row.codes[row.clause(m.start(), m.end())[0] : m.start()]
    more: dict[str, Any] = {}
    if "U" in left:
        raise s.Refused("sub-national", "it is about a part of a country or a region")
    if noun is not None and noun.code == "I" and closed.get("region"):
        more = {"not_checkable": "no data", "reason": "the members of the region are not held"}
    if owner is None:
        ref = row.subject(m.start())
    elif owner.code == "I":
        ref = row.who(owner.data["own"]) if owner.data["own"] is not None else row.subject(m.start("a"))
    else:
        if owner.code == "A" and owner.data["kind"] == "demonym":
            return False
        ref = row.who(owner)
    if len(ref) != 1:
        return False
    w, w2 = item(row, m, "w"), item(row, m, "w2")
    if w is not None and w.code == "R":
        w = None
    among = scope(row, w, w2, None if inside is w else inside) if inside is not owner else scope(row, w, w2)
    among |= more
    times = row.when(row.items[o], 0, 0)
    if times.get("base_period") and not data["bare"] and data["n"] == 1 and not times.get("yearly") and not among:
        return row.add(m, indicator, ref, "extreme", None, order=data["order"], at=o, when=times)
    times.pop("base_period", None)
    return row.add(
        m, indicator, ref, "rank", o, value=place(row, o), unit="RANK", order=data["order"], when=times, **among
    )


def rank_of_figure(row: "Row", m: Match) -> bool:
    """The GDP of the United States is the biggest on earth."""
    closed = row.checked(m.start("a"))
    data = row.items[m.start("o")].data
    if data["indicator"] or closed["indicator"] in ("event", "trade_balance") or closed["partner"] is not None:
        return False
    ref = row.owner(m.start("a"))
    among = scope(row, item(row, m, "w"), item(row, m, "w2"))
    if len(ref) != 1 or ref[0] in GROUPS:
        return False
    return row.add(
        m,
        closed["indicator"],
        ref,
        "rank",
        m.start("o"),
        value=place(row, m.start("o")),
        unit="RANK",
        order=data["order"],
        **among,
    )


def rank_from_to(row: "Row", m: Match) -> bool:
    """From third largest in 2011 to sixth largest in 2017: two ranks."""
    first, second = m.start("n1"), m.start("n2")
    area = item(row, m, "a")
    owner = area if area is not None else None
    nouns = [
        row.items[m.start(name)]
        for name in ("i0", "i1", "i2")
        if m.groupdict().get(name) and row.items[m.start(name)].code == "I"
    ]
    default = next((w.data["indicator"] for w in nouns), None)
    if owner is None:
        holder = next((w for w in nouns if w.data["own"] is not None), None)
        ref = row.who(holder.data["own"]) if holder is not None else row.subject(m.start())
    else:
        ref = row.who(owner)
    spans = [p for p in row.periods if p.base and p.period]
    done = False
    for o, which in ((first, "base_period"), (second, "period")):
        data = row.items[o].data
        indicator = data["indicator"] or default
        if indicator is None:
            continue
        if spans:
            span = spans[0]
            when = {"period": span.base if which == "base_period" else span.period}
        else:
            when = {k: v for k, v in row.when(row.items[o], 0, 0).items() if k == "period"}
        done = (
            row.add(m, indicator, ref, "rank", o, value=place(row, o), unit="RANK", order=data["order"], when=when)
            or done
        )
    return done


def partner_rank(row: "Row", m: Match) -> bool:
    """China is South Korea's largest trading partner."""
    o = m.start("o")
    data = row.items[o].data
    noun = next(w for w in row.items[m.start() : m.end()] if w.code == "K")
    reporter = item(row, m, "r") or item(row, m, "r2")
    closed = item(row, m, "ri")
    if closed is not None:
        if closed.data["modifier"]:
            return False
        ref = row.who(closed.data["own"]) if closed.data["own"] is not None else ()
        indicator = closed.data["indicator"]
    elif reporter is None:
        return False
    else:
        ref = row.who(reporter)
        indicator = noun.data
    partner = row.who(row.items[m.start("p")])
    if not ref or ref == partner or data["indicator"]:
        return False
    if ref == ("WLD",):
        return False
    if len(ref) != 1 or row.codes[m.end() : m.end() + 2] in ("i_", "o_", "f_"):
        return False
    word = row.low[row.items[o].start : row.items[o].end]
    if word in ("major", "important", "main", "key", "primary", "principal", "dominant") and len(partner) > 1:
        return row.add(m, indicator, ref, "rank", o, partner=partner, value="top 10", unit="RANK", parts="counterpart")
    if word in ("major", "dominant", "most important"):
        return False
    parts: dict[str, Any] = {"parts": "counterpart"} if len(partner) > 1 else {}
    if re.match(r"i[AU]", row.codes[m.end() :]):
        parts |= scope(row, row.items[m.end() + 1])
    return row.add(
        m, indicator, ref, "rank", o, partner=partner, value=place(row, o), unit="RANK", order=data["order"], **parts
    )


def partner_again(row: "Row", m: Match) -> bool:
    """… and its most important export market: the pair of the partner named just before."""
    last = next((d for d in reversed(row.drafts) if d.get("operation") == "rank" and d["areas"]["counterpart"]), None)
    if last is None:
        return False
    o = m.start("o")
    noun = next(w for w in row.items[m.start() : m.end()] if w.code == "K")
    return row.add(
        m,
        noun.data,
        tuple(last["areas"]["ref"]),
        "rank",
        o,
        partner=tuple(last["areas"]["counterpart"]),
        value=place(row, o),
        unit="RANK",
        order=row.items[o].data["order"],
    )


def partners_listed(row: "Row", m: Match) -> bool:
    """Major partners like China, the U.S. and Qatar."""
    partner = row.who(row.items[m.start("p")])
    o = m.start("o")
    reporter = item(row, m, "r")
    if reporter is not None:
        ref = row.who(reporter)
    else:
        head = row.items[0]
        ref = row.who(head) if head.code == "A" and row.codes[1:2] not in ("s", "n", ",") else row.subject(o)
    if len(ref) != 1 or ref[0] in partner:
        return False
    noun = next(w for w in row.items[m.start() : m.end()] if w.code == "K")
    text = row.items[o].data["text"]
    return row.add(
        m,
        noun.data,
        ref,
        "rank",
        o,
        partner=partner,
        value=text if "top " in text else "top 10",
        unit="RANK",
        parts="counterpart",
    )


def share(row: "Row", m: Match) -> bool:
    """China accounts for 18 per cent of world GDP; 40 per cent of its exports go to the U.S."""
    n, i = m.start("n"), m.start("i")
    data = row.checked(i)
    indicator = data["indicator"]
    if indicator not in (
        "population",
        "gdp",
        "gdp_ppp",
        "goods_exports",
        "goods_imports",
        "goods_trade",
        "military_expenditure",
        "armed_forces",
        "trade_balance",
    ):
        return False
    whole = data["own"]
    if whole is None:
        return False
    base = row.who(whole)
    if m.groupdict().get("own"):
        owner = row.who(row.items[m.start("own")])
        if data["partner"] is None or (whole.code == "A" and base != owner) or indicator not in TRADE:
            return False
        return row.add(m, indicator, owner, "share", n, partner=row.who(data["partner"]))
    area = item(row, m, "a")
    if area is not None and area.code == "A" and area.data["kind"] == "demonym":
        return False
    other = row.who(area) if area is not None else ()
    if not other or set(other) & set(base):
        return False
    if base[0] in GROUPS and data["partner"] is None:
        if any(
            x in GROUPS and x not in ("EU", "EA", "ASEAN", "G7", "G20", "BRICS", "NATO", "AFRICA", "ASIA", "EUROPE")
            for x in other
        ):
            return False
        ground: dict[str, Any] = {} if base == ("WLD",) else {"base": base}
        return row.add(m, indicator, other, "share", n, **ground)
    if indicator in ("goods_exports", "goods_imports", "goods_trade", "trade_balance"):
        if data["partner"] is not None:
            return False
        return row.add(m, indicator, base, "share", n, partner=other)
    return False


def share_of_partner(row: "Row", m: Match) -> bool:
    """… is the EU's fifth-largest trading partner, accounting for 4.1 per cent of its trade."""
    last = row.drafts[-1] if row.drafts else None
    data = row.checked(m.start("i"))
    if last is None or last.get("operation") != "rank" or len(last["areas"]["counterpart"]) != 1:
        return False
    ref, own = tuple(last["areas"]["ref"]), data["own"]
    if data["indicator"] not in TRADE - {"trade_balance"} or data["partner"] is not None:
        return False
    if own is not None and own.code == "A" and row.who(own) != ref:
        return False
    partner = tuple(last["areas"]["counterpart"])
    return row.add(m, data["indicator"], ref, "share", m.start("n"), partner=partner)


def share_elided(row: "Row", m: Match) -> bool:
    """Mongolia sends 84 per cent of its exports to China and buys 25 per cent of its imports from Russia."""
    last = row.drafts[-1] if row.drafts else None
    data = row.checked(m.start("i"))
    own, partner = data["own"], data["partner"]
    if last is None or last.get("operation") != "share" or partner is None or data["indicator"] not in TRADE:
        return False
    ref = tuple(last["areas"]["ref"])
    if own is not None and own.code == "A" and row.who(own) != ref:
        return False
    return row.add(m, data["indicator"], ref, "share", m.start("n"), partner=row.who(partner))


def share_again(row: "Row", m: Match) -> bool:
    """… 17 per cent of the world's people and 3 per cent of its output: the subject is the one before."""
    last = next(
        (d for d in reversed(row.drafts) if d.get("operation") == "share" and not d["areas"]["counterpart"]), None
    )
    data = row.checked(m.start("i"))
    if (
        last is None
        or data["partner"] is not None
        or data["indicator"]
        not in ("population", "gdp", "goods_exports", "goods_imports", "goods_trade", "military_expenditure")
    ):
        return False
    whole = tuple(last.get("base", {}).get("ref", ())) or ("WLD",)
    own = data["own"]
    base = whole if own is None or own.code == "R" else row.who(own)
    if len(base) != 1 or base[0] not in GROUPS:
        return False
    ground: dict[str, Any] = {} if base == ("WLD",) else {"base": base}
    return row.add(m, data["indicator"], tuple(last["areas"]["ref"]), "share", m.start("n"), **ground)


def most(row: "Row", m: Match) -> bool:
    """Spends more on its military than any other country: the first place."""
    order = "asc" if m.groupdict().get("q") and row.items[m.start("q")].data == "less" else "desc"
    partner: tuple[str, ...] = ()
    if m.groupdict().get("s"):
        indicator, ref, partner = "troops", row.who(row.items[m.start("s")]), row.who(row.items[m.start("a")])
    elif m.groupdict().get("i"):
        data = row.checked(m.start("i"))
        if (
            data["own"] is None
            or data["modifier"]
            or data["word"] not in ("exports", "imports")
            or data["partner"] is not None
        ):
            return False
        indicator, ref = data["indicator"], row.who(data["own"])
    else:
        ref = row.who(row.items[m.start("a")])
        indicator = "population"
        if "k" in m.group():
            place = m.start("d") if m.groupdict().get("d") else m.start("d2") if m.groupdict().get("d2") else -1
            if place < 0 or not is_defence(row, place):
                return False
            indicator = "military_expenditure"
    if row.codes[m.end() : m.end() + 1] in ("_", "#") or ("h+A" in m.group() and partner):
        return False
    among = scope(row, item(row, m, "w"), row.items[m.end() + 1] if re.match(r"i[AU]", row.codes[m.end() :]) else None)
    return row.add(m, indicator, ref, "rank", None, partner=partner, value="1", unit="RANK", order=order, **among)


def share_of_figure(row: "Row", m: Match) -> bool:
    """The economies of Germany and France make up half of the euro zone's GDP."""
    data, whole = row.checked(m.start("i")), row.checked(m.start("b"))
    if data["indicator"] != whole["indicator"]:
        return False
    if data["partner"] is not None and whole["partner"] is None and (whole["own"] is None or whole["own"].code == "R"):
        return row.add(
            m, data["indicator"], row.owner(m.start("i")), "share", m.start("n"), partner=row.who(data["partner"])
        )
    if data["partner"] is not None or whole["own"] is None:
        return False
    ref, base = row.owner(m.start("i")), row.who(whole["own"])
    if len(base) != 1 or base[0] not in GROUPS or set(ref) & set(base):
        return False
    ground: dict[str, Any] = {} if base == ("WLD",) else {"base": base}
    return row.add(m, data["indicator"], ref, "share", m.start("n"), **ground)


def share_of_people(row: "Row", m: Match) -> bool:
    base = row.who(row.items[m.start("w")])
    other = row.who(row.items[m.start("a")])
    if len(base) != 1 or base[0] not in GROUPS or not TAIL.match(row.codes[m.end() :]):
        return False
    ground: dict[str, Any] = {} if base == ("WLD",) else {"base": base}
    return row.add(m, "population", other, "share", m.start("n"), **ground)


def base_of(row: "Row", w: Any, indicator: str) -> tuple[str, ...]:
    if w.code == "I":
        if w.data["indicator"] != indicator or w.data["own"] is None or w.data["partner"] is not None or w.data["bad"]:
            return ()
        return row.who(w.data["own"])
    return row.who(w)


def ratio(row: "Row", m: Match) -> bool:
    """China's economy is five times larger than India's; has twice the population of Brazil."""
    n, i = m.start("n"), m.start("i")
    data = row.checked(i)
    indicator = data["indicator"]
    if indicator in RATES_:
        return False
    if data["partner"] is not None:
        return ratio_with(row, m) if m.groupdict().get("l") else False
    if m.groupdict().get("b"):
        ref = row.owner(i)
        base = base_of(row, row.items[m.start("b")], indicator)
    else:
        ref = row.who(row.items[m.start("a")])
        base = row.who(data["own"]) if data["own"] is not None else ()
    if not base or not ref or set(base) & set(ref):
        return False
    if "q" in m.group() and next(w for w in row.items[n : m.end()] if w.code == "q").data == "less":
        return False
    if row.items[n].code == "V" and len(base) == 1 and base[0] in GROUPS and row.codes[n + 1] == "o":
        ground: dict[str, Any] = {} if base == ("WLD",) else {"base": base}
        return row.add(m, indicator, ref, "share", n, **ground)
    return row.add(m, indicator, ref, "ratio", n, base=base, unit="TIMES")


def ratio_with(row: "Row", m: Match) -> bool:
    """Imports from Brazil were four times as large as those from Argentina."""
    i = m.start("i")
    data, ref = row.items[i].data, row.owner(i)
    one, other = row.who(data["partner"]), row.who(row.items[m.start("b")])
    if one == other or ("q" in m.group() and any(w.data == "less" for w in row.items[m.start() : m.end()])):
        return False
    return row.add(
        m, data["indicator"], ref, "ratio", m.start("n"), partner=one, base=ref, base_partner=other, unit="TIMES"
    )


SAME = frozenset(
    (
        "the same size as",
        "same size as",
        "as large as",
        "as big as",
        "as great as",
        "the size of",
        "size of",
        "equal to that of",
        "that of",
    )
)


def same_size(row: "Row", m: Match) -> bool:
    """Russia's economy is roughly the size of Canada's: one time as large."""
    w = row.items[m.start("e")]
    data = row.checked(m.start("i"))
    if row.low[w.start : w.end] not in SAME or data["indicator"] in RATES_ or data["partner"] is not None:
        return False
    ref, base = row.owner(m.start("i")), base_of(row, row.items[m.start("b")], data["indicator"])
    if not base or set(ref) & set(base) or not re.match(r"s?(?:$|[,;n^])", row.codes[m.end() :]):
        return False
    return row.add(m, data["indicator"], ref, "ratio", None, base=base, value="1", unit="TIMES", hedge="about")


def overtook(row: "Row", m: Match) -> bool:
    """India's population overtook China's; Japan's economy fell behind Germany's."""
    data = row.checked(m.start("i"))
    if data["indicator"] in ("event", "trade_balance") or data["partner"] is not None:
        return False
    ref, base = row.owner(m.start("i")), base_of(row, row.items[m.start("b")], data["indicator"])
    if not base or set(ref) & set(base):
        return False
    hedge = "over" if row.items[m.start("o")].code == ">" else "under"
    when = {k: v for k, v in row.when(None, 0, 0).items() if k == "period"}
    return row.add(m, data["indicator"], ref, "compare", None, base=base, hedge=hedge, when=when)


RATES_ = s.RATES | {"gdp_growth", "event"}


def ratio_people(row: "Row", m: Match) -> bool:
    ref = row.who(row.items[m.start("a")]) if m.groupdict().get("a") else row.subject(m.start())
    base = row.who(row.items[m.start("b")])
    if set(ref) & set(base):
        return False
    return row.add(m, "population", ref, "ratio", m.start("n"), base=base, unit="TIMES")


def ratio_spends(row: "Row", m: Match) -> bool:
    if not is_defence(row, m.start("d")) or any(
        w.code == "q" and w.data == "less" for w in row.items[m.start() : m.end()]
    ):
        return False
    ref, base = row.who(row.items[m.start("a")]), row.who(row.items[m.start("b")])
    if set(ref) & set(base):
        return False
    return row.add(m, "military_expenditure", ref, "ratio", m.start("n"), base=base, unit="TIMES")


def multiplied(row: "Row", m: Match) -> bool:
    """Exports have doubled since 2010."""
    n, i = m.start("n"), m.start("i")
    data = row.checked(i)
    if data["indicator"] in RATES_:
        return False
    owner = item(row, m, "a")
    ref = row.who(owner) if owner is not None and (data["own"] is None or data["own"].code == "R") else row.owner(i)
    times = row.when(row.items[n], 0, 0)
    if times.get("yearly") and times.get("period"):
        times["base_period"] = year_before(times["period"])
    if not times.get("base_period") and not times.get("loose"):
        raise s.Refused("no data", "since when is not said")
    partner = row.who(data["partner"]) if data["partner"] is not None else ()
    return row.add(m, data["indicator"], ref, "ratio", n, partner=partner, unit="TIMES", when=times)


year_before = s.year_before


def compare(row: "Row", m: Match) -> bool:
    """India's population is larger than China's; spends more on its military than France and Italy combined."""
    more = row.items[m.start("q")].data
    hedge = "over" if more == "more" else "under"
    noun = item(row, m, "i")
    if noun is not None:
        data = row.checked(m.start("i"))
        indicator = data["indicator"]
        if indicator in ("event",) or data["partner"] is not None:
            return False
        if m.groupdict().get("d"):
            if indicator != "gdp" or not is_defence(row, m.start("d")):
                return False
            data, indicator = {"own": None}, "military_expenditure_gdp"
    elif m.groupdict().get("d"):
        if not is_defence(row, m.start("d")):
            return False
        data, indicator = {"own": None}, "military_expenditure"
    else:
        data, indicator = {"own": None}, "population"
    owner = item(row, m, "a")
    ref = row.who(owner) if owner is not None else row.owner(m.start("i"))
    base = base_of(row, row.items[m.start("b")], indicator)
    if not base or set(base) & set(ref):
        return False
    if row.codes[m.end() : m.end() + 1] in ("s", "_") and row.codes[m.end() : m.end() + 2] not in (
        "s",
        "s,",
        "s;",
        "sn",
    ):
        return False
    if indicator == "trade_balance" and "fall" in data.get("flags", []):
        hedge = "under" if hedge == "over" else "over"
    return row.add(m, indicator, ref, "compare", None, base=base, hedge=hedge)


def more_to(row: "Row", m: Match) -> bool:
    """The Netherlands exports more to Germany than to France."""
    data = row.checked(m.start("i"))
    if (
        data["indicator"] not in ("goods_exports", "goods_imports", "goods_trade")
        or data["own"] is None
        or data["partner"] is not None
        or (data["indicator"] == "goods_trade") != ("w" in m.group())
    ):
        return False
    ref = row.who(data["own"])
    one = row.who(row.items[m.start("p")])
    if not m.groupdict().get("b"):
        order = "desc" if row.items[m.start("q")].data == "more" else "asc"
        return row.add(m, data["indicator"], ref, "rank", None, partner=one, value="1", unit="RANK", order=order)
    other = row.who(row.items[m.start("b")])
    hedge = "over" if row.items[m.start("q")].data == "more" else "under"
    return row.add(m, data["indicator"], ref, "compare", None, partner=one, base=ref, base_partner=other, hedge=hedge)


def flow_exceeds(row: "Row", m: Match) -> bool:
    """Trade with China is worth more than trade with Japan and the United States."""
    one, other = row.checked(m.start("i")), row.checked(m.start("b"))
    if one["indicator"] != other["indicator"] or one["partner"] is None or other["partner"] is None:
        return False
    ref = row.owner(m.start("i"))
    if other["own"] is not None and other["own"].code == "A" and row.who(other["own"]) != ref:
        return False
    return row.add(
        m,
        one["indicator"],
        ref,
        "compare",
        None,
        partner=row.who(one["partner"]),
        base=ref,
        base_partner=row.who(other["partner"]),
        hedge="over" if row.items[m.start("q")].data == "more" else "under",
    )


def more_than_imported(row: "Row", m: Match) -> bool:
    """Exports more (fuel) than it imports: a balance above zero."""
    data = row.items[m.start("i")].data
    last = row.items[m.end() - 1]
    word = row.low[last.start : last.end] if last.code in "mx" else last.data["word"]
    selling = data["word"] in ("exports", "export") and word.startswith("import")
    buying = data["word"] in ("imports", "import") and word.startswith("export")
    if not (selling or buying) or data["own"] is None or (data["own"].code == "R" and last.code == "I"):
        return False
    ref = row.who(data["own"])
    between = [row.low[w.start : w.end] for w in row.items[m.start("q") + 1 : m.end()] if w.code in "_#"]
    products = [word for word in between if word in PRODUCTS]
    if between and not products:
        return False
    more: dict[str, Any] = {}
    if products:
        more = {"not_checkable": "no data", "reason": f"only goods in total are held, not {', '.join(products)}"}
    partner = row.who(data["partner"]) if data["partner"] is not None else ()
    return row.add(
        m,
        "trade_balance",
        ref,
        "level",
        None,
        partner=partner,
        value="0",
        unit="USD",
        hedge="over" if (row.items[m.start("q")].data == "more") == selling else "under",
        **more,
    )


def trade_is_in(row: "Row", m: Match) -> bool:
    """Trade with Laos is in surplus; foreign trade ended the year with a surplus of 123 billion."""
    i, sense = m.start("i"), row.items[m.start("z")].data
    data = row.checked(i)
    if data["indicator"] != "goods_trade":
        return False
    partner = row.who(data["partner"]) if data["partner"] is not None else ()
    number = m.start("n") if m.groupdict().get("n") else None
    exact = number is not None
    return row.add(
        m,
        "trade_balance",
        row.owner(i),
        "level",
        number,
        partner=partner,
        value=signed(row, m.start("n"), sense == "fall") if exact else "0",
        unit=None if exact else "USD",
        hedge=None if exact else "under" if sense == "fall" else "over",
    )


def deal_more(row: "Row", m: Match) -> bool:
    """Portugal buys more from Spain than from any other country, than from France."""
    ref, partner = row.who(row.items[m.start("a")]), row.who(row.items[m.start("p")])
    indicator = "goods_exports" if row.items[m.start("x")].code == "x" else "goods_imports"
    if row.items[m.start("x") + 1].data != "more":
        return False
    if m.groupdict().get("b"):
        other = row.who(row.items[m.start("b")])
        return row.add(m, indicator, ref, "compare", None, partner=partner, base=ref, base_partner=other, hedge="over")
    return row.add(m, indicator, ref, "rank", None, partner=partner, value="1", unit="RANK")


def most_again(row: "Row", m: Match) -> bool:
    """Poland spends 4.2 per cent of GDP on defence, more than any other ally: the figure is the one before."""
    last = row.drafts[-1] if row.drafts else None
    if last is None or last.get("operation") != "level" or last["areas"]["counterpart"]:
        return False
    if row.codes[m.end() : m.end() + 1] not in ("", ",", ";", "n", "^"):
        return False
    order = "asc" if row.items[m.start("q")].data == "less" else "desc"
    among = scope(row, item(row, m, "w"))
    ref = tuple(last["areas"]["ref"])
    return row.add(m, last["indicator"], ref, "rank", None, value="1", unit="RANK", order=order, **among)


def next_largest(row: "Row", m: Match) -> bool:
    """Spends more on its military than the next ten countries combined: no set of countries that a claim can name."""
    if not is_defence(row, m.start("d")):
        return False
    ref = row.who(row.items[m.start("a")])
    n = m.start("n")
    return row.add(
        m,
        "military_expenditure",
        ref,
        "compare",
        n,
        hedge="over" if row.items[m.start("q")].data == "more" else "under",
        not_checkable="no data",
        reason="it compares with the sum of the next countries in the ranking, which a claim cannot name",
    )


def larger_than(row: "Row", m: Match) -> bool:
    """29.83 crore bulbs, which is more than the population of Brazil: the population is less."""
    n, i = m.start("n"), m.start("i")
    data = row.checked(i)
    if data["indicator"] not in s.PERSONS or data["own"] is None or row.items[n].data[0].amount < 1000:
        return False
    if row.items[n].data[1] not in ("none", "over", "at_least", "about", "nearly"):
        return False
    ref = row.who(data["own"])
    more = row.items[m.start("q")].data == "more"
    return row.add(m, data["indicator"], ref, plural(row, ref, data["indicator"]), n, hedge="under" if more else "over")


def sold(row: "Row", m: Match) -> bool:
    """Germany exported goods worth $70bn to China."""
    n = m.start("n")
    verb = row.items[m.start("x")]
    selling = verb.code == "x"
    partner = item(row, m, "p")
    word = row.low[verb.start : verb.end]
    if not m.groupdict().get("g") and not word.startswith(("export", "import")):
        return False
    if partner is None and row.codes[m.end() : m.end() + 1] in ("t", "F"):
        return False
    if partner is not None and partner.code == "A" and row.codes[m.end() : m.end() + 1] == "s":
        return False
    ref = row.who(row.items[m.start("a")])
    other = row.who(partner) if partner is not None else ()
    if set(ref) & set(other):
        return False
    goods = item(row, m, "g")
    kind = "goods_services" if goods is not None and "services" in row.low[goods.start : m_end(row, m)] else "goods"
    return row.add(
        m,
        f"{kind}_exports" if selling else f"{kind}_imports",
        ref,
        "level" if plural(row, ref, "x") == "level" and len(other) < 2 else "sum",
        n,
        partner=other,
    )


def m_end(row: "Row", m: Match) -> int:
    """Where the last word of a match ends in the text."""
    end: int = row.items[m.end() - 1].end
    return end


def verb_trade(row: "Row", m: Match) -> bool:
    """Germany exports $70bn (worth) of goods to China: the noun phrase is a subject and a verb."""
    i, n = m.start("i"), m.start("n")
    data = row.items[i].data
    if (
        data["word"] not in ("exports", "export", "imports", "import")
        or data["own"] is None
        or data["partner"] is not None
        or data["modifier"]
    ):
        return False
    if row.codes[n + 1 : n + 2] not in ("", ",", ";", "t", "F", "p", "o", "g", "n") or row.codes[n + 1 : n + 3] in (
        "o_",
        "p_",
    ):
        return False
    partner = item(row, m, "p")
    if partner is None and row.codes[m.end() : m.end() + 1] in ("t", "F"):
        return False
    ref = row.who(data["own"])
    other = row.who(partner) if partner is not None else ()
    return row.add(
        m,
        data["indicator"],
        ref,
        "level" if plural(row, ref, "x") == "level" and len(other) < 2 else "sum",
        n,
        partner=other,
    )


STREAK = re.compile(
    r"\b(?:for )?(?:an? |the )?(?P<n>\w+)[ -](?:consecutive|straight|successive)(?: (?P<f>year|quarter|month))s?"
    r"|\b(?:an? |the )?(?P<n2>\w+) (?P<f2>year|quarter|month)s? (?:in a row|running|on the trot|in succession)"
)


def streak(row: "Row", m: Match) -> bool:
    """Exports fell for the fourth straight month."""
    hit = STREAK.search(row.low, row.items[m.start("u")].end)
    if not hit or re.search(
        r"[;^]", row.codes[m.end() : next((n for n, w in enumerate(row.items) if w.start >= hit.start()), 0)]
    ):
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
        when={key: value for key, value in row.when(None, 0, 0).items() if key == "period"},
    )


def extreme(row: "Row", m: Match) -> bool:
    """Imports hit their highest level since 2014."""
    data = row.checked(m.start("i"))
    rank_word = row.items[m.start("o")].data
    if rank_word["bare"] or rank_word["indicator"] not in (None, data["indicator"]) or rank_word["n"] > 1:
        return False
    base = next((p for p in row.periods if p.base and p.start >= row.items[m.start("o")].end), None)
    if base is None:
        return False
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
        order=rank_word["order"],
        when={"base_period": base.base} | ({"period": period} if period else {}),
    )


def has_balance(row: "Row", m: Match) -> bool:
    """The United States runs a trade deficit with China: below zero."""
    i = m.start("i")
    data = row.items[i].data
    if data["indicator"] != "trade_balance" or not data["flags"]:
        return False
    if any(draft.get("indicator") == "trade_balance" for draft in row.drafts):
        return False
    data = row.checked(i)
    if (
        data["modifier"]
        or re.match(r"[^,;]*[MPCXVQ]", row.codes[m.end() :])
        or re.search(r"[MP][^,;]*$", row.codes[: m.start()])
    ):
        return False
    ref = row.who(row.items[m.start("a")])
    if len(ref) != 1:
        return False
    partner = row.who(data["partner"]) if data["partner"] is not None else ()
    return row.add(
        m,
        "trade_balance",
        ref,
        "level" if len(partner) < 2 else "sum",
        None,
        partner=partner,
        value="0",
        unit="USD",
        hedge="under" if "fall" in data["flags"] else "over",
    )


def moved(row: "Row", m: Match) -> bool:
    """Exports to China rose last year; the economy shrank in 2020: which way, and no number."""
    i = m.start("i")
    data, verb = row.items[i].data, row.items[m.start("u")]
    if data["indicator"] != "gdp":
        return rose(row, m)
    if not re.match(r"gr[eo]w|expand|shr[aiu]nk|contract", row.low[verb.start : verb.end]):
        return False
    if row.codes[m.end() : m.end() + 1] not in ("", ",", ";", "n", "f") or row.has_near_number(m.end()):
        return False
    row.checked(i)
    ref = row.owner(i)
    times = row.when(None, 0, 0)
    return row.add(
        m,
        "gdp_growth",
        ref,
        plural(row, ref, "gdp_growth"),
        None,
        value="0",
        unit="PT",
        when={k: v for k, v in times.items() if k == "period"},
        hedge="under" if verb.data == "-" else "over",
    )


def rose(row: "Row", m: Match) -> bool:
    """A direction is claimed only where the sentence says when, and where the verb can be no noun."""
    i = m.start("i")
    data, verb = row.items[i].data, row.items[m.start("u")]
    if data["indicator"] in ("event", "trade_balance", "gdp_growth") or verb.also or data["word"] == "shipments":
        return False
    if not re.match(r"$|[,;]", row.codes[m.end() :]) or any(d["at"] == row.items[m.start()].start for d in row.drafts):
        return False
    row.checked(i)
    times = row.when(None, 0, 0)
    if times.get("loose") or not {"period", "base_period"} & set(times):
        return False
    if "base_period" not in times:
        times["base_period"] = s.year_before(times["period"])
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


RULES = [
    (r"(?P<a>A)s?(?P<i0>I)?[ue_vD]{0,3}F[v]?(?P<n1>O)(?P<i1>I)?,?t(?P<n2>O)(?P<i2>[Iy]?)", rank_from_to),
    (r"(?P<i0>I)[ue_vD]{0,3}F(?P<n1>O)(?P<i1>I)?,?t(?P<n2>O)(?P<i2>[Iy]?)", rank_from_to),
    (r"F[v]?(?P<n1>O)(?P<i1>I),?(?P<a>A)e?[u_vD]{1,2}t(?P<n2>O)(?P<i2>[Iy]?)", rank_from_to),
    (r"(?P<p>A)[ve]{1,2}(?P<r>[AR])s?(?P<o>O)K", partner_rank),
    (r"(?P<p>A),(?P<r>[AR])s?(?P<o>O)K", partner_rank),
    (r"(?P<p>A)e?>A=(?P<r>[AR])s?(?P<o>O)K", partner_rank),
    (r"(?P<p>A)[ve,]{1,2}(?P<o>O)K[of](?P<r2>[AR])", partner_rank),
    (r"(?P<p>A)[ve,]{1,2}(?P<o>O)Kf(?P<ri>I)", partner_rank),
    (r"(?P<r>[AR])s?(?P<o>O)K%(?P<p>A)", partners_listed),
    (r"(?P<o>O)K%(?P<p>A)", partners_listed),
    (r"(?P<r>[AR])s?(?P<o>O)K,?v?(?P<p>A)", partner_rank),
    (r"(?P<o>O)K[of](?P<r2>[AR])[v,](?P<p>A)", partner_rank),
    (r"(?<=K)n(?:[AR]s?)?(?P<o>O)K", partner_again),
    (r"(?<=[KA]),[cDm](?P<n>[PV])o(?P<i>I)", share_of_partner),
    (r"(?P<h>A)[ve]*S(?P<list>C(?:,C)*,?nC)(?P<a>A)T,?r", troops_dealt_out),
    (r"(?P<a>[AR])[ve,]{1,2}(?:(?P<w>[ARU])s?)?(?P<o>O)(?P<i>[IE])(?:[io](?P<w2>[AU]))?", rank),
    (r"(?P<a>[AR])[ve,]{1,2}(?:(?P<w>[AU])s?)?(?P<o>O)y?(?:[io](?P<w2>[AU]))?", rank),
    (
        r"(?P<a>[AR])(?:e?>A|[^;A]{0,4}|[^;A]{0,4}A)t[v](?:(?P<w>[ARU])s?)?(?P<o>O)(?P<i>[IE])(?:[io](?P<w2>[AU]))?",
        rank,
    ),
    (r"(?:(?P<a>[AR])e?|(?<=,))>A=(?:(?P<w>[ARU])s?)?(?P<o>O)(?P<i>[IE])?y?(?:[io](?P<w2>[AU]))?", rank),
    (r"(?<=[,H])[v](?:(?P<w>[AU])s?)?(?P<o>O)(?P<i>[IE])?y?(?:[io](?P<w2>[AU]))?", rank),
    (r"(?<=[IH])n(?:(?P<w>A)s?)(?P<o>O)(?P<i>[IE])", rank),
    (r"(?P<a>I),(?P<o>O)y?[io](?P<w2>A)", rank_of_figure),
    (r"(?P<a>I)(?:,[lv]{0,2}[MPC](?:oI)?,)?v(?:(?P<w>[AU])s?)?(?P<o>O)y?(?:[io](?P<w2>[AU]))", rank_of_figure),
    (r"(?P<a>[AR])v(?P<o>O)(?:[io](?P<w>[AU]))?[ibf](?P<i>I)", rank),
    (r"(?P<o>O)(?P<i>[IE])[v,](?P<a>A)", rank),
    (r"(?P<w>A)s(?P<o>O)(?P<i>[IE])[v,](?P<a>A)", rank),
    (r"(?P<a>[AR])e?k(?P<q>q)_?[io]R?(?P<d>[dI])h_?(?P<n>C)", next_largest),
    (r"(?P<a>[AR])e?k(?P<q>q)_?[io]R?(?P<d>[dI])h(?P<b>A)", compare),
    (r"(?P<a>[AR])e?k(?P<q>q)_?h(?P<b>A)[io]R?(?P<d>[dI])", compare),
    (r"(?P<n>C)[^;IA]{0,10}?v(?P<q>q)h(?P<i>I)", larger_than),
    (r"(?P<a>[AR])e(?P<q>q)(?P<i>I)h(?P<b>A)", compare),
    (r"(?P<a>[AR])e(?P<i>I)(?P<q>q)h=?(?P<b>A)", compare),
    (r"(?P<a>[AR])e(?P<q>q)Hh(?P<b>A)", compare),
    (r"(?P<i>I)v(?P<q>q)h=?(?P<b>[AI])", compare),
    (r"(?P<i>I)(?P<q>q)g?[tFw](?P<p>A)h[tFw]?(?P<b>A)", more_to),
    (r"(?P<i>I)(?P<q>q)g?[tFw](?P<p>A)h[tFw]?\+(?=y?(?:$|[,;n^]))", more_to),
    (r"(?P<a>[AR])(?P<x>[xm])qg?[tF](?P<p>A)h[tF]?\+(?=y?(?:$|[,;n^]))", deal_more),
    (r"(?P<a>[AR])(?P<x>[xm])qg?[tF](?P<p>A)h[tF]?(?P<b>A)(?=$|[,;n^])", deal_more),
    (r"(?P<i>I)[vl]{1,2}(?P<q>q)h(?P<b>I)", flow_exceeds),
    (r"(?P<i>I)v_?(?P<e>=)(?P<b>[AI])", same_size),
    (r"(?P<i>I)e?(?P<o>[><])(?P<b>[AI])(?=s?(?:$|[,;n^]))", overtook),
    (r"(?P<i>I)(?P<q>q)[_,n#]{0,8}h(?P<r>[R_]?)[mxI]", more_than_imported),
    (r"(?P<i>I)[vl](?P<n>[XV])[qh=o]{1,3}(?P<b>[AI])", ratio),
    (r"(?P<i>I)[vl](?P<n>X)(?P<b>[AI])", ratio),
    (r"(?P<i>I)[vl](?P<n>X)[qh=o]{1,3}(?P<l>[tFw])(?P<b>A)", ratio),
    (r"(?P<a>[AR])[ev](?P<n>[XV])=?o?(?P<i>I)", ratio),
    (r"(?:(?P<a>[AR])|(?<=,))[ev](?P<n>[XV])=H[=h](?P<b>A)", ratio_people),
    (r"(?P<a>[AR])e?k(?P<n>[XV])[=q_]{1,2}[io]R?(?P<d>[dI])[=h](?P<b>A)", ratio_spends),
    (r"(?P<a>[AR])e?k(?P<n>[XV])[=q_]{1,2}[=h]?(?P<b>A)[io]R?(?P<d>[dI])", ratio_spends),
    (r"(?P<own>[AR])[SDxmek_](?P<n>[PV])o(?P<i>I)", share),
    (r"(?P<a>[AR])[cvemD](?P<n>[PV])o(?P<i>I)", share),
    (r"(?P<a>[AR])[cve](?P<n>[PV])o(?P<w>A)s?H", share_of_people),
    (r"(?P<n>[PV])o(?P<i>I)[vD_Sx]{0,3}t(?P<a>A)", share),
    (r"(?P<n>[PV])o(?P<i>I)[vD_Sx]{0,3}F(?P<a>A)", share),
    (r"(?P<n>[PV])o(?P<i>I)(?:L|[_v&]i)(?P<a>A)", share),
    (r"(?P<n>V)(?P<i>I)L(?P<a>A)", share),
    (r"(?P<n>V)H[io](?P<w>A)L(?P<a>A)", share_of_people),
    (r"(?P<a>A)v[_K]f(?P<n>[PV])o(?P<i>I)", share),
    (r"(?P<a>[AR])e?k(?P<q>q)_?(?:[io]R?(?P<d>[dI]))?h\+(?:(?P<w>A)[y_]?|y)?(?:[io]R?(?P<d2>[dI]))?", most),
    (r"(?P<a>[AR])e(?P<q>q)Hh\+(?:(?P<w>A)[y_]?|y)?", most),
    (r"(?P<i>I)(?P<q>q)g?h\+(?:(?P<w>A)[y_]?|y)?", most),
    (r"(?P<a>[AR])[ve]*Sq(?P<s>A)Th\+y?", most),
    (r"(?P<a>[AR])s?j[oi](?P<i>I)(?:[vlec]|ut){0,3}(?P<n>P)", share),
    (r"(?P<a>[AR])[ev]?k(?P<n>P)o(?P<g>I)[ift]R?(?P<d>[dI])", spends),
    (r"(?P<a>[AR])[ev]?k(?P<n>M)(?:,?\|?PoI,?)?[itf]R?(?P<d>[dI])", spends),
    (r"(?P<a>[AR])[ev]?kiR?(?P<d>[dI]),?(?P<n>P)o(?P<g>I)", spends),
    (r"(?P<a>[AR])[_&](?P<n>M)i(?P<i>I)", makes),
    (r"(?P<s>[AR])[eS]*(?P<u>u)(?P<n>C)(?P<a>A)?T[itF](?P<h>[AR])", troops),
    (r"(?P<h>[AR])[ve]*[SG](?P<n>C)(?P<a>A)T", troops),
    (r"(?:(?P<s>[AR])[ve]*S?)?(?P<n>C)(?:oR_?)?(?P<a>A)?T[vSe]*[it](?P<h>[AR])", troops),
    (r"(?:(?P<s>[AR])[ve]*S?)?(?P<n>C)(?P<a>A)?T[vS]*(?P<h>R)", troops),
    (r"(?P<n>C)(?P<a>A)T(?:!|t)[v_S]{1,3}[itf]?(?P<h>A)", troops_rumoured),
    (r"(?P<a>A)T[S]?i(?P<h>A)(?:[vle]{1,3}|;)(?P<n>C)", troops),
    (r"(?P<a>[AR])(?:e|s)(?P<n>C)T", army),
    (r"(?P<a>[AR])e?k(?P<q>q)jo(?P<i>I)[itf]R?(?P<d>[dI])h_?(?P<b>A)", compare),
    (r"(?P<i>I),?[ve]{0,2}(?P<u>u)[bl]{0,1}(?P<n>[PMCQV])", change),
    (r"(?P<a>A)e(?P<i>I)o(?P<list>[MC](?:,[MC])*,?n[MC]),?r", dealt_out),
    (r"(?P<i>I)[vluet]{1,3}(?P<list>[MCP](?:,[MCP])*,?n[MCP]),?r", dealt_out),
    (r"(?P<i>I)[vl](?P<n>P)(?P<u>[uq])", change),
    (r"(?P<i>I)[elv](?P<n>P)(?P<u>u)", change),
    (r"(?P<i>I)[el](?P<u>u)o(?P<n>[PM])", change),
    (r"(?P<n>[PM])(?P<u>u)[iof](?P<i>I)", change),
    (r"(?P<u>u)o(?P<n>[PM])[iof](?P<i>I)", change),
    (r"(?P<a>[AR])e?(?P<u>u)(?P<i>I)b?(?P<n>[PMCV])", change),
    (r"[_u]e?(?P<u>u)(?P<i>I)b(?P<n>P)", change),
    (r"(?:^|(?<=[;,n]))(?P<a>[AR])e?(?P<u>u)[bl]?(?P<n>P)", bare_growth),
    (r"(?P<a>A)s(?P<u>u)[bl]?(?P<n>P)", elided_growth),
    (r"(?<=P)[,;]?[n^](?P<u>u)[bl]?(?P<n>P)(?=$|[,;n^])", growth_again),
    (r"(?P<i>I)[ve]*(?P<n>X)(?![=oqh])", multiplied),
    (r"(?P<i>I)[ve]*ub?(?P<n>X)(?![=oqh])", multiplied),
    (r"(?P<a>[AR])e?(?P<n>X)(?P<i>I)", multiplied),
    (r"(?P<i>I)[ve]*[uD]?F(?P<n1>[MCP])(?:oI)?,?t(?P<n2>[MCP])", from_to),
    (r"(?P<i>I)[ve]*(?:ub?[PX]|X),?F(?P<n1>[MC]),?t(?P<n2>[MC])", from_to),
    (r"(?P<i>I)[ve]*ub?[PXV],?t(?P<n>[MC])", level),
    (r"(?P<i>I)[^;,I]{0,5}?(?P<z>Z)o(?P<n>M)", trade_is_in),
    (r"(?P<i>I)vi(?P<z>Z)", trade_is_in),
    (r"(?P<i>I)(?:,_{1,3})?,?(?:[velopc]|ut){1,4}(?P<n>[MCP])", level),
    (r"u(?P<i>I)(?:b?[PX],?)?t(?P<n>[MCP])", level),
    (r"(?P<i>I),(?P<n>[MC])(?=,)", level),
    (r"(?:^|(?<=[,;]))(?:(?P<a>A)[,;])?(?P<i>I)(?P<n>[MC])(?=$|[,;n^])", headline),
    (r"(?P<i>I)[ve]*u[f_Oi]{0,6},t(?P<n>[MC])", level),
    (r"(?P<i>I)[cv](?P<n>P)o(?P<b>I)", share_of_figure),
    (r"(?P<i>I)[ve]*ub?[PX],?n[vel]{0,2}l(?P<n>[MC])", level),
    (r"(?P<i>I)(?P<n>[MC])", exceeding),
    (r"(?P<i>I);(?P<n>[MCP])", listed),
    (r"(?<=;)(?P<i>I)(?P<n>C)(?=[;,]|$)", listed),
    (r"(?P<i>I)(?P<n>M)(?:[poi]{0,2}g)?(?:[tF](?P<p>A))?", verb_trade),
    (r"(?P<a>[AR])e?(?P<x>[xm])(?P<n>M)(?P<g>[poi]{0,2}g|p)?[tF](?P<p>A)", sold),
    (r"(?P<a>[AR])e?(?P<x>[xm])(?P<g>g)[pl]?(?P<n>M)[tF](?P<p>A)", sold),
    (r"(?P<a>[AR])e?(?P<x>[xm])(?P<n>M)(?P<g>[poi]{0,2}g)", sold),
    (r"(?P<a>[AR])e?(?P<x>[xm])(?P<g>g)[pl](?P<n>M)", sold),
    (r"(?P<a>A)(?P<g>g)[pl]?(?P<n>M)v(?P<x>x)t(?P<p>A)", sold),
    (r"(?P<a>[AR])e?(?P<x>x)(?P<p>A)(?P<g>g)[pl]?(?P<n>M)", sold),
    (r"(?P<a>[AR])e?(?P<x>x)(?P<p>A)(?P<n>M)[poi]{0,2}(?P<g>g)", sold),
    (r"(?P<a>A)s[vl]{1,2}(?P<n>[MCP])", elided_level),
    (r"(?<=[,;n^])(?P<a>A)[ve,]?(?P<n>[MCP])(?=[,;n^]|$)", elided_level),
    (r"(?<=[,;n^])(?P<n>C)(?:oR)?[vS]{0,2}[it](?P<h>A)(?=[,;n^]|$)", elided_troops),
    (r"(?<=[MCPId])(?:,?u)?F(?P<n>[MCP])(?=$|[,;n^])", level_before),
    (r"(?<=[MC])[,;]?(?P<u>u)[bol]?(?P<n>P)(?=$|[,;n^f])", change_again),
    (r"(?<=[MC])[,;]?(?P<n>P)(?P<u>[uq])(?=$|[,;n^f])", change_again),
    (r"(?<=[PMC])[,n^]{1,2}[tF](?P<p>A)[vbul]{0,3}(?P<n>P)(?=$|[,;n^])", others_changed),
    (r"(?<=[MPC])[,n^]{1,2}(?P<i>I)[tb]?(?P<n>[MPC])(?=$|[,;n^])", verb_before),
    (r"(?<=[MId])[,;]?[=|lvn]{1,2}(?P<n>P)o(?P<g>I)", as_share_of_gdp),
    (r"(?<=[,;n^_])(?P<a>A)e?k(?P<n>[PM])(?=$|[,;n^])", spends_again),
    (r"R[vl]{1,2}(?P<n>[MCP])", it_is_now),
    (r"(?<=[IdPM]),(?P<q>q)h\+(?:(?P<w>A)[y_]?|y)?", most_again),
    (r"(?<=[IH])[,n^]{1,2}(?P<n>[PV])o(?P<i>I)", share_again),
    (r"n[xm](?P<n>[PV])o(?P<i>I)", share_elided),
    (r"[MC](?:\^[_D]{0,4})?[,n]{1,2}[ve]{0,2}(?:ut|l)(?P<n>[MC])(?=[,;n^]|$)", level_again),
    (r"(?P<n>[MCP])(?:po|p|i|o)?(?P<i>I)", before),
    (r"(?<=[wth])(?P<a>A)s(?P<n>[MC])(?=[,;n^]|$)", elided_level),
    (r"(?P<a>[AR])[ve,]{0,2}G(?P<n>C)H?", people),
    (r"G(?P<n>C)H?,(?P<a>A)", people_first),
    (r"wR?(?P<n>C)H,(?P<a>A)", people_first),
    (r"^wR?(?P<n>C)H(?=n)", people),
    (r"(?P<a>A),(?:As)?(?:O[yE_]?|_?y)w(?P<n>C)H(?=$|[,;n^])", people),
    (r"(?:^|(?<=;))(?P<a>A);(?P<n>C)H(?=$|[,;n^])", people),
    (r"(?<=M)[,n]{1,2}(?P<n>C)H(?=$|[,;n^])", people_again),
    (r"(?P<own>A),?[wev](?P<list>C(?:,C)*,?nC)H,?r", people_dealt_out),
    (r"(?P<a>[AR])[evc](?P<n>C)H", people),
    (r"(?P<n>C)HL(?P<a>[AR])", people),
    (r"Rv(?P<n>C)H[iL](?P<a>A)", people),
    (r"(?P<a>A)s(?P<n>C)H", people),
    (r"(?P<a>R)o(?P<n>C)H", people),
    (r"(?P<a>A),?y?o(?P<n>C)H", people),
    (r"(?P<a>[AR])[,v]{1,2}yo(?P<n>C)H?", people),
    (r"(?P<a>A),w(?P<n>C)H", people),
    (r"yo(?P<n>C)H,(?P<a>A)", people),
    (r"i(?P<a>A),F(?P<n>C)", parallel_people),
    (r"(?<=[tnw])(?P<a>A)o(?P<n>C)(?=[,;n^]|$)", parallel_people),
    (r"(?P<i>I)(?:[veul]t?){1,3}R?(?P<o>O)(?:_|j)?", extreme),
    (r"(?P<i>I)[ve]*(?P<u>u)[f_]{0,2}", streak),
    (r"(?P<a>[AR])(?:e|ve|eve?)(?P<i>I)", has_balance),
    (r"(?P<i>I)[ve]{0,2}(?P<u>u)", moved),
]
