"""A sentence that states several things has one headline, which says what of it holds."""

import json
from datetime import date
from typing import Any

import pytest
from verdicts import TODAY, claim, published, reference

from pipelines.claims.model import Claim
from pipelines.claims.words import in_words
from pipelines.reports import evidence, html, machine, markdown, sentences

JULY = date(2024, 7, 1)
SPAIN = "Spain's economy grew 5.8 percent in 2022, the most in 20 years."


def _shared() -> dict[str, Any]:
    return evidence.common(reference(), {"today": TODAY, "profile": "default"})


def stated(verdict: str, said: str = "A", quote: str = SPAIN, now: str | None = None) -> dict[str, Any]:
    return {"quote": quote, "in_words": said, "verdict": verdict, "verdict_now": now or verdict, "unread": None}


@pytest.mark.parametrize(
    ("verdicts", "together"),
    [
        (("SUPPORTED", "SUPPORTED"), "SUPPORTED"),
        (("SUPPORTED", "SUPPORTED_LOOSELY"), "SUPPORTED_LOOSELY"),
        (("OUT_OF_DATE", "CONTRADICTED"), "CONTRADICTED"),
        (("SUPPORTED", "CONTRADICTED"), "DEPENDS"),
        (("TOO_CLOSE", "NOT_CHECKABLE"), "NOT_CHECKABLE"),
        (("SUPPORTED", "NOT_CHECKABLE"), "DEPENDS"),
    ],
)
def test_what_several_come_to(verdicts: tuple[str, str], together: str) -> None:
    [sentence] = sentences.together([stated(verdict) for verdict in verdicts])
    assert sentence["verdict"] == sentence["verdict_now"] == together


def test_the_headline_says_which_part_holds() -> None:
    claims = [
        stated("SUPPORTED", "Japan: second", "One."),
        stated("SUPPORTED", "Growth of Spain: 5.8"),
        stated("CONTRADICTED", "Growth of Spain: the highest"),
        stated("TOO_CLOSE", "Growth of Spain: faster"),
    ]
    assert sentences.together(claims) == [
        {
            "text": SPAIN,
            "claims": [2, 3, 4],
            "verdict": "DEPENDS",
            "verdict_now": "DEPENDS",
            "unread": None,
            "headline": "Holds: Growth of Spain: 5.8. Does not hold: Growth of Spain: the highest."
            " Undecided: Growth of Spain: faster.",
        }
    ]


def test_every_form_of_a_report_has_it() -> None:
    asked = [
        claim("gdp_growth", "level", "5.8%", ref=["ESP"], period="2022", said_on=JULY),
        claim("gdp_growth", "compare", ref=["ESP"], base=["FRA"], hedge="under", period="2022", said_on=JULY, id="c1"),
    ]
    given = published([each.model_copy(update={"quote": SPAIN}) for each in asked])
    [doc] = evidence.documents(reference(), ["worked"], _shared(), given)
    headline = (
        "Holds: Growth of real GDP of Spain in 2022: 5.8%."
        " Does not hold: Growth of real GDP of Spain in 2022: less than that of France."
    )
    assert [sentence["headline"] for sentence in doc["sentences"]] == [headline]
    assert headline in html.article(doc)
    assert headline in json.loads(machine.as_json(machine.report(doc)))["sentences"][0]["headline"]
    assert "The sentence as a whole:" in markdown.report(doc)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (claim("gdp_growth", "average", "5.6%", ref=["IND"], period="2018/2022"),
         "Growth of real GDP of India, on average from 2018 to 2022: 5.6%"),
        (claim("gdp_growth", "level", "-9%", hedge="about", ref=["ITA"], period="2020"),
         "Growth of real GDP of Italy in 2020: about -9%"),
        (claim("gdp_growth", "always", "2%", hedge="over", ref=["VNM"], period="2011/2023"),
         "Growth of real GDP of Vietnam: more than 2% in every period from 2011 to 2023"),
        (claim("population", "always", ref=["NGA"], base_period="2010"),
         "Population of Nigeria rose in every period since 2010"),
        (claim("population", "always", ref=["JPN"], base_period="2011", period="2019", order="asc"),
         "Population of Japan fell in every period from 2011 to 2019"),
        (claim("gdp_growth", "always", ref=["ESP"], period="2014/2019"),
         "Growth of real GDP of Spain: above zero in every period from 2014 to 2019"),
        (claim("population", "share", "1/6", ref=["IND"], unit="PT"),
         "Population of India: 1/6 of that of the world"),
        (claim("gdp", "ratio", "2 times", ref=["CHL"], span=20, hedge="over"),
         "Gross domestic product of Chile: more than 2 times what it was 20 years before"),
        (claim("gdp", "order", ref=["DEU"], base=["FRA", "ITA"], hedge="over", period="2023"),
         "Gross domestic product of Germany in 2023: more than that of each of France and Italy"),
        (claim("gdp", "difference", "$2 trillion", ref=["DEU"], base=["ITA"], period="2023"),
         "Gross domestic product of Germany in 2023: $2 trillion more than that of Italy"),
        (claim("gdp", "extreme", ref=["JPN"], span=20), "Gross domestic product of Japan: the highest of the last 20 years"),
    ],
)  # fmt: skip
def test_what_windows_and_orders_are_taken_to_say(asked: Claim, words: str) -> None:
    assert in_words(asked) == words


def test_claims_of_one_sentence_are_told_apart_at_a_glance() -> None:
    asked = [
        claim("gdp_growth", "level", "5.8%", ref=["ESP"], period="2022", said_on=JULY, id="c0"),
        claim("gdp_growth", "level", "3.5%", ref=["ESP"], period="2023", said_on=JULY, id="c1"),
        claim("gdp_growth", "level", "3.5%", ref=["FRA"], period="2023", said_on=JULY, id="c2"),
    ]
    quoted = [each.model_copy(update={"quote": SPAIN if n < 2 else "France."}) for n, each in enumerate(asked)]
    [doc] = evidence.documents(reference(), ["worked"], _shared(), published(quoted))
    page = html.article(doc)
    assert page.count('<span class="sub">Growth of real GDP of Spain in 2022: 5.8%</span>') == 1
    assert '<span class="sub">Growth of real GDP of France' not in page, "its quotation is its own"
    assert page.count("Understood as: ") == 3


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (["SUPPORTED", "SUPPORTED"], "Both claims are supported."),
        (["NOT_CHECKABLE"] * 3, "None of the 3 claims is checkable with figures."),
        (["SUPPORTED"], "Of 1 claim, 1 is supported."),
        (["SUPPORTED", "DEPENDS"], "Of 2 claims, 1 is supported and 1 is true or not depending on a choice."),
    ],
)
def test_claims_of_one_verdict_are_not_counted_apart(verdicts: list[str], said: str) -> None:
    assert html.lede({"claims": [stated(verdict) for verdict in verdicts]}) == said
