"""A table of sentences to a table of verdicts: nothing dropped, the same as one by one, resumed where it was killed."""

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.apps import batch, check
from pipelines.config import Settings

TEXTS = [
    "China, Japan and South Korea have a combined population of nearly 1.6 billion.",
    "It was a good year.",
    "",
    "China, Japan and South Korea have an economic output exceeding $24 trillion.",
    "Japan has 125 million inhabitants and South Korea has 51 million inhabitants.",
    None,
]
SAID_ON = date(2025, 3, 22)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "sentences.parquet"
    ids = [f"s{place}" for place in range(len(TEXTS))]
    pq.write_table(pa.table({"id": ids, "text": TEXTS, "said_on": [SAID_ON] * len(TEXTS)}), path)
    return path


def quiet(step: str, done: int, total: int | None) -> None:
    pass


def test_a_table_without_sentences_gives_one_without_verdicts(built: Path, tmp_path: Path) -> None:
    table, out = tmp_path / "none.parquet", tmp_path / "verdicts.parquet"
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), table)
    assert batch.run(Settings(warehouse_dir=built), table, out, quiet) == 0
    assert pq.read_schema(out).names == list(batch.COLUMNS)


def test_every_text_has_a_row_and_verdicts_are_those_of_one_check(built: Path, table: Path, tmp_path: Path) -> None:
    settings, out = Settings(warehouse_dir=built), tmp_path / "verdicts.parquet"
    rows = batch.run(settings, table, out, quiet, size=2)
    found = pq.read_table(out).to_pylist()
    assert rows == len(found)
    assert {row["row"] for row in found} == set(range(len(TEXTS)))
    assert [row["id"] for row in found] == [f"s{row['row']}" for row in found]
    judged = [(row["text"], row["verdict"], row["verdict_now"]) for row in found if row["verdict"]]
    alone = [
        (claim["text"], claim["verdict"], claim["verdict_now"])
        for text in TEXTS
        if text
        for claim in check.check(settings, text, SAID_ON)["claims"]
    ]
    assert judged == alone
    assert len(judged) == 4
    assert all(row["not_read"] for row in found if not row["verdict"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sentences.parquet", "verdicts.parquet"]


def test_what_one_sentence_states_comes_to_something_together(built: Path, table: Path, tmp_path: Path) -> None:
    out = tmp_path / "verdicts.parquet"
    batch.run(Settings(warehouse_dir=built), table, out, quiet)
    rows = pq.read_table(out).to_pylist()
    [sentence] = check.check(Settings(warehouse_dir=built), str(TEXTS[4]), SAID_ON)["sentences"]
    told = {(row["sentence_verdict"], row["headline"]) for row in rows if row["row"] == 4}
    assert told == {(sentence["verdict"], sentence["headline"])}
    assert not any(row["headline"] for row in rows if row["row"] != 4)


@pytest.mark.slow
def test_spark_gives_the_same_rows(built: Path, table: Path, tmp_path: Path) -> None:
    settings = Settings(warehouse_dir=built, spark="local[2]")
    for engine in ("spark", "duckdb"):
        batch.run(settings, table, tmp_path / f"{engine}.parquet", quiet, size=2, engine=engine)
    assert pq.read_table(tmp_path / "spark.parquet").equals(pq.read_table(tmp_path / "duckdb.parquet"))
    assert not list(tmp_path.glob("*.part"))


def test_what_a_worker_of_spark_said_is_found_in_its_traceback() -> None:
    told = """[PYTHON_EXCEPTION] An exception was thrown: Traceback (most recent call last):
  File "batch.py", line 114, in _judge_parts
pipelines.warehouse.published.NotPublished: bilateral.duckdb is not there yet; run `bilateral run`
 SQLSTATE: 38000"""
    assert batch._reason(told).endswith("NotPublished: bilateral.duckdb is not there yet; run `bilateral run`")
    assert batch._reason("no worker left") == "no worker left"


def test_a_run_that_was_killed_goes_on_behind_its_last_batch(built: Path, table: Path, tmp_path: Path) -> None:
    """Killed without a warning, in the second batch: the first is not judged again, and nothing is lost."""
    out, whole = tmp_path / "verdicts.parquet", tmp_path / "whole.parquet"
    program = DYING.format(warehouse=str(built), table=str(table), out=str(out))
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -signal.SIGKILL
    assert not out.exists()
    settings, told = Settings(warehouse_dir=built), []
    batch.run(settings, table, out, lambda step, done, total: told.append(done), size=2)
    assert told == [4, 6]
    batch.run(settings, table, whole, quiet)
    assert pq.read_table(out).equals(pq.read_table(whole))


DYING = """
import os, signal
from pathlib import Path
from pipelines.apps import batch
from pipelines.config import Settings
judge, passes = batch.checked, []
def dying(*arguments):
    passes.append(1)
    if len(passes) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return judge(*arguments)
batch.checked = dying
quiet = lambda step, done, total: None
batch.run(Settings(warehouse_dir=Path({warehouse!r})), Path({table!r}), Path({out!r}), quiet, size=2)
"""


def test_verdicts_of_other_sentences_are_not_taken(built: Path, table: Path, tmp_path: Path) -> None:
    settings, out = Settings(warehouse_dir=built), tmp_path / "verdicts.parquet"
    with pytest.raises(KeyboardInterrupt):
        batch.run(settings, table, out, interrupted, size=2)
    pq.write_table(pa.table({"text": TEXTS[:1]}), table)
    assert batch.run(settings, table, out, quiet) == 1


def interrupted(step: str, done: int, total: int | None) -> None:
    raise KeyboardInterrupt


def test_a_table_without_sentences_is_told(built: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.parquet"
    pq.write_table(pa.table({"sentence": ["x"]}), path)
    with pytest.raises(ValueError, match="expected a column `text`; found sentence"):
        batch.run(Settings(warehouse_dir=built), path, tmp_path / "out.parquet", quiet)


def test_a_row_that_cannot_be_read_stops_none_of_the_others(built: Path, tmp_path: Path) -> None:
    table, out = tmp_path / "sentences.parquet", tmp_path / "verdicts.parquet"
    given = {
        "text": ["Japan has 125 million inhabitants."] * 4,
        "said_on": ["2025-03-22", "22 March", "2125-03-22", "2025-03-22"],
        "country": [None, None, None, "Atlantis"],
    }
    pq.write_table(pa.table(given), table)
    batch.run(Settings(warehouse_dir=built), table, out, quiet)
    found = pq.read_table(out).to_pylist()
    assert [row["verdict"] is not None for row in found] == [True, False, False, False]
    told = ["Invalid isoformat string", "that day is in the future", "expected a code or a name such as USA"]
    assert all(says in row["not_read"] for says, row in zip(told, found[1:], strict=True))


@pytest.mark.parametrize(
    ("text", "contradicted"),
    [
        # 1.9 per cent more in constant prices, and 1.2 less in dollars
        ("Japan's GDP in dollars fell by 1.2 per cent in 2023.", False),
        ("Japan's GDP fell by 1.2 per cent in dollar terms in 2023.", False),
        ("Japan's GDP in dollars rose by 5 per cent in 2023.", True),
        ("Japan's GDP in US dollars fell for the third year in a row in 2023.", False),
    ],
)
def test_output_in_dollars_moves_as_dollars_do(text: str, contradicted: bool, built: Path) -> None:
    [claim] = check.check(Settings(warehouse_dir=built), text, SAID_ON)["claims"]
    assert (claim["verdict"] == "CONTRADICTED") is contradicted


def test_a_table_that_is_none_is_named(built: Path, tmp_path: Path) -> None:
    settings, out, text = Settings(warehouse_dir=built), tmp_path / "out.parquet", tmp_path / "article.txt"
    with pytest.raises(
        FileNotFoundError, match=r"expected a Parquet file with a column `text`.*no file .*article\.txt"
    ):
        batch.run(settings, text, out, quiet)
    text.write_text("Japan has 125 million people.")
    with pytest.raises(ValueError, match=r"article\.txt: expected a Parquet file .* found .*beginning 'Japan has"):
        batch.run(settings, text, out, quiet)
