"""A language model as a reader: a server on this machine plays it, and only what the words bear is taken."""

import contextlib
import socket
import threading
import time
from datetime import date
from typing import Any

import played
import pytest
from played import Play, entry
from pytest_httpserver import HTTPServer
from werkzeug import Response

from pipelines import reader
from pipelines.reader import ModelError, endpoint, model

DAY = date(2024, 5, 1)
TEXT = (
    "Germany is in trouble. Its exports fell by 5 percent in 2023. Japan sold nearly $165 billion of goods to China in"
    " 2022, and car exports rose to $100 billion. The government hopes that Italy's GDP will exceed $4 trillion in 2024."
    " What France had in 2023 was a jobless rate of 7.3%."
)
FALL, SALE, HOPE, RATE = (
    "Its exports fell by 5 percent in 2023.",
    "Japan sold nearly $165 billion of goods to China in 2022, and car exports rose to $100 billion.",
    "The government hopes that Italy's GDP will exceed $4 trillion in 2024.",
    "What France had in 2023 was a jobless rate of 7.3%.",
)
FALL_CLAIM = {
    "indicator": "goods_exports",
    "operation": "change",
    "value": "-5%",
    "period": "2023",
    "base_period": "2022",
    "areas": {"ref": ["DEU"]},
}
SALE_CLAIM = {
    "indicator": "goods_exports",
    "operation": "level",
    "hedge": "nearly",
    "value": "$165 billion",
    "period": "2022",
    "areas": {"ref": ["JPN"], "counterpart": ["CHN"]},
}
RATE_CLAIM = {
    "indicator": "unemployment_rate",
    "operation": "level",
    "value": "7.3%",
    "period": "2023",
    "areas": {"ref": ["FRA"]},
}
FALL_QUOTES = {"value": "5 percent", "period": "in 2023", "indicator": "exports", "areas": {"DEU": "Its"}}
SALE_QUOTES = {
    "value": "nearly $165 billion",
    "period": "in 2022",
    "indicator": "goods",
    "areas": {"JPN": "Japan", "CHN": "China"},
}
RATE_QUOTES = {"value": "7.3%", "period": "2023", "indicator": "jobless rate", "areas": {"FRA": "France"}}


@pytest.fixture
def play(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Play:
    return played.play(httpserver, monkeypatch)


@pytest.mark.parametrize(("sentence", "claim", "quotes"), [
    (FALL, FALL_CLAIM, FALL_QUOTES), (SALE, SALE_CLAIM, SALE_QUOTES), (RATE, RATE_CLAIM, RATE_QUOTES),
])  # fmt: skip
def test_what_the_words_bear_is_taken(play: Play, sentence: str, claim: dict[str, Any], quotes: dict[str, Any]) -> None:
    play.says([entry(sentence, claim, quotes)])
    found = reader.read_with_model(TEXT, DAY)
    [read] = [each.claim for each in found.claims if each.sentence == sentence and each.claim.value]
    assert (read.indicator, read.areas.ref, read.period) == (claim["indicator"], claim["areas"]["ref"], claim["period"])
    assert read.quote == sentence and read.said_on == DAY


@pytest.mark.parametrize(("changed", "quoted", "why"), [
    ({"value": "$185 billion"}, {}, "is not $185 billion"),
    ({"value": "$185 billion"}, {"value": "$185 billion"}, "does not stand in the sentence"),
    ({"hedge": "over"}, {}, "say `nearly`"),
    ({"period": "2021"}, {}, "2021 is not said"),
    ({"period": None}, {}, "says when"),
    ({"areas": {"ref": ["KOR"], "counterpart": ["CHN"]}}, {"areas": {"KOR": "Japan", "CHN": "China"}}, "does not name KOR"),
    ({"areas": {"ref": ["JPN"], "counterpart": ["KOR"]}}, {}, "words that name KOR"),
    ({"indicator": "goods_imports"}, {"indicator": "sold nearly $165 billion of goods"}, "names goods_exports"),
    ({"value": "€165 billion"}, {}, "not in EUR"),
    ({"indicator": "car_exports"}, {}, "unknown"),
    ({"operation": "guess"}, {}, "operation"),
    ({"value": "$100 billion", "hedge": "none"}, {"value": "$100 billion", "indicator": "car exports"}, "another figure"),
])  # fmt: skip
def test_what_they_do_not_bear_is_refused(
    play: Play, changed: dict[str, Any], quoted: dict[str, Any], why: str
) -> None:
    claim = {key: value for key, value in (SALE_CLAIM | changed).items() if value is not None}
    play.says([entry(SALE, claim, SALE_QUOTES | quoted)])
    found = reader.read_with_model(TEXT, DAY)
    assert not [each for each in found.claims if dict(each.how)["read by"] == "model"]
    assert why in play.asked[1]["messages"][-1]["content"]


def test_a_hope_is_no_figure_though_a_model_says_so(play: Play) -> None:
    claim = {
        "indicator": "gdp",
        "operation": "level",
        "hedge": "over",
        "value": "$4 trillion",
        "period": "2024",
        "areas": {"ref": ["ITA"]},
    }
    play.says(
        [entry(HOPE, claim, {"value": "$4 trillion", "period": "2024", "indicator": "GDP", "areas": {"ITA": "Italy"}})]
    )
    found = reader.read_with_model(TEXT, DAY)
    assert HOPE not in [each.sentence for each in found.claims]
    assert [each.reason for each in found.skipped if each.text == HOPE] == ["forecast"]


def test_a_refused_claim_goes_back_once_with_the_reason(play: Play) -> None:
    wrong = RATE_CLAIM | {"value": "3.7%"}
    play.says([entry(RATE, wrong, RATE_QUOTES)], [entry(RATE, RATE_CLAIM, RATE_QUOTES)])
    found = reader.read_with_model(TEXT, DAY)
    assert "7.3" in [(each.claim.value or "").strip("%") for each in found.claims if each.sentence == RATE]
    assert len(play.asked) == 2 and "is not 3.7%" in play.asked[1]["messages"][-1]["content"]
    assert found.tokens == 14


def test_a_claim_of_both_readers_is_one(play: Play) -> None:
    text = "Japan had 125 million inhabitants in 2022."
    claim = {
        "indicator": "population",
        "operation": "level",
        "value": "125 million",
        "period": "2022",
        "areas": {"ref": ["JPN"]},
    }
    play.says(
        [
            entry(
                text,
                claim,
                {"value": "125 million", "period": "2022", "indicator": "inhabitants", "areas": {"JPN": "Japan"}},
            )
        ]
    )
    [read] = reader.read_with_model(text, DAY).claims
    assert dict(read.how)["read by"] == "patterns and model"


def test_a_number_that_no_claim_takes_is_told(play: Play) -> None:
    play.says([entry(SALE, SALE_CLAIM, SALE_QUOTES)])
    found = reader.read_with_model(TEXT, DAY)
    assert any("100" in each.words for each in found.skipped if each.text == SALE)


def test_a_long_text_goes_in_parts_with_what_stands_before(play: Play) -> None:
    text = " ".join(["Kenya is a country of many hills and lakes, as every visitor soon learns."] * 120)
    play.says([])
    reader.read_with_model(text, DAY)
    asked = [each["messages"][1]["content"] for each in play.asked]
    assert len(asked) == len(list(model.parts(text, DAY))) > 2
    assert max(len(each) for each in asked) < model.LETTERS + model.BEFORE + 200


@pytest.mark.parametrize("answer", ["no JSON", "[]", '{"claims": 3}', '{"claims": ["x"]}', "[" * 100_000])
def test_an_answer_in_another_form_says_what_was_expected(play: Play, answer: str) -> None:
    play.says(answer)
    with pytest.raises(ModelError, match="expected"):
        reader.read_with_model(TEXT, DAY)


@pytest.mark.parametrize("odd", [
    {}, {"sentence": 3}, {"sentence": RATE, "claim": [], "quotes": {}}, {"sentence": RATE, "claim": RATE_CLAIM},
    {"sentence": RATE, "claim": RATE_CLAIM, "quotes": {"areas": [{"area": 1}]}},
    {"sentence": "The moon has 3 million inhabitants.", "claim": RATE_CLAIM, "quotes": RATE_QUOTES},
    {"sentence": RATE, "claim": RATE_CLAIM, "quotes": {"value": ["7.3%"], "areas": []}},
])  # fmt: skip
def test_odd_entries_change_nothing(play: Play, odd: dict[str, Any]) -> None:
    play.says([odd] * 3)
    by_patterns = [each.claim for each in reader.read(TEXT, DAY).claims]
    assert [each.claim for each in reader.read_with_model(TEXT, DAY).claims] == by_patterns


@pytest.mark.parametrize("status", [400, 401, 404, 500, 503])
def test_an_endpoint_that_fails_says_why_without_the_key(play: Play, httpserver: HTTPServer, status: int) -> None:
    httpserver.clear()
    answer = {"error": {"message": "bad key a-secret-key."}}
    httpserver.expect_request("/v1/chat/completions").respond_with_json(answer, status=status)
    with pytest.raises(ModelError, match=f"status {status}: bad key …") as failed:
        reader.read_with_model(TEXT, DAY)
    assert "a-secret-key" not in str(failed.value)


def test_an_answer_without_end_is_cut_off(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "LARGEST", 10_000)
    play.says("x" * 100_000)
    with pytest.raises(ModelError, match="more than 10,000 bytes"):
        reader.read_with_model(TEXT, DAY)


@pytest.mark.parametrize(
    ("head", "piece", "told"),
    [
        (b"Content-Length: 1000", b"x", "took more than 1 seconds"),
        (b"Content-Encoding: gzip\r\nContent-Length: 4", b"abcd", "not the gzip they are said to be"),
    ],
)
def test_bytes_that_drip_or_cannot_be_unpacked_are_the_endpoints_fault(
    head: bytes, piece: bytes, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(listening: socket.socket) -> None:
        with listening.accept()[0] as peer, contextlib.suppress(OSError):
            peer.recv(65_536)
            peer.sendall(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n")
            for _ in range(20):
                peer.sendall(piece)
                time.sleep(0.2)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=answer, args=(listening,), daemon=True).start()
        monkeypatch.setenv("BILATERAL_LLM_URL", f"http://127.0.0.1:{listening.getsockname()[1]}/v1")
        monkeypatch.setenv("BILATERAL_LLM_MODEL", "small")
        monkeypatch.setenv("BILATERAL_LLM_SECONDS", "1")
        started = time.monotonic()
        with pytest.raises(ModelError, match=told):
            endpoint.ask([], {})
        assert time.monotonic() - started < 3


def test_an_endpoint_that_dawdles_is_left(play: Play, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    httpserver.clear()
    httpserver.expect_request("/v1/chat/completions").respond_with_handler(lambda _: time.sleep(0.5) or Response("{}"))
    monkeypatch.setenv("BILATERAL_LLM_SECONDS", "0.1")
    with pytest.raises(ModelError, match=r"more than 0\.1 seconds"):
        reader.read_with_model(TEXT, DAY)


@pytest.mark.parametrize("url", ["", "127.0.0.1:8000/v1", "file:///etc/passwd", "http://me:word@127.0.0.1/v1"])
def test_an_address_that_cannot_be_asked_is_named(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BILATERAL_LLM_URL", url)
    monkeypatch.setenv("BILATERAL_LLM_MODEL", "any")
    with pytest.raises(ModelError, match="BILATERAL_LLM_URL is to name the endpoint"):
        reader.read_with_model(TEXT, DAY)
