"""A simple model of who should be seen where, after anything that people may do."""

from __future__ import annotations

from tests.remembering_reasons import Memory, Person, Photo, Refused, Removal, Seen, Share, Veto

__all__ = ["Memory", "Person", "Photo", "Refused", "Removal", "Seen", "Share", "Veto"]
UNDO = 600
"""Seconds."""


class Model(Memory):
    def seen(self, chat: int) -> Seen:
        return {
            person.name: sorted(photo.content for photo in self.of(person))
            for person in self.inside(chat)
        }

    def having(self, chat: int, content: str) -> list[str]:
        """Who in a chat has this very picture."""
        return sorted(name for name, shown in self.seen(chat).items() if content in shown)

    def find(self, chat: int, name: str) -> Person | None:
        key = Person(name, chat).key
        return next((person for person in self.inside(chat) if person.key == key), None)

    def enrol(self, chat: int, name: str, content: str) -> None:
        person = self.find(chat, name)
        if person is None:
            person = Person(name.strip(), chat)
            self.people.append(person)
        self._photo(person, content).own = True

    def link(self, person: Person, user: int) -> None:
        if person.account not in {None, user}:
            raise Refused
        for one in (person, *self._alone(person)):
            one.account = user

    def rename(self, person: Person, name: str) -> None:
        namesake = self.find(person.chat or 0, name)
        if namesake not in {None, person}:
            raise Refused
        key = Person(name, None).key
        if key != person.key:
            for removal in self.removals:
                if removal.chat == person.chat and removal.holder.key == key:
                    removal.holder.nameless = True
        self._call(person, name.strip())

    def _call(self, person: Person, name: str) -> None:
        for one in (person, *self._alone(person)):
            one.name, one.nameless = name, False

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

    def deny(self, person: Person, actual: Person | None, content: str) -> Veto:
        self.vetoes.append(Veto(content, person, actual))
        return self.vetoes[-1]

    def unsay(self, veto: Veto) -> int:
        """The chat that the veto was in, or any where it was in none any more."""
        self.vetoes.remove(veto)
        return self._place(veto.person) if veto.person in self.people else 0

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
        target = None if holder.nameless else self.find(chat, holder.name)
        if removal.kind == "merge":
            self._take_back(removal)
        if removal.kind == "photo" and removal.person in self.inside(chat):
            target = removal.person
        empty = not self.of(holder)
        if not empty and target is None:
            if holder.nameless:
                tries = [holder.name, *(f"{holder.name} {number}" for number in range(2, 99))]
                self._call(holder, next(one for one in tries if not self.find(chat, one)))
            holder.chat = chat
        elif not empty and target is not None:
            self._absorb(holder, target)
        self.removals.remove(removal)
        if holder.chat is None:
            self._delete_person(holder)
        self._drop_emptied(chat)
        if empty:
            raise Refused

    def _take_back(self, removal: Removal) -> None:
        holder, later = removal.holder, self.removals[self.removals.index(removal) + 1 :]
        for photo in [photo for photo in removal.moved if photo in self.photos]:
            alone = [one for one in self._photo_removals() if one.holder is photo.owner]
            for one in alone:
                one.person = holder
                one.holder.name, one.holder.account = holder.name, holder.account
                one.holder.nameless = holder.nameless
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
        self._settle(person)
        self._put_together(person, into)
        for photo in self.of(person):
            if not self._has(into, photo.content):
                photo.owner = into
        for removal in self.removals:
            if removal.person is person:
                removal.person = into
        if into.account is None:
            into.account = person.account
        self._become(person, into)

    def purge(self, now: int) -> None:
        late = [removal for removal in self.removals if removal.until <= now]
        for removal in late:
            self._settle(removal.holder)
        for removal in late:
            if removal.kind == "merge":
                self._put_together(removal.holder, removal.person)
                self._become(removal.holder, removal.person)
        self._end(late)
