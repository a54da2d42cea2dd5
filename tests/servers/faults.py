"""Ways in which any publisher's server fails: what is sent instead of an answer, and what must become of it."""

from collections.abc import Callable
from dataclasses import dataclass

from werkzeug import Request, Response

Handler = Callable[[Request], Response]
Fault = Callable[[Response, int], Response]
"""From the right answer and the number of the request to the answer that is sent."""

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


EVERY_SOURCE: dict[str, tuple[Fault, str]] = {
    "500, then good": (once(lambda good: Response("oops", 500)), "new"),
    "503 for good": (always(lambda good: Response("busy", 503)), "missing"),
    "HTML page with status 200": (always(lambda good: Response(HTML, mimetype="text/html")), "failed"),
}
"""Name -> fault, and the state of a refresh that meets it."""
