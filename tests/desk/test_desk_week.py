"""A week of the desk: six feeds of a local press, a folder of saved pages, and what people decide of what was read."""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import time_machine
from published import project
from servers import press
from serving import ask, running

from pipelines import desk, reader
from pipelines.apps import serve
from pipelines.claims import articles as article_files
from pipelines.config import Settings
from pipelines.definitions import build_defs
from pipelines.defs.assets import Options
from pipelines.desk import articles, feeds, inbox, pages, web

KEY = dg.AssetKey("desk")


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, press.Press, list[desk.Outcome]]]:
    """Seven days, each with one run; this machine counts as public, and no other network of one's own does."""
    folder = tmp_path_factory.mktemp("desk")
    settings = settings_at(folder / "warehouse")
    saved = folder / "saved"
    saved.mkdir()
    with press.playing() as played, pytest.MonkeyPatch.context() as patch:
        patch.setattr(web, "LOOPBACK", True)
        patch.setattr(web, "PAUSE", 0.0)
        for path in ("wire.xml", "atom.xml", "sitemap.xml", "broken.xml", "odd.xml"):
            feeds.add(settings, f"{played.base}/{path}", path.partition(".")[0], None, 6)
        feeds.add(settings, str(saved), "Saved", "KOR", 6)
        (saved / "page.html").write_bytes(press.article("Saved", "We have 52 million people.", press.MONDAY))
        outcomes = []
        for n in range(7):
            played.day = n
            with time_machine.travel(f"{press.MONDAY + timedelta(n)}T12:00:00Z", tick=True):
                outcomes.append(desk.run(settings, press.MONDAY + timedelta(n)))
        yield settings, played, outcomes


def settings_at(warehouse: Path) -> Settings:
    """A warehouse with the published file of all tests, and nothing else."""
    for name in ("articles", ".build"):
        (warehouse / name).mkdir(parents=True)
    os.link(project().database, warehouse / "bilateral.duckdb")
    return Settings(root=project().root, warehouse_dir=warehouse)


def statements(day: articles.Day) -> dict[str, articles.Statement]:
    return {each.quote: each for article in day.articles for each in article.statements}


def test_the_first_day_reads_what_it_may(week: Any) -> None:
    _, played, (first, *_) = week
    found = {article.title: article for article in first.day.articles}
    assert set(found) == {"Wire 0", "Korea", "Stub 0", "Wire 1, copied", "No day", "Auf Deutsch", "Saved"}
    assert found["Stub 0"].note == "only the beginning can be read without paying"
    assert found["No day"].published is None and found["Korea"].published == press.MONDAY
    assert "not in English" in (found["Auf Deutsch"].note or "") and not found["Auf Deutsch"].statements
    assert "/closed/secret" not in [path for path, _ in played.asked]


def test_verdicts_are_those_of_the_day_and_of_now(week: Any) -> None:
    _, _, (first, *_) = week
    judged = {quote: statement.judged for quote, statement in statements(first.day).items()}
    assert judged[press.FALSE].verdict == judged[press.FALSE].verdict_now == "CONTRADICTED"
    assert judged[press.TRUE].verdict in inbox.TRUE and judged[press.TRUE].figure.startswith("12")
    undated = judged["China has a population of 1.4 billion."]
    assert undated.verdict is None and undated.verdict_now in inbox.TRUE, "nobody knows when it was said"
    assert judged["We have 52 million people."].verdict in inbox.TRUE, "“we” are those of the feed"


def test_what_cannot_be_read_costs_itself_alone(week: Any) -> None:
    _, played, (first, second, *_) = week
    problems = "\n".join(first.day.problems)
    for expected in (
        "/huge: expected at most",
        "/away",
        "no address of the public internet",
        "/inside",
        "leads to 10.0.0.1",
        "/gone: expected the page, found status 404",
        "robots.txt asks not",
    ):
        assert expected in problems, problems  # fmt: skip
    assert any(
        "/broken.xml: expected RSS, Atom or a news sitemap, found an HTML page titled" in each
        for each in second.day.problems
    )
    assert "Wire 1" in {article.title for article in second.day.articles}
    assert len([1 for path, status in played.asked if path == "/copy" and status == 200]) == 1, (
        "asked again, and not sent"
    )


def test_a_corrected_article_is_read_anew_and_the_earlier_kept(week: Any) -> None:
    settings, _, outcomes = week
    corrected = [
        (n, article) for n, each in enumerate(outcomes) for article in each.day.articles if article.title == "Korea"
    ]
    assert [(n, article.corrects) for n, article in corrected] == [(0, None), (3, press.MONDAY)]
    assert [article.statements[0].quote for _, article in corrected] == [press.FALSE, press.MENDED]
    kept = [path.read_bytes() for path in (articles.folder(settings) / "pages").glob("*/articles/*.html")]
    assert any(press.FALSE.encode() in body for body in kept) and any(press.MENDED.encode() in body for body in kept)


def test_a_model_that_does_not_answer_leaves_the_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: Any) -> reader.Reading:
        raise reader.ModelError("no answer")

    monkeypatch.setattr(reader, "is_configured", lambda: True)
    monkeypatch.setattr(reader, "read_with_model", silent)
    found, _, note = articles._statements(press.TRUE, press.MONDAY, None)
    assert [statement.quote for statement in found] == [press.TRUE] and note == "read by patterns alone: no answer"


def test_the_worst_comes_first_and_copies_once(week: Any) -> None:
    settings, _, _ = week
    listed = inbox.entries(settings, press.MONDAY)
    assert listed[0].statement.quote == press.FALSE
    tuesday = inbox.entries(settings, press.MONDAY + timedelta(1))
    assert [entry.statement.quote for entry in tuesday].count(press.TRUE) == 1
    page, feed = pages.write(settings, press.MONDAY)
    assert press.FALSE in page.read_text() and '"version": "https://jsonfeed.org/version/1.1"' in feed.read_text()
    assert "<form" not in page.read_text(), "only the inbox decides"


def test_an_accepted_statement_becomes_an_article_that_is_checked(week: Any) -> None:
    settings, _, _ = week
    day = press.MONDAY
    worst, second = inbox.entries(settings, day)[:2]
    with running(settings) as address:
        body = f"id={worst.statement.id}&decision=accept"
        form = {"Content_Type": "application/x-www-form-urlencoded"}
        status, headers, _ = ask(address, "POST", f"/desk/{day}", body, **form)
        assert (status, headers["location"]) == (303, f"/desk/{day}#{second.statement.id}")
        assert ask(address, "POST", f"/desk/{day}", body, **form, Origin="http://evil.example")[0] == 403
        assert ask(address, "POST", f"/desk/{day}", "id=nothing&decision=accept", **form)[0] == 404
        assert ask(address, "POST", f"/desk/{day}", f"id={worst.statement.id}&decision=praise", **form)[0] == 422
        assert ask(address, "GET", "/desk/yesterday")[0] == 404
        assert 'aria-pressed="true"' in ask(address, "GET", f"/desk/{day}")[2]
    with running(settings, serve.Terms(hosts=["checks.example.org"])) as address:
        assert ask(address, "GET", f"/desk/{day}")[0] == ask(address, "POST", f"/desk/{day}", body, **form)[0] == 404
    [article] = article_files.load(settings, date(2026, 11, 25))
    assert (article.title, article.outlet, article.claims[0].quote) == ("Korea", "wire", press.FALSE)
    for decision in ("dismiss", "accept"):
        inbox.decide(settings, day, worst.statement.id, decision)
    assert len(article_files.load(settings, date(2026, 11, 25))[0].claims) == 1, "one claim, however often"
    inbox.decide(settings, day, second.statement.id, "misread")
    assert inbox.read_rightly(settings) == (1, 2)


def test_an_article_file_that_people_changed_takes_further_claims(week: Any) -> None:
    settings, _, _ = week
    entry = next(each for each in inbox.entries(settings, press.MONDAY) if each.article.title == "Saved")
    inbox.decide(settings, press.MONDAY, entry.statement.id, "accept")
    [file] = settings.articles.glob("desk-*saved*.yaml")
    file.write_text(file.read_text().replace("title: Saved", "title: Saved and corrected"))
    other = entry._replace(statement=entry.statement.model_copy(update={"id": "0123456789ab"}))
    inbox._accept(settings, other)
    assert "corrected" in file.read_text() and file.read_text().count("- id:") == 2
    file.write_text(file.read_text() + "speakers: {}\n")
    third = entry._replace(statement=entry.statement.model_copy(update={"id": "ba9876543210"}))
    with pytest.raises(article_files.InvalidArticle):
        inbox._accept(settings, third)
    file.unlink()


def test_new_figures_turn_a_verdict_and_it_is_told(week: Any) -> None:
    settings, _, _ = week
    sunday = press.MONDAY + timedelta(6)
    day = articles.load(settings, press.MONDAY)
    statement = statements(day)[press.FALSE]
    assert statement.judged is not None
    statement.judged.verdict_now, day.judged_on = "SUPPORTED", "figures of before"
    articles.save(settings, day)
    [(of, turned)] = inbox.judge(settings, sunday)
    assert (of, turned.before, turned.turned_on) == (press.MONDAY, "SUPPORTED", sunday)
    assert inbox.judge(settings, sunday) == [], "told once"


def test_dagster_runs_a_day_and_alerts(week: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.defs import alerts

    settings, _, _ = week
    sent: list[str] = []
    monkeypatch.setenv("BILATERAL_ALERT_WEBHOOK", "http://127.0.0.1:9/")
    monkeypatch.setattr(alerts, "send", lambda subject, text: sent.append(text))
    definitions = build_defs(Options(settings, unattended=True))
    monday = articles.load(settings, press.MONDAY)
    judged = statements(monday)[press.FALSE].judged
    assert judged is not None
    judged.verdict_now, monday.judged_on = "SUPPORTED", "figures of before"
    articles.save(settings, monday)
    with time_machine.travel("2025-03-30T23:00:00Z", tick=True), dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [definitions.get_assets_def(KEY)], instance=instance, partition_key="2025-03-30", raise_on_error=False,
        )  # fmt: skip
        checks = {check.check_name: check.passed for check in result.get_asset_check_evaluations()}
        sensor = definitions.get_sensor_def("desk_folders")
        first = sensor(dg.build_sensor_context(instance))
        assert isinstance(first, dg.RunRequest) and first.partition_key == "2025-03-30"
        assert isinstance(sensor(dg.build_sensor_context(instance, cursor=first.run_key)), dg.SkipReason)
        tick = definitions.get_schedule_def("desk_schedule")(dg.build_schedule_context(instance))
        assert isinstance(tick, dg.RunRequest) and tick.partition_key == "2025-03-30"
    assert result.success and checks == {"feeds_answered": False, "nothing_turned": False}
    assert sent == [f"turned: “{press.FALSE}” of {press.MONDAY}: it was SUPPORTED"], "and what was told before is not"
