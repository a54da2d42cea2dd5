"""Rules for ranks: the third-largest economy, the biggest partner, more than any other country.

Belongs here: places among all countries, all partners or the members of a group. Does not belong here: the patterns
(grammar.py), shares, ratios and comparisons with named countries (comparisons.py).
"""

import re
from typing import TYPE_CHECKING, Any

from pipelines.claims import terms as t
from pipelines.claims.dating import period_only
from pipelines.claims.parts import TAIL, Match, base_of, is_defence, item, manner
from pipelines.claims.phrases import GROUPS

if TYPE_CHECKING:
    from pipelines.claims.propositions import Row


AMONG_A_FEW = re.compile(
    r"\b(?:out of|of|among) (?:the|these|those|its|all|all the) "
    r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:countries|nations|states|economies|members)\b"
)


def scope(row: "Row", *words: Any) -> dict[str, Any]:
    """The group within which a rank is meant; the world where none is named."""
    for w in words:
        if w is None:
            continue
        if w.code == "U":
            if w.data != "region":
                raise t.Refused("sub-national", f"“{row.text[w.start : w.end]}” is no country")
            return {"not_checkable": "no data", "reason": f"the members of “{row.text[w.start : w.end]}” are not held"}
        ids = row.who(w)
        if ids == ("WLD",):
            return {}
        if len(ids) == 1 and ids[0] in GROUPS:
            return {"universe": ids[0]}
        raise t.Refused("sub-national", "a rank within a country or among a few")
    return {}


def among_whom(row: "Row") -> Any:
    """“Among African countries, …”, “In Asia, …”: the group that the sentence begins with."""
    opens = re.match(r"[in]?iA,|iA(?=A)", row.codes) and row.items[1].code == "A"
    return row.items[1] if opens and row.items[1].data["kind"] == "group" else None


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
            raise t.Refused("no indicator", f"“{closed['modifier']}” is not among the indicators")
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
    if noun is None and re.match(r"[^,;^nO]*[IE]", row.codes[end:]):
        return False  # "the fastest-growing digital economy"
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
            raise t.Refused("no subject", "the group within which the rank is meant is not named")
    if AMONG_A_FEW.search(row.low):
        raise t.Refused("no subject", "a rank among a few countries")
    owner = item(row, m, "a")
    if m.group()[:2] == "A," and re.search(r"[fwtFo]$", row.codes[: m.start()]):
        return False  # "with a GDP of $4.5 trillion against $4.2 trillion for Japan, is …"
    left = row.codes[row.clause(m.start(), m.end())[0] : m.start()]
    more: dict[str, Any] = {}
    if "U" in left:
        raise t.Refused("sub-national", "it is about a part of a country or a region")
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
        if "e" in m.group() and row.low[w.start : w.end] in ("its", "their") and not any(p.base for p in row.periods):
            return False  # "Luxembourg, an EU member, has its highest GDP per head": highest of whom?
        w = None
    among = scope(row, w, w2, None if inside is w else inside) if inside is not owner else scope(row, w, w2)
    among = (among or scope(row, among_whom(row))) | more
    times = row.when(row.items[o])
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
    value, when = f"top {int(count.amount)}", row.when(row.items[m.start("o")])
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


def rank_too(row: "Row", m: Match) -> bool:
    """The world's seventh-largest exporter and ninth-largest importer; sixth in exports and tenth in GDP."""
    last = row.drafts[-1] if row.drafts else None
    if last is None or last.get("operation") != "rank" or last["areas"]["counterpart"] or "universe" in last:
        return False
    o, noun = m.start("o"), row.items[m.start("i")]
    data = row.items[o].data
    indicator = row.checked(m.start("i"))["indicator"] if noun.code == "I" else noun.data
    if (data["indicator"] or indicator) != indicator or (noun.code == "I" and noun.data["own"] is not None):
        return False
    order, ref = data["order"], tuple(last["areas"]["ref"])
    return row.add(m, indicator, ref, "rank", o, value=place(row, o), unit="RANK", order=order)


def rank_of_figure(row: "Row", m: Match) -> bool:
    """The GDP of the United States is the biggest on earth."""
    closed = row.checked(m.start("a"))
    data = row.items[m.start("o")].data
    if (data["indicator"] or closed["indicator"]) != closed["indicator"]:
        return False
    if closed["indicator"] in ("event", "trade_balance") or closed["partner"] is not None:
        return False
    if m.group()[1] == "," and m.groupdict().get("w") and not re.match(r",|$", row.low[row.items[m.start("o")].end :]):
        return False  # "Nigeria's economy, Africa's largest until 2022, …"
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
            when = row.period_of(row.items[o])
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
    if m.groupdict().get("r2") and "K" in m.group()[:-1] and re.match(r"[d_#TI]", row.codes[m.end() :]):
        return False  # "the third-largest buyer of French arms"
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
    if len(partner) > 1 and place(row, o) == "1":
        value = f"top {len(partner)}"  # "its largest partners are China, Russia and Turkey"
        return row.add(m, indicator, ref, "rank", o, partner=partner, value=value, unit="RANK", parts="counterpart")
    parts: dict[str, Any] = {"parts": "counterpart"} if len(partner) > 1 else {}
    if re.match(r"i[AU]", row.codes[m.end() :]):
        parts |= scope(row, row.items[m.end() + 1])
    parts |= scope(row, among_whom(row))
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


def overtook(row: "Row", m: Match) -> bool:
    """India's population overtook China's; Japan's economy fell behind Germany's."""
    data = row.checked(m.start("i"))
    if data["indicator"] in ("event", "trade_balance") or data["partner"] is not None:
        return False
    ref, base = row.owner(m.start("i")), base_of(row, row.items[m.start("b")], data["indicator"])
    if not base or set(ref) & set(base):
        return False
    hedge = "over" if row.items[m.start("o")].code == ">" else "under"
    when = row.period_of(None)
    return row.add(m, data["indicator"], ref, "compare", None, base=base, hedge=hedge, when=when)


def rank_of_level(row: "Row", m: Match) -> bool:
    """… spent 4.2 per cent of its GDP, the highest share in NATO; $33,400, second only to Singapore's in ASEAN."""
    last = row.drafts[-1] if row.drafts else None
    o = m.start("o")
    data = row.items[o].data
    if last is None or last.get("operation") != "level" or last["areas"]["counterpart"]:
        return False
    if data["indicator"] not in (None, last["indicator"]):
        return False
    second = "Ot" in m.group()
    if second and len(row.who(row.items[m.start() + m.group().index("A")])) > 1:
        return False
    if second and " only to " not in row.low[row.items[o].start : row.items[m.end() - 1].end]:
        return False
    if last["at"] > row.items[o].start or second != (data["bare"] and data["n"] == 2) or (data["bare"] and not second):
        return False
    if last["indicator"] in ("trade_balance", "trade_balance_gdp") or not TAIL.match(row.codes[m.end() :]):
        return False
    ref, order = tuple(last["areas"]["ref"]), data["order"]
    among = scope(row, item(row, m, "w"))
    when = period_only(last)
    if len(ref) != 1 or last.get("value", "").startswith("-"):
        return False
    value = place(row, o)
    return row.add(m, last["indicator"], ref, "rank", o, value=value, unit="RANK", order=order, when=when, **among)


LINKS = {"troops": "i", "goods_exports": "t", "goods_imports": "F", "goods_trade": "w"}
"""How the other partners are named: more than in, to, from, with any other country."""


def most_again(row: "Row", m: Match) -> bool:
    """Poland spends 4.2 per cent of GDP on defence, more than any other ally: the figure is the one before."""
    last = row.drafts[-1] if row.drafts else None
    if last is None or last.get("operation") != "level" or len(last["areas"]["counterpart"]) > 1:
        return False
    partner, link = tuple(last["areas"]["counterpart"]), row.items[m.end() - len(m.group()) + m.group().index("+")]
    elsewhere = m.group("l") == LINKS.get(last["indicator"]) or row.low[link.start : link.end] == "anywhere else"
    if bool(partner) != elsewhere or (not partner and row.codes[m.start() - 1] == "A"):
        return False
    if row.codes[m.end() : m.end() + 1] not in ("", ",", ";", "n", "^") or row.codes[m.end() : m.end() + 2] == "^A":
        return False
    how = manner(row, m.start("q"))
    if how is None:
        return False
    order = "asc" if how == "less" else "desc"
    among = scope(row, item(row, m, "w"))
    ref = tuple(last["areas"]["ref"])
    when = period_only(last) if partner else None
    return row.add(
        m,
        last["indicator"],
        ref,
        "rank",
        None,
        partner=partner,
        value="1",
        unit="RANK",
        order=order,
        when=when,
        **among,
    )
