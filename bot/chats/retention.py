"""Use case: what is kept of a group that the bot was removed from, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.models import Chat
from storage.store import Store


@dataclass(frozen=True)
class Retention:
    """``kept`` is how long a gallery outlives the bot's removal from its group."""

    store: Store
    kept: timedelta

    async def left(self, chat_id: int, at: datetime) -> None:
        """Note that the bot is no longer in a group; hearing of it again changes nothing."""
        async with self.store.transaction() as transaction:
            await self.store.chats.leave(transaction, chat_id, at)

    async def came_back(self, chat_id: int) -> None:
        """Note that the bot is in a group; what is kept of it stays."""
        async with self.store.transaction() as transaction:
            await self.store.chats.come_back(transaction, chat_id)

    async def entered(self, chat: Chat) -> bool:
        """Note that the bot was added to a group; False where it has been in it all along."""
        async with self.store.transaction() as transaction:
            inside = await self.store.chats.is_inside(transaction, chat.id)
            await self.store.chats.note(transaction, chat)
            await self.store.chats.come_back(transaction, chat.id)
        return not inside

    async def purge(self, at: datetime) -> None:
        """Erase the groups that the bot has been out of for too long.

        With them goes that they were ever let in.
        """
        for chat_id in await self.store.chats.left_until(at - self.kept):
            async with self.store.transaction() as transaction:
                await self.store.chats.erase(transaction, chat_id)
                await self.store.chats.unlist(transaction, chat_id)
