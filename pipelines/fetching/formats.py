"""Bodies as Arrow tables of text, and the small SQL that every normalizer needs around them."""

import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching import containers
from pipelines.fetching.http import BrokenContract, describe
from pipelines.stores import database
from pipelines.stores.snapshots import Snapshot

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_IMF_DEPARTMENTS = ("AFR", "APD", "CWX", "EUR", "MCD", "SDS", "WHD")
MOST_COLUMNS = 2_000
"""No publisher has more than a few hundred; each costs memory before a row is read."""
NO_IMF_GROUP = (
    f"(area in ('G001', 'TX898', '_X') or (regexp_full_match(area, '[A-Z]{{3}}') and area not in {_IMF_DEPARTMENTS}))"
)
"""SQL: an IMF code `area` that is an economy, the world, or countries that are not specified.

All else in CL_COUNTRY is a group, and groups change with the editions: G110, GX170, GSAC, GCANCEX, TX910, U-codes, and
three letters for the regions of the IMF's departments, special drawing rights and the currency unions.
"""


@contextmanager
def connection(**tables: "pa.Table") -> "Iterator[duckdb.DuckDBPyConnection]":
    """A database of its own in memory, within our limits, with these tables in it."""
    with database.apart(Settings()) as con:
        for name, table in tables.items():
            con.register(name, table)
        yield con


_NO_TEXT = (b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of gzip, of zip and xlsx, and of the workbooks before."""


def text(body: bytes, fallback: str = "cp1252") -> str:
    """The body decoded: UTF-8 or UTF-16, with a byte order mark or without, else the `fallback`."""
    if body.startswith(_NO_TEXT):
        found = describe(body)
        todo = "save its sheet as CSV" if "workbook" in found else "unpack it first"
        raise BrokenContract(f"expected text, found {found}; {todo}")
    encoding = "utf-8-sig"
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = fallback = "utf-16"
    # ASCII in UTF-16 has a NUL in every other place; no other encoding of a table has any.
    elif b"\0" in body[:200]:
        encoding = fallback = "utf-16-le" if body[1:2] == b"\0" else "utf-16-be"
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        pass
    try:
        return body.decode(fallback)
    except UnicodeDecodeError as error:
        raise BrokenContract(f"expected {fallback} text, found {describe(body)} (byte {error.start})") from error


def csv(
    decoded: str,
    delimiter: str = ",",
    spare: bool = False,
    missing: Iterable[str] = ("",),
    only: Collection[str] | None = None,
) -> "pa.Table":
    """A delimited text as a table of strings, `missing` NULL. `spare`: rows end in one more delimiter.

    `only` names the columns that are wanted, of those that there are.
    Header names lose a trailing "[;]" and blanks. BrokenContract says how a row differs from the header.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    if decoded.startswith(("{", "[")):
        raise BrokenContract(f"expected a table as text, found {describe(decoded.encode())}; choose CSV on the site")
    header, _, rows = decoded.partition("\n")
    names = [name.strip().strip('"').removesuffix("[;]") for name in header.rstrip("\r").split(delimiter)]
    _expect_few(names)
    if doubled := {name for name in names if name and names.count(name) > 1}:
        raise BrokenContract(f"column {', '.join(sorted(doubled))} stands twice in the header; see the file")
    columns = [name or f"_{place}" for place, name in enumerate(names)] + (["_spare"] if spare else [])
    wanted = [name for name in columns if only is None or name in only]
    if not rows.strip():
        return pa.table({name: pa.array([], pa.string()) for name in wanted})
    try:
        return arrow_csv.read_csv(
            io.BytesIO(rows.encode()),
            arrow_csv.ReadOptions(column_names=columns, block_size=1 << 24),
            arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            arrow_csv.ConvertOptions(
                include_columns=wanted,
                column_types={name: pa.string() for name in columns},
                null_values=list(missing),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as error:
        raise BrokenContract(f"expected rows of {len(columns)} columns as in the header: {error}") from error


def _expect_few(names: list[str]) -> None:
    if len(names) > MOST_COLUMNS:
        raise BrokenContract(
            f"expected at most {MOST_COLUMNS:,} columns, found {len(names):,} in the header; see the file"
        )


def sheets(body: bytes) -> list[str]:
    """Names of the sheets of an xlsx."""
    return list(containers.workbook(body).sheet_names)


def csv_columns(file: Path | bytes, wanted: list[str], what: str, skip: int = 0) -> "pa.Table":
    """Some columns of a large file with commas as text, an empty cell NULL.

    The bytes are read as they are: where the wanted columns are ASCII, nothing depends on how others are encoded.
    The header stands behind `skip` lines. Rows, or the header, may end in one more comma than the other. BrokenContract
    for a header without the columns; ArrowInvalid for a row of another length.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    start = _start(file)
    if b"\0" in start[:200] or start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        file = text(file if isinstance(file, bytes) else file.read_bytes()).encode()
        start = _start(file)
    names, row = csv_start(start, skip)
    _expect_few(names)
    _require(names, wanted, what)
    types = dict.fromkeys(wanted, pa.string())
    if not row:
        return pa.schema(types).empty_table()
    if len(row) == len(names) + 1 and not row[-1]:
        names = [*names, "_spare"]
    elif len(row) == len(names) - 1 and not names[-1]:
        names = names[:-1]
    columns = [name or f"_{place}" for place, name in enumerate(names)]
    options = arrow_csv.ReadOptions(column_names=columns, skip_rows=skip + 1)
    convert = arrow_csv.ConvertOptions(
        include_columns=wanted, column_types=types, null_values=[""], strings_can_be_null=True,
        quoted_strings_can_be_null=True,
    )  # fmt: skip

    def read(newlines: bool) -> "pa.Table":
        opened = pa.BufferReader(file) if isinstance(file, bytes) else file
        return arrow_csv.read_csv(opened, options, arrow_csv.ParseOptions(newlines_in_values=newlines), convert)

    try:
        return read(newlines=False)  # in half the time, and an error where a cell has a line end at a bad place
    except pa.ArrowInvalid:
        return read(newlines=True)


def csv_start(file: Path | bytes, skip: int = 0) -> tuple[list[str], list[str]]:
    """Names of the columns, behind `skip` lines, and the first row below; whatever its length, [] without one."""
    import csv as python_csv

    if (start := _start(file)).startswith(_NO_TEXT):
        text(start)
    decoded = start.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").decode("latin-1")
    try:
        rows = python_csv.reader(io.StringIO(decoded.split("\n", skip)[-1], newline=""))
        names = [name.strip() for name in next(rows, [])]
        return names, next((row for row in rows if row), [])
    except python_csv.Error as error:
        raise BrokenContract(f"expected a table with commas, found {describe(_start(file))} ({error})") from error


def _start(file: Path | bytes) -> bytes:
    if isinstance(file, bytes):
        return file[: 1 << 16]
    with file.open("rb") as opened:
        return opened.read(1 << 16)


def sheet(body: bytes, wanted: str, first_cell: str) -> "pa.Table":
    """A sheet of an xlsx as a table of strings, from the row whose first cell is `first_cell` on.

    The sheet is the one whose name is `wanted`, whatever its case; BrokenContract names those that there are.
    """
    import pyarrow as pa

    workbook = containers.workbook(body)
    names = [name for name in workbook.sheet_names if name.strip().lower() == wanted.lower()]
    if not names:
        raise BrokenContract(f"expected a sheet {wanted!r}, found {', '.join(workbook.sheet_names)}")
    rows = containers.rows(workbook, names[0])
    starts = [place for place, row in enumerate(rows) if row and str(row[0]).strip() == first_cell]
    if not starts:
        raise BrokenContract(f"sheet {names[0]!r}: expected a row that begins with {first_cell!r}, found none")
    header, *data = rows[starts[0] :]
    columns = [_cell(value) or f"_{place}" for place, value in enumerate(header)]
    if doubled := {name for name in columns if columns.count(name) > 1}:
        raise BrokenContract(f"sheet {names[0]!r}: column {', '.join(sorted(doubled))} stands twice")
    cells = zip(*data, strict=True) if data else ([] for _ in columns)
    return pa.table({
        name: pa.array([_cell(value) for value in column], pa.string())
        for name, column in zip(columns, cells, strict=True)
    })  # fmt: skip


def _cell(value: Any) -> str | None:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # repr keeps every digit of a double.
    return (repr(value) if isinstance(value, float) else str(value).strip()) or None


def require(table: "pa.Table", columns: Iterable[str], what: str) -> None:
    """BrokenContract names the columns that are missing and those that are there."""
    _require(table.column_names, columns, what)


def _require(names: list[str], columns: Iterable[str], what: str) -> None:
    if missing := [name for name in columns if name not in names]:
        raise BrokenContract(f"{what}: column {', '.join(missing)} is missing; found {', '.join(names[:20])}")


def reject(con: "duckdb.DuckDBPyConnection", what: str, query: str) -> None:
    """BrokenContract with up to five of the offending rows, if the query returns any."""
    found = con.execute(f"select * from ({query}) limit 6").fetchall()
    if found:
        shown = "; ".join(" ".join(str(cell) for cell in row if cell is not None) for row in found[:5])
        raise BrokenContract(f"{what}: {shown}{' and more' if len(found) > 5 else ''}")


MOST_UNMAPPED = 0.001
"""Share of all that a release counts which areas unknown to the map may hold; with more of it, it is not read."""
UNMAPPED = " [unmapped: "
"""In `series`, what stands before the publisher's labels of areas that its map does not know, and a `]` behind them."""


def areas(
    con: "duckdb.DuckDBPyConnection",
    source: str,
    figures: str,
    names: Mapping[str, str] | None = None,
    codes: str = "select code from area_figure",
) -> None:
    """Make the table `area` (source_code, source_label, iso3, note, unmapped): the map, and as _X what it lacks.

    `figures` is a query of code, measure (amounts of one measure add up), amount (NULL for a rate, which does not)
    and is_reporter (the code says whose figures they are, not with whom). `unmapped` is the publisher's label of a
    code that the map does not know, after what `names` calls it; for all others it is NULL. `codes` is a query of the
    codes in `figures`, where there is one that takes less time.
    Raises economies.UnmappedCode for one that matters: a reporter, or more than MOST_UNMAPPED of a measure.
    """
    con.register("mapped_area", economies.crosswalk(source))
    con.execute(f"create temp view area_figure as select code, measure, amount, is_reporter from ({figures})")
    unknown = con.execute(
        f"select distinct code from ({codes}) anti join mapped_area on source_code = code where code is not null"
        " order by 1"
    ).fetchall()
    labels = {code: f"{code} {name}" if (name := (names or {}).get(code)) else code for (code,) in unknown}
    rows = [{"code": code, "label": label} for code, label in labels.items()]
    database.hold(con, "unmapped_area", rows, {"code": "VARCHAR", "label": "VARCHAR"})
    con.execute(
        "create temp table area as select *, null::varchar as unmapped from mapped_area union all by name"
        f" select code as source_code, label as source_label, '{economies.NOT_ALLOCATED}' as iso3,"
        " 'not in the map' as note, label as unmapped from unmapped_area"
    )
    if labels:
        _refuse_what_matters(con, source, names or {})


def _refuse_what_matters(con: "duckdb.DuckDBPyConnection", source: str, names: Mapping[str, str]) -> None:
    found = con.execute(f"""
        with held as (
            select code, measure, is_reporter, unmapped is not null as is_unmapped, sum(abs(amount)) as amount,
                count(*) as figures
            from area_figure inner join area on source_code = code
            where iso3 is not null and iso3 <> '{economies.WORLD}'
            group by all
        ),
        shared as (
            select *, sum(case when is_unmapped then amount end) over of_measure
                / nullif(sum(amount) over of_measure, 0) as share
            from held
            window of_measure as (partition by measure, is_reporter)
        )
        select code, measure, is_reporter, figures, amount, share from shared
        where is_unmapped and (is_reporter or share > {MOST_UNMAPPED})
        order by is_reporter desc, share desc, amount desc, code limit 1
    """).fetchall()
    for code, measure, is_reporter, figures, amount, share in found:
        weight = (
            f"a whole reporter of {figures} figures" if is_reporter
            else f"with {amount:,.0f} in {figures} figures of {measure}; unknown areas hold {share:.2%} of it, and"
            f" {MOST_UNMAPPED:.1%} may be kept unallocated"
        )  # fmt: skip
        raise economies.unmapped(source, code, names.get(code), weight)


def labelled(series: str, area: str = "area") -> str:
    """SQL: the series, with the publisher's label where the map does not know the area."""
    return f"{series} || coalesce('{UNMAPPED}' || {area}.unmapped || ']', '')"


def together(con: "duckdb.DuckDBPyConnection", found: "duckdb.DuckDBPyRelation") -> "duckdb.DuckDBPyRelation":
    """The rows of _X under one key added up, as it stands for several areas. Rates of several areas are left out."""
    from pipelines import catalogue
    from pipelines.stores import observations

    additive = tuple(name for name, entry in catalogue.indicators().items() if entry.get("aggregation") == "sum")
    key = [name for name in observations.KEY if name in found.columns]
    rest = [name for name in found.columns if name not in (*key, "obs_value", "obs_status", "series")]
    unallocated = " or ".join(
        f"coalesce({name} = '{economies.NOT_ALLOCATED}', false)"
        for name in ("ref_area", "counterpart_area")
        if name in key
    )
    # Of the statuses A, E, F and P the one that says most stands last in the alphabet.
    found.create_view("found")
    return con.sql(
        f"select * from found where not ({unallocated}) union all by name"
        f" select {', '.join(key)}, sum(obs_value) as obs_value, max(obs_status) as obs_status,"
        f" string_agg(distinct series, ' + ' order by series) as series{''.join(f', min({n}) as {n}' for n in rest)}"
        f" from found where ({unallocated}) and obs_value is not null group by {', '.join(key)}"
        f" having count(*) = 1 or indicator in {additive}"
    )


def identity(snapshot: Snapshot) -> dict[str, Any]:
    """The columns that say where an observation comes from, as constants for observations.conform."""
    return {
        "source": snapshot.source, "vintage": snapshot.vintage, "snapshot": snapshot.sha256,
        "published_on": snapshot.published_on, "published_basis": snapshot.published_basis,
        "retrieved_at": snapshot.retrieved_at.astimezone(UTC).replace(tzinfo=None),
    }  # fmt: skip
