"""The sandbox as a whole: a world, the server in front of it, and the record of calls."""

from __future__ import annotations

import asyncio
import socket
import time
from dataclasses import dataclass
from typing import Any

import tornado.httpserver
import tornado.web
from tornado.routing import PathMatches, Rule

from bot.sandbox.errors import JSON
from bot.sandbox.events import Event, EventKind
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.handlers import FileHandler, Handler, MethodHandler, NothingHere
from bot.sandbox.people import Bot
from bot.sandbox.world import World

HOST = "127.0.0.1"
MAX_BODY_BYTES = 128 * 1024 * 1024


@dataclass(eq=False)
class Call:
    """A request that a bot made: ``method`` as documented, "file" for a download.

    ``params`` has JSON decoded and uploads as `Upload`; ``at`` is `time.monotonic`.
    ``error`` is the code of a refusal, None while it runs and after success.
    """

    method: str
    params: JSON
    at: float
    bot: Bot
    done: bool = False
    error: int | None = None
    fault: Fault | None = None


class Sandbox(World):
    """A Bot API server on loopback, and the world behind it.

    Use it as ``async with Sandbox() as sandbox``; all of it belongs to the event loop in which
    it was entered. ``port`` 0 takes a free one. ``record`` is how many calls are remembered, with
    all that was uploaded in them; None remembers every one.
    """

    def __init__(
        self, *, port: int = 0, record: int | None = None, first_message_id: int = 1
    ) -> None:
        super().__init__(first_message_id=first_message_id)
        self._pages: list[tuple[str, type[Handler], JSON]] = []
        self._record = record
        self._works = 0
        self.port = port
        self.faults = Faults()
        self.calls: list[Call] = []
        """The requests with a known token, in order of arrival."""
        self.failures: list[BaseException] = []
        """Errors of the sandbox itself: a test that uses it may want this to stay empty."""
        self._server: tornado.httpserver.HTTPServer | None = None

    @property
    def url(self) -> str:
        """Where it listens, such as ``http://127.0.0.1:8081``."""
        return f"http://{HOST}:{self.port}"

    def serve(self, path: str, handler: type[Handler], **given: Any) -> None:
        """Serve a page of one's own beside the Bot API; ``path`` is a regular expression.

        Call it before `start`. A `Handler` lets in nobody from beyond this machine, and has
        the sandbox as ``self.sandbox``; what is ``given`` goes to its ``initialize``.
        """
        self._pages.append((path, handler, {"sandbox": self, **given}))

    async def start(self) -> None:
        """Listen. Raises OSError where the port is taken."""
        own = {"sandbox": self}
        handlers = [
            (r"/bot([^/]+)/([^/]+)", MethodHandler, own),
            (r"/file/bot([^/]+)/(.+)", FileHandler, own),
            *self._pages,
            (r".*", NothingHere, own),
        ]
        routes = [Rule(PathMatches(path), kind, given) for path, kind, given in handlers]
        application = tornado.web.Application(list(routes), log_function=_no_log)
        self._server = tornado.httpserver.HTTPServer(
            application, max_body_size=MAX_BODY_BYTES, max_buffer_size=MAX_BODY_BYTES
        )
        listening = socket.create_server((HOST, self.port))
        listening.setblocking(False)  # noqa: FBT003 - the socket's own interface
        self.port = listening.getsockname()[1]
        self._server.add_socket(listening)

    async def stop(self) -> None:
        """Close every connection, and stop delivering."""
        if self._server:
            self._server.stop()
            await self._server.close_all_connections()
            self._server = None
        for bot in self.bots.values():
            await bot.outbox.close()

    async def __aenter__(self) -> Sandbox:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, or of "file" for downloads."""
        return [call for call in self.calls if call.method.lower() == method.lower()]

    async def settled(self, quiet: float = 0.1, *, within: float = 10.0) -> None:
        """Wait until, for ``quiet`` seconds, no bot called anything but getUpdates.

        Nor may a call be running or an update be waiting for a bot that listens. Raises
        TimeoutError after ``within`` seconds.
        """
        async with asyncio.timeout(within):
            while True:
                seen = self._work()
                await asyncio.sleep(quiet)
                if self._work() == seen and self._idle():
                    return

    def begin(self, method: str, params: JSON, bot: Bot) -> Call:
        """Record a call that has come in."""
        call = Call(method, params, time.monotonic(), bot)
        self.calls.append(call)
        if self._record is not None:
            del self.calls[: -self._record]
        self._works += method != "getUpdates"
        self._tell(call)
        return call

    def end(self, call: Call) -> None:
        """Record that a call is over."""
        call.done = True
        self._tell(call)

    def _tell(self, call: Call) -> None:
        detail = {"method": call.method, "done": call.done}
        self.events.emit(Event(EventKind.CALL, bot=call.bot, detail=detail))

    def _work(self) -> int:
        return self._works + sum(len(chat.history) for chat in self.chats)

    def _idle(self) -> bool:
        polling = {call.bot for call in self.calls if call.method == "getUpdates"}
        waiting = any(
            bot.outbox.queue for bot in self.bots.values() if bot in polling or bot.outbox.webhook
        )
        running = any(not c.done for c in self.calls if c.method != "getUpdates")
        return not waiting and not running


def _no_log(_: tornado.web.RequestHandler) -> None:
    """Nothing of a request is logged: its address holds the token."""
