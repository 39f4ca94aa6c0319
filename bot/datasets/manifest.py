"""What an export says of itself: whose photos these are, and all that a JPEG cannot hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from bot.datasets.vector_files import VectorRow
from storage.models import Account, Chat, Face
from storage.names import name_key

FILE = "manifest.json"
UNFINISHED = "manifest.json.unfinished"
"""What the manifest is called until everything that it tells of is there."""
FORMAT, VERSION = "whosthis gallery", 1


@dataclass(frozen=True)
class PhotoEntry:
    """One photo of an export.

    ``file_sha256`` is of the file, ``sha256`` of the picture that was enrolled; the other fields
    are those of `storage.models.StoredPhoto`.
    """

    file: str
    file_sha256: bytes
    sha256: bytes
    width: int
    height: int
    face: Face | None
    enrolled_at: datetime
    enrolled_by: int | None
    album: str | None
    file_unique_id: str | None
    vectors: tuple[VectorRow, ...]


@dataclass(frozen=True)
class PersonEntry:
    """A person of an export, and the folder that their photos were written to.

    ``account`` is which Telegram user that is, where it is known.
    """

    name: str
    folder: str
    since: datetime
    photos: tuple[PhotoEntry, ...]
    account: Account | None = None


@dataclass(frozen=True)
class Manifest:
    """A whole export; ``exported_at`` is when it was made, ``program`` what made it."""

    program: str
    exported_at: datetime
    chat: Chat
    people: tuple[PersonEntry, ...] = field(repr=False)

    @property
    def names(self) -> dict[str, str]:
        """The people's names by folder."""
        return {person.folder: person.name for person in self.people}

    def find(self, file_sha256: bytes, name: str) -> tuple[PhotoEntry, PersonEntry] | None:
        """What is known of a file, wherever it lies now; best of all as a photo of ``name``."""
        entries = self._by_file.get(file_sha256, ())
        its_own = (entry for entry in entries if name_key(entry[1].name) == name_key(name))
        return next(its_own, entries[0] if entries else None)

    @cached_property
    def _by_file(self) -> Mapping[bytes, Sequence[tuple[PhotoEntry, PersonEntry]]]:
        found: dict[bytes, list[tuple[PhotoEntry, PersonEntry]]] = defaultdict(list)
        for person in self.people:
            for photo in person.photos:
                found[photo.file_sha256].append((photo, person))
        return found


def as_json(manifest: Manifest) -> dict[str, Any]:
    """The manifest as it is written down, in this order."""
    chat = manifest.chat
    return {
        "format": FORMAT,
        "version": VERSION,
        "program": manifest.program,
        "exported_at": manifest.exported_at.isoformat(),
        "chat": {"id": chat.id, "kind": chat.kind, "title": chat.title},
        "people": [
            {
                "name": person.name,
                "folder": person.folder,
                "since": person.since.isoformat(),
                "account": person.account
                and {"user_id": person.account.user_id, "username": person.account.username},
                "photos": [_photo(photo) for photo in person.photos],
            }
            for person in manifest.people
        ],
    }


def _photo(photo: PhotoEntry) -> dict[str, Any]:
    face = photo.face
    return {
        "file": photo.file,
        "file_sha256": photo.file_sha256.hex(),
        "picture_sha256": photo.sha256.hex(),
        "width": photo.width,
        "height": photo.height,
        "face": face and {"box": face.box, "landmarks": face.landmarks, "score": face.score},
        "enrolled_at": photo.enrolled_at.isoformat(),
        "enrolled_by": photo.enrolled_by,
        "album": photo.album,
        "file_unique_id": photo.file_unique_id,
        "embeddings": [
            {
                "model": at.spec.model,
                "dimensions": at.spec.dimensions,
                "view": at.spec.view,
                "file": at.file,
                "row": at.row,
            }
            for at in photo.vectors
        ],
    }
