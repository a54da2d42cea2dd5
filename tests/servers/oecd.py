"""The OECD's SDMX-CSV of net ODA: millions, with donors and recipients that are no country."""

from typing import Any

from werkzeug import Request, Response

from pipelines.catalogue import economies
from servers.imf import csv_text

HEADER = ("STRUCTURE", "STRUCTURE_ID", "ACTION", "DONOR", "RECIPIENT", "MEASURE", "UNIT_MEASURE", "PRICE_BASE",
          "TIME_PERIOD", "OBS_VALUE", "BASE_PER", "OBS_STATUS", "UNIT_MULT", "DECIMALS")  # fmt: skip
RECIPIENTS = [row["source_code"] for row in economies.rows("oecd_dac2a") if len(row["source_code"]) == 3][:180]


class Oecd:
    def __init__(self, years: range = range(2018, 2024), **change: Any) -> None:
        self.years, self.change = years, change
        self.requests: list[str] = []

    def handle(self, request: Request) -> Response:
        self.requests.append(request.path)
        price = request.path[-1]
        rows = [
            {"STRUCTURE": "DATAFLOW", "STRUCTURE_ID": "OECD.DCD.FSD:DSD_DAC2@DF_DAC2A(1.6)", "ACTION": "I", "DONOR": donor,
             "RECIPIENT": recipient, "MEASURE": "206", "UNIT_MEASURE": "USD", "PRICE_BASE": price, "TIME_PERIOD": year,
             "OBS_VALUE": value, "BASE_PER": 2022 if price == "Q" else "", "OBS_STATUS": "A", "UNIT_MULT": 6, "DECIMALS": 2}
            for year in self.years
            for donor, recipient, value in (
                ("USA", "UKR", 9238.5), ("DEU", "UKR", -12.25), ("USA", "DPGC", 50_000), ("DAC", "UKR", 30_000),
                ("4EU001", "UKR", 10_000), ("USA", "F", 9_000), *(("JPN", code, 1.5) for code in RECIPIENTS if code != "JPN"),
            )
        ]  # fmt: skip
        rows = [row | self.change for row in rows]
        return Response(csv_text(rows, HEADER), content_type="application/vnd.sdmx.data+csv")
