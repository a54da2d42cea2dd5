"""DMDC's quarterly report of personnel by location -> observations."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.fetching import containers, formats
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.stores import observations, snapshots
from pipelines.stores.snapshots import Snapshot

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

FOLDER = Path(__file__).parent
FILE_NAME = re.compile(r"DMDC_Website_Location_Report_(\d\d)(\d\d)(_old)?\.xlsx", re.IGNORECASE)
USUAL_LAG = timedelta(days=60)

BLOCKS = {"ACTIVE DUTY": "active_duty", "RESERVE": "reserve", "CIVILIAN": "civilian", "GRAND TOTAL": "all"}
"""Words of a group's header -> its breakdown. The groups' headers change their wording, these words stay."""
BRANCHES = {
    "ARMY": ["army"],
    "NAVY": ["navy"],
    "MARINE CORPS": ["marine_corps"],
    "AIR FORCE": ["air_force", "air_and_space_force"],
    "AIR FORCE/SPACE FORCE": ["air_and_space_force"],
    "SPACE FORCE": ["space_force", "air_and_space_force"],
    "COAST GUARD": ["coast_guard"],
    "ARMY NATIONAL GUARD": ["army"],
    "ARMY RESERVE": ["army"],
    "NAVY RESERVE": ["navy"],
    "MARINE CORPS RESERVE": ["marine_corps"],
    "AIR NATIONAL GUARD": ["air_force", "air_and_space_force"],
    "AIR FORCE RESERVE": ["air_force", "air_and_space_force"],
    "COAST GUARD RESERVE": ["coast_guard"],
    "4TH ESTATE (DOD)": ["fourth_estate"],
    "4TH ESTATE": ["fourth_estate"],
    "DOD": ["fourth_estate"],
}
"""Branch as printed -> services. From December 2021 to June 2023 the Space Force was counted in the Air
Force's column, so that only both together can be compared over time."""


class Column(NamedTuple):
    place: int
    block: str
    branch: str
    """As printed; empty for the block's total."""


class Report(NamedTuple):
    quarter_end: date
    columns: list[Column]
    overseas: "pa.Table"
    """label, starred, and one column of text per Column, named by its place."""
    totals: dict[str, list[str]]
    """UNITED STATES TOTAL, OVERSEAS TOTAL and GRAND TOTAL -> cells of the row by place."""


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """A workbook whose As of line is the quarter of its name (where the name is the publisher's)."""
    report = read(body, name)
    if (named := quarter_of(name)) and named != report.quarter_end:
        raise BrokenContract(
            f"{name}: expected figures as of {named}, found as of {report.quarter_end};"
            " DMDC has put another quarter's report under this name"
        )
    return Accepted("xlsx", f"{report.quarter_end:%Y-%m}", report.quarter_end + USUAL_LAG, "estimated")


def quarter_of(name: str) -> date | None:
    """Quarter's end from DMDC_Website_Location_Report_YYMM.xlsx; None for other names."""
    found = FILE_NAME.fullmatch(name)
    if found is None or found[2] not in ("03", "06", "09", "12"):
        return None
    return _month_end(2000 + int(found[1]), int(found[2]))


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Personnel by host, service and component of one quarter, from the rows under OVERSEAS."""
    [part] = parts
    report = read(snapshots.read(part), part.name)
    with _connection(report) as con:
        formats.areas(con, "us_dmdc", _FIGURES)
        _reconcile(con, f"DMDC {report.quarter_end}")
        relation = con.sql(_HOSTS)
        quarter = report.quarter_end.replace(month=report.quarter_end.month - 2, day=1)
        return observations.conform(
            relation,
            freq="Q",
            time_period=quarter,
            source="us_dmdc",
            vintage=part.vintage,
            published_on=part.published_on,
            published_basis=part.published_basis,
            retrieved_at=part.retrieved_at.replace(tzinfo=None),
            snapshot=part.sha256,
        )


def read(body: bytes, name: str) -> Report:
    """The report taken apart by its words, never by fixed rows: BrokenContract says which word is missing."""
    rows = containers.rows(containers.workbook(body, name), 0, name)
    header = next((n for n, row in enumerate(rows) if "ACTIVE DUTY" in map(_word, row)), None)
    if header is None or header + 1 >= len(rows):
        raise BrokenContract(f"{name}: expected a row with the cell ACTIVE DUTY, found none in {len(rows)} rows")
    columns = _columns(rows[header], rows[header + 1], name)
    markers = {_word(row[0]): n for n, row in enumerate(rows) if n > header}
    missing = [word for word in ("UNITED STATES TOTAL", "OVERSEAS TOTAL", "GRAND TOTAL") if word not in markers]
    if missing:
        raise BrokenContract(f"{name}: expected rows {', '.join(missing)} in column A, found none")
    # OVERSEAS itself moves about (in December 2017 into a footnote), the two totals stay.
    overseas = rows[markers["UNITED STATES TOTAL"] + 1 : markers["OVERSEAS TOTAL"]]
    totals = {word: [_text(cell) for cell in rows[markers[word]]]
              for word in ("UNITED STATES TOTAL", "OVERSEAS TOTAL", "GRAND TOTAL")}  # fmt: skip
    return Report(_as_of(rows[:header], name), columns, _overseas(overseas, columns, name), totals)


def _as_of(rows: list[list[Any]], name: str) -> date:
    lines = [str(row[0]) for row in rows]
    found = next(filter(None, (re.search(r"As of\s+(\w+)\s+(\d+),\s*(\d{4})", line, re.I) for line in lines)), None)
    if found is None:
        raise BrokenContract(f"{name}: expected a line 'As of <Month day, year>' above the table, found none")
    ends = {"MARCH 31": 3, "JUNE 30": 6, "SEPTEMBER 30": 9, "DECEMBER 31": 12}
    day = f"{found[1].upper()} {found[2]}"
    if day not in ends:
        raise BrokenContract(f"{name}: expected figures as of a quarter's end, found {found[0]!r}")
    return _month_end(int(found[3]), ends[day])


def _columns(groups: list[Any], branches: list[Any], name: str) -> list[Column]:
    columns, block = [], ""
    for place, (group, branch) in enumerate(zip(groups, branches, strict=True)):
        if title := _word(group):
            block = next((b for words, b in BLOCKS.items() if words in title), "")
            if not block and place > 1:
                raise BrokenContract(f"{name}: expected one of {', '.join(BLOCKS)} in the header, found {title!r}")
        printed = re.sub(r" ?/ ?", "/", _word(branch))
        if not block or (not printed and block != "all"):
            continue
        if printed.startswith("TOTAL"):
            printed = ""
        if printed and printed not in BRANCHES:
            raise BrokenContract(
                f"{name}: unknown branch {printed!r} under {block}; expected one of {', '.join(BRANCHES)}"
            )
        columns.append(Column(place, block, printed))
    for wanted in ("active_duty", "reserve", "civilian", "all"):
        if sum(column.block == wanted and not column.branch for column in columns) != 1:
            raise BrokenContract(f"{name}: expected one total of {wanted} in the header, found {columns}")
    return columns


def _overseas(rows: list[list[Any]], columns: list[Column], name: str) -> "pa.Table":
    import pyarrow as pa

    rows = [row for row in rows if any(_text(cell) for cell in row[1:])]
    labels = [_text(row[1]) for row in rows]
    if not all(labels):
        raise BrokenContract(f"{name}: expected a location in column B of every row under OVERSEAS")
    table = {
        "label": pa.array([_word(label) for label in labels], pa.string()),
        "starred": pa.array([label.endswith("*") for label in labels], pa.bool_()),
    }
    for column in columns:
        table[str(column.place)] = pa.array([_text(row[column.place]) for row in rows], pa.string())
    return pa.table(table)


def _word(cell: Any) -> str:
    """Upper case, single blanks, without the asterisks that point to footnotes."""
    return re.sub(r"\s+", " ", str(cell)).strip().rstrip("*").strip().upper()


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


_PREPARE = r"""
create temp macro number(raw) as
    case when regexp_full_match(raw, '-?[0-9][0-9,]*(\.0+)?') then cast(replace(raw, ',', '') as double) end;

create temp table exception as
    select listed.* from listed, report where listed.quarter_end = report.quarter_end;

create temp table total as
    select marker, place, block, branch, number(raw) as value from printed;

create temp table cell as
with numbered as (
    select row_number() over () as line, * from wide
),
long as (
    unpivot numbered on columns(* exclude (line, label, starred)) into name place value raw
),
typed as (
    select
        line, label, cast(place as integer) as place, raw, number(raw) as value,
        starred or label in (
            select location from suppressed, report where report.quarter_end between first and last
        ) as may_be_withheld
    from long
),
judged as (
    select *, raw = '*' or (may_be_withheld and (raw = '' or value = 0)) as is_withheld from typed
)
select
    line, label, place, block, branch, raw,
    case when not is_withheld then value end as value,
    case
        when is_withheld then 'Q'
        when raw in ('N/A', 'NA') then 'L'
        when raw = '' then 'O'
        when value is not null then 'A'
    end as status
from judged join heading using (place);

create temp table once as
    select distinct on (label, place) * from cell order by label, place, line;
"""
_FIGURES = """
    select label as code, block as measure, value as amount, false as is_reporter
    from once where value > 0 and branch = '' and block <> 'all'
"""
_LABEL = formats.labelled("c.label", "a")
_HOSTS = f"""
with host as (
    -- Several labels of one place (a country and its former name, a base and its island) are added up.
    select
        a.iso3, b.breakdown, sum(c.value) as value,
        case
            when bool_or(c.status = 'Q') then 'Q'
            when bool_or(c.status = 'L') then 'L'
            when bool_or(c.status = 'O') then 'O'
            else 'A'
        end as obs_status,
        string_agg(distinct {_LABEL}, ' + ' order by {_LABEL}) as series
    from once as c join breakdown as b using (place) join area as a on a.source_code = c.label
    where a.iso3 is not null
    group by a.iso3, b.breakdown
    union all
    select
        'W00', b.breakdown, sum(t.value), case when bool_or(t.value is null) then 'L' else 'A' end, t.marker
    from total as t join breakdown as b using (place)
    where t.marker = 'OVERSEAS TOTAL'
    group by b.breakdown, t.marker
)
select
    'troops' as indicator, 'USA' as ref_area, iso3 as counterpart_area, breakdown,
    case when obs_status = 'A' then value end as obs_value, obs_status, 'PS' as unit_measure, series
from host
"""


@contextmanager
def _connection(report: Report) -> "Iterator[duckdb.DuckDBPyConnection]":
    """Tables cell, once (without rows that are printed twice), total, breakdown and exception of a report.

    cell holds label, place, block, branch, value, status. What is printed is a number, `*` (withheld: Q), N/A
    (not reported: L) or nothing (missing: O). Blanks and zeros of a row which is starred, or listed as
    withheld, are withheld.
    """
    headings = [(c.place, c.block, c.branch) for c in report.columns]
    breakdowns = [(c.place, breakdown) for c in report.columns for breakdown in _breakdowns(c)]
    printed = [
        (marker, c.place, c.block, c.branch, cells[c.place])
        for marker, cells in report.totals.items()
        for c in report.columns
    ]
    with formats.connection(
        report=_rows(["quarter_end"], [(report.quarter_end.isoformat(),)]),
        wide=report.overseas,
        heading=_rows(["place", "block", "branch"], headings),
        breakdown=_rows(["place", "breakdown"], breakdowns),
        printed=_rows(["marker", "place", "block", "branch", "raw"], printed),
        suppressed=formats.csv((FOLDER / "suppressed.csv").read_text(encoding="utf-8")),
        listed=formats.csv((FOLDER / "exceptions.csv").read_text(encoding="utf-8")),
    ) as con:
        con.execute(_PREPARE)
        yield con


def _rows(names: list[str], rows: list[tuple[Any, ...]]) -> "pa.Table":
    import pyarrow as pa

    return pa.table(dict(zip(names, zip(*rows, strict=True), strict=True)))


def _breakdowns(column: Column) -> list[str]:
    if column.block == "all":
        return []
    if not column.branch:
        return [column.block]
    return [f"{column.block}.{service}" for service in BRANCHES[column.branch]]


def _reconcile(con: "duckdb.DuckDBPyConnection", where: str) -> None:
    """The sums that a report must satisfy, but for the exceptions that are known."""
    gates = {
        "expected a number, *, N/A or nothing in every cell, found": """
            select label, block, branch, raw from cell where status is null""",
        "locations that stand twice; if the rows are the same, list them in exceptions.csv": """
            select label from cell group by label
            having count(distinct line) > 1 and (
                label not in (select location from exception where rule = 'duplicate_row')
                or count(distinct (place, raw)) > count(distinct place)
            )""",
        "totals of rows that differ from the sum of their branches": """
            select label, block, sum(value) filter (branch <> '') as branches,
                max(value) filter (branch = '') as total
            from cell where block <> 'all'
                -- three civilians of an unknown place say nothing of 165 hosts
                and label not in (select source_code from area where iso3 = '_X')
            group by label, line, block
            having bool_and(status = 'A') and branches <> total and not exists (
                select 1 from exception where rule = 'row_total' and location in ('*', label))""",
        "active duty at home and overseas does not add up to the grand total": f"""
            with t as (
                select max(value) filter (marker = 'UNITED STATES TOTAL') as home,
                    max(value) filter (marker = 'OVERSEAS TOTAL') as overseas,
                    max(value) filter (marker = 'GRAND TOTAL') as grand_total
                from total where block = 'active_duty' and branch = ''
            )
            select * from t where {_unexpected("home + overseas - grand_total", "grand_total")}""",
        "active duty of the rows overseas does not add up to the printed total": f"""
            with rows_of as (select sum(value) as added from cell where block = 'active_duty' and branch = '')
            select added, value from rows_of, total
            where marker = 'OVERSEAS TOTAL' and block = 'active_duty' and branch = ''
                and {_unexpected("added - value", "overseas_total")}""",
        # Small gaps of reservists and civilians have not been listed; a column that slipped is off by more.
        "rows overseas are more than 5 % off their printed total": """
            select t.block, sum(c.value) as added, max(t.value) as printed
            from cell as c join total as t using (place)
            where t.marker = 'OVERSEAS TOTAL' and t.branch = '' and t.block <> 'all' group by t.block
            having abs(added - printed) > 0.05 * printed + 20""",
    }
    for complaint, query in gates.items():
        formats.reject(con, f"{where}: {complaint}", query)


def _unexpected(difference: str, rule: str) -> str:
    """A difference which is neither none nor the one that is listed for this quarter, in either direction."""
    return (
        f"{difference} <> 0 and abs({difference}) not in"
        f" (select abs(cast(difference as double)) from exception where rule = '{rule}')"
    )


def _month_end(year: int, month: int) -> date:
    return (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)
