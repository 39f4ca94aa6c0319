"""Use case: one sender's enrolment session, from ``/enroll`` until done, cancelled or quiet."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from bot.recognition.enrolment import Enrolment
from bot.recognition.preparing import Origin
from bot.recognition.source import Source
from bot.recognition.tally import Skipped, Tally
from storage.models import Account, Chat, Session
from storage.store import Store

QUIET = timedelta(minutes=15)
"""A session in which nothing comes for this long is over."""


@dataclass(frozen=True)
class Standing:
    """How far a session has come.

    ``added``, ``several_faces`` and ``skipped`` count over the whole session, ``total`` is the
    number of photos that the person has in all. ``held`` photos wait, as there are doubts about
    them, and of so many ``unclear`` ones it is not known which face is meant. ``latest`` is what
    became of the last photos.
    """

    session: Session
    added: int
    total: int
    held: int = 0
    unclear: int = 0
    latest: Tally | None = None

    @property
    def skipped(self) -> Counter[Skipped]:
        return Counter({Skipped(reason): n for reason, n in self.session.skipped.items()})


@dataclass(frozen=True)
class Sessions:
    """Opens, feeds and closes sessions; they are on file, so a restart forgets none."""

    store: Store
    enrolment: Enrolment
    _turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = field(
        default_factory=WeakValueDictionary, init=False, repr=False, compare=False
    )

    async def current(
        self, chat_id: int, sender_id: int, topic: int | None, at: datetime
    ) -> Session | None:
        """The sender's open session in this topic, unless it has been quiet for too long."""
        session = await self.store.sessions.find(chat_id, sender_id)
        if session is None or session.topic != topic or at - session.last_at >= QUIET:
            return None
        return session

    async def open(
        self,
        chat: Chat,
        sender_id: int,
        *,
        topic: int | None,
        name: str | None,
        at: datetime,
        account: Account | None = None,
    ) -> tuple[Session, Standing | None]:
        """Begin a session, closing the sender's earlier one: the new one, and how that ended.

        ``account`` is who the person is on Telegram, where that is to be noted.
        """
        async with self._turn(chat.id, sender_id):
            earlier = await self.store.sessions.find(chat.id, sender_id)
            ended = await self.standing(earlier) if earlier and earlier.name else None
            async with self.store.transaction() as transaction:
                await self.store.chats.note(transaction, chat)
                if earlier:
                    await self.store.sessions.close(transaction, earlier)
                session_id = await self.store.sessions.open(
                    transaction, chat.id, sender_id, topic=topic, name=name, at=at
                )
                session = Session(
                    session_id, chat.id, sender_id, topic, name, None, None, {}, 0, at, account
                )
                await self.store.sessions.advance(transaction, session)
        return session, ended

    async def adding_to(self, chat_id: int, person_id: int) -> list[Session]:
        """The open sessions in which photos of somebody are added."""
        names = await self.store.people.names(chat_id, [person_id])
        if person_id not in names:
            return []
        return await self.store.sessions.of_name(chat_id, names[person_id])

    async def again(self, session: Session) -> Session | None:
        """A session as it is on file now; None once it is closed."""
        latest = await self.store.sessions.find(session.chat_id, session.sender_id)
        return latest if latest and latest.id == session.id else None

    async def shown_by(self, session: Session, status_id: int) -> Session:
        """Note which message shows how the session stands; the session with it."""
        async with self.store.transaction() as transaction:
            await self.store.sessions.set_status(transaction, session, status_id)
        return replace(session, status_id=status_id)

    async def save(self, session: Session) -> Session:
        """Write back a session with changed fields, but for its name, and give it back."""
        async with self.store.transaction() as transaction:
            await self.store.sessions.advance(transaction, session)
        return session

    async def add(
        self, chat: Chat, session: Session, sources: Sequence[Source], at: datetime
    ) -> Standing:
        """Add photos to a session that has a name.

        Once whoever they show is removed, or merged into somebody else, which closes the session,
        none is added any more.
        """
        name = session.name
        if name is None:
            raise ValueError("a session adds photos once it has a name")
        async with self._turn(chat.id, session.sender_id):
            # On file before the work begins, or a slow album could be taken for quiet.
            session = await self.save(replace(session, last_at=max(at, session.last_at)))
            origin = Origin(session.sender_id, session.id)
            tally = await self.enrolment.add(chat, name, sources, origin)
            session = await self.again(session) or session
            skipped = Counter(session.skipped)
            skipped.update({reason.value: n for reason, n in tally.skipped.items()})
            session = await self.save(
                replace(
                    session,
                    skipped=dict(skipped),
                    several_faces=session.several_faces + tally.several_faces,
                )
            )
        return replace(await self.standing(session), latest=tally)

    def _turn(self, chat_id: int, sender_id: int) -> asyncio.Lock:
        """Held while a sender's session takes photos, or gives way to another one."""
        return self._turns.setdefault((chat_id, sender_id), asyncio.Lock())

    async def standing(self, session: Session) -> Standing:
        """How far a session has come."""
        return Standing(
            session,
            await self.store.photos.count_of(session.id),
            await self.enrolment.total(session.chat_id, session.name or ""),
            *await self.store.held.count_of(session.id),
        )

    async def close(self, session: Session) -> None:
        """Keep what was added; later photos are probes."""
        async with self.store.transaction() as transaction:
            await self.store.sessions.close(transaction, session)

    async def close_nameless(self, chat_id: int, sender_id: int) -> None:
        """The question for a name is answered otherwise, if it is still open."""
        session = await self.store.sessions.find(chat_id, sender_id)
        if session and session.name is None:
            await self.close(session)

    async def cancel(self, session: Session) -> int:
        """Remove what the session added, and whoever has no photo left; how many photos."""
        async with self.store.transaction() as transaction:
            removed = await self.store.photos.remove_of(transaction, session)
            await self.store.held.remove_of_session(transaction, session.id)
            await self.store.people.drop_photoless(transaction, session.chat_id)
            await self.store.sessions.close(transaction, session)
        return removed

    async def close_if_quiet(self, session: Session, at: datetime) -> Standing | None:
        """Close a session that has been quiet for too long by ``at``: how it ended, else None."""
        if at - session.last_at < QUIET:
            return None
        standing = await self.standing(session)
        await self.close(session)
        return standing

    async def quiet(self, at: datetime) -> list[Session]:
        """The sessions that have been quiet for too long by ``at``."""
        return await self.store.sessions.quiet_since(at - QUIET)
