"""What a simple model of the bot consists of, and for which reasons photos are in it.

Nothing here is like the tables: people, photos, removals and shares are objects that point at
each other, and what is deleted is no longer in the lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Seen = dict[str, list[str]]
"""Everybody in a chat by name, each with what their photos show, in order."""


class Refused(Exception):
    """What should not be possible."""


@dataclass(eq=False)
class Person:
    """``nameless`` is who was removed and whose name somebody else was given meanwhile."""

    name: str
    chat: int | None
    account: int | None = None
    nameless: bool = False

    @property
    def key(self) -> str:
        return self.name.strip().lower()


@dataclass(eq=False)
class Share:
    source: int
    target: int
    people: list[Person]
    offered: list[Photo]
    agreed: bool = False


@dataclass(eq=False)
class Photo:
    content: str
    owner: Person
    number: int
    own: bool = True
    shares: set[Share] = field(default_factory=set)
    shows: int | None = None


@dataclass(eq=False)
class Veto:
    """A face with this content is not ``person``, but perhaps somebody who is known."""

    content: str
    person: Person
    actual: Person | None


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


class Memory:
    """What there is, and why."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.photos: list[Photo] = []
        self.removals: list[Removal] = []
        self.shares: list[Share] = []
        self.vetoes: list[Veto] = []
        self.numbers = 0

    def inside(self, chat: int) -> list[Person]:
        return [person for person in self.people if person.chat == chat]

    def of(self, person: Person) -> list[Photo]:
        return [photo for photo in self.photos if photo.owner is person]

    def _photo(self, person: Person, content: str) -> Photo:
        """Somebody's photo that shows this, which may be new and there for no reason yet."""
        known = next((photo for photo in self.of(person) if photo.content == content), None)
        if known:
            return known
        self.numbers += 1
        self.photos.append(Photo(content, person, self.numbers, own=False))
        return self.photos[-1]

    def _has(self, person: Person, content: str) -> bool:
        return any(photo.content == content for photo in self.of(person))

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

    def _settle(self, person: Person) -> None:
        """What was somebody's shows the user that they are, and so do its copies."""
        moved = [one.moved for one in self.removals if one.holder is person and one.moved]
        if person.account is not None:
            for photo in [*self.of(person), *(photo for photos in moved for photo in photos)]:
                for one in (photo, *self._copies(photo, self._place(person))):
                    one.shows = one.shows or person.account

    def _copies(self, photo: Photo, home: int) -> list[Photo]:
        return [
            copy
            for copy in self.photos
            if copy.content == photo.content and any(one.source == home for one in copy.shares)
        ]

    def _put_together(self, person: Person, into: Person) -> None:
        """Of the same pictures, one stays for the reasons of both."""
        for photo in self.of(person):
            if self._has(into, photo.content):
                other = self._photo(into, photo.content)
                other.own |= photo.own
                other.shares |= photo.shares
                other.shows = other.shows or photo.shows

    def _become(self, person: Person, into: Person) -> None:
        """What was said of one person is said of another from now on."""
        for veto in self.vetoes:
            veto.person = into if veto.person is person else veto.person
            veto.actual = into if veto.actual is person else veto.actual

    def vetoed(self, chat: int) -> list[tuple[str, str]]:
        """Of whom in a chat it is said that they are not who is seen in something."""
        found = []
        for veto in self.vetoes:
            there = veto.person in self.people and veto.actual in [*self.people, None]
            who = self._is_now(veto.person) if there else None
            if who and who.chat == chat and who is not self._is_now(veto.actual):
                found.append((who.name, veto.content))
        return sorted(found)

    def _is_now(self, person: Person | None) -> Person | None:
        """Who somebody is in their chat, perhaps since they were merged into that one."""
        while person is not None and person.chat is None:
            merges = [one for one in self.removals if one.kind == "merge"]
            person = next((one.person for one in merges if one.holder is person), None)
        return person

    def _place(self, person: Person) -> int:
        """The chat that somebody is in, or was removed from."""
        if person.chat is not None:
            return person.chat
        return next(removal.chat for removal in self.removals if removal.holder is person)

    def _has_reason(self, photo: Photo) -> bool:
        merged = [
            one.holder
            for one in self.removals
            if one.kind == "merge" and one.person is photo.owner
        ]
        return (
            photo.own
            or bool(photo.shares)
            or any(self._has(person, photo.content) for person in merged)
        )

    def _drop_emptied(self, chat: int) -> None:
        count = -1
        while count != len(self.photos):
            count = len(self.photos)
            self._keep_photos(
                photo
                for photo in list(self.photos)
                if self._place(photo.owner) != chat or self._has_reason(photo)
            )
        self._drop_people(chat)
        self._end(
            removal
            for removal in list(self.removals)
            if removal.chat == chat
            and not self.of(removal.holder)
            and not any(photo in self.photos for photo in removal.moved)
        )
