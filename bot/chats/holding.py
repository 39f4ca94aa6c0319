"""Use case: photos that are held back at enrolment, until somebody says what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.chats.roster import Gone
from bot.recognition.tally import HeldBack
from storage.models import Account, Chat
from storage.records import HeldPhoto
from storage.store import Store

KEPT = timedelta(days=1)
"""For how long a photo waits; afterwards nothing is known of it."""


@dataclass(frozen=True)
class Whose:
    """On whose word photos are added, and of whom.

    ``sender_id`` is who sent them, in ``session_id`` if that was in a session. ``account`` is who
    the person is on Telegram, as far as that is still to be noted.
    """

    name: str
    sender_id: int
    session_id: int | None = None
    account: Account | None = None


@dataclass(frozen=True)
class Held:
    """A photo that waits, and why."""

    photo: HeldPhoto
    why: HeldBack


@dataclass(frozen=True)
class Holding:
    store: Store

    async def hold(
        self, chat: Chat, photos: int, held: Sequence[HeldBack], whose: Whose, at: datetime
    ) -> list[Held]:
        """Have photos of some that came together wait, as far as they can be fetched again."""
        waiting = list[Held]()
        async with self.store.transaction() as transaction:
            await self.store.chats.note(transaction, chat)
            for why in held:
                source = why.source
                if source.file_id is None:
                    continue
                photo = HeldPhoto(
                    id=0,
                    chat_id=chat.id,
                    session_id=whose.session_id,
                    held_of=whose.sender_id,
                    name=whose.name,
                    account=whose.account,
                    number=why.number,
                    photos=photos,
                    came_with=waiting[0].photo.id if waiting else None,
                    message_id=source.message_id,
                    file_id=source.file_id,
                    file_unique_id=source.file_unique_id,
                    album=source.album,
                    meant=source.meant,
                    faces=why.faces,
                    expires_at=at + KEPT,
                )
                held_id = await self.store.held.add(transaction, photo)
                waiting.append(Held(replace(photo, id=held_id), why))
        return waiting

    async def get(self, chat_id: int, first: int, last: int, at: datetime) -> Sequence[HeldPhoto]:
        """The photos with these ids that still wait in a chat. Raises `Gone` where none does."""
        found = await self.store.held.between(chat_id, first, last, at)
        if not found:
            raise Gone
        return found

    async def choose(self, photo: HeldPhoto, place: int) -> HeldPhoto:
        """Note which of a photo's faces is meant, whatever was said before.

        Raises `Gone` where it has no such face.
        """
        if not 0 <= place < len(photo.faces):
            raise Gone
        meant = photo.faces[place]
        async with self.store.transaction() as transaction:
            await self.store.held.settle(transaction, photo.id, meant)
        return replace(photo, meant=meant)

    async def drop(self, photo: HeldPhoto) -> None:
        """A photo waits no longer."""
        async with self.store.transaction() as transaction:
            await self.store.held.remove(transaction, photo.id)

    async def next_unclear(self, like: HeldPhoto, at: datetime) -> tuple[HeldPhoto, int] | None:
        """The photo whose face is to be asked for now, if any, and how many more there will be.

        Photos that came together are asked about one after the other, as every answer helps to
        guess the next one; what came at another time waits for none of them.
        """
        photo = await self.store.held.to_ask(like, at)
        return (photo, await self.store.held.unclear(photo) - 1) if photo else None

    async def asked(self, photo: HeldPhoto, at: datetime) -> None:
        """Note that the face of a photo is asked for."""
        async with self.store.transaction() as transaction:
            await self.store.held.asked(transaction, photo.id, at)

    async def purge(self, at: datetime) -> None:
        """Forget the photos that nobody decided about in time."""
        await self.store.held.remove_expired(at)
