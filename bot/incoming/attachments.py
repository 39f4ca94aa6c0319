"""The photo in a message, as a source to be fetched when it is wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from telegram import Bot, Document, File, Message, PhotoSize
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import filters

from bot.recognition.source import Source, SourceGone
from storage.models import Face

Fetch = Callable[[], Awaitable[bytes | bytearray]]

IMAGE_ENDINGS = (
    ".jpg", ".jpeg", ".jfif", ".png", ".webp", ".heic", ".heif", ".gif", ".tif", ".tiff", ".bmp",
)  # fmt: skip
PAUSES = (0.5, 1.0, None)
"""Seconds to wait after each failed try to fetch a photo; there is none after the last."""


class Photo(filters.MessageFilter):
    """Messages that carry a photo, sent as such or as a file that says it is a picture."""

    def filter(self, message: Message) -> bool:
        document = message.document
        if document is None or message.animation is not None:
            # Telegram's moving pictures are files as well.
            return bool(message.photo)
        name = (document.file_name or "").lower()
        return (document.mime_type or "").startswith("image/") or name.endswith(IMAGE_ENDINGS)


PHOTO = Photo()


def source_of(message: Message | None) -> Source | None:
    """The photo that a message carries, in the largest size there is of it."""
    file = file_of(message)
    if message is None or file is None:
        return None
    return Source(
        fetch=_fetcher(file.get_file),
        file_unique_id=file.file_unique_id,
        size=file.file_size,
        album=message.media_group_id,
        file_id=file.file_id,
        message_id=message.message_id,
    )


def source_again(
    bot: Bot,
    file_id: str,
    *,
    file_unique_id: str | None,
    album: str | None = None,
    meant: Face | None = None,
) -> Source:
    """A photo that came before, by Telegram's id of its file; ``meant`` is the face meant."""
    fetch = _fetcher(lambda: bot.get_file(file_id))
    return Source(fetch=fetch, file_unique_id=file_unique_id, album=album, meant=meant)


def file_of(message: Message | None) -> PhotoSize | Document | None:
    """The file of the photo that a message carries, in the largest size there is of it."""
    if message is None or not PHOTO.filter(message):
        return None
    if message.photo:
        return max(message.photo, key=lambda size: size.width * size.height)
    return message.document


def sources_of(messages: Iterable[Message]) -> list[Source]:
    """The photos that messages carry, in order."""
    return [source for message in messages if (source := source_of(message))]


def _fetcher(get_file: Callable[[], Awaitable[File]]) -> Fetch:
    async def fetch() -> bytes | bytearray:
        for pause in PAUSES:
            try:
                return await (await get_file()).download_as_bytearray()
            except (BadRequest, InvalidToken) as error:
                # A missing file is a 404, which the library reports as a wrong token.
                raise SourceGone(type(error).__name__) from error
            except TelegramError as error:
                if pause is None:
                    raise SourceGone(type(error).__name__) from error
                await asyncio.sleep(pause)
        raise SourceGone

    return fetch
