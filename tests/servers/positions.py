"""The IMF's direct investment positions as SDMX-CSV: both reports of a position, and derived ones beside them."""

from typing import Any

from werkzeug import Request, Response

from servers.imf import csv_text, iso_codes

OUT, IN = "OTWD_D_NETAL_FALL_ALL", "INWD_D_NETLA_FALL_ALL"
HEADER = ("STRUCTURE[;]", "STRUCTURE_ID", "ACTION", "COUNTRY", "DV_TYPE", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY",
          "TIME_PERIOD", "OBS_VALUE", "SCALE")  # fmt: skip
Positions = dict[tuple[str, str, str, str], Any]
"""(reporter, indicator, counterpart, DV_TYPE) -> dollars, the same in 2022 and 2023."""


def positions() -> Positions:
    found: Positions = {}
    for place, code in enumerate(code for code in iso_codes("imf_imts") if code not in ("KOR", "USA")):
        if place < 60:
            found["KOR", OUT, code, "O"], found["KOR", IN, code, "O"] = 1e9 + place, 2e9 + place
            found[code, OUT, "KOR", "O"], found[code, OUT, "USA", "O"] = 2.5e9 + place, 3.5e9 + place
    return found | {
        ("KOR", OUT, "USA", "O"): 150e9, ("USA", IN, "KOR", "O"): 77e9, ("USA", IN, "KOR", "SCC"): 140e9,
        ("KOR", OUT, "G001", "O"): 700e9, ("KOR", IN, "G001", "O"): 280e9, ("KOR", OUT, "GX77", "O"): 1e12,
        ("KOR", OUT, "PRK", "O"): "", ("KOR", IN, "VGB", "O"): -5e8,
    }  # fmt: skip


class Dip:
    def __init__(self, found: Positions, **change: Any) -> None:
        self.found, self.change = found, change
        self.requests: list[str] = []

    def handle(self, request: Request) -> Response:
        key = request.path.rsplit("/", 1)[-1]
        self.requests.append(key)
        slots = [None if slot == "*" else slot.split("+") for slot in key.split(".")]
        rows = [
            {"STRUCTURE[;]": "dataflow", "STRUCTURE_ID": "IMF.STA:DIP(12.0.1)", "ACTION": "R", "COUNTRY": country,
             "DV_TYPE": kind, "INDICATOR": indicator, "COUNTERPART_COUNTRY": counterpart, "FREQUENCY": "A",
             "TIME_PERIOD": year, "OBS_VALUE": value, "SCALE": "6"} | self.change
            for (country, indicator, counterpart, kind), value in self.found.items() for year in ("2022", "2023")
            if all(slot is None or code in slot
                   for slot, code in zip(slots, (country, kind, indicator, counterpart, "A"), strict=True))
        ]  # fmt: skip
        return Response(csv_text(rows, HEADER), content_type="application/vnd.sdmx.data+csv")
