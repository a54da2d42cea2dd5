"""Senkaku counts: monthly PDFs that print their totals, and a CSV of four-month periods."""

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from servers import faults, pdf
from werkzeug import Request, Response

from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.jp_coastguard import normalize
from pipelines.stores import observations, snapshots

SOURCE = "jp_coastguard"
contract = pytest.mark.contract
Days = dict[int, tuple[int, int]]
"""Day -> vessels in the contiguous zone and, of them, in the territorial sea."""
WHITE_PAPER = """（資料17）中国海警局の船舶等の侵入\r
西暦,期(月),侵入日数,侵入隻数\r
2021年,1〜4,15,36\r
2021年,5～8,19,52\r
2021年,9〜12,6,22\r
2022年,1〜4,5,18\r
"""


def usual(year: int, month: int) -> Days:
    """Four vessels a day but for every third, two of them in the territorial sea on three days."""
    length = calendar.monthrange(year, month)[1]
    return {
        day: (4, 2 if day in (5, 16, 17) else 0) for day in range(1, length + 1) if day % 3
    } | {6: (0, 0)}  # fmt: skip


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
    totals = [
        (sum(bool(count) for count in zone), sum(zone)) for zone in zip(*days.values(), strict=True)
    ]  # fmt: skip
    printed = [
        f"{label}；{totals[0][0]}日、のべ{vessels or totals[0][1]}隻",
        f"領海侵入（接続水域入域の内数）；{totals[1][0]}日、のべ{totals[1][1]}隻",
    ]
    wide = str.maketrans("0123456789", "０１２３４５６７８９") if full_width else {}
    cells += [(60.0, 380.0 - 20 * n, line.translate(wide)) for n, line in enumerate(printed)]
    return pdf.page(cells)


def name_of(year: int, month: int) -> str:
    return f"data_R{year - 2018}_{month:02}.pdf" if year > 2018 else f"data_h{year - 1988}_{month}.pdf"


class Site:
    """The page with its links, the PDFs behind them, and the ministry's CSV."""

    def __init__(self, months: dict[tuple[int, int], bytes], white_paper: bytes = WHITE_PAPER.encode("cp932")) -> None:
        self.files = {name_of(*month): body for month, body in months.items()}
        self.white_paper = white_paper
        self.page: str | None = None
        self.requests: list[str] = []

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


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer) -> Settings:
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/jcg")})


@pytest.fixture
def serve(httpserver: HTTPServer) -> Callable[[Any], None]:
    def start(server: Any) -> None:
        httpserver.clear()
        httpserver.expect_request(re.compile(r"/jcg/.*")).respond_with_handler(server.handle)

    return start


def figures(settings: Settings, dataset: str = "daily") -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """(indicator, zone, freq, period) -> value, status, published, basis."""
    files = [str(path) for path in observations.files(settings, SOURCE, dataset)]
    found = duckdb.read_parquet(files).project(
        "indicator, breakdown, freq, strftime(time_period, '%Y-%m'), obs_value, obs_status, published_on,"
        " published_basis, ref_area, counterpart_area"
    ).fetchall()  # fmt: skip
    assert {row[8:] for row in found} == {("CHN", "JPN")}
    return {row[:4]: row[4:8] for row in found}


def run(live: Settings) -> datasets.Outcome:
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state in ("new", "unchanged"), outcome.error
    datasets.normalize(live, SOURCE)
    return outcome


def refused(live: Settings, expected: str) -> None:
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "failed" and re.search(expected, outcome.error or ""), outcome.error
    assert snapshots.listing(live.snapshots, dataset="daily") == []


@contract(SOURCE, "PDF with full-width digits, totals checked against the days", "days and vessels by zone and month")
def test_a_month(serve: Any, live: Settings) -> None:
    serve(Site({(2025, 8): document(2025, 8)}))
    run(live)
    held = figures(live)
    assert held["vessel_days", "contiguous_zone", "M", "2025-08"][:2] == (21, "A")
    assert held["vessels", "contiguous_zone", "M", "2025-08"][:2] == (84, "A")
    assert held["vessel_days", "territorial_sea", "M", "2025-08"][:2] == (3, "A")
    assert held["vessels", "territorial_sea", "M", "2025-08"] == (6, "A", date(2025, 9, 10), "estimated")


@contract(SOURCE, "names by era: data_h24_9, data_R_05, data_R8_05", "the right year")
def test_names_by_era() -> None:
    names = {"data_h24_9.pdf": (2012, 9), "data_h31_4.pdf": (2019, 4), "data_R_05.pdf": (2019, 5),
             "data_R1_12.pdf": (2019, 12), "data_R8_05.pdf": (2026, 5)}  # fmt: skip
    for name, (year, month) in names.items():
        assert normalize.month_of(name) == date(year, month, 1)
    with pytest.raises(BrokenContract, match="expected a name such as data_R8_05"):
        normalize.month_of("data_2026.pdf")


def test_a_year_needs_all_its_months(serve: Any, live: Settings) -> None:
    months = {(2024, month): document(2024, month) for month in range(1, 13)}
    serve(Site({**months, (2025, 1): document(2025, 1)}))
    run(live)
    held = figures(live)
    expected = sum(v[0] for k, v in held.items() if k[:3] == ("vessels", "contiguous_zone", "M") and k[3] < "2025")
    assert held["vessels", "contiguous_zone", "A", "2024-01"][:2] == (expected, "A")
    assert ("vessels", "contiguous_zone", "A", "2025-01") not in held


@pytest.mark.parametrize(("fault", "state"), faults.cases(SOURCE))
def test_failures_that_every_publisher_has(
    serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch, fault: faults.Fault, state: str
) -> None:
    faults.impatient(monkeypatch, SOURCE)
    serve(faults.Failing(Site({(2025, 8): document(2025, 8)}).handle, fault))
    assert datasets.refresh(live, SOURCE).state == state
    assert bool(snapshots.listing(live.snapshots)) == (state == "new")


@contract(SOURCE, "running month", "provisional, and in no year")
def test_the_running_month(serve: Any, live: Settings) -> None:
    days = dict.fromkeys(range(1, 25), (4, 0)) | {24: (4, 1)}
    serve(Site({(2025, 8): document(2025, 8, days, as_of=24)}))
    run(live)
    assert figures(live)["vessel_days", "contiguous_zone", "M", "2025-08"][:2] == (24, "P")


@contract(SOURCE, "a month whose days do not add up to its totals", "missing, and its year too; the others stand")
def test_days_that_do_not_add_up(serve: Any, live: Settings) -> None:
    months = {(2024, month): document(2024, month) for month in range(1, 13)}
    months[2024, 3] = document(2024, 3, vessels=99)
    serve(Site(months))
    run(live)
    held = figures(live)
    assert held["vessels", "contiguous_zone", "M", "2024-03"][:2] == (None, "O")
    assert held["vessels", "contiguous_zone", "M", "2024-04"][1] == "A"
    assert not [key for key in held if key[2] == "A"]


@contract(SOURCE, "August 2016, known not to add up", "its printed totals stand")
def test_a_known_exception(serve: Any, live: Settings) -> None:
    serve(Site({(2016, 8): document(2016, 8, vessels=99)}))
    run(live)
    assert figures(live)["vessels", "contiguous_zone", "M", "2016-08"][:2] == (99, "A")


@contract(SOURCE, "layout of all files changed", "unreadable, no figure is made")
def test_a_new_layout(serve: Any, live: Settings) -> None:
    serve(Site({(2024, month): document(2024, month, vessels=99) for month in range(1, 5)}))
    assert datasets.refresh(live, SOURCE).state == "new"
    with pytest.raises(datasets.IngestError, match="the days of 4 of 4 months do not add up"):
        datasets.normalize(live, SOURCE)


@contract(SOURCE, "totals in other words", "refused, says what was expected")
def test_totals_renamed(serve: Any, live: Settings) -> None:
    serve(Site({(2025, 8): document(2025, 8, label="接続水域航行")}))
    refused(live, "expected totals such as 接続水域入域;27日")


@contract(SOURCE, "more vessels in the territorial sea than in the zone around it", "refused, cannot be")
def test_impossible_totals(serve: Any, live: Settings) -> None:
    serve(Site({(2025, 8): document(2025, 8, {1: (1, 3)})}))
    refused(live, "1 days and 1 vessels in the contiguous zone, 1 and 3 of them in the territorial sea")


@contract(SOURCE, "HTML page in place of a PDF", "refused, names the file")
def test_no_pdf(serve: Any, live: Settings) -> None:
    serve(Site({(2025, 8): faults.HTML.encode()}))
    refused(live, "data_R7_08.pdf: expected a PDF, found an HTML page")


@contract(SOURCE, "one month of many in a form of its own", "refused; all other months are stored and read")
def test_one_month_of_another_form(serve: Any, live: Settings) -> None:
    months = {(2024, month): document(2024, month) for month in range(1, 13)} | {(2025, 1): faults.HTML.encode()}
    serve(Site(months))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "failed" and "data_R7_01.pdf: expected a PDF" in (outcome.error or ""), outcome.error
    assert "all other months are stored" in (outcome.error or "")
    datasets.normalize(live, SOURCE)
    assert figures(live)["vessels", "contiguous_zone", "M", "2024-12"][1] == "A"


@contract(
    SOURCE, "service down halfway through the first run", "what came is stored; the next run asks for the rest alone"
)
def test_a_first_run_that_was_stopped(serve: Any, live: Settings) -> None:
    site = Site({(2012, month): document(2012, month) for month in range(10, 13)})
    serve(faults.Failing(site.handle, lambda good, number: good if number <= 3 else Response("busy", 503)))
    assert datasets.refresh(live, SOURCE).state == "stale"
    serve(site)
    again = datasets.refresh(live, SOURCE)
    assert again.state == "new" and again.requests == 3, "the page, one month and the white paper"
    datasets.normalize(live, SOURCE)
    assert {key[3] for key in figures(live) if key[2] == "M"} == {"2012-10", "2012-11", "2012-12"}


@contract(SOURCE, "September 2012, the first and no whole month, without totals", "left out, no error")
def test_the_first_month_without_totals(serve: Any, live: Settings) -> None:
    serve(Site({(2012, 9): document(2012, 9, label="接続水域航行"), (2012, 10): document(2012, 10)}))
    run(live)
    assert {key[3] for key in figures(live)} == {"2012-10"}


@contract(SOURCE, "links with whole addresses, in single quotes", "found all the same")
def test_links_of_other_forms(serve: Any, live: Settings) -> None:
    site = Site({(2025, 8): document(2025, 8)})
    site.page = "<a href='https://www.kaiho.mlit.go.jp/mission/senkaku/data_R7_08.pdf'>8</a>"
    serve(site)
    run(live)
    assert ("vessels", "contiguous_zone", "M", "2025-08") in figures(live)


@contract(SOURCE, "page without links", "refused, shows what the page is")
def test_no_links(serve: Any, live: Settings) -> None:
    site = Site({(2025, 8): document(2025, 8)})
    site.page = "<html><title>moved</title></html>"
    serve(site)
    refused(live, "expected links to data_….pdf, found an HTML page titled 'moved'")


@contract(SOURCE, "a month that is held is no longer linked", "refused, what is held stays")
def test_a_month_is_gone(serve: Any, live: Settings) -> None:
    serve(Site({(2025, 7): document(2025, 7), (2025, 8): document(2025, 8)}))
    run(live)
    serve(Site({(2025, 8): document(2025, 8)}))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "failed" and "no longer linked, such as 2025-07" in (outcome.error or "")


@contract(SOURCE, "settled months", "only the page and the running months are asked again")
def test_settled_months_are_not_asked_again(serve: Any, live: Settings) -> None:
    recent = (datetime.now(UTC) - timedelta(days=40)).date()
    months = {(2024, 5): document(2024, 5), (recent.year, recent.month): document(recent.year, recent.month)}
    serve(Site(months))
    run(live)
    again = Site(months)
    serve(again)
    assert run(live).state == "unchanged"
    assert again.requests == ["senkaku.html", name_of(recent.year, recent.month), "siryo17.csv"]


@contract(SOURCE, "file of a recent month rewritten", "a second whole release; both are kept")
def test_a_rewritten_month(serve: Any, live: Settings) -> None:
    recent = (datetime.now(UTC) - timedelta(days=40)).date()
    year, month = recent.year, recent.month
    serve(Site({(2024, 5): document(2024, 5), (year, month): document(year, month)}))
    run(live)
    serve(Site({(2024, 5): document(2024, 5), (year, month): document(year, month, {1: (4, 0), 2: (3, 1)})}))
    assert run(live).state == "new"
    releases = snapshots.releases(live.snapshots, SOURCE, "daily")
    assert sorted(len(parts) for parts in releases.values()) == [2, 2]


@given(
    st.dictionaries(
        st.integers(1, 30), st.integers(1, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), min_size=1
    )
)
@hypothesis_settings(max_examples=25, deadline=None)
def test_any_month_is_read_as_it_was_written(days: Days) -> None:
    body = document(2025, 9, days, full_width=False)
    month = normalize._month(body, "data_R7_09.pdf")
    assert month.adds_up
    assert (month.contiguous_vessels, month.territorial_vessels) == tuple(map(sum, zip(*days.values(), strict=True)))


# The white paper


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig"])
@contract(SOURCE, "cp932, title above the header, four-month periods", "whole years only")
def test_the_white_paper(serve: Any, live: Settings, encoding: str) -> None:
    serve(Site({(2025, 8): document(2025, 8)}, WHITE_PAPER.replace("～", "〜").encode(encoding, "replace")))
    run(live)
    held = figures(live, "white_paper")
    assert held["vessel_days", "territorial_sea", "A", "2021-01"] == (40, "A", date(2022, 1, 10), "estimated")
    assert held["vessels", "territorial_sea", "A", "2021-01"][0] == 110
    assert len(held) == 2
    (snapshot,) = snapshots.listing(live.snapshots, dataset="white_paper")
    assert (snapshot.vintage, snapshot.published_on) == ("wp2023", date(2023, 7, 28))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("侵入日数", "日数", "column 侵入日数 is missing"),
        ("西暦", "年", "expected a header with 西暦"),
        ("15,36", "150,36", "more days than the months have"),
        ("15,36", "15,3", "fewer vessels than days"),
        ("1〜4,15", "1〜5,15", "months that stand in two rows"),
        ("1〜4,15", "通年,15", "expected year, two months, days and vessels"),
    ],
)
def test_white_papers_that_cannot_be(tmp_path: Path, settings: Settings, old: str, new: str, expected: str) -> None:
    file = tmp_path / "wp2023_siryo17.csv"
    file.write_text(WHITE_PAPER.replace(old, new, 1), encoding="utf-8")
    with pytest.raises((BrokenContract, datasets.IngestError), match=expected):
        datasets.add_file(settings, SOURCE, "white_paper", file)
        datasets.normalize(settings, SOURCE)


def test_the_real_white_paper_agrees_with_the_coast_guard(settings: Settings, tmp_path: Path, shared: Path) -> None:
    file = tmp_path / "wp2023_siryo17.csv"
    file.write_bytes((shared / "senkaku" / "mod_wp2023_siryo17.csv").read_bytes())
    datasets.add_file(settings, SOURCE, "white_paper", file, published_on=date(2023, 7, 28))
    datasets.normalize(settings, SOURCE)
    held = figures(settings, "white_paper")
    yearly = duckdb.sql(
        f"select year, territorial_days, territorial_vessels from '{shared}/senkaku/jcg_yearly_via_ameblo.csv'"
        " where month is null and year between 2018 and 2022"
    ).fetchall()
    assert len(yearly) == 5
    for year, days, vessels in yearly:
        assert held["vessel_days", "territorial_sea", "A", f"{year}-01"][0] == days
        assert held["vessels", "territorial_sea", "A", f"{year}-01"][0] == vessels
