"""Use case: who is enrolled as which Telegram user, and may take themself out."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chats.roster import Gone
from storage.models import Account, Person
from storage.store import Store


class SomebodyElse(Exception):
    """Only the one who is enrolled may do this."""


@dataclass(frozen=True)
class Consent:
    """A username is somebody's only for as long as the id of the user who had it is not known."""

    store: Store

    async def link(
        self, chat_id: int, name: str, *, user_id: int | None, username: str | None
    ) -> Person | None:
        """Note which Telegram user a person of the chat is; None where there is no such person.

        At least one is given; ``username`` counts only until the user's id is known.
        """
        account = Account(user_id, username)
        async with self.store.transaction() as transaction:
            return await self.store.linked.link(transaction, chat_id, name, account)

    async def linked_to(self, user_id: int, username: str | None) -> list[Person]:
        """Whoever is enrolled as this user, in all chats."""
        return await self.store.linked.people(Account(user_id, username))

    async def leave(self, chat_id: int, person_id: int, user_id: int, username: str | None) -> int:
        """Remove whoever is enrolled as this user from one chat, at once and for good.

        ``person_id`` is who they say they are there. How many photos that were. Raises `Gone`
        where there is nobody like that, and `SomebodyElse` where that is another one.
        """
        account = Account(user_id, username)
        linked = await self.store.linked.find(chat_id, person_id)
        if linked is None:
            raise Gone
        if not linked.is_of(account):
            raise SomebodyElse
        async with self.store.transaction() as transaction:
            await self.store.linked.keep_id(transaction, account)
            _, photos = await self.store.linked.remove(transaction, account, chat_id)
        return photos

    async def forget_me(self, user_id: int, username: str | None) -> tuple[int, int]:
        """Remove whoever is enrolled as this user from every chat, at once and for good.

        In how many chats that was, and how many photos.
        """
        async with self.store.transaction() as transaction:
            return await self.store.linked.remove(transaction, Account(user_id, username))
