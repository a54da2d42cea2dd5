"""Rules for what a clause leaves to the one before it: the country, the figure, the whole, the partner.

Belongs here: a matched row that says nothing by itself and takes what it lacks from the claim before it, or from the
name that stands above it. Does not belong here: the patterns (grammar.py), whole propositions (amounts.py, changes.py,
comparisons.py, ranks.py), who and when (subjects.py, dating.py).
"""

import re
from typing import TYPE_CHECKING, Any

from pipelines.claims import terms as t
from pipelines.claims.amounts import OUTLAYS
from pipelines.claims.changes import change, grown
from pipelines.claims.comparisons import TOGETHER
from pipelines.claims.dating import period_only
from pipelines.claims.parts import TAIL, Match, fits, is_defence, item, manner, plural, said_at, signed
from pipelines.claims.phrases import MARKETS, TRADE
from pipelines.claims.ranks import LINKS, place, scope

if TYPE_CHECKING:
    from pipelines.claims.propositions import Row

FLOWS = TRADE - {"trade_balance"}
POSSESSIVE = frozenset(("its", "their", "the country's"))
DOES = frozenset(("does", "do", "did"))
OUTPUT = re.compile(r"(?:produc|generat)(?:e|es|ed)$")
UPKEEP = frozenset(("upkeep", "cost", "costs", "presence", "stationing", "hosting", "maintenance"))
EACH_FLOW = re.compile(r"(?P<n>M)[io](?P<i>I)|(?P<i2>I)[oivl;]?(?P<n2>M)")
IN_A_ROW = re.compile(r"[ -](?:consecutive|straight|successive)(?: annual| yearly| (?P<fine>monthly|quarterly))? ")
KINDS = re.compile(r"(?P<people>C)H|(?P<share>[PV])oI[itf]R?[dI]|(?P<money>M)[itf]R?[dI]|(?P<whole>[PV])oI")


def last_of(row: "Row", n: int, *operations: str) -> dict[str, Any] | None:
    """The claim just before the word at a place, if it is one of these."""
    before = [d for d in row.drafts if d["at"] < row.items[n].start]
    return before[-1] if before and before[-1].get("operation") in operations else None


def word(row: "Row", place: int) -> str:
    w = row.items[place]
    return row.low[w.start : w.end]


# --- shares ---


def share_beside(row: "Row", m: Match) -> bool:
    """The G7 accounts for 43 per cent of world output, against 26 per cent for the BRICS: of the same whole."""
    n = m.start("n")
    last = last_of(row, n, "share")
    if last is None or "not_checkable" in last:
        return False
    ref, partner, base = tuple(last["areas"]["ref"]), tuple(last["areas"]["counterpart"]), last.get("base", {})
    other = row.who(row.items[m.start("a")])
    when = row.period_of(row.items[n]) or period_only(last)
    if set(other) & {*ref, *partner}:
        return False
    if partner:
        return row.add(m, last["indicator"], ref, "share", n, partner=other, when=when)
    if "t" in m.group() or "F" in m.group():
        return False
    return row.add(m, last["indicator"], other, "share", n, base=tuple(base.get("ref", ())), when=when)


def share_then(row: "Row", m: Match, last: dict[str, Any]) -> bool:
    """The share said before, in another year."""
    n = m.start("n")
    when = row.period_of(row.items[n])
    if not when or when["period"] == last.get("period"):
        return False
    ref, partner, base = tuple(last["areas"]["ref"]), tuple(last["areas"]["counterpart"]), last.get("base", {})
    return row.add(m, last["indicator"], ref, "share", n, partner=partner, base=tuple(base.get("ref", ())), when=when)


def share_has(row: "Row", m: Match) -> bool:
    """In 1980 China accounted for 3 per cent of world GDP; by 2021 its share had reached 18 per cent."""
    last = last_of(row, m.start("n"), "share")
    if last is None or "not_checkable" in last or word(row, m.start()) not in POSSESSIVE:
        return False
    return share_then(row, m, last)


def share_also(row: "Row", m: Match) -> bool:
    """America's share of world GDP is 26 per cent, China's 17 per cent: of the same whole."""
    n, last = m.start("n"), said_at(row, m.start() - 1, "share")
    if last is None or "not_checkable" in last or "j" not in row.codes[: m.start()]:
        return False
    ref, partner, base = tuple(last["areas"]["ref"]), tuple(last["areas"]["counterpart"]), last.get("base", {})
    other, when = row.who(row.items[m.start("a")]), period_only(last)
    if set(other) & {*ref, *partner}:
        return False
    ref, partner = (ref, other) if partner else (other, ())
    return row.add(m, last["indicator"], ref, "share", n, partner=partner, base=tuple(base.get("ref", ())), when=when)


def share_of_humanity(row: "Row", m: Match) -> bool:
    """India accounts for 18 per cent of mankind."""
    ref, whole = row.who(row.items[m.start("a")]), word(row, m.start("w"))
    if whole not in ("humanity", "mankind", "humankind") or ref == ("WLD",):
        return False
    return row.add(m, "population", ref, "share", m.start("n"))


def share_by_same(row: "Row", m: Match) -> bool:
    """The EU took 42 per cent of UK exports and supplied 52 per cent of UK imports: the same partner."""
    n, data = m.start("n"), row.checked(m.start("i"))
    last = last_of(row, n, "share")
    if last is None or not last["areas"]["counterpart"] or "not_checkable" in last:
        return False
    own, ref = data["own"], tuple(last["areas"]["ref"])
    if own is None or row.who(own) != ref or data["partner"] is not None or data["modifier"]:
        return False
    if data["indicator"] not in FLOWS or data["indicator"] == last["indicator"]:
        return False
    when = period_only(last)
    return row.add(
        m, data["indicator"], ref, "share", n, partner=tuple(last["areas"]["counterpart"]), when=when, things=True
    )


def share_of_own(row: "Row", m: Match) -> bool:
    """Trade with Kenya was worth £0.7 billion, 0.1 per cent of the UK's total trade in goods."""
    n, data = m.start("n"), row.checked(m.start("i"))
    last = last_of(row, n, "level")
    if last is None or len(last["areas"]["counterpart"]) != 1 or "not_checkable" in last:
        return False
    own, ref = data["own"], tuple(last["areas"]["ref"])
    if data["indicator"] != last["indicator"] or data["indicator"] not in FLOWS or data["partner"] is not None:
        return False
    if data["modifier"] or (own is not None and row.who(own) != ref) or own is None:
        return False
    when = period_only(last)
    return row.add(
        m, data["indicator"], ref, "share", n, partner=tuple(last["areas"]["counterpart"]), when=when, things=True
    )


def share_revealed(row: "Row", m: Match) -> bool:
    """New Zealand sends a quarter of its exports to a single country, and that country is China."""
    data, ref, partner = (
        row.checked(m.start("i")),
        row.who(row.items[m.start("own")]),
        row.who(row.items[m.start("a")]),
    )
    own = data["own"]
    if data["indicator"] not in FLOWS or data["partner"] is not None or data["modifier"] or len(partner) != 1:
        return False
    if (own is not None and row.who(own) != ref) or set(ref) & set(partner):
        return False
    if ("F" if data["indicator"] == "goods_exports" else "t") in m.group():
        return False
    return row.add(m, data["indicator"], ref, "share", m.start("n"), partner=partner, things=True)


def share_before(row: "Row", m: Match) -> bool:
    """China's share of Australian exports was 36 per cent in 2022, as against 4 per cent in 2000."""
    last = said_at(row, m.start() - 1, "share")
    if last is None or "not_checkable" in last:
        return False
    return share_then(row, m, last)


def part_of_sold(row: "Row", m: Match) -> bool:
    """Of the €200 billion that Austria exported in 2023, almost a third went to Germany."""
    verb = row.items[m.start("x")]
    if not word(row, m.start("x")).startswith(("export", "import")):
        return False
    indicator = "goods_exports" if verb.code == "x" else "goods_imports"
    ref, partner = row.who(row.items[m.start("a")]), row.who(row.items[m.start("p")])
    if ("t" in m.group()) != (verb.code == "x") or len(ref) != 1 or set(ref) & set(partner):
        return False
    ahead = [p.period for p in row.periods if p.period and p.start < row.items[m.start("n")].start]
    when = {"period": ahead[-1]} if ahead else {}
    row.add(m, indicator, ref, plural(row, ref, indicator), m.start("n1"), when=when)
    return row.add(m, indicator, ref, "share", m.start("n"), partner=partner, when=when)


# --- ranks ---


def rank_next(row: "Row", m: Match) -> bool:
    """Canada is the biggest customer for American goods, Mexico the second-biggest: the same ranking."""
    o, other = m.start("o"), row.who(row.items[m.start("b")])
    last = last_of(row, o, "rank")
    data = row.items[o].data
    if last is None or "not_checkable" in last or "parts" in last or data["indicator"] or len(other) != 1:
        return False
    ref, partner = tuple(last["areas"]["ref"]), tuple(last["areas"]["counterpart"])
    if set(other) & {*ref, *partner} or len(partner) > 1 or row.items[m.start("b")].data["kind"] == "demonym":
        return False
    if data["n"] < 2 or (last.get("order", "desc") != data["order"] and not data["bare"]):
        return False
    same = {key: last[key] for key in ("universe",) if key in last}
    when = period_only(last)
    ref, partner = (ref, other) if partner else (other, ())
    order = last.get("order", "desc")
    return row.add(
        m, last["indicator"], ref, "rank", o, partner=partner, value=place(row, o), unit="RANK", order=order,
        when=when, **same,
    )  # fmt: skip


def partner_too(row: "Row", m: Match) -> bool:
    """Germany took 32 per cent of Czech exports and was the Czech Republic's largest customer."""
    o, last = m.start("o"), row.drafts[-1] if row.drafts else None
    if last is None or last.get("operation") not in ("share", "level") or len(last["areas"]["counterpart"]) != 1:
        return False
    ref, noun = row.who(row.items[m.start("r")]), row.items[m.start("k")]
    if last["indicator"] not in FLOWS or ref != tuple(last["areas"]["ref"]) or last["at"] > row.items[o].start:
        return False
    when = period_only(last)
    partner, order = tuple(last["areas"]["counterpart"]), row.items[o].data["order"]
    return row.add(
        m, noun.data, ref, "rank", o, partner=partner, value=place(row, o), unit="RANK", order=order, when=when
    )


def partner_of_flow(row: "Row", m: Match) -> bool:
    """Vietnam's exports to the United States, its biggest export market, jumped 22 per cent."""
    data, o, noun = row.checked(m.start("i")), m.start("o"), row.items[m.start("k")]
    own, partner = data["own"], data["partner"]
    if own is None or partner is None or data["indicator"] not in FLOWS or data["modifier"]:
        return False
    indicator = noun.data if noun.code == "K" else data["indicator"]
    if noun.code == "_" and word(row, m.start("k")) not in MARKETS.get(indicator, ()):
        return False
    ref, other, whose = row.who(own), row.who(partner), row.items[m.start("r")]
    if len(ref) != 1 or len(other) != 1 or row.items[o].data["indicator"]:
        return False
    if row.who(whose) != ref if whose.code == "A" else word(row, m.start("r")) not in POSSESSIVE:
        return False
    order = row.items[o].data["order"]
    return row.add(
        m, indicator, ref, "rank", o, partner=other, value=place(row, o), unit="RANK", order=order, when={}, things=True
    )


# --- figures ---


def change_of_other(row: "Row", m: Match) -> bool:
    """The population of Germany has increased by 4 per cent, whereas that of Bulgaria has declined by 11."""
    n = m.start("n")
    last = last_of(row, n, "change", "level")
    if last is None or last["areas"]["counterpart"] or "not_checkable" in last:
        return False
    ref, verb = row.who(row.items[m.start("a")]), item(row, m, "u")
    fell = last.get("order") == "asc" or last.get("value", "").startswith("-")
    falls = fell if verb is None else verb.data == "-"
    if set(ref) & set(last["areas"]["ref"]) or not TAIL.match(row.codes[n + 1 :]):
        return False
    if last["indicator"] == "gdp_growth":
        done = row.items[n].code == "P" and grown(row, m, n, ref, falls)
        if done and "period" in last and last["operation"] == "level":
            row.drafts[-1].setdefault("period", last["period"])
        return done
    code = row.items[n].code
    if last["operation"] != "change" or (code != "P" and code != ("M" if last["indicator"] in t.MONEY else "C")):
        return False
    when = row.when(row.items[n])
    if not {"period", "base_period"} & set(when):
        when = {k: v for k, v in last.items() if k in ("period", "base_period")}
    return row.add(m, last["indicator"], ref, "change", n, order="asc" if falls else "desc", when=when)


def sold_too(row: "Row", m: Match) -> bool:
    """Bolivia exported goods worth $13.7 billion; Paraguay exported $10 billion in the same year."""
    n, verb = m.start("n"), word(row, m.start("x"))
    indicator = "goods_exports" if row.items[m.start("x")].code == "x" else "goods_imports"
    last, ref = last_of(row, n, "level"), row.who(row.items[m.start("a")])
    if last is None or last["indicator"] != indicator or last["areas"]["counterpart"] or "not_checkable" in last:
        return False
    if not verb.startswith(("export", "import")) or set(ref) & set(last["areas"]["ref"]) or len(ref) != 1:
        return False
    return row.add(m, indicator, ref, "level", n)


def change_too(row: "Row", m: Match) -> bool:
    """Turkey's population rose by 12 per cent and its GDP by 15 per cent: the verb is the one before."""
    n, data = m.start("n"), row.checked(m.start("i"))
    last = last_of(row, n, "change")
    own, indicator = data["own"], data["indicator"]
    if last is None or last["areas"]["counterpart"] or data["partner"] is not None or "not_checkable" in last:
        return False
    if own is None or own.code != "R" or indicator in ("trade_balance", "gdp_growth", "event", last["indicator"]):
        return False
    ref, falls = tuple(last["areas"]["ref"]), last.get("order") == "asc"
    if row.who(own) != ref or not {"period", "base_period"} & set(last) or indicator in t.RATES:
        return False
    when = {k: v for k, v in last.items() if k in ("period", "base_period")}
    if indicator == "gdp" and when.get("base_period") == t.year_before(when.get("period", "0000")):
        value = f"-{row.items[n].data[0].text}" if falls else None
        return row.add(m, "gdp_growth", ref, plural(row, ref, "gdp_growth"), n, value=value, when=when)
    return row.add(m, indicator, ref, "change", n, order="asc" if falls else "desc", when=when)


def whose_outlays(row: "Row", m: Match) -> bool:
    """… three times as much as China, whose outlays came to $296 billion."""
    n, ref = m.start("n"), row.who(row.items[m.start("a")])
    last = next((d for d in reversed(row.drafts) if d["at"] < row.items[n].start), None)
    spent = last is not None and last.get("indicator") in ("military_expenditure", "military_expenditure_gdp")
    if not spent or word(row, m.start() + 2) != "whose" or word(row, m.start("k")) not in OUTLAYS:
        return False
    if not TAIL.match(row.codes[n + 1 :]):
        return False
    when = row.when(row.items[n])
    if "period" not in when and last is not None and "period" in last:
        when["period"] = last["period"]
    operation = plural(row, ref, "military_expenditure")
    return row.add(m, "military_expenditure", ref, operation, n, when=when, things=True)


def produces_too(row: "Row", m: Match) -> bool:
    """Russia, with an economy of $2 trillion, confronts a NATO whose members produce $45 trillion."""
    n, verb = m.start("n"), word(row, m.start("n") - 1)
    if not OUTPUT.match(verb) or not any(d.get("indicator") == "gdp" for d in row.drafts):
        return False
    if row.items[n].data[0].amount < 1e9:
        return False
    ref = row.who(row.items[m.start("a")])
    return row.add(m, "gdp", ref, plural(row, ref, "gdp"), n)


def streak_again(row: "Row", m: Match) -> bool:
    """China's population fell by 2.08 million in 2023, its second straight annual decline."""
    o, falls = row.items[m.start("o")], row.items[m.start("u")].data == "-"
    hit = IN_A_ROW.match(row.low, o.end)
    last = next(
        (d for d in reversed(row.drafts) if d.get("operation") == "change" and d["at"] < o.start),
        None,
    )
    if last is None or hit is None or not o.data["bare"] or o.data["n"] < 2:
        return False
    if (hit["fine"] is not None) != (len(last.get("period", "")) == 7):
        return False
    if (last.get("order") == "asc") != falls or last["indicator"] == "gdp_growth" or "not_checkable" in last:
        return False
    when = period_only(last)
    ref, partner, order = tuple(last["areas"]["ref"]), tuple(last["areas"]["counterpart"]), last.get("order", "desc")
    return row.add(
        m, last["indicator"], ref, "streak", None, partner=partner, value=str(o.data["n"]), order=order,
        at=m.start("o"), when=when, things=True,
    )  # fmt: skip


def growth_lifted(row: "Row", m: Match) -> bool:
    """Growth of 5.5 per cent in 2023 lifted the GDP of the Philippines to $437 billion."""
    i, n, data = m.start("i"), m.start("n"), row.checked(m.start("g"))
    if row.items[i].data["indicator"] != "gdp_growth" or row.items[i].data["own"] is not None:
        return False
    if row.items[i].data["modifier"] or data["indicator"] != "gdp" or data["own"] is None:
        return False
    return grown(row, m, n, row.who(data["own"]), "fall" in row.items[i].data["flags"])


def host_pays_too(row: "Row", m: Match) -> bool:
    """South Korea, home to 28,500 U.S. troops, paid 1.18 trillion won towards their upkeep."""
    n = m.start("n")
    last = next((d for d in reversed(row.drafts) if d["at"] < row.items[n].start), None)
    verb = word(row, n - 1)
    if last is None or last.get("indicator") != "troops" or len(last["areas"]["counterpart"]) != 1:
        return False
    if not verb.startswith(("pay", "paid", "contribut", "spen")) or word(row, m.end() - 1) not in UPKEEP:
        return False
    host, sender = tuple(last["areas"]["counterpart"]), tuple(last["areas"]["ref"])
    owner = item(row, m, "a")
    if owner is not None and row.who(owner) != host:
        return False
    return row.add(m, "host_contribution", host, "level", n, partner=sender)


def change_headed(row: "Row", m: Match) -> bool:
    """German imports from Russia: down 90 per cent in 2023."""
    return row.items[m.start("u") - 1].data in (":", "-") and change(row, m)


def home_too(row: "Row", m: Match) -> bool:
    """Indonesia is home to 277 million people, Malaysia to 34 million."""
    n = m.start("n")
    last = last_of(row, n, "level", "sum")
    if last is None or last["indicator"] != "population" or "G" not in row.codes[: m.start()]:
        return False
    ref = row.who(row.items[m.start("a")])
    if set(ref) & set(last["areas"]["ref"]) or row.items[n].data[0].amount < 1000:
        return False
    return row.add(m, "population", ref, plural(row, ref, "population"), n)


def people_now(row: "Row", m: Match) -> bool:
    """Bangladesh, which in 1971 had 67 million people, has 173 million now."""
    n, last = m.start("n"), said_at(row, m.start() - 2, "level", "sum")
    if last is None or last["indicator"] != "population" or "period" not in last:
        return False
    when = row.period_of(row.items[n])
    if when.get("period") == last["period"] or row.items[n].data[0].amount < 1000 or not ("e" in m.group() or when):
        return False
    return row.add(m, "population", tuple(last["areas"]["ref"]), last["operation"], n, when=when)


def balance_in_trade(row: "Row", m: Match) -> bool:
    """In trade with China, Germany recorded a deficit of €58 billion in 2023."""
    data, n, ref = row.checked(m.start("i")), m.start("n"), row.who(row.items[m.start("a")])
    partner = row.who(data["partner"]) if data["partner"] is not None else ()
    if data["indicator"] != "goods_trade" or data["own"] is not None or not partner or set(ref) & set(partner):
        return False
    if data["modifier"] or "services" in data["word"]:
        return False
    value = signed(row, n, row.items[m.start("z")].data == "fall")
    return row.add(m, "trade_balance", ref, plural(row, ref, "trade_balance"), n, partner=partner, value=value)


# --- a name above ---


def figure_of_heading(row: "Row", m: Match) -> bool:
    """ "UK defence spending: 2.3 per cent of GDP. Germany: 1.6 per cent.": the figure of the sentence before."""
    n, last = m.start("n"), row.context.last
    if last is None or last["areas"]["counterpart"] or row.items[m.start() + 1].data != ":":
        return False
    ref, indicator = row.who(row.items[m.start("a")]), last["indicator"]
    if set(ref) & set(last["areas"]["ref"]) or not fits(indicator, row.items[n].code) or "not_checkable" in last:
        return False
    if indicator in ("trade_balance", "trade_balance_gdp"):
        return False
    when = period_only(row.when(row.items[n]) or last)
    if not when and "period" in last:
        when = {"period": last["period"]}
    return row.add(m, indicator, ref, plural(row, ref, indicator), n, when=when)


def people_of_heading(row: "Row", m: Match) -> bool:
    """ "Tuvalu. 11,000 people.": the sentence before is the name."""
    n = m.start("n")
    if not row.context.heading or row.items[n].data[0].amount < 1000:
        return False
    ref = row.context.heading
    return row.add(m, "population", ref, plural(row, ref, "population"), n)


def topic_figures(row: "Row", m: Match) -> bool:
    """Estonia: 1.3 million people, 2.9 per cent of GDP on defence; NATO: half of the world's GDP."""
    if row.items[m.start("a") + 1].data not in (":", "-"):
        return False
    ref = row.who(row.items[m.start("a")])
    for hit in KINDS.finditer(row.codes, m.start("rest"), m.end("rest")):
        n, kind = hit.start(hit.lastgroup or ""), hit.lastgroup
        w = row.items[n]
        if w.start in row.used:
            continue
        end = hit.end() - 1
        if kind == "people" and w.data[0].amount >= 1000:
            row.add(m, "population", ref, plural(row, ref, "population"), n)
        elif kind in ("share", "money") and is_defence(row, end):
            gdp = kind == "share"
            whole = row.checked(n + 2) if gdp else None
            if whole and (whole["indicator"] != "gdp" or whole["own"] is not None or whole["modifier"]):
                continue
            indicator = "military_expenditure_gdp" if gdp else "military_expenditure"
            row.add(m, indicator, ref, plural(row, ref, indicator), n)
        elif kind == "whole":
            closed = row.checked(end)
            base = row.who(closed["own"]) if closed["own"] is not None and closed["own"].code == "A" else ()
            held = closed["indicator"] in ("gdp", "gdp_ppp", "population", "military_expenditure", *FLOWS)
            if base != ("WLD",) or not held or closed["partner"] is not None or closed["modifier"]:
                continue
            row.add(m, closed["indicator"], ref, "share", n)
        else:
            continue
        row.used.add(w.start)
    return False


def flows_headed(row: "Row", m: Match) -> bool:
    """US goods trade with China in 2023: $427bn of imports, $148bn of exports."""
    i = m.start("i")
    data = row.checked(i)
    if data["indicator"] != "goods_trade" or row.items[i + 1].data not in (":", "-"):
        return False
    ref, partner = row.owner(i), row.who(data["partner"]) if data["partner"] is not None else ()
    if len(ref) == 2 and not partner:
        raise t.Refused("no subject", "whose exports and whose imports are meant is not said")
    for hit in EACH_FLOW.finditer(row.codes, m.start("rest"), m.end("rest")):
        n, flow = (hit.start("n"), hit.start("i")) if hit["n"] else (hit.start("n2"), hit.start("i2"))
        closed = row.checked(flow)
        if row.items[n].start in row.used or closed["indicator"] not in ("goods_exports", "goods_imports"):
            continue
        if closed["own"] is not None or closed["partner"] is not None or closed["modifier"] or data["modifier"]:
            continue
        when = row.when(row.items[n])
        if "period" not in when:
            named = [p.period for p in row.periods if p.period and p.end <= row.items[i + 1].start]
            when = {"period": named[-1]} if named else when
        row.add(m, closed["indicator"], ref, plural(row, ref, closed["indicator"]), n, partner=partner, when=when)
        row.used.add(row.items[n].start)
    return True


# --- more than another ---


def more_to_does(row: "Row", m: Match) -> bool:
    """Mexico exports more to the United States than China does."""
    verb = m.groupdict().get("x")
    if word(row, m.start("v")) not in DOES:
        return False
    partner, other = row.who(row.items[m.start("p")]), row.who(row.items[m.start("b")])
    if verb:
        indicator = "goods_exports" if row.items[m.start("x")].code == "x" else "goods_imports"
        ref = row.who(row.items[m.start("a")])
    else:
        data = row.checked(m.start("i"))
        indicator, own = data["indicator"], data["own"] or item(row, m, "a")
        if data["word"] not in ("exports", "imports", "export", "import") or own is None or data["modifier"]:
            return False
        ref = row.who(own)
        if data["partner"] is not None:
            return False
    if set(other) & {*ref, *partner} or set(ref) & set(partner) or len(ref) != 1:
        return False
    if ("F" if indicator == "goods_exports" else "t") in m.group():
        return False
    hedge = "over" if row.items[m.start("q")].data == "more" else "under"
    return row.add(
        m, indicator, ref, "compare", None, partner=partner, base=other, base_partner=partner, hedge=hedge, things=True
    )


def compare_again(row: "Row", m: Match) -> bool:
    """France spent $61 billion on its military, less than Germany: the figure is the one before."""
    q = row.items[m.start("q")]
    last = next((d for d in reversed(row.drafts) if d["at"] < q.start), None)
    if last is None or last.get("operation") != "level" or last["areas"]["counterpart"] or "not_checkable" in last:
        return False
    if last["indicator"] in ("trade_balance", "trade_balance_gdp") or last.get("value", "").startswith("-"):
        return False
    base, ref = row.who(row.items[m.start("b")]), tuple(last["areas"]["ref"])
    if set(base) & set(ref) or len(ref) != 1 or (len(base) > 1 and not TOGETHER.search(row.low, q.start)):
        return False
    how = manner(row, m.start("q"))
    if how is None:
        return False
    when = period_only(last)
    hedge = "over" if how == "more" else "under"
    return row.add(m, last["indicator"], ref, "compare", None, base=base, hedge=hedge, when=when)


def flows_overtook(row: "Row", m: Match) -> bool:
    """Ecuador's exports to China overtook those to the United States; trade with China exceeded trade with Russia."""
    data, ref = row.checked(m.start("i")), row.owner(m.start("i"))
    if data["indicator"] not in FLOWS or data["partner"] is None or data["modifier"]:
        return False
    closed = row.checked(m.start("b")) if m.group("b") else None
    if closed is None:
        between = row.low[row.items[m.start("o")].end : row.items[m.start("p")].start]
        if LINKS.get(data["indicator"]) != m.group("l") or not re.search(r"\b(?:that|those)\b", between):
            return False
        other = row.who(row.items[m.start("p")])
    else:
        if closed["indicator"] != data["indicator"] or closed["partner"] is None or closed["modifier"]:
            return False
        if closed["own"] is not None and row.who(closed["own"]) != ref:
            return False
        other = row.who(closed["partner"])
    partner = row.who(data["partner"])
    if len(ref) != 1 or set(partner) & set(other) or {*partner, *other} & set(ref):
        return False
    hedge = "over" if row.items[m.start("o")].code == ">" else "under"
    when = row.period_of(None)
    return row.add(
        m, data["indicator"], ref, "compare", None, partner=partner, base=ref, base_partner=other, hedge=hedge,
        when=when,
    )  # fmt: skip


def times_more_to(row: "Row", m: Match) -> bool:
    """Peru exports twice as much to China as to the United States."""
    data = row.checked(m.start("i"))
    if data["word"] not in ("exports", "imports", "trade") or data["own"] is None or data["modifier"]:
        return False
    if data["partner"] is not None or LINKS.get(data["indicator"]) != m.group("l"):
        return False
    ref = row.who(data["own"])
    partner, other = row.who(row.items[m.start("p")]), row.who(row.items[m.start("b")])
    if len(ref) != 1 or len({*ref, *partner, *other}) < 3:
        return False
    return row.add(
        m, data["indicator"], ref, "ratio", m.start("n"), partner=partner, base=ref, base_partner=other, unit="TIMES",
        things=True,
    )  # fmt: skip


def more_troops(row: "Row", m: Match) -> bool:
    """The United States keeps more troops in Japan than in Germany."""
    ref, hedge = row.who(row.items[m.start("s")]), "over" if row.items[m.start("q")].data == "more" else "under"
    host, other = row.who(row.items[m.start("a")]), row.who(row.items[m.start("b")])
    if len(ref) != 1 or len({*ref, *host, *other}) != 3 or row.items[m.start("s")].data["kind"] == "demonym":
        return False
    return row.add(m, "troops", ref, "compare", None, partner=host, base=ref, base_partner=other, hedge=hedge)


def compare_next(row: "Row", m: Match) -> bool:
    """The Dutch economy is smaller than Mexico's but larger than Saudi Arabia's."""
    last = row.drafts[-1] if row.drafts else None
    if last is None or last.get("operation") != "compare" or last["areas"]["counterpart"] or "not_checkable" in last:
        return False
    ref, base = tuple(last["areas"]["ref"]), row.who(row.items[m.start("b")])
    if set(base) & {*ref, *last["base"]["ref"]} or last["at"] > row.items[m.start("q")].start or len(base) != 1:
        return False
    hedge = "over" if row.items[m.start("q")].data == "more" else "under"
    when = period_only(last)
    return row.add(m, last["indicator"], ref, "compare", None, base=base, hedge=hedge, when=when)


def times_before(row: "Row", m: Match) -> bool:
    """Zambia had 20 million people in 2022, twice as many as in 2000: the same figure, earlier."""
    n = m.start("n")
    last = last_of(row, n, "level", "sum")
    then = next((p.period for p in row.periods if p.period and p.start >= row.items[n].end), None)
    if last is None or then is None or "not_checkable" in last or last["indicator"] in t.RATES | {"trade_balance"}:
        return False
    if then >= last.get("period", "9999") or (row.codes[m.start() - 1] == "d" and last["indicator"] not in t.MONEY):
        return False
    when = {"base_period": then} | period_only(last)
    ref, partner = tuple(last["areas"]["ref"]), tuple(last["areas"]["counterpart"])
    return row.add(m, last["indicator"], ref, "ratio", n, partner=partner, unit="TIMES", when=when)


def times_those(row: "Row", m: Match) -> bool:
    """Exports to Japan reached A$118 billion, more than double those to South Korea."""
    n, last = m.start("n"), said_at(row, m.start() - 1, "level")
    between = row.low[row.items[n].end : row.items[m.start("p")].start]
    if last is None or len(last["areas"]["counterpart"]) != 1 or not re.search(r"\b(?:that|those)\b", between):
        return False
    ref, partner = tuple(last["areas"]["ref"]), tuple(last["areas"]["counterpart"])
    other = row.who(row.items[m.start("p")])
    if LINKS.get(last["indicator"]) != m.group("l") or len({*ref, *partner, *other}) != 3 or "not_checkable" in last:
        return False
    when = period_only(last)
    return row.add(
        m, last["indicator"], ref, "ratio", n, partner=partner, base=ref, base_partner=other, unit="TIMES", when=when
    )


def trades_with(row: "Row", m: Match) -> bool:
    """The European Union trades more with Switzerland than with India, than with any other country."""
    if word(row, m.start("v")) not in ("trades", "traded", "trade"):
        return False
    ref, partner = row.who(row.items[m.start("a")]), row.who(row.items[m.start("p")])
    if set(ref) & set(partner) or len(partner) != 1:
        return False
    more = row.items[m.start("q")].data == "more"
    if not m.groupdict().get("b"):
        order = "desc" if more else "asc"
        return row.add(
            m, "goods_trade", ref, "rank", None, partner=partner, value="1", unit="RANK", order=order, things=True
        )
    other, hedge = row.who(row.items[m.start("b")]), "over" if more else "under"
    if set(other) & {*ref, *partner}:
        return False
    return row.add(
        m, "goods_trade", ref, "compare", None, partner=partner, base=ref, base_partner=other, hedge=hedge, things=True
    )


def no_other(row: "Row", m: Match) -> bool:
    """No country in Africa has a larger population than Nigeria: the first place."""
    if word(row, m.start("z")) not in ("no", "no other"):
        return False
    ref = row.who(row.items[m.start("a")])
    if "k" in m.group():
        if not is_defence(row, m.start("d")):
            return False
        indicator = "military_expenditure"
    elif row.items[m.start("i")].code == "H":
        indicator = "population"
    else:
        data = row.checked(m.start("i"))
        indicator = data["indicator"]
        if data["own"] is not None or data["partner"] is not None or indicator in ("event", "trade_balance"):
            return False
    if len(ref) != 1 or row.items[m.start("a")].data["kind"] == "demonym":
        return False
    order = "desc" if row.items[m.start("q")].data == "more" else "asc"
    among = scope(row, item(row, m, "w"))
    return row.add(m, indicator, ref, "rank", None, value="1", unit="RANK", order=order, things=True, **among)


def more_people(row: "Row", m: Match) -> bool:
    """More people live in Bangladesh (173m) than in Russia (144m)."""
    ref, base = row.who(row.items[m.start("a")]), row.who(row.items[m.start("b")])
    if set(ref) & set(base) or any(ids == ("WLD",) for ids in (ref, base)):
        return False
    if not re.match(r"$|[,;n^.]", row.codes[m.end() :]):
        return False
    hedge = "over" if row.items[m.start("q")].data == "more" else "under"
    for name, area in (("n", ref), ("n2", base)):
        if m.groupdict().get(name) and row.items[m.start(name)].data[0].amount >= 1000:
            row.add(m, "population", area, plural(row, area, "population"), m.start(name))
    return row.add(m, "population", ref, "compare", None, base=base, hedge=hedge)
