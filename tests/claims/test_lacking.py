"""A claim lacks figures only where none decides it, and says which years it takes."""

from datetime import date
from typing import Any

import pytest

from pipelines.claims import lacking
from pipelines.claims.model import Areas, Claim
from pipelines.reports import words

SAID_ON = date(2024, 6, 1)


def claim(**fields: Any) -> Claim:
    given = {"id": "c", "quote": "q", "said_on": SAID_ON, "indicator": "goods_exports", "operation": "level", "value": "$1 billion",
             "areas": Areas(ref=["NGA"], counterpart=["CHN"]), "period": "2022"}  # fmt: skip
    return Claim(**(given | fields))


def reading(outcome: str, known: str = "then", kind: str = "E") -> dict[str, str]:
    return {"outcome": outcome, "known": known, "reading_type": kind}


@pytest.mark.parametrize(
    ("verdict", "readings", "lacks"),
    [
        ("NOT_CHECKABLE", [], True),
        ("NOT_CHECKABLE", [reading("INCOMPLETE")], True),
        ("NOT_CHECKABLE", [reading("MATCH", known="now")], True),
        ("NOT_CHECKABLE", [reading("MISS", kind="U")], True),
        ("NOT_CHECKABLE", [reading("INCOHERENT")], False),
        ("NOT_CHECKABLE", [reading("INCOMPLETE") | {"missing": "RATE_MOVED"}], False),
        ("CONTRADICTED", [reading("MISS")], False),
    ],
)
def test_only_what_no_figure_decides_lacks_one(verdict: str, readings: list[dict[str, str]], lacks: bool) -> None:
    assert (lacking.needed(claim(), verdict, readings) is not None) == lacks


def test_opinions_and_events_lack_nothing() -> None:
    opinion = Claim(id="c", quote="q", said_on=SAID_ON, not_checkable="opinion", reason="an opinion")
    assert lacking.needed(opinion, "NOT_CHECKABLE", []) is None


@pytest.mark.parametrize(
    ("fields", "years", "partners"),
    [
        ({}, (2021, 2022), ("CHN",)),
        ({"period": None}, (2021, 2024), ("CHN",)),
        ({"operation": "change", "value": "20%", "base_period": "2015"}, (2014, 2022), ("CHN",)),
        ({"areas": Areas(ref=["NGA"])}, (2021, 2022), ("W00",)),
        ({"indicator": "trade_partner", "operation": "rank", "value": "first"}, (2021, 2022), ()),
        ({"indicator": "gdp", "areas": Areas(ref=["NGA"])}, (2021, 2022), ()),
        ({"operation": "rank", "value": "first", "areas": Areas(ref=["NGA"])}, (2021, 2022), ("W00",)),
    ],
)
def test_the_years_and_partners_that_it_takes(
    fields: dict[str, Any], years: tuple[int, int], partners: tuple[str, ...]
) -> None:
    need = lacking.needed(claim(**fields), "NOT_CHECKABLE", [])
    assert need
    assert (need.first_year, need.last_year) == years
    assert (need.reporters, need.partners) == (("NGA",), partners)


def test_what_is_compared_with_is_needed_too() -> None:
    need = lacking.needed(
        claim(operation="compare", value=None, hedge="over", indicator="gdp", areas=Areas(ref=["NGA"]), base=Areas(ref=["KEN"])),
        "NOT_CHECKABLE", [],
    )  # fmt: skip
    assert need and need.reporters == ("NGA", "KEN")


def test_a_rank_takes_everybody_that_it_is_drawn_among() -> None:
    place = {"indicator": "gdp", "operation": "rank", "value": "first", "areas": Areas(ref=["NGA"])}
    of_africa = lacking.needed(claim(**place, universe="AFRICA"), "NOT_CHECKABLE", [])
    of_all = lacking.needed(claim(**place), "NOT_CHECKABLE", [])
    assert of_africa and of_all
    assert {"EGY", "ZAF"} < set(of_africa.among) and "DEU" not in of_africa.among and len(of_all.among) > 180
    assert "gross domestic product of Nigeria and every other country of Africa, 2021 to 2022" in words.need(of_africa)
    of_partners = lacking.needed(claim(indicator="goods_imports", operation="rank", value="first"), "NOT_CHECKABLE", [])
    assert of_partners and words.need(of_partners).partition(": ")[2].startswith(
        "imports of goods into Nigeria from each partner, 2021 to 2022"
    )
