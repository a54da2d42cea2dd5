"""Rules for comparisons: ranks, partners, shares, ratios, larger and smaller.

Belongs here: what a matched row of word classes says about one country beside others. Does not belong here: the
patterns (grammar.py), amounts (amounts.py), who and when (subjects.py, dating.py).
"""

import re
from typing import TYPE_CHECKING, Any

from pipelines.claims import lexicon
from pipelines.claims import terms as t
from pipelines.claims.amounts import over_gdp
from pipelines.claims.dating import period_only
from pipelines.claims.parts import TAIL, Match, base_of, is_defence, item, plural
from pipelines.claims.phrases import GROUPS, PRODUCTS, TRADE

if TYPE_CHECKING:
    from pipelines.claims.propositions import Row

NO_RATIO = t.RATES | {"event"}
"""Of these no ratio is read: "growth doubled" is not."""


OF_ALL = re.compile(r" of (?:the|its|their|all)(?: [a-z]+'s)? (?:total|all|exports|imports|sales)\b")


TOGETHER = re.compile(r"\b(?:combined|together|jointly|between them|put together)\b")


def share_of_others(row: "Row", m: Match) -> bool:
    """39 per cent of its exports went to China and 16 per cent to the US: the whole is the one before."""
    last = row.drafts[-1] if row.drafts else None
    if last is None or last.get("operation") != "share" or "not_checkable" in last:
        return False
    if not last["areas"]["counterpart"]:
        return share_also(row, m, last)
    if row.codes[m.start("p") - 1] == "w" and last["indicator"] != "goods_trade":
        return False
    n, partner, ref = m.start("n"), row.who(row.items[m.start("p")]), tuple(last["areas"]["ref"])
    when = period_only(last)
    if last["at"] > row.items[n].start or set(partner) & {*ref, *last["areas"]["counterpart"]}:
        return False
    return row.add(m, last["indicator"], ref, "share", n, partner=partner, when=when)


def share_also(row: "Row", m: Match, last: dict[str, Any]) -> bool:
    """The United States accounts for 26 per cent of world GDP, China for 17 per cent."""
    n, other = m.start("n"), row.who(row.items[m.start("p")])
    base = tuple(last.get("base", {}).get("ref", ()))
    if last["at"] > row.items[n].start or row.codes[m.start("p") - 1] not in ",n" or row.items[n].code != "P":
        return False
    if set(other) & {*base, *last["areas"]["ref"]} or len(other) != 1:
        return False
    when = period_only(last)
    return row.add(m, last["indicator"], other, "share", n, base=base, when=when)


def share_of_which(row: "Row", m: Match) -> bool:
    """Peru exported goods worth $67 billion, of which 36 per cent went to China."""
    last = next((d for d in reversed(row.drafts) if d.get("operation") == "level"), None)
    if last is None or last["indicator"] != "goods_exports" or last["areas"]["counterpart"] or "not_checkable" in last:
        return False
    when = period_only(last)
    partner = row.who(row.items[m.start("p")])
    return row.add(m, "goods_exports", tuple(last["areas"]["ref"]), "share", m.start("n"), partner=partner, when=when)


def share_of_total(row: "Row", m: Match) -> bool:
    """Exports to the United States, worth 54 billion euros, made up 28 per cent of the total."""
    n = m.start("n")
    if not OF_ALL.match(row.low, row.items[n].end):
        return False
    last = next((d for d in reversed(row.drafts) if d.get("operation") == "level"), None)
    if last is None or not last["areas"]["counterpart"] or last["indicator"] not in TRADE - {"trade_balance"}:
        return False
    ref, partner = tuple(last["areas"]["ref"]), tuple(last["areas"]["counterpart"])
    when = period_only(last)
    return row.add(m, last["indicator"], ref, "share", n, partner=partner, when=when)


def members_of(group: str) -> set[str]:
    return {iso for iso, *_ in lexicon.members().get(group, ())}


def share(row: "Row", m: Match) -> bool:
    """China accounts for 18 per cent of world GDP; 40 per cent of its exports go to the U.S."""
    n, i = m.start("n"), m.start("i")
    data = row.checked(i)
    indicator = data["indicator"]
    between = {row.low[w.start : w.end] for w in row.items[i + 1 : m.end()] if w.code == "_"}
    if between & PRODUCTS or indicator not in (
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
    outsiders = base[0] in GROUPS and base != ("WLD",) and not set(other) & {*base, *members_of(base[0])}
    if outsiders and indicator in TRADE and data["partner"] is None:
        return row.add(m, indicator, base, "share", n, partner=other)
    if base[0] in GROUPS and data["partner"] is None:
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
    elsewhere = row.items[m.start("i")].data["partner"] is not None
    data = row.checked(m.start("i"))
    if last is None or last.get("operation") != "rank" or len(last["areas"]["counterpart"]) != 1:
        return False
    ref, own = tuple(last["areas"]["ref"]), data["own"]
    if data["indicator"] not in TRADE - {"trade_balance"} or elsewhere:
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


def share_of_figure(row: "Row", m: Match) -> bool:
    """The economies of Germany and France make up half of the euro zone's GDP."""
    if row.items[m.start("b")].data["indicator"] == "gdp" != row.items[m.start("i")].data["indicator"]:
        return over_gdp(row, m, m.start("i"), m.start("n"), row.items[m.start("b")])
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


def ratio(row: "Row", m: Match) -> bool:
    """China's economy is five times larger than India's; has twice the population of Brazil."""
    n, i = m.start("n"), m.start("i")
    data = row.checked(i)
    indicator = data["indicator"]
    if indicator in NO_RATIO:
        return False
    if data["partner"] is not None:
        beside_flow = m.groupdict().get("b") and row.items[m.start("b")].code == "I"
        return ratio_with(row, m) if m.groupdict().get("l") or beside_flow else False
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
    if "q" in m.group() and row.items[n].code == "V":
        raise t.Refused("no indicator", "a part more than another country: not among the operations")
    if row.items[n].code == "V" and len(base) == 1 and base[0] in GROUPS and row.codes[n + 1] == "o":
        ground: dict[str, Any] = {} if base == ("WLD",) else {"base": base}
        return row.add(m, indicator, ref, "share", n, **ground)
    return row.add(m, indicator, ref, "ratio", n, base=base, unit="TIMES")


def ratio_with(row: "Row", m: Match) -> bool:
    """Imports from Brazil were four times as large as those from Argentina."""
    i = m.start("i")
    data, ref = row.items[i].data, row.owner(i)
    beside = row.items[m.start("b")]
    if beside.code == "I":
        closed = row.checked(m.start("b"))
        same_owner = closed["own"] is None or closed["own"].code == "R" or row.who(closed["own"]) == ref
        if closed["indicator"] != data["indicator"] or closed["partner"] is None or not same_owner:
            return False
        beside = closed["partner"]
    one, other = row.who(data["partner"]), row.who(beside)
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
    if row.low[w.start : w.end] not in SAME or data["indicator"] in NO_RATIO or data["partner"] is not None:
        return False
    ref, base = row.owner(m.start("i")), base_of(row, row.items[m.start("b")], data["indicator"])
    if not base or set(ref) & set(base) or not re.match(r"s?(?:$|[,;n^])", row.codes[m.end() :]):
        return False
    return row.add(m, data["indicator"], ref, "ratio", None, base=base, value="1", unit="TIMES", hedge="about")


def ratio_again(row: "Row", m: Match) -> bool:
    """… spent $916 billion on its military, three times as much as China: the figure is the one before."""
    last = row.drafts[-1] if row.drafts else None
    n = m.start("n")
    if (
        last is None
        or last.get("operation") != "level"
        or last["areas"]["counterpart"]
        or last["at"] > row.items[n].start
    ):
        return False
    if last["indicator"] in NO_RATIO | {"trade_balance"} or not re.match(r"$|[,;n^]", row.codes[m.end() :]):
        return False
    ref, base = tuple(last["areas"]["ref"]), row.who(item(row, m, "b") or item(row, m, "b2"))
    if set(ref) & set(base) or any(w.data == "less" for w in row.items[n : m.end()]):
        return False
    when = period_only(last)
    return row.add(m, last["indicator"], ref, "ratio", n, base=base, unit="TIMES", when=when)


def outnumber(row: "Row", m: Match) -> bool:
    """Nigeria's 220 million people outnumber the combined population of Ghana and Mali."""
    last, closed = row.drafts[-1] if row.drafts else None, row.checked(m.start("b"))
    if last is None or last.get("indicator") != "population" or closed["indicator"] != "population":
        return False
    verb = row.items[m.start("o")]
    if not row.low[verb.start : verb.end].startswith(("outnumber", "exceed", "surpass")) or closed["own"] is None:
        return False
    ref, base = tuple(last["areas"]["ref"]), row.who(closed["own"])
    if set(ref) & set(base):
        return False
    return row.add(m, "population", ref, "compare", None, base=base, hedge="over")


def share_named(row: "Row", m: Match) -> bool:
    """The share of Germany in the foreign trade of Hungary is 24 per cent."""
    data = row.checked(m.start("i"))
    if data["indicator"] not in TRADE - {"trade_balance"} or data["own"] is None or data["partner"] is not None:
        return False
    ref, partner = row.who(data["own"]), row.who(row.items[m.start("a")])
    if len(ref) != 1 or ref[0] in GROUPS or set(ref) & set(partner) or not TAIL.match(row.codes[m.end() :]):
        return False
    return row.add(m, data["indicator"], ref, "share", m.start("n"), partner=partner)


def share_now(row: "Row", m: Match) -> bool:
    """In 2000 the G7 produced 65 per cent of the world's GDP; today it produces 44 per cent."""
    last, n = row.drafts[-1] if row.drafts else None, m.start("n")
    if last is None or last.get("operation") != "share" or last["at"] > row.items[n].start:
        return False
    if row.low[row.items[m.start()].start : row.items[m.start()].end] not in ("it", "they"):
        return False
    when = row.period_of(row.items[n])
    if when.get("period") == last.get("period"):
        return False
    ref, partner, base = tuple(last["areas"]["ref"]), tuple(last["areas"]["counterpart"]), last.get("base", {})
    return row.add(m, last["indicator"], ref, "share", n, partner=partner, base=tuple(base.get("ref", ())), when=when)


def share_of_market(row: "Row", m: Match) -> bool:
    """China is the largest market for Angola's exports, with 45 per cent of the total."""
    last, n = row.drafts[-1] if row.drafts else None, m.start("n")
    if last is None or last.get("operation") != "rank" or len(last["areas"]["counterpart"]) != 1:
        return False
    if not OF_ALL.match(row.low, row.items[n].end) or last["indicator"] not in TRADE:
        return False
    when = period_only(last)
    ref, partner = tuple(last["areas"]["ref"]), tuple(last["areas"]["counterpart"])
    return row.add(m, last["indicator"], ref, "share", n, partner=partner, when=when)


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
    if len(ref) > 1 and m.group()[:3] == "AeI" and not TOGETHER.search(row.low):
        raise t.Refused("no subject", "it is said of each of several countries")
    if row.codes[m.end() : m.end() + 1] in ("s", "_") and row.codes[m.end() : m.end() + 2] not in (
        "s",
        "s,",
        "s;",
        "sn",
        "s^",
    ):
        auxiliary = row.items[m.end()]
        if row.low[auxiliary.start : auxiliary.end] not in ("does", "do", "did"):  # "than France does"
            return False
    if indicator == "trade_balance" and "fall" in data.get("flags", []):
        hedge = "under" if hedge == "over" else "over"
    return row.add(m, indicator, ref, "compare", None, base=base, hedge=hedge)


def trades_more(row: "Row", m: Match) -> bool:
    """Vietnam exports more than India."""
    data = row.checked(m.start("i"))
    if (
        data["word"] not in ("exports", "imports", "export", "import")
        or data["own"] is None
        or data["partner"] is not None
    ):
        return False
    ref, base = row.who(data["own"]), row.who(row.items[m.start("b")])
    if set(ref) & set(base) or data["modifier"]:
        return False
    hedge = "over" if row.items[m.start("q")].data == "more" else "under"
    return row.add(m, data["indicator"], ref, "compare", None, base=base, hedge=hedge)


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
    behind = row.items[m.end()] if m.end() < len(row.items) else None
    if behind is not None and row.low[behind.start : behind.end] in ("does", "do", "did"):
        return False  # "more to the United States than China does"
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
        more = {"not_checkable": "no data", "reason": f"{t.GOODS_ONLY}{', '.join(products)}"}
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
        things=True,
        **more,
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
    if data["indicator"] not in t.PERSONS or data["own"] is None or row.items[n].data[0].amount < 1000:
        return False
    if row.items[n].data[1] not in ("none", "over", "at_least", "about", "nearly"):
        return False
    ref = row.who(data["own"])
    more = row.items[m.start("q")].data == "more"
    operation = plural(row, ref, data["indicator"])
    return row.add(m, data["indicator"], ref, operation, n, hedge="under" if more else "over", things=True)
