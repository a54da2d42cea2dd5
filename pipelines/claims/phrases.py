"""Noun phrases closed: several marked words that name one thing become one word.

Belongs here: lists and differences of areas, ranges, ranks, balances, and an indicator with its owner and its partner.
Does not belong here: single words (marks.py), propositions (grammar.py), who is meant by a pronoun (subjects.py).
"""

# ruff: noqa: SIM905 - lists of words are read more easily in one piece

import re
from datetime import date
from typing import Any

from pipelines.claims import lexicon, ranges
from pipelines.claims.marks import Word

TRADE = frozenset("goods_exports goods_imports goods_trade trade_balance".split())
TRADE_AND_SERVICES = TRADE | {"goods_services_exports", "goods_services_imports"}
GROUPS = frozenset(row["group_id"] for row in lexicon.rows("groups"))
PRODUCTS = frozenset(phrase for row in lexicon.rows("products") for phrase in row["names"].split(";"))
WORLDWIDE = frozenset(("global", "worldwide", "world"))
LONGEST_LIST = 60
VERBLIKE = frozenset("exports export imports import trade ships shipments".split())
CLAUSE_WORDS = frozenset(
    "saw sees make makes made help helps let lets that where when while but because whose after".split()
)
DETERMINER = re.compile(r"\b(?:the|an?|th[ai]t|these|those|which|who)\b")
BARE_PRONOUNS = frozenset("it they we there".split())


def named(area: str, w: Word) -> Word:
    return Word("A", w.start, w.end, {"ids": (area,), "kind": "name", "pair": False})


def without_brackets(items: list[Word]) -> list[Word]:
    """“the (Middle East) region”, “the United Kingdom (UK)”: a name in brackets is an editor's, or said already."""
    out: list[Word] = []
    i = 0
    while i < len(items):
        inside = items[i : i + 3]
        if [w.code for w in inside] != [";", "A", ";"] or (inside[0].data, inside[2].data) != ("(", ")"):
            out.append(items[i])
            i += 1
            continue
        if not (out and out[-1].code == "A" and out[-1].data[0] == inside[1].data[0]):
            out.append(inside[1])
        i += 3
    return out


def without_conversions(items: list[Word], low: str) -> list[Word]:
    """“8.8 billion euros (9.7 billion U.S. dollars) in January”: the same amount again."""
    out, i = [], 0
    while i < len(items):
        out.append(items[i])
        i += 1 + (said_again(items, i, low) or aside_before_partner(items, i))
    return out


def said_again(items: list[Word], i: int, low: str) -> int:
    again = items[i + 1 : i + 4]
    if items[i].code not in "MP" or len(again) < 3 or again[1].code not in "MP":
        return 0
    in_brackets = (again[0].data, again[2].data) == ("(", ")")
    return 3 if in_brackets and not low[again[1].end : again[2].start] else 0


def aside_before_partner(items: list[Word], i: int) -> int:
    """“$73 billion (0.8 per cent more than in July) to the EU”: how many words the brackets take."""
    if items[i].code not in "MPC" or i + 1 >= len(items) or items[i + 1].data != "(":
        return 0
    close = next((n for n in range(i + 2, min(i + 12, len(items))) if items[n].data == ")"), 0)
    followed = close and close + 1 < len(items) and items[close + 1].code in "tFw"
    return close - i if followed else 0


# --- words that their neighbours settle -------------------------------------------------------------------------------


SENT = re.compile(r"(?:[xm](?=[CN]A?T)|[ek](?=[CN]A?T[vS]{0,2}[it]A))")
OF_WORLD = re.compile(r"(?<=A)s?_")
SOLDIERS = re.compile(r"(?<=[CN])A?I(?=[vS]{0,2}[it]A)")
MEMBERS = re.compile(r"(?<=IeC)[_y]")
GROWN_ON = re.compile(r"(?<=u)i(?=P)")
MADE = re.compile(r"(?<=[eA])&(?=[MP](?:$|[,;n]))")
COMPARED = re.compile(r"u(?=h)")


def settle(items: list[Word], low: str) -> None:
    """“sends 20,000 troops”: no exports; “80,000 military personnel in Europe”: troops abroad, not armed forces."""
    codes = "".join(w.code for w in items)
    for hit in SENT.finditer(codes):
        word = items[hit.start()]
        if word.also and any(code == "S" for code, *_ in word.also):
            word.code, word.data = "S", "send"
    for hit in OF_WORLD.finditer(codes):
        word, owner = items[hit.end() - 1], items[hit.start() - 1]
        if owner.data["ids"] == ("WLD",) and low[word.start : word.end] == "output":
            word.code, word.data = "I", "gdp"  # "43 per cent of world output"
    for hit in SOLDIERS.finditer(codes):
        word = items[hit.end() - 1]
        soldiers = word.also and any(code == "T" for code, *_ in word.also)
        if word.data == "armed_forces" and (soldiers or low[word.start : word.end].endswith(("troops", "soldiers"))):
            word.code = "T"
    for hit in MEMBERS.finditer(codes):
        if low[items[hit.start()].start : items[hit.start()].end] == "members" and (
            items[hit.start() - 3].data == "armed_forces"
        ):
            items[hit.start()].code = "T"
    for hit in GROWN_ON.finditer(codes):
        if low[items[hit.start()].start : items[hit.start()].end] == "on":
            items[hit.start()].code = "b"  # "has grown on 6 per cent"
    for hit in MADE.finditer(codes):
        if low[items[hit.start()].start : items[hit.start()].end] == "made":
            items[hit.start()].code = "l"  # "exports have made 12.9 billion euros"
    for hit in COMPARED.finditer(codes):
        word = items[hit.start()]
        compared = next((payload for code, payload, *_ in word.also or [] if code == "q"), None)
        if compared:
            word.code, word.data = "q", compared


# --- numbers ----------------------------------------------------------------------------------------------------------


def join_ranges(items: list[Word], low: str) -> list[Word]:
    """ "3 to 3.5 per cent", "between $2 and $3 billion", "3-4%": one number with two ends."""
    out: list[Word] = []
    i = 0
    while i < len(items):
        joined = range_at(items, i, out, low) if items[i].code in "MPCQ" else None
        if joined is None:
            out.append(items[i])
            i += 1
            continue
        word, i = joined
        if out and out[-1].code == "B":
            out.pop()
        out.append(word)
    return out


def range_at(items: list[Word], i: int, before: list[Word], low: str) -> tuple[Word, int] | None:
    """The range that begins at `i` and the place after it."""
    if i + 1 >= len(items):
        return None
    w, link, last = items[i], items[i + 1], before[-1].code if before else ""
    if link.glued or low[w.end : link.start].strip() == "-":
        step = 1
    elif (link.code == "t" and last != "F") or (link.code == "n" and last == "B"):
        step = 2
    else:
        return None
    end = items[i + step] if i + step < len(items) else None
    if (
        end is None
        or end.code not in "MPCQ"
        or last == "u"
        or far_apart(w, end, last)
        or (w.code == "P" and end.data[0].amount >= 1000)  # "fell 10 per cent to 21 billion"
        or re.search(r"\d|year|month|quarter", low[w.end : end.start])
        or (w.code != end.code and "C" not in (w.code, end.code))
    ):
        return None
    first, second = w.data[0], end.data[0]
    text, high = first.text, second.text
    if second.amount > first.amount:
        try:
            text = ranges.read(text, high, first.unit or second.unit).written
        except ValueError:
            return None  # two numbers, which nobody can tell apart from a range
    quantity = first._replace(
        text=text,
        high=high,
        amount=max(first.amount, second.amount),
        unit=first.unit or second.unit,
        kind=second.kind if w.code == "C" else first.kind,
    )
    return Word(end.code if w.code == "C" else w.code, w.start, end.end, [quantity, "between"]), i + step + 1


def with_magnitude(text: str, other: str) -> str:
    """“19.6 and 18.1 million”: the first number with the magnitude of the other."""
    if (
        re.fullmatch(r"[\d.,]+", text)
        and len(text.partition(".")[0]) < 4
        and (m := re.search(r"[\s-]?[a-z].*$", other))
    ):
        return text + m.group()
    return text


def far_apart(w: Word, end: Word, before: str) -> bool:
    """“rose by $96 billion to $1.5 trillion”: a change and a level."""
    first, second = w.data[0], end.data[0]
    if before == "b" and first.amount >= 1000 and second.amount > 3 * first.amount:
        return True
    both_scaled = " " in first.text or first.unit is not None
    return both_scaled and w.code == end.code and second.amount > first.amount * (3 if before == "b" else 10)


def join_ranks(items: list[Word], low: str) -> list[Word]:
    """ "third-largest", "second most populous", "top 10", "number 3" as one rank."""
    out: list[Word] = []
    i = 0
    while i < len(items):
        w = items[i]
        following = items[i + 1] if i + 1 < len(items) else None
        if w.code == "O" and following is not None:
            if w.data["bare"] and following.code == "O" and not following.data["bare"]:
                w = Word("O", w.start, following.end, dict(following.data, n=w.data["n"], text=w.data["text"]))
                i += 1
            elif low[w.start : w.end] == "top" and following.code == "C" and following.data[0].amount <= 100:
                quantity = following.data[0]
                data = dict(w.data, n=int(quantity.amount), text=f"top {quantity.text}")
                w = Word("O", w.start, following.end, data)
                i += 1
        out.append(w)
        i += 1
    return out


# --- balances ---------------------------------------------------------------------------------------------------------

BALANCES = {"deficit": "fall", "deficits": "fall", "gap": "fall", "shortfall": "fall"} | {
    "surplus": "rise",
    "surpluses": "rise",
}


def join_balances(items: list[Word], low: str) -> list[Word]:
    """“foreign trade deficit”, “a deficit with China”, “a deficit of $5bn in trade with China”: one indicator."""
    out: list[Word] = []
    i = 0
    while i < len(items):
        w = items[i]
        sense = BALANCES.get(low[w.start : w.end]) if w.code in "_#Z" else None
        codes = "".join(x.code for x in items[i + 1 : i + 6]) if sense else ""
        last = out[-1] if out else None
        if sense and last is not None and last.data == "goods_trade" and low[last.end : w.start] == " ":
            out[-1] = Word("I", last.start, w.end, f"trade_balance {sense}")
        elif sense and codes.startswith("wA") and not (last is not None and last.code in "_#"):
            out.append(Word("I", w.start, w.end, f"trade_balance {sense}"))
        elif sense and codes.startswith("oMiI") and items[i + 4].data == "goods_trade":
            out += [Word("I", w.start, w.end, f"trade_balance {sense}"), items[i + 1], items[i + 2]]
            i += 4
        else:
            out.append(w)
        i += 1
    return out


# --- areas ------------------------------------------------------------------------------------------------------------


def join_areas(items: list[Word], text: str, said_on: date) -> list[Word]:
    """Lists ("A, B and C"), pairs ("A-B") and differences ("members other than A") of areas as one word."""
    out: list[Word] = []
    codes = "".join(w.code for w in items)
    i, count = 0, len(items)
    while i < count:
        w = items[i]
        if w.code != "A":
            out.append(w)
            i += 1
            continue
        w, i = list_at(items, codes, i, out, text)
        if i + 1 < count and items[i].code == "z" and items[i + 1].code == "A":
            rest = left_over(w.data["ids"], items[i + 1].data["ids"], said_on)
            data = {"ids": rest, "kind": "group", "pair": False}
            w = Word("A", w.start, items[i + 1].end, data) if rest else Word("_", w.start, items[i + 1].end)
            i += 2
        out.append(w)
        if i < count and items[i].code == "y" and w.code == "A":
            i += 1
    return out


def list_at(items: list[Word], codes: str, i: int, before: list[Word], text: str) -> tuple[Word, int]:
    """The list of areas that begins at `i` (or the one area) and the place after it."""
    w, count = items[i], len(items)
    ids, j, commas, closed, pair = list(w.data["ids"]), i + 1, 0, False, False
    while j < count and len(ids) < LONGEST_LIST and not closed:
        if items[j].code == "A" and (items[j].glued or text[items[j].start - 1] in "/-"):
            ids += items[j].data["ids"]
            pair, closed, j = True, True, j + 1
            continue
        if codes.startswith(",A", j):
            ids += items[j + 1].data["ids"]
            commas, j = commas + 1, j + 2
        elif codes.startswith("nA", j):
            ids += items[j + 1].data["ids"]
            closed, j = True, j + 2
            if items[j - 2].data == "+":  # "Estonia + Latvia + Lithuania"
                commas, closed = 1, not codes.startswith("nA", j) or items[j].data != "+"
        elif codes.startswith("snAs", j):
            ids += items[j + 2].data["ids"]
            closed, commas, j = True, 1, j + 3
        elif commas and codes.startswith(",nA", j):
            ids += items[j + 2].data["ids"]
            closed, j = True, j + 3
        else:
            break
    of_two = closed and not pair and not commas
    if of_two and j < count and items[j].code == "s" and before and before[-1].code in "otFiw":
        closed = False  # "trade with China and Japan's exports"
    if not closed or len(set(ids)) < len(ids):
        return w, i + 1
    last = items[j - 1]
    sides = [x.data["ids"] for x in items[i:j] if x.code == "A"]
    return Word("A", w.start, last.end, {"ids": tuple(ids), "kind": last.data["kind"], "pair": pair, "sides": sides}), j


def on_the_day(ids: tuple[str, ...], said_on: date) -> tuple[str, ...]:
    """What lexicon/lists.csv writes as NATO-USA-CAN, on the day of the text."""
    if "-" not in ids[0]:
        return ids
    group, *left_out = ids[0].split("-")
    return left_over((group,), tuple(left_out), said_on)


def left_over(group: tuple[str, ...], left_out: tuple[str, ...], said_on: date) -> tuple[str, ...]:
    """Members of a group on the day without those left out."""
    if len(group) > 1:
        return tuple(iso for iso in group if iso not in left_out)
    if group[0] not in GROUPS or group[0] == "WLD":
        return ()
    day = said_on.isoformat()
    return tuple(
        iso for iso, since, until in lexicon.members()[group[0]] if since <= day <= until and iso not in left_out
    )


MARKETS = {
    "goods_exports": frozenset("market destination outlet buyer customer markets destinations".split()),
    "goods_imports": frozenset("source supplier origin sources".split()),
}


def join_markets(items: list[Word], low: str) -> None:
    """“the largest market for Angola's exports”, “source of American imports”: a partner, once the flow is closed."""
    for place, w in enumerate(items[:-2]):
        link, flow = items[place + 1], items[place + 2]
        if w.code != "_" or not place or items[place - 1].code != "O" or link.code not in "fo" or flow.code != "I":
            continue
        if low[w.start : w.end] in MARKETS.get(flow.data["indicator"], ()):
            w.code, w.data = "K", flow.data["indicator"]


# --- indicators -------------------------------------------------------------------------------------------------------


def close(items: list[Word], low: str) -> None:
    """Each indicator with its owner, its partner and what restricts it as one word, in place."""
    i = 0
    while i < len(items):
        w = items[i]
        if w.code == "I" and not isinstance(w.data, dict):
            indicator, *flags = w.data.split()
            data: dict[str, Any] = {
                "indicator": indicator,
                "flags": flags,
                "own": None,
                "partner": None,
                "modifier": "",
                "bad": None,
                "word": low[w.start : w.end],
                "start": w.start,
                "end": w.end,
            }
            j = left_end(items, i, data, low)
            split_pair(data)
            k = right_end(items, i, data, low)
            if k < len(items) and items[k].code == "s" and data["own"] is not None and data["own"] is items[k - 1]:
                data["own"] = None  # "trade with Japan's neighbours": the name belongs to what follows
                data["bad"] = "owner"
            items[j:k] = [Word("I", items[j].start, items[k - 1].end, data, w.also)]
            i = j
        i += 1
    join_markets(items, low)


def left_end(items: list[Word], i: int, data: dict[str, Any], low: str) -> int:
    """Where the phrase of the indicator at `i` begins: its owner and its modifiers."""
    w, j = items[i], i
    while (
        j
        and items[j - 1].code == "_"
        and not (j > 1 and items[j - 2].code == "," and low[items[j - 1].start : items[j - 1].end] not in PRODUCTS)
        and i - j < 2
        and items[j - 1].end < w.start
        and not DETERMINER.search(low, items[j - 1].end, w.start)
    ):
        j -= 1
    words = [low[x.start : x.end] for x in items[j:i] if x.data != "known"]
    left = items[j - 1] if j else None
    indicator = data["indicator"]
    if left is None or left.code not in "sARUI^":
        pass
    elif left.code == "s" and j > 1:
        owner = items[j - 2]
        if owner.code in "AR":
            data["own"], j = owner, j - 2
        elif owner.code in "_U":
            data["bad"] = "sub-national" if owner.code == "U" else "owner"
        data["modifier"] = " ".join(words)
        return j
    elif left.code == "A" and low[left.start : left.end] in WORLDWIDE and j > 1 and items[j - 2].code == "A":
        data["own"], data["modifier"] = items[j - 2], " ".join(words)  # "US global exports"
        return j - 2
    elif left.code == "A" or (
        left.code == "R" and (low[left.start : left.end] not in BARE_PRONOUNS or data["word"] in VERBLIKE)
    ):
        data["own"], data["modifier"] = left, " ".join(words)
        return j - 1
    elif left.code == "U":
        data["bad"], data["modifier"] = "sub-national", " ".join(words)
        return j
    elif left.code == "^" and not words and low[left.start : left.end] == "whose":
        holder = j - 2 - (j > 1 and items[j - 2].code == ",")
        if holder >= 0 and items[holder].code == "A":
            data["own"] = items[holder]
        return j
    elif left.code == "I" and indicator == "gdp_growth":
        data["bad"], data["modifier"] = "owner", " ".join(words)  # growth of the population, of exports
        return j
    if words and not set(words) & PRODUCTS and indicator in TRADE | {"goods_services_exports"}:
        j = i
        words = [] if verbish(words[-1]) else words
    data["modifier"] = " ".join(words)
    return j


def verbish(word: str) -> bool:
    return word.endswith(("ed", "ing", "en")) or word in CLAUSE_WORDS


def split_pair(data: dict[str, Any]) -> None:
    """“Japan-China trade”: one is the reporter, the other the partner."""
    own, indicator = data["own"], data["indicator"]
    if own is None or own.code != "A" or len(own.data["ids"]) != 2:
        return
    if indicator == "goods_trade" or (indicator == "trade_balance" and own.data["pair"]):
        first, second = own.data["ids"]
        data["own"], data["partner"] = named(first, own), named(second, own)


def right_end(items: list[Word], i: int, data: dict[str, Any], low: str) -> int:
    """Where the phrase of the indicator at `i` ends: behind its owner, its partner and the places it is limited to."""
    indicator, k = data["indicator"], i + 1
    while k < len(items):
        code, following = items[k].code, items[k + 1] if k + 1 < len(items) else None
        after = following.code if following is not None else ""
        word = low[following.start : following.end] if following is not None else ""
        if code == "o" and after == "g":
            with_services(data, word)
            k += 2
        elif code == "g" and indicator in TRADE:
            with_services(data, low[items[k].start : items[k].end])
            k += 1
        elif code == "i" and following is not None and after == "g" and indicator == "trade_balance":
            with_services(data, word)
            k += 2
        elif (
            code == "I" and items[k - 1].code == "g" and (items[k].data, indicator) == ("goods_trade", "trade_balance")
        ):
            k += 1
        elif following is None or after not in "AR_U":
            break
        elif code == "B" and after in "AR" and indicator in TRADE:
            between(following, data)
            k += 2
        elif code == "i" and after == "R" and k + 2 < len(items) and items[k + 2].code in "Id":
            break  # "1.4 per cent of GDP on its military"
        elif (
            code + after + "".join(w.code for w in items[k + 2 : k + 3]) == "oAg"
            and indicator == "goods_imports"
            and data["own"] is not None
            and data["partner"] is None
            and following.data["kind"] == "demonym"
        ):
            data["partner"] = following  # "Russian imports of Chinese goods"
            k += 3
        elif code in "ofbi" and after in "AR" and data["own"] is None and word not in BARE_PRONOUNS:
            data["own"] = following
            k += 2
        elif code == "L" and after == "A" and indicator == "population" and data["own"] is None:
            data["own"] = following  # "the number of people living in Poland"
            k += 2
        elif code == "o" and after in "_U":
            end = product_end(items, k + 1, low) if after == "_" else k + 2
            if after == "U":
                data["bad"] = "sub-national"
            else:
                data["modifier"] = f"{data['modifier']} {low[following.start : items[end - 1].end]}".strip()
            k = end
        elif code == "i" and after == "U":
            data["region" if following.data == "region" else "bad"] = "sub-national"
            k += 2
        elif indicator in TRADE_AND_SERVICES and code in "tFw" and after in "AR" and word not in ("it", "we", "they"):
            role = role_behind(indicator, code)
            if role is None or data[role] is not None:
                break
            data[role] = following
            k += 2
        elif indicator in TRADE_AND_SERVICES and code in "tFw" and after == "U":
            data["bad"] = "sub-national"
            k += 2
        else:
            break
    return k


def product_end(items: list[Word], k: int, low: str) -> int:
    """The place behind “electric vehicles” of “exports of electric vehicles”."""
    names = 0
    while k + names < len(items) and items[k + names].code == "_" and names < 3:
        names += 1
        if low[items[k + names - 1].start : items[k + names - 1].end] in PRODUCTS:
            more = items[k + names : k + names + 2]
            if [w.code for w in more] == ["n", "_"] and low[more[1].start : more[1].end] in PRODUCTS:
                return k + names + 2  # "exports of fish and seafood"
            return k + names
    return k + 1


def with_services(data: dict[str, Any], word: str) -> None:
    """Exports of goods and services are an indicator of their own; balances of both are not held."""
    if "services" not in word:
        return
    if data["indicator"] in ("goods_exports", "goods_imports"):
        data["indicator"] = data["indicator"].replace("goods", "goods_services")
    else:
        data["services"] = True


def between(w: Word, data: dict[str, Any]) -> None:
    """“trade between A and B”, “trade between them”."""
    sides: list[tuple[str, ...]] = w.data.get("sides", []) if w.code == "A" else []
    if len(sides) == 2 and 1 in map(len, sides):
        one, other = sorted(sides, key=len) if len(sides[0]) > 1 else sides
        data["own"], data["partner"] = (Word("A", w.start, w.end, w.data | {"ids": ids}) for ids in (one, other))
    else:
        data["own"], data["both"] = w, True


def role_behind(indicator: str, preposition: str) -> str | None:
    """Who is named behind "to", "from" and "with": exports from A and imports to A are A's own."""
    flow = indicator.replace("goods_services", "goods")
    if preposition == "w" and flow in ("goods_exports", "goods_imports"):
        return None
    own = {"goods_exports": "F", "goods_imports": "t"}.get(flow)
    return "own" if preposition == own else "partner"
