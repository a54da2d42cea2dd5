"""A refresh of the World Bank's series for all economies, from a server that is as far away as the real one.

The server answers what we ask and what wbgapi and wbdata ask, from the same figures: 150 ms until it answers, 10 MB/s
for all connections together. All three must bring the same values.

Belongs here: the server, our refresh, comparing values. Does not belong here: what the peers call (peers.py).
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.bench import measure
from tests.bench.measure import OURS, ROOT, Row

GROUP = "fetch"
LATENCY, BYTES_PER_SECOND = 0.15, 10e6
OVERSLEPT = 0.05
LAST_YEAR = 2024
AGGREGATES = 49


def rows(peers: Path, quick: bool) -> Iterator[Row]:
    # 130 years are more than there are: for the slope
    for years in (1, 8) if quick else (1, 8, 65, 130):
        with _serving(years) as address:
            ours = measure.median(1 if years > 8 else 3, lambda a=address: measure.module("fetching", "ours", a))
            asked = _asked(address)
            size = ours.found["rows"]
            name = f"{size:,} rows, {ours.found['requests']} requests"
            if years != (8 if quick else 65):
                yield measure.row(GROUP, name, size, ours)
                continue
            for program, target in (("wbgapi", 5.0), ("wbdata", None)):
                peer = measure.attempt(lambda a=address, p=program: _peer(peers, p, a))
                before, asked = asked, _asked(address)
                note = ""
                if not isinstance(peer, str):
                    requests = asked - before
                    same = _comparable(peer.found["values"]) == {tuple(v) for v in ours.found["values"]}
                    note = f"{requests} requests, {'same values' if same else 'OTHER VALUES'}"
                yield measure.row(GROUP, name, size, ours, f"{program}", peer, target=target, note=note)


def _peer(peers: Path, program: str, address: str) -> measure.Taken:
    from pipelines.sources.worldbank_wdi.normalize import series

    return measure.run(peers, Path(__file__).with_name("peers.py"), "fetch", program, address, ";".join(series()))


def _comparable(values: list[list[Any]]) -> set[tuple[Any, ...]]:
    """A peer's values for what we take as economies, under our codes."""
    from pipelines.catalogue import economies

    ours = {row["source_code"]: row["iso3"] for row in economies.rows("worldbank_wdi")}
    return {(code, ours[area], year, value) for code, area, year, value in values if ours.get(area, "W00") != "W00"}


def ours(address: str) -> dict[str, Any]:
    """What `bilateral run` does: ask, prove complete, store. Reading is measured by normalizing.py."""
    from pipelines.config import Settings
    from pipelines.ingest import datasets
    from pipelines.stores import observations

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(warehouse_dir=Path(folder), base_urls={"worldbank_wdi": address})
        taken = measure.timed(lambda: datasets.refresh(settings, "worldbank_wdi"))
        outcome = taken.pop("result")
        if outcome.state != "new":
            raise SystemExit(f"{outcome.state}: {outcome.error or outcome.why}")
        stored = sum(1 for _ in settings.snapshots.rglob("*.json"))
        datasets.normalize(settings, "worldbank_wdi")
        import pyarrow.dataset as ds

        table = ds.dataset(observations.files(settings)).to_table(
            columns=["series", "ref_area", "time_period", "obs_value"]
        )
    columns = table.to_pydict()
    values = [
        [code, area, day.year, value] for code, area, day, value in zip(*columns.values(), strict=True) if area != "W00"
    ]
    answer = json.loads(_page(_years_of(address), ";".join(_series()), 1, 1))
    return taken | {"rows": answer[0]["total"], "requests": outcome.requests, "stored": stored, "values": values}


# The server


@contextlib.contextmanager
def _serving(years: int) -> Iterator[str]:
    """A process of its own, so that what it takes is not counted with anybody's."""
    server = subprocess.Popen(
        [OURS, "-m", "tests.bench.fetching", "serve", str(years)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
    finally:
        server.kill()
        server.wait()


def _asked(address: str) -> int:
    from urllib.request import urlopen

    with urlopen(f"{address.rsplit('/', 1)[0]}/asked") as answer:
        return int(answer.read())


def _years_of(address: str) -> int:
    return int(address.rsplit("y", 1)[1])


@lru_cache
def _series() -> tuple[str, ...]:
    from pipelines.sources.worldbank_wdi.normalize import series

    return series()


@lru_cache
def _areas() -> list[tuple[str, str, bool]]:
    """Code, two letters, whether it is an aggregate."""
    from pipelines.catalogue import economies

    codes = {
        row["iso3"]: row["source_code"] for row in economies.rows("worldbank_wdi") if row["iso3"] not in ("", "W00")
    }
    areas = [(code, f"{n:02X}", False) for n, code in enumerate(sorted(c for c in codes.values() if len(c) == 3))]
    return [*areas, ("WLD", "1W", True), *((f"Z{n:02d}", f"Z{n}", True) for n in range(AGGREGATES))]


def _value(code: str, area: str, year: int) -> float | None:
    drawn = int.from_bytes(blake2b(f"{code} {area} {year}".encode(), digest_size=6).digest(), "big")
    return None if drawn % 100 < 30 and area != "USA" else drawn / 1000


@lru_cache(maxsize=4)
def _rows(years: int, codes: str) -> list[tuple[str, str, str, int, float | None]]:
    return [
        (code, area, two, year, _value(code, area, year))
        for code in codes.split(";")
        for area, two, _ in _areas()
        for year in range(LAST_YEAR, LAST_YEAR - years, -1)
    ]


@lru_cache(maxsize=4096)
def _page(years: int, codes: str, page: int, size: int) -> bytes:
    """Of /country/all/indicator: what we and wbdata ask for."""
    rows = _rows(years, codes)
    meta = {"page": page, "pages": -(-len(rows) // size), "per_page": size, "total": len(rows), "sourceid": "2",
            "lastupdated": "2026-07-13"}  # fmt: skip
    return json.dumps([meta, [
        {
            "indicator": {"id": code, "value": f"{code} (current US$)"}, "country": {"id": two, "value": f"Area {area}"},
            "countryiso3code": area, "date": str(year), "value": value, "unit": "", "obs_status": "", "decimal": 0,
        }
        for code, area, two, year, value in rows[(page - 1) * size : page * size]
    ]]).encode()  # fmt: skip


@lru_cache(maxsize=4096)
def _cells(years: int, codes: str, page: int, size: int) -> bytes:
    """Of /sources/2: what wbgapi asks for."""
    rows = _rows(years, codes)
    data = [
        {"variable": [
            {"concept": "Country", "id": area, "value": f"Area {area}"},
            {"concept": "Series", "id": code, "value": f"{code} (current US$)"},
            {"concept": "Time", "id": f"YR{year}", "value": str(year)},
        ], "value": value}
        for code, area, _, year, value in rows[(page - 1) * size : page * size]
    ]  # fmt: skip
    return json.dumps({
        "page": page, "pages": -(-len(rows) // size), "per_page": str(size), "total": len(rows),
        "lastupdated": "2026-07-13", "source": {"id": "2", "name": "World Development Indicators", "data": data},
    }).encode()  # fmt: skip


def _lists(path: str, years: int) -> bytes | None:
    """What the peers look up first."""
    meta = {"page": 1, "pages": 1, "per_page": "1000", "total": 1}
    last = path.rstrip("/").rsplit("/", 1)[-1]
    if path.rstrip("/").endswith(("/country", "/country/all")):
        none = {"id": "", "iso2code": "", "value": ""}
        rows = [
            {
                "id": code, "iso2Code": two, "name": f"Area {code}", "adminregion": none, "incomeLevel": none,
                "region": {"id": "NA" if aggregate else "EAS", "iso2code": "X", "value": "Region"},
                "lendingType": none, "capitalCity": "", "longitude": "", "latitude": "",
            }
            for code, two, aggregate in _areas()
        ]  # fmt: skip
        return json.dumps([meta | {"total": len(rows)}, rows]).encode()
    if last in ("region", "incomelevel", "lendingtype"):
        return json.dumps([meta, [{"id": "X", "code": "X", "iso2code": "XX", "name": "X", "value": "X"}]]).encode()
    if last == "concepts":
        concepts = [{"id": name, "value": name} for name in ("Country", "Series", "Time")]
        return json.dumps(meta | {"total": 3, "source": [{"id": "2", "concept": concepts}]}).encode()
    if "/time" in path and "/series/" not in path:
        variables = [{"id": f"YR{year}", "value": str(year)} for year in range(LAST_YEAR - years + 1, LAST_YEAR + 1)]
        answer = {"source": [{"id": "2", "concept": [{"id": "Time", "variable": variables}]}]}
        return json.dumps(meta | {"total": len(variables)} | answer).encode()
    return None


class _Line:
    """10 MB/s for all connections together: a chunk is on its way once those before it have passed.

    A sleep that lasted too long, because the machine had other work, is made up for.
    """

    def __init__(self) -> None:
        self.lock, self.free_at, self.asked = threading.Lock(), 0.0, 0

    def pass_through(self, size: int) -> None:
        with self.lock:
            self.free_at = max(self.free_at, time.monotonic() - OVERSLEPT) + size / BYTES_PER_SECOND
            wait = self.free_at - time.monotonic()
        time.sleep(max(0.0, wait))


def serve(years: int) -> None:
    line = _Line()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # what is sent in pieces must not wait for the other side to confirm each
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/asked":
                self._send(str(line.asked).encode())
                return
            line.asked += 1
            given = {name: values[0] for name, values in parse_qs(parts.query).items()}
            page, size = int(given.get("page", 1)), int(given.get("per_page", 50))
            body = _lists(parts.path, years)
            if body is None and "/series/" in parts.path:
                body = _cells(years, parts.path.split("/series/")[1].split("/")[0], page, size)
            if body is None:
                body = _page(years, parts.path.rsplit("/", 1)[-1], page, size)
            time.sleep(LATENCY)
            self._send(body)

        def _send(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for start in range(0, len(body), 1 << 16):
                chunk = body[start : start + (1 << 16)]
                line.pass_through(len(chunk))
                self.wfile.write(chunk)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    # answers are made before anybody waits for them
    for page in range(1, -(-len(_rows(years, ";".join(_series()))) // 20_000) + 1):
        _page(years, ";".join(_series()), page, 20_000)
    print(f"http://127.0.0.1:{server.server_port}/v2y{years}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(int(sys.argv[2]))
    else:
        measure.say(ours(sys.argv[2]))
