"""Use case: photos + a name → added, or left out with the reason."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.recognition.embedding import EmbeddingError, ViewKind, ViewRefused, ViewUnreadable
from bot.recognition.photos import PhotoUnreadable
from bot.recognition.preparing import Origin, Ready, Thumbnailer, prepared
from bot.recognition.sight import Embedded, NoFace, Seen, Sight
from bot.recognition.source import Source, SourceGone
from bot.recognition.workers import Workers
from storage.database import Transaction
from storage.models import Chat, Face, GalleryRow, NewPhoto, Person
from storage.names import name_key
from storage.store import Store

AT_ONCE = 10
"""Photos in memory at a time, which is a whole album."""


class Skipped(StrEnum):
    """Why a photo was not added. The first five are those of `Unreadable`."""

    NOT_A_PHOTO = "not a photo"
    DAMAGED = "damaged"
    MOVING = "moving"
    TOO_LARGE = "too large"
    TOO_MANY_PIXELS = "too many pixels"
    GONE = "gone"
    NO_FACE = "no face"
    ALREADY_THERE = "already there"
    RENEWED = "renewed"
    """Already there, but only now embedded by the model in use."""
    REFUSED = "refused"
    UNREADABLE = "unreadable for the embedder"
    NOT_EMBEDDED = "not embedded"


@dataclass
class Tally:
    """What became of some photos of somebody who is called ``name`` by now.

    They are ``gone`` where they were removed, or merged into somebody else, while the photos were
    looked at: then no more were added. ``several_faces`` counts the added ones of which only the
    largest face was taken; ``also`` are the names under which the chat has the same pictures
    besides; ``failure`` is why the embedder gave nothing for those it left out.
    """

    name: str
    person_id: int | None = None
    gone: bool = False
    added: int = 0
    several_faces: int = 0
    skipped: Counter[Skipped] = field(default_factory=Counter)
    also: set[str] = field(default_factory=set)
    failure: EmbeddingError | None = None

    @property
    def took(self) -> bool:
        """Whether anything was stored."""
        return bool(self.added or self.skipped[Skipped.RENEWED])


@dataclass(frozen=True)
class Enrolment:
    """Adds photos of one person at a time.

    ``add`` takes whole albums; the steps of one photo's way, which are ``look``, ``prepare``,
    ``embed`` and ``keep``, are there for whoever takes photos in another order.
    """

    sight: Sight
    store: Store
    workers: Workers
    thumbnailer: Thumbnailer

    async def add(self, chat: Chat, name: str, sources: Sequence[Source], origin: Origin) -> Tally:
        """Add photos of ``name`` to a chat's gallery; each is kept whole or not at all.

        ``name`` is as `storage.names.clean_name` gives it. Whoever is new is enrolled with the
        first photo that can be added.
        """
        tally = Tally(name)
        for first in range(0, len(sources), AT_ONCE):
            if not tally.gone:
                await self._add(chat, sources[first : first + AT_ONCE], origin, tally)
        return tally

    async def _add(
        self, chat: Chat, sources: Sequence[Source], origin: Origin, tally: Tally
    ) -> None:
        person = await self.store.people.find(chat.id, tally.name)
        if person and tally.person_id is None:
            tally.person_id = person.id
        looks = await asyncio.gather(*(self.look(person, source) for source in sources))
        fresh: dict[bytes, tuple[Seen, Source]] = {}
        for source, look in zip(sources, looks, strict=True):
            if isinstance(look, Skipped):
                tally.skipped[look] += 1
            elif look.picture.sha256 in fresh:
                tally.skipped[Skipped.ALREADY_THERE] += 1
            else:
                fresh[look.picture.sha256] = (look, source)
        ready = await asyncio.gather(*(self.prepare(*one, origin) for one in fresh.values()))
        # All at once: views that wait together share the embedder's requests.
        embeddings = await asyncio.gather(*(self._embed(photo) for photo in ready))
        for photo, embedded in zip(ready, embeddings, strict=True):
            if isinstance(embedded, EmbeddingError):
                tally.skipped[reason_of(embedded)] += 1
                tally.failure = embedded
            else:
                async with self.store.transaction() as transaction:
                    # While photos were looked at, somebody may have been renamed or removed.
                    called = await self._called(transaction, chat.id, origin, tally)
                    if called is None:
                        tally.gone = True
                        return
                    tally.name = called
                    await self.store.chats.note(transaction, chat)
                    person = await self.store.people.get_or_add(transaction, chat.id, called)
                    tally.person_id = person.id
                    outcome = await self.keep(
                        transaction, chat.id, called, photo.photo, photo.face, [embedded]
                    )
                if outcome is None:
                    tally.added += 1
                    tally.several_faces += photo.several_faces
                    alike = await self.store.people.with_picture(chat.id, photo.photo.sha256)
                    key = name_key(called)
                    tally.also |= {one.name for one in alike if name_key(one.name) != key}
                else:
                    tally.skipped[outcome] += 1

    async def _called(
        self, transaction: Transaction, chat_id: int, origin: Origin, tally: Tally
    ) -> str | None:
        """What whoever the photos are of is called by now; None where they are gone."""
        if origin.session_id is not None:
            return await self.store.sessions.name_now(transaction, origin.session_id)
        if tally.person_id is None:
            return tally.name
        names = await self.store.people.names(chat_id, [tally.person_id])
        return names.get(tally.person_id)

    async def kept_name(self, chat_id: int, name: str) -> str:
        """The name as the chat first wrote it, or as it is where it is new."""
        person = await self.store.people.find(chat_id, name)
        return person.name if person else name

    async def total(self, chat_id: int, name: str) -> int:
        """How many photos of ``name`` the chat has."""
        person = await self.store.people.find(chat_id, name)
        return await self.store.photos.count(person.id) if person else 0

    async def look(self, person: Person | None, source: Source) -> Seen | Skipped:
        """What is to be seen in a photo that ``person`` has not yet, or why it is left out."""
        try:
            if person and await self._has(person, file=source.file_unique_id):
                return Skipped.ALREADY_THERE
            seen = await self.sight.look(source)
        except PhotoUnreadable as error:
            return Skipped(error.reason.value)
        except SourceGone:
            return Skipped.GONE
        except NoFace:
            return Skipped.NO_FACE
        sha256 = await self.workers.run(lambda: seen.picture.sha256)
        if person and await self._has(person, sha256=sha256):
            return Skipped.ALREADY_THERE
        return seen

    async def _has(
        self, person: Person, *, sha256: bytes | None = None, file: str | None = None
    ) -> bool:
        """Whether a photo is there in a form that the model in use can compare."""
        photo_id = await self.store.photos.find(person.id, sha256=sha256, file=file, own=True)
        return photo_id is not None and await self.is_comparable(photo_id)

    async def is_comparable(self, photo_id: int) -> bool:
        """Whether the model in use has embedded a photo."""
        embedder = self.sight.embedder
        return await self.store.embeddings.exists(
            photo_id, embedder.model, embedder.dimensions, embedder.views
        )

    async def prepare(self, seen: Seen, source: Source, origin: Origin) -> Ready:
        """All that is kept of a photo, and what is to be embedded of it."""
        embedder = self.sight.embedder
        return await self.workers.run(prepared, seen, source, origin, self.thumbnailer, embedder)

    async def embed(self, ready: Ready) -> Embedded:
        """Embed a photo's view. Raises `EmbeddingError`."""
        (vector,) = await self.sight.embedder.embed([ready.view])
        return Embedded(ready.spec, vector)

    async def keep(
        self,
        transaction: Transaction,
        chat_id: int,
        name: str,
        photo: NewPhoto,
        face: Face | None,
        embeddings: Sequence[Embedded],
    ) -> Skipped | None:
        """Store a photo with all that belongs to it, or what of it is not there yet.

        The chat must be on file. None where the photo is new; else why it was not added.
        """
        person = await self.store.people.get_or_add(transaction, chat_id, name)
        photo_id, is_new = await self.store.photos.add(transaction, person.id, photo)
        face_id = None
        if face is not None:
            face_id = await self.store.photos.add_face(transaction, photo_id, face)
        anew = False
        for embedded in embeddings:
            row = GalleryRow(
                chat_id, embedded.spec, person.id, photo_id, embedded.vector, photo.album
            )
            whose = None if embedded.spec.view == ViewKind.PHOTO else face_id
            anew |= await self.store.embeddings.add(transaction, row, whose)
        if is_new:
            return None
        return Skipped.RENEWED if anew else Skipped.ALREADY_THERE

    async def _embed(self, ready: Ready) -> Embedded | EmbeddingError:
        try:
            return await self.embed(ready)
        except EmbeddingError as error:
            return error


def reason_of(error: EmbeddingError) -> Skipped:
    """Why a photo that the embedder gave nothing for was left out."""
    match error:
        case ViewRefused():
            return Skipped.REFUSED
        case ViewUnreadable():
            return Skipped.UNREADABLE
        case _:
            return Skipped.NOT_EMBEDDED
