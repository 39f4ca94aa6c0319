"""What is counted by the day: photos of users and chats, and what each model was asked."""

from __future__ import annotations

from datetime import date

from storage.database import Database, Transaction
from storage.records import DayUsage


class Counts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def taken(self, transaction: Transaction, day: date, whose: str, owner_id: int) -> int:
        """A user's or a chat's photos of a day, seen from inside the transaction."""
        row = await transaction.one(
            "SELECT photos FROM counts WHERE day = ? AND whose = ? AND id = ?",
            (day.isoformat(), whose, owner_id),
        )
        return int(row["photos"]) if row else 0

    async def take(
        self, transaction: Transaction, day: date, whose: str, owner_id: int, photos: int
    ) -> None:
        """Count photos of a user (``whose`` is "user"), a chat ("chat") or its "channels"."""
        await transaction.execute(
            """INSERT INTO counts (day, whose, id, photos) VALUES (?, ?, ?, ?)
               ON CONFLICT (day, whose, id) DO UPDATE SET photos = photos + excluded.photos""",
            (day.isoformat(), whose, owner_id, photos),
        )

    async def forget_before(self, transaction: Transaction, day: date) -> int:
        """Delete the photos counted before a day; of how many users and chats."""
        return await transaction.execute("DELETE FROM counts WHERE day < ?", (day.isoformat(),))

    async def use(self, transaction: Transaction, day: date, usage: DayUsage) -> None:
        """Add to what was done on a day."""
        await transaction.execute(
            """INSERT INTO usage (day, model, photos, requests, views) VALUES (?, ?, ?, ?, ?)
               ON CONFLICT (day, model) DO UPDATE SET photos = photos + excluded.photos,
               requests = requests + excluded.requests, views = views + excluded.views""",
            (day.isoformat(), usage.model, usage.photos, usage.requests, usage.views),
        )

    async def usage(self, first: date, last: date) -> tuple[DayUsage, ...]:
        """What was done from one day to another, both included, model by model."""
        rows = await self._database.rows(
            """SELECT model, sum(photos) AS photos, sum(requests) AS requests,
               sum(views) AS views FROM usage WHERE day BETWEEN ? AND ?
               GROUP BY model ORDER BY model""",
            (first.isoformat(), last.isoformat()),
        )
        return tuple(DayUsage(**dict(row)) for row in rows)

    async def forget_usage_before(self, transaction: Transaction, day: date) -> int:
        """Delete what was done before a day; how many days and models that were."""
        return await transaction.execute("DELETE FROM usage WHERE day < ?", (day.isoformat(),))
