"""Messages that are edited as things go on, no faster than Telegram likes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram.error import TelegramError

log = logging.getLogger(__name__)

PAUSE = 2.0
"""Seconds between two edits of one message; what comes meanwhile is shown by the next."""

Show = Callable[[], Awaitable[object]]


class StatusLines:
    """One line a session: only its newest words are worth an edit, and nobody waits for it."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._newest: dict[int, Show] = {}
        self._keeping: dict[int, asyncio.Task[None]] = {}

    def put(self, line: int, show: Show) -> None:
        """Have ``show`` called for this line, unless something newer comes first."""
        self._newest[line] = show
        if line not in self._keeping:
            self._keeping[line] = asyncio.create_task(self._keep(line))

    async def _keep(self, line: int) -> None:
        try:
            while show := self._newest.pop(line, None):
                try:
                    await show()
                except TelegramError as error:
                    log.warning("a status could not be shown: %s", type(error).__name__)
                await asyncio.sleep(self._pause)
        finally:
            del self._keeping[line]

    async def last(self, line: int, show: Show) -> None:
        """Show the line's last words now; nothing follows them."""
        self._newest.pop(line, None)
        if keeping := self._keeping.get(line):
            keeping.cancel()
            await asyncio.wait([keeping])
        try:
            await show()
        except TelegramError as error:
            log.warning("a status could not be shown: %s", type(error).__name__)

    async def close(self) -> None:
        """Show what is still waiting, at once."""
        for line in list(self._keeping):
            if show := self._newest.get(line):
                await self.last(line, show)
            else:
                self._keeping[line].cancel()
