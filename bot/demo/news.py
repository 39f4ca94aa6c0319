"""What happens in the chats, told to every open page as it happens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from tornado.iostream import StreamClosedError

from bot.demo.gate import DemoHandler
from bot.demo.shown import commands_json, message_json, state_json
from bot.demo.world import Demo
from bot.sandbox import Event, EventKind, Message
from bot.sandbox.errors import JSON

PAUSE = 15.0
"""Seconds of silence after which a line is sent that says nothing."""
PATIENCE = 30.0
"""Seconds that a page may take to read what it was sent."""
MOST = 500
"""How many things a page may lag behind; beyond that it is told everything anew."""

Name = tuple[str, int, int]
Telling = Callable[[], tuple[str, JSON]]


class Pending:
    """What one page has still to be told: of each thing once, as it is when the page reads it.

    So a page that reads slowly, or not at all, costs no more than `MOST` entries.
    """

    def __init__(self, demo: Demo) -> None:
        self._demo = demo
        self._tellings: dict[Name, Telling] = {}
        self._news = asyncio.Event()
        self.everything()

    def everything(self) -> None:
        """Have the page told the whole state, in place of all that is pending."""
        self._tellings.clear()
        self._put(("state", 0, 0), lambda: ("state", state_json(self._demo)))

    def heard(self, event: Event) -> None:
        """Note what happened in the sandbox."""
        chat, message = event.chat, event.message
        if event.kind is EventKind.MEMBERS or self._is_new(event):
            self.everything()
        elif event.kind is EventKind.PRIVACY:
            self._put(("privacy", 0, 0), lambda: ("privacy", {"on": self._demo.bot.privacy}))
        elif event.kind is EventKind.COMMANDS:
            for one in self._demo.chats:
                self._put(
                    ("commands", one.id, 0),
                    lambda chat=one: ("commands", commands_json(self._demo, chat)),  # type: ignore[misc]
                )
        elif event.kind is EventKind.ACTION and chat:
            action = {"chat": chat.id, "action": event.detail["action"]}
            self._put(("action", chat.id, 0), lambda: ("action", action))
        elif message and chat:
            self._put(("message", chat.id, message.id), lambda: _message(message))

    def _is_new(self, event: Event) -> bool:
        """Whether a chat begins that the page has not heard of."""
        chat, demo = event.chat, self._demo
        if event.kind is not EventKind.MESSAGE or chat in {demo.private, demo.group, None}:
            return False
        return len(chat.history) == 1

    def wake(self) -> None:
        """Let whoever waits in `take` look up."""
        self._news.set()

    async def take(self, pause: float = PAUSE) -> list[tuple[str, JSON]]:
        """The next things to tell, which count as told; none after a pause, or when woken."""
        try:
            async with asyncio.timeout(pause):
                await self._news.wait()
        except TimeoutError:
            return []
        self._news.clear()
        tellings = list(self._tellings.values())
        self._tellings.clear()
        return [telling() for telling in tellings]

    def _put(self, name: Name, telling: Telling) -> None:
        # What comes anew goes to the end: a bot that types after its message is still typing.
        self._tellings.pop(name, None)
        self._tellings[name] = telling
        self._news.set()
        if len(self._tellings) > MOST:
            self.everything()


class EventsHandler(DemoHandler):
    """``/demo/events``: Server-Sent Events until the page is closed."""

    _pending: Pending | None = None

    async def get(self) -> None:
        """The state, then whatever happens."""
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        self._pending = Pending(self.demo)
        unsubscribe = self.sandbox.events.subscribe(self._pending.heard)
        try:
            self.write("retry: 1000\n\n")
            while True:
                await asyncio.wait_for(self.flush(), PATIENCE)
                self._tell(await self._pending.take())
        except (StreamClosedError, TimeoutError):
            self.drop()
        finally:
            unsubscribe()

    def _tell(self, things: list[tuple[str, JSON]]) -> None:
        for kind, data in things:
            self.write(f"event: {kind}\ndata: {json.dumps(data)}\n\n")
        if not things:
            self.write(": still here\n\n")

    def on_connection_close(self) -> None:
        """Find out at once that nobody is there any more."""
        if self._pending:
            self._pending.wake()


def _message(message: Message) -> tuple[str, JSON]:
    if message.deleted:
        return "delete", {"chat": message.chat.id, "id": message.id}
    return "message", message_json(message)
