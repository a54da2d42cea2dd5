"""Commands that meet faults at random, on a warehouse of a few figures with one publisher's server beside it.

    python chaos.py ROOT SEED PAIRS       a JSON line per pair: command, fault, seed, exit, problems

Each pair begins with the same warehouse, in which one edition is published while the server has three. The fault is
made, the command runs as people start it, and another process judges: what is published opens and answers as before or
as after, no figure is without its bytes, nobody saw a traceback. Then the fault is mended as its message asks, the next
run completes, and the warehouse is what it is where nothing happened. `python chaos.py ROOT SEED 1` with the seed of a
line does that pair again.
"""

import ctypes
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from wsgiref.simple_server import WSGIRequestHandler, make_server

import crashes
import dagster  # noqa: F401 (loaded before the first fork)
import duckdb
import time_machine
import tiny
from servers.dmdc import Dmdc
from werkzeug import Request, Response

from pipelines import definitions, reports, sources  # noqa: F401
from pipelines.apps import cli, execution, terminal, unchanged  # noqa: F401
from pipelines.config import Settings
from pipelines.reports import coverage, html, kept  # noqa: F401
from pipelines.stores import observations, snapshots
from pipelines.warehouse import inputs, publication, published

CAPABILITIES = (1, 2, 3)
"""What lets root read and write everybody's files: DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER."""
PATIENCE = 120
SENTENCE = "The US has 52,000 troops in Japan."

# Commands

COMMANDS: dict[str, list[str]] = {
    "run": ["run", "--select", crashes.SOURCE], "run offline": ["run", "--offline", "--select", crashes.SOURCE],
    "build": ["build", "--as-of", "2025-12-31"], "report": ["report"], "check": ["check", SENTENCE],
    "sql": ["sql", "select count(*) from core.observation"], "sources": ["sources"], "coverage": ["coverage"],
    "prune": ["prune"], "verify": ["snapshot", "verify"], "doctor": ["doctor", "--select", crashes.SOURCE],
    "add": ["snapshot", "add", crashes.SOURCE, crashes.DATASET, "{download}"], "watch": ["watch", "list"],
}  # fmt: skip
WRITING = ("run", "run offline", "build", "report", "add")
"""Drawn as often as all others together."""

# Faults


class Fault(NamedTuple):
    """What is spoilt on the disk before, what in the process of the command, and what somebody mends afterwards."""

    spoil: Callable[[Settings, random.Random], None] = lambda settings, draw: None
    within: Callable[[Settings, random.Random], None] = lambda settings, draw: None
    mend: Callable[[Settings], None] = lambda settings: None
    changes_input: bool = False
    """What is published may be neither what it was nor what it was to be: other figures or articles went in."""


def article(text: bytes) -> Fault:
    def spoil(settings: Settings, draw: random.Random) -> None:
        (settings.articles / "broken.yaml").write_bytes(text)

    return Fault(spoil, mend=lambda settings: (settings.articles / "broken.yaml").unlink())


def stored(kind: str, damage: Callable[[Path], None]) -> Fault:
    """One file of the store, or of what was read of it, is damaged; mended by putting it back or having it made anew."""

    def victim(settings: Settings) -> Path:
        folder = {"body": settings.snapshots, "record": settings.snapshots, "read": settings.observations}[kind]
        suffix = {"body": ".xlsx", "record": ".json", "read": ".parquet"}[kind]
        return min(path for path in folder.rglob(f"*{suffix}") if not path.name.startswith("."))

    def spoil(settings: Settings, draw: random.Random) -> None:
        path = victim(settings)
        shutil.copy(path, settings.root / "kept")
        (settings.root / "where").write_text(str(path))
        damage(path)

    def mend(settings: Settings) -> None:
        path = Path((settings.root / "where").read_text())
        path.unlink(missing_ok=True)
        if kind != "read":
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(settings.root / "kept", path)

    return Fault(spoil, mend=mend, changes_input=True)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def garbage(path: Path) -> None:
    path.write_bytes(b"\x00nothing of the kind" * 50)


def killed_in(settings: Settings, draw: random.Random) -> None:
    """Killed before a random call that reaches the system."""
    left = draw.randint(1, 3_000)

    def profile(frame: Any, event: str, function: Any) -> None:
        nonlocal left
        if event == "c_call" and crashes._reaches_the_system(function):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(profile)


def signalled(number: int) -> Callable[[Settings, random.Random], None]:
    def within(settings: Settings, draw: random.Random) -> None:
        if os.fork() == 0:
            parent = os.getppid()
            time.sleep(draw.uniform(0, 4))
            with suppress(ProcessLookupError):
                os.kill(parent, number)
            os._exit(0)

    return within


def no_room(settings: Settings, draw: random.Random) -> None:
    limit = draw.choice([0, 4096, 65_536, 1 << 20])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def no_memory(settings: Settings, draw: random.Random) -> None:
    cli.Settings = partial(cli.Settings, memory_limit=draw.choice(["1MB", "20MB", "60MB"]))  # type: ignore[misc]


def forbidden(settings: Settings, draw: random.Random) -> None:
    """As if the warehouse were another one's, who lets everybody read it."""

    class Header(ctypes.Structure):
        _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))

    class Sets(ctypes.Structure):
        _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))

    libc, header, sets = ctypes.CDLL(None), Header(0x20080522, 0), (Sets * 2)()
    libc.capget(ctypes.byref(header), sets)
    for capability in CAPABILITIES:
        sets[0].effective &= ~(1 << capability)
    libc.capset(ctypes.byref(header), sets)


def modes(settings: Settings, draw: random.Random, to: int = 0o555) -> None:
    for path in [settings.warehouse, *settings.warehouse.rglob("*")]:
        path.chmod(to if path.is_dir() else to & 0o666)


def aged(settings: Settings, draw: random.Random) -> None:
    """What killed writers left: half a file, a build of a process that is gone, a note of what was to come."""
    (settings.build / "run-999999.duckdb").write_bytes(b"half")
    for folder in (settings.observations / crashes.SOURCE / crashes.DATASET, settings.reports, settings.marts):
        (folder / ".tmp-0123456789abcdef").write_bytes(b"half")


def lost(settings: Settings, draw: random.Random) -> None:
    draw.choice([cut, garbage, Path.unlink])(settings.database)


def somewhere(path: str) -> Callable[[Settings, random.Random], None]:
    """The publisher's server, as it is below this path."""

    def within(settings: Settings, draw: random.Random) -> None:
        url = settings.base_urls[crashes.SOURCE].rpartition("/")[0]
        cli.Settings = partial(cli.Settings, base_urls={crashes.SOURCE: f"{url}/{path}"})  # type: ignore[misc]

    return within


def _say_into(out: int, err: int, encoding: str = "utf-8") -> None:
    os.dup2(out, 1)
    os.dup2(err, 2)
    sys.stdout = open(1, "w", encoding=encoding, closefd=False)  # noqa: SIM115 (as long as the process lives)
    sys.stderr = open(2, "w", encoding=encoding, closefd=False)  # noqa: SIM115


def output(path: str, encoding: str = "utf-8") -> Callable[[Settings, random.Random], None]:
    def within(settings: Settings, draw: random.Random) -> None:
        _say_into(os.open(path, os.O_WRONLY), 2, encoding)

    return within


def another(settings: Settings, draw: random.Random) -> None:
    """The same moment, somebody builds."""
    if os.fork() == 0:
        with suppress(BaseException), time_machine.travel(crashes.NOW, tick=False):
            crashes.fetch(settings)
            crashes.normalize(settings)
            build(settings)
        os._exit(0)


def unset(settings: Settings) -> None:
    modes(settings, random.Random(0), 0o755)


FAULTS: dict[str, Fault] = {
    "nothing": Fault(),
    "killed at a call": Fault(within=killed_in), "killed at a moment": Fault(within=signalled(signal.SIGKILL)),
    "interrupted": Fault(within=signalled(signal.SIGINT)), "terminated": Fault(within=signalled(signal.SIGTERM)),
    "no room on the disk": Fault(within=no_room), "little memory": Fault(within=no_memory),
    "another one's warehouse": Fault(modes, forbidden, unset),
    "a warehouse that nobody may read": Fault(partial(modes, to=0o000), forbidden, unset),
    "article: no YAML": article(b"title: ["), "article: NUL": article(b"title: a\x00b"),
    "article: latin-1": article("title: Zürich".encode("latin-1")),
    "article: a key twice": article(b"title: a\ntitle: b\npublished: 2025-01-01\nclaims: []\n"),
    "article: no day": article(b"title: a\npublished: 2025-02-30\nclaims: []\n"),
    "stored bytes cut": stored("body", cut), "stored bytes gone": stored("body", Path.unlink),
    "record of origin damaged": stored("record", garbage), "record of origin gone": stored("record", Path.unlink),
    "observations cut": stored("read", cut), "observations damaged": stored("read", garbage),
    "observations gone": stored("read", Path.unlink),
    "published file lost": Fault(lost, changes_input=True), "leftovers of the killed": Fault(aged),
    "publisher down": Fault(within=somewhere("down")), "publisher sends a page": Fault(within=somewhere("page")),
    "publisher cuts answers": Fault(within=somewhere("cut")), "output closed": Fault(within=output("/dev/full")),
    "ASCII terminal": Fault(within=output("/dev/null", "ascii")), "somebody else builds": Fault(within=another),
}  # fmt: skip


# The world


def served(offered: dict[str, tuple[bytes, str]]) -> str:
    """Address of a publisher in a process of its own: as it was (/held), is (/all), and failing."""
    sites = {"all": Dmdc(offered), "held": Dmdc(dict(list(offered.items())[: len(crashes.HELD)]))}

    @Request.application
    def answer(request: Request) -> Response:
        room = request.path.split("/")[1]
        if room == "down":
            return Response("no", 503)
        if room == "page":
            return Response("<html><title>Down for maintenance</title></html>", mimetype="text/html")
        good = sites.get(room, sites["all"]).handle(request)
        return Response(good.get_data()[:-20], headers={"Content-Type": good.content_type}) if room == "cut" else good

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: Any) -> None: ...

    server = make_server("127.0.0.1", 0, answer, handler_class=Quiet)
    if os.fork() == 0:
        with suppress(KeyboardInterrupt):
            server.serve_forever()
        os._exit(0)
    return f"http://127.0.0.1:{server.server_port}"


def build(settings: Settings) -> None:
    publication.build(settings, inputs.assemble(settings))


def complete(settings: Settings) -> None:
    """What `bilateral run` does, without Dagster."""
    crashes.fetch(settings)
    crashes.normalize(settings)
    build(settings)
    with published.connect(settings) as connection:
        kept.render(settings, None, lambda: reports.render(settings, connection))
    published.datapackage(settings)


def contents(settings: Settings) -> dict[str, str]:
    """Relation -> content of what is published, opened as anybody would."""
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        found = connection.execute(
            "select relation, content from meta.relation where relation <> 'input.run'"
        ).fetchall()
        torn = connection.execute(
            "select (select count(*) from core.observation) - (select rows from meta.relation"
            " where relation = 'core.observation')"
        ).fetchone()
        cited = connection.execute("select distinct snapshot from core.observation where not is_reference").fetchall()
    assert torn == (0,), "the figures and what the file says of them differ"
    return dict(found) | {"cited": json.dumps(sorted(sha for (sha,) in cited))}


def without_bytes(settings: Settings) -> list[str]:
    held = {snapshot.sha256 for snapshot in snapshots.listing(settings.snapshots)}
    return [sha for sha in json.loads(contents(settings)["cited"]) if sha not in held]


def files(settings: Settings) -> list[str]:
    return sorted(
        str(path.relative_to(settings.warehouse)) for path in settings.warehouse.rglob("*")
        if path.is_file() and not {".dagster", "revisions", unchanged.RECORD} & {*path.parts}
    )  # fmt: skip


def state(settings: Settings) -> dict[str, str]:
    """File -> hash of its bytes."""
    return {
        name: hashlib.sha256((settings.warehouse / name).read_bytes()).hexdigest()
        for name in files(settings)
    }  # fmt: skip


class World:
    def __init__(self, root: Path) -> None:
        offered = crashes.files()
        url = served(offered)
        self.root, self.template = root, root.with_name(f"{root.name}-template")
        (root / "home").mkdir(parents=True)
        held = tiny.warehouse(root / "warehouse", [tiny.troops("KOR", "2024-Q1", 28_500)], tiny.TROOPS)
        self.settings = Settings(root, root / "warehouse", base_urls={crashes.SOURCE: f"{url}/all"}, threads=1)
        held = Settings(root, root / "warehouse", base_urls={crashes.SOURCE: f"{url}/held"}, threads=1)
        (root / "sql").symlink_to(tiny.ROOT / "sql")
        shutil.copy(tiny.ROOT / "dagster.yaml", root)
        name, (body, _) = list(offered.items())[1]
        self.download = root / name
        self.download.write_bytes(body)
        crashes.apart(complete, held)
        shutil.copytree(self.settings.warehouse, self.template)
        self.template_state = state(self.settings)
        self.before = crashes.apart(contents, self.settings)
        crashes.apart(complete, self.settings)
        crashes.apart(complete, self.settings)
        self.end, self.files = crashes.apart(contents, self.settings), files(self.settings)

    def begin(self) -> None:
        with suppress(FileNotFoundError):
            unset(self.settings)
        shutil.rmtree(self.settings.warehouse, ignore_errors=True)
        shutil.copytree(self.template, self.settings.warehouse)

    def do(self, command: str, fault: Fault, draw: random.Random) -> tuple[int, str]:
        """Exit code, negative where a signal ended it, and what was said."""
        incoming, outgoing = os.pipe()
        child = os.fork()
        if child == 0:
            self._live(command, fault, draw, outgoing)
        os.close(outgoing)
        os.set_blocking(incoming, False)
        said, until = b"", time.monotonic() + PATIENCE
        with os.fdopen(incoming, "rb") as pipe:
            while True:
                done, status = os.waitpid(child, os.WNOHANG)
                said += pipe.read() or b""
                if done:
                    return os.waitstatus_to_exitcode(status), said.decode(errors="replace")
                if time.monotonic() > until:
                    os.kill(child, signal.SIGKILL)
                    os.waitpid(child, 0)
                    raise AssertionError(f"no end after {PATIENCE} s")
                time.sleep(0.02)

    def _live(self, command: str, fault: Fault, draw: random.Random, out: int) -> None:
        code = 70
        try:
            _say_into(out, out)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.environ["BILATERAL_WAREHOUSE"] = str(self.settings.warehouse)
            urls = self.settings.base_urls
            cli.Settings = partial(Settings, self.root, self.settings.warehouse, base_urls=urls, threads=1)  # type: ignore
            sys.argv = ["bilateral", *(part.format(download=self.download) for part in COMMANDS[command])]
            fault.within(self.settings, draw)
            with time_machine.travel(crashes.NOW, tick=False):
                cli.main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except KeyboardInterrupt:
            code = 130
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            sys.setprofile(None)
            for stream in (sys.stdout, sys.stderr):
                with suppress(Exception):
                    stream.flush()
            os._exit(code)


def judge(world: World, command: str, fault: Fault, code: int) -> list[str]:
    """What is wrong with what the command left, before anything is mended."""
    settings, problems = world.settings, []
    is_built = code == 0 and command in ("run", "run offline", "build")
    if fault.changes_input and not is_built:
        return []
    if not fault.changes_input and command != "build" and contents(settings) not in (world.before, world.end):
        problems.append("published: neither what it was nor what it was to be")
    if missing := without_bytes(settings):
        problems.append(f"published figures without their bytes: {missing}")
    return problems


def judge_next(world: World, command: str) -> list[str]:
    settings, problems = world.settings, []
    complete(settings)
    # a file that a person adds has another origin than one that was fetched
    if command != "add" and contents(settings) != world.end:
        different = {name for name, content in contents(settings).items() if world.end.get(name) != content}
        problems.append(f"the next run comes to something else: {sorted(different)[:5]}")
    if missing := without_bytes(settings):
        problems.append(f"figures without their bytes: {missing}")
    if torn := snapshots.verify(settings.snapshots):
        problems.append(f"the store: {torn}")
    if grown := sorted(set(files(settings)) - set(world.files)):
        problems.append(f"grown by {grown[:5]}")
    if gone := sorted(set(world.files) - set(files(settings))):
        problems.append(f"missing {gone[:5]}")
    return problems


def complaints(code: int, said: str) -> list[str]:
    """What is wrong with how the command ended."""
    ended = (0, 1, 2, 3, 130, -signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT)
    return [
        problem for problem, found in {
            f"a traceback: {said[-1500:]}": "Traceback" in said, "a fault of its own": "a fault of bilateral's own" in said,
            f"exit {code}": code not in ended, "failed without a word": code == 1 and not said.strip(),
        }.items() if found
    ]  # fmt: skip


def pair(world: World, seed: int) -> dict[str, Any]:
    draw = random.Random(seed)
    fault_name = draw.choice(list(FAULTS))
    command = draw.choice(list(COMMANDS) if draw.random() < 0.5 else WRITING)
    fault, problems, code, said = FAULTS[fault_name], [], 0, ""
    began = time.monotonic()
    world.begin()
    try:
        fault.spoil(world.settings, draw)
        code, said = world.do(command, fault, draw)
        problems += complaints(code, said)
        problems += crashes.apart(judge, world, command, fault, code)
        fault.mend(world.settings)
        if state(world.settings) != world.template_state:  # else the next run is the one that was seen
            problems += crashes.apart(judge_next, world, command)
    except AssertionError as problem:
        problems.append(str(problem))
    return {"command": command, "fault": fault_name, "seed": seed, "exit": code, "said": said.strip()[-160:],
            "seconds": round(time.monotonic() - began, 1), "problems": problems}  # fmt: skip


if __name__ == "__main__":
    root, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    sources.everything(), observations.economies()
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # workers of xdist ignore it, and so would what ends at the end
    world = World(root)
    for seed in range(first, first + count):
        print(json.dumps(pair(world, seed)), flush=True)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(0, signal.SIGTERM)
