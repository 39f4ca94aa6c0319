"""The third schema: answers that can be spoken of, what was said to them, photos held back.

Of a photo that was only asked about nothing is kept but Telegram's name for its file, and where
its faces are, for as long as the buttons under the answer work. A vector is kept of a face alone
of which somebody said whom it is not.
"""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE answers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
        asked_by INTEGER,
        file_id TEXT NOT NULL,
        file_unique_id TEXT,
        album TEXT,
        expires_at INTEGER NOT NULL
    )""",
    "CREATE INDEX answers_by_chat ON answers (chat_id)",
    """CREATE TABLE answered_faces (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        answer_id INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        face TEXT,
        model TEXT NOT NULL,
        dimensions INTEGER NOT NULL,
        view TEXT NOT NULL,
        outcome TEXT NOT NULL,
        score REAL,
        runner_up_score REAL,
        person_ids TEXT NOT NULL DEFAULT '[]',
        UNIQUE (answer_id, number)
    )""",
    """CREATE TABLE feedback (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        face_id INTEGER NOT NULL REFERENCES answered_faces (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        person_id INTEGER REFERENCES people (id) ON DELETE CASCADE,
        photo_id INTEGER REFERENCES photos (id) ON DELETE SET NULL,
        given_by INTEGER NOT NULL,
        at INTEGER NOT NULL,
        undone_at INTEGER
    )""",
    "CREATE INDEX feedback_by_face ON feedback (face_id)",
    "CREATE INDEX feedback_by_person ON feedback (person_id)",
    "CREATE INDEX feedback_by_photo ON feedback (photo_id)",
    # What was learnt outlives the answer that it was learnt from.
    """CREATE TABLE vetoes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
        feedback_id INTEGER REFERENCES feedback (id) ON DELETE SET NULL,
        actual_id INTEGER REFERENCES people (id) ON DELETE CASCADE,
        model TEXT NOT NULL,
        dimensions INTEGER NOT NULL,
        view TEXT NOT NULL,
        vector BLOB NOT NULL CHECK (length(vector) = 4 * dimensions),
        given_by INTEGER,
        at INTEGER NOT NULL
    )""",
    "CREATE INDEX vetoes_by_person ON vetoes (person_id)",
    "CREATE INDEX vetoes_by_feedback ON vetoes (feedback_id)",
    "CREATE INDEX vetoes_by_actual ON vetoes (actual_id)",
    """CREATE TABLE held (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
        session_id INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
        name TEXT NOT NULL,
        reasons TEXT NOT NULL,
        like_id INTEGER REFERENCES people (id) ON DELETE SET NULL,
        file_id TEXT NOT NULL,
        file_unique_id TEXT,
        album TEXT,
        faces TEXT NOT NULL DEFAULT '[]',
        held_of INTEGER,
        expires_at INTEGER NOT NULL
    )""",
    "CREATE INDEX held_by_chat ON held (chat_id)",
    "CREATE INDEX held_by_session ON held (session_id)",
    "CREATE INDEX held_by_like ON held (like_id)",
)
