"""Storing photos as an enrolment does, without an embedder."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from storage.models import Chat, EmbeddingSpec, Face, GalleryRow, NewPhoto, Vector
from storage.store import Store

SPEC = EmbeddingSpec("model", 4, "face")
CHAT = Chat(-100, "supergroup", "Friends")
VECTOR = np.full(4, 0.5, np.float32)
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def a_photo(content: str = "a", session_id: int | None = None) -> NewPhoto:
    return NewPhoto(
        sha256=content.encode(),
        jpeg=b"jpeg of " + content.encode(),
        thumbnail=b"thumbnail of " + content.encode(),
        width=640,
        height=480,
        file_unique_id=f"file-{content}",
        session_id=session_id,
    )


async def enrol(
    store: Store,
    name: str,
    photo: NewPhoto,
    chat: Chat = CHAT,
    vector: Vector = VECTOR,
) -> int | None:
    """Store a photo with a face and an embedding, as an enrolment does; its id."""
    async with store.transaction() as transaction:
        await store.chats.note(transaction, chat)
        person = await store.people.get_or_add(transaction, chat.id, name)
        photo_id, is_new = await store.photos.add(transaction, person.id, photo)
        if not is_new:
            return None
        face = Face((1, 2, 30, 40), ((1, 1), (2, 1), (1.5, 2), (1, 3), (2, 3)), 0.9)
        face_id = await store.photos.add_face(transaction, photo_id, face)
        row = GalleryRow(chat.id, SPEC, person.id, photo_id, vector)
        await store.embeddings.add(transaction, row, face_id)
    return photo_id
