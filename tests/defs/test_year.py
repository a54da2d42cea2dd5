"""A simulated quarter: the publishers of tests/servers/year.py, the schedules on a fake clock, a month at a time.

Every tick of every schedule in 2026 is evaluated. Executed are each publisher's last tick of a month, the re-hash of the
store, and the month's last nightly run, which publishes. Then the published file has to hold what plain dictionaries say
it should, as known now and as known before, and the checks that failed in the month have to be those that the plot
foresees, no more and no less. The table is printed at the end of the run.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import time_machine
from pytest_httpserver import HTTPServer
from servers.year import YEAR, Edition, Key, Publisher, alarms, everybody

from pipelines import definitions, sources
from pipelines.config import Settings
from pipelines.defs.assets import Options
from pipelines.sources.un_comtrade import fetch as comtrade
from pipelines.stores import snapshots
from pipelines.warehouse import published

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = """
title: Troops and trade
published: 2026-01-05
claims:
  - id: troops
    quote: 23,425 American troops stood in South Korea at the end of September 2025
    indicator: troops
    areas: {ref: [USA], counterpart: [KOR]}
    operation: level
    value: 23,425
    period: 2025-Q3
    definitions: [active_duty]
  - id: partner
    quote: China is among the hundred largest partners of South Korea
    indicator: trade_partner
    areas: {ref: [KOR], counterpart: [CHN]}
    operation: rank
    value: top 100
    period: "2024"
"""
BROKEN_ARTICLE = 3
"""The month in which an editor leaves a file that nobody can read: it is told, and everything else is published."""
RUN_WHOLE = ("us_dmdc", 3)
ROTTEN = 2
"""The month in which a disk turns a byte of the store."""


OF_THE_PLAY = (
    " answers",
    " assert_core_quarantine__holds_nothing",
    " assert_marts_trade_anomaly__nothing_in_quarantine",
)
"""Alarms of the play and not of its publishers: made-up figures are beyond what can be, and the play's servers do not
know the small question that `bilateral doctor` asks."""


@dataclass
class Known:
    """What should be known: the releases that were seen, in the order in which they were."""

    editions: dict[str, list[Edition]] = field(default_factory=dict)

    def on(self, day: date) -> dict[tuple[str, Key], tuple[float | None, str, str]]:
        """(source, figure) -> value, status and vintage of the release that was the newest then."""
        found: dict[tuple[str, Key], tuple[date, tuple[float | None, str, str]]] = {}
        for source, editions in self.editions.items():
            for edition in editions:
                for key, (value, status) in edition.figures.items():
                    public = edition.dated.get(key, edition.published_on)
                    if public <= day and ((source, key) not in found or found[source, key][0] <= public):
                        found[source, key] = public, (digits(value), status, edition.vintage)
        return {place: figure for place, (_, figure) in found.items()}

    def revisions(self) -> Counter[tuple[str, str]]:
        """(source, kind of change) -> figures but forecasts that differ from the same figure in the release before."""
        steps: dict[tuple[str, Key], list[tuple[date, int, float | None]]] = {}
        for source, editions in self.editions.items():
            for order, edition in enumerate(editions):
                for key, (value, status) in edition.figures.items():
                    if status == "F":
                        continue
                    public = edition.dated.get(key, edition.published_on)
                    steps.setdefault((source, key), []).append((public, order, digits(value)))
        found: Counter[tuple[str, str]] = Counter()
        for (source, _), values in steps.items():
            for (*_, old), (*_, new) in pairwise(sorted(values, key=lambda step: step[:2])):
                if old != new:
                    found[source, "added" if old is None else "withdrawn" if new is None else "revised"] += 1
        return found


def digits(value: float | None) -> float | None:
    """Twelve digits: sums and products of the publishers' figures are not computed in the same order."""
    return None if value is None else float(f"{value:.12g}")


# The clock


def ticks(cron: str, month: int) -> list[datetime]:
    """Moments of a month at which a schedule is due; minute and hour are numbers in all of them."""
    minute, hour, of_month, months, of_week = cron.split()
    first = datetime(YEAR, month, 1, int(hour), int(minute), tzinfo=UTC)
    days = [first + timedelta(days=n) for n in range(31)]
    return [
        day for day in days
        if day.month == month and _matches(of_month, day.day) and _matches(months, month)
        and _matches(of_week, day.isoweekday() % 7)
    ]  # fmt: skip


def _matches(given: str, number: int) -> bool:
    if given == "*":
        return True
    spans = [[int(end) for end in part.split("-")] for part in given.split(",")]
    return any(span[0] <= number <= span[-1] for span in spans)


@dataclass
class Year:
    """The project under the fake clock, and what has happened in it so far."""

    settings: Settings
    instance: dg.DagsterInstance
    defs: dg.Definitions
    publishers: list[Publisher]
    known: Known = field(default_factory=Known)
    published: Known = field(default_factory=Known)
    table: list[tuple[Any, ...]] = field(default_factory=list)

    def month(self, month: int) -> None:
        due = self.due(month)
        failed: list[str] = []
        learned: list[str] = []
        success = True
        for moment, schedule, request in due:
            with time_machine.travel(moment, tick=True):
                self.interfere(moment, schedule)
                result = self.execute(schedule, request)
                for each in self.publishers:
                    if each.source == request.tags.get("bilateral/source"):
                        news = each.learn(moment.date())
                        self.known.editions.setdefault(each.source, []).extend(news)
                        learned += [f"{each.source} {edition.vintage}".rstrip("-") for edition in news]
            failed += failures(result)
            if schedule == "fact_check":
                success = result.success
            else:
                assert result.success, f"{schedule} of {moment:%d %B}"
        found = sorted(name for name in set(failed) if not name.endswith(OF_THE_PLAY))
        # What a refresh has failed to read, the nightly run has as well.
        told = [name for name in failed if not name.endswith(OF_THE_PLAY)]
        assert len(told) - len(found) == sum(name.startswith("observation/") for name in found), told
        expected = alarms(self.publishers, month)
        if month == BROKEN_ARTICLE:
            expected = sorted([*expected, "articles readable"])
        self.published = Known({source: list(editions) for source, editions in self.known.editions.items()})
        assert success, definitions._outcome(result)["failed"]
        last = due[-1][0].date()
        assert found == expected, f"{last:%B}: {sorted({*found} ^ {*expected})}"
        count = self.compare(last)
        revised = sum(self.published.revisions().values())
        self.table.append((f"{last:%b}", len(due), count, revised, learned, expected))

    def due(self, month: int) -> list[tuple[datetime, str, Any]]:
        """Ticks to execute in their order, each with what its schedule asks for. All of the month are evaluated.

        Left out are those that ask a publisher what its dictionaries here do not know.
        """
        found = []
        for schedule in self.defs.schedules or ():
            assert isinstance(schedule, dg.ScheduleDefinition)
            if schedule.name == "desk_schedule":
                continue  # every hour, and in this year there are no feeds
            moments = ticks(str(schedule.cron_schedule), month)
            for moment in moments:
                context = dg.build_schedule_context(self.instance, scheduled_execution_time=moment)
                (request,) = schedule.evaluate_tick(context).run_requests or ()
                if moment == moments[-1]:
                    found.append((moment, schedule.name, request))
        night = max(moment for moment, name, _ in found if name == "fact_check").replace(hour=23)
        moved = [(night if name == "fact_check" else moment, name, request) for moment, name, request in found]
        return sorted(
            (each for each in moved if each[1] not in ("prune_schedule", "doctor_schedule", "answer_needs_schedule")),
            key=lambda each: each[0],
        )

    def execute(self, schedule: str, request: Any) -> dg.ExecuteInProcessResult:
        """Run the job. Of a refresh what fetches and reads: the rest is what the nightly run does as well.

        One of them is run whole, and what it has told is no news in the night.
        """
        name = {"fact_check": "rebuild"}.get(schedule, schedule.removesuffix("_schedule"))
        source = request.tags.get("bilateral/source")
        selection = None
        if source and (source, date.today().month) != RUN_WHOLE:
            selection = [dg.AssetKey([step, source]) for step in ("snapshot", "observation")]
        return self.defs.resolve_job_def(name).execute_in_process(
            instance=self.instance, tags=request.tags, asset_selection=selection, raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )  # fmt: skip

    def interfere(self, moment: datetime, schedule: str) -> None:
        """What happens to the store and the articles, apart from the publishers."""
        article = self.settings.articles / "second.yaml"
        if schedule == "fact_check":
            article.unlink(missing_ok=True)
            if moment.month == BROKEN_ARTICLE:
                article.write_text("title: [")
        if schedule == "verify_store_schedule" and moment.month == ROTTEN:
            body = snapshots.listing(self.settings.snapshots, "worldbank_wdi")[-1].path
            body.write_bytes(body.read_bytes()[:-1] + b" ")

    # What was published

    def compare(self, today: date) -> int:
        """The figures of the file are the expected ones: now, at the end of the month before, and of January."""
        with published.connect(self.settings) as connection:
            for day in {today, today.replace(day=1) - timedelta(days=1), date(YEAR, 1, 31)}:
                if day.year == YEAR:
                    expected, found = self.published.on(day), figures(connection, day)
                    if day < today:
                        # A release of many answers files those that did not change under its own name as well.
                        expected, found = _without_vintage(expected), _without_vintage(found)
                    assert_same(expected, found, f"in {today:%B} as known on {day}")
            assert_same(self.published.revisions(), revisions(connection), f"revisions in {today:%B}")
            held = connection.execute(
                "select source, vintage from core.observation group by all order by min(retrieved_at), vintage"
            ).fetchall()
        for source, editions in self.published.editions.items():
            names = sorted({edition.vintage for edition in editions if edition.figures})
            vintages = sorted(vintage for name, vintage in held if name == source)
            per_name = Counter(max((n for n in names if vintage.startswith(n)), key=len) for vintage in vintages)
            assert set(per_name) == set(names), f"{source} in {today:%B}: {vintages}"
            assert len(vintages) == len(editions), f"{source} in {today:%B}: {vintages}"
        return len(self.published.on(today))


def figures(connection: Any, day: date) -> dict[tuple[str, Key], tuple[float | None, str, str]]:
    rows = connection.execute(
        "select source, indicator, ref_area, counterpart_area, breakdown, freq, strftime(time_period, '%Y-%m-%d'),"
        f" obs_value, obs_status, vintage from observation_as_of(date '{day}') where {LOOKED_AT}"
    ).fetchall()
    return {(row[0], row[1:7]): (digits(row[7]), row[8], row[9]) for row in rows}


LOOKED_AT = "(source <> 'us_dmdc' or breakdown = 'active_duty')"


def revisions(connection: Any) -> Counter[tuple[str, str]]:
    rows = connection.execute(
        f"select source, change, count(*) from marts.revision where {LOOKED_AT} group by all"
    ).fetchall()
    return Counter({(source, change): count for source, change, count in rows})


def assert_same(expected: Any, found: Any, where: str) -> None:
    """Equal, with a vintage that begins as expected; the first differences are named."""
    missing, more = sorted(expected.keys() - found.keys(), key=str), sorted(found.keys() - expected.keys(), key=str)
    wrong = [
        (key, expected[key], found[key]) for key in expected.keys() & found.keys()
        if expected[key] != found[key] and not _same_figure(expected[key], found[key])
    ]  # fmt: skip
    assert not (missing or more or wrong), (
        f"{where}: {len(missing)} missing {missing[:5]}, {len(more)} more {more[:5]}, {len(wrong)} wrong {wrong[:5]}"
    )


def _same_figure(expected: Any, found: Any) -> bool:
    if not isinstance(expected, tuple):
        return False
    return expected[:2] == found[:2] and found[2].startswith(expected[2].partition("-2026-01-")[0])


def _without_vintage(known: dict[Any, tuple[Any, ...]]) -> dict[Any, Any]:
    return {key: figure[:2] for key, figure in known.items()}


def failures(result: dg.ExecuteInProcessResult) -> list[str]:
    """Checks of a run that did not pass, and the run itself."""
    failed = [
        f"{check.asset_key.to_user_string()} {check.check_name}"
        for check in result.get_asset_check_evaluations() if not check.passed
    ]  # fmt: skip
    if not result.success:
        failed.append(
            f"run {'fact_check' if result.dagster_run.job_name == 'rebuild' else result.dagster_run.job_name}"
        )
    return failed


@pytest.fixture
def year_of_runs(tmp_path: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Year]:
    monkeypatch.setattr(comtrade, "ANNUAL_YEARS", 3)
    monkeypatch.setattr(comtrade, "MONTHLY_YEARS", 1)
    monkeypatch.delenv(comtrade.KEY_VARIABLE, raising=False)
    publishers = everybody()
    offered = {each.source for each in publishers}
    # Publishers that the year does not play would be asked on the network.
    known = tuple(name for name in sources.SOURCES if name in offered or not sources.load(name).live)
    monkeypatch.setattr(sources, "SOURCES", known)
    for each in publishers:
        httpserver.expect_request(re.compile(f"/{each.path}/.*")).respond_with_handler(each.handle)
    settings = Settings(
        root=ROOT, warehouse_dir=tmp_path / "warehouse",
        base_urls={each.source: httpserver.url_for(f"/{each.path}") for each in publishers},
    )  # fmt: skip
    settings.articles.mkdir(parents=True)
    (settings.articles / "first.yaml").write_text(ARTICLE)
    options = Options(settings, unattended=True, wait=0.001)
    with dg.DagsterInstance.ephemeral(str(tmp_path)) as instance:
        yield Year(settings, instance, definitions.build_defs(options), publishers)
    shutil.rmtree(settings.warehouse)


def test_a_year(year_of_runs: Year, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        for month in range(1, 4):
            year_of_runs.month(month)
    finally:
        with capsys.disabled():
            print(f"\n\n{'month':<6}{'runs':>5}{'figures':>9}{'revised':>9}  new releases / checks that did not pass")
            for month, runs, figures_, revised, learned, failed in year_of_runs.table:
                print(f"{month:<6}{runs:>5}{figures_:>9,}{revised:>9,}  {', '.join(learned) or 'none'}")
                print(f"{'':<31}{', '.join(failed) or 'all passed'}")
    assert snapshots.verify(year_of_runs.settings.snapshots) == []
