"""What the tables about answers hold, and about what was said to them, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.models import Face
from storage.records import Removal


@dataclass(frozen=True)
class NewFace:
    """One face of an answer before it is stored; ``face`` is None for a whole photo.

    ``number`` is what the answer calls it. ``named`` are whom the answer names, the likeliest
    first, and ``others`` who came next; ``scores`` are those of the first two people of both, and
    ``margin`` is the natural logarithm of how many times likelier the first is. People are known
    from the score ``known_from`` on, unless that was decided on otherwise. Only scores of the
    same ``basis`` can be compared; ``photos`` is how many there were to compare with,
    ``photo_ids`` are the closest of them.
    """

    number: int
    face: Face | None
    outcome: str
    named: tuple[int, ...]
    others: tuple[int, ...]
    photo_ids: tuple[int, ...]
    basis: str
    photos: int
    scores: tuple[float, ...]
    margin: float | None
    known_from: float | None
    unsure_from: float | None


@dataclass(frozen=True)
class NewAnswer:
    """An answer before it is said, in ``shown_in`` where that is not the chat of its people.

    The photo is known by its names at Telegram alone. ``numbered`` says that the answer calls
    its faces by their numbers; it may have some besides of which nothing was decided.
    """

    chat_id: int
    shown_in: int | None
    file_id: str
    file_unique_id: str
    album: str | None
    faces: tuple[NewFace, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Answer:
    """An answer as it is on file; ``message_id`` is the message with it, where that is known."""

    id: int
    chat_id: int
    shown_in: int | None
    message_id: int | None
    file_id: str
    file_unique_id: str
    album: str | None
    numbered: bool = False


@dataclass(frozen=True)
class AnsweredFace(NewFace):
    """A face of an answer as it is on file. Whoever was deleted since is named no longer."""

    id: int
    answer: Answer


class FeedbackKind(StrEnum):
    """What somebody says of a face that was answered."""

    RIGHT = "right"
    """It is one of those whom the answer names."""
    NAMED = "named"
    """It is somebody else."""
    WRONG = "wrong"
    """It is nobody whom the answer names; who it is has not been said yet."""
    STRANGER = "stranger"
    """It is nobody whom the answer names, nor anybody else who is to be known."""


@dataclass(frozen=True)
class NewFeedback:
    """Something that somebody says of a face, and what came of it.

    ``person_id`` is who it is said to be; ``photo_id`` is what was added by that, as far as it
    is still there; ``came_of_it`` is a word for that, which use cases give.
    """

    face_id: int
    kind: FeedbackKind
    person_id: int | None
    photo_id: int | None
    came_of_it: str
    given_by: int
    at: datetime


@dataclass(frozen=True)
class Feedback(NewFeedback):
    """What was said as it is on file; it counts until it is undone."""

    id: int
    undone_at: datetime | None = None


@dataclass(frozen=True)
class TakenOut:
    """A photo that was taken from somebody, ``name``, because it was said not to be them.

    With their only photo they went, too: the ``removal`` tells.
    """

    feedback_id: int
    removal: Removal
    name: str
    photo_id: int
