"""The Census Bureau's country.xlsx: one sheet, a row per partner and year, imports before exports."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from werkzeug import Request, Response

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
HEADER = [
    "year", "CTY_CODE", "CTYNAME", *(f"I{month}" for month in MONTHS), "IYR", *(f"E{month}" for month in MONTHS), "EYR",
]  # fmt: skip
PARTNERS = {"1220": ("Canada", 30000.0, 28000.0), "5880": ("Japan", 12000.5, 6500.25), "5800": ("Korea, South", 9000.0, 5500.0),
            "5082": ("Gaza Strip admin. by Israel", 1.0, 0.5), "5083": ("West Bank admin. by Israel", 0.5, 0.0)}  # fmt: skip
"""Code -> name, imports and exports of a month in millions."""
Row = list[Any]


def rows(through: str = "2025-02", since: int = 2023, codes: Callable[[str], Any] = str) -> list[Row]:
    """Every month the same, zeros after the last one; the world and two groups are among the partners."""
    last_year, last_month = map(int, through.split("-"))
    imports, exports = (sum(each[place] for each in PARTNERS.values()) for place in (1, 2))
    everybody = {"0003": ("European Union", 500.0, 400.0), "0004": ("World, Seasonally Adjusted", imports + 7, exports + 7),
                 "0015": ("World, Not Seasonally Adjusted", imports, exports), **PARTNERS}  # fmt: skip
    found = []
    for year in range(since, last_year + 1):
        months = 12 if year < last_year else last_month
        for code, (name, bought, sold) in everybody.items():
            cells = [[value] * months + [0] * (12 - months) + [value * months] for value in (bought, sold)]
            found.append([year, codes(code), name, *cells[0], *cells[1]])
    return found


def workbook(rows: list[Row], header: list[str] = HEADER, sheet: str = "country") -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.title = sheet
    for row in [header, *rows]:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@dataclass
class Census:
    body: bytes
    etag: str = '"one"'
    requests: list[str] = field(default_factory=list)

    def handle(self, request: Request) -> Response:
        self.requests.append(request.path)
        if request.headers.get("If-None-Match") == self.etag:
            return Response(status=304)
        return Response(self.body, headers={"ETag": self.etag}, mimetype="application/octet-stream")
