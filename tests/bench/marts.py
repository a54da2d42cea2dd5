"""Trade marts on made-up worlds, against one scan of the same bytes and against the core of their logic elsewhere.

Belongs here: the rows of the table. Does not belong here: the world and the build (trade_world.py), peers (peers.py).
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench import measure, trade_world
from tests.bench.measure import OURS, Row

PAIR_YEARS = (
    "marts.trade_pair", "marts.trade_partner_reconciled", "marts.trade_partner_report", "marts.trade_partner_edition",
    "marts.trade_partner",
)  # fmt: skip
PRODUCTS = ("marts.trade_mirror", "marts.trade_choice", "marts.bilateral_trade")
GATES = (
    "marts.trade_slice", "marts.trade_slice_anomaly", "marts.trade_unit_anomaly", "marts.trade_pasted_flow",
    "marts.trade_repeated_filing", "marts.trade_anomaly",
)  # fmt: skip
PEERS = {
    "pandas": "mirror, mean, pair-years and ranks only",
    "polars": "every column of bilateral_trade and trade_partner, checked equal, to Parquet",
}
MAKE = """
import sys
from pathlib import Path
from tests.bench import trade_world

# each pair trades in one product at least, so that a small world has to be a short one
trade_world.YEARS = 2 if float(sys.argv[2]) < 1 else trade_world.YEARS
trade_world.generate(Path(sys.argv[1]), float(sys.argv[2]))
"""
FITS = 12
"""Millions of rows up to which pandas and polars keep within the memory."""


def rows(folder: Path, peers: Path, quick: bool) -> Iterator[Row]:
    script = Path(__file__).with_name("peers.py")
    for millions in (0.4, 4) if quick else (0.4, 12, 48, 240):
        place = folder / f"world-{millions}"
        try:
            measure.run(OURS, "-c", MAKE, place, millions)
            built = measure.module("trade_world", "--measure", place, timeout=1800)
            scan = measure.attempt(lambda p=place: measure.run(peers, script, "marts", "scan", p))
            found = built.found
            size = found["rows"]["core.observation"]
            ours = measure.Taken(found["total"], found["cpu_total"], found["peak_gb"] * 1024, {})
            yield measure.row("marts", f"all trade marts, {size:,} rows", size, ours, "one scan", scan)
            for name, marts in (("pair-years", PAIR_YEARS), ("by product", PRODUCTS)):
                seconds = sum(found["seconds"].get(mart, 0.0) for mart in marts)
                cpu = sum(found["cpu_seconds"].get(mart, 0.0) for mart in marts)
                part = measure.Taken(seconds, cpu, ours.peak_mb, {})
                target = 0.2 if marts == PAIR_YEARS and not quick else None
                yield measure.row(
                    "marts parts", f"{name}, {size:,} rows", size, part, "one scan", scan, target=target,
                    note="target 180 s and 6 GB" if marts == PRODUCTS and millions == 240 else "",
                )  # fmt: skip
            if millions <= FITS:
                for program, note in PEERS.items():
                    peer = measure.attempt(lambda p=place, g=program: measure.run(peers, script, "marts", g, p))
                    same = program == "polars"
                    if same and not isinstance(peer, str) and (wrong := _differing(place)):
                        note = f"differs in {wrong:,} rows"
                    yield measure.row(
                        "marts parts", f"{'without gates' if same else 'all trade marts'}, {size:,} rows", size,
                        _without_gates(found, ours) if same else ours, program, peer, note=note,
                        target=1.5 if same and not quick else None,
                    )  # fmt: skip
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _differing(place: Path) -> int:
    """Rows; looked for in a process of its own, as what is started later takes over the peak of memory of this one."""
    found = measure.module("trade_world", "--differences", place).found
    return sum(found[name] for name in trade_world.ASKED)


def _without_gates(found: dict[str, Any], whole: measure.Taken) -> measure.Taken:
    """What remains without the search for filings that must be wrong, which the peers leave out."""
    kept = [name for name in found["seconds"] if name not in GATES]
    seconds, cpu = (sum(found[of][name] for name in kept) for of in ("seconds", "cpu_seconds"))
    return measure.Taken(seconds, cpu, whole.peak_mb, {})
