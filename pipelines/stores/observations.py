"""The canonical table of observations: its schema, what makes a table valid, and its Parquet files."""

import csv
import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines import catalogue
from pipelines.config import PACKAGE, Settings
from pipelines.stores import database, disk, seals
from pipelines.stores.database import quoted

if TYPE_CHECKING:
    import duckdb
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
    "KM2": "square kilometres",
    "YEARS": "years",
    "PER_1000": "of a thousand",
    "PER_100K": "of a hundred thousand",
    "T": "tonnes",
    "T_HEAD": "tonnes per head",
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
    return _conformed(relation.to_arrow_table(), **constants)


def _conformed(table: "pa.Table", **constants: Any) -> "pa.Table":
    import pyarrow as pa

    if unknown := {*table.column_names, *constants} - set(COLUMNS):
        raise InvalidObservations(f"columns that no observation has: {', '.join(sorted(unknown))}")
    columns = {}
    for field in schema():
        if field.name in constants:
            columns[field] = _repeated(constants[field.name], field.type, table.num_rows)
        elif field.name in table.column_names:
            column = table.column(field.name)
            columns[field] = column if _is_text(column.type) else column.cast(field.type)
        else:
            columns[field] = pa.nulls(table.num_rows, field.type)
    fields = [field.with_type(column.type) for field, column in columns.items()]
    return pa.table(list(columns.values()), pa.schema(fields))


def _repeated(value: Any, kind: "pa.DataType", rows: int) -> "pa.Array":
    import pyarrow as pa

    if value is None or not _is_text(kind):
        return pa.repeat(pa.scalar(value, kind), rows)
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), rows), pa.array([value], kind))


def _is_text(kind: "pa.DataType") -> bool:
    """Whether a column is text, as it is or by a dictionary of its words."""
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or (pa.types.is_dictionary(kind) and pa.types.is_string(kind.value_type)))


def validate(table: "pa.Table") -> None:
    """Raise InvalidObservations with every problem of the table: its shape, codes, values and keys."""
    if problems := _shape(table) or _contents(table):
        raise InvalidObservations("\n- ".join(["not valid as observations:", *problems]))


def _shape(table: "pa.Table") -> list[str]:
    problems = []
    for field in schema():
        if field.name not in table.column_names:
            problems.append(f"column {field.name} is missing; add it as {COLUMNS[field.name]}")
        elif (found := table.schema.field(field.name).type) != field.type and not (
            _is_text(found) and _is_text(field.type)
        ):
            problems.append(f"column {field.name} is {found}; expected {field.type}")
    unknown = [name for name in table.column_names if name not in COLUMNS]
    return problems + [f"column {name} is not part of an observation; remove it" for name in unknown]


_REASONS = ", ".join(f"'{status}'" for status in WITHOUT_VALUE)
_RULES = {
    "no value, and a status that does not say why (expected one of " + ", ".join(WITHOUT_VALUE) + ")":
        f"obs_value is null and not coalesce(obs_status in ({_REASONS}), false)",
    "a value beside a status that says there is none": f"obs_value is not null and obs_status in ({_REASONS})",
    "a value that is infinite or not a number": "not isfinite(obs_value)",
    "time_period is not the first day of its period":
        "case freq when 'A' then dayofyear(time_period) > 1"
        " when 'Q' then time_period <> date_trunc('quarter', time_period)"
        " when 'M' then day(time_period) > 1 end",
}  # fmt: skip
"""What is said of rows that break a rule, and SQL that finds them; codes and keys are judged beside these."""


def _contents(table: "pa.Table") -> list[str]:
    with database.apart(Settings()) as con:
        con.register("o", table)
        return _problems(con, "o")


def expect_valid(con: "duckdb.DuckDBPyConnection", relation: str) -> None:
    """The same as `validate` for a relation that has the canonical columns and types."""
    if problems := _problems(con, relation):
        raise InvalidObservations("\n- ".join(["not valid as observations:", *problems]))


def _problems(con: "duckdb.DuckDBPyConnection", relation: str) -> list[str]:
    """What is wrong with codes, values and keys. One look at all rows: what is wrong is looked for only then."""
    allowed, needed = vocabularies(), [name for name in COLUMNS if name not in NULLABLE]
    asked = (
        *(f"list(distinct {name})" for name in allowed),
        *(f"count(*) - count({name})" for name in needed),
        *(f"count(*) filter (where {rule})" for rule in _RULES.values()),
    )
    found = list(con.execute(f"select {', '.join(asked)} from {relation}").fetchall()[0])
    codes, nulls, broken = (found[: len(allowed)], found[len(allowed) : -len(_RULES)], found[-len(_RULES) :])
    return [
        *(f"{name} is NULL in {n} rows; every observation has one" for name, n in zip(needed, nulls, strict=True) if n),
        *(problem for (name, known), held in zip(allowed.items(), codes, strict=True)
          if set(held or []) - {*known, None} for problem in _foreign(con, relation, name, known)),
        *(f"{complaint}: {n} rows, such as {_example(con, relation, rule)}"
          for (complaint, rule), n in zip(_RULES.items(), broken, strict=True) if n),
        *_duplicates(con, relation),
    ]  # fmt: skip


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


def _example(con: "duckdb.DuckDBPyConnection", relation: str, rule: str) -> str:
    shown = con.execute(
        "select concat_ws(' ', indicator, ref_area, counterpart_area, breakdown, freq, time_period, "
        f"obs_status, obs_value) from {relation} where {rule} order by all limit 1"
    ).fetchall()
    return str(shown[0][0])


def _foreign(con: "duckdb.DuckDBPyConnection", relation: str, name: str, allowed: list[str]) -> list[str]:
    found = con.execute(
        f"select {name}, count(*) from {relation} where {name} is not null group by all order by 1"
    ).fetchall()
    return [
        f"unknown {name} {code!r} in {rows} rows; {_nearest(code, allowed)}"
        for code, rows in found if code not in allowed
    ]  # fmt: skip


def _nearest(code: str, allowed: list[str]) -> str:
    if len(allowed) <= 12:
        return f"expected one of {', '.join(allowed)}"
    close = get_close_matches(code, allowed, 1, 0.5)
    return f"nearest known: {close[0]}" if close else "nothing known is like it"


def _duplicates(con: "duckdb.DuckDBPyConnection", relation: str) -> list[str]:
    key = ", ".join(KEY)
    # a tenth of the time of the exact way, which equal hashes of different keys lead to as well
    (all_differ,) = con.execute(f"select count(*) = count(distinct hash({key})) from {relation}").fetchall()[0]
    if all_differ:
        return []
    doubled = f"select {key}, list(obs_value) as found from {relation} group by {key} having count(*) > 1"
    n = con.execute(f"select count(*) from ({doubled})").fetchall()[0][0]
    shown = con.execute(
        f"select concat_ws(' ', {key}) || ' = ' || array_to_string(found, ' and ') from ({doubled}) order by 1 limit 3"
    ).fetchall()
    return [f"{n} keys stand more than once, such as {'; '.join(row[0] for row in shown)}"] if n else []


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
    validate(table)
    with database.apart(settings) as con:
        con.register("o", table)
        _belongs(con, source, vintage)
        # what another normalizer wrote is replaced unseen: it may lack a column
        if target.exists() and normalizer_of(target) == made_by:
            held = f"read_parquet({quoted(target)})"
            if _content(con, held) == _content(con, "o"):
                return target
            if _snapshots(con, held) == _snapshots(con, "o"):
                raise InvalidObservations(
                    f"{target.name} of {source}/{dataset} holds other rows of the same bytes: the normalizer does"
                    " not give the same answer twice; remove the file if the new rows are right"
                )
        with disk.replacing(target) as temporary:
            con.execute(
                f"copy ({_in_order(con)}) to {quoted(temporary)}"
                f" (format parquet, compression zstd, kv_metadata {{'{_MADE_BY}': {quoted(made_by)}}})"
            )
    seals.seal(target)
    return target


_ALIKE = ("unit_measure", "source", "vintage", "published_basis", "snapshot")
"""Never NULL, and mostly the same in all rows of a file."""


def _in_order(con: "duckdb.DuckDBPyConnection") -> str:
    """A query of the rows in the order of files. Text that is the same in all of them is not sorted with them."""
    ends = ", ".join(f"case when min({name}) = max({name}) then min({name}) end" for name in _ALIKE)
    same = dict(zip(_ALIKE, con.execute(f"select {ends} from o").fetchall()[0], strict=True))
    others = [name for name in COLUMNS if same.get(name) is None]
    columns = (name if name in others else f"{quoted(same[name])} as {name}" for name in COLUMNS)
    return f"select {', '.join(columns)} from (select {', '.join(others)} from o order by {', '.join(ORDER)})"


_MADE_BY = "bilateral.normalizer"


def normalizer_of(file: Path) -> str | None:
    """Fingerprint of the normalizer that made an observation file; empty when it has none, None where it is damaged."""
    if not seals.is_whole(file):
        return None
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


def _belongs(con: "duckdb.DuckDBPyConnection", source: str, vintage: str) -> None:
    for name, expected in (("source", source), ("vintage", vintage)):
        found = con.execute(f"select distinct {name} from o where {name} <> ? order by 1", [expected]).fetchall()
        if found:
            others = ", ".join(other for (other,) in found)
            raise InvalidObservations(f"{name} should be {expected} in every row of its file; found {others}")


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
