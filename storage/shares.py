"""People of a private chat offered to a group, and the copies of their photos in it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime

from storage.database import Database, Transaction
from storage.models import GalleryReshaped
from storage.records import Share

COLUMNS = "id, from_chat, to_chat, shared_by, person_ids, message_id, agreed_by, at"
# What came after the offer was made is no part of it.
OFFERED = """
    WITH offered AS (
        SELECT people.*, shares.id AS share_id, to_chat, last_photo FROM shares
        JOIN people ON chat_id = from_chat
        WHERE shares.id = ? AND people.id IN (SELECT value FROM json_each(person_ids))
    ), originals AS (
        SELECT photos.*, offered.share_id AS copied_for, offered.to_chat, offered.name_key
        FROM offered JOIN photos ON person_id = offered.id
        WHERE photos.id <= coalesce(last_photo, photos.id)
    )"""


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
        """Note that a share is offered to a group as it is now; False where it was before."""
        return bool(
            await transaction.execute(
                """UPDATE shares SET to_chat = ?, at = unixepoch(),
                          last_photo = (SELECT coalesce(max(id), 0) FROM photos)
                   WHERE id = ? AND to_chat IS NULL""",
                (to_chat, share_id),
            )
        )

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

    async def copied(self, share_id: int) -> tuple[list[str], int]:
        """Who in the group has copies, by name, and how many copies there are."""
        rows = await self._database.rows(
            """SELECT name, count(*) FROM photos JOIN people ON people.id = person_id
               WHERE share_id = ? AND chat_id IS NOT NULL GROUP BY people.id ORDER BY name_key""",
            (share_id,),
        )
        return [row[0] for row in rows], sum(row[1] for row in rows)

    async def copy(self, transaction: Transaction, share: Share) -> None:
        """Copy into the group what was offered to it and is not there yet."""
        # Whoever the group knows by this name stays what they are there.
        await transaction.execute(
            f"""{OFFERED} INSERT INTO people (chat_id, name, name_key, user_id, username)
                SELECT to_chat, name, name_key, user_id, username FROM offered
                WHERE id IN (SELECT person_id FROM originals) ORDER BY id
                ON CONFLICT (chat_id, name_key) DO NOTHING""",  # noqa: S608 - a constant
            (share.id,),
        )
        originals = await transaction.all(
            f"""{OFFERED} SELECT originals.id, people.id FROM originals JOIN people
                ON people.chat_id = to_chat AND people.name_key = originals.name_key
                ORDER BY originals.id""",  # noqa: S608 - a constant
            (share.id,),
        )
        # One by one: SQLite would gather all pictures in memory to read and write one table.
        for photo_id, person_id in originals:
            await _copy_photo(transaction, photo_id, person_id, share.id)
        transaction.changes.append(GalleryReshaped(share.to_chat or 0))

    async def remove(self, transaction: Transaction, share_id: int) -> None:
        """Delete a share and its copies, and whatever in the group has lost all photos by that."""
        row = await transaction.one(
            "DELETE FROM shares WHERE id = ? RETURNING to_chat, agreed_by", (share_id,)
        )
        if row and row["agreed_by"] is not None:
            await drop_emptied(transaction, row["to_chat"])


async def _copy_photo(
    transaction: Transaction, photo_id: int, person_id: int, share_id: int
) -> None:
    """Copy a photo with all that belongs to it, unless the person has this very picture."""
    copy_id = await transaction.insert(
        """INSERT INTO photos (person_id, share_id, sha256, file_unique_id, album, enrolled_by,
                               enrolled_at, width, height, thumbnail, jpeg)
           SELECT ?, ?, sha256, file_unique_id, album, enrolled_by,
                  enrolled_at, width, height, thumbnail, jpeg
           FROM photos WHERE id = ?
           ON CONFLICT (person_id, sha256) DO NOTHING""",
        (person_id, share_id, photo_id),
    )
    if copy_id is None:
        return
    await transaction.execute(
        """INSERT INTO faces (photo_id, x, y, width, height, landmarks, score)
           SELECT ?, x, y, width, height, landmarks, score FROM faces WHERE photo_id = ?""",
        (copy_id, photo_id),
    )
    await transaction.execute(
        """INSERT INTO embeddings (photo_id, face_id, model, dimensions, view, vector)
           SELECT ?, (SELECT id FROM faces WHERE photo_id = ? AND original.face_id IS NOT NULL),
                  model, dimensions, view, vector
           FROM embeddings AS original WHERE photo_id = ? ORDER BY id""",
        (copy_id, copy_id, photo_id),
    )


async def drop_emptied(transaction: Transaction, chat_id: int) -> None:
    """After photos were deleted: nobody stays without one, nor a removal that holds none."""
    await transaction.execute(
        """DELETE FROM removals WHERE chat_id = ?
           AND NOT EXISTS (SELECT 1 FROM merged_photos WHERE removal_id = removals.id)
           AND NOT EXISTS (SELECT 1 FROM people JOIN photos ON person_id = people.id
                           WHERE people.removal_id = removals.id)""",
        (chat_id,),
    )
    await transaction.execute(
        """DELETE FROM people WHERE chat_id = ?
           AND NOT EXISTS (SELECT 1 FROM photos WHERE person_id = people.id)""",
        (chat_id,),
    )
    transaction.changes.append(GalleryReshaped(chat_id))


def _share(row: sqlite3.Row) -> Share:
    values = dict(row)
    values["person_ids"] = tuple(json.loads(values["person_ids"]))
    values["at"] = datetime.fromtimestamp(values["at"], UTC)
    return Share(**values)
