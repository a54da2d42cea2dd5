"""The desk: from feeds to a page of checked statements of the day, each for a person to accept or to dismiss.

    feeds.py       which feeds there are, and what they list
    web.py         one polite request
    articles.py    from feeds to the day's articles, each with the statements that were read in it
    inbox.py       the statements of a day judged, in the order in which they are worth a look; what people decided
    pages.py       the page and the JSON feed of a day

Belongs here: what the press said, day by day. Does not belong here: how sentences are read (reader/), verdicts
(verdict/), the article files that are checked from then on (claims/articles.py), when it runs (defs/desk.py).
"""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pipelines.config import Settings
    from pipelines.desk.articles import Day, Statement
    from pipelines.fetching.http import Progress


class Outcome(NamedTuple):
    """What came of a run: the day, the statements that turned since new figures came, the files that were written."""

    day: "Day"
    turned: "list[tuple[date, Statement]]"
    pages: list[Path]


def run(settings: "Settings", day: date, progress: "Progress | None" = None, *, only_due: bool = False) -> Outcome:
    """Ask the feeds (of today alone: no feed tells what it listed on another day), judge, and write the pages.

    Raises InvalidFeeds for a feeds.yml that cannot be used, NotPublished where there are no figures.
    """
    from pipelines.desk import articles, inbox, pages
    from pipelines.fetching.http import no_progress
    from pipelines.warehouse import inputs

    with articles.alone(settings):
        if day == inputs.today() and not settings.offline:
            articles.collect(settings, day, progress or no_progress, only_due=only_due)
        turned = inbox.judge(settings, inputs.today())
    shown = dict.fromkeys([day, *(of for of, _ in turned)])
    written = [file for each in shown for file in pages.write(settings, each)]
    return Outcome(articles.load(settings, day), turned, written)
