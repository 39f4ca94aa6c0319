"""People of a private chat offered to a group, and the copies of their photos in it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from storage.copies import drop_emptied, lend
from storage.database import Database, Transaction
from storage.models import Account, GalleryReshaped, Person
from storage.records import Share

COLUMNS = "id, from_chat, to_chat, shared_by, person_ids, message_id, agreed_by, at"
# What came to these people after the offer was made is no part of it.
OFFERED = """
    WITH offered AS (
        SELECT people.*, to_chat, photo_ids FROM shares
        JOIN people ON chat_id = from_chat
        WHERE shares.id = ? AND people.id IN (SELECT value FROM json_each(person_ids))
    ), originals AS (
        SELECT photos.id, person_id, offered.to_chat, offered.name_key,
               offered.user_id, offered.username
        FROM offered JOIN photos ON person_id = offered.id
        WHERE photos.id IN (SELECT value FROM json_each(photo_ids))
    )"""


@dataclass(frozen=True)
class Copied:
    """How much an agreement has brought into a group.

    ``linked`` are who in the group has new photos now that show a Telegram user.
    """

    people: int
    photos: int
    linked: tuple[tuple[Person, Account], ...]


class Shares:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, transaction: Transaction, from_chat: int, by: int, person_ids: Iterable[int]
    ) -> int:
        """Begin a share; one of the chat's that was never offered anywhere makes way. Its id."""
        await transaction.execute(
            "DELETE FROM shares WHERE from_chat = ? AND to_chat IS NULL", (from_chat,)
        )
        return await transaction.insert_new(
            "INSERT INTO shares (from_chat, shared_by, person_ids) VALUES (?, ?, ?)",
            (from_chat, by, json.dumps(list(person_ids))),
        )

    async def choose(
        self, transaction: Transaction, share_id: int, person_ids: Iterable[int]
    ) -> None:
        """Have a share that is not offered yet be about these people."""
        await transaction.execute(
            "UPDATE shares SET person_ids = ? WHERE id = ? AND to_chat IS NULL",
            (json.dumps(list(person_ids)), share_id),
        )

    async def find(self, share_id: int) -> Share | None:
        row = await self._database.row(
            f"SELECT {COLUMNS} FROM shares WHERE id = ?",  # noqa: S608 - a constant
            (share_id,),
        )
        return _share(row) if row else None

    async def sent_from(self, from_chat: int) -> list[Share]:
        """What a chat has offered to groups, and what they agreed to, the oldest first."""
        rows = await self._database.rows(
            f"""SELECT {COLUMNS} FROM shares
                WHERE from_chat = ? AND to_chat IS NOT NULL ORDER BY id""",  # noqa: S608 - a constant
            (from_chat,),
        )
        return [_share(row) for row in rows]

    async def offer(self, transaction: Transaction, share_id: int, to_chat: int) -> bool:
        """Note that a share is offered to a group, with the photos that are there now.

        False where it was offered before, or nothing is there.
        """
        row = await transaction.one(
            """UPDATE shares SET to_chat = ?, at = unixepoch(), photo_ids = (
                   SELECT json_group_array(photos.id) FROM photos
                   JOIN people ON people.id = person_id AND chat_id = from_chat
                   WHERE person_id IN (SELECT value FROM json_each(person_ids)))
               WHERE id = ? AND to_chat IS NULL RETURNING json_array_length(photo_ids)""",
            (to_chat, share_id),
        )
        return row is not None and row[0] > 0

    async def shown_by(self, transaction: Transaction, share_id: int, message_id: int) -> None:
        """Note which message in the group is the offer."""
        await transaction.execute(
            "UPDATE shares SET message_id = ? WHERE id = ?", (message_id, share_id)
        )

    async def agree(self, transaction: Transaction, share_id: int, to_chat: int, by: int) -> bool:
        """Note who agreed to an offer in this group; False where there is none to agree to."""
        return bool(
            await transaction.execute(
                """UPDATE shares SET agreed_by = ?
                   WHERE id = ? AND to_chat = ? AND agreed_by IS NULL""",
                (by, share_id, to_chat),
            )
        )

    async def offered(self, share_id: int) -> tuple[int, int, int]:
        """How many people and photos would be copied, and how many of the names are known."""
        row = await self._database.row(
            f"""{OFFERED} SELECT count(DISTINCT person_id), count(*), count(DISTINCT people.id)
                FROM originals LEFT JOIN people
                ON people.chat_id = to_chat AND people.name_key = originals.name_key""",  # noqa: S608 - a constant
            (share_id,),
        )
        return (row[0], row[1], row[2]) if row else (0, 0, 0)

    async def lent(self, share_id: int) -> tuple[int, int, int]:
        """How many people in the group have copies, how many copies there are, and how many of
        them another share lends, too.
        """
        row = await self._database.row(
            """SELECT count(DISTINCT person_id), count(*), count(*) FILTER (WHERE EXISTS (
                   SELECT 1 FROM copies AS others
                   WHERE others.photo_id = photos.id AND others.share_id <> copies.share_id))
               FROM copies JOIN photos ON photos.id = photo_id AND own = 0
               JOIN people ON people.id = person_id
               WHERE share_id = ? AND chat_id IS NOT NULL""",
            (share_id,),
        )
        return (row[0], row[1], row[2]) if row else (0, 0, 0)

    async def copy(self, transaction: Transaction, share: Share) -> Copied | None:
        """Copy into the group what was offered to it; None where nothing of that is left."""
        # Whoever the group knows by this name stays what they are there.
        await transaction.execute(
            f"""{OFFERED} INSERT INTO people (chat_id, name, name_key, user_id, username)
                SELECT to_chat, name, name_key, user_id, username FROM offered
                WHERE id IN (SELECT person_id FROM originals) ORDER BY id
                ON CONFLICT (chat_id, name_key) DO NOTHING""",  # noqa: S608 - a constant
            (share.id,),
        )
        originals = await transaction.all(
            f"""{OFFERED} SELECT originals.id, people.id, people.chat_id, name,
                       originals.user_id, originals.username
                FROM originals JOIN people
                ON people.chat_id = to_chat AND people.name_key = originals.name_key
                ORDER BY originals.id""",  # noqa: S608 - a constant
            (share.id,),
        )
        if not originals:
            return None
        photos, people = 0, dict[tuple[Person, Account], None]()
        # One by one: SQLite would gather all pictures in memory to read and write one table.
        for photo_id, *person, user_id, username in originals:
            if await lend(transaction, share.id, photo_id, person[0]) is not None:
                photos += 1
                people[Person(*person), Account(user_id, username)] = None
        transaction.changes.append(GalleryReshaped(share.to_chat or 0))
        linked = tuple(one for one in people if one[1] != Account(None, None))
        return Copied(len({person for person, _ in people}), photos, linked)

    async def remove(self, transaction: Transaction, share_id: int) -> None:
        """Delete a share and what only it lends, and whoever has lost all photos by that."""
        row = await transaction.one(
            "DELETE FROM shares WHERE id = ? RETURNING to_chat, agreed_by", (share_id,)
        )
        if row and row["agreed_by"] is not None:
            await drop_emptied(transaction, row["to_chat"])


def _share(row: sqlite3.Row) -> Share:
    values = dict(row)
    values["person_ids"] = tuple(json.loads(values["person_ids"]))
    values["at"] = datetime.fromtimestamp(values["at"], UTC)
    return Share(**values)
