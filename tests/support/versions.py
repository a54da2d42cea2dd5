"""A project so small that it builds in a moment, in which every relation carries the number of its version.

Whoever sees two numbers at once has seen a torn publication. Run as a script it is the process that tests kill,
starve of disk space, or let read along:

    python versions.py readers ROOT PLAINLY       python versions.py hold ROOT
    python versions.py deaths ROOT                python versions.py write ROOT
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from pipelines.config import Settings
from pipelines.warehouse import publication, published

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "inputs.yml": """
run:
  description: The run. One row.
  columns:
    run_id VARCHAR: name
    today DATE: day
    profile VARCHAR: profile
    built_at TIMESTAMP: hour
letter:
  description: Letters. One row per letter.
  columns:
    letter VARCHAR: letter
    version BIGINT: number of the version
    note VARCHAR: remark
""",
    "core/letter.sql": """/*
description: Letters. One row per letter.
key: [letter]
columns:
  letter: letter
  version: number of the version
  note: remark
*/
select letter, version, note from input.letter order by letter
""",
    "marts/total.sql": """/*
description: Letters counted. One row per version.
key: [version]
columns:
  version: number of the version
  letters: {unit: letters, meaning: how many there are}
*/
select version, cast(count(*) as bigint) as letters from core.letter group by version
""",
    "checks/assert_core_letter__is_a_letter.sql": """/*
description: Rows that hold no letter.
severity: error
*/
select letter, version from core.letter where letter not between 'a' and 'zzz' order by letter
""",
    "checks/assert_core_letter__has_no_note.sql": """/*
description: Rows with a note.
severity: warn
*/
select letter, note from core.letter where note is not null
""",
    "macros/letters.sql": """/*
description: up_to(last) lists letters up to one.
*/
create or replace macro up_to(last) as table select l.letter from core.letter as l where l.letter <= last;
""",
}
LETTERS = 5_000


def project(root: Path) -> Settings:
    for name, text in FILES.items():
        path = root / "sql" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Settings(root=root, warehouse_dir=root / "warehouse", threads=2)


def inputs(version: int, letters: int = LETTERS, **run: object) -> dict[str, list[dict[str, Any]]]:
    row = {"run_id": f"run {version}", "today": date(2025, 3, 22), "profile": "default"}
    row |= {"built_at": datetime(2025, 3, 22, 6)} | run
    return {
        "run": [row],
        "letter": [{"letter": f"a{n:05}", "version": version, "note": None} for n in range(letters)],
    }


def seen(settings: Settings) -> int:
    """The version that is published; an error if it is not whole."""
    with published.connect(settings) as connection:
        found = connection.execute(
            "select version, count(*) from core.letter group by version"
            " union all select version, letters from marts.total"
        ).fetchall()
        (fingerprints,) = connection.execute("select count(fingerprint) from meta.build").fetchall()
    if len(found) != 2 or found[0] != found[1] or found[0][1] != LETTERS or fingerprints != (1,):
        raise AssertionError(f"torn publication: {found}, {fingerprints}")
    for file in settings.marts.glob("*.parquet"):
        if pq.read_table(file).num_rows != 1:
            raise AssertionError(f"torn file: {file}")
    return found[0][0]


def _deaths(settings: Settings) -> None:
    """Die just before each step of publishing that the disk sees; then build again what was there before."""
    step = 0
    while True:
        step += 1
        version = seen(settings)
        child = os.fork()
        if child == 0:
            _die_before(step)
            publication.build(settings, inputs(version + 1))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        after = seen(settings)
        marts = pq.read_table(settings.marts / "total.parquet")["version"].to_pylist()
        print(step, "died" if status else "lived", after - version, marts[0] - version, flush=True)
        if not status:
            return
        publication.build(settings, inputs(version))
        if {seen(settings), *pq.read_table(settings.marts / "total.parquet")["version"].to_pylist()} != {version}:
            sys.exit(f"after a death before step {step} the same inputs do not give the same publication")


def _die_before(step: int) -> None:
    """Count renames, synchronizations and removals; do not live to see number `step`."""
    done = [0]

    def counting(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            done[0] += 1
            if done[0] == step:
                os._exit(9)
            return call(*args, **kwargs)

        return counted

    os.fsync = counting(os.fsync)
    Path.replace = counting(Path.replace)  # type: ignore[method-assign]
    Path.unlink = counting(Path.unlink)  # type: ignore[method-assign]


def _readers(settings: Settings, plainly: int) -> None:
    """Read until there is a file `stop`; `plainly` as any DuckDB does, without our code."""
    reads, latest, versions, errors = 0, 0, set(), []
    print("reading", flush=True)
    while not (settings.root / "stop").exists():
        try:
            version = _seen_plainly(settings) if plainly else seen(settings)
            if version < latest:
                raise AssertionError(f"version {version} after {latest}")
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
            break
        latest = version
        versions.add(version)
        reads += 1
        time.sleep(0.25)  # the publisher needs a processor too
    print(len(versions), reads, *errors, flush=True)


def _seen_plainly(settings: Settings) -> int:
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        (counted,) = connection.execute("select version, count(*) from core.letter group by version").fetchall()
        (stated,) = connection.execute("select version, letters from marts.total").fetchall()
    if counted != stated:
        raise AssertionError(f"torn publication: {counted} letters, {stated} in the mart")
    return counted[0]


def _hold(settings: Settings) -> None:
    with publication.lock(settings):
        print("held", flush=True)
        time.sleep(60)


def _write(settings: Settings) -> None:
    """Hold the published file open the way people do who forget -readonly."""
    with duckdb.connect(str(settings.database)):
        print("open", flush=True)
        time.sleep(60)


if __name__ == "__main__":
    command, root, *numbers = sys.argv[1:]
    run = {"readers": _readers, "hold": _hold, "deaths": _deaths, "write": _write}[command]
    run(project(Path(root)), *map(int, numbers))  # type: ignore[operator]
