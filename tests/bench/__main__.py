"""`make bench`: what users wait for, each beside a peer or a plain limit that is measured in the same run.

    python -m tests.bench [--quick] [--only CASE]... [--peers PYTHON]

Every case is a process of its own; the middle one of three runs counts.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
OURS = Path(sys.executable)
BILATERAL = OURS.with_name("bilateral")
TEXT = "Japan has a population of 125 million."
TODAY = date(2026, 12, 2)


class Taken(NamedTuple):
    seconds: float
    peak_mb: float
    found: dict[str, Any]
    """What the process printed as JSON in its last line; its `seconds`, if there, count without its start."""


class Row(NamedTuple):
    case: str
    ours: Taken
    against: str = ""
    peer: Taken | str | None = None
    wanted: str = ""


def run(*command: object, warehouse: Path | None = None) -> Taken:
    """Run a command to its end. Raises RuntimeError with the last line that it said where it fails."""
    env = {**os.environ, "BILATERAL_HOME": str(ROOT)} | ({"BILATERAL_WAREHOUSE": str(warehouse)} if warehouse else {})
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen([*map(str, command)], cwd=ROOT, env=env, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        said = [_lines(each) for each in (out, err)]
    if process.returncode:
        raise RuntimeError((said[1] or ["no word"])[-1])
    try:
        found = json.loads(said[0][-1])
    except (ValueError, IndexError):
        found = {}
    found = found if isinstance(found, dict) else {}
    return Taken(found.get("seconds", seconds), usage.ru_maxrss / 1024, found)


def _lines(file: Any) -> list[str]:
    file.seek(0)
    return str(file.read().decode("utf-8", "replace")).strip().splitlines()


QUICK = bool(os.environ.get("BENCH_QUICK"))
"""Each case once and with few rows: whether it runs, not how long it takes."""
COUNT = 20 if QUICK else 1000


def middle(work: Callable[[], Taken], times: int = 1 if QUICK else 3) -> Taken:
    return sorted((work() for _ in range(times)), key=lambda taken: taken.seconds)[times // 2]


def attempt(work: Callable[[], Taken]) -> Taken | str:
    """A peer that fails costs its own cell: the reason stands there instead."""
    try:
        return work()
    except (RuntimeError, OSError) as problem:
        return f"not run: {problem}"


def measured(name: str, *given: object, warehouse: Path | None = None) -> Taken:
    """A run of one of the functions below, in the project's environment."""
    return run(OURS, "-m", "tests.bench", "--measure", name, *given, warehouse=warehouse)


# Cases


def commands(folder: Path, peers: Path) -> Iterator[Row]:
    warehouse = folder / "warehouse"
    for room in ("reference", "articles"):
        shutil.copytree(ROOT / "warehouse" / room, warehouse / room)
    bare = middle(lambda: run(OURS, "-c", "pass"))
    dagster = middle(lambda: run(OURS, "-c", "import dagster"))

    def bilateral(*given: str) -> Taken:
        return run(BILATERAL, *given, warehouse=warehouse)

    yield Row("--help", middle(lambda: bilateral("--help")), "python -c pass", bare, "0.1 s")
    yield Row("run --offline, first", bilateral("run", "--offline"), "import dagster", dagster, "15 s")
    yield Row("run --offline, unchanged", middle(lambda: bilateral("run", "--offline")), "import dagster", dagster,
              "3 s")  # fmt: skip
    yield Row("check, cold", middle(lambda: bilateral("check", TEXT)), "python -c pass", bare, "0.8 s")
    yield Row("check, warm", measured("warm", warehouse=warehouse), wanted="0.06 s")
    yield Row(f"{COUNT:,} claims judged", measured("verdicts", COUNT, warehouse=warehouse), wanted="3 s")


def reading(folder: Path, peers: Path) -> Iterator[Row]:
    file = folder / "sentences.txt"
    file.write_text("\n".join(_sentences(COUNT)), encoding="utf-8")
    peer = attempt(lambda: run(peers, ROOT / "tests/bench/peers.py", "sentences", file))
    yield Row(f"{COUNT:,} sentences read", measured("sentences", file), "quantulum3", peer, "1 s")


def refresh(folder: Path, peers: Path) -> Iterator[Row]:
    with serving() as address:
        ours = measured("refreshed", address)
        peer = attempt(lambda: run(peers, ROOT / "tests/bench/peers.py", "fetch", address, ours.found["series"]))
        yield Row(f"refresh of {ours.found['rows']:,} rows", ours, "wbgapi", peer, "4 times as fast")


def normalize(folder: Path, peers: Path) -> Iterator[Row]:
    place = folder / "comtrade"
    rows = run(OURS, "-m", "tests.bench.made", "comtrade", place).found["rows"]
    areas = ROOT / "pipelines" / "sources" / "un_comtrade" / "economies.csv"
    stored = next((place / "snapshots").glob("*/*/*.csv"))
    peer = attempt(
        lambda: run(peers, ROOT / "tests/bench/peers.py", "normalize", stored, areas, folder / "peer.parquet")
    )
    yield Row(
        f"normalize {rows:,} rows of trade", measured("normalized", warehouse=place), "polars", peer, "twice polars"
    )


def marts(folder: Path, peers: Path) -> Iterator[Row]:
    place = folder / "world"
    rows = run(OURS, "-m", "tests.bench.made", "world", place).found["rows"]
    files = place / "observations" / "un_comtrade"
    scan = run(OURS, "-m", "tests.bench.made", "scan", files)
    yield Row(
        f"trade marts of {rows:,} rows", measured("built", warehouse=place), "one scan of the files", scan, "20 s"
    )


CASES = (commands, reading, refresh, normalize, marts)


def _sentences(count: int) -> list[str]:
    import csv

    found = []
    for path in sorted((ROOT / "tests" / "data").glob("sentences*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [row["text"].replace("\n", " ") for row in csv.DictReader(file) if row.get("text")]
    return [found[place * 7 % len(found)] for place in range(count)]


@contextmanager
def serving() -> Iterator[str]:
    """The address of a World Bank that is as far away as the real one, in a process of its own."""
    command = [str(OURS), "-m", "tests.bench.made", "serve"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        yield server.stdout.readline().strip()
    finally:
        server.kill()
        server.wait()


# What is measured in a process of the project's


def warm() -> dict[str, Any]:
    from pipelines.apps import check
    from pipelines.config import Settings

    check.check(Settings(), TEXT, TODAY)
    return _timed(lambda: check.check(Settings(), TEXT, TODAY), times=15)


def verdicts(count: str) -> dict[str, Any]:
    """So many different claims of the kinds that people make most, about all economies, in one pass."""
    from pipelines.apps import check
    from pipelines.catalogue import economies
    from pipelines.claims.model import Areas, Claim
    from pipelines.config import Settings

    kinds: list[dict[str, Any]] = [
        {"indicator": "population", "operation": "level", "value": "12 million", "hedge": "about"},
        {"indicator": "gdp", "operation": "level", "value": "$300 billion", "hedge": "over", "period": "2021"},
        {"indicator": "gdp", "operation": "rank", "value": "top 20"},
        {"indicator": "gdp", "operation": "share", "value": "2%"},
        {"indicator": "population", "operation": "change", "value": "2%", "base_period": "2015"},
        {"indicator": "gdp_per_capita", "operation": "compare", "hedge": "over", "base": Areas(ref=["KOR"])},
    ]
    areas = [row["iso3"] for row in economies.economies() if row["is_economy"]]
    given = [
        Claim(id=f"c{n}", quote="…", said_on=date(2025, 1 + n % 12, 1 + n % 28), areas=Areas(ref=[areas[n % len(areas)]]),
              **kinds[n % len(kinds)])
        for n in range(int(count))
    ]  # fmt: skip
    return _timed(lambda: check.judge(Settings(), given))


def sentences(file: str) -> dict[str, Any]:
    from pipelines.apps import check

    lines = Path(file).read_text(encoding="utf-8").splitlines()
    check.read_text(lines[0], TODAY)
    return _timed(lambda: [check.read_text(line, TODAY) for line in lines])


def refreshed(address: str) -> dict[str, Any]:
    """What `bilateral run` does with one publisher: ask, prove complete, store."""
    from pipelines.config import Settings
    from pipelines.ingest import datasets
    from pipelines.sources.worldbank_wdi import normalize as wdi
    from pipelines.stores import observations

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(warehouse_dir=Path(folder), base_urls={"worldbank_wdi": address})
        taken = _timed(lambda: datasets.refresh(settings, "worldbank_wdi"))
        datasets.normalize(settings, "worldbank_wdi")
        import pyarrow.parquet as pq

        rows = sum(pq.read_metadata(file).num_rows for file in observations.files(settings))
    return taken | {"rows": rows, "series": ";".join(wdi.series())}


def normalized() -> dict[str, Any]:
    """A stored file read, judged and written as observations; libraries are loaded before, as the peer's are."""
    import pyarrow.csv
    import pyarrow.parquet  # noqa: F401

    from pipelines import sources
    from pipelines.config import Settings
    from pipelines.ingest import datasets

    sources.load("un_comtrade").module("normalize")
    return _timed(lambda: datasets.normalize(Settings(), "un_comtrade"))


def built() -> dict[str, Any]:
    """The seconds that the trade marts take within a build."""
    found = json.loads(subprocess.run([BILATERAL, "build", "--json"], capture_output=True, check=True).stdout)
    named = ("marts.trade_", "marts.bilateral_trade", "marts.transport_margin", "marts.reporter_reliability")
    taken = [row["seconds"] or 0 for row in found["relations"] if row["relation"].startswith(named)]
    return {"seconds": sum(taken)}


MEASURED = {each.__name__: each for each in (warm, verdicts, sentences, refreshed, normalized, built)}


def _timed(work: Callable[[], Any], times: int = 1) -> dict[str, Any]:
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return {"seconds": sorted(seconds)[times // 2]}


# The table


def main() -> None:
    names = [case.__name__ for case in CASES]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=names, help="this case; may be given more than once")
    parser.add_argument("--peers", type=Path, default=OURS, help="Python that has the peers (peers.txt)")
    parser.add_argument("--quick", action="store_true", help="each case once and with few rows, to see that it runs")
    parser.add_argument("--measure", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        name, *arguments = given.measure
        print(json.dumps(MEASURED[name](*arguments)))
        return
    if given.quick and not QUICK:
        os.execve(OURS, [str(OURS), "-m", "tests.bench", *sys.argv[1:]], {**os.environ, "BENCH_QUICK": "1"})
    print(f"{'case':36}{'s':>8}{'MB':>7}  {'wanted':18}{'against':24}{'s':>8}")
    for case in CASES:
        if given.only and case.__name__ not in given.only:
            continue
        with tempfile.TemporaryDirectory(prefix="bilateral-bench-") as folder:
            for row in case(Path(folder), given.peers.absolute()):
                _show(row)
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} at the end")


def _show(row: Row) -> None:
    beside = f"{row.peer.seconds:8.2f}" if isinstance(row.peer, Taken) else f"  {row.peer or ''}"
    line = f"{row.case:36}{row.ours.seconds:8.2f}{row.ours.peak_mb:7.0f}  {row.wanted:18}{row.against:24}{beside}"
    print(line.rstrip(), flush=True)


if __name__ == "__main__":
    main()
