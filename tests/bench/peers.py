"""What the other programs do with the same files, run by the Python of an environment of their own.

    peers.py trade|json|bulk copy|pandas|polars FILE AREAS TARGET      a big file to canonical Parquet
    peers.py fetch wbgapi|wbdata ADDRESS SERIES                        a refresh of the World Bank's series
    peers.py marts scan|pandas|polars FOLDER                           the core of the trade marts
    peers.py sentences spacy|quantulum3 FILE                           sentences of a text

Belongs here: peers as somebody who knows them would use them. Each prints what it took as JSON. Imports nothing of
the project: it is not installed where this runs.
"""

import glob
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

TOTALS = {"typeCode": "C", "partner2Code": "0", "customsCode": "C00", "motCode": "0"}
WANTED = ["typeCode", "freqCode", "period", "reporterCode", "flowCode", "partnerCode", "partner2Code", "cmdCode",
          "customsCode", "motCode", "cifvalue", "fobvalue", "primaryValue"]  # fmt: skip
ORDER = ["indicator", "ref_area", "counterpart_area", "time_period", "breakdown"]


def main(what: str, program: str, *arguments: str) -> None:
    found = {"fetch": fetch, "marts": marts, "sentences": sentences}.get(what)
    work = found(program, *arguments) if found else big_file(what, program, *arguments)
    started, before = time.perf_counter(), time.process_time()
    result = work()
    print(json.dumps({
        "seconds": time.perf_counter() - started, "cpu": time.process_time() - before, **result,
    }))  # fmt: skip


# Big files


def big_file(kind: str, program: str, file: str, areas: str, target: str) -> Any:
    if program == "copy":
        return _copy(kind, file, target)
    return {"pandas": _pandas, "polars": _polars}[program](kind, file, areas, target)


def _copy(kind: str, file: str, target: str) -> Any:
    """DuckDB from the file as it is to Parquet, nothing more."""
    import duckdb

    options = f"to '{target}' (format parquet, compression zstd)"

    def work() -> dict[str, Any]:
        with duckdb.connect() as con:
            if kind == "json":
                query = f"select unnest(data) from read_json('{file}', maximum_object_size = 1000000000)"
                return {"rows": con.execute(f"copy ({query}) {options}").fetchall()[0][0]}
            source = _unzipped(file, "WDICSV", target) if kind == "bulk" else file
            return {"rows": con.execute(f"copy (from read_csv('{source}', header = true)) {options}").fetchall()[0][0]}

    return work


def _unzipped(file: str, start: str, target: str) -> str:
    import zipfile

    with zipfile.ZipFile(file) as archive:
        name = next(name for name in archive.namelist() if name.startswith(start))
        return archive.extract(name, os.path.dirname(target))  # noqa: PTH120


def _pandas(kind: str, file: str, areas: str, target: str) -> Any:
    import pandas as pd

    def canonical(frame: Any) -> Any:
        iso3 = pd.read_csv(areas, dtype=str).dropna(subset="iso3").set_index("source_code")["iso3"]
        if kind == "bulk":
            frame = frame.assign(ref_area=frame.code.map(iso3), breakdown="_T", indicator=frame.series)
            frame = frame[frame.ref_area.notna() & frame.obs_value.notna()].assign(counterpart_area=None)
            frame["time_period"] = pd.to_datetime(frame.year.astype(str) + "-01-01")
        else:
            totals = (frame[list(TOTALS)].astype(str) == pd.Series(TOTALS)).all(axis=1)
            frame = frame[totals & frame.primaryValue.notna()]
            frame = frame.assign(
                indicator=frame.flowCode.map({"X": "goods_exports", "M": "goods_imports"}),
                ref_area=frame.reporterCode.astype(str).map(iso3),
                counterpart_area=frame.partnerCode.astype(str).map(iso3),
                breakdown=frame.cmdCode.replace("TOTAL", "_T"),
                time_period=pd.to_datetime(frame.period.astype(str) + "-01-01"),
                obs_value=frame.primaryValue.astype(float),
                valuation=frame.flowCode.map({"X": "FOB", "M": "CIF"}),
            )
            frame = frame[frame.ref_area.notna() & frame.counterpart_area.notna()]
        if frame.duplicated(ORDER).any():
            raise ValueError("figures stand twice")
        return frame[[*ORDER, "obs_value"]].assign(obs_status="A", source="peer").sort_values(ORDER)

    def work() -> dict[str, Any]:
        if kind == "bulk":
            import zipfile

            with zipfile.ZipFile(file) as archive, archive.open("WDICSV.csv") as data:
                wide = pd.read_csv(data)
            wide = wide[~wide["Indicator Code"].str.startswith("XX.")]
            years = [name for name in wide if name.isdigit()]
            frame = wide.melt(["Country Code", "Indicator Code"], years, "year", "obs_value")
            frame = frame.rename(columns={"Country Code": "code", "Indicator Code": "series"})
        elif kind == "json":
            with open(file, encoding="utf-8") as opened:  # noqa: PTH123
                frame = pd.DataFrame(json.load(opened)["data"])
        else:
            types = dict.fromkeys(WANTED[:10], str) | dict.fromkeys(WANTED[10:], float)
            frame = pd.read_csv(file, usecols=WANTED, dtype=types)
        found = canonical(frame)
        found.to_parquet(target, compression="zstd", index=False)
        return {"rows": len(found)}

    return work


def _polars(kind: str, file: str, areas: str, target: str) -> Any:
    import polars as pl

    def canonical(frame: Any) -> Any:
        codes = pl.scan_csv(areas, infer_schema=False).filter(pl.col("iso3").is_not_null())
        reporter = codes.select(pl.col("source_code").alias("reporterCode"), pl.col("iso3").alias("ref_area"))
        if kind == "bulk":
            frame = (
                frame.join(reporter, left_on="code", right_on="reporterCode")
                .filter(pl.col("obs_value").is_not_null())
                .with_columns(
                    pl.lit("_T").alias("breakdown"), pl.col("series").alias("indicator"),
                    pl.lit(None, pl.String).alias("counterpart_area"),
                    (pl.col("year") + "-01-01").str.to_date().alias("time_period"),
                )
            )  # fmt: skip
        else:
            partner = codes.select(pl.col("source_code").alias("partnerCode"), pl.col("iso3").alias("counterpart_area"))
            text = [pl.col(name).cast(pl.String) for name in WANTED[:10]]
            frame = frame.with_columns(text).filter(
                *[pl.col(name) == value for name, value in TOTALS.items()], pl.col("primaryValue").is_not_null()
            )
            frame = (
                frame.join(reporter, on="reporterCode").join(partner, on="partnerCode").with_columns(
                    pl.when(pl.col("flowCode") == "X").then(pl.lit("goods_exports")).otherwise(pl.lit("goods_imports"))
                    .alias("indicator"),
                    pl.col("cmdCode").replace("TOTAL", "_T").alias("breakdown"),
                    (pl.col("period") + "-01-01").str.to_date().alias("time_period"),
                    pl.col("primaryValue").cast(pl.Float64).alias("obs_value"),
                )
            )  # fmt: skip
        return frame.select(*ORDER, "obs_value", pl.lit("A").alias("obs_status"), pl.lit("peer").alias("source"))

    def work() -> dict[str, Any]:
        if kind == "bulk":
            import zipfile

            with zipfile.ZipFile(file) as archive:
                wide = pl.read_csv(archive.read("WDICSV.csv"), infer_schema=False).lazy()
            years = [name for name in wide.collect_schema().names() if name.isdigit()]
            wide = wide.filter(~pl.col("Indicator Code").str.starts_with("XX."))
            frame = wide.unpivot(years, index=["Country Code", "Indicator Code"], variable_name="year")
            frame = frame.select(
                pl.col("Country Code").alias("code"), pl.col("Indicator Code").alias("series"), "year",
                pl.col("value").cast(pl.Float64).alias("obs_value"),
            )  # fmt: skip
        elif kind == "json":
            with open(file, encoding="utf-8") as opened:  # noqa: PTH123
                frame = pl.DataFrame(json.load(opened)["data"], infer_schema_length=None).lazy()
        else:
            frame = pl.scan_csv(file, schema_overrides=dict.fromkeys(WANTED[:10], pl.String)).select(WANTED)
        found = canonical(frame).sort(ORDER).collect()
        if found.select(pl.struct(ORDER).is_duplicated().any()).item():
            raise ValueError("figures stand twice")
        found.write_parquet(target, compression="zstd")
        return {"rows": found.height}

    return work


# A refresh


def fetch(program: str, address: str, series: str) -> Any:
    import tempfile

    if program == "wbgapi":
        import wbgapi
    else:
        import wbdata.client
    wanted = series.split(";")

    def by_wbgapi() -> dict[str, Any]:
        wbgapi.endpoint = address
        rows = list(wbgapi.data.fetch(wanted, skipBlanks=True, skipAggs=True, numericTimeKeys=True))
        return {"values": [[row["series"], row["economy"], row["time"], row["value"]] for row in rows]}

    def by_wbdata() -> dict[str, Any]:
        for name in ("BASE_URL", "COUNTRIES_URL"):
            old = getattr(wbdata.client, name)
            setattr(wbdata.client, name, old.replace("https://api.worldbank.org/v2", address))
        found = []
        with tempfile.TemporaryDirectory() as folder:
            client = wbdata.client.Client(cache_path=os.path.join(folder, "cache"))  # noqa: PTH118
            for code in wanted:
                rows = client.get_data(code, skip_cache=True)
                found += [
                    [code, r["countryiso3code"], int(r["date"]), r["value"]] for r in rows if r["value"] is not None
                ]
        return {"values": found}

    return {"wbgapi": by_wbgapi, "wbdata": by_wbdata}[program]


# Trade marts: both sides of each flow, pair-years, ranks


def marts(program: str, folder: str) -> Any:
    files = f"{folder}/*.parquet"

    if program == "scan":
        import duckdb
    elif program == "pandas":
        import pandas as pd
    else:
        import peer_marts

    def scan() -> dict[str, Any]:
        with duckdb.connect() as con:
            columns = [row[0] for row in con.execute(f"describe from read_parquet('{files}')").fetchall()]
            # every column is read and decoded
            query = ", ".join(f'max("{name}")' for name in columns)
            return {"rows": len(con.execute(f"select {query} from read_parquet('{files}')").fetchall())}

    def by_pandas() -> dict[str, Any]:
        columns = ["indicator", "ref_area", "counterpart_area", "breakdown", "time_period", "obs_value"]
        rows = pd.concat([pd.read_parquet(file, columns=columns) for file in sorted(glob.glob(files))])  # noqa: PTH207
        rows = rows[(rows.breakdown != "_T") & (rows.counterpart_area != "W00")]
        sides = {}
        for indicator, names in (("goods_exports", ["e", "i"]), ("goods_imports", ["i", "e"])):
            side = rows[rows.indicator == indicator].drop(columns="indicator")
            sides[indicator] = side.rename(columns={"ref_area": names[0], "counterpart_area": names[1]})
        key = ["e", "i", "time_period", "breakdown"]
        both = sides["goods_exports"].merge(sides["goods_imports"], on=key, how="outer", suffixes=("_fob", "_cif"))
        both["reconciled"] = both[["obs_value_fob", "obs_value_cif"]].mean(axis=1)
        pair = both.groupby(["e", "i", "time_period"], as_index=False)[["obs_value_fob", "reconciled"]].sum()
        pair["rank"] = pair.groupby(["e", "time_period"])["reconciled"].rank(ascending=False)
        return {"rows": len(both)}

    def by_polars() -> dict[str, Any]:
        return {"rows": peer_marts.build(files, f"{folder}/made/economy.parquet", Path(folder) / "made")}

    return {"scan": scan, "pandas": by_pandas, "polars": by_polars}[program]


def sentences(program: str, file: str) -> Any:
    with open(file, encoding="utf-8") as opened:  # noqa: PTH123
        lines = opened.read().splitlines()

    if program == "spacy":
        import spacy
    else:
        from quantulum3 import parser

    def by_spacy() -> dict[str, Any]:
        nlp = spacy.blank("en")
        return {"rows": sum(len(doc) for doc in nlp.pipe(lines))}

    def by_quantulum3() -> dict[str, Any]:
        return {"rows": sum(len(parser.parse(line)) for line in lines)}

    return {"spacy": by_spacy, "quantulum3": by_quantulum3}[program]


if __name__ == "__main__":
    main(*sys.argv[1:])
