"""Use case: what people say of the faces that were answered; each can be undone."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from weakref import WeakValueDictionary

from bot.chats.answered import KEPT, Answered
from bot.chats.lessons import Lesson, NotAdded, Outcome, came_of
from bot.chats.roster import Gone, Roster
from bot.chats.seeing_again import (
    UNSEEN,
    SeenAgain,
    fetched_once,
    photo_of,
    see_again,
    seen_before,
)
from bot.recognition.enrolment import Enrolment
from bot.recognition.preparing import Origin
from bot.recognition.source import Source
from storage.answered import AnsweredFace, Feedback, FeedbackKind, NewFeedback
from storage.database import Transaction
from storage.models import Chat


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
        not learnt twice. A photo of this very face that is enrolled for whom it is not is taken
        from them. Raises `Gone`, or `NotAdded` where somebody new has no photo then.
        """
        source = fetched_once(source)
        async with self._turn(face):
            face = await self.face(chat.id, face.id)
            lesson = await self._understood(chat.id, face, lesson)
            before = (await self.store.feedback.counting([face.id])).get(face.id)
            if before and lesson.is_said_by(before):
                return before
            seen = await self._seen(chat.id, lesson, before, source)
            if before and await self._moved_photos(before):
                await self._take_back(chat.id, before, lesson.at)
                before = None
            new = await self._learnt(chat, face, lesson, source)
            if lesson.wrong and not seen.vectors and new.came_of_it == Outcome.NOTHING:
                new = replace(new, came_of_it=Outcome.NOT_SEEN)
            return await self._keep(chat.id, new, before, lesson.wrong, seen)

    async def undo(self, place: int, feedback_id: int, at: datetime) -> AnsweredFace:
        """Have it be as if something had never been said: the face. Raises `Gone`."""
        feedback = await self.store.feedback.find(feedback_id)
        if feedback is None:
            raise Gone
        face = await self.face(place, feedback.face_id)
        async with self._turn(face):
            await self._take_back(face.answer.chat_id, feedback, at)
        return face

    async def forget_wrongs(self, chat_id: int, person_id: int) -> None:
        """Forget of which faces it was said that they are not somebody."""
        async with self.store.transaction() as transaction:
            await self.store.vetoes.remove_of(transaction, chat_id, person_id)

    async def _understood(self, chat_id: int, face: AnsweredFace, lesson: Lesson) -> Lesson:
        """The lesson with who is meant and who is not, by id and by name. Raises `Gone`.

        Whoever was merged into somebody is that one.
        """
        now, name, person = await self.store.people.now(chat_id, face.named), lesson.name, None
        if name is not None:
            person = await self.store.people.find(chat_id, name)
        elif lesson.person_id is not None:
            person = await self.person(chat_id, lesson.person_id)
        kind, who = lesson.kind, person.id if person else None
        wrong = tuple(one for one in face.named if one not in now or now[one].id != who)
        if len(wrong) < len(face.named):
            kind = FeedbackKind.RIGHT
        elif person is not None or name is not None:
            kind = FeedbackKind.NAMED
        name = person.name if person else name
        return replace(lesson, kind=kind, person_id=who, name=name, wrong=wrong)

    async def _learnt(
        self, chat: Chat, face: AnsweredFace, lesson: Lesson, source: Source
    ) -> NewFeedback:
        """Add the photo to whoever it is said to show: what there is to be noted."""
        new = NewFeedback(face.id, lesson.kind, None, None, Outcome.NOTHING, lesson.by, lesson.at)
        if lesson.name is None:
            return new
        # Whoever names a face has looked at it; whoever says that it is right, at the name.
        anyway, origin = lesson.kind is FeedbackKind.NAMED, Origin(lesson.by)
        tally = await self.enrolment.add(
            chat, lesson.name, [source], origin, anyway=anyway, looked=True
        )
        if tally.gone:
            raise Gone
        if tally.person_id is None:
            raise NotAdded(tally)
        photo_id = None
        if not tally.held:
            photo_id = await photo_of(self.enrolment, tally.person_id, source)
        if lesson.person_id not in {None, tally.person_id}:
            # Another one was given the name in this very moment.
            await self._remove(chat.id, photo_id if tally.added else None)
            raise Gone
        if photo_id and not tally.added and not await self.store.feedback.has_added(photo_id):
            # It stays, whatever becomes of what is said now.
            photo_id = None
        return replace(
            new, person_id=tally.person_id, photo_id=photo_id, came_of_it=came_of(tally)
        )

    async def _seen(
        self, chat_id: int, lesson: Lesson, before: Feedback | None, source: Source
    ) -> SeenAgain:
        """The face as it is remembered since it was called wrong, or once more, if it matters."""
        who, vetoes = lesson.person_id, self.store.vetoes
        if not lesson.wrong and (who is None or not await vetoes.count(chat_id, who)):
            return UNSEEN
        if before is not None:
            seen = await seen_before(self.store, chat_id, before.id)
            if seen.vectors:
                return seen
        return await see_again(self.enrolment, chat_id, source)

    async def _keep(
        self,
        chat_id: int,
        new: NewFeedback,
        before: Feedback | None,
        wrong: Collection[int],
        seen: SeenAgain,
    ) -> Feedback:
        """Note what was said, and of whom the face is not. Raises `Gone`."""
        now = await self.store.people.now(chat_id, wrong)
        theirs = {person.id for person in now.values()}
        others = [photo for person, photo in seen.photos.items() if person not in theirs]
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
                    photo_id=new.photo_id or next(iter(others), None),
                    feedback_id=feedback.id,
                )
            if new.person_id is not None:
                await self.store.vetoes.lift(
                    transaction, chat_id, new.person_id, seen.vectors, feedback.id
                )
            for person_id in theirs & seen.photos.keys():
                await self._take_out(transaction, chat_id, seen.photos[person_id], feedback)
        return feedback

    async def _take_out(
        self, transaction: Transaction, chat_id: int, photo_id: int, feedback: Feedback
    ) -> None:
        """Take a photo from whom it does not show, for as long as that can be undone."""
        until = feedback.at + KEPT
        with suppress(Gone):
            removal = await Roster(self.store).take_out(
                transaction, chat_id, photo_id, feedback.given_by, until
            )
            await self.store.feedback.took_out(transaction, feedback.id, removal)

    async def _moved_photos(self, feedback: Feedback) -> bool:
        """Whether photos came or went by what was said."""
        if feedback.photo_id is not None:
            return True
        return bool(await self.store.feedback.taken_out([feedback.id]))

    async def _take_back(self, chat_id: int, feedback: Feedback, at: datetime) -> None:
        async with self.store.transaction() as transaction:
            await self._forget(transaction, chat_id, feedback, at)

    async def _forget(
        self, transaction: Transaction, chat_id: int, feedback: Feedback, at: datetime
    ) -> None:
        """Have something that was said count no longer, and take back what came of it."""
        store = self.store
        if not await store.feedback.undo(transaction, feedback, at):
            return
        await store.vetoes.remove(transaction, chat_id, feedback.id)
        await store.vetoes.put_back(transaction, chat_id, feedback.id)
        photo_id = await store.feedback.adds_alone(transaction, feedback.id)
        if photo_id is not None:
            await store.vetoes.leave(transaction, photo_id)
            await store.photos.remove(transaction, chat_id, photo_id)
        for taken in await store.feedback.taken_out([feedback.id]):
            await Roster(store).bring_back(transaction, taken.removal)

    async def _remove(self, chat_id: int, photo_id: int | None) -> None:
        if photo_id is not None:
            async with self.store.transaction() as transaction:
                await self.store.photos.remove(transaction, chat_id, photo_id)

    def _turn(self, face: AnsweredFace) -> asyncio.Lock:
        """Held while something is learnt of a face, so that nothing is learnt twice."""
        return self._turns.setdefault(face.id, asyncio.Lock())
