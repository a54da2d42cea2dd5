"""What a terminal shows: tables that fit, entries that wrap under themselves, nothing that a terminal would obey."""

import re

import pytest

from pipelines.apps import terminal

LONG = "a licence with many words that nobody would want to see torn apart by a narrow column " * 2


@pytest.fixture(params=[80, 140])
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(terminal, "_width", lambda: request.param)
    return int(request.param)


def test_tables_fit(width: int, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table(
        [{"source": "imf_weo", "meaning": LONG, "rows": 12_345}, {"source": "x", "meaning": None, "rows": 1}]
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["source", "meaning", "rows"] and "12,345" in lines[1]
    assert max(map(len, lines)) <= width


def test_names_and_codes_stay_whole(width: int, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table([{"claim_id": "american-guarantees", "verdict": "NOT_CHECKABLE", "reason": LONG}] * 2)
    out = capsys.readouterr().out
    assert out.count("american-guarantees") == out.count("NOT_CHECKABLE") == 2
    assert max(map(len, out.splitlines())) <= width


def test_what_is_too_wide_for_a_table_stands_one_below_the_other(
    width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {f"column_{n}": LONG for n in range(12)} | {"empty": None}
    terminal.table([row, row], title="sources")
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert lines[0] == "sources" and max(map(len, lines)) <= width
    assert [line.split()[:2] for line in lines if line.startswith("  column 3")] == [["column", "3"]] * 2
    # a missing value is shown as missing
    assert len(re.findall(r"^  empty +–$", out, re.MULTILINE)) == 2
    assert "torn apart" in " ".join(out.split())


def test_entries_wrap_under_themselves(width: int, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.entry("because", LONG)
    terminal.entry("true if", None)
    first, *more = capsys.readouterr().out.splitlines()
    start = first.index("a licence")
    assert first.startswith("  because") and more
    assert all(line[:start].isspace() and not line[start].isspace() for line in more)


def test_nothing_steers_the_terminal(width: int, capsys: pytest.CaptureFixture[str]) -> None:
    wicked = "\x1b]0;owned\x07\x1b[31mred\x9b2J\r\u202egnp.exe"
    terminal.entry(wicked, wicked)
    terminal.table([{wicked: wicked}], title=wicked)
    terminal.table([{wicked * 4 + str(n): wicked * 9 for n in range(9)}], title=wicked)
    out, err = capsys.readouterr()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out + err)
    assert "red" in out


def test_years_and_identifiers_are_no_quantities() -> None:
    assert [terminal.cell(2017, name) for name in ("year", "fiscal_year", "figure_id", "troops")] == [
        "2017", "2017", "2017", "2,017",
    ]  # fmt: skip


def test_points_of_a_column_stand_below_each_other(width: int, capsys: pytest.CaptureFixture[str]) -> None:
    values = [163.7, 226.0, 41.25, None]
    terminal.table([{"billion": value, "share": 0.0625, "gdp": 4201021706478.62} for value in values])
    _, *lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["163.70", "226.00", "41.25", "0.0625"]
    assert lines[0].split()[1:] == ["0.0625", "4,201,021,706,479"], "nobody counts the cents of an economy"


def test_numbers_of_all_sizes_are_shown_each_by_itself(width: int, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table([{"x": value} for value in (0.001, 1234567.891, float("nan"), 1e300, -2.0)])
    assert capsys.readouterr().out.split() == ["x", "0.001", "1,234,568", "nan", "1e+300", "-2"]


def test_empty_columns_of_a_wide_row_are_named_once(width: int, capsys: pytest.CaptureFixture[str]) -> None:
    wide = {f"column_{n}": "filled" if n == 7 else None for n in range(60)}
    terminal.table([wide, wide])
    out = capsys.readouterr().out
    assert out.count("column 7 ") == 2 and "–" not in out
    assert len(re.findall(r"column_\d+", out)) == 59 and out.count("  empty ") == 1


def test_no_word_is_torn_apart_in_a_table(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    row = {
        "members_with_figure": 27, "published_on": "2018-04-01", "source": "knomad_remittances", "price_base": "current",
        "licence": LONG,
    }  # fmt: skip
    for width in (80, 100, 120, 200):
        monkeypatch.setattr(terminal, "_width", lambda width=width: width)
        terminal.table([row])
        out = capsys.readouterr().out
        words = [word for name in row for word in name.split("_")] + ["2018-04-01", "knomad_remittances", *LONG.split()]
        assert [word for word in words if word not in out.split()] == [], (width, out)
        assert max(map(len, out.splitlines())) <= width


def test_whole_numbers_that_may_be_years_are_shown_as_years(width: int, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table([{"y": 2015, "n": 2015}, {"y": 2016, "n": 52_603}])
    assert capsys.readouterr().out.split() == ["y", "n", "2015", "2,015", "2016", "52,603"]


def test_columns_that_can_be_spared_go_where_there_is_no_space(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"source": "us_foreign_assistance", "state": "reference figures", "bytes": 123_456_789, "age": 3}
    for width, shown in ((80, "source state bytes age"), (50, "source state age"), (30, "source us_foreign")):
        monkeypatch.setattr(terminal, "_width", lambda width=width: width)
        terminal.table([row], spare=["bytes"])
        head = capsys.readouterr().out.splitlines()[0].split()
        assert " ".join(head).startswith(shown)
