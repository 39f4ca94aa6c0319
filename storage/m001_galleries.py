"""The first schema: chats, and what is enrolled in them."""

from __future__ import annotations

STATEMENTS = (
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
