"""The canonical table of observations: its schema, what makes a table valid, and its Parquet files.

Belongs here: columns, vocabularies, validation, one Parquet file per edition of a dataset.
Does not belong here: bytes as received (snapshots.py), reading a publisher's format
(sources/<source>/normalize.py), SQL models (sql/core/observation.sql).
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines import arrow, catalogue
from pipelines.config import PACKAGE, Settings
from pipelines.stores import database, disk
from pipelines.stores.database import quoted

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pyarrow as pa

COLUMNS: dict[str, str] = {
    "indicator": "VARCHAR",
    "ref_area": "VARCHAR",
    "counterpart_area": "VARCHAR",
    "breakdown": "VARCHAR",
    "freq": "VARCHAR",
    "time_period": "DATE",
    "obs_value": "DOUBLE",
    "obs_status": "VARCHAR",
    "unit_measure": "VARCHAR",
    "price_base": "VARCHAR",
    "valuation": "VARCHAR",
    "source": "VARCHAR",
    "series": "VARCHAR",
    "vintage": "VARCHAR",
    "published_on": "DATE",
    "published_basis": "VARCHAR",
    "retrieved_at": "TIMESTAMP",
    "snapshot": "VARCHAR",
}
"""Column -> DuckDB type, in the order of the files. `retrieved_at` is UTC without a zone."""

NULLABLE = frozenset({"counterpart_area", "obs_value", "price_base", "valuation"})
KEY = (
    "indicator",
    "ref_area",
    "counterpart_area",
    "breakdown",
    "freq",
    "time_period",
    "price_base",
    "valuation",
    "source",
    "vintage",
)
ORDER = ("indicator", "ref_area", "counterpart_area", "time_period", "breakdown", "freq", "price_base", "valuation")

FREQ = {"A": "yearly", "Q": "quarterly", "M": "monthly", "D": "of a day"}
OBS_STATUS = {
    "A": "normal",
    "B": "break in the series",
    "E": "estimated",
    "F": "forecast",
    "P": "provisional",
    "O": "missing",
    "L": "exists but was not reported",
    "M": "cannot exist",
    "Q": "suppressed",
}
"""SDMX CL_OBS_STATUS, as far as publishers of these figures use it."""
WITHOUT_VALUE = ("O", "L", "M", "Q")
UNITS = {
    "USD": "US dollars",
    "INTL_USD": "international dollars",
    "PS": "persons",
    "PT": "per cent",
    "BIRTHS": "births per woman",
    "DAYS": "days",
    "VESSELS": "vessels, counted once a day",
    "KRW": "Korean won",
    "JPY": "Japanese yen",
    "CNY": "Chinese yuan",
    "EVENTS": "events",
    "SITES": "sites",
    "TIV": "millions of SIPRI trend-indicator values",
    "POINTS": "points",
    "KM": "kilometres",
    "FLAG": "1 where it is so, 0 where it is not",
    "XDC_USD": "units of national currency to one US dollar",
}
VALUATION = ("FOB", "CIF")
PUBLISHED_BASIS = ("stated", "estimated")
NO_COUNTRY = ("W00", "_X")
"""World, and areas that a publisher does not specify or allocate."""

SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class InvalidObservations(ValueError):  # noqa: N818 (says what the table is)
    """A table that must not become observations; the message lists every problem found."""


def schema() -> "pa.Schema":
    """Arrow schema of the canonical table."""
    import pyarrow as pa

    types = {
        "VARCHAR": pa.string(),
        "DATE": pa.date32(),
        "DOUBLE": pa.float64(),
        "TIMESTAMP": pa.timestamp("us"),
    }
    return pa.schema([pa.field(name, types[kind], nullable=name in NULLABLE) for name, kind in COLUMNS.items()])


def empty() -> "pa.Table":
    return schema().empty_table()


@cache
def economies() -> frozenset[str]:
    """ISO3 codes that an observation may carry, from catalogue/economies.csv."""
    with (PACKAGE / "catalogue" / "economies.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["iso3"] for row in csv.DictReader(file))


def conform(relation: "duckdb.DuckDBPyRelation", **constants: Any) -> "pa.Table":
    """The canonical table from a DuckDB relation that has some of the columns.

    `constants` fill whole columns (source, vintage, …); a column that neither has is NULL. A column which is
    not of the canonical table is an error, because it is a misspelt one. Text that comes as ENUM, and constants,
    are dictionaries: a byte or two per row where the words would be the most of a large edition.
    """
    return completed(relation.to_arrow_table(), **constants)


def completed(table: "pa.Table", **constants: Any) -> "pa.Table":
    """The same from an Arrow table."""
    import numpy as np
    import pyarrow as pa

    if unknown := {*table.column_names, *constants} - set(COLUMNS):
        raise InvalidObservations(f"columns that no observation has: {', '.join(sorted(unknown))}")
    columns, first = {}, np.zeros(table.num_rows, np.int32)
    for field in schema():
        if arrow.is_text(field.type) and constants.get(field.name) is not None:
            columns[field] = arrow.coded(first, [constants[field.name]])
        elif field.name in constants:
            same = arrow.table([constants], {field.name: COLUMNS[field.name]})
            columns[field] = pa.repeat(same.column(0)[0], table.num_rows)
        elif field.name in table.column_names:
            column = table.column(field.name)
            columns[field] = column if arrow.is_text(column.type) else column.cast(field.type)
        else:
            columns[field] = pa.nulls(table.num_rows, field.type)
    fields = [field.with_type(column.type) for field, column in columns.items()]
    return pa.Table.from_arrays(list(columns.values()), schema=pa.schema(fields))


def validate(table: "pa.Table") -> None:
    """Raise InvalidObservations with every problem of the table: its shape, codes, values and keys."""
    _valid(table)


def _valid(table: "pa.Table") -> "_Ordered":
    problems = _shape(table)
    if not problems:
        found = _Ordered.of(table)
        problems = _contents(found)
    if problems:
        raise InvalidObservations("\n- ".join(["not valid as observations:", *problems]))
    return found


def _shape(table: "pa.Table") -> list[str]:
    problems = []
    for field in schema():
        if field.name not in table.column_names:
            problems.append(f"column {field.name} is missing; add it as {COLUMNS[field.name]}")
        elif (found := table.schema.field(field.name).type) != field.type and not (
            arrow.is_text(found) and arrow.is_text(field.type)
        ):
            problems.append(f"column {field.name} is {found}; expected {field.type}")
    unknown = [name for name in table.column_names if name not in COLUMNS]
    return problems + [f"column {name} is not part of an observation; remove it" for name in unknown]


def _contents(given: "_Ordered") -> list[str]:
    table = given.table
    problems = [
        f"{name} is NULL in {nulls} rows; every observation has one"
        for name in COLUMNS
        if name not in NULLABLE and (nulls := table.column(name).null_count)
    ]
    foreign = {name: others for name, allowed in vocabularies().items() if (others := given.others(name, allowed))}
    broken = {complaint: rows for complaint, rows in _breaches(table) if rows.any()}
    if not (foreign or broken or given.twice):
        return problems
    with database.apart(Settings()) as con:
        con.register("o", table)
        for name, unknown in foreign.items():
            problems += _foreign(con, name, vocabularies()[name], unknown)
        for complaint, rows in broken.items():
            example = _example(con, table.take(arrow.numbers(rows.nonzero()[0])))
            problems.append(f"{complaint}: {rows.sum()} rows, such as {example}")
        return problems + (_duplicates(con) if given.twice else [])


def vocabularies() -> dict[str, list[str]]:
    areas = [*sorted(economies()), *NO_COUNTRY]
    return {
        "indicator": list(catalogue.indicators()),
        "ref_area": areas,
        "counterpart_area": areas,
        "freq": list(FREQ),
        "obs_status": list(OBS_STATUS),
        "unit_measure": list(UNITS),
        "valuation": list(VALUATION),
        "published_basis": list(PUBLISHED_BASIS),
    }


def _breaches(table: "pa.Table") -> "Iterator[tuple[str, np.ndarray[Any, Any]]]":
    """Each rule beside codes and keys, as what is said of the rows that break it, and whether each row does."""
    import numpy as np

    column = table.column("obs_value").combine_chunks()
    valued, value = arrow.present(column), arrow.values(column, "float64")
    reasons = arrow.among(table.column("obs_status"), WITHOUT_VALUE)
    yield (
        f"no value, and a status that does not say why (expected one of {', '.join(WITHOUT_VALUE)})",
        ~(valued | reasons),
    )
    yield "a value beside a status that says there is none", valued & reasons
    yield "a value that is infinite or not a number", valued & ~np.isfinite(value)
    yield (
        "time_period is not the first day of its period",
        _off_start(table.column("freq"), table.column("time_period")),
    )


_MONTHS = {"A": 12, "Q": 3, "M": 1}


def _off_start(freq: "pa.ChunkedArray", starts: "pa.ChunkedArray") -> "np.ndarray[Any, Any]":
    """Whether a period begins on another day than the first of its year, quarter or month."""
    import numpy as np

    numbers, words = arrow.codes(freq)
    held = starts.combine_chunks()
    places, different = arrow.distinct(arrow.values(held, "int32"))  # there are few
    days = different.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    length = np.array([_MONTHS.get(word, 0) for word in words.to_pylist()], np.int64)[:, np.newaxis]
    off = (length > 0) & ((days != months) | (months.astype(np.int64) % np.maximum(length, 1) > 0))
    found: np.ndarray[Any, Any] = off[numbers, places] & arrow.present(held)
    return found


def _example(con: "duckdb.DuckDBPyConnection", wrong: "pa.Table") -> str:
    con.register("wrong", wrong)
    shown = con.execute(
        "select concat_ws(' ', indicator, ref_area, counterpart_area, breakdown, freq, time_period, "
        "obs_status, obs_value) from wrong order by all limit 1"
    ).fetchall()
    return str(shown[0][0])


def _foreign(con: "duckdb.DuckDBPyConnection", name: str, allowed: list[str], unknown: list[str]) -> list[str]:
    rows = dict(con.execute(f"select {name}, count(*) from o group by all").fetchall())
    return [f"unknown {name} {code!r} in {rows[code]} rows; {_nearest(code, allowed)}" for code in unknown]


def _nearest(code: str, allowed: list[str]) -> str:
    if len(allowed) <= 12:
        return f"expected one of {', '.join(allowed)}"
    close = get_close_matches(code, allowed, 1, 0.5)
    return f"nearest known: {close[0]}" if close else "nothing known is like it"


def _duplicates(con: "duckdb.DuckDBPyConnection") -> list[str]:
    key = ", ".join(KEY)
    doubled = f"select {key}, list(obs_value) as found from o group by {key} having count(*) > 1"
    n = con.execute(f"select count(*) from ({doubled})").fetchall()[0][0]
    if not n:  # where a period is NULL, nothing can be said
        return []
    shown = con.execute(
        f"select concat_ws(' ', {key}) || ' = ' || array_to_string(found, ' and ') from ({doubled}) order by 1 limit 3"
    ).fetchall()
    return [f"{n} keys stand more than once, such as {'; '.join(row[0] for row in shown)}"]


@dataclass(frozen=True)
class _Ordered:
    """A table whose text is in dictionaries, the place of each row in the order of files, and whether two share one.

    All columns of that order are packed into one whole number per row, where each takes as much room as it has
    different words. Numbers are sorted many times faster than rows of text, and equal ones lie side by side.
    """

    table: "pa.Table"
    order: "np.ndarray[Any, Any] | None"
    """None for rows that are in their order already."""
    twice: bool

    @classmethod
    def of(cls, table: "pa.Table") -> "_Ordered":
        import pyarrow as pa

        held = pa.table([*arrow.at_once(arrow.in_dictionary, table.columns)], table.column_names)
        ordering = [held.column(name) for name in (*ORDER, "source", "vintage")]
        key, combinations = _packed(arrow.at_once(_places, ordering), held.num_rows)
        if (key[1:] > key[:-1]).all():
            return cls(held, None, twice=False)
        return cls(held, *arrow.in_order(key, combinations))

    def others(self, name: str, allowed: Iterable[str]) -> list[str]:
        """Words of a column that are not among these, in their order. A dictionary may have words that no row has."""
        column, known = self.table.column(name), {None, *allowed}
        if known.issuperset(column.chunk(0).dictionary.to_pylist()):
            return []
        return sorted(set(column.unique().to_pylist()) - known)

    def sorted(self, start: int, rows: int) -> "pa.Table":
        """Some rows of the file, from one on."""
        found = self.table.slice(start, rows)
        if self.order is None:
            return found
        places = arrow.numbers(self.order[start : start + rows])
        for number, column in enumerate(self.table.columns):
            if not _is_constant(column):
                found = found.set_column(number, found.field(number), column.take(places))
        return found


def _is_constant(column: "pa.ChunkedArray") -> bool:
    import pyarrow as pa

    if column.null_count:
        return bool(column.null_count == len(column))
    return pa.types.is_dictionary(column.type) and len(column.chunk(0).dictionary) == 1


def _places(column: "pa.ChunkedArray") -> "tuple[np.ndarray[Any, Any], int]":
    """The place of each value in the order of all that there are, NULL behind them, and how many places there are."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        numbers, words = arrow.codes(column)
        order = arrow.values(pc.sort_indices(words), "uint64")
    else:
        numbers, days = arrow.distinct(arrow.values(column.combine_chunks(), "int32"))
        order = np.argsort(days)
    if numbers.min(initial=0) == numbers.max(initial=0):
        return np.zeros(1, np.int64), 1  # in every row
    numbers = numbers.astype(np.intp)  # what NumPy looks up by at its fastest
    held = np.zeros(len(order), bool)  # a dictionary may have words that no row has
    held[numbers] = True
    places = np.empty(len(order), np.int32)
    places[order] = np.cumsum(held[order]) - 1
    return places[numbers], int(np.count_nonzero(held))


def _packed(columns: "Iterable[tuple[np.ndarray[Any, Any], int]]", rows: int) -> "tuple[np.ndarray[Any, Any], int]":
    """One number for the places of each row, in the order of the first column, then of the second, and so on.

    Beside them how many such numbers there may be.
    """
    import numpy as np

    key, combinations = np.zeros(rows, np.int64), 1
    for places, number in columns:
        if combinations * number >= 1 << 63:
            different, key = np.unique(key, return_inverse=True)
            combinations = len(different)
        if number > 1:
            key *= number
            key += places
        combinations *= number
    return key, combinations


def path(settings: Settings, source: str, dataset: str, vintage: str) -> Path:
    """Where the observations of one edition lie. Names which could leave the folder are refused."""
    for name in (source, dataset, vintage):
        if not SAFE_NAME.fullmatch(name):
            raise InvalidObservations(f"{name!r} cannot name a file: expected letters, digits, . _ and -")
    return settings.observations / source / dataset / f"{vintage}.parquet"


def write(
    settings: Settings,
    source: str,
    dataset: str,
    vintage: str,
    table: "pa.Table",
    made_by: str = "",
) -> Path:
    """Validate and store one edition of a dataset as sorted zstd Parquet; returns its path.

    A file that already holds these rows stays untouched. Other rows replace it only if they come from other
    bytes or from another normalizer (`made_by`, see normalizer_of); the same bytes read in the same way must
    give the same rows, and InvalidObservations says so if they do not.
    """
    target = path(settings, source, dataset, vintage)
    given = _valid(table)
    _belongs(given, source, vintage)
    # what another normalizer wrote is replaced unseen: it may lack a column
    if target.exists() and normalizer_of(target) == made_by:
        with database.apart(settings) as con:
            con.register("o", table)
            held = f"read_parquet({quoted(target)})"
            if _content(con, held) == _content(con, "o"):
                return target
            if _snapshots(con, held) == _snapshots(con, "o"):
                raise InvalidObservations(
                    f"{target.name} of {source}/{dataset} holds other rows of the same bytes: the normalizer does"
                    " not give the same answer twice; remove the file if the new rows are right"
                )
    with disk.replacing(target) as temporary:
        _save(given, temporary, made_by)
    return target


def _save(given: _Ordered, target: Path, made_by: str) -> None:
    import pyarrow.parquet as pq

    texts = [name for name, kind in COLUMNS.items() if kind == "VARCHAR"]
    columns = list(COLUMNS)
    # a plain column of text for whoever reads it, however it is held here
    options = {"compression": "zstd", "use_dictionary": texts, "store_schema": False}
    starts = range(0, max(given.table.num_rows, 1), _ROW_GROUP)
    with pq.ParquetWriter(target, given.table.select(columns).schema, **options) as writer:
        for group in arrow.at_once(lambda start: given.sorted(start, _ROW_GROUP).select(columns), starts):
            writer.write_table(group)
        writer.add_key_value_metadata({_MADE_BY: made_by})


_ROW_GROUP = 122_880
"""Rows that a thread of DuckDB reads at a time."""
_MADE_BY = "bilateral.normalizer"


def normalizer_of(file: Path) -> str | None:
    """Fingerprint of the normalizer that made an observation file; empty when it has none, None where it is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        made_by: bytes = (pq.read_metadata(file).metadata or {}).get(_MADE_BY.encode(), b"")
    except pa.ArrowInvalid:
        return None
    return made_by.decode()


def _content(con: "duckdb.DuckDBPyConnection", rows: str) -> tuple[Any, ...]:
    """What two tables with the same rows, in whatever order, have in common."""
    row = f"hash({', '.join(COLUMNS)})"
    return con.execute(f"select count(*), sum({row}), bit_xor({row}) from {rows}").fetchall()[0]


def _snapshots(con: "duckdb.DuckDBPyConnection", rows: str) -> list[tuple[str]]:
    return con.execute(f"select distinct snapshot from {rows} order by 1").fetchall()


def _belongs(given: _Ordered, source: str, vintage: str) -> None:
    for name, expected in (("source", source), ("vintage", vintage)):
        if others := given.others(name, [expected]):
            raise InvalidObservations(
                f"{name} should be {expected} in every row of its file; found {', '.join(others)}"
            )


def files(settings: Settings, source: str | None = None, dataset: str | None = None) -> list[Path]:
    """Observation files of everything, of one source or of one of its datasets, in the order of names."""
    return sorted(settings.observations.glob(f"{source or '*'}/{dataset or '*'}/*.parquet"))


def count(settings: Settings, files: Iterable[Path]) -> int:
    """How many rows files in Parquet have, as they say at their ends."""
    listed = ", ".join(map(quoted, files))
    if not listed:
        return 0
    with database.apart(settings) as con:
        (held,) = con.execute(f"select sum(num_rows) from parquet_file_metadata([{listed}])").fetchall()[0]
        return int(held)
