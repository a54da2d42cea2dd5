"""The IMF's SDMX service: CSV with either family of headers, and its ways of saying that there is nothing."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from werkzeug import Request, Response

from pipelines.catalogue import economies

CONCEPTS = ("NGDPD", "PPPGDP", "NGDP_RPCH", "NGDPDPC", "LP")
NOT_FOUND = '{"status":404,"code":40400,"message":"No such dataflow found: IMF.RES:WEO"}'


def iso_codes(source: str) -> list[str]:
    """Codes of economies in the form of the SDMX service."""
    rows = economies.rows(source)
    return sorted({r["source_code"] for r in rows if r["iso3"] == r["source_code"] and r["iso3"].isalpha()})


def csv_text(rows: Iterable[dict[str, Any]], header: Iterable[str]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(header), restval="", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def weo_value(concept: str, place: int, year: int) -> float:
    """Made-up figures that fit each other: GDP is population times GDP per head."""
    people, per_head = 1_000_000 + 7_000 * place, 9_000 + 31 * place + 100 * (year - 2020)
    return {"LP": people, "NGDPDPC": per_head, "NGDPD": people * per_head, "PPPGDP": people * per_head * 2}.get(
        concept, 2.5
    )


@dataclass
class Weo:
    """An edition. `rows` may be changed before they are written."""

    published: str = "2026-04-14T13:00:00Z"
    updated: str = "2026-04-14T13:00:00Z"
    years: tuple[int, ...] = (2023, 2024, 2025, 2026, 2027)
    latest_actual: str = "2024"
    head: tuple[str, ...] = ("DATAFLOW",)
    change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]] = lambda rows: rows
    bom: bool = False
    starred: bool = False
    """Whether only the newer endpoint, where all economies are `*`, has rows for all."""
    past: "dict[tuple[str, str], Weo]" = field(default_factory=dict)
    """(flow, version) -> an edition that is still on offer."""
    as_of: "dict[str, Weo]" = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def rows(self) -> list[dict[str, Any]]:
        codes = [*iso_codes("imf_weo"), "G001", "G998"]
        return [
            {
                "COUNTRY": code, "INDICATOR": concept, "FREQUENCY": "A", "TIME_PERIOD": str(year),
                "OBS_VALUE": repr(weo_value(concept, place, year)), "SCALE": "9" if concept == "NGDPD" else "0",
                "PUBLICATION_DATE": self.published, "UPDATE_DATE": self.updated,
                "LATEST_ACTUAL_ANNUAL_DATA": "" if code.startswith("G0") else self.latest_actual,
                "COUNTRY_UPDATE_DATE": "2025-09-20",
            }
            for place, code in enumerate(codes) for concept in CONCEPTS for year in self.years
        ]  # fmt: skip

    def text(self, only: str | None = None) -> str:
        rows = self.change(self.rows())
        if only:
            rows = [row for row in rows if f"{row.get('COUNTRY', 'USA')}.{row['INDICATOR']}.A" == only][-1:]
        known = {name for row in rows[:1] for name in row}
        order = [name for name in (
            "COUNTRY", "INDICATOR", "FREQUENCY", "TIME_PERIOD", "OBS_VALUE", "SCALE", "PUBLICATION_DATE",
            "UPDATE_DATE", "LATEST_ACTUAL_ANNUAL_DATA", "COUNTRY_UPDATE_DATE",
        ) if not known or name in known]  # fmt: skip
        return csv_text(rows, [*self.head, *order, *sorted(known - set(order))])

    def handle(self, request: Request) -> Response:
        key = request.path.rsplit("/", 1)[-1]
        if "/structure/" in request.path:
            listed = [{"id": flow, "version": version, "agencyID": "IMF.RES"} for flow, version in self.past]
            current = {"id": "WEO", "version": "9.0.0", "agencyID": "IMF.RES"}
            return Response(json.dumps({"data": {"dataflows": [*listed, current]}}), content_type="application/json")
        self.requests.append(key)
        for (flow, version), edition in self.past.items():
            if f"/{flow}/{version}/" in request.path:
                return Response(edition.text(), content_type="text/csv")
        if "asOf" in request.args:
            edition = self.as_of.get(request.args["asOf"], self)
            return Response(edition.text(None if key.startswith("*") else key), content_type="text/csv")
        everything = key.startswith("*." if self.starred else ".")
        text = self.text(None if everything or key.startswith("*.") else key)
        return Response(("\ufeff" if self.bom else "") + text, content_type="text/csv;charset=utf-8")


@dataclass
class Imts:
    """Trade by reporter, concept, partner and year; the key of a request picks among it."""

    flows: dict[tuple[str, str, str, str], float | None]
    """(reporter, concept, partner, period) -> dollars; None is written as a blank."""
    derivation: str = "O"
    head: tuple[str, ...] = ("STRUCTURE[;]", "STRUCTURE_ID", "ACTION")
    columns: dict[str, str] = field(default_factory=dict)
    """Other names for columns."""
    change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]] = lambda rows: rows
    published: str | None = None
    past: "dict[str, Imts]" = field(default_factory=dict)
    """Flow, such as IMTS_2026_MAY_VINTAGE -> the edition that it keeps."""
    requests: list[str] = field(default_factory=list)

    def handle(self, request: Request) -> Response:
        key = request.path.rsplit("/", 1)[-1]
        if "/structure/" in request.path:
            listed = [{"id": flow, "version": "1.0.0", "agencyID": "IMF.STA"} for flow in ("IMTS", *self.past)]
            return Response(json.dumps({"data": {"dataflows": listed}}), content_type="application/json")
        for flow, edition in self.past.items():
            if f"/{flow}/" in request.path:
                return edition.handle(request)
        self.requests.append(key)
        slots = [None if slot == "*" else slot.split("+") for slot in key.split(".")]
        rows = self.change([
            {
                "STRUCTURE[;]": "dataflow", "STRUCTURE_ID": "IMF.STA:IMTS(1.0.0)", "ACTION": "R",
                "COUNTRY": reporter, "INDICATOR": concept, "COUNTERPART_COUNTRY": partner,
                "FREQUENCY": "M" if "M" in period else "A", "TIME_PERIOD": period,
                "OBS_VALUE": "" if value is None else repr(value), "SCALE": "6",
                "DERIVATION_TYPE": self.derivation, "PUBLICATION_DATE": self.published or "",
            }
            for (reporter, concept, partner, period), value in self.flows.items()
            if all(
                slot is None or code in slot
                for slot, code in zip(slots, (reporter, concept, partner, "M" if "M" in period else "A"), strict=True)
            )
        ])  # fmt: skip
        rows = [{self.columns.get(name, name): value for name, value in row.items()} for row in rows]
        header = [self.columns.get(name, name) for name in (
            *self.head, "COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY", "TIME_PERIOD", "OBS_VALUE",
            "SCALE", "DERIVATION_TYPE", *(["PUBLICATION_DATE"] if self.published else []),
        )]  # fmt: skip
        return Response(csv_text(rows, header), content_type="application/vnd.sdmx.data+csv")
