"""The schema of the cache beside a folder of photos, and its history.

Files are by path, relative to the folder; photos by what they show and by the embedder that saw
them. ``asked`` is the view that the embedder takes of a face, ``view`` the one it got.
"""

from __future__ import annotations

from storage.migrations import Migrations

APPLICATION = 0x57485443
"""Marks the file as this program's cache: no other database is ever written to."""
M001_CACHE = (
    f"PRAGMA application_id = {APPLICATION}",
    """CREATE TABLE files (
        path BLOB PRIMARY KEY,
        size INTEGER NOT NULL,
        modified INTEGER NOT NULL,
        sha256 BLOB,
        flaw TEXT,
        CHECK ((sha256 IS NULL) <> (flaw IS NULL))
    )""",
    "CREATE INDEX files_by_photo ON files (sha256)",
    """CREATE TABLE photos (
        sha256 BLOB NOT NULL,
        model TEXT NOT NULL,
        dimensions INTEGER NOT NULL,
        asked TEXT NOT NULL,
        view TEXT,
        vector BLOB CHECK (length(vector) = 4 * dimensions),
        flaw TEXT,
        several_faces INTEGER NOT NULL,
        thumbnail BLOB,
        PRIMARY KEY (sha256, model, dimensions, asked),
        CHECK ((vector IS NULL) <> (flaw IS NULL)),
        CHECK ((vector IS NULL) = (view IS NULL) AND (vector IS NULL) = (thumbnail IS NULL))
    )""",
)
MIGRATIONS: Migrations = (M001_CACHE,)
