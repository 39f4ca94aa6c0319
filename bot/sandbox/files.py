"""Files that travelled through the sandbox, and the names by which bots know them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field

from bot.sandbox.errors import JSON, bad_request
from bot.sandbox.people import Bot
from bot.sandbox.photo_sizes import Rendition

MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
_FOLDERS = {
    "photo": "photos",
    "document": "documents",
    "thumbnail": "thumbnails",
    "sticker": "stickers",
    "video": "videos",
    "animation": "animations",
    "voice": "voice",
    "audio": "music",
    "video_note": "video_notes",
}


@dataclass(frozen=True, eq=False)
class StoredFile:
    """One file. ``kind`` is a photo, document, thumbnail, or another kind of media."""

    kind: str
    unique_id: str
    data: bytes = field(repr=False)
    name: str | None = None
    mime_type: str | None = None
    width: int = 0
    height: int = 0


@dataclass(frozen=True, eq=False)
class Media:
    """What a message shows besides text: all sizes of a photo, or one file with a thumbnail."""

    kind: str
    files: tuple[StoredFile, ...]
    thumbnail: StoredFile | None = None
    details: JSON = field(default_factory=dict)
    """Further fields of the object on the wire, such as a video's duration."""
    spoiler: bool = False

    @property
    def file(self) -> StoredFile:
        """The file itself; of a photo, its largest size."""
        return self.files[-1]


class FileStore:
    """All files, and each bot's ids and paths for them."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._by_id: dict[tuple[int, str], StoredFile] = {}
        self._by_path: dict[tuple[int, str], StoredFile] = {}
        self._paths: dict[tuple[int, str], str] = {}
        self._media: dict[str, Media] = {}

    def photo(self, sizes: list[Rendition], *, spoiler: bool = False) -> Media:
        """Keep a photo in all its sizes, smallest first."""
        # Small sizes of different photos can be alike byte for byte: the largest tells them apart.
        files = tuple(_picture("photo", one, sizes[-1].data) for one in sizes)
        return self._keep(Media("photo", files, spoiler=spoiler))

    def file(
        self,
        kind: str,
        data: bytes,
        *,
        name: str | None = None,
        mime_type: str | None = None,
        thumb: Rendition | None = None,
        details: JSON | None = None,
    ) -> Media:
        """Keep any other file as it is, byte for byte."""
        stored = StoredFile(kind, _unique_id(kind, data), data, name, mime_type)
        small = _picture("thumbnail", thumb, thumb.data) if thumb else None
        return self._keep(Media(kind, (stored,), small, details or {}))

    def file_id(self, bot: Bot, file: StoredFile) -> str:
        """The id by which this bot, and no other, may fetch or send the file again."""
        digest = hmac.digest(self._secret, f"{bot.id}:{file.unique_id}".encode(), "sha256")
        file_id = "AgAC" + urlsafe_b64encode(digest + digest[:13]).decode().rstrip("=")
        self._by_id[bot.id, file_id] = file
        return file_id

    def find(self, bot: Bot, file_id: str) -> StoredFile | None:
        """The file that a bot's file id names."""
        return self._by_id.get((bot.id, file_id))

    def sent_again(self, bot: Bot, file_id: str, kind: str) -> Media:
        """The media of a file id that a bot sends again; 400 where it may not."""
        file = self.find(bot, file_id)
        if file is None:
            raise bad_request(
                "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"
            )
        if file.kind != kind:
            raise bad_request(f"can't use file of type {_title(file.kind)} as {_title(kind)}")
        return self._media[file.unique_id]

    def path(self, bot: Bot, file_id: str) -> tuple[StoredFile, str]:
        """A file and the path at which the bot may now download it; 400 where it may not."""
        file = self.find(bot, file_id)
        if file is None:
            raise bad_request("invalid file_id")
        if len(file.data) > MAX_DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        key = (bot.id, file.unique_id)
        if key not in self._paths:
            ending = (file.name or "").rpartition(".")[2] if "." in (file.name or "") else "jpg"
            self._paths[key] = f"{_FOLDERS[file.kind]}/file_{len(self._paths)}.{ending}"
            self._by_path[bot.id, self._paths[key]] = file
        return file, self._paths[key]

    def kept(self, unique_id: str) -> StoredFile | None:
        """The photo or file of this unique id, whoever sent it."""
        media = self._media.get(unique_id)
        files = media.files if media else ()
        return next((file for file in files if file.unique_id == unique_id), None)

    def at(self, bot: Bot, path: str) -> StoredFile | None:
        """The file at a path that `path` gave to this bot."""
        return self._by_path.get((bot.id, path))

    def _keep(self, media: Media) -> Media:
        for file in media.files:
            self._media[file.unique_id] = media
        return media


def _picture(kind: str, size: Rendition, content: bytes) -> StoredFile:
    return StoredFile(
        kind,
        _unique_id(f"{kind} {size.width}x{size.height}", content),
        size.data,
        mime_type="image/jpeg",
        width=size.width,
        height=size.height,
    )


def _unique_id(kind: str, data: bytes) -> str:
    """The same for the same content sent as the same kind, whoever looks."""
    digest = hashlib.sha256(kind.encode() + b"\0" + data).digest()
    return "AQAD" + urlsafe_b64encode(digest[:9]).decode()


def _title(kind: str) -> str:
    return kind.replace("_", " ").title().replace(" ", "")
