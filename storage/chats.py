"""Chats, each the owner of one gallery."""

from __future__ import annotations

from storage.database import Database, Transaction
from storage.models import Chat, ChatSummary


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

    async def have(self, transaction: Transaction, chat: Chat) -> None:
        """Have the chat on file; what is known of it already stays."""
        await transaction.execute(
            "INSERT INTO chats (id, kind, title) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
            (chat.id, chat.kind, chat.title),
        )

    async def find(self, chat_id: int) -> Chat | None:
        row = await self._database.row(
            "SELECT id, kind, title FROM chats WHERE id = ?", (chat_id,)
        )
        return Chat(**dict(row)) if row else None

    async def summaries(self) -> list[ChatSummary]:
        """Every chat on file, the one with most photos first."""
        rows = await self._database.rows(
            """SELECT chats.id, kind, title, count(DISTINCT people.id), count(photos.id) FROM chats
               LEFT JOIN people ON chat_id = chats.id
               LEFT JOIN photos ON person_id = people.id
               GROUP BY chats.id ORDER BY count(photos.id) DESC, chats.id"""
        )
        return [ChatSummary(Chat(*row[:3]), row[3], row[4]) for row in rows]
