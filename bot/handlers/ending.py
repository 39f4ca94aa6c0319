"""How an enrolment session ends: /done, /cancel, or nothing for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from telegram import Bot, Update
from telegram.ext import MessageHandler, filters

from bot.context import Context, Services
from bot.incoming.addressing import group_suffix, message_of
from bot.incoming.commands import Command
from bot.incoming.speakers import name_of, speaker_of
from bot.texts import enrolling


async def done(update: Update, context: Context) -> None:
    """Close the sender's session and say what became of it."""
    message, services = message_of(update), context.services
    session = await services.session_of(message)
    if session is None or session.name is None:
        await message.reply_text(enrolling.NAME_FIRST if session else enrolling.NO_SESSION)
        return
    suffix = group_suffix(message)
    by = enrolling.enrolled_by(speaker_of(message), suffix=suffix)
    standing = await services.sessions.standing(session)
    await services.sessions.close(session)
    await message.reply_text(enrolling.session_done(standing, by, suffix=suffix))
    await services.status.end(context.bot, session, enrolling.ended(standing, by))


async def cancel(update: Update, context: Context) -> None:
    """Close the sender's session and remove what it added."""
    message, services = message_of(update), context.services
    session = await services.session_of(message)
    if session is None:
        await message.reply_text(enrolling.NO_SESSION)
        return
    standing = await services.sessions.standing(session)
    removed = await services.sessions.cancel(session)
    if session.name is None:
        await message.reply_text(enrolling.NAME_WITHDRAWN)
        return
    waited = standing.held + standing.unclear
    cancelled = enrolling.session_cancelled(session.name, removed, waited)
    await message.reply_text(cancelled)
    await services.status.end(context.bot, session, cancelled)


async def close_quiet(
    bot: Bot, services: Services, at: datetime, busy: Callable[[int], bool]
) -> None:
    """Close the sessions that nobody ended, but for chats with something in hand."""
    for session in await services.sessions.quiet(at):
        standing = None
        if not busy(session.chat_id):
            standing = await services.sessions.close_if_quiet(session, at)
        if standing is not None:
            by = ""
            if standing.added and session.chat_id < 0:
                name = await name_of(bot, session.chat_id, session.sender_id)
                by = enrolling.enrolled_by(name, suffix=f"@{bot.username}")
            await services.status.end(bot, session, enrolling.session_quiet(standing, by))


NEW = filters.UpdateType.MESSAGE
HANDLERS = (
    MessageHandler(NEW & Command("done"), done),
    MessageHandler(NEW & Command("cancel"), cancel),
)
