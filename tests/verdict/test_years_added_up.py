"""What a flow comes to over several years: levels, shares, changes, places, and what is refused.

Figures are made up so that every sum can be done in the head.
"""

from datetime import date

import pytest
from pydantic import ValidationError
from relations import figure
from verdicts import claim, judge

from pipelines.claims import articles
from pipelines.claims.model import Claim

SAID_ON = date(2024, 6, 1)
WINDOW = {"period": "2019/2023", "cumulative": True, "said_on": SAID_ON, "definitions": ["net_inflows"]}


def fdi(area: str, year: int, value: float | None, **columns: object) -> dict[str, object]:
    return figure(
        "fdi_inflows", area, str(year), value, **{"source": "worldbank_wdi", "price_base": "current"} | columns
    )


def arms(supplier: str, recipient: str, year: int, value: float) -> dict[str, object]:
    return figure("arms_transfers", supplier, str(year), value, counterpart_area=recipient, source="sipri_arms")


def five(area: str, *values: float, first: int = 2019) -> list[dict[str, object]]:
    return [fdi(area, first + n, value * 1e9) for n, value in enumerate(values)]


DELIVERED = [
    row
    for supplier, each in (("RUS", 4), ("FRA", 3), ("USA", 2), ("GBR", 1), ("W00", 10))
    for year in range(2014, 2024)
    for row in [arms(supplier, "IND", year, each * (2 if year < 2019 and supplier in ("RUS", "W00") else 1))]
]
"""To India from Russia 4 a year of 10 in all, before 2019 twice as much of 20."""


@pytest.mark.parametrize(
    ("said", "verdict"), [("$15 billion", "SUPPORTED"), ("$5 billion", "CONTRADICTED"), ("$3 billion", "CONTRADICTED")]
)
def test_a_level_is_what_the_years_add_up_to(said: str, verdict: str) -> None:
    """1 + 2 + 3 + 4 + 5 are 15: neither the last year nor the mean."""
    rows = five("FRA", 1, 2, 3, 4, 5) + five("FRA", 90, first=2018) + five("FRA", 90, first=2024)
    found = judge([claim("fdi_inflows", "level", said, ref=["FRA"], **WINDOW)], rows)["c0"]
    assert found.verdict == verdict
    reading = found.reading("then", source="worldbank_wdi")
    assert reading.obs_value == 15e9 and reading.period_label == "2019–2023"


def test_a_missing_year_leaves_no_sum() -> None:
    rows = [*five("FRA", 1, 2), *five("FRA", 4, 5, first=2022), fdi("FRA", 2021, None), *five("KEN", 1, 2, 3, 4)]
    found = judge(
        [claim("fdi_inflows", "level", "$12 billion", ref=["FRA"], **WINDOW),
         claim("fdi_inflows", "level", "$10 billion", ref=["KEN"], **WINDOW),
         claim("fdi_inflows", "sum", "$22 billion", ref=["FRA", "KEN"], **WINDOW)],
        rows,
    )  # fmt: skip
    assert {each.verdict for each in found.values()} == {"NOT_CHECKABLE"}
    assert "figures of only 4 of the 5 years are held" in found["c0"].reason
    assert all(reading.obs_value is None for each in found.values() for reading in each.readings)


def test_the_last_years_end_with_the_newest_published() -> None:
    rows = five("FRA", 1, 2, 3, 4, 5) + five("FRA", 90, first=2018)
    said = {"ref": ["FRA"], "cumulative": True, "said_on": SAID_ON, "definitions": ["net_inflows"]}
    found = judge([claim("fdi_inflows", "level", "$14 billion", span=4, **said),
                   claim("fdi_inflows", "level", "$105 billion", span=6, **said),
                   claim("fdi_inflows", "level", "$6 billion", span=4, **said)], rows)  # fmt: skip
    # what is said of no named year may be of a quarter, but what is said of four years is not
    assert [found[f"c{n}"].verdict for n in range(3)] == ["SUPPORTED", "SUPPORTED", "CONTRADICTED"]
    assert found["c0"].reading("then", period="2020–2023").obs_value == 14e9


def test_all_years_come_from_one_edition() -> None:
    """The later edition begins in 2020, and what it makes of the others is not added to what the earlier one has."""
    later = {"vintage": "2024-05", "published_on": date(2024, 5, 1)}
    rows = five("FRA", 1, 2, 3, 4, 5) + [fdi("FRA", year, 10e9, **later) for year in range(2020, 2024)]
    split = [*five("KEN", 1, 2, 3, 4), *(fdi("KEN", year, 10e9, **later) for year in range(2020, 2024))]
    found = judge([claim("fdi_inflows", "level", "$15 billion", ref=["FRA"], **WINDOW),
                   claim("fdi_inflows", "level", "$41 billion", ref=["KEN"], **WINDOW)], rows + split)  # fmt: skip
    assert found["c0"].verdict == "SUPPORTED"
    assert found["c1"].verdict == "NOT_CHECKABLE" and "figures of only 4 of the 5 years are held" in found["c1"].reason


def test_shares_changes_and_places_of_deliveries_of_arms() -> None:
    """Russia's share is 20 of 50; its deliveries fell from 40 to 20; after it come France and the United States."""
    window = {**WINDOW, "definitions": ["tiv"]}
    before = {**window, "base_period": "2014/2018"}
    from_france = {"ref": ["IND"], "counterpart": ["FRA"]}
    from_russia = {"ref": ["IND"], "counterpart": ["RUS"]}
    found = judge(
        [
            claim("arms_imports", "share", "40%", **from_russia, **window),
            claim("arms_imports", "share", "29%", **from_russia, **window),
            claim("arms_imports", "change", "50%", **from_russia, order="asc", **before),
            claim("arms_imports", "change", "21%", **from_russia, order="asc", **before),
            claim("arms_imports", "direction", ref=["IND"], order="asc", **before),
            claim("arms_imports", "ratio", "half", **from_russia, **before),
            claim("arms_imports", "rank", "second", **from_france, **window),
            claim("arms_imports", "rank", "first", **from_france, **window),
            claim("arms_imports", "compare", hedge="over", **from_france, base_counterpart=["USA"], **window),
        ],
        DELIVERED,
    )
    assert [found[f"c{n}"].verdict for n in range(9)] == [
        "SUPPORTED", "CONTRADICTED", "SUPPORTED", "CONTRADICTED", "SUPPORTED", "SUPPORTED", "SUPPORTED", "CONTRADICTED",
        "SUPPORTED",
    ]  # fmt: skip
    assert found["c2"].reading("then", source="sipri_arms").period_label == "2014–2018 to 2019–2023"


def test_nothing_but_flows_adds_up_over_years() -> None:
    said = {"ref": ["FRA"], "cumulative": True, "period": "2019/2023"}
    for indicator, why in (("population", "point in time"), ("inflation", "is a rate"), ("gdp_growth", "is a rate")):
        [problem] = articles.judge(claim(indicator, "level", "5%", **said), date(2026, 1, 1))
        assert why in problem


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"operation": "level", "value": "5 billion", "period": "2019"}, "needs a window"),
        ({"operation": "level", "value": "5 billion"}, "needs a window"),
        ({"operation": "change", "value": "5%", "period": "2019/2023"}, "the window that is compared with"),
        ({"operation": "change", "value": "5%", "period": "2019/2023", "base_period": "2015/2018"}, "as many years"),
        ({"operation": "change", "value": "5%", "period": "2019/2023", "base_period": "2018"}, "as many years"),
        ({"operation": "extreme", "period": "2019/2023"}, "says nothing of extreme"),
    ],
)
def test_a_window_that_is_not_whole_is_no_claim(fields: dict[str, str], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Claim(id="c", quote="as said", said_on=SAID_ON, indicator="fdi_inflows", cumulative=True,
              areas={"ref": ["FRA"]}, **fields)  # fmt: skip
