"""From publishers to observation files: what would be asked, asking it, and reading what is stored.

Belongs here: the order of things for any source: plan, refresh (live first, else what is stored, marked
stale), normalize, corrections, and the record of what a source has cost. Does not belong here: HTTP
(fetching/http.py), one publisher's addresses and formats (sources/<source>/), the store (stores/snapshots.py).
"""

import hashlib
import json
import logging
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from pipelines import sources
from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching import containers, formats, http, releases, sdmx
from pipelines.fetching.source import Planned, Scope, Source
from pipelines.ingest import likeness, reference
from pipelines.stores import database, disk, observations, snapshots
from pipelines.stores.database import quoted
from pipelines.stores.snapshots import Received, Snapshot

if TYPE_CHECKING:
    import pyarrow as pa

State = Literal["new", "unchanged", "stale", "missing", "failed", "by hand"]
Gate = Literal["contract", "access", "codes", "valid", "corrections", "alike"]
"""What stopped a fetch or a reading: the format, the door, the map of codes, the canonical table, corrections.yml, or
figures that are unlike those of the edition before."""


@dataclass(frozen=True)
class Problem:
    """A release that could not be read, and the gate that stopped it."""

    release: str
    gate: Gate
    message: str

    def __str__(self) -> str:
        return f"{self.release}: {self.message}"


class IngestError(RuntimeError):
    """A source whose stored files could not be read as observations; the message lists each file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class CorrectionFailed(ValueError):  # noqa: N818 (says what happened)
    """An entry of corrections.yml that no longer fits what the publisher says."""


@dataclass(frozen=True)
class Outcome:
    """What one refresh of a source came to.

    `stale` is the age of what serves instead when the publisher was not asked or not reached, and `why` says
    why. `error` is set when the source failed: it broke its contract, or nothing serves instead. `gate` is what a
    failed one did not pass.
    """

    source: str
    state: State
    new: int = 0
    unchanged: int = 0
    requests: int = 0
    bytes: int = 0
    retries: int = 0
    stale: timedelta | None = None
    why: str | None = None
    error: str | None = None
    gate: Gate | None = None


def plan(
    settings: Settings,
    select: Iterable[str] | None = None,
    since: date | None = None,
    scope: Scope = "default",
) -> list[Planned]:
    """What a run would ask of each publisher and why, without asking."""
    return [
        planned
        for source in _selected(select)
        if source.live
        for planned in sources.fetcher(source).plan(settings, settings.snapshots, source, scope=scope, since=since)
    ]


def refresh(
    settings: Settings,
    source: str,
    *,
    since: date | None = None,
    scope: Scope = "default",
    progress: http.Progress | None = None,
    budget: http.Budget | None = None,
) -> Outcome:
    """Ask one publisher for what is new, and store it. Never raises for what a publisher did.

    If it cannot be reached, or `settings.offline` is set, what is stored (or else the reference figures)
    serves and the outcome is stale. A broken contract is a failure of this source, whatever is stored.
    """
    origin = sources.load(source)
    if not origin.live:
        return Outcome(source, "by hand")
    before = _held(settings, source)
    confirmed: list[Snapshot] = []
    traffic, why, error = http.Traffic(), None, None
    gate: Gate = "contract"
    try:
        _must_be_online(settings, origin)
        with http.Session(origin, settings, budget=budget) as session:
            traffic = session.traffic
            confirmed = sources.fetcher(origin).fetch(
                session,
                settings,
                settings.snapshots,
                origin,
                scope=scope,
                since=since,
                progress=progress or http.no_progress,
            )
    except http.Unreachable as problem:
        why = snapshots.redact(str(problem))
    except http.FetchError as problem:
        error, gate = snapshots.redact(str(problem)), "access" if isinstance(problem, http.Refused) else "contract"
    except disk.Full:
        raise  # nothing that a publisher did
    except Exception as problem:
        # A format that drifted past every gate must not take the other sources down with it.
        logging.getLogger(__name__).debug("%s failed", source, exc_info=True)
        error = f"{source}: {type(problem).__name__}: {snapshots.redact(str(problem))}"
    outcome = _outcome(settings, source, before, confirmed, traffic, why, error)
    if outcome.state == "failed":
        outcome = replace(outcome, gate=gate)
    if not settings.offline:
        _record(settings, outcome)
    return outcome


def normalize(
    settings: Settings, source: str, *, accept: bool = False, progress: http.Progress | None = None
) -> list[Path]:
    """Read every stored release whose observation file is missing, or was made by another normalizer.

    `accept`: also one whose figures are unlike those held. Returns the files written.
    IngestError lists the releases that could not be read, after all others were; one in whose place the publisher has
    put bytes that can be read is past mending, and only logged.
    """
    origin = sources.load(source)
    if not origin.has_files:
        return []
    snapshots.finish(settings.snapshots, source)
    made_by, written, problems = fingerprint(origin), [], []
    for dataset in origin.datasets:
        held = snapshots.releases(settings.snapshots, source, dataset)
        unread: dict[str, Problem] = {}
        pending = [v for v in held if not _is_current(observations.path(settings, source, dataset, v), made_by)]
        for done, vintage in enumerate(pending):
            release = f"{source}/{dataset} {vintage}"
            (progress or http.no_progress)(release, done, len(pending))
            try:
                written.append(_normalized(settings, origin, dataset, vintage, held[vintage], made_by, accept))
            except disk.Full:
                raise
            except Exception as error:  # whatever drifted past the gates must not take other releases down with it
                unread[vintage] = _problem(release, error)
        for vintage, problem in unread.items():
            if _replaced(vintage, held, unread):
                logging.getLogger(__name__).warning("%s; the publisher has replaced it since", problem)
            else:
                problems.append(problem)
    if problems:
        raise IngestError(problems)
    return written


def _replaced(vintage: str, held: dict[str, list[Snapshot]], unread: Collection[str]) -> bool:
    """Whether a later release, which could be read, holds something else in the place of each part of this one."""
    places = {releases.place(part) for part in held[vintage]}
    later = list(held)[list(held).index(vintage) + 1 :]
    return any(places <= {releases.place(part) for part in held[name]} for name in later if name not in unread)


def read_again(settings: Settings, source: str, dataset: str, vintage: str, *, accept: bool = False) -> Path:
    """Read one stored release from its bytes once more, whatever is there already; returns its observation file.

    LookupError if it is not stored whole, IngestError if it cannot be read, or not with the same answer as before.
    """
    origin = sources.load(source)
    held = snapshots.releases(settings.snapshots, source, dataset)
    if vintage not in held:
        raise LookupError(f"{source}/{dataset} has no whole release {vintage!r}; held: {', '.join(held) or 'none'}")
    try:
        return _normalized(settings, origin, dataset, vintage, held[vintage], fingerprint(origin), accept)
    except disk.Full:
        raise
    except Exception as problem:
        raise IngestError([_problem(f"{source}/{dataset} {vintage}", problem)]) from problem


def _normalized(
    settings: Settings, origin: Source, dataset: str, vintage: str, parts: list[Snapshot], made_by: str, accept: bool
) -> Path:
    table = corrected(origin.module("normalize").normalize(parts), origin.folder / "corrections.yml")
    observations.validate(table)
    target = observations.path(settings, origin.id, dataset, vintage)
    if not accept and not target.exists():  # what was read once is read again whatever has come since
        likeness.expect_alike(settings, origin.id, table, target)
    return observations.write(settings, origin.id, dataset, vintage, table, made_by)


def _problem(release: str, error: Exception) -> Problem:
    gates: dict[type[Exception], Gate] = {
        economies.UnmappedCode: "codes",
        observations.InvalidObservations: "valid",
        CorrectionFailed: "corrections",
        likeness.UnlikeBefore: "alike",
    }
    return Problem(release, gates.get(type(error), "contract"), snapshots.redact(_message(error)))


def _message(error: Exception) -> str:
    import duckdb

    if isinstance(error, duckdb.Error):
        return database.briefly(error)
    return (
        str(error)
        if isinstance(error, ValueError | LookupError | http.FetchError)
        else f"{type(error).__name__}: {error}"
    )


def add_file(
    settings: Settings,
    source: str,
    dataset: str,
    file: Path,
    *,
    published_on: date | None = None,
    url: str | None = None,
    accept: bool = False,
) -> Snapshot:
    """Store a file that a person downloaded and read it. What cannot be read is not kept.

    `accept`: also figures that are unlike those held.

    BrokenContract or IngestError say what is wrong with it; UnknownSource or ValueError that a name does not exist;
    snapshots.Removed that somebody has removed these bytes before.
    """
    origin = sources.load(source)
    if dataset not in origin.datasets or not origin.has_files:
        raise ValueError(f"{source} has no dataset {dataset!r}; expected one of {', '.join(origin.datasets) or 'none'}")
    if published_on and published_on > datetime.now(UTC).date() + timedelta(days=1):
        raise ValueError(f"{published_on} is in the future: expected the day on which the publisher released the file")
    body = file.read_bytes()
    try:
        accepted = origin.module("normalize").accept(dataset, body, file.name)
    except http.BrokenContract as error:
        said = str(error).removeprefix("workbook: ").removeprefix(f"{file.name}: ")
        raise http.BrokenContract(
            f"{file.name}: {said}. Which file {source} is read from: pipelines/sources/{source}/README.md"
        ) from error
    snapshots.refuse_removed(settings.snapshots, source, dataset, body)
    received = Received(url=url or f"file:///{file.name}", retrieved_at=datetime.now(UTC))
    held = snapshots.add(
        settings.snapshots,
        body,
        received,
        source=source,
        dataset=dataset,
        ext=accepted.ext,
        edition=accepted.edition,
        published_on=published_on or accepted.published_on,
        published_basis="stated" if published_on else accepted.published_basis,
        licence=origin.licence,
        citation=origin.citation,
    )
    try:
        read_again(settings, source, dataset, held.vintage, accept=accept)
        if problem := _not_meant(settings, held, published_on):
            observations.path(settings, source, dataset, held.vintage).unlink()
            raise http.BrokenContract(f"{file.name}: {problem}")
    except BaseException:
        snapshots.forget(held, received.retrieved_at)
        raise
    return held


def _not_meant(settings: Settings, held: Snapshot, published_on: date | None) -> str | None:
    """Why a file that can be read is another than the one that was meant: it is empty, or older than its figures."""
    read = quoted(observations.path(settings, held.source, held.dataset, held.vintage))
    with database.apart(settings) as con:
        rows, last = con.execute(
            "select count(*), max(time_period) filter (obs_value is not null and obs_status <> 'F')"
            f" from read_parquet({read})"
        ).fetchall()[0]
    if not rows and sources.load(held.source).datasets[held.dataset].freq:  # a list of codes has no frequency
        return "expected figures, found none; it answers a question that has no answer, or is another download"
    if published_on and last and published_on < last:
        return f"expected a day of publication after its figures, the last of {last}; found {published_on}"
    return None


def without_figures(settings: Settings, held: Snapshot) -> list[str]:
    """Reporters of a release of which nothing counts: their partners stand without a total, or miss it by far."""
    file = observations.path(settings, held.source, held.dataset, held.vintage)
    with database.apart(settings) as con:
        found = con.execute(
            f"select ref_area from read_parquet({quoted(file)}) group by ref_area"
            " having bool_and(counterpart_area is not null) and count(obs_value) = 0 and bool_or(obs_status = 'L')"
            " order by 1"
        ).fetchall()
    return [area for (area,) in found]


def remove(settings: Settings, start: str, reason: str) -> list[Snapshot]:
    """Take a stored body out, and the observations of every release that it was part of; the reason stays on record.

    LookupError if no snapshot, or more than one, begins with `start`; ValueError without a reason.
    """
    gone = snapshots.remove(settings.snapshots, start, reason)
    for part in gone:
        observations.path(settings, part.source, part.dataset, part.vintage).unlink(missing_ok=True)
    return gone


def fingerprint(source: Source) -> str:
    """Changes when the same bytes might be read differently: code and decisions of the source, its map, shared readers.

    A source that uses another one's map (see economies.map_file) may use its code as well.
    """
    folders = {source.folder}
    with suppress(LookupError):
        folders.add(economies.map_file(source.id).parent)
    read_by = [path for folder in folders for path in folder.iterdir() if path.suffix in (".py", ".csv", ".yml")]
    digest = hashlib.sha256()
    for path in sorted([*read_by, *_SHARED_READERS]):
        if path.name not in ("fetch.py", "origin.yml"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


_SHARED_READERS = tuple(Path(str(module.__file__)) for module in (containers, formats, releases, sdmx))


def corrected(table: "pa.Table", corrections: Path) -> "pa.Table":
    """The table with the entries of corrections.yml applied; their series ends in "(corrected)".

    Each entry names a figure (indicator, ref_area, counterpart_area, breakdown, freq, time_period and perhaps
    the vintage), the value `expected` there, the `value` to put instead (null: missing), a reason, an author
    and the day it `expires`. CorrectionFailed if the publisher's value is not the expected one, if a named
    vintage lacks the figure, or if the entry has expired and has to be looked at again.
    """
    if not corrections.exists():
        return table
    entries = [_correction(corrections, entry) for entry in _read_yaml(corrections)]
    with database.apart(Settings()) as con:
        con.register("o", table)
        con.register("c", _correction_table(entries))
        figure = "concat_ws(' ', c.indicator, c.ref_area, c.counterpart_area, c.breakdown, c.time_period)"
        problems = con.execute(
            f"select {figure} || case when o.indicator is null then ': the figure is not there' else "
            f"': expected ' || coalesce(c.expected::varchar, 'no value') || ', found '"
            f" || coalesce(o.obs_value::varchar, 'no value') end from c left join o on {_SAME_FIGURE} "
            "where case when o.indicator is null then c.vintage in (select vintage from o) "
            "else o.obs_value is distinct from c.expected end order by all"
        ).fetchall()
        if problems:
            raise CorrectionFailed(
                f"{corrections.parent.name}/corrections.yml no longer fits: "
                + "; ".join(row[0] for row in problems)
                + ". Remove the entry if the publisher has put it right, else update it"
            )
        relation = con.sql(
            "select o.* replace ("
            " case when c.indicator is null then o.obs_value else c.value end as obs_value,"
            " case when c.indicator is not null and c.value is null then 'O' else o.obs_status end"
            " as obs_status,"
            " case when c.indicator is null then o.series else o.series || ' (corrected)' end as series"
            f") from o left join c on {_SAME_FIGURE}"
        )
        return observations.conform(relation)


def statistics(settings: Settings) -> list[dict[str, Any]]:
    """One row per source for people: what is held, how old it is, what the last refresh and all have cost."""
    rows = []
    for source in sources.everything():
        held = snapshots.listing(settings.snapshots, source.id)
        latest = max(held, key=lambda s: (s.published_on, s.checked_at), default=None)
        since = age(settings, source.id)
        last = _last_refresh(settings, source.id)
        rows.append({
            "source": source.id, "publisher": source.publisher, "title": source.title,
            "licence": source.licence, "live": source.live, "calendar": source.calendar,
            "vintages": len({(s.dataset, s.vintage) for s in held}),
            "latest_vintage": latest.vintage if latest else None,
            "published_on": latest.published_on.isoformat() if latest else None,
            "stored_bytes": sum({s.sha256: s.size for s in held}.values()),
            "age_days": round(since.total_seconds() / 86400, 1) if since is not None else None,
            "state": last.get("state"), "asked_at": last.get("asked_at"), "error": last.get("error"),
            "why": last.get("why"), "requests": last.get("requests", 0), "bytes": last.get("bytes", 0),
            "requests_ever": last.get("requests_ever", 0), "bytes_ever": last.get("bytes_ever", 0),
        })  # fmt: skip
    return rows


def age(settings: Settings, source: str, now: datetime | None = None) -> timedelta | None:
    """Time since what is stored was last confirmed, else since the reference figures; None without either.

    A moment that is yet to come was noted by a clock that was wrong, and says nothing.
    """
    now = now or datetime.now(UTC)
    checked = [s.checked_at for s in snapshots.listing(settings.snapshots, source)]
    if checked and (confirmed := _last_refresh(settings, source).get("confirmed_at")):
        checked.append(datetime.fromisoformat(confirmed))
    past = max((moment for moment in checked if moment <= now), default=now)
    newest = past if checked else _reference_date(settings, source)
    return None if newest is None else max(timedelta(0), now - newest)


NOTHING_SERVES = "nothing is stored that could serve instead"


def _selected(select: Iterable[str] | None) -> list[Source]:
    return sources.everything() if select is None else [sources.load(name) for name in select]


def _must_be_online(settings: Settings, source: Source) -> None:
    if settings.offline:
        raise http.Unreachable(f"{source.id}: offline, so that nothing was asked")
    if source.id in settings.base_urls:
        return
    hosts = {urlsplit(each.base_url).hostname or "" for each in sources.everything() if each.base_url}
    if not http.online(hosts):
        raise http.Unreachable(f"{source.id}: there is no network: none of {len(hosts)} publishers takes a connection")


def _held(settings: Settings, source: str) -> set[tuple[str, str, int, str]]:
    return {_key(s) for s in snapshots.listing(settings.snapshots, source)}


def _key(snapshot: Snapshot) -> tuple[str, str, int, str]:
    return snapshot.dataset, snapshot.vintage, snapshot.part, snapshot.sha256


def _outcome(
    settings: Settings,
    source: str,
    before: set[tuple[str, str, int, str]],
    confirmed: list[Snapshot],
    traffic: http.Traffic,
    why: str | None,
    error: str | None,
) -> Outcome:
    new = len(_held(settings, source) - before)
    unchanged = len({_key(s) for s in confirmed} & before)
    cost = (traffic.requests, traffic.bytes, traffic.retries)
    if not why and not error:
        return Outcome(source, "new" if new else "unchanged", new, unchanged, *cost)
    stale = age(settings, source)
    if error:
        return Outcome(source, "failed", new, unchanged, *cost, stale, error=error)
    if stale is None:
        error = f"{why}; {NOTHING_SERVES}"
        return Outcome(source, "missing", new, unchanged, *cost, error=error)
    return Outcome(source, "stale", new, unchanged, *cost, stale, why)


def _record_path(settings: Settings, source: str) -> Path:
    return settings.snapshots / source / "refresh.json"


def _last_refresh(settings: Settings, source: str) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(_record_path(settings, source).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return record


def _record(settings: Settings, outcome: Outcome) -> None:
    path = _record_path(settings, outcome.source)
    earlier = _last_refresh(settings, outcome.source)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    record = asdict(outcome) | {
        "stale": outcome.stale.total_seconds() if outcome.stale is not None else None,
        "asked_at": now,
        "confirmed_at": now if outcome.state in ("new", "unchanged") else earlier.get("confirmed_at"),
        "requests_ever": earlier.get("requests_ever", 0) + outcome.requests,
        "bytes_ever": earlier.get("bytes_ever", 0) + outcome.bytes,
    }
    disk.write(path, json.dumps(record, indent=1) + "\n")


def _is_current(file: Path, made_by: str) -> bool:
    return file.exists() and observations.normalizer_of(file) == made_by


def _reference_date(settings: Settings, source: str) -> datetime | None:
    """When the newest reference figure of a source was transcribed."""
    moment = reference.transcribed_at(settings, source)
    return moment and moment.replace(tzinfo=UTC)


_FIGURE = ("indicator", "ref_area", "counterpart_area", "breakdown", "freq", "time_period")
_SAME_FIGURE = (
    " and ".join(f"o.{name} is not distinct from c.{name}" for name in _FIGURE)
    + " and coalesce(c.vintage, o.vintage) = o.vintage"
)
_DEFAULTS = {"counterpart_area": None, "breakdown": "_T", "freq": "A", "vintage": None}
_REQUIRED = {"indicator", "ref_area", "time_period", "expected", "value", "reason", "author", "expires"}


def _read_yaml(path: Path) -> list[dict[str, Any]]:
    import yaml

    return yaml.safe_load(path.read_text(encoding="utf-8")) or []


def _correction(path: Path, entry: dict[str, Any]) -> dict[str, Any]:
    where = f"{path.parent.name}/{path.name}: {entry.get('indicator')} {entry.get('ref_area')}"
    missing, unknown = _REQUIRED - set(entry), set(entry) - _REQUIRED - set(_DEFAULTS)
    if missing or unknown:
        raise CorrectionFailed(
            f"{where}: missing {sorted(missing) or 'nothing'}, unknown {sorted(unknown) or 'nothing'}"
        )
    if entry["expires"] < datetime.now(UTC).date():
        raise CorrectionFailed(
            f"{where} expired on {entry['expires']}: check whether the publisher's figure is still wrong,"
            " then remove the entry or set a later day"
        )
    return _DEFAULTS | entry


def _correction_table(entries: list[dict[str, Any]]) -> "pa.Table":
    import pyarrow as pa

    numbers, dates = {"expected", "value"}, {"time_period"}
    names = [*_FIGURE, "vintage", "expected", "value"]
    return pa.table(
        {
            name: pa.array(
                [entry[name] for entry in entries],
                pa.float64() if name in numbers else pa.date32() if name in dates else pa.string(),
            )
            for name in names
        }
    )
