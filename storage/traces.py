"""What is left in the file of rows that were deleted, and how it is cleared.

``secure_delete`` zeroes a row where it is deleted. Before that, SQLite may have moved the row
between pages to keep them evenly filled, and what it moves it does not always zero where it was: a
name, or a whole vector, can stay behind in the empty part of a page. So tables are written anew
after a removal, which drops all of their pages. Of the photos, which would be a lot to write, only
what lies in a row's first few kilobytes is ever moved, and these are zeros (the ``cover``).
"""

from __future__ import annotations

import sqlite3

import aiosqlite

from storage.connections import IMPATIENT, PATIENT, run

COVERED = "photos"
ANEW = """
    CREATE TABLE anew AS SELECT * FROM {0};
    DELETE FROM {0};
    INSERT INTO {0} SELECT * FROM anew;
    DROP TABLE anew;"""


class Traces:
    """Whether anything may be left, and where, of what was removed through one connection."""

    def __init__(self) -> None:
        self._in_tables = True
        """A process that died may have had no time for it."""
        self._in_log = False

    def left(self) -> None:
        """Note that something was removed."""
        self._in_tables = self._in_log = True

    @property
    def urgent(self) -> bool:
        """Whether something was removed and may still be read."""
        return self._in_log

    @property
    def possible(self) -> bool:
        """Whether there may be anything to be read of what was removed at any time."""
        return self._in_tables or self._in_log

    async def clear(self, connection: aiosqlite.Connection) -> None:
        """Leave nothing of what was removed in the tables, nor in the log of writes.

        To be tried again where others are in the way, for which it hardly waits. Raises
        `sqlite3.Error`.
        """
        await run(connection, IMPATIENT)
        try:
            if self._in_tables:
                await _write_anew(connection)
                self._in_tables, self._in_log = False, True
            async with connection.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
                row = await cursor.fetchone()
            self._in_log = row is None or bool(row[0])
        finally:
            await run(connection, PATIENT)


async def _write_anew(connection: aiosqlite.Connection) -> None:
    rows = await connection.execute_fetchall(
        """SELECT name FROM sqlite_master
           WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"""
    )
    tables = "".join(ANEW.format(name) for (name,) in rows if name != COVERED)
    # What belongs to a row must not go with it when it is written anew.
    await run(connection, "PRAGMA foreign_keys = OFF")
    try:
        # One errand for the connection's thread instead of a hundred.
        await connection.executescript(f"BEGIN IMMEDIATE; {tables} REINDEX {COVERED}; COMMIT;")
    except sqlite3.Error:
        if connection.in_transaction:
            await connection.rollback()
        raise
    finally:
        await run(connection, "PRAGMA foreign_keys = ON")
