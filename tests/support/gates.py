"""What a publisher's gates do with a bad answer: it is refused, or stored and refused when it is read.

Not a test: tests/sources use it, each with its source.
"""

import re

import pytest

from pipelines.config import Settings
from pipelines.ingest import datasets
from pipelines.stores import snapshots


def refused(source: str, live: Settings, expected: str) -> None:
    """The fetch fails with that error, and nothing is stored."""
    outcome = datasets.refresh(live, source)
    assert outcome.state == "failed" and re.search(expected, outcome.error or ""), outcome.error
    assert snapshots.listing(live.snapshots) == []


def unreadable(source: str, live: Settings, expected: str) -> None:
    """The bytes are stored, and reading them fails with that error."""
    outcome = datasets.refresh(live, source)
    assert outcome.state == "new", outcome.error
    with pytest.raises(datasets.IngestError, match=expected):
        datasets.normalize(live, source)
