"""What an unlucky operator meets: every error is one line that says what to do, and no command ends in a traceback."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import sqlalchemy.exc
import tiny
import versions

from pipelines.apps import faults, query
from pipelines.config import Settings
from pipelines.stores import database, disk
from pipelines.warehouse import publication, published

ROOT = Path(__file__).resolve().parents[2]


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/data/bilateral.duckdb"), "/data/bilateral.duckdb cannot be used by .*chown"),
        (OSError(errno.EROFS, "Read-only file system", "/data/x"), "/data/x cannot be used by .*mounted for writing"),
        (OSError(errno.ENOSPC, "No space left on device"), "no room on the disk of .*Free some space"),
        (duckdb.IOException("Failed to commit: it is over. Original error: No space left on device"), r"no room on the disk of /data \(No space left on device\): "),
        (caused(ValueError("a step failed"), OSError(errno.ENOSPC, "No space left on device")), "no room on the disk"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "cannot be used by .*chown"),
        (sqlite3.DatabaseError("database disk image is malformed"), r"\.dagster cannot be used .*move that folder away"),
        (sqlalchemy.exc.OperationalError("select 1", {}, Exception("database is locked")), r"records in .*\.dagster"),
        (MemoryError(), "ask for less at a time"),
        (duckdb.OutOfMemoryException("Out of Memory Error: failed\n\nPossible solutions:"), r"^more memory .*\(Out of Memory Error: failed\): raise"),
        (duckdb.InvalidInputException("No magic bytes at the end of '/data/observations/a/b/2024.parquet'\n\nLINE 1: x"), "^/data/observations/a/b/2024.parquet cannot be read .*remove it, then `bilateral run`"),
        (ValueError("expected a day; found x"), "^expected a day; found x$"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "/data/text.txt"), "^/data/text.txt: Is a directory$"),
        (KeyError("why"), "a fault of bilateral's own"),
        (IndexError("list index out of range"), "a fault of bilateral's own"),
        (KeyError("no relation marts.x"), "^'no relation marts.x'$"),
        (AttributeError("'NoneType' object has no attribute 'x'"), "a fault of bilateral's own .*BILATERAL_DEBUG=1"),
    ],
)  # fmt: skip
def test_an_error_is_one_line_that_says_what_to_do(error: Exception, says: str) -> None:
    import re

    told = faults.in_words(error, lambda: Settings(warehouse_dir=Path("/data")))
    assert re.search(says, told) and "\n" not in told, told


BUS_ERROR = """
import mmap, sys
from pathlib import Path
from pipelines.apps import faults
from pipelines.config import Settings
faults.tell_bus_errors(lambda: Settings(warehouse_dir=Path(sys.argv[1])))
with open(f"{sys.argv[1]}/mapped", "w+b") as file:
    file.truncate(8192)
    mapped = mmap.mmap(file.fileno(), 8192)
    file.truncate(0)
    mapped[0] = 1
"""


def test_a_mapped_file_without_room_is_a_line_and_no_crash(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", BUS_ERROR, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1, done
    assert done.stderr.startswith(f"error: no room on the disk of {tmp_path}") and done.stderr.count("\n") == 1


def test_what_sqlite_says_of_a_full_disk_is_said_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    assert "move that folder away" in faults.in_words(error, lambda: Settings(warehouse_dir=tmp_path))
    monkeypatch.setattr(faults, "FULL_BELOW", 1 << 62)
    assert "no room on the disk" in faults.in_words(error, lambda: Settings(warehouse_dir=tmp_path))


def test_a_published_file_that_is_damaged_is_told_and_made_anew(tmp_path: Path) -> None:
    settings = versions.project(tmp_path)
    publication.build(settings, versions.inputs(1))
    for damage in (b"nothing of the kind", settings.database.read_bytes()[:5000]):
        settings.database.write_bytes(damage)
        with pytest.raises(published.Damaged, match=r"bilateral\.duckdb is damaged .*run `bilateral build`"):
            published.connect(settings)
        publication.build(settings, versions.inputs(1))
        assert versions.seen(settings) == 1


def test_a_write_that_is_not_allowed_says_so_whichever_room_wrote(tmp_path: Path) -> None:
    with pytest.raises(disk.NotWritable, match=r"docs/operations\.md"), disk.space_on(tmp_path):
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "x"))
    assert "Whose files they are" in (ROOT / "docs" / "operations.md").read_text(), "the manual has what is named"


AS_ANOTHER = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--inh-caps=-all"]
"""For root, who may read and write everybody's files otherwise."""


@pytest.mark.parametrize(
    ("mode", "command"),
    [
        (0o555, ["build"]), (0o555, ["watch", "add", "JPN"]), (0o555, ["run", "--offline"]),
        (0o000, ["sql", "select 1"]), (0o000, ["snapshot", "list"]), (0o000, ["check", "The US has 52,000 troops."]),
    ],
)  # fmt: skip
def test_a_warehouse_of_another_user_is_told_in_a_line(tmp_path: Path, mode: int, command: list[str]) -> None:
    settings = tiny.warehouse(tmp_path / "warehouse", [tiny.troops("JPN", "2024-Q4", 52_000)], tiny.TROOPS)
    settings.warehouse.chmod(mode)
    try:
        done = subprocess.run(
            [*(AS_ANOTHER if os.geteuid() == 0 else []), str(Path(sys.executable).with_name("bilateral")), *command],
            cwd=ROOT, env={**os.environ, "BILATERAL_WAREHOUSE": str(settings.warehouse)}, capture_output=True, text=True,
        )  # fmt: skip
    finally:
        settings.warehouse.chmod(0o755)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    [told] = [line for line in done.stderr.splitlines() if line.startswith(("error: ", "failed: "))]
    assert told.startswith(("error: /", "failed: /")) and "cannot be used by" in told and "Whose files they are" in told


def test_what_a_process_that_is_gone_spilled_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database.tempfile, "gettempdir", lambda: str(tmp_path))
    with subprocess.Popen(["true"]) as gone:
        pass
    for name in (f"bilateral-{gone.pid}-0123abcd", f"bilateral-{os.getpid()}-0123abcd", "bilateral-pages-x"):
        (tmp_path / name).mkdir()
    (tmp_path / f"bilateral-{gone.pid}-89abcdef").symlink_to(tmp_path)
    assert [folder.name for folder in database.abandoned_scratch()] == [f"bilateral-{gone.pid}-0123abcd"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("4GB", 4_000_000_000), ("300MB", 300_000_000), ("1.5 GiB", 1_610_612_736), ("512kb", 512_000)],
)
def test_memory_limits_are_read_as_the_engine_reads_them(written: str, expected: int) -> None:
    assert query.size(written) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [("MEMORY_LIMIT", "much"), ("MEMORY_LIMIT", "1.2.3GB"), ("THREADS", "abc"), ("THREADS", "0"), ("THREADS", "-1")],
)
def test_a_limit_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """And the published file is not said to be damaged, which is what the engine's refusal looks like."""
    monkeypatch.setenv(f"BILATERAL_{name}", value)
    with pytest.raises(ValueError, match=rf"BILATERAL_{name}: expected .* found '{value}'"):
        Settings()


def test_an_empty_query_is_a_usage_error() -> None:
    command = [str(Path(sys.executable).with_name("bilateral")), "sql", " "]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 2 and "expected a query" in done.stderr, done.stderr


def test_a_clone_that_was_moved_makes_its_environment_anew(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    scripts = tmp_path / ".venv" / "bin"
    scripts.mkdir(parents=True)
    (scripts / "pip").write_text(f"#!{tmp_path}/.venv/bin/python\n")
    here = subprocess.run(["make", "-n", "run"], cwd=tmp_path, capture_output=True, text=True)
    assert "has moved" not in here.stdout and scripts.exists()
    (scripts / "pip").write_text("#!/elsewhere/.venv/bin/python\n")
    moved = subprocess.run(["make", "-n", "run"], cwd=tmp_path, capture_output=True, text=True)
    assert "This clone has moved" in moved.stdout and not scripts.exists()


def test_a_claim_finds_a_published_file_that_cannot_be_used(tmp_path: Path) -> None:
    settings = versions.project(tmp_path)
    settings.database.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.database)) as foreign:
        foreign.execute("create table t (i integer)")
    for reads in (published.connect, lambda settings: published.about(settings, "marts.revision")):
        with pytest.raises(published.NotPublished, match="does not fit the models"):
            reads(settings)
    writer = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", writer, str(settings.database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == "open\n"
        with pytest.raises(published.Locked, match="open for writing; close it there"):
            published.connect(settings)
        process.communicate("")
    settings.database.write_bytes(b"nothing of the kind")
    with pytest.raises(published.Damaged, match="run `bilateral build`"):
        published.connect(settings)
