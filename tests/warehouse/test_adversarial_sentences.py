"""True sentences about held figures, and what becomes of each when a word in it is changed.

No true one may be CONTRADICTED, and no changed one SUPPORTED unless it is still true, which is looked up in the figures
apart from the models.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from verdicts import Found, built, judge

from pipelines.apps.check import read_text
from pipelines.claims.model import Claim

SAID_ON, COUNT = date(2024, 9, 18), 220
COUNTRIES = {
    "FRA": "France", "ITA": "Italy", "BRA": "Brazil", "IND": "India", "NGA": "Nigeria", "KEN": "Kenya", "MEX": "Mexico",
    "JPN": "Japan", "DEU": "Germany", "VNM": "Vietnam", "POL": "Poland", "TUR": "Turkey", "EGY": "Egypt", "ARG": "Argentina",
}  # fmt: skip
SAYS = {
    "gdp": "{who} had a GDP of {number} in {year}.",
    "population": "{who} had {number} in {year}.",
    "gdp_growth": "{who}'s economy grew {number} in {year}.",
}
DENIES = {
    "gdp": "{who} did not have a GDP of {number} in {year}.",
    "population": "{who} did not have {number} in {year}.",
    "gdp_growth": "{who}'s economy did not grow {number} in {year}.",
}
Key = tuple[str, str, int]


class Said(NamedTuple):
    how: str
    text: str
    is_true: bool


def written(indicator: str, value: float) -> str:
    if indicator == "gdp":
        return f"{value / 1e12:.2f} trillion dollars" if value >= 1e12 else f"{value / 1e9:.0f} billion dollars"
    return f"{value / 1e6:.1f} million people" if indicator == "population" else f"{value:.1f} percent"


@pytest.fixture(scope="module")
def figures() -> dict[Key, float]:
    """Figures of the World Bank as the last edition of the day had them."""
    found = built(Path(__file__).resolve().parents[2]).execute(
        "select indicator, ref_area, year(time_period), arg_max(obs_value, published_on) from core.observation"
        " where source = 'worldbank_wdi' and published_on <= ? and list_contains(?, indicator) and list_contains(?, ref_area)"
        " and year(time_period) between 2009 and 2025 and obs_value > 0.3 group by all order by all",
        [SAID_ON, list(SAYS), list(COUNTRIES)],
    )
    return {(indicator, area, year): value for indicator, area, year, value in found.fetchall()}


def sentences(figures: dict[Key, float]) -> Iterator[Said]:
    draw = random.Random(20240918)
    for indicator, area, year in draw.sample([key for key in sorted(figures) if 2012 <= key[2] <= 2022], COUNT):
        number = written(indicator, figures[indicator, area, year])

        def says(form: dict[str, str], where: str, when: int, amount: str, about: str = indicator) -> str:
            return form[about].format(who=COUNTRIES[where], number=amount, year=when)

        def holds(where: str, when: int, amount: str = number, about: str = indicator) -> bool:
            return written(about, figures.get((about, where, when), 0.0)) == amount

        true = says(SAYS, area, year, number)
        other, later = draw.choice([each for each in COUNTRIES if each != area]), year + draw.choice([-3, 3])
        scaled = written(indicator, 1.4 * figures[indicator, area, year])
        yield Said("true", true, True)
        yield Said("another country", says(SAYS, other, year, number), holds(other, year))
        yield Said("another year", says(SAYS, area, later, number), holds(area, later))
        yield Said("another number", says(SAYS, area, year, scaled), False)
        yield Said("denied", says(DENIES, area, year, number), False)
        yield Said("a part left out", f"{true[:-1]}, excluding oil.", False)
        yield Said("a part of the country", f"The north of {true}", False)
        undated = true.replace(f" in {year}.", "")
        yield Said("no time that is known", f"{undated} back then.", False)
        yield Said("before the pandemic", f"{undated} before the pandemic.", holds(area, 2019))
        yield Said("two years before it", f"{undated} two years before the pandemic.", holds(area, 2017))
        if indicator == "gdp":
            yield Said("in real terms", f"In real terms, {true}", False)
        yield Said("the future", true.replace(" had ", " will have ").replace(" grew ", " will grow "), False)


@pytest.fixture(scope="module")
def told(figures: dict[Key, float]) -> list[tuple[Said, Found]]:
    read: list[tuple[Said, Claim]] = []
    for said in sentences(figures):
        for item in read_text(said.text, SAID_ON).claims:
            read.append((said, item.claim.model_copy(update={"id": f"s{len(read)}"})))
    found = judge([claim for _, claim in read])
    return [(said, found[claim.id]) for said, claim in read]


def test_true_sentences_hold(told: list[tuple[Said, Found]]) -> None:
    verdicts = Counter(result.verdict for said, result in told if said.how == "true")
    assert verdicts["SUPPORTED"] >= 0.9 * COUNT and verdicts["CONTRADICTED"] == 0, verdicts


def test_no_changed_sentence_is_borne_out_unless_it_is_true(told: list[tuple[Said, Found]]) -> None:
    wrong = defaultdict(list)
    for said, result in told:
        if said.how != "true" and result.verdict == "SUPPORTED" and not said.is_true:
            wrong[said.how].append((said.text, result.reason))
    assert not wrong, dict(wrong)
    judged = Counter(said.how for said, _ in told)
    assert min(judged["another country"], judged["another year"], judged["another number"]) >= 0.9 * COUNT, judged
