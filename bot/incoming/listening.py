"""Hearing from Telegram: logging in, then asking for updates or being called with them."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable

from telegram import Bot
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Updater

from bot.config import Webhook

log = logging.getLogger(__name__)

UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
POLL = 10
"""Seconds that Telegram may hold a request for updates."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between a failed try and the next; twice as long each time."""
PATH = "telegram"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - a container's port is reached from outside it

Queue = asyncio.Queue[object]


class CannotListen(Exception):
    """Updates will never come like this; the message says which setting to look at."""


async def log_in(initialize: Callable[[], Awaitable[None]]) -> None:
    """Reach Telegram, however long the network takes. Raises `CannotListen`."""
    try:
        await _insist("Telegram cannot be reached", initialize)
    except InvalidToken as error:
        raise CannotListen(
            "Telegram does not know this token: check TELEGRAM_BOT_TOKEN."
        ) from error
    except BadRequest as error:
        raise CannotListen(f"Telegram refuses this bot: {error.message}") from error


async def poll(bot: Bot, queue: Queue) -> None:
    """Ask for updates and queue them until cancelled. Raises `CannotListen`.

    Asking for the next ones is what tells Telegram that the last have arrived.
    """
    try:
        await _insist("Telegram cannot be reached", bot.delete_webhook)
    except (BadRequest, InvalidToken):
        log.info("this server knows no webhooks, so there is none in the way")
    offset: int | None = None
    pause = FIRST_PAUSE
    try:
        while True:
            try:
                updates = await bot.get_updates(offset, timeout=POLL, allowed_updates=UPDATES)
            except Exception as error:
                await _explain(error, bot)
                await asyncio.sleep(_wanted(error, pause))
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            pause = FIRST_PAUSE
            for update in updates:
                queue.put_nowait(update)
                offset = update.update_id + 1
    except asyncio.CancelledError:
        await _acknowledge(bot, offset)
        raise


async def be_called(updater: Updater, hook: Webhook) -> None:
    """Have Telegram call with updates, until cancelled. Raises `CannotListen`."""

    async def start() -> None:
        await updater.start_webhook(
            listen=EVERYWHERE,
            port=hook.port,
            url_path=PATH,
            webhook_url=f"{hook.url}/{PATH}",
            secret_token=hook.secret or None,
            bootstrap_retries=0,
            allowed_updates=UPDATES,
        )

    try:
        _check_free(hook.port)
        await _insist("Telegram cannot be reached", start)
    except (BadRequest, InvalidToken) as error:
        raise CannotListen(f"Telegram refuses WEBHOOK_URL: {error.message}") from error
    except OSError as error:
        raise CannotListen(f"WEBHOOK_PORT {hook.port} cannot be used: {error}") from error
    await asyncio.Event().wait()


def _check_free(port: int) -> None:
    """Raises OSError where a port cannot be listened on, before Telegram is told of it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((EVERYWHERE, port))


async def _insist(what: str, call: Callable[[], Awaitable[object]]) -> None:
    """Call until it works. Raises what another try would not mend."""
    pause = FIRST_PAUSE
    while True:
        try:
            await call()
        except (BadRequest, InvalidToken):
            raise
        except TelegramError as error:
            log.warning("%s (%s); trying again", what, error.message)
            await asyncio.sleep(_wanted(error, pause))
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            return


async def _explain(error: Exception, bot: Bot) -> None:
    """Say why no updates came. Raises `CannotListen` where none ever will."""
    if isinstance(error, Conflict):
        log.error("another process is asking Telegram for this bot's updates: stop one of them")
    else:
        what = error.message if isinstance(error, TelegramError) else type(error).__name__
        log.warning("no updates from Telegram just now: %s", what)
    if isinstance(error, InvalidToken):
        # A token that was withdrawn, or a server that is only just starting: they look alike.
        try:
            await bot.get_me()
        except InvalidToken as refused:
            if "Unauthorized" in refused.message:
                raise CannotListen(
                    "Telegram does not know this token any more: check TELEGRAM_BOT_TOKEN."
                ) from refused
        except TelegramError as failed:
            log.warning("Telegram cannot be asked about the token: %s", failed.message)


def _wanted(error: Exception, pause: float) -> float:
    """Seconds to wait: what Telegram asks for, or else ``pause``."""
    if not isinstance(error, RetryAfter):
        return pause
    wanted = error.retry_after
    return float(wanted if isinstance(wanted, int | float) else wanted.total_seconds())


async def _acknowledge(bot: Bot, offset: int | None) -> None:
    """Tell Telegram of the last updates that arrived, so that none comes a second time."""
    if offset is None:
        return
    try:
        await bot.get_updates(offset, timeout=0, allowed_updates=UPDATES)
    except TelegramError as error:
        log.warning("the last updates may come again: %s", error.message)
