"""Photos that were sent together, told apart from photos that came one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from telegram import Message

QUIET = 1.0
"""Seconds without a further photo after which an album is whole: no end marker ever comes."""
MOST = 10

Key = tuple[int, str]
Handling = Coroutine[Any, Any, Any]


@dataclass
class Album:
    """The parts that have come, each with the handling that its update would have had."""

    parts: list[tuple[Message, Handling]] = field(default_factory=list)
    latest: float = 0.0

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(sorted((part for part, _ in self.parts), key=lambda part: part.message_id))

    def lead(self) -> Handling:
        """The handling of the part that has the caption, or else of the first; the rest is shut.

        Telegram puts an album's caption on any one of its parts.
        """
        _, chosen = min(self.parts, key=lambda part: (not part[0].caption, part[0].message_id))
        for _, handling in self.parts:
            if handling is not chosen:
                handling.close()
        return chosen


class Albums:
    """Albums on their way in. ``quiet`` is in seconds."""

    def __init__(self, quiet: float = QUIET) -> None:
        self._quiet = quiet
        self._coming: dict[Key, Album] = {}
        self._whole: dict[Key, Album] = {}

    def join(self, message: Message, handling: Handling) -> bool:
        """Add a part; True where it is the first, whose handling then sees to the whole album."""
        key = _key(message)
        first = key not in self._coming
        album = self._coming.setdefault(key, Album())
        album.parts.append((message, handling))
        album.latest = asyncio.get_running_loop().time()
        return first

    async def whole(self, message: Message) -> Album:
        """Wait until the message's album is whole."""
        key = _key(message)
        album = self._coming[key]
        while len(album.parts) < MOST:
            left = album.latest + self._quiet - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await asyncio.sleep(left)
        self._whole[key] = self._coming.pop(key)
        return album

    def forget(self, message: Message) -> None:
        """The message's album is dealt with, or given up."""
        given_up = self._coming.pop(_key(message), None)
        for _, handling in given_up.parts if given_up else ():
            handling.close()
        self._whole.pop(_key(message), None)

    def messages_with(self, message: Message) -> tuple[Message, ...]:
        """All parts of the whole album that the message is of, or the message alone."""
        album = self._whole.get(_key(message))
        return album.messages if album else (message,)


def _key(message: Message) -> Key:
    return message.chat_id, message.media_group_id or ""
