"""How fast the bot may speak, and what it says again when the line breaks or a group moves."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TimedOut
from telegram.ext import AIORateLimiter

UNCOUNTED = {"sendChatAction", "setMessageReaction", "deleteMessage"}
"""Telegram counts messages. These are none, and would eat a group's 20 a minute."""
QUESTIONS = {"getChat", "getChatMember", "getChatAdministrators"}
"""Nor are these; but what depends on them must not fail for a line that broke once."""
PAUSES = (0.5, 2.0)
"""Seconds before the second and the third try."""

GATEWAY_TIMEOUT = re.compile(r"504|gateway time", re.IGNORECASE)
OUT_OF_GROUP = re.compile(r"(group|channel) chat|group chat was deleted", re.IGNORECASE)
"""What Telegram says where the bot was removed, and not where somebody blocked it."""

Result = bool | dict[str, Any] | list[dict[str, Any]]
Moved = Callable[[int, int], Awaitable[None]]
ShutOut = Callable[[int], Awaitable[None]]


class Pacing(AIORateLimiter):
    """Telegram's limits kept before it has to say so, and obeyed where it does.

    What surely did not arrive is sent again; what may have arrived is not: nobody wants an
    answer twice. What was for a group that has another id by now goes to that: ``moved`` is told
    of both ids first. Messages have other ids there, so those that were to be edited are not
    found. ``shut_out`` is told of groups that the bot is not in any more.
    """

    def __init__(self, moved: Moved, shut_out: ShutOut) -> None:
        super().__init__(max_retries=3)
        self._moved = moved
        self._shut_out = shut_out

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Result:
        """Make a request when its turn has come."""
        chat_id = _group(data)
        try:
            return await self._insist(callback, args, kwargs, endpoint, data, rate_limit_args)
        except ChatMigrated as error:
            if chat_id is None:
                raise
            await self._moved(chat_id, error.new_chat_id)
            if endpoint in QUESTIONS:
                raise
            if not endpoint.startswith("send"):
                raise BadRequest("message not found: the group is a supergroup now") from error
            data = elsewhere(data, error.new_chat_id)
        except Forbidden as error:
            if chat_id is not None and OUT_OF_GROUP.search(error.message):
                await self._shut_out(chat_id)
            raise
        args = (args[0], data, *args[2:])
        return await self._insist(callback, args, kwargs, endpoint, data, rate_limit_args)

    async def _insist(self, *request: Any) -> Result:
        """Make a request, and again where it surely did not arrive."""
        for pause in PAUSES:
            try:
                return await self._once(*request)
            except NetworkError as error:
                if request[3] in UNCOUNTED or not never_arrived(error):
                    raise
            await asyncio.sleep(pause)
        return await self._once(*request)

    async def _once(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Result:
        if endpoint in UNCOUNTED | QUESTIONS:
            return await callback(*args, **kwargs)
        return await super().process_request(
            callback, args, kwargs, endpoint, data, rate_limit_args
        )


def elsewhere(data: dict[str, Any], chat_id: int) -> dict[str, Any]:
    """What is to be sent, for another chat, where it can reply to nothing."""
    kept = {key: value for key, value in data.items() if key != "reply_parameters"}
    return kept | {"chat_id": chat_id}


def never_arrived(error: NetworkError) -> bool:
    """Whether a request that failed like this surely had no effect.

    A server's own error had none, nor had a connection that never came about; one that broke
    later may have broken behind the work.
    """
    if isinstance(error, BadRequest):
        return False
    cause = error.__cause__
    if cause is None:
        # A gateway that ran out of time does not know what became of it either.
        return not isinstance(error, TimedOut) and not GATEWAY_TIMEOUT.search(error.message)
    return type(cause).__name__ in {"ConnectError", "ConnectTimeout", "PoolTimeout"}


def _group(data: dict[str, Any]) -> int | None:
    """The id of the group that a request is about."""
    try:
        chat_id = int(data["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None
    return chat_id if chat_id < 0 else None
