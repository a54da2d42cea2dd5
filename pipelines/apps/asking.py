"""Publishers asked while a page waits: the button of `bilateral serve` that fetches what claims lack.

Belongs here: questions in the background, how far each is. Does not belong here: what is asked and judged (check.py),
pages (serve.py).

Each runs in a process of its own, one after the other, so that neither the publication that follows nor its memory is
the server's.
"""

import asyncio
import json
import secrets
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.config import Settings

MOST_WAITING = 10
KEPT = 200
SECONDS = 900.0
"""For asking, reading what came and publishing it; asking alone is bounded by ingest/needs.py."""


class Busy(Exception):  # noqa: N818 (says how it stands)
    """So many wait that one more had better come back."""


@dataclass
class Question:
    """A text whose claims lack figures, how far the asking is, and what came of it."""

    text: str
    said_on: date
    country: str | None = None
    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    step: str = "waiting for another question"
    done: bool = False
    fetched: list[dict[str, Any]] = field(default_factory=list)
    problem: str = ""


class Questions:
    """Use as an asynchronous context manager; leaving it ends what still runs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._asked: dict[str, Question] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Semaphore(1)

    async def __aenter__(self) -> "Questions":
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def find(self, name: str) -> Question | None:
        return self._asked.get(name)

    def begin(self, text: str, said_on: date, country: str | None = None) -> Question:
        """The question about this text: the one that is being asked, or a new one. Busy where too many wait."""
        waiting = [each for each in self._asked.values() if not each.done]
        for each in waiting:
            if (each.text, each.said_on, each.country) == (text, said_on, country):
                return each
        if len(waiting) >= MOST_WAITING:
            raise Busy
        question = Question(text, said_on, country)
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
            try:
                async with asyncio.timeout(SECONDS):
                    await self._follow(question)
            except TimeoutError:
                question.problem = f"it took longer than {SECONDS:g} seconds"
            finally:
                question.done = True

    async def _follow(self, question: Question) -> None:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", __name__, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 24
        )
        assert child.stdin and child.stdout
        try:
            child.stdin.write(_written(self._settings, question))
            child.stdin.close()
            question.problem = "the terminal in which `bilateral serve` runs says why"  # unless it says itself
            async for line in child.stdout:
                news = json.loads(line)
                question.step = news.get("step", question.step)
                question.fetched = news.get("fetched", question.fetched)
                question.problem = news.get("problem", question.problem)
            await child.wait()
        finally:
            if child.returncode is None:
                child.kill()


def _written(settings: Settings, question: Question) -> bytes:
    given = {
        "root": str(settings.root),
        "warehouse": str(settings.warehouse),
        "memory_limit": settings.memory_limit,
        "base_urls": settings.base_urls,
        "text": question.text,
        "said_on": question.said_on.isoformat(),
        "country": question.country,
    }
    return json.dumps(given).encode()


def _child() -> None:
    """One question from stdin; each step and what came of it as lines of JSON to stdout."""
    from pipelines.apps import check
    from pipelines.stores import snapshots

    def tell(**news: Any) -> None:
        print(json.dumps(news, default=str), flush=True)

    given = json.load(sys.stdin)
    settings = Settings(
        Path(given["root"]),
        Path(given["warehouse"]),
        memory_limit=given["memory_limit"],
        base_urls=given["base_urls"],
    )
    try:
        answer = check.check_and_fetch(
            settings,
            given["text"],
            date.fromisoformat(given["said_on"]),
            country=given.get("country"),
            progress=lambda step, done, total: tell(step=step),
        )
    except (ValueError, LookupError, OSError, RuntimeError) as error:
        tell(problem=snapshots.redact(str(error)))
    else:
        tell(fetched=answer["fetched"], problem="")


if __name__ == "__main__":
    _child()
