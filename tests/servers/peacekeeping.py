"""The UN's table of uniformed personnel: a row per contributor, mission, kind and month, women and men apart."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from werkzeug import Request, Response

HEADER = (
    "contribution_id", "isocode3", "m49_code", "contributing_country", "mission_acronym", "personnel_type",
    "female_personnel", "male_personnel", "last_reporting_date",
)  # fmt: skip
CONTRIBUTORS = (
    "NPL", "RWA", "BGD", "IND", "IDN", "PAK", "GHA", "CHN", "MAR", "ETH", "TZA", "EGY", "ITA", "FRA", "ESP", "KHM", "ZAF",
    "MNG", "KEN", "SEN", "UGA", "MYS", "TUN", "NGA", "URY", "BFA", "BDI", "CMR", "THA", "VNM", "KOR", "JPN", "DEU", "IRL",
    "FIN", "SRB", "AUT", "POL", "HUN", "GBR", "USA", "CAN", "BRA", "ARG",
)  # fmt: skip
Row = tuple[str, str, str, int | None, int | None, str]
"""Contributor, mission, kind, women, men, day."""


def rows(months: Iterable[str] = ("2025-06-30", "2025-07-31", "2025-08-31")) -> list[Row]:
    """Every contributor sends 210 people to MINUSCA and a few to others; Nepal is in Abyei and in a new mission too."""
    found: list[Row] = []
    for day in months:
        for code in CONTRIBUTORS:
            found.append((code, "MINUSCA", "Troops", 10, 190, day))
            found.append((code, "MINUSCA", "Individual Police", 4, 6, day))
            found.append((code, "UNIFIL", "Staff Officers", 1, 1, day))
        found += [
            ("NPL", "UNISFA", "Troops", 0, 90, day), ("NPL", "UNNEW", "Experts on Mission", 2, None, day),
            ("NPL", "UNMISS", "Formed Police Units", None, None, day), ("NPL", "UNTSO", "Civilian Observers", 1, 2, day),
        ]  # fmt: skip
    return found


def table(rows: Iterable[Row], header: tuple[str, ...] = HEADER) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    for number, (code, mission, kind, women, men, day) in enumerate(rows, 1):
        writer.writerow([number, code, 999, f"Land of {code}", mission, kind, women, men, day])
    return buffer.getvalue().encode()


@dataclass
class Hub:
    body: bytes
    requests: list[str] = field(default_factory=list)

    def handle(self, request: Request) -> Response:
        self.requests.append(request.path)
        return Response(self.body, mimetype="text/csv")
