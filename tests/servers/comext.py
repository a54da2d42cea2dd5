"""Eurostat's Comext service: SDMX-CSV by key, XML for what is too large, and the rate at another base."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug import Request, Response

from servers.imf import csv_text

HEADER = (
    "DATAFLOW",
    "LAST UPDATE",
    "freq",
    "reporter",
    "partner",
    "product",
    "flow",
    "indicators",
    "TIME_PERIOD",
    "OBS_VALUE",
)
RATE_HEADER = (
    "DATAFLOW",
    "LAST UPDATE",
    "freq",
    "statinfo",
    "unit",
    "currency",
    "TIME_PERIOD",
    "OBS_VALUE",
    "OBS_FLAG",
)
QUEUED = (
    '<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body>'
    "<queued><id>5f1b</id></queued></env:Body></env:Envelope>"
)
TOO_BIG = (
    '<?xml version="1.0" ?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><S:Fault>'
    "<faultcode>413</faultcode><faultstring>EXTRACTION_TOO_BIG: The requested extraction is too big, estimated 7644780 rows"
    "</faultstring></S:Fault></S:Body></S:Envelope>"
)
Flows = dict[tuple[str, str, str, str], float | None]
"""(reporter, partner, flow, period) -> euros; None is written as a blank."""


@dataclass
class Comext:
    flows: Flows
    rates: dict[str, float | str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]] = lambda rows: rows
    answer: Callable[[Request], Response | None] = lambda request: None
    requests: list[str] = field(default_factory=list)

    def handle(self, request: Request) -> Response:
        key = request.path.rsplit("/", 1)[-1]
        self.requests.append(key)
        if (other := self.answer(request)) is not None:
            return other
        if "ert_bil_eur_m" in request.path:
            rows = [
                {"DATAFLOW": "ESTAT:ERT_BIL_EUR_M(1.0)", "LAST UPDATE": "03/11/26 11:00:00", "freq": "M", "statinfo": "AVG",
                 "unit": "NAC", "currency": "USD", "TIME_PERIOD": period, "OBS_VALUE": rate}
                for period, rate in self.rates.items()
            ]  # fmt: skip
            return Response(csv_text(rows, RATE_HEADER), content_type="application/vnd.sdmx.data+csv")
        slots = [set(slot.split("+")) if slot else None for slot in key.split(".")]
        since, until = request.args.get("startPeriod", ""), request.args.get("endPeriod", "9999")
        rows = self.change([
            {
                "DATAFLOW": "ESTAT:DS-045409(1.0)", "LAST UPDATE": "15/09/26 11:00:00", "freq": freq, "reporter": reporter,
                "partner": partner, "product": "TOTAL", "flow": flow, "indicators": "VALUE_IN_EUROS", "TIME_PERIOD": period,
                "OBS_VALUE": "" if euros is None else f"{euros:.0f}",
            }
            for (reporter, partner, flow, period), euros in self.flows.items()
            for freq in ("M" if "-" in period else "A",)
            if since <= period <= until + "~" and all(
                slot is None or code in slot
                for slot, code in zip(slots, (freq, reporter, partner, "TOTAL", flow, "VALUE_IN_EUROS"), strict=True)
            )
        ])  # fmt: skip
        rows = [{self.columns.get(name, name): value for name, value in row.items()} for row in rows]
        return Response(
            csv_text(rows, [self.columns.get(name, name) for name in HEADER]),
            content_type="application/vnd.sdmx.data+csv",
        )
