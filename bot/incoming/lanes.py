"""Updates of one chat are handled in order, those of different chats side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from enum import StrEnum
from typing import Any, cast
from weakref import WeakValueDictionary

from telegram import Message, Update
from telegram.ext import BaseUpdateProcessor

from bot.incoming.albums import Album, Albums, Handling

log = logging.getLogger(__name__)

AT_ONCE = 10_000
"""Updates under way, those included that wait for their turn: a busy chat takes no other's."""

Apology = Callable[[Sequence[Message]], Awaitable[None]]
Test = Callable[[Message], object]


class Lane(StrEnum):
    """What of a chat waits for its like alone."""

    ORDINARY = "ordinary"
    HURRIED = "hurried"
    """Many of them would else fill the line to Telegram."""
    PRESSES = "presses"
    """Whoever presses a button watches it until it is answered, whatever the chat waits for."""


class Lanes(BaseUpdateProcessor):
    """One lane a chat, and one for its presses of buttons. An album's parts are one turn in it.

    ``hurried`` tells which messages need not wait for what their chat sent before.
    ``apologise`` is called with the messages of each chat that `finish` cut short.
    """

    def __init__(self, albums: Albums, hurried: Test, apologise: Apology) -> None:
        super().__init__(AT_ONCE)
        self._albums = albums
        self._hurried = hurried
        self._apologise = apologise
        self._lanes: WeakValueDictionary[tuple[int, Lane], asyncio.Lock] = WeakValueDictionary()
        self._under_way: dict[asyncio.Task[Any], Album | Message | None] = {}

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to let go of; `finish` comes before."""

    def busy(self, chat_id: int) -> bool:
        """Whether something of the chat is being handled, or waits to be."""
        lane = self._lanes.get((chat_id, Lane.ORDINARY))
        return lane is not None and lane.locked()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Have an update handled when its chat's earlier ones are."""
        handling = cast("Handling", coroutine)
        message = update.message if isinstance(update, Update) else None
        album = None
        if message and message.media_group_id:
            album = self._albums.join(message, handling)
            if album is None:
                return
        task = asyncio.current_task()
        if task:
            self._under_way[task] = album or message
        try:
            await self._in_turn(update, handling, album)
        finally:
            handling.close()
            if album:
                self._albums.forget(album)
            if task:
                self._under_way.pop(task, None)

    async def _in_turn(self, update: object, handling: Handling, album: Album | None) -> None:
        async with AsyncExitStack() as turn:
            # Nothing that holds a later lane of these ever waits for an earlier one.
            for key in self._lanes_of(update):
                await turn.enter_async_context(self._lanes.setdefault(key, asyncio.Lock()))
            if album is None:
                await handling
                return
            await self._albums.whole(album)
            await album.lead()

    def _lanes_of(self, update: object) -> list[tuple[int, Lane]]:
        """The lanes in which an update has to have its turn."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if not isinstance(update, Update) or chat is None:
            return [(0, Lane.ORDINARY)]
        if update.callback_query is not None:
            return [(chat.id, Lane.PRESSES)]
        message = update.message
        if message is None:
            return [(chat.id, Lane.ORDINARY)]
        if self._hurried(message):
            return [(chat.id, Lane.HURRIED)]
        # A group gets another id once it is done with what came before; what comes after waits.
        ids = [message.migrate_to_chat_id, chat.id, message.migrate_from_chat_id]
        return [(one, Lane.ORDINARY) for one in ids if one]

    async def finish(self, within: float, apologies: float) -> None:
        """Let what is under way end; after ``within`` seconds cut the rest short.

        Every chat that is cut short is told so, in ``apologies`` seconds at most.
        """
        if self._under_way:
            await asyncio.wait(set(self._under_way), timeout=within)
        left = dict(self._under_way)
        if not left:
            return
        log.warning("stopping with %d updates unfinished", len(left))
        for task in left:
            task.cancel()
        unanswered: dict[int, list[Message]] = {}
        for cut in left.values():
            for message in cut.messages if isinstance(cut, Album) else [cut] if cut else []:
                unanswered.setdefault(message.chat_id, []).append(message)
        telling = [asyncio.ensure_future(self._apologise(them)) for them in unanswered.values()]
        _, late = await asyncio.wait([*left, *telling], timeout=apologies)
        for task in late:
            task.cancel()
