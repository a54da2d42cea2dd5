"""Whether a release is like what is held of its source: no unit, factor, row or column of it can have slipped unseen.

Belongs here: rules that hold for any publisher, judged on what an edition's figures were in the edition before and, of
periods that no edition has, in the period beside. Does not belong here: what one publisher's format promises
(sources/<source>/normalize.py), figures of several publishers held against each other (sql/marts/*_anomaly.sql).
"""

from typing import TYPE_CHECKING

from pipelines.config import Settings
from pipelines.ingest import reference
from pipelines.stores import database, observations
from pipelines.stores.database import quoted

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa


class UnlikeBefore(ValueError):  # noqa: N818 (says what the release is)
    """A release that must not be read unasked; the message says which figures are unlike those held."""


def expect_alike(settings: Settings, source: str, table: "pa.Table", target: "Path") -> None:
    """Raise UnlikeBefore where groups of figures cannot be what the publisher means. `target` is their own file."""
    with database.apart(settings) as con:
        con.register("o", table)
        con.execute(_NEW)
        con.execute(_held(settings, source, target))
        for step in _STEPS:
            con.execute(step)
        found = [
            f"{where}: of {n} figures {off} {said}"
            for said, rule in _RULES.items()
            for where, n, off in con.execute(f"{rule} order by n desc, place limit 4").fetchall()
        ]  # fmt: skip
    if found:
        raise UnlikeBefore(
            f"{'; '.join(found[:3])}{'; and more' if len(found) > 3 else ''}. Compare with the publisher's page; if it"
            " means these figures, --accept-loss reads them"
        )


def _held(settings: Settings, source: str, target: "Path") -> str:
    """Table `held`: figures of this source in all other editions, those that came with the project among them."""
    others = [file for file in observations.files(settings, source) if file != target]
    rows = [f"select * from read_parquet([{', '.join(map(quoted, others))}])"] if others else []
    if reference.figure_files(settings):
        rows.append(reference.query(settings))
    shown = " union all ".join(rows) or "select * from o where false"
    return (
        f"create table held as select {_SERIES} from ({shown}) where source = {quoted(source)}"
        " and obs_value is not null and indicator in (select indicator from new)"
    )


_SERIES = """
    hash(indicator, ref_area, counterpart_area, breakdown, freq) as place,
    hash(unit_measure, price_base, valuation) as measure, unit_measure = 'PT' as is_rate,
    indicator, ref_area, coalesce(counterpart_area, '') as counterpart_area, breakdown, freq, time_period as period,
    obs_value as v, obs_status = 'F' as is_forecast, published_on, vintage
"""
_NEW = f"create table new as select {_SERIES} from o where obs_value is not null"
_STEPS = (
    # of each area's indicator and period the edition before, or else the first one after
    """
    create table old as
    with edition as (select indicator, ref_area, period, vintage, max(published_on) as day from held group by all)
    select * from held join (
        select e.indicator, e.ref_area, e.period,
            arg_min(e.vintage, (e.day > n.day, abs(e.day - n.day), e.vintage)) as vintage
        from edition as e
        join (select indicator, max(published_on) as day from new group by all) as n using (indicator)
        group by all
    ) using (indicator, ref_area, period, vintage)
    """,
    # for each period the same one there, or else the nearest of a year
    """
    create table beside as
    select n.indicator, n.breakdown, n.freq, n.period,
        arg_min(o.period, (abs(o.period - n.period), o.period)) as was_period
    from (select distinct indicator, breakdown, freq, period from new) as n
    join (select distinct indicator, breakdown, freq, period from old) as o using (indicator, breakdown, freq)
    where abs(o.period - n.period) <= 366
    group by all
    """,
    # each figure that was there with what it is now: once in the whole, and once among its reporter's
    """
    create table compared as
    with figure as (
        select
            o.* exclude (period, is_forecast), b.period, b.was_period, b.period = b.was_period as is_same,
            n.place is null as is_gone,
            if(n.measure = o.measure, n.v, null) as now, o.is_forecast or coalesce(n.is_forecast, false) as is_open
        from old as o
        join beside as b
            on b.indicator = o.indicator and b.breakdown = o.breakdown and b.freq = o.freq and b.was_period = o.period
        left join new as n on n.place = o.place and n.period = b.period
        qualify row_number() over (partition by o.place, b.period order by n.measure <> o.measure) = 1
    )
    select *, '' as party from figure
    union all
    select *, ref_area from figure
    where counterpart_area <> '' and (indicator, ref_area) in (select (indicator, ref_area) from new)
    """,
)
# Small figures come, go and move a lot: the larger half of each group decides.
_LARGER = """
    select * from compared
    qualify abs(v) >= median(abs(v)) over (partition by indicator, party, breakdown, freq, period)
"""
_GROUP = "indicator, party, breakdown, freq, period"
# Forecasts change with the world, and then each by another factor.
_OFF = f"""
    select concat_ws(' ', indicator, nullif(party, ''), breakdown, freq, period) as place, count(*) as n,
        count(*) filter (
        abs(now - v) > greatest(abs(now), abs(v)) / 3 and (not is_open or now / v / usual between 0.75 and 1.33)
    ) as off
    from (
        select *, median(now / v) over (partition by {_GROUP}) as usual
        from ({_LARGER}) where now is not null and v <> 0
    )
    where is_same or party = '' and not is_rate
    group by {_GROUP} having n >= 10 and off > n * 0.67
"""
_GONE = """
    select concat_ws(' ', indicator, nullif(party, ''), breakdown, freq, period) as place, count(*) as n,
        count(*) filter (is_gone) as off
    from ({figures})
    where not is_open and published_on <= (select max(published_on) from new) and {judged}
    group by indicator, party, breakdown, freq, period having n >= {fewest} and off > n * {most}
"""
_WHOLE = "indicator in (select indicator from new group by all having count(distinct ref_area) >= 10)"
_SWAPPED = """
    with nearer as (
        select c.indicator, c.breakdown, c.freq, c.period, c.was_period, m.period as other, count(*) as n,
            count(*) filter (abs(c.now - m.v) < abs(c.now - c.v)) as off
        from compared as c join old as m on m.place = c.place and m.measure = c.measure and m.period <> c.was_period
        where c.party = '' and c.now is not null
        group by all
        having n >= 10 and off > n * 0.6
    )
    select concat_ws(' ', a.indicator, a.breakdown, a.freq, a.period) as place, a.n, a.off
    from nearer as a join nearer as b
        on b.indicator = a.indicator and b.breakdown = a.breakdown and b.freq = a.freq
        and b.was_period = a.other and b.other = a.was_period
"""
_OF_ANOTHER = """
    select concat_ws(' ', c.indicator, c.breakdown, c.ref_area) as place, any_value(c.n) as n, count(*) as off
    from (
        select *, count(*) over (partition by indicator, breakdown, ref_area) as n
        from compared where party = '' and is_same
    ) as c
    join old as m using (indicator, counterpart_area, breakdown, freq, period, measure)
    where m.v = c.now and c.now <> c.v
    group by c.indicator, c.breakdown, c.ref_area, m.ref_area
    having any_value(c.n) >= 10 and count(distinct c.now) > any_value(c.n) / 2
"""
_RULES = {
    "are off by half or more": _OFF,
    "are gone": _GONE.format(
        figures=_LARGER,
        fewest=20,
        most=0.3,
        judged=f"(is_same and party <> '' or (is_same or counterpart_area <> '') and party = '' and {_WHOLE})",
    ),
    # partners of a year before: most of those who come and go are small
    "are without a figure": _GONE.format(
        figures="from compared", fewest=150, most=0.4, judged="not is_same and party <> ''"
    ),
    "have changed places with those of another period": _SWAPPED,
    "are those of another area": _OF_ANOTHER,
}
"""What is said of a group's figures, and a query: the group, how many figures it has, and of how many that is so."""
