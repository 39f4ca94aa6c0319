"""Use case: what the bot has done today and this month, and what that cost about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storage.records import DayUsage
from storage.store import Store
from storage.uninterrupted import uninterrupted


@dataclass(frozen=True)
class Report:
    """``today`` and ``month`` have a line for each model in use in them."""

    today: tuple[DayUsage, ...]
    month: tuple[DayUsage, ...]


class Usage:
    """``spent`` tells how many requests and views the embedder has sent since the start."""

    def __init__(self, store: Store, model: str, spent: Callable[[], tuple[int, int]]) -> None:
        self._store = store
        self._model = model
        self._spent = spent
        self._noted = (0, 0)

    async def note(self, photos: int, at: datetime) -> None:
        """Count photos, and whatever was sent since the last note."""
        # Cut short after its commit, a note would be made a second time.
        await uninterrupted(self._note(photos, at))

    async def report(self, at: datetime) -> Report:
        """What is counted by now, of the day and of the month of ``at``, in UTC."""
        await self.note(0, at)
        today = at.astimezone(UTC).date()
        return Report(
            await self._store.counts.usage(today, today),
            await self._store.counts.usage(today.replace(day=1), today),
        )

    async def purge(self, at: datetime) -> None:
        """Note what is not noted yet, and delete what is older than two months."""
        await self.note(0, at)
        this_month = at.astimezone(UTC).date().replace(day=1)
        last_month = (this_month - timedelta(days=1)).replace(day=1)
        async with self._store.transaction() as transaction:
            await self._store.counts.forget_usage_before(transaction, last_month)

    async def _note(self, photos: int, at: datetime) -> None:
        if not photos and self._spent() == self._noted:
            return
        async with self._store.transaction() as transaction:
            # Looked at only when the turn to write has come: what is noted meanwhile counts once.
            spent = self._spent()
            requests, views = (now - noted for now, noted in zip(spent, self._noted, strict=True))
            usage = DayUsage(self._model, photos, requests, views)
            await self._store.counts.use(transaction, at.astimezone(UTC).date(), usage)
        self._noted = spent
