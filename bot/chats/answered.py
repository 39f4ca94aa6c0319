"""Use case: answers that were said, and how they stand once something was said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.chats.roster import Gone
from storage.answered import AnsweredFace, Feedback, NewAnswer, TakenOut
from storage.models import Person
from storage.store import Store

KEPT = timedelta(days=7)
"""For how long something can be said of an answer, and be undone."""


@dataclass(frozen=True)
class Standing:
    """How an answer stands: its faces, what counts of them by their ids, and names by ids.

    ``taken`` is what was taken from people, by the ids of what was said.
    """

    faces: Sequence[AnsweredFace]
    said: Mapping[int, Feedback]
    names: Mapping[int, str]
    taken: Mapping[int, Sequence[TakenOut]] = field(default_factory=dict)

    @property
    def several(self) -> bool:
        """Whether faces are told apart by number."""
        return len(self.faces) > 1 or any(face.answer.numbered for face in self.faces)


@dataclass(frozen=True)
class Answered:
    """Every method looks at one chat only: a face answered elsewhere is `Gone`."""

    store: Store

    async def note(self, answer: NewAnswer, at: datetime) -> Standing | None:
        """Note an answer that is about to be said: how it stands.

        None where nothing is on file about the chat any more, or nothing was decided.
        """
        if not answer.faces:
            return None
        async with self.store.transaction() as transaction:
            ids = await self.store.answers.add(transaction, answer, at + KEPT)
        if not ids:
            return None
        place = answer.chat_id if answer.shown_in is None else answer.shown_in
        with suppress(Gone):
            return await self.standing(await self.face(place, ids[0]))
        return None

    async def shown_by(self, face: AnsweredFace, message_id: int) -> None:
        """Note which message is the answer that a face is of."""
        async with self.store.transaction() as transaction:
            await self.store.answers.shown_by(transaction, face.id, message_id)

    async def face(self, place: int, face_id: int) -> AnsweredFace:
        """A face of an answer that was said in the chat ``place``. Raises `Gone`."""
        face = await self.store.answers.face(place, face_id)
        if face is None:
            raise Gone
        return face

    async def taught(self, chat_id: int, face_id: int) -> AnsweredFace:
        """A face of which something may be said where the answer is. Raises `Gone`.

        Whoever asks about a group in private teaches it nothing.
        """
        face = await self.face(chat_id, face_id)
        if face.answer.shown_in is not None:
            raise Gone
        return face

    async def person(self, chat_id: int, person_id: int) -> Person:
        """Who somebody of the chat is now, whom they may have been merged into. Raises `Gone`."""
        person = (await self.store.people.now(chat_id, [person_id])).get(person_id)
        if person is None:
            raise Gone
        return person

    async def standing(self, face: AnsweredFace) -> Standing:
        """How the answer stands that a face is of; whoever was merged has the name of now."""
        faces = await self.store.answers.faces(face.answer)
        said = await self.store.feedback.counting(one.id for one in faces)
        people = {one for each in faces for one in each.named}
        people |= {one.person_id for one in said.values() if one.person_id is not None}
        now = await self.store.people.now(face.answer.chat_id, people)
        taken: dict[int, list[TakenOut]] = {}
        for out in await self.store.feedback.taken_out(one.id for one in said.values()):
            taken.setdefault(out.feedback_id, []).append(out)
        return Standing(faces, said, {was: one.name for was, one in now.items()}, taken)

    async def purge(self, at: datetime) -> None:
        """Forget the answers of which nothing is to be said any more; what was learnt stays."""
        await self.store.answers.remove_expired(at)
