"""Use case: what is kept of a group that the bot was removed from, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage.models import Chat
from storage.store import Store


def _to_nobody(_chat_ids: Sequence[int]) -> None:
    """Nobody remembers which groups were let in."""


@dataclass(frozen=True)
class Retention:
    """``kept`` is how long a gallery outlives the bot's removal from its group.

    ``forgotten`` is told which groups are let in no longer, while they are being erased:
    whoever lets one in again has to wait until they are.
    """

    store: Store
    kept: timedelta
    forgotten: Callable[[Sequence[int]], None] = _to_nobody
    _inside: set[int] = field(default_factory=set, init=False, repr=False, compare=False)
    """The groups that the file is known to say of that the bot is in them."""

    async def left(self, chat_id: int, at: datetime) -> None:
        """Note that the bot is no longer in a group; hearing of it again changes nothing."""
        async with self.store.transaction() as transaction:
            self._inside.discard(chat_id)
            await self.store.chats.leave(transaction, chat_id, at)

    async def came_back(self, chat_id: int) -> bool:
        """Note that the bot is in a group, so what is kept of it stays; True where it was out."""
        async with self.store.transaction() as transaction:
            self._inside.add(chat_id)
            return await self.store.chats.come_back(transaction, chat_id)

    async def heard(self, chat_id: int) -> None:
        """Note that something was said in a group, which the bot thus is in, whatever was told."""
        if chat_id not in self._inside:
            await self.came_back(chat_id)

    async def entered(self, chat: Chat) -> bool:
        """Note that the bot was added to a group; False where it has been in it all along."""
        async with self.store.transaction() as transaction:
            inside = await self.store.chats.is_inside(transaction, chat.id)
            await self.store.chats.note(transaction, chat)
        return not inside

    async def purge(self, at: datetime) -> None:
        """Erase the groups that the bot has been out of for too long.

        With them goes that they were ever let in.
        """
        for chat_id in await self.store.chats.left_until(at - self.kept):
            async with self.store.transaction() as transaction:
                # It may have come back while others were written to the file.
                if await self.store.chats.is_left(transaction, chat_id, at - self.kept):
                    await self.store.chats.erase(transaction, chat_id)
                    await self.store.chats.unlist(transaction, chat_id)
                    self.forgotten([chat_id])
