"""DMDC's site: the tree of files as JSON, and workbooks laid out as in different years. Figures are made up."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug import Request, Response

AD = ["ARMY", "NAVY", "MARINE CORPS", "AIR FORCE", "SPACE FORCE", "COAST GUARD", "TOTAL"]
RESERVE = [
    "ARMY NATIONAL GUARD", "ARMY RESERVE", "NAVY RESERVE", "MARINE CORPS RESERVE", "AIR NATIONAL GUARD",
    "AIR FORCE RESERVE", "COAST GUARD RESERVE", "TOTAL",
]  # fmt: skip
CIVILIAN = ["ARMY", "NAVY", "MARINE CORPS", "AIR FORCE", "4TH ESTATE (DOD)", "TOTAL"]
HOSTS = {
    "JAPAN": [2550, 20100, 18900, 12500, 12, 30],
    "KOREA, SOUTH": [14100, 330, 280, 8700, 5, 10],
    "GERMANY": [22000, 450, 500, 12800, 40, 20],
    "GUAM": [400, 3900, 200, 2200, 3, 300],
    "CYPRUS": [2, 1, 8, 1, 0, 0],
    "ZIMBABWE": [1, 0, 7, 0, 0, 0],
}
STATES = {"ALABAMA": [4584, 54, 174, 3138, 64, 942], "VIRGINIA": [19771, 75413, 10305, 12531, 1071, 4195]}


@dataclass
class Workbook:
    """A report of one quarter. `rows` are changed before totals are made, `cells` after."""

    as_of: str = "December 31, 2024"
    active: list[str] = field(default_factory=lambda: list(AD))
    groups: tuple[str, str, str, str] = (
        "ACTIVE DUTY", "NATIONAL GUARD / RESERVE", "APF DOD CIVILIAN", "GRAND TOTAL"
    )  # fmt: skip
    lines_above: int = 4
    overseas_marker: str = "OVERSEAS"
    hosts: dict[str, list[Any]] = field(default_factory=lambda: {k: list(v) for k, v in HOSTS.items()})
    repeat: tuple[str, ...] = ()
    overseas_difference: int = 0
    grand_difference: int = 0
    change: Callable[[list[list[Any]]], None] = lambda rows: None

    def body(self) -> bytes:
        from openpyxl import Workbook as Book

        book = Book()
        sheet = book.active
        assert sheet is not None
        sheet.title = "LOCATION COUNTRY REPORT"
        rows = self._rows()
        self.change(rows)
        for row in rows:
            sheet.append(row)
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def _rows(self) -> list[list[Any]]:
        blank: list[Any] = [None] * (2 + len(self.active) + len(RESERVE) + len(CIVILIAN) + 1)
        top = [["Number of Military and DoD Appropriated Fund (APF) Civilian Personnel"], *[[" "]] * self.lines_above]
        top[2] = [f"As of {self.as_of}"]
        groups = list(blank)
        groups[:3] = ["LOCATION", "DUTY STATE / COUNTRY", self.groups[0]]
        groups[2 + len(self.active)] = self.groups[1]
        groups[2 + len(self.active) + len(RESERVE)] = self.groups[2]
        groups[-1] = self.groups[3]
        branches = [None, None, *self.active, *RESERVE, *CIVILIAN, None]
        home = [self._row(label, figures) for label, figures in STATES.items()]
        names = [*self.hosts, *self.repeat]
        abroad = [self._row(label, self.hosts[label]) for label in names]
        if abroad:
            abroad[0][0] = self.overseas_marker
        us, overseas = _added("UNITED STATES TOTAL", home), _added("OVERSEAS TOTAL", abroad)
        total = 2 + len(self.active) - 1
        overseas[total] = _plus(overseas[total], self.overseas_difference)
        grand = _added("GRAND TOTAL", [us, overseas])
        grand[total] = _plus(grand[total], self.grand_difference)
        notes = [[None], ["Notes: "], ["This table only represents the unclassified data."], ["OVERSEAS* see above"]]
        return [*top, groups, branches, *home, us, *abroad, overseas, grand, *notes]

    def _row(self, label: str, figures: list[Any]) -> list[Any]:
        """Active duty as given, a tenth of it as reservists, a twentieth as civilians, all in the army's column."""
        active = figures if len(figures) == len(self.active) - 1 else figures[: len(self.active) - 1]
        total = sum(active) if all(isinstance(n, int) for n in active) else _unknown(active)
        tenth = total // 10 if isinstance(total, int) else 0
        twentieth = total // 20 if isinstance(total, int) else 0
        reserve = [tenth, *[0] * 6, tenth]
        civilian = [twentieth, *[0] * 4, twentieth]
        everybody = total + tenth + twentieth if isinstance(total, int) else total
        return [None, label, *active, total, *reserve, *civilian, everybody]


def _unknown(active: list[Any]) -> Any:
    return next(cell for cell in active if not isinstance(cell, int))


def _added(marker: str, rows: list[list[Any]]) -> list[Any]:
    """Totals of columns; N/A where the column has one, as in the quarters without the army."""
    columns = [[row[place] for row in rows] for place in range(2, len(rows[0]))]
    sums = ["N/A" if "N/A" in column else sum(cell for cell in column if isinstance(cell, int)) for column in columns]
    return [marker, None, *sums]


def _plus(value: Any, difference: int) -> Any:
    return value + difference if isinstance(value, int) else value


@dataclass
class Dmdc:
    """The site: file name -> body and day of upload, in a tree as deep as the real one."""

    files: dict[str, tuple[bytes, str]]
    group: str = "milRegionCountry"
    change: Callable[[Request], Response | None] = lambda request: None
    requests: list[str] = field(default_factory=list)

    def handle(self, request: Request) -> Response:
        self.requests.append(request.full_path)
        if (changed := self.change(request)) is not None:
            return changed
        if request.path.endswith("/api/page"):
            return Response(json.dumps(self._tree()), mimetype="application/json")
        name = request.args.get("fileName", "")
        if request.args.get("groupName") != self.group or name not in self.files:
            return Response("not found", 404)
        return Response(self.files[name][0], mimetype="application/octet-stream")

    def _tree(self) -> dict[str, Any]:
        entries = [
            {"fileId": n, "fileName": name, "groupName": self.group, "extension": "xlsx", "uploadDate": uploaded,
             "size": len(body)}
            for n, (name, (body, uploaded)) in enumerate(self.files.items(), 71)
        ]  # fmt: skip
        other = {"fileId": 9, "fileName": "Readme.pdf", "groupName": "other", "extension": "pdf"}
        return {"pageId": 27, "sections": [{"title": "x", "items": [{"files": entries}, {"files": [other]}]}]}


def name_of(year: int, month: int, old: str = "") -> str:
    return f"DMDC_Website_Location_Report_{year % 100:02}{month:02}{old}.xlsx"
