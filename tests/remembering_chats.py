"""The simple model's other half: what goes from chat to chat, or goes altogether."""

from __future__ import annotations

from contextlib import suppress

from tests.remembering import Model, Person, Refused, Removal, Share


class World(Model):
    def offer(self, source: int, target: int, people: list[Person]) -> Share:
        there = [one for one in self.photos if one.owner in people and one.owner.chat == source]
        if not there:
            raise Refused
        self.shares.append(Share(source, target, people, there))
        return self.shares[-1]

    def agree(self, share: Share, chat: int) -> None:
        offered = [
            photo
            for photo in share.offered
            if photo in self.photos
            and photo.owner in share.people
            and photo.owner.chat == share.source
        ]
        if share not in self.shares or share.agreed or share.target != chat or not offered:
            raise Refused
        share.agreed = True
        for original in sorted(offered, key=lambda photo: photo.number):
            known = self.find(chat, original.owner.name)
            if known is None:
                known = Person(original.owner.name, chat, original.owner.account)
                self.people.append(known)
            copy = self._photo(known, original.content)
            copy.shares.add(share)
            copy.shows = copy.shows or original.shows

    def take_back(self, share: Share) -> None:
        if share not in self.shares:
            raise Refused
        self._unshare(share)
        if share.agreed:
            self._drop_emptied(share.target)

    def _unshare(self, share: Share) -> None:
        self.shares.remove(share)
        for photo in self.photos:
            photo.shares.discard(share)

    def move(self, old: int, new: int) -> None:
        for person in self.inside(old):
            namesake = self.find(new, person.name)
            if namesake:
                self._absorb(person, namesake)
                self._delete_person(person)
            person.chat = new
        for removal in self.removals:
            removal.chat = new if removal.chat == old else removal.chat
        for share in self.shares:
            share.source = new if share.source == old else share.source
            share.target = new if share.target == old else share.target

    def erase(self, chat: int) -> None:
        lent = {share.target for share in self.shares if share.source == chat and share.agreed}
        for share in list(self.shares):
            if chat in {share.source, share.target}:
                self._unshare(share)
        self._end([removal for removal in self.removals if removal.chat == chat])
        for person in self.inside(chat):
            self._delete_person(person)
        for target in lent:
            self._drop_emptied(target)

    def forget_me(self, user: int) -> None:
        while (merge := self._last_merge(user)) is not None:
            with suppress(Refused):
                self.undo(merge, merge.chat, -1)
        them = [person for person in self.people if person.account == user]
        held = [one for one in self.removals if one.person in them or one.holder in them]
        theirs = [
            photo
            for photo in self.photos
            if photo.owner in them
            or photo.shows == user
            or any(photo.owner is one.holder for one in held)
            or any(photo in one.moved for one in held if one.holder in them)
        ]
        copies = [
            copy for photo in theirs for copy in self._copies(photo, self._place(photo.owner))
        ]
        gone = [*theirs, *copies]
        chats = {self._place(person) for person in them} | {
            self._place(photo.owner) for photo in gone
        }
        self._keep_photos(photo for photo in self.photos if photo not in gone)
        self._end(held)
        for person in them:
            self._delete_person(person)
        for chat in chats:
            self._drop_emptied(chat)

    def _last_merge(self, user: int) -> Removal | None:
        """The latest merge with somebody who is this user."""
        merges = [
            one
            for one in self.removals
            if one.kind == "merge"
            and any(who in self.people and who.account == user for who in (one.holder, one.person))
        ]
        return merges[-1] if merges else None

    def everywhere(self) -> list[Person]:
        return [person for person in self.people if person.chat is not None]

    def undoable(self, now: int) -> list[Removal]:
        return [removal for removal in self.removals if removal.until > now]
