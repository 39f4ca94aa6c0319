"""How fast the bot may speak, and what it says again when the line breaks."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.ext import AIORateLimiter

UNCOUNTED = {"sendChatAction", "setMessageReaction", "deleteMessage"}
"""Telegram counts messages. These are none, and would eat a group's 20 a minute."""
PAUSES = (0.5, 2.0)
"""Seconds before the second and the third try."""

GATEWAY_TIMEOUT = re.compile(r"504|gateway time", re.IGNORECASE)

Result = bool | dict[str, Any] | list[dict[str, Any]]


class Pacing(AIORateLimiter):
    """Telegram's limits kept before it has to say so, and obeyed where it does.

    What surely did not arrive is sent again; what may have arrived is not: nobody wants an
    answer twice.
    """

    def __init__(self) -> None:
        super().__init__(max_retries=3)

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
        if endpoint in UNCOUNTED:
            return await callback(*args, **kwargs)
        for pause in PAUSES:
            try:
                return await super().process_request(
                    callback, args, kwargs, endpoint, data, rate_limit_args
                )
            except NetworkError as error:
                if not never_arrived(error):
                    raise
            await asyncio.sleep(pause)
        return await super().process_request(
            callback, args, kwargs, endpoint, data, rate_limit_args
        )


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
