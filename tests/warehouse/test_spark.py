"""Both engines give the same file: every relation, row for row, on the project's own figures and article."""

import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import small

from pipelines.config import Settings
from pipelines.warehouse import inputs, publication
from pipelines.warehouse.engines import spark

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 25)


def needs_spark() -> None:
    if shutil.which("java") is None and not os.environ.get("CI"):
        pytest.skip("Spark needs Java, which this machine lacks")


def differing(connection: duckdb.DuckDBPyConnection, relation: str, key: list[str]) -> list[tuple[Any, ...]]:
    """Rows of a relation that only one file has, or whose values differ; numbers may by a billionth."""
    columns = connection.execute(f"describe duckdb_file.{relation}").fetchall()
    equal = " and ".join(_equal(name, kind) for name, kind, *_ in columns)
    same_key = " and ".join(f'd."{name}" is not distinct from s."{name}"' for name in key)
    return connection.execute(
        f"select d, s from duckdb_file.{relation} as d full join spark_file.{relation} as s on {same_key}"
        f" where not coalesce({equal}, false) limit 3"
    ).fetchall()


def _equal(column: str, kind: str) -> str:
    left, right = f'd."{column}"', f's."{column}"'
    exact = f"{left} is not distinct from {right}"
    if kind != "DOUBLE":
        return f"({exact})"
    return f"({exact} or coalesce(abs({left} - {right}) <= 1e-9 * abs({left}), false))"


def test_both_engines_agree_on_every_row(tmp_path: Path) -> None:
    needs_spark()
    by_duckdb = Settings(root=small.ROOT, warehouse_dir=small.lay(tmp_path / "duckdb", since="2022-01-01"))
    publication.build(by_duckdb, inputs.assemble(by_duckdb, as_of=TODAY))
    settings = Settings(
        root=small.ROOT, warehouse_dir=small.lay(tmp_path / "spark", since="2022-01-01"), threads=2,
        memory_limit="2GB", spark="local[2]",
    )  # fmt: skip
    built = publication.build(settings, inputs.assemble(settings, as_of=TODAY), engine="spark")

    assert not built.unchanged
    assert not list(settings.build.glob("run-*")), "what the engines handed each other is gone"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{by_duckdb.database}' as duckdb_file (read_only)")
        connection.execute(f"attach '{settings.database}' as spark_file (read_only)")
        types = 'select relation, "column", type from {}.meta.column order by all'
        columns = connection.execute(types.format("duckdb_file")).fetchall()
        assert connection.execute(types.format("spark_file")).fetchall() == columns
        keys = dict(
            connection.execute("select relation, key from duckdb_file.meta.relation where len(key) > 0").fetchall()
        )
        assert {"marts.bilateral_trade", "factcheck.reading", "factcheck.verdict"} <= keys.keys()
        for relation, key in keys.items():
            assert differing(connection, relation, key) == [], relation


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select 12.0 / x as y from core.a", "SELECT 12.0D / x AS y FROM core__a AS a"),
        ("select arg_max(a, b) as y from t", "SELECT MAX_BY(a, b) FILTER(WHERE NOT a IS NULL) AS y FROM t"),
        ("select a - to_months(b) as y from t", "SELECT a - MAKE_YM_INTERVAL(0, b) AS y FROM t"),
        (
            "select date_diff('month', a, b) as y from t",
            "SELECT ((YEAR(b) * 12 + MONTH(b)) - (YEAR(a) * 12 + MONTH(a))) AS y FROM t",
        ),
        ("with t as not materialized (select 1 as a) select a from t", "WITH t AS (SELECT 1 AS a) SELECT a FROM t"),
        ("select concat('a', b) as y from t", "SELECT CONCAT('a', COALESCE(CAST(b AS STRING), '')) AS y FROM t"),
    ],
)
def test_words_that_mean_something_else_there(sql: str, expected: str) -> None:
    assert spark.translate(sql) == expected


@pytest.mark.parametrize(("limit", "expected"), [("4GB", "4096m"), ("1.5 GiB", "1536m"), ("100MB", "512m")])
def test_memory_as_java_takes_it(limit: str, expected: str) -> None:
    assert spark._jvm_size(limit) == expected


def test_an_engine_that_is_not_there(settings: Settings) -> None:
    with pytest.raises(ValueError, match="flink"):
        publication.build(settings, {}, engine="flink")
