"""`bilateral check`: from a text to verdicts, on the published figures.

Belongs here: parsing a text, judging its claims in one pass, the document that describes the result (the form of
`bilateral check --json`). Does not belong here: sentences (reader/), verdicts (verdict/), tables for people
(terminal.py).
"""

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.config import Settings

if TYPE_CHECKING:
    import duckdb

    from pipelines.claims.model import Claim
    from pipelines.fetching.http import Progress
    from pipelines.ingest.datasets import Outcome
    from pipelines.ingest.needs import Need
    from pipelines.reader import Reading, Understood
    from pipelines.reports.findings import Names
    from pipelines.verdict.held import World

ARTICLE = "text"
"""Id of the article that the text stands for while it is judged."""
PATTERNS, MODEL = READERS = ("patterns", "model")
MOST_SPEAKERS = 200


def check(
    settings: Settings,
    text: str,
    said_on: date | None = None,
    *,
    country: str | None = None,
    speakers: Mapping[str, str] | None = None,
    read_by: str = PATTERNS,
    profile: str = "default",
    as_of: date | None = None,
    progress: "Progress | None" = None,
) -> dict[str, Any]:
    """Every checkable statement of a text with its verdict, and everything else with the reason why not.

    `country`, a code or a name, says who “we”, “our” and “the economy” are, `speakers` (name -> country) who they are
    in what somebody is quoted with. `read_by` is "patterns", or "model" for what a language model reads beside them.
    Raises warehouse.NotPublished when there are no figures yet, reader.ModelError where the model does not answer.
    """
    found = read_text(text, said_on, country, speakers, read_by=read_by, progress=progress)
    return _answer(settings, *_judged(settings, found, profile, as_of), said_on)


def check_and_fetch(
    settings: Settings,
    text: str,
    said_on: date | None = None,
    *,
    country: str | None = None,
    speakers: Mapping[str, str] | None = None,
    read_by: str = PATTERNS,
    profile: str = "default",
    as_of: date | None = None,
    requests: int | None = None,
    seconds: float | None = None,
    progress: "Progress | None" = None,
) -> dict[str, Any]:
    """What `check` answers after the publishers have been asked for what the claims lack, within the bound.

    `fetched` says what came of each question. A publisher that fails leaves the verdicts as they were.
    """
    from pipelines.ingest import needs

    found = read_text(text, said_on, country, speakers, read_by=read_by, progress=progress)
    found, verdicts = _judged(settings, found, profile, as_of)
    claims = stated(found)
    lacking = [each for pair in zip(claims, verdicts, strict=True) if (each := _lacking(*pair))]
    outcomes = needs.fetch(
        settings, lacking, requests=requests or needs.REQUESTS, seconds=seconds or needs.SECONDS, progress=progress
    )
    if any(outcome.new and outcome.state == "new" for outcome in outcomes):
        from pipelines.warehouse import inputs, publication

        if progress:
            progress("publishing what came", 0, None)
        publication.build(settings, inputs.assemble(settings))
        found, verdicts = _judged(settings, found, profile, as_of)
    return _answer(settings, found, verdicts, said_on) | {"fetched": [_outcome(outcome) for outcome in outcomes]}


def _outcome(outcome: "Outcome") -> dict[str, Any]:
    return {
        "source": outcome.source,
        "state": outcome.state,
        "new": outcome.new,
        "requests": outcome.requests,
        "bytes": outcome.bytes,
        "why": outcome.error or outcome.why,
    }


def with_report(
    settings: Settings, text: str, said_on: date, country: str | None = None, read_by: str = PATTERNS
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """What `check` answers, and the same claims as the document of a report (reports/evidence.py), if there are any."""
    found = read_text(text, said_on, country, read_by=read_by)
    if not found.claims:
        return _answer(settings, found, [], said_on), None
    verdicts, document = _found(settings, stated(found), with_document=True)
    kept, verdicts = told_apart(found, verdicts)
    if len(kept.claims) < len(found.claims):  # no page of what could not be judged
        document = _found(settings, stated(kept), with_document=True)[1] if kept.claims else None
    return _answer(settings, kept, verdicts, said_on), document


def check_claim(
    settings: Settings, fields: Mapping[str, Any], *, profile: str = "default", as_of: date | None = None
) -> dict[str, Any]:
    """The verdict on one claim that is stated field by field (claims/model.py), as in the `claims` of `check`.

    Raises InvalidArticle with every field that is wrong and the nearest right choice; nothing is guessed.
    """
    from pipelines import reader
    from pipelines.claims import articles
    from pipelines.warehouse import inputs

    claim = articles.one(fields, as_of or inputs.today())
    if "quote" in fields:
        claim = claim.model_copy(update={"unread": reader.left_of_quote(claim, claim.said_on)})
    (verdict,) = judge(settings, [claim], profile=profile, as_of=as_of)
    return {"said_on": claim.said_on.isoformat()} | _claim_document(claim, verdict, overdue(settings))


def _judged(
    settings: Settings, found: "Reading", profile: str = "default", as_of: date | None = None
) -> "tuple[Reading, list[dict[str, Any]]]":
    """A text's claims with their verdicts; what raised while it was judged stands among what was not read."""
    return told_apart(found, judge(settings, stated(found), profile=profile, as_of=as_of))


def told_apart(found: "Reading", verdicts: list[dict[str, Any]]) -> "tuple[Reading, list[dict[str, Any]]]":
    """The claims that could be judged with their verdicts; those that raised are not read."""
    from pipelines import reader
    from pipelines.verdict.rows import FAULT

    both = list(zip(found.claims, verdicts, strict=True))
    judged = [pair for pair in both if pair[1]["reason_code"] != FAULT]
    faults = [
        reader.Skipped(item.sentence, reader.UNREAD, verdict["reason"])
        for item, verdict in both if verdict["reason_code"] == FAULT
    ]  # fmt: skip
    kept = reader.Reading([item for item, _ in judged], [*found.skipped, *faults], found.tokens)
    return reader.told(kept), [verdict for _, verdict in judged]


def judge(
    settings: Settings, claims: "list[Claim]", *, profile: str = "default", as_of: date | None = None
) -> list[dict[str, Any]]:
    """Verdict, parts and readings of each claim, in the order given. Raises NotPublished where there are no figures."""
    return _found(settings, claims, profile, as_of)[0] if claims else []


def overdue(settings: Settings) -> dict[str, date]:
    """Source -> the day on which its next figures should have come, of those published here that are late."""
    from pipelines.reports import evidence
    from pipelines.warehouse import inputs

    today = inputs.today()
    with _at_hand(settings) as held:
        if today not in held.late:
            held.late[today] = evidence.overdue(held.connection, today)
        return held.late[today]


def _found(
    settings: Settings,
    claims: "list[Claim]",
    profile: str = "default",
    as_of: date | None = None,
    with_document: bool = False,
) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """The verdicts on the claims in their order, and where asked for the document of a report on them."""
    from pipelines.reports import evidence, findings
    from pipelines.warehouse import inputs

    today = as_of or inputs.today()
    with _at_hand(settings) as held:
        given = _relations(held, claims, today, profile)
        found = findings.of(given, held.names)
        verdicts = [found[ARTICLE, claim_id(place)] for place in range(len(claims))]
        if not with_document:
            return verdicts, None
        shared = evidence.common(held.connection, {"today": today, "profile": profile})
        [document] = evidence.documents(held.connection, [ARTICLE], shared, {**given, "article": [_article(claims)]})
        return verdicts, document


def _relations(
    held: "_Published", claims: "list[Claim]", today: date, profile: str
) -> "dict[str, list[dict[str, Any]]]":
    from pipelines.verdict import relations

    stated = [((ARTICLE, claim_id(place), place + 1), claim) for place, claim in enumerate(claims)]
    return relations.judged(held.connection, stated, today, profile, held.world)


class _Published(NamedTuple):
    """What is published, opened, with what is the same for all claims."""

    state: tuple[Any, ...]
    connection: "duckdb.DuckDBPyConnection"
    world: "World"
    names: "Names"
    late: dict[date, dict[str, date]]
    """Day -> what is overdue on it, of the days that were asked for."""


_OPEN: list[_Published] = []
_LOCK = threading.Lock()


@contextmanager
def _at_hand(settings: Settings) -> "Iterator[_Published]":
    """The published file, kept open for the next claims until another one is published. One pass at a time."""
    from pipelines.reports import findings
    from pipelines.verdict import figures
    from pipelines.warehouse import published

    with _LOCK:
        state = (settings.database, os.getpid(), published.state(settings))
        if not (_OPEN and _OPEN[0].state == state):
            connection = published.connect(settings)
            try:
                opened = _Published(state, connection, figures.world(connection), findings.names(connection), {})
            except Exception as error:
                connection.close()
                raise published.unreadable(settings, error) from error
            _OPEN[:] = [opened]
        yield _OPEN[0]


def stated(found: "Reading") -> "list[Claim]":
    """The claims of a text."""
    return [item.claim for item in found.claims]


def country_code(country: str | None) -> str | None:
    """The code of a country that is given by its code or its name; raises ValueError where there is none."""
    if not country or not country.strip():
        return None
    from pipelines.catalogue import economies
    from pipelines.claims import lexicon

    given = country.strip()
    codes = {row["iso3"] for row in economies.economies() if row["is_economy"]}
    code = given.upper() if given.upper() in codes else lexicon.areas().get(given.lower())
    if code is None:
        raise ValueError(
            f"country: expected a code or a name such as USA or France, found {given!r}; {economies.suggest(given)}"
        )
    return code


def speakers_codes(speakers: Mapping[str, str] | None) -> dict[str, str]:
    """The codes of the countries that speakers are of; raises ValueError where one is none, or they are too many."""
    if len(speakers or {}) > MOST_SPEAKERS:
        raise ValueError(f"speakers: expected at most {MOST_SPEAKERS}, found {len(speakers or {}):,}")
    return {
        name.strip(): code for name, given in (speakers or {}).items() if name.strip() and (code := country_code(given))
    }


def read_text(
    text: str,
    said_on: date | None,
    country: str | None = None,
    speakers: Mapping[str, str] | None = None,
    *,
    read_by: str = PATTERNS,
    progress: "Progress | None" = None,
) -> "Reading":
    """The claims whose numbers can be computed with; a sentence with another one is told as not read, alone.

    Raises ValueError for a day to come, beyond tomorrow, which it is already elsewhere.
    """
    from pipelines import reader
    from pipelines.claims import articles
    from pipelines.warehouse import inputs

    today = inputs.today()
    if said_on is not None and (said_on - today).days > 1:
        raise ValueError(f"said on {said_on}: that day is in the future (today is {today})")
    if said_on is not None and said_on.year < articles.FIRST_YEAR:
        raise ValueError(f"said on {said_on}: expected a day since {articles.FIRST_YEAR}, before which nothing is held")
    whole = text.encode("utf-8", "replace").decode()  # half a character, as JSON can name it, is none
    about = (whole, said_on or today, country_code(country), speakers_codes(speakers))
    found = reader.read_with_model(*about, progress) if read_by == MODEL else reader.read(*about)
    return reader.told(found)


def _article(claims: "Sequence[Claim]") -> dict[str, Any]:
    """A row of factcheck.article for a text."""
    about = dict.fromkeys(("outlet", "author", "url"))
    published = max(claim.said_on for claim in claims)
    return about | {"article_id": ARTICLE, "title": "text", "published": published, "language": "en"}


def claim_id(place: int) -> str:
    """The id of the claim at that place of its text; in the order of the places."""
    return f"c{place:09}"


def _answer(
    settings: Settings, found: "Reading", verdicts: list[dict[str, Any]], said_on: date | None
) -> dict[str, Any]:
    from pipelines.reports import sentences
    from pipelines.warehouse import inputs

    late = overdue(settings) if verdicts else {}
    claims = [_document(item, verdict, late) for item, verdict in zip(found.claims, verdicts, strict=True)]
    return {
        "said_on": (said_on or inputs.today()).isoformat(),
        "claims": claims,
        "sentences": sentences.together(claims, "text"),
        "skipped": [
            {"text": item.text, "reason": item.reason, "words": item.words, "guard": item.guard}
            for item in found.skipped
        ],
        "tokens": found.tokens,
    }


def _document(item: "Understood", verdict: dict[str, Any], late: Mapping[str, date]) -> dict[str, Any]:
    about = {"sentence": item.sentence, "understood": item.words | dict(item.how)}
    return {"text": item.claim.quote} | about | _claim_document(item.claim, verdict, late)


def _claim_document(claim: "Claim", verdict: dict[str, Any], late: Mapping[str, date]) -> dict[str, Any]:
    from pipelines.reports import sentences

    document = _judged_document(claim, verdict)
    lacking, first = _lacking(claim, verdict), sentences.before_publishing(document, late)
    publishing = {"safe_to_publish": not first, "before_publishing": first}
    return document | publishing | {"needs": _needs_document(lacking) if lacking else None}


def _lacking(claim: "Claim", verdict: Mapping[str, Any]) -> "Need | None":
    from pipelines.verdict.rows import FAULT

    if verdict["verdict"] != "NOT_CHECKABLE" or verdict["reason_code"] == FAULT:
        return None  # and nothing of the publishers needs to be loaded
    from pipelines.claims import lacking

    return lacking.needed(claim, verdict["verdict"], verdict["readings"])


def _needs_document(lacking: "Need") -> dict[str, Any]:
    from pipelines import sources
    from pipelines.reports import words

    asked, first = lacking.asked, sources.load(lacking.sources[0])
    command = (
        f"bilateral run --select {first.id}"
        if first.live
        else f"bilateral snapshot add {first.id} {'|'.join(first.datasets)} FILE"
    )
    if asked:
        command = "bilateral check --fetch"
    return {
        "indicator": lacking.indicator,
        "ref": list(lacking.reporters),
        "counterpart": list(lacking.partners),
        "universe": lacking.universe,
        "years": [lacking.first_year, lacking.last_year],
        "sources": list(lacking.sources),
        "asked": asked,
        "command": command,
        "words": words.need(lacking),
    }


def _judged_document(claim: "Claim", verdict: dict[str, Any]) -> dict[str, Any]:
    from pipelines.claims import articles
    from pipelines.claims.words import in_words

    number = articles.stated(claim)
    return {
        "text": claim.quote,
        "in_words": in_words(claim),
        "unread": claim.unread,
        "indicator": "event" if claim.event else claim.indicator,
        "areas": {"ref": claim.event.areas if claim.event else claim.areas.ref, "counterpart": claim.areas.counterpart},
        "operation": claim.operation,
        "order": claim.order,
        "hedge": claim.hedge,
        "value": claim.value,
        "value_high": claim.value_high,
        "value_number": number.x if number else None,
        "value_high_number": number.x_high if number else None,
        "unit": claim.unit,
        "period": claim.period,
        "span": claim.span,
        "cumulative": claim.cumulative,
        "base": claim.base.model_dump() | {"period": claim.base_period},
        "verdict": verdict["verdict"],
        "verdict_now": verdict["verdict_now"],
        "reason": verdict["reason"],
        "reason_code": verdict["reason_code"],
        "decided_by": verdict["decided_by"],
        "choice": verdict["choice"],
        "would_be_true": verdict["would_be_true"],
        "turned_by": verdict["turned_by"],
        "parts": [
            {key: part[key] for key in ("part", "part_name", "verdict", "verdict_now", "reason")}
            for part in verdict["parts"]
            if part["part"]
        ],
        "readings": [_reading(row) for row in verdict["readings"]],
    }


def _reading(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "known": row["known"],
        "part": row["part"],
        "type": row["type"],
        "source": row["source"],
        "vintage": row["vintage"],
        "published_on": None if row["published_on"] is None else str(row["published_on"]),
        "period": row["period_label"],
        "time_period": None if row["time_period"] is None else str(row["time_period"]),
        "definition": row["definition"],
        "label": row["label"],
        "value": row["obs_value"],
        "text": row["obs_text"],
        "unit": row["unit_measure"],
        "status": row["obs_status"],
        "outcome": row["outcome"],
        "gap_pct": row["gap_pct"],
        "missing": row["missing"],
        "missing_code": row["missing_code"],
        "sql": row["sql"],
    }
