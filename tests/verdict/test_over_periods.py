"""What is said of several periods, on the figures of the clone: true of each, of one, or come about in one."""

from datetime import date

import pytest
from verdicts import claim, judge

from pipelines.claims import stating
from pipelines.claims.model import Claim
from pipelines.claims.words import in_words

DAY = date(2025, 4, 6)


def said(indicator: str, operation: str, value: str | None = None, ref: str = "", **fields: object) -> Claim:
    return claim(indicator, operation, value, ref=[ref], said_on=DAY, **fields)  # type: ignore[arg-type]


OVER = {"hedge": "over"}
CASES = {
    # the population fell from 1997 to 1998 and from 2002 on, by every edition
    "a rise in every year": (said("population", "always", ref="DEU", base_period="1990"), "CONTRADICTED", "1998"),
    "a rate above a number in every year": (
        said("gdp_growth", "always", "5%", "CHN", base_period="2000", **OVER), "CONTRADICTED", "2020, 2022",
    ),
    "and up to a year before": (
        said("gdp_growth", "always", "5%", "CHN", period="2000/2019", **OVER), "SUPPORTED", "",
    ),
    "a flow that rose in each year": (
        said("goods_imports", "always", ref="USA", counterpart=["CHN"], period="2010/2020"), "CONTRADICTED",
        "not in 2016, 2019 and 2020",
    ),
    "a place": (
        said("gdp", "always", "3", "DEU", unit="RANK", base_period="2015"), "CONTRADICTED", "rank 4 of",
    ),
    "a place that was held": (said("gdp", "always", "1", "USA", unit="RANK", base_period="2000"), "SUPPORTED", ""),
    "a comparison": (
        said("gdp", "always", ref="ITA", base=["RUS"], base_period="2000", **OVER), "CONTRADICTED", "2012, 2013",
    ),
    "a comparison with each of several": (
        said("gdp", "always", ref="DEU", base=["FRA", "ITA"], period="1995/2022", **OVER), "SUPPORTED", "",
    ),
    "a rate since a year": (
        said("inflation", "always", "2%", "GBR", base_period="2010", **OVER), "CONTRADICTED", "0.4%",
    ),
    "the place of a partner": (
        said("goods_imports", "always", "1", "USA", counterpart=["CHN"], unit="RANK", period="2010/2018"),
        "SUPPORTED", "",
    ),
    "a balance, made of two": (
        said("trade_balance", "always", "0", "USA", counterpart=["CHN"], period="2010/2018", hedge="under"),
        "SUPPORTED", "",
    ),
    "the sum of both ways in some year": (
        said("goods_trade", "ever", "$500 billion", "USA", counterpart=["CHN"], period="2010/2018", **OVER),
        "SUPPORTED", "",
    ),
    "a share of another's in every year": (
        said("gdp", "always", "50%", "DEU", base=["EU"], unit="PT", period="2010/2022", **OVER), "CONTRADICTED", "",
    ),
    "a comparison in some year": (
        said("gdp", "ever", ref="RUS", base=["ITA"], period="2000/2013", **OVER), "SUPPORTED", "2013",
    ),
    "a place in some year": (
        said("gdp", "ever", "2", "JPN", unit="RANK", period="2000/2023"), "SUPPORTED", "rank 2",
    ),
    "overtook in a year in which it was long ahead": (
        said("gdp", "became", ref="CHN", base=["JPN"], period="2015", **OVER), "CONTRADICTED", "so in 2014 already",
    ),
    "overtook in that year": (
        said("gdp", "became", ref="CHN", base=["JPN"], period="2010", **OVER), "SUPPORTED", "",
    ),
    "overtook in a year in which it had not": (
        said("gdp", "became", ref="CHN", base=["JPN"], period="2007", **OVER), "CONTRADICTED", "not so in 2007",
    ),
    "has overtaken": (said("gdp", "became", ref="CHN", base=["JPN"], **OVER), "SUPPORTED", ""),
    "has never been behind as far as is held": (
        said("population", "became", ref="CHN", base=["JPN"], **OVER), "NOT_CHECKABLE", "figures begin in",
    ),
    "became the largest where it long was": (
        said("gdp", "became", "1", "DEU", unit="RANK", universe="EUROPE", period="2015"), "CONTRADICTED", "",
    ),
    "has become the fifth largest": (said("gdp", "became", "5", "IND", unit="RANK"), "SUPPORTED", ""),
    "surpassed where it long was ahead": (
        said("gdp_per_capita", "became", ref="IND", base=["PAK"], period="2020", **OVER), "CONTRADICTED", "2019",
    ),
    "passed a number": (
        said("gdp", "became", "$3 trillion", "IND", period="2021", **OVER), "SUPPORTED", "3.1",
    ),
    "fell below it": (
        said("population", "became", "127 million", "JPN", period="2012", hedge="under"), "CONTRADICTED", "",
    ),
    "for the first time since another year": (
        said("inflation", "became", "5%", "DEU", base_period="1992", period="2022", **OVER), "SUPPORTED", "",
    ),
    "not the first time since": (
        said("inflation", "became", "5%", "DEU", base_period="1981", period="2022", **OVER), "CONTRADICTED",
        "so in 1982 and 1992 already",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_claim_about_several_periods_on_the_figures_of_the_clone(case: str) -> None:
    stated, verdict, told = CASES[case]
    assert not list(stating.unused(stated))
    found = judge([stated])["c0"]
    assert (found.verdict, told in found.reason) == (verdict, True), (found.verdict, found.reason)


SAID_BACK = {
    "a place": ": third of the countries of the world by gross domestic product in every period since 2015",
    "a comparison": ": more than that of Russia in every period since 2000",
    "overtook in that year": ": more than that of Japan in 2010, and not in the period before",
    "has overtaken": ": more than that of Japan now, and not always before",
    "for the first time since another year": ": more than 5% in 2022, for the first time since 1992",
    "a comparison in some year": ": more than that of Italy in at least one period from 2000 to 2013",
}


@pytest.mark.parametrize("case", SAID_BACK)
def test_it_is_said_back_in_words_of_its_own(case: str) -> None:
    assert in_words(CASES[case][0]).endswith(SAID_BACK[case])


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"operation": "became", "areas": {"ref": ["CHN"]}}, "needs `base`"),
        ({"operation": "became", "areas": {"ref": ["CHN"]}, "value": "1", "unit": "RANK", "period": "2010/2012"},
         "became is of one period"),
        ({"operation": "became", "areas": {"ref": ["CHN"]}, "value": "$5 trillion"}, "hedge: became takes over"),
        ({"operation": "always", "areas": {"ref": ["CHN"]}, "base": {"ref": ["JPN"]}}, "always needs a window"),
        ({"operation": "always", "areas": {"ref": ["CHN"]}, "base": {"ref": ["JPN"]}, "period": "2010/2012",
          "hedge": "about"}, "hedge: always takes over or under"),
        ({"operation": "always", "areas": {"ref": ["CHN"]}, "universe": "ASIA", "period": "2010/2012"},
         "universe: only a place"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_answered_with_what_is_expected(fields: dict[str, object], told: str) -> None:
    from pipelines.claims.articles import InvalidArticle, one

    with pytest.raises(InvalidArticle, match=told):
        one({"indicator": "gdp", **fields}, date(2025, 3, 1))
