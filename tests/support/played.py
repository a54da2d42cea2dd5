"""A language model that a server on this machine plays: it answers with what it was given, in the chat protocol."""

import json
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response


def entry(sentence: str, claim: dict[str, Any], quotes: dict[str, Any]) -> dict[str, Any]:
    areas = [{"area": area, "words": words} for area, words in quotes["areas"].items()]
    return {"sentence": sentence, "claim": claim, "quotes": quotes | {"areas": areas}}


class Play:
    """A server that answers with what it was given, one after the other; the last answer stands."""

    def __init__(self, httpserver: HTTPServer) -> None:
        self.server, self.asked, self.answers = httpserver, list[dict[str, Any]](), list[str]()
        httpserver.expect_request("/v1/chat/completions").respond_with_handler(self._answer)

    def says(self, *answers: list[dict[str, Any]] | str) -> None:
        self.answers = [each if isinstance(each, str) else json.dumps({"claims": each}) for each in answers]

    def _answer(self, request: Request) -> Response:
        self.asked.append(request.get_json())
        words = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return Response(json.dumps({"choices": [{"message": {"content": words}}], "usage": {"total_tokens": 7}}))


def play(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Play:
    """The server, with the environment that names it; every one of its answers counts seven tokens."""
    monkeypatch.setenv("BILATERAL_LLM_URL", httpserver.url_for("/v1"))
    monkeypatch.setenv("BILATERAL_LLM_MODEL", "played")
    monkeypatch.setenv("BILATERAL_LLM_KEY", "a-secret-key")
    return Play(httpserver)
