"""Counts around the Senkaku Islands to observations: the Coast Guard's PDFs, the Ministry of Defense's CSV.

Belongs here: reading a month's totals and checking them against its days, years from whole months.
Does not belong here: where the files are linked (fetch.py), months known not to add up (exceptions.csv).
"""

import calendar
import csv
import io
import re
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines import sources
from pipelines.fetching import formats, releases
from pipelines.fetching.http import BrokenContract, describe
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

MOST_UNREADABLE = 0.1
"""Share of months whose days may not add up to their totals; above it the layout of the files has changed."""
_CONTIGUOUS = re.compile(r"接続水域入域[;:](\d+)日[、,]?(?:のべ|延べ)(\d+)隻")
_TERRITORIAL = re.compile(r"領海侵入\(接続水域入域の内数\)[;:](\d+)日[、,]?(?:のべ|延べ)(\d+)隻")
_AS_OF = re.compile(r"\((\d+)/(\d+)現在\)")
_NAME = re.compile(r"data_([hHrR])(\d*)_(\d{1,2})")
_ERA_BEGINS = {"h": 1988, "r": 2018}
"""Year before the first of Heisei and of Reiwa; the first year of an era has no number in the names."""


class Month(NamedTuple):
    """Printed totals of a month, and whether its days add up to them."""

    first: date
    last_day: int
    contiguous_days: int
    contiguous_vessels: int
    territorial_days: int
    territorial_vessels: int
    adds_up: bool


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    if dataset == "white_paper":
        _bins(body)
        edition = re.search(r"wp\d{4}", name)
        return Accepted("csv", edition[0] if edition else None)
    month_of(name)
    _month(body, name)
    return Accepted("pdf")


def month_of(name: str) -> date:
    """First day of the month that a file is about: data_R8_05.pdf is May 2026."""
    named = _NAME.search(name)
    if named is None or not 1 <= int(named[3]) <= 12:
        raise BrokenContract(f"{name}: expected a name such as data_R8_05.pdf (era, year, month)")
    return date(_ERA_BEGINS[named[1].lower()] + int(named[2] or 1), int(named[3]), 1)


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Days and vessels by zone: months and whole years from the PDFs, or years from the white paper."""
    lag_days = sources.load("jp_coastguard").lag_days
    if parts[0].dataset == "white_paper":
        return _white_paper(parts[0], lag_days)
    import pyarrow as pa

    months = [_month(read(part), part.name) for part in parts]
    _mostly_readable(months)
    found: list[dict[str, Any]] = [
        month._asdict() | {
            "snapshot": part.sha256, "retrieved_at": formats.identity(part)["retrieved_at"],
            "seen_on": part.published_on, "by_lag": part.edition.endswith(releases.FIRST),
            "excepted": is_known(month.first),
        }
        for month, part in zip(months, parts, strict=True)
    ]  # fmt: skip
    with formats.connection(month=pa.Table.from_pylist(found)) as con:
        formats.reject(
            con, "Coast Guard: two files of one month", "select first from month group by 1 having count(*) > 1"
        )
        return observations.conform(
            con.sql(_MONTHS_AND_YEARS, params={"lag": lag_days}),
            source=parts[0].source, vintage=parts[0].vintage, published_basis="estimated",
        )  # fmt: skip


def is_known(first: date) -> bool:
    return f"{first:%Y-%m}" in _exceptions()


@cache
def _exceptions() -> dict[str, str]:
    with (Path(__file__).parent / "exceptions.csv").open(encoding="utf-8", newline="") as file:
        return {row["month"]: row["reason"] for row in csv.DictReader(file)}


def _mostly_readable(months: list[Month]) -> None:
    bad = [f"{m.first:%Y-%m}" for m in months if not m.adds_up and not is_known(m.first)]
    if len(bad) > MOST_UNREADABLE * len(months):
        raise BrokenContract(
            f"Coast Guard: the days of {len(bad)} of {len(months)} months do not add up to the printed totals, such"
            f" as {', '.join(bad[:5])}; the layout of the files has changed"
        )


# Reading a PDF


def _month(body: bytes, name: str) -> Month:
    """Totals that the file prints, compared with its rows of days."""
    text = _layout(body, name)
    packed = re.sub(r"\s+", "", text)
    contiguous, territorial = _CONTIGUOUS.search(packed), _TERRITORIAL.search(packed)
    if contiguous is None or territorial is None:
        raise BrokenContract(
            f"{name}: expected totals such as 接続水域入域;27日、のべ108隻 for both zones, found none; see the PDF"
        )
    first = month_of(name)
    length = calendar.monthrange(first.year, first.month)[1]
    as_of = _AS_OF.search(packed)
    last_day = int(as_of[2]) if as_of and int(as_of[1]) == first.month else length
    totals = (int(contiguous[1]), int(contiguous[2]), int(territorial[1]), int(territorial[2]))
    _plausible(name, totals, last_day)
    # A running month has rows up to today or to its end; the form itself has 31.
    return Month(first, last_day, *totals, _adds_up(text, totals, {last_day, length, 31}))


def _plausible(name: str, totals: tuple[int, int, int, int], last_day: int) -> None:
    contiguous_days, contiguous_vessels, territorial_days, territorial_vessels = totals
    if not (
        territorial_days <= contiguous_days <= last_day
        and territorial_vessels <= contiguous_vessels
        and contiguous_days <= contiguous_vessels
        and territorial_days <= territorial_vessels
    ):
        raise BrokenContract(
            f"{name}: {contiguous_days} days and {contiguous_vessels} vessels in the contiguous zone,"
            f" {territorial_days} and {territorial_vessels} of them in the territorial sea, in {last_day} days, cannot"
            " be; see the PDF"
        )


def _layout(body: bytes, name: str) -> str:
    """The text of the first page with its columns kept apart, full-width digits made plain."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        page = PdfReader(io.BytesIO(body)).pages[0]
        text = page.extract_text(extraction_mode="layout")
    except (PyPdfError, IndexError, ValueError) as error:
        raise BrokenContract(f"{name}: expected a PDF, found {describe(body)}: {error}") from error
    return unicodedata.normalize("NFKC", text)


def _adds_up(text: str, totals: tuple[int, int, int, int], days_printed: set[int]) -> bool:
    """Whether the rows of days add up to the printed totals.

    A row has the day and, where there were any, vessels in the contiguous zone and in the territorial sea.
    However the columns are read, all numbers together are the days of the month and both zones' vessels, and
    there are as many of them as days in the month and days with vessels.
    """
    rows = [line for line in text.splitlines() if not re.search("[隻年月]|現在|状況", line)]
    numbers = [int(number) for number in re.findall(r"(?<![A-Za-z0-9])\d+", "\n".join(rows)) if int(number)]
    contiguous_days, contiguous_vessels, territorial_days, territorial_vessels = totals
    return any(
        sum(numbers) == n * (n + 1) // 2 + contiguous_vessels + territorial_vessels
        and len(numbers) == n + contiguous_days + territorial_days
        for n in days_printed
    )


# A month whose days do not add up, and is not known for it, has no figure. A year needs all of its months.
_MONTHS_AND_YEARS = """
with total as (
    select
        first, last_day, snapshot, retrieved_at, seen_on, by_lag, zone, days, vessels,
        not adds_up and not excepted as is_unclear
    from month, lateral (values
        ('contiguous_zone', contiguous_days, contiguous_vessels),
        ('territorial_sea', territorial_days, territorial_vessels)) as z(zone, days, vessels)
),

figure as (
    select * exclude (days, vessels), 'vessel_days' as indicator, days as value from total
    union all
    select * exclude (days, vessels), 'vessels', vessels from total
),

monthly as (
    select
        indicator, zone, 'M' as freq, first as time_period, case when not is_unclear then value end as value,
        case when is_unclear then 'O' when last_day < day(last_day(first)) then 'P' else 'A' end as obs_status,
        case when by_lag then least(last_day(first) + $lag::int, seen_on) else seen_on end as published_on,
        retrieved_at, snapshot
    from figure
),

yearly as (
    select
        indicator, zone, 'A', date_trunc('year', time_period)::date, sum(value), 'A', max(published_on),
        max(retrieved_at), max_by(snapshot, time_period)
    from monthly
    group by all
    having count(*) filter (obs_status = 'A') = 12
)

select
    indicator, 'CHN' as ref_area, 'JPN' as counterpart_area, zone as breakdown, freq, time_period, value as obs_value,
    obs_status, case indicator when 'vessels' then 'VESSELS' else 'DAYS' end as unit_measure,
    case freq when 'A' then 'sum of months' else 'printed total' end as series, published_on,
    retrieved_at, snapshot
from (from monthly union all from yearly)
"""


# The white paper


def _white_paper(part: Snapshot, lag_days: int) -> "pa.Table":
    with formats.connection(bin=_bins(read(part))) as con:
        _bins_gates(con)
        origin = formats.identity(part)
        del origin["published_on"]
        return observations.conform(
            con.sql(_YEARS_OF_BINS, params={"lag": lag_days, "seen": part.published_on}),
            **origin | {"published_basis": "estimated"},
        )


def _bins(body: bytes) -> "pa.Table":
    """year, from_month, to_month, days, vessels; the title above the header is left out."""
    import pyarrow as pa

    decoded = unicodedata.normalize("NFKC", formats.text(body, fallback="cp932"))
    start = decoded.find("西暦")
    if start < 0:
        raise BrokenContract(f"white paper: expected a header with 西暦, found {describe(body)}")
    table = formats.csv(decoded[start:])
    formats.require(table, ("西暦", "期(月)", "侵入日数", "侵入隻数"), "white paper")
    rows = [
        [int(number) for number in re.findall(r"\d+", " ".join(filter(None, row.values())))]
        for row in table.select(["西暦", "期(月)", "侵入日数", "侵入隻数"]).to_pylist()
    ]
    if wrong := [row for row in rows if len(row) != 5]:
        raise BrokenContract(f"white paper: expected year, two months, days and vessels in a row, found {wrong[0]}")
    names = ("year", "from_month", "to_month", "days", "vessels")
    return pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)})


def _bins_gates(con: "duckdb.DuckDBPyConnection") -> None:
    formats.reject(
        con, "white paper: more days than the months have, or fewer vessels than days",
        "select * from bin where days > 31 * (to_month - from_month + 1) or vessels < days or from_month > to_month",
    )  # fmt: skip
    formats.reject(
        con, "white paper: months that stand in two rows",
        "select a.year, a.from_month, b.from_month from bin as a inner join bin as b on a.year = b.year"
        " and a.from_month < b.from_month and b.from_month <= a.to_month",
    )  # fmt: skip


_YEARS_OF_BINS = """
with year as (
    select year, sum(days) as days, sum(vessels) as vessels from bin group by year
    having sum(to_month - from_month + 1) = 12
)
select
    indicator, 'CHN' as ref_area, 'JPN' as counterpart_area, 'territorial_sea' as breakdown, 'A' as freq,
    make_date(year, 1, 1) as time_period, value as obs_value, 'A' as obs_status, unit_measure,
    'sum of periods' as series, least(make_date(year, 12, 31) + $lag::int, $seen::date) as published_on
from year, lateral (values ('vessel_days', days, 'DAYS'), ('vessels', vessels, 'VESSELS'))
    as v(indicator, value, unit_measure)
"""
