"""Senkaku counts: monthly PDFs that print their totals, and a CSV of four-month periods."""

import calendar
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from publisher import Publisher, cases
from servers import faults, pdf
from werkzeug import Request, Response

from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.jp_coastguard import normalize
from pipelines.stores import snapshots

SOURCE = "jp_coastguard"
Days = dict[int, tuple[int, int]]
"""Day -> vessels in the contiguous zone and, of them, in the territorial sea."""
Months = dict[tuple[int, int], bytes]
WHITE_PAPER = """（資料17）中国海警局の船舶等の侵入\r
西暦,期(月),侵入日数,侵入隻数\r
2021年,1〜4,15,36\r
2021年,5～8,19,52\r
2021年,9〜12,6,22\r
2022年,1〜4,5,18\r
"""
RECENT = ((moment := (datetime.now(UTC) - timedelta(days=40)).date()).year, moment.month)


def usual(year: int, month: int) -> Days:
    """Four vessels a day but for every third, two of them in the territorial sea on three days."""
    length = calendar.monthrange(year, month)[1]
    return {day: (4, 2 if day in (5, 16, 17) else 0) for day in range(1, length + 1) if day % 3} | {6: (0, 0)}


def document(
    year: int, month: int, days: Days | None = None, as_of: int | None = None, vessels: int | None = None,
    label: str = "接続水域入域", full_width: bool = True,
) -> bytes:  # fmt: skip
    """A month as the Coast Guard lays it out; `vessels` is printed as the total instead of the true one."""
    days = usual(year, month) if days is None else days
    cells = [
        (60.0, 800.0, "尖閣諸島周辺海域における中国海警局に所属する船舶等の動向"),
        (60, 780, f"令和{year - 2018}年{month}月"),
    ]
    if as_of:
        cells.append((400, 780, f"（{month}／{as_of}現在）"))
    for day in range(1, calendar.monthrange(year, month)[1] + 1):
        x, y = (60, 740 - 20 * (day - 1)) if day <= 15 else (310, 740 - 20 * (day - 16))
        contiguous, territorial = days.get(day, (0, 0))
        row = [(x, str(day)), (x + 60, str(contiguous or "")), (x + 140, str(territorial or ""))]
        cells += [(float(place), float(y), cell) for place, cell in row if cell]
    totals = [(sum(bool(count) for count in zone), sum(zone)) for zone in zip(*days.values(), strict=True)]
    printed = [
        f"{label}；{totals[0][0]}日、のべ{vessels or totals[0][1]}隻",
        f"領海侵入（接続水域入域の内数）；{totals[1][0]}日、のべ{totals[1][1]}隻",
    ]
    wide = str.maketrans("0123456789", "０１２３４５６７８９") if full_width else {}
    cells += [(60.0, 380.0 - 20 * n, line.translate(wide)) for n, line in enumerate(printed)]
    return pdf.page(cells)


def months(year: int, *which: int) -> Months:
    return {(year, month): document(year, month) for month in which}


def name_of(year: int, month: int) -> str:
    return f"data_R{year - 2018}_{month:02}.pdf" if year > 2018 else f"data_h{year - 1988}_{month}.pdf"


class Site:
    """The page with its links, the PDFs behind them, and the ministry's CSV."""

    def __init__(self, months: Months, white_paper: bytes = WHITE_PAPER.encode("cp932"), page: str = "") -> None:
        self.files = {name_of(*month): body for month, body in months.items()}
        self.white_paper, self.page, self.requests = white_paper, page, list[str]()

    def handle(self, request: Request) -> Response:
        name = request.path.rsplit("/", 1)[-1]
        self.requests.append(name)
        if name == "senkaku.html":
            links = "".join(f'<li><a href="./{each}">月</a></li>' for each in self.files)
            return Response(self.page or f"<html><ul>{links}</ul></html>", mimetype="text/html")
        body = self.white_paper if name.endswith(".csv") else self.files[name]
        tag = f'"{hash(body)}"'
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304)
        return Response(body, headers={"ETag": tag, "Last-Modified": "Fri, 28 Jul 2023 00:00:00 GMT"})


AUGUST = {(2025, 8): document(2025, 8)}
YEAR = months(2024, *range(1, 13))
ELSEWHERE = "<a href='https://www.kaiho.mlit.go.jp/mission/senkaku/data_R7_08.pdf'>8</a>"


def vessels(period: str, value: Any, what: str = "vessels", zone: str = "contiguous_zone") -> dict[str, Any]:
    return {f"{what} CHN JPN {zone} {period}": value}


@cases("files, page, expected", {
    "full-width digits, totals that agree": (AUGUST, "", vessels("2025-08", (84, "A"))
        | vessels("2025-08", (21, "A"), "vessel_days") | vessels("2025-08", (3, "A"), "vessel_days", "territorial_sea")
        | vessels("2025-08", {"obs_value": 6, "published_on": date(2025, 9, 10), "published_basis": "estimated"},
                  zone="territorial_sea")),
    "a year with all its months, and another without": (YEAR | months(2025, 1), "", vessels(
        "2024", (sum(contiguous for month in range(1, 13) for contiguous, _ in usual(2024, month).values()), "A"))
        | vessels("2025", "absent")),
    "a month that is not over": ({(2025, 8): document(
        2025, 8, dict.fromkeys(range(1, 24), (4, 0)) | {24: (4, 1)}, as_of=24)}, "", vessels("2025-08", (96, "P"))),
    "a month whose days do not add up, and its year": (
        YEAR | {(2024, 3): document(2024, 3, vessels=99)}, "",
        vessels("2024-03", (None, "O")) | vessels("2024-04", {"obs_status": "A"}) | vessels("2024", "absent")),
    "August 2016, known not to add up": ({(2016, 8): document(2016, 8, vessels=99)}, "", vessels("2016-08", (99, "A"))),
    "the first month, without totals": (
        {(2012, 9): document(2012, 9, label="接続水域航行"), (2012, 10): document(2012, 10)}, "",
        vessels("2012-09", "absent") | vessels("2012-10", {"obs_status": "A"})),
    "a whole address in single quotes": (AUGUST, ELSEWHERE, vessels("2025-08", (84, "A"))),
    "page without links": (AUGUST, "<html><title>moved</title></html>",
        "refused: expected links to data_….pdf, found an HTML page titled 'moved'"),
    "a new layout": ({(2024, month): document(2024, month, vessels=99) for month in range(1, 5)}, "",
        "unreadable: the days of 4 of 4 months do not add up"),
})  # fmt: skip
def test_what_becomes_of_a_site(publisher: Publisher, files: Months, page: str, expected: Any) -> None:
    publisher.sends(Site(files, page=page), expected)


@cases("body, expected", {
    "totals in other words": (document(2025, 8, label="接続水域航行"), "expected totals such as 接続水域入域;27日"),
    "more vessels inside than around": (document(2025, 8, {1: (1, 3)}),
        "1 days and 1 vessels in the contiguous zone, 1 and 3 of them in the territorial sea"),
    "HTML page": (faults.HTML.encode(), "data_R7_08.pdf: expected a PDF, found an HTML page"),
})  # fmt: skip
def test_months_that_are_refused(publisher: Publisher, body: bytes, expected: str) -> None:
    publisher.fails(expected, Site({(2025, 8): body}))
    assert publisher.kept("daily") == []


def test_one_month_of_another_form_keeps_no_other_out(publisher: Publisher) -> None:
    publisher.serve(Site(YEAR | {(2025, 1): faults.HTML.encode()}))
    publisher.fails("data_R7_01.pdf: expected a PDF.*all other months are stored")
    datasets.normalize(publisher.settings, SOURCE)
    publisher.holds(vessels("2024-12", {"obs_status": "A"}))


def test_a_first_run_that_was_stopped_goes_on_where_it_was(publisher: Publisher) -> None:
    site = Site(months(2012, 10, 11, 12))
    down = faults.Failing(site.handle, lambda good, number: good if number <= 3 else Response("busy", 503))
    assert publisher.refresh(down).state == "stale"
    again = publisher.read(site)
    assert again.state == "new" and again.requests == 3, "the page, one month and the white paper"
    publisher.holds(vessels("2012-10", {"obs_status": "A"}) | vessels("2012-12", {"obs_status": "A"}))


def test_settled_months_are_not_asked_again(publisher: Publisher) -> None:
    files = months(2024, 5) | {RECENT: document(*RECENT)}
    publisher.read(Site(files))
    assert publisher.read(again := Site(files)).state == "unchanged"
    assert again.requests == ["senkaku.html", name_of(*RECENT), "siryo17.csv"]
    assert publisher.read(Site(files | {RECENT: document(*RECENT, {1: (4, 0), 2: (3, 1)})})).state == "new"
    releases = snapshots.releases(publisher.settings.snapshots, SOURCE, "daily")
    assert [len(parts) for parts in releases.values()] == [2, 2], "a rewritten month makes a second whole release"
    publisher.fails("no longer linked, such as 2024-05", Site({RECENT: document(*RECENT)}))


def test_names_by_era() -> None:
    names = {"data_h24_9.pdf": (2012, 9), "data_h31_4.pdf": (2019, 4), "data_R_05.pdf": (2019, 5),
             "data_R1_12.pdf": (2019, 12), "data_R8_05.pdf": (2026, 5)}  # fmt: skip
    assert {name: normalize.month_of(name) for name in names} == {name: date(*day, 1) for name, day in names.items()}
    with pytest.raises(BrokenContract, match="expected a name such as data_R8_05"):
        normalize.month_of("data_2026.pdf")


@given(
    st.dictionaries(
        st.integers(1, 30), st.integers(1, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), min_size=1
    )
)
@hypothesis_settings(max_examples=25, deadline=None)
def test_any_month_is_read_as_it_was_written(days: Days) -> None:
    month = normalize._month(document(2025, 9, days, full_width=False), "data_R7_09.pdf")
    assert month.adds_up
    assert (month.contiguous_vessels, month.territorial_vessels) == tuple(map(sum, zip(*days.values(), strict=True)))


# The white paper


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig"])
def test_the_white_paper_gives_whole_years(publisher: Publisher, encoding: str) -> None:
    paper = WHITE_PAPER.replace("～", "〜").encode(encoding, "replace")
    publisher.sends(Site(AUGUST, paper), vessels("2021", 110, zone="territorial_sea") | vessels("2021", {
        "obs_value": 40, "published_on": date(2022, 1, 10), "published_basis": "estimated"},
        "vessel_days", "territorial_sea") | vessels("2022", "absent", zone="territorial_sea"))  # fmt: skip
    [snapshot] = publisher.kept("white_paper")
    assert (snapshot.vintage, snapshot.published_on) == ("wp2023", date(2023, 7, 28))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("侵入日数", "日数", "column 侵入日数 is missing"), ("西暦", "年", "expected a header with 西暦"),
        ("15,36", "150,36", "more days than the months have"), ("15,36", "15,3", "fewer vessels than days"),
        ("1〜4,15", "1〜5,15", "months that stand in two rows"),
        ("1〜4,15", "通年,15", "expected year, two months, days and vessels"),
    ],
)  # fmt: skip
def test_white_papers_that_cannot_be(publisher: Publisher, old: str, new: str, expected: str) -> None:
    publisher.brings("white_paper", "wp2023_siryo17.csv", WHITE_PAPER.replace(old, new, 1), expected)


def test_the_real_white_paper_agrees_with_the_coast_guard(publisher: Publisher, shared: Path) -> None:
    yearly = duckdb.sql(
        f"select year, territorial_days, territorial_vessels from '{shared}/senkaku/jcg_yearly_via_ameblo.csv'"
        " where month is null and year between 2018 and 2022"
    ).fetchall()
    expected: dict[str, Any] = {}
    for year, days, ships in yearly:
        expected |= vessels(year, ships, zone="territorial_sea")
        expected |= vessels(year, days, "vessel_days", "territorial_sea")
    assert len(expected) == 10
    body = (shared / "senkaku" / "mod_wp2023_siryo17.csv").read_bytes()
    publisher.brings("white_paper", "wp2023_siryo17.csv", body, expected, published_on=date(2023, 7, 28))
