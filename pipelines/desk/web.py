"""One polite request to a news site: robots.txt, a pause per host, bounded size and time, public addresses only.

Belongs here: what holds for any page. Does not belong here: which pages (feeds.py, articles.py), publishers of figures
(fetching/http.py).
"""

import time
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import requests
from urllib3.exceptions import HTTPError

from pipelines.stores.snapshots import Received

AGENT = "bilateral"
LARGEST = 5 << 20
"""Bytes of a page, unpacked."""
SECONDS = 30.0
PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between two questions to a host; a robots.txt that asks for more than the longest gets no visit."""
LOOPBACK = False
"""Whether this machine may be asked, as tests do: a feed must not lead into networks of one's own."""


class NotFetched(RuntimeError):  # noqa: N818 (says what happened)
    """A page that did not come, or may not be asked for, with the reason."""


class Page(NamedTuple):
    body: bytes
    """Empty where the site says that it has not changed."""
    received: Received


class Web:
    """Asks sites one page after the other; what robots.txt says is remembered per host."""

    def __init__(self) -> None:
        from requests_hardened import Config, Manager

        # behind a proxy nobody could tell where a name leads: none is taken from the environment
        self._http = Manager(Config(
            ip_filter_enable=True, ip_filter_allow_loopback_ips=LOOPBACK, never_redirect=False,
            default_timeout=(10, 20), user_agent_override=f"{AGENT} (fact checking; one page at a time)",
        )).get_session()  # fmt: skip
        self._http.trust_env, self._http.max_redirects = False, 5
        self._robots: dict[str, RobotFileParser] = {}
        self._asked: dict[str, float] = {}

    def get(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Page:
        """A page, whole, or an empty one where it is still what it was. Raises NotFetched."""
        if urlsplit(url).scheme not in ("http", "https"):
            raise NotFetched(f"{url}: expected an address that begins with https://")
        host = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        robots = self._rules(host)
        if not robots.can_fetch(AGENT, url):
            raise NotFetched(f"{url}: robots.txt asks not to fetch it")
        pause = float(robots.crawl_delay(AGENT) or PAUSE)
        if pause > LONGEST_PAUSE:
            raise NotFetched(f"{host}: robots.txt asks for {pause:g} seconds between two pages")
        time.sleep(max(0.0, self._asked.get(host, 0.0) + pause - time.monotonic()))
        known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        page = self._once(url, {name: value for name, value in known.items() if value})
        self._asked[host] = time.monotonic()
        if page.received.http_status not in (200, 304):
            raise NotFetched(f"{url}: expected the page, found status {page.received.http_status}")
        return page

    def _rules(self, host: str) -> RobotFileParser:
        """Nothing is forbidden where there is no robots.txt, and everything where it cannot be read."""
        if host not in self._robots:
            page, rules = self._once(f"{host}/robots.txt", {}), RobotFileParser()
            status = page.received.http_status or 0
            if status >= 500:
                raise NotFetched(f"{host}: its robots.txt cannot be read (status {status})")
            rules.parse(page.body.decode("utf-8", "replace").splitlines() if status == 200 else [])
            self._robots[host] = rules
        return self._robots[host]

    def _once(self, url: str, headers: dict[str, str]) -> Page:
        from requests_hardened.ip_filter import InvalidIPAddress

        deadline, body = time.monotonic() + SECONDS, bytearray()
        try:
            with self._http.get(url, headers=headers, stream=True) as response:
                while chunk := response.raw.read1(1 << 16, decode_content=True):
                    body += chunk
                    if len(body) > LARGEST:
                        raise NotFetched(f"{url}: expected at most {LARGEST:,} bytes, found more")
                    if time.monotonic() > deadline:
                        raise NotFetched(f"{url}: not whole after {SECONDS:g} seconds")
        except InvalidIPAddress as error:
            raise NotFetched(f"{url}: leads to {error}, which is no address of the public internet") from error
        except (requests.RequestException, HTTPError, OSError) as error:
            raise NotFetched(f"{url}: {error}") from error
        told = response.headers.get
        return Page(bytes(body), Received(
            response.url, datetime.now(UTC), {}, response.status_code, told("ETag"), told("Last-Modified"),
            told("Content-Type"),
        ))  # fmt: skip
