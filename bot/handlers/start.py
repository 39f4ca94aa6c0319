"""/start and /help."""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.context import Context
from bot.incoming.addressing import message_of
from bot.incoming.commands import Command, command_of
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


def needs_no_turn(message: Message) -> bool:
    """Whether a message is for these handlers, whose answers depend on nothing before."""
    return command_of(message) in {"start", "help"}


HANDLERS = (
    MessageHandler(filters.UpdateType.MESSAGE & Command("start"), start),
    MessageHandler(filters.UpdateType.MESSAGE & Command("help"), show_help),
)
