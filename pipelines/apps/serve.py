"""`bilateral serve`: the reports in a browser, and a form that checks a text, on this machine only.

Belongs here: HTTP with its limits. The check itself is passed in (the one of `bilateral check`), pages are
templates of reports/. Does not belong here: anything that writes.

Loopback by default. A page elsewhere on the web can make a browser send requests here: the Host header has to
name this server (DNS rebinding), a form has to come from it, and no answer may be framed or read across origins.
"""

import sys
import traceback
from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from pipelines.config import Settings

Row = dict[str, Any]
Check = Callable[[Settings, str, date], tuple[Row, Row | None]]
"""apps.check.with_report: text and day -> what `bilateral check --json` prints, and the document of its claims."""

PORT = 8765
LONGEST_TEXT = 100_000
_LARGEST_BODY = 4 * LONGEST_TEXT
_SECONDS = 30
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
}


def serve(settings: Settings, host: str = "127.0.0.1", port: int = PORT) -> None:
    """Serve until interrupted. OSError when the address is taken."""
    from pipelines.apps.check import with_report

    with server(settings, with_report, host, port) as running:
        print(f"http://{host}:{running.server_address[1]}/ (stop with Ctrl-C)", file=sys.stderr)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)


def server(settings: Settings, check: Check, host: str, port: int) -> ThreadingHTTPServer:
    """A server bound to the address but not yet running; port 0 takes a free one."""

    class Handler(_Handler):
        pass

    Handler.settings, Handler.check, Handler.host = settings, staticmethod(check), host
    running = ThreadingHTTPServer((host, port), Handler)
    running.daemon_threads = True
    return running


class Refused(Exception):  # noqa: N818 (an answer, not a fault of the server)
    def __init__(self, status: HTTPStatus, text: str) -> None:
        super().__init__(text)
        self.status = status


class _Handler(BaseHTTPRequestHandler):
    settings: Settings
    check: Check
    host: str
    timeout = _SECONDS
    server_version, sys_version = "bilateral", ""

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_HEAD(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def _answer(self, make: Callable[[], tuple[HTTPStatus, str, bytes]]) -> None:
        try:
            self._check_host()
            status, kind, body = make()
        except Refused as refused:
            status, kind, body = refused.status, "text/plain; charset=utf-8", f"{refused}\n".encode()
        except Exception:
            traceback.print_exc()
            status, kind = HTTPStatus.INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8"
            body = b"The check failed; the terminal in which `bilateral serve` runs says why.\n"
        self._send(status, kind, body)

    def _check_host(self) -> None:
        given = self.headers.get("Host", "")
        try:
            name = urlsplit(f"//{given}").hostname or ""
        except ValueError:
            name = ""
        if name not in {"localhost", self.host} and not _is_loopback(name) and not _is_any(self.host):
            raise Refused(HTTPStatus.FORBIDDEN, f"This server answers to {self.host} only.")

    def _get(self) -> tuple[HTTPStatus, str, bytes]:
        path = unquote(urlsplit(self.path).path)
        if path == "/":
            return _page(form(said_on=date.today().isoformat()))
        if path == "/favicon.ico":  # browsers ask by themselves and complain of a 404
            return HTTPStatus.NO_CONTENT, "image/x-icon", b""
        if path.startswith("/reports/"):
            return self._file(path.removeprefix("/reports/") or "index.html")
        raise Refused(HTTPStatus.NOT_FOUND, "There is nothing here. The form is at /, the reports at /reports/.")

    def _file(self, name: str) -> tuple[HTTPStatus, str, bytes]:
        folder = self.settings.reports.resolve()
        path = Path(folder, name) if "\0" not in name else folder
        resolved = path.resolve()
        if not resolved.is_relative_to(folder) or not resolved.is_file() or resolved.suffix not in _TYPES:
            raise Refused(HTTPStatus.NOT_FOUND, "There is no such report. `bilateral report` writes them.")
        return HTTPStatus.OK, _TYPES[resolved.suffix], resolved.read_bytes()

    def _post(self) -> tuple[HTTPStatus, str, bytes]:
        fields = self._fields()
        text, said_on = fields.get("text", "").replace("\r\n", "\n"), fields.get("said_on", "")
        try:
            day = date.fromisoformat(said_on)
        except ValueError:
            return _page(form(text, said_on, problem="“Said on” is no day: expected such as 2025-03-22."), 400)
        if not text.strip():
            return _page(form(text, said_on, problem="There is no text to check."), 400)
        if len(text) > LONGEST_TEXT:
            return _page(form("", said_on, problem=f"The text is longer than {LONGEST_TEXT:,} characters."), 413)
        try:
            answer, doc = type(self).check(self.settings, text, day)
        except (ValueError, LookupError, FileNotFoundError) as error:
            return _page(form(text, said_on, problem=str(error)), 400)
        return _page(form(text, said_on, answer, doc))

    def _fields(self) -> dict[str, str]:
        if urlsplit(self.path).path != "/":
            raise Refused(HTTPStatus.NOT_FOUND, "The form is at /.")
        origin = self.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != self.headers.get("Host"):
            raise Refused(HTTPStatus.FORBIDDEN, "The form has to be sent from this server's own page.")
        kind = self.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Expected a form (application/x-www-form-urlencoded).")
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            raise Refused(HTTPStatus.LENGTH_REQUIRED, "Expected a Content-Length.")
        if int(length) > _LARGEST_BODY:
            self.close_connection = True
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"More than {_LARGEST_BODY:,} bytes.")
        body = self.rfile.read(int(length)).decode("utf-8", "replace")
        try:
            fields = parse_qs(body, keep_blank_values=True, max_num_fields=10, errors="replace")
        except ValueError as error:
            raise Refused(HTTPStatus.BAD_REQUEST, "Expected the fields text and said_on.") from error
        return {name: values[-1] for name, values in fields.items()}

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        from pipelines.reports import html

        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": f"{html.policy()}; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def form(
    text: str = "", said_on: str = "", answer: Row | None = None, doc: Row | None = None, problem: str = ""
) -> str:
    """The page: the form, and under it what the check answered, drawn as in a report."""
    from pipelines.reports import html

    verdicts = [claim["verdict"] for claim in answer["claims"]] if answer else []
    found = f"{len(verdicts)} checkable statement{'' if len(verdicts) == 1 else 's'}"
    shown = html.views(doc) if doc else {"claims": [], "names": {}, "colours": {}}
    claims = [
        claim | {"in_words": item["in_words"]}
        for claim, item in zip(shown["claims"], answer["claims"] if answer else [], strict=True)
    ]
    return html.page(
        "check.html",
        title="Check a text",
        root="/reports/",
        text=text,
        said_on=said_on,
        problem=problem,
        longest=LONGEST_TEXT,
        result={"claims": claims, "skipped": answer["skipped"]} if answer else None,
        segments=_segments(text, claims),
        lede=found if verdicts else "Nothing checkable was found",
        tally=html.tally(verdicts),
        sources=doc["sources"] if doc else [],
        names=shown["names"],
        colours=shown["colours"],
        all_transcribed=shown.get("all_transcribed", ""),
    )


def _segments(text: str, claims: list[Row]) -> list[Row]:
    """The text cut into what was checked and what lies between; of passages that overlap the first is marked."""
    from pipelines.reports import words

    refs: dict[str, list[Row]] = {}
    for n, claim in enumerate(claims, 1):
        ref = {"n": n, "id": words.file_name(claim["claim_id"]), "verdict": claim["verdict"]}
        refs.setdefault(claim["quote"], []).append(ref)
    segments: list[Row] = []
    position = 0
    for start, quote in sorted((start, quote) for quote in refs if quote and (start := text.find(quote)) >= 0):
        if start >= position:
            segments.append({"text": text[position:start], "refs": []})
            position = start + len(quote)
            segments.append({"text": quote, "refs": refs[quote]})
    return [*segments, {"text": text[position:], "refs": []}]


def _page(text: str, status: int = 200) -> tuple[HTTPStatus, str, bytes]:
    return HTTPStatus(status), "text/html; charset=utf-8", text.encode("utf-8", "replace")


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _is_any(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
