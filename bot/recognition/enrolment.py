"""Use case: photos + a name → added, held back or left out with the reason."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.recognition.doubting import Doubting, clearest_first, faces_to_choose
from bot.recognition.embedding import EmbeddingError
from bot.recognition.photos import PhotoUnreadable
from bot.recognition.preparing import Origin, Ready
from bot.recognition.quality import Doubt, doubts_about
from bot.recognition.sight import Impression, NoFace, Seen
from bot.recognition.source import Source, SourceGone
from bot.recognition.steps import Steps
from bot.recognition.tally import HeldBack, Skipped, Tally, reason_of
from storage.database import Transaction
from storage.models import Chat, Face, Person
from storage.names import name_key

AT_ONCE = 10
"""Photos in memory at a time, which is a whole album."""


@dataclass
class _Photo:
    """A photo on its way; ``number`` is its place among those that came with it.

    ``faces`` are the several that may be meant, from left to right.
    """

    source: Source
    number: int
    seen: Seen
    doubts: tuple[Doubt, ...] = ()
    like: str | None = None
    faces: tuple[Face, ...] = ()

    @property
    def held(self) -> HeldBack | None:
        """The photo as it is held back; None where nothing is in its way."""
        if not self.doubts and not self.faces:
            return None
        return HeldBack(self.source, self.number, self.doubts, self.like, self.faces)


@dataclass(frozen=True)
class Enrolment(Steps):
    """Adds photos of one person at a time.

    Without ``doubting`` every photo is taken, by its largest face. With it, a photo is held back
    where there are doubts about it, or where several faces may be meant, and a face that is
    clearly one comes before what may be none.
    """

    doubting: Doubting | None = None

    async def likeliest(
        self, chat_id: int, name: str, source: Source, faces: Sequence[Face]
    ) -> int | None:
        """The place among several faces of a photo of the one that is known as ``name``'s.

        None where that is not clear, or takes long to find out. It is what a person may be shown
        first when they are asked which face is meant, and never an answer to that: whoever is
        taken for somebody by mistake would be taught as them, and seen as them ever after.
        """
        person = await self.store.people.find(chat_id, name)
        if person is None or self.doubting is None or self.sight.pause:
            return None
        try:
            seen = await self.sight.look(source)
        except (SourceGone, PhotoUnreadable, NoFace):
            return None
        return await self.doubting.theirs(chat_id, person.id, faces, seen, self.sight)

    async def add(
        self,
        chat: Chat,
        name: str,
        sources: Sequence[Source],
        origin: Origin,
        *,
        anyway: bool = False,
        looked: bool = False,
    ) -> Tally:
        """Add photos of ``name`` to a chat's gallery; each is kept whole or not at all.

        ``name`` is as `storage.names.clean_name` gives it. Whoever is new is enrolled with the
        first photo that can be added. With ``anyway`` nothing is held back. With ``looked``
        somebody has looked at the face that is meant and says whose it is: then it may look like
        somebody else; and a photo that is there already is none that they enrol.
        """
        tally = Tally(name, len(sources))
        doubting = None if anyway else self.doubting
        if doubting:
            doubting = replace(doubting, heeds_others=not looked)
        for first in range(0, len(sources), AT_ONCE):
            if not tally.gone:
                some = list(enumerate(sources, 1))[first : first + AT_ONCE]
                await self._add(chat, some, origin, tally, doubting, vouch=not looked)
        return tally

    async def _add(
        self,
        chat: Chat,
        sources: Sequence[tuple[int, Source]],
        origin: Origin,
        tally: Tally,
        doubting: Doubting | None,
        *,
        vouch: bool,
    ) -> None:
        person = await self.store.people.find(chat.id, tally.name)
        if person and tally.person_id is None:
            tally.person_id = person.id
        photos = await self._looked_at(person, sources, tally, vouch=vouch)
        if doubting:
            for photo in photos:
                photo.seen = replace(photo.seen, faces=clearest_first(photo.seen.faces))
                photo.faces = () if photo.source.meant else faces_to_choose(photo.seen.faces)
        clear = [photo for photo in photos if not photo.faces]
        ready = await asyncio.gather(
            *(self.prepare(photo.seen, photo.source, origin) for photo in clear)
        )
        # All at once: views that wait together share the embedder's requests.
        impressions = await asyncio.gather(*(self._embed(one, chat.id) for one in ready))
        taken = list[tuple[_Photo, Ready, Impression]]()
        for photo, one, impression in zip(clear, ready, impressions, strict=True):
            if isinstance(impression, EmbeddingError):
                tally.skipped[reason_of(impression)] += 1
                tally.failure = impression
                continue
            if doubting:
                besides = [earlier.photo.jpeg for _, earlier, _ in taken]
                await self._doubt(chat.id, tally, photo, one, impression, besides, doubting)
            if not photo.doubts:
                taken.append((photo, one, impression))
        for photo, one, impression in taken:
            if not await self._keep(chat, origin, tally, photo, one, impression):
                return
        tally.held += [held for photo in photos if (held := photo.held)]

    async def _looked_at(
        self,
        person: Person | None,
        sources: Sequence[tuple[int, Source]],
        tally: Tally,
        *,
        vouch: bool,
    ) -> list[_Photo]:
        """What is seen in the photos that are not there yet, and can be looked at."""
        looks = await asyncio.gather(
            *(self.look(person, source, vouch=vouch) for _, source in sources)
        )
        photos, pictures = list[_Photo](), set[bytes]()
        for (number, source), look in zip(sources, looks, strict=True):
            if isinstance(look, Skipped):
                tally.skipped[look] += 1
            elif look.picture.sha256 in pictures:
                tally.skipped[Skipped.ALREADY_THERE] += 1
            else:
                pictures.add(look.picture.sha256)
                photos.append(_Photo(source, number, look))
        return photos

    async def _doubt(
        self,
        chat_id: int,
        tally: Tally,
        photo: _Photo,
        ready: Ready,
        impression: Impression,
        besides: Sequence[bytes],
        doubting: Doubting,
    ) -> None:
        """Note what is to be doubted about a photo, and of which face of it."""
        sha256 = ready.photo.sha256
        if tally.person_id and await self.store.photos.find(tally.person_id, sha256=sha256):
            # It is there already, and only lacks a vector by the model in use.
            return
        picture, finder = photo.seen.picture, self.sight.finder
        seen = await self.workers.run(doubts_about, picture, ready.face, finder)
        compared, like = await doubting.doubts(
            chat_id, tally.person_id, ready.photo.jpeg, impression, besides
        )
        photo.doubts, photo.like = (*seen, *compared), like
        if photo.doubts:
            photo.source = replace(photo.source, meant=ready.face)

    async def _keep(
        self,
        chat: Chat,
        origin: Origin,
        tally: Tally,
        photo: _Photo,
        ready: Ready,
        impression: Impression,
    ) -> bool:
        """Store a photo; False where whoever it is of is gone meanwhile."""
        async with self.store.transaction() as transaction:
            # While photos were looked at, somebody may have been renamed or removed.
            called = await self._called(transaction, chat.id, origin, tally)
            if called is None:
                tally.gone = True
                return False
            tally.name = called
            await self.store.chats.note(transaction, chat)
            person = await self.store.people.get_or_add(transaction, chat.id, called)
            tally.person_id = person.id
            outcome = await self.keep(
                transaction, chat.id, called, ready.photo, ready.face, impression.embedded
            )
        if outcome is not None:
            tally.skipped[outcome] += 1
            return True
        tally.added += 1
        if impression.failure is not None:
            tally.incomplete += 1
            tally.failure = impression.failure
        tally.several_faces += ready.several_faces and photo.source.meant is None
        alike = await self.store.people.with_picture(chat.id, ready.photo.sha256)
        tally.also |= {one.name for one in alike if name_key(one.name) != name_key(called)}
        return True

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

    async def _embed(self, ready: Ready, chat_id: int) -> Impression | EmbeddingError:
        try:
            return await self.embed(ready, chat_id)
        except EmbeddingError as error:
            return error
