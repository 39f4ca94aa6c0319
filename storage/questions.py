"""Questions that wait to be answered in words. At most one is open for each sender in a chat."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from storage.database import Database, Transaction
from storage.records import Question, QuestionKind


class Questions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, question: Question) -> None:
        """Note a question in place of any that was open for the same sender in the chat."""
        await transaction.execute(
            "DELETE FROM questions WHERE chat_id = ? AND (asked_of = ? OR message_id = ?)",
            (question.chat_id, question.asked_of, question.message_id),
        )
        await transaction.execute(
            """INSERT INTO questions (chat_id, message_id, kind, asked_of, person_id, expires_at)
               VALUES (?, ?, ?, ?, ?, ?)""",
            (
                question.chat_id,
                question.message_id,
                question.kind,
                question.asked_of,
                question.person_id,
                int(question.expires_at.timestamp()),
            ),
        )

    async def find(self, chat_id: int, asked_of: int, at: datetime) -> Question | None:
        """The question that is open for a sender in a chat."""
        row = await self._database.row(
            """SELECT chat_id, message_id, kind, asked_of, person_id, expires_at FROM questions
               WHERE chat_id = ? AND asked_of = ? AND expires_at > ?""",
            (chat_id, asked_of, int(at.timestamp())),
        )
        return _question(row) if row else None

    async def remove(self, transaction: Transaction, question: Question) -> None:
        await transaction.execute(
            "DELETE FROM questions WHERE chat_id = ? AND message_id = ?",
            (question.chat_id, question.message_id),
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
