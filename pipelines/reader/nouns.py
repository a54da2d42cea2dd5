"""Nouns with what belongs to them: “Germany's car exports to China” is one span, “Spain, Italy and Malta” another.

Belongs here: lists of areas, shares of GDP, and figures with owner, partner and what narrows them.
Does not belong here: whose a figure without an owner is (attach.py).
"""

from collections.abc import Callable
from dataclasses import replace

from pipelines.claims import lexicon
from pipelines.claims.lexicon import KIND
from pipelines.reader import vocabulary
from pipelines.reader.spans import Figure, Span

BOTH_SIDED = ("goods_trade", "trade_balance")
SHARES = {"gdp", "gdp_ppp"}


def joined(spans: list[Span]) -> list[Span]:
    """The spans of a sentence with each such noun as one."""
    return _figures(_of_gdp(_lists(_titles(_seats(spans)))))


def _titles(spans: list[Span]) -> list[Span]:
    """“The kingdom of Bhutan”, “the 27 members of the EU”, “the five BRICS”, “Mali's neighbour Niger”: the area alone."""
    out: list[Span] = []
    for span in _without_members(spans):
        if span.kind == "area" and out and "we" in out[-1].labels:
            out.pop()  # “we Canadians”
        if span.kind == "area" and out:
            if (
                label(out[-1]) == "of"
                and len(out) > 1
                and {"state", "pronoun"} & out[-2].labels
                and out[-2].low not in ("it", "they", "we", "both")
                and out[-2].kind == "word"
                and _is_title(out, span)
            ) or (label(out[-1]) == "'s" and len(out) > 1 and is_area(out[-2]) and span.values.get("named") == "name"):
                del out[-2:]
            named_group = span.values.get("named") == "group"
            if (
                named_group
                and out
                and out[-1].amount is not None
                and out[-1].amount.kind == "count"
                and _is_all(out[-1], span)
            ):
                out.pop()
        out.append(span)
    return out


def _seats(spans: list[Span]) -> list[Span]:
    """“Washington keeps …” is the country; “in Washington” is a city."""
    out = []
    for n, span in enumerate(spans):
        is_seat = span.values.get("named") == "seat"
        acts = n + 1 < len(spans) and spans[n + 1].kind == "word" and label(at(spans, n - 1)) == ""
        out.append(
            replace(span, kind="place", labels=frozenset(["place"]), ids=(), values={"place": "city"})
            if is_seat and not acts
            else span
        )
    return out


def label(span: Span | None) -> str:
    """What joins: a preposition, a comma, 's; "" for everything else."""
    if span is None:
        return ""
    for each in ("'s", ",", "and", "of", "in", "to", "from", "by", "with", "between", "for"):
        if each in span.labels:
            return each
    return ""


def is_area(span: Span | None) -> bool:
    return span is not None and span.kind == "area"


def at(spans: list[Span], i: int) -> Span | None:
    return spans[i] if 0 <= i < len(spans) else None


MEMBERS = frozenset({"members", "allies", "countries", "economies", "nations", "states", "member states"})


def _without_members(spans: list[Span]) -> list[Span]:
    """“The EU's 27 members” and “the ten members of ASEAN” as the group."""
    out: list[Span] = []
    for span in spans:
        group = span.values.get("named") == "group"
        if len(out) > 1 and label(out[-1]) == "'s" and out[-2].values.get("named") == "group" and span.low in MEMBERS:
            out.pop()
            continue
        if group and len(out) > 1 and label(out[-1]) == "of" and out[-2].low in MEMBERS:
            if len(out) == 2 or out[-3].kind == "sign":
                del out[-2:]
            elif out[-3].amount is not None and _is_all(out[-3], span):
                del out[-3:]
        if group and len(out) > 1 and label(out[-1]) == "of" and out[-2].amount is not None and _is_all(out[-2], span):
            del out[-2:]
        counted = len(out) > 1 and label(out[-1]) == "'s" and out[-2].values.get("named") == "group"
        if (
            counted
            and span.amount is not None
            and span.amount.size < 200
            and span.amount.kind == "count"
            and _is_all(span, out[-2])
        ):
            out.pop()
            continue
        out.append(span)
    return out


def _is_all(count: Span, group: Span) -> bool:
    """Whether a number is that of the members of a group: “the five BRICS”."""
    members = (
        [m for m in lexicon.members().get(group.ids[0], []) if m[2] == "9999-12-31"]
        if len(group.ids) == 1
        else group.ids
    )
    return count.amount is not None and abs(count.amount.size - len(members)) <= 1


def _is_title(out: list[Span], area: Span) -> bool:
    """“The kingdom of Bhutan”, “the 27 members of the EU”; “a member of the EU” is another area."""
    if area.values.get("named") != "group":
        return True
    counted = len(out) > 2 and out[-3].amount is not None and out[-3].amount.kind == "count"
    if counted:
        del out[-3]
    return counted or out[-2].low in ("members", "states", "countries", "nations")


def _lists(spans: list[Span]) -> list[Span]:
    """“Japan, Germany and Spain” as one area; not “Japan's GDP and …”, nor “trade with China and Japan's exports”."""
    out: list[Span] = []
    i = 0
    while i < len(spans):
        end = _end_of_list(spans, i) if is_area(spans[i]) else i
        if end == i:
            out.append(spans[i])
            i += 1
            continue
        members = [s for s in spans[i : end + 1] if s.kind == "area"]
        ids = tuple(dict.fromkeys(iso for s in members for iso in s.ids))
        low = " ".join(s.low for s in spans[i : end + 1])
        labels = frozenset({"area", "area.list"})
        out.append(Span(spans[i].start, spans[end].end, low, "area", labels, {"named": "list"}, ids))
        i = end + 1
    return out


def _end_of_list(spans: list[Span], i: int) -> int:
    """The place of the last area of a list that begins here; `i` where there is none."""
    place, closed = i, False
    while not closed:
        behind = place + 1
        owned_too = label(at(spans, behind)) == "'s" and label(at(spans, behind + 1)) in (",", "and")
        further = at(spans, behind + 2)
        if owned_too and is_area(further) and label(at(spans, behind + 3)) == "'s":
            behind += 1
        comma = label(at(spans, behind)) == ","
        joined_by_and = label(at(spans, behind + comma)) == "and"
        following = at(spans, behind + comma + joined_by_and)
        if not (comma or joined_by_and) or not is_area(following):
            return i
        place = behind + comma + joined_by_and
        closed = joined_by_and
    owned = label(at(spans, place + 1)) == "'s"
    prepared = label(at(spans, i - 1)) in ("of", "to", "from", "in", "with")
    return i if owned and prepared else place


def _of_gdp(spans: list[Span]) -> list[Span]:
    """“2 per cent of its GDP”: the amount is a share of GDP, and says whose."""
    out: list[Span] = []
    i = 0
    while i < len(spans):
        found = _share_of_gdp(spans, i)
        if found is None:
            out.append(spans[i])
            i += 1
            continue
        out.append(found[0])
        i = found[1]
    return out


def _share_of_gdp(spans: list[Span], i: int) -> tuple[Span, int] | None:
    amount = spans[i].amount
    if amount is None or amount.kind not in ("percent", "part", "times") or label(at(spans, i + 1)) != "of":
        return None
    behind, whose = i + 2, tuple[str, ...]()
    owner = at(spans, behind)
    if owner is not None and (owner.kind == "area" or "pronoun" in owner.labels):
        whose = owner.ids
        behind += 1 + (label(at(spans, behind + 1)) == "'s")
    noun = at(spans, behind)
    concept = noun.values.get("concept", "") if noun else ""
    if (
        concept.split()[:1] not in (["gdp"],)
        or "WLD" in whose
        or set(whose) & vocabulary.groups() - {"EU", "EA", "NATO"}
    ):
        return None
    if label(at(spans, behind + 1)) == "of" and is_area(at(spans, behind + 2)) and not whose:
        whose = spans[behind + 2].ids
        behind += 2
    span = replace(
        spans[i], end=spans[behind].end, low=" ".join(s.low for s in spans[i : behind + 1]),
        labels=frozenset(("amount", "of_gdp")), amount=amount._replace(whose_gdp=whose),
    )  # fmt: skip
    return span, behind + 1


# --- figures ---


def _deficits(spans: list[Span]) -> list[Span]:
    """“A deficit with Russia” is one of trade."""
    out = []
    for n, span in enumerate(spans):
        between = label(at(spans, n + 1)) == "with" and is_area(at(spans, n + 2))
        if "balance" in span.labels and between:
            concept = f"trade_balance {span.values['balance']}"
            span = replace(span, labels=span.labels | {"concept"}, values={**span.values, "concept": concept})
        out.append(span)
    return out


def _figures(spans: list[Span]) -> list[Span]:
    spans = _deficits(spans)
    out: list[Span] = []
    i = 0
    while i < len(spans):
        if "concept" not in spans[i].labels or _is_verb(spans, i):
            out.append(spans[i])
            i += 1
            continue
        start, figure = _to_the_left(out, spans[i])
        end, figure = _to_the_right(spans, i, figure)
        del out[start:]
        first = out_first(spans, start, out, i)
        out.append(_figure_span(first, spans[end], figure, spans[i]))
        i = end + 1
    return out


def out_first(spans: list[Span], start: int, out: list[Span], i: int) -> Span:
    """The first span of a figure: that behind what is left of the sentence before it."""
    behind = out[-1].end if out else -1
    return next(s for s in spans if s.start >= behind and s.start <= spans[i].start)


def _is_verb(spans: list[Span], i: int) -> bool:
    """“Mexico exports more to …”: a noun of trade that stands as a verb."""
    span = spans[i]
    if not ({"export", "import"} & span.labels):
        return False
    before, behind = at(spans, i - 1), at(spans, i + 1)
    subject = before is not None and (
        (before.kind == "area" and before.values.get("named") in ("name", "list", "group"))
        or {"it", "they", "we"} & before.labels
        or "relative" in before.labels
    )
    if label(before) == "and" or (before is not None and {"do", "future"} & before.labels):
        subject = True
    if before is not None and before.low in ("its", "their", "our", "her"):
        return False
    if (
        subject
        and behind is not None
        and ({"more", "goods", "portion", "multiple", "money", "amount", "as"} & behind.labels)
    ):
        return True
    objects = subject and behind is not None and (behind.kind == "unknown" or "of_gdp" in behind.labels)
    return span.low in (
        "sells",
        "sold",
        "buys",
        "bought",
        "exported",
        "imported",
        "ships",
        "shipped",
        "sell",
        "buy",
    ) or bool(objects)


def _to_the_left(out: list[Span], noun: Span) -> tuple[int, Figure]:
    """Where the figure begins in what stands before its noun, with its owner and what narrows it."""
    indicator, *flags = noun.values["concept"].split()
    figure = Figure(indicator, tuple(flags))
    start, narrowing = len(out), list[str]()
    while start and (_narrows(out[start - 1]) or "whole" in out[start - 1].labels):
        start -= 1
        if "whole" not in out[start].labels:
            narrowing.insert(0, out[start].low)
    if (
        start
        and out[start - 1].kind == "rank"
        and start > 1
        and (is_owner(out[start - 2]) or label(out[start - 2]) == "'s")
    ):
        return len(out), figure  # “China's largest export market”
    owner_at = start - 1 - (start > 0 and label(out[start - 1]) == "'s")
    owner = at(out, owner_at)
    if owner is None or owner_at < 0 or not is_owner(owner):
        return start, figure._replace(narrowed=" ".join(narrowing))
    possessive = owner_at < start - 1
    before = label(at(out, owner_at - 1))
    if not possessive and owner.values.get("named") in ("name", "list") and before in ("to", "with", "from"):
        return start, figure._replace(narrowed=" ".join(narrowing))
    figure = figure._replace(narrowed=" ".join(narrowing))
    if owner.kind == "area":
        return owner_at, _owned_by(figure, owner, possessive)
    return owner_at, figure._replace(owner_word=owner.values["pronoun"])


def _owned_by(figure: Figure, owner: Span, possessive: bool) -> Figure:
    pair = len(owner.ids) == 2 and owner.values.get("named") == "list"
    if pair and figure.indicator in BOTH_SIDED and not possessive:
        return figure._replace(owner=owner.ids[:1], partner=owner.ids[1:])
    return figure._replace(owner=owner.ids)


def is_owner(span: Span) -> bool:
    return span.kind == "area" or (
        "pronoun" in span.labels
        and span.values["pronoun"] != "there"
        and span.low not in ("it", "they", "we", "us", "them", "both")
    )


def _narrows(span: Span) -> bool:
    known = {"area", "number", "'s", "rank", "and", "of", "in", "to", "from", "by", "with", "for", ","}
    return (
        span.kind in ("unknown", "place")
        or ("goods" in span.labels and not known & span.labels)
        or "other" in span.labels
        or "arms" in span.labels
        or "defence" in span.labels
        or "abroad" in span.labels
        or "per_head" in span.labels
    )


def _to_the_right(spans: list[Span], i: int, figure: Figure) -> tuple[int, Figure]:
    """Where the figure ends: behind the areas and goods that prepositions add to it."""
    end = i
    while True:
        step = _added(spans, end + 1, figure)
        if step is None:
            return end, figure
        end, figure = step


def _added(spans: list[Span], i: int, figure: Figure) -> tuple[int, Figure] | None:
    link, thing = label(at(spans, i)), at(spans, i + 1)
    if link in ("", "'s", ",", "and") or thing is None:
        return None
    if "goods" in thing.labels and link in ("of", "in"):
        return i + 1, figure._replace(flags=(*figure.flags, "goods"))
    who = thing.ids if thing.kind == "area" else ()
    word = thing.values.get("pronoun", "") if "pronoun" in thing.labels else ""
    if not who and word in ("", "there"):
        return _product(spans, i, figure)
    if label(at(spans, i + 2)) == "'s" or (
        at(spans, i + 2) is not None and "concept" in spans[i + 2].labels and thing.values.get("named") == "demonym"
    ):
        return None
    role = _role(link, figure)
    if role == "both" and len(who) == 2:
        return i + 1, figure._replace(owner=who[:1], partner=who[1:])
    if role == "owner" and not (figure.owner or figure.owner_word):
        return i + 1, figure._replace(owner=who, owner_word=word)
    if role == "partner" and not (figure.partner or figure.partner_word):
        return i + 1, figure._replace(partner=who, partner_word=word)
    return None


def _product(spans: list[Span], i: int, figure: Figure) -> tuple[int, Figure] | None:
    """“Exports of copper and gold”: what narrows a figure behind it."""
    thing = spans[i + 1]
    if label(spans[i]) != "of" or figure.narrowed or thing.kind != "unknown":
        return None
    return i + 1, figure._replace(narrowed=thing.low)


def _role(link: str, figure: Figure) -> str:
    indicator = figure.indicator
    if indicator == "armed_forces" and link == "in":
        return ""
    flows = indicator in KIND["flow"] or indicator in KIND["position"]
    imports = indicator in ("goods_imports", "goods_services_imports", "arms_imports", "fdi_positions_inward")
    roles: dict[str, Callable[[], str]] = {
        "of": lambda: "owner",
        "between": lambda: "both" if indicator in BOTH_SIDED else "",
        "with": lambda: "partner" if indicator in BOTH_SIDED else "",
        "in": lambda: (
            ("partner" if indicator.startswith("fdi_positions") else "")
            if flows or indicator in BOTH_SIDED
            else "owner"
        ),
        "to": lambda: ("owner" if imports else "partner") if flows and indicator != "goods_trade" else "",
        "from": lambda: ("partner" if imports else "owner") if flows and indicator != "goods_trade" else "",
        "by": lambda: "owner" if flows or indicator == "military_expenditure" else "",
        "for": lambda: "owner" if indicator in KIND["of nations"] else "",
    }
    return roles[link]()


def _figure_span(first: Span, last: Span, figure: Figure, noun: Span) -> Span:
    indicator = figure.indicator
    labels = {"figure", f"figure.{indicator}", "figure.owned" if figure.owner or figure.owner_word else "figure.free"}
    for kind in ("flow", "trade", "money", "rate"):
        if indicator in KIND[kind]:
            labels.add(f"figure.{kind}")
    if "economy" in figure.flags:
        labels.add("figure.economy")
    if "army" in noun.low or "forces" in noun.low or "military" in noun.low:
        labels.add("figure.army")
    low = first.low if first is last else f"{first.low} … {last.low}"
    return Span(first.start, last.end, low, "figure", frozenset(labels), noun.values, figure=figure)
