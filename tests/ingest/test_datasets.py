"""From publishers to observation files, with a publisher of the test's own."""

import gzip
import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
import yaml

from pipelines import sources
from pipelines.config import Settings
from pipelines.fetching import formats, http, releases
from pipelines.fetching.source import Accepted, Dataset, Planned, Source
from pipelines.ingest import datasets
from pipelines.stores import observations, snapshots

SOURCE = "worldbank_wdi"
NOW = datetime.now(UTC)


class Toy(Source):
    """A publisher of one dataset whose bodies are numbers of Koreans; it does what `fetched` says."""

    body = b"51000000"
    edition = "2024"
    failure: Exception | None = None
    at: Path = Path()

    @property
    def folder(self) -> Path:
        return self.at

    @property
    def live(self) -> bool:
        return True

    @property
    def has_files(self) -> bool:
        return True

    def module(self, name: str) -> Any:
        return SimpleNamespace(fetch=self.fetch, plan=self.plan, accept=self.accept, normalize=self.normalize)

    def plan(self, settings: Settings, store: Path, source: Source, *, scope: str, since: date | None) -> list[Planned]:
        return [Planned(self.id, "d", "https://example.org/d", f"{scope} since {since}")]

    def fetch(
        self, session: http.Session, settings: Settings, store: Path, source: Source, *, scope: str, since: date | None,
        progress: http.Progress,
    ) -> list[snapshots.Snapshot]:  # fmt: skip
        session.traffic.requests += 1
        session.traffic.bytes += len(self.body)
        progress("d", 1, 1)
        held = self.store(store)
        if self.failure:
            raise self.failure
        return [held] if held else []

    def store(self, store: Path) -> snapshots.Snapshot | None:
        if self.body == b"":
            return None
        received = snapshots.Received("https://example.org/d", NOW)
        return snapshots.add(
            store, self.body, received, source=self.id, dataset="d", ext="txt", edition=self.edition,
            published_on=date(2025, 1, 1),
        )  # fmt: skip

    def accept(self, dataset: str, body: bytes, name: str) -> Accepted:
        if not body.isdigit():
            raise http.BrokenContract(f"{name}: expected a number, found {http.describe(body)}")
        return Accepted("txt", "2024", date(2025, 3, 1), "estimated")

    def normalize(self, parts: list[snapshots.Snapshot]) -> pa.Table:
        body = snapshots.read(parts[0])
        if not body.isdigit():
            raise http.BrokenContract(f"expected a number, found {body!r}")
        return table(float(body), vintage=parts[0].vintage, snapshot=parts[0].sha256, source=self.id)


def table(value: float | None, **other: Any) -> pa.Table:
    row = {
        "indicator": "population", "ref_area": "KOR", "counterpart_area": None, "breakdown": "_T", "freq": "A",
        "time_period": date(2024, 1, 1), "obs_value": value, "obs_status": "A", "unit_measure": "PS",
        "price_base": None, "valuation": None, "source": SOURCE, "series": "POP", "vintage": "2024",
        "published_on": date(2025, 1, 1), "published_basis": "stated", "retrieved_at": datetime(2025, 1, 1),
        "snapshot": "0" * 64,
    }  # fmt: skip
    return pa.Table.from_pylist([row | other], observations.schema())


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Toy:
    real = sources.load(SOURCE)
    fields = {name: getattr(real, name) for name in Source.__dataclass_fields__}
    toy = Toy(**fields | {"datasets": {"d": Dataset("d", "Numbers", "A", False)}})
    object.__setattr__(toy, "at", tmp_path / "folder")
    toy.at.mkdir()
    (toy.at / "normalize.py").write_text("one")
    monkeypatch.setattr(sources, "load", lambda name: toy)
    return toy


def set_(toy: Toy, **values: Any) -> None:
    for name, value in values.items():
        object.__setattr__(toy, name, value)


@pytest.fixture
def live(settings: Settings) -> Settings:
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: "http://127.0.0.1:9"})


def test_a_refresh_brings_something_new_or_the_same(toy: Toy, live: Settings) -> None:
    first, second = datasets.refresh(live, SOURCE), datasets.refresh(live, SOURCE)
    assert (first.state, first.new, first.unchanged, first.requests, first.bytes) == ("new", 1, 0, 1, 8)
    assert first.stale is None and first.error is None and first.why is None
    assert (second.state, second.new, second.unchanged) == ("unchanged", 0, 1)


def test_what_is_stored_serves_when_nobody_answers(toy: Toy, live: Settings) -> None:
    datasets.refresh(live, SOURCE)
    set_(toy, body=b"", failure=http.Unreachable("no answer"))
    outcome = datasets.refresh(live, SOURCE)
    assert (outcome.state, outcome.why, outcome.error) == ("stale", "no answer", None)
    assert outcome.stale is not None and outcome.stale < timedelta(minutes=1)


def test_reference_figures_serve_when_nothing_is_stored(toy: Toy, live: Settings) -> None:
    live.reference.mkdir(parents=True)
    (live.reference / "editions.csv").write_text(
        "file,source,retrieved_at,url\n"
        f"population.csv,{SOURCE},{(NOW - timedelta(days=30)).date()},https://example.org\n"
        "gdp.csv,imf_weo,2026-10-20,https://example.org\n"
    )
    for name in ("population.csv", "gdp.csv"):
        (live.reference / name).write_text(
            "indicator,ref_area,breakdown,freq,time_period,obs_value,obs_status,unit_measure,series,vintage,published_on,"
            "published_basis\npopulation,KOR,_T,A,2020-01-01,1,A,PS,x,2021,2021-01-01,stated\n"
        )
    set_(toy, body=b"", failure=http.Unreachable("no answer"))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "stale" and outcome.stale is not None
    assert outcome.stale.days == 30


def test_nothing_serves_when_nothing_is_held(toy: Toy, live: Settings) -> None:
    set_(toy, body=b"", failure=http.Unreachable("no answer"))
    outcome = datasets.refresh(live, SOURCE)
    assert (outcome.state, outcome.stale) == ("missing", None)
    assert outcome.error == "no answer; nothing is stored that could serve instead"


@pytest.mark.parametrize("failure", [http.BrokenContract("wrong"), http.Refused("wrong")])
def test_a_broken_contract_is_a_failure_whatever_is_stored(toy: Toy, live: Settings, failure: Exception) -> None:
    datasets.refresh(live, SOURCE)
    set_(toy, body=b"", failure=failure)
    outcome = datasets.refresh(live, SOURCE)
    assert (outcome.state, outcome.error) == ("failed", "wrong")
    assert outcome.stale is not None


def test_a_bug_of_one_source_does_not_take_down_the_run(toy: Toy, live: Settings) -> None:
    set_(toy, body=b"", failure=KeyError("token=hush"))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "failed"
    assert "KeyError" in (outcome.error or "") and "hush" not in (outcome.error or "")


def test_what_came_before_a_failure_counts(toy: Toy, live: Settings) -> None:
    set_(toy, failure=http.Unreachable("half way"))
    outcome = datasets.refresh(live, SOURCE)
    assert (outcome.state, outcome.new) == ("stale", 1)


def test_offline_asks_nobody_and_says_so(toy: Toy, live: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets.refresh(live, SOURCE)
    monkeypatch.setattr(http, "Session", lambda *args: pytest.fail("opened a session"))
    outcome = datasets.refresh(Settings(warehouse_dir=live.warehouse, offline=True), SOURCE)
    assert (outcome.state, outcome.requests) == ("stale", 0)
    assert "offline" in (outcome.why or "")


def test_without_a_network_no_publisher_is_tried(toy: Toy, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "online", lambda hosts: False)
    outcome = datasets.refresh(settings, SOURCE)
    assert outcome.state == "missing" and "no network" in (outcome.error or "")


def test_a_source_without_a_service_is_by_hand(settings: Settings) -> None:
    assert datasets.refresh(settings, "event").state == "by hand"
    assert datasets.normalize(settings, "event") == []


def test_statistics_add_up_what_a_source_has_cost(toy: Toy, live: Settings) -> None:
    datasets.refresh(live, SOURCE)
    datasets.refresh(live, SOURCE)
    [row] = [row for row in datasets.statistics(live) if row["source"] == SOURCE][:1]
    assert (row["requests"], row["requests_ever"], row["bytes_ever"]) == (1, 2, 16)
    assert (row["state"], row["vintages"], row["latest_vintage"], row["stored_bytes"]) == ("unchanged", 1, "2024", 8)
    assert row["age_days"] == 0 and row["published_on"] == "2025-01-01"


def test_statistics_of_an_empty_warehouse(settings: Settings) -> None:
    rows = datasets.statistics(settings)
    assert [row["source"] for row in rows] == list(sources.SOURCES)
    assert {row["age_days"] for row in rows} == {None} and {row["requests_ever"] for row in rows} == {0}
    assert json.dumps(rows)


def test_a_refresh_is_recorded_with_its_failure(toy: Toy, live: Settings) -> None:
    set_(toy, body=b"", failure=http.BrokenContract("wrong"))
    datasets.refresh(live, SOURCE)
    row = next(row for row in datasets.statistics(live) if row["source"] == SOURCE)
    assert (row["state"], row["error"]) == ("failed", "wrong")
    assert snapshots.verify(live.snapshots) == [], "the record is no snapshot"


def test_age_is_counted_from_the_last_confirmation(toy: Toy, live: Settings) -> None:
    assert datasets.age(live, SOURCE) is None
    datasets.refresh(live, SOURCE)
    confirmed = datetime.now(UTC)
    age = datasets.age(live, SOURCE, confirmed + timedelta(days=3))
    assert age == pytest.approx(timedelta(days=3), abs=timedelta(minutes=1))


def test_a_plan_passes_scope_and_since_on(toy: Toy, live: Settings) -> None:
    [planned] = datasets.plan(live, [SOURCE], since=date(2024, 1, 1), scope="world")
    assert planned == Planned(SOURCE, "d", "https://example.org/d", "world since 2024-01-01")


def test_a_plan_of_everything_asks_no_network(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "Session", lambda *args: pytest.fail("opened a session"))
    planned = datasets.plan(settings)
    assert {"worldbank_wdi", "us_dmdc"} <= {each.source for each in planned}
    assert all(each.url.startswith("https://") and each.why for each in planned)


def test_an_unknown_source_is_an_error_that_names_the_choices(settings: Settings) -> None:
    with pytest.raises(sources.UnknownSource, match="did you mean worldbank_wdi"):
        datasets.plan(settings, ["worldbank"])


def test_stored_releases_are_read_once_by_a_normalizer(toy: Toy, live: Settings) -> None:
    datasets.refresh(live, SOURCE)
    assert datasets.normalize(live, SOURCE) == [observations.path(live, SOURCE, "d", "2024")]
    (toy.at / "README.md").write_text("words change nothing")
    (toy.at / "fetch.py").write_text("nor does fetching")
    assert datasets.normalize(live, SOURCE) == []
    (toy.at / "economies.csv").write_text("decisions do")
    assert len(datasets.normalize(live, SOURCE)) == 1


def test_the_fingerprint_covers_what_normalizers_read_with() -> None:
    """A module of fetching/ that a normalizer imports may change what the same bytes mean."""
    shared = {path.stem for path in Path(formats.__file__).parent.glob("*.py")} - {"__init__", "http"}
    imported = {
        name
        for file in sources.FOLDER.glob("*/normalize.py")
        for line in re.findall(r"^from pipelines\.fetching import (.+)$", file.read_text(encoding="utf-8"), re.M)
        for name in line.split(", ")
    }
    assert {path.stem for path in datasets._SHARED_READERS} == shared & imported


XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256))


@pytest.mark.parametrize(
    ("source", "dataset", "body", "expected"),
    [
        *(
            (source, dataset, body, "found gzip data")
            for source, dataset in (("kr_kosis", "trade"), ("un_comtrade", "csv"), ("imf_weo", "weo"))
            for body in (gzip.compress(b"iso3c,year\n" * 400, mtime=0), b"\x1f\x8b\0\0\xff\xfe" * 50)
        ),
        ("kr_kosis", "trade", "DOD-by-loc.xlsx", "found an xlsx workbook; save its sheet as CSV"),
        ("un_comtrade", "csv", "DOD-by-loc.xlsx", "found an xlsx workbook; save its sheet as CSV"),
        ("us_census", "country", b"Kenya's economy grew.",
         r"^trade\.csv: expected an xlsx workbook, found .*sources/us_census/README\.md$"),
        ("sipri_milex", "milex", XLS, r"found a workbook of Excel 97 to 2003 \(.xls\); open it and save it as"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_named_for_what_it_is(
    live: Settings, tmp_path: Path, shared: Path, source: str, dataset: str, body: bytes | str, expected: str
) -> None:
    file = tmp_path / "trade.csv"
    file.write_bytes((shared / "recorded" / body).read_bytes() if isinstance(body, str) else body)
    with pytest.raises(http.BrokenContract, match=expected):
        datasets.add_file(live, source, dataset, file)


def test_a_file_that_cannot_be_read_is_not_kept(
    toy: Toy, live: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It poisons nothing: what was there before stays, and the next file goes in."""
    file = tmp_path / "population.txt"
    file.write_bytes(b"not a number")
    monkeypatch.setattr(toy, "accept", lambda dataset, body, name: Accepted("txt"), raising=False)
    with pytest.raises(datasets.IngestError, match="expected a number"):
        datasets.add_file(live, SOURCE, "d", file)
    assert snapshots.listing(live.snapshots) == [] and snapshots.verify(live.snapshots) == []
    file.write_bytes(b"51000000")
    held = datasets.add_file(live, SOURCE, "d", file)
    assert observations.path(live, SOURCE, "d", held.vintage).exists()


def test_a_file_without_figures_or_of_another_day_is_not_kept(
    toy: Toy, live: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip in the year of publication would have figures known before they could be."""
    file = tmp_path / "population.txt"
    file.write_bytes(b"51000000")
    with pytest.raises(ValueError, match="2999-01-01 is in the future"):
        datasets.add_file(live, SOURCE, "d", file, published_on=date(2999, 1, 1))
    with pytest.raises(http.BrokenContract, match="after its figures, the last of 2024-01-01; found 2015-03-01"):
        datasets.add_file(live, SOURCE, "d", file, published_on=date(2015, 3, 1))
    monkeypatch.setattr(toy, "normalize", lambda parts: observations.schema().empty_table(), raising=False)
    with pytest.raises(http.BrokenContract, match=r"population.txt: expected figures, found none"):
        datasets.add_file(live, SOURCE, "d", file)
    assert snapshots.listing(live.snapshots) == [] and observations.files(live) == []


def test_a_removed_file_leaves_its_reason(toy: Toy, live: Settings, tmp_path: Path) -> None:
    file = tmp_path / "population.txt"
    file.write_bytes(b"51000000")
    held = datasets.add_file(live, SOURCE, "d", file)
    with pytest.raises(ValueError, match="a removal needs a reason"):
        datasets.remove(live, held.sha256, " ")
    [gone] = datasets.remove(live, held.sha256[:8], "figures of another country")
    assert gone.sha256 == held.sha256
    assert snapshots.listing(live.snapshots) == [] and snapshots.verify(live.snapshots) == []
    assert not observations.path(live, SOURCE, "d", held.vintage).exists() and not held.path.exists()
    [record] = snapshots.removals(live.snapshots, SOURCE)
    assert (record["reason"], record["sha256"]) == ("figures of another country", held.sha256)
    with pytest.raises(snapshots.Removed, match=r"was removed on .*: figures of another country"):
        datasets.add_file(live, SOURCE, "d", file)
    with pytest.raises(LookupError, match="expected one snapshot"):
        datasets.remove(live, held.sha256, "again")


def test_an_unreadable_release_does_not_stop_the_others(toy: Toy, live: Settings) -> None:
    set_(toy, body=b"not a number", edition="2023")
    datasets.refresh(live, SOURCE)
    set_(toy, body=b"51000000", edition="2024")
    datasets.refresh(live, SOURCE)
    with pytest.raises(datasets.IngestError, match="worldbank_wdi/d 2023: expected a number, found b'not a number'"):
        datasets.normalize(live, SOURCE)
    assert [path.stem for path in observations.files(live)] == ["2024"]


def test_an_unreadable_release_that_was_put_right_is_no_problem_any_more(toy: Toy, live: Settings) -> None:
    set_(toy, body=b"not a number", edition="2024")
    datasets.refresh(live, SOURCE)
    set_(toy, body=b"50000000", edition="2025")
    datasets.refresh(live, SOURCE)
    with pytest.raises(datasets.IngestError, match="d 2024"):
        datasets.normalize(live, SOURCE)
    set_(toy, body=b"51000000", edition="2024")
    datasets.refresh(live, SOURCE)
    assert [file.stem[:5] for file in datasets.normalize(live, SOURCE)] == ["2024-"]
    assert datasets.normalize(live, SOURCE) == []


@pytest.mark.parametrize(
    ("edition", "place"),
    [("2026-04", "2026-04"), ("own-410-2024.first", "own-410-2024"), ("own-410-2024.2026-03-05", "own-410-2024"),
     ("1949-2025_v1.2", "1949-2025_v1.2"), ("2026-07-13", "2026-07-13")],
)  # fmt: skip
def test_what_a_publisher_may_replace(tmp_path: Path, edition: str, place: str) -> None:
    received = snapshots.Received("https://example.org/d", NOW)
    held = snapshots.add(tmp_path, b"x", received, source=SOURCE, dataset="d", ext="txt", edition=edition)
    assert releases.place(held) == place


def test_a_file_by_hand_is_stored_once_it_is_accepted(toy: Toy, live: Settings, tmp_path: Path) -> None:
    file = tmp_path / "numbers.txt"
    file.write_bytes(b"5")
    held = datasets.add_file(live, SOURCE, "d", file)
    assert (held.published_on, held.published_basis, held.url) == (date(2025, 3, 1), "estimated", "file:///numbers.txt")
    datasets.add_file(live, SOURCE, "d", file, published_on=date(2025, 2, 1), url="https://example.org/numbers.txt")
    file.write_bytes(b"<html><title>Log in</title>")
    with pytest.raises(http.BrokenContract, match="titled 'Log in'"):
        datasets.add_file(live, SOURCE, "d", file)
    with pytest.raises(ValueError, match="no dataset 'e'; expected one of d"):
        datasets.add_file(live, SOURCE, "e", file)
    assert len(snapshots.listing(live.snapshots)) == 1


def test_a_day_given_by_hand_is_stated(toy: Toy, live: Settings, tmp_path: Path) -> None:
    file = tmp_path / "numbers.txt"
    file.write_bytes(b"5")
    held = datasets.add_file(live, SOURCE, "d", file, published_on=date(2025, 2, 1))
    assert (held.published_on, held.published_basis) == (date(2025, 2, 1), "stated")


ENTRY = {
    "indicator": "population", "ref_area": "KOR", "time_period": date(2024, 1, 1), "expected": 51_000_000,
    "value": 51_700_000, "reason": "a digit is wrong in the file", "author": "desk", "expires": date(2999, 1, 1),
}  # fmt: skip


def write(folder: Path, *entries: dict[str, Any]) -> Path:
    path = folder / "corrections.yml"
    path.write_text(yaml.safe_dump(list(entries)))
    return path


def test_a_correction_is_applied_to_its_figure_and_can_be_seen(tmp_path: Path) -> None:
    both = pa.concat_tables([table(51e6), table(125e6, ref_area="JPN")])
    row, other = datasets.corrected(both, write(tmp_path, ENTRY)).to_pylist()
    assert (row["obs_value"], row["obs_status"], row["series"]) == (51_700_000, "A", "POP (corrected)")
    assert [other] == table(125e6, ref_area="JPN").to_pylist()


def test_a_correction_to_nothing_is_missing(tmp_path: Path) -> None:
    corrected = datasets.corrected(table(51e6), write(tmp_path, ENTRY | {"value": None}))
    [row] = corrected.to_pylist()
    assert (row["obs_value"], row["obs_status"]) == (None, "O")
    observations.validate(corrected)


def test_without_corrections_nothing_happens(tmp_path: Path) -> None:
    of_another_vintage = write(tmp_path, ENTRY | {"vintage": "2023"}, ENTRY | {"ref_area": "JPN"})
    for path in (tmp_path / "none.yml", of_another_vintage, write(tmp_path)):
        assert datasets.corrected(table(51e6), path).to_pylist() == table(51e6).to_pylist()


@pytest.mark.parametrize(("changes", "expected"), [
    ({"expected": 50e6}, "expected 50000000.0, found 51000000.0"),
    ({"expected": None}, "expected no value, found 51000000.0"),
    ({"vintage": "2024", "ref_area": "JPN"}, "the figure is not there"),
    ({"expires": date(2020, 1, 1)}, "expired on 2020-01-01"),
    ({"autor": "desk"}, r"unknown \['autor'\]"), ({"reason": ...}, r"missing \['reason'\]"),
])  # fmt: skip
def test_a_correction_that_does_not_fit_fails(tmp_path: Path, changes: dict[str, Any], expected: str) -> None:
    with pytest.raises(datasets.CorrectionFailed, match=expected):
        entry = {name: value for name, value in (ENTRY | changes).items() if value is not ...}
        datasets.corrected(table(51e6), write(tmp_path, entry))


def test_corrections_are_applied_on_the_way_to_the_file(toy: Toy, live: Settings) -> None:
    write(toy.at, ENTRY)
    datasets.refresh(live, SOURCE)
    [written] = datasets.normalize(live, SOURCE)
    import pyarrow.parquet as pq

    assert pq.read_table(written, partitioning=None).column("obs_value").to_pylist() == [51_700_000]


def test_every_source_has_an_origin_and_live_ones_a_readme() -> None:
    for source in sources.everything():
        assert source.datasets or not source.has_files, source.id
        assert not source.live or source.base_url, source.id
        assert not source.live or (source.folder / "README.md").exists(), source.id
    rows = sources.relations()
    assert [row["id"] for row in rows] == list(sources.SOURCES)
    assert all(isinstance(row["lag_days"], int) for row in rows)


def test_an_origin_with_a_wrong_key_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "origin.yml"
    path.write_text("publisher: x\nlicense: y\n")
    with pytest.raises(ValueError, match=r"missing keys .*'licence'.*unknown keys \['license'\]"):
        sources._origin(path)
