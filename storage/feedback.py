"""What people said of faces that were answered, until the answers are forgotten.

Of each face what was said last counts, unless it was undone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime

from storage.answered import Feedback, FeedbackKind, NewFeedback
from storage.database import Database, Transaction


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


def _feedback(row: sqlite3.Row) -> Feedback:
    values = dict(row)
    values["kind"] = FeedbackKind(values["kind"])
    for field in ("at", "undone_at"):
        if values[field] is not None:
            values[field] = datetime.fromtimestamp(values[field], UTC)
    return Feedback(**values)
