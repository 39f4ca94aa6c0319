"""The one SQLite file: opened, written to in turn, read from beside, closed."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiosqlite

from storage.connections import (
    IMPATIENT,
    PATIENT,
    connect,
    connect_to_look,
    make_private,
    run,
)
from storage.migrations import MIGRATIONS, migrate, schema_version
from storage.models import GalleryChange, GalleryReshaped

log = logging.getLogger(__name__)

Listener = Callable[[GalleryChange], None]
Parameters = Iterable[Any]


class DatabaseUnusable(Exception):
    """The file cannot be opened as this program's database; the message says why."""


class NothingStored(DatabaseUnusable):
    """There is no file yet, or nothing in it."""


@dataclass
class Transaction:
    """A write under way. ``changes`` are told to the listeners once it is committed."""

    connection: aiosqlite.Connection
    changes: list[GalleryChange] = field(default_factory=list)

    async def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run one statement; the number of rows it touched."""
        async with self.connection.execute(sql, parameters) as cursor:
            return cursor.rowcount

    async def insert(self, sql: str, parameters: Parameters = ()) -> int | None:
        """Insert one row; its id, or None where ON CONFLICT left everything as it was."""
        async with self.connection.execute(sql, parameters) as cursor:
            return cursor.lastrowid if cursor.rowcount == 1 else None

    async def insert_new(self, sql: str, parameters: Parameters = ()) -> int:
        """Insert one row that nothing can be in the way of; its id."""
        added = await self.insert(sql, parameters)
        if added is None:
            raise LookupError("a row just inserted is missing")
        return added

    async def one(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """The first row, seen from inside the transaction."""
        async with self.connection.execute(sql, parameters) as cursor:
            return await cursor.fetchone()


class Database:
    """One writer, guarded by a lock, and one reader that never waits for it."""

    def __init__(self, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self._writer = writer
        self._reader = reader
        self._turn = asyncio.Lock()
        self._listeners: list[Listener] = []
        self._removed = False

    @classmethod
    async def open(cls, path: Path) -> Database:
        """Open the file, made readable by its owner alone where it is new, and migrate it.

        Raises `DatabaseUnusable`.
        """
        try:
            make_private(path)
            writer = await connect(path)
        except (OSError, sqlite3.Error) as error:
            raise DatabaseUnusable(f"{path}: {error}") from error
        try:
            await migrate(writer)
            reader = await connect(path)
            await reader.execute("PRAGMA query_only = ON")
        except BaseException as error:
            await writer.close()
            if isinstance(error, sqlite3.Error | ValueError):
                raise DatabaseUnusable(f"{path}: {error}") from error
            raise
        return cls(writer, reader)

    @classmethod
    async def open_read_only(cls, path: Path) -> Database:
        """Open a file to look at it only: it stays as it is, and none is made.

        Raises `NothingStored` or `DatabaseUnusable`.
        """
        try:
            reader = await connect_to_look(path)
        except FileNotFoundError:
            raise NothingStored(f"{path} does not exist") from None
        except (OSError, sqlite3.Error) as error:
            raise DatabaseUnusable(f"{path}: {error}") from error
        try:
            version = await schema_version(reader)
            if not version:
                raise NothingStored(f"{path} holds nothing yet")
            if version < len(MIGRATIONS):
                raise DatabaseUnusable(f"{path}: written by an older version; start the bot once")
        except BaseException as error:
            await reader.close()
            if isinstance(error, sqlite3.Error | ValueError):
                raise DatabaseUnusable(f"{path}: {error}") from error
            raise
        return cls(reader, reader)

    def listen(self, listener: Listener) -> None:
        """Have ``listener`` told of every change of a gallery, right after its commit."""
        self._listeners.append(listener)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Everything written inside is kept together, or not at all."""
        async with self._turn:
            transaction = Transaction(self._writer)
            try:
                await _uninterrupted(run(self._writer, "BEGIN IMMEDIATE"))
                yield transaction
            except BaseException:
                if self._writer.in_transaction:
                    await _uninterrupted(self._writer.rollback())
                raise
            await _uninterrupted(self._commit(transaction))

    async def _commit(self, transaction: Transaction) -> None:
        await self._writer.commit()
        for change in transaction.changes:
            for listener in self._listeners:
                listener(change)
        self._removed |= any(isinstance(change, GalleryReshaped) for change in transaction.changes)
        if self._removed:
            await self._empty_log()

    async def _empty_log(self) -> None:
        """What was removed is not to be read in the log of writes either.

        A reader may be in the way; the next commit tries again, and so does closing.
        """
        try:
            await run(self._writer, IMPATIENT)
            async with self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
                row = await cursor.fetchone()
            self._removed = row is None or bool(row[0])
        except sqlite3.Error as error:
            log.warning("the log of writes could not be emptied: %s", type(error).__name__)
        finally:
            await run(self._writer, PATIENT)

    async def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """All rows of what is committed."""
        async with self._reader.execute(sql, parameters) as cursor:
            return list(await cursor.fetchall())

    async def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """The first row of what is committed."""
        async with self._reader.execute(sql, parameters) as cursor:
            return await cursor.fetchone()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[None]:
        """Everything read inside is of one moment, whatever is written meanwhile."""
        await run(self._reader, "BEGIN")
        try:
            yield
        finally:
            await _uninterrupted(self._reader.rollback())

    async def commits_of_others(self) -> int:
        """A number that is another one once somebody else has written to the file.

        What is written by `transaction` leaves it as it is.
        """
        # Asked before every look at a gallery: one errand for the connection's thread, not three.
        (row,) = await self._writer.execute_fetchall("PRAGMA data_version")
        return int(row[0])

    async def close(self) -> None:
        """Wait for the write under way, then close; the WAL is folded into the file."""
        async with self._turn:
            await self._reader.close()
            await self._writer.close()


async def _uninterrupted(work: Coroutine[Any, Any, None]) -> None:
    """Finish ``work`` even when the caller is cancelled meanwhile.

    A commit that is cut short would leave it open whether the rows are there, and the galleries
    in memory out of step with the file.
    """
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
    task.result()
    if cancelled is not None:
        raise cancelled
