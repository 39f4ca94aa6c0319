"""Use case: what people say of the faces that were answered; each can be undone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from weakref import WeakValueDictionary

from bot.chats.answered import Answered
from bot.chats.roster import Gone
from bot.chats.seeing_again import UNSEEN, SeenAgain, fetched_once, see_again
from bot.recognition.enrolment import Enrolment
from bot.recognition.preparing import Origin
from bot.recognition.source import Source
from bot.recognition.tally import Tally
from storage.answered import AnsweredFace, Feedback, FeedbackKind, NewFeedback
from storage.database import Transaction
from storage.models import Chat


class Outcome(StrEnum):
    """What came of what was said, besides what is added's `Skipped` and `Doubt`."""

    NOTHING = ""
    ADDED = "added"
    NOT_SEEN = "not seen again"


@dataclass(frozen=True)
class Lesson:
    """What somebody says of a face, and when: who it is, by id or by a name, or nobody known.

    ``by`` is the sender. ``kind`` follows from who it is, where that is said.
    """

    by: int
    at: datetime
    kind: FeedbackKind
    person_id: int | None = None
    name: str | None = None

    def is_said_by(self, feedback: Feedback) -> bool:
        """Whether this is what was said; never of a name that is nobody's yet."""
        nobody = self.name is not None and self.person_id is None
        same = (self.kind, self.person_id) == (feedback.kind, feedback.person_id)
        return same and not nobody


class NotAdded(Exception):
    """Nobody new is known, since the photo could not be added; ``tally`` says why."""

    def __init__(self, tally: Tally) -> None:
        super().__init__("the photo was not added")
        self.tally = tally


@dataclass(frozen=True)
class Teaching(Answered):
    """Every method looks at one chat only: a face answered elsewhere is `Gone`."""

    enrolment: Enrolment
    _turns: WeakValueDictionary[int, asyncio.Lock] = field(
        default_factory=WeakValueDictionary, init=False, repr=False, compare=False
    )

    async def teach(
        self, chat: Chat, face: AnsweredFace, lesson: Lesson, source: Source
    ) -> Feedback:
        """Learn what somebody says of a face, in place of what was said before.

        ``source`` is the photo once more, with the face that is meant. What counts already is
        not learnt twice. Raises `Gone`, or `NotAdded` where somebody new has no photo then.
        """
        source = fetched_once(source)
        async with self._turn(face):
            face = await self.face(chat.id, face.id)
            lesson = await self._understood(chat.id, face, lesson)
            before = (await self.store.feedback.counting([face.id])).get(face.id)
            if before and lesson.is_said_by(before):
                return before
            wrong = () if lesson.kind is FeedbackKind.RIGHT else face.named
            seen = await self._seen(chat.id, before, source) if wrong else UNSEEN
            if before and before.photo_id is not None:
                await self._take_back(chat.id, before, lesson.at)
                before = None
            new = await self._learnt(chat, face, lesson, source)
            if wrong and not seen.vectors and new.came_of_it == Outcome.NOTHING:
                new = replace(new, came_of_it=Outcome.NOT_SEEN)
            return await self._keep(chat.id, new, before, wrong, seen)

    async def undo(self, place: int, feedback_id: int, at: datetime) -> AnsweredFace:
        """Have it be as if something had never been said: the face. Raises `Gone`."""
        feedback = await self.store.feedback.find(feedback_id)
        if feedback is None:
            raise Gone
        face = await self.face(place, feedback.face_id)
        async with self._turn(face):
            await self._take_back(face.answer.chat_id, feedback, at)
        return face

    async def _understood(self, chat_id: int, face: AnsweredFace, lesson: Lesson) -> Lesson:
        """The lesson with who is meant: by id and by name, where they are known. Raises `Gone`."""
        person_id, name = lesson.person_id, lesson.name
        if name is not None:
            person = await self.store.people.find(chat_id, name)
            person_id, name = (person.id, person.name) if person else (None, name)
        elif person_id is not None:
            name = (await self.store.people.names(chat_id, [person_id])).get(person_id)
            if name is None:
                raise Gone
        kind = lesson.kind
        if person_id in face.named:
            kind = FeedbackKind.RIGHT
        elif name is not None:
            kind = FeedbackKind.NAMED
        return replace(lesson, kind=kind, person_id=person_id, name=name)

    async def _learnt(
        self, chat: Chat, face: AnsweredFace, lesson: Lesson, source: Source
    ) -> NewFeedback:
        """Add the photo to whoever it is said to show: what there is to be noted."""
        new = NewFeedback(face.id, lesson.kind, None, None, Outcome.NOTHING, lesson.by, lesson.at)
        if lesson.name is None:
            return new
        # Whoever names a face has looked at it; whoever says that it is right, at the name.
        anyway, origin = lesson.kind is FeedbackKind.NAMED, Origin(lesson.by)
        tally = await self.enrolment.add(chat, lesson.name, [source], origin, anyway=anyway)
        if tally.gone:
            raise Gone
        if tally.person_id is None:
            raise NotAdded(tally)
        photo_id = None
        if tally.added:
            photos = self.store.photos
            photo_id = await photos.find(tally.person_id, file=source.file_unique_id, own=True)
        if lesson.person_id not in {None, tally.person_id}:
            # Another one was given the name in this very moment.
            await self._remove(chat.id, photo_id)
            raise Gone
        return replace(
            new, person_id=tally.person_id, photo_id=photo_id, came_of_it=_came_of(tally)
        )

    async def _seen(self, chat_id: int, before: Feedback | None, source: Source) -> SeenAgain:
        """The face as it is remembered since it was called wrong, or once more."""
        if before is not None:
            photo_id, vectors = await self.store.vetoes.of(before.id)
            if vectors:
                return SeenAgain(vectors, photo_id)
        return await see_again(self.enrolment, chat_id, source)

    async def _keep(
        self,
        chat_id: int,
        new: NewFeedback,
        before: Feedback | None,
        wrong: Sequence[int],
        seen: SeenAgain,
    ) -> Feedback:
        """Note what was said, and of whom the face is not. Raises `Gone`."""
        async with self.store.transaction() as transaction:
            if before is not None:
                await self._forget(transaction, chat_id, before, new.at)
            expected = [] if new.person_id is None else [new.person_id]
            there = await self.store.people.names(chat_id, expected)
            if len(there) < len(expected) or not await self.store.answers.is_there(
                transaction, new.face_id
            ):
                raise Gone
            feedback = await self.store.feedback.add(transaction, new)
            for person_id in wrong if seen.vectors else ():
                await self.store.vetoes.add(
                    transaction,
                    chat_id,
                    person_id,
                    seen.vectors,
                    actual_id=new.person_id,
                    photo_id=seen.photo_id if new.photo_id is None else new.photo_id,
                    feedback_id=feedback.id,
                )
        return feedback

    async def _take_back(self, chat_id: int, feedback: Feedback, at: datetime) -> None:
        async with self.store.transaction() as transaction:
            await self._forget(transaction, chat_id, feedback, at)

    async def _forget(
        self, transaction: Transaction, chat_id: int, feedback: Feedback, at: datetime
    ) -> None:
        """Have something that was said count no longer, and take back what came of it."""
        if await self.store.feedback.undo(transaction, feedback, at):
            await self.store.vetoes.remove(transaction, chat_id, feedback.id)
            if feedback.photo_id is not None:
                await self.store.photos.remove(transaction, chat_id, feedback.photo_id)

    async def _remove(self, chat_id: int, photo_id: int | None) -> None:
        if photo_id is not None:
            async with self.store.transaction() as transaction:
                await self.store.photos.remove(transaction, chat_id, photo_id)

    def _turn(self, face: AnsweredFace) -> asyncio.Lock:
        """Held while something is learnt of a face, so that nothing is learnt twice."""
        return self._turns.setdefault(face.id, asyncio.Lock())


def _came_of(tally: Tally) -> str:
    """A word for what became of one photo."""
    if tally.added:
        return Outcome.ADDED
    if tally.held:
        return tally.held[0].doubts[0]
    return next(iter(tally.skipped), Outcome.NOTHING)
