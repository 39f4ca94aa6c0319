"""What nobody else took. In groups people talk to each other: silence there."""

from __future__ import annotations

import difflib

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.context import Context
from bot.incoming.addressing import message_of
from bot.incoming.buttons import OutOfDate
from bot.incoming.commands import ANY_COMMAND, NAMES_THE_BOT, command_of
from bot.texts import introduction


async def no_photo(update: Update, _context: Context) -> None:
    await message_of(update).reply_text(introduction.STILL_PHOTOS_ONLY)


async def hint(update: Update, _context: Context) -> None:
    await message_of(update).reply_text(introduction.SEND_A_PHOTO)


async def unknown_command(update: Update, _context: Context) -> None:
    """A slip of the finger, mostly: say what was probably meant."""
    message = message_of(update)
    meant = difflib.get_close_matches(command_of(message) or "", introduction.COMMANDS, 1, 0.5)
    await message.reply_text(introduction.unknown_command(meant[0] if meant else None))


async def unknown_button(_update: Update, _context: Context) -> None:
    """A button of an earlier version, or a forged one."""
    raise OutOfDate


PRIVATE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
MEDIA = (
    filters.Document.ALL
    | filters.ANIMATION
    | filters.VIDEO
    | filters.VIDEO_NOTE
    | filters.Sticker.ALL
    | filters.AUDIO
    | filters.VOICE
)
COMMAND_HANDLERS = (
    MessageHandler(PRIVATE & ANY_COMMAND, unknown_command),
    MessageHandler(filters.UpdateType.MESSAGE & NAMES_THE_BOT, unknown_command),
)
"""Asked after all commands that there are, and before a photo with a caption is looked at."""
HANDLERS = (
    MessageHandler(PRIVATE & MEDIA, no_photo),
    MessageHandler(PRIVATE & filters.TEXT, hint),
    CallbackQueryHandler(unknown_button),
)
