"""What the published file says about itself, and what can be asked of it."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.stores.database import hold, quoted
from pipelines.warehouse import sqlfiles, sqlmodels
from pipelines.warehouse.sqlmodels import Input, Model, Models

if TYPE_CHECKING:
    import duckdb

META = Path(__file__).with_suffix(".yml")
FIGURES = "core.observation"
_SOURCE_COLUMN = re.compile(r"source|source_\w+|\w+_source")


@dataclass(frozen=True)
class CheckFailure:
    """A check that found rows: its name, how grave it is, the relation it is about, how many rows and a few of them."""

    check: str
    severity: str
    relation: str
    rows: int
    sample: list[dict[str, Any]]
    doc: str = ""


# Writing


def write(
    connection: "duckdb.DuckDBPyConnection",
    models: Models,
    inputs: Mapping[str, Input],
    seconds: Mapping[str, float],
    failures: Iterable[CheckFailure],
    fingerprint: str,
    taken: float,
) -> dict[str, int]:
    """Fill schema `meta`; returns the number of rows by relation.

    `seconds`: how long the SQL of each model took, `taken` all of it. The rest of meta.build is in input.run.
    """
    described = _described(models, inputs)
    columns = _columns(connection)
    counts = {name: _count(connection, name) for name in described}
    named = {name: _named_sources(connection, name, found) for name, found in columns.items()}
    found = {failure.check: failure for failure in failures}
    (run,) = connection.execute("select run_id, built_at, today, profile, version() from input.run").fetchall()
    rows: dict[str, list[tuple[Any, ...]]] = {
        "build": [(fingerprint, *run, taken)],
        "schema": list(sqlmodels.SCHEMAS.items()),
        "relation": [
            (name, name.partition(".")[0], one.doc, list(getattr(one, "key", ())), counts[name], seconds.get(name))
            for name, one in described.items()
        ],
        "column": [
            (name, column, position, kind, one.columns[column].unit, one.columns[column].meaning,
             _told(named[name], column))
            for name, one in described.items()
            for position, (column, kind) in enumerate(columns[name], 1)
        ],
        "dependency": [(model.name, upstream) for model in models.models for upstream in model.depends_on],
        "relation_source": _sources(models, named),
        "check": [
            (
                check.name,
                check.relation,
                check.severity,
                check.doc,
                found[check.name].rows if check.name in found else 0,
                json.dumps(found[check.name].sample if check.name in found else [], default=str),
            )
            for check in models.checks
        ],
        "example": [(example.name, example.doc, example.sql) for example in models.examples],
    }  # fmt: skip
    _fill(connection, sqlmodels.described(META), rows)
    return counts


def failures(connection: "duckdb.DuckDBPyConnection") -> list[CheckFailure]:
    """The checks of a published file that found rows."""
    return [
        CheckFailure(check, severity, relation, rows, json.loads(sample), doc)
        for check, severity, relation, rows, sample, doc in connection.execute(
            'select "check", severity, relation, rows, sample, description from meta.check where rows > 0 order by all'
        ).fetchall()
    ]


def comment(connection: "duckdb.DuckDBPyConnection", models: Models, inputs: Mapping[str, Input]) -> None:
    """A comment on every relation and column. DuckDB has none for schemas: see meta.schema."""
    meta = {f"meta.{name}": one for name, one in sqlmodels.described(META).items()}
    views = _names(
        connection,
        "select schema_name || '.' || view_name from duckdb_views()"
        " where database_name = current_database() and not internal",
    )
    said = []
    for name, one in (_described(models, inputs) | meta).items():
        said.append(f"comment on {'view' if name in views else 'table'} {name} is {quoted(one.doc)}")
        said += [
            f'comment on column {name}."{column}" is {quoted(documented.comment)}'
            for column, documented in one.columns.items()
        ]
    # some 1,300 in one go: one by one they take twice as long
    connection.execute("; ".join(["begin", *said, "commit"]))


def _described(models: Models, inputs: Mapping[str, Input]) -> dict[str, Input | Model]:
    """What the file holds beside schema `meta`."""
    return {f"input.{name}": one for name, one in inputs.items()} | {model.name: model for model in models.models}


def _columns(connection: "duckdb.DuckDBPyConnection") -> dict[str, list[tuple[str, str]]]:
    """Relation -> its columns with their types, in order."""
    columns: dict[str, list[tuple[str, str]]] = {}
    for relation, column, kind in connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns()"
        " where database_name = current_database() order by table_oid, column_index"
    ).fetchall():
        columns.setdefault(relation, []).append((column, kind))
    return columns


def _count(connection: "duckdb.DuckDBPyConnection", name: str) -> int:
    (rows,) = connection.execute(f"select count(*) from {name}").fetchall()[0]
    return int(rows)


def _named_sources(
    connection: "duckdb.DuckDBPyConnection", name: str, columns: Iterable[tuple[str, str]]
) -> dict[str, set[str]]:
    """Columns of a relation that name datasets -> the datasets in them."""
    return {
        column: _datasets(_names(connection, f'select distinct "{column}" from {name}'))
        for column, kind in columns
        if kind == "VARCHAR" and _SOURCE_COLUMN.fullmatch(column)
    }


def _told(named: Mapping[str, set[str]], column: str) -> list[str] | None:
    """The datasets of a column's figures, where the column beside it names them, or of that column."""
    sources = named.get(f"{column}_source", named.get(column))
    return None if sources is None else sorted(sources)


def _sources(models: Models, named: Mapping[str, Mapping[str, set[str]]]) -> list[tuple[str, str]]:
    """Datasets of the figures in a relation: those that its columns name, else those of what it reads.

    Verdicts come from functions, and rest on what their readings name.
    """
    behind: dict[str, set[str]] = {}
    read = set().union(*named.get("factcheck.reading", {}).values())
    for model in models.models:
        figures = set().union(*(behind.get(upstream, set()) for upstream in model.depends_on))
        figures = read if model.name.startswith("factcheck.") else figures
        if model.name == FIGURES or figures:
            behind[model.name] = set().union(*named[model.name].values()) if named[model.name] else figures
    return sorted((name, source) for name, sources in behind.items() for source in sources)


def _datasets(names: Iterable[str | None]) -> set[str]:
    """The datasets that a column names; a ratio may have two, as `a + b`."""
    return {source for name in names if name for source in name.split(" + ")}


def _fill(
    connection: "duckdb.DuckDBPyConnection",
    meta: Mapping[str, Input],
    rows: Mapping[str, list[tuple[Any, ...]]],
) -> None:
    connection.execute("create schema meta")
    for name, relation in meta.items():
        filled = [dict(zip(relation.types, row, strict=True)) for row in rows[name]]
        hold(connection, f"meta.{name}", filled, relation.types)


# Asking


def about(connection: "duckdb.DuckDBPyConnection", relation: str) -> dict[str, Any]:
    """Meaning, key, columns with units, sources with terms, freshness and an example of one relation.

    The schema may be left out where the name says enough. Raises ValueError that names the nearest relation.
    """
    name = _full_name(connection, relation)
    (found,) = _dicts(
        connection,
        "select relation, description, key, rows from meta.relation where relation = $name",
        name,
    )
    columns = _dicts(
        connection,
        'select "column" as name, type, unit, meaning from meta.column where relation = $name order by position',
        name,
    )
    (build,) = _dicts(connection, "select built_at, today from meta.build")
    examples = _dicts(
        connection,
        "select sql from meta.example where regexp_matches(sql, $name || '\\b') order by name",
        name,
    )
    return found | {
        "columns": columns,
        "reads": _names(connection, "select reads from meta.dependency where relation = $name order by 1", name),
        "read_by": _names(connection, "select relation from meta.dependency where reads = $name order by all", name),
        "sources": _terms(
            connection,
            _names(connection, "select source from meta.relation_source where relation = $name", name),
        ),
        "built_at": build["built_at"],
        "today": build["today"],
        "example": examples[0]["sql"] if examples else f"select * from {name} limit 10",
    }


def pair_query(a: str, b: str) -> str:
    """All years of a pair, both ways: asked one direction at a time, the view computes no other pair."""
    one = "select * from marts.dyad_year where ref_area = '{}' and counterpart_area = '{}'"
    return f"{one.format(a, b)} union all {one.format(b, a)} order by ref_area, counterpart_area, year"


def cite(connection: "duckdb.DuckDBPyConnection", query: str) -> list[dict[str, Any]]:
    """Datasets behind the result of a query, with publisher, terms and citation.

    They are those of each of its figures where the result names them (`source`, or `gdp_source` beside `gdp`) or the
    relation does from which the figures are taken as they are; else those of all relations that the query reads,
    through views and macros too.
    """
    import duckdb

    statements = connection.extract_statements(query)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise ValueError("expected one SELECT: only the result of a query has sources")
    result = f"({query.rstrip().rstrip(';')}\n)"
    by_relation: dict[str, set[str]] = {}
    for relation, source in connection.execute("select relation, source from meta.relation_source").fetchall():
        by_relation.setdefault(relation, set()).add(source)
    scanned = {name.partition(" AS ")[0] for name in connection.get_table_names(query, qualified=True)}
    read = [by_relation[name] for name in scanned - {"core.source"} if name in by_relation]
    kinds = {name: kind for name, kind, *_ in connection.execute(f"describe select * from {result}").fetchall()}
    figures = [name for name, kind in kinds.items() if _NUMERIC.match(kind) and not name.endswith("year")]
    named = ["source"] if "source" in kinds and len(read) == 1 else [f"{name}_source" for name in figures]
    if named and kinds.keys() >= set(named):
        lists = ", ".join(f'list(distinct "{column}")' for column in named)
        (found,) = connection.execute(f"select {lists} from {result}").fetchall()
        return _terms(connection, _datasets(name for names in found for name in names or ()))
    told = dict(connection.execute(_TOLD, [query]).fetchall())
    if figures and "source" not in kinds and told.keys() >= set(figures):
        return _terms(connection, {source for name in figures for source in told[name]})
    return _terms(connection, set().union(*read))


_TOLD = r"""
select "column", flatten(list(sources))
from meta.column
where sources is not null and regexp_matches($1, '\b' || relation || '\b')
group by "column"
"""


_NUMERIC = re.compile("DOUBLE|FLOAT|DECIMAL|U?(TINY|SMALL|BIG|HUGE)?INT")


def _full_name(connection: "duckdb.DuckDBPyConnection", relation: str) -> str:
    known = _names(connection, "select relation from meta.relation")
    if relation in known:
        return relation
    same = [name for name in known if name.partition(".")[2] == relation]
    # the name alone means what is computed, not the input that it is computed from
    computed = [name for name in same if not name.startswith("input.")]
    if len(computed or same) == 1:
        return (computed or same)[0]
    if computed:
        raise ValueError(f"{relation} may be {' or '.join(sorted(computed))}")
    names = {name if "." in relation else name.partition(".")[2]: name for name in known}
    close = sqlfiles.nearest(relation, names)
    raise ValueError(f"no relation {relation}{close}")


def _terms(connection: "duckdb.DuckDBPyConnection", sources: Iterable[str]) -> list[dict[str, Any]]:
    return _dicts(
        connection,
        "select id, publisher, title, licence, citation, url, latest_vintage, published_on, retrieved_at,"
        " lag_days, latest_period from core.source where list_contains($name, id) order by id",
        sorted(sources),
    )


def _names(connection: "duckdb.DuckDBPyConnection", sql: str, name: Any = None) -> list[str]:
    return [row[0] for row in connection.execute(sql, {"name": name} if name is not None else None).fetchall()]


def _dicts(connection: "duckdb.DuckDBPyConnection", sql: str, name: Any = None) -> list[dict[str, Any]]:
    result = connection.execute(sql, {"name": name} if name is not None else None)
    columns = [column[0] for column in result.description]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
