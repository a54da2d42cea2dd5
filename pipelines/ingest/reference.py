"""The reference figures: transcribed observations, statements and events in warehouse/reference/.

Belongs here: reading and checking those files, so that an error names file, line, field and the nearest
valid choice. Does not belong here: how the files are made (tools/transcribe_reference.py), figures from
publishers' files (sources/), which of the two counts (sql/core/observation.sql).

A file of figures, CSV where people edit it and Parquet where figures are many, has any of the canonical columns;
CSV may also have `url`, `what` and `reported_by`. What holds for all of its rows may stand once in its row of
editions.csv instead; an empty cell takes what stands there. A file with a column `vintage` may have one row in
editions.csv for each of its editions.
"""

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines import catalogue, sources
from pipelines.catalogue import economies, eras, fiscal
from pipelines.config import Settings
from pipelines.stores import database, disk, observations, seals
from pipelines.stores.database import quoted

if TYPE_CHECKING:
    import duckdb

EDITIONS, EVENTS = "editions.csv", "events.csv"
CITED = ("url", "what", "reported_by")
CANONICAL = tuple(name for name in observations.COLUMNS if name != "snapshot")
EVENT_COLUMNS = ("event_id", "event_date", "date_precision", "kind", "areas", "what", "source", "url")
EVENT_KINDS = (
    "trilateral_ministers", "trilateral_summit", "economic_dialogue", "defense_agreement",
    "cost_sharing_agreement", "seafood_ban",
)  # fmt: skip
SHOWN = 10
"""How many problems one error lists."""


class InvalidReference(ValueError):  # noqa: N818 (says what the figures are)
    """Reference files that must not be used; the message lists the problems by file, line and field."""


class Edition(NamedTuple):
    """A row of editions.csv; a file that has none has no line. `only` is the one vintage that it speaks of, if any."""

    line: int | None
    cells: dict[str, str]
    only: str | None = None


class Body(NamedTuple):
    """Bytes that figures come from, a file or one line of it, with what is said about them."""

    file: str
    line: int | None
    sha256: str
    size: int
    cells: dict[str, str]


class Problem(NamedTuple):
    file: str
    line: int
    field: str
    expected: str
    found: str
    choice: str = ""

    def __str__(self) -> str:
        where = f"{self.file} line {self.line}, {self.field}"
        choice = f"; {self.choice}" if self.choice else ""
        return f"{where}: expected {self.expected}; found {self.found}{choice}"


def query(settings: Settings) -> str:
    """SQL text that reads all reference figures in the canonical columns, once they are checked.

    What Parquet files hold is read where it lies. The rows of CSV files are kept typed in `.build`, under a hash of all
    files and of the lists that they are checked by: with the same hash nothing is checked again.
    Raises InvalidReference.
    """
    checked = settings.build / f"reference-{_digest(settings)}.parquet"
    making = settings.build / "reference.lock"
    with disk.space_on(settings.build):
        settings.build.mkdir(parents=True, exist_ok=True)
        making.touch()
    with disk.locked(making):  # another process may be at it
        if not seals.is_whole(checked):
            _expect_whole(settings)
            with disk.replacing(checked) as temporary, database.connect(settings) as con:
                _hold(settings, con)
                _refuse_wrong(con)
                con.execute(f"copy (select {_TYPED_TEXT} from text) to {quoted(temporary)} (format parquet)")
            seals.seal(checked)
            for old in settings.build.glob("reference-*.parquet*"):
                if not old.name.startswith(checked.name):
                    old.unlink(missing_ok=True)
    of_cells = f"select {', '.join(observations.COLUMNS)} from read_parquet({quoted(checked)})"
    return " union all ".join([of_cells, *_of_parquet(settings)])


def _expect_whole(settings: Settings) -> None:
    """Raises InvalidReference where a file that came along is gone or has other bytes."""
    if damaged := seals.changed(settings.reference):
        named = ", ".join(damaged)
        raise InvalidReference(
            f"{settings.reference}: expected the bytes of {seals.SUMS}; other ones, or none, in {named}. Bring"
            " them back (`git checkout warehouse/reference`), or record a change of your own:"
            f" `sha256sum *.parquet > {seals.SUMS}`"
        )


def _digest(settings: Settings) -> str:
    lists = Path(catalogue.__file__).parent
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for file in [*files(settings), *sorted([*lists.glob("*.csv"), *lists.glob("*.yml")])]:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _hold(settings: Settings, con: "duckdb.DuckDBPyConnection") -> None:
    """Table `text` with the rows of CSV files, and view `figure` of all figures; each with its file and its line."""
    of_file = {"file": "VARCHAR", "line": "BIGINT"}
    stated: list[dict[str, Any]] = [
        {"file": name, "line": held.line, "only": held.only} | held.cells
        for name, editions in _editions(settings).items() for held in editions
    ]  # fmt: skip
    database.hold(con, "edition", stated, of_file | dict.fromkeys(("only", *CANONICAL), "VARCHAR"))
    database.hold(con, "body", [body._asdict() for body in _bodies(settings)], of_file | {"sha256": "VARCHAR"})
    con.execute(_STATED)
    _refuse(_unreadable(con, "stated") or _foreign(con, "stated"))
    _read_cells(con, [file for file in figure_files(settings) if file.suffix == ".csv"])
    con.execute(_TEXT)
    _refuse(_unreadable(con, "text") or _foreign(con, "text"))
    all_of_them = [f"select file, line, {_TYPED_TEXT} from text", *_of_parquet(settings, located=True)]
    con.execute(f"create view figure as {' union all '.join(all_of_them)}")


def events(settings: Settings) -> list[dict[str, Any]]:
    """Rows of input.event, in the order of the file. Without a file there are none."""
    path = settings.reference / EVENTS
    if not path.exists():
        return []
    rows = _read(path, EVENT_COLUMNS, required=EVENT_COLUMNS)
    seen: dict[str, int] = {}
    problems = []
    for line, row in enumerate(rows, 2):
        problems += _event_problems(line, row)
        if (first := seen.setdefault(row["event_id"], line)) != line:
            problems.append(Problem(EVENTS, line, "event_id", f"another id than line {first}", row["event_id"]))
    _refuse(problems)
    return [row | {"event_date": date.fromisoformat(row["event_date"])} for row in rows]


def snapshots(settings: Settings) -> list[dict[str, Any]]:
    """Rows of input.snapshot: one per file, or per line of a file whose rows cite an address each."""
    return [
        {
            "sha256": body.sha256, "source": body.cells["source"], "dataset": "reference",
            "url": body.cells["url"], "retrieved_at": _utc(body.cells["retrieved_at"]),
            "published_on": _day(body.cells.get("published_on")), "vintage": body.cells.get("vintage"),
            "size": body.size, "path": f"{settings.reference.name}/{body.file}",
        }
        for body in _bodies(settings)
    ]  # fmt: skip


def transcribed_at(settings: Settings, source: str) -> datetime | None:
    """When the newest reference figure of a source was transcribed, UTC; None if there is none."""
    written = tuple((path.name, path.stat().st_mtime_ns) for path in files(settings))
    return _transcribed(settings.root, settings.warehouse, written).get(source)


@cache
def _transcribed(root: Path, warehouse: Path, written: tuple[tuple[str, int], ...]) -> dict[str, datetime]:
    """By source; every source of a run asks, and the files are hashed once for all as long as none is written."""
    rows = snapshots(Settings(root=root, warehouse_dir=warehouse))
    return {row["source"]: row["retrieved_at"] for row in sorted(rows, key=lambda row: row["retrieved_at"])}


def files(settings: Settings) -> list[Path]:
    """Everything in the folder that figures and events are read from, in the order of names."""
    return sorted(path for path in settings.reference.glob("*") if path.suffix in (".csv", ".parquet"))


def figure_files(settings: Settings) -> list[Path]:
    """Files of figures, in the order of names."""
    return [path for path in files(settings) if path.name not in (EDITIONS, EVENTS, eras.FILE, fiscal.FILE)]


# Reading ---------------------------------------------------------------------------------------------------


def _editions(settings: Settings) -> dict[str, list[Edition]]:
    """File of figures -> what holds for all of its rows, or for those of one edition each."""
    path = settings.reference / EDITIONS
    rows = _read(path, ("file", *CANONICAL, *CITED), required=("file",)) if path.exists() else []
    names = [file.name for file in figure_files(settings)]
    editions: dict[str, list[Edition]] = defaultdict(list)
    for line, row in enumerate(rows, 2):
        name = row.pop("file")
        if name not in names:
            _refuse([Problem(EDITIONS, line, "file", "a file beside it", repr(name), _nearest(name, names))])
        editions[name].append(Edition(line, _filled(row)))
    return {name: _apart(name, editions[name] or [Edition(None, {})]) for name in names}


def _apart(name: str, editions: list[Edition]) -> list[Edition]:
    """The rows of one file: a single one holds for all of it, several for the vintage that each of them names."""
    if len(editions) == 1:
        return editions
    vintages = [held.cells.get("vintage") for held in editions]
    for held, vintage in zip(editions, vintages, strict=True):
        if vintage is None or vintages.count(vintage) > 1:
            expected = "one row for each file, or for each of its vintages"
            _refuse([Problem(EDITIONS, held.line or 1, "file", expected, f"{name!r} again")])
    return [held._replace(only=held.cells["vintage"]) for held in editions]


def _common(editions: list[Edition]) -> dict[str, str]:
    """What holds for all rows of a file, whatever their edition."""
    first, *others = editions
    return {name: cell for name, cell in first.cells.items() if all(o.cells.get(name) == cell for o in others)}


def _bodies(settings: Settings) -> list[Body]:
    """The bytes that figures come from: each file, or each line where every row cites an address of its own."""
    bodies = []
    for name, editions in _editions(settings).items():
        path, cells = settings.reference / name, _common(editions)
        if path.suffix == ".csv" and "url" in _header(path, (*CANONICAL, *CITED)):
            rows = _read(path, (*CANONICAL, *CITED), required=("url",))
            for line, (text, row) in enumerate(zip(_lines(path)[1:], rows, strict=True), 2):
                bodies.append(_body(name, line, text, cells | _filled(row)))
        else:
            bodies.append(_body(name, None, path.read_bytes(), cells))
    return bodies


def _body(file: str, line: int | None, text: bytes, cells: dict[str, str]) -> Body:
    _refuse(_uncited(file, line or 1, cells))
    return Body(file, line, hashlib.sha256(text).hexdigest(), len(text), cells)


def _uncited(file: str, line: int, cells: dict[str, str]) -> list[Problem]:
    """What is missing to say where figures come from."""
    problems = [
        Problem(file, line, name, f"a value, here or in {EDITIONS}", "nothing")
        for name in ("source", "retrieved_at", "url") if name not in cells
    ]  # fmt: skip
    return problems + [
        Problem(file, line, name, _KINDS[observations.COLUMNS[name]], repr(cells[name]))
        for name, parse in (("retrieved_at", datetime.fromisoformat), ("published_on", date.fromisoformat))
        if name in cells and not _reads(parse, cells[name])
    ]  # fmt: skip


def _filled(row: dict[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if cell}


def _read_cells(con: "duckdb.DuckDBPyConnection", files: list[Path]) -> None:
    """Table `cell`: the rows of every CSV file as text, numbered in their order within files of the same columns."""
    import duckdb

    same_columns: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path in files:
        same_columns[tuple(_header(path, (*CANONICAL, *CITED)))].append(str(path))
    queries = [f"select null::varchar as file, 0::bigint as n, {_NO_CELLS} where false"]
    for header, paths in same_columns.items():
        types = ", ".join(f"'{name}': 'VARCHAR'" for name in header)
        cells = ", ".join(name if name in header else f"null::varchar as {name}" for name in CANONICAL)
        texts = ", ".join(map(quoted, paths))
        queries.append(
            f"select parse_filename(filename) as file, row_number() over () as n, {cells}"
            f" from read_csv([{texts}], columns = {{{types}}}, auto_detect = false, header = true, delim = ',',"
            " quote = '\"', escape = '\"', filename = true)"
        )
    try:
        con.execute(f"create table cell as {' union all '.join(queries)}")
    except duckdb.InvalidInputException as error:
        _refuse([_malformed(str(error))])


def _of_parquet(settings: Settings, located: bool = False) -> list[str]:
    """A query for each Parquet file; where it or a cell says nothing, what stands in editions.csv holds.

    `located`: with the file's name and the number of the row, as if it were a line below a header.
    """
    editions, bodies = _editions(settings), {body.file: body.sha256 for body in _bodies(settings)}
    return [
        _query_of(path, editions[path.name], bodies[path.name], located)
        for path in figure_files(settings) if path.suffix == ".parquet"
    ]  # fmt: skip


def _query_of(path: Path, editions: list[Edition], sha256: str, located: bool) -> str:
    names, common = _columns(path), _common(editions)
    differ = [name for name in CANONICAL if any(name in held.cells for held in editions) and name not in common]
    columns = []
    for name, kind in observations.COLUMNS.items():
        held = f"cast(f.{name} as {kind})" if name in names else "null"
        stated = quoted(common[name]) if name in common else f"e.{name}" if name in differ else "null"
        value = f"coalesce({held}, cast({stated} as {kind}))"
        if name == "snapshot":
            value = quoted(sha256)
        elif name == "vintage" and differ:
            value = "e.vintage"  # NULL where editions.csv does not have it
        columns.append(f"cast({value} as {kind}) as {name}")
    where = [f"{quoted(path.name)} as file", "f.file_row_number + 1 as line"] if located else []
    options = ", file_row_number = true" if located else ""
    text = f"select {', '.join([*where, *columns])} from read_parquet({quoted(path)}{options}) as f"
    if differ:
        rows = (", ".join(_literal(held.cells.get(name)) for name in differ) for held in editions)
        listed = "), (".join(rows)
        text += f" left join (values ({listed})) as e ({', '.join(differ)}) on e.vintage = f.vintage"
    return text


def _columns(path: Path) -> set[str]:
    """The columns of a Parquet file, once they are canonical ones of canonical types."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
    except pa.ArrowException as error:
        _refuse([Problem(path.name, 1, "file", "a Parquet file", str(error))])
    canonical = observations.schema()
    for field in schema:
        if field.name not in CANONICAL:
            _refuse(
                [Problem(path.name, 1, "columns", "known names", repr(field.name), _nearest(field.name, CANONICAL))]
            )
        wanted = canonical.field(field.name).type
        if field.type not in (wanted, pa.int64()) or (field.type == pa.int64() and wanted != pa.float64()):
            _refuse([Problem(path.name, 1, field.name, str(wanted), str(field.type))])
    return set(schema.names)


def _malformed(message: str) -> Problem:
    """What DuckDB says about text that is no CSV, without its advice."""
    file, line = re.search(r"file = (.*/)?(.+)", message), re.search(r"on Line: (\d+)", message)
    reason = re.search(r"^(Expected Number of Columns|Invalid unicode|Value with unterminated).*", message, re.M)
    return Problem(
        file[2].strip() if file else "a file", int(line[1]) if line else 1, "row",
        "text in UTF-8 with one cell for each column", reason[0] if reason else message.partition("\n")[0],
    )  # fmt: skip


def _lines(path: Path) -> list[bytes]:
    lines = path.read_bytes().splitlines()
    for line, body in enumerate(lines, 1):
        if not body or "\ufffd" in body.decode("utf-8", errors="replace"):
            _refuse([Problem(path.name, line, "row", "a row of text in UTF-8", repr(body))])
    return lines


def _header(path: Path, known: Iterable[str]) -> list[str]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        header = next(csv.reader(file), [])
    expected = list(known)
    for name in header:
        if name not in expected:
            _refuse([Problem(path.name, 1, "columns", "known names", repr(name), _nearest(name, expected))])
        if header.count(name) > 1:
            _refuse([Problem(path.name, 1, "columns", "each name once", f"{name!r} twice")])
    return header


def _read(path: Path, known: tuple[str, ...], required: tuple[str, ...]) -> list[dict[str, str]]:
    header = _header(path, known)
    for name in required:
        if name not in header:
            _refuse([Problem(path.name, 1, "columns", name, ", ".join(header), _nearest(name, header))])
    rows = list(csv.DictReader(line.decode("utf-8-sig") for line in _lines(path)))
    for line, row in enumerate(rows, 2):
        if None in row or None in row.values():
            _refuse([Problem(path.name, line, "row", f"{len(header)} cells", "more" if None in row else "fewer")])
    return rows


# Checking --------------------------------------------------------------------------------------------------


def _refuse_wrong(con: "duckdb.DuckDBPyConnection") -> None:
    """Raise InvalidReference for figures that no observation may be, with file, line and field."""
    _refuse(_foreign(con, "figure") or _empty(con) or _incoherent(con) or _duplicates(con))


_NO_CELLS = ", ".join(f"null::varchar as {name}" for name in CANONICAL)
_STATED = f"""
    create view stated as
    select '{EDITIONS}' as file, line, {", ".join(f"{name}::varchar as {name}" for name in CANONICAL)}
    from edition where line is not null
"""
_TEXT = f"""
    create table text as
    with numbered as (select *, n - min(n) over (partition by file) + 2 as line from cell)
    select
        c.file, c.line, b.sha256 as snapshot,
        {", ".join(f"coalesce(c.{name}, e.{name}::varchar) as {name}" for name in CANONICAL)}
    from numbered as c
    join body as b on b.file = c.file and coalesce(b.line, c.line) = c.line
    left join edition as e on e.file = c.file and (e.only is null or e.only::varchar = c.vintage)
"""
_TYPED_TEXT = ", ".join(f"{name}::{kind} as {name}" for name, kind in observations.COLUMNS.items())
_KINDS = {
    "DATE": "a date such as 2024-12-31",
    "DOUBLE": "a number in base units such as 28500",
    "TIMESTAMP": "a moment such as 2026-01-31 or 2026-01-31T12:00:00",
}
_AREA = "an ISO 3166 alpha-3 code, W00 for the world or _X for no named country"


def _unreadable(con: "duckdb.DuckDBPyConnection", rows: str) -> list[Problem]:
    """Cells that are not of their column's type."""
    queries = [
        f"select file, line, '{name}', '{_KINDS[kind]}', {name} from {rows} where {name} is not null and "
        + (f"not coalesce(isfinite(try_cast({name} as double)), false)" if kind == "DOUBLE"
           else f"try_cast({name} as {kind}) is null")
        for name, kind in observations.COLUMNS.items() if kind in _KINDS
    ]  # fmt: skip
    return [
        Problem(file, line, field, expected, repr(found))
        for file, line, field, expected, found in _first(con, " union all ".join(queries))
    ]


def _foreign(con: "duckdb.DuckDBPyConnection", rows: str) -> list[Problem]:
    """Codes that no vocabulary has. A column has few codes: to list them takes a fraction of looking up each row's."""
    vocabularies = observations.vocabularies() | {"source": list(sources.SOURCES)}
    columns = ", ".join(f"list(distinct {name})" for name in vocabularies)
    found = con.execute(f"select {columns} from {rows}").fetchall()[0]
    wrong = {
        name: foreign
        for (name, allowed), held in zip(vocabularies.items(), found, strict=True)
        if (foreign := sorted({code for code in held or [] if code is not None} - set(allowed)))
    }
    if not wrong:
        return []
    queries = [
        f"select file, line, '{name}', {name} from {rows} where {name} in ({', '.join(map(quoted, foreign))})"
        for name, foreign in wrong.items()
    ]
    return [
        Problem(file, line, field, *_expected(field, found, vocabularies[field]))
        for file, line, field, found in _first(con, " union all ".join(queries))
    ]


def _literal(text: str | None) -> str:
    return "null" if text is None else quoted(text)


def _empty(con: "duckdb.DuckDBPyConnection") -> list[Problem]:
    needed = [name for name in CANONICAL if name not in observations.NULLABLE]
    counts = ", ".join(f"count({name}) < count(*)" for name in needed)
    lacking = con.execute(f"select {counts} from figure").fetchall()[0]
    queries = [
        f"select file, line, '{name}' from figure where {name} is null"
        for name, lacks in zip(needed, lacking, strict=True) if lacks
    ]  # fmt: skip
    if not queries:
        return []
    return [
        Problem(file, line, field, f"a value, here or in {EDITIONS}", "nothing")
        for file, line, field in _first(con, " union all ".join(queries))
    ]


def _incoherent(con: "duckdb.DuckDBPyConnection") -> list[Problem]:
    """Days that begin no period, and values that their status contradicts."""
    return [Problem(*row) for row in _first(con, _RULES)]


_NO_VALUE = ", ".join(observations.WITHOUT_VALUE)
_RULES = f"""
    select
        file, line, 'time_period' as field,
        'the first day of its period (freq ' || freq || ')' as expected, time_period::varchar as found
    from figure
    where time_period <> date_trunc(
        case freq when 'A' then 'year' when 'Q' then 'quarter' when 'M' then 'month' else 'day' end, time_period
    )
    union all
    select
        file, line, 'obs_value', 'a number, or a status that says why there is none ({_NO_VALUE})',
        'nothing with status ' || obs_status
    from figure where obs_value is null and obs_status not in {observations.WITHOUT_VALUE}
    union all
    select file, line, 'obs_value', 'a finite number', obs_value::varchar from figure where not isfinite(obs_value)
    union all
    select file, line, 'obs_value', 'nothing beside status ' || obs_status, obs_value::varchar
    from figure where obs_value is not null and obs_status in {observations.WITHOUT_VALUE}
"""


def _duplicates(con: "duckdb.DuckDBPyConnection") -> list[Problem]:
    """Lines of CSV files; a key that stands twice in all figures stops the publication (warehouse/checks.py)."""
    key = ", ".join(observations.KEY)
    doubled = f"""
        select max_by(file, (file, line)), max_by(line, (file, line)), concat_ws(' ', {key}),
               min_by(file || ' line ' || line, (file, line))
        from text group by {key} having count(*) > 1"""
    return [
        Problem(file, line, "key", "each key once", f"{shown} again", f"it first stands in {first}")
        for file, line, shown, first in _first(con, doubled)
    ]


def _event_problems(line: int, row: dict[str, str]) -> list[Problem]:
    problems = [Problem(EVENTS, line, name, "a value", "nothing") for name in EVENT_COLUMNS if not row[name]]
    if problems:
        return problems

    def wrong(field: str, expected: str, choice: str = "") -> None:
        problems.append(Problem(EVENTS, line, field, expected, repr(row[field]), choice))

    if not _reads(date.fromisoformat, row["event_date"]):
        wrong("event_date", _KINDS["DATE"])
    if row["date_precision"] not in ("day", "month"):
        wrong("date_precision", "day or month")
    elif row["date_precision"] == "month" and not row["event_date"].endswith("-01"):
        wrong("event_date", "the first of the month, as only the month is known")
    if row["kind"] not in EVENT_KINDS:
        wrong("kind", "a kind of event", _nearest(row["kind"], EVENT_KINDS))
    for area in row["areas"].split(";"):
        if area not in observations.economies() or area in observations.NO_COUNTRY:
            wrong("areas", "ISO 3166 alpha-3 codes, separated by semicolons", economies.suggest(area))
    if (codes := row["areas"].split(";")) != sorted(set(codes)):
        wrong("areas", "each code once, in alphabetical order")
    if not row["event_id"].startswith(f"{row['event_date']}-{row['kind']}"):
        wrong("event_id", f"{row['event_date']}-{row['kind']}")
    if not row["url"].startswith(("https://", "http://")):
        wrong("url", "an address that begins with http")
    return problems


def _expected(field: str, found: str, allowed: list[str]) -> tuple[str, str, str]:
    """What a vocabulary expects, what was found, and the nearest valid choice."""
    if field in ("ref_area", "counterpart_area"):
        return _AREA, repr(found), economies.suggest(found)
    expected = "an id of catalogue/indicators.yml" if field == "indicator" else f"one of {', '.join(allowed)}"
    return expected, repr(found), _nearest(found, allowed) if len(allowed[0]) > 1 else ""


def _first(con: "duckdb.DuckDBPyConnection", query: str) -> list[Any]:
    return con.execute(f"select * from ({query}) order by 1, 2, 3 limit {SHOWN + 1}").fetchall()


def _refuse(problems: list[Problem]) -> None:
    if problems:
        more = ["and more"] if len(problems) > SHOWN else []
        shown = [str(problem) for problem in problems[:SHOWN]]
        raise InvalidReference("\n- ".join(["reference figures cannot be used:", *shown, *more]))


def _reads(parse: Callable[[str], Any], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _utc(text: str) -> datetime:
    """A moment in UTC, without a zone as everywhere in the tables."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _nearest(word: str, choices: Iterable[str]) -> str:
    close = get_close_matches(word, list(choices), 1, 0.5)
    return f"nearest valid: {close[0]}" if close else "nothing valid is like it"
