"""What happens in the sandbox, told to whoever listens: tests that wait, and the chat page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from bot.sandbox.errors import JSON

if TYPE_CHECKING:
    from bot.sandbox.chats import Chat
    from bot.sandbox.messages import Message
    from bot.sandbox.people import Bot


class EventKind(StrEnum):
    """What happened."""

    MESSAGE = "message"
    EDIT = "edit"
    DELETE = "delete"
    ACTION = "action"
    REACTION = "reaction"
    ANSWER = "answer"
    """A callback query was answered; ``detail`` holds text, alert and url."""
    MEMBERS = "members"
    COMMANDS = "commands"
    PRIVACY = "privacy"
    """A bot's privacy mode was switched; ``detail`` holds ``on``."""
    CALL = "call"
    """A bot's request came in, or is over; ``detail`` holds ``method`` and ``done``."""


@dataclass(frozen=True)
class Event:
    """One thing that happened, where, and to what."""

    kind: EventKind
    chat: Chat | None = None
    message: Message | None = None
    bot: Bot | None = None
    detail: JSON = field(default_factory=dict)


T = TypeVar("T")
Listener = Callable[[Event], None]


class Events:
    """Tells listeners of events, at once and in the order in which they subscribed."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call the listener on every event from now on, until the returned function is called."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def emit(self, event: Event) -> None:
        """Tell everybody who listens."""
        for listener in list(self._listeners):
            listener(event)

    async def stream(self) -> AsyncGenerator[Event, None]:
        """Every event from the first ``anext`` on; close the iterator to stop listening."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        unsubscribe = self.subscribe(queue.put_nowait)
        try:
            while True:
                yield await queue.get()
        finally:
            unsubscribe()

    async def until(self, find: Callable[[], T | None], seconds: float, what: str) -> T:
        """What ``find`` returns once it is neither None nor False; asked now and at each event.

        Raises:
            TimeoutError: nothing was found within so many seconds; the message says ``what``.
        """
        found = find()
        if found is not None and found is not False:
            return found
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        def look(_: Event) -> None:
            if future.done():
                return
            try:
                found = find()
            except Exception as error:
                future.set_exception(error)
            else:
                if found is not None and found is not False:
                    future.set_result(found)

        unsubscribe = self.subscribe(look)
        try:
            async with asyncio.timeout(seconds):
                return await future
        except TimeoutError:
            raise TimeoutError(f"waited {seconds} s for {what}") from None
        finally:
            unsubscribe()
