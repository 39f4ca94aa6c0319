"""Enrolment sessions: who is adding photos of whom, in which chat. What is on file is open."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime

from storage.database import Database, Transaction
from storage.models import Account, Session
from storage.names import name_key

COLUMNS = (
    "id, chat_id, sender_id, topic, name, question_id, status_id, skipped, several_faces, "
    "last_at, user_id, username"
)


class Sessions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(
        self,
        transaction: Transaction,
        chat_id: int,
        sender_id: int,
        *,
        topic: int | None,
        name: str | None,
        at: datetime,
    ) -> int:
        """Begin a session; the sender's earlier one must be closed. Its id."""
        return await transaction.insert_new(
            """INSERT INTO sessions (chat_id, sender_id, topic, name, last_at)
               VALUES (?, ?, ?, ?, ?)""",
            (chat_id, sender_id, topic, name, int(at.timestamp())),
        )

    async def find(self, chat_id: int, sender_id: int) -> Session | None:
        row = await self._database.row(
            f"SELECT {COLUMNS} FROM sessions WHERE chat_id = ? AND sender_id = ?",  # noqa: S608 - a constant
            (chat_id, sender_id),
        )
        return _session(row) if row else None

    async def quiet_since(self, moment: datetime) -> list[Session]:
        """The open sessions in which nothing has come after ``moment``."""
        rows = await self._database.rows(
            f"SELECT {COLUMNS} FROM sessions WHERE last_at <= ?",  # noqa: S608 - a constant
            (int(moment.timestamp()),),
        )
        return [_session(row) for row in rows]

    async def of_name(self, chat_id: int, name: str) -> list[Session]:
        """The chat's open sessions in which photos are added under this name."""
        rows = await self._database.rows(
            f"SELECT {COLUMNS} FROM sessions WHERE chat_id = ? AND name IS NOT NULL",  # noqa: S608 - a constant
            (chat_id,),
        )
        return [_session(row) for row in rows if name_key(row["name"]) == name_key(name)]

    async def update(self, transaction: Transaction, session: Session) -> None:
        """Write back all but whose session it is, and where."""
        await transaction.execute(
            "UPDATE sessions SET name = ? WHERE id = ?", (session.name, session.id)
        )
        await self.advance(transaction, session)

    async def advance(self, transaction: Transaction, session: Session) -> None:
        """Write back what photos and answers change; the name may be another one by now."""
        await transaction.execute(
            """UPDATE sessions SET question_id = ?, skipped = ?, several_faces = ?, last_at = ?,
               user_id = ?, username = ? WHERE id = ?""",
            (
                session.question_id,
                json.dumps(session.skipped),
                session.several_faces,
                int(session.last_at.timestamp()),
                *(session.account or (None, None)),
                session.id,
            ),
        )

    async def name_now(self, transaction: Transaction, session_id: int) -> str | None:
        """Under which name a session adds photos by now; None where it is closed."""
        row = await transaction.one("SELECT name FROM sessions WHERE id = ?", (session_id,))
        return row["name"] if row else None

    async def set_status(self, transaction: Transaction, session: Session, status_id: int) -> None:
        """Note which message shows how the session stands; photos may arrive meanwhile."""
        await transaction.execute(
            "UPDATE sessions SET status_id = ? WHERE id = ?", (status_id, session.id)
        )

    async def close(self, transaction: Transaction, session: Session) -> None:
        """Forget the session; its photos stay. Who sent them is kept with each photo."""
        row = await transaction.one(
            "DELETE FROM sessions WHERE id = ? RETURNING chat_id, name, user_id, username",
            (session.id,),
        )
        if row is None or row["name"] is None:
            return
        enrolled = await transaction.one(
            "SELECT 1 FROM people WHERE chat_id = ? AND name_key = ?",
            (row["chat_id"], name_key(row["name"])),
        )
        # What nobody is called, and whom nobody is linked to, was given for nothing.
        if enrolled is None or (row["user_id"], row["username"]) != (None, None):
            transaction.removed = True


def _session(row: sqlite3.Row) -> Session:
    values = dict(row)
    values["skipped"] = json.loads(values["skipped"])
    values["last_at"] = datetime.fromtimestamp(values["last_at"], UTC)
    account = Account(values.pop("user_id"), values.pop("username"))
    return Session(**values, account=None if account == (None, None) else account)
