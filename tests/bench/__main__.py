"""`make bench`: each case beside a peer or a limit measured in the same run, as one table and as JSON.

Belongs here: commands, claims to verdicts, publication. The trade marts on made-up worlds of 12 to 240 million rows
are measured by trade_world.py. BENCH=full adds the large sizes. Medians of repeated runs; peak memory is that of the
process that judged the claims.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FULL = os.environ.get("BENCH") == "full"
CLAIMS = (10, 100, 1_000, 10_000, 100_000) if FULL else (10, 100, 1_000)
ONE_BY_ONE = 5
"""Claims that are judged one at a time; the time of more is a multiple of theirs."""
TODAY = date(2026, 11, 25)


def main() -> None:
    if len(sys.argv) > 1:
        print(json.dumps(_judge(*map(int, sys.argv[1:]))))
        return
    from tests import published

    settings = published.project()
    rows = [*commands(settings), *claims(settings), publication(settings)]
    target = ROOT / "bench" / "results.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(f"{'case':<34}{'seconds':>9}  {'against':<30}{'seconds':>9}{'ratio':>8}{'MB':>7}")
    for row in rows:
        ratio = row["seconds"] / row["peer_seconds"]
        print(
            f"{row['case']:<34}{row['seconds']:>9.3f}  {row['against']:<30}{row['peer_seconds']:>9.3f}"
            f"{ratio:>8.2f}{(row['peak_mb'] and round(row['peak_mb'])) or '':>7}"
        )
    print(f"as JSON: {target}")


def commands(settings: Any) -> list[dict[str, Any]]:
    bare = _command(settings, sys.executable, "-c", "pass")
    dagster = _command(settings, sys.executable, "-c", "import dagster")
    bilateral = str(Path(sys.executable).with_name("bilateral"))
    text = "Japan has a population of 125 million."
    cases = [
        ("bilateral --help", [bilateral, "--help"], "python -c pass", bare),
        ("bilateral check", [bilateral, "check", text, "--said-on", "2024-05-01"], "python -c pass", bare),
        ("bilateral run --offline, again", [bilateral, "run", "--offline"], "import dagster", dagster),
    ]
    _command(settings, bilateral, "run", "--offline", times=1)
    rows = []
    for case, command, against, peer in cases:
        rows.append(_row(case, _command(settings, *command), against, peer, None))
    return rows


def claims(settings: Any) -> list[dict[str, Any]]:
    """n claims in one pass, against one pass for each of them."""
    alone = _subprocess(settings, ONE_BY_ONE, 1)["seconds"] / ONE_BY_ONE
    rows = []
    for count in CLAIMS:
        found = _subprocess(settings, count, 0)
        rows.append(_row(f"{count:,} claims", found["seconds"], "one by one", alone * count, found["peak_mb"]))
    return rows


def publication(settings: Any) -> dict[str, Any]:
    """Opening what is published and asking the first question, against copying the file."""
    from pipelines import warehouse

    def ask() -> None:
        with warehouse.connect(settings) as connection:
            connection.execute("select verdict, count(*) from factcheck.verdict group by all").fetchall()

    copy = settings.build / "copy.duckdb"
    peer = _median(lambda: shutil.copyfile(settings.database, copy), 5)
    copy.unlink()
    return _row("open and first query", _median(ask, 5), "copying the file", peer, None)


def _judge(count: int, one_by_one: int) -> dict[str, float]:
    """Runs in a process of its own, so that the peak is that of this case."""
    from pipelines import check
    from pipelines.claims import articles
    from pipelines.config import Settings

    settings = Settings()
    known = [claim for article in articles.load(settings, TODAY) for claim in article.claims]
    given = [known[place % len(known)] for place in range(count)]
    started = time.perf_counter()
    for some in [[claim] for claim in given] if one_by_one else [given]:
        check.judge(settings, some, as_of=TODAY)
    return {"seconds": time.perf_counter() - started, "peak_mb": _peak()}


def _subprocess(settings: Any, count: int, one_by_one: int) -> dict[str, float]:
    def once() -> dict[str, float]:
        command = [sys.executable, "-m", "tests.bench", str(count), str(one_by_one)]
        done = subprocess.run(command, cwd=ROOT, env=_env(settings), check=True, capture_output=True, text=True)
        return json.loads(done.stdout)

    found = [once() for _ in range(3 if count <= 1_000 else 1)]
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


def _command(settings: Any, *command: str, times: int = 3) -> float:
    def once() -> None:
        subprocess.run(command, cwd=ROOT, env=_env(settings), check=True, capture_output=True)

    return _median(once, times)


def _env(settings: Any) -> dict[str, str]:
    return os.environ | {"BILATERAL_WAREHOUSE": str(settings.warehouse), "BILATERAL_HOME": str(ROOT)}


def _median(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _peak() -> float:
    """Of this process since it began; getrusage() would count what its parent took before."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _row(case: str, seconds: float, against: str, peer: float, peak_mb: float | None) -> dict[str, Any]:
    return {"case": case, "seconds": seconds, "against": against, "peer_seconds": peer, "peak_mb": peak_mb}


if __name__ == "__main__":
    main()
