"""Updates of one chat are handled in order, those of different chats side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, cast
from weakref import WeakValueDictionary

from telegram import Message, Update
from telegram.ext import BaseUpdateProcessor

from bot.albums import Albums, Handling

log = logging.getLogger(__name__)

AT_ONCE = 256
"""Updates under way, waiting ones included."""

Apology = Callable[[Update], Awaitable[None]]


class Lanes(BaseUpdateProcessor):
    """One lane a chat. An album's parts are one turn in it.

    ``apologise`` is called for an update that was cut short by `finish`.
    """

    def __init__(self, albums: Albums, apologise: Apology) -> None:
        super().__init__(AT_ONCE)
        self._albums = albums
        self._apologise = apologise
        self._lanes: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._under_way: set[asyncio.Task[Any]] = set()

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to let go of; `finish` comes before."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Have an update handled when its chat's earlier ones are."""
        handling = cast("Handling", coroutine)
        message = update.message if isinstance(update, Update) else None
        album = message if message and message.media_group_id else None
        if album and not self._albums.join(album, handling):
            return
        task = asyncio.current_task()
        if task:
            self._under_way.add(task)
        try:
            await self._in_turn(update, handling, album)
        except asyncio.CancelledError:
            if isinstance(update, Update):
                await self._apologise(update)
        finally:
            handling.close()
            if album:
                self._albums.forget(album)
            if task:
                self._under_way.discard(task)

    async def _in_turn(self, update: object, handling: Handling, album: Message | None) -> None:
        chat = update.effective_chat if isinstance(update, Update) else None
        lane = self._lanes.setdefault(chat.id if chat else 0, asyncio.Lock())
        async with lane:
            if album is None:
                await handling
                return
            whole = await self._albums.whole(album)
            await whole.lead()

    async def finish(self, within: float) -> None:
        """Let what is under way end; after ``within`` seconds cut the rest short, in words."""
        if not self._under_way:
            return
        _, left = await asyncio.wait(set(self._under_way), timeout=within)
        for task in left:
            task.cancel()
        if left:
            log.warning("stopping with %d updates unfinished", len(left))
            await asyncio.wait(left, timeout=2)
