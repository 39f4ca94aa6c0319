"""Messages that are edited as things go on, no faster than Telegram likes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from telegram.error import TelegramError

log = logging.getLogger(__name__)

PAUSE = 2.0
"""Seconds between two edits of one message; what comes meanwhile is shown by the next."""

Show = Callable[[], Awaitable[object]]


@dataclass(eq=False)
class Line:
    """What is to be shown next, and whether anybody waits for it."""

    newest: Show | None
    hurry: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class StatusLines:
    """Lines by number: only a line's newest words are worth an edit, and nobody waits for it."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._lines: dict[int, Line] = {}

    def put(self, number: int, show: Show) -> None:
        """Have ``show`` called for this line, unless something newer comes first."""
        line = self._lines.get(number)
        if line is None:
            line = self._lines[number] = Line(show)
            line.task = asyncio.create_task(self._keep(number, line))
        else:
            line.newest = show

    async def last(self, number: int, show: Show) -> None:
        """Show a line's last words as soon as an edit under way is over, and wait for that."""
        self.put(number, show)
        line = self._lines[number]
        line.hurry.set()
        if line.task is not None:
            await line.task

    async def close(self) -> None:
        """Show what is still waiting."""
        lines = list(self._lines.values())
        for line in lines:
            line.hurry.set()
        await asyncio.gather(*(line.task for line in lines if line.task))

    async def _keep(self, number: int, line: Line) -> None:
        while line.newest is not None:
            show, line.newest = line.newest, None
            try:
                await show()
            except TelegramError as error:
                log.warning("a status could not be shown: %s", type(error).__name__)
            except Exception:
                log.exception("a status could not be shown")
            try:
                async with asyncio.timeout(self._pause):
                    await line.hurry.wait()
            except TimeoutError:
                continue
        del self._lines[number]
