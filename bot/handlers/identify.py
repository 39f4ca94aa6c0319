"""A photo outside a session: who is in it?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from telegram import Message, Update
from telegram.error import BadRequest, InvalidToken, NetworkError
from telegram.ext import MessageHandler, filters

from bot.context import Context, Services
from bot.incoming.addressing import group_suffix, is_for_the_bot, message_of
from bot.incoming.attachments import PHOTO, source_of
from bot.incoming.commands import FOR_ANOTHER_BOT, Command
from bot.incoming.subjects import PictureOfMine
from bot.pictures.contact_sheet import draw_contact_sheet
from bot.recognition.recogniser import Identification, NobodyEnrolled, NothingComparable
from bot.recognition.sight import NoFace
from bot.recognition.source import Source
from bot.texts import answering, enrolling, failures, introduction, showing

log = logging.getLogger(__name__)

UNASKED = (NoFace, NobodyEnrolled, NothingComparable)
"""What nobody wants to hear of every photo that friends show each other in a group."""


async def identify(update: Update, context: Context) -> None:
    """Answer a photo, or every photo of an album, in order."""
    message, services = message_of(update), context.services
    photos = services.albums.messages_with(message)
    await _answer_all(message, photos, services)
    if not group_suffix(message) and len(services.albums.photos_with(message)) < len(photos):
        await message.reply_text(introduction.STILL_PHOTOS_ONLY)


async def who(update: Update, context: Context) -> None:
    """Answer the photo that the command is the caption of, or replies to."""
    message, services = message_of(update), context.services
    try:
        photos = services.subjects.meant_by(message)
    except PictureOfMine:
        await message.reply_text(enrolling.PICTURE_OF_MINE)
        return
    if photos:
        await _answer_all(message, photos, services)
    else:
        await message.reply_text(introduction.WHO_NEEDS_A_PHOTO)


async def _answer_all(message: Message, photos: Sequence[Message], services: Services) -> None:
    """Answer photos that ``message`` asks about, each with a reply to itself."""
    try:
        # Once for a whole album.
        await services.recogniser.expect_somebody(message.chat_id)
    except NobodyEnrolled as error:
        await _explain(message, message, error)
        return
    async with services.working(message):
        # Side by side, since the embedder takes several at a time; answered in order.
        pending = [
            (photo, asyncio.ensure_future(_find(photo.chat_id, source, services)))
            for photo in photos
            if (source := source_of(photo))
        ]
        try:
            for photo, found in pending:
                await _answer(message, photo, await found, services)
        finally:
            for _, found in pending:
                found.cancel()


async def _find(chat_id: int, source: Source, services: Services) -> Identification | Exception:
    """Who is in the photo, or why nobody can tell."""
    try:
        return await services.recogniser.identify(chat_id, source)
    except failures.EXPLAINED as error:
        return error


async def _answer(
    message: Message, photo: Message, found: Identification | Exception, services: Services
) -> None:
    try:
        if isinstance(found, Exception):
            await _explain(message, photo, found)
        else:
            said = await _show(photo, found, services)
            services.subjects.remember(said, [photo])
    except NetworkError as error:
        # The next photo may fare better, and this answer may even have arrived.
        log.warning("an answer may not have arrived: %s", error.message)


async def _explain(message: Message, photo: Message, why: Exception) -> None:
    """Say why there is no answer, where somebody asked for one."""
    if not isinstance(why, UNASKED) or is_for_the_bot(message):
        await photo.reply_text(failures.why_not(why))


async def _show(photo: Message, found: Identification, services: Services) -> Message:
    caption = answering.caption(found)
    rows = showing.rows(found)
    sheet = await services.workers.run(
        draw_contact_sheet, found.picture.pixels, rows, answering.OUTCOMES
    )
    try:
        return await photo.reply_photo(sheet, caption=caption)
    except (BadRequest, InvalidToken):
        # A group may forbid photos, or the server refuse or lack them: the words still count.
        return await photo.reply_text(caption)


COMMAND_HANDLERS = (MessageHandler(filters.UpdateType.MESSAGE & Command("who"), who),)
HANDLERS = (MessageHandler(filters.UpdateType.MESSAGE & PHOTO & ~FOR_ANOTHER_BOT, identify),)
