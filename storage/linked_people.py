"""Which Telegram user somebody is, where that is known."""

from __future__ import annotations

import json

from storage.answers import drop_answers_about
from storage.copies import drop_emptied
from storage.database import Database, Transaction
from storage.held import remove_held_of, remove_named
from storage.models import Account, Person
from storage.names import name_key

# Whose id is known is nobody else's, whatever they are called by now.
LINKED = "(user_id = :user_id OR (user_id IS NULL AND username = :username))"
WHERE_THEY_ARE = "coalesce(people.chat_id, removals.chat_id)"
PEOPLE = f"""
    FROM people LEFT JOIN removals ON removals.id = people.removal_id
    WHERE {LINKED} AND (:chat_id IS NULL OR {WHERE_THEY_ARE} = :chat_id)"""
# What somebody has, what was taken from them just now, what a merge made somebody else's, and what
# is known to show them wherever it is; and the copies of all that.
PHOTOS = f"""
    WITH them (id) AS (SELECT id FROM people WHERE {LINKED}), held (id) AS (
        SELECT id FROM removals WHERE person_id IN them
        UNION SELECT removal_id FROM people WHERE id IN them
    ), theirs (id) AS (
        SELECT id FROM photos WHERE person_id IN them
        UNION SELECT photos.id FROM people JOIN photos ON person_id = people.id
              WHERE removal_id IN held
        UNION SELECT photo_id FROM merged_photos
              WHERE removal_id IN (SELECT removal_id FROM people WHERE id IN them)
        UNION SELECT photo_id FROM portrayed WHERE {LINKED}
    ), found AS (
        SELECT photos.id, sha256, {WHERE_THEY_ARE} AS chat_id FROM theirs
        JOIN photos ON photos.id = theirs.id JOIN people ON people.id = photos.person_id
        LEFT JOIN removals ON removals.id = people.removal_id
    )
    SELECT id, chat_id FROM found WHERE :chat_id IS NULL OR chat_id = :chat_id
    UNION SELECT lent.id, to_chat FROM found JOIN shares ON from_chat = chat_id
          AND (:chat_id IS NULL OR to_chat = :chat_id)
          JOIN copies ON share_id = shares.id
          JOIN photos AS lent ON lent.id = copies.photo_id AND lent.sha256 = found.sha256"""  # noqa: S608 - a constant
OF_THEM = "(SELECT value FROM json_each(:people))"


class LinkedPeople:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def link(
        self, transaction: Transaction, chat_id: int, name: str, account: Account
    ) -> Person | None:
        """Note which Telegram user the chat's person of this name is, if there is one.

        Also for photos of theirs that may come back. An id that is known of this very username
        stays.
        """
        row = await transaction.one(
            "SELECT id, chat_id, name, username FROM people WHERE chat_id = ? AND name_key = ?",
            (chat_id, name_key(name)),
        )
        if row is None:
            return None
        user_id, username = account.user_id, folded(account.username)
        if user_id is not None or username != row["username"]:
            await transaction.execute(
                """UPDATE people SET user_id = :user_id, username = :username
                   WHERE id = :id OR removal_id IN (
                       SELECT id FROM removals WHERE kind = 'photo' AND person_id = :id)""",
                {"user_id": user_id, "username": username, "id": row["id"]},
            )
        return Person(row["id"], row["chat_id"], row["name"])

    async def find(self, chat_id: int, person_id: int) -> Account | None:
        """Which Telegram user somebody in the chat is, as far as known.

        Also of whom was removed just now, as long as that can be undone.
        """
        row = await self._database.row(
            f"""SELECT user_id, username FROM people
                LEFT JOIN removals ON removals.id = removal_id
                WHERE people.id = ? AND {WHERE_THEY_ARE} = ?
                AND (user_id IS NOT NULL OR username IS NOT NULL)""",  # noqa: S608 - a constant
            (person_id, chat_id),
        )
        return Account(row["user_id"], row["username"]) if row else None

    async def people(self, account: Account) -> list[Person]:
        """Whoever is enrolled as this user, in all chats."""
        rows = await self._database.rows(
            f"SELECT id, chat_id, name FROM people WHERE {LINKED} AND chat_id IS NOT NULL "  # noqa: S608 - a constant
            "ORDER BY id",
            _named(account),
        )
        return [Person(**dict(row)) for row in rows]

    async def usernames(self) -> set[str]:
        """The usernames of which the user's id is not known."""
        rows = await self._database.rows(
            """SELECT username FROM people WHERE user_id IS NULL AND username IS NOT NULL
               UNION SELECT username FROM portrayed WHERE user_id IS NULL"""
        )
        return {row["username"] for row in rows}

    async def keep_id(self, transaction: Transaction, account: Account) -> None:
        """The id of a username is known now: it is what counts from now on."""
        for table in ("people", "portrayed"):
            await transaction.execute(
                f"UPDATE {table} SET user_id = :user_id "  # noqa: S608 - a constant
                "WHERE user_id IS NULL AND username = :username",
                _named(account),
            )

    async def last_merge(
        self, account: Account, chat_id: int | None = None
    ) -> tuple[int, int] | None:
        """The latest merge with somebody who is enrolled as this user, if it can be undone.

        The chat, and the removal's id.
        """
        row = await self._database.row(
            f"""SELECT removals.chat_id, removals.id FROM removals
                JOIN people AS merged ON merged.removal_id = removals.id
                WHERE kind = 'merge' AND (:chat_id IS NULL OR removals.chat_id = :chat_id)
                AND EXISTS (SELECT 1 FROM people WHERE {LINKED}
                            AND id IN (merged.id, removals.person_id))
                ORDER BY removals.id DESC LIMIT 1""",  # noqa: S608 - a constant
            {**_named(account), "chat_id": chat_id},
        )
        return (row[0], row[1]) if row else None

    async def remove(
        self, transaction: Transaction, account: Account, chat_id: int | None = None
    ) -> tuple[int, int]:
        """Delete whoever is enrolled as this user and what shows them, in one chat or in all.

        Also what could still be undone. In how many chats that was, and how many photos.
        """
        values = {**_named(account), "chat_id": chat_id}
        linked = await transaction.all(
            f"SELECT people.id, {WHERE_THEY_ARE} AS at, name_key {PEOPLE}", values
        )
        photos = await transaction.all(PHOTOS, values)
        await drop_answers_about(transaction, [row["id"] for row in linked])
        gone = {
            "people": json.dumps([row["id"] for row in linked]),
            "photos": json.dumps([row["id"] for row in photos]),
        }
        for statement in (
            "DELETE FROM photos WHERE id IN (SELECT value FROM json_each(:photos))",
            f"""DELETE FROM removals WHERE person_id IN {OF_THEM}
                OR id IN (SELECT removal_id FROM people WHERE id IN {OF_THEM})""",  # noqa: S608 - a constant
            f"DELETE FROM people WHERE id IN {OF_THEM}",  # noqa: S608 - a constant
        ):
            await transaction.execute(statement, gone)
        for row in linked:
            await _end_sessions(transaction, row["at"], row["name_key"])
            await remove_named(transaction, row["at"], row["name_key"])
        await remove_held_of(transaction, account, chat_id)
        chats = {row["at"] for row in linked} | {row["chat_id"] for row in photos}
        for chat in chats:
            await drop_emptied(transaction, chat)
        return len(chats), len(photos)


async def _end_sessions(transaction: Transaction, chat_id: int, key: str) -> None:
    """Nobody is enrolled anew by a photo that is still to come."""
    for session_id, name in await transaction.all(
        "SELECT id, name FROM sessions WHERE chat_id = ? AND name IS NOT NULL", (chat_id,)
    ):
        if name_key(name) == key:
            await transaction.execute("DELETE FROM sessions WHERE id = ?", (session_id,))


def folded(username: str | None) -> str | None:
    """A username as it is kept: to Telegram, letters in either case are the same."""
    return username.lower() if username else None


def _named(account: Account) -> dict[str, int | str | None]:
    return {"user_id": account.user_id, "username": folded(account.username)}
