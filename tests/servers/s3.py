"""An S3-compatible store on this machine: moto's server, with writes one after the other as S3 has them, and failures.

moto answers a conditional PUT like S3 (412 where the condition does not hold), but looks and writes in two steps that
another thread can come between. A fault is a function that is asked before each request and answers in the store's
place, or does not (None).
"""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug import Response
from werkzeug.serving import WSGIRequestHandler, make_server

Application = Callable[..., Iterable[bytes]]
Fault = Callable[[dict[str, Any], Application], Response | None]


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        pass


class Store:
    def __init__(self) -> None:
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.requests: list[tuple[str, str]] = []
        self.faults: list[Fault] = []
        self.writing = threading.RLock()
        self.server = make_server("127.0.0.1", 0, self, threaded=True, request_handler=Quiet)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.requests.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        for fault in self.faults:
            if answer := fault(environ, self.answer):
                return answer(environ, start_response)
        return self.answer(environ, start_response)

    def answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "PUT":
            return self.moto(environ, start_response)
        with self.writing:
            return list(self.moto(environ, start_response))

    def wrote(self) -> list[str]:
        """Paths of the writes since the last look."""
        found = [path for method, path in self.requests if method in ("PUT", "POST", "DELETE")]
        self.requests.clear()
        return found


def refusal(status: int, code: str) -> Response:
    """An error as S3 words it. What a real one says of the request is in it, to see that nothing of it is passed on."""
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{code}</Message>'
        "<AWSAccessKeyId>an-access-key</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256</StringToSign></Error>"
    )
    return Response(body, status, {"Content-Type": "application/xml"})


def times(number: int, fault: Fault) -> Fault:
    """The first so many requests that the fault would answer; then it is over."""
    left, counting = [number], threading.Lock()

    def limited(environ: dict[str, Any], answer: Application) -> Response | None:
        with counting:
            found = fault(environ, answer) if left[0] > 0 else None
            left[0] -= found is not None
        return found

    return limited


def to(method: str, part: str, status: int, code: str) -> Fault:
    """Refuse requests of a method ('' for any) whose path holds a text."""

    def fault(environ: dict[str, Any], answer: Application) -> Response | None:
        asked = method in ("", environ["REQUEST_METHOD"]) and part in environ["PATH_INFO"]
        return refusal(status, code) if asked else None

    return fault


def cut(part: str) -> Fault:
    """Break bodies off in the middle, with the length of the whole in their header."""

    def fault(environ: dict[str, Any], answer: Application) -> Response | None:
        if environ["REQUEST_METHOD"] != "GET" or part not in environ["PATH_INFO"]:
            return None
        whole = Response.from_app(answer, environ)
        body = whole.get_data()
        broken = Response(iter([body[: len(body) // 2]]), whole.status_code, whole.headers)
        broken.headers["Content-Length"] = str(len(body))
        return broken

    return fault


def flipped(part: str) -> Fault:
    """Change a byte of bodies on their way."""

    def fault(environ: dict[str, Any], answer: Application) -> Response | None:
        if environ["REQUEST_METHOD"] != "GET" or part not in environ["PATH_INFO"]:
            return None
        whole = Response.from_app(answer, environ)
        if whole.status_code >= 300:
            return None
        body = whole.get_data()
        return Response(bytes([body[0] ^ 1]) + body[1:], whole.status_code, whole.headers)

    return fault


def lost(part: str) -> Fault:
    """Do what a PUT asks, and say that something went wrong."""

    def fault(environ: dict[str, Any], answer: Application) -> Response | None:
        if environ["REQUEST_METHOD"] != "PUT" or part not in environ["PATH_INFO"]:
            return None
        Response.from_app(answer, environ)
        return refusal(500, "InternalError")

    return fault


def without_conditions(environ: dict[str, Any], answer: Application) -> None:
    """A store that writes whatever the condition says."""
    environ.pop("HTTP_IF_MATCH", None)
    environ.pop("HTTP_IF_NONE_MATCH", None)
