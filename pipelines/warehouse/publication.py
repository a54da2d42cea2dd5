"""The published file: built aside, checked, published by rename.

A run makes .build/<run>.duckdb and .build/<run>.marts/, judges them, and renames them: a process that has the
old file open keeps reading it, nobody sees half a build. bilateral.duckdb comes last, so that a run killed in
between is not mistaken for a finished one.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pipelines.config import Settings
from pipelines.stores import database, disk, seals
from pipelines.stores.database import quoted
from pipelines.verdict import relations
from pipelines.warehouse import checks, documentation, fingerprint, sqlfiles, sqlmodels
from pipelines.warehouse.documentation import CheckFailure
from pipelines.warehouse.engines import duckdb as duckdb_engine
from pipelines.warehouse.engines import spark as spark_engine
from pipelines.warehouse.engines.duckdb import CATALOG, Given, Progress
from pipelines.warehouse.published import Damaged, Locked, NotPublished, connect
from pipelines.warehouse.sqlmodels import Models

if TYPE_CHECKING:
    import duckdb

ENGINES = ("duckdb", "spark")
RECORD = "published"
"""What was published last, in .build: its fingerprint and the stamps of its files."""
VERDICTS = "factcheck"
"""The schema of what is judged on the figures of the others (pipelines/verdict)."""
JUDGED = tuple(f"judged_{name}" for name in relations.TYPES)
"""What the models of it are handed."""
EXPORTED = ("marts", VERDICTS)
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


# Building


def build(
    settings: Settings,
    inputs: Mapping[str, Given],
    *,
    progress: Progress | None = None,
    force: bool = False,
    engine: str = "duckdb",
    accept_loss: bool = False,
) -> BuildResult:
    """Run the models on the inputs and publish the file, unless the published one was made from the same.

    `inputs`: relation -> rows, or SQL text; files it reads stand in it as literals with whole paths.
    `engine`: what computes the models, one of ENGINES; the checks and the file are DuckDB's either way.
    `force`: build whatever is published already. `accept_loss`: publish although more than a tenth of what is
    published is gone.
    Raises sqlfiles.InvalidModel, PublicationStopped, Locked, or ValueError for inputs of the wrong shape;
    whatever is raised, the published file is the one from before.
    """
    if engine not in ENGINES:
        raise ValueError(f"no engine {engine!r}; expected {' or '.join(ENGINES)}")
    models = _models(settings, inputs)
    made_from = fingerprint.of(settings, [model.name for model in models.models], inputs, engine)
    with disk.space_on(settings.warehouse), lock(settings, progress=progress):
        _sweep(settings)
        if not force and (held := intact(settings, made_from)):
            return held
        before = {} if accept_loss else _published(settings)
        run = f"run-{os.getpid()}-{uuid4().hex[:8]}"
        try:
            return _build(settings, run, models, inputs, made_from, engine, before, progress)
        finally:
            discard(settings.build.glob(f"{run}.*"))


def _build(
    settings: Settings,
    run: str,
    models: Models,
    inputs: Mapping[str, Given],
    made_from: str,
    engine: str,
    before: dict[str, tuple[int, int]],
    progress: Progress | None,
) -> BuildResult:
    file, marts = settings.build / f"{run}.duckdb", settings.build / f"{run}.marts"
    described = sqlmodels.described_inputs(settings.sql)
    started = time.perf_counter()
    marts.mkdir()
    with database.connect(settings, settings.build / f"{run}.tmp") as connection:
        duckdb_engine.create(connection, file)
        duckdb_engine.load(connection, inputs, described)
        of_figures = [model for model in models.models if model.schema != VERDICTS]
        if engine == "spark":
            handed = settings.build / f"{run}.spark"
            seconds = spark_engine.run(settings, connection, inputs, of_figures, handed, progress)
        else:
            seconds = duckdb_engine.run(connection, of_figures, progress, folder=marts)
        if len(of_figures) < len(models.models):
            relations.build(connection)
            judged = [model for model in models.models if model.schema == VERDICTS]
            seconds |= duckdb_engine.run(connection, judged, progress)
        failures = [*checks.keys(connection, models), *checks.files(connection, models)]
        if before and any(model.name == "core.observation" for model in of_figures):
            failures += checks.losses(checks.counted(connection), before)
        if errors := [failure for failure in failures if failure.severity == "error"]:
            raise PublicationStopped(errors)
        # figures are in core; what was read of them while building stays where it is
        for name in (name for name, given in inputs.items() if isinstance(given, str)):
            connection.execute(f"drop view input.{name}")
        for name in JUDGED:
            connection.execute(f"drop table if exists input.{name}")
        for macro in models.macros:
            _make_macros(connection, macro)
        kept = {name: described[name] for name, given in inputs.items() if not isinstance(given, str)}
        taken = round(time.perf_counter() - started, 3)
        rows = documentation.write(connection, models, kept, seconds, failures, made_from, taken)
        exported = _export(connection, models, marts)
        if engine != "spark":
            duckdb_engine.show_queries(connection, models.models)
        documentation.comment(connection, models, kept)
        # a DuckDB file has two headers, of its last two checkpoints; a reader that opens it just when it takes the
        # place of the file before may go by the other one, so that one has to be whole, too
        connection.execute(f"checkpoint {CATALOG}")
        connection.execute(f"checkpoint {CATALOG}; use memory; detach {CATALOG}")
    publish(settings, file, exported, made_from)
    return BuildResult(False, settings.database, made_from, rows, seconds, failures)


def _published(settings: Settings) -> dict[str, tuple[int, int]]:
    """How many figures of each source are published; nothing where no file is, or one that cannot be read."""
    import duckdb

    try:
        with connect(settings) as connection:
            return checks.counted(connection)
    except (NotPublished, Damaged, Locked, duckdb.Error):
        return {}


def _models(settings: Settings, inputs: Iterable[str]) -> Models:
    """The models, once everything that they read is at hand."""
    models = sqlmodels.load(settings.sql)
    known = {model.name for model in models.models}.union(f"input.{name}" for name in (*inputs, *JUDGED))
    for model in models.models:
        for relation in model.depends_on:
            if relation not in known:
                raise sqlfiles.InvalidModel(
                    model.path,
                    f"reads {relation}, which the build was not handed{sqlfiles.nearest(relation, known)}",
                )
    return models


# What is published already


def intact(settings: Settings, made_from: str) -> BuildResult | None:
    """The published state, if it was made from what the fingerprint stands for and nobody has touched it since."""
    import duckdb

    try:
        record = json.loads((settings.build / RECORD).read_text(encoding="utf-8"))
        files = [settings.database, *settings.marts.iterdir()]
        if record != {"fingerprint": made_from, "files": _stamps(files)}:
            return None
        with connect(settings) as connection:
            rows = dict(connection.execute("select relation, rows from meta.relation").fetchall())
            failures = documentation.failures(connection)
    except (OSError, ValueError, Locked, Damaged, duckdb.Error):
        return None
    return BuildResult(True, settings.database, made_from, rows, failures=failures)


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


def _export(connection: "duckdb.DuckDBPyConnection", models: Models, folder: Path) -> list[Path]:
    """A Parquet file of each mart; a view has been written before."""
    files = []
    for model in models.models:
        if model.schema in EXPORTED:
            files.append(duckdb_engine.parquet_file(folder, model))
            if not files[-1].exists():
                duckdb_engine.write_parquet(connection, model.name, files[-1])
    return files


def publish(settings: Settings, database: Path, marts: Iterable[Path], made_from: str) -> None:
    """Rename what was built to what readers open, the published file last. The lock is held."""
    marts = list(marts)
    for file in (*marts, database):
        disk.sync(file)
    settings.marts.mkdir(parents=True, exist_ok=True)
    disk.clear(settings.marts)
    record = settings.build / f"{database.stem}.published"
    stamps = _stamps([database, *marts])
    stamps[settings.database.name] = stamps.pop(database.name)
    record.write_text(json.dumps({"fingerprint": made_from, "files": stamps}), encoding="utf-8")
    disk.sync(record)
    # from here on nothing is written, only renamed: a disk that is full has stopped it before
    for file in marts:
        file.replace(settings.marts / file.name)
    for file in set(settings.marts.iterdir()) - {settings.marts / file.name for file in marts}:
        file.unlink()
    disk.sync(settings.marts)
    # a log that somebody's writing connection left belongs to the old file and must not meet the new one
    settings.database.with_name(f"{settings.database.name}.wal").unlink(missing_ok=True)
    record.replace(settings.build / RECORD)
    database.replace(settings.database)
    disk.sync(settings.warehouse)


def _stamps(files: Iterable[Path]) -> dict[str, str]:
    """Tell the files that were published from others, and from themselves after a bit of them has changed."""
    return {file.name: seals.digest(file) for file in files}


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
    discard([*left, *database.abandoned_scratch()])


def discard(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
