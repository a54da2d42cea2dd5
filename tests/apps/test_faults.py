"""What raises while it is read or judged costs itself: told as not read, logged once, and the rest goes on."""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from published import TODAY, project
from serving import ask, running

from pipelines.apps import batch, check, mcp, serve
from pipelines.claims.model import Claim
from pipelines.config import Settings
from pipelines.desk import articles, feeds, inbox, pages
from pipelines.reader import reading
from pipelines.verdict import parts, relations

GOOD = "Japan has a population of 124 million."
BAD = "Canada has a population of 40 million."
ALSO = "Germany has a population of 84 million."
TEXT = f"{GOOD} {BAD} {ALSO}"
DAY = date(2025, 3, 22)
WORDS = "a fault of bilateral's own"


@pytest.fixture(params=["reader", "verdict"])
def raising(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Canada takes the reader, or what judges, by surprise."""
    room, name, whose = {
        "reader": (reading, "propose", lambda sentence: "Canada" in sentence.text),
        "verdict": (parts, "of", lambda claim: "CAN" in claim.areas.ref),
    }[request.param]
    monkeypatch.setattr(room, name, surprised(getattr(room, name), whose))
    return str(request.param)


def surprised(real: Callable[..., Any], by: Callable[[Any], bool]) -> Callable[..., Any]:
    def raising(first: Any, *others: Any) -> Any:
        if by(first):
            raise ZeroDivisionError("nobody thought of Canada")
        return real(first, *others)

    return raising


def logged_once(caplog: pytest.LogCaptureFixture) -> bool:
    told = [record for record in caplog.records if record.exc_info and "Canada" in str(record.exc_info[1])]
    return len(told) == 1


def goes_on(answer: dict[str, Any]) -> None:
    assert [claim["text"] for claim in answer["claims"]] == [GOOD, ALSO]
    assert all(claim["verdict"] != "NOT_CHECKABLE" for claim in answer["claims"])
    [skipped] = answer["skipped"]
    assert (skipped["text"], skipped["reason"]) == (BAD, "not read")
    assert WORDS in skipped["words"].lower()


def test_a_text(raising: str, built: Path, caplog: pytest.LogCaptureFixture) -> None:
    goes_on(check.check(Settings(warehouse_dir=built), TEXT, DAY))
    assert logged_once(caplog)


def test_the_page_and_the_api(raising: str, built: Path) -> None:
    with running(Settings(warehouse_dir=built), serve.Terms()) as address:
        sent = json.dumps({"text": TEXT, "said_on": str(DAY)})
        status, _, text = ask(address, "POST", "/api/v1/check", sent, Content_Type="application/json")
        assert status == 200
        goes_on(json.loads(text))
        status, _, page = ask(address, "POST", "/", f"text={TEXT}&said_on={DAY}")
        assert status == 200 and WORDS in page.lower().replace("&#39;", "'")


def test_an_assistant(raising: str, built: Path) -> None:
    check_text = next(tool for tool in mcp._tools(Settings(warehouse_dir=built)) if tool.__name__ == "check_text")
    goes_on(check_text(TEXT, DAY))


def test_a_table_of_sentences(raising: str, built: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    table, out = tmp_path / "sentences.parquet", tmp_path / "verdicts.parquet"
    pq.write_table(pa.table({"text": [GOOD, BAD, ALSO]}), table)
    batch.run(Settings(warehouse_dir=built), table, out, lambda *_: None)
    first, second, third = pq.read_table(out).to_pylist()
    assert first["verdict"] and third["verdict"] and not second["verdict"]
    assert WORDS in second["not_read"].lower() and logged_once(caplog)


def test_the_desk(raising: str, tmp_path: Path) -> None:
    settings = desk_at(tmp_path)
    assert not articles.collect(settings, TODAY).problems
    inbox.judge(settings, TODAY)
    found = articles.load(settings, TODAY).articles[0]
    told = {each.quote: each.judged for each in found.statements}
    assert all(told[quote] and told[quote].verdict_now != "NOT_CHECKABLE" for quote in (GOOD, ALSO))
    page = pages.day_page(settings, TODAY).replace("&#39;", "'")
    assert BAD in page and WORDS in page.lower()


def test_an_article_that_nobody_can_take_apart_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings = desk_at(tmp_path)
    (tmp_path / "saved" / "other.txt").write_text(ALSO)
    monkeypatch.setattr(articles, "extracted", surprised(articles.extracted, lambda body: b"Canada" in body))
    found = articles.collect(settings, TODAY)
    assert [article.statements[0].quote for article in found.articles] == [ALSO]
    assert WORDS in found.problems[0] and logged_once(caplog)


def desk_at(folder: Path) -> Settings:
    """A desk with a folder of one saved article."""
    (folder / "warehouse" / "articles").mkdir(parents=True)
    os.link(project().database, folder / "warehouse" / "bilateral.duckdb")
    settings = Settings(root=project().root, warehouse_dir=folder / "warehouse")
    (folder / "saved").mkdir()
    (folder / "saved" / "piece.txt").write_text(TEXT)
    feeds.add(settings, str(folder / "saved"), "Saved", None, 6)
    return settings


def test_a_claim_of_an_article_file(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `bilateral run` publishes of an article: the claim is not checkable, and its neighbours are judged."""
    from pipelines.reports import evidence, findings, html
    from pipelines.warehouse import published

    monkeypatch.setattr(parts, "of", surprised(parts.of, lambda claim: "CAN" in claim.areas.ref))
    stated = [
        (("piece", f"c{n}", n), Claim.model_validate({
            "id": f"c{n}", "quote": f"of {iso3}", "said_on": DAY, "indicator": "population", "operation": "level",
            "areas": {"ref": [iso3]}, "value": value, "period": "2023",
        }))
        for n, (iso3, value) in enumerate([("JPN", "124 million"), ("CAN", "40 million"), ("DEU", "84 million")])
    ]  # fmt: skip
    with published.connect(Settings(warehouse_dir=built)) as connection:
        rows = relations.judged(connection, stated, TODAY)
        told = findings.of(rows, findings.names(connection))
        about = dict.fromkeys(("outlet", "author", "url")) | {"title": "piece", "published": DAY, "language": "en"}
        given = {**rows, "article": [about | {"article_id": "piece"}]}
        shared = evidence.common(connection, {"today": TODAY, "profile": "default"})
        [document] = evidence.documents(connection, ["piece"], shared, given)
    assert WORDS in html.article(document).lower().replace("&#39;", "'")
    assert [row["claim_id"] for row in rows["claim"]] == ["c0", "c1", "c2"]
    verdicts = {claim: finding["verdict"] for (_, claim), finding in told.items()}
    assert verdicts["c1"] == "NOT_CHECKABLE" and "NOT_CHECKABLE" not in (verdicts["c0"], verdicts["c2"])
    assert WORDS in told["piece", "c1"]["reason"].lower()


def test_a_file_that_cannot_be_read_is_no_fault_of_a_claim(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    def unreadable(*_: Any) -> Any:
        raise duckdb.IOException("the file is gone")

    monkeypatch.setattr(relations.figures, "load", unreadable)
    with pytest.raises(duckdb.IOException):
        check.check(Settings(warehouse_dir=built), TEXT, DAY)
