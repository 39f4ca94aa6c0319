"""What chats wish."""

from __future__ import annotations

from storage.database import Database, Transaction
from storage.records import Answers, Managers, Preferences, Strictness


class ChatPreferences:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, chat_id: int) -> Preferences | None:
        """What a chat has said it wishes, if it ever has."""
        row = await self._database.row(
            """SELECT answers, quiet, managers, strictness, matches FROM preferences
               WHERE chat_id = ?""",
            (chat_id,),
        )
        if row is None:
            return None
        answers, quiet, managers, strictness, matches = row
        return Preferences(
            Answers(answers), bool(quiet), Managers(managers), Strictness(strictness), matches
        )

    async def put(self, transaction: Transaction, chat_id: int, wished: Preferences) -> None:
        """Keep what a chat wishes from now on; the chat is on file."""
        await transaction.execute(
            """INSERT INTO preferences (chat_id, answers, quiet, managers, strictness, matches)
               VALUES (?, ?, ?, ?, ?, ?)
               ON CONFLICT (chat_id) DO UPDATE SET answers = excluded.answers,
                   quiet = excluded.quiet, managers = excluded.managers,
                   strictness = excluded.strictness, matches = excluded.matches""",
            (
                chat_id,
                wished.answers.value,
                wished.quiet,
                wished.managers.value,
                wished.strictness.value,
                wished.matches,
            ),
        )
