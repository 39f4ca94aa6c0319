"""Who was let in, and which chats were told that they are not."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from storage.database import Database, Transaction
from storage.records import Admission, AdmissionKind


class Admissions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Admission]:
        """Everybody on file; a group has the title that its chat has."""
        rows = await self._database.rows(
            """SELECT admissions.id, admissions.kind, admitted_by, coalesce(title, name) AS name,
               at FROM admissions LEFT JOIN chats ON chats.id = admissions.id
               ORDER BY at, admissions.id"""
        )
        return [_admission(row) for row in rows]

    async def add(self, transaction: Transaction, admission: Admission) -> None:
        """Let somebody in, or in another way than before; an owner stays what they are."""
        await transaction.execute(
            """INSERT INTO admissions (id, kind, admitted_by, name, at) VALUES (?, ?, ?, ?, ?)
               ON CONFLICT (id) DO UPDATE SET kind = excluded.kind,
               admitted_by = excluded.admitted_by, name = excluded.name, at = excluded.at
               WHERE admissions.kind <> 'owner'""",
            (
                admission.id,
                admission.kind,
                admission.admitted_by,
                admission.name,
                int(admission.at.timestamp()),
            ),
        )

    async def owner(self, transaction: Transaction) -> int | None:
        """Who has become the owner, seen from inside the transaction."""
        row = await transaction.one("SELECT id FROM admissions WHERE kind = 'owner'")
        return row["id"] if row else None

    async def delete(self, transaction: Transaction, admitted_id: int) -> list[int]:
        """Let a guest or a group in no longer, nor the groups that the guest brought; their ids.

        What they were enrolling they enrol no more, while what they enrolled stays.
        """
        gone = await transaction.all(
            """DELETE FROM admissions
               WHERE kind <> 'owner' AND id = ? OR kind = 'group' AND admitted_by = ?
               RETURNING id""",
            (admitted_id, admitted_id),
        )
        ids = [row["id"] for row in gone]
        for one in ids:
            await transaction.execute("DELETE FROM sessions WHERE chat_id = ?", (one,))
        transaction.removed = True
        return ids

    async def moves(self) -> dict[int, int]:
        """The new id of each group that has another one now."""
        rows = await self._database.rows("SELECT old_id, new_id FROM moves")
        return {row["old_id"]: row["new_id"] for row in rows}

    async def told(self) -> dict[int, datetime]:
        """When each chat was last told that it is not let in."""
        rows = await self._database.rows("SELECT chat_id, told_at FROM turned_away")
        return {row["chat_id"]: datetime.fromtimestamp(row["told_at"], UTC) for row in rows}

    async def note_told(self, transaction: Transaction, chat_id: int, at: datetime) -> None:
        await transaction.execute(
            """INSERT INTO turned_away (chat_id, told_at) VALUES (?, ?)
               ON CONFLICT (chat_id) DO UPDATE SET told_at = excluded.told_at""",
            (chat_id, int(at.timestamp())),
        )

    async def forget_told(self, transaction: Transaction, until: datetime) -> None:
        """Forget who was told at ``until`` or before."""
        await transaction.execute(
            "DELETE FROM turned_away WHERE told_at <= ?", (int(until.timestamp()),)
        )


def _admission(row: sqlite3.Row) -> Admission:
    values = dict(row)
    values["kind"] = AdmissionKind(values["kind"])
    values["at"] = datetime.fromtimestamp(values["at"], UTC)
    return Admission(**values)
