"""What must never decide a verdict, on figures made up for it: too old, too short a window, the wrong universe.

What real figures show of it stands in tests/data/worked_by_hand.csv.
"""

from datetime import date

from relations import figure
from verdicts import claim, judge


def test_both_incomes_per_head_are_meant() -> None:
    result = judge(
        [claim("income_per_capita", "level", "$35,500", ref=["KOR"], period="2023", said_on=date(2025, 6, 1))]
    )["c0"]
    assert {reading.definition for reading in result.readings if reading.type == "E"} == {"gdp_published", "gdp", "gni"}


def test_what_is_too_old_has_no_vote() -> None:
    """Poland's military expenditure as the World Bank has it, in an edition that ends in 2019, and in a whole one."""
    held = {
        2015: 2.127,
        2016: 1.936,
        2017: 1.888,
        2018: 2.025,
        2019: 1.953,
        2020: 2.263,
        2021: 2.217,
        2022: 2.205,
        2023: 3.27,
        2024: 4.154,
    }

    def edition(day: date, last: int) -> list[dict[str, object]]:
        of = {"source": "worldbank_wdi", "vintage": day.isoformat(), "published_on": day}
        return [figure("military_expenditure_gdp", "POL", str(year), held[year], **of) for year in held if year <= last]

    said = claim("military_expenditure_gdp", "level", "4.1%", ref=["POL"], said_on=date(2024, 7, 1))
    stale = judge([said], edition(date(2021, 3, 19), 2019))["c0"]
    assert (stale.verdict, stale.verdict_now) == ("NOT_CHECKABLE", "NOT_CHECKABLE")
    assert "the newest figure held is of 2019" in stale.reason
    whole = judge(
        [claim("military_expenditure_gdp", "level", "4.2%", ref=["POL"], period="2024", said_on=date(2026, 5, 1))],
        edition(date(2021, 3, 19), 2019) + edition(date(2026, 4, 8), 2024),
    )["c0"]
    assert whole.verdict == "SUPPORTED"
