"""Chats, each the owner of one gallery."""

from __future__ import annotations

from storage.database import Database, Transaction
from storage.models import Chat


class Chats:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, transaction: Transaction, chat: Chat) -> None:
        """Have the chat on file, with its title as it is now."""
        await transaction.execute(
            """INSERT INTO chats (id, kind, title) VALUES (?, ?, ?)
               ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title = excluded.title""",
            (chat.id, chat.kind, chat.title),
        )

    async def find(self, chat_id: int) -> Chat | None:
        row = await self._database.row(
            "SELECT id, kind, title FROM chats WHERE id = ?", (chat_id,)
        )
        return Chat(**dict(row)) if row else None
