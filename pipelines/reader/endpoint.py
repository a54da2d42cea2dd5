"""One question to a language model, over the OpenAI chat protocol with output bound to a JSON schema.

Belongs here: the address, the bounds on an answer, what an endpoint says went wrong. Does not belong here: what is
asked, and what becomes of the answer (model.py). Address, model and key come from the environment: BILATERAL_LLM_URL
(up to and with /v1), BILATERAL_LLM_MODEL, BILATERAL_LLM_KEY (left out where the endpoint asks for none), and
BILATERAL_LLM_SECONDS, the time for one answer.
"""

import json
import os
import time
from typing import Any, NamedTuple
from urllib.parse import urlsplit

SECONDS = 300
LARGEST = 1_000_000
"""Bytes of an answer."""
CHUNK = 65_536
TRANSIENT = (429, 502, 503, 504)


class ModelError(RuntimeError):
    """The model cannot be asked, or its answer cannot be used; the message says what was expected and what to do."""


class Answer(NamedTuple):
    words: str
    tokens: int
    """Of question and answer together, as the endpoint counts them; 0 where it does not."""


def is_configured() -> bool:
    return bool(os.environ.get("BILATERAL_LLM_URL") and os.environ.get("BILATERAL_LLM_MODEL"))


def ask(messages: list[dict[str, str]], schema: dict[str, Any]) -> Answer:
    """The model's answer to a dialogue, as JSON in the form of the schema. Raises ModelError."""
    url, model = _address(), os.environ.get("BILATERAL_LLM_MODEL", "")
    if not model:
        raise ModelError("BILATERAL_LLM_MODEL is not set: it names the model that --reader model asks")
    body = {
        "model": model, "temperature": 0, "messages": messages,
        "response_format": {"type": "json_schema", "json_schema": {"name": "claims", "schema": schema}},
    }  # fmt: skip
    status, raw = _posted(url, body)
    if status == 400 and "temperature" in _complaint(raw):  # models that think take only their own
        status, raw = _posted(url, {key: value for key, value in body.items() if key != "temperature"})
    if status in TRANSIENT:
        time.sleep(1)
        status, raw = _posted(url, body)
    if status != 200:
        why = _complaint(raw)
        told = f": {why}" if why else ""
        raise ModelError(f"the model at {url} answered with status {status}{told}. Check its address, model and key")
    return _answer(raw, url)


def _posted(url: str, body: dict[str, Any]) -> tuple[int, bytes]:
    """Status and bytes of the answer. Raises ModelError where none comes in time, or one without end."""
    import requests
    from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError

    key, seconds = os.environ.get("BILATERAL_LLM_KEY", ""), _seconds()
    until = time.monotonic() + seconds
    raw = bytearray()
    try:
        with requests.post(
            f"{url}/chat/completions", json=body, headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=seconds, stream=True, allow_redirects=False,  # a key goes nowhere else
        ) as response:  # fmt: skip
            # as the bytes arrive: to wait for a whole piece of them has no end where one comes a second
            while chunk := response.raw.read1(CHUNK, decode_content=True):
                raw += chunk
                if time.monotonic() > until:
                    raise requests.Timeout
                if len(raw) > LARGEST:
                    raise ModelError(f"the model at {url} answered with more than {LARGEST:,} bytes: choose another")
            return response.status_code, bytes(raw)
    except (requests.Timeout, ReadTimeoutError):
        raise ModelError(
            f"the model at {url} took more than {seconds:g} seconds: choose a smaller or faster one, or raise"
            " BILATERAL_LLM_SECONDS"
        ) from None
    except DecodeError:
        raise ModelError(f"the model at {url} answered with bytes that are not the gzip they are said to be") from None
    except (requests.RequestException, HTTPError, OSError) as error:
        raise ModelError(f"the model at {url} did not answer ({type(error).__name__}): is it running?") from None


def _seconds() -> float:
    given = os.environ.get("BILATERAL_LLM_SECONDS", "")
    try:
        seconds = float(given or SECONDS)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= 3600:
        raise ModelError(f"BILATERAL_LLM_SECONDS: expected seconds up to 3600, found {given!r}")
    return seconds


def _complaint(raw: bytes) -> str:
    """What an endpoint says went wrong, in one line and without the key, which some repeat."""
    try:
        error = json.loads(raw)["error"]
        words = error["message"] if isinstance(error, dict) else error
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    key = os.environ.get("BILATERAL_LLM_KEY")
    words = str(words).replace(key, "…") if key else str(words)
    return " ".join(words.split())[:200].rstrip(".")


def _answer(raw: bytes, url: str) -> Answer:
    try:
        answer = json.loads(raw)
        words = answer["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        answer, words = None, None
    if not isinstance(words, str) or not isinstance(answer, dict):
        raise ModelError(f"{url} does not speak the OpenAI chat protocol: no choices[0].message.content in its answer")
    usage = answer.get("usage")
    tokens = usage.get("total_tokens") if isinstance(usage, dict) else 0
    return Answer(words, tokens if isinstance(tokens, int) else 0)


def _address() -> str:
    url = os.environ.get("BILATERAL_LLM_URL", "").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ModelError(
            "BILATERAL_LLM_URL is to name the endpoint that --reader model asks, up to and with /v1, such as"
            " http://127.0.0.1:8000/v1; a key goes into BILATERAL_LLM_KEY"
        )
    return url
