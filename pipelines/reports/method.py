"""The method as a page beside the reports: docs/method.md.

Belongs here: Markdown to HTML. Does not belong here: the text (docs/method.md), its tables (tools/method_tables.py).
"""

import re

from pipelines.config import METHOD
from pipelines.reports import html


def page() -> str:
    """The page, with the anchors that docs/method.md itself links to."""
    import markdown_it
    from markupsafe import Markup

    markdown = markdown_it.MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).enable("table")
    tokens = markdown.parse(_published(METHOD.read_text(encoding="utf-8")))
    title = ""
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = tokens[place + 1].content
            token.attrSet("id", _anchor(heading))
            if token.tag == "h1":
                title = heading
    # the title stands in the head of the page
    start = next(n for n, token in enumerate(tokens) if token.type == "heading_close") + 1
    body = markdown.renderer.render(tokens[start:], markdown.options, {})
    # a wide table scrolls by itself; nobody's text but the project's own is in it
    scroll = '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>'
    body = body.replace("<table>", scroll).replace("</table>", "</table></div>")
    return html.page("method.html", title=title, root="", body=Markup(body))  # noqa: S704


def _published(text: str) -> str:
    """Without what only the file needs: markers of generated blocks, and links to the documents beside it."""
    return re.sub(r"\[([^]]+)\]\([\w.-]+\.md\)", r"docs/\1", re.sub(r"<!--.*?-->\n", "", text))


def _anchor(heading: str) -> str:
    """As GitHub makes them: lower case, words joined by hyphens."""
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")
