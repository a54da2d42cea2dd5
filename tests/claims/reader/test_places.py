"""Places as they are put: behind whom, from where to where, in a ranking that is spoken of, over several years."""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 6, 1)


def said(text: str, country: str | None = None) -> list[str]:
    """Of each claim its areas, its place, its year and its group; what is not held in brackets."""
    out = []
    for claim in (item.claim for item in read(text, DAY, country=country).claims):
        whose = ">".join(filter(None, ("+".join(claim.areas.ref), "+".join(claim.areas.counterpart))))
        words = (claim.indicator, claim.operation, whose, claim.value, claim.period, claim.universe)
        line = " ".join(filter(None, words))
        out.append(f"({line})" if claim.not_checkable else line)
    return out


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        (
            "Kenya's economy was in 2019 the second largest in East Africa, behind Ethiopia's.",
            ["gdp rank ETH 1 2019 EAST_AFRICA", "gdp rank KEN second 2019 EAST_AFRICA"],
        ),
        (
            "In 2019 Peru was Bolivia's second-largest export market, behind Brazil.",
            ["goods_exports rank BOL>BRA 1 2019", "goods_exports rank BOL>PER second 2019"],
        ),
        (
            "Hungary ranks third in the EU by population behind Spain and Greece.",
            ["population rank ESP+GRC top 2 EU", "population rank HUN third EU"],
        ),
        (
            "In 2019 Laos' GDP per head was the third lowest in ASEAN, next to Cambodia and Myanmar.",
            ["gdp_per_capita rank KHM+MMR top 2 2019 ASEAN", "gdp_per_capita rank LAO third 2019 ASEAN"],
        ),
        (
            "Mali has the fifth-largest population in West Africa, behind Nigeria.",
            ["population rank MLI fifth WEST_AFRICA"],
        ),
        ("Austria has the second-largest economy in the EU after Japan.", ["gdp rank AUT second EU"]),
        (
            "Egypt was the second-largest economy in Africa, after Libya lost its oil.",
            ["gdp rank EGY second AFRICA"],
        ),
        ("The US has the world's second-largest economy behind the EU.", []),
    ],
)
def test_who_stands_ahead_has_a_place_too_where_it_is_plain(text: str, reads: list[str]) -> None:
    assert said(text) == reads


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("We are growing the fastest among the ASEAN economies.", ["gdp_growth rank VNM 1 ASEAN"]),
        ("We are growing the fastest among Asia's big economies.", []),
        ("We are growing the fastest among landlocked economies.", []),
        (
            "Laos had the worst growth in ASEAN in 2013, contracting by 1 per cent.",
            ["gdp_growth rank LAO 1 2013 ASEAN", "gdp_growth level LAO -1 2013"],
        ),
        ("Laos had the highest growth in ASEAN in 2013, falling by 2 per cent.", ["gdp_growth rank LAO 1 2013 ASEAN"]),
        ("Laos had the worst growth prospects in ASEAN in 2013.", []),
        (
            "Malta's economy grew by 8% in 2021, more than any other member of the EU.",
            ["gdp_growth level MLT 8 2021", "gdp_growth rank MLT 1 2021 EU"],
        ),
        (
            "Malta's economy grew by 8% in 2021, more than any other of the EU's small economies.",
            ["gdp_growth level MLT 8 2021"],
        ),
    ],
)
def test_among_whom_growth_has_its_place(text: str, reads: list[str]) -> None:
    assert said(text, country="VNM") == reads


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Togo is the third fastest growing economy in the world since 2004.", ["(gdp_growth rank TGO third)"]),
        (
            "Ireland ranked first among EU countries in population growth from 2011 to 2016.",
            ["(population_growth rank IRL first 2016 EU)"],
        ),
        ("From 2010 to 2014 Peru grew faster than Chile.", ["(gdp_growth compare PER 2014)"]),
    ],
)
def test_growth_over_several_years_is_understood_and_not_held(text: str, reads: list[str]) -> None:
    assert said(text) == reads


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        (
            "In 2014 Mexico was Japan's ninth-largest export market, up from 14th in 2005.",
            ["goods_exports rank JPN>MEX ninth 2014", "goods_exports rank JPN>MEX 14th 2005"],
        ),
        ("In 2014 Peru was the world's 50th largest economy, up from 53rd.", ["gdp rank PER 50th 2014"]),
        (
            "In 2014 Peru was ranked 50th in the world by GDP, now it has come to 47th position.",
            ["gdp rank PER 50th 2014", "gdp rank PER 47th"],
        ),
        (
            "In 2014 Peru was the world's 50th largest economy. It moved up two places to 48th in 2019.",
            ["gdp rank PER 50th 2014", "gdp rank PER 48th 2019"],
        ),
        (
            "In 2014 Peru was the world's 50th largest economy. In the FIFA ranking it fell to 61st in 2019.",
            ["gdp rank PER 50th 2014"],
        ),
        (
            "In 2014 Peru was the world's 50th largest economy. The country was up to reach 48th on the list.",
            ["gdp rank PER 50th 2014"],
        ),
    ],
)
def test_from_and_to_which_place_a_country_moved(text: str, reads: list[str]) -> None:
    assert said(text) == reads
