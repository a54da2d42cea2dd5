"""`make bench`: each case beside a peer or a limit measured in the same run, as one table, as JSON, and in docs/.

    python -m tests.bench [--quick] [--only CASE]... [--peers PYTHON]

Results of a case replace those of the case from before in bench/results.json, so that a run that was stopped is gone on
with by naming what is left. A peer that fails costs its line. Belongs here: the order of cases, the table. Does not
belong here: cases (fetching.py, normalizing.py, marts.py, judging.py, bulk.py, commands.py), how they are measured
(measure.py), the chart (growth.py).
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import bulk, commands, fetching, growth, judging, marts, normalizing
from tests.bench.measure import ROOT, Failed, Row

RESULTS = ROOT / "bench" / "results.json"
CASES = ("commands", "publish", "fetch", "normalize", "marts", "claims", "sentences", "batch", "render")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes only; docs/ stays as it is")
    parser.add_argument("--only", action="append", choices=CASES, help="this case; may be given more than once")
    parser.add_argument(
        "--peers", type=Path, default=Path(sys.executable), help="Python that has the peers (peers.txt)"
    )
    parser.add_argument("--in", dest="place", type=Path, default=None, help="folder for made-up files: up to 20 GB")
    given = parser.parse_args()
    results = _held(given.quick)
    with tempfile.TemporaryDirectory(prefix="bilateral-bench-", dir=given.place) as made:
        folder = Path(made)
        print(LINE.format("case", "s", "CPU s", "MB", "against", "s", "speed", ""))
        for case in given.only or CASES:
            started = time.perf_counter()
            rows = list(_shown(_case(case, folder, given.peers.absolute(), given.quick)))
            results["rows"] = _merged(results["rows"], case, rows)
            results["machine"] = _machine()
            _save(results)
            print(f"  {case}: {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    if not given.quick:
        growth.write(results, ROOT / "docs")
    for step, points in growth.curves(results["rows"], "seconds").items():
        print(f"time of {growth.STEPS[step][0]}: power {growth.last_slope(points):.2f} between the two largest sizes")
    print(f"as JSON: {RESULTS}")


def _case(case: str, folder: Path, peers: Path, quick: bool) -> Iterator[Row]:
    warehouse = commands.warehouse(folder)
    if case not in ("commands", "fetch", "normalize", "marts", "sentences"):
        _published(warehouse)
    cases: dict[str, Callable[[], Iterator[Row]]] = {
        "commands": lambda: commands.rows(warehouse, quick),
        "publish": lambda: commands.publication_rows(warehouse),
        "fetch": lambda: fetching.rows(peers, quick),
        "normalize": lambda: normalizing.rows(folder, peers, quick),
        "marts": lambda: marts.rows(folder, peers, quick),
        "claims": lambda: judging.claim_rows(warehouse, quick),
        "sentences": lambda: judging.sentence_rows(peers, folder, quick),
        "batch": lambda: bulk.rows(warehouse, folder, quick),
        "render": lambda: judging.report_rows(warehouse, quick),
    }
    try:
        yield from cases[case]()
    except Failed as problem:
        print(f"{case}: stopped: {problem}", file=sys.stderr)


def _published(warehouse: Path) -> None:
    if not (warehouse / "bilateral.duckdb").exists():
        from tests.bench import measure

        measure.run(commands.BILATERAL, "run", "--offline", env=judging._of(warehouse))


LINE = "{:<38.38}{:>7}{:>7}{:>6}  {:<18.18}{:>7}{:>7} {}"


def _shown(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        mark = "" if row.met is None else f"{'ok' if row.met else 'MISSED'} {row.target:g}"
        number = growth.number
        print(LINE.format(
            row.case, number(row.seconds), number(row.cpu), number(row.peak_mb), row.against,
            number(row.peer_seconds), number(row.speed), mark,
        ).rstrip())  # fmt: skip
        if row.note:
            print(f"{'':>60}  {row.note}"[:100])
        sys.stdout.flush()
        yield row


def _held(quick: bool) -> dict[str, Any]:
    empty: dict[str, Any] = {"quick": quick, "rows": []}
    try:
        held = json.loads(RESULTS.read_text(encoding="utf-8"))
        return held if held["quick"] == quick else empty
    except (OSError, ValueError, KeyError, TypeError):
        return empty


def _merged(held: list[dict[str, Any]], case: str, rows: list[Row]) -> list[dict[str, Any]]:
    new = [row.as_dict() | {"of": case} for row in rows]
    kept = [row for row in held if row["of"] != case]
    return sorted([*kept, *new], key=lambda row: CASES.index(row["of"])) if new else held


def _save(results: dict[str, Any]) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    aside = RESULTS.with_suffix(".tmp")
    aside.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    aside.replace(RESULTS)


def _machine() -> str:
    load = os.getloadavg()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with {os.cpu_count()} cores and {memory:.0f} GB;"
        f" load average {load:.1f} at the end."
    )


if __name__ == "__main__":
    main()
