"""Reference files: figures in the canonical columns with source and terms, and dated events, that come with a clone."""

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
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


class InvalidReference(ValueError):  # noqa: N818 (says what the figures are)
    """Reference files of which none can be used; the message says why of each."""


class Held(NamedTuple):
    """One file of figures with its rows of editions.csv: one for all of it, or one for each of its vintages."""

    path: Path
    stated: tuple[dict[str, str], ...]
    sha256: str

    @property
    def common(self) -> dict[str, str]:
        """What holds for all of its rows."""
        first, *others = self.stated or ({},)
        return {name: cell for name, cell in first.items() if all(each.get(name) == cell for each in others)}


class Checked(NamedTuple):
    """What may be used: the files of figures, and what is left out with its reason, by file."""

    files: tuple[Held, ...]
    left_out: dict[str, str]
    typed: Path
    """The rows of CSV files in the canonical columns."""


def query(settings: Settings) -> str:
    """SQL text that reads all reference figures that may be used, in the canonical columns.

    What Parquet files hold is read where it lies. Raises InvalidReference where there are files and none can be used.
    """
    checked = _checked(settings)
    if checked.left_out and not checked.files:
        reasons = "\n- ".join(f"{name}: {why}" for name, why in checked.left_out.items())
        raise InvalidReference(f"no reference file can be used:\n- {reasons}")
    of_cells = f"select {', '.join(observations.COLUMNS)} from read_parquet({quoted(checked.typed)})"
    parquet = (_canonical(held, f"read_parquet({quoted(held.path)})", _names(held.path)) for held in checked.files
               if held.path.suffix == ".parquet")  # fmt: skip
    return " union all ".join([of_cells, *parquet])


def left_out(settings: Settings) -> dict[str, str]:
    """Files that are not used, and why: the others serve."""
    return _checked(settings).left_out


def told(settings: Settings) -> list[str]:
    """The same in a line for each file."""
    return [f"reference/{name} is left out: {why}" for name, why in left_out(settings).items()]


def events(settings: Settings) -> list[dict[str, Any]]:
    """Rows of input.event, in the order of the file; none where there is no file that can be used."""
    if EVENTS in left_out(settings) or not (settings.reference / EVENTS).exists():
        return []
    return list(_events(settings.reference / EVENTS))


def snapshots(settings: Settings) -> list[dict[str, Any]]:
    """Rows of input.snapshot: one per file, or per line of a file whose rows cite an address each."""
    return [
        {
            "sha256": sha256, "source": cells["source"], "dataset": "reference", "url": cells["url"],
            "retrieved_at": _utc(cells["retrieved_at"]), "published_on": _day(cells.get("published_on")),
            "vintage": cells.get("vintage"), "size": size, "path": f"{settings.reference.name}/{held.path.name}",
        }
        for held in _checked(settings).files for sha256, size, cells in _bodies(held)
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


# Checking --------------------------------------------------------------------------------------------------


def _checked(settings: Settings) -> Checked:
    """What may be used of the folder, kept in `.build` under a hash of all it depends on."""
    stated, wrong = _editions(settings)
    all_held = [Held(path, stated.get(path.name, ()), seals.digest(path)) for path in figure_files(settings)]
    typed = settings.build / f"reference-{_digest(settings, all_held)}.parquet"
    told, making = typed.with_suffix(".json"), settings.build / "reference.lock"
    with disk.space_on(settings.build):
        settings.build.mkdir(parents=True, exist_ok=True)
        making.touch()
    with disk.locked(making):  # another process may be at it
        if not seals.is_whole(typed):
            disk.write(told, json.dumps(wrong | _check(settings, all_held, typed)))
            seals.seal(typed)
            for old in settings.build.glob("reference-*"):
                if not old.name.startswith(typed.stem):
                    old.unlink(missing_ok=True)
    reasons: dict[str, str] = json.loads(told.read_text(encoding="utf-8"))
    return Checked(tuple(held for held in all_held if held.path.name not in reasons), reasons, typed)


def _digest(settings: Settings, all_held: list[Held]) -> str:
    lists = Path(catalogue.__file__).parent
    digest = hashlib.sha256("".join(f"{held.path.name} {held.sha256} " for held in all_held).encode())
    tables = [settings.reference / name for name in (EDITIONS, EVENTS, seals.SUMS)]
    code = [Path(__file__), Path(observations.__file__), Path(sources.__file__)]
    for file in [*tables, *code, *sorted([*lists.glob("*.csv"), *lists.glob("*.yml")])]:
        digest.update(file.name.encode() + (file.read_bytes() if file.exists() else b""))
    return digest.hexdigest()[:16]


def _check(settings: Settings, all_held: list[Held], typed: Path) -> dict[str, str]:
    """Write the rows of CSV files that can be used; what of the folder cannot, with its reason, by file."""
    import duckdb

    wrong = dict.fromkeys(
        seals.changed(settings.reference),
        f"expected the bytes of {seals.SUMS}, found other ones or none; bring it back (`git checkout"
        f" warehouse/reference`), or record a change of your own: `sha256sum *.parquet > {seals.SUMS}`",
    )
    with disk.replacing(typed) as temporary, database.connect(settings) as con:
        con.execute(f"create table cell as {_NOTHING}")
        taken: dict[tuple[str, ...], str] = {}
        for held in all_held:
            name = held.path.name
            try:
                if name not in wrong:
                    _expect_valid(con, held, taken)
            except (duckdb.Error, ValueError) as error:
                wrong[name] = str(error).partition("\n\n")[0].replace("not valid as observations:\n- ", "")
        con.execute(f"copy cell to {quoted(temporary)} (format parquet)")
    if problem := _wrong_events(settings.reference / EVENTS):
        wrong[EVENTS] = problem
    return wrong


_NOTHING = "select " + ", ".join(f"null::{kind} as {name}" for name, kind in observations.COLUMNS.items()) + " limit 0"


def _expect_valid(con: "duckdb.DuckDBPyConnection", held: Held, taken: dict[tuple[str, ...], str]) -> None:
    """Raises ValueError or duckdb.Error for a file that cannot be used; the rows of another in CSV go to `cell`.

    `taken` is which files have figures of an indicator, source and vintage; this one is added.
    """
    view = f'"{held.path.name}"'
    if held.path.suffix == ".csv":
        con.execute("drop table if exists text")
        database.hold(con, "text", _with_bytes(held), dict.fromkeys((*CANONICAL, "snapshot"), "VARCHAR"))
        con.execute(f"create table {view} as {_canonical(held, 'text', {*CANONICAL, 'snapshot'})}")
    else:
        parquet = f"read_parquet({quoted(held.path)})"
        list(_bodies(held))
        con.execute(f"create view {view} as {_canonical(held, parquet, _names(held.path))}")
    observations.expect_valid(con, view)
    editions = con.execute(f"select distinct indicator, source, vintage from {view}").fetchall()
    if unknown := sorted({source for _, source, _ in editions} - set(sources.SOURCES)):
        raise ValueError(f"unknown source {unknown[0]!r}; {_nearest(unknown[0], sources.SOURCES)}")
    for other in sorted({taken[edition] for edition in editions if edition in taken}):
        _expect_apart(con, view, other)
    taken.update(dict.fromkeys(editions, view))
    if held.path.suffix == ".csv":
        con.execute(f"insert into cell select * from {view}")


def _expect_apart(con: "duckdb.DuckDBPyConnection", one: str, other: str) -> None:
    """Raises ValueError where two files have a figure of the same key."""
    key = ", ".join(observations.KEY)
    doubled = con.execute(
        f"select concat_ws(' ', {key}) from (from {one} union all from {other}) group by {key}"
        " having count(*) > 1 order by 1 limit 1"
    ).fetchall()
    if doubled:
        raise ValueError(f"{doubled[0][0]} stands in {other[1:-1]}, too; expected each key once")


# Reading ---------------------------------------------------------------------------------------------------


def _editions(settings: Settings) -> tuple[dict[str, tuple[dict[str, str], ...]], dict[str, str]]:
    """File -> its rows of editions.csv; and what is wrong with that table."""
    path, names = settings.reference / EDITIONS, [file.name for file in figure_files(settings)]
    try:
        rows = list(_read(path, ("file", *CANONICAL, *CITED), ("file",))) if path.exists() else []
    except ValueError as error:
        return {}, {EDITIONS: str(error)}
    stated: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        stated[row.pop("file")].append({name: cell for name, cell in row.items() if cell})
    lost = [f"names {name!r}, which is not beside it; {_nearest(name, names)}" for name in stated if name not in names]
    return {name: tuple(rows) for name, rows in stated.items()}, {EDITIONS: "; ".join(lost)} if lost else {}


def _bodies(held: Held) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Hash, size and what is said of the bytes that figures come from: the file, or each line that cites an address.

    Raises ValueError where they do not say where they come from.
    """
    vintages = [each.get("vintage") for each in held.stated]
    if len(vintages) > 1 and (None in vintages or len(set(vintages)) < len(vintages)):
        raise ValueError(f"expected one row of {EDITIONS} for the file, or one for each of its vintages")
    if _is_cited_by_row(held):
        for line, row in zip(held.path.read_bytes().splitlines()[1:], _cells(held), strict=True):
            cells = held.common | {name: cell for name, cell in row.items() if cell}
            yield hashlib.sha256(line).hexdigest(), len(line), _cited(cells)
    else:
        yield held.sha256, held.path.stat().st_size, _cited(held.common)


def _cited(cells: dict[str, str]) -> dict[str, str]:
    if lacking := [name for name in ("source", "retrieved_at", "url") if not cells.get(name)]:
        raise ValueError(f"expected {', '.join(lacking)}, in the file or in its row of {EDITIONS}; found nothing")
    _utc(cells["retrieved_at"])
    _day(cells.get("published_on"))
    return cells


def _is_cited_by_row(held: Held) -> bool:
    return held.path.suffix == ".csv" and "url" in held.path.read_text(encoding="utf-8").partition("\n")[0].split(",")


def _cells(held: Held) -> list[dict[str, str]]:
    return list(_read(held.path, (*CANONICAL, *CITED), ()))


def _with_bytes(held: Held) -> list[dict[str, str | None]]:
    """The rows of a CSV file with the hash of what each comes from; an empty cell is none."""
    rows, hashes = _cells(held), [sha256 for sha256, *_ in _bodies(held)]
    return [
        {name: cell or None for name, cell in row.items()} | {"snapshot": sha256}
        for row, sha256 in zip(rows, hashes if _is_cited_by_row(held) else hashes * len(rows), strict=True)
    ]


def _names(path: Path) -> set[str]:
    """The columns of a Parquet file. Raises ValueError for one that no observation has."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        names = set(pq.read_schema(path).names)
    except pa.ArrowException as error:
        raise ValueError(f"expected a Parquet file; {error}") from error
    for name in sorted(names - {*CANONICAL}):
        raise ValueError(f"unknown column {name!r}; {_nearest(name, CANONICAL)}")
    return names


def _canonical(held: Held, rows: str, names: set[str]) -> str:
    """SQL that reads rows in the canonical columns; where a cell says nothing, what stands in editions.csv holds."""
    common = held.common
    differ = [name for name in CANONICAL if name not in common and any(name in each for each in held.stated)]
    columns = []
    for name, kind in observations.COLUMNS.items():
        stated = quoted(common[name]) if name in common else f"e.{name}" if name in differ else "null"
        if name == "snapshot" and name not in names:
            stated = quoted(held.sha256)
        value = f"coalesce(cast(f.{name} as {kind}), cast({stated} as {kind}))" if name in names else stated
        if name == "vintage" and differ and len(held.stated) > 1:
            value = "e.vintage"  # NULL where editions.csv does not have it
        columns.append(f"cast({value} as {kind}) as {name}")
    text = f"select {', '.join(columns)} from {rows} as f"
    if differ:
        listed = "), (".join(", ".join(_literal(each.get(name)) for name in differ) for each in held.stated)
        text += f" left join (values ({listed})) as e ({', '.join(differ)}) on e.vintage = f.vintage"
    return text


def _literal(text: str | None) -> str:
    return "null" if text is None else quoted(text)


def _read(path: Path, known: Iterable[str], required: Iterable[str]) -> Iterator[dict[str, str]]:
    """The rows of a CSV file. Raises ValueError for columns, lines and cells that are not as they should be."""
    lines = path.read_bytes().decode("utf-8-sig").splitlines()
    rows, expected = csv.DictReader(lines), list(known)
    header = list(rows.fieldnames or [])
    for name in header:
        if name not in expected or header.count(name) > 1:
            raise ValueError(
                f"column {name!r}: expected each once of {', '.join(expected)}; {_nearest(name, expected)}"
            )
    if lacking := [name for name in required if name not in header]:
        raise ValueError(f"expected a column {lacking[0]}, found {', '.join(header)}")
    for line, row in enumerate(rows, 2):
        if None in row or None in row.values():
            found = "more" if None in row else "fewer"
            raise ValueError(f"line {line}: expected {len(header)} cells, found {found}")
        yield row


# Events ----------------------------------------------------------------------------------------------------


def _wrong_events(path: Path) -> str | None:
    try:
        ids = [row["event_id"] for row in _events(path)] if path.exists() else []
    except ValueError as error:
        return str(error)
    return next((f"event_id {each} stands twice" for each in ids if ids.count(each) > 1), None)


def _events(path: Path) -> Iterator[dict[str, Any]]:
    for line, row in enumerate(_read(path, EVENT_COLUMNS, EVENT_COLUMNS), 2):
        try:
            yield row | {"event_date": _event_day(row)}
        except ValueError as error:
            raise ValueError(f"line {line}: {error}") from error


def _event_day(row: dict[str, str]) -> date:
    """The day of an event that may be used. Raises ValueError for another."""
    codes = row["areas"].split(";")
    foreign = [code for code in codes if code not in observations.economies()]
    rules = {
        "a value in every cell": all(row.values()),
        "date_precision day, or month with its first day": row["date_precision"] == "day"
        or (row["date_precision"] == "month" and row["event_date"].endswith("-01")),
        f"a kind of {', '.join(EVENT_KINDS)}": row["kind"] in EVENT_KINDS,
        f"areas in ISO 3166 alpha-3, {economies.suggest(foreign[0]) if foreign else ''}": not foreign,
        "areas once each, in alphabetical order, separated by semicolons": codes == sorted(set(codes)),
        "an event_id that begins with date and kind": row["event_id"].startswith(f"{row['event_date']}-{row['kind']}"),
        "a url that begins with http": row["url"].startswith(("https://", "http://")),
    }
    for expected, holds in rules.items():
        if not holds:
            raise ValueError(f"expected {expected}; found {', '.join(row.values())}")
    return date.fromisoformat(row["event_date"])


def _utc(text: str) -> datetime:
    """A moment in UTC, without a zone as everywhere in the tables."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _nearest(word: str, choices: Iterable[str]) -> str:
    close = get_close_matches(word, list(choices), 1, 0.5)
    return f"nearest valid: {close[0]}" if close else "nothing valid is like it"
