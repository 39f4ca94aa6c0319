"""Use case: how many photos a user and a chat may have looked at in a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from storage.store import Store


class OverQuota(Exception):
    """There are too few photos left today. ``resets_at`` is when the next day begins, in UTC."""

    def __init__(self, whose: str, most: int, left: int, resets_at: datetime) -> None:
        super().__init__("over the day's quota")
        self.whose = whose
        """``"user"``, ``"chat"``, or ``"channels"`` for those who write as one in a chat."""
        self.most = most
        self.left = left
        self.resets_at = resets_at


@dataclass(frozen=True)
class Quotas:
    """Days begin at midnight UTC. None is no limit; the owner has none."""

    store: Store
    user_daily: int | None
    chat_daily: int | None

    async def take(
        self, chat_id: int, user_id: int | None, photos: int, at: datetime, *, limited: bool = True
    ) -> None:
        """Count photos before anything is fetched for them; all of them, or none.

        ``user_id`` is None for whoever writes as a channel: anybody can have as many of those as
        they like, so all in a chat have together what one user has. Raises `OverQuota`. What is
        not ``limited`` is nobody's, and takes none from others.
        """
        sender = ("channels", chat_id) if user_id is None else ("user", user_id)
        counted = [
            (whose, owner_id, most)
            for (whose, owner_id), most in (
                (sender, self.user_daily),
                (("chat", chat_id), self.chat_daily),
            )
            if most is not None
        ]
        if not limited or not counted:
            return
        day, counts = at.astimezone(UTC).date(), self.store.counts
        async with self.store.transaction() as transaction:
            for whose, owner_id, most in counted:
                left = max(0, most - await counts.taken(transaction, day, whose, owner_id))
                if photos > left:
                    resets_at = datetime.combine(day + timedelta(days=1), time(), UTC)
                    raise OverQuota(whose, most, left, resets_at)
                await counts.take(transaction, day, whose, owner_id, photos)

    async def purge(self, at: datetime) -> None:
        """Delete the counts of earlier days."""
        async with self.store.transaction() as transaction:
            await self.store.counts.forget_before(transaction, at.astimezone(UTC).date())
