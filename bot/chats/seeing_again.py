"""A face of an answer looked at again, to be remembered as somebody that it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.recognition.embedding import EmbeddingError
from bot.recognition.enrolment import Enrolment
from bot.recognition.photos import PhotoUnreadable
from bot.recognition.preparing import face_of
from bot.recognition.sight import NoFace
from bot.recognition.source import Source, SourceGone
from storage.models import EmbeddingSpec, Vector
from storage.store import Store

FAILURES = (SourceGone, PhotoUnreadable, NoFace, EmbeddingError)
"""Why a face cannot be looked at again."""


@dataclass(frozen=True)
class SeenAgain:
    """A face as it is to be remembered, and the enrolled photo that it is in, if any."""

    vectors: Sequence[tuple[EmbeddingSpec, Vector]] = ()
    photo_id: int | None = None


UNSEEN = SeenAgain()


async def see_again(enrolment: Enrolment, chat_id: int, source: Source) -> SeenAgain:
    """The face that is meant in a photo once more; `UNSEEN` where it is not to be had."""
    sight, workers, store = enrolment.sight, enrolment.workers, enrolment.store
    try:
        seen = await sight.look(source)
        made = await sight.embed(seen, face_of(seen, source.meant))
    except FAILURES:
        return UNSEEN
    sha256 = await workers.run(lambda: seen.picture.sha256)
    vectors = [(one.spec, one.vector) for one in made.embedded]
    return SeenAgain(vectors, await _enrolled(store, chat_id, sha256))


def fetched_once(source: Source) -> Source:
    """The same photo, which is fetched the first time it is asked for, and given again later."""
    fetched: list[bytes | bytearray] = []

    async def fetch() -> bytes | bytearray:
        if not fetched:
            fetched.append(await source.fetch())
        return fetched[0]

    return replace(source, fetch=fetch)


async def _enrolled(store: Store, chat_id: int, sha256: bytes) -> int | None:
    """A photo in the chat that is this very picture."""
    for person in await store.people.with_picture(chat_id, sha256):
        return await store.photos.find(person.id, sha256=sha256)
    return None
