"""A made-up world of BACI's shape and the time and memory that the trade marts take on it.

    python -m tests.bench.trade_world 12 48 240        millions of rows; two cores, 4 GB for DuckDB

Up to 220 x 220 countries, 5,000 products and 20 years: each flow is reported by its exporter, by its importer or
by both, with totals over products and over partners, as Parquet, one file per year. Everything follows from
hashes, so that a world is the same each time. Not a test; it asks for a few GB of disk and removes them again.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COUNTRIES, PRODUCTS, YEARS = 220, 5000, 20
MARTS = (
    "marts.trade_filing", "marts.trade_report", "marts.trade_anomaly", "marts.trade_mirror", "marts.transport_margin",
    "marts.reporter_reliability", "marts.trade_pair", "marts.trade_choice", "marts.bilateral_trade",
    "marts.trade_partner_reconciled", "marts.trade_partner_report", "marts.trade_partner_edition", "marts.trade_partner",
)  # fmt: skip

# A pair trades in the more products the larger the two are; the step is coprime to 5,000, so none comes twice.
_FLOWS = """
create or replace temp table flow as
with country as (
    select iso3, row_number() over (order by iso3) as n, exp(3 * (hash(iso3) % 1000) / 1000.0 - 1.5) as size
    from economy
    qualify n <= {countries}
),
pair as (
    select x.iso3 as exporter, i.iso3 as importer, x.size * i.size as size,
        least({products}, cast(ceil({mean} * x.size * i.size / {mean_size}) as integer)) as products
    from country as x cross join country as i
    where x.n <> i.n
)
select exporter, importer, year, printf('%06d', (hash(exporter, importer) + j * 1237) % {products} + 10000) as product,
    size * exp(14 + 4 * (hash(exporter, importer, j, 'v') % 100000) / 100000.0
        + 0.2 * (hash(exporter, importer, j, year) % 1000) / 1000.0) as v,
    hash(exporter, importer, j, year, 'w') as h
from (select *, {year} as year, unnest(range(products)) as j from pair)
"""
_REPORTS = """
create or replace temp table report as
select 'goods_exports' as indicator, exporter as ref_area, importer as counterpart_area, product as breakdown,
    'FOB' as valuation, round(v * (0.95 + (h % 101) / 1000.0)) as obs_value
from flow where h % 20 <> 0
union all
select 'goods_imports', importer, exporter, product, 'CIF', round(v * (1.0 + (h % 127) / 1000.0))
from flow where h % 19 <> 0
"""
_FILE = """
copy (
    with total as (
        select indicator, ref_area, counterpart_area, '_T' as breakdown, valuation, sum(obs_value) as obs_value
        from report group by all
    ),
    world as (
        select indicator, ref_area, 'W00' as counterpart_area, '_T' as breakdown, valuation,
            sum(obs_value) as obs_value
        from total group by all
    )
    select indicator, ref_area, counterpart_area, breakdown, 'A' as freq, make_date({year}, 1, 1) as time_period,
        obs_value, 'A' as obs_status, 'USD' as unit_measure, cast(null as varchar) as price_base, valuation,
        'un_comtrade' as source, breakdown as series, '2025-01' as vintage, date '2025-01-15' as published_on,
        'stated' as published_basis, timestamp '2025-01-15' as retrieved_at, repeat('0', 64) as snapshot,
        false as is_reference
    from (from report union all from total union all from world)
    order by indicator, ref_area, counterpart_area, breakdown
) to '{file}' (format parquet, compression zstd)
"""


def generate(folder: Path, millions: float) -> int:
    """Write the Parquet files of a world of about so many rows; returns how many there are."""
    import duckdb

    sys.path.insert(0, str(ROOT))
    from pipelines.catalogue import economies

    folder.mkdir(parents=True)
    with duckdb.connect(config={"threads": 2, "memory_limit": "6GB", "temp_directory": str(folder / "tmp")}) as con:
        con.execute("create table economy (iso3 varchar)")
        con.executemany(
            "insert into economy values (?)", [[row["iso3"]] for row in economies.economies() if row["is_economy"]]
        )
        pairs = COUNTRIES * (COUNTRIES - 1)
        mean = millions * 1e6 / YEARS / pairs / (19 / 20 + 18 / 19)
        sizes = "select avg(exp(3 * (hash(iso3) % 1000) / 1000.0 - 1.5)) from economy"
        mean_size = con.execute(sizes).fetchall()[0][0] ** 2
        for year in range(2001, 2001 + YEARS):
            names = {"countries": COUNTRIES, "products": PRODUCTS, "mean": mean, "mean_size": mean_size, "year": year}
            con.execute(_FLOWS.format(**names))
            con.execute(_REPORTS)
            con.execute(_FILE.format(year=year, file=folder / f"{year}.parquet"))
        files = str(folder / "*.parquet")
        return int(con.execute("select count(*) from read_parquet($files)", {"files": files}).fetchall()[0][0])


def measure(folder: Path, memory: str, threads: int) -> dict[str, Any]:
    """Build the trade marts over the files, as the warehouse does, and say what it took."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]
    from relations import inputs, loaded

    from pipelines.config import Settings
    from pipelines.stores import database
    from pipelines.warehouse import sqlmodels
    from pipelines.warehouse.engines import duckdb as engine

    models = loaded()
    wanted = models.upstream(MARTS)
    settings = Settings(root=ROOT, memory_limit=memory, threads=threads)
    started = time.perf_counter()
    with spill(folder / "tmp") as spilt, database.connect(settings, folder / "tmp") as con:
        engine.create(con, folder / "world.duckdb")
        figures = f"select * from read_parquet('{folder}/*.parquet')"
        described = sqlmodels.described_inputs(ROOT / "sql")
        engine.load(con, inputs(figures), described, views=("observation",))
        # at this size observations stay where they are
        con.execute("create schema core; create view core.observation as select * from input.observation")
        chosen = [model for model in models.models if model.name in wanted and model.name != "core.observation"]
        seconds, cpu = {}, {}
        for model in chosen:
            before = time.process_time()
            seconds |= engine.run(con, [model])
            cpu[model.name] = time.process_time() - before
        rows = {
            name: con.execute(f"select count(*) from {name}").fetchall()[0][0] for name in ("core.observation", *MARTS)
        }
        con.execute(f"checkpoint {engine.CATALOG}")
        (folder / "made").mkdir(exist_ok=True)
        con.execute(f"copy core.economy to '{folder}/made/economy.parquet'")
    return {
        "rows": rows,
        "seconds": {name: round(took, 2) for name, took in seconds.items()},
        "cpu_seconds": {name: round(took, 2) for name, took in cpu.items()},
        "total": round(time.perf_counter() - started, 1),
        "cpu_total": round(time.process_time(), 1),
        "spill_gb": round(max(spilt) / 2**30, 2),
        "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
        "file_gb": round((folder / "world.duckdb").stat().st_size / 2**30, 2),
    }


def differences(folder: Path) -> dict[str, int]:
    """Relation -> rows in which what a peer wrote differs from ours, numbers by more than a billionth."""
    import duckdb

    found = {}
    with duckdb.connect() as con:
        con.execute("set enable_progress_bar = false")  # it would stand before the answer
        con.execute(f"attach '{folder / 'world.duckdb'}' as ours (read_only)")
        for name, key in ASKED.items():
            types = {row[0]: row[1] for row in con.execute(f"describe ours.marts.{name}").fetchall()}
            differs = " or ".join(
                f"not coalesce(abs(o.{column} - t.{column}) <= 1e-9 * abs(o.{column}), o.{column} is null and"
                f" t.{column} is null)" if kind == "DOUBLE" else f"o.{column} is distinct from t.{column}"
                for column, kind in types.items()
            )  # fmt: skip
            keys = " and ".join(f"o.{column} = t.{column}" for column in key.split(", "))
            both = f"ours.marts.{name} as o full join '{folder}/made/{name}.parquet' as t on {keys}"
            found[name] = con.execute(f"select count(*) from {both} where {differs}").fetchall()[0][0]
    return found


ASKED = {
    "bilateral_trade": "exporter, importer, freq, time_period, product",
    "trade_partner": "ref_area, counterpart_area, time_period, source, vintage",
}
"""What people ask, with the keys; all other trade marts are on the way to these two."""


@contextmanager
def spill(folder: Path) -> Iterator[list[int]]:
    """Bytes that lie in a folder, looked up five times a second."""
    sizes, done = [0], threading.Event()

    def look() -> None:
        while not done.wait(0.2):
            with suppress(FileNotFoundError):  # it goes while it is looked at
                sizes.append(sum(file.stat().st_size for file in folder.glob("*")))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield sizes
    finally:
        done.set()
        watcher.join()


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("millions", nargs="*", type=float, default=[12, 48], help="rows of each world (12 48)")
    parser.add_argument("--memory", default="4GB", help="limit for DuckDB (4GB)")
    parser.add_argument("--threads", type=int, default=2, help="cores (2)")
    parser.add_argument(
        "--in", dest="place", type=Path, default=None, help="folder for the files, else a temporary one"
    )
    parser.add_argument("--measure", type=Path, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--differences", type=Path, default=None, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.measure:
        print(json.dumps(measure(given.measure, given.memory, given.threads)))
        return
    if given.differences:
        print(json.dumps(differences(given.differences)))
        return

    print(f"{'rows':>12} {'seconds':>8} {'of CPU':>8} {'rows/s':>10} {'peak':>8} {'spill':>8} {'file':>8}")
    for millions in given.millions:
        folder = Path(tempfile.mkdtemp(prefix="trade-world-", dir=given.place)) / "world"
        try:
            generate(folder, millions)
            # a process of its own, so that its peak of memory is its own
            limits = ["--memory", given.memory, "--threads", str(given.threads)]
            run = [sys.executable, "-m", "tests.bench.trade_world", "--measure", str(folder), *limits]
            done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(done.stderr)
            found = json.loads(done.stdout)
            n = found["rows"]["core.observation"]
            print(
                f"{n:>12,} {found['total']:>8} {found['cpu_total']:>8} {n / found['total']:>10,.0f}"
                f" {found['peak_gb']:>5} GB {found['spill_gb']:>5} GB {found['file_gb']:>5} GB"
            )
            slowest = sorted(found["cpu_seconds"].items(), key=lambda item: -item[1])
            print("   of CPU: " + ", ".join(f"{name} {seconds} s" for name, seconds in slowest[:5]), flush=True)
        finally:
            shutil.rmtree(folder.parent, ignore_errors=True)


if __name__ == "__main__":
    main()
