"""People, by chat and name."""

from __future__ import annotations

from collections.abc import Iterable

from storage.database import Database, Transaction
from storage.models import GalleryReshaped, Person
from storage.names import name_key


class People:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_or_add(self, transaction: Transaction, chat_id: int, name: str) -> Person:
        """The chat's person of this name; somebody new is kept as the name is written now."""
        await transaction.execute(
            """INSERT INTO people (chat_id, name, name_key) VALUES (?, ?, ?)
               ON CONFLICT (chat_id, name_key) DO NOTHING""",
            (chat_id, name, name_key(name)),
        )
        row = await transaction.one(
            "SELECT id, chat_id, name FROM people WHERE chat_id = ? AND name_key = ?",
            (chat_id, name_key(name)),
        )
        if row is None:
            raise LookupError("a person just added is missing")
        return Person(**dict(row))

    async def find(self, chat_id: int, name: str) -> Person | None:
        row = await self._database.row(
            "SELECT id, chat_id, name FROM people WHERE chat_id = ? AND name_key = ?",
            (chat_id, name_key(name)),
        )
        return Person(**dict(row)) if row else None

    async def names(self, chat_id: int, person_ids: Iterable[int]) -> dict[int, str]:
        """The names of those of ``person_ids`` who are in the chat."""
        wanted = list(set(person_ids))
        marks = ", ".join("?" * len(wanted))
        rows = await self._database.rows(
            f"SELECT id, name FROM people WHERE chat_id = ? AND id IN ({marks})",  # noqa: S608 - only question marks
            (chat_id, *wanted),
        )
        return {row["id"]: row["name"] for row in rows}

    async def count(self, chat_id: int) -> int:
        row = await self._database.row("SELECT count(*) FROM people WHERE chat_id = ?", (chat_id,))
        return int(row[0]) if row else 0

    async def drop_photoless(self, transaction: Transaction, chat_id: int) -> None:
        """Nobody stays enrolled without a photo."""
        dropped = await transaction.execute(
            """DELETE FROM people WHERE chat_id = ?
               AND NOT EXISTS (SELECT 1 FROM photos WHERE person_id = people.id)""",
            (chat_id,),
        )
        if dropped:
            transaction.changes.append(GalleryReshaped(chat_id))
