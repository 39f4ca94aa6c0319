"""A face of an answer looked at again, to be remembered as somebody that it is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.recognition.embedding import EmbeddingError
from bot.recognition.enrolment import Enrolment
from bot.recognition.faces import overlap
from bot.recognition.photos import PhotoUnreadable
from bot.recognition.preparing import face_of
from bot.recognition.sight import NoFace
from bot.recognition.source import Source, SourceGone
from storage.models import EmbeddingSpec, Face, Vector
from storage.store import Store

FAILURES = (SourceGone, PhotoUnreadable, NoFace, EmbeddingError)
"""Why a face cannot be looked at again."""
SAME_FACE = 0.5
"""From which overlap on two boxes in one picture are of one face."""


@dataclass(frozen=True)
class SeenAgain:
    """A face as it is to be remembered, and the enrolled photos of it in this very picture, by
    whose they are."""

    vectors: Sequence[tuple[EmbeddingSpec, Vector]] = ()
    photos: Mapping[int, int] = field(default_factory=dict)


UNSEEN = SeenAgain()


async def see_again(enrolment: Enrolment, chat_id: int, source: Source) -> SeenAgain:
    """The face that is meant in a photo once more; `UNSEEN` where it is not to be had."""
    sight, workers = enrolment.sight, enrolment.workers
    try:
        seen = await sight.look(source)
        face = face_of(seen, source.meant)
        made = await sight.embed(seen, face)
    except FAILURES:
        return UNSEEN
    sha256 = await workers.run(lambda: seen.picture.sha256)
    vectors = [(one.spec, one.vector) for one in made.embedded]
    return SeenAgain(vectors, await _enrolled(enrolment.store, chat_id, sha256, face))


async def seen_before(store: Store, chat_id: int, feedback_id: int) -> SeenAgain:
    """The same as it is remembered by what was said before; `UNSEEN` where it is not."""
    photo_id, vectors = await store.vetoes.of(feedback_id)
    if not vectors:
        return UNSEEN
    taken = await store.feedback.taken_out([feedback_id])
    photos = {one.removal.person_id: one.photo_id for one in taken}
    if photo_id is not None:
        person = await store.people.shown_in(chat_id, photo_id)
        photos |= {person.id: photo_id} if person else {}
    return SeenAgain(vectors, photos)


async def photo_of(enrolment: Enrolment, person_id: int, source: Source) -> int | None:
    """The photo that somebody has of a source, if any, as far as that can be told."""
    photos = enrolment.store.photos
    photo_id = await photos.find(person_id, file=source.file_unique_id, own=True)
    if photo_id is not None:
        return photo_id
    try:
        seen = await enrolment.sight.look(source)
    except FAILURES:
        return None
    sha256 = await enrolment.workers.run(lambda: seen.picture.sha256)
    return await photos.find(person_id, sha256=sha256, own=True)


def fetched_once(source: Source) -> Source:
    """The same photo, which is fetched the first time it is asked for, and given again later."""
    fetched: list[bytes | bytearray] = []

    async def fetch() -> bytes | bytearray:
        if not fetched:
            fetched.append(await source.fetch())
        return fetched[0]

    return replace(source, fetch=fetch)


async def _enrolled(
    store: Store, chat_id: int, sha256: bytes, face: Face | None
) -> dict[int, int]:
    """The photos in the chat that are this very picture, for this very face, by whose they are."""
    found = {}
    for person in await store.people.with_picture(chat_id, sha256):
        photo_id = await store.photos.find(person.id, sha256=sha256)
        if photo_id is not None and _same((await store.photos.get(photo_id)).face, face):
            found[person.id] = photo_id
    return found


def _same(one: Face | None, other: Face | None) -> bool:
    if one is None or other is None:
        return one is other
    return overlap(one, other) > SAME_FACE
