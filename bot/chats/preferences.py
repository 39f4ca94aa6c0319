"""Use case: what a chat wishes."""

from __future__ import annotations

from dataclasses import dataclass

from storage.models import Chat
from storage.records import Preferences
from storage.store import Store


@dataclass(frozen=True)
class Wishes:
    store: Store

    async def of(self, chat_id: int) -> Preferences:
        """A chat's preferences; the defaults where it has never said."""
        return await self.store.preferences.find(chat_id) or Preferences()

    async def save(self, chat: Chat, preferences: Preferences) -> None:
        """Have a chat wish this from now on."""
        async with self.store.transaction() as transaction:
            await self.store.chats.note(transaction, chat)
            await self.store.preferences.put(transaction, chat.id, preferences)
