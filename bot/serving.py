"""The bot's life: start, serve until told to stop, stop with nothing half-done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from datetime import UTC, datetime

from telegram import BotCommand

from bot.app import App, build, open_services
from bot.config import Settings
from bot.context import Services
from bot.handlers import enroll
from bot.incoming.lanes import Lanes
from bot.incoming.listening import be_called, log_in, poll
from bot.stopping import stopped_by_signals
from bot.texts import introduction

log = logging.getLogger(__name__)

SWEEP = 60.0
"""Seconds between two looks for sessions that have gone quiet."""
TO_STOP = 8.5
"""Seconds that stopping takes at most."""
GRACE = 4.0
"""Seconds of these in which answers under way may still be given."""


async def serve(settings: Settings, stop: asyncio.Event | None = None) -> None:
    """Run the bot until ``stop`` is set or the process is asked to end.

    Raises `CannotListen`, `ModelFilesUnusable` or `DatabaseUnusable`.
    """
    stop = stop or stopped_by_signals()
    async with open_services(settings) as services:
        await run(services, stop)


async def run(services: Services, stop: asyncio.Event) -> None:
    """Serve until ``stop`` is set. Raises `CannotListen`."""
    app, lanes = build(services)
    listening = asyncio.create_task(_listen(app, lanes))
    told = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({listening, told}, return_when=asyncio.FIRST_COMPLETED)
        if listening.done():
            listening.result()
    finally:
        told.cancel()
        await _stop(app, lanes, listening)


async def _listen(app: App, lanes: Lanes) -> None:
    """Log in, then hand on updates until cancelled."""
    services = app.bot_data
    await log_in(app.initialize)
    await app.start()
    beside = [asyncio.create_task(_show_menu(app)), asyncio.create_task(_sweep(app, lanes))]
    log.info("listening as @%s", app.bot.username)
    try:
        if services.settings.webhook is None:
            await poll(app.bot, app.update_queue)
        elif app.updater is not None:
            await be_called(app.updater, services.settings.webhook)
    finally:
        for task in beside:
            task.cancel()


async def _stop(app: App, lanes: Lanes, listening: asyncio.Task[None]) -> None:
    """End everything, in order and in time: what hangs is left behind."""
    log.info("stopping")
    end = asyncio.get_running_loop().time() + TO_STOP
    services = app.bot_data
    listening.cancel()
    await asyncio.wait({listening}, timeout=1)
    if app.updater is not None and app.updater.running:
        await _within(1, end, app.updater.stop())
    await lanes.finish(GRACE, apologies=1)
    await _within(1, end, services.status.close())
    await _within(1, end, services.gestures.close())
    if app.running:
        await _within(1, end, app.stop())
    await _within(0.5, end, app.shutdown())
    # Where logging in was cut short, the application does not know that it has begun.
    await _within(0.5, end, app.bot.shutdown())


async def _show_menu(app: App) -> None:
    menu = [BotCommand(name, text) for name, text in introduction.COMMANDS.items()]
    await app.bot_data.gestures.attempt("setMyCommands", lambda: app.bot.set_my_commands(menu))


async def _sweep(app: App, lanes: Lanes) -> None:
    while True:
        await asyncio.sleep(SWEEP)
        try:
            await enroll.close_quiet(app.bot, app.bot_data, datetime.now(UTC), lanes.busy)
        except Exception:
            log.exception("quiet sessions could not be closed")


async def _within(seconds: float, end: float, step: Awaitable[None]) -> None:
    """Give one step of stopping its time, and no more than is left of the whole."""
    left = end - asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(max(0.1, min(seconds, left))):
            await step
    except Exception as error:
        # Whatever goes wrong in one step, the others are still owed.
        log.warning("a step of stopping was cut short: %s", type(error).__name__)
