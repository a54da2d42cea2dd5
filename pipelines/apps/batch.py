"""`bilateral check --batch`: a table of sentences in, a table of verdicts out.

Belongs here: reading and judging so many sentences at a time, going on where a run stopped, the same on Spark. Does not
belong here: reading a sentence, judging a claim (check.py), what the claims of a sentence come to together
(reports/sentences.py).

What is judged stands in OUT.part, a DuckDB file, in one transaction per batch: a run that is killed goes on behind the
last one. Other sentences or other figures start anew.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.config import Settings

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    import pyarrow.parquet as pq

    from pipelines.reader import Understood

BATCH = 2_000
"""Sentences judged in one pass: their claims and figures take some hundred megabytes."""
TASKS = 16
"""Batches that Spark is given at a time; what is finished is kept after each of them."""
Progress = Callable[[str, int, int | None], None]
_TOGETHER = ("sentence_verdict", "sentence_verdict_now", "headline")
COLUMNS = {
    "row": "BIGINT", "id": "VARCHAR", "claim": "INTEGER",
    **dict.fromkeys(("text", "in_words", "indicator", "operation", "not_read"), "VARCHAR"),
    **dict.fromkeys(("verdict", "verdict_now", "reason", "decided_by"), "VARCHAR"),
    "closest_value": "DOUBLE", "gap_pct": "DOUBLE", **dict.fromkeys(_TOGETHER, "VARCHAR"),
}  # fmt: skip
_ARROW = {"BIGINT": "int64", "INTEGER": "int32", "VARCHAR": "string", "DOUBLE": "float64"}


def run(
    settings: Settings, table: Path, out: Path, progress: Progress, size: int = BATCH, engine: str = "duckdb",
    read_by: str = "patterns",
) -> int:  # fmt: skip
    """Check every `text` of a Parquet file (optional columns: id, said_on, country) into another; returns its rows.

    One row per claim, and one for each text without a claim or part of one that was not read. Columns: row (place of
    the text in the table), id, claim (number within the text), text, in_words, indicator, operation, verdict,
    verdict_now, reason (a code), decided_by, closest_value, gap_pct, not_read (why, in words), and where a sentence
    states several things what they come to: sentence_verdict, sentence_verdict_now, headline.
    `read_by` "model" lets the language model of the environment read beside the patterns.
    With Spark every worker judges batches; it must see the warehouse and the folder of `out` under the same paths.
    Raises ValueError for a table without `text`.
    """
    from pipelines.warehouse import published

    with published.connect(settings):  # NotPublished before anything is written
        pass
    part = out.with_name(f"{out.name}.part")
    with _table(table) as source, _opened(settings, table, part) as judged:
        done, total = _count(judged), source.metadata.num_rows
        if engine == "spark":
            _on_spark(settings, source, judged, out, size, done, read_by, progress)
        else:
            for batch in _batches(source, size, done):
                _append(judged, checked(settings, batch, read_by), behind := batch[-1]["row"] + 1)
                progress(f"{behind:,} of {total:,} sentences", behind, total)
        rows = _finish(judged, out)
    part.unlink()
    return rows


def checked(settings: Settings, given: list[dict[str, Any]], read_by: str = "patterns") -> list[dict[str, Any]]:
    """A row for each claim of these lines of the table, and for each text without one."""
    from pipelines.apps import check

    rows: list[dict[str, Any]] = []
    stated: list[Understood] = []
    for line in given:
        for row, item in _read(line, read_by):
            rows.append(row)
            if item:
                row["claim_number"] = len(stated)
                stated.append(item)
    verdicts = check.judge(settings, [item.claim for item in stated])
    return _with_headlines([_verdict(row, stated, verdicts) for row in rows])


def _verdict(row: dict[str, Any], stated: "list[Understood]", verdicts: list[dict[str, Any]]) -> dict[str, Any]:
    from pipelines.claims.words import in_words
    from pipelines.reader import UNREAD
    from pipelines.verdict.rows import FAULT

    number = row.pop("claim_number", None)
    if number is None:
        return row
    found = verdicts[number]
    if found["reason_code"] == FAULT:
        return {name: row[name] for name in ("row", "id", "claim", "text")} | {
            "not_read": f"{UNREAD}: {found['reason']}"
        }
    return row | {
        "in_words": in_words(stated[number].claim),
        "verdict": found["verdict"],
        "verdict_now": found["verdict_now"],
        "reason": found["reason_code"],
        "decided_by": found["decided_by"],
        "closest_value": found["closest_value"],
        "gap_pct": found["gap_pct"],
    }


def _read(line: dict[str, Any], read_by: str) -> "Iterator[tuple[dict[str, Any], Understood | None]]":
    """A row for each claim with the claim, and one for each statement that is none."""
    from pipelines.apps import check

    text, said_on = line["text"], line.get("said_on")
    same = {"row": line["row"], "id": None if line.get("id") is None else str(line["id"])}
    if not text or not text.strip():
        yield same | {"claim": 0, "text": text, "not_read": "the text is empty"}, None
        return
    try:
        day = date.fromisoformat(said_on) if isinstance(said_on, str) else said_on
        found = check.read_text(text, day, line.get("country"), read_by=read_by)
    except ValueError as error:  # one row that cannot be read stops none of the others
        yield same | {"claim": 0, "text": text, "not_read": str(error)}, None
        return
    for number, item in enumerate(found.claims, 1):
        claim = item.claim
        named = {"indicator": "event" if claim.event else claim.indicator, "operation": claim.operation}
        yield same | named | {"claim": number, "text": claim.quote, "not_read": claim.unread}, item
    for number, skipped in enumerate(found.skipped, len(found.claims) + 1):
        yield same | {"claim": number, "text": skipped.text, "not_read": f"{skipped.reason}: {skipped.words}"}, None


def _with_headlines(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the claims of a sentence that states several things come to together, beside each of them."""
    from pipelines.reports import sentences

    for _, same_row in groupby((row for row in rows if "verdict" in row), key=lambda row: row["row"]):
        claims = list(same_row)
        for sentence in sentences.together(claims, "text"):
            for number in sentence["claims"]:
                claims[number - 1] |= {name: sentence[name.removeprefix("sentence_")] for name in _TOGETHER}
    return rows


# Files


def _table(path: Path) -> "pq.ParquetFile":
    """The file, opened. ValueError for one that is no Parquet or has no `text`, FileNotFoundError for none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    expected = "expected a Parquet file with a column `text` (and, if you like, id, said_on and country)"
    if not path.is_file():
        raise FileNotFoundError(f"{expected}; there is no file {path}")
    try:
        source = pq.ParquetFile(path)
    except pa.ArrowInvalid:
        from pipelines.fetching.http import describe

        with path.open("rb") as file:
            found = describe(file.read(4096))
        raise ValueError(f"{path}: {expected}, found {found}") from None
    if "text" not in source.schema_arrow.names:
        found = ", ".join(source.schema_arrow.names) or "no column"
        raise ValueError(f"{path}: expected a column `text`; found {found}")
    return source


def _opened(settings: Settings, table: Path, part: Path) -> "duckdb.DuckDBPyConnection":
    """The file of what is judged already, emptied where it was judged from anything else."""
    import duckdb

    given, figures = table.stat(), settings.database.stat()
    made_from = f"{given.st_size} {given.st_mtime_ns} {figures.st_size} {figures.st_mtime_ns}"
    judged = duckdb.connect(str(part))
    judged.execute("create table if not exists run (made_from varchar, sentences bigint)")
    if judged.execute("from run").fetchone() is None or judged.execute("from run").fetchall()[0][0] != made_from:
        judged.execute("create or replace table run as select $1::varchar as made_from, 0::bigint as sentences",
                       [made_from])  # fmt: skip
        columns = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
        judged.execute(f"create or replace table checked ({columns})")
    return judged


def _count(judged: "duckdb.DuckDBPyConnection") -> int:
    return int(judged.execute("select sentences from run").fetchall()[0][0])


def _batches(source: "pq.ParquetFile", size: int, done: int) -> Iterator[list[dict[str, Any]]]:
    """The lines of each batch with their places in the table as `row`, behind those that are done."""
    columns = [name for name in ("id", "text", "said_on", "country") if name in source.schema_arrow.names]
    start = 0
    for batch in source.iter_batches(size, columns=columns):
        lines = [{**line, "row": place} for place, line in enumerate(batch.to_pylist(), start)]
        start += batch.num_rows
        if start > done:
            yield [line for line in lines if line["row"] >= done]


def _arrow(rows: list[dict[str, Any]]) -> "pa.RecordBatch":
    import pyarrow as pa

    schema = pa.schema([(name, pa.type_for_alias(_ARROW[kind])) for name, kind in COLUMNS.items()])
    return pa.RecordBatch.from_pylist([{name: row.get(name) for name in COLUMNS} for row in rows], schema)


def _append(judged: "duckdb.DuckDBPyConnection", rows: list[dict[str, Any]], sentences: int) -> None:
    import pyarrow as pa

    found = pa.Table.from_batches([_arrow(rows)])
    judged.begin()
    judged.from_arrow(found).insert_into("checked")
    judged.execute("update run set sentences = $1", [sentences])
    judged.commit()


def _finish(judged: "duckdb.DuckDBPyConnection", out: Path) -> int:
    """All rows, in the order of the table, as a Parquet file; returns how many."""
    aside = out.with_name(f"{out.name}.writing")
    (rows,) = judged.execute("select count(*) from checked").fetchall()[0]
    judged.sql("select * from checked order by row, claim").write_parquet(str(aside), compression="zstd")
    judged.close()
    aside.replace(out)
    return int(rows)


# Spark


def _on_spark(
    settings: Settings, source: "pq.ParquetFile", judged: "duckdb.DuckDBPyConnection", out: Path, size: int, done: int,
    read_by: str, progress: Progress,
) -> None:  # fmt: skip
    """Judge what is left, a task per batch on one core."""
    from dataclasses import replace

    import pyarrow as pa

    from pipelines.warehouse.engines import spark

    session = spark.start(settings)
    from pyspark.errors import PySparkException

    # a worker has another environment, which must not say where the warehouse is
    there = replace(settings, warehouse_dir=settings.warehouse, threads=1)
    total = source.metadata.num_rows
    columns = ", ".join(f"`{name}` {kind.replace('VARCHAR', 'STRING')}" for name, kind in COLUMNS.items())

    def judge(batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        for batch in batches:
            yield _arrow(checked(there, batch.to_pylist(), read_by))

    try:
        for lines in _batches(source, size * TASKS, done):
            frame = session.createDataFrame(pa.Table.from_pylist(lines)).repartition(max(1, -(-len(lines) // size)))
            _append(judged, frame.mapInArrow(judge, columns).toArrow().to_pylist(), behind := lines[-1]["row"] + 1)
            progress(f"{behind:,} of {total:,} sentences on Spark", behind, total)
    except PySparkException as error:
        raise RuntimeError(f"a worker of Spark failed: {_reason(str(error))}; the same command goes on behind"
                           " the batches that are finished") from error  # fmt: skip
    finally:
        session.stop()


def _reason(message: str) -> str:
    """The last line of the Python traceback in what Spark says of a worker, else its first line."""
    raised = re.findall(r"^(?:\w+\.)*\w+: .+$", message, re.MULTILINE)
    return str(raised[-1]) if raised else message.partition("\n")[0]
