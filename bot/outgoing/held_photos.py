"""Photos that are held back: that it is said, and that somebody is asked what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from telegram import Bot, InlineKeyboardButton, Message

from bot.chats.holding import Held, Holding, Whose
from bot.incoming.addressing import chat_of
from bot.incoming.attachments import source_again
from bot.incoming.buttons import button
from bot.outgoing.screens import Screen, send
from bot.pictures.faces_to_choose import draw_faces_to_choose
from bot.recognition.enrolment import Enrolment
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
    """Photos of several people that came together are asked about one after the other.

    Each is asked about, also where one of its faces is known: with ten photos that is ten taps,
    each on a button that is named first, and the bot learns nothing by its own answers. What came
    at another time is asked about at once, whatever question is open.
    """

    holding: Holding
    workers: Workers
    enrolment: Enrolment

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
        """Ask for the face of the next of the photos that came with one, if there is any.

        What cannot be fetched any more is told, and passed over.
        """
        while found := await self.holding.next_unclear(like, datetime.now(UTC)):
            photo, more = found
            source = source_of_held(message.get_bot(), photo)
            try:
                data = await source.fetch()
                picture = await self.workers.run(_drawn, data, photo)
            except (SourceGone, PhotoUnreadable):
                words = texts.send_again(photo.number, photo.photos)
                await send(message, Screen(words), to=photo.message_id)
                await self.holding.drop(photo)
                continue
            likeliest = await self._likeliest(photo, source, data)
            words = texts.which_one(photo.name, photo.number, photo.photos, more, likeliest)
            rows = numbers(photo)
            if likeliest:
                rows.insert(0, [choose_face(photo, likeliest, texts.yes(likeliest))])
            screen = Screen(words, rows, picture, texts.FROM_THE_LEFT)
            await send(message, screen, to=photo.message_id)
            await self.holding.asked(photo, datetime.now(UTC))
            return

    async def _likeliest(
        self, photo: HeldPhoto, source: Source, data: bytes | bytearray
    ) -> int | None:
        """The number of the face that is known as the person's, if it is clear."""

        async def fetched() -> bytes | bytearray:
            return data

        place = await self.enrolment.likeliest(
            photo.chat_id, photo.name, replace(source, fetch=fetched), photo.faces
        )
        return None if place is None else place + 1


def add_anyway(photo: HeldPhoto, label: str = texts.ADD_ANYWAY) -> InlineKeyboardButton:
    """The button that adds a photo, whatever is to be doubted about it."""
    return button(label, ADD, photo.id, photo.id)


def choose_face(photo: HeldPhoto, number: int, label: str = "") -> InlineKeyboardButton:
    """The button for one of a photo's faces, counted from 1."""
    return button(label or str(number), CHOOSE, photo.id, number)


def numbers(photo: HeldPhoto) -> list[list[InlineKeyboardButton]]:
    """The buttons for each of a photo's faces, and for none."""
    cells = [choose_face(photo, number) for number in range(1, len(photo.faces) + 1)]
    rows = [cells[first : first + ACROSS] for first in range(0, len(cells), ACROSS)]
    return [*rows, [button(texts.NONE_OF_THEM, CHOOSE, photo.id, 0)]]


def _buttons(held: Sequence[Held], photos: int) -> list[list[InlineKeyboardButton]]:
    if photos == 1:
        return [[add_anyway(held[0].photo)]]
    rows = [[add_anyway(one.photo, texts.add_anyway(one.photo.number))] for one in held]
    if len(held) > 1:
        ids = [one.photo.id for one in held]
        rows.append([button(texts.ADD_ALL, ADD, min(ids), max(ids))])
    return rows


def _drawn(data: bytes | bytearray, photo: HeldPhoto) -> bytes:
    """Raises `PhotoUnreadable`."""
    return draw_faces_to_choose(decode(data).pixels, [face.box for face in photo.faces])
