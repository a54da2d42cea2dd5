"""`bilateral serve`: the reports in a browser, a form that checks a text, and the same for programs below /api/.

Belongs here: routes, who is let in, what is refused. Does not belong here: answers (check.py, query.py), their shape
(api.py), pages (page.py), anything that writes. Time-outs and limits per address are the reverse proxy's.

Loopback by default. A page elsewhere on the web can make a browser send requests here: the Host header has to
name this server (DNS rebinding), what is sent has to come from it, and no answer may be framed or read across origins
unless `--allow-origin` names who may.
"""

import asyncio
import json
import socket
import sys
import traceback
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from pipelines.apps import api, page
from pipelines.apps.fetching import Busy, Question, Questions
from pipelines.apps.query import plain
from pipelines.config import Settings
from pipelines.reader.endpoint import ModelError, is_configured

if TYPE_CHECKING:
    import uvicorn
    from pydantic import BaseModel
    from starlette.requests import Request
    from starlette.responses import Response

Row = dict[str, Any]
Answer = TypeVar("Answer")

PORT = 8765
QUERY_SECONDS = 10.0
AT_ONCE = 2
"""Checks that run at the same time; the others wait for their turn."""
WAITING = 100
"""Checks that may wait; more are told to come back."""
CONNECTIONS, IDLE, LARGEST_HEAD = 500, 5, 1 << 16
"""Connections at a time, seconds for which one may lie idle, bytes of a request's head."""
LARGEST_BODY = 4 * api.LONGEST_TEXT
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
    with_fetch: bool | None = None
    """Whether the page may have publishers asked; by default where only this machine can ask."""
    with_desk: bool | None = None
    """The same of the desk's inbox, in which whoever asks may decide."""

    @property
    def names(self) -> list[str]:
        """How this server may be asked for; browsers send names in small letters."""
        return [name.lower().rstrip(".") for name in (self.host, *self.hosts, "localhost", "127.0.0.1", "::1")]

    @property
    def sites(self) -> list[str]:
        """Whose pages may call the API, as browsers name them: no path, nor a slash at the end."""
        return [origin.lower().rstrip("/") for origin in self.origins]

    @property
    def is_alone(self) -> bool:
        return self.host in ("localhost", "127.0.0.1", "::1") and not self.hosts

    @property
    def fetches(self) -> bool:
        return self.is_alone if self.with_fetch is None else self.with_fetch

    @property
    def decides(self) -> bool:
        return self.is_alone if self.with_desk is None else self.with_desk


class Rejection(Exception):  # noqa: N818 (says what happened to the request)
    """A request that gets no answer, with the status and the words that say why."""

    def __init__(self, status: HTTPStatus, text: str, **headers: str) -> None:
        super().__init__(text)
        self.status, self.headers = status, headers


class Unusable(Exception):  # noqa: N818 (says what is wrong with the form)
    """A form that cannot be answered: shown again with the reason."""

    def __init__(self, problem: str, text: str, said_on: str, status: int = 400) -> None:
        super().__init__(problem)
        self.text, self.said_on, self.status = text, said_on, status


def serve(settings: Settings, terms: Terms, port: int = PORT) -> None:
    """Serve until interrupted. ValueError for terms that leave the server open, RuntimeError for a port in use."""
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


def server(settings: Settings, terms: Terms = Terms(), port: int = 0) -> "uvicorn.Server":
    """A server that is not yet running; port 0 takes a free one."""
    import uvicorn

    return uvicorn.Server(
        uvicorn.Config(
            application(settings, terms), host=terms.host, port=port, ws="none", access_log=False,
            log_level="warning", server_header=False, limit_concurrency=CONNECTIONS,
            timeout_keep_alive=IDLE, h11_max_incomplete_event_size=LARGEST_HEAD,
            headers=list(headers(terms).items()), proxy_headers=False,
        )
    )  # fmt: skip


def headers(terms: Terms) -> dict[str, str]:
    """What goes with every answer."""
    from pipelines.reports import html

    return {
        "Server": "bilateral",
        "Content-Security-Policy": f"{html.policy(page.POLLS, scripts=html.SCRIPTS)}; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "cross-origin" if terms.origins else "same-origin",
        "Cache-Control": "no-store",
    }


def application(settings: Settings, terms: Terms = Terms()) -> Any:
    """The ASGI application: routes, and in front of them who is let in."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.cors import CORSMiddleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.routing import Route

    routes = [
        Route("/", _form, methods=["GET"]),
        Route("/", _post, methods=["POST"]),
        Route("/fetch", _fetch, methods=["POST"]),
        Route("/fetch/{id}", _fetching),
        Route("/fetch/{id}/state", _state),
        Route("/desk", _inbox),
        Route("/desk/{day}", _inbox, methods=["GET"]),
        Route("/desk/{day}", _decide, methods=["POST"]),
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
    allowed = {"allow_origins": terms.sites, "allow_methods": ["GET", "POST"], "allow_headers": ["Content-Type"]}
    middleware = [Middleware(TrustedHostMiddleware, allowed_hosts=terms.names, www_redirect=False)]
    if terms.origins:
        middleware.append(Middleware(CORSMiddleware, **allowed))  # type: ignore[arg-type]
    handlers: Any = {404: _not_found, 405: _not_allowed, Rejection: _refused, Unusable: _unusable, Exception: _fault}
    app = Starlette(routes=routes, middleware=middleware, exception_handlers=handlers)
    app.state.settings, app.state.terms, app.state.questions = settings, terms, Questions(settings)
    app.state.turn, app.state.waiting = asyncio.Semaphore(AT_ONCE), 0
    return app


def _is_any(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return not host


# What is refused


def _refusal(path: str, rejection: Rejection) -> "Response":
    from starlette.responses import PlainTextResponse

    if path.startswith("/api/"):
        return _json({"error": str(rejection)}, rejection.status, rejection.headers)
    return PlainTextResponse(f"{rejection}\n", rejection.status, rejection.headers)


def _refused(request: "Request", error: Exception) -> "Response":
    assert isinstance(error, Rejection)
    return _refusal(request.url.path, error)


def _unusable(request: "Request", error: Exception) -> "Response":
    assert isinstance(error, Unusable)
    return _page(page.form(error.text, error.said_on, problem=str(error)), error.status)


def _fault(request: "Request", error: Exception) -> "Response":
    traceback.print_exception(error)
    message = "The check failed; the terminal in which `bilateral serve` runs says why."
    return _refusal(request.url.path, Rejection(HTTPStatus.INTERNAL_SERVER_ERROR, message))


def _not_found(request: "Request", error: Exception) -> "Response":
    message = (
        "There is nothing here. The form is at /, the reports at /reports/, the API is described at /api/openapi.json."
    )
    return _refusal(request.url.path, Rejection(HTTPStatus.NOT_FOUND, message))


def _not_allowed(request: "Request", error: Exception) -> "Response":
    allowed = (getattr(error, "headers", None) or {}).get("Allow", "GET")
    return _refusal(
        request.url.path, Rejection(HTTPStatus.METHOD_NOT_ALLOWED, f"Expected {allowed} here.", Allow=allowed)
    )


# What is sent


async def _body(request: "Request", kind: str, what: str) -> bytes:
    """The body, if it is from this server's own page, of the kind that was expected, and no larger than may be."""
    from starlette.requests import ClientDisconnect

    own = request.headers.get("host")
    origin = request.headers.get("origin", f"//{own}")
    if origin not in request.app.state.terms.sites and origin.partition("//")[2] != own:
        raise Rejection(HTTPStatus.FORBIDDEN, "What is checked has to be sent from this server's own page.")
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != kind:
        raise Rejection(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Expected {what} ({kind}).")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise Rejection(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"More than {LARGEST_BODY:,} bytes.")
    except ClientDisconnect:
        raise Rejection(HTTPStatus.BAD_REQUEST, "The body ended before it was whole.") from None
    return bytes(body)


async def _object(request: "Request") -> Row:
    body = await _body(request, "application/json", "a JSON object")
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise Rejection(HTTPStatus.BAD_REQUEST, "Expected JSON in UTF-8.") from None
    if not isinstance(given, dict):
        raise Rejection(HTTPStatus.BAD_REQUEST, "Expected a JSON object.")
    return given


def _shaped(model: "type[BaseModel]", given: Row) -> Any:
    """The request as the model has it, or the words that say which field is wrong."""
    from pydantic import ValidationError

    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, api.problem_in_words(error)) from None


async def _in_turn(request: "Request", task: Callable[[], Answer]) -> Answer:
    """What the task gives, in a thread of its own, when it is its turn."""
    from starlette.concurrency import run_in_threadpool

    state = request.app.state
    if state.waiting >= WAITING:
        raise Rejection(HTTPStatus.SERVICE_UNAVAILABLE, "Too many ask at once; try again.", **{"Retry-After": "1"})
    state.waiting += 1
    try:
        async with state.turn:
            return await run_in_threadpool(task)
    finally:
        state.waiting -= 1


# Answers for programs


def _json(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> "Response":
    from starlette.responses import Response

    text = json.dumps(plain(content), ensure_ascii=False, allow_nan=False, default=str)
    return Response(text.encode("utf-8", "replace"), status, headers, "application/json; charset=utf-8")


async def _check(request: "Request") -> "Response":
    from pipelines.apps import check

    asked = _shaped(api.CheckRequest, await _object(request))
    return await _judged(
        request,
        lambda: check.check(
            request.app.state.settings,
            asked.text,
            asked.said_on,
            country=asked.country,
            speakers=asked.speakers,
            read_by=asked.reader,
        ),
    )


async def _claim(request: "Request") -> "Response":
    from pipelines.apps import check

    given = await _object(request)
    return await _judged(request, lambda: check.check_claim(request.app.state.settings, given))


async def _judged(request: "Request", task: Callable[[], Row]) -> "Response":
    from pipelines.claims.articles import InvalidArticle
    from pipelines.warehouse.published import NotPublished

    try:
        return _json(await _in_turn(request, task))
    except InvalidArticle as error:
        return _json({"error": str(error), "problems": error.problems}, HTTPStatus.UNPROCESSABLE_ENTITY)
    except NotPublished as error:
        raise Rejection(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from None
    except ModelError as error:
        raise Rejection(HTTPStatus.BAD_GATEWAY, str(error)) from None
    except (ValueError, LookupError) as error:
        raise Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from None


def _indicators(request: "Request") -> "Response":
    from pipelines.apps import query

    return _json({"indicators": query.indicators(request.query_params.get("q", ""))})


def _pair(request: "Request") -> "Response":
    from pipelines.apps import query

    try:
        return _json(query.pair(request.app.state.settings, request.path_params["a"], request.path_params["b"]))
    except ValueError as error:
        raise Rejection(HTTPStatus.NOT_FOUND, str(error)) from None


async def _sql(request: "Request") -> "Response":
    from pipelines.apps import query

    state = request.app.state
    if not state.terms.with_sql:
        raise Rejection(HTTPStatus.NOT_FOUND, "Queries are off here; `bilateral serve --sql` answers them.")
    asked = _shaped(api.SqlRequest, await _object(request))
    try:
        found = await _in_turn(
            request, lambda: query.apart(state.settings, asked.query, limit=asked.limit, seconds=QUERY_SECONDS)
        )
    except (ValueError, TimeoutError, MemoryError) as error:
        raise Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from None
    return _json({"columns": found.columns, "rows": found.rows, "truncated": found.truncated})


def _openapi(request: "Request") -> "Response":
    return _json(api.document(request.app.state.terms.with_sql))


# Pages for people


def _form(request: "Request") -> "Response":
    return _page(page.form(said_on=date.today().isoformat()))


def _icon(request: "Request") -> "Response":
    from starlette.responses import Response

    return Response(status_code=HTTPStatus.NO_CONTENT, media_type="image/x-icon")


def _report(request: "Request") -> "Response":
    from starlette.responses import Response

    missing = Rejection(HTTPStatus.NOT_FOUND, "There is no such report. `bilateral report` writes them.")
    folder = request.app.state.settings.reports.resolve()
    try:
        name = request.path_params["name"]
        resolved = Path(folder, f"{name}index.html" if name.endswith("/") or not name else name).resolve()
        if not resolved.is_relative_to(folder) or not resolved.is_file() or resolved.suffix not in _TYPES:
            raise missing
        body = resolved.read_bytes()
        if resolved.suffix == ".html":
            body = body.replace(b"<!-- served -->", b'<a href="/">Check a text</a>', 1)
        return Response(body, media_type=_TYPES[resolved.suffix])
    except (OSError, ValueError):  # a name longer than any file's, or with a NUL in it
        raise missing from None


async def _fields(request: "Request", expected: str) -> dict[str, str]:
    """The fields of a form."""
    body = await _body(request, "application/x-www-form-urlencoded", "a form")
    try:
        sent = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10, errors="replace")
    except ValueError:
        raise Rejection(HTTPStatus.BAD_REQUEST, f"Expected the fields {expected}.") from None
    return {name: values[-1] for name, values in sent.items()}


async def _sent(request: "Request") -> tuple[str, date, str | None, str]:
    """Text, day and country of the form, and who reads."""
    fields = await _fields(request, "text, said_on and country")
    text, said_on = fields.get("text", "").replace("\r\n", "\n"), fields.get("said_on", "")
    try:
        day = date.fromisoformat(said_on)
    except ValueError:
        raise Unusable("“Said on” is no day: expected such as 2025-03-22.", text, said_on) from None
    if not text.strip():
        raise Unusable("There is no text to check.", text, said_on)
    if len(text) > api.LONGEST_TEXT:
        raise Unusable(f"The text is longer than {api.LONGEST_TEXT:,} characters.", "", said_on, 413)
    read_by = "model" if fields.get("model") and is_configured() else "patterns"
    return text, day, fields.get("country") or None, read_by


async def _post(request: "Request") -> "Response":
    return await _answered(request, *await _sent(request))


async def _answered(
    request: "Request", text: str, day: date, country: str | None, read_by: str, question: Question | None = None
) -> "Response":
    from pipelines.apps import check

    state = request.app.state
    try:
        answer, doc = await _in_turn(request, lambda: check.with_report(state.settings, text, day, country, read_by))
    except (ValueError, LookupError, FileNotFoundError, ModelError) as error:
        raise Unusable(str(error), text, day.isoformat()) from None
    shown = page.form(
        text, day.isoformat(), answer, doc, settings=state.settings, question=question, asks=state.terms.fetches,
        country=country or "", read_by=read_by,
    )  # fmt: skip
    return _page(shown)


def _inbox(request: "Request") -> "Response":
    """The statements of a day, by default of the newest, to decide on."""
    from pipelines.desk import articles, pages

    settings = _desk_of(request)
    asked = request.path_params.get("day") or next(map(str, articles.days(settings)), date.today().isoformat())
    return _page(pages.day_page(settings, _day(asked), is_inbox=True))


def _desk_of(request: "Request") -> Settings:
    if not request.app.state.terms.decides:
        message = (
            "The inbox is off here; `bilateral serve --desk` shows it to everybody. Days are below /reports/desk/."
        )
        raise Rejection(HTTPStatus.NOT_FOUND, message)
    settings: Settings = request.app.state.settings
    return settings


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Rejection(HTTPStatus.NOT_FOUND, f"Expected a day such as 2025-03-22; found {text[:40]!r}.") from None


async def _decide(request: "Request") -> "Response":
    """Keep what was decided of a statement, and lead to the one behind it."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import RedirectResponse

    from pipelines.desk import inbox, pages

    settings, day = _desk_of(request), _day(request.path_params["day"])
    fields = await _fields(request, "id and decision")
    name, decision = fields.get("id", ""), fields.get("decision", "")
    listed = [entry.statement.id for entry in inbox.entries(settings, day)]
    try:
        await run_in_threadpool(inbox.decide, settings, day, name, decision)
    except inbox.UnknownStatement as error:
        raise Rejection(HTTPStatus.NOT_FOUND, f"{error.args[0]}.") from None
    except (ValueError, OSError) as error:
        return _page(pages.day_page(settings, day, is_inbox=True, problem=str(error)), 422)
    after = listed[min(listed.index(name) + 1, len(listed) - 1)]
    return RedirectResponse(f"/desk/{day}#{after}", HTTPStatus.SEE_OTHER)


async def _fetch(request: "Request") -> "Response":
    """Begin to ask publishers for what the claims lack; the answer is the page that waits for it."""
    from starlette.responses import RedirectResponse

    if not request.app.state.terms.fetches:
        raise Rejection(HTTPStatus.NOT_FOUND, "This server asks no publishers; `bilateral serve --fetch` does.")
    try:
        question = request.app.state.questions.begin(*await _sent(request))
    except Busy:
        message = "Too many wait for publishers; try again in a minute."
        raise Rejection(HTTPStatus.SERVICE_UNAVAILABLE, message, **{"Retry-After": "60"}) from None
    return RedirectResponse(f"/fetch/{question.id}", HTTPStatus.SEE_OTHER)


async def _fetching(request: "Request") -> "Response":
    """The text with its verdicts as they are, and how far the asking is."""
    question = _question(request)
    return await _answered(request, question.text, question.said_on, question.country, question.read_by, question)


async def _state(request: "Request") -> "Response":
    question = _question(request)
    return _json({"done": question.done, "step": question.step})


def _question(request: "Request") -> Question:
    found: Question | None = request.app.state.questions.find(request.path_params["id"])
    if found is None:
        raise Rejection(HTTPStatus.NOT_FOUND, "Nothing was asked under this address; check the text once more at /.")
    return found


def _page(text: str, status: int = 200) -> "Response":
    from starlette.responses import Response

    return Response(text.encode("utf-8", "replace"), status, media_type="text/html; charset=utf-8")
