"""What a message with buttons shows, and having it show something else."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    ReplyParameters,
)
from telegram.error import BadRequest, InvalidToken, TelegramError

log = logging.getLogger(__name__)

REFUSED = (BadRequest, InvalidToken)
"""What a server raises that will not do it, or does not know how to."""
Rows = Sequence[Sequence[InlineKeyboardButton]]


@dataclass(frozen=True)
class Screen:
    """Words as HTML, rows of buttons below, and a picture as JPEG where there is one.

    The words have to do where no picture may be sent; ``unseen`` is what they are followed by.
    """

    words: str
    rows: Rows = ()
    picture: bytes | None = None
    unseen: str = ""

    @property
    def words_alone(self) -> str:
        """The words where there is no picture."""
        refused = self.unseen if self.picture is not None else ""
        return f"{self.words}\n\n{refused}".rstrip()

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        return InlineKeyboardMarkup(self.rows) if self.rows else None


async def acknowledge(query: CallbackQuery, text: str = "", *, alert: bool = False) -> None:
    """Let a pressed button go, before anything slow; ``text`` is shown to whoever pressed it.

    One that was pressed long ago went by itself: nothing is shown, and that is no error.
    """
    try:
        await query.answer(text or None, show_alert=alert)
    except TelegramError as error:
        log.info("a press was not answered: %s", type(error).__name__)


async def send(
    message: Message, screen: Screen, *, quote: bool = True, to: int | None = None
) -> Message:
    """Answer a message, or the one ``to`` which it is told; without ``quote`` in its topic, but
    not as a reply."""
    how: dict[str, Any] = {"do_quote": quote}
    if to is not None:
        how = {"reply_parameters": ReplyParameters(to, allow_sending_without_reply=True)}
    if screen.picture is not None:
        try:
            return await message.reply_photo(
                screen.picture, caption=screen.words, reply_markup=screen.keyboard, **how
            )
        except REFUSED as error:
            log.info("a picture is done without: %s", type(error).__name__)
    return await message.reply_text(screen.words_alone, reply_markup=screen.keyboard, **how)


async def put(message: Message, screen: Screen) -> None:
    """Have a message of the bot show this; where it is not there any more, say it anew.

    A picture stays in a message that is given words alone.
    """
    try:
        if await _with_picture(message, screen):
            return
        if message.photo:
            await message.edit_caption(screen.words_alone, reply_markup=screen.keyboard)
        else:
            await message.edit_text(screen.words_alone, reply_markup=screen.keyboard)
    except REFUSED as error:
        if not _shows_it_already(error):
            await send(message, screen, quote=False)


async def put_words(message: Message, screen: Screen) -> None:
    """Have words alone in place of a message of the bot, which may have had a picture."""
    if not message.photo:
        await put(message, screen)
        return
    # No edit takes a picture out of a message. What can be undone is said before it goes.
    try:
        await send(message, screen, quote=False)
    except TelegramError as error:
        log.info("words stand below a picture instead: %s", type(error).__name__)
        await message.edit_caption(screen.words_alone, reply_markup=screen.keyboard)
        return
    try:
        await message.delete()
    except TelegramError as error:
        log.info("a picture stays where it is: %s", type(error).__name__)
        await _say_below(message, screen.words_alone)


async def _say_below(message: Message, words: str) -> None:
    """Have words, and no buttons any more, stand below a picture, if that is possible."""
    try:
        await message.edit_caption(words)
    except TelegramError as error:
        log.info("so do the words below it: %s", type(error).__name__)


async def _with_picture(message: Message, screen: Screen) -> bool:
    """Show the picture with its words; False where there is none, or none may be shown."""
    if screen.picture is None:
        return False
    media = InputMediaPhoto(screen.picture, caption=screen.words)
    try:
        await message.edit_media(media, reply_markup=screen.keyboard)
    except REFUSED as error:
        return _shows_it_already(error)
    return True


def _shows_it_already(error: TelegramError) -> bool:
    return "not modified" in error.message
