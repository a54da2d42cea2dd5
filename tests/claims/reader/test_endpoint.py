"""A language model that proposes claims: good, bad, hostile and broken ones, played by a server on this machine.

Belongs here: that a proposal is believed as far as its quoted words go. Does not belong here: patterns.
"""

import json
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from pipelines.claims.reader import endpoint, read
from pipelines.claims.reader.proposals import Proposal

DAY = date(2024, 6, 1)
KEY = "key-of-nobody"
Play = Callable[[Any], None]


@pytest.fixture
def model(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Play]:
    """Say what the model answers: entries of claims, or any other content as it is."""
    asked: list[Request] = []

    def play(content: Any) -> None:
        words = content if isinstance(content, str) else json.dumps({"claims": content})
        answer = {"choices": [{"message": {"role": "assistant", "content": words}}]}

        def reply(request: Request) -> Response:
            asked.append(request)
            return Response(json.dumps(answer), content_type="application/json")

        httpserver.expect_request("/v1/chat/completions", method="POST").respond_with_handler(reply)

    monkeypatch.setenv("BILATERAL_LLM_URL", httpserver.url_for("/v1"))
    monkeypatch.setenv("BILATERAL_LLM_MODEL", "some-model")
    monkeypatch.setenv("BILATERAL_LLM_KEY", KEY)
    yield play
    for request in asked:
        body = request.get_json()
        assert request.headers["Authorization"] == f"Bearer {KEY}" and KEY not in json.dumps(body)
        assert body["response_format"]["json_schema"]["strict"] is True


def entry(operation: str, sentence: int = 1, **slots: str) -> dict[str, Any]:
    return {"sentence": sentence, "operation": operation, **dict.fromkeys(endpoint.SLOTS), **slots}


@pytest.mark.parametrize(
    ("text", "proposed", "reads"),
    [
        (
            "A total of 19.6 million, give or take, is what the people of Chile amount to.",
            entry("level", area="Chile", amount="19.6 million", figure="people"),
            ("population", "level", ["CHL"], [], "19.6 million"),
        ),
        (
            "What Poland sells to Germany, its exports, stood in 2022 at a handsome $100 billion.",
            entry("level", figure="exports", area="Poland", partner="Germany", amount="$100 billion"),
            ("goods_exports", "level", ["POL"], ["DEU"], "100 billion"),
        ),
        (
            "Of late the exports of Peru have been on a tear: up, in 2022, by 12 per cent.",
            entry("change", figure="exports", area="Peru", amount="12 per cent", verb="up"),
            ("goods_exports", "change", ["PER"], [], "12"),
        ),
        (
            "The lowest that inflation in Peru has been since 2015 is what 2023 brought.",
            entry("extreme", figure="inflation", area="Peru", rank="lowest"),
            ("inflation", "extreme", ["PER"], [], None),
        ),
        (
            "As to size, it is Italy whose economy comes out, when set beside Germany, smaller.",
            entry("compare", figure="economy", area="Italy", base="Germany", verb="smaller"),
            ("gdp", "compare", ["ITA"], [], None),
        ),
        (
            "By far the largest economy in Africa, some say, is that of a giant in the west: Nigeria.",
            entry("rank", area="Nigeria", rank="largest", figure="economy", group="Africa"),
            ("gdp", "rank", ["NGA"], [], "1"),
        ),
        (
            "Where Germany is concerned, 35,000 is the number of soldiers that the United States has there.",
            entry("level", area="the United States", partner="Germany", amount="35,000", figure="soldiers"),
            ("troops", "level", ["USA"], ["DEU"], "35,000"),
        ),
        (
            "In dollars the remittances, in 2022, to Mexico and from the United States, came to $58 billion.",
            entry("level", area="Mexico", partner="the United States", amount="$58 billion", figure="remittances"),
            ("remittances", "level", ["USA"], ["MEX"], "58 billion"),
        ),
    ],
)
def test_a_good_proposal_is_read(model: Play, text: str, proposed: dict[str, Any], reads: tuple[Any, ...]) -> None:
    model([proposed])
    [found] = read(text, DAY, proposer=endpoint.proposer).claims
    claim = found.claim
    assert (claim.indicator, claim.operation, claim.areas.ref, claim.areas.counterpart, claim.value) == reads
    assert dict(found.how)["pattern"] == f"model: {proposed['operation']}"


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("Chile has 19.6 million people.", entry("level", area="Peru", amount="19.6 million", figure="people")),
        ("Chile has 19.6 million people.", entry("level", area="Chile", amount="34 million", figure="people")),
        ("Chile has 19.6 million people.", entry("level", area="19.6 million", amount="Chile", figure="people")),
        ("Chile has 19.6 million cows.", entry("level", area="Chile", amount="19.6 million", figure="cows")),
        ("Chile will have 25 million people.", entry("level", area="Chile", amount="25 million", figure="people")),
        ("If Chile had 25 million people, fine.", entry("level", area="Chile", amount="25 million", figure="people")),
        ("Chile does not have 25 million people.", entry("level", area="Chile", amount="25 million", figure="people")),
        (
            "A year after the crash, Germany's GDP was $3.4 trillion.",
            entry("level", area="Germany", amount="$3.4 trillion", figure="GDP"),
        ),
        (
            "In Africa, China had a trade surplus of $60 billion in 2023.",
            entry("level", area="China", amount="$60 billion", figure="trade surplus"),
        ),
        (
            "Organic exports of Kenya reached $5 billion in 2023.",
            entry("level", area="Kenya", amount="$5 billion", figure="exports"),
        ),
        (
            "Of late Peru's exports have seen, in 2022, a loss of 12 per cent.",
            entry("change", figure="exports", area="Peru", amount="12 per cent", verb="loss"),
        ),
        ("Chile has 19.6 million people.", entry("drop table claims", area="Chile", amount="19.6 million")),
        ("Chile has 19.6 million people.", entry("level")),
        ("Chile has 19.6 million people.", entry("level", sentence=7, area="Chile", amount="19.6 million")),
    ],
)
def test_a_bad_proposal_is_refused(model: Play, text: str, proposed: dict[str, Any]) -> None:
    model([proposed])
    found = read(text, DAY, proposer=endpoint.proposer)
    assert not [claim for claim in found.claims if "model" in dict(claim.how)["pattern"]]
    assert found.skipped or text == "Chile has 19.6 million people."  # which patterns read


def test_a_word_that_compares_says_whether_it_fell(model: Play) -> None:
    model([entry("change", figure="exports", area="Peru", amount="12 per cent", verb="lower")])
    text = "Set beside 2021, and with all that was lost, the exports of Peru in 2022 came out 12 per cent lower."
    [found] = read(text, DAY, proposer=endpoint.proposer).claims
    assert (found.claim.operation, found.claim.value, found.claim.order) == ("change", "12", "asc")


def test_a_flood_is_cut_off(model: Play) -> None:
    model([entry("level", area="Chile", amount="19.6 million", figure="people")] * 500)
    assert len(read("Chile has 19.6 million people.", DAY, proposer=endpoint.proposer).claims) == 1


@pytest.mark.parametrize(
    "content",
    ["", "Sure! Here are the claims:", "[]", '{"claims": null}', '{"claims": ["x"]}', "[" * 100_000, '{"claims": [1'],
)
def test_an_answer_that_is_no_json_of_claims_says_so(model: Play, content: str) -> None:
    model(content)
    with pytest.raises(endpoint.ModelError, match="expected"):
        read("Chile has 19.6 million people.", DAY, proposer=endpoint.proposer)


@pytest.mark.parametrize(
    "answer",
    [
        Response(status=401),
        Response(status=500),
        Response(status=302, headers={"Location": "http://127.0.0.1:9/"}),
        Response("{}"),
        Response('{"choices": [{"message": {"content": null}}]}'),
        Response("x" * (endpoint.LARGEST + 10)),
    ],
    ids=["no access", "fault", "elsewhere", "another protocol", "no content", "too long"],
)
def test_an_endpoint_that_fails_says_why_without_the_key(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, answer: Response
) -> None:
    httpserver.expect_request("/v1/chat/completions").respond_with_response(answer)
    monkeypatch.setenv("BILATERAL_LLM_URL", httpserver.url_for("/v1"))
    monkeypatch.setenv("BILATERAL_LLM_MODEL", "some-model")
    monkeypatch.setenv("BILATERAL_LLM_KEY", KEY)
    with pytest.raises(endpoint.ModelError) as error:
        endpoint.proposer(["Chile has 19.6 million people."])
    assert KEY not in str(error.value) and error.value.__suppress_context__ in (True, False)


@pytest.mark.parametrize("url", ["", "ftp://127.0.0.1/v1", "http://name:secret@127.0.0.1/v1", "nowhere"])
def test_an_address_that_cannot_be_asked_is_named(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BILATERAL_LLM_URL", url)
    monkeypatch.setenv("BILATERAL_LLM_MODEL", "some-model")
    with pytest.raises(endpoint.ModelError, match="BILATERAL_LLM_URL") as error:
        endpoint.proposer(["Chile has 19.6 million people."])
    assert "secret" not in str(error.value)


def test_sentences_go_in_bounded_requests_and_come_back_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def answer(sentences: list[str]) -> str:
        asked.append(len(sentences))
        return json.dumps({"claims": [entry("level", len(sentences), amount=sentences[-1])]})

    monkeypatch.setattr(endpoint, "ask", answer)
    told: list[int] = []
    found = endpoint.proposer([f"s{n}" for n in range(45)], lambda what, done, total: told.append(done))
    assert asked == [10, 10, 10, 10, 5] and told == [0, 10, 20, 30, 40]
    assert [n for n, each in enumerate(found) if each] == [9, 19, 29, 39, 44]
    assert found[44] == [Proposal("level", {"amount": "s44"})]


def test_a_model_that_takes_only_its_own_temperature_is_asked_again(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = []

    def reply(request: Request) -> Response:
        bodies.append(request.get_json())
        if "temperature" in bodies[-1]:
            return Response(json.dumps({"error": {"message": "Unsupported value: 'temperature' is not 1"}}), status=400)
        return Response(json.dumps({"choices": [{"message": {"content": '{"claims": []}'}}]}))

    httpserver.expect_request("/v1/chat/completions").respond_with_handler(reply)
    monkeypatch.setenv("BILATERAL_LLM_URL", httpserver.url_for("/v1"))
    monkeypatch.setenv("BILATERAL_LLM_MODEL", "some-model")
    assert endpoint.proposer(["Chile has 19.6 million people."]) == [[]] and len(bodies) == 2


def test_what_an_endpoint_complains_of_is_told_without_the_key(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"error": {"message": f"Incorrect API key provided: {KEY}. You can find yours elsewhere."}}
    httpserver.expect_request("/v1/chat/completions").respond_with_json(said, status=401)
    monkeypatch.setenv("BILATERAL_LLM_URL", httpserver.url_for("/v1"))
    monkeypatch.setenv("BILATERAL_LLM_MODEL", "some-model")
    monkeypatch.setenv("BILATERAL_LLM_KEY", KEY)
    with pytest.raises(endpoint.ModelError, match="status 401: Incorrect API key provided: …") as error:
        endpoint.proposer(["Chile has 19.6 million people."])
    assert KEY not in str(error.value)


def test_a_model_that_is_too_slow_is_told(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def reply(request: Request) -> Response:
        time.sleep(0.3)
        return Response("{}")

    httpserver.expect_request("/v1/chat/completions").respond_with_handler(reply)
    monkeypatch.setenv("BILATERAL_LLM_URL", httpserver.url_for("/v1"))
    monkeypatch.setenv("BILATERAL_LLM_MODEL", "some-model")
    monkeypatch.setattr(endpoint, "SECONDS", 0.05)
    with pytest.raises(endpoint.ModelError, match=r"took more than 0\.05 seconds"):
        endpoint.proposer(["Chile has 19.6 million people."])
