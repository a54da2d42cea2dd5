"""For each reading the query over the published file that gives its number: pasted into `duckdb`, it runs.

Belongs here: SQL text over core.observation. Does not belong here: running any of it, and the arithmetic itself
(arithmetic.py), which this puts down once more for readers.
"""

from collections.abc import Callable, Iterable
from datetime import date
from math import isnan

from pipelines import catalogue
from pipelines.stores.database import quoted
from pipelines.verdict.arithmetic import OF_ROWS, measure_of
from pipelines.verdict.editions import Figure, Pick, View
from pipelines.verdict.held import Rate
from pipelines.verdict.parts import WORLD, Pair, months_between
from pipelines.verdict.places import own_areas, slices_of
from pipelines.verdict.readings import Reading

INDENT = "\n    "
NOT_RANKED = "'W00', '_X'"


def of(reading: Reading) -> str | None:
    """A SELECT that returns obs_value; None where there is no number."""
    if reading.value is None:
        return None
    if reading.part.operation in OF_ROWS:
        return _COUNTED[reading.part.operation](reading)
    measure, figure = measure_of(reading), reading.figure
    given = {"own": _amount(reading), "members": figure.members}
    if measure.is_of_two:
        months = months_between(figure.base_period or reading.period, reading.period)
        given |= {"base": _against(reading), "months": months}
    less = " - 1" if reading.variant else ""
    turned = f" * ({_rate(reading.rate, reading.period.year)})" if reading.rate else ""
    number = f"({measure.sql.format(**given)})" if turned else measure.sql.format(**given)
    return f"select {number}{less}{turned} as obs_value"


def _rate(rate: Rate, year: int) -> str:
    return (
        "select avg(obs_value) from core.observation where indicator = 'exchange_rate' and source = 'imf_ifs'"
        f" and series = {quoted(rate.currency)} and time_period = date '{year}-01-01'"
    )


# Windows


def _average(reading: Reading) -> str:
    start = reading.past.window_from if reading.past else reading.period
    return (
        f"select avg(v) as obs_value from ({_history(reading)}) where time_period"
        f" between date '{start}' and date '{reading.period}'"
    )


def _streak(reading: Reading) -> str:
    months = {"A": "1 year", "Q": "3 month"}.get(reading.view.freq, "1 month")
    broken = ">=" if reading.part.is_falling else "<="
    is_gap = f"previous < time_period - interval {months}"
    since = f"time_period > (select max(time_period) from w where before is null or {is_gap} or v {broken} before)"
    if reading.view.is_of_movement:
        since = (
            f"time_period > coalesce((select max(time_period) from w where v {broken} 0), date '1900-01-01')"
            f" and time_period >= coalesce((select max(time_period) from w where {is_gap}), date '1900-01-01')"
        )
    return (
        f"with s as ({_history(reading)}),\nw as (select time_period, v, lag(v) over (order by time_period) as before,"
        " lag(time_period) over (order by time_period) as previous from s)\nselect count(*) as obs_value from w"
        f" where {since}"
    )


def _history(reading: Reading) -> str:
    """What the areas come to in each period of the edition, as far as it is whole."""
    view, terms = reading.view, []
    for pick in reading.figure.picks:
        lag = int(pick.term.get("lag_months", 0))
        moved = f"cast(time_period + to_months({lag}) as date)" if lag else "time_period"
        vintage = "" if view.is_single else f" and vintage = {quoted(pick.edition[0])}"
        value = _weighted(pick, "obs_value")
        where = f"{_series(view, pick)} and {_areas(pick, reading.part.own)}{vintage}"
        terms.append(f"select {moved} as time_period, {value} as v from core.observation where {where}")
    wanted = len(terms) * reading.figure.members
    return (
        f"select time_period, sum(v) as v from ({' union all '.join(terms)}) where time_period <= date"
        f" '{reading.period}' group by time_period having count(v) >= {wanted}"
    )


# Everybody's figures


def _rank(reading: Reading) -> str:
    beyond = "<" if reading.part.is_falling else ">"
    own = _listed(own_areas(reading.part))
    middles = reading.place.middles if reading.place else []
    return (
        f"{_everybody(reading, middles)}\nselect 1 + count(*) as obs_value from everybody"
        f" where v {beyond} ({_amount(reading)}) and area not in ({NOT_RANKED}, {own})"
    )


def _next(reading: Reading) -> str:
    own, after = _amount(reading), reading.following
    assert after is not None
    return (
        f"{_everybody(reading, after.middles)}\nselect ({own}) / sum(v) as obs_value from (select v from everybody"
        f" where v <= ({own}) and area not in ({NOT_RANKED}, {_listed(own_areas(reading.part))})"
        f" order by v desc limit {len(after.areas)})"
    )


def _count(reading: Reading) -> str:
    part, bar, tally = reading.part, reading.part.bar, reading.tally
    assert bar is not None and tally is not None
    sign = ("<" if bar.is_below else ">") + ("" if bar.strict else "=")
    members = _listed(pair.ref for pair in part.own if pair.awaited)
    share = f"100.0 / {tally.counted} * " if part.unit == "PT" else ""
    return (
        f"{_everybody(reading, [])}\nselect {share}count(*) as obs_value from everybody"
        f" where v {sign} {bar.limit!r} and area in ({members})"
    )


def _everybody(reading: Reading, middles: list[tuple[str, float]]) -> str:
    """Everybody with a whole figure; whoever something is missing of stands in the middle of its bounds."""
    view, part = reading.view, reading.part
    figures, wanted = [], {"value": 0, "per": 0}
    for side, pick, each, other in slices_of(view, reading.figure, reading.period):
        area, fixed = ("counterpart_area", "ref_area") if each.is_of_partners else ("ref_area", "counterpart_area")
        held = f"{fixed} = {quoted(each.fixed)}" if each.fixed else "counterpart_area is null"
        figures.append(
            f"select {area} as area, '{side}' as side, {_weighted(pick, 'o.obs_value')} as v from core.observation as o"
            f" where {_series(view, pick, with_partner=False)} and {held} and vintage = {quoted(each.vintage)}"
            f" and time_period = date '{each.period}' and {area} <> {quoted(other)}{_SOUND if part.bilateral else ''}"
        )
        wanted[side] += 1
    divided = " / sum(v) filter (where side = 'per')" if wanted["per"] else ""
    value = _scaled(view, f"sum(v) filter (where side = 'value'){divided}")
    having = " and ".join(f"count(v) filter (where side = '{side}') = {n}" for side, n in wanted.items() if n)
    whole = f"select area, {value} as v from figure group by area having {having}"
    listed = ", ".join(f"({quoted(area)}, {'null' if isnan(v) else repr(v)})" for area, v in middles)
    if listed:
        known = "select coalesce(m.area, w.area) as area, coalesce(m.v, w.v) as v"
        whole = f"{known} from ({whole}) as w full join (values {listed}) as m (area, v) on m.area = w.area"
    return (
        f"with figure as ({INDENT}{f'{INDENT}union all '.join(figures)}\n),"
        f"\neverybody as (select * from ({whole}) where {_within(reading)})"
    )


_SOUND = (
    " and not exists (select 1 from marts.quarantined_figure as q where q.indicator = o.indicator"
    " and q.source = o.source and q.ref_area = o.ref_area and q.freq = o.freq and q.time_period = o.time_period"
    " and q.vintage = o.vintage and q.counterpart_area in ('', o.counterpart_area))"
)


def _within(reading: Reading) -> str:
    """Who is ranked: the universe, and no territory of the sender of troops."""
    part = reading.part
    conditions = ["true"]
    if part.bilateral and part.kind == "stock":
        fixed = {pair.counterpart if part.ranked == "ref" else pair.ref for pair in part.own}
        groups = _listed(f"TERRITORIES_{area}" for area in sorted(fixed))
        conditions.append(f"area not in (select iso3 from core.economy_group where group_id in ({groups}))")
    if part.universe and part.operation != "count":
        conditions.append(
            f"area in (select iso3 from core.economy_group where group_id = {quoted(part.universe)} and valid_from <="
            f" date '{part.said_on}' and (valid_to is null or valid_to >= date '{part.said_on}'))"
        )
    return " and ".join(conditions)


# A figure


def _amount(reading: Reading) -> str:
    return _put_together(reading.view, reading.figure, "claim", reading.period)


def _against(reading: Reading) -> str:
    """What it is compared with or divided by: the figure of another period, or that of another area."""
    if reading.part.against == "area":
        assert reading.base is not None
        return _put_together(reading.view, reading.base, "base", reading.period)
    assert reading.figure.base_period is not None
    return _put_together(reading.view, reading.figure, "claim", reading.figure.base_period, is_base=True)


def _put_together(view: View, figure: Figure, operand: str, period: date, is_base: bool = False) -> str:
    def side(terms: Iterable[Pick]) -> str:
        return " + ".join(_term(view, pick, operand, period, is_base) for pick in terms)

    value, divisor = side(figure.picks), side(figure.per_picks)
    return _scaled(view, f"({value}) / ({divisor})" if divisor else value)


def _scaled(view: View, amount: str) -> str:
    scale, minus = view.definition.get("scale", 1), view.definition.get("minus", 0)
    amount = amount if scale == 1 else f"({amount}) * {scale}"
    return f"{amount} - {minus}" if minus else amount


def _weighted(pick: Pick, value: str) -> str:
    weight = pick.term.get("weight", 1)
    return value if weight == 1 else f"{weight} * {value}"


def _term(view: View, pick: Pick, operand: str, period: date, is_base: bool) -> str:
    part, pairs = view.part, view.part.pairs(operand)
    where = f"{_series(view, pick)} and {_areas(pick, pairs)} and {_edition(view, pick, period, is_base)}"
    if part.aggregation == "weighted_mean" and part.members[operand] > 1:
        return _weighted(pick, _mean_of(pick, where, period))
    together = "sum"
    if part.operation == "order" and operand == "base":
        together = "min" if part.is_less else "max"
    return _weighted(pick, f"(select {together}(obs_value) from core.observation where {where})")


def _mean_of(pick: Pick, where: str, period: date) -> str:
    weight = catalogue.indicators()[pick.series.indicator]["weight"]
    return (
        "(select sum(o.obs_value * w.weight) / sum(w.weight) from (select * from core.observation where"
        f" {where}) as o inner join (select ref_area, arg_max(obs_value, published_on) as weight from core.observation"
        f" where indicator = {quoted(weight)} and source = {quoted(pick.series.source)} and freq ="
        f" {quoted(pick.series.freq)} and breakdown = '_T' and obs_value is not null and published_on <="
        f" date '{pick.total.published_on}' and time_period = date '{period}' group by ref_area) as w"
        " on w.ref_area = o.ref_area)"
    )


def _series(view: View, pick: Pick, with_partner: bool = True) -> str:
    series = pick.series
    valuation = next((v for each, v in view.held.world.series[series[:2]] if each == series), None)
    partner, column = pick.term.get("counterpart"), "ref_area" if pick.term.get("mirror") else "counterpart_area"
    columns = ("indicator", "breakdown", "source", "freq", "unit_measure")
    conditions = [f"{name} = {quoted(value)}" for name, value in zip(columns, series, strict=True)]
    if pick.edition[1]:
        conditions.append(f"price_base = {quoted(pick.edition[1])}")
    if valuation:
        conditions.append(f"(valuation is null or valuation = {quoted(valuation)})")
    if with_partner and partner:
        conditions.append(f"{column} = {quoted(partner)}")
    elif with_partner and not view.part.bilateral:
        conditions.append("counterpart_area is null")
    return " and ".join(conditions)


def _areas(pick: Pick, pairs: list[Pair]) -> str:
    refs = _listed(pair.ref for pair in pairs)
    partners = _listed(pair.counterpart for pair in pairs)
    ref, other = ("counterpart_area", "ref_area") if pick.term.get("mirror") else ("ref_area", "counterpart_area")
    if pick.total.is_summed:
        of_world = "" if partners == "''" else f" and counterpart_area = {quoted(WORLD)}"
        return f"ref_area not in ({NOT_RANKED}){of_world}"
    if partners == "''":
        return f"{ref} in ({refs})"
    apart = "" if any(pair.ref == pair.counterpart for pair in pairs) else " and ref_area <> counterpart_area"
    return f"{ref} in ({refs}) and {other} in ({partners}){apart}"


def _edition(view: View, pick: Pick, period: date, is_base: bool) -> str:
    years = view.years_of(pick.term, period)
    if pick.total.vintages and not is_base:
        each = zip(pick.total.vintages, years, strict=True)
        return f"(vintage, time_period) in ({', '.join(f'({quoted(v)}, date {quoted(str(day))})' for v, day in each)})"
    vintage = pick.base_vintage if is_base and pick.base_vintage else pick.edition[0]
    when = f"= date '{years[0]}'" if len(years) == 1 else f"between date '{years[-1]}' and date '{years[0]}'"
    return f"vintage = {quoted(vintage)} and time_period {when}"


def _listed(areas: Iterable[str]) -> str:
    return ", ".join(quoted(area) for area in dict.fromkeys(areas))


_COUNTED: dict[str, Callable[[Reading], str]] = {
    "average": _average, "streak": _streak, "rank": _rank, "next": _next,
    "count": _count,
}  # fmt: skip
