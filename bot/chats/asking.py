"""Use case: a member of a group asks about its people in private."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.chats.roster import Gone
from storage.models import Chat
from storage.store import Store


class Asker(StrEnum):
    """What becomes of a question about a group, by who asks it."""

    MEMBER = "member"
    LEFT = "left"
    """They are no member any more, and ask no more."""
    UNSERVED = "unserved"
    """The bot does not work in the group at present."""
    HIDDEN = "hidden"
    """Nobody tells the bot whether they are a member."""


@dataclass(frozen=True)
class Asking:
    """Whether somebody still is a member is the asker's to check, at every question."""

    store: Store

    async def expect(self, group: Chat) -> None:
        """Have a group on file before anybody asks about it."""
        async with self.store.transaction() as transaction:
            await self.store.chats.note(transaction, group)

    async def begin(self, user_id: int, chat_id: int) -> None:
        """From now on, photos in the user's private chat are compared with this group's.

        Raises `roster.Gone` where nothing is on file about the group.
        """
        async with self.store.transaction() as transaction:
            if not await self.store.askers.set(transaction, user_id, chat_id):
                raise Gone

    async def end(self, user_id: int) -> None:
        """Photos are compared with the user's own people again."""
        async with self.store.transaction() as transaction:
            await self.store.askers.remove(transaction, user_id)

    async def about(self, user_id: int) -> int | None:
        """The group that the user asks about, if any."""
        return await self.store.askers.find(user_id)

    async def is_there(self, chat_id: int) -> bool:
        """Whether the bot is in a group, as far as it was told."""
        return await self.store.askers.is_there(chat_id)

    async def title(self, chat_id: int) -> str:
        """What a group is called; empty where nobody knows."""
        group = await self.store.chats.find(chat_id)
        return (group and group.title) or ""
