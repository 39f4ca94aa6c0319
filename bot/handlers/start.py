"""/start and /help."""

from __future__ import annotations

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.addressing import message_of
from bot.commands import Command
from bot.context import Context
from bot.texts import introduction


async def start(update: Update, context: Context) -> None:
    await message_of(update).reply_text(introduction.welcome(context.bot.first_name))


async def show_help(update: Update, context: Context) -> None:
    gemini = context.services.settings.gemini
    await message_of(update).reply_text(
        introduction.help_text(
            sent_to_google=gemini is not None,
            whole_photos=gemini is not None and gemini.view == "photo",
        )
    )


HANDLERS = (
    MessageHandler(filters.UpdateType.MESSAGE & Command("start"), start),
    MessageHandler(filters.UpdateType.MESSAGE & Command("help"), show_help),
)
