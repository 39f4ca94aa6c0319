"""Use case: who is enrolled in a chat, and changes to it; what is removed can come back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.chats.nearness import nearest
from storage.database import Transaction
from storage.models import Person, PersonSummary
from storage.names import LONGEST_NAME, name_key
from storage.records import Removal, RemovalKind, Removed
from storage.store import Store

UNDO = timedelta(minutes=10)
"""For how long a removal can be undone; afterwards what was removed is deleted."""


class Gone(Exception):
    """What was meant is not in this chat, or not any more."""


class NameTaken(Exception):
    """Somebody else in the chat, ``person``, has this name."""

    def __init__(self, person: Person) -> None:
        super().__init__("the name is taken")
        self.person = person


@dataclass(frozen=True)
class Sought:
    """Who has a name, or else the names in the chat that are nearly it, the nearest first."""

    person: Person | None
    nearly: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Undone:
    """Who came back, or has a photo back.

    ``namesake`` is whoever was given their name meanwhile, where they came back under another.
    """

    person_id: int
    namesake: Person | None = None


@dataclass(frozen=True)
class Roster:
    """Every method looks at one chat only: an id of another chat's is `Gone`."""

    store: Store

    async def people(self, chat_id: int) -> list[PersonSummary]:
        """Everybody enrolled in the chat, by name."""
        everybody = await self.store.people.summaries(chat_id)
        return sorted(everybody, key=lambda person: name_key(person.name))

    async def seek(self, chat_id: int, name: str) -> Sought:
        """Look somebody up by name, as people write names."""
        person = await self.store.people.find(chat_id, name)
        if person:
            return Sought(person)
        everybody = await self.store.people.everybody(chat_id)
        return Sought(None, tuple(nearest(name, everybody)))

    async def get(self, chat_id: int, person_id: int) -> Person:
        """Somebody enrolled in the chat. Raises `Gone`."""
        names = await self.store.people.names(chat_id, [person_id])
        if person_id not in names:
            raise Gone
        return Person(person_id, chat_id, names[person_id])

    async def photos(self, chat_id: int, person_id: int) -> list[int]:
        """The ids of somebody's photos, in order of enrolment. Raises `Gone`."""
        await self.get(chat_id, person_id)
        return await self.store.photos.ids(person_id)

    async def rename(self, chat_id: int, person_id: int, name: str) -> Person:
        """Give somebody another name, as `storage.names.clean_name` gives it.

        Whoever is enrolling them goes on under the new name. Raises `Gone` or `NameTaken`.
        """
        async with self.store.transaction() as transaction:
            person = await self.get(chat_id, person_id)
            namesake = await self.store.people.find(chat_id, name)
            if namesake and namesake.id != person_id:
                raise NameTaken(namesake)
            if name_key(name) != name_key(person.name):
                await self.store.removals.take_name(transaction, chat_id, name)
            await self.store.people.rename(transaction, person_id, name)
            for session in await self.store.sessions.of_name(chat_id, person.name):
                await self.store.sessions.update(transaction, replace(session, name=name))
            await self.store.held.rename(transaction, chat_id, person.name, name)
        return replace(person, name=name)

    async def forget(self, chat_id: int, person_id: int, by: int | None, at: datetime) -> Removal:
        """Take somebody out of the chat with all their photos. Raises `Gone`.

        Whoever is enrolling them is no longer.
        """
        async with self.store.transaction() as transaction:
            person = await self.get(chat_id, person_id)
            return await self._forget(transaction, person, by, at + UNDO)

    async def merge(
        self, chat_id: int, person_id: int, into_id: int, by: int | None, at: datetime
    ) -> Removal:
        """Make one person's photos another's, and their name go. Raises `Gone`.

        Where only the first is known to be a certain Telegram user, the other is from now on.
        Whoever is enrolling the first is no longer.
        """
        removals = self.store.removals
        async with self.store.transaction() as transaction:
            person, _ = await self.get(chat_id, person_id), await self.get(chat_id, into_id)
            if person_id == into_id:
                raise Gone
            removal = await removals.begin(
                transaction, chat_id, RemovalKind.MERGE, into_id, by=by, until=at + UNDO
            )
            await removals.move_photos(transaction, removal, person_id)
            await removals.hide(transaction, removal, person_id)
            await self._close_sessions(transaction, person)
        return removal

    async def remove_photo(
        self, chat_id: int, photo_id: int, by: int | None, at: datetime
    ) -> Removal:
        """Take a photo out of the chat; with the last of them its person goes, too.

        The removal's kind tells which it was. Raises `Gone`.
        """
        async with self.store.transaction() as transaction:
            return await self.take_out(transaction, chat_id, photo_id, by, at + UNDO)

    async def take_out(
        self,
        transaction: Transaction,
        chat_id: int,
        photo_id: int,
        by: int | None,
        until: datetime,
    ) -> Removal:
        """Do what `remove_photo` does, to be undone until some moment. Raises `Gone`."""
        person = await self.store.people.shown_in(chat_id, photo_id)
        if person is None:
            raise Gone
        if await self.store.photos.count(person.id) == 1:
            return await self._forget(transaction, person, by, until)
        removal = await self.store.removals.begin(
            transaction, chat_id, RemovalKind.PHOTO, person.id, by=by, until=until
        )
        await self.store.removals.hide_photo(transaction, removal, photo_id)
        return removal

    async def removed(
        self,
        chat_id: int,
        at: datetime,
        *,
        person_id: int | None = None,
        photo_id: int | None = None,
    ) -> Removed:
        """How somebody, or a photo, was taken out of the chat. Raises `Gone`.

        As long as that can be undone.
        """
        removed = await self.store.removals.of(chat_id, at, person_id=person_id, photo_id=photo_id)
        if removed is None:
            raise Gone
        return removed

    async def undo(self, chat_id: int, removal_id: int, at: datetime) -> Undone:
        """Bring back what a removal took.

        Whoever was enrolled under the same name meanwhile is given the photos. Whose name
        somebody else was given comes back under another one. Raises `Gone`, also where it is too
        late, or nothing is left to bring back.
        """
        async with self.store.transaction() as transaction:
            removal = await self.store.removals.find(chat_id, removal_id, at)
            if removal is None:
                raise Gone
            undone = await self.bring_back(transaction, removal)
        if undone is None:
            raise Gone
        return undone

    async def purge(self, at: datetime) -> None:
        """Delete for good what can no longer come back."""
        await self.store.removals.purge(at)

    async def _forget(
        self, transaction: Transaction, person: Person, by: int | None, until: datetime
    ) -> Removal:
        removals, kind = self.store.removals, RemovalKind.FORGET
        removal = await removals.begin(
            transaction, person.chat_id, kind, person.id, by=by, until=until
        )
        await removals.hide(transaction, removal, person.id)
        await self._close_sessions(transaction, person)
        return removal

    async def bring_back(self, transaction: Transaction, removal: Removal) -> Undone | None:
        """End a removal: who has what it held; None where it held nothing any more."""
        undone = await self._bring_back(transaction, removal)
        await self.store.removals.end(transaction, removal)
        return undone

    async def _bring_back(self, transaction: Transaction, removal: Removal) -> Undone | None:
        store, chat_id = self.store, removal.chat_id
        found = await store.removals.held(transaction, removal)
        if found is None:
            return None
        held, has_name = found
        namesake = await store.people.find(chat_id, held.name)
        target = namesake if has_name else None
        if removal.kind is RemovalKind.MERGE:
            await store.removals.take_back(transaction, removal, held.id)
        elif removal.kind is RemovalKind.PHOTO:
            names = await store.people.names(chat_id, [removal.person_id])
            if removal.person_id in names:
                target = Person(removal.person_id, chat_id, names[removal.person_id])
        if not await store.photos.has_any(transaction, held.id):
            return None
        if target is not None:
            await store.people.absorb(transaction, held.id, target.id)
        else:
            if not has_name:
                free = await self._free_name(chat_id, held.name)
                await store.people.rename(transaction, held.id, free)
            await store.removals.show(transaction, removal, held.id)
        await store.people.drop_photoless(transaction, chat_id)
        return Undone(target.id) if target else Undone(held.id, namesake)

    async def _free_name(self, chat_id: int, name: str) -> str:
        """This name, or else the first like it that nobody in the chat has: “Ana 2”."""
        free, number = name, 1
        while await self.store.people.find(chat_id, free):
            number += 1
            free = f"{name[: LONGEST_NAME - len(f' {number}')].rstrip()} {number}"
        return free

    async def _close_sessions(self, transaction: Transaction, person: Person) -> None:
        for session in await self.store.sessions.of_name(person.chat_id, person.name):
            await self.store.sessions.close(transaction, session)
        await self.store.held.remove_of(transaction, person.chat_id, person.name)
