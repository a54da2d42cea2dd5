"""Rules for amounts: levels of indicators, people, troops, spending, flows put as verbs, and what is left out of them.

Belongs here: what a matched row of word classes says about a number. Does not belong here: the patterns (grammar.py),
changes (changes.py), comparisons (comparisons.py), who and when (subjects.py, dating.py).
"""

import re
from typing import TYPE_CHECKING, Any

from pipelines.claims import terms as t
from pipelines.claims.changes import grown
from pipelines.claims.dating import period_only
from pipelines.claims.parts import TAIL, Match, fits, is_defence, item, plural, product_of, said_at, signed, too_few
from pipelines.claims.periods import step_back
from pipelines.claims.phrases import TRADE_AND_SERVICES

if TYPE_CHECKING:
    from pipelines.claims.marks import Word
    from pipelines.claims.propositions import Row

CROSSED = re.compile(r"(?:below|above|under|over|past|beyond)\b")
RETURNED = re.compile(r"(?: worth)? (?:in return|in exchange|in the other direction|the other way)\b")
MORE_THAN_THAT = re.compile(r"q|u(?![bol]?[PF])")
HEDGE_VERB = re.compile(
    r"(?:has |have |had )?(?:exceed|surpass|topp|tops|approach|nearing|pass|cross|breach|broke|stood|stands)|at\b"
)


def level(row: "Row", m: Match) -> bool:
    """GDP is $5 trillion; population of 48 million; a deficit of $5bn; growth was 5 per cent."""
    i, n = m.start("i"), m.start("n")
    data, number = row.items[i].data, row.items[n]
    indicator, code = data["indicator"], number.code
    of_what = row.low[row.items[i - 2].start : row.items[i - 2].end] if i > 1 else ""
    inside = i and row.codes[i - 1] in "io" and n > i and data["own"] is None and indicator != "population"
    if inside and of_what not in ("value", "volume", "amount"):
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
            return over_gdp(row, m, i, n, row.items[n + 2])
        if tail[:1] in ("u", "q", "o") or not TAIL.match(row.codes[n + 1 :]):
            return False
        if indicator == "gdp":
            if "u" in m.group() and "t" not in m.group():
                return False
            indicator = "gdp_growth"
        if indicator != "gdp_growth":
            return False
        row.checked(i)
        lone = data["own"] is None and (not i or row.codes[i - 1] == ";") and not data["bad"]
        if lone and re.match(r"iA(?!s)", row.codes[n + 1 :]):
            return grown(row, m, n, row.who(row.items[n + 2]), "fall" in data["flags"])
        ref = row.owner(i)
        if data["word"] == "growth" and data["modifier"]:
            return False
        return grown(row, m, n, ref, "fall" in data["flags"])
    if code == "M" and (indicator not in t.MONEY or MORE_THAN_THAT.match(row.codes, n + 1)):
        return False  # "exports were $3.5 billion less than …"
    if code == "C":
        if indicator in t.MONEY and number.data[0].amount < 1e6:
            return False
        if indicator not in t.MONEY and indicator not in t.PERSONS:
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
    lone = data["own"] is None and data["partner"] is None and (not i or row.codes[i - 1] == ";") and not data["bad"]
    if lone and re.match(r"iA(?!s)", row.codes[n + 1 :]):
        return stated(row, m, i, n, row.who(row.items[n + 2]))  # "exports were worth $30 billion in Sri Lanka"
    ref = row.owner(i)
    return stated(row, m, i, n, ref)


def over_gdp(row: "Row", m: Match, i: int, n: int, whole: "Word") -> bool:
    """Exports make up 45 per cent of Germany's GDP; a trade deficit of 3 per cent of GDP."""
    data = row.items[i].data
    indicator = t.OVER_GDP.get(data["indicator"])
    if indicator is None or whole.data["indicator"] != "gdp" or data["partner"] is not None:
        return False
    row.checked(i)
    own, of = data["own"], whole.data["own"]
    ref = row.who(of) if own is None and of is not None else row.owner(i)
    if of is not None and row.who(of) != ref:
        return False
    value = None
    if indicator == "trade_balance_gdp":
        if not {"fall", "rise"} & set(data["flags"]):
            raise t.Refused("no indicator", "a trade balance without a sign")
        value = signed(row, n, "fall" in data["flags"])
    return row.add(m, indicator, ref, plural(row, ref, indicator), n, value=value)


def superlative_level(row: "Row", m: Match) -> bool:
    """… recorded the highest GNI per capita in Africa, at 16,940 dollars: the figure of who holds the rank."""
    indicator, n = row.items[m.start("i")].data["indicator"], m.start("n")
    last = next((d for d in row.drafts if d.get("operation") == "rank" and d["indicator"] == indicator), None)
    fits = {"M": t.MONEY - {"trade_balance"}, "C": t.PERSONS, "P": t.RATES}[row.items[n].code]
    if last is None or indicator not in fits or not TAIL.match(row.codes[n + 1 :]):
        return False
    return row.add(m, indicator, tuple(last["areas"]["ref"]), "level", n)


def partner_behind(row: "Row", n: int, indicator: str) -> tuple[str, ...]:
    """A surplus of 8.7 trillion yen *with the United States*."""
    links = {"goods_exports": "t", "goods_imports": "F", "goods_trade": "w", "trade_balance": "w"}
    found = re.match(rf"(?:po?)?g?[{links.get(indicator, '#')}]([AR])(?!s)", row.codes[n + 1 :])
    return row.who(row.items[n + 1 + found.start(1)]) if found else ()


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
    if ("P" in codes) != (indicator in t.RATES) or (codes[1] == "M" and indicator not in t.MONEY):
        return False
    if codes[1] == "C" and indicator not in t.PERSONS:
        return False
    ref = row.owner(i)
    partner = row.who(data["partner"]) if data["partner"] is not None else ()
    flip = indicator == "trade_balance" and "fall" in data["flags"]
    spans = [p for p in row.periods if p.base and p.period]
    inside = any(row.items[first].end <= p.start < row.items[second].start for p in row.periods)
    done, before_that = False, None
    for n, end in ((first, "base"), (second, "period")):
        if n == first and not spans and not inside:
            continue  # "In 2022 the budget doubled from $2 billion to $4 billion": the year is that of the end
        times = row.period_of(row.items[n])
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


def crossing(row: "Row", m: Match) -> bool:
    """The population falls below 10 million, growth slid under 3 per cent: a level, and no change."""
    number = row.items[m.start("n")]
    return CROSSED.match(row.low, number.start) is not None and level(row, m)


def stated(row: "Row", m: Match, i: int, n: int, ref: tuple[str, ...], presupposed: bool = False) -> bool:
    """One amount of the closed indicator at `i`."""
    data = row.items[i].data
    indicator = data["indicator"]
    if data["word"] == "army" and not row.codes.startswith("o", i + 1):
        raise t.Refused("no indicator", "an army can be the land forces alone")
    if "r" in row.codes:
        raise t.Refused("no indicator", "“respectively” deals the numbers out in an order that is not followed")
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
    if len(ref) > 1 and re.match(r",?n[MCP]", row.codes[n + 1 :]):
        raise t.Refused("no indicator", "whose each of the numbers is, is not said")
    if indicator == "trade_balance":
        if not {"fall", "rise"} & set(data["flags"]) and not row.items[n].data[0].text.startswith("-"):
            raise t.Refused("no indicator", "a trade balance without a sign")
        value = signed(row, n, "fall" in data["flags"])
    operation = plural(row, ref, indicator) if len(partner) < 2 else "sum"
    more: dict[str, Any] = {}
    if (
        re.search(r"\bcumulative|\btotall?ing\b|\bracked up\b|in total since", row.low)
        and any(p.base or p.loose for p in row.periods)
    ) or (row.low.lstrip('" ').startswith("since ") and indicator in t.MONEY - {"gdp"}):
        more = {
            "not_checkable": "no data",
            "reason": t.OVER_YEARS,
        }
    if data.get("services"):
        more = {"not_checkable": "no data", "reason": "only the balance of goods is held"}
    return row.add(m, indicator, ref, operation, n, partner=partner, value=value, presupposed=presupposed, **more)


def level_before(row: "Row", m: Match) -> bool:
    """… rose to $8.9 billion last year from $8.7 billion in 2022: the same figure, earlier."""
    n = m.start("n")
    last = said_at(row, m.start() - 1, "level", "sum", "mean")
    if last is None and row.drafts and row.codes[m.start() - 1] not in "MC":
        last = row.drafts[-1]
    link = row.items[m.start() + 1 if row.codes[m.start()] == "," else m.start()]
    if link.code == "^" and row.low[link.start : link.end] not in ("after", "before"):
        return False
    in_money = last is not None and last.get("indicator") in t.MONEY and row.items[n].data[0].amount >= 1e6
    fits = {"M": t.MONEY, "C": t.MONEY if in_money else t.PERSONS, "P": t.RATES}[row.items[n].code]
    if last is None or last.get("operation") not in ("level", "sum", "mean") or last["indicator"] not in fits:
        return False
    times = row.when(row.items[n])
    before_that = step_back(last["period"]) if "period" in last else None
    words = " ".join(times["words"])
    if times.get("period") != before_that and re.search(r"previous|prior|preceding|earlier|before|ago", words):
        times.pop("period", None)
        if "period" in last and (times.get("yearly") or "year" in words):
            times["period"] = t.year_before(last["period"])
    if "period" not in times or times["period"] == last.get("period"):
        return False
    negative = last["value"].startswith("-")
    if negative and last["indicator"] == "gdp_growth":
        return False  # "shrank 0.3 per cent, compared with 1.9 per cent in 2022": which way is not said
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
        **product_of(last),
    )


def level_of_which(row: "Row", m: Match) -> bool:
    """The EU exported goods worth €2.6 trillion, of which €223 billion went to China."""
    last = next((d for d in reversed(row.drafts) if d.get("operation") in ("level", "sum")), None)
    link = row.items[m.start() + 1]
    if last is None or last["indicator"] != "goods_exports" or last["areas"]["counterpart"]:
        return False
    if row.low[link.start : link.end] != "of which" or "not_checkable" in last:
        return False
    when = period_only(last)
    partner, ref = row.who(row.items[m.start("p")]), tuple(last["areas"]["ref"])
    return row.add(m, "goods_exports", ref, last["operation"], m.start("n"), partner=partner, when=when)


def balance_before(row: "Row", m: Match) -> bool:
    """A surplus of $3.6 billion in April, after a deficit of $4.6 billion in March."""
    last = said_at(row, m.start() - 1, "level", "sum")
    if last is None or last["indicator"] != "trade_balance":
        return False
    n = m.start("n")
    times = row.period_of(row.items[n])
    if not times or times["period"] == last.get("period"):
        return False
    areas, value = last["areas"], signed(row, n, row.items[m.start("z")].data == "fall")
    unit = row.items[n].data[0].unit or last.get("unit")
    ref, partner = tuple(areas["ref"]), tuple(areas["counterpart"])
    return row.add(m, "trade_balance", ref, last["operation"], n, partner=partner, value=value, unit=unit, when=times)


def as_share_of_gdp(row: "Row", m: Match) -> bool:
    """Spent $75.8bn on its military, equivalent to 7.1 per cent of GDP; or 25 per cent of GDP."""
    n, closed = m.start("n"), row.checked(m.start("g"))
    before = (d for d in reversed(row.drafts) if d["at"] < row.items[n].start)
    last = next((d for d in before if d.get("operation") in ("level", "sum")), None)
    indicator = t.OVER_GDP.get(last.get("indicator", "")) if last is not None else None
    if last is None or indicator is None or closed["indicator"] != "gdp" or last["areas"]["counterpart"]:
        return False
    ref = tuple(last["areas"]["ref"])
    if closed["own"] is not None and row.who(closed["own"]) != ref:
        return False
    when = period_only(last)
    value = signed(row, n, last["value"].startswith("-"))
    return row.add(m, indicator, ref, plural(row, ref, indicator), n, value=value, when=when)


def spends_again(row: "Row", m: Match) -> bool:
    """…; its neighbour Egypt spends barely 1 per cent."""
    wanted = "military_expenditure_gdp" if row.items[m.start("n")].code == "P" else "military_expenditure"
    before = row.drafts or ([row.context.last] if row.context.last and m.start() == 0 else [])
    if not any(d.get("indicator") == wanted and d["operation"] == "level" for d in before):
        return False
    ref = row.who(row.items[m.start("a")])
    return row.add(m, wanted, ref, plural(row, ref, wanted), m.start("n"))


def spends_who_ranks(row: "Row", m: Match) -> bool:
    """China, the second-largest military spender, spent $296 billion: on what, the rank says."""
    last = row.drafts[-1] if row.drafts else None
    if last is None or last.get("operation") != "rank" or last["indicator"] != "military_expenditure":
        return False
    return row.add(m, "military_expenditure", tuple(last["areas"]["ref"]), "level", m.start("n"))


def balance_again(row: "Row", m: Match) -> bool:
    """France has a trade deficit of 100 billion euros; Germany has a surplus of 200 billion."""
    last = next((d for d in reversed(row.drafts) if d.get("operation") == "level"), None)
    if last is None or last["indicator"] != "trade_balance" or last["areas"]["counterpart"]:
        return False
    n, ref = m.start("n"), row.who(row.items[m.start("a")])
    value = signed(row, n, row.items[m.start("z")].data == "fall")
    return row.add(m, "trade_balance", ref, plural(row, ref, "trade_balance"), n, value=value)


def beside_another(row: "Row", m: Match) -> bool:
    """Exports to China were worth $23 billion, compared with $9 billion to the United States."""
    n = m.start("n")
    last = said_at(row, m.start() - 1, "level", "sum") or (row.drafts[-1] if row.drafts else None)
    if last is None or last["at"] > row.items[n].start or last.get("operation") not in ("level", "sum"):
        return False
    if last["indicator"] not in TRADE_AND_SERVICES or not last["areas"]["counterpart"]:
        return False
    when = period_only(last)
    unit = row.items[n].data[0].unit or last.get("unit")
    value = signed(row, n, last["value"].startswith("-"))
    partner = row.who(row.items[m.start("p")])
    ref = tuple(last["areas"]["ref"])
    more: dict[str, Any] = {"value": value, "unit": unit, "when": when} | product_of(last)
    if len(partner) != len(last["areas"]["counterpart"]):
        return False
    return row.add(m, last["indicator"], ref, last["operation"], n, partner=partner, **more)


def over_gdp_again(row: "Row", m: Match) -> bool:
    """Imports are worth 57 per cent of its GDP; exports, 35 per cent."""
    data = row.checked(m.start("i"))
    last = row.drafts[-1] if row.drafts else None
    indicator = t.OVER_GDP.get(data["indicator"])
    if last is None or last.get("indicator") not in set(t.OVER_GDP.values()) - {"trade_balance_gdp"}:
        return False
    if indicator in (None, "trade_balance_gdp") or data["partner"] is not None:
        return False
    ref = tuple(last["areas"]["ref"])
    if data["own"] is not None and data["own"].code == "A" and row.who(data["own"]) != ref:
        return False
    return row.add(m, indicator, ref, last["operation"], m.start("n"))


def it_is_now(row: "Row", m: Match) -> bool:
    """… were 36 billion dollars; today they are 255 billion: the same figure, later."""
    n = m.start("n")
    if row.low[row.items[m.start()].start : row.items[m.start()].end] not in ("it", "it's", "they"):
        return False
    code = row.items[n].code
    last = next((d for d in reversed(row.drafts) if d.get("operation") in ("level", "sum")), None)
    if last is None and not row.drafts and row.context.last is not None and re.search("[vlu]", m.group()):
        last = row.context.last | {
            "at": 0
        }  # "In 1960 the population was 25 million. By 2020 it had reached 52 million."
        if m.start() or not row.context.fresh or not row.when(row.items[n]).get("period"):
            return False
    if last is None or last["at"] > row.items[n].start or not TAIL.match(row.codes[n + 1 :]):
        return False
    indicator = last["indicator"]
    if not {"M": indicator in t.MONEY, "C": indicator in t.PERSONS, "P": indicator in t.RATES}[code]:
        return False
    return row.add(
        m,
        indicator,
        tuple(last["areas"]["ref"]),
        last["operation"],
        n,
        partner=tuple(last["areas"]["counterpart"]),
        value=signed(row, n, last["value"].startswith("-")),
        when=row.period_of(row.items[n]),
    )


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
    if last is None and not row.drafts and m.start() == 0:
        last = row.context.last  # "Norway's GDP per head is $87,000. Sweden's is $56,000."
    n = m.start("n")
    if last is None or last["areas"]["counterpart"] or not TAIL.match(row.codes[n + 1 :]):
        return False
    indicator = last["indicator"]
    in_money = indicator in t.MONEY and row.items[n].data[0].amount >= 1e6
    fits = {"M": indicator in t.MONEY, "C": indicator in t.PERSONS or in_money, "P": indicator in t.RATES}
    if not fits[row.items[n].code] or indicator == "trade_balance":
        return False
    ref = row.who(row.items[m.start("a")])
    times = row.when(row.items[n])
    if "period" in last and ref != tuple(last["areas"]["ref"]):
        if "at" in last and not any(p.start > last["at"] for p in row.periods_of(row.items[n])):
            times.pop("period", None)  # "in 1960 …; in 2023 Korea's was $33,000 and Ghana's $2,200"
        times.setdefault("period", last["period"])
    unit = last.get("unit") if row.items[n].code == "C" and in_money else None
    return row.add(m, indicator, ref, plural(row, ref, indicator), n, when=times, unit=unit)


def beside_in(row: "Row", m: Match) -> bool:
    """… 51,000 soldiers, compared with 113,000 in Malaysia; 37 per cent in Ukraine and 2.9 per cent in Estonia."""
    last = next((d for d in reversed(row.drafts) if d["at"] < row.items[m.start("n")].start), None)
    if last is None or last.get("operation") not in ("level", "sum", "mean") or last["areas"]["counterpart"]:
        return False
    n, area, indicator = m.start("n"), row.items[m.start("a")], last["indicator"]
    code = row.items[n].code
    if indicator == "trade_balance" or not TAIL.match(row.codes[m.end() :]):
        return False
    if area.code == "I":
        closed = row.checked(m.start("a"))
        if closed["indicator"] != indicator or closed["own"] is None or closed["partner"] is not None:
            return False
        area = closed["own"]
    in_money = code == "C" and indicator in t.MONEY and row.items[n].data[0].amount >= 1e6
    if not fits(indicator, code) and not in_money:
        return False
    if indicator == "gdp_growth" and last["value"].startswith("-"):
        return False
    ref = row.who(area)
    if set(ref) & set(last["areas"]["ref"]):
        return False
    times = row.period_of(row.items[n])
    if "n" in m.group()[:2] and "period" in times and len(row.periods) == 1 and "period" not in last:
        last["period"] = times["period"]
    if "period" in last:
        times.setdefault("period", last["period"])
    unit = last.get("unit") if code == "C" else None
    return row.add(m, indicator, ref, plural(row, ref, indicator), n, when=times, unit=unit)


def followed_by(row: "Row", m: Match) -> bool:
    """…, with $18.3 billion, followed by Morocco with $5.2 billion: the next in the same ranking."""
    link = row.items[m.start("f")]
    last = row.drafts[-1] if row.drafts else None
    if not row.low[link.start : link.end].startswith("followed") or last is None or last["at"] > link.start:
        return False
    n, other = m.start("n"), row.who(row.items[m.start("a")])
    ref, partner = tuple(last["areas"]["ref"]), tuple(last["areas"]["counterpart"])
    when = period_only(last)
    if set(other) & {*ref, *partner}:
        return False
    if last.get("operation") == "share" and partner and row.items[n].code in "PV":
        return row.add(m, last["indicator"], ref, "share", n, partner=other, when=when)
    if last.get("operation") != "level" or partner or not fits(last["indicator"], row.items[n].code):
        return False
    return row.add(m, last["indicator"], other, plural(row, other, last["indicator"]), n, when=when)


OUTLAYS = frozenset(["outlays", "outlay", "spending", "expenditure", "expenditures", "budget", "spent"])


def outlays(row: "Row", m: Match) -> bool:
    """… the largest military spender, with outlays of $18.3 billion."""
    last, word = row.drafts[-1] if row.drafts else None, row.items[m.start("k")]
    if last is None or last.get("operation") != "rank" or last["indicator"] != "military_expenditure":
        return False
    if row.low[word.start : word.end] not in OUTLAYS:
        return False
    when = period_only(last)
    return row.add(
        m, "military_expenditure", tuple(last["areas"]["ref"]), "level", m.start("n"), things=True, when=when
    )


def level_too(row: "Row", m: Match) -> bool:
    """Peru's population is 34 million and its GDP $268 billion: the verb is the one before."""
    data, n = row.checked(m.start("i")), m.start("n")
    last = said_at(row, m.start() - 1, "level", "sum")
    if last is None or data["own"] is None or data["own"].code != "R" or data["partner"] is not None:
        return False
    if data["indicator"] == "trade_balance" or not fits(data["indicator"], row.items[n].code):
        return False
    if data["indicator"] in TRADE_AND_SERVICES and last["areas"]["counterpart"]:
        raise t.Refused("no subject", "whether it is the trade with the partner named before is not said")
    ref = row.who(data["own"])
    if ref != tuple(last["areas"]["ref"]):
        return False
    own = [p.period for p in row.periods_of(row.items[n]) if p.period and p.start > row.items[m.start()].start]
    period = own[0] if own else last.get("period")
    operation, when = plural(row, ref, data["indicator"]), {"period": period} if period else {}
    return row.add(m, data["indicator"], ref, operation, n, when=when)


def level_with(row: "Row", m: Match) -> bool:
    """Trade with Mexico was worth $798 billion; its trade with Canada, $774 billion."""
    data, n = row.checked(m.start("i")), m.start("n")
    last = next((d for d in reversed(row.drafts) if d["at"] < row.items[n].start), None)
    if last is None or last.get("operation") != "level" or last["indicator"] != data["indicator"]:
        return False
    own, ref = data["own"], tuple(last["areas"]["ref"])
    if data["partner"] is None or not last["areas"]["counterpart"] or (own is not None and row.who(own) != ref):
        return False
    falls = "fall" in data["flags"]
    if data["indicator"] == "trade_balance" and not {"fall", "rise"} & set(data["flags"]):
        return False
    when = period_only(last)
    partner, unit = row.who(data["partner"]), row.items[n].data[0].unit or last.get("unit")
    if set(partner) & set(last["areas"]["counterpart"]):
        return False
    return row.add(
        m, data["indicator"], ref, "level", n, partner=partner, value=signed(row, n, falls), unit=unit, when=when
    )


def level_when(row: "Row", m: Match) -> bool:
    """The population has barely moved since 1996, when it was 3.2 million."""
    link = row.items[m.start("l")]
    data = row.checked(m.start("i"))
    if row.low[link.start : link.end] != "when" or not fits(data["indicator"], row.items[m.start("n")].code):
        return False
    if data["indicator"] in ("trade_balance", "gdp_growth") or not TAIL.match(row.codes[m.end() :]):
        return False
    named = [p.period or p.base for p in row.periods if p.end <= link.start]
    if not named or row.low[row.items[m.end() - 3].start : row.items[m.end() - 3].end] not in ("it", "they"):
        return False
    ref = row.owner(m.start("i"))
    partner = row.who(data["partner"]) if data["partner"] is not None else ()
    operation, when = plural(row, ref, data["indicator"]), {"period": named[-1]}
    return row.add(m, data["indicator"], ref, operation, m.start("n"), partner=partner, things=True, when=when)


def level_again(row: "Row", m: Match) -> bool:
    """… and had increased to 3 trillion in 2013: the same figure, later."""
    n = m.start("n")
    first = row.items[m.start()]
    last = next(
        (d for d in reversed(row.drafts) if d["at"] == first.start and d.get("operation") in ("level", "sum")), None
    )
    if last is None or last["indicator"] == "gdp_growth" or row.items[n].code != first.code:
        return False
    if "l" not in m.group() and "u" not in m.group():  # "under $10bn in 2021 and over $60bn in 2023"
        period = row.when(row.items[n]).get("period")
        if not period or period == last.get("period") or not last.get("period"):
            return False
    return row.add(
        m,
        last["indicator"],
        tuple(last["areas"]["ref"]),
        last["operation"],
        n,
        partner=tuple(last["areas"]["counterpart"]),
        value=signed(row, n, last["value"].startswith("-")),
        unit=row.items[n].data[0].unit or last.get("unit"),
        **product_of(last),
    )


def before(row: "Row", m: Match) -> bool:
    """A $24 trillion economy; $5bn in exports; a 48 million population; 5.2 per cent growth."""
    i, n = m.start("i"), m.start("n")
    data, number = row.items[i].data, row.items[n]
    indicator, between = data["indicator"], row.codes[n + 1 : i]
    if re.match(r"[_#TS]", row.codes[m.end() :]) and row.items[m.end()].start == row.items[i].end + 1:
        return False  # "750 military bases"
    if number.code == "M" and between == "o" and n and row.codes[n - 1] not in "exm,;":
        return False  # "tariffs hit $50 billion of US exports"
    if number.code == "M" and between and data["own"] is None and n and row.codes[n - 1] == "w":
        return False  # "Germany was the main destination with $2 billion in sales"
    if number.code == "P":
        if indicator != "gdp_growth" or between:
            return False
        row.checked(i)
        return grown(row, m, n, row.owner(i), "fall" in data["flags"])
    if number.code == "M" and indicator not in t.MONEY:
        return False
    if number.code == "C" and (
        indicator not in ("population", "armed_forces") or between or too_few(row, n, indicator)
    ):
        return False
    if between == "i" and n and row.codes[n - 1] == "w":
        return False  # "against more than two million in China's armed forces"
    if indicator == "armed_forces" and data["own"] is not None and data["own"].start > number.start:
        raise t.Refused("no subject", "where those troops are is not understood")
    row.checked(i)
    presupposed = indicator == "population" and not between
    try:
        ref = row.owner(i)
    except t.Refused:
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


def spends(row: "Row", m: Match) -> bool:
    """China spends $230 billion, or 1.7 per cent of GDP, on defence."""
    n = m.start("n")
    if not is_defence(row, m.start("d")):
        return False
    ref = row.who(row.items[m.start("a")])
    if row.items[n].code in "PV":
        if m.groupdict().get("g") is None or row.items[m.start("g")].data["indicator"] != "gdp":
            return False
        return row.add(m, "military_expenditure_gdp", ref, plural(row, ref, "military_expenditure_gdp"), n)
    if any(p.base for p in row.periods_of(row.items[n])):
        raise t.Refused("no indicator", "an amount over several years")
    return row.add(m, "military_expenditure", ref, plural(row, ref, "military_expenditure"), n)


def spends_share(row: "Row", m: Match) -> bool:
    """What share of its GDP did Greece spend on its military? 3.2 per cent."""
    if not is_defence(row, m.start("d")) or row.items[m.start() + 2].data["indicator"] != "gdp":
        return False
    ref = row.who(row.items[m.start("a")])
    return row.add(m, "military_expenditure_gdp", ref, plural(row, ref, "military_expenditure_gdp"), m.start("n"))


def host_pays(row: "Row", m: Match) -> bool:
    """South Korea pays about a billion dollars a year toward the cost of American troops."""
    verb = row.items[m.start("a") + 1]
    if not row.low[verb.start : verb.end].startswith(("pay", "paid", "contribut")):
        return False
    host, sender = row.who(row.items[m.start("a")]), row.who(row.items[m.start("s")])
    if len(host) != 1 or set(host) & set(sender):
        return False
    return row.add(m, "host_contribution", host, "level", m.start("n"), partner=sender)


def trade_is_in(row: "Row", m: Match) -> bool:
    """Trade with Laos is in surplus; foreign trade ended the year with a surplus of 123 billion."""
    i, sense = m.start("i"), row.items[m.start("z")].data
    data = row.checked(i)
    if data["indicator"] != "goods_trade" and (
        data["indicator"] != "trade_balance" or {"fall", "rise"} & set(data["flags"])
    ):
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
    if partner is None and re.match(r" there\b", row.low[m_end(row, m) :]):
        raise t.Refused("no subject", "which country “there” means is not settled")
    other = row.who(partner) if partner is not None else ()
    ref = row.who(row.items[m.start("a")]) if m.groupdict().get("a") else row.subject(m.start(), other)
    if set(ref) & set(other):
        return False
    goods = item(row, m, "g")
    since = any(p.base and not p.period for p in row.periods_of(row.items[n])) and not re.search(
        r"\b(?:up|down|compared) ", row.low
    )
    more: dict[str, Any] = {"not_checkable": "no data", "reason": t.OVER_YEARS} if since else {}
    kind = "goods_services" if goods is not None and "services" in row.low[goods.start : m_end(row, m)] else "goods"
    return row.add(
        m,
        f"{kind}_exports" if selling else f"{kind}_imports",
        ref,
        "level" if plural(row, ref, "x") == "level" and len(other) < 2 else "sum",
        n,
        partner=other,
        **more,
    )


def sold_again(row: "Row", m: Match) -> bool:
    """Mexico sold the United States goods worth $475 billion and bought only $323 billion worth from it."""
    last = next((d for d in reversed(row.drafts) if d.get("operation") == "level"), None)
    if last is None or last["indicator"] not in ("goods_exports", "goods_imports"):
        return False
    verb = next(w for w in row.items[m.start() : m.end()] if w.code in "xm")
    indicator = "goods_exports" if verb.code == "x" else "goods_imports"
    other = item(row, m, "p")
    partner = row.who(other) if other is not None and other.code == "A" else tuple(last["areas"]["counterpart"])
    if indicator == last["indicator"] or (other is not None and other.code == "R" and other.data not in ("it", "they")):
        return False
    n = m.start("n")
    returned = RETURNED.match(row.low, row.items[n].end) is not None
    worth = row.low[m_end(row, m) - 5 : m_end(row, m)] == "worth"
    if partner and other is None and "g" in m.group() and not worth and not returned:
        raise t.Refused("no subject", "whether it is the trade with the partner named before is not said")
    if not partner and (other is not None or "g" not in row.codes[: m.start()]):
        return False
    times = row.when(row.items[m.start("n")])
    when = period_only(times if "period" in times else last)
    return row.add(m, indicator, tuple(last["areas"]["ref"]), "level", m.start("n"), partner=partner, when=when)


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
        or row.low[data["own"].start : data["own"].end] in ("its", "their", "our")
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
        or re.match(r"[^,;]*[MPCXVQ]|[^;]*M", row.codes[m.end() :])  # "with China, a massive one, of $400 billion"
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
