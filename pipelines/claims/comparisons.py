"""Rules for comparisons: ranks, partners, shares, ratios, larger and smaller.

Belongs here: what a matched row of word classes says about one country beside others. Does not belong here: the
patterns (grammar.py), amounts (amounts.py), who and when (sentence.py).
"""

import re
from typing import TYPE_CHECKING, Any

from pipelines.claims import lexicon
from pipelines.claims import sentence as s
from pipelines.claims.amounts import over_gdp
from pipelines.claims.parts import TAIL, Match, base_of, is_defence, item, plural
from pipelines.claims.phrases import GROUPS, PRODUCTS, TRADE

if TYPE_CHECKING:
    from pipelines.claims.sentence import Row

NO_RATIO = s.RATES | {"event"}
"""Of these no ratio is read: "growth doubled" is not."""


OF_ALL = re.compile(r" of (?:the|its|their|all)(?: [a-z]+'s)? (?:total|all|exports|imports|sales)\b")


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
    if s.AMONG_A_FEW.search(row.low):
        raise s.Refused("no subject", "a rank among a few countries")
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


def among_largest(row: "Row", m: Match) -> bool:
    """Brazil is one of the world's ten largest economies: in the top ten."""
    data, noun, count = row.items[m.start("o")].data, row.items[m.start("i")], row.items[m.start("c")].data[0]
    indicator = row.checked(m.start("i"))["indicator"] if noun.code == "I" else noun.data
    ref = row.who(row.items[m.start("a")])
    if data["bare"] or data["n"] > 1 or not 2 <= count.amount <= 100 or len(ref) != 1 or ref[0] in GROUPS:
        return False
    if (data["indicator"] or indicator) != indicator or re.match(r"nI|[KTIEHgd/]|(?:og)?[Ft]A", row.codes[m.end() :]):
        return False
    among = scope(row, item(row, m, "w"), item(row, m, "w2"), noun.data["own"] if noun.code == "I" else None)
    value, when = f"top {int(count.amount)}", row.when(row.items[m.start("o")], 0, 0)
    when.pop("base_period", None)
    return row.add(
        m, indicator, ref, "rank", m.start("o"), value=value, unit="RANK", order=data["order"], when=when, **among
    )


def rank_again(row: "Row", m: Match) -> bool:
    """… the highest defence budget in Europe and the second highest in NATO: the same figure, elsewhere."""
    last = row.drafts[-1] if row.drafts else None
    o = m.start("o")
    data = row.items[o].data
    if last is None or last.get("operation") != "rank" or last["areas"]["counterpart"] or data["indicator"]:
        return False
    among = scope(row, row.items[m.start("w")])
    order, ref = data["order"], tuple(last["areas"]["ref"])
    return row.add(m, last["indicator"], ref, "rank", o, value=place(row, o), unit="RANK", order=order, **among)


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
    elif "Kt" in m.group() and "goods" not in row.low[noun.start : noun.end]:
        return False  # "the largest supplier to Japan": of what, another sentence may have said
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


def partner_is(row: "Row", m: Match) -> bool:
    """In 2000 the United States was the largest partner of Brazil; in 2023 it was China."""
    last = row.drafts[-1] if row.drafts else None
    if last is None or last.get("operation") != "rank" or len(last["areas"]["counterpart"]) != 1:
        return False
    partner, ref = row.who(row.items[m.start("p")]), tuple(last["areas"]["ref"])
    named = [p for p in row.periods if p.period and row.items[m.start()].start - 30 < p.start]
    if not named or len(partner) != 1 or row.items[m.start() + m.group().index("R")].data != "it":
        return False
    when = {"period": named[-1].period}
    value, order = last["value"], last.get("order", "desc")
    return row.add(
        m, last["indicator"], ref, "rank", None, partner=partner, value=value, unit="RANK", order=order, when=when
    )


def share_of_total(row: "Row", m: Match) -> bool:
    """Exports to the United States, worth 54 billion euros, made up 28 per cent of the total."""
    n = m.start("n")
    if not OF_ALL.match(row.low, row.items[n].end):
        return False
    last = next((d for d in reversed(row.drafts) if d.get("operation") == "level"), None)
    if last is None or not last["areas"]["counterpart"] or last["indicator"] not in TRADE - {"trade_balance"}:
        return False
    ref, partner = tuple(last["areas"]["ref"]), tuple(last["areas"]["counterpart"])
    when = {k: v for k, v in last.items() if k == "period"}
    return row.add(m, last["indicator"], ref, "share", n, partner=partner, when=when)


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
            if m.groupdict().get("g"):
                indicator = "military_expenditure_gdp"
                if row.items[m.start("g")].data["indicator"] != "gdp":
                    return False
    if row.codes[m.end() : m.end() + 1] in ("_", "#") or ("h+A" in m.group() and partner):
        return False
    among = scope(row, item(row, m, "w"), row.items[m.end() + 1] if re.match(r"i[AU]", row.codes[m.end() :]) else None)
    return row.add(m, indicator, ref, "rank", None, partner=partner, value="1", unit="RANK", order=order, **among)


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
    operation = plural(row, ref, data["indicator"])
    return row.add(m, data["indicator"], ref, operation, n, hedge="under" if more else "over", things=True)
