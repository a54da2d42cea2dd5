"""A publisher played on this machine: what it sends or what a person downloaded from it, and what becomes of that.

    publisher.sends(Weo(bom=True), {"gdp KOR 2024": (1.8e12, "A")})     it is fetched, stored and read
    publisher.sends(Weo(change=...), "refused: expected figures")       nothing is stored
    publisher.sends(Weo(change=...), "unreadable: figures stand twice") it is stored, and not read
    publisher.brings("weo", "WEOOct2024all.xls", body, ...)             a file that a person adds

Not a test. A figure is named by its indicator, areas, breakdown and period: "goods_exports KOR CHN 03 2025-08".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from pytest_httpserver import HTTPServer
from werkzeug import Response

from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.stores import observations, snapshots

KEY = """
    concat_ws(' ', indicator, ref_area, counterpart_area, nullif(breakdown, '_T'), case freq
        when 'A' then strftime(time_period, '%Y')
        when 'Q' then strftime(time_period, '%Y-Q') || quarter(time_period)
        when 'M' then strftime(time_period, '%Y-%m')
        else time_period::varchar
    end)
"""


def cases(names: str, table: Mapping[str, tuple[Any, ...]]) -> pytest.MarkDecorator:
    """Parameters of a test: a row for each case, under the words that say what is odd about it."""
    return pytest.mark.parametrize(names, [pytest.param(*row, id=name) for name, row in table.items()])


@dataclass
class Publisher:
    source: str
    settings: Settings
    server: HTTPServer
    folder: Path

    def serve(self, server: Any) -> Any:
        """Answers from now on with this: an object that handles requests, a function of a request, or one answer."""
        self.server.clear()
        handle = (lambda request: server) if isinstance(server, Response) else getattr(server, "handle", server)
        self.server.expect_request(re.compile(".*")).respond_with_handler(handle)
        return server

    def claims(self, indicator: str, ref: list[str], counterpart: list[str], article: str = "a") -> None:
        """An article that makes somebody need these figures."""
        self.settings.articles.mkdir(parents=True, exist_ok=True)
        claim = {"id": "a", "indicator": indicator, "areas": {"ref": ref, "counterpart": counterpart}}
        text = yaml.safe_dump({"id": article, "claims": [claim]})
        (self.settings.articles / f"{article}.yaml").write_text(text)

    def refresh(self, server: Any = None, **how: Any) -> datasets.Outcome:
        if server is not None:
            self.serve(server)
        return datasets.refresh(self.settings, self.source, **how)

    def read(self, server: Any = None, **how: Any) -> datasets.Outcome:
        """Fetched, stored and read without an error."""
        outcome = self.refresh(server, **how)
        assert outcome.state in ("new", "unchanged"), outcome
        datasets.normalize(self.settings, self.source)
        return outcome

    def fails(self, expected: str, server: Any = None) -> None:
        """The fetch fails with an error of that form."""
        outcome = self.refresh(server)
        assert outcome.state == "failed" and re.search(expected, outcome.error or ""), outcome

    def sends(self, server: Any, expected: Any, **how: Any) -> None:
        """What becomes of these answers: figures, or that they are refused or unreadable, and with which words."""
        if not isinstance(expected, str):
            self.read(server, **how)
            self.holds(expected)
            return
        gate, words = expected.split(": ", 1)
        if gate == "refused":
            self.fails(words, server)
            assert self.kept() == []
        else:
            assert self.refresh(server, **how).state == "new"
            with pytest.raises(datasets.IngestError, match=words):
                datasets.normalize(self.settings, self.source)
            releases = {(kept.dataset, kept.vintage) for kept in self.kept()}
            assert len(observations.files(self.settings, self.source)) < len(releases)

    def add(self, dataset: str, name: str, body: bytes | str, **more: Any) -> snapshots.Snapshot:
        """The file that a person adds is stored and read."""
        file = self.folder / name
        file.write_bytes(body.encode() if isinstance(body, str) else body)
        return datasets.add_file(self.settings, self.source, dataset, file, **more)

    def brings(self, dataset: str, name: str, body: bytes | str, expected: Any, **more: Any) -> None:
        """What becomes of a file that a person adds: figures, or the words with which it is refused."""
        if isinstance(expected, str):
            with pytest.raises((BrokenContract, datasets.IngestError), match=expected):
                self.add(dataset, name, body, **more)
            assert self.kept() == []
        else:
            self.add(dataset, name, body, **more)
            self.holds(expected)

    def kept(self, dataset: str | None = None) -> list[snapshots.Snapshot]:
        return snapshots.listing(self.settings.snapshots, self.source, dataset)

    def rows(self, where: str = "true") -> list[dict[str, Any]]:
        """Observations with the name of their figure as `key`; the newest vintage last."""
        return list(self._held(where).to_arrow_table().to_pylist())

    def figures(self, where: str = "true") -> dict[str, float | None]:
        return dict(self._held(where).project("key, obs_value").fetchall())

    def distinct(self, columns: str, where: str = "true") -> set[Any]:
        found = self._held(where).project(columns).distinct().fetchall()
        return {row[0] if len(row) == 1 else row for row in found}

    def holds(self, expected: Mapping[str, Any], where: str = "true") -> None:
        """Each figure is the value, the (value, status) or the columns expected of it, or "absent"."""
        names = ", ".join(f"'{key}'" for key in expected)
        held = {row["key"]: row for row in self.rows(f"({where}) and key in ({names})")}
        assert {key: _like(wanted, held.get(key)) for key, wanted in expected.items()} == dict(expected)

    def _held(self, where: str) -> duckdb.DuckDBPyRelation:
        files = [str(path) for path in observations.files(self.settings, self.source)]
        return duckdb.read_parquet(files).project(f"*, {KEY} as key").filter(where).order("vintage, valuation desc")


def _like(wanted: Any, row: dict[str, Any] | None) -> Any:
    """What is held of a figure, in the form in which it is expected."""
    if row is None:
        return "absent"
    if isinstance(wanted, dict):
        return {name: row[name] for name in wanted}
    return (row["obs_value"], row["obs_status"]) if isinstance(wanted, tuple) else row["obs_value"]
