"""Chats, each the owner of one gallery, and all that goes with a chat."""

from __future__ import annotations

from datetime import datetime

from storage.copies import drop_emptied
from storage.database import Database, Transaction
from storage.models import Chat, ChatSummary, GalleryReshaped


class Chats:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, transaction: Transaction, chat: Chat) -> None:
        """Have the chat on file, with its title as it is now; the bot is there."""
        await transaction.execute(
            """INSERT INTO chats (id, kind, title) VALUES (?, ?, ?)
               ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title = excluded.title,
               left_at = NULL""",
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

    async def holdings(self, chat_id: int) -> tuple[int, int, int]:
        """How many people and photos a chat has, and how many others have copies of them."""
        row = await self._database.row(
            """SELECT (SELECT count(*) FROM people WHERE chat_id = :chat),
                      (SELECT count(*) FROM people JOIN photos ON person_id = people.id
                       WHERE chat_id = :chat),
                      (SELECT count(DISTINCT to_chat) FROM shares WHERE from_chat = :chat
                       AND EXISTS (SELECT 1 FROM copies WHERE share_id = shares.id))""",
            {"chat": chat_id},
        )
        return (row[0], row[1], row[2]) if row else (0, 0, 0)

    async def erase(self, transaction: Transaction, chat_id: int) -> None:
        """Delete all that is kept about a chat, and the copies of its photos in others.

        Only by which ids the chat is let in stays, and how many of its photos were looked at
        today.
        """
        lent = await transaction.all(
            "SELECT DISTINCT to_chat FROM shares WHERE from_chat = ? AND agreed_by IS NOT NULL",
            (chat_id,),
        )
        # All that belongs to a chat, or to a share of it, goes with it.
        await transaction.execute("DELETE FROM chats WHERE id = ?", (chat_id,))
        await transaction.execute("DELETE FROM answers WHERE shown_in = ?", (chat_id,))
        await transaction.execute("DELETE FROM asking WHERE user_id = ?", (chat_id,))
        await transaction.execute("DELETE FROM turned_away WHERE chat_id = ?", (chat_id,))
        await transaction.execute("UPDATE admissions SET name = '' WHERE id = ?", (chat_id,))
        transaction.changes.append(GalleryReshaped(chat_id))
        for (to_chat,) in lent:
            await drop_emptied(transaction, to_chat)

    async def leave(self, transaction: Transaction, chat_id: int, at: datetime) -> None:
        """Note since when the bot is not in a group any more."""
        await transaction.execute(
            """INSERT INTO chats (id, kind, left_at) VALUES (?, 'group', ?)
               ON CONFLICT (id) DO UPDATE SET left_at = coalesce(left_at, excluded.left_at)""",
            (chat_id, int(at.timestamp())),
        )

    async def come_back(self, transaction: Transaction, chat_id: int) -> bool:
        """Note that the bot is in a group; True where it was noted to be out of it."""
        return bool(
            await transaction.execute(
                "UPDATE chats SET left_at = NULL WHERE id = ? AND left_at IS NOT NULL", (chat_id,)
            )
        )

    async def is_inside(self, transaction: Transaction, chat_id: int) -> bool:
        """Whether a group is on file, and not as one that the bot is out of."""
        return bool(
            await transaction.one(
                "SELECT 1 FROM chats WHERE id = ? AND left_at IS NULL", (chat_id,)
            )
        )

    async def left_until(self, moment: datetime) -> list[int]:
        """The groups that the bot has been out of since ``moment`` or longer."""
        rows = await self._database.rows(
            "SELECT id FROM chats WHERE left_at <= ?", (int(moment.timestamp()),)
        )
        return [row["id"] for row in rows]

    async def is_left(self, transaction: Transaction, chat_id: int, moment: datetime) -> bool:
        """Whether the bot has been out of a group since ``moment`` or longer."""
        due = "SELECT 1 FROM chats WHERE id = ? AND left_at <= ?"
        return bool(await transaction.one(due, (chat_id, int(moment.timestamp()))))

    async def unlist(self, transaction: Transaction, chat_id: int) -> None:
        """Delete that a group was let in, and how many of its photos were looked at.

        Which id it had before stays: settings may let it in by that, should the bot come back.
        """
        await transaction.execute(
            "DELETE FROM admissions WHERE kind = 'group' AND id = ?", (chat_id,)
        )
        await transaction.execute("DELETE FROM counts WHERE id = ?", (chat_id,))
