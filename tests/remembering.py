"""A simple model of who should be seen where, after anything that people may do.

Nothing here is like the tables: people, photos, removals and shares are objects that point at
each other, and what is deleted is no longer in the lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

UNDO = 600
"""Seconds."""
Seen = dict[str, list[str]]
"""Everybody in a chat by name, each with what their photos show, in order."""


class Refused(Exception):
    """What should not be possible."""


@dataclass(eq=False)
class Person:
    name: str
    chat: int | None
    account: int | None = None

    @property
    def key(self) -> str:
        return self.name.strip().lower()


@dataclass(eq=False)
class Share:
    source: int
    target: int
    people: list[Person]
    last: int
    agreed: bool = False


@dataclass(eq=False)
class Photo:
    content: str
    owner: Person
    number: int
    share: Share | None = None


@dataclass(eq=False)
class Removal:
    """``holder`` has no chat; ``moved`` is what a merge gave to ``person``."""

    kind: str
    chat: int
    person: Person
    holder: Person
    until: int
    moved: list[Photo] = field(default_factory=list)
    link_taken: bool = False


class Model:
    def __init__(self) -> None:
        self.people: list[Person] = []
        self.photos: list[Photo] = []
        self.removals: list[Removal] = []
        self.shares: list[Share] = []
        self.numbers = 0

    def inside(self, chat: int) -> list[Person]:
        return [person for person in self.people if person.chat == chat]

    def seen(self, chat: int) -> Seen:
        return {
            person.name: sorted(photo.content for photo in self.of(person))
            for person in self.inside(chat)
        }

    def having(self, chat: int, content: str) -> list[str]:
        """Who in a chat has this very picture."""
        return sorted(name for name, shown in self.seen(chat).items() if content in shown)

    def of(self, person: Person) -> list[Photo]:
        return [photo for photo in self.photos if photo.owner is person]

    def find(self, chat: int, name: str) -> Person | None:
        key = Person(name, chat).key
        return next((person for person in self.inside(chat) if person.key == key), None)

    def enrol(self, chat: int, name: str, content: str) -> None:
        person = self.find(chat, name)
        if person is None:
            person = Person(name.strip(), chat)
            self.people.append(person)
        self._add(person, content)

    def _add(self, person: Person, content: str, share: Share | None = None) -> None:
        self.numbers += 1
        if not self._has(person, content):
            self.photos.append(Photo(content, person, self.numbers, share))

    def _has(self, person: Person, content: str) -> bool:
        return any(photo.content == content for photo in self.of(person))

    def rename(self, person: Person, name: str) -> None:
        namesake = self.find(person.chat or 0, name)
        if namesake not in {None, person}:
            raise Refused
        for one in (person, *self._alone(person)):
            one.name = name.strip()

    def _alone(self, person: Person) -> list[Person]:
        """What photos hang on that were taken from somebody one by one."""
        return [one.holder for one in self._photo_removals() if one.person is person]

    def _photo_removals(self) -> list[Removal]:
        return [removal for removal in self.removals if removal.kind == "photo"]

    def forget(self, person: Person, now: int) -> Removal:
        removal = Removal("forget", person.chat or 0, person, person, now + UNDO)
        person.chat = None
        self.removals.append(removal)
        return removal

    def remove_photo(self, photo: Photo, now: int) -> Removal:
        person = photo.owner
        if len(self.of(person)) == 1:
            return self.forget(person, now)
        holder = Person(person.name, None, person.account)
        photo.owner = holder
        self.people.append(holder)
        removal = Removal("photo", person.chat or 0, person, holder, now + UNDO)
        self.removals.append(removal)
        return removal

    def merge(self, person: Person, into: Person, now: int) -> Removal:
        if person is into or person.chat != into.chat:
            raise Refused
        moved = [photo for photo in self.of(person) if not self._has(into, photo.content)]
        removal = Removal("merge", person.chat or 0, into, person, now + UNDO, moved)
        for photo in moved:
            photo.owner = into
        if into.account is None and person.account is not None:
            into.account, removal.link_taken = person.account, True
        person.chat = None
        self.removals.append(removal)
        return removal

    def undo(self, removal: Removal, chat: int, now: int) -> None:
        if removal not in self.removals or removal.chat != chat or removal.until <= now:
            raise Refused
        holder = removal.holder
        target = self.find(chat, holder.name)
        if removal.kind == "merge":
            self._take_back(removal)
        if removal.kind == "photo" and removal.person in self.inside(chat):
            target = removal.person
        empty = not self.of(holder)
        if not empty and target is None:
            holder.chat = chat
        elif not empty and target is not None:
            self._absorb(holder, target)
        self.removals.remove(removal)
        if holder.chat is None:
            self._delete_person(holder)
        if empty:
            raise Refused
        self._drop_people(chat)

    def _take_back(self, removal: Removal) -> None:
        holder, later = removal.holder, self.removals[self.removals.index(removal) + 1 :]
        for photo in [photo for photo in removal.moved if photo in self.photos]:
            alone = [one for one in self._photo_removals() if one.holder is photo.owner]
            for one in alone:
                one.person = holder
                one.holder.name, one.holder.account = holder.name, holder.account
            if not alone:
                photo.owner = holder
        for one in later:
            one.moved = [photo for photo in one.moved if photo not in removal.moved]
        step: Removal | None = removal
        while step and step.link_taken:
            step.link_taken, taker = False, step.person
            for person in (taker, *self._alone(taker)):
                if person.account == holder.account:
                    person.account = None
            step = next(
                (one for one in self.removals if one.kind == "merge" and one.holder is taker), None
            )

    def _absorb(self, person: Person, into: Person) -> None:
        for photo in self.of(person):
            if not self._has(into, photo.content):
                photo.owner = into
        for removal in self.removals:
            if removal.person is person:
                removal.person = into
        if into.account is None:
            into.account = person.account

    def _drop_people(self, chat: int) -> None:
        self.people = [one for one in self.people if one.chat != chat or self.of(one)]

    def _keep_photos(self, kept: Iterable[Photo]) -> None:
        self.photos = list(kept)

    def _end(self, removals: Iterable[Removal]) -> None:
        """Delete removals with what they hold."""
        for removal in list(removals):
            self.removals.remove(removal)
            self._delete_person(removal.holder)

    def _delete_person(self, person: Person) -> None:
        self._keep_photos(photo for photo in self.photos if photo.owner is not person)
        self.people = [one for one in self.people if one is not person]

    def _drop_emptied(self, chat: int) -> None:
        self._drop_people(chat)
        self._end(
            removal
            for removal in list(self.removals)
            if removal.chat == chat
            and not self.of(removal.holder)
            and not any(photo in self.photos for photo in removal.moved)
        )

    def purge(self, now: int) -> None:
        self._end([removal for removal in self.removals if removal.until <= now])
