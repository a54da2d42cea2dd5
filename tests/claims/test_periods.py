"""Every row of periods.csv reads its own example, and no row before it does."""

from datetime import date

import pytest

from pipelines.claims import lexicon, periods
from pipelines.claims.periods import Period

DAY = date(2025, 3, 30)
MOVED = "a rise of 4 per cent "
ROWS = list(enumerate(lexicon.rows("periods")))


def find(low: str, place: int) -> Period | None:
    return periods.find(low, place, DAY)


def said(period: Period) -> str:
    fields = period._asdict()
    out = [f"{sign}{fields[name]}" for sign, name in (("@", "period"), ("^", "base")) if fields[name]]
    out += [f"{name}:{fields[name]}" for name in ("same", "later", "back", "prior") if fields[name]]
    return " ".join(out + [name for name in ("yearly", "loose", "partial", "before", "that") if fields[name]])


@pytest.mark.parametrize(("n", "row"), ROWS, ids=[row["example"] for _, row in ROWS])
def test_the_example_of_a_row_is_read_by_that_row(n: int, row: dict[str, str]) -> None:
    place = len(MOVED) if row["example"].startswith(MOVED) else 0
    found = find(row["example"], place)
    assert found is not None and said(found) == row["means"]
    assert next(m for m, other in enumerate(periods.table()) if other.expression.match(row["example"], place)) == n
    assert found.end == len(row["example"]) or row["example"].endswith((" exports", " low"))


@pytest.mark.parametrize(("words", "means"), [
    ("2022-23", "@2022-23-FY"),
    ("2010-12", "@2012 ^2010"),
    ("2021 and 11 per cent", "@2021"),
    ("in the three months to may 2024", "partial"),
    ("between june 2023 and may 2024", "partial"),
    ("between 7 april and 30 june 2023", "partial"),
    ("over the past year", "@2024"),
    ("last quarter", "@2024-Q4"),
    ("over 2022", "@2022"),
    ("in december", "@2024-12"),
    ("in march", "@2025-03"),  # nearly over
    ("in april", "@2024-04"),
    ("a quarter of a century ago", ""),
])  # fmt: skip
def test_what_the_parts_decide(words: str, means: str) -> None:
    found = find(words, 0)
    assert (said(found) if found else "") == means
