"""Waiting for what a bot does in a chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.sandbox.messages import Message
from bot.sandbox.people import User

if TYPE_CHECKING:
    from bot.sandbox.world import World

SECONDS = 5.0
"""How long every wait lasts unless it is told otherwise."""


def _anything(_: Message) -> bool:
    return True


class Waiting:
    """The waits of a `Chat`; each raises TimeoutError when its time is up."""

    world: World
    history: list[Message]
    noticed: int

    async def next_from(
        self,
        sender: User,
        *,
        after: Message | None = None,
        where: Callable[[Message], bool] = _anything,
        timeout: float = SECONDS,  # noqa: ASYNC109 - a test reads better with it at the call
    ) -> Message:
        """The next message from somebody: after ``after``, or else the next one not told of.

        Not told of are messages younger than both the last that a user sent here and the last
        that this method returned, so that two calls in a row give two messages. What was
        deleted before it was asked for is passed over.
        """
        start = self.noticed if after is None else self._up_to(after)

        def find() -> Message | None:
            for message in self.history[start:]:
                if message.sender is sender and not message.deleted and where(message):
                    return message
            return None

        found = await self.world.events.until(find, timeout, f"a message from {sender.name}")
        self.noticed = max(self.noticed, self._up_to(found))
        found.noticed = len(found.edits)
        return found

    def _up_to(self, message: Message) -> int:
        """How many messages the history has up to this one."""
        return message.id - self.world.first_message_id + 1

    async def next_change(
        self,
        message: Message,
        *,
        where: Callable[[Message], bool] = _anything,
        timeout: float = SECONDS,  # noqa: ASYNC109 - a test reads better with it at the call
    ) -> Message:
        """The message, once it was edited or deleted since this or `next_from` told of it."""

        def find() -> Message | None:
            changed = len(message.edits) > message.noticed or message.deleted
            return message if changed and where(message) else None

        await self.world.events.until(find, timeout, f"a change of message {message.id}")
        message.noticed = len(message.edits)
        return message

    async def until(
        self,
        condition: Callable[[], object],
        *,
        timeout: float = SECONDS,  # noqa: ASYNC109 - a test reads better with it at the call
    ) -> None:
        """Wait until a condition on anything in the sandbox holds; looked at on every event."""
        await self.world.events.until(lambda: bool(condition()) or None, timeout, "a condition")
