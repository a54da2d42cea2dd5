"""`bilateral serve` running in this process, for tests that ask it. Not a test."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPMessage
from typing import Any

from pipelines.apps import serve
from pipelines.config import Settings

Address = tuple[str, int]
Answer = tuple[int, HTTPMessage, str]


@contextmanager
def running(settings: Settings, terms: serve.Terms | None = None) -> Iterator[Address]:
    server = serve.server(settings, terms or serve.Terms())
    bound = server.config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield "127.0.0.1", bound.getsockname()[1]
    server.should_exit = True
    thread.join(10)


def ask(address: Address, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
    connection = HTTPConnection(*address, timeout=60)
    connection.putrequest(method, path, skip_host="Host" in headers)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if body is not None:
        given = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body.encode()))} | given
    for name, value in given.items():
        connection.putheader(name, value)
    connection.endheaders(body.encode() if body is not None else None)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, text


def holds(shown: Any, answered: Any) -> bool:
    """Whether what is shown is part of what was answered; of a list in the order shown."""
    if isinstance(shown, dict):
        return isinstance(answered, dict) and all(holds(value, answered.get(key)) for key, value in shown.items())
    if isinstance(shown, list):
        rest = iter(answered)
        return all(any(holds(each, other) for other in rest) for each in shown)
    return bool(shown == answered)
