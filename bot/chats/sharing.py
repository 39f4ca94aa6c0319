"""Use case: people of a private chat, copied into a group that an admin there agrees for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.chats.roster import Gone
from storage.models import Account, Chat, Person
from storage.records import Share
from storage.store import Store


@dataclass(frozen=True)
class Offer:
    """What a share would copy, or what is there of the copies.

    ``known`` of the ``people`` have a name that the group knows already: photos go to them.
    ``kept`` counts the photos that stay there when the share is taken back, since somebody
    else shares them, too. ``linked`` are who in the group has photos now that show a certain
    Telegram user.
    """

    share: Share
    people: int
    photos: int
    known: int = 0
    kept: int = 0
    linked: tuple[tuple[Person, Account], ...] = ()


@dataclass(frozen=True)
class Sharing:
    """Photos that came to somebody after the offer are no part of it, and copies do not follow
    originals. A photo that several share, or that the group has itself, stays when one goes.
    """

    store: Store

    async def prepare(self, from_chat: int, by: int, person_ids: Sequence[int]) -> Share:
        """Begin a share of these people of a private chat. Raises `roster.Gone`.

        The chat's earlier share makes way, unless it was offered to a group already.
        """
        await self._expect_people(from_chat, person_ids)
        async with self.store.transaction() as transaction:
            share_id = await self.store.shares.add(transaction, from_chat, by, person_ids)
        return await self._get(share_id)

    async def prepared(self, share_id: int, from_chat: int) -> Share:
        """A share of this chat's that was not offered yet. Raises `roster.Gone`."""
        share = await self._get(share_id)
        if share.from_chat != from_chat or share.to_chat is not None:
            raise Gone
        return share

    async def choose(self, share: Share, person_ids: Sequence[int]) -> Share:
        """Have a share that was not offered yet be about these people. Raises `roster.Gone`."""
        await self._expect_people(share.from_chat, person_ids)
        async with self.store.transaction() as transaction:
            await self.store.shares.choose(transaction, share.id, person_ids)
        return await self.prepared(share.id, share.from_chat)

    async def offer(self, share_id: int, to: Chat) -> Offer:
        """Offer a share to a group. Raises `roster.Gone`, also where it went elsewhere."""
        share = await self._get(share_id)
        if to.id == share.from_chat:
            raise Gone
        async with self.store.transaction() as transaction:
            await self.store.chats.note(transaction, to)
            if not await self.store.shares.offer(transaction, share_id, to.id):
                raise Gone
        return await self._look(await self._get(share_id))

    async def shown_by(self, share_id: int, message_id: int) -> None:
        """Note which message in the group is the offer."""
        async with self.store.transaction() as transaction:
            await self.store.shares.shown_by(transaction, share_id, message_id)

    async def agree(self, share_id: int, to_chat: int, by: int) -> Offer:
        """Copy what was offered into the group, once; what came of it. Raises `roster.Gone`."""
        share = await self._get(share_id)
        async with self.store.transaction() as transaction:
            if not await self.store.shares.agree(transaction, share_id, to_chat, by):
                raise Gone
            copied = await self.store.shares.copy(transaction, share)
            if copied is None:
                raise Gone
        agreed = replace(share, agreed_by=by)
        return Offer(agreed, copied.people, copied.photos, linked=copied.linked)

    async def stands(self, share_id: int) -> bool:
        """Whether a share has not been taken back, nor erased."""
        return await self.store.shares.find(share_id) is not None

    async def offered(self, share_id: int, to_chat: int) -> Offer:
        """What is offered to a group and waits for its answer. Raises `roster.Gone`."""
        share = await self._get(share_id)
        if share.to_chat != to_chat or share.agreed_by is not None:
            raise Gone
        return await self._look(share)

    async def decline(self, share_id: int, to_chat: int) -> None:
        """Drop what was offered to a group. Raises `roster.Gone`."""
        await self.offered(share_id, to_chat)
        async with self.store.transaction() as transaction:
            await self.store.shares.remove(transaction, share_id)

    async def take_back(self, share_id: int, by: int) -> Share:
        """Remove the copies, or the offer. Raises `roster.Gone` for anybody but the sharer."""
        share = await self._get(share_id)
        if share.shared_by != by:
            raise Gone
        async with self.store.transaction() as transaction:
            await self.store.shares.remove(transaction, share_id)
        return share

    async def of(self, from_chat: int) -> list[tuple[Offer, str]]:
        """What a private chat has shared, each with the title of the group it went to."""
        found = []
        for share in await self.store.shares.sent_from(from_chat):
            group = await self.store.chats.find(share.to_chat or 0)
            found.append((await self._look(share), (group and group.title) or ""))
        return found

    async def _look(self, share: Share) -> Offer:
        if share.agreed_by is None:
            return Offer(share, *await self.store.shares.offered(share.id))
        people, photos, kept = await self.store.shares.lent(share.id)
        return Offer(share, people, photos, kept=kept)

    async def _get(self, share_id: int) -> Share:
        share = await self.store.shares.find(share_id)
        if share is None:
            raise Gone
        return share

    async def _expect_people(self, chat_id: int, person_ids: Sequence[int]) -> None:
        if len(await self.store.people.names(chat_id, person_ids)) < len(set(person_ids)):
            raise Gone
