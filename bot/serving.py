"""The bot's life: start, serve until told to stop, stop with nothing half-done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta

from telegram.helpers import create_deep_linked_url

from bot.app import App, build, open_services
from bot.config import Settings
from bot.context import Services
from bot.handlers import ending
from bot.incoming.lanes import Lanes
from bot.incoming.listening import be_called, log_in, poll
from bot.outgoing.menus import show_menu
from bot.stopping import stopped_by_signals
from bot.texts import introduction
from bot.texts.door import OWNERS_MENU, claim_link
from storage.records import LinkKind

log = logging.getLogger(__name__)

SWEEP = 15.0
"""Seconds between two looks for sessions that have gone quiet, and for what is to be deleted."""
TO_STOP = 8.5
"""Seconds that stopping takes at most."""
GRACE = 4.0
"""Seconds of these in which answers under way may still be given."""


CLAIM_LASTS = timedelta(hours=24)
"""For how long the link works that makes somebody the owner."""


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
    log.info("listening as @%s", app.bot.username)
    # Every start shows a link of its own, and the log of an earlier one is worth nothing.
    await services.links.withdraw(LinkKind.CLAIM)
    await offer_ownership(services, app.bot.username, datetime.now(UTC))
    beside = [asyncio.create_task(_show_menu(app)), asyncio.create_task(_sweep(app, lanes))]
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
    await _within(1, end, services.usage.note(0, datetime.now(UTC)))
    await _within(1, end, services.status.close())
    await _within(1, end, services.gestures.close())
    if app.running:
        await _within(1, end, app.stop())
    await _within(0.5, end, app.shutdown())
    # Where logging in was cut short, the application does not know that it has begun.
    await _within(0.5, end, app.bot.shutdown())


async def offer_ownership(services: Services, username: str, at: datetime) -> None:
    """While nobody owns the bot, show whoever reads the log a link with which they will.

    Where the latest one still works, that is enough.
    """
    if services.door.owner is not None or await services.links.any_live(LinkKind.CLAIM, at):
        return
    parameter = await services.links.make(LinkKind.CLAIM, at=at, lasts=CLAIM_LASTS)
    url = create_deep_linked_url(username, parameter)
    hours = CLAIM_LASTS // timedelta(hours=1)
    # It is meant to be seen, however little else is logged.
    log.log(max(logging.WARNING, log.getEffectiveLevel()), claim_link(url, hours))


async def _show_menu(app: App) -> None:
    attempt, bot, owner = app.bot_data.gestures.attempt, app.bot, app.bot_data.door.owner
    await attempt("setMyCommands", lambda: show_menu(bot, introduction.COMMANDS))
    if owner is not None:
        await attempt("setMyCommands", lambda: show_menu(bot, OWNERS_MENU, owner))


async def _sweep(app: App, lanes: Lanes) -> None:
    services = app.bot_data

    async def close_quiet(at: datetime) -> None:
        await ending.close_quiet(app.bot, services, at, lanes.busy)

    async def offer(at: datetime) -> None:
        await offer_ownership(services, app.bot.username, at)

    # What had to be deleted while the bot was away is deleted first thing.
    while True:
        for tidy in (*services.tidying, close_quiet, offer):
            try:
                await tidy(datetime.now(UTC))
            except Exception:
                log.exception("tidying up did not work")
        await asyncio.sleep(SWEEP)


async def _within(seconds: float, end: float, step: Awaitable[None]) -> None:
    """Give one step of stopping its time, and no more than is left of the whole."""
    left = end - asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(max(0.1, min(seconds, left))):
            await step
    except Exception as error:
        # Whatever goes wrong in one step, the others are still owed.
        log.warning("a step of stopping was cut short: %s", type(error).__name__)
