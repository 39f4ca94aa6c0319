"""Questions that wait to be answered in words: at most one for each sender in a chat.

A question may have been put in several messages. Those that were withdrawn are kept until they
expire.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from storage.database import Database, Transaction
from storage.records import Question, QuestionKind

OPEN = f"kind <> '{QuestionKind.WITHDRAWN}'"


class Questions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, question: Question) -> bool:
        """Note a question; False where what it is about is not in the chat any more."""
        added = await transaction.execute(
            """INSERT OR REPLACE INTO questions
                   (chat_id, message_id, kind, asked_of, expires_at, person_id, face_id)
               SELECT :chat, :message, :kind, :asked_of, :until, id, NULL FROM people
               WHERE id = :person AND chat_id = :chat
               UNION ALL SELECT :chat, :message, :kind, :asked_of, :until, NULL, answered_faces.id
               FROM answered_faces JOIN answers ON answers.id = answer_id
               WHERE answered_faces.id = :face AND chat_id = :chat""",
            {
                "chat": question.chat_id,
                "message": question.message_id,
                "kind": question.kind,
                "asked_of": question.asked_of,
                "until": int(question.expires_at.timestamp()),
                "person": question.person_id,
                "face": question.face_id,
            },
        )
        return bool(added)

    async def find(
        self, chat_id: int, asked_of: int, message_id: int | None, at: datetime
    ) -> Question | None:
        """The question that a message put to a sender; without one, their open one in the chat."""
        row = await self._database.row(
            f"""SELECT chat_id, message_id, kind, asked_of, person_id, expires_at, face_id
                FROM questions
                WHERE chat_id = :chat AND asked_of = :sender AND expires_at > :at
                AND (message_id = :message OR (:message IS NULL AND {OPEN}))""",  # noqa: S608 - a constant
            {
                "chat": chat_id,
                "sender": asked_of,
                "message": message_id,
                "at": int(at.timestamp()),
            },
        )
        return _question(row) if row else None

    async def remove(self, transaction: Transaction, chat_id: int, asked_of: int) -> None:
        """Forget a sender's open question."""
        await transaction.execute(
            f"DELETE FROM questions WHERE chat_id = ? AND asked_of = ? AND {OPEN}",  # noqa: S608 - a constant
            (chat_id, asked_of),
        )

    async def withdraw(self, transaction: Transaction, chat_id: int, asked_of: int) -> None:
        """A sender's open question, if there is one, is not to be answered any more."""
        await transaction.execute(
            f"UPDATE questions SET kind = ? WHERE chat_id = ? AND asked_of = ? AND {OPEN}",  # noqa: S608 - a constant
            (QuestionKind.WITHDRAWN, chat_id, asked_of),
        )

    async def remove_expired(self, transaction: Transaction, at: datetime) -> None:
        await transaction.execute(
            "DELETE FROM questions WHERE expires_at <= ?", (int(at.timestamp()),)
        )


def _question(row: sqlite3.Row) -> Question:
    values = dict(row)
    values["kind"] = QuestionKind(values["kind"])
    values["expires_at"] = datetime.fromtimestamp(values["expires_at"], UTC)
    return Question(**values)
