"""The one SQLite file: opened, written to in turn, read from beside, closed."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiosqlite

from storage.connections import connect, connect_to_look, expect_writable, make_private, run
from storage.migrations import MIGRATIONS, expect_own, migrate, schema_version
from storage.models import GalleryChange, GalleryReshaped
from storage.traces import Traces
from storage.uninterrupted import uninterrupted

log = logging.getLogger(__name__)

Listener = Callable[[GalleryChange], None]
Parameters = Iterable[Any]


class DatabaseUnusable(Exception):
    """The file cannot be opened as this program's database; the message says why."""


class NothingStored(DatabaseUnusable):
    """There is no file yet, or nothing in it."""


@dataclass
class Transaction:
    """A write under way. ``changes`` are told to the listeners once it is committed.

    ``removed`` says that something is deleted or written over of which nothing may stay in the
    file, as where a gallery is reshaped.
    """

    connection: aiosqlite.Connection
    changes: list[GalleryChange] = field(default_factory=list)
    removed: bool = False

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

    async def all(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """All rows, seen from inside the transaction."""
        return list(await self.connection.execute_fetchall(sql, parameters))


class Database:
    """One writer, guarded by a lock, and one reader that never waits for it."""

    def __init__(
        self, path: Path, writer: aiosqlite.Connection, reader: aiosqlite.Connection
    ) -> None:
        self._path = path
        self._writer = writer
        self._reader = reader
        self._turn = asyncio.Lock()
        self._listeners: list[Listener] = []
        self._traces = Traces()

    @classmethod
    async def open(cls, path: Path) -> Database:
        """Open the file, made readable by its owner alone where it is new, and migrate it.

        Raises `DatabaseUnusable`.
        """
        with _in_words(path):
            make_private(path)
            writer = await connect(path)
            try:
                await expect_own(writer)
                await migrate(writer)
                reader = await connect(path)
                await reader.execute("PRAGMA query_only = ON")
            except BaseException:
                await writer.close()
                raise
        return cls(path, writer, reader)

    @classmethod
    async def open_read_only(cls, path: Path) -> Database:
        """Open a file to look at it only: it stays as it is, and none is made.

        Raises `NothingStored` or `DatabaseUnusable`.
        """
        with _in_words(path):
            try:
                reader = await connect_to_look(path)
            except FileNotFoundError:
                raise NothingStored(f"{path} does not exist") from None
            try:
                version = await schema_version(reader)
                await expect_own(reader)
                if not version:
                    raise NothingStored(f"{path} holds nothing yet")
                if version < len(MIGRATIONS):
                    raise ValueError("written by an older version; start the bot once")
            except BaseException:
                await reader.close()
                raise
        return cls(path, reader, reader)

    @staticmethod
    def expect_room(path: Path) -> None:
        """As far as one can tell without a try, that a file can be written or made.

        Raises `DatabaseUnusable`.
        """
        with _in_words(path):
            expect_writable(path)

    async def expect_writable(self) -> None:
        """Find out early that nothing can be written just now. Raises `DatabaseUnusable`."""
        with _in_words(self._path):
            expect_writable(self._path)
            async with self._turn:
                try:
                    await run(self._writer, "BEGIN IMMEDIATE")
                finally:
                    await uninterrupted(self._writer.rollback())

    def listen(self, listener: Listener) -> None:
        """Have ``listener`` told of every change of a gallery, right after its commit."""
        self._listeners.append(listener)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Everything written inside is kept together, or not at all."""
        async with self._turn:
            transaction = Transaction(self._writer)
            try:
                await uninterrupted(run(self._writer, "BEGIN IMMEDIATE"))
                yield transaction
            except BaseException:
                if self._writer.in_transaction:
                    await uninterrupted(self._writer.rollback())
                raise
            await uninterrupted(self._commit(transaction))

    async def _commit(self, transaction: Transaction) -> None:
        await self._writer.commit()
        for change in transaction.changes:
            for listener in self._listeners:
                listener(change)
        if transaction.removed or any(
            isinstance(change, GalleryReshaped) for change in transaction.changes
        ):
            self._traces.left()
        if self._traces.urgent:
            await self._clear_traces()

    async def clear_traces(self) -> None:
        """See that nothing of what was removed can be read in the file or its log of writes.

        That is done with every removal. Here it is done again where somebody was in the way, and
        once for what a process that died may have left. A read-only file stays as it is.
        """
        if self._traces.possible and self._writer is not self._reader:
            async with self._turn:
                await uninterrupted(self._clear_traces())

    async def _clear_traces(self) -> None:
        try:
            await self._traces.clear(self._writer)
        except sqlite3.Error as error:
            # The next commit tries again.
            log.warning("traces of what was removed stay for now: %s", type(error).__name__)

    async def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """All rows of what is committed. Raises `DatabaseUnusable`."""
        with _in_words(self._path):
            return list(await self._reader.execute_fetchall(sql, parameters))

    async def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """The first row of what is committed. Raises `DatabaseUnusable`."""
        with _in_words(self._path):
            async with self._reader.execute(sql, parameters) as cursor:
                return await cursor.fetchone()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[None]:
        """Everything read inside is of one moment, whatever is written meanwhile."""
        with _in_words(self._path):
            await run(self._reader, "BEGIN")
        try:
            yield
        finally:
            await uninterrupted(self._reader.rollback())

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


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Whatever is wrong with a file becomes a `DatabaseUnusable`."""
    try:
        yield
    except (OSError, sqlite3.Error, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise DatabaseUnusable(f"{path}: {why}") from error
