"""One judge for all who ask at the same time: whatever has come in while it was busy is answered in its next pass.

Belongs here: collecting what is asked, and giving each its answer. Does not belong here: checking (check.py), HTTP
(serve.py).
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from pipelines.apps.check import Asked, CheckResult
from pipelines.config import Settings

Judge = Callable[[Settings, Sequence[Asked]], list[CheckResult | Exception]]
"""apps.check.together."""
AT_ONCE = 50
"""How many are judged in one pass."""
LINGER_SECONDS = 0.02
"""What comes so soon after the one before it is judged together with it."""

Item = TypeVar("Item")


class Desk:
    """Use as an asynchronous context manager; passes run one after the other in a thread of their own."""

    def __init__(self, settings: Settings, judge: Judge) -> None:
        self._settings, self._judge = settings, judge
        self._waiting: list[tuple[Asked, asyncio.Future[CheckResult]]] = []
        self._some = asyncio.Event()
        self._working: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Desk":
        self._working = asyncio.create_task(self._work())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._working:
            self._working.cancel()

    async def ask(self, asked: Asked) -> CheckResult:
        """The answer, once a pass had room for it. Raises what `check` raises."""
        answer: asyncio.Future[CheckResult] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        self._some.set()
        return await answer

    async def _work(self) -> None:
        while True:
            await self._some.wait()
            arrived = 0
            while arrived < len(self._waiting) < AT_ONCE:
                arrived = len(self._waiting)
                await asyncio.sleep(LINGER_SECONDS)
            batch, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
            if not self._waiting:
                self._some.clear()
            batch = [(asked, answer) for asked, answer in batch if not answer.done()]  # whoever left needs none
            if batch:
                self._give(batch, await _in_thread(lambda: self._judged([asked for asked, _ in batch])))  # noqa: B023

    def _judged(self, asked: list[Asked]) -> list[CheckResult | Exception]:
        try:
            return self._judge(self._settings, asked)
        except Exception as error:
            return [error] * len(asked)

    @staticmethod
    def _give(batch: list[tuple[Asked, "asyncio.Future[CheckResult]"]], results: list[CheckResult | Exception]) -> None:
        for (_, answer), each in zip(batch, results, strict=True):
            if answer.done():
                continue
            if isinstance(each, Exception):
                answer.set_exception(each)
            else:
                answer.set_result(each)


async def _in_thread(task: Callable[[], Item]) -> Item:
    """Like asyncio.to_thread, in a thread that keeps no process from ending."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Item] = loop.create_future()

    def run() -> None:
        result = task()
        loop.call_soon_threadsafe(lambda: None if done.done() else done.set_result(result))

    threading.Thread(target=run, daemon=True).start()
    return await done
