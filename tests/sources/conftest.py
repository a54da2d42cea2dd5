"""One publisher for each test: the one that SOURCE of the module names, at PATH of a server on this machine."""

from pathlib import Path

import pytest
from publisher import Publisher
from pytest_httpserver import HTTPServer

from pipelines.config import Settings


@pytest.fixture
def publisher(request: pytest.FixtureRequest, settings: Settings, httpserver: HTTPServer, tmp_path: Path) -> Publisher:
    source, path = request.module.SOURCE, getattr(request.module, "PATH", "/publisher")
    live = Settings(warehouse_dir=settings.warehouse, base_urls={source: httpserver.url_for(path)})
    return Publisher(source, live, httpserver, tmp_path)
