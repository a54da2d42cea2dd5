"""Asks KOSIS's open endpoint for Korea's trade by country. Without KOSIS_KEY nothing is asked.

Belongs here: parameters, the key, and errors that come with status 200. Does not belong here: what the rows mean
(normalize.py).
"""

import os
from datetime import date
from pathlib import Path

from pipelines.config import Settings
from pipelines.fetching import http
from pipelines.fetching.http import BrokenContract, Progress, Refused, Reply, Session, Unreachable
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.source import Planned, Scope, Source
from pipelines.sources.kr_customs.normalize import accept
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

KEY_VARIABLE = "KOSIS_KEY"
PATH = "Param/statisticsParameterData.do"
FIRST_YEAR = 2000
MONTHS_BACK_YEARS = 5
"""Sixty months of 250 partners and two flows are 30,000 cells; one answer has 40,000 at most."""
BAD_KEY, EXPIRED_KEY, NOTHING, TOO_MANY_CELLS, TOO_OFTEN = ("10", "11"), "12", "30", "31", ("40", "41", "42")
"""Values of `err`: the documented ones, see the README."""


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    if not os.environ.get(KEY_VARIABLE):
        return []
    return [
        Planned(source.id, dataset, f"{source.base_url}/{PATH}?tblId={_params(dataset)['tblId']}", "asked for changes")
        for dataset in source.datasets
    ]


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    key = os.environ.get(KEY_VARIABLE)
    if not key:
        return []
    return [_ask(session, store, source, dataset, key) for dataset in source.datasets]


def _ask(session: Session, store: Path, source: Source, dataset: str, key: str) -> Snapshot:
    # The service knows the key as a parameter only; it is left out of every address and record that is kept.
    reply = session.get(PATH, _params(dataset) | {"apiKey": key})
    _no_error(http.as_json(reply.body, reply.url), reply.url)
    accepted = accept(dataset, reply.body, reply.url)
    return snapshots.add(
        store, reply.body, reply.received, source=source.id, dataset=dataset, ext=accepted.ext,
        edition=accepted.edition, published_on=accepted.published_on, published_basis=accepted.published_basis,
        licence=source.licence, citation=source.citation,
    )  # fmt: skip


def _params(dataset: str) -> dict[str, str]:
    year = date.today().year
    window = (
        {"prdSe": "Y", "startPrdDe": str(FIRST_YEAR), "endPrdDe": str(year)} if dataset == "annual"
        else {"prdSe": "M", "startPrdDe": f"{year - MONTHS_BACK_YEARS}01", "endPrdDe": f"{year}12"}
    )  # fmt: skip
    # Without jsonVD the answer is no JSON: its names are not quoted.
    return {
        "method": "getList", "orgId": "360", "tblId": "DT_1R11006_FRM101", "itmId": "ALL", "objL1": "ALL",
        "format": "json", "jsonVD": "Y", **window,
    }  # fmt: skip


def _no_error(answer: object, where: str) -> None:
    """Every failure has status 200 and is an object with `err` instead of a list of rows."""
    if not isinstance(answer, dict):
        return
    code, message = str(answer.get("err", "")), answer.get("errMsg", "")
    said = f"{where}: expected rows, found error {code or 'without a number'} ({message})"
    if code in (*BAD_KEY, EXPIRED_KEY):
        raise Refused(f"{said}; set {KEY_VARIABLE} to a valid key from https://kosis.kr/openapi")
    if code in TOO_OFTEN:
        raise Unreachable(f"{said}; run again later")
    advice = {
        NOTHING: "the table or its items have changed: look at it at the address in origin.yml",
        TOO_MANY_CELLS: "shorten MONTHS_BACK_YEARS in fetch.py",
    }.get(code, "see the README of the source")
    raise BrokenContract(f"{said}; {advice}")


def smallest(source: Source) -> Probe:
    """One year of the table. Without a key nothing can be asked."""
    key = os.environ.get(KEY_VARIABLE)
    if not key:
        raise Refused(f"{source.id}: no question without a key; set {KEY_VARIABLE} (https://kosis.kr/openapi)")
    year = str(date.today().year - 2)

    def look(reply: Reply) -> Seen:
        _no_error(http.as_json(reply.body, reply.url), reply.url)
        return Seen(accept("annual", reply.body, reply.url).edition)

    return Probe(PATH, look, _params("annual") | {"startPrdDe": year, "endPrdDe": year, "apiKey": key})
