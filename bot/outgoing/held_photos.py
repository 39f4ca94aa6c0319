"""Photos that are held back: that it is said, and that somebody is asked what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from telegram import Bot, InlineKeyboardButton, Message

from bot.chats.holding import Held, Holding, Whose
from bot.incoming.addressing import chat_of
from bot.incoming.attachments import source_again
from bot.incoming.buttons import button
from bot.outgoing.screens import Screen, send
from bot.pictures.faces_to_choose import draw_faces_to_choose
from bot.recognition.photos import PhotoUnreadable, decode
from bot.recognition.source import Source, SourceGone
from bot.recognition.tally import Tally
from bot.recognition.workers import Workers
from bot.texts import holding as texts
from storage.records import HeldPhoto

ACROSS = 6
"""Numbers side by side on a keyboard."""
ADD, CHOOSE = "heldadd", "heldface"


def source_of_held(bot: Bot, photo: HeldPhoto) -> Source:
    """A photo that waits, to be fetched once more."""
    return source_again(
        bot,
        photo.file_id,
        file_unique_id=photo.file_unique_id,
        album=photo.album,
        meant=photo.meant,
    )


@dataclass(frozen=True)
class HeldPhotos:
    holding: Holding
    workers: Workers

    async def tell(self, message: Message, tally: Tally, whose: Whose) -> None:
        """Have the photos wait that a tally holds back, and say so in answer to ``message``."""
        now = datetime.now(UTC)
        chat = chat_of(message)
        held = await self.holding.hold(chat, tally.photos, tally.held, whose, now)
        doubtful = [one for one in held if one.why.doubts]
        if doubtful:
            words = texts.held_back(whose.name, tally.photos, [one.why for one in doubtful])
            screen = Screen(words, _buttons(doubtful, tally.photos))
            await send(message, screen, to=doubtful[0].photo.message_id)
        unclear = [one.photo for one in held if one.why.faces]
        if unclear:
            await self.ask(message, unclear[0])

    async def ask(self, message: Message, like: HeldPhoto) -> None:
        """Ask for the face of the next photo of the same sender and name, if there is one.

        What cannot be fetched any more is told, and passed over.
        """
        while found := await self.holding.next_unclear(like, datetime.now(UTC)):
            photo, more = found
            try:
                data = await source_of_held(message.get_bot(), photo).fetch()
                picture = await self.workers.run(_drawn, data, photo)
            except (SourceGone, PhotoUnreadable):
                words = texts.send_again(photo.number, photo.photos)
                await send(message, Screen(words), to=photo.message_id)
                await self.holding.drop(photo)
                continue
            words = texts.which_one(photo.name, photo.number, photo.photos, more)
            screen = Screen(words, _numbers(photo), picture, texts.FROM_THE_LEFT)
            await send(message, screen, to=photo.message_id)
            return


def add_anyway(photo: HeldPhoto, label: str = texts.ADD_ANYWAY) -> InlineKeyboardButton:
    """The button that adds a photo, whatever is to be doubted about it."""
    return button(label, ADD, photo.id, photo.id)


def _buttons(held: Sequence[Held], photos: int) -> list[list[InlineKeyboardButton]]:
    if photos == 1:
        return [[add_anyway(held[0].photo)]]
    rows = [[add_anyway(one.photo, texts.add_anyway(one.photo.number))] for one in held]
    if len(held) > 1:
        ids = [one.photo.id for one in held]
        rows.append([button(texts.ADD_ALL, ADD, min(ids), max(ids))])
    return rows


def _numbers(photo: HeldPhoto) -> list[list[InlineKeyboardButton]]:
    cells = [
        button(str(number), CHOOSE, photo.id, number) for number in range(1, len(photo.faces) + 1)
    ]
    rows = [cells[first : first + ACROSS] for first in range(0, len(cells), ACROSS)]
    return [*rows, [button(texts.NONE_OF_THEM, CHOOSE, photo.id, 0)]]


def _drawn(data: bytes | bytearray, photo: HeldPhoto) -> bytes:
    """Raises `PhotoUnreadable`."""
    return draw_faces_to_choose(decode(data).pixels, [face.box for face in photo.faces])
