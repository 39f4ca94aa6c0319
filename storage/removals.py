"""What was taken out of a chat and can still come back.

Whoever was removed has a row in ``people`` without a chat, which is the removal's. A photo that
was removed alone hangs on such a row made for it. Deleting a removal deletes what it holds.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from storage.answers import drop_answers_about
from storage.copies import drop_emptied, put_together
from storage.database import Database, Transaction
from storage.models import GalleryReshaped, Person
from storage.names import name_key
from storage.people import People
from storage.portrayed import note_portrayed
from storage.records import Removal, RemovalKind, Removed
from storage.vetoes import become

COLUMNS = "removals.id, removals.chat_id, kind, removals.person_id, removed_by, expires_at"
ALONE = "(SELECT id FROM removals WHERE kind = 'photo' AND person_id = {})"
"""The removals of one photo each that were taken from a person."""
IN_MERGE = "(SELECT photo_id FROM merged_photos WHERE removal_id = :removal)"
OF_MERGE_ALONE = f"""(
    SELECT removals.id FROM removals JOIN people ON removal_id = removals.id
    JOIN photos ON photos.person_id = people.id WHERE kind = 'photo'
    AND photos.id IN {IN_MERGE})"""  # noqa: S608 - a constant


class Removals:
    def __init__(self, database: Database, people: People) -> None:
        self._database = database
        self._people = people

    async def begin(
        self,
        transaction: Transaction,
        chat_id: int,
        kind: RemovalKind,
        person_id: int,
        *,
        by: int | None,
        until: datetime,
    ) -> Removal:
        """Note a removal that can be undone; it holds nothing yet."""
        removal_id = await transaction.insert_new(
            """INSERT INTO removals (chat_id, kind, person_id, removed_by, expires_at)
               VALUES (?, ?, ?, ?, ?)""",
            (chat_id, kind, person_id, by, int(until.timestamp())),
        )
        transaction.changes.append(GalleryReshaped(chat_id))
        return Removal(removal_id, chat_id, kind, person_id, by, until)

    async def find(self, chat_id: int, removal_id: int, at: datetime) -> Removal | None:
        """A removal in the chat that can still be undone."""
        row = await self._database.row(
            f"SELECT {COLUMNS} FROM removals WHERE id = ? AND chat_id = ? AND expires_at > ?",  # noqa: S608 - a constant
            (removal_id, chat_id, int(at.timestamp())),
        )
        return _removal(row) if row else None

    async def of(
        self, chat_id: int, at: datetime, *, person_id: int | None, photo_id: int | None
    ) -> Removed | None:
        """What took somebody, or a photo, out of the chat and can still be undone."""
        row = await self._database.row(
            f"""SELECT {COLUMNS}, people.name,
                       (SELECT count(*) FROM photos WHERE person_id = people.id)
                       + (SELECT count(*) FROM merged_photos WHERE removal_id = removals.id)
                FROM people JOIN removals ON removals.id = removal_id
                WHERE removals.chat_id = ? AND expires_at > ? AND people.id IN (
                    ?, (SELECT person_id FROM photos WHERE id = ?))""",  # noqa: S608 - a constant
            (chat_id, int(at.timestamp()), person_id, photo_id),
        )
        return Removed(_removal(row), row[6], row[7]) if row else None

    async def take_name(self, transaction: Transaction, chat_id: int, name: str) -> None:
        """Somebody is given this name: whoever was removed is no longer known by it."""
        await transaction.execute(
            """UPDATE people SET name_key = '' WHERE name_key = ? AND removal_id IN (
                   SELECT id FROM removals WHERE chat_id = ?)""",
            (name_key(name), chat_id),
        )

    async def hide(self, transaction: Transaction, removal: Removal, person_id: int) -> None:
        """Take somebody out of the chat, with all their photos."""
        await transaction.execute(
            "UPDATE people SET chat_id = NULL, removal_id = ? WHERE id = ?",
            (removal.id, person_id),
        )

    async def hide_photo(self, transaction: Transaction, removal: Removal, photo_id: int) -> None:
        """Take one photo out of the chat, away from the removal's person."""
        holder = await transaction.insert_new(
            """INSERT INTO people (removal_id, name, name_key, user_id, username)
               SELECT ?, name, name_key, user_id, username FROM people WHERE id = ?""",
            (removal.id, removal.person_id),
        )
        await transaction.execute(
            "UPDATE photos SET person_id = ? WHERE id = ?", (holder, photo_id)
        )

    async def move_photos(
        self, transaction: Transaction, removal: Removal, person_id: int
    ) -> None:
        """Make somebody's photos the removal's person's, who may have some of them already.

        Which photos went there is noted. Whose Telegram user is not known is now this one.
        """
        ids = {"removal": removal.id, "source": person_id, "target": removal.person_id}
        await transaction.execute(
            """INSERT INTO merged_photos (removal_id, photo_id)
               SELECT :removal, id FROM photos WHERE person_id = :source AND sha256 NOT IN (
                   SELECT sha256 FROM photos WHERE person_id = :target)""",
            ids,
        )
        await transaction.execute(
            f"UPDATE photos SET person_id = :target WHERE id IN {IN_MERGE}",  # noqa: S608 - a constant
            ids,
        )
        taken = await self._people.fill_account(transaction, person_id, removal.person_id)
        await transaction.execute(
            "UPDATE removals SET link_taken = ? WHERE id = ?", (taken, removal.id)
        )

    async def held(self, transaction: Transaction, removal: Removal) -> tuple[Person, bool] | None:
        """Whoever a removal holds: who would come back, or what a photo hangs on meanwhile.

        And whether they are still known by their name.
        """
        row = await transaction.one(
            "SELECT id, name, name_key FROM people WHERE removal_id = ?", (removal.id,)
        )
        if row is None:
            return None
        return Person(row["id"], removal.chat_id, row["name"]), bool(row["name_key"])

    async def take_back(self, transaction: Transaction, removal: Removal, person_id: int) -> None:
        """Give somebody the photos that a merge moved, wherever they are by now.

        One that was removed alone stays so, and would come back to them. A merge that moved them
        on has no more say in them.
        """
        ids = {"removal": removal.id, "person": person_id}
        await transaction.execute(
            f"""UPDATE removals SET person_id = :person WHERE id IN {OF_MERGE_ALONE}""",  # noqa: S608 - a constant
            ids,
        )
        await transaction.execute(
            f"""UPDATE people SET (name, name_key, user_id, username) = (
                    SELECT name, name_key, user_id, username FROM people WHERE id = :person)
                WHERE removal_id IN {OF_MERGE_ALONE}""",  # noqa: S608 - a constant
            ids,
        )
        await transaction.execute(
            f"""UPDATE photos SET person_id = :person WHERE id IN {IN_MERGE} AND person_id NOT IN (
                    SELECT id FROM people WHERE removal_id IN {OF_MERGE_ALONE})""",  # noqa: S608 - a constant
            ids,
        )
        await transaction.execute(
            f"DELETE FROM merged_photos WHERE removal_id > :removal AND photo_id IN {IN_MERGE}",  # noqa: S608 - a constant
            ids,
        )
        await _give_link_back(transaction, removal.id, person_id, removal.person_id)

    async def show(self, transaction: Transaction, removal: Removal, person_id: int) -> None:
        """Have the chat see somebody again."""
        await transaction.execute(
            "UPDATE people SET chat_id = ?, removal_id = NULL WHERE id = ?",
            (removal.chat_id, person_id),
        )

    async def end(self, transaction: Transaction, removal: Removal) -> None:
        """Delete a removal, with what it still holds, and what was there for that alone."""
        await transaction.execute("DELETE FROM removals WHERE id = ?", (removal.id,))
        await drop_emptied(transaction, removal.chat_id)

    async def purge(self, at: datetime) -> None:
        """Delete for good what can no longer come back."""
        moment = (int(at.timestamp()),)
        if await self._database.row("SELECT 1 FROM removals WHERE expires_at <= ?", moment):
            async with self._database.transaction() as transaction:
                await _settle(transaction, moment)
                reshaped = await transaction.all(
                    """SELECT DISTINCT chat_id FROM removals WHERE expires_at <= ?
                       AND EXISTS (SELECT 1 FROM vetoes)""",
                    moment,
                )
                await transaction.execute("DELETE FROM removals WHERE expires_at <= ?", moment)
                # Vetoes may have gone with whoever they were of.
                transaction.changes += [GalleryReshaped(chat) for (chat,) in reshaped]
                transaction.removed = True
        await self._database.clear_traces()


async def _settle(transaction: Transaction, moment: tuple[int]) -> None:
    """Keep what will have been for good: whom photos show, and what stays for what merges took."""
    held = await transaction.all(
        """SELECT people.id, person_id, kind FROM removals JOIN people ON removal_id = removals.id
           WHERE expires_at <= ? ORDER BY removals.id""",
        moment,
    )
    await note_portrayed(transaction, [row["id"] for row in held])
    for person_id, into_id, kind in held:
        if kind == RemovalKind.MERGE:
            await put_together(transaction, person_id, into_id)
            await become(transaction, person_id, into_id)
        elif kind == RemovalKind.FORGET:
            await drop_answers_about(transaction, [person_id])
            # Nor is anything left that would come back to them.
            await transaction.execute(
                "DELETE FROM removals WHERE kind = ? AND person_id = ?",
                (RemovalKind.PHOTO, person_id),
            )


async def _give_link_back(
    transaction: Transaction, removal_id: int, owner: int, taker: int
) -> None:
    """Have nobody be the Telegram user that a person is, who became so by merges with them."""
    removal: sqlite3.Row | None = await transaction.one(
        "SELECT id, link_taken FROM removals WHERE id = ?", (removal_id,)
    )
    while removal and removal["link_taken"]:
        await transaction.execute(
            "UPDATE removals SET link_taken = 0 WHERE id = ?", (removal["id"],)
        )
        await transaction.execute(
            f"""UPDATE people SET user_id = NULL, username = NULL
                WHERE (id = :taker OR removal_id IN {ALONE.format(":taker")}) AND EXISTS (
                    SELECT 1 FROM people AS owner WHERE owner.id = :owner
                    AND (owner.user_id = people.user_id OR owner.username = people.username))""",  # noqa: S608 - a constant
            {"owner": owner, "taker": taker},
        )
        # Whom they were merged into since may have it from them.
        removal = await transaction.one(
            """SELECT removals.id, link_taken, person_id FROM people
               JOIN removals ON removals.id = removal_id AND kind = 'merge'
               WHERE people.id = ?""",
            (taker,),
        )
        taker = removal["person_id"] if removal else taker


def _removal(row: sqlite3.Row) -> Removal:
    removal_id, chat_id, kind, person_id, by, until = tuple(row)[:6]
    until = datetime.fromtimestamp(until, UTC)
    return Removal(removal_id, chat_id, RemovalKind(kind), person_id, by, until)
