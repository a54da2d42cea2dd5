"""A sentence of which a part was not read is one state: no verdict on the rest of it stands for it, anywhere."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from published import TODAY, project
from serving import ask, running
from test_faults import desk_at

from pipelines.apps import check, mcp, serve
from pipelines.config import Settings
from pipelines.desk import articles, inbox, pages
from pipelines.reader import Reading, Skipped, read, told
from pipelines.reports import sentences

PART = "Japan has 124 million people and 54 reactors worth $90 billion."
WHOLE = "Germany has a population of 84 million."
UNREAD = "54 reactors worth $90 billion"
DAY = date(2025, 3, 22)


@pytest.fixture(scope="module")
def settings() -> Settings:
    return project()


def is_in_part(claim: dict[str, Any]) -> bool:
    assert claim["verdict"] in inbox.TRUE, "what was read of it is told all the same"
    return UNREAD in claim["unread"] and not claim["safe_to_publish"] and UNREAD in claim["before_publishing"][0]


def test_an_answer(settings: Settings) -> None:
    part, whole = check.check(settings, f"{PART} {WHOLE}", DAY)["claims"]
    assert is_in_part(part) and whole["unread"] is None
    assert whole["safe_to_publish"] is (whole["before_publishing"] == [])


def test_words_inside_the_sentence_are_a_part_of_it_and_a_heading_is_none() -> None:
    found = read(f"{WHOLE}", DAY)
    inside = [*found.skipped, Skipped("population of 84 million", "forecast", "it speaks of the future")]
    [claim] = told(Reading(found.claims, inside)).claims
    assert claim.claim.unread == "the rest (forecast: it speaks of the future)"
    [claim] = told(Reading(found.claims, [Skipped("Germany", "heading", "no sentence")])).claims
    assert claim.claim.unread is None


def test_the_page_and_the_api(settings: Settings) -> None:
    with running(settings, serve.Terms()) as address:
        sent = json.dumps({"text": PART, "said_on": str(DAY)})
        _, _, text = ask(address, "POST", "/api/v1/check", sent, Content_Type="application/json")
        assert is_in_part(json.loads(text)["claims"][0])
        _, _, page = ask(address, "POST", "/", f"text={PART}&said_on={DAY}")
    assert '<mark class="read_in_part"' in page and "ClaimReview is offered" in page
    assert 'class="badge supported' not in page and "Of what was read: " in page


def test_an_assistant(settings: Settings) -> None:
    tools = {tool.__name__: tool for tool in mcp._tools(settings)}
    [claim] = tools["check_text"](PART, DAY)["claims"]
    assert is_in_part(claim) and list(claim)[1] == "safe_to_publish"


def test_a_claim_that_is_stated_with_its_sentence(settings: Settings) -> None:
    stated = {"indicator": "population", "operation": "level", "areas": {"ref": ["JPN"]}, "value": "124 million",
              "said_on": str(DAY)}  # fmt: skip
    assert is_in_part(check.check_claim(settings, stated | {"quote": PART}))
    assert check.check_claim(settings, stated)["unread"] is None


def test_the_desk_and_what_it_accepts(tmp_path: Path) -> None:
    settings = desk_at(tmp_path)
    (tmp_path / "saved" / "piece.txt").write_text(PART)
    found = articles.collect(settings, TODAY)
    inbox.judge(settings, TODAY)
    [entry] = inbox.entries(settings, found.day)
    assert entry.statement.verdict == sentences.IN_PART
    page = pages.day_page(settings, found.day)
    assert "Read in part" in page and UNREAD in page and 'class="badge supported' not in page
    inbox.decide(settings, found.day, entry.statement.id, "accept")
    [file] = settings.articles.glob("desk-*.yaml")
    assert UNREAD in file.read_text(), "the article file says so, and a report of it offers no ClaimReview"
