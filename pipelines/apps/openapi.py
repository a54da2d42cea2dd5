"""The API of `bilateral serve` in OpenAPI 3.1, so that programs and people know what to send and what comes back.

Belongs here: the description. Does not belong here: the answers (serve.py), what a claim is (claims/model.py).
"""

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_DAY: Schema = {"type": "string", "format": "date"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_MAYBE_NUMBER: Schema = {"type": ["number", "null"]}
_VERDICTS = [
    "SUPPORTED", "SUPPORTED_LOOSELY", "DEPENDS", "TOO_CLOSE", "OUT_OF_DATE", "CONTRADICTED", "NOT_CHECKABLE",
]  # fmt: skip


def document(with_sql: bool = False) -> Schema:
    from importlib.metadata import version

    paths: dict[str, Schema] = {
        "/api/check": _post(
            "Check a text", "Every checkable statement with its verdict, and everything else with the reason why not.",
            _object(
                {
                    "text": _TEXT | {"maxLength": 100_000},
                    "said_on": _DAY | {"description": "Today if left out."},
                    "country": _TEXT | {"description": "Who “we” and “our” are: a code such as USA, or a name."},
                },
                ["text"],
            ),
            _ref("Checked"),
        ),
        "/api/claim": _post(
            "Check a claim that is stated field by field",
            "Nothing is guessed: an unknown indicator or country is answered with what is near.",
            _ref("Claim"), _ref("CheckedClaim"),
        ),
        "/api/indicators": _get(
            "Indicators that can be claimed about", _object({"indicators": _list(_ref("Indicator"))}),
            [_parameter("q", "query", "Words; the eight nearest indicators come back. All without it.")],
        ),
        "/api/pairs/{a}/{b}": _get(
            "What is held about two economies, both directions, by year", _ref("Pair"),
            [_parameter(name, "path", "ISO 3166-1 alpha-3 code, such as KOR.") for name in ("a", "b")],
        ),
    }  # fmt: skip
    if with_sql:
        paths["/api/sql"] = _post(
            "A read-only query", "At most 1,000 rows, ten seconds.",
            _object(
                {"query": _TEXT, "limit": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}},
                ["query"],
            ),
            _object({"columns": _list(_TEXT), "rows": _list({"type": "object"}), "truncated": {"type": "boolean"}}),
        )  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "bilateral",
            "version": version("bilateral"),
            "description": "Checks statements about countries and pairs of countries against official statistics: as"
            " published when they were made, and as known today. Figures belong to their publishers; cite them.",
        },
        "paths": paths,
        "components": {"schemas": _schemas()},
    }


def _schemas() -> dict[str, Schema]:
    checked = {
        "text": _TEXT, "in_words": _TEXT, "indicator": _MAYBE_TEXT,
        "areas": {"type": "object"}, "base": {"type": "object"},
        "operation": _MAYBE_TEXT, "order": _TEXT, "hedge": _TEXT, "value": _MAYBE_TEXT, "value_high": _MAYBE_TEXT,
        "unit": _MAYBE_TEXT, "period": _MAYBE_TEXT, "span": _MAYBE_NUMBER, "cumulative": {"type": "boolean"},
        "verdict": {"enum": _VERDICTS}, "verdict_now": {"enum": _VERDICTS},
        "reason": _MAYBE_TEXT, "reason_code": _TEXT, "decided_by": _MAYBE_TEXT, "choice": _MAYBE_TEXT,
        "would_be_true": _MAYBE_TEXT, "turned_by": _MAYBE_TEXT, "parts": _list({"type": "object"}),
        "readings": _list(_ref("Reading")),
    }  # fmt: skip
    required = ["text", "in_words", "verdict", "verdict_now", "reason", "readings"]
    return {
        "Claim": _claim(),
        "Checked": _object(
            {
                "said_on": _DAY,
                "claims": _list(
                    _object(checked | {"sentence": _TEXT, "understood": {"type": "object"}}, [*required, "sentence"])
                ),
                "sentences": _list(_ref("Sentence")),
                "skipped": _list(_object({"text": _TEXT, "reason": _TEXT, "words": _TEXT, "guard": _TEXT})),
            }
        ),
        "Sentence": _object(
            {
                "text": _TEXT, "claims": _list({"type": "integer"}), "verdict": {"enum": _VERDICTS},
                "verdict_now": {"enum": _VERDICTS}, "headline": _TEXT,
            }
        ),
        "CheckedClaim": _object(checked | {"said_on": _DAY}, [*required, "said_on"]),
        "Reading": _object(
            {
                "known": {"enum": ["then", "now"]}, "type": {"enum": ["E", "U", "N"]}, "source": _MAYBE_TEXT,
                "vintage": _MAYBE_TEXT, "published_on": _MAYBE_TEXT, "period": _MAYBE_TEXT, "time_period": _MAYBE_TEXT,
                "definition": _MAYBE_TEXT, "label": _MAYBE_TEXT, "value": _MAYBE_NUMBER, "text": _MAYBE_TEXT,
                "unit": _MAYBE_TEXT, "status": _MAYBE_TEXT, "outcome": _MAYBE_TEXT,
                "gap_pct": _MAYBE_NUMBER, "missing": _MAYBE_TEXT, "missing_code": _MAYBE_TEXT, "sql": _MAYBE_TEXT,
            },
            ["known", "type", "value", "outcome"],
        ),
        "Indicator": _object(
            {
                "id": _TEXT, "name": _TEXT, "unit_measure": _TEXT, "definition": _TEXT, "freq": _TEXT,
                "sources": _list(_TEXT), "of_pairs": {"type": "boolean"}, "readings": _list({"type": "object"}),
            }
        ),
        "Pair": _object(
            {
                "ref_area": _TEXT, "counterpart_area": _TEXT, "rows": _list({"type": "object"}),
                "columns": _list(_object({"name": _TEXT, "type": _TEXT, "unit": _MAYBE_TEXT, "meaning": _MAYBE_TEXT})),
                "sources": _list({"type": "object"}),
            }
        ),
        "Error": _object({"error": _TEXT, "problems": _list(_TEXT)}, ["error"]),
    }  # fmt: skip


def _claim() -> Schema:
    """The published schema of a claim, its parts inside it, without what a program need not say."""
    from pipelines.claims.model import Claim

    found = Claim.model_json_schema(ref_template="#/components/schemas/Claim/$defs/{model}")
    found["required"] = [name for name in found.get("required", []) if name not in ("id", "quote", "said_on")]
    return found


def _object(properties: Schema, required: list[str] | None = None) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties) if required is None else required}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(schema: Schema) -> Schema:
    return {"content": {"application/json": {"schema": schema}}}


def _answers(schema: Schema) -> Schema:
    problem = _content(_ref("Error"))
    said = {
        "400": "no JSON", "403": "another host or origin", "404": "nothing there", "413": "too large",
        "415": "another media type", "422": "a field that cannot be used", "429": "too many requests; see Retry-After",
        "503": "too many at once; see Retry-After",
    }  # fmt: skip
    return {"200": {"description": "the answer"} | _content(schema)} | {
        status: {"description": words} | problem for status, words in said.items()
    }


def _post(summary: str, description: str, body: Schema, answer: Schema) -> Schema:
    return {
        "post": {
            "summary": summary,
            "description": description,
            "requestBody": {"required": True} | _content(body),
            "responses": _answers(answer),
        }
    }


def _get(summary: str, answer: Schema, parameters: list[Schema]) -> Schema:
    return {"get": {"summary": summary, "parameters": parameters, "responses": _answers(answer)}}


def _parameter(name: str, place: str, description: str) -> Schema:
    return {"name": name, "in": place, "required": place == "path", "description": description, "schema": _TEXT}
