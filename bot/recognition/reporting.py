"""Use case: how well a chat's people are told apart, and what would help."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from bot.recognition.comparing import in_use
from bot.recognition.embedding import ViewKind
from bot.recognition.enrolled import ChatEnrolled, Enrolled
from bot.recognition.evaluation import Confusion, Evaluation, evaluate
from bot.recognition.gallery import Gallery
from bot.recognition.helping import Help, what_helps
from bot.recognition.oddities import names_of_one
from bot.recognition.recogniser import Identifier, Recogniser
from bot.recognition.sides import Compared, Side, compare, sides_of
from bot.recognition.standards import standard_of
from bot.recognition.trying import Asking
from bot.recognition.ways import Lacking, embedded, lacking
from storage.models import EmbeddingSpec
from storage.records import Preferences

Advance = Callable[[int], None]
MOST_PAIRS = 3
"""Of so many pairs it is said that they look like one person."""


class UnderWay(Exception):
    """The same is being found out already."""


class TooLittle(Exception):
    """Nothing can be measured on so few ``people`` and ``photos``."""

    def __init__(self, people: int, photos: int) -> None:
        super().__init__("too little is enrolled")
        self.people = people
        self.photos = photos


@dataclass(frozen=True)
class Report:
    """What was found of a gallery of so many people and photos.

    ``one_person`` are the ids of any two who look like one person, the likeliest first, and in
    each pair the one to keep last; ``helps`` is whose photos would help most. ``compared`` has a
    line for every way in which the photos are embedded, where there is more than one; ``spec`` is
    the one in use. ``names`` are by person id, of all that the report mentions.
    """

    spec: EmbeddingSpec
    people: int
    photos: int
    evaluation: Evaluation
    one_person: tuple[tuple[int, int], ...]
    helps: tuple[Help, ...]
    compared: tuple[Compared, ...]
    names: Mapping[int, str]


def asking_of(identifier: Identifier, spec: EmbeddingSpec, wished: Preferences) -> Asking:
    """How photos are answered that are compared under ``spec``."""
    return Asking(
        ViewKind(spec.view),
        identifier.rule,
        wished.strictness,
        identifier.threshold,
        wished.matches or identifier.top_k,
    )


async def report_on(
    enrolled: Enrolled,
    specs: Sequence[EmbeddingSpec],
    sides: Sequence[Side],
    identifier: Identifier,
    wished: Preferences,
    advance: Advance = lambda _: None,
) -> Report:
    """Evaluate what is enrolled, as it is compared under ``specs``.

    That is done in a thread of its own: photos that are asked about meanwhile do not wait for it.
    ``sides`` are the ways to be compared; ``advance`` is told how many more photos were asked
    about, twice at most about each. Raises `TooLittle`.
    """
    spec, gallery = await in_use(enrolled, specs)
    expect_enough(gallery)
    asking = asking_of(identifier, spec, wished)
    evaluation = await asyncio.to_thread(evaluate, gallery, asking, advance)
    compared = await asyncio.to_thread(compare, sides, spec, asking)
    known = standard_of(asking.view).of_one(asking.normal)
    pairs = (await asyncio.to_thread(names_of_one, gallery, known))[:MOST_PAIRS]
    seconds = {fewer for fewer, _ in pairs}
    # Who may be somebody else needs no photos of their own.
    helps = tuple(
        one for one in what_helps(gallery, evaluation.tries) if one.person_id not in seconds
    )
    told = {one.person_id for one in helps}.union(*pairs)
    return Report(
        spec,
        len(np.unique(gallery.person_ids)),
        len(gallery),
        evaluation,
        tuple(pairs),
        helps,
        compared,
        await enrolled.names(mentioned(evaluation.confusions) | told),
    )


def mentioned(pairs: Iterable[Confusion]) -> set[int]:
    """The ids of who is mixed up with whom."""
    return {person for pair in pairs for person in (pair.person_id, pair.taken_for)}


def expect_enough(gallery: Gallery) -> None:
    """Raises `TooLittle` unless there are two people, one of them at two moments."""
    people = np.unique(gallery.person_ids)
    moments = np.unique(np.stack([gallery.person_ids, gallery.albums]), axis=1).shape[1]
    if len(people) < 2 or moments <= len(people):
        raise TooLittle(len(people), len(gallery))


class Reports:
    """Reports on chats, one at a time: each keeps a processor busy for seconds."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._turn = asyncio.Lock()
        self._asked: set[tuple[int, str]] = set()

    async def of(self, chat_id: int, wished: Preferences) -> Report:
        """How well a chat's people are told apart. Raises `UnderWay` or `TooLittle`."""
        with self._alone(chat_id, "report"):
            async with self._turn:
                known, enrolled = self._recogniser, self._enrolled(chat_id)
                others = await known.store.embeddings.specs(chat_id)
                specs = known.sight.specs
                sides = await sides_of(enrolled, [*specs, *others])
                return await report_on(enrolled, specs, sides, known.identifier, wished)

    async def lacking(self, chat_id: int) -> Lacking:
        """In which ways a chat's photos are not embedded yet, so that these can be compared."""
        return await lacking(self._enrolled(chat_id), self._recogniser.sight)

    async def ways(
        self,
        chat_id: int,
        wished: Preferences,
        begin: Callable[[Lacking], Awaitable[None]],
    ) -> tuple[Compared, ...]:
        """Embed a sample of a chat's photos in every way, and compare these.

        Before anything is asked for, ``begin`` is told what that will be. Raises `UnderWay`,
        `TooLittle`, what ``begin`` raises, or the `EmbeddingError` that ended it.
        """
        with self._alone(chat_id, "ways"):
            known, enrolled = self._recogniser, self._enrolled(chat_id)
            plan = await self.lacking(chat_id)
            expect_enough(plan.gallery)
            await begin(plan)
            photos = await embedded(enrolled, known.sight, plan)
            sides = await sides_of(photos, photos.specs)
            asking = asking_of(known.identifier, plan.in_use, wished)
            async with self._turn:
                return await asyncio.to_thread(compare, sides, plan.in_use, asking)

    def _enrolled(self, chat_id: int) -> ChatEnrolled:
        return ChatEnrolled(chat_id, self._recogniser.galleries, self._recogniser.store)

    @contextmanager
    def _alone(self, chat_id: int, what: str) -> Iterator[None]:
        """Be the only one who finds that out about a chat. Raises `UnderWay`."""
        if (chat_id, what) in self._asked:
            raise UnderWay
        self._asked.add((chat_id, what))
        try:
            yield
        finally:
            self._asked.discard((chat_id, what))
