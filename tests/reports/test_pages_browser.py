"""Pages in a real browser: three widths, light and dark, with and without scripts; and the server that shows them."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from published import ARTICLE, project
from serving import ask, running

from pipelines.apps import check as checking
from pipelines.apps.check import check
from pipelines.config import Settings
from pipelines.reports import html


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    with running(project()) as found:
        yield found


class Visit:
    """A tab that notes what a page must not do."""

    def __init__(self, browser: Any, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.tab = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("request", lambda request: self.requests.append(request.url))

    def __enter__(self) -> "Visit":
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


def pages() -> list[Path]:
    """Of each kind of page the one that holds most."""
    reports = project().reports
    largest = [max((reports / kind).glob("*.html"), key=lambda p: p.stat().st_size) for kind in ("indicator", "pair")]
    return [reports / ARTICLE / "index.html", reports / "index.html", reports / "method.html", *largest]


@pytest.mark.parametrize(
    ("width", "scheme", "scripts"),
    [(360, "dark", True), (768, "light", True), (1280, "dark", True), (360, "light", False), (1280, "light", False)],
)
def test_pages_fit_and_ask_for_nothing(browser: Any, width: int, scheme: str, scripts: bool) -> None:
    options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "java_script_enabled": scripts}
    with Visit(browser, **options) as visit:
        for path in pages():
            visit.tab.goto(path.as_uri())
            assert visit.complaints == [], path
            assert visit.requests == [path.as_uri()], path
            visit.requests.clear()
            if scripts:
                wide = visit.tab.evaluate(
                    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
                )
                assert wide[0] <= wide[1], path
                shade = visit.tab.evaluate("getComputedStyle(document.body).backgroundColor")
                assert shade == {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 20, 18)"}[scheme]


TORN = """() => [...document.querySelectorAll("th, td")].filter(cell => {
  const style = getComputedStyle(cell), pen = document.createElement("canvas").getContext("2d")
  pen.font = style.font
  const room = cell.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) + 1
  return !cell.closest(".scroll") && style.display != "none"
    && cell.textContent.trim().split(/\\s+/).some(word => word.length < 20 && pen.measureText(word).width > room)
}).map(cell => cell.textContent.trim())"""
"""Cells outside of what scrolls that are narrower than one of their words."""


def test_a_phone_tears_no_word_of_a_table(browser: Any) -> None:
    indicators = sorted((project().reports / "indicator").glob("*.html"))
    with Visit(browser, viewport={"width": 360, "height": 900}) as visit:
        for path in [*pages(), *indicators]:
            visit.tab.goto(path.as_uri())
            assert visit.tab.evaluate(TORN) == [], path


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing_serious(browser: Any, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with Visit(browser, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True) as visit:
        for path in pages():
            visit.tab.goto(path.as_uri())
            found = Axe().run(visit.tab).response["violations"]
            serious = [
                (v["id"], v["help"], v["nodes"][0]["html"][:200])
                for v in found
                if v["impact"] in ("serious", "critical")
            ]
            assert serious == [], path


def test_every_chart_has_a_text_beside_it(browser: Any) -> None:
    with Visit(browser) as visit:
        visit.tab.goto((project().reports / ARTICLE / "index.html").as_uri())
        charts = visit.tab.locator("figure .plot > svg")
        assert charts.count() >= 10
        for chart in charts.all():
            assert chart.get_attribute("role") == "img"
            assert len(chart.get_attribute("aria-label") or "") > 40
            assert (chart.bounding_box() or {"height": 0})["height"] > 40


def test_marks_stand_where_their_values_say(browser: Any) -> None:
    """The claim of 24 trillion: what misses stands left of the stated number, what holds right of it."""
    with Visit(browser, viewport={"width": 1280, "height": 900}) as visit:
        visit.tab.goto((project().reports / ARTICLE / "index.html").as_uri())
        chart = visit.tab.locator("#economic-output figure").first.locator(".plot > svg")
        stated = chart.locator("line.stated").bounding_box()["x"]
        checked = 0
        for title in chart.locator("circle.dot > title").all():
            box = title.locator("xpath=..").bounding_box()
            text = title.text_content()
            if "23,7" in text or "23,8" in text:
                assert box["x"] + box["width"] / 2 < stated
                checked += 1
            if "24,2" in text:
                assert box["x"] + box["width"] / 2 > stated
                checked += 1
        assert checked >= 3


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_number_opens_its_sql_in_two_clicks(browser: Any, scripts: bool) -> None:
    with Visit(browser, java_script_enabled=scripts) as visit:
        visit.tab.goto((project().reports / ARTICLE / "index.html").as_uri())
        number = visit.tab.locator("#population .why a.num")
        number.click()
        target = visit.tab.locator(number.get_attribute("href"))
        target.wait_for()
        assert "select" in target.text_content()
        source = target.locator("xpath=../h4//a").first
        source.click()
        entry = visit.tab.locator(source.get_attribute("href"))
        entry.wait_for()
        assert "Licence" in entry.text_content()


def test_a_chart_leads_to_its_table(browser: Any) -> None:
    with Visit(browser) as visit:
        visit.tab.goto((project().reports / ARTICLE / "index.html").as_uri())
        table = visit.tab.locator("#population .readings")
        assert not table.is_visible()
        visit.tab.locator("#population figcaption a", has_text="table below").click()
        table.wait_for()


def test_copying_takes_the_whole_query(browser: Any) -> None:
    with Visit(browser, permissions=["clipboard-read", "clipboard-write"]) as visit:
        visit.tab.goto((project().reports / ARTICLE / "index.html").as_uri())
        visit.tab.locator("#population summary", has_text="readings in a table").click()
        visit.tab.locator("#population details[open] button").first.click()
        visit.tab.locator("#population details[open] button", has_text="Copied").wait_for()
        copied = visit.tab.evaluate("navigator.clipboard.readText()")
        assert copied == visit.tab.locator("#population details[open] pre").first.text_content()


def test_a_keyboard_reaches_the_content_and_shows_where_it_is(browser: Any) -> None:
    with Visit(browser) as visit:
        visit.tab.goto((project().reports / ARTICLE / "index.html").as_uri())
        visit.tab.keyboard.press("Tab")
        assert visit.tab.evaluate("document.activeElement.textContent") == "Skip to the content"
        assert visit.tab.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
        visit.tab.keyboard.press("Enter")
        visit.tab.wait_for_function("location.hash === '#content'")


def test_paper_is_white_and_carries_addresses(browser: Any) -> None:
    with Visit(browser, color_scheme="dark") as visit:
        visit.tab.goto((project().reports / ARTICLE / "index.html").as_uri())
        visit.tab.emulate_media(media="print")
        assert visit.tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        address = visit.tab.evaluate("getComputedStyle(document.querySelector('.events a'), '::after').content")
        assert "attr(href)" in address or "http" in address
        assert "https://data.imf.org" in visit.tab.locator("#source-imf_weo").text_content()
        # what is folded on a screen is open on paper, apart from the SQL
        visit.tab.locator("#population .readings").wait_for()
        assert not visit.tab.locator("#population pre").first.is_visible()


# The server


def test_pasted_text_comes_back_annotated(browser: Any, address: tuple[str, int]) -> None:
    text = "China, Japan and South Korea have a combined population of nearly 1.6 billion. <b>They</b> will hedge."
    with Visit(browser) as visit:
        visit.tab.goto(f"http://{address[0]}:{address[1]}/")
        visit.tab.fill("#text", text)
        visit.tab.fill("#said_on", "2025-03-22")
        visit.tab.click("button[type=submit]")
        visit.tab.locator("#result").wait_for()
        assert visit.complaints == []
        assert visit.tab.locator("mark.supported").text_content().startswith("China, Japan and South Korea")
        assert visit.tab.locator(".text").text_content() == text
        assert visit.tab.locator(".verdict .badge").first.text_content().endswith("Supported")
        figures = visit.tab.locator(".readings a.num").all_text_contents()
        answer = check(project(), text, date(2025, 3, 22))
        assert len(figures) == len(answer["claims"][0]["readings"])
        # the charts are those of a report on the same claim
        drawn = visit.tab.locator("figure .plot > svg")
        report = browser.new_page()
        report.goto((project().reports / ARTICLE / "index.html").as_uri())
        of_report = report.locator("#population figure .plot > svg")
        assert [chart.inner_html() for chart in drawn.all()] and drawn.count() == of_report.count()
        for mine, theirs in zip(drawn.all(), of_report.all(), strict=True):
            places = [
                [dot.get_attribute("cx") for dot in chart.locator("circle.dot").all()] for chart in (mine, theirs)
            ]
            assert places[0] == places[1]
        report.close()
        assert visit.tab.locator("#source-worldbank_wdi a").first.get_attribute("href").startswith("https://")
        visit.tab.locator(".masthead a", has_text="Reports").click()
        visit.tab.locator("h3 a").first.click()
        visit.tab.locator("h1").wait_for()
        assert visit.complaints == []
        assert all(url.startswith(f"http://{address[0]}:{address[1]}/") for url in visit.requests)


TEXT = (
    "China, Japan and South Korea have an economic output exceeding $24 trillion and a combined population of nearly "
    "1.6 billion. The 28,500 U.S. troops stationed in South Korea are not enough. Both states are hedging their bets."
)


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_answer_is_sent_by_keyboard_fits_and_passes_axe(
    browser: Any, address: tuple[str, int], width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    def serious() -> list[str]:
        found = Axe().run(visit.tab).response["violations"]
        return [v["id"] for v in found if v["impact"] in ("serious", "critical")]

    options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "bypass_csp": True}
    with Visit(browser, **options) as visit:
        visit.tab.goto(f"http://{address[0]}:{address[1]}/")
        assert serious() == []
        for _ in range(9):  # over the skip link and the masthead
            visit.tab.keyboard.press("Tab")
            if visit.tab.evaluate("document.activeElement.id") == "text":
                break
        assert visit.tab.evaluate("document.activeElement.id") == "text"
        visit.tab.keyboard.type(TEXT)
        visit.tab.fill("#said_on", "2025-03-22")
        visit.tab.focus("button[type=submit]")
        visit.tab.keyboard.press("Enter")
        visit.tab.locator("section.claim .statement").first.wait_for()
        assert serious() == []
        wide = visit.tab.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1]
        # two statements of one sentence are both within reach
        assert visit.tab.locator(".text mark").first.locator("~ a.ref").count() == 3
        assert visit.tab.locator(".text mark").count() == 3, "what was not checked is marked, too"
        visit.tab.locator(".text mark").first.focus()
        card = visit.tab.evaluate(
            "getComputedStyle(document.querySelector('.text mark'), '::after').content + "
            "getComputedStyle(document.querySelector('.text mark'), '::after').display"
        )
        assert "billion" in card and "The claim holds" in card and card.endswith("block")
        wide = visit.tab.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1]
        assert visit.complaints == []


@pytest.mark.parametrize(
    "path",
    ["/reports/../bilateral.duckdb", "/reports/%2e%2e/bilateral.duckdb", "/reports/..%2fbilateral.duckdb",
     "/reports//etc/passwd", "/reports/%00", "/reports/index.html%00.html", "/reports/missing.html", "/etc/passwd",
     "/reports/..\\..\\x.html"],
)  # fmt: skip
def test_only_reports_are_served(address: tuple[str, int], path: str) -> None:
    status, _, text = ask(address, "GET", path)
    assert status == 404 and "root:" not in text


def test_a_link_out_of_the_folder_is_not_followed(address: tuple[str, int], tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("secret")
    link = project().reports / "link.html"
    link.symlink_to(secret)
    try:
        assert ask(address, "GET", "/reports/link.html")[0] == 404
    finally:
        link.unlink()


def test_answers_are_locked_down(address: tuple[str, int]) -> None:
    for path in ("/", "/reports/", f"/reports/{ARTICLE}/index.html", f"/reports/{ARTICLE}/report.json", "/nothing"):
        _, headers, _ = ask(address, "GET", path)
        assert (
            headers["Content-Security-Policy"]
            == html.policy("connect-src 'self'", scripts=html.SCRIPTS) + "; frame-ancestors 'none'"
        )
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Python" not in headers["Server"]
    status, headers, text = ask(address, "HEAD", "/")
    assert (status, text) == (200, "") and int(headers["Content-Length"]) > 1000
    assert ask(address, "GET", "/favicon.ico")[::2] == (204, "")


def test_other_hosts_and_other_pages_are_refused(address: tuple[str, int]) -> None:
    form = urlencode({"text": "x", "said_on": "2025-01-01"})
    assert ask(address, "GET", "/", Host="evil.example")[0] == 400
    assert ask(address, "GET", "/", Host="[")[0] == 400
    assert ask(address, "GET", "/", Host="localhost:1")[0] == 200
    assert ask(address, "POST", "/", form, Origin="https://evil.example")[0] == 403
    assert ask(address, "POST", "/", form, Origin="null")[0] == 403


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [
        ({"text": "x", "said_on": "yesterday"}, 400, "is no day"),
        ({"text": " \n", "said_on": "2025-01-01"}, 400, "no text to check"),
        ({"text": "x" * 100_001, "said_on": "2025-01-01"}, 413, "longer than 100,000"),
        ({}, 400, "is no day"),
        ({str(n): "x" for n in range(20)}, 400, "Expected the fields"),
    ],
)
def test_bad_forms_are_told_why(address: tuple[str, int], fields: dict[str, str], status: int, says: str) -> None:
    found, _, text = ask(address, "POST", "/", urlencode(fields))
    assert found == status and says in text


def test_bad_requests_are_told_why(address: tuple[str, int]) -> None:
    assert ask(address, "POST", "/", "{}", Content_Type="application/json")[0] == 415
    assert ask(address, "POST", "/", "a" * 500_000)[0] == 413
    assert ask(address, "POST", "/elsewhere", "a=b")[0] == 404
    assert ask(address, "PUT", "/", "a=b")[0] == 405


def test_what_went_wrong_is_not_shown_to_the_page(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(settings: Settings, *asked: Any) -> Any:
        raise RuntimeError(f"at {settings.warehouse}")

    monkeypatch.setattr(checking, "with_report", broken)
    with running(Settings(warehouse_dir=tmp_path)) as address:
        status, _, text = ask(address, "POST", "/", urlencode({"text": "x", "said_on": "2025-01-01"}))
    assert status == 500 and str(tmp_path) not in text
    assert str(tmp_path) in capfd.readouterr().err


def test_the_page_shows_what_the_command_prints(address: tuple[str, int]) -> None:
    text = "an economic output of 24 trillion dollars; <script>alert(1)</script> China has 1.4 billion people."
    answer = check(project(), text, date(2025, 3, 22))
    _, _, page = ask(address, "POST", "/", urlencode({"text": text, "said_on": "2025-03-22"}))
    assert "<script>alert" not in page
    assert page.count("<figure") > 0
    for item in answer["claims"]:
        for row in item["readings"]:
            assert row["value"] is None or html.words.number(row["value"], row["unit"]) in page
    json.dumps(answer, default=str)


def test_hostile_text_comes_back_as_text(browser: Any, address: tuple[str, int]) -> None:
    text = (
        "</textarea><script>alert(1)</script><img src=x onerror=alert(2)> Japan has 125 million people'; drop table x; -- "
        "\u202egnp.exe\u2066 [x](javascript:alert(3)) 🧨 " + "long " * 200 + " China has 1.4 billion people."
    )  # fmt: skip
    with Visit(browser, viewport={"width": 360, "height": 900}) as visit:
        visit.tab.goto(f"http://{address[0]}:{address[1]}/")
        visit.tab.fill("#text", text)
        visit.tab.fill("#said_on", "2025-03-22")
        visit.tab.click("button[type=submit]")
        visit.tab.locator("#result").wait_for()
        assert visit.complaints == []
        assert visit.tab.locator("main img, main script, main a[href^='javascript']").count() == 0
        assert "\u202e" not in visit.tab.locator(".text").text_content()
        wide = visit.tab.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1]
