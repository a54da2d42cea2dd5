"""`bilateral serve`: the reports in a browser, a form that checks a text, and the same for programs below /api/.

Belongs here: HTTP with its limits. Answers come from the rooms (check.py, query.py), pages are templates of reports/,
the description for programs is in openapi.py, publishers are asked in asking.py. Does not belong here: anything that
writes.

Loopback by default. A page elsewhere on the web can make a browser send requests here: the Host header has to
name this server (DNS rebinding), what is sent has to come from it, and no answer may be framed or read across origins
unless `--allow-origin` names who may.
"""

import asyncio
import json
import math
import socket
import sys
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from pipelines.apps.asking import Busy, Question, Questions
from pipelines.apps.check import Asked, CheckResult, together
from pipelines.apps.desk import Desk, Judge
from pipelines.apps.query import plain
from pipelines.config import Settings

if TYPE_CHECKING:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

Row = dict[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PORT = 8765
LONGEST_TEXT = 100_000
MOST_ROWS = 1_000
QUERY_SECONDS = 10.0
AT_ONCE = 200
"""Requests that are answered at the same time; more are told to come back."""
PER_MINUTE = 600
"""Requests to check that one address may send; a tenth of them at once."""
MEMORY = "300MB"
"""What the engine may use for checking, unless BILATERAL_MEMORY_LIMIT says so."""
_POLLS = "connect-src 'self'"
"""A page that waits for publishers asks this server how far it is."""
_LARGEST_BODY = 4 * LONGEST_TEXT
_SECONDS = 30
_CONNECTIONS = 1_000
_ADDRESSES = 10_000
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


@dataclass(frozen=True)
class Terms:
    """Who may ask for what. `hosts` are names besides `host` that this server answers to."""

    host: str = "127.0.0.1"
    hosts: Collection[str] = ()
    origins: Collection[str] = ()
    with_sql: bool = False
    per_minute: int = PER_MINUTE
    with_fetch: bool | None = None
    """Whether the page may have publishers asked; by default where only this machine can ask."""

    @property
    def names(self) -> list[str]:
        """How this server may be asked for; browsers send names in small letters."""
        return [name.lower().rstrip(".") for name in (self.host, *self.hosts)]

    @property
    def sites(self) -> list[str]:
        """Whose pages may call the API, as browsers name them: no path, nor a slash at the end."""
        return [origin.lower().rstrip("/") for origin in self.origins]

    @property
    def fetches(self) -> bool:
        alone = _is_loopback(self.host) and not self.hosts
        return alone if self.with_fetch is None else self.with_fetch


class Refused(Exception):  # noqa: N818 (says what happened to the request)
    """A request that gets no answer, with the status and the words that say why."""

    def __init__(self, status: HTTPStatus, text: str, **headers: str) -> None:
        super().__init__(text)
        self.status, self.headers = status, headers


def serve(settings: Settings, terms: Terms, port: int = PORT) -> None:
    """Serve until interrupted. ValueError for terms that leave the server open, OSError when the address is taken."""
    if _is_any(terms.host) and not terms.hosts:
        raise ValueError(
            f"--host {terms.host} listens on every network of this machine: say with --allow-host by which name it is"
            " asked for there, such as --allow-host checks.example.org"
        )
    for name in terms.hosts:
        if "/" in name or name.count(":") == 1:
            raise ValueError(f"--allow-host: expected a name such as checks.example.org, and no port; found {name!r}")
    for origin in terms.origins:
        if not urlsplit(origin).netloc or urlsplit(origin).path not in ("", "/"):
            raise ValueError(f"--allow-origin: expected a site such as https://news.example.org; found {origin!r}")
    expect_free(terms.host, port)
    running = server(settings, terms, port)
    bound = running.config.bind_socket()
    bound.listen(running.config.backlog)  # who reads the line below may ask at once
    host = f"[{terms.host}]" if ":" in terms.host else terms.host
    print(f"http://{host}:{bound.getsockname()[1]}/ (stop with Ctrl-C)", file=sys.stderr)
    running.run(sockets=[bound])


def expect_free(host: str, port: int) -> None:
    """RuntimeError where the port cannot be had: uvicorn says so in a log, and ends with a number of its own."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        why = error.strerror or str(error)
        raise RuntimeError(f"port {port} of {host} cannot be used ({why}): choose another one") from None


def server(settings: Settings, terms: Terms = Terms(), port: int = 0, judge: Judge = together) -> "uvicorn.Server":
    """A server that is not yet running; port 0 takes a free one."""
    import uvicorn

    return uvicorn.Server(
        uvicorn.Config(
            application(settings, terms, judge),
            host=terms.host,
            port=port,
            http=_protocol(),
            ws="none",
            lifespan="on",
            access_log=False,
            log_level="warning",
            server_header=False,
            headers=list(headers(terms).items()),
            proxy_headers=False,
            backlog=1024,
            limit_concurrency=_CONNECTIONS,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=5,
            h11_max_incomplete_event_size=1 << 15,
        )
    )


def headers(terms: Terms) -> dict[str, str]:
    """What goes with every answer."""
    from pipelines.reports import html

    return {
        "Server": "bilateral",
        "Content-Security-Policy": f"{html.policy(_POLLS)}; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "cross-origin" if terms.origins else "same-origin",
        "Cache-Control": "no-store",
    }


def _protocol() -> Any:
    """uvicorn's, in which a request that cannot be read is answered like any other, and one that never comes is cut."""
    import h11
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Protocol(H11Protocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self.loop.call_later(_SECONDS, self._cut)

        def _cut(self) -> None:
            if self.cycle is None:
                self.transport.close()

        def send_400_response(self, msg: str) -> None:
            body = f"This is no request that can be read: {msg}\n".encode()
            given = [
                *self.server_state.default_headers,
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", str(len(body)).encode()),
                (b"connection", b"close"),
            ]
            begin = h11.Response(status_code=400, headers=given, reason=b"Bad Request")
            for event in (begin, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
            self.transport.close()

    return Protocol


def application(settings: Settings, terms: Terms = Terms(), judge: Judge = together) -> Any:
    """The ASGI application: routes, behind the guard that refuses."""
    from starlette.applications import Starlette
    from starlette.middleware.cors import CORSMiddleware
    from starlette.routing import Route

    within = replace(settings, memory_limit=settings.memory_limit if _asks_for_memory() else MEMORY)

    @asynccontextmanager
    async def lifespan(app: "Starlette") -> AsyncIterator[None]:
        async with Desk(within, judge) as desk, Questions(settings) as questions:
            app.state.desk, app.state.questions = desk, questions
            app.state.settings, app.state.terms = within, terms
            yield

    routes = [
        Route("/", _form, methods=["GET"]),
        Route("/", _post, methods=["POST"]),
        Route("/fetch", _fetch, methods=["POST"]),
        Route("/fetch/{id}", _fetching),
        Route("/fetch/{id}/state", _state),
        Route("/favicon.ico", _icon),  # browsers ask by themselves and complain of a 404
        Route("/reports/{name:path}", _report),
        Route("/api/", _openapi),
        Route("/api/openapi.json", _openapi),
        Route("/api/check", _check, methods=["POST"]),
        Route("/api/claim", _claim, methods=["POST"]),
        Route("/api/indicators", _indicators),
        Route("/api/pairs/{a}/{b}", _pair),
        Route("/api/sql", _sql, methods=["POST"]),
    ]
    handlers: Any = {404: _not_found, 405: _not_allowed, Refused: _refused, Unusable: _unusable, Exception: _fault}
    app: Any = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)
    if terms.origins:
        app = CORSMiddleware(
            app, allow_origins=terms.sites, allow_methods=["GET", "POST"], allow_headers=["Content-Type"]
        )
    return Guard(app, terms)


def _asks_for_memory() -> bool:
    import os

    return bool(os.environ.get("BILATERAL_MEMORY_LIMIT"))


# Who is let in


class Guard:
    """Refuses what comes from elsewhere or too often, and answers for whatever goes wrong inside."""

    def __init__(self, app: Any, terms: Terms) -> None:
        self._app, self._terms = app, terms
        self._running = 0
        self._left: dict[str, tuple[float, float]] = {}
        """Address -> requests that it may send, and the moment at which that was so."""

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            self._admit(scope)
            self._running += 1
            try:
                await self._app(scope, receive, sending)
            finally:
                self._running -= 1
        except Refused as refused:
            await _refusal(scope["path"], refused)(scope, receive, send)
        except Exception:
            if not begun:  # else it was logged, and answered, inside
                raise

    def _admit(self, scope: Message) -> None:
        given = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self._check_host(given.get("host", ""))
        if self._running >= AT_ONCE:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "Too many ask at once; try again.", **{"Retry-After": "1"})
        if scope["method"] == "POST":
            self._check_origin(given)
            self._count(scope["client"][0] if scope.get("client") else "")

    def _check_host(self, given: str) -> None:
        try:
            name = (urlsplit(f"//{given}").hostname or "").rstrip(".")
        except ValueError:
            name = ""
        names = self._terms.names
        if name not in {"localhost", *names} and not _is_loopback(name):
            raise Refused(HTTPStatus.FORBIDDEN, f"This server answers to {', '.join(names)} only.")

    def _check_origin(self, given: Mapping[str, str]) -> None:
        origin = given.get("origin")
        if origin is None or origin in self._terms.sites:
            return
        try:
            sent_from = urlsplit(origin).netloc
        except ValueError:
            sent_from = ""
        if sent_from != given.get("host"):
            raise Refused(HTTPStatus.FORBIDDEN, "What is checked has to be sent from this server's own page.")

    def _count(self, address: str) -> None:
        now, most = time.monotonic(), max(1.0, self._terms.per_minute / 6)
        left, then = self._left.get(address, (most, now))
        left = min(most, left + (now - then) * self._terms.per_minute / 60)
        if left < 1:
            wait = math.ceil((1 - left) * 60 / self._terms.per_minute)
            raise Refused(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"More than {self._terms.per_minute} requests a minute; try again in {wait} s.",
                **{"Retry-After": str(wait)},
            )
        if len(self._left) >= _ADDRESSES:
            self._left.clear()
        self._left[address] = (left - 1, now)


def _refusal(path: str, refused: Refused) -> "Response":
    from starlette.responses import PlainTextResponse

    if path.startswith("/api/"):
        return _json({"error": str(refused)}, refused.status, refused.headers)
    return PlainTextResponse(f"{refused}\n", refused.status, refused.headers)


def _refused(request: "Request", error: Exception) -> "Response":
    assert isinstance(error, Refused)
    return _refusal(request.url.path, error)


def _fault(request: "Request", error: Exception) -> "Response":
    traceback.print_exception(error)
    message = "The check failed; the terminal in which `bilateral serve` runs says why."
    return _refusal(request.url.path, Refused(HTTPStatus.INTERNAL_SERVER_ERROR, message))


def _not_found(request: "Request", error: Exception) -> "Response":
    message = (
        "There is nothing here. The form is at /, the reports at /reports/, the API is described at /api/openapi.json."
    )
    return _refusal(request.url.path, Refused(HTTPStatus.NOT_FOUND, message))


def _not_allowed(request: "Request", error: Exception) -> "Response":
    allowed = (getattr(error, "headers", None) or {}).get("Allow", "GET")
    return _refusal(
        request.url.path, Refused(HTTPStatus.METHOD_NOT_ALLOWED, f"Expected {allowed} here.", Allow=allowed)
    )


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _is_any(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return not host


# What is sent


async def _body(request: "Request", kind: str, what: str) -> bytes:
    """The body, if it is of the kind that was expected, no larger than may be, and there in time."""
    from starlette.requests import ClientDisconnect

    if request.headers.get("content-type", "").split(";")[0].strip().lower() != kind:
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Expected {what} ({kind}).")
    too_large = Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"More than {_LARGEST_BODY:,} bytes.", Connection="close")
    if int(request.headers.get("content-length", "0")) > _LARGEST_BODY:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > _LARGEST_BODY:
                    raise too_large
    except ClientDisconnect:
        raise Refused(HTTPStatus.BAD_REQUEST, "The body ended before it was whole.", Connection="close") from None
    except TimeoutError:
        raise Refused(HTTPStatus.REQUEST_TIMEOUT, f"The body did not come within {_SECONDS} seconds.") from None
    return bytes(body)


async def _object(request: "Request", fields: Collection[str] | None = None) -> Row:
    body = await _body(request, "application/json", "a JSON object")
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(HTTPStatus.BAD_REQUEST, "Expected JSON in UTF-8.") from None
    if not isinstance(given, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "Expected a JSON object.")
    if fields is not None and (unknown := sorted(set(given) - set(fields))):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"Unknown field {unknown[0]!r}; expected {', '.join(fields)}.")
    return given


def _text(given: Row, name: str, longest: int = LONGEST_TEXT) -> str:
    text = given.get(name)
    if not isinstance(text, str) or not text.strip():
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"Expected a text in `{name}`.")
    if len(text) > longest:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"`{name}` is longer than {longest:,} characters.")
    return text


# Answers for programs


def _json(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> "Response":
    from starlette.responses import Response

    text = json.dumps(plain(content), ensure_ascii=False, allow_nan=False, default=str)
    return Response(text.encode("utf-8", "replace"), status, headers, "application/json; charset=utf-8")


async def _check(request: "Request") -> "Response":
    given = await _object(request, ("text", "said_on", "country"))
    text = _text(given, "text")
    try:
        day = date.fromisoformat(str(given["said_on"])) if given.get("said_on") is not None else None
    except ValueError:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "Expected a day such as 2025-03-22 in `said_on`.") from None
    country = _text(given, "country") if given.get("country") else None
    return _json((await _checked(request, Asked(text, day, country=country))).answer)


async def _checked(request: "Request", asked: Asked) -> CheckResult:
    from pipelines.claims.articles import InvalidArticle
    from pipelines.warehouse.published import NotPublished

    try:
        desk: Desk = request.app.state.desk
        return await desk.ask(asked)
    except InvalidArticle:
        raise
    except NotPublished as error:
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from None
    except (ValueError, LookupError) as error:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from None


async def _claim(request: "Request") -> "Response":
    from pipelines.claims.articles import InvalidArticle

    given = await _object(request)
    try:
        result = await _checked(request, Asked("", claim=given))
    except InvalidArticle as error:
        message = "The claim cannot be checked: " + "; ".join(error.problems)
        return _json({"error": message, "problems": error.problems}, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _json(result.answer)


def _indicators(request: "Request") -> "Response":
    from pipelines import catalogue

    words = request.query_params.get("q", "")
    found = catalogue.nearest(words, 8) if words.strip() else list(catalogue.indicators().values())
    return _json(
        {
            "indicators": [
                {name: entry[name] for name in ("id", "name", "unit_measure", "definition", "freq", "sources")}
                | {"of_pairs": bool(entry.get("bilateral"))}
                | {"readings": [_described(reading) for reading in entry["readings"]]}
                for entry in found
            ]
        }
    )


def _described(reading: Row) -> Row:
    return {name: reading.get(name) for name in ("definition", "label", "type", "reason")}


def _pair(request: "Request") -> "Response":
    """What is held about two economies, both directions, with the unit of each column and the sources."""
    from pipelines.catalogue import economies
    from pipelines.warehouse import documentation, published

    a, b = (request.path_params[name].upper()[:20] for name in ("a", "b"))
    known = {row["iso3"] for row in economies.economies() if row["is_economy"]}
    for code in (a, b):
        if code not in known:
            raise Refused(HTTPStatus.NOT_FOUND, f"No economy {code!r}; {economies.suggest(code)}.")
    if a == b:
        raise Refused(HTTPStatus.NOT_FOUND, f"Expected two economies; found {a} twice.")
    query = documentation.pair_query(a, b)
    with published.connect(request.app.state.settings) as connection:
        found = connection.execute(query)
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        columns = documentation.about(connection, "marts.dyad_year")["columns"]
        sources = published.cite(connection, query)
    held = {name for name in names if any(row[name] is not None for row in rows)}
    return _json(
        {
            "ref_area": a,
            "counterpart_area": b,
            "columns": [column for column in columns if column["name"] in held],
            "rows": [{name: value for name, value in row.items() if name in held} for row in rows],
            "sources": sources,
        }
    )


async def _sql(request: "Request") -> "Response":
    from starlette.concurrency import run_in_threadpool

    from pipelines.apps import query

    state = request.app.state
    if not state.terms.with_sql:
        raise Refused(HTTPStatus.NOT_FOUND, "Queries are off here; `bilateral serve --sql` answers them.")
    given = await _object(request, ("query", "limit"))
    text, limit = _text(given, "query"), given.get("limit", 100)
    if not isinstance(limit, int) or isinstance(limit, bool) or not 0 < limit <= MOST_ROWS:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"Expected a `limit` from 1 to {MOST_ROWS:,}.")
    try:
        found = await run_in_threadpool(query.apart, state.settings, text, limit=limit, seconds=QUERY_SECONDS)
    except (ValueError, TimeoutError, MemoryError) as error:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from None
    return _json({"columns": found.columns, "rows": found.rows, "truncated": found.truncated})


def _openapi(request: "Request") -> "Response":
    from pipelines.apps import openapi

    return _json(openapi.document(request.app.state.terms.with_sql))


# Pages for people


def _form(request: "Request") -> "Response":
    return _page(form(said_on=date.today().isoformat()))


def _icon(request: "Request") -> "Response":
    from starlette.responses import Response

    return Response(status_code=HTTPStatus.NO_CONTENT, media_type="image/x-icon")


def _report(request: "Request") -> "Response":
    from starlette.responses import Response

    missing = Refused(HTTPStatus.NOT_FOUND, "There is no such report. `bilateral report` writes them.")
    folder = request.app.state.settings.reports.resolve()
    try:
        name = request.path_params["name"]
        resolved = Path(folder, f"{name}index.html" if name.endswith("/") or not name else name).resolve()
        if not resolved.is_relative_to(folder) or not resolved.is_file() or resolved.suffix not in _TYPES:
            raise missing
        return Response(resolved.read_bytes(), media_type=_TYPES[resolved.suffix])
    except (OSError, ValueError):  # a name longer than any file's, or with a NUL in it
        raise missing from None


class Unusable(Exception):  # noqa: N818 (says what is wrong with the form)
    """A form that cannot be answered: shown again with the reason."""

    def __init__(self, problem: str, text: str, said_on: str, status: int = 400) -> None:
        super().__init__(problem)
        self.text, self.said_on, self.status = text, said_on, status


async def _sent(request: "Request") -> Asked:
    """Text, day and country of the form."""
    body = await _body(request, "application/x-www-form-urlencoded", "a form")
    try:
        sent = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10, errors="replace")
    except ValueError:
        raise Refused(HTTPStatus.BAD_REQUEST, "Expected the fields text, said_on and country.") from None
    fields = {name: values[-1] for name, values in sent.items()}
    text, said_on = fields.get("text", "").replace("\r\n", "\n"), fields.get("said_on", "")
    try:
        day = date.fromisoformat(said_on)
    except ValueError:
        raise Unusable("“Said on” is no day: expected such as 2025-03-22.", text, said_on) from None
    if not text.strip():
        raise Unusable("There is no text to check.", text, said_on)
    if len(text) > LONGEST_TEXT:
        raise Unusable(f"The text is longer than {LONGEST_TEXT:,} characters.", "", said_on, 413)
    return Asked(text, day, with_report=True, country=fields.get("country") or None)


async def _post(request: "Request") -> "Response":
    return await _answered(request, await _sent(request))


async def _answered(request: "Request", asked: Asked, question: Question | None = None) -> "Response":
    state, day = request.app.state, asked.said_on or date.today()
    try:
        answer, doc = await state.desk.ask(asked)
    except (ValueError, LookupError, FileNotFoundError) as error:
        raise Unusable(str(error), asked.text, day.isoformat()) from None
    shown = form(
        asked.text,
        day.isoformat(),
        answer,
        doc,
        settings=state.settings,
        question=question,
        asks=state.terms.fetches,
        country=asked.country or "",
    )
    return _page(shown)


def _unusable(request: "Request", error: Exception) -> "Response":
    assert isinstance(error, Unusable)
    return _page(form(error.text, error.said_on, problem=str(error)), error.status)


async def _fetch(request: "Request") -> "Response":
    """Begin to ask publishers for what the claims lack; the answer is the page that waits for it."""
    from starlette.responses import RedirectResponse

    if not request.app.state.terms.fetches:
        raise Refused(HTTPStatus.NOT_FOUND, "This server asks no publishers; `bilateral serve --fetch` does.")
    asked = await _sent(request)
    try:
        question = request.app.state.questions.begin(asked.text, asked.said_on or date.today(), asked.country)
    except Busy:
        message = "Too many wait for publishers; try again in a minute."
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, message, **{"Retry-After": "60"}) from None
    return RedirectResponse(f"/fetch/{question.id}", HTTPStatus.SEE_OTHER)


async def _fetching(request: "Request") -> "Response":
    """The text with its verdicts as they are, and how far the asking is."""
    question = _question(request)
    asked = Asked(question.text, question.said_on, with_report=True, country=question.country)
    return await _answered(request, asked, question)


async def _state(request: "Request") -> "Response":
    question = _question(request)
    return _json({"done": question.done, "step": question.step})


def _question(request: "Request") -> Question:
    found: Question | None = request.app.state.questions.find(request.path_params["id"])
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND, "Nothing was asked under this address; check the text once more at /.")
    return found


def form(
    text: str = "",
    said_on: str = "",
    answer: Row | None = None,
    doc: Row | None = None,
    problem: str = "",
    settings: Settings | None = None,
    question: Question | None = None,
    asks: bool = False,
    country: str = "",
) -> str:
    """The page: the form, and under it what the check answered, drawn as in a report.

    `question` is what publishers were asked about this text; `asks` says whether they may be.
    """
    from pipelines.reports import html

    verdicts = [claim["verdict"] for claim in answer["claims"]] if answer else []
    now = [claim["verdict_now"] for claim in answer["claims"]] if answer else []
    found = f"{len(verdicts)} statement{'' if len(verdicts) == 1 else 's'} with a figure"
    shown = html.views(doc) if doc else {"claims": [], "names": {}, "colours": {}}
    claims = [
        claim | {"in_words": item["in_words"], "card": _card(claim, shown["names"])}
        for claim, item in zip(shown["claims"], answer["claims"] if answer else [], strict=True)
    ]
    quoted = {claim["quote"] for claim in claims}
    skipped = [each | {"in_part": each["text"] in quoted} for each in answer["skipped"]] if answer else []
    if doc:
        claims = [claim | _to_copy(doc, claim, shown["names"], settings or Settings()) for claim in claims]
    return html.page(
        "check.html",
        title="Check a text",
        root="/reports/",
        text=text,
        said_on=said_on,
        country=country,
        problem=problem,
        longest=LONGEST_TEXT,
        result={"claims": claims, "skipped": skipped} if answer else None,
        segments=_segments(text, claims, skipped),
        lede=found if verdicts else "Nothing checkable was found",
        tally=html.tally(verdicts),
        tally_now=html.tally(now) if now != verdicts else [],
        sources=doc["sources"] if doc else [],
        names=shown["names"],
        colours=shown["colours"],
        all_transcribed=shown.get("all_transcribed", ""),
        lacking=_lacking(answer["claims"] if answer else []),
        question=question,
        fetched=[_came(each) for each in question.fetched] if question else [],
        asks=asks,
        policy=html.policy(_POLLS),
    )


GRAVITY = (
    "NOT_CHECKABLE", "SUPPORTED", "SUPPORTED_LOOSELY", "TOO_CLOSE", "DEPENDS", "OUT_OF_DATE", "CONTRADICTED",
)  # fmt: skip
"""A sentence that states several things has the colour of the gravest verdict, which stands last here."""
_CAME = {
    "new": "sent figures that were not held",
    "unchanged": "has what is held and nothing else",
    "failed": "sent no answer that can be used",
}


def _came(outcome: Row) -> str:
    """What came of asking one publisher."""
    from pipelines import sources

    why = f": {outcome['why']}" if outcome["why"] else ""
    return f"{sources.load(outcome['source']).publisher} {_CAME.get(outcome['state'], 'could not be asked')}{why}"


def _lacking(claims: list[Row]) -> Row | None:
    """What would answer the claims that no figure decides, and whether a publisher can be asked for it here."""
    needs = [claim["needs"] for claim in claims if claim["needs"]]
    if not needs:
        return None
    return {
        "words": list(dict.fromkeys(need["words"] for need in needs)),
        "asked": any(need["asked"] for need in needs),
    }


def _card(claim: Row, names: Mapping[str, str]) -> str:
    """What hovering or tapping a sentence tells: verdict, the figure that comes closest, what would have been right."""
    from pipelines.reports import words

    lines = [words.VERDICTS[claim["verdict"]]]
    if claim["verdict_now"] != claim["verdict"]:
        lines[0] += f"; as known now: {words.VERDICTS[claim['verdict_now']].lower()}"
    closest, limits = claim["closest"], claim["interval"]
    if closest:
        source = names.get(closest["source"], closest["source"])
        figure = words.number(closest["value"], closest["unit_measure"], claim["limits"])
        lines.append(f"{figure} ({closest['label']}, {closest['period_label']}, {source})")
        ends = [limits.get("low"), limits.get("high")] if limits else []
        if ends and ends != [None, None]:
            low, high = (
                None if end is None else words.number(end, closest["unit_measure"], claim["limits"]) for end in ends
            )
            said = f"from {low} to {high}" if low and high else f"from {low}" if low else f"up to {high}"
            lines.append(f"The claim holds {said}")
    return "\n".join(lines)


def _to_copy(doc: Row, claim: Row, names: Mapping[str, str], settings: Settings) -> Row:
    """The claim as a quotation with its verdict, and as ClaimReview for the page of whoever publishes it."""
    from pipelines.reports import claimreview, words

    review = claimreview.review(doc, claim, settings.site_url, settings.site_name) | {"url": "ADDRESS OF YOUR PAGE"}
    review["itemReviewed"].pop("appearance", None)  # where it was said, nobody has card
    card = claim["card"].replace("\n", ". ")
    quote = f"“{words.plain(claim['quote'])}” ({claim['said_on']}): {card}. Figures as of {doc['figures_as_of']}."
    return {"as_quote": quote, "as_review": json.dumps(review, ensure_ascii=False, indent=1, default=str)}


def _segments(text: str, claims: list[Row], skipped: list[Row]) -> list[Row]:
    """The text cut into what was checked, what was not and why, and what lies between; the first of what overlaps."""
    from pipelines.reports import words

    refs: dict[str, list[Row]] = {}
    for n, claim in enumerate(claims, 1):
        ref = {"n": n, "id": words.file_name(claim["claim_id"]), "verdict": claim["verdict"]}
        ref |= {"card": claim["card"], "in_words": claim["in_words"]}
        refs.setdefault(claim["quote"], []).append(ref)
    why = {each["text"]: f"Not checked: {each['words']}" for each in skipped if each["text"] not in refs}
    segments: list[Row] = []
    position = 0
    for start, quote in sorted((start, quote) for quote in [*refs, *why] if quote and (start := text.find(quote)) >= 0):
        if start >= position:
            segments.append({"text": text[position:start], "refs": [], "card": "", "verdict": ""})
            position = start + len(quote)
            found = refs.get(quote, [])
            cards = [f"{ref['in_words']}\n{ref['card']}" if len(found) > 1 else ref["card"] for ref in found]
            card = "\n\n".join(cards) or why.get(quote, "")
            gravest = max((ref["verdict"] for ref in found), key=GRAVITY.index, default="NOT_CHECKABLE")
            segments.append({"text": quote, "refs": found, "card": card, "verdict": gravest})
    return [*segments, {"text": text[position:], "refs": [], "card": "", "verdict": ""}]


def _page(text: str, status: int = 200) -> "Response":
    from starlette.responses import Response

    return Response(text.encode("utf-8", "replace"), status, media_type="text/html; charset=utf-8")
