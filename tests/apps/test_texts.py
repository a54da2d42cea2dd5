"""What is checked is the text: of a saved web page what a reader sees, of anything else as it stands."""

import time
from pathlib import Path

import pytest

from pipelines.apps import texts

PAGE = """<!-- saved -->
<!DOCTYPE html><html><head><title>Kenya</title><style>p { color: red }</style></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<h1>The economy</h1>
<p>Kenya has a population of
<b>53&nbsp;million</b> people.<p>It trades with Uganda &amp; Tanzania.</p>
<script>var population = "60 million";</script>
<svg><text>12</text></svg></body></html>"""


def test_of_a_page_what_a_reader_sees(tmp_path: Path) -> None:
    file = tmp_path / "kenya.html"
    file.write_text(PAGE, encoding="utf-8")
    assert texts.given(str(file)) == (
        "The economy\n\nKenya has a population of 53 million people.\n\nIt trades with Uganda & Tanzania.", "kenya",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["It is <b>so</b>.", "3 < 4 and 5 > 2", "The tag <html> begins a page."])
def test_what_is_no_page_is_left_as_it_stands(tmp_path: Path, text: str) -> None:
    file = tmp_path / "text.txt"
    file.write_text(text, encoding="utf-8")
    assert texts.given(str(file))[0] == texts.given(text)[0] == text


def test_what_is_no_text_says_what_to_do(tmp_path: Path) -> None:
    document = tmp_path / "speech.docx"
    document.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(ValueError, match=r"speech\.docx: expected text in UTF-8, found .*save it as plain text"):
        texts.given(str(document))
    with pytest.raises(ValueError, match=r"no page is fetched\. Save the page, and check its file"):
        texts.given("https://example.org/news/1")


def test_what_is_never_closed_reaches_to_the_end_and_a_script_holds_no_tags() -> None:
    assert texts.of_page("<html><p>Kenya</p><!-- a > b <p>hidden") == "Kenya"
    assert texts.of_page("<html><p>Kenya</p><a href='x") == "Kenya"
    assert (
        texts.of_page('<html><p title="a > b">Kenya <script>"</p><nav>" > 1</script>grew &#11111111;')
        == "Kenya grew \ufffd"
    )


@pytest.mark.parametrize(
    "piece", ["<!--a-->", "<!--", "<a ", "</", "<a b='", '<a b="c', "<?", "<!", "<script>", "&#1", "<nav>"]
)
def test_no_page_takes_longer_than_its_length(piece: str) -> None:
    started = time.monotonic()
    texts.decoded(("<html>" + piece * (300_000 // len(piece))).encode(), "page.html")
    texts.decoded((piece * (300_000 // len(piece))).encode(), "page.html")
    assert time.monotonic() - started < 5


def test_a_page_in_one_form_is_read_without_its_controls() -> None:
    page = "<html><body><form><select><option>2023</option></select><p>Kenya has 55 million people.</p></form></body></html>"
    assert texts.of_page(page) == "Kenya has 55 million people."
