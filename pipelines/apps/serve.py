"""`bilateral serve`: the reports in a browser, a form that checks a text, and the same for programs below /api/.

Belongs here: routes, who is let in, what is refused. Does not belong here: answers (check.py, query.py), their shape
(api.py), pages (page.py), anything that writes. Time-outs and limits per address are the reverse proxy's.

Loopback by default. A page elsewhere on the web can make a browser send requests here: the Host header has to
name this server (DNS rebinding), what is sent has to come from it, and no answer may be framed or read across origins
unless `--allow-origin` names who may.
"""

import asyncio
import socket
import sys
import traceback
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hmac import compare_digest
from http import HTTPStatus
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from pipelines.apps import api, page, results
from pipelines.apps.fetching import Busy, Question, Questions
from pipelines.config import Settings
from pipelines.reader.endpoint import ModelError, is_configured

if TYPE_CHECKING:
    import uvicorn
    from starlette.requests import Request
    from starlette.responses import Response

Row = dict[str, Any]
Answer = TypeVar("Answer")

PORT = 8765
PROGRAMS = ("/api/", "/mcp")
"""What is not for people: JSON in, and problem details for what is refused."""
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
    token: str | None = None
    """Without which nothing is answered, as a bearer token or as the password of a browser."""

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
    if not terms.is_alone and not terms.token:
        raise ValueError(
            "others can reach this server: set a token in BILATERAL_TOKEN, without which nobody is answered, such as"
            " one that `openssl rand -hex 24` prints"
        )
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
    """The ASGI application: pages, /api/v1, /mcp, and in front of them who is let in."""
    from contextlib import asynccontextmanager
    from importlib.metadata import version

    from fastapi import FastAPI
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException
    from starlette.middleware import Middleware
    from starlette.middleware.cors import CORSMiddleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.routing import Route

    from pipelines.apps import mcp

    tools = mcp.server(settings, with_sql=terms.with_sql)
    mounted = tools.streamable_http_app(
        stateless_http=True, json_response=True, transport_security=mcp.guarded_outside(), host=terms.host
    )

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        async with tools.session_manager.run():
            yield

    allowed = {"allow_origins": terms.sites, "allow_methods": ["GET", "POST"],
               "allow_headers": ["Content-Type", "Authorization"]}  # fmt: skip
    middleware = [Middleware(TrustedHostMiddleware, allowed_hosts=terms.names, www_redirect=False)]
    if terms.origins:
        middleware.append(Middleware(CORSMiddleware, **allowed))  # type: ignore[arg-type]
    middleware.append(Middleware(Gate, terms=terms))
    handlers: Any = {
        404: _not_found, 405: _not_allowed, HTTPException: _other, RequestValidationError: _misshaped,
        Rejection: _refused, Unusable: _unusable, Exception: _fault,
    } | dict.fromkeys((ValueError, LookupError, TimeoutError, MemoryError, RuntimeError), _told)  # fmt: skip
    app = FastAPI(
        title="bilateral", version=version("bilateral"), description=api.ABOUT, openapi_url=None, docs_url=None,
        redoc_url=None, lifespan=lifespan, middleware=middleware, exception_handlers=handlers,
    )  # fmt: skip
    app.state.settings, app.state.terms, app.state.questions = settings, terms, Questions(settings)
    app.state.turn, app.state.waiting = asyncio.Semaphore(AT_ONCE), 0
    app.include_router(api.router(settings, lambda task: _in_turn(app, task), terms.with_sql))
    app.router.routes += [
        Route("/", _form, methods=["GET"]),
        Route("/", _post, methods=["POST"]),
        Route("/check/{name}", _result),
        Route("/coverage", _coverage),
        Route("/docs", _docs),
        Route("/openapi.json", _openapi),
        Route("/fetch", _fetch, methods=["POST"]),
        Route("/fetch/{id}", _fetching),
        Route("/fetch/{id}/state", _state),
        Route("/desk", _inbox),
        Route("/desk/{day}", _inbox, methods=["GET"]),
        Route("/desk/{day}", _decide, methods=["POST"]),
        Route("/favicon.ico", _icon),  # browsers ask by themselves and complain of a 404
        Route("/reports/{name:path}", _report),
        *mounted.routes,
    ]
    return app


class Gate:
    """Who is let in, and what is sent: the token, the own page or a site that may, the kind, no more than may be."""

    def __init__(self, app: Any, terms: Terms) -> None:
        self.app, self.terms = app, terms

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        from starlette.datastructures import Headers

        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            self._expect_token(headers)
            if scope["method"] == "POST":
                self._expect_own(scope["path"], headers)
                receive = await _whole(receive)
        except Rejection as why:
            await _refusal(scope["path"], why)(scope, receive, send)
            return
        if receive is not None:  # else whoever sent it has left
            await self.app(scope, receive, send)

    def _expect_token(self, headers: Any) -> None:
        token = self.terms.token
        if token is None:
            return
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic":
            with suppress(ValueError):
                given = b64decode(given).decode().partition(":")[2]
        if not compare_digest(given.encode(), token.encode()):
            words = "Expected the token of this server: `Authorization: Bearer …`, in a browser as the password."
            raise Rejection(HTTPStatus.UNAUTHORIZED, words, **{"WWW-Authenticate": 'Basic realm="bilateral"'})

    def _expect_own(self, path: str, headers: Any) -> None:
        own = headers.get("host")
        origin = headers.get("origin", f"//{own}")
        if origin not in self.terms.sites and origin.partition("//")[2] != own:
            raise Rejection(HTTPStatus.FORBIDDEN, "What is checked has to be sent from this server's own page.")
        is_json = path.startswith(PROGRAMS)
        kind = "application/json" if is_json else "application/x-www-form-urlencoded"
        if headers.get("content-type", "").split(";")[0].strip().lower() != kind:
            what = "a JSON object" if is_json else "a form"
            raise Rejection(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Expected {what} ({kind}).")


async def _whole(receive: Any) -> Any:
    """What gives the body at once, if it is no larger than may be; None where it never became whole."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise Rejection(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"More than {LARGEST_BODY:,} bytes.")
        if not message.get("more_body"):
            break
    sent = [{"type": "http.request", "body": bytes(body), "more_body": False}]

    async def again() -> Any:
        return sent.pop() if sent else await receive()

    return again


def _is_any(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return not host


# What is refused


def _refusal(path: str, rejection: Rejection) -> "Response":
    from starlette.responses import PlainTextResponse

    if path.startswith(PROGRAMS):
        return api.problem(rejection.status, str(rejection), rejection.headers)
    return PlainTextResponse(f"{rejection}\n", rejection.status, rejection.headers)


def _misshaped(request: "Request", error: Exception) -> "Response":
    """A request that is not as the models have it."""
    problems = [api.in_words(each) for each in error.errors()]  # type: ignore[attr-defined]
    return api.problem(HTTPStatus.UNPROCESSABLE_ENTITY, problems[0], problems=problems)


def _other(request: "Request", error: Exception) -> "Response":
    status, detail = HTTPStatus(error.status_code), str(error.detail)  # type: ignore[attr-defined]
    return _refusal(request.url.path, Rejection(status, "Expected JSON in UTF-8." if status == 400 else detail))


def _told(request: "Request", error: Exception) -> "Response":
    """What a room says of what it was given; anything else is a fault of ours."""
    from pipelines.claims.articles import InvalidArticle
    from pipelines.warehouse.published import NotPublished

    if not request.url.path.startswith(PROGRAMS) or type(error) in (IndexError, KeyError, RuntimeError):
        return _fault(request, error)
    if isinstance(error, InvalidArticle):
        return api.problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), problems=error.problems)
    kinds = ((NotPublished, 503), (ModelError, 502), (LookupError, 404))
    status = next((status for kind, status in kinds if isinstance(error, kind)), 422)
    return api.problem(status, str(error))


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
    message = "There is nothing here. The form is at /, the reports at /reports/, the API is described at /docs."
    return _refusal(request.url.path, Rejection(HTTPStatus.NOT_FOUND, message))


def _not_allowed(request: "Request", error: Exception) -> "Response":
    allowed = (getattr(error, "headers", None) or {}).get("Allow", "GET")
    return _refusal(
        request.url.path, Rejection(HTTPStatus.METHOD_NOT_ALLOWED, f"Expected {allowed} here.", Allow=allowed)
    )


async def _in_turn(app: Any, task: Callable[[], Answer]) -> Answer:
    """What the task gives, in a thread of its own, when it is its turn."""
    from starlette.concurrency import run_in_threadpool

    state = app.state
    if state.waiting >= WAITING:
        raise Rejection(HTTPStatus.SERVICE_UNAVAILABLE, "Too many ask at once; try again.", **{"Retry-After": "1"})
    state.waiting += 1
    try:
        async with state.turn:
            return await run_in_threadpool(task)
    finally:
        state.waiting -= 1


# Descriptions


def _openapi(request: "Request") -> "Response":
    return api.answer(_described(request.app))


def _described(app: Any) -> Row:
    """The API as OpenAPI has it, with the form of refusals, which no route names as its answer."""
    found: Row = app.openapi()
    found["components"]["schemas"].setdefault("Problem", api.Problem.model_json_schema())
    return found


def _docs(request: "Request") -> "Response":
    from pipelines.reports import html

    described = _described(request.app)
    address = str(request.base_url).rstrip("/")
    return _page(html.page("docs.html", root="/reports/", title="For programs", api=described, address=address,
                           with_token=bool(request.app.state.terms.token), policy=html.policy()))  # fmt: skip


# Pages for people


def _form(request: "Request") -> "Response":
    return _page(page.form(said_on=date.today().isoformat()))


def _coverage(request: "Request") -> "Response":
    from pipelines.reports import coverage
    from pipelines.warehouse import published

    with published.connect(request.app.state.settings) as connection:
        return _page(coverage.page(connection))


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
            body = body.replace(
                b"<!-- served -->", b'<a href="/">Check a text</a><a href="/coverage">Figures held</a>', 1
            )
        return Response(body, media_type=_TYPES[resolved.suffix])
    except (OSError, ValueError):  # a name longer than any file's, or with a NUL in it
        raise missing from None


async def _fields(request: "Request", expected: str) -> dict[str, str]:
    """The fields of a form."""
    body = await request.body()
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


async def _result(request: "Request") -> "Response":
    """A text that was checked before, as it is judged today."""
    asked = results.find(request.app.state.settings, request.path_params["name"])
    if asked is None:
        raise Rejection(HTTPStatus.NOT_FOUND, "No result has this address; check the text once more at /.")
    return await _answered(request, asked.text, asked.said_on, asked.country, asked.read_by, before=asked.figures)


async def _answered(
    request: "Request", text: str, day: date, country: str | None, read_by: str, question: Question | None = None,
    before: str = "",
) -> "Response":  # fmt: skip
    """The page of a text; `before` are the figures that answered when its address was given out."""
    from pipelines.apps import check

    state = request.app.state
    try:
        answer, doc = await _in_turn(
            request.app, lambda: check.with_report(state.settings, text, day, country, read_by)
        )
    except (ValueError, LookupError, FileNotFoundError, ModelError) as error:
        raise Unusable(str(error), text, day.isoformat()) from None
    figures = results.figures(state.settings)
    address = ""
    with suppress(OSError):  # a folder that may not be written to gives no addresses
        kept = results.keep(state.settings, results.Asked(text, day, country, read_by, before or figures))
        address = f"/check/{kept}"
    shown = page.form(
        text, day.isoformat(), answer, doc, settings=state.settings, question=question, asks=state.terms.fetches,
        country=country or "", read_by=read_by, address=address, has_moved=before not in ("", figures),
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
    return api.answer({"done": question.done, "step": question.step})


def _question(request: "Request") -> Question:
    found: Question | None = request.app.state.questions.find(request.path_params["id"])
    if found is None:
        raise Rejection(HTTPStatus.NOT_FOUND, "Nothing was asked under this address; check the text once more at /.")
    return found


def _page(text: str, status: int = 200) -> "Response":
    from starlette.responses import Response

    return Response(text.encode("utf-8", "replace"), status, media_type="text/html; charset=utf-8")
