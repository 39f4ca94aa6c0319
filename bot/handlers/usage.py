"""/usage."""

from __future__ import annotations

from datetime import UTC, datetime

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.context import Context
from bot.incoming.addressing import message_of, sender_of
from bot.incoming.commands import Command
from bot.incoming.standing import is_private
from bot.texts import usage as texts
from bot.texts.door import IN_PRIVATE, owner_only


async def usage(update: Update, context: Context) -> None:
    """Tell the owner what was done, and what that cost about."""
    message, services, now = message_of(update), context.services, datetime.now(UTC)
    owner = services.door.owner
    if not is_private(message):
        await message.reply_text(IN_PRIVATE)
    elif owner is None or sender_of(message) != owner:
        await message.reply_text(owner_only(owner))
    else:
        await message.reply_text(texts.report(await services.usage.report(now), now))


HANDLERS = (MessageHandler(filters.UpdateType.MESSAGE & Command("usage"), usage),)
