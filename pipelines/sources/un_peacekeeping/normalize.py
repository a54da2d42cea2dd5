"""The UN's table of uniformed personnel by contributor, mission and kind -> observations by contributor and host."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

MISSIONS = Path(__file__).parent / "missions.csv"
COLUMNS = (
    "isocode3", "mission_acronym", "personnel_type", "female_personnel", "male_personnel", "last_reporting_date",
)  # fmt: skip
KINDS = {
    "troops": "troops",
    "formed police units": "police",
    "individual police": "police",
    "individual police officers": "police",
    "police": "police",
    "experts on mission": "experts",
    "staff officers": "staff_officers",
    "staff officer": "staff_officers",
}
"""Kind as printed, in small letters -> its breakdown. Any other kind counts in the total only."""
USUAL_LAG = timedelta(days=45)
FEWEST_CONTRIBUTORS = 40
FEWEST_PEOPLE = 5_000
"""Contributors and people of the newest month at the very least: it had some 120 and 60,000 in 2025."""


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """The table; its edition is the last month that it reports, such as 2025-08."""
    with formats.connection(raw=table(body), mission=_missions()) as con:
        con.execute(_PEOPLE)
        _gates(con, name)
        last = con.execute("select max(month) from people").fetchall()[0][0]
    end = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Accepted("csv", f"{last:%Y-%m}", end + USUAL_LAG, "estimated")


def table(body: bytes) -> "pa.Table":
    """The table as text with small letters in its header: the hub and its predecessor wrote it differently."""
    found = formats.csv(formats.text(body))
    found = found.rename_columns([column.lower() for column in found.column_names])
    formats.require(found, COLUMNS, "uniformed personnel")
    if not found.num_rows:
        raise BrokenContract("uniformed personnel: expected a row per contributor, mission and kind, found none")
    return found


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """People by contributor and host, of all kinds and of each, and by contributor and mission."""
    [part] = parts
    with formats.connection(raw=table(read(part)), mission=_missions()) as con:
        con.execute(_PEOPLE)
        _gates(con, part.name)
        formats.areas(
            con,
            part.source,
            "select contributor as code, 'people' as measure,"
            " number as amount, false as is_reporter from people where number > 0",
        )
        found = con.sql(_OBSERVATIONS, params={"lag": USUAL_LAG.days, "stated": part.published_on})
        origin = formats.identity(part)
        del origin["published_on"]
        return observations.conform(found, **origin | {"published_basis": "estimated"})


def _missions() -> "pa.Table":
    return formats.csv(MISSIONS.read_text(encoding="utf-8"))


_DATE = """coalesce(
    try_strptime(last_reporting_date[:10], '%Y-%m-%d'), try_strptime(last_reporting_date, '%d/%m/%Y'),
    try_strptime(last_reporting_date, '%d-%m-%Y'), try_strptime(last_reporting_date, '%d-%b-%Y')
)"""
_PEOPLE = f"""
create table people as
select
    upper(trim(isocode3)) as contributor, upper(trim(mission_acronym)) as mission, trim(personnel_type) as kind,
    last_reporting_date, date_trunc('month', {_DATE})::date as month,
    women, men, women + men as number
from (select *, try_cast(coalesce(female_personnel, '0') as double) as women,
    try_cast(coalesce(male_personnel, '0') as double) as men from raw)
where female_personnel is not null or male_personnel is not null
"""
_KIND = "case " + " ".join(f"when lower(kind) = '{kind}' then '{name}'" for kind, name in KINDS.items()) + " end"
# A mission that no country hosts alone, or that is not in missions.csv yet, keeps its people under _X.
_OBSERVATIONS = f"""
with placed as (
    select a.iso3 as ref_area, coalesce(m.host, '_X') as host, p.mission, {_KIND} as kind, p.month, p.number
    from people as p
    join area as a on a.source_code = p.contributor
    left join mission as m on m.mission = p.mission
    where a.iso3 is not null
), counted as (
    select ref_area, host as counterpart_area, '_T' as breakdown, month, sum(number) as number,
        string_agg(distinct mission, '+' order by mission) as series
    from placed group by ref_area, host, month
    union all
    select ref_area, host, kind, month, sum(number), string_agg(distinct mission, '+' order by mission)
    from placed where kind is not null group by ref_area, host, kind, month
    union all
    select ref_area, host, 'mission.' || mission, month, sum(number), mission
    from placed group by ref_area, host, mission, month
    union all
    select ref_area, 'W00', '_T', month, sum(number), 'all missions' from placed group by ref_area, month
    union all
    select 'W00', host, '_T', month, sum(number), string_agg(distinct mission, '+' order by mission)
    from placed group by host, month
    union all
    select 'W00', 'W00', '_T', month, sum(number), 'all missions' from placed group by month
)
select
    'peacekeepers' as indicator, ref_area, counterpart_area, breakdown, 'M' as freq, month as time_period,
    number as obs_value, 'A' as obs_status, 'PS' as unit_measure, series,
    least((month + interval 1 month - interval 1 day + to_days($lag::integer))::date, $stated::date) as published_on
from counted
"""


def _gates(con: "duckdb.DuckDBPyConnection", name: str) -> None:
    formats.reject(
        con, f"{name}: expected a date such as 2025-08-31 or 31/08/2025, found others",
        "select distinct last_reporting_date from people where month is null",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: expected whole numbers of people, found others",
        "select contributor, mission, kind, month from people"
        " where number is null or least(women, men) < 0 or number % 1 <> 0",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: a contributor, mission, kind and month stand twice",
        "select contributor, mission, kind, month, list(number) from people group by all having count(*) > 1",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: the newest month is not whole",
        "select month, count(distinct contributor) as contributors, sum(number) as people from people"
        f" where month = (select max(month) from people) group by month"
        f" having contributors < {FEWEST_CONTRIBUTORS} or people < {FEWEST_PEOPLE}",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: people that double or halve from one month to the next; a month was sent in part or twice",
        "select month, before, people from (select month, sum(number) as people,"
        " lag(sum(number)) over (order by month) as before, lag(month) over (order by month) as month_before"
        " from people group by month) where month_before = month - interval 1 month"
        " and (people > 2 * before or 2 * people < before)",
    )  # fmt: skip
