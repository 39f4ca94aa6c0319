"""Pressed buttons, and the bots' answers to them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Generator
from dataclasses import dataclass

from bot.sandbox.people import Bot

ANSWER_SECONDS = 5.0


@dataclass(frozen=True)
class CallbackAnswer:
    """What the user saw after pressing: a notice, an alert, nothing (text "")."""

    text: str = ""
    alert: bool = False
    url: str | None = None


class Press:
    """One press of a button. Await it for the bot's `CallbackAnswer`.

    Awaiting raises TimeoutError when no answer comes within ``seconds``.
    """

    def __init__(self, bot: Bot) -> None:
        self.id = str(secrets.randbelow(2**63))
        self.bot = bot
        self.expired = False
        """Set it to have the server call an answer too late."""
        self.seconds = ANSWER_SECONDS
        self._answer: asyncio.Future[CallbackAnswer] = asyncio.get_running_loop().create_future()

    @property
    def answered(self) -> bool:
        """Whether the bot has answered."""
        return self._answer.done()

    def resolve(self, answer: CallbackAnswer) -> None:
        """The bot's answer has come."""
        self._answer.set_result(answer)

    def __await__(self) -> Generator[object, None, CallbackAnswer]:
        return self._wait().__await__()

    async def _wait(self) -> CallbackAnswer:
        async with asyncio.timeout(self.seconds):
            return await asyncio.shield(self._answer)
