"""/privacy: what is kept, who sees it, where it goes, for how long, and how it is erased."""

from __future__ import annotations

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.context import Context
from bot.incoming.addressing import group_suffix, message_of
from bot.incoming.commands import Command
from bot.texts import privacy as texts


async def show_privacy(update: Update, context: Context) -> None:
    """Say what becomes of photos; open to everybody, inside or not."""
    message, services = message_of(update), context.services
    gemini = services.settings.gemini
    where = texts.compared_by(
        gemini=gemini is not None,
        both=services.settings.both,
        whole_photos=gemini is not None and gemini.view == "photo",
    )
    await message.reply_text(
        texts.privacy(where=where, suffix=group_suffix(message), kept=services.retention.kept)
    )


HANDLERS = (MessageHandler(filters.UpdateType.MESSAGE & Command("privacy"), show_privacy),)
