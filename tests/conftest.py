"""What all tests share: outer data, a warehouse of one's own, no network, tables of what was measured.

The run prints every table that a test hands to the fixture `tables` at its end.
"""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.config import Settings
from pipelines.fetching import http

pytest.register_assert_rewrite("publisher", "relations")

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real files of the publishers, which lie beside the project and are not part of it."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"{SHARED} is missing, and nothing may be skipped where CI is set")
        pytest.skip(f"needs the publishers' files in {SHARED}")
    return SHARED


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window, for pages as people see them."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not chromium:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing, and nothing may be skipped where CI is set")
        pytest.skip("needs Chromium on the PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(warehouse_dir=tmp_path / "warehouse")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this machine answers; anything else is an error in the test."""
    connect, connect_ex, lookup = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def local_only(address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else None
        if host is not None and host not in ("127.0.0.1", "localhost", "::1"):
            raise PermissionError(f"a test tried to reach {host}; tests talk to this machine only")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        local_only(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        local_only(address)
        return connect_ex(self, address)

    def guarded_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host:
            local_only((host.decode() if isinstance(host, bytes) else host,))
        return lookup(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_lookup)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between attempts are drawn as always, a thousand times shorter."""
    monkeypatch.setattr(http, "BACKOFF_SECONDS", 0.001)


@pytest.fixture(autouse=True)
def no_syncing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test cuts the power, and what is not asked of the disk takes no time; kills are survived without it."""
    monkeypatch.setattr(os, "fsync", lambda file: None)


@pytest.fixture
def tables(request: pytest.FixtureRequest) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """Title -> rows of what was measured; the run prints them at its end."""
    measured: dict[str, list[dict[str, Any]]] = {}
    yield measured
    for title, rows in measured.items():
        shown = [list(rows[0]), *([str(value) for value in row.values()] for row in rows)]
        request.node.user_properties.append(("table", [title, shown]))


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the first process; the others inherit its environment
        os.environ["BILATERAL_TESTS"] = tempfile.mkdtemp(prefix="bilateral-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ["BILATERAL_TESTS"], ignore_errors=True)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reports = [
        each for found in terminalreporter.stats.values() for each in found if isinstance(each, pytest.TestReport)
    ]
    for report in reports:
        for title, shown in _properties(report, "table") if report.when == "teardown" else ():
            terminalreporter.section(title)
            widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
            for line in shown:
                terminalreporter.write_line("  ".join(map(str.ljust, line, widths)).rstrip())


def _properties(report: pytest.TestReport, wanted: str) -> list[Any]:
    return [value for name, value in report.user_properties if name == wanted]


@pytest.fixture(scope="session")
def built() -> Path:
    """A small warehouse after its first run without a network; tests read it and change nothing."""
    from published import project

    return project().warehouse


FIRST = ("verdict", "reader", "claims", "sources", "ingest")
"""Rooms whose tests break most often, and take milliseconds."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rooms = {room: place for place, room in enumerate(FIRST)}
    items.sort(key=lambda item: rooms.get(item.path.parent.name, len(FIRST)))
