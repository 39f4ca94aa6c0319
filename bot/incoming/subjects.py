"""Which photos a message means: its own, those it replies to, or those an answer was about."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from telegram import Message

from bot.incoming.addressing import asked_by_caption, is_by_the_bot
from bot.incoming.albums import Albums
from bot.incoming.attachments import PHOTO
from bot.incoming.standing import is_private

MOST = 1000
"""Messages whose subject is remembered, captions that have asked for something, and albums."""
MOST_PHOTOS = 100
"""Photos that one message is about, at most."""

Key = tuple[int, int]


class PictureOfMine(Exception):
    """The message replies to a picture that the bot drew, and forgot what it was about."""


class Subjects:
    """Remembers in memory only: after a restart, people are asked to send or reply again."""

    def __init__(self, albums: Albums) -> None:
        self._albums = albums
        self._photos: OrderedDict[Key, tuple[Message, ...]] = OrderedDict()
        self._asked: OrderedDict[Key, str] = OrderedDict()
        self._torn: OrderedDict[tuple[int, str], None] = OrderedDict()

    def asks_anew(self, message: Message) -> bool:
        """Whether a photo's caption asks the bot for something that it has not asked before.

        Telegram also tells of edits that change nothing which can be seen.
        """
        key, asked = (message.chat_id, message.message_id), asked_by_caption(message)
        if not asked or not PHOTO.filter(message) or self._asked.get(key) == asked:
            return False
        self._asked[key] = asked
        if len(self._asked) > MOST:
            self._asked.popitem(last=False)
        return True

    def remember(self, said: Message, photos: Sequence[Message]) -> None:
        """``said``, by the bot, is about the photos in these messages."""
        if photos:
            self.add(said.chat_id, said.message_id, photos)

    def add(self, chat_id: int, message_id: int | None, photos: Sequence[Message]) -> bool:
        """A message of the bot is about these photos, too; True where they are its first."""
        before = self.of(chat_id, message_id)
        self._photos[chat_id, message_id or 0] = (*before, *photos)[:MOST_PHOTOS]
        while len(self._photos) > MOST:
            self._photos.popitem(last=False)
        return not before

    def of(self, chat_id: int, message_id: int | None) -> tuple[Message, ...]:
        """The messages whose photos a message of the bot is about, as far as remembered."""
        return self._photos.get((chat_id, message_id or 0), ())

    def meant_by(self, message: Message) -> tuple[Message, ...]:
        """The messages whose photos this one means; none where it means none.

        Raises `PictureOfMine`.
        """
        if own := self._albums.photos_with(message):
            return own
        replied = message.reply_to_message
        if replied is None:
            return ()
        if not is_by_the_bot(replied):
            return tuple(filter(PHOTO.filter, self._albums.seen_with(replied)))
        about = self.of(replied.chat_id, replied.message_id)
        if not about and PHOTO.filter(replied):
            raise PictureOfMine
        return about

    def misses_parts(self, message: Message, photos: Sequence[Message]) -> bool:
        """Whether the photos that a message means are one of an album, and the rest is unseen.

        In groups the bot may be shown only the part that is meant for it, and of what is replied
        to Telegram shows one part, too. True once an album.
        """
        if len(photos) != 1 or photos[0].media_group_id is None:
            return False
        (part,) = photos
        if len(self._albums.seen_with(part)) > 1 or (part is message and is_private(message)):
            return False
        key = part.chat_id, part.media_group_id or ""
        if key in self._torn:
            return False
        self._torn[key] = None
        if len(self._torn) > MOST:
            self._torn.popitem(last=False)
        return True
