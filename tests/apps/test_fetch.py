"""`bilateral check --fetch`: what a claim lacks is asked for, stored, published, and the claim judged again."""

import csv
import json
import re
import shutil
import time
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from published import TODAY
from pytest_httpserver import HTTPServer
from servers.comtrade import Comtrade
from servers.imf import Imts
from servers.worldbank import WorldBank
from serving import ask, running
from test_needs import FLOWS

from pipelines import reader
from pipelines.apps import check, execution, serve
from pipelines.config import PACKAGE, Settings
from pipelines.definitions import build_defs
from pipelines.defs.assets import Options
from pipelines.warehouse import inputs, publication

SENTENCE = "Nigeria exported goods worth 1.9 billion dollars to China in 2022."
SAID_ON = date(2024, 6, 1)
REFERENCE = PACKAGE.parent / "warehouse" / "reference"
OFFLINE = Path(__file__).resolve().parents[1] / "data" / "offline_sentences.csv"


@pytest.fixture
def little(settings: Settings) -> Settings:
    """A published file of a few figures, which is made in a second."""
    settings.reference.mkdir(parents=True)
    shutil.copy(REFERENCE / "statements.csv", settings.reference)
    publication.build(settings, inputs.assemble(settings))
    return settings


def online(settings: Settings, httpserver: HTTPServer) -> Settings:
    return Settings(warehouse_dir=settings.warehouse, base_urls={"imf_imts": httpserver.url_for("/sdmx/3.0")})


def test_what_is_missing_is_named_fetched_and_judged(little: Settings, httpserver: HTTPServer) -> None:
    imf = Imts(dict(FLOWS))
    httpserver.expect_request(re.compile("/sdmx/.*")).respond_with_handler(imf.handle)
    [claim] = check.check(little, SENTENCE, SAID_ON)["claims"]
    assert claim["verdict"] == "NOT_CHECKABLE"
    assert claim["needs"]["asked"] == "imf_imts" and claim["needs"]["command"] == "bilateral check --fetch"
    assert "exports of goods from Nigeria to China, 2021 to 2022" in claim["needs"]["words"]
    steps: list[str] = []
    answer = check.check_and_fetch(
        online(little, httpserver), SENTENCE, SAID_ON, progress=lambda what, done, total: steps.append(what)
    )
    [claim] = answer["claims"]
    # Nigeria reports 1.9 billion and China 1.6: which reporter is meant decides
    assert claim["verdict"] == "DEPENDS" and claim["needs"] is None
    assert {round(reading["value"] / 1e9, 1) for reading in claim["readings"] if reading["known"] == "then"} == {
        1.6,
        1.9,
    }
    assert [(each["source"], each["state"], each["requests"]) for each in answer["fetched"]] == [("imf_imts", "new", 1)]
    assert any("imf_imts" in step for step in steps) and "publishing what came" in steps
    assert check.check(little, SENTENCE, SAID_ON)["claims"][0]["verdict"] == "DEPENDS", "what came stays"


@pytest.mark.parametrize(
    ("sentence", "source", "server"),
    [
        ("Nigeria had a population of 223 million in 2022.", "worldbank_wdi", WorldBank({
            ("SP.POP.TOTL", "NGA", year): 223e6 for year in (2021, 2022)
        })),
        ("Chile's exports of seafood to China were $800 million in 2022.", "un_comtrade", Comtrade({
            ("152", partner, "X", "2022", "03"): value for partner, value in (("156", 8e8), ("0", 7.9e9))
        })),
    ],
    ids=["worldbank", "comtrade"],
)  # fmt: skip
def test_other_publishers_are_asked_by_series(
    little: Settings, httpserver: HTTPServer, sentence: str, source: str, server: Any
) -> None:
    httpserver.expect_request(re.compile(f"/{server.__class__.__name__.lower()}/.*")).respond_with_handler(
        server.handle
    )
    address = httpserver.url_for(f"/{server.__class__.__name__.lower()}")
    answer = check.check_and_fetch(
        Settings(warehouse_dir=little.warehouse, base_urls={source: address}), sentence, SAID_ON
    )
    assert [(each["source"], each["state"], each["requests"]) for each in answer["fetched"]] == [(source, "new", 2)]
    assert answer["claims"][0]["verdict_now"] == "SUPPORTED", answer["claims"][0]["reason"]


def test_a_publisher_that_fails_leaves_the_verdict_and_says_why(little: Settings, httpserver: HTTPServer) -> None:
    httpserver.expect_request(re.compile("/sdmx/.*")).respond_with_data("<html>Maintenance</html>", status=503)
    answer = check.check_and_fetch(online(little, httpserver), SENTENCE, SAID_ON, requests=3, seconds=2)
    assert answer["claims"][0]["verdict"] == "NOT_CHECKABLE" and answer["claims"][0]["needs"]
    [asked] = answer["fetched"]
    assert asked["state"] == "missing" and re.search("status 503|stopped after 3 requests", asked["why"])


def test_a_page_waits_for_publishers_and_can_be_read_meanwhile(little: Settings, httpserver: HTTPServer) -> None:
    httpserver.expect_request(re.compile("/sdmx/.*")).respond_with_handler(Imts(dict(FLOWS)).handle)
    sent = urlencode({"text": SENTENCE, "said_on": SAID_ON.isoformat()})
    with running(online(little, httpserver)) as address:
        assert "Ask the publishers</button>" in ask(address, "POST", "/", sent)[2]
        status, headers, _ = ask(address, "POST", "/fetch", sent)
        assert status == 303 and re.fullmatch(r"/fetch/[\w-]+", headers["location"])
        assert ask(address, "POST", "/fetch", sent)[1]["location"] == headers["location"], "the same question, once"
        meanwhile = ask(address, "GET", headers["location"])[2]
        assert "Publishers are being asked" in meanwhile and "Not checkable" in meanwhile
        while not json.loads(ask(address, "GET", f"{headers['location']}/state")[2])["done"]:
            time.sleep(0.1)
        after = ask(address, "GET", headers["location"])[2]
        assert "International Monetary Fund sent figures that were not held" in after
        assert "Ask the publishers" not in after and '<mark class="depends"' in after
    assert len(httpserver.log) == 1


def test_a_page_for_others_asks_nobody_unless_told_to(little: Settings) -> None:
    sent = urlencode({"text": SENTENCE, "said_on": SAID_ON.isoformat()})
    with running(little, serve.Terms(hosts=["checks.example"])) as address:
        page = ask(address, "POST", "/", sent)[2]
        assert "These would:" in page and "Ask the publishers</button>" not in page
        assert ask(address, "POST", "/fetch", sent)[0] == 404
        assert ask(address, "GET", "/fetch/nothing")[0] == 404
    assert serve.Terms("10.0.0.1", with_fetch=True).fetches and not serve.Terms(with_fetch=False).fetches


def test_a_claim_that_figures_decide_asks_nobody(little: Settings, httpserver: HTTPServer) -> None:
    sentence = "South Korea hosts 28,500 American troops."
    answer = check.check_and_fetch(online(little, httpserver), sentence, date(2024, 12, 1))
    assert answer["claims"][0]["needs"] is None and answer["fetched"] == []
    assert httpserver.log == []


def test_the_night_asks_for_what_articles_lack(little: Settings, httpserver: HTTPServer) -> None:
    httpserver.expect_request(re.compile("/sdmx/.*")).respond_with_handler(Imts(dict(FLOWS)).handle)
    little.articles.mkdir()
    (little.articles / "trade.yaml").write_text(
        reader.to_yaml(reader.read(SENTENCE, SAID_ON), {"title": "Trade", "published": SAID_ON})
    )
    publication.build(little, inputs.assemble(little))
    job = build_defs(Options(online(little, httpserver))).resolve_job_def("answer_needs")
    [came] = job.execute_in_process().get_asset_materialization_events()
    facts = came.step_materialization_data.materialization.metadata
    assert (facts["claims"].value, facts["new"].value) == (1, 1) and "| imf_imts | new |" in facts["preview"].value


def test_a_run_that_answers_asks_for_what_articles_lack(little: Settings, httpserver: HTTPServer) -> None:
    httpserver.expect_request(re.compile("/sdmx/.*")).respond_with_handler(Imts(dict(FLOWS)).handle)
    little.articles.mkdir()
    (little.articles / "trade.yaml").write_text(
        reader.to_yaml(reader.read(SENTENCE, SAID_ON), {"title": "Trade", "published": SAID_ON})
    )
    asked = execution.RunRequest(select=[], as_of=TODAY, answer=True)
    outcome = execution.run(online(little, httpserver), asked, lambda *_: None)
    assert (outcome["lacking"], [each["state"] for each in outcome["answers"]]) == (1, ["new"])
    assert [row["verdict"] for row in outcome["verdicts"]] == ["DEPENDS"], outcome["failed"]


# The world that comes along, all of it, which takes a minute to build


def world(folder: Path) -> Settings:
    """All figures that come with a clone, as far as verdicts need them."""
    settings = Settings(warehouse_dir=folder)
    settings.reference.symlink_to(REFERENCE)
    publication.build(settings, inputs.assemble(settings, as_of=TODAY))
    return settings


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Sixty sentences about forty countries, with what came of each on the figures that come with a clone."""
    with OFFLINE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    claims = []
    for row in rows:
        [understood] = reader.read(row["sentence"], date.fromisoformat(row["said_on"])).claims
        claims.append(understood.claim)
    settings = world(tmp_path_factory.mktemp("world"))
    verdicts, late = check.judge(settings, claims), check.overdue(settings)
    return [
        row | check._claim_document(claim, verdict, late)
        for row, claim, verdict in zip(rows, claims, verdicts, strict=True)
    ]


@pytest.mark.slow
def test_most_sentences_about_the_world_get_a_verdict(offline: list[dict[str, Any]]) -> None:
    assert len(offline) == 60
    areas = {area for row in offline for side in row["areas"].values() for area in side or []}
    assert len(areas - {"CHN", "JPN", "KOR"}) >= 40
    assert sum(row["verdict"] != "NOT_CHECKABLE" for row in offline) >= 45


@pytest.mark.slow
def test_the_others_name_who_would_answer(offline: list[dict[str, Any]]) -> None:
    undecided = [row for row in offline if row["verdict"] == "NOT_CHECKABLE" and "Not held is" not in row["reason"]]
    silent = [row["sentence"] for row in undecided if not row["needs"]]
    assert silent == []
    then = [row["needs"]["sources"][0] for row in undecided if row["verdict_now"] != "NOT_CHECKABLE"]
    assert "worldbank_archives" in then and "worldbank_wdi" not in then, "figures of today would not answer"


def test_trade_that_the_clone_lacks_is_fetched(little: Settings, httpserver: HTTPServer) -> None:
    """What the IMF is asked for decides the sentences about trade between two countries that nothing held decides."""
    flows = {
        ("MAR", "XG_FOB_USD", "ESP"): 1.0e10,
        ("KEN", "MG_CIF_USD", "CHN"): 3.9e9,
        ("CHE", "XG_FOB_USD", "DEU"): 4.5e10,
    }
    server = Imts({(*flow, "2022"): value for flow, value in flows.items()})
    httpserver.expect_request(re.compile("/sdmx/.*")).respond_with_handler(server.handle)
    pattern = r"(Morocco's exports to Spain|Kenya imported goods|Switzerland's exports to Germany) .* in 2022\."
    text = "\n\n".join(
        re.search(pattern, line)[0] for line in OFFLINE.read_text().splitlines() if re.search(pattern, line)
    )
    answer = check.check_and_fetch(online(little, httpserver), text, date(2024, 8, 1))
    assert [claim["verdict"] for claim in answer["claims"]] == ["SUPPORTED"] * 3
    assert [each["requests"] for each in answer["fetched"]] == [1, 1, 1]


@pytest.mark.slow
def test_no_true_sentence_is_contradicted_and_no_false_one_supported(offline: list[dict[str, Any]]) -> None:
    """`holds` is what the publisher's own pages say of the sentence."""
    wrong = [
        (row["sentence"], row["verdict"], row["reason"])
        for row in offline
        if (row["holds"], row["verdict"]) in {("yes", "CONTRADICTED"), ("no", "SUPPORTED"), ("no", "SUPPORTED_LOOSELY")}
    ]
    assert wrong == []
