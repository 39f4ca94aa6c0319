"""A photo outside a session: who is in it?"""

from __future__ import annotations

import asyncio

from telegram import Message, Update
from telegram.error import BadRequest
from telegram.ext import MessageHandler, filters

from bot.addressing import message_of
from bot.attachments import PHOTO, source_of
from bot.context import Context, Services
from bot.pictures.contact_sheet import FaceRow, Tile, draw_contact_sheet
from bot.pictures.findings import Outcome as Shown
from bot.recognition.embedding import EmbeddingError
from bot.recognition.matching import Outcome
from bot.recognition.photos import PhotoUnreadable
from bot.recognition.recogniser import (
    Answer,
    Identification,
    NobodyEnrolled,
    NothingComparable,
)
from bot.recognition.sight import NoFace
from bot.recognition.source import SourceGone
from bot.texts import answering, failures

UNANSWERED = (
    PhotoUnreadable,
    EmbeddingError,
    SourceGone,
    NoFace,
    NothingComparable,
    NobodyEnrolled,
)
"""Why a photo may have no answer; each has its sentence."""


async def identify(update: Update, context: Context) -> None:
    """Answer a photo, or every photo of an album, in order."""
    message, services = message_of(update), context.services
    messages = services.albums.messages_with(message)
    if not await services.store.people.count(message.chat_id):
        await message.reply_text(failures.NOBODY_ENROLLED)
        return
    async with services.working(message):
        # Side by side, since the embedder takes several at a time; answered in order.
        pending = [asyncio.ensure_future(_find(one, services)) for one in messages]
        try:
            for one, found in zip(messages, pending, strict=True):
                await _answer(one, await found, services)
        finally:
            for task in pending:
                task.cancel()


async def _find(message: Message, services: Services) -> Identification | str:
    """Who is in the photo, or the sentence that says why nobody can tell."""
    source = source_of(message)
    if source is None:
        return failures.GONE
    try:
        return await services.recogniser.identify(message.chat_id, source)
    except UNANSWERED as error:
        return failures.why_not(error)


async def _answer(message: Message, found: Identification | str, services: Services) -> None:
    if isinstance(found, str):
        await message.reply_text(found)
        return
    caption = answering.caption(found)
    rows = [_row(answer, found) for answer in found.answers]
    sheet = await services.workers.run(
        draw_contact_sheet, found.picture.pixels, rows, answering.OUTCOMES
    )
    try:
        await message.reply_photo(sheet, caption=caption)
    except BadRequest:
        # A group may forbid photos, or the server refuse this one: the words still count.
        await message.reply_text(caption)


def _row(answer: Answer, found: Identification) -> FaceRow:
    decision = answer.decision
    box = answer.face.box if answer.face else None
    if decision is None or decision.best is None:
        return FaceRow(box, Shown.UNKNOWN, None, None)
    known = decision.outcome is Outcome.KNOWN
    best = decision.best
    tiles = [
        Tile(
            found.thumbnails[match.photo_id],
            found.names[match.person_id],
            match.similarity,
            decisive=known and match.person_id == best.person_id,
        )
        for match in decision.matches
        # Somebody may have removed the photo while this answer was on its way.
        if match.photo_id in found.thumbnails and match.person_id in found.names
    ]
    return FaceRow(
        box,
        Shown(decision.outcome.value),
        found.names.get(best.person_id) if known else None,
        best.similarity,
        tiles,
    )


HANDLERS = (MessageHandler(filters.UpdateType.MESSAGE & PHOTO, identify),)
