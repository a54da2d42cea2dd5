"""Whether what was built may be published: keys that tell rows apart, and the files in sql/checks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipelines.warehouse import sqlfiles
from pipelines.warehouse.documentation import CheckFailure
from pipelines.warehouse.sqlmodels import Models

if TYPE_CHECKING:
    import duckdb

KEPT = 0.9
"""What has to be left of the figures that are published."""
SAMPLE = 10
"""Offending rows that a failed check shows."""


def keys(connection: "duckdb.DuckDBPyConnection", models: Models) -> Iterator[CheckFailure]:
    """Models whose key does not tell rows apart, or is NULL where it may not be."""
    for model in models.models:
        key = ", ".join(f'"{column}"' for column in model.key)
        # hashes tell apart what differs in a quarter of the time; two that are the same may be a coincidence
        alike = f"select hash({key}) from {model.name} group by all having count(*) > 1 limit 1"
        if connection.execute(alike).fetchall():
            yield from _offending(
                connection,
                f'select {key}, count(*) as "rows" from {model.name} group by {key} having count(*) > 1',
                f"{model.name} has one row per {', '.join(model.key)}",
                "error",
                model.name,
                "The key in the header of the model does not tell these rows apart.",
            )
        if not model.nullable_key:
            empty = " or ".join(f'"{column}" is null' for column in model.key)
            yield from _offending(
                connection,
                f"select * from {model.name} where {empty}",
                f"{model.name} has no empty {', '.join(model.key)}",
                "error",
                model.name,
                "A column of the key is NULL; say nullable_key: true in the header if that is meant.",
            )


def files(connection: "duckdb.DuckDBPyConnection", models: Models) -> Iterator[CheckFailure]:
    """What the files in sql/checks find."""
    import duckdb

    for check in models.checks:
        try:
            yield from _offending(connection, check.sql, check.name, check.severity, check.relation, check.doc)
        except duckdb.Error as error:
            raise sqlfiles.InvalidModel(check.path, f"the check failed to run: {error}") from error


def counted(connection: "duckdb.DuckDBPyConnection") -> dict[str, tuple[int, int]]:
    """Source -> how many figures it has, and of how many indicators."""
    found = connection.execute(
        "select source, count(*), count(distinct indicator) from core.observation group by source"
    )
    return {source: (figures, indicators) for source, figures, indicators in found.fetchall()}


def losses(now: dict[str, tuple[int, int]], before: dict[str, tuple[int, int]]) -> Iterator[CheckFailure]:
    """More than a tenth of the figures, or of the series, that are published already and were not built again."""
    for place, what in enumerate(("figures", "series")):
        had, has = (sum(counts[place] for counts in found.values()) for found in (before, now))
        if has < KEPT * had:
            lost = [
                {"source": source, "published": counts[place], "built": now.get(source, (0, 0))[place]}
                for source, counts in before.items()
                if now.get(source, (0, 0))[place] < counts[place]
            ]
            doc = f"Of {had:,} published {what} {has:,} are left. If that is meant, --accept-loss publishes them."
            yield CheckFailure(f"core.observation keeps its {what}", "error", "core.observation", had - has, lost, doc)


def _offending(
    connection: "duckdb.DuckDBPyConnection", sql: str, check: str, severity: str, relation: str, doc: str
) -> Iterator[CheckFailure]:
    found = connection.execute(sql)
    columns = [column[0] for column in found.description]
    sample = [dict(zip(columns, row, strict=True)) for row in found.fetchmany(SAMPLE)]
    if sample:
        query = sql.rstrip().rstrip(";")
        rows = connection.execute(f"select count(*) from ({query}\n)").fetchall()[0][0]
        yield CheckFailure(check, severity, relation, rows, sample, doc)
