"""One chat's gallery as a folder's photos come in: the steps that all of them share."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from weakref import WeakValueDictionary

from bot.datasets.folders import PhotoFile
from bot.recognition.embedding import BadAnswer, EmbeddingError, ViewRefused, ViewUnreadable
from bot.recognition.enrolment import Enrolment
from bot.recognition.preparing import Ready
from bot.recognition.sight import Embedded, Impression
from bot.recognition.tally import Skipped
from storage.models import Account, Chat, Face, NewPhoto
from storage.names import name_key

ABOUT_ONE_PHOTO = (ViewRefused, ViewUnreadable, BadAnswer)
"""Faults that the next photo need not have."""


class Became(StrEnum):
    """What became of a file, in a word."""

    ADDED = "added"
    ALREADY_THERE = "already there"
    RENEWED = "renewed"
    """Already there, but only now embedded by the model in use."""
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Fate:
    """What becomes of a file.

    ``skipped`` is None where its photo is added. ``also_of`` are others in the chat who have the
    very same picture. ``incomparable`` is why a photo was kept without a vector by the model in
    use, ``incomplete`` why without one by one of two; ``failure`` why an embedder gave nothing.
    """

    skipped: Skipped | None = None
    several_faces: bool = False
    also_of: tuple[str, ...] = ()
    incomparable: Skipped | None = None
    incomplete: Skipped | None = None
    failure: EmbeddingError | None = None

    @property
    def became(self) -> Became:
        match self.skipped:
            case None:
                return Became.ADDED
            case Skipped.ALREADY_THERE:
                return Became.ALREADY_THERE
            case Skipped.RENEWED:
                return Became.RENEWED
            case _:
                return Became.LEFT_OUT

    @property
    def ends_all(self) -> bool:
        """Whether no other photo would fare better just now."""
        return self.failure is not None and not isinstance(self.failure, ABOUT_ONE_PHOTO)


@dataclass(frozen=True)
class Finding:
    """All that is to be kept of a file. ``fate`` is its fate if the photo is new."""

    file: PhotoFile
    photo: NewPhoto
    face: Face | None
    embeddings: Sequence[Embedded] = field(repr=False)
    fate: Fate
    since: datetime | None = None
    account: Account | None = None


class Intake:
    """What is in the chat already, and how more comes in.

    Only inside ``eyes`` are pixels in memory: of as many photos as can be worked on at a time.
    ``fates`` tells what became of each file, but for those that shall be tried again. An added
    photo is there if and only if it is committed, also where whoever waited was cancelled.
    """

    def __init__(self, enrolment: Enrolment, chat: Chat) -> None:
        self.enrolment = enrolment
        self.eyes = asyncio.Semaphore((os.cpu_count() or 1) + 1)
        self.fates: dict[PhotoFile, Fate] = {}
        self._chat = chat
        self._store = enrolment.store
        self._turns: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def alone(self, sha256: bytes) -> AsyncIterator[None]:
        """Wait for whoever else is busy with the same picture."""
        turn = self._turns.setdefault(sha256, asyncio.Lock())
        async with turn:
            yield

    async def photo_of(self, name: str, sha256: bytes) -> int | None:
        """The id of this very picture, as a photo of the person of this name.

        One that is only lent to the chat does not count: it becomes the chat's own.
        """
        person = await self._store.people.find(self._chat.id, name)
        if person is None:
            return None
        return await self._store.photos.find(person.id, sha256=sha256, own=True)

    async def is_comparable(self, photo_id: int | None) -> bool:
        """Whether the model in use can compare a photo."""
        return photo_id is not None and await self.enrolment.is_comparable(photo_id)

    async def also_of(self, file: PhotoFile, sha256: bytes) -> tuple[str, ...]:
        """The names of others in the chat who have this very picture."""
        people = await self._store.people.with_picture(self._chat.id, sha256)
        own = name_key(file.person)
        return tuple(person.name for person in people if name_key(person.name) != own)

    async def embedded(self, ready: Ready) -> Impression:
        """The picture's vectors by the models in use, made only where the chat has none.

        Raises the `EmbeddingError` that other photos would meet as well, also where one of two
        models gave a vector: whatever is begun again later is then whole.
        """
        impression = await self.enrolment.embed(ready, self._chat.id)
        failure = impression.failure
        if failure is not None and not isinstance(failure, ABOUT_ONE_PHOTO):
            raise failure
        return impression

    async def keep(self, found: Finding) -> Fate:
        """Store what of a finding is not there yet, all at once.

        Who the person is on Telegram is taken over, also of somebody who had themself removed
        before: an import enrols anew, and only who is known as a user can have themself removed.
        """
        file, fates = found.file, self.fates
        try:
            async with self._store.transaction() as transaction:
                await self._store.chats.have(transaction, self._chat)
                person = await self._store.people.get_or_add(
                    transaction, self._chat.id, file.person, found.since
                )
                if found.account and not await self._store.linked.find(self._chat.id, person.id):
                    await self._store.linked.link(
                        transaction, self._chat.id, file.person, found.account
                    )
                skipped = await self.enrolment.keep(
                    transaction,
                    self._chat.id,
                    file.person,
                    found.photo,
                    found.face,
                    found.embeddings,
                )
                # Nothing can come between this and the commit, which is never cut short.
                fates[file] = found.fate if skipped is None else _there(found.fate, skipped)
        except Exception:
            fates.pop(file, None)
            raise
        return fates[file]


def _there(fate: Fate, skipped: Skipped) -> Fate:
    return replace(fate, skipped=skipped, several_faces=False, also_of=())
