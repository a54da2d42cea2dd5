"""DMDC's location reports against a local server, in the layouts and with the failures of the real ones."""

import csv
import re
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from servers.dmdc import AD, Dmdc, Workbook, name_of
from werkzeug import Response

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching import http
from pipelines.ingest import datasets
from pipelines.sources.us_dmdc import fetch, normalize
from pipelines.stores import observations, snapshots

SOURCE = "us_dmdc"
DEC_2024 = name_of(2024, 12)
contract = pytest.mark.contract


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer) -> Settings:
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/dwp")})


@pytest.fixture
def site(httpserver: HTTPServer) -> Dmdc:
    site = Dmdc({DEC_2024: (Workbook().body(), "2025-06-30T14:03:11")})
    httpserver.expect_request(re.compile(r"/dwp/.*")).respond_with_handler(lambda request: site.handle(request))
    return site


def run(live: Settings) -> datasets.Outcome:
    outcome = datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    return outcome


def serve(site: Dmdc, year: int, month: int, workbook: Workbook, old: str = "") -> None:
    site.files = {name_of(year, month, old): (workbook.body(), f"{year + 1}-02-20")}


def figures(live: Settings) -> dict[tuple[str, str], tuple[float | None, str]]:
    """(host, breakdown) -> value and status, of the only vintage."""
    files = [str(path) for path in observations.files(live, SOURCE)]
    found = duckdb.read_parquet(files).project("counterpart_area, breakdown, obs_value, obs_status").fetchall()
    assert len({row[:2] for row in found}) == len(found)
    return {(row[0], row[1]): (row[2], row[3]) for row in found}


def refused(live: Settings, expected: str) -> None:
    """The fetch fails, and nothing is stored."""
    outcome = datasets.refresh(live, SOURCE)
    assert (outcome.state, expected in (outcome.error or "")) == ("failed", True), outcome.error
    assert snapshots.listing(live.snapshots) == []


def unreadable(live: Settings, expected: str) -> None:
    """The bytes are kept, and no observation is made of them."""
    assert datasets.refresh(live, SOURCE).state == "new"
    with pytest.raises(datasets.IngestError, match=expected):
        datasets.normalize(live, SOURCE)
    assert observations.files(live, SOURCE) == []


@contract(SOURCE, "quarter with 24 columns", "every service and component by host")
def test_a_quarter_as_they_are_now(site: Dmdc, live: Settings) -> None:
    outcome = run(live)
    assert (outcome.state, outcome.new, outcome.requests) == ("new", 1, 2)
    held = figures(live)
    assert held["KOR", "active_duty"] == (23425, "A")
    assert held["KOR", "active_duty.army"] == (14100, "A")
    assert held["KOR", "active_duty.air_and_space_force"] == (8705, "A")
    assert held["KOR", "reserve"] == held["KOR", "reserve.army"] == (2342, "A")
    assert held["KOR", "civilian"] == (1171, "A")
    assert held["CYP", "active_duty.coast_guard"] == (0, "A")
    assert held["W00", "active_duty"] == (
        sum(v for (h, b), (v, _) in held.items() if b == "active_duty" and v and h != "W00"),
        "A",
    )


@contract(SOURCE, "file in the list with its day of upload", "vintage 2024-12, published as uploaded")
def test_a_quarter_is_dated_by_its_upload(site: Dmdc, live: Settings) -> None:
    run(live)
    [held] = snapshots.listing(live.snapshots)
    assert (held.vintage, held.published_on, held.published_basis) == ("2024-12", date(2025, 6, 30), "stated")
    [row] = duckdb.read_parquet([str(p) for p in observations.files(live, SOURCE)]).project(
        "time_period, freq, ref_area, indicator").distinct().fetchall()  # fmt: skip
    assert row == (date(2024, 10, 1), "Q", "USA", "troops")


@pytest.mark.parametrize(("uploaded", "expected"), [
    ("2025-02-20", (date(2025, 2, 20), "stated")),
    ("02/20/2025", (date(2025, 2, 20), "stated")),
    ("1740009600000", (date(2025, 2, 20), "stated")),
    ("2026-08-01", (date(2025, 3, 1), "estimated")),
    ("2024-12-01", (date(2025, 3, 1), "estimated")),
    ("yesterday", (date(2025, 3, 1), "estimated")),
    ("", (date(2025, 3, 1), "estimated")),
])  # fmt: skip
def test_the_day_of_upload_counts_where_it_can_be_the_day_of_publication(uploaded: str, expected: Any) -> None:
    assert fetch._published(fetch.File(DEC_2024, date(2024, 12, 31), uploaded)) == expected


@contract(SOURCE, "many quarters uploaded on one day (2018-04-10)", "dated by the usual lag, estimated")
def test_a_mass_upload_dates_no_quarter(site: Dmdc, live: Settings) -> None:
    quarters = [(2016, 12, "December 31"), (2017, 3, "March 31"), (2017, 6, "June 30"), (2017, 9, "September 30")]
    site.files = {
        name_of(year, month): (Workbook(f"{day}, {year}").body(), "2018-04-10T09:00:00") for year, month, day in quarters
    } | {name_of(2018, 3): (Workbook("March 31, 2018").body(), "2018-05-29")}  # fmt: skip
    datasets.refresh(live, SOURCE)
    held = {s.vintage: (s.published_on, s.published_basis) for s in snapshots.listing(live.snapshots)}
    assert held["2017-09"] == (date(2017, 11, 29), "estimated")
    assert held["2016-12"] == (date(2017, 3, 1), "estimated")
    assert held["2018-03"] == (date(2018, 5, 29), "stated")


@contract(SOURCE, "23 columns before September 2023", "no Space Force, Air Force compared with it")
def test_a_quarter_before_the_space_force_had_a_column(site: Dmdc, live: Settings) -> None:
    active = [name for name in AD if name != "SPACE FORCE"]
    hosts = {"KOREA, SOUTH": [14100, 330, 280, 8700, 10]}
    serve(site, 2019, 3, Workbook("March 31, 2019", active=active, hosts=hosts, lines_above=5))
    run(live)
    held = figures(live)
    assert held["KOR", "active_duty.air_force"] == held["KOR", "active_duty.air_and_space_force"] == (8700, "A")
    assert ("KOR", "active_duty.space_force") not in held


@contract(SOURCE, "AIR FORCE/SPACE FORCE in one column", "both together, neither alone")
def test_a_quarter_with_both_in_one_column(site: Dmdc, live: Settings) -> None:
    active = ["ARMY***", "NAVY", "MARINE CORPS", "AIR FORCE / SPACE FORCE", "COAST GUARD", "TOTAL"]
    hosts = {"KOREA, SOUTH": [14100, 330, 280, 8700, 10]}
    serve(site, 2021, 12, Workbook("December 31, 2021", active=active, hosts=hosts))
    run(live)
    held = figures(live)
    assert held["KOR", "active_duty.air_and_space_force"] == (8700, "A")
    assert ("KOR", "active_duty.air_force") not in held


@contract(SOURCE, "Army N/A, as December 2022 to June 2023", "Army and totals not reported, other services kept")
def test_quarters_without_the_army(site: Dmdc, live: Settings) -> None:
    active = ["ARMY***", "NAVY", "MARINE CORPS", "AIR FORCE/SPACE FORCE", "COAST GUARD", "TOTAL"]
    hosts: dict[str, list[Any]] = {
        "KOREA, SOUTH": ["N/A", 330, 280, 8700, 10],
        "JAPAN": ["N/A", 20100, 18900, 12500, 30],
    }
    serve(site, 2022, 12, Workbook("December 31, 2022", active=active, hosts=hosts))
    run(live)
    held = figures(live)
    assert held["KOR", "active_duty"] == held["KOR", "active_duty.army"] == (None, "L")
    assert held["KOR", "active_duty.navy"] == (330, "A")
    assert held["W00", "active_duty"] == (None, "L")


@contract(SOURCE, "starred blank rows (Afghanistan, Iraq, Syria)", "withheld (Q), never zero")
def test_starred_rows_are_withheld(site: Dmdc, live: Settings) -> None:
    workbook = Workbook("September 30, 2020")
    workbook.hosts |= {"AFGHANISTAN *": [None] * 6, "IRAQ*": ["*"] * 6}
    serve(site, 2020, 9, workbook)
    run(live)
    held = figures(live)
    assert held["AFG", "active_duty"] == held["AFG", "active_duty.army"] == (None, "Q")
    assert held["IRQ", "active_duty"] == (None, "Q")


@contract(SOURCE, "zero printed for a withheld row (September 2021)", "withheld (Q), never zero")
def test_a_printed_zero_of_a_withheld_row_is_no_figure(site: Dmdc, live: Settings) -> None:
    workbook = Workbook("September 30, 2021", overseas_difference=189)
    workbook.hosts["SYRIA"] = [0] * 6
    serve(site, 2021, 9, workbook)
    run(live)
    held = figures(live)
    assert held["SYR", "active_duty"] == (None, "Q")
    assert held["CYP", "active_duty.space_force"] == (0, "A"), "elsewhere zero is zero"


@contract(SOURCE, "row that is no longer there", "absent, not zero")
def test_a_row_that_is_gone_is_absent(site: Dmdc, live: Settings) -> None:
    run(live)
    assert not any(host == "AFG" for host, _ in figures(live))


@contract(SOURCE, "numbers as text with commas", "read as numbers")
def test_numbers_may_be_text(site: Dmdc, live: Settings) -> None:
    def commas(rows: list[list[Any]]) -> None:
        for row in rows[6:]:
            row[2:] = [f"{cell:,}" if isinstance(cell, int) else cell for cell in row[2:]]

    serve(site, 2024, 12, Workbook(change=commas))
    run(live)
    assert figures(live)["JPN", "active_duty.navy"] == (20100, "A")


@contract(SOURCE, "header in another row", "found by its text")
@pytest.mark.parametrize("lines", [4, 5, 7])
def test_the_header_is_found_by_its_text(site: Dmdc, live: Settings, lines: int) -> None:
    serve(
        site,
        2024,
        12,
        Workbook(lines_above=lines, groups=("ACTIVE DUTY*", "SELECTED RESERVE", "CIVILIAN", "GRAND TOTAL")),
    )
    run(live)
    assert figures(live)["JPN", "active_duty"] == (54092, "A")


@contract(SOURCE, "OVERSEAS in a footnote only", "overseas rows found by position")
def test_overseas_is_where_the_totals_are(site: Dmdc, live: Settings) -> None:
    serve(site, 2017, 12, Workbook("December 31, 2017", overseas_marker="", overseas_difference=-612))
    run(live)
    assert figures(live)["KOR", "active_duty"] == (23425, "A")


@contract(SOURCE, "states named like countries", "only rows under OVERSEAS are hosts")
def test_states_are_no_hosts(site: Dmdc, live: Settings) -> None:
    def georgia(rows: list[list[Any]]) -> None:
        place = next(n for n, row in enumerate(rows) if row[0] == "UNITED STATES TOTAL")
        rows.insert(place, [None, "GEORGIA", *[1] * (len(rows[place]) - 2)])

    serve(site, 2024, 12, Workbook(change=georgia))
    run(live)
    assert not any(host == "GEO" for host, _ in figures(live))


@contract(SOURCE, "two labels of one place", "added up")
def test_labels_of_one_place_are_added_up(site: Dmdc, live: Settings) -> None:
    workbook = Workbook()
    workbook.hosts["AKROTIRI"] = [1, 0, 0, 4, 0, 0]
    serve(site, 2024, 12, workbook)
    run(live)
    assert figures(live)["CYP", "active_duty"] == (17, "A")


@contract(SOURCE, "people at an unknown location", "counterpart _X, no country")
def test_unknown_locations_are_no_country(site: Dmdc, live: Settings) -> None:
    workbook = Workbook()
    workbook.hosts["ZZ-UNKNOWN"] = [6000, 0, 0, 0, 0, 0]
    serve(site, 2024, 12, workbook)
    run(live)
    assert figures(live)["_X", "active_duty"] == (6000, "A")


@contract(SOURCE, "label that no map knows, with many people", "normalization fails, the label is named")
def test_an_unknown_label_with_many_people_is_an_error(site: Dmdc, live: Settings) -> None:
    workbook = Workbook()
    workbook.hosts["KOREA, SOUT"] = [1000, 0, 0, 0, 0, 0]
    serve(site, 2024, 12, workbook)
    unreadable(live, "unmapped code 'KOREA, SOUT', with .* nearest known: KOREA, SOUTH")


@contract(SOURCE, "labels that no map knows, with a few people", "unallocated with their labels; the total adds up")
def test_unknown_labels_with_few_people_are_unallocated(site: Dmdc, live: Settings) -> None:
    workbook = Workbook()
    workbook.hosts |= {"ATLANTIS": [2, 0, 0, 0, 0, 0], "MU": [1, 0, 0, 0, 0, 0], "UNKNOWN": [40, 0, 0, 0, 0, 0]}
    serve(site, 2024, 12, workbook)
    run(live)
    held = figures(live)
    assert held["_X", "active_duty"] == (43, "A")
    hosts = sum(value or 0 for (host, what), (value, _) in held.items() if what == "active_duty" and host != "W00")
    assert hosts == held["W00", "active_duty"][0]
    found = duckdb.read_parquet([str(path) for path in observations.files(live, SOURCE)])
    series = found.filter("counterpart_area = '_X' and breakdown = 'active_duty'").project("series").fetchall()
    assert series == [("ATLANTIS [unmapped: ATLANTIS] + MU [unmapped: MU] + UNKNOWN",)]


@contract(SOURCE, "label that no map knows, without people", "ignored")
def test_an_unknown_label_without_people_is_no_error(site: Dmdc, live: Settings) -> None:
    workbook = Workbook()
    workbook.hosts["ATLANTIS"] = [0] * 6
    serve(site, 2024, 12, workbook)
    run(live)
    assert figures(live)


@contract(SOURCE, "row printed twice with the same figures, listed (September 2013)", "counted once")
def test_a_listed_duplicate_counts_once(site: Dmdc, live: Settings) -> None:
    active = [name for name in AD if name != "SPACE FORCE"]
    hosts = {"JAPAN": [2550, 20100, 18900, 12500, 30], "ZIMBABWE": [1, 0, 7, 0, 0]}
    workbook = Workbook("September 30, 2013", active=active, hosts=hosts, repeat=("ZIMBABWE",), overseas_difference=-8)
    serve(site, 2013, 9, workbook)
    run(live)
    assert figures(live)["ZWE", "active_duty"] == (8, "A")


@contract(SOURCE, "row printed twice, not listed", "normalization fails, the row is named")
def test_an_unlisted_duplicate_is_an_error(site: Dmdc, live: Settings) -> None:
    serve(site, 2024, 12, Workbook(repeat=("ZIMBABWE",)))
    unreadable(live, "locations that stand twice.*ZIMBABWE")


@contract(SOURCE, "rows off their printed total by the known gap", "accepted by exceptions.csv")
def test_known_gaps_are_accepted(site: Dmdc, live: Settings) -> None:
    serve(site, 2024, 9, Workbook("September 30, 2024", overseas_difference=11))
    run(live)
    assert figures(live)["W00", "active_duty"] == (sum(sum(v) for v in Workbook().hosts.values()) + 11, "A")


@contract(SOURCE, "rows off their printed total by another number", "normalization fails, both sums are shown")
def test_other_gaps_are_errors(site: Dmdc, live: Settings) -> None:
    serve(site, 2024, 9, Workbook("September 30, 2024", overseas_difference=12))
    unreadable(live, "does not add up to the printed total")


@contract(SOURCE, "grand total stale, as in March 2017", "accepted by exceptions.csv, an error elsewhere")
def test_a_stale_grand_total(site: Dmdc, live: Settings) -> None:
    serve(site, 2017, 3, Workbook("March 31, 2017", grand_difference=-3062))
    run(live)
    assert figures(live)
    other = Workbook("March 31, 2018", grand_difference=-3062)
    site.files[name_of(2018, 3)] = (other.body(), "2018-05-20")
    datasets.refresh(live, SOURCE)
    with pytest.raises(datasets.IngestError, match="grand total"):
        datasets.normalize(live, SOURCE)
    assert figures(live), "the other quarter stands"


@contract(
    SOURCE, "total of a row differs from its branches", "accepted from December 2021 to June 2022, an error elsewhere"
)
def test_totals_of_rows(site: Dmdc, live: Settings) -> None:
    def wrong(rows: list[list[Any]]) -> None:
        germany = next(row for row in rows if row[1:2] == ["GERMANY"])
        germany[2] += 116

    serve(site, 2022, 6, Workbook("June 30, 2022", change=wrong))
    run(live)
    assert figures(live)["DEU", "active_duty"] == (35810, "A")
    serve(site, 2024, 12, Workbook(change=wrong))
    datasets.refresh(live, SOURCE)
    with pytest.raises(datasets.IngestError, match="GERMANY active_duty"):
        datasets.normalize(live, SOURCE)


@contract(SOURCE, "columns that slipped", "normalization fails")
def test_a_slipped_column_is_noticed(site: Dmdc, live: Settings) -> None:
    def slip(rows: list[list[Any]]) -> None:
        for row in rows[7:]:
            if row[1:2] in (["JAPAN"], ["GERMANY"]):
                row[9:17] = [99] * 7 + [693]

    serve(site, 2024, 12, Workbook(change=slip))
    unreadable(live, "more than 5 % off")


@contract(SOURCE, "text where a number belongs", "normalization fails, the cell is shown")
def test_text_in_a_cell_is_an_error(site: Dmdc, live: Settings) -> None:
    def text(rows: list[list[Any]]) -> None:
        next(row for row in rows if row[1:2] == ["JAPAN"])[3] = "see note"

    serve(site, 2024, 12, Workbook(change=text))
    unreadable(live, "expected a number.*JAPAN active_duty NAVY see note")


@contract(SOURCE, "renamed column", "refused, the column is named")
def test_a_renamed_branch_is_an_error(site: Dmdc, live: Settings) -> None:
    serve(site, 2024, 12, Workbook(active=["LAND FORCE", *AD[1:]]))
    refused(live, "unknown branch 'LAND FORCE' under active_duty")


@contract(SOURCE, "figures of another quarter under the file's name", "refused")
def test_another_quarter_is_refused(site: Dmdc, live: Settings) -> None:
    serve(site, 2025, 3, Workbook())
    refused(live, "expected figures as of 2025-03-31, found as of 2024-12-31")


@contract(SOURCE, "no line that says as of when", "refused")
def test_a_report_without_a_date_is_refused(site: Dmdc, live: Settings) -> None:
    def undated(rows: list[list[Any]]) -> None:
        rows[2] = ["Prepared on February 16, 2025"]

    serve(site, 2024, 12, Workbook(change=undated))
    refused(live, "expected a line 'As of")


@contract(SOURCE, "figures as of a day that ends no quarter", "refused, the line is shown")
@pytest.mark.parametrize("as_of", ["November 30, 2024", "Decembre 31, 2024", "December 13, 2024"])
def test_a_report_is_of_a_quarters_end(site: Dmdc, live: Settings, as_of: str) -> None:
    serve(site, 2024, 12, Workbook(as_of))
    refused(live, f"found 'As of {as_of}'")


@contract(SOURCE, "totals missing in column A", "refused, they are named")
def test_a_report_without_totals_is_refused(site: Dmdc, live: Settings) -> None:
    def headless(rows: list[list[Any]]) -> None:
        next(row for row in rows if row[0] == "OVERSEAS TOTAL")[0] = "OVERSEAS SUM"

    serve(site, 2024, 12, Workbook(change=headless))
    refused(live, "expected rows OVERSEAS TOTAL in column A")


@pytest.mark.parametrize(("body", "expected"), [
    pytest.param(b"<!doctype html><title>Access Denied</title>", "an HTML page titled 'Access Denied'",
                 marks=contract(SOURCE, "HTML page with status 200 as workbook", "refused, nothing stored")),
    pytest.param(Workbook().body()[:3000], "expected a whole xlsx workbook",
                 marks=contract(SOURCE, "workbook cut off, without a length", "refused, nothing stored")),
    pytest.param(b"", "an empty body", marks=contract(SOURCE, "empty body", "refused, nothing stored")),
])  # fmt: skip
def test_what_is_no_workbook_is_refused(site: Dmdc, live: Settings, body: bytes, expected: str) -> None:
    site.files = {DEC_2024: (body, "2025-06-30")}
    refused(live, expected)


@contract(SOURCE, "list of files as HTML shell", "refused")
def test_a_shell_is_no_list(site: Dmdc, live: Settings) -> None:
    site.change = lambda request: Response("<html><title>DWP</title><div id=root></div></html>")
    refused(live, "expected JSON, found an HTML page titled 'DWP'")


@contract(SOURCE, "list without files of the group", "refused")
def test_a_list_without_files_is_an_error(site: Dmdc, live: Settings) -> None:
    site.group = "somethingElse"
    refused(live, "expected files of the group milRegionCountry")


@contract(SOURCE, "two files for one quarter", "refused, both are named")
def test_two_files_of_one_quarter_are_an_error(site: Dmdc, live: Settings) -> None:
    site.files[name_of(2024, 12, "_old")] = site.files[DEC_2024]
    refused(live, "expected one file per quarter")


@contract(SOURCE, "file with a name of another pattern", "the others are stored, the name is reported")
def test_an_odd_name_is_reported(site: Dmdc, live: Settings) -> None:
    site.files["DMDC_Location_2025Q1.xlsx"] = site.files[DEC_2024]
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "failed" and "DMDC_Location_2025Q1.xlsx" in (outcome.error or "")
    assert [s.vintage for s in snapshots.listing(live.snapshots)] == ["2024-12"]


@contract(SOURCE, "one quarter in a layout of its own", "refused, all other quarters are stored")
def test_one_odd_quarter_does_not_keep_the_others_out(site: Dmdc, live: Settings) -> None:
    odd = Workbook("March 31, 2025", active=["LAND FORCE", *AD[1:]])
    site.files[name_of(2025, 3)] = (odd.body(), "2025-07-02")
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "failed" and "unknown branch 'LAND FORCE'" in (outcome.error or "")
    assert [s.vintage for s in snapshots.listing(live.snapshots)] == ["2024-12"]


@contract(SOURCE, "nothing new in the list", "one request, nothing downloaded")
def test_only_what_is_new_is_downloaded(site: Dmdc, live: Settings) -> None:
    run(live)
    outcome = run(live)
    assert (outcome.state, outcome.new, outcome.unchanged, outcome.requests) == ("unchanged", 0, 1, 1)
    site.files[name_of(2025, 3)] = (Workbook("March 31, 2025").body(), "2025-07-02")
    outcome = run(live)
    assert (outcome.state, outcome.new, outcome.requests) == ("new", 1, 2)


@contract(SOURCE, "file replaced under its name", "a vintage of its own, the first one kept")
def test_a_replaced_file_is_another_vintage(site: Dmdc, live: Settings) -> None:
    run(live)
    workbook = Workbook()
    workbook.hosts["JAPAN"][0] += 100
    site.files = {DEC_2024: (workbook.body(), "2025-08-01")}
    assert run(live).new == 1
    vintages = [s.vintage for s in snapshots.listing(live.snapshots)]
    assert vintages[0] == "2024-12" and vintages[1].startswith("2024-12-")


@contract(SOURCE, "file withdrawn from the list", "what is stored stays")
def test_a_withdrawn_file_stays_stored(site: Dmdc, live: Settings) -> None:
    run(live)
    site.files = {name_of(2025, 3): (Workbook("March 31, 2025").body(), "2025-07-02")}
    run(live)
    assert {s.vintage for s in snapshots.listing(live.snapshots)} == {"2024-12", "2025-03"}


@contract(SOURCE, "the third file fails for good", "the first two are stored and read, the source is stale")
def test_what_came_before_an_outage_is_kept(site: Dmdc, live: Settings) -> None:
    site.files = {
        name_of(2025, month): (Workbook(f"{name} {day}, 2025").body(), f"2025-{month + 1:02}-20")
        for month, name, day in ((3, "March", 31), (6, "June", 30), (9, "September", 30))
    }
    site.change = lambda request: Response("down", 503) if request.args.get("fileName") == name_of(2025, 3) else None
    outcome = run(live)
    assert (outcome.state, outcome.new) == ("stale", 2)
    assert len(observations.files(live, SOURCE)) == 2


def test_since_leaves_out_earlier_uploads(site: Dmdc, live: Settings) -> None:
    site.files[name_of(2018, 3)] = (Workbook("March 31, 2018").body(), "2018-05-20")
    outcome = datasets.refresh(live, SOURCE, since=date(2024, 1, 1))
    assert outcome.new == 1


@contract(SOURCE, "workbook added by a person", "accepted, its publication estimated unless given")
def test_a_workbook_can_be_added_by_hand(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    file.write_bytes(Workbook().body())
    held = datasets.add_file(settings, SOURCE, "location_report", file)
    assert (held.vintage, held.published_on, held.published_basis) == ("2024-12", date(2025, 3, 1), "estimated")
    with pytest.raises(http.BrokenContract):
        file.write_bytes(b"no workbook")
        datasets.add_file(settings, SOURCE, "location_report", file)


@contract(SOURCE, "dry run", "what would be asked and why, without asking")
def test_a_plan_asks_nothing(site: Dmdc, live: Settings) -> None:
    [planned] = datasets.plan(live, [SOURCE])
    assert "pageId=27" in planned.url and "nothing is held" in planned.why
    assert site.requests == []


def test_the_real_report_of_september_2010(shared: Path, settings: Settings) -> None:
    """The older layout, with two marines in the Soviet Union."""
    datasets.add_file(settings, SOURCE, "location_report", shared / "recorded" / "DOD-by-loc.xlsx")
    datasets.normalize(settings, SOURCE)
    held = figures(settings)
    assert held["KOR", "active_duty"] == (27_869, "A")
    assert held["DEU", "active_duty"] == (43_912, "A")
    hosts = sum(value or 0 for (host, what), (value, _) in held.items() if what == "active_duty" and host != "W00")
    assert hosts == held["W00", "active_duty"][0]


@pytest.mark.parametrize(("year", "month", "figures_held"), [
    (2021, 12, {"AFG": (6, "A"), "IRQ": (158, "A"), "SYR": (1, "A")}),
    (2021, 9, {"AFG": (None, "Q"), "IRQ": (None, "Q"), "SYR": (None, "Q")}),
])  # fmt: skip
@contract(SOURCE, "Afghanistan, Iraq and Syria in December 2021", "printed figures count; until September withheld")
def test_when_counts_were_withheld(site: Dmdc, live: Settings, year: int, month: int, figures_held: Any) -> None:
    active = [name for name in AD if name != "SPACE FORCE"]
    withheld = month == 9
    hosts: dict[str, list[Any]] = {"KOREA, SOUTH": [14100, 330, 280, 8700, 10]}
    for label, people in (("AFGHANISTAN", [3, 0, 3, 0, 0]), ("IRAQ", [5, 2, 151, 0, 0]), ("SYRIA", [1, 0, 0, 0, 0])):
        hosts[label] = [0] * 5 if withheld else people
    as_of = f"{'September 30' if withheld else 'December 31'}, {year}"
    serve(site, year, month, Workbook(as_of, active=active, hosts=hosts,
                                      overseas_difference=189 if withheld else 0))  # fmt: skip
    run(live)
    held = figures(live)
    assert {host: held[host, "active_duty"] for host in figures_held} == figures_held
    assert held["IRQ", "active_duty.navy"] == ((None, "Q") if withheld else (2, "A"))
    assert held["SYR", "active_duty.navy"] == ((None, "Q") if withheld else (0, "A"))


def test_the_real_workbook_gives_the_known_figures(shared: Path, settings: Settings) -> None:
    held = datasets.add_file(
        settings, SOURCE, "location_report", shared / "dmdc" / "DMDC_Website_Location_Report_2512.xlsx"
    )
    assert held.vintage == "2025-12"
    datasets.normalize(settings, SOURCE)
    found = figures(settings)
    active = {
        "JPN": 54288,
        "KOR": 23495,
        "DEU": 36436,
        "GBR": 10156,
        "ITA": 12662,
        "TWN": 44,
        "CHN": 58,
        "HKG": 15,
        "PHL": 49,
    }
    assert {host: found[host, "active_duty"][0] for host in active} == active
    assert found["BEL", "active_duty.army"] == (606, "A") and found["BEL", "civilian.fourth_estate"] == (351, "A")
    assert found["W00", "reserve.army"] == (330784 + 171084 - 319381 - 163680, "A")
    assert {status for _, status in found.values()} == {"A"}


def test_rows_that_do_not_add_up_are_listed_for_every_quarter(shared: Path) -> None:
    """Branches against the total of the row, in all quarters that a compilation of the workbooks has."""
    names = ("Army", "Navy", "Marine Corps", "Air Force", "Coast Guard", "Space Force")
    branches = " + ".join(f'coalesce("{name} Active Duty"::double, 0)' for name in names)
    off = duckdb.execute(
        f"""
        select distinct last_day(strptime(month || ' 1, ' || year, '%B %d, %Y')::date)
        from read_csv($file, all_varchar = true, nullstr = 'NA')
        where year::int >= 2008 and iso3c <> 'USA' and {branches} <> "Total Active Duty"::double
        """,
        {"file": str(shared / "dmdc" / "dmdc_reports_compiled_1950_2025.csv.gz")},
    ).fetchall()
    with (normalize.FOLDER / "exceptions.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["quarter_end"] for row in csv.DictReader(file) if row["rule"] == "row_total"}
    assert {str(day) for (day,) in off} == listed == {"2021-12-31", "2022-03-31", "2022-06-30"}


def test_the_real_workbook_agrees_with_the_compilation(shared: Path, settings: Settings) -> None:
    datasets.add_file(settings, SOURCE, "location_report", shared / "dmdc" / "DMDC_Website_Location_Report_2512.xlsx")
    datasets.normalize(settings, SOURCE)
    reports = shared / "dmdc" / "dmdc_reports_compiled_1950_2025.csv.gz"
    compiled = duckdb.sql(
        'select Location, "Total Active Duty", "Army Civilian"'
        f" from read_csv('{reports}', nullstr='NA', all_varchar=true)"
        " where year = '2025' and month = 'December'"
    ).fetchall()
    found = figures(settings)
    expected: dict[tuple[str, str], float] = {}
    for label, total, civilians in compiled:
        host = economies.to_iso3(SOURCE, label)
        if host and host != "USA":
            for key, value in (((host, "active_duty"), total), ((host, "civilian.army"), civilians)):
                expected[key] = expected.get(key, 0) + float(value or 0)
    assert len(expected) > 300
    assert {key: found[key][0] for key in expected if key[0] != "_X"} == {
        k: v for k, v in expected.items() if k[0] != "_X"
    }


LABELS = [row["source_code"] for row in economies.rows(SOURCE) if row["iso3"] and row["iso3"] != "USA"]
people = st.lists(st.integers(0, 100_000), min_size=6, max_size=6)


@hypothesis_settings(max_examples=12, deadline=None)
@given(st.dictionaries(st.sampled_from([label for label in LABELS if label.isupper()]), people, min_size=1, max_size=8))
def test_whatever_is_printed_is_what_is_read(hosts: dict[str, list[Any]]) -> None:
    with TemporaryDirectory() as folder:
        settings = Settings(warehouse_dir=Path(folder))
        file = Path(folder) / "report.xlsx"
        file.write_bytes(Workbook("March 31, 2025", hosts=hosts).body())
        datasets.add_file(settings, SOURCE, "location_report", file)
        datasets.normalize(settings, SOURCE)
        found = figures(settings)
    expected: dict[str, int] = {}
    for label, active in hosts.items():
        host = economies.to_iso3(SOURCE, label) or ""
        expected[host] = expected.get(host, 0) + sum(active)
    assert {host: value for (host, b), (value, _) in found.items() if b == "active_duty" and host != "W00"} == expected
    assert found["W00", "active_duty"] == (sum(expected.values()), "A")


@contract(SOURCE, "a total of people of unknown place that is off", "the hosts are read all the same")
def test_what_is_of_no_place_refuses_no_host(shared: Path, settings: Settings) -> None:
    body = (shared / "recorded" / "december" / "DMDC_Website_Location_Report_1709.xlsx").read_bytes()
    added = snapshots.add(
        settings.snapshots, body, snapshots.Received("https://example.org/x", datetime(2017, 11, 20, tzinfo=UTC)),
        source=SOURCE, dataset="location_report", ext="xlsx", edition="2017-09", published_on=date(2017, 11, 20),
    )  # fmt: skip
    rows = normalize.normalize([added]).to_pylist()
    hosts = {row["counterpart_area"] for row in rows}
    assert len(hosts) > 150 and {"JPN", "DEU", "KOR"} <= hosts
