"""Big files to canonical Parquet: made up, read by us, by pandas, by polars, and copied by DuckDB as the limit.

    trade   UN Comtrade's CSV download: 47 quoted columns, reporters x partners x 2 flows
    bulk    the World Bank's zip of the whole database, of which 14 series are wanted
    json    one answer of UN Comtrade's API with as many rows as it ever has

Belongs here: making the files, reading them as a run does, the rows of the table. Does not belong here: what the peers
do (peers.py).
"""

import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import measure
from tests.bench.measure import ROOT, Row

GROUP = "normalize"
TRADE = {"tiny": (1, 40), "small": (1, 1000), "medium": (14, 1000), "large": (97, 1000)}
"""Years x products and the most reporters; all reporters have 124,000 rows of one year and product."""
PRODUCTS = ("TOTAL", "01", "03", "10", "27", "85", "87")
BULK_SERIES = {"small": 100, "large": 1500}
JSON_REPORTERS = {"small": 20, "large": 199}
"""Each with about 500 rows; an answer has 100,000 at most."""
KINDS = {"trade": ("un_comtrade", "csv", "csv"), "json": ("un_comtrade", "annual", "json"),
         "bulk": ("worldbank_archives", "bulk_csv", "zip")}  # fmt: skip


def rows(folder: Path, peers: Path, quick: bool) -> Iterator[Row]:
    sizes = {
        "trade": ("tiny", "small", "medium") if quick else ("tiny", "small", "medium", "large"),
        "bulk": ("small",) if quick else ("large",),
        "json": ("small",) if quick else ("large",),
    }
    for kind, wanted in sizes.items():
        for size in wanted:
            place = folder / f"{kind}-{size}"
            made = measure.module("normalizing", "make", kind, size, place).found
            ours = measure.median(1 if size == "large" else 3, lambda p=place, k=kind: _ours(p, k))
            name = f"{NAMES[kind]}, {made['rows']:,} rows"
            peer_rows = [("DuckDB's bare COPY", "copy", 0.7), ("pandas", "pandas", 5.0), ("polars", "polars", None)]
            for against, program, target in peer_rows:
                peer = measure.attempt(lambda p=place, k=kind, g=program: _peer(peers, p, k, g))
                target = target if size == "large" else None
                note = ""
                if not isinstance(peer, str) and program != "copy" and peer.found["rows"] != ours.found["rows"]:
                    note = f"differs: {peer.found['rows']:,} rows"
                yield measure.row(GROUP, name, made["rows"], ours, against, peer, target=target, note=note)


NAMES = {"trade": "trade CSV", "bulk": "WDI bulk CSV", "json": "Comtrade JSON"}


def _ours(place: Path, kind: str) -> measure.Taken:
    return measure.module("normalizing", "read", kind, place, timeout=900)


def _peer(peers: Path, place: Path, kind: str, program: str) -> measure.Taken:
    script = Path(__file__).with_name("peers.py")
    areas = ROOT / "pipelines" / "sources" / ("worldbank_wdi" if kind == "bulk" else "un_comtrade") / "economies.csv"
    stored = (place / "snapshots").glob(f"*/*/*.{KINDS[kind][2]}")
    file = next(path for path in stored if not path.name.endswith(".origin.json"))
    return measure.run(peers, script, kind, program, file, areas, place / f"{program}.parquet", timeout=900)


def read(kind: str, place: Path) -> dict[str, Any]:
    """What a run does with a stored file: read it, judge it, write the observations.

    The libraries are loaded before, as those of the peers are, and the catalogue, which a run reads once.
    """
    import shutil

    import duckdb  # noqa: F401
    import pyarrow.compute
    import pyarrow.csv
    import pyarrow.json  # noqa: F401
    import pyarrow.parquet as pq

    from pipelines import sources
    from pipelines.config import Settings
    from pipelines.ingest import datasets
    from pipelines.stores import observations

    settings = Settings(warehouse_dir=place)
    sources.load(KINDS[kind][0]).module("normalize")
    observations.vocabularies()
    shutil.rmtree(settings.observations, ignore_errors=True)
    taken = measure.timed(lambda: datasets.normalize(settings, KINDS[kind][0]))
    written = observations.files(settings)
    return taken | {"result": "", "rows": sum(pq.read_metadata(file).num_rows for file in written)}


def make(kind: str, size: str, place: Path) -> dict[str, Any]:
    """A warehouse in which one such file is stored."""
    from pipelines.stores import snapshots
    from pipelines.stores.snapshots import Received

    source, dataset, ext = KINDS[kind]
    place.mkdir(parents=True)
    file = place / f"made.{ext}"
    count = {"trade": _trade, "bulk": _bulk, "json": _json}[kind](size, file)
    received = Received(url="file:///made", retrieved_at=datetime(2026, 11, 25, tzinfo=UTC))
    edition = "own-156-2020.first" if kind == "json" else "2026-11-25"
    snapshots.add(place / "snapshots", file.read_bytes(), received, source=source, dataset=dataset, ext=ext,
                  edition=edition)  # fmt: skip
    file.unlink()
    return {"rows": count}


_CODES = "select source_code as code, iso3 from read_csv('{areas}', all_varchar = true) where iso3 <> ''"
_FLOWS = """
with area as (select distinct on (iso3) code, iso3 from ({codes}) where length(iso3) = 3 and iso3 <> 'W00' order by iso3, code),
slice as (
    select 2001 + cast(n // {products} as integer) as year, n % {products} as product from range({slices}) as r (n)
),
traded as (
    select r.code as reporter, r.iso3 as reporter_iso, p.code as partner, p.iso3 as partner_iso, flow, year, product,
        1 + hash(r.code, p.code, flow, year, product) % 1000000000 as value
    from (from area limit {reporters}) as r cross join area as p cross join (values ('X'), ('M')) as f (flow) cross join slice
    where r.code <> p.code
)
"""
_WITH_WORLD = """
select * from traded
union all
select reporter, reporter_iso, '0', 'W00', flow, year, product, sum(value) from traded group by all
"""
_AS_DOWNLOADED = """
select 'C' as typeCode, 'A' as freqCode, year || '0101' as refPeriodId, year as refYear, 52 as refMonth,
    year as period, reporter as reporterCode, reporter_iso as reporterISO, 'Reporter ' || reporter as reporterDesc,
    flow as flowCode, case flow when 'X' then 'Export' else 'Import' end as flowDesc, partner as partnerCode,
    partner_iso as partnerISO, 'Partner ' || partner as partnerDesc, '0' as partner2Code, 'W00' as partner2ISO,
    'World' as partner2Desc, 'H6' as classificationCode, 'HS' as classificationSearchCode,
    'true' as isOriginalClassification, ({names})[product + 1] as cmdCode, 'Commodity' as cmdDesc, '0' as aggrLevel,
    'false' as isLeaf, 'C00' as customsCode, 'TOTAL CPC' as customsDesc, '0' as mosCode, '0' as motCode,
    'TOTAL MOT' as motDesc, '-1' as qtyUnitCode, 'N/A' as qtyUnitAbbr, '0' as qty, 'false' as isQtyEstimated,
    '-1' as altQtyUnitCode, 'N/A' as altQtyUnitAbbr, '0' as altQty, 'false' as isAltQtyEstimated, '0' as netWgt,
    'true' as isNetWgtEstimated, '0' as grossWgt, 'false' as isGrossWgtEstimated,
    case flow when 'M' then value end as cifvalue, case flow when 'X' then value end as fobvalue,
    value as primaryValue, '4' as legacyEstimationFlag, 'false' as isReported, 'true' as isAggregate
from ({flows})
"""


def _comtrade(slices: int, reporters: int = 1000) -> str:
    areas = ROOT / "pipelines" / "sources" / "un_comtrade" / "economies.csv"
    flows = _FLOWS.format(codes=_CODES.format(areas=areas), products=len(PRODUCTS), slices=slices,
                          reporters=reporters)  # fmt: skip
    return _AS_DOWNLOADED.format(names=list(PRODUCTS), flows=flows + _WITH_WORLD)


def _trade(size: str, file: Path) -> int:
    import duckdb

    with duckdb.connect(config={"preserve_insertion_order": False, "memory_limit": "4GB"}) as con:
        written = con.execute(f"copy ({_comtrade(*TRADE[size])}) to '{file}' (header, force_quote *)").fetchall()
    return int(written[0][0])


def _json(size: str, file: Path) -> int:
    import duckdb

    with duckdb.connect() as con:
        typed = "* replace (" + ", ".join(
            f"cast({name} as bigint) as {name}" for name in ("reporterCode", "partnerCode", "partner2Code", "motCode")
        ) + ", cast(period as varchar) as period)"  # fmt: skip
        query = f"select {typed} from ({_comtrade(1, JSON_REPORTERS[size])})"
        rows = f"select to_json(r)::varchar from ({query}) as r"
        found = [row for (row,) in con.execute(rows).fetchall()]
    file.write_text(f'{{"elapsedTime": "1 secs", "count": {len(found)}, "data": [{",".join(found)}], "error": ""}}')
    return len(found)


def _bulk(size: str, file: Path) -> int:
    """Every series for every economy, a column per year; aggregates are the codes without a region."""
    import duckdb

    from pipelines.catalogue import economies
    from pipelines.sources.worldbank_wdi import normalize as wdi

    known = {row["iso3"]: row["source_code"] for row in economies.rows("worldbank_archives") if row["iso3"]}
    wanted = [*wdi.series(), *(f"XX.MADE.{n:04d}" for n in range(BULK_SERIES[size] - len(wdi.series())))]
    years = ", ".join(
        f'case when hash(code, series, {year}) % 100 < 65 then hash(code, series, {year}, 1) % 1000000000000 / 1000.0'
        f' end as "{year}"' for year in range(1960, 2025)
    )  # fmt: skip
    data, countries = file.with_name("WDICSV.csv"), file.with_name("WDICountry.csv")
    with duckdb.connect() as con:
        con.execute("create table code as select unnest($known) as code", {"known": list(known.values())})
        con.execute("create table series as select unnest($wanted) as series", {"wanted": wanted})
        count = con.execute(
            f"copy (select code as \"Country Name\", code as \"Country Code\", series as \"Indicator Name\","
            f" series as \"Indicator Code\", {years} from code, series) to '{data}' (header, force_quote *)"
        ).fetchall()[0][0]  # fmt: skip
        con.execute(
            "copy (select code as \"Country Code\", case when code = 'WLD' then null else 'Asia' end as \"Region\""
            f" from code) to '{countries}' (header, force_quote *)"
        )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(data, data.name)
        archive.write(countries, countries.name)
    data.unlink()
    countries.unlink()
    return int(count)


if __name__ == "__main__":
    verb, kind, *rest = sys.argv[1:]
    measure.say(make(kind, rest[0], Path(rest[1])) if verb == "make" else read(kind, Path(rest[0])))
