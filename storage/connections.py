"""Connections to the one SQLite file, for writing and for looking at it."""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path

import aiosqlite

SET_UP, BETWEEN_TRIES = 3.0, 0.02
"""Seconds for which a file that is being set up is asked for again, and between two tries."""
PATIENT, IMPATIENT = "PRAGMA busy_timeout = 5000", "PRAGMA busy_timeout = 100"
PRAGMAS = (
    PATIENT,
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)


def make_private(path: Path) -> None:
    """Have the file, and the folder it is in, for its owner alone where they are new.

    Raises `OSError`.
    """
    _expect_no_folder(path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)


async def connect(path: Path) -> aiosqlite.Connection:
    """A connection that may write. Raises `sqlite3.Error`."""
    return await _connect(path, PRAGMAS)


async def connect_to_look(path: Path) -> aiosqlite.Connection:
    """A connection that leaves a file as it is. Raises `OSError` or `sqlite3.Error`."""
    address = _address(path)
    return await _connect(address, (PATIENT, "PRAGMA query_only = ON"))


def expect_writable(path: Path) -> None:
    """Raises `OSError` where a file can be neither written nor made, as far as one can tell."""
    _expect_no_folder(path)
    place = path.absolute()
    for way in [place, *place.parents]:
        if os.path.lexists(way):
            if not os.access(way, os.W_OK) or not os.access(way.parent, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            if way != place and not way.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
            return


def _address(path: Path) -> str:
    path.stat()
    _expect_no_folder(path)
    # Whoever may write and closes last folds the log of writes into the file. Where there is no
    # log, only who may write clears away what even reading leaves beside the file.
    if path.with_name(f"{path.name}-wal").exists():
        how = "mode=ro"
    elif os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK):
        how = "mode=rw"
    else:
        # Nothing can be made beside the file, so it is read as one that nobody writes to.
        how = "mode=ro&immutable=1"
    return f"{path.absolute().as_uri()}?{how}"


def _expect_no_folder(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "this is a folder")


async def _connect(place: Path | str, pragmas: Iterable[str]) -> aiosqlite.Connection:
    """``place`` is a path, or an address that begins with ``file:``."""
    connection = aiosqlite.connect(place, isolation_level=None, uri=isinstance(place, str))
    try:
        await connection
    except BaseException:
        # Its thread has a last word for this loop, which may be closed a moment later.
        connection._thread.join()  # noqa: SLF001 - there is no other way to wait for it
        raise
    try:
        connection.row_factory = sqlite3.Row
        for pragma in pragmas:
            await _run_when_free(connection, pragma)
    except BaseException:
        await connection.close()
        raise
    return connection


async def _run_when_free(connection: aiosqlite.Connection, pragma: str) -> None:
    """Run a pragma, again while another connection sets up the file.

    SQLite itself does not wait where a file gets its log of writes. Raises `sqlite3.Error`.
    """
    end = time.monotonic() + SET_UP
    while True:
        try:
            return await run(connection, pragma)
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() >= end:
                raise
        await asyncio.sleep(BETWEEN_TRIES)


async def run(connection: aiosqlite.Connection, sql: str) -> None:
    """Run one statement that gives no rows worth reading."""
    async with connection.execute(sql):
        pass
