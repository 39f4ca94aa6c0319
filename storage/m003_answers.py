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
        shown_in INTEGER,
        message_id INTEGER,
        file_id TEXT NOT NULL,
        file_unique_id TEXT NOT NULL,
        album TEXT,
        numbered INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
    )""",
    "CREATE INDEX answers_by_chat ON answers (chat_id)",
    "CREATE INDEX answers_by_place ON answers (shown_in)",
    """CREATE TABLE answered_faces (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        answer_id INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        face TEXT,
        outcome TEXT NOT NULL,
        photo_ids TEXT NOT NULL,
        basis TEXT NOT NULL,
        photos INTEGER NOT NULL,
        scores TEXT NOT NULL,
        margin REAL,
        known_from REAL,
        unsure_from REAL,
        UNIQUE (answer_id, number)
    )""",
    """CREATE TABLE answered_people (
        face_id INTEGER NOT NULL REFERENCES answered_faces (id) ON DELETE CASCADE,
        person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        named INTEGER NOT NULL,
        PRIMARY KEY (face_id, person_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX answered_people_by_person ON answered_people (person_id)",
    """CREATE TABLE feedback (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        face_id INTEGER NOT NULL REFERENCES answered_faces (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        person_id INTEGER REFERENCES people (id) ON DELETE CASCADE,
        photo_id INTEGER REFERENCES photos (id) ON DELETE SET NULL,
        came_of_it TEXT NOT NULL,
        given_by INTEGER NOT NULL,
        at INTEGER NOT NULL,
        undone_at INTEGER
    )""",
    "CREATE INDEX feedback_by_person ON feedback (person_id)",
    "CREATE INDEX feedback_by_photo ON feedback (photo_id)",
    # Of a face, what was said last is what counts.
    "CREATE UNIQUE INDEX feedback_that_counts ON feedback (face_id) WHERE undone_at IS NULL",
    "CREATE INDEX feedback_by_face ON feedback (face_id)",
    # What was learnt outlives the answer that it was learnt from, but not the photo or the person
    # that the face is of, where these are known.
    """CREATE TABLE vetoes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
        actual_id INTEGER REFERENCES people (id) ON DELETE CASCADE,
        photo_id INTEGER REFERENCES photos (id) ON DELETE CASCADE,
        feedback_id INTEGER REFERENCES feedback (id) ON DELETE SET NULL,
        lifted_by INTEGER REFERENCES feedback (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX vetoes_by_person ON vetoes (person_id)",
    "CREATE INDEX vetoes_by_actual ON vetoes (actual_id)",
    "CREATE INDEX vetoes_by_photo ON vetoes (photo_id)",
    "CREATE INDEX vetoes_by_feedback ON vetoes (feedback_id)",
    "CREATE INDEX vetoes_by_lifting ON vetoes (lifted_by)",
    # A photo that is not of whom it was enrolled for is kept until nobody can say otherwise.
    """ALTER TABLE removals ADD COLUMN feedback_id INTEGER
       REFERENCES feedback (id) ON DELETE SET NULL""",
    "CREATE INDEX removals_by_feedback ON removals (feedback_id)",
    """CREATE TABLE veto_vectors (
        veto_id INTEGER NOT NULL REFERENCES vetoes (id) ON DELETE CASCADE,
        model TEXT NOT NULL,
        dimensions INTEGER NOT NULL,
        view TEXT NOT NULL,
        vector BLOB NOT NULL CHECK (length(vector) = 4 * dimensions),
        PRIMARY KEY (veto_id, model, dimensions, view)
    ) WITHOUT ROWID""",
    # A question may be about a face now, and not about anybody.
    """CREATE TABLE new_questions (
        chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
        message_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        asked_of INTEGER NOT NULL,
        person_id INTEGER REFERENCES people (id) ON DELETE CASCADE,
        face_id INTEGER REFERENCES answered_faces (id) ON DELETE CASCADE,
        expires_at INTEGER NOT NULL,
        PRIMARY KEY (chat_id, message_id),
        CHECK ((person_id IS NULL) = (face_id IS NOT NULL))
    ) WITHOUT ROWID""",
    """INSERT INTO new_questions (chat_id, message_id, kind, asked_of, person_id, expires_at)
       SELECT chat_id, message_id, kind, asked_of, person_id, expires_at FROM questions""",
    "DROP TABLE questions",
    "ALTER TABLE new_questions RENAME TO questions",
    "CREATE INDEX questions_by_person ON questions (person_id)",
    "CREATE INDEX questions_by_face ON questions (face_id)",
    # Of several faces it is asked which one is meant. Whoever it is of is known by name alone, as
    # nobody may be enrolled yet who has it. Photos that came together name the first of them.
    """CREATE TABLE held (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
        session_id INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
        held_of INTEGER NOT NULL,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        user_id INTEGER,
        username TEXT,
        number INTEGER NOT NULL,
        photos INTEGER NOT NULL,
        came_with INTEGER,
        message_id INTEGER,
        file_id TEXT NOT NULL,
        file_unique_id TEXT,
        album TEXT,
        meant TEXT,
        faces TEXT NOT NULL,
        asked_at INTEGER,
        expires_at INTEGER NOT NULL
    )""",
    "CREATE INDEX held_by_chat ON held (chat_id)",
    "CREATE INDEX held_by_session ON held (session_id)",
)
