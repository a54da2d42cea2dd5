"""UN Comtrade: preview and keyed calls, the list of filings, reference lists, and a cap on rows without a flag."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug import Request, Response

KEY = "hush-hush-0123456789"
QUOTA = '{"statusCode":403,"message":"Out of call volume quota. Quota will be replenished in 00:10:00."}'
BUSY = '{"statusCode":429,"message":"Rate limit is exceeded. Try again in 1 seconds."}'
ISO3 = {"156": "CHN", "392": "JPN", "410": "KOR", "842": "USA", "276": "DEU", "36": "AUS", "490": "S19", "899": "_X"}
Row = dict[str, Any]
Flow = tuple[str, str, str, str, str]
"""Reporter, partner, flow, period, product."""


def row(reporter: str, partner: str, flow: str, period: str, product: str, value: float) -> Row:
    """A row as the API writes it, with 47 fields and most of them empty."""
    monthly = len(period) == 6
    blank = dict.fromkeys((
        "reporterDesc", "flowDesc", "partnerDesc", "partner2ISO", "partner2Desc", "cmdDesc", "customsDesc", "motDesc",
        "qtyUnitAbbr", "qty", "altQtyUnitAbbr", "altQty", "netWgt", "grossWgt",
    ))  # fmt: skip
    return {
        "typeCode": "C", "freqCode": "M" if monthly else "A", "refPeriodId": int(period.ljust(8, "0")),
        "refYear": int(period[:4]), "refMonth": int(period[4:]) if monthly else 52, "period": period,
        "reporterCode": int(reporter), "reporterISO": None, "flowCode": flow, "partnerCode": int(partner),
        "partnerISO": None, "partner2Code": 0, "classificationCode": "H6", "classificationSearchCode": "HS",
        "isOriginalClassification": True, "cmdCode": product, "aggrLevel": 0, "isLeaf": False, "customsCode": "C00",
        "mosCode": "0", "motCode": 0, "qtyUnitCode": -1, "isQtyEstimated": False, "altQtyUnitCode": -1,
        "isAltQtyEstimated": False, "isNetWgtEstimated": False, "isGrossWgtEstimated": False,
        "cifvalue": value if flow == "M" else None, "fobvalue": value if flow == "X" else None, "primaryValue": value,
        "legacyEstimationFlag": 4, "isReported": False, "isAggregate": True, **blank,
    }  # fmt: skip


@dataclass
class Comtrade:
    """What members filed. Totals for the world are added where `world` says so."""

    flows: dict[Flow, float]
    released: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """(reporter, period) -> (checksum, last release), where it differs from the usual."""
    cap: int = 500
    change: Callable[[list[Row]], list[Row]] = lambda rows: rows
    filings: Callable[[list[Row]], list[Row]] = lambda rows: rows
    answer: Callable[[Request], Response | None] = lambda request: None
    imports: str = "CIF"
    """How the reporters' notes (getMetadata) say that imports are valued."""
    ignored: tuple[str, ...] = ()
    """Parameters that the service takes no notice of."""
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def handle(self, request: Request) -> Response:
        asked = {name.lower(): value for name, value in request.args.items()}
        path = request.path.removeprefix("/comtrade/")
        self.requests.append((path, asked))
        given = self.answer(request)
        if given is not None:
            return given
        if path.startswith("files/"):
            return _json(self._references(path), bom=True)
        if path == "public/v1/getMetadata/C/A/HS":
            return _json(_envelope(self._metadata(asked)))
        if path.startswith("public/v1/getDA/"):
            return _json(_envelope(self.filings(self._filings(path, asked))))
        keyed = path.startswith("data/")
        if keyed and request.headers.get("Ocp-Apim-Subscription-Key") != KEY:
            body = '{"statusCode":401,"message":"Access denied due to invalid subscription key."}'
            return Response(body, 401, mimetype="application/json")
        rows = self.change(self._rows(path, asked, 12 if keyed else 1))
        if asked.get("countonly") == "true":
            return _json({"elapsedTime": "0.01 secs", "count": len(rows), "data": [], "error": ""})
        return _json(_envelope(rows[: 100_000 if keyed else self.cap]))

    def data_requests(self) -> list[dict[str, str]]:
        return [asked for path, asked in self.requests if "/get/" in path or "/preview/" in path]

    def _rows(self, path: str, asked: dict[str, str], periods: int) -> list[Row]:
        monthly = "/C/M/" in path
        if len(asked["period"].split(",")) > periods:
            return []
        wanted = [
            set(asked[name].split(",")) if name in asked and name not in self.ignored else None
            for name in ("reportercode", "partnercode", "flowcode", "period", "cmdcode")
        ]
        found = [
            row(*key, value) for key, value in self.flows.items()
            if (len(key[3]) == 6) == monthly
            and all(codes is None or code in codes for codes, code in zip(wanted, key, strict=True))
        ]  # fmt: skip
        totals = {"partner2code", "customscode", "motcode"} <= asked.keys()
        # Without the filters every total comes once more for a mode of transport.
        return found if totals else [*found, *({**each, "motCode": 1000} for each in found)]

    def _filings(self, path: str, asked: dict[str, str]) -> list[Row]:
        monthly = "/C/M/" in path
        periods, reporters = asked["period"].split(","), asked.get("reportercode")
        assert len(periods) <= 12, "the service takes twelve periods at most"
        filed = sorted({(key[0], key[3]) for key in self.flows if (len(key[3]) == 6) == monthly})
        return [
            {
                "datasetCode": 1, "typeCode": "C", "freqCode": "M" if monthly else "A", "period": int(period),
                "reporterCode": int(reporter), "reporterISO": ISO3.get(reporter), "classificationCode": "H6",
                "totalRecords": 5, "datasetChecksum": checksum, "firstReleased": "2024-02-01T00:00:00",
                "lastReleased": last,
            }
            for reporter, period in filed
            if period in periods and (reporters is None or reporter in reporters.split(","))
            for usual in [("c0ffee", f"{int(period[:4]) + 1}-06-12T01:47:07.73")]
            for checksum, last in [self.released.get((reporter, period), usual)]
        ]  # fmt: skip

    def _metadata(self, asked: dict[str, str]) -> list[Row]:
        """One entry per filing, with an older note before the one that holds."""
        return [
            {
                "reporterCode": int(reporter), "period": int(period), "typeCode": "C", "freqCode": "A", "datasetCode": 1,
                "notes": [
                    {"datasetCode": 1, "typeCode": "C", "freqCode": "A", "period": int(period),
                     "reporterCode": int(reporter), "reporterDescription": "Somewhere", "currency": "USD",
                     "importConvFactor": "1", "exportConvFactor": "1", "tradeSystem": "General",
                     "classificationCode": "H6", "importValuation": valuation, "exportValuation": "FOB",
                     "importPartnerCountry": "Origin", "exportPartnerCountry": "Last known destination",
                     "publicationNote": "", "publicationDate": published}
                    for published, valuation in (("2020-01-01T00:00:00", "CIF"), ("2024-06-01T00:00:00", self.imports))
                ],
            }
            for reporter in asked.get("reportercode", "410").split(",") for period in asked["period"].split(",")
        ]  # fmt: skip

    def _references(self, path: str) -> dict[str, Any]:
        if path.endswith("HS.json"):
            products = [
                {"id": code, "text": f"{code} - Goods", "parent": "#"} for code in ("TOTAL", "01", "03", "0302")
            ]
            return {"more": False, "className": "HS (as reported)", "results": products}
        capital = path.endswith("partnerAreas.json")
        prefix = "Partner" if capital else "reporter"
        rows = [
            {
                f"{prefix}Code": int(code), f"{prefix}CodeIsoAlpha3": iso3, f"{prefix}Desc": iso3,
                "entryEffectiveDate": "1900-01-01T00:00:00", "isGroup": iso3 in ("S19", "_X"),
            }
            for code, iso3 in ISO3.items()
        ]  # fmt: skip
        rows.append({f"{prefix}Code": 841, f"{prefix}CodeIsoAlpha3": "USA", "entryExpiredDate": "1980-12-31T00:00:00"})
        return {"results": rows, "more": False}


def _envelope(rows: list[Row]) -> dict[str, Any]:
    return {"elapsedTime": "0.01 secs", "count": len(rows), "data": rows, "error": ""}


def _json(answer: Any, bom: bool = False) -> Response:
    return Response(("\ufeff" if bom else "") + json.dumps(answer), mimetype="application/json")


def filing(reporter: str, partners: dict[str, float], periods: list[str], product: str = "TOTAL") -> dict[Flow, float]:
    """Exports as given and imports twice as large, with the world's total."""
    flows: dict[Flow, float] = {}
    for period in periods:
        for flow, factor in (("X", 1), ("M", 2)):
            for partner, value in {**partners, "0": sum(partners.values())}.items():
                flows[reporter, partner, flow, period, product] = value * factor
    return flows
