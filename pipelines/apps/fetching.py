"""Publishers asked while a page waits: the button of `bilateral serve` that fetches what claims lack.

Belongs here: questions in the background, one after the other, and how far each is. Does not belong here: what is
asked and judged (check.py), pages (page.py).
"""

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.config import Settings

MOST_WAITING = 10
KEPT = 200


class Busy(Exception):  # noqa: N818 (says how it stands)
    """So many wait that one more had better come back."""


@dataclass
class Question:
    """A text whose claims lack figures, how far the asking is, and what came of it."""

    text: str
    said_on: date
    country: str | None = None
    read_by: str = "patterns"
    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    step: str = "waiting for another question"
    done: bool = False
    fetched: list[dict[str, Any]] = field(default_factory=list)
    problem: str = ""


class Questions:
    """All questions of a server; the publishers get one at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._asked: dict[str, Question] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Semaphore(1)

    def find(self, name: str) -> Question | None:
        return self._asked.get(name)

    def begin(self, text: str, said_on: date, country: str | None, read_by: str) -> Question:
        """The question about this text: the one that is being asked, or a new one. Busy where too many wait."""
        waiting = [each for each in self._asked.values() if not each.done]
        for each in waiting:
            if (each.text, each.said_on, each.country, each.read_by) == (text, said_on, country, read_by):
                return each
        if len(waiting) >= MOST_WAITING:
            raise Busy
        question = Question(text, said_on, country, read_by)
        self._asked[question.id] = question
        for old in [each for each in self._asked.values() if each.done][:-KEPT]:
            del self._asked[old.id]
        task = asyncio.create_task(self._ask(question))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return question

    async def _ask(self, question: Question) -> None:
        async with self._turn:
            question.step = "starting"
            await asyncio.to_thread(_fetch, self._settings, question)
            question.done = True


def _fetch(settings: Settings, question: Question) -> None:
    """Ask the publishers, publish what came, and leave in the question what came of it."""
    from pipelines.apps import check, faults
    from pipelines.stores import snapshots

    def tell(step: str, done: int, total: int | None) -> None:
        question.step = step

    try:
        answer = check.check_and_fetch(
            settings, question.text, question.said_on, country=question.country, read_by=question.read_by, progress=tell
        )
    except Exception as error:
        question.problem = snapshots.redact(faults.in_words(error, lambda: settings))
    else:
        question.fetched = answer["fetched"]
