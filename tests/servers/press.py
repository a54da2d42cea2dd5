"""Six feeds of the press over a week, as papers publish them: duplicates, a correction, a stub behind a paywall, a feed
that breaks, a page of 50 MB, a way into this machine, pages without a day and in another language."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MONDAY = date(2025, 3, 24)
TRUE = "Japan has a population of about 124 million people."
FALSE = "South Korea has a population of 80 million people."
MENDED = "South Korea has a population of about 52 million people."
FILLER = (
    "The ministers spoke for two hours, and a second meeting is planned for the autumn, officials said afterwards. "
)


def article(title: str, sentence: str, day: date | None, head: str = "", more: int = 6) -> bytes:
    dated = f"<meta property='article:published_time' content='{day}T08:00:00Z'>" if day else ""
    body = "".join(f"<p>{FILLER * 2}</p>" for _ in range(more))
    return (
        f"<html lang=en><head><title>{title}</title><meta name=author content='A. Writer'>{dated}{head}</head><body>"
        f"<nav><a href=/>Home</a></nav><article><h1>{title}</h1><p>{sentence} {FILLER}</p>{body}</article></body></html>"
    ).encode()


def rss(base: str, items: dict[str, date | None]) -> bytes:
    def entry(path: str, day: date | None) -> str:
        from datetime import UTC, datetime

        when = format_datetime(datetime(day.year, day.month, day.day, 8, tzinfo=UTC)) if day else ""
        return (
            f"<item><title>{path}</title><link>{base}{path}</link>{f'<pubDate>{when}</pubDate>' if day else ''}</item>"
        )

    listed = "".join(entry(path, day) for path, day in items.items())
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>T</title>{listed}</channel></rss>".encode()


def pages(base: str, n: int) -> dict[str, Any]:
    """Path -> body, or (status, headers, body), on the n-th day of the week."""
    day = MONDAY + timedelta(n)
    found: dict[str, Any] = {
        "/robots.txt": b"User-agent: *\nDisallow: /closed/\n",
        "/wire.xml": rss(base, {f"/wire/{n}": day, "/wire/corrected": MONDAY, "/closed/secret": day}),
        f"/wire/{n}": article(f"Wire {n}", TRUE if n % 2 else FILLER, day),
        "/wire/corrected": article("Korea", FALSE if n < 3 else MENDED, MONDAY),
        "/closed/secret": article("Closed", FALSE, day),
        "/atom.xml": f"<feed xmlns='http://www.w3.org/2005/Atom'><title>P</title><entry><title>Stub</title><link href='{base}/stub/{n}'/>"
        f"<updated>{day}T08:00:00Z</updated></entry><entry><title>Copy</title><link href='{base}/copy'/></entry></feed>".encode(),
        f"/stub/{n}": article(f"Stub {n}", "Germany has 84 million people.", day,
                              '<script type="application/ld+json">{"isAccessibleForFree": false}</script>', more=2),
        "/copy": article("Wire 1, copied", TRUE, MONDAY + timedelta(1)),
        "/sitemap.xml": "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>"
        f"<url><loc>{base}/undated</loc><news:news><news:title>U</news:title></news:news></url></urlset>".encode(),
        "/undated": article("No day", "China has a population of 1.4 billion.", None),
        "/broken.xml": rss(base, {"/deutsch": day}) if n == 0 else b"<html><title>Down for maintenance</title></html>",
        "/deutsch": article("Auf Deutsch", "Japan hat 124 Millionen Einwohner und eine Wirtschaft, die in diesem Jahr kaum"
                            " noch gewachsen ist, wie das Amt in der vergangenen Woche mitgeteilt hat." * 3, day)
        .replace(FILLER.encode(), b"Die Minister sprachen zwei Stunden lang miteinander. "),
        "/odd.xml": rss(base, {"/huge": day, "/away": day, "/inside": day, "/gone": day}),
        "/huge": 50 << 20,
        "/away": (302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b""),
        "/inside": (302, {"Location": "http://10.0.0.1/"}, b""),
    }  # fmt: skip
    return found


class Press:
    """The server, and what it was asked; `day` is the day of the week that it plays."""

    def __init__(self) -> None:
        self.day = 0
        self.asked: list[tuple[str, int]] = []
        press = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = pages(press.base, press.day).get(self.path, (404, {}, b""))
                status, headers, body = found if isinstance(found, tuple) else (200, {}, found)
                tag = f'"{hash(body)}"'
                if status == 200 and self.headers.get("If-None-Match") == tag:
                    status, body = 304, b""
                press.asked.append((self.path, status))
                self.send_response(status)
                for name, value in {"ETag": tag, **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                chunks = [bytes(1 << 20)] * (body >> 20) if isinstance(body, int) else [body]
                try:
                    for chunk in chunks:
                        self.wfile.write(chunk)
                except ConnectionError:
                    pass  # whoever asked has had enough

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"


@contextmanager
def playing() -> Iterator[Press]:
    press = Press()
    thread = threading.Thread(target=press.server.serve_forever, daemon=True)
    thread.start()
    yield press
    press.server.shutdown()
    thread.join()
