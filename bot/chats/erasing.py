"""Use case: everything that is kept about a chat, gone at once."""

from __future__ import annotations

from dataclasses import dataclass

from storage.store import Store


@dataclass(frozen=True)
class Holdings:
    """How much is kept about a chat.

    ``lent_to`` counts the groups that hold copies of its photos, which erasing takes back.
    """

    people: int
    photos: int
    lent_to: int


@dataclass(frozen=True)
class Erasing:
    store: Store

    async def holdings(self, chat_id: int) -> Holdings:
        """What erasing would remove, but for what was removed already and can still come back."""
        return Holdings(*await self.store.chats.holdings(chat_id))

    async def erase(self, chat_id: int) -> Holdings:
        """Remove all that is kept about a chat, at once and for good; how much that was.

        Also what could still come back goes, and what others shared with the chat. Whether the
        chat may use the bot, and how often it did today, is not about what is in it, and stays.
        """
        async with self.store.transaction() as transaction:
            held = await self.holdings(chat_id)
            await self.store.chats.erase(transaction, chat_id)
        return held
