"""The HTTP side: one request in, one answer or one fault out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import tornado.web

from bot.sandbox.errors import JSON, ApiError, not_found, unauthorized
from bot.sandbox.faults import Delay, Drop, DropAfter
from bot.sandbox.methods import METHODS
from bot.sandbox.methods.updates import LOOPBACK
from bot.sandbox.parameters import Parameters, read_parameters
from bot.sandbox.people import Bot
from bot.sandbox.requests import Request

if TYPE_CHECKING:
    from bot.sandbox.server import Call, Sandbox

_log = logging.getLogger(__name__)
_NAMES = {name.lower(): name for name in METHODS}


class _Dropped(Exception):
    """The connection is to be closed without an answer."""


class Handler(tornado.web.RequestHandler):
    """What both kinds of request share."""

    _call: Call | None = None

    def initialize(self, sandbox: Sandbox) -> None:
        """Take the sandbox from the routing table."""
        self.sandbox = sandbox

    def prepare(self) -> None:
        """Refuse whoever does not come from this machine."""
        origin = self.request.headers.get("Origin")
        if not _here(f"//{self.request.host}") or not (origin is None or _here(origin)):
            self.refuse(ApiError(403, "Forbidden"))

    def bot_of(self, token: str) -> Bot:
        """The bot of a token."""
        bot = self.sandbox.bots.get(token)
        if bot is None:
            raise unauthorized() if ":" in token else not_found()
        return bot

    def refuse(self, error: ApiError) -> None:
        """Answer with an error."""
        self.set_status(error.code, error.description.partition(":")[0])
        self.finish(error.answer())

    def drop(self) -> None:
        """Close the connection without an answer."""
        self.detach().close()

    @asynccontextmanager
    async def attended(self) -> AsyncIterator[None]:
        """Answer a refusal or hang up where that is raised inside, and end the call's record."""
        try:
            yield
        except ApiError as error:
            if self._call:
                self._call.error = error.code
            self.refuse(error)
        except _Dropped:
            self.drop()
        finally:
            if self._call:
                self.sandbox.end(self._call)

    async def begun(self, name: str, params: JSON, bot: Bot) -> Call:
        """Record a call, and let the fault that is ordered for it take effect before its work."""
        call = self._call = self.sandbox.begin(name, params, bot)
        call.fault = self.sandbox.faults.take(call.method)
        if isinstance(call.fault, Delay):
            await asyncio.sleep(call.fault.seconds)
        elif isinstance(call.fault, Drop):
            raise _Dropped
        elif call.fault and not isinstance(call.fault, DropAfter):
            raise call.fault.error()
        return call

    def write_error(self, status_code: int, **_: Any) -> None:
        """Answer in the Bot API's form to what no method refused."""
        self.refuse(ApiError(status_code, self._reason))

    def log_exception(self, *args: Any) -> None:
        """Keep an error of the sandbox itself, and log it without the address, which holds
        the bot's token."""
        if not isinstance(args[1], tornado.web.HTTPError):
            self.sandbox.failures.append(args[1])
            _log.error("a request broke the sandbox", exc_info=args[1])


class MethodHandler(Handler):
    """``/bot<token>/<method>``."""

    _poll: asyncio.Task[Any] | None = None

    async def get(self, token: str, method: str) -> None:
        """A method by GET."""
        await self.post(token, method)

    async def post(self, token: str, method: str) -> None:
        """A method by POST."""
        async with self.attended():
            bot = self.bot_of(token)
            parameters = read_parameters(self.request)
            name = _NAMES.get(method.lower(), method)
            call = await self.begun(name, parameters.as_read(), bot)
            result = await self._run(name, bot, parameters)
            if isinstance(call.fault, DropAfter):
                raise _Dropped
            self.finish({"ok": True, "result": result})

    async def _run(self, name: str, bot: Bot, parameters: Parameters) -> Any:
        method = METHODS.get(name)
        if method is None:
            raise not_found()
        work = method(Request(self.sandbox, bot, parameters))
        if name != "getUpdates":
            return await work
        self._poll = asyncio.ensure_future(work)
        await asyncio.wait([self._poll])
        return [] if self._poll.cancelled() else self._poll.result()

    def on_connection_close(self) -> None:
        """Stop waiting for updates when nobody is left to hear of them.

        Other methods go on: what a client no longer waits for is done all the same.
        """
        if self._poll:
            self._poll.cancel()


class FileHandler(Handler):
    """``/file/bot<token>/<path>``."""

    async def get(self, token: str, path: str) -> None:
        """The bytes at a path that getFile gave."""
        async with self.attended():
            bot = self.bot_of(token)
            call = await self.begun("file", {"path": path}, bot)
            file = self.sandbox.files.at(bot, path)
            if file is None:
                raise not_found()
            self.set_header("Content-Type", "application/octet-stream")
            if isinstance(call.fault, DropAfter):
                await self._half(file.data)
                raise _Dropped
            self.finish(file.data)

    async def _half(self, data: bytes) -> None:
        """Send the first half of a file, of which all was announced."""
        self.set_header("Content-Length", str(len(data)))
        self.write(data[: len(data) // 2])
        await self.flush()


class NothingHere(Handler):
    """Any other address."""

    def prepare(self) -> None:
        """Say that there is nothing."""
        super().prepare()
        if not self._finished:
            self.refuse(not_found())


def _here(address: str) -> bool:
    """Whether an address is on this machine."""
    try:
        return urlsplit(address).hostname in LOOPBACK
    except ValueError:
        return False
