"""What the tables about changes, agreements and admission hold, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.models import Account, Face


class RemovalKind(StrEnum):
    """What a removal did, and what undoing it brings back."""

    FORGET = "forget"
    MERGE = "merge"
    PHOTO = "photo"


@dataclass(frozen=True)
class Removal:
    """Something taken out of a chat's gallery that can come back until ``expires_at``.

    ``person_id`` is who was forgotten, whom a photo was taken from, or who was merged into.
    """

    id: int
    chat_id: int
    kind: RemovalKind
    person_id: int
    removed_by: int | None
    expires_at: datetime


@dataclass(frozen=True)
class Removed:
    """What would come back of a removal: somebody's ``photos``, as many as there are."""

    removal: Removal
    name: str
    photos: int


class Answers(StrEnum):
    """Which photos of a group are answered."""

    ASKED = "asked"
    EVERY = "every"


class Managers(StrEnum):
    """Who may enrol and manage people in a group."""

    ADMINS = "admins"
    EVERYONE = "everyone"


class Strictness(StrEnum):
    """How rarely somebody may be named who is not there."""

    STRICT = "strict"
    NORMAL = "normal"
    RELAXED = "relaxed"


@dataclass(frozen=True)
class Preferences:
    """What a chat wishes. ``matches`` is how many photos an answer shows; None is the default.

    ``quiet`` marks photos nobody asked about with a reaction instead of an answer.
    """

    answers: Answers = Answers.ASKED
    quiet: bool = False
    managers: Managers = Managers.ADMINS
    strictness: Strictness = Strictness.NORMAL
    matches: int | None = None


class LinkKind(StrEnum):
    """What opening a link does."""

    CLAIM = "claim"
    """Makes whoever opens it the bot's owner."""
    INVITE = "invite"
    """Lets somebody use the bot."""
    SHARE = "share"
    """Offers people of a private chat to the group that the bot is added to."""
    ASK = "ask"
    """Lets a member of a group ask about its people in private."""


@dataclass(frozen=True)
class Link:
    """A link as it is on file, which is without its token.

    ``chat_id`` and ``share_id`` are what it is about; ``uses_left`` is None where it does not
    wear out.
    """

    id: int
    kind: LinkKind
    made_by: int | None
    chat_id: int | None
    share_id: int | None
    uses_left: int | None
    expires_at: datetime


class AdmissionKind(StrEnum):
    """As what somebody is inside."""

    OWNER = "owner"
    GUEST = "guest"
    GROUP = "group"


@dataclass(frozen=True)
class Admission:
    """Who may use the bot: a user, or a group that somebody admitted brought it to.

    ``name`` is how the owner recognises a guest; nothing is compared with it.
    """

    id: int
    kind: AdmissionKind
    admitted_by: int | None
    name: str
    at: datetime


@dataclass(frozen=True)
class Share:
    """People of a private chat, offered to a group or copied into it.

    ``to_chat`` is None until the bot has been added to a group with the offer; ``message_id`` is
    the offer there. It is given once an admin there has agreed.
    """

    id: int
    from_chat: int
    to_chat: int | None
    shared_by: int
    person_ids: tuple[int, ...]
    message_id: int | None
    agreed_by: int | None
    at: datetime


class QuestionKind(StrEnum):
    """What an answer in words will do."""

    RENAME = "rename"
    NAME = "name"
    """Says who a face of an answer is."""
    WITHDRAWN = "withdrawn"
    """Nothing any more, but to tell so."""


@dataclass(frozen=True)
class Question:
    """A message of the bot that waits to be answered in words by one sender.

    It is about a person, or about a face of an answer.
    """

    chat_id: int
    message_id: int
    kind: QuestionKind
    asked_of: int
    person_id: int | None
    expires_at: datetime
    face_id: int | None = None


@dataclass(frozen=True)
class HeldPhoto:
    """A photo that was to be enrolled, is not yet, and waits for somebody's word.

    It is the photo ``number`` of so many ``photos`` that came together, in the message
    ``message_id``; ``came_with`` is the first of those that wait, as an id, or None for that one
    itself. ``held_of`` is the sender whose word it was. ``meant`` is the face to be enrolled, and
    ``faces`` are those to choose from, where there are several. ``account`` is who the person is
    on Telegram, as far as that is to be noted with the first photo.
    """

    id: int
    chat_id: int
    session_id: int | None
    held_of: int
    name: str
    account: Account | None
    number: int
    photos: int
    came_with: int | None
    message_id: int | None
    file_id: str
    file_unique_id: str | None
    album: str | None
    meant: Face | None
    faces: tuple[Face, ...]
    expires_at: datetime

    @property
    def unclear(self) -> bool:
        """Whether nobody has said which face is meant."""
        return bool(self.faces) and self.meant is None


@dataclass(frozen=True)
class DayUsage:
    """What was done over a span of days with one model: photos, requests, views embedded."""

    model: str
    photos: int
    requests: int
    views: int
