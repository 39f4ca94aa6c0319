"""What people said of faces that were answered, until the answers are forgotten.

Of each face what was said last counts, unless it was undone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime

from storage.answered import Feedback, FeedbackKind, NewFeedback, TakenOut
from storage.database import Database, Transaction
from storage.records import Removal, RemovalKind


class FeedbackEvents:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, new: NewFeedback) -> Feedback:
        """Note what somebody says of a face of which nothing counts just now."""
        feedback_id = await transaction.insert_new(
            """INSERT INTO feedback (face_id, kind, person_id, photo_id, came_of_it, given_by, at)
               VALUES (?, ?, ?, (SELECT id FROM photos WHERE id = ?), ?, ?, ?)""",
            (
                new.face_id,
                new.kind,
                new.person_id,
                new.photo_id,
                new.came_of_it,
                new.given_by,
                int(new.at.timestamp()),
            ),
        )
        return Feedback(**asdict(new), id=feedback_id)

    async def find(self, feedback_id: int) -> Feedback | None:
        row = await self._database.row("SELECT * FROM feedback WHERE id = ?", (feedback_id,))
        return _feedback(row) if row else None

    async def counting(self, face_ids: Iterable[int]) -> dict[int, Feedback]:
        """What counts of each face, by the face's id."""
        rows = await self._database.rows(
            """SELECT * FROM feedback WHERE undone_at IS NULL
               AND face_id IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(face_ids)),),
        )
        return {row["face_id"]: _feedback(row) for row in rows}

    async def undo(self, transaction: Transaction, feedback: Feedback, at: datetime) -> bool:
        """Have it count no longer; False where it did not."""
        return bool(
            await transaction.execute(
                "UPDATE feedback SET undone_at = ? WHERE id = ? AND undone_at IS NULL",
                (int(at.timestamp()), feedback.id),
            )
        )

    async def adds_alone(self, transaction: Transaction, feedback_id: int) -> int | None:
        """The photo that is there by what somebody said, and by nothing else that counts."""
        row = await transaction.one(
            """SELECT photo_id FROM feedback AS one WHERE id = ? AND NOT EXISTS (
                   SELECT 1 FROM feedback AS other WHERE other.photo_id = one.photo_id
                   AND other.id <> one.id AND other.undone_at IS NULL)""",
            (feedback_id,),
        )
        return row["photo_id"] if row else None

    async def has_added(self, photo_id: int) -> bool:
        """Whether a photo is there by what somebody said of an answer, which counts."""
        row = await self._database.row(
            "SELECT 1 FROM feedback WHERE photo_id = ? AND undone_at IS NULL", (photo_id,)
        )
        return row is not None

    async def vouch(self, photo_id: int) -> None:
        """Have a photo stay, whatever is undone of what was said of answers."""
        if await self.has_added(photo_id):
            async with self._database.transaction() as transaction:
                await transaction.execute(
                    "UPDATE feedback SET photo_id = NULL WHERE photo_id = ?", (photo_id,)
                )

    async def took_out(self, transaction: Transaction, feedback_id: int, removal: Removal) -> None:
        """Note by what somebody said a photo was taken from whoever it was enrolled for."""
        await transaction.execute(
            "UPDATE removals SET feedback_id = ? WHERE id = ?", (feedback_id, removal.id)
        )

    async def taken_out(self, feedback_ids: Iterable[int]) -> list[TakenOut]:
        """What was taken out by what somebody said, and can still come back."""
        rows = await self._database.rows(
            """SELECT removals.*, photos.id AS photo_id, coalesce(whose.name, held.name) AS name
               FROM removals JOIN people AS held ON held.removal_id = removals.id
               JOIN photos ON photos.person_id = held.id
               LEFT JOIN people AS whose ON whose.id = removals.person_id
               WHERE feedback_id IN (SELECT value FROM json_each(?)) ORDER BY removals.id""",
            (json.dumps(list(feedback_ids)),),
        )
        return [
            TakenOut(row["feedback_id"], _removal(row), row["name"], row["photo_id"])
            for row in rows
        ]


def _removal(row: sqlite3.Row) -> Removal:
    return Removal(
        row["id"],
        row["chat_id"],
        RemovalKind(row["kind"]),
        row["person_id"],
        row["removed_by"],
        datetime.fromtimestamp(row["expires_at"], UTC),
    )


def _feedback(row: sqlite3.Row) -> Feedback:
    values = dict(row)
    values["kind"] = FeedbackKind(values["kind"])
    for field in ("at", "undone_at"):
        if values[field] is not None:
            values[field] = datetime.fromtimestamp(values[field], UTC)
    return Feedback(**values)
