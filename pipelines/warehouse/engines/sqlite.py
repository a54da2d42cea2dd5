"""SQLite as the engine of relations with few rows: a database in memory, and the functions that it lacks.

Belongs here: what functions of DuckDB's dialect do, for queries that sqltranslation.py translated. Does not belong
here: which models it runs (few.py).
"""

import math
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

SCHEMAS = ("input", "core", "marts", "factcheck")


def connect() -> sqlite3.Connection:
    """An empty database in memory that gives days and truths back as such."""
    sqlite3.register_adapter(date, date.isoformat)
    sqlite3.register_converter("DATE", lambda text: date.fromisoformat(text.decode()))
    sqlite3.register_converter("BOOLEAN", lambda text: text != b"0")
    connection = sqlite3.connect(
        ":memory:",
        detect_types=sqlite3.PARSE_DECLTYPES,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=500,
    )
    for schema in SCHEMAS:
        connection.execute(f"attach ':memory:' as {schema}")
    connection.execute("pragma case_sensitive_like = true")
    for name, (arguments, function) in _FUNCTIONS.items():
        connection.create_function(name, arguments, function, deterministic=True)
    for name, (arguments, aggregate) in _AGGREGATES.items():
        connection.create_aggregate(name, arguments, aggregate)
    return connection


def make(connection: sqlite3.Connection, name: str, types: Mapping[str, str]) -> None:
    """An empty relation. SQLite takes DuckDB's names of types, and stores what each of them holds."""
    columns = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
    connection.execute(f"create table {name} ({columns})")


def fill(connection: sqlite3.Connection, name: str, rows: Iterable[Sequence[Any]], width: int) -> None:
    marks = ", ".join("?" * width)
    connection.executemany(f"insert into {name} values ({marks})", rows)


# What a function gives of NULL is NULL, where nothing else is said


def _of_values(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: None if None in arguments else function(*arguments)


@lru_cache(10_000)
def _day(text: str) -> date:
    return date.fromisoformat(text)


@lru_cache(10_000)
def _add_months(day: str, months: int) -> str:
    """As DuckDB does, the last day of a month that is shorter."""
    year, month = divmod(int(day[:4]) * 12 + int(day[5:7]) - 1 + months, 12)
    first, following = date(year, month + 1, 1), date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return first.replace(day=min(int(day[8:]), (following - first).days)).isoformat()


@lru_cache(10_000)
def _add_days(day: str, days: int) -> str:
    return (_day(day) + timedelta(days=days)).isoformat()


@lru_cache(10_000)
def _date_diff(unit: str, first: str, last: str) -> int:
    """How many ends of days, months or years lie between two days."""
    if unit == "day":
        return (_day(last) - _day(first)).days
    years = int(last[:4]) - int(first[:4])
    return years if unit == "year" else years * 12 + int(last[5:7]) - int(first[5:7])


def _date_trunc(unit: str, day: str) -> str:
    return {"year": day[:4] + "-01-01", "month": day[:7] + "-01"}[unit]


def _divided(number: float, by: float) -> float | None:
    """Never of whole numbers only."""
    if by:
        return number / by
    return math.copysign(math.inf, number) if number else None  # not a number is NULL


def _rounded(number: float, digits: int) -> float:
    """A half away from zero, after a product as DuckDB computes it."""
    power = 10.0 ** abs(digits)
    scaled = number * power if digits >= 0 else number / power
    below = math.floor(abs(scaled))
    whole = math.copysign(below + (abs(scaled) - below >= 0.5), scaled)
    return whole / power if digits >= 0 else whole * power


def _as_text(value: Any) -> str:
    return str(value)


def _greatest(*values: Any) -> Any:
    return max((value for value in values if value is not None), default=None)


def _least(*values: Any) -> Any:
    return min((value for value in values if value is not None), default=None)


_FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "add_days": (2, _of_values(_add_days)),
    "add_months": (2, _of_values(_add_months)),
    "as_integer": (1, _of_values(round)),
    "as_text": (1, _of_values(_as_text)),
    "date_diff": (3, _of_values(_date_diff)),
    "date_trunc": (2, _of_values(_date_trunc)),
    "divided": (2, _of_values(_divided)),
    "greatest": (-1, _greatest),
    "least": (-1, _least),
    "make_day": (3, _of_values(lambda year, month, day: date(year, month, day).isoformat())),
    "month_of": (1, _of_values(lambda day: int(day[5:7]))),
    "printed": (2, _of_values(lambda form, number: form % number)),
    "regexp_replace": (3, _of_values(lambda text, pattern, by: re.sub(pattern, by, text, count=1))),
    "round_down": (1, _of_values(lambda number: float(math.floor(number)))),
    "round_up": (1, _of_values(lambda number: float(math.ceil(number)))),
    "rounded": (2, _of_values(_rounded)),
    "sign_of": (1, _of_values(lambda number: (number > 0) - (number < 0))),
    "to_power": (2, _of_values(math.pow)),
    "year_of": (1, _of_values(lambda day: int(day[:4]))),
}


class _ArgMin:
    """What stands beside the smallest value; rows in which either is NULL do not count."""

    def __init__(self) -> None:
        self.found: tuple[Any, Any] | None = None

    def step(self, beside: Any, value: Any) -> None:
        if beside is not None and value is not None and (self.found is None or self.before(value, self.found[0])):
            self.found = value, beside

    @staticmethod
    def before(value: Any, other: Any) -> bool:
        return bool(value < other)

    def finalize(self) -> Any:
        return self.found and self.found[1]


class _ArgMax(_ArgMin):
    @staticmethod
    def before(value: Any, other: Any) -> bool:
        return bool(value > other)


class _Listed:
    """Texts in an order, with a mark between them."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, str]] = []
        self.mark = ""

    def step(self, text: str | None, mark: str, order: Any) -> None:
        self.mark = mark
        if text is not None:
            self.rows.append((order, text))

    def finalize(self) -> str | None:
        return self.mark.join(text for _, text in sorted(self.rows, key=lambda row: row[0])) if self.rows else None


class _ListedOnce(_Listed):
    def finalize(self) -> str | None:
        self.rows = list(dict.fromkeys(self.rows))
        return super().finalize()


_AGGREGATES: dict[str, tuple[int, Any]] = {
    "arg_max": (2, _ArgMax),
    "arg_min": (2, _ArgMin),
    "string_agg": (3, _Listed),
    "string_agg_distinct": (3, _ListedOnce),
}
