"""Photos that were sent together, told apart from photos that came one by one."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from telegram import Message

from bot.incoming.attachments import PHOTO
from bot.incoming.commands import begins_with_command

QUIET = 1.0
"""Seconds without a further photo after which an album is whole: no end marker ever comes."""
MOST = 10
KEPT = 300
"""Albums whose parts are remembered for whoever replies to one of them later."""

Key = tuple[int, str]
Handling = Coroutine[Any, Any, Any]


@dataclass(eq=False)
class Album:
    """The parts that have come, each with the handling that its update would have had."""

    parts: list[tuple[Message, Handling]] = field(default_factory=list)
    latest: float = 0.0

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(sorted((part for part, _ in self.parts), key=lambda part: part.message_id))

    def lead(self) -> Handling:
        """The handling of the part that speaks for all.

        Telegram puts an album's caption on any one of its parts, and videos among its photos.
        """
        _, handling = min(
            self.parts,
            key=lambda part: (
                not begins_with_command(part[0]),
                not PHOTO.filter(part[0]),
                not part[0].caption,
                part[0].message_id,
            ),
        )
        return handling

    def shut(self) -> None:
        """End the handlings that were not begun."""
        for _, handling in self.parts:
            handling.close()


class Albums:
    """Albums on their way in, and the last ones that came. ``quiet`` is in seconds."""

    def __init__(self, quiet: float = QUIET) -> None:
        self._quiet = quiet
        self._coming: dict[Key, Album] = {}
        self._whole: dict[Key, Album] = {}
        self._seen: OrderedDict[Key, dict[int, Message]] = OrderedDict()

    def join(self, message: Message, handling: Handling) -> Album | None:
        """Add a part. The album, where this part is its first and has to see to all of it."""
        key = _key(message)
        self._see(key, message)
        album = self._coming.get(key)
        first = album is None
        if album is None:
            album = self._coming[key] = Album()
        album.parts.append((message, handling))
        album.latest = asyncio.get_running_loop().time()
        return album if first else None

    async def whole(self, album: Album) -> None:
        """Wait until an album is whole; parts that come later make another one."""
        while len(album.parts) < MOST:
            left = album.latest + self._quiet - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await asyncio.sleep(left)
        key = _key(album.parts[0][0])
        del self._coming[key]
        self._whole[key] = album

    def forget(self, album: Album) -> None:
        """An album is dealt with, or given up."""
        key = _key(album.parts[0][0])
        for albums in (self._coming, self._whole):
            if albums.get(key) is album:
                del albums[key]
        album.shut()

    def photos_with(self, message: Message) -> tuple[Message, ...]:
        """Those of them that carry a photo."""
        return tuple(filter(PHOTO.filter, self.messages_with(message)))

    def messages_with(self, message: Message) -> tuple[Message, ...]:
        """All parts of the whole album that the message is of, or the message alone."""
        album = self._whole.get(_key(message))
        return album.messages if album else (message,)

    def seen_with(self, message: Message) -> tuple[Message, ...]:
        """All parts that came of the message's album, whenever that was, or the message alone.

        Alone, too, where others of its album came and it did not: the bot is shown only some.
        """
        parts = self._seen.get(_key(message), {})
        if message.message_id not in parts:
            return (message,)
        seen = {**parts, message.message_id: message}
        return tuple(seen[number] for number in sorted(seen))

    def _see(self, key: Key, message: Message) -> None:
        self._seen.setdefault(key, {})[message.message_id] = message
        self._seen.move_to_end(key)
        if len(self._seen) > KEPT:
            self._seen.popitem(last=False)


def _key(message: Message) -> Key:
    return message.chat_id, message.media_group_id or ""
