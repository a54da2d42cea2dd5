"""The published file: built aside, checked, published by rename, opened read-only.

Belongs here: what makes a publication whole (inputs, models, checks, Parquet files, the rename), the
lock of runs, read-only connections.
Does not belong here: the content of models (sql/), how an engine computes them (engines/), what the file says
about itself (documentation.py), the figures.

A run makes .build/<run>.duckdb and .build/<run>.marts/, judges them, and renames them: a process that has the
old file open keeps reading it, nobody sees half a build. bilateral.duckdb comes last, so that a run killed in
between is not mistaken for a finished one.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pipelines.config import Settings
from pipelines.stores import database, disk
from pipelines.stores.database import quoted
from pipelines.warehouse import documentation, sqlmodels
from pipelines.warehouse.documentation import CheckFailure
from pipelines.warehouse.engines import duckdb as duckdb_engine
from pipelines.warehouse.engines import spark as spark_engine
from pipelines.warehouse.engines.duckdb import CATALOG, Progress
from pipelines.warehouse.sqlmodels import Models

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

ENGINES = ("duckdb", "spark")
NOT_KEPT = ("observation",)
"""Inputs that are read while building and left out of the file: core holds them."""
CLAIM_INPUTS = ("article", "claim", "claim_area", "claim_definition", "claim_event")
SAMPLE = 10
"""Offending rows that a failed check shows."""
WAIT_SECONDS = 600.0


class NotPublished(FileNotFoundError):  # noqa: N818 (says what the warehouse is)
    """There is no published file yet, or none that these models fit."""


class Locked(RuntimeError):  # noqa: N818 (says what the warehouse is)
    """Another run builds in this warehouse and did not finish in time, or a program writes to the file."""


class PublicationStopped(RuntimeError):  # noqa: N818 (says what happened)
    """An error-severity check found rows; the published file is the one from before."""

    def __init__(self, failures: list[CheckFailure]) -> None:
        self.failures = failures
        lines = ["publication stopped, the file from before stays:"]
        for failure in failures:
            lines.append(f"- {failure.check} ({failure.relation}): {failure.rows} rows. {failure.doc}")
            lines += [f"    {_shown(row)}" for row in failure.sample[:3]]
        super().__init__("\n".join(lines))


@dataclass(frozen=True)
class BuildResult:
    unchanged: bool
    path: Path
    fingerprint: str
    rows: dict[str, int]
    seconds: dict[str, float] = field(default_factory=dict)
    failures: list[CheckFailure] = field(default_factory=list)
    """Warnings only: an error stops the publication."""
    changed: list[str] = field(default_factory=list)
    """Relations whose content differs from the publication before, new and vanished ones included."""
    contents: dict[str, str] = field(default_factory=dict)
    """Relation -> hash of its rows."""


# Building


def build(
    settings: Settings,
    inputs: Mapping[str, "pa.Table | str"],
    *,
    only: Iterable[str] | None = None,
    progress: Progress | None = None,
    force: bool = False,
    engine: str = "duckdb",
) -> BuildResult:
    """Run the models on the inputs and publish the file, unless the published one was made from the same.

    `inputs`: relation -> Arrow table, or SQL text; files it reads stand in it as literals with whole paths.
    `only`: schemas to build; what they read is built too. `engine`: what computes the models, one of ENGINES;
    the checks and the file are DuckDB's either way.
    Raises sqlmodels.InvalidModel, PublicationStopped, Locked, or ValueError for inputs of the wrong shape;
    whatever is raised, the published file is the one from before.
    """
    if engine not in ENGINES:
        raise ValueError(f"no engine {engine!r}; expected {' or '.join(ENGINES)}")
    models = _models(settings, inputs, only)
    fingerprint = _fingerprint(settings, models, inputs, engine)
    with disk.space_on(settings.warehouse), lock(settings, progress=progress):
        _sweep(settings)
        if not force and (held := _intact(settings, fingerprint)):
            return held
        run = f"run-{os.getpid()}-{uuid4().hex[:8]}"
        try:
            return _build(settings, run, models, inputs, fingerprint, engine, progress)
        finally:
            _discard(settings.build.glob(f"{run}.*"))


def _build(
    settings: Settings,
    run: str,
    models: Models,
    inputs: Mapping[str, "pa.Table | str"],
    fingerprint: str,
    engine: str,
    progress: Progress | None,
) -> BuildResult:
    file, marts = settings.build / f"{run}.duckdb", settings.build / f"{run}.marts"
    described = sqlmodels.described_inputs(settings.sql)
    before = _content_before(settings)
    started = time.perf_counter()
    with database.connect(settings, settings.build / f"{run}.tmp") as connection:
        duckdb_engine.create(connection, file)
        duckdb_engine.load(connection, inputs, described, views=NOT_KEPT)
        if engine == "spark":
            handed = settings.build / f"{run}.spark"
            seconds = spark_engine.run(settings, connection, inputs, models.models, handed, progress)
        else:
            seconds = duckdb_engine.run(connection, models.models, progress)
        failures = [*_keys(connection, models), *_checks(connection, models)]
        if errors := [failure for failure in failures if failure.severity == "error"]:
            raise PublicationStopped(errors)
        for name in NOT_KEPT:
            connection.execute(f"drop view if exists input.{name}")
        for macro in models.macros:
            _make_macros(connection, macro)
        kept = {name: described.get(name) for name in inputs if name not in NOT_KEPT}
        build = {"fingerprint": fingerprint, "seconds": round(time.perf_counter() - started, 3)}
        contents = documentation.write(connection, models, kept, failures, seconds, build)
        exported = _export(connection, models, contents, marts)
        connection.execute(f"checkpoint {CATALOG}; use memory; detach {CATALOG}")
    _publish(settings, file, exported)
    changed = sorted(
        name
        for name in before.keys() | contents.keys()
        if name != "input.run" and before.get(name) != contents.get(name, (0, ""))[1]
    )
    return BuildResult(
        False,
        settings.database,
        fingerprint,
        {name: rows for name, (rows, _) in contents.items()},
        seconds,
        failures,
        changed,
        {name: content for name, (_, content) in contents.items()},
    )


def _models(settings: Settings, inputs: Iterable[str], only: Iterable[str] | None) -> Models:
    """The models to run; without `only` all of them."""
    loaded = sqlmodels.load(settings.sql, cache=settings.build / "sqlmodels.json")
    schemas = {model.schema for model in loaded.models}
    wanted = schemas if only is None else set(only)
    for schema in wanted - schemas:
        raise ValueError(f"no schema {schema} under {settings.sql}{sqlmodels.nearest(schema, schemas)}")
    names = loaded.upstream(model.name for model in loaded.models if model.schema in wanted)
    known = {*names, *(f"input.{name}" for name in inputs)}
    models = tuple(model for model in loaded.models if model.name in names)
    for model in models:
        for relation in model.depends_on:
            if relation not in known:
                raise sqlmodels.InvalidModel(
                    model.path,
                    f"reads {relation}, which the build was not handed{sqlmodels.nearest(relation, known)}",
                )
    checks = tuple(check for check in loaded.checks if known.issuperset({*check.depends_on, check.relation}))
    left_out = {model.name for model in loaded.models} - names
    return Models(models, checks, _without(loaded.macros, left_out), _without(loaded.examples, left_out))


def _without(scripts: Iterable[sqlmodels.Script], relations: Iterable[str]) -> tuple[sqlmodels.Script, ...]:
    """The scripts that name none of the relations."""
    patterns = [re.compile(rf"\b{re.escape(relation)}\b") for relation in relations]
    return tuple(script for script in scripts if not any(pattern.search(script.sql) for pattern in patterns))


# What makes two builds the same


_BUILDER = (__file__, duckdb_engine.__file__, spark_engine.__file__, documentation.__file__, documentation.META)


def _fingerprint(settings: Settings, models: Models, inputs: Mapping[str, "pa.Table | str"], engine: str) -> str:
    """Hash of all that the file is made from, apart from the name and the hour of the run."""
    import duckdb

    made_from: dict[str, Any] = {
        "engine": [engine, duckdb.__version__],
        "builder": [_sha256(Path(file).read_bytes()) for file in _BUILDER],
        "inputs": {name: _content_of(name, given) for name, given in inputs.items()},
        "described": repr(sqlmodels.described_inputs(settings.sql)),
        "models": [
            [model.name, model.code_version, model.doc, model.key, model.nullable_key, repr(model.columns)]
            for model in models.models
        ],
        "checks": [[check.name, check.code_version, check.severity, check.doc] for check in models.checks],
        "scripts": [[script.name, script.sql] for script in (*models.macros, *models.examples)],
    }
    return _sha256(json.dumps(made_from, sort_keys=True).encode())


_LITERAL = re.compile(r"'((?:[^']|'')+)'")


def _content_of(name: str, given: "pa.Table | str") -> str:
    if isinstance(given, str):
        return _sha256(_LITERAL.sub(_literal_content, given).encode())
    import pyarrow as pa

    if name == "run":
        given = given.drop_columns([column for column in ("run_id", "built_at") if column in given.column_names])
    # one batch without metadata, so that only columns and rows count
    given = given.replace_schema_metadata(None).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, given.schema) as writer:
        writer.write_table(given)
    return _sha256(sink.getvalue())


def _literal_content(found: re.Match[str]) -> str:
    """A literal that names files stands for their bytes, any other for itself."""
    literal = found[1].replace("''", "'")
    if not literal.startswith("/"):
        return found[0]
    if "*" in literal:
        anchor = Path(literal.partition("*")[0]).parent if not literal.startswith("/*") else Path("/")
        paths = sorted(anchor.glob(str(Path(literal).relative_to(anchor))))
    else:
        paths = [Path(literal)]
    return " ".join(f"{path.name}:{_sha256(path.read_bytes())}" for path in paths if path.is_file()) or found[0]


def _sha256(content: Any) -> str:
    return hashlib.sha256(content).hexdigest()


def _intact(settings: Settings, fingerprint: str) -> BuildResult | None:
    """The published state, if it is whole and was made from what `fingerprint` stands for."""
    import duckdb

    try:
        if (settings.build / "published").read_text(encoding="utf-8") != _stamp(settings.database):
            return None
        with connect(settings) as connection:
            if connection.execute("select fingerprint from meta.build").fetchall() != [(fingerprint,)]:
                return None
            relations = connection.execute("select relation, schema, rows, content from meta.relation").fetchall()
            checks = connection.execute(
                'select "check", severity, relation, rows, sample, description from meta.check order by all'
            ).fetchall()
        expected = {
            f"{relation.partition('.')[2]}.parquet": content
            for relation, schema, _, content in relations
            if schema == "marts"
        }
        if _exported_content(settings) != expected:
            return None
    except (OSError, Locked, duckdb.Error):
        return None
    failures = [
        CheckFailure(check, severity, relation, rows, json.loads(sample), doc)
        for check, severity, relation, rows, sample, doc in checks
        if rows
    ]
    return BuildResult(
        True,
        settings.database,
        fingerprint,
        {relation: rows for relation, _, rows, _ in relations},
        failures=failures,
        contents={relation: content for relation, _, _, content in relations},
    )


def _content_before(settings: Settings) -> dict[str, str]:
    import duckdb

    try:
        with connect(settings) as connection:
            return dict(connection.execute("select relation, content from meta.relation").fetchall())
    except (NotPublished, Locked, duckdb.Error):
        return {}


def _exported_content(settings: Settings) -> dict[str, str | None]:
    """File in marts/ -> content of the relation it holds; None when it does not say."""
    import duckdb

    files: dict[str, str | None] = {}
    with database.connect(settings) as connection:
        for path in settings.marts.glob("*.parquet"):
            files[path.name] = None
            with suppress(duckdb.Error):
                files |= connection.execute(
                    "select parse_filename(file_name), decode(value) from parquet_kv_metadata($file)"
                    " where decode(key) = 'content'",
                    {"file": str(path)},
                ).fetchall()
    return files


# Judging what was built


def _keys(connection: "duckdb.DuckDBPyConnection", models: Models) -> Iterator[CheckFailure]:
    """Models whose key does not tell rows apart, or is NULL where it may not be."""
    for model in models.models:
        key = ", ".join(f'"{column}"' for column in model.key)
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


def _checks(connection: "duckdb.DuckDBPyConnection", models: Models) -> Iterator[CheckFailure]:
    import duckdb

    for check in models.checks:
        try:
            yield from _offending(connection, check.sql, check.name, check.severity, check.relation, check.doc)
        except duckdb.Error as error:
            raise sqlmodels.InvalidModel(check.path, f"the check failed to run: {error}") from error


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


def _shown(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{column}={value}" for column, value in row.items())


def _make_macros(connection: "duckdb.DuckDBPyConnection", script: sqlmodels.Script) -> None:
    """Run a file of macros; those that it does not comment on itself take its description."""
    import duckdb

    try:
        connection.execute(script.sql)
    except duckdb.Error as error:
        raise sqlmodels.InvalidModel(script.path, f"the macros failed: {error}") from error
    for name, kind in connection.execute(
        "select distinct function_name, if(function_type = 'table_macro', 'macro table', 'macro')"
        " from duckdb_functions() where database_name = current_database() and not internal and comment is null"
    ).fetchall():
        connection.execute(f"comment on {kind} {name} is {quoted(script.doc)}")


# Publishing


def _export(
    connection: "duckdb.DuckDBPyConnection", models: Models, contents: Mapping[str, tuple[int, str]], folder: Path
) -> dict[Path, str]:
    """Parquet file of each mart -> the content that it holds and says it holds."""
    folder.mkdir()
    exported = {}
    for model in models.models:
        if model.schema == "marts":
            file = folder / f"{model.name.partition('.')[2]}.parquet"
            exported[file] = contents[model.name][1]
            connection.execute(
                f"copy {model.name} to {quoted(file)}"
                f" (format parquet, compression zstd, kv_metadata {{content: '{exported[file]}'}})"
            )
    return exported


def _publish(settings: Settings, database: Path, marts: Mapping[Path, str]) -> None:
    """Rename what was built to where it is looked for. A mart with the same rows as before keeps its file."""
    for file in (*marts, database):
        disk.sync(file)
    held = _exported_content(settings)
    new = {file.name: file for file, content in marts.items() if held.pop(file.name, None) != content}
    give_names(settings, database, new, held)


def give_names(settings: Settings, database: Path, marts: Mapping[str, Path], stale: Iterable[str]) -> None:
    """Rename files that are whole and on the disk to what readers open, the published file last. The lock is held."""
    settings.marts.mkdir(parents=True, exist_ok=True)
    stamp = settings.build / f"{database.stem}.stamp"
    stamp.write_text(_stamp(database), encoding="utf-8")
    # from here on nothing is written, only renamed: a disk that is full has stopped it before
    for name, file in marts.items():
        file.replace(settings.marts / name)
    for name in stale:
        (settings.marts / name).unlink(missing_ok=True)
    disk.sync(settings.marts)
    # a log that somebody's writing connection left belongs to the old file and must not meet the new one
    settings.database.with_name(f"{settings.database.name}.wal").unlink(missing_ok=True)
    stamp.replace(settings.build / "published")
    database.replace(settings.database)
    disk.sync(settings.warehouse)


def _stamp(database: Path) -> str:
    """Tells the file that was published from one that somebody has written to since."""
    return f"{database.stat().st_size} {database.stat().st_mtime_ns}"


# One run at a time


@contextmanager
def lock(settings: Settings, *, wait: float = WAIT_SECONDS, progress: Progress | None = None) -> Iterator[None]:
    """Hold the warehouse for one run; others wait, and after `wait` seconds raise Locked.

    The lock goes with the process that holds it: after a crash there is none left to remove.
    """
    settings.build.mkdir(parents=True, exist_ok=True)
    path = settings.build / "lock"
    with path.open("a+", encoding="utf-8") as file:
        deadline = time.monotonic() + wait
        while not _try_lock(file.fileno()):
            file.seek(0)
            holder = file.read().strip() or "another process"
            if time.monotonic() >= deadline:
                raise Locked(
                    f"{holder} is building in {settings.warehouse} and did not finish within {wait:.0f} s; try later"
                )
            if progress:
                progress(f"waiting for {holder}", 0, 0)
                progress = None  # said once is enough
            time.sleep(0.1)
        with suppress(OSError):  # on a full disk the lock holds without a name on it, and prune can free space
            os.ftruncate(file.fileno(), 0)
            os.write(file.fileno(), f"process {os.getpid()}, started {time.strftime('%Y-%m-%d %H:%M:%S')}".encode())
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sweep(settings: Settings) -> None:
    """Remove what killed runs and readers left behind. Only the holder of the lock does this."""
    left = list(settings.build.glob("run-*"))
    for folder in settings.build.glob("reader-*"):
        if not alive(int(folder.name.split("-")[1])):
            left.append(folder)
    _discard(left)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _discard(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


# Reading


def connect(settings: Settings) -> "duckdb.DuckDBPyConnection":
    """A read-only connection on the published file; it reaches no other file and cannot be reconfigured.

    It keeps answering from the state it opened, whatever is published later. Raises NotPublished.
    """
    # DuckDB gives a process that opens a path again the database it has open under it, be the file another
    # one by now. A name of its own, gone as soon as the file is open, makes it open what is published.
    try:
        with tempfile.TemporaryDirectory(prefix=f"reader-{os.getpid()}-", dir=settings.build) as folder:
            own = Path(folder) / settings.database.name
            os.link(settings.database, own)
            return _open(settings, own)
    except OSError:
        if not settings.database.exists():
            raise NotPublished(f"{settings.database} is not there yet; run `bilateral run`") from None
        return _open(settings, settings.database)  # a warehouse that may only be read, or without hard links


def _open(settings: Settings, path: Path) -> "duckdb.DuckDBPyConnection":
    import duckdb

    try:
        connection = database.connect(settings, database=path)
    except duckdb.IOException as error:
        if "lock" not in str(error):
            raise
        raise Locked(
            f"another program has {settings.database} open for writing; close it there, or open it with"
            " `duckdb -readonly`"
        ) from error
    connection.execute("set enable_external_access = false; set lock_configuration = true")
    return connection


def evaluate(settings: Settings, claim_inputs: Mapping[str, "pa.Table"]) -> "duckdb.DuckDBPyConnection":
    """A connection in memory with the factcheck models run for these claims on top of the published figures.

    `claim_inputs` takes the place of the published articles, claims and run; a claim relation that is not
    among them is empty. Raises NotPublished where there is no such file, or one that the models do not fit.
    """
    if not settings.database.exists():
        raise NotPublished(f"{settings.database} is not there yet; run `bilateral run`")
    described = sqlmodels.described_inputs(settings.sql)
    loaded = sqlmodels.load(settings.sql, cache=settings.build / "sqlmodels.json")
    connection = database.connect(settings)
    connection.execute(f"attach {quoted(settings.database)} as published (read_only)")
    published = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables()"
        " where database_name = 'published' and schema_name <> 'factcheck'"
    ).fetchall()
    duckdb_engine.load(connection, claim_inputs, described)
    for (name,) in published:
        schema, _, table = name.partition(".")
        if schema == "input" and table in claim_inputs:
            continue
        connection.execute(f"create schema if not exists {schema}")
        none = " where false" if schema == "input" and table in CLAIM_INPUTS else ""
        connection.execute(f'create view {schema}."{table}" as select * from published.{schema}."{table}"{none}')
    try:
        duckdb_engine.run(connection, [model for model in loaded.models if model.schema == "factcheck"])
    except sqlmodels.InvalidModel as error:
        raise NotPublished(
            f"{settings.database} does not fit the models, as one made by an earlier version: run `bilateral build`."
            f" {error}"
        ) from error
    connection.execute("set enable_external_access = false; set lock_configuration = true")
    return connection


def about(settings: Settings, relation: str) -> dict[str, Any]:
    """Meaning, key, columns with units, sources, freshness and an example of a published relation."""
    with connect(settings) as connection:
        return documentation.about(connection, relation)


def cite(connection: "duckdb.DuckDBPyConnection", query: str) -> list[dict[str, Any]]:
    """Datasets behind the result of a query on a published file, with publisher, terms and citation."""
    return documentation.cite(connection, query)


def datapackage(settings: Settings) -> Path:
    """Have warehouse/datapackage.json describe every Parquet file of what is published; returns its path.

    It is written anew after another publication only: its version is the beginning of the fingerprint.
    """
    target = settings.warehouse / "datapackage.json"
    with connect(settings) as connection:
        (fingerprint,) = connection.execute("select fingerprint from meta.build").fetchone() or ("",)
        if target.exists() and json.loads(target.read_bytes())["version"] == fingerprint[:12]:
            return target
        package = documentation.datapackage(connection, settings.warehouse)
    disk.write(target, json.dumps(package, indent=1, ensure_ascii=False, default=str) + "\n")
    return target
