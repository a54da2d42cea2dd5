"""Asks the IMF's SDMX 3.0 service for trade in goods by partner."""

import hashlib
import logging
import re
from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching import formats, releases
from pipelines.fetching import scope as scopes
from pipelines.fetching.http import BrokenContract, Progress, Reply, Session, Unreachable, describe
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.releases import Question
from pipelines.fetching.source import Asked, Planned, Scope, Source
from pipelines.sources.imf_imts import normalize
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

FLOW = "data/dataflow/IMF.STA/IMTS/+"
FLOWS = "structure/dataflow/IMF.STA/*/*"
PAST_FLOW = re.compile(r"IMTS_(\d{4})_([A-Z]{3})_VINTAGE")
NOT_THERE = (204, 400, 404)
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
CSV = {"Accept": "text/csv"}
FIRST_YEAR = 2000
MATRIX_YEARS = 10
MATRIX_REPORTERS = 20
"""Without articles: so many years of all reporters with all partners, asked for so many reporters at a time."""
MONTHS_BACK_YEARS = 5
NO_REPORTER = frozenset({"TWN", "PRK"})
"""Partners that report nothing to the IMF: no rows are due from them."""
FEWEST_PARTNERS = 50
_BOTH_FLOWS = "+".join(normalize.INDICATORS)


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    return releases.plan(store, source, _questions(settings, store, source, scope))


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    questions = _questions(settings, store, source, scope)
    stored: list[Snapshot] = []
    for dataset in source.datasets:
        of_dataset = [question for question in questions if question.dataset == dataset]
        parts = releases.ask(session, store, source, of_dataset, _figures, progress, CSV)
        if isinstance(scope, Asked) and parts:  # what other claims have asked for stands in the release as well
            new = {part.slug for part in parts}
            held_all = releases.held_parts(store, source.id, dataset)
            parts += [releases.kept(slug, part) for slug, part in held_all.items() if slug not in new]
        stored += releases.file(store, source, dataset, parts) if parts else []
    if not isinstance(scope, Asked):
        stored += _past(session, store, source, [q for q in questions if q.dataset == "imts_annual"], since, progress)
    return stored


def _past(
    session: Session, store: Path, source: Source, questions: list[Question], since: date | None, progress: Progress
) -> list[Snapshot]:  # fmt: skip
    """Past editions that the service keeps as flows of their own, each a vintage with its day of publication."""
    if not questions:
        return []
    stored: list[Snapshot] = []
    try:
        held = {
            parts[0].edition.rpartition(".")[2]: {releases.slug_of(part) for part in parts}
            for parts in snapshots.releases(store, source.id, "imts_annual").values()
        }
        for flow, edition in _past_flows(session):
            if not {question.slug for question in questions} <= held.get(edition, set()):
                progress(f"IMTS: {flow}", len(stored), None)
                stored += _past_edition(session, store, source, flow, edition, questions, since)
    except Unreachable as problem:  # what is on offer is held already; the next run asks again
        logging.getLogger(__name__).warning("past editions of IMTS: %s", problem)
    return stored


def _past_flows(session: Session) -> list[tuple[str, str]]:
    """(flow, edition) of the past editions that the service lists."""
    reply = session.get(FLOWS, {"detail": "allstubs"}, headers={"Accept": "application/json"}, accept=NOT_THERE)
    if reply.status in NOT_THERE:
        return []
    answer = reply.json()
    listed = answer.get("data", {}).get("dataflows") if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        raise BrokenContract(f"{reply.url}: expected `data.dataflows`, found {describe(reply.body)}")
    named = [PAST_FLOW.fullmatch(str(each.get("id"))) for each in listed if isinstance(each, dict)]
    return sorted({(flow[0], f"{flow[1]}-{_MONTHS.index(flow[2]) + 1:02}") for flow in named if flow})


def _past_edition(
    session: Session, store: Path, source: Source, flow: str, edition: str, questions: list[Question],
    since: date | None,
) -> list[Snapshot]:  # fmt: skip
    replies = []
    for question in questions:
        address = question.address.replace(FLOW, f"data/dataflow/IMF.STA/{flow}/+")
        reply = session.get(address, question.params, headers=CSV)
        releases.expect_whole(source, reply, _figures(reply.body, question), question.due)
        replies.append(reply)
    published_on, basis = _published(replies, edition)
    if since and published_on < since:
        return []
    digest = hashlib.sha256(b"".join(reply.body for reply in replies)).hexdigest()
    return [
        snapshots.add(
            store, reply.body, reply.received, source=source.id, dataset="imts_annual", ext="csv",
            vintage=f"{edition}-{digest[:8]}", edition=f"{question.slug}.{edition}", part=place, parts=len(replies),
            published_on=published_on, published_basis=basis, licence=source.licence, citation=source.citation,
        )
        for place, (question, reply) in enumerate(zip(questions, replies, strict=True), 1)
    ]  # fmt: skip


def _published(replies: list[Reply], edition: str) -> tuple[date, snapshots.Basis]:
    """The latest PUBLICATION_DATE, else the last day of the edition's month."""
    table = normalize.file(replies[0].body)
    stated = table.column("PUBLICATION_DATE").unique().to_pylist() if "PUBLICATION_DATE" in table.column_names else []
    if any(stated):
        return date.fromisoformat(max(filter(None, stated))[:10]), "stated"
    year, month = int(edition[:4]), int(edition[5:])
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1), "estimated"


def _questions(settings: Settings, store: Path, source: Source, scope: Scope) -> list[Question]:
    """Each reporter with all partners and all reporters with it, by year; the pairs themselves by month.

    What single claims have asked for is asked again; where no article and no watch names a pair, the matrix of all
    reporters and partners.
    """
    if isinstance(scope, Asked):
        return [_asked(_key_of(scope), scope.first_year)]
    if scope == "world":
        return _matrix(FIRST_YEAR, "world")
    wanted = [pair for pair in scopes.pairs(settings, "imf_imts") if pair.product == "_T"]
    questions = [_again(part) for part in releases.held_parts(store, source.id, "imts_asked").values()]
    if not wanted:
        return questions + _matrix(date.today().year - MATRIX_YEARS, "matrix")
    reporters = sorted({pair.ref for pair in wanted})
    for area in reporters:
        code = _code(area)
        if area not in NO_REPORTER:
            questions.append(_question("imts_annual", f"reporter-{code}", f"{code}.{_BOTH_FLOWS}.*.A", FIRST_YEAR, 50))
        questions.append(_question("imts_annual", f"partner-{code}", f"*.{_BOTH_FLOWS}.{code}.A", FIRST_YEAR, 50))
    partners = sorted({pair.counterpart for pair in wanted} - {economies.WORLD})
    if partners:
        ours, theirs = "+".join(map(_code, reporters)), "+".join(map(_code, partners))
        first = date.today().year - MONTHS_BACK_YEARS
        for side, key in (
            ("reporters", f"{ours}.{_BOTH_FLOWS}.{theirs}+G001.M"),
            ("partners", f"{theirs}.{_BOTH_FLOWS}.{ours}+G001.M"),
        ):
            slug = f"{side}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
            questions.append(_question("imts_monthly", slug, key, first, 1))
    return questions


def _matrix(first: int, name: str) -> list[Question]:
    """All reporters with all partners since a year, in batches: asked for at once they time out."""
    codes = sorted(
        row["source_code"] for row in economies.rows("imf_imts")
        if row["iso3"] and row["iso3"] not in (economies.WORLD, economies.NOT_ALLOCATED, *NO_REPORTER)
    )  # fmt: skip
    batches = [codes[n : n + MATRIX_REPORTERS] for n in range(0, len(codes), MATRIX_REPORTERS)]
    return [
        _question("imts_annual", f"{name}-{batch[0]}-{batch[-1]}", f"{'+'.join(batch)}.{_BOTH_FLOWS}.*.A", first, 50)
        for batch in batches
    ]


def series_of(figures: Collection[tuple[str, str]]) -> set[str]:
    """Both flows come together, in totals alone."""
    return {_BOTH_FLOWS} if {("goods_exports", "_T"), ("goods_imports", "_T")} & {*figures} else set()


def _key_of(asked: Asked) -> str:
    """Both sides of the flows and their totals in one request, or one side with everybody."""
    filing = [area for area in asked.reporters if area not in NO_REPORTER and economies.codes_of("imf_imts", area)]
    ours = sorted(map(_code, filing))
    theirs = sorted({_code(area) for area in asked.partners})
    if not theirs:
        return f"{'+'.join(ours)}.{_BOTH_FLOWS}.*.A"
    world = _code(economies.WORLD)
    if theirs == [world]:
        return f"{'+'.join(ours)}.{_BOTH_FLOWS}.{world}.A"
    reporting = sorted({*ours, *theirs} - {world})
    return f"{'+'.join(reporting)}.{_BOTH_FLOWS}.{'+'.join(sorted({*ours, *theirs, world}))}.A"


def _again(held: Snapshot) -> Question:
    """The question that a stored answer came from."""
    key = unquote(held.url.partition("?")[0].rsplit("/", 1)[-1])
    return _asked(key, int(held.params["c[TIME_PERIOD]"].removeprefix("ge:")))


def _asked(key: str, first_year: int) -> Question:
    return _question("imts_asked", f"asked-{hashlib.sha256(key.encode()).hexdigest()[:8]}", key, first_year, 1)


def _code(area: str) -> str:
    return economies.codes_of("imf_imts", area)[0]


def _question(dataset: str, slug: str, key: str, since: int, due: int) -> Question:
    first = f"ge:{since}{'-M01' if dataset == 'imts_monthly' else ''}"
    return Question(dataset, slug, f"{FLOW}/{key}", {"c[TIME_PERIOD]": first}, due)


def _figures(body: bytes, question: Question) -> int:
    """Unknown codes, a wrong order of codes and an empty slot are answered with status 200 and no rows."""
    normalize.accept(question.dataset, body, question.address)
    with formats.connection(file=normalize.file(body)) as con:
        ((count,),) = con.execute(
            "select count(*) from file where OBS_VALUE is not null and TIME_PERIOD is not null"
        ).fetchall()
    return int(count)


def smallest(source: Source) -> Probe:
    """Korea's exports to all partners since three years ago."""

    def look(reply: Reply) -> Seen:
        with formats.connection(file=normalize.file(reply.body)) as con:
            partners = con.execute(
                "select distinct COUNTERPART_COUNTRY from file where OBS_VALUE is not null and"
                f" {formats.NO_IMF_GROUP.replace('area', 'COUNTERPART_COUNTRY')}"
            ).fetchall()
            last = con.execute("select max(TIME_PERIOD) from file where OBS_VALUE is not null").fetchall()[0][0]
        if len(partners) < FEWEST_PARTNERS:
            raise BrokenContract(
                f"{reply.url}: expected {FEWEST_PARTNERS} partners or more, found {len(partners)} with status"
                f" {reply.status}; the codes or their order have changed: see the data structure of IMF.STA/IMTS"
            )
        return Seen(f"figures to {last}", [code for (code,) in partners])

    return Probe(f"{FLOW}/KOR.XG_FOB_USD.*.A", look, {"c[TIME_PERIOD]": f"ge:{date.today().year - 3}"}, CSV)
