"""How updates reach a bot: a queue, long polling, and webhooks."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from bot.sandbox.errors import JSON, conflict

ON_DEMAND = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Updates that come only to a bot that asked for them by name."""
_POLL_LIMIT = 100


@dataclass
class Webhook:
    """Where updates are sent, and how the last delivery failed."""

    url: str
    secret: str | None = None
    max_connections: int = 40
    last_error: str | None = None
    last_error_date: int | None = None


class Outbox:
    """One bot's updates, kept until it acknowledges them."""

    def __init__(self, clock: Callable[[], float], *, first_id: int = 1) -> None:
        self.queue: deque[JSON] = deque()
        self.allowed: frozenset[str] | None = None
        """The kinds that the bot asked for; None is all but those on demand."""
        self.webhook: Webhook | None = None
        self.retry_delay = 0.1
        """Seconds between two tries to deliver to a webhook."""
        self._clock = clock
        self._next_id = first_id
        self._poll: asyncio.Future[None] | None = None
        self._sender: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()

    def push(self, kind: str, payload: JSON) -> None:
        """Queue an update, unless the bot does not want its kind."""
        if kind in ON_DEMAND if self.allowed is None else kind not in self.allowed:
            return
        self.queue.append({"update_id": self._next_id, kind: payload})
        self._next_id += 1
        self._wake.set()
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def allow(self, kinds: list[str] | None) -> None:
        """Set the wanted kinds: None keeps what was set, an empty list is the default again."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    async def poll(self, offset: int, limit: int, seconds: float) -> list[JSON]:
        """The updates that wait, at most ``limit``; waits for the first, at most so long.

        Updates below ``offset`` are acknowledged and gone; a negative offset keeps only that
        many from the end. A poll that was running before ends with a 409.
        """
        if self.webhook:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self.interrupt(
            "terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        if offset > 0:
            while self.queue and self.queue[0]["update_id"] < offset:
                self.queue.popleft()
        elif offset < 0:
            while len(self.queue) > -offset:
                self.queue.popleft()
        if not self.queue and seconds > 0:
            await self._wait(seconds)
        count = limit if 0 < limit <= _POLL_LIMIT else _POLL_LIMIT
        return list(self.queue)[:count]

    async def _wait(self, seconds: float) -> None:
        poll: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            await asyncio.wait([poll], timeout=seconds)
        finally:
            if self._poll is poll:
                self._poll = None
        if poll.done():
            poll.result()

    def interrupt(self, words: str) -> None:
        """End a poll that is running, with a 409."""
        poll, self._poll = self._poll, None
        if poll and not poll.done():
            poll.set_exception(conflict(words))

    def set_webhook(self, webhook: Webhook | None) -> None:
        """Begin, change or end delivery to a webhook."""
        self.interrupt("terminated by setWebhook request")
        self.webhook = webhook
        self._wake.set()
        if webhook and (self._sender is None or self._sender.done()):
            self._sender = asyncio.create_task(self._send(), name="sandbox webhook")

    async def close(self) -> None:
        """Stop delivering."""
        self.webhook = None
        if self._sender:
            self._sender.cancel()
            await asyncio.gather(self._sender, return_exceptions=True)

    async def _send(self) -> None:
        while self.webhook:
            if not self.queue:
                self._wake.clear()
                await self._wake.wait()
                continue
            update, webhook = self.queue[0], self.webhook
            problem = await _post(webhook, update)
            if problem is None:
                if self.queue and self.queue[0] is update:
                    self.queue.popleft()
            else:
                webhook.last_error = problem
                webhook.last_error_date = int(self._clock())
                await asyncio.sleep(self.retry_delay)


async def _post(webhook: Webhook, update: JSON) -> str | None:
    """Deliver one update; what went wrong, or None."""
    headers = {"Content-Type": "application/json"}
    if webhook.secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
    request = HTTPRequest(
        webhook.url,
        method="POST",
        headers=headers,
        body=json.dumps(update),
        request_timeout=10,
        follow_redirects=False,
    )
    try:
        answer = await AsyncHTTPClient().fetch(request, raise_error=False)
    except OSError:
        return "Connection refused"
    if 200 <= answer.code < 300:
        return None
    return f"Wrong response from the webhook: {answer.code} {answer.reason}"
