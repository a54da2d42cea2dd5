"""Trade marts on made-up worlds, against one scan of the same bytes and against the core of their logic elsewhere.

Belongs here: the rows of the table. Does not belong here: the world and the build (trade_world.py), peers (peers.py).
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.bench import measure
from tests.bench.measure import OURS, Row

PAIR_YEARS = (
    "marts.trade_pair", "marts.trade_partner_reconciled", "marts.trade_partner_report", "marts.trade_partner_edition",
    "marts.trade_partner",
)  # fmt: skip
PRODUCTS = ("marts.trade_mirror", "marts.trade_choice", "marts.bilateral_trade")
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
                for program in ("pandas", "polars"):
                    peer = measure.attempt(lambda p=place, g=program: measure.run(peers, script, "marts", g, p))
                    yield measure.row(
                        "marts parts", f"all trade marts, {size:,} rows", size, ours, program, peer,
                        note="mirror, mean, pair-years and ranks only",
                    )  # fmt: skip
        finally:
            shutil.rmtree(place, ignore_errors=True)
