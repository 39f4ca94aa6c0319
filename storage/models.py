"""What the tables hold, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class EmbeddingSpec:
    """What makes two embeddings comparable: only vectors of one spec are ever compared.

    ``view`` names what part of a photo was embedded and how it was prepared.
    """

    model: str
    dimensions: int
    view: str


@dataclass(frozen=True)
class Chat:
    """A chat that owns a gallery. ``id`` is Telegram's; ``title`` is kept for groups only."""

    id: int
    kind: str
    title: str | None = None


@dataclass(frozen=True)
class Person:
    """Somebody enrolled in one chat, under the name as it was first written."""

    id: int
    chat_id: int
    name: str


class Account(NamedTuple):
    """A Telegram user: by id, or by username for as long as the id is not known."""

    user_id: int | None
    username: str | None

    def is_of(self, user: Account) -> bool:
        """Whether this is on file of the ``user``, as they are called now."""
        if self.user_id is not None:
            return self.user_id == user.user_id
        return self.username is not None and self.username == (user.username or "").lower()


@dataclass(frozen=True)
class Face:
    """One face in a picture, in that picture's pixels.

    ``box`` is left, top, width, height. ``landmarks`` are five (x, y) points: the two eyes,
    the tip of the nose and the two corners of the mouth, the left of the picture first.
    ``score`` is the detector's confidence, 0 to 1.
    """

    box: tuple[float, float, float, float]
    landmarks: tuple[tuple[float, float], ...]
    score: float

    @property
    def area(self) -> float:
        """Square pixels."""
        return self.box[2] * self.box[3]


@dataclass(frozen=True)
class NewPhoto:
    """An enrolled photo before it is stored.

    ``sha256`` is of the decoded picture; ``file_unique_id`` is Telegram's name for the file it
    came as, ``album`` for the album it came in; ``jpeg`` is the upright, bounded picture that
    was embedded. Without ``enrolled_at`` it is enrolled now.
    """

    sha256: bytes
    jpeg: bytes = field(repr=False)
    thumbnail: bytes = field(repr=False)
    width: int
    height: int
    file_unique_id: str | None = None
    album: str | None = None
    enrolled_by: int | None = None
    session_id: int | None = None
    enrolled_at: datetime | None = None


@dataclass(frozen=True)
class StoredPhoto:
    """An enrolled photo as it is on file, with its face and every embedding it has.

    The fields are those of `NewPhoto`; what can be made again from the others is left out.
    """

    sha256: bytes
    jpeg: bytes = field(repr=False)
    width: int
    height: int
    file_unique_id: str | None
    album: str | None
    enrolled_by: int | None
    enrolled_at: datetime
    face: Face | None
    embeddings: tuple[tuple[EmbeddingSpec, Vector], ...] = field(repr=False)


@dataclass(frozen=True)
class GalleryRow:
    """One embedding of one enrolled photo, as a chat's gallery holds it."""

    chat_id: int
    spec: EmbeddingSpec
    person_id: int
    photo_id: int
    vector: Vector
    album: str | None = None


@dataclass(frozen=True)
class GalleryReshaped:
    """Something of a chat's gallery was removed or moved: what was loaded of it is stale."""

    chat_id: int


GalleryChange = GalleryRow | GalleryReshaped


@dataclass(frozen=True)
class GalleryRows:
    """All embeddings of one spec in one chat, in the order they were enrolled.

    ``vectors`` is float32 [n, dimensions]; ``person_ids`` and ``photo_ids`` are int64 [n], and
    ``albums`` names what each photo was sent with. ``vetoed``, float32 [m, dimensions], are faces
    that are not ``vetoed_person_ids``, int64 [m]; ``veto_ids``, int64 [m], tell which it is.
    """

    vectors: Vector
    person_ids: NDArray[np.int64]
    photo_ids: NDArray[np.int64]
    albums: tuple[str | None, ...]
    vetoed: Vector
    vetoed_person_ids: NDArray[np.int64]
    veto_ids: NDArray[np.int64]


@dataclass(frozen=True)
class ChatSummary:
    """A chat and how much is enrolled in it."""

    chat: Chat
    people: int
    photos: int


@dataclass(frozen=True)
class PersonSummary:
    """A person and how much is enrolled of them.

    ``comparable`` counts the photos that one model has embedded, ``last_added`` is when the
    latest photo was enrolled.
    """

    id: int
    name: str
    since: datetime
    photos: int
    comparable: int
    last_added: datetime | None


@dataclass(frozen=True)
class Session:
    """One sender's enrolment in one chat, from ``/enroll`` until it is closed.

    ``name`` is None while the bot waits to be told it. ``skipped`` counts the photos that were
    not added, by reason, and ``several_faces`` the added ones of which smaller faces were passed
    over. ``question_id`` and ``status_id`` are messages of the bot. ``account`` is who the
    person is on Telegram, until that is noted with the first photo.
    """

    id: int
    chat_id: int
    sender_id: int
    topic: int | None
    name: str | None
    question_id: int | None
    status_id: int | None
    skipped: dict[str, int]
    several_faces: int
    last_at: datetime
    account: Account | None = None
