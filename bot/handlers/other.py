"""What is neither a command nor a photo. In groups people talk to each other: silence there."""

from __future__ import annotations

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.addressing import message_of
from bot.context import Context
from bot.texts import introduction


async def no_photo(update: Update, _context: Context) -> None:
    await message_of(update).reply_text(introduction.STILL_PHOTOS_ONLY)


async def hint(update: Update, _context: Context) -> None:
    await message_of(update).reply_text(introduction.SEND_A_PHOTO)


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
HANDLERS = (
    MessageHandler(PRIVATE & MEDIA, no_photo),
    MessageHandler(PRIVATE & filters.TEXT, hint),
)
