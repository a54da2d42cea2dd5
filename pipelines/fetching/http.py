"""One polite session per publisher: pacing, retries, Retry-After, conditional requests, whole bodies.

Errors are FetchError: `Unreachable` means the publisher gave no usable answer, so that stored figures may
serve; `Refused` and `BrokenContract` mean that it answered, and somebody has to look.
"""

import json
import queue
import random
import re
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies

from pipelines.config import Settings
from pipelines.stores.snapshots import Received, Snapshot, redact, without_secrets

if TYPE_CHECKING:
    import requests
    from pyrate_limiter import Limiter

    from pipelines.fetching.source import Source, Timeouts

RETRIED = frozenset({408, 429, 500, 502, 503, 504})
ATTEMPTS = 4
BACKOFF_SECONDS = 1.0
"""Waits are drawn from 0.5 to 1.5 times this, doubled with every attempt."""
BUSY = 8
"""So many times longer are the waits after a 429 that does not say how long: limits count by the half minute."""
MAX_WAIT_SECONDS = 120.0
"""A publisher that asks for a longer pause counts as unreachable."""

LARGEST_BODY = 1 << 29
"""Bytes of a body after its transport's compression is undone; the largest, the whole of WDI, has 290 million."""

Progress = Callable[[str, int, int | None], None]
"""Called with what is being fetched, how many are done, and how many there are, if that is known."""
Params = Mapping[str, str | int]
Item = TypeVar("Item")
Result = TypeVar("Result")


def no_progress(what: str, done: int, total: int | None) -> None:
    """Nobody watches."""


class FetchError(RuntimeError):
    """A fetch that brought nothing; the message says what was expected, what was found and what to do."""


class Unreachable(FetchError):  # noqa: N818 (says what the publisher is)
    """No usable answer after all attempts: transport errors, 408, 429, 5xx."""


class Refused(FetchError):  # noqa: N818 (says what happened)
    """The publisher answers, but not to this request: a key, a quota, an address that has moved."""


class BrokenContract(FetchError):  # noqa: N818 (says what happened)
    """The answer is not what the publisher's format promises. It is never stored and never retried."""


@dataclass
class Traffic:
    """What a session has cost so far. `bytes` counts bodies as they came over the wire, compressed or not."""

    requests: int = 0
    bytes: int = 0
    retries: int = 0


@dataclass
class Budget:
    """What one question may cost, however many publishers it takes: requests, and seconds from now on."""

    requests: int = 20
    seconds: float = 60.0
    started: float = field(default_factory=time.monotonic)
    spent: int = 0

    def left(self) -> float:
        return self.started + self.seconds - time.monotonic()

    def take(self) -> None:
        """One request more. Raises Unreachable where none or no time is left."""
        if self.spent >= self.requests:
            raise Unreachable(f"stopped after {self.requests} requests, the most that may be asked at once")
        if self.left() <= 0:
            raise Unreachable(f"stopped after {self.seconds:.0f} s, the longest that may be waited")
        self.spent += 1


@dataclass(frozen=True)
class Reply:
    """A whole answer. `unchanged` is status 304: the body is the one already stored."""

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str]
    received: Received

    @property
    def unchanged(self) -> bool:
        return self.status == 304

    def text(self) -> str:
        return as_text(self.body, self.url)

    def json(self) -> Any:
        return as_json(self.body, self.url)


def as_text(body: bytes, where: str) -> str:
    """A body as text: UTF-8 with or without a byte order mark, or UTF-16 with one. BrokenContract if neither."""
    encoding = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        raise BrokenContract(
            f"{where}: expected {encoding} text, found {describe(body)} (byte {error.start} is no text);"
            " look at the address in a browser"
        ) from error


def as_json(body: bytes, where: str) -> Any:
    """A body as JSON; BrokenContract if it is anything else, whatever its media type says."""
    try:
        return json.loads(as_text(body, where))
    except (ValueError, RecursionError) as error:
        raise BrokenContract(
            f"{where}: expected JSON, found {describe(body)} ({error});"
            " the publisher may be down for maintenance or may have moved the address"
        ) from error


_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1b")


def describe(body: bytes) -> str:
    """What a body looks like, in a few words for an error message."""
    start = body[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if not start:
        return "an empty body"
    if start.startswith(b"PK"):
        return "an xlsx workbook" if b"[Content_Types].xml" in body or b"xl/workbook.xml" in body else "a zip archive"
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "a workbook of Excel 97 to 2003 (.xls)"
    if start.startswith(b"\x1f\x8b"):
        return "gzip data"
    if start.startswith(b"%PDF"):
        return "a PDF"
    lowered = start.lower()
    if lowered.startswith((b"<!doctype html", b"<html")) or b"<html" in lowered[:500]:
        title = re.search(rb"<title[^>]*>(.*?)</title>", start, re.DOTALL | re.IGNORECASE)
        named = f" titled {title[1].decode('utf-8', 'replace').strip()!r}" if title else ""
        return f"an HTML page{named}"
    if start.startswith(b"<"):
        return f"XML beginning {_beginning(start)}"
    if start.startswith((b"{", b"[")):
        return f"JSON-like text of {len(body)} bytes beginning {_beginning(start)}"
    if start[:200].translate(None, delete=_CONTROLS) != start[:200]:
        return f"{len(body)} bytes that are no text"
    return f"{len(body)} bytes beginning {_beginning(start)}"


class Session:
    """GET requests to one publisher. Use as a context manager; safe to share between threads."""

    def __init__(
        self,
        source: "Source",
        settings: Settings,
        sleep: Callable[[float], None] = time.sleep,
        budget: Budget | None = None,
        attempts: int = ATTEMPTS,
    ) -> None:
        self.source = source
        self._budget = budget
        self._attempts = attempts
        self.traffic = Traffic()
        self._base = settings.base_urls.get(source.id)
        self._sleep = sleep
        self._secrets: set[str] = set()
        self._lock = threading.Lock()
        if settings.offline:
            raise Unreachable(f"{source.id}: offline, so nothing is asked; run without --offline to fetch")
        # A mirror of one's own (and a test's server) needs no pacing.
        self._http = _requests_session(None if self._base else _limiter(*source.pacing), source.timeouts.total)

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(
        self,
        address: str,
        params: Params | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        secret_headers: Mapping[str, str] | None = None,
        known: Snapshot | None = None,
        accept: Collection[int] = (),
        retry_if: Callable[[int, bytes], bool] | None = None,
    ) -> Reply:
        """The answer to one GET, whole, after as many attempts as it takes.

        `address` is a path below the source's base_url or a full address. `secret_headers` never reach
        another host, a log or an error. With `known` the request is conditional: look at `unchanged` before
        the body. Statuses beyond 2xx and 304 raise, unless they are in `accept`, and so does a part (206) unless a
        Range was asked for. `retry_if(status, body)` names further answers that a publisher gives in passing.
        Raises Unreachable, Refused or BrokenContract.
        """
        url = self.address(address)
        sent = {**(headers or {}), **(secret_headers or {}), **_conditions(known)}
        self._secrets |= set((secret_headers or {}).values())
        self._http.secret_headers |= {name.lower() for name in secret_headers or {}}  # type: ignore[attr-defined]
        for attempt in range(1, self._attempts + 1):
            try:
                reply = self._once(url, params, sent)
            except _transport_errors() as error:
                problem, pause = self.redact(_cause(error)), _backoff(attempt, False)
            else:
                passing = reply.status in RETRIED or (retry_if is not None and retry_if(reply.status, reply.body))
                if not passing or reply.status in accept:
                    asked_in_part = any(name.lower() == "range" for name in sent)
                    return self._judged(reply, {*accept, 206} if asked_in_part else accept)
                problem = f"status {reply.status}, {self.redact(describe(reply.body))}"
                pause = _pause(reply, attempt)
            if attempt < self._attempts:
                self._wait(pause, f"{without_secrets(url)}: {problem}")
        raise Unreachable(
            f"{without_secrets(url)}: expected an answer, found {problem} in {self._attempts} "
            f"attempt{'' if self._attempts == 1 else 's'}; "
            "check the network and the publisher's status page, then run again"
        )

    def _wait(self, seconds: float, problem: str) -> None:
        """Wait before asking again. Raises Unreachable where the budget of a question has not that much time left."""
        with self._lock:
            self.traffic.retries += 1
        if self._budget is not None and seconds > self._budget.left():
            raise Unreachable(f"{problem}, and no time is left to ask again")
        self._sleep(seconds)

    def map(self, ask: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """`ask` for each item, in order, as many at once as the publisher allows."""
        if self.source.parallel <= 1:
            yield from map(ask, items)
            return
        with ThreadPoolExecutor(self.source.parallel) as pool:
            try:
                yield from pool.map(ask, items)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def address(self, address: str) -> str:
        """The full address. A base of one's own replaces every host of the publisher."""
        base = (self._base or self.source.base_url or "").rstrip("/")
        if not address.startswith(("https://", "http://")):
            return f"{base}/{address.lstrip('/')}"
        parts = urlsplit(address)
        return f"{base}{parts.path}{'?' * bool(parts.query)}{parts.query}" if self._base else address

    def redact(self, text: str) -> str:
        return redact(text, self._secrets)

    def _once(self, url: str, params: Params | None, headers: Mapping[str, str]) -> Reply:
        limits = self._limits()
        deadline = time.monotonic() + limits.total
        with self._lock:
            self.traffic.requests += 1
        with self._http.get(
            url,
            params=dict(params or {}),
            headers=dict(headers),
            timeout=(limits.connect, limits.read),
            stream=True,
        ) as response:
            body = bytearray()
            try:
                # read1 returns with whatever is there: iter_content would wait for its chunk as long as it trickles.
                while chunk := response.raw.read1(1 << 16, decode_content=True):
                    body += chunk
                    if len(body) > LARGEST_BODY:
                        raise BrokenContract(
                            f"{without_secrets(url)}: expected at most {LARGEST_BODY:,} bytes, found more; look at the"
                            " address in a browser"
                        )
                    if time.monotonic() > deadline:
                        raise _too_slow(limits.total, len(body))
            finally:
                with self._lock:
                    self.traffic.bytes += response.raw.tell()
            # Where the length is given, urllib3 has compared it; a body cut short was an error above.
            final = self.redact(without_secrets(response.url))
            sent = {name: self.redact(str(value)) for name, value in (params or {}).items()}
            return Reply(
                final,
                response.status_code,
                bytes(body),
                response.headers,
                Received(
                    url=final,
                    retrieved_at=datetime.now(UTC),
                    params=sent,
                    http_status=response.status_code,
                    etag=self._header(response, "ETag"),
                    last_modified=self._header(response, "Last-Modified"),
                    media_type=self._header(response, "Content-Type"),
                ),
            )

    def _limits(self) -> "Timeouts":
        """Seconds that the publisher is given, or those that are left."""
        limits = self.source.timeouts
        if self._budget is None:
            return limits
        self._budget.take()
        left = max(self._budget.left(), 0.1)
        return limits._replace(
            connect=min(limits.connect, left), read=min(limits.read, left), total=min(limits.total, left)
        )

    def _header(self, response: "requests.Response", name: str) -> str | None:
        """A header for the record: a server may send back whatever it was sent."""
        value = response.headers.get(name)
        return None if value is None else self.redact(value)

    def _judged(self, reply: Reply, accept: Collection[int]) -> Reply:
        if reply.status == 206 and 206 not in accept:
            raise BrokenContract(
                f"{reply.url}: expected the whole answer, found a part of it (status 206), which nobody asked for;"
                " look at the address in a browser"
            )
        if 200 <= reply.status < 300 or reply.status == 304 or reply.status in accept:
            return reply
        reason = {
            401: "the key is missing or wrong: set it in the environment as the source's README says",
            403: "access denied: check the key, the quota, the User-Agent, or add the file by hand (README, Backfill)",
            404: "nothing there: the publisher has moved it, see origin.yml and the README of the source",
            410: "taken down: see the README of the source",
        }.get(reply.status, "see the README of the source")
        raise Refused(
            f"{reply.url}: expected status 200, found {reply.status} with {self.redact(describe(reply.body))}; {reason}"
        )


def retry_after(header: str | None, now: datetime | None = None) -> float | None:
    """Seconds that a Retry-After header asks for, as number or date; None if absent or unreadable."""
    if header is None:
        return None
    if re.fullmatch(r"\s*\d+(\.\d+)?\s*", header):
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())


def _pause(reply: Reply, attempt: int) -> float:
    """Seconds to wait after an answer given in passing. Raises Unreachable where the publisher asks for too many."""
    asked = retry_after(reply.headers.get("Retry-After"))
    if asked is not None and asked > MAX_WAIT_SECONDS:
        raise Unreachable(
            f"{without_secrets(reply.url)}: the publisher asks to wait {asked:.0f} s, more than the"
            f" {MAX_WAIT_SECONDS:.0f} s that a run waits; run again later"
        )
    return _backoff(attempt, reply.status == 429) if asked is None else asked


def _backoff(attempt: int, busy: bool) -> float:
    seconds: float = BACKOFF_SECONDS * (BUSY if busy else 1) * 2 ** (attempt - 1)
    return seconds * random.uniform(0.5, 1.5)  # noqa: S311 (jitter, no secret)


def _conditions(known: Snapshot | None) -> dict[str, str]:
    if known is None:
        return {}
    given = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in given.items() if value}


def _beginning(start: bytes) -> str:
    return repr(redact(start[:120].decode("utf-8", "replace")))


def _too_slow(seconds: float, received: int) -> Exception:
    import requests

    return requests.exceptions.Timeout(f"answer not complete after {seconds:.0f} s ({received} bytes)")


@cache
def _transport_errors() -> tuple[type[Exception], ...]:
    import requests
    import urllib3

    return (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError)


@cache
def _limiter(requests: int, seconds: float) -> "Limiter":
    """Shared by all sources with this pace, so that two datasets of one host count together."""
    from pyrate_limiter import Limiter, Rate
    from requests_ratelimiter import HostBucketFactory

    return Limiter(HostBucketFactory([Rate(requests, int(seconds * 1000))]), buffer_ms=50)


def _requests_session(limiter: "Limiter | None", seconds: float) -> "requests.Session":
    from importlib.metadata import version

    import requests
    from requests.adapters import HTTPAdapter
    from requests_ratelimiter import LimiterMixin

    class Discreet(requests.Session):
        """requests forwards headers other than Authorization to whatever host a redirect names."""

        secret_headers: set[str]

        def rebuild_auth(self, prepared_request: Any, response: Any) -> None:
            refuse_inward(response.request.url, prepared_request.url)
            super().rebuild_auth(prepared_request, response)  # type: ignore[no-untyped-call]  # requests has no types here
            if self.should_strip_auth(response.request.url, prepared_request.url):  # type: ignore[no-untyped-call]
                for name in self.secret_headers:
                    prepared_request.headers.pop(name, None)

    class Timed(HTTPAdapter):
        """A timeout of requests is one of each wait: headers that trickle would never end."""

        def send(self, *args: Any, **kwargs: Any) -> Any:
            send = super().send
            return within(seconds, lambda: send(*args, **kwargs))

    class Paced(LimiterMixin, Timed):  # type: ignore[misc]
        """The wait for one's turn is none for the publisher."""

    session = Discreet()
    session.secret_headers = set()
    session.headers["User-Agent"] = f"bilateral/{version('bilateral')} (checks articles against official statistics)"
    # Retries are counted, paced and explained above; urllib3's own would hide them.
    adapter = Paced(limiter=limiter, limit_statuses=()) if limiter else Timed()
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    return session


def within(seconds: float, task: Callable[[], Result]) -> Result:
    """The task's result, or a timeout; the thread of one that never ends keeps no process from ending."""
    answers: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put((True, task()))
        except Exception as error:
            answers.put((False, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        succeeded, found = answers.get(timeout=seconds)
    except queue.Empty:
        raise _too_slow(seconds, 0) from None
    if not succeeded:
        raise found
    result: Result = found
    return result


_CONNECTION = re.compile(r"^\w*Connection(?:Pool)?\([^()]*\): ")


def _cause(error: BaseException) -> str:
    """What began it, without the frames that each library puts around the error of the one below."""
    cause = error
    while inner := next((each for each in (getattr(cause, "reason", None), *cause.args)
                         if isinstance(each, BaseException)), None):  # fmt: skip
        cause = inner
    return f"{type(cause).__name__}: {_CONNECTION.sub('', str(cause))}"


def refuse_inward(asked: str, redirected: str) -> None:
    """Refused if a publisher on the open network redirects to this machine or one beside it."""
    host = urlsplit(redirected).hostname or ""
    if _is_inward(host) and not _is_inward(urlsplit(asked).hostname or ""):
        raise Refused(
            f"{without_secrets(asked)}: expected an answer or a redirect to a public address, found one to {host};"
            " nobody is asked there. Look at the address in a browser"
        )


def _is_inward(host: str) -> bool:
    with suppress(ValueError):
        return not ip_address(host).is_global
    try:
        found = {str(entry[4][0]).partition("%")[0] for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return False  # it leads nowhere, which the request will tell
    return any(not ip_address(address).is_global for address in found)


_PROBE_SECONDS = 3.0
_PROBE_HOLDS_SECONDS = 60.0
_probed: tuple[float, bool] | None = None


def online(hosts: Iterable[str]) -> bool:
    """Whether any of the hosts takes a connection, asked of all at once and at most once a minute.

    Without a network each publisher would cost its own attempts and timeouts. Behind a proxy nothing can be
    said, and the answer is yes.
    """
    global _probed
    if getproxies():
        return True
    if _probed is None or time.monotonic() - _probed[0] > _PROBE_HOLDS_SECONDS:
        _probed = (time.monotonic(), _any_connects(sorted(set(hosts))))
    return _probed[1]


def _any_connects(hosts: list[str]) -> bool:
    answers: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def knock(host: str) -> None:
        try:
            socket.create_connection((host, 443), timeout=_PROBE_SECONDS).close()
            answers.put(True)
        except OSError:
            answers.put(False)

    for host in hosts:
        # Daemons, because a resolver that hangs must not keep the process from ending.
        threading.Thread(target=knock, args=(host,), daemon=True).start()
    deadline = time.monotonic() + _PROBE_SECONDS
    for _ in hosts:
        try:
            if answers.get(timeout=max(0.0, deadline - time.monotonic())):
                return True
        except queue.Empty:
            return False
    return False
