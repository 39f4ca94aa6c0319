"""The schema's history. PRAGMA user_version tells how far a file has come.

Ids that are remembered outside the file (in a session under way, on a button) are never given
out twice: AUTOINCREMENT.
"""

from __future__ import annotations

from collections.abc import Sequence

import aiosqlite

from storage import m001_galleries, m002_chats, m003_answers

Migrations = Sequence[Sequence[str]]

MIGRATIONS: Migrations = (
    m001_galleries.STATEMENTS,
    m002_chats.STATEMENTS,
    m003_answers.STATEMENTS,
)


TABLES = frozenset(
    {
        "chats",
        "people",
        "sessions",
        "photos",
        "faces",
        "embeddings",
        "removals",
        "merged_photos",
        "shares",
        "copies",
        "portrayed",
        "preferences",
        "questions",
        "moves",
        "asking",
        "admissions",
        "links",
        "turned_away",
        "counts",
        "usage",
        "answers",
        "answered_faces",
        "answered_people",
        "feedback",
        "vetoes",
        "veto_vectors",
        "held",
    }
)
"""What every step together makes."""


class SchemaForeign(ValueError):
    """The file is another program's."""


class SchemaTooNew(ValueError):
    """The file was written by a later version of the program."""


async def migrate(connection: aiosqlite.Connection, steps: Migrations = MIGRATIONS) -> None:
    """Bring the schema up to date; every step is committed together with its own number.

    Raises `SchemaTooNew`.
    """
    # A table that is made anew must not take with it what belongs to its rows.
    await connection.execute("PRAGMA foreign_keys = OFF")
    try:
        while (version := await schema_version(connection, steps)) < len(steps):
            await _take(connection, steps, version)
    finally:
        await connection.execute("PRAGMA foreign_keys = ON")


async def _take(connection: aiosqlite.Connection, steps: Migrations, version: int) -> None:
    """Take the step that leads on from ``version``, with its number, or leave all as it was."""
    await connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have taken this very step while this one waited to begin.
        if await schema_version(connection, steps) == version:
            for statement in steps[version]:
                await connection.execute(statement)
            await connection.execute(f"PRAGMA user_version = {version + 1}")
            if await connection.execute_fetchall("PRAGMA foreign_key_check"):
                raise ValueError("rows refer to what is not there")
    except BaseException:
        await connection.rollback()
        raise
    await connection.commit()


async def expect_own(connection: aiosqlite.Connection) -> None:
    """Make sure that a file is empty or holds a gallery. Raises `SchemaForeign`."""
    # Both in one statement, since another process may be at the first step.
    async with connection.execute(
        """SELECT user_version, (
               SELECT group_concat(name) FROM sqlite_master
               WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
           ) FROM pragma_user_version"""
    ) as cursor:
        row = await cursor.fetchone()
    version, names = row or (0, None)
    tables = set(names.split(",")) if names else set()
    if (version == 0 and tables) or (version == len(MIGRATIONS) and not tables >= TABLES):
        raise SchemaForeign("this is a database of something else")


async def schema_version(connection: aiosqlite.Connection, steps: Migrations = MIGRATIONS) -> int:
    """How far a file has come, 0 where it holds nothing yet. Raises `SchemaTooNew`."""
    async with connection.execute("PRAGMA user_version") as cursor:
        row = await cursor.fetchone()
    version = int(row[0]) if row else 0
    if version > len(steps):
        raise SchemaTooNew(
            f"written by a newer version (schema {version}, this program knows "
            f"{len(steps)}); upgrade the program"
        )
    return version
