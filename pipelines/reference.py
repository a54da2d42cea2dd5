"""The reference figures: transcribed observations, statements and events in warehouse/reference/*.csv.

Belongs here: reading and checking those files, so that an error names file, line, field and the nearest
valid choice. Does not belong here: how the files are made (tools/transcribe_reference.py), figures from
publishers' files (sources/), which of the two counts (sql/core/observation.sql).

A file of figures has any of the canonical columns, plus `url`, `what` and `reported_by`. What holds for all
of its rows may stand once in its row of editions.csv instead; an empty cell takes what stands there.
"""

import csv
import hashlib
import re
from collections.abc import Iterable
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines import economies, observations, sources
from pipelines.config import Settings

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

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


def load(settings: Settings) -> "pa.Table":
    """All reference figures as one canonical table, validated. Without files it is empty."""
    import duckdb

    files = figure_files(settings)
    if not files:
        return observations.empty()
    editions = _editions(settings, files)
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as con:
        con.register("edition", _edition_table(editions))
        con.register("cell", _cells(files))
        con.execute(_FIGURE)
        _refuse(_unreadable(con) or _invalid(con) or _duplicates(con))
        table = observations.conform(con.sql(_TYPED))
    observations.validate(table)
    return table


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
            problems.append(
                Problem(EVENTS, line, "event_id", f"another id than line {first}", row["event_id"])
            )
    _refuse(problems)
    return [row | {"event_date": date.fromisoformat(row["event_date"])} for row in rows]


def snapshots(settings: Settings) -> list[dict[str, Any]]:
    """Rows of input.snapshot: one per file, or per line of a file whose rows cite an address each."""
    files = figure_files(settings)
    out = []
    for name, edition in _editions(settings, files).items():
        path = settings.reference / name
        for body, row in _bodies(path):
            held = edition | {key: value for key, value in row.items() if value}
            out.append({
                "sha256": _sha256(body), "source": held.get("source"), "dataset": "reference",
                "url": held.get("url"), "retrieved_at": datetime.fromisoformat(held["retrieved_at"]),
                "published_on": date.fromisoformat(held["published_on"]) if "published_on" in held else None,
                "vintage": held.get("vintage"), "size": len(body),
                "path": path.relative_to(settings.warehouse).as_posix(),
            })  # fmt: skip
    return out


def transcribed_at(settings: Settings, source: str) -> datetime | None:
    """When the newest reference figure of a source was transcribed, UTC; None if there is none."""
    rows = [row for row in snapshots(settings) if row["source"] == source]
    return max((row["retrieved_at"] for row in rows), default=None)


def figure_files(settings: Settings) -> list[Path]:
    """Files of figures, in the order of names."""
    return sorted(p for p in settings.reference.glob("*.csv") if p.name not in (EDITIONS, EVENTS))


# Reading ---------------------------------------------------------------------------------------------------


def _editions(settings: Settings, files: list[Path]) -> dict[str, dict[str, str]]:
    """File name -> what holds for all of its rows; empty for a file that says everything itself."""
    path = settings.reference / EDITIONS
    rows = _read(path, ("file", *CANONICAL, *CITED), required=("file",)) if path.exists() else []
    names = [file.name for file in files]
    stated: dict[str, dict[str, str]] = {}
    for line, row in enumerate(rows, 2):
        name = row.pop("file")
        if name not in names:
            _refuse([Problem(EDITIONS, line, "file", "a file beside it", repr(name), _nearest(name, names))])
        if name in stated:
            _refuse([Problem(EDITIONS, line, "file", "one row for each file", f"{name!r} again")])
        stated[name] = {key: value for key, value in row.items() if value}
    return {name: stated.get(name, {}) for name in names}


def _edition_table(editions: dict[str, dict[str, str]]) -> "pa.Table":
    import pyarrow as pa

    schema = pa.schema([(name, pa.string()) for name in ("file", *CANONICAL)])
    return pa.Table.from_pylist([{"file": name} | row for name, row in editions.items()], schema=schema)


def _cells(files: list[Path]) -> "pa.Table":
    """Every row of every file as text, with its file, its line and the hash of its bytes."""
    import pyarrow as pa

    return pa.concat_tables([_cells_of(path) for path in files])


def _cells_of(path: Path) -> "pa.Table":
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    header = _header(path, (*CANONICAL, *CITED))
    try:
        read = arrow_csv.read_csv(
            path, arrow_csv.ReadOptions(use_threads=False), arrow_csv.ParseOptions(ignore_empty_lines=False),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=True, null_values=[""],
                quoted_strings_can_be_null=True,
            ),
        )  # fmt: skip
    except pa.ArrowInvalid as error:
        row = re.search(r"Row #(\d+)", str(error))
        _refuse(
            [Problem(path.name, int(row[1]) if row else 1, "row", "one cell for each column", str(error))]
        )
    n = read.num_rows
    hashes = [_sha256(body) for body, _ in _bodies(path)]
    columns = {"file": pa.repeat(path.name, n), "line": pa.array(range(2, n + 2), pa.int64())}
    columns["snapshot"] = pa.array(hashes) if len(hashes) == n else pa.repeat(hashes[0], n)
    for name in CANONICAL:
        columns[name] = read.column(name) if name in header else pa.nulls(n, pa.string())
    return pa.table(columns)


def _bodies(path: Path) -> list[tuple[bytes, dict[str, str]]]:
    """The bytes that rows come from: the file, or each line where every row cites an address of its own."""
    body = path.read_bytes()
    if b"url" not in body.partition(b"\n")[0].split(b","):
        return [(body, {})]
    lines = body.decode("utf-8").splitlines()
    return [(line.encode(), row) for line, row in zip(lines[1:], csv.DictReader(lines), strict=True)]


def _header(path: Path, known: Iterable[str]) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
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
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, restval=""))
    for line, row in enumerate(rows, 2):
        if None in row:
            _refuse([Problem(path.name, line, "row", f"{len(header)} cells", "more")])
    return rows


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


# Checking --------------------------------------------------------------------------------------------------

_FIGURE = (
    "create table figure as select c.file, c.line, c.snapshot, "
    + ", ".join(f"coalesce(c.{name}, e.{name}) as {name}" for name in CANONICAL)
    + " from cell as c join edition as e on e.file = c.file"
)
_TYPED = (
    "select "
    + ", ".join(f"{name}::{kind} as {name}" for name, kind in observations.COLUMNS.items())
    + " from figure order by file, line"
)
_KINDS = {
    "DATE": "a date such as 2024-12-31",
    "DOUBLE": "a number in base units such as 28500",
    "TIMESTAMP": "a moment such as 2026-01-31 or 2026-01-31T12:00:00",
}
_AREA = "an ISO 3166 alpha-3 code, W00 for the world or _X for no named country"


def _unreadable(con: "duckdb.DuckDBPyConnection") -> list[Problem]:
    """Cells that are empty and must not be, or are not of their column's type."""
    empty = [
        f"select file, line, '{name}' as field, 'a value here or in {EDITIONS}' as expected, null as found"
        f" from figure where {name} is null"
        for name in CANONICAL if name not in observations.NULLABLE
    ]  # fmt: skip
    unread = [
        f"select file, line, '{name}', '{_KINDS[kind]}', {name} from figure"
        f" where {name} is not null and (try_cast({name} as {kind}) is null"
        + (f" or not isfinite(try_cast({name} as {kind})))" if kind == "DOUBLE" else ")")
        for name, kind in observations.COLUMNS.items() if kind in _KINDS
    ]  # fmt: skip
    return [
        Problem(file, line, field, expected, "nothing" if found is None else repr(found))
        for file, line, field, expected, found in _first(con, " union all ".join(empty + unread))
    ]


def _invalid(con: "duckdb.DuckDBPyConnection") -> list[Problem]:
    """Codes that no vocabulary has, days that begin no period, values without a reason."""
    vocabularies = observations.vocabularies() | {"source": list(sources.SOURCES)}
    foreign = [
        f"select file, line, '{name}' as field, {name} as found from figure"
        f" where {name} is not null and not list_contains({allowed}, {name})"
        for name, allowed in vocabularies.items()
    ]
    problems = [
        Problem(file, line, field, *_expected(field, found, vocabularies[field]))
        for file, line, field, found in _first(con, " union all ".join(foreign))
    ]
    if problems:
        return problems
    return [
        Problem(file, line, field, expected, found)
        for file, line, field, expected, found in _first(con, _RULES)
    ]


_NO_VALUE = ", ".join(observations.WITHOUT_VALUE)
_RULES = f"""
    select
        file, line, 'time_period' as field,
        'the first day of its period (freq ' || freq || ')' as expected, time_period as found
    from figure
    where time_period::date <> date_trunc(
        case freq when 'A' then 'year' when 'Q' then 'quarter' else 'month' end, time_period::date
    )
    union all
    select
        file, line, 'obs_value', 'a number, or a status that says why there is none ({_NO_VALUE})',
        'nothing with status ' || obs_status
    from figure where obs_value is null and obs_status not in {observations.WITHOUT_VALUE}
    union all
    select file, line, 'obs_value', 'nothing beside status ' || obs_status, obs_value
    from figure where obs_value is not null and obs_status in {observations.WITHOUT_VALUE}
"""


def _duplicates(con: "duckdb.DuckDBPyConnection") -> list[Problem]:
    key = ", ".join(observations.KEY)
    doubled = f"""
        select max_by(file, (file, line)), max_by(line, (file, line)), concat_ws(' ', {key}),
               min_by(file || ' line ' || line, (file, line))
        from figure group by {key} having count(*) > 1"""
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

    if not _is_date(row["event_date"]):
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
    if len(allowed) <= 12:
        return f"one of {', '.join(allowed)}", repr(found), ""
    where = "an id of catalogue/indicators.yml" if field == "indicator" else "a known one"
    return where, repr(found), _nearest(found, allowed)


def _first(con: "duckdb.DuckDBPyConnection", query: str) -> list[Any]:
    return con.execute(f"select * from ({query}) order by 1, 2, 3 limit {SHOWN + 1}").fetchall()


def _refuse(problems: list[Problem]) -> None:
    if problems:
        more = ["and more"] if len(problems) > SHOWN else []
        shown = [str(problem) for problem in problems[:SHOWN]]
        raise InvalidReference("\n- ".join(["reference figures cannot be used:", *shown, *more]))


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _nearest(word: str, choices: Iterable[str]) -> str:
    close = get_close_matches(word, list(choices), 1, 0.5)
    return f"nearest valid: {close[0]}" if close else "nothing valid is like it"
