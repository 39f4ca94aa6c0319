"""/start and /help."""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.context import Context
from bot.incoming.addressing import group_suffix, message_of
from bot.incoming.commands import Command, argument_of, command_of
from bot.incoming.standing import is_private
from bot.texts import groups, introduction


async def start(update: Update, context: Context) -> None:
    """Welcome a newcomer, or introduce the bot to a group."""
    message, services = message_of(update), context.services
    name = context.bot.first_name
    if is_private(message):
        await message.reply_text(introduction.welcome(name))
        return
    wished = await services.wishes.of(message.chat_id)
    await message.reply_text(groups.introduction(name, wished, suffix=group_suffix(message)))


async def show_help(update: Update, _context: Context) -> None:
    message = message_of(update)
    await message.reply_text(introduction.help_text(suffix=group_suffix(message)))


def needs_no_turn(message: Message) -> bool:
    """Whether an answer depends on nothing before, nor anything after on it."""
    command = command_of(message)
    if command == "start":
        # In a group it may let the group in, and a link's parameter changes something, too.
        return is_private(message) and not argument_of(message)
    return command in {"help", "privacy"}


HANDLERS = (
    MessageHandler(filters.UpdateType.MESSAGE & Command("start"), start),
    MessageHandler(filters.UpdateType.MESSAGE & Command("help"), show_help),
)
