"""Building and publishing: what is made, what stays, what is refused, and what a crash leaves behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import versions

from pipelines.config import Settings
from pipelines.stores.database import quoted
from pipelines.warehouse import checks, publication, sqlfiles, sqlmodels
from pipelines.warehouse import published as published_file

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(versions.__file__)


@pytest.fixture
def tiny(tmp_path: Path) -> Settings:
    return versions.project(tmp_path)


@pytest.fixture
def published(tiny: Settings) -> Settings:
    publication.build(tiny, versions.inputs(1))
    return tiny


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One publication for all tests that only look."""
    settings = versions.project(tmp_path_factory.mktemp("lasting"))
    publication.build(settings, versions.inputs(1))
    return settings


def ask(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with published_file.connect(settings) as connection:
        return connection.execute(query).fetchall()


def edit(settings: Settings, file: str, old: str, new: str) -> None:
    path = settings.sql / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def left_behind(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.build.iterdir() if path.name not in ("lock", "published"))


def state(settings: Settings) -> dict[str, tuple[int, int]]:
    """Which files are published, as the disk knows them."""
    return {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in (settings.database, *settings.marts.iterdir())
    }


# What is published


def test_a_build_publishes_models_and_small_inputs(tiny: Settings) -> None:
    steps: list[str] = []
    result = publication.build(tiny, versions.inputs(1, letters=3), progress=lambda step, *_: steps.append(step))
    assert not result.unchanged
    assert result.rows == {"input.run": 1, "input.letter": 3, "core.letter": 3, "marts.total": 1}
    assert steps == ["core.letter", "marts.total"]
    assert result.seconds.keys() == {"core.letter", "marts.total"}
    assert ask(tiny, "select * from marts.total") == [(1, 3)]
    assert ask(tiny, "select * from up_to('a00001')") == [("a00000",), ("a00001",)]
    assert left_behind(tiny) == []


def test_the_file_is_one_that_older_readers_open(lasting: Settings) -> None:
    with published_file.connect(lasting) as connection:
        ((tags,),) = connection.execute(
            "select tags from duckdb_databases() where database_name = 'bilateral'"
        ).fetchall()
    assert tags["storage_version"].startswith("v1.5")


def test_every_table_and_column_carries_its_meaning(lasting: Settings) -> None:
    tables = ask(lasting, "select schema_name || '.' || table_name, comment from duckdb_tables()")
    columns = ask(lasting, "select table_name || '.' || column_name, comment from duckdb_columns() where not internal")
    assert len(tables) == 4 + 8
    assert [name for name, comment in (*tables, *columns) if not comment] == []
    assert ("total.letters", "how many there are [letters]") in columns
    macros = ask(lasting, "select function_name, comment from duckdb_functions() where function_name = 'up_to'")
    assert macros == [("up_to", "up_to(last) lists letters up to one.")]


def test_meta_knows_schemas_relations_columns_and_lineage(lasting: Settings) -> None:
    assert ask(lasting, "select relation, key, rows from meta.relation where schema = 'marts'") == [
        ("marts.total", ["version"], 1)
    ]
    assert ask(lasting, "select unit from meta.column where relation = 'marts.total' and \"column\" = 'letters'") == [
        ("letters",)
    ]
    assert ask(lasting, "select * from meta.dependency order by all") == [
        ("core.letter", "input.letter"),
        ("marts.total", "core.letter"),
    ]
    assert ask(lasting, "select run_id, profile from meta.build") == [("run 1", "default")]
    assert {name for (name,) in ask(lasting, "select name from meta.schema")} == sqlmodels.SCHEMAS.keys()


def test_marts_are_parquet_files_too(lasting: Settings) -> None:
    assert [file.name for file in lasting.marts.iterdir()] == ["total.parquet"]
    assert pq.read_table(lasting.marts / "total.parquet").to_pylist() == [{"version": 1, "letters": versions.LETTERS}]
    assert pq.ParquetFile(lasting.marts / "total.parquet").metadata.row_group(0).column(0).compression == "ZSTD"


def test_a_mart_that_is_gone_takes_its_file_along(published: Settings) -> None:
    (published.sql / "marts" / "total.sql").rename(published.sql / "marts" / "count.sql")
    (published.marts / ".tmp-of-one-that-was-killed").write_bytes(b"half")
    publication.build(published, versions.inputs(1))
    assert [file.name for file in published.marts.iterdir()] == ["count.parquet"]


def letters_in(file: Path, version: int) -> str:
    """SQL text over a file with two letters."""
    pq.write_table(pa.Table.from_pylist(versions.inputs(version, letters=2)["letter"], LETTER), file)
    return f"select * from read_parquet({quoted(file)})"


LETTER = pa.schema({"letter": pa.string(), "version": pa.int64(), "note": pa.string()})


def test_what_is_read_from_files_is_not_kept_twice(tiny: Settings, tmp_path: Path) -> None:
    publication.build(tiny, versions.inputs(1) | {"letter": letters_in(tmp_path / "letters.parquet", 1)})
    assert ask(tiny, "select count(*) from core.letter") == [(2,)]
    assert ask(tiny, "select table_name from duckdb_tables() where schema_name = 'input'") == [("run",)]
    assert ask(tiny, "select view_name from duckdb_views() where not internal") == []


# Nothing new, nothing rewritten


def test_the_same_again_rewrites_nothing(published: Settings) -> None:
    before = state(published)
    started = time.process_time()
    result = publication.build(published, versions.inputs(1, run_id="another", built_at=None))
    assert time.process_time() - started < 0.4
    assert result.unchanged
    assert result.rows["core.letter"] == versions.LETTERS
    assert state(published) == before


def test_force_builds_all_the_same(published: Settings) -> None:
    assert not publication.build(published, versions.inputs(1), force=True).unchanged


@pytest.mark.parametrize(
    ("file", "old", "new", "unchanged"),
    [
        ("core/letter.sql", "select letter, version", "SELECT letter,\n  version", False),
        ("core/letter.sql", "select letter", "select letter", True),
        ("core/letter.sql", "order by letter", "order by letter desc", False),
        ("core/letter.sql", "letter: letter", "letter: sign", False),
        ("inputs.yml", "letter VARCHAR: letter", "letter VARCHAR: sign", False),
        ("checks/assert_core_letter__is_a_letter.sql", "'zzz'", "'zz'", False),
        ("checks/assert_core_letter__has_no_note.sql", "warn", "error", False),
        ("macros/letters.sql", "<= last", "< last", False),
    ],
)
def test_what_counts_as_new_in_the_project(published: Settings, file: str, old: str, new: str, unchanged: bool) -> None:
    edit(published, file, old, new)
    assert publication.build(published, versions.inputs(1)).unchanged is unchanged


@pytest.mark.parametrize("given", [{"today": None}, {"profile": "strict"}, {"letters": 5}, {"version": 2}])
def test_what_counts_as_new_in_the_inputs(published: Settings, given: dict[str, Any]) -> None:
    assert not publication.build(published, versions.inputs(**{"version": 1} | given)).unchanged


def test_files_behind_sql_text_count_by_their_bytes(tiny: Settings, tmp_path: Path) -> None:
    (tmp_path / "it's here").mkdir()

    def build(name: str, version: int) -> bool:
        text = letters_in(tmp_path / "it's here" / name, version)
        return publication.build(tiny, versions.inputs(1) | {"letter": text}).unchanged

    assert not build("one.parquet", 1)
    assert build("one.parquet", 1), "written again, same bytes"
    assert not build("one.parquet", 2)
    assert not build("two.parquet", 2), "a file of another name"
    assert ask(tiny, "select distinct version from core.letter") == [(2,)]


def write_to(path: Path, statement: str) -> None:
    """What happens when somebody opens the file without -readonly."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize(
    "damage",
    [
        lambda settings: (settings.marts / "total.parquet").unlink(),
        lambda settings: (settings.marts / "total.parquet").write_bytes(b"PAR1"),
        lambda settings: pq.write_table(pa.table({"x": [1]}), settings.marts / "total.parquet"),
        lambda settings: pq.write_table(pa.table({"x": [1]}), settings.marts / "other.parquet"),
        lambda settings: write_to(settings.database, "update marts.total set letters = 0"),
        lambda settings: write_to(settings.database, "create table note as select 1"),
        lambda settings: truncate(settings.database),
        lambda settings: settings.database.write_bytes(b""),
        lambda settings: settings.database.unlink(),
    ],
)
def test_a_publication_that_is_not_whole_is_made_again(published: Settings, damage: Callable[[Settings], None]) -> None:
    damage(published)
    assert not publication.build(published, versions.inputs(1)).unchanged
    assert versions.seen(published) == 1
    assert publication.build(published, versions.inputs(1)).unchanged


# What stops a publication


def stopped(settings: Settings, given: dict[str, Any], error: type[Exception]) -> str:
    """The message; the publication from before must stand untouched."""
    before = state(settings)
    with pytest.raises(error) as caught:
        publication.build(settings, given)
    assert state(settings) == before
    assert versions.seen(settings) == 1
    assert left_behind(settings) == []
    return str(caught.value)


def letters(**columns: list[Any]) -> dict[str, Any]:
    rows = {"letter": ["a", "b"], "version": [2, 2], "note": [None, None]} | columns
    return versions.inputs(2) | {"letter": pa.table(rows).to_pylist()}


def test_a_failed_check_keeps_the_file_from_before(published: Settings) -> None:
    message = stopped(published, letters(letter=["a", "0"]), publication.PublicationStopped)
    assert "assert_core_letter__is_a_letter (core.letter): 1 rows. Rows that hold no letter." in message
    assert "letter=0, version=2" in message


def test_a_failed_check_shows_a_sample_and_counts_all(published: Settings) -> None:
    given = letters(letter=[f"{n:03}" for n in range(40)], version=[2] * 40, note=[None] * 40)
    with pytest.raises(publication.PublicationStopped) as caught:
        publication.build(published, given)
    (failure,) = caught.value.failures
    assert (failure.rows, len(failure.sample)) == (40, checks.SAMPLE)
    assert failure.sample[0] == {"letter": "000", "version": 2}


def test_a_key_that_does_not_tell_rows_apart(published: Settings) -> None:
    message = stopped(published, letters(letter=["a", "a"]), publication.PublicationStopped)
    assert "core.letter has one row per letter" in message
    assert "letter=a, rows=2" in message


def test_a_key_with_a_hole(published: Settings) -> None:
    message = stopped(published, letters(letter=["a", None]), publication.PublicationStopped)
    assert "core.letter has no empty letter" in message
    edit(published, "core/letter.sql", "key: [letter]", "key: [letter]\nnullable_key: true")
    publication.build(published, letters(letter=["a", None]))
    with pytest.raises(publication.PublicationStopped, match=r"core\.letter has one row per letter"):
        publication.build(published, letters(letter=[None, None]))  # two holes are still one key


def test_a_warning_is_published_and_told_each_time(tiny: Settings) -> None:
    given = letters(note=["see below", None])
    for unchanged in (False, True):
        result = publication.build(tiny, given)
        assert result.unchanged is unchanged
        (failure,) = result.failures
        assert (failure.check, failure.severity, failure.rows) == ("assert_core_letter__has_no_note", "warn", 1)
        assert failure.sample == [{"letter": "a", "note": "see below"}]
    assert ask(tiny, 'select "check", rows from meta.check order by all') == [
        ("assert_core_letter__has_no_note", 1),
        ("assert_core_letter__is_a_letter", 0),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("core/letter.sql", "order by letter", "order by lettre", ["core/letter.sql", "core.letter failed", "LINE 9"]),
        ("core/letter.sql", "select letter", "select cast('x' as bigint) as letter", ["core/letter.sql", "Conversion"]),
        ("checks/assert_core_letter__has_no_note.sql", "letter, note", "letter, nota", ["has_no_note.sql", "nota"]),
        ("macros/letters.sql", "core.letter", "core.lettre", ["letters.sql", "the macros failed"]),
    ],
)
def test_sql_that_fails_names_its_file(published: Settings, file: str, old: str, new: str, words: list[str]) -> None:
    edit(published, file, old, new)
    message = stopped(published, versions.inputs(2), sqlfiles.InvalidModel)
    assert [word for word in words if word not in message] == [], message


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"letter": ["a"], "version": [1]}, "input.letter lacks note; found letter, version"),
        (
            {"letter": ["a"], "version": [1], "notes": ["x"]},
            "input.letter has an unknown column notes; did you mean note?",
        ),
    ],
)
def test_files_of_another_shape_are_refused(published: Settings, columns: dict[str, Any], words: str) -> None:
    file = published.root / "letters.parquet"
    pq.write_table(pa.table(columns), file)
    message = stopped(published, versions.inputs(2) | {"letter": f"from read_parquet('{file}')"}, ValueError)
    assert words in message


def test_an_input_that_a_model_reads_must_be_there(published: Settings) -> None:
    given = versions.inputs(2)
    given["leter"] = given.pop("letter")
    message = stopped(published, given, sqlfiles.InvalidModel)
    assert "reads input.letter, which the build was not handed; did you mean input.leter?" in message


def test_an_empty_column_has_the_described_type(tiny: Settings) -> None:
    edit(tiny, "core/letter.sql", "version, note from", "version, note || '!' as note from")
    publication.build(tiny, letters())
    assert ask(tiny, "select typeof(note) from input.letter limit 1") == [("VARCHAR",)]


# Readers


def test_without_a_publication_the_error_says_what_to_do(tiny: Settings) -> None:
    with pytest.raises(published_file.NotPublished, match="run `bilateral run`"):
        published_file.connect(tiny)


HARM = [
    "create table core.x (a int)", "delete from core.letter", "drop table core.letter", "from read_text('/etc/hostname')",
    "from read_csv('{marts}/../secret.csv')", "from glob('{marts}/*')", "copy core.letter to '{marts}/x.parquet'",
    "copy (select 1) to '{database}'", "copy (select 1) to '{database}.wal'", "export database '{marts}/x'",
    "attach '{marts}/../other.duckdb' as other", "attach '{database}' as other (read_write)", "install httpfs", "load httpfs",
    "force install httpfs", "install x from community", "set enable_external_access = true", "set memory_limit = '64GB'",
    "set temp_directory = '{marts}/x'", "reset lock_configuration", "from 'https://127.0.0.1/x.parquet'",
    "create secret (type s3)", "call enable_logging(storage = 'file')", "from '/etc/passwd'",
    "set lock_configuration = false", "set allowed_directories = ['/']", "set allowed_paths = ['/etc/passwd']",
    "set extension_directory = '{marts}'", "set allow_unsigned_extensions = true", "set secret_directory = '{marts}'",
    "set home_directory = '{marts}'", "set log_query_path = '{marts}/x.log'", "import database '{marts}'",
    "pragma profiling_output = '{marts}/x.json'", "from read_blob('/proc/self/environ')", "from sniff_csv('/etc/passwd')",
    "from parquet_metadata('/etc/passwd')", "from read_json('/etc/passwd')", "from read_ndjson('/etc/passwd')",
]  # fmt: skip


@pytest.mark.parametrize("statement", HARM)
def test_a_reader_does_no_harm(lasting: Settings, statement: str) -> None:
    (lasting.warehouse / "secret.csv").write_text("a\n1\n")
    text = statement.format(marts=lasting.marts, database=lasting.database)
    before = state(lasting)
    with published_file.connect(lasting) as connection:
        with pytest.raises(duckdb.Error):
            connection.execute(text).fetchall()
        assert connection.execute("select count(*) from core.letter").fetchall() == [(versions.LETTERS,)]
    assert state(lasting) == before


def test_a_reader_cannot_get_at_the_file_in_steps(lasting: Settings) -> None:
    before = state(lasting)
    with published_file.connect(lasting) as connection:
        for statement in (
            f"attach '{lasting.database}' as own",
            "use own",
            "detach bilateral",
            "create table own.core.x as select 1",
            f"attach '{lasting.database}' as writable (read_write)",
            "create table writable.core.x as select 1",
            f"copy (select 1) to '{lasting.database}'",
        ):
            try:
                connection.execute(statement)
            except duckdb.Error:
                continue
    assert state(lasting) == before
    assert versions.seen(lasting) == 1


def test_a_python_variable_is_no_relation(lasting: Settings) -> None:
    letter = pa.table({"a": [1]})  # noqa: F841
    with published_file.connect(lasting) as connection, pytest.raises(duckdb.CatalogException):
        connection.execute("select * from letter")


def test_an_open_reader_survives_ten_publications(published: Settings) -> None:
    with published_file.connect(published) as early:
        for version in range(2, 12):
            publication.build(published, versions.inputs(version))
            assert early.execute("select version from marts.total").fetchall() == [(1,)]
            assert versions.seen(published) == version, "a later reader in the same process sees the new one"
        assert early.execute("select count(*) from core.letter where version = 1").fetchall() == [(versions.LETTERS,)]
    assert left_behind(published) == []


def test_a_warehouse_that_may_only_be_read(lasting: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError("read-only")

    monkeypatch.setattr(os, "link", refuse)
    assert versions.seen(lasting) == 1


def test_a_log_that_a_writer_left_never_meets_the_new_file(published: Settings) -> None:
    log = published.database.with_name("bilateral.duckdb.wal")
    with duckdb.connect(str(published.database)) as connection:
        connection.execute("pragma disable_checkpoint_on_shutdown; update marts.total set letters = 0")
    assert log.exists()
    publication.build(published, versions.inputs(2))
    assert not log.exists()
    with duckdb.connect(str(published.database), read_only=True) as connection:
        assert connection.execute("select letters from marts.total").fetchall() == [(versions.LETTERS,)]


def test_a_writer_elsewhere_is_named_and_in_nobodys_way(published: Settings) -> None:
    writer = start("write", published.root)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "open\n"
    try:
        with pytest.raises(published_file.Locked, match=r"open for writing.*duckdb -readonly"):
            published_file.connect(published)
        publication.build(published, versions.inputs(2))
        assert versions.seen(published) == 2
    finally:
        writer.kill()
        writer.wait()


def test_a_view_is_published_as_a_query_with_its_rows_beside_it(tiny: Settings) -> None:
    edit(tiny, "marts/total.sql", "key: [version]\n", "key: [version]\nview: true\n")
    built = publication.build(tiny, versions.inputs(1))
    assert built.rows["marts.total"] == 1
    assert versions.seen(tiny) == 1
    assert ask(tiny, "select view_name, comment from duckdb_views() where not internal") == [
        ("total", "Letters counted. One row per version.")
    ]
    assert publication.build(tiny, versions.inputs(1)).unchanged
    assert not publication.build(tiny, versions.inputs(2)).unchanged
    assert pq.read_table(tiny.marts / "total.parquet").to_pylist() == [{"version": 2, "letters": versions.LETTERS}]


# Several at once, and the ends that nobody plans


def start(command: str, root: Path, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), command, str(root), *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.fixture
def holder(published: Settings) -> Iterator[subprocess.Popen[str]]:
    process = start("hold", published.root)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_a_second_run_waits_and_then_refuses(published: Settings, holder: subprocess.Popen[str]) -> None:
    told: list[str] = []
    with (
        pytest.raises(published_file.Locked, match=rf"process {holder.pid}, started .* did not finish within 0 s"),
        publication.lock(published, wait=0.3, progress=lambda step, *_: told.append(step)),
    ):
        pass
    assert len(told) == 1
    assert f"waiting for process {holder.pid}" in told[0]
    assert versions.seen(published) == 1, "readers need no lock"


def test_the_lock_of_a_killed_run_is_no_lock(published: Settings, holder: subprocess.Popen[str]) -> None:
    (published.build / f"run-{holder.pid}-x.duckdb").write_bytes(b"half a build")
    (published.build / f"run-{holder.pid}-x.marts").mkdir()
    (published.build / f"reader-{holder.pid}-x").mkdir()
    (published.build / f"reader-{os.getpid()}-x").mkdir()
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    publication.build(published, versions.inputs(2))
    assert versions.seen(published) == 2
    assert left_behind(published) == [f"reader-{os.getpid()}-x"], "the living reader keeps its folder"


def test_a_death_before_each_step_of_publishing(published: Settings) -> None:
    process = start("deaths", published.root)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    steps = [line.split() for line in output.splitlines()]
    assert len(steps) > 6
    assert [(step[1], step[2]) for step in steps if step[1] == "lived"] == [("lived", "1")]
    assert [step[2] for step in steps].index("1") > 4, "the file is the last to be renamed"
    assert ["0", "1"] in [step[2:] for step in steps], "a mart already renamed was noticed and set right"


PUBLICATIONS = 40


@pytest.mark.slow
def test_eight_readers_against_forty_publications(published: Settings, tables: dict[str, list[dict[str, Any]]]) -> None:
    readers = [start("readers", published.root, number % 2) for number in range(8)]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
    for version in range(2, PUBLICATIONS + 2):
        publication.build(published, versions.inputs(version))
    (published.root / "stop").touch()
    rows = []
    for number, reader in enumerate(readers):
        output, _ = reader.communicate(timeout=60)
        seen, reads, *errors = output.split(maxsplit=2)
        opening = "duckdb, read only" if number % 2 else "warehouse.connect"
        rows.append({"opened by": opening, "reads": reads, "publications seen": seen, "failed": errors or 0})
    tables[f"eight readers against {PUBLICATIONS} publications"] = rows
    assert [row["failed"] for row in rows] == [0] * 8, rows
    assert all(int(row["publications seen"]) > 10 and int(row["reads"]) > 20 for row in rows), rows
    assert left_behind(published) == []


def test_a_publication_that_loses_a_tenth_has_to_be_asked_for() -> None:
    before = {"worldbank_wdi": (900, 40), "un_wpp": (100, 2)}
    assert list(checks.losses({"worldbank_wdi": (820, 40), "un_wpp": (90, 2)}, before)) == []
    [figures] = checks.losses({"worldbank_wdi": (900, 40)} | {"un_wpp": (0, 2)}, {**before, "un_wpp": (150, 2)})
    assert figures.severity == "error" and "--accept-loss" in figures.doc
    assert figures.sample == [{"source": "un_wpp", "published": 150, "built": 0}]
    [series] = checks.losses({"worldbank_wdi": (1_000, 30)}, before)
    assert [row["source"] for row in series.sample] == ["worldbank_wdi", "un_wpp"]
