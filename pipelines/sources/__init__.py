"""Publishers, one folder each: what they are, and the interface that a folder offers.

A folder holds
    README.md       endpoint, grain, cadence, licence, quirks, backfill, what to look at when it breaks
    origin.yml      publisher, title, licence, citation, url, lag_days, calendar, datasets, and what Source in
                    fetching/source.py has beside them; a dataset that people download says by_hand: true, and a
                    source of reference figures alone (warehouse/reference/) has no datasets and no other file
    fetch.py        live sources only, and none where `fetch: {kind: one_file, address: …}` of origin.yml says it all:
        plan(settings, store, source, *, scope, since) -> list[Planned]
            what fetch would ask for and why, from what is in the store; no network
        fetch(session, settings, store, source, *, scope, since, progress) -> list[Snapshot]
            asks, checks every envelope and completeness gate, and only then stores (snapshots.add; or
            snapshots.seen_again for a 304). Returns every snapshot that was confirmed or added. `scope` is
            'default', 'world', or what one claim asks for (Asked, where there is series_of); `since` limits it to
            releases published on or after that day, and None means those that are not held yet. Raises
            http.FetchError.
        series_of(figures) -> set[str], only where the publisher can be asked for figures of single claims
            (indicator, breakdown) of figures -> the publisher's codes for them
        smallest(source) -> Probe
            the smallest question whose answer shows that the publisher still answers in the form that this connector
            knows, and how to recognize it (ingest/doctor.py asks it)
    normalize.py    sources with files:
        accept(dataset, body, name) -> Accepted
            is this the file that the dataset promises? BrokenContract if not. `name` is what the publisher
            calls the file. Used for fetched bodies and for files that a person adds; no clock, no network.
        normalize(parts: list[Snapshot]) -> pyarrow.Table
            the canonical table of one release of one dataset (the parts that share a vintage, in order), from
            their bytes alone; stores/observations.py has its columns. Gates on content raise
            http.BrokenContract or economies' UnmappedCode.
    economies.csv   the publisher's codes, read through catalogue/economies.py
    corrections.yml figures that the publisher got wrong (see ingest.corrected)
    *.csv           other editorial decisions with a reason, such as known exceptions to a gate
"""

from functools import cache
from pathlib import Path
from typing import Any

from pipelines.fetching import onefile
from pipelines.fetching.source import Dataset, Pacing, Source, Timeouts

FOLDER = Path(__file__).parent

SOURCES = (
    "worldbank_wdi",
    "worldbank_archives",
    "imf_weo",
    "imf_imts",
    "imf_ifs",
    "un_comtrade",
    "us_dmdc",
    "un_wpp",
    "sipri_milex",
    "jp_coastguard",
    "kr_kosis",
    "us_census",
    "un_peacekeeping",
    "cepii_baci",
    "un_migrants",
    "knomad_remittances",
    "oecd_dac2a",
    "us_foreign_assistance",
    "un_votes",
    "sipri_arms",
    "us_base_structure",
    "cepii_geodist",
    "cia_factbook",
    "global_carbon_budget",
    "unhcr",
    "us_fed",
    "us_agencies",
    "statement",
    "event",
)


class UnknownSource(LookupError):  # noqa: N818 (says what the name is)
    """A name that is no source; the message lists those that are."""


@cache
def load(source: str) -> Source:
    """The source from its origin.yml. UnknownSource names the choices, ValueError wrong or missing keys."""
    if source not in SOURCES:
        from difflib import get_close_matches

        close = get_close_matches(source, SOURCES, 1)
        expected = f"did you mean {close[0]}?" if close else f"expected one of {', '.join(SOURCES)}"
        raise UnknownSource(f"{source!r} is no source; {expected}")
    origin = _origin(FOLDER / source / "origin.yml")
    one_file = origin.pop("fetch", {})
    if one_file and one_file.get("kind") != "one_file":
        raise ValueError(f"{source}: origin.yml: fetch: expected kind: one_file, found {one_file}")
    return Source(
        id=source,
        pacing=Pacing(**origin.pop("pacing", {"requests": 2, "seconds": 1})),
        one_file=one_file,
        countries=tuple(origin.pop("countries", ())),
        timeouts=Timeouts(**{"connect": 10, "read": 60, "total": 300} | origin.pop("timeouts", {})),
        datasets={name: _dataset(name, entry) for name, entry in origin.pop("datasets").items()},
        **{"cron": None, "due_days": None, "base_url": None, "parallel": 1} | origin,
    )


def fetcher(source: Source) -> Any:
    """What has `plan`, `fetch` and `smallest` of a live source: its fetch.py, or what its origin.yml says."""
    return onefile.OneFile(source) if source.one_file else source.module("fetch")


def everything() -> list[Source]:
    return [load(source) for source in SOURCES]


def relations() -> list[dict[str, Any]]:
    """Rows of input.source."""
    columns = ("id", "publisher", "title", "licence", "citation", "url", "lag_days")
    return [{name: getattr(source, name) for name in columns} for source in everything()]


_REQUIRED = {"publisher", "title", "licence", "citation", "url", "lag_days", "calendar", "datasets"}
_OPTIONAL = {
    "base_url", "due_days", "cron", "pacing", "parallel", "timeouts", "countries", "small", "products", "partners",
    "archive_of", "fetch",
}  # fmt: skip


def _origin(path: Path) -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    origin: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
    missing, unknown = _REQUIRED - set(origin), set(origin) - _REQUIRED - _OPTIONAL
    if missing or unknown:
        raise ValueError(
            f"{path}: missing keys {sorted(missing) or 'none'}, unknown keys {sorted(unknown) or 'none'};"
            f" expected {', '.join(sorted(_REQUIRED | _OPTIONAL))}"
        )
    return origin


def _dataset(name: str, entry: dict[str, Any]) -> Dataset:
    return Dataset(name, entry["title"], entry.get("freq"), bool(entry.get("by_hand")))
