"""The steps of a photo on its way into a gallery: looked at, made ready, embedded, kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.recognition.embedding import EmbeddingError, ViewKind
from bot.recognition.photos import PhotoUnreadable
from bot.recognition.preparing import Origin, Ready, Thumbnailer, prepared
from bot.recognition.sight import Embedded, Impression, NoFace, Seen, Sight
from bot.recognition.source import Source, SourceGone
from bot.recognition.tally import Skipped
from bot.recognition.workers import Workers
from storage.database import Transaction
from storage.models import Face, GalleryRow, NewPhoto, Person
from storage.store import Store


@dataclass(frozen=True)
class Steps:
    """For whoever takes photos in an order of their own; nothing is doubted here."""

    sight: Sight
    store: Store
    workers: Workers
    thumbnailer: Thumbnailer

    async def kept_name(self, chat_id: int, name: str) -> str:
        """The name as the chat first wrote it, or as it is where it is new."""
        person = await self.store.people.find(chat_id, name)
        return person.name if person else name

    async def total(self, chat_id: int, name: str) -> int:
        """How many photos of ``name`` the chat has."""
        person = await self.store.people.find(chat_id, name)
        return await self.store.photos.count(person.id) if person else 0

    async def look(
        self, person: Person | None, source: Source, *, vouch: bool = True
    ) -> Seen | Skipped:
        """What is to be seen in a photo that ``person`` has not yet, or why it is left out.

        Where it is there already, and whoever sends it is to ``vouch`` for it, it stays whatever
        becomes of what was said of answers.
        """
        try:
            photo_id = await self._has(person, source.file_unique_id) if person else None
            if photo_id is not None:
                await self._vouch(photo_id, vouch=vouch)
                return Skipped.ALREADY_THERE
            seen = await self.sight.look(source)
        except PhotoUnreadable as error:
            return Skipped(error.reason.value)
        except SourceGone:
            return Skipped.GONE
        except NoFace:
            return Skipped.NO_FACE
        sha256 = await self.workers.run(lambda: seen.picture.sha256)
        return await self._new_in(seen, sha256, person, vouch=vouch) if person else seen

    async def _new_in(
        self, seen: Seen, sha256: bytes, person: Person, *, vouch: bool
    ) -> Seen | Skipped:
        """What of a photo the person has not yet."""
        photo_id = await self.store.photos.find(person.id, sha256=sha256, own=True)
        if photo_id is None:
            return seen
        await self._vouch(photo_id, vouch=vouch)
        if await self.is_comparable(photo_id):
            return Skipped.ALREADY_THERE
        # What is missing is of the face that the photo was enrolled for.
        face = (await self.store.photos.get(photo_id)).face
        return replace(seen, faces=(face,)) if face and seen.faces else seen

    async def _has(self, person: Person, file: str | None) -> int | None:
        """A file's photo that is there in a form that the models in use can compare."""
        photo_id = await self.store.photos.find(person.id, file=file, own=True)
        there = photo_id is not None and await self.is_comparable(photo_id)
        return photo_id if there else None

    async def _vouch(self, photo_id: int, *, vouch: bool) -> None:
        if vouch:
            await self.store.feedback.vouch(photo_id)

    async def is_comparable(self, photo_id: int) -> bool:
        """Whether each model in use has embedded a photo."""
        return not self.sight.lacking(await self.store.embeddings.specs_of(photo_id))

    async def prepare(self, seen: Seen, source: Source, origin: Origin) -> Ready:
        """All that is kept of a photo, and what is to be embedded of it."""
        embedders = self.sight.embedders
        return await self.workers.run(prepared, seen, source, origin, self.thumbnailer, embedders)

    async def embed(self, ready: Ready, chat_id: int) -> Impression:
        """Embed a photo's views, but for those that the chat has of this very face already.

        Raises `EmbeddingError` where there is no vector at all.
        """
        known = {}
        for spec in ready.views:
            vector = await self.store.embeddings.of_picture(
                chat_id, ready.photo.sha256, spec, ready.face
            )
            if vector is not None:
                known[spec] = Embedded(spec, vector)
        unknown = {spec: view for spec, view in ready.views.items() if spec not in known}
        failure = None
        try:
            made = await self.sight.embed_views(unknown)
        except EmbeddingError as error:
            if not known:
                raise
            failure = error
        else:
            known |= {one.spec: one for one in made.embedded}
            failure = made.failure
        return Impression(tuple(known[spec] for spec in ready.views if spec in known), failure)

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
