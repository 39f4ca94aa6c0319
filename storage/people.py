"""People, by chat and name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple
from datetime import UTC, datetime

from storage.copies import put_together
from storage.database import Database, Transaction
from storage.embeddings import WHOSE
from storage.models import EmbeddingSpec, GalleryReshaped, Person, PersonSummary
from storage.names import name_key
from storage.portrayed import note_portrayed
from storage.vetoes import become

HAS = """EXISTS (SELECT 1 FROM embeddings WHERE photo_id = photos.id
                 AND model = ? AND dimensions = ? AND view = ?)"""


class People:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_or_add(
        self, transaction: Transaction, chat_id: int, name: str, since: datetime | None = None
    ) -> Person:
        """The chat's person of this name; somebody new is kept as the name is written now.

        Without ``since``, somebody new is enrolled now.
        """
        await transaction.execute(
            """INSERT INTO people (chat_id, name, name_key, created_at)
               VALUES (?, ?, ?, coalesce(?, unixepoch()))
               ON CONFLICT (chat_id, name_key) DO NOTHING""",
            (chat_id, name, name_key(name), int(since.timestamp()) if since else None),
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

    async def now(self, chat_id: int, person_ids: Iterable[int]) -> dict[int, Person]:
        """Who those of ``person_ids`` are now who are in the chat, also by a merge."""
        rows = await self._database.rows(
            f"""{WHOSE} SELECT whose.id AS was, people.id, chat_id, name FROM whose
                JOIN people ON people.id = whose.now
                WHERE whose.id IN (SELECT value FROM json_each(?))""",  # noqa: S608 - a constant
            (chat_id, json.dumps(list(person_ids))),
        )
        return {row["was"]: Person(row["id"], row["chat_id"], row["name"]) for row in rows}

    async def everybody(self, chat_id: int) -> list[Person]:
        rows = await self._database.rows(
            "SELECT id, chat_id, name FROM people WHERE chat_id = ? ORDER BY id", (chat_id,)
        )
        return [Person(**dict(row)) for row in rows]

    async def shown_in(self, chat_id: int, photo_id: int) -> Person | None:
        """Who in the chat has this photo."""
        row = await self._database.row(
            """SELECT people.id, chat_id, name FROM photos JOIN people ON people.id = person_id
               WHERE photos.id = ? AND chat_id = ?""",
            (photo_id, chat_id),
        )
        return Person(**dict(row)) if row else None

    async def count(self, chat_id: int) -> int:
        row = await self._database.row("SELECT count(*) FROM people WHERE chat_id = ?", (chat_id,))
        return int(row[0]) if row else 0

    async def summaries(
        self, chat_id: int, models: Iterable[Iterable[EmbeddingSpec]] = ()
    ) -> list[PersonSummary]:
        """Everybody in the chat, in order of enrolment; by name who came in the same second.

        Comparable are the photos that each of these models has embedded, under any of its specs;
        where none is named, no photo is.
        """
        wanted = [list(specs) for specs in models]
        has_each = " AND ".join(f"({' OR '.join([HAS] * len(specs))})" for specs in wanted)
        rows = await self._database.rows(
            f"""SELECT people.id, name, people.created_at, count(photos.id), max(enrolled_at),
                       count(photos.id) FILTER (WHERE {has_each or "FALSE"})
                FROM people LEFT JOIN photos ON person_id = people.id
                WHERE chat_id = ? GROUP BY people.id
                ORDER BY people.created_at, name_key""",  # noqa: S608 - constants
            [
                *(part for specs in wanted for spec in specs for part in astuple(spec)),
                chat_id,
            ],
        )
        return [
            PersonSummary(
                id=row[0],
                name=row[1],
                since=datetime.fromtimestamp(row[2], UTC),
                photos=row[3],
                comparable=row[5],
                last_added=None if row[4] is None else datetime.fromtimestamp(row[4], UTC),
            )
            for row in rows
        ]

    async def with_picture(self, chat_id: int, sha256: bytes) -> list[Person]:
        """Whoever in the chat has this very picture."""
        rows = await self._database.rows(
            """SELECT people.id, chat_id, name FROM people
               JOIN photos ON person_id = people.id AND sha256 = ?
               WHERE chat_id = ? ORDER BY people.id""",
            (sha256, chat_id),
        )
        return [Person(**dict(row)) for row in rows]

    async def rename(self, transaction: Transaction, person_id: int, name: str) -> None:
        """Give somebody a name that is free in their chat, also for photos that may come back."""
        await transaction.execute(
            """UPDATE people SET name = ?, name_key = ? WHERE id = ? OR removal_id IN (
                   SELECT id FROM removals WHERE kind = 'photo' AND person_id = ?)""",
            (name, name_key(name), person_id, person_id),
        )
        transaction.removed = True

    async def absorb(self, transaction: Transaction, person_id: int, into_id: int) -> None:
        """Make all that belongs to one person another's; of the same pictures one stays.

        Whoever is known to be a certain Telegram user stays that; what was removed of the first
        would come back to the other.
        """
        ids = {"source": person_id, "target": into_id}
        await note_portrayed(transaction, [person_id])
        await put_together(transaction, person_id, into_id)
        await transaction.execute(
            "UPDATE OR IGNORE photos SET person_id = :target WHERE person_id = :source", ids
        )
        await self.fill_account(transaction, person_id, into_id)
        await become(transaction, person_id, into_id)

    async def fill_account(self, transaction: Transaction, person_id: int, into_id: int) -> bool:
        """Have one person be the Telegram user that another is, if of them none is known.

        Whether anything was there to be filled in.
        """
        return bool(
            await transaction.execute(
                """UPDATE people SET (user_id, username) = (
                       SELECT user_id, username FROM people WHERE id = :source)
                   WHERE id = :target AND user_id IS NULL AND username IS NULL AND EXISTS (
                       SELECT 1 FROM people WHERE id = :source
                       AND (user_id IS NOT NULL OR username IS NOT NULL))""",
                {"source": person_id, "target": into_id},
            )
        )

    async def drop_photoless(self, transaction: Transaction, chat_id: int) -> None:
        """Nobody stays enrolled without a photo."""
        dropped = await transaction.execute(
            """DELETE FROM people WHERE chat_id = ?
               AND NOT EXISTS (SELECT 1 FROM photos WHERE person_id = people.id)""",
            (chat_id,),
        )
        if dropped:
            transaction.changes.append(GalleryReshaped(chat_id))
