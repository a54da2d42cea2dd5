"""Ways in which any publisher's server fails: what is sent instead of an answer, and what must become of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from werkzeug import Request, Response

from pipelines import sources
from pipelines.fetching.source import Timeouts

Handler = Callable[[Request], Response]
Fault = Callable[[Response, int], Response]
"""From the right answer and the number of the request to the answer that is sent."""

TOO_SLOW_SECONDS = 0.35
HTML = "<!doctype html><html><title>Down for maintenance</title></html>"


@dataclass
class Failing:
    """A handler with a fault before it. `seen` counts requests."""

    handler: Handler
    fault: Fault
    seen: int = 0

    def handle(self, request: Request) -> Response:
        self.seen += 1
        return self.fault(self.handler(request), self.seen)


def once(broken: Callable[[Response], Response]) -> Fault:
    return lambda good, number: broken(good) if number == 1 else good


def always(broken: Callable[[Response], Response]) -> Fault:
    return lambda good, number: broken(good)


def cut(good: Response) -> Response:
    body = good.get_data()
    return Response(iter([body[: len(body) // 2]]), headers={"Content-Length": str(len(body))})


def slow(good: Response) -> Response:
    time.sleep(TOO_SLOW_SECONDS)
    return good


EVERY_SOURCE: dict[str, tuple[Fault, str, str]] = {
    "500, then good": (once(lambda good: Response("oops", 500)), "new", "tried again, stored"),
    "429 with Retry-After, then good": (
        once(lambda good: Response("slow down", 429, headers={"Retry-After": "0"})), "new", "waited, stored",
    ),
    "429 without Retry-After, then good": (
        once(lambda good: Response("slow down", 429)), "new", "waited with jitter, stored",
    ),
    "body cut off, then whole": (once(cut), "new", "tried again, only the whole body stored"),
    "slower than the time-out, then good": (once(slow), "new", "tried again, stored"),
    "503 for good": (always(lambda good: Response("busy", 503)), "missing", "unreachable, nothing stored"),
    "HTML page with status 200": (
        always(lambda good: Response(HTML, mimetype="text/html")), "failed", "refused, nothing stored",
    ),
}  # fmt: skip


def cases(source: str) -> list[Any]:
    """Parameters (fault, state) for a test of one source, each marked as a contract case."""
    return [
        pytest.param(fault, state, id=name, marks=pytest.mark.contract(source, name, outcome))
        for name, (fault, state, outcome) in EVERY_SOURCE.items()
    ]


def impatient(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """The source's read time-out made shorter than a slow answer takes."""
    changed = replace(sources.load(source), timeouts=Timeouts(2, TOO_SLOW_SECONDS - 0.15, 20))
    load = sources.load
    monkeypatch.setattr(sources, "load", lambda name: changed if name == source else load(name))
