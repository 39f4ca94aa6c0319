"""Connections to the one SQLite file, for writing and for looking at it."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterable
from pathlib import Path

import aiosqlite

PATIENT, IMPATIENT = "PRAGMA busy_timeout = 5000", "PRAGMA busy_timeout = 100"
PRAGMAS = (
    PATIENT,
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)


def make_private(path: Path) -> None:
    """Have the file, and the folder it is in, for its owner alone where they are new."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)


async def connect(path: Path) -> aiosqlite.Connection:
    """A connection that may write. Raises `sqlite3.Error`."""
    return await _connect(path, PRAGMAS)


async def connect_to_look(path: Path) -> aiosqlite.Connection:
    """A connection that leaves a file as it is. Raises `OSError` or `sqlite3.Error`."""
    address = _address(path)
    return await _connect(address, (PATIENT, "PRAGMA query_only = ON"))


def _address(path: Path) -> str:
    if stat.S_ISDIR(path.stat().st_mode):
        raise IsADirectoryError("this is a folder")
    # Whoever may write and closes last folds the log of writes into the file. Where there is no
    # log, only who may write clears away what even reading leaves beside the file.
    mode = "ro" if path.with_name(f"{path.name}-wal").exists() else "rw"
    return f"{path.absolute().as_uri()}?mode={mode}"


async def _connect(place: Path | str, pragmas: Iterable[str]) -> aiosqlite.Connection:
    """``place`` is a path, or an address that begins with ``file:``."""
    connection = await aiosqlite.connect(place, isolation_level=None, uri=isinstance(place, str))
    try:
        connection.row_factory = sqlite3.Row
        for pragma in pragmas:
            await run(connection, pragma)
    except BaseException:
        await connection.close()
        raise
    return connection


async def run(connection: aiosqlite.Connection, sql: str) -> None:
    """Run one statement that gives no rows worth reading."""
    async with connection.execute(sql):
        pass
