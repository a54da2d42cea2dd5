"""A small world that is killed: one publisher's server, its store, its observation files and what is built of them.

Run as a script it forks from a process that has loaded everything and done nothing, so that a life costs milliseconds:

    python crashes.py kills ROOT URL SEED PHASE=KILLS ...     a JSON line per phase
    python crashes.py full ROOT URL                           a JSON line per write that found no room

URL is a server that has crashes.files() below /all and those of HELD below /held. Each life starts from a warehouse with one edition published, and the server has three. It is killed (SIGKILL) either
after a random time, which also hits what DuckDB and Arrow do by themselves, or before a random call that reaches the
system, which hits every step alike. Then another process judges what is left and lets the next run complete.
"""

import gc
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import duckdb
import pyarrow.parquet as pq
import python_calamine  # noqa: F401 (loaded before the first fork)
import requests  # noqa: F401
import requests_ratelimiter  # noqa: F401
import time_machine

from pipelines import sources
from pipelines.config import Settings
from pipelines.ingest import datasets
from pipelines.stores import disk, observations, snapshots
from pipelines.warehouse import inputs, publication

ROOT = Path(__file__).resolve().parents[2]
SOURCE, DATASET = "us_dmdc", "location_report"
EDITIONS = ("2024-06", "2024-09", "2024-12")
HELD = EDITIONS[:1]
"""Editions that were there before the life that is killed."""
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
"""The clock stands, so that a run that was interrupted gives the same rows as one that was not."""

TOTAL = """/*
description: Figures counted. One row per edition.
key: [vintage]
columns:
  vintage: the publisher's edition
  figures: {unit: figures, meaning: how many there are}
  total: {unit: persons, meaning: all of them added up}
*/
select vintage, count(*) as figures, sum(obs_value) as total from core.observation group by vintage
"""


def files() -> dict[str, tuple[bytes, str]]:
    """What the publisher's server offers: a workbook per quarter, each with figures of its own."""
    from servers.dmdc import HOSTS, Workbook, name_of

    days = {"03": "March 31", "06": "June 30", "09": "September 30", "12": "December 31"}
    offered = {}
    for number, edition in enumerate(EDITIONS, 1):
        year, month = edition.split("-")
        hosts = {name: [figure + number for figure in figures] for name, figures in HOSTS.items()}
        body = Workbook(as_of=f"{days[month]}, {year}", hosts=hosts).body()
        offered[name_of(int(year), int(month))] = (body, f"{int(year) + 1}-02-{number:02}")
    return offered


def project(root: Path, url: str) -> Settings:
    for name in ("inputs.yml", "core/bound.sql", "core/observation.sql"):
        (root / "sql" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "sql" / name, root / "sql" / name)
    (root / "sql" / "marts").mkdir(exist_ok=True)
    (root / "sql" / "marts" / "total.sql").write_text(TOTAL)
    for name in ("articles", "reference"):
        (root / "warehouse" / name).mkdir(parents=True, exist_ok=True)
    for name in ("editions.csv", "events.csv", "statements.csv"):
        lines = (ROOT / "warehouse" / "reference" / name).read_text().splitlines(keepends=True)
        (root / "warehouse" / "reference" / name).write_text(lines[0])
    return Settings(root=root, warehouse_dir=root / "warehouse", base_urls={SOURCE: url}, threads=1)


# What a run does


def fetch(settings: Settings) -> None:
    outcome = datasets.refresh(settings, SOURCE)
    if outcome.state not in ("new", "unchanged"):
        raise AssertionError(f"refresh: {outcome}")


def normalize(settings: Settings) -> None:
    datasets.normalize(settings, SOURCE)


def build(settings: Settings) -> None:
    given = inputs.figures(settings) | inputs.tables(settings, {"run": [inputs.run(NOW.date(), "default")]})
    publication.build(settings, given)


def complete(settings: Settings) -> None:
    for step in (fetch, normalize, build):
        step(settings)


def publish(settings: Settings) -> None:
    """The end of a build, which lies finished in .build: every rename is in here."""
    given = json.loads((settings.build / "finished").read_text())
    with disk.space_on(settings.warehouse):
        marts = [Path(file) for file in given["marts"]]
        publication.publish(settings, Path(given["database"]), marts, given["made_from"])


def finish_aside(settings: Settings) -> None:
    """A build up to where it is published."""

    def note(settings: Settings, database: Path, marts: list[Path], made_from: str) -> None:
        given = {"database": str(database), "marts": [str(file) for file in marts], "made_from": made_from}
        (settings.build / "finished").write_text(json.dumps(given))
        raise _Finished

    real = publication.publish, publication.discard
    publication.publish, publication.discard = note, lambda _: None
    try:
        build(settings)
    except _Finished:
        publication.publish, publication.discard = real


class _Finished(Exception):  # noqa: N818 (says what the build is)
    pass


PHASES: dict[str, Callable[[Settings], None]] = {
    "fetch": fetch, "normalize": normalize, "build": build, "publish": publish,
}  # fmt: skip


# What there is


def published(settings: Settings) -> dict[str, int]:
    """Relation -> hash of its rows, opened as anybody would; an error if the file and what it says differ."""
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        names = [name for (name,) in connection.execute("select relation from meta.relation").fetchall()]
        found = {
            name: connection.execute(f"select coalesce(bit_xor(hash(r)), 0) from {name} as r").fetchall()[0][0]
            for name in names
            if name != "input.run"
        }
        counted = connection.execute(
            "select (select sum(figures) from marts.total) = (select count(*) from core.observation)"
            " and (select count(*) from core.observation)"
            " = (select rows from meta.relation where relation = 'core.observation')"
        ).fetchall()
    if counted != [(True,)]:
        raise AssertionError("torn: the mart and the figures that it is made of differ")
    return found


def marts(settings: Settings) -> list[dict[str, Any]]:
    return pq.read_table(settings.marts / "total.parquet").sort_by("vintage").to_pylist()


def stored(settings: Settings) -> dict[str, str]:
    """Edition -> hash of its bytes; an error if the store does not verify."""
    if problems := snapshots.verify(settings.snapshots):
        raise AssertionError(f"torn: {problems}")
    held = snapshots.listing(settings.snapshots)
    for snapshot in held:
        snapshots.read(snapshot)
    return {snapshot.vintage: snapshot.sha256 for snapshot in held}


def read(settings: Settings) -> dict[str, str]:
    """Edition -> hash of the rows of its observation file; an error if a file is not whole."""
    return {
        path.stem: hashlib.sha256(repr(pq.read_table(path, partitioning=None).to_pydict()).encode()).hexdigest()
        for path in observations.files(settings)
    }


def left_behind(settings: Settings) -> list[str]:
    hidden = [path for path in settings.warehouse.rglob(".*") if path.name.startswith((disk.TEMPORARY, ".pending-"))]
    return sorted(path.name for path in [*hidden, *settings.build.glob("run-*")])


State = dict[str, Any]


def state(settings: Settings) -> State:
    """All that a run leaves; an error if any of it is torn."""
    return {
        "published": published(settings),
        "marts": marts(settings),
        "stored": stored(settings),
        "read": read(settings),
    }


def lost(before: State, found: State) -> list[str]:
    """Editions that were stored or read, and are not any more."""
    return [
        f"{what} {edition}" for what in ("stored", "read") for edition, content in before[what].items()
        if found[what].get(edition) != content
    ]  # fmt: skip


def apart(task: Callable[..., Any], *arguments: Any) -> Any:
    """The task's result from a process of its own: whoever opens a database has threads, and must not fork."""
    incoming, outgoing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(incoming)
        with os.fdopen(outgoing, "w") as pipe:
            try:
                with time_machine.travel(NOW, tick=False):
                    found = {"result": task(*arguments)}
            except BaseException:
                found = {"error": traceback.format_exc()}
            json.dump(found, pipe)
            pipe.flush()
            os._exit(0)
    os.close(outgoing)
    with os.fdopen(incoming) as pipe:
        found = json.loads(pipe.read() or '{"error": "it died"}')
    os.waitpid(child, 0)
    if "error" in found:
        raise AssertionError(found["error"])
    return found["result"]


# A life, and its end


def live(phase: str, settings: Settings, call: int | None = None) -> int:
    """Do the phase, or be killed before its call number `call` that reaches the system; returns how many there were."""
    seen = 0

    def profile(frame: FrameType, event: str, function: Any) -> None:
        nonlocal seen
        if event == "c_call" and _reaches_the_system(function):
            seen += 1
            if seen == call:
                os.kill(os.getpid(), signal.SIGKILL)

    if call is not None:
        sys.setprofile(profile)
    PHASES[phase](settings)
    sys.setprofile(None)
    return seen


def _reaches_the_system(function: Any) -> bool:
    owner = type(getattr(function, "__self__", None))
    module = getattr(function, "__module__", None) or owner.__module__
    return module in ("posix", "_io", "fcntl", "_socket", "_duckdb") or owner.__name__ == "PyCapsule"


def kill(phase: str, settings: Settings, call: int | None, after: float) -> bool:
    """Whether it died before it was done."""
    child = os.fork()
    if child == 0:
        with suppress(BaseException), time_machine.travel(NOW, tick=False):
            live(phase, settings, call)
        os._exit(0)
    if call is None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def judge(settings: Settings, before: State, after: State, end: State) -> str:
    """What the killed life left, and whether the next run comes to the same as one that was not interrupted."""
    found = state(settings)
    if gone := lost(before, found):
        raise AssertionError(f"lost: {gone}")
    for what in ("published", "marts"):
        if found[what] not in (before[what], after[what]):
            raise AssertionError(f"torn: {what} is neither what it was nor what it was to be")
    complete(settings)
    if (completed := state(settings)) != end:
        raise AssertionError(f"the next run comes to something else: {completed} instead of {end}")
    if left := left_behind(settings):
        raise AssertionError(f"left behind: {left}")
    return "nothing yet" if found == before else "all of it" if found == after else "a part"


class World:
    """Warehouses to start from, one per phase, and what there is in each."""

    def __init__(self, root: Path, url: str) -> None:
        self.settings = project(root, f"{url}/all")
        held = project(root, f"{url}/held")
        self.templates = root.with_name(f"{root.name}-templates")
        self.states: dict[str, State] = {}
        with time_machine.travel(NOW, tick=False):
            complete(held)
            for phase, step in (
                ("fetch", fetch), ("normalize", normalize), ("build", finish_aside), ("publish", publish), ("end", None),
            ):  # fmt: skip
                shutil.copytree(self.settings.warehouse, self.templates / phase)
                self.states[phase] = state(self.settings)
                if step:
                    step(self.settings)

    def begin(self, phase: str) -> None:
        """Start from what there is before the phase."""
        shutil.rmtree(self.settings.warehouse)
        shutil.copytree(self.templates / phase, self.settings.warehouse)

    def after(self, phase: str) -> State:
        return self.states[{"fetch": "normalize", "normalize": "build"}.get(phase, "end")]

    def length(self, phase: str) -> tuple[int, float]:
        """Calls that reach the system, and seconds, from the beginning of the phase to its end."""
        self.begin(phase)
        calls = apart(live, phase, self.settings, sys.maxsize)
        self.begin(phase)
        return calls, apart(_seconds, phase, self.settings)


def _seconds(phase: str, settings: Settings) -> float:
    started = time.perf_counter()
    live(phase, settings)
    return time.perf_counter() - started


def kills(world: World, phase: str, count: int, randomly: random.Random) -> dict[str, Any]:
    """Kill so often, half at random times and half at random calls; returns what was found."""
    calls, seconds = world.length(phase)
    found: dict[str, Any] = {"phase": phase, "calls": calls, "seconds": round(seconds, 3), "kills": 0, "problems": []}
    attempts = 0
    while found["kills"] < count and attempts < 3 * count:
        attempts += 1
        by_time = found["kills"] % 2 == 0
        world.begin(phase)
        # the first before the last call, when all of it may be there already
        call = None if by_time else calls if found["kills"] == 1 else randomly.randint(1, calls)
        after = randomly.uniform(0, 1.2 * seconds)
        if not kill(phase, world.settings, call, after):
            continue  # it was quicker than its killer
        found["kills"] += 1
        try:
            outcome = apart(judge, world.settings, world.states[phase], world.after(phase), world.states["end"])
            found[outcome] = found.get(outcome, 0) + 1
        except AssertionError as problem:
            where = f"after {after:.4f} s" if by_time else f"before call {call}"
            found["problems"].append(f"{phase}, killed {where}: {problem}")
    return found


# A disk without room

ROOM = {"fetch": (0, 4096), "normalize": (0, 4096), "build": (0, 65_536, 1 << 20), "publish": (0,)}
"""Bytes that are left to each phase; none of them is enough."""


def full(world: World, phase: str, room: int) -> dict[str, Any]:
    """Do a phase with so much room, then judge what is left and let the next run complete with all the room it needs."""
    world.begin(phase)
    limit = None
    if os.path.ismount(world.settings.root):
        space = os.statvfs(world.settings.root)
        (world.settings.root / "other").write_bytes(bytes(space.f_bavail * space.f_frsize - room))
    else:
        limit = room  # no disk of its own: no file may grow beyond this
    told = apart(_starved, phase, world.settings, limit)
    (world.settings.root / "other").unlink(missing_ok=True)
    left = apart(judge, world.settings, world.states[phase], world.after(phase), world.states["end"])
    return {"phase": phase, "room": room, "told": told, "left": left}


def _starved(phase: str, settings: Settings, limit: int | None) -> str:
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        live(phase, settings)
    except disk.Full as error:
        return str(error)
    return "there was room enough"


if __name__ == "__main__":
    command, root, url, *rest = sys.argv[1:]
    sources.everything(), observations.economies()
    gc.disable()
    world = World(Path(root), url)
    if command == "full":
        for phase, rooms in ROOM.items():
            for room in rooms:
                print(json.dumps(full(world, phase, room)), flush=True)
    else:
        randomly = random.Random(int(rest[0]))
        for phase, count in (entry.split("=") for entry in rest[1:]):
            print(json.dumps(kills(world, phase, int(count), randomly)), flush=True)
