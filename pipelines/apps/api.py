"""What programs send and get: one set of models for `serve`'s API, the tools of `mcp` and every `--json` of a check.

Belongs here: the shape of requests and answers, the routes that give them.
"""

from collections.abc import Awaitable, Callable
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from pipelines.claims.model import Operation
from pipelines.config import Settings

if TYPE_CHECKING:
    from fastapi import APIRouter
    from starlette.responses import Response

InTurn = Callable[[Callable[[], Any]], Awaitable[Any]]
JSON, PROBLEM = "application/json; charset=utf-8", "application/problem+json"
QUERY_SECONDS = 10.0
LONGEST_TEXT = 100_000
MOST_ROWS = 1_000

Verdict = Literal[
    "SUPPORTED", "SUPPORTED_LOOSELY", "DEPENDS", "TOO_CLOSE", "OUT_OF_DATE", "CONTRADICTED", "NOT_CHECKABLE"
]
Row = dict[str, Any]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _whole(text: Any) -> Any:
    """Without half a character, as JSON can name it: it would take the whole text with it."""
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else text


class CheckRequest(Model):
    """A text whose statements are checked."""

    text: Annotated[str, BeforeValidator(_whole)] = Field(min_length=1, max_length=LONGEST_TEXT)
    said_on: date | None = Field(None, description="The day on which it was said; today if left out.")
    country: str | None = Field(
        None, max_length=60, description="Who “we” and “our” are: a code such as USA, or a name."
    )
    speakers: dict[str, str] | None = Field(
        None, description='Who they are in what somebody is quoted with: {"Ana Ruiz": "MEX"}.'
    )
    reader: Literal["patterns", "model"] = Field(
        "patterns", description="`model` lets the language model of this server read beside the patterns."
    )


class SqlRequest(Model):
    """A read-only DuckDB query on the published figures."""

    query: str = Field(min_length=1, max_length=LONGEST_TEXT)
    limit: int = Field(100, ge=1, le=MOST_ROWS)


class Reading(Model):
    """One defensible way to compute what a claim says, and what it gives."""

    known: Literal["then", "now"] = Field(description="As known when it was said, or as known now.")
    part: str | None = Field(description="Which area it is about, where areas are judged one by one.")
    type: Literal["E", "U", "N"] = Field(
        description="E: a fair reader could mean it, and it votes; U: arguable; N: shown, never votes."
    )
    source: str | None
    vintage: str | None = Field(description="The publisher's edition.")
    published_on: str | None
    period: str | None = Field(description="As people write it: 2023, Dec 2024.")
    time_period: str | None = Field(description="The first day of the period.")
    definition: str | None
    label: str | None
    value: float | None = Field(description="In base units: dollars, persons, per cent.")
    text: str | None = Field(description="The value as it is shown.")
    unit: str | None
    status: str | None = Field(description="SDMX CL_OBS_STATUS: A normal, E estimated, F forecast, …")
    outcome: str | None
    gap_pct: float | None = Field(description="How far the value is from the stated number, in per cent of that.")
    missing: str | None = Field(description="Why there is no value.")
    missing_code: str | None
    sql: str | None = Field(description="A query that gives the value when it is pasted into duckdb.")


class Part(Model):
    """The verdict on one of several areas."""

    part: str
    part_name: str | None
    verdict: Verdict
    verdict_now: Verdict
    reason: str | None


class Needs(Model):
    """The figures that would answer a claim, and the command that brings them."""

    indicator: str | None
    ref: list[str]
    counterpart: list[str]
    universe: str | None
    years: list[int | None]
    sources: list[str]
    asked: bool = Field(description="Whether a publisher can be asked for them.")
    command: str
    words: str


class Judged(Model):
    """A claim as it was understood, with its verdict when said and now, and every reading."""

    text: str
    in_words: str = Field(description="What was understood, said back.")
    unread: str | None = Field(
        description="What of the sentence was not read: then the verdict is on a part of it, and not on the sentence."
    )
    safe_to_publish: bool = Field(description="Whether nothing has to be seen to before the verdict is published.")
    before_publishing: list[str] = Field(description="What has to be.")
    indicator: str | None
    areas: Row
    operation: Operation | None
    order: Literal["asc", "desc"]
    hedge: str
    value: str | None = Field(description="As written.")
    value_high: str | None
    value_number: float | None = Field(description="In base units; a share in points.")
    value_high_number: float | None
    unit: str | None
    period: str | None
    span: int | None
    cumulative: bool
    base: Row
    verdict: Verdict
    verdict_now: Verdict
    reason: str | None
    reason_code: str | None
    decided_by: str | None = Field(description="The choice behind DEPENDS.")
    choice: str | None
    would_be_true: str | None
    turned_by: str | None = Field(description="The revision that changed the verdict since.")
    parts: list[Part]
    readings: list[Reading]
    needs: Needs | None


class JudgedClaim(Judged):
    """The verdict on a claim that was stated field by field."""

    said_on: date


class ReadClaim(Judged):
    """A claim of a text."""

    sentence: str
    understood: Row = Field(description="The words of the sentence behind each field.")


class Sentence(Model):
    """What the claims of a sentence that states several things come to together."""

    text: str
    claims: list[int] = Field(description="Their places among `claims`, counted from 1.")
    verdict: Verdict
    verdict_now: Verdict
    unread: str | None = Field(description="What of it was not read.")
    headline: str


class Skipped(Model):
    """A statement, or a part of one, that was not checked, with the reason."""

    text: str
    reason: str
    words: str
    guard: str | None


class Fetched(Model):
    """What came of asking one publisher."""

    source: str
    state: str
    new: int | None
    requests: int
    bytes: int
    why: str | None


class Checked(Model):
    """Every checkable statement of a text with its verdict, and everything else with the reason why not."""

    said_on: date
    claims: list[ReadClaim]
    sentences: list[Sentence]
    skipped: list[Skipped]
    tokens: int = Field(description="What a language model that read along counted; 0 where none did.")
    fetched: list[Fetched] | None = None


class Indicator(Model):
    id: str
    name: str
    unit_measure: str
    definition: str
    freq: str | None = Field(description="A, Q or M; null for dated events.")
    sources: list[str]
    of_pairs: bool
    readings: list[Row]


class Indicators(Model):
    indicators: list[Indicator]


class Column(Model):
    name: str
    type: str
    unit: str | None
    meaning: str | None


class Pair(Model):
    """All that is held about two economies, a row for each direction and year."""

    ref_area: str
    counterpart_area: str
    columns: list[Column]
    rows: list[Row]
    sources: list[Row]


class SqlAnswer(Model):
    columns: list[str]
    rows: list[Row]
    truncated: bool = Field(description="Whether more rows matched.")


class Problem(Model):
    """What is wrong with a request (RFC 9457): expected, found, and what comes near."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    problems: list[str] | None = None


REFUSALS: dict[int | str, Row] = {
    status: {"description": words, "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for status, words in {
        400: "no JSON", 401: "without the server's token", 403: "another origin", 404: "nothing there",
        413: "too large", 415: "another media type", 422: "a field that cannot be used",
        503: "too many at once; see Retry-After",
    }.items()
}  # fmt: skip
ABOUT = (
    "Checks statements about countries and pairs of countries against official statistics: as published when they were"
    " made, and as known today. Figures belong to their publishers; cite them."
)
CLAIM = {
    "indicator": "gdp", "operation": "level", "areas": {"ref": ["JPN"]}, "hedge": "over", "value": "$4 trillion",
    "period": "2023", "said_on": "2024-05-01",
}  # fmt: skip
TEXT = {"text": "Japan had 125 million people in 2022.", "said_on": "2024-05-01"}


def router(settings: Settings, in_turn: InTurn, with_sql: bool) -> "APIRouter":
    """The routes of /api/v1; `in_turn` runs a task in a thread when it is its turn."""
    from fastapi import APIRouter, Body

    from pipelines.apps import check, query
    from pipelines.claims import stating

    found = APIRouter(prefix="/api/v1", responses=REFUSALS)
    stated = {"requestBody": {"required": True, "content": {"application/json": {"schema": stating.schema(),
                                                                                  "example": CLAIM}}}}  # fmt: skip

    @found.post("/check", response_model=Checked, summary="Check a text")
    async def _check(asked: Annotated[CheckRequest, Body(examples=[TEXT])]) -> Any:
        """Every checkable statement of a text with its verdict, and everything else with the reason why not."""
        about: dict[str, Any] = {"country": asked.country, "speakers": asked.speakers, "read_by": asked.reader}
        return answer(await in_turn(lambda: check.check(settings, asked.text, asked.said_on, **about)))

    @found.post(
        "/claim", response_model=JudgedClaim, summary="Check a claim stated field by field", openapi_extra=stated
    )
    async def _claim(given: dict[str, Any]) -> Any:
        """The verdict on one claim that you have read yourself; what is wrong with a field is said, nothing guessed."""
        return answer(await in_turn(lambda: check.check_claim(settings, given)))

    @found.get("/indicators", response_model=Indicators, summary="What can be claimed about")
    def _indicators(q: str = "") -> Any:
        """The indicators nearest to the words `q`; all without it."""
        return answer({"indicators": query.indicators(q)})

    @found.get("/pairs/{a}/{b}", response_model=Pair, summary="What is held about two economies")
    async def _pair(a: str, b: str) -> Any:
        """Both directions, a row for each year. Codes are ISO 3166-1 alpha-3, such as KOR."""
        try:
            return answer(await in_turn(lambda: query.pair(settings, a, b)))
        except ValueError as error:
            raise LookupError(str(error)) from None

    if with_sql:

        @found.post("/sql", response_model=SqlAnswer, summary="A read-only query")
        async def _sql(asked: SqlRequest) -> Any:
            """The result of a DuckDB query on the published figures."""
            rows = await in_turn(lambda: query.apart(settings, asked.query, limit=asked.limit, seconds=QUERY_SECONDS))
            return answer({"columns": rows.columns, "rows": rows.rows, "truncated": rows.truncated})

    return found


def answer(content: Any, status: int = 200, headers: dict[str, str] | None = None, kind: str = JSON) -> "Response":
    """JSON as it can be said: no infinity, no half of a character."""
    import json

    from starlette.responses import Response

    from pipelines.apps.query import plain

    text = json.dumps(plain(content), ensure_ascii=False, allow_nan=False, default=str)
    return Response(text.encode("utf-8", "replace"), status, headers, kind)


def problem(
    status: int, detail: str, headers: dict[str, str] | None = None, problems: list[str] | None = None
) -> "Response":
    """A refusal as problem details."""
    told = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, problems=problems)
    return answer(told.model_dump(exclude_none=True), status, headers, PROBLEM)


def in_words(error: dict[str, Any]) -> str:
    """What is wrong with a field of a request: which, what was expected, what was found."""
    field = ".".join(str(part) for part in error["loc"] if part not in ("body", "query", "path"))
    said = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        return f"`{field}` is no field of it."
    if error["type"] == "missing":
        return f"`{field}` is missing." if field else "Expected a JSON object; found nothing."
    if error["type"] == "json_invalid":
        return "Expected JSON in UTF-8."
    return f"`{field or 'the body'}`: {said[:1].lower()}{said[1:]}; found {repr(error['input'])[:60]}."
