"""DMDC's location reports against a local server, in the layouts and with the failures of the real ones."""

import calendar
import csv
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from publisher import Publisher, cases
from servers.dmdc import AD, HOSTS, Dmdc, Workbook, name_of
from werkzeug import Response

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.ingest import datasets
from pipelines.sources.us_dmdc import fetch, normalize

SOURCE = "us_dmdc"
DEC_2024 = name_of(2024, 12)
NO_SPACE_FORCE = [name for name in AD if name != "SPACE FORCE"]
TOGETHER = ["ARMY***", "NAVY", "MARINE CORPS", "AIR FORCE / SPACE FORCE", "COAST GUARD", "TOTAL"]
KOREA: dict[str, list[Any]] = {"KOREA, SOUTH": [14100, 330, 280, 8700, 10]}


def workbook(year: int, month: int, **form: Any) -> bytes:
    """The report of that quarter; `more` are hosts beside the usual ones."""
    more = form.pop("more", {})
    as_of = f"{calendar.month_name[month]} {calendar.monthrange(year, month)[1]}, {year}"
    return Workbook(**{"as_of": as_of, "hosts": {k: list(v) for k, v in HOSTS.items()} | more} | form).body()


def site(year: int = 2024, month: int = 12, uploaded: str = "", **form: Any) -> Dmdc:
    return Dmdc({name_of(year, month): (workbook(year, month, **form), uploaded or f"{year + 1}-02-20")})


def cell(label: str, place: int, value: Any, column: int = 1) -> Any:
    """A change of one cell in the row of that label."""

    def change(rows: list[list[Any]]) -> None:
        row = next(row for row in rows if row[column : column + 1] == [label])
        row[place] = value(row[place]) if callable(value) else value

    return change


def commas(rows: list[list[Any]]) -> None:
    for row in rows[6:]:
        row[2:] = [f"{cell:,}" if isinstance(cell, int) else cell for cell in row[2:]]


def georgia(rows: list[list[Any]]) -> None:
    place = next(n for n, row in enumerate(rows) if row[0] == "UNITED STATES TOTAL")
    rows.insert(place, [None, "GEORGIA", *[1] * (len(rows[place]) - 2)])


def slipped(rows: list[list[Any]]) -> None:
    for row in rows[7:]:
        if row[1:2] in (["JAPAN"], ["GERMANY"]):
            row[9:17] = [99] * 7 + [693]


def undated(rows: list[list[Any]]) -> None:
    rows[2] = ["Prepared on February 16, 2025"]


@cases("quarter, form, expected", {
    "24 columns: every service and component by host": ((2024, 12), {}, {
        "KOR active_duty": (23425, "A"), "KOR active_duty.army": 14100, "KOR active_duty.air_and_space_force": 8705,
        "KOR reserve": 2342, "KOR reserve.army": 2342, "KOR civilian": 1171, "CYP active_duty.coast_guard": (0, "A"),
        "W00 active_duty": sum(sum(host) for host in HOSTS.values()), "AFG active_duty": "absent"}),
    "23 columns before the Space Force": ((2019, 3), {"active": NO_SPACE_FORCE, "hosts": KOREA, "lines_above": 5}, {
        "KOR active_duty.air_force": 8700, "KOR active_duty.air_and_space_force": 8700,
        "KOR active_duty.space_force": "absent"}),
    "both air services in one column": ((2021, 12), {"active": TOGETHER, "hosts": KOREA}, {
        "KOR active_duty.air_and_space_force": 8700, "KOR active_duty.air_force": "absent"}),
    "Army N/A: it and the totals are not reported": ((2022, 12), {"active": TOGETHER, "hosts": {
        "KOREA, SOUTH": ["N/A", 330, 280, 8700, 10], "JAPAN": ["N/A", 20100, 18900, 12500, 30]}}, {
        "KOR active_duty": (None, "L"), "KOR active_duty.army": (None, "L"), "KOR active_duty.navy": (330, "A"),
        "W00 active_duty": (None, "L")}),
    "starred blank rows are withheld": ((2020, 9), {"more": {"AFGHANISTAN *": [None] * 6, "IRAQ*": ["*"] * 6}}, {
        "AFG active_duty": (None, "Q"), "AFG active_duty.army": (None, "Q"), "IRQ active_duty": (None, "Q")}),
    "zero printed for a row that is withheld": ((2021, 9), {"more": {"SYRIA": [0] * 6}, "overseas_difference": 189}, {
        "SYR active_duty": (None, "Q"), "SYR active_duty.navy": (None, "Q"), "CYP active_duty.space_force": (0, "A")}),
    "figures printed again from December 2021 on": ((2021, 12), {"active": NO_SPACE_FORCE, "hosts": KOREA | {
        "AFGHANISTAN": [3, 0, 3, 0, 0], "SYRIA": [1, 0, 0, 0, 0]}}, {
        "AFG active_duty": (6, "A"), "SYR active_duty": (1, "A"), "SYR active_duty.navy": (0, "A")}),
    "numbers as text with commas": ((2024, 12), {"change": commas}, {"JPN active_duty.navy": 20100}),
    "header in another row, groups with stars": ((2024, 12), {"lines_above": 7, "groups": (
        "ACTIVE DUTY*", "SELECTED RESERVE", "CIVILIAN", "GRAND TOTAL")}, {"JPN active_duty": 54092}),
    "OVERSEAS in a footnote only": ((2017, 12), {"overseas_marker": "", "overseas_difference": -612}, {
        "KOR active_duty": 23425}),
    "a state named like a country": ((2024, 12), {"change": georgia}, {"GEO active_duty": "absent"}),
    "two labels of one place": ((2024, 12), {"more": {"AKROTIRI": [1, 0, 0, 4, 0, 0]}}, {"CYP active_duty": 17}),
    "unknown labels with few people": ((2024, 12), {"more": {"ATLANTIS": [2, 0, 0, 0, 0, 0], "MU": [1, 0, 0, 0, 0, 0],
        "UNKNOWN": [40, 0, 0, 0, 0, 0], "LEMURIA": [0] * 6}}, {"_X active_duty": {
            "obs_value": 43, "series": "ATLANTIS [unmapped: ATLANTIS] + MU [unmapped: MU] + UNKNOWN"},
        "W00 active_duty": 43 + sum(sum(host) for host in HOSTS.values())}),
    "a row printed twice, listed": ((2013, 9), {"active": NO_SPACE_FORCE, "overseas_difference": -8, "hosts": {
        "JAPAN": [2550, 20100, 18900, 12500, 30], "ZIMBABWE": [1, 0, 7, 0, 0]}, "repeat": ("ZIMBABWE",)}, {
        "ZWE active_duty": 8}),
    "rows off their total by the known gap": ((2024, 9), {"overseas_difference": 11}, {
        "W00 active_duty": 11 + sum(sum(host) for host in HOSTS.values())}),
    "grand total that is known to be stale": ((2017, 3), {"grand_difference": -3062}, {"KOR active_duty": 23425}),
    "total of a row known to differ": ((2022, 6), {"change": cell("GERMANY", 2, lambda n: n + 116)}, {
        "DEU active_duty": 35810}),
    "unknown label with many people": ((2024, 12), {"more": {"KOREA, SOUT": [1000, 0, 0, 0, 0, 0]}},
        "unreadable: unmapped code 'KOREA, SOUT', with .* nearest known: KOREA, SOUTH"),
    "a row printed twice": ((2024, 12), {"repeat": ("ZIMBABWE",)},
        "unreadable: locations that stand twice.*ZIMBABWE"),
    "rows off their total by another number": ((2024, 9), {"overseas_difference": 12},
        "unreadable: does not add up to the printed total"),
    "grand total that is stale elsewhere": ((2018, 3), {"grand_difference": -3062}, "unreadable: grand total"),
    "total of a row that differs elsewhere": ((2024, 12), {"change": cell("GERMANY", 2, lambda n: n + 116)},
        "unreadable: GERMANY active_duty"),
    "columns that slipped": ((2024, 12), {"change": slipped}, "unreadable: more than 5 % off"),
    "text where a number belongs": ((2024, 12), {"change": cell("JAPAN", 3, "see note")},
        "unreadable: expected a number.*JAPAN active_duty NAVY see note"),
    "renamed column": ((2024, 12), {"active": ["LAND FORCE", *AD[1:]]},
        "refused: unknown branch 'LAND FORCE' under active_duty"),
    "figures of another quarter": ((2025, 3), {"as_of": "December 31, 2024"},
        "refused: expected figures as of 2025-03-31, found as of 2024-12-31"),
    "no day": ((2024, 12), {"change": undated}, "refused: expected a line 'As of"),
    "a day that ends no quarter": ((2024, 12), {"as_of": "November 30, 2024"}, "refused: found 'As of November 30, 2024'"),
    "a month that there is not": ((2024, 12), {"as_of": "Decembre 31, 2024"}, "refused: found 'As of Decembre 31, 2024'"),
    "no totals in column A": ((2024, 12), {"change": cell("OVERSEAS TOTAL", 0, "OVERSEAS SUM", 0)},
        "refused: expected rows OVERSEAS TOTAL in column A"),
})  # fmt: skip
def test_a_report(publisher: Publisher, quarter: tuple[int, int], form: dict[str, Any], expected: Any) -> None:
    if not isinstance(expected, str):
        period = f"{quarter[0]}-Q{quarter[1] // 3}"
        expected = {f"troops USA {key} {period}": value for key, value in expected.items()}
    publisher.sends(site(*quarter, **form), expected)


@cases("files, expected", {
    "HTML page as workbook": ({DEC_2024: (b"<!doctype html><title>Access Denied</title>", "")},
        "an HTML page titled 'Access Denied'"),
    "workbook cut off, without a length": ({DEC_2024: (workbook(2024, 12)[:3000], "")}, "expected a whole xlsx workbook"),
    "empty body": ({DEC_2024: (b"", "")}, "an empty body"),
    "two files for one quarter": (dict.fromkeys((DEC_2024, name_of(2024, 12, "_old")), (b"", "")),
        "expected one file per quarter"),
})  # fmt: skip
def test_files_that_are_refused(publisher: Publisher, files: dict[str, tuple[bytes, str]], expected: str) -> None:
    publisher.sends(Dmdc(files), f"refused: {expected}")


def test_lists_that_are_refused(publisher: Publisher) -> None:
    shell = Response("<html><title>DWP</title><div id=root></div></html>")
    publisher.sends(shell, "refused: expected JSON, found an HTML page titled 'DWP'")
    lost = site()
    lost.group = "somethingElse"
    publisher.sends(lost, "refused: expected files of the group milRegionCountry")


@pytest.mark.parametrize(("uploaded", "expected"), [
    ("2025-02-20", (date(2025, 2, 20), "stated")), ("02/20/2025", (date(2025, 2, 20), "stated")),
    ("1740009600000", (date(2025, 2, 20), "stated")), ("2026-08-01", (date(2025, 3, 1), "estimated")),
    ("2024-12-01", (date(2025, 3, 1), "estimated")), ("yesterday", (date(2025, 3, 1), "estimated")),
    ("", (date(2025, 3, 1), "estimated")),
])  # fmt: skip
def test_the_day_of_upload_counts_where_it_can_be_the_day_of_publication(uploaded: str, expected: Any) -> None:
    assert fetch._published(fetch.File(DEC_2024, date(2024, 12, 31), uploaded)) == expected


def test_a_quarter_is_dated_by_its_upload_and_by_the_usual_lag_where_many_came_at_once(publisher: Publisher) -> None:
    one = workbook(2018, 3)
    many = {
        name_of(y, m): (workbook(y, m), "2018-04-10T09:00:00") for y, m in ((2016, 12), (2017, 3), (2017, 6), (2017, 9))
    }
    publisher.refresh(Dmdc(many | {name_of(2018, 3): (one, "2018-05-29")}))
    held = {s.vintage: (s.published_on, s.published_basis) for s in publisher.kept()}
    assert held["2017-09"] == (date(2017, 11, 29), "estimated")
    assert held["2016-12"] == (date(2017, 3, 1), "estimated")
    assert held["2018-03"] == (date(2018, 5, 29), "stated")


@cases("file, error", {
    "a name of another pattern": (("DMDC_Location_2025Q1.xlsx", workbook(2025, 3)), "DMDC_Location_2025Q1.xlsx"),
    "a layout of its own": ((name_of(2025, 3), workbook(2025, 3, active=["LAND FORCE", *AD[1:]])), "unknown branch"),
})  # fmt: skip
def test_one_odd_file_does_not_keep_the_others_out(publisher: Publisher, file: tuple[str, bytes], error: str) -> None:
    both = site()
    both.files[file[0]] = (file[1], "2025-07-02")
    publisher.fails(error, both)
    assert [s.vintage for s in publisher.kept()] == ["2024-12"]


def test_only_what_is_new_or_replaced_is_downloaded_and_what_is_withdrawn_stays(publisher: Publisher) -> None:
    publisher.serve(both := site())
    assert [publisher.read().requests for _ in range(2)] == [2, 1]
    both.files[DEC_2024] = (workbook(2024, 12, more={"GUAM": [1, 1, 1, 1, 1, 1]}), "2025-08-01")
    assert publisher.read().new == 1
    first, replaced = [s.vintage for s in publisher.kept()]
    assert first == "2024-12" and replaced.startswith("2024-12-")
    both.files = {name_of(2025, 3): (workbook(2025, 3), "2025-07-02")}
    outcome = publisher.read()
    assert (outcome.new, outcome.requests, len(publisher.kept())) == (1, 2, 3)


def test_what_came_before_an_outage_is_kept(publisher: Publisher) -> None:
    three = Dmdc({name_of(2025, month): (workbook(2025, month), f"2025-{month + 1:02}-20") for month in (3, 6, 9)})
    three.change = lambda request: Response("down", 503) if request.args.get("fileName") == name_of(2025, 3) else None
    outcome = publisher.refresh(three)
    assert (outcome.state, outcome.new) == ("stale", 2)
    assert len(datasets.normalize(publisher.settings, SOURCE)) == 2


def test_since_leaves_out_earlier_uploads_and_a_plan_asks_nothing(publisher: Publisher) -> None:
    publisher.serve(both := site())
    [planned] = datasets.plan(publisher.settings, [SOURCE])
    assert "pageId=27" in planned.url and "nothing is held" in planned.why and both.requests == []
    both.files[name_of(2018, 3)] = (workbook(2018, 3), "2018-05-20")
    assert publisher.refresh(since=date(2024, 1, 1)).new == 1


def test_a_workbook_can_be_added_by_hand(publisher: Publisher) -> None:
    publisher.brings("location_report", "report.xlsx", b"no workbook", "expected an xlsx workbook")
    held = publisher.add("location_report", "report.xlsx", workbook(2024, 12))
    assert (held.vintage, held.published_on, held.published_basis) == ("2024-12", date(2025, 3, 1), "estimated")


# Real files


@cases("file, day, expected", {
    "2010, with two marines in the Soviet Union": ("recorded/DOD-by-loc.xlsx", None, {
        "KOR active_duty 2010-Q3": (27_869, "A"), "DEU active_duty 2010-Q3": (43_912, "A")}),
    "2017, with people of no place that do not add up": (
        "recorded/december/DMDC_Website_Location_Report_1709.xlsx", date(2017, 11, 20), {
        "JPN active_duty 2017-Q3": 44_562}),
    "2025": ("dmdc/DMDC_Website_Location_Report_2512.xlsx", None, {
        "JPN active_duty 2025-Q4": 54288, "KOR active_duty 2025-Q4": 23495, "DEU active_duty 2025-Q4": 36436,
        "GBR active_duty 2025-Q4": 10156, "TWN active_duty 2025-Q4": 44, "HKG active_duty 2025-Q4": 15,
        "BEL active_duty.army 2025-Q4": (606, "A"), "BEL civilian.fourth_estate 2025-Q4": (351, "A"),
        "W00 reserve.army 2025-Q4": 330784 + 171084 - 319381 - 163680}),
})  # fmt: skip
def test_the_real_reports(publisher: Publisher, shared: Path, file: str, day: Any, expected: Any) -> None:
    publisher.add("location_report", Path(file).name, (shared / file).read_bytes(), published_on=day)
    publisher.holds({f"troops USA {key}": value for key, value in expected.items()})


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


def test_the_real_workbook_agrees_with_the_compilation(shared: Path, publisher: Publisher) -> None:
    name = "DMDC_Website_Location_Report_2512.xlsx"
    publisher.add("location_report", name, (shared / "dmdc" / name).read_bytes())
    compiled = duckdb.execute(
        """
        select Location, "Total Active Duty", "Army Civilian" from read_csv($file, nullstr='NA', all_varchar=true)
        where year = '2025' and month = 'December'
        """,
        {"file": str(shared / "dmdc" / "dmdc_reports_compiled_1950_2025.csv.gz")},
    ).fetchall()
    expected: dict[str, float] = {}
    for label, total, civilians in compiled:
        host = economies.to_iso3(SOURCE, label)
        if host and host not in ("USA", "_X"):
            for key, value in ((f"{host} active_duty", total), (f"{host} civilian.army", civilians)):
                key = f"troops USA {key} 2025-Q4"
                expected[key] = expected.get(key, 0) + float(value or 0)
    assert len(expected) > 300
    publisher.holds(expected)


LABELS = [row["source_code"] for row in economies.rows(SOURCE) if row["iso3"] and row["iso3"] != "USA"]
people = st.lists(st.integers(0, 100_000), min_size=6, max_size=6)


@hypothesis_settings(max_examples=8, deadline=None)
@given(st.dictionaries(st.sampled_from([label for label in LABELS if label.isupper()]), people, min_size=1, max_size=8))
def test_whatever_is_printed_is_what_is_read(hosts: dict[str, list[Any]]) -> None:
    with TemporaryDirectory() as folder:
        publisher = Publisher(SOURCE, Settings(warehouse_dir=Path(folder)), None, Path(folder))  # type: ignore[arg-type]
        publisher.add("location_report", "report.xlsx", workbook(2025, 3, hosts=hosts))
        found = publisher.figures("breakdown = 'active_duty'")
    expected: dict[str, int] = {}
    for label, active in hosts.items():
        for host in (economies.to_iso3(SOURCE, label), "W00"):
            key = f"troops USA {host} active_duty 2025-Q1"
            expected[key] = expected.get(key, 0) + sum(active)
    assert found == expected
