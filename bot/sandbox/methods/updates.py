"""Fetching updates, and having them sent."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.delivery import Webhook
from bot.sandbox.errors import JSON, bad_request
from bot.sandbox.requests import Method, Request

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MAX_POLL_SECONDS = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_MAX_SECRET = 256


async def get_updates(request: Request) -> list[JSON]:
    """getUpdates, with a long poll of at most 50 seconds."""
    given = request.parameters
    outbox = request.bot.outbox
    allowed = _allowed(request)
    if outbox.webhook is None:
        outbox.allow(allowed)
    return await outbox.poll(
        given.integer("offset"),
        given.integer("limit", 100),
        min(given.number("timeout"), MAX_POLL_SECONDS),
    )


async def set_webhook(request: Request) -> bool:
    """setWebhook: to loopback only, over http too."""
    given = request.parameters
    url = given.text("url")
    if not url:
        return await delete_webhook(request)
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.hostname not in LOOPBACK:
        raise bad_request("bad webhook: the sandbox delivers to loopback only")
    secret = given.text("secret_token")
    if len(secret) > _MAX_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    outbox = request.bot.outbox
    outbox.allow(_allowed(request))
    if given.flag("drop_pending_updates"):
        outbox.queue.clear()
    outbox.set_webhook(Webhook(url, secret or None, given.integer("max_connections", 40)))
    return True


async def delete_webhook(request: Request) -> bool:
    """deleteWebhook."""
    outbox = request.bot.outbox
    if request.parameters.flag("drop_pending_updates"):
        outbox.queue.clear()
    outbox.set_webhook(None)
    return True


async def get_webhook_info(request: Request) -> JSON:
    """getWebhookInfo."""
    outbox = request.bot.outbox
    info: JSON = {
        "url": outbox.webhook.url if outbox.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(outbox.queue),
    }
    if outbox.allowed is not None:
        info["allowed_updates"] = sorted(outbox.allowed)
    if outbox.webhook:
        info["max_connections"] = outbox.webhook.max_connections
        if outbox.webhook.last_error:
            info["last_error_date"] = outbox.webhook.last_error_date
            info["last_error_message"] = outbox.webhook.last_error
    return info


def _allowed(request: Request) -> list[str] | None:
    kinds: Any = request.parameters.json("allowed_updates", "allowed_updates")
    if kinds is None:
        return None
    if not isinstance(kinds, list):
        raise bad_request("can't parse allowed_updates: expected an Array of String")
    return [str(kind) for kind in kinds]


METHODS: dict[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
