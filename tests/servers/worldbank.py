"""The World Bank's Indicators API v2 and its archives: paging, filters, and errors with status 200."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from werkzeug import Request, Response

AGGREGATES = {
    "AFE": ("ZH", "Africa Eastern and Southern"),
    "WLD": ("1W", "World"),
    "HIC": ("XD", "High income"),
}
COUNTRIES = {
    "CHN": "CN",
    "JPN": "JP",
    "KOR": "KR",
    "USA": "US",
    "XKX": "XK",
    "CHI": "JG",
    "PSE": "PS",
    "NAM": "NA",
}
MESSAGE_120 = [
    {"message": [{"id": "120", "key": "Invalid value", "value": "The provided parameter value is not valid"}]}
]
MESSAGE_175 = [
    {
        "message": [
            {
                "id": "175",
                "key": "Invalid format",
                "value": "The indicator was not found. It may have been deleted or archived.",
            }
        ]
    }
]


def metadata(countries: Iterable[str], filler: int = 210) -> list[dict[str, Any]]:
    """Rows of /country: the countries, the aggregates (region NA), and as many more as the real list has."""
    rows = [_country(code, COUNTRIES.get(code, code[:2]), "EAS") for code in countries]
    rows += [_country(code, two, "NA") for code, (two, _) in AGGREGATES.items()]
    return rows + [_country(f"Q{n:02X}", f"q{n}", "NA") for n in range(filler)]


def _country(code: str, two: str, region: str) -> dict[str, Any]:
    return {
        "id": code, "iso2Code": two, "name": code, "region": {"id": region, "iso2code": "X", "value": region},
        "adminregion": {"id": "", "value": ""}, "capitalCity": "", "longitude": "", "latitude": "",
    }  # fmt: skip


@dataclass
class WorldBank:
    """What the API holds, and how it errs. Give `handle` to a server."""

    values: dict[tuple[str, str, int], float | None]
    """(series, country, year) -> value; None is sent as null."""
    lastupdated: str = "2026-07-13"
    page_size: int | None = None
    retired: set[str] = field(default_factory=set)
    blank_iso3: set[str] = field(default_factory=set)
    ignores_dates: bool = False
    extra_countries: list[str] = field(default_factory=list)
    change: Callable[[Any, Request], Any] = lambda answer, request: answer
    """Last word over an answer: returns JSON-able data or a Response."""
    requests: list[str] = field(default_factory=list)

    def handle(self, request: Request) -> Response:
        self.requests.append(request.full_path)
        answer = self._countries() if request.path.rstrip("/").endswith("/country") else self._data(request)
        changed = self.change(answer, request)
        if isinstance(changed, Response):
            return changed
        return Response(json.dumps(changed), mimetype="application/json")

    def _countries(self) -> list[Any]:
        known = {code for _, code, _ in self.values} - set(AGGREGATES) - set(self.extra_countries)
        rows = metadata(sorted(known))
        return [{"page": 1, "pages": 1, "per_page": "400", "total": len(rows)}, rows]

    def _data(self, request: Request) -> list[Any]:
        wanted = request.path.rsplit("/", 1)[-1].split(";")
        asked = request.path.rsplit("/", 3)[-3].split(";")
        if self.retired & set(wanted):
            return MESSAGE_175
        if len(wanted) > 1 and request.args.get("source") != "2":
            return MESSAGE_120
        first, _, last = request.args.get("date", "0:9999").partition(":")
        rows = [
            self._row(series, code, year, value)
            for (series, code, year), value in self.values.items()
            if series in wanted and (asked == ["all"] or code in asked)
            and (self.ignores_dates or int(first) <= year <= int(last or first))
        ]  # fmt: skip
        size = min(int(request.args.get("per_page", 50)), self.page_size or 32_500)
        page, pages = int(request.args.get("page", 1)), -(-len(rows) // size)
        meta = {"page": page, "pages": pages, "per_page": size, "total": len(rows), "sourceid": "2",
                "lastupdated": self.lastupdated}  # fmt: skip
        return [meta, rows[(page - 1) * size : page * size] or None]

    def _row(self, series: str, code: str, year: int, value: float | None) -> dict[str, Any]:
        two = AGGREGATES.get(code, (COUNTRIES.get(code, code[:2]),))[0]
        return {
            "indicator": {"id": series, "value": series}, "country": {"id": two, "value": code},
            "countryiso3code": "" if code in self.blank_iso3 else code, "date": str(year), "value": value,
            "scale": "", "unit": "", "obs_status": "", "decimal": 0,
        }  # fmt: skip


@dataclass
class Archives:
    """Source 57: editions as a fourth dimension, cells whose concepts come in any order."""

    values: dict[tuple[str, str, int, str], float | None]
    """(series, country, year, version) -> value."""
    page_size: int = 20_000
    change: Callable[[Any, Request], Any] = lambda answer, request: answer
    requests: list[str] = field(default_factory=list)

    def handle(self, request: Request) -> Response:
        self.requests.append(request.path)
        parts = request.path.strip("/").split("/")
        if parts[-1] == "country":
            known = sorted({code for _, code, _, _ in self.values} - set(AGGREGATES))
            rows = metadata([code for code in known if len(code) == 3])
            answer: Any = [{"page": 1, "pages": 1, "per_page": "400", "total": len(rows)}, rows]
        elif parts[-2] == "version":
            answer = self._versions()
        else:
            answer = self._data(request, dict(zip(parts[3:-1:2], parts[4:-1:2], strict=True)))
        changed = self.change(answer, request)
        return changed if isinstance(changed, Response) else Response(json.dumps(changed), mimetype="application/json")

    def _versions(self) -> dict[str, Any]:
        versions = sorted({version for *_, version in self.values})
        variables = [{"id": version, "value": f"{version[:4]} {version[4:]}"} for version in versions]
        concept = [{"id": "Version", "name": "Version", "variable": variables}]
        meta = {"page": 1, "pages": 1, "per_page": "1000", "total": len(versions)}
        return meta | {"source": [{"id": "57", "name": "WDI Database Archives", "concept": concept}]}

    def _data(self, request: Request, asked: dict[str, str]) -> dict[str, Any]:
        cells = [
            self._cell(n, *key, value)
            for n, (key, value) in enumerate(self.values.items())
            if key[0] in asked["series"].split(";") and key[3] == asked["version"]
            and (asked["time"] == "all" or f"YR{key[2]}" in asked["time"].split(";"))
        ]  # fmt: skip
        size = min(self.page_size, int(request.args.get("per_page", 50)))
        page = int(request.args.get("page", 1))
        return {
            "page": page, "pages": -(-len(cells) // size), "per_page": size, "total": len(cells),
            "lastupdated": "2026-10-01",
            "source": {"id": "57", "name": "WDI Database Archives", "data": cells[(page - 1) * size : page * size]},
        }  # fmt: skip

    def _cell(self, n: int, series: str, country: str, year: int, version: str, value: float | None) -> dict[str, Any]:
        named = [("Country", country), ("Version", version), ("Series", series), ("Time", f"YR{year}")]
        turn = n % 4
        variable = [{"concept": concept, "id": each, "value": each} for concept, each in named[turn:] + named[:turn]]
        return {"variable": variable, "value": value}
