"""Use case: who is enrolled as which Telegram user, and may take themself out."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from bot.chats.roster import Gone, Roster
from storage.models import Account, Person
from storage.store import Store

ANY_TIME = datetime.fromtimestamp(0, UTC)


class SomebodyElse(Exception):
    """Only the one who is enrolled may do this."""


class AnotherUser(Exception):
    """A person is enrolled as somebody else on Telegram already."""


class Consent:
    """A username is somebody's only for as long as the id of the user who had it is not known.

    Of which usernames that is so is in memory, so that `seen` may be called with every update.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._usernames = set[str]()
        self._read = False

    async def expect_free(self, chat_id: int, name: str, account: Account) -> None:
        """Raises `AnotherUser` where the chat's person of this name is known as somebody else."""
        person = await self.store.people.find(chat_id, name)
        known = await self.store.linked.find(chat_id, person.id) if person else None
        meant = Account(account.user_id, (account.username or "").lower() or None)
        if known and not (meant.is_of(known) or known.is_of(meant)):
            raise AnotherUser

    async def link(
        self, chat_id: int, name: str, *, user_id: int | None, username: str | None
    ) -> Person | None:
        """Note which Telegram user a person of the chat is; None where there is no such person.

        At least one is given; ``username`` counts only until the user's id is known. Whoever is
        known as a user stays that one: raises `AnotherUser`.
        """
        account = Account(user_id, username)
        async with self.store.transaction() as transaction:
            await self.expect_free(chat_id, name, account)
            person = await self.store.linked.link(transaction, chat_id, name, account)
        if person and user_id is None and username:
            self._usernames.add(username.lower())
        return person

    async def linked_to(self, user_id: int, username: str | None) -> list[Person]:
        """Whoever is enrolled as this user, in all chats."""
        return await self.store.linked.people(Account(user_id, username))

    async def seen(self, user_id: int, username: str | None) -> None:
        """Somebody says or presses something: from now on they are known by their id."""
        if not self._read:
            self._usernames |= await self.store.linked.usernames()
            self._read = True
        name = (username or "").lower()
        if name in self._usernames:
            async with self.store.transaction() as transaction:
                await self.store.linked.keep_id(transaction, Account(user_id, username))
            self._usernames.discard(name)

    async def leave(self, chat_id: int, person_id: int, user_id: int, username: str | None) -> int:
        """Remove whoever is enrolled as this user from one chat, at once and for good.

        ``person_id`` is who they were said to be there; they may have been put together with
        somebody since. How many photos that were. Raises `Gone` where there is nothing of them,
        and `SomebodyElse` where that is another one.
        """
        account = Account(user_id, username)
        linked = await self.store.linked.find(chat_id, person_id)
        if linked is not None and not linked.is_of(account):
            raise SomebodyElse
        _, photos = await self._remove(account, chat_id)
        if not photos:
            raise Gone
        return photos

    async def forget_me(self, user_id: int, username: str | None) -> tuple[int, int]:
        """Remove whoever is enrolled as this user from every chat, at once and for good.

        In how many chats that was, and how many photos.
        """
        return await self._remove(Account(user_id, username))

    async def _remove(self, account: Account, chat_id: int | None = None) -> tuple[int, int]:
        """Remove this user's photos only: nobody's who was taken for them a moment ago."""
        await self._undo_merges(account, chat_id)
        async with self.store.transaction() as transaction:
            await self.store.linked.keep_id(transaction, account)
            return await self.store.linked.remove(transaction, account, chat_id)

    async def _undo_merges(self, account: Account, chat_id: int | None) -> None:
        roster, undone = Roster(self.store), set[int]()
        while merge := await self.store.linked.last_merge(account, chat_id):
            where, removal_id = merge
            if removal_id in undone:
                break
            undone.add(removal_id)
            with suppress(Gone):
                await roster.undo(where, removal_id, ANY_TIME)
