"""The published file: built aside, checked, published by rename.

Belongs here: what makes a publication whole (inputs, models, checks, Parquet files, the rename), the lock of runs.
Does not belong here: the content of models (sql/), how an engine computes them (engines/), what checks find
(judging.py), what the file says about itself (documentation.py), reading it (published.py), the figures.

A run makes .build/<run>.duckdb and .build/<run>.marts/, judges them, and renames them: a process that has the
old file open keeps reading it, nobody sees half a build. bilateral.duckdb comes last, so that a run killed in
between is not mistaken for a finished one.
"""

import fcntl
import json
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pipelines.config import Settings
from pipelines.stores import database, disk
from pipelines.stores.database import quoted
from pipelines.warehouse import documentation, judging, ledger, sqlfiles, sqlmodels
from pipelines.warehouse import fingerprint as fingerprinting
from pipelines.warehouse.documentation import CheckFailure
from pipelines.warehouse.engines import duckdb as duckdb_engine
from pipelines.warehouse.engines import spark as spark_engine
from pipelines.warehouse.engines.duckdb import CATALOG, Progress
from pipelines.warehouse.published import Damaged, Locked, NotPublished, connect
from pipelines.warehouse.sqlmodels import Models

if TYPE_CHECKING:
    import duckdb

    from pipelines.warehouse.engines.duckdb import Given

ENGINES = ("duckdb", "spark")
NOT_KEPT = ("observation",)
"""Inputs that are read while building and left out of the file: core holds them."""
WAIT_SECONDS = 600.0


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
    inputs: "Mapping[str, Given]",
    *,
    only: Iterable[str] | None = None,
    progress: Progress | None = None,
    force: bool = False,
    engine: str = "duckdb",
) -> BuildResult:
    """Run the models on the inputs and publish the file, unless the published one was made from the same.

    `inputs`: relation -> Arrow table, or SQL text; files it reads stand in it as literals with whole paths.
    `only`: schemas to build; what they read is built too. `engine`: what computes the models, one of ENGINES;
    the checks and the file are DuckDB's either way. What would come out as it is published already is taken over
    from there, with `force` nothing.
    Raises sqlfiles.InvalidModel, PublicationStopped, Locked, or ValueError for inputs of the wrong shape;
    whatever is raised, the published file is the one from before.
    """
    if engine not in ENGINES:
        raise ValueError(f"no engine {engine!r}; expected {' or '.join(ENGINES)}")
    models = _models(settings, inputs, only)
    fingerprint = fingerprinting.of(settings, models, inputs, engine)
    with disk.space_on(settings.warehouse), lock(settings, progress=progress):
        _sweep(settings)
        if not force and (held := _intact(settings, fingerprint)):
            return held
        run = f"run-{os.getpid()}-{uuid4().hex[:8]}"
        try:
            return _build(settings, run, models, inputs, fingerprint, engine, force, progress)
        finally:
            _discard(settings.build.glob(f"{run}.*"))


def _build(
    settings: Settings,
    run: str,
    models: Models,
    inputs: "Mapping[str, Given]",
    fingerprint: str,
    engine: str,
    anew: bool,
    progress: Progress | None,
) -> BuildResult:
    file, marts = settings.build / f"{run}.duckdb", settings.build / f"{run}.marts"
    described = sqlmodels.described_inputs(settings.sql)
    before = _content_before(settings)
    builder = fingerprinting.of_builder(engine)
    held = ledger.Before() if anew or engine == "spark" else _held(settings, builder)
    types = {name: repr(described[name].types) for name in inputs if name in described}
    book = ledger.Ledger(
        {name: f"{content} {types.get(name)}" for name, content in fingerprinting.of_inputs(inputs).items()}, held
    )
    started = time.perf_counter()
    marts.mkdir()
    if held.relations:
        shutil.copyfile(settings.database, file)
    with database.connect(settings, settings.build / f"{run}.tmp") as connection:
        duckdb_engine.create(connection, file)
        duckdb_engine.clear(connection, models.models)
        duckdb_engine.load(connection, inputs, described, views=NOT_KEPT)
        book.read_figures(connection)
        if engine == "spark":
            handed = settings.build / f"{run}.spark"
            seconds = spark_engine.run(settings, connection, inputs, models.models, handed, progress)
            for model in models.models:
                book.note(connection, model, seconds[model.name])
        else:
            seconds = duckdb_engine.run(connection, models.models, progress, ledger=book, folder=marts)
        failures = [*judging.keys(connection, models, book), *judging.checks(connection, models, book)]
        if errors := [failure for failure in failures if failure.severity == "error"]:
            raise PublicationStopped(errors)
        for name in NOT_KEPT:
            duckdb_engine.drop(connection, f"input.{name}")
        for macro in models.macros:
            _make_macros(connection, macro)
        kept = {name: described.get(name) for name in inputs if name not in NOT_KEPT}
        taken = round(time.perf_counter() - started, 3)
        build = {"fingerprint": fingerprint, "builder": builder, "seconds": taken}
        contents = documentation.write(
            connection,
            models,
            kept,
            book.made_from,
            book.contents,
            book.seconds,
            book.named_before(),
            book.stretches,
            failures,
            build,
        )
        if engine != "spark":
            duckdb_engine.show_queries(connection, models.models)
        # a DuckDB file has two headers, of its last two checkpoints; a reader that opens it just when it takes the
        # place of the file before may go by the other one, so that one has to be whole, too
        connection.execute(f"checkpoint {CATALOG}")
        with ThreadPoolExecutor(1) as pool, connection.cursor() as beside:
            beside.execute(f"use {CATALOG}")
            said = pool.submit(documentation.comment, beside, models, kept)
            exported = _export(settings, connection, models, contents, marts)
            said.result()
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
        raise ValueError(f"no schema {schema} under {settings.sql}{sqlfiles.nearest(schema, schemas)}")
    names = loaded.upstream(model.name for model in loaded.models if model.schema in wanted)
    known = {*names, *(f"input.{name}" for name in inputs)}
    models = tuple(model for model in loaded.models if model.name in names)
    for model in models:
        for relation in model.depends_on:
            if relation not in known:
                raise sqlfiles.InvalidModel(
                    model.path,
                    f"reads {relation}, which the build was not handed{sqlfiles.nearest(relation, known)}",
                )
    checks = tuple(check for check in loaded.checks if known.issuperset({*check.depends_on, check.relation}))
    left_out = {model.name for model in loaded.models} - names
    return Models(models, checks, _without(loaded.macros, left_out), _without(loaded.examples, left_out))


def _without(scripts: Iterable[sqlmodels.Script], relations: Iterable[str]) -> tuple[sqlmodels.Script, ...]:
    """The scripts that name none of the relations."""
    patterns = [re.compile(rf"\b{re.escape(relation)}\b") for relation in relations]
    return tuple(script for script in scripts if not any(pattern.search(script.sql) for pattern in patterns))


# What makes two builds the same


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
    except (OSError, Locked, Damaged, duckdb.Error):
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


def _held(settings: Settings, builder: str) -> ledger.Before:
    """What a build may take over: of a published file that is as it was published."""
    import duckdb

    try:
        if (settings.build / "published").read_text(encoding="utf-8") != _stamp(settings.database):
            return ledger.Before()
        with connect(settings) as connection:
            return ledger.before(connection, builder)
    except (OSError, Locked, Damaged, duckdb.Error):
        return ledger.Before()


def _content_before(settings: Settings) -> dict[str, str]:
    import duckdb

    try:
        with connect(settings) as connection:
            return dict(connection.execute("select relation, content from meta.relation").fetchall())
    except (NotPublished, Locked, Damaged, duckdb.Error):
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


def _shown(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{column}={value}" for column, value in row.items())


def _make_macros(connection: "duckdb.DuckDBPyConnection", script: sqlmodels.Script) -> None:
    """Run a file of macros; those that it does not comment on itself take its description."""
    import duckdb

    try:
        connection.execute(script.sql)
    except duckdb.Error as error:
        raise sqlfiles.InvalidModel(script.path, f"the macros failed: {error}") from error
    for name, kind in connection.execute(
        "select distinct function_name, if(function_type = 'table_macro', 'macro table', 'macro')"
        " from duckdb_functions() where database_name = current_database() and not internal and comment is null"
    ).fetchall():
        connection.execute(f"comment on {kind} {name} is {quoted(script.doc)}")


# Publishing


def _export(
    settings: Settings,
    connection: "duckdb.DuckDBPyConnection",
    models: Models,
    contents: Mapping[str, tuple[int, str]],
    folder: Path,
) -> dict[Path, str]:
    """Parquet file of each mart -> the content that it holds and says it holds; one that is published is not made."""
    held = _exported_content(settings)
    exported = {}
    for model in models.models:
        if model.schema == "marts":
            file = duckdb_engine.parquet_file(folder, model)
            exported[file] = contents[model.name][1]
            if not file.exists() and held.get(file.name) != exported[file]:
                duckdb_engine.write_parquet(connection, model.name, file, exported[file])
    return exported


def _publish(settings: Settings, database: Path, marts: Mapping[Path, str]) -> None:
    """Rename what was built to where it is looked for. A mart with the same rows as before keeps its file."""
    held = _exported_content(settings)
    new = {file.name: file for file, content in marts.items() if held.pop(file.name, None) != content}
    for file in (*new.values(), database):
        disk.sync(file)
    give_names(settings, database, new, held)


def give_names(settings: Settings, database: Path, marts: Mapping[str, Path], stale: Iterable[str]) -> None:
    """Rename files that are whole and on the disk to what readers open, the published file last. The lock is held."""
    settings.marts.mkdir(parents=True, exist_ok=True)
    disk.clear(settings.marts)
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
        if not disk.alive(int(folder.name.split("-")[1])):
            left.append(folder)
    _discard([*left, *database.abandoned_scratch()])


def _discard(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
