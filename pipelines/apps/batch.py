"""`bilateral check --batch`: verdicts of a table of sentences, in one streamed, resumable pass.

Belongs here: cutting the table into batches, one Parquet file per finished batch, putting them together, and handing
batches to processes of this machine or to the workers of Spark. Does not belong here: reading a sentence and judging
claims (check.py), what the claims of a sentence come to together (reports/joined.py).

A batch that is finished is a file of its own in OUT.parts/, whole or not there, so that a run which is killed goes on
behind the last one. What the parts were made from stands beside them; other sentences or other figures start anew.
"""

import gc
import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.config import Settings
from pipelines.stores import database, disk

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from pipelines.claims.reader import Understood

BATCH = 12_500
"""Sentences judged in one pass: enough that the passes' fixed costs are a fifth, few enough for a gigabyte."""
PROCESSES = 4
"""At most, so that all together take no more than 4 GB."""
Progress = Callable[[str, int, int | None], None]
_VERDICTS = """
select c.claim_id, c.in_words, v.verdict, v.verdict_now, v.reason, v.decided_by, v.closest_value, v.gap_pct
from factcheck.verdict as v
inner join factcheck.claim as c on c.article_id = v.article_id and c.claim_id = v.claim_id
where v.article_id <> 'instead'
"""
_TOGETHER = ("sentence_verdict", "sentence_verdict_now", "headline")
COLUMNS = {
    "row": "BIGINT", "id": "VARCHAR", "claim": "INTEGER",
    **dict.fromkeys(("text", "in_words", "indicator", "operation", "not_read"), "VARCHAR"),
    **dict.fromkeys(("verdict", "verdict_now", "reason", "decided_by"), "VARCHAR"),
    "closest_value": "DOUBLE", "gap_pct": "DOUBLE", **dict.fromkeys(_TOGETHER, "VARCHAR"),
}  # fmt: skip


def run(
    settings: Settings,
    table: Path,
    out: Path,
    progress: Progress,
    size: int = BATCH,
    engine: str = "duckdb",
) -> int:
    """Check every `text` of a Parquet file (optional columns: id, said_on, country) into another; returns its rows.

    One row per claim, and one for each text without a claim or part of one that was not read. Columns: row (place of
    the text in the table), id, claim (number within the text), text, in_words, indicator, operation, verdict,
    verdict_now, reason (a code), decided_by, closest_value, gap_pct, not_read (why, in words), and where a sentence
    states several things what they come to: sentence_verdict, sentence_verdict_now, headline.
    With Spark every worker takes batches; it must see the warehouse and the folder of `out` under the same paths.
    Raises ValueError for a table without `text`.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with _table(table) as source:
        columns, sentences = _columns(table, source.schema_arrow), source.metadata.num_rows
        parts = _parts(settings, table, out, size)
        total = -(-sentences // size)
        if not sentences:
            _write(settings, [], _part(parts, 0))
        waiting = [number for number in range(total) if not _part(parts, number).exists()]
        batches = (
            (number, batch)
            for number, batch in enumerate(source.iter_batches(size, columns=columns))
            if number in waiting
        )
        if engine == "spark" and waiting:
            for number, batch in batches:
                pq.write_table(pa.Table.from_batches([batch]), _given(parts, number))
            _on_spark(settings, parts, waiting, size, lambda done: progress("batches on Spark", total - done, total))
        else:
            done = total - len(waiting)
            for _ in _judged_here(settings, parts, batches, size, min(settings.threads, len(waiting), PROCESSES)):
                done += 1
                progress(f"{min(done * size, sentences):,} of {sentences:,} sentences", done, total)
    return _together(sorted(parts.glob("[0-9]*.parquet")), out)


def _judged_here(
    settings: Settings, parts: Path, batches: "Iterator[tuple[int, pa.RecordBatch]]", size: int, processes: int
) -> Iterator[int]:
    """Judge the batches in so many processes, each on one core, and say which one is finished."""
    if processes < 2:
        for number, batch in batches:
            yield _finish(settings, parts, number, batch, size)
        return
    alone = replace(settings, warehouse_dir=settings.warehouse, threads=max(1, settings.threads // processes))
    running: set[Future[int]] = set()
    with ProcessPoolExecutor(processes, get_context("spawn"), _end_with_parent) as pool:
        try:
            for number, batch in batches:
                running.add(pool.submit(_finish, alone, parts, number, batch, size))
                if len(running) > processes:  # one more, so that none waits for its sentences
                    finished, running = wait(running, return_when=FIRST_COMPLETED)
                    yield from (each.result() for each in finished)
            yield from (each.result() for each in running)
        except BrokenProcessPool as error:
            raise RuntimeError(
                "one of the processes that judge was ended, perhaps as memory ran out; the batches that are finished"
                f" stay in {parts}, and the same command goes on behind them (BILATERAL_THREADS=1 takes one process)"
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _end_with_parent() -> None:
    """What a process does first: it ends where the one that gives it batches was killed."""
    gc.set_threshold(100_000, 50, 50)  # as every command does
    threading.Thread(target=_outlive, daemon=True).start()


def _outlive() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _finish(settings: Settings, parts: Path, number: int, batch: "pa.RecordBatch", size: int) -> int:
    _write(settings, _judged(settings, batch.to_pylist(), number * size), _part(parts, number))
    return number


def _part(parts: Path, number: int) -> Path:
    return parts / f"{number:06}.parquet"


def _given(parts: Path, number: int) -> Path:
    return parts / f"given-{number:06}.parquet"


def _on_spark(settings: Settings, parts: Path, waiting: list[int], size: int, progress: Callable[[int], None]) -> None:
    from pipelines.warehouse.engines import spark

    session = spark.start(settings)
    from pyspark.errors import PySparkException

    try:
        # a task per batch, on one core; a worker has another environment, which must not say where the warehouse is
        there = replace(settings, warehouse_dir=settings.warehouse, threads=1)
        judging = partial(_judge_parts, there, parts.absolute(), waiting, size)
        tasks = session.range(0, len(waiting), 1, len(waiting)).mapInArrow(judging, "id long")
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(tasks.collect)
            while not running.done():
                progress(sum(not _part(parts, number).exists() for number in waiting))
                with suppress(TimeoutError):
                    running.result(timeout=1)
            running.result()
    except PySparkException as error:
        raise RuntimeError(
            f"a worker of Spark failed: {_reason(str(error))}; the batches that are finished stay in {parts}, and the"
            " same command goes on behind them"
        ) from error
    finally:
        session.stop()


def _reason(message: str) -> str:
    """The last line of the Python traceback in what Spark says of a worker, else its first line."""
    raised = re.findall(r"^(?:\w+\.)*\w+: .+$", message, re.MULTILINE)
    return str(raised[-1]) if raised else message.partition("\n")[0]


def _judge_parts(
    settings: Settings, parts: Path, waiting: list[int], size: int, tasks: Iterator["pa.RecordBatch"]
) -> Iterator["pa.RecordBatch"]:
    """What a worker of Spark does: judge the batches whose places in `waiting` it is given."""
    import pyarrow.parquet as pq

    for task in tasks:
        for place in task.column("id").to_pylist():
            number = waiting[place]
            given = _given(parts, number)
            sentences = pq.ParquetFile(given).read().to_pylist()
            _write(settings, _judged(settings, sentences, number * size), _part(parts, number))
            given.unlink(missing_ok=True)
        yield task


def _table(path: Path) -> "pq.ParquetFile":
    """The file, opened. Raises ValueError for one that is no Parquet, FileNotFoundError where there is none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    expected = "expected a Parquet file with a column `text` (and, if you like, id, said_on and country)"
    if not path.is_file():
        raise FileNotFoundError(f"{expected}; there is no file {path}")
    try:
        return pq.ParquetFile(path)
    except pa.ArrowInvalid:
        from pipelines.fetching.http import describe

        with path.open("rb") as file:
            found = describe(file.read(4096))
        raise ValueError(f"{path}: {expected}, found {found}") from None


def _columns(table: Path, schema: "pa.Schema") -> list[str]:
    if "text" not in schema.names:
        raise ValueError(f"{table}: expected a column `text`; found {', '.join(schema.names) or 'no column'}")
    return [name for name in ("id", "text", "said_on", "country") if name in schema.names]


def _parts(settings: Settings, table: Path, out: Path, size: int) -> Path:
    """The folder of finished batches, emptied where they were made from anything else."""
    given, figures = table.stat(), settings.database.stat()
    made_from = json.dumps(
        [given.st_size, given.st_mtime_ns, figures.st_size, figures.st_mtime_ns, figures.st_ino, size]
    )
    parts = out.with_name(f"{out.name}.parts")
    record = parts / "made_from.json"
    if not (record.is_file() and record.read_text(encoding="utf-8") == made_from):
        shutil.rmtree(parts, ignore_errors=True)
        parts.mkdir(parents=True)
        disk.write(record, made_from)
    return parts


def _judged(settings: Settings, given: list[dict[str, Any]], start: int) -> list[dict[str, Any]]:
    from pipelines.apps import check

    rows: list[dict[str, Any]] = []
    stated: list[Understood] = []
    for place, line in enumerate(given, start):
        for row, item in _read(line, place):
            rows.append(row | ({"claim_id": check.claim_id(len(stated))} if item else {}))
            stated += [item] if item else []
    found = _verdicts(settings, stated) if stated else {}
    return _with_headlines([row | found.get(row.get("claim_id", ""), {}) for row in rows])


def _verdicts(settings: Settings, stated: "list[Understood]") -> dict[str, dict[str, Any]]:
    """The verdict of each claim by its id; of those that fail a second time, beside what may be meant instead."""
    from pipelines.apps import check
    from pipelines.reports import findings

    claims = [item.claim for item in stated]
    with check.evaluated(settings, {check.ARTICLE: claims}, {}, "default", None, verdicts_only=True) as connection:
        found = {row["claim_id"]: row for row in findings.rows(connection, _VERDICTS)}
        failing = {place: check.instead_of(stated[place]) for _, place in check.failing(connection)}
    doubted = [place for place, others in failing.items() if others]
    if not doubted:
        return found
    instead = {(check.ARTICLE, n): failing[place] for n, place in enumerate(doubted)}
    again = {check.ARTICLE: [claims[place] for place in doubted]}
    with check.evaluated(settings, again, instead, "default", None, verdicts_only=True) as connection:
        judged = {row["claim_id"]: row for row in findings.rows(connection, _VERDICTS)}
    return found | {check.claim_id(place): judged[check.claim_id(n)] for n, place in enumerate(doubted)}


def _with_headlines(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the claims of a sentence that states several things come to together, beside each of them."""
    from pipelines.reports import joined

    for _, same_row in groupby((row for row in rows if "verdict" in row), key=lambda row: row["row"]):
        claims = list(same_row)
        for sentence in joined.sentences(claims, "text"):
            for number in sentence["claims"]:
                claims[number - 1] |= {name: sentence[name.removeprefix("sentence_")] for name in _TOGETHER}
    return rows


def _read(line: dict[str, Any], place: int) -> "Iterator[tuple[dict[str, Any], Understood | None]]":
    """A row for each claim with the claim, and one for each statement that is none."""
    from pipelines.apps import check

    text, said_on = line["text"], line.get("said_on")
    same = {"row": place, "id": None if line.get("id") is None else str(line["id"])}
    if not text or not text.strip():
        yield same | {"claim": 0, "text": text, "not_read": "the text is empty"}, None
        return
    try:
        day = date.fromisoformat(said_on) if isinstance(said_on, str) else said_on
        found = check.read_text(text, day, line.get("country"))
    except ValueError as error:  # one row that cannot be read stops none of the others
        yield same | {"claim": 0, "text": text, "not_read": str(error)}, None
        return
    for number, item in enumerate(found.claims, 1):
        claim = item.claim
        named = {"indicator": "event" if claim.event else claim.indicator, "operation": claim.operation}
        yield same | named | {"claim": number, "text": claim.quote}, item
    for number, skipped in enumerate(found.skipped, len(found.claims) + 1):
        yield same | {"claim": number, "text": skipped.text, "not_read": f"{skipped.reason}: {skipped.words}"}, None


def _write(settings: Settings, rows: list[dict[str, Any]], path: Path) -> None:
    import pyarrow.parquet as pq

    aside = path.with_suffix(".writing")
    with database.apart(settings) as connection:  # Arrow itself loads pandas where it is given Python's values
        database.hold(connection, "checked", rows, COLUMNS)
        pq.write_table(connection.table("checked").to_arrow_table(), aside, compression="zstd")
    aside.replace(path)


def _together(parts: list[Path], out: Path) -> int:
    """One file of all parts, then without them; returns its rows."""
    import pyarrow.parquet as pq

    rows = 0
    aside = out.with_name(f"{out.name}.writing")
    with pq.ParquetWriter(aside, pq.read_schema(parts[0]), compression="zstd") as writer:
        for part in parts:
            with pq.ParquetFile(part) as file:  # read_table would load pandas
                writer.write_table(file.read())
                rows += file.metadata.num_rows
    aside.replace(out)
    shutil.rmtree(parts[0].parent)
    return rows
