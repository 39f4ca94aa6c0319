"""Which group's people somebody asks about in their private chat."""

from __future__ import annotations

from storage.database import Database, Transaction


class Askers:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def set(self, transaction: Transaction, user_id: int, chat_id: int) -> bool:
        """Have a user ask about a group, and no other; False where it is not on file."""
        return bool(
            await transaction.execute(
                """INSERT INTO asking (user_id, chat_id) SELECT ?, id FROM chats WHERE id = ?
                   ON CONFLICT (user_id) DO UPDATE SET chat_id = excluded.chat_id""",
                (user_id, chat_id),
            )
        )

    async def remove(self, transaction: Transaction, user_id: int) -> None:
        """Have a user ask about no group."""
        await transaction.execute("DELETE FROM asking WHERE user_id = ?", (user_id,))

    async def is_there(self, chat_id: int) -> bool:
        """Whether the bot is in a group, as far as is on file."""
        row = await self._database.row(
            "SELECT 1 FROM chats WHERE id = ? AND left_at IS NULL", (chat_id,)
        )
        return row is not None

    async def find(self, user_id: int) -> int | None:
        """The id of the group that a user asks about."""
        row = await self._database.row("SELECT chat_id FROM asking WHERE user_id = ?", (user_id,))
        return int(row[0]) if row else None
