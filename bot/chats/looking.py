"""Use case: what looks wrong among a chat's people, to be pointed out where they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from bot.recognition.learning import Learnt
from bot.recognition.oddities import names_of_one, odd_photo
from bot.recognition.recogniser import Recogniser
from bot.recognition.workers import Workers
from storage.models import Person


@dataclass(frozen=True)
class Hints:
    """Of one person: the id of a photo that looks unlike their others, who looks like them, and of
    how many faces it was said that they are not this person."""

    odd: int | None = None
    alike: Person | None = None
    wrongs: int = 0


@dataclass(frozen=True)
class Looking:
    recogniser: Recogniser
    workers: Workers

    async def at(self, chat_id: int, person_id: int) -> Hints:
        """What looks wrong about one person."""
        store = self.recogniser.store
        wrongs = await store.vetoes.count(chat_id, person_id)
        learnt = await self.recogniser.learnt(chat_id)
        odd = await self.workers.run(odd_photo, learnt.gallery, person_id)
        pairs = await self._pairs(learnt)
        other = next((sum(pair) - person_id for pair in pairs if person_id in pair), None)
        names = await store.people.names(chat_id, [other] if other is not None else [])
        alike = [Person(one, chat_id, name) for one, name in names.items()]
        return Hints(odd, next(iter(alike), None), wrongs)

    async def alike(self, chat_id: int) -> tuple[Person, Person] | None:
        """The two people of a chat who look most like one, if any do; the one to keep is last."""
        learnt = await self.recogniser.learnt(chat_id)
        for fewer, more in await self._pairs(learnt):
            names = await self.recogniser.store.people.names(chat_id, [fewer, more])
            if len(names) == 2:
                return Person(fewer, chat_id, names[fewer]), Person(more, chat_id, names[more])
        return None

    async def _pairs(self, learnt: Learnt) -> list[tuple[int, int]]:
        known = learnt.standard.of_one(self.recogniser.identifier.threshold)
        return await self.workers.run(names_of_one, learnt.gallery, known)
