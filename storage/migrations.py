"""The schema's history. PRAGMA user_version tells how far a file has come.

Ids that are remembered outside the file (in a session under way, on a button) are never given
out twice: AUTOINCREMENT.
"""

from __future__ import annotations

from collections.abc import Sequence

import aiosqlite

M001_GALLERIES = (
    """CREATE TABLE chats (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        title TEXT,
        created_at INTEGER NOT NULL DEFAULT (unixepoch())
    )""",
    """CREATE TABLE people (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        created_at INTEGER NOT NULL DEFAULT (unixepoch()),
        UNIQUE (chat_id, name_key)
    )""",
    """CREATE TABLE sessions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
        sender_id INTEGER NOT NULL,
        topic INTEGER,
        name TEXT,
        question_id INTEGER,
        status_id INTEGER,
        skipped TEXT NOT NULL DEFAULT '{}',
        several_faces INTEGER NOT NULL DEFAULT 0,
        last_at INTEGER NOT NULL,
        UNIQUE (chat_id, sender_id)
    )""",
    """CREATE TABLE photos (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
        session_id INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
        sha256 BLOB NOT NULL,
        file_unique_id TEXT,
        album TEXT,
        enrolled_by INTEGER,
        enrolled_at INTEGER NOT NULL DEFAULT (unixepoch()),
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        thumbnail BLOB NOT NULL,
        jpeg BLOB NOT NULL,
        UNIQUE (person_id, sha256)
    )""",
    "CREATE INDEX photos_by_file ON photos (person_id, file_unique_id)",
    "CREATE INDEX photos_by_session ON photos (session_id)",
    """CREATE TABLE faces (
        id INTEGER PRIMARY KEY,
        photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
        x REAL NOT NULL,
        y REAL NOT NULL,
        width REAL NOT NULL,
        height REAL NOT NULL,
        landmarks TEXT NOT NULL,
        score REAL NOT NULL
    )""",
    "CREATE INDEX faces_by_photo ON faces (photo_id)",
    """CREATE TABLE embeddings (
        id INTEGER PRIMARY KEY,
        photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
        face_id INTEGER REFERENCES faces (id) ON DELETE CASCADE,
        model TEXT NOT NULL,
        dimensions INTEGER NOT NULL,
        view TEXT NOT NULL,
        vector BLOB NOT NULL CHECK (length(vector) = 4 * dimensions),
        UNIQUE (photo_id, model, dimensions, view)
    )""",
    "CREATE INDEX embeddings_by_face ON embeddings (face_id)",
)

Migrations = Sequence[Sequence[str]]

MIGRATIONS: Migrations = (M001_GALLERIES,)


TABLES = frozenset({"chats", "people", "sessions", "photos", "faces", "embeddings"})
"""What every step together makes."""


class SchemaForeign(ValueError):
    """The file is another program's."""


class SchemaTooNew(ValueError):
    """The file was written by a later version of the program."""


async def migrate(connection: aiosqlite.Connection, steps: Migrations = MIGRATIONS) -> None:
    """Bring the schema up to date; every step is committed together with its own number.

    Raises `SchemaTooNew`.
    """
    while (version := await schema_version(connection, steps)) < len(steps):
        await connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have taken this very step while this one waited to begin.
            if await schema_version(connection, steps) == version:
                for statement in steps[version]:
                    await connection.execute(statement)
                await connection.execute(f"PRAGMA user_version = {version + 1}")
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
