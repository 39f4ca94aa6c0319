"""Photos held back at enrolment: Telegram's names for their files, until somebody decides."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from storage.database import Database, Transaction
from storage.models import Account, Face
from storage.names import name_key
from storage.records import HeldPhoto

Plain = tuple[Sequence[float], Sequence[Sequence[float]], float]
"""A face as it is written: its box, its landmarks, its score."""
UNCLEAR = "coalesce(came_with, id) = :first AND faces <> '[]' AND meant IS NULL"
"""Of photos that came together, those of which nobody has said which face is meant."""


class Held:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, held: HeldPhoto) -> int:
        """Note a photo; the id it is given. The chat must be on file.

        A session that was closed meanwhile leaves it without one.
        """
        account = held.account or Account(None, None)
        return await transaction.insert_new(
            """INSERT INTO held (chat_id, session_id, held_of, name, name_key, user_id, username,
                                 number, photos, came_with, message_id, file_id,
                                 file_unique_id, album, meant, faces, expires_at)
               VALUES (?, (SELECT id FROM sessions WHERE id = ?),
                       ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                held.chat_id,
                held.session_id,
                held.held_of,
                held.name,
                name_key(held.name),
                account.user_id,
                account.username.lower() if account.username else None,
                held.number,
                held.photos,
                held.came_with,
                held.message_id,
                held.file_id,
                held.file_unique_id,
                held.album,
                _written(held.meant) if held.meant else None,
                json.dumps([_plain(face) for face in held.faces]),
                int(held.expires_at.timestamp()),
            ),
        )

    async def between(self, chat_id: int, first: int, last: int, at: datetime) -> list[HeldPhoto]:
        """The photos of a chat with these ids, both included, that still wait."""
        rows = await self._database.rows(
            """SELECT * FROM held WHERE chat_id = ? AND id BETWEEN ? AND ? AND expires_at > ?
               ORDER BY id""",
            (chat_id, first, last, int(at.timestamp())),
        )
        return [_held(row) for row in rows]

    async def settle(self, transaction: Transaction, held_id: int, meant: Face) -> None:
        """Note which face is meant."""
        await transaction.execute(
            "UPDATE held SET meant = ? WHERE id = ?", (_written(meant), held_id)
        )

    async def to_ask(self, like: HeldPhoto, at: datetime) -> HeldPhoto | None:
        """The next of the photos that came together of which the face is to be asked for.

        None also while that is asked of another one of them.
        """
        row = await self._database.row(
            f"""SELECT * FROM held WHERE {UNCLEAR} AND asked_at IS NULL AND expires_at > :now
                AND NOT EXISTS (SELECT 1 FROM held WHERE {UNCLEAR} AND asked_at IS NOT NULL)
                ORDER BY id LIMIT 1""",  # noqa: S608 - a constant
            {"first": like.came_with or like.id, "now": int(at.timestamp())},
        )
        return _held(row) if row else None

    async def asked(self, transaction: Transaction, held_id: int, at: datetime) -> None:
        """Note that the face of a photo is asked for."""
        await transaction.execute(
            "UPDATE held SET asked_at = ? WHERE id = ?", (int(at.timestamp()), held_id)
        )

    async def unclear(self, like: HeldPhoto) -> int:
        """Of how many of the photos that came together nobody has said which face is meant."""
        row = await self._database.row(
            f"SELECT count(*) FROM held WHERE {UNCLEAR}",  # noqa: S608 - a constant
            {"first": like.came_with or like.id},
        )
        return int(row[0]) if row else 0

    async def count_of(self, session_id: int) -> tuple[int, int]:
        """How many photos of a session wait, and of how many more the face is not clear."""
        row = await self._database.row(
            """SELECT count(*) FILTER (WHERE faces = '[]' OR meant IS NOT NULL),
                      count(*) FILTER (WHERE faces <> '[]' AND meant IS NULL)
               FROM held WHERE session_id = ?""",
            (session_id,),
        )
        return (row[0], row[1]) if row else (0, 0)

    async def remove(self, transaction: Transaction, held_id: int) -> bool:
        """A photo waits no longer; False where it did not."""
        return await _remove(transaction, "id = ?", held_id) > 0

    async def remove_of_session(self, transaction: Transaction, session_id: int) -> int:
        """What a session held back goes with what it added; how many photos that were."""
        return await _remove(transaction, "session_id = ?", session_id)

    async def remove_of(self, transaction: Transaction, chat_id: int, name: str) -> None:
        """Photos of whoever goes do not wait for a word that would bring them back."""
        await remove_named(transaction, chat_id, name_key(name))

    async def rename(self, transaction: Transaction, chat_id: int, old: str, new: str) -> None:
        """Photos of whoever has another name now are kept for that."""
        await transaction.execute(
            "UPDATE held SET name = ?, name_key = ? WHERE chat_id = ? AND name_key = ?",
            (new, name_key(new), chat_id, name_key(old)),
        )

    async def remove_expired(self, at: datetime) -> None:
        """Delete what nobody decided about in time."""
        moment = (int(at.timestamp()),)
        if await self._database.row("SELECT 1 FROM held WHERE expires_at <= ?", moment):
            async with self._database.transaction() as transaction:
                await _remove(transaction, "expires_at <= ?", *moment)


async def remove_named(transaction: Transaction, chat_id: int, key: str) -> None:
    """Delete what waits under a name in a chat."""
    await _remove(transaction, "chat_id = ? AND name_key = ?", chat_id, key)


async def remove_held_of(
    transaction: Transaction, account: Account, chat_id: int | None = None
) -> None:
    """Delete what waits of a Telegram user, in one chat or in all."""
    await _remove(
        transaction,
        "(user_id = ? OR (user_id IS NULL AND username = ?)) AND chat_id = coalesce(?, chat_id)",
        account.user_id,
        account.username.lower() if account.username else None,
        chat_id,
    )


async def _remove(transaction: Transaction, which: str, *values: int | str | None) -> int:
    removed = await transaction.execute(f"DELETE FROM held WHERE {which}", values)  # noqa: S608 - constants
    if removed:
        # The name may be nowhere else.
        transaction.removed = True
    return removed


def _held(row: sqlite3.Row) -> HeldPhoto:
    values = dict(row)
    del values["name_key"], values["asked_at"]
    account = Account(values.pop("user_id"), values.pop("username"))
    values["account"] = None if account == (None, None) else account
    values["meant"] = _face(json.loads(values["meant"])) if values["meant"] else None
    values["faces"] = tuple(_face(face) for face in json.loads(values["faces"]))
    values["expires_at"] = datetime.fromtimestamp(values["expires_at"], UTC)
    return HeldPhoto(**values)


def _plain(face: Face) -> Plain:
    return face.box, face.landmarks, face.score


def _written(face: Face) -> str:
    return json.dumps(_plain(face))


def _face(plain: Plain) -> Face:
    (left, top, width, height), landmarks, score = plain
    return Face((left, top, width, height), tuple((x, y) for x, y in landmarks), score)
