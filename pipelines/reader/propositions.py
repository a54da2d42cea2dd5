"""From a match to what it states: indicator, operation, areas and value, for each operation that patterns name.

Belongs here: one short function per operation. Does not belong here: whose and when where the match does not say so
(attach.py), whether it may be read (guards.py, verifier.py).
"""

from collections.abc import Callable
from dataclasses import replace

from pipelines.claims import ranges
from pipelines.claims.lexicon import KIND
from pipelines.reader import vocabulary
from pipelines.reader.clauses import Clause
from pipelines.reader.patterns import Match
from pipelines.reader.sentence import LEVELS, Draft, Refused, Sentence, amount_of, figure_of, ids
from pipelines.reader.spans import Amount, Figure, Span

OVER_GDP = {
    "military_expenditure": "military_expenditure_gdp", "goods_exports": "exports_gdp", "goods_imports": "imports_gdp",
    "goods_services_exports": "exports_gdp", "goods_services_imports": "imports_gdp", "goods_trade": "trade_gdp",
    "trade_balance": "trade_balance_gdp", "remittances_received": "remittances_gdp", "fdi_inflows": "fdi_gdp",
}  # fmt: skip
AMOUNTS = ("amount", "multiple", "change")
ADDED_UP = (
    "together",
    "combined",
    "in total",
    "a total of",
    "between them",
    "altogether",
    "collectively",
    "jointly",
    "in all",
)


def propose(match: Match, clause: Clause, sentence: Sentence, before: list[Draft]) -> list[Draft]:
    """What the match states; [] where it states nothing. `before` are the drafts of the sentence so far."""
    spans = clause.row[match.first : match.last + 1]
    draft = Draft(match, clause, spans[0].start, spans[-1].end, used=tuple(spans))
    operation = match.pattern.says["operation"]
    if operation.startswith("next"):
        return _going_on(operation, draft, sentence, before)
    return [each for each in READ[operation](draft) if each.indicator and each.operation]


# --- what roles say ---


def valued(draft: Draft, amount: Amount, unit: str | None = None) -> Draft:
    text = amount.text
    if amount.high is not None:
        try:
            text = ranges.read(text, amount.high, unit if unit in ("PT", "TIMES") else None).written
        except ValueError as error:
            raise Refused("no indicator", str(error), "range") from error
    return draft.but(hedge=amount.hedge, value=text, value_high=amount.high, unit=unit or amount.unit)


def of_figure(draft: Draft, figure: Figure | None) -> Draft:
    """With what the noun says: indicator, owner, partner, what narrows it, which definition it names."""
    if figure is None:
        return draft
    counted = next((flag for flag in figure.flags if flag in ("goods", "services")), "")
    definitions = ("goods_services",) if counted == "services" else ("goods",) if counted == "goods" else ()
    return draft.but(
        indicator=draft.indicator or figure.indicator, ref=draft.ref or figure.owner,
        partner=draft.partner or figure.partner, narrowed=figure.narrowed, definitions=definitions,
    )  # fmt: skip


def falls(draft: Draft) -> bool:
    span = draft.says("move") or draft.says("grow")
    return span is not None and (span.values.get("move") or span.values.get("grow")) == "-"


def sinks(draft: Draft, figure: Figure | None) -> bool:
    """Whether the figure itself falls: a deficit that grows is a balance that falls."""
    is_deficit = figure is not None and "fall" in figure.flags and figure.indicator.startswith("trade_balance")
    return falls(draft) != is_deficit


def measured(indicator: str, amount: Amount) -> str:
    """The indicator that such an amount can be the level of; "" where there is none."""
    if amount.whose_gdp is not None:
        return indicator if indicator in OVER_GDP.values() else OVER_GDP.get(indicator, "")
    if amount.kind == "percent":
        if indicator == "migrants":
            return "migrants_population"
        return indicator if indicator in KIND["rate"] else ""
    if amount.kind == "births" or (amount.kind == "count" and indicator == "fertility_rate"):
        return indicator if indicator == "fertility_rate" and amount.size < 15 else ""
    if amount.kind == "money":
        return indicator if indicator in KIND["money"] else ""
    if amount.kind == "count":
        fewest = {"population": 700.0, "troops": 0.0}.get(indicator, 300.0)
        if indicator in KIND["people"]:
            return indicator if amount.size >= fewest else ""
    return ""


def negative(text: str | None) -> str | None:
    return text if text is None or text.startswith("-") else f"-{text}"


def level_of(draft: Draft) -> str:
    """Level, or what several have together or on average; a list is judged one by one (see `one_by_one`)."""
    ref, partner = draft.ref, draft.partner
    several = len(ref) > 1 or (bool(ref) and ref[0] in vocabulary.groups() - {"WLD"}) or len(partner) > 1
    if not several:
        return "level"
    if len(partner) > 1 and len(ref) == 1:
        return "sum"
    return "mean" if draft.indicator in KIND["averaged"] else "sum"


# --- operations ---


def _level(draft: Draft) -> list[Draft]:
    amount, figure = amount_of(draft), figure_of(draft)
    if amount is None:
        return []
    indicator = draft.match.pattern.says.get("indicator", "")
    if " " in indicator:
        indicator = _by_verb(draft, indicator)
        if any("goods and services" in s.low or "services and goods" in s.low for s in draft.used):
            indicator = indicator.replace("goods_", "goods_services_")
    if indicator == "noun":
        noun = draft.says("noun") or draft.says("figure")
        indicator = (noun.values.get("transfer") or (noun.figure.indicator if noun.figure else "")) if noun else ""
    draft = draft.but(indicator=indicator, ref=ids(draft, "ref"), partner=ids(draft, "partner"))
    draft = of_figure(draft, figure)
    flags = figure.flags if figure else ()
    indicator = measured(draft.indicator, amount)
    draft = valued(draft.but(indicator=indicator), amount)
    if indicator.startswith("trade_balance") and "fall" in flags and amount.hedge != "between":
        draft = draft.but(value=negative(draft.value))
    if indicator == "gdp_growth" and "fall" in flags:
        draft = draft.but(value=negative(draft.value))
    span, noun = draft.says("amount"), draft.says("figure")
    if indicator == "armed_forces" and noun is not None and span is not None and span.start < noun.start:
        return []
    if indicator == "armed_forces" and draft.partner and draft.ref:
        draft = draft.but(indicator="troops")
    return [draft.but(operation=level_of(draft))]


def _by_verb(draft: Draft, indicators: str) -> str:
    verb, words = draft.says("verb"), indicators.split()
    pairs = zip(words[::2], words[1::2], strict=True)
    return next((indicator for label, indicator in pairs if verb is not None and label in verb.labels), "")


def _from_to(draft: Draft) -> list[Draft]:
    """“Rose from 4 billion in 2010 to 9 billion in 2020”: two levels."""
    out = []
    units = [
        s.amount.unit
        for s in (draft.says("before"), draft.says("amount"))
        if s is not None and s.amount is not None and s.amount.kind == "money"
    ]
    for role in ("before", "amount"):
        span = draft.says(role)
        if span is None or span.amount is None:
            return []
        if units and span.amount.kind == "count":
            span = replace(span, amount=span.amount._replace(kind="money", unit=units[0]))
        roles = draft.match.roles | {"amount": span, "end": draft.match.roles["amount"]}
        out += [each.but(place=span.start) for each in _level(draft.but(match=draft.match._replace(roles=roles)))]
    return out


def _growth(draft: Draft) -> list[Draft]:
    amount = amount_of(draft)
    if amount is None:
        return []
    draft = of_figure(draft.but(ref=ids(draft, "ref")), figure_of(draft)).but(indicator="gdp_growth")
    draft = valued(draft, amount)
    if falls(draft):
        draft = draft.but(value=negative(draft.value))
    return [draft.but(operation=level_of(draft))]


def _change(draft: Draft) -> list[Draft]:
    amount, figure = amount_of(draft), figure_of(draft)
    if amount is None or figure is None:
        return []
    if figure.indicator in ("gdp", "gdp_growth") and amount.kind == "percent":
        return _growth(draft) if figure.indicator == "gdp" else []
    if figure.indicator in KIND["rate"] and amount.kind == "percent":
        return []
    draft = valued(of_figure(draft.but(ref=ids(draft, "ref")), figure), amount)
    more = draft.says("move")
    less = more is not None and more.values.get("more") == "less"
    is_deficit = "fall" in figure.flags and figure.indicator.startswith("trade_balance")
    order = "asc" if (falls(draft) or less) != is_deficit else "desc"
    return [draft.but(operation="change", order=order)]


def _direction(draft: Draft) -> list[Draft]:
    draft = of_figure(draft.but(ref=ids(draft, "ref")), figure_of(draft))
    draft = draft.but(indicator=draft.indicator or "gdp")
    if draft.indicator == "gdp" and draft.says("move") is not None and "grow" in draft.match.roles["move"].labels:
        hedge = "under" if falls(draft) else "over"
        return [draft.but(indicator="gdp_growth", operation="level", hedge=hedge, value="0", unit="PT")]
    return [draft.but(operation="direction", order="asc" if sinks(draft, figure_of(draft)) else "desc")]


def _streak(draft: Draft) -> list[Draft]:
    span = draft.says("streak")
    draft = of_figure(draft.but(ref=ids(draft, "ref"), value=span.values["streak"] if span else None), figure_of(draft))
    indicator = "gdp" if draft.indicator in ("", "gdp_growth") else draft.indicator
    return [draft.but(indicator=indicator, operation="streak", order="asc" if falls(draft) else "desc")]


def _share(draft: Draft) -> list[Draft]:
    amount = amount_of(draft)
    if amount is None:
        return []
    base, whole = draft.says("base"), draft.says("whole")
    if base is not None:
        figure, other = figure_of(draft), (base.figure.owner if base.figure else base.ids)
        draft = of_figure(draft, figure).but(
            base=_world(other), base_partner=base.figure.partner if base.figure else ()
        )
        if not other or other[0] in vocabulary.groups():
            return [valued(draft, amount, "PT").but(operation="share")]
        return [valued(draft, amount, "TIMES").but(operation="ratio")] if amount.kind == "part" else []
    part = ids(draft, "part")
    if amount.whose_gdp is not None:  # “California makes up 14 per cent of America's GDP”
        if not amount.whose_gdp or amount.whose_gdp == part:
            return []
        return [
            valued(draft, amount, "PT").but(indicator="gdp", operation="share", ref=part, base=_world(amount.whose_gdp))
        ]
    figure = whole.figure if whole else None
    draft = valued(draft, amount, "PT").but(ref=part)
    if figure is not None and figure.indicator in KIND["rate"] | KIND["averaged"]:
        return []
    if figure is not None and figure.indicator in KIND["bilateral"] and figure.owner != ("WLD",):
        draft = draft.but(indicator=figure.indicator, operation="share", narrowed=figure.narrowed)
        if figure.owner_word and draft.says("part") is None and not figure.partner:
            return []
        if figure.partner:  # “Nepal does two thirds of its trade with India”
            return [draft.but(ref=figure.owner or part, partner=figure.partner)]
        return [draft.but(ref=figure.owner, partner=part)] if figure.owner or figure.owner_word else []
    if figure is not None:
        return [
            draft.but(
                indicator=figure.indicator, operation="share", base=_world(figure.owner), narrowed=figure.narrowed
            )
        ]
    base_ids = whole.ids if whole is not None and whole.kind == "area" else ()
    return [draft.but(indicator="population", operation="share", base=_world(base_ids))]


def _world(areas: tuple[str, ...]) -> tuple[str, ...]:
    return () if areas == ("WLD",) else areas


def _share_of_flow(draft: Draft) -> list[Draft]:
    amount = amount_of(draft)
    if amount is None:
        return []
    figure = figure_of(draft, "figure") or figure_of(draft, "whole")
    verb = draft.says("verb")
    indicator = figure.indicator if figure else _by_verb(draft, "export goods_exports import goods_imports")
    draft = draft.but(indicator=indicator, ref=ids(draft, "ref"), partner=ids(draft, "partner"))
    if figure is None and verb is None:
        return []
    whole = figure_of(draft, "whole")
    if (
        draft.says("figure") is not None
        and whole is not None
        and whole.owner
        and figure is not None
        and whole.owner != figure.owner
    ):
        return []
    draft = of_figure(draft, figure)
    narrowed = whole.narrowed if whole else draft.narrowed
    return [valued(draft, amount, "PT").but(operation="share", narrowed=narrowed or draft.narrowed)]


def _ratio(draft: Draft) -> list[Draft]:
    amount = amount_of(draft)
    if amount is None:
        return []
    base, noun = draft.says("base"), draft.says("noun")
    more = draft.says("more")
    if amount.kind == "percent" and more is not None and base is not None:
        less = more.values.get("more") == "less"
        share = (100 - amount.size if less else 100 + amount.size) / 100
        amount = amount._replace(kind="times", text=f"{share:g}", unit="TIMES")
    elif amount.kind not in ("times", "part") or (amount.kind == "part" and base is None):
        return []
    elif amount.kind == "part" and any("more" in s.labels for s in draft.used):
        return []  # “a third larger than”
    draft = of_figure(draft.but(ref=ids(draft, "ref")), figure_of(draft))
    draft = draft.but(indicator=draft.indicator or _counted(noun))
    draft = _against(valued(draft, amount, "TIMES"), base)
    link, other = draft.says("link"), draft.says("other")
    if link is not None and other is not None:  # “four times those from Argentina”
        draft = draft.but(base=draft.ref, base_partner=other.ids)
    halved = amount.text.lower() in ("halved", "half", "halving")
    return [draft.but(operation="ratio", value="half" if halved and amount.text != "half" else draft.value)]


def _against(draft: Draft, base: Span | None) -> Draft:
    """With the areas that it is set against, and their partner."""
    if base is None:
        return draft
    if base.figure is None:
        return draft.but(base=base.ids)
    if draft.indicator and base.figure.indicator not in (draft.indicator, draft.indicator.removesuffix("_gdp")):
        raise Refused("no indicator", "one figure is set against another", "base")
    partner = base.figure.partner
    owner = base.figure.owner or (draft.ref if partner else ())
    if base.figure.owner_word and not owner:
        owner = draft.ref
    if draft.partner and not partner and base.figure.owner and base.figure.indicator == draft.indicator:
        partner = draft.partner
    return draft.but(base=owner, base_partner=partner)


def _counted(noun: Span | None) -> str:
    """What a noun counts: people, soldiers, spending on defence, or the indicator that it names."""
    if noun is None:
        return ""
    if noun.figure is not None:
        return noun.figure.indicator
    for label, indicator in (("people", "population"), ("troops", "armed_forces"), ("defence", "military_expenditure")):
        if label in noun.labels:
            return indicator
    return ""


RICHER = {"richer": "gdp_per_capita", "wealthier": "gdp_per_capita", "poorer": "gdp_per_capita"}


def _compare(draft: Draft) -> list[Draft]:
    more, noun, base = draft.says("more"), draft.says("noun"), draft.says("base")
    draft = of_figure(draft.but(ref=ids(draft, "ref")), figure_of(draft))
    richer = draft.says("richer")
    indicator = draft.indicator or _counted(noun)
    if richer is not None:
        indicator = richer.values.get("indicator") or "gdp_per_capita"
        if "populous" in richer.low or "populated" in richer.low:
            indicator = "population"
    elif draft.says("grow") is not None:
        indicator = "gdp_growth"
    elif (more is not None and "people" in draft.match.roles) or (
        not indicator and draft.match.pattern.name == "compare"
    ):
        indicator = indicator or "population"
    if indicator == "military_expenditure" and any(
        s.low in ("share", "proportion", "percentage") or (s.figure and s.figure.indicator in ("gdp",))
        for s in draft.used
    ):
        indicator = "military_expenditure_gdp"
    less = (more is not None and more.values.get("more") == "less") or (
        richer is not None and richer.values.get("richer") == "less"
    )
    draft = _against(draft.but(indicator=indicator, hedge="under" if less else "over"), base)
    return [draft.but(operation="compare")] if (draft.base or base is not None) and indicator else []


def _compare_flows(draft: Draft) -> list[Draft]:
    noun, more = draft.says("noun"), draft.says("more")
    indicator = _by_verb(draft, "export goods_exports import goods_imports")
    if noun is not None:
        indicator = noun.values.get("transfer") or "troops"
    other, base = draft.says("other"), draft.says("base")
    draft = draft.but(indicator=indicator, ref=ids(draft, "ref"), partner=ids(draft, "partner"))
    if draft.says("others") is not None:
        order = "asc" if more is not None and more.values.get("more") == "less" else "desc"
        return [draft.but(operation="rank", value="1", unit="RANK", order=order)]
    against = (draft.ref, other.ids) if other is not None else (base.ids if base else (), draft.partner)
    less = more is not None and more.values.get("more") == "less"
    return [draft.but(operation="compare", base=against[0], base_partner=against[1], hedge="under" if less else "over")]


def _surplus(draft: Draft) -> list[Draft]:
    verb, other, more = draft.says("verb"), draft.says("other_verb"), draft.says("more")
    if verb is None or other is None or ("export" in verb.labels) == ("export" in other.labels):
        return []
    less = more is not None and more.values.get("more") == "less"
    over = ("export" in verb.labels) != less
    draft = draft.but(ref=ids(draft, "ref"), partner=ids(draft, "partner"), value="0", unit="USD")
    return [draft.but(indicator="trade_balance", operation="level", hedge="over" if over else "under")]


def _rank(draft: Draft) -> list[Draft]:
    rank, noun = draft.says("rank"), draft.says("noun")
    if rank is None:
        return []
    own = rank.values.get("indicator", "")
    figure = figure_of(draft)
    indicator = (figure.indicator if figure else "") or (noun.values.get("ranker", "") if noun else "") or own
    if "spend" in draft.match.pattern.name or (any("defence" in s.labels for s in draft.used) and not indicator):
        indicator = "military_expenditure"
    if own == "gdp_growth" and figure is not None and figure.indicator == "gdp":
        indicator = "gdp_growth"
    if "spend" in {label for s in draft.used for label in s.labels} and any(s.low == "share" for s in draft.used):
        indicator = "military_expenditure_gdp"
    if "rank.bare" in rank.labels and rank.low in ("second",) and not indicator:
        return []
    owner = figure.owner if figure else ()
    span = draft.says("figure")
    if span is not None and span.start > rank.start and owner and owner[0] in vocabulary.groups():
        owner = ()  # “the largest economy in Africa”
    draft = draft.but(indicator=indicator, ref=ids(draft, "ref") or owner, narrowed=figure.narrowed if figure else "")
    return [_placed(draft, rank).but(operation="rank")]


def _placed(draft: Draft, rank: Span) -> Draft:
    """With value, order and group of the rank."""
    universe = draft.says("universe")
    if (
        universe is not None
        and "pronoun" in universe.labels
        and "rank.own" in rank.labels
        and draft.says("figure") is None
        and draft.match.pattern.name == "rank"
    ):
        raise Refused("no subject", "among whom is not settled", "universe")
    if universe is not None and universe.kind == "place":
        raise Refused("no subject", f"the countries of “{universe.low}” are not held", "universe")
    among = universe.ids if universe is not None else ()
    if not among and draft.match.roles.get("figure") is not None:
        figure = figure_of(draft)
        owner = figure.owner if figure else ()
        figure_span = draft.says("figure")
        if owner and owner[0] in vocabulary.groups() and figure_span is not None and figure_span.start > rank.start:
            among = owner
    group = among[0] if len(among) == 1 and among[0] in vocabulary.groups() else None
    if among and group is None:
        raise Refused("no subject", "among whom is not settled", "universe")
    return draft.but(
        value=rank.values.get("rank", "1"), unit="RANK", order=rank.values.get("order", "desc"),
        universe=None if group == "WLD" else group,
    )  # fmt: skip


def _partner_rank(draft: Draft) -> list[Draft]:
    rank, noun = draft.says("rank"), draft.says("noun")
    if rank is None or noun is None:
        return []
    figure = figure_of(draft, "ref_figure")
    indicator = noun.values.get("partner") or (noun.figure.indicator if noun.figure else "")
    if indicator == "by_figure":
        indicator = figure.indicator if figure else ""
    ref = ids(draft, "ref") or (figure.owner if figure else ())
    draft = draft.but(
        indicator=indicator, ref=ref, partner=ids(draft, "partner"), narrowed=figure.narrowed if figure else ""
    )
    draft = _placed(draft, rank).but(operation="rank")
    several = len(draft.partner) > 1 and draft.value == "1" and noun.low.endswith("s")
    return [draft.but(value="top 10") if several else draft]


# --- going on from a claim before ---


def _going_on(operation: str, draft: Draft, sentence: Sentence, before: list[Draft]) -> list[Draft]:
    told = [
        d
        for d in before
        if d.place < draft.place and d.operation in (*LEVELS, "share", "change", "rank", "compare", "ratio")
    ]
    if not told and operation in ("next time", "next area", "next amount") and sentence.context.last is not None:
        told = [sentence.context.last.but(inherited=(("figure", "the sentence before"),))]
    if not told:
        return []
    last = told[-1]
    base = last.but(
        match=draft.match,
        clause=draft.clause,
        place=draft.place,
        end=draft.end,
        used=draft.used,
        narrowed=last.narrowed,
        period=None,
        base_period=None,
        span=None,
    )
    return [each for each in NEXT[operation](draft, base, last) if each.indicator and each.operation]


def _next_rank(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    rank = draft.says("rank")
    if rank is None or last.operation not in (*LEVELS, "rank") or "streak" in rank.labels:
        return []
    if "rank.bare" in rank.labels and draft.says("universe") is None and draft.says("ahead") is None:
        return []
    indicator = base.indicator
    if last.operation == "rank":  # “third in the EU and fifth in NATO”
        placed = _placed(draft.but(indicator=indicator, ref=base.ref, partner=base.partner), rank)
        return (
            [base.but(value=placed.value, order=last.order, universe=placed.universe, operation="rank")]
            if placed.universe
            else []
        )
    if base.partner and indicator not in ("troops",):
        return []
    ahead = draft.says("ahead")
    if ahead is not None and len(ahead.ids) != int(rank.values["rank"]) - 1:
        return []
    order = "asc" if falls(draft) else rank.values.get("order", "desc")
    draft = base.but(value=None, value_high=None, unit=None, hedge="none", order=order)
    return [_placed(draft, rank).but(operation="rank", period=last.period, order=order)]


def _next_others(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    more = draft.says("more")
    faster = more is not None and more.low in ("faster", "quicker", "slower")
    if last.operation not in LEVELS or more is None or faster != (last.indicator in KIND["growth"]):
        return []
    low = draft.says("others")
    group = (
        "NATO"
        if low is not None and "nato" in low.low
        else "EUROPE"
        if low is not None and "european" in low.low
        else None
    )
    universe = ids(draft, "universe")
    order = "asc" if more.values.get("more") == "less" else "desc"
    among = universe[0] if len(universe) == 1 and universe[0] in vocabulary.groups() else group
    if base.partner and among:
        return []
    return [
        base.but(
            operation="rank",
            value="1",
            value_high=None,
            unit="RANK",
            hedge="none",
            order=order,
            universe=None if among == "WLD" else among,
            period=last.period,
        )
    ]


def _next_compare(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    more, multiple, other = draft.says("more"), amount_of(draft, "multiple"), ids(draft, "base")
    if last.operation not in LEVELS or not other or base.partner:
        return []
    base = base.but(base=other, value_high=None, period=last.period)
    if multiple is not None:
        return [valued(base, multiple, "TIMES").but(operation="ratio")]
    less = more is not None and more.values.get("more") == "less"
    return [base.but(operation="compare", value=None, unit=None, hedge="under" if less else "over")]


def _next_change(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    amount = amount_of(draft)
    rated = last.indicator in KIND["rate"] and amount is not None and amount.kind == "percent"
    if amount is None or last.operation not in (*LEVELS, "change") or rated:
        return []
    move = draft.says("move")
    less = falls(draft) or (move is not None and move.values.get("more") == "less")
    return [valued(base, amount).but(operation="change", order="asc" if less else "desc", period=last.period)]


def _next_time(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    amount = amount_of(draft)
    if amount is None or last.operation not in (*LEVELS, "share", "change"):
        return []
    bare = draft.used[0].kind == "amount" or {"and", "another", "by"} & draft.used[0].labels
    if bare and not draft.clause.periods:
        return []
    host = draft.clause.host
    if draft.clause.kind in ("relative", "apposition") and host is not None and host.kind == "area":
        base = base.but(ref=host.ids)
    if last.operation == "share":
        return [valued(base, amount, "PT")] if amount.kind in ("percent", "part") else []
    if last.operation == "change" and amount.kind == "percent":
        return []
    amount = _in_its_money(amount, last)
    indicator = measured(last.indicator, amount)
    if (
        last.indicator == "population"
        and amount.kind == "count"
        and any("troops" in s.labels for s in draft.clause.row)
    ):
        return []
    draft = valued(base.but(indicator=indicator), amount, amount.unit).but(order="desc")
    if (last.value or "").startswith("-") and last.indicator.startswith("trade_balance"):
        draft = draft.but(value=negative(draft.value))
    return [draft.but(operation=level_of(draft) if indicator else "")]


def _in_its_money(amount: Amount, last: Draft) -> Amount:
    """“$1.3 billion, up from 1.1 billion”: the money of what was told before."""
    if (
        amount.kind == "count"
        and last.indicator in KIND["money"]
        and last.unit
        and amount.text[-1:].isalpha()
        and amount.text[0].isdigit()
    ):
        return amount._replace(kind="money", unit=last.unit)
    return amount


def _next_amount(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    amount = amount_of(draft)
    if amount is None or last.operation not in LEVELS:
        return []
    indicator = measured(last.indicator.removesuffix("_gdp"), amount)
    changed = indicator != last.indicator or amount.unit != last.unit
    draft = valued(base.but(indicator=indicator, period=last.period), amount, amount.unit)
    if (last.value or "").startswith("-"):
        draft = draft.but(value=negative(draft.value))
    return [draft.but(operation=level_of(draft) if indicator and changed else "")]


def _next_share(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    amount, figure = amount_of(draft), figure_of(draft, "whole")
    if amount is None or not last.partner or last.operation not in (*LEVELS, "rank", "share"):
        return []
    indicator = figure.indicator if figure else {"trade_partner": "goods_trade"}.get(last.indicator, last.indicator)
    if figure is not None and figure.owner and figure.owner != last.ref:
        return []
    return [
        valued(base, amount, "PT").but(
            indicator=indicator, operation="share", order="desc", universe=None, period=last.period
        )
    ]


def _next_figure(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    """“… and its imports by 6.6”: the verb is that of the claim before."""
    amount, figure = amount_of(draft), figure_of(draft)
    if amount is None or figure is None or figure.indicator == last.indicator:
        return []
    moved = last.operation == "change" and amount.kind == "percent"
    if not moved:
        return _level(draft)
    own = of_figure(draft, figure).but(ref=figure.owner or last.ref, partner=figure.partner or last.partner)
    return [valued(own, amount).but(operation="change", order=last.order, period=last.period)]


def _places(draft: Draft, last: Draft, other: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Whether the other area is the owner or the partner of the figure."""
    row = draft.clause.row
    place = next(n for n, s in enumerate(row) if s is draft.says("other"))
    linked = (
        place > 0
        and bool({"to", "from", "with"} & row[place - 1].labels)
        and last.indicator in KIND["flow"] | {"goods_trade", "trade_balance"}
    )
    if place + 1 < len(row) and "'s" in row[place + 1].labels:
        return {"ref": other}
    first = row[0]
    own = (
        first.kind == "area" and first.ids != other and draft.match.first > 0 and len(row) > 1 and row[1].amount is None
    )
    if last.partner and own and last.indicator == "troops":
        return {"ref": first.ids, "partner": other}
    if linked and not (last.operation == "share" and not last.partner):
        return {"partner": other}
    roles = last.match.roles
    in_place = place > 0 and "in" in row[place - 1].labels
    if (
        "ref" in roles
        and "partner" in roles
        and roles["ref"].start < roles["partner"].start
        and not in_place
        and last.indicator == "troops"
    ):
        return {"ref": other}
    return {"partner": other} if last.partner else {"ref": other}


def _next_area(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    amount, other = amount_of(draft), ids(draft, "other")
    amount = _in_its_money(amount, last) if amount is not None else None
    if (
        amount is None
        or not other
        or other == last.ref
        or other == last.partner
        or last.operation in ("compare", "ratio", "rank")
    ):
        return []
    alike = (
        amount.unit == last.unit
        or (amount.unit == "dollars" and last.unit == "USD")
        or (amount.whose_gdp is not None)
        or (amount.unit is None and amount.kind == "count" and last.unit is not None and amount.size > 1e6)
        or (last.unit == "PT" and amount.kind in ("part", "percent"))
    )
    if not alike:
        return []
    if amount.kind == "count" and last.indicator in ("population", "migrants") and amount.size < 700:
        if last.value and last.value.split()[-1].isalpha():
            amount = amount._replace(text=f"{amount.text} {last.value.split()[-1]}")
        else:
            return []
    places = _places(draft, last, other)
    draft = valued(
        base.but(**places, period=last.period), amount, "PT" if last.operation == "share" else amount.unit or last.unit
    )
    if last.operation in LEVELS:
        indicator = measured(last.indicator, amount) or (last.indicator if amount.unit is None and last.unit else "")
        draft = draft.but(operation=level_of(draft) if indicator else "", indicator=indicator)
        if (last.value or "").startswith("-") and last.indicator.startswith(("trade_balance", "gdp_growth")):
            draft = draft.but(value=negative(draft.value))
    return [draft]


def _of_host(draft: Draft) -> list[Draft]:
    """“Exports to Russia, which peaked at $10.9 billion, …”: the amount is of the noun that the clause hangs on."""
    host = draft.clause.host
    if draft.clause.kind not in ("relative", "apposition") or host is None or host.figure is None:
        return []
    roles = draft.match.roles | {"figure": host}
    return _level(draft.but(match=draft.match._replace(roles=roles)))


def _balance(draft: Draft) -> list[Draft]:
    figure = figure_of(draft)
    if figure is None or not {"fall", "rise"} & set(figure.flags):
        return []
    hedge = "under" if "fall" in figure.flags else "over"
    draft = of_figure(draft.but(ref=ids(draft, "ref")), figure).but(
        operation="level", hedge=hedge, value="0", unit="USD"
    )
    return [draft.but(operation=level_of(draft))]


def _next_from_to(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    if last.operation not in ("change", "ratio", "direction", "level"):
        return []
    out = []
    for role in ("before", "amount"):
        amount, span = amount_of(draft, role), draft.says(role)
        if amount is None or span is None:
            return []
        indicator = measured(last.indicator, amount)
        each = valued(base.but(indicator=indicator, place=span.start, order="desc", base=()), amount, amount.unit)
        if "fall" in last_flags(last):
            each = each.but(value=negative(each.value))
        out.append(each.but(operation=level_of(each) if indicator else ""))
    return out


def last_flags(last: Draft) -> tuple[str, ...]:
    figure = figure_of(last)
    return figure.flags if figure is not None and figure.indicator.startswith("trade_balance") else ()


def _next_shared(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    """“… of which 36 per cent went to China”."""
    amount, partner = amount_of(draft), ids(draft, "partner")
    if amount is None or last.indicator not in KIND["flow"] | {"goods_trade"}:
        return []
    if last.operation == "share" or (last.partner and not partner and last.operation == "rank"):
        partner = partner or last.partner
    if not partner or (last.partner and partner == last.partner and last.operation in LEVELS):
        return []
    return [
        valued(base, amount, "PT").but(
            operation="share", partner=partner, order="desc", universe=None, period=last.period
        )
    ]


def _next_move(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    """“… and Spain's expanded by 2.5 per cent”."""
    amount, other = amount_of(draft), ids(draft, "other")
    if amount is None or not other:
        return []
    fell = falls(draft)
    places = _places(draft, last, other)
    if last.indicator == "gdp_growth" and last.operation in LEVELS:
        draft = valued(base.but(**places, period=last.period), amount)
        return [draft.but(value=negative(draft.value) if fell else draft.value, operation=level_of(draft))]
    if last.operation != "change":
        return []
    return [valued(base.but(**places, period=last.period), amount).but(order="asc" if fell else "desc")]


READ: dict[str, Callable[[Draft], list[Draft]]] = {
    "level": _level, "from to": _from_to, "growth": _growth, "change": _change, "direction": _direction,
    "streak": _streak, "share": _share, "share of flow": _share_of_flow, "ratio": _ratio, "compare": _compare,
    "of host": _of_host, "balance": _balance, "compare flows": _compare_flows, "surplus": _surplus, "rank": _rank, "partner rank": _partner_rank,
}  # fmt: skip
NEXT: dict[str, Callable[[Draft, Draft, Draft], list[Draft]]] = {
    "next rank": _next_rank, "next others": _next_others, "next compare": _next_compare, "next change": _next_change,
    "next time": _next_time, "next amount": _next_amount, "next share": _next_share, "next figure": _next_figure,
    "next area": _next_area, "next from to": _next_from_to, "next shared": _next_shared, "next move": _next_move,
}  # fmt: skip
