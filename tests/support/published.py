"""The published file of the project's own articles and reference figures, built once for all tests that only look at it."""

from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import once
import small

from pipelines.config import Settings
from tools import refresh_readme

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 25)
ARTICLE = "east-asian-powers-2025-03-30"


@cache
def project() -> Settings:
    """The project's warehouse with fewer figures, after its first run without a network: published, with every report."""

    def make(warehouse: Path) -> None:
        refresh_readme.output("bilateral run --offline", small.lay(warehouse))

    return Settings(root=ROOT, warehouse_dir=once.made("built", make))


def copy() -> duckdb.DuckDBPyConnection:
    """The published relations as tables in memory, to be changed by a test."""
    connection = duckdb.connect()
    connection.execute(f"attach '{project().database}' as published (read_only)")
    for schema in ("input", "core", "marts", "factcheck"):
        connection.execute(f"create schema {schema}")
    found = connection.execute(
        "select schema_name, table_name from duckdb_tables() "
        "where database_name = 'published' and schema_name in ('input', 'core', 'marts', 'factcheck')"
    ).fetchall()
    for schema, name in found:
        connection.execute(f"create table {schema}.{name} as from published.{schema}.{name}")
    connection.execute("detach published")
    return connection


def retell(connection: duckdb.DuckDBPyConnection, article: str, claim: str = "claim_id", times: int = 1) -> None:
    """Copies of the article, named by SQL expressions over article_id, claim_id and n, the number of the copy."""
    found = connection.execute(
        "select schema_name || '.' || table_name, bool_or(column_name = 'claim_id') from duckdb_columns() "
        "where column_name in ('article_id', 'claim_id') and not internal group by all"
    ).fetchall()
    for table, has_claim in found:
        replaced = f"{article} as article_id" + (f", {claim} as claim_id" if has_claim else "")
        connection.execute(
            f"insert into {table} select t.* replace ({replaced}) from {table} as t cross join range({times}) as r (n) "
            f"where t.article_id = '{ARTICLE}'"
        )
