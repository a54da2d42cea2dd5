"""Spark as the engine: the models of sql/, translated, over the same Parquet files.

Every worker must see the files of the warehouse under the same path.
"""

import hashlib
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.config import Settings
from pipelines.warehouse.engines.duckdb import Progress
from pipelines.warehouse.sqlfiles import InvalidModel
from pipelines.warehouse.sqlmodels import Model

if TYPE_CHECKING:
    import duckdb
    from pyspark.sql import SparkSession

    from pipelines.warehouse.engines.duckdb import Given

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    # a timestamp without a zone, as in DuckDB and in our files
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.compression.codec": "zstd",
}
"""What makes Spark understand the same words in the same way; sent to whichever server runs the models."""
LOCAL = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    # English names of months; the quick compiler, because the code of most plans runs once
    "spark.driver.extraJavaOptions": "-Duser.language=en -Duser.country=US"
    " -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m",
    # stages are planned ahead: the joins of most models are small, and asking after each costs more than it saves
    "spark.sql.adaptive.enabled": "false",
}
"""Only where Spark runs in a process of ours."""


def run(
    settings: Settings,
    connection: "duckdb.DuckDBPyConnection",
    inputs: "Mapping[str, Given]",
    models: Iterable[Model],
    folder: Path,
    progress: Progress | None = None,
) -> dict[str, float]:
    """Compute the models with Spark and make a table of each on the connection; returns seconds by relation.

    `connection` holds `input.<name>` for each of the inputs. `folder` takes what the engines hand each other.
    Raises InvalidModel with the file and what either engine found wrong with it.
    """
    models = list(models)
    read = {name.removeprefix("input.") for model in models for name in model.depends_on if name.startswith("input.")}
    session = start(settings)
    seconds = {}
    try:
        for name in sorted(read):
            _hand_over(session, connection, name, inputs[name], folder)
        for number, model in enumerate(models, 1):
            if progress:
                progress(model.name, number, len(models))
            started = time.perf_counter()
            target = folder / model.name
            _compute(session, model, target)
            _take_over(connection, model, target)
            seconds[model.name] = time.perf_counter() - started
    finally:
        session.stop()
    return seconds


def _compute(session: "SparkSession", model: Model, target: Path) -> None:
    from pyspark.errors import PySparkException

    try:
        rows = session.sql(translate(model.sql))
        rows.write.parquet(str(target))
    except PySparkException as error:
        raise InvalidModel(model.path, f"{model.name} failed on Spark: {error}") from error
    session.read.schema(rows.schema).parquet(str(target)).createOrReplaceTempView(_view(model.name))


def _take_over(connection: "duckdb.DuckDBPyConnection", model: Model, target: Path) -> None:
    """A table with the types that DuckDB itself would have given the columns, and Spark's rows."""
    import duckdb

    try:
        connection.execute(f"create schema if not exists {model.schema}")
        connection.execute(f"create table {model.name} as {model.sql.rstrip().rstrip(';')}\nwith no data")
        connection.execute(f"insert into {model.name} by name select * from read_parquet({_literal(target)})")
    except duckdb.Error as error:
        raise InvalidModel(model.path, f"{model.name} failed: {error}") from error


def _hand_over(
    session: "SparkSession", connection: "duckdb.DuckDBPyConnection", name: str, given: "Given", folder: Path
) -> None:
    """A view in Spark over `input.<name>`. SQL text over Parquet files is left to Spark, all else is small."""
    if isinstance(given, str) and (files := _parquet_files(given)):
        text = translate(given)
        for view, paths in files.items():
            session.read.parquet(*paths).createOrReplaceTempView(view)
        session.sql(text).createOrReplaceTempView(_view(f"input.{name}"))
        return
    target = folder / "input" / f"{name}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(f"copy input.{name} to '{_escaped(target)}' (format parquet)")
    session.read.schema(_schema(connection, name)).parquet(str(target)).createOrReplaceTempView(_view(f"input.{name}"))


def _schema(connection: "duckdb.DuckDBPyConnection", name: str) -> str:
    """Told, because Spark starts a job to find out."""
    from sqlglot import exp

    columns = connection.execute(f"describe input.{name}").fetchall()
    return ", ".join(f"`{column}` {exp.DataType.build(kind, 'duckdb').sql('spark')}" for column, kind, *_ in columns)


def _literal(target: Path) -> str:
    return f"'{_escaped(target)}/*.parquet'"


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")


# Session


def start(settings: Settings) -> "SparkSession":
    """A session where BILATERAL_SPARK says. Workers run the same Python as this, unless PYSPARK_PYTHON says another."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise ValueError("the engine spark needs Java 17 or newer and PySpark: pip install '.[spark]'") from None

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("bilateral")
    builder = builder.remote(settings.spark) if settings.spark.startswith("sc://") else builder.master(settings.spark)
    if settings.spark.startswith("local"):
        partitions = str(settings.threads)
        local = LOCAL | {"spark.driver.memory": _jvm_size(settings.memory_limit)}
        for key, value in (local | {"spark.sql.shuffle.partitions": partitions}).items():
            builder = builder.config(key, value)
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def _jvm_size(limit: str) -> str:
    """4GB, 1.5 GiB and the like as Java takes it."""
    found = re.fullmatch(r"([\d.]+)\s*([KMGT])i?B?", limit.strip(), re.IGNORECASE)
    if not found:
        raise ValueError(f"expected a memory limit like 4GB, found {limit!r}")
    megabytes = float(found[1]) * {"K": 1 / 1024, "M": 1, "G": 1024, "T": 1024**2}[found[2].upper()]
    return f"{max(int(megabytes), 512)}m"


# Translation


def translate(sql: str) -> str:
    """A SELECT in DuckDB's dialect as Spark understands it, with the same meaning."""
    import sqlglot

    tree = sqlglot.parse_one(sql, read="duckdb").transform(_translated)
    return str(tree.sql(dialect="spark", comments=False))


def _translated(node: Any) -> Any:
    """What sqlglot leaves as it is although Spark has another name or another meaning for it."""
    from sqlglot import exp

    translations: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
        (exp.CTE, _unmaterialized),
        (exp.Table, _table_or_view),
        (exp.Literal, _number),
        (exp.Concat | exp.ConcatWs, _texts),
        (exp.GroupConcat, _joined),
        (exp.ArgMax | exp.ArgMin, _of_what_is_known),
        (exp.DateDiff, _boundaries),
        (exp.Anonymous, _interval),
    )
    return next((translated(node) for kind, translated in translations if isinstance(node, kind)), node)


def _unmaterialized(node: Any) -> Any:
    """Spark never keeps a CTE."""
    node.set("materialized", None)
    return node


def _table_or_view(node: Any) -> Any:
    from sqlglot import exp

    if isinstance(node.this, exp.ReadParquet):
        return exp.alias_(exp.to_table(_file_view(_paths(node.this))), node.alias or "file", table=True)
    if node.db:
        return exp.alias_(exp.to_table(_view(f"{node.db}.{node.name}")), node.alias or node.name, table=True)
    return node


def _number(node: Any) -> Any:
    """A decimal there, whose quotients have few digits; every division here is one of doubles."""
    from sqlglot import exp

    is_decimal = not node.is_string and "." in node.this and "e" not in node.this.lower()
    return exp.Literal(this=f"{node.this}D", is_string=False) if is_decimal else node


def _texts(node: Any) -> Any:
    node.set("expressions", [_as_text(part) for part in node.expressions])
    return node


def _of_what_is_known(node: Any) -> Any:
    """DuckDB passes over rows that have nothing to return."""
    from sqlglot import exp

    if isinstance(node.parent, exp.Filter):
        return node
    known = node.this.copy().is_(exp.null()).not_()
    return exp.Filter(this=node.copy(), expression=exp.Where(this=known))


def _interval(node: Any) -> Any:
    from sqlglot import exp

    name = node.name.lower()
    if name == "to_months":
        return exp.func("make_ym_interval", "0", node.expressions[0], dialect="spark")
    if name == "to_years":
        return exp.func("make_ym_interval", node.expressions[0], "0", dialect="spark")
    return node


_MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}


def _boundaries(node: Any) -> Any:
    """DuckDB counts the ends of months that lie between two days, Spark whole months."""
    from sqlglot import exp

    if node.unit.name not in _MONTHS:
        return node

    def number(day: Any) -> str:
        text, unit = day.sql("spark"), node.unit.name.lower()
        per_year = 12 // _MONTHS[node.unit.name]
        return f"year({text})" if unit == "year" else f"(year({text}) * {per_year} + {unit}({text}))"

    return exp.paren(exp.maybe_parse(f"{number(node.this)} - {number(node.expression)}", dialect="spark"))


def _joined(node: Any) -> Any:
    """string_agg(). Spark 4.3 has listagg(), which fails beside another distinct aggregate."""
    from sqlglot import exp

    ordered = node.this if isinstance(node.this, exp.Order) else None
    what = ordered.this if ordered else node.this
    if isinstance(what, exp.Distinct):
        text = what.expressions[0].sql("spark")
        rows = f"sort_array(collect_set({text}))"
    else:
        text = what.sql("spark")
        keys = [key.this.sql("spark") for key in ordered.expressions] if ordered else []
        row = f"struct({', '.join([*keys, f'{text} as joined'])})"
        rows = f"transform(sort_array(collect_list({row}) filter (where {text} is not null)), row -> row.joined)"
    joined = f"case when count({text}) > 0 then array_join({rows}, {node.args['separator'].sql('spark')}) end"
    return exp.maybe_parse(joined, dialect="spark")


def _as_text(part: Any) -> Any:
    from sqlglot import exp

    return part if part.is_string else exp.cast(part, "string")


def _view(relation: str) -> str:
    """Views of a session have no schemas."""
    return relation.replace(".", "__")


def _parquet_files(sql: str) -> dict[str, list[str]]:
    """View -> files, for each read_parquet() in a text; empty unless it reads nothing else."""
    import sqlglot
    from sqlglot import exp

    tables = list(sqlglot.parse_one(sql, read="duckdb").find_all(exp.Table))
    if not all(isinstance(table.this, exp.ReadParquet) for table in tables):
        return {}
    return {_file_view(paths): paths for table in tables if (paths := _paths(table.this))}


def _paths(read: Any) -> list[str]:
    from sqlglot import exp

    return [literal.this for literal in read.find_all(exp.Literal) if literal.is_string]


def _file_view(paths: list[str]) -> str:
    return f"parquet_{hashlib.sha256(' '.join(paths).encode()).hexdigest()[:16]}"
