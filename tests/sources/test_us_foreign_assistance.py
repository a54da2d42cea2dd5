"""US assistance by country and fiscal year, fetched as one file."""

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from publisher import Publisher, cases
from servers.assistance import HEADER, answer, text

from pipelines.sources.us_foreign_assistance import normalize

SOURCE = "us_foreign_assistance"
NAME = "us_foreign_aid_country.csv"
OLDER = "country_id,country_code,country_name,region_id,region_name,x,transaction_type_name,fiscal_year,current_dollar_amount,y"


def test_fiscal_years_that_are_complete_and_places_that_are_none(publisher: Publisher) -> None:
    publisher.read(answer)
    held = {"ISR": 3_302_860_882, "XKX": 80e6, "_X": 15e9, "CHN": 7, "W00": 3_302_860_882 + 80e6 + 15e9 + 7}
    assert publisher.figures("breakdown = 'obligations'") == {
        f"foreign_assistance USA {area} obligations 2023": value for area, value in held.items()
    }
    stated = {
        "obs_value": 3_305_230_984,
        "obs_status": "A",
        "published_on": date(2025, 4, 2),
        "published_basis": "stated",
    }
    publisher.holds({"foreign_assistance USA ISR disbursements 2023": stated})


@cases("body, expected", {
    "another spelling of the header": (text(OLDER), {"foreign_assistance USA ISR obligations 2023": 3_302_860_882}),
    "column": (text(HEADER.replace("Fiscal Year", "Year")), "column fiscal_year is missing"),
    "text": (text(change={"6805266799": "n/a"}), "expected dollars and fiscal years"),
    "twice": (text() + text().split(b"\n")[1] + b"\n", "figures stand twice: ISR obligations 2023"),
    "in millions": (text(scale=1e-6), "5 to 150 billion"),
})  # fmt: skip
def test_what_becomes_of_a_file(publisher: Publisher, body: bytes, expected: Any) -> None:
    publisher.brings("country", NAME, body, expected, published_on=date(2025, 4, 2))


@pytest.mark.parametrize(("edition", "israel"), [("2022", 3.311e9), ("2025-03", 3.313e9)])
def test_real_editions(shared: Path, publisher: Publisher, edition: str, israel: float) -> None:
    """Two editions that people had committed: every code is known, and what was obligated to Israel in 2020."""
    file = shared / "world" / f"us_foreign_aid_country_{edition}.csv.gz"
    [(total,)] = duckdb.execute(
        "select sum(current_usd) from read_csv($file) where transaction_type = 'Obligations' and fiscal_year = '2019'",
        {"file": str(file)},
    ).fetchall()
    day = date(2022, 10, 8) if edition == "2022" else date(2025, 4, 2)
    publisher.brings("country", NAME, gzip.decompress(file.read_bytes()), {
        "foreign_assistance USA ISR obligations 2020": pytest.approx(israel, rel=2e-3),
        "foreign_assistance USA W00 obligations 2019": pytest.approx(total),
    }, published_on=day)  # fmt: skip


def test_a_real_summary_with_codes_written_null(shared: Path) -> None:
    body = (shared / "recorded" / "december" / NAME).read_bytes()
    assert normalize.accept("country_summary", body, NAME).edition is None
