"""The typed methods over one open database, under one name each."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from storage.chats import Chats
from storage.database import Database, Transaction
from storage.embeddings import Embeddings
from storage.people import People
from storage.photos import Photos
from storage.sessions import Sessions


@dataclass(frozen=True)
class Store:
    database: Database
    chats: Chats
    people: People
    photos: Photos
    embeddings: Embeddings
    sessions: Sessions

    @classmethod
    async def open(cls, path: Path) -> Store:
        """Open the file at ``path``. Raises `storage.database.DatabaseUnusable`."""
        return cls._over(await Database.open(path))

    @classmethod
    async def open_read_only(cls, path: Path) -> Store:
        """Open the file to look at it only; none is made.

        Raises `storage.database.NothingStored` or `storage.database.DatabaseUnusable`.
        """
        return cls._over(await Database.open_read_only(path))

    @classmethod
    def _over(cls, database: Database) -> Store:
        return cls(
            database,
            Chats(database),
            People(database),
            Photos(database),
            Embeddings(database),
            Sessions(database),
        )

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Writes that are kept together, or not at all."""
        return self.database.transaction()

    async def close(self) -> None:
        await self.database.close()
