"""What the peers do, in their own environment (peers.txt): nothing of the project is imported here.

python peers.py fetch ADDRESS SERIES | normalize FILE AREAS TARGET | sentences FILE
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TOTALS = {"partner2Code": "0", "customsCode": "C00", "motCode": "0"}
ORDER = ["indicator", "ref_area", "counterpart_area", "breakdown", "time_period"]


def fetch(address: str, series: str) -> Callable[[], Any]:
    """wbgapi, pointed at the server of the benchmark."""
    import wbgapi as wb

    wb.endpoint = address
    return lambda: sum(1 for _ in wb.data.fetch(series.split(";"), skipAggs=False, numericTimeKeys=True))


def normalize(file: str, areas: str, target: str) -> Callable[[], Any]:
    """A Comtrade download to the same columns by polars: filtered, mapped, sorted, written."""
    import polars as pl

    def work() -> int:
        codes = pl.scan_csv(areas, infer_schema=False).filter(pl.col("iso3").is_not_null())
        reporter = codes.select(pl.col("source_code").alias("reporterCode"), pl.col("iso3").alias("ref_area"))
        partner = codes.select(pl.col("source_code").alias("partnerCode"), pl.col("iso3").alias("counterpart_area"))
        frame = (
            pl.scan_csv(file, infer_schema=False)
            .filter(*[pl.col(name) == value for name, value in TOTALS.items()])
            .join(reporter, on="reporterCode").join(partner, on="partnerCode")
            .with_columns(
                pl.when(pl.col("flowCode") == "X").then(pl.lit("goods_exports")).otherwise(pl.lit("goods_imports"))
                .alias("indicator"),
                pl.col("cmdCode").replace("TOTAL", "_T").alias("breakdown"),
                (pl.col("period") + "-01-01").str.to_date().alias("time_period"),
                pl.col("primaryValue").cast(pl.Float64).alias("obs_value"),
            )
            .select(*ORDER, "obs_value", pl.lit("A").alias("obs_status"), pl.lit("peer").alias("source"))
            .sort(ORDER).collect()
        )  # fmt: skip
        frame.write_parquet(target, compression="zstd")
        return len(frame)

    return work


def sentences(file: str) -> Callable[[], Any]:
    """The quantities in each line by quantulum3, which reads no country, no indicator and no period."""
    from quantulum3 import parser

    lines = Path(file).read_text(encoding="utf-8").splitlines()
    return lambda: sum(len(parser.parse(line)) for line in lines)


if __name__ == "__main__":
    prepared = {"fetch": fetch, "normalize": normalize, "sentences": sentences}[sys.argv[1]](*sys.argv[2:])
    started = time.perf_counter()
    rows = prepared()
    print(json.dumps({"seconds": time.perf_counter() - started, "rows": rows}))
