"""A language model that proposes claims, over the OpenAI chat protocol with output bound to a JSON schema.

Belongs here: the question (question.txt), the bounds on the answer, its errors. Does not belong here: what becomes of a
proposal (proposals.py). Address, model and key come from the environment: BILATERAL_LLM_URL (up to and with /v1),
BILATERAL_LLM_MODEL, BILATERAL_LLM_KEY (left out where the endpoint asks for none).
"""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.claims.reader.proposals import FITTING, OPERATIONS, Proposal

AT_ONCE = 10
"""Sentences in one request: their proposals come to some 1,200 tokens, two minutes of a model on a laptop."""
MOST = 6
"""Proposals for one sentence: more are noise."""
SECONDS = 300
LARGEST = 1_000_000
"""Bytes of an answer."""
SLOTS = tuple(FITTING)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["claims"],
    "properties": {
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["sentence", "operation", *SLOTS],
                "properties": {
                    "sentence": {"type": "integer"},
                    "operation": {"type": "string", "enum": list(OPERATIONS)},
                    **{slot: {"type": ["string", "null"]} for slot in SLOTS},
                },
            },
        }
    },
}
QUESTION = Path(__file__).with_name("question.txt").read_text(encoding="utf-8")


class ModelError(RuntimeError):
    """The model cannot be asked, or its answer cannot be used; the message says what was expected and what to do."""


def proposer(
    sentences: Sequence[str], progress: Callable[[str, int, int], object] | None = None
) -> list[list[Proposal]]:
    """What the model proposes for each sentence; `progress` is told how far it is. Raises ModelError."""
    out: list[list[Proposal]] = []
    for start in range(0, len(sentences), AT_ONCE):
        if progress:
            progress("sentences put to the model", start, len(sentences))
        out += proposed(sentences[start : start + AT_ONCE])
    return out


def proposed(sentences: Sequence[str]) -> list[list[Proposal]]:
    found: list[list[Proposal]] = [[] for _ in sentences]
    for entry in entries(ask(sentences)):
        number, operation = entry.get("sentence"), entry.get("operation")
        if not isinstance(number, int) or not 1 <= number <= len(sentences) or not isinstance(operation, str):
            continue
        if len(found[number - 1]) >= MOST:
            continue
        quotes = {slot: words for slot in SLOTS if isinstance(words := entry.get(slot), str) and words.strip()}
        found[number - 1].append(Proposal(operation, quotes))
    return found


def entries(content: str) -> list[dict[str, Any]]:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        answer = None
    claims = answer.get("claims") if isinstance(answer, dict) else None
    if not isinstance(claims, list) or not all(isinstance(entry, dict) for entry in claims):
        raise ModelError(
            f"the model answered with {content[:60]!r} where JSON with a list of `claims` was expected: "
            "choose a model and a server that bind their output to a JSON schema, or leave --reader out"
        )
    return claims


def ask(sentences: Sequence[str]) -> str:
    """The words of the model's answer."""
    url, model = address(), os.environ.get("BILATERAL_LLM_MODEL", "")
    if not model:
        raise ModelError("BILATERAL_LLM_MODEL is not set: it names the model that --reader llm asks")
    numbered = "\n".join(f"{n}. {' '.join(words.split())}" for n, words in enumerate(sentences, 1))
    body = {
        "model": model,
        "temperature": 0,
        "messages": [{"role": "system", "content": QUESTION}, {"role": "user", "content": numbered}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "claims", "strict": True, "schema": SCHEMA},
        },
    }
    status, raw = posted(url, body)
    if status == 400 and "temperature" in complaint(raw):  # models that think take only their own
        status, raw = posted(url, {key: value for key, value in body.items() if key != "temperature"})
    if status != 200:
        why = complaint(raw)
        told = f": {why}" if why else ""
        raise ModelError(f"the model at {url} answered with status {status}{told}. Check its address, model and key")
    if len(raw) > LARGEST:
        raise ModelError(f"the model at {url} answered with more than {LARGEST:,} bytes: ask with a shorter text")
    return content_of(raw, url)


def posted(url: str, body: dict[str, Any]) -> tuple[int, bytes]:
    """Status and bytes of the answer, as far as it is read. Raises ModelError where there is none."""
    import requests

    key = os.environ.get("BILATERAL_LLM_KEY", "")
    try:
        with requests.post(
            f"{url}/chat/completions",
            json=body,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=SECONDS,
            stream=True,
            allow_redirects=False,  # a key goes nowhere else
        ) as response:
            return response.status_code, response.raw.read(LARGEST + 1, decode_content=True)
    except requests.Timeout:
        raise ModelError(
            f"the model at {url} took more than {SECONDS} seconds: choose a smaller or faster one"
        ) from None
    except (requests.RequestException, OSError) as error:
        raise ModelError(f"the model at {url} did not answer ({type(error).__name__}): is it running?") from None


def complaint(raw: bytes) -> str:
    """What an endpoint says went wrong, in one line and without the key, which some repeat."""
    try:
        error = json.loads(raw)["error"]
        words = error["message"] if isinstance(error, dict) else error
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    key = os.environ.get("BILATERAL_LLM_KEY") or None
    words = str(words).replace(key, "…") if key else str(words)
    return " ".join(words.split())[:200].rstrip(".")


def content_of(raw: bytes, url: str) -> str:
    try:
        content = json.loads(raw)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        content = None
    if not isinstance(content, str):
        raise ModelError(f"{url} does not speak the OpenAI chat protocol: no choices[0].message.content in its answer")
    return content


def address() -> str:
    url = os.environ.get("BILATERAL_LLM_URL", "").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ModelError(
            "BILATERAL_LLM_URL is to name the endpoint that --reader llm asks, up to and with /v1, "
            "such as http://127.0.0.1:8000/v1; a key goes into BILATERAL_LLM_KEY"
        )
    return url
