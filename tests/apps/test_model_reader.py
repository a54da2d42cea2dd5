"""A language model as a reader, from the command line and on the page."""

import json
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import played
import pytest
from command import bilateral
from played import Play, entry
from published import project
from pytest_httpserver import HTTPServer
from serving import ask, running

from pipelines.apps import serve, texts
from pipelines.claims import articles
from pipelines.config import Settings

SENTENCE = "France got by with a jobless rate of 7.3% in 2023."
CLAIM = {
    "indicator": "unemployment_rate", "operation": "level", "value": "7.3%", "period": "2023", "areas": {"ref": ["FRA"]},
}  # fmt: skip
QUOTES = {"value": "7.3%", "period": "in 2023", "indicator": "jobless rate", "areas": {"FRA": "France"}}


@pytest.fixture
def play(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Play:
    found = played.play(httpserver, monkeypatch)
    found.says([entry(SENTENCE, CLAIM, QUOTES)])
    return found


def test_the_command_tells_who_read_and_what_it_cost(play: Play, built: Path) -> None:
    done = bilateral(built, "check", SENTENCE, "--said-on", "2024-05-01", "--json", "--reader", "model")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    [claim] = answer["claims"]
    assert claim["understood"]["read by"] == "model" and claim["readings"]
    assert answer["tokens"] == 7 and "7 tokens" in done.stderr
    assert answer["skipped"] == []


def test_a_model_that_cannot_be_asked_is_told_in_a_line(play: Play, built: Path, httpserver: HTTPServer) -> None:
    httpserver.clear()
    done = bilateral(built, "check", SENTENCE, "--reader", "model")
    assert done.returncode == 1 and "answered with status 500" in done.stderr and "Traceback" not in done.stderr
    assert "a-secret-key" not in done.stdout + done.stderr


def test_a_run_makes_article_files_of_texts(play: Play, tmp_path: Path) -> None:
    settings = Settings(warehouse_dir=tmp_path)
    settings.articles.mkdir()
    text = settings.articles / "jobs.txt"
    text.write_text(f"title: Jobs\noutlet: A paper\npublished: 2024-05-01\n\n{SENTENCE}\n", encoding="utf-8")
    (settings.articles / "undated.txt").write_text("No day stands above this text.\n", encoding="utf-8")
    [problem] = texts.read_articles(settings, "model", lambda *_: None)
    assert "undated.txt" in problem and "`published: 2025-03-30`" in problem
    [article] = articles.collect(settings, date(2024, 6, 1)).articles
    assert (article.title, article.outlet, article.claims[0].value) == ("Jobs", "A paper", "7.3%")
    text.with_suffix(".yaml").write_text("corrected by a person", encoding="utf-8")
    texts.read_articles(settings, "model", lambda *_: None)
    assert text.with_suffix(".yaml").read_text(encoding="utf-8") == "corrected by a person"


def test_the_page_has_a_switch_where_a_model_is_configured(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    form = {"text": SENTENCE, "said_on": "2024-05-01"}
    kind = {"Content_Type": "application/x-www-form-urlencoded"}
    with running(project(), serve.Terms()) as address:
        assert 'name="model"' in ask(address, "GET", "/")[2]
        assert "Understood as" not in ask(address, "POST", "/", urlencode(form), **kind)[2]
        read = ask(address, "POST", "/", urlencode(form | {"model": "1"}), **kind)[2]
        assert "Understood as" in read and "checked>" in read
        monkeypatch.delenv("BILATERAL_LLM_URL")
        assert 'name="model"' not in ask(address, "GET", "/")[2]
