"""A crowd that comes and goes, and a search of the file's bytes for those who are gone."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from random import Random
from string import ascii_lowercase

import numpy as np

from storage.models import Chat, EmbeddingSpec, GalleryRow, NewPhoto, Vector
from storage.store import Store
from tests.storing import CHAT

SPEC = EmbeddingSpec("model", 128, "face")
TABLES = ("people", "photos", "embeddings", "sessions", "answers", "veto_vectors")
SHORT = 12
"""Bytes of a name or a photo that nobody would take for a coincidence."""


class Crowd:
    """People with random names and photos, of which it is remembered what there ever was."""

    def __init__(self, store: Store, path: Path, seed: int = 0) -> None:
        self.store, self.path, self.random = store, path, Random(seed)  # noqa: S311 - a test
        self.ever: set[bytes] = set()

    def name(self) -> str:
        name = "".join(self.random.choices(ascii_lowercase, k=self.random.randint(SHORT, 64)))
        self.ever.add(name.encode())
        return name

    def blob(self, size: int) -> bytes:
        data = self.random.randbytes(size)
        self.ever.add(data)
        return data

    async def enrol(self, name: str, chat: Chat = CHAT) -> int:
        """Store a photo of somebody; their id."""
        photo = NewPhoto(
            sha256=self.blob(32),
            jpeg=self.blob(self.random.choice((300, 3500, 30_000))),
            thumbnail=self.blob(self.random.choice((200, 900, 5000))),
            width=1,
            height=1,
            file_unique_id=self.name(),
        )
        async with self.store.transaction() as transaction:
            await self.store.chats.note(transaction, chat)
            person = await self.store.people.get_or_add(transaction, chat.id, name)
            photo_id, _ = await self.store.photos.add(transaction, person.id, photo)
            row = GalleryRow(chat.id, SPEC, person.id, photo_id, self.vector())
            await self.store.embeddings.add(transaction, row)
        return person.id

    def vector(self) -> Vector:
        return np.frombuffer(self.blob(4 * SPEC.dimensions), "<f4").astype(np.float32)

    async def left(self) -> list[bytes]:
        """What is in the bytes of the files of all that is in no table any more."""
        with contextlib.closing(
            sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)
        ) as file:
            there = {
                cell.encode() if isinstance(cell, str) else cell
                for table in TABLES
                for row in file.execute(f"SELECT * FROM {table}")  # noqa: S608 - a constant
                for cell in row
                if isinstance(cell, str | bytes)
            }
        data = b"".join(
            place.read_bytes()
            for place in (self.path, self.path.with_name(f"{self.path.name}-wal"))
            if place.exists()
        )
        windows = {data[at : at + SHORT] for at in range(len(data) - SHORT + 1)}
        return [
            gone
            for gone in self.ever - there
            if any(gone[at : at + SHORT] in windows for at in range(len(gone) - SHORT + 1))
        ]
