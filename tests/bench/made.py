"""Made-up files and a made-up publisher for the benchmarks; everything follows from hashes, so it is the same each time."""

import json
import os
import sys
import threading
import time
from datetime import UTC, datetime
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zlib import crc32

ROOT = Path(__file__).resolve().parents[2]
LATENCY, BYTES_PER_SECOND = 0.15, 10e6
YEARS = range(2024, 1959, -1)

_COMTRADE = """
with area as (
    select min(source_code) as code, iso3 from read_csv('{areas}', all_varchar = true)
    where length(iso3) = 3 and iso3 <> 'W00' group by iso3 order by iso3 limit {areas_made}
),
traded as (
    select r.code as reporter, r.iso3 as reporter_iso, p.code as partner, p.iso3 as partner_iso, flow, year, product,
        1 + hash(r.code, p.code, flow, year, product) % 1000000000 as value
    from area as r cross join area as p cross join (values ('X'), ('M')) as f (flow)
    cross join range(2010, 2012) as y (year)
    cross join (values ('TOTAL'), ('01'), ('03'), ('10'), ('27'), ('85'), ('87')) as c (product)
    where r.code <> p.code
),
flows as (
    from traded union all
    select reporter, reporter_iso, '0', 'W00', flow, year, product, sum(value) from traded group by all
)
select 'C' as typeCode, 'A' as freqCode, year || '0101' as refPeriodId, year as refYear, 52 as refMonth,
    year as period, reporter as reporterCode, reporter_iso as reporterISO, 'Reporter ' || reporter as reporterDesc,
    flow as flowCode, case flow when 'X' then 'Export' else 'Import' end as flowDesc, partner as partnerCode,
    partner_iso as partnerISO, 'Partner ' || partner as partnerDesc, '0' as partner2Code, 'W00' as partner2ISO,
    'World' as partner2Desc, 'H6' as classificationCode, 'HS' as classificationSearchCode,
    'true' as isOriginalClassification, product as cmdCode, 'Commodity' as cmdDesc, '0' as aggrLevel,
    'false' as isLeaf, 'C00' as customsCode, 'TOTAL CPC' as customsDesc, '0' as mosCode, '0' as motCode,
    'TOTAL MOT' as motDesc, '-1' as qtyUnitCode, 'N/A' as qtyUnitAbbr, '0' as qty, 'false' as isQtyEstimated,
    '-1' as altQtyUnitCode, 'N/A' as altQtyUnitAbbr, '0' as altQty, 'false' as isAltQtyEstimated, '0' as netWgt,
    'true' as isNetWgtEstimated, '0' as grossWgt, 'false' as isGrossWgtEstimated,
    case flow when 'M' then value end as cifvalue, case flow when 'X' then value end as fobvalue,
    value as primaryValue, '4' as legacyEstimationFlag, 'false' as isReported, 'true' as isAggregate
from flows
"""

_WORLD = """
with country as (
    select iso3, exp(3 * (hash(iso3) % 1000) / 1000.0 - 1.5) as size from economy
),
flow as (
    select x.iso3 as exporter, i.iso3 as importer, year, printf('%06d', 10000 + j) as product,
        x.size * i.size * exp(14 + 4 * (hash(x.iso3, i.iso3, j) % 1000) / 1000.0) as v, hash(x.iso3, i.iso3, j, year) as h
    from country as x cross join country as i cross join range(2015, 2025) as y (year) cross join range(7) as p (j)
    where x.iso3 <> i.iso3
),
report as (
    select 'goods_exports' as indicator, exporter as ref_area, importer as counterpart_area, year, product as breakdown,
        'FOB' as valuation, round(v * (0.95 + (h % 101) / 1000.0)) as obs_value from flow where h % 20 <> 0
    union all
    select 'goods_imports', importer, exporter, year, product, 'CIF', round(v * (1.0 + (h % 127) / 1000.0))
    from flow where h % 19 <> 0
),
total as (
    select indicator, ref_area, counterpart_area, year, '_T' as breakdown, valuation, sum(obs_value) as obs_value
    from report group by all
),
world as (
    select indicator, ref_area, 'W00' as counterpart_area, year, '_T' as breakdown, valuation, sum(obs_value) as obs_value
    from total group by all
)
select indicator, ref_area, counterpart_area, breakdown, 'A' as freq, make_date(year, 1, 1) as time_period,
    obs_value, 'A' as obs_status, 'USD' as unit_measure, cast(null as varchar) as price_base, valuation,
    'un_comtrade' as source, breakdown as series, '2025-01' as vintage, date '2025-01-15' as published_on,
    'stated' as published_basis, timestamp '2025-01-15' as retrieved_at, repeat('0', 64) as snapshot
from (from report union all from total union all from world)
order by indicator, ref_area, counterpart_area, breakdown, time_period
"""


def economies_made() -> int:
    """Of how many economies trade is made up: of few where only whether the cases run is asked."""
    return 12 if os.environ.get("BENCH_QUICK") else 220


def comtrade(place: Path) -> int:
    """A warehouse in which one download of UN Comtrade is stored; returns its rows."""
    import duckdb

    from pipelines.stores import snapshots

    place.mkdir(parents=True)
    file, areas = place / "made.csv", ROOT / "pipelines" / "sources" / "un_comtrade" / "economies.csv"
    with duckdb.connect(config={"memory_limit": "4GB"}) as con:
        query = _COMTRADE.format(areas=areas, areas_made=economies_made())
        ((rows,),) = con.execute(f"copy ({query}) to '{file}' (header, force_quote *)").fetchall()
    received = snapshots.Received(url="file:///made", retrieved_at=datetime(2026, 11, 25, tzinfo=UTC))
    body = file.read_bytes()
    file.unlink()
    snapshots.add(place / "snapshots", body, received, source="un_comtrade", dataset="csv", ext="csv",
                  edition="2026-11-25")  # fmt: skip
    return int(rows)


def world(place: Path) -> int:
    """A warehouse that holds the trade of all pairs, reported by both sides, as observations; returns its rows."""
    import shutil

    import duckdb

    from pipelines.catalogue import economies
    from pipelines.stores import seals, snapshots

    received = snapshots.Received(url="file:///made", retrieved_at=datetime(2025, 1, 15, tzinfo=UTC))
    snapshots.add(place / "snapshots", b"made", received, source="un_comtrade", dataset="csv", ext="csv",
                  edition="2025-01")  # fmt: skip
    for room in ("reference", "articles"):
        shutil.copytree(ROOT / "warehouse" / room, place / room)
    file = place / "observations" / "un_comtrade" / "csv" / "2025-01.parquet"
    file.parent.mkdir(parents=True)
    codes = [row["iso3"] for row in economies.economies() if row["is_economy"]][: economies_made()]
    with duckdb.connect(config={"memory_limit": "4GB"}) as con:
        con.execute("create table economy as select unnest($codes) as iso3", {"codes": codes})
        ((rows,),) = con.execute(f"copy ({_WORLD}) to '{file}' (format parquet, compression zstd)").fetchall()
    seals.seal(file)
    return int(rows)


def scan(folder: Path) -> int:
    """Every column of the files read and decoded once."""
    import duckdb

    with duckdb.connect() as con:
        return len(con.execute(f"select max(columns(*)) from read_parquet('{folder}/**/*.parquet')").fetchall())


@lru_cache
def _areas() -> list[tuple[str, str, bool]]:
    """Code, two letters and whether it is an aggregate, of all that the publisher lists."""
    from pipelines.catalogue import economies

    codes = {row["source_code"] for row in economies.rows("worldbank_wdi") if row["iso3"] not in ("", "W00")}
    areas = [(code, f"{n:02X}", False) for n, code in enumerate(sorted(code for code in codes if len(code) == 3))]
    return [*areas, ("WLD", "1W", True), *((f"Z{n:02d}", f"Z{n}", True) for n in range(49))]


@lru_cache(maxsize=4)
def _rows(codes: str) -> list[tuple[str, str, str, int, float | None]]:
    drawn = ((code, area, two, year, crc32(f"{code} {area} {year}".encode()))
             for code in codes.split(";") for area, two, _ in _areas() for year in YEARS)  # fmt: skip
    return [(*key, None if value % 100 < 30 and key[1] != "USA" else value / 1000) for *key, value in drawn]


@lru_cache(maxsize=4096)
def _answer(path: str, page: int, size: int) -> bytes:
    """What we ask (/country/all/indicator/…) and what wbgapi asks (/sources/2/…), from the same figures."""
    parts = path.strip("/").split("/")
    meta: dict[str, Any] = {"page": 1, "pages": 1, "per_page": "1000", "total": 1, "sourceid": "2",
                            "lastupdated": "2026-07-13"}  # fmt: skip
    if parts[-1] == "concepts":
        concepts = [{"id": name, "value": name} for name in ("Country", "Series", "Time")]
        return json.dumps(meta | {"total": 3, "source": [{"id": "2", "name": "WDI", "concept": concepts}]}).encode()
    if "time" in parts and "series" not in parts:
        times = [{"id": f"YR{year}", "value": str(year)} for year in reversed(YEARS)]
        return json.dumps(
            meta | {"source": [{"id": "2", "name": "WDI", "concept": [{"id": "Time", "variable": times}]}]}
        ).encode()
    if "series" not in parts and parts[-1] in ("country", "all"):
        return json.dumps([meta | {"total": len(_areas())}, [_country(*area) for area in _areas()]]).encode()
    if parts[-1] in ("region", "incomelevel", "lendingtype"):
        only = {"id": "X", "code": "X", "iso2code": "XX", "name": "X", "value": "X"}
        return json.dumps([meta, [only]]).encode()
    of_series = "series" in parts
    rows = _rows(parts[parts.index("series") + 1] if of_series else parts[-1])
    meta |= {"page": page, "pages": -(-len(rows) // size), "per_page": str(size), "total": len(rows)}
    shown = rows[(page - 1) * size : page * size]
    if of_series:
        return json.dumps(
            meta | {"source": {"id": "2", "name": "WDI", "data": [_cell(*row) for row in shown]}}
        ).encode()
    return json.dumps([meta, [_row(*row) for row in shown]]).encode()


def _country(code: str, two: str, aggregate: bool) -> dict[str, Any]:
    none = {"id": "", "iso2code": "", "value": ""}
    region = {"id": "NA" if aggregate else "EAS", "iso2code": "X", "value": "Region"}
    return {"id": code, "iso2Code": two, "name": f"Area {code}", "adminregion": none, "incomeLevel": none,
            "region": region, "lendingType": none, "capitalCity": "", "longitude": "", "latitude": ""}  # fmt: skip


def _row(code: str, area: str, two: str, year: int, value: float | None) -> dict[str, Any]:
    return {"indicator": {"id": code, "value": code}, "country": {"id": two, "value": f"Area {area}"},
            "countryiso3code": area, "date": str(year), "value": value, "unit": "", "obs_status": "", "decimal": 0}  # fmt: skip


def _cell(code: str, area: str, two: str, year: int, value: float | None) -> dict[str, Any]:
    return {"value": value, "variable": [
        {"concept": "Country", "id": area, "value": f"Area {area}"}, {"concept": "Series", "id": code, "value": code},
        {"concept": "Time", "id": f"YR{year}", "value": str(year)},
    ]}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """150 ms until it answers, then 10 MB/s for all connections together."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # what is sent in pieces must not wait for the other side to confirm each
    line, free_at = threading.Lock(), 0.0

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        body = _answer(parts.path, int(given.get("page", 1)), int(given.get("per_page", 50)))
        time.sleep(LATENCY)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for start in range(0, len(body), 1 << 16):
            chunk = body[start : start + (1 << 16)]
            with self.line:
                Handler.free_at = max(Handler.free_at, time.monotonic() - 0.05) + len(chunk) / BYTES_PER_SECOND
            time.sleep(max(0.0, Handler.free_at - time.monotonic()))
            self.wfile.write(chunk)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


def serve() -> None:
    from pipelines.sources.worldbank_wdi.normalize import series

    codes = ";".join(series())
    for page in range(1, -(-len(_rows(codes)) // 20_000) + 1):  # made before anybody waits for them
        _answer(f"/v2/country/all/indicator/{codes}", page, 20_000)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_port}/v2", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve()
    else:
        verb = {"comtrade": comtrade, "world": world, "scan": scan}[sys.argv[1]]
        print(json.dumps({"rows": verb(Path(sys.argv[2]))}))
