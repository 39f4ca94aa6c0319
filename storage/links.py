"""Links that open something, by the digests of their tokens. What is on file may be used."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from storage.database import Database, Transaction
from storage.records import Link, LinkKind


class Links:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, digest: bytes, link: Link) -> int:
        """Put a link on file; its id, for that of ``link`` does not count."""
        return await transaction.insert_new(
            """INSERT INTO links (kind, digest, made_by, chat_id, share_id, uses_left, expires_at)
               VALUES (?, ?, ?, ?, ?, ?, ?)""",
            (
                link.kind,
                digest,
                link.made_by,
                link.chat_id,
                link.share_id,
                link.uses_left,
                int(link.expires_at.timestamp()),
            ),
        )

    async def live(self, kind: LinkKind, at: datetime) -> list[tuple[bytes, Link]]:
        """The links of a kind that have not expired, each after its digest."""
        rows = await self._database.rows(
            """SELECT digest, id, kind, made_by, chat_id, share_id, uses_left, expires_at
               FROM links WHERE kind = ? AND expires_at > ?""",
            (kind, int(at.timestamp())),
        )
        return [(row["digest"], _link(row)) for row in rows]

    async def any_live(self, kind: LinkKind, at: datetime) -> bool:
        """Whether any link of a kind has not expired."""
        row = await self._database.row(
            "SELECT 1 FROM links WHERE kind = ? AND expires_at > ?", (kind, int(at.timestamp()))
        )
        return row is not None

    async def use(self, transaction: Transaction, link_id: int, at: datetime) -> bool:
        """Take one use off a link, and the link off the file with its last.

        False where it is not there any more.
        """
        alive = (link_id, int(at.timestamp()))
        worn_out = await transaction.execute(
            "DELETE FROM links WHERE id = ? AND expires_at > ? AND uses_left <= 1", alive
        )
        if worn_out:
            return True
        # Where there is no number, there is none less either.
        used = await transaction.execute(
            "UPDATE links SET uses_left = uses_left - 1 WHERE id = ? AND expires_at > ?", alive
        )
        return bool(used)

    async def delete(self, transaction: Transaction, kind: LinkKind, chat_id: int | None) -> None:
        """Delete all links of a kind, or those of it that are about one chat."""
        await transaction.execute(
            "DELETE FROM links WHERE kind = ? AND (? IS NULL OR chat_id = ?)",
            (kind, chat_id, chat_id),
        )

    async def delete_expired(self, transaction: Transaction, at: datetime) -> None:
        await transaction.execute(
            "DELETE FROM links WHERE expires_at <= ?", (int(at.timestamp()),)
        )


def _link(row: sqlite3.Row) -> Link:
    values = dict(row)
    del values["digest"]
    values["kind"] = LinkKind(values["kind"])
    values["expires_at"] = datetime.fromtimestamp(values["expires_at"], UTC)
    return Link(**values)
