"""Where a photo comes from: known by name and size before a byte of it is fetched."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from storage.models import Face


class SourceGone(Exception):
    """The photo cannot be fetched: it is gone, or was never whole."""


@dataclass(frozen=True)
class Source:
    """A photo that somebody sent.

    ``fetch`` gives the file's bytes or raises `SourceGone`. ``file_unique_id`` is the same
    wherever the same file turns up, ``size`` is in bytes, and photos of one ``album`` were sent
    together. ``meant`` is the face that is asked about or enrolled, as it was found before;
    without it, that is every face, or the one that is clear. By ``file_id`` Telegram gives the
    photo again later, and ``message_id`` is the message that it came in.
    """

    fetch: Callable[[], Awaitable[bytes | bytearray]]
    file_unique_id: str | None = None
    size: int | None = None
    album: str | None = None
    meant: Face | None = None
    file_id: str | None = None
    message_id: int | None = None
