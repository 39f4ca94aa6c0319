"""A file in a folder of photos that remembers what was made of them.

The folder is the truth: all that is in the file can be made again.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiosqlite

from storage.cache_schema import APPLICATION, MIGRATIONS
from storage.embeddings import LITTLE_ENDIAN, vector_of
from storage.migrations import migrate
from storage.models import EmbeddingSpec, Vector

PRAGMAS = (
    # What is kept beside the file in other modes does not work on every network drive.
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA secure_delete = ON",
)


class CacheUnusable(Exception):
    """The file cannot be read, or not be written to any more; the message says why."""


@dataclass(frozen=True)
class KnownFile:
    """A file as it was when its photo was last looked at.

    ``size`` is in bytes, ``modified`` in nanoseconds since 1970. ``sha256`` is the picture's,
    and None where ``flaw`` names the reason why the file has none.
    """

    size: int
    modified: int
    sha256: bytes | None
    flaw: str | None = None


@dataclass(frozen=True)
class CachedPhoto:
    """What one embedder made of a picture: a vector of ``view``, or the ``flaw`` it has.

    ``thumbnail`` is a JPEG; it is empty where the photo was read without it. ``several_faces``
    says that only the largest face was embedded.
    """

    view: str | None = None
    vector: Vector | None = field(default=None, repr=False)
    flaw: str | None = None
    several_faces: bool = False
    thumbnail: bytes = field(default=b"", repr=False)


class VectorCache:
    """Files by path, relative to the folder and as bytes; photos by picture and embedder.

    An embedder is told by a spec whose ``view`` is what it would rather see. Each method raises
    `CacheUnusable`.
    """

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> VectorCache:
        """Open the file, made readable by its owner alone where it is new. It may be read-only."""
        try:
            _make_private(path)
            connection = await aiosqlite.connect(path, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise CacheUnusable(getattr(error, "strerror", None) or _why(error)) from error
        try:
            await _expect_own(connection)
            for pragma in PRAGMAS:
                await connection.execute(pragma)
            await migrate(connection, MIGRATIONS)
        except BaseException as error:
            await connection.close()
            if isinstance(error, sqlite3.Error | ValueError):
                raise CacheUnusable(_why(error)) from error
            raise
        return cls(connection)

    async def files(self) -> dict[bytes, KnownFile]:
        """Every file that is known, by path."""
        rows = await self._rows("SELECT path, size, modified, sha256, flaw FROM files")
        return {row[0]: KnownFile(*row[1:]) for row in rows}

    async def photos(
        self, embedder: EmbeddingSpec, sha256: bytes | None = None
    ) -> dict[bytes, CachedPhoto]:
        """Every picture that an embedder has seen, or one, by hash; without the thumbnails."""
        which, one = (ALL, ()) if sha256 is None else (ONE, (sha256,))
        rows = await self._rows(which, (*_key(embedder), *one))
        return {
            sha256: CachedPhoto(view, vector_of(blob) if blob else None, flaw, bool(several))
            for sha256, view, blob, flaw, several in rows
        }

    async def thumbnail(self, sha256: bytes, embedder: EmbeddingSpec) -> bytes | None:
        """The thumbnail of a picture as an embedder saw it."""
        rows = await self._rows(
            """SELECT thumbnail FROM photos
               WHERE sha256 = ? AND model = ? AND dimensions = ? AND asked = ?""",
            (sha256, *_key(embedder)),
        )
        return rows[0][0] if rows else None

    async def keep(
        self,
        embedder: EmbeddingSpec,
        files: Mapping[bytes, KnownFile],
        photos: Mapping[bytes, CachedPhoto],
    ) -> None:
        """Remember files by path, and photos by picture as an embedder saw them: all or none."""
        async with self._transaction():
            await self._connection.executemany(
                """INSERT OR REPLACE INTO files (path, size, modified, sha256, flaw)
                   VALUES (?, ?, ?, ?, ?)""",
                [
                    (path, file.size, file.modified, file.sha256, file.flaw)
                    for path, file in files.items()
                ],
            )
            await self._connection.executemany(
                """INSERT OR REPLACE INTO photos (sha256, model, dimensions, asked,
                                                  view, vector, flaw, several_faces, thumbnail)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                [(sha256, *_key(embedder), *_values(photo)) for sha256, photo in photos.items()],
            )

    async def expect_writable(self) -> None:
        """Write what is there already: it is better to know before there is something to keep."""
        async with self._transaction():
            version = await self._rows("PRAGMA user_version")
            await self._connection.execute(f"PRAGMA user_version = {version[0][0]}")

    async def forget_all_but(self, paths: Collection[bytes]) -> None:
        """Forget all other files, and every picture that no file shows any more."""
        known = await self._rows("SELECT path FROM files")
        gone = [row for row in known if row[0] not in paths]
        if not gone and not await self._rows(f"SELECT 1 FROM photos WHERE {UNSEEN} LIMIT 1"):  # noqa: S608 - a constant
            return
        async with self._transaction():
            await self._connection.executemany("DELETE FROM files WHERE path = ?", gone)
            await self._connection.execute(f"DELETE FROM photos WHERE {UNSEEN}")  # noqa: S608 - a constant

    async def close(self) -> None:
        """Wait for the write under way, then close."""
        async with self._turn:
            await self._connection.close()

    async def _rows(self, sql: str, parameters: Iterable[object] = ()) -> list[sqlite3.Row]:
        try:
            async with self._connection.execute(sql, parameters) as cursor:
                return list(await cursor.fetchall())
        except sqlite3.Error as error:
            raise CacheUnusable(_why(error)) from error

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        """Everything written inside is kept together, or not at all."""
        async with self._turn:
            try:
                await self._connection.execute("BEGIN IMMEDIATE")
                yield
                await self._connection.commit()
            except BaseException as error:
                # Cut short between any two of them, what follows must not land in this one.
                with suppress(sqlite3.Error):
                    await self._connection.rollback()
                if isinstance(error, sqlite3.Error):
                    raise CacheUnusable(_why(error)) from error
                raise


ALL = """SELECT sha256, view, vector, flaw, several_faces FROM photos
         WHERE model = ? AND dimensions = ? AND asked = ?"""
ONE = f"{ALL} AND sha256 = ?"
UNSEEN = "NOT EXISTS (SELECT 1 FROM files WHERE files.sha256 = photos.sha256)"


def _key(embedder: EmbeddingSpec) -> tuple[str, int, str]:
    return (embedder.model, embedder.dimensions, embedder.view)


def _values(photo: CachedPhoto) -> tuple[object, ...]:
    vector = photo.vector
    return (
        photo.view,
        None if vector is None else vector.astype(LITTLE_ENDIAN).tobytes(),
        photo.flaw,
        photo.several_faces,
        photo.thumbnail if photo.view else None,
    )


WHY = {
    sqlite3.SQLITE_NOTADB: "it is damaged; delete it, and it is made anew",
    sqlite3.SQLITE_CORRUPT: "it is damaged; delete it, and it is made anew",
    sqlite3.SQLITE_READONLY: "it may not be written to",
    sqlite3.SQLITE_PERM: "it may not be written to",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened, or nothing can be written beside it",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk does not take or give what is in it",
    sqlite3.SQLITE_BUSY: "another program keeps it busy",
    sqlite3.SQLITE_LOCKED: "another program keeps it busy",
}
"""What SQLite's errors mean for a file that remembers, by their primary code."""
PRIMARY = 0xFF


def _why(error: Exception) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    return str(error) if code is None else WHY.get(code & PRIMARY, str(error))


def _make_private(path: Path) -> None:
    # A file that is there may lie where nothing can be written.
    if not path.exists():
        path.touch(mode=0o600)


async def _expect_own(connection: aiosqlite.Connection) -> None:
    """Raises `ValueError` for a database that is neither this program's cache nor empty."""
    async with connection.execute("PRAGMA application_id") as cursor:
        row = await cursor.fetchone()
    async with connection.execute("SELECT count(*) FROM sqlite_master") as cursor:
        tables = await cursor.fetchone()
    if tables and tables[0] and row and row[0] != APPLICATION:
        raise ValueError("it belongs to another program")
