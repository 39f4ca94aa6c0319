"""The bot's life: start, serve until told to stop, stop with nothing half-done."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

from telegram import BotCommand
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError

from bot.app import App, build, open_services
from bot.config import Settings
from bot.context import Services
from bot.handlers import enroll
from bot.texts import introduction

log = logging.getLogger(__name__)

UPDATES = ["message"]
POLL = 10
"""Seconds that Telegram may hold a request for updates."""
LONGEST_PAUSE = 30.0
"""Seconds between two tries to reach Telegram at the start, at most."""
SWEEP = 60.0
"""Seconds between two looks for sessions that have gone quiet."""
GRACE = 4.0
"""Seconds that answers under way have when the bot is told to stop."""


class TokenRefused(Exception):
    """Telegram does not know the bot's token."""


async def serve(settings: Settings, stop: asyncio.Event | None = None) -> None:
    """Run the bot until ``stop`` is set or the process is asked to end.

    Raises `TokenRefused`, `ModelFilesUnusable` or `DatabaseUnusable`.
    """
    stop = stop or _stopped_by_signals()
    async with open_services(settings) as services:
        await run(services, stop)


async def run(services: Services, stop: asyncio.Event) -> None:
    """Serve until ``stop`` is set. Raises `TokenRefused`."""
    app, lanes = build(services)
    if not await _reach_telegram(app, stop):
        return
    sweeping = asyncio.create_task(_sweep(app, services))
    try:
        await app.start()
        await _listen(app, services.settings)
        log.info("listening as @%s", app.bot.username)
        await stop.wait()
    finally:
        log.info("stopping")
        sweeping.cancel()
        if app.updater and app.updater.running:
            await _within(2, app.updater.stop())
        await lanes.finish(GRACE)
        if app.running:
            await _within(1, app.stop())
        await services.gestures.close()
        await _within(1, app.shutdown())


async def _reach_telegram(app: App, stop: asyncio.Event) -> bool:
    """Log in, waiting for the network if need be; False where told to stop meanwhile."""
    pause = 1.0
    while not stop.is_set():
        try:
            await app.initialize()
        except InvalidToken as error:
            raise TokenRefused from error
        except NetworkError as error:
            log.warning("Telegram cannot be reached (%s); trying again", type(error).__name__)
            try:
                async with asyncio.timeout(pause):
                    await stop.wait()
            except TimeoutError:
                pause = min(2 * pause, LONGEST_PAUSE)
        else:
            await _show_menu(app)
            return True
    return False


async def _show_menu(app: App) -> None:
    menu = [BotCommand(name, text) for name, text in introduction.COMMANDS.items()]
    await app.bot_data.gestures.attempt("setMyCommands", lambda: app.bot.set_my_commands(menu))


async def _listen(app: App, settings: Settings) -> None:
    if app.updater is None:
        raise ValueError("the application was built without an updater")
    hook = settings.webhook
    if hook is None:
        await app.updater.start_polling(
            timeout=POLL,
            bootstrap_retries=-1,
            allowed_updates=UPDATES,
            error_callback=_polling_failed,
        )
        return
    await app.updater.start_webhook(
        listen="0.0.0.0",  # noqa: S104 - a container's port is reached from outside it
        port=hook.port,
        url_path="telegram",
        webhook_url=f"{hook.url}/telegram",
        secret_token=hook.secret or None,
        bootstrap_retries=-1,
        allowed_updates=UPDATES,
    )


def _polling_failed(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        log.error("another process is asking Telegram for this bot's updates: stop one of them")
    else:
        log.warning("no updates from Telegram just now: %s", type(error).__name__)


async def _sweep(app: App, services: Services) -> None:
    while True:
        await asyncio.sleep(SWEEP)
        try:
            await enroll.close_quiet(app.bot, services, datetime.now(UTC))
        except Exception:
            log.exception("quiet sessions could not be closed")


def _stopped_by_signals() -> asyncio.Event:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:
            # Windows' event loops take no signal handlers.
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    return stop


async def _within(seconds: float, step: Coroutine[Any, Any, None]) -> None:
    """Give one step of stopping its time, and no more: the whole is over within 10 s."""
    try:
        async with asyncio.timeout(seconds):
            await step
    except Exception as error:
        # Whatever goes wrong in one step, the others are still owed.
        log.warning("a step of stopping was cut short: %s", type(error).__name__)
