"""`import bilateral`, as a notebook uses it, on a built warehouse."""

from pathlib import Path

import pandas as pd
import pytest

import bilateral

SENTENCE = "China, Japan and South Korea have an economic output exceeding $24 trillion. I think <b>it</b> will rain."


@pytest.fixture(autouse=True)
def warehouse(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BILATERAL_WAREHOUSE", str(built))


def test_a_text_gives_claims_and_what_was_not_checked() -> None:
    found = bilateral.check(SENTENCE, said_on="2025-03-22")
    (claim,) = found.claims
    assert (claim.verdict, claim.verdict_now) == ("DEPENDS", "SUPPORTED")
    assert claim.ref_area == ["CHN", "JPN", "KOR"]
    assert "24 trillion" in claim.value
    assert set(claim.readings["known"]) == {"then", "now"}
    shown = found._repr_html_()
    assert "DEPENDS" in shown
    assert "<b>it</b>" not in shown


def test_a_structured_claim_is_the_same_as_its_sentence() -> None:
    stated = bilateral.claim(
        indicator="gdp", operation="sum", areas={"ref": ["CHN", "JPN", "KOR"]}, hedge="over", value="$24 trillion",
        said_on="2025-03-22",
    )  # fmt: skip
    (read,) = bilateral.check(SENTENCE, said_on="2025-03-22").claims
    assert (stated.verdict, stated.reason) == (read.verdict, read.reason)
    pd.testing.assert_frame_equal(stated.readings, read.readings)


def test_a_wrong_field_names_the_right_one() -> None:
    with pytest.raises(ValueError, match="did you mean 'gdp'"):
        bilateral.claim(indicator="gpd", operation="level", areas={"ref": ["JPN"]}, value="$4 trillion")


def test_tables_carry_units_and_sources() -> None:
    frame = bilateral.sql(
        "select ref_area, time_period, population, gdp from marts.country_year where ref_area = 'JPN'"
    )
    assert frame.attrs["units"] == {"population": "persons", "gdp": "USD"} or set(frame.attrs["units"]) >= {"gdp"}
    assert {"licence", "citation"} <= set(frame.attrs["sources"][0])


def test_what_is_held_is_a_table_with_its_sources() -> None:
    frame = bilateral.coverage("NGA")
    held = frame.dropna(subset="source").set_index(["indicator", "source"])
    assert held.loc[("population", "worldbank_wdi"), "editions"] > 10
    assert {entry["id"] for entry in frame.attrs["sources"]} == set(frame.source.dropna())
    assert frame[frame.source.isna()].missing.str.contains("would answer").all()
    with pytest.raises(ValueError, match="nearest known: NGA"):
        bilateral.coverage("Nigera")


def test_a_pair_has_both_directions_and_names_what_is_not_held() -> None:
    frame = bilateral.pair("kor", "usa")
    assert set(zip(frame.ref_area, frame.counterpart_area, strict=True)) == {("KOR", "USA"), ("USA", "KOR")}
    assert frame.attrs["empty"] and frame[frame.attrs["empty"]].isna().all(axis=None)
    assert list(frame.columns) == list(bilateral.pair("DEU", "FRA").columns)
    assert frame.attrs["sources"]
    with pytest.raises(ValueError, match="unknown economy 'KRO'"):
        bilateral.pair("KRO", "USA")


def test_sources_are_indexed_by_their_id() -> None:
    assert bilateral.sources().loc["us_dmdc", "publisher"].startswith("US Defense")


def test_countries_go_by_their_names_too() -> None:
    assert len(bilateral.pair("South Korea", "united states")) == len(bilateral.pair("KOR", "USA")) > 0
    assert {"imf_weo", "worldbank_wdi"} <= set(bilateral.coverage("Nigeria", "gdp").source)
    with pytest.raises(ValueError, match="nearest known: KOR"):
        bilateral.pair("Korea", "USA")


def test_a_day_that_is_none_is_told_back() -> None:
    with pytest.raises(ValueError, match=r"expected a day like 2025-03-22; found '1\.5\.2024'"):
        bilateral.check("Japan has a population of 125 million.", said_on="1.5.2024")
