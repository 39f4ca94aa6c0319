"""Use case: a group that became a supergroup has another id, and keeps everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.store import Store


@dataclass(frozen=True)
class Moving:
    store: Store

    async def move(self, old_id: int, new_id: int) -> bool:
        """Make all that belongs to one chat the other's, in one transaction.

        To be called as often as one hears of it, in any order; False where there was nothing
        left to do. What both chats have is put together.
        """
        if old_id == new_id:
            return False
        async with self.store.transaction() as transaction:
            newest = await self.current(new_id)
            heard = await self.store.rekeying.note(transaction, old_id, new_id)
            moved = await self.store.rekeying.move(
                transaction, old_id, new_id if newest == old_id else newest
            )
        return heard or moved

    async def asks(self, chat_id: int, at: datetime) -> bool:
        """Whether something is asked in a chat that is not asked any more once it has moved."""
        return await self.store.rekeying.asks(chat_id, at)

    async def current(self, chat_id: int) -> int:
        """The id that a chat has now."""
        return await self.store.rekeying.current(chat_id)
