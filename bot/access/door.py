"""Use case: who may use the bot. Asked for every update, so it answers from memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.access.restraint import Restraint
from storage.records import Admission, AdmissionKind
from storage.store import Store

HOUR, MOMENT = timedelta(hours=1), timedelta(seconds=10)
LONGEST_NAME = 64
_GROUP = AdmissionKind.GROUP


@dataclass(frozen=True)
class Rules:
    """``open`` lets everybody in. ``owner`` and ``allowed`` are ids that settings let in."""

    open: bool
    owner: int | None
    allowed: frozenset[int]


class Door:
    """Who is inside is on file, and in memory once `load` has read it."""

    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules
        self._allowed = set(rules.allowed)
        self._admitted: dict[int, Admission] = {}
        self._claimed_by: int | None = None
        self._telling = Restraint(each=1, span=HOUR, in_all=10, moment=MOMENT)
        self._opening = Restraint(each=5, span=HOUR, in_all=100, moment=MOMENT)
        self._passing = Restraint(each=10, span=HOUR, in_all=20, moment=MOMENT)
        self._leaving = Restraint(each=5, span=HOUR)

    async def load(self) -> None:
        """Read who is inside; to be called before anything else."""
        admissions = self._store.admissions
        self._admitted = {each.id: each for each in await admissions.all()}
        owners = (one.id for one in self._admitted.values() if one.kind is AdmissionKind.OWNER)
        self._claimed_by = next(owners, None)
        self._telling.recall(await admissions.told())
        moves = await admissions.moves()
        # Settings may name a group as it was before it became a supergroup.
        self._allowed |= {new for old, new in moves.items() if old in self._allowed}

    @property
    def owner(self) -> int | None:
        """The user who owns the bot, if anybody does yet."""
        return self._claimed_by if self._rules.owner is None else self._rules.owner

    def admits_user(self, user_id: int) -> bool:
        """Whether a user may use the bot by their own right."""
        if self._rules.open or user_id == self.owner or user_id in self._allowed:
            return True
        admitted = self._admitted.get(user_id)
        return admitted is not None and admitted.kind is AdmissionKind.GUEST

    def admits(self, chat_id: int) -> bool:
        """Whether the bot works in a chat: with whom it is private, or who brought it there."""
        if self.admits_user(chat_id):
            return True
        admitted = self._admitted.get(chat_id)
        if admitted is None or admitted.kind is not _GROUP:
            return False
        return admitted.admitted_by is None or self.admits_user(admitted.admitted_by)

    async def claim(self, user_id: int, name: str, at: datetime) -> bool:
        """Make a user the owner; False where somebody else is."""
        if self._rules.owner is not None:
            return user_id == self._rules.owner
        owner = Admission(user_id, AdmissionKind.OWNER, None, name[:LONGEST_NAME], at)
        async with self._store.transaction() as transaction:
            earlier = await self._store.admissions.owner(transaction)
            if earlier is None:
                await self._store.admissions.add(transaction, owner)
        if earlier is None:
            self._admitted[user_id] = owner
            self._claimed_by = user_id
        return earlier in {None, user_id}

    async def admit(self, user_id: int, by: int | None, name: str, at: datetime) -> None:
        """Let a user in for good."""
        if user_id != self.owner:
            kind = AdmissionKind.GUEST
            await self._add(Admission(user_id, kind, by, name[:LONGEST_NAME], at))

    async def admit_group(self, chat_id: int, by: int, at: datetime, title: str = "") -> bool:
        """Let a group in that somebody brought the bot to; False where they are not inside.

        A group that is in already stays as it is.
        """
        if not self.admits_user(by):
            return False
        if chat_id not in self._admitted or not self.admits(chat_id):
            kind = _GROUP
            await self._add(Admission(chat_id, kind, by, title[:LONGEST_NAME], at))
        return True

    async def dismiss(self, guest_id: int) -> None:
        """Let a guest or a group in no longer, nor the groups that the guest vouches for."""
        async with self._store.transaction() as transaction:
            gone = await self._store.admissions.delete(transaction, guest_id)
        self.forgotten(gone)

    def forgotten(self, gone: Iterable[int]) -> None:
        """Guests and groups have left the file, or are about to."""
        for one in gone:
            self._admitted.pop(one, None)

    async def inside(self) -> list[Admission]:
        """Everybody who was let in: the owner, the guests, and then the groups.

        Whom settings let in need not be among them.
        """
        there = [one for one in await self._store.admissions.all() if self.admits(one.id)]
        return sorted(there, key=lambda one: (one.id != self.owner, one.kind is _GROUP))

    def moved(self, old_id: int, new_id: int) -> None:
        """A group has another id now; the file knows already."""
        if old_id in self._allowed:
            self._allowed.add(new_id)
        admitted = self._admitted.pop(old_id, None)
        if admitted is not None and not self.admits(new_id):
            self._admitted[new_id] = replace(admitted, id=new_id)

    async def may_tell(self, chat_id: int, at: datetime) -> bool:
        """Whether a chat that is not let in may be told so now, and note that it was.

        At most once an hour each, and not too many at a time in all.
        """
        if not self._telling.take(chat_id, at):
            return False
        async with self._store.transaction() as transaction:
            await self._store.admissions.note_told(transaction, chat_id, at)
        return True

    def may_open(self, chat_id: int, at: datetime) -> bool:
        """Whether a link that somebody opens may be looked up: nobody gets to guess at will."""
        return self._opening.allows(chat_id, at)

    def note_dead(self, chat_id: int, at: datetime) -> None:
        """Somebody opened a link in vain."""
        self._opening.take(chat_id, at)

    def may_pass(self, chat_id: int, at: datetime) -> bool:
        """Whether a chat that is not let in may do what everybody may, and not all day long."""
        return self._passing.take(chat_id, at)

    def may_leave(self, user_id: int, at: datetime) -> bool:
        """Whether somebody may take themself out, which nobody else's doings keep them from."""
        return self._leaving.take(user_id, at)

    async def purge(self, at: datetime) -> None:
        """Forget whom it was told to over an hour ago."""
        async with self._store.transaction() as transaction:
            await self._store.admissions.forget_told(transaction, at - HOUR)

    async def _add(self, admission: Admission) -> None:
        async with self._store.transaction() as transaction:
            await self._store.admissions.add(transaction, admission)
        self._admitted[admission.id] = admission
