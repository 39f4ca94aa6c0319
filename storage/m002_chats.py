"""The second schema: changes that can be undone, sharing, what chats wish, who is let in.

Whoever is removed leaves their chat at once, with all their photos, and belongs to the removal
until that is undone or deleted: what looks into a chat cannot see them.
"""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE chats ADD COLUMN left_at INTEGER",
    "ALTER TABLE sessions ADD COLUMN user_id INTEGER",
    "ALTER TABLE sessions ADD COLUMN username TEXT",
    """CREATE TABLE removals (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        person_id INTEGER NOT NULL,
        removed_by INTEGER,
        link_taken INTEGER NOT NULL DEFAULT 0,
        expires_at INTEGER NOT NULL
    )""",
    "CREATE INDEX removals_by_chat ON removals (chat_id)",
    """CREATE TABLE new_people (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id INTEGER REFERENCES chats (id) ON DELETE CASCADE,
        removal_id INTEGER REFERENCES removals (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        user_id INTEGER,
        username TEXT,
        created_at INTEGER NOT NULL DEFAULT (unixepoch()),
        UNIQUE (chat_id, name_key),
        CHECK ((chat_id IS NULL) = (removal_id IS NOT NULL))
    )""",
    """INSERT INTO new_people (id, chat_id, name, name_key, created_at)
       SELECT id, chat_id, name, name_key, created_at FROM people""",
    # Nor is the id of somebody who is gone ever given out again.
    "DELETE FROM sqlite_sequence WHERE name = 'new_people'",
    """INSERT INTO sqlite_sequence (name, seq)
       SELECT 'new_people', seq FROM sqlite_sequence WHERE name = 'people'""",
    "DROP TABLE people",
    "ALTER TABLE new_people RENAME TO people",
    "CREATE INDEX people_by_removal ON people (removal_id)",
    "CREATE INDEX people_by_user ON people (user_id)",
    "CREATE INDEX people_by_username ON people (username)",
    """CREATE TABLE merged_photos (
        removal_id INTEGER NOT NULL REFERENCES removals (id) ON DELETE CASCADE,
        photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
        PRIMARY KEY (removal_id, photo_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX merged_photos_by_photo ON merged_photos (photo_id)",
    """CREATE TABLE shares (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        from_chat INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
        to_chat INTEGER REFERENCES chats (id) ON DELETE CASCADE,
        shared_by INTEGER NOT NULL,
        person_ids TEXT NOT NULL,
        photo_ids TEXT NOT NULL DEFAULT '[]',
        message_id INTEGER,
        agreed_by INTEGER,
        at INTEGER NOT NULL DEFAULT (unixepoch())
    )""",
    "CREATE INDEX shares_by_source ON shares (from_chat)",
    "CREATE INDEX shares_by_target ON shares (to_chat)",
    # SQLite copies a row's first 4061 bytes about between pages, and may leave a copy behind when
    # the row is deleted. What lies behind the cover is never copied: see `storage.traces`.
    """CREATE TABLE new_photos (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
        session_id INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
        own INTEGER NOT NULL DEFAULT 1,
        enrolled_by INTEGER,
        enrolled_at INTEGER NOT NULL DEFAULT (unixepoch()),
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        cover BLOB NOT NULL DEFAULT (zeroblob(4061)),
        sha256 BLOB NOT NULL,
        file_unique_id TEXT,
        album TEXT,
        thumbnail BLOB NOT NULL,
        jpeg BLOB NOT NULL,
        UNIQUE (person_id, sha256)
    )""",
    """INSERT INTO new_photos (id, person_id, session_id, sha256, file_unique_id, album,
                               enrolled_by, enrolled_at, width, height, thumbnail, jpeg)
       SELECT id, person_id, session_id, sha256, file_unique_id, album,
              enrolled_by, enrolled_at, width, height, thumbnail, jpeg FROM photos""",
    "DELETE FROM sqlite_sequence WHERE name = 'new_photos'",
    """INSERT INTO sqlite_sequence (name, seq)
       SELECT 'new_photos', seq FROM sqlite_sequence WHERE name = 'photos'""",
    "DROP TABLE photos",
    "ALTER TABLE new_photos RENAME TO photos",
    "CREATE INDEX photos_by_file ON photos (person_id, file_unique_id)",
    "CREATE INDEX photos_by_session ON photos (session_id)",
    "CREATE INDEX photos_not_own ON photos (person_id) WHERE own = 0",
    """CREATE TABLE copies (
        share_id INTEGER NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
        photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
        PRIMARY KEY (share_id, photo_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX copies_by_photo ON copies (photo_id)",
    """CREATE TABLE portrayed (
        photo_id INTEGER PRIMARY KEY REFERENCES photos (id) ON DELETE CASCADE,
        user_id INTEGER,
        username TEXT
    )""",
    "CREATE INDEX portrayed_by_user ON portrayed (user_id)",
    "CREATE INDEX portrayed_by_username ON portrayed (username)",
    """CREATE TABLE preferences (
        chat_id INTEGER PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
        answers TEXT NOT NULL,
        quiet INTEGER NOT NULL,
        managers TEXT NOT NULL,
        strictness TEXT NOT NULL,
        matches INTEGER
    )""",
    """CREATE TABLE questions (
        chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
        message_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        asked_of INTEGER NOT NULL,
        person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
        expires_at INTEGER NOT NULL,
        PRIMARY KEY (chat_id, message_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX questions_by_person ON questions (person_id)",
    """CREATE TABLE moves (
        old_id INTEGER PRIMARY KEY,
        new_id INTEGER NOT NULL
    )""",
    """CREATE TABLE asking (
        user_id INTEGER PRIMARY KEY,
        chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX asking_by_chat ON asking (chat_id)",
    """CREATE TABLE admissions (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        admitted_by INTEGER,
        name TEXT NOT NULL DEFAULT '',
        at INTEGER NOT NULL DEFAULT (unixepoch())
    )""",
    # Whoever was there before there was a door is inside.
    """INSERT INTO admissions (id, kind)
       SELECT DISTINCT chats.id, CASE kind WHEN 'private' THEN 'guest' ELSE 'group' END
       FROM chats JOIN people ON chat_id = chats.id""",
    """CREATE TABLE links (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        digest BLOB NOT NULL UNIQUE,
        made_by INTEGER,
        chat_id INTEGER REFERENCES chats (id) ON DELETE CASCADE,
        share_id INTEGER REFERENCES shares (id) ON DELETE CASCADE,
        uses_left INTEGER,
        expires_at INTEGER NOT NULL
    )""",
    "CREATE INDEX links_by_chat ON links (chat_id)",
    "CREATE INDEX links_by_share ON links (share_id)",
    """CREATE TABLE turned_away (
        chat_id INTEGER PRIMARY KEY,
        told_at INTEGER NOT NULL
    )""",
    """CREATE TABLE counts (
        day TEXT NOT NULL,
        whose TEXT NOT NULL,
        id INTEGER NOT NULL,
        photos INTEGER NOT NULL,
        PRIMARY KEY (day, whose, id)
    ) WITHOUT ROWID""",
    """CREATE TABLE usage (
        day TEXT NOT NULL,
        model TEXT NOT NULL,
        photos INTEGER NOT NULL DEFAULT 0,
        requests INTEGER NOT NULL DEFAULT 0,
        views INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (day, model)
    ) WITHOUT ROWID""",
)
