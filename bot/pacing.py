"""How fast the bot may speak."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram.ext import AIORateLimiter

UNCOUNTED = {"sendChatAction", "setMessageReaction", "deleteMessage"}
"""Telegram counts messages. These are none, and would eat a group's 20 a minute."""

Result = bool | dict[str, Any] | list[dict[str, Any]]


class Pacing(AIORateLimiter):
    """Telegram's limits kept before it has to say so, and obeyed where it does."""

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
        return await super().process_request(
            callback, args, kwargs, endpoint, data, rate_limit_args
        )
