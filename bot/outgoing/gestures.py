"""What makes the bot pleasant, and what no answer ever depends on."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from telegram import Message
from telegram.constants import ChatAction
from telegram.error import InvalidToken, TelegramError

log = logging.getLogger(__name__)

T = TypeVar("T")

ACTION_LASTS = 4.5
"""Seconds after which Telegram's clients are about to stop showing a chat action."""
PATIENCE = 8.0
"""Seconds after which somebody who waits is told why."""


class Gestures:
    """Calls that a Bot API server may lack or refuse: tried, noted once, never in the way."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._noted: set[str] = set()
        self._lacking: set[str] = set()
        self._under_way: set[asyncio.Task[None]] = set()

    async def attempt(self, method: str, call: Callable[[], Awaitable[T]]) -> T | None:
        """The call's result, or None where it failed or the server is known to lack it."""
        if method in self._lacking:
            return None
        try:
            return await call()
        except TelegramError as error:
            # An unknown method is a 404, which the library reports as a wrong token.
            if isinstance(error, InvalidToken):
                self._lacking.add(method)
            if method not in self._noted:
                self._noted.add(method)
                log.warning("%s failed and is done without: %s", method, type(error).__name__)
            return None

    @asynccontextmanager
    async def working(self, message: Message, why: Callable[[], str]) -> AsyncIterator[None]:
        """Show that the bot is at work on ``message``, and after a while say ``why`` it takes so
        long; the explanation goes when the answer is there."""
        over = asyncio.Event()
        task = asyncio.create_task(self._attend(message, why, over))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            yield
        finally:
            over.set()

    async def _attend(self, message: Message, why: Callable[[], str], over: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        explain_at = loop.time() + self._patience
        explanation: Message | None = None
        while not over.is_set():
            await self.attempt("sendChatAction", lambda: _show_at_work(message))
            if loop.time() >= explain_at and not over.is_set():
                explain_at = math.inf
                explanation = await self.attempt("sendMessage", lambda: message.reply_text(why()))
            try:
                left = explain_at - loop.time()
                async with asyncio.timeout(min(ACTION_LASTS, max(left, 0.05))):
                    await over.wait()
            except TimeoutError:
                continue
        if explanation is not None:
            await self.attempt("deleteMessage", explanation.delete)

    async def close(self) -> None:
        """Wait for the last of them."""
        if self._under_way:
            await asyncio.wait(self._under_way)


async def _show_at_work(message: Message) -> None:
    topic = message.message_thread_id if message.is_topic_message else None
    await message.chat.send_action(ChatAction.UPLOAD_PHOTO, message_thread_id=topic)
