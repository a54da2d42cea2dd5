"""What programs send and get: one set of models for `serve`'s API, the tools of `mcp` and every `--json` of a check.

Belongs here: the shape of requests and answers, the OpenAPI document made of them. Does not belong here: the answers
themselves (check.py, query.py), HTTP (serve.py), what a claim is (claims/model.py).
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.json_schema import models_json_schema

from pipelines.claims.model import Claim, Operation

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
    """What is wrong with a request: expected, found, and what comes near."""

    error: str
    problems: list[str] | None = None


_POSTS: dict[str, tuple[str, type[BaseModel], type[BaseModel]]] = {
    "/api/check": ("Check a text", CheckRequest, Checked),
    "/api/claim": ("Check a claim that is stated field by field", Claim, JudgedClaim),
    "/api/sql": ("A read-only query", SqlRequest, SqlAnswer),
}
_GETS: dict[str, tuple[str, type[BaseModel], list[Row]]] = {
    "/api/indicators": (
        "Indicators that can be claimed about", Indicators,
        [{"name": "q", "in": "query", "description": "Words; the nearest eight. All without it.",
          "schema": {"type": "string"}}],
    ),
    "/api/pairs/{a}/{b}": (
        "What is held about two economies, both directions, by year", Pair,
        [{"name": name, "in": "path", "required": True, "description": "ISO 3166-1 alpha-3 code, such as KOR.",
          "schema": {"type": "string"}} for name in ("a", "b")],
    ),
}  # fmt: skip
_REFUSALS = {
    "400": "no JSON", "403": "another host or origin", "404": "nothing there", "413": "too large",
    "415": "another media type", "422": "a field that cannot be used", "503": "too many at once; see Retry-After",
}  # fmt: skip


def document(with_sql: bool = False) -> Row:
    """The API of `serve` in OpenAPI 3.1; /api/sql only where it is answered."""
    from importlib.metadata import version

    posts = {path: post for path, post in _POSTS.items() if with_sql or path != "/api/sql"}
    asked = [(model, "validation") for _, model, _ in posts.values()]
    given = [(model, "serialization") for _, _, model in posts.values()]
    given += [(model, "serialization") for _, model, _ in _GETS.values()]
    modes: Any = [*asked, *given, (Problem, "serialization")]
    references, definitions = models_json_schema(modes, ref_template="#/components/schemas/{model}")
    schemas = definitions["$defs"]
    # a program need not say what identifies a claim, nor where it stands
    schemas["Claim"]["required"] = [
        name for name in schemas["Claim"].get("required", []) if name not in ("id", "quote", "said_on")
    ]

    def content(model: Any, mode: Any = "serialization") -> Row:
        return {"content": {"application/json": {"schema": references[model, mode]}}}

    def answers(model: Any) -> Row:
        refused = {status: {"description": words} | content(Problem) for status, words in _REFUSALS.items()}
        return {"200": {"description": "the answer"} | content(model)} | refused

    paths: Row = {
        path: {"post": {"summary": summary, "description": answer.__doc__ or summary, "responses": answers(answer),
                        "requestBody": {"required": True} | content(request, "validation")}}
        for path, (summary, request, answer) in posts.items()
    }  # fmt: skip
    for path, (summary, answer, parameters) in _GETS.items():
        paths[path] = {"get": {"summary": summary, "parameters": parameters, "responses": answers(answer)}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "bilateral",
            "version": version("bilateral"),
            "description": "Checks statements about countries and pairs of countries against official statistics: as"
            " published when they were made, and as known today. Figures belong to their publishers; cite them.",
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }


def problem_in_words(error: ValidationError) -> str:
    """What is wrong with a request, in one line: the first field that cannot be used, and what was expected."""
    first = error.errors(include_url=False)[0]
    field = ".".join(map(str, first["loc"]))
    fields = ", ".join((CheckRequest if error.title == "CheckRequest" else SqlRequest).model_fields)
    if first["type"] == "extra_forbidden":
        return f"Unknown field {field!r}; expected {fields}."
    if first["type"] == "missing":
        return f"Expected a text in `{field}`; the fields are {fields}."
    shown = repr(first["input"])[:60]
    return f"`{field}`: {first['msg'][:1].lower()}{first['msg'][1:]}; found {shown}."
