"""Each indicator that is one published series is found by a sentence, and is held, or says where it would come from."""

from datetime import date
from typing import Any

import pytest
import verdicts

from pipelines import catalogue, reader
from pipelines.sources.worldbank_wdi import fetch, normalize

SAID = date(2026, 9, 1)
SENTENCES = {
    "life_expectancy": "Life expectancy in Japan is 84 years.",
    "infant_mortality": "Infant mortality in Nigeria is 55 deaths per 1,000 live births.",
    "maternal_mortality": "Nigeria's maternal mortality ratio was 1,047 deaths per 100,000 live births in 2020.",
    "physicians": "The number of physicians in Japan is 2.6 per 1,000 people.",
    "health_expenditure_gdp": "Health spending in Norway is 10 percent.",
    "education_expenditure_gdp": "Public spending on education in Brazil was 5.5 percent in 2021.",
    "poverty_190": "The share of people living on less than $1.90 a day in India was 22 percent in 2011.",
    "poverty_215": "The share of people living on less than $2.15 a day in India was 10 percent in 2019.",
    "poverty_300": "The share of people living on less than $3 a day in India is 5 percent.",
    "poverty_national": "The share of people living below the poverty line in Mexico was 36 percent in 2022.",
    "gini": "Brazil's Gini coefficient is 53.",
    "literacy": "The literacy rate in Chad was 27 percent in 2021.",
    "primary_enrolment": "Primary school enrolment in Mali is 80 percent.",
    "tertiary_enrolment": "Tertiary enrolment in China is 72 percent.",
    "electricity_access": "South Sudan's access to electricity is 8 percent.",
    "renewable_share": "The share of renewable energy in Sweden is 58 percent.",
    "co2_emissions": "CO2 emissions of China were 12 billion tonnes in 2023.",
    "co2_per_capita": "China's CO2 emissions per capita are 8.4 tonnes per head.",
    "urban_population": "Germany's urban population is 78 percent.",
    "youth_unemployment": "Youth unemployment in South Africa was 51 percent in 2022.",
    "labour_force": "The labour force of Vietnam is 56 million.",
    "employment_ratio": "The employment rate of Iceland is 72 percent.",
    "agriculture_gdp": "Agriculture's share of GDP in Kenya is 22 percent.",
    "manufacturing_gdp": "Manufacturing as a share of GDP in Vietnam is 24 percent.",
    "services_gdp": "Services as a share of GDP in India is 49 percent.",
    "external_debt": "External debt of Turkey was $400 billion in 2016.",
    "reserves": "India's foreign exchange reserves were $640 billion in 2023.",
    "tourist_arrivals": "Thailand had 35 million tourist arrivals in 2023.",
    "net_migration": "Net migration of Canada was 450,000 in 2023.",
    "net_migration_rate": "The net migration rate of Canada is 5 per 1,000 people.",
    "homicides": "India has a homicide rate of 3 per 100,000 people.",
    "area": "Russia has a total area of 17 million square kilometres.",
    "median_age": "The median age in Italy is 48 years.",
    "poverty_extreme": "Extreme poverty in India was 10 percent in 2019.",
    "poverty_rate": "The poverty rate of Mexico was 36 percent in 2022.",
}  # fmt: skip


def indicators() -> dict[str, dict[str, Any]]:
    return {name: entry for name, entry in catalogue.indicators().items() if "words" in entry}


def test_every_indicator_with_words_has_its_sentence() -> None:
    assert indicators().keys() == SENTENCES.keys()


@pytest.mark.parametrize("indicator", SENTENCES)
def test_a_sentence_names_it(indicator: str) -> None:
    [found] = reader.read(SENTENCES[indicator], SAID).claims
    assert found.claim.indicator == indicator and found.claim.operation == "level"


HELD = {
    "life_expectancy": 84, "infant_mortality": 55, "maternal_mortality": 1047, "poverty_190": 22, "poverty_215": 10, "gini": 53,
    "literacy": 27, "co2_emissions": 12e9, "co2_per_capita": 8.4, "youth_unemployment": 51, "external_debt": 400e9, "reserves": 640e9,
    "area": 17e6, "median_age": 48, "poverty_extreme": 10,
}  # fmt: skip


@pytest.mark.parametrize("indicator", HELD)
def test_a_clone_has_its_figure(indicator: str) -> None:
    terms = {
        term["indicator"]
        for reading in catalogue.indicators()[indicator]["readings"]
        for term in reading.get("terms", [])
    }
    listed = ", ".join(f"'{each}'" for each in terms)
    held = (
        verdicts.reference().execute(f"select count(*) from core.observation where indicator in ({listed})").fetchall()
    )
    assert held[0][0] > 500


def test_what_has_a_code_can_be_asked_for_alone() -> None:
    for name, entry in indicators().items():
        for code in entry.get("series", {}).values():
            assert fetch.series_of({(name, "_T")}) == {code}


def test_an_edition_before_a_line_was_drawn_is_not_of_it() -> None:
    codes = {on: set(normalize.definitions(on)["series"].to_pylist()) for on in (date(2025, 6, 4), date(2025, 6, 5))}
    assert codes[date(2025, 6, 5)] - codes[date(2025, 6, 4)] == {"SI.POV.DDAY"}
